//! A study of one table for people and machines: text, JSON, CSV, a page, a plot, an R script.

mod correction;
mod csv;
mod further;
mod json;
mod page;
mod part;
mod plot;
mod section;
mod text;
mod verify;
mod words;

pub use csv::csv;
pub use json::json;
pub use page::page;
pub use plot::svg;
pub use text::text;
pub use verify::verify;
