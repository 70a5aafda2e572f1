//! Changes whose parts are known because they were put in.

use super::*;
use crate::record::ScaleKind;
use crate::signals::fixture::topic;
use crate::signals::{Mention, Options, Respondent, Respondents, Tone, Topic};
use crate::units::{as_f64, as_u32};
use proptest::prelude::*;

const N: usize = 200;

/// What is true of a period: the level of who mentions nothing, and of each topic every how many
/// respondents mention it badly and what that costs.
struct Truth {
    level: f64,
    topics: [(usize, f64); 2],
    /// Every how many respondents write nothing; nobody for 0.
    silent: usize,
}

fn people(truths: [Truth; 2]) -> (Respondents, Vec<WhichPeriod>) {
    let (mut respondents, mut period_of) = (Respondents::default(), Vec::new());
    for (at, truth) in truths.into_iter().enumerate() {
        for i in 0..N {
            let mut outcome = truth.level + as_f64((i * 7 + i / 10) % 3) - 1.0;
            let mut mentions = Vec::new();
            for (topic, (every, cost)) in truth.topics.into_iter().enumerate() {
                // The second topic goes round in another rhythm than the first.
                let place = if topic == 0 { i } else { i / 8 };
                if every > 0 && place % every == 0 {
                    outcome -= cost;
                    mentions.push(Mention {
                        topic: as_u32(topic),
                        tone: Tone::Negative,
                    });
                }
            }
            let has_words = truth.silent == 0 || i % truth.silent > 0;
            if !has_words {
                mentions.clear();
            }
            respondents.push(&Respondent {
                outcome: Some(outcome),
                answer: Some(outcome),
                weight: 1.0,
                customer: as_u32(at * N + i),
                has_words,
                month: None,
                mentions,
            });
            period_of.push([WhichPeriod::First, WhichPeriod::Second][at]);
        }
    }
    (respondents, period_of)
}

fn topics() -> Vec<Topic> {
    ["wait", "bill"].map(topic).into()
}

fn moved(truths: [Truth; 2]) -> Moved {
    let (respondents, period_of) = people(truths);
    let options = Options {
        n_replicates: 200,
        ..Options::default()
    };
    divide_change(
        &respondents,
        &period_of,
        &topics(),
        ScaleKind::Other,
        &options,
    )
    .unwrap()
}

fn truth(level: f64, wait: (usize, f64), bill: (usize, f64)) -> Truth {
    Truth {
        level,
        topics: [wait, bill],
        silent: 0,
    }
}

#[test]
fn more_mentions_are_volume_and_dearer_ones_are_rate() {
    let found = moved([
        truth(60.0, (8, 40.0), (5, 20.0)),
        truth(55.0, (4, 40.0), (5, 50.0)),
    ]);
    let parts = found.divided.unwrap();
    let of = |id| parts.topics.iter().find(|one| one.topic == id).unwrap();
    let check = |amount: Amount, expected: f64| {
        assert!((amount.value - expected).abs() < 0.35, "{amount:?}");
        let interval = amount.interval.unwrap();
        assert!(interval.low <= amount.value && amount.value <= interval.high);
    };
    check(of(0).volume, -40.0 * (0.25 - 0.125));
    check(of(0).rate.unwrap(), 0.0);
    check(of(1).volume, 0.0);
    check(of(1).rate.unwrap(), -0.2 * 30.0);
    check(parts.rest, -5.0);
    assert_eq!(of(0).n_negative, [25, 50]);
    assert_eq!(parts.topics[0].topic, 1);
    assert!((parts.sum() - parts.change.value).abs() < 1e-9);
    let levels = found.sides.map(|side| side.level.unwrap().estimate);
    assert!((parts.change.value - (levels[1] - levels[0])).abs() < 1e-9);
}

#[test]
fn nobody_in_a_period_or_one_answer_only_is_said_and_not_divided() {
    let (respondents, mut period_of) = people([
        truth(60.0, (8, 40.0), (5, 20.0)),
        truth(60.0, (8, 40.0), (5, 20.0)),
    ]);
    let divide = |period_of: &[WhichPeriod]| {
        let options = Options {
            n_replicates: 20,
            ..Options::default()
        };
        let kind = ScaleKind::Other;
        divide_change(&respondents, period_of, &topics(), kind, &options)
            .unwrap()
            .divided
    };
    period_of.fill(WhichPeriod::First);
    let none = |n| Undivided::TooFewAnswers {
        period: WhichPeriod::Second,
        n,
        n_needed: 10,
    };
    assert_eq!(divide(&period_of), Err(none(0)));
    period_of[0] = WhichPeriod::Second;
    assert_eq!(divide(&period_of), Err(none(1)));
}

#[test]
fn a_topic_of_one_period_takes_the_cost_it_has_there() {
    let found = moved([
        truth(60.0, (0, 0.0), (5, 20.0)),
        truth(60.0, (4, 40.0), (5, 20.0)),
    ]);
    let parts = found.divided.unwrap();
    let new = parts.topics.iter().find(|one| one.topic == 0).unwrap();
    assert!(new.is_borrowed);
    assert_eq!(new.effect_negative[0], None);
    assert!((new.volume.value + 10.0).abs() < 0.2, "{new:?}");
    assert!(new.rate.unwrap().value.abs() < 1e-9);
    assert!((parts.sum() - parts.change.value).abs() < 1e-9);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_parts_add_up_whoever_is_silent(
        levels in (0.0..80.0_f64, 0.0..80.0_f64),
        every in (3_usize..9, 3_usize..9),
        cost in (0.0..60.0_f64, 0.0..60.0_f64),
        silent in (0_usize..5, 0_usize..5),
    ) {
        let one = Truth { silent: silent.0, ..truth(levels.0, (every.0, cost.0), (4, 10.0)) };
        let other = Truth { silent: silent.1, ..truth(levels.1, (every.1, cost.1), (4, 10.0)) };
        let found = moved([one, other]);
        if let Ok(parts) = found.divided {
            prop_assert!((parts.sum() - parts.change.value).abs() < 1e-9);
            let levels = found.sides.map(|side| side.level.map_or(f64::NAN, |one| one.estimate));
            prop_assert!((parts.change.value - (levels[1] - levels[0])).abs() < 1e-9);
        } else {
            // Everybody silent, in the first period or the second.
            prop_assert!(silent.0 == 1 || silent.1 == 1);
        }
    }
}
