use super::freedom::{Bread, Freedom, UnitScore};
use super::regression::Regression;
use super::sandwich::{FULL_LEVERAGE, fitted};
use super::significance::JointTest;
use super::{Design, Error};
use crate::stats::{Factor, Symmetric, f_upper_p};
use crate::units::as_f64;

/// Directions of the coefficients in which less than this part of their variance is left say nothing.
const NO_VARIANCE: f64 = 1e-10;

/// The Wald test that columns are zero together; `None` where the data cannot tell.
pub(super) fn joint_test(
    design: &Design,
    regression: &Regression,
    bread: &Bread,
    columns: Vec<usize>,
) -> Result<Option<JointTest>, Error> {
    let Some(found) = covariance(design, regression, bread, &columns) else {
        return Ok(None);
    };
    let slopes: Vec<f64> = columns
        .iter()
        .map(|&column| regression.slopes[column])
        .collect();
    let Some((wald, wald_even)) = wald(&slopes, &found.robust).zip(wald(&slopes, &found.even))
    else {
        return Ok(None);
    };
    let g = as_f64(columns.len());
    let n_left = as_f64(design.n_observations() - regression.n_parameters());
    let ceiling = ceiling(design, regression);
    let nu = found
        .freedom
        .iter()
        .map(|one| one.satterthwaite(bread))
        .fold(ceiling, f64::min);
    let rest = nu - g + 1.0;
    // With less than half a degree of freedom the quantiles of F are beyond any data.
    if rest < 0.5 {
        return Ok(None);
    }
    let p_robust = f_upper_p(wald * rest / (nu * g), g, rest)?;
    let p_even = f_upper_p(wald_even / g, g, n_left)?;
    Ok(Some(JointTest {
        columns,
        p_value: p_robust.max(p_even),
        wald,
        degrees_of_freedom: nu,
        p_robust,
        p_even,
        p_columns: None,
    }))
}

/// Satterthwaite degrees of freedom of the variance of one slope; `None` where it hangs on one observation.
pub(super) fn satterthwaite(
    design: &Design,
    regression: &Regression,
    bread: &Bread,
    column: usize,
) -> Option<f64> {
    let found = covariance(design, regression, bread, &[column])?;
    let nu = found.freedom.first()?.satterthwaite(bread);
    (nu > 0.0).then(|| nu.min(ceiling(design, regression)))
}

/// Most degrees of freedom that a variance can have.
fn ceiling(design: &Design, regression: &Regression) -> f64 {
    if design.is_clustered() {
        as_f64(design.n_units()) - 1.0
    } else {
        as_f64(design.n_observations() - regression.n_parameters())
    }
}

/// b′V⁻¹b; `None` when some direction of b has no variance.
fn wald(slopes: &[f64], covariance: &Symmetric) -> Option<f64> {
    let (correlation, roots) = covariance.standardized();
    let sequence: Vec<usize> = (0..slopes.len()).collect();
    let factor = Factor::new(&correlation, &sequence, NO_VARIANCE);
    if !factor.dropped().is_empty() {
        return None;
    }
    let scaled: Vec<f64> = slopes
        .iter()
        .zip(&roots)
        .map(|(b, root)| b / root)
        .collect();
    let solved = factor.solve(&scaled);
    let wald: f64 = solved.iter().zip(&scaled).map(|(a, b)| a * b).sum();
    wald.is_finite().then_some(wald)
}

/// Covariances of some slopes in stored units.
struct Covariances {
    /// HC3 or CR1.
    robust: Symmetric,
    /// Under one variance of the rest of the outcome, whatever the weights.
    even: Symmetric,
    /// What the degrees of freedom of the robust one need, per slope.
    freedom: Vec<Freedom>,
}

/// `None` when a slope hangs on a single observation.
fn covariance(
    design: &Design,
    regression: &Regression,
    bread: &Bread,
    columns: &[usize],
) -> Option<Covariances> {
    let mut meat = Symmetric::zeros(columns.len());
    let mut even = Symmetric::zeros(columns.len());
    let mut squared_residuals = 0.0;
    let mut freedom = vec![Freedom::new(design.columns().len() + 1); columns.len()];
    let mut members = Vec::new();
    for (at, (entries, rows)) in design.profiles().enumerate() {
        let profile = bread.profile(entries, columns);
        let fitted = fitted(regression, entries);
        for row in rows {
            let (weight, count) = (design.weight()[row], as_f64(design.count()[row]));
            let residual = design.y()[row] - fitted;
            even.add_outer(&dense(&profile.influence), count * weight * weight);
            squared_residuals += count * weight * residual * residual;
            if let Some(cluster) = design.cluster()[row] {
                members.push((cluster, at, weight * count, residual));
                continue;
            }
            let leverage = weight * profile.distance;
            let divisor = if design.is_clustered() {
                1.0
            } else if leverage <= FULL_LEVERAGE {
                1.0 - leverage
            } else if profile.influence.iter().any(|u| (u * weight).abs() > 1e-6) {
                return None;
            } else {
                continue;
            };
            let score = weight * residual / divisor;
            meat.add_outer(&dense(&profile.influence), count * score * score);
            for (one, u) in freedom.iter_mut().zip(&profile.influence) {
                one.add(UnitScore {
                    count,
                    size: weight * (u / divisor).powi(2),
                    leverage,
                });
                one.add_direction(&profile.vector, count * (weight * u / divisor).powi(2));
            }
        }
    }
    let (g, n) = (as_f64(design.n_units()), as_f64(design.n_observations()));
    let k = as_f64(regression.n_parameters());
    if design.is_clustered() {
        if g < 2.0 {
            return None;
        }
        add_clusters(design, bread, columns, members, &mut meat, &mut freedom);
        scale(&mut meat, g / (g - 1.0) * (n - 1.0) / (n - k));
    }
    let variance = squared_residuals / regression.weight * n / (n - k);
    scale(&mut even, variance);
    Some(Covariances {
        robust: meat,
        even,
        freedom,
    })
}

fn scale(matrix: &mut Symmetric, factor: f64) {
    for i in 0..matrix.order() {
        for j in i..matrix.order() {
            matrix.set(i, j, factor * matrix.get(i, j));
        }
    }
}

/// Cluster, position of the profile, weight of the row and residual.
type Member = (u32, usize, f64, f64);

fn add_clusters(
    design: &Design,
    bread: &Bread,
    columns: &[usize],
    mut members: Vec<Member>,
    meat: &mut Symmetric,
    freedom: &mut [Freedom],
) {
    let profiles: Vec<&[(u32, f64)]> = design.profiles().map(|(entries, _)| entries).collect();
    members.sort_by_key(|&(cluster, at, _, _)| (cluster, at));
    let order = design.columns().len() + 1;
    for cluster in members.chunk_by(|a, b| a.0 == b.0) {
        let mut scores = vec![0.0; columns.len()];
        let mut sizes = vec![0.0; columns.len()];
        let mut directions = vec![vec![0.0; order]; columns.len()];
        for &(_, at, weight, residual) in cluster {
            let profile = bread.profile(profiles[at], columns);
            for (j, u) in profile.influence.iter().enumerate() {
                scores[j] += weight * residual * u;
                sizes[j] += weight * u * u;
                for &(index, value) in &profile.vector {
                    directions[j][index as usize] += weight * u * value;
                }
            }
        }
        meat.add_outer(&dense(&scores), 1.0);
        for ((one, direction), size) in freedom.iter_mut().zip(&directions).zip(sizes) {
            let direction: Vec<(u32, f64)> = dense(direction)
                .into_iter()
                .filter(|entry| entry.1.abs() > 0.0)
                .collect();
            one.add(UnitScore {
                count: 1.0,
                size,
                leverage: bread.quadratic(&direction) / size.max(f64::MIN_POSITIVE),
            });
            one.add_direction(&direction, 1.0);
        }
    }
}

fn dense(values: &[f64]) -> Vec<(u32, f64)> {
    (0u32..).zip(values.iter().copied()).collect()
}
