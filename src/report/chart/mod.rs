//! Charts as SVG: forest strips, signal map, lines, columns. They place what the findings say and
//! compute no statistic.
//!
//! Strips, lines and columns use percentages of their own width, so they fill any screen with text
//! and strokes of constant size. The map needs to know its width to keep labels apart; it is drawn
//! for two widths and the style sheet shows the one that fits.

mod columns;
mod forest;
mod line;
mod map;
mod mark;
mod scale;

pub(super) use columns::columns;
pub(super) use forest::{forest_axis, forest_scale, forest_strip};
pub(super) use line::{LineMark, LinePoint, LineShape, Unshown, line};
pub(super) use map::{MapSize, map};
pub(super) use mark::{legend, verdict_mark};
pub(super) use scale::Scale;
