use super::wave_words::standing_code;
use crate::disclosure::Reason;
use crate::drivers::waves::Amount;
use crate::report::table::{number_cell, rows_as_csv};
use crate::study::{MeasuredWave, SegmentTable, WaveChange};
use crate::units::Interval;

const CHANGE: [&str; 25] = [
    "driver",
    "column",
    "mean_earlier",
    "mean_now",
    "coefficient_earlier",
    "coefficient_now",
    "difference",
    "se",
    "ci_low",
    "ci_high",
    "p",
    "changed",
    "lmg_earlier",
    "lmg_now",
    "lmg_difference",
    "lmg_difference_low",
    "lmg_difference_high",
    "occurs_more",
    "occurs_more_low",
    "occurs_more_high",
    "weighs_more",
    "weighs_more_low",
    "weighs_more_high",
    "together",
    "n_columns",
];

/// What changed since an earlier wave: one row per driver, and below it one per column where a driver has
/// several; last the controls, what is left, and the change of the mean outcome.
pub(super) fn change(change: &WaveChange) -> String {
    let mut rows = vec![CHANGE.map(str::to_owned).to_vec()];
    let column_cells = |at: usize| {
        let column = &change.columns[at];
        let found = &change.comparison.columns[at];
        let interval = found.test.map(|test| test.interval);
        vec![
            number_cell(Some(column.means.0)),
            number_cell(Some(column.means.1)),
            number_cell(found.first),
            number_cell(found.second),
            number_cell(interval.map(|one| one.estimate)),
            number_cell(found.test.map(|test| test.standard_error)),
            number_cell(interval.map(|one| one.low)),
            number_cell(interval.map(|one| one.high)),
        ]
    };
    let parts = &change.decomposition;
    for (driver, shift) in change.comparison.drivers.iter().zip(&parts.drivers) {
        let group = &change.groups[driver.group];
        let single = matches!(group.columns.as_slice(), [_]);
        let mut row = vec![
            group.name.clone(),
            if single {
                change.columns[group.columns[0]].name.clone()
            } else {
                String::new()
            },
        ];
        row.extend(if single {
            column_cells(group.columns[0])
        } else {
            vec![String::new(); 8]
        });
        let test = driver.coefficients.test.as_ref().ok();
        row.push(number_cell(test.map(|test| test.p_value.get())));
        row.push(driver.stands.to_string());
        row.push(number_cell(Some(driver.share.first)));
        row.push(number_cell(Some(driver.share.second)));
        row.extend(amount(driver.share.difference));
        row.extend(amount(shift.share));
        row.extend(amount(shift.rate));
        row.push(number_cell(Some(shift.total.value)));
        row.push(group.columns.len().to_string());
        rows.push(row);
        if !single {
            for &at in &group.columns {
                let mut row = vec![group.name.clone(), change.columns[at].name.clone()];
                row.extend(column_cells(at));
                let test = change.comparison.columns[at].test;
                row.push(number_cell(test.map(|test| test.p_value.get())));
                row.resize(CHANGE.len(), String::new());
                rows.push(row);
            }
        }
    }
    let mut rest = |name: String, together: Amount| {
        let mut row = vec![name];
        row.resize(CHANGE.len(), String::new());
        row[CHANGE.len() - 2] = number_cell(Some(together.value));
        rows.push(row);
    };
    for control in &parts.controls {
        rest(
            format!("(control) {}", change.groups[control.group].name),
            control.composition,
        );
    }
    rest("(everything else)".to_owned(), parts.constant);
    rest("(change)".to_owned(), parts.change);
    rows_as_csv(&rows)
}

fn amount(amount: Amount) -> [String; 3] {
    [
        number_cell(Some(amount.value)),
        number_cell(amount.interval.map(|one| one.low)),
        number_cell(amount.interval.map(|one| one.high)),
    ]
}

const SEGMENTS: [&str; 18] = [
    "segment",
    "n",
    "state",
    "driver",
    "column",
    "coefficient",
    "se",
    "ci_low",
    "ci_high",
    "p",
    "pooled",
    "pooled_low",
    "pooled_high",
    "mean",
    "n_away_from_zero",
    "q",
    "q_p",
    "differs",
];

/// Drivers by segments: one row per driver column and segment; one per segment without a model, and one for
/// rows without a segment.
pub(super) fn segments(found: &SegmentTable) -> String {
    let mut rows = vec![SEGMENTS.map(str::to_owned).to_vec()];
    for (at, segment) in found.segments.iter().enumerate() {
        let head = || {
            vec![
                segment.name.clone(),
                segment.n.to_string(),
                standing_code(&segment.standing).to_owned(),
            ]
        };
        if segment.mean_outcome.is_none() {
            let mut row = head();
            row.resize(SEGMENTS.len(), String::new());
            rows.push(row);
            continue;
        }
        for column in &found.columns {
            let cell = &column.across.cells[at];
            let doubt = cell.estimate.and_then(|estimate| estimate.doubt);
            let heterogeneity = column.across.heterogeneity;
            let mut row = head();
            row.extend([
                column.driver.clone(),
                column.name.clone(),
                number_cell(cell.estimate.map(|estimate| estimate.value)),
                number_cell(doubt.map(|doubt| doubt.standard_error)),
                number_cell(doubt.map(|doubt| doubt.interval.low)),
                number_cell(doubt.map(|doubt| doubt.interval.high)),
                number_cell(doubt.map(|doubt| doubt.p_value.get())),
                number_cell(cell.shrunk.map(|one| one.estimate)),
                number_cell(cell.shrunk.map(|one| one.low)),
                number_cell(cell.shrunk.map(|one| one.high)),
                number_cell(cell.mean),
                cell.n_mentions.map_or(String::new(), |n| n.to_string()),
                number_cell(heterogeneity.map(|one| one.q)),
                number_cell(heterogeneity.map(|one| one.p_value.get())),
                heterogeneity.map_or(String::new(), |one| one.stands.to_string()),
            ]);
            rows.push(row);
        }
    }
    if found.n_without > 0 {
        let mut row = vec![
            "(no answer)".to_owned(),
            found.n_without.to_string(),
            "no_segment".to_owned(),
        ];
        row.resize(SEGMENTS.len(), String::new());
        rows.push(row);
    }
    rows_as_csv(&rows)
}

const MEASUREMENT: [&str; 16] = [
    "what",
    "name",
    "value",
    "frozen",
    "held_low",
    "held_high",
    "uncertain_low",
    "uncertain_high",
    "n_away_from_zero",
    "drift",
    "drift_p",
    "drift_stands",
    "suppressed",
    "model_version",
    "measured_until",
    "age_days",
];

/// A measured wave as a table, with the reason where a value is withheld: one row per mean and contribution, and the mean outcome expected and realised.
pub fn measurement_csv(measured: &MeasuredWave) -> String {
    let found = &measured.measurement;
    let frozen = &measured.model.frozen;
    let mut rows = vec![MEASUREMENT.map(str::to_owned).to_vec()];
    let mut push = |what: &str,
                    name: &str,
                    values: (Option<f64>, f64),
                    intervals: (Option<Interval>, Option<Interval>),
                    others: [String; 5]| {
        let (held, uncertain) = intervals;
        let mut row = vec![
            what.to_owned(),
            name.to_owned(),
            number_cell(values.0),
            number_cell(Some(values.1)),
            number_cell(held.map(|one| one.low)),
            number_cell(held.map(|one| one.high)),
            number_cell(uncertain.map(|one| one.low)),
            number_cell(uncertain.map(|one| one.high)),
        ];
        row.extend(others);
        row.push(frozen.label.version.clone());
        row.push(measured.until.map_or(String::new(), |day| day.to_string()));
        row.push(measured.age_days.to_string());
        rows.push(row);
    };
    let none = || std::array::from_fn(|_| String::new());
    let outcome = &measured.model.outcome;
    for (what, one) in [
        ("expected", &found.expected),
        ("realised_minus_expected", &found.surprise),
    ] {
        let intervals = (one.held_fixed, one.with_coefficients);
        push(
            what,
            outcome,
            (Some(one.value), one.frozen),
            intervals,
            none(),
        );
    }
    push(
        "realised",
        outcome,
        (Some(found.realised), frozen.mean_outcome),
        (found.realised_interval, None),
        none(),
    );
    for (group, one, untold) in measured.contributions() {
        let is_told = untold.is_none();
        let told = |interval: Option<Interval>| interval.filter(|_| is_told);
        let mut others = none();
        others[4] = reason(untold);
        push(
            "contribution",
            &group.name,
            (is_told.then_some(one.value), one.frozen),
            (told(one.held_fixed), told(one.with_coefficients)),
            others,
        );
    }
    for (at, then) in found.columns.iter().enumerate() {
        let told = measured.told_column(at);
        let column = told.ok();
        let report = measured.drift.as_ref().ok();
        let drift = report.and_then(|report| {
            let mut columns = report.columns.iter();
            columns.find(|one| one.column == at && told.is_ok())
        });
        let test = drift.and_then(|drift| drift.test);
        push(
            "mean",
            measured.column(at),
            (column.map(|column| column.mean), then.frozen_mean),
            (column.and_then(|column| column.interval), None),
            [
                column.map_or(String::new(), |column| column.n_mentions.to_string()),
                number_cell(test.map(|test| test.interval.estimate)),
                number_cell(test.map(|test| test.p_value.get())),
                drift.map_or(String::new(), |drift| drift.stands.to_string()),
                reason(told.err()),
            ],
        );
    }
    rows_as_csv(&rows)
}

fn reason(untold: Option<Reason>) -> String {
    untold.map_or(String::new(), |reason| reason.as_str().to_owned())
}
