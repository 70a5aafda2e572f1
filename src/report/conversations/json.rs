use crate::conversations::{CourseSummary, Difference, DimensionSummary, Occurrence, Untold};
use crate::findings::{ConversationFindings, WithheldBehaviours};
use crate::report::table::{Cell, ColumnKind};
use crate::report::tables::{Table, bounds as cells, text};
use crate::report::wire::{bounds, exact};
use crate::units::as_u64;
use serde_json::{Map, Value, json as object};
use std::collections::BTreeMap;

/// Version of the layout.
const SCHEMA_VERSION: u32 = 1;

/// The summary of conversations, for machines: [`schema("conversations")`](crate::report::schema()).
pub fn json(findings: &ConversationFindings) -> String {
    let dimensions = findings.dimensions.as_ref();
    let value = object!({
        "schema_version": SCHEMA_VERSION,
        "engine_version": env!("CARGO_PKG_VERSION"),
        "experimental": true,
        "project": findings.project,
        "outcome": findings.outcome.as_ref().map(|(name, _)| name.as_str()),
        "since": findings.since.map(|day| day.to_string()),
        "n": findings.n,
        "n_with_outcome": findings.n_with_outcome,
        "n_agents": findings.n_agents,
        "n_without_agent": findings.n_without_agent,
        "untold": {
            "course": untold(&findings.course_untold),
            "reason": untold(&findings.reason_untold),
            "behaviours": untold(&findings.behaviours_untold),
        },
        "reasons": findings.reasons.iter().map(|(topic, n)| object!({
            "topic": topic.id.as_str(),
            "n": n.as_ref().ok(),
            "suppressed": n.as_ref().err().map(|reason| reason.as_str()),
        })).collect::<Vec<_>>(),
        "course": findings.course.as_ref().ok().map(course),
        "course_suppressed": findings.course.as_ref().err().map(|reason| reason.as_str()),
        "dimensions": dimensions.ok().map(|all| all.iter().map(dimension).collect::<Vec<_>>()),
        "dimensions_withheld": dimensions.err().map(|why| withheld(*why)),
    });
    format!("{value:#}\n")
}

/// One row per dimension and behaviour; without rows where they are withheld.
pub fn csv(findings: &ConversationFindings) -> String {
    let mut rows = Vec::new();
    for one in findings.dimensions.iter().flatten() {
        let dimension = one.dimension.as_str();
        rows.push(row(dimension, "shown", &one.shown));
        rows.push(row(dimension, "failed", &one.failed));
        let behaviours = one.behaviours.iter();
        rows.extend(behaviours.map(|(behaviour, found)| row(dimension, behaviour.id(), found)));
    }
    let mut columns = vec![
        ("dimension", ColumnKind::Text),
        ("behaviour", ColumnKind::Text),
        ("experimental", ColumnKind::Text),
        ("n_shown", ColumnKind::Integer),
        ("n", ColumnKind::Integer),
    ];
    columns.extend(
        [
            "share",
            "share_low",
            "share_high",
            "change_difference",
            "change_difference_low",
            "change_difference_high",
            "outcome_difference",
            "outcome_difference_low",
            "outcome_difference_high",
        ]
        .map(|name| (name, ColumnKind::Float)),
    );
    Table::new("conversations", &columns, rows).csv()
}

fn row(dimension: &str, behaviour: &str, found: &Occurrence) -> Vec<Cell> {
    let mut row = vec![
        text(Some(dimension)),
        text(Some(behaviour)),
        text(Some("true")),
        found
            .n_shown
            .map_or(Cell::Empty, |n| Cell::count(as_u64(n))),
        Cell::count(as_u64(found.n)),
    ];
    row.extend(cells(found.share.as_ref()));
    for one in [&found.change, &found.outcome] {
        row.extend(cells(one.as_ref().map(|one| &one.difference)));
    }
    row
}

fn untold(counts: &BTreeMap<Untold, usize>) -> Map<String, Value> {
    let known = counts.iter();
    known
        .map(|(why, n)| (why.as_str().to_owned(), object!(n)))
        .collect()
}

fn withheld(why: WithheldBehaviours) -> &'static str {
    match why {
        WithheldBehaviours::FewCustomers(reason) => reason.as_str(),
        WithheldBehaviours::FewAgents { .. } => "few_agents",
    }
}

pub(super) fn course(course: &CourseSummary) -> Value {
    object!({
        "n": course.n,
        "start": course.start.as_ref().map(bounds),
        "end": course.end.as_ref().map(bounds),
        "lowest": course.lowest.as_ref().map(bounds),
        "change": course.change.as_ref().map(bounds),
        "better": course.better.as_ref().map(bounds),
        "worse": course.worse.as_ref().map(bounds),
    })
}

fn dimension(one: &DimensionSummary) -> Value {
    object!({
        "dimension": one.dimension.as_str(),
        "shown": occurrence(&one.shown),
        "failed": occurrence(&one.failed),
        "behaviours": one.behaviours.iter().map(|(behaviour, found)| object!({
            "behaviour": behaviour.id(),
            "direction": behaviour.direction().as_str(),
            "found": occurrence(found),
        })).collect::<Vec<_>>(),
    })
}

fn occurrence(found: &Occurrence) -> Value {
    object!({
        "n_shown": found.n_shown,
        "n": found.n,
        "share": found.share.as_ref().map(bounds),
        "change": found.change.as_ref().map(difference),
        "outcome": found.outcome.as_ref().map(difference),
    })
}

fn difference(one: &Difference) -> Value {
    object!({
        "difference": bounds(&one.difference),
        "with": exact(one.with),
        "without": exact(one.without),
        "n_with": one.n_with,
        "n_without": one.n_without,
    })
}
