use super::data::{IndicatorMoments, PathData, Ratings, check_rows};
use super::estimates::Reference;
use super::{PathError, PathEstimates, PathModel, PathOptions};
use crate::drivers::Error;
use crate::drivers::options::Purpose;
use crate::stats::draw::shuffle;
use crate::stats::{Factor, RANK_TOLERANCE, compute_in_order, generator};
use crate::units::as_f64;

/// How well a path model predicts indicators of its target on rows that it has not seen.
#[derive(Debug, Clone, PartialEq)]
pub struct PredictionCheck {
    /// Index of the target.
    pub target: usize,
    /// The constructs whose indicators serve as input: ancestors of the target without causes of their
    /// own.
    pub inputs: Vec<usize>,
    /// Number of parts.
    pub n_folds: usize,
    /// Number of divisions into parts.
    pub n_repeats: usize,
    /// The indicators of the target, in the order of the model.
    pub indicators: Vec<IndicatorPrediction>,
}

impl PredictionCheck {
    /// Number of indicators that the path model predicts better than the mean and better than the
    /// linear model. By the advice of Shmueli et al. (2019): all of them is high predictive power,
    /// most medium, few low, none none.
    pub fn n_predicted(&self) -> usize {
        let predicted = self.indicators.iter().filter(|indicator| {
            indicator.q2 > 0.0 && indicator.root_mean_square < indicator.root_mean_square_linear
        });
        predicted.count()
    }
}

/// Errors of prediction for one indicator, over all rows and divisions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct IndicatorPrediction {
    /// Index of the indicator.
    pub indicator: usize,
    /// Q²: 1 − squared errors / squared errors of the mean; at or below zero the model is worth
    /// nothing.
    pub q2: f64,
    /// Smallest and largest Q² over the divisions: how much hangs on chance, not an interval.
    pub q2_range: (f64, f64),
    /// Q² of a linear model of the indicator on all input indicators.
    pub q2_linear: f64,
    /// Root of the mean squared error.
    pub root_mean_square: f64,
    /// The same of the linear model.
    pub root_mean_square_linear: f64,
    /// Mean absolute error.
    pub mean_absolute: f64,
    /// The same of the linear model.
    pub mean_absolute_linear: f64,
}

/// Predicts the target's indicators for rows that were left out of the fit.
///
/// Input are the indicators of the constructs without causes, as in the first form of the procedure;
/// units, not rows, are divided. [`PathOptions::n_replicates`] and the level have no meaning here.
///
/// # Errors
///
/// Those of [`fit_paths`](super::fit_paths) on any part; [`Error::Option`] with fewer than 2 folds, no
/// repeat, or more folds than units; [`PathError::NotExplained`] when no path leads to the target.
///
/// # References
///
/// Shmueli, Ray, Velasquez Estrada & Chatla (2016), *Journal of Business Research* 69, pp. 4552–4564;
/// Shmueli et al. (2019), *European Journal of Marketing* 53, pp. 2322–2347.
pub fn check_prediction(
    model: &PathModel,
    data: &PathData<'_>,
    options: &PathOptions,
    target: &str,
    n_folds: usize,
    n_repeats: usize,
) -> Result<PredictionCheck, Error> {
    options.check()?;
    let ratings = Ratings::new(model, data)?;
    let refuse = |option, value| Err(Error::Option { option, value });
    if n_folds < 2 || n_folds > ratings.n_units() {
        return refuse("n_folds", n_folds);
    }
    if n_repeats == 0 {
        return refuse("n_repeats", n_repeats);
    }
    let seed = Purpose::Folds.seed(options.seed);
    let folds: Vec<Vec<usize>> = (0..n_repeats)
        .map(|repeat| {
            let mut folds: Vec<usize> = (0..ratings.n_units()).map(|unit| unit % n_folds).collect();
            shuffle(
                &mut generator(seed, crate::units::as_u64(repeat)),
                &mut folds,
            );
            folds
        })
        .collect();
    predict(model, &ratings, options, target, n_folds, &folds)
}

/// Sums of errors of one indicator: by the path model, the linear model and the mean.
#[derive(Debug, Clone, Copy, Default)]
struct Errors {
    squares: [f64; 3],
    sizes: [f64; 3],
}

fn predict(
    model: &PathModel,
    ratings: &Ratings<'_>,
    options: &PathOptions,
    target: &str,
    n_folds: usize,
    folds: &[Vec<usize>],
) -> Result<PredictionCheck, Error> {
    let target = model.position(target)?;
    let mut inputs = model.ancestors(target);
    inputs.retain(|&construct| model.causes(construct).is_empty());
    if inputs.is_empty() {
        return Err(PathError::NotExplained {
            construct: model.name(target),
        }
        .into());
    }
    let tasks = compute_in_order(folds.len() * n_folds, |task| {
        let (of_unit, held_out) = (&folds[task / n_folds], task % n_folds);
        predict_fold(
            model,
            ratings,
            options,
            (target, &inputs),
            (of_unit, held_out),
        )
    });
    let tasks = tasks.into_iter().collect::<Result<Vec<_>, Error>>()?;
    let weight: f64 = ratings.weights().iter().sum();
    let summarise = |(at, indicator): (usize, usize)| {
        let mut whole = Errors::default();
        let mut range = (f64::INFINITY, f64::NEG_INFINITY);
        for repeat in tasks.chunks(n_folds) {
            let mut sums = Errors::default();
            for errors in repeat.iter().map(|fold| fold[at]) {
                for by in 0..3 {
                    sums.squares[by] += errors.squares[by];
                    sums.sizes[by] += errors.sizes[by];
                }
            }
            let q2 = 1.0 - sums.squares[0] / sums.squares[2];
            range = (range.0.min(q2), range.1.max(q2));
            for by in 0..3 {
                whole.squares[by] += sums.squares[by];
                whole.sizes[by] += sums.sizes[by];
            }
        }
        let total = weight * as_f64(folds.len());
        IndicatorPrediction {
            indicator,
            q2: 1.0 - whole.squares[0] / whole.squares[2],
            q2_range: range,
            q2_linear: 1.0 - whole.squares[1] / whole.squares[2],
            root_mean_square: (whole.squares[0] / total).sqrt(),
            root_mean_square_linear: (whole.squares[1] / total).sqrt(),
            mean_absolute: whole.sizes[0] / total,
            mean_absolute_linear: whole.sizes[1] / total,
        }
    };
    Ok(PredictionCheck {
        target,
        inputs,
        n_folds,
        n_repeats: folds.len(),
        indicators: model.block(target).enumerate().map(summarise).collect(),
    })
}

/// Fits without one part and sums the errors on that part, per indicator of the target.
fn predict_fold(
    model: &PathModel,
    ratings: &Ratings<'_>,
    options: &PathOptions,
    (target, inputs): (usize, &[usize]),
    (of_unit, held_out): (&[usize], usize),
) -> Result<Vec<Errors>, Error> {
    let is_held_out = |row: usize| of_unit[ratings.units()[row] as usize] == held_out;
    let n_training = (0..ratings.n_rows())
        .filter(|&row| !is_held_out(row))
        .count();
    check_rows(model, n_training)?;
    let factors: Vec<f64> = of_unit
        .iter()
        .map(|&fold| if fold == held_out { 0.0 } else { 1.0 })
        .collect();
    let moments = ratings.moments_for(model, &factors)?;
    let estimates = PathEstimates::new(
        model,
        &moments,
        n_training,
        options,
        Reference::None,
        RANK_TOLERANCE,
    )?;
    let block = model.block(target);
    let predictors: Vec<usize> = inputs
        .iter()
        .flat_map(|&input| model.block(input))
        .collect();
    let by_paths: Vec<Vec<f64>> = block
        .clone()
        .map(|indicator| path_slopes(model, &estimates, target, inputs, indicator))
        .collect();
    let by_line: Vec<Vec<f64>> = {
        let factor = Factor::new(&moments.correlation, &predictors, RANK_TOLERANCE);
        block
            .clone()
            .map(|indicator| line_slopes(&moments, &factor, indicator))
            .collect()
    };
    let mut errors = vec![Errors::default(); block.len()];
    for (row, values) in ratings.values().rows().into_iter().enumerate() {
        if !is_held_out(row) {
            continue;
        }
        let weight = ratings.weights()[row];
        for (at, indicator) in block.clone().enumerate() {
            let from_mean = values[indicator] - moments.means[indicator];
            let predicted = |slopes: &[f64]| -> f64 {
                predictors
                    .iter()
                    .map(|&other| slopes[other] * (values[other] - moments.means[other]))
                    .sum()
            };
            let misses = [
                from_mean - predicted(&by_paths[at]),
                from_mean - predicted(&by_line[at]),
                from_mean,
            ];
            for (by, miss) in misses.into_iter().enumerate() {
                errors[at].squares[by] += weight * miss * miss;
                errors[at].sizes[by] += weight * miss.abs();
            }
        }
    }
    Ok(errors)
}

/// Points of a target indicator per point of each input indicator, along the paths.
fn path_slopes(
    model: &PathModel,
    estimates: &PathEstimates,
    target: usize,
    inputs: &[usize],
    indicator: usize,
) -> Vec<f64> {
    let mut slopes = vec![0.0; estimates.weights.len()];
    let per_deviation = estimates.deviations[indicator] * estimates.loadings[indicator];
    for &input in inputs {
        for at in model.block(input) {
            let share = estimates.weights[at] / estimates.deviations[at];
            slopes[at] = per_deviation * estimates.total[[target, input]] * share;
        }
    }
    slopes
}

/// Points of a target indicator per point of each input indicator, by least squares.
fn line_slopes(moments: &IndicatorMoments, factor: &Factor, indicator: usize) -> Vec<f64> {
    let p = moments.means.len();
    let right: Vec<f64> = (0..p)
        .map(|at| moments.correlation.get(indicator, at))
        .collect();
    let mut slopes = factor.solve(&right);
    for (slope, deviation) in slopes.iter_mut().zip(&moments.deviations) {
        *slope *= moments.deviations[indicator] / deviation;
    }
    slopes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::paths::fixtures::{pair, ratings, satisfaction_model, without_replicates};
    use crate::drivers::paths::golden::printed;
    use crate::drivers::paths::{CompositeMode, PathData};

    type Column = fn(&IndicatorPrediction) -> f64;

    #[test]
    fn errors_on_rows_left_out_agree_with_numpy() {
        let table = ratings(250);
        let model = satisfaction_model([CompositeMode::A; 5]);
        let ratings = Ratings::new(&model, &PathData::new(&table)).unwrap();
        let folds = vec![(0..250).map(|row| row % 10).collect()];
        let options = PathOptions {
            tolerance: 1e-14,
            ..without_replicates()
        };
        let check = predict(&model, &ratings, &options, "loyalty", 10, &folds).unwrap();
        assert_eq!(check.inputs, [0]);
        let section = "prediction, modes AAAAA, path, 10 parts by row mod 10";
        let columns: [(&str, Column); 6] = [
            ("q2", |at| at.q2),
            ("q2_linear", |at| at.q2_linear),
            ("rmse", |at| at.root_mean_square),
            ("rmse_linear", |at| at.root_mean_square_linear),
            ("mae", |at| at.mean_absolute),
            ("mae_linear", |at| at.mean_absolute_linear),
        ];
        for (line, of) in columns {
            let got = check.indicators.iter().map(of);
            for (got, expected) in got.zip(printed(section, line)) {
                assert!(
                    (got - expected).abs() < 1e-11,
                    "{line}: {got} is not {expected}"
                );
            }
        }
    }

    #[test]
    fn noise_is_not_predicted_and_a_copy_is() {
        let table = ratings(120);
        let model = pair(2, 1, CompositeMode::A);
        let copy = ndarray::stack![
            ndarray::Axis(1),
            table.column(0),
            table.column(1),
            table.column(0)
        ];
        let run = |table: &ndarray::Array2<f64>| {
            let data = PathData::new(table);
            check_prediction(&model, &data, &without_replicates(), "y", 5, 3).unwrap()
        };
        let good = run(&copy);
        assert!(good.indicators[0].q2 > 0.6 && good.indicators[0].q2_linear > 1.0 - 1e-12);
        // The linear model is exact, so the path model cannot be better.
        assert_eq!(good.n_predicted(), 0);
        let mut noise = copy.clone();
        let shifted: Vec<f64> = (0..120)
            .map(|row| table[[(row * 53 + 7) % 120, 15]])
            .collect();
        noise.column_mut(2).assign(&ndarray::Array1::from(shifted));
        assert!(run(&noise).indicators[0].q2 < 0.1);
        let range = good.indicators[0].q2_range;
        assert!(range.0 <= good.indicators[0].q2 && good.indicators[0].q2 <= range.1);
    }

    #[test]
    fn folds_that_cannot_be_are_refused() {
        let table = ratings(40);
        let model = satisfaction_model([CompositeMode::A; 5]);
        let check = |target: &str, n_folds, n_repeats| {
            let data = PathData::new(&table);
            let options = without_replicates();
            check_prediction(&model, &data, &options, target, n_folds, n_repeats).unwrap_err()
        };
        assert_eq!(
            check("loyalty", 1, 1).to_string(),
            "option n_folds cannot be 1"
        );
        assert_eq!(
            check("loyalty", 41, 1).to_string(),
            "option n_folds cannot be 41"
        );
        assert_eq!(
            check("loyalty", 5, 0).to_string(),
            "option n_repeats cannot be 0"
        );
        assert_eq!(check("image", 5, 1).to_string(), "no path leads to 'image'");
    }
}
