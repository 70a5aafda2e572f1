use super::call::Disposition;
use super::distribution::Distribution;
use super::seen::Seen;
use jiff::SignedDuration;

/// How long customers waited. Those who were answered and those who gave up stand apart: the wait of
/// who gave up is not the speed of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Waits {
    /// Of answered contacts; the mean is the average speed of answer.
    pub answered: Option<Distribution>,
    /// Of abandoned contacts, as far as the log tells.
    pub abandoned: Option<Distribution>,
    /// The longest of all, those still waiting included.
    pub longest: Option<Longest>,
    /// Contacts over the declared maximum.
    pub over_maximum: Option<Excess>,
}

/// The longest wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Longest {
    /// How long.
    pub wait: SignedDuration,
    /// What came of it.
    pub disposition: Disposition,
}

/// How often a declared maximum was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Excess {
    /// The maximum; exactly this long is not over it.
    pub maximum: SignedDuration,
    /// Durations that are known.
    pub n: usize,
    /// Those above the maximum.
    pub n_over: usize,
}

impl Excess {
    pub(super) fn of(
        durations: impl IntoIterator<Item = SignedDuration>,
        maximum: SignedDuration,
    ) -> Self {
        let mut excess = Self {
            maximum,
            n: 0,
            n_over: 0,
        };
        for duration in durations {
            excess.n += 1;
            excess.n_over += usize::from(duration > maximum);
        }
        excess
    }
}

impl Waits {
    pub(super) fn of(seen: &[&Seen<'_>], maximum: Option<SignedDuration>) -> Self {
        let of = |disposition: Disposition| {
            seen.iter()
                .filter(move |one| one.is_inbound() && one.disposition == disposition)
                .filter_map(|one| one.waited)
        };
        let queued = || {
            [
                Disposition::Answered,
                Disposition::Abandoned,
                Disposition::Waiting,
            ]
            .into_iter()
            .flat_map(|disposition| of(disposition).map(move |wait| Longest { wait, disposition }))
        };
        Self {
            answered: Distribution::of(of(Disposition::Answered)),
            abandoned: Distribution::of(of(Disposition::Abandoned)),
            longest: queued().max_by_key(|one| one.wait),
            over_maximum: maximum.map(|maximum| Excess::of(queued().map(|one| one.wait), maximum)),
        }
    }
}
