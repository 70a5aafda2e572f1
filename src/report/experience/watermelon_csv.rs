use super::figure::{cell, cells};
use super::watermelon::Watermelon;
use crate::disclosure::Reason;
use crate::report::table::rows_as_csv;
use crate::service_levels::watermelon::{Cell, ResponseDifference};

/// Promises beside experience as a table: one row per cell.
///
/// Numbers are exact; what there is not, or rests on fewer than five answers, is empty. Columns, in
/// order: one per key, `quadrant`, `n_met`, `n_breached`, `n_open`, `n_no_sla`, `attainment`, `contract`,
/// `measure`, `experience_of_met`, its `_low`, `_high` and `_n`, `experience`, its `_low`, `_high` and
/// `_n`, `xla`, `watermelon_rate`, its `_low` and `_high`, `lift`, its `_low` and `_high`, `matters`,
/// `response_biased`, which is empty where that cannot be told, `suppressed`, `suppressed_of_met`,
/// `suppressed_of_breached`: why there is no figure.
pub fn watermelon_csv(watermelon: &Watermelon<'_>) -> String {
    let by = watermelon.settings.by.iter().map(ToString::to_string);
    let names = [
        "quadrant",
        "n_met",
        "n_breached",
        "n_open",
        "n_no_sla",
        "attainment",
        "contract",
        "measure",
        "experience_of_met",
        "experience_of_met_low",
        "experience_of_met_high",
        "experience_of_met_n",
        "experience",
        "experience_low",
        "experience_high",
        "experience_n",
        "xla",
        "watermelon_rate",
        "watermelon_rate_low",
        "watermelon_rate_high",
        "lift",
        "lift_low",
        "lift_high",
        "matters",
        "response_biased",
        "suppressed",
        "suppressed_of_met",
        "suppressed_of_breached",
    ];
    let mut rows = vec![by.chain(names.map(str::to_owned)).collect()];
    rows.extend(watermelon.cells.iter().map(row));
    rows_as_csv(&rows)
}

fn row(one: &Cell) -> Vec<String> {
    let mut row: Vec<String> = one.keys.iter().map(ToString::to_string).collect();
    row.push(one.quadrant.as_str().to_owned());
    let counts = [one.n_met, one.n_breached, one.n_open, one.n_no_sla];
    row.extend(counts.map(|n| n.to_string()));
    row.push(one.attainment().map_or_else(String::new, cell));
    row.push(
        one.contract
            .map_or_else(String::new, |share| cell(share.get())),
    );
    row.push(one.measure.as_str().to_owned());
    for estimate in [&one.experience_of_met, &one.experience] {
        row.extend(cells(estimate.as_ref().map(|one| &one.interval)));
        let n = estimate.as_ref().map(|one| one.n.to_string());
        row.push(n.unwrap_or_default());
    }
    row.push(one.xla.map_or("", |verdict| verdict.as_str()).to_owned());
    row.extend(cells(one.watermelon_rate.as_ref()));
    row.extend(cells(one.lift.ratio.as_ref()));
    row.push(one.lift.matters.as_str().to_owned());
    row.push(match one.bias.difference {
        ResponseDifference::Seen => true.to_string(),
        ResponseDifference::NotSeen => false.to_string(),
        ResponseDifference::CannotTell => String::new(),
    });
    let hidden = [one.hidden.all, one.hidden.met, one.hidden.breached];
    row.extend(hidden.map(|reason| reason.map_or("", Reason::as_str).to_owned()));
    row
}
