use crate::intake::speakers::{Role, Speakers};
use crate::units::Seconds;

/// Who a line says speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// A label that is known.
    Known(Role),
    /// Something in the place and form of a label that nobody declared: a name, or the first word
    /// of a sentence. Whoever it is, it is not certain to be the one who spoke before.
    Unknown,
    /// No label: whoever spoke goes on.
    Absent,
}

/// Splits `Klant: goedemorgen` or `[00:01:05] Agent 2: …` into time, label and text.
///
/// An unknown label stays part of the text: nothing is lost, and `privacy` sees the name in it.
pub(super) fn split<'a>(line: &'a str, speakers: &Speakers) -> (Option<Seconds>, Label, &'a str) {
    let (at, line) = leading_clock(line.trim());
    let Some((label, text)) = line.split_once(':') else {
        return (at, Label::Absent, line);
    };
    let label = label
        .trim()
        .trim_start_matches(['-', '*', '>'])
        .trim_matches(['*', ' ']);
    if label.is_empty() || label.len() > 40 {
        return (at, Label::Absent, line);
    }
    // `Agent (Sanne)` is an agent.
    let bare = label.split('(').next().unwrap_or(label).trim();
    match speakers.role(bare) {
        Some(role) if !bare.is_empty() => (at, Label::Known(role), text.trim()),
        _ if looks_like_name(label) && !text.starts_with("//") => (at, Label::Unknown, line),
        _ => (at, Label::Absent, line),
    }
}

fn looks_like_name(label: &str) -> bool {
    label.split_whitespace().count() <= 3
        && label.starts_with(char::is_uppercase)
        && label
            .chars()
            .all(|c| c.is_alphanumeric() || " .'-_()".contains(c))
}

/// A clock time in brackets or bare at the start of a line, as seconds, and the rest.
fn leading_clock(line: &str) -> (Option<Seconds>, &str) {
    let (inner, rest) = match line.strip_prefix(['[', '(']) {
        Some(inside) => match inside.split_once([']', ')']) {
            Some(parts) => parts,
            None => return (None, line),
        },
        None => match line.split_once(' ') {
            Some(parts) => parts,
            None => return (None, line),
        },
    };
    match clock(inner) {
        Some(seconds) => (Some(seconds), rest.trim_start_matches([' ', '-'])),
        None => (None, line),
    }
}

/// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.fff` as whole seconds.
fn clock(text: &str) -> Option<Seconds> {
    let whole = text.split(['.', ',']).next()?;
    let parts: Vec<i64> = whole
        .split(':')
        .map(|part| part.parse().ok().filter(|_| (1..=2).contains(&part.len())))
        .collect::<Option<_>>()?;
    match parts[..] {
        [h, m] if m < 60 => Some(Seconds(h * 3600 + m * 60)),
        [h, m, s] if m < 60 && s < 60 => Some(Seconds(h * 3600 + m * 60 + s)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Speaker;

    #[track_caller]
    fn check(line: &str, expected: (Option<i64>, Label, &str)) {
        let (at, label, text) = split(line, &Speakers::default());
        assert_eq!((at.map(|s| s.0), label, text), expected, "{line}");
    }

    const CUSTOMER: Label = Label::Known(Role::Speaks(Speaker::Customer));
    const AGENT: Label = Label::Known(Role::Speaks(Speaker::Agent));

    #[test]
    fn labels_and_clock_times_are_taken_off() {
        check("Klant: hoi", (None, CUSTOMER, "hoi"));
        check("**Agent 2:** hallo", (None, AGENT, "** hallo"));
        check(
            "[00:01:05] Medewerker (Sanne): dag",
            (Some(65), AGENT, "dag"),
        );
        check("10:32 - KLANT: ja", (Some(37_920), CUSTOMER, "ja"));
    }

    #[test]
    fn a_colon_does_not_make_a_label() {
        check(
            "ik belde om 10:30 uur",
            (None, Label::Absent, "ik belde om 10:30 uur"),
        );
        check(
            "https://example.org",
            (None, Label::Absent, "https://example.org"),
        );
        check("en toen: niets", (None, Label::Absent, "en toen: niets"));
        check(": leeg", (None, Label::Absent, ": leeg"));
    }

    #[test]
    fn an_unknown_name_is_a_speaker_and_stays_in_the_text() {
        check(
            "Sanne: goedemorgen",
            (None, Label::Unknown, "Sanne: goedemorgen"),
        );
    }
}
