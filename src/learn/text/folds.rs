use crate::stats::draw::shuffle;
use crate::stats::generator;
use crate::units::as_u64;
use std::collections::BTreeMap;

/// Which fold each example is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::learn) struct Folds {
    /// One per example.
    pub(in crate::learn) of_example: Vec<usize>,
    /// Number of folds.
    pub(in crate::learn) n: usize,
}

impl Folds {
    /// Examples outside a fold: those to learn from.
    pub(in crate::learn) fn learnt(&self, fold: usize) -> Vec<usize> {
        self.choose(|one| one != fold)
    }

    /// Examples of a fold: those to judge by.
    pub(in crate::learn) fn held_out(&self, fold: usize) -> Vec<usize> {
        self.choose(|one| one == fold)
    }

    fn choose(&self, is_chosen: impl Fn(usize) -> bool) -> Vec<usize> {
        let folds = self.of_example.iter().enumerate();
        folds
            .filter(|(_, fold)| is_chosen(**fold))
            .map(|(example, _)| example)
            .collect()
    }
}

/// Divides examples into folds: a group stays together, and every fold gets its part of every label.
///
/// Groups are dealt out in random order, those with the rarest labels first, each to the fold that has
/// fewest of its rarest label, then fewest examples.
///
/// # References
///
/// After Sechidis, Tsoumakas & Vlahavas (2011), ECML PKDD, p. 145.
pub(in crate::learn) fn folds(
    labels: &[&[usize]],
    groups: &[u64],
    n_labels: usize,
    n_folds: usize,
    seed: u64,
) -> Folds {
    let mut counts = vec![0_usize; n_labels];
    for &label in labels.iter().copied().flatten() {
        counts[label] += 1;
    }
    let mut members: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (example, &group) in groups.iter().enumerate() {
        members.entry(group).or_default().push(example);
    }
    let mut dealt: Vec<(usize, Vec<usize>)> = members
        .into_values()
        .map(|members| {
            let labels = members.iter().flat_map(|&example| labels[example]);
            let rarest = labels.min_by_key(|&&label| (counts[label], label));
            (rarest.copied().unwrap_or(n_labels), members)
        })
        .collect();
    shuffle(&mut generator(seed, as_u64(n_folds)), &mut dealt);
    dealt.sort_by_key(|(rarest, _)| counts.get(*rarest).copied().unwrap_or(usize::MAX));
    let mut held = vec![vec![0_usize; n_labels + 1]; n_folds];
    let mut sizes = vec![0_usize; n_folds];
    let mut of_example = vec![0; labels.len()];
    for (rarest, members) in dealt {
        let fold = (0..n_folds)
            .min_by_key(|&fold| (held[fold][rarest], sizes[fold], fold))
            .unwrap_or(0);
        for example in members {
            of_example[example] = fold;
            sizes[fold] += 1;
            for &label in labels[example] {
                held[fold][label] += 1;
            }
            if labels[example].is_empty() {
                held[fold][n_labels] += 1;
            }
        }
    }
    Folds {
        of_example,
        n: n_folds,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_stay_together_and_rare_labels_are_spread() {
        let labels: Vec<Vec<usize>> = (0..200)
            .map(|i| match i % 20 {
                0 => vec![0, 1],
                1..=3 => vec![],
                _ => vec![1],
            })
            .collect();
        let labels: Vec<&[usize]> = labels.iter().map(Vec::as_slice).collect();
        let groups: Vec<u64> = (0..200).map(|i| i / 2).collect();
        let folds = folds(&labels, &groups, 2, 5, 3);
        for pair in folds.of_example.chunks(2) {
            assert_eq!(pair[0], pair[1]);
        }
        for fold in 0..5 {
            let held = folds.held_out(fold);
            assert!((36..=44).contains(&held.len()), "{}", held.len());
            let n_rare = held.iter().filter(|&&i| labels[i].contains(&0)).count();
            assert_eq!(n_rare, 2);
            assert_eq!(held.len() + folds.learnt(fold).len(), 200);
        }
    }
}
