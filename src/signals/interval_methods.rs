//! Intervals of the delta method beside those of the bootstrap, and beside the truth.

#![expect(
    clippy::suboptimal_flops,
    reason = "tests state formulas as they are written"
)]

use super::fixture::topic;
use super::{IntervalMethod, Mention, Options, Ranking, Respondent, Respondents, Tone, rank};
use crate::stats::{draw, generator};
use crate::units::{Interval, as_u32};

const TOPICS: [&str; 3] = ["wait", "bill", "menu"];

/// Whether a customer answers once or three times, and whether some write nothing.
#[derive(Clone, Copy)]
struct Habits {
    answers_each: u32,
    share_silent: f64,
}

/// Waiting costs 30 points and a fifth mention it; who waits mentions the bill more often, which costs 15
/// points; the menu costs nothing.
fn people(n: u32, habits: Habits, seed: u64) -> Respondents {
    let mut random = generator(seed, 0);
    let mut respondents = Respondents::default();
    let mut mood = 0.0;
    for i in 0..n {
        if i % habits.answers_each == 0 {
            mood = 15.0 * draw::normal(&mut random);
        }
        let wait = draw::uniform(&mut random) < 0.2;
        let bill = draw::uniform(&mut random) < if wait { 0.3 } else { 0.1 };
        let menu = draw::uniform(&mut random) < 0.05;
        let cost = f64::from(u8::from(wait)) * 30.0 + f64::from(u8::from(bill)) * 15.0;
        let outcome = mood + 30.0 * draw::normal(&mut random) - cost;
        let writes = draw::uniform(&mut random) >= habits.share_silent;
        let mentions = [wait, bill, menu];
        respondents.push(&Respondent {
            outcome: Some(outcome),
            answer: None,
            weight: 1.0,
            customer: i / habits.answers_each,
            has_words: writes,
            month: None,
            mentions: (0..3)
                .filter(|&topic| writes && mentions[topic])
                .map(|topic| Mention {
                    topic: as_u32(topic),
                    tone: Tone::Negative,
                })
                .collect(),
        });
    }
    respondents
}

fn ranked(respondents: &Respondents, intervals: IntervalMethod) -> Ranking {
    let topics = TOPICS.map(topic);
    let options = Options {
        n_replicates: 1500,
        intervals,
        ..Options::default()
    };
    rank(respondents, &topics, &options).unwrap()
}

const HABITS: [Habits; 3] = [
    Habits {
        answers_each: 1,
        share_silent: 0.0,
    },
    Habits {
        answers_each: 3,
        share_silent: 0.0,
    },
    Habits {
        answers_each: 1,
        share_silent: 0.4,
    },
];

#[test]
fn both_methods_give_the_same_estimates_and_nearly_the_same_intervals() {
    for habits in HABITS {
        let respondents = people(4_000, habits, 5);
        let drawn = ranked(&respondents, IntervalMethod::Bootstrap);
        let linear = ranked(&respondents, IntervalMethod::Hc3);
        assert_eq!(linear.drivers.unwrap().intervals, IntervalMethod::Hc3);
        for (a, b) in linear.signals.iter().zip(&drawn.signals) {
            assert_eq!(a.topic, b.topic);
            let pairs = [
                (a.gain, b.gain),
                (a.effect_negative, b.effect_negative),
                (a.contribution.unwrap(), b.contribution.unwrap()),
            ];
            for (linear, drawn) in pairs {
                assert!((linear.estimate - drawn.estimate).abs() < 1e-12);
                let ratio = (linear.high - linear.low) / (drawn.high - drawn.low);
                assert!((ratio - 1.0).abs() < 0.1, "{}: {ratio}", a.topic.id);
                let shift = (linear.high - drawn.high).abs() / (drawn.high - drawn.low);
                assert!(shift < 0.1, "{}: {shift}", a.topic.id);
            }
            assert!((a.p_top3.get() - b.p_top3.get()).abs() < 0.05);
            assert_eq!(a.verdict, b.verdict);
        }
    }
}

#[test]
fn intervals_of_95_percent_hold_the_true_gain_in_about_95_percent_of_samples() {
    // Half of a fifth of the people times 30 points; half of 0.2 · 0.3 + 0.8 · 0.1 times 15.
    let truth = [0.5 * 0.2 * 30.0, 0.5 * 0.14 * 15.0];
    let habits = Habits {
        answers_each: 3,
        share_silent: 0.0,
    };
    let mut n_held = [0_u32; 2];
    for seed in 0..300 {
        let ranking = ranked(&people(900, habits, 1_000 + seed), IntervalMethod::Hc3);
        for (n, (topic, truth)) in n_held.iter_mut().zip(TOPICS.iter().zip(truth)) {
            let mut signals = ranking.signals.iter();
            let gain: Option<Interval> = signals
                .find(|signal| signal.topic.id.as_str() == *topic)
                .map(|signal| signal.gain);
            *n += u32::from(gain.unwrap().contains(truth));
        }
    }
    // 285 expected; three standard errors are 11.
    assert!(
        n_held.iter().all(|&n| (274..=297).contains(&n)),
        "{n_held:?}"
    );
}
