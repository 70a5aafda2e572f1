use crate::drivers::expansion::expansions;
use crate::drivers::importance::exact_shares;
use crate::drivers::regression::Regression;
use crate::drivers::{Design, Error, Role};
use crate::stats::{expanded_interval, percentile_interval};
use crate::units::{Interval, Probability};
use ndarray::{Array1, Array2};

/// How a correction is resampled.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectionOptions {
    /// Level of all intervals.
    pub level: Probability,
    /// Seed of the replicates.
    pub seed: u64,
    /// Number of replicates, at least 2; 1,000 or more for an interval.
    pub n_replicates: usize,
}

impl Default for CorrectionOptions {
    /// Level 0.95, 1,000 replicates.
    fn default() -> Self {
        Self {
            level: Probability::saturating(0.95),
            seed: 1,
            n_replicates: 1000,
        }
    }
}

impl CorrectionOptions {
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.n_replicates < 2 {
            return Err(Error::Option {
                option: "n_replicates",
                value: self.n_replicates,
            });
        }
        Ok(())
    }
}

/// A driver model with and without its correction for label error.
///
/// Intervals are percentiles over joint replicates, taken further out by [`Self::expansions`], in which the rows and what the correction rests on
/// (validated labels, or the counts of a model card) vary together. With a correction the constant
/// plus the contributions of the driver columns is still exactly the mean outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectedFit {
    /// One entry per column of the model, controls included: their coefficients move too.
    pub columns: Vec<CorrectedColumn>,
    /// Expected outcome with all drivers at zero and all controls at their mean.
    pub intercept: Revision,
    /// Weighted mean of the outcome, which no correction touches.
    pub mean_outcome: f64,
    /// Number of observations.
    pub n_observations: usize,
    /// Replicates drawn.
    pub n_replicates: usize,
    /// Replicates without a corrected model, which all intervals leave out. More than a few percent
    /// say that the correction hangs on too little, and that intervals are too narrow.
    pub n_failed: usize,
    /// By how much the margins of intervals are wider than those of the replicates, per column: what
    /// exponential weights do not allow for, leverage and few mentions.
    pub expansions: Vec<f64>,
    /// R² of the truth and its division over the driver groups; `None` where the correction does not give the
    /// covariances of the truth, and above twelve groups.
    pub importance: Option<CorrectedImportance>,
    /// The replicates that could be corrected.
    pub replicates: CorrectedReplicates,
}

/// What the truth behind labels explains, with percentile intervals over replicates.
///
/// Intervals say how steady a part is, never whether there is an effect: no part reaches zero.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectedImportance {
    /// R² of the model of the truth.
    pub r2: Interval,
    /// LMG per driver group, in the order of the groups; with what controls explain they sum to R².
    pub shares: Vec<Interval>,
}

/// Most driver groups for which importance is part of every corrected replicate.
const MOST_GROUPS: usize = 12;

/// One column with and without the correction.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectedColumn {
    /// What was done about this column's labels.
    pub treatment: Treatment,
    /// Outcome points per unit; `None` for a column that the model leaves out.
    pub coefficient: Option<Revision>,
    /// Weighted mean: of labels, and of the truth as far as the correction knows it.
    pub mean: Revision,
    /// Coefficient times mean of a driver column; `None` for controls and columns left out.
    pub contribution: Option<Revision>,
}

/// A figure before and after the correction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Revision {
    /// Taking labels for true.
    pub naive: Interval,
    /// With the correction.
    pub corrected: Interval,
    /// Corrected minus naive, from the same replicates.
    pub change: Interval,
}

/// What was done about the labels of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Treatment {
    /// Nothing is known of errors: taken as it is.
    Exact,
    /// Labels were replaced by what they lead to expect, learned from validated rows.
    Calibrated {
        /// Observations whose true label is known.
        n_validated: usize,
        /// Labelled and rightly so.
        n_true_positives: usize,
        /// Labelled and wrongly so.
        n_false_positives: usize,
        /// Not labelled and wrongly so.
        n_false_negatives: usize,
        /// Products of the own label with another one in the calibration.
        n_interactions: usize,
    },
    /// Moments were corrected with rates from a model card.
    Rates {
        /// Chance that a true mention is labelled.
        sensitivity: f64,
        /// Chance that the absence of a mention is left unlabelled.
        specificity: f64,
    },
    /// A correction was asked for and is not possible: taken as it is. Other topics are corrected all
    /// the same, but what this one leaks to them stays.
    Left(LeftReason),
}

/// Why a column was left uncorrected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LeftReason {
    /// All labels of the column are equal.
    Constant,
    /// Too few validated observations are true, or too few are not.
    TooFewCases {
        /// Validated observations that are true.
        n_true: usize,
        /// Validated observations that are not.
        n_false: usize,
    },
    /// The counts of the card leave a rate undefined.
    NoRate,
    /// Sensitivity plus specificity do not exceed 1: the label says nothing, or the opposite.
    Uninformative {
        /// Sensitivity plus specificity minus 1.
        youden: f64,
    },
    /// More or fewer labels than the rates allow: the corrected share would not lie between 0 and 1.
    ImpossibleShare {
        /// What it would be.
        share: f64,
    },
}

/// Joint replicates before and after the correction; the same row in all tables is the same draw.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectedReplicates {
    /// Naive coefficients, `(n_replicates − n_failed, p)`; 0 for a column that is left out.
    pub naive_coefficients: Array2<f64>,
    /// Corrected coefficients, the same shape.
    pub coefficients: Array2<f64>,
    /// Naive means, the same shape.
    pub naive_means: Array2<f64>,
    /// Corrected means, the same shape.
    pub means: Array2<f64>,
    /// Naive constants, `(n_replicates − n_failed,)`.
    pub naive_intercepts: Array1<f64>,
    /// Corrected constants, the same shape.
    pub intercepts: Array1<f64>,
}

/// A fit in the units of the data.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Solution {
    pub(super) coefficients: Vec<f64>,
    pub(super) means: Vec<f64>,
    pub(super) intercept: f64,
    pub(super) r2: f64,
    /// LMG per driver group, where it is asked for.
    pub(super) shares: Option<Vec<f64>>,
}

impl Solution {
    pub(super) fn of(design: &Design, regression: &Regression) -> Self {
        let columns = 0..design.columns().len();
        Self {
            coefficients: columns
                .clone()
                .map(|column| regression.coefficient(design, column))
                .collect(),
            means: columns
                .map(|column| regression.mean(design, column))
                .collect(),
            intercept: regression.intercept(design),
            r2: regression.r2,
            shares: None,
        }
    }

    /// The same with R² divided over the driver groups, where these are not too many.
    pub(super) fn with_shares(self, design: &Design, regression: &Regression) -> Self {
        let n_groups = design.groups_with(Role::Driver).len();
        let shares = (n_groups <= MOST_GROUPS)
            .then(|| exact_shares(design, &regression.correlation).ok())
            .flatten();
        Self { shares, ..self }
    }

    /// `None` when a column is determined by others, or more than all variance is explained: the
    /// moments are not positive definite.
    pub(super) fn of_corrected(design: &Design, regression: &Regression) -> Option<Self> {
        // Moments of an outcome without noise explain all of it up to rounding.
        let is_possible = regression.factor.dropped().is_empty() && regression.r2 <= 1.0 + 1e-9;
        let solution = Self::of(design, regression);
        let is_finite = solution.coefficients.iter().all(|b| b.is_finite());
        (is_possible && is_finite).then_some(solution)
    }
}

/// The same draw without and with the correction.
pub(super) struct Pair {
    pub(super) naive: Solution,
    pub(super) corrected: Solution,
}

/// Puts estimates and replicates side by side; a replicate without correction is `None`.
pub(super) fn side_by_side(
    design: &Design,
    naive: &Regression,
    point: &Pair,
    draws: Vec<Option<Pair>>,
    treatments: &[Treatment],
    level: Probability,
) -> Result<CorrectedFit, Error> {
    let n_replicates = draws.len();
    let draws: Vec<Pair> = draws.into_iter().flatten().collect();
    let n_failed = n_replicates - draws.len();
    if 2 * n_failed > n_replicates {
        return Err(Error::FailedReplicates {
            n_failed,
            n_replicates,
        });
    }
    let (kept, expansions) = (naive.factor.kept(), expansions(design, naive, level)?);
    let revision = |of: &dyn Fn(&Solution) -> f64, expansion: f64| -> Result<Revision, Error> {
        let interval = |of: &dyn Fn(&Pair) -> f64| {
            expanded_interval(draws.iter().map(of).collect(), of(point), level, expansion)
        };
        Ok(Revision {
            naive: interval(&|pair| of(&pair.naive))?,
            corrected: interval(&|pair| of(&pair.corrected))?,
            change: interval(&|pair| of(&pair.corrected) - of(&pair.naive))?,
        })
    };
    let drivers = design.columns_with(Role::Driver);
    let mut columns = Vec::with_capacity(treatments.len());
    for (column, &treatment) in treatments.iter().enumerate() {
        let is_kept = kept.contains(&column);
        let is_driver = drivers.binary_search(&column).is_ok();
        columns.push(CorrectedColumn {
            treatment,
            coefficient: is_kept
                .then(|| {
                    revision(
                        &|solution| solution.coefficients[column],
                        expansions[column],
                    )
                })
                .transpose()?,
            mean: revision(&|solution| solution.means[column], 1.0)?,
            contribution: (is_kept && is_driver)
                .then(|| {
                    let of = |one: &Solution| one.coefficients[column] * one.means[column];
                    revision(&of, expansions[column])
                })
                .transpose()?,
        });
    }
    let table = |of: fn(&Pair) -> &Vec<f64>| {
        Array2::from_shape_fn((draws.len(), treatments.len()), |(i, j)| of(&draws[i])[j])
    };
    let drivers_of = |solution: &Solution| -> f64 {
        let contributed = drivers
            .iter()
            .map(|&column| solution.coefficients[column] * solution.means[column]);
        solution.intercept + contributed.sum::<f64>()
    };
    Ok(CorrectedFit {
        columns,
        intercept: revision(&|solution| solution.intercept, 1.0)?,
        importance: importance(point, &draws, level)?,
        mean_outcome: drivers_of(&point.naive),
        n_observations: design.n_observations(),
        n_replicates,
        n_failed,
        expansions,
        replicates: CorrectedReplicates {
            naive_coefficients: table(|pair| &pair.naive.coefficients),
            coefficients: table(|pair| &pair.corrected.coefficients),
            naive_means: table(|pair| &pair.naive.means),
            means: table(|pair| &pair.corrected.means),
            naive_intercepts: draws.iter().map(|pair| pair.naive.intercept).collect(),
            intercepts: draws.iter().map(|pair| pair.corrected.intercept).collect(),
        },
    })
}

fn importance(
    point: &Pair,
    draws: &[Pair],
    level: Probability,
) -> Result<Option<CorrectedImportance>, Error> {
    let shares = |pair: &Pair| pair.corrected.shares.clone();
    let (Some(estimates), Some(drawn)) = (
        shares(point),
        draws.iter().map(shares).collect::<Option<Vec<_>>>(),
    ) else {
        return Ok(None);
    };
    let of_group = |(group, &estimate): (usize, &f64)| {
        let values = drawn.iter().map(|shares| shares[group]).collect();
        Ok(percentile_interval(values, estimate, level)?)
    };
    let r2 = draws.iter().map(|pair| pair.corrected.r2).collect();
    Ok(Some(CorrectedImportance {
        r2: percentile_interval(r2, point.corrected.r2, level)?,
        shares: estimates
            .iter()
            .enumerate()
            .map(of_group)
            .collect::<Result<Vec<Interval>, Error>>()?,
    }))
}

/// Refuses columns that are named twice or are no drivers.
pub(super) fn check_topics(
    design: &Design,
    topics: impl Iterator<Item = usize>,
) -> Result<(), Error> {
    let drivers = design.columns_with(Role::Driver);
    let mut seen = vec![false; design.columns().len()];
    for column in topics {
        if drivers.binary_search(&column).is_err() || std::mem::replace(&mut seen[column], true) {
            return Err(Error::Uncorrectable { column });
        }
    }
    Ok(())
}

/// A value of a column as it was before it was stored.
pub(super) fn unstored(design: &Design, column: usize, stored: f64) -> f64 {
    design.scale(column).mul_add(stored, design.origin(column))
}

/// Whether a value is a label, up to the rounding of storing it.
pub(super) fn is_label(value: f64) -> bool {
    value.abs() < 1e-9 || (value - 1.0).abs() < 1e-9
}

/// The stored value of a column in a profile.
pub(super) fn stored_value(entries: &[(u32, f64)], column: usize) -> f64 {
    entries
        .binary_search_by_key(&column, |&(at, _)| at as usize)
        .map_or(0.0, |at| entries[at].1)
}
