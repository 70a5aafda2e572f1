//! Real files, where they are present: every row must be read.

use super::table;
use super::{
    Columns, Conversation, Many, Reader, ScoreSpec, SourceSpec, TextColumn, TimeReading, open,
};
use crate::development_data;
use crate::record::{Best, Body, RecordKind, Scale, ScaleKind, ScoreName, SourceName, Speaker};
use jiff::tz::TimeZone;
use std::path::Path;

#[test]
fn every_listed_file_has_the_listed_number_of_rows() {
    let Some(folder) = development_data::folder() else {
        return;
    };
    let listing = std::fs::read_to_string(folder.join("SOURCES.md")).unwrap();
    let mut n_files = 0;
    for line in listing.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let (name, Ok(rows)) = (cells[1].trim_matches('`'), cells[4].parse::<u64>()) else {
            continue;
        };
        let mut table = table::open(&folder.join(name), &table::Options::default()).unwrap();
        if let Some(first) = cells[5]
            .split(", ")
            .next()
            .filter(|_| !cells[5].contains("Y/N"))
        {
            assert!(
                table.columns().iter().any(|column| column == first),
                "{name}"
            );
        }
        let (mut read, mut rejected) = (0_u64, 0_u64);
        while let Some(row) = table.next_row() {
            match row {
                Ok(_) => read += 1,
                Err(_) => rejected += 1,
            }
        }
        assert_eq!((read, rejected), (rows, 0), "{name}");
        n_files += 1;
    }
    assert!(n_files >= 20, "{n_files} files listed");
    for path in super::expand("zendesk_seeds/*.csv", &folder).unwrap() {
        let table = table::open(&path, &table::Options::default()).unwrap();
        assert!(
            table.into_iter().all(|row| row.is_ok()),
            "{}",
            path.display()
        );
    }
}

fn spec(kind: RecordKind, columns: Columns) -> SourceSpec {
    SourceSpec {
        columns,
        times: TimeReading {
            time_zone: TimeZone::get("Europe/London").ok(),
            format: None,
        },
        ..SourceSpec::new(SourceName::new("shared"), kind)
    }
}

#[expect(clippy::unnecessary_wraps, reason = "columns are optional")]
fn some(name: &str) -> Option<String> {
    Some(name.to_owned())
}

fn texts(column: &str) -> Vec<TextColumn> {
    vec![TextColumn {
        column: column.to_owned(),
        question: None,
    }]
}

fn score(column: &str, scale: Scale, missing: &[&str]) -> ScoreSpec {
    ScoreSpec {
        column: column.to_owned(),
        name: ScoreName::new(column),
        scale,
        missing: missing.iter().map(|code| (*code).to_owned()).collect(),
        many: Many::Mean,
    }
}

fn reader(folder: &Path, name: &str, spec: &SourceSpec) -> Reader {
    open(&folder.join(name), name.into(), spec).unwrap()
}

#[test]
fn the_hospital_survey_keeps_rows_without_words_and_drops_missing_codes() {
    let Some(folder) = development_data::folder() else {
        return;
    };
    let scale = Scale::new(1.0, 5.0, Best::Low, ScaleKind::Csat).unwrap();
    let columns = Columns {
        id: some("comment_id"),
        texts: texts("text"),
        at: some("date_iso"),
        customer: some("respondent_id"),
        scores: vec![score("fft_score", scale, &["6", "7"])],
        question: some("question"),
        facets: vec![("trust".to_owned(), "trust".to_owned())],
        ..Columns::default()
    };
    let mut spec = spec(RecordKind::Survey, columns);
    spec.no_answer = vec!["did not answer".to_owned()];
    let mut reader = reader(&folder, "nhs_fft_v6.csv.gz", &spec);
    let mut wordless = 0;
    for record in reader.by_ref() {
        wordless += u64::from(record.unwrap().body == Body::Nothing);
    }
    let counts = reader.profile().counts;
    assert_eq!(
        (counts.rows, counts.records, counts.rejected),
        (5022, 5022, 0)
    );
    assert!(wordless > 0 && wordless == counts.empty_texts);
    assert!(counts.missing_scores > 0);
}

#[test]
fn customer_turns_become_conversations() {
    let Some(folder) = development_data::folder() else {
        return;
    };
    let columns = Columns {
        facets: vec![("domain".to_owned(), "domain".to_owned())],
        conversation: Some(Conversation::RowPerTurn {
            conversation: "conversation_id".to_owned(),
            turn: some("turn"),
            speaker: None,
            text: "text".to_owned(),
        }),
        ..Columns::default()
    };
    let mut spec = spec(RecordKind::Transcript, columns);
    spec.speakers.unlabelled = Speaker::Customer;
    let mut reader = reader(&folder, "multidogo_customer_turns.csv.gz", &spec);
    let mut turns = 0;
    for record in reader.by_ref() {
        let Body::Dialogue(dialogue) = record.unwrap().body else {
            continue;
        };
        assert!(
            dialogue
                .iter()
                .all(|turn| turn.speaker == Speaker::Customer)
        );
        turns += dialogue.len() as u64;
    }
    let counts = reader.profile().counts;
    assert_eq!((counts.rows, counts.rejected), (116_597, 0));
    assert_eq!(turns + counts.empty_texts, 116_597);
}

#[test]
fn whole_dialogues_have_turns_of_both_sides_and_a_mean_score() {
    let Some(folder) = development_data::folder() else {
        return;
    };
    let scale = Scale::new(1.0, 5.0, Best::High, ScaleKind::Csat).unwrap();
    let columns = Columns {
        id: some("id"),
        scores: vec![score("overall_satisfaction", scale, &[])],
        conversation: Some(Conversation::TurnsInColumn {
            column: "turns".to_owned(),
            speaker: "role".to_owned(),
            text: "text".to_owned(),
            at: None,
        }),
        ..Columns::default()
    };
    let spec = spec(RecordKind::Transcript, columns);
    let mut reader = reader(&folder, "uss_dialogues.jsonl.gz", &spec);
    let mut both = 0;
    for record in reader.by_ref() {
        let record = record.unwrap();
        let Body::Dialogue(turns) = record.body else {
            continue;
        };
        let says = |speaker| turns.iter().any(|turn| turn.speaker == speaker);
        both += u64::from(says(Speaker::Customer) && says(Speaker::Agent));
    }
    let counts = reader.profile().counts;
    assert_eq!(
        (counts.rows, counts.rejected, counts.unknown_speakers),
        (3500, 0, 0)
    );
    assert!(both > 3000, "{both}");
}
