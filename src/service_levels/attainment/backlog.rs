use super::case::{Group, in_seconds};
use crate::service_levels::calendar::Window;
use crate::stats::{self, Duration, End, Survival, kaplan_meier};
use crate::units::{Probability, Seconds};
use jiff::Timestamp;
use std::sync::Arc;

/// The life of a ticket, as a replay of its events up to one instant shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketLife {
    /// The ticket.
    pub ticket: Arc<str>,
    /// Where it is counted.
    pub group: Group,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was solved last; `None` while it is open.
    pub solved_at: Option<Timestamp>,
    /// When it went up in another ticket, unsolved: open no longer, and solved neither.
    pub merged_at: Option<Timestamp>,
    /// Whether its clock stands still, being open.
    pub is_paused: bool,
    /// Time from its creation to its solution or the instant of the replay, pauses taken out.
    pub elapsed: Seconds,
}

/// Open work at one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlog {
    /// The instant.
    pub as_of: Timestamp,
    /// Open tickets, paused ones included.
    pub n_open: usize,
    /// Those whose clock stands still.
    pub n_paused: usize,
    /// Calendar age of the oldest.
    pub oldest: Option<Seconds>,
    /// Open tickets by calendar age, youngest first; empty bands stay.
    pub bands: Vec<AgeBand>,
}

/// Open tickets of an age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgeBand {
    /// Youngest age.
    pub from: Seconds,
    /// First age that is no longer in it.
    pub to: Option<Seconds>,
    /// Open tickets, paused ones included.
    pub n_open: usize,
    /// Those whose clock stands still.
    pub n_paused: usize,
}

/// By what tickets belong to a period. The two make other figures, so it stands beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CohortBy {
    /// Created in it, solved or not.
    Created,
    /// Solved in it. What is still open is in no such period, so times look shorter than they are.
    Solved,
}

impl CohortBy {
    /// Name in outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Solved => "solved",
        }
    }
}

/// Tickets of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohort<'a> {
    /// By what they belong to it.
    pub by: CohortBy,
    /// The period.
    pub period: Window,
    /// The tickets, in the caller's order.
    pub members: Vec<&'a TicketLife>,
    /// Those that are open.
    pub n_open: usize,
}

/// Counts open work at an instant, by age.
///
/// `lives` are replays up to `as_of`. `edges` are the ages at which bands begin, above zero and
/// rising; the first band begins at zero.
pub fn backlog(lives: &[TicketLife], as_of: Timestamp, edges: &[Seconds]) -> Backlog {
    let mut bands: Vec<AgeBand> = Vec::with_capacity(edges.len() + 1);
    let mut from = Seconds(0);
    for to in edges.iter().copied().map(Some).chain([None]) {
        bands.push(AgeBand {
            from,
            to,
            n_open: 0,
            n_paused: 0,
        });
        from = to.unwrap_or(from);
    }
    let (mut n_open, mut n_paused, mut oldest) = (0, 0, None);
    for life in lives.iter().filter(|life| life.is_open_at(as_of)) {
        let age = Seconds(as_of.as_second() - life.created_at.as_second());
        let paused = usize::from(life.is_paused);
        n_open += 1;
        n_paused += paused;
        oldest = oldest.max(Some(age));
        if let Some(band) = bands
            .iter_mut()
            .find(|band| age >= band.from && band.to.is_none_or(|to| age < to))
        {
            band.n_open += 1;
            band.n_paused += paused;
        }
    }
    Backlog {
        as_of,
        n_open,
        n_paused,
        oldest,
        bands,
    }
}

/// Picks the tickets of a period: from its start to before its end.
pub fn cohort(lives: &[TicketLife], period: Window, by: CohortBy) -> Cohort<'_> {
    let inside = |at: Timestamp| period.start <= at && at < period.end;
    let members: Vec<&TicketLife> = lives
        .iter()
        .filter(|life| match by {
            CohortBy::Created => inside(life.created_at),
            CohortBy::Solved => life.solved_at.is_some_and(inside),
        })
        .collect();
    Cohort {
        by,
        period,
        n_open: members
            .iter()
            .filter(|life| life.solved_at.is_none() && life.merged_at.is_none())
            .count(),
        members,
    }
}

/// How long tickets take to be solved, in seconds; open ones and those that went up in another ticket
/// are counted for as long as they were open.
///
/// # Errors
///
/// [`stats::Error`] when a time is negative.
pub fn time_to_resolution<'a>(
    lives: impl IntoIterator<Item = &'a TicketLife>,
    level: Probability,
) -> Result<Survival, stats::Error> {
    let durations: Vec<Duration> = lives
        .into_iter()
        .map(|life| Duration {
            length: in_seconds(life.elapsed),
            end: if life.solved_at.is_some() {
                End::Seen
            } else {
                End::Censored
            },
        })
        .collect();
    kaplan_meier(&durations, level)
}

impl TicketLife {
    fn is_open_at(&self, at: Timestamp) -> bool {
        let ended = self.solved_at.or(self.merged_at);
        self.created_at <= at && ended.is_none_or(|ended| ended > at)
    }
}
