//! What segments tell of one another and of everybody, in one period and through the sum of all.

use super::nested_counts::{Known, together};
use super::withheld_together::{Cell, Open, are_left, are_open, sum_of};
use crate::disclosure::Floor;

/// What is told of everybody, and what that has to leave open.
pub(super) struct Everybody {
    /// Per period, by itself.
    pub(super) periods: Vec<Known>,
    /// In all periods together.
    pub(super) total: Known,
    pub(super) asked: Vec<Open>,
}

/// What is told of everybody and of the segments, period by period, and what that has to leave open.
pub(super) struct Told {
    everybody: Everybody,
    segments: Vec<Vec<Known>>,
    /// What is known of everybody in every period with these segments and the total.
    whole: Vec<Known>,
    /// What is known of each at best, where nothing is told of segments.
    at_best: Vec<Vec<Known>>,
    asked: Vec<Vec<Open>>,
}

impl Told {
    /// `segments` where nothing is told of them yet; they are these `cells`.
    pub(super) fn new(
        everybody: Everybody,
        segments: Vec<Vec<Known>>,
        cells: &[Vec<Cell>],
        floor: Floor,
    ) -> Self {
        let mut told = Self {
            everybody,
            segments,
            whole: Vec::new(),
            at_best: Vec::new(),
            asked: Vec::new(),
        };
        told.whole = told.whole_with(&told.segments).unwrap_or_default();
        let periods = told.segments.iter().zip(&told.whole);
        let at_best = periods.map(|(segments, &whole)| together(segments, whole));
        told.at_best = at_best.map(Option::unwrap_or_default).collect();
        let periods = told.at_best.iter().zip(cells);
        told.asked = periods
            .map(|(known, cells)| Open::all(cells, known, floor))
            .collect();
        told
    }

    /// What is known of a segment in a period where nothing is told of segments.
    pub(super) fn at_best(&self, segment: usize, at: usize) -> Known {
        let known = self.at_best[at].get(segment);
        known.copied().unwrap_or(Known::NOTHING)
    }

    /// What is known of everybody in every period with such segments; `None` where nothing fits.
    fn whole_with(&self, segments: &[Vec<Known>]) -> Option<Vec<Known>> {
        let periods = self.everybody.periods.iter().zip(segments);
        let whole = periods.map(|(own, segments)| own.and(sum_of(segments)));
        let whole: Option<Vec<Known>> = whole.collect();
        together(&whole?, self.everybody.total)
    }

    /// Whether everything is left open that has to be, where of the segments of the period at `at` so much is known.
    pub(super) fn is_open(&self, at: usize, segments: &[Known]) -> bool {
        // What tells nothing new of everybody tells nothing of other periods.
        let tells_nothing = |whole: &&Known| whole.and(sum_of(segments)) == Some(**whole);
        if let Some(&whole) = self.whole.get(at).filter(tells_nothing) {
            return are_open(&self.asked[at], segments, whole);
        }
        let mut all = self.segments.clone();
        all[at] = segments.to_vec();
        self.whole_with(&all).is_some_and(|whole| {
            let mut periods = self.asked.iter().zip(&all).zip(&whole);
            are_left(&self.everybody.asked, &whole)
                && periods.all(|((asked, segments), &whole)| are_open(asked, segments, whole))
        })
    }

    /// Says so much of the segments of a period.
    pub(super) fn put(&mut self, at: usize, segments: Vec<Known>) {
        self.segments[at] = segments;
        self.whole = self.whole_with(&self.segments).unwrap_or_default();
    }
}
