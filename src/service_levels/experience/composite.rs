use crate::service_levels::experience::Error;
use crate::service_levels::experience::Part;
use crate::units::{Interval, as_f64};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Least part of the weight that must have a figure before a composite is shown.
pub const COVERAGE: f64 = 0.6;

/// One indicator of a composite.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// Id of its target.
    pub id: Arc<str>,
    /// Its half.
    pub part: Part,
    /// Its weight; none or all components have one.
    pub weight: Option<f64>,
    /// Its figure from 0, worst, to 100, best; `None` with too few answers.
    pub score: Option<Interval>,
    /// How far each response pulls the figure, by position of the response. Empty when not known: it is
    /// then taken to move together with all others, which makes the interval widest.
    pub pull: BTreeMap<usize, f64>,
}

/// A composite, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Enough of the weight has a figure.
    Published(Composite),
    /// Too little has.
    Unpublished {
        /// Part of the weight that has a figure.
        coverage: f64,
        /// The half that no indicator belongs to while both count the same: no answers can help.
        missing_half: Option<Part>,
    },
}

/// Indicators drawn into one figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Composite {
    /// The figure from 0 to 100.
    pub score: Interval,
    /// The outcome half alone, where it has a figure.
    pub outcome: Option<Interval>,
    /// The experience half alone, where it has a figure.
    pub experience: Option<Interval>,
    /// Part of the weight that has a figure.
    pub coverage: f64,
    /// Weights that were used, of 1 over all components, in their order; 0 where one has no figure.
    pub weights: Vec<f64>,
}

/// Draws components into one figure: Σwᵢsᵢ / Σwᵢ over those with a figure.
///
/// Without weights the outcome half and the experience half count the same, and components count the
/// same within their half; a half without any component is missing, not ignored. The interval joins
/// those of the components (variances recovered from their limits) with the correlations that common
/// responses give.
///
/// # Errors
///
/// [`Error::MixedWeights`] and [`Error::Weight`].
///
/// # References
///
/// Zou & Donner (2008), *Statistics in Medicine* 27, p. 1693; Zou (2007), *Psychological Methods* 12,
/// p. 399, for dependent estimates.
pub fn composite(components: &[Component]) -> Result<Outcome, Error> {
    let weights = weights(components)?;
    let has = |component: &Component| component.score.is_some();
    let available: Vec<f64> = components
        .iter()
        .zip(&weights)
        .map(|(component, weight)| if has(component) { *weight } else { 0.0 })
        .collect();
    let coverage: f64 = available.iter().sum();
    let score = joined(components, &available, None);
    Ok(match score {
        Some(score) if coverage >= COVERAGE - 1e-9 => Outcome::Published(Composite {
            score,
            outcome: joined(components, &available, Some(Part::Outcome)),
            experience: joined(components, &available, Some(Part::Experience)),
            coverage,
            weights: available,
        }),
        _ => Outcome::Unpublished {
            coverage,
            missing_half: missing_half(components),
        },
    })
}

/// The half without any component, where no weights say that it does not count.
fn missing_half(components: &[Component]) -> Option<Part> {
    let is_of = |part| components.iter().any(|one| one.part == part);
    let is_weighted = components.iter().any(|one| one.weight.is_some());
    match (is_of(Part::Outcome), is_of(Part::Experience)) {
        (false, true) if !is_weighted => Some(Part::Outcome),
        (true, false) if !is_weighted => Some(Part::Experience),
        _ => None,
    }
}

/// Weights of 1 in all, a missing half included.
fn weights(components: &[Component]) -> Result<Vec<f64>, Error> {
    let without = components.iter().find(|one| one.weight.is_none());
    let with = components.iter().any(|one| one.weight.is_some());
    if let (Some(first), true) = (without, with) {
        return Err(Error::MixedWeights {
            target: Arc::clone(&first.id),
        });
    }
    for component in components {
        if let Some(weight) = component.weight
            && !(weight.is_finite() && weight > 0.0)
        {
            return Err(Error::Weight {
                target: Arc::clone(&component.id),
                weight,
            });
        }
    }
    let sum: f64 = components.iter().filter_map(|one| one.weight).sum();
    Ok(components
        .iter()
        .map(|component| {
            let of_half = components.iter().filter(|one| one.part == component.part);
            let share = 0.5 / as_f64(of_half.count());
            component.weight.map_or(share, |weight| weight / sum)
        })
        .collect())
}

/// The weighted mean of components of one half, or of all.
fn joined(components: &[Component], weights: &[f64], part: Option<Part>) -> Option<Interval> {
    let taken: Vec<(&Component, f64, Interval)> = components
        .iter()
        .zip(weights)
        .filter(|(component, _)| part.is_none_or(|part| part == component.part))
        .filter_map(|(component, weight)| Some((component, *weight, component.score?)))
        .collect();
    let sum: f64 = taken.iter().map(|(_, weight, _)| weight).sum();
    let level = taken.first()?.2.level;
    let estimate = taken
        .iter()
        .map(|(_, w, score)| w * score.estimate)
        .sum::<f64>()
        / sum;
    let margin = |side: fn(&Interval) -> f64| -> f64 {
        let mut square = 0.0;
        for (one, w1, s1) in &taken {
            for (other, w2, s2) in &taken {
                let together = if Arc::ptr_eq(&one.id, &other.id) {
                    1.0
                } else {
                    correlation(&one.pull, &other.pull)
                };
                square += w1 * w2 * together * side(s1).max(0.0) * side(s2).max(0.0);
            }
        }
        square.max(0.0).sqrt() / sum
    };
    Some(Interval {
        low: (estimate - margin(|score| score.estimate - score.low)).max(0.0),
        estimate,
        high: (estimate + margin(|score| score.high - score.estimate)).min(100.0),
        level,
    })
}

/// Correlation of two estimates through the responses they share; 1 where it is not known.
fn correlation(one: &BTreeMap<usize, f64>, other: &BTreeMap<usize, f64>) -> f64 {
    let square = |pull: &BTreeMap<usize, f64>| pull.values().map(|x| x * x).sum::<f64>();
    let size = (square(one) * square(other)).sqrt();
    if size <= 0.0 {
        return 1.0;
    }
    let both: f64 = one
        .iter()
        .filter_map(|(response, x)| Some(x * other.get(response)?))
        .sum();
    (both / size).clamp(-1.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Probability;

    fn component(id: &str, part: Part, weight: Option<f64>, at: f64, half: f64) -> Component {
        let level = Probability::new(0.95).unwrap();
        Component {
            id: id.into(),
            part,
            weight,
            score: Interval::new(at - half, at, at + half, level).ok(),
            pull: BTreeMap::new(),
        }
    }

    fn published(components: &[Component]) -> Composite {
        match composite(components).unwrap() {
            Outcome::Published(composite) => composite,
            Outcome::Unpublished { coverage, .. } => panic!("coverage {coverage}"),
        }
    }

    #[test]
    fn without_weights_both_halves_count_the_same() {
        let made = published(&[
            component("fcr", Part::Outcome, None, 90.0, 4.0),
            component("csat", Part::Experience, None, 60.0, 4.0),
            component("ces", Part::Experience, None, 50.0, 4.0),
        ]);
        assert_eq!(made.weights, [0.5, 0.25, 0.25]);
        assert!((made.score.estimate - 72.5).abs() < 1e-12);
        assert!((made.outcome.unwrap().estimate - 90.0).abs() < 1e-12);
        assert!((made.experience.unwrap().estimate - 55.0).abs() < 1e-12);
        assert!((made.coverage - 1.0).abs() < 1e-12);
        // Nothing is known of how they move together: widest.
        assert!((made.score.high - 76.5).abs() < 1e-12);
    }

    #[test]
    fn a_composite_of_too_little_weight_is_not_published() {
        let half = [component("csat", Part::Experience, None, 60.0, 4.0)];
        let Outcome::Unpublished {
            coverage,
            missing_half,
        } = composite(&half).unwrap()
        else {
            panic!("half of the weight is no composite");
        };
        assert_eq!(missing_half, Some(Part::Outcome), "no answers can help");
        assert!((coverage - 0.5).abs() < 1e-12);
        let mut most = [
            component("fcr", Part::Outcome, Some(0.4), 90.0, 4.0),
            component("csat", Part::Experience, Some(0.6), 60.0, 4.0),
        ];
        most[0].score = None;
        assert!((published(&most).score.estimate - 60.0).abs() < 1e-12);
        most[1].score = None;
        let of_answers = Outcome::Unpublished {
            coverage: 0.0,
            missing_half: None,
        };
        assert_eq!(composite(&most), Ok(of_answers));
    }

    #[test]
    fn weights_are_given_to_all_or_to_none() {
        let mixed = [
            component("fcr", Part::Outcome, None, 90.0, 4.0),
            component("csat", Part::Experience, Some(1.0), 60.0, 4.0),
        ];
        assert!(matches!(composite(&mixed), Err(Error::MixedWeights { .. })));
        let none = [component("csat", Part::Experience, Some(0.0), 60.0, 4.0)];
        assert!(matches!(composite(&none), Err(Error::Weight { .. })));
    }

    #[test]
    fn independent_components_have_a_narrower_interval_than_ones_that_move_together() {
        let mut components = [
            component("a", Part::Outcome, None, 50.0, 6.0),
            component("b", Part::Experience, None, 50.0, 8.0),
        ];
        components[0].pull = [(0, 1.0), (1, -1.0)].into();
        components[1].pull = [(2, 1.0), (3, -1.0)].into();
        let margin = |made: Composite| made.score.high - made.score.estimate;
        assert!((margin(published(&components)) - 5.0).abs() < 1e-12);
        components[1].pull = [(0, 1.0), (1, -1.0)].into();
        assert!((margin(published(&components)) - 7.0).abs() < 1e-12);
        components[1].pull = [(0, -1.0), (1, 1.0)].into();
        assert!((margin(published(&components)) - 1.0).abs() < 1e-12);
    }
}
