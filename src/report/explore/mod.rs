//! `explore.html`: the report's drawings to move about in, in a page that needs no network.
//!
//! The plots are those of plotly.js, which the page carries inside. All numbers stand in tables of
//! `report.html`, which has no script, prints and reads aloud; this page is for looking closer.

mod page;
mod plots;

pub use page::explore_html;
