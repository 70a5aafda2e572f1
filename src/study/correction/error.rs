use std::path::PathBuf;

/// Why a correction cannot be made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CorrectionError {
    /// A column of comments holds neither yes nor no.
    #[error("\"{column}\" says of no row whether there is a comment; it holds {examples}")]
    NoComments {
        /// The column.
        column: String,
        /// First different cells.
        examples: String,
    },
    /// Nobody is silent, or nobody comments with all drivers answered.
    #[error("no row with a comment has every driver: {n_commented} comments, {n_silent} without")]
    NoCommenters {
        /// Rows with a comment.
        n_commented: usize,
        /// Rows without.
        n_silent: usize,
    },
    /// A share of a table of margins is no share.
    #[error("{path}, row {row}: no share of \"{category}\"")]
    Share {
        /// The file.
        path: PathBuf,
        /// Row, as a spreadsheet program shows it.
        row: u64,
        /// The category.
        category: String,
    },
    /// The shares of a variable do not sum to 1.
    #[error("the shares of \"{variable}\" sum to {sum:.4}, not to 1")]
    ShareSum {
        /// The variable.
        variable: String,
        /// Their sum.
        sum: f64,
    },
    /// Shares of what drivers say, where the silent have not said it.
    #[error("\"{variable}\" is a driver, and of rows without a comment a driver is unknown")]
    MarginOfSilent {
        /// The variable.
        variable: String,
    },
    /// A category of a variable has two shares.
    #[error("\"{category}\" of \"{variable}\" has two shares")]
    TwoShares {
        /// The variable.
        variable: String,
        /// The category.
        category: String,
    },
    /// Rows have a category that no share is known of.
    #[error(
        "{n} rows have {variable} \"{category}\", of which the margins give no share ({known})"
    )]
    NoShare {
        /// The variable.
        variable: String,
        /// The category.
        category: String,
        /// Rows that have it.
        n: usize,
        /// Categories that have a share.
        known: String,
    },
    /// No row has a category that part of the population has.
    #[error("no row has {variable} \"{category}\", a share of {share:.3} of the population")]
    NoRows {
        /// The variable.
        variable: String,
        /// The category.
        category: String,
        /// Its share.
        share: f64,
    },
    /// Weights within the bounds cannot reach a share.
    #[error(
        "weights within the bounds give {variable} \"{category}\" a share from {low:.3} to {high:.3}, the margins say {share:.3}"
    )]
    Bounds {
        /// The variable.
        variable: String,
        /// The category.
        category: String,
        /// Its share.
        share: f64,
        /// Smallest share within the bounds.
        low: f64,
        /// Largest share within the bounds.
        high: f64,
    },
    /// Raking did not come to rest.
    #[error("no weights meet all margins: still {distance:.1e} away after {n_rounds} rounds")]
    NotRaked {
        /// Largest distance of a share from its target.
        distance: f64,
        /// Rounds over all margins.
        n_rounds: usize,
    },
    /// A pair of drivers and checks names a driver that there is not.
    #[error("labels of \"{driver}\" cannot be checked: {reason}")]
    NotADriver {
        /// The name.
        driver: String,
        /// Why not.
        reason: &'static str,
    },
    /// No driver has a column of checks.
    #[error("no driver has a column of its name with \"{suffix}\" behind it")]
    NoCheckedColumns {
        /// What was put behind.
        suffix: String,
    },
    /// A checked label is neither a mention nor none.
    #[error("row {row} of \"{column}\" holds neither a label nor its absence")]
    NoLabel {
        /// Row of the file, from 1.
        row: u64,
        /// The column.
        column: String,
    },
    /// Nothing was checked.
    #[error("\"{column}\" is empty in all {n_rows} rows of the model")]
    NothingChecked {
        /// The column.
        column: String,
        /// Rows of the model.
        n_rows: usize,
    },
    /// A model card cannot be understood.
    #[error("use {path}: {reason}")]
    Card {
        /// The file.
        path: PathBuf,
        /// What is wrong, with its place.
        reason: String,
    },
    /// The correction leaves no model.
    #[error("the corrected model does not exist: {reason}")]
    NoCorrection {
        /// Why.
        reason: String,
    },
    /// A product names something that is no single column of the model.
    #[error("interaction \"{text}\": {reason}")]
    Interaction {
        /// What was asked for.
        text: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Nothing is known of a column that has to be filled.
    #[error("\"{column}\" has no answer at all and cannot be filled")]
    NothingObserved {
        /// The column.
        column: String,
    },
}

impl CorrectionError {
    /// What the reader of the message can try.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoComments { .. } => {
                "name the column that holds 1 or 0, yes or no, ja or nee, true or false for every row"
            }
            Self::NoCommenters { .. } => {
                "look at --commented: it must be 1 in rows whose drivers are filled in"
            }
            Self::Share { .. } => {
                "write one row per category: variable,category,share, with a share above 0 and at most 1"
            }
            Self::MarginOfSilent { .. } => {
                "weight to shares that are known of everybody, as of regions; or leave --commented out"
            }
            Self::ShareSum { .. } => {
                "shares are parts of 1 (0.52, not 52) and sum to 1 for each variable"
            }
            Self::TwoShares { .. } => "give every category one row",
            Self::NoShare { .. } => {
                "add the category to the margins, spelled as in the table, or declare it as no answer: --missing-codes \"region=Unknown\""
            }
            Self::NoRows { .. } => {
                "look at the spelling; if really nobody has it, unite the category with a neighbour in both files"
            }
            Self::Bounds { .. } => "widen --weight-bounds, or unite the category with a neighbour",
            Self::NotRaked { .. } => {
                "the margins contradict each other or the bounds are too narrow: use fewer variables, unite small categories, or widen --weight-bounds"
            }
            Self::NotADriver { .. } => {
                "write --checked \"driver=column\" with drivers that hold 0 and 1 (or two words)"
            }
            Self::NoCheckedColumns { .. } => {
                "name the pairs: --checked \"wait=wait_true,price=price_true\""
            }
            Self::NoLabel { .. } => {
                "a checked label is written like the label of its driver, and empty where nobody looked"
            }
            Self::NothingChecked { .. } => {
                "fill it for a random sample of rows, a few hundred at least"
            }
            Self::Card { .. } => {
                "write a list: [{\"driver\": \"wait\", \"true_positives\": 80, \"false_negatives\": 20, \"false_positives\": 15, \"true_negatives\": 885}]"
            }
            Self::NoCorrection { .. } => {
                "labels are too often wrong, or checked in too few rows, for a correction: check more rows, or leave the rarest drivers out of it"
            }
            Self::Interaction { .. } => {
                "write --interactions \"Price:Service\" with two different drivers or controls that are one column of numbers each"
            }
            Self::NothingObserved { .. } => "leave the column out",
        }
    }
}
