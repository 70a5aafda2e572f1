//! What a reader who knows the sums over all periods can tell of two counts in each, one of which is part of the other.
//!
//! Sums, differences and parts of two counts bound one another along three directions, of which any two make a basis of the
//! whole numbers. So what several periods can be together is bounded by the sums of their tight bounds alone, and every whole
//! number within is reached (alcoved polygons; Lam & Postnikov 2007, *Discrete & Computational Geometry* 38).

/// Fewest and most, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) least: usize,
    pub(super) most: usize,
}

impl Range {
    pub(super) const fn new(least: usize, most: usize) -> Self {
        Self { least, most }
    }

    pub(super) const fn only(n: usize) -> Self {
        Self::new(n, n)
    }

    fn and(self, other: Self) -> Self {
        Self::new(self.least.max(other.least), self.most.min(other.most))
    }

    const fn is_empty(self) -> bool {
        self.least > self.most
    }
}

/// A count of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Who speaks of a topic.
    Spoke,
    /// Who of these does so badly.
    Badly,
    /// Who of these does not.
    Otherwise,
}

/// What is known of the counts of a period by themselves: no bound can be drawn tighter by the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    spoke: Range,
    badly: Range,
    otherwise: Range,
}

impl Known {
    /// `None` where nothing fits.
    pub(super) fn new(spoke: Range, badly: Range) -> Option<Self> {
        let otherwise = Range::new(0, usize::MAX);
        Self {
            spoke,
            badly,
            otherwise,
        }
        .tightened()
    }

    /// The same, where a count lies in a range; `None` where it cannot.
    fn with(mut self, part: Part, range: Range) -> Option<Self> {
        let count = match part {
            Part::Spoke => &mut self.spoke,
            Part::Badly => &mut self.badly,
            Part::Otherwise => &mut self.otherwise,
        };
        *count = count.and(range);
        self.tightened()
    }

    fn of(&self, part: Part) -> Range {
        match part {
            Part::Spoke => self.spoke,
            Part::Badly => self.badly,
            Part::Otherwise => self.otherwise,
        }
    }

    fn tightened(self) -> Option<Self> {
        let Self {
            spoke,
            badly,
            otherwise,
        } = self;
        let sum = Range::new(
            badly.least + otherwise.least,
            badly.most.saturating_add(otherwise.most),
        );
        let less = |part: Range| {
            Range::new(
                spoke.least.saturating_sub(part.most),
                // A part that is larger than the whole at its most leaves nothing, and is found empty.
                spoke.most.saturating_sub(part.least),
            )
        };
        let tight = Self {
            spoke: spoke.and(sum),
            badly: badly.and(less(otherwise)),
            otherwise: otherwise.and(less(badly)),
        };
        let parts = [tight.spoke, tight.badly, tight.otherwise];
        let fits = parts.iter().all(|range| !range.is_empty());
        fits.then_some(tight)
    }
}

/// What is known of all periods with their sums.
#[derive(Debug)]
pub(super) struct Together {
    periods: Vec<Known>,
    /// Per count the total, and the sums of its bounds.
    sums: [(usize, Range); 3],
}

const PARTS: [Part; 3] = [Part::Spoke, Part::Badly, Part::Otherwise];

impl Together {
    /// Of periods in which so many `spoke` in all, so many of them `badly`.
    pub(super) fn new(periods: Vec<Known>, spoke: usize, badly: usize) -> Self {
        let totals = [spoke, badly, spoke - badly];
        let sum = |part: Part, bound: fn(Range) -> usize| {
            let bounds = periods.iter().map(|period| bound(period.of(part)));
            bounds.sum()
        };
        let sums = PARTS.map(|part| {
            let least = sum(part, |range| range.least);
            Range::new(least, sum(part, |range| range.most))
        });
        Self {
            sums: std::array::from_fn(|at| (totals[at], sums[at])),
            periods,
        }
    }

    /// Whether a count of the period at `at` can lie in a range.
    pub(super) fn can_be(&self, at: usize, part: Part, range: Range) -> bool {
        let own = self.periods[at];
        own.with(part, range).is_some_and(|instead| {
            PARTS.iter().zip(self.sums).all(|(&part, (total, sum))| {
                let (own, instead) = (own.of(part), instead.of(part));
                sum.least - own.least + instead.least <= total
                    && total <= sum.most - own.most + instead.most
            })
        })
    }

    /// The least and the most in a range that a count of a period can be; `None` where it cannot lie there.
    pub(super) fn possible(&self, at: usize, part: Part, within: Range) -> Option<Range> {
        let mut values = within.least..=within.most;
        let is_possible = |value: &usize| self.can_be(at, part, Range::only(*value));
        let least = values.find(is_possible)?;
        let most = values.rfind(is_possible).unwrap_or(least);
        Some(Range::new(least, most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Period = ((usize, usize), (usize, usize));

    /// Every pair of counts of a period, one by one.
    fn pairs(&((spoke, more_spoke), (badly, more_badly)): &Period) -> Vec<(usize, usize)> {
        let spoke = spoke..=spoke + more_spoke;
        let pairs = spoke.flat_map(|spoke| {
            let badly = badly..=(badly + more_badly).min(spoke);
            badly.map(move |badly| (spoke, badly))
        });
        pairs.collect()
    }

    /// Every list of pairs with the sums.
    fn ways(periods: &[Period], spoke: usize, badly: usize) -> Vec<Vec<(usize, usize)>> {
        let Some((first, rest)) = periods.split_first() else {
            let is_sum = spoke == 0 && badly == 0;
            return if is_sum { vec![Vec::new()] } else { Vec::new() };
        };
        let mut found = Vec::new();
        for (own, own_badly) in pairs(first) {
            if let (Some(spoke), Some(badly)) =
                (spoke.checked_sub(own), badly.checked_sub(own_badly))
            {
                for way in ways(rest, spoke, badly) {
                    found.push([&[(own, own_badly)][..], &way].concat());
                }
            }
        }
        found
    }

    proptest! {
        #[test]
        fn what_is_possible_is_what_some_counts_make(
            drawn in prop::collection::vec(
                (((0..5_usize, 0..4_usize), (0..4_usize, 0..4_usize)), any::<prop::sample::Index>()),
                1..4,
            ),
        ) {
            let periods: Vec<Period> = drawn.iter().map(|(period, _)| *period).collect();
            let is_empty = periods.iter().any(|period| pairs(period).is_empty());
            let known: Option<Vec<Known>> = periods
                .iter()
                .map(|&((spoke, more_spoke), (badly, more_badly))| {
                    Known::new(
                        Range::new(spoke, spoke + more_spoke),
                        Range::new(badly, badly + more_badly),
                    )
                })
                .collect();
            prop_assert_eq!(known.is_none(), is_empty);
            let Some(known) = known else { return Ok(()) };
            let truth = drawn.iter().map(|(period, which)| *which.get(&pairs(period)));
            let (spoke, badly) = truth.fold((0, 0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
            let ways = ways(&periods, spoke, badly);
            let together = Together::new(known, spoke, badly);
            for at in 0..periods.len() {
                let parts = [
                    (Part::Spoke, ways.iter().map(|way| way[at].0).collect::<Vec<_>>()),
                    (Part::Badly, ways.iter().map(|way| way[at].1).collect()),
                    (Part::Otherwise, ways.iter().map(|way| way[at].0 - way[at].1).collect()),
                ];
                for (part, values) in parts {
                    for value in 0..10 {
                        prop_assert_eq!(
                            together.can_be(at, part, Range::only(value)),
                            values.contains(&value)
                        );
                    }
                    let least = values.iter().min();
                    let most = values.iter().max();
                    let range = least.zip(most).map(|(&least, &most)| Range::new(least, most));
                    prop_assert_eq!(together.possible(at, part, Range::new(0, 20)), range);
                }
            }
        }
    }
}
