use super::ActionReport;
use super::words::{bet_code, effect_code, unread_code};
use crate::actions::{Action, Reading, Realised};
use crate::report::table::{number_cell, rows_as_csv};
use crate::units::Interval;

const COLUMNS: [&str; 27] = [
    "id",
    "topic",
    "owner",
    "what",
    "decided_on",
    "due_on",
    "status",
    "n_negative_scored",
    "predicted",
    "predicted_low",
    "predicted_high",
    "override_reason",
    "model",
    "verdict",
    "before",
    "after",
    "effect",
    "effect_low",
    "effect_high",
    "compared",
    "compared_low",
    "compared_high",
    "gain",
    "gain_low",
    "gain_high",
    "prediction",
    "unread",
];

/// The table of actions, in the order of the register; numbers exact, what there is not empty.
///
/// Columns, in order: `id`, `topic`, `owner`, `what`, `decided_on`, `due_on`, `status`,
/// `n_negative_scored`, `predicted` (low, high), `override_reason`, `model`, `verdict`, `before`, `after`
/// (shares), `effect` (low, high), `compared` (low, high), `gain` (low, high), `prediction`, `unread`.
pub fn csv(report: &ActionReport<'_>) -> String {
    let mut table = vec![COLUMNS.map(str::to_owned).to_vec()];
    for (at, action) in report.register.actions.iter().enumerate() {
        let effect = report.effects.and_then(|(effects, _)| effects.get(at));
        table.push(row(action, effect));
    }
    rows_as_csv(&table)
}

fn row(action: &Action, effect: Option<&Realised>) -> Vec<String> {
    let evidence = action.evidence.as_ref();
    let reading: Option<&Reading> = effect.and_then(|one| one.reading.as_ref().ok());
    let mut cells = vec![
        action.id.clone(),
        action.topic.to_string(),
        action.owner.clone(),
        action.what.clone(),
        action.decided_on.to_string(),
        action.due_on.to_string(),
        action.status().as_str().to_owned(),
        evidence.map_or(String::new(), |one| one.n_negative_scored.to_string()),
    ];
    cells.extend(bounds(evidence.map(|one| one.gain)));
    cells.push(action.override_reason.clone().unwrap_or_default());
    cells.push(action.model.as_str().to_owned());
    cells.push(
        reading
            .map_or("", |one| effect_code(one.verdict))
            .to_owned(),
    );
    cells.push(number_cell(reading.map(|one| one.topic.before)));
    cells.push(number_cell(reading.map(|one| one.topic.after)));
    cells.extend(bounds(reading.map(|one| one.topic.effect)));
    cells.extend(bounds(reading.and_then(|one| one.compared)));
    cells.extend(bounds(reading.and_then(|one| one.gain)));
    let bet = reading.and_then(|one| one.bet);
    cells.push(bet.map_or("", bet_code).to_owned());
    let why = effect.and_then(|one| one.reading.as_ref().err());
    cells.push(why.map_or("", |why| unread_code(why)).to_owned());
    cells
}

pub(super) fn bounds(interval: Option<Interval>) -> [String; 3] {
    [
        number_cell(interval.map(|one| one.estimate)),
        number_cell(interval.map(|one| one.low)),
        number_cell(interval.map(|one| one.high)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::actions::fixture::with_report;

    #[test]
    fn every_row_has_every_column() {
        with_report(|report| {
            let table = csv(report);
            let lines: Vec<&str> = table.lines().collect();
            assert_eq!(lines.len(), 1 + report.register.actions.len());
            assert!(lines[1].starts_with("A1,access.phone-wait,"), "{table}");
            assert!(lines[1].ends_with("kept,"), "{table}");
            assert!(lines[2].ends_with("too_short"), "{table}");
            assert_eq!(lines[0].split(',').count(), COLUMNS.len());
        });
    }
}
