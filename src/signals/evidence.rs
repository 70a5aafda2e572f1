use super::Month;
use super::numbered::Mixed;
use crate::record::LanguageTag;
use crate::units::Polarity;
use std::cmp::Ordering;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasherDefault;

/// A document that could show a signal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Where the document stands in the input: of two that are as good the first is taken, under any key of pseudonyms.
    pub place: usize,
    /// How the document as a whole is meant.
    pub polarity: Polarity,
    /// When.
    pub month: Option<Month>,
    /// Language.
    pub language: LanguageTag,
    /// How many other topics it mentions.
    pub n_other_topics: usize,
}

/// Picks the documents that show a negative signal best, out of candidates that are told one by one.
///
/// Documents that speak of little else and are clearly meant come first; then languages and months
/// take turns, so that five quotes do not all come from one week. The choice depends on the
/// candidates alone, never on their order. It keeps few of them, however many there are.
#[derive(Debug, Clone)]
pub struct Evidence {
    n: usize,
    /// The best of each language and month.
    best: HashMap<(LanguageTag, Option<Month>), Candidate, BuildHasherDefault<Mixed>>,
    /// What does not stand before this is not among the first of the best.
    best_bound: Option<Candidate>,
    /// Whatever stands first, and some that were not thrown away yet.
    open: Vec<Candidate>,
    /// What does not stand before this is not among the first.
    bound: Option<Candidate>,
}

impl Evidence {
    /// Nothing yet; at most `n` documents will be picked.
    pub fn new(n: usize) -> Self {
        Self {
            n,
            best: HashMap::default(),
            best_bound: None,
            open: Vec::new(),
            bound: None,
        }
    }

    /// Whether a candidate may be picked, as far as is known by now; its month is not looked at.
    pub fn wants(&self, candidate: &Candidate) -> bool {
        is_before(candidate, self.best_bound.as_ref()) || is_before(candidate, self.bound.as_ref())
    }

    /// Takes a candidate into account; each document once. Those that are not wanted may be left out.
    pub fn add(&mut self, candidate: Candidate) {
        if is_before(&candidate, self.best_bound.as_ref()) {
            self.add_to_best(candidate);
        }
        if !is_before(&candidate, self.bound.as_ref()) {
            return;
        }
        self.open.push(candidate);
        // Of the first, at most as many are chosen already as are asked for.
        let enough = 2 * self.n;
        if self.open.len() > 2 * enough {
            let (_, bound, _) = self.open.select_nth_unstable_by(enough, precedes);
            self.bound = Some(*bound);
            self.open.truncate(enough);
        }
    }

    fn add_to_best(&mut self, candidate: Candidate) {
        let key = (candidate.language, candidate.month);
        match self.best.entry(key) {
            Entry::Occupied(known) if precedes(&candidate, known.get()).is_ge() => return,
            Entry::Occupied(mut known) => {
                known.insert(candidate);
            }
            Entry::Vacant(place) => {
                place.insert(candidate);
            }
        }
        // As many as are asked for stand before whatever does not stand before the last of them.
        if let Some(last) = self.n.checked_sub(1)
            && last < self.best.len()
        {
            let mut best: Vec<Candidate> = self.best.values().copied().collect();
            let (_, bound, _) = best.select_nth_unstable_by(last, precedes);
            self.best_bound = Some(*bound);
        }
    }

    /// Places of the documents picked, the best first.
    pub fn places(mut self) -> Vec<usize> {
        let mut best: Vec<Candidate> = self.best.into_values().collect();
        best.sort_unstable_by(precedes);
        best.truncate(self.n);
        let mut chosen: Vec<usize> = best.iter().map(|candidate| candidate.place).collect();
        if chosen.len() < self.n {
            self.open.sort_unstable_by(precedes);
            let seen: BTreeSet<usize> = chosen.iter().copied().collect();
            let rest = self.open.iter().map(|candidate| candidate.place);
            let left = self.n - seen.len();
            chosen.extend(rest.filter(|at| !seen.contains(at)).take(left));
        }
        chosen
    }
}

fn is_before(candidate: &Candidate, bound: Option<&Candidate>) -> bool {
    bound.is_none_or(|bound| precedes(candidate, bound).is_lt())
}

fn precedes(a: &Candidate, b: &Candidate) -> Ordering {
    a.n_other_topics
        .cmp(&b.n_other_topics)
        .then(a.polarity.cmp(&b.polarity))
        .then(a.place.cmp(&b.place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn candidate(place: usize, polarity: f64, month: i8) -> Candidate {
        Candidate {
            place,
            polarity: Polarity::saturating(polarity),
            month: Some(Month::new(2026, month)),
            language: LanguageTag::Nl,
            n_other_topics: 0,
        }
    }

    fn chosen(candidates: &[Candidate], n: usize) -> Vec<usize> {
        let mut evidence = Evidence::new(n);
        for candidate in candidates {
            evidence.add(*candidate);
        }
        evidence.places()
    }

    /// With all candidates sorted: the first of each month, then the others.
    fn plain(candidates: &[Candidate], n: usize) -> Vec<usize> {
        let mut sorted = candidates.to_vec();
        sorted.sort_by(precedes);
        let mut months = BTreeSet::new();
        let (first, rest): (Vec<Candidate>, Vec<Candidate>) = (sorted.into_iter())
            .partition(|candidate| months.insert((candidate.language, candidate.month)));
        let left = n.saturating_sub(first.len());
        let places = first.iter().take(n).chain(rest.iter().take(left));
        places.map(|candidate| candidate.place).collect()
    }

    proptest! {
        #[test]
        fn few_are_kept_and_those_of_a_full_sort_are_picked(
            told in proptest::collection::vec((0_u8..4, 1_i8..4, 0_usize..3), 0..80),
            n in 0_usize..7,
        ) {
            let candidates: Vec<Candidate> = (told.iter().enumerate())
                .map(|(place, &(polarity, month, n_other_topics))| Candidate {
                    n_other_topics,
                    ..candidate(place, -f64::from(polarity) / 4.0, month)
                })
                .collect();
            prop_assert_eq!(chosen(&candidates, n), plain(&candidates, n));
            let mut wanted = Evidence::new(n);
            for candidate in &candidates {
                let is_wanted = wanted.wants(&Candidate { month: None, ..*candidate });
                if is_wanted {
                    wanted.add(*candidate);
                }
            }
            prop_assert_eq!(wanted.places(), plain(&candidates, n));
        }
    }

    #[test]
    fn months_take_turns_before_one_month_repeats() {
        let candidates = [
            candidate(1, -0.9, 1),
            candidate(2, -0.8, 1),
            candidate(3, -0.2, 2),
        ];
        assert_eq!(chosen(&candidates, 2), [1, 3]);
        assert_eq!(chosen(&candidates, 5).len(), 3);
    }

    #[test]
    fn the_order_of_candidates_does_not_matter() {
        let mut candidates = vec![
            candidate(4, -0.5, 1),
            candidate(2, -0.5, 2),
            candidate(9, -0.7, 3),
        ];
        let forward = chosen(&candidates, 2);
        candidates.reverse();
        assert_eq!(forward, chosen(&candidates, 2));
    }
}
