//! What follows from a published table, by trying everything: an attacker who adds and subtracts.

use super::{Cell, Floor, Verdict, suppress};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// People and the answer of each, by the values of the finest table.
type Population = Vec<(BTreeMap<Arc<str>, Arc<str>>, Vec<u8>)>;

fn text(at: usize) -> Arc<str> {
    at.to_string().into()
}

/// Atoms of a cell: places in the population.
fn atoms(cell: &Cell, population: &Population) -> Vec<usize> {
    let holds = |key: &BTreeMap<Arc<str>, Arc<str>>| {
        cell.key
            .iter()
            .all(|(name, value)| key.get(name) == Some(value))
    };
    let found = population
        .iter()
        .enumerate()
        .filter(|(_, (key, _))| holds(key));
    found.map(|(at, _)| at).collect()
}

/// The cell of a population with this key.
fn cell(key: BTreeMap<Arc<str>, Arc<str>>, population: &Population) -> Cell {
    let mut cell = Cell {
        key,
        n: 0,
        all_answered: None,
        floor: None,
    };
    let answers: Vec<u8> = atoms(&cell, population)
        .into_iter()
        .flat_map(|at| population[at].1.iter().copied())
        .collect();
    cell.n = answers.len();
    let first = answers.first().copied();
    let are_alike = answers.iter().all(|one| Some(*one) == first);
    cell.all_answered = first.filter(|_| are_alike).map(f64::from);
    cell
}

/// All tables that cut a population along some of its dimensions.
fn tables(population: &Population, cuts: &[&[&str]]) -> Vec<Cell> {
    let mut keys = std::collections::BTreeSet::new();
    for cut in cuts {
        for (whole, _) in population {
            let key: BTreeMap<Arc<str>, Arc<str>> = whole
                .iter()
                .filter(|(name, _)| cut.contains(&name.as_ref()))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            keys.insert(key);
        }
    }
    keys.into_iter().map(|key| cell(key, population)).collect()
}

/// Groups of people that are a sum of shown cells with coefficients −1, 0 and 1.
fn groups_of_sums(
    population: &Population,
    cells: &[Cell],
    is_usable: impl Fn(usize) -> bool,
) -> Vec<Vec<usize>> {
    let sets: Vec<Vec<usize>> = cells.iter().map(|one| atoms(one, population)).collect();
    let usable = (0..cells.len()).filter(|&at| is_usable(at) && cells[at].n > 0);
    let usable: Vec<usize> = usable.take(8).collect();
    // Of a group that no cell shows to be empty nobody knows that it is.
    let mut is_empty = vec![false; population.len()];
    for (set, _) in sets.iter().zip(cells).filter(|(_, cell)| cell.n == 0) {
        for &atom in set {
            is_empty[atom] = true;
        }
    }
    let n_sums = 3usize.pow(u32::try_from(usable.len()).unwrap());
    let mut found = Vec::new();
    for number in 0..n_sums {
        let mut sum = vec![0i32; population.len()];
        let mut digits = number;
        for &at in &usable {
            let sign = i32::try_from(digits % 3).unwrap() - 1;
            digits /= 3;
            for &atom in &sets[at] {
                sum[atom] += sign;
            }
        }
        let people: Vec<usize> = (0..sum.len())
            .filter(|&atom| !is_empty[atom] && sum[atom] != 0)
            .collect();
        if !people.is_empty() && people.iter().all(|&atom| sum[atom] == 1) {
            found.push(people);
        }
    }
    found
}

/// Neither 1 to 4 people nor a suppressed cell follow from what is shown.
fn people_are_safe(population: &Population, cells: &[Cell], verdicts: &[Verdict]) {
    let has_n = |at: usize| !matches!(verdicts[at], Verdict::Suppressed(_));
    for people in groups_of_sums(population, cells, has_n) {
        let n: usize = people.iter().map(|&atom| population[atom].1.len()).sum();
        assert!(
            n == 0 || n >= 5,
            "{n} people follow from\n{cells:?}\n{verdicts:?}"
        );
    }
    no_suppressed_cell_is_determined(population, cells, verdicts);
}

/// No answer that all people of a group gave follows from the figures that are shown.
fn answers_are_safe(population: &Population, cells: &[Cell], verdicts: &[Verdict]) {
    let has_figure = |at: usize| verdicts[at] == Verdict::Shown;
    for people in groups_of_sums(population, cells, has_figure) {
        let mut answers = people.iter().flat_map(|&atom| population[atom].1.iter());
        let first = answers.next();
        assert!(
            answers.any(|one| Some(one) != first),
            "the answer of all follows from\n{cells:?}\n{verdicts:?}"
        );
    }
}

/// No linear combination of shown cells whatever is a suppressed cell: rank by elimination in fractions
/// of whole numbers.
fn no_suppressed_cell_is_determined(population: &Population, cells: &[Cell], verdicts: &[Verdict]) {
    let people: Vec<usize> = (0..population.len())
        .filter(|&at| !population[at].1.is_empty())
        .collect();
    let row = |one: &Cell| -> Vec<i128> {
        let set = atoms(one, population);
        people
            .iter()
            .map(|at| i128::from(set.contains(at)))
            .collect()
    };
    let is_suppressed = |at: usize| matches!(verdicts[at], Verdict::Suppressed(_));
    let shown: Vec<Vec<i128>> = (0..cells.len())
        .filter(|&at| !is_suppressed(at))
        .map(|at| row(&cells[at]))
        .collect();
    for at in (0..cells.len()).filter(|&at| is_suppressed(at)) {
        let mut with = shown.clone();
        with.push(row(&cells[at]));
        assert!(
            rank(with) > rank(shown.clone()),
            "{:?} follows from\n{cells:?}\n{verdicts:?}",
            cells[at]
        );
    }
}

/// Rank without fractions (Bareiss).
fn rank(mut rows: Vec<Vec<i128>>) -> usize {
    let (mut rank, mut before) = (0, 1);
    for column in 0..rows.first().map_or(0, Vec::len) {
        let Some(found) = (rank..rows.len()).find(|&row| rows[row][column] != 0) else {
            continue;
        };
        rows.swap(rank, found);
        let pivot = rows[rank].clone();
        for row in &mut rows[rank + 1..] {
            let factor = row[column];
            for (value, above) in row.iter_mut().zip(&pivot) {
                *value = (*value * pivot[column] - factor * above) / before;
            }
        }
        before = pivot[column];
        rank += 1;
    }
    rank
}

fn grid(dimensions: &[(&str, usize)], answers: Vec<Vec<u8>>) -> Population {
    let mut keys = vec![BTreeMap::new()];
    for (name, n_values) in dimensions {
        keys = keys
            .into_iter()
            .flat_map(|key: BTreeMap<Arc<str>, Arc<str>>| {
                (0..*n_values).map(move |value| {
                    let mut key = key.clone();
                    key.insert((*name).into(), text(value));
                    key
                })
            })
            .collect();
    }
    keys.into_iter().zip(answers).collect()
}

/// Small groups, of which many answer alike.
fn groups(n: usize, most: usize) -> impl Strategy<Value = Vec<Vec<u8>>> {
    let alike = (1u8..=2, 0..=most).prop_map(|(answer, n)| vec![answer; n]);
    let mixed = prop::collection::vec(1u8..=3, 0..=most);
    prop::collection::vec(prop_oneof![mixed, alike], n)
}

fn survives(population: &Population, cuts: &[&[&str]]) {
    let cells = tables(population, cuts);
    let verdicts = suppress(&cells, Floor::LEAST);
    people_are_safe(population, &cells, &verdicts);
    answers_are_safe(population, &cells, &verdicts);
    let small = cells.iter().zip(&verdicts);
    let small = small.filter(|(cell, _)| (1..5).contains(&cell.n));
    for (cell, verdict) in small {
        assert!(verdict.reason().is_some(), "{cell:?} is shown");
    }
    assert_eq!(verdicts, suppress(&cells, Floor::LEAST));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_one_way_table_with_its_total(answers in groups(7, 9)) {
        survives(&grid(&[("a", 7)], answers), &[&[], &["a"]]);
    }

    #[test]
    fn a_one_way_table_without_its_total(answers in groups(7, 9)) {
        survives(&grid(&[("a", 7)], answers), &[&["a"]]);
    }

    #[test]
    fn a_two_way_table_with_margins(answers in groups(9, 12)) {
        survives(&grid(&[("a", 3), ("b", 3)], answers), &[&[], &["a"], &["b"], &["a", "b"]]);
    }

    #[test]
    fn two_one_way_tables_of_the_same_people(answers in groups(12, 5)) {
        survives(&grid(&[("a", 3), ("b", 4)], answers), &[&[], &["a"], &["b"]]);
    }

    #[test]
    fn a_two_way_table_with_one_margin(answers in groups(9, 12)) {
        survives(&grid(&[("a", 3), ("b", 3)], answers), &[&[], &["b"], &["a", "b"]]);
    }

    #[test]
    fn teams_and_their_agents(answers in groups(9, 9)) {
        survives(&grid(&[("team", 3), ("agent", 3)], answers), &[&[], &["team"], &["team", "agent"]]);
    }

    #[test]
    fn agents_below_a_level_that_is_not_printed(answers in groups(9, 9)) {
        survives(&grid(&[("team", 3), ("agent", 3)], answers), &[&[], &["team", "agent"]]);
    }

    #[test]
    fn two_filters_of_one_table(answers in groups(8, 12)) {
        // All, and those of channel 0 only: what the others answered, no cell says.
        let population = grid(&[("topic", 4), ("channel", 2)], answers);
        let mut cells = tables(&population, &[&[], &["topic"]]);
        let filtered = tables(&population, &[&["channel"], &["topic", "channel"]]);
        cells.extend(filtered.into_iter().filter(|cell| &*cell.key["channel"] == "0"));
        let verdicts = suppress(&cells, Floor::LEAST);
        people_are_safe(&population, &cells, &verdicts);
    }

    #[test]
    fn a_table_of_the_largest_values_only(answers in groups(9, 9)) {
        let population = grid(&[("a", 3), ("b", 3)], answers);
        let mut cells = tables(&population, &[&[], &["a"], &["b"], &["a", "b"]]);
        cells.retain(|cell| cell.key.values().all(|value| &**value != "2"));
        let verdicts = suppress(&cells, Floor::LEAST);
        people_are_safe(&population, &cells, &verdicts);
    }
}

#[test]
fn the_attack_finds_what_is_not_suppressed() {
    let population = grid(&[("a", 2)], vec![vec![1, 2, 1, 2, 1, 2], vec![1, 2, 3]]);
    let cells = tables(&population, &[&[], &["a"]]);
    let naive: Vec<Verdict> = cells
        .iter()
        .map(|cell| {
            if cell.n < 5 {
                suppress(&cells, Floor::LEAST)[2]
            } else {
                Verdict::Shown
            }
        })
        .collect();
    assert!(std::panic::catch_unwind(|| people_are_safe(&population, &cells, &naive)).is_err());
}

#[test]
fn a_large_table_is_judged_in_a_moment() {
    let population = grid(
        &[("team", 30), ("agent", 12)],
        (0..360).map(|at| vec![1; at * 7 % 23]).collect(),
    );
    let cells = tables(&population, &[&[], &["team"], &["team", "agent"]]);
    let verdicts = suppress(&cells, Floor::AGENT);
    no_suppressed_cell_is_determined(&population, &cells[..60], &verdicts[..60]);
    assert!(verdicts.iter().any(|verdict| verdict.reason().is_none()));
}
