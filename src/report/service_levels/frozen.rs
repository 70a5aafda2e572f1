use super::report::{FrozenFigures, clock};
use super::words;
use crate::report::Language;
use crate::report::number;
use crate::report::section::Section;
use crate::report::table::{self, Cell, Column, ColumnKind, Row, Schema};
use crate::report::words::{either, length_of};
use crate::service_levels::attainment::{Cause, Figure, Restatement};
use crate::units::as_u64;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// So many restatements stand in a text; all of them in the other formats.
const MOST_SHOWN: usize = 50;

/// What became of frozen figures, for people.
pub(super) fn section(figures: &FrozenFigures, zone: &TimeZone, language: Language) -> Section {
    let mut section = Section::titled(either(language, "Sinds de bevriezing", "Since the freeze"));
    let n = as_u64(figures.restatements.len());
    let (now, count) = (clock(figures.now, zone), number::count(n, language));
    let (revision, at) = (figures.revision, &figures.frozen_at);
    section.lead.push(match language {
        Language::Nl => format!("De cijfers zijn revisie {revision}, bevroren op {at}."),
        Language::En => format!("The figures are revision {revision}, frozen {at}."),
    });
    if let Some(reason) = &figures.reason {
        let said = either(
            language,
            "Reden van de herziening",
            "Reason of the restatement",
        );
        section.lead.push(format!("{said}: {reason}"));
    }
    section.lead.push(match language {
        Language::Nl => format!("Klokken die met de gegevens tot {now} anders staan: {count}."),
        Language::En => format!("Clocks that stand otherwise by the data up to {now}: {count}."),
    });
    section.grid.header = [
        "ticket",
        either(language, "afspraak", "promise"),
        either(language, "bevroren", "frozen"),
        either(language, "nu", "now"),
        either(language, "oorzaak", "cause"),
    ]
    .map(str::to_owned)
    .to_vec();
    for one in figures.restatements.iter().take(MOST_SHOWN) {
        let key = &one.key;
        let mut promise = vec![
            words::kind(key.kind).to_owned(),
            words::metric(key.metric, language).to_owned(),
        ];
        promise.extend(key.team.iter().map(ToString::to_string));
        section.push(vec![
            key.ticket.to_string(),
            promise.join(" · "),
            figure(one.before.as_ref(), language),
            figure(one.after.as_ref(), language),
            cause(one.cause, language).to_owned(),
        ]);
    }
    if figures.restatements.len() > MOST_SHOWN {
        section.notes.push(
            either(
                language,
                "De rest staat in --table restatements.",
                "The rest stands in --table restatements.",
            )
            .to_owned(),
        );
    }
    section
}

fn figure(figure: Option<&Figure>, language: Language) -> String {
    figure.map_or(number::ABSENT.to_owned(), |figure| {
        let state = words::state(figure.state, language);
        format!("{state} {}", length_of(figure.elapsed, language))
    })
}

fn cause(cause: Cause, language: Language) -> &'static str {
    let (nl, en) = match cause {
        Cause::LateData => ("late gegevens", "late data"),
        Cause::Reopened => ("heropend", "reopened"),
        Cause::WentOn => ("liep door", "went on"),
    };
    either(language, nl, en)
}

/// What became of frozen figures, for machines.
pub(super) fn value(figures: &FrozenFigures) -> Value {
    json!({
        "revision": figures.revision,
        "frozen_at": figures.frozen_at,
        "reason": figures.reason,
        "definitions_sha256": figures.definitions_sha256,
        "now": figures.now.to_string(),
        "restatements": figures.restatements.iter().map(|one| json!({
            "ticket_id": &*one.key.ticket,
            "kind": one.key.kind.as_str(),
            "metric": one.key.metric.as_str(),
            "team": one.key.team.as_deref(),
            "instance": one.key.instance,
            "before": one.before.as_ref().map(figure_value),
            "after": one.after.as_ref().map(figure_value),
            "cause": one.cause.as_str(),
        })).collect::<Vec<_>>(),
    })
}

fn figure_value(figure: &Figure) -> Value {
    json!({
        "policy_id": &*figure.policy,
        "policy_version": figure.version,
        "state": figure.state.as_str(),
        "elapsed_s": figure.elapsed.0,
    })
}

const COLUMNS: [(&str, ColumnKind); 12] = [
    ("ticket_id", ColumnKind::Text),
    ("kind", ColumnKind::Text),
    ("metric", ColumnKind::Text),
    ("team", ColumnKind::Text),
    ("instance", ColumnKind::Integer),
    ("policy_before", ColumnKind::Text),
    ("state_before", ColumnKind::Text),
    ("elapsed_before_s", ColumnKind::Integer),
    ("policy_after", ColumnKind::Text),
    ("state_after", ColumnKind::Text),
    ("elapsed_after_s", ColumnKind::Integer),
    ("cause", ColumnKind::Text),
];

/// The columns of restatements.
///
/// # Errors
///
/// None in practice: the names differ.
pub(super) fn schema() -> Result<Schema, table::Error> {
    let columns = COLUMNS.iter();
    Schema::new(
        columns
            .map(|(name, kind)| Column::new(*name, *kind))
            .collect(),
    )
}

/// The row of a restatement.
pub(super) fn row(one: &Restatement) -> Row {
    let of = |figure: &Option<Figure>| match figure {
        None => [Cell::Empty, Cell::Empty, Cell::Empty],
        Some(figure) => [
            Cell::from(&*figure.policy),
            Cell::from(figure.state.as_str()),
            Cell::Integer(figure.elapsed.0),
        ],
    };
    let key = &one.key;
    let mut row = vec![
        Cell::from(&*key.ticket),
        Cell::from(key.kind.as_str()),
        Cell::from(key.metric.as_str()),
        key.team.as_deref().map_or(Cell::Empty, Cell::from),
        Cell::Integer(key.instance.into()),
    ];
    row.extend(of(&one.before));
    row.extend(of(&one.after));
    row.push(Cell::from(one.cause.as_str()));
    row
}
