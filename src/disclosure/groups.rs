use super::cell::Verdict;
use super::floor::Floor;
use super::relations::{Relation, Relations, Variable};
use super::suppress::judge;
use std::collections::{BTreeMap, BTreeSet};

/// A figure of a list in which it is known who stands behind each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figure {
    /// How fine it is: of several that could be hidden, the finest goes first.
    pub fineness: usize,
    /// A floor above that of the others.
    pub floor: Option<Floor>,
    /// Whether readers have it already, so that hiding it is no help.
    pub is_public: bool,
}

impl Figure {
    /// A whole that readers have already, then so many figures of parts of it.
    pub fn whole_and_parts(n_parts: usize) -> Vec<Self> {
        let figure = |at: usize| Self {
            fineness: usize::from(at > 0),
            floor: None,
            is_public: at == 0,
        };
        (0..=n_parts).map(figure).collect()
    }
}

/// People who stand behind the same figures, as far as it matters what they answered: counted, so that a million take
/// no more room than ten.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// Answers of people who gave no other.
    n_single: usize,
    /// Who gave the other answers, once for each.
    givers: Vec<usize>,
    answered: Answered,
}

#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum Answered {
    #[default]
    Nothing,
    Alike(f64),
    Mixed,
}

impl Answered {
    fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Nothing, known) | (known, Self::Nothing) => known,
            (Self::Alike(a), Self::Alike(b)) if a.total_cmp(&b).is_eq() => self,
            _ => Self::Mixed,
        }
    }
}

impl Group {
    /// Adds an answer, and by number who gave it, where they gave others too.
    pub fn add(&mut self, answer: f64, giver: Option<usize>) {
        self.n_single += usize::from(giver.is_none());
        self.givers.extend(giver);
        self.answered = self.answered.with(Answered::Alike(answer));
    }

    /// Adds the answers of another group.
    pub fn add_all(&mut self, other: &Self) {
        self.n_single += other.n_single;
        self.givers.extend_from_slice(&other.givers);
        self.answered = self.answered.with(other.answered);
    }

    /// Whether nobody is in it.
    pub fn is_empty(&self) -> bool {
        self.n_single == 0 && self.givers.is_empty()
    }

    fn variable(&self, floor: usize) -> Variable {
        let repeaters: BTreeSet<usize> = self.givers.iter().copied().collect();
        Variable {
            cell: None,
            n: self.n_single + repeaters.len(),
            repeaters,
            all_answered: match self.answered {
                Answered::Alike(answer) => Some(answer),
                Answered::Nothing | Answered::Mixed => None,
            },
            floor,
            depth: usize::MAX,
            is_public: false,
        }
    }
}

/// As [`suppress_answers`](super::suppress_answers), for people who are counted by the figures that they stand behind, given
/// by their places in `figures`; groups of nobody are left out.
pub fn suppress_groups(
    figures: &[Figure],
    groups: &BTreeMap<BTreeSet<usize>, Group>,
    floor: Floor,
) -> Vec<Verdict> {
    let mut whole: Vec<(Figure, Group)> = figures
        .iter()
        .map(|figure| (*figure, Group::default()))
        .collect();
    for (places, group) in groups {
        for &at in places {
            whole[at].1.add_all(group);
        }
    }
    judge(Relations::of_groups(&whole, groups, floor), floor)
}

impl Relations {
    /// Each figure is the sum of its groups, and what readers can compute are sums of figures.
    pub(super) fn of_groups(
        figures: &[(Figure, Group)],
        groups: &BTreeMap<BTreeSet<usize>, Group>,
        floor: Floor,
    ) -> Self {
        let own_floor = |figure: &Figure| figure.floor.map_or(floor, |own| own.max(floor)).people();
        let of_figure = |(at, (figure, behind)): (usize, &(Figure, Group))| Variable {
            cell: Some(at),
            depth: figure.fineness,
            is_public: figure.is_public,
            ..behind.variable(own_floor(figure))
        };
        let mut variables: Vec<Variable> = figures.iter().enumerate().map(of_figure).collect();
        let mut sums: Vec<Relation> = (0..figures.len())
            .map(|whole| Relation {
                whole,
                parts: Vec::new(),
            })
            .collect();
        for (places, group) in groups.iter().filter(|(_, group)| !group.is_empty()) {
            for &at in places {
                sums[at].parts.push(variables.len());
            }
            let floors = places.iter().map(|&at| own_floor(&figures[at].0));
            variables.push(group.variable(floors.max().unwrap_or(floor.people())));
        }
        sums.retain(|sum| !sum.parts.is_empty());
        Self {
            of_cell: (0..figures.len()).collect(),
            variables,
            sums,
            implied_total: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::{Givers, People, suppress_answers};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn people_who_are_counted_are_judged_as_those_who_are_named(
            people in prop::collection::vec((0_u8..16, 0_u8..3, 0_usize..40), 0..80),
            public in any::<bool>(),
        ) {
            let figure = |at: usize| Figure { fineness: at / 2, floor: None, is_public: public && at == 0 };
            let figures: Vec<Figure> = (0..4).map(figure).collect();
            let mut n_of = [0; 40];
            for (_, _, giver) in &people {
                n_of[*giver] += 1;
            }
            let mut named: Vec<People> = figures.iter().map(|figure| People {
                fineness: figure.fineness,
                is_public: figure.is_public,
                ..People::default()
            }).collect();
            let (mut givers, mut groups) = (Givers::new(), BTreeMap::new());
            for (i, &(places, answer, giver)) in people.iter().enumerate() {
                let places: BTreeSet<usize> = (0..4).filter(|at| places >> at & 1 == 1).collect();
                let several = (n_of[giver] > 1).then_some(giver);
                givers.extend(several.map(|giver| (i, giver)));
                for &at in &places {
                    named[at].answers.insert(i, f64::from(answer));
                }
                if !places.is_empty() {
                    let group: &mut Group = groups.entry(places).or_default();
                    group.add(f64::from(answer), several);
                }
            }
            let counted = suppress_groups(&figures, &groups, Floor::LEAST);
            prop_assert_eq!(counted, suppress_answers(&named, &givers, Floor::LEAST));
        }
    }
}
