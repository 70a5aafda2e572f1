//! What rose: counts of mentions held against what the weeks before let expect.
//!
//! A [`Stream`] is one count per period with the number it is a part of; [`alerts`] tests the latest
//! periods of all streams together, so that the stated rate of false alarms holds for the whole look.

mod baseline;
#[cfg(test)]
mod behaviour;
mod look;
mod options;
mod prediction;
mod streams;

pub use baseline::Baseline;
pub use look::{Alert, AlertCaveat, AlertLabel, Alerts, Look, Stretch, alerts};
pub use options::AlertOptions;
pub use prediction::Prediction;
pub use streams::{AlertTone, CountKind, Counted, Stream, StreamName, topic_streams};
