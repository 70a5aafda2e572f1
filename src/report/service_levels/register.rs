use super::report::clock;
use crate::report::Language;
use crate::report::section::Section;
use crate::report::words::either;
use crate::service_levels::attainment::{BreachEntry, BreachNote, Register};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// The breaches of a register, each with the last note on it, for a terminal; instants as clocks show them in `zone`.
pub fn register_text(register: &Register, zone: &TimeZone, language: Language) -> String {
    let mut section = Section::default();
    let n = register.entries.len();
    section.lead.push(format!(
        "{n} {}, {} {}",
        either(language, "schendingen", "breaches"),
        register.notes.len(),
        either(language, "aantekeningen", "notes"),
    ));
    section.grid.header = [
        either(language, "ticket", "ticket"),
        either(language, "belofte", "promise"),
        either(language, "maat", "metric"),
        either(language, "nr", "no"),
        either(language, "gemist op", "missed at"),
        either(language, "reden", "reason"),
        either(language, "calamiteit", "calamity"),
        either(language, "akkoord", "approved"),
    ]
    .map(str::to_owned)
    .to_vec();
    let notes = register.last_notes();
    for entry in &register.entries {
        let note = notes.get(&entry.key);
        let text = |of: fn(&BreachNote) -> Option<&str>| {
            note.and_then(|note| of(note)).unwrap_or("–").to_owned()
        };
        section.push(vec![
            entry.key.ticket.to_string(),
            entry.key.policy.to_string(),
            entry.key.metric.as_str().to_owned(),
            entry.key.instance.to_string(),
            entry
                .breached_at
                .map_or_else(|| "–".to_owned(), |at| clock(at, zone)),
            text(|note| note.reason.as_deref()),
            text(|note| note.calamity.as_deref()),
            text(|note| note.approved_by.as_deref()),
        ]);
    }
    section.text()
}

/// The breaches of a register with all notes on them, for machines.
pub fn register_json(register: &Register) -> String {
    let entry = |one: &BreachEntry| {
        let notes = register.notes.iter().filter(|note| note.key == one.key);
        json!({
            "ticket_id": &*one.key.ticket,
            "policy_id": &*one.key.policy,
            "policy_version": one.key.version,
            "metric": one.key.metric.as_str(),
            "instance": one.key.instance,
            "team": one.key.team.as_deref(),
            "kind": one.kind.as_str(),
            "contract_id": one.contract.as_deref(),
            "registered_at": one.registered_at.to_string(),
            "breached_at": one.breached_at.map(|at| at.to_string()),
            "target_s": one.target.0,
            "elapsed_s": one.elapsed.0,
            "notes": notes.map(note).collect::<Vec<Value>>(),
        })
    };
    let document = json!({
        "schema_version": 1,
        "breaches": register.entries.iter().map(entry).collect::<Vec<Value>>(),
    });
    format!("{document:#}\n")
}

fn note(one: &BreachNote) -> Value {
    json!({
        "noted_at": one.noted_at.to_string(),
        "reason": one.reason,
        "calamity_id": one.calamity.as_deref(),
        "approved_by": one.approved_by,
    })
}
