use super::complete::Loss;
use super::convergence::ImputedColumn;
use super::pooled::{PooledColumn, PooledOptions};
use crate::drivers::{Fit, StandardErrors};
use crate::units::{as_count, as_f64};

/// What a reader of a pooled fit must be told.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Caveat {
    /// Holes are assumed to be missing at random given observed columns and outcome. Always there when
    /// there are holes.
    AssumedMissingAtRandom,
    /// Rows without an outcome were left out.
    RowsWithoutOutcome {
        /// How many.
        n: usize,
    },
    /// More than half of a column is missing.
    MostlyMissing {
        /// Index of the column.
        column: usize,
        /// Part that is missing.
        share: f64,
    },
    /// Few complete rows: the imputation leans on its models more than on data.
    FewCompleteRows {
        /// Complete rows.
        n_complete: usize,
        /// Parameters of the model.
        n_parameters: usize,
    },
    /// The imputed values of a column had not mixed after the last round.
    NotConverged {
        /// Index of the column.
        column: usize,
        /// Potential scale reduction.
        r_hat: f64,
    },
    /// Fewer imputations than percent of missing information: another seed may give visibly other
    /// standard errors.
    FewImputations {
        /// Number of imputations.
        n_imputations: usize,
        /// Number that is advised.
        advised: usize,
    },
    /// Rows of one cluster were filled as if they were independent.
    ClustersNotImputed,
    /// Products were computed from filled columns and not imputed themselves, which draws their
    /// coefficients towards zero (Seaman, Bartlett & White 2012).
    ProductsOfImputed,
}

/// A column with a larger missing part is named in a caveat.
const MOSTLY_MISSING: f64 = 0.5;

/// Fewer complete rows per parameter are named in a caveat.
const COMPLETE_ROWS_PER_PARAMETER: usize = 10;

/// A larger potential scale reduction is named in a caveat (Gelman & Rubin 1992 advise 1.1 to 1.2;
/// five late rounds of twenty independent chains reach 1.14 by chance).
const NOT_CONVERGED: f64 = 1.2;

pub(super) fn caveats(
    options: &PooledOptions,
    fits: &[Fit],
    columns: &[PooledColumn],
    imputed: &[ImputedColumn],
    loss: &Loss,
) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    if loss.n_without_outcome > 0 {
        caveats.push(Caveat::RowsWithoutOutcome {
            n: loss.n_without_outcome,
        });
    }
    if imputed.is_empty() {
        return caveats;
    }
    caveats.push(Caveat::AssumedMissingAtRandom);
    for column in imputed {
        if column.share_missing > MOSTLY_MISSING {
            caveats.push(Caveat::MostlyMissing {
                column: column.column,
                share: column.share_missing,
            });
        }
        if let Some(r_hat) = column.r_hat.filter(|&r_hat| r_hat > NOT_CONVERGED) {
            caveats.push(Caveat::NotConverged {
                column: column.column,
                r_hat,
            });
        }
    }
    let n_parameters = fits.iter().map(|fit| fit.diagnosis.n_parameters).max();
    let n_parameters = n_parameters.unwrap_or_default();
    if loss.n_complete < COMPLETE_ROWS_PER_PARAMETER * n_parameters {
        caveats.push(Caveat::FewCompleteRows {
            n_complete: loss.n_complete,
            n_parameters,
        });
    }
    let largest = columns
        .iter()
        .filter_map(|column| column.estimate.and_then(|estimate| estimate.rubin))
        .map(|rubin| rubin.fraction_missing)
        .fold(0.0, f64::max);
    let n_imputations = fits.len();
    if as_f64(n_imputations) < 100.0 * largest {
        caveats.push(Caveat::FewImputations {
            n_imputations,
            advised: as_count((100.0 * largest).ceil()),
        });
    }
    let is_clustered = fits
        .iter()
        .any(|fit| matches!(fit.standard_errors, StandardErrors::Cr1 { .. }));
    if is_clustered {
        caveats.push(Caveat::ClustersNotImputed);
    }
    if !options.interactions.is_empty() {
        caveats.push(Caveat::ProductsOfImputed);
    }
    caveats
}
