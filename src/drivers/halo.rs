use super::checks::check_enough_rows;
use super::regression::Regression;
use super::reweight::reweighted;
use super::{Design, Error, Options, Role};
use crate::stats::{Factor, Moments, RANK_TOLERANCE, Symmetric, eigen, percentile_interval};
use crate::units::{Interval, as_f64};

/// How far one overall opinion colours the drivers, and what is left of them beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Halo {
    /// Largest eigenvalue of the correlations of the driver columns over their number: 1/p when all are
    /// uncorrelated, 1 when they say the same. Ratings of one page reach 0.5 to 0.7 easily.
    pub first_share: Interval,
    /// All eigenvalues of these correlations, descending.
    pub eigenvalues: Vec<f64>,
    /// One entry per driver column of the model.
    pub columns: Vec<HaloColumn>,
    /// Driver columns that were left out because others or the controls determine them.
    pub dropped: Vec<usize>,
    /// Number of replicates behind the intervals.
    pub n_replicates: usize,
    /// Number of observations.
    pub n_observations: usize,
}

/// One driver column beside three sets of companions, with percentile intervals over replicates. The
/// controls are in all three.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HaloColumn {
    /// Index of the column.
    pub column: usize,
    /// Whether the column runs against the common factor, so that its sign was turned in the mean.
    pub is_turned: bool,
    /// Coefficient beside the controls only: the halo at full strength.
    pub alone: Interval,
    /// Coefficient beside the mean of the other driver columns; `None` when that determines the column.
    pub beside_mean: Option<Interval>,
    /// Coefficient beside all other driver columns: that of the model.
    pub beside_all: Interval,
}

/// Measures the common factor of the drivers and adjusts each for the mean of the others.
///
/// A customer with a strong overall opinion rates everything alike. For each driver column the mean of
/// the other ones, each in units of its standard deviation and turned to run with the first principal
/// component, stands in for that opinion (the partial-correlation control of halo).
///
/// This is a test of sensitivity, not a correction. The mean of the others carries their true effects
/// and their causes as well as the halo, so it takes away too much where drivers truly go together; and
/// it is a noisy measure of the opinion, so it takes away too little of the halo where there are few
/// drivers. The truth about a driver lies within the three coefficients at best. For columns that say
/// whether a topic was mentioned the common factor is talkativeness rather than halo.
///
/// # Errors
///
/// [`Error::NoColumnsWithRole`] without a driver column, [`Error::TooFewDrivers`] with a single one in the
/// model, [`Error::Option`] when resampling is off, [`Error::TooFewRows`] without degrees of freedom.
///
/// # References
///
/// Landy, Vance, Barnes-Farrell & Steele (1980), *Journal of Applied Psychology* 65, p. 501, for the
/// method; Harvey (1982), *Journal of Applied Psychology* 67, p. 171, for its limits. The full model of
/// Büschken, Otter & Allenby (2013), *Marketing Science* 32, p. 533, was rejected as too heavy.
pub fn halo(design: &Design, options: &Options) -> Result<Halo, Error> {
    options.check()?;
    let n_replicates = options.resampling.n_replicates()?;
    let all = design.columns_with(Role::Driver);
    if all.is_empty() {
        return Err(Error::NoColumnsWithRole { role: "driver" });
    }
    let moments = design.sample_moments();
    let regression = Regression::new(design, &moments);
    let (n, k) = (design.n_observations(), regression.n_parameters());
    check_enough_rows(n, k)?;
    let is_kept = |column: &usize| regression.factor.kept().contains(column);
    let (drivers, dropped): (Vec<usize>, Vec<usize>) = all.into_iter().partition(is_kept);
    if drivers.len() < 2 {
        return Err(Error::TooFewDrivers {
            n_drivers: drivers.len(),
            least: 2,
        });
    }
    let parts = eigen(&regression.correlation.selected(&drivers));
    // An eigenvector has no sign of its own: most columns keep theirs.
    let against: f64 = parts.vectors.column(0).iter().map(|v| v.signum()).sum();
    let turn = if against < 0.0 { -1.0 } else { 1.0 };
    let companion = Companion {
        controls: design
            .columns_with(Role::Control)
            .into_iter()
            .filter(is_kept)
            .collect(),
        loadings: drivers
            .iter()
            .zip(parts.vectors.column(0))
            .map(|(&column, v)| (turn * v).signum() / regression.roots[column])
            .collect(),
        drivers,
    };
    let sample = companion.coefficients(design, &moments);
    let draws = reweighted(design, n_replicates, options.seed, |moments| {
        companion.coefficients(design, moments)
    });
    let interval = |of: fn(&Found, usize) -> Option<f64>, at: usize| {
        of(&sample, at)
            .map(|value| {
                let values = draws.iter().filter_map(|draw| of(draw, at)).collect();
                percentile_interval(values, value, options.level)
            })
            .transpose()
    };
    let mut columns = Vec::with_capacity(companion.drivers.len());
    for (at, &column) in companion.drivers.iter().enumerate() {
        let beside_mean = interval(|found, at| found.beside_mean[at], at)?;
        let alone = interval(|found, at| Some(found.alone[at]), at)?;
        let beside_all = interval(|found, at| Some(found.beside_all[at]), at)?;
        if let (Some(alone), Some(beside_all)) = (alone, beside_all) {
            columns.push(HaloColumn {
                column,
                is_turned: companion.loadings[at] < 0.0,
                alone,
                beside_mean,
                beside_all,
            });
        }
    }
    let shares = draws.iter().map(|draw| draw.first_share).collect();
    Ok(Halo {
        first_share: percentile_interval(shares, sample.first_share, options.level)?,
        eigenvalues: parts.values,
        columns,
        dropped,
        n_replicates,
        n_observations: n,
    })
}

/// The columns of the check, and what each driver weighs in the mean of the others.
struct Companion {
    controls: Vec<usize>,
    drivers: Vec<usize>,
    loadings: Vec<f64>,
}

/// The numbers of one replicate.
struct Found {
    first_share: f64,
    alone: Vec<f64>,
    beside_mean: Vec<Option<f64>>,
    beside_all: Vec<f64>,
}

impl Companion {
    fn coefficients(&self, design: &Design, moments: &Moments) -> Found {
        let centred = moments.centred();
        let y = moments.n_predictors();
        let (correlation, _) = centred.standardized();
        let first = eigen(&correlation.selected(&self.drivers)).values[0];
        let mut alone = Vec::with_capacity(self.drivers.len());
        let mut beside_mean = Vec::with_capacity(self.drivers.len());
        for (at, &column) in self.drivers.iter().enumerate() {
            // Controls, mean of the others, the column, the outcome.
            let mut places = self.controls.clone();
            places.extend([column, column, y]);
            let mut small = centred.selected(&places);
            let mean = self.controls.len();
            let mut own = 0.0;
            for (other, loading) in self.others(at) {
                own += loading * self.with_mean(&centred, at, other);
            }
            for (place, &column) in places.iter().enumerate() {
                if place != mean {
                    small.set(place, mean, self.with_mean(&centred, at, column));
                }
            }
            small.set(mean, mean, own);
            let scale = design.scale(column);
            let without: Vec<usize> = (0..mean).chain([mean + 1]).collect();
            let with: Vec<usize> = (0..=mean + 1).collect();
            alone.push(slope(&small, &without).unwrap_or_default() / scale);
            beside_mean.push(slope(&small, &with).map(|slope| slope / scale));
        }
        let sequence: Vec<usize> = self.controls.iter().chain(&self.drivers).copied().collect();
        let whole = Regression::solve(moments, &sequence, super::regression::REPLICATE_TOLERANCE);
        let slopes = self.drivers.iter().map(|&c| whole.coefficient(design, c));
        Found {
            first_share: first / as_f64(self.drivers.len()),
            alone,
            beside_mean,
            beside_all: slopes.collect(),
        }
    }

    fn others(&self, at: usize) -> impl Iterator<Item = (usize, f64)> {
        let loaded = self.drivers.iter().zip(&self.loadings).enumerate();
        loaded
            .filter(move |&(other, _)| other != at)
            .map(|(_, (&column, &loading))| (column, loading))
    }

    /// Cross-product of the mean of the others with a variable.
    fn with_mean(&self, centred: &Symmetric, at: usize, variable: usize) -> f64 {
        self.others(at)
            .map(|(column, loading)| loading * centred.get(column, variable))
            .sum()
    }
}

/// The slope of the last variable of the sequence, with the outcome last in the matrix; `None` when the
/// earlier ones determine it.
fn slope(cross: &Symmetric, sequence: &[usize]) -> Option<f64> {
    let (correlation, roots) = cross.standardized();
    let factor = Factor::new(&correlation, sequence, RANK_TOLERANCE);
    let last = *sequence.last()?;
    if factor.dropped().contains(&last) {
        return None;
    }
    let outcome = cross.order() - 1;
    let with_outcome: Vec<f64> = (0..cross.order())
        .map(|at| correlation.get(at, outcome))
        .collect();
    Some(factor.solve(&with_outcome)[last] * roots[outcome] / roots[last])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{
        bayesian, control, driver, names, single_groups, without_replicates,
    };
    use crate::drivers::{Row, Rows, fit};
    use crate::stats::draw::normal;
    use crate::stats::generator;

    /// Ratings coloured by an opinion that the outcome shares; only the first has an effect of its own.
    fn coloured(n: usize, p: usize, opinion: f64) -> Rows {
        let mut source = generator(11, 0);
        let mut rows = Rows::new(p);
        for _ in 0..n {
            let mood = normal(&mut source);
            let x: Vec<(usize, f64)> = (0..p)
                .map(|column| (column, opinion.mul_add(mood, normal(&mut source))))
                .collect();
            let y = opinion.mul_add(mood, x[0].1) + normal(&mut source);
            rows.push(Row::new(&x, y));
        }
        rows
    }

    #[test]
    fn a_strong_opinion_shows_and_is_taken_away_for_the_most_part() {
        let rows = coloured(2000, 8, 1.5);
        let design = Design::new(rows, names(8), single_groups(8)).unwrap();
        let found = halo(&design, &bayesian(100)).unwrap();
        // Correlations are 2.25/3.25, so the first eigenvalue is (1 + 7 · 0.6923)/8.
        let expected = 7.0f64.mul_add(2.25 / 3.25, 1.0) / 8.0;
        let band = found.first_share.high - found.first_share.low;
        assert!((found.first_share.estimate - expected).abs() < band);
        let sum: f64 = found.eigenvalues.iter().sum();
        assert!((sum - 8.0).abs() < 1e-12);
        for column in &found.columns[1..] {
            let beside_mean = column.beside_mean.unwrap();
            assert!(column.alone.low > 0.5);
            assert!(beside_mean.estimate.abs() < 0.25 * column.alone.estimate);
            assert!(!column.is_turned);
        }
        assert!(found.columns[0].beside_mean.unwrap().low > 0.7);
    }

    #[test]
    fn the_adjusted_slope_is_that_of_a_fit_with_the_mean_as_a_control() {
        let mut rows = coloured(200, 4, 0.7);
        // A turned scale and another unit must not matter to the mean.
        let mut turned = Rows::new(4);
        for row in 0..rows.len() {
            let mut x: Vec<(usize, f64)> = rows
                .entries(row)
                .iter()
                .map(|&(column, value)| (column as usize, value))
                .collect();
            x[2].1 *= -10.0;
            turned.push(Row::new(&x, rows.y[row]));
        }
        rows = turned;
        let groups = vec![driver("a", &[0, 1, 2]), control("c", &[3])];
        let design = Design::new(rows.clone(), names(4), groups).unwrap();
        let found = halo(&design, &bayesian(10)).unwrap();
        assert!(found.columns[2].is_turned && !found.columns[0].is_turned);

        let n = as_f64(rows.len());
        let column = |at: usize| -> Vec<f64> {
            (0..rows.len()).map(|row| rows.entries(row)[at].1).collect()
        };
        let deviation = |values: &[f64]| {
            let mean = values.iter().sum::<f64>() / n;
            (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt()
        };
        let (second, third, fourth) = (column(1), column(2), column(3));
        let (s, t) = (deviation(&second), deviation(&third));
        let mut with_mean = Rows::new(3);
        for (row, first) in column(0).into_iter().enumerate() {
            let mean = second[row] / s - third[row] / t;
            let x = [(0, first), (1, mean), (2, fourth[row])];
            with_mean.push(Row::new(&x, rows.y[row]));
        }
        let groups = vec![driver("a", &[0]), control("c", &[1, 2])];
        let direct = Design::new(with_mean, names(3), groups).unwrap();
        let direct = fit(&direct, &without_replicates()).unwrap();
        let expected = direct.columns[0].estimate.unwrap().value;
        let got = found.columns[0].beside_mean.unwrap().estimate;
        assert!((got - expected).abs() < 1e-12, "{got} is not {expected}");

        let whole = fit(&design, &without_replicates()).unwrap();
        let expected = whole.columns[0].estimate.unwrap().value;
        assert!((found.columns[0].beside_all.estimate - expected).abs() < 1e-12);
    }

    #[test]
    fn of_two_drivers_the_mean_of_the_others_is_the_other() {
        let design = Design::new(coloured(100, 2, 1.0), names(2), single_groups(2)).unwrap();
        for column in halo(&design, &bayesian(10)).unwrap().columns {
            let beside_mean = column.beside_mean.unwrap();
            assert!((beside_mean.estimate - column.beside_all.estimate).abs() < 1e-12);
        }
    }

    #[test]
    fn one_driver_has_no_companions() {
        let groups = vec![driver("a", &[0]), control("c", &[1])];
        let design = Design::new(coloured(50, 2, 1.0), names(2), groups).unwrap();
        let refused = halo(&design, &bayesian(10)).unwrap_err();
        let expected = Error::TooFewDrivers {
            n_drivers: 1,
            least: 2,
        };
        assert_eq!(refused, expected);
        assert!(halo(&design, &without_replicates()).is_err());
    }
}
