use super::options::{Options, Purpose};
use super::regression::Regression;
use super::{Design, Error, Group, Role};
use crate::stats::{
    RANK_TOLERANCE, Symmetric, relative_weights as weights_of, sample_shapley, sum_over_subsets,
};
use ndarray::Array2;

/// How R² was divided over the driver groups.
#[derive(Debug, Clone, PartialEq)]
pub enum ImportanceMethod {
    /// Over all subsets.
    Exact {
        /// Mean gain in R² by number of groups that are in already, `(n_drivers, n_drivers)`.
        by_level: Array2<f64>,
    },
    /// Over random orderings, because there are more groups than the exact limit.
    Sampled {
        /// Number of orderings.
        n_orderings: usize,
        /// Monte-Carlo standard error per driver group.
        standard_errors: Vec<f64>,
    },
}

/// The division of R² by Shapley's rule (LMG), controls always in.
///
/// A share is not an effect: a group without effect gets one by occurring together with others.
/// Nor does an interval of a share tell whether there is an effect, as it never reaches below zero.
#[derive(Debug, Clone, PartialEq)]
pub struct Importance {
    /// Exact or sampled.
    pub method: ImportanceMethod,
    /// R² of the controls alone.
    pub r2_controls: f64,
    /// R² that is divided: of all columns minus that of the controls.
    pub r2_divided: f64,
    /// Part of R² per driver group, in the order of the groups; sums to `r2_divided`.
    pub shares: Vec<f64>,
    /// Gain in R² of each driver group when it enters first, right after the controls.
    pub first: Vec<f64>,
    /// Gain in R² of each driver group when it enters last, after all others.
    pub last: Vec<f64>,
}

pub(super) fn importance(
    design: &Design,
    regression: &Regression,
    options: &Options,
) -> Result<Importance, Error> {
    divide(
        &Layout::new(design.groups()),
        &regression.correlation,
        options,
    )
}

/// Divides the R² of correlations, outcome last, over the driver groups.
pub(super) fn divide(
    layout: &Layout,
    correlation: &Symmetric,
    options: &Options,
) -> Result<Importance, Error> {
    let partial = layout.partial(correlation);
    let groups = &layout.groups;
    let response = partial.order() - 1;
    let r2_controls = 1.0 - partial.get(response, response);
    let (method, shares) = if groups.len() <= options.exact_limit {
        let sums = sum_over_subsets(&partial, groups)?;
        let by_level = sums.by_level();
        (ImportanceMethod::Exact { by_level }, sums.shapley())
    } else {
        let seed = Purpose::Orderings.seed(options.seed);
        let sampled = sample_shapley(&partial, groups, options.n_orderings, seed)?;
        let method = ImportanceMethod::Sampled {
            n_orderings: sampled.n_orderings,
            standard_errors: sampled.standard_errors,
        };
        (method, sampled.shares)
    };
    let whole = explained_by(&partial, groups.iter().flatten().copied().collect())?;
    Ok(Importance {
        method,
        r2_controls,
        r2_divided: shares.iter().sum(),
        shares,
        first: explained_by_each(&partial, groups, |group, other| group == other)?,
        last: explained_by_each(&partial, groups, |group, other| group != other)?
            .into_iter()
            .map(|without| whole - without)
            .collect(),
    })
}

/// Per group what the groups chosen for it explain together.
fn explained_by_each(
    partial: &Symmetric,
    groups: &[Vec<usize>],
    is_in: impl Fn(usize, usize) -> bool,
) -> Result<Vec<f64>, Error> {
    (0..groups.len())
        .map(|group| {
            let chosen = groups
                .iter()
                .enumerate()
                .filter(|&(other, _)| is_in(group, other))
                .flat_map(|(_, columns)| columns.iter().copied());
            explained_by(partial, chosen.collect())
        })
        .collect()
}

/// What some columns explain, as the one subset of one group.
fn explained_by(partial: &Symmetric, columns: Vec<usize>) -> Result<f64, Error> {
    Ok(sum_over_subsets(partial, &[columns])?.explained())
}

/// The exact shares of one replicate.
pub(super) fn exact_shares(design: &Design, correlation: &Symmetric) -> Result<Vec<f64>, Error> {
    let layout = Layout::new(design.groups());
    Ok(sum_over_subsets(&layout.partial(correlation), &layout.groups)?.shapley())
}

/// Divides R² by Johnson's relative weights, one per column.
///
/// # Errors
///
/// [`Error::AlwaysUnsupported`] with a control group, [`Error::Statistic`] when columns overlap
/// fully or one is constant.
///
/// # References
///
/// See [`stats::relative_weights`](crate::stats::relative_weights).
pub fn relative_weights(design: &Design) -> Result<Vec<f64>, Error> {
    let regression = Regression::new(design, &design.sample_moments());
    column_weights(design.groups(), &regression.correlation)
}

/// Divides R² by Johnson's relative weights, one per driver group: the sum over its columns.
///
/// The sum of a group of several columns depends on how they are coded, other than the group's LMG share:
/// for the dummies of one attribute LMG is the better choice.
///
/// # Errors
///
/// As [`relative_weights`].
///
/// # References
///
/// See [`stats::relative_weights`](crate::stats::relative_weights).
pub fn relative_weights_by_group(design: &Design) -> Result<Vec<f64>, Error> {
    let regression = Regression::new(design, &design.sample_moments());
    relative_weights_of_groups(design.groups(), &regression.correlation)
}

pub(super) fn relative_weights_of_groups(
    groups: &[Group],
    correlation: &Symmetric,
) -> Result<Vec<f64>, Error> {
    let weights = column_weights(groups, correlation)?;
    Ok(groups
        .iter()
        .map(|group| group.columns.iter().map(|&column| weights[column]).sum())
        .collect())
}

fn column_weights(groups: &[Group], correlation: &Symmetric) -> Result<Vec<f64>, Error> {
    if let Some(control) = groups.iter().find(|group| group.role == Role::Control) {
        return Err(Error::AlwaysUnsupported {
            group: control.name.clone(),
        });
    }
    Ok(weights_of(correlation)?)
}

/// Where controls and drivers stand in the correlations.
pub(super) struct Layout {
    /// Columns of the controls, ascending.
    pub(super) controls: Vec<usize>,
    /// Columns of the drivers, ascending.
    pub(super) drivers: Vec<usize>,
    /// Per driver group the positions of its columns among those of the drivers.
    groups: Vec<Vec<usize>>,
}

impl Layout {
    pub(super) fn new(groups: &[Group]) -> Self {
        let with = |role: Role| groups.iter().filter(move |group| group.role == role);
        let columns = |role: Role| {
            let mut columns: Vec<usize> = with(role)
                .flat_map(|group| group.columns.iter().copied())
                .collect();
            columns.sort_unstable();
            columns
        };
        let drivers = columns(Role::Driver);
        let groups = with(Role::Driver)
            .map(|group| {
                let positions = group.columns.iter();
                positions
                    .filter_map(|column| drivers.binary_search(column).ok())
                    .collect()
            })
            .collect();
        Self {
            controls: columns(Role::Control),
            drivers,
            groups,
        }
    }

    /// Correlations of the drivers and the outcome with the controls swept out.
    fn partial(&self, correlation: &Symmetric) -> Symmetric {
        correlation.swept(&self.controls, RANK_TOLERANCE)
    }
}
