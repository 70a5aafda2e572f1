//! Counts of mentions by day and topic: unchanged in time, or with one planted rise.

#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use crate::stats::draw::{gamma, normal, uniform};
use crate::stats::generator;
use crate::units::{as_count, as_f64};

/// What the counts of an archive are like.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Days; the first is a Monday.
    pub n_days: usize,
    /// Respondents on an average day.
    pub respondents: f64,
    /// Respondents of each weekday, as a part of the average.
    pub busy: [f64; 7],
    /// Part of respondents that mention each topic.
    pub shares: Vec<f64>,
    /// How much more a topic is mentioned on each weekday.
    pub weekdays: [f64; 7],
    /// Shape of the gamma variable that moves each share from day to day; `None` leaves it.
    pub gamma_shape: Option<usize>,
    /// How shares wander: correlation of the logarithm with the day before, and its standard deviation.
    pub wander: Option<(f64, f64)>,
    /// A rise of one topic.
    pub rise: Option<Rise>,
}

/// One topic that is mentioned more from a day on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rise {
    /// Position of the topic.
    pub topic: usize,
    /// First day.
    pub from_day: usize,
    /// How many times as often.
    pub times: f64,
}

/// Counts by day.
#[derive(Debug, Clone, PartialEq)]
pub struct DailyCounts {
    /// Respondents of each day.
    pub respondents: Vec<usize>,
    /// Of these those who mention each topic, `[topic][day]`.
    pub mentions: Vec<Vec<usize>>,
}

/// Draws archive `number` of a scenario; the same seed and number give the same counts.
pub fn draw_counts(scenario: &Scenario, seed: u64, number: u64) -> DailyCounts {
    let mut dice = generator(seed, number);
    let respondents: Vec<usize> = (0..scenario.n_days)
        .map(|day| {
            let mean = scenario.respondents * scenario.busy[day % 7];
            // The normal is near enough: what is drawn here is given to whatever reads the counts.
            as_count(
                mean.sqrt()
                    .mul_add(normal(&mut dice), mean)
                    .round()
                    .max(0.0),
            )
        })
        .collect();
    let mentions = scenario
        .shares
        .iter()
        .enumerate()
        .map(|(topic, &share)| {
            let mut level = 0.0;
            let mut counts = Vec::with_capacity(scenario.n_days);
            for (day, &n) in respondents.iter().enumerate() {
                let mut now = share * scenario.weekdays[day % 7];
                if let Some(shape) = scenario.gamma_shape {
                    now *= gamma(&mut dice, shape) / as_f64(shape);
                }
                if let Some((correlation, deviation)) = scenario.wander {
                    let fresh = normal(&mut dice) * deviation;
                    level = if day == 0 {
                        fresh
                    } else {
                        correlation * level + (1.0 - correlation * correlation).sqrt() * fresh
                    };
                    now *= (level - deviation * deviation / 2.0).exp();
                }
                if let Some(rise) = scenario.rise
                    && rise.topic == topic
                    && day >= rise.from_day
                {
                    now *= rise.times;
                }
                counts.push(binomial(&mut dice, n, now.min(0.95)));
            }
            counts
        })
        .collect();
    DailyCounts {
        respondents,
        mentions,
    }
}

/// How many of `n` succeed, by the waiting times between successes (Devroye 1986, X.4.1).
fn binomial(dice: &mut impl rand::Rng, n: usize, share: f64) -> usize {
    if share <= 0.0 {
        return 0;
    }
    let scale = (-share).ln_1p();
    let (mut at, mut count) = (0.0, 0);
    loop {
        at += (uniform(dice).ln() / scale).floor() + 1.0;
        if at > as_f64(n) {
            return count;
        }
        count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario() -> Scenario {
        Scenario {
            n_days: 4_000,
            respondents: 50.0,
            busy: [1.0; 7],
            shares: vec![0.1, 0.4],
            weekdays: [1.0; 7],
            gamma_shape: None,
            wander: None,
            rise: None,
        }
    }

    fn share(counts: &DailyCounts, topic: usize) -> f64 {
        let n: usize = counts.respondents.iter().sum();
        let mentions: usize = counts.mentions[topic].iter().sum();
        as_f64(mentions) / as_f64(n)
    }

    #[test]
    fn shares_are_those_asked_for_however_they_move() {
        let plain = scenario();
        let moving = Scenario {
            gamma_shape: Some(5),
            wander: Some((0.5, 0.3)),
            ..scenario()
        };
        for (scenario, sd) in [(plain, 0.0), (moving, 0.7)] {
            let counts = draw_counts(&scenario, 3, 1);
            for (topic, &expected) in scenario.shares.iter().enumerate() {
                let own = (expected * (1.0 - expected) / 200_000.0_f64).sqrt();
                let days = expected * sd * (3.0 / 4_000.0_f64).sqrt();
                let got = share(&counts, topic);
                assert!((got - expected).abs() < 4.0 * own.hypot(days), "{got}");
            }
        }
    }

    #[test]
    fn a_rise_begins_on_its_day_and_the_same_seed_gives_the_same_counts() {
        let rising = Scenario {
            rise: Some(Rise {
                topic: 0,
                from_day: 2_000,
                times: 3.0,
            }),
            ..scenario()
        };
        let (flat, risen) = (draw_counts(&scenario(), 1, 2), draw_counts(&rising, 1, 2));
        assert_eq!(flat.mentions[0][..2_000], risen.mentions[0][..2_000]);
        let after: usize = risen.mentions[0][2_000..].iter().sum();
        let before: usize = risen.mentions[0][..2_000].iter().sum();
        assert!((2.8..3.2).contains(&(as_f64(after) / as_f64(before))));
        assert_eq!(draw_counts(&rising, 1, 2), risen);
    }
}
