use super::Collection;
use super::collection::PARTED;
use super::families::Families;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Most empty words between the two words of a pair: *wachten op de bus*.
const MOST_BETWEEN: usize = 2;

/// One word family, or two that follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct TermKey(u64);

impl TermKey {
    pub(super) fn word(head: u32) -> Self {
        Self(u64::from(head) << 32)
    }

    pub(super) fn pair(first: u32, second: u32) -> Self {
        Self((u64::from(first) << 32) | (u64::from(second) + 1))
    }

    /// The heads of its families, one or two.
    pub(super) fn heads(self) -> Vec<u32> {
        let half = |bits: u64| u32::try_from(bits & u64::from(u32::MAX)).unwrap_or(u32::MAX);
        match half(self.0) {
            0 => vec![half(self.0 >> 32)],
            second => vec![half(self.0 >> 32), second - 1],
        }
    }
}

/// Keys are dense small numbers; the default hash costs more than the look-up.
#[derive(Default)]
pub(super) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 31)
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(byte.into());
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(29) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

pub(super) type KeyMap<T> = HashMap<TermKey, T, BuildHasherDefault<KeyHasher>>;

/// The terms in `words`: every one of `wanted` kinds, sorted, each once.
pub(super) fn terms_of(
    words: &[u32],
    families: &Families,
    mut wants_pair: impl FnMut(u32, u32) -> bool,
    terms: &mut Vec<TermKey>,
) {
    terms.clear();
    let mut last: Option<(u32, usize)> = None;
    for (place, &word) in words.iter().enumerate() {
        if word == PARTED {
            last = None;
            continue;
        }
        if let Some(&next) = words.get(place + 1)
            && next != PARTED
            && let Some(compound) = families.written_apart(word, next)
        {
            terms.push(TermKey::word(compound));
        }
        let head = families.head[word as usize];
        if families.is_empty_word(head) || families.is_empty_word(word) {
            continue;
        }
        terms.push(TermKey::word(head));
        terms.extend(families.parts(word).iter().map(|&part| TermKey::word(part)));
        if let Some((before, at)) = last
            && place - at <= MOST_BETWEEN + 1
            && before != head
            && wants_pair(before, head)
        {
            terms.push(TermKey::pair(before, head));
        }
        last = Some((head, place));
    }
    terms.sort_unstable();
    terms.dedup();
}

/// Documents with a term, by half.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Occurrence {
    /// With it in a sentence that no topic explains.
    pub(super) unexplained: [u32; 2],
    /// With it in a sentence that one does.
    pub(super) explained: [u32; 2],
}

/// Documents with words, by half, and with each term that is frequent enough.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// All documents with words of that sort.
    pub(super) all: Occurrence,
    pub(super) terms: KeyMap<Occurrence>,
}

impl Counts {
    /// Counts terms that at least `least` documents have in sentences that no topic explains.
    pub(super) fn of(collection: &Collection, families: &Families, least: u32) -> Self {
        let is_frequent = |occurrence: &Occurrence| {
            occurrence.unexplained[0] + occurrence.unexplained[1] >= least
        };
        let mut counts = Self::default();
        counts.add(collection, families, |_, _| false, |_| true);
        counts.terms.retain(|_, occurrence| is_frequent(occurrence));
        let mut is_frequent_word = vec![false; collection.words.len()];
        for key in counts.terms.keys() {
            is_frequent_word[key.heads()[0] as usize] = true;
        }
        let mut pairs = Self::default();
        pairs.add(
            collection,
            families,
            |first, second| is_frequent_word[first as usize] && is_frequent_word[second as usize],
            |key| key.heads().len() == 2,
        );
        pairs.terms.retain(|_, occurrence| is_frequent(occurrence));
        counts.terms.extend(pairs.terms);
        counts
    }

    fn add(
        &mut self,
        collection: &Collection,
        families: &Families,
        mut wants_pair: impl FnMut(u32, u32) -> bool,
        wants: impl Fn(TermKey) -> bool,
    ) {
        let mut terms = Vec::new();
        for document in 0..collection.len() {
            let half = collection.half(document);
            terms_of(
                collection.unexplained(document),
                families,
                &mut wants_pair,
                &mut terms,
            );
            self.all.unexplained[half] += u32::from(!terms.is_empty());
            for &key in terms.iter().filter(|&&key| wants(key)) {
                self.terms.entry(key).or_default().unexplained[half] += 1;
            }
            terms_of(
                collection.explained(document),
                families,
                &mut wants_pair,
                &mut terms,
            );
            self.all.explained[half] += u32::from(!terms.is_empty());
            for &key in terms.iter().filter(|&&key| wants(key)) {
                self.terms.entry(key).or_default().explained[half] += 1;
            }
        }
    }
}
