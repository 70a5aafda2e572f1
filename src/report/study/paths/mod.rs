//! A path model for people and machines: text, JSON, CSV, a page, a drawing of the model.

mod csv;
mod diagram;
mod json;
mod layout;
mod map;
mod page;
mod part;
mod words;

pub use csv::csv;
pub use diagram::svg;
pub use json::json;
pub use page::{page, text};
