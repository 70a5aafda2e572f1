//! What coefficients would be without the errors of the labels.
//!
//! A label that is sometimes wrong shrinks the coefficient of its own topic and moves part of it to
//! topics that occur with it. Two ways out: [`calibrated_fit`] with a random sample of rows whose true
//! labels are known, and [`card_fit`] with no more than the numbers of right and wrong labels that a
//! model card states. Both show naive and corrected figures side by side ([`CorrectedFit`]).
//!
//! What both assume, and what breaks them:
//!
//! - **Errors do not depend on the outcome, given the truth.** A model that finds complaints more
//!   readily in the texts of the dissatisfied breaks both (differential error); so does a sample for
//!   validation that was chosen by the outcome.
//! - **Errors of different topics do not depend on each other, given the truth** — for [`card_fit`]
//!   only. A polarity that flips (one topic's negative mention becomes its positive one) or two topics
//!   confused with each other break it; [`calibrated_fit`] learns such patterns from the sample.
//! - **The rates hold where they are used.** [`card_fit`] trusts that sensitivity and specificity of
//!   the card's test set hold for the rows; precision does not travel between populations of
//!   different shares.
//!
//! # References
//!
//! Carroll, Ruppert, Stefanski & Crainiceanu (2006), *Measurement Error in Nonlinear Models*, chapter
//! 4 (regression calibration); Fuller (1987), *Measurement Error Models*, chapter 2, and Buonaccorsi
//! (2010), *Measurement Error*, chapters 5 and 8 (corrected moments); Egami, Hinck, Stewart & Wei
//! (2023) on why labels that are 80 to 90 percent right still bias.

mod calibration;
mod card;
mod corrected;
#[cfg(test)]
mod edges;
mod expectation;
#[cfg(test)]
mod golden;
mod logistic;
#[cfg(test)]
mod tests;

pub use calibration::{CalibrationOptions, Interactions, Validation, calibrated_fit};
pub(super) use card::card_fit_resampled;
pub use card::{CardCounts, ModelCard, card_fit};
pub use corrected::{
    CorrectedColumn, CorrectedFit, CorrectedImportance, CorrectedReplicates, CorrectionOptions,
    LeftReason, Revision, Treatment,
};
