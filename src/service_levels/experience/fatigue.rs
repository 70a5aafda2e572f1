use super::difference::{TwoShares, two_shares};
use super::error::Error;
use crate::units::Probability;
use std::sync::Arc;

/// Invitations of one period and how many of them were answered to the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wave {
    /// Name of the period.
    pub period: Arc<str>,
    /// Invitations that arrived.
    pub n_delivered: usize,
    /// Complete responses among them.
    pub n_complete: usize,
}

/// When falling response is an alarm. Nothing here is a norm, so nothing has a default but the number of
/// periods.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FatigueSettings {
    /// How far below the baseline, as a share: 0.05 is five points.
    pub least_fall: f64,
    /// Level of the test, as a p.
    pub p: f64,
    /// How many periods in a row.
    pub n_periods: usize,
    /// Level of intervals.
    pub level: Probability,
}

/// One period set beside the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Fatigue {
    /// Name of the period.
    pub period: Arc<str>,
    /// Baseline and period; `None` without invitations.
    pub response: Option<TwoShares>,
    /// Whether it fell far enough below the baseline, and not by chance.
    pub has_fallen: bool,
    /// Whether this is the period in which the alarm holds: it and the ones before it have fallen.
    pub is_alarm: bool,
}

/// Looks for periods in a row in which fewer people respond than in the baseline.
///
/// # Errors
///
/// [`Error::Statistic`] when the baseline has no invitations, or more responses than invitations.
pub fn fatigue(
    baseline: &Wave,
    waves: &[Wave],
    settings: &FatigueSettings,
) -> Result<Vec<Fatigue>, Error> {
    let before = (baseline.n_complete, baseline.n_delivered);
    let mut n_fallen = 0;
    let mut found = Vec::with_capacity(waves.len());
    for wave in waves {
        let response = match wave.n_delivered {
            0 => None,
            n => Some(two_shares(before, (wave.n_complete, n), settings.level)?),
        };
        let has_fallen = response.as_ref().is_some_and(|two| {
            two.difference.estimate <= -settings.least_fall && two.p.is_some_and(|p| p < settings.p)
        });
        n_fallen = if has_fallen { n_fallen + 1 } else { 0 };
        found.push(Fatigue {
            period: Arc::clone(&wave.period),
            response,
            has_fallen,
            is_alarm: has_fallen && n_fallen >= settings.n_periods.max(1),
        });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(period: &str, n_complete: usize) -> Wave {
        Wave {
            period: period.into(),
            n_delivered: 400,
            n_complete,
        }
    }

    #[test]
    fn one_bad_period_is_no_alarm_and_two_in_a_row_are() {
        let settings = FatigueSettings {
            least_fall: 0.05,
            p: 0.05,
            n_periods: 2,
            level: Probability::new(0.95).unwrap(),
        };
        // Baseline 30 percent; 20 percent falls, 27 percent is too near, 26 percent falls too little to be sure.
        let waves = [80, 108, 80, 80, 112, 80].map(|n| wave("p", n));
        let found = fatigue(&wave("b", 120), &waves, &settings).unwrap();
        let alarms: Vec<bool> = found.iter().map(|one| one.is_alarm).collect();
        assert_eq!(alarms, [false, false, false, true, false, false]);
        let empty = Wave {
            n_delivered: 0,
            ..wave("e", 0)
        };
        let found = fatigue(&wave("b", 120), &[empty], &settings).unwrap();
        assert!(found[0].response.is_none() && !found[0].is_alarm);
    }
}
