//! The tables of a report as rows: what a text shows, exact.

use super::frozen;
use super::report::SlaReport;
use crate::findings::WorkLine;
use crate::report::table::{self, Cell, Column, ColumnKind, Row, Schema};
use crate::service_levels::attainment::{self, AgreedShare};
use crate::units::{Interval, as_u64};
use jiff::Timestamp;

/// A table of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportTable {
    /// What came of promises, one row each and per group.
    Attainment,
    /// Running clocks that are late or at risk.
    AtRisk,
    /// Reopenings by a message of thanks.
    Thanks,
    /// What became of frozen figures.
    Restatements,
}

const ATTAINMENT: [(&str, ColumnKind); 30] = [
    ("n_met", ColumnKind::Integer),
    ("n_breached", ColumnKind::Integer),
    ("n_breached_open", ColumnKind::Integer),
    ("n_breached_on_attach", ColumnKind::Integer),
    ("n_on_track", ColumnKind::Integer),
    ("n_at_risk", ColumnKind::Integer),
    ("n_paused", ColumnKind::Integer),
    ("n_cancelled", ColumnKind::Integer),
    ("n_cannot_tell", ColumnKind::Integer),
    ("n_tickets", ColumnKind::Integer),
    ("attainment", ColumnKind::Float),
    ("attainment_low", ColumnKind::Float),
    ("attainment_high", ColumnKind::Float),
    ("agreed", ColumnKind::Float),
    ("verdict", ColumnKind::Text),
    ("internal_n_met", ColumnKind::Integer),
    ("internal_n_missed", ColumnKind::Integer),
    ("internal_n_open", ColumnKind::Integer),
    ("internal_attainment", ColumnKind::Float),
    ("internal_verdict", ColumnKind::Text),
    ("exceeded", ColumnKind::Float),
    ("overrun_n", ColumnKind::Integer),
    ("overrun_n_growing", ColumnKind::Integer),
    ("overrun_median_s", ColumnKind::Float),
    ("overrun_p90_s", ColumnKind::Float),
    ("overrun_longest_s", ColumnKind::Integer),
    ("overrun_total_s", ColumnKind::Integer),
    ("n_customers", ColumnKind::Integer),
    ("n_customers_with_breach", ColumnKind::Integer),
    ("n_customers_with_repeat", ColumnKind::Integer),
];

const AT_RISK: [(&str, ColumnKind); 8] = [
    ("ticket_id", ColumnKind::Text),
    ("policy_id", ColumnKind::Text),
    ("kind", ColumnKind::Text),
    ("metric", ColumnKind::Text),
    ("team", ColumnKind::Text),
    ("state", ColumnKind::Text),
    ("due_at", ColumnKind::Text),
    ("time_left_s", ColumnKind::Integer),
];

/// The columns of a table, those by which attainment is divided among them, and its rows.
///
/// # Errors
///
/// When a field of the tickets is called as a column is.
pub fn table(
    report: &SlaReport<'_>,
    which: ReportTable,
) -> Result<(Schema, Vec<Row>), table::Error> {
    let levels = report.levels;
    let schema = |columns: &[(&str, ColumnKind)]| {
        let columns = columns.iter();
        Schema::new(
            columns
                .map(|(name, kind)| Column::new(*name, *kind))
                .collect(),
        )
    };
    match which {
        ReportTable::Attainment => {
            let promise = ["kind", "policy_id", "policy_version", "metric", "team"];
            let mut columns: Vec<(String, ColumnKind)> = promise
                .iter()
                .map(|name| {
                    let kind = match *name {
                        "policy_version" => ColumnKind::Integer,
                        _ => ColumnKind::Text,
                    };
                    ((*name).to_owned(), kind)
                })
                .collect();
            let by = levels.by.iter();
            columns.extend(by.map(|name| (format!("by_{name}"), ColumnKind::Text)));
            let rest = ATTAINMENT.iter();
            columns.extend(rest.map(|(name, kind)| ((*name).to_owned(), *kind)));
            let columns: Vec<(&str, ColumnKind)> = columns
                .iter()
                .map(|(name, kind)| (&**name, *kind))
                .collect();
            let rows = levels.attainment.iter().map(attainment).collect();
            Ok((schema(&columns)?, rows))
        }
        ReportTable::AtRisk => Ok((schema(&AT_RISK)?, levels.work.iter().map(at_risk).collect())),
        ReportTable::Thanks => {
            let columns = [("ticket_id", ColumnKind::Text), ("at", ColumnKind::Text)];
            let thanked = levels.reopenings.thanked.iter();
            let rows = thanked.map(|(ticket, at)| thanks(ticket, *at)).collect();
            Ok((schema(&columns)?, rows))
        }
        ReportTable::Restatements => {
            let restated = report.frozen.into_iter();
            let restated = restated.flat_map(|frozen| &frozen.restatements);
            Ok((frozen::schema()?, restated.map(frozen::row).collect()))
        }
    }
}

fn thanks(ticket: &str, at: Timestamp) -> Row {
    vec![Cell::from(ticket), Cell::Text(at.to_string())]
}

fn at_risk(line: &WorkLine) -> Row {
    vec![
        Cell::from(&*line.ticket),
        Cell::from(&*line.policy),
        Cell::from(line.kind.as_str()),
        Cell::from(line.metric.as_str()),
        line.team.as_deref().map_or(Cell::Empty, Cell::from),
        Cell::from(line.state.as_str()),
        line.due_at
            .map_or(Cell::Empty, |at| Cell::Text(at.to_string())),
        Cell::Integer(line.time_left.0),
    ]
}

fn attainment(row: &attainment::Row) -> Row {
    let share = |share: Option<&Interval>| match share {
        None => [Cell::Empty, Cell::Empty, Cell::Empty],
        Some(share) => [share.estimate, share.low, share.high].map(Cell::Float),
    };
    let [internal_share, ..] = share(row.internal.as_ref().and_then(|one| one.share.as_ref()));
    let [exceeded, ..] = share(row.exceeded.as_ref());
    let internal = row.internal.as_ref();
    let overrun = row.overrun.as_ref();
    let whole = |n: Option<i64>| n.map_or(Cell::Empty, Cell::Integer);
    let mut cells = vec![
        Cell::from(row.kind.as_str()),
        Cell::from(&*row.policy),
        Cell::Integer(row.version.into()),
        Cell::from(row.metric.as_str()),
        row.team.as_deref().map_or(Cell::Empty, Cell::from),
    ];
    cells.extend(row.group.iter().map(|value| Cell::from(&**value)));
    cells.extend(
        [
            row.n_met,
            row.n_breached,
            row.n_breached_open,
            row.n_breached_on_attach,
            row.n_on_track,
            row.n_at_risk,
            row.n_paused,
            row.n_cancelled,
            row.n_cannot_tell,
            row.n_tickets,
        ]
        .map(count),
    );
    cells.extend(share(row.share.as_ref()));
    cells.extend([
        match row.agreed {
            AgreedShare::Share(share) => Cell::Float(share.get()),
            AgreedShare::None | AgreedShare::Differs => Cell::Empty,
        },
        Cell::from(row.standing.as_str()),
        internal.map_or(Cell::Empty, |one| count(one.n_met)),
        internal.map_or(Cell::Empty, |one| count(one.n_missed)),
        internal.map_or(Cell::Empty, |one| count(one.n_open)),
        internal_share,
        internal.map_or(Cell::Empty, |one| Cell::from(one.standing.as_str())),
        exceeded,
        overrun.map_or(Cell::Empty, |one| count(one.n)),
        overrun.map_or(Cell::Empty, |one| count(one.n_growing)),
        overrun.map_or(Cell::Empty, |one| Cell::Float(one.median_s)),
        overrun.map_or(Cell::Empty, |one| Cell::Float(one.p90_s)),
        whole(overrun.map(|one| one.longest.0)),
        whole(overrun.map(|one| one.total.0)),
        count(row.repeats.n_customers),
        count(row.repeats.n_with_breach),
        count(row.repeats.n_with_repeat),
    ]);
    cells
}

fn count(n: usize) -> Cell {
    Cell::Integer(i64::try_from(as_u64(n)).unwrap_or(i64::MAX))
}
