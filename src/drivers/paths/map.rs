use super::estimates::normalised_to_one;
use super::{Measured, PathError, PathEstimates, PathFit};
use crate::drivers::Error;
use crate::units::as_f64;

/// The theoretical ends of an indicator's rating scale: what could be answered, not what was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatingScale {
    /// The answer that becomes 0.
    pub worst: f64,
    /// The answer that becomes 100; below `worst` for a reversed wording.
    pub best: f64,
}

impl RatingScale {
    fn place(self, value: f64) -> f64 {
        100.0 * ((value - self.worst) / (self.best - self.worst))
    }

    /// Standard deviation on 0 to 100; negative on a reversed scale, which turns the weight with it.
    fn spread(self, deviation: f64) -> f64 {
        100.0 * (deviation / (self.best - self.worst))
    }
}

/// The map of importance and performance for one target.
///
/// *Performance* is where a construct stands on 0 to 100; *importance* is how many points the
/// target's score would be higher with one point more of the construct, if the model were causal.
///
/// # References
///
/// Ringle & Sarstedt (2016), *Industrial Management & Data Systems* 116, pp. 1865–1886: weights must
/// be positive and scales metric and of one direction.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportancePerformance {
    /// Index of the target.
    pub target: usize,
    /// Performance of the target; `None` when one of its weights is negative.
    pub target_performance: Option<Measured>,
    /// Indicators of the target with a negative weight.
    pub target_negative_weights: Vec<usize>,
    /// The constructs from which paths lead to the target, causes first.
    pub constructs: Vec<MapPosition>,
    /// The indicators of these constructs.
    pub indicators: Vec<IndicatorPosition>,
}

/// Where a construct stands on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct MapPosition {
    /// Index of the construct.
    pub construct: usize,
    /// Unstandardised total effect on the target; `None` when a weight of this construct or of the
    /// target is negative, because the score is then no point between worst and best.
    pub importance: Option<Measured>,
    /// Mean score on 0 to 100; `None` when a weight is negative.
    pub performance: Option<Measured>,
    /// Indicators with a negative weight: remove or reverse them before reading the map.
    pub negative_weights: Vec<usize>,
    /// Part of the replicates in which an indicator has a negative weight; their scores are used
    /// as they are. `None` without replicates.
    pub share_negative: Option<f64>,
}

/// Where an indicator stands on the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IndicatorPosition {
    /// Index of the indicator.
    pub indicator: usize,
    /// Share in its construct times the importance of the construct; `None` as there.
    pub importance: Option<Measured>,
    /// Mean on 0 to 100.
    pub performance: Measured,
}

/// Scores of one construct on 0 to 100.
struct Score {
    /// Shares of the indicators, in the order of the block; they sum to 1.
    shares: Vec<f64>,
    /// Points of the score per standard deviation of the composite.
    per_deviation: f64,
    mean: f64,
}

impl PathFit {
    /// Draws the map of importance and performance for a target.
    ///
    /// # Shapes
    ///
    /// `scales` holds one scale per indicator, in the order of the model.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] for another number of scales; [`Error::Paths`] with
    /// [`PathError::UnknownConstruct`], [`PathError::NotExplained`] when no path leads to the target,
    /// [`PathError::Scale`] for equal or infinite ends, [`PathError::OutsideScale`] when an answer is
    /// not on its scale.
    pub fn importance_performance(
        &self,
        target: &str,
        scales: &[RatingScale],
    ) -> Result<ImportancePerformance, Error> {
        let target = self.model.position(target)?;
        self.check_scales(scales)?;
        let ancestors = self.model.ancestors(target);
        if ancestors.is_empty() {
            return Err(PathError::NotExplained {
                construct: self.model.name(target),
            }
            .into());
        }
        let target_negative_weights = self.negative_weights(&self.estimates, target, scales);
        let is_target_sound = target_negative_weights.is_empty();
        let performance = |construct: usize| {
            self.measure(|estimates| Some(self.score(estimates, construct, scales)?.mean))
        };
        let mut constructs = Vec::with_capacity(ancestors.len());
        let mut indicators = Vec::new();
        for construct in ancestors {
            let negative_weights = self.negative_weights(&self.estimates, construct, scales);
            let is_sound = negative_weights.is_empty();
            let importance = |estimates: &PathEstimates| {
                let (here, there) = (
                    self.score(estimates, construct, scales)?,
                    self.score(estimates, target, scales)?,
                );
                let per_point = there.per_deviation / here.per_deviation;
                let effect = estimates.total[[target, construct]] * per_point;
                (is_sound && is_target_sound).then_some((effect, here.shares))
            };
            for (at, indicator) in self.model.block(construct).enumerate() {
                let scale = scales[indicator];
                let place = |estimates: &PathEstimates| scale.place(estimates.means[indicator]);
                let performance = self.measure(|estimates| Some(place(estimates)))?;
                let importance = self.measure(|estimates| {
                    let (effect, shares) = importance(estimates)?;
                    Some(effect * shares[at])
                })?;
                indicators.extend(performance.map(|performance| IndicatorPosition {
                    indicator,
                    importance,
                    performance,
                }));
            }
            let share_negative = self.replicates.as_ref().map(|replicates| {
                let with_negative = replicates
                    .draws
                    .iter()
                    .filter(|draw| !self.negative_weights(draw, construct, scales).is_empty());
                as_f64(with_negative.count()) / as_f64(replicates.draws.len().max(1))
            });
            constructs.push(MapPosition {
                construct,
                importance: self.measure(|estimates| Some(importance(estimates)?.0))?,
                performance: if is_sound {
                    performance(construct)?
                } else {
                    None
                },
                negative_weights,
                share_negative,
            });
        }
        Ok(ImportancePerformance {
            target,
            target_performance: if is_target_sound {
                performance(target)?
            } else {
                None
            },
            target_negative_weights,
            constructs,
            indicators,
        })
    }

    fn check_scales(&self, scales: &[RatingScale]) -> Result<(), Error> {
        let n_indicators = self.model.indicators().len();
        if scales.len() != n_indicators {
            return Err(Error::Shape {
                what: "the list of scales",
                got: scales.len(),
                expected: n_indicators,
            });
        }
        for ((&RatingScale { worst, best }, name), &(low, high)) in
            scales.iter().zip(self.model.indicators()).zip(&self.ranges)
        {
            let indicator = name.clone();
            let width = best - worst;
            if !(width.is_finite() && width.abs() > 0.0) {
                return Err(PathError::Scale {
                    indicator,
                    worst,
                    best,
                }
                .into());
            }
            let (least, most) = (worst.min(best), worst.max(best));
            let outside = [low, high]
                .into_iter()
                .find(|&value| value < least || value > most);
            if let Some(value) = outside {
                return Err(PathError::OutsideScale {
                    indicator,
                    value,
                    worst,
                    best,
                }
                .into());
            }
        }
        Ok(())
    }

    /// Weights per point on 0 to 100, in the order of the block, before they are made to sum to 1.
    fn weights_per_point(
        &self,
        estimates: &PathEstimates,
        construct: usize,
        scales: &[RatingScale],
    ) -> Vec<f64> {
        let block = self.model.block(construct);
        block
            .map(|at| estimates.weights[at] / scales[at].spread(estimates.deviations[at]))
            .collect()
    }

    /// `None` when the weights cancel out.
    fn score(
        &self,
        estimates: &PathEstimates,
        construct: usize,
        scales: &[RatingScale],
    ) -> Option<Score> {
        let weights = self.weights_per_point(estimates, construct, scales);
        let shares: Vec<f64> = normalised_to_one(&weights)
            .into_iter()
            .collect::<Option<_>>()?;
        let block = self.model.block(construct);
        let places = block.map(|at| scales[at].place(estimates.means[at]));
        Some(Score {
            mean: shares
                .iter()
                .zip(places)
                .map(|(share, place)| share * place)
                .sum(),
            per_deviation: weights.iter().sum::<f64>().recip(),
            shares,
        })
    }

    /// Indicators whose share in their construct's score is negative, all if the weights cancel out.
    fn negative_weights(
        &self,
        estimates: &PathEstimates,
        construct: usize,
        scales: &[RatingScale],
    ) -> Vec<usize> {
        let block = self.model.block(construct);
        match self.score(estimates, construct, scales) {
            None => block.collect(),
            Some(score) => block
                .zip(score.shares)
                .filter(|&(_, share)| share < 0.0)
                .map(|(at, _)| at)
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::paths::fixtures::{pair, ratings, satisfaction_model, without_replicates};
    use crate::drivers::paths::{CompositeMode, PathData, PathOptions, fit_paths};
    use ndarray::{Array2, Axis};

    const TEN: RatingScale = RatingScale {
        worst: 1.0,
        best: 10.0,
    };

    fn fitted(table: &Array2<f64>, n_replicates: usize) -> PathFit {
        let options = PathOptions {
            n_replicates,
            tolerance: 1e-13,
            ..without_replicates()
        };
        let model = satisfaction_model([CompositeMode::A; 5]);
        fit_paths(&model, &PathData::new(table), &options).unwrap()
    }

    #[test]
    fn a_reversed_wording_with_its_scale_reversed_changes_nothing() {
        let table = ratings(80);
        let one = fitted(&table, 0)
            .importance_performance("satisfaction", &[TEN; 16])
            .unwrap();
        let mut reversed = table.clone();
        let mut scales = [TEN; 16];
        // One of a block, and a block as a whole.
        for at in [1, 7, 8, 9] {
            reversed.column_mut(at).mapv_inplace(|value| 11.0 - value);
            scales[at] = RatingScale {
                worst: 10.0,
                best: 1.0,
            };
        }
        let other = fitted(&reversed, 0)
            .importance_performance("satisfaction", &scales)
            .unwrap();
        assert_eq!(one.constructs.len(), 3);
        for (a, b) in one.constructs.iter().zip(&other.constructs) {
            assert!(b.negative_weights.is_empty());
            let close = |a: Option<Measured>, b: Option<Measured>| {
                assert!((a.unwrap().value - b.unwrap().value).abs() < 1e-9);
            };
            close(a.importance, b.importance);
            close(a.performance, b.performance);
        }
        for (a, b) in one.indicators.iter().zip(&other.indicators) {
            assert!((a.performance.value - b.performance.value).abs() < 1e-9);
        }
    }

    #[test]
    fn units_of_answers_have_no_say() {
        let table = ratings(80);
        let one = fitted(&table, 0)
            .importance_performance("loyalty", &[TEN; 16])
            .unwrap();
        // Half of the answers on a scale of 0 to 1.
        let mut scales = [TEN; 16];
        let mut changed = table.clone();
        for at in (0..16).step_by(2) {
            changed
                .column_mut(at)
                .mapv_inplace(|value| (value - 1.0) / 9.0);
            scales[at] = RatingScale {
                worst: 0.0,
                best: 1.0,
            };
        }
        let other = fitted(&changed, 0)
            .importance_performance("loyalty", &scales)
            .unwrap();
        for (a, b) in one.constructs.iter().zip(&other.constructs) {
            let (a, b) = (a.importance.unwrap().value, b.importance.unwrap().value);
            assert!((a - b).abs() < 1e-9, "{a} is not {b}");
        }
    }

    #[test]
    fn a_negative_weight_is_named_and_takes_the_construct_off_the_map() {
        let mut table = ratings(80);
        table.column_mut(5).mapv_inplace(|value| 11.0 - value);
        let fit = fitted(&table, 20);
        let map = fit
            .importance_performance("satisfaction", &[TEN; 16])
            .unwrap();
        let [image, expectation, value] = &map.constructs[..] else {
            panic!("{map:?}");
        };
        assert_eq!(expectation.negative_weights, [5]);
        assert_eq!(
            (expectation.importance, expectation.performance),
            (None, None)
        );
        assert!(expectation.share_negative.unwrap() > 0.9);
        assert!(image.importance.unwrap().interval.is_some());
        assert!(value.performance.unwrap().interval.is_some());
        assert_eq!(image.share_negative, Some(0.0));
        let draws = &fit.replicates.as_ref().unwrap().draws;
        let turned = draws
            .iter()
            .filter(|draw| draw.weights[7..10].iter().any(|&w| w < 0.0));
        assert_eq!(value.share_negative, Some(as_f64(turned.count()) / 20.0));
        // As the target it takes all importance with it, but no performance of others.
        let map = fit
            .importance_performance("expectation", &[TEN; 16])
            .unwrap();
        assert_eq!(map.target_negative_weights, [5]);
        assert_eq!(map.target_performance, None);
        assert_eq!(map.constructs[0].importance, None);
        assert!(map.constructs[0].performance.is_some());
    }

    #[test]
    fn performance_of_a_replicate_moves_with_its_mean() {
        let table = ratings(80);
        let fit = fitted(&table, 40);
        let map = fit.importance_performance("loyalty", &[TEN; 16]).unwrap();
        for at in &map.constructs {
            let measured = at.performance.unwrap();
            let interval = measured.interval.unwrap();
            assert!(interval.contains(measured.value) && interval.high - interval.low > 1.0);
        }
    }

    #[test]
    fn maps_that_cannot_be_drawn_are_refused() {
        let table = ratings(40);
        let fit = fitted(&table, 0);
        let refuse = |target: &str, scales: &[RatingScale]| {
            let error = fit.importance_performance(target, scales).unwrap_err();
            error.to_string()
        };
        assert_eq!(refuse("image", &[TEN; 16]), "no path leads to 'image'");
        assert_eq!(refuse("price", &[TEN; 16]), "there is no construct 'price'");
        assert_eq!(
            refuse("loyalty", &[TEN; 3]),
            "the list of scales has length 3, expected 16"
        );
        let mut scales = [TEN; 16];
        scales[3].best = 1.0;
        assert_eq!(
            refuse("loyalty", &scales),
            "indicator 'image4' has a scale from 1 to 1"
        );
        scales[3].best = 2.0;
        assert!(refuse("loyalty", &scales).contains("outside its scale from 1 to 2"));
    }

    #[test]
    fn single_indicators_have_their_regression_slope_as_importance() {
        let table = ratings(60).select(Axis(1), &[0, 13]);
        let model = pair(1, 1, CompositeMode::A);
        let data = PathData::new(&table);
        let fit = fit_paths(&model, &data, &without_replicates()).unwrap();
        let map = fit.importance_performance("y", &[TEN; 2]).unwrap();
        let e = &fit.estimates;
        let slope = e.coefficients[[1, 0]] * e.deviations[1] / e.deviations[0];
        let importance = map.constructs[0].importance.unwrap().value;
        assert!((importance - slope).abs() < 1e-12);
    }
}
