//! Which counts of people in periods are not told, as readers know the sums of periods and of segments.

use super::nested_counts::{Known, Range, together};
use super::period_counts::{Behind, Count, HiddenCounts};
use super::withheld_segments::{Everybody, Told};
use super::withheld_together::{Cell, Open, are_open, hold, known, sum_of};
use crate::disclosure::Floor;
use std::collections::BTreeSet;

/// Hides, beside what is hidden of `hidden` already, counts from which one of few would follow, and says which are of few.
///
/// `rank` tells how many there are in all periods together, of everybody and of each segment; segments add up to everybody.
pub(super) fn withhold_counts(lines: &[Behind], floor: Floor, hidden: &mut [Vec<HiddenCounts>]) {
    let topics: BTreeSet<usize> = lines.iter().filter_map(|line| line.topic).collect();
    for topic in topics {
        let of_topic = (0..lines.len()).filter(|&line| lines[line].topic == Some(topic));
        let (whole, parts): (Vec<usize>, Vec<usize>) =
            of_topic.partition(|&line| lines[line].segment.is_none());
        let Some(&whole) = whole.first() else {
            continue;
        };
        let cells = |&line: &usize| Cell::of_line(&lines[line], &hidden[line]);
        let mut grid = Grid {
            floor,
            whole: cells(&whole),
            parts: parts.iter().map(cells).collect(),
        };
        grid.hold();
        let rows = [grid.whole].into_iter().chain(grid.parts);
        for (line, cells) in [whole].into_iter().chain(parts).zip(rows) {
            hidden[line] = cells.into_iter().map(|cell| cell.named(floor)).collect();
        }
    }
}

/// What is told of a topic in every period, of everybody and of each segment.
struct Grid {
    floor: Floor,
    whole: Vec<Cell>,
    parts: Vec<Vec<Cell>>,
}

impl Grid {
    fn hold(&mut self) {
        for count in Count::BOTH {
            hide_two(&mut self.whole, count, 2 * self.floor.people());
        }
        let n_periods = self.whole.len();
        let segments: Vec<Vec<Cell>> = (0..n_periods).map(|at| self.segments(at)).collect();
        let loosest = segments.iter().map(|cells| {
            let cells: Vec<Cell> = cells.iter().map(|cell| cell.at_best()).collect();
            known(&cells, self.floor)
        });
        let loosest: Vec<Vec<Known>> = loosest.collect();
        let beside: Vec<Known> = loosest.iter().map(|known| sum_of(known)).collect();
        let total = total_of(&self.whole, 0);
        let asked = hold_periods(&mut self.whole, &beside, total, self.floor);
        // Where none is called few nobody knows that it would be said.
        if !self.whole.iter().any(|cell| cell.is_few(self.floor)) {
            for cell in &mut self.whole {
                cell.is_named = false;
            }
        }
        self.hide_parts();
        let everybody = Everybody {
            periods: known(&self.whole, self.floor),
            total,
            asked,
        };
        let mut told = Told::new(everybody, loosest, &segments, self.floor);
        let mut n_hidden = self.n_hidden();
        loop {
            self.hold_each_segment(&told);
            self.hold_each_period(&mut told);
            if self.n_hidden() == n_hidden {
                return;
            }
            n_hidden = self.n_hidden();
        }
    }

    /// How many counts of segments are not told.
    fn n_hidden(&self) -> usize {
        let cells = self.parts.iter().flatten();
        let hidden = cells.flat_map(|cell| Count::BOTH.map(|count| !count.is_told(cell.hidden)));
        hidden.filter(|is_hidden| *is_hidden).count()
    }

    /// What is hidden of everybody is hidden of each segment, as these add up to it.
    fn hide_parts(&mut self) {
        for (at, whole) in self.whole.iter().enumerate() {
            let is_hidden =
                |count: &Count| count.n(&whole.people) > 0 && !count.is_told(whole.hidden);
            for count in Count::BOTH.into_iter().filter(is_hidden) {
                for part in &mut self.parts {
                    part[at].hide(count);
                }
            }
        }
    }

    /// The segments of a period; none where they do not add up to everybody, as customers stand in two of them.
    fn segments(&self, at: usize) -> Vec<Cell> {
        let segments: Vec<Cell> = self.parts.iter().map(|part| part[at]).collect();
        let adds_up = |count: Count| {
            let n: usize = segments.iter().map(|cell| count.n(&cell.people)).sum();
            n == count.n(&self.whole[at].people)
        };
        if Count::BOTH.into_iter().all(adds_up) {
            segments
        } else {
            Vec::new()
        }
    }

    /// Holds the periods of every segment together.
    fn hold_each_segment(&mut self, told: &Told) {
        for (segment, periods) in self.parts.iter_mut().enumerate() {
            for count in Count::BOTH {
                hide_two(periods, count, self.floor.people());
            }
            let beside: Vec<Known> = (0..periods.len())
                .map(|at| told.at_best(segment, at))
                .collect();
            // `rank` tells no number of few of a segment.
            let total = total_of(periods, self.floor.people());
            hold_periods(periods, &beside, total, self.floor);
        }
    }

    /// Holds the segments of every period together.
    fn hold_each_period(&mut self, told: &mut Told) {
        for at in 0..self.whole.len() {
            let mut segments = self.segments(at);
            for count in Count::BOTH {
                if count.is_told(self.whole[at].hidden) {
                    hide_two(&mut segments, count, self.floor.people());
                }
            }
            hold(&mut segments, self.floor, |segments| {
                told.is_open(at, &known(segments, self.floor))
            });
            told.put(at, known(&segments, self.floor));
            for (part, segment) in self.parts.iter_mut().zip(segments) {
                part[at] = segment;
            }
        }
    }
}

/// Hides a count of further cells where one is hidden, those of the fewest people first, as their sum is told: then two or more
/// are hidden, of so many people together.
fn hide_two(cells: &mut [Cell], count: Count, n_least: usize) {
    let n = |at: usize| count.n(&cells[at].people);
    let counted = (0..cells.len()).filter(|&at| n(at) > 0);
    let (mut told, mut hidden): (Vec<usize>, Vec<usize>) =
        counted.partition(|&at| count.is_told(cells[at].hidden));
    if hidden.is_empty() {
        return;
    }
    told.sort_by_key(|&at| n(at));
    let mut told = told.into_iter();
    let is_enough = |hidden: &[usize]| {
        let n_people: usize = hidden.iter().map(|&at| n(at)).sum();
        hidden.len() > 1 && n_people >= n_least
    };
    while !is_enough(&hidden)
        && let Some(at) = told.next()
    {
        hidden.push(at);
    }
    for at in hidden {
        cells[at].hide(count);
    }
}

/// Holds the periods of a line together, of which so much is known besides, and of their sum. What they have to leave open.
fn hold_periods(periods: &mut [Cell], beside: &[Known], total: Known, floor: Floor) -> Vec<Open> {
    let known_of = |periods: &[Cell]| {
        let own = known(periods, floor).into_iter().zip(beside);
        let both = own.map(|(own, &beside)| own.and(beside).unwrap_or(own));
        both.collect::<Vec<Known>>()
    };
    let at_best: Vec<Cell> = periods.iter().map(|cell| cell.at_best()).collect();
    let known_at_best = together(&known_of(&at_best), total).unwrap_or_default();
    let asked = Open::all(periods, &known_at_best, floor);
    hold(periods, floor, |periods| {
        are_open(&asked, &known_of(periods), total)
    });
    asked
}

/// What is known of how many there are in all periods, where so many have to be for that to be told.
fn total_of(periods: &[Cell], n_least: usize) -> Known {
    let range = |count: Count| {
        let n: usize = periods.iter().map(|cell| count.n(&cell.people)).sum();
        if n < n_least {
            Range::new(0, n_least - 1)
        } else {
            Range::only(n)
        }
    };
    let known = Known::new(range(Count::Volume), range(Count::Share));
    known.unwrap_or(Known::NOTHING)
}

#[cfg(test)]
#[path = "withheld_counts_tests.rs"]
mod tests;
