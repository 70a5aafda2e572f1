//! Trains the compact encoder and its sentiment head together, or a head alone on the vectors of another encoder.

mod calibrate;
mod descent;
mod example;
mod frozen;
mod members;
mod recipe;
mod train;

pub(super) use calibrate::{least_confidence, temperature};
pub use example::{Class, Example, Provenance};
pub use frozen::{Adviser, Block, FrozenOptions, TrainedHead, train_head};
pub use recipe::{Fillers, HeadRecipe, Recipe, train_compact, train_on_frozen};
pub use train::{Options, Trained, train};
