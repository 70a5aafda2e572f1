//! How well indicators measure their construct, and whether constructs can be told apart.
#![expect(
    clippy::suboptimal_flops,
    reason = "the formulas read as printed, and rounding of the last digit does not matter here"
)]

use super::{CompositeMode, PathModel};
use crate::stats::{Factor, RANK_TOLERANCE, Symmetric};
use crate::units::as_f64;
use ndarray::Array2;

/// Agreement among the indicators of a construct that are to say the same.
///
/// # References
///
/// Alpha of standardised indicators: Cronbach (1951), *Psychometrika* 16, p. 299. `rho_a`: Dijkstra &
/// Henseler (2015), *MIS Quarterly* 39, pp. 297–316. `rho_c`: Jöreskog (1971), *Psychometrika* 36,
/// pp. 109–133. Extracted variance: Fornell & Larcker (1981), *Journal of Marketing Research* 18, p. 45.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reliability {
    /// Cronbach's alpha of the standardised indicators; negative when they disagree.
    pub alpha: f64,
    /// Reliability of the composite itself (Dijkstra–Henseler); `None` outside mode A, and where it is
    /// not defined.
    pub rho_a: Option<f64>,
    /// Composite reliability from the loadings.
    pub rho_c: f64,
    /// Average variance extracted: mean communality.
    pub average_variance_extracted: f64,
}

pub(super) fn reliability(
    model: &PathModel,
    construct: usize,
    correlation: &Symmetric,
    weights: &[f64],
    loadings: &[f64],
) -> Option<Reliability> {
    if !model.is_reflective(construct) {
        return None;
    }
    let block = model.block(construct);
    let k = as_f64(block.len());
    let mut sum = 0.0;
    for row in block.clone() {
        for column in block.clone() {
            sum += correlation.get(row, column);
        }
    }
    // Items that cancel out have a sum without variance: alpha has no lower bound there.
    let alpha = k / (k - 1.0) * (1.0 - k / sum);
    let total: f64 = loadings[block.clone()].iter().sum();
    let communality: f64 = loadings[block]
        .iter()
        .map(|loading| loading * loading)
        .sum();
    let rho_c = total * total / (total * total + k - communality);
    alpha.is_finite().then(|| Reliability {
        alpha,
        rho_a: rho_a(model, construct, correlation, weights),
        rho_c,
        average_variance_extracted: communality / k,
    })
}

fn rho_a(
    model: &PathModel,
    construct: usize,
    correlation: &Symmetric,
    weights: &[f64],
) -> Option<f64> {
    if model.constructs()[construct].mode != CompositeMode::A {
        return None;
    }
    let block = model.block(construct);
    let (mut squares, mut fourth, mut shared) = (0.0, 0.0, 0.0);
    for row in block.clone() {
        let square = weights[row] * weights[row];
        squares += square;
        fourth += square * square;
        for column in block.clone().filter(|&column| column != row) {
            shared += weights[row] * weights[column] * correlation.get(row, column);
        }
    }
    let rho = squares * squares * shared / (squares * squares - fourth);
    rho.is_finite().then_some(rho)
}

/// Variance inflation of each indicator within its construct; `None` where there is one indicator or
/// it is determined by the others.
pub(super) fn indicator_inflation(model: &PathModel, correlation: &Symmetric) -> Vec<Option<f64>> {
    let mut inflation = vec![None; correlation.order()];
    for construct in 0..model.constructs().len() {
        let block: Vec<usize> = model.block(construct).collect();
        if block.len() == 1 {
            continue;
        }
        let factor = Factor::new(correlation, &block, RANK_TOLERANCE);
        if factor.dropped().is_empty() {
            let inverse = factor.inverse();
            for &at in &block {
                inflation[at] = Some(inverse.get(at, at));
            }
        }
    }
    inflation
}

/// Heterotrait–monotrait ratios, `(n_constructs, n_constructs)`: the mean correlation between the
/// indicators of two constructs over the geometric mean of those within.
///
/// # References
///
/// Henseler, Ringle & Sarstedt (2015), *Journal of the Academy of Marketing Science* 43,
/// pp. 115–135.
pub(super) fn heterotrait_ratios(
    model: &PathModel,
    correlation: &Symmetric,
) -> Array2<Option<f64>> {
    let n = model.constructs().len();
    let within: Vec<Option<f64>> = (0..n)
        .map(|construct| {
            let mean = mean_correlation(model, correlation, construct, construct);
            model
                .is_reflective(construct)
                .then_some(mean)
                .filter(|&mean| mean > 0.0)
        })
        .collect();
    Array2::from_shape_fn((n, n), |(row, column)| {
        let (first, second) = (within[row.min(column)]?, within[row.max(column)]?);
        if row == column {
            return None;
        }
        // In one order, so that the table mirrors itself to the last digit.
        let between = mean_correlation(model, correlation, row.min(column), row.max(column));
        let ratio = between / (first * second).sqrt();
        ratio.is_finite().then_some(ratio)
    })
}

/// Mean correlation over pairs of different indicators.
fn mean_correlation(
    model: &PathModel,
    correlation: &Symmetric,
    first: usize,
    second: usize,
) -> f64 {
    let (mut sum, mut n_pairs) = (0.0, 0.0);
    for row in model.block(first) {
        for column in model.block(second).filter(|&column| column != row) {
            sum += correlation.get(row, column);
            n_pairs += 1.0;
        }
    }
    sum / n_pairs
}
