use super::json::bounds;
use crate::drivers::{
    AsymmetryClass, ColumnSplit, Estimate, Examination, Part, Quadrant, TestResult, Verdict,
};
use crate::report::wire::exact;
use crate::study::{Aside, Examined, Study};
use crate::units::Probability;
use serde_json::{Map, Value, json};

/// What a study says beside its drivers, as members of its JSON object; what was not asked for is
/// absent, what cannot be computed is an object with the reason under `impossible`.
#[expect(
    clippy::too_many_lines,
    reason = "one member after the other, read as the document they make"
)]
pub(super) fn further(study: &Study) -> Map<String, Value> {
    let mut members = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            members.insert(key.to_owned(), value);
        }
    };
    let further = &study.further;
    put(
        "three_ways",
        shown(&further.mentions, |found| {
            study
                .drivers
                .iter()
                .zip(found)
                .map(|(driver, one)| {
                    json!({
                        "driver": driver.name,
                        "unadjusted_impact": one.unadjusted.map(|impact| json!({
                            "value": exact(impact.value),
                            "se": impact.doubt.map(|doubt| doubt.standard_error),
                            "ci": impact.doubt.map(|doubt| bounds(doubt.interval)),
                            "share": exact(impact.share),
                            "n_with": impact.n_with,
                            "n_without": impact.n_without,
                            "mean_with": exact(impact.mean_with),
                            "mean_without": exact(impact.mean_without),
                        })),
                        "contribution": exact(one.contribution),
                        "contribution_interval": one.contribution_interval.map(bounds),
                        "contribution_minus_impact_interval": one.gap.map(bounds),
                        "if_nobody_mentioned_it": one.what_if.as_ref().map(|what_if| json!({
                            "difference": exact(what_if.difference),
                            "interval": what_if.interval.map(bounds),
                            "assumption": what_if.assumption.sentence(),
                        })),
                    })
                })
                .collect()
        }),
    );
    put(
        "performance_map",
        shown(&further.map, |found| {
            json!({
                "importance_cut": exact(found.importance_cut),
                "performance_cut": exact(found.performance_cut),
                "points": found.points.iter().map(|point| json!({
                    "name": point.name,
                    "importance": exact(point.importance),
                    "importance_interval": point.importance_interval.map(bounds),
                    "performance": exact(point.performance),
                    "performance_interval": point.performance_interval.map(bounds),
                    "quadrant": quadrant(point.quadrant),
                })).collect::<Vec<_>>(),
            })
        }),
    );
    put(
        "asymmetry",
        shown(&further.asymmetry, |found| {
            found
                .iter()
                .map(|one| {
                    json!({
                        "name": one.name,
                        "low": one.low,
                        "high": one.high,
                        "penalty": estimate(one.found.penalty),
                        "reward": estimate(one.found.reward),
                        "n_bad": one.found.n_negative,
                        "n_good": one.found.n_positive,
                        "range": one.found.range.and_then(exact),
                        "satisfaction_potential": one.found.satisfaction.and_then(exact),
                        "dissatisfaction_potential": one.found.dissatisfaction.and_then(exact),
                        "impact_asymmetry": one.found.asymmetry.and_then(exact),
                        "impact_asymmetry_interval": one.found.asymmetry_interval.map(bounds),
                        "class": class(&one.found.class),
                    })
                })
                .collect()
        }),
    );
    put(
        "clusters",
        shown(&further.clusters, |found| {
            json!({
                "n_clusters": found.intraclass.sizes.n_clusters,
                "least": found.intraclass.sizes.least,
                "median": found.intraclass.sizes.median,
                "most": found.intraclass.sizes.most,
                "intraclass_correlation": exact(found.intraclass.by_likelihood.estimate),
                "intraclass_correlation_interval": bounds(found.intraclass.by_likelihood),
                "intraclass_correlation_anova": exact(found.intraclass.by_anova.estimate),
                "design_effect": exact(found.intraclass.design_effect.estimate),
                "p": found.intraclass.p_value.get(),
                "within_between": shown(&found.within_between, |split| json!({
                    "columns": study.column_names.iter().zip(&split.columns)
                        .map(|(name, column)| split_column(name, column)).collect::<Vec<_>>(),
                    "test": split.difference_of_drivers.map(|test| json!({
                        "f": exact(test.f_statistic),
                        "df": [test.numerator, test.denominator],
                        "p": test.p_value.get(),
                    })),
                })),
            })
        }),
    );
    let name = |column: usize| study.column_names.get(column);
    put(
        "with_and_without_controls",
        shown(&further.confounding, |found| {
            found.columns.iter().map(|column| json!({
            "name": name(column.column),
            "with": estimate(column.with_controls),
            "without": estimate(column.without_controls),
            "change": column.change.as_ref().map(|change| exact(change.interval.estimate)),
            "change_interval": column.change.as_ref().map(|change| bounds(change.interval)),
        })).collect()
        }),
    );
    put(
        "halo",
        shown(&further.halo, |found| {
            json!({
                "first_share": exact(found.first_share.estimate),
                "first_share_interval": bounds(found.first_share),
                "columns": found.columns.iter().map(|column| json!({
                    "name": name(column.column),
                    "alone": bounds(column.alone),
                    "beside_mean": column.beside_mean.map(bounds),
                    "beside_all": bounds(column.beside_all),
                })).collect::<Vec<_>>(),
            })
        }),
    );
    put(
        "split",
        shown(&further.confirmation, |found| {
            json!({
                "agreement_of_coefficients": found.coefficient_agreement.and_then(exact),
                "agreement_of_shares": found.share_agreement.and_then(exact),
                "columns": found.columns.iter().map(|column| json!({
                    "name": name(column.column),
                    "first": estimate(column.first),
                    "second": estimate(column.second),
                    "verdict": verdict(column.verdict),
                })).collect::<Vec<_>>(),
            })
        }),
    );
    put(
        "examination",
        shown(&further.examined, |found| examination(study, found)),
    );
    members
}

fn shown<T>(aside: &Aside<T>, show: impl FnOnce(&T) -> Value) -> Option<Value> {
    match aside {
        Aside::Absent => None,
        Aside::Computed(found) => Some(show(found)),
        Aside::Impossible(error) => Some(json!({ "impossible": error.to_string() })),
    }
}

fn estimate(estimate: Option<Estimate>) -> Value {
    json!({
        "coefficient": estimate.and_then(|one| exact(one.value)),
        "se": estimate.and_then(|one| one.doubt).map(|doubt| doubt.standard_error),
        "ci": estimate.and_then(|one| one.doubt).map(|doubt| bounds(doubt.interval)),
        "p": estimate.and_then(|one| one.doubt).map(|doubt| doubt.p_value.get()),
    })
}

fn split_column(name: &str, column: &ColumnSplit) -> Value {
    let part = |part: &Part| match part {
        Part::Invariant => json!("does_not_vary"),
        Part::Determined => json!("determined"),
        Part::Estimated(one) => estimate(Some(*one)),
    };
    json!({
        "name": name,
        "within": part(&column.within),
        "between": part(&column.between),
        "difference": estimate(column.difference),
        "share_between": exact(column.share_between),
    })
}

fn examination(study: &Study, found: &Examined) -> Value {
    let examination: &Examination = &found.examination;
    let place = |row: usize| {
        let place = found.places.iter().find(|place| place.row == row);
        place.map(|place| place.file_row)
    };
    let test = |test: Option<TestResult>| {
        test.map(|test| {
            json!({
                "statistic": exact(test.statistic),
                "df": exact(test.degrees_of_freedom),
                "p": test.p_value.get(),
            })
        })
    };
    json!({
        "rows_per_parameter": exact(examination.overview.rows_per_parameter()),
        "heteroscedasticity": test(examination.heteroscedasticity),
        "functional_form": test(examination.functional_form),
        "share_at_lowest": exact(examination.ceiling_and_floor.share_at_minimum),
        "share_at_highest": exact(examination.ceiling_and_floor.share_at_maximum),
        "influential_rows": examination.influence.as_ref().map(|influence| influence.largest.iter()
            .map(|row| json!({
                "row": place(row.row),
                "rows_alike": row.n_observations,
                "cooks_distance": exact(row.cooks_distance),
                "leverage": exact(row.leverage),
                "studentised_residual": exact(row.studentised),
            })).collect::<Vec<_>>()),
        "without_the_most_influential": examination.influence.as_ref().map(|influence| {
            influence.without_the_largest.iter().map(|change| json!({
                "column": study.column_names.get(change.column),
                "coefficient": exact(change.coefficient),
                "without": exact(change.without),
            })).collect::<Vec<_>>()
        }),
        "outliers": examination.outliers.as_ref().map(|outliers| json!({
            "n": outliers.n_beyond,
            "largest": outliers.largest.iter().map(|one| json!({
                "row": place(one.row),
                "rows_alike": one.n_observations,
                "studentised_residual": exact(one.studentised),
                "p_corrected": Probability::get(one.corrected),
            })).collect::<Vec<_>>(),
        })),
    })
}

fn quadrant(quadrant: Quadrant) -> &'static str {
    match quadrant {
        Quadrant::ConcentrateHere => "concentrate_here",
        Quadrant::KeepUp => "keep_up",
        Quadrant::LowPriority => "low_priority",
        Quadrant::PossibleOverkill => "possible_overkill",
        Quadrant::Unclear => "cannot_tell",
    }
}

fn class(class: &AsymmetryClass) -> &'static str {
    match class {
        AsymmetryClass::Basic => "basic",
        AsymmetryClass::Performance => "performance",
        AsymmetryClass::Excitement => "excitement",
        AsymmetryClass::Unclassified(_) => "unclassified",
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotFound => "not_found",
        Verdict::Confirmed => "confirmed",
        Verdict::NotConfirmed => "not_confirmed",
        Verdict::Reversed => "reversed",
        Verdict::Untestable => "untestable",
    }
}
