use super::Blank;
use crate::intake::{
    Columns, Conversation, Counts, EventColumns, Rejection, SourceSpec, TextColumn, TimeReading,
    open,
};
use crate::record::{Body, EventDetail, RawId, Record, RecordKind, SourceName};
use jiff::tz::TimeZone;
use std::fs;

fn blank(texts: &[&str]) -> Blank {
    Blank::new(&texts.iter().map(ToString::to_string).collect::<Vec<_>>())
}

#[test]
fn a_declared_text_says_nothing_whatever_its_case() {
    let blank = blank(&[" N.v.t. ", "1970-01-01"]);
    for cell in ["", "  ", "n.v.t.", "N.V.T. ", "1970-01-01"] {
        assert!(blank.is(cell), "{cell:?}");
    }
    for cell in ["n.v.t. hier", "1970-01-01 00:00", "0"] {
        assert!(!blank.is(cell), "{cell:?}");
    }
}

#[test]
fn the_time_of_day_of_a_day_that_says_nothing_says_nothing() {
    let blank = blank(&["1970-01-01", "01 Jan 1970", "19700101", "1", "99"]);
    for cell in [
        "1970-01-01",
        "1970-01-01 00:00:00",
        "1970-01-01T00:00:00Z",
        "1970-01-01, 0:00",
        "01 JAN 1970",
        "01 Jan 1970 00:00",
        "19700101T000000",
        "1",
    ] {
        assert!(blank.is_date(cell), "{cell:?}");
    }
    for cell in [
        "1970-01-02 00:00",
        "1970-01-011",
        "1970-01-01 later",
        "1970-01-01T",
        "1 3 2024",
        "99 01 01",
        "Thu 01 Jan 2024",
        "TBD",
    ] {
        assert!(!blank.is_date(cell), "{cell:?}");
    }
}

#[test]
fn only_an_empty_date_says_nothing_where_nothing_is_declared() {
    for texts in [&[][..], &["", " "]] {
        let blank = blank(texts);
        assert!(blank.is_date("") && blank.is_date(" "));
        for cell in ["Tue 05 Mar 2024", "TBD", "T", "T12:00", "- 12:00"] {
            assert!(!blank.is_date(cell), "{cell:?} of {texts:?}");
        }
    }
}

struct Read {
    records: Vec<Record>,
    rejections: Vec<Rejection>,
    counts: Counts,
}

/// Rows of CSV as read in UTC with `columns`, where `unknown` means "not known".
fn read(csv: &str, columns: Columns, format: Option<&str>, unknown: &[&str]) -> Read {
    let spec = SourceSpec {
        columns,
        times: TimeReading {
            time_zone: Some(TimeZone::UTC),
            format: format.map(str::to_owned),
        },
        unknown: unknown.iter().map(ToString::to_string).collect(),
        ..SourceSpec::new(SourceName::new("source"), RecordKind::Feedback)
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.csv");
    fs::write(&path, csv).unwrap();
    let mut reader = open(&path, "rows.csv".into(), &spec).unwrap();
    let (mut records, mut rejections) = (Vec::new(), Vec::new());
    for outcome in reader.by_ref() {
        match outcome {
            Ok(record) => records.push(record),
            Err(rejection) => rejections.push(rejection),
        }
    }
    Read {
        records,
        rejections,
        counts: reader.profile().counts,
    }
}

fn faults(read: &Read) -> Vec<(u64, &str)> {
    let rejections = read.rejections.iter();
    rejections
        .map(|rejection| (rejection.origin.row, rejection.fault.reason()))
        .collect()
}

fn dated() -> Columns {
    Columns {
        id: Some("id".to_owned()),
        texts: vec![TextColumn {
            column: "text".to_owned(),
            question: None,
        }],
        at: Some("day".to_owned()),
        ..Columns::default()
    }
}

#[test]
fn a_date_that_begins_with_a_t_is_a_date_and_one_that_cannot_be_read_a_fault() {
    let csv = "id,text,day\n1,a,Tue 05 Mar 2024\n2,b,TBD\n3,c,\n";
    let written = read(csv, dated(), Some("%a %d %b %Y"), &[]);
    assert_eq!(faults(&written), [(3, "bad_timestamp")]);
    let days: Vec<_> = written
        .records
        .iter()
        .map(|record| record.at.map(|at| at.to_string()))
        .collect();
    assert_eq!(days, [Some("2024-03-05T00:00:00Z".to_owned()), None]);
    assert_eq!(written.counts.without_time, 1);
    let usual = read(csv, dated(), None, &[]);
    assert_eq!(faults(&usual), [(3, "bad_timestamp")]);
}

#[test]
fn a_day_that_means_not_known_is_one_in_any_form_of_dates() {
    let csv = "id,text,day\n1,a,01 Jan 1970 00:00\n2,b,01 Jan 1971 00:00\n";
    let read = read(csv, dated(), Some("%d %b %Y %H:%M"), &["01 Jan 1970"]);
    assert!(read.rejections.is_empty());
    assert_eq!(read.records[0].at, None);
    assert_eq!(
        read.records[1].at.unwrap().to_string(),
        "1971-01-01T00:00:00Z"
    );
}

fn per_turn() -> Columns {
    Columns {
        conversation: Some(Conversation::RowPerTurn {
            conversation: "call".to_owned(),
            turn: Some("turn".to_owned()),
            speaker: None,
            text: "text".to_owned(),
        }),
        ..Columns::default()
    }
}

#[test]
fn turns_of_an_unknown_conversation_make_none() {
    let csv = "call,turn,text\nonbekend,1,a\nOnbekend,2,b\nC1,0,c\nC1,1,d\n,1,e\n";
    let declared = read(csv, per_turn(), None, &["onbekend", "0"]);
    assert_eq!(
        faults(&declared),
        [
            (2, "missing_value"),
            (3, "missing_value"),
            (6, "missing_value")
        ]
    );
    let column = declared.rejections[0].column.as_deref();
    assert_eq!(column, Some("call"));
    let [call] = &declared.records[..] else {
        panic!("{:?}", declared.records)
    };
    // A number of a turn is a place, whatever is declared.
    assert!(matches!(&call.body, Body::Dialogue(turns) if turns.len() == 2));
    assert_eq!((&call.key, call.at), (&RawId::new("C1"), None));
    assert_eq!(declared.counts.doubtful_ids, 0);
    let undeclared = read(csv, per_turn(), None, &[]);
    assert_eq!(faults(&undeclared), [(6, "missing_value")]);
    assert_eq!(undeclared.counts.doubtful_ids, 2);
}

#[test]
fn a_turn_of_an_unknown_time_does_not_date_its_conversation() {
    let csv = "call,turn,text\nC1,1970-01-01 00:00,a\nC1,2026-02-01 10:00,b\nC1,onbekend,c\n";
    let read = read(csv, per_turn(), None, &["1970-01-01", "onbekend"]);
    assert_eq!(faults(&read), [(2, "missing_value"), (4, "missing_value")]);
    assert_eq!(
        read.records[0].at.unwrap().to_string(),
        "2026-02-01T10:00:00Z"
    );
}

#[test]
fn ids_of_rows_that_are_a_word_for_nobody_are_counted() {
    let csv = "id,text,day\n-,a,\nN/A,b,\n3,c,\n";
    assert_eq!(read(csv, dated(), None, &[]).counts.doubtful_ids, 2);
    let declared = read(csv, dated(), None, &["-", "n/a"]);
    assert_eq!(
        faults(&declared),
        [(2, "missing_value"), (3, "missing_value")]
    );
    assert_eq!(declared.counts.doubtful_ids, 0);
}

#[test]
fn an_unknown_value_of_an_event_is_none() {
    let columns = Columns {
        event: Some(EventColumns {
            name: "field".to_owned(),
            old: Some("old".to_owned()),
            new: Some("new".to_owned()),
        }),
        ..Columns::default()
    };
    let csv = "field,old,new\nstatus,onbekend,open\nonbekend,open,dicht\n";
    let read = read(csv, columns, None, &["onbekend"]);
    let event = EventDetail {
        name: "status".into(),
        old: None,
        new: Some("open".into()),
    };
    assert_eq!(read.records[0].body, Body::Event(event));
    assert_eq!(faults(&read), [(3, "missing_value")]);
}
