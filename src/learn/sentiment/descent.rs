use super::Options;
use crate::classify::sentiment::{N_CLASSES, softmax};
use crate::encode::{Analysis, Block, EmbeddingTable, N_FEATURES};
use crate::stats::draw::{shuffle, uniform};
use crate::stats::generator;

/// One example as the descent sees it.
#[derive(Debug, Clone)]
pub(super) struct Prepared {
    pub(super) analysis: Analysis,
    pub(super) target: [f32; N_CLASSES],
    pub(super) weight: f32,
    /// Whether the head learns from it too, or the n-grams alone.
    pub(super) moves_head: bool,
}

/// Float weights while they are learnt.
#[derive(Debug, Clone)]
pub(super) struct Weights {
    /// (blocks × rows, width), row-major; zero where no example reaches.
    pub(super) table: Vec<f32>,
    /// (3, width + features), row-major.
    pub(super) head: Vec<f32>,
    /// Intercepts.
    pub(super) bias: [f32; N_CLASSES],
}

/// Sums of squared gradients: one per row of the table, one per weight of the head.
struct Steps {
    rows: Vec<f32>,
    head: Vec<f32>,
    bias: [f32; N_CLASSES],
}

/// Minimises the weighted cross-entropy by Adagrad (Duchi, Hazan & Singer 2011), one example at a time.
///
/// In a share of the steps (`Options::blank_rate`) the n-grams are left out, so that the lexicon block
/// learns to stand alone: it is what carries over to words, and to a language, without examples.
/// The head is the mean over the second half of the steps (Polyak & Juditsky 1992): the last steps
/// alone would leave the border between the classes where the last few examples pushed it.
/// `member` is the random stream.
pub(super) fn descend(examples: &[Prepared], options: &Options, member: u64) -> Weights {
    let width = options.width;
    let n_columns = width + N_FEATURES;
    let mut generator = generator(options.seed, member);
    let n_cells = EmbeddingTable::n_cells(width);
    let mut weights = Weights {
        table: vec![0.0; n_cells],
        head: (0..N_CLASSES * n_columns)
            .map(|cell| {
                let is_pooled = cell % n_columns < width;
                let random = 2.0f64.mul_add(uniform(&mut generator), -1.0);
                if is_pooled {
                    single_precision(random)
                } else {
                    0.0
                }
            })
            .collect(),
        bias: [0.0; N_CLASSES],
    };
    let mut steps = Steps {
        rows: vec![options.inertia; n_cells / width.max(1)],
        head: vec![1e-6; N_CLASSES * n_columns],
        bias: [1e-6; N_CLASSES],
    };
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut pooled = vec![0.0; width];
    let mut mean = Mean::new(&weights);
    for epoch in 0..options.n_epochs {
        shuffle(&mut generator, &mut order);
        for &example in &order {
            let is_blank = uniform(&mut generator) <= f64::from(options.blank_rate);
            let block = examples[example].analysis.block.filter(|_| !is_blank);
            learn(
                &examples[example],
                block,
                options,
                &mut weights,
                &mut steps,
                &mut pooled,
            );
            if 2 * epoch >= options.n_epochs {
                mean.add(&weights);
            }
        }
    }
    mean.put(&mut weights);
    weights
}

/// Running sum of the head.
struct Mean {
    head: Vec<f64>,
    bias: [f64; N_CLASSES],
    n: f64,
}

impl Mean {
    fn new(weights: &Weights) -> Self {
        Self {
            head: vec![0.0; weights.head.len()],
            bias: [0.0; N_CLASSES],
            n: 0.0,
        }
    }

    fn add(&mut self, weights: &Weights) {
        for (sum, &cell) in self.head.iter_mut().zip(&weights.head) {
            *sum += f64::from(cell);
        }
        for (sum, &cell) in self.bias.iter_mut().zip(&weights.bias) {
            *sum += f64::from(cell);
        }
        self.n += 1.0;
    }

    fn put(&self, weights: &mut Weights) {
        if self.n > 0.0 {
            for (cell, sum) in weights.head.iter_mut().zip(&self.head) {
                *cell = single_precision(sum / self.n);
            }
            weights.bias = self.bias.map(|sum| single_precision(sum / self.n));
        }
    }
}

/// One step.
fn learn(
    example: &Prepared,
    block: Option<Block>,
    options: &Options,
    weights: &mut Weights,
    steps: &mut Steps,
    pooled: &mut [f32],
) {
    let width = pooled.len();
    let n_columns = width + N_FEATURES;
    let rows = &example.analysis.rows;
    let share = 1.0 / EmbeddingTable::divisor(rows.len());
    pooled.fill(0.0);
    if let Some(block) = block {
        for &row in rows {
            let first = EmbeddingTable::first_cell(block, row, width);
            for (sum, cell) in pooled.iter_mut().zip(&weights.table[first..first + width]) {
                *sum += cell * share;
            }
        }
    }

    let mut logits = weights.bias;
    for (logit, row) in logits.iter_mut().zip(weights.head.chunks_exact(n_columns)) {
        let (left, right) = row.split_at(width);
        *logit += dot(left, pooled) + dot(right, &example.analysis.features);
    }
    let probabilities = softmax(logits);
    let mut slope = [0.0; N_CLASSES];
    for (class, slope) in slope.iter_mut().enumerate() {
        *slope = (probabilities[class] - example.target[class]) * example.weight;
    }

    if let Some(block) = block {
        let back: Vec<f32> = (0..width)
            .map(|column| {
                let along = |class: usize| slope[class] * weights.head[class * n_columns + column];
                (along(0) + along(1) + along(2)) * share
            })
            .collect();
        let size = back.iter().map(|value| value * value).sum::<f32>() / single(width);
        for &row in rows {
            let first = EmbeddingTable::first_cell(block, row, width);
            let sum = &mut steps.rows[first / width];
            *sum += size;
            let rate = options.learning_rate / sum.sqrt();
            for (cell, slope) in weights.table[first..first + width].iter_mut().zip(&back) {
                *cell -= rate * options.shrinkage_rows.mul_add(*cell, *slope);
            }
        }
    }
    if !example.moves_head {
        return;
    }
    for (class, &slope) in slope.iter().enumerate() {
        let columns = pooled.iter().chain(&example.analysis.features);
        for (column, &value) in columns.enumerate() {
            if value.to_bits() == 0 {
                continue;
            }
            let cell = class * n_columns + column;
            let gradient = options
                .shrinkage_head
                .mul_add(weights.head[cell], slope * value);
            steps.head[cell] += gradient * gradient;
            weights.head[cell] -= options.learning_rate * gradient / steps.head[cell].sqrt();
        }
        steps.bias[class] += slope * slope;
        weights.bias[class] -= options.learning_rate * slope / steps.bias[class].sqrt();
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// A small number, such as of columns.
pub(super) fn single(n: usize) -> f32 {
    f32::from(u16::try_from(n).unwrap_or(u16::MAX))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "means and first weights of f32 size"
)]
fn single_precision(value: f64) -> f32 {
    value as f32
}
