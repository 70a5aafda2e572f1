//! What a reader who knows a sum of several counts can tell of each of them, where every one has a part that is counted too.
//!
//! Counts, their parts and what is left bound one another along three directions, of which any two make a basis of the whole
//! numbers. So what several of them can be together is bounded by the sums of their tight bounds alone, and every whole number
//! within is reached (alcoved polygons; Lam & Postnikov 2007, *Discrete & Computational Geometry* 38).

/// Fewest and most, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) least: usize,
    pub(super) most: usize,
}

impl Range {
    pub(super) const ANY: Self = Self::new(0, usize::MAX);

    pub(super) const fn new(least: usize, most: usize) -> Self {
        Self { least, most }
    }

    pub(super) const fn only(n: usize) -> Self {
        Self::new(n, n)
    }

    fn and(self, other: Self) -> Self {
        Self::new(self.least.max(other.least), self.most.min(other.most))
    }

    const fn plus(self, other: Self) -> Self {
        Self::new(
            self.least.saturating_add(other.least),
            self.most.saturating_add(other.most),
        )
    }

    /// What is left of it without something of another; `None` where that is always more.
    fn without(self, other: Self) -> Option<Self> {
        let most = self.most.checked_sub(other.least)?;
        Some(Self::new(self.least.saturating_sub(other.most), most))
    }

    const fn is_empty(self) -> bool {
        self.least > self.most
    }
}

/// A count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Who speaks of a topic.
    Spoke,
    /// Who of these does so badly.
    Badly,
    /// Who of these does not.
    Otherwise,
}

/// What is known of the counts of one cell: no bound can be drawn tighter by the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    spoke: Range,
    badly: Range,
    otherwise: Range,
}

impl Known {
    pub(super) const NOTHING: Self = Self {
        spoke: Range::ANY,
        badly: Range::ANY,
        otherwise: Range::ANY,
    };

    /// That so many speak of it, and so many of these badly.
    pub(super) const fn only(spoke: usize, badly: usize) -> Self {
        Self {
            spoke: Range::only(spoke),
            badly: Range::only(badly),
            otherwise: Range::only(spoke.saturating_sub(badly)),
        }
    }

    /// `None` where nothing fits.
    pub(super) fn new(spoke: Range, badly: Range) -> Option<Self> {
        let otherwise = Range::ANY;
        Self {
            spoke,
            badly,
            otherwise,
        }
        .tightened()
    }

    /// The same, where a count lies in a range; `None` where it cannot.
    pub(super) fn with(mut self, part: Part, range: Range) -> Option<Self> {
        let count = match part {
            Part::Spoke => &mut self.spoke,
            Part::Badly => &mut self.badly,
            Part::Otherwise => &mut self.otherwise,
        };
        *count = count.and(range);
        self.tightened()
    }

    /// What is known from both; `None` where they exclude one another.
    pub(super) fn and(self, other: Self) -> Option<Self> {
        let both = self.zip(other, |own, other| Some(own.and(other)))?;
        both.tightened()
    }

    /// What is known of the sum of both.
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            spoke: self.spoke.plus(other.spoke),
            badly: self.badly.plus(other.badly),
            otherwise: self.otherwise.plus(other.otherwise),
        }
    }

    pub(super) fn of(&self, part: Part) -> Range {
        match part {
            Part::Spoke => self.spoke,
            Part::Badly => self.badly,
            Part::Otherwise => self.otherwise,
        }
    }

    fn zip(self, other: Self, of: impl Fn(Range, Range) -> Option<Range>) -> Option<Self> {
        Some(Self {
            spoke: of(self.spoke, other.spoke)?,
            badly: of(self.badly, other.badly)?,
            otherwise: of(self.otherwise, other.otherwise)?,
        })
    }

    fn tightened(self) -> Option<Self> {
        let Self {
            spoke,
            badly,
            otherwise,
        } = self;
        let tight = Self {
            spoke: spoke.and(badly.plus(otherwise)),
            badly: badly.and(spoke.without(otherwise)?),
            otherwise: otherwise.and(spoke.without(badly)?),
        };
        let parts = [tight.spoke, tight.badly, tight.otherwise];
        let fits = parts.iter().all(|range| !range.is_empty());
        fits.then_some(tight)
    }
}

/// What is known of each of some cells where something is known of their sum too; `None` where nothing fits.
pub(super) fn together(cells: &[Known], sum: Known) -> Option<Vec<Known>> {
    // Sums of all before, and of all after.
    let before = cells.iter().scan(Known::only(0, 0), |sum, &cell| {
        let before = *sum;
        *sum = sum.plus(cell);
        Some(before)
    });
    let before: Vec<Known> = before.collect();
    let mut after = Known::only(0, 0);
    let mut known = Vec::with_capacity(cells.len());
    for (&cell, before) in cells.iter().zip(before).rev() {
        let rest = sum.zip(before.plus(after), Range::without)?;
        known.push(cell.and(rest)?);
        after = after.plus(cell);
    }
    known.reverse();
    Some(known)
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
            let found = together(&known, Known::only(spoke, badly)).unwrap();
            for (at, known) in found.iter().enumerate() {
                let parts = [
                    (Part::Spoke, ways.iter().map(|way| way[at].0).collect::<Vec<_>>()),
                    (Part::Badly, ways.iter().map(|way| way[at].1).collect()),
                    (Part::Otherwise, ways.iter().map(|way| way[at].0 - way[at].1).collect()),
                ];
                for (part, values) in parts {
                    for value in 0..10 {
                        prop_assert_eq!(
                            known.with(part, Range::only(value)).is_some(),
                            values.contains(&value)
                        );
                    }
                    let least = values.iter().min();
                    let most = values.iter().max();
                    let range = least.zip(most).map(|(&least, &most)| Range::new(least, most));
                    prop_assert_eq!(Some(known.of(part)), range);
                }
            }
        }
    }
}
