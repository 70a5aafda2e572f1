#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::{CountKind, Counted};
use crate::units::as_f64;

/// What a stream was like before the periods that are looked at.
///
/// Quasi-likelihood: mean of a period = rate × exposure × factor of its weekday, variance = dispersion
/// × that of a binomial (a part of respondents) or Poisson count (a volume).
///
/// # References
///
/// Farrington et al. (1996), *Journal of the Royal Statistical Society A* 159, p. 547, for the
/// quasi-Poisson baseline with a prediction interval and a guard band; Noufaily et al. (2013),
/// *Statistics in Medicine* 32, p. 1206, for negative binomial tails and the bias of sparse counts;
/// `McCullagh` & Nelder (1989), *Generalized Linear Models*, §9, for quasi-likelihood.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// Count per unit of exposure on a weekday like the average, with half a count added (Jeffreys), so
    /// that a stream that never occurred has a rate.
    pub rate: f64,
    /// Counts in the baseline.
    pub n_counted: usize,
    /// Periods with data.
    pub n_periods: usize,
    /// Factor of each weekday from Monday, drawn towards 1 where days are few; all 1 without weekdays.
    pub weekdays: [f64; 7],
    /// How many times the plain variance; at least 1.
    pub dispersion: f64,
    /// How alike respondents of one period are, beyond its expected rate: the part of variance that
    /// grows with exposure.
    pub likeness: f64,
    /// Correlation of neighbouring periods; at least 0.
    pub persistence: f64,
    /// How many times the variance of independent periods a sum over a week has; at least 1.
    pub week_variance: f64,
    /// Periods beyond what was estimated from them, fewer where a few of them make most of the spread.
    pub degrees_of_freedom: f64,
    /// Relative variance of the rate.
    pub(super) rate_variance: f64,
    /// Relative variance of each factor.
    pub(super) weekday_variances: [f64; 7],
    pub(super) kind: CountKind,
}

/// Smallest variance of weekday factors that is assumed: weekdays are never known to be alike.
const LEAST_WEEKDAY_VARIANCE: f64 = 0.02;

/// Largest correlation of neighbours that is believed.
const MOST_PERSISTENT: f64 = 0.8;

/// Weekdays are estimated from that many days on; before, every day stands for any.
const LEAST_FOR_WEEKDAYS: usize = 28;

impl Baseline {
    /// Fits the baseline to `periods`, each with its weekday from Monday (`None` where periods have
    /// none); `None` where fewer than two periods have data.
    pub(super) fn fit(kind: CountKind, periods: &[(Counted, Option<usize>)]) -> Option<Self> {
        let known: Vec<(f64, f64, Option<usize>)> = periods
            .iter()
            .filter(|(counted, _)| counted.exposure > 0)
            .map(|(counted, weekday)| (as_f64(counted.exposure), as_f64(counted.count), *weekday))
            .collect();
        if known.len() < 2 {
            return None;
        }
        let exposure: f64 = known.iter().map(|(n, _, _)| n).sum();
        let counted: f64 = known.iter().map(|(_, y, _)| y).sum();
        let rate = match kind {
            CountKind::Part => (counted + 0.5) / (exposure + 1.0),
            CountKind::Volume => (counted + 0.5) / exposure,
        };
        let has_weekdays =
            known.len() >= LEAST_FOR_WEEKDAYS && known.iter().all(|(_, _, day)| day.is_some());
        let mut baseline = Self {
            rate,
            n_counted: periods.iter().map(|(counted, _)| counted.count).sum(),
            n_periods: known.len(),
            weekdays: [1.0; 7],
            dispersion: 1.0,
            likeness: 0.0,
            persistence: 0.0,
            week_variance: 1.0,
            degrees_of_freedom: 1.0,
            rate_variance: 0.0,
            weekday_variances: [0.0; 7],
            kind,
        };
        // Factors need the dispersion and the dispersion needs factors; twice is near enough.
        for _ in 0..2 {
            if has_weekdays {
                baseline.fit_weekdays(&known);
            }
            baseline.degrees_of_freedom = baseline.periods_beyond(known.len());
            baseline.fit_spread(&known);
        }
        let endless = (1.0 + baseline.persistence) / (1.0 - baseline.persistence);
        let (mean, chance) = baseline.sums(&known);
        baseline.rate_variance = chance / (mean * mean) * endless.max(baseline.week_variance);
        Some(baseline)
    }

    /// Expected count of a period.
    pub fn mean(&self, exposure: usize, weekday: Option<usize>) -> f64 {
        self.mean_of(as_f64(exposure), weekday)
    }

    fn mean_of(&self, exposure: f64, weekday: Option<usize>) -> f64 {
        let factor = weekday.map_or(1.0, |day| self.weekdays[day]);
        let mean = exposure * self.rate * factor;
        match self.kind {
            // A part is never quite the whole.
            CountKind::Part => mean.min(exposure - 0.5 * exposure / (exposure + 1.0)),
            CountKind::Volume => mean,
        }
    }

    /// Variance of a plain count with this mean.
    pub(super) fn plain_variance(&self, exposure: f64, mean: f64) -> f64 {
        match self.kind {
            CountKind::Part => mean * (1.0 - mean / exposure),
            CountKind::Volume => mean,
        }
    }

    /// What a count varies by, of which the likeness of respondents is a part of the variance.
    pub(super) fn shared_variance(&self, exposure: f64, mean: f64) -> f64 {
        match self.kind {
            CountKind::Part => self.plain_variance(exposure, mean) * (exposure - 1.0),
            CountKind::Volume => mean * mean,
        }
    }

    /// Factors by gamma shrinkage: the variance between weekdays that the data show beyond chance is
    /// the prior's.
    fn fit_weekdays(&mut self, known: &[(f64, f64, Option<usize>)]) {
        let (mut counted, mut expected, mut chance) = ([0.0; 7], [0.0; 7], [0.0; 7]);
        for day in 0..7 {
            let own: Vec<_> = known
                .iter()
                .filter(|one| one.2 == Some(day))
                .copied()
                .collect();
            counted[day] = own.iter().map(|(_, y, _)| y).sum();
            expected[day] = own.iter().map(|(n, _, _)| n * self.rate).sum();
            chance[day] = self.sums(&own).1;
        }
        let squares = counted.iter().zip(&expected).map(|(y, e)| (y - e).powi(2));
        let beyond: f64 = squares.zip(&chance).map(|(square, v)| square - v).sum();
        let scale: f64 = expected.iter().map(|e| e * e).sum();
        let prior = 1.0 / (beyond / scale).max(LEAST_WEEKDAY_VARIANCE);
        for day in 0..7 {
            if expected[day] > 0.0 {
                // The shape of a gamma variable is one over its relative variance.
                let shape = (expected[day] * self.weekdays[day]).powi(2) / chance[day];
                let own = counted[day] / expected[day];
                self.weekdays[day] = (shape * own + prior) / (shape + prior);
                self.weekday_variances[day] = 1.0 / (shape + prior);
            } else {
                self.weekday_variances[day] = 1.0 / prior;
            }
        }
    }

    /// Expected count of periods and its variance by chance.
    fn sums(&self, periods: &[(f64, f64, Option<usize>)]) -> (f64, f64) {
        let (mut sum, mut plain, mut shared) = (0.0, 0.0, 0.0);
        for &(n, _, day) in periods {
            let mean = self.mean_of(n, day);
            sum += mean;
            plain += self.plain_variance(n, mean);
            shared += self.shared_variance(n, mean);
        }
        (sum, self.chance(plain, shared))
    }

    /// The larger of what grows with the mean and what grows with its square.
    pub(super) fn chance(&self, plain: f64, shared: f64) -> f64 {
        (self.dispersion * plain).max(plain + self.likeness * shared)
    }

    fn fit_spread(&mut self, known: &[(f64, f64, Option<usize>)]) {
        let n_known = as_f64(known.len());
        let (mut squares, mut beyond, mut shared, mut rarity) = (0.0, 0.0, 0.0, 0.0);
        let mut residuals = Vec::with_capacity(known.len());
        for &(n, y, day) in known {
            let mean = self.mean_of(n, day);
            let plain = self.plain_variance(n, mean);
            let off = y - mean;
            squares += off * off / plain;
            beyond += off * off - plain;
            shared += self.shared_variance(n, mean);
            rarity += 1.0 / plain;
            residuals.push(off / plain.sqrt());
        }
        let fourth: f64 = residuals.iter().map(|r| r.powi(4)).sum();
        let kurtosis = n_known * fourth / (squares * squares) - rarity / n_known;
        self.degrees_of_freedom *= sureness(kurtosis);
        // One standard error is added, because too small a spread costs more false alarms than too
        // large a one spares.
        let margin = 1.0 + (2.0 / self.degrees_of_freedom).sqrt();
        let above = squares / self.periods_beyond(known.len()) - 1.0;
        self.dispersion = 1.0 + (above * margin).max(0.0);
        self.likeness = if shared > 0.0 {
            (beyond / shared * margin).max(0.0)
        } else {
            0.0
        };
        // Residuals of a fitted mean are correlated by -1/n where the errors are not.
        let correlation = |lag: usize| {
            let pairs = residuals.iter().zip(&residuals[lag.min(residuals.len())..]);
            pairs.map(|(one, other)| one * other).sum::<f64>() / squares + 1.0 / n_known
        };
        self.persistence = correlation(1).clamp(0.0, MOST_PERSISTENT);
        let week: f64 = (1..WEEK)
            .map(|lag| 2.0 * (1.0 - as_f64(lag) / as_f64(WEEK)) * correlation(lag))
            .sum();
        self.week_variance = (1.0 + week).max(1.0);
    }

    fn periods_beyond(&self, n_periods: usize) -> f64 {
        let has_weekdays = self
            .weekday_variances
            .iter()
            .any(|variance| *variance > 0.0);
        (as_f64(n_periods) - if has_weekdays { 7.0 } else { 1.0 }).max(1.0)
    }
}

/// The part of the periods that count for a variance estimated from values of this kurtosis.
///
/// The relative variance of a sample variance is (kurtosis - 1) / n, twice the 2 / n of a normal variable at
/// kurtosis 5 (Box 1953, *Biometrika* 40, p. 318), so n periods are worth 2 / (kurtosis - 1) as many. Counts are
/// never surer than normal ones: a kurtosis below 3 is chance, or what is left where more was taken off
/// for rare counts than there was, and takes nothing away. Long tails of rare counts are no doubt of the spread,
/// because the exact tail has them already.
fn sureness(kurtosis: f64) -> f64 {
    (2.0 / (kurtosis - 1.0).max(2.0)).max(LEAST_SURE)
}

/// Periods over which correlations are summed: longer ones cannot be told from a baseline of weeks.
const WEEK: usize = 7;

/// However long the tails, a part of the periods counts.
const LEAST_SURE: f64 = 0.1;

#[cfg(test)]
mod tests {
    use super::*;

    fn of_parts(counts: &[usize]) -> Baseline {
        let periods: Vec<(Counted, Option<usize>)> = counts
            .iter()
            .map(|&count| {
                let exposure = 100;
                (Counted { exposure, count }, None)
            })
            .collect();
        Baseline::fit(CountKind::Part, &periods).unwrap()
    }

    #[test]
    fn tails_no_longer_than_normal_ones_cost_no_degree_of_freedom() {
        for kurtosis in [-4.0, 0.0, 1.0, 1.001, 2.0, 3.0] {
            assert!((sureness(kurtosis) - 1.0).abs() < 1e-12, "{kurtosis}");
        }
        assert!((sureness(5.0) - 0.5).abs() < 1e-12);
        assert!((sureness(1e9) - LEAST_SURE).abs() < 1e-12);
    }

    #[test]
    fn a_rare_topic_that_comes_evenly_keeps_every_period() {
        // Nine in ten days without a mention, one mention on the tenth: less spread than by chance.
        let rare: Vec<usize> = (0..90).map(|day| usize::from(day % 10 == 0)).collect();
        assert!((of_parts(&rare).degrees_of_freedom - 89.0).abs() < 1e-9);
        // Every other day two more: the kurtosis is 1, the least there is.
        let even: Vec<usize> = (0..90).map(|day| 20 + 2 * (day % 2)).collect();
        assert!((of_parts(&even).degrees_of_freedom - 89.0).abs() < 1e-9);
    }

    #[test]
    fn a_few_days_that_make_most_of_the_spread_leave_few_degrees_of_freedom() {
        let mut bursts = vec![10; 90];
        bursts[30] = 60;
        assert!(of_parts(&bursts).degrees_of_freedom < 10.0);
    }
}
