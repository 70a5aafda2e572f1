use super::result::StatusSpan;
use crate::service_levels::calendar::{Opening, Window};
use crate::service_levels::policies::{Metric, Target};
use crate::service_levels::tickets::Status;
use crate::units::Seconds;
use jiff::{SignedDuration, Timestamp};

/// Seconds that count: those of a schedule, or all.
#[derive(Debug, Clone, Copy)]
pub(super) enum Clock<'o> {
    Calendar { until: Timestamp },
    Business(&'o Opening),
}

impl Clock<'_> {
    pub(super) fn between(self, from: Timestamp, to: Timestamp) -> Seconds {
        match self {
            Self::Calendar { .. } => Seconds((to.as_second() - from.as_second()).max(0)),
            Self::Business(opening) => opening.between(from, to),
        }
    }

    /// The first instant at which so many seconds have passed; `None` beyond the horizon.
    pub(super) fn add(self, from: Timestamp, seconds: Seconds) -> Option<Timestamp> {
        match self {
            Self::Calendar { until } => from
                .checked_add(SignedDuration::from_secs(seconds.0.max(0)))
                .ok()
                .filter(|at| *at <= until),
            Self::Business(opening) => opening.add(from, seconds),
        }
    }

    /// Sums the pieces of `stretch` in which a ticket was in a counted status.
    pub(super) fn run(
        self,
        statuses: &[StatusSpan],
        stretch: Window,
        counted: Counted,
        target: Seconds,
    ) -> Run {
        let mut run = Run {
            business: Seconds(0),
            calendar: Seconds(0),
            reached_at: None,
            pauses: Vec::new(),
        };
        let first = statuses.partition_point(|span| span.window.end <= stretch.start);
        for span in &statuses[first..] {
            let start = span.window.start.max(stretch.start);
            let end = span.window.end.min(stretch.end);
            if start >= stretch.end {
                break;
            }
            if start >= end {
                continue;
            }
            if counted.has(span.status) {
                let business = self.between(start, end);
                if run.reached_at.is_none() && run.business.0 + business.0 >= target.0 {
                    run.reached_at = self.add(start, Seconds(target.0 - run.business.0));
                }
                run.business.0 += business.0;
                run.calendar.0 += end.as_second() - start.as_second();
            } else if !span.status.is_done() {
                match run.pauses.last_mut() {
                    Some(last) if last.end == start => last.end = end,
                    _ => run.pauses.push(Window { start, end }),
                }
            }
        }
        run
    }
}

/// A set of statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted(u8);

impl Counted {
    /// The statuses in which a clock runs: those of its target, else of its metric (Zendesk's
    /// definitions; `pausable_update_time` as `GitLab` defines it). None in which the ticket is done.
    pub(super) fn of(target: &Target) -> Self {
        let open = |statuses: &[Status]| {
            let bits = statuses.iter().filter(|s| !s.is_done()).map(|s| bit(*s));
            Self(bits.fold(0, |all, bit| all | bit))
        };
        if let Some(statuses) = &target.counted_statuses {
            return open(statuses);
        }
        match target.metric {
            Metric::AgentWorkTime => open(&[Status::New, Status::Open]),
            Metric::RequesterWaitTime | Metric::PausableUpdateTime => {
                open(&[Status::New, Status::Open, Status::OnHold])
            }
            Metric::FirstReplyTime
            | Metric::NextReplyTime
            | Metric::PeriodicUpdateTime
            | Metric::TotalResolutionTime
            | Metric::OwnershipTime => open(&Status::ALL),
        }
    }

    /// With the time in which the ticket was solved or closed.
    pub(super) fn with_done(self) -> Self {
        Self(self.0 | bit(Status::Solved) | bit(Status::Closed))
    }

    /// Whether there is a status of an open ticket in which the clock stands still.
    pub(super) fn stands_still(self) -> bool {
        let mut open = Status::ALL.into_iter().filter(|status| !status.is_done());
        open.any(|status| !self.has(status))
    }

    pub(super) fn has(self, status: Status) -> bool {
        self.0 & bit(status) != 0
    }
}

fn bit(status: Status) -> u8 {
    match status {
        Status::New => 1,
        Status::Open => 1 << 1,
        Status::Pending => 1 << 2,
        Status::OnHold => 1 << 3,
        Status::Solved => 1 << 4,
        Status::Closed => 1 << 5,
    }
}

/// What a clock counted over a stretch of a ticket's life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) business: Seconds,
    pub(super) calendar: Seconds,
    /// The first instant at which the business time was that of the target.
    pub(super) reached_at: Option<Timestamp>,
    pub(super) pauses: Vec<Window>,
}
