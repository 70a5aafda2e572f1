use super::words::{caveat, caveat_code};
use crate::findings::{AlertFindings, LookDay};
use crate::report::Language;
use crate::report::table::{Cell, ColumnKind};
use crate::report::tables::{Table, number, text};
use crate::report::wire::exact;
use crate::signals::alerts::{Alert, Look, Stretch};
use crate::units::as_u64;
use serde_json::{Value, json as object};

/// Version of the layout.
const SCHEMA_VERSION: u32 = 1;

/// What rose, for machines: [`schema("alerts")`](crate::report::schema()).
pub fn json(findings: &AlertFindings) -> String {
    let mut whole = object!({
        "schema_version": SCHEMA_VERSION,
        "engine_version": env!("CARGO_PKG_VERSION"),
        "project": findings.project,
    });
    if let (Value::Object(whole), Value::Object(parts)) = (&mut whole, value(findings)) {
        whole.extend(parts);
    }
    format!("{whole:#}\n")
}

/// One row per alarm.
pub fn csv(findings: &AlertFindings) -> String {
    table(findings).csv()
}

/// The alarms as a table.
pub(in crate::report) fn table(findings: &AlertFindings) -> Table {
    let rows = findings.found.alerts.iter().map(|alert| {
        vec![
            text(segment(alert, findings)),
            text(topic(alert, findings)),
            Cell::from(alert.stream.tone.as_str()),
            Cell::from(alert.label.as_str()),
            Cell::from(alert.stretch.from.to_string()),
            Cell::from(alert.stretch.to.to_string()),
            Cell::count(as_u64(alert.count)),
            alert.of.map_or(Cell::Empty, |n| Cell::count(as_u64(n))),
            number(alert.expected),
            Cell::count(as_u64(alert.expected_at_most)),
            number(alert.adjusted_p.get()),
        ]
    });
    let columns = [
        ("segment", ColumnKind::Text),
        ("topic", ColumnKind::Text),
        ("tone", ColumnKind::Text),
        ("label", ColumnKind::Text),
        ("from", ColumnKind::Text),
        ("to", ColumnKind::Text),
        ("count", ColumnKind::Integer),
        ("of", ColumnKind::Integer),
        ("expected", ColumnKind::Float),
        ("expected_at_most", ColumnKind::Integer),
        ("adjusted_p", ColumnKind::Float),
    ];
    Table::new("alerts", &columns, rows.collect())
}

fn segment<'a>(alert: &Alert, findings: &'a AlertFindings) -> Option<&'a str> {
    let at = alert.stream.segment?;
    findings.segments.get(at).map(String::as_str)
}

fn topic<'a>(alert: &Alert, findings: &'a AlertFindings) -> Option<&'a str> {
    let at = alert.stream.topic?;
    findings.topics.get(at).map(|topic| topic.id.as_str())
}

/// What rose, as a part of another document.
pub(in crate::report) fn value(findings: &AlertFindings) -> Value {
    object!({
        "as_of": findings.as_of.map(|day| day.to_string()),
        "as_of_is": match findings.look_day {
            LookDay::Asked => "asked",
            LookDay::AskedNotOver => "asked_not_over",
            LookDay::LastWords => "last_words",
            LookDay::LastWholeDay => "last_whole_day",
        },
        "by": findings.by,
        "look": findings.found.look.as_ref().map(look),
        "alerts": findings.found.alerts.iter().map(|one| alert(one, findings)).collect::<Vec<_>>(),
        "caveats": findings.found.caveats.iter().map(|one| object!({
            "code": caveat_code(one),
            "text_en": caveat(one, Language::En),
        })).collect::<Vec<_>>(),
    })
}

fn look(look: &Look) -> Value {
    object!({
        "every": look.every.as_str(),
        "baseline": stretch(&look.baseline),
        "looked_at": stretch(&look.looked_at),
        "n_single": look.n_single,
        "spans": look.spans,
        "n_streams": look.n_streams,
        "n_tests": look.n_tests,
        "false_alarm_rate": exact(look.rate.get()),
    })
}

fn stretch(stretch: &Stretch) -> Value {
    object!({
        "from": stretch.from.to_string(),
        "to": stretch.to.to_string(),
        "n_periods": stretch.n_periods,
    })
}

fn alert(alert: &Alert, findings: &AlertFindings) -> Value {
    object!({
        "segment": segment(alert, findings),
        "topic": topic(alert, findings),
        "tone": alert.stream.tone.as_str(),
        "label": alert.label.as_str(),
        "stretch": stretch(&alert.stretch),
        "count": alert.count,
        "of": alert.of,
        "expected": exact(alert.expected),
        "expected_at_most": alert.expected_at_most,
        "adjusted_p": exact(alert.adjusted_p.get()),
        "n_standing": alert.n_standing,
        "baseline": {
            "n_periods": alert.baseline.n_periods,
            "n_counted": alert.baseline.n_counted,
            "rate": exact(alert.baseline.rate),
            "weekday_factors": alert.baseline.weekdays.map(exact),
            "dispersion": exact(alert.baseline.dispersion),
            "likeness": exact(alert.baseline.likeness),
            "persistence": exact(alert.baseline.persistence),
            "week_variance": exact(alert.baseline.week_variance),
            "degrees_of_freedom": exact(alert.baseline.degrees_of_freedom),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::alerts::text;
    use crate::report::fixture_recent::alerts;

    #[test]
    fn every_key_that_is_written_stands_in_the_schema_and_the_other_way_round() {
        let schema: Value = serde_json::from_str(crate::report::schema("alerts").unwrap()).unwrap();
        let keys = |value: &Value| -> Vec<String> {
            let mut keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
            keys.sort();
            keys
        };
        let written: Value = serde_json::from_str(&json(&alerts(130))).unwrap();
        assert_eq!(keys(&written), keys(&schema["properties"]));
        for (part, name) in [
            (&written["alerts"][0], "alert"),
            (&written["look"], "look"),
            (&written["alerts"][0]["stretch"], "stretch"),
            (&written["alerts"][0]["baseline"], "baseline"),
        ] {
            assert_eq!(
                keys(part),
                keys(&schema["$defs"][name]["properties"]),
                "{name}"
            );
        }
    }

    #[test]
    fn a_table_quotes_names_and_text_says_both_languages() {
        let findings = alerts(130);
        let table = csv(&findings);
        let row = table.lines().nth(1).unwrap();
        assert!(
            row.starts_with("\"Den Haag, \"\"zuid\"\"\",wait,negative,rising,"),
            "{row}"
        );
        let dutch = text(&findings, Language::Nl);
        assert!(
            dutch.contains("Wachttijd (negatief)") && dutch.contains("stijgend"),
            "{dutch}"
        );
        let english = text(&findings, Language::En);
        assert!(english.contains("at most 5% raise any alarm"), "{english}");
    }

    #[test]
    fn a_day_that_is_not_over_is_said() {
        let mut findings = alerts(130);
        let today = findings.as_of.unwrap().tomorrow().unwrap();
        let mut check = |day, as_of_is: &str, nl: &str, en: &str| {
            findings.look_day = day;
            let written: Value = serde_json::from_str(&json(&findings)).unwrap();
            assert_eq!(written["as_of_is"], as_of_is);
            for (language, expected) in [(Language::Nl, nl), (Language::En, en)] {
                let text = text(&findings, language);
                assert!(text.contains(expected), "{text}");
            }
        };
        check(
            LookDay::LastWholeDay,
            "last_whole_day",
            &format!("de laatste hele dag; {today} was nog niet om"),
            &format!("the last whole day; {today} was not over"),
        );
        check(
            LookDay::AskedNotOver,
            "asked_not_over",
            "die dag was nog niet om",
            "that day was not over",
        );
    }

    #[test]
    fn too_short_a_history_is_said_and_no_alarm_is_made_up() {
        let findings = alerts(20);
        assert!(value(&findings)["look"].is_null());
        let english = text(&findings, Language::En);
        assert!(english.contains("Cannot tell what rose."), "{english}");
        assert!(english.contains("13 periods"), "{english}");
    }
}
