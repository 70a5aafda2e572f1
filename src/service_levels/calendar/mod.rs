//! When work is done: windows of opening hours in UTC, and time counted inside them.

mod opening;

pub use opening::{Opening, Window};
