use super::dictionary::{keep_used, used};
use crate::record::{SentimentLabel, TopicId};
use crate::units::as_u32;
use std::collections::HashMap;

/// Which topics each document mentions, and how: each different list of mentions once.
///
/// A million documents say some ten thousand different things, so what is worth knowing of what they say is found by
/// looking at the lists and counting documents.
///
/// # Shapes
///
/// List `i` has the mentions `offsets[i]..offsets[i + 1]` of `codes` and `states`, sorted by topic; lists stand in the
/// order of their first documents. `list_of` has one entry per document, `offsets` one more than there are lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentions {
    /// Every topic that is mentioned, sorted.
    pub topics: Vec<TopicId>,
    /// The list of each document.
    pub list_of: Vec<u32>,
    /// Where each list begins.
    pub offsets: Vec<u32>,
    /// Place of the topic in `topics`.
    pub codes: Vec<u32>,
    /// How it was spoken of.
    pub states: Vec<SentimentLabel>,
}

impl Default for Mentions {
    fn default() -> Self {
        Self {
            topics: Vec::new(),
            list_of: Vec::new(),
            offsets: vec![0],
            codes: Vec::new(),
            states: Vec::new(),
        }
    }
}

impl Mentions {
    /// The mentions of documents one after the other, each as place of the topic in `topics` and how it was spoken of; topics
    /// that none of them mentions are left out.
    pub fn of_documents<'m>(
        topics: Vec<TopicId>,
        documents: impl Iterator<Item = &'m [(u32, SentimentLabel)]>,
    ) -> Self {
        let mut places: HashMap<&[(u32, SentimentLabel)], u32> = HashMap::new();
        let mut lists = Vec::new();
        let mut list_of = Vec::new();
        for mentions in documents {
            let list = *places.entry(mentions).or_insert_with(|| {
                lists.push(mentions);
                as_u32(lists.len() - 1)
            });
            list_of.push(list);
        }
        let codes: Vec<u32> = lists.iter().copied().flatten().map(|one| one.0).collect();
        let mut places = used(topics.len(), &codes);
        let mut found = Self {
            topics: keep_used(topics, &mut places),
            list_of,
            ..Self::default()
        };
        for list in lists {
            for (code, state) in list {
                // Every code is used.
                found.codes.extend(places[*code as usize]);
                found.states.push(*state);
            }
            found.offsets.push(as_u32(found.codes.len()));
        }
        found
    }

    /// The mentions of document `row`: place of the topic in `topics`, and how it was spoken of.
    pub fn of(&self, row: usize) -> impl Iterator<Item = (u32, SentimentLabel)> + '_ {
        let list = self.list_of.get(row).map(|&list| list as usize);
        list.into_iter().flat_map(|list| self.list(list))
    }

    /// Number of different lists of mentions.
    pub fn n_lists(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The mentions of all documents with this list.
    pub fn list(&self, list: usize) -> impl Iterator<Item = (u32, SentimentLabel)> + '_ {
        let bound = |place: usize| self.offsets[place] as usize;
        (bound(list)..bound(list + 1)).map(|at| (self.codes[at], self.states[at]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STATES: [SentimentLabel; 2] = [SentimentLabel::Negative, SentimentLabel::Positive];

    proptest! {
        #[test]
        fn each_document_keeps_its_mentions_and_no_list_stands_twice(
            said in prop::collection::vec(prop::collection::vec((0_u32..4, 0_usize..2), 0..3), 0..30),
        ) {
            let name = |code: u32| TopicId::new(format!("t{code}"));
            let said: Vec<Vec<(u32, SentimentLabel)>> = said
                .iter()
                .map(|list| list.iter().map(|&(code, state)| (code, STATES[state])).collect())
                .collect();
            let topics = (0..4).map(name).collect();
            let found = Mentions::of_documents(topics, said.iter().map(Vec::as_slice));
            for (row, list) in said.iter().enumerate() {
                let of: Vec<_> = found.of(row).map(|(at, state)| (found.topics[at as usize].clone(), state)).collect();
                let expected: Vec<_> = list.iter().map(|&(code, state)| (name(code), state)).collect();
                prop_assert_eq!(of, expected);
            }
            let lists: std::collections::BTreeSet<Vec<_>> =
                (0..found.n_lists()).map(|list| found.list(list).collect()).collect();
            prop_assert_eq!(lists.len(), found.n_lists());
            prop_assert!((0..found.topics.len()).all(|at| found.codes.contains(&as_u32(at))));
        }
    }
}
