use super::*;
use std::fmt::Write;
use std::fs;

fn propose_text(name: &str, text: &str) -> Proposal {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    propose(&path, 1000).unwrap()
}

#[test]
fn columns_are_recognised_by_what_they_hold() {
    let mut csv = String::from("respondent_id;datum;cijfer;bedrag;kanaal;opmerking;leeg;score\n");
    for n in 0..40 {
        writeln!(
            csv,
            "R {n};{:02}-03-2025;{},5;{};{};Ik heb {n} dagen gewacht op antwoord;;{}",
            n % 28 + 1,
            n % 3 + 6,
            n * 37 + 1000,
            ["web", "telefoon"][n % 2],
            n % 11
        )
        .unwrap();
    }
    let proposal = propose_text("x.csv", &csv);
    assert_eq!((proposal.rows, proposal.rejected), (40, 0));
    let kind = |name: &str| {
        &proposal
            .columns
            .iter()
            .find(|c| c.name == name)
            .unwrap()
            .kind
    };
    assert_eq!(kind("respondent_id"), &ColumnKind::Id);
    assert_eq!(
        kind("datum"),
        &ColumnKind::Timestamp {
            form: DateForm::Usual
        }
    );
    assert_eq!(kind("kanaal"), &ColumnKind::Category);
    assert_eq!(kind("leeg"), &ColumnKind::Empty);
    assert!(
        matches!(kind("opmerking"), ColumnKind::Text { mean_words, is_english: false } if *mean_words > 6.0)
    );
    let ColumnKind::Score {
        values, decimal, ..
    } = kind("cijfer")
    else {
        panic!()
    };
    assert_eq!(
        (values.as_slice(), *decimal),
        (&[6.5, 7.5, 8.5][..], Decimal::Comma)
    );
    let ColumnKind::Score { low, high, .. } = kind("score") else {
        panic!()
    };
    assert!((low - 0.0).abs() < f64::EPSILON && (high - 10.0).abs() < f64::EPSILON);
    assert_eq!(kind("bedrag"), &ColumnKind::Id);
}

#[test]
fn a_list_of_turns_is_seen_and_a_transcript_has_no_columns() {
    let proposal = propose_text(
        "x.jsonl",
        "{\"turns\":[{\"role\":\"user\"}],\"n\":{\"m\":2}}\n",
    );
    assert_eq!(proposal.columns[0].kind, ColumnKind::Turns);
    assert_eq!(proposal.columns[1].name, "n.m");
    let proposal = propose_text("call.vtt", "WEBVTT\n\n");
    assert!(proposal.columns.is_empty());
}

#[test]
fn the_sum_below_a_column_of_marks_is_no_mark() {
    let mut csv = String::from("cijfer;wachttijd\n");
    for n in 0..200 {
        writeln!(csv, "{};{}", n % 10 + 1, n * 3).unwrap();
    }
    csv.push_str("1100;59700\n");
    let proposal = propose_text("x.csv", &csv);
    let ColumnKind::Score { low, high, .. } = proposal.columns[0].kind else {
        panic!("{:?}", proposal.columns[0].kind)
    };
    assert!((low - 1.0).abs() < f64::EPSILON && (high - 10.0).abs() < f64::EPSILON);
    assert!(!matches!(
        proposal.columns[1].kind,
        ColumnKind::Score { .. }
    ));
}

#[test]
fn values_that_say_something_are_counted_without_those_that_say_nothing_in_any_case() {
    let csv = "plaats;kanaal\nN.v.t.;web\nn.v.t.;Web\nUtrecht;-\nUtrecht;web\nN.V.T.;Onbekend\n";
    let proposal = propose_text("x.csv", csv);
    let counts = |at: usize| (proposal.columns[at].distinct, proposal.columns[at].n_values);
    assert_eq!(counts(0), (4, 1));
    assert_eq!(counts(1), (4, 2));
}
