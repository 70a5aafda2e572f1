use super::PiiKind;
use super::cues::Cue;
use super::detector::{Detector, Evidence, Match};
use super::words;
use std::ops::Range;

/// Dutch vehicle registrations: three groups of one sidecode; with hyphens anywhere, without them
/// near "kenteken" or "auto".
///
/// # References
///
/// RDW sidecodes 1 to 14.
#[derive(Debug)]
pub(super) struct Plate;

/// The shapes of sidecodes 1 to 14: `X` a letter, `9` a digit.
const SIDECODES: &[&str] = &[
    "XX-99-99", "99-99-XX", "99-XX-99", "XX-99-XX", "XX-XX-99", "99-XX-XX", "99-XXX-9", "9-XXX-99",
    "XX-999-X", "X-999-XX", "XXX-99-X", "X-99-XXX", "9-XX-999", "999-XX-9",
];

/// Letters that would make a date of a registration.
const MONTHS: &[&str] = &[
    "jan", "feb", "mrt", "mar", "apr", "mei", "may", "jun", "jul", "aug", "sep", "okt", "oct",
    "nov", "dec",
];

/// How far behind its cue a registration without hyphens may stand.
const REACH_BYTES: usize = 40;

impl Detector for Plate {
    fn may_find(&self, evidence: &Evidence<'_>) -> bool {
        evidence.n_digits >= 2
            && (evidence.has_any(&[Cue::Plate])
                || memchr::memchr(b'-', evidence.text.as_bytes()).is_some())
    }

    fn find(&self, evidence: &Evidence<'_>, found: &mut Vec<Match>) {
        let bytes = evidence.text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let begins =
                bytes[at].is_ascii_alphanumeric() && !words::glued_before(evidence.text, at);
            let match_here = begins.then(|| plate_at(evidence, at)).flatten();
            if let Some(span) = match_here {
                at = span.end;
                found.push(Match::mask(PiiKind::Plate, span));
            } else {
                at += 1;
            }
        }
    }
}

fn plate_at(evidence: &Evidence<'_>, start: usize) -> Option<Range<usize>> {
    let text = evidence.text;
    let bytes = text.as_bytes();
    let mut letters = String::new();
    let mut shape = String::new();
    let mut n_hyphens = 0;
    let mut at = start;
    while shape.len() - n_hyphens < 6 {
        let byte = *bytes.get(at)?;
        let class = match byte {
            b'0'..=b'9' => '9',
            _ if byte.is_ascii_alphabetic() => 'X',
            b'-' | b' ' if !shape.is_empty() && n_hyphens < 2 => {
                // A hyphen is a separator as it stands; a space needs a cue, checked below.
                let same = n_hyphens == 0 || bytes[..at].contains(&byte);
                if !same || shape.ends_with('-') {
                    return None;
                }
                shape.push('-');
                n_hyphens += 1;
                at += 1;
                continue;
            }
            _ => return None,
        };
        // Without separators the groups end where letters and digits meet.
        if class == 'X' {
            letters.push(char::from(byte.to_ascii_lowercase()));
        }
        shape.push(class);
        at += 1;
    }
    let span = start..at;
    let written = &text[span.clone()];
    if words::glued_after(text, at)
        || bytes.get(at) == Some(&b'-')
        || bytes[..start].ends_with(b"-")
    {
        return None;
    }
    let fits = match n_hyphens {
        2 => SIDECODES.contains(&shape.as_str()),
        0 => SIDECODES.iter().any(|code| code.replace('-', "") == shape),
        _ => false,
    };
    if !fits {
        return None;
    }
    let announced = evidence.follows(Cue::Plate, start, REACH_BYTES);
    let with_hyphens = written.matches('-').count() == 2;
    let is_upper = !written.bytes().any(|byte| byte.is_ascii_lowercase());
    // Registrations since 1978 have no vowels, which keeps "24-uur-7" and the like apart.
    let has_vowel = letters.bytes().any(|letter| b"aeiou".contains(&letter));
    let plausible = with_hyphens && (is_upper || !has_vowel) && !MONTHS.contains(&letters.as_str());
    // "auto" before six characters proves something only when they are no word and no year.
    let joined_to_cue = announced && (is_upper || !has_vowel);
    (plausible || joined_to_cue).then_some(span)
}
