//! The hand-made findings again, with the silent represented and errors of reading corrected.

use super::fixture::{interval, realistic};
use crate::findings::{CardSummary, Findings, SilenceSummary};
use crate::signals::{AsRead, Caveat, Silence};
use crate::units::Probability;

/// Nearly half were silent, the satisfied ones more often.
pub(super) fn silence() -> SilenceSummary {
    SilenceSummary {
        n_with_score: 9140,
        n_silent: 4319,
        share_silent: 0.47,
        gap: Some(interval(-14.2, -11.0, -7.8)),
        p_dependence: Some(Probability::saturating(1e-9)),
        n_cells: 22,
        n_effective: (4390.4, 4212.9),
        largest_weight: 1.84,
        n_capped: 0,
    }
}

/// A sample of four hundred comments was checked.
pub(super) fn card() -> CardSummary {
    CardSummary {
        n_comments: 400,
        n_topics: 21,
        n_unchecked: 3,
    }
}

/// The silent are represented and errors of reading corrected.
pub(super) fn corrected() -> Findings {
    let mut findings = realistic();
    findings.ranking.silence = Silence::Represented;
    findings.caveats = vec![
        Caveat::SilentRepresented { silence: silence() },
        Caveat::CorrectedLabels { card: card() },
    ];
    if let Some(drivers) = &mut findings.drivers {
        drivers.silence = Some(silence());
        drivers.card = Some(card());
    }
    for signal in &mut findings.signals {
        signal.share_negative_written = 0.55 * signal.share_negative;
        signal.gain_written = signal.gain.scaled(0.55);
        signal.as_read = Some(AsRead {
            gain: signal.gain.scaled(0.8),
            effect_negative: signal.effect_negative.scaled(0.9),
            share_negative: 0.85 * signal.share_negative,
        });
    }
    findings
}
