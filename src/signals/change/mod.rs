//! Why the outcome moved from one period to another.

mod divide;
mod division;
#[cfg(test)]
mod golden;

pub use crate::drivers::waves::{Amount, WhichPeriod};
pub use divide::divide_change;
pub use division::{Division, Moved, OfTopic, Side, Undivided};
