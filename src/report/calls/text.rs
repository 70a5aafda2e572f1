use super::subject::CallReport;
use super::words::{caution_text, either, n, rejected};
use super::{goals_part, part, table_part};
use crate::report::Language;
use crate::report::section::Section;
use crate::service_levels::calendar::time_zone_database;
use crate::service_levels::calls::Provenance;
use std::fmt::Write;

/// A report for people, on a terminal: the figure of the contract first, where it comes from last.
pub fn text(report: &CallReport<'_>, language: Language) -> String {
    let mut sections = vec![
        part::headline(report, language),
        part::contacts(report, language),
    ];
    sections.extend(part::formulas(report, language));
    sections.extend([
        part::waits(report, language),
        part::work(report, language),
        part::outcome(report, language),
    ]);
    sections.extend(goals_part::goals(report, language));
    sections.extend(table_part::tables(report, language));
    sections.extend(table_part::week(report, language));
    sections.push(source(report.provenance, language));
    let mut text = String::new();
    for section in &sections {
        text.push_str(&section.text());
        text.push('\n');
    }
    let heading = either(language, "Houd in gedachten", "Keep in mind");
    let cautions = report.cautions();
    if cautions.is_empty() {
        text.truncate(text.trim_end().len());
        text.push('\n');
        return text;
    }
    let _ = writeln!(text, "{heading}");
    for caution in cautions {
        let _ = writeln!(text, "- {}", caution_text(&caution, language));
    }
    text
}

/// The file and how it was read.
pub(in crate::report) fn source(provenance: &Provenance, language: Language) -> Section {
    let mut section = Section::titled(either(language, "Herkomst", "Source"));
    section.lead.push(format!(
        "{}: {} {}, {} {}, SHA-256 {}",
        provenance.file,
        n(provenance.n_rows, language),
        either(language, "regels", "rows"),
        n(provenance.n_rejected(), language),
        either(language, "afgekeurd", "rejected"),
        provenance.sha256,
    ));
    for (reason, count) in &provenance.rejected {
        section.lead.push(format!(
            "  {}: {}",
            rejected(reason, language),
            n(*count, language)
        ));
    }
    let columns: Vec<String> = provenance
        .columns
        .iter()
        .map(|(field, column)| format!("{field}={column}"))
        .collect();
    section.lead.push(format!(
        "{}: {}",
        either(language, "Kolommen", "Columns"),
        columns.join(", ")
    ));
    if let Some(zone) = &provenance.zone {
        section.lead.push(format!(
            "{}: {zone}",
            either(
                language,
                "Tijdzone van tijden zonder zone",
                "Zone of times without one"
            )
        ));
    }
    section.lead.push(format!(
        "{}: {}",
        either(language, "Tijdzonedatabase", "Time zone database"),
        time_zone_database()
    ));
    section
}
