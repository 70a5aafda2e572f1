//! Logs as exchanges write them, and as they should not.

use super::*;
use crate::intake::Decimal;
use crate::service_levels::calls::{Call, Direction, Disposition};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use std::fs;

fn read(file: &str, text: &str, reading: &Reading) -> CallLog {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(file);
    fs::write(&path, text).unwrap();
    read_calls(&path, reading).unwrap()
}

fn csv(text: &str) -> CallLog {
    read("calls.csv", text, &Reading::default())
}

fn reasons(log: &CallLog) -> Vec<(u64, &str, &str)> {
    log.rejections
        .iter()
        .map(|one| {
            let column = one.column.as_deref().unwrap_or_default();
            (one.origin.row, column, one.fault.reason())
        })
        .collect()
}

fn s(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

#[test]
fn usual_names_are_found_in_both_languages() {
    let log = csv(
        "Contact ID;Wachtrij;enqueued_at;Wachttijd (s);Talk time s;ACW_s;Uitkomst;Resolved\n\
         1;A;2026-03-02T09:00:00Z;12;60;5;beantwoord;ja\n",
    );
    let call = &log.calls[0];
    assert_eq!(
        (call.queue.as_deref(), call.wait, call.talk, call.wrap_up),
        (Some("A"), Some(s(12)), Some(s(60)), Some(s(5)))
    );
    assert_eq!(
        (call.disposition, call.resolved),
        (Disposition::Answered, Some(true))
    );
    assert!(
        log.provenance
            .columns
            .contains(&("queue_id", "Wachtrij".to_owned()))
    );
}

#[test]
fn what_came_of_a_contact_follows_from_its_instants() {
    let log = csv(
        "id,offered_at,answered_at,ended_at,acw_ended_at,direction\n\
         1,2026-03-02T09:00:00Z,2026-03-02T09:00:12Z,2026-03-02T09:01:12Z,2026-03-02T09:01:30Z,\n\
         2,2026-03-02T09:00:01Z,,2026-03-02T09:00:41Z,,inbound\n\
         3,2026-03-02T09:00:02Z,,,,inbound\n\
         4,2026-03-02T09:00:03Z,2026-03-02T09:00:03Z,,,Outbound\n",
    );
    assert_eq!(reasons(&log), []);
    let told: Vec<_> = log
        .calls
        .iter()
        .map(|call| (call.disposition, call.wait, call.wrap_up))
        .collect();
    assert_eq!(told[0], (Disposition::Answered, Some(s(12)), Some(s(18))));
    assert_eq!(told[1], (Disposition::Abandoned, Some(s(40)), None));
    assert_eq!(told[2], (Disposition::Waiting, None, None));
    assert_eq!(log.calls[3].direction, Direction::Outbound);
}

#[test]
fn the_last_revision_of_a_contact_counts_whatever_the_order() {
    let header = "contact_id,revision,offered_at,wait_s,disposition\n";
    let first = "1,1,2026-03-02T09:00:00Z,12,answered\n";
    let second = "1,2,2026-03-02T09:00:00Z,13,answered\n";
    for rows in [[first, second, second], [second, first, first]] {
        let log = csv(&format!("{header}{}", rows.concat()));
        assert_eq!(log.calls.len(), 1);
        assert_eq!(
            (log.calls[0].wait, log.provenance.n_superseded),
            (Some(s(13)), 2)
        );
    }
    let broken = "1,3,2026-03-02T09:00:00Z,,answered\n";
    let log = csv(&format!("{header}{broken}{first}"));
    assert_eq!((log.calls.len(), log.rejections.len()), (0, 1));
}

#[test]
fn what_cannot_have_happened_is_rejected_by_place() {
    let log = csv(
        "contact_id,offered_at,answered_at,ended_at,wait_s,talk_s,disposition\n\
         1,2026-03-02T09:00:00Z,2026-03-02T08:59:00Z,,,60,answered\n\
         2,2026-03-02T09:00:00Z,,,-5,60,answered\n\
         3,2026-03-02T09:00:00Z,,,,60,answered\n\
         4,2026-03-02T09:00:00Z,2026-03-02T09:00:10Z,2026-03-02T09:00:05Z,,60,answered\n\
         5,2026-03-02T09:00:00Z,2026-03-02T09:00:10Z,,30,60,answered\n\
         6,2026-03-02T09:00:00Z,,,10,60,abandoned\n\
         7,2026-03-02T09:00:00Z,,,10,0,gone\n\
         8,soon,,,10,0,abandoned\n\
         9,,,,10,0,abandoned\n\
         10,2026-03-02T09:00:00Z,,,ten,60,answered\n\
         11,2026-03-02T09:00:00Z,,,10,60,answered\n",
    );
    assert_eq!(
        reasons(&log),
        [
            (2, "answered_at", "contradiction"),
            (3, "wait_s", "negative"),
            (4, "wait_s", "missing_value"),
            (5, "ended_at", "contradiction"),
            (6, "wait_s", "contradiction"),
            (7, "talk_s", "contradiction"),
            (8, "disposition", "unknown_word"),
            (9, "offered_at", "bad_timestamp"),
            (10, "offered_at", "missing_value"),
            (11, "wait_s", "not_a_number"),
        ]
    );
    assert_eq!(log.calls.len(), 1);
    assert_eq!(log.provenance.n_rejected(), 10);
    assert_eq!(log.provenance.rejected["contradiction"], 4);
}

#[test]
fn a_time_without_a_zone_needs_one_and_a_repeated_hour_is_counted() {
    let text = "contact_id,offered_at,wait_s,disposition\n\
         1,2026-10-25 02:30:00,5,answered\n\
         2,2026-10-25T02:30:00+02:00,5,answered\n\
         3,2026-10-25 04:30:00,5,answered\n";
    let without = csv(text);
    assert_eq!(
        reasons(&without),
        [
            (2, "offered_at", "naive_timestamp"),
            (4, "offered_at", "naive_timestamp")
        ]
    );
    let reading = Reading {
        zone: TimeZone::get("Europe/Amsterdam").ok(),
        ..Reading::default()
    };
    let with = read("calls.csv", text, &reading);
    assert_eq!(
        (with.calls.len(), with.provenance.n_ambiguous_times),
        (3, 1)
    );
    let instants: Vec<String> = with
        .calls
        .iter()
        .map(|call| call.offered_at.to_string())
        .collect();
    assert_eq!(
        instants,
        [
            "2026-10-25T00:30:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-25T03:30:00Z"
        ]
    );
    assert_eq!(with.provenance.zone.as_deref(), Some("Europe/Amsterdam"));
    assert!(!with.provenance.zone_is_assumed);
}

#[test]
fn a_time_that_the_clock_skipped_is_counted() {
    let reading = Reading {
        zone: TimeZone::get("Europe/Amsterdam").ok(),
        ..Reading::default()
    };
    let log = read(
        "calls.csv",
        "contact_id,offered_at,ended_at,wait_s,disposition\n\
         1,2026-03-29 02:30:00,,5,abandoned\n\
         2,2026-03-29 01:59:00,2026-03-29 02:10:00,5,abandoned\n\
         3,2026-03-29T02:30:00+02:00,,5,abandoned\n\
         4,2026-03-29 02:30:00,,-5,abandoned\n",
        &reading,
    );
    assert_eq!((log.calls.len(), log.rejections.len()), (3, 1));
    assert_eq!(log.provenance.n_skipped_times, 2);
    assert_eq!(log.provenance.n_ambiguous_times, 0);
}

#[test]
fn contacts_of_which_two_rows_differ_are_counted() {
    let header = "contact_id,offered_at,wait_s,disposition\n";
    let (short, long) = (
        "1,2026-03-02T09:00:00Z,12,abandoned\n",
        "1,2026-03-02T09:00:00Z,90,abandoned\n",
    );
    let of = |rows: &[&str]| {
        let log = csv(&format!("{header}{}", rows.concat()));
        (log.calls[0].wait, log.provenance.n_conflicting)
    };
    assert_eq!(of(&[short, long]), (Some(s(90)), 1));
    assert_eq!(of(&[long, short, short]), (Some(s(12)), 1));
    assert_eq!(of(&[long, long]), (Some(s(90)), 0));
}

#[test]
fn json_lines_may_name_a_column_late() {
    let log = read(
        "calls.jsonl",
        "{\"contact_id\":\"1\",\"offered_at\":\"2026-03-02T09:00:00Z\",\"disposition\":\"waiting\"}\n\
         {\"contact_id\":\"2\",\"offered_at\":\"2026-03-02T09:00:01Z\",\"disposition\":\"answered\",\"wait_s\":12.5,\"talk_s\":60}\n",
        &Reading::default(),
    );
    let waits: Vec<_> = log.calls.iter().map(|call: &Call| call.wait).collect();
    assert_eq!(waits, [None, Some(SignedDuration::from_millis(12_500))]);
}

#[test]
fn declared_columns_and_decimals_are_obeyed() {
    let reading = Reading {
        columns: vec![
            (Field::OfferedAt, "Begin".to_owned()),
            (Field::Wait, "W".to_owned()),
        ],
        decimal: Decimal::Comma,
        ..Reading::default()
    };
    let log = read(
        "calls.csv",
        "call id;Begin;W;outcome\n1;2026-03-02T09:00:00Z;30,5;answered\n",
        &reading,
    );
    assert_eq!(log.calls[0].wait, Some(SignedDuration::from_millis(30_500)));
}

#[test]
fn a_file_without_a_named_column_or_a_time_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.csv");
    fs::write(&path, "contact_id,wait_s\n1,5\n").unwrap();
    let missing = |reading: &Reading| read_calls(&path, reading).unwrap_err().to_string();
    assert!(missing(&Reading::default()).contains("find column offered_at"));
    let reading = Reading {
        columns: vec![(Field::Queue, "Q".to_owned())],
        ..Reading::default()
    };
    assert!(missing(&reading).contains("find column Q"));
}

#[test]
fn the_layout_of_pwc_is_read_and_its_zone_is_an_assumption() {
    let text = "Call Id,Agent,Date,Time,Topic,Answered (Y/N),Resolved,Speed of answer in seconds,AvgTalkDuration,Satisfaction rating,Talk Duration (Seconds)\n\
         X1,Ann,2026-07-01,09:12:58,Bill,Y,Y,109.0,00:02:23,3.0,143\n\
         X2,Ann,2026-07-01,10:00:00,Bill,N,N,,,,0\n";
    let mut reading = Reading {
        preset: Preset::from_name("pwc_callcenter"),
        ..Reading::default()
    };
    let log = read("calls.csv", text, &reading);
    assert_eq!(reasons(&log), []);
    assert_eq!(log.calls[0].offered_at.to_string(), "2026-07-01T07:12:58Z");
    assert_eq!(
        (log.calls[1].disposition, log.calls[1].wait),
        (Disposition::Abandoned, None)
    );
    assert!(log.provenance.zone_is_assumed);
    reading.zone = Some(TimeZone::UTC);
    let log = read("calls.csv", text, &reading);
    assert_eq!(log.calls[0].offered_at.to_string(), "2026-07-01T09:12:58Z");
    assert!(!log.provenance.zone_is_assumed);
}
