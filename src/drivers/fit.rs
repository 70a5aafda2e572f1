use super::bootstrap::replicates;
use super::crossval::cross_validated;
use super::diagnosis::diagnose;
use super::importance::importance;
use super::regression::Regression;
use super::sandwich::standard_errors;
use super::{
    Design, Diagnosis, Error, Importance, Options, Replicates, Resampling, Role, StandardErrors,
};
use crate::stats::{percentile_interval, t_margin, t_two_sided_p};
use crate::units::{Interval, Probability, as_f64};

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
    /// Standard error: robust, and model-based where
    /// [`ordinal::StandardErrors`](super::ordinal::StandardErrors) says so.
    pub standard_error: f64,
    /// Interval of Student's t: n − k degrees of freedom, with clusters G − 1. For a categorical
    /// outcome that of the normal distribution.
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
    /// Percentile interval over replicates; `None` without replicates or estimate.
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
}

/// One driver group of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct DriverFit {
    /// Index of the group in the design.
    pub group: usize,
    /// Σ coefficient · mean over the columns: what the group adds to the mean outcome.
    pub contribution: f64,
    /// Percentile interval of the contribution; `None` without replicates.
    pub contribution_interval: Option<Interval>,
    /// Part of R² (LMG).
    pub share: f64,
    /// Percentile interval of the share; `None` where shares were not resampled. It says how steady
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
    options.check()?;
    let regression = Regression::new(design, &design.sample_moments());
    let (n, k) = (design.n_observations(), regression.n_parameters());
    if n <= k {
        return Err(Error::TooFewRows {
            n_observations: n,
            n_parameters: k,
        });
    }
    let (kind, errors) = standard_errors(design, &regression);
    let degrees_of_freedom = match kind {
        StandardErrors::Hc3 => as_f64(n - k),
        StandardErrors::Cr1 { n_clusters } => as_f64(n_clusters) - 1.0,
    };
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
            design,
            regression.factor.kept(),
            n_replicates,
            importance_limit,
            options.seed,
        )?),
    };

    let importance = importance(design, &regression, options)?;
    let inverse = regression.factor.inverse();
    let p = design.columns().len();
    let mut columns = Vec::with_capacity(p);
    for column in 0..p {
        let kept = regression.factor.kept().contains(&column);
        let value = regression.coefficient(design, column);
        let resampled = replicates.as_ref().filter(|_| kept).map(|replicates| {
            percentile_interval(
                replicates.coefficients.column(column).to_vec(),
                value,
                options.level,
            )
        });
        columns.push(ColumnFit {
            estimate: kept
                .then(|| estimate(value, errors[column + 1]))
                .transpose()?,
            resampled: resampled.transpose()?,
            mean: regression.mean(design, column),
            marginal: regression.correlation.get(column, p),
            vif: kept.then(|| inverse.get(column, column)),
        });
    }
    let validated = cross_validated(design, options.n_folds, options.seed);
    Ok(Fit {
        mean_outcome: regression.mean_outcome(design),
        intercept: estimate(regression.intercept(design), errors[0])?,
        drivers: drivers(design, &columns, &importance, replicates.as_ref(), options)?,
        columns,
        explained: Explained {
            r2: regression.r2,
            r2_adjusted: 1.0 - (1.0 - regression.r2) * as_f64(n - 1) / as_f64(n - k),
            r2_cross_validated: validated.map(|r2| r2.whole),
            r2_cross_validated_drivers: validated.map(|r2| r2.whole - r2.controls),
        },
        importance,
        standard_errors: kind,
        replicates,
        diagnosis: diagnose(design, &regression),
    })
}

fn doubt(
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

fn drivers(
    design: &Design,
    columns: &[ColumnFit],
    importance: &Importance,
    replicates: Option<&Replicates>,
    options: &Options,
) -> Result<Vec<DriverFit>, Error> {
    let mut drivers = Vec::new();
    for (at, group) in design.groups_with(Role::Driver).into_iter().enumerate() {
        let members = &design.groups()[group].columns;
        let contribution = members
            .iter()
            .map(|&column| {
                let coefficient = columns[column].estimate.map_or(0.0, |e| e.value);
                coefficient * columns[column].mean
            })
            .sum();
        let share = importance.shares[at];
        let contribution_interval = replicates
            .map(|drawn| {
                let values = (0..drawn.intercepts.len()).map(|i| {
                    members
                        .iter()
                        .map(|&column| drawn.coefficients[[i, column]] * drawn.means[[i, column]])
                        .sum()
                });
                percentile_interval(values.collect(), contribution, options.level)
            })
            .transpose()?;
        let share_interval = replicates
            .and_then(|drawn| drawn.shares.as_ref())
            .map(|shares| percentile_interval(shares.column(at).to_vec(), share, options.level))
            .transpose()?;
        drivers.push(DriverFit {
            group,
            contribution,
            contribution_interval,
            share,
            share_interval,
        });
    }
    Ok(drivers)
}
