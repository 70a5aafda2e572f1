//! Reports on a small log whose figures can be counted by hand.

use super::*;
use crate::disclosure::Floor;
use crate::report::{Language, schema};
use crate::service_levels::calls::{
    Attribution, Calamity, CalamityScope, Call, CallOptions, CallOverview, Comparison, Dimension,
    Disposition, FlowOuts, Formula, Grouping, IntervalLength, Intervals, Provenance, Rule, Scope,
    TransferAbandon, overview,
};
use crate::units::Probability;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::collections::BTreeSet;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

fn call(id: usize, wait_s: i64, disposition: Disposition) -> Call {
    let is_answered = disposition == Disposition::Answered;
    Call {
        queue: Some(if id.is_multiple_of(2) { "A" } else { "B" }.into()),
        wait: Some(seconds(wait_s)),
        talk: is_answered.then(|| seconds(120)),
        score: is_answered.then(|| if id.is_multiple_of(3) { 2.0 } else { 4.0 }),
        ..Call::offered(
            format!("{id:03}").into(),
            at("2026-03-02T09:00:00Z") + SignedDuration::from_mins(i64::try_from(id).unwrap()),
            disposition,
        )
    }
}

/// 30 answered (20 of them within 20 s), 10 abandoned (2 of them within 5 s).
fn log() -> Vec<Call> {
    let answered = (0..30).map(|id| call(id, if id < 20 { 10 } else { 40 }, Disposition::Answered));
    let abandoned =
        (30..40).map(|id| call(id, if id < 32 { 3 } else { 60 }, Disposition::Abandoned));
    answered.chain(abandoned).collect()
}

fn options() -> CallOptions<'static> {
    CallOptions {
        rule: Rule::new(
            seconds(20),
            Comparison::AtMost,
            seconds(5),
            FlowOuts::Ignored,
        )
        .unwrap(),
        formulas: vec![Formula::OfferedExclShort],
        scope: Scope::Period {
            from: at("2026-03-02T00:00:00Z"),
            to: at("2026-03-03T00:00:00Z"),
        },
        as_of: at("2026-03-03T00:00:00Z"),
        groupings: vec![Grouping {
            dimensions: vec![Dimension::Queue],
        }],
        intervals: Some(Intervals {
            length: IntervalLength::Half,
            zone: TimeZone::get("Europe/Amsterdam").unwrap(),
        }),
        attribution: Attribution::default(),
        longest_wait: Some(seconds(50)),
        longest_talk: None,
        queue_limit: Some(1),
        rings: None,
        repeat_window: SignedDuration::from_hours(168),
        not_first_line: BTreeSet::new(),
        transfer_abandon: TransferAbandon::default(),
        calamities: Vec::new(),
        opening: None,
        floor: Floor::LEAST,
        agent_floor: Floor::AGENT,
        target: Probability::new(0.6).ok(),
        level: Probability::saturating(0.95),
    }
}

fn provenance() -> Provenance {
    Provenance {
        file: "calls.csv".to_owned(),
        sha256: "ab".repeat(32),
        n_rows: 41,
        rejected: [("negative", 1)].into(),
        columns: vec![("offered_at", "Begin".to_owned())],
        ..Provenance::default()
    }
}

fn with<T>(calls: &[Call], options: &CallOptions<'_>, check: impl Fn(&CallReport<'_>) -> T) -> T {
    let provenance = provenance();
    let overview: CallOverview = overview(calls, options);
    check(&CallReport {
        provenance: &provenance,
        options,
        overview: &overview,
        goals: &[],
        zone: None,
    })
}

fn parsed(calls: &[Call], options: &CallOptions<'_>) -> Value {
    serde_json::from_str(&with(calls, options, json)).unwrap()
}

#[test]
fn the_text_says_the_figure_its_formula_and_its_n_first() {
    let text = with(&log(), &options(), |report| text(report, Language::En));
    let first: Vec<&str> = text.lines().take(3).collect();
    assert_eq!(
        first,
        [
            "Service level within 20 s: 52.6% [37.3% to 67.5%] (20 of 38)",
            "Formula: offered_excl_short = A_T / (A + B - B_s) (calls abandoned within 5 s are left out of the denominator)",
            "Target 60%: not met",
        ]
    );
    assert!(text.contains("Waited longer than 50 s: 8 of 40"), "{text}");
    assert!(text.contains("1 row(s) are no call"), "{text}");
    assert!(text.contains("10:00"), "the local clock, not UTC: {text}");
    let dutch = with(&log(), &options(), |report| {
        super::text(report, Language::Nl)
    });
    assert!(dutch.contains("\n  negatief: 1\n"), "{dutch}");
    assert!(
        text.contains("days of UTC: nobody named another zone"),
        "{text}"
    );
    assert!(dutch.starts_with("Serviceniveau binnen 20 s: 52,6% [37,3% tot 67,5%] (20 van 38)"));
}

#[test]
fn the_figure_without_incidents_stands_beside_that_of_the_contract() {
    let mut options = options();
    options.calamities.push(Calamity {
        from: at("2026-03-02T09:20:00Z"),
        to: at("2026-03-02T10:00:00Z"),
        scope: CalamityScope::Everything,
    });
    let value = parsed(&log(), &options);
    assert_eq!(value["service_level"]["numerator"], 20);
    assert_eq!(value["service_level"]["denominator"], 38);
    let calm = &value["without_calamities"]["service_level"];
    assert_eq!(
        (&calm["numerator"], &calm["share"]),
        (&20.into(), &1.0.into())
    );
    let text = with(&log(), &options, |report| text(report, Language::En));
    assert!(
        text.contains("Without the declared incidents: 100.0%"),
        "{text}"
    );
}

#[test]
fn json_csv_and_lines_say_the_same() {
    let value = parsed(&log(), &options());
    assert_eq!(value["formula"], "offered_excl_short");
    assert_eq!(value["threshold_s"], 20);
    assert_eq!(value["counts"]["offered"], 40);
    assert_eq!(value["waits"]["asa_s"], 20.0);
    assert_eq!(value["service_level"]["meets_target"], false);
    assert_eq!(value["groups"][1]["key"]["queue"], "B");
    let lines = with(&log(), &options(), json_lines);
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["service_level"], value["service_level"]);
    assert_eq!(lines[2]["counts"], value["groups"][1]["counts"]);
    let table = with(&log(), &options(), csv);
    let mut reader = ::csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 3);
    let column = |name: &str| header.iter().position(|one| one == name).unwrap();
    assert_eq!(&rows[2][column("key")], "B");
    assert_eq!(
        rows[0][column("share")].parse::<f64>().ok(),
        value["service_level"]["share"].as_f64()
    );
    assert_eq!(&rows[0][column("score_state")], "shown");
}

#[test]
fn a_log_without_calls_has_no_figures_and_no_zeros_for_them() {
    let value = parsed(&[], &options());
    assert_eq!(value["service_level"]["share"], Value::Null);
    assert_eq!(value["service_level"]["unknown"], "nothing_offered");
    assert_eq!(value["aht"], Value::Null);
    let text = with(&[], &options(), |report| text(report, Language::En));
    assert!(
        text.starts_with("Service level within 20 s: – (0 of 0)"),
        "{text}"
    );
    assert!(text.contains("Target 60%: cannot tell"));
    let mut options = options();
    options.scope = Scope::Snapshot;
    options.as_of = Timestamp::UNIX_EPOCH;
    let text = with(&[], &options, |report| super::text(report, Language::En));
    assert!(text.contains("\nThere are no calls\n"), "{text}");
    assert!(!text.contains("1970"), "{text}");
    assert_eq!(parsed(&[], &options)["as_of"], Value::Null);
}

#[test]
fn what_cannot_be_told_has_bounds_and_no_share() {
    let mut calls = log();
    calls[39].wait = None;
    let value = parsed(&calls, &options());
    let level = &value["service_level"];
    assert_eq!(
        (&level["share"], &level["unknown"]),
        (&Value::Null, &"abandoned_waits_unknown".into())
    );
    assert_eq!(level["lowest"]["denominator"], 38);
    assert_eq!(level["highest"]["denominator"], 37);
    let text = with(&calls, &options(), |report| text(report, Language::En));
    assert!(
        text.starts_with("Service level within 20 s: cannot tell: 52.6% to 54.1%"),
        "{text}"
    );
    assert!(text.contains("Longest wait: at least 60 s"), "{text}");
    assert!(text.contains("Queue length: longest at least "), "{text}");
    assert_eq!(value["queue_length"]["is_lower_bound"], true);
    let known = with(&log(), &options(), |report| {
        super::text(report, Language::En)
    });
    assert!(!known.contains("at least"), "{known}");
}

#[test]
fn a_frozen_report_knows_in_what_a_later_one_differs() {
    let noon = at("2026-03-04T12:00:00Z");
    let options = options();
    let text = with(&log(), &options, |report| {
        assert!(report.is_closed());
        freeze(report, noon, None)
    });
    let frozen = Frozen::parse(&text).unwrap();
    let names = |calls: &[Call], options: &CallOptions<'_>| -> Vec<&'static str> {
        let found = with(calls, options, |report| frozen.differences(report));
        found.iter().map(|one| one.what).collect()
    };
    assert_eq!(names(&log(), &options), Vec::<&str>::new());
    let fewer = with(&log()[1..], &options, |report| frozen.differences(report));
    let said: Vec<String> = fewer.iter().map(ToString::to_string).collect();
    assert_eq!(
        said[0],
        "in counts answered was 30 and is 29, answered_in_time was 20 and is 19, offered was 40 and is 39"
    );
    assert!(!said.concat().contains(['{', '"']), "{said:?}");
    let mut other = options.clone();
    other.formulas = vec![Formula::AnsweredOnly];
    assert_eq!(names(&log(), &other), ["formula", "service_level"]);
    assert_eq!(names(&log()[1..], &options), ["counts", "service_level"]);
    let again = with(&log()[1..], &options, |report| {
        freeze(report, noon, Some(&frozen))
    });
    let again: Value = serde_json::from_str(&again).unwrap();
    assert_eq!(
        again["frozen"]["restates"][0]["service_level"]["denominator"],
        38
    );
    assert!(Frozen::parse("{}").is_err());
}

fn is_closed(options: &CallOptions<'_>) -> bool {
    let provenance = provenance();
    let overview = overview(&log(), options);
    let report = CallReport {
        provenance: &provenance,
        options,
        overview: &overview,
        goals: &[],
        zone: None,
    };
    report.is_closed()
}

#[test]
fn a_period_that_has_not_ended_is_not_closed() {
    let mut options = options();
    options.as_of = at("2026-03-02T12:00:00Z");
    assert!(!is_closed(&options));
    options.scope = Scope::Snapshot;
    assert!(!is_closed(&options));
}

#[test]
fn the_schema_names_every_member() {
    let schema: Value = serde_json::from_str(schema("service-level").unwrap()).unwrap();
    let value = parsed(&log(), &options());
    for name in value.as_object().unwrap().keys() {
        assert!(
            schema["properties"].get(name).is_some(),
            "{name} is not in the schema"
        );
    }
    for name in schema["required"].as_array().unwrap() {
        assert!(
            value.get(name.as_str().unwrap()).is_some(),
            "{name} is required and absent"
        );
    }
}
