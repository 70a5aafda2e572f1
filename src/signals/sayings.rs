//! What respondents mention: each different list once.

use super::Mention;
use super::numbered::{Mixed, Places};
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
    places: Places,
}

impl PartialEq for Sayings {
    fn eq(&self, other: &Self) -> bool {
        (&self.mentions, &self.ends) == (&other.mentions, &other.ends)
    }
}

impl Sayings {
    /// The number of `list`, a new one where it did not come before.
    pub(super) fn number(&mut self, list: &[Mention]) -> u32 {
        let next = as_u32(self.len());
        let (mentions, ends) = (&self.mentions, &self.ends);
        let known = |number: usize| list_at(mentions, ends, number);
        let is_it = |number: usize| known(number) == list;
        let number =
            (self.places).number(hash_of(list), next, is_it, |number| hash_of(known(number)));
        if number == next {
            self.mentions.extend_from_slice(list);
            self.ends.push(as_u32(self.mentions.len()));
        }
        number
    }

    /// How many different lists.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The list of this number.
    pub(super) fn get(&self, number: usize) -> &[Mention] {
        list_at(&self.mentions, &self.ends, number)
    }

    /// Every list, by its number.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &[Mention]> {
        (0..self.len()).map(|number| self.get(number))
    }
}

fn list_at<'m>(mentions: &'m [Mention], ends: &[u32], number: usize) -> &'m [Mention] {
    let start = number.checked_sub(1).map_or(0, |before| ends[before]);
    &mentions[start as usize..ends[number] as usize]
}

/// Topics and tones one after the other, without how many there are.
fn hash_of(list: &[Mention]) -> u64 {
    let mut hash = Mixed::default();
    for mention in list {
        mention.hash(&mut hash);
    }
    hash.finish()
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
