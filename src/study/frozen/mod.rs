//! A driver model that is frozen into a file, and new waves that are measured with it.
//!
//! Two clocks (a model about once a year, measurements as often as waves come): [`FrozenFile`] keeps the
//! model, everything that a new wave needs to be read like the old one, and what stood in the file
//! before; [`measure`] lays it over a new wave and fits nothing. The wire structs stand in `wire`.

mod file;
mod measure;
mod wire;

pub use file::{Freezing, FrozenFile, FrozenModel, Replaced};
pub use measure::{MeasuredWave, measure};
