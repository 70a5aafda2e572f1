use super::model::Model;
use super::{IntervalMethod, Options, Silence, SilenceSummary};
use crate::drivers::{self, ImportanceMethod};
use crate::units::{Probability, as_u64};

/// How the driver model stands.
#[derive(Debug, Clone, PartialEq)]
pub struct DriverSummary {
    /// Respondents in the model.
    pub n: u64,
    /// Effective number after weighting.
    pub n_effective: f64,
    /// R² of topics and controls.
    pub r2: f64,
    /// Adjusted R².
    pub r2_adjusted: f64,
    /// Cross-validated R² (five folds by customer); `None` with too few respondents for folds.
    pub r2_cv: Option<f64>,
    /// What topics add to the controls in cross-validated R²; at or below zero nothing is ranked.
    pub r2_cv_topics: Option<f64>,
    /// Weighted part of respondents with an outcome who also wrote or said something, 0 to 1.
    pub share_with_words: f64,
    /// R² that the topics share among them, controls entered first.
    pub r2_topics: f64,
    /// Names of control columns.
    pub controls: Vec<String>,
    /// Columns left out, with the reason in words.
    pub dropped: Vec<(String, String)>,
    /// How importance was computed.
    pub importance: ImportanceBasis,
    /// Condition number of the scaled cross-product matrix.
    pub condition: f64,
    /// How intervals came about.
    pub intervals: IntervalMethod,
    /// Bootstrap replicates, or draws for P(top 3).
    pub n_replicates: usize,
    /// Seed of these.
    pub seed: u64,
    /// Nominal coverage of every interval.
    pub level: Probability,
    /// What was resampled: `customer` or `respondent`.
    pub resampling_unit: String,
    /// How many independent units: customers, and respondents without a customer.
    pub n_units: u64,
    /// Who wrote nothing, and the weights of those who stand for them; `None` where all wrote or the
    /// silent count as mentioning nothing.
    pub silence: Option<SilenceSummary>,
    /// What readings were corrected with; `None` where they were taken for true.
    pub card: Option<CardSummary>,
}

/// What readings were corrected with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardSummary {
    /// Comments that a person checked.
    pub n_comments: u64,
    /// Topics of the model that were checked.
    pub n_topics: u64,
    /// Topics of the model that were not, and stay as they were read.
    pub n_unchecked: u64,
}

/// How importance was computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ImportanceBasis {
    /// Every subset.
    Exact,
    /// Antithetic random orderings.
    Sampled {
        /// Number of orderings.
        n_orderings: usize,
        /// Largest Monte-Carlo standard error, in parts of R².
        standard_error: f64,
    },
}

/// How the ranking was made.
#[derive(Debug, Clone, PartialEq)]
pub struct RankingSummary {
    /// Part of negative mentions assumed to disappear.
    pub fraction_removed: f64,
    /// Least number of respondents with an outcome and a negative mention for a topic to be ranked.
    pub min_mentions: u64,
    /// What became of respondents who wrote nothing; where nobody was silent, nothing had to.
    pub silence: Silence,
    /// The formula in words.
    pub formula: String,
}

/// The driver model as findings show it.
pub(super) fn summary(model: &Model, options: &Options) -> DriverSummary {
    let fit = &model.fit;
    DriverSummary {
        n: as_u64(fit.diagnosis.n_observations),
        n_effective: fit.diagnosis.n_effective,
        r2: fit.explained.r2,
        r2_adjusted: fit.explained.r2_adjusted,
        r2_cv: fit.explained.r2_cross_validated,
        r2_cv_topics: fit.explained.r2_cross_validated_drivers,
        share_with_words: model.reach.with_words,
        r2_topics: fit.importance.r2_divided,
        controls: model.control_names.clone(),
        dropped: fit
            .diagnosis
            .dropped
            .iter()
            .map(|dropped| {
                let reason = match dropped.reason {
                    drivers::DropReason::Constant => "constant",
                    drivers::DropReason::Collinear => "a combination of other columns",
                };
                (
                    model.column_names[dropped.column].clone(),
                    reason.to_owned(),
                )
            })
            .collect(),
        importance: match &fit.importance.method {
            ImportanceMethod::Exact { .. } => ImportanceBasis::Exact,
            ImportanceMethod::Sampled {
                n_orderings,
                standard_errors,
            } => ImportanceBasis::Sampled {
                n_orderings: *n_orderings,
                standard_error: standard_errors.iter().copied().fold(0.0, f64::max),
            },
        },
        condition: fit.diagnosis.condition,
        intervals: options.intervals,
        n_replicates: options.n_replicates,
        seed: options.seed,
        level: options.level,
        resampling_unit: if fit.diagnosis.n_units < fit.diagnosis.n_observations {
            "customer".to_owned()
        } else {
            "respondent".to_owned()
        },
        n_units: as_u64(fit.diagnosis.n_units),
        silence: model.silence,
        card: card(model, options),
    }
}

fn card(model: &Model, options: &Options) -> Option<CardSummary> {
    let card = options.card.as_ref()?;
    let n_topics = model
        .topics
        .iter()
        .filter(|columns| model.corrected[columns.topic]);
    let n_topics = as_u64(n_topics.count());
    Some(CardSummary {
        n_comments: card.n_comments,
        n_topics,
        n_unchecked: as_u64(model.topics.len()) - n_topics,
    })
}
