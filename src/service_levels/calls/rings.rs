use super::proportion::Proportion;
use super::seen::Seen;
use crate::units::Probability;
use jiff::SignedDuration;

/// A promise in rings: to answer before the phone has rung more often than this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RingTarget {
    /// From the begin of one ring to the begin of the next, above zero. A Dutch ringing tone sounds
    /// for 1 s and is silent for 4.
    pub cycle: SignedDuration,
    /// Most rings.
    pub most: u32,
}

/// How often a phone rang in a time: a ring that began counts. `None` for a cycle of zero or less.
pub fn rings(ring: SignedDuration, cycle: SignedDuration) -> Option<i128> {
    let (ring, cycle) = (ring.as_nanos(), cycle.as_nanos());
    (cycle > 0).then(|| (ring.max(0) + cycle - 1) / cycle)
}

impl RingTarget {
    /// Answered contacts within the promise, out of those whose ringing the log tells; `None`
    /// where it tells of none.
    pub(super) fn kept(&self, seen: &[&Seen<'_>], level: Probability) -> Option<Proportion> {
        let rang: Vec<i128> = seen
            .iter()
            .filter(|one| one.is_answered())
            .filter_map(|one| rings(one.call.ring?, self.cycle))
            .collect();
        let kept = rang.iter().filter(|rang| **rang <= i128::from(self.most));
        (!rang.is_empty()).then(|| Proportion::new(kept.count(), rang.len(), level))
    }
}
