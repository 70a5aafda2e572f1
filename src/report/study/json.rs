use super::correction;
use super::further::further;
use super::wave_json::{left_out_rows, waves};
use super::words::{caution_code, caution_text};
use crate::drivers::ordinal;
use crate::drivers::{DropReason, StandardErrors, WeightKind};
use crate::report::Language;
use crate::report::wire::exact;
use crate::stats::IntervalKind;
use crate::study::{
    Aside, CategoricalModel, CoefficientResult, ColumnResult, CorrelationModel, DriverResult,
    LinearModel, Model, ModelKind, Standing, Study,
};
use crate::units::{Interval, Probability};
use serde_json::{Map, Value, json};

/// Version of the layout that [`json()`] writes.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// A study for machines: one object, numbers exact, `null` where there is none.
///
/// The object is put together by name rather than by wire structs: its parts depend on what was
/// asked, and a part that was not asked for is absent.
pub fn json(study: &Study) -> String {
    let mut object = Map::new();
    let mut put = |parts: Value| {
        if let Value::Object(parts) = parts {
            object.extend(parts);
        }
    };
    put(head(study));
    match &study.model {
        Model::Linear(model) => put(linear(study, model)),
        Model::Categorical(model) => put(categorical(study, model)),
        Model::Correlations(model) => put(correlations(model)),
    }
    put(json!({
        "standing": standing(study.standing),
        "drivers": study.drivers.iter().enumerate().map(|(at, one)| {
            correction::with_naive(driver(one), study, at)
        }).collect::<Vec<_>>(),
        "controls": study.controls.iter().map(column).collect::<Vec<_>>(),
        "cautions": study.cautions.iter().map(|caution| json!({
            "code": caution_code(caution),
            "text": caution_text(caution, Language::En),
        })).collect::<Vec<_>>(),
    }));
    object.extend(waves(study));
    object.extend(further(study));
    object.extend(correction::json(study));
    let mut text = format!("{:#}", Value::Object(object));
    text.push('\n');
    text
}

fn head(study: &Study) -> Value {
    json!({
        "schema_version": SCHEMA_VERSION,
        "outcome": study.question.outcome,
        "file": study.file,
        "n": study.account.n_used,
        "n_read": study.account.n_read,
        "rows_left_out": left_out_rows(&study.account),
        "mean_outcome": exact(study.mean_outcome),
        "outcome_range": study.question.scale.range(),
        "level": study.settings.level.get(),
        "bootstrap": (study.settings.n_replicates > 0).then(|| json!({
            "replicates": study.settings.n_replicates,
            "seed": study.settings.seed,
            "weights": "exponential",
            "unit": if study.question.cluster.is_some() { "cluster" } else { "row" },
        })),
    })
}

fn linear(study: &Study, model: &LinearModel) -> Value {
    let diagnosis = &model.diagnosis;
    let explained = &model.explained;
    let name = |column: usize| study.column_names.get(column);
    let held_out = explained.held_out;
    json!({
        "model": "linear",
        "n_observations": diagnosis.n_observations,
        "n_effective": exact(diagnosis.n_effective),
        "r2": exact(explained.r2),
        "r2_adjusted": exact(explained.r2_adjusted),
        "r2_cross_validated": explained.r2_cross_validated.and_then(exact),
        "r2_cross_validated_drivers": explained.r2_cross_validated_drivers.and_then(exact),
        "r2_cross_validated_drivers_spread": held_out.and_then(|found| exact(found.spread)),
        "n_dealings": held_out.map(|found| found.n_dealings),
        "n_dealings_above_zero": held_out.map(|found| found.n_positive),
        "r2_controls": exact(model.r2_controls),
        "standard_errors": errors_code(model.standard_errors),
        "n_clusters": match model.standard_errors {
            StandardErrors::Cr1 { n_clusters } => Some(n_clusters),
            _ => None,
        },
        "weights": study.question.weights.as_ref().map(|_| match study.settings.weight_kind {
            WeightKind::Sampling => "sampling",
            WeightKind::Frequency => "frequency",
            WeightKind::Precision => "precision",
        }),
        "resampled_intervals": match study.settings.intervals {
            IntervalKind::Percentile => "percentile",
            IntervalKind::Bca => "bca",
        },
        "intercept": Value::Object(coefficient(Some(&model.intercept))),
        "importance_sampled": model.sampled.map(|(n_orderings, error)| json!({
            "orderings": n_orderings,
            "largest_standard_error": exact(error),
        })),
        "diagnostics": {
            "n_parameters": diagnosis.n_parameters,
            "n_units": diagnosis.n_units,
            "condition_number": exact(diagnosis.condition),
            "strongest_overlap": diagnosis.strongest_overlap.map(|pair| json!({
                "first": name(pair.first),
                "second": name(pair.second),
                "correlation": exact(pair.correlation),
            })),
        },
    })
}

fn correlations(model: &CorrelationModel) -> Value {
    json!({
        "model": "correlations",
        "n": model.n_observations,
        "n_read": Value::Null,
        "r2": exact(model.r2),
        "r2_adjusted": model.r2_adjusted.and_then(exact),
        "r2_controls": exact(model.r2_controls),
        "standard_errors": "classical",
        "coefficients": "standardised",
        "bootstrap": Value::Null,
    })
}

fn categorical(study: &Study, model: &CategoricalModel) -> Value {
    let held_out = model.held_out;
    json!({
        "model": match model.kind {
            ModelKind::Logistic => "logistic",
            ModelKind::Linear | ModelKind::Ordinal => "ordinal",
        },
        "answers": model.answers,
        "r2": exact(model.quality.mcfadden_r2),
        "r2_kind": "mcfadden",
        "r2_cross_validated": held_out.and_then(|found| exact(found.whole)),
        "r2_cross_validated_drivers": held_out.and_then(|found| exact(found.drivers)),
        "r2_cross_validated_drivers_spread": held_out.and_then(|found| exact(found.spread)),
        "n_dealings": held_out.map(|found| found.n_dealings),
        "n_dealings_above_zero": held_out.map(|found| found.n_positive),
        "importance_sampled": model.sampled.map(|(n_orderings, error)| json!({
            "orderings": n_orderings,
            "largest_standard_error": exact(error),
        })),
        "log_likelihood": exact(model.quality.log_likelihood),
        "log_likelihood_null": exact(model.quality.null_log_likelihood),
        "aic": model.quality.aic.and_then(exact),
        "n_observations": model.diagnosis.n_observations,
        "n_effective": exact(model.diagnosis.n_effective),
        "standard_errors": match model.standard_errors {
            ordinal::StandardErrors::ModelBased => "model",
            ordinal::StandardErrors::Robust => "robust",
            ordinal::StandardErrors::Clustered { .. } => "cluster",
        },
        "n_clusters": match model.standard_errors {
            ordinal::StandardErrors::Clustered { n_clusters } => Some(n_clusters),
            _ => None,
        },
        "thresholds": model.thresholds.iter()
            .map(|one| Value::Object(coefficient(Some(one)))).collect::<Vec<_>>(),
        "intercept": model.intercept.as_ref().map(|one| Value::Object(coefficient(Some(one)))),
        "brant": match &model.brant {
            Aside::Absent => Value::Null,
            Aside::Impossible(error) => json!({ "impossible": error.to_string() }),
            Aside::Computed(test) => test.overall.map_or(Value::Null, |wald| json!({
                "statistic": exact(wald.statistic),
                "df": wald.degrees_of_freedom,
                "p": wald.p_value.get(),
            })),
        },
        "multinomial_contributions": match &model.fall_back {
            Aside::Absent => Value::Null,
            Aside::Impossible(error) => json!({ "impossible": error.to_string() }),
            Aside::Computed(drivers) => study.drivers.iter().zip(drivers).map(|(driver, one)| json!({
                "name": driver.name,
                "contribution": exact(one.contribution),
                "contribution_interval": one.interval.map(bounds),
            })).collect(),
        },
    })
}

pub(super) fn driver(driver: &DriverResult) -> Value {
    let single = match driver.columns.as_slice() {
        [one] => Some(one),
        _ => None,
    };
    let mut object = Map::new();
    object.insert("name".to_owned(), json!(driver.name));
    object.extend(coefficient(single.and_then(|one| one.coefficient.as_ref())));
    // Several columns have no coefficient together, but a test.
    object.insert("p".to_owned(), json!(driver.p_value.map(Probability::get)));
    let importance: Map<String, Value> = driver
        .importance
        .iter()
        .map(|(measure, value)| (measure.as_str().to_owned(), json!(value.and_then(exact))))
        .collect();
    let rest = json!({
        "direction": single.and_then(direction),
        "signs_differ": single.filter(|one| one.marginal.is_some()).map(|one| one.signs_differ),
        "stands_out": driver.stands,
        "test": driver.test.as_ref().map(|test| json!({
            "p": test.p_value.get(),
            "wald": exact(test.wald),
            "df": exact(test.degrees_of_freedom),
        })),
        "n_away_from_most_frequent": driver.n_away,
        "importance": importance,
        "share": driver.share.and_then(exact),
        "lmg_interval": driver.lmg_interval.map(bounds),
        "rank": driver.rank.as_ref().map(|rank| rank.rank),
        "rank_interval": driver.rank.as_ref().map(|rank| rank.interval),
        "p_top": driver.rank.as_ref().map(|rank| {
            rank.p_top.iter().map(|p| p.get()).collect::<Vec<f64>>()
        }),
        "contribution": exact(driver.contribution),
        "contribution_interval": driver.contribution_interval.map(bounds),
        "vif": single.and_then(|one| one.vif).and_then(exact),
        "mean": single.and_then(|one| exact(one.mean)),
        "marginal_correlation": single.and_then(|one| one.marginal).and_then(exact),
        "left_out": single.and_then(|one| one.left_out).map(drop_code),
        "columns": driver.columns.iter().map(column).collect::<Vec<_>>(),
    });
    if let Value::Object(rest) = rest {
        object.extend(rest);
    }
    Value::Object(object)
}

fn column(column: &ColumnResult) -> Value {
    let mut object = Map::new();
    object.insert("name".to_owned(), json!(column.name));
    object.insert("reference".to_owned(), json!(column.reference));
    object.extend(coefficient(column.coefficient.as_ref()));
    let rest = json!({
        "resampled_interval": column.resampled.map(bounds),
        "vif": column.vif.and_then(exact),
        "mean": exact(column.mean),
        "marginal_correlation": column.marginal.and_then(exact),
        "signs_differ": column.marginal.map(|_| column.signs_differ),
        "left_out": column.left_out.map(drop_code),
    });
    if let Value::Object(rest) = rest {
        object.extend(rest);
    }
    Value::Object(object)
}

/// `coefficient`, `se`, `ci` and `p`.
pub(super) fn coefficient(result: Option<&CoefficientResult>) -> Map<String, Value> {
    let parts = json!({
        "coefficient": result.and_then(|one| exact(one.coefficient)),
        "se": result.and_then(|one| one.standard_error).and_then(exact),
        "ci": result.and_then(|one| one.interval).map(bounds),
        "p": result.and_then(|one| one.p_value).map(Probability::get),
    });
    match parts {
        Value::Object(parts) => parts,
        _ => Map::new(),
    }
}

fn direction(column: &ColumnResult) -> Option<&'static str> {
    let value = column.coefficient?.coefficient;
    let name = if value > 0.0 { "positive" } else { "negative" };
    (value.abs() > 0.0).then_some(name)
}

pub(super) fn bounds(interval: Interval) -> [Option<f64>; 2] {
    [exact(interval.low), exact(interval.high)]
}

fn errors_code(errors: StandardErrors) -> &'static str {
    match errors {
        StandardErrors::Hc3 => "hc3",
        StandardErrors::Cr1 { .. } => "cr1",
        StandardErrors::Linearised { .. } => "linearised",
        StandardErrors::Classical => "classical",
    }
}

pub(super) fn drop_code(reason: DropReason) -> &'static str {
    match reason {
        DropReason::Constant => "constant",
        DropReason::Collinear => "determined_by_others",
    }
}

pub(super) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::SomeStandOut => "some_stand_out",
        Standing::NoneStandsOut => "none_stands_out",
        Standing::NothingExplained => "nothing_explained",
        Standing::CannotTell => "cannot_tell",
        Standing::NotTested => "not_tested",
    }
}
