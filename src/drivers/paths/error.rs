/// Why a path model cannot be built or estimated.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PathError {
    /// Two constructs have the same name.
    #[error("construct '{construct}' is given twice")]
    DuplicateConstruct {
        /// The name.
        construct: String,
    },
    /// A construct has nothing to be measured by.
    #[error("construct '{construct}' has no indicators")]
    NoIndicators {
        /// Name of the construct.
        construct: String,
    },
    /// An indicator stands twice in the model.
    #[error("indicator '{indicator}' stands in construct '{first}' and again in '{second}'")]
    DuplicateIndicator {
        /// Name of the indicator.
        indicator: String,
        /// Construct that named it first.
        first: String,
        /// Construct that named it again.
        second: String,
    },
    /// There are no paths.
    #[error("no paths between constructs")]
    NoPaths,
    /// A name is not that of a construct.
    #[error("there is no construct '{name}'")]
    UnknownConstruct {
        /// The name.
        name: String,
    },
    /// A path is given twice.
    #[error("the path '{from}' → '{to}' is given twice")]
    DuplicatePath {
        /// Where it starts.
        from: String,
        /// Where it ends.
        to: String,
    },
    /// Paths lead back to where they started.
    #[error("the paths run in a circle: {}", .constructs.join(" → "))]
    Cycle {
        /// The constructs along the circle; the first is reached again from the last.
        constructs: Vec<String>,
    },
    /// Some constructs hang together with the rest by no path.
    #[error("no path connects {} with the rest of the model", .constructs.join(", "))]
    Unconnected {
        /// The constructs outside the largest connected part.
        constructs: Vec<String>,
    },
    /// All rows have the same value of an indicator.
    #[error("indicator '{indicator}' of construct '{construct}' is {value} in every row")]
    ConstantIndicator {
        /// Name of the indicator.
        indicator: String,
        /// Its construct.
        construct: String,
        /// The value.
        value: f64,
    },
    /// Regression weights need indicators that are not determined by each other.
    #[error("indicator '{indicator}' of construct '{construct}' is determined by those before it")]
    DependentIndicators {
        /// Name of the construct.
        construct: String,
        /// The first indicator that adds nothing.
        indicator: String,
    },
    /// A construct is determined by others that lead to the same construct.
    #[error("construct '{cause}' is determined by the others that lead to '{effect}'")]
    DependentConstructs {
        /// Where the paths end.
        effect: String,
        /// The first construct that adds nothing.
        cause: String,
    },
    /// A construct has no correlation with its neighbours, so that nothing determines its weights.
    #[error("construct '{construct}' is uncorrelated with all its neighbours")]
    Unrelated {
        /// Name of the construct.
        construct: String,
    },
    /// The sum of a construct's indicators does not vary.
    #[error("the sum of the indicators of construct '{construct}' does not vary")]
    ConstantSum {
        /// Name of the construct.
        construct: String,
    },
    /// The weights had not settled at the limit.
    #[error("weights still change by {change:e} after {n_iterations} iterations")]
    NotConverged {
        /// Number of iterations.
        n_iterations: usize,
        /// Largest change of a weight in the last one.
        change: f64,
    },
    /// Replicates need at least two independent units.
    #[error("{n_units} independent units cannot be resampled")]
    TooFewUnits {
        /// Number of clusters, or of rows without clusters.
        n_units: usize,
    },
    /// No path leads to the target.
    #[error("no path leads to '{construct}'")]
    NotExplained {
        /// Name of the target.
        construct: String,
    },
    /// The two ends of a rating scale are equal or not finite.
    #[error("indicator '{indicator}' has a scale from {worst} to {best}")]
    Scale {
        /// Name of the indicator.
        indicator: String,
        /// The end that stands for 0.
        worst: f64,
        /// The end that stands for 100.
        best: f64,
    },
    /// An answer lies outside the scale that its indicator is said to have.
    #[error("indicator '{indicator}' has value {value}, outside its scale from {worst} to {best}")]
    OutsideScale {
        /// Name of the indicator.
        indicator: String,
        /// The value.
        value: f64,
        /// The end that stands for 0.
        worst: f64,
        /// The end that stands for 100.
        best: f64,
    },
}
