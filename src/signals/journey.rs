//! The stages of a customer's journey, and which of them are moments of truth.
//!
//! A stage is a list of topics, values of a field, or both ([`TopicGroup`]). [`journey`] says of each how many pass,
//! how they judge, what it adds to the outcome, what a bad experience in it goes with, and [`Moment`] whether that
//! is strong and meets many.

use super::{
    Control, Error, GroupFigures, Options, Respondents, Topic, TopicGroup, TopicName, Verdict,
    all_driving, group_figures, grouped, rank,
};
use crate::record::{ScaleKind, TopicId};
use crate::stats::{ClusteredValue, clustered_share};
use crate::units::{Interval, as_u64};

/// From when on a link is strong and a stage is passed by many; a project states it, as there is no usual one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct MomentLines {
    /// Outcome points that a bad experience goes with at least; `None`: moments are not judged.
    pub strong_points: Option<f64>,
    /// Share of respondents who pass at least, 0 to 1; `None`: moments are not judged.
    pub many: Option<f64>,
}

/// Whether a stage is a moment of truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// The whole interval of the link lies beyond the line, its test stands among those of all stages, and the whole
    /// interval of the share that passes lies above its line.
    Yes,
    /// The whole interval of the link or of the share lies on the other side of its line.
    No,
    /// Neither: too few, or an interval covers its line.
    CannotTell,
    /// The project states no lines.
    NotJudged,
}

/// One stage of a journey.
#[derive(Debug, Clone, PartialEq)]
pub struct StageFigures {
    /// Who passes and how they judge.
    pub group: GroupFigures,
    /// Share of the respondents that could be placed who pass, with Wilson's interval.
    pub share: Option<Interval>,
    /// Adjusted contribution of all that is said of the stage to the mean outcome, in outcome points; `None` where the
    /// data cannot tell.
    pub contribution: Option<Interval>,
    /// Outcome points that a bad experience in the stage goes with, other stages and controls held; `None` where the
    /// data cannot tell or fewer than the least number had one.
    pub link: Option<Interval>,
    /// Whether it is a moment of truth.
    pub moment: Moment,
}

/// A journey stage by stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Journey {
    /// The stages, in the order of the journey.
    pub stages: Vec<StageFigures>,
    /// Respondents that could be placed: those who wrote, and those of whom the field is known.
    pub n: u64,
    /// Of these, those who pass no stage.
    pub n_nowhere: u64,
}

/// What a journey is made from.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The stages, in order.
    pub stages: &'a [TopicGroup],
    /// The field that places respondents in stages, where there is one.
    pub field: Option<&'a Control>,
    /// When a link is strong and a stage is passed by many.
    pub lines: MomentLines,
    /// Kind of the outcome.
    pub kind: ScaleKind,
    /// Contributions of the topics of each stage in the model of topics, where stages are nothing but topics; else
    /// they come from the model of stages.
    pub contributions: Option<&'a [Option<Interval>]>,
}

/// Looks at a journey stage by stage.
///
/// The link is the coefficient of a bad experience in a driver model whose columns are stages instead of topics:
/// spoken of badly, well, or without a tone, all stages and the controls together ([`rank`], by the same gates). So
/// a complaint about delivery does not count against the invoice that was mentioned beside it. It is an association.
/// Readings are taken for true: a card of checked comments is one of topics, not of stages.
///
/// # Errors
///
/// [`Error`] when a model cannot be computed.
///
/// # References
///
/// Normann (1984), *Service Management*, and Carlzon (1987), *Moments of Truth*, for the idea; Lemon & Verhoef
/// (2016), *J. Marketing* 80(6), p. 69, for stages, and for moments as touchpoints that weigh in the whole. The two
/// conditions are those of importance: how strong, and for how many.
pub fn journey(
    respondents: &Respondents,
    topics: &[Topic],
    asked: &Asked<'_>,
    options: &Options,
) -> Result<Journey, Error> {
    let Asked { stages, field, .. } = *asked;
    let made = grouped(respondents, topics, stages, field);
    let by = (asked.kind, options.level);
    // Praise of no matter what links to nothing, but who utters it in a stage has passed there.
    let counted = all_driving(topics);
    let figures = group_figures(respondents, &counted, stages, field, by)?;
    let passed = TopicGroup::memberships(stages, respondents, &counted, field);
    let passes_at = |i: usize, at: usize| passed.groups[passed.of[i] as usize].contains(&at);
    let code = |i: usize| field.and_then(|field| field.codes[i]);
    // Of whom nothing is known that could place them, no stage is known either (absence is not zero).
    let placed: Vec<usize> = (0..made.len())
        .filter(|&i| made.has_words(i) || code(i).is_some())
        .collect();
    let n = as_u64(placed.len());
    let n_nowhere = placed
        .iter()
        .filter(|&&i| (0..stages.len()).all(|at| !passes_at(i, at)))
        .count();
    let n_nowhere = as_u64(n_nowhere);
    let ranking = rank(&made, &as_topics(stages.len()), &stage_options(options))?;
    let mut found = Vec::new();
    for (at, group) in figures.into_iter().enumerate() {
        let mut signals = ranking.signals.iter();
        let signal = signals.find(|signal| signal.topic.id == id(at));
        let share = if n > 0 {
            let passing = placed.iter().map(|&i| ClusteredValue {
                weight: 1.0,
                ..made.of_customer(i, f64::from(u8::from(passes_at(i, at))))
            });
            Some(clustered_share(passing, options.level)?)
        } else {
            None
        };
        let link = signal.map(|signal| signal.effect_negative);
        let stands = signal.is_some_and(|signal| signal.verdict == Verdict::Gain);
        // A stage that nobody is known to have passed may be one that is looked for under another name.
        let known = share.filter(|_| group.n > 0);
        found.push(StageFigures {
            moment: moment(asked.lines, link.filter(|_| stands), link, known),
            contribution: match asked.contributions {
                Some(known) => known[at],
                None => signal.and_then(|signal| signal.contribution),
            },
            group,
            share,
            link,
        });
    }
    Ok(Journey {
        stages: found,
        n,
        n_nowhere,
    })
}

/// The verdict on a stage; `tested` is the link where its test stands.
fn moment(
    lines: MomentLines,
    tested: Option<Interval>,
    link: Option<Interval>,
    share: Option<Interval>,
) -> Moment {
    let (Some(strong), Some(many)) = (lines.strong_points, lines.many) else {
        return Moment::NotJudged;
    };
    let is_strong = tested.is_some_and(|link| link.high <= -strong);
    let is_weak = link.is_some_and(|link| link.low > -strong);
    let meets_many = share.is_some_and(|share| share.low >= many);
    let meets_few = share.is_some_and(|share| share.high < many);
    if is_strong && meets_many {
        Moment::Yes
    } else if is_weak || meets_few {
        Moment::No
    } else {
        Moment::CannotTell
    }
}

fn id(stage: usize) -> TopicId {
    TopicId::new(format!("stage-{stage}"))
}

/// The stages as topics, and one more for what belongs to none.
fn as_topics(n_stages: usize) -> Vec<Topic> {
    (0..=n_stages)
        .map(|stage| Topic {
            name: TopicName {
                id: id(stage),
                nl: String::new(),
                en: String::new(),
            },
            is_driver: true,
            about: None,
        })
        .collect()
}

fn stage_options(options: &Options) -> Options {
    Options {
        card: None,
        fraction_removed_of: std::collections::BTreeMap::default(),
        ..options.clone()
    }
}

impl Moment {
    /// Word in machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::CannotTell => "cannot_tell",
            Self::NotJudged => "not_judged",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::{Mention, Respondent, Tone};
    use crate::stats::{draw, generator};
    use crate::units::{Probability, as_u32};

    fn topics(n: usize) -> Vec<Topic> {
        as_topics(n)
    }

    /// Stages of two topics each: a complaint about the first stage costs 60 points, one about the second 5; a third
    /// costs 60 and is met by few. Complaints of the first two stages go together.
    fn people(n: usize, seed: u64) -> Respondents {
        let mut random = generator(seed, 0);
        let mut made = Respondents::default();
        for i in 0..n {
            let mut outcome = 25.0_f64.mul_add(draw::normal(&mut random), 30.0);
            let mut mentions = Vec::new();
            let bad_day = draw::uniform(&mut random) < 0.3;
            for (topic, share, cost) in [
                (0, if bad_day { 0.7 } else { 0.1 }, 60.0),
                (2, if bad_day { 0.7 } else { 0.1 }, 5.0),
                (4, 0.03, 60.0),
            ] {
                if draw::uniform(&mut random) < share {
                    outcome -= cost;
                    mentions.push(Mention {
                        topic: topic + u32::from(draw::uniform(&mut random) < 0.5),
                        tone: Tone::Negative,
                    });
                }
            }
            made.push(&Respondent {
                outcome: Some(outcome),
                answer: None,
                weight: 1.0,
                customer: as_u32(i),
                has_words: true,
                month: None,
                mentions,
            });
        }
        made
    }

    fn look(respondents: &Respondents, field: Option<&Control>, lines: MomentLines) -> Journey {
        let stages = [0, 2, 4].map(|first| TopicGroup {
            topics: vec![first, first + 1],
            values: Vec::new(),
        });
        let asked = Asked {
            stages: &stages,
            field,
            lines,
            kind: ScaleKind::Other,
            contributions: None,
        };
        let options = Options {
            n_replicates: 200,
            ..Options::default()
        };
        journey(respondents, &topics(5), &asked, &options).unwrap()
    }

    const LINES: MomentLines = MomentLines {
        strong_points: Some(30.0),
        many: Some(0.1),
    };

    #[test]
    fn a_stage_is_a_moment_of_truth_where_its_own_link_is_strong_and_many_pass() {
        let found = look(&people(3_000, 1), None, LINES);
        let moments: Vec<Moment> = found.stages.iter().map(|stage| stage.moment).collect();
        assert_eq!(moments, [Moment::Yes, Moment::No, Moment::No]);
        for (stage, planted) in found.stages.iter().zip([-60.0, -5.0, -60.0]) {
            let link = stage.link.unwrap();
            assert!(link.low < planted && planted < link.high, "{link:?}");
        }
        let unjudged = look(&people(3_000, 1), None, MomentLines::default());
        let is_unjudged = |stage: &StageFigures| stage.moment == Moment::NotJudged;
        assert!(unjudged.stages.iter().all(is_unjudged));
    }

    #[test]
    fn few_respondents_are_no_verdict() {
        let found = look(&people(60, 2), None, LINES);
        let last = &found.stages[2];
        assert_eq!(last.link, None);
        assert!(last.moment != Moment::Yes);
        let nobody = look(&Respondents::default(), None, LINES);
        assert_eq!((nobody.n, nobody.stages[0].share), (0, None));
        assert_eq!(nobody.stages[0].moment, Moment::CannotTell);
    }

    #[test]
    fn who_passes_by_a_field_counts_without_a_word() {
        let mut people = people(400, 3);
        people.push(&Respondent {
            outcome: Some(10.0),
            answer: None,
            weight: 1.0,
            customer: 400,
            has_words: false,
            month: None,
            mentions: Vec::new(),
        });
        let field = Control {
            name: "stage".to_owned(),
            levels: vec!["use".to_owned()],
            codes: (0..401).map(|i| (i == 400).then_some(0)).collect(),
        };
        let stages = [TopicGroup {
            topics: vec![0],
            values: vec![0],
        }];
        let asked = Asked {
            stages: &stages,
            field: Some(&field),
            lines: LINES,
            kind: ScaleKind::Other,
            contributions: None,
        };
        let options = Options::default();
        let found = journey(&people, &topics(5), &asked, &options).unwrap();
        let by_topic = (0..400).filter(|&i| people.mentions(i).iter().any(|one| one.topic == 0));
        let n = as_u64(by_topic.count()) + 1;
        assert_eq!((found.n, found.stages[0].group.n), (401, n));
        assert_eq!(found.n_nowhere, 401 - n);
    }

    #[test]
    fn an_interval_over_its_line_is_no_verdict() {
        let level = Probability::saturating(0.95);
        let interval = |low, high| Interval::new(low, f64::midpoint(low, high), high, level).ok();
        let judged = |link, share| moment(LINES, link, link, share);
        let many = interval(0.2, 0.3);
        assert_eq!(judged(interval(-50.0, -40.0), many), Moment::Yes);
        assert_eq!(judged(interval(-50.0, -20.0), many), Moment::CannotTell);
        assert_eq!(
            judged(interval(-50.0, -40.0), interval(0.05, 0.3)),
            Moment::CannotTell
        );
        assert_eq!(judged(interval(-20.0, -10.0), many), Moment::No);
        assert_eq!(judged(None, interval(0.01, 0.02)), Moment::No);
        let untested = moment(LINES, None, interval(-50.0, -40.0), many);
        assert_eq!(untested, Moment::CannotTell);
    }
}
