use super::as_read::refuse_other_settings;
use super::comparable::refuse_changed_scale;
use super::observe::{Wanted, observe};
use super::{Assets, Error, Period, Selection};
use crate::config::Project;
use crate::findings::ChangeFindings;
use crate::signals::Topic;
use crate::signals::change::{WhichPeriod, divide_change};
use crate::store::Store;

/// Says why the outcome of the second period is another than that of the first.
///
/// `periods` are as they were typed; `filter` chooses documents of both. Periods are compared as they were read: with
/// one taxonomy, one mapping and one scale, and people who may be averaged.
///
/// # Errors
///
/// [`Error::Period`], [`Error::PeriodsOverlap`] and [`Error::PeriodsReversed`] for periods that cannot be set side by
/// side; [`Error::ScaleChanged`], [`Error::OtherSettings`] and [`Error::MixedPopulations`] where figures of both
/// are not of the same thing; [`Error::NoDeclaredOutcome`]; the errors of query, index and model.
pub fn why_it_moved(
    project: &Project,
    assets: &Assets,
    store: &Store,
    filter: Option<String>,
    periods: [&str; 2],
) -> Result<ChangeFindings, Error> {
    let sides = [Period::parse(periods[0])?, Period::parse(periods[1])?];
    refuse_unordered(&sides, periods)?;
    let Some(outcome) = &project.outcome else {
        return Err(Error::NoDeclaredOutcome);
    };
    refuse_changed_scale(project, Some(outcome), &sides, periods.map(str::to_owned))?;
    refuse_other_settings(project, assets, store)?;
    let selection = Selection {
        filter: filter.clone(),
        period: None,
    };
    let wanted = Wanted {
        selection: &selection,
        periods: &sides,
        by: None,
        controls: &project.controls,
    };
    let people = observe(project, assets, store, &wanted)?;
    let Some((_, scale)) = people.outcome else {
        return Err(Error::NoDeclaredOutcome);
    };
    let dated = people.observed.dated.iter();
    let period_of: Vec<WhichPeriod> = dated
        .map(|dated| match dated.day {
            Some(day) if sides[1].holds(day) => WhichPeriod::Second,
            // Nobody without a day lies in a period.
            _ => WhichPeriod::First,
        })
        .collect();
    let topics: Vec<Topic> = people
        .topics
        .into_iter()
        .zip(people.drivers)
        .map(|(name, is_driver)| Topic {
            name,
            is_driver,
            about: None,
        })
        .collect();
    let moved = divide_change(
        &people.observed.respondents,
        &period_of,
        &topics,
        scale.kind(),
        &project.ranking,
    )?;
    Ok(ChangeFindings {
        project: project.name.clone(),
        outcome: outcome.clone(),
        kind: scale.kind(),
        best: scale.best(),
        periods: periods.map(str::to_owned),
        filter,
        level: project.ranking.level,
        min_mentions: project.ranking.min_mentions,
        topics: topics.into_iter().map(|topic| topic.name).collect(),
        moved,
    })
}

fn refuse_unordered(sides: &[Period; 2], typed: [&str; 2]) -> Result<(), Error> {
    let (first, second) = (typed[0].to_owned(), typed[1].to_owned());
    if sides[0].overlaps(&sides[1]) {
        return Err(Error::PeriodsOverlap { first, second });
    }
    if sides[0].edges().0 >= sides[1].edges().0 {
        return Err(Error::PeriodsReversed { first, second });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_that_share_days_or_stand_the_wrong_way_round_are_refused() {
        let check = |typed: [&str; 2]| {
            let sides = typed.map(|text| Period::parse(text).unwrap());
            refuse_unordered(&sides, typed)
        };
        assert!(check(["2025-01..2025-03", "2025-04..2025-06"]).is_ok());
        assert!(check(["..2025-03", "2025-06.."]).is_ok());
        for typed in [["2025-01..2025-03", "2025-03"], ["2025", "2025-02.."]] {
            assert!(matches!(check(typed), Err(Error::PeriodsOverlap { .. })));
        }
        for typed in [["2025-04", "2025-01"], ["2025-04..", "..2025-03"]] {
            assert!(matches!(check(typed), Err(Error::PeriodsReversed { .. })));
        }
    }
}
