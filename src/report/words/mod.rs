//! All texts for people, in Dutch and in English. One place, so that a reader of the report, the
//! terminal and the machine output meets the same words for the same thing.
//!
//! Every match is complete and without wildcard: a new caveat or verdict does not compile until it
//! has its sentence in both languages.

mod about;
mod caveat;
mod few;
mod label;
mod language;
mod length;
mod month;
mod outcome;
mod quality;
mod silence;
mod subset;
mod suppressed;
mod value;
mod verdict;

pub use about::{about, about_code};
pub use caveat::{caveat, caveat_code};
pub use few::{
    WITHHELD, block_key, fewer_than, has_month_share, month_marks, month_share, month_share_said,
    no_month_share, withheld_key,
};
pub use label::{Label, label};
pub(in crate::report) use language::either;
pub use language::{Language, UnknownLanguage};
pub use length::hours_minutes_seconds;
pub(in crate::report) use length::{length, length_as_set, length_of};
pub use month::{month, month_short};
pub use outcome::{
    Headline, headline, mirrored, no_decisions, outcome_line, outcome_name, outcome_note, unit,
};
pub use quality::{
    data_line, dropped_line, importance_line, join_lines, language_name, model_figures, model_line,
    record_kind, redaction_kind, resampling_line, sentiment, sentiment_name,
};
pub use silence::{silent, weighting_line};
pub use subset::{only_about_line, outcome_gap, subset_line};
pub use suppressed::suppressed;
pub(in crate::report) use value::{control_name, value_name};
pub use verdict::{
    about_line, as_read_line, assumption, contribution, count_or_band, floor_line, gain_assumption,
    gain_assumption_of, gain_sentence, own_fractions, topic, unranked_code, unranked_counts,
    unranked_reason, verdict, verdict_code, verdict_meaning, volume_line,
};
