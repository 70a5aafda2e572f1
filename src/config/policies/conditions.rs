use crate::config::problem::Problems;
use crate::config::section::{Section, closest};
use crate::service_levels::policies::{Condition, Conditions, Test};
use std::sync::Arc;

/// Fields that event files usually have; others may be asked for, but one letter off is a slip.
const FIELDS: [&str; 15] = [
    "account",
    "agent",
    "channel",
    "contract_id",
    "country",
    "criticality",
    "customer",
    "issue_type",
    "language",
    "priority",
    "product",
    "segment",
    "subscription_plan",
    "team",
    "tier",
];
const CHANNELS: [&str; 10] = [
    "phone",
    "email",
    "chat",
    "whatsapp",
    "sms",
    "x",
    "facebook",
    "web_form",
    "letter",
    "in_person",
];

/// Reads `conditions`. Without them a policy is for every ticket; a warning says so, as somebody may
/// promise something to everybody by forgetting a line.
pub(super) fn read_conditions(
    section: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
    warnings: &mut Problems<'_>,
) -> Conditions {
    if !section.has("conditions") {
        warnings.note_with_hint(
            section.at(),
            section.key("conditions"),
            "missing, so it is for every ticket",
            Some("write `conditions = {}` where that is meant, else `conditions = { all = [{ field = \"channel\", is = \"email\" }] }`".to_owned()),
        );
        return Conditions::default();
    }
    let Some(mut conditions) = section.section("conditions", problems) else {
        return Conditions::default();
    };
    let mut read = |key| {
        conditions
            .sections(key, problems)
            .into_iter()
            .filter_map(|mut one| {
                let condition = read_condition(&mut one, problems, warnings);
                one.finish(problems);
                condition
            })
            .collect()
    };
    let found = Conditions {
        all: read("all"),
        any: read("any"),
    };
    conditions.finish(problems);
    found
}

fn read_condition(
    section: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
    warnings: &mut Problems<'_>,
) -> Option<Condition> {
    let field_at = section.at_key("field");
    let field = section.required_text("field", "\"channel\"", problems);
    let mut tests = Vec::new();
    for (key, test) in [
        ("is", Test::IsOneOf as fn(Vec<Arc<str>>) -> Test),
        ("in", Test::IsOneOf),
        ("is_not", Test::IsNoneOf),
        ("not_in", Test::IsNoneOf),
    ] {
        if section.has(key) {
            let values = read_values(section, key, field.as_deref(), problems, warnings);
            tests.push(test(values));
        }
    }
    for (key, test, opposite) in [
        ("present", Test::IsPresent, Test::IsAbsent),
        ("absent", Test::IsAbsent, Test::IsPresent),
    ] {
        match section.flag(key, problems) {
            Some(true) => tests.push(test),
            Some(false) => tests.push(opposite),
            None => {}
        }
    }
    let confidence_at = section.at_key("min_confidence");
    let min_confidence = section.number("min_confidence", problems);
    if min_confidence.is_some_and(|least| !(0.0..=1.0).contains(&least)) {
        problems.note(
            confidence_at,
            section.key("min_confidence"),
            "expected a number from 0 to 1",
        );
    }
    if tests.len() != 1 {
        problems.note_with_hint(
            section.at(),
            section.key("is"),
            if tests.is_empty() {
                "missing: what is asked of the field?"
            } else {
                "more than one thing is asked of the field"
            },
            Some("use one of is, in, is_not, not_in, present = true, absent = true; for more, write more conditions".to_owned()),
        );
        return None;
    }
    let field = field?.to_lowercase();
    if field.trim().is_empty() {
        problems.note(field_at, section.key("field"), "the name is empty");
    }
    if !FIELDS.contains(&field.as_str())
        && let Some(near) = closest(&field, &FIELDS)
    {
        warnings.note_with_hint(
            field_at,
            section.key("field"),
            format!("\"{field}\" is not one of the usual fields"),
            Some(format!("did you mean `{near}`?")),
        );
    }
    Some(Condition {
        field: field.into(),
        test: tests.swap_remove(0),
        min_confidence,
    })
}

fn read_values(
    section: &mut Section<'_, '_>,
    key: &'static str,
    field: Option<&str>,
    problems: &mut Problems<'_>,
    warnings: &mut Problems<'_>,
) -> Vec<Arc<str>> {
    let at = section.at_key(key);
    let values = section.texts(key, problems);
    if values.is_empty() || values.iter().any(|value| value.trim().is_empty()) {
        problems.note_with_hint(
            at,
            section.key(key),
            "expected at least one value, none of them empty",
            Some("a field without value is asked for with absent = true".to_owned()),
        );
    }
    if field == Some("channel") {
        for value in &values {
            let known = CHANNELS.contains(&value.to_lowercase().as_str());
            if let (false, Some(near)) = (known, closest(&value.to_lowercase(), &CHANNELS)) {
                warnings.note_with_hint(
                    at,
                    section.key(key),
                    format!("\"{value}\" is not one of the usual channels"),
                    Some(format!("did you mean `{near}`?")),
                );
            }
        }
    }
    values.into_iter().map(Arc::from).collect()
}
