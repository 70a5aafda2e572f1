use super::data::Ratings;
use super::estimates::Reference;
use super::{PathError, PathEstimates, PathModel, PathOptions};
use crate::drivers::options::Purpose;
use crate::drivers::regression::REPLICATE_TOLERANCE;
use crate::stats::draw::exponential;
use crate::stats::resample;

/// Joint replicates of a path model: every unit gets an exponential weight (Rubin 1981), and the
/// whole estimation runs again.
///
/// Each replicate starts at the weights of the data, and each composite takes the sign nearer to
/// that of the data: Σ loading · loading of the data is not negative.
#[derive(Debug, Clone, PartialEq)]
pub struct PathReplicates {
    /// The replicates that gave estimates, in the order of their draws.
    pub draws: Vec<PathEstimates>,
    /// Number of replicates that were drawn.
    pub n_drawn: usize,
    /// Replicates whose weights had not settled at the limit of iterations; left out.
    pub n_not_converged: usize,
    /// Replicates in which indicators or constructs determined each other; left out.
    pub n_degenerate: usize,
}

impl PathReplicates {
    /// Part of the drawn replicates that gave no estimates.
    pub fn share_failed(&self) -> f64 {
        let n_failed = self.n_not_converged + self.n_degenerate;
        crate::units::as_f64(n_failed) / crate::units::as_f64(self.n_drawn.max(1))
    }
}

pub(super) fn replicates(
    model: &PathModel,
    ratings: &Ratings<'_>,
    data: &PathEstimates,
    options: &PathOptions,
) -> PathReplicates {
    let seed = Purpose::Replicates.seed(options.seed);
    let runs = resample(options.n_replicates, seed, |_, generator| {
        let factors: Vec<f64> = (0..ratings.n_units())
            .map(|_| exponential(generator))
            .collect();
        let moments = ratings.moments_for(model, &factors)?;
        PathEstimates::new(
            model,
            &moments,
            ratings.n_rows(),
            options,
            Reference::Data(data),
            REPLICATE_TOLERANCE,
        )
    });
    let mut result = PathReplicates {
        draws: Vec::with_capacity(runs.len()),
        n_drawn: runs.len(),
        n_not_converged: 0,
        n_degenerate: 0,
    };
    for run in runs {
        match run {
            Ok(estimates) => result.draws.push(estimates),
            Err(PathError::NotConverged { .. }) => result.n_not_converged += 1,
            Err(_) => result.n_degenerate += 1,
        }
    }
    result
}
