//! Numbers that carry their range or their doubt.
//!
//! A bare `f64` says nothing about what it may be. The types here refuse values
//! outside their range (and NaN) when they are made, so nothing downstream has to ask again.

mod bounded;
mod cast;
mod interval;
mod seconds;

pub use bounded::{OutOfRange, Polarity, Probability, Share};
pub use cast::{as_count, as_f64, as_u32, as_u64};
pub use interval::{Interval, InvalidInterval};
pub use seconds::Seconds;
