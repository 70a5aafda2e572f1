use super::selection::band_code;
use super::words::{reason_code, source_code};
use crate::drivers::{Revision, Treatment};
use crate::report::study::json::{bounds, coefficient, driver};
use crate::report::wire::exact;
use crate::study::{
    CorrectedLabel, FilledAs, GapsFound, LabelErrors, LabelSource, RakingResult, SelectionResult,
    Study,
};
use crate::units::Interval;
use serde_json::{Map, Value, json};

/// The corrections as members of the JSON object of a study; one that was not made is absent.
pub(in crate::report::study) fn json(study: &Study) -> Map<String, Value> {
    let mut members = Map::new();
    let corrected = &study.corrected;
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            members.insert(key.to_owned(), value);
        }
    };
    put("selection", corrected.selection.as_ref().map(selection));
    put("raking", corrected.raking.as_ref().map(raking));
    put(
        "standard_errors",
        corrected.labels.as_ref().map(|_| json!("replicates")),
    );
    put("label_errors", corrected.labels.as_ref().map(labels));
    put("imputation", corrected.gaps.as_ref().map(gaps));
    let products = (!corrected.products.is_empty()).then(|| {
        let list = corrected.products.iter().map(|product| {
            json!({
                "name": product.name,
                "first": product.first.0,
                "first_centre": exact(product.first.1),
                "second": product.second.0,
                "second_centre": exact(product.second.1),
            })
        });
        list.collect()
    });
    put("interactions", products);
    members
}

/// The driver with what it was before labels were corrected under `naive`, where they were.
pub(in crate::report::study) fn with_naive(mut value: Value, study: &Study, at: usize) -> Value {
    let labels = study.corrected.labels.as_ref();
    let naive = labels.and_then(|labels| labels.naive.get(at));
    if let (Some(object), Some(naive)) = (value.as_object_mut(), naive) {
        object.insert("naive".to_owned(), driver(naive));
    }
    value
}

/// Estimate with its interval.
fn estimated(interval: Interval) -> Value {
    json!({"estimate": exact(interval.estimate), "interval": bounds(interval)})
}

fn selection(found: &SelectionResult) -> Value {
    let cells: Vec<Value> = found
        .cells
        .iter()
        .map(|cell| {
            json!({
                "members": cell.members.iter().map(|(segment, band)| json!({
                    "segment": Some(segment).filter(|segment| !segment.is_empty()),
                    "band": band_code(*band),
                })).collect::<Vec<_>>(),
                "respondents": cell.n_respondents,
                "commenters": cell.n_commenters,
                "rate": estimated(cell.rate),
                "weight": exact(cell.weight),
                "capped": cell.is_capped,
            })
        })
        .collect();
    let unweighted: Vec<Value> = found
        .unweighted
        .iter()
        .map(|one| {
            let mut object = coefficient(one.coefficient.as_ref());
            object.insert("name".to_owned(), json!(one.name));
            object.insert("contribution".to_owned(), json!(exact(one.contribution)));
            Value::Object(object)
        })
        .collect();
    json!({
        "commented": found.column,
        "given": found.given,
        "respondents": found.n_respondents,
        "commenters": found.n_commenters,
        "commented_with_gaps": found.n_with_gaps,
        "silent_with_answers": found.n_silent_with_answers,
        "cells": cells,
        "cells_before_merging": found.n_pairs,
        "capped": found.n_capped,
        "n_effective_before": exact(found.n_effective_before),
        "n_effective_after": exact(found.n_effective_after),
        "depends_on_cell": found.dependence.map(|test| json!({
            "chi_square": exact(test.chi_square),
            "df": test.degrees_of_freedom,
            "p": test.p_value.get(),
            "cramers_v": exact(test.strength),
        })),
        "mean_outcome": {
            "everybody": exact(found.scores.everybody),
            "commenters": exact(found.scores.commenters),
            "weighted": exact(found.scores.reweighted),
            "commenters_minus_silent": found.scores.gap.map(estimated),
        },
        "unweighted": unweighted,
    })
}

fn raking(found: &RakingResult) -> Value {
    let margins: Vec<Value> = found
        .margins
        .iter()
        .map(|one| {
            json!({
                "variable": one.variable,
                "category": one.category,
                "n": one.n,
                "before": exact(one.before),
                "target": exact(one.target),
                "achieved": exact(one.achieved),
            })
        })
        .collect();
    json!({
        "file": found.file,
        "margins": margins,
        "rows": found.n_rows,
        "n_effective": exact(found.n_effective),
        "design_effect": exact(found.design_effect),
        "bounds": found.bounds.map(|(low, high)| [low, high]),
        "rows_at_bounds": found.n_at_bounds,
        "weights": {"smallest": exact(found.weights.0), "largest": exact(found.weights.1)},
        "rounds": found.n_rounds,
        "largest_difference": exact(found.largest_difference),
    })
}

fn labels(found: &LabelErrors) -> Value {
    json!({
        "source": source_code(&found.source),
        "file": match &found.source {
            LabelSource::Card { file } => Some(file),
            LabelSource::Sample | LabelSource::SampleRates => None,
        },
        "replicates": found.n_replicates,
        "failed_replicates": found.n_failed,
        "p_from": "normal, from the end of the interval that faces zero",
        "r2": found.r2.map(estimated),
        "naive_only": if found.r2.is_some() {
            vec!["rank", "r2", "r2_cross_validated"]
        } else {
            vec!["importance", "share", "rank", "r2", "r2_cross_validated"]
        },
        "columns": found.columns.iter().map(label).collect::<Vec<_>>(),
    })
}

fn revision(revision: Revision) -> Value {
    json!({
        "naive": estimated(revision.naive),
        "corrected": estimated(revision.corrected),
        "change": estimated(revision.change),
    })
}

fn label(column: &CorrectedLabel) -> Value {
    let treatment = match column.treatment {
        Treatment::Exact => json!({"kind": "taken_as_it_is"}),
        Treatment::Calibrated {
            n_validated,
            n_true_positives,
            n_false_positives,
            n_false_negatives,
            n_interactions,
        } => json!({
            "kind": "calibrated",
            "checked": n_validated,
            "true_positives": n_true_positives,
            "false_positives": n_false_positives,
            "false_negatives": n_false_negatives,
            "products": n_interactions,
        }),
        Treatment::Rates {
            sensitivity,
            specificity,
        } => json!({
            "kind": "rates",
            "sensitivity": exact(sensitivity),
            "specificity": exact(specificity),
        }),
        Treatment::Left(reason) => json!({"kind": "left", "reason": reason_code(reason)}),
    };
    json!({
        "name": column.column,
        "treatment": treatment,
        "coefficient": column.coefficient.map(revision),
        "share": revision(column.share),
        "contribution": column.contribution.map(revision),
    })
}

fn gaps(found: &GapsFound) -> Value {
    let lost: Vec<Value> = found
        .lost
        .iter()
        .map(|one| {
            json!({
                "name": one.column,
                "missing": one.n_missing,
                "lost_by_it_alone": one.n_lost_by_it_alone,
            })
        })
        .collect();
    let mut object = Map::new();
    let common = json!({
        "method": if found.imputed.is_some() { "imputed" } else { "complete_cases" },
        "rows": found.n_rows,
        "complete_rows": found.n_complete,
        "gaps": lost,
    });
    if let Value::Object(common) = common {
        object.extend(common);
    }
    if let Some(imputed) = &found.imputed {
        object.insert("imputations".to_owned(), json!(imputed.n_imputations));
        object.insert(
            "r2_pooled".to_owned(),
            json!({
                "estimate": exact(imputed.r2),
                "interval": imputed.r2_interval.map(bounds),
            }),
        );
        let columns = imputed.columns.iter().map(|one| {
            json!({
                "name": one.column,
                "share_missing": exact(one.share_missing),
                "filled_as": one.kind.map(|kind| match kind {
                    FilledAs::Binary => "binary",
                    FilledAs::Categories => "categories",
                    FilledAs::Rating => "rating",
                    FilledAs::Number => "number",
                }),
                "fraction_missing_information": one.fraction_missing.and_then(exact),
                "df": one.degrees_of_freedom.and_then(exact),
                "r_hat": one.r_hat.and_then(exact),
            })
        });
        object.insert("columns".to_owned(), columns.collect());
    }
    Value::Object(object)
}
