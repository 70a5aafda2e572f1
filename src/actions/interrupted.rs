use super::{ImpactModel, week_of};
use crate::stats::{Error, SerialFit, SerialPoint, serial_regression};
use crate::units::{Interval, Probability, as_f64};
use jiff::civil::Date;

/// Fewest weeks with data before and after: with fewer, errors that hang together cannot be told apart
/// from a change.
pub const LEAST_WEEKS: usize = 12;

/// A figure of one week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeekPoint {
    /// Number of the week.
    pub week: i64,
    /// The figure.
    pub value: f64,
    /// What it rests on: respondents, or their effective number.
    pub weight: f64,
}

/// When something changed: weeks that touch the time between are neither before nor after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The first day of the change.
    pub from: Date,
    /// The day from which it was in force.
    pub until: Date,
}

/// An interrupted time series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interrupted {
    /// Weeks before.
    pub n_before: usize,
    /// Weeks after.
    pub n_after: usize,
    /// Weighted mean before.
    pub before: f64,
    /// Weighted mean after.
    pub after: f64,
    /// What the mean after would have been without the change, by the model that was declared.
    pub expected: f64,
    /// Mean after less expected.
    pub effect: Interval,
    /// Part of what was expected that went away: 1 is all of it; `None` where nothing was expected.
    pub reduction: Option<Interval>,
    /// Newey and West's standard error of the effect, for comparison.
    pub newey_west_error: f64,
    /// Correlation of errors of neighbouring weeks.
    pub autocorrelation: f64,
    /// Degrees of freedom.
    pub degrees_of_freedom: f64,
    /// The segmented regression, whatever was declared; `None` where weeks do not tell it.
    pub trend: Option<Trend>,
}

/// Level and slope of a segmented regression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Slope before, per week.
    pub slope: Interval,
    /// Change of the level in the first week after.
    pub level_change: Interval,
    /// Change of the slope, per week.
    pub slope_change: Interval,
    /// Mean after less what the trend before would have made of it.
    pub effect: Interval,
}

/// A series is too short to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooShort {
    /// Weeks with data before.
    pub n_before: usize,
    /// Weeks with data after.
    pub n_after: usize,
}

/// Fits an interrupted time series to weekly figures, which ascend.
///
/// With [`ImpactModel::Trend`] the model is y = a + b·t + c·after + d·(t − t₀)·after, and the effect the
/// mean of c + d·(t − t₀) over the weeks after; with [`ImpactModel::Level`] b and d are zero. Weeks weigh
/// by the respondents behind them, as binomial shares do up to a factor that the residuals estimate.
/// Errors of neighbouring weeks may hang together (see [`serial_regression`]).
///
/// # Errors
///
/// [`Error`] for figures that are not finite or have no weight.
///
/// # References
///
/// Wagner et al. (2002), *Journal of Clinical Pharmacy and Therapeutics* 27, p. 299; Bernal, Cummins &
/// Gasparrini (2017), *International Journal of Epidemiology* 46, p. 348: the impact model is chosen
/// beforehand, and weeks of the change itself are left out.
pub fn interrupted(
    points: &[WeekPoint],
    moment: Moment,
    model: ImpactModel,
    level: Probability,
) -> Result<Result<Interrupted, TooShort>, Error> {
    let cut = Cut::of(moment);
    let kept: Vec<(WeekPoint, bool)> = points
        .iter()
        .filter_map(|point| Some((*point, cut.is_after(point.week)?)))
        .collect();
    let n_after = kept.iter().filter(|(_, is_after)| *is_after).count();
    let n_before = kept.len() - n_after;
    let short = TooShort { n_before, n_after };
    if n_before < LEAST_WEEKS || n_after < LEAST_WEEKS {
        return Ok(Err(short));
    }
    let first = kept.first().map_or(0, |(point, _)| point.week);
    let rows = |model: ImpactModel| -> Vec<SerialPoint> {
        let row = |(point, is_after): &(WeekPoint, bool)| SerialPoint {
            step: point.week - first,
            columns: columns(model, point.week - first, *is_after, cut.after - first),
            value: point.value,
            weight: point.weight,
        };
        kept.iter().map(row).collect()
    };
    let weeks_after: Vec<(i64, f64)> = kept
        .iter()
        .filter(|(_, is_after)| *is_after)
        .map(|(point, _)| (point.week - first, point.weight))
        .collect();
    let Some(fit) = serial_regression(&rows(model))? else {
        return Ok(Err(short));
    };
    let by = |model| Combination::of(model, &weeks_after, cut.after - first);
    let combination = by(model);
    let effect = fit.interval(&combination.effect, level)?;
    let expected = dot(&combination.expected, &fit.coefficients);
    let trend = match model {
        ImpactModel::Trend => Some(fit.clone()),
        ImpactModel::Level => serial_regression(&rows(ImpactModel::Trend))?,
    };
    Ok(Ok(Interrupted {
        n_before,
        n_after,
        before: mean(&kept, false),
        after: mean(&kept, true),
        expected,
        effect,
        reduction: reduction(&fit, &combination, (effect.estimate, expected), level)?,
        newey_west_error: fit.newey_west_error(&combination.effect),
        autocorrelation: fit.autocorrelation,
        degrees_of_freedom: fit.degrees_of_freedom,
        trend: trend
            .map(|fit| {
                Ok::<Trend, Error>(Trend {
                    slope: fit.interval(&[0.0, 1.0, 0.0, 0.0], level)?,
                    level_change: fit.interval(&[0.0, 0.0, 1.0, 0.0], level)?,
                    slope_change: fit.interval(&[0.0, 0.0, 0.0, 1.0], level)?,
                    effect: fit.interval(&by(ImpactModel::Trend).effect, level)?,
                })
            })
            .transpose()?,
    }))
}

/// Weeks before the change and after it.
#[derive(Debug, Clone, Copy)]
struct Cut {
    /// Last week before, ending before the first day.
    before: i64,
    /// First week after, beginning when it was in force.
    after: i64,
}

impl Cut {
    fn of(moment: Moment) -> Self {
        let until = moment.until.max(moment.from);
        let begun = week_of(until);
        let starts_week = until
            .yesterday()
            .is_ok_and(|before| week_of(before) < begun);
        Self {
            before: week_of(moment.from) - 1,
            after: if starts_week { begun } else { begun + 1 },
        }
    }

    fn is_after(self, week: i64) -> Option<bool> {
        if week >= self.after {
            Some(true)
        } else {
            (week <= self.before).then_some(false)
        }
    }
}

fn columns(model: ImpactModel, step: i64, is_after: bool, from: i64) -> Vec<f64> {
    let after = if is_after { 1.0 } else { 0.0 };
    match model {
        ImpactModel::Level => vec![1.0, after],
        ImpactModel::Trend => vec![1.0, real(step), after, after * real(step - from)],
    }
}

/// Which sums of coefficients are the effect and what was expected.
struct Combination {
    effect: Vec<f64>,
    expected: Vec<f64>,
}

impl Combination {
    fn of(model: ImpactModel, after: &[(i64, f64)], from: i64) -> Self {
        let weight: f64 = after.iter().map(|(_, weight)| weight).sum();
        let middle: f64 = after.iter().map(|(at, w)| real(*at) * w).sum::<f64>() / weight;
        match model {
            ImpactModel::Level => Self {
                effect: vec![0.0, 1.0],
                expected: vec![1.0, 0.0],
            },
            ImpactModel::Trend => Self {
                effect: vec![0.0, 0.0, 1.0, middle - real(from)],
                expected: vec![1.0, middle, 0.0, 0.0],
            },
        }
    }
}

/// −effect/expected with the interval of the delta method.
fn reduction(
    fit: &SerialFit,
    combination: &Combination,
    (effect, expected): (f64, f64),
    level: Probability,
) -> Result<Option<Interval>, Error> {
    if expected <= 0.0 {
        return Ok(None);
    }
    let pairs = combination.effect.iter().zip(&combination.expected);
    let gradient: Vec<f64> = pairs
        .map(|(e, x)| -e / expected + effect * x / (expected * expected))
        .collect();
    let about = fit.interval(&gradient, level)?;
    let margin = about.high - about.estimate;
    let estimate = -effect / expected;
    Ok(Some(Interval {
        low: estimate - margin,
        estimate,
        high: estimate + margin,
        level,
    }))
}

fn mean(kept: &[(WeekPoint, bool)], wanted: bool) -> f64 {
    let side = || kept.iter().filter(|(_, is_after)| *is_after == wanted);
    let weight: f64 = side().map(|(point, _)| point.weight).sum();
    side()
        .map(|(point, _)| point.value * point.weight)
        .sum::<f64>()
        / weight
}

/// A count of weeks, which is small.
fn real(weeks: i64) -> f64 {
    let size = as_f64(usize::try_from(weeks.unsigned_abs()).unwrap_or(usize::MAX));
    if weeks < 0 { -size } else { size }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
