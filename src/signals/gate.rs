//! Which effects stand when all ranked topics are looked at together.

use super::plan::TopicColumns;
use super::{EffectTest, Error};
use crate::drivers::{Design, Group, Role, driver_tests};
use crate::stats;
use crate::units::Probability;

/// Part of the signals called a gain that may be false discoveries, on average.
const FALSE_DISCOVERIES: f64 = 0.05;

/// Groups in which the negative column of each topic is tested, all other columns held.
///
/// The gate is about one coefficient, so each negative column is a group of its own here: the test
/// of a whole topic would also stand for what praise of it does.
pub(super) fn negative_groups(names: &[String], topics: &[TopicColumns]) -> Vec<Group> {
    let negative: Vec<usize> = topics.iter().filter_map(|topic| topic.negative).collect();
    let others = (0..names.len())
        .filter(|column| !negative.contains(column))
        .collect::<Vec<usize>>();
    let mut groups: Vec<Group> = negative
        .iter()
        .map(|&column| Group {
            name: names[column].clone(),
            columns: vec![column],
            role: Role::Driver,
        })
        .collect();
    if !others.is_empty() {
        groups.push(Group {
            name: "held".to_owned(),
            columns: others,
            role: Role::Control,
        });
    }
    groups
}

/// Tests the negative column of each topic of a design in [`negative_groups`].
///
/// # Errors
///
/// [`Error::Drivers`] when the model cannot be computed.
pub(super) fn negative_tests(
    design: &Design,
    topics: &[TopicColumns],
) -> Result<Vec<Option<EffectTest>>, Error> {
    let mut found = driver_tests(design, rate())?.into_iter();
    Ok(topics
        .iter()
        .map(|topic| topic.negative.and_then(|_| found.next()?.test))
        .map(|test| {
            test.map(|test| EffectTest {
                p_value: test.p_value,
                degrees_of_freedom: test.degrees_of_freedom,
            })
        })
        .collect())
}

/// A test of an effect that rests on checked comments too: theirs is doubt that residuals do not show.
///
/// The larger of `test` and Student's t of the effect over its deviation in all, with the same degrees of
/// freedom.
///
/// # Errors
///
/// [`Error::Stats`] for degrees of freedom that cannot be.
pub(super) fn widened(test: EffectTest, effect: f64, deviation: f64) -> Result<EffectTest, Error> {
    if !(deviation.is_finite() && deviation > 0.0) {
        return Ok(EffectTest {
            p_value: Probability::MAX,
            ..test
        });
    }
    let p_drawn = stats::t_two_sided_p(effect / deviation, test.degrees_of_freedom)?;
    Ok(EffectTest {
        p_value: test.p_value.max(p_drawn),
        ..test
    })
}

/// Which of some tests stand among all of them; one that cannot tell does not.
///
/// # References
///
/// Benjamini & Hochberg (1995).
pub(super) fn standing<'t>(tests: impl Iterator<Item = Option<&'t EffectTest>>) -> Vec<bool> {
    let p_values: Vec<Probability> = tests
        .map(|test| test.map_or(Probability::MAX, |test| test.p_value))
        .collect();
    stats::discoveries(&p_values, rate())
}

fn rate() -> Probability {
    Probability::saturating(FALSE_DISCOVERIES)
}
