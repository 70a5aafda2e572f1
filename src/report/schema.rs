/// Names that [`schema()`] knows.
pub const SCHEMA_NAMES: [&str; 29] = [
    "signals",
    "classify",
    "documents",
    "quarantine",
    "drivers",
    "service-level",
    "sla",
    "sla-summary",
    "xla",
    "watermelon",
    "coach",
    "alerts",
    "themes",
    "change",
    "conversations",
    "conversation",
    "series",
    "actions",
    "baseline",
    "baseline-comparison",
    "occupancy",
    "staffing",
    "loop",
    "survey-plan",
    "register",
    "readiness",
    "published",
    "segments",
    "period-comparison",
];

/// The JSON Schema (draft 2020-12) of an output: `signals` (`signals.json`), `classify` (a line of
/// `signaal classify`), `documents` (a row of `documents.parquet`), `quarantine` (a line of
/// `quarantine.jsonl`), `drivers` (`signaal drivers --format json`), `service-level`
/// (`signaal service-level --format json`), `sla` (a line of `signaal sla --format jsonl`), `sla-summary`
/// (`signaal sla --format json`), `xla`, `coach`, `alerts`, `themes`, `change`, `conversations`, `conversation`
/// (`signaal conversations`, with `--conversation`), `series`, `occupancy`, `staffing`, `loop`, `survey-plan` and
/// `register` (`--format json` of these), `watermelon` (promises beside experience), `actions` (`signaal action
/// list|effect --format json`), `baseline` (a file of `signaal baseline freeze`), `baseline-comparison`
/// (`signaal baseline compare --format json`), `readiness` (`signaal check --readiness --format json`),
/// `published` (`--audience customer` of `sla`, `xla` and `service-level`), `segments` and `period-comparison`
/// (`signaal rank --by` and `--against` with `--format json`). `None` for another name.
pub fn schema(name: &str) -> Option<&'static str> {
    match name {
        "signals" => Some(include_str!("schema/signals.json")),
        "classify" => Some(include_str!("schema/classify.json")),
        "documents" => Some(include_str!("schema/documents.json")),
        "quarantine" => Some(include_str!("schema/quarantine.json")),
        "drivers" => Some(include_str!("schema/drivers.json")),
        "service-level" => Some(include_str!("schema/service-level.json")),
        "sla" => Some(include_str!("schema/sla.json")),
        "sla-summary" => Some(include_str!("schema/sla-summary.json")),
        "xla" => Some(include_str!("schema/xla.json")),
        "watermelon" => Some(include_str!("schema/watermelon.json")),
        "coach" => Some(include_str!("schema/coach.json")),
        "alerts" => Some(include_str!("schema/alerts.json")),
        "themes" => Some(include_str!("schema/themes.json")),
        "change" => Some(include_str!("schema/change.json")),
        "conversations" => Some(include_str!("schema/conversations.json")),
        "conversation" => Some(include_str!("schema/conversation.json")),
        "series" => Some(include_str!("schema/series.json")),
        "actions" => Some(include_str!("schema/actions.json")),
        "baseline" => Some(include_str!("schema/baseline.json")),
        "baseline-comparison" => Some(include_str!("schema/baseline-comparison.json")),
        "occupancy" => Some(include_str!("schema/occupancy.json")),
        "staffing" => Some(include_str!("schema/staffing.json")),
        "loop" => Some(include_str!("schema/loop.json")),
        "survey-plan" => Some(include_str!("schema/survey-plan.json")),
        "register" => Some(include_str!("schema/register.json")),
        "published" => Some(include_str!("schema/published.json")),
        "readiness" => Some(include_str!("schema/readiness.json")),
        "segments" => Some(include_str!("schema/segments.json")),
        "period-comparison" => Some(include_str!("schema/period-comparison.json")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{fixture, fixture_corrected, groups, json};
    use serde_json::{Value, json as literal};

    fn loaded(name: &str) -> Value {
        serde_json::from_str(schema(name).unwrap()).unwrap()
    }

    /// What `value` violates of `schema`: the keywords that our schemas use, and no others.
    fn violations(root: &Value, schema: &Value, value: &Value, path: &str) -> Vec<String> {
        let mut found = Vec::new();
        for (keyword, rule) in schema.as_object().unwrap() {
            match keyword.as_str() {
                "$ref" => {
                    let name = rule.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                    let target = &root["$defs"][name];
                    assert!(target.is_object(), "no definition {name}");
                    found.extend(violations(root, target, value, path));
                }
                "anyOf" => {
                    let fits = |one: &Value| violations(root, one, value, path).is_empty();
                    if !rule.as_array().unwrap().iter().any(fits) {
                        found.push(format!("{path}: fits no alternative"));
                    }
                }
                "type" if !has_type(rule, value) => {
                    found.push(format!("{path}: {value} is not {rule}"));
                }
                "const" if rule != value => found.push(format!("{path}: {value} is not {rule}")),
                "enum" if !rule.as_array().unwrap().contains(value) => {
                    found.push(format!("{path}: {value} is not one of {rule}"));
                }
                "minimum" if value.as_f64() < rule.as_f64() && value.is_number() => {
                    found.push(format!("{path}: {value} is below {rule}"));
                }
                "maximum" if value.as_f64() > rule.as_f64() => {
                    found.push(format!("{path}: {value} is above {rule}"));
                }
                "minItems" | "maxItems" => {
                    let n = value.as_array().map_or(0, Vec::len) as u64;
                    let limit = rule.as_u64().unwrap();
                    if (keyword == "minItems" && n < limit) || (keyword == "maxItems" && n > limit)
                    {
                        found.push(format!("{path}: {n} items, {keyword} {limit}"));
                    }
                }
                "pattern" => {
                    let pattern = regex::Regex::new(rule.as_str().unwrap()).unwrap();
                    if value.as_str().is_some_and(|text| !pattern.is_match(text)) {
                        found.push(format!("{path}: {value} does not match {rule}"));
                    }
                }
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        found.extend(violations(root, rule, item, &format!("{path}[{index}]")));
                    }
                }
                "required" => {
                    for name in rule.as_array().unwrap() {
                        if value.is_object() && value.get(name.as_str().unwrap()).is_none() {
                            found.push(format!("{path}: {name} is missing"));
                        }
                    }
                }
                "properties" => found.extend(members(root, schema, value, path)),
                "type"
                | "const"
                | "enum"
                | "minimum"
                | "maximum"
                | "patternProperties"
                | "additionalProperties"
                | "$schema"
                | "$id"
                | "$defs"
                | "title"
                | "description" => {}
                other => panic!("{path}: the checker does not know {other}"),
            }
        }
        found
    }

    /// Members by name, by pattern, and what is neither.
    fn members(root: &Value, schema: &Value, value: &Value, path: &str) -> Vec<String> {
        let mut found = Vec::new();
        for (name, member) in value.as_object().into_iter().flatten() {
            let path = format!("{path}.{name}");
            let patterns = schema["patternProperties"].as_object();
            let by_pattern = patterns
                .into_iter()
                .flatten()
                .find(|(pattern, _)| regex::Regex::new(pattern).unwrap().is_match(name));
            let rule = schema["properties"]
                .get(name)
                .or(by_pattern.map(|(_, rule)| rule));
            match (rule, &schema["additionalProperties"]) {
                (Some(rule), _) => found.extend(violations(root, rule, member, &path)),
                (None, Value::Bool(false)) => found.push(format!("{path}: not in the schema")),
                (None, rule @ Value::Object(_)) => {
                    found.extend(violations(root, rule, member, &path));
                }
                (None, other) => panic!("{path}: the checker does not know {other}"),
            }
        }
        found
    }

    fn has_type(rule: &Value, value: &Value) -> bool {
        let one = |name: &Value| match name.as_str().unwrap() {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "number" => value.is_number(),
            "integer" => value.is_u64() || value.is_i64(),
            "null" => value.is_null(),
            other => panic!("the checker does not know the type {other}"),
        };
        rule.as_array()
            .map_or_else(|| one(rule), |names| names.iter().any(one))
    }

    fn check(name: &str, value: &Value) -> Vec<String> {
        let schema = loaded(name);
        violations(&schema, &schema, value, name)
    }

    #[test]
    fn what_is_written_fits_its_schema() {
        let mut all_caveats = fixture::undecided();
        all_caveats.caveats = fixture::every_caveat();
        let mut with_groups = fixture::realistic();
        with_groups.further = groups::fixture::further();
        for findings in [
            &fixture::realistic(),
            &fixture_corrected::corrected(),
            &fixture::empty(),
            &with_groups,
            &all_caveats,
        ] {
            let value = serde_json::from_str(&json(findings)).unwrap();
            assert_eq!(check("signals", &value), Vec::<String>::new());
        }
    }

    #[test]
    fn a_field_too_few_too_many_or_of_another_type_is_found() {
        let written: Value = serde_json::from_str(&json(&fixture::realistic())).unwrap();
        let broken = |edit: &dyn Fn(&mut Value)| {
            let mut value = written.clone();
            edit(&mut value);
            check("signals", &value).len()
        };
        assert_eq!(broken(&|_| {}), 0);
        assert_eq!(broken(&|v| v["schema_version"] = literal!(2)), 1);
        assert_eq!(broken(&|v| v["signals"][0]["extra"] = literal!(1)), 1);
        assert_eq!(
            broken(&|v| v["signals"][0]["n_negative"] = literal!("3")),
            1
        );
        assert_eq!(
            broken(&|v| v["signals"][0]["verdict"] = literal!("maybe")),
            1
        );
        assert_eq!(
            broken(&|v| v["signals"][0]["gain_points"]["low"] = literal!("x")),
            1
        );
        assert_eq!(
            broken(&|v| {
                v["intake"]["join"]
                    .as_object_mut()
                    .unwrap()
                    .remove("n_orphan");
            }),
            1
        );
    }

    #[test]
    fn the_other_schemas_take_what_the_commands_promise() {
        let classified = literal!({
            "id": "r1", "language": "nl",
            "sentiment": {"label": "negative", "polarity": -0.8, "confidence": 0.9},
            "topics": [{"topic": "waiting", "confidence": 0.7, "polarity": -0.6, "spans": [[3, 11]]}]
        });
        assert_eq!(check("classify", &classified), Vec::<String>::new());
        let silent = literal!({
            "id": "4", "language": "unknown", "topics": [],
            "sentiment": {"label": "unclear", "polarity": 0.0, "confidence": 0.0}
        });
        assert_eq!(check("classify", &silent), Vec::<String>::new());
        let missing = literal!({"id": "4", "language": "nl", "sentiment": null, "topics": []});
        assert_eq!(check("classify", &missing).len(), 1);
        let beyond = literal!({
            "id": "4", "language": "nl", "topics": [],
            "sentiment": {"label": "negative", "polarity": -1.5, "confidence": 0.9}
        });
        assert_eq!(check("classify", &beyond).len(), 1);

        let rejected = literal!({
            "source": "survey", "file": "a.csv", "row": 7, "byte": 120, "column": "score",
            "code": "not_a_number", "expected": "a number from 0 to 10", "sha256": "0".repeat(64)
        });
        assert_eq!(check("quarantine", &rejected), Vec::<String>::new());

        let document = literal!({
            "record_id": "0".repeat(32), "kind": "feedback", "source": "survey", "file": "a.csv",
            "row": 1, "at": null, "text": "kort", "language": "nl", "sentiment": "neutral",
            "polarity": 0.1, "confidence": 0.5, "topics": ["a"], "topics_negative": [],
            "topics_positive": [], "score.nps": 7, "facet.channel": "phone"
        });
        assert_eq!(check("documents", &document), Vec::<String>::new());
    }

    #[test]
    fn promises_beside_experience_fit_their_schema() {
        use crate::report::experience::{TicketList, Watermelon, fixture as made, watermelon_json};
        use crate::service_levels::watermelon::{Known, SlaOutcome, together};
        let (settings, found) = (made::settings(), made::tickets());
        let told = together(&found, &found, &settings, &Known::default()).unwrap();
        let list = TicketList {
            rows: told.tickets,
            with_place: vec![SlaOutcome::Met],
        };
        let written = watermelon_json(&Watermelon {
            settings: &settings,
            cells: &told.cells,
            quadrants: &told.quadrants,
            tickets: &list,
            withheld: None,
            weekend: &told.weekend,
            tolerance: None,
            answers: None,
        });
        let value: Value = serde_json::from_str(&written).unwrap();
        assert_eq!(check("watermelon", &value), Vec::<String>::new());
        let mut broken = value;
        broken["cells"][0]["quadrant"] = literal!("ripe");
        assert_eq!(check("watermelon", &broken).len(), 1);
    }

    #[test]
    fn every_schema_names_its_draft() {
        for name in SCHEMA_NAMES {
            assert_eq!(
                loaded(name)["$schema"],
                "https://json-schema.org/draft/2020-12/schema"
            );
        }
        assert_eq!(schema("nothing"), None);
    }
}
