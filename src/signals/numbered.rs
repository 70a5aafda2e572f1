//! Numbers for values of which there are few different ones among many.

use crate::units::{as_u32, as_u64};
use std::hash::{Hash, Hasher};

/// Where the numbers of different values stand, found by a hash of the value.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    /// One more than the number of a value, at the first free place from that of its hash on, 0 where there is none; a power
    /// of two of them, at most half of them taken.
    places: Vec<u32>,
}

/// Places to begin with.
const FIRST_PLACES: usize = 64;

impl Places {
    /// The number of the value of this hash that `is_it` knows by its number; `next` where none is it, which is put down.
    pub(super) fn number(
        &mut self,
        hash: u64,
        next: u32,
        is_it: impl Fn(usize) -> bool,
        hash_of: impl Fn(usize) -> u64,
    ) -> u32 {
        if 2 * (next as usize + 1) > self.places.len() {
            self.grow(next, hash_of);
        }
        let last = self.places.len() - 1;
        let mut place = first_place(hash, last);
        while let Some(known) = self.places[place].checked_sub(1) {
            if is_it(known as usize) {
                return known;
            }
            place = (place + 1) & last;
        }
        self.places[place] = next + 1;
        next
    }

    /// Makes room for the numbers below `n` and as many again.
    fn grow(&mut self, n: u32, hash_of: impl Fn(usize) -> u64) {
        self.places = vec![0; (4 * self.places.len()).max(FIRST_PLACES)];
        let last = self.places.len() - 1;
        for number in 0..n {
            let mut place = first_place(hash_of(number as usize), last);
            while self.places[place] > 0 {
                place = (place + 1) & last;
            }
            self.places[place] = number + 1;
        }
    }
}

/// By the highest bits of a product, which hang on all of the hash: floats differ in few and high bits.
fn first_place(hash: u64, last: usize) -> usize {
    let upper = (hash.wrapping_mul(MIXER) >> 32) as usize;
    upper >> u32::BITS.saturating_sub(last.count_ones())
}

/// 2⁶⁴ divided by the golden ratio, odd (Knuth 1998, section 6.4).
const MIXER: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hash by which a value is placed.
pub(super) fn hash_of<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hash = Mixed::default();
    value.hash(&mut hash);
    hash.finish()
}

/// Different values, numbered in the order in which they came.
#[derive(Debug, Clone)]
pub(super) struct Numbered<T> {
    values: Vec<T>,
    places: Places,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            places: Places::default(),
        }
    }
}

impl<T: PartialEq> PartialEq for Numbered<T> {
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

impl<T: Copy + Eq + Hash> Numbered<T> {
    /// The number of `value`, a new one where it did not come before.
    pub(super) fn number(&mut self, value: T) -> u32 {
        let (next, values) = (as_u32(self.values.len()), &self.values);
        let is_it = |known: usize| values[known] == value;
        let number = (self.places).number(hash_of(&value), next, is_it, |known| {
            hash_of(&values[known])
        });
        if number == next {
            self.values.push(value);
        }
        number
    }
}

impl<T> Numbered<T> {
    /// Every different value, by its number.
    pub(super) fn values(&self) -> &[T] {
        &self.values
    }
}

/// Numbers for pairs of numbers.
///
/// Where all possible pairs are not many more than those that are asked for, a list holds the number of each; that takes
/// less time than a table that is searched.
#[derive(Debug)]
pub(super) struct Pairs {
    n_second: usize,
    /// One more than the number of each pair, 0 before it came; empty where there are too many.
    listed: Vec<u32>,
    searched: Numbered<(u32, u32)>,
    n: u32,
}

impl Pairs {
    /// No pairs yet, of a first number below `n_first` and a second below `n_second`, of which about `n_asked` are asked for.
    pub(super) fn new(n_first: usize, n_second: usize, n_asked: usize) -> Self {
        let possible = n_first.saturating_mul(n_second);
        let is_listed = possible <= n_asked.saturating_mul(8);
        Self {
            n_second,
            listed: if is_listed {
                vec![0; possible]
            } else {
                Vec::new()
            },
            searched: Numbered::default(),
            n: 0,
        }
    }

    /// The number of a pair; pairs count up as they come.
    pub(super) fn number(&mut self, first: u32, second: u32) -> u32 {
        let place = first as usize * self.n_second + second as usize;
        let number = match self.listed.get_mut(place) {
            None => self.searched.number((first, second)),
            Some(0) => {
                self.listed[place] = self.n + 1;
                self.n
            }
            Some(known) => *known - 1,
        };
        self.n = self.n.max(number + 1);
        number
    }

    /// How many pairs came.
    pub(super) fn n(&self) -> usize {
        self.n as usize
    }
}

/// Multiply and rotate: values are compared in the end, so speed is all that is asked.
#[derive(Debug, Clone, Default)]
pub(super) struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(MIXER);
        self.0 = mixed ^ mixed >> 29;
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(as_u64(number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::as_f64;
    use proptest::prelude::*;
    use std::cell::Cell;
    use std::collections::BTreeMap;

    #[test]
    fn answers_with_whole_weights_are_found_at_a_few_looks() {
        for n_weights in [1, 50, 180, 500] {
            let pairs = (0..11 * n_weights).map(|at| (at % 11, 1 + at / 11));
            let hashes: Vec<u64> = pairs
                .map(|(answer, weight)| {
                    let (answer, weight) = (as_f64(answer).to_bits(), as_f64(weight).to_bits());
                    hash_of(&(answer, u64::MAX, weight))
                })
                .collect();
            let (mut places, n_looks) = (Places::default(), Cell::new(0));
            for _ in 0..2 {
                for (number, &hash) in hashes.iter().enumerate() {
                    let is_it = |known: usize| {
                        n_looks.set(n_looks.get() + 1);
                        known == number
                    };
                    let found = places.number(hash, as_u32(number), is_it, |known| hashes[known]);
                    assert_eq!(found as usize, number);
                }
            }
            assert!(
                n_looks.get() < 6 * hashes.len(),
                "{n_weights}: {}",
                n_looks.get()
            );
        }
    }

    proptest! {
        #[test]
        fn pairs_have_the_numbers_of_a_map_whether_they_are_listed_or_searched(
            pairs in prop::collection::vec((0_u32..5, 0_u32..4), 0..40),
        ) {
            for n_asked in [0, 40] {
                let mut found = Pairs::new(5, 4, n_asked);
                let mut plain: BTreeMap<(u32, u32), u32> = BTreeMap::new();
                for &(first, second) in &pairs {
                    let next = as_u32(plain.len());
                    let expected = *plain.entry((first, second)).or_insert(next);
                    prop_assert_eq!(found.number(first, second), expected);
                }
                prop_assert_eq!(found.n(), plain.len());
            }
        }
    }
}
