//! What agents did with their time, and how many of them a queue asks for, for people and machines.
//!
//! Time of few agents never gets here: it comes as `Released`. Every assumption of a plan stands beside it.

mod plan;
mod plan_json;
mod times;
mod times_json;

pub use plan::{PlanReport, plan_text};
pub use plan_json::{plan_csv, plan_json};
pub use times::{TimesReport, times_text};
pub use times_json::{times_csv, times_json};
