//! What of a table may be shown, so that no small group of people can be seen in it or computed from it.
//!
//! A table is a list of [`Cell`]s: what a cell is of, and how many people stand behind it. [`suppress`]
//! says of each whether it is shown; [`release`] hands out what stands in a cell only where it is. The
//! test is not of single cells but of all that follows from what is shown: a set of hidden cells whose
//! sum can be computed counts as shown. What is suppressed is not zero, and a report says why.

mod algebra;
mod cell;
mod floor;
mod groups;
mod people;
mod relations;
mod released;
mod search;
mod suppress;

pub use cell::{Cell, Reason, Verdict};
pub use floor::{Floor, FloorTooLow};
pub use groups::{Figure, Group, suppress_groups};
pub use people::{Givers, People, suppress_answers, suppress_further, suppress_people};
pub use released::{Released, release};
pub use suppress::suppress;

#[cfg(test)]
mod differencing;
#[cfg(test)]
mod golden;
