#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::inverse::Inverse;
use super::regression::Regression;
use super::score_sums::{Divisor, Residual, ScoreSums};
use super::{Design, WeightKind};
use crate::stats::Symmetric;
use crate::units::{as_f64, as_u32};
use std::ops::Range;

/// Which standard errors are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StandardErrorChoice {
    /// CR1 with clusters; linearised with sampling weights that differ between rows; else HC3.
    #[default]
    Automatic,
    /// [`StandardErrors::Hc3`], clusters ignored.
    Hc3,
    /// [`StandardErrors::Cr1`]; without clusters every observation is one.
    Cr1,
    /// [`StandardErrors::Linearised`], over clusters where there are some.
    Linearised,
    /// [`StandardErrors::Classical`], clusters ignored.
    Classical,
}

impl StandardErrorChoice {
    fn resolved(self, design: &Design) -> StandardErrors {
        self.resolved_for(&SampledUnits {
            n_units: design.n_units(),
            n_clusters: design.n_clusters(),
            has_sampling_weights: design.weight_kind() == WeightKind::Sampling
                && design.is_weighted(),
        })
    }

    pub(super) fn resolved_for(self, units: &SampledUnits) -> StandardErrors {
        let n_units = units.n_units;
        let cr1 = StandardErrors::Cr1 {
            n_clusters: n_units,
        };
        let linearised = StandardErrors::Linearised { n_units };
        match self {
            Self::Automatic if units.n_clusters > 0 => cr1,
            Self::Automatic if units.has_sampling_weights => linearised,
            Self::Automatic | Self::Hc3 => StandardErrors::Hc3,
            Self::Cr1 => cr1,
            Self::Linearised => linearised,
            Self::Classical => StandardErrors::Classical,
        }
    }
}

/// What decides which standard errors suit.
pub(super) struct SampledUnits {
    /// Clusters, and observations outside them.
    pub(super) n_units: usize,
    pub(super) n_clusters: usize,
    /// Whether the weights are those of a sample and differ.
    pub(super) has_sampling_weights: bool,
}

/// Which standard errors were used, and with them how many degrees of freedom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandardErrors {
    /// HC3: residuals divided by one minus leverage. No clusters; n − k degrees of freedom.
    ///
    /// `MacKinnon` & White (1985); Long & Ervin (2000) for the choice of HC3.
    Hc3,
    /// CR1: residuals summed per cluster, times G/(G − 1) · (n − 1)/(n − k); G − 1 degrees of freedom.
    ///
    /// Liang & Zeger (1986); the factor is that of Stata and of R's `sandwich`.
    Cr1 {
        /// Number of clusters, observations outside clusters included.
        n_clusters: usize,
    },
    /// Taylor linearisation for a sample with weights: weighted residuals summed per unit, times
    /// G/(G − 1), without a correction for leverage or the number of parameters. Units count as drawn
    /// with replacement, without strata. n − k degrees of freedom as R's `survey` takes them, with
    /// clusters G − 1, the design degrees of freedom (`survey` takes G − k).
    ///
    /// Binder (1983), *International Statistical Review* 51, p. 279. In small samples and for rare
    /// topics HC3 and CR1 are the more careful ones.
    Linearised {
        /// Number of units, clusters or observations.
        n_units: usize,
    },
    /// Weighted least squares: residual variance Σwe²/(n − k) times the inverse cross-products. Right
    /// only when the variance of an observation is the same for all, or with precision weights
    /// inversely proportional to them; n − k degrees of freedom.
    Classical,
}

impl StandardErrors {
    /// The choice that gives these errors again.
    pub(super) fn choice(self) -> StandardErrorChoice {
        match self {
            Self::Hc3 => StandardErrorChoice::Hc3,
            Self::Cr1 { .. } => StandardErrorChoice::Cr1,
            Self::Linearised { .. } => StandardErrorChoice::Linearised,
            Self::Classical => StandardErrorChoice::Classical,
        }
    }

    /// Degrees of freedom of the intervals and tests.
    pub(super) fn degrees_of_freedom(self, design: &Design, n_parameters: usize) -> f64 {
        let residual = as_f64(design.n_observations() - n_parameters);
        match self {
            Self::Cr1 { n_clusters } => as_f64(n_clusters) - 1.0,
            Self::Linearised { n_units } if design.is_clustered() => as_f64(n_units) - 1.0,
            Self::Hc3 | Self::Classical | Self::Linearised { .. } => residual,
        }
    }
}

/// Squared residuals below this part of the outcome's variance are rounding: 1e-10 in residuals.
pub(super) const NO_RESIDUAL: f64 = 1e-20;

/// Standard errors in the units of the data: the constant, then every column.
///
/// `None` where a column was left out, or where the rows that carry it are fitted exactly so that the
/// data cannot tell its error.
pub(super) fn standard_errors(
    design: &Design,
    regression: &Regression,
    choice: StandardErrorChoice,
) -> (StandardErrors, Vec<Option<f64>>) {
    let sandwich = Sandwich::new(design, regression, choice);
    (sandwich.kind, sandwich.errors())
}

/// Sums of scores before they are centred.
pub(super) struct Meat {
    /// Cross-products of scores, `(p + 1, p + 1)`, the constant first.
    pub(super) cross: Symmetric,
    /// Per column whether it hangs on one observation.
    pub(super) undefined: Vec<bool>,
    /// Per column Σ w² x².
    pub(super) exposure: Vec<f64>,
}

impl Meat {
    /// Columns whose rows leave no residual of their own to judge them by.
    ///
    /// That is so when a column occurs in one cluster only, whose residuals sum to zero over it, and when
    /// all observations that have it are the same: the formula would call such a column certain.
    fn columns_without_residual(&self, regression: &Regression) -> Vec<bool> {
        let p = self.exposure.len();
        let variance = regression.roots[p].powi(2) / regression.weight;
        (0..p)
            .map(|j| self.cross.get(j + 1, j + 1) <= NO_RESIDUAL * self.exposure[j] * variance)
            .collect()
    }
}

/// What robust covariances are made of.
pub(super) struct Sandwich {
    pub(super) kind: StandardErrors,
    /// Cross-products of scores about the means, `(p + 1, p + 1)`, the constant first.
    pub(super) meat: Symmetric,
    /// How the constant and every column, in the units of the data, move with a score, each of
    /// length `p + 1`; `None` as in [`standard_errors`].
    pub(super) influences: Vec<Option<Vec<f64>>>,
}

impl Sandwich {
    pub(super) fn new(
        design: &Design,
        regression: &Regression,
        choice: StandardErrorChoice,
    ) -> Self {
        let inverse = Inverse::new(design, regression);
        let (kind, meat, undefined) = meat(design, regression, &inverse, choice);
        let sums = Meat {
            cross: meat,
            undefined,
            exposure: exposure(design),
        };
        Self::of(kind, sums, regression, &inverse, |column| {
            (design.scale(column), regression.mean(design, column))
        })
    }

    /// The sandwich of sums of scores; `units` tells the unit of a stored column, and its mean in the units of
    /// the data.
    pub(super) fn of(
        kind: StandardErrors,
        sums: Meat,
        regression: &Regression,
        inverse: &Inverse,
        units: impl Fn(usize) -> (f64, f64),
    ) -> Self {
        let without_residual = sums.columns_without_residual(regression);
        let Meat {
            cross,
            mut undefined,
            ..
        } = sums;
        for (flag, without) in undefined.iter_mut().zip(without_residual) {
            *flag |= without;
        }
        let p = undefined.len();
        let mut influences = vec![None; p + 1];
        let mut constant = vec![0.0; p + 1];
        constant[0] = 1.0 / regression.weight;
        let mut constant_defined = true;
        for &column in regression.factor.kept() {
            let (scale, mean) = units(column);
            let mut influence = vec![0.0; p + 1];
            for other in 0..p {
                influence[other + 1] = inverse.of_columns.get(column, other) / scale;
            }
            if inverse.is_driver[column] {
                // The constant is the mean outcome minus Σ coefficient · mean over drivers.
                for (target, value) in constant.iter_mut().zip(&influence) {
                    *target -= mean * value;
                }
                constant_defined &= !undefined[column];
            }
            if !undefined[column] {
                influences[column + 1] = Some(influence);
            }
        }
        if constant_defined {
            influences[0] = Some(constant);
        }
        Self {
            kind,
            meat: centred_meat(&cross, &regression.means),
            influences,
        }
    }

    /// Standard errors as [`standard_errors`] gives them.
    pub(super) fn errors(&self) -> Vec<Option<f64>> {
        self.influences
            .iter()
            .map(|influence| root(&self.meat, influence.as_ref()?))
            .collect()
    }
}

/// The inner part of the sandwich, and the columns that hang on one observation.
fn meat(
    design: &Design,
    regression: &Regression,
    inverse: &Inverse,
    choice: StandardErrorChoice,
) -> (StandardErrors, Symmetric, Vec<bool>) {
    let kind = choice.resolved(design);
    let n = as_f64(design.n_observations());
    let residual = n - as_f64(regression.n_parameters());
    let none = || vec![false; design.columns().len()];
    let (meat, undefined) = match kind {
        StandardErrors::Hc3 => hc3_meat(design, regression, inverse),
        StandardErrors::Cr1 { n_clusters } => {
            let factor = unit_factor(n_clusters) * (n - 1.0) / residual;
            (cluster_meat(design, regression, factor), none())
        }
        StandardErrors::Linearised { n_units } => {
            let factor = unit_factor(n_units);
            (cluster_meat(design, regression, factor), none())
        }
        StandardErrors::Classical => (classical_meat(design, regression, residual), none()),
    };
    (kind, meat, undefined)
}

/// What sums over units are multiplied with. One unit has no spread: 1/0 makes every error infinite, which `root`
/// turns into none.
pub(super) fn unit_factor(n_units: usize) -> f64 {
    as_f64(n_units) / (as_f64(n_units) - 1.0)
}

fn root(meat: &Symmetric, influence: &[f64]) -> Option<f64> {
    let product = meat.times(influence);
    let variance: f64 = product.iter().zip(influence).map(|(a, b)| a * b).sum();
    variance.is_finite().then(|| variance.max(0.0).sqrt())
}

/// Σ a² (1, x)(1, x)' with a = w e / (1 − h), and the columns that hang on one observation.
fn hc3_meat(design: &Design, regression: &Regression, inverse: &Inverse) -> (Symmetric, Vec<bool>) {
    let mut sums = ScoreSums::new(design.columns().len(), Divisor::OneLessLeverage);
    let at_zero = fitted_at_zero(regression);
    for (entries, rows) in design.profiles() {
        let fitted = fitted(regression, at_zero, entries);
        let residuals = rows.map(|row| Residual {
            weight: design.weight()[row],
            count: as_f64(design.count()[row]),
            rest: design.y()[row] - fitted,
        });
        sums.add_profile(inverse, regression.weight, entries, residuals);
    }
    (sums.meat, sums.undefined)
}

/// A row in a cluster: the cluster, the row's weighted residual and its entries.
type Member<'a> = (u32, f64, &'a [(u32, f64)]);

/// Σ over clusters of U U' with U = Σ w e (1, x), times a factor.
fn cluster_meat(design: &Design, regression: &Regression, factor: f64) -> Symmetric {
    let p = design.columns().len();
    let mut meat = Symmetric::zeros(p + 1);
    let mut vector = Vec::new();
    // Rows of clusters are gathered first and summed cluster by cluster.
    let mut members: Vec<Member<'_>> = Vec::new();
    let at_zero = fitted_at_zero(regression);
    for (entries, rows) in design.profiles() {
        let fitted = fitted(regression, at_zero, entries);
        let mut outside = 0.0;
        for row in Range::clone(&rows) {
            let score = design.weight()[row] * (design.y()[row] - fitted);
            let count = as_f64(design.count()[row]);
            match design.cluster()[row] {
                None => outside += count * score * score,
                Some(cluster) => members.push((cluster, count * score, entries)),
            }
        }
        with_constant(&mut vector, entries);
        meat.add_outer(&vector, outside);
    }
    members.sort_by_key(|&(cluster, _, _)| cluster);
    let mut sums = vec![0.0; p + 1];
    let mut touched: Vec<u32> = Vec::new();
    for cluster in members.chunk_by(|a, b| a.0 == b.0) {
        touched.clear();
        touched.push(0);
        for &(_, score, entries) in cluster {
            sums[0] += score;
            for &(column, value) in entries {
                touched.push(column + 1);
                sums[column as usize + 1] += score * value;
            }
        }
        touched.sort_unstable();
        touched.dedup();
        vector.clear();
        vector.extend(touched.iter().map(|&at| (at, sums[at as usize])));
        meat.add_outer(&vector, 1.0);
        for &at in &touched {
            sums[at as usize] = 0.0;
        }
    }
    scaled(&meat, factor)
}

/// Residual variance times Σ w (1, x)(1, x)'.
fn classical_meat(design: &Design, regression: &Regression, residual: f64) -> Symmetric {
    let mut cross = Symmetric::zeros(design.columns().len() + 1);
    let mut vector = Vec::new();
    let mut squares = 0.0;
    let at_zero = fitted_at_zero(regression);
    for (entries, rows) in design.profiles() {
        let fitted = fitted(regression, at_zero, entries);
        let mut total = 0.0;
        for row in rows {
            let weight = design.weight()[row] * as_f64(design.count()[row]);
            squares += weight * (design.y()[row] - fitted).powi(2);
            total += weight;
        }
        with_constant(&mut vector, entries);
        cross.add_outer(&vector, total);
    }
    scaled(&cross, squares / residual)
}

pub(super) fn scaled(matrix: &Symmetric, factor: f64) -> Symmetric {
    let mut scaled = Symmetric::zeros(matrix.order());
    for row in 0..matrix.order() {
        for column in row..matrix.order() {
            scaled.set(row, column, factor * matrix.get(row, column));
        }
    }
    scaled
}

/// Σ w² x² per column.
fn exposure(design: &Design) -> Vec<f64> {
    let mut exposure = vec![0.0; design.columns().len()];
    for (entries, rows) in design.profiles() {
        let squares: f64 = rows
            .map(|row| as_f64(design.count()[row]) * design.weight()[row].powi(2))
            .sum();
        for &(column, value) in entries {
            exposure[column as usize] += squares * value * value;
        }
    }
    exposure
}

/// Moves the cross-products of (1, x) to (1, x − mean).
fn centred_meat(meat: &Symmetric, means: &[f64]) -> Symmetric {
    let mut centred = meat.clone();
    for row in 0..means.len() {
        let from_constant = meat.get(0, row + 1) - means[row] * meat.get(0, 0);
        centred.set(0, row + 1, from_constant);
        for column in row..means.len() {
            let value = meat.get(row + 1, column + 1)
                - means[row] * meat.get(0, column + 1)
                - means[column] * meat.get(0, row + 1)
                + means[row] * means[column] * meat.get(0, 0);
            centred.set(row + 1, column + 1, value);
        }
    }
    centred
}

/// The fitted outcome where every column is zero, about the origin of the outcome.
pub(super) fn fitted_at_zero(regression: &Regression) -> f64 {
    let slopes = regression.slopes.iter().zip(&regression.means);
    regression.y_mean - slopes.map(|(slope, mean)| slope * mean).sum::<f64>()
}

/// The fitted outcome of a profile, about the origin of the outcome; `at_zero` is [`fitted_at_zero`], which all profiles
/// share.
pub(super) fn fitted(regression: &Regression, at_zero: f64, entries: &[(u32, f64)]) -> f64 {
    let moved: f64 = entries
        .iter()
        .map(|&(column, value)| value * regression.slopes[column as usize])
        .sum();
    at_zero + moved
}

pub(super) fn with_constant(vector: &mut Vec<(u32, f64)>, entries: &[(u32, f64)]) {
    vector.clear();
    vector.push((0, 1.0));
    vector.extend(
        entries
            .iter()
            .map(|&(column, value)| (as_u32(column as usize + 1), value)),
    );
}

#[cfg(test)]
mod tests {
    use crate::drivers::fixtures::{control, driver, names, random_rows, without_replicates};
    use crate::drivers::{Design, Fit, Options, Rows, StandardErrorChoice, fit};
    use crate::stats::{Factor, Symmetric};
    use crate::units::as_f64;
    use std::collections::BTreeMap;

    /// Dense rows of (1, topics, controls about their mean), with weight, outcome and cluster.
    fn dense(rows: &Rows, controls: &[usize]) -> Vec<Vec<(u32, f64)>> {
        let p = rows.n_columns;
        let total: f64 = rows.weight.iter().sum();
        let value = |row: usize, column: usize| -> f64 {
            let held = rows.entries(row).iter();
            held.filter(|entry| entry.0 as usize == column)
                .map(|entry| entry.1)
                .sum()
        };
        let mean = |column: usize| -> f64 {
            let parts = (0..rows.len()).map(|row| rows.weight[row] * value(row, column));
            parts.sum::<f64>() / total
        };
        let shift: Vec<f64> = (0..p)
            .map(|j| if controls.contains(&j) { mean(j) } else { 0.0 })
            .collect();
        (0..rows.len())
            .map(|row| {
                let x = (0..p).map(|j| value(row, j) - shift[j]);
                (0u32..).zip(std::iter::once(1.0).chain(x)).collect()
            })
            .collect()
    }

    /// The errors by their formulas, with full matrices and one row per observation.
    fn by_definition(rows: &Rows, controls: &[usize], clustered: bool) -> Vec<f64> {
        let x = dense(rows, controls);
        let (n, k) = (x.len(), rows.n_columns + 1);
        let mut normal = Symmetric::zeros(k);
        let mut right = vec![0.0; k];
        for (row, entries) in x.iter().enumerate() {
            normal.add_outer(entries, rows.weight[row]);
            for &(j, value) in entries {
                right[j as usize] += rows.weight[row] * value * rows.y[row];
            }
        }
        let sequence: Vec<usize> = (0..k).collect();
        let factor = Factor::new(&normal, &sequence, 1e-12);
        let (slopes, inverse) = (factor.solve(&right), factor.inverse());
        let mut scores: BTreeMap<(u32, usize), Vec<f64>> = BTreeMap::new();
        for (row, entries) in x.iter().enumerate() {
            let fitted: f64 = entries.iter().map(|&(j, v)| v * slopes[j as usize]).sum();
            let leverage = rows.weight[row] * inverse.quadratic(entries);
            let divisor = if clustered { 1.0 } else { 1.0 - leverage };
            let score = rows.weight[row] * (rows.y[row] - fitted) / divisor;
            let unit = match rows.cluster[row].filter(|_| clustered) {
                Some(cluster) => (cluster, usize::MAX),
                None => (u32::MAX, row),
            };
            let sums = scores.entry(unit).or_insert_with(|| vec![0.0; k]);
            for &(j, value) in entries {
                sums[j as usize] += score * value;
            }
        }
        let g = as_f64(scores.len());
        let small_sample = if clustered {
            g / (g - 1.0) * as_f64(n - 1) / as_f64(n - k)
        } else {
            1.0
        };
        let mut variance = vec![0.0; k];
        for sums in scores.values() {
            for (total, moved) in variance.iter_mut().zip(inverse.times(sums)) {
                *total += moved * moved;
            }
        }
        variance.iter().map(|v| (v * small_sample).sqrt()).collect()
    }

    fn errors(fit: &Fit) -> Vec<f64> {
        std::iter::once(Some(fit.intercept))
            .chain(fit.columns.iter().map(|column| column.estimate))
            .map(|estimate| estimate.unwrap().doubt.unwrap().standard_error)
            .collect()
    }

    #[test]
    fn sparse_errors_of_merged_rows_equal_dense_errors_of_all_rows() {
        for clustered in [false, true] {
            let mut rows = random_rows(400, &[0.3, 0.1, 0.6], &[-2.0, 1.0, 0.5], 19);
            for cluster in &mut rows.cluster {
                // Larger clusters, in which identical rows occur.
                *cluster = cluster.filter(|_| clustered).map(|id| id / 8);
            }
            let expected = by_definition(&rows, &[1], clustered);
            let merged = rows.compressed();
            assert!(
                merged
                    .count
                    .iter()
                    .zip(&merged.cluster)
                    .any(|(&count, cluster)| { count > 1 && cluster.is_some() == clustered })
            );
            let groups = vec![driver("a", &[0, 2]), control("b", &[1])];
            let design = Design::new(merged, names(3), groups).unwrap();
            let options = Options {
                standard_errors: if clustered {
                    StandardErrorChoice::Automatic
                } else {
                    StandardErrorChoice::Hc3
                },
                ..without_replicates()
            };
            let fit = fit(&design, &options).unwrap();
            for (got, expected) in errors(&fit).iter().zip(&expected) {
                assert!(
                    (got / expected - 1.0).abs() < 1e-11,
                    "{got} is not {expected}"
                );
            }
        }
    }
}
