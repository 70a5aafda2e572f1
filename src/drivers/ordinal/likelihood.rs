use super::cells::Cells;
use super::{baseline, cumulative};
use crate::stats::{Concave, Derivatives};

/// How probabilities of classes depend on columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    /// Proportional odds.
    Cumulative,
    /// Multinomial logit.
    Baseline,
}

impl Link {
    /// Where a fit starts: no column has an effect.
    pub(super) fn start(self, cells: &Cells<'_>) -> Vec<f64> {
        match self {
            Self::Cumulative => cumulative::start(cells),
            Self::Baseline => baseline::start(cells),
        }
    }

    /// First derivatives of the log-probability of one observation, as ascending entries.
    pub(super) fn score(
        self,
        at: &[f64],
        n_columns: usize,
        entries: &[(u32, f64)],
        class: usize,
        into: &mut Vec<(u32, f64)>,
    ) {
        match self {
            Self::Cumulative => cumulative::score(at, n_columns, entries, class, into),
            Self::Baseline => baseline::score(at, n_columns, entries, class, into),
        }
    }

    /// Number of sets of slopes.
    pub(super) fn n_equations(self, n_classes: usize) -> usize {
        match self {
            Self::Cumulative => 1,
            Self::Baseline => n_classes - 1,
        }
    }

    /// Position of a slope among the parameters.
    pub(super) fn slope(self, n_columns: usize, equation: usize, column: usize) -> usize {
        match self {
            Self::Cumulative => column,
            Self::Baseline => equation * (n_columns + 1) + column,
        }
    }

    /// Position of a threshold or constant among the parameters.
    pub(super) fn constant(self, n_columns: usize, at: usize) -> usize {
        match self {
            Self::Cumulative => n_columns + at,
            Self::Baseline => at * (n_columns + 1) + n_columns,
        }
    }
}

/// The log-likelihood of cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Likelihood<'a> {
    pub(super) link: Link,
    pub(super) cells: &'a Cells<'a>,
}

/// A direction has its largest entry at 1, and columns reach to 1. Rows that a separating direction
/// leaves where they are miss zero by what remains of Newton's convergence only.
const STILL: f64 = 1e-8;

/// Some row must clearly move, else the direction is no more than columns that depend on each other.
const MOVED: f64 = 1e-3;

impl Concave for Likelihood<'_> {
    fn derivatives(&self, at: &[f64]) -> Option<Derivatives> {
        match self.link {
            Link::Cumulative => cumulative::derivatives(self.cells, at),
            Link::Baseline => baseline::derivatives(self.cells, at),
        }
    }

    fn rises_without_end(&self, direction: &[f64]) -> bool {
        let (least, most) = match self.link {
            Link::Cumulative => cumulative::margins(self.cells, direction),
            Link::Baseline => baseline::margins(self.cells, direction),
        };
        least > -STILL && most > MOVED
    }
}
