use super::json::drop_code;
use super::wave_csv;
use crate::report::table::{number_cell, rows_as_csv};
use crate::study::{DriverResult, Measure, Study};
use crate::units::Probability;

const COLUMNS: [&str; 24] = [
    "driver",
    "column",
    "coefficient",
    "se",
    "ci_low",
    "ci_high",
    "p",
    "direction",
    "lmg",
    "johnson",
    "marginal",
    "last",
    "share",
    "rank",
    "rank_low",
    "rank_high",
    "p_top1",
    "p_top3",
    "contribution",
    "contribution_low",
    "contribution_high",
    "vif",
    "stands_out",
    "left_out",
];

/// A study as a table: one row per driver, and below it one per column where a driver has several.
///
/// Numbers are exact; what there is not is empty. Columns, in order: `driver`, `column`, `coefficient`,
/// `se`, `ci_low`, `ci_high`, `p`, `direction`, `lmg`, `johnson`, `marginal`, `last`, `share`, `rank`,
/// `rank_low`, `rank_high`, `p_top1`, `p_top3`, `contribution`, `contribution_low`,
/// `contribution_high`, `vif`, `stands_out`, `left_out`.
///
/// With an earlier wave it is the table of what changed instead, with segments that of segments.
pub fn csv(study: &Study) -> String {
    if let Some(change) = &study.change {
        return wave_csv::change(change);
    }
    if let Some(segments) = &study.segments {
        return wave_csv::segments(segments);
    }
    let mut rows: Vec<Vec<String>> = vec![COLUMNS.map(str::to_owned).to_vec()];
    for driver in &study.drivers {
        let single = driver.columns.len() == 1;
        rows.push(row(driver, single.then_some(0), true, study));
        if !single {
            for at in 0..driver.columns.len() {
                rows.push(row(driver, Some(at), false, study));
            }
        }
    }
    rows_as_csv(&rows)
}

fn row(driver: &DriverResult, column: Option<usize>, whole: bool, study: &Study) -> Vec<String> {
    let column = column.map(|at| &driver.columns[at]);
    let estimate = column.and_then(|column| column.coefficient);
    let interval = estimate.and_then(|estimate| estimate.interval);
    let measure = |one: Measure| {
        let value = driver.importance.get(&one).copied().flatten();
        number_cell(value.filter(|_| whole))
    };
    let p_value = if whole {
        driver.p_value
    } else {
        estimate.and_then(|estimate| estimate.p_value)
    };
    let rank = driver.rank.as_ref().filter(|_| whole);
    let top = |k: usize| number_cell(rank.and_then(|rank| rank.p_top.get(k - 1)).map(|p| p.get()));
    let contribution = driver.contribution_interval.filter(|_| whole);
    let ranked = study.standing.has_ranking();
    vec![
        driver.name.clone(),
        column.map_or(String::new(), |column| column.name.clone()),
        number_cell(estimate.map(|one| one.coefficient)),
        number_cell(estimate.and_then(|one| one.standard_error)),
        number_cell(interval.map(|one| one.low)),
        number_cell(interval.map(|one| one.high)),
        number_cell(p_value.map(Probability::get)),
        estimate.map_or(String::new(), |one| {
            if one.coefficient < 0.0 {
                "negative"
            } else {
                "positive"
            }
            .to_owned()
        }),
        measure(Measure::Lmg),
        measure(Measure::Johnson),
        measure(Measure::Marginal),
        measure(Measure::Last),
        number_cell(driver.share.filter(|_| whole)),
        rank.filter(|_| ranked)
            .map_or(String::new(), |rank| rank.rank.to_string()),
        rank.filter(|_| ranked)
            .map_or(String::new(), |rank| rank.interval.0.to_string()),
        rank.filter(|_| ranked)
            .map_or(String::new(), |rank| rank.interval.1.to_string()),
        top(1),
        top(3),
        number_cell(Some(driver.contribution).filter(|_| whole)),
        number_cell(contribution.map(|one| one.low)),
        number_cell(contribution.map(|one| one.high)),
        number_cell(column.and_then(|column| column.vif)),
        if whole {
            driver.stands.to_string()
        } else {
            String::new()
        },
        column
            .and_then(|column| column.left_out)
            .map_or("", drop_code)
            .to_owned(),
    ]
}
