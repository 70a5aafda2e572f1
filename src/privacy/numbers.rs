//! Digits of a text in groups, as people write long numbers.

use super::words;
use std::ops::Range;

/// A run of digits.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// Bytes of the digits.
    pub(super) span: Range<usize>,
    /// What joins it to the group before it, if it is joined.
    pub(super) joint: Option<u8>,
    /// Whether a letter stands directly before it.
    pub(super) glued_before: bool,
    /// Whether a letter stands directly behind it.
    pub(super) glued_after: bool,
}

impl Group {
    /// Number of digits.
    pub(super) fn n_digits(&self) -> usize {
        self.span.len()
    }
}

/// Every group of digits, in order.
pub(super) fn groups(text: &str) -> Vec<Group> {
    let bytes = text.as_bytes();
    let mut groups: Vec<Group> = Vec::new();
    let mut at = 0;
    while let Some(offset) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let start = at + offset;
        let n_digits = bytes[start..]
            .iter()
            .position(|byte| !byte.is_ascii_digit())
            .unwrap_or(bytes.len() - start);
        let end = start + n_digits;
        let joint = groups
            .last()
            .and_then(|last: &Group| joint(&bytes[last.span.end..start]));
        groups.push(Group {
            span: start..end,
            joint,
            glued_before: words::glued_before(text, start),
            glued_after: words::glued_after(text, end),
        });
        at = end;
    }
    groups
}

/// How many groups from `first` on hang together.
pub(super) fn n_joined(groups: &[Group], first: usize) -> usize {
    1 + groups[first + 1..]
        .iter()
        .take_while(|group| group.joint.is_some())
        .count()
}

/// The digits of `groups`, without what joins them.
pub(super) fn digits(text: &str, groups: &[Group]) -> Vec<u8> {
    groups
        .iter()
        .flat_map(|group| &text.as_bytes()[group.span.clone()])
        .copied()
        .collect()
}

/// From the first byte of the first group to the last of the last.
pub(super) fn extent(groups: &[Group]) -> Range<usize> {
    match (groups.first(), groups.last()) {
        (Some(first), Some(last)) => first.span.start..last.span.end,
        _ => 0..0,
    }
}

/// Whether the number is an amount of money or has decimals behind a comma.
pub(super) fn is_amount(text: &str, span: &Range<usize>) -> bool {
    let before = text[..span.start].trim_end_matches(' ');
    let after = &text.as_bytes()[span.end..];
    before.ends_with(['€', '$', '£'])
        || before.ends_with("EUR")
        || (after.first() == Some(&b',') && after.get(1).is_some_and(u8::is_ascii_digit))
        || text[span.end..].trim_start_matches(' ').starts_with('€')
}

/// Whether the first three groups are a date such as 31-12-2024 or 2024-12-31.
pub(super) fn starts_with_date(text: &str, groups: &[Group]) -> bool {
    let [first, second, third, ..] = groups else {
        return false;
    };
    let number = |group: &Group| text[group.span.clone()].parse::<u32>().unwrap_or(u32::MAX);
    let (year, month, day) = match (first.n_digits(), second.n_digits(), third.n_digits()) {
        (1..=2, 1..=2, 4) => (third, second, first),
        (4, 1..=2, 1..=2) => (first, second, third),
        _ => return false,
    };
    second.joint == third.joint
        && second.joint.is_some()
        && (1900..2100).contains(&number(year))
        && (1..=31).contains(&number(month))
        && (1..=31).contains(&number(day))
}

/// What joins two groups: one separator, alone or with spaces or brackets around it.
fn joint(between: &[u8]) -> Option<u8> {
    if between == [0xc2, 0xa0] {
        return Some(b' ');
    }
    if between.len() > 3
        || !between
            .iter()
            .all(|byte| matches!(byte, b' ' | b'-' | b'.' | b'/' | b'(' | b')'))
    {
        return None;
    }
    // "1. 2" ends a sentence or numbers a list; "1.2" may be one number.
    if between.contains(&b'.') && between.contains(&b' ') {
        return None;
    }
    between
        .iter()
        .copied()
        .find(|byte| matches!(byte, b'-' | b'.' | b'/'))
        .or(Some(b' '))
}
