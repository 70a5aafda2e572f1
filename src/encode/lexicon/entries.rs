use super::inflect::inflections;
use crate::encode::tokens::{HASH_START, Kind, Token, Tokens, finish, hash_of, join, step};
use crate::record::LanguageTag;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// What a word does to others, or says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Turns the words behind it.
    Negation = 1,
    /// Makes the next word stronger.
    Intensifier = 1 << 1,
    /// Makes the next word weaker.
    Diminisher = 1 << 2,
    /// Begins the part that weighs more.
    Contrast = 1 << 3,
    /// Makes the next describing word a complaint.
    Excess = 1 << 4,
    /// Marks a suggestion.
    Wish = 1 << 5,
    /// Answers a question with nothing.
    Nothing = 1 << 6,
    /// Asks what should be better.
    Improvement = 1 << 7,
    /// Asks what was good.
    Praise = 1 << 8,
    /// Looks like another role but is not.
    Plain = 1 << 9,
}

/// What the lexicon knows of a word or phrase.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Entry {
    /// −1 to 1.
    pub(crate) polarity: f32,
    /// Factor on the next word; 1 where it is none, 0 where the entry only starts phrases.
    pub(crate) intensity: f32,
    roles: u16,
    /// Words of the longest phrase that begins here.
    pub(crate) longest: u8,
    is_known: bool,
}

/// Words and phrases of one language by hash.
///
/// Keys are 64-bit hashes: among some 10⁴ entries and a corpus of 10⁷ distinct words a false match is
/// expected less than once in 10⁷ corpora, so the forms themselves are not kept.
#[derive(Debug)]
pub(crate) struct Lexicon {
    entries: HashMap<u64, Entry, BuildHasherDefault<Prehashed>>,
    language: LanguageTag,
}

/// Every text of which the lexicons are made, for the identity of the encoder.
pub(crate) const SOURCES: [&str; 7] = [
    GENERAL_NL,
    SERVICE_NL,
    MODIFIERS_NL,
    GENERAL_EN,
    SERVICE_EN,
    MODIFIERS_EN,
    SIGNS,
];

const GENERAL_NL: &str = include_str!("../../../data/lexicon/general_nl.tsv");
const SERVICE_NL: &str = include_str!("../../../data/lexicon/service_nl.tsv");
const MODIFIERS_NL: &str = include_str!("../../../data/lexicon/modifiers_nl.tsv");
const GENERAL_EN: &str = include_str!("../../../data/lexicon/general_en.tsv");
const SERVICE_EN: &str = include_str!("../../../data/lexicon/service_en.tsv");
const MODIFIERS_EN: &str = include_str!("../../../data/lexicon/modifiers_en.tsv");
const SIGNS: &str = include_str!("../../../data/lexicon/signs.tsv");

static DUTCH: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(LanguageTag::Nl, GENERAL_NL, SERVICE_NL, MODIFIERS_NL));
static ENGLISH: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::parse(LanguageTag::En, GENERAL_EN, SERVICE_EN, MODIFIERS_EN));
static SIGN_POLARITY: LazyLock<BTreeMap<&'static str, f32>> = LazyLock::new(|| {
    rows(SIGNS)
        .flat_map(|(polarity, signs)| {
            let polarity = polarity.parse().unwrap_or(0.0);
            signs.split_whitespace().map(move |sign| (sign, polarity))
        })
        .collect()
});

/// Whether `text` is an emoji or emoticon of the lexicon.
pub(crate) fn is_sign(text: &str) -> bool {
    SIGN_POLARITY.contains_key(text)
}

/// Polarity of an emoji or emoticon.
pub(super) fn sign_polarity(text: &str) -> f32 {
    SIGN_POLARITY.get(text).copied().unwrap_or(0.0)
}

impl Lexicon {
    /// The lexicon of a language, where there is one.
    pub(crate) fn of(language: LanguageTag) -> Option<&'static Self> {
        match language {
            LanguageTag::Nl => Some(&DUTCH),
            LanguageTag::En => Some(&ENGLISH),
            LanguageTag::Other | LanguageTag::Unknown => None,
        }
    }

    /// Words of the general list, then those of customers, which outrank them, then modifiers.
    fn parse(language: LanguageTag, general: &str, service: &str, modifiers: &str) -> Self {
        let mut lexicon = Self {
            entries: HashMap::default(),
            language,
        };
        let polar = |polarity: f32, intensity: f32| Entry {
            polarity,
            intensity,
            ..Entry::default()
        };
        let mut base: BTreeMap<&str, Entry> = BTreeMap::new();
        for (form, numbers) in rows(general) {
            let mut numbers = numbers.split('\t').filter_map(|number| number.parse().ok());
            let polarity = numbers.next().unwrap_or(0.0);
            base.insert(form, polar(polarity, numbers.next().unwrap_or(1.0)));
        }
        for (polarity, forms) in rows(service) {
            let polarity = polarity.parse().unwrap_or(0.0);
            for form in forms.split(", ") {
                let intensity = base.get(form).map_or(1.0, |entry| entry.intensity);
                base.insert(form, polar(polarity, intensity));
            }
        }
        // Words as written outrank derived forms, whichever comes first in the alphabet.
        for (form, entry) in &base {
            lexicon.insert(form, |known| {
                *known = Entry {
                    longest: known.longest,
                    roles: known.roles,
                    ..*entry
                }
            });
        }
        for (form, entry) in &base {
            for derived in inflections(form, language) {
                lexicon.insert(&derived, |known| {
                    if !known.is_known {
                        *known = Entry {
                            longest: known.longest,
                            roles: known.roles,
                            ..*entry
                        };
                    }
                });
            }
        }
        for (role, forms) in rows(modifiers) {
            let Some(role) = Role::named(role) else {
                continue;
            };
            for form in forms.split(", ") {
                lexicon.insert(form, |known| {
                    known.roles |= role as u16;
                    if known.intensity == 0.0 {
                        known.intensity = 1.0;
                    }
                });
            }
        }
        lexicon
    }

    /// Changes the entry of a form; for a phrase also tells its first word how long it is.
    fn insert(&mut self, form: &str, change: impl FnOnce(&mut Entry)) {
        let mut tokens = Tokens::default();
        tokens.read(form);
        let words: Vec<u64> = tokens
            .as_slice()
            .iter()
            .filter(|token| matches!(token.kind, Kind::Word | Kind::Number))
            .map(|token| token.hash)
            .collect();
        let Some((&first, rest)) = words.split_first() else {
            return;
        };
        let key = rest.iter().fold(first, |head, &next| join(head, next));
        let entry = self.entries.entry(key).or_default();
        change(entry);
        entry.is_known = true;
        if !rest.is_empty() {
            let head = self.entries.entry(first).or_default();
            head.longest = head
                .longest
                .max(u8::try_from(words.len()).unwrap_or(u8::MAX));
        }
    }

    /// The entry of a word, whole or by its parts: Dutch compounds carry the polarity of their last part.
    pub(super) fn word(&self, hash: u64, text: &str) -> Option<Entry> {
        match self.entries.get(&hash) {
            Some(entry) => Some(*entry),
            None => self.compound(text),
        }
    }

    /// The entry of a phrase by its joined hash.
    pub(super) fn phrase(&self, key: u64) -> Option<Entry> {
        self.entries
            .get(&key)
            .copied()
            .filter(|entry| entry.is_known)
    }

    /// Whether a text holds a word or phrase of this role.
    pub(crate) fn mentions(&self, tokens: &Tokens, role: Role) -> bool {
        let tokens = tokens.as_slice();
        let mut at = 0;
        while at < tokens.len() {
            let (entry, n_tokens) = self.longest_at(tokens, at, "");
            let asks = |role| entry.is_some_and(|entry| entry.has(role));
            if asks(role) {
                return true;
            }
            // "minder goed" asks for improvement, so its "goed" must not be read alone.
            at += if asks(Role::Improvement) { n_tokens } else { 1 };
        }
        false
    }

    /// The entry of the longest phrase at a position, and its length; of the word where there is none.
    pub(super) fn longest_at(
        &self,
        tokens: &[Token],
        at: usize,
        text: &str,
    ) -> (Option<Entry>, usize) {
        let first = self.word(tokens[at].hash, text);
        let longest = first.map_or(1, |entry| usize::from(entry.longest));
        let mut found = (first.filter(|entry| entry.is_known), 1);
        let mut key = tokens[at].hash;
        for (n_before, next) in tokens[at..].iter().enumerate().take(longest).skip(1) {
            if !matches!(next.kind, Kind::Word | Kind::Number) {
                break;
            }
            key = join(key, next.hash);
            if let Some(entry) = self.phrase(key) {
                found = (Some(entry), n_before + 1);
            }
        }
        found
    }

    /// Takes a long unknown word apart: "leveringsproblemen", "ongeorganiseerd", "unsympathetic".
    ///
    /// Only polar words of five letters or more count as a last part; a negating first part turns them.
    fn compound(&self, text: &str) -> Option<Entry> {
        const SHORTEST_TAIL: usize = 5;
        const LEAST_POLARITY: f32 = 0.35;
        if text.len() < SHORTEST_TAIL + 2 {
            return None;
        }
        let tails = text
            .char_indices()
            .map(|(at, _)| at)
            .skip(2)
            .take_while(|at| text.len() - at >= SHORTEST_TAIL);
        for at in tails {
            let (head, tail) = text.split_at(at);
            let negates = matches!(head, "on" | "un" | "in" | "dis" | "non" | "niet" | "wan");
            if !negates && (self.language != LanguageTag::Nl || at < 3) {
                continue;
            }
            let hash = finish(tail.bytes().fold(HASH_START, step));
            let Some(entry) = self.entries.get(&hash) else {
                continue;
            };
            if entry.is_known && entry.polarity.abs() >= LEAST_POLARITY {
                let factor = if negates { -0.7 } else { 0.8 };
                return Some(Entry {
                    polarity: entry.polarity * factor,
                    intensity: 1.0,
                    roles: 0,
                    longest: 0,
                    is_known: true,
                });
            }
        }
        None
    }

    /// The entry of a form, for tests.
    #[cfg(test)]
    pub(super) fn entry(&self, form: &str) -> Option<Entry> {
        self.word(hash_of(form.as_bytes()), form)
    }
}

impl Entry {
    /// Whether the word plays a role.
    pub(crate) fn has(self, role: Role) -> bool {
        self.roles & role as u16 != 0
    }

    /// Whether the word says something good or bad.
    pub(crate) fn is_polar(self) -> bool {
        self.polarity.abs() > 0.05
    }
}

impl Role {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "negation" => Self::Negation,
            "intensifier" => Self::Intensifier,
            "diminisher" => Self::Diminisher,
            "contrast" => Self::Contrast,
            "excess" => Self::Excess,
            "wish" => Self::Wish,
            "nothing" => Self::Nothing,
            "improvement" => Self::Improvement,
            "praise" => Self::Praise,
            "plain" => Self::Plain,
            _ => return None,
        })
    }
}

/// Lines with a tab, comments left out, split at the first tab.
fn rows(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
}

/// Takes 64-bit hashes as they are.
#[derive(Debug, Default)]
struct Prehashed(u64);

impl Hasher for Prehashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash_of(bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
