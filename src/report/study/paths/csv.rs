use super::words::{name, sign_code};
use crate::drivers::paths::Measured;
use crate::report::table::{number_cell, rows_as_csv};
use crate::study::paths::PathStudy;

const COLUMNS: [&str; 20] = [
    "from",
    "to",
    "coefficient",
    "ci_low",
    "ci_high",
    "sign",
    "f2",
    "f2_low",
    "f2_high",
    "vif",
    "corrected",
    "corrected_low",
    "corrected_high",
    "indirect",
    "indirect_low",
    "indirect_high",
    "total",
    "total_low",
    "total_high",
    "total_sign",
];

/// A path model as a table: one row per path that was drawn, numbers exact, what there is not is
/// empty.
///
/// Columns, in order: `from`, `to`, `coefficient`, `ci_low`, `ci_high`, `sign` (`positive`, `negative`,
/// `unclear`, `not_tested`), `f2`, `f2_low`, `f2_high`, `vif`, `corrected` (for measurement error),
/// `corrected_low`, `corrected_high`, `indirect`, `indirect_low`, `indirect_high`, `total`, `total_low`,
/// `total_high`, `total_sign`.
pub fn csv(study: &PathStudy) -> String {
    let model = &study.fit.model;
    let mut rows: Vec<Vec<String>> = vec![COLUMNS.map(str::to_owned).to_vec()];
    for path in &study.paths {
        let effect = &path.effect;
        let mut row = vec![
            name(model, effect.from).to_owned(),
            name(model, effect.to).to_owned(),
        ];
        row.extend(three(effect.direct));
        row.push(sign_code(path.sign).to_owned());
        row.extend(three(effect.f2));
        row.push(number_cell(effect.inflation));
        row.extend(three(effect.consistent));
        row.extend(three(effect.indirect));
        row.extend(three(Some(effect.total)));
        row.push(sign_code(effect.sign).to_owned());
        rows.push(row);
    }
    rows_as_csv(&rows)
}

fn three(measured: Option<Measured>) -> [String; 3] {
    let interval = measured.and_then(|one| one.interval);
    [
        number_cell(measured.map(|one| one.value)),
        number_cell(interval.map(|one| one.low)),
        number_cell(interval.map(|one| one.high)),
    ]
}
