//! What biases a driver model of a table, and what can be done about it.
//!
//! - Who leaves no comment mentions nothing, which is not the same as having nothing to mention:
//!   commenters are weighted by how often people like them comment ([`SelectionResult`]).
//! - A sample that differs from its population gets weights that meet known shares ([`RakingResult`]).
//! - Labels that are sometimes wrong shrink their own coefficient and move part of it to labels that
//!   occur with them ([`LabelErrors`]).
//! - Gaps cost rows, or are filled many times over ([`GapsFound`]).
//!
//! [`corrected_study`] is [`study()`](super::study()) with any of these; [`Corrections::check`] refuses what
//! does not combine.

mod card;
mod caution;
mod error;
mod findings;
mod gaps;
mod labels;
mod plan;
mod products;
mod raking;
mod revised;
mod rows;
mod run;
mod selection;

pub use caution::CorrectionCaution;
pub use error::CorrectionError;
pub use findings::{
    CaptionedCell, Corrected, CorrectedLabel, FilledAs, FilledColumn, GapsFound, GivenBand,
    Imputed, ImputedColumnResult, LabelErrors, LabelSource, LostColumn, MarginResult,
    NaiveEstimate, ProductResult, RakingResult, SelectionResult,
};
pub use plan::{CheckedLabels, Commented, Corrections, Gaps, Margins};
pub use run::corrected_study;

pub(in crate::study) use gaps::lost as gaps_lost;
