//! Multinomial logit: `log P(class k) / P(class 0) = α_k + x'β_k`.
//!
//! Parameters: for every class but the first its slopes, then its constant.

#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::cells::Cells;
use crate::stats::{Derivatives, Symmetric};
use crate::units::as_u32;

/// Constants that give the classes their shares, with all slopes 0.
pub(super) fn start(cells: &Cells<'_>) -> Vec<f64> {
    let totals = cells.totals();
    let mut start = Vec::new();
    for total in &totals[1..] {
        start.resize(start.len() + cells.n_columns(), 0.0);
        start.push((total / totals[0]).ln());
    }
    start
}

/// The linear predictor of every class, 0 for the first; the largest of them is returned.
fn predictors(at: &[f64], width: usize, entries: &[(u32, f64)], into: &mut Vec<f64>) -> f64 {
    into.clear();
    into.push(0.0);
    for equation in at.chunks_exact(width) {
        let moved: f64 = entries.iter().map(|&(j, x)| equation[j as usize] * x).sum();
        into.push(equation[width - 1] + moved);
    }
    into.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// Turns linear predictors into probabilities; the logarithm of their sum is returned.
pub(super) fn softmax(predictors: &mut [f64]) -> f64 {
    let largest = predictors.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for value in predictors.iter_mut() {
        *value = (*value - largest).exp();
        sum += *value;
    }
    for value in predictors.iter_mut() {
        *value /= sum;
    }
    largest + sum.ln()
}

pub(super) fn derivatives(cells: &Cells<'_>, at: &[f64]) -> Option<Derivatives> {
    let width = cells.n_columns() + 1;
    let n_equations = cells.n_classes - 1;
    let mut value = 0.0;
    let mut gradient = vec![0.0; at.len()];
    // Block (k, l) of the information is Σ n (δ p_k − p_k p_l) (x, 1)(x, 1)': symmetric itself.
    let mut blocks = vec![Symmetric::zeros(width); n_equations * n_equations];
    let (mut of_classes, mut with_constant) = (Vec::new(), Vec::new());
    for (entries, masses) in cells.iter() {
        predictors(at, width, entries, &mut of_classes);
        for (mass, predictor) in masses.iter().zip(&of_classes) {
            value += mass * predictor;
        }
        let mass: f64 = masses.iter().sum();
        value -= mass * softmax(&mut of_classes);
        with_constant.clear();
        with_constant.extend_from_slice(entries);
        with_constant.push((as_u32(width - 1), 1.0));
        for k in 0..n_equations {
            let p = of_classes[k + 1];
            let score = masses[k + 1] - mass * p;
            for &(column, x) in &with_constant {
                gradient[k * width + column as usize] += score * x;
            }
            for l in k..n_equations {
                let own = if k == l { p } else { 0.0 };
                let weight = mass * (own - p * of_classes[l + 1]);
                blocks[k * n_equations + l].add_outer(&with_constant, weight);
            }
        }
    }
    let mut information = Symmetric::zeros(at.len());
    for k in 0..n_equations {
        for l in k..n_equations {
            let block = &blocks[k * n_equations + l];
            for row in 0..width {
                for column in 0..width {
                    information.set(k * width + row, l * width + column, block.get(row, column));
                }
            }
        }
    }
    value.is_finite().then_some(Derivatives {
        value,
        gradient,
        information,
    })
}

/// First derivatives of the log-probability of a class, ascending.
pub(super) fn score(
    at: &[f64],
    n_columns: usize,
    entries: &[(u32, f64)],
    class: usize,
    into: &mut Vec<(u32, f64)>,
) {
    let width = n_columns + 1;
    let mut of_classes = Vec::new();
    predictors(at, width, entries, &mut of_classes);
    softmax(&mut of_classes);
    into.clear();
    for (k, p) in of_classes.iter().enumerate().skip(1) {
        let hit = if k == class { 1.0 - p } else { -p };
        let first = (k - 1) * width;
        into.extend(
            entries
                .iter()
                .map(|&(column, x)| (as_u32(first + column as usize), hit * x)),
        );
        into.push((as_u32(first + width - 1), hit));
    }
}

/// How far each observed class gains on every other, at least and at most, by a step in this
/// direction.
pub(super) fn margins(cells: &Cells<'_>, direction: &[f64]) -> (f64, f64) {
    let width = cells.n_columns() + 1;
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut of_classes = Vec::new();
    for (entries, masses) in cells.iter() {
        let largest = predictors(direction, width, entries, &mut of_classes);
        let smallest = of_classes.iter().copied().fold(f64::INFINITY, f64::min);
        for class in (0..masses.len()).filter(|&class| masses[class] > 0.0) {
            least = least.min(of_classes[class] - largest);
            most = most.max(of_classes[class] - smallest);
        }
    }
    (least, most)
}
