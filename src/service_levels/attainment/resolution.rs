use super::backlog::{TicketLife, time_to_resolution};
use super::case::in_seconds;
use crate::stats::{SurvivalQuantile, quantile};
use crate::units::{Probability, as_u64};

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

/// Half of all tickets are solved within the median; `None` without tickets.
pub fn resolution(lives: &[TicketLife], level: Probability) -> Option<Resolution> {
    let survival = time_to_resolution(lives, level).ok()?;
    let mut solved: Vec<f64> = lives
        .iter()
        .filter(|life| life.solved_at.is_some())
        .map(|life| in_seconds(life.elapsed))
        .collect();
    solved.sort_by(f64::total_cmp);
    let is_open = |life: &&TicketLife| life.solved_at.is_none() && life.merged_at.is_none();
    let n_open = lives.iter().filter(is_open).count();
    (survival.n > 0).then(|| Resolution {
        n: as_u64(survival.n),
        n_open: as_u64(n_open),
        median: survival.median(),
        median_of_solved_s: quantile(&solved, Probability::saturating(0.5)),
    })
}
