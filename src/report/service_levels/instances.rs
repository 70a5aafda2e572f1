use super::why::why;
use crate::report::Language;
use crate::report::table::{self, Cell, Column, ColumnKind, Row, Schema};
use crate::service_levels::clocks::{Instance, State, TicketResult};
use crate::units::Seconds;
use jiff::Timestamp;
use std::sync::Arc;

const NO_SLA: &str = "no_sla";

/// One row per clock. Times are whole seconds (`*_s`) or instants in UTC to the second (`*_at`); a
/// ticket without an agreement has one row with the state `no_sla` and empty cells. Verdict, remaining
/// time and overrun are by the hours of the target: of a target in calendar time that names a schedule
/// too, `elapsed_business_s` shows the time inside that schedule, which decides nothing.
const COLUMNS: [(&str, ColumnKind); 25] = [
    ("ticket_id", ColumnKind::Text),
    ("policy_id", ColumnKind::Text),
    ("policy_version", ColumnKind::Integer),
    ("kind", ColumnKind::Text),
    ("metric", ColumnKind::Text),
    ("instance", ColumnKind::Integer),
    ("team", ColumnKind::Text),
    ("target_s", ColumnKind::Integer),
    ("internal_target_s", ColumnKind::Integer),
    ("elapsed_business_s", ColumnKind::Integer),
    ("elapsed_calendar_s", ColumnKind::Integer),
    ("waited_calendar_s", ColumnKind::Integer),
    ("paused_s", ColumnKind::Integer),
    ("activated_at", ColumnKind::Text),
    ("fulfilled_at", ColumnKind::Text),
    ("due_at", ColumnKind::Text),
    ("breached_at", ColumnKind::Text),
    ("state", ColumnKind::Text),
    ("remaining_s", ColumnKind::Integer),
    ("overrun_s", ColumnKind::Integer),
    ("breached_on_attach", ColumnKind::Boolean),
    ("internal_met", ColumnKind::Boolean),
    ("thanked_at", ColumnKind::TextList),
    ("also_matched", ColumnKind::TextList),
    ("why", ColumnKind::TextList),
];

/// The columns of verdicts.
///
/// # Errors
///
/// None in practice: the names differ.
pub fn schema() -> Result<Schema, table::Error> {
    let columns = COLUMNS.iter();
    Schema::new(
        columns
            .map(|(name, kind)| Column::new(*name, *kind))
            .collect(),
    )
}

/// The row of a clock of a ticket; its steps in the language that is asked for.
pub fn row(instance: &Instance, result: &TicketResult, language: Language) -> Row {
    let paused: i64 = instance
        .pauses
        .iter()
        .map(|pause| pause.end.as_second() - pause.start.as_second())
        .sum();
    let left = instance.target.0 - instance.elapsed_business.0;
    let is_running = matches!(
        instance.state,
        State::OpenOnTrack | State::OpenAtRisk | State::Paused
    );
    let internal_met = match (instance.internal_target, instance.state) {
        (Some(goal), State::Met | State::Breached) => {
            Cell::Boolean(instance.elapsed_business <= goal)
        }
        _ => Cell::Empty,
    };
    vec![
        text(&instance.ticket),
        text(&instance.policy.id),
        Cell::Integer(instance.policy.version.into()),
        Cell::from(instance.policy.kind.as_str()),
        Cell::from(instance.metric.as_str()),
        Cell::Integer(instance.instance.into()),
        instance.team.as_ref().map_or(Cell::Empty, text),
        seconds(instance.target),
        instance.internal_target.map_or(Cell::Empty, seconds),
        seconds(instance.elapsed_in_schedule()),
        seconds(instance.elapsed_calendar),
        seconds(instance.waited_calendar),
        Cell::Integer(paused),
        at(Some(instance.activated_at)),
        at(instance.fulfilled_at),
        at(instance.due_at),
        at(instance.breached_at),
        Cell::from(instance.state.as_str()),
        if is_running {
            Cell::Integer(left.max(0))
        } else {
            Cell::Empty
        },
        match instance.state {
            State::Breached => Cell::Integer((-left).max(0)),
            _ => Cell::Empty,
        },
        Cell::Boolean(instance.breached_on_attach),
        internal_met,
        list(result.thanked_at().map(|at| at.to_string())),
        list(instance.also_matched.iter().map(ToString::to_string)),
        list(instance.why.iter().map(|step| why(step, language))),
    ]
}

/// The row of a ticket to which no agreement applies.
pub fn no_sla_row(ticket: &Arc<str>, why: &str) -> Row {
    COLUMNS
        .iter()
        .map(|(name, _)| match *name {
            "ticket_id" => text(ticket),
            "state" => Cell::from(NO_SLA),
            "why" => list(std::iter::once(why.to_owned())),
            _ => Cell::Empty,
        })
        .collect()
}

fn text(text: &Arc<str>) -> Cell {
    Cell::from(&**text)
}

fn seconds(seconds: Seconds) -> Cell {
    Cell::Integer(seconds.0)
}

fn at(at: Option<Timestamp>) -> Cell {
    at.map_or(Cell::Empty, |at| Cell::Text(at.to_string()))
}

fn list(texts: impl Iterator<Item = String>) -> Cell {
    Cell::TextList(texts.collect())
}
