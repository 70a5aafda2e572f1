use super::PiiKind;
use super::cues::Cue;
use super::detector::{Detector, Evidence, Match};
use super::words;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

/// Mail addresses, written with `@` or spoken ("jan punt jansen apenstaartje voorbeeld punt nl").
#[derive(Debug)]
pub(super) struct Email;

/// Internet addresses, version 4 and 6.
#[derive(Debug)]
pub(super) struct Ip;

impl Detector for Email {
    fn may_find(&self, evidence: &Evidence<'_>) -> bool {
        evidence.has_at_sign || evidence.has_any(&[Cue::SpokenMail])
    }

    fn find(&self, evidence: &Evidence<'_>, found: &mut Vec<Match>) {
        let text = evidence.text;
        for at in memchr::memchr_iter(b'@', text.as_bytes()) {
            if let Some(span) = written_mail(text, at) {
                found.push(Match::mask(PiiKind::Email, span));
            }
        }
        for cue in evidence.places(Cue::SpokenMail) {
            if let Some(span) = spoken_mail(text, cue) {
                found.push(Match::mask(PiiKind::Email, span));
            }
        }
    }
}

/// Endings that make an address of a sign with spaces around it.
const KNOWN_ENDINGS: &[&str] = &["nl", "com", "be", "net", "org", "eu", "de", "uk"];

/// The address around the `@` at `at`.
fn written_mail(text: &str, at: usize) -> Option<Range<usize>> {
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'');
    let local_end = words::skip_back(text, at, &[' ']);
    let local_start = text[..local_end]
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_local(*c))
        .last()?
        .0;
    let domain_start = words::skip(text, at + 1, &[' ']);
    let rest = &text[domain_start..];
    let mut end = domain_start;
    let mut last_label = 0;
    let mut n_labels = 0;
    for label in rest.split('.') {
        let n_bytes: usize = label
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '-')
            .map(char::len_utf8)
            .sum();
        if n_bytes == 0 {
            break;
        }
        n_labels += 1;
        last_label = n_bytes;
        end = domain_start + label.as_ptr().addr() - rest.as_ptr().addr() + n_bytes;
        if n_bytes < label.len() {
            break;
        }
    }
    // Spaces around the sign are a slip of the pen only where the rest is an address beyond doubt.
    let spaced = local_end < at || domain_start > at + 1;
    let plausible = n_labels >= 2 && last_label >= 2 && local_start < local_end && !spaced
        || (spaced && n_labels >= 2 && KNOWN_ENDINGS.contains(&&text[end - last_label..end]));
    plausible.then_some(local_start..end)
}

/// Joining words of a spoken address.
const JOINERS: &[&str] = &[
    "punt",
    "dot",
    "streepje",
    "underscore",
    "koppelteken",
    "dash",
    "min",
    "plus",
];

/// The sign itself, spoken.
const SPOKEN_SIGNS: &[&str] = &[
    "apenstaartje",
    "apestaartje",
    "apenstaart",
    "apestaart",
    "at",
    "sign",
];

/// The spoken address around a cue, which is either the sign or the ending of the domain.
fn spoken_mail(text: &str, cue: &Range<usize>) -> Option<Range<usize>> {
    let is_ending = text[cue.clone()].contains(' ') && !text[cue.clone()].ends_with("sign");
    let (sign, end) = if is_ending {
        let domain_end = words::skip_back(text, cue.start, &[' ']);
        let domain = chain_back(text, domain_end)?;
        let sign = words::word_before(text, words::skip_back(text, domain, &[' ', ',']))?;
        (sign, cue.end)
    } else {
        let domain_start = words::skip(text, cue.end, &[' ', ',']);
        (cue.clone(), chain_forward(text, domain_start)?)
    };
    let spoken = text[sign.clone()].to_ascii_lowercase();
    if !SPOKEN_SIGNS.iter().any(|known| spoken.ends_with(known)) {
        return None;
    }
    let start = chain_back(text, words::skip_back(text, sign.start, &[' ', ',']))?;
    (start < sign.start).then_some(start..end)
}

/// Start of "jan punt de vries" that ends at `end`.
fn chain_back(text: &str, end: usize) -> Option<usize> {
    let mut start = token_before(text, end)?;
    loop {
        let before = words::skip_back(text, start, &[' ']);
        let Some(word) = token_before(text, before) else {
            return Some(start);
        };
        let spoken = text[word..before].to_ascii_lowercase();
        let joins = JOINERS.contains(&spoken.as_str());
        // "punt de vries": a particle belongs to the word behind it when a joiner stands before it.
        let earlier = words::skip_back(text, word, &[' ']);
        let particle = matches!(spoken.as_str(), "de" | "van" | "der" | "den" | "het")
            && token_before(text, earlier)
                .is_some_and(|at| JOINERS.contains(&&*text[at..earlier].to_ascii_lowercase()));
        if joins {
            start = token_before(text, earlier).unwrap_or(word);
        } else if particle {
            start = word;
        } else {
            return Some(start);
        }
    }
}

/// End of "voorbeeld punt nl" that starts at `start`; there is at least one joiner or dot.
fn chain_forward(text: &str, start: usize) -> Option<usize> {
    let mut end = token_after(text, start)?;
    let mut has_ending = text[start..end].contains('.');
    loop {
        let joiner_at = words::skip(text, end, &[' ']);
        let joined = token_after(text, joiner_at)
            .filter(|&joiner| JOINERS.contains(&&*text[joiner_at..joiner].to_ascii_lowercase()))
            .and_then(|joiner| token_after(text, words::skip(text, joiner, &[' '])));
        match joined {
            Some(next) => {
                end = next;
                has_ending = true;
            }
            None => return has_ending.then_some(end),
        }
    }
}

fn is_token(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '-')
}

fn token_before(text: &str, end: usize) -> Option<usize> {
    let before = text.get(..end)?;
    let trimmed = before.trim_end_matches(is_token);
    (trimmed.len() < end).then_some(trimmed.len())
}

fn token_after(text: &str, start: usize) -> Option<usize> {
    let rest = text.get(start..)?;
    let token = &rest[..rest.len() - rest.trim_start_matches(is_token).len()];
    let token = token.trim_end_matches('.');
    (!token.is_empty()).then_some(start + token.len())
}

impl Detector for Ip {
    fn may_find(&self, evidence: &Evidence<'_>) -> bool {
        evidence.groups.len() >= 4 || evidence.n_colons >= 2 && evidence.n_digits >= 1
    }

    fn find(&self, evidence: &Evidence<'_>, found: &mut Vec<Match>) {
        let text = evidence.text;
        let is_part = |c: char| c.is_ascii_hexdigit() || matches!(c, '.' | ':');
        let mut at = 0;
        while let Some(offset) = text[at..].find(is_part) {
            let start = at + offset;
            let n_bytes = text[start..]
                .find(|c| !is_part(c))
                .unwrap_or(text.len() - start);
            let token = text[start..start + n_bytes].trim_end_matches(['.', ':']);
            let end = start + token.len();
            if !words::glued_before(text, start)
                && !words::glued_after(text, end)
                && is_address(token)
            {
                found.push(Match::mask(PiiKind::Ip, start..end));
            }
            at = start + n_bytes;
        }
    }
}

fn is_address(token: &str) -> bool {
    if token.parse::<Ipv4Addr>().is_ok() {
        // "1.2.3.4" numbers a chapter; an address with single digits only is hardly ever given.
        return token.len() > "1.2.3.4".len();
    }
    let n_hexadecimal = token.bytes().filter(u8::is_ascii_hexdigit).count();
    token.contains(':')
        && n_hexadecimal >= 4
        && token.bytes().any(|byte| byte.is_ascii_digit())
        && token.parse::<Ipv6Addr>().is_ok()
}
