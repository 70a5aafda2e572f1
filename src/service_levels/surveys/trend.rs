use crate::stats::{normal_margin, normal_two_sided_p};
use crate::units::{Interval, Probability, as_f64};

/// How a share moves from period to period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Change of the share per period.
    pub per_period: Interval,
    /// Two-sided p of no change.
    pub p: f64,
    /// Periods that say something.
    pub n_periods: usize,
}

/// Fewest periods that have a direction.
const LEAST_PERIODS: usize = 3;

/// Fewest expected cases for the normal curve.
const LEAST_EXPECTED: f64 = 5.0;

/// The trend of `held` of `n` over the places of periods; `None` with fewer than three periods, or where
/// fewer than five cases are expected that hold, or that do not. A period without cases has its place and
/// says nothing: it is not interpolated.
///
/// # References
///
/// Armitage (1955), *Biometrics* 11, p. 375: the weighted regression of shares on their place, with
/// the variance of no trend.
pub fn response_trend(periods: &[(usize, usize)], level: Probability) -> Option<Trend> {
    let told = || {
        let numbered = periods.iter().enumerate();
        numbered.filter(|(_, (_, n))| *n > 0)
    };
    let n_periods = told().count();
    let n: f64 = told().map(|(_, (_, n))| as_f64(*n)).sum();
    let held: f64 = told().map(|(_, (held, _))| as_f64(*held)).sum();
    if n_periods < LEAST_PERIODS || held.min(n - held) < LEAST_EXPECTED {
        return None;
    }
    let share = held / n;
    let middle = told()
        .map(|(at, (_, n))| as_f64(at) * as_f64(*n))
        .sum::<f64>()
        / n;
    let (mut product, mut square) = (0.0, 0.0);
    for (at, (held, n)) in told() {
        let place = as_f64(at) - middle;
        product += place * as_f64(*n).mul_add(-share, as_f64(*held));
        square += place * place * as_f64(*n);
    }
    let slope = product / square;
    let error = (share * (1.0 - share) / square).sqrt();
    let margin = normal_margin(level) * error;
    Some(Trend {
        per_period: Interval {
            low: slope - margin,
            estimate: slope,
            high: slope + margin,
            level,
        },
        p: normal_two_sided_p(slope / error).ok()?.get(),
        n_periods,
    })
}
