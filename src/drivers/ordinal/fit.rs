use super::covariance::{Covariance, covariance};
use super::effects::{Effects, Precision, UnitStep, effects};
use super::frame::{Frame, climb, null_log_likelihood};
use super::likelihood::Link;
use super::replicates::replicates;
use super::{DriverFit, MeanPoints, Options, Replicates, StandardErrors, UnitEffect};
use crate::drivers::diagnosis::diagnose;
use crate::drivers::{Design, Diagnosis, Error, Estimate, Role};
use crate::stats::{Ascent, percentile_interval};
use crate::units::{Interval, as_f64};
use ndarray::ArrayView1;

/// A fitted proportional-odds model: `logit P(y ≤ k) = θ_k − x'β`.
///
/// With two categories it is logistic regression of the upper one, with constant
/// [`Fit::intercept`]. Nothing is standardised or centred.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Category codes that occur, ascending; the others are not in the model.
    pub categories: Vec<usize>,
    /// θ per cut between neighbouring categories that occur, with all columns at 0; one fewer than
    /// `categories`.
    pub thresholds: Vec<Estimate>,
    /// One entry per column of the design.
    pub columns: Vec<ColumnFit>,
    /// How well the model fits.
    pub quality: Quality,
    /// Which standard errors the estimates carry.
    pub standard_errors: StandardErrors,
    /// Mean points, observed and predicted.
    pub mean_points: MeanPoints,
    /// One entry per driver group, in the order of the design.
    pub drivers: Vec<DriverFit>,
    /// Joint replicates; `None` when none were asked for.
    pub replicates: Option<Replicates>,
    /// What to know about the data. The number of parameters there counts one constant only.
    pub diagnosis: Diagnosis,
}

impl Fit {
    /// Log-odds of the upper category with all columns at 0; `None` unless two categories occur.
    pub fn intercept(&self) -> Option<Estimate> {
        let [threshold] = self.thresholds[..] else {
            return None;
        };
        let doubt = threshold.doubt.map(|mut doubt| {
            doubt.interval = doubt.interval.scaled(-1.0);
            doubt
        });
        Some(Estimate {
            value: -threshold.value,
            doubt,
        })
    }
}

/// One column of a proportional-odds model.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnFit {
    /// Rise of the log-odds of any higher group of categories per unit of the column. `None`: the
    /// column was left out, for the reason in [`Diagnosis::dropped`].
    pub estimate: Option<Estimate>,
    /// Percentile interval over replicates, too narrow for a column that few observations have;
    /// `None` without replicates or estimate.
    pub resampled: Option<Interval>,
    /// Average effect of one step on the predicted points; `None` without estimate.
    pub unit_effect: Option<UnitEffect>,
    /// Weighted mean of the column: for 0 and 1 the share of observations that have it.
    pub mean: f64,
    /// Variance inflation factor; `None` for a column that was left out.
    pub vif: Option<f64>,
}

/// How well a categorical model fits.
///
/// Weights are scaled to a mean of 1 first, so that these are figures of n observations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quality {
    /// Of the model.
    pub log_likelihood: f64,
    /// Without any column.
    pub null_log_likelihood: f64,
    /// 1 − log-likelihood / log-likelihood without any column (`McFadden` 1974). Values of 0.2 to
    /// 0.4 are already a very good fit; it is not comparable with R².
    pub mcfadden_r2: f64,
    /// Akaike's criterion; `None` with weights or clusters, where the likelihood is not one of
    /// independent observations.
    pub aic: Option<f64>,
    /// Number of estimated parameters.
    pub n_parameters: usize,
}

/// Fits the proportional-odds model by maximum likelihood, with weights by pseudo-likelihood.
///
/// Columns that are constant or determined by others are left out and reported. Intervals of slopes
/// are Wald's, normal, and wide for rare columns; those of replicates are then too narrow (see
/// [`Replicates`]).
///
/// # Errors
///
/// [`Error::Category`] for an outcome that is not a code, [`Error::Separation`] when no finite
/// coefficient fits best, [`Error::TooFewRows`] without degrees of freedom, [`Error::NoMaximum`],
/// [`Error::Points`] and [`Error::Option`] for options that cannot be.
///
/// # Examples
///
/// ```
/// use signaal::drivers::ordinal::{Options, proportional_odds};
/// use signaal::drivers::{Design, Group, Role, Row, Rows};
///
/// let mut rows = Rows::new(1);
/// for (waiting, category, count) in
///     [(0.0, 0.0, 10), (0.0, 1.0, 20), (0.0, 2.0, 70), (1.0, 0.0, 30), (1.0, 1.0, 10), (1.0, 2.0, 10)]
/// {
///     rows.push(Row { count, ..Row::new(&[(0, waiting)], category) });
/// }
/// let group = Group { name: "waiting".to_owned(), columns: vec![0], role: Role::Driver };
/// let design = Design::new(rows, vec!["waiting".to_owned()], vec![group])?;
/// let mut options = Options::new(vec![-100.0, 0.0, 100.0]);
/// options.n_replicates = 200;
/// let fit = proportional_odds(&design, &options)?;
///
/// assert!(fit.columns[0].estimate.is_some_and(|slope| slope.value < 0.0));
/// assert!(fit.drivers[0].contribution < -20.0);
/// # Ok::<(), signaal::drivers::Error>(())
/// ```
///
/// # References
///
/// `McCullagh` (1980), *JRSS B* 42, p. 109; Agresti (2010), *Analysis of Ordinal Categorical Data*,
/// §3.3–3.4.
pub fn proportional_odds(design: &Design, options: &Options) -> Result<Fit, Error> {
    let frame = Frame::new(design, options)?;
    let whole = whole(&frame, Link::Cumulative, options)?;
    let q = frame.kept.len();
    let p = design.columns().len();
    let inverse = frame.regression.factor.inverse();
    let mut columns = Vec::with_capacity(p);
    for column in 0..p {
        let place = frame.kept.binary_search(&column).ok();
        let parameters = &whole.ascent.parameters;
        let estimate = place
            .map(|place| {
                let at = Link::Cumulative.slope(q, 0, place);
                let errors = &whole.covariance;
                errors.slope(&frame, at, place, parameters, options.level)
            })
            .transpose()?;
        let resampled = match (&whole.replicates, estimate) {
            (Some(drawn), Some(estimate)) => Some(percentile_interval(
                drawn.coefficients.column(column).to_vec(),
                estimate.value,
                options.level,
            )?),
            _ => None,
        };
        columns.push(ColumnFit {
            estimate,
            resampled,
            unit_effect: whole.unit_effect(&frame, column, options)?,
            mean: frame.regression.mean(design, column),
            vif: place.map(|_| inverse.get(column, column)),
        });
    }
    Ok(Fit {
        thresholds: whole.constants(&frame, options)?,
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

/// What both models have: parameters, their covariances, quality, effects and replicates.
pub(super) struct Whole {
    pub(super) link: Link,
    pub(super) ascent: Ascent,
    pub(super) covariance: Covariance,
    pub(super) quality: Quality,
    pub(super) replicates: Option<Replicates>,
    steps: Vec<UnitStep>,
    effects: Effects,
    observed: f64,
    shares: Vec<f64>,
}

pub(super) fn whole(frame: &Frame<'_>, link: Link, options: &Options) -> Result<Whole, Error> {
    let cells = frame.sample_cells();
    let ascent = climb(link, &cells, |place| frame.name(place))?;
    let covariance = covariance(frame, link, &ascent);
    let log_likelihood = ascent.derivatives.value;
    let null_log_likelihood = null_log_likelihood(&cells);
    let n_parameters = ascent.parameters.len();
    let independent = covariance.kind == StandardErrors::ModelBased;
    let steps = frame.steps();
    let effects = effects(
        frame,
        &cells,
        &steps,
        link,
        &ascent.parameters,
        Precision::Exact,
    );
    let drawn = (options.n_replicates > 0).then(|| {
        let (start, n) = (&ascent.parameters, options.n_replicates);
        replicates(frame, link, &steps, start, n, options.seed)
    });
    Ok(Whole {
        link,
        quality: Quality {
            log_likelihood,
            null_log_likelihood,
            mcfadden_r2: 1.0 - log_likelihood / null_log_likelihood,
            aic: independent.then(|| 2.0 * (as_f64(n_parameters) - log_likelihood)),
            n_parameters,
        },
        ascent,
        covariance,
        replicates: drawn,
        steps,
        effects,
        observed: frame.mean_observed(&cells),
        shares: frame.shares(&cells),
    })
}

impl Whole {
    /// Thresholds or constants in the units of the data.
    pub(super) fn constants(
        &self,
        frame: &Frame<'_>,
        options: &Options,
    ) -> Result<Vec<Estimate>, Error> {
        let parameters = &self.ascent.parameters;
        (0..frame.n_classes() - 1)
            .map(|at| {
                let errors = &self.covariance;
                errors.constant(frame, self.link, at, parameters, options.level)
            })
            .collect()
    }

    pub(super) fn mean_points(&self, options: &Options) -> Result<MeanPoints, Error> {
        Ok(MeanPoints {
            observed: self.observed,
            predicted: self.effects.mean,
            interval: self.interval(
                |drawn| drawn.mean_points.view(),
                self.effects.mean,
                options,
            )?,
        })
    }

    pub(super) fn drivers(
        &self,
        frame: &Frame<'_>,
        options: &Options,
    ) -> Result<Vec<DriverFit>, Error> {
        let groups = frame.design.groups_with(Role::Driver).into_iter();
        groups
            .enumerate()
            .map(|(at, group)| {
                let contribution = self.effects.contributions[at];
                Ok(DriverFit {
                    group,
                    contribution,
                    interval: self.interval(
                        |drawn| drawn.contributions.column(at),
                        contribution,
                        options,
                    )?,
                    share: self.shares[at],
                })
            })
            .collect()
    }

    /// `None` for a column that was left out.
    pub(super) fn unit_effect(
        &self,
        frame: &Frame<'_>,
        column: usize,
        options: &Options,
    ) -> Result<Option<UnitEffect>, Error> {
        let Ok(place) = frame.kept.binary_search(&column) else {
            return Ok(None);
        };
        let points = self.effects.units[place];
        Ok(Some(UnitEffect {
            points,
            step: self.steps[place],
            interval: self.interval(|drawn| drawn.unit_effects.column(column), points, options)?,
        }))
    }

    fn interval(
        &self,
        of: impl Fn(&Replicates) -> ArrayView1<'_, f64>,
        estimate: f64,
        options: &Options,
    ) -> Result<Option<Interval>, Error> {
        let drawn = self.replicates.as_ref();
        let interval =
            drawn.map(|drawn| percentile_interval(of(drawn).to_vec(), estimate, options.level));
        Ok(interval.transpose()?)
    }
}
