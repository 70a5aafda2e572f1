use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// Start value of the running hash of a word.
pub(super) const HASH_START: u64 = 0xcbf2_9ce4_8422_2325;

/// Adds one byte to the running hash of a word (FNV-1a: short keys, computed byte by byte, so
/// that the hash of every beginning of a word comes for free).
pub(super) fn hash_step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// Word forms, each with the slots it fills.
///
/// A slot is a place in a phrase that one of several words can take.
#[derive(Debug)]
pub(super) struct Vocabulary {
    forms: Map,
    beginnings: Map,
    endings: Map,
    /// Slot numbers, sorted inside each entry.
    slots: Vec<u32>,
    /// A hash that is not in here is in none of `forms`.
    form_filter: Filter,
    beginning_filter: Filter,
    ending_filter: Filter,
    /// Bit n is set when a beginning (an ending) of n bytes exists.
    beginning_lengths: u64,
    ending_lengths: u64,
}

type Map = HashMap<Box<str>, (u32, u32), BuildHasherDefault<Fnv>>;

/// One way in which a word can fill a slot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Shape {
    /// The folded word itself.
    Form(String),
    /// Any word that begins so.
    Beginning(String),
    /// Any word that ends so.
    Ending(String),
}

impl Vocabulary {
    /// Longest beginning or ending, in bytes.
    pub(super) const MAX_PART: usize = 48;

    /// Builds the look-up from every shape and the slots it fills; the order does not matter.
    pub(super) fn new(entries: impl ExactSizeIterator<Item = (Shape, Vec<u32>)>) -> Self {
        let n_forms = entries.len();
        let mut vocabulary = Self {
            forms: Map::with_capacity_and_hasher(n_forms, BuildHasherDefault::default()),
            beginnings: Map::default(),
            endings: Map::default(),
            slots: Vec::new(),
            form_filter: Filter::new(n_forms),
            beginning_filter: Filter::new(64),
            ending_filter: Filter::new(64),
            beginning_lengths: 0,
            ending_lengths: 0,
        };
        for (shape, slots) in entries {
            let start = crate::units::as_u32(vocabulary.slots.len());
            vocabulary.slots.extend_from_slice(&slots);
            let range = (start, crate::units::as_u32(vocabulary.slots.len()));
            match shape {
                Shape::Form(form) => {
                    vocabulary.form_filter.insert(hash_of(form.bytes()));
                    vocabulary.forms.insert(form.into_boxed_str(), range);
                }
                Shape::Beginning(part) => {
                    vocabulary.beginning_filter.insert(hash_of(part.bytes()));
                    vocabulary.beginning_lengths |= 1 << part.len().min(Self::MAX_PART);
                    vocabulary.beginnings.insert(part.into_boxed_str(), range);
                }
                Shape::Ending(part) => {
                    vocabulary.ending_filter.insert(hash_of(part.bytes().rev()));
                    vocabulary.ending_lengths |= 1 << part.len().min(Self::MAX_PART);
                    vocabulary.endings.insert(part.into_boxed_str(), range);
                }
            }
        }
        vocabulary
    }

    /// The slots that exactly this form fills.
    pub(super) fn of_form(&self, word: &str, hash: u64) -> &[u32] {
        if self.form_filter.may_hold(hash) {
            self.get(&self.forms, word)
        } else {
            &[]
        }
    }

    /// Calls `visit` with the slots of every beginning and ending of `word`.
    pub(super) fn each_part(&self, word: &str, mut visit: impl FnMut(&[u32])) {
        if self.beginning_lengths != 0 {
            let mut hash = HASH_START;
            for (n, byte) in (1..=Self::MAX_PART).zip(word.bytes()) {
                hash = hash_step(hash, byte);
                if self.beginning_lengths >> n & 1 == 1
                    && self.beginning_filter.may_hold(hash)
                    && let Some(part) = word.get(..n)
                {
                    visit(self.get(&self.beginnings, part));
                }
            }
        }
        if self.ending_lengths != 0 {
            let mut hash = HASH_START;
            for (n, byte) in (1..=Self::MAX_PART).zip(word.bytes().rev()) {
                hash = hash_step(hash, byte);
                if self.ending_lengths >> n & 1 == 1
                    && self.ending_filter.may_hold(hash)
                    && let Some(part) = word.get(word.len() - n..)
                {
                    visit(self.get(&self.endings, part));
                }
            }
        }
    }

    fn get(&self, map: &Map, word: &str) -> &[u32] {
        map.get(word).map_or(&[], |&(start, end)| {
            let range: Range<usize> = start as usize..end as usize;
            &self.slots[range]
        })
    }
}

fn hash_of(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(HASH_START, hash_step)
}

/// A set of hashes that may answer yes too often and never no too often; most words of a comment
/// are in no taxonomy, and this says so without touching the map.
#[derive(Debug)]
struct Filter {
    bits: Vec<u64>,
    mask: u64,
}

impl Filter {
    fn new(n: usize) -> Self {
        let n_bits = (n * 16).next_power_of_two().max(1024);
        Self {
            bits: vec![0; n_bits / 64],
            mask: crate::units::as_u64(n_bits) - 1,
        }
    }

    fn insert(&mut self, hash: u64) {
        let (word, bit) = self.place(hash);
        self.bits[word] |= bit;
    }

    fn may_hold(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.bits[word] & bit != 0
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        let at = (hash ^ (hash >> 32)) & self.mask;
        (usize::try_from(at / 64).unwrap_or(0), 1 << (at % 64))
    }
}

/// FNV-1a as a `Hasher`.
#[derive(Debug)]
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(HASH_START)
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes
            .iter()
            .fold(self.0, |hash, &byte| hash_step(hash, byte));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_fills_the_slots_of_its_form_beginnings_and_endings() {
        let vocabulary = Vocabulary::new(
            [
                (Shape::Form("wachttijd".to_owned()), vec![0, 3]),
                (Shape::Beginning("wacht".to_owned()), vec![1]),
                (Shape::Ending("tijd".to_owned()), vec![2]),
            ]
            .into_iter(),
        );
        let slots = |word: &str| -> Vec<u32> {
            let mut all = vocabulary.of_form(word, hash_of(word.bytes())).to_vec();
            vocabulary.each_part(word, |slots| all.extend_from_slice(slots));
            all
        };
        assert_eq!(slots("wachttijd"), [0, 3, 1, 2]);
        assert_eq!(slots("wacht"), [1]);
        assert_eq!(slots("levertijd"), [2]);
        assert!(slots("wach").is_empty());
    }
}
