use super::counts::Counts;
use super::proportion::Proportion;
use crate::service_levels::policies::reaches;
use crate::units::Probability;
use jiff::SignedDuration;

/// How a service level is computed. One log gives other numbers by each, so the name is printed
/// beside the number.
///
/// `A` answered, `A_T` answered within the threshold, `B` abandoned, `B_T` abandoned within the
/// threshold, `B_s` abandoned within the short threshold.
///
/// # References
///
/// ICMI, `QueueTips` (March 2005), and `CallCentreHelper`, "Service Level Threshold Calculations",
/// name the first five; the last is the setting without short abandons of Genesys Cloud and
/// `RingCentral`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Formula {
    /// `A_T / A`: who gave up does not exist.
    AnsweredOnly,
    /// `A_T / (A + B)`: every abandoned contact is a miss.
    AbandonsNegative,
    /// `(A_T + B_T) / (A + B)`: who gave up in time counts as served.
    AbandonsPositive,
    /// `A_T / (A + B − B_T)`: who gave up in time does not exist.
    AbandonsInTIgnored,
    /// `(A_T + B_s) / (A + B)`: who gave up at once counts as served.
    ShortPositive,
    /// `A_T / (A + B − B_s)`: who gave up at once does not exist.
    OfferedExclShort,
}

impl Formula {
    /// All, in the order of tables.
    pub const ALL: [Self; 6] = [
        Self::AnsweredOnly,
        Self::AbandonsNegative,
        Self::AbandonsPositive,
        Self::AbandonsInTIgnored,
        Self::ShortPositive,
        Self::OfferedExclShort,
    ];

    /// Name in files and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AnsweredOnly => "answered_only",
            Self::AbandonsNegative => "abandons_negative",
            Self::AbandonsPositive => "abandons_positive",
            Self::AbandonsInTIgnored => "abandons_in_T_ignored",
            Self::ShortPositive => "short_positive",
            Self::OfferedExclShort => "offered_excl_short",
        }
    }

    /// What is divided by what.
    pub fn definition(self) -> &'static str {
        match self {
            Self::AnsweredOnly => "A_T / A",
            Self::AbandonsNegative => "A_T / (A + B)",
            Self::AbandonsPositive => "(A_T + B_T) / (A + B)",
            Self::AbandonsInTIgnored => "A_T / (A + B - B_T)",
            Self::ShortPositive => "(A_T + B_s) / (A + B)",
            Self::OfferedExclShort => "A_T / (A + B - B_s)",
        }
    }

    /// Whether it needs to know how long abandoned contacts waited.
    pub fn needs_abandoned_waits(self) -> bool {
        !matches!(self, Self::AnsweredOnly | Self::AbandonsNegative)
    }
}

/// Thresholds of a service level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    threshold: SignedDuration,
    comparison: Comparison,
    short_abandon: SignedDuration,
    flow_outs: FlowOuts,
}

/// Whether a wait of exactly the threshold is in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// It is: `wait <= threshold`.
    AtMost,
    /// It is not: `wait < threshold`.
    Below,
}

/// Whether contacts that the queue sent elsewhere count as missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FlowOuts {
    /// They are left out.
    Ignored,
    /// They stand in the denominator.
    Counted,
}

/// Why thresholds are no rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RuleFault {
    /// The threshold is not above zero.
    #[error("a threshold of {got:#} is not above zero")]
    Threshold {
        /// The threshold.
        got: SignedDuration,
    },
    /// A short abandon is negative, or not shorter than the threshold.
    #[error(
        "a short abandon of {short:#} does not lie from 0 to below the threshold of {threshold:#}"
    )]
    ShortAbandon {
        /// Longest wait of a short abandon.
        short: SignedDuration,
        /// The threshold.
        threshold: SignedDuration,
    },
}

impl Rule {
    /// Contacts are to be answered within `threshold`; who gives up within `short_abandon` did not
    /// mean to wait.
    ///
    /// # Errors
    ///
    /// [`RuleFault`] unless `0 <= short_abandon < threshold`.
    pub fn new(
        threshold: SignedDuration,
        comparison: Comparison,
        short_abandon: SignedDuration,
        flow_outs: FlowOuts,
    ) -> Result<Self, RuleFault> {
        if threshold <= SignedDuration::ZERO {
            return Err(RuleFault::Threshold { got: threshold });
        }
        if short_abandon.is_negative() || short_abandon >= threshold {
            return Err(RuleFault::ShortAbandon {
                short: short_abandon,
                threshold,
            });
        }
        Ok(Self {
            threshold,
            comparison,
            short_abandon,
            flow_outs,
        })
    }

    /// Longest wait that is in time.
    pub fn threshold(&self) -> SignedDuration {
        self.threshold
    }

    /// Whether the threshold itself is in time.
    pub fn comparison(&self) -> Comparison {
        self.comparison
    }

    /// Longest wait of a short abandon.
    pub fn short_abandon(&self) -> SignedDuration {
        self.short_abandon
    }

    /// Whether contacts sent elsewhere count as missed.
    pub fn flow_outs(&self) -> FlowOuts {
        self.flow_outs
    }

    /// Whether a wait is in time.
    pub fn is_in_time(&self, wait: SignedDuration) -> bool {
        match self.comparison {
            Comparison::AtMost => wait <= self.threshold,
            Comparison::Below => wait < self.threshold,
        }
    }

    /// Whether an abandoned contact gave up at once.
    pub fn is_short(&self, wait: SignedDuration) -> bool {
        wait <= self.short_abandon
    }
}

/// A service level with the formula that made it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ServiceLevel {
    /// The formula.
    pub formula: Formula,
    /// Whether contacts sent elsewhere stand in the denominator.
    pub flow_outs: FlowOuts,
    /// The number, or what can be told of it.
    pub attained: Attained,
}

/// What can be told of a service level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Attained {
    /// The share.
    Share(Proportion),
    /// The log does not tell how long some abandoned contacts waited, and the formula asks.
    Between {
        /// The least that the log allows: all of them gave up late.
        lowest: Proportion,
        /// The most that the log allows: all of them gave up early.
        highest: Proportion,
        /// Abandoned contacts without a wait.
        n_unknown: usize,
    },
    /// An agent has no abandoned contacts, nobody had answered yet; the formula asks for them.
    NotPerAgent,
}

impl Attained {
    /// The share where it is known.
    pub fn share(&self) -> Option<f64> {
        match self {
            Self::Share(proportion) => proportion.share(),
            Self::Between { .. } | Self::NotPerAgent => None,
        }
    }

    /// Whether a promised share is met, as contracts read: by the figure itself, not its interval.
    /// `None` when the log does not tell.
    pub fn meets(&self, target: Probability) -> Option<bool> {
        match self {
            Self::Share(proportion) => reached(proportion, target),
            Self::Between {
                lowest, highest, ..
            } => match (reached(lowest, target)?, reached(highest, target)?) {
                (true, _) => Some(true),
                (false, false) => Some(false),
                (false, true) => None,
            },
            Self::NotPerAgent => None,
        }
    }
}

fn reached(proportion: &Proportion, target: Probability) -> Option<bool> {
    proportion.share()?;
    Some(reaches(
        proportion.numerator,
        proportion.denominator,
        target,
    ))
}

/// The service level of a cell by one formula.
///
/// Contacts that have waited longer than the threshold already stand in the denominator, whatever
/// the formula; those that wait and can still be in time do not.
pub fn service_level(
    counts: &Counts,
    formula: Formula,
    flow_outs: FlowOuts,
    level: Probability,
) -> ServiceLevel {
    let extra = counts.waiting_over
        + match flow_outs {
            FlowOuts::Ignored => 0,
            FlowOuts::Counted => counts.flow_out,
        };
    let offered = counts.answered + counts.abandoned;
    // `unknown` of the contacts without a wait are taken to have given up early.
    let with = |unknown: usize| {
        let in_time = counts.abandoned_in_time + unknown;
        let short = counts.abandoned_short + unknown;
        let served = counts.answered_in_time;
        let (numerator, denominator) = match formula {
            Formula::AnsweredOnly => (served, counts.answered),
            Formula::AbandonsNegative => (served, offered),
            Formula::AbandonsPositive => (served + in_time, offered),
            Formula::AbandonsInTIgnored => (served, offered - in_time),
            Formula::ShortPositive => (served + short, offered),
            Formula::OfferedExclShort => (served, offered - short),
        };
        Proportion::new(numerator, denominator + extra, level)
    };
    let n_unknown = counts.abandoned_wait_unknown;
    let attained = if formula.needs_abandoned_waits() && n_unknown > 0 {
        Attained::Between {
            lowest: with(0),
            highest: with(n_unknown),
            n_unknown,
        }
    } else {
        Attained::Share(with(0))
    };
    ServiceLevel {
        formula,
        flow_outs,
        attained,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(numerator: usize, denominator: usize) -> Proportion {
        Proportion::new(numerator, denominator, Probability::saturating(0.95))
    }

    #[test]
    fn exactly_the_promised_percentage_is_met() {
        let promised = |percent: f64| Probability::new(percent / 100.0).unwrap();
        let meets = |n_good, n, percent| Attained::Share(share(n_good, n)).meets(promised(percent));
        assert_eq!(meets(118, 125, 94.4), Some(true));
        assert_eq!(meets(117, 125, 94.4), Some(false));
        assert_eq!(meets(999, 1000, 99.9), Some(true));
        assert_eq!(meets(0, 0, 99.9), None);
        let between = |low, high| Attained::Between {
            lowest: share(low, 125),
            highest: share(high, 125),
            n_unknown: high - low,
        };
        assert_eq!(between(118, 120).meets(promised(94.4)), Some(true));
        assert_eq!(between(116, 118).meets(promised(94.4)), None);
        assert_eq!(between(115, 117).meets(promised(94.4)), Some(false));
    }
}
