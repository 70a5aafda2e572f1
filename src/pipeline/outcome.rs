use super::Error;
use super::contacts::{Contacts, date_of};
use super::join::{Joined, first_answer, spoken};
use crate::config::Project;
use crate::disclosure::{Figure, Floor, Group, suppress_groups};
use crate::findings::{OutcomeGap, OutcomePoint, OutcomeSummary, Subset};
use crate::record::{Scale, ScoreName};
use crate::signals::{self, Month, Respondents, outcome_level};
use crate::stats::ClusteredValue;
use crate::store::Columns;
use crate::units::{Interval, as_u64};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::borrow::Cow;

/// Whose outcome is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Everybody of the archive.
    Everybody,
    /// A part of it, of which few people may show nothing: the whole stands beside it.
    Part,
}

impl Audience {
    pub(super) fn of(subset: &Subset) -> Self {
        if subset.is_everything() {
            Self::Everybody
        } else {
            Self::Part
        }
    }
}

/// The day of the answer of each contact that makes a respondent, in their order; none where no change of the
/// score is declared, for then no day is asked for.
pub(super) fn answer_days(
    project: &Project,
    columns: &Columns,
    contacts: &Contacts,
    outcome: &ScoreName,
    zone: &TimeZone,
) -> Vec<Option<Date>> {
    if project.score_changes.get(outcome).is_none_or(Vec::is_empty) {
        return Vec::new();
    }
    let answers = columns.scores.get(outcome);
    let day = |rows: &[usize]| {
        let lead = first_answer(columns, rows, answers)?;
        answer_day(columns, lead, rows, zone)
    };
    contacts
        .iter()
        .map(|contact| spoken(columns, contact))
        .filter(|rows| !rows.is_empty())
        .map(|rows| day(&rows))
        .collect()
}

/// The day of the answer that stands in row `lead` of a contact.
pub(super) fn answer_day(
    columns: &Columns,
    lead: usize,
    rows: &[usize],
    zone: &TimeZone,
) -> Option<Date> {
    let at = Timestamp::from_second(date_of(columns, lead, rows)?).ok()?;
    Some(at.to_zoned(zone.clone()).date())
}

/// The declared changes of a score that part `days`: some lie before each and some not.
pub(super) fn parting_changes(
    project: &Project,
    outcome: &ScoreName,
    days: &[Option<Date>],
) -> Vec<Date> {
    let known = || days.iter().flatten();
    let (Some(first), Some(last)) = (known().min(), known().max()) else {
        return Vec::new();
    };
    let declared = project.score_changes.get(outcome).into_iter().flatten();
    let mut parting: Vec<Date> = declared
        .copied()
        .filter(|day| first < day && day <= last)
        .collect();
    parting.sort_unstable();
    parting
}

/// Respondents with the answers that may be explained together: those from the last declared change of scale or question
/// that parts them, where there is one, and its day.
pub(super) fn on_one_scale<'a>(
    project: &Project,
    outcome: Option<&ScoreName>,
    respondents: &'a Respondents,
    days: &[Option<Date>],
) -> (Cow<'a, Respondents>, Option<Date>) {
    let changes = outcome.map(|outcome| parting_changes(project, outcome, days));
    let Some(since) = changes.and_then(|mut changes| changes.pop()) else {
        return (Cow::Borrowed(respondents), None);
    };
    let mut respondents = respondents.clone();
    respondents.keep_answers(|i| days[i].is_some_and(|day| day >= since));
    (Cow::Owned(respondents), Some(since))
}

/// The level of these answers, or why it is not told.
///
/// Of a part of the archive nothing is told by fewer customers than may be shown, nor where all answer alike: the level would be
/// the answer of each.
///
/// # Errors
///
/// [`Error::Signals`] for answers that are not finite.
pub(super) fn level_of(
    answers: &[ClusteredValue],
    scale: &Scale,
    ranking: &signals::Options,
    audience: Audience,
) -> Result<Result<Interval, OutcomeGap>, Error> {
    let n = as_u64(answers.len());
    let least = ranking.min_cell;
    let n_customers = n_customers(answers);
    let is_equal = |pair: &[ClusteredValue]| pair[0].value.total_cmp(&pair[1].value).is_eq();
    let are_alike = answers.windows(2).all(is_equal);
    let gap = match (audience, n_customers) {
        (_, 0) => Some(OutcomeGap::Unanswered),
        (Audience::Part, _) if n < least => Some(OutcomeGap::TooFew { least }),
        (Audience::Part, 1) => Some(OutcomeGap::OneCustomer { n }),
        (Audience::Part, customers) if as_u64(customers) < least => {
            Some(OutcomeGap::TooFew { least })
        }
        (Audience::Part, _) if are_alike => Some(OutcomeGap::NoSpread { n }),
        _ => None,
    };
    if let Some(gap) = gap {
        return Ok(Err(gap));
    }
    let level = outcome_level(answers, scale.kind(), ranking.level)?;
    Ok(level.ok_or(if are_alike {
        OutcomeGap::NoSpread { n }
    } else {
        OutcomeGap::OneCustomer { n }
    }))
}

/// How many customers gave these answers.
fn n_customers(answers: &[ClusteredValue]) -> usize {
    if answers.is_sorted_by(|a, b| a.cluster < b.cluster) {
        return answers.len();
    }
    let mut customers: Vec<u32> = answers.iter().map(|answer| answer.cluster).collect();
    customers.sort_unstable();
    customers.dedup();
    customers.len()
}

/// The level of the outcome, its distribution and its months, or why there is none.
///
/// Answers before a declared change of scale or question are in no level with those after it: level and
/// distribution are of the last stretch, months break.
///
/// # Errors
///
/// [`Error::Signals`] for answers that are not finite.
pub(super) fn look_at_outcome(
    project: &Project,
    (name, scale): (&ScoreName, &Scale),
    joined: &Joined,
    days: &[Option<Date>],
    audience: Audience,
) -> Result<Result<OutcomeSummary, OutcomeGap>, Error> {
    let respondents = &joined.respondents;
    let changes = parting_changes(project, name, days);
    let since = changes.last().copied();
    let counts = |i: usize| since.is_none_or(|since| days[i].is_some_and(|day| day >= since));
    let mut answers: Vec<ClusteredValue> = Vec::with_capacity(respondents.len());
    let counted = (0..respondents.len()).filter(|&i| counts(i));
    answers.extend(counted.filter_map(|i| respondents.scored(i)));
    let level = match level_of(&answers, scale, &project.ranking, audience)? {
        Ok(level) => level,
        Err(gap) => return Ok(Err(gap)),
    };
    Ok(Ok(OutcomeSummary {
        name: name.as_str().to_owned(),
        kind: scale.kind(),
        low: scale.low(),
        high: scale.high(),
        best: scale.best(),
        n: as_u64(answers.len()),
        level,
        distribution: respondents.distribution(counts),
        trend: months(project, respondents, scale, &changes, counts)?,
        since,
    }))
}

fn months(
    project: &Project,
    respondents: &Respondents,
    scale: &Scale,
    changes: &[Date],
    counts: impl Fn(usize) -> bool,
) -> Result<Vec<OutcomePoint>, Error> {
    let scored = || (0..respondents.len()).filter_map(|i| Some((i, respondents.scored(i)?)));
    let known = || scored().filter_map(|(i, _)| respondents.month(i));
    let (Some(first), Some(last)) = (known().min(), known().max()) else {
        return Ok(Vec::new());
    };
    let axis: Vec<Month> = first.to(last).collect();
    let is_in = |day: &&Date, month: Month| Month::new(day.year(), day.month()) == month;
    let is_mixed = |month: Month| {
        let mut changes = changes.iter().filter(|day| is_in(day, month));
        changes.any(|day| day.day() > 1)
    };
    let is_whole: Vec<bool> = axis.iter().map(|month| !is_mixed(*month)).collect();
    let mut answers: Vec<Vec<ClusteredValue>> = vec![Vec::new(); axis.len()];
    let mut placed = Vec::with_capacity(respondents.len());
    for (i, answer) in scored() {
        let month = (respondents.month(i)).map(|month| month.months_since(first));
        if let Some(month) = month {
            answers[month].push(answer);
        }
        placed.push(Placed {
            answer,
            month: month.filter(|&month| is_whole[month]),
            counts: counts(i),
        });
    }
    let told = told_months(placed.iter().copied(), axis.len(), project.ranking.min_cell);
    let mut points = Vec::new();
    for (at, (month, answers)) in axis.iter().zip(&answers).enumerate() {
        let n = as_u64(answers.len());
        let level = if n < project.ranking.min_cell || !is_whole[at] || !told[at] {
            None
        } else {
            outcome_level(answers, scale.kind(), project.ranking.level)?
        };
        points.push(OutcomePoint {
            period: month.to_string(),
            n,
            level,
            is_after_change: changes.iter().any(|day| is_in(&day, *month)),
        });
    }
    Ok(points)
}

/// An answer, and the figures that it is behind.
#[derive(Debug, Clone, Copy)]
struct Placed {
    answer: ClusteredValue,
    /// The place of its month; none where its month is not here because the scale changes in it.
    month: Option<usize>,
    /// Whether it is one of the whole, the last stretch of one scale.
    counts: bool,
}

/// Of each month whether its level may be shown beside that of all answers of the last stretch of one scale.
///
/// A single month of few people or of one answer follows from the others and the whole, so the smallest other month is
/// hidden with it, until the people behind what follows are enough. Answers that stand in no month, or in one that is not
/// here because the scale changes in it, count only as far as they are of the whole; months before it cover nothing.
fn told_months(
    placed: impl Iterator<Item = Placed> + Clone,
    n_months: usize,
    least: u64,
) -> Vec<bool> {
    let floor = usize::try_from(least).unwrap_or(usize::MAX);
    let floor = Floor::new(floor).unwrap_or(Floor::LEAST);
    let behind = placed.filter(|one| one.counts || one.month.is_some());
    let customers = || behind.clone().map(|one| one.answer.cluster as usize);
    // Where customers ascend none answered twice.
    let is_single = customers().is_sorted_by(|a, b| a < b);
    let last = customers().max().filter(|_| !is_single);
    let mut n_of = vec![0_usize; last.map_or(0, |last| last + 1)];
    if !is_single {
        customers().for_each(|customer| n_of[customer] += 1);
    }
    // Those of the whole and of each month, then those of a month alone; the last of each stand in no month.
    let mut groups = vec![Group::default(); 2 * (n_months + 1)];
    for one in behind {
        let at = one.month.unwrap_or(n_months) + usize::from(!one.counts) * (n_months + 1);
        let giver = Some(one.answer.cluster as usize).filter(|&who| !is_single && n_of[who] > 1);
        groups[at].add(one.answer.value, giver);
    }
    let figures_of = |at: usize| {
        let whole = (at <= n_months).then_some(0);
        let month = Some(at % (n_months + 1)).filter(|&month| month < n_months);
        whole.into_iter().chain(month.map(|month| month + 1))
    };
    let groups = groups.into_iter().enumerate();
    let groups = groups.map(|(at, group)| (figures_of(at).collect(), group));
    let figures = Figure::whole_and_parts(n_months);
    let verdicts = suppress_groups(&figures, &groups.collect(), floor).into_iter();
    let of_months = verdicts.skip(1);
    of_months
        .map(|verdict| verdict.reason().is_none())
        .collect()
}

/// Outcomes of the respondents that gave a score.
pub(super) fn scored(respondents: &Respondents) -> Vec<ClusteredValue> {
    (0..respondents.len())
        .filter_map(|i| respondents.scored(i))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::ops::Range;

    /// Answers of these places; `customer` says whose.
    fn answers(
        places: Range<usize>,
        customer: impl Fn(usize) -> usize,
    ) -> BTreeMap<usize, ClusteredValue> {
        let answer = |i: usize| ClusteredValue {
            value: f64::from(crate::units::as_u32(i % 5)),
            weight: 1.0,
            cluster: crate::units::as_u32(customer(i)),
        };
        places.map(|i| (i, answer(i))).collect()
    }

    /// Of each month whether it is told beside the whole.
    fn told_beside(
        months: &[BTreeMap<usize, ClusteredValue>],
        all: &BTreeMap<usize, ClusteredValue>,
    ) -> Vec<bool> {
        let mut placed: BTreeMap<usize, Placed> = BTreeMap::new();
        let months = months.iter().enumerate();
        let of_month = months.map(|(at, answers)| (Some(at), answers));
        for (month, answers) in of_month.clone().chain([(None, all)]) {
            for (i, answer) in answers {
                let one = placed.entry(*i).or_insert(Placed {
                    answer: *answer,
                    month,
                    counts: false,
                });
                one.counts |= month.is_none();
            }
        }
        told_months(placed.values().copied(), of_month.len(), 10)
    }

    fn told(months: &[BTreeMap<usize, ClusteredValue>], all: Range<usize>) -> Vec<bool> {
        told_beside(months, &answers(all, |i| i))
    }

    /// Months of so many answers each, one after the other.
    fn months(counts: &[usize]) -> Vec<BTreeMap<usize, ClusteredValue>> {
        let mut from = 0;
        let mut month = |n: &usize| {
            from += n;
            answers(from - n..from, |i| i)
        };
        counts.iter().map(&mut month).collect()
    }

    #[test]
    fn a_month_of_few_does_not_follow_from_the_others_and_the_whole() {
        let shown = |counts: &[usize]| told(&months(counts), 0..counts.iter().sum());
        assert_eq!(shown(&[200, 3]), [false, false]);
        assert_eq!(shown(&[200, 3, 50]), [true, false, false]);
        assert_eq!(shown(&[200, 6, 7]), [true, false, false]);
        assert!(shown(&[200, 0])[0]);
        assert_eq!(shown(&[200, 50]), [true, true]);
        // Three answers of no month follow as well.
        assert_eq!(told(&months(&[200, 50]), 0..253), [true, false]);
    }

    #[test]
    fn months_before_a_change_of_scale_cover_nothing() {
        // Seven before the change do not help the three after it: the fifty go with them.
        let counts = [7, 50, 3, 60];
        assert_eq!(told(&months(&counts), 7..120), [false, false, false, true]);
        // Of a month in which the scale changes only those after it cover: seven with three are enough, six are not.
        let parts = [answers(50..53, |i| i), answers(53..113, |i| i)];
        assert_eq!(told(&parts, 43..113), [false, true]);
        assert_eq!(told(&parts, 44..113), [false, false]);
    }

    #[test]
    fn a_month_of_one_answer_or_of_few_customers_does_not_follow() {
        let mut of_one = months(&[200, 30, 50]);
        for answer in of_one[1].values_mut() {
            answer.value = 0.0;
        }
        let all: BTreeMap<usize, ClusteredValue> =
            of_one.iter().flatten().map(|(i, one)| (*i, *one)).collect();
        assert_eq!(told_beside(&of_one, &all), [true, false, false]);
        let customer = |i: usize| if (200..230).contains(&i) { 200 } else { i };
        let parts = [0..200, 200..230, 230..280].map(|places| answers(places, customer));
        let all = answers(0..280, customer);
        assert_eq!(told_beside(&parts, &all), [true, false, false]);
    }
}
