//! Linear algebra, resampling and intervals; knows nothing of feedback.
//!
//! Moments are gathered in one pass and solved by factorisation, never by inversion. Randomness is
//! a seed argument: task `i` of a run draws from stream `i` of that seed, and results stand in the
//! order of tasks, so threads change the time and never the answer. Threads start in one file,
//! `resample`.

mod allowed_orderings;
mod bca;
mod bounded_mean;
mod chi_squared;
mod clustered_difference;
mod clustered_mean;
mod discoveries;
pub mod draw;
mod eigen;
mod error;
mod exact_table;
mod factor;
mod falling_shares;
mod fisher;
mod joint_test;
mod kaplan_meier;
mod mean;
mod moments;
mod moments_batch;
mod newton;
mod orderings;
mod partial_pooling;
mod proportion;
mod quantile;
mod random_effects;
mod rank_agreement;
mod relative_weights;
mod resample;
mod serial_regression;
mod subset_sums;
mod subset_tree;
mod symmetric;
mod upper_tail;

pub use allowed_orderings::{AllowedShapley, MAX_ORDERED_GROUPS, shapley_over_allowed_orderings};
pub use bca::{
    IntervalKind, ReplicateWeights, ResampledInterval, acceleration, acceleration_of, bca_interval,
};
pub use bounded_mean::interval_on_scale;
pub use chi_squared::chi_squared_upper_p;
pub use clustered_difference::ClusteredDifference;
pub use clustered_mean::{ClusteredMean, ClusteredValue, clustered_mean, clustered_share};
pub use discoveries::discoveries;
pub use eigen::{Eigen, eigen};
pub use error::Error;
pub use exact_table::exact_table_p;
pub use factor::Factor;
pub use falling_shares::{Trials, falling_shares};
pub use fisher::{f_quantile, f_upper_p};
pub use joint_test::{JointTest, WelchTest, joint_test, welch_test};
pub use kaplan_meier::{Duration, End, Survival, SurvivalQuantile, SurvivalStep, kaplan_meier};
pub use mean::{WeightedMean, weighted_mean};
pub use moments::{Mass, Moments};
pub use moments_batch::MomentsBatch;
pub use newton::{Ascent, AscentEnd, Concave, Derivatives, approach, maximize};
pub use orderings::{SampledShapley, sample_shapley};
pub use proportion::{NetShare, NetShareDifference, wilson_interval};
pub use quantile::{
    expanded_interval, normal_margin, normal_quantile, normal_two_sided_p, percentile_interval,
    quantile, t_margin, t_two_sided_p,
};
pub use random_effects::{Pooled, RandomEffects, random_effects};
pub use rank_agreement::kendall_tau_b;
pub use relative_weights::relative_weights;
pub use resample::{compute_both, compute_in_order, generator, resample, sort_by_order};
pub use serial_regression::{SerialFit, SerialPoint, serial_regression};
pub use subset_sums::SubsetSums;
pub use subset_tree::{MAX_GROUPS, RANK_TOLERANCE, sum_over_subsets};
pub use symmetric::Symmetric;
pub use upper_tail::{beta_binomial_upper_p, negative_binomial_upper_p};

#[cfg(test)]
pub(crate) mod tests;
