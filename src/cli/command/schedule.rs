use super::{schedule_counting, schedule_windows};
use crate::cli::args::TextOrJson;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::schedule_args::{Schedule as Args, ScheduleVerb};
use crate::cli::session::Misuse;
use crate::config::{self, Problem, read_schedules};
use crate::report::Language;
use crate::report::settings_files::{Message, message, message_words, schedule_lines};
use crate::service_levels::calendar::{Schedule, Schedules};
use std::fmt::Write;
use std::path::Path;

/// Checks a file of schedules, or counts with it.
pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<u8> {
    match &args.verb {
        ScheduleVerb::Check { file, format, lang } => check(file, *format, (*lang).into()),
        ScheduleVerb::Windows(windows) => schedule_windows::run(windows),
        ScheduleVerb::Between(counting) => schedule_counting::between(counting),
        ScheduleVerb::Add(counting) => schedule_counting::add(counting),
    }
}

/// Reads a file of schedules and logs what is remarkable in it.
pub(super) fn read(file: &Path, language: Language) -> anyhow::Result<Schedules> {
    let (schedules, warnings) = read_schedules(file)?;
    for warning in &warnings {
        tracing::warn!("{}: {}", file.display(), told(warning, language));
    }
    Ok(schedules)
}

/// A problem of a file of settings with its place.
pub(super) fn told(problem: &Problem, language: Language) -> String {
    let Problem {
        line,
        key,
        message: text,
        hint,
    } = problem;
    let hint = hint.as_deref();
    message(
        &Message {
            line: *line,
            key,
            text,
            hint,
        },
        language,
    )
}

/// Problems of a file of settings for machines.
pub(super) fn placed(problems: &[Problem], language: Language) -> Vec<serde_json::Value> {
    let words = |text: &str| message_words(text, language);
    problems
        .iter()
        .map(|problem| {
            serde_json::json!({
                "line": problem.line,
                "key": problem.key,
                "message": words(&problem.message),
                "hint": problem.hint.as_deref().map(words),
            })
        })
        .collect()
}

/// The schedule of an id.
pub(super) fn find<'s>(schedules: &'s Schedules, id: &str) -> anyhow::Result<&'s Schedule> {
    schedules.get(id).ok_or_else(|| {
        let known: Vec<&str> = schedules.ids().map(AsRef::as_ref).collect();
        Misuse::new(format!("there is no schedule \"{id}\""))
            .hint(format!("use one of: {}", known.join(", ")))
            .into()
    })
}

fn check(file: &Path, format: TextOrJson, language: Language) -> anyhow::Result<u8> {
    let (schedules, problems, warnings) = match read_schedules(file) {
        Ok((schedules, warnings)) => (schedules, Vec::new(), warnings),
        Err(config::Error::Wrong { problems, .. }) => (Schedules::default(), problems, Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let text = match format {
        TextOrJson::Text => text(&schedules, &problems, &warnings, language),
        TextOrJson::Json => json(&schedules, &problems, &warnings, language)?,
    };
    output::write(None, &text)?;
    Ok(if problems.is_empty() {
        exit::DONE
    } else {
        exit::GATE_FAILED
    })
}

fn text(
    schedules: &Schedules,
    problems: &[Problem],
    warnings: &[Problem],
    language: Language,
) -> String {
    let (version_of, warning_of, fault) = match language {
        Language::Nl => ("versie", "waarschuwing", "fout"),
        Language::En => ("version", "warning", "fault"),
    };
    let mut text = String::new();
    for schedule in schedules.iter() {
        for version in schedule.versions() {
            let _ = writeln!(text, "{} {version_of} {}", schedule.id(), version.version);
            for line in schedule_lines(version, language) {
                let _ = writeln!(text, "  {line}");
            }
        }
    }
    for warning in warnings {
        let _ = writeln!(text, "{warning_of}: {}", told(warning, language));
    }
    for problem in problems {
        let _ = writeln!(text, "{fault}: {}", told(problem, language));
    }
    let (n, n_faults, n_warnings) = (schedules.len(), problems.len(), warnings.len());
    let _ = match language {
        Language::Nl => writeln!(
            text,
            "{n} openingstijden, {n_faults} fouten, {n_warnings} waarschuwingen"
        ),
        Language::En => writeln!(
            text,
            "{n} schedules, {n_faults} faults, {n_warnings} warnings"
        ),
    };
    text
}

fn json(
    schedules: &Schedules,
    problems: &[Problem],
    warnings: &[Problem],
    language: Language,
) -> anyhow::Result<String> {
    let versions: Vec<serde_json::Value> = schedules
        .iter()
        .flat_map(|schedule| {
            schedule.versions().iter().map(|version| {
                serde_json::json!({
                    "schedule_id": &**schedule.id(),
                    "version": version.version,
                    "in_words": schedule_lines(version, language),
                })
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&serde_json::json!({
        "passes": problems.is_empty(),
        "faults": placed(problems, language),
        "warnings": placed(warnings, language),
        "schedules": versions,
    }))?)
}
