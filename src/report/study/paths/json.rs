use super::words::{
    caution_code, caution_text, mode_code, name, no_map_code, no_map_text, scheme_code, sign_code,
};
use crate::drivers::paths::{
    Effect, ImportancePerformance, Inadmissible, Measured, PathModel, PredictionCheck,
};
use crate::report::Language;
use crate::report::study::wave_json::left_out_rows;
use crate::report::wire::exact;
use crate::study::Aside;
use crate::study::paths::{PathMap, PathStudy};
use serde_json::{Map, Value, json};

/// Version of the layout that [`json()`] writes.
const SCHEMA_VERSION: u32 = 1;

/// A path model for machines: one object, numbers exact, `null` where there is none. A quantity
/// `q` with an interval stands as `q` and `q_ci` (`[low, high]`).
pub fn json(study: &PathStudy) -> String {
    let mut object = Map::new();
    let mut put = |parts: Value| {
        if let Value::Object(parts) = parts {
            object.extend(parts);
        }
    };
    put(head(study));
    put(inner(study));
    put(outer(study));
    put(aside(study));
    let mut text = format!("{:#}", Value::Object(object));
    text.push('\n');
    text
}

fn head(study: &PathStudy) -> Value {
    let fit = &study.fit;
    json!({
        "schema_version": SCHEMA_VERSION,
        "model": "paths",
        "model_file": study.question.drawing.file,
        "file": study.file,
        "target": study.target.map(|target| name(&fit.model, target)),
        "n": study.account.n_used,
        "n_read": study.account.n_read,
        "rows_left_out": left_out_rows(&study.account),
        "n_units": fit.n_units,
        "n_effective": exact(fit.n_effective),
        "weights": study.question.weights,
        "cluster": study.question.cluster,
        "scheme": scheme_code(study.options.scheme),
        "iterations": fit.estimates.n_iterations,
        "level": study.options.level.get(),
        "bootstrap": fit.replicates.as_ref().map(|drawn| json!({
            "replicates": drawn.n_drawn,
            "not_converged": drawn.n_not_converged,
            "degenerate": drawn.n_degenerate,
            "seed": study.options.seed,
            "weights": "exponential",
            "unit": if study.question.cluster.is_some() { "cluster" } else { "row" },
        })),
    })
}

fn inner(study: &PathStudy) -> Value {
    let model = &study.fit.model;
    let paths: Vec<Value> = study
        .paths
        .iter()
        .map(|path| {
            let effect = &path.effect;
            let mut object = ends(model, effect);
            put(&mut object, "coefficient", effect.direct);
            object.insert("sign".to_owned(), json!(sign_code(path.sign)));
            put(&mut object, "f2", effect.f2);
            object.insert("vif".to_owned(), json!(effect.inflation.and_then(exact)));
            put(&mut object, "corrected", effect.consistent);
            Value::Object(object)
        })
        .collect();
    let effects: Vec<Value> = study
        .effects
        .iter()
        .map(|effect| {
            let mut object = ends(model, effect);
            put(&mut object, "direct", effect.direct);
            put(&mut object, "indirect", effect.indirect);
            put(&mut object, "total", Some(effect.total));
            object.insert("sign".to_owned(), json!(sign_code(effect.sign)));
            Value::Object(object)
        })
        .collect();
    let corrected = match &study.fit.estimates.consistent {
        Ok(_) => "corrected",
        Err(Inadmissible::NothingToCorrect) => "nothing_to_correct",
        Err(Inadmissible::Reliability { .. }) => "reliability_out_of_range",
        Err(Inadmissible::Correlations) => "correlations_impossible",
    };
    json!({ "paths": paths, "effects": effects, "correction": corrected })
}

fn outer(study: &PathStudy) -> Value {
    let model = &study.fit.model;
    let constructs: Vec<Value> = study
        .constructs
        .iter()
        .map(|fit| {
            let construct = &model.constructs()[fit.construct];
            let mut object = Map::new();
            object.insert("name".to_owned(), json!(construct.name));
            object.insert("mode".to_owned(), json!(mode_code(construct.mode)));
            object.insert("indicators".to_owned(), json!(construct.indicators));
            put(&mut object, "r2", fit.r2);
            put(&mut object, "r2_adjusted", fit.r2_adjusted);
            put(&mut object, "alpha", fit.alpha);
            put(&mut object, "rho_a", fit.rho_a);
            put(&mut object, "rho_c", fit.rho_c);
            put(&mut object, "ave", fit.average_variance_extracted);
            Value::Object(object)
        })
        .collect();
    let indicators: Vec<Value> = study
        .indicators
        .iter()
        .map(|fit| {
            let at = fit.indicator;
            let declared = study.question.drawing.scales[at];
            let mut object = Map::new();
            object.insert("name".to_owned(), json!(model.indicators()[at]));
            object.insert("construct".to_owned(), json!(name(model, fit.construct)));
            put(&mut object, "weight", Some(fit.weight));
            put(&mut object, "loading", Some(fit.loading));
            let rest = json!({
                "vif": fit.inflation.and_then(exact),
                "share": fit.unstandardised_weight.and_then(exact),
                "mean": exact(study.fit.estimates.means[at]),
                "sd": exact(study.fit.estimates.deviations[at]),
                "scale": declared.map(|one| [one.scale.low(), one.scale.high()]),
                "turned": declared.is_some_and(|one| one.is_turned),
            });
            if let Value::Object(rest) = rest {
                object.extend(rest);
            }
            Value::Object(object)
        })
        .collect();
    let pairs: Vec<Value> = study
        .pairs
        .iter()
        .map(|pair| {
            let mut object = Map::new();
            object.insert("first".to_owned(), json!(name(model, pair.first)));
            object.insert("second".to_owned(), json!(name(model, pair.second)));
            put(&mut object, "correlation", Some(pair.correlation));
            put(&mut object, "htmt", pair.heterotrait);
            object.insert("fornell_larcker".to_owned(), json!(pair.fornell_larcker));
            Value::Object(object)
        })
        .collect();
    json!({ "constructs": constructs, "indicators": indicators, "pairs": pairs })
}

fn aside(study: &PathStudy) -> Value {
    let model = &study.fit.model;
    let (map, refused) = match &study.map {
        PathMap::Drawn(map) => (performance(map, model), Value::Null),
        PathMap::Refused(reason) => (
            Value::Null,
            json!({ "code": no_map_code(reason), "text": no_map_text(reason, Language::En) }),
        ),
    };
    let (prediction, impossible) = match &study.prediction {
        Aside::Absent => (Value::Null, Value::Null),
        Aside::Computed(check) => (predicted(check, model), Value::Null),
        Aside::Impossible(error) => (Value::Null, json!(error.to_string())),
    };
    json!({
        "map": map,
        "map_refused": refused,
        "prediction": prediction,
        "prediction_impossible": impossible,
        "cautions": study.cautions.iter().map(|caution| json!({
            "code": caution_code(caution),
            "text": caution_text(caution, model, Language::En),
        })).collect::<Vec<_>>(),
    })
}

fn performance(map: &ImportancePerformance, model: &PathModel) -> Value {
    let place = |named: &str, importance, performance| {
        let mut object = Map::new();
        object.insert("name".to_owned(), json!(named));
        put(&mut object, "importance", importance);
        put(&mut object, "performance", performance);
        object
    };
    let constructs = map.constructs.iter().map(|one| {
        let mut object = place(name(model, one.construct), one.importance, one.performance);
        let negative = one.negative_weights.iter();
        let negative: Vec<&String> = negative.map(|&at| &model.indicators()[at]).collect();
        object.insert("negative_weights".to_owned(), json!(negative));
        let share = one.share_negative.and_then(exact);
        object.insert("share_negative".to_owned(), json!(share));
        Value::Object(object)
    });
    let indicators = map.indicators.iter().map(|one| {
        let named = &model.indicators()[one.indicator];
        Value::Object(place(named, one.importance, Some(one.performance)))
    });
    let mut object = Map::new();
    object.insert("target".to_owned(), json!(name(model, map.target)));
    put(&mut object, "target_performance", map.target_performance);
    object.insert("constructs".to_owned(), constructs.collect());
    object.insert("indicators".to_owned(), indicators.collect());
    Value::Object(object)
}

fn predicted(check: &PredictionCheck, model: &PathModel) -> Value {
    let indicators: Vec<Value> = check
        .indicators
        .iter()
        .map(|one| {
            json!({
                "name": model.indicators()[one.indicator],
                "q2": exact(one.q2),
                "q2_range": [exact(one.q2_range.0), exact(one.q2_range.1)],
                "q2_linear": exact(one.q2_linear),
                "rmse": exact(one.root_mean_square),
                "rmse_linear": exact(one.root_mean_square_linear),
                "mae": exact(one.mean_absolute),
                "mae_linear": exact(one.mean_absolute_linear),
            })
        })
        .collect();
    let inputs: Vec<&str> = check.inputs.iter().map(|&at| name(model, at)).collect();
    json!({
        "target": name(model, check.target),
        "inputs": inputs,
        "folds": check.n_folds,
        "repeats": check.n_repeats,
        "n_predicted": check.n_predicted(),
        "indicators": indicators,
    })
}

fn ends(model: &PathModel, effect: &Effect) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("from".to_owned(), json!(name(model, effect.from)));
    object.insert("to".to_owned(), json!(name(model, effect.to)));
    object
}

/// A value and, as `name_ci`, its interval.
fn put(object: &mut Map<String, Value>, name: &str, measured: Option<Measured>) {
    let interval = measured.and_then(|one| one.interval);
    let value = measured.and_then(|one| exact(one.value));
    object.insert(name.to_owned(), json!(value));
    let bounds = interval.map(|one| [exact(one.low), exact(one.high)]);
    object.insert(format!("{name}_ci"), json!(bounds));
}
