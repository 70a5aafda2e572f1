//! What checked comments bring back of what reading lost.

use super::card::Beside;
use super::fixture::topic;
use super::{
    CardCell, Caveat, CheckedTopic, IntervalMethod, LabelCard, Mention, Options, Ranking,
    Respondent, Respondents, Tone, Verdict, rank,
};
use crate::record::TopicId;
use crate::stats::{draw, generator};
use crate::units::{Interval, as_u32};
use std::collections::BTreeMap;

const TOPICS: [&str; 2] = ["wait", "menu"];

/// How a topic was read, and whether another was read negatively.
type Reading = (Option<Tone>, bool);

/// People, and the counts of a card made from the first `n_checked`.
struct Drawn {
    respondents: Respondents,
    card: LabelCard,
}

/// Waiting costs 30 points, the menu nothing, but half of those who wait mention it. Of every third
/// comment the tone is not read, of all its topics together; one in twenty of those who do not wait is
/// read as if they did.
fn drawn(n: usize, n_checked: usize, seed: u64) -> Drawn {
    let mut random = generator(seed, 0);
    let mut respondents = Respondents::default();
    let mut cells: [BTreeMap<Reading, [u64; 2]>; 2] = Default::default();
    for i in 0..n {
        let waits = draw::uniform(&mut random) < 0.2;
        let menu = draw::uniform(&mut random) < if waits { 0.5 } else { 0.05 };
        let outcome = draw::normal(&mut random).mul_add(40.0, if waits { -30.0 } else { 0.0 });
        let tone = if draw::uniform(&mut random) < 0.35 {
            Tone::Neutral
        } else {
            Tone::Negative
        };
        let truth = [waits, menu];
        let found = [waits || draw::uniform(&mut random) < 0.05, menu];
        let mentions: Vec<Mention> = (0..2)
            .filter(|&topic| found[topic])
            .map(|topic| Mention {
                topic: as_u32(topic),
                tone,
            })
            .collect();
        if i < n_checked {
            for (topic, cells) in cells.iter_mut().enumerate() {
                let read = found[topic].then_some(tone);
                let beside = Beside::of(&mentions, as_u32(topic));
                let cell = cells
                    .entry((read, read.is_some() && beside.negative))
                    .or_default();
                cell[0] += 1;
                cell[1] += u64::from(truth[topic]);
            }
        }
        respondents.push(&Respondent {
            outcome: Some(outcome),
            answer: None,
            weight: 1.0,
            customer: as_u32(i),
            has_words: true,
            month: None,
            mentions,
        });
    }
    let topics = cells.iter().zip(TOPICS).map(|(cells, topic)| CheckedTopic {
        topic: TopicId::new(topic),
        cells: cells
            .iter()
            .map(|(&(read, negative), &[n, n_negative])| CardCell {
                read,
                beside: Beside {
                    negative,
                    positive: false,
                },
                n,
                n_negative,
                n_positive: 0,
            })
            .collect(),
    });
    Drawn {
        card: LabelCard {
            n_comments: u64::try_from(n_checked).unwrap(),
            topics: topics.collect(),
        },
        respondents,
    }
}

fn ranked(respondents: &Respondents, card: Option<&LabelCard>) -> Ranking {
    ranked_by(respondents, card, IntervalMethod::Bootstrap)
}

fn ranked_by(
    respondents: &Respondents,
    card: Option<&LabelCard>,
    intervals: IntervalMethod,
) -> Ranking {
    let topics = TOPICS.map(topic);
    let options = Options {
        n_replicates: 200,
        card: card.cloned(),
        intervals,
        ..Options::default()
    };
    rank(respondents, &topics, &options).unwrap()
}

#[test]
fn the_gain_that_reading_lost_comes_back_and_the_idle_topic_stays_idle() {
    let Drawn { respondents, card } = drawn(6_000, 600, 5);
    let read = ranked(&respondents, None);
    let corrected = ranked(&respondents, Some(&card));
    // Half of a fifth of the people times 30 points.
    let truth = 3.0;
    let (before, after) = (&read.signals[0], &corrected.signals[0]);
    assert_eq!(after.topic.id, TopicId::new("wait"));
    assert!(before.gain.high < truth, "{before:?}");
    assert!(after.gain.contains(truth), "{after:?}");
    assert!((after.share_negative - 0.2).abs() < 0.02, "{after:?}");
    let menu = &corrected.signals[1];
    assert!(menu.gain.contains(0.0), "{menu:?}");
    assert_eq!(menu.verdict, Verdict::CannotTell);

    let as_read = after.as_read.unwrap();
    assert_eq!(as_read.gain, before.gain);
    assert!((as_read.share_negative - before.share_negative).abs() < 1e-12);
    let said = |caveat: &Caveat| matches!(caveat, Caveat::CorrectedLabels { .. });
    assert!(corrected.caveats.iter().any(said));
    assert!(read.caveats.contains(&Caveat::UncorrectedLabels));
    let summary = corrected.drivers.unwrap().card.unwrap();
    assert_eq!(
        (summary.n_comments, summary.n_topics, summary.n_unchecked),
        (600, 2, 0)
    );
}

/// The gain hardly depends on how precise readings are: what they are worth too little in the share they
/// are worth too much in the effect. Each of the two does.
#[test]
fn fewer_checks_make_the_effect_less_sure() {
    let width = |n_checked| {
        let Drawn { respondents, card } = drawn(6_000, n_checked, 5);
        let effect = ranked(&respondents, Some(&card)).signals[0].effect_negative;
        (effect.high - effect.low) / effect.estimate.abs()
    };
    let (few, many) = (width(150), width(3_000));
    assert!(few > 1.3 * many, "{few} {many}");
}

#[test]
fn the_same_card_and_seed_give_the_same_numbers() {
    let Drawn { respondents, card } = drawn(1_500, 300, 9);
    assert_eq!(
        ranked(&respondents, Some(&card)),
        ranked(&respondents, Some(&card))
    );
}

#[test]
fn with_a_card_robust_intervals_are_about_as_wide_as_those_of_the_bootstrap() {
    let Drawn { respondents, card } = drawn(6_000, 600, 5);
    let gain = |intervals| ranked_by(&respondents, Some(&card), intervals).signals[0].gain;
    let robust = gain(IntervalMethod::Hc3);
    let drawn = gain(IntervalMethod::Bootstrap);
    assert!((robust.estimate - drawn.estimate).abs() < 1e-9);
    assert!(robust.contains(3.0), "{robust:?}");
    let width = |interval: Interval| interval.high - interval.low;
    let ratio = width(robust) / width(drawn);
    // Forty draws of the checks know their variance to about a quarter, its root to an eighth.
    assert!((0.7..1.4).contains(&ratio), "{ratio}");
    // Without checks the interval says nothing of them.
    let read = ranked_by(&respondents, None, IntervalMethod::Hc3);
    assert!(width(read.signals[0].gain) < width(robust));
}
