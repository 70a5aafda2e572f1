//! Topics learnt from an analyst's labels, and how good they are.
//!
//! [`train`] learns one logistic regression per label, chooses thresholds and counts errors on folds
//! that were held out while the rest was learnt; [`judge`] judges any topics found against labels.

#[cfg(test)]
mod behaviour;
mod example;
mod held_out;
mod hierarchy;
mod quality;
mod suggest;
mod train;

pub use example::{LabelledText, positions};
pub use hierarchy::{Refusal, RefusalReason};
pub use quality::{
    CalibrationBin, Mistaken, TopicQuality, TopicsQuality, calibration_table, judge,
};
pub use suggest::{Suggestion, Why, suggest, words_of};
pub use train::{Options, Trained, train};
pub(in crate::learn) use train::{REGULARISATION, by_language};
