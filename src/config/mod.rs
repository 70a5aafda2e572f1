//! The project file, every room's options in one tree, and the files beside it.
//!
//! A project file is read as a whole: [`Project::load`] reports everything that is wrong with it at
//! once, each [`Problem`] with its line, its key, what was expected and what to try. So does
//! [`read_schedules`] with schedules and holidays, and [`read_policies`] with promises.

mod alerts;
mod classify;
mod driver_model;
mod governance;
mod journey;
mod limits;
mod pages;
mod policies;
mod population;
mod priorities;
mod problem;
mod project;
mod readiness;
mod schedules;
mod score;
mod section;
mod service_levels;
mod settings;
mod source;
mod survey_plan;

pub use classify::ClassifySettings;
pub use driver_model::DriverModelSettings;
pub use governance::load_governance;
pub use journey::{JourneySettings, StageSettings};
pub use limits::Limits;
pub use pages::{PageSettings, Reader};
pub use policies::{parse_policies, read_policies};
pub use population::Pooling;
pub use priorities::PrioritySettings;
pub use problem::{Error, Problem, SettingsFile};
pub use project::{PrivacySettings, Project};
pub use readiness::{ReadinessSettings, load_questionnaire};
pub use schedules::{Warning, parse_schedules, read_schedules};
pub(crate) use section::closest;
pub use service_levels::ServiceLevelSettings;
pub use source::Source;
pub use survey_plan::load_survey_plan;
