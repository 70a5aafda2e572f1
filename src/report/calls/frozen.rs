use super::json::object;
use super::subject::CallReport;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fmt;

/// What must be the same for two reports to say the same thing, in the order of messages.
const DEFINITIONS: [&str; 12] = [
    "schema_version",
    "from",
    "to",
    "formula",
    "flow_outs",
    "threshold_s",
    "threshold_inclusive",
    "short_abandon_s",
    "attribution",
    "repeat_window_s",
    "target",
    "calamities",
];

/// A frozen report of a closed period: its figures stay, whatever becomes of settings and data.
#[derive(Debug, Clone, PartialEq)]
pub struct Frozen {
    object: Map<String, Value>,
}

/// In what a report differs from a frozen one.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The member of the report.
    pub what: &'static str,
    /// The figures of it that differ.
    pub figures: Vec<ChangedFigure>,
}

/// A figure that is another one now.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedFigure {
    /// Its name; that of the member where the member is one figure.
    pub name: String,
    /// What was frozen.
    pub frozen: String,
    /// What it is now.
    pub now: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let figures: Vec<String> = self
            .figures
            .iter()
            .map(|one| format!("{} was {} and is {}", one.name, one.frozen, one.now))
            .collect();
        match self.figures.as_slice() {
            [one] if one.name == self.what => write!(f, "{}", figures.join(", ")),
            _ => write!(f, "in {} {}", self.what, figures.join(", ")),
        }
    }
}

/// The figures in which two values differ, those inside objects by their path.
fn changed(name: &str, frozen: &Value, now: &Value) -> Vec<ChangedFigure> {
    let (Value::Object(before), Value::Object(after)) = (frozen, now) else {
        return vec![ChangedFigure {
            name: name.to_owned(),
            frozen: in_words(frozen),
            now: in_words(now),
        }];
    };
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut figures = Vec::new();
    for inner in names {
        let of = |object: &Map<String, Value>| object.get(inner).cloned().unwrap_or_default();
        let (before, after) = (of(before), of(after));
        if before != after {
            figures.extend(changed(inner, &before, &after));
        }
    }
    figures
}

fn in_words(value: &Value) -> String {
    match value {
        Value::Null => "absent".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) => {
            let is_whole = number.is_i64() || number.is_u64();
            let rounded = number.as_f64().filter(|_| !is_whole);
            rounded.map_or_else(|| number.to_string(), |value| format!("{value:.4}"))
        }
        Value::Array(items) => format!("a list of {}", items.len()),
        Value::Object(_) => "given".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
    }
}

/// The file is no frozen report.
#[derive(Debug, thiserror::Error)]
#[error("read a frozen report: {detail}")]
pub struct NotFrozen {
    /// What is wrong with it.
    pub detail: String,
}

/// The report as a frozen one. What it restates stays in it: when each was frozen, of which data, and
/// with which service level.
pub fn freeze(report: &CallReport<'_>, at: Timestamp, restated: Option<&Frozen>) -> String {
    let mut object = Map::new();
    let earlier = restated.map_or_else(Vec::new, Frozen::history);
    object.insert(
        "frozen".to_owned(),
        json!({ "at": at.to_string(), "restates": earlier }),
    );
    object.extend(self::object(report));
    let mut text = format!("{:#}", Value::Object(object));
    text.push('\n');
    text
}

impl Frozen {
    /// Reads a frozen report.
    ///
    /// # Errors
    ///
    /// [`NotFrozen`] for any other file.
    pub fn parse(text: &str) -> Result<Self, NotFrozen> {
        let value: Value = serde_json::from_str(text).map_err(|error| NotFrozen {
            detail: error.to_string(),
        })?;
        match value {
            Value::Object(object) if object.contains_key("frozen") => Ok(Self { object }),
            _ => Err(NotFrozen {
                detail: "no member \"frozen\"".to_owned(),
            }),
        }
    }

    /// In what a report differs from this one: definitions, then data, then figures.
    pub fn differences(&self, report: &CallReport<'_>) -> Vec<Difference> {
        // Written and read as the frozen one was: reading a number may move its last bit.
        let written = Value::Object(object(report)).to_string();
        let now: Map<String, Value> = serde_json::from_str(&written).unwrap_or_default();
        let members = DEFINITIONS
            .into_iter()
            .chain(["data_sha256", "counts", "service_level"]);
        members
            .filter_map(|what| {
                let (frozen, now) = (self.member(what), now.get(what).unwrap_or(&Value::Null));
                (frozen != now).then(|| Difference {
                    what,
                    figures: changed(what, frozen, now),
                })
            })
            .collect()
    }

    fn member(&self, name: &str) -> &Value {
        self.object.get(name).unwrap_or(&Value::Null)
    }

    /// What this report restated, and itself.
    fn history(&self) -> Vec<Value> {
        let restates = self.member("frozen")["restates"].as_array().cloned();
        let mut history = restates.unwrap_or_default();
        history.push(json!({
            "at": self.member("frozen")["at"],
            "data_sha256": self.member("data_sha256"),
            "formula": self.member("formula"),
            "threshold_s": self.member("threshold_s"),
            "service_level": self.member("service_level"),
        }));
        history
    }
}
