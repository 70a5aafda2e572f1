//! Parts of a result for people: said once, shown on a terminal and on a page.

mod grid;
mod listing;
mod name;
mod shell;

pub(in crate::report) use grid::{NAME_CHARS, Section, unmarked};
pub(in crate::report) use listing::listing;
pub(in crate::report) use name::short;
#[cfg(test)]
pub(in crate::report) use shell::STYLE;
pub(in crate::report) use shell::{head, shell};
