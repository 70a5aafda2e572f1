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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    /// How many speak badly of it, as a share of all who wrote.
    Share,
    /// How many speak of it.
    Volume,
}

impl Count {
    pub(super) const BOTH: [Self; 2] = [Self::Share, Self::Volume];

    pub(super) fn n(self, people: &PointPeople) -> usize {
        match self {
            Self::Share => people.spoke_badly.n,
            Self::Volume => people.spoke.n,
        }
    }

    pub(super) fn verdict(self, hidden: &mut HiddenCounts) -> &mut CountVerdict {
        match self {
            Self::Share => &mut hidden.share,
            Self::Volume => &mut hidden.volume,
        }
    }

    pub(super) fn of(self, mut hidden: HiddenCounts) -> CountVerdict {
        *self.verdict(&mut hidden)
    }

    pub(super) fn is_told(self, hidden: HiddenCounts) -> bool {
        self.of(hidden) == CountVerdict::Told
    }
}
