use super::*;
use std::io::Cursor;

fn read(format: Format, bytes: &[u8]) -> (crate::record::Record, Vec<Rejection>, Counts) {
    let input = Input::new(Box::new(Cursor::new(bytes.to_vec()))).unwrap();
    let mut spec = SourceSpec::new(SourceName::new("calls"), RecordKind::Transcript);
    spec.limits.row_bytes = 200;
    spec.file_name = FileName::Contact;
    let mut file = TranscriptFile::new(
        input,
        format,
        "calls/C-17.vtt.gz".into(),
        "calls/C-17.vtt.gz",
        &spec,
    );
    let mut counts = Counts::default();
    let mut rejections = Vec::new();
    let mut record = None;
    while let Some(outcome) = file.next(&mut counts) {
        match outcome {
            Ok(made) => assert!(record.replace(made).is_none()),
            Err(rejection) => rejections.push(rejection),
        }
    }
    (record.unwrap(), rejections, counts)
}

#[track_caller]
fn check(record: &crate::record::Record, expected: &[(Speaker, Option<i64>, &str)]) {
    let Body::Dialogue(turns) = &record.body else {
        panic!("no dialogue");
    };
    let expected: Vec<Turn> = expected
        .iter()
        .map(|(speaker, at, text)| Turn {
            speaker: *speaker,
            at: at.map(Seconds),
            text: RawText::new(*text),
        })
        .collect();
    assert_eq!(turns, &expected);
}

use Speaker::{Agent, Customer, Unknown};

#[test]
fn a_dialogue_has_labels_clock_times_and_lines_that_go_on() {
    let text = "Medewerker: Goedemorgen,\nwaarmee kan ik helpen?\n\nKlant:\nMijn pakket is kwijt.\n\
        [10:00:05] Hold: muziek\nnog meer muziek\n[10:01:05] Klant: Hallo?\nPieter: Ik luister mee.\n";
    let (record, rejections, counts) = read(Format::Dialogue, text.as_bytes());
    check(
        &record,
        &[
            (Agent, None, "Goedemorgen,\nwaarmee kan ik helpen?"),
            (Customer, None, "Mijn pakket is kwijt."),
            (Customer, Some(0), "Hallo?"),
            (Unknown, None, "Pieter: Ik luister mee."),
        ],
    );
    assert!(rejections.is_empty());
    assert_eq!(
        (counts.waiting_turns, counts.unknown_speakers, counts.turns),
        (1, 1, 4)
    );
    assert_eq!(record.contact, Some(RawId::new("C-17")));
    assert_eq!(record.key, RawId::new("calls/C-17.vtt.gz"));
}

#[test]
fn webvtt_has_voices_notes_and_bad_cues() {
    let text = "\u{FEFF}WEBVTT - call\nKind: captions\n\nNOTE made by hand\n\n1\n00:01.000 --> 00:02.000\n\
        <v Agent>Goedemorgen\n\n00:xx --> 00:05.000\n<v Klant>weg\n\n\
        01:00:00.000 --> 01:00:01.000 align:start\n<v Klant>Ja &amp; nee</v>\n";
    let (record, rejections, counts) = read(Format::WebVtt, text.as_bytes());
    check(
        &record,
        &[
            (Agent, Some(1), "Goedemorgen"),
            (Customer, Some(3600), "Ja & nee"),
        ],
    );
    let [rejection] = &rejections[..] else {
        panic!()
    };
    let byte = text.find("00:xx").unwrap() as u64;
    assert_eq!(
        (&rejection.fault, rejection.origin.row),
        (&Fault::BadCue, 2)
    );
    assert_eq!(rejection.origin.byte, Some(byte));
    assert_eq!((counts.rows, counts.turns), (3, 2));
}

#[test]
fn subrip_without_labels_goes_on_with_the_same_speaker() {
    let text = "1\r\n00:00:01,000 --> 00:00:02,000\r\nKlant: Ik wacht\r\n\r\n2\r\n\
        00:00:02,000 --> 00:00:03,000\r\nal een uur.\r\n\r\n3\r\n00:00:03,000 --> 00:00:04,000\r\n\
        Agent: Sorry\r\n";
    let (record, rejections, _) = read(Format::Srt, text.as_bytes());
    check(
        &record,
        &[
            (Customer, Some(1), "Ik wacht"),
            (Customer, Some(2), "al een uur."),
            (Agent, Some(3), "Sorry"),
        ],
    );
    assert!(rejections.is_empty());
}

#[test]
fn damaged_lines_are_placed_and_the_rest_is_kept() {
    let long = "x".repeat(300);
    let text = format!("Klant: één\nKlant: a\0b\n{long}\nAgent: ok\n");
    let (record, rejections, counts) = read(Format::Dialogue, text.as_bytes());
    check(&record, &[(Customer, None, "één"), (Agent, None, "ok")]);
    let places: Vec<_> = rejections
        .iter()
        .map(|r| (r.origin.row, r.origin.byte, r.fault.reason()))
        .collect();
    assert_eq!(
        places,
        [(2, Some(13), "nul_byte"), (3, Some(24), "row_too_long")]
    );
    assert_eq!(counts.rows, 4);
}

#[test]
fn a_file_without_words_is_a_record_without_words() {
    let (record, rejections, _) = read(Format::WebVtt, b"WEBVTT\n\n");
    assert_eq!(record.body, Body::Nothing);
    assert!(rejections.is_empty());
}
