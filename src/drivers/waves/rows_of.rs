#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use crate::drivers::Design;

/// A value nearer to zero than this part of its column's reach is zero: a stored zero comes back
/// with a rounding error of about 1e-16.
const ZERO: f64 = 1e-12;

/// Number of observations per column in which it is not zero.
pub(super) fn n_mentions(design: &Design) -> Vec<usize> {
    let p = design.columns().len();
    let is_held = |column: usize, stored: f64| {
        let reach = design.origin(column).abs() + design.scale(column);
        let value = design.origin(column) + design.scale(column) * stored;
        value.abs() > ZERO * reach
    };
    let n = design.n_observations();
    // Every column stands at its origin unless a row says otherwise.
    let at_origin: Vec<bool> = (0..p).map(|column| is_held(column, 0.0)).collect();
    let mut held: Vec<usize> = at_origin
        .iter()
        .map(|&held| if held { n } else { 0 })
        .collect();
    for (entries, rows) in design.profiles() {
        let count: usize = rows.map(|row| design.count()[row]).sum();
        for &(column, stored) in entries {
            let column = column as usize;
            match (at_origin[column], is_held(column, stored)) {
                (false, true) => held[column] += count,
                (true, false) => held[column] -= count,
                (true, true) | (false, false) => {}
            }
        }
    }
    held
}

/// Per row of the design Σ over columns (weight of the column) · (value in the units of the data).
pub(super) fn combined(design: &Design, coefficients: &[f64]) -> Vec<f64> {
    let at_origin: f64 = (0..coefficients.len())
        .map(|column| coefficients[column] * design.origin(column))
        .sum();
    let mut values = vec![0.0; design.n_rows()];
    for (entries, rows) in design.profiles() {
        let moved: f64 = entries
            .iter()
            .map(|&(column, stored)| {
                coefficients[column as usize] * design.scale(column as usize) * stored
            })
            .sum();
        values[rows].fill(at_origin + moved);
    }
    values
}

/// Whether a column holds 0 and 1 only.
pub(super) fn is_binary(values: &[f64]) -> bool {
    values
        .iter()
        .all(|value| value.abs() <= ZERO || (value - 1.0).abs() <= ZERO)
}
