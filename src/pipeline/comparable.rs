use super::outcome::parting_changes;
use super::{Error, Period};
use crate::actions::Baseline;
use crate::config::Project;
use crate::record::ScoreName;
use jiff::civil::Date;

/// Refuses answers of two periods, in either order, where a declared change of scale or question lies inside the
/// periods or between them. `named` are the periods as they are said.
///
/// # Errors
///
/// [`Error::ScaleChanged`] with the first such day.
pub(super) fn refuse_changed_scale(
    project: &Project,
    outcome: Option<&ScoreName>,
    sides: &[Period; 2],
    named: [String; 2],
) -> Result<(), Error> {
    let Some(score) = outcome else {
        return Ok(());
    };
    let edges = sides.map(|side| side.edges());
    // An open end takes in every day on its side.
    let after_start = |day: Date| {
        edges
            .iter()
            .any(|(start, _)| start.is_none_or(|start| start < day))
    };
    let before_end = |day: Date| edges.iter().any(|(_, end)| end.is_none_or(|end| day < end));
    let declared = project.score_changes.get(score).into_iter().flatten();
    let mut parting: Vec<Date> = declared
        .copied()
        .filter(|&day| after_start(day) && before_end(day))
        .collect();
    parting.sort_unstable();
    match parting.first() {
        None => Ok(()),
        Some(&on) => {
            let [first, second] = named;
            Err(Error::ScaleChanged {
                score: score.clone(),
                on,
                first,
                second,
            })
        }
    }
}

/// Refuses answers of `days` that are to be one figure where a declared change parts them.
///
/// # Errors
///
/// [`Error::ScaleChanged`] with the last such day.
pub(super) fn refuse_parted(
    project: &Project,
    outcome: Option<&ScoreName>,
    days: &[Option<Date>],
) -> Result<(), Error> {
    let Some(score) = outcome else {
        return Ok(());
    };
    match parting_changes(project, score, days).last() {
        None => Ok(()),
        Some(&on) => Err(Error::ScaleChanged {
            score: score.clone(),
            on,
            first: "the days before".to_owned(),
            second: "those since".to_owned(),
        }),
    }
}

/// Refuses to set figures of `now` beside a baseline of days that they share, or of another scale.
///
/// A baseline of an open period ends with the day on which it was frozen.
///
/// # Errors
///
/// [`Error::PeriodsOverlap`], [`Error::ScaleChanged`], and [`Error::Period`] for a baseline whose period cannot be
/// read.
pub fn refuse_beside_baseline(
    project: &Project,
    before: &Baseline,
    now: Option<Period>,
) -> Result<(), Error> {
    let then = before.period.as_deref().map(Period::parse).transpose()?;
    let then = then.unwrap_or_default().until_at_most(before.frozen_on);
    let now = now.unwrap_or_default();
    let named = [then.to_string(), now.to_string()];
    if then.overlaps(&now) {
        let [first, second] = named;
        return Err(Error::PeriodsOverlap { first, second });
    }
    refuse_changed_scale(project, project.outcome.as_ref(), &[then, now], named)
}
