use super::PiiKind;
use super::checksum;
use super::cues::Cue;
use super::detector::{Detector, Evidence, Match};
use super::words;
use std::ops::Range;

/// Numbers that are spelled out in a transcript: "nul zes een twee drie vier …".
#[derive(Debug)]
pub(super) struct Spoken;

/// Fewer digits than this in a row are counting, not a number of a person.
const FEWEST_DIGITS: usize = 7;

impl Detector for Spoken {
    fn may_find(&self, evidence: &Evidence<'_>) -> bool {
        evidence.has_any(&[Cue::SpokenDigit]) && evidence.places(Cue::SpokenDigit).nth(1).is_some()
    }

    fn find(&self, evidence: &Evidence<'_>, found: &mut Vec<Match>) {
        let text = evidence.text;
        let mut run = Run::default();
        let mut at = 0;
        while at < text.len() {
            at = words::skip(text, at, &[' ', ',', '-', '\n', '.', '\u{a0}']);
            let Some(word) = words::word_at(text, at) else {
                let n_bytes = text[at..].chars().next().map_or(1, char::len_utf8);
                run.finish(found);
                at += n_bytes;
                continue;
            };
            if !run.take(&text[word.clone()].to_lowercase(), &word) {
                run.finish(found);
            }
            at = word.end;
        }
        run.finish(found);
    }
}

/// Digits heard so far.
#[derive(Debug, Default)]
struct Run {
    digits: Vec<u8>,
    n_words: usize,
    span: Range<usize>,
    repeat: usize,
}

impl Run {
    /// Takes a word in if it stands for digits; hyphenated words count part by part.
    fn take(&mut self, word: &str, at: &Range<usize>) -> bool {
        let mut heard = Vec::new();
        for part in word.split('-') {
            match part {
                "dubbel" | "dubbele" | "double" => self.repeat = 2,
                "triple" | "driemaal" => self.repeat = 3,
                "plus" if self.digits.is_empty() => heard.extend(b"00"),
                _ => {
                    let Some(digits) = digits_of(part) else {
                        return false;
                    };
                    for _ in 0..self.repeat.max(1) {
                        heard.extend_from_slice(digits.as_bytes());
                    }
                    self.repeat = 0;
                }
            }
        }
        if self.n_words == 0 {
            self.span.start = at.start;
        }
        self.n_words += 1;
        self.span.end = at.end;
        self.digits.append(&mut heard);
        true
    }

    /// Reports the run if it is long enough and starts afresh.
    fn finish(&mut self, found: &mut Vec<Match>) {
        let run = std::mem::take(self);
        if run.digits.len() < FEWEST_DIGITS || run.n_words < 4 {
            return;
        }
        let digits = run.digits.as_slice();
        let kind = match digits.len() {
            _ if digits.starts_with(b"0") => PiiKind::Phone,
            8..=9 if checksum::is_bsn(digits) => PiiKind::Bsn,
            13..=19 if checksum::is_luhn(digits) => PiiKind::Card,
            _ => PiiKind::Reference,
        };
        found.push(Match::mask(kind, run.span));
    }
}

/// What a number word sounds like in digits.
fn digits_of(word: &str) -> Option<String> {
    const UNITS: [[&str; 2]; 10] = [
        ["nul", "zero"],
        ["een", "one"],
        ["twee", "two"],
        ["drie", "three"],
        ["vier", "four"],
        ["vijf", "five"],
        ["zes", "six"],
        ["zeven", "seven"],
        ["acht", "eight"],
        ["negen", "nine"],
    ];
    const TEENS: [[&str; 2]; 10] = [
        ["tien", "ten"],
        ["elf", "eleven"],
        ["twaalf", "twelve"],
        ["dertien", "thirteen"],
        ["veertien", "fourteen"],
        ["vijftien", "fifteen"],
        ["zestien", "sixteen"],
        ["zeventien", "seventeen"],
        ["achttien", "eighteen"],
        ["negentien", "nineteen"],
    ];
    const TENS: [[&str; 2]; 8] = [
        ["twintig", "twenty"],
        ["dertig", "thirty"],
        ["veertig", "forty"],
        ["vijftig", "fifty"],
        ["zestig", "sixty"],
        ["zeventig", "seventy"],
        ["tachtig", "eighty"],
        ["negentig", "ninety"],
    ];
    let find = |table: &[[&str; 2]]| table.iter().position(|forms| forms.contains(&word));
    if matches!(word, "één" | "oh" | "o") {
        return Some(if word == "één" { "1" } else { "0" }.to_owned());
    }
    if let Some(unit) = find(&UNITS) {
        return Some(unit.to_string());
    }
    if let Some(teen) = find(&TEENS) {
        return Some((teen + 10).to_string());
    }
    if let Some(ten) = find(&TENS) {
        return Some(((ten + 2) * 10).to_string());
    }
    // "vierendertig", "tweeëndertig": unit, "en", ten.
    for (ten, [dutch, _]) in TENS.iter().enumerate() {
        if let Some(rest) = word.strip_suffix(dutch) {
            let unit = rest
                .strip_suffix("en")
                .or_else(|| rest.strip_suffix("ën"))?;
            let unit = UNITS
                .iter()
                .position(|[dutch, _]| *dutch == unit || unit == "één" && *dutch == "een")?;
            return Some(((ten + 2) * 10 + unit).to_string());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_words_of_both_languages_become_digits() {
        for (word, digits) in [
            ("nul", "0"),
            ("één", "1"),
            ("twaalf", "12"),
            ("tweeëndertig", "32"),
            ("vierenzestig", "64"),
            ("forty", "40"),
        ] {
            assert_eq!(digits_of(word).as_deref(), Some(digits), "{word}");
        }
        assert_eq!(digits_of("zesje"), None);
    }
}
