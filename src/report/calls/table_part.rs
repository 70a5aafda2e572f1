//! The parts of the report that are tables: rows by queue, channel and the like, and the week.

use super::part::{attained, score};
use super::subject::CallReport;
use super::words::{dimension, either, n, weekday};
use crate::report::Language;
use crate::report::number::{self, ABSENT};
use crate::report::section::Section;
use crate::report::words::length;
use crate::service_levels::calls::{Cell, Figures, Satisfaction, Table};
use crate::units::as_u64;
use std::collections::BTreeMap;

/// A section for each table that was asked for.
pub(super) fn tables(report: &CallReport<'_>, language: Language) -> Vec<Section> {
    let tables = report.overview.tables.iter();
    tables.map(|table| rows(table, report, language)).collect()
}

fn rows(table: &Table, report: &CallReport<'_>, language: Language) -> Section {
    let fields: Vec<&str> = table
        .grouping
        .dimensions
        .iter()
        .map(|one| dimension(*one, language))
        .collect();
    let has_calamities = !report.options.calamities.is_empty();
    let has_scores = report.overview.whole.figures.satisfaction != Satisfaction::NoScores;
    let title = format!("{} {}", either(language, "Per", "By"), fields.join(" + "));
    let mut section = Section::titled(&title);
    let mut header = vec![
        fields.join(" + "),
        either(language, "aangeboden", "offered").to_owned(),
        either(language, "beantwoord", "answered").to_owned(),
        either(language, "serviceniveau", "service level").to_owned(),
    ];
    if has_calamities {
        header.push(either(language, "zonder calamiteit", "without incidents").to_owned());
    }
    header.extend(
        [
            "ASA",
            either(language, "p90 wachten", "p90 wait"),
            either(language, "opgehangen", "abandoned"),
            "AHT",
            either(language, "door", "transferred"),
        ]
        .map(str::to_owned),
    );
    if has_scores {
        header.push(either(language, "cijfer", "score").to_owned());
    }
    section.grid.header = header;
    for cell in &table.cells {
        section.push(row(cell, has_calamities, has_scores, language));
    }
    section
}

fn row(cell: &Cell, has_calamities: bool, has_scores: bool, language: Language) -> Vec<String> {
    let figures = &cell.figures;
    let absent = || ABSENT.to_owned();
    let nobody = either(language, "(geen)", "(none)");
    let key: Vec<&str> = cell
        .key
        .iter()
        .map(|value| value.as_deref().unwrap_or(nobody))
        .collect();
    let level = |of: &Figures| {
        let level = of.service_levels.first();
        level.map_or_else(absent, |level| attained(&level.attained, language))
    };
    let time = |value: Option<f64>| value.map_or_else(absent, |value| length(value, language));
    let part =
        |value: Option<f64>| value.map_or_else(absent, |value| number::percentage(value, language));
    let mut cells = vec![
        key.join(" + "),
        n(figures.counts.offered(), language),
        n(figures.counts.answered, language),
        level(figures),
    ];
    if has_calamities {
        cells.push(
            cell.without_calamities
                .as_deref()
                .map_or_else(absent, level),
        );
    }
    cells.extend([
        time(figures.waits.answered.map(|one| one.mean_s)),
        time(figures.waits.answered.map(|one| one.p90_s)),
        part(figures.abandonment.and_then(|rate| rate.all.share())),
        time(figures.handling.handle.map(|one| one.mean_s)),
        part(figures.transfers.and_then(|rate| rate.share())),
    ]);
    if has_scores {
        cells.push(score(figures, language));
    }
    cells
}

/// Contacts by time of the day and day of the week, all channels together.
pub(super) fn week(report: &CallReport<'_>, language: Language) -> Option<Section> {
    if report.overview.volume.is_empty() {
        return None;
    }
    let mut by_time: BTreeMap<i64, [usize; 7]> = BTreeMap::new();
    for row in &report.overview.volume {
        let day = usize::try_from(row.weekday - 1).unwrap_or(0);
        if let Some(sum) = by_time.entry(row.minute_of_day).or_default().get_mut(day) {
            *sum += row.n_inbound;
        }
    }
    let mut section = Section::titled(either(
        language,
        "Contacten naar tijd van de week (plaatselijke klok)",
        "Contacts by time of the week (local clock)",
    ));
    section.grid.header = vec![String::new()];
    let days = (1..=7).map(|day| weekday(day, language).to_owned());
    section.grid.header.extend(days);
    let total = either(language, "totaal", "total");
    section.grid.header.push(total.to_owned());
    let cells = |name: String, counts: &[usize; 7]| {
        let mut cells = vec![name];
        cells.extend(
            counts
                .iter()
                .map(|count| number::count(as_u64(*count), language)),
        );
        cells.push(n(counts.iter().sum(), language));
        cells
    };
    let mut sums = [0; 7];
    for (minute, counts) in &by_time {
        section.push(cells(
            format!("{:02}:{:02}", minute / 60, minute % 60),
            counts,
        ));
        for (sum, count) in sums.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    section.push(cells(total.to_owned(), &sums));
    Some(section)
}
