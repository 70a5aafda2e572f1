use super::readiness;
use crate::cli::args::TextOrJson;
use crate::cli::check_args::Check;
use crate::cli::exit;
use crate::cli::failure::in_one_line;
use crate::cli::output;
use crate::cli::project_models::ProjectModels;
use crate::cli::session::now;
use crate::config::Project;
use crate::pipeline::{CheckReport, check};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::fmt::Write;

/// Checks a project file and its data.
pub(in crate::cli) fn run(args: &Check) -> anyhow::Result<u8> {
    if args.readiness {
        return readiness::run(args);
    }
    let Check {
        project, format, ..
    } = args;
    let project = Project::load(project)?;
    let report = checked(&project);
    let zone = project.time_zone.unwrap_or(TimeZone::UTC);
    let text = match format {
        TextOrJson::Text => text(&report, &zone),
        TextOrJson::Json => json(&report, &zone)?,
    };
    output::write(None, &text)?;
    Ok(if report.passes() {
        exit::DONE
    } else {
        exit::GATE_FAILED
    })
}

/// Checks a project and its data, and tries the models that it reads with.
pub(super) fn checked(project: &Project) -> CheckReport {
    check(project, now(), |taxonomy| {
        let models = ProjectModels::of(project).and_then(|models| models.tried(taxonomy));
        models.map_err(|error| in_one_line(&error))
    })
}

fn text(report: &CheckReport, zone: &TimeZone) -> String {
    let mut text = String::new();
    for file in &report.files {
        let _ = writeln!(
            text,
            "{} ({}): {} records, {} with words{}",
            file.file,
            file.source,
            file.n_records,
            file.n_with_words,
            if file.format.is_empty() {
                String::new()
            } else {
                format!("; {}", file.format)
            }
        );
        if let Some((first, last)) = file.dated {
            let _ = writeln!(text, "  dated {} to {}", day(first, zone), day(last, zone));
        }
        for (score, n) in &file.n_scores {
            let _ = writeln!(text, "  score {score}: {n} answers");
        }
        for ((column, reason), rows) in &file.rejections {
            let place = if column.is_empty() {
                String::new()
            } else {
                format!(" in column {column}")
            };
            let _ = writeln!(
                text,
                "  {} rows rejected: {reason}{place}, first row {}: expected {}",
                rows.n, rows.first_row, rows.expected
            );
        }
        if !file.unmapped_columns.is_empty() {
            let _ = writeln!(text, "  not used: {}", file.unmapped_columns.join(", "));
        }
        if !file.missing_columns.is_empty() {
            let _ = writeln!(text, "  not there: {}", file.missing_columns.join(", "));
        }
    }
    for warning in &report.warnings {
        let _ = writeln!(text, "warning: {warning}");
    }
    for fault in &report.faults {
        let _ = writeln!(text, "fault: {fault}");
    }
    text.push_str(if report.passes() {
        "ready to run\n"
    } else {
        "not ready to run\n"
    });
    text
}

fn json(report: &CheckReport, zone: &TimeZone) -> anyhow::Result<String> {
    let files: Vec<serde_json::Value> = report
        .files
        .iter()
        .map(|file| {
            let rejections: Vec<serde_json::Value> = file
                .rejections
                .iter()
                .map(|((column, reason), rows)| {
                    serde_json::json!({
                        "column": column, "code": reason, "n": rows.n,
                        "first_row": rows.first_row, "expected": rows.expected,
                    })
                })
                .collect();
            let scores: serde_json::Map<String, serde_json::Value> = file
                .n_scores
                .iter()
                .map(|(score, n)| (score.to_string(), (*n).into()))
                .collect();
            serde_json::json!({
                "source": file.source,
                "file": file.file,
                "format": file.format,
                "n_read": file.n_read,
                "n_records": file.n_records,
                "n_replaced": file.n_replaced,
                "n_with_words": file.n_with_words,
                "first_date": file.dated.map(|(first, _)| day(first, zone).to_string()),
                "last_date": file.dated.map(|(_, last)| day(last, zone).to_string()),
                "n_scores": scores,
                "rejections": rejections,
                "unmapped_columns": file.unmapped_columns,
                "missing_columns": file.missing_columns,
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&serde_json::json!({
        "passes": report.passes(),
        "faults": report.faults,
        "warnings": report.warnings,
        "files": files,
    }))?)
}

/// The day of a moment.
fn day(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}
