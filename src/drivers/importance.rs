use super::interactions::predecessors;
use super::options::{Options, Purpose};
use super::regression::Regression;
use super::{Design, Error, Role};
use crate::stats::{
    RANK_TOLERANCE, Symmetric, relative_weights as weights_of, sample_shapley,
    shapley_over_allowed_orderings, sum_over_subsets,
};
use ndarray::Array2;

/// How R² was divided over the driver groups.
#[derive(Debug, Clone, PartialEq)]
pub enum ImportanceMethod {
    /// Over all subsets.
    Exact {
        /// Mean gain in R² by number of groups that are in already, `(n_drivers, n_drivers)`. With
        /// interactions the mean is over the allowed orderings that have the group at that place,
        /// and 0 where none has.
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
    /// With interactions the number of orderings averaged: those in which every product comes after
    /// both factors. `None`: all orderings count.
    pub n_allowed_orderings: Option<f64>,
}

pub(super) fn importance(
    design: &Design,
    regression: &Regression,
    options: &Options,
) -> Result<Importance, Error> {
    let (partial, groups) = partial_correlation(design, &regression.correlation);
    let response = partial.order() - 1;
    let r2_controls = 1.0 - partial.get(response, response);
    if !design.products().is_empty() {
        let allowed = shapley_over_allowed_orderings(&partial, &groups, &predecessors(design))?;
        return Ok(Importance {
            method: ImportanceMethod::Exact {
                by_level: allowed.by_level,
            },
            r2_controls,
            r2_divided: allowed.shares.iter().sum(),
            shares: allowed.shares,
            n_allowed_orderings: Some(allowed.n_orderings),
        });
    }
    let (method, shares) = if groups.len() <= options.exact_limit {
        let sums = sum_over_subsets(&partial, &groups)?;
        let by_level = sums.by_level();
        (ImportanceMethod::Exact { by_level }, sums.shapley())
    } else {
        let seed = Purpose::Orderings.seed(options.seed);
        let sampled = sample_shapley(&partial, &groups, options.n_orderings, seed)?;
        let method = ImportanceMethod::Sampled {
            n_orderings: sampled.n_orderings,
            standard_errors: sampled.standard_errors,
        };
        (method, sampled.shares)
    };
    Ok(Importance {
        method,
        r2_controls,
        r2_divided: shares.iter().sum(),
        shares,
        n_allowed_orderings: None,
    })
}

/// The exact shares of one replicate.
pub(super) fn exact_shares(design: &Design, correlation: &Symmetric) -> Result<Vec<f64>, Error> {
    let (partial, groups) = partial_correlation(design, correlation);
    if !design.products().is_empty() {
        let allowed = shapley_over_allowed_orderings(&partial, &groups, &predecessors(design))?;
        return Ok(allowed.shares);
    }
    Ok(sum_over_subsets(&partial, &groups)?.shapley())
}

/// Divides R² by Johnson's relative weights, one per column.
///
/// # Errors
///
/// [`Error::AlwaysUnsupported`] with a control group, [`Error::ProductUnsupported`] with an
/// interaction, [`Error::Statistic`] when columns overlap
/// fully or one is constant.
///
/// # References
///
/// See [`stats::relative_weights`](crate::stats::relative_weights).
pub fn relative_weights(design: &Design) -> Result<Vec<f64>, Error> {
    if let Some(&group) = design.groups_with(Role::Control).first() {
        return Err(Error::AlwaysUnsupported {
            group: design.groups()[group].name.clone(),
        });
    }
    if let Some(product) = design.products().first() {
        return Err(Error::ProductUnsupported {
            column: design.columns()[product.column].clone(),
        });
    }
    let regression = Regression::new(design, &design.sample_moments());
    Ok(weights_of(&regression.correlation)?)
}

/// Correlations with the controls swept out, and each driver group's columns in that matrix.
fn partial_correlation(design: &Design, correlation: &Symmetric) -> (Symmetric, Vec<Vec<usize>>) {
    let controls = design.columns_with(Role::Control);
    let partial = correlation.swept(&controls, RANK_TOLERANCE);
    let drivers = design.columns_with(Role::Driver);
    let groups = design
        .groups_with(Role::Driver)
        .into_iter()
        .map(|group| {
            design.groups()[group]
                .columns
                .iter()
                .filter_map(|column| drivers.binary_search(column).ok())
                .collect()
        })
        .collect();
    (partial, groups)
}
