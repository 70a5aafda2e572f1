use super::PiiKind;
use super::cues::Cue;
use super::detector::{Detector, Evidence, Match};
use super::gazetteer;
use super::name_shape::{Trust, first_word, name_at};
use super::redactor::BareNames;
use super::words;
use std::ops::Range;

/// Names of persons, found by the words around them; by the look of a word alone only if asked for.
#[derive(Debug)]
pub(super) struct Name {
    /// What happens to first names without a cue.
    pub(super) bare_names: BareNames,
}

/// Where a mention of a name ends the greeting or signature it stands in.
const GAP: [char; 8] = [' ', ',', ':', '\n', '\r', '\t', '.', '!'];

impl Detector for Name {
    fn may_find(&self, evidence: &Evidence<'_>) -> bool {
        self.bare_names == BareNames::Mask
            || evidence.has_any(&[
                Cue::NameStated,
                Cue::NameTitled,
                Cue::NameSigned,
                Cue::NameGreeted,
                Cue::NameWeak,
                Cue::NameNear,
                Cue::NameBefore,
            ])
    }

    fn find(&self, evidence: &Evidence<'_>, found: &mut Vec<Match>) {
        let text = evidence.text;
        for hit in &evidence.hits {
            let end = hit.span.end;
            let name = match hit.cue {
                Cue::NameStated => {
                    name_at(text, words::skip(text, end, &[' ', ':']), Trust::Stated)
                }
                Cue::NameTitled => titled(text, &hit.span),
                Cue::NameSigned => signed(text, end),
                Cue::NameGreeted if words::begins_sentence(text, hit.span.start) => {
                    name_at(text, words::skip(text, end, &[' ', ',']), Trust::Known)
                }
                Cue::NameWeak => weak(text, &hit.span),
                Cue::NameNear => name_at(text, words::skip(text, end, &[' ']), Trust::Unmistakable),
                Cue::NameBefore => before(text, hit.span.start),
                _ => None,
            };
            if let Some(name) = name {
                companions(text, name.end, found);
                found.push(Match::mask(PiiKind::Name, name));
            }
        }
        if self.bare_names == BareNames::Mask {
            bare(text, found);
        }
    }
}

/// Frequent first names with a capital inside a sentence, which are no word and no place.
fn bare(text: &str, found: &mut Vec<Match>) {
    let mut at = 0;
    for space in memchr::memchr_iter(b' ', text.as_bytes()) {
        let start = space + 1;
        if start < at || words::begins_sentence(text, start) && !text[..space].ends_with(',') {
            continue;
        }
        if let Some(name) = name_at(text, start, Trust::Unmistakable) {
            at = name.end;
            found.push(Match::mask(PiiKind::Name, name));
        }
    }
}

/// "Mevrouw de Wit"; a title behind another ("geachte mevrouw", "dhr. mr.") has its own cue.
fn titled(text: &str, cue: &Range<usize>) -> Option<Range<usize>> {
    let at = words::skip(text, cue.end, &[' ', '.']);
    (at > cue.end || text[..cue.end].ends_with('.'))
        .then(|| name_at(text, at, Trust::Titled))
        .flatten()
}

/// "Groeten, Jan de Vries" with nothing behind the name on its line.
fn signed(text: &str, at: usize) -> Option<Range<usize>> {
    let start = words::skip(text, at, &GAP);
    if start - at > 8 {
        return None;
    }
    let name = name_at(text, start, Trust::Titled)?;
    let rest = words::skip(text, name.end, &[' ', '.', '!', ',']);
    let next = text[rest..].chars().next();
    let ends =
        next.is_none_or(|c| matches!(c, '\n' | '\r' | '(' | '-' | '|' | '&') || c.is_numeric());
    let known = gazetteer::is_first_name(first_word(text, &name));
    (ends || known).then_some(name)
}

/// "Geholpen door Fatima"; "this is Sam speaking" needs no known name.
fn weak(text: &str, cue: &Range<usize>) -> Option<Range<usize>> {
    let at = words::skip(text, cue.end, &[' ', ':', ',']);
    if at == cue.end {
        return None;
    }
    if let Some(name) = name_at(text, at, Trust::Known) {
        return Some(name);
    }
    let name = name_at(text, at, Trust::Titled)?;
    let rest = text[name.end..].trim_start_matches([' ', ',']);
    let introduces = text[cue.clone()].eq_ignore_ascii_case("this is")
        && ["speaking", "calling", "here, ", "from "]
            .iter()
            .any(|word| rest.starts_with(word));
    introduces.then_some(name)
}

/// "Met Karin Smit spreekt u": the name stands between "met" and the cue at `at`.
fn before(text: &str, at: usize) -> Option<Range<usize>> {
    const REACH_BYTES: usize = 48;
    let window = text[..at]
        .char_indices()
        .rev()
        .map(|(index, _)| index)
        .take_while(|index| at - index <= REACH_BYTES)
        .last()?;
    let lower = text[window..at].to_ascii_lowercase();
    let with = lower.rfind("met ")? + window;
    if words::glued_before(text, with) {
        return None;
    }
    let name = name_at(text, with + 4, Trust::Stated)?;
    (words::skip(text, name.end, &[' ']) == at).then_some(name)
}

/// "… en Tom", "… and Sue" behind a name.
fn companions(text: &str, at: usize, found: &mut Vec<Match>) {
    let mut at = at;
    for _ in 0..3 {
        let rest = &text[at..];
        let Some(link) = [" en ", " and ", " & ", ", "]
            .iter()
            .find(|link| rest.starts_with(**link))
        else {
            return;
        };
        let start = at + link.len();
        let Some(word) = words::word_at(text, start) else {
            return;
        };
        if !words::is_capitalised(&text[word]) {
            return;
        }
        let Some(name) = name_at(text, start, Trust::Known) else {
            return;
        };
        at = name.end;
        found.push(Match::mask(PiiKind::Name, name));
    }
}
