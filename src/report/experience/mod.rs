//! Experience beside service levels, for people and machines: verdicts on targets, composites,
//! baselines, and the watermelon.

mod answers;
mod baseline;
mod by_chance;
mod composites;
mod figure;
mod left_out;
mod tolerance;
mod watermelon;
mod watermelon_csv;
mod watermelon_json;
mod words;
mod xla;
mod xla_csv;
mod xla_json;

#[cfg(test)]
pub(in crate::report) mod fixture;

pub(in crate::report) use answers::{answers_json, answers_lines};
pub(in crate::report) use figure::{
    interval as figure_text, interval_json as figure_value, value as goal_text,
};
pub(in crate::report) use watermelon::watermelon_sections;
pub(in crate::report) use watermelon_json::{cell_value, quadrants_value};
pub(in crate::report) use words::{
    direction as direction_sign, matters_sentence, verdict as xla_verdict,
};
pub(in crate::report) use xla_json::direction as direction_code;

pub use baseline::{BaselineFault, baseline_json, read_baseline};
pub use left_out::{LeftOut, NotHeld};
pub use tolerance::Tolerance;
pub use watermelon::{TicketList, Watermelon, watermelon_text};
pub use watermelon_csv::watermelon_csv;
pub use watermelon_json::watermelon_json;
pub use xla::{Survey, xla_text};
pub use xla_csv::xla_csv;
pub use xla_json::xla_json;
