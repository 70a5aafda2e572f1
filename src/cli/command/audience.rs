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
    if let Some(name) = fields.into_iter().find(|name| is_inner(name)) {
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

/// Whether a field means an agent or a team, whatever else its name says: `agent_group` is a team.
fn is_inner(name: &str) -> bool {
    let lower = name.to_lowercase();
    let mut words = lower.split(|letter: char| !letter.is_alphanumeric());
    is_of_person(name)
        || field_name(name) == field::TEAM
        || words.any(|word| matches!(word, "team" | "teams" | "agent" | "agents" | "assignment"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agents_and_teams_are_inner_and_what_customers_know_is_not() {
        for name in [
            "agent",
            "Agent_Group",
            "assigned_to",
            "team",
            "Team naam",
            "medewerker",
        ] {
            assert!(is_inner(name), "{name}");
        }
        for name in ["channel", "segment", "product", "customer_group"] {
            assert!(!is_inner(name), "{name}");
        }
    }
}
