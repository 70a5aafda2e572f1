use super::stratum::Stratum;
use crate::disclosure::{Cell, Floor, Verdict, suppress};
use std::sync::Arc;

/// Says of each group of one table whether its figure may be shown, in the order of the groups: all
/// groups together, so that none follows from the others and the number of all answers.
pub(super) fn verdicts(groups: &[(&Stratum, Vec<f64>)], by: &[Arc<str>]) -> Vec<Verdict> {
    let cells: Vec<Cell> = groups
        .iter()
        .map(|(stratum, values)| cell(stratum, values, by))
        .collect();
    suppress(&cells, Floor::LEAST)
}

fn cell(stratum: &Stratum, values: &[f64], by: &[Arc<str>]) -> Cell {
    let (respondent, scope, period) = (
        stratum.respondent.map_or("", |one| one.as_str()),
        stratum.scope.map_or("", |one| one.as_str()),
        stratum.period.as_deref().unwrap_or_default(),
    );
    // A key of the table may be named as one of these.
    let named: Vec<String> = by.iter().map(|key| format!("by {key}")).collect();
    let keys = named.iter().zip(&stratum.keys);
    let keys = keys.map(|(key, value)| (key.as_str(), &**value));
    let own = [
        ("respondent_type", respondent),
        ("survey_scope", scope),
        ("period", period),
    ];
    Cell::new(own.into_iter().chain(keys), values.len()).answered(one_answer(values))
}

/// What all gave, where they gave the same.
fn one_answer(values: &[f64]) -> Option<f64> {
    let first = values.first()?;
    let is_one = values.iter().all(|value| value.total_cmp(first).is_eq());
    is_one.then_some(*first)
}
