use super::Error;
use super::quantile::normal_margin;
use crate::units::{Interval, Probability, as_f64};

/// How long something lasted, or at least lasted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Duration {
    /// The length, 0 or more.
    pub length: f64,
    /// What is known of its end.
    pub end: End,
}

/// What is known of the end of a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It ended.
    Seen,
    /// It went on when looked at last.
    Censored,
}

/// The share that lasts longer than each length, estimated from ended and unended durations.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    /// One step per length at which something ended, in order.
    pub steps: Vec<SurvivalStep>,
    /// Durations.
    pub n: usize,
    /// Those that had not ended.
    pub n_censored: usize,
    /// The longest length that was seen, ended or not. Nothing is known beyond it.
    pub longest: f64,
    level: Probability,
}

/// The share that lasts longer than a length, from this length to the next step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurvivalStep {
    /// The length.
    pub at: f64,
    /// Durations that were at least as long.
    pub n_at_risk: usize,
    /// Durations that ended there.
    pub n_ended: usize,
    /// The share that lasts longer.
    pub share: f64,
    /// Its interval; `None` where the share is 0.
    pub interval: Option<Interval>,
}

/// A length by which a share has ended, with the lengths that the data do not exclude.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SurvivalQuantile {
    /// The length; `None` when fewer ended.
    pub estimate: Option<f64>,
    /// Lower bound; `None` when no length is that likely.
    pub low: Option<f64>,
    /// Upper bound; `None` when the data set none.
    pub high: Option<f64>,
}

/// The product-limit estimate of how long things last, with pointwise log-log intervals.
///
/// Durations that had not ended count for as long as they were seen. Leaving them out makes lasting
/// look short, as what lasts long is what has not ended. The estimate assumes that being looked at
/// early has nothing to do with lasting long.
///
/// # Errors
///
/// [`Error::Value`] when a length is negative or not finite.
///
/// # References
///
/// Kaplan & Meier (1958); Greenwood (1926) for the variance; the log-log interval of Kalbfleisch &
/// Prentice (1980), section 1.4, stays inside 0 and 1.
pub fn kaplan_meier(durations: &[Duration], level: Probability) -> Result<Survival, Error> {
    for duration in durations {
        if !(duration.length.is_finite() && duration.length >= 0.0) {
            return Err(Error::Value {
                what: "a duration",
                value: duration.length,
            });
        }
    }
    let mut ordered = durations.to_vec();
    ordered.sort_by(|a, b| a.length.total_cmp(&b.length));
    let mut steps = Vec::new();
    let (mut share, mut greenwood) = (1.0, 0.0);
    let mut first = 0;
    for tied in ordered.chunk_by(|a, b| a.length.total_cmp(&b.length).is_eq()) {
        let n_at_risk = ordered.len() - first;
        let n_ended = tied.iter().filter(|one| one.end == End::Seen).count();
        first += tied.len();
        if n_ended == 0 {
            continue;
        }
        let (n, d) = (as_f64(n_at_risk), as_f64(n_ended));
        share *= (n - d) / n;
        greenwood += d / (n * (n - d));
        steps.push(SurvivalStep {
            at: tied[0].length,
            n_at_risk,
            n_ended,
            share,
            interval: log_log_interval(share, greenwood, level),
        });
    }
    Ok(Survival {
        steps,
        n: ordered.len(),
        n_censored: ordered
            .iter()
            .filter(|one| one.end == End::Censored)
            .count(),
        longest: ordered.last().map_or(0.0, |last| last.length),
        level,
    })
}

fn log_log_interval(share: f64, greenwood: f64, level: Probability) -> Option<Interval> {
    if share <= 0.0 {
        return None;
    }
    let width = normal_margin(level) * greenwood.sqrt() / share.ln().abs();
    Interval::new(
        share.powf(width.exp()),
        share,
        share.powf((-width).exp()),
        level,
    )
    .ok()
}

impl Survival {
    /// The share that lasts longer than `length`, with its interval; `None` beyond the longest
    /// length seen, unless everything had ended.
    pub fn share_beyond(&self, length: f64) -> Option<(f64, Option<Interval>)> {
        let idx = self.steps.partition_point(|step| step.at <= length);
        let last = idx.checked_sub(1).map(|idx| &self.steps[idx]);
        let share = last.map_or(1.0, |step| step.share);
        if length > self.longest && share > 0.0 {
            return None;
        }
        Some((share, last.and_then(|step| step.interval)))
    }

    /// The least length by which at least `ended` of all have ended. The interval holds all lengths
    /// whose interval of the share holds 1 − `ended`.
    ///
    /// # References
    ///
    /// Brookmeyer & Crowley (1982).
    pub fn quantile(&self, ended: Probability) -> SurvivalQuantile {
        let left = 1.0 - ended.get();
        // A share that is a product of fractions may miss the one asked for by rounding.
        let tolerance = 1e-12;
        let first = |below: &dyn Fn(&SurvivalStep) -> bool| {
            self.steps.iter().find(|step| below(step)).map(|s| s.at)
        };
        SurvivalQuantile {
            estimate: first(&|step| step.share <= left + tolerance),
            low: first(&|step| {
                step.interval
                    .is_none_or(|interval| interval.low <= left + tolerance)
            }),
            // Where nothing is left there is no interval, and no upper bound comes from it.
            high: first(&|step| {
                step.interval
                    .is_some_and(|interval| interval.high <= left + tolerance)
            }),
        }
    }

    /// The length by which half have ended.
    pub fn median(&self) -> SurvivalQuantile {
        self.quantile(Probability::saturating(0.5))
    }

    /// Coverage of the intervals.
    pub fn level(&self) -> Probability {
        self.level
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn level() -> Probability {
        Probability::new(0.95).unwrap()
    }

    fn seen(length: f64) -> Duration {
        Duration {
            length,
            end: End::Seen,
        }
    }

    fn censored(length: f64) -> Duration {
        Duration {
            length,
            end: End::Censored,
        }
    }

    fn five() -> Vec<Duration> {
        vec![
            censored(5.0),
            seen(1.0),
            censored(2.0),
            seen(3.0),
            seen(2.0),
        ]
    }

    /// Durations 1, 2, 2+, 3, 5+: S = 0.8, 0.6, 0.3; the median is 3, of those that ended alone 2.
    #[test]
    fn unended_durations_count_as_long_as_they_were_seen() {
        let survival = kaplan_meier(&five(), level()).unwrap();
        let steps: Vec<_> = survival
            .steps
            .iter()
            .map(|step| (step.at, step.share))
            .collect();
        for ((at, share), expected) in steps.iter().zip([(1.0, 0.8), (2.0, 0.6), (3.0, 0.3)]) {
            assert!((at - expected.0).abs() < 1e-12 && (share - expected.1).abs() < 1e-12);
        }
        assert_eq!(survival.n_censored, 2);
        assert_eq!(survival.median().estimate, Some(3.0));
        let ended: Vec<_> = five()
            .into_iter()
            .filter(|one| one.end == End::Seen)
            .collect();
        let closed_only = kaplan_meier(&ended, level()).unwrap();
        assert_eq!(closed_only.median().estimate, Some(2.0));
        assert!((survival.share_beyond(0.5).unwrap().0 - 1.0).abs() < 1e-12);
        assert!((survival.share_beyond(4.9).unwrap().0 - 0.3).abs() < 1e-12);
        assert!(survival.share_beyond(5.1).is_none());
        assert!(
            closed_only
                .share_beyond(9.0)
                .is_some_and(|(share, _)| share <= 0.0)
        );
    }

    /// Worked by hand from the formulas: Greenwood sums 1/20, 1/20 + 1/12, ... and the
    /// transformation S^exp(±z·se/|ln S|).
    #[test]
    fn intervals_are_those_of_greenwood_on_the_log_log_scale() {
        let survival = kaplan_meier(&five(), level()).unwrap();
        let z = 1.959_963_984_540_054;
        let sums = [0.05, 0.05 + 1.0 / 12.0, 0.05 + 1.0 / 12.0 + 0.5];
        for (step, sum) in survival.steps.iter().zip(sums) {
            let theta = (z * f64::sqrt(sum) / step.share.ln()).exp();
            let ends = [step.share.powf(theta), step.share.powf(1.0 / theta)];
            let interval = step.interval.unwrap();
            let (low, high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
            assert!((interval.low - low).abs() < 1e-9, "{interval:?}");
            assert!((interval.high - high).abs() < 1e-9, "{interval:?}");
        }
        let median = survival.median();
        assert!(median.low.unwrap() <= 3.0);
        assert_eq!(median.high, None);
    }

    #[test]
    fn nothing_and_nonsense_are_told_apart() {
        let none = kaplan_meier(&[], level()).unwrap();
        assert_eq!(none.median().estimate, None);
        assert_eq!(kaplan_meier(&[censored(3.0)], level()).unwrap().steps, []);
        assert!(kaplan_meier(&[seen(-1.0)], level()).is_err());
        assert!(kaplan_meier(&[seen(f64::NAN)], level()).is_err());
    }

    proptest! {
        #[test]
        fn without_unended_durations_it_is_the_plain_share(
            lengths in prop::collection::vec(0_u8..20, 1..40), at in 0_u8..25
        ) {
            let durations: Vec<_> = lengths.iter().map(|n| seen(f64::from(*n))).collect();
            let survival = kaplan_meier(&durations, level()).unwrap();
            let longer = lengths.iter().filter(|length| **length > at).count();
            let plain = as_f64(longer) / as_f64(lengths.len());
            let (share, _) = survival.share_beyond(f64::from(at)).unwrap();
            prop_assert!((share - plain).abs() < 1e-12);
        }
    }
}
