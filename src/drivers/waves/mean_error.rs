use crate::drivers::{Design, Error};
use crate::stats::weighted_mean;
use crate::units::as_f64;
use std::collections::BTreeMap;

/// A weighted mean over the observations of a design, and how far it may be off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MeanError {
    pub(super) mean: f64,
    pub(super) variance: f64,
    /// n′ − 1 with n′ the effective number of observations; with clusters G − 1.
    pub(super) degrees_of_freedom: f64,
}

/// The mean of one value per row of the design.
///
/// With clusters their sums are the units: G/(G − 1) Σ U²/(Σ w)² with U = Σ w (value − mean), which is
/// CR1 of a model without columns. A variance of 0 says that nothing varies.
pub(super) fn mean_error(design: &Design, values: &[f64]) -> Result<MeanError, Error> {
    let (weight, count) = (design.weight(), design.count());
    let pairs = (0..values.len())
        .flat_map(|row| std::iter::repeat_n((values[row], weight[row]), count[row]));
    let whole = weighted_mean(pairs)?;
    if !design.is_clustered() {
        // The number that the meaning of the weights gives: for sampling weights it is Kish's already.
        let (kish, degrees) = (whole.n_effective - 1.0, design.n_effective() - 1.0);
        return Ok(MeanError {
            mean: whole.mean,
            variance: whole.standard_error.powi(2) * kish / degrees,
            degrees_of_freedom: degrees,
        });
    }
    let mut sums: BTreeMap<u32, f64> = BTreeMap::new();
    let mut squares = 0.0;
    for (row, value) in values.iter().enumerate() {
        let score = weight[row] * (value - whole.mean);
        match design.cluster()[row] {
            Some(cluster) => *sums.entry(cluster).or_default() += as_f64(count[row]) * score,
            None => squares += as_f64(count[row]) * score * score,
        }
    }
    squares += sums.values().map(|sum| sum * sum).sum::<f64>();
    let units = as_f64(design.n_units());
    Ok(MeanError {
        mean: whole.mean,
        // One unit has no spread: 0 · ∞ is refused by every test as a variance.
        variance: units / (units - 1.0) * squares / whole.weight.powi(2),
        degrees_of_freedom: units - 1.0,
    })
}
