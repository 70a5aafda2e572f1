use super::case::in_seconds;
use super::promises::AgreedShare;
use crate::service_levels::policies::reaches;
use crate::stats::{quantile, wilson_interval};
use crate::units::{Interval, Probability, Seconds, as_f64};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How a share of cases stands against what was agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// The share is reached.
    Met,
    /// It is not.
    NotMet,
    /// No share was agreed, so there is nothing to reach.
    NothingAgreed,
    /// The cases were promised different shares; look at each target.
    SharesDiffer,
    /// No case has been decided.
    NothingDecided,
    /// The source does not show what it takes to decide any case.
    CannotTell,
}

impl Standing {
    /// Name in outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::NothingAgreed => "nothing_agreed",
            Self::SharesDiffer => "shares_differ",
            Self::NothingDecided => "nothing_decided",
            Self::CannotTell => "cannot_tell",
        }
    }

    /// Contracts are judged by the plain share, without its interval.
    pub(super) fn of(n_good: usize, n: usize, agreed: AgreedShare) -> Self {
        match agreed {
            _ if n == 0 => Self::NothingDecided,
            AgreedShare::None => Self::NothingAgreed,
            AgreedShare::Differs => Self::SharesDiffer,
            AgreedShare::Share(share) if reaches(n_good, n, share) => Self::Met,
            AgreedShare::Share(_) => Self::NotMet,
        }
    }
}

/// How an internal goal stands. It is no promise and is never added to one.
#[derive(Debug, Clone, PartialEq)]
pub struct Internal {
    /// Fulfilled inside the internal target.
    pub n_met: usize,
    /// Longer than the internal target, fulfilled or not.
    pub n_missed: usize,
    /// Neither yet.
    pub n_open: usize,
    /// Share of those decided; `None` without any.
    pub share: Option<Interval>,
    /// Against the share that the organisation wants.
    pub standing: Standing,
}

/// How much of the time between internal target and promise was used: 0 inside the internal target, 1
/// at the promise and beyond.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SlackUse {
    /// Decided cases with an internal target.
    pub n: usize,
    /// Mean.
    pub mean: f64,
    /// Median.
    pub median: f64,
    /// Nine in ten used at most this much.
    pub p90: f64,
}

/// By how much promises were missed, at the instant of the report.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overrun {
    /// Missed.
    pub n: usize,
    /// Those not fulfilled yet, whose overrun still grows.
    pub n_growing: usize,
    /// Median, in seconds.
    pub median_s: f64,
    /// Nine in ten were missed by at most this many seconds.
    pub p90_s: f64,
    /// The longest.
    pub longest: Seconds,
    /// All together.
    pub total: Seconds,
}

/// How misses fall on customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Repeats {
    /// Customers with a decided case.
    pub n_customers: usize,
    /// Those with at least one miss.
    pub n_with_breach: usize,
    /// Those with at least two.
    pub n_with_repeat: usize,
    /// Misses of which the customer is not known.
    pub n_unknown: usize,
}

/// Good cases and all cases of tickets. It keeps how many tickets have how many of each, so that a
/// million tickets take no more room than a few.
#[derive(Debug, Clone, Default)]
pub(super) struct Verdicts {
    /// The ticket whose cases are being added.
    open: Option<(Arc<str>, usize, usize)>,
    /// Tickets by their number of good cases and of all.
    tickets: BTreeMap<(usize, usize), usize>,
}

impl Verdicts {
    /// Adds a case. Cases of one ticket come one after the other.
    pub(super) fn add(&mut self, ticket: &Arc<str>, is_good: bool) {
        match &mut self.open {
            Some((open, n_good, n)) if open == ticket => {
                *n_good += usize::from(is_good);
                *n += 1;
            }
            _ => {
                self.close();
                self.open = Some((Arc::clone(ticket), usize::from(is_good), 1));
            }
        }
    }

    fn close(&mut self) {
        if let Some((_, n_good, n)) = self.open.take() {
            *self.tickets.entry((n_good, n)).or_default() += 1;
        }
    }

    /// What became of all cases.
    pub(super) fn counted(mut self) -> Counted {
        self.close();
        Counted(self.tickets)
    }
}

/// Tickets by their number of good cases and of all.
#[derive(Debug, Clone)]
pub(super) struct Counted(BTreeMap<(usize, usize), usize>);

impl Counted {
    /// Tickets.
    pub(super) fn n_tickets(&self) -> usize {
        self.0.values().sum()
    }

    /// Good cases.
    pub(super) fn n_good(&self) -> usize {
        self.0
            .iter()
            .map(|((n_good, _), n_tickets)| n_good * n_tickets)
            .sum()
    }

    /// Cases.
    pub(super) fn n(&self) -> usize {
        self.0.iter().map(|((_, n), n_tickets)| n * n_tickets).sum()
    }

    /// The share of cases that are good.
    ///
    /// Cases of one ticket go together, so that they tell less than as many tickets: the interval is
    /// that of the effective number of cases, p(1−p) over the variance between tickets, at most the
    /// number of cases. Where all tickets have the same share that variance is nothing, and tickets are
    /// counted.
    ///
    /// # References
    ///
    /// Wilson (1927); Korn & Graubard (1998) for the effective size.
    pub(super) fn share(&self, level: Probability) -> Option<Interval> {
        let (n_cases, n_good) = (self.n(), self.n_good());
        let n = as_f64(n_cases);
        let share = as_f64(n_good) / n;
        let n_tickets = as_f64(self.n_tickets());
        let mut n_effective = n;
        if self.n_tickets() < n_cases {
            let square = |((n_good, n), n_tickets): (&(usize, usize), &usize)| {
                as_f64(*n).mul_add(-share, as_f64(*n_good)).powi(2) * as_f64(*n_tickets)
            };
            let squares: f64 = self.0.iter().map(square).sum();
            let variance = squares * n_tickets / ((n_tickets - 1.0).max(1.0) * n * n);
            // In counts, as what is left of the variance by rounding would make every case tell the most.
            let mut shares = self.0.keys();
            let differ = shares.any(|(good_here, n_here)| good_here * n_cases != n_here * n_good);
            n_effective = if differ && self.n_tickets() > 1 {
                (share * (1.0 - share) / variance).clamp(1.0, n)
            } else {
                n_tickets
            };
        }
        wilson_interval(n_effective, share, level).ok()
    }
}

/// Quantiles and sum of overruns.
pub(super) fn overrun(mut overruns: Vec<Seconds>, n_growing: usize) -> Option<Overrun> {
    overruns.sort_unstable();
    let longest = *overruns.last()?;
    let sorted: Vec<f64> = overruns.iter().map(|one| in_seconds(*one)).collect();
    Some(Overrun {
        n: overruns.len(),
        n_growing,
        median_s: quantile(&sorted, Probability::saturating(0.5))?,
        p90_s: quantile(&sorted, Probability::saturating(0.9))?,
        longest,
        total: Seconds(overruns.iter().map(|one| one.0).sum()),
    })
}

/// Mean and quantiles of the slack used.
pub(super) fn slack_use(mut used: Vec<f64>) -> Option<SlackUse> {
    used.sort_unstable_by(f64::total_cmp);
    Some(SlackUse {
        n: used.len(),
        mean: used.iter().sum::<f64>() / as_f64(used.len()),
        median: quantile(&used, Probability::saturating(0.5))?,
        p90: quantile(&used, Probability::saturating(0.9))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level() -> Probability {
        Probability::saturating(0.95)
    }

    /// So many tickets with so many cases each, of which so many are good.
    fn alike(n_tickets: usize, n_each: usize, n_good: usize) -> Vec<(Arc<str>, bool)> {
        (0..n_tickets * n_each)
            .map(|at| (Arc::from((at / n_each).to_string()), at % n_each < n_good))
            .collect()
    }

    #[test]
    fn tickets_with_one_share_are_counted_as_tickets() {
        for (n_tickets, n_each, n_good) in [(40, 3, 1), (40, 3, 2), (33, 7, 3), (40, 3, 3)] {
            let cases = alike(n_tickets, n_each, n_good);
            let mut verdicts = Verdicts::default();
            for (ticket, is_good) in &cases {
                verdicts.add(ticket, *is_good);
            }
            let found = verdicts.counted().share(level()).unwrap();
            let of_tickets =
                wilson_interval(as_f64(n_tickets), as_f64(n_good) / as_f64(n_each), level());
            let of_tickets = of_tickets.unwrap();
            assert!((found.low - of_tickets.low).abs() < 1e-12, "{found:?}");
            assert!((found.high - of_tickets.high).abs() < 1e-12, "{found:?}");
        }
    }

    #[test]
    fn exactly_the_agreed_percentage_is_met() {
        let of = |n_good, n, percent: f64| {
            let agreed = AgreedShare::Share(Probability::saturating(percent / 100.0));
            Standing::of(n_good, n, agreed)
        };
        assert_eq!(of(118, 125, 94.4), Standing::Met);
        assert_eq!(of(117, 125, 94.4), Standing::NotMet);
        assert_eq!(of(999, 1000, 99.9), Standing::Met);
    }
}
