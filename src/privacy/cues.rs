//! Words that announce personal data, found in one pass over a text.

use super::words;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::ops::Range;

/// What a cue announces and how much it proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cue {
    /// A name follows, whatever it looks like: "mijn naam is".
    NameStated,
    /// A name follows if it looks like one: "mevrouw".
    NameTitled,
    /// A name follows if it looks like one and nothing else follows: "met vriendelijke groet".
    NameSigned,
    /// A greeting; a first name may follow: "beste".
    NameGreeted,
    /// A first name may follow: "geholpen door".
    NameWeak,
    /// A first name may follow, with a capital and no second meaning: "door".
    NameNear,
    /// A name may stand between "met" and this: "spreekt u".
    NameBefore,
    /// A mail address in words: "apenstaartje".
    SpokenMail,
    /// A number in words: "nul".
    SpokenDigit,
    /// A telephone number follows.
    Phone,
    /// A vehicle registration may follow.
    Plate,
    /// A citizen service number follows.
    Bsn,
    /// A date of birth follows.
    Birth,
    /// A reference number follows: "klantnummer".
    Reference,
    /// A reference number follows if it is long: "order".
    Order,
    /// The end of a street's name.
    Street,
    /// An address is near.
    Address,
}

impl Cue {
    const ALL: [Self; 17] = [
        Self::NameStated,
        Self::NameTitled,
        Self::NameSigned,
        Self::NameGreeted,
        Self::NameWeak,
        Self::NameNear,
        Self::NameBefore,
        Self::SpokenMail,
        Self::SpokenDigit,
        Self::Phone,
        Self::Plate,
        Self::Bsn,
        Self::Birth,
        Self::Reference,
        Self::Order,
        Self::Street,
        Self::Address,
    ];
}

/// The built-in cues, in sections named after [`Cue`].
const CUES: &str = include_str!("cues.txt");

/// A cue in a text.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub(super) cue: Cue,
    pub(super) span: Range<usize>,
}

/// Finds the cues of every kind at once; ASCII letters match in either case.
#[derive(Debug)]
pub(super) struct CueFinder {
    automaton: AhoCorasick,
    cue_of_pattern: Vec<Cue>,
}

impl CueFinder {
    /// Compiles the built-in cues.
    #[expect(
        clippy::expect_used,
        reason = "the patterns are constants, far below the limits"
    )]
    pub(super) fn new() -> Self {
        let mut patterns = Vec::new();
        let mut cue_of_pattern = Vec::new();
        for (cue, text) in entries() {
            patterns.push(text);
            cue_of_pattern.push(cue);
        }
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::DFA))
            .build(patterns)
            .expect("a few hundred short patterns fit a DFA");
        Self {
            automaton,
            cue_of_pattern,
        }
    }

    /// The cues of `text` that are whole words, in order.
    pub(super) fn find(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        for found in self.automaton.find_iter(text) {
            let span = found.range();
            let Some(&cue) = self.cue_of_pattern.get(found.pattern().as_usize()) else {
                continue;
            };
            // A street's name ends with the cue, every other cue stands alone.
            let begins_well = cue == Cue::Street || !words::glued_before(text, span.start);
            let ends_well = !ends_in_letter(text, &span) || !words::glued_after(text, span.end);
            if begins_well && ends_well {
                hits.push(Hit { cue, span });
            }
        }
        hits
    }
}

fn ends_in_letter(text: &str, span: &Range<usize>) -> bool {
    text.as_bytes()[span.end - 1].is_ascii_alphanumeric()
}

/// The entries of the list with their cue, in order.
fn entries() -> Vec<(Cue, &'static str)> {
    let mut found = Vec::new();
    let mut current = None;
    for line in CUES.lines().filter(|line| !line.starts_with('#')) {
        if let Some(section) = line
            .strip_prefix('[')
            .and_then(|line| line.strip_suffix(']'))
        {
            current = Cue::ALL
                .into_iter()
                .find(|cue| format!("{cue:?}") == section);
            continue;
        }
        let texts = line
            .split(';')
            .map(str::trim)
            .filter(|text| !text.is_empty());
        found.extend(
            current
                .into_iter()
                .flat_map(|cue| texts.clone().map(move |text| (cue, text))),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(Cue, &str)]) {
        let found: Vec<_> = CueFinder::new()
            .find(text)
            .into_iter()
            .map(|hit| (hit.cue, &text[hit.span]))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_cue_is_a_whole_word_in_either_case() {
        check("MIJN NAAM IS x", &[(Cue::NameStated, "MIJN NAAM IS")]);
        check("bestelde herfst", &[]);
        check("ordernr.123", &[(Cue::Reference, "ordernr.")]);
    }

    #[test]
    fn a_street_ends_with_its_cue() {
        check("Dorpsstraat 1", &[(Cue::Street, "straat")]);
        check("wegen", &[]);
    }

    #[test]
    fn every_cue_has_entries_and_no_entry_has_two_cues() {
        for cue in Cue::ALL {
            assert!(entries().iter().any(|(known, _)| *known == cue), "{cue:?}");
        }
        let mut all: Vec<_> = entries()
            .into_iter()
            .map(|(_, text)| text.to_ascii_lowercase())
            .collect();
        let n_entries = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), n_entries);
    }
}
