use super::*;
use crate::intake::{
    Columns, EventColumns, FileName, Many, Rejection, ScoreSpec, TextColumn, TimeReading,
};
use crate::record::{
    Best, Body, EventDetail, RawId, RawText, Record, Scale, ScaleKind, ScoreName, SourceName,
    Speaker, Turn,
};
use crate::units::Seconds;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use std::fmt::Write;
use std::fs;

fn spec(kind: RecordKind) -> SourceSpec {
    SourceSpec {
        times: TimeReading {
            time_zone: TimeZone::get("Europe/Amsterdam").ok(),
            format: None,
        },
        ..SourceSpec::new(SourceName::new("survey"), kind)
    }
}

fn text(column: &str) -> TextColumn {
    TextColumn {
        column: column.to_owned(),
        question: Some(format!("{column}?")),
    }
}

fn score(column: &str, low: f64, high: f64, missing: &[&str]) -> ScoreSpec {
    ScoreSpec {
        column: column.to_owned(),
        name: ScoreName::new(column),
        scale: Scale::new(low, high, Best::Low, ScaleKind::Csat).unwrap(),
        missing: missing.iter().map(|code| (*code).to_owned()).collect(),
        many: Many::Refused,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "columns are optional")]
fn some(name: &str) -> Option<String> {
    Some(name.to_owned())
}

struct Read {
    records: Vec<Record>,
    rejections: Vec<Rejection>,
    profile: FileProfile,
}

#[track_caller]
fn read(name: &str, bytes: &[u8], spec: &SourceSpec) -> Read {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    drain(open(&path, name.into(), spec).unwrap())
}

fn drain(mut reader: Reader) -> Read {
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
        profile: reader.profile().clone(),
    }
}

fn survey() -> SourceSpec {
    SourceSpec {
        columns: Columns {
            id: some("id"),
            texts: vec![text("comment")],
            at: some("date"),
            customer: some("customer"),
            scores: vec![score("fft", 1.0, 5.0, &["6", "weet niet"])],
            weight: some("weight"),
            facets: vec![
                ("team".to_owned(), "team".to_owned()),
                ("channel".to_owned(), "kanaal".to_owned()),
            ],
            ..Columns::default()
        },
        no_answer: vec!["Did not answer".to_owned()],
        ..spec(RecordKind::Survey)
    }
}

const HEADER: &str = "id,comment,date,customer,fft,weight,team,extra\n";

fn survey_rows(rows: &str) -> Read {
    read(
        "survey.csv",
        format!("{HEADER}{rows}").as_bytes(),
        &survey(),
    )
}

#[test]
fn a_row_becomes_a_record_with_all_its_fields() {
    let read = survey_rows("r1,Goed geholpen,31-12-2025 10:00,K1,2.0,1.5,A,x\n");
    let [record] = &read.records[..] else {
        panic!("{:?}", read.rejections)
    };
    assert_eq!(record.key, RawId::new("r1"));
    assert_eq!(record.body, Body::Message(RawText::new("Goed geholpen")));
    assert_eq!(record.at.unwrap().to_string(), "2025-12-31T09:00:00Z");
    assert_eq!(record.customer, Some(RawId::new("K1")));
    assert_eq!(record.question.as_deref(), Some("comment?"));
    assert_eq!(record.weight, Some(1.5));
    assert_eq!(record.scores.len(), 1);
    assert!((record.scores[0].value - 2.0).abs() < f64::EPSILON);
    assert_eq!(record.facets, [("team".into(), "A".into())]);
    assert_eq!(
        (record.origin.row, record.origin.byte),
        (2, Some(HEADER.len() as u64))
    );
    assert_eq!(read.profile.missing, ["kanaal"]);
    assert_eq!(read.profile.unmapped, ["extra"]);
    assert_eq!(
        read.profile.layout.to_string(),
        "csv, delimiter comma, UTF-8"
    );
}

#[test]
fn a_row_without_words_or_score_is_kept() {
    let read =
        survey_rows("r1, DID not answer ,,K1,6,1,A,\nr2,,,K1,Weet niet,1,A,\nr3,,,K1,,1,A,\n");
    assert_eq!(read.records.len(), 3);
    for record in &read.records {
        assert_eq!(
            (&record.body, record.at, record.scores.len()),
            (&Body::Nothing, None, 0)
        );
        assert_eq!(record.question.as_deref(), Some("comment?"));
    }
    let counts = read.profile.counts;
    assert_eq!(
        (
            counts.empty_texts,
            counts.missing_scores,
            counts.without_time
        ),
        (3, 3, 3)
    );
}

#[test]
fn a_faulty_row_is_rejected_with_place_column_and_expectation_but_no_content() {
    let read = survey_rows(
        "r1,geheim,,K,7,1,A,\nr2,geheim,,K,acht,1,A,\nr3,geheim,12-31-2025,K,1,1,A,\n\
         ,geheim,,K,1,1,A,\nr5,geheim,,K,1,0,A,\nr6,geheim,,K,1,,A,\nr7,goed,,K,1,1,A,\nr8,kort\n",
    );
    let seen: Vec<_> = read
        .rejections
        .iter()
        .map(|r| (r.origin.row, r.column.as_deref(), r.fault.reason()))
        .collect();
    assert_eq!(
        seen,
        [
            (2, Some("fft"), "outside_scale"),
            (3, Some("fft"), "not_a_number"),
            (4, Some("date"), "bad_timestamp"),
            (5, Some("id"), "missing_value"),
            (6, Some("weight"), "not_positive"),
            (7, Some("weight"), "missing_value"),
            (9, None, "ragged_row"),
        ]
    );
    for rejection in &read.rejections {
        let shown = format!("{rejection} {rejection:?} {}", rejection.fault.expected());
        assert!(
            !shown.contains("geheim") && !shown.contains("acht"),
            "{shown}"
        );
        assert_eq!(rejection.row_hash.len(), 64);
        assert!(rejection.origin.byte.is_some());
    }
    assert_eq!(read.records[0].key, RawId::new("r7"));
    let counts = read.profile.counts;
    assert_eq!((counts.rows, counts.records, counts.rejected), (8, 1, 7));
}

#[test]
fn several_texts_share_a_contact_and_one_set_of_scores() {
    let mut spec = survey();
    spec.columns = Columns {
        id: some("id"),
        texts: vec![text("why"), text("better")],
        scores: vec![score("fft", 1.0, 5.0, &[])],
        ..Columns::default()
    };
    let csv = "id;why;better;fft\n1;goed;sneller;1\n2;;alles;5\n3;;;2\n";
    let read = read("x.csv", csv.as_bytes(), &spec);
    let seen: Vec<_> = read
        .records
        .iter()
        .map(|r| {
            (
                r.key.clone(),
                r.contact.clone(),
                r.question.as_deref(),
                r.scores.len(),
            )
        })
        .collect();
    let id = |id: &str| RawId::new(id);
    assert_eq!(
        seen,
        [
            (id("1"), Some(id("1")), Some("why?"), 1),
            (id("1#better"), Some(id("1")), Some("better?"), 0),
            (id("2"), Some(id("2")), Some("better?"), 1),
            (id("3"), Some(id("3")), None, 1),
        ]
    );
}

#[test]
fn without_an_id_a_row_keeps_its_key_when_the_file_grows() {
    let spec = SourceSpec {
        columns: Columns {
            texts: vec![text("t")],
            ..Columns::default()
        },
        ..spec(RecordKind::Feedback)
    };
    let keys = |rows: &str| -> Vec<RawId> {
        read("x.csv", format!("t,n\n{rows}").as_bytes(), &spec)
            .records
            .into_iter()
            .map(|r| r.key)
            .collect()
    };
    let before = keys("goed,1\nslecht,2\ngoed,1\n");
    let after = keys("goed,1\nslecht,2\ngoed,1\ngoed,1\nnieuw,3\n");
    assert_eq!(before[..], after[..3]);
    let distinct: BTreeSet<_> = after.iter().collect();
    assert_eq!(distinct.len(), 5);
}

#[test]
fn a_missing_column_refuses_the_file_and_names_all_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.csv");
    fs::write(&path, "id,tekst\n1,a\n").unwrap();
    let error = open(&path, "x.csv".into(), &survey()).unwrap_err();
    let Error::MissingColumns {
        missing, present, ..
    } = &error
    else {
        panic!("{error}")
    };
    assert_eq!(missing, &["comment", "customer", "date", "fft", "weight"]);
    assert_eq!(present, &["id", "tekst"]);
    assert!(error.hint().is_some());
}

fn turns(conversation: Conversation) -> SourceSpec {
    SourceSpec {
        columns: Columns {
            conversation: Some(conversation),
            ..Columns::default()
        },
        ..spec(RecordKind::Transcript)
    }
}

fn per_row() -> SourceSpec {
    turns(Conversation::RowPerTurn {
        conversation: "c".to_owned(),
        turn: some("n"),
        speaker: some("who"),
        text: "t".to_owned(),
    })
}

fn turn(speaker: Speaker, at: Option<i64>, text: &str) -> Turn {
    Turn {
        speaker,
        at: at.map(Seconds),
        text: RawText::new(text),
    }
}

#[test]
fn rows_of_a_conversation_become_one_transcript_in_order_of_turns() {
    let mut spec = per_row();
    spec.columns.facets = vec![("team".to_owned(), "team".to_owned())];
    spec.columns.scores = vec![score("csat", 1.0, 5.0, &[])];
    let csv = "c,n,who,t,team,csat\nA,10,agent,dag,,\nA,2,klant,hoi,Noord,\nA,5,hold,muziek,,4\n\
        A,11,klant,,,\nA,x,klant,weg,,\nB,1,Piet,ja,,\nA,12,klant,laat,,\n,1,klant,wie,,\n";
    let read = read("x.csv", csv.as_bytes(), &spec);
    let [first, second] = &read.records[..] else {
        panic!()
    };
    let expected = vec![
        turn(Speaker::Customer, None, "hoi"),
        turn(Speaker::Agent, None, "dag"),
    ];
    assert_eq!(first.body, Body::Dialogue(expected));
    assert_eq!(
        (&first.key, first.contact.as_ref()),
        (&RawId::new("A"), Some(&RawId::new("A")))
    );
    assert_eq!(first.facets, [("team".into(), "Noord".into())]);
    assert_eq!((first.scores.len(), first.origin.row), (1, 2));
    assert_eq!(
        second.body,
        Body::Dialogue(vec![turn(Speaker::Unknown, None, "ja")])
    );
    let seen: Vec<_> = read
        .rejections
        .iter()
        .map(|r| (r.origin.row, r.fault.reason()))
        .collect();
    assert_eq!(
        seen,
        [
            (6, "not_a_number"),
            (8, "conversation_reappears"),
            (9, "missing_value")
        ]
    );
    let counts = read.profile.counts;
    assert_eq!((counts.rows, counts.turns, counts.waiting_turns), (8, 3, 1));
    assert_eq!((counts.unknown_speakers, counts.empty_texts), (1, 1));
}

#[test]
fn turns_ordered_by_time_know_when_they_were_said() {
    let mut spec = per_row();
    spec.limits.turns = 2;
    let csv = "c,n,who,t\nA,2025-01-01 10:00:30,agent,b\nA,2025-01-01 10:00:00,user,a\nA,2025-01-01 11:00,user,c\n";
    let read = read("x.csv", csv.as_bytes(), &spec);
    let expected = vec![
        turn(Speaker::Customer, Some(0), "a"),
        turn(Speaker::Agent, Some(30), "b"),
    ];
    assert_eq!(read.records[0].body, Body::Dialogue(expected));
    assert_eq!(
        read.records[0].at.unwrap().to_string(),
        "2025-01-01T09:00:00Z"
    );
    assert_eq!(read.rejections[0].fault.reason(), "conversation_too_long");
}

#[test]
fn a_list_of_turns_in_a_field_becomes_a_transcript() {
    let mut spec = turns(Conversation::TurnsInColumn {
        column: "talk.turns".to_owned(),
        speaker: "role".to_owned(),
        text: "text".to_owned(),
        at: some("s"),
    });
    spec.columns.id = some("id");
    let mut satisfaction = score("stars", 1.0, 5.0, &["0"]);
    satisfaction.many = Many::Mean;
    spec.columns.scores = vec![satisfaction];
    let jsonl = r#"{"id":1,"stars":[4,0,3],"talk":{"turns":[{"role":"USER","text":"hi","s":1.9},{"role":"SYSTEM","text":"hello"},{"role":"queue","text":"la"}]}}
{"id":2,"stars":[9],"talk":{"turns":[]}}
{"id":3,"stars":[],"talk":{"turns":[{"role":"USER"}]}}
{"id":4,"talk":{"turns":null}}
"#;
    let read = read("x.jsonl", jsonl.as_bytes(), &spec);
    let expected = vec![
        turn(Speaker::Customer, Some(1), "hi"),
        turn(Speaker::Agent, None, "hello"),
    ];
    assert_eq!(read.records[0].body, Body::Dialogue(expected));
    assert!((read.records[0].scores[0].value - 3.5).abs() < f64::EPSILON);
    assert_eq!(read.records[1].body, Body::Nothing);
    let seen: Vec<_> = read
        .rejections
        .iter()
        .map(|r| (r.origin.row, r.fault.reason()))
        .collect();
    assert_eq!(seen, [(2, "outside_scale"), (3, "bad_turns")]);
    assert_eq!(read.profile.counts.waiting_turns, 1);
}

#[test]
fn fields_that_appear_late_in_json_lines_are_read_and_named() {
    let mut spec = spec(RecordKind::Feedback);
    spec.columns.texts = vec![text("t")];
    spec.columns.facets = vec![("team".to_owned(), "meta.team".to_owned())];
    let mut lines = "{\"t\":\"a\"}\n".repeat(1500);
    lines.push_str("{\"t\":\"b\",\"meta\":{\"team\":\"Zuid\"},\"new\":1}\n");
    let read = read("x.jsonl", lines.as_bytes(), &spec);
    assert_eq!(read.records[1500].facets, [("team".into(), "Zuid".into())]);
    assert_eq!(read.profile.unmapped, ["new"]);
}

#[test]
fn events_keep_their_step_and_values() {
    let mut spec = spec(RecordKind::Event);
    spec.columns.event = Some(EventColumns {
        name: "field".to_owned(),
        old: some("a"),
        new: some("b"),
    });
    spec.columns.ticket = some("ticket");
    spec.columns.at = some("day");
    spec.columns.time_of_day = some("time");
    let read = read(
        "x.csv",
        b"ticket,field,a,b,day,time\n7,status,open,solved,2025-01-02,10:30\n7,,a,b,,\n",
        &spec,
    );
    let event = EventDetail {
        name: "status".into(),
        old: Some("open".into()),
        new: Some("solved".into()),
    };
    assert_eq!(read.records[0].body, Body::Event(event));
    assert_eq!(
        read.records[0].at.unwrap().to_string(),
        "2025-01-02T09:30:00Z"
    );
    assert_eq!(read.rejections[0].column.as_deref(), Some("field"));
}

#[test]
fn a_mapping_that_contradicts_itself_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.csv");
    fs::write(&path, "c,n,who,t\n").unwrap();
    let mut spec = per_row();
    spec.columns.id = some("c");
    assert!(matches!(
        open(&path, "x".into(), &spec),
        Err(Error::Mapping { .. })
    ));
    let mut spec = per_row();
    spec.columns.texts = vec![text("t")];
    assert!(matches!(
        open(&path, "x".into(), &spec),
        Err(Error::Mapping { .. })
    ));
}

const FORMATS: [Format; 7] = [
    Format::Csv,
    Format::Jsonl,
    Format::Parquet,
    Format::Workbook,
    Format::WebVtt,
    Format::Srt,
    Format::Dialogue,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// No mapping, so that nothing is missing: every row must come out as something.
    #[test]
    fn noise_in_any_format_ends_without_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        start in prop::sample::select(vec![
            &b""[..], b"id,text\n", b"{\"id\":1}\n", b"PAR1", b"PK\x03\x04", b"WEBVTT\n\n", b"\x1F\x8B\x08\0",
            b"\xFF\xFE", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        ]),
        format in prop::sample::select(FORMATS.to_vec()),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("noise");
        fs::write(&path, [start, &bytes].concat()).unwrap();
        for format in [Some(format), None] {
            let mut spec = spec(RecordKind::Transcript);
            spec.format = format;
            spec.file_name = FileName::Ticket;
            spec.limits.row_bytes = 64;
            if let Ok(reader) = open(&path, "noise".into(), &spec) {
                let read = drain(reader);
                let counts = read.profile.counts;
                prop_assert_eq!(counts.records, read.records.len() as u64);
                prop_assert_eq!(counts.rejected, read.rejections.len() as u64);
                prop_assert!(read.rejections.iter().all(|r| r.origin.row >= 1));
            }
        }
    }

    #[test]
    fn every_row_of_a_mutated_file_is_a_record_or_a_rejection(
        rows in 1..30_usize, at in 0..2000_usize, byte: u8,
    ) {
        let mut csv = String::from(HEADER);
        for n in 0..rows {
            writeln!(csv, "r{n},\"tekst, {n}\",2025-01-02,K{n},{},1,A,", n % 6 + 1).unwrap();
        }
        let mut bytes = csv.into_bytes();
        let place = HEADER.len() + at % (bytes.len() - HEADER.len());
        bytes[place] = byte;
        let read = read("x.csv", &bytes, &survey());
        prop_assert_eq!(read.profile.counts.rows, (read.records.len() + read.rejections.len()) as u64);
        // One changed byte can split a row, join it with the next or spoil it, but costs no more.
        prop_assert!(read.records.len() + 2 >= rows, "{} of {}", read.records.len(), rows);
    }
}
