//! Which further counts of people are not told, as readers know the sum of several, and that who speaks badly of a topic is one
//! of those who speak of it.

use super::nested_counts::{Known, Part, Range, together};
use super::period_counts::{Behind, Count, CountVerdict, HiddenCounts};
use crate::disclosure::Floor;
use crate::signals::series::PointPeople;

/// Both counts of a line in a period, and what is told of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub(super) people: PointPeople,
    pub(super) hidden: HiddenCounts,
    /// Whether it is said of a count that is not told that it is of few, if it is.
    pub(super) is_named: bool,
}

impl Cell {
    pub(super) fn of_line(line: &Behind, hidden: &[HiddenCounts]) -> Vec<Self> {
        let periods = line.periods.iter().zip(hidden);
        let cells = periods.map(|(&people, &hidden)| Self {
            people,
            hidden,
            is_named: true,
        });
        cells.collect()
    }

    /// The same with nothing told of it.
    pub(super) fn at_best(mut self) -> Self {
        for count in Count::BOTH {
            self.hide(count);
        }
        self.is_named = false;
        self
    }

    /// Tells a count no longer; that it is of nobody tells of no one.
    pub(super) fn hide(&mut self, count: Count) {
        if count.n(&self.people) > 0 {
            *count.verdict(&mut self.hidden) = CountVerdict::Withheld;
        }
    }

    /// What is not told, and of which counts it is said that they are of few. Where few wrote, not even whether somebody speaks
    /// of the topic is told.
    pub(super) fn named(mut self, floor: Floor) -> HiddenCounts {
        for count in Count::BOTH {
            let is_few = (1..floor.people()).contains(&count.n(&self.people));
            let is_said = self.is_named && self.people.written.n >= floor.people();
            if is_few && is_said && !count.is_told(self.hidden) {
                *count.verdict(&mut self.hidden) = CountVerdict::Few;
            }
        }
        self.hidden
    }

    /// Whether one of its counts is called few.
    pub(super) fn is_few(self, floor: Floor) -> bool {
        let hidden = self.named(floor);
        let is_few = |count: Count| count.of(hidden) == CountVerdict::Few;
        Count::BOTH.into_iter().any(is_few)
    }

    /// How many of its counts are told or called few.
    fn n_said(self, floor: Floor) -> usize {
        let hidden = self.named(floor);
        let is_said = |count: &Count| count.of(hidden) != CountVerdict::Withheld;
        Count::BOTH.into_iter().filter(is_said).count()
    }

    /// What readers know of its counts; nothing where figures contradict one another.
    fn known(&self, floor: Floor) -> Known {
        let written = self.people.written.n;
        let few = floor.people() - 1;
        let range = |count: Count| match count.n(&self.people) {
            n if count.is_told(self.hidden) => Range::only(n),
            // Where few wrote nothing is said.
            n if n == 0 || written <= few => Range::new(0, written),
            n if self.is_named && n <= few => Range::new(1, few),
            _ if self.is_named => Range::new(floor.people(), written),
            _ => Range::new(1, written),
        };
        let known = Known::new(range(Count::Volume), range(Count::Share));
        known.unwrap_or(Known::NOTHING)
    }
}

pub(super) fn known(cells: &[Cell], floor: Floor) -> Vec<Known> {
    cells.iter().map(|cell| cell.known(floor)).collect()
}

/// What is known of the sum of such cells; nothing where there are none.
pub(super) fn sum_of(cells: &[Known]) -> Known {
    let sum = cells.iter().copied().reduce(Known::plus);
    sum.unwrap_or(Known::NOTHING)
}

/// What has to be left open of the counts of a cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    /// What each of few can be.
    few: [(Part, Option<Range>); 2],
    /// Whether somebody can speak otherwise, where all who speak do so badly.
    otherwise: bool,
}

impl Open {
    /// What is open of a cell where no more is known than this: no more can be asked for.
    fn at_best(known: &Known, people: &PointPeople, floor: Floor) -> Self {
        let few = Range::new(1, floor.people() - 1);
        let of_few = |n: usize, part: Part| {
            let is_few = (few.least..=few.most).contains(&n);
            let possible = is_few.then(|| known.with(part, few));
            (part, possible.flatten().map(|known| known.of(part)))
        };
        let (spoke, badly) = (people.spoke.n, people.spoke_badly.n);
        let is_all = badly > 0 && badly == spoke;
        Self {
            few: [of_few(spoke, Part::Spoke), of_few(badly, Part::Badly)],
            otherwise: is_all && known.of(Part::Otherwise).most > 0,
        }
    }

    /// The same of each of some cells.
    pub(super) fn all(cells: &[Cell], known: &[Known], floor: Floor) -> Vec<Self> {
        let cells = cells.iter().zip(known);
        cells
            .map(|(cell, known)| Self::at_best(known, &cell.people, floor))
            .collect()
    }

    fn is_left(&self, known: &Known) -> bool {
        let is_left = |&(part, range): &(Part, Option<Range>)| {
            range.is_none_or(|range| {
                let possible = known.with(part, range).map(|known| known.of(part));
                possible == Some(range)
            })
        };
        self.few.iter().all(is_left) && (!self.otherwise || known.of(Part::Otherwise).most > 0)
    }
}

/// Whether what is known of cells leaves open of each what it has to.
pub(super) fn are_left(asked: &[Open], known: &[Known]) -> bool {
    let mut asked = asked.iter().zip(known);
    asked.all(|(open, known)| open.is_left(known))
}

/// Whether cells and their sum leave that open.
pub(super) fn are_open(asked: &[Open], cells: &[Known], sum: Known) -> bool {
    together(cells, sum).is_some_and(|known| are_left(asked, &known))
}

/// Hides counts of further cells, shares before volumes and those of the fewest people first, until it `is_open` what has to
/// be; no more than that needs. Which are of few is no longer said where then at least as many counts are told or called few.
pub(super) fn hold(cells: &mut [Cell], floor: Floor, is_open: impl Fn(&[Cell]) -> bool) {
    if !is_open(cells) {
        let held = held(cells, floor, is_open);
        cells.copy_from_slice(&held);
    }
}

fn held(cells: &[Cell], floor: Floor, is_open: impl Fn(&[Cell]) -> bool) -> Vec<Cell> {
    let told = Count::BOTH.into_iter().flat_map(|count| {
        let n = |at: &usize| count.n(&cells[*at].people);
        let is_told = |at: &usize| n(at) > 0 && count.is_told(cells[*at].hidden);
        let mut told: Vec<usize> = (0..cells.len()).filter(is_told).collect();
        told.sort_by_key(n);
        told.into_iter().map(move |at| (at, count))
    });
    let told: Vec<(usize, Count)> = told.collect();
    let held = |is_named: bool| {
        let without = |hidden: &[(usize, Count)]| {
            let mut cells = cells.to_vec();
            for &(at, count) in hidden {
                cells[at].hide(count);
            }
            for cell in &mut cells {
                cell.is_named &= is_named;
            }
            cells
        };
        // What is open stays so where more is hidden.
        let lengths: Vec<usize> = (0..=told.len()).collect();
        let n = lengths.partition_point(|&n| !is_open(&without(&told[..n])));
        let mut hidden = told.get(..n)?.to_vec();
        // What was hidden on the way and is not needed is told.
        for at in (0..n).rev() {
            let mut fewer = hidden.clone();
            fewer.remove(at);
            if is_open(&without(&fewer)) {
                hidden = fewer;
            }
        }
        Some(without(&hidden))
    };
    let says = |cells: &[Cell]| cells.iter().map(|cell| cell.n_said(floor)).sum::<usize>();
    let (named, unnamed) = (held(true), held(false));
    let more = match (named, unnamed) {
        (Some(named), Some(unnamed)) if says(&named) > says(&unnamed) => Some(named),
        (named, unnamed) => unnamed.or(named),
    };
    let nothing = || cells.iter().map(|cell| cell.at_best()).collect();
    more.unwrap_or_else(nothing)
}
