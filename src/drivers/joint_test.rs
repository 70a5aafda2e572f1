use super::freedom::{Bread, Freedom, UnitScore};
use super::regression::Regression;
use super::sandwich::{FULL_LEVERAGE, fitted};
use super::significance::JointTest;
use super::{Design, Error};
use crate::stats::{Factor, Symmetric, compute_in_order, f_upper_p};
use crate::units::as_f64;

/// Directions of the coefficients in which less than this part of their variance is left say nothing.
const NO_VARIANCE: f64 = 1e-10;

/// Columns looked at in one pass over the rows; results do not depend on it.
const PER_PASS: usize = 8;

/// The Wald test that columns are zero together; `None` where the data cannot tell.
pub(super) fn joint_test(
    design: &Design,
    regression: &Regression,
    bread: &Bread,
    columns: Vec<usize>,
) -> Result<Option<JointTest>, Error> {
    let found = covariances(design, regression, bread, &[&columns]).pop();
    test_of(design, regression, bread, columns, found.flatten())
}

/// [`joint_test`] of each column alone, several in one pass over the rows.
pub(super) fn single_tests(
    design: &Design,
    regression: &Regression,
    bread: &Bread,
    columns: &[usize],
) -> Result<Vec<Option<JointTest>>, Error> {
    let passes: Vec<&[usize]> = columns.chunks(PER_PASS).collect();
    let found = compute_in_order(passes.len(), |pass| {
        let sets: Vec<&[usize]> = passes[pass].iter().map(std::slice::from_ref).collect();
        covariances(design, regression, bread, &sets)
    });
    columns
        .iter()
        .zip(found.into_iter().flatten())
        .map(|(&column, found)| test_of(design, regression, bread, vec![column], found))
        .collect()
}

fn test_of(
    design: &Design,
    regression: &Regression,
    bread: &Bread,
    columns: Vec<usize>,
    found: Option<Covariances>,
) -> Result<Option<JointTest>, Error> {
    let Some(found) = found else {
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

/// The test of one column whose carriers are all fitted exactly, so that their own scores show no variance: with
/// that of everybody, which the rows of a cluster share, and the degrees of freedom that few carriers leave.
/// `None` where the column hangs on one observation or one cluster.
///
/// All of many with the same worst score say more than nearly all of them do, and the robust test has no answer.
pub(super) fn flat_test(
    design: &Design,
    regression: &Regression,
    bread: &Bread,
    column: usize,
) -> Result<Option<JointTest>, Error> {
    let found = covariances(design, regression, bread, &[&[column]]).pop();
    let Some(found) = found.flatten() else {
        return Ok(None);
    };
    let slope = [regression.slopes[column]];
    let Some((wald, wald_even)) = wald(&slope, &found.shared).zip(wald(&slope, &found.even)) else {
        return Ok(None);
    };
    let nu = found
        .freedom
        .iter()
        .map(|one| one.satterthwaite(bread))
        .fold(ceiling(design, regression), f64::min);
    if nu < 0.5 {
        return Ok(None);
    }
    let n_left = as_f64(design.n_observations() - regression.n_parameters());
    let p_robust = f_upper_p(wald, 1.0, nu)?;
    let p_even = f_upper_p(wald_even, 1.0, n_left)?;
    Ok(Some(JointTest {
        columns: vec![column],
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
    let found = covariances(design, regression, bread, &[&[column]])
        .pop()
        .flatten()?;
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
    /// The same if the rows of a cluster share the whole rest of the outcome.
    shared: Symmetric,
    /// What the degrees of freedom of the robust one need, per slope.
    freedom: Vec<Freedom>,
}

/// Sums of some slopes while rows pass by.
struct Sums<'a> {
    columns: &'a [usize],
    found: Covariances,
    /// Influence on the slopes of the profile at hand.
    influence: Vec<(u32, f64)>,
    /// Whether a slope hangs on a single observation.
    is_untold: bool,
}

impl<'a> Sums<'a> {
    fn new(design: &Design, columns: &'a [usize]) -> Self {
        let order = design.columns().len() + 1;
        Self {
            columns,
            found: Covariances {
                robust: Symmetric::zeros(columns.len()),
                even: Symmetric::zeros(columns.len()),
                shared: Symmetric::zeros(columns.len()),
                freedom: vec![Freedom::new(order); columns.len()],
            },
            influence: Vec::new(),
            is_untold: false,
        }
    }

    /// Adds a row outside clusters.
    fn add(&mut self, vector: &[(u32, f64)], row: &Scored) {
        let Some(divisor) = row.divisor else {
            let moves = |(_, u): &(u32, f64)| (u * row.weight).abs() > 1e-6;
            self.is_untold |= self.influence.iter().any(moves);
            return;
        };
        let (weight, count) = (row.weight, row.count);
        let score = weight * row.residual / divisor;
        (self.found.robust).add_outer(&self.influence, count * score * score);
        (self.found.shared).add_outer(&self.influence, count * weight * weight);
        for (one, (_, u)) in self.found.freedom.iter_mut().zip(&self.influence) {
            one.add(UnitScore {
                count,
                size: weight * (u / divisor).powi(2),
                leverage: row.leverage,
            });
            one.add_direction(vector, count * (weight * u / divisor).powi(2));
        }
    }
}

/// A row outside clusters and what its score is divided by; nothing where it has all leverage.
struct Scored {
    weight: f64,
    count: f64,
    residual: f64,
    leverage: f64,
    divisor: Option<f64>,
}

/// Per set of columns, all in one pass; `None` when a slope hangs on a single observation.
fn covariances(
    design: &Design,
    regression: &Regression,
    bread: &Bread,
    sets: &[&[usize]],
) -> Vec<Option<Covariances>> {
    let columns = sets.concat();
    let mut sums: Vec<Sums<'_>> = sets.iter().map(|set| Sums::new(design, set)).collect();
    let mut squared_residuals = 0.0;
    let mut members = Vec::new();
    let is_clustered = design.is_clustered();
    for (at, (entries, rows)) in design.profiles().enumerate() {
        let profile = bread.profile(entries, &columns);
        let fitted = fitted(regression, entries);
        let mut influence = profile.influence.iter().copied();
        for one in &mut sums {
            one.influence.clear();
            let own = influence.by_ref().take(one.columns.len());
            one.influence.extend((0..).zip(own));
        }
        for row in rows {
            let (weight, count) = (design.weight()[row], as_f64(design.count()[row]));
            let residual = design.y()[row] - fitted;
            for one in &mut sums {
                (one.found.even).add_outer(&one.influence, count * weight * weight);
            }
            squared_residuals += count * weight * residual * residual;
            if let Some(cluster) = design.cluster()[row] {
                members.push((cluster, at, weight * count, residual));
                continue;
            }
            let leverage = weight * profile.distance;
            let divisor = if is_clustered {
                Some(1.0)
            } else {
                (leverage <= FULL_LEVERAGE).then_some(1.0 - leverage)
            };
            let scored = Scored {
                weight,
                count,
                residual,
                leverage,
                divisor,
            };
            for one in &mut sums {
                one.add(&profile.vector, &scored);
            }
        }
    }
    let (g, n) = (as_f64(design.n_units()), as_f64(design.n_observations()));
    let k = as_f64(regression.n_parameters());
    members.sort_by_key(|&(cluster, at, _, _)| (cluster, at));
    let variance = squared_residuals / regression.weight * n / (n - k);
    let finish = |one: Sums<'_>| {
        let mut found = one.found;
        if one.is_untold || is_clustered && g < 2.0 {
            return None;
        }
        if is_clustered {
            add_clusters(design, bread, one.columns, &members, &mut found);
            scale(&mut found.robust, g / (g - 1.0) * (n - 1.0) / (n - k));
        }
        scale(&mut found.even, variance);
        scale(&mut found.shared, variance);
        Some(found)
    };
    sums.into_iter().map(finish).collect()
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

/// Adds the scores of clusters; `members` stand by cluster.
fn add_clusters(
    design: &Design,
    bread: &Bread,
    columns: &[usize],
    members: &[Member],
    found: &mut Covariances,
) {
    let profiles: Vec<&[(u32, f64)]> = design.profiles().map(|(entries, _)| entries).collect();
    let order = design.columns().len() + 1;
    for cluster in members.chunk_by(|a, b| a.0 == b.0) {
        let mut scores = vec![0.0; columns.len()];
        let mut moves = vec![0.0; columns.len()];
        let mut sizes = vec![0.0; columns.len()];
        let mut directions = vec![vec![0.0; order]; columns.len()];
        for &(_, at, weight, residual) in cluster {
            let profile = bread.profile(profiles[at], columns);
            for (j, u) in profile.influence.iter().enumerate() {
                scores[j] += weight * residual * u;
                moves[j] += weight * u;
                sizes[j] += weight * u * u;
                for &(index, value) in &profile.vector {
                    directions[j][index as usize] += weight * u * value;
                }
            }
        }
        found.robust.add_outer(&dense(&scores), 1.0);
        found.shared.add_outer(&dense(&moves), 1.0);
        for ((one, direction), size) in found.freedom.iter_mut().zip(&directions).zip(sizes) {
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
