//! A checker of JSON Schema, as far as our schemas use it.

use serde_json::Value;

/// What `value` violates of `schema`.
pub(crate) fn violations(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    visit(schema, schema, value, "$", &mut found);
    found
}

fn visit(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.strip_prefix("#/$defs/").unwrap();
        visit(root, &root["$defs"][name], value, at, found);
    }
    if let Some(options) = schema["anyOf"].as_array() {
        let fits = |option: &Value| {
            let mut inner = Vec::new();
            visit(root, option, value, at, &mut inner);
            inner.is_empty()
        };
        if !options.iter().any(fits) {
            found.push(format!("{at}: fits no alternative"));
        }
    }
    if !has_type(&schema["type"], value) {
        found.push(format!("{at}: {value} is not {}", schema["type"]));
    }
    if schema.get("const").is_some_and(|rule| rule != value) {
        found.push(format!("{at}: {value} is not {}", schema["const"]));
    }
    if schema["enum"]
        .as_array()
        .is_some_and(|rule| !rule.contains(value))
    {
        found.push(format!("{at}: {value} is not one of {}", schema["enum"]));
    }
    if let Some(number) = value.as_f64() {
        let low = schema["minimum"].as_f64().unwrap_or(f64::MIN);
        let high = schema["maximum"].as_f64().unwrap_or(f64::MAX);
        if !(low..=high).contains(&number) {
            found.push(format!("{at}: {number} lies outside {low} to {high}"));
        }
    }
    if let (Some(pattern), Some(text)) = (schema["pattern"].as_str(), value.as_str())
        && !regex::Regex::new(pattern).unwrap().is_match(text)
    {
        found.push(format!("{at}: {text} does not match {pattern}"));
    }
    if let Some(items) = value.as_array() {
        for (i, item) in items.iter().enumerate() {
            if schema["items"].is_object() {
                visit(root, &schema["items"], item, &format!("{at}[{i}]"), found);
            }
        }
    }
    let Some(members) = value.as_object() else {
        return;
    };
    for name in schema["required"].as_array().into_iter().flatten() {
        if !members.contains_key(name.as_str().unwrap()) {
            found.push(format!("{at}: {name} is missing"));
        }
    }
    for (name, member) in members {
        let by_pattern = schema["patternProperties"]
            .as_object()
            .and_then(|patterns| {
                let fits = |pattern: &str| regex::Regex::new(pattern).unwrap().is_match(name);
                patterns
                    .iter()
                    .find(|(pattern, _)| fits(pattern))
                    .map(|(_, rule)| rule)
            });
        let at = format!("{at}.{name}");
        match schema["properties"].get(name).or(by_pattern) {
            Some(rule) => visit(root, rule, member, &at, found),
            None if schema["additionalProperties"] == false => {
                found.push(format!("{at}: not in the schema"));
            }
            None => {}
        }
    }
}

fn has_type(rule: &Value, value: &Value) -> bool {
    let one = |name: &Value| match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => unreachable!("no type {other}"),
    };
    match rule {
        Value::Null => true,
        Value::Array(names) => names.iter().any(one),
        name => one(name),
    }
}
