use super::table::{Table, bounds};
use crate::findings::Findings;
use crate::report::table::{Cell, ColumnKind};
use crate::report::wire::exact;
use crate::signals::Told;

/// The outcome month by month.
pub(super) fn outcome(findings: &Findings) -> Table {
    let trend = findings.outcome.iter().flat_map(|outcome| {
        let name = outcome.name.as_str();
        outcome.trend.iter().map(move |point| (name, point))
    });
    let rows = trend.map(|(name, point)| {
        let mut row = vec![
            Cell::from(name),
            Cell::from(point.period.as_str()),
            Cell::count(point.n),
        ];
        row.extend(bounds(point.level.as_ref()));
        row
    });
    Table::new(
        "outcome_months",
        &[
            ("outcome", ColumnKind::Text),
            ("period", ColumnKind::Text),
            ("n_respondents", ColumnKind::Integer),
            ("level_points", ColumnKind::Float),
            ("level_low", ColumnKind::Float),
            ("level_high", ColumnKind::Float),
        ],
        rows.collect(),
    )
}

/// Mentions of each ranked topic month by month.
pub(super) fn topics(findings: &Findings) -> Table {
    let points = findings.signals.iter().flat_map(|signal| {
        let topic = signal.topic.id.as_str();
        signal.trend.iter().map(move |point| (topic, point))
    });
    let rows = points.map(|(topic, point)| {
        vec![
            Cell::from(topic),
            Cell::from(point.period.as_str()),
            Cell::count(point.n),
            counted(point.n_negative),
            counted(point.n_positive),
            Cell::from(point.share_negative.and_then(exact)),
            Cell::Boolean(point.n_negative.is_few()),
            Cell::Boolean(point.n_positive.is_few()),
        ]
    });
    Table::new(
        "topic_months",
        &[
            ("topic", ColumnKind::Text),
            ("period", ColumnKind::Text),
            ("n_respondents", ColumnKind::Integer),
            ("n_negative", ColumnKind::Integer),
            ("n_positive", ColumnKind::Integer),
            ("share_negative", ColumnKind::Float),
            ("few_speak_badly", ColumnKind::Boolean),
            ("few_speak_well", ColumnKind::Boolean),
        ],
        rows.collect(),
    )
}

fn counted(n: Told) -> Cell {
    n.count().map_or(Cell::Empty, Cell::count)
}
