use super::fit::{Quality, whole};
use super::frame::Frame;
use super::likelihood::Link;
use super::{DriverFit, MeanPoints, Options, Replicates, StandardErrors, UnitEffect};
use crate::drivers::checks::check_enough_rows;
use crate::drivers::diagnosis::diagnose;
use crate::drivers::{Design, Diagnosis, Error, Estimate};

/// A fitted multinomial logit: `log P(y = k) / P(y = lowest) = α_k + x'β_k`.
///
/// Every category has slopes of its own, so nothing is assumed about their order; it needs many
/// observations per category.
#[derive(Debug, Clone, PartialEq)]
pub struct MultinomialFit {
    /// Category codes that occur, ascending; the first is the one the others are held against.
    pub categories: Vec<usize>,
    /// α of every category but the first.
    pub intercepts: Vec<Estimate>,
    /// One entry per column of the design.
    pub columns: Vec<MultinomialColumn>,
    /// How well the model fits.
    pub quality: Quality,
    /// Which standard errors the estimates carry.
    pub standard_errors: StandardErrors,
    /// Mean points, observed and predicted: they agree.
    pub mean_points: MeanPoints,
    /// One entry per driver group, in the order of the design.
    pub drivers: Vec<DriverFit>,
    /// Joint replicates; `None` when none were asked for.
    pub replicates: Option<Replicates>,
    /// What to know about the data. The number of parameters there is that of one category.
    pub diagnosis: Diagnosis,
}

/// One column of a multinomial model.
#[derive(Debug, Clone, PartialEq)]
pub struct MultinomialColumn {
    /// Per category but the first, the rise of its log-odds against the first per unit of the
    /// column. Empty: the column was left out, for the reason in [`Diagnosis::dropped`].
    pub estimates: Vec<Estimate>,
    /// Average effect of one step on the predicted points; `None` for a column that was left out.
    pub unit_effect: Option<UnitEffect>,
    /// Weighted mean of the column.
    pub mean: f64,
}

/// Fits the multinomial logit by maximum likelihood, with weights by pseudo-likelihood.
///
/// # Errors
///
/// As for [`proportional_odds`](super::proportional_odds). Sparse columns and many categories soon
/// separate: model fewer categories then, for NPS its three classes.
///
/// # References
///
/// Agresti (2013), *Categorical Data Analysis*, §8.1.
pub fn multinomial(design: &Design, options: &Options) -> Result<MultinomialFit, Error> {
    let frame = Frame::new(design, options)?;
    let link = Link::Baseline;
    let n_equations = link.n_equations(frame.n_classes());
    let n_parameters = n_equations * (frame.kept.len() + 1);
    check_enough_rows(design.n_observations(), n_parameters)?;
    let whole = whole(&frame, link, options)?;
    let q = frame.kept.len();
    let mut columns = Vec::new();
    for column in 0..design.columns().len() {
        let mut estimates = Vec::new();
        if let Ok(place) = frame.kept.binary_search(&column) {
            for equation in 0..n_equations {
                let at = link.slope(q, equation, place);
                let (errors, parameters) = (&whole.covariance, &whole.ascent.parameters);
                estimates.push(errors.slope(&frame, at, place, parameters, options.level)?);
            }
        }
        columns.push(MultinomialColumn {
            estimates,
            unit_effect: whole.unit_effect(&frame, column, options)?,
            mean: frame.regression.mean(design, column),
        });
    }
    Ok(MultinomialFit {
        intercepts: whole.constants(&frame, options)?,
        columns,
        quality: whole.quality,
        standard_errors: whole.covariance.kind,
        mean_points: whole.mean_points(options)?,
        drivers: whole.drivers(&frame, options)?,
        replicates: whole.replicates,
        diagnosis: diagnose(design, &frame.regression),
        categories: frame.codes,
    })
}
