//! Counts of people in the periods of a line, and which of them are told.

use crate::signals::series::{Line, PointPeople};

/// Who stands behind a line, period by period.
#[derive(Debug, Clone)]
pub(super) struct Behind {
    pub(super) segment: Option<usize>,
    pub(super) topic: Option<usize>,
    pub(super) periods: Vec<PointPeople>,
}

impl Behind {
    pub(super) fn of(line: &Line) -> Self {
        Self {
            segment: line.segment,
            topic: line.topic,
            periods: line.points.iter().map(|point| point.people).collect(),
        }
    }
}

/// Which counts of a period are not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct HiddenCounts {
    /// How many speak of the topic.
    pub(super) volume: CountVerdict,
    /// How many speak badly of it, as a share of all who wrote.
    pub(super) share: CountVerdict,
}

/// Whether a count is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum CountVerdict {
    /// It is.
    #[default]
    Told,
    /// It is not, and it is said that it is of one person to fewer than may be shown.
    Few,
    /// It is not, and nothing is said of it.
    Withheld,
}

impl CountVerdict {
    pub(super) fn withhold_if(&mut self, is_withheld: bool) {
        if is_withheld {
            *self = Self::Withheld;
        }
    }
}

/// A count of people in every period of a topic.
#[derive(Clone, Copy)]
pub(super) struct Count {
    pub(super) n: fn(&PointPeople) -> usize,
    pub(super) verdict: fn(&mut HiddenCounts) -> &mut CountVerdict,
    /// Fewest and most that it can be as far as the other figures tell.
    pub(super) bounds: fn(&PointPeople, HiddenCounts) -> (usize, usize),
}

pub(super) const VOLUME: Count = Count {
    n: |people| people.spoke.n,
    verdict: |hidden| &mut hidden.volume,
    bounds: |people, hidden| {
        let is_told = hidden.share == CountVerdict::Told;
        let least = if is_told { people.spoke_badly.n } else { 0 };
        (least, people.written.n)
    },
};

pub(super) const SHARE: Count = Count {
    n: |people| people.spoke_badly.n,
    verdict: |hidden| &mut hidden.share,
    bounds: |people, hidden| {
        let is_told = hidden.volume == CountVerdict::Told;
        let most = if is_told {
            people.spoke
        } else {
            people.written
        };
        (0, most.n)
    },
};

impl Count {
    pub(super) fn is_told(self, mut hidden: HiddenCounts) -> bool {
        *(self.verdict)(&mut hidden) == CountVerdict::Told
    }
}

/// Whether it is said of which counts that are not told that they are of few.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    Named,
    Unnamed,
}

/// Hides a count of everybody in a period, and of each segment.
pub(super) fn hide_period(
    lines: &[Behind],
    whole: usize,
    count: Count,
    at: usize,
    found: &mut [Vec<HiddenCounts>],
) {
    for (line, found) in lines.iter().zip(found) {
        if line.topic == lines[whole].topic && (count.n)(&line.periods[at]) > 0 {
            *(count.verdict)(&mut found[at]) = CountVerdict::Withheld;
        }
    }
}
