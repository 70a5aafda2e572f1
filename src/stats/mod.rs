//! Linear algebra, resampling and intervals; knows nothing of feedback.
//!
//! Moments are gathered in one pass and solved by factorisation, never by inversion. Randomness is
//! a seed argument: task `i` of a run draws from stream `i` of that seed, and results stand in the
//! order of tasks, so threads change the time and never the answer. Threads start in one file,
//! `resample`.

mod discoveries;
pub mod draw;
mod eigen;
mod error;
mod factor;
mod mean;
mod moments;
mod newton;
mod orderings;
mod proportion;
mod quantile;
mod relative_weights;
mod resample;
mod subset_sums;
mod subset_tree;
mod symmetric;

pub use discoveries::discoveries;
pub use eigen::{Eigen, eigen};
pub use error::Error;
pub use factor::Factor;
pub use mean::{WeightedMean, weighted_mean};
pub use moments::{Mass, Moments};
pub use newton::{Ascent, AscentEnd, Concave, Derivatives, maximize};
pub use orderings::{SampledShapley, sample_shapley};
pub use proportion::{NetShare, NetShareDifference, wilson_interval};
pub use quantile::{
    chi_squared_upper_p, normal_margin, normal_quantile, normal_two_sided_p, percentile_interval,
    quantile, t_margin, t_two_sided_p,
};
pub use relative_weights::relative_weights;
pub use resample::{compute_in_order, generator, resample};
pub use subset_sums::SubsetSums;
pub use subset_tree::{MAX_GROUPS, RANK_TOLERANCE, sum_over_subsets};
pub use symmetric::Symmetric;

#[cfg(test)]
pub(crate) mod tests;
