use crate::findings::SeriesFindings;
use crate::report::wire::{bounds, exact};
use crate::signals::series::{Line, Point};
use crate::units::Interval;
use serde_json::{Value, json as object};
use std::fmt::Write;

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
    let mut text = String::from(
        "segment,topic,from,to,epoch,n,n_written,volume,share_negative,share_negative_low,share_negative_high,polarity,n_scored,outcome,outcome_low,outcome_high\n",
    );
    for line in &findings.lines {
        let names = [
            quoted(segment(line, findings).unwrap_or_default()),
            quoted(topic(line, findings).unwrap_or_default()),
        ];
        for point in &line.points {
            let _ = writeln!(
                text,
                "{},{},{},{},{},{},{},{},{},{},{}",
                names.join(","),
                point.from,
                point.to,
                point.epoch,
                point.n,
                point.n_written,
                point.volume,
                of_interval(point.share_negative.as_ref()),
                point
                    .polarity
                    .map_or_else(String::new, |mean| mean.to_string()),
                point.n_scored,
                of_interval(point.outcome.as_ref()),
            );
        }
    }
    text
}

fn of_interval(interval: Option<&Interval>) -> String {
    interval.map_or_else(
        || ",,".to_owned(),
        |one| format!("{},{},{}", one.estimate, one.low, one.high),
    )
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
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
    })
}
