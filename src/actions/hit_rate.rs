use super::{Bet, Realised};
use crate::stats::{Error, wilson_interval};
use crate::units::{Interval, Probability, as_f64};

/// How often predictions of the ranking came true.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HitRate {
    /// Predictions that were kept.
    pub n_kept: usize,
    /// Predictions that were missed.
    pub n_missed: usize,
    /// Predictions that the weeks cannot decide.
    pub n_undecided: usize,
    /// Actions without a prediction, not in force, or with too few weeks.
    pub n_unjudged: usize,
    /// Kept of those decided; `None` without any.
    pub rate: Option<Interval>,
}

/// Counts what became of predictions.
///
/// # Errors
///
/// [`Error`] never in practice: counts are shares.
pub fn hit_rate(realised: &[Realised], level: Probability) -> Result<HitRate, Error> {
    let n_of = |wanted: Option<Bet>| {
        let bets = realised.iter().map(|one| {
            let reading = one.reading.as_ref().ok()?;
            reading.bet
        });
        bets.filter(|bet| *bet == wanted).count()
    };
    let (n_kept, n_missed) = (n_of(Some(Bet::Kept)), n_of(Some(Bet::Missed)));
    let n = as_f64(n_kept + n_missed);
    Ok(HitRate {
        n_kept,
        n_missed,
        n_undecided: n_of(Some(Bet::Undecided)),
        n_unjudged: n_of(None),
        rate: (n > 0.0)
            .then(|| wilson_interval(n, as_f64(n_kept) / n, level))
            .transpose()?,
    })
}
