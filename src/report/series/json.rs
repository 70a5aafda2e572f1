use crate::findings::SeriesFindings;
use crate::report::table::{Cell, ColumnKind};
use crate::report::tables::{Table, bounds as cells, text};
use crate::report::wire::{bounds, exact};
use crate::signals::series::{Line, Point};
use crate::units::as_u64;
use serde_json::{Value, json as object};

/// Version of the layout.
const SCHEMA_VERSION: u32 = 1;

/// The series, for machines: [`schema("series")`](crate::report::schema()).
pub fn json(findings: &SeriesFindings) -> String {
    let value = object!({
        "schema_version": SCHEMA_VERSION,
        "engine_version": env!("CARGO_PKG_VERSION"),
        "project": findings.project,
        "every": findings.every.as_str(),
        "outcome": findings.outcome.as_ref().map(|(name, _)| name.as_str()),
        "changes": findings.changes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "by": findings.by,
        "n_small_segments": findings.n_small_segments,
        "n_undated": findings.n_undated,
        "lines": findings.lines.iter().map(|line| object!({
            "segment": segment(line, findings),
            "topic": topic(line, findings),
            "points": line.points.iter().map(point).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

/// One row per line and period.
pub fn csv(findings: &SeriesFindings) -> String {
    let points = findings
        .lines
        .iter()
        .flat_map(|line| line.points.iter().map(move |point| (line, point)));
    let rows = points.map(|(line, point)| {
        let mut row = vec![
            text(segment(line, findings)),
            text(topic(line, findings)),
            Cell::from(point.from.to_string()),
            Cell::from(point.to.to_string()),
            Cell::count(as_u64(point.epoch)),
            Cell::count(point.n),
            Cell::count(point.n_written),
            counted(point.volume),
        ];
        row.extend(cells(point.share_negative.as_ref()));
        row.push(Cell::from(point.polarity.and_then(exact)));
        row.push(counted(point.n_scored));
        row.extend(cells(point.outcome.as_ref()));
        row.push(Cell::Boolean(point.few_speak));
        row.push(Cell::Boolean(point.few_speak_badly));
        row
    });
    let columns = [
        ("segment", ColumnKind::Text),
        ("topic", ColumnKind::Text),
        ("from", ColumnKind::Text),
        ("to", ColumnKind::Text),
        ("epoch", ColumnKind::Integer),
        ("n", ColumnKind::Integer),
        ("n_written", ColumnKind::Integer),
        ("volume", ColumnKind::Integer),
        ("share_negative", ColumnKind::Float),
        ("share_negative_low", ColumnKind::Float),
        ("share_negative_high", ColumnKind::Float),
        ("polarity", ColumnKind::Float),
        ("n_scored", ColumnKind::Integer),
        ("outcome", ColumnKind::Float),
        ("outcome_low", ColumnKind::Float),
        ("outcome_high", ColumnKind::Float),
        ("few_speak", ColumnKind::Boolean),
        ("few_speak_badly", ColumnKind::Boolean),
    ];
    Table::new("series", &columns, rows.collect()).csv()
}

fn counted(n: Option<u64>) -> Cell {
    n.map_or(Cell::Empty, Cell::count)
}

fn segment<'a>(line: &Line, findings: &'a SeriesFindings) -> Option<&'a str> {
    findings.segments.get(line.segment?).map(String::as_str)
}

fn topic<'a>(line: &Line, findings: &'a SeriesFindings) -> Option<&'a str> {
    findings
        .topics
        .get(line.topic?)
        .map(|topic| topic.id.as_str())
}

fn point(point: &Point) -> Value {
    object!({
        "from": point.from.to_string(),
        "to": point.to.to_string(),
        "epoch": point.epoch,
        "is_gap": point.n == 0,
        "n": point.n,
        "n_written": point.n_written,
        "volume": point.volume,
        "share_negative": point.share_negative.as_ref().map(bounds),
        "polarity": point.polarity.and_then(exact),
        "n_scored": point.n_scored,
        "outcome": point.outcome.as_ref().map(bounds),
        "few_speak": point.few_speak,
        "few_speak_badly": point.few_speak_badly,
    })
}
