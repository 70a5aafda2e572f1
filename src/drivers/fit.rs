use super::bootstrap::{replicates, replicates_of};
use super::checks::check_enough_rows;
use super::crossval::{CrossValidated, cross_validated};
use super::diagnosis::diagnose;
use super::expansion::expansions;
use super::importance::importance;
use super::influence::accelerations;
use super::regression::Regression;
use super::sandwich::standard_errors;
use super::{
    Accelerations, Design, Diagnosis, Error, Group, Importance, Options, Quantity, Replicates,
    Resampling, Role, StandardErrors,
};
use crate::stats::{IntervalKind, Moments, t_margin, t_two_sided_p};
use crate::units::{Interval, Probability, as_f64};
use rand_chacha::ChaCha8Rng;

/// A fitted driver model.
///
/// The mean outcome is exactly the constant plus the contributions of the driver groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Weighted mean of the outcome.
    pub mean_outcome: f64,
    /// Expected outcome with all drivers at zero and all controls at their mean. Its doubt is `None`
    /// as soon as that of one driver column is.
    pub intercept: Estimate,
    /// One entry per column of the design.
    pub columns: Vec<ColumnFit>,
    /// One entry per driver group, in the order of the design.
    pub drivers: Vec<DriverFit>,
    /// How much of the outcome's variance is explained.
    pub explained: Explained,
    /// How R² was divided over the driver groups.
    pub importance: Importance,
    /// Which standard errors the estimates carry.
    pub standard_errors: StandardErrors,
    /// Joint replicates; `None` when resampling is off.
    pub replicates: Option<Replicates>,
    /// What `BCa` intervals need beside replicates; `None` for percentile intervals.
    pub accelerations: Option<Accelerations>,
    /// The quantities whose `BCa` interval is not defined, so that theirs is a percentile interval.
    pub percentile_instead: Vec<Quantity>,
    /// What to know about the data.
    pub diagnosis: Diagnosis,
}

/// A coefficient with its robust doubt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The coefficient.
    pub value: f64,
    /// Its doubt; `None` when the data cannot tell: it hangs on a single observation, a single cluster
    /// or observations that are all the same.
    pub doubt: Option<Doubt>,
}

/// Standard error, interval and test of a coefficient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Doubt {
    /// Standard error: as [`Fit::standard_errors`] says, for a categorical outcome as
    /// [`ordinal::StandardErrors`](super::ordinal::StandardErrors) does.
    pub standard_error: f64,
    /// Interval of Student's t with the degrees of freedom that belong to the kind of standard error; for a
    /// categorical outcome that of the normal distribution.
    pub interval: Interval,
    /// Probability of a coefficient at least this far from zero if there were no effect.
    pub p_value: Probability,
}

/// One column of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnFit {
    /// Outcome points per unit of the column, everything else held. `None`: the column was left out,
    /// for the reason in [`Diagnosis::dropped`].
    pub estimate: Option<Estimate>,
    /// Interval over replicates; `None` without replicates, estimate or doubt.
    pub resampled: Option<Interval>,
    /// Weighted mean of the column: for 0 and 1 the share of observations that have it.
    pub mean: f64,
    /// Correlation with the outcome, nothing held; 0 for a constant column.
    pub marginal: f64,
    /// Variance inflation factor; `None` for a column that was left out.
    pub vif: Option<f64>,
}

impl ColumnFit {
    /// Whether the coefficient and the marginal correlation point in different directions.
    pub fn signs_differ(&self) -> bool {
        self.estimate
            .is_some_and(|estimate| estimate.value * self.marginal < 0.0)
    }

    /// Whether they do, and both signs are known: that of the coefficient by its interval, that of the correlation over
    /// `n` observations by [`is_clear_correlation`].
    pub fn signs_differ_clearly(&self, n: usize) -> bool {
        let doubt = self.estimate.and_then(|estimate| estimate.doubt);
        self.signs_differ()
            && doubt.is_some_and(|doubt| !doubt.interval.contains(0.0))
            && is_clear_correlation(self.marginal, n)
    }
}

/// Whether a correlation over `n` observations is told apart from zero at 95 %.
///
/// # References
///
/// Fisher (1921), *Metron* 1: the inverse hyperbolic tangent of a correlation has the error 1/√(n − 3).
pub fn is_clear_correlation(correlation: f64, n: usize) -> bool {
    const NORMAL_95: f64 = 1.959_963_984_540_054;
    n > 3 && correlation.atanh().abs() * as_f64(n - 3).sqrt() > NORMAL_95
}

/// One driver group of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct DriverFit {
    /// Index of the group in the design.
    pub group: usize,
    /// Its columns in the design.
    pub columns: Vec<usize>,
    /// Σ coefficient · mean over the columns: what the group adds to the mean outcome.
    pub contribution: f64,
    /// Interval of the contribution over replicates; `None` without, and where a coefficient of the group
    /// has no doubt. Below some thirty mentions it is too narrow: [`driver_tests`](super::driver_tests)
    /// decides.
    pub contribution_interval: Option<Interval>,
    /// Part of R² (LMG).
    pub share: f64,
    /// Interval of the share over replicates; `None` where shares were not resampled. It says how steady
    /// the share is, never whether there is an effect.
    pub share_interval: Option<Interval>,
}

/// How much of the outcome's variance a model explains.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Explained {
    /// On the rows that were fitted.
    pub r2: f64,
    /// Corrected for the number of parameters.
    pub r2_adjusted: f64,
    /// On rows that were not fitted; at or below zero the model is worth nothing. `None` with fewer
    /// units than folds.
    pub r2_cross_validated: Option<f64>,
    /// What the drivers add to the controls on rows that were not fitted; at or below zero they
    /// explain nothing beyond chance. `None` with fewer units than folds.
    pub r2_cross_validated_drivers: Option<f64>,
    /// The same over several dealings of the rows, with its spread; `None` with fewer units than folds.
    pub held_out: Option<CrossValidated>,
}

/// Fits the outcome on all columns by weighted least squares.
///
/// Controls are centred, so the constant is the expected outcome at mean controls without any
/// driver. Columns that are constant or determined by others are left out and reported.
///
/// # Errors
///
/// [`Error::TooFewRows`] without degrees of freedom, [`Error::Option`] for an option that cannot be.
///
/// # Examples
///
/// ```
/// use signaal::drivers::{Design, Group, Options, Role, Row, Rows, fit};
///
/// let mut rows = Rows::new(2);
/// for (waiting, staff, y) in [(1.0, 0.0, 3.0), (0.0, 1.0, 9.0), (0.0, 0.0, 7.0), (1.0, 1.0, 6.0)] {
///     for luck in [-0.5, 0.0, 0.5] {
///         rows.push(Row::new(&[(0, waiting), (1, staff)], y + luck));
///     }
/// }
/// let group = |name: &str, column| Group {
///     name: name.to_owned(),
///     columns: vec![column],
///     role: Role::Driver,
/// };
/// let names = vec!["waiting".to_owned(), "staff".to_owned()];
/// let design = Design::new(rows.compressed(), names, vec![group("waiting", 0), group("staff", 1)])?;
/// let fit = fit(&design, &Options::default())?;
///
/// let contributed: f64 = fit.drivers.iter().map(|driver| driver.contribution).sum();
/// assert!((fit.intercept.value + contributed - fit.mean_outcome).abs() < 1e-9);
/// assert!(fit.drivers[0].contribution < 0.0);
/// # Ok::<(), signaal::drivers::Error>(())
/// ```
///
/// # References
///
/// Standard errors: [`StandardErrors`]. Importance: Lindeman, Merenda & Gold (1980). Replicates:
/// Rubin (1981).
pub fn fit(design: &Design, options: &Options) -> Result<Fit, Error> {
    fit_with(design, options, |kept, n_replicates, importance_limit| {
        replicates(design, kept, n_replicates, importance_limit, options.seed)
    })
}

/// [`fit()`] with replicates whose moments come from elsewhere; its percentile intervals allow for leverage
/// and few mentions, as [`expansions`] says.
pub(super) fn fit_resampled(
    design: &Design,
    options: &Options,
    moments: impl Fn(&mut ChaCha8Rng) -> Moments + Sync + Send,
) -> Result<Fit, Error> {
    let mut fit = fit_with(design, options, |kept, n_replicates, importance_limit| {
        let seed = options.seed;
        replicates_of(design, kept, n_replicates, importance_limit, seed, moments)
    })?;
    if options.intervals == IntervalKind::Percentile {
        let regression = Regression::new(design, &design.sample_moments());
        let factors = expansions(design, &regression, options.level)?;
        fit.expand_intervals(&factors, options.level)?;
    }
    Ok(fit)
}

/// The fit, with replicates from a function of the columns kept, their number and the limit of
/// importance.
fn fit_with(
    design: &Design,
    options: &Options,
    replicates: impl FnOnce(&[usize], usize, usize) -> Result<Replicates, Error>,
) -> Result<Fit, Error> {
    options.check()?;
    let regression = Regression::new(design, &design.sample_moments());
    let (n, k) = (design.n_observations(), regression.n_parameters());
    check_enough_rows(n, k)?;
    let (kind, errors) = standard_errors(design, &regression, options.standard_errors);
    let degrees_of_freedom = kind.degrees_of_freedom(design, k);
    let estimate = |value: f64, error: Option<f64>| -> Result<Estimate, Error> {
        let doubt = error
            .filter(|&error| error > 0.0)
            .map(|error| doubt(value, error, degrees_of_freedom, options.level))
            .transpose()?;
        Ok(Estimate { value, doubt })
    };
    let replicates = match options.resampling {
        Resampling::Off => None,
        Resampling::Bayesian {
            n_replicates,
            importance_limit,
        } => Some(replicates(
            regression.factor.kept(),
            n_replicates,
            importance_limit,
        )?),
    };

    let importance = importance(design, &regression, options)?;
    let inverse = regression.factor.inverse();
    let p = design.columns().len();
    let mut columns = Vec::with_capacity(p);
    for column in 0..p {
        let kept = regression.factor.kept().contains(&column);
        let value = regression.coefficient(design, column);
        columns.push(ColumnFit {
            estimate: kept
                .then(|| estimate(value, errors[column + 1]))
                .transpose()?,
            resampled: None,
            mean: regression.mean(design, column),
            marginal: regression.correlation.get(column, p),
            vif: kept.then(|| inverse.get(column, column)),
        });
    }
    let validated = cross_validated(design, options.n_folds, options.seed);
    let accelerations = replicates
        .as_ref()
        .filter(|_| options.intervals == IntervalKind::Bca)
        .map(|drawn| {
            let with_shares = drawn.shares.is_some();
            accelerations(design, &regression, with_shares, options.seed)
        })
        .transpose()?;
    let mut fit = Fit {
        mean_outcome: regression.mean_outcome(design),
        intercept: estimate(regression.intercept(design), errors[0])?,
        drivers: drivers(design.groups(), &columns, &importance),
        columns,
        explained: Explained {
            r2: regression.r2,
            r2_adjusted: 1.0 - (1.0 - regression.r2) * as_f64(n - 1) / as_f64(n - k),
            r2_cross_validated: validated.map(|r2| r2.whole),
            r2_cross_validated_drivers: validated.map(|r2| r2.drivers),
            held_out: validated,
        },
        importance,
        standard_errors: kind,
        replicates,
        accelerations,
        percentile_instead: Vec::new(),
        diagnosis: diagnose(design, &regression),
    };
    fit.fill_intervals(options.intervals, options.level)?;
    Ok(fit)
}

pub(super) fn doubt(
    value: f64,
    standard_error: f64,
    degrees_of_freedom: f64,
    level: Probability,
) -> Result<Doubt, Error> {
    let margin = t_margin(level, degrees_of_freedom)? * standard_error;
    let p_value = t_two_sided_p(value / standard_error, degrees_of_freedom)?;
    Ok(Doubt {
        standard_error,
        interval: Interval::new(value - margin, value, value + margin, level)?,
        p_value,
    })
}

/// What each driver group adds to the mean outcome, with its share.
pub(super) fn drivers(
    groups: &[Group],
    columns: &[ColumnFit],
    importance: &Importance,
) -> Vec<DriverFit> {
    let is_driver = |one: &(usize, &Group)| one.1.role == Role::Driver;
    let groups = groups.iter().enumerate().filter(is_driver);
    groups
        .zip(&importance.shares)
        .map(|((group, members), &share)| {
            let contribution = members
                .columns
                .iter()
                .map(|&column| {
                    let coefficient = columns[column].estimate.map_or(0.0, |e| e.value);
                    coefficient * columns[column].mean
                })
                .sum();
            DriverFit {
                group,
                columns: members.columns.clone(),
                contribution,
                contribution_interval: None,
                share,
                share_interval: None,
            }
        })
        .collect()
}
