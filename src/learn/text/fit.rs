use super::dual::{Cost, Rows, descend};
use super::log_count_ratio::{Examples, LogCountRatio};
use super::prepared::{Kind, Prepared};
use crate::classify::text_head::{HeadParts, Vocabulary};
use crate::units::as_f64;
use ndarray::Axis;
use std::collections::HashMap;

/// How strongly weights are held back, and how much the parts of a text weigh.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::learn) struct Regularisation {
    /// Cost of an error, where all examples together weigh their number: smaller holds back more.
    pub(in crate::learn) cost: f32,
    /// How far the cost of a rare label's examples is raised: 0 not at all, 1 until both sides weigh the same.
    pub(in crate::learn) levelling: f32,
    /// Weight of pairs of words beside words.
    pub(in crate::learn) pairs: f32,
    /// Weight of runs of characters beside words.
    pub(in crate::learn) runs: f32,
    /// Length of the vector beside that of the words, which is one.
    pub(in crate::learn) vector: f32,
    /// Spread that a column of the vector is taken to have at least.
    pub(in crate::learn) least_spread: f32,
    /// Weight of the question.
    pub(in crate::learn) question: f32,
    /// Texts in which a feature must stand.
    pub(in crate::learn) least_texts: u32,
    /// How far words, and the question, are let go by their counts with each label and without it.
    pub(in crate::learn) ratio: LogCountRatio,
}

/// Value of the constant beside words of length one: large, so that the intercept is hardly held back.
const CONSTANT: f32 = 3.0;

/// Learns one logistic regression per label from some of the texts.
///
/// # Shapes
///
/// `chosen` are positions of texts; `labels` and `weights` one per text.
pub(in crate::learn) fn fit(
    prepared: &Prepared,
    chosen: &[usize],
    labels: &[&[usize]],
    weights: &[f32],
    n_labels: usize,
    with: &Regularisation,
    seed: u64,
) -> HeadParts {
    let vocabulary = vocabulary(prepared, chosen, with);
    let scaling = Scaling::of(prepared, chosen, with);
    let n_words = vocabulary.len();
    let width = scaling.mean.len();
    let mut rows = Rows {
        starts: vec![0],
        ..Rows::default()
    };
    let mut cells: Vec<(u32, f32)> = Vec::new();
    for &text in chosen {
        cells.clear();
        let features = &prepared.features[text];
        let mut square = 0.0;
        for &key in &features.keys {
            if let Some(place) = vocabulary.place(key) {
                let value = vocabulary.value(place);
                square += value * value;
                cells.push((place, value));
            }
        }
        let length = f32::sqrt(square).max(f32::MIN_POSITIVE);
        cells.sort_unstable_by_key(|(place, _)| *place);
        for same in cells.chunk_by(|a, b| a.0 == b.0) {
            rows.columns.push(same[0].0);
            rows.values
                .push(same.iter().map(|(_, value)| value).sum::<f32>() / length);
        }
        if let Some(place) = features.question.and_then(|key| vocabulary.place(key)) {
            rows.columns.push(place);
            rows.values.push(vocabulary.value(place));
        }
        let vector = prepared.vectors.row(text);
        for (column, value) in scaling.scaled(vector.iter().copied()).enumerate() {
            rows.columns.push(crate::units::as_u32(n_words + column));
            rows.values.push(value);
        }
        rows.columns.push(crate::units::as_u32(n_words + width));
        rows.values.push(CONSTANT);
        rows.starts.push(rows.columns.len());
    }
    let mut is_labelled = vec![false; chosen.len() * n_labels];
    let mut mass = vec![0.0_f64; n_labels];
    let mut total = 0.0;
    for (row, &text) in chosen.iter().enumerate() {
        total += f64::from(weights[text]);
        for &label in labels[text] {
            is_labelled[row * n_labels + label] = true;
            mass[label] += f64::from(weights[text]);
        }
    }
    let costs: Vec<Cost> = mass.iter().map(|&mass| cost(mass, total, with)).collect();
    let weights: Vec<f32> = chosen.iter().map(|&text| weights[text]).collect();
    let texts = Examples {
        rows: &rows,
        is_labelled: &is_labelled,
        weights: &weights,
        n_labels,
    };
    let variances = with.ratio.variances(texts, n_words, n_words + width + 1);
    let learnt = descend(&rows, &is_labelled, &weights, &costs, &variances, seed);
    parts(&learnt, vocabulary, &scaling, n_labels)
}

/// Cost of errors for a label with this mass of examples among all.
fn cost(mass: f64, total: f64, with: &Regularisation) -> Cost {
    let odds = ((total - mass) / mass.max(1.0)).max(1.0);
    #[expect(clippy::cast_possible_truncation, reason = "a small factor")]
    let raise = odds.powf(f64::from(with.levelling)) as f32;
    Cost {
        absent: with.cost,
        present: with.cost * raise,
    }
}

/// Features that stand in enough of the texts, each weighing what its rarity says (idf, smoothed).
fn vocabulary(prepared: &Prepared, chosen: &[usize], with: &Regularisation) -> Vocabulary {
    // Number of texts, kind, last text it was met in.
    let mut met: HashMap<u64, (u32, Kind, usize)> = HashMap::new();
    let mut questions: Vec<u64> = Vec::new();
    for &text in chosen {
        let features = &prepared.features[text];
        for (&key, &kind) in features.keys.iter().zip(&features.kinds) {
            let entry = met.entry(key).or_insert((0, kind, usize::MAX));
            if entry.2 != text {
                *entry = (entry.0 + 1, kind, text);
            }
        }
        questions.extend(features.question);
    }
    let n = as_f64(chosen.len());
    let mut features: Vec<(u64, f32)> = met
        .into_iter()
        .filter(|(_, (n_texts, _, _))| *n_texts >= with.least_texts)
        .map(|(key, (n_texts, kind, _))| {
            let rarity = ((1.0 + n) / (1.0 + f64::from(n_texts))).ln() + 1.0;
            #[expect(clippy::cast_possible_truncation, reason = "a logarithm")]
            let rarity = rarity as f32;
            let kind = match kind {
                Kind::Word => 1.0,
                Kind::Pair => with.pairs,
                Kind::Run => with.runs,
            };
            (key, rarity * kind)
        })
        .filter(|(_, value)| *value > 0.0)
        .collect();
    questions.sort_unstable();
    questions.dedup();
    features.extend(questions.into_iter().map(|key| (key, with.question)));
    features.sort_unstable_by_key(|(key, _)| *key);
    features.dedup_by_key(|(key, _)| *key);
    let (keys, values) = features.into_iter().unzip();
    Vocabulary::new(keys, values)
}

/// Columns of the vector with mean zero, of equal spread, together of the length that is asked for.
struct Scaling {
    mean: Vec<f32>,
    factor: Vec<f32>,
}

impl Scaling {
    fn of(prepared: &Prepared, chosen: &[usize], with: &Regularisation) -> Self {
        let some = prepared.vectors.select(Axis(0), chosen);
        let width = f32::from(u16::try_from(some.ncols()).unwrap_or(u16::MAX));
        let spread = some.std_axis(Axis(0), 0.0);
        Self {
            mean: some
                .mean_axis(Axis(0))
                .map(|mean| mean.to_vec())
                .unwrap_or_default(),
            factor: spread
                .iter()
                .map(|spread| {
                    // A column that hardly moves says little and must not be blown up.
                    with.vector / (spread.max(with.least_spread) * width.max(1.0).sqrt())
                })
                .collect(),
        }
    }

    fn scaled(&self, vector: impl Iterator<Item = f32>) -> impl Iterator<Item = f32> {
        vector
            .zip(self.mean.iter().zip(&self.factor))
            .map(|(value, (mean, factor))| (value - mean) * factor)
    }
}

/// Folds the values of features and the scaling of vectors into the weights.
fn parts(learnt: &[f32], vocabulary: Vocabulary, scaling: &Scaling, n_labels: usize) -> HeadParts {
    let width = scaling.mean.len();
    let (words, rest) = learnt.split_at(vocabulary.len() * n_labels);
    let (columns, constant) = rest.split_at(width * n_labels);
    let weights = words
        .chunks_exact(n_labels.max(1))
        .zip(vocabulary.values())
        .flat_map(|(row, value)| row.iter().map(move |weight| weight * value))
        .collect();
    let mut bias: Vec<f32> = constant.iter().map(|weight| weight * CONSTANT).collect();
    let mut dense = vec![0.0; n_labels * width];
    for (column, (mean, factor)) in scaling.mean.iter().zip(&scaling.factor).enumerate() {
        for label in 0..n_labels {
            let weight = columns[column * n_labels + label] * factor;
            dense[label * width + column] = weight;
            bias[label] -= weight * mean;
        }
    }
    HeadParts {
        vocabulary,
        weights,
        dense,
        bias,
    }
}
