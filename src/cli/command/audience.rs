//! What a result for customers cannot be asked for.

use super::people_gate::is_of_person;
use crate::cli::audience_args::Audience;
use crate::cli::output;
use crate::cli::session::Misuse;
use crate::logs::field_name;
use crate::report::Language;
use crate::report::published::{Published, published_json, published_text};
use crate::service_levels::tickets::field;
use std::path::Path;

/// How a document for customers is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// For people.
    Text,
    /// One object.
    Json,
    /// Rows, of which customers have none.
    Rows,
}

/// Refuses what customers are not told: figures by agent or team, and tables of single cases.
///
/// # Errors
///
/// [`Misuse`] that names what was asked.
pub(super) fn refuse_for_customers<'a>(
    audience: Audience,
    fields: impl IntoIterator<Item = &'a str>,
    written: Written,
) -> Result<(), Misuse> {
    if audience == Audience::Inside {
        return Ok(());
    }
    let is_inner = |name: &&str| is_of_person(name) || field_name(name) == field::TEAM;
    if let Some(name) = fields.into_iter().find(is_inner) {
        return Err(Misuse::new(format!(
            "--by \"{name}\": customers are told nothing of teams and agents"
        ))
        .hint("divide by what customers know, such as channel or product"));
    }
    if written == Written::Rows {
        return Err(Misuse::new(
            "--audience customer is one document, without rows of single cases",
        )
        .hint("--format text or json"));
    }
    Ok(())
}

/// Writes a document for customers.
pub(super) fn publish(
    published: &Published,
    written: Written,
    language: Language,
    out: Option<&Path>,
) -> anyhow::Result<()> {
    let text = match written {
        Written::Json => published_json(published),
        Written::Text | Written::Rows => published_text(published, language),
    };
    output::write(out, &text)
}
