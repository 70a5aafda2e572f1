//! What respondents mention: each different list once.

use super::Mention;
use super::numbered::Mixed;
use crate::units::as_u32;
use std::hash::{Hash, Hasher};

/// Different lists of mentions, numbered in the order in which they came.
///
/// A million respondents say some hundred thousand different things, so lists stand one behind the other in one piece of
/// memory, and none in one of its own.
///
/// # Shapes
///
/// List `n` has the mentions `ends[n − 1]..ends[n]`, the first those up to `ends[0]`.
#[derive(Debug, Clone, Default)]
pub(super) struct Sayings {
    mentions: Vec<Mention>,
    ends: Vec<u32>,
    /// One more than the number of a list, at the first free place from that of its hash on, 0 where there is none; a power
    /// of two of them, at most half of them taken.
    places: Vec<u32>,
}

impl PartialEq for Sayings {
    fn eq(&self, other: &Self) -> bool {
        (&self.mentions, &self.ends) == (&other.mentions, &other.ends)
    }
}

/// Places to begin with.
const FIRST_PLACES: usize = 64;

impl Sayings {
    /// The number of `list`, a new one where it did not come before.
    pub(super) fn number(&mut self, list: &[Mention]) -> u32 {
        if 2 * (self.len() + 1) > self.places.len() {
            self.grow();
        }
        let place = self.place_of(list);
        if let Some(known) = self.places[place].checked_sub(1) {
            return known;
        }
        let number = as_u32(self.len());
        self.mentions.extend_from_slice(list);
        self.ends.push(as_u32(self.mentions.len()));
        self.places[place] = number + 1;
        number
    }

    /// How many different lists.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The list of this number.
    pub(super) fn get(&self, number: usize) -> &[Mention] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.mentions[start as usize..self.ends[number] as usize]
    }

    /// Every list, by its number.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &[Mention]> {
        (0..self.len()).map(|number| self.get(number))
    }

    /// Where `list` stands, or would.
    fn place_of(&self, list: &[Mention]) -> usize {
        let mut hash = Mixed::default();
        for mention in list {
            mention.hash(&mut hash);
        }
        let last = self.places.len() - 1;
        // The upper half is mixed best.
        let mut place = (hash.finish() >> 32) as usize & last;
        while let Some(known) = self.places[place].checked_sub(1) {
            if self.get(known as usize) == list {
                break;
            }
            place = (place + 1) & last;
        }
        place
    }

    fn grow(&mut self) {
        self.places = vec![0; (4 * self.places.len()).max(FIRST_PLACES)];
        for number in 0..self.len() {
            let place = self.place_of(self.get(number));
            self.places[place] = as_u32(number) + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::Tone;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lists_have_the_numbers_of_a_plain_search(
            said in prop::collection::vec(prop::collection::vec((0_u32..5, any::<bool>()), 0..4), 0..200),
        ) {
            let mut found = Sayings::default();
            let mut plain: Vec<Vec<Mention>> = Vec::new();
            for list in said {
                let tone = |is| if is { Tone::Negative } else { Tone::Both };
                let list: Vec<Mention> =
                    list.into_iter().map(|(topic, is)| Mention { topic, tone: tone(is) }).collect();
                let expected = plain.iter().position(|known| *known == list).unwrap_or(plain.len());
                if expected == plain.len() {
                    plain.push(list.clone());
                }
                prop_assert_eq!(found.number(&list) as usize, expected);
                prop_assert_eq!(found.get(expected), &list[..]);
            }
            prop_assert!(found.iter().eq(plain.iter().map(Vec::as_slice)));
        }
    }
}
