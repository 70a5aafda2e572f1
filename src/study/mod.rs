//! One table of answers to a study of what moves its outcome.
//!
//! [`study()`] reads the columns that a [`Question`] names, counts and places what cannot be used,
//! fits the model and returns a [`Study`]: plain data that `report` shows. Nothing here knows of text,
//! topics or contacts: a survey wave is enough.

mod answers;
mod categorical;
mod caution;
mod change;
mod column;
mod correction;
mod error;
mod findings;
mod frozen;
mod further;
mod layout;
mod linear;
mod matrix;
mod merging;
mod ordered;
pub mod paths;
mod plain_number;
mod prepared;
mod question;
mod run;
mod scale;
mod segments;
mod sheet;
mod standing;
mod streamed;
mod text_column;
mod values;
mod verdict;
mod wave_error;

pub use caution::Caution;
pub use change::{NetPromoters, Wave, WaveCaution, WaveChange, WaveColumn};
pub use correction::{
    CaptionedCell, CheckedLabels, Commented, Corrected, CorrectedLabel, CorrectionCaution,
    CorrectionError, Corrections, FilledAs, FilledColumn, Gaps, GapsFound, GivenBand, Imputed,
    ImputedColumnResult, LabelErrors, LabelSource, LostColumn, MarginResult, Margins,
    NaiveEstimate, ProductResult, RakingResult, SelectionResult, corrected_study,
};
pub use error::Error;
pub use findings::{
    CategoricalModel, CoefficientResult, ColumnResult, CorrelationModel, DriverResult, LinearModel,
    Model, RankResult, Standing, Study,
};
pub use frozen::{Freezing, FrozenFile, FrozenModel, MeasuredWave, Replaced, measure};
pub use further::{Aside, ClusterFindings, Examined, Further, RatingAsymmetry, RowPlace};
pub use matrix::study_correlations;
pub use question::{CellReading, Measure, ModelKind, Question, Settings};
pub use run::{Beside, Earlier, Studied, study};
pub use scale::OutcomeScale;
pub use segments::{ColumnOver, SegmentStanding, SegmentSummary, SegmentTable};
pub use sheet::{Account, LeftOut};
pub use wave_error::WaveError;
