use super::restricted::{Point, Restricted, constant, form};
use super::sums::ClusterSums;
use crate::drivers::{
    Design, DropReason, Dropped, Error, Estimate, Role, fit::doubt, regression::Regression,
};
use crate::units::{Interval, Probability, as_f64};

/// A linear model with a random intercept per cluster, fitted by restricted maximum likelihood.
///
/// It says nothing of single clusters: [`standings`](super::standings) does, for those that are large
/// enough.
#[derive(Debug, Clone, PartialEq)]
pub struct MixedModel {
    /// Expected outcome of an average cluster with all drivers at zero and all controls at their mean.
    pub intercept: FixedEffect,
    /// One entry per column of the design; `None` for a column that was left out.
    pub columns: Vec<Option<FixedEffect>>,
    /// Variance of the clusters' intercepts. At 0 the clusters differ no more than chance makes them.
    pub cluster_variance: VarianceComponent,
    /// Variance of an observation of average weight about its cluster.
    pub residual_variance: VarianceComponent,
    /// Part of the variance, beside the columns, that lies between clusters, with its profile interval.
    pub intraclass: Interval,
    /// −2 log restricted likelihood; models with other columns cannot be compared by it.
    pub restricted_deviance: f64,
    /// Columns that were left out.
    pub dropped: Vec<Dropped>,
    /// Number of clusters; an observation outside clusters counts as one of its own.
    pub n_clusters: usize,
    /// Number of observations.
    pub n_observations: usize,
}

/// A coefficient of a mixed model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FixedEffect {
    /// Coefficient, model-based standard error, interval and test.
    pub estimate: Estimate,
    /// Satterthwaite's degrees of freedom of the interval, at most n − k.
    pub degrees_of_freedom: f64,
}

/// A variance with its doubt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VarianceComponent {
    /// The variance.
    pub value: f64,
    /// Asymptotic standard error from the expected information. The distribution is skew: an interval
    /// of two of these is not one of 95 %; use [`MixedModel::intraclass`].
    pub standard_error: f64,
}

/// A fitted model with what predictions need.
pub(super) struct Solved {
    pub(super) model: MixedModel,
    pub(super) point: Point,
    pub(super) sums: ClusterSums,
    /// Weighted means of (1, columns) over all observations, in stored units.
    pub(super) means: Vec<f64>,
}

/// Fits the outcome on all columns with a random intercept per cluster.
///
/// The restricted likelihood is a function of one number, the ratio of the variance between clusters
/// to that within; it is tried over fourteen decades and then solved to the last digit, so there is no
/// starting value and no tolerance. Clusters enter by their size, mean and cross-products: after one
/// pass the number of rows is no matter.
///
/// Weights are those of precision, scaled to mean 1: an observation of weight w has 1/w of the residual
/// variance. Weights of sampling need other methods for the variances (Pfeffermann et al. 1998);
/// coefficients and their order of magnitude survive.
///
/// Standard errors trust the model: independent intercepts, one residual variance. The drivers are
/// assumed to be unrelated to the clusters' intercepts; where
/// [`within_between`](fn@super::within_between) finds a difference, they are not and the coefficients mix
/// two effects.
///
/// # Errors
///
/// [`Error::TooFewClusters`], [`Error::NoReplication`], [`Error::TooFewRows`], [`Error::NoResidual`] or
/// [`Error::ClustersDetermined`] when the data cannot tell clusters from observations.
///
/// # References
///
/// Patterson & Thompson (1971), *Biometrika* 58, p. 545; Laird & Ware (1982), *Biometrics* 38, p. 963;
/// Satterthwaite (1946), *Biometrics Bulletin* 2, p. 110, and Giesbrecht & Burns (1985), *Biometrics*
/// 41, p. 477, for the degrees of freedom.
pub fn mixed_model(design: &Design, level: Probability) -> Result<MixedModel, Error> {
    solve(design, level).map(|solved| solved.model)
}

pub(super) fn solve(design: &Design, level: Probability) -> Result<Solved, Error> {
    let sums = ClusterSums::new(design)?;
    let plain = Regression::new(design, &design.sample_moments());
    solve_with(design, sums, &plain, plain.factor.kept(), level)
}

/// The model with some columns; `plain` is a fit without clusters on the same rows.
pub(super) fn solve_with(
    design: &Design,
    sums: ClusterSums,
    plain: &Regression,
    kept: &[usize],
    level: Probability,
) -> Result<Solved, Error> {
    let restricted = Restricted::new(design, &sums, kept)?;
    let point = restricted.maximum()?;
    let (low, high) = restricted.profile(&point, level);
    let ratio = |lambda: f64| lambda / (1.0 + lambda);
    let intraclass = Interval::new(ratio(low), ratio(point.lambda), ratio(high), level)?;

    let p = design.columns().len();
    let mut means = vec![1.0];
    means.extend_from_slice(&plain.means);
    let mut columns = vec![None; p];
    for &column in kept {
        let mut contrast = vec![0.0; p + 1];
        contrast[column + 1] = 1.0 / design.scale(column);
        let value = point.regression.coefficient(design, column);
        columns[column] = Some(fixed_effect(&point, &contrast, value, level, &sums, kept)?);
    }
    let mut contrast = means.clone();
    for column in design.columns_with(Role::Driver) {
        // A driver at zero; one that was left out has no slope, and its place no weight.
        contrast[column + 1] = -design.origin(column) / design.scale(column);
    }
    let variance = point.residual_variance;
    let doubts = point.component_variances();
    let model = MixedModel {
        intercept: {
            let value = design.y_origin() + value_at(&point, &contrast);
            fixed_effect(&point, &contrast, value, level, &sums, kept)?
        },
        columns,
        cluster_variance: VarianceComponent {
            value: point.lambda * variance,
            standard_error: doubts.of(point.lambda, variance).sqrt(),
        },
        residual_variance: VarianceComponent {
            value: variance,
            standard_error: doubts.residual.sqrt(),
        },
        intraclass,
        restricted_deviance: point.deviance,
        dropped: (0..p)
            .filter(|column| !plain.factor.kept().contains(column))
            .map(|column| Dropped {
                column,
                reason: if design.is_constant(column) {
                    DropReason::Constant
                } else {
                    DropReason::Collinear
                },
            })
            .collect(),
        n_clusters: sums.n_clusters,
        n_observations: sums.n_observations,
    };
    Ok(Solved {
        model,
        point,
        sums,
        means,
    })
}

/// The fixed part of the outcome, about its origin, at a value of (1, columns).
pub(super) fn value_at(point: &Point, vector: &[f64]) -> f64 {
    let slopes = point.regression.slopes.iter().zip(&vector[1..]);
    constant(&point.regression) + slopes.map(|(slope, value)| slope * value).sum::<f64>()
}

fn fixed_effect(
    point: &Point,
    contrast: &[f64],
    value: f64,
    level: Probability,
    sums: &ClusterSums,
    kept: &[usize],
) -> Result<FixedEffect, Error> {
    let influence = point.inverse.times(contrast);
    let unit: f64 = influence.iter().zip(contrast).map(|(a, b)| a * b).sum();
    let mut padded = influence;
    padded.push(0.0);
    let unit_slope = -form(&point.cross_slope, &padded);
    let variance = point.residual_variance * unit;
    let doubts = point.component_variances();
    let of_variance = doubts.of(unit, point.residual_variance * unit_slope);
    let most = as_f64(sums.n_observations - kept.len() - 1);
    let degrees_of_freedom = (2.0 * variance * variance / of_variance).min(most);
    Ok(FixedEffect {
        estimate: Estimate {
            value,
            doubt: Some(doubt(value, variance.sqrt(), degrees_of_freedom, level)?),
        },
        degrees_of_freedom,
    })
}
