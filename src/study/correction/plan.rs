use crate::drivers::{WeightBounds, WeightKind};
use crate::stats::IntervalKind;
use crate::study::{Error, ModelKind, Question, Settings};
use std::path::PathBuf;

/// What is to be corrected.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Corrections {
    /// Who left a comment, where that is known.
    pub commented: Option<Commented>,
    /// Known shares of the population.
    pub margins: Option<Margins>,
    /// What is known of wrong labels.
    pub labels: Option<CheckedLabels>,
    /// What is done about gaps.
    pub gaps: Gaps,
    /// Pairs of columns whose product enters, each as `A:B`.
    pub interactions: Vec<String>,
}

/// Who left a comment.
#[derive(Debug, Clone, PartialEq)]
pub struct Commented {
    /// Column that says so: 1 or 0, yes or no, ja or nee, true or false.
    pub column: String,
    /// Columns whose combinations are segments with a rate of their own.
    pub given: Vec<String>,
}

/// Known shares of the population.
#[derive(Debug, Clone, PartialEq)]
pub struct Margins {
    /// Table with the columns variable, category and share.
    pub file: PathBuf,
    /// How small and large a weight may get, in units of the mean weight.
    pub bounds: Option<WeightBounds>,
}

/// What is known of wrong labels.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckedLabels {
    /// Drivers, each with the column of its labels checked by hand; empty where nobody looked.
    Columns(Vec<(String, String)>),
    /// What is put behind the name of a driver to get that column.
    Suffix(String),
    /// File of a model card: counts of right and wrong labels.
    Card(PathBuf),
}

/// What is done about gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gaps {
    /// Rows with a gap are left out.
    #[default]
    Complete,
    /// Gaps are filled this many times.
    Impute {
        /// Number of completed tables.
        n_imputations: usize,
    },
}

impl Gaps {
    fn is_filled(self) -> bool {
        matches!(self, Self::Impute { .. })
    }
}

impl Corrections {
    /// Whether nothing is to be corrected.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Refuses corrections that do not combine with each other or with the settings.
    ///
    /// | | comments | margins | checked | card | impute | interactions |
    /// |---|---|---|---|---|---|---|
    /// | margins | yes | | yes | yes | yes | yes |
    /// | checked | by its rates | | | no | no | no |
    /// | card | yes | | | | no | no |
    /// | impute | no | | | | | yes |
    /// | interactions | no | | | | | |
    ///
    /// All need a linear model and weights of sampling, or none; only raking goes with `BCa` intervals; label errors need
    /// replicates.
    ///
    /// # Errors
    ///
    /// [`Error::Combination`], [`Error::TwoRoles`] for a column of comments that is something else too.
    pub fn check(&self, question: &Question, settings: &Settings) -> Result<(), Error> {
        let comments = self.commented.is_some().then_some("--commented");
        let margins = self.margins.is_some().then_some("--margins");
        let labels = self.labels.as_ref().map(|labels| match labels {
            CheckedLabels::Columns(_) => "--checked",
            CheckedLabels::Suffix(_) => "--checked-suffix",
            CheckedLabels::Card(_) => "--label-card",
        });
        let impute = self.gaps.is_filled().then_some("--missing impute");
        let products = (!self.interactions.is_empty()).then_some("--interactions");
        let bca = (settings.intervals == IntervalKind::Bca).then_some("--intervals bca");
        let kind = match settings.weight_kind {
            WeightKind::Sampling => None,
            WeightKind::Frequency => Some("--weights-are frequency"),
            WeightKind::Precision => Some("--weights-are precision"),
        };
        let model = match settings.model {
            ModelKind::Linear => None,
            ModelKind::Ordinal => Some("--model ordinal"),
            ModelKind::Logistic => Some("--model logistic"),
        };
        let no_replicates = (settings.n_replicates == 0).then_some("--bootstrap 0");
        let pairs = [
            (comments, impute),
            (comments, products),
            (labels, impute),
            (labels, products),
            (comments, bca),
            (labels, bca),
            (impute, bca),
            (labels, no_replicates),
            (comments, model),
            (margins, model),
            (labels, model),
            (impute, model),
            (products, model),
            (comments, kind),
            (margins, kind),
            (labels, kind),
            (impute, kind),
            (products, kind),
        ];
        for (what, with) in pairs {
            if let (Some(what), Some(with)) = (what, with) {
                return Err(Error::Combination { what, with });
            }
        }
        if let Some(commented) = &self.commented {
            let predictors = question.predictors();
            let role_of = |name: &String| {
                if *name == question.outcome {
                    Some("the outcome")
                } else if predictors.iter().any(|(one, _)| one == name) {
                    Some("in the model")
                } else {
                    None
                }
            };
            if let Some(first) = role_of(&commented.column) {
                return Err(Error::TwoRoles {
                    name: commented.column.clone(),
                    first,
                    second: "who left a comment",
                });
            }
            let drivers: Vec<String> = question
                .driver_groups()
                .into_iter()
                .flat_map(|(_, members)| members)
                .collect();
            let taken = |name: &&String| **name == question.outcome || drivers.contains(name);
            if let Some(name) = commented.given.iter().find(taken) {
                return Err(Error::TwoRoles {
                    name: name.clone(),
                    first: "the outcome or a driver",
                    second: "a segment of who comments",
                });
            }
        }
        Ok(())
    }
}
