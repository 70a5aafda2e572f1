use super::Collection;
use super::candidates::Candidate;
use super::counts::{KeyMap, TermKey, terms_of};
use super::families::Families;

/// A term joins a theme when it stands in at least this part of the documents that either of them has
/// (Dice), or ...
const LEAST_DICE: f64 = 0.2;
/// ... when at least this part of its documents are documents of the theme's first term.
const LEAST_INSIDE: f64 = 0.4;
/// Of the way from what chance would put inside to all of it, at least so much: most documents may be of
/// one theme, and then chance alone puts most of any term there.
const LEAST_EXCESS: f64 = 0.2;

/// How often candidates stand in the same document, and which documents have which.
pub(super) struct Together {
    n_candidates: usize,
    pairs: Vec<u32>,
    /// Candidates of each document, ascending.
    offsets: Vec<usize>,
    found: Vec<u16>,
    n_documents: f64,
}

impl Together {
    /// Reads the sentences of `collection` that no topic explains.
    pub(super) fn of(
        collection: &Collection,
        families: &Families,
        candidates: &[Candidate],
    ) -> Self {
        let places: KeyMap<u16> = candidates
            .iter()
            .map(|candidate| candidate.key)
            .zip(0_u16..)
            .collect();
        let n_candidates = candidates.len();
        let mut together = Self {
            n_candidates,
            pairs: vec![0; n_candidates * n_candidates],
            offsets: vec![0],
            found: Vec::new(),
            n_documents: 0.0,
        };
        let mut terms = Vec::new();
        for document in 0..collection.len() {
            let is_pair = |first, second| places.contains_key(&TermKey::pair(first, second));
            terms_of(
                collection.unexplained(document),
                families,
                is_pair,
                &mut terms,
            );
            let start = together.found.len();
            together
                .found
                .extend(terms.iter().filter_map(|key| places.get(key).copied()));
            together.found[start..].sort_unstable();
            together.n_documents += f64::from(u8::from(!terms.is_empty()));
            let found = &together.found[start..];
            for (at, &first) in found.iter().enumerate() {
                for &second in &found[at + 1..] {
                    together.pairs[usize::from(first) * n_candidates + usize::from(second)] += 1;
                }
            }
            together.offsets.push(together.found.len());
        }
        together
    }

    /// Candidates in `document`.
    pub(super) fn in_document(&self, document: usize) -> &[u16] {
        &self.found[self.offsets[document]..self.offsets[document + 1]]
    }

    /// How much `second` belongs to `first`, which comes before it; `None` where it does not.
    fn bond(&self, candidates: &[Candidate], first: usize, second: usize) -> Option<f64> {
        let both = f64::from(self.pairs[first * self.n_candidates + second]);
        let (n_first, n_second) = (
            f64::from(candidates[first].n),
            f64::from(candidates[second].n),
        );
        let dice = 2.0 * both / (n_first + n_second);
        let inside = both / n_second.min(n_first);
        let by_chance = n_second.max(n_first) / self.n_documents;
        let is_more = inside - by_chance >= LEAST_EXCESS * (1.0 - by_chance);
        let belongs = (dice >= LEAST_DICE || inside >= LEAST_INSIDE) && is_more;
        belongs.then_some(dice)
    }
}

/// Joins candidates to groups: each goes to the leader it is bound to most, or leads one itself. Leaders
/// are the weightiest; places are those of `candidates`, each group begins with its leader.
pub(super) fn groups(candidates: &[Candidate], together: &Together) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for place in 0..candidates.len() {
        let mut best: Option<(usize, f64)> = None;
        for (number, group) in groups.iter().enumerate() {
            if let Some(bond) = together.bond(candidates, group[0], place)
                && best.is_none_or(|(_, most)| bond > most)
            {
                best = Some((number, bond));
            }
        }
        match best {
            Some((number, _)) => groups[number].push(place),
            None => groups.push(vec![place]),
        }
    }
    groups
}
