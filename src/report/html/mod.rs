//! `report.html`: one file that reads without network, script or server.

mod answer;
mod board;
mod evidence;
mod groups;
mod measured;
mod method;
mod page;
mod priorities;
mod promises;
mod quality;
mod ranking;
mod recent;
pub(super) mod trend;

pub use board::board_html;
pub use page::{HtmlOptions, html};
