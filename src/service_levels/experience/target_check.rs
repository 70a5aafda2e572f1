use super::estimate::FLOOR;
use super::measurement::Settings;
use crate::service_levels::experience::{Direction, Error, Question, Target};
use std::sync::Arc;

/// Id of the minutes that respondents say they lost.
pub(super) const LOST_TIME: &str = "lost_time";
/// Id of the figure drawn from all targets.
pub(super) const COMPOSITE: &str = "composite";

/// Refuses targets that no figure of these questions can answer to.
pub(super) fn check(
    questions: &[Question],
    targets: &[Target],
    settings: &Settings,
) -> Result<(), Error> {
    let least = targets.iter().filter_map(|target| target.min_n);
    if let Some(got) = least.chain([settings.min_n]).find(|n| *n < FLOOR) {
        return Err(Error::Floor { got, floor: FLOOR });
    }
    for (at, target) in targets.iter().enumerate() {
        if targets[..at].iter().any(|other| other.id == target.id) {
            return Err(Error::TwiceNamed {
                id: Arc::clone(&target.id),
            });
        }
        let unknown = target.only.keys().find(|key| !settings.by.contains(key));
        if let Some(key) = unknown {
            return Err(Error::UnknownKey {
                target: Arc::clone(&target.id),
                key: Arc::clone(key),
            });
        }
        if [LOST_TIME, COMPOSITE].contains(&&*target.indicator) {
            check_own(target)?;
            continue;
        }
        let mut of_target = questions.iter().filter(|one| one.id == target.indicator);
        let first = of_target.next().ok_or_else(|| Error::UnknownIndicator {
            target: Arc::clone(&target.id),
            known: known(questions),
        })?;
        for question in std::iter::once(first).chain(of_target) {
            target.measure_of(question)?;
        }
    }
    Ok(())
}

/// Checks a target for minutes or for the composite, which have no question.
fn check_own(target: &Target) -> Result<(), Error> {
    let is_composite = &*target.indicator == COMPOSITE;
    let (high, good) = if is_composite {
        (100.0, Direction::AtLeast)
    } else {
        (f64::MAX, Direction::AtMost)
    };
    if !(0.0..=high).contains(&target.value) {
        return Err(Error::OutOfReach {
            target: Arc::clone(&target.id),
            value: target.value,
            low: 0.0,
            high,
        });
    }
    if target.direction == good {
        Ok(())
    } else {
        Err(Error::WrongEnd {
            target: Arc::clone(&target.id),
        })
    }
}

fn known(questions: &[Question]) -> Vec<String> {
    let mut known: Vec<String> = questions.iter().map(|one| one.id.to_string()).collect();
    known.extend([LOST_TIME.to_owned(), COMPOSITE.to_owned()]);
    known.dedup();
    known
}
