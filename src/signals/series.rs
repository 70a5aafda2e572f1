//! What was said and answered, period by period.

use super::{Error, Observed, Options, outcome_level};
use crate::record::ScaleKind;
use crate::stats::{ClusteredValue, clustered_share, weighted_mean};
use crate::units::{Interval, as_u64};
use jiff::ToSpan;
use jiff::civil::Date;

/// One line: what is counted of whom, period by period without a hole.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Position of the segment, where they are told apart.
    pub segment: Option<usize>,
    /// Position of the topic; everybody where absent.
    pub topic: Option<usize>,
    /// One point per period, the empty ones too.
    pub points: Vec<Point>,
}

/// One period of a line. Nothing is filled in: a period without respondents has a point that says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Number of the scale: one more after each day on which the scale or question of the outcome changed.
    /// Outcomes of two points compare only where it is the same.
    pub epoch: usize,
    /// Respondents of the segment, whether they speak of the topic or not.
    pub n: u64,
    /// Of these, with words.
    pub n_written: u64,
    /// Who speaks of the topic; with words at all where there is none. `None` where it would say of few people what they
    /// speak of.
    pub volume: Option<u64>,
    /// Share of those with words who speak badly of it; `None` where few do, or would follow from it.
    pub share_negative: Option<Interval>,
    /// Mean polarity of what those who speak of it wrote, −1 to 1; `None` with fewer than may be shown.
    pub polarity: Option<f64>,
    /// Answers to the outcome question of those counted in `volume`; of all respondents without a topic. `None` as `volume`.
    pub n_scored: Option<u64>,
    /// Their level; `None` with fewer than may be shown.
    pub outcome: Option<Interval>,
    /// `volume` is not given because it would be of 1 person to fewer than may be shown.
    pub few_speak: bool,
    /// `share_negative` is not given because so few speak badly of the topic.
    pub few_speak_badly: bool,
    /// Who stands behind the figures.
    pub people: PointPeople,
}

/// Who stands behind the figures of a point.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PointPeople {
    /// Behind the share.
    pub written: Crowd,
    /// Behind the polarity.
    pub toned: Crowd,
    /// Behind the outcome.
    pub scored: Crowd,
    /// Behind the outcome of those of the segment who do not speak of the topic; nobody without a topic.
    pub scored_rest: Crowd,
    /// Those who speak of the topic, or wrote.
    pub spoke: Crowd,
    /// Those of them who do so badly; `all_gave` where all do.
    pub spoke_badly: Crowd,
}

/// People behind a figure: customers, each once, and respondents without a customer.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Crowd {
    /// How many.
    pub n: usize,
    /// The value that all gave, where they gave the same.
    pub all_gave: Option<f64>,
}

impl Crowd {
    fn of(values: &[ClusteredValue]) -> Self {
        let mut people: Vec<u32> = values.iter().map(|one| one.cluster).collect();
        people.sort_unstable();
        people.dedup();
        let first = values.first().map(|one| one.value);
        let is_first =
            |one: &ClusteredValue| first.is_some_and(|it| it.total_cmp(&one.value).is_eq());
        Self {
            n: people.len(),
            all_gave: first.filter(|_| values.iter().all(is_first)),
        }
    }
}

impl Crowd {
    /// Who has a 1 among `spoken`, which has 1 where it is negative, else 0.
    fn badly(spoken: &[ClusteredValue]) -> Self {
        let bad = spoken.iter().copied().filter(|one| one.value > 0.0);
        let bad: Vec<ClusteredValue> = bad.collect();
        Self {
            n: Self::of(&bad).n,
            all_gave: (!bad.is_empty() && bad.len() == spoken.len()).then_some(1.0),
        }
    }
}

/// Days and names of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// First day of each period, ascending.
    pub starts: Vec<Date>,
    /// Last day of the last period.
    pub end: Date,
    /// Days on which the scale or question of the outcome changed, ascending.
    pub changes: Vec<Date>,
}

impl Calendar {
    /// First and last day of every period, and its number of the scale. A period in which the scale changes is two.
    pub fn periods(&self) -> Vec<(Date, Date, usize)> {
        let mut starts: Vec<Date> = self.starts.clone();
        if let Some(&first) = self.starts.first() {
            let inside = self.changes.iter().copied();
            starts.extend(inside.filter(|&day| first < day && day <= self.end));
        }
        starts.sort_unstable();
        starts.dedup();
        let ends = starts
            .iter()
            .skip(1)
            .map(|next| next.saturating_sub(1.day()));
        let ends: Vec<Date> = ends.chain([self.end]).collect();
        starts
            .into_iter()
            .zip(ends)
            .map(|(from, to)| (from, to, self.changes.partition_point(|&day| day <= from)))
            .collect()
    }
}

/// Counts `topic` of the respondents of `segment`, period by period.
///
/// Levels and shares of fewer than [`Options::min_cell`] people are not given, counts are.
///
/// # Errors
///
/// [`Error::Stats`] for outcomes or weights that are not finite.
pub fn line(
    observed: &Observed,
    (segment, topic): (Option<usize>, Option<usize>),
    calendar: &Calendar,
    kind: ScaleKind,
    options: &Options,
) -> Result<Line, Error> {
    let periods = calendar.periods();
    let people = people_of(observed, segment, &periods);
    let points = periods
        .into_iter()
        .zip(people)
        .map(|((from, to, epoch), who)| {
            let counted = Counted::of(observed, &who, topic);
            let least = options.min_cell;
            let n_written = as_u64(counted.is_negative.len());
            let people = PointPeople {
                written: Crowd::of(&counted.is_negative),
                toned: Crowd::of(&counted.polarities),
                scored: Crowd::of(&counted.answers),
                scored_rest: Crowd::of(&counted.other_answers),
                spoke: Crowd::of(&counted.spoken),
                spoke_badly: Crowd::badly(&counted.spoken),
            };
            let is_few = |crowd: Crowd, least: u64| as_u64(crowd.n) < least;
            let share_negative = if is_few(people.written, least.max(1)) {
                None
            } else {
                Some(clustered_share(counted.is_negative, options.level)?)
            };
            let toned = counted.polarities.iter();
            let polarity = (!is_few(people.toned, least.max(2)))
                .then(|| weighted_mean(toned.map(|one| (one.value, one.weight))))
                .transpose()?;
            Ok(Point {
                from,
                to,
                epoch,
                n: as_u64(who.len()),
                n_written,
                volume: Some(as_u64(counted.volume)),
                share_negative,
                polarity: polarity.map(|found| found.mean),
                n_scored: Some(as_u64(counted.answers.len())),
                outcome: if is_few(people.scored, least) {
                    None
                } else {
                    outcome_level(&counted.answers, kind, options.level)?
                },
                few_speak: false,
                few_speak_badly: false,
                people,
            })
        });
    Ok(Line {
        segment,
        topic,
        points: points.collect::<Result<_, Error>>()?,
    })
}

/// The respondents of a segment in each period, in their order.
fn people_of(
    observed: &Observed,
    segment: Option<usize>,
    periods: &[(Date, Date, usize)],
) -> Vec<Vec<usize>> {
    let mut people = vec![Vec::new(); periods.len()];
    for (i, dated) in observed.dated.iter().enumerate() {
        let Some(day) = dated
            .day
            .filter(|_| segment.is_none() || dated.segment == segment)
        else {
            continue;
        };
        let n_begun = periods.partition_point(|&(from, _, _)| from <= day);
        if let Some(at) = n_begun.checked_sub(1).filter(|&at| day <= periods[at].1) {
            people[at].push(i);
        }
    }
    people
}

/// What is counted in one period.
#[derive(Default)]
struct Counted {
    volume: usize,
    /// Of each with words 1 where it is negative, else 0.
    is_negative: Vec<ClusteredValue>,
    /// The same of those who are counted.
    spoken: Vec<ClusteredValue>,
    /// Polarity of what they wrote.
    polarities: Vec<ClusteredValue>,
    /// Outcomes.
    answers: Vec<ClusteredValue>,
    /// Outcomes of those who are not counted.
    other_answers: Vec<ClusteredValue>,
}

impl Counted {
    fn of(observed: &Observed, who: &[usize], topic: Option<usize>) -> Self {
        let respondents = &observed.respondents;
        let mut counted = Self::default();
        for &i in who {
            let has_words = respondents.has_words(i);
            let mention = topic.and_then(|topic| {
                let mut mentions = respondents.mentions(i).iter();
                mentions.find(|mention| mention.topic as usize == topic)
            });
            let tone = match topic {
                None => observed.dated[i].tone,
                Some(_) => mention.map(|mention| mention.tone),
            };
            if has_words {
                let is_negative = tone.is_some_and(super::Tone::is_negative);
                counted.is_negative.push(ClusteredValue {
                    value: f64::from(u8::from(is_negative)),
                    weight: 1.0,
                    cluster: respondents.customer(i),
                });
            }
            let is_counted = match topic {
                None => true,
                Some(_) => has_words && mention.is_some(),
            };
            if !is_counted {
                counted.other_answers.extend(respondents.scored(i));
                continue;
            }
            if has_words {
                counted.volume += 1;
                let is_negative = tone.is_some_and(super::Tone::is_negative);
                counted
                    .spoken
                    .push(respondents.of_customer(i, f64::from(u8::from(is_negative))));
            }
            if let Some(polarity) = observed.dated[i].polarity {
                counted
                    .polarities
                    .push(respondents.of_customer(i, polarity));
            }
            counted.answers.extend(respondents.scored(i));
        }
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::{Dated, Mention, Pace, Respondent, Tone};
    use jiff::civil::date;

    /// `n` respondents on each of these days, the first third of whom speak badly of the topic.
    fn observed(days: &[Date], n: u32) -> Observed {
        let mut observed = Observed::default();
        for (at, &day) in days.iter().enumerate() {
            for i in 0..n {
                let tone = if 3 * i < n {
                    Tone::Negative
                } else {
                    Tone::Positive
                };
                observed.respondents.push(&Respondent {
                    outcome: Some(f64::from(i % 5)),
                    answer: None,
                    weight: 1.0,
                    customer: i + n * crate::units::as_u32(at),
                    has_words: true,
                    month: None,
                    mentions: vec![Mention { topic: 0, tone }],
                });
                observed.dated.push(Dated {
                    day: Some(day),
                    tone: Some(tone),
                    polarity: Some(0.5),
                    segment: None,
                });
            }
        }
        observed
    }

    fn calendar(changes: Vec<Date>) -> Calendar {
        Calendar {
            starts: Pace::Month.starts(date(2026, 1, 1), date(2026, 3, 31)),
            end: date(2026, 3, 31),
            changes,
        }
    }

    #[test]
    fn a_month_in_which_nobody_spoke_is_a_gap_and_no_zero() {
        let observed = observed(&[date(2026, 1, 10), date(2026, 3, 10)], 30);
        let options = Options::default();
        let line = line(
            &observed,
            (None, Some(0)),
            &calendar(Vec::new()),
            ScaleKind::Other,
            &options,
        )
        .unwrap();
        let n: Vec<u64> = line.points.iter().map(|point| point.n).collect();
        assert_eq!(n, [30, 0, 30]);
        let gap = &line.points[1];
        assert_eq!(
            (gap.share_negative, gap.outcome, gap.polarity),
            (None, None, None)
        );
        let full = &line.points[0];
        assert!((full.share_negative.unwrap().estimate - 1.0 / 3.0).abs() < 1e-12);
        assert!((full.outcome.unwrap().estimate - 2.0).abs() < 1e-12);
        assert_eq!((full.volume, full.n_scored), (Some(30), Some(30)));
    }

    #[test]
    fn a_month_in_which_the_scale_changes_is_two_periods() {
        let periods = calendar(vec![date(2026, 2, 10)]).periods();
        assert_eq!(
            periods,
            [
                (date(2026, 1, 1), date(2026, 1, 31), 0),
                (date(2026, 2, 1), date(2026, 2, 9), 0),
                (date(2026, 2, 10), date(2026, 2, 28), 1),
                (date(2026, 3, 1), date(2026, 3, 31), 1),
            ]
        );
        // On the first day of a period nothing is split; before the series it only counts.
        let periods = calendar(vec![date(2025, 6, 1), date(2026, 2, 1)]).periods();
        let epochs: Vec<usize> = periods.iter().map(|period| period.2).collect();
        assert_eq!(epochs, [1, 2, 2]);
    }

    #[test]
    fn a_level_of_a_handful_is_not_given() {
        let observed = observed(&[date(2026, 1, 10)], 9);
        let options = Options::default();
        let line = line(
            &observed,
            (None, None),
            &calendar(Vec::new()),
            ScaleKind::Other,
            &options,
        )
        .unwrap();
        assert_eq!(line.points[0].n, 9);
        assert_eq!(
            (line.points[0].outcome, line.points[0].share_negative),
            (None, None)
        );
    }
}
