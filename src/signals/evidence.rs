use super::Month;
use crate::record::LanguageTag;
use crate::units::Polarity;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

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

/// Picks at most `n` documents that show a negative signal best, by their places.
///
/// Documents that speak of little else and are clearly meant come first; then languages and months
/// take turns, so that five quotes do not all come from one week. The choice depends on the
/// candidates alone, never on their order.
pub fn choose_evidence(candidates: &[Candidate], n: usize) -> Vec<usize> {
    // First pass: the best of each (language, month).
    let mut best: BTreeMap<(LanguageTag, Option<Month>), &Candidate> = BTreeMap::new();
    for candidate in candidates {
        let known = best
            .entry((candidate.language, candidate.month))
            .or_insert(candidate);
        if precedes(candidate, known).is_lt() {
            *known = candidate;
        }
    }
    let mut best: Vec<&Candidate> = best.into_values().collect();
    best.sort_unstable_by(|a, b| precedes(a, b));
    best.truncate(n);
    let mut chosen: Vec<usize> = best.iter().map(|candidate| candidate.place).collect();
    // Second pass: whatever stands first, of which at most as many are chosen already.
    let mut open: Vec<&Candidate> = candidates.iter().collect();
    let enough = 2 * n;
    if open.len() > enough && chosen.len() < n {
        open.select_nth_unstable_by(enough, |a, b| precedes(a, b));
        open.truncate(enough);
    }
    if chosen.len() < n {
        open.sort_unstable_by(|a, b| precedes(a, b));
        let seen: BTreeSet<usize> = chosen.iter().copied().collect();
        let rest = open.iter().map(|candidate| candidate.place);
        chosen.extend(rest.filter(|at| !seen.contains(at)).take(n - seen.len()));
    }
    chosen
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

    fn candidate(place: usize, polarity: f64, month: i8) -> Candidate {
        Candidate {
            place,
            polarity: Polarity::saturating(polarity),
            month: Some(Month::new(2026, month)),
            language: LanguageTag::Nl,
            n_other_topics: 0,
        }
    }

    #[test]
    fn months_take_turns_before_one_month_repeats() {
        let candidates = [
            candidate(1, -0.9, 1),
            candidate(2, -0.8, 1),
            candidate(3, -0.2, 2),
        ];
        assert_eq!(choose_evidence(&candidates, 2), [1, 3]);
        assert_eq!(choose_evidence(&candidates, 5).len(), 3);
    }

    #[test]
    fn the_order_of_candidates_does_not_matter() {
        let mut candidates = vec![
            candidate(4, -0.5, 1),
            candidate(2, -0.5, 2),
            candidate(9, -0.7, 3),
        ];
        let forward = choose_evidence(&candidates, 2);
        candidates.reverse();
        assert_eq!(forward, choose_evidence(&candidates, 2));
    }
}
