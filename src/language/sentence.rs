use std::ops::Range;

/// Cuts a text into sentences: byte ranges in order, without white space at their ends.
///
/// Written for feedback: a missing space behind a full stop, end marks in heaps ("?!!"), emoji in
/// place of a full stop, lists and line breaks. Abbreviations, initials and decimals do not end a
/// sentence. Every letter and digit lies in exactly one sentence; runs of bare marks in none.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(offset) = text.as_bytes()[at..]
        .iter()
        .position(|&byte| may_end_sentence(byte))
    {
        at += offset;
        let Some(c) = text[at..].chars().next() else {
            break;
        };
        let next = at + c.len_utf8();
        let end = match c {
            '.' | '!' | '?' | '…' => end_behind_marks(text, start, at),
            '\n' | '\r' => ends_line(text, start, at).then_some(at),
            _ if is_emoji(c) => end_behind_emoji(text, at),
            _ => None,
        };
        // Marks that end nothing are passed together: the last of "..." is no full stop.
        at = end
            .unwrap_or(next)
            .max(behind_same_marks(text, at, c))
            .max(next);
        if let Some(end) = end {
            push_trimmed(text, start..end, &mut found);
            start = end;
        }
    }
    push_trimmed(text, start..text.len(), &mut found);
    found
}

/// Whether a byte is an ASCII mark that can end a sentence or the first of a character from U+2000
/// on, where the ellipsis and emoji are; every other byte is passed over quickly.
fn may_end_sentence(byte: u8) -> bool {
    matches!(byte, b'.' | b'!' | b'?' | b'\n' | b'\r') || byte >= 0xe2
}

/// Abbreviations that never end a sentence, without their last full stop.
const ABBREVIATIONS: &[&str] = &[
    // Dutch
    "bijv", "bv", "o.a", "d.w.z", "d.m.v", "i.p.v", "i.v.m", "m.b.t", "m.b.v", "n.a.v", "o.b.v",
    "t.a.v", "t.b.v", "t.g.v", "t.n.v", "t.o.v", "t/m", "z.s.m", "a.d.h.v", "e.d", "resp", "evt",
    "incl", "excl", "ca", "nr", "nrs", "tel", "blz", "pag", "dhr", "mevr", "mw", "mej", "drs",
    "ir", "ing", "mr", "prof", "ds", "fam", "afd", "max", "min", "gem", "jl", "a.s", "v.a", "vgl",
    "zgn", "m.a.w", "o.i", "i.c.m", "geb", "mnd", "wk", "st", "m.i", "b.v", "n.l", "nl", "i.o.m",
    "t.z.t", "m.n", "vnl", "ong", "str", // English
    "e.g", "i.e", "dr", "mrs", "ms", "sr", "jr", "vs", "approx", "no", "dept", "est", "inc", "ltd",
    "co", "fig", "al", "cf", "p.m", "a.m", "appt", "ref", "u.s", "u.k",
];

/// Abbreviations that end a sentence when a capital follows.
const CLOSING_ABBREVIATIONS: &[&str] = &[
    "enz", "etc", "o.i.d", "e.d", "p.m", "a.m", "co", "inc", "ltd",
];

/// Abbreviations that are ordinary words too: they abbreviate only before a number or a capital.
const WORDS_TOO: &[&str] = &[
    "no", "al", "min", "max", "co", "nl", "st", "est", "fig", "str", "tel", "ref",
];

/// The end of the sentence that the marks at `at` close, if they close one.
fn end_behind_marks(text: &str, start: usize, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let marks = &rest[..rest.len() - rest.trim_start_matches(['.', '!', '?', '…']).len()];
    let behind_marks = at + marks.len();
    let closers = ['"', '\'', ')', ']', '”', '’', '»'];
    let tail = &text[behind_marks..];
    let behind = text.len() - tail.trim_start_matches(closers).len();
    let next = text[behind..].chars().next();
    let next_word = text[behind..].trim_start().chars().next();
    let is_spaced = next.is_none_or(char::is_whitespace);
    let is_trailing_off =
        marks.chars().all(|c| matches!(c, '.' | '…')) && (marks.contains('…') || marks.len() > 1);
    let closes = if marks.contains(['!', '?']) {
        // "wat?!nee" ends too; "!important" inside a word does not.
        is_spaced || next.is_some_and(|c| c.is_uppercase() || is_emoji(c))
    } else if is_trailing_off {
        // "ik dacht... maar nee" goes on.
        next_word.is_none_or(|c| !c.is_lowercase())
    } else {
        full_stop_closes(text, start, at, is_spaced, next, next_word)
    };
    closes.then(|| with_emoji(text, behind))
}

/// The position behind a run of end marks that starts at `at`; `at` for any other character.
fn behind_same_marks(text: &str, at: usize, c: char) -> usize {
    if matches!(c, '.' | '!' | '?' | '…') {
        text.len() - text[at..].trim_start_matches(['.', '!', '?', '…']).len()
    } else {
        at
    }
}

/// Whether a single full stop ends a sentence.
fn full_stop_closes(
    text: &str,
    start: usize,
    at: usize,
    is_spaced: bool,
    next: Option<char>,
    next_word: Option<char>,
) -> bool {
    let before = &text[start..at];
    let token = before
        .rsplit(|c: char| {
            c.is_whitespace() || matches!(c, '(' | '"' | '\'' | ',' | '[' | ':' | ';')
        })
        .next()
        .unwrap_or_default();
    if !is_spaced {
        // "snel.Goed": the space was forgotten. "Jan.nl", "3.5" and "U.S.A" are one word.
        let before_is_word = token.chars().rev().take_while(|c| c.is_lowercase()).count() >= 2
            || token.ends_with([')', ']', '%'])
            || token
                .chars()
                .next_back()
                .is_some_and(|c| c.is_ascii_digit());
        return before_is_word && next.is_some_and(|c| c.is_uppercase() || is_emoji(c));
    }
    let lower = token.to_lowercase();
    let is_number = !token.is_empty() && token.chars().all(|c| c.is_ascii_digit());
    if is_number && before.trim_start().len() == token.len() {
        // "1. Bellen" at the start of a line numbers a list.
        return false;
    }
    let is_initial = token.chars().count() == 1 && token.chars().all(char::is_uppercase);
    if is_initial && next_word.is_some_and(char::is_uppercase) {
        return false;
    }
    let next_is_capital = next_word.is_none_or(char::is_uppercase);
    if CLOSING_ABBREVIATIONS.contains(&lower.as_str()) {
        return next_is_capital;
    }
    if WORDS_TOO.contains(&lower.as_str()) {
        let abbreviates = next_word.is_some_and(|c| c.is_ascii_digit())
            || lower == "st" && next_word.is_some_and(char::is_uppercase);
        return !abbreviates;
    }
    !ABBREVIATIONS.contains(&lower.as_str()) || next_word.is_none()
}

/// Whether the line break at `at` ends a sentence.
fn ends_line(text: &str, start: usize, at: usize) -> bool {
    if text[start..at].trim().is_empty() {
        return true;
    }
    let rest = &text[at..];
    let breaks = &rest[..rest.len() - rest.trim_start().len()];
    let is_paragraph = breaks.matches('\n').count() > 1;
    // A line that goes on in lower case was wrapped, not ended.
    is_paragraph || !rest.trim_start().starts_with(char::is_lowercase)
}

/// The end of a sentence that emoji close: a capital follows.
fn end_behind_emoji(text: &str, at: usize) -> Option<usize> {
    let end = skip_emoji(text, at);
    let rest = &text[end..];
    let next = rest.trim_start().chars().next();
    (rest.starts_with(char::is_whitespace) && next.is_some_and(char::is_uppercase)).then_some(end)
}

/// Takes in emoji that directly follow the end of a sentence.
fn with_emoji(text: &str, at: usize) -> usize {
    let trimmed = text.len() - text[at..].trim_start_matches(' ').len();
    match text[trimmed..].chars().next() {
        Some(c) if is_emoji(c) => skip_emoji(text, trimmed),
        _ => at,
    }
}

fn skip_emoji(text: &str, at: usize) -> usize {
    text.len()
        - text[at..]
            .trim_start_matches(|c| is_emoji(c) || is_emoji_joint(c))
            .len()
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1f300}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b50}')
}

fn is_emoji_joint(c: char) -> bool {
    matches!(c, '\u{fe0f}' | '\u{200d}' | '\u{1f3fb}'..='\u{1f3ff}')
}

fn push_trimmed(text: &str, span: Range<usize>, found: &mut Vec<Range<usize>>) {
    let part = &text[span.clone()];
    let start = span.start + part.len() - part.trim_start().len();
    let end = start + part.trim().len();
    if text[start..end]
        .chars()
        .any(|c| c.is_alphanumeric() || is_emoji(c))
    {
        found.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = sentences(text)
            .into_iter()
            .map(|span| &text[span])
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn end_marks_end_sentences_in_any_number() {
        check(
            "Wat een service!! Echt?! Ja.",
            &["Wat een service!!", "Echt?!", "Ja."],
        );
        check("Great. \"Really?\" Yes", &["Great.", "\"Really?\"", "Yes"]);
    }

    #[test]
    fn a_forgotten_space_does_not_hide_a_sentence() {
        check(
            "Snel geleverd.Goed verpakt",
            &["Snel geleverd.", "Goed verpakt"],
        );
        check(
            "Kijk op voorbeeld.nl voor v3.5 en U.S.A info",
            &["Kijk op voorbeeld.nl voor v3.5 en U.S.A info"],
        );
    }

    #[test]
    fn abbreviations_initials_and_decimals_go_on() {
        check(
            "Bel bijv. morgen of o.a. dinsdag, d.w.z. ca. 3 keer.",
            &["Bel bijv. morgen of o.a. dinsdag, d.w.z. ca. 3 keer."],
        );
        check(
            "Dr. J. Smit en mr. Bos, nr. 5.",
            &["Dr. J. Smit en mr. Bos, nr. 5."],
        );
        check(
            "I paid 3.5, e.g. Mr. Hill i.e. St. Ives.",
            &["I paid 3.5, e.g. Mr. Hill i.e. St. Ives."],
        );
    }

    #[test]
    fn abbreviations_that_are_words_too_end_a_sentence() {
        check(
            "The answer was no. They left.",
            &["The answer was no.", "They left."],
        );
        check(
            "Boeken, cd's enz. Alles kwam.",
            &["Boeken, cd's enz.", "Alles kwam."],
        );
        check("Boeken enz. kwamen.", &["Boeken enz. kwamen."]);
    }

    #[test]
    fn trailing_off_goes_on_in_lower_case() {
        check(
            "Ik dacht... maar nee… Jammer",
            &["Ik dacht... maar nee…", "Jammer"],
        );
    }

    #[test]
    fn lines_and_lists_end_sentences_and_wrapped_lines_do_not() {
        check(
            "Goed:\n- snel\n- netjes\n\nmaar duur",
            &["Goed:", "- snel", "- netjes", "maar duur"],
        );
        check("1. Bellen\n2. Mailen", &["1. Bellen", "2. Mailen"]);
        check("Dit gaat\ngewoon door", &["Dit gaat\ngewoon door"]);
    }

    #[test]
    fn emoji_stay_with_their_sentence() {
        check(
            "Top! 👍 Snel geleverd 😀 Volgende keer weer",
            &["Top! 👍", "Snel geleverd 😀", "Volgende keer weer"],
        );
        check("👍🏽", &["👍🏽"]);
        check("...", &[]);
    }

    proptest! {
        #[test]
        fn every_letter_lies_in_exactly_one_sentence(text in "([A-Za-zé0-9]{0,4}[ .!?…\n😀\"(]{0,3}){0,12}") {
            let spans = sentences(&text);
            let mut at = 0;
            for span in &spans {
                prop_assert!(span.start >= at && span.start < span.end);
                prop_assert!(!text[at..span.start].chars().any(char::is_alphanumeric));
                prop_assert_eq!(text[span.clone()].trim(), &text[span.clone()]);
                at = span.end;
            }
            prop_assert!(!text[at..].chars().any(char::is_alphanumeric));
        }
    }
}
