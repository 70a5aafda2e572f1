use crate::disclosure::{Reason, Verdict};
use crate::stats::t_margin;
use crate::units::{Interval, Probability, as_f64};

/// Fewest scores of which a mean is given.
pub const LEAST_SCORES: usize = 5;

/// What customers gave. Few scores are not shown: they would tell who gave what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Satisfaction {
    /// Nobody gave a score.
    NoScores,
    /// The mean.
    Mean {
        /// Scores.
        n: usize,
        /// The mean with the interval of Student's t.
        mean: Interval,
    },
    /// All gave the same, so a mean would be the answer of each.
    AllEqual {
        /// Scores.
        n: usize,
    },
    /// Fewer than the floor, or hidden because the rest of the table would give away such a cell.
    Suppressed(Reason),
}

impl Satisfaction {
    pub(super) fn of(scores: impl IntoIterator<Item = f64>, level: Probability) -> Self {
        let mut scores: Vec<f64> = scores.into_iter().collect();
        // In one order whatever the order of the log: sums of floating-point numbers depend on it.
        scores.sort_unstable_by(f64::total_cmp);
        let (Some(first), Some(last)) = (scores.first(), scores.last()) else {
            return Self::NoScores;
        };
        if scores.len() < LEAST_SCORES {
            return Self::Suppressed(Reason::BelowFloor);
        }
        let n = scores.len();
        if first.total_cmp(last).is_eq() {
            return Self::AllEqual { n };
        }
        let mean = scores.iter().sum::<f64>() / as_f64(n);
        let squares: f64 = scores.iter().map(|score| (score - mean).powi(2)).sum();
        let error = (squares / as_f64(n - 1) / as_f64(n)).sqrt();
        let margin = t_margin(level, as_f64(n - 1)).map_or(f64::INFINITY, |margin| margin * error);
        Self::Mean {
            n,
            mean: Interval {
                low: mean - margin,
                estimate: mean,
                high: mean + margin,
                level,
            },
        }
    }

    /// The same as far as the rest of what is published lets it be shown.
    pub(super) fn judged(self, verdict: Verdict) -> Self {
        match (self, verdict) {
            (Self::NoScores, _)
            | (_, Verdict::Shown)
            | (Self::AllEqual { .. }, Verdict::Banded) => self,
            (_, Verdict::Banded) => Self::Suppressed(Reason::Attribute),
            (_, Verdict::Suppressed(reason)) => Self::Suppressed(reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_answers_give_no_mean() {
        let level = Probability::saturating(0.95);
        let equal = Satisfaction::of([4.0; 9], level);
        assert_eq!(equal, Satisfaction::AllEqual { n: 9 });
        assert_eq!(Satisfaction::of([], level), Satisfaction::NoScores);
    }

    #[test]
    fn the_mean_has_the_interval_of_student() {
        // t.test(c(1, 2, 3, 4, 5))$conf.int in R: 1.036757, 4.963243.
        let level = Probability::saturating(0.95);
        let Satisfaction::Mean { n, mean } = Satisfaction::of([5.0, 1.0, 4.0, 2.0, 3.0], level)
        else {
            panic!("five scores have a mean");
        };
        assert_eq!(n, 5);
        assert!((mean.low - 1.036_757).abs() <= 5e-7, "{mean:?}");
        assert!((mean.high - 4.963_243).abs() <= 5e-7, "{mean:?}");
    }
}
