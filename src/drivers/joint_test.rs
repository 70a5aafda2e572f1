use super::freedom::{Bread, Freedom, Freedoms, Profile, Scored, UnitScore};
use super::inverse::FULL_LEVERAGE;
use super::regression::Regression;
use super::sandwich::{fitted, fitted_at_zero};
use super::score_sums::Residual;
use super::significance::JointTest;
use super::{Design, Error};
use crate::stats::{Factor, Symmetric, compute_in_order, f_upper_p};
use crate::units::as_f64;

/// Directions of the coefficients in which less than this part of their variance is left say nothing.
const NO_VARIANCE: f64 = 1e-10;

/// Columns looked at in one pass over the rows; results do not depend on it.
const PER_PASS: usize = 8;

/// A regression whose coefficients are tested.
pub(super) struct Testing<'a, F> {
    pub(super) regression: &'a Regression,
    pub(super) bread: &'a Bread,
    /// Observations less parameters.
    pub(super) n_left: f64,
    /// Most degrees of freedom that a variance can have.
    pub(super) ceiling: f64,
    /// The covariances of sets of slopes; `None` where one hangs on a single observation.
    pub(super) covariances: F,
}

/// The testing of a design.
pub(super) fn testing<'a>(
    design: &'a Design,
    regression: &'a Regression,
    bread: &'a Bread,
) -> Testing<'a, impl Fn(&[&[usize]]) -> Vec<Option<Covariances>> + Sync> {
    let distances = bread.distances(design);
    Testing {
        regression,
        bread,
        n_left: as_f64(design.n_observations() - regression.n_parameters()),
        ceiling: ceiling(design, regression),
        covariances: move |sets: &[&[usize]]| {
            covariances(design, regression, (bread, &distances), sets)
        },
    }
}

impl<F: Fn(&[&[usize]]) -> Vec<Option<Covariances>> + Sync> Testing<'_, F> {
    /// The Wald test that columns are zero together; `None` where the data cannot tell.
    pub(super) fn joint(&self, columns: Vec<usize>) -> Result<Option<JointTest>, Error> {
        let found = (self.covariances)(&[&columns]).pop();
        self.test_of(columns, found.flatten())
    }

    /// [`Self::joint`] of each column alone, several in one pass over the rows.
    pub(super) fn singles(&self, columns: &[usize]) -> Result<Vec<Option<JointTest>>, Error> {
        let passes: Vec<&[usize]> = columns.chunks(PER_PASS).collect();
        let found = compute_in_order(passes.len(), |pass| {
            let sets: Vec<&[usize]> = passes[pass].iter().map(std::slice::from_ref).collect();
            (self.covariances)(&sets)
        });
        columns
            .iter()
            .zip(found.into_iter().flatten())
            .map(|(&column, found)| self.test_of(vec![column], found))
            .collect()
    }

    fn test_of(
        &self,
        columns: Vec<usize>,
        found: Option<Covariances>,
    ) -> Result<Option<JointTest>, Error> {
        let Some(found) = found else {
            return Ok(None);
        };
        let slopes: Vec<f64> = columns
            .iter()
            .map(|&column| self.regression.slopes[column])
            .collect();
        let Some((wald, wald_even)) = wald(&slopes, &found.robust).zip(wald(&slopes, &found.even))
        else {
            return Ok(None);
        };
        let g = as_f64(columns.len());
        let nu = self.degrees_of_freedom(&found);
        let rest = nu - g + 1.0;
        // With less than half a degree of freedom the quantiles of F are beyond any data.
        if rest < 0.5 {
            return Ok(None);
        }
        let p_robust = f_upper_p(wald * rest / (nu * g), g, rest)?;
        let p_even = f_upper_p(wald_even / g, g, self.n_left)?;
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
    pub(super) fn flat(&self, column: usize) -> Result<Option<JointTest>, Error> {
        let found = (self.covariances)(&[&[column]]).pop();
        let Some(found) = found.flatten() else {
            return Ok(None);
        };
        let slope = [self.regression.slopes[column]];
        let Some((wald, wald_even)) = wald(&slope, &found.shared).zip(wald(&slope, &found.even))
        else {
            return Ok(None);
        };
        let nu = self.degrees_of_freedom(&found);
        if nu < 0.5 {
            return Ok(None);
        }
        let p_robust = f_upper_p(wald, 1.0, nu)?;
        let p_even = f_upper_p(wald_even, 1.0, self.n_left)?;
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

    /// Those of the weakest slope.
    fn degrees_of_freedom(&self, found: &Covariances) -> f64 {
        found
            .freedom
            .iter()
            .map(|one| one.satterthwaite(self.bread))
            .fold(self.ceiling, f64::min)
    }
}

/// Satterthwaite degrees of freedom of the variance of one slope; `None` where it hangs on one observation.
pub(super) fn satterthwaite(
    design: &Design,
    regression: &Regression,
    bread: &Bread,
    column: usize,
) -> Option<f64> {
    let distances = bread.distances(design);
    let found = covariances(design, regression, (bread, &distances), &[&[column]])
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
#[derive(Debug, Clone)]
pub(super) struct Covariances {
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
pub(super) struct Sums {
    /// Places of the two slopes of each entry of a covariance, set by set.
    pairs: Vec<(usize, usize)>,
    /// Their influences in the profile at hand, those of one beside those of the other.
    influences: [Vec<f64>; 2],
    robust: Vec<f64>,
    even: Vec<f64>,
    shared: Vec<f64>,
    freedoms: Freedoms,
    /// Per slope whether it hangs on a single observation.
    is_untold: Vec<bool>,
    squared_residuals: f64,
}

impl Sums {
    /// No rows yet, of a design with so many columns.
    pub(super) fn new(n_columns: usize, sets: &[&[usize]]) -> Self {
        let mut pairs = Vec::new();
        let mut n = 0;
        for set in sets {
            for one in n..n + set.len() {
                pairs.extend((one..n + set.len()).map(|other| (one, other)));
            }
            n += set.len();
        }
        Self {
            influences: [Vec::new(), Vec::new()],
            robust: vec![0.0; pairs.len()],
            even: vec![0.0; pairs.len()],
            shared: vec![0.0; pairs.len()],
            freedoms: Freedoms::new(n_columns + 1, n),
            is_untold: vec![false; n],
            squared_residuals: 0.0,
            pairs,
        }
    }

    /// Turns to the rows of a profile.
    pub(super) fn turn_to(&mut self, profile: &Profile) {
        let u = &profile.influence;
        let [ones, others] = &mut self.influences;
        ones.clear();
        ones.extend(self.pairs.iter().map(|pair| u[pair.0]));
        others.clear();
        others.extend(self.pairs.iter().map(|pair| u[pair.1]));
    }

    /// Adds a row, in a cluster or not, to what holds under one variance.
    fn add_even(&mut self, row: Residual) {
        let mass = row.count * row.weight;
        add_products(&mut self.even, &self.influences, mass * row.weight);
        self.squared_residuals += mass * row.rest * row.rest;
    }

    /// Adds a row where there are no clusters.
    pub(super) fn add_alone(&mut self, profile: &Profile, row: Residual) {
        self.add_even(row);
        let leverage = row.weight * profile.distance;
        if leverage > FULL_LEVERAGE {
            self.mark_untold(profile, row.weight);
            return;
        }
        let scored = Scored {
            count: row.count,
            weight: row.weight,
            leverage,
            divisor: 1.0 - leverage,
        };
        self.add(profile, &scored, row.rest);
    }

    /// Variance of the rest of the outcome, if it is the same everywhere.
    fn variance(&self, regression: &Regression, n: f64) -> f64 {
        let k = as_f64(regression.n_parameters());
        self.squared_residuals / regression.weight * n / (n - k)
    }

    /// The covariances of every set over n observations without clusters.
    pub(super) fn covariances(
        &self,
        sets: &[&[usize]],
        regression: &Regression,
        n: f64,
    ) -> Vec<Option<Covariances>> {
        let mut found = self.of(sets);
        let variance = self.variance(regression, n);
        for one in found.iter_mut().flatten() {
            scale(&mut one.even, variance);
            scale(&mut one.shared, variance);
        }
        found
    }

    /// Adds the scores of a row outside clusters.
    fn add(&mut self, profile: &Profile, row: &Scored, residual: f64) {
        let (weight, count) = (row.weight, row.count);
        let score = weight * residual / row.divisor;
        add_products(&mut self.robust, &self.influences, count * score * score);
        add_products(&mut self.shared, &self.influences, count * weight * weight);
        self.freedoms.add(profile, row);
    }

    /// Notes the slopes that a row with all leverage decides.
    fn mark_untold(&mut self, profile: &Profile, weight: f64) {
        for (is_untold, u) in self.is_untold.iter_mut().zip(&profile.influence) {
            *is_untold |= (u * weight).abs() > 1e-6;
        }
    }

    /// The sums of every set; `None` where a slope of it hangs on a single observation.
    fn of(&self, sets: &[&[usize]]) -> Vec<Option<Covariances>> {
        let (mut slope, mut pair) = (0, 0);
        let mut found = Vec::new();
        for set in sets {
            let n = set.len();
            let slopes = slope..slope + n;
            let mut covariances = Covariances {
                robust: Symmetric::zeros(n),
                even: Symmetric::zeros(n),
                shared: Symmetric::zeros(n),
                freedom: slopes.clone().map(|at| self.freedoms.of(at)).collect(),
            };
            for one in 0..n {
                for other in one..n {
                    covariances.robust.set(one, other, self.robust[pair]);
                    covariances.even.set(one, other, self.even[pair]);
                    covariances.shared.set(one, other, self.shared[pair]);
                    pair += 1;
                }
            }
            let is_untold = self.is_untold[slopes].contains(&true);
            found.push((!is_untold).then_some(covariances));
            slope += n;
        }
        found
    }
}

/// Adds the products of influences, weighted.
fn add_products(sums: &mut [f64], influences: &[Vec<f64>; 2], weight: f64) {
    let [ones, others] = influences;
    for ((sum, one), other) in sums.iter_mut().zip(ones).zip(others) {
        *sum += weight * one * other;
    }
}

/// Per set of columns, all in one pass; `None` when a slope hangs on a single observation. `distances` are those of
/// the profiles.
fn covariances(
    design: &Design,
    regression: &Regression,
    (bread, distances): (&Bread, &[f64]),
    sets: &[&[usize]],
) -> Vec<Option<Covariances>> {
    let columns = sets.concat();
    let mut sums = Sums::new(design.columns().len(), sets);
    let mut members = Vec::new();
    let is_clustered = design.is_clustered();
    let mut profile = Profile::default();
    let at_zero = fitted_at_zero(regression);
    for (at, (entries, rows)) in design.profiles().enumerate() {
        bread.put_profile_at(entries, distances[at], &columns, &mut profile);
        let fitted = fitted(regression, at_zero, entries);
        sums.turn_to(&profile);
        for row in rows {
            let residual = Residual {
                weight: design.weight()[row],
                count: as_f64(design.count()[row]),
                rest: design.y()[row] - fitted,
            };
            if !is_clustered {
                sums.add_alone(&profile, residual);
                continue;
            }
            sums.add_even(residual);
            let Residual {
                weight,
                count,
                rest,
            } = residual;
            if let Some(cluster) = design.cluster()[row] {
                members.push((cluster, at, weight * count, rest));
                continue;
            }
            let scored = Scored {
                count,
                weight,
                leverage: weight * profile.distance,
                divisor: 1.0,
            };
            sums.add(&profile, &scored, rest);
        }
    }
    let (g, n) = (as_f64(design.n_units()), as_f64(design.n_observations()));
    if !is_clustered {
        return sums.covariances(sets, regression, n);
    }
    let k = as_f64(regression.n_parameters());
    members.sort_by_key(|&(cluster, at, _, _)| (cluster, at));
    let variance = sums.variance(regression, n);
    let finish = |(columns, found): (&&[usize], Option<Covariances>)| {
        let mut found = found.filter(|_| g >= 2.0)?;
        add_clusters(design, bread, columns, &members, &mut found);
        scale(&mut found.robust, g / (g - 1.0) * (n - 1.0) / (n - k));
        scale(&mut found.even, variance);
        scale(&mut found.shared, variance);
        Some(found)
    };
    sets.iter().zip(sums.of(sets)).map(finish).collect()
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
