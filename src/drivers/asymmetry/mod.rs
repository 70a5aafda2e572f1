//! Whether a bad mark costs more than a good mark gains.
//!
//! [`RatingCuts`] turns ratings into a column for low and one for high marks, [`fit`](super::fit()) gives
//! their unstandardised coefficients, and [`penalty_reward()`] compares them.

mod cuts;
mod penalty_reward;

pub use cuts::{Mark, RatingCuts, cut_ratings};
pub use penalty_reward::{
    AsymmetryClass, AsymmetryOptions, Attribute, PenaltyReward, Unclassified, penalty_reward,
};
