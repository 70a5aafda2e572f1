//! `report.html`: one file that reads without network, script or server.

mod answer;
mod evidence;
mod method;
mod page;
mod priorities;
mod promises;
mod quality;
mod ranking;
mod trend;

pub use page::{HtmlOptions, html};
