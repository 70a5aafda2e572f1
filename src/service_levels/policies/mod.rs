//! What was promised to whom: policies, their targets and which of them applies.

mod policy;
mod target;

pub use policy::{AgreementKind, Condition, Conditions, Policy, Test};
pub use target::{Hours, Metric, OnPolicyChange, ReopenPolicy, Target};
