use super::expand::{Atom, Atoms, Extent, Wording, shapes};
use super::source::Language;
use super::tokens::{Token, Tokens};
use super::vocabulary::{Shape, Vocabulary};
use crate::units::as_u32;
use std::collections::HashMap;

/// All phrases of one language, matched together in one pass over the words.
///
/// Every distinct place of a phrase is a slot. A word is looked up once and fills some slots; a
/// phrase is tried only where the rarest of its slots (its anchor) is filled, and then by bit
/// sets of reachable positions, so that no text makes it slow.
#[derive(Debug)]
pub(super) struct Matcher {
    vocabulary: Vocabulary,
    sequences: Vec<Sequence>,
    /// Numbers of sequences, ordered by the slot of their anchor.
    anchored: Vec<u32>,
    /// Where the sequences of each slot begin in `anchored`, and the end of the last.
    anchored_starts: Vec<u32>,
}

/// A wording with slots for its places.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Sequence {
    pub(super) rule: u32,
    /// Slot of each place, and how many words may stand before it.
    pub(super) places: Vec<(u32, u32)>,
    extent: Extent,
    anchor: usize,
}

/// A place in a text where a rule matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    pub(super) rule: u32,
    /// First and last word.
    pub(super) first: u32,
    pub(super) last: u32,
    /// Bytes in the text.
    pub(super) start: u32,
    pub(super) end: u32,
}

/// Collects wordings and numbers their slots.
#[derive(Debug)]
pub(super) struct MatcherBuilder {
    language: Language,
    slots: HashMap<Atoms, u32>,
    order: Vec<Atoms>,
    sequences: Vec<Sequence>,
}

impl MatcherBuilder {
    pub(super) fn new(language: Language) -> Self {
        Self {
            language,
            slots: HashMap::new(),
            order: Vec::new(),
            sequences: Vec::new(),
        }
    }

    /// Adds the wordings of a rule; the result identifies what they match.
    pub(super) fn add(&mut self, rule: u32, wordings: Vec<Wording>) -> Vec<Vec<(u32, u32)>> {
        let mut key = Vec::with_capacity(wordings.len());
        for wording in wordings {
            let places: Vec<(u32, u32)> = wording
                .places
                .into_iter()
                .map(|(gap, atoms)| (self.slot(atoms), as_u32(gap)))
                .collect();
            key.push(places.clone());
            self.sequences.push(Sequence {
                rule,
                places,
                extent: wording.extent,
                anchor: 0,
            });
        }
        key
    }

    fn slot(&mut self, atoms: Atoms) -> u32 {
        if let Some(&slot) = self.slots.get(&atoms) {
            return slot;
        }
        let slot = as_u32(self.order.len());
        self.order.push(atoms.clone());
        self.slots.insert(atoms, slot);
        slot
    }

    pub(super) fn build(mut self) -> Matcher {
        let mut entries: HashMap<Shape, Vec<u32>> = HashMap::new();
        for (slot, atoms) in (0..).zip(&self.order) {
            for shape in atoms.iter().flat_map(|atom| shapes(atom, self.language)) {
                let slots = entries.entry(shape).or_default();
                if slots.last() != Some(&slot) {
                    slots.push(slot);
                }
            }
        }
        let commonness = commonness(&self.order);
        for sequence in &mut self.sequences {
            let rarest = sequence
                .places
                .iter()
                .enumerate()
                .min_by_key(|(_, (slot, _))| commonness[*slot as usize]);
            sequence.anchor = rarest.map_or(0, |(place, _)| place);
        }
        let anchor_slot = |number: u32| {
            let sequence = &self.sequences[number as usize];
            sequence.places[sequence.anchor].0
        };
        let mut anchored: Vec<u32> = (0..as_u32(self.sequences.len())).collect();
        anchored.sort_by_key(|&number| anchor_slot(number));
        let anchored_starts = (0..=as_u32(self.order.len()))
            .map(|slot| as_u32(anchored.partition_point(|&number| anchor_slot(number) < slot)))
            .collect();
        Matcher {
            vocabulary: Vocabulary::new(entries.into_iter()),
            sequences: self.sequences,
            anchored,
            anchored_starts,
        }
    }
}

/// How often a slot is likely to be filled, as a guess that needs no corpus: words that stand in
/// many places of the taxonomy, and short words, are common in texts too.
fn commonness(slots: &[Atoms]) -> Vec<usize> {
    let mut n_slots: HashMap<&Atom, usize> = HashMap::new();
    for atom in slots.iter().flatten() {
        *n_slots.entry(atom).or_default() += 1;
    }
    let weight = |atom: &Atom| {
        let short = match atom {
            Atom::Inflected(word) | Atom::Plain(Shape::Form(word)) => word.len() <= 4,
            Atom::Plain(Shape::Beginning(_) | Shape::Ending(_)) => true,
        };
        n_slots[atom] * if short { 4 } else { 1 }
    };
    slots
        .iter()
        .map(|atoms| atoms.iter().map(weight).sum())
        .collect()
}

impl Matcher {
    /// Adds every match of every rule to `found`.
    pub(super) fn find(&self, tokens: &Tokens, found: &mut Vec<Found>) {
        if self.sequences.is_empty() {
            return;
        }
        let filled = self.fill(tokens);
        let words = tokens.words();
        for hit in &filled.hits {
            let slot = hit.slot as usize;
            let tried =
                self.anchored_starts[slot] as usize..self.anchored_starts[slot + 1] as usize;
            for &number in &self.anchored[tried] {
                let sequence = &self.sequences[number as usize];
                if let [_] = sequence.places.as_slice() {
                    found.push(Found {
                        rule: sequence.rule,
                        first: hit.token,
                        last: hit.token,
                        start: hit.start,
                        end: hit.end,
                    });
                } else if let Some(whole) = filled.complete(words, sequence, hit) {
                    found.push(whole);
                }
            }
        }
    }

    /// Looks every word up, and every two neighbours as one word.
    fn fill(&self, tokens: &Tokens) -> Filled {
        let words = tokens.words();
        let mut hits = Vec::with_capacity(words.len());
        let mut joined_any = false;
        for (n, token) in words.iter().enumerate() {
            if token.opaque {
                continue;
            }
            let word = tokens.folded(token);
            let number = as_u32(n);
            let before = hits.len();
            let mut add = |slots: &[u32]| {
                hits.extend(slots.iter().map(|&slot| Hit {
                    token: number,
                    slot,
                    start: token.start,
                    end: token.end,
                }));
            };
            add(self.vocabulary.of_form(word, token.hash));
            self.vocabulary.each_part(word, add);
            if hits.len() - before > 1 {
                drop_repeats(&mut hits, before);
            }
            if let Some(next) = words.get(n + 1)
                && can_join(token, next)
            {
                let joined = tokens.joined(n);
                let hash = joined.as_bytes()[word.len()..]
                    .iter()
                    .fold(token.hash, |hash, &byte| {
                        super::vocabulary::hash_step(hash, byte)
                    });
                for &slot in self.vocabulary.of_form(joined, hash) {
                    joined_any = true;
                    // Both words hold it, so that either neighbour of the compound is next to it.
                    hits.extend([number, number + 1].map(|token_number| Hit {
                        token: token_number,
                        slot,
                        start: token.start,
                        end: next.end,
                    }));
                }
            }
        }
        if joined_any {
            hits.sort_unstable();
        }
        Filled::new(words.len(), hits)
    }
}

/// Sorts the hits from `start` on and drops those that repeat the one before.
///
/// `Vec::dedup` would walk all hits again for every word, which is quadratic in a long text.
fn drop_repeats(hits: &mut Vec<Hit>, start: usize) {
    hits[start..].sort_unstable();
    let mut kept = start + 1;
    for at in start + 1..hits.len() {
        if hits[at] != hits[kept - 1] {
            hits[kept] = hits[at];
            kept += 1;
        }
    }
    hits.truncate(kept);
}

/// Whether two neighbours may be one word written apart: with a hyphen always, with a space when
/// both are long enough not to be chance.
fn can_join(a: &Token, b: &Token) -> bool {
    let length = |token: &Token| token.end - token.start;
    !b.opaque
        && (b.hyphen_before
            || (a.clause == b.clause
                && length(a) >= 3
                && length(b) >= 3
                && length(a) + length(b) >= 7))
}

/// A slot filled by a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Hit {
    token: u32,
    slot: u32,
    start: u32,
    end: u32,
}

/// All filled slots of a text, by word.
#[derive(Debug)]
struct Filled {
    hits: Vec<Hit>,
    /// First hit of each word, and the number of hits at the end.
    starts: Vec<u32>,
    /// Bit `slot % 64` is set for each slot a word fills: says no quickly.
    masks: Vec<u64>,
}

/// Which way a phrase is followed from its anchor.
#[derive(Debug, Clone, Copy)]
enum Direction {
    Forward,
    Backward,
}

impl Filled {
    fn new(n_words: usize, hits: Vec<Hit>) -> Self {
        let mut starts = vec![0; n_words + 1];
        let mut masks = vec![0; n_words];
        for hit in &hits {
            starts[hit.token as usize + 1] += 1;
            masks[hit.token as usize] |= 1 << (hit.slot % 64);
        }
        for n in 0..n_words {
            starts[n + 1] += starts[n];
        }
        Self {
            hits,
            starts,
            masks,
        }
    }

    /// The match of `sequence` whose anchor is `hit`, with the nearest words on both sides.
    fn complete(&self, words: &[Token], sequence: &Sequence, hit: &Hit) -> Option<Found> {
        let anchor = sequence.anchor;
        let mut found = Found {
            rule: sequence.rule,
            first: hit.token,
            last: hit.token,
            start: hit.start,
            end: hit.end,
        };
        if anchor + 1 < sequence.places.len() {
            let steps = sequence.places[anchor + 1..].iter().copied();
            let last = self.reach(
                words,
                hit.token as usize,
                steps,
                Direction::Forward,
                sequence.extent,
            )?;
            found.last = last.token;
            found.end = last.end;
        }
        if anchor > 0 {
            // Going back, the gap to cross is the one before the place just left.
            let slots = sequence.places[..anchor].iter().rev().map(|place| place.0);
            let gaps = sequence.places[1..=anchor]
                .iter()
                .rev()
                .map(|place| place.1);
            let steps = slots.zip(gaps);
            let first = self.reach(
                words,
                hit.token as usize,
                steps,
                Direction::Backward,
                sequence.extent,
            )?;
            found.first = first.token;
            found.start = first.start;
        }
        Some(found)
    }

    /// Follows places from a word; the nearest hit of the last place.
    fn reach(
        &self,
        words: &[Token],
        from: usize,
        steps: impl Iterator<Item = (u32, u32)>,
        direction: Direction,
        extent: Extent,
    ) -> Option<&Hit> {
        // Bit d stands for the word d places away.
        let mut reached: u64 = 1;
        let mut nearest = None;
        for (slot, gap) in steps {
            let mut open = (0..=gap).fold(0, |open, skipped| open | reached << (skipped + 1));
            reached = 0;
            nearest = None;
            while open != 0 {
                let distance = open.trailing_zeros() as usize;
                open &= open - 1;
                let at = match direction {
                    Direction::Forward => from + distance,
                    Direction::Backward => match from.checked_sub(distance) {
                        Some(at) => at,
                        None => break,
                    },
                };
                let within = words.get(at).is_some_and(|word| match extent {
                    Extent::Sentence => word.sentence == words[from].sentence,
                    Extent::Clause => word.clause == words[from].clause,
                });
                if !within {
                    break;
                }
                if let Some(hit) = self.at(at, slot) {
                    reached |= 1 << distance;
                    nearest = nearest.or(Some(hit));
                }
            }
            if reached == 0 {
                return None;
            }
        }
        nearest
    }

    fn at(&self, word: usize, slot: u32) -> Option<&Hit> {
        if self.masks[word] >> (slot % 64) & 1 == 0 {
            return None;
        }
        self.hits[self.starts[word] as usize..self.starts[word + 1] as usize]
            .iter()
            .find(|hit| hit.slot == slot)
    }
}
