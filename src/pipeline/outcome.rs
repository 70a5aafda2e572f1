use super::Error;
use super::contacts::{Contacts, date_of};
use super::join::{Joined, first_answer, spoken};
use crate::config::Project;
use crate::findings::{OutcomeGap, OutcomePoint, OutcomeSummary};
use crate::record::{Scale, ScoreName};
use crate::signals::{Month, Respondents, outcome_level};
use crate::stats::ClusteredValue;
use crate::store::Columns;
use crate::units::as_u64;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Whose outcome is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Everybody of the archive.
    Everybody,
    /// A part of it, of which few people may show nothing: the whole stands beside it.
    Part,
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
        let at = Timestamp::from_second(date_of(columns, lead, rows)?).ok()?;
        Some(at.to_zoned(zone.clone()).date())
    };
    contacts
        .iter()
        .map(|contact| spoken(columns, contact))
        .filter(|rows| !rows.is_empty())
        .map(|rows| day(&rows))
        .collect()
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
    let answers: Vec<ClusteredValue> = (0..respondents.len())
        .filter(|&i| counts(i))
        .filter_map(|i| respondents.scored(i))
        .collect();
    let n = as_u64(answers.len());
    if n == 0 {
        return Ok(Err(OutcomeGap::Unanswered));
    }
    let least = project.ranking.min_cell;
    if audience == Audience::Part && n < least {
        return Ok(Err(OutcomeGap::TooFew { least }));
    }
    let Some(level) = outcome_level(&answers, scale.kind(), project.ranking.level)? else {
        let is_equal = |pair: &[ClusteredValue]| pair[0].value.total_cmp(&pair[1].value).is_eq();
        let gap = if answers.windows(2).all(is_equal) {
            OutcomeGap::NoSpread { n }
        } else {
            OutcomeGap::OneCustomer { n }
        };
        return Ok(Err(gap));
    };
    let mut given: Vec<f64> = (0..respondents.len())
        .filter(|&i| counts(i))
        .filter_map(|i| respondents.answer(i))
        .collect();
    given.sort_unstable_by(f64::total_cmp);
    let distribution: Vec<(f64, u64)> = given
        .chunk_by(|a, b| a.to_bits() == b.to_bits())
        .map(|same| (same[0], as_u64(same.len())))
        .collect();
    Ok(Ok(OutcomeSummary {
        name: name.as_str().to_owned(),
        kind: scale.kind(),
        low: scale.low(),
        high: scale.high(),
        best: scale.best(),
        n,
        level,
        distribution,
        trend: months(project, respondents, scale, &changes)?,
        since,
    }))
}

fn months(
    project: &Project,
    respondents: &Respondents,
    scale: &Scale,
    changes: &[Date],
) -> Result<Vec<OutcomePoint>, Error> {
    let mut months: BTreeMap<Month, Vec<ClusteredValue>> = BTreeMap::new();
    for i in 0..respondents.len() {
        if let (Some(month), Some(answer)) = (respondents.month(i), respondents.scored(i)) {
            months.entry(month).or_default().push(answer);
        }
    }
    let (Some(first), Some(last)) = (months.keys().next(), months.keys().next_back()) else {
        return Ok(Vec::new());
    };
    let is_in = |day: &&Date, month: Month| Month::new(day.year(), day.month()) == month;
    let mut points = Vec::new();
    for month in first.to(*last) {
        let answers = months.get(&month).map_or(&[][..], Vec::as_slice);
        let n = as_u64(answers.len());
        let change = changes.iter().find(|day| is_in(day, month));
        let is_mixed = change.is_some_and(|day| day.day() > 1);
        let level = if n < project.ranking.min_cell || is_mixed {
            None
        } else {
            outcome_level(answers, scale.kind(), project.ranking.level)?
        };
        points.push(OutcomePoint {
            period: month.to_string(),
            n,
            level,
            is_after_change: change.is_some(),
        });
    }
    hide_what_tells_the_hidden(&mut points, project.ranking.min_cell);
    Ok(points)
}

/// The level of all stands beside the months, so a single month of a few people follows from the others: the
/// smallest other month is hidden with it, until the people of hidden months are enough.
fn hide_what_tells_the_hidden(points: &mut [OutcomePoint], least: u64) {
    let is_small = |point: &&OutcomePoint| 0 < point.n && point.n < least;
    if points.iter().find(is_small).is_none() {
        return;
    }
    loop {
        let hidden = points.iter().filter(|point| point.level.is_none());
        if hidden.map(|point| point.n).sum::<u64>() >= least {
            return;
        }
        let shown = points.iter_mut().filter(|point| point.level.is_some());
        let Some(smallest) = shown.min_by_key(|point| point.n) else {
            return;
        };
        smallest.level = None;
    }
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
    use crate::units::{Interval, Probability};

    #[test]
    fn a_month_of_few_does_not_follow_from_the_others_and_the_whole() {
        let level = Interval::new(-1.0, 0.0, 1.0, Probability::saturating(0.95)).unwrap();
        let point = |n: u64, is_shown: bool| OutcomePoint {
            period: String::new(),
            n,
            level: is_shown.then_some(level),
            is_after_change: false,
        };
        let shown = |counts: &[(u64, bool)]| -> Vec<bool> {
            let mut points: Vec<OutcomePoint> =
                counts.iter().map(|&(n, shown)| point(n, shown)).collect();
            hide_what_tells_the_hidden(&mut points, 10);
            points.iter().map(|point| point.level.is_some()).collect()
        };
        assert_eq!(shown(&[(200, true), (3, false)]), [false, false]);
        assert_eq!(
            shown(&[(200, true), (3, false), (50, true)]),
            [true, false, false]
        );
        assert_eq!(
            shown(&[(200, true), (6, false), (7, false)]),
            [true, false, false]
        );
        assert_eq!(shown(&[(200, true), (0, false)]), [true, false]);
        assert_eq!(shown(&[(200, true), (50, true)]), [true, true]);
    }
}
