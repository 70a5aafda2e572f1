use super::cell::Verdict;
use super::floor::Floor;
use super::groups::{Figure, Group};
use super::relations::Relations;
use super::suppress::judge;
use std::collections::{BTreeMap, BTreeSet};

/// Who gave each answer, by its number; an answer that is not named was given by somebody who gave no
/// other.
pub type Givers = BTreeMap<usize, usize>;

/// The answers behind one figure.
///
/// Where figures overlap in any way (promises about the same tickets, a survey and an earlier one, rows of
/// two tables), no key tells which people they share; their names do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct People {
    /// Answer by number; answers are numbered alike in all figures. Where everybody gave one answer, these
    /// are the numbers of people.
    pub answers: BTreeMap<usize, f64>,
    /// How fine the figure is: of several that could be hidden, the finest goes first.
    pub fineness: usize,
    /// A floor above that of the others.
    pub floor: Option<Floor>,
    /// Whether readers have the figure already, so that hiding it is no help.
    pub is_public: bool,
}

/// As [`suppress`](super::suppress), for figures of which it is known who stands behind them: says of
/// each whether it may be shown, so that no sum or difference of shown figures is of fewer people than
/// the floor, or of people who all gave one answer. There is no total but those that are listed.
pub fn suppress_people(figures: &[People], floor: Floor) -> Vec<Verdict> {
    suppress_answers(figures, &Givers::new(), floor)
}

/// As [`suppress_people`], where some gave several answers: who did counts once towards the floor, in
/// every figure and in everything that follows from several.
pub fn suppress_answers(figures: &[People], givers: &Givers, floor: Floor) -> Vec<Verdict> {
    judge(Relations::of_answers(figures, givers, floor), floor)
}

/// Hides more of a table that [`suppress`](super::suppress) has judged by the number of answers, where some
/// gave several of them. `known` are further answers that readers know to be told together, such as all of
/// them.
pub fn suppress_further(
    judged: Vec<Verdict>,
    figures: Vec<People>,
    known: Vec<People>,
    givers: &Givers,
    floor: Floor,
) -> Vec<Verdict> {
    let mut seen = BTreeSet::new();
    if !givers.values().any(|giver| !seen.insert(giver)) {
        return judged;
    }
    let is_told = |verdict: &Verdict| !matches!(verdict, Verdict::Suppressed(_));
    let told = judged.iter().zip(figures);
    let told = told.filter_map(|(verdict, figure)| is_told(verdict).then_some(figure));
    let told: Vec<People> = told.chain(known).collect();
    let mut further = suppress_answers(&told, givers, floor).into_iter();
    let both = judged.into_iter().map(|verdict| {
        if !is_told(&verdict) {
            return verdict;
        }
        match further.next() {
            None | Some(Verdict::Shown) => verdict,
            Some(further) => further,
        }
    });
    both.collect()
}

impl Relations {
    /// Cuts all answers into groups that stand behind the same figures.
    fn of_answers(figures: &[People], givers: &Givers, floor: Floor) -> Self {
        let mut behind: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (at, figure) in figures.iter().enumerate() {
            for answer in figure.answers.keys() {
                behind.entry(*answer).or_default().insert(at);
            }
        }
        let mut groups: BTreeMap<BTreeSet<usize>, Group> = BTreeMap::new();
        for (answer, places) in behind {
            let value = places
                .first()
                .and_then(|&at| figures[at].answers.get(&answer));
            if let Some(value) = value {
                let group = groups.entry(places).or_default();
                group.add(*value, givers.get(&answer).copied());
            }
        }
        let whole = |people: &People| {
            let mut group = Group::default();
            for (answer, value) in &people.answers {
                group.add(*value, givers.get(answer).copied());
            }
            let figure = Figure {
                fineness: people.fineness,
                floor: people.floor,
                is_public: people.is_public,
            };
            (figure, group)
        };
        let figures: Vec<(Figure, Group)> = figures.iter().map(whole).collect();
        Self::of_groups(&figures, &groups, floor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn figures(sets: &[Vec<usize>], answers: &[u8]) -> Vec<People> {
        let figure = |set: &Vec<usize>| People {
            answers: set.iter().map(|&at| (at, f64::from(answers[at]))).collect(),
            fineness: 1,
            ..People::default()
        };
        sets.iter().map(figure).collect()
    }

    /// How many people gave answers.
    fn n_people(answers: &[usize], givers: &Givers) -> usize {
        let person = |answer: &usize| givers.get(answer).map_or((1, *answer), |who| (0, *who));
        let people: BTreeSet<(u8, usize)> = answers.iter().map(person).collect();
        people.len()
    }

    /// Every sum of figures with the factors −1, 0 and 1 that is a set of people.
    fn computable(figures: &[&People]) -> Vec<Vec<usize>> {
        let n = u32::try_from(figures.len()).unwrap();
        let mut found = Vec::new();
        for number in 0..3usize.pow(n) {
            let mut factor: BTreeMap<usize, i32> = BTreeMap::new();
            let mut digits = number;
            for figure in figures {
                let sign = i32::try_from(digits % 3).unwrap() - 1;
                digits /= 3;
                for person in figure.answers.keys() {
                    *factor.entry(*person).or_default() += sign;
                }
            }
            factor.retain(|_, factor| *factor != 0);
            if !factor.is_empty() && factor.values().all(|factor| *factor == 1) {
                found.push(factor.into_keys().collect());
            }
        }
        found
    }

    /// Nothing that can be computed is of fewer than five givers.
    fn is_safe_of_givers(
        figures: &[People],
        givers: &Givers,
        verdicts: &[Verdict],
    ) -> Result<(), String> {
        let judged = figures.iter().zip(verdicts);
        let with_n = judged.filter(|(_, verdict)| !matches!(verdict, Verdict::Suppressed(_)));
        let with_n: Vec<&People> = with_n.map(|(figure, _)| figure).collect();
        let few = computable(&with_n)
            .into_iter()
            .find(|group| n_people(group, givers) < 5);
        few.map_or(Ok(()), |few| Err(format!("{few:?} can be computed")))
    }

    #[test]
    fn who_answered_often_counts_once() {
        let answers: Vec<u8> = (0..12).map(|at| at % 5).collect();
        let figures = figures(&[(0..12).collect(), (0..6).collect()], &answers);
        assert_eq!(suppress_people(&figures, Floor::LEAST), [Verdict::Shown; 2]);
        // Six answers of two customers, beside six of six.
        let givers: Givers = (0..6).map(|at| (at, at % 2)).collect();
        let verdicts = suppress_answers(&figures, &givers, Floor::LEAST);
        assert_eq!(verdicts[0], Verdict::Shown);
        assert!(
            matches!(verdicts[1], Verdict::Suppressed(_)),
            "{verdicts:?}"
        );
        is_safe_of_givers(&figures, &givers, &verdicts).unwrap();
        let naive = [Verdict::Shown; 2];
        assert!(is_safe_of_givers(&figures, &givers, &naive).is_err());
    }

    #[test]
    fn one_customer_behind_several_remainders_is_one_person() {
        // Five remainders of one answer each, all of one customer, add up to what can be computed.
        let answers: Vec<u8> = (0..40).map(|at| at % 5).collect();
        let mut sets: Vec<Vec<usize>> = (0..5)
            .map(|part| (part * 8..part * 8 + 7).collect())
            .collect();
        sets.push((0..40).collect());
        let figures = figures(&sets, &answers);
        let givers: Givers = (0..5).map(|part| (part * 8 + 7, 0)).collect();
        assert_eq!(suppress_people(&figures, Floor::LEAST), [Verdict::Shown; 6]);
        let verdicts = suppress_answers(&figures, &givers, Floor::LEAST);
        is_safe_of_givers(&figures, &givers, &verdicts).unwrap();
        assert!(verdicts.iter().any(|one| *one != Verdict::Shown));
    }

    fn is_safe(figures: &[People], answers: &[u8], verdicts: &[Verdict]) -> Result<(), String> {
        let judged = || figures.iter().zip(verdicts);
        let with_n = judged().filter(|(_, verdict)| !matches!(verdict, Verdict::Suppressed(_)));
        let with_n: Vec<&People> = with_n.map(|(figure, _)| figure).collect();
        if let Some(few) = computable(&with_n)
            .into_iter()
            .find(|group| group.len() < 5)
        {
            return Err(format!("{few:?} can be computed"));
        }
        let shown = judged().filter(|(_, verdict)| **verdict == Verdict::Shown);
        let shown: Vec<&People> = shown.map(|(figure, _)| figure).collect();
        let alike = |group: &Vec<usize>| group.iter().all(|at| answers[*at] == answers[group[0]]);
        match computable(&shown).into_iter().find(alike) {
            Some(group) => Err(format!("the answer of {group:?} can be computed")),
            None => Ok(()),
        }
    }

    #[test]
    fn two_promises_about_nearly_the_same_customers_are_not_both_shown() {
        let answers: Vec<u8> = (0..60).map(|at| at % 5).collect();
        let sets = [(0..60).collect(), (0..58).collect::<Vec<_>>()];
        let figures = figures(&sets, &answers);
        let verdicts = suppress_people(&figures, Floor::LEAST);
        is_safe(&figures, &answers, &verdicts).unwrap();
        assert_eq!(
            verdicts
                .iter()
                .filter(|one| **one == Verdict::Shown)
                .count(),
            1
        );
        let naive = [Verdict::Shown; 2];
        assert!(
            is_safe(&figures, &answers, &naive).is_err(),
            "the attack works"
        );
        let apart = [(0..60).collect(), (0..55).collect::<Vec<_>>()];
        let figures = self::figures(&apart, &answers);
        assert_eq!(suppress_people(&figures, Floor::LEAST), [Verdict::Shown; 2]);
    }

    #[test]
    fn what_is_public_is_not_hidden_but_what_it_would_be_set_against() {
        let answers: Vec<u8> = (0..60).map(|at| at % 5).collect();
        let mut figures = figures(&[(0..57).collect(), (0..60).collect()], &answers);
        figures[0].is_public = true;
        let verdicts = suppress_people(&figures, Floor::LEAST);
        assert_eq!(verdicts[0], Verdict::Shown);
        assert!(
            matches!(verdicts[1], Verdict::Suppressed(_)),
            "{verdicts:?}"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_difference_of_shown_figures_is_of_few_people(
            answers in prop::collection::vec(1u8..=3, 24),
            masks in prop::collection::vec(prop::collection::vec(any::<bool>(), 24), 1..6),
        ) {
            let sets: Vec<Vec<usize>> = masks
                .iter()
                .map(|mask| (0..24).filter(|&at| mask[at]).collect())
                .collect();
            let figures = figures(&sets, &answers);
            let verdicts = suppress_people(&figures, Floor::LEAST);
            prop_assert_eq!(is_safe(&figures, &answers, &verdicts), Ok(()));
        }

        #[test]
        fn no_difference_is_of_few_givers(
            answers in prop::collection::vec(1u8..=3, 24),
            givers in prop::collection::vec(0usize..14, 24),
            masks in prop::collection::vec(prop::collection::vec(any::<bool>(), 24), 1..6),
        ) {
            let sets: Vec<Vec<usize>> = masks
                .iter()
                .map(|mask| (0..24).filter(|&at| mask[at]).collect())
                .collect();
            let givers: Givers = givers.into_iter().enumerate().collect();
            let figures = figures(&sets, &answers);
            let verdicts = suppress_answers(&figures, &givers, Floor::LEAST);
            prop_assert_eq!(is_safe_of_givers(&figures, &givers, &verdicts), Ok(()));
            prop_assert_eq!(is_safe(&figures, &answers, &verdicts), Ok(()));
        }

        #[test]
        fn nested_sets_are_safe_too(
            answers in prop::collection::vec(1u8..=3, 30),
            ends in prop::collection::vec((0usize..10, 10usize..=30), 1..6),
        ) {
            let sets: Vec<Vec<usize>> = ends.iter().map(|&(from, to)| (from..to).collect()).collect();
            let figures = figures(&sets, &answers);
            let verdicts = suppress_people(&figures, Floor::LEAST);
            prop_assert_eq!(is_safe(&figures, &answers, &verdicts), Ok(()));
        }
    }
}
