use super::{Action, Interrupted, Moment, Status, TooShort, WeekPoint, Weekly, interrupted};
use crate::stats::Error;
use crate::units::{Interval, Probability};
use jiff::civil::Date;

/// Fewest other topics that make a comparison.
const LEAST_COMPARED: usize = 3;

/// What came of an action. An association in time, no proof that the action did it.
#[derive(Debug, Clone, PartialEq)]
pub struct Realised {
    /// The action.
    pub id: String,
    /// What the weeks say, or why they say nothing.
    pub reading: Result<Reading, Unread>,
}

/// What the weeks before and after an action say.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The share of negative mentions of its topic.
    pub topic: Interrupted,
    /// The same less what other topics did, scaled to the level of this one before; `None` where
    /// there are too few others.
    pub compared: Option<Interval>,
    /// The outcome; `None` where too few weeks have one.
    pub outcome: Option<Interrupted>,
    /// Whether the topic is spoken ill of less.
    pub verdict: EffectVerdict,
    /// Outcome points won by way of the topic: what the ranking expected of the part of its causes that
    /// went away. `None` without a prediction.
    pub gain: Option<Interval>,
    /// What became of the prediction; `None` without one.
    pub bet: Option<Bet>,
}

/// Why an action is not judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// It was not begun, is under way, or was given up.
    NotInForce(Status),
    /// Its topic is not in the taxonomy any more.
    NoTopic,
    /// Too few weeks before or after.
    TooShort(TooShort),
    /// Another action on the same topic is in force or under way: what came is not of one of them.
    SharedTopic(String),
}

/// Whether a topic is spoken ill of less since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EffectVerdict {
    /// Less, by the whole interval, and not only as other topics are.
    Improved,
    /// The intervals cover no change.
    CannotTell,
    /// More, by the whole interval, and not only as other topics are.
    Worsened,
}

/// What became of a prediction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bet {
    /// Something was won, and the interval covers the prediction or lies above it.
    Kept,
    /// The interval lies below the prediction.
    Missed,
    /// The interval covers both no gain and the prediction.
    Undecided,
}

/// Holds an action against the weeks before and after it.
///
/// `topic` is its place in `weekly`, `others` are those that nobody acted on. Weeks between the start and
/// the end of an action are left out, so one that is under way has none after it.
///
/// # Errors
///
/// [`Error`] for figures that are not finite.
pub fn realised(
    action: &Action,
    weekly: &Weekly,
    topic: Option<usize>,
    others: &[usize],
    level: Probability,
) -> Result<Realised, Error> {
    let unread = |why| {
        Ok(Realised {
            id: action.id.clone(),
            reading: Err(why),
        })
    };
    let Some(topic) = topic else {
        return unread(Unread::NoTopic);
    };
    let Some(moment) = moment(action) else {
        return unread(Unread::NotInForce(action.status()));
    };
    let shares = weekly.shares(topic);
    let series = match interrupted(&shares, moment, action.model, level)? {
        Ok(series) => series,
        Err(short) => return unread(Unread::TooShort(short)),
    };
    let compared = match compared(&shares, weekly, others, moment.from) {
        None => None,
        Some(points) => interrupted(&points, moment, action.model, level)?
            .ok()
            .map(|series| series.effect),
    };
    let verdict = verdict(&series.effect, compared.as_ref());
    let outcome = interrupted(&weekly.outcomes(), moment, action.model, level)?.ok();
    let gain = action
        .evidence
        .as_ref()
        .zip(series.reduction)
        .and_then(|(evidence, reduction)| {
            won(&evidence.gain, evidence.fraction_removed, &reduction)
        });
    let predicted = action.evidence.as_ref().map(|evidence| evidence.gain);
    Ok(Realised {
        id: action.id.clone(),
        reading: Ok(Reading {
            topic: series,
            compared,
            outcome,
            verdict,
            gain,
            bet: gain
                .zip(predicted)
                .map(|(gain, predicted)| bet(&gain, &predicted)),
        }),
    })
}

fn moment(action: &Action) -> Option<Moment> {
    if action.status() != Status::Done {
        return None;
    }
    Some(Moment {
        from: action.day_of(Status::Started)?,
        until: action.day_of(Status::Done)?,
    })
}

/// The share less what the others make of it: their mentions, scaled to its level before.
fn compared(
    shares: &[WeekPoint],
    weekly: &Weekly,
    others: &[usize],
    from: Date,
) -> Option<Vec<WeekPoint>> {
    if others.len() < LEAST_COMPARED {
        return None;
    }
    let others = weekly.mentions(others);
    let cut = super::week_of(from);
    let before = |points: &[WeekPoint]| -> f64 {
        let side = points.iter().filter(|point| point.week < cut);
        side.map(|point| point.value * point.weight).sum()
    };
    // Both series have the same weeks and weights: they come from the same respondents.
    let scale = before(shares) / before(&others);
    scale.is_finite().then(|| {
        let pairs = shares.iter().zip(&others);
        pairs
            .map(|(own, other)| WeekPoint {
                value: scale.mul_add(-other.value, own.value),
                ..*own
            })
            .collect()
    })
}

fn verdict(own: &Interval, compared: Option<&Interval>) -> EffectVerdict {
    let both = |holds: &dyn Fn(&Interval) -> bool| holds(own) && compared.is_none_or(holds);
    if both(&|interval| interval.high < 0.0) {
        EffectVerdict::Improved
    } else if both(&|interval| interval.low > 0.0) {
        EffectVerdict::Worsened
    } else {
        EffectVerdict::CannotTell
    }
}

/// The gain of taking all causes away, times the part that went away. The two are taken for independent.
fn won(gain: &Interval, fraction_removed: f64, reduction: &Interval) -> Option<Interval> {
    if fraction_removed <= 0.0 {
        return None;
    }
    let whole = gain.scaled(1.0 / fraction_removed);
    let estimate = whole.estimate * reduction.estimate;
    let half = |interval: &Interval| 0.5 * (interval.high - interval.low);
    let margin = (whole.estimate * half(reduction)).hypot(reduction.estimate * half(&whole));
    Interval::new(
        estimate - margin,
        estimate,
        estimate + margin,
        reduction.level,
    )
    .ok()
}

fn bet(gain: &Interval, predicted: &Interval) -> Bet {
    if gain.high < predicted.estimate {
        Bet::Missed
    } else if gain.low > 0.0 {
        Bet::Kept
    } else {
        Bet::Undecided
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(low: f64, estimate: f64, high: f64) -> Interval {
        Interval::new(low, estimate, high, Probability::saturating(0.95)).unwrap()
    }

    #[test]
    fn a_prediction_is_kept_missed_or_undecided() {
        let predicted = interval(0.5, 1.0, 1.5);
        let check = |low, high, expected| {
            let gain = interval(low, 0.5 * (low + high), high);
            assert_eq!(bet(&gain, &predicted), expected, "{low} {high}");
        };
        check(0.2, 1.1, Bet::Kept);
        check(1.2, 3.0, Bet::Kept);
        check(-0.5, 2.0, Bet::Undecided);
        check(0.1, 0.9, Bet::Missed);
        check(-0.9, 0.9, Bet::Missed);
    }

    #[test]
    fn what_other_topics_do_too_is_no_effect() {
        let fell = interval(-0.05, -0.03, -0.01);
        let level = interval(-0.02, 0.0, 0.02);
        assert_eq!(verdict(&fell, None), EffectVerdict::Improved);
        assert_eq!(verdict(&fell, Some(&level)), EffectVerdict::CannotTell);
        assert_eq!(verdict(&fell, Some(&fell)), EffectVerdict::Improved);
        let rose = interval(0.01, 0.03, 0.05);
        assert_eq!(verdict(&rose, Some(&rose)), EffectVerdict::Worsened);
        assert_eq!(verdict(&rose, Some(&fell)), EffectVerdict::CannotTell);
    }

    #[test]
    fn half_of_the_causes_gone_is_the_gain_that_was_expected_of_half() {
        let gain = won(&interval(0.8, 1.0, 1.2), 0.5, &interval(0.3, 0.5, 0.7)).unwrap();
        assert!((gain.estimate - 1.0).abs() < 1e-12);
        // 2 × 0.2 by the share and 0.5 × 0.4 by the effect.
        let margin = 0.4_f64.hypot(0.2);
        assert!((gain.high - 1.0 - margin).abs() < 1e-12);
        assert_eq!(won(&gain, 0.0, &gain), None);
    }
}
