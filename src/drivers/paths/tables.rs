//! What a fit says about effects, constructs, indicators and pairs, each value with its interval.

use super::fit::only_neighbour;
use super::{Measured, PathFit};
use crate::drivers::Error;

/// Whether the sign of an effect is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// The whole interval is above zero.
    Positive,
    /// The whole interval is below zero.
    Negative,
    /// The interval holds zero.
    Unclear,
    /// There is no interval, or the weights of one end were chosen for this one path: the interval
    /// then stays clear of zero too often to be a test.
    NotTested,
}

/// What one construct does to another, over all paths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// The cause.
    pub from: usize,
    /// The construct it leads to.
    pub to: usize,
    /// Path coefficient; `None` without a path from one to the other.
    pub direct: Option<Measured>,
    /// Through other constructs; `None` where no such way leads.
    pub indirect: Option<Measured>,
    /// Direct and indirect together: standard deviations of the effect per standard deviation of
    /// the cause.
    pub total: Measured,
    /// Whether the sign of the total effect is known.
    pub sign: Sign,
    /// Cohen's f² of the path; never negative, so its interval says nothing about zero.
    pub f2: Option<Measured>,
    /// Variance inflation of the cause among all causes of the same effect.
    pub inflation: Option<f64>,
    /// Path coefficient corrected for measurement error, where that is admissible.
    pub consistent: Option<Measured>,
}

/// What is known about one construct.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConstructFit {
    /// Index of the construct.
    pub construct: usize,
    /// R²; never negative, so its interval says nothing about zero. `None` without causes.
    pub r2: Option<Measured>,
    /// R² corrected for the number of causes.
    pub r2_adjusted: Option<Measured>,
    /// Cronbach's alpha.
    pub alpha: Option<Measured>,
    /// Reliability of Dijkstra and Henseler.
    pub rho_a: Option<Measured>,
    /// Composite reliability.
    pub rho_c: Option<Measured>,
    /// Average variance extracted.
    pub average_variance_extracted: Option<Measured>,
}

/// What is known about one indicator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IndicatorFit {
    /// Index of the indicator.
    pub indicator: usize,
    /// Index of its construct.
    pub construct: usize,
    /// Outer weight, standardised.
    pub weight: Measured,
    /// Correlation with its composite; its square is the communality.
    pub loading: Measured,
    /// Variance inflation within its construct.
    pub inflation: Option<f64>,
    /// Share of the weighted mean that is the composite on the scale of the answers.
    pub unstandardised_weight: Option<f64>,
}

/// Whether two constructs can be told apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairFit {
    /// The first construct.
    pub first: usize,
    /// The second construct.
    pub second: usize,
    /// Correlation of the composites.
    pub correlation: Measured,
    /// Heterotrait–monotrait ratio. Two constructs are told apart when the interval of its size lies
    /// below 1, by common advice below 0.85 or 0.9; never a test against zero.
    pub heterotrait: Option<Measured>,
    /// Fornell–Larcker: each construct shares more variance with its own indicators than with the
    /// other. `None` unless both have several indicators that are to say the same.
    pub fornell_larcker: Option<bool>,
}

impl PathFit {
    /// Effects of every construct on every construct that paths lead to, causes first.
    ///
    /// # Errors
    ///
    /// [`Error::Interval`] when an estimate is not finite.
    pub fn effects(&self) -> Result<Vec<Effect>, Error> {
        let mut effects = Vec::new();
        for &to in self.model.order() {
            for from in self.model.ancestors(to) {
                effects.extend(self.effect(from, to)?);
            }
        }
        Ok(effects)
    }

    fn effect(&self, from: usize, to: usize) -> Result<Option<Effect>, Error> {
        let at = [to, from];
        let mut paths = self.model.paths().iter();
        let path = paths.position(|path| path.from == from && path.to == to);
        let causes = self.model.causes(to);
        let mut between = causes.into_iter().filter(|&cause| cause != from);
        let is_indirect = between.any(|cause| self.model.ancestors(cause).contains(&from));
        let Some(total) = self.measure(|estimates| Some(estimates.total[at]))? else {
            return Ok(None);
        };
        let alone = |construct, other| only_neighbour(&self.model, construct) == Some(other);
        let chosen = alone(from, to) || alone(to, from);
        let sign = match total.interval {
            Some(interval) if !chosen => {
                if interval.low > 0.0 {
                    Sign::Positive
                } else if interval.high < 0.0 {
                    Sign::Negative
                } else {
                    Sign::Unclear
                }
            }
            _ => Sign::NotTested,
        };
        let direct = match path {
            Some(_) => self.measure(|estimates| Some(estimates.coefficients[at]))?,
            None => None,
        };
        let indirect = if is_indirect {
            self.measure(|estimates| Some(estimates.indirect[at]))?
        } else {
            None
        };
        Ok(Some(Effect {
            from,
            to,
            direct,
            indirect,
            total,
            sign,
            f2: self.measure(|estimates| estimates.f2[path?])?,
            inflation: path.map(|path| self.estimates.path_inflation[path]),
            consistent: self.measure(|estimates| {
                let consistent = estimates.consistent.as_ref().ok();
                path.and(consistent)
                    .map(|consistent| consistent.coefficients[at])
            })?,
        }))
    }

    /// R² and reliability of each construct, in the order of the model.
    ///
    /// # Errors
    ///
    /// [`Error::Interval`] when an estimate is not finite.
    pub fn constructs(&self) -> Result<Vec<ConstructFit>, Error> {
        let fit = |at: usize| {
            Ok(ConstructFit {
                construct: at,
                r2: self.measure(|estimates| estimates.r2[at])?,
                r2_adjusted: self.measure(|estimates| estimates.r2_adjusted[at])?,
                alpha: self.measure(|estimates| Some(estimates.reliability[at]?.alpha))?,
                rho_a: self.measure(|estimates| estimates.reliability[at]?.rho_a)?,
                rho_c: self.measure(|estimates| Some(estimates.reliability[at]?.rho_c))?,
                average_variance_extracted: self.measure(|estimates| {
                    Some(estimates.reliability[at]?.average_variance_extracted)
                })?,
            })
        };
        (0..self.model.constructs().len()).map(fit).collect()
    }

    /// Weight and loading of each indicator, in the order of the model.
    ///
    /// # Errors
    ///
    /// [`Error::Interval`] when an estimate is not finite.
    pub fn indicators(&self) -> Result<Vec<IndicatorFit>, Error> {
        let unstandardised = self.estimates.unstandardised_weights(&self.model);
        let mut indicators = Vec::new();
        for (at, construct) in self.model.owners().into_iter().enumerate() {
            let weight = self.measure(|estimates| Some(estimates.weights[at]))?;
            let loading = self.measure(|estimates| Some(estimates.loadings[at]))?;
            if let (Some(weight), Some(loading)) = (weight, loading) {
                indicators.push(IndicatorFit {
                    indicator: at,
                    construct,
                    weight,
                    loading,
                    inflation: self.estimates.indicator_inflation[at],
                    unstandardised_weight: unstandardised[at],
                });
            }
        }
        Ok(indicators)
    }

    /// Every pair of constructs, in the order of the model.
    ///
    /// # Errors
    ///
    /// [`Error::Interval`] when an estimate is not finite.
    pub fn pairs(&self) -> Result<Vec<PairFit>, Error> {
        let n = self.model.constructs().len();
        let mut pairs = Vec::new();
        for first in 0..n {
            for second in first + 1..n {
                let at = [first, second];
                let correlation = self.measure(|estimates| Some(estimates.correlations[at]))?;
                let Some(correlation) = correlation else {
                    continue;
                };
                let extracted = |construct: usize| {
                    self.estimates.reliability[construct]
                        .map(|reliability| reliability.average_variance_extracted)
                };
                let least = extracted(first).zip(extracted(second));
                pairs.push(PairFit {
                    first,
                    second,
                    correlation,
                    heterotrait: self.measure(|estimates| estimates.heterotrait[at])?,
                    fornell_larcker: least
                        .map(|(a, b)| a.min(b) > correlation.value * correlation.value),
                });
            }
        }
        Ok(pairs)
    }
}
