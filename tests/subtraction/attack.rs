//! An attacker who adds and subtracts whatever a report publishes.

use std::collections::{BTreeMap, BTreeSet};

/// Most cells in one sum.
const MOST_CELLS: usize = 4;

/// A number that a report publishes, and who stands behind it.
#[derive(Debug, Clone)]
pub(super) struct Published {
    pub(super) name: String,
    pub(super) people: BTreeSet<usize>,
    /// Whether what they answered is published too, or only how many they are.
    pub(super) has_figure: bool,
}

impl Published {
    pub(super) fn new(
        name: impl Into<String>,
        people: impl IntoIterator<Item = usize>,
        has_figure: bool,
    ) -> Self {
        Self {
            name: name.into(),
            people: people.into_iter().collect(),
            has_figure,
        }
    }
}

/// Every sum of up to [`MOST_CELLS`] published cells with the factors −1 and 1 that counts each of its
/// people once: the smallest of fewer than `floor` people, or one of people who all gave one answer where
/// the answers are published. `None` where there is none.
pub(super) fn isolated(
    published: &[Published],
    answers: &BTreeMap<usize, String>,
    floor: usize,
) -> Option<String> {
    let everybody: BTreeSet<usize> = published
        .iter()
        .flat_map(|one| &one.people)
        .copied()
        .collect();
    let place: BTreeMap<usize, usize> = everybody
        .iter()
        .enumerate()
        .map(|(at, p)| (*p, at))
        .collect();
    // Cells of the same people are one cell to who subtracts; the figure is known where one tells it.
    let mut cells: BTreeMap<Vec<usize>, (String, bool)> = BTreeMap::new();
    for one in published.iter().filter(|one| !one.people.is_empty()) {
        let people = one.people.iter().map(|person| place[person]).collect();
        let cell = cells
            .entry(people)
            .or_insert_with(|| (one.name.clone(), false));
        cell.1 |= one.has_figure;
    }
    let answers: Vec<&str> = everybody
        .iter()
        .map(|person| answers[person].as_str())
        .collect();
    let mut search = Search {
        cells: cells.into_iter().collect(),
        answers,
        floor,
        sum: vec![0; everybody.len()],
        used: Vec::new(),
    };
    search.from(0)
}

struct Search<'a> {
    cells: Vec<(Vec<usize>, (String, bool))>,
    answers: Vec<&'a str>,
    floor: usize,
    sum: Vec<i8>,
    used: Vec<(i8, usize)>,
}

impl Search<'_> {
    fn from(&mut self, first: usize) -> Option<String> {
        if !self.used.is_empty()
            && let Some(found) = self.found()
        {
            return Some(found);
        }
        if self.used.len() == MOST_CELLS {
            return None;
        }
        for at in first..self.cells.len() {
            for sign in [1, -1] {
                self.add(at, sign);
                self.used.push((sign, at));
                let found = self.from(at + 1);
                self.used.pop();
                self.add(at, -sign);
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    fn add(&mut self, at: usize, sign: i8) {
        for &person in &self.cells[at].0 {
            self.sum[person] += sign;
        }
    }

    fn found(&self) -> Option<String> {
        if self.sum.iter().any(|factor| !(0..=1).contains(factor)) {
            return None;
        }
        let group = || (0..self.sum.len()).filter(|&at| self.sum[at] == 1);
        let n = group().count();
        if n == 0 {
            return None;
        }
        if n < self.floor {
            return Some(format!("{n} people = {}", self.spelled()));
        }
        let tells = self.used.iter().all(|(_, at)| self.cells[*at].1.1);
        let first = group().next().map(|at| self.answers[at]);
        let is_alike = group().all(|at| Some(self.answers[at]) == first);
        (tells && is_alike).then(|| format!("the answer of {n} people = {}", self.spelled()))
    }

    fn spelled(&self) -> String {
        let terms = self.used.iter().map(|(sign, at)| {
            let sign = if *sign == 1 { "+" } else { "−" };
            format!("{sign} [{}]", self.cells[*at].1.0)
        });
        terms.collect::<Vec<_>>().join(" ")
    }
}

/// Numbers that look drawn and are the same every time (Knuth's MMIX generator).
pub(super) struct Draw(pub(super) u64);

impl Draw {
    /// From 0 to `n` − 1.
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    /// One of `of`.
    pub(super) fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

#[test]
fn the_attack_finds_what_is_to_be_found() {
    let answers: BTreeMap<usize, String> = (0..40).map(|at| (at, (at % 3).to_string())).collect();
    let cell = |name: &str, people: std::ops::Range<usize>| Published::new(name, people, true);
    let found = isolated(&[cell("all", 0..40), cell("most", 0..37)], &answers, 5);
    assert_eq!(found.unwrap(), "3 people = − [most] + [all]");
    let three = [cell("all", 0..40), cell("a", 0..20), cell("b", 20..36)];
    assert!(
        isolated(&three, &answers, 5)
            .unwrap()
            .starts_with("4 people")
    );
    assert_eq!(isolated(&three[..2], &answers, 5), None);
    let alike: BTreeMap<usize, String> = (0..40)
        .map(|at| (at, usize::from(at < 20).to_string()))
        .collect();
    let whole_and_part = [cell("all", 0..40), cell("b", 8..40)];
    assert!(
        isolated(&whole_and_part, &alike, 5)
            .unwrap()
            .starts_with("the answer of 8 people")
    );
    let banded = [cell("all", 0..40), Published::new("b", 8..40, false)];
    assert_eq!(isolated(&banded, &alike, 5), None);
}
