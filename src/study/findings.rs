use super::caution::Caution;
use super::change::WaveChange;
use super::correction::Corrected;
use super::further::{Aside, Further};
use super::question::{Measure, ModelKind, Question, Settings};
use super::segments::SegmentTable;
use super::sheet::Account;
use crate::drivers::ordinal::{self, BrantTest, Quality};
use crate::drivers::{
    CrossValidated, Diagnosis, DropReason, Estimate, Explained, JointTest, StandardErrors,
    is_clear_correlation,
};
use crate::units::{Interval, Probability};
use std::collections::BTreeMap;

/// What a study of one table found. Plain data; only `report` rounds it.
#[derive(Debug, Clone)]
pub struct Study {
    /// What was asked.
    pub question: Question,
    /// How it was computed.
    pub settings: Settings,
    /// Name of the file.
    pub file: String,
    /// What became of every row.
    pub account: Account,
    /// Kind of model, with what only that kind has.
    pub model: Model,
    /// Weighted mean of the outcome, in points.
    pub mean_outcome: f64,
    /// Drivers, in the order of the question.
    pub drivers: Vec<DriverResult>,
    /// Names of all columns of the model, by their index in [`Diagnosis`].
    pub column_names: Vec<String>,
    /// Columns that are held constant.
    pub controls: Vec<ColumnResult>,
    /// What is said beside the drivers.
    pub further: Further,
    /// What changed since an earlier wave, where one was named.
    pub change: Option<WaveChange>,
    /// The drivers in segments, where a column of them was named.
    pub segments: Option<SegmentTable>,
    /// The column and the text that all rows of the study have in it, where they are a part of the table.
    pub only: Option<(String, String)>,
    /// What the whole says.
    pub standing: Standing,
    /// What to keep in mind.
    pub cautions: Vec<Caution>,
    /// What was corrected, and how far that moved the numbers.
    pub corrected: Corrected,
}

/// Kind of model.
#[derive(Debug, Clone)]
pub enum Model {
    /// Weighted least squares on outcome points.
    Linear(Box<LinearModel>),
    /// Proportional odds, or logistic regression where there are two answers.
    Categorical(Box<CategoricalModel>),
    /// Least squares from a correlation matrix: coefficients in standard deviations, no means.
    Correlations(CorrelationModel),
}

/// What only a study of a correlation matrix has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CorrelationModel {
    /// Observations behind the matrix, where it was said.
    pub n_observations: Option<usize>,
    /// Part of the variance that is explained.
    pub r2: f64,
    /// Corrected for the number of parameters.
    pub r2_adjusted: Option<f64>,
    /// Of the controls alone.
    pub r2_controls: f64,
}

/// What only a model of ordered answers has. Coefficients are log-odds of a better answer;
/// contributions are points.
#[derive(Debug, Clone)]
pub struct CategoricalModel {
    /// Ordinal or logistic.
    pub kind: ModelKind,
    /// The different answers, worst first.
    pub answers: Vec<f64>,
    /// Log-odds of an answer no better than each but the last, all columns at zero.
    pub thresholds: Vec<CoefficientResult>,
    /// Log-odds of the better of two answers, all columns at zero.
    pub intercept: Option<CoefficientResult>,
    /// How well it fits.
    pub quality: Quality,
    /// `McFadden`'s R² on rows that were not fitted; `None` where the model cannot be fitted without some.
    pub held_out: Option<CrossValidated>,
    /// Orderings that were sampled instead of all subsets, with the largest Monte-Carlo error.
    pub sampled: Option<(usize, f64)>,
    /// Which standard errors.
    pub standard_errors: ordinal::StandardErrors,
    /// What to know of the data.
    pub diagnosis: Diagnosis,
    /// Whether one slope serves all answers.
    pub brant: Aside<BrantTest>,
    /// Contributions of a multinomial model, fitted where slopes differ; in the order of the drivers.
    pub fall_back: Aside<Vec<ordinal::DriverFit>>,
}

/// What only a linear model has.
#[derive(Debug, Clone)]
pub struct LinearModel {
    /// Expected outcome with all drivers at zero and controls at their mean.
    pub intercept: CoefficientResult,
    /// How much of the variance is explained.
    pub explained: Explained,
    /// R² of the controls alone.
    pub r2_controls: f64,
    /// Orderings that were sampled instead of all subsets, with the largest Monte-Carlo error.
    pub sampled: Option<(usize, f64)>,
    /// Which standard errors.
    pub standard_errors: StandardErrors,
    /// What to know of the data.
    pub diagnosis: Diagnosis,
}

/// A coefficient with its doubt; `None` where the data cannot tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CoefficientResult {
    /// Per unit of its column, everything else held: points of the outcome in a linear model, standard
    /// deviations per standard deviation of a correlation matrix, log-odds of a better answer.
    pub coefficient: f64,
    /// Standard error.
    pub standard_error: Option<f64>,
    /// Interval of the standard error.
    pub interval: Option<Interval>,
    /// Probability of a coefficient at least as far from zero if there were no effect.
    pub p_value: Option<Probability>,
}

impl CoefficientResult {
    pub(super) fn of(estimate: &Estimate) -> Self {
        Self {
            coefficient: estimate.value,
            standard_error: estimate.doubt.map(|doubt| doubt.standard_error),
            interval: estimate.doubt.map(|doubt| doubt.interval),
            p_value: estimate.doubt.map(|doubt| doubt.p_value),
        }
    }
}

/// One column of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnResult {
    /// Name.
    pub name: String,
    /// Column of the table that it was made of.
    pub of: String,
    /// The category to which it is compared, if it is one.
    pub reference: Option<String>,
    /// `None`: the column was left out.
    pub coefficient: Option<CoefficientResult>,
    /// Why it was left out.
    pub left_out: Option<DropReason>,
    /// Percentile interval over replicates.
    pub resampled: Option<Interval>,
    /// Weighted mean.
    pub mean: f64,
    /// Correlation with the outcome, nothing held; none for categorical models.
    pub marginal: Option<f64>,
    /// Whether coefficient and correlation point in different directions.
    pub signs_differ: bool,
    /// Variance inflation factor.
    pub vif: Option<f64>,
}

/// One driver, which may be several columns.
#[derive(Debug, Clone, PartialEq)]
pub struct DriverResult {
    /// Name.
    pub name: String,
    /// Its columns.
    pub columns: Vec<ColumnResult>,
    /// Probability of a coefficient at least as far from zero if there were no effect; for several columns
    /// that of their joint test.
    pub p_value: Option<Probability>,
    /// Test of all its columns together that keeps its level for rare and skewed columns; what stands
    /// out is decided by it.
    pub test: Option<JointTest>,
    /// Rows whose value is not that of most.
    pub n_away: usize,
    /// Whether the test stands among those of all drivers (Benjamini–Hochberg).
    pub stands: bool,
    /// Parts of R² by the measures that were asked for; `None` where one cannot be computed.
    pub importance: BTreeMap<Measure, Option<f64>>,
    /// LMG as a part of R².
    pub share: Option<f64>,
    /// Interval of LMG, in parts of R²: how steady it is, never whether there is an effect.
    pub lmg_interval: Option<Interval>,
    /// Coefficient times mean, summed over its columns.
    pub contribution: f64,
    /// Interval of the contribution.
    pub contribution_interval: Option<Interval>,
    /// Place by importance, 1 is most important, with the places it takes over replicates.
    pub rank: Option<RankResult>,
}

impl DriverResult {
    /// Whether it is in the model and fewer observations speak of it than a rank takes.
    pub(super) fn is_rare(&self, least_for_rank: usize) -> bool {
        let is_in = self.columns.iter().any(|one| one.coefficient.is_some());
        is_in && self.n_away < least_for_rank
    }

    /// The caution that its only column points another way beside the others than alone.
    ///
    /// None where one of the two signs is not known: the interval of the coefficient holds zero, or the correlation over
    /// `n` observations is not told apart from it.
    pub(super) fn sign_caution(&self, n: usize) -> Option<Caution> {
        let [column] = &self.columns[..] else {
            return None;
        };
        let interval = column.coefficient.and_then(|one| one.interval);
        let is_known = interval.is_some_and(|interval| !interval.contains(0.0))
            && column
                .marginal
                .is_some_and(|alone| is_clear_correlation(alone, n));
        (column.signs_differ && is_known).then(|| Caution::SignsDiffer {
            driver: self.name.clone(),
        })
    }
}

/// The place of a driver among all drivers.
#[derive(Debug, Clone, PartialEq)]
pub struct RankResult {
    /// Place by the estimate, from 1.
    pub rank: usize,
    /// Lowest and highest place over replicates at the level of the study.
    pub interval: (usize, usize),
    /// Probability to be among the first k, for k = 1, 2, 3 …
    pub p_top: Vec<Probability>,
}

impl Standing {
    /// Whether drivers are ranked: not where they explain nothing that was not fitted, or may not.
    pub fn has_ranking(self) -> bool {
        !matches!(self, Self::NothingExplained | Self::CannotTell)
    }
}

/// What the whole says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Some drivers stand out.
    SomeStandOut,
    /// The model predicts, but no single driver can be told from chance.
    NoneStandsOut,
    /// On rows that were not fitted the drivers add nothing: there is no ranking.
    NothingExplained,
    /// Whether the drivers add anything on rows that were not fitted hangs on which rows these are: there is
    /// no ranking.
    CannotTell,
    /// Without the number of observations nothing can be tested.
    NotTested,
}
