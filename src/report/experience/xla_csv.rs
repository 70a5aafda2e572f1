use super::figure::{cell, cells};
use super::words::caveat_code;
use super::xla::Survey;
use super::xla_json::direction;
use crate::report::table::rows_as_csv;
use crate::service_levels::experience::{Judged, Outcome, Stratum, Value};
use crate::units::Interval;

/// Experience against its targets as a table: one row per figure and target, one per figure without
/// a target, then one per composite.
///
/// Numbers are exact; what there is not is empty. Columns, in order: `respondent_type`, `survey_scope`,
/// one per key, `period`, `indicator`, `measure`, `figure`, `figure_low`, `figure_high`, `n`,
/// `n_effective`, `target`, `direction`, `target_value`, `verdict`, `impact`, `change`, `change_low`,
/// `change_high`, `coverage`, `caveats`, `suppressed`: why there is no figure.
pub fn xla_csv(survey: &Survey<'_>) -> String {
    let experience = survey.experience;
    let mut header: Vec<String> = ["respondent_type", "survey_scope"]
        .map(str::to_owned)
        .into();
    header.extend(experience.by.iter().map(ToString::to_string));
    header.extend(
        [
            "period",
            "indicator",
            "measure",
            "figure",
            "figure_low",
            "figure_high",
            "n",
            "n_effective",
            "target",
            "direction",
            "target_value",
            "verdict",
            "impact",
            "change",
            "change_low",
            "change_high",
            "coverage",
            "caveats",
            "suppressed",
        ]
        .map(str::to_owned),
    );
    let mut rows = vec![header];
    for row in &experience.rows {
        let estimate = row.value.estimate();
        let mut first = group(&row.stratum);
        first.extend([row.indicator.to_string(), row.measure.as_str().to_owned()]);
        first.extend(cells(estimate.map(|one| &one.interval)));
        let (reason, n) = match row.value {
            Value::Withheld { reason, n } => (reason.as_str(), n),
            _ => ("", estimate.map(|one| one.n)),
        };
        first.push(n.map_or_else(String::new, |n| n.to_string()));
        first.push(estimate.map_or_else(String::new, |one| cell(one.n_effective)));
        let mut last: Vec<String> =
            cells(row.change.as_ref().map(|change| &change.difference)).into();
        last.push(String::new());
        let caveats: Vec<&str> = row.caveats.iter().map(|one| caveat_code(*one)).collect();
        last.push(caveats.join("|"));
        last.push(reason.to_owned());
        push(&mut rows, &first, &row.judged, &last);
    }
    for row in &experience.composites {
        let (score, coverage): (Option<&Interval>, f64) = match &row.outcome {
            Outcome::Published(made) => (Some(&made.score), made.coverage),
            Outcome::Unpublished { coverage, .. } => (None, *coverage),
        };
        let mut first = group(&row.stratum);
        first.extend(["composite", "composite"].map(str::to_owned));
        first.extend(cells(score));
        first.extend([String::new(), String::new()]);
        let mut last = vec![String::new(); 3];
        last.extend([cell(coverage), String::new(), String::new()]);
        push(&mut rows, &first, &row.judged, &last);
    }
    rows_as_csv(&rows)
}

fn group(stratum: &Stratum) -> Vec<String> {
    let respondent = stratum.respondent.map_or("", |one| one.as_str());
    let scope = stratum.scope.map_or("", |one| one.as_str());
    let period = stratum.period.as_deref().unwrap_or_default();
    [respondent, scope]
        .into_iter()
        .chain(stratum.keys.iter().map(AsRef::as_ref))
        .chain([period])
        .map(str::to_owned)
        .collect()
}

/// One row per verdict, or one without.
fn push(rows: &mut Vec<Vec<String>>, first: &[String], judged: &[Judged], last: &[String]) {
    let middle = |judged: &Judged| {
        vec![
            judged.target.to_string(),
            direction(judged.direction).to_owned(),
            cell(judged.value),
            judged.verdict.as_str().to_owned(),
            judged
                .impact
                .map_or_else(String::new, |one| cell(one.value)),
        ]
    };
    let mut middles: Vec<Vec<String>> = judged.iter().map(middle).collect();
    if middles.is_empty() {
        middles.push(vec![String::new(); 5]);
    }
    for middle in middles {
        rows.push([first, &middle, last].concat());
    }
}
