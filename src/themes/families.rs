use super::Collection;
use super::collection::PARTED;
use super::stop_words::is_stop_word;
use crate::classify::taxonomy::word_forms;
use crate::record::LanguageTag;
use crate::units::as_u32;
use std::collections::{BTreeSet, HashMap};

/// In fewer documents a word belongs to no family but its own: most are mistypings.
const LEAST_DOCUMENTS: u32 = 3;
/// Most forms and compounds of a word that are named.
const MOST_FORMS: usize = 6;
const MOST_COMPOUNDS: usize = 8;
/// Fewest letters of a part of a compound.
const LEAST_PART: usize = 4;

/// Which words are forms of one, which say nothing alone, and which compounds hold which words.
///
/// A family is a frequent word with the forms that the taxonomy would find by it, so that what is found
/// here is what a phrase of the taxonomy finds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Families {
    /// Head of the family of each word.
    pub(super) head: Vec<u32>,
    /// Whether the word says nothing alone, by head.
    is_empty_word: Vec<bool>,
    /// Heads of the parts of a compound.
    parts: Vec<Vec<u32>>,
    /// Compounds by the two words that they are when written apart.
    written_apart: HashMap<(u32, u32), u32>,
    /// Documents with the word.
    pub(super) n_documents: Vec<u32>,
}

impl Families {
    pub(super) fn of(collection: &Collection) -> Self {
        let counts = Counts::of(collection);
        let n_words = collection.words.len();
        let mut order: Vec<u32> = (0..as_u32(n_words)).collect();
        // The order of the words themselves breaks ties: numbers depend on which document came first.
        order.sort_by_key(|&word| {
            let at = word as usize;
            (std::cmp::Reverse(counts.all[at]), &*collection.words[at])
        });
        let mut head: Vec<u32> = (0..as_u32(n_words)).collect();
        let mut is_taken = vec![false; n_words];
        // Forms that a Dutch compound may begin with, whether they occur alone or not: *parkeer-plaats*.
        let mut stems: HashMap<String, u32> = HashMap::new();
        for &word in &order {
            let at = word as usize;
            if counts.all[at] < LEAST_DOCUMENTS {
                break;
            }
            let text = &collection.words[at];
            if is_taken[at] || is_stop_word(text) {
                continue;
            }
            is_taken[at] = true;
            let language = counts.language(at);
            for base in bases(text, language, collection, &counts) {
                for form in word_forms(&base, language) {
                    if language == LanguageTag::Nl && form.len() >= LEAST_PART {
                        stems.entry(form.clone()).or_insert(word);
                    }
                    let Some(other) = collection.number(&form) else {
                        continue;
                    };
                    let other_at = other as usize;
                    let is_alike = counts.language(other_at) == language;
                    if !is_taken[other_at] && is_alike && !is_stop_word(&form) {
                        is_taken[other_at] = true;
                        head[other_at] = word;
                    }
                }
            }
        }
        let is_empty_word = collection
            .words
            .iter()
            .map(|word| {
                is_stop_word(word)
                    || word.chars().count() < 2
                    || !word.chars().any(char::is_alphabetic)
            })
            .collect();
        let mut families = Self {
            head,
            is_empty_word,
            parts: vec![Vec::new(); n_words],
            written_apart: HashMap::new(),
            n_documents: counts.all.clone(),
        };
        families.find_parts(collection, &counts, &order, &stems);
        families
    }

    /// Whether the family of `head` says nothing alone.
    pub(super) fn is_empty_word(&self, head: u32) -> bool {
        self.is_empty_word[head as usize]
    }

    /// Families of the parts of the compound `word`; nothing for another word.
    pub(super) fn parts(&self, word: u32) -> &[u32] {
        &self.parts[word as usize]
    }

    /// The words of each family with at least a few documents, most frequent first.
    pub(super) fn forms(&self, collection: &Collection) -> HashMap<u32, Vec<String>> {
        let mut forms: HashMap<u32, Vec<(u32, &str)>> = HashMap::new();
        for (at, word) in collection.words.iter().enumerate() {
            if self.n_documents[at] >= LEAST_DOCUMENTS {
                let family = forms.entry(self.head[at]).or_default();
                family.push((self.n_documents[at], word));
            }
        }
        forms
            .into_iter()
            .map(|(head, words)| (head, most_frequent(words, MOST_FORMS)))
            .collect()
    }

    /// Compounds that hold each family, most frequent first.
    pub(super) fn compounds(&self, collection: &Collection) -> HashMap<u32, Vec<String>> {
        let mut found: HashMap<u32, Vec<(u32, &str)>> = HashMap::new();
        for (at, text) in collection.words.iter().enumerate() {
            for &part in &self.parts[at] {
                if self.n_documents[at] >= LEAST_DOCUMENTS {
                    found
                        .entry(part)
                        .or_default()
                        .push((self.n_documents[at], text));
                }
            }
        }
        found
            .into_iter()
            .map(|(part, words)| (part, most_frequent(words, MOST_COMPOUNDS)))
            .collect()
    }

    /// The family of the compound that `left` and `right` are when written as one word.
    pub(super) fn written_apart(&self, left: u32, right: u32) -> Option<u32> {
        self.written_apart.get(&(left, right)).copied()
    }

    /// Dutch writes compounds as one word: *parkeergarage* speaks of *parkeren* and of a *garage*.
    fn find_parts(
        &mut self,
        collection: &Collection,
        counts: &Counts,
        order: &[u32],
        stems: &HashMap<String, u32>,
    ) {
        let part = |text: &str| -> Option<u32> {
            let is_part = text.len() >= LEAST_PART && !is_stop_word(text);
            stems.get(text).copied().filter(|_| is_part)
        };
        let mut found: Vec<(usize, usize, [u32; 2])> = Vec::new();
        for &word in order {
            let at = word as usize;
            let text = &*collection.words[at];
            let is_short = text.len() < 2 * LEAST_PART;
            if is_short || counts.language(at) != LanguageTag::Nl || !text.is_ascii() {
                continue;
            }
            found.extend(
                (LEAST_PART..=text.len() - LEAST_PART)
                    .rev()
                    .find_map(|cut| {
                        let (left, right) = text.split_at(cut);
                        // *klanten-service*, *bezorging-s-tijd*: a link stays with the left part.
                        let bare = left.strip_suffix('s').unwrap_or(left);
                        let left = part(left).or_else(|| part(bare))?;
                        Some((at, cut, [left, part(right)?]))
                    }),
            );
        }
        for (at, cut, heads) in found {
            let own = self.head[at];
            let (left, right) = collection.words[at].split_at(cut);
            if let Some(apart) = collection.number(left).zip(collection.number(right)) {
                self.written_apart.entry(apart).or_insert(own);
            }
            self.parts[at] = heads.into_iter().filter(|&head| head != own).collect();
        }
    }
}

fn most_frequent(mut words: Vec<(u32, &str)>, most: usize) -> Vec<String> {
    words.sort_by(|(n, a), (m, b)| m.cmp(n).then(a.cmp(b)));
    let names = words.into_iter().take(most);
    names.map(|(_, text)| text.to_owned()).collect()
}

/// Words of which `word` may be a form, itself among them, of those that occur.
fn bases(
    word: &str,
    language: LanguageTag,
    collection: &Collection,
    counts: &Counts,
) -> BTreeSet<String> {
    let mut bases = BTreeSet::from([word.to_owned()]);
    let stems: &[(&str, &str)] = match language {
        LanguageTag::Nl => &[
            ("t", "en"),
            ("", "en"),
            ("en", ""),
            ("s", ""),
            ("d", "en"),
            ("e", ""),
        ],
        LanguageTag::En => &[
            ("s", ""),
            ("es", ""),
            ("ed", ""),
            ("ed", "e"),
            ("ing", ""),
            ("ing", "e"),
            ("d", ""),
        ],
        LanguageTag::Other | LanguageTag::Unknown => &[],
    };
    let bare = if language == LanguageTag::Nl {
        word.strip_prefix("ge")
    } else {
        None
    };
    for text in [Some(word), bare].into_iter().flatten() {
        for (ending, other) in stems {
            let Some(stem) = text.strip_suffix(ending).filter(|stem| stem.len() >= 3) else {
                continue;
            };
            let base = format!("{stem}{other}");
            let occurs = collection
                .number(&base)
                .is_some_and(|number| counts.all[number as usize] >= LEAST_DOCUMENTS);
            if occurs && word_forms(&base, language).contains(word) {
                bases.insert(base);
            }
        }
    }
    bases
}

/// In how many documents each word stands, by language.
struct Counts {
    all: Vec<u32>,
    dutch: Vec<u32>,
    english: Vec<u32>,
}

impl Counts {
    fn of(collection: &Collection) -> Self {
        let n_words = collection.words.len();
        let mut counts = Self {
            all: vec![0; n_words],
            dutch: vec![0; n_words],
            english: vec![0; n_words],
        };
        let mut last_seen = vec![u32::MAX; n_words];
        for document in 0..collection.len() {
            let number = as_u32(document);
            let by_language = match collection.language(document) {
                LanguageTag::Nl => Some(&mut counts.dutch),
                LanguageTag::En => Some(&mut counts.english),
                LanguageTag::Other | LanguageTag::Unknown => None,
            };
            let mut by_language = by_language;
            let words = collection.explained(document).iter();
            for &word in words.chain(collection.unexplained(document)) {
                if word == PARTED || last_seen[word as usize] == number {
                    continue;
                }
                last_seen[word as usize] = number;
                counts.all[word as usize] += 1;
                if let Some(counts) = &mut by_language {
                    counts[word as usize] += 1;
                }
            }
        }
        counts
    }

    /// The language in which the word mostly stands.
    fn language(&self, word: usize) -> LanguageTag {
        match self.dutch[word].cmp(&self.english[word]) {
            std::cmp::Ordering::Greater => LanguageTag::Nl,
            std::cmp::Ordering::Less => LanguageTag::En,
            std::cmp::Ordering::Equal => LanguageTag::Unknown,
        }
    }
}
