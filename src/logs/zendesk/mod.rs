//! Tables of Zendesk as ETL programs take them: tickets with their history and comments, who was
//! what at which time, and with [`agreements`] what was promised and when people work.
//!
//! A folder holds one file a table, by its name with or without `_data` behind it: `ticket`,
//! `ticket_field_history`, `ticket_comment`, `user`, and where they are `group`, `audit_log`,
//! `ticket_sla_policy`, `ticket_schedule`, `sla_policy_metric_history`, `schedule`,
//! `schedule_holiday`. Times are in UTC.

mod agreements;
mod directory;
mod entries;
mod rows;
mod schedules;
mod tables;
mod working_time;
mod zones;

pub use agreements::{Agreements, agreements};
pub use schedules::{Holiday, Schedule};
pub use zones::iana_zone;

pub(super) use tables::sources;
