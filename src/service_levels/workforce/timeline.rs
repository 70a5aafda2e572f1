use super::state::{AgentState, Stretch};
use jiff::{SignedDuration, Timestamp};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// A piece of an agent's time that is in one state. Pieces of one agent do not overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    pub(super) of: &'a Stretch,
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    /// Whether the stretch begins here, and does not go on after another.
    pub(super) is_first: bool,
}

/// The time of one agent, and what was done to make it one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Timeline<'a> {
    /// In order of time.
    pub(super) pieces: Vec<Piece<'a>>,
    /// Paid time, what overlaps counted once.
    pub(super) paid: Vec<Piece<'a>>,
    /// Stretches that another one of the same time, state and place stands for.
    pub(super) n_repeated: usize,
    /// Time that several stretches say something of, beyond its first telling.
    pub(super) overlapped: SignedDuration,
    /// Stretches without an end that ended where the next one began, or with the report.
    pub(super) n_end_inferred: usize,
    /// Stretches that lasted longer than anybody works; they are in no figure.
    pub(super) n_too_long: usize,
}

/// What bounds a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    /// No state lasts longer: somebody forgot to sign out.
    pub(super) longest: SignedDuration,
}

impl<'a> Timeline<'a> {
    /// Puts the stretches of one agent in order. Of stretches that overlap the one that began last
    /// counts, and after its end the earlier one goes on; being signed in counts only where nothing
    /// else does. Of two that begin together the one that ends first counts, then the later row.
    pub(super) fn of(mut stretches: Vec<&'a Stretch>, bounds: Bounds) -> Self {
        stretches.sort_by_key(|one| (one.start, one.end, one.state, one.row));
        let mut timeline = Self::default();
        let n = stretches.len();
        stretches.dedup_by(|a, b| {
            (a.start, a.end, a.state, &a.reason, &a.team, &a.queue)
                == (b.start, b.end, b.state, &b.reason, &b.team, &b.queue)
        });
        timeline.n_repeated = n - stretches.len();
        let (paid, states): (Vec<_>, Vec<_>) = stretches
            .into_iter()
            .partition(|one| one.state == AgentState::Paid);
        let states = timeline.ended(&states, bounds);
        let paid = timeline.ended(&paid, bounds);
        let (pieces, overlapped) = sweep(&states);
        timeline.pieces = pieces;
        timeline.paid = sweep(&paid).0;
        timeline.overlapped = overlapped;
        timeline
    }

    /// Stretches with their end, cut to the bounds.
    fn ended(
        &mut self,
        stretches: &[&'a Stretch],
        bounds: Bounds,
    ) -> Vec<(&'a Stretch, Timestamp, Timestamp)> {
        let mut ended = Vec::with_capacity(stretches.len());
        for (at, stretch) in stretches.iter().enumerate() {
            let end = match (stretch.end, stretch.state) {
                (Some(end), _) => end,
                // Whoever was signed in without an end was so as long as the states say.
                (None, AgentState::SignedIn) => {
                    self.n_end_inferred += 1;
                    continue;
                }
                (None, _) => {
                    self.n_end_inferred += 1;
                    let mut later = stretches[at + 1..].iter();
                    let next = later.find(|next| next.start > stretch.start);
                    next.map_or(bounds.to, |next| next.start.min(bounds.to))
                }
            };
            if end.duration_since(stretch.start) > bounds.longest {
                self.n_too_long += 1;
                continue;
            }
            let (start, end) = (stretch.start.max(bounds.from), end.min(bounds.to));
            if start < end {
                ended.push((*stretch, start, end));
            }
        }
        ended
    }
}

/// Which of the stretches at an instant counts: the last of the order.
type Order = (bool, Timestamp, Reverse<Timestamp>, u64, usize);

/// Pieces in order of time, and what was told more than once.
fn sweep<'a>(
    stretches: &[(&'a Stretch, Timestamp, Timestamp)],
) -> (Vec<Piece<'a>>, SignedDuration) {
    let order = |at: usize| -> Order {
        let (of, _, end) = stretches[at];
        let is_state = of.state != AgentState::SignedIn;
        (is_state, of.start, Reverse(end), of.row, at)
    };
    // Ends before beginnings, so that what touches does not overlap.
    let mut edges: Vec<(Timestamp, bool, usize)> = Vec::with_capacity(2 * stretches.len());
    for (at, &(_, start, end)) in stretches.iter().enumerate() {
        edges.push((start, true, at));
        edges.push((end, false, at));
    }
    edges.sort_unstable();
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    let mut overlapped = SignedDuration::ZERO;
    let mut running: BTreeSet<Order> = BTreeSet::new();
    let mut since = None;
    for (at, is_start, place) in edges {
        if let (Some(start), Some(&(_, _, _, _, top))) = (since, running.last())
            && start < at
        {
            let (of, _, _) = stretches[top];
            let length = at.duration_since(start);
            let n_states = running.iter().filter(|(is_state, ..)| *is_state).count();
            for _ in 1..n_states {
                overlapped = overlapped.saturating_add(length);
            }
            match pieces.last_mut() {
                Some(last) if std::ptr::eq(last.of, of) && last.end == start => last.end = at,
                _ => pieces.push(Piece {
                    of,
                    start,
                    end: at,
                    is_first: start == of.start,
                }),
            }
        }
        if is_start {
            running.insert(order(place));
        } else {
            running.remove(&order(place));
        }
        since = Some(at);
    }
    (pieces, overlapped)
}
