use crate::drivers::Error;
use crate::units::Probability;

/// How neighbours of a construct are combined while its weights are sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InnerScheme {
    /// Causes by their regression coefficients, effects by their correlations. Uses the direction of
    /// the paths, as the model does.
    #[default]
    Path,
    /// All neighbours by their correlations.
    Factorial,
    /// All neighbours by the signs of their correlations. A correlation near zero makes it jump.
    Centroid,
}

/// How a path model is fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct PathOptions {
    /// How neighbours are combined.
    pub scheme: InnerScheme,
    /// The weights have settled when none changes by more than this.
    pub tolerance: f64,
    /// Limit of iterations, at least 1.
    pub max_iterations: usize,
    /// Level of all intervals.
    pub level: Probability,
    /// Number of replicates: 0 for none, otherwise at least 2; 1,000 or more for an interval.
    pub n_replicates: usize,
    /// Seed of replicates and folds.
    pub seed: u64,
}

impl Default for PathOptions {
    /// Path scheme, tolerance 1e-10, at most 300 iterations; level 0.95, 1,000 replicates.
    fn default() -> Self {
        Self {
            scheme: InnerScheme::Path,
            tolerance: 1e-10,
            max_iterations: 300,
            level: Probability::saturating(0.95),
            n_replicates: 1000,
            seed: 1,
        }
    }
}

impl PathOptions {
    pub(super) fn check(&self) -> Result<(), Error> {
        let refuse = |option, value| Err(Error::Option { option, value });
        if self.max_iterations == 0 {
            return refuse("max_iterations", 0);
        }
        if self.n_replicates == 1 {
            return refuse("n_replicates", 1);
        }
        if !(self.tolerance > 0.0 && self.tolerance < 1.0) {
            return Err(Error::Statistic(crate::stats::Error::Value {
                what: "the tolerance of weights",
                value: self.tolerance,
            }));
        }
        Ok(())
    }
}
