use super::backlog::TicketLife;
use super::case::in_seconds;
use crate::stats::{Duration, End, SurvivalQuantile, kaplan_meier, quantile};
use crate::units::{Probability, Seconds, as_u64};

/// How long tickets take from creation to solution, pending and on-hold time taken out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resolution {
    /// Tickets.
    pub n: u64,
    /// Those still open, counted for as long as they have been.
    pub n_open: u64,
    /// The time by which half are solved, in seconds.
    pub median: SurvivalQuantile,
    /// The median of the solved ones alone, for comparison: too short as long as any is open.
    pub median_of_solved_s: Option<f64>,
}

/// How long a ticket took, or has been open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    elapsed: Seconds,
    end: LengthEnd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LengthEnd {
    Solved,
    Merged,
    Open,
}

impl Length {
    /// That of a life.
    pub fn of(life: &TicketLife) -> Self {
        Self {
            elapsed: life.elapsed,
            end: match (life.solved_at, life.merged_at) {
                (Some(_), _) => LengthEnd::Solved,
                (None, Some(_)) => LengthEnd::Merged,
                (None, None) => LengthEnd::Open,
            },
        }
    }
}

/// Half of all tickets are solved within the median; `None` without tickets.
pub fn resolution(lives: &[TicketLife], level: Probability) -> Option<Resolution> {
    let lengths: Vec<Length> = lives.iter().map(Length::of).collect();
    resolution_of(&lengths, level)
}

/// As [`resolution`], of the lengths alone.
pub fn resolution_of(lengths: &[Length], level: Probability) -> Option<Resolution> {
    let durations: Vec<Duration> = lengths
        .iter()
        .map(|length| Duration {
            length: in_seconds(length.elapsed),
            end: match length.end {
                LengthEnd::Solved => End::Seen,
                LengthEnd::Merged | LengthEnd::Open => End::Censored,
            },
        })
        .collect();
    let survival = kaplan_meier(&durations, level).ok()?;
    let solved = durations.iter().filter(|one| one.end == End::Seen);
    let mut solved: Vec<f64> = solved.map(|one| one.length).collect();
    solved.sort_by(f64::total_cmp);
    let open = lengths
        .iter()
        .filter(|length| length.end == LengthEnd::Open);
    (survival.n > 0).then(|| Resolution {
        n: as_u64(survival.n),
        n_open: as_u64(open.count()),
        median: survival.median(),
        median_of_solved_s: quantile(&solved, Probability::saturating(0.5)),
    })
}
