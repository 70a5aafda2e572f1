//! One file per command: what was typed becomes what it means, is done, and is shown.

pub(super) mod check;
pub(super) mod classify;
mod corrections;
pub(super) mod drivers;
pub(super) mod explain;
pub(super) mod export;
pub(super) mod forget;
pub(super) mod init;
pub(super) mod paths;
pub(super) mod policy;
pub(super) mod rank;
pub(super) mod run;
pub(super) mod schedule;
mod schedule_counting;
mod schedule_windows;
pub(super) mod schema;
pub(super) mod search;
pub(super) mod service_level;
pub(super) mod show;
pub(super) mod simulate;
pub(super) mod sla;
mod table;
pub(super) mod taxonomy;
mod tickets;
mod waves;
pub(super) mod xla;
mod xla_words;
