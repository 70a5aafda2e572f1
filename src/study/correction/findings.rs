use crate::drivers::{Dependence, LeftReason, MeanScores, Revision, Treatment};
use crate::study::{CoefficientResult, DriverResult};
use crate::units::Interval;

/// What was corrected. Each part is `None` unless it was asked for.
#[derive(Debug, Clone, Default)]
pub struct Corrected {
    /// Who comments.
    pub selection: Option<SelectionResult>,
    /// Weights to known shares.
    pub raking: Option<RakingResult>,
    /// Labels that are sometimes wrong.
    pub labels: Option<LabelErrors>,
    /// What gaps cost, or how they were filled; `None` without gaps.
    pub gaps: Option<GapsFound>,
    /// Products of two columns.
    pub products: Vec<ProductResult>,
}

/// Who comments, and the weights against it.
#[derive(Debug, Clone)]
pub struct SelectionResult {
    /// Column that says who left a comment.
    pub column: String,
    /// Columns of the segments.
    pub given: Vec<String>,
    /// Cells with a rate of their own.
    pub cells: Vec<CaptionedCell>,
    /// Pairs of segment and band that occur; more than there are cells when some were united.
    pub n_pairs: usize,
    /// Rows with an outcome of which it is known whether they comment.
    pub n_respondents: usize,
    /// Those of them with a comment and every driver.
    pub n_commenters: usize,
    /// Rows with a comment that lack a driver or control; they count as silent.
    pub n_with_gaps: usize,
    /// Rows without a comment that hold answers of drivers, which were not used.
    pub n_silent_with_answers: usize,
    /// Commenters whose weight was cut.
    pub n_capped: usize,
    /// Effective number of commenters without the weights.
    pub n_effective_before: f64,
    /// The same with the weights.
    pub n_effective_after: f64,
    /// Whether commenting depends on the cell.
    pub dependence: Option<Dependence>,
    /// Whether commenters score differently.
    pub scores: MeanScores,
    /// The drivers without these weights.
    pub unweighted: Vec<NaiveEstimate>,
}

/// A cell of respondents with a rate of commenting of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct CaptionedCell {
    /// The segments and bands in it, in words: segment (empty without segments) and band.
    pub members: Vec<(String, GivenBand)>,
    /// Respondents.
    pub n_respondents: usize,
    /// Those who commented.
    pub n_commenters: usize,
    /// Part that commented.
    pub rate: Interval,
    /// Weight of its commenters; mean 1.
    pub weight: f64,
    /// Whether the weight was cut.
    pub is_capped: bool,
}

/// A band of scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum GivenBand {
    /// NPS 0 to 6.
    Detractors,
    /// NPS 7 and 8.
    Passives,
    /// NPS 9 and 10.
    Promoters,
    /// One answer of a short scale, in points.
    Answer(f64),
    /// Points from and to, both included.
    Range(f64, f64),
}

/// A driver before a correction.
#[derive(Debug, Clone, PartialEq)]
pub struct NaiveEstimate {
    /// Name.
    pub name: String,
    /// Coefficient; `None` for a driver of several columns, or one that was left out.
    pub coefficient: Option<CoefficientResult>,
    /// Contribution.
    pub contribution: f64,
}

/// Weights to known shares.
#[derive(Debug, Clone, PartialEq)]
pub struct RakingResult {
    /// Name of the file of margins.
    pub file: String,
    /// The margins, category by category.
    pub margins: Vec<MarginResult>,
    /// Rows that were weighted.
    pub n_rows: usize,
    /// Effective number of rows.
    pub n_effective: f64,
    /// Rows per effective row.
    pub design_effect: f64,
    /// Bounds of the weights, in units of their mean.
    pub bounds: Option<(f64, f64)>,
    /// Rows at a bound.
    pub n_at_bounds: usize,
    /// Smallest and largest weight, in units of their mean.
    pub weights: (f64, f64),
    /// Rounds over all margins.
    pub n_rounds: usize,
    /// Largest distance of a share from its target.
    pub largest_difference: f64,
}

/// One category of a margin.
#[derive(Debug, Clone, PartialEq)]
pub struct MarginResult {
    /// The variable.
    pub variable: String,
    /// The category.
    pub category: String,
    /// Rows that have it.
    pub n: usize,
    /// Share of it before raking.
    pub before: f64,
    /// Known share.
    pub target: f64,
    /// Share after raking.
    pub achieved: f64,
}

/// Labels that are sometimes wrong.
#[derive(Debug, Clone)]
pub struct LabelErrors {
    /// What the correction rests on.
    pub source: LabelSource,
    /// Drivers of which rows were checked, each with the column of its checked labels; empty for a card.
    pub checked: Vec<(String, String)>,
    /// The columns of drivers, in the order of the drivers.
    pub columns: Vec<CorrectedLabel>,
    /// The drivers with labels taken for true, in the order of the study.
    pub naive: Vec<DriverResult>,
    /// R² of the corrected model, of which the importance shown is made; `None` where there is none.
    pub r2: Option<Interval>,
    /// Replicates drawn.
    pub n_replicates: usize,
    /// Replicates without a corrected model.
    pub n_failed: usize,
}

/// What a correction of labels rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LabelSource {
    /// Rows checked by hand: expectations learned from them replace labels.
    Sample,
    /// Rows checked by hand, of which only the rates of right and wrong labels are used.
    SampleRates,
    /// The counts of a model card.
    Card {
        /// Name of the file.
        file: String,
    },
}

/// One column of labels before and after the correction.
#[derive(Debug, Clone, PartialEq)]
pub struct CorrectedLabel {
    /// The column.
    pub column: String,
    /// What was done.
    pub treatment: Treatment,
    /// Coefficient; `None` for a column left out of the model.
    pub coefficient: Option<Revision>,
    /// Share of rows that mention it.
    pub share: Revision,
    /// Contribution.
    pub contribution: Option<Revision>,
}

impl CorrectedLabel {
    /// Why the column was left as it is, if it was.
    pub fn left(&self) -> Option<LeftReason> {
        match self.treatment {
            Treatment::Left(reason) => Some(reason),
            Treatment::Exact | Treatment::Calibrated { .. } | Treatment::Rates { .. } => None,
        }
    }
}

/// What gaps cost, or how they were filled.
#[derive(Debug, Clone, PartialEq)]
pub struct GapsFound {
    /// Rows with an outcome.
    pub n_rows: usize,
    /// Those of them without any gap.
    pub n_complete: usize,
    /// Columns of the table that have gaps.
    pub lost: Vec<LostColumn>,
    /// How gaps were filled; `None` where rows with a gap were left out.
    pub imputed: Option<Imputed>,
}

/// A column of the table with gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostColumn {
    /// The column.
    pub column: String,
    /// Rows that lack it.
    pub n_missing: usize,
    /// Rows that lack nothing else.
    pub n_lost_by_it_alone: usize,
}

/// How gaps were filled.
#[derive(Debug, Clone, PartialEq)]
pub struct Imputed {
    /// Completed tables.
    pub n_imputations: usize,
    /// R² pooled on Fisher's scale, with its interval.
    pub r2: f64,
    /// Interval of R².
    pub r2_interval: Option<Interval>,
    /// Columns of the model.
    pub columns: Vec<ImputedColumnResult>,
    /// The values that were filled in, column by column; `None` where there are more than a script should hold.
    pub values: Option<Vec<FilledColumn>>,
}

/// What was filled into the gaps of a column of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct FilledColumn {
    /// The column.
    pub column: String,
    /// Its gaps: places from 0 among the rows with an outcome, in the order of the table.
    pub rows: Vec<usize>,
    /// Per completed table the values of these rows.
    pub values: Vec<Vec<f64>>,
}

/// A column of the model whose estimate is pooled.
#[derive(Debug, Clone, PartialEq)]
pub struct ImputedColumnResult {
    /// The column.
    pub column: String,
    /// Part of the rows that lack it.
    pub share_missing: f64,
    /// Kind of values it was filled with; `None` for a product.
    pub kind: Option<FilledAs>,
    /// Part of the information on its coefficient that is missing.
    pub fraction_missing: Option<f64>,
    /// Degrees of freedom of its coefficient.
    pub degrees_of_freedom: Option<f64>,
    /// Potential scale reduction of the values filled in.
    pub r_hat: Option<f64>,
}

/// How a column was filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilledAs {
    /// 0 or 1, by logistic regression.
    Binary,
    /// Categories, by a multinomial logit.
    Categories,
    /// Whole numbers between the least and the most observed, from similar rows.
    Rating,
    /// Numbers, from similar rows.
    Number,
}

/// A product of two columns.
#[derive(Debug, Clone, PartialEq)]
pub struct ProductResult {
    /// Its name, `A:B`.
    pub name: String,
    /// One factor and what was subtracted from it.
    pub first: (String, f64),
    /// The other.
    pub second: (String, f64),
}
