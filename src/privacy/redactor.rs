use super::account::{Bsn, Card, Iban};
use super::address::Address;
use super::cues::CueFinder;
use super::detector::{Detector, Evidence, Match, Verdict};
use super::name::Name;
use super::network::{Email, Ip};
use super::phone::Phone;
use super::plate::Plate;
use super::reference::{BirthDate, Reference};
use super::session::RedactionSession;
use super::spoken::Spoken;
use super::{PiiKind, RedactedText, Redaction};
use crate::record::RawText;
use std::ops::Range;

/// What is replaced.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// What happens to business telephone numbers.
    pub business_numbers: BusinessNumbers,
    /// What happens to first names that no cue announces.
    pub bare_names: BareNames,
    /// Names of facets whose values stand for persons, such as `agent`; they become pseudonyms.
    pub pseudonymous_facets: Vec<String>,
}

/// What happens to 0800, 0900, 0906, 0909 and 088 numbers, which belong to organisations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BusinessNumbers {
    /// They stay: which service line a customer called is no personal data.
    #[default]
    Keep,
    /// They are replaced like any other number.
    Mask,
}

/// What happens to a frequent first name with a capital inside a sentence that no cue announces
/// ("kunt u Petra vragen").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BareNames {
    /// They stay, so that shops and places with such a name stay legible.
    #[default]
    Keep,
    /// They are replaced: more names are found, and more names of shops.
    Mask,
}

/// Finds personal data and replaces them by typed placeholders.
///
/// Equal values of one text get the same placeholder (`[NAME_1]` … `[NAME_1]`). Redacting a redacted
/// text changes nothing. Threads may share a redactor.
#[derive(Debug)]
pub struct Redactor {
    cues: CueFinder,
    /// In order of precedence: of two matches of equal length the earlier detector's stands.
    detectors: Vec<Box<dyn Detector>>,
}

/// A round of detection finds what an earlier replacement brought to light; two are the rule.
const MOST_ROUNDS: usize = 8;

impl Redactor {
    /// Builds the detectors.
    pub fn new(options: &Options) -> Self {
        Self {
            cues: CueFinder::new(),
            detectors: vec![
                Box::new(Email),
                Box::new(Iban),
                Box::new(BirthDate),
                Box::new(Reference::Announced),
                Box::new(Bsn),
                Box::new(Card),
                Box::new(Phone {
                    business_numbers: options.business_numbers,
                }),
                Box::new(Spoken),
                Box::new(Ip),
                Box::new(Plate),
                Box::new(Reference::Likely),
                Box::new(Address),
                Box::new(Name {
                    bare_names: options.bare_names,
                }),
            ],
        }
    }

    /// Redacts a text that stands alone.
    pub fn redact(&self, text: &RawText) -> RedactedText {
        self.redact_str(text.expose_to_privacy(), &mut RedactionSession::default())
    }

    /// Redacts one text of several that belong together, such as the turns of a dialogue: numbering
    /// goes on, and a value that came up before gets its placeholder again.
    pub fn redact_in(&self, text: &RawText, session: &mut RedactionSession) -> RedactedText {
        let raw = text.expose_to_privacy();
        let redacted = self.redact_str(raw, session);
        session.hear(&Evidence::gather(raw, &self.cues));
        redacted
    }

    pub(super) fn redact_str(&self, raw: &str, session: &mut RedactionSession) -> RedactedText {
        let mut current = RedactedText::new(raw.to_owned(), Vec::new());
        for _ in 0..MOST_ROUNDS {
            let fresh = self.masked(&current, session);
            if fresh.is_empty() {
                break;
            }
            session.respect(current.as_str());
            current = replace(&current, raw, &fresh, session);
        }
        current
    }

    /// What is to be replaced in `current`: sorted, without overlaps, outside earlier placeholders.
    fn masked(&self, current: &RedactedText, session: &RedactionSession) -> Vec<Match> {
        let text = current.as_str();
        let evidence = Evidence::gather(text, &self.cues);
        let mut found = Vec::new();
        for detector in &self.detectors {
            if detector.may_find(&evidence) {
                detector.find(&evidence, &mut found);
            }
        }
        if !session.asked().is_nothing() {
            session.asked().find(text, &mut found);
        }
        if found.is_empty() && !session.knows_names() {
            return found;
        }
        let placeholders = super::session::placeholders(text);
        // Stable: of two matches of equal length the earlier detector's comes first.
        found.sort_by_key(|found| std::cmp::Reverse(found.span.len()));
        let mut accepted: Vec<Match> = Vec::new();
        for candidate in found {
            let taken = accepted
                .iter()
                .any(|other| overlap(&other.span, &candidate.span))
                || placeholders
                    .iter()
                    .any(|span| overlap(span, &candidate.span));
            if !taken {
                accepted.push(candidate);
            }
        }
        repeated_names(text, session, &placeholders, &mut accepted);
        accepted.retain(|found| found.verdict == Verdict::Mask);
        accepted.sort_by_key(|found| found.span.start);
        accepted
    }
}

/// Adds bare mentions of persons whose name was found elsewhere: "mevrouw Visser … Visser".
fn repeated_names(
    text: &str,
    session: &RedactionSession,
    placeholders: &[Range<usize>],
    accepted: &mut Vec<Match>,
) {
    let mut telling: Vec<String> = accepted
        .iter()
        .filter(|found| found.kind == PiiKind::Name)
        .flat_map(|found| super::name_shape::telling_words(&text[found.span.clone()]))
        .map(str::to_owned)
        .chain(session.telling_words().map(str::to_owned))
        .collect();
    telling.sort_unstable();
    telling.dedup();
    for word in &telling {
        for (start, _) in text.match_indices(word.as_str()) {
            let span = start..start + word.len();
            let whole = !super::words::glued_before(text, span.start)
                && !super::words::glued_after(text, span.end);
            let free = !accepted.iter().any(|other| overlap(&other.span, &span))
                && !placeholders.iter().any(|other| overlap(other, &span));
            if whole && free {
                accepted.push(Match::mask(PiiKind::Name, span));
            }
        }
    }
}

/// Puts placeholders for `fresh` into `current` and keeps both spans of every replacement.
fn replace(
    current: &RedactedText,
    raw: &str,
    fresh: &[Match],
    session: &mut RedactionSession,
) -> RedactedText {
    let source = current.as_str();
    let mut text = String::with_capacity(source.len() + 8 * fresh.len());
    let mut redactions: Vec<Redaction> = Vec::new();
    let mut earlier = current.redactions().iter().peekable();
    let mut at = 0;
    for found in fresh {
        keep_earlier(
            &mut earlier,
            found.span.start,
            text.len(),
            at,
            &mut redactions,
        );
        text.push_str(&source[at..found.span.start]);
        let raw_span = current.raw_span(found.span.clone());
        let start = text.len();
        text.push_str(&session.placeholder(found.kind, &raw[raw_span.clone()]));
        redactions.push(Redaction {
            span: start..text.len(),
            raw_span,
            kind: found.kind,
        });
        at = found.span.end;
    }
    keep_earlier(
        &mut earlier,
        source.len() + 1,
        text.len(),
        at,
        &mut redactions,
    );
    text.push_str(&source[at..]);
    RedactedText::new(text, redactions)
}

/// Moves the replacements of earlier rounds that begin before `until` to their new place.
fn keep_earlier<'r>(
    earlier: &mut std::iter::Peekable<impl Iterator<Item = &'r Redaction>>,
    until: usize,
    new_at: usize,
    old_at: usize,
    redactions: &mut Vec<Redaction>,
) {
    while let Some(redaction) = earlier.next_if(|redaction| redaction.span.start < until) {
        let start = new_at + redaction.span.start - old_at;
        redactions.push(Redaction {
            span: start..start + redaction.span.len(),
            ..redaction.clone()
        });
    }
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}
