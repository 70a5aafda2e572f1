//! How often the language is told right on real text, where that text is at hand.

use super::identify_parts;
use crate::development_data;
use crate::record::LanguageTag;
use flate2::read::GzDecoder;
use std::fs::File;

/// Right answers and texts, for all texts and for those shorter than 20 characters.
#[derive(Default)]
struct Score {
    texts: [usize; 2],
    right: [usize; 2],
    swapped: usize,
}

impl Score {
    fn add(&mut self, text: &str, expected: LanguageTag) {
        if text.trim().is_empty() {
            return;
        }
        let tag = identify_parts([text]).tag;
        let is_short = text.trim().chars().count() < 20;
        for class in 0..=usize::from(is_short) {
            self.texts[class] += 1;
            self.right[class] += usize::from(tag == expected);
        }
        let is_swapped = matches!(
            (expected, tag),
            (LanguageTag::Nl, LanguageTag::En) | (LanguageTag::En, LanguageTag::Nl)
        );
        self.swapped += usize::from(is_swapped);
    }
}

/// Checks a column of a file: per cent right of all and of short texts, per cent Dutch for English
/// or the other way round.
fn check(
    file: &str,
    column: &str,
    only: Option<(&str, &str)>,
    expected: LanguageTag,
    floors: [usize; 2],
) {
    let Some(folder) = development_data::folder() else {
        return;
    };
    let mut rows = csv::Reader::from_reader(GzDecoder::new(File::open(folder.join(file)).unwrap()));
    let header = rows.headers().unwrap().clone();
    let position = |name: &str| header.iter().position(|found| found == name).unwrap();
    let text_at = position(column);
    let only = only.map(|(column, value)| (position(column), value));
    let mut score = Score::default();
    for row in rows.records() {
        let row = row.unwrap();
        if only.is_none_or(|(at, value)| &row[at] == value) {
            score.add(&row[text_at], expected);
        }
    }
    notice(&format!(
        "{file} {column}: {} of {}, short {} of {}, swapped {}",
        score.right[0], score.texts[0], score.right[1], score.texts[1], score.swapped
    ));
    assert!(score.texts[0] > 500, "{file} is not what it was");
    for ((n_right, n_texts), floor) in score.right.into_iter().zip(score.texts).zip(floors) {
        assert!(
            n_right * 100 >= n_texts * floor,
            "{file} {column}: {n_right} of {n_texts} right, expected {floor} %"
        );
    }
}

#[expect(
    clippy::print_stdout,
    reason = "figures and skips are read with --nocapture"
)]
fn notice(text: &str) {
    println!("{text}");
}

#[test]
fn news_in_both_languages_is_told_apart() {
    check(
        "ntrex_nl_en.csv.gz",
        "text",
        None,
        LanguageTag::Nl,
        [99, 80],
    );
    check(
        "ntrex_nl_en.csv.gz",
        "text_en",
        None,
        LanguageTag::En,
        [98, 90],
    );
    check(
        "ud_dutch_sentences.csv.gz",
        "text",
        None,
        LanguageTag::Nl,
        [97, 75],
    );
}

#[test]
fn spoken_orders_in_both_languages_are_told_apart() {
    // Dutch orders name English songs and films in full, hence the lower floor.
    check(
        "xsid_nl_en.csv.gz",
        "text",
        Some(("language", "nl")),
        LanguageTag::Nl,
        [94, 85],
    );
    check(
        "xsid_nl_en.csv.gz",
        "text",
        Some(("language", "en")),
        LanguageTag::En,
        [98, 94],
    );
}

#[test]
fn customer_feedback_is_told_apart_even_when_short() {
    check(
        "nhs_fft_v6.csv.gz",
        "text",
        Some(("no_answer", "False")),
        LanguageTag::En,
        [98, 94],
    );
    check("bolcom_nl.csv.gz", "text", None, LanguageTag::Nl, [99, 0]);
    check(
        "thuisbezorgd_trustpilot_nl.csv.gz",
        "text",
        None,
        LanguageTag::Nl,
        [98, 93],
    );
}
