//! Wires rooms; owns chunks, threads and events.
//!
//! [`ingest`] takes files in, [`analyse`] turns the index into findings, [`service_levels()`] holds its
//! tickets against promises, [`write_results`] writes all that. Everything that happens is told to an [`Observer`]; nothing is printed here.

mod analyse;
mod answers;
mod archive;
mod assets;
mod breach_file;
mod check;
mod classify_table;
mod documents;
mod error;
mod event;
mod files;
mod forget;
mod gather;
mod heard;
mod ingest;
mod issue_types;
mod join;
mod label_card;
mod ledger;
mod presentable;
mod promised_experience;
mod propose;
mod quarantine;
mod queues;
mod quotes;
mod results;
mod retention;
mod selection;
mod service_levels;
mod stage;
mod stale;
mod verdicts;
mod voices;

pub use analyse::{analyse, analyse_by};
pub use answers::{Answers, GivenAnswer};
pub use assets::{Assets, read_taxonomy};
pub use breach_file::{append_breach_note, append_breaches, read_breach_register};
pub use check::{CheckReport, FileCheck, check};
pub use classify_table::{ClassifyColumns, ClassifyCounts, classify_table};
pub use documents::export;
pub use error::Error;
pub use event::{Event, Observer};
pub use forget::{Forgotten, count_of, forget};
pub use gather::Gathering;
pub use heard::{Beside, PROMISE, Said, beside_experience, promise, promised_shares};
pub use ingest::{IngestOptions, Start, ingest};
pub use issue_types::{HeldTopics, IssueTypes, TopicReader};
pub use propose::propose_project;
pub use quarantine::write_line as write_rejection;
pub use results::{Results, write_results};
pub use selection::{Period, Selection};
pub use service_levels::service_levels;
pub use stage::{PoolTaken, set_threads};
pub use verdicts::{Agreements, AgreementsError, CohortPeriod, Judged, Outcome, judge};
