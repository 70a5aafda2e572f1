//! A study of one table for people and machines: text, JSON, CSV, a page, a plot, an R script.

mod clock;
mod correction;
mod csv;
mod further;
mod json;
mod measurement;
mod page;
mod part;
pub mod paths;
mod plot;
mod text;
mod verify;
mod wave_csv;
mod wave_json;
mod wave_words;
mod words;

pub(in crate::report) use clock::{clock_lines, measured_sections, ranking_standing};
pub use csv::csv;
pub use json::json;
pub use measurement::{measurement_json, measurement_page, measurement_text};
pub use page::page;
pub use plot::svg;
pub use text::text;
pub use verify::verify;
pub use wave_csv::measurement_csv;
pub(in crate::report) use wave_json::frozen_model_value;
