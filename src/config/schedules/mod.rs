//! The file of schedules: `[[schedule]]` and `[[holiday_set]]` to [`Schedules`].
//!
//! [`Schedules`]: crate::service_levels::calendar::Schedules

mod file;
mod holiday_set;
mod remarks;
mod values;
mod version;

pub use file::{Warning, parse_schedules, read_schedules};

#[cfg(test)]
mod tests;
