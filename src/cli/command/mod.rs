//! One file per command: what was typed becomes what it means, is done, and is shown.

pub(super) mod check;
pub(super) mod classify;
pub(super) mod coach;
mod corrections;
pub(super) mod drivers;
pub(super) mod explain;
pub(super) mod export;
pub(super) mod forget;
pub(super) mod init;
pub(super) mod paths;
pub(super) mod rank;
pub(super) mod run;
pub(super) mod schema;
pub(super) mod search;
pub(super) mod show;
pub(super) mod simulate;
mod table;
pub(super) mod taxonomy;
mod waves;
