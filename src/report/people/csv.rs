use super::People;
use super::json::standing_code;
use crate::disclosure::Released;
use crate::report::table::{number_cell, rows_as_csv};
use crate::service_levels::people::Scorecard;

const COLUMNS: [&str; 14] = [
    "team",
    "agent",
    "n",
    "suppressed",
    "mean",
    "mean_low",
    "mean_high",
    "expected",
    "difference_raw",
    "difference",
    "difference_low",
    "difference_high",
    "n_compared",
    "standing",
];

/// The table of teams and agents, by name; numbers exact, what is suppressed empty with its reason.
///
/// Columns, in order: `team`, `agent`, `n`, `suppressed`, `mean`, `mean_low`, `mean_high`, `expected`,
/// `difference_raw`, `difference`, `difference_low`, `difference_high`, `n_compared`, `standing`.
pub fn csv(people: &People<'_>) -> String {
    let cards = people.cards;
    let rows = cards.total.iter().chain(&cards.teams).chain(&cards.agents);
    let mut table = vec![COLUMNS.map(str::to_owned).to_vec()];
    table.extend(rows.map(row));
    rows_as_csv(&table)
}

fn row(one: &Released<Scorecard>) -> Vec<String> {
    let card = one.content();
    let difference = card.and_then(|card| card.difference);
    vec![
        one.of("team").unwrap_or_default().to_owned(),
        one.of("agent").unwrap_or_default().to_owned(),
        one.n().map_or(String::new(), |n| n.to_string()),
        one.reason().map_or("", |reason| reason.as_str()).to_owned(),
        number_cell(card.map(|card| card.mean.estimate)),
        number_cell(card.map(|card| card.mean.low)),
        number_cell(card.map(|card| card.mean.high)),
        number_cell(difference.map(|one| one.expected)),
        number_cell(difference.map(|one| one.raw.estimate)),
        number_cell(difference.map(|one| one.shrunk.estimate)),
        number_cell(difference.map(|one| one.shrunk.low)),
        number_cell(difference.map(|one| one.shrunk.high)),
        difference.map_or(String::new(), |one| one.n_compared.to_string()),
        difference
            .map_or("", |one| standing_code(one.standing))
            .to_owned(),
    ]
}
