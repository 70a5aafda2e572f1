use super::calibrate::{least_confidence, temperature};
use super::train::{is_held_out, levels};
use super::{Class, Example, Options};
use crate::classify::sentiment::{
    Error as SentimentError, N_CLASSES, SentimentHead, SentimentModel, softmax,
};
use crate::encode::{Encoder, Passage};
use crate::learn::Error;
use crate::learn::quality::{Quality, judge};
use crate::stats::{Factor, Symmetric, compute_in_order};
use ndarray::{Array2, ArrayView2};
use std::sync::Arc;

/// Rows whose sums are taken together; fixed, so that the order of adding is.
const CHUNK: usize = 1_024;
/// Steps at most; with the pull that is usual here a tenth of them do.
const MOST_STEPS: usize = 500;
/// Largest slope, per unit of weight, at which the descent ends.
const LEVEL: f64 = 1e-6;

/// Settings of a head on vectors that stay as they are.
#[derive(Debug, Clone, PartialEq)]
pub struct FrozenOptions {
    /// Split, levelling and calibration; what concerns n-grams is not used.
    pub split: Options,
    /// The columns of a vector, block after block; columns beyond the last block are not learnt from.
    pub blocks: Vec<Block>,
    /// A head that judges the last columns already; its opinion is added to what is learnt.
    pub adviser: Option<Adviser>,
}

/// Columns of a vector that stand side by side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Block {
    /// How many.
    pub n_columns: usize,
    /// Pull of the weights of the standardised columns towards zero, per unit of weight of the examples;
    /// `None`: they are not learnt from.
    pub pull: Option<f64>,
}

/// A calibrated head on the last columns of a vector.
#[derive(Debug, Clone, PartialEq)]
pub struct Adviser {
    /// The head.
    pub head: SentimentHead,
    /// What its calibrated logits are multiplied by before they are added.
    pub share: f32,
}

/// A trained head and how it did on examples it had not seen.
#[derive(Debug, Clone)]
pub struct TrainedHead {
    /// Encoder with head.
    pub model: SentimentModel,
    /// File of the head.
    pub head: Vec<u8>,
    /// Quality on the held-out collected examples, after calibration on the same.
    pub held_out: Quality,
    /// Examples learnt from.
    pub n_learnt: usize,
}

/// Learns a head on the vectors of an encoder that stays as it is, and calibrates on held-out groups.
///
/// Multinomial logistic regression with a ridge, on columns that are centred and scaled by the examples
/// learnt from; both are then folded into the weights. The descent solves, step after step, with one
/// matrix that bounds the curvature everywhere, so that the loss can only fall and no step size is to be
/// chosen.
///
/// # Errors
///
/// [`Error::MissingClass`] or [`Error::NothingHeldOut`] when there is too little to learn from;
/// [`Error::Model`] when the encoder fails.
///
/// # References
///
/// Böhning (1992), *Multinomial logistic regression algorithm*, Annals of the Institute of Statistical
/// Mathematics 44.
pub fn train_head(
    encoder: Arc<dyn Encoder>,
    examples: &[Example<'_>],
    options: &FrozenOptions,
) -> Result<TrainedHead, Error> {
    let (held_out, learnt): (Vec<&Example<'_>>, Vec<&Example<'_>>) = examples
        .iter()
        .partition(|example| is_held_out(example, &options.split));
    if held_out.is_empty() {
        return Err(Error::NothingHeldOut {
            n_examples: examples.len(),
        });
    }
    let level = levels(&learnt, options.split.levelling)?;
    let encoded = |examples: &[&Example<'_>]| {
        let passages: Vec<Passage<'_>> = examples.iter().map(|example| example.passage).collect();
        encoder
            .encode(&passages)
            .map_err(|error| Error::Model(SentimentError::from(error)))
    };
    let weights: Vec<f64> = learnt
        .iter()
        .map(|example| {
            let level = level[&example.passage.language()][example.class().index()];
            f64::from(example.weight * level)
        })
        .collect();
    let targets: Vec<[f32; N_CLASSES]> = learnt.iter().map(|example| example.target).collect();
    let vectors = encoded(&learnt)?;
    let (cells, bias) = fit(&vectors.view(), &targets, &weights, options);
    let mut head = SentimentHead::new(encoder.card().sha256.clone(), cells, bias)?;
    if let Some(adviser) = &options.adviser {
        head = head.advised_by(&adviser.head, adviser.share)?;
    }

    let vectors = encoded(&held_out)?;
    let logits: Vec<([f32; N_CLASSES], [f32; N_CLASSES])> = vectors
        .rows()
        .into_iter()
        .zip(&held_out)
        .map(|(vector, example)| (head.logits(&vector), example.target))
        .collect();
    let temperature = temperature(&logits);
    let least = least_confidence(&logits, temperature, options.split.least_accuracy);
    let head = head.calibrated(temperature, least);
    let probabilities: Vec<[f32; N_CLASSES]> = logits
        .iter()
        .map(|(logits, _)| softmax(logits.map(|logit| logit / temperature)))
        .collect();
    let truths: Vec<Class> = held_out.iter().map(|example| example.class()).collect();
    let quality = judge(&probabilities, &truths, least, options.split.seed);
    let bytes = head.to_bytes();
    Ok(TrainedHead {
        model: SentimentModel::new(encoder, head)?,
        head: bytes,
        held_out: quality,
        n_learnt: learnt.len(),
    })
}

impl FrozenOptions {
    /// Pull of each of `width` columns.
    fn pulls(&self, width: usize) -> Vec<Option<f64>> {
        let of_blocks = self
            .blocks
            .iter()
            .flat_map(|block| std::iter::repeat_n(block.pull, block.n_columns));
        of_blocks
            .chain(std::iter::repeat(None))
            .take(width)
            .collect()
    }
}

/// Weights (3, width) and intercepts on columns as they come.
fn fit(
    vectors: &ArrayView2<'_, f32>,
    targets: &[[f32; N_CLASSES]],
    weights: &[f64],
    options: &FrozenOptions,
) -> (Array2<f32>, [f32; N_CLASSES]) {
    let width = vectors.ncols();
    let mass: f64 = weights.iter().sum();
    let (mean, mut scale) = moments(vectors, weights, mass);
    let pulls = options.pulls(width);
    for (scale, pull) in scale.iter_mut().zip(&pulls) {
        if pull.is_none() {
            *scale = 0.0;
        }
    }
    // The last column is one everywhere: the intercept, which nothing pulls.
    let row = |index: usize| -> Vec<f64> {
        let cells = vectors.row(index);
        let columns = cells.iter().zip(&mean).zip(&scale);
        let standard = columns.map(|((cell, mean), scale)| (f64::from(*cell) - mean) * scale);
        standard.chain([1.0]).collect()
    };
    let pull = |column: usize| pulls.get(column).copied().flatten().unwrap_or(0.0) * mass;
    let factor = Factor::new(
        &bound(&row, weights, width + 1, &pull),
        &(0..=width).collect::<Vec<usize>>(),
        1e-12,
    );
    let mut fitted = vec![vec![0.0; width + 1]; N_CLASSES];
    for _ in 0..MOST_STEPS {
        let mut slopes = slopes(&row, targets, weights, &fitted);
        let mut steepest = 0.0_f64;
        for (slopes, fitted) in slopes.iter_mut().zip(&mut fitted) {
            for (column, slope) in slopes.iter_mut().enumerate() {
                *slope -= pull(column) * fitted[column];
                steepest = steepest.max(slope.abs());
            }
            for (weight, step) in fitted.iter_mut().zip(factor.solve(slopes)) {
                *weight += step;
            }
        }
        if steepest <= LEVEL * mass {
            break;
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "weights of f32 size")]
    let single = |value: f64| value as f32;
    let cells = Array2::from_shape_fn((N_CLASSES, width), |(class, column)| {
        single(fitted[class][column] * scale[column])
    });
    let bias = std::array::from_fn(|class| {
        let shift: f64 = (0..width)
            .map(|column| fitted[class][column] * scale[column] * mean[column])
            .sum();
        single(fitted[class][width] - shift)
    });
    (cells, bias)
}

/// Weighted mean of each column, and one over its standard deviation: 0 where it does not vary.
fn moments(vectors: &ArrayView2<'_, f32>, weights: &[f64], mass: f64) -> (Vec<f64>, Vec<f64>) {
    let mut mean = vec![0.0; vectors.ncols()];
    for (row, weight) in vectors.rows().into_iter().zip(weights) {
        for (sum, cell) in mean.iter_mut().zip(row) {
            *sum += weight * f64::from(*cell);
        }
    }
    for sum in &mut mean {
        *sum /= mass;
    }
    let mut scale = vec![0.0; vectors.ncols()];
    for (row, weight) in vectors.rows().into_iter().zip(weights) {
        for ((sum, cell), mean) in scale.iter_mut().zip(row).zip(&mean) {
            let distance = f64::from(*cell) - mean;
            *sum += weight * distance * distance;
        }
    }
    for sum in &mut scale {
        let deviation = (*sum / mass).sqrt();
        *sum = if deviation > 1e-9 {
            1.0 / deviation
        } else {
            0.0
        };
    }
    (mean, scale)
}

/// Half the weighted cross-products plus the pull: an upper bound of the curvature in each class.
///
/// Böhning's bound is ½ (I − 11'/3) ⊗ X'WX. Slopes of the three classes sum to zero, and on such
/// vectors the first factor does nothing, so that each class is solved by itself.
fn bound(
    row: &(impl Fn(usize) -> Vec<f64> + Sync),
    weights: &[f64],
    order: usize,
    pull: &impl Fn(usize) -> f64,
) -> Symmetric {
    let sums = compute_in_order(weights.len().div_ceil(CHUNK), |chunk| {
        let mut sum = Symmetric::zeros(order);
        for (index, weight) in weights.iter().enumerate().skip(chunk * CHUNK).take(CHUNK) {
            sum.add_dense_outer(&row(index), 0.5 * weight);
        }
        sum
    });
    let mut bound = Symmetric::zeros(order);
    for sum in &sums {
        bound.add(sum);
    }
    for column in 0..order {
        // A column that does not vary keeps the weight zero instead of dividing by it.
        let own = bound.get(column, column) + pull(column);
        bound.set(column, column, if own > 0.0 { own } else { 1.0 });
    }
    bound
}

/// Slope of the log-likelihood for each class and column.
fn slopes(
    row: &(impl Fn(usize) -> Vec<f64> + Sync),
    targets: &[[f32; N_CLASSES]],
    weights: &[f64],
    fitted: &[Vec<f64>],
) -> Vec<Vec<f64>> {
    let order = fitted.first().map_or(0, Vec::len);
    let sums = compute_in_order(weights.len().div_ceil(CHUNK), |chunk| {
        let mut sum = vec![vec![0.0; order]; N_CLASSES];
        for index in chunk * CHUNK..((chunk + 1) * CHUNK).min(weights.len()) {
            let row = row(index);
            let mut logits = [0.0_f64; N_CLASSES];
            for (logit, fitted) in logits.iter_mut().zip(fitted) {
                *logit = row
                    .iter()
                    .zip(fitted)
                    .map(|(cell, weight)| cell * weight)
                    .sum();
            }
            let highest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let powers = logits.map(|logit| (logit - highest).exp());
            let total: f64 = powers.iter().sum();
            for (class, sum) in sum.iter_mut().enumerate() {
                let distance = f64::from(targets[index][class]) - powers[class] / total;
                for (sum, cell) in sum.iter_mut().zip(&row) {
                    *sum = (weights[index] * distance).mul_add(*cell, *sum);
                }
            }
        }
        sum
    });
    let mut all = vec![vec![0.0; order]; N_CLASSES];
    for sum in sums {
        for (all, sum) in all.iter_mut().zip(sum) {
            for (all, sum) in all.iter_mut().zip(sum) {
                *all += sum;
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::CompactEncoder;
    use crate::record::LanguageTag;
    use crate::stats::draw::uniform;
    use crate::stats::generator;
    use crate::units::as_f64;
    use ndarray::Axis;

    fn options(pull: f64, n_columns: usize) -> FrozenOptions {
        FrozenOptions {
            split: Options::default(),
            blocks: vec![Block {
                n_columns,
                pull: Some(pull),
            }],
            adviser: None,
        }
    }

    /// Vectors of two columns, the second of which says nothing, and classes by the first.
    fn lessons(n: usize) -> (Array2<f32>, Vec<[f32; N_CLASSES]>) {
        let mut generator = generator(7, 0);
        let mut number = || 2.0f64.mul_add(uniform(&mut generator), -1.0);
        let vectors = Array2::from_shape_fn((n, 2), |(_, column)| {
            #[expect(clippy::cast_possible_truncation, reason = "between −1 and 31")]
            let cell = 30.0_f64.mul_add(as_f64(column), number()) as f32;
            cell
        });
        let targets = vectors
            .axis_iter(Axis(0))
            .map(|row| match row[0] {
                low if low < -0.4 => [0.9, 0.1, 0.0],
                high if high > 0.4 => [0.0, 0.1, 0.9],
                _ => [0.2, 0.6, 0.2],
            })
            .collect();
        (vectors, targets)
    }

    /// Mean penalised loss by its definition, on columns as they come.
    fn loss(
        vectors: &Array2<f32>,
        targets: &[[f32; N_CLASSES]],
        weights: &[f64],
        cells: &Array2<f32>,
        bias: [f32; N_CLASSES],
        pull: f64,
    ) -> f64 {
        let mass: f64 = weights.iter().sum();
        let (_, scale) = moments(&vectors.view(), weights, mass);
        let likelihood: f64 = vectors
            .rows()
            .into_iter()
            .zip(targets)
            .zip(weights)
            .map(|((row, target), weight)| {
                let logits: [f64; N_CLASSES] = std::array::from_fn(|class| {
                    let products = row.iter().zip(cells.row(class));
                    f64::from(bias[class])
                        + products
                            .map(|(a, b)| f64::from(*a) * f64::from(*b))
                            .sum::<f64>()
                });
                let total: f64 = logits.iter().map(|logit| logit.exp()).sum();
                let of_class =
                    |class: usize| f64::from(target[class]) * (logits[class] - total.ln());
                weight * (of_class(0) + of_class(1) + of_class(2))
            })
            .sum();
        let ridge: f64 = cells
            .indexed_iter()
            .map(|((_, column), cell)| (f64::from(*cell) / scale[column]).powi(2))
            .sum();
        0.5f64.mul_add(pull * ridge, -likelihood / mass)
    }

    #[test]
    fn no_small_change_of_the_fit_lowers_the_penalised_loss() {
        let (vectors, targets) = lessons(600);
        let weights: Vec<f64> = (0..600).map(|i| 0.5 + as_f64(i % 3)).collect();
        let pull = 0.01;
        let (cells, bias) = fit(&vectors.view(), &targets, &weights, &options(pull, 2));
        let best = loss(&vectors, &targets, &weights, &cells, bias, pull);
        for class in 0..N_CLASSES {
            for change in [-0.02_f32, 0.02] {
                for column in 0..2 {
                    // The intercept moves along, or it alone would decide: the second column is near 30.
                    let mut other = cells.clone();
                    other[[class, column]] += change;
                    let mut shifted = bias;
                    shifted[class] -= change * if column == 0 { 0.0 } else { 30.0 };
                    let worse = loss(&vectors, &targets, &weights, &other, shifted, pull);
                    assert!(
                        worse > best,
                        "class {class} column {column}: {worse} {best}"
                    );
                }
                let mut shifted = bias;
                shifted[class] += change;
                let worse = loss(&vectors, &targets, &weights, &cells, shifted, pull);
                assert!(worse > best, "class {class} intercept: {worse} {best}");
            }
        }
    }

    #[test]
    fn a_stronger_pull_gives_smaller_weights_and_leaves_the_intercept() {
        let (vectors, targets) = lessons(300);
        let weights = vec![1.0; 300];
        let size = |pull| {
            let (cells, _) = fit(&vectors.view(), &targets, &weights, &options(pull, 2));
            cells.iter().map(|cell| cell * cell).sum::<f32>()
        };
        assert!(size(1.0) < 0.2 * size(0.01));
        let (_, bias) = fit(&vectors.view(), &targets, &weights, &options(1e6, 2));
        let shares = softmax(bias);
        let share = targets.iter().map(|target| target[0]).sum::<f32>() / 300.0;
        assert!((shares[0] - share).abs() < 1e-3, "{shares:?} {share}");
    }

    #[test]
    fn a_head_on_any_encoder_learns_what_its_vectors_say() {
        let texts: Vec<(String, Class)> = (0..300)
            .map(|i| match i % 3 {
                0 => (
                    format!("De service in week {i} was slecht"),
                    Class::Negative,
                ),
                1 => (format!("Mijn nummer is {i}"), Class::Neutral),
                _ => (format!("De service in week {i} was goed"), Class::Positive),
            })
            .collect();
        let examples: Vec<Example<'_>> = (0_u64..)
            .zip(&texts)
            .map(|(group, (text, class))| {
                Example::labelled(Passage::of_own_words(text, LanguageTag::Nl), *class, group)
            })
            .collect();
        let encoder = Arc::new(CompactEncoder::bundled().unwrap());
        let learn = || train_head(encoder.clone(), &examples, &options(1e-3, 8)).unwrap();
        let trained = learn();
        assert!(
            trained.held_out.accuracy.estimate > 0.95,
            "{:?}",
            trained.held_out
        );
        assert_eq!(trained.head, learn().head);
        assert_eq!(
            trained.held_out.n + trained.n_learnt,
            examples.len(),
            "every example is on one side"
        );
    }
}
