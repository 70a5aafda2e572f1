//! Trains the compact encoder and its sentiment head together.

mod calibrate;
mod descent;
mod example;
mod recipe;
mod train;

pub(super) use calibrate::{least_confidence, temperature};
pub use example::{Class, Example, Provenance};
pub use recipe::{Fillers, Recipe, train_compact};
pub use train::{Options, Trained, train};
