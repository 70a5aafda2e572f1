//! What was promised to whom: policies, their targets and which of them applies.
//!
//! [`check`] says what is wrong with promises before a clock runs: targets that cannot be measured,
//! policies that no ticket can reach, teams that together may take longer than was promised.

mod check;
mod check_fields;
mod check_reach;
mod check_routes;
mod condition;
mod experience;
mod matching;
mod policy;
mod policy_file;
mod priority;
mod reach;
mod reached;
mod remark;
mod service_level;
mod target;

pub use check::{Code, Finding, Known, Severity, check};
pub use check_routes::{RouteCoverage, route_coverage};
pub use condition::{IssueType, IssueTypeBasis};
pub use experience::{AnswerScale, Indicator, Unit, XlaPolicy, XlaTarget};
pub use matching::{Choice, Error, PolicyBook};
pub use policy::{AgreementKind, Condition, Conditions, Period, Policy, Test};
pub use policy_file::{PolicyFile, Route, ScheduleFacts};
pub use priority::unmet_priorities;
pub use reached::reaches;
pub use remark::{IndicatorRemark, Remark, TargetName, TargetRemark};
pub use service_level::{QueueScope, ServiceLevelTarget};
pub use target::{Hours, Metric, OnPolicyChange, ReopenPolicy, Target};
