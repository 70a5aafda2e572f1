//! What a failure means: its exit code, and what to try.

use super::args::LogFormat;
use super::exit;
use super::session::Misuse;
use crate::classify::sentiment;
use crate::classify::topics::LearnedError;
use crate::config;
use crate::encode::{Error as EncodeError, transformer};
use crate::intake;
use crate::logs;
use crate::pipeline;
use crate::privacy;
use crate::store;
use crate::study;
use crate::weights;
use std::error::Error as StdError;
use std::io::{self, Write};

/// Prints an error with its causes, then its hint, to standard error.
pub(super) fn report(error: &anyhow::Error, format: LogFormat) {
    let causes = causes_of(error);
    let hint = hint_of(error);
    if format == LogFormat::Json {
        let (what, because) = causes
            .split_first()
            .map_or(("", &[][..]), |(what, rest)| (what.as_str(), rest));
        tracing::error!(
            because = because.join("; "),
            hint = hint.unwrap_or_default(),
            exit_code = code_of(error),
            "{what}"
        );
        return;
    }
    let mut text = format!("error: {}\n", causes.join("\n  because: "));
    if let Some(hint) = hint {
        text.push_str("hint: ");
        text.push_str(&hint);
        text.push('\n');
    }
    let _ = io::stderr().write_all(text.as_bytes());
}

/// An error with its causes and its hint, in one line.
pub(super) fn in_one_line(error: &anyhow::Error) -> String {
    let hint = hint_of(error).map_or(String::new(), |hint| format!(" (hint: {hint})"));
    format!("{}{hint}", causes_of(error).join(": "))
}

/// The error and its causes, outermost first.
///
/// Beneath an error of the index stands what its library says of its own files; of that only what
/// the system said is for people.
fn causes_of(error: &anyhow::Error) -> Vec<String> {
    let mut causes: Vec<String> = Vec::new();
    let mut in_index = false;
    for cause in error.chain() {
        if in_index && cause.downcast_ref::<io::Error>().is_none() {
            continue;
        }
        in_index |= cause.is::<store::Error>();
        let text = cause.to_string();
        // A cause that only repeats what was said adds a line and no knowledge.
        if causes.last() != Some(&text) {
            causes.push(text);
        }
    }
    causes
}

/// Exit code of an error: settings, input and output, or our own fault.
pub(super) fn code_of(error: &anyhow::Error) -> u8 {
    error
        .chain()
        .find_map(code_of_cause)
        .unwrap_or(exit::UNREADABLE)
}

fn code_of_cause(cause: &(dyn StdError + 'static)) -> Option<u8> {
    if let Some(error) = cause.downcast_ref::<pipeline::Error>() {
        return Some(match error {
            pipeline::Error::TooManyRejected { .. }
            | pipeline::Error::NoRecords
            | pipeline::Error::Emptied { .. } => exit::GATE_FAILED,
            pipeline::Error::UnknownField { .. }
            | pipeline::Error::UnknownValue { .. }
            | pipeline::Error::ValuesAlike { .. }
            | pipeline::Error::UnknownColumn { .. }
            | pipeline::Error::MixedPopulations { .. }
            | pipeline::Error::Period { .. }
            | pipeline::Error::PeriodsOverlap { .. }
            | pipeline::Error::PeriodsReversed { .. }
            | pipeline::Error::MeasuredOnFitted { .. }
            | pipeline::Error::TooFewToMeasure { .. }
            | pipeline::Error::NothingToMeasureYet { .. }
            | pipeline::Error::ScaleChanged { .. }
            | pipeline::Error::OneCustomerToMeasure
            | pipeline::Error::AlikeToMeasure
            | pipeline::Error::TooFewPeople { .. }
            | pipeline::Error::DatedBeforeItsData { .. }
            | pipeline::Error::FittedOnPerformance
            | pipeline::Error::Query(_)
            | pipeline::Error::Taxonomy { .. }
            | pipeline::Error::LabelCard { .. }
            | pipeline::Error::NoFiles { .. }
            | pipeline::Error::Agreements { .. }
            | pipeline::Error::UnknownTopic { .. }
            | pipeline::Error::NobodyOwns { .. }
            | pipeline::Error::Promises(config::Error::Wrong { .. })
            | pipeline::Error::Experience(_)
            | pipeline::Error::NoOutcome { .. }
            | pipeline::Error::OtherKey { .. }
            | pipeline::Error::Decision(_)
            | pipeline::Error::NoDeclaredOutcome
            | pipeline::Error::OtherSettings { .. }
            | pipeline::Error::TombstonesOfOtherKey { .. } => exit::WRONG_USE,
            pipeline::Error::Intake { source, .. } => code_of_intake(source),
            pipeline::Error::Logs(source) => code_of_logs(source),
            // The program's own models fail on no text; weights and libraries of others do.
            pipeline::Error::Classify(sentiment::Error::Encode(EncodeError::Backend {
                ..
            })) => exit::UNREADABLE,
            pipeline::Error::Classify(_) | pipeline::Error::Signals(_) => exit::BUG,
            _ => exit::UNREADABLE,
        });
    }
    if let Some(error) = cause.downcast_ref::<study::Error>() {
        return Some(code_of_study(error));
    }
    if let Some(error) = cause.downcast_ref::<logs::Error>() {
        return Some(code_of_logs(error));
    }
    if let Some(error) = cause.downcast_ref::<intake::Error>() {
        return Some(code_of_intake(error));
    }
    let is_misuse = cause.is::<Misuse>()
        || cause.is::<privacy::Error>()
        || cause
            .downcast_ref::<config::Error>()
            .is_some_and(|error| matches!(error, config::Error::Wrong { .. }));
    is_misuse.then_some(exit::WRONG_USE)
}

fn code_of_study(error: &study::Error) -> u8 {
    match error {
        study::Error::Intake { source, .. } => code_of_intake(source),
        study::Error::NoRows { .. }
        | study::Error::NothingLeft { .. }
        | study::Error::Frozen { .. } => exit::UNREADABLE,
        study::Error::Wave(error) if error.is_of_file() => exit::UNREADABLE,
        study::Error::Earlier { source, .. } => code_of_study(source),
        _ => exit::WRONG_USE,
    }
}

fn code_of_logs(error: &logs::Error) -> u8 {
    match error {
        logs::Error::Intake(error) => code_of_intake(error),
        logs::Error::UnknownZone { .. } | logs::Error::MissingTable { .. } => exit::UNREADABLE,
        _ => exit::WRONG_USE,
    }
}

/// What the project file says of a file is settings; what the file is, is input.
fn code_of_intake(error: &intake::Error) -> u8 {
    match error {
        intake::Error::MissingColumns { .. }
        | intake::Error::MissingSheet { .. }
        | intake::Error::NoHeaderRow { .. }
        | intake::Error::Mapping { .. }
        | intake::Error::BadPattern { .. }
        | intake::Error::NoFile { .. }
        | intake::Error::NotATable { .. }
        | intake::Error::NeedsFile { .. } => exit::WRONG_USE,
        _ => exit::UNREADABLE,
    }
}

/// What to try, by the first cause that knows.
fn hint_of(error: &anyhow::Error) -> Option<String> {
    error
        .chain()
        .find_map(|cause| {
            if let Some(misuse) = cause.downcast_ref::<Misuse>() {
                return misuse.hint.clone();
            }
            if let Some(error) = cause.downcast_ref::<study::Error>() {
                return error.hint().map(str::to_owned);
            }
            if let Some(error) = cause.downcast_ref::<logs::Error>() {
                return error.hint();
            }
            if let Some(error) = cause.downcast_ref::<transformer::Error>() {
                return Some(error.hint().to_owned());
            }
            if let Some(error) = cause.downcast_ref::<weights::Error>() {
                return error.hint().map(str::to_owned);
            }
            if let Some(sentiment::Error::ForeignEncoder { .. }) = cause.downcast_ref() {
                return Some(
                    "a head of another version of this program, or of another model: `signaal model install e5 --force` brings that of this version; one of your own has to be trained on the vectors of that very model (models/e5/train.rs)"
                        .to_owned(),
                );
            }
            if let Some(error) = cause.downcast_ref::<intake::Error>() {
                return error.hint().map(str::to_owned);
            }
            if let Some(error) = cause.downcast_ref::<store::Error>() {
                return Some(hint_of_store(error).to_owned());
            }
            if let Some(error) = cause.downcast_ref::<config::Error>() {
                return hint_of_project_file(error).map(str::to_owned);
            }
            if cause.is::<privacy::Error>() {
                return Some(
                    "a key file holds 64 hexadecimal digits; name another with SIGNAAL_KEY_FILE or privacy.key_file, or remove the file to have a new key made"
                        .to_owned(),
                );
            }
            hint_of_pipeline(cause.downcast_ref::<pipeline::Error>()?).map(str::to_owned)
        })
        .or_else(|| error.chain().find_map(|cause| hint_of_system(cause.downcast_ref()?)))
}

fn hint_of_store(error: &store::Error) -> &'static str {
    match error {
        store::Error::Locked { .. } => "wait for the other run to end, then try again",
        store::Error::OldFormat { .. } => {
            "run again with --rebuild to make the index anew from the input"
        }
        store::Error::Corrupt { .. } => {
            "run again with --rebuild; the input files are all that is needed"
        }
        store::Error::Index { .. } => {
            "try again; the last commit is intact. If it stays, run with --rebuild"
        }
        store::Error::ReadOnly { .. } | store::Error::Io { .. } => {
            "choose another folder with --out or `output` in the project file"
        }
        store::Error::DiskFull { .. } => "make room and run again; the last commit is intact",
        store::Error::NotErased { .. } => {
            "close the programs that read the index and give the same command again"
        }
        store::Error::Budget { .. } => "ask for fewer --threads",
        _ => "run `signaal run PROJECT` first",
    }
}

fn hint_of_pipeline(error: &pipeline::Error) -> Option<&'static str> {
    Some(match error {
        pipeline::Error::NothingTakenIn { .. } => "run `signaal run PROJECT` first",
        pipeline::Error::LabelCard { .. } => {
            "see \"Checked comments\" in docs/PROJECT_FILE.md for the layout"
        }
        pipeline::Error::OtherKey { .. } => {
            "use the key of before (SIGNAAL_KEY_FILE), or run with --rebuild to replace it"
        }
        pipeline::Error::TombstonesOfOtherKey { .. } => {
            "use the key of before, or forget these customers again under the new key and remove the file"
        }
        pipeline::Error::TooManyRejected { .. } => {
            "mend the rows, or raise limits.max_rejected_share in the project file"
        }
        pipeline::Error::NoRecords => {
            "`signaal check PROJECT` says what each file holds; the archive is as it was"
        }
        pipeline::Error::Emptied { .. } => {
            "the archive is as it was; put the export back, or take the file away (its records stay), or take it as it is with `signaal run PROJECT --rebuild`"
        }
        pipeline::Error::LearnedModel {
            source:
                LearnedError::Encode(EncodeError::Backend { .. }) | LearnedError::UnknownEncoder { .. },
            ..
        } => {
            "it was learnt on the transformer: `signaal model install e5` puts that in place; --models FOLDER (of learn, eval, label and classify), or `models` under [classify] of a project, names another place"
        }
        pipeline::Error::LearnedModel { .. } => {
            "`signaal learn` writes such files; one that was learnt with another version of the encoder has to be learnt again"
        }
        pipeline::Error::NoFiles { .. } => {
            "patterns are relative to the folder of the project file"
        }
        pipeline::Error::UnknownField { .. } => {
            "use one of these in --by or analysis.controls, or map the column under [source.facets]"
        }
        pipeline::Error::MixedPopulations { .. } => {
            "choose one with --where FIELD:value, tell them apart with --by FIELD, or ask for the average with --pool (pool = true under [analysis])"
        }
        pipeline::Error::UnknownColumn { .. } => {
            "use one of these names; if they look like data, the file lacks a header row"
        }
        pipeline::Error::NoOutcome { .. } => {
            "map the score under [source.scores], or choose another `outcome`"
        }
        pipeline::Error::Decision(_) => {
            "`signaal action list` shows what stands in the register; it is only ever added to"
        }
        pipeline::Error::NoDeclaredOutcome => "declare `outcome` and its score in the project file",
        pipeline::Error::OtherSettings { mends, .. } => match mends {
            pipeline::Mends::Run => {
                "run `signaal run PROJECT` first: figures have to be of what the project file says"
            }
            pipeline::Mends::Reclassify => {
                "run `signaal reclassify -p PROJECT` (or `signaal run PROJECT`) first: the taxonomy or the model is another one than the texts were read with"
            }
        },
        pipeline::Error::Period { .. } => "write the year first, months and days as two digits",
        pipeline::Error::UnknownValue { .. } => {
            "choose one of those; without --segment all of them are compared"
        }
        pipeline::Error::ValuesAlike { .. } => {
            "name one of them, or write them in one way in the file; `signaal check` names every value that is written in several ways"
        }
        pipeline::Error::UnknownTopic { .. } => {
            "`signaal taxonomy show` lists the topics; a topic is named by its id"
        }
        pipeline::Error::PeriodsOverlap { .. } => {
            "end the first period before the second begins, such as 2025-01..2025-03 and 2025-04..2025-06"
        }
        pipeline::Error::PeriodsReversed { .. } => "give the earlier period after --from",
        pipeline::Error::OneCustomerToMeasure
        | pipeline::Error::AlikeToMeasure
        | pipeline::Error::TooFewPeople { .. } => "choose a larger part with --where or --period",
        pipeline::Error::ScaleChanged { .. } => {
            "choose --period (or two periods) on one side of that day; it stands in the project file as `changed` of the score"
        }
        pipeline::Error::Query(_) => {
            "`signaal search --help` lists the fields; put a value with signs in \"quotes\""
        }
        pipeline::Error::Ledger { .. } => {
            "put the file back from a backup: it holds what people decided and cannot be made anew"
        }
        pipeline::Error::Taxonomy { .. } => {
            "mend the file and try `signaal taxonomy check` on it; leave `taxonomy` out for the built-in one"
        }
        pipeline::Error::Classify(sentiment::Error::Encode(EncodeError::Backend { .. })) => {
            "`signaal check PROJECT` and `signaal model verify e5` try the model that reads; nothing was taken in or changed"
        }
        pipeline::Error::Classify(_) | pipeline::Error::Signals(_) => {
            "this is a fault of signaal itself, please report it; other input or fewer settings may get around it"
        }
        _ => return hint_of_frozen_model(error),
    })
}

fn hint_of_frozen_model(error: &pipeline::Error) -> Option<&'static str> {
    Some(match error {
        pipeline::Error::MeasuredOnFitted { .. } => {
            "begin --period after the last day of the fit, or leave it out: all that came after is measured then"
        }
        pipeline::Error::TooFewToMeasure { .. } => {
            "choose a longer --period among those days, after the days of the fit, or a wider --where"
        }
        pipeline::Error::NothingToMeasureYet { .. } => {
            "a frozen model measures what comes in after the days of its fit: take the next files in first (`signaal run PROJECT`), or freeze one on an earlier --period"
        }
        pipeline::Error::DatedBeforeItsData { .. } => {
            "end --period before that day, or name a later --as-of; `signaal check` shows the dates of each file"
        }
        pipeline::Error::FittedOnPerformance => {
            "choose answers of purpose driver_research with --where, or freeze a model with those"
        }
        _ => return None,
    })
}

fn hint_of_project_file(error: &config::Error) -> Option<&'static str> {
    match error {
        config::Error::Unreadable {
            file: config::SettingsFile::Schedules,
            ..
        } => Some("data/service_levels/schedules.toml is an example of such a file"),
        config::Error::Unreadable {
            file: config::SettingsFile::Policies,
            ..
        } => Some("data/service_levels/policies.toml is an example of such a file"),
        config::Error::Unreadable {
            file: config::SettingsFile::Governance,
            ..
        } => Some("data/service_levels/governance.toml is an example of such a file"),
        config::Error::Unreadable {
            file: config::SettingsFile::SurveyPlan,
            ..
        } => Some("data/service_levels/survey_plan.toml is an example of such a file"),
        config::Error::Unreadable { source, .. } => Some(match source.kind() {
            io::ErrorKind::InvalidData => "a project file is TOML text in UTF-8",
            io::ErrorKind::IsADirectory => "name the project file in that folder",
            _ => "`signaal init FILES --out project.toml` makes one",
        }),
        // Each problem carries its own.
        _ => None,
    }
}

fn hint_of_system(error: &io::Error) -> Option<String> {
    let hint = match error.kind() {
        io::ErrorKind::NotFound => "check the name; folders on the way have to exist",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "choose a place that this user may use"
        }
        io::ErrorKind::IsADirectory => "name a file, not a folder",
        io::ErrorKind::NotADirectory => "a part of the path is a file, not a folder",
        io::ErrorKind::StorageFull => "make room, or write elsewhere",
        io::ErrorKind::InvalidData => "the file has to be text in UTF-8",
        _ => return None,
    };
    Some(hint.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    fn failed(error: impl Into<anyhow::Error>) -> anyhow::Error {
        error.into()
    }

    #[test]
    fn what_the_index_library_says_of_itself_is_left_out() {
        let inner = io::Error::other("IoError { io_error: Custom { kind: UnexpectedEof } }");
        let error = failed(store::Error::Corrupt {
            path: "out/index".into(),
            source: Box::new(std::fmt::Error),
        })
        .context("use the index");
        assert_eq!(
            causes_of(&error),
            ["use the index", "the index in out/index is damaged"]
        );
        let error = failed(store::Error::Io {
            path: "out/index".into(),
            source: Box::new(inner),
        });
        assert_eq!(causes_of(&error).len(), 2);
    }

    #[test]
    fn a_missing_folder_has_a_hint_and_the_code_of_unreadable_files() {
        let error = Err::<(), _>(io::Error::from(io::ErrorKind::NotFound))
            .context("create nowhere/x.csv")
            .unwrap_err();
        assert_eq!(code_of(&error), exit::UNREADABLE);
        assert!(hint_of(&error).is_some());
    }

    #[test]
    fn wrong_use_wrong_settings_and_gates_have_their_codes() {
        let check = |error: anyhow::Error, code| assert_eq!(code_of(&error), code, "{error}");
        check(failed(Misuse::new("what")), exit::WRONG_USE);
        check(
            failed(pipeline::Error::TooManyRejected {
                n_rejected: 1,
                n_read: 1,
                allowed: 0.0,
                worst_file: String::new(),
                worst_reason: String::new(),
                quarantine: "q".into(),
            }),
            exit::GATE_FAILED,
        );
        check(
            failed(pipeline::Error::Intake {
                file: "a.csv".into(),
                source: intake::Error::Mapping {
                    source_name: "a".to_owned(),
                    detail: "contradiction",
                },
            }),
            exit::WRONG_USE,
        );
        check(
            failed(pipeline::Error::Intake {
                file: "a.csv".into(),
                source: intake::Error::Empty { path: "a".into() },
            }),
            exit::UNREADABLE,
        );
    }
}
