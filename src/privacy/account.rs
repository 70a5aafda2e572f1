use super::PiiKind;
use super::checksum;
use super::cues::Cue;
use super::detector::{Detector, Evidence, Match};
use super::numbers::{self, Group};
use super::words;

/// Bank account numbers (IBAN): right length for the country, mod-97 holds; spaces and lower case allowed.
#[derive(Debug)]
pub(super) struct Iban;

/// Citizen service numbers (BSN): eight or nine digits that pass the eleven test.
#[derive(Debug)]
pub(super) struct Bsn;

/// Payment card numbers: 13 to 19 digits of a card scheme that pass the Luhn test.
#[derive(Debug)]
pub(super) struct Card;

impl Detector for Iban {
    fn may_find(&self, evidence: &Evidence<'_>) -> bool {
        evidence.n_digits >= 10
    }

    fn find(&self, evidence: &Evidence<'_>, found: &mut Vec<Match>) {
        let text = evidence.text;
        for group in &evidence.groups {
            if !group.glued_before || group.n_digits() < 2 || group.span.start < 2 {
                continue;
            }
            let start = group.span.start - 2;
            let bytes = text.as_bytes();
            let country = [
                bytes[start].to_ascii_uppercase(),
                bytes[start + 1].to_ascii_uppercase(),
            ];
            if !country.iter().all(u8::is_ascii_uppercase) || words::glued_before(text, start) {
                continue;
            }
            let end = match checksum::iban_length(country) {
                Some(length) => end_of_iban(text, start, length, Spaces::Allowed),
                None => {
                    (15..=34).find_map(|length| end_of_iban(text, start, length, Spaces::Refused))
                }
            };
            if let Some(end) = end {
                found.push(Match::mask(PiiKind::Iban, start..end));
            }
        }
    }
}

/// Whether the groups of four may stand apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spaces {
    Allowed,
    Refused,
}

/// The end of the `length` letters and digits from `start` on, if they are an account number.
fn end_of_iban(text: &str, start: usize, length: usize, spaces: Spaces) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut compact = Vec::with_capacity(length);
    let mut at = start;
    while compact.len() < length {
        let byte = *bytes.get(at)?;
        let next_counts = bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric);
        if byte.is_ascii_alphanumeric() {
            compact.push(byte.to_ascii_uppercase());
        } else if spaces == Spaces::Refused || !matches!(byte, b' ' | b'.' | b'-') || !next_counts {
            return None;
        }
        at += 1;
    }
    (!words::glued_after(text, at) && checksum::is_iban(&compact)).then_some(at)
}

impl Detector for Bsn {
    fn may_find(&self, evidence: &Evidence<'_>) -> bool {
        evidence.n_digits >= 8
    }

    fn find(&self, evidence: &Evidence<'_>, found: &mut Vec<Match>) {
        let mut first = 0;
        while first < evidence.groups.len() {
            let n_groups = numbers::n_joined(&evidence.groups, first);
            let run = &evidence.groups[first..first + n_groups];
            for single in run {
                consider_bsn(evidence, std::slice::from_ref(single), found);
            }
            // Digits in several groups count only when they are all there is: a part of a longer
            // number, or of a date and a time, is no citizen service number.
            let evenly_joined = run
                .windows(2)
                .skip(1)
                .all(|pair| pair[0].joint == pair[1].joint);
            if (2..=5).contains(&n_groups) && evenly_joined {
                consider_bsn(evidence, run, found);
            }
            first += n_groups;
        }
    }
}

fn consider_bsn(evidence: &Evidence<'_>, groups: &[Group], found: &mut Vec<Match>) {
    let text = evidence.text;
    let digits = numbers::digits(text, groups);
    let span = numbers::extent(groups);
    if !(8..=9).contains(&digits.len()) || is_glued(groups) {
        return;
    }
    let announced = evidence.follows(Cue::Bsn, span.start, 20);
    let doubtful = digits.len() == 8 && (groups.len() > 1 || is_compact_date(&digits))
        || numbers::is_amount(text, &span);
    // A number that is called a citizen service number is masked even when a digit is wrong.
    if announced || (checksum::is_bsn(&digits) && !doubtful) {
        found.push(Match::mask(PiiKind::Bsn, span));
    }
}

/// Whether eight digits are a date such as 20241231 or 31122024.
fn is_compact_date(digits: &[u8]) -> bool {
    let number = |range: std::ops::Range<usize>| {
        digits
            .get(range)
            .unwrap_or_default()
            .iter()
            .fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
    };
    let is_day = |month: u32, day: u32| (1..=12).contains(&month) && (1..=31).contains(&day);
    let is_year = |year: u32| (1900..2100).contains(&year);
    (is_year(number(0..4)) && is_day(number(4..6), number(6..8)))
        || (is_year(number(4..8)) && is_day(number(2..4), number(0..2)))
}

impl Detector for Card {
    fn may_find(&self, evidence: &Evidence<'_>) -> bool {
        evidence.n_digits >= 13
    }

    fn find(&self, evidence: &Evidence<'_>, found: &mut Vec<Match>) {
        for first in 0..evidence.groups.len() {
            let n_groups = numbers::n_joined(&evidence.groups, first).min(6);
            for n in 1..=n_groups {
                let groups = &evidence.groups[first..first + n];
                let digits = numbers::digits(evidence.text, groups);
                if digits.len() > 19 {
                    break;
                }
                // The first groups of a card number have four digits, so a sum of stray numbers is none.
                let looks_written = n == 1 || groups[0].n_digits() == 4;
                if looks_written
                    && !is_glued(groups)
                    && is_card_scheme(&digits)
                    && checksum::is_luhn(&digits)
                {
                    found.push(Match::mask(PiiKind::Card, numbers::extent(groups)));
                }
            }
        }
    }
}

/// Whether prefix and length belong to a card scheme (ISO/IEC 7812 issuer ranges).
fn is_card_scheme(digits: &[u8]) -> bool {
    let length = digits.len();
    match digits {
        [b'4', ..] => matches!(length, 13 | 16 | 19),
        [b'3', b'4' | b'7', ..] => length == 15,
        [b'3', b'0' | b'6' | b'8', ..] => (14..=19).contains(&length),
        [b'3', b'5', ..] | [b'5' | b'6', ..] => (16..=19).contains(&length),
        [b'2', b'2'..=b'7', ..] => length == 16,
        _ => false,
    }
}

fn is_glued(groups: &[Group]) -> bool {
    groups.first().is_some_and(|group| group.glued_before)
        || groups.last().is_some_and(|group| group.glued_after)
}
