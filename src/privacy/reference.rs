use super::PiiKind;
use super::cues::Cue;
use super::detector::{Detector, Evidence, Match};
use super::words;
use std::ops::Range;

/// Customer, order and other reference numbers, found by the word that announces them.
#[derive(Debug)]
pub(super) enum Reference {
    /// Behind a word that always announces a number, such as "klantnummer".
    Announced,
    /// Behind a word that sometimes does, such as "order": long numbers only.
    Likely,
}

/// Dates of birth, found by the word that announces them.
#[derive(Debug)]
pub(super) struct BirthDate;

/// Words that may stand between a cue and its number.
const LINKS: &[&str] = &[
    "is", "was", "nummer", "nr", "nr.", "number", "no", "no.", "van", "mij", "code", "id", "en",
    "de", "met", "with", "luidt", "dat", "on", "op", "was:", "of",
];

impl Detector for Reference {
    fn may_find(&self, evidence: &Evidence<'_>) -> bool {
        match self {
            Self::Announced => evidence.has_any(&[Cue::Reference]),
            Self::Likely => evidence.n_digits >= 5 && evidence.has_any(&[Cue::Order]),
        }
    }

    fn find(&self, evidence: &Evidence<'_>, found: &mut Vec<Match>) {
        let (cue, fewest_digits) = match self {
            Self::Announced => (Cue::Reference, 3),
            Self::Likely => (Cue::Order, 5),
        };
        for place in evidence.places(cue) {
            let Some(token) = announced(evidence.text, place.end) else {
                continue;
            };
            let written = &evidence.text[token.clone()];
            let n_digits = written.bytes().filter(u8::is_ascii_digit).count();
            let enough = n_digits >= fewest_digits || n_digits >= 1 && is_code(written);
            let is_code_word = cue == Cue::Reference && is_code(written);
            let long_enough = written.len() >= 4 || cue == Cue::Reference && n_digits >= 3;
            if (enough && long_enough || is_code_word) && !is_date(evidence.text, token.start) {
                found.push(Match::mask(PiiKind::Reference, token));
            }
        }
    }
}

/// A booking code: five to ten capitals and digits, not all digits.
fn is_code(written: &str) -> bool {
    (5..=10).contains(&written.len())
        && written
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && written.bytes().any(|b| b.is_ascii_uppercase())
}

/// The number or code behind a cue that ends at `at`, over at most three linking words.
fn announced(text: &str, at: usize) -> Option<Range<usize>> {
    let mut start = at;
    for _ in 0..4 {
        start = words::skip(
            text,
            start,
            &[' ', ':', '#', '=', '\u{a0}', '(', '"', '\'', '-', '.'],
        );
        let rest = &text[start..];
        let end = start
            + rest
                .find([' ', ',', ';', '\n', '?', '!', ')', '"'])
                .unwrap_or(rest.len());
        let word = text[start..end].trim_end_matches(['.', ':']);
        if LINKS.contains(&word.to_ascii_lowercase().as_str()) {
            start = end;
            continue;
        }
        let n_bytes = word
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'/' | b'.' | b'_'))
            .count();
        if n_bytes == 0
            || start == at
                && at > 0
                && words::glued_before(text, at)
                && words::glued_after(text, at)
        {
            return None;
        }
        let token_end = start + word[..n_bytes].trim_end_matches(['-', '/', '.', '_']).len();
        if token_end == start || words::glued_after(text, token_end) {
            return None;
        }
        return Some(start..with_more_groups(text, token_end));
    }
    None
}

/// Takes in further groups of three or more digits: "klantnummer 123 456 789".
fn with_more_groups(text: &str, end: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = end;
    let mut n_taken = 0;
    while bytes.get(end) == Some(&b' ') && bytes[end - 1].is_ascii_digit() {
        let n_digits = bytes[end + 1..]
            .iter()
            .take_while(|b| b.is_ascii_digit())
            .count();
        // A short last group belongs to a number that has shown itself to be in groups.
        let fewest = if n_taken >= 2 { 1 } else { 3 };
        if n_digits < fewest || words::glued_after(text, end + 1 + n_digits) {
            break;
        }
        end += 1 + n_digits;
        n_taken += 1;
    }
    end
}

impl Detector for BirthDate {
    fn may_find(&self, evidence: &Evidence<'_>) -> bool {
        evidence.n_digits >= 3 && evidence.has_any(&[Cue::Birth])
    }

    fn find(&self, evidence: &Evidence<'_>, found: &mut Vec<Match>) {
        let text = evidence.text;
        for cue in evidence.places(Cue::Birth) {
            let mut at = cue.end;
            for _ in 0..4 {
                at = words::skip(text, at, &[' ', ':', ',', '(', '.']);
                if let Some(end) = date(text, at) {
                    found.push(Match::mask(PiiKind::BirthDate, at..end));
                    break;
                }
                let Some(word) = words::word_at(text, at) else {
                    break;
                };
                let linking = text[word.clone()].to_ascii_lowercase();
                if !matches!(
                    linking.as_str(),
                    "op" | "is" | "on" | "the" | "was" | "te" | "date" | "datum" | "van" | "mij"
                ) {
                    break;
                }
                at = word.end;
            }
        }
    }
}

/// Months by the first three letters, Dutch and English.
const MONTHS: &[&str] = &[
    "jan", "feb", "mrt", "maa", "mar", "apr", "mei", "may", "jun", "jul", "aug", "sep", "okt",
    "oct", "nov",
];

fn is_date(text: &str, at: usize) -> bool {
    date(text, at).is_some()
}

/// The end of the date that starts at `at`: 31-12-1980, 1980-12-31, 31 december 1980, December 31, 1980.
pub(super) fn date(text: &str, at: usize) -> Option<usize> {
    if let Some(word) = words::word_at(text, at) {
        let day_at = month(text, &word)?;
        let (_, day_end) = number(text, day_at, 2)?;
        let year_at = words::skip(text, after_ordinal(text, day_end), &[' ', ',']);
        return year(text, year_at);
    }
    let (_, first_end) = number(text, at, 4)?;
    let separator = text[first_end..].chars().next()?;
    if matches!(separator, '-' | '/' | '.') {
        let (_, second_end) = number(text, first_end + 1, 2)?;
        if !text[second_end..].starts_with(separator) {
            return None;
        }
        let third_at = second_end + 1;
        let third_at = third_at + usize::from(text[third_at..].starts_with('\''));
        let (_, third_end) = number(text, third_at, 4)?;
        let digits = third_end - third_at + second_end - at - 1;
        return ((4..=8).contains(&digits) && !words::glued_after(text, third_end))
            .then_some(third_end);
    }
    let month_at = words::skip(text, after_ordinal(text, first_end), &[' ']);
    let month_at = if text[month_at..].starts_with("of ") {
        month_at + 3
    } else {
        month_at
    };
    if let Some(word) = words::word_at(text, month_at) {
        return year(text, month(text, &word)?);
    }
    // "31 12 1980"
    let (_, second_end) = number(text, month_at, 2)?;
    year(text, words::skip(text, second_end, &[' ']))
}

/// Where a month's name lets the text go on, if `word` is one.
fn month(text: &str, word: &Range<usize>) -> Option<usize> {
    let lower = text[word.clone()].to_ascii_lowercase();
    let head = lower.get(..3)?;
    (MONTHS.contains(&head) || head == "dec").then(|| words::skip(text, word.end, &[' ', '.', ',']))
}

fn number(text: &str, at: usize, most_digits: usize) -> Option<(u32, usize)> {
    let n_digits = text
        .as_bytes()
        .get(at..)?
        .iter()
        .take_while(|b| b.is_ascii_digit())
        .count();
    let span = at..at + n_digits;
    (1..=most_digits).contains(&n_digits).then_some(())?;
    Some((text[span.clone()].parse().ok()?, span.end))
}

fn year(text: &str, at: usize) -> Option<usize> {
    let at = text.get(at..)?.strip_prefix('\'').map_or(at, |_| at + 1);
    let (_, end) = number(text, at, 4)?;
    (matches!(end - at, 2 | 4) && !words::glued_after(text, end)).then_some(end)
}

fn after_ordinal(text: &str, at: usize) -> usize {
    ["st", "nd", "rd", "th", "e"]
        .iter()
        .find(|suffix| {
            text[at..].starts_with(**suffix) && !words::glued_after(text, at + suffix.len())
        })
        .map_or(at, |suffix| at + suffix.len())
}
