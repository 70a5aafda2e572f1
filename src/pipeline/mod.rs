//! Wires rooms; owns chunks, threads and events.
//!
//! [`ingest`] takes files in, [`analyse`] turns the index into findings, [`service_levels()`] holds its
//! tickets against promises, [`write_results`] writes all that. Everything that happens is told to an [`Observer`]; nothing is printed here.

mod action_file;
mod alerts;
mod analyse;
mod answers;
mod archive;
mod as_read;
mod asked_value;
mod assets;
mod begun;
mod board;
mod breach_file;
mod change;
mod check;
mod check_records;
mod check_settings;
mod check_spellings;
mod classify_table;
mod comparable;
mod contacts;
mod control_column;
mod conversations;
mod corpus;
mod documents;
mod drift_told;
mod error;
mod event;
mod files;
mod forget;
mod frozen_file;
mod gather;
mod givers;
mod handled;
mod heard;
mod ingest;
mod intake_summary;
mod issue_types;
mod join;
mod label_card;
mod learned;
mod ledger;
mod months;
mod nothing_matches;
mod observe;
mod outcome;
mod override_file;
mod pages;
mod periods;
mod populations;
mod presentable;
mod promised_experience;
mod propose;
mod propose_source;
mod quarantine;
mod queues;
mod quotes;
mod readiness;
mod recent;
mod reclassify;
mod reread;
mod respondent_table;
mod results;
mod retention;
mod segment_customers;
mod segments;
mod selection;
mod series;
mod series_guard;
mod service_levels;
mod shaping;
mod spoken_words;
mod stage;
mod stale;
mod subset;
mod taxonomy_diff;
mod theme_file;
mod themes;
mod told_columns;
mod topic_groups;
mod verdicts;
mod voices;
mod weekly;

pub use action_file::{action_register_path, note_decision, read_actions};
pub use alerts::{AlertsAsked, look_for_alerts};
pub use analyse::{ByField, analyse, analyse_by};
pub use answers::{Answers, GivenAnswer};
pub use as_read::{Mends, refuse_other_settings};
pub use assets::{Assets, Models, read_taxonomy};
pub use board::board;
pub use breach_file::{append_breach_note, append_breaches, read_breach_register};
pub use change::why_it_moved;
pub use check::{CheckReport, FileCheck, RejectedRows, check};
pub use classify_table::{ClassifyColumns, ClassifyCounts, classify_table};
pub use comparable::refuse_beside_baseline;
pub use conversations::{conversation, conversations};
pub use documents::export;
pub use drift_told::drift_of_last_run;
pub use error::Error;
pub use event::{Event, Observer};
pub use forget::{Forgotten, count_of, forget};
pub use frozen_file::{
    Definitions, FrozenPeriod, Revision, definitions, frozen_clock, read_frozen, write_frozen,
};
pub use gather::Gathering;
pub use heard::{Beside, PROMISE, Said, beside_experience, promise, promised_shares};
pub use ingest::{IngestOptions, Start, ingest};
pub use issue_types::{HeldTopics, IssueTypes, TopicReader};
pub use learned::{
    LabelColumns, LabelledRow, LabelledRows, labels_of, read_labelled, read_learned, write_model,
};
pub use nothing_matches::why_nothing_matches;
pub use override_file::{append_override, read_overrides};
pub use periods::analyse_against;
pub use propose::propose_project;
pub use quarantine::write_line as write_rejection;
pub use readiness::{archive_facts, staff_records};
pub use recent::recent;
pub use reclassify::{Reclassified, reclassify};
pub use respondent_table::{
    CUSTOMER_COLUMN, FittedTable, ModelClock, RespondentTable, WEIGHT_COLUMN, answered_days,
    fitted_days, respondent_table_prefix, write_respondents,
};
pub use results::{Found, Results, write_results};
pub use segments::analyse_segments;
pub use selection::{Period, Selection};
pub use series::{SeriesAsked, series};
pub use service_levels::service_levels;
pub use stage::{PoolTaken, set_threads};
pub use taxonomy_diff::taxonomy_diff;
pub use theme_file::theme_file;
pub use themes::{ThemeOptions, Themes, themes};
pub use told_columns::ModelColumn;
pub use verdicts::{Agreements, AgreementsError, CohortPeriod, Judged, Outcome, judge};
pub use weekly::{Effects, action_effects, baseline_figures};
