//! The one place that decides whether figures may be told apart by person.

use crate::cli::session::{Misuse, now};
use crate::config::{Project, load_governance};
use crate::logs::field_name;
use crate::report::Language;
use crate::report::people::missing;
use crate::service_levels::people::{AgentAccess, Governance, Refusal};
use crate::service_levels::tickets::field;
use jiff::tz::TimeZone;
use std::path::Path;

/// Words that mean a person who works, wherever they stand in the name of a column.
const PERSON: &[&str] = &[
    "agent",
    "agents",
    "assignee",
    "behandelaar",
    "medewerker",
    "employee",
    "operator",
    "handler",
    "eigenaar",
    "owner",
];

/// Names that mean a person as a whole.
const PERSONS: &[&str] = &[
    "handled_by",
    "assigned_to",
    "answered_by",
    "resolved_by",
    "solved_by",
    "closed_by",
    "updated_by",
    "behandeld_door",
    "afgehandeld_door",
    "toegewezen_aan",
];

/// Words that turn such a name into one of a group: `agent_group` is a team.
const GROUPS: &[&str] = &[
    "group",
    "groep",
    "team",
    "department",
    "afdeling",
    "role",
    "rol",
    "type",
    "channel",
    "kanaal",
];

/// Whether a field or column means a person who works.
pub(super) fn is_of_person(name: &str) -> bool {
    let name = name.trim();
    let plain: String = name
        .chars()
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                '_'
            }
        })
        .flat_map(char::to_lowercase)
        .collect();
    let mut words = plain.split('_').filter(|word| !word.is_empty());
    let whole: Vec<&str> = words.clone().collect();
    field_name(name) == field::AGENT
        || PERSONS.contains(&whole.join("_").as_str())
        || (words.any(|word| PERSON.contains(&word))
            && !whole.iter().any(|word| GROUPS.contains(word)))
}

/// The access that figures divided by `fields` take: `None` where no field means a person.
///
/// # Errors
///
/// Where one does and no governance file allows it, or the file cannot be read.
pub(super) fn gate<'a>(
    fields: impl IntoIterator<Item = &'a str>,
    governance: Option<&Path>,
) -> anyhow::Result<Option<AgentAccess>> {
    let governance = governance.map(load_governance).transpose()?;
    if !fields.into_iter().any(is_of_person) {
        return Ok(None);
    }
    allow(governance.as_ref()).map(Some)
}

/// Refuses figures of an archive that would be of single agents: told apart by one of `fields`, or chosen by a
/// field that `filter` names. What a project keeps by pseudonym is a person too.
///
/// # Errors
///
/// As [`gate`].
pub(super) fn gate_project<'a>(
    project: &Project,
    fields: impl IntoIterator<Item = &'a str>,
    filter: Option<&str>,
    governance: Option<&Path>,
) -> anyhow::Result<()> {
    let pseudonyms = &project.privacy.redaction.pseudonymous_facets;
    let is_person = |name: &str| {
        let is_kept = |kept: &String| kept.to_lowercase() == name.to_lowercase();
        is_of_person(name) || pseudonyms.iter().any(is_kept)
    };
    let named = fields_of(filter.unwrap_or_default());
    if !fields.into_iter().any(is_person) && !named.iter().any(|name| is_person(name)) {
        return Ok(());
    }
    let file = governance.or(project.readiness.governance.as_deref());
    let governance = file.map(load_governance).transpose()?;
    allow(governance.as_ref()).map(|_| ())
}

/// Names that stand before a colon outside quotation marks, without a leading `facet.`.
fn fields_of(filter: &str) -> Vec<String> {
    let mut names = Vec::new();
    // Every other piece stands between quotation marks.
    for piece in filter.split('"').step_by(2) {
        let mut before = piece.split(':').collect::<Vec<&str>>();
        before.pop();
        for words in before {
            let is_sign = |letter: char| letter.is_whitespace() || "()!+,".contains(letter);
            let name = words.rsplit(is_sign).next().unwrap_or_default();
            let name = name.trim_start_matches('-');
            names.push(name.strip_prefix("facet.").unwrap_or(name).to_owned());
        }
    }
    names
}

/// Access to figures of agents: it needs the consent of the works council, which a governance file
/// proves, on the day on which they are computed.
///
/// # Errors
///
/// With everything that is missing.
pub(super) fn allow(governance: Option<&Governance>) -> anyhow::Result<AgentAccess> {
    access(governance).map_err(|refusal| {
        let lacks: Vec<String> = refusal
            .missing
            .iter()
            .map(|one| missing(one, Language::En))
            .collect();
        Misuse::new(format!("figures of single agents are off: {}", lacks.join("; ")))
            .hint("--governance FILE has to carry the works council's consent and the DPIA; --by team works without")
            .into()
    })
}

/// As [`allow`], with what is missing for whoever shows the rest without it. Consent is held against today: no flag
/// brings back one that has ended.
///
/// # Errors
///
/// [`Refusal`] with everything that is missing.
pub(super) fn access(governance: Option<&Governance>) -> Result<AgentAccess, Refusal> {
    AgentAccess::check(governance, now().to_zoned(TimeZone::UTC).date())
}

/// Refuses a column of people under the name of something else: whoever groups by that name would see
/// figures of people.
///
/// # Errors
///
/// Where `column` means a person and `meaning` does not.
pub(super) fn refuse_disguise(meaning: &str, column: &str) -> anyhow::Result<()> {
    if is_of_person(column) && !is_of_person(meaning) {
        return Err(Misuse::new(format!(
            "column \"{}\" names people and cannot stand in for {}",
            column.trim(),
            meaning.trim()
        ))
        .hint("figures of people are asked for by name, as --by agent, with --governance FILE")
        .into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_known_by_every_usual_name() {
        for name in [
            "agent",
            "Agent ID",
            "assignee_id",
            "behandelaar",
            "Medewerker",
            "employee-number",
            "agent_name",
            "handled_by",
            "Operator",
            "toegewezen aan",
        ] {
            assert!(is_of_person(name), "{name}");
        }
        for name in [
            "team",
            "agent_group",
            "channel",
            "segment",
            "customer",
            "agenda",
        ] {
            assert!(!is_of_person(name), "{name}");
        }
    }

    #[test]
    fn a_filter_names_its_fields() {
        let names =
            fields_of("agent:02bf AND (segment:\"agent: x\" OR -facet.Behandelaar:a) at:2025");
        assert_eq!(names, ["agent", "segment", "Behandelaar", "at"]);
        assert!(fields_of("wachten lang").is_empty());
    }

    #[test]
    fn people_do_not_pass_under_another_name() {
        assert!(refuse_disguise("team_id", "agent_id").is_err());
        assert!(refuse_disguise("agent", "Medewerker").is_ok());
        assert!(refuse_disguise("team", "groep").is_ok());
    }
}
