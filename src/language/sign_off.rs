//! How a message is closed: sign-offs, names below them, lines of mail programs.

/// Words that close a message, longest first where one begins another; lower case.
pub(super) const SIGN_OFFS: &[&str] = &[
    "met vriendelijke groeten",
    "met vriendelijke groet",
    "met hartelijke groet",
    "met hoogachting",
    "vriendelijke groeten",
    "vriendelijke groet",
    "hartelijke groeten",
    "hartelijke groet",
    "met groet",
    "hoogachtend",
    "groetjes",
    "groeten",
    "groet",
    "m.v.g.",
    "mvg",
    "kind regards",
    "best regards",
    "warm regards",
    "with regards",
    "regards",
    "best wishes",
    "yours sincerely",
    "yours faithfully",
    "yours truly",
    "sincerely",
];

/// Lines that a mail program adds.
pub(super) const DEVICE_LINES: &[&str] = &[
    "verzonden vanaf mijn",
    "verstuurd vanaf mijn",
    "verzonden vanuit mail",
    "verstuurd met outlook",
    "sent from my",
    "sent from mail",
    "sent via outlook",
    "outlook voor",
    "get outlook for",
];

/// A longer line below a sign-off is no name, function or address any more.
pub(super) const LONGEST_SIGNATURE_LINE: usize = 80;

/// Whether a mail program wrote the line.
pub(super) fn is_device_line(line: &str) -> bool {
    let lower = line.to_lowercase();
    line.len() <= LONGEST_SIGNATURE_LINE
        && !is_sentence(line)
        && DEVICE_LINES.iter().any(|start| lower.starts_with(start))
}

/// Whether a line is a full sentence, so that it is no part of a signature.
pub(super) fn is_sentence(line: &str) -> bool {
    let n_words = line.split_whitespace().count();
    let n_lower = line
        .split_whitespace()
        .filter(|word| word.starts_with(char::is_lowercase))
        .count();
    n_words >= 5 && n_lower * 2 > n_words
}

/// Whether the whole line is a sign-off, alone or with a name behind it.
pub(super) fn is_sign_off(line: &str) -> bool {
    let lower = line.to_lowercase();
    SIGN_OFFS.iter().any(|phrase| {
        lower.starts_with(phrase)
            && line
                .get(phrase.len()..)
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric) && is_name_like(rest))
    })
}

/// Whether `rest`, behind a sign-off, is nothing but a name: at most five words, all of a name's kind.
fn is_name_like(rest: &str) -> bool {
    let words: Vec<&str> = rest
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '!' | ':' | ';' | '-'))
        .filter(|word| !word.is_empty())
        .collect();
    words.len() <= 5
        && !rest.contains('?')
        && words.iter().all(|word| {
            word.starts_with('[')
                || word.starts_with(char::is_uppercase)
                || matches!(*word, "van" | "de" | "der" | "den" | "het" | "ter" | "ten" | "'t" | "en" | "and" | "&" | "el" | "x" | "xx" | "xxx")
        })
        // "Groeten uit" and bare "De" are no names; a name has a capital or a placeholder.
        && (words.is_empty() || words.iter().any(|word| word.starts_with('[') || word.starts_with(char::is_uppercase)))
}

/// Where a sign-off starts that ends the text behind the end of a sentence.
pub(super) fn closing_sign_off(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    SIGN_OFFS
        .iter()
        .filter_map(|phrase| lower.rfind(phrase).map(|at| (at, phrase)))
        .filter(|(at, phrase)| {
            let before = text[..*at].trim_end();
            let rest = &text[at + phrase.len()..];
            before.ends_with(['.', '!', '?', ',', ')'])
                && before.len() < *at
                && !rest.starts_with(char::is_alphanumeric)
                && is_name_like(rest)
        })
        .map(|(at, _)| at)
        .min()
}
