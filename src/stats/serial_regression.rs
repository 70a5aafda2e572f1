use super::quantile::t_margin;
use super::{Error, Factor, Symmetric};
use crate::units::{Interval, Probability, as_count, as_f64, as_u64};

/// Largest autocorrelation that is taken for possible; nearer to one a level cannot be told from a walk.
const MOST_RELATED: f64 = 0.95;

/// Part of its standard error that is added to an autocorrelation; by simulation, so that a true null at a
/// correlation of 0.3 is rejected at most 7 times in a hundred (docs/LOOP.md).
const SURCHARGE: f64 = 0.3;

/// Halvings of the bracket of the autocorrelation: beyond the last bit that matters.
const HALVINGS: usize = 50;

/// Columns that are combinations of others leave less than this part of their variance.
const TOLERANCE: f64 = 1e-10;

/// One point of a series that is regressed on.
#[derive(Debug, Clone, PartialEq)]
pub struct SerialPoint {
    /// When, in steps: neighbours are one apart, a gap is more.
    pub step: i64,
    /// Values of the columns, the constant included.
    pub columns: Vec<f64>,
    /// What was measured.
    pub value: f64,
    /// Weight, above zero: the inverse of the relative variance.
    pub weight: f64,
}

/// A weighted least squares fit whose errors hang together in time.
#[derive(Debug, Clone, PartialEq)]
pub struct SerialFit {
    /// Coefficient per column.
    pub coefficients: Vec<f64>,
    /// Correlation of neighbouring residuals, as it stands: too low in a short series.
    pub residual_autocorrelation: f64,
    /// First-order autocorrelation of the errors, corrected for that; 0 to 0.95.
    pub estimated_autocorrelation: f64,
    /// The same with the surcharge with which errors are computed.
    pub autocorrelation: f64,
    /// Degrees of freedom that the error variance is worth.
    pub degrees_of_freedom: f64,
    /// Lags of the Newey–West covariance.
    pub n_lags: i64,
    autoregressive: Vec<Vec<f64>>,
    newey_west: Vec<Vec<f64>>,
}

/// Fits a series by weighted least squares; `None` where a column is a combination of others or no
/// degree of freedom is left.
///
/// Two covariances stand beside each other. One takes the errors for a first-order autoregression whose
/// correlation solves E(r) = r for the residuals' own r, so that the shortness of the series does not
/// make it too small; its degrees of freedom are Satterthwaite's. The other is Newey and West's, times
/// n/(n − k). [`SerialFit::interval`] uses the larger variance: in series of half a year Newey and West's
/// alone rejects a true null three times too often.
///
/// # Errors
///
/// [`Error::Shape`] for points of unequal width, [`Error::Value`] for weights that are not positive and
/// values that are not finite.
///
/// # References
///
/// Newey & West (1987), *Econometrica* 55, p. 703, lags by Newey & West (1994); Satterthwaite (1946),
/// *Biometrics Bulletin* 2, p. 110; that short interrupted series need both corrections: Turner et al.
/// (2021), *BMC Medical Research Methodology* 21, 181.
pub fn serial_regression(points: &[SerialPoint]) -> Result<Option<SerialFit>, Error> {
    let k = points.first().map_or(0, |point| point.columns.len());
    check(points, k)?;
    let n = points.len();
    if n <= k {
        return Ok(None);
    }
    let steps: Vec<i64> = points.iter().map(|point| point.step).collect();
    let root = |point: &SerialPoint| point.weight.sqrt();
    let x: Vec<Vec<f64>> = points
        .iter()
        .map(|point| point.columns.iter().map(|c| c * root(point)).collect())
        .collect();
    let y: Vec<f64> = points.iter().map(|p| p.value * root(p)).collect();
    let mut moments = Symmetric::zeros(k);
    for row in &x {
        moments.add_dense_outer(row, 1.0);
    }
    let factor = Factor::new(&moments, &(0..k).collect::<Vec<_>>(), TOLERANCE);
    if !factor.dropped().is_empty() {
        return Ok(None);
    }
    let inverse = factor.inverse().to_full();
    let inverse: Vec<Vec<f64>> = (0..k)
        .map(|i| (0..k).map(|j| inverse[[i, j]]).collect())
        .collect();
    let products: Vec<f64> = (0..k)
        .map(|j| x.iter().zip(&y).map(|(row, y)| row[j] * y).sum())
        .collect();
    let coefficients = factor.solve(&products);
    let residuals: Vec<f64> = x
        .iter()
        .zip(&y)
        .map(|(row, y)| y - dot(row, &coefficients))
        .collect();
    let squares = dot(&residuals, &residuals);
    let series = Series {
        x: &x,
        steps: &steps,
        projected: x.iter().map(|row| times(&inverse, row)).collect(),
    };
    let raw = if squares > 0.0 {
        series.neighbours(&residuals) / squares
    } else {
        0.0
    };
    let estimated_autocorrelation = series.corrected(raw);
    let autocorrelation = with_surcharge(estimated_autocorrelation, n);
    let (trace, degrees_of_freedom) = series.freedom(autocorrelation);
    let autoregressive = sandwich(
        &inverse,
        &series.spread(autocorrelation),
        squares / trace.max(f64::MIN_POSITIVE),
    );
    let n_lags = lags(n);
    let newey_west = sandwich(
        &inverse,
        &series.long_run(&residuals, n_lags),
        as_f64(n) / as_f64(n - k),
    );
    Ok(Some(SerialFit {
        coefficients,
        residual_autocorrelation: raw,
        estimated_autocorrelation,
        autocorrelation,
        degrees_of_freedom,
        n_lags,
        autoregressive,
        newey_west,
    }))
}

impl SerialFit {
    /// The interval of a combination of coefficients.
    ///
    /// # Errors
    ///
    /// [`Error::Value`] when the degrees of freedom are not positive.
    pub fn interval(&self, combination: &[f64], level: Probability) -> Result<Interval, Error> {
        let estimate = dot(combination, &self.coefficients);
        let margin = t_margin(level, self.degrees_of_freedom)?
            * self.covariance(combination, combination).max(0.0).sqrt();
        Ok(Interval {
            low: estimate - margin,
            estimate,
            high: estimate + margin,
            level,
        })
    }

    /// Covariance of two combinations, by the covariance with the larger variance of the first.
    pub fn covariance(&self, one: &[f64], other: &[f64]) -> f64 {
        let of = |matrix: &[Vec<f64>], other: &[f64]| dot(one, &times(matrix, other));
        if of(&self.newey_west, one) > of(&self.autoregressive, one) {
            of(&self.newey_west, other)
        } else {
            of(&self.autoregressive, other)
        }
    }

    /// Newey and West's standard error of a combination, for those who expect it.
    pub fn newey_west_error(&self, combination: &[f64]) -> f64 {
        dot(combination, &times(&self.newey_west, combination))
            .max(0.0)
            .sqrt()
    }
}

/// A series with its weights taken into rows.
struct Series<'a> {
    x: &'a [Vec<f64>],
    steps: &'a [i64],
    /// Rows of X (X'X)⁻¹.
    projected: Vec<Vec<f64>>,
}

impl Series<'_> {
    fn apart(&self, i: usize, j: usize) -> u64 {
        self.steps[i].abs_diff(self.steps[j])
    }

    /// Σ eᵢ eⱼ over neighbours, each pair once.
    fn neighbours(&self, residuals: &[f64]) -> f64 {
        let pairs = (1..residuals.len()).filter(|&i| self.apart(i, i - 1) == 1);
        pairs.map(|i| residuals[i] * residuals[i - 1]).sum()
    }

    /// The autocorrelation of errors at which residuals are expected to correlate as they do.
    ///
    /// With M = I − H and S that pairs neighbours, E(e'Se)/E(e'e) = tr(MSM V)/tr(M V), where V holds the
    /// powers of the autocorrelation. Both traces are sums over distances in time.
    fn corrected(&self, raw: f64) -> f64 {
        let n = self.x.len();
        let k = self.x.first().map_or(0, Vec::len);
        let beside = |i: usize, j: usize| if self.apart(i, j) == 1 { 0.5 } else { 0.0 };
        let mut paired = vec![vec![0.0; k]; n];
        for (i, sums) in paired.iter_mut().enumerate() {
            for j in [i.wrapping_sub(1), i + 1] {
                if j < n && self.apart(i, j) == 1 {
                    for (sum, value) in sums.iter_mut().zip(&self.x[j]) {
                        *sum += 0.5 * value;
                    }
                }
            }
        }
        let middle = crossed(self.x, &paired);
        let longest = self.steps.last().zip(self.steps.first());
        let longest = longest.map_or(0, |(last, first)| last.abs_diff(*first));
        let size = usize::try_from(longest)
            .unwrap_or(usize::MAX)
            .saturating_add(1);
        let (mut of_pairs, mut of_all) = (vec![0.0; size], vec![0.0; size]);
        for i in 0..n {
            let half = times(&middle, &self.projected[i]);
            for j in 0..n {
                let at = usize::try_from(self.apart(i, j)).unwrap_or(0).min(size - 1);
                let own = if i == j { 1.0 } else { 0.0 };
                of_all[at] += own - dot(&self.projected[i], &self.x[j]);
                of_pairs[at] += beside(i, j)
                    - dot(&self.projected[i], &paired[j])
                    - dot(&paired[i], &self.projected[j])
                    + dot(&half, &self.projected[j]);
            }
        }
        let powers = |sums: &[f64], related: f64| {
            sums.iter()
                .rev()
                .fold(0.0, |sum, term| sum * related + term)
        };
        let expected = |related: f64| powers(&of_pairs, related) / powers(&of_all, related);
        let (mut low, mut high) = (0.0, MOST_RELATED);
        if expected(low) >= raw {
            return low;
        }
        if expected(high) <= raw {
            return high;
        }
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if expected(middle) < raw {
                low = middle;
            } else {
                high = middle;
            }
        }
        0.5 * (low + high)
    }

    fn power(&self, i: usize, j: usize, related: f64) -> f64 {
        let apart = i32::try_from(self.apart(i, j)).unwrap_or(i32::MAX);
        related.powi(apart)
    }

    /// V X.
    fn carried(&self, related: f64) -> Vec<Vec<f64>> {
        let n = self.x.len();
        let row = |i: usize| {
            let mut sums = vec![0.0; self.x[i].len()];
            for j in 0..n {
                let power = self.power(i, j, related);
                for (sum, value) in sums.iter_mut().zip(&self.x[j]) {
                    *sum += power * value;
                }
            }
            sums
        };
        (0..n).map(row).collect()
    }

    /// X' V X.
    fn spread(&self, related: f64) -> Vec<Vec<f64>> {
        crossed(self.x, &self.carried(related))
    }

    /// tr(MV), and the degrees of freedom tr(MV)²/tr(MVMV).
    fn freedom(&self, related: f64) -> (f64, f64) {
        let n = self.x.len();
        let carried = self.carried(related);
        let entry =
            |i: usize, j: usize| self.power(i, j, related) - dot(&self.projected[i], &carried[j]);
        let trace: f64 = (0..n).map(|i| entry(i, i)).sum();
        let mut squared = 0.0;
        for i in 0..n {
            for j in 0..n {
                squared += entry(i, j) * entry(j, i);
            }
        }
        (trace, trace * trace / squared.max(f64::MIN_POSITIVE))
    }

    /// Newey and West's sum: Bartlett weights over pairs up to `n_lags` steps apart.
    fn long_run(&self, residuals: &[f64], n_lags: i64) -> Vec<Vec<f64>> {
        let k = self.x.first().map_or(0, Vec::len);
        let mut sums = vec![vec![0.0; k]; k];
        for (i, one) in self.x.iter().enumerate() {
            for (j, other) in self.x.iter().enumerate() {
                let apart = self.apart(i, j);
                if apart > n_lags.unsigned_abs() {
                    continue;
                }
                let share = count(apart) / count(n_lags.unsigned_abs() + 1);
                let weight = (1.0 - share) * residuals[i] * residuals[j];
                for (sums, left) in sums.iter_mut().zip(one) {
                    for (sum, right) in sums.iter_mut().zip(other) {
                        *sum += weight * left * right;
                    }
                }
            }
        }
        sums
    }
}

/// The autocorrelation with which errors are computed: part of its own standard error (Bartlett 1946) more.
///
/// Errors grow faster than in proportion with the autocorrelation, so one that is right on average gives
/// errors that are too small on average.
fn with_surcharge(related: f64, n: usize) -> f64 {
    let error = (related.mul_add(-related, 1.0) / as_f64(n)).sqrt();
    SURCHARGE.mul_add(error, related).min(MOST_RELATED)
}

/// ⌊4 (n/100)^(2/9)⌋, the rule of Newey & West (1994).
fn lags(n: usize) -> i64 {
    let lags = (4.0 * (as_f64(n) / 100.0).powf(2.0 / 9.0)).floor();
    i64::try_from(as_u64(as_count(lags))).unwrap_or(0)
}

fn count(n: u64) -> f64 {
    as_f64(usize::try_from(n).unwrap_or(usize::MAX))
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn times(matrix: &[Vec<f64>], vector: &[f64]) -> Vec<f64> {
    matrix.iter().map(|row| dot(row, vector)).collect()
}

/// A' B of two lists of rows.
fn crossed(a: &[Vec<f64>], b: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let k = a.first().map_or(0, Vec::len);
    let mut sums = vec![vec![0.0; k]; k];
    for (a, b) in a.iter().zip(b) {
        for (sums, left) in sums.iter_mut().zip(a) {
            for (sum, right) in sums.iter_mut().zip(b) {
                *sum += left * right;
            }
        }
    }
    sums
}

/// `factor` C B C.
fn sandwich(bread: &[Vec<f64>], filling: &[Vec<f64>], factor: f64) -> Vec<Vec<f64>> {
    let k = bread.len();
    let entry = |i: usize, j: usize| factor * dot(&bread[i], &times(filling, &bread[j]));
    (0..k)
        .map(|i| (0..k).map(|j| entry(i, j)).collect())
        .collect()
}

fn check(points: &[SerialPoint], k: usize) -> Result<(), Error> {
    for point in points {
        if point.columns.len() != k {
            return Err(Error::Shape {
                what: "a row of a series",
                got: point.columns.len(),
                expected: k,
            });
        }
        if !(point.weight.is_finite() && point.weight > 0.0) {
            return Err(Error::Value {
                what: "the weight of a point",
                value: point.weight,
            });
        }
        let numbers = point.columns.iter().chain(std::iter::once(&point.value));
        if let Some(value) = numbers.copied().find(|value| !value.is_finite()) {
            return Err(Error::Value {
                what: "a value of a series",
                value,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "serial_regression_tests.rs"]
mod tests;
