use super::json::bounds;
use super::wave_words::{
    sign_code, standing_code, standing_text, wave_caution_code, wave_caution_text,
};
use crate::disclosure::Reason;
use crate::drivers::waves::{
    Amount, Drift, LeftOut, Measured, SegmentCell, WhichPeriod, WholeChange,
};
use crate::drivers::{Error, Role};
use crate::findings::{DriftVerdict, FrozenModelUse, ModelBeside, OutcomeGap};
use crate::report::Language;
use crate::report::wire::exact;
use crate::stats::{JointTest, WelchTest};
use crate::study::{Account, MeasuredWave, SegmentTable, Study, Wave, WaveCaution, WaveChange};
use serde_json::{Map, Value, json};

/// Version of the layout of a measurement.
const MEASUREMENT_SCHEMA_VERSION: u32 = 1;

/// `change` and `segments`, where they were asked for.
pub(super) fn waves(study: &Study) -> Map<String, Value> {
    let mut members = Map::new();
    if let Some((column, value)) = &study.only {
        members.insert("only".to_owned(), json!({"column": column, "value": value}));
    }
    if let Some(found) = &study.change {
        members.insert("change".to_owned(), change(found));
    }
    if let Some(found) = &study.segments {
        members.insert("segments".to_owned(), segments(found));
    }
    members
}

fn wave(wave: &Wave) -> Value {
    json!({
        "label": wave.label,
        "n": wave.account.n_used,
        "n_read": wave.account.n_read,
        "rows_left_out": left_out_rows(&wave.account),
        "n_effective": exact(wave.n_effective),
        "mean_outcome": exact(wave.mean_outcome),
        "outcome_seen": [exact(wave.range.0), exact(wave.range.1)],
        "r2": exact(wave.r2),
    })
}

/// How many rows are left out, per reason and column.
pub(super) fn left_out_rows(account: &Account) -> Vec<Value> {
    let left_out = account.left_out.iter();
    left_out
        .map(|((reason, column), n)| {
            json!({
                "reason": reason.as_str(),
                "column": Some(column).filter(|column| !column.is_empty()),
                "n": n,
            })
        })
        .collect()
}

fn change(change: &WaveChange) -> Value {
    let name = |column: usize| change.columns[column].name.as_str();
    let group = |group: usize| change.groups[group].name.as_str();
    let whole = |whole: &WholeChange| {
        json!({
            "test": outcome(&whole.test, joint),
            "not_tested": whole.left_out.iter().map(|one| match one {
                LeftOut::NoCoefficient { column } => json!({"column": name(*column), "reason": "no_coefficient"}),
                LeftOut::NoDoubt { column } => json!({"column": name(*column), "reason": "no_error"}),
            }).collect::<Vec<_>>(),
        })
    };
    let columns: Vec<Value> = change
        .columns
        .iter()
        .zip(&change.comparison.columns)
        .map(|(column, found)| {
            json!({
                "name": column.name,
                "column": column.of,
                "reference": column.reference,
                "role": match column.role { Role::Driver => "driver", Role::Control => "control" },
                "mean_earlier": exact(column.means.0),
                "mean_now": exact(column.means.1),
                "coefficient_earlier": found.first.and_then(exact),
                "coefficient_now": found.second.and_then(exact),
                "difference": found.test.map(|test| welch(&test)),
            })
        })
        .collect();
    let parts = &change.decomposition;
    let drivers: Vec<Value> = change
        .comparison
        .drivers
        .iter()
        .zip(&parts.drivers)
        .map(|(driver, shift)| {
            json!({
                "name": group(driver.group),
                "columns": change.groups[driver.group].columns.iter().map(|at| name(*at)).collect::<Vec<_>>(),
                "coefficients": whole(&driver.coefficients),
                "changed": driver.stands,
                "lmg_earlier": exact(driver.share.first),
                "lmg_now": exact(driver.share.second),
                "lmg_difference": amount(driver.share.difference),
                "occurs_more": amount(shift.share),
                "weighs_more": amount(shift.rate),
                "together": amount(shift.total),
            })
        })
        .collect();
    json!({
        "earlier": wave(&change.earlier),
        "now": wave(&change.later),
        "false_discoveries": change.false_discoveries.get(),
        "mean_outcome": outcome(&change.comparison.mean_outcome, welch),
        "net_promoters": change.net_promoters.map(|net| json!({
            "promoters_earlier": net.earlier.0,
            "detractors_earlier": net.earlier.1,
            "promoters_now": net.later.0,
            "detractors_now": net.later.1,
            "difference": exact(100.0 * net.difference.difference.estimate),
            "ci": bounds(net.difference.difference.scaled(100.0)),
            "z": exact(net.difference.z),
            "p": net.p_value.get(),
        })),
        "all_drivers": whole(&change.comparison.all_drivers),
        "all_columns": whole(&change.comparison.all_columns),
        "drivers": drivers,
        "columns": columns,
        "decomposition": {
            "change": amount(parts.change),
            "everything_else": amount(parts.constant),
            "controls": parts.controls.iter().map(|control| json!({
                "name": group(control.group),
                "composition": amount(control.composition),
            })).collect::<Vec<_>>(),
            "borrowed": parts.borrowed.iter().map(|one| json!({
                "column": name(one.column),
                "coefficient_of": match one.from {
                    Some(WhichPeriod::First) => Some("earlier"),
                    Some(WhichPeriod::Second) => Some("now"),
                    None => None,
                },
            })).collect::<Vec<_>>(),
        },
        "cautions": cautions(&change.cautions),
    })
}

fn cautions(cautions: &[WaveCaution]) -> Vec<Value> {
    cautions
        .iter()
        .map(|caution| {
            json!({
                "code": wave_caution_code(caution),
                "text": wave_caution_text(caution, Language::En),
            })
        })
        .collect()
}

fn amount(amount: Amount) -> Value {
    json!({
        "value": exact(amount.value),
        "interval": amount.interval.map(bounds),
    })
}

fn welch(test: &WelchTest) -> Value {
    json!({
        "value": exact(test.interval.estimate),
        "se": exact(test.standard_error),
        "ci": bounds(test.interval),
        "df": exact(test.degrees_of_freedom),
        "p": test.p_value.get(),
    })
}

fn joint(test: &JointTest) -> Value {
    json!({
        "wald": exact(test.statistic),
        "n_tested": test.n_tested,
        "f": exact(test.f),
        "df": exact(test.degrees_of_freedom),
        "p": test.p_value.get(),
    })
}

/// What was found, or why there is nothing.
fn outcome<T>(found: &Result<T, Error>, show: impl Fn(&T) -> Value) -> Value {
    match found {
        Ok(found) => show(found),
        Err(error) => json!({"impossible": error.to_string()}),
    }
}

fn segments(table: &SegmentTable) -> Value {
    let segments: Vec<Value> = table
        .segments
        .iter()
        .map(|segment| {
            let reason = Some(standing_text(&segment.standing, Language::En));
            json!({
                "name": segment.name,
                "n": segment.n,
                "mean_outcome": segment.mean_outcome.and_then(exact),
                "r2": segment.r2.and_then(exact),
                "state": standing_code(&segment.standing),
                "reason": reason.filter(|reason| !reason.is_empty()),
            })
        })
        .collect();
    let columns: Vec<Value> = table
        .columns
        .iter()
        .map(|column| {
            let heterogeneity = column.across.heterogeneity.map(|found| {
                json!({
                    "n_segments": found.n_segments,
                    "q": exact(found.q),
                    "df": found.degrees_of_freedom,
                    "p": found.p_value.get(),
                    "differs": found.stands,
                    "i_squared": exact(found.i_squared),
                    "variance_between": exact(found.variance_between),
                    "mean": found.mean.map(|mean| json!({
                        "value": exact(mean.estimate),
                        "ci": bounds(mean),
                    })),
                })
            });
            json!({
                "driver": column.driver,
                "column": column.name,
                "reference": column.reference,
                "heterogeneity": heterogeneity,
                "cells": table.segments.iter().zip(&column.across.cells)
                    .filter(|(_, cell)| cell.mean.is_some())
                    .map(|(segment, cell)| self::cell(&segment.name, cell))
                    .collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "by": table.by,
        "n_no_answer": table.n_without,
        "least_n": table.least_observations,
        "least_away_from_zero": table.least_mentions,
        "false_discoveries": table.false_discoveries.get(),
        "clusters_in_several_segments": table.is_clustered.then_some(table.n_clusters_across),
        "segments": segments,
        "columns": columns,
    })
}

fn cell(segment: &str, cell: &SegmentCell) -> Value {
    let doubt = cell.estimate.and_then(|estimate| estimate.doubt);
    json!({
        "segment": segment,
        "coefficient": cell.estimate.and_then(|estimate| exact(estimate.value)),
        "se": doubt.and_then(|doubt| exact(doubt.standard_error)),
        "ci": doubt.map(|doubt| bounds(doubt.interval)),
        "p": doubt.map(|doubt| doubt.p_value.get()),
        "pooled": cell.shrunk.and_then(|shrunk| exact(shrunk.estimate)),
        "pooled_ci": cell.shrunk.map(bounds),
        "mean": cell.mean.and_then(exact),
        "n_away_from_zero": cell.n_mentions,
    })
}

/// What a frozen model measured, why it could not, or which one stands beside; nothing where none is named.
pub(in crate::report) fn frozen_model_value(model: &FrozenModelUse) -> Option<Value> {
    match model {
        FrozenModelUse::NotNamed => None,
        FrozenModelUse::Beside(model) => model.as_ref().map(beside),
        FrozenModelUse::Measured(found) => Some(measurement_value(found)),
        FrozenModelUse::CannotTell(nothing) => Some(json!({
            "verdict": "cannot_tell",
            "why": match nothing.why {
                OutcomeGap::OneCustomer { .. } => "one_customer",
                OutcomeGap::NoSpread { .. } => "no_spread",
                OutcomeGap::TooFew { .. } | OutcomeGap::Unanswered | OutcomeGap::Undeclared => {
                    "too_few_answers"
                }
            },
            "fewer_than": match nothing.why {
                OutcomeGap::TooFew { least } => Some(least),
                _ => None,
            },
            "period": nothing.period,
            "frozen_model": {
                "name": nothing.name,
                "version": nothing.version,
                "date": nothing.date,
            },
        })),
    }
}

/// A model that was not applied to these findings: which one, how old, and what a run said of its drift.
fn beside(model: &ModelBeside) -> Value {
    let ModelBeside {
        name,
        version,
        date,
        until,
        drift,
    } = model;
    json!({
        "verdict": "not_applied",
        "frozen_model": {"name": name, "version": version, "date": date.to_string()},
        "answers_until": until.map(|day| day.to_string()),
        "age_days_at_end": model.age_days(),
        "drift_in_run": drift.map(|told| json!({
            "verdict": drift_code(told.verdict),
            "measured_until": told.until.map(|day| day.to_string()),
        })),
    })
}

fn drift_code(verdict: DriftVerdict) -> &'static str {
    match verdict {
        DriftVerdict::Shown => "shown",
        DriftVerdict::NotShown => "not_shown",
        DriftVerdict::CannotTell => "cannot_tell",
    }
}

/// A measured wave as one object.
pub(super) fn measurement_value(measured: &MeasuredWave) -> Value {
    let found = &measured.measurement;
    let frozen = &measured.model.frozen;
    let columns = |of: &[usize]| -> Vec<Value> {
        of.iter()
            .map(|&at| {
                let told = measured.told_column(at);
                let column = told.ok();
                json!({
                    "name": measured.column(at),
                    "reference": measured.reference(at),
                    "coefficient": frozen.columns[at].estimate.and_then(|one| exact(one.value)),
                    "suppressed": told.err().map(Reason::as_str),
                    "mean": column.and_then(|column| exact(column.mean)),
                    "ci": column.and_then(|column| column.interval).map(bounds),
                    "mean_frozen": exact(found.columns[at].frozen_mean),
                    "n_away_from_zero": column.map(|column| column.n_mentions),
                })
            })
            .collect()
    };
    let drivers: Vec<Value> = measured
        .contributions()
        .map(|(group, contribution, untold)| {
            json!({
                "name": group.name,
                "suppressed": untold.map(Reason::as_str),
                "contribution": match untold {
                    None => self::measured(contribution),
                    Some(_) => json!({
                        "value": null,
                        "frozen": exact(contribution.frozen),
                        "ci_coefficients_held": null,
                        "ci_coefficients_uncertain": null,
                    }),
                },
                "columns": columns(&group.columns),
            })
        })
        .collect();
    let controls = frozen
        .groups
        .iter()
        .filter(|group| group.role == Role::Control);
    json!({
        "schema_version": MEASUREMENT_SCHEMA_VERSION,
        "frozen_model": {
            "name": frozen.label.name,
            "version": frozen.label.version,
            "date": frozen.label.date.to_string(),
            "n": frozen.n_observations,
            "r2": exact(frozen.explained.r2),
            "replaced_before": measured.n_replaced,
        },
        "verdict": "measured",
        "as_of": measured.day.to_string(),
        "age_days": measured.age_days,
        "measured_until": measured.until.map(|day| day.to_string()),
        "age_days_at_end": measured.age_days_at_end(),
        "older_than_a_year": measured.is_old,
        "outcome": measured.model.outcome,
        "definition": frozen.label.definition,
        "file": measured.file,
        "weights": measured.weights,
        "cluster": measured.cluster,
        "n": found.n_observations,
        "n_effective": exact(found.n_effective),
        "n_read": measured.account.n_read,
        "rows_left_out": left_out_rows(&measured.account),
        "level": measured.level.get(),
        "expected": self::measured(&found.expected),
        "realised": {
            "value": exact(found.realised),
            "frozen": exact(frozen.mean_outcome),
            "ci": found.realised_interval.map(bounds),
        },
        "realised_minus_expected": self::measured(&found.surprise),
        "drivers": drivers,
        "controls": controls.flat_map(|group| columns(&group.columns)).collect::<Vec<_>>(),
        "drift": drift(measured),
        "cautions": cautions(&measured.cautions),
    })
}

fn measured(measured: &Measured) -> Value {
    json!({
        "value": exact(measured.value),
        "frozen": exact(measured.frozen),
        "ci_coefficients_held": measured.held_fixed.map(bounds),
        "ci_coefficients_uncertain": measured.with_coefficients.map(bounds),
    })
}

fn drift(measured: &MeasuredWave) -> Value {
    outcome(&measured.drift, |report| {
        let signs: Vec<&str> = match &report.drift {
            Drift::Shown(signs) => signs.iter().map(|sign| sign_code(*sign)).collect(),
            Drift::NotShown => Vec::new(),
        };
        json!({
            "shown": measured.has_drifted(),
            "signs": signs,
            "p": report.p_value.get(),
            "level": measured.false_discoveries.get(),
            "mean_shift": outcome(&report.mean_shift, welch),
            "calibration": outcome(&report.calibration, |found| json!({
                "intercept": exact(found.intercept),
                "slope": exact(found.slope),
                "slope_se": exact(found.slope_error),
                "slope_without_drift": exact(found.slope_without_drift),
                "test": joint(&found.test),
            })),
            "p_drivers": report.columns_p_value.map(crate::units::Probability::get),
            "drivers": report.columns.iter().map(|column| {
                let name = measured.column(column.column);
                let told = measured.told_drift(column);
                let column = told.ok();
                json!({
                    "column": name,
                    "suppressed": told.err().map(Reason::as_str),
                    "n_away_from_zero": column.map(|column| column.n_mentions),
                    "missed_per_unit": column.and_then(|column| column.test).map(|test| welch(&test)),
                    "stands": column.map(|column| column.stands),
                })
            }).collect::<Vec<_>>(),
        })
    })
}
