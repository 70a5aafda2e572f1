use super::average::{Pooled, stacked};
use super::caveat::{Caveat, caveats};
use super::chain::{Trace, complete};
use super::complete::{Loss, loss};
use super::convergence::{ImputedColumn, imputed_columns};
use super::pooling::{PooledEstimate, PooledR2};
use super::table::Checked;
use super::{Imputation, IncompleteTable};
use crate::drivers::{
    Design, Error, Fit, Group, Interaction, Options, Replicates, Resampling, Row, Rows,
    StandardErrors, fit,
};
use crate::stats::resample;
use crate::units::{Interval, as_u64};

/// How a driver model of an incomplete table is fitted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PooledOptions {
    /// How holes are filled.
    pub imputation: Imputation,
    /// How every completed table is fitted. Replicates are shared out over the imputations, at least
    /// two each; the numbers are rounded up.
    pub fit: Options,
    /// Products of columns, computed after the holes are filled.
    pub interactions: Vec<Interaction>,
}

/// A driver model, fitted to several completed tables and pooled.
///
/// The mean outcome is exactly the constant plus the contributions, as in every single fit.
#[derive(Debug, Clone, PartialEq)]
pub struct PooledFit {
    /// Weighted mean of the outcome.
    pub mean_outcome: f64,
    /// Expected outcome with all drivers at zero and all controls at their mean.
    pub intercept: PooledEstimate,
    /// One entry per column of the model, products last.
    pub columns: Vec<PooledColumn>,
    /// One entry per driver group.
    pub drivers: Vec<PooledDriver>,
    /// How much of the outcome's variance is explained.
    pub explained: PooledExplained,
    /// Which standard errors the completed tables gave.
    pub standard_errors: StandardErrors,
    /// Replicates of all completed tables below each other, the first table first; `None` when
    /// resampling is off. Ranks and P(top k) follow from them as from those of a single fit.
    pub replicates: Option<Replicates>,
    /// Number of completed tables.
    pub n_imputations: usize,
    /// How the imputed values of every column with holes went.
    pub imputed: Vec<ImputedColumn>,
    /// What complete cases would have cost.
    pub loss: Loss,
    /// What a reader must be told.
    pub caveats: Vec<Caveat>,
    /// The fits that were pooled, in the order of imputations. Their replicates are in `replicates`;
    /// percentile intervals in them rest on their own part of the replicates only.
    pub fits: Vec<Fit>,
}

/// One column of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct PooledColumn {
    /// Its coefficient; `None` when the column was left out of at least one fit.
    pub estimate: Option<PooledEstimate>,
    /// Number of fits that left it out because it was constant or determined by others.
    pub n_dropped: usize,
    /// Percentile interval over the replicates of all imputations.
    pub resampled: Option<Interval>,
    /// Mean over imputations of its weighted mean.
    pub mean: f64,
    /// Mean over imputations of its correlation with the outcome.
    pub marginal: f64,
}

/// One driver group of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct PooledDriver {
    /// Index of the group in the design.
    pub group: usize,
    /// What the group adds to the mean outcome, mean over imputations.
    pub contribution: f64,
    /// Percentile interval over the replicates of all imputations.
    pub contribution_interval: Option<Interval>,
    /// Part of R², mean over imputations.
    pub share: f64,
    /// Lowest and highest share of one imputation: what the choice of the filled values does to it.
    pub share_range: Range,
    /// Percentile interval over the replicates of all imputations; never a test of an effect.
    pub share_interval: Option<Interval>,
}

/// The lowest and the highest value over imputations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Lowest.
    pub lowest: f64,
    /// Highest.
    pub highest: f64,
}

/// How much of the outcome's variance is explained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PooledExplained {
    /// R² of the completed tables, pooled on Fisher's scale. Shares add up to `mean_r2`, not to this.
    pub r2: PooledR2,
    /// Mean of R² over imputations.
    pub mean_r2: f64,
    /// Lowest and highest R² of one imputation.
    pub r2_range: Range,
    /// Mean over imputations of R² on rows that were not fitted. Their holes were filled with a model
    /// that saw their outcome, so it is somewhat too high.
    pub r2_cross_validated: Option<f64>,
}

/// Fills the holes of a table, fits the driver model to every completed table and pools the fits.
///
/// Coefficients are pooled by Rubin's rules ([`pool`](super::pool)) with the robust variances of
/// the fits; the complete degrees of freedom are those of the fit: n − k, with clusters G − 1. R² is
/// pooled on Fisher's scale ([`pool_r2`](super::pool_r2)) with the effective number of rows;
/// shares, contributions and means are averaged. Replicates are drawn within every completed table
/// and put together, so that their spread holds both sampling and imputation ("MI Boot pooled").
/// Groups index the columns of the table.
///
/// # Errors
///
/// The first fault of the table ([`Error::Shape`], [`Error::Cell`], [`Error::BrokenCategory`],
/// [`Error::NothingObserved`] and those of [`Design::new`]), [`Error::Option`] for an option that
/// cannot be, and the errors of [`fit()`](crate::drivers::fit()).
///
/// # References
///
/// Rubin (1987), *Multiple Imputation for Nonresponse in Surveys*; Barnard & Rubin (1999); Harel
/// (2009); Schomaker & Heumann (2018), *Statistics in Medicine* 37, p. 2252, for the replicates.
pub fn pooled_fit(
    table: &IncompleteTable,
    groups: &[Group],
    options: &PooledOptions,
) -> Result<PooledFit, Error> {
    options.imputation.check()?;
    options.fit.check()?;
    let checked = Checked::new(table)?;
    let m = options.imputation.n_imputations;
    let seed = options.imputation.purposed_seed();
    let completed: Vec<(Fit, Trace)> = resample(m, seed, |imputation, generator| {
        let (values, trace) = complete(&checked, &options.imputation, generator);
        let design = design(&checked, &values, groups, &options.interactions)?;
        Ok((fit(&design, &options_of(options, imputation))?, trace))
    })
    .into_iter()
    .collect::<Result<_, Error>>()?;
    let (mut fits, traces): (Vec<Fit>, Vec<Trace>) = completed.into_iter().unzip();
    let traces: Vec<&Trace> = traces.iter().collect();
    let imputed = imputed_columns(&checked, &traces, options.imputation.n_iterations);
    let replicates = stacked(&mut fits)?;

    let pooled = Pooled {
        fits: &fits,
        replicates: replicates.as_ref(),
        options: &options.fit,
        groups,
        n_columns: table.columns.len(),
    };
    let columns = pooled.columns()?;
    let loss = loss(&checked);
    let caveats = caveats(options, &fits, &columns, &imputed, &loss);
    Ok(PooledFit {
        mean_outcome: fits[0].mean_outcome,
        intercept: pooled.intercept()?,
        drivers: pooled.drivers()?,
        explained: pooled.explained()?,
        columns,
        standard_errors: fits[0].standard_errors,
        n_imputations: m,
        imputed,
        loss,
        caveats,
        replicates,
        fits,
    })
}

fn design(
    checked: &Checked<'_>,
    values: &[Vec<f64>],
    groups: &[Group],
    interactions: &[Interaction],
) -> Result<Design, Error> {
    let mut rows = Rows::new(values.len());
    let mut x = Vec::with_capacity(values.len());
    for (at, &y) in checked.outcome.iter().enumerate() {
        x.clear();
        x.extend(values.iter().map(|column| column[at]).enumerate());
        rows.push(Row {
            weight: checked.weight(at),
            cluster: checked.cluster(at),
            ..Row::new(&x, y)
        });
    }
    let columns = checked.table.columns.clone();
    let rows = rows.compressed();
    if interactions.is_empty() {
        return Design::new(rows, columns, groups.to_vec());
    }
    Design::with_interactions(&rows, columns, groups.to_vec(), interactions)
}

/// The options of one fit: its part of the replicates, and a seed of its own.
fn options_of(options: &PooledOptions, imputation: usize) -> Options {
    let mut of_fit = options.fit.clone();
    // An odd step gives every imputation another seed.
    of_fit.seed = of_fit
        .seed
        .wrapping_add(as_u64(imputation).wrapping_mul(0xd134_2543_de82_ef95));
    if let Resampling::Bayesian {
        ref mut n_replicates,
        ..
    } = of_fit.resampling
    {
        *n_replicates = n_replicates
            .div_ceil(options.imputation.n_imputations)
            .max(2);
    }
    of_fit
}
