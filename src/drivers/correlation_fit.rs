use super::checks::check_enough_rows;
use super::checks::check_groups;
use super::fit::doubt;
use super::importance::{Layout, divide, relative_weights_of_groups};
use super::{Correlations, Doubt, DropReason, Dropped, Error, Group, Importance, Options, Role};
use crate::stats::{Factor, RANK_TOLERANCE};
use crate::units::as_f64;

/// A driver model fitted to correlations alone, in standard deviations.
///
/// There are no means, so no constant and no contributions, and no rows, so no robust errors and no
/// replicates: classical errors hold only for independent observations of equal variance.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrelationFit {
    /// One entry per column of the correlations.
    pub columns: Vec<StandardisedColumn>,
    /// Indices of the driver groups, in the order of the shares in [`Self::importance`].
    pub drivers: Vec<usize>,
    /// R² of all columns.
    pub r2: f64,
    /// R² corrected for the number of parameters; `None` without the number of observations.
    pub r2_adjusted: Option<f64>,
    /// Number of observations, where it is known.
    pub n_observations: Option<usize>,
    /// Number of estimated parameters, the constant included.
    pub n_parameters: usize,
    /// How R² is divided over the driver groups.
    pub importance: Importance,
    /// Johnson's relative weights per driver group; `None` with controls or where columns overlap fully.
    pub relative_weights: Option<Vec<f64>>,
    /// Columns that were left out because controls and earlier columns determine them.
    pub dropped: Vec<Dropped>,
}

/// One column of a model in standard deviations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StandardisedColumn {
    /// Standard deviations of the outcome per standard deviation of the column, everything else held;
    /// `None` for a column that was left out.
    pub coefficient: Option<f64>,
    /// Its classical doubt; `None` without the number of observations, without coefficient, and in a
    /// perfect fit. The error takes the standard deviations as known; t and p are those of the coefficient
    /// in units of the data.
    pub doubt: Option<Doubt>,
    /// Correlation with the outcome, nothing held.
    pub marginal: f64,
    /// Variance inflation factor; `None` for a column that was left out.
    pub vif: Option<f64>,
}

impl StandardisedColumn {
    /// Whether the coefficient and the correlation point in different directions.
    pub fn signs_differ(&self) -> bool {
        self.coefficient
            .is_some_and(|coefficient| coefficient * self.marginal < 0.0)
    }
}

/// What is left of the outcome's variance in a perfect fit is rounding.
const NO_RESIDUAL: f64 = 1e-12;

/// Fits the outcome on all columns of a correlation matrix.
///
/// Of the options only `level`, `seed`, `exact_limit` and `n_orderings` matter.
///
/// # Errors
///
/// What is wrong with the groups, [`Error::TooFewRows`] when the known number of observations leaves no
/// degrees of freedom, [`Error::Option`] for an option that cannot be.
///
/// # Examples
///
/// ```
/// use ndarray::array;
/// use signaal::drivers::{Correlations, Group, Options, Role, fit_correlations};
///
/// let names = ["waiting", "staff", "score"].map(str::to_owned).to_vec();
/// let matrix = array![[1.0, 0.5, 0.6], [0.5, 1.0, 0.3], [0.6, 0.3, 1.0]];
/// let correlations = Correlations::new(names, "score", &matrix, Some(200))?;
/// let group = |name: &str, column| Group {
///     name: name.to_owned(),
///     columns: vec![column],
///     role: Role::Driver,
/// };
/// let groups = [group("waiting", 0), group("staff", 1)];
/// let fit = fit_correlations(&correlations, &groups, &Options::default())?;
/// assert!((fit.importance.shares[0] - 0.315).abs() < 1e-12);
/// # Ok::<(), signaal::drivers::Error>(())
/// ```
///
/// # References
///
/// Cohen, Cohen, West & Aiken (2003), *Applied Multiple Regression*, §3.6 for the standard errors.
pub fn fit_correlations(
    correlations: &Correlations,
    groups: &[Group],
    options: &Options,
) -> Result<CorrelationFit, Error> {
    options.check()?;
    check_groups(correlations.columns(), groups)?;
    let matrix = correlations.matrix();
    let p = correlations.columns().len();
    let layout = Layout::new(groups);
    let mut sequence = layout.controls.clone();
    sequence.extend(&layout.drivers);
    let factor = Factor::new(matrix, &sequence, RANK_TOLERANCE);
    let with_outcome: Vec<f64> = (0..=p).map(|column| matrix.get(column, p)).collect();
    let slopes = factor.solve(&with_outcome);
    let r2: f64 = slopes
        .iter()
        .zip(&with_outcome)
        .take(p)
        .map(|(b, r)| b * r)
        .sum();
    let k = factor.kept().len() + 1;
    let n = correlations.n_observations();
    if let Some(n) = n {
        check_enough_rows(n, k)?;
    }
    let inverse = factor.inverse();
    let residual = 1.0 - r2;
    let columns = (0..p)
        .map(|column| {
            let kept = factor.kept().contains(&column);
            let coefficient = kept.then_some(slopes[column]);
            let vif = kept.then(|| inverse.get(column, column));
            let doubt = match (coefficient, vif, n) {
                (Some(value), Some(vif), Some(n)) if residual > NO_RESIDUAL => {
                    let degrees_of_freedom = as_f64(n - k);
                    let error = (residual / degrees_of_freedom * vif).sqrt();
                    Some(doubt(value, error, degrees_of_freedom, options.level)?)
                }
                _ => None,
            };
            Ok(StandardisedColumn {
                coefficient,
                doubt,
                marginal: with_outcome[column],
                vif,
            })
        })
        .collect::<Result<Vec<StandardisedColumn>, Error>>()?;
    let drivers = (0..groups.len())
        .filter(|&group| groups[group].role == Role::Driver)
        .collect();
    let mut dropped: Vec<Dropped> = factor
        .dropped()
        .iter()
        .map(|&column| Dropped {
            column,
            reason: DropReason::Collinear,
        })
        .collect();
    dropped.sort_unstable_by_key(|dropped| dropped.column);
    Ok(CorrelationFit {
        columns,
        drivers,
        r2,
        r2_adjusted: n.map(|n| 1.0 - residual * as_f64(n - 1) / as_f64(n - k)),
        n_observations: n,
        n_parameters: k,
        importance: divide(&layout, matrix, options)?,
        relative_weights: relative_weights_of_groups(groups, matrix).ok(),
        dropped,
    })
}
