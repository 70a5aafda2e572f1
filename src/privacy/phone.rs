use super::PiiKind;
use super::cues::Cue;
use super::detector::{Detector, Evidence, Match};
use super::numbers::{self, Group};
use super::redactor::BusinessNumbers;

/// Telephone numbers in digits: Dutch national and international, foreign with `+` or `00`,
/// and numbers that are announced as such.
#[derive(Debug)]
pub(super) struct Phone {
    /// What happens to 0800, 0900, 0906, 0909 and 088 numbers.
    pub(super) business_numbers: BusinessNumbers,
}

impl Detector for Phone {
    fn may_find(&self, evidence: &Evidence<'_>) -> bool {
        evidence.n_digits >= 6
    }

    fn find(&self, evidence: &Evidence<'_>, found: &mut Vec<Match>) {
        let groups = &evidence.groups;
        for first in 0..groups.len() {
            let n_groups = numbers::n_joined(groups, first);
            let run = &groups[first..first + n_groups];
            let inside_date = (first.saturating_sub(2)..=first).any(|start| {
                start + numbers::n_joined(groups, start) > first
                    && numbers::starts_with_date(evidence.text, &groups[start..])
            });
            if groups[first].glued_before || inside_date {
                continue;
            }
            // The longest reading wins: "020 123 45 67" is one number, not a part of one.
            let longest = (1..=n_groups.min(7)).rev().find_map(|n| {
                let shape = shape(evidence, &run[..n])?;
                (!run[n - 1].glued_after).then_some((n, shape))
            });
            if let Some((n, shape)) = longest {
                let mut span = numbers::extent(&run[..n]);
                span.start = with_prefix(evidence.text, &span);
                found.push(match (shape, self.business_numbers) {
                    (Shape::Business, BusinessNumbers::Keep) => Match::keep(PiiKind::Phone, span),
                    _ => Match::mask(PiiKind::Phone, span),
                });
            }
        }
    }
}

/// What sort of number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Personal,
    Business,
}

/// What the groups are when all of them are read as one number.
fn shape(evidence: &Evidence<'_>, groups: &[Group]) -> Option<Shape> {
    let digits = numbers::digits(evidence.text, groups);
    let first = groups.first()?;
    let before = &evidence.text[..first.span.start];
    if before.ends_with('+') || before.ends_with("(+") {
        return international(&digits);
    }
    if let Some(abroad) = digits.strip_prefix(b"00")
        && abroad.first().is_some_and(|digit| *digit != b'0')
        && first.n_digits() >= 4
    {
        return international(abroad);
    }
    if numbers::is_amount(evidence.text, &numbers::extent(groups)) {
        return None;
    }
    national(&digits, groups)
        .or_else(|| american(evidence.text, groups))
        .or_else(|| {
            let announced = evidence.follows(Cue::Phone, first.span.start, 6)
                || evidence.follows(Cue::Phone, first.span.start, 12)
                    && (digits.len() >= 8 || digits.starts_with(b"0"));
            (announced && (6..=12).contains(&digits.len()) && !looks_like_year(&digits, groups))
                .then_some(Shape::Personal)
        })
}

/// Digits behind `+` or `00`.
fn international(digits: &[u8]) -> Option<Shape> {
    if let Some(national) = digits.strip_prefix(b"31") {
        // "+31 (0)6 …" keeps the zero of the national form.
        let national = national.strip_prefix(b"0").unwrap_or(national);
        if national.len() == 9 && national[0] != b'0' {
            let is_business = national.starts_with(b"88");
            return Some(if is_business {
                Shape::Business
            } else {
                Shape::Personal
            });
        }
        return None;
    }
    ((9..=15).contains(&digits.len()) && digits.first() != Some(&b'0')).then_some(Shape::Personal)
}

/// Digits with the zero of a national number.
fn national(digits: &[u8], groups: &[Group]) -> Option<Shape> {
    let first = groups.first()?;
    let is_service = [b"0800", b"0900", b"0906", b"0909"]
        .iter()
        .any(|prefix| digits.starts_with(*prefix));
    if is_service {
        let well_cut = first.n_digits() == 4 || groups.len() == 1;
        return (well_cut && (8..=11).contains(&digits.len())).then_some(Shape::Business);
    }
    if digits.first() != Some(&b'0') || digits.get(1) == Some(&b'0') {
        return None;
    }
    let well_cut = match first.n_digits() {
        // Only mobile numbers are cut after two digits: "06 12 …"; area codes have three or four.
        2 => digits.starts_with(b"06"),
        3 | 4 => true,
        _ => groups.len() == 1 || first.n_digits() >= 5,
    };
    match digits.len() {
        10 if well_cut && digits.starts_with(b"088") => Some(Shape::Business),
        10 if well_cut => Some(Shape::Personal),
        // United Kingdom: eleven digits, 01, 02, 03 and 07.
        11 if first.n_digits() != 2 && matches!(digits[1], b'1' | b'2' | b'3' | b'7') => {
            Some(Shape::Personal)
        }
        _ => None,
    }
}

/// Three, three and four digits with hyphens, dots or brackets.
fn american(text: &str, groups: &[Group]) -> Option<Shape> {
    let [area, exchange, line] = groups else {
        return None;
    };
    let sizes = (area.n_digits(), exchange.n_digits(), line.n_digits());
    let joined = matches!(line.joint, Some(b'-' | b'.'))
        || (exchange.joint == Some(b' ') && text[..exchange.span.start].ends_with(") "));
    (sizes == (3, 3, 4) && joined && text.as_bytes()[area.span.start] >= b'2')
        .then_some(Shape::Personal)
}

fn looks_like_year(digits: &[u8], groups: &[Group]) -> bool {
    groups.len() == 2
        && digits.len() == 8
        && groups.iter().all(|group| group.n_digits() == 4)
        && (digits.starts_with(b"19") || digits.starts_with(b"20"))
}

/// Where the number starts with its `+` and, if it is closed inside the number, its bracket.
fn with_prefix(text: &str, span: &std::ops::Range<usize>) -> usize {
    let mut start = span.start;
    if text[..start].ends_with('+') {
        start -= 1;
    }
    if text[..start].ends_with('(') && text[span.clone()].contains(')') {
        start -= 1;
    }
    start
}
