//! Sentences with marked personal data, and how much of it is found.
//!
//! `{phone|06-12345678}` marks what must be replaced; whatever is not marked must stay. All names and
//! numbers are made up; check sums hold where a detector asks for them.

use super::redactor::{Options, Redactor};
use super::session::RedactionSession;
use super::{PiiKind, RedactedText};
use crate::record::RawText;
use proptest::prelude::*;
use std::ops::Range;

const SENTENCES: &str = include_str!("labelled.txt");

/// A sentence without its marks, and what was marked.
struct Labelled {
    text: String,
    marks: Vec<(PiiKind, Range<usize>)>,
}

/// What was found of one kind.
#[derive(Default, Clone, Copy)]
struct Tally {
    marked: usize,
    covered: usize,
    found: usize,
    right: usize,
}

fn sentences() -> Vec<Labelled> {
    SENTENCES
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let line = line.replace("\\n", "\n");
            let mut text = String::new();
            let mut marks = Vec::new();
            let mut rest = line.as_str();
            while let Some((before, after)) = rest.split_once('{') {
                text.push_str(before);
                let (mark, behind) = after.split_once('}').expect("a mark is closed");
                let (kind, value) = mark.split_once('|').expect("a mark has a kind");
                let kind = PiiKind::ALL
                    .into_iter()
                    .find(|known| known.placeholder().eq_ignore_ascii_case(kind))
                    .expect("a mark has a known kind");
                marks.push((kind, text.len()..text.len() + value.len()));
                text.push_str(value);
                rest = behind;
            }
            text.push_str(rest);
            Labelled { text, marks }
        })
        .collect()
}

fn redact(text: &str) -> RedactedText {
    redactor().redact(&RawText::new(text))
}

fn redactor() -> &'static Redactor {
    static REDACTOR: std::sync::LazyLock<Redactor> =
        std::sync::LazyLock::new(|| Redactor::new(&Options::default()));
    &REDACTOR
}

#[test]
fn marked_data_are_found_and_the_rest_stays() {
    let mut tallies = [Tally::default(); PiiKind::ALL.len()];
    let mut slips = Vec::new();
    let sentences = sentences();
    for sentence in &sentences {
        let redacted = redact(&sentence.text);
        for (kind, tally) in PiiKind::ALL.into_iter().zip(&mut tallies) {
            let found: Vec<_> = redacted
                .redactions()
                .iter()
                .filter(|redaction| redaction.kind == kind)
                .map(|redaction| redaction.raw_span.clone())
                .collect();
            let marked: Vec<_> = sentence
                .marks
                .iter()
                .filter(|(marked, _)| *marked == kind)
                .map(|(_, span)| span.clone())
                .collect();
            let covered = marked
                .iter()
                .filter(|mark| {
                    found
                        .iter()
                        .any(|f| f.start <= mark.start && mark.end <= f.end)
                })
                .count();
            // Right is what takes no more than what was marked: a swallowed word is a wrong find.
            let right = found
                .iter()
                .filter(|f| {
                    marked
                        .iter()
                        .any(|mark| mark.start <= f.start && f.end <= mark.end)
                })
                .count();
            tally.marked += marked.len();
            tally.covered += covered;
            tally.found += found.len();
            tally.right += right;
            if covered < marked.len() || right < found.len() {
                slips.push(format!("{kind:?}: {} => {redacted}", sentence.text));
            }
        }
    }
    let mut table = String::new();
    for (kind, tally) in PiiKind::ALL.into_iter().zip(tallies) {
        let row = [tally.marked, tally.covered, tally.found, tally.right];
        let [marked, covered, found, right] = row.map(|n| format!("{n:>4}"));
        let kind = kind.placeholder();
        table.push_str(&[kind, &marked, &covered, &found, &right, "\n"].join("\t"));
    }
    let report = format!("{} sentences\n{table}{}", sentences.len(), slips.join("\n"));
    for (kind, tally) in PiiKind::ALL.into_iter().zip(tallies) {
        assert!(tally.marked >= 5, "{kind:?} is hardly tested\n{report}");
        let floor = if kind == PiiKind::Name { 90 } else { 95 };
        assert!(
            tally.covered * 100 >= tally.marked * floor,
            "recall of {kind:?}\n{report}"
        );
        assert!(
            tally.right * 100 >= tally.found * floor,
            "precision of {kind:?}\n{report}"
        );
    }
    let n_clean = sentences
        .iter()
        .filter(|sentence| sentence.marks.is_empty())
        .count();
    assert!(
        sentences.len() >= 150 && n_clean >= 60,
        "{} of {}",
        n_clean,
        sentences.len()
    );
    #[expect(clippy::print_stdout, reason = "the table is read with --nocapture")]
    {
        println!("{report}");
    }
}

#[test]
fn equal_values_share_a_placeholder() {
    let redacted = redact(
        "NL91 ABNA 0417 1643 00, ik herhaal: nl91abna0417164300. Bel 06-12345678 of +31612345678.",
    );
    assert_eq!(
        redacted.as_str(),
        "[IBAN_1], ik herhaal: [IBAN_1]. Bel [PHONE_1] of [PHONE_1]."
    );
}

#[test]
fn a_name_that_was_found_is_replaced_wherever_it_comes_up() {
    let redacted =
        redact("Ik sprak mevrouw Visser. Visser beloofde terug te bellen, Vissers collega niet.");
    assert_eq!(
        redacted.as_str(),
        "Ik sprak mevrouw [NAME_1]. [NAME_1] beloofde terug te bellen, Vissers collega niet."
    );
}

#[test]
fn a_placeholder_that_stood_in_the_text_keeps_its_number_to_itself() {
    let redacted = redact("[NAME_1] gaf mijn nummer 06-12345678 aan mevrouw Visser");
    assert_eq!(
        redacted.as_str(),
        "[NAME_1] gaf mijn nummer [PHONE_1] aan mevrouw [NAME_2]"
    );
}

#[test]
fn business_numbers_are_kept_or_masked_as_asked() {
    let text = RawText::new("bel 0900-1234 of 088 123 45 67");
    assert_eq!(
        redactor().redact(&text).as_str(),
        "bel 0900-1234 of 088 123 45 67"
    );
    let strict = Redactor::new(&Options {
        business_numbers: super::BusinessNumbers::Mask,
        ..Options::default()
    });
    assert_eq!(strict.redact(&text).as_str(), "bel [PHONE_1] of [PHONE_2]");
}

#[test]
fn bare_first_names_are_masked_only_when_asked() {
    let text =
        RawText::new("Kunt u Petra vragen? Roos en Mei bloeien, Victoria ook. Linda Jansen.");
    assert!(redactor().redact(&text).redactions().is_empty());
    let strict = Redactor::new(&Options {
        bare_names: super::BareNames::Mask,
        ..Options::default()
    });
    assert_eq!(
        strict.redact(&text).as_str(),
        "Kunt u [NAME_1] vragen? Roos en Mei bloeien, Victoria ook. Linda Jansen."
    );
}

#[test]
fn debug_of_a_session_shows_no_value() {
    let mut session = RedactionSession::default();
    redactor().redact_in(&RawText::new("mijn naam is Piet"), &mut session);
    assert_eq!(format!("{session:?}"), "RedactionSession(1 values)");
}

/// Texts made of pieces that detectors look for, in any order, with ordinary text between.
fn tricky_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(vec![
            "mijn naam is ", "Jan ", "de Vries", "06", "12345678", "-", " ", "NL91ABNA0417164300",
            "0417", "1234 AB", " 12", "kenteken ", "AB-12-CD", "@", "x.nl", "[NAME_1]", "[IBAN_12]",
            "klantnummer ", "123456782", ".", ",", "\n", "nul zes een twee ", "drie vier vijf zes ",
            "apenstaartje ", "punt nl", "mevrouw ", "geboren ", "1-2-1980", "::1", "10.0.0.12", "é",
            "Groeten, ", "spreekt u", " met ", "Dorpsstraat ", "(", ")", "+31", "'s", "😀", "order ",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
        1 => "[0-9 .-]{1,12}",
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn redacting_twice_changes_nothing(text in tricky_text()) {
        let once = redact(&text);
        let twice = redact(once.as_str());
        prop_assert_eq!(twice.as_str(), once.as_str());
        prop_assert!(twice.redactions().is_empty());
    }

    #[test]
    fn spans_are_whole_characters_and_map_back_to_the_raw_text(text in tricky_text()) {
        let redacted = redact(&text);
        let mut rebuilt = String::new();
        let mut at = 0;
        for redaction in redacted.redactions() {
            prop_assert!(redacted.as_str()[redaction.span.clone()].starts_with('['));
            rebuilt.push_str(&redacted.as_str()[at..redaction.span.start]);
            rebuilt.push_str(&text[redaction.raw_span.clone()]);
            at = redaction.span.end;
            prop_assert_eq!(redacted.raw_span(redaction.span.clone()), redaction.raw_span.clone());
        }
        rebuilt.push_str(&redacted.as_str()[at..]);
        prop_assert_eq!(rebuilt, text);
    }
}
