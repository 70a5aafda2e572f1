//! The survey loop and plans of invitations, for people and machines.

mod loop_json;
mod loop_text;
mod plan;

pub use loop_json::{loop_csv, loop_json};
pub use loop_text::{LoopReport, Override, loop_text};
pub use plan::{PlannedSurvey, invitation_list, plan_json, plan_text};
