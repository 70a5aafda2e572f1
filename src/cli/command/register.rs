use crate::cli::args::TextOrJson;
use crate::cli::session::{Misuse, now};
use crate::cli::survey_args::{NoteBreach, Register, RegisterVerb, ShowRegister};
use crate::cli::{exit, output};
use crate::config::Project;
use crate::pipeline::{append_breach_note, read_breach_register};
use crate::report::Language;
use crate::report::service_levels::{register_json, register_text};
use crate::service_levels::attainment::{BreachEntry, BreachKey, BreachNote};
use jiff::tz::TimeZone;
use std::path::Path;

/// Shows a register of breaches, or notes something about one.
pub(in crate::cli) fn run(args: &Register) -> anyhow::Result<u8> {
    match &args.verb {
        RegisterVerb::Show(args) => show(args),
        RegisterVerb::Note(args) => note(args),
    }
}

fn show(args: &ShowRegister) -> anyhow::Result<u8> {
    refuse_absent(&args.register)?;
    let register = read_breach_register(&args.register)?;
    let project = args.project.as_deref().map(Project::load).transpose()?;
    let zone = project.and_then(|project| project.time_zone);
    let zone = zone.unwrap_or(TimeZone::UTC);
    let text = match args.format {
        TextOrJson::Text => register_text(&register, &zone, Language::from(args.lang)),
        TextOrJson::Json => register_json(&register),
    };
    output::write(None, &text)?;
    Ok(exit::DONE)
}

fn note(args: &NoteBreach) -> anyhow::Result<u8> {
    refuse_absent(&args.register)?;
    let register = read_breach_register(&args.register)?;
    let fits = |entry: &&BreachEntry| {
        let key = &entry.key;
        *key.ticket == *args.ticket
            && args
                .metric
                .as_deref()
                .is_none_or(|one| key.metric.as_str() == one)
            && args.policy.as_deref().is_none_or(|one| *key.policy == *one)
            && args.instance.is_none_or(|one| key.instance == one)
    };
    let found: Vec<&BreachEntry> = register.entries.iter().filter(fits).collect();
    let key = match found.as_slice() {
        [one] => one.key.clone(),
        [] => {
            return Err(Misuse::new(format!(
                "{} holds no such breach of ticket {}",
                args.register.display(),
                args.ticket
            ))
            .hint("signaal register show lists those it holds")
            .into());
        }
        several => {
            let names: Vec<String> = several.iter().map(|one| named(&one.key)).collect();
            return Err(Misuse::new(format!(
                "ticket {} has {} such breaches: {}",
                args.ticket,
                several.len(),
                names.join("; ")
            ))
            .hint("say which with --metric, --policy or --instance")
            .into());
        }
    };
    let text = |text: &Option<String>| {
        let text = text.as_deref().map(str::trim);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let note = BreachNote {
        noted_at: now(),
        reason: text(&args.note),
        calamity: text(&args.calamity).map(Into::into),
        approved_by: text(&args.approved_by),
        key,
    };
    if note.reason.is_none() && note.calamity.is_none() && note.approved_by.is_none() {
        return Err(Misuse::new("the note says nothing")
            .hint("write --note \"power cut in the region\"")
            .into());
    }
    append_breach_note(&args.register, &note)?;
    tracing::info!(path = %args.register.display(), "noted; earlier notes stay");
    Ok(exit::DONE)
}

fn named(key: &BreachKey) -> String {
    format!(
        "--metric {} --policy {} --instance {}",
        key.metric.as_str(),
        key.policy,
        key.instance
    )
}

/// A register that is not there is an empty one for `sla`, and a mistyped name here.
fn refuse_absent(path: &Path) -> anyhow::Result<()> {
    if path.exists() {
        return Ok(());
    }
    Err(
        Misuse::new(format!("there is no register {}", path.display()))
            .hint("signaal sla EVENTS … --register FILE makes one")
            .into(),
    )
}
