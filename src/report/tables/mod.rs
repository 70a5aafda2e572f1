//! Every table of a report with exact numbers, for spreadsheets and programs.
//!
//! [`tables`] lists them, [`Table::write`] writes one in any [`Format`](super::table::Format); [`csv`] is the
//! ranking alone.

mod months;
mod priorities;
mod quality;
mod quotes;
mod signals;
mod table;

pub use signals::{csv, csv_of_parts};
pub use table::{Table, tables};
pub(in crate::report) use table::{bounds, number, text};
