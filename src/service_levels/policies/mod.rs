//! What was promised to whom: policies, their targets and which of them applies.

mod matching;
mod policy;
mod target;

pub use matching::{Choice, Error, PolicyBook};
pub use policy::{AgreementKind, Condition, Conditions, Period, Policy, Test};
pub use target::{Hours, Metric, OnPolicyChange, ReopenPolicy, Target};
