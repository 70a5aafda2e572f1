//! What a fit says about effects, constructs, indicators and pairs, each value with its interval.

use super::fit::chased_neighbour;
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
    /// There is no interval, or the weights of one end were free to chase one neighbour
    /// ([`PathCaveat::WeightsServeOnePath`](super::PathCaveat)): the interval then stays clear of zero
    /// too often to be a test.
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
        // All ways from one to the other lead over the only neighbour of an end that has only one.
        let chases = |construct| {
            let neighbour = chased_neighbour(&self.model, &self.estimates, construct);
            neighbour.is_some()
        };
        let chosen = chases(from) || chases(to);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::paths::fixtures::{Lehmer, pair, ratings, satisfaction_model};
    use crate::drivers::paths::{CompositeMode, PathData, PathOptions, fit_paths};
    use ndarray::{Array2, Axis};

    fn fitted(table: &Array2<f64>, modes: [CompositeMode; 5]) -> PathFit {
        let options = PathOptions {
            n_replicates: 100,
            ..PathOptions::default()
        };
        let model = satisfaction_model(modes);
        fit_paths(&model, &PathData::new(table), &options).unwrap()
    }

    #[test]
    fn every_construct_is_told_what_leads_to_it() {
        let fit = fitted(&ratings(120), [CompositeMode::A; 5]);
        let effects = fit.effects().unwrap();
        // All ten pairs: the model runs from image to loyalty.
        assert_eq!(effects.len(), 10);
        for effect in &effects {
            let at = [effect.to, effect.from];
            let path = fit
                .model
                .paths()
                .iter()
                .any(|path| [path.to, path.from] == at);
            assert_eq!(effect.direct.is_some(), path);
            assert_eq!(
                (effect.f2.is_some(), effect.consistent.is_some()),
                (path, path)
            );
            let parts = [effect.direct, effect.indirect];
            let sum: f64 = parts.iter().flatten().map(|part| part.value).sum();
            assert!((sum - effect.total.value).abs() < 1e-12);
        }
        let find = |from, to| {
            let mut all = effects.iter();
            all.find(|effect| (effect.from, effect.to) == (from, to))
                .unwrap()
        };
        assert_eq!(find(0, 4).sign, Sign::Positive);
        // Image reaches value through expectation only, and expectation is reached directly.
        assert!(find(0, 2).direct.is_none() && find(0, 2).indirect.is_some());
        assert!(find(0, 1).indirect.is_none());
    }

    #[test]
    fn the_sign_of_an_effect_turns_with_its_cause_and_hides_when_the_weights_chased_it() {
        let table = ratings(120);
        let options = PathOptions {
            n_replicates: 60,
            ..PathOptions::default()
        };
        let sign = |table: &Array2<f64>, mode| {
            let fit = fit_paths(&pair(3, 1, mode), &PathData::new(table), &options).unwrap();
            fit.effects().unwrap()[0].sign
        };
        let mut chosen = table.select(Axis(1), &[4, 5, 6, 13]);
        assert_eq!(sign(&chosen, CompositeMode::A), Sign::Positive);
        assert_eq!(sign(&chosen, CompositeMode::B), Sign::NotTested);
        chosen.column_mut(3).mapv_inplace(|value| -value);
        assert_eq!(sign(&chosen, CompositeMode::A), Sign::Negative);
        let mut source = Lehmer(5);
        chosen.column_mut(3).mapv_inplace(|_| source.normal());
        assert_eq!(sign(&chosen, CompositeMode::Equal), Sign::Unclear);
        // Indicators without anything in common: mode A may choose as freely as mode B.
        chosen.mapv_inplace(|_| source.normal());
        assert_eq!(sign(&chosen, CompositeMode::A), Sign::NotTested);
    }

    #[test]
    fn tables_carry_intervals_wherever_they_carry_values() {
        use CompositeMode::{A, B, Equal};
        let fit = fitted(&ratings(120), [A, B, A, Equal, A]);
        let constructs = fit.constructs().unwrap();
        let has = |measured: Option<Measured>| {
            measured.is_some_and(|measured| {
                let interval = measured.interval.unwrap();
                interval.low < interval.high
            })
        };
        let alpha: Vec<bool> = constructs.iter().map(|at| has(at.alpha)).collect();
        assert_eq!(alpha, [true, false, true, true, true]);
        let rho_a: Vec<bool> = constructs.iter().map(|at| has(at.rho_a)).collect();
        assert_eq!(rho_a, [true, false, true, false, true]);
        let r2: Vec<bool> = constructs.iter().map(|at| has(at.r2)).collect();
        assert_eq!(r2, [false, true, true, true, true]);
        let indicators = fit.indicators().unwrap();
        assert_eq!(indicators.len(), 16);
        assert!(
            indicators
                .iter()
                .all(|at| has(Some(at.weight)) && has(Some(at.loading)))
        );
        let shares = indicators.iter().filter(|at| at.construct == 3);
        let shares: f64 = shares.map(|at| at.unstandardised_weight.unwrap()).sum();
        assert!((shares - 1.0).abs() < 1e-12);
        let pairs = fit.pairs().unwrap();
        assert_eq!(pairs.len(), 10);
        for pair in &pairs {
            let with_b = pair.first == 1 || pair.second == 1;
            assert_eq!(has(pair.heterotrait), !with_b);
            assert_eq!(pair.fornell_larcker.is_some(), !with_b);
        }
        assert!(pairs.iter().any(|pair| pair.fornell_larcker == Some(true)));
    }
}
