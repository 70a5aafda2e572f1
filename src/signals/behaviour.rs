//! What the ranking does with people whose reasons are known.

#![expect(
    clippy::suboptimal_flops,
    reason = "tests state formulas as they are written"
)]

use super::fixture::{planted_people, topic};
use super::{
    Caveat, Control, IntervalMethod, Mention, Options, RankedGain, Ranking, Respondent,
    Respondents, Silence, Tone, Topic, UnrankedReason, Verdict, rank, rank_gains,
};
use crate::stats::{draw, generator};
use crate::units::as_u32;

fn topics(ids: &[&str]) -> Vec<Topic> {
    ids.iter()
        .map(|id| Topic {
            is_driver: *id != "praise",
            ..topic(id)
        })
        .collect()
}

fn options() -> Options {
    Options {
        n_replicates: 200,
        ..Options::default()
    }
}

/// People of whom `share` mention each topic badly, which costs them `cost` points.
fn people(n: usize, planted: &[(f64, f64)], seed: u64) -> Respondents {
    planted_people(n, |noise| 30.0 + 40.0 * noise, planted, seed)
}

fn names(ranking: &Ranking) -> Vec<&str> {
    ranking
        .signals
        .iter()
        .map(|signal| signal.topic.id.as_str())
        .collect()
}

#[test]
fn what_costs_most_over_all_people_stands_first() {
    // Expected gains of half: 0.5 · 0.20 · 20 = 2, 0.5 · 0.05 · 60 = 1.5, 0.5 · 0.10 · 0 = 0.
    let respondents = people(6_000, &[(0.10, 0.0), (0.20, 20.0), (0.05, 60.0)], 7);
    let ranking = rank(&respondents, &topics(&["none", "often", "bad"]), &options()).unwrap();
    assert_eq!(names(&ranking), ["often", "bad", "none"]);
    let expected = [2.0, 1.5, 0.0];
    for (signal, expected) in ranking.signals.iter().zip(expected) {
        // Four standard errors; the interval is nearly four of them wide.
        let error = (signal.gain.high - signal.gain.low) / 3.92;
        assert!(
            (signal.gain.estimate - expected).abs() < 4.0 * error,
            "{signal:?}"
        );
    }
    assert_eq!(ranking.signals[0].verdict, Verdict::Gain);
    assert!(!ranking.caveats.contains(&Caveat::NothingStandsOut));
}

#[test]
fn a_gain_is_the_stated_part_of_effect_times_share() {
    let respondents = people(3_000, &[(0.2, 30.0)], 3);
    let of = |fraction_removed| {
        let options = Options {
            fraction_removed,
            ..options()
        };
        rank(&respondents, &topics(&["wait"]), &options)
            .unwrap()
            .signals[0]
            .clone()
    };
    let (half, whole) = (of(0.5), of(1.0));
    assert!((whole.gain.estimate - 2.0 * half.gain.estimate).abs() < 1e-9);
    let by_hand = -0.5 * half.effect_negative.estimate * half.share_negative;
    assert!((half.gain.estimate - by_hand).abs() < 1e-9);
}

#[test]
fn contributions_and_unadjusted_impact_follow_their_definitions() {
    let respondents = people(2_000, &[(0.3, 25.0)], 5);
    let ranking = rank(&respondents, &topics(&["wait"]), &options()).unwrap();
    let signal = &ranking.signals[0];
    let mean = |wanted: &dyn Fn(usize) -> bool| {
        let chosen: Vec<f64> = (0..respondents.len())
            .filter(|&i| wanted(i))
            .filter_map(|i| respondents.outcome(i))
            .collect();
        chosen.iter().sum::<f64>() / crate::units::as_f64(chosen.len())
    };
    let all = mean(&|_| true);
    let without = mean(&|i| respondents.mentions(i).is_empty());
    assert!((signal.unadjusted_impact.unwrap() - (all - without)).abs() < 1e-9);
    // With one topic and no controls, adjusted and unadjusted are the same number.
    assert!((signal.contribution.unwrap().estimate - (all - without)).abs() < 1e-9);
}

#[test]
fn where_nothing_matters_nothing_stands_out() {
    let mut n_loud = 0;
    for seed in 0..10 {
        let respondents = people(1_500, &[(0.1, 0.0), (0.05, 0.0), (0.2, 0.0)], 100 + seed);
        let ranking = rank(&respondents, &topics(&["a", "b", "c"]), &options()).unwrap();
        n_loud += u32::from(!ranking.caveats.contains(&Caveat::NothingStandsOut));
    }
    assert!(n_loud <= 1, "{n_loud} of 10 null sets had a signal");
}

/// A strong segment must not open the gate for topics that explain nothing, nor may one of many
/// topics be called a gain by chance alone.
#[test]
fn where_only_the_segment_matters_no_topic_stands_out() {
    let names: Vec<String> = (0..20).map(|topic| format!("t{topic}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut n_loud = 0;
    for seed in 0..10 {
        let drawn = people(1_500, &[(0.1, 0.0); 20], 500 + seed);
        let mut respondents = Respondents::default();
        let mut codes = Vec::new();
        for i in 0..drawn.len() {
            let business = i % 2 == 0;
            codes.push(Some(u32::from(business)));
            respondents.push(&Respondent {
                outcome: drawn
                    .outcome(i)
                    .map(|o| if business { o - 80.0 } else { o }),
                answer: None,
                weight: 1.0,
                customer: as_u32(i),
                has_words: true,
                month: None,
                mentions: drawn.mentions(i).to_vec(),
            });
        }
        respondents.controls = vec![Control {
            name: "segment".to_owned(),
            levels: vec!["consumer".to_owned(), "business".to_owned()],
            codes,
        }];
        let ranking = rank(&respondents, &topics(&names), &options()).unwrap();
        n_loud += u32::from(!ranking.caveats.contains(&Caveat::NothingStandsOut));
    }
    assert!(n_loud <= 1, "{n_loud} of 10 null sets had a signal");
}

/// The few that mention it happen to answer nearly alike, a little below the others, as one in nine such
/// dozens would: their own spread says nothing of how sure that is.
#[test]
fn a_dozen_mentions_that_score_alike_are_no_gain() {
    let mut respondents = Respondents::default();
    for i in 0..600 {
        let waits = i % 4 == 1;
        let alike = i % 50 == 2;
        let jitter = f64::from(i % 3) - 1.0;
        let outcome = match (waits, alike) {
            (_, true) => 30.0 + jitter,
            (true, _) if i % 3 > 0 => -100.0,
            _ if i % 5 == 0 => -100.0,
            _ => 100.0,
        };
        let mention = |topic| Mention {
            topic,
            tone: Tone::Negative,
        };
        respondents.push(&Respondent {
            outcome: Some(outcome),
            answer: None,
            weight: 1.0,
            customer: i,
            has_words: true,
            month: None,
            mentions: [(waits, 0), (alike, 1)]
                .into_iter()
                .filter(|(mentioned, _)| *mentioned)
                .map(|(_, topic)| mention(topic))
                .collect(),
        });
    }
    let options = Options {
        min_mentions: 12,
        ..options()
    };
    let ranking = rank(&respondents, &topics(&["wait", "few"]), &options).unwrap();
    assert_eq!(names(&ranking), ["wait", "few"]);
    let few = &ranking.signals[1];
    assert!(few.gain.low > 0.0, "{few:?}");
    assert!(few.effect_test.unwrap().p_value.get() > 0.05, "{few:?}");
    assert_eq!(few.verdict, Verdict::CannotTell);
    assert_eq!(ranking.signals[0].verdict, Verdict::Gain);
}

/// As many silent people as there are, all content, beside those who wrote.
fn with_silent(spoken: &Respondents, n_silent: u32) -> Respondents {
    let mut all = spoken.clone();
    for i in 0..n_silent {
        all.push(&Respondent {
            outcome: Some(30.0),
            answer: None,
            weight: 1.0,
            customer: 1_000_000 + i,
            has_words: false,
            month: None,
            mentions: Vec::new(),
        });
    }
    all
}

#[test]
fn silence_that_counts_as_no_mention_makes_the_share_and_with_it_the_gain_smaller() {
    let spoken = people(3_000, &[(0.2, 30.0)], 19);
    let options = Options {
        silence: Silence::NotMentioning,
        ..options()
    };
    let ranked = |n_silent: u32| {
        let all = with_silent(&spoken, n_silent);
        rank(&all, &topics(&["wait"]), &options).unwrap().signals[0].clone()
    };
    let (none, half) = (ranked(0), ranked(3_000));
    assert!((half.share_negative - none.share_negative / 2.0).abs() < 1e-12);
    assert!((half.gain.estimate - none.gain.estimate / 2.0).abs() < 1e-9);
    assert!((half.effect_negative.estimate - none.effect_negative.estimate).abs() < 1e-9);
    assert_eq!(half.gain_written, half.gain);
}

/// Of twenty thousand people a fifth wait, which costs 30 points; who is below zero writes four times
/// as often as who is above.
#[test]
fn those_who_wrote_stand_for_those_who_did_not() {
    let everybody = people(20_000, &[(0.2, 30.0)], 23);
    let mut random = generator(24, 0);
    let mut respondents = Respondents::default();
    for i in 0..everybody.len() {
        let outcome = everybody.outcome(i).unwrap();
        let writes = draw::uniform(&mut random) < if outcome < 0.0 { 0.8 } else { 0.2 };
        respondents.push(&Respondent {
            outcome: Some(outcome),
            answer: None,
            weight: 1.0,
            customer: as_u32(i),
            has_words: writes,
            month: None,
            mentions: if writes {
                everybody.mentions(i).to_vec()
            } else {
                Vec::new()
            },
        });
    }
    let of = |silence| {
        let options = Options {
            silence,
            ..options()
        };
        let ranking = rank(&respondents, &topics(&["wait"]), &options).unwrap();
        (ranking.signals[0].clone(), ranking)
    };
    let whole = rank(&everybody, &topics(&["wait"]), &options()).unwrap();
    let truth = &whole.signals[0];
    let (weighted, ranking) = of(Silence::Represented);
    let (written, _) = of(Silence::NotMentioning);
    // Ten bands leave a little selection within them; without weights a third of the share is wrong.
    let off = |signal: &super::Signal| {
        let effect = signal.effect_negative.estimate / truth.effect_negative.estimate;
        let gain = signal.gain.estimate / truth.gain.estimate;
        ((effect - 1.0).abs(), (gain - 1.0).abs())
    };
    assert!(
        off(&weighted).0 < 0.1 && off(&weighted).1 < 0.1,
        "{:?}",
        off(&weighted)
    );
    assert!(off(&written).1 > 0.3, "{:?}", off(&written));
    assert!(weighted.gain_written.estimate < 0.7 * weighted.gain.estimate);
    let silence = ranking.drivers.unwrap().silence.unwrap();
    assert!(
        silence.gap.unwrap().high < 0.0,
        "the dissatisfied write more"
    );
    assert!(silence.n_effective.1 < silence.n_effective.0);
    let said = |caveat: &Caveat| matches!(caveat, Caveat::SilentRepresented { .. });
    assert!(ranking.caveats.iter().any(said));
}

#[test]
fn a_rare_topic_is_shown_but_not_ranked() {
    let respondents = people(2_000, &[(0.2, 30.0), (0.005, 60.0)], 11);
    let ranking = rank(&respondents, &topics(&["wait", "rare"]), &options()).unwrap();
    assert_eq!(names(&ranking), ["wait"]);
    assert_eq!(
        ranking.unranked[0].reason,
        UnrankedReason::TooFewMentions { required: 30 }
    );
}

#[test]
fn general_complaint_takes_no_effect_away_from_topics() {
    let respondents = people(3_000, &[(0.2, 30.0), (0.2, 30.0)], 13);
    let ranking = rank(&respondents, &topics(&["wait", "praise"]), &options()).unwrap();
    assert_eq!(names(&ranking), ["wait"]);
    assert_eq!(ranking.unranked[0].reason, UnrankedReason::NotADriver);
}

#[test]
fn too_little_to_fit_is_an_empty_ranking_and_no_error() {
    let nobody = rank(&Respondents::default(), &topics(&["wait"]), &options()).unwrap();
    assert!(nobody.signals.is_empty() && nobody.drivers.is_none());

    let mut silent = Respondents::default();
    for i in 0..100 {
        silent.push(&Respondent {
            outcome: None,
            answer: None,
            weight: 1.0,
            customer: i,
            has_words: true,
            month: None,
            mentions: vec![Mention {
                topic: 0,
                tone: Tone::Negative,
            }],
        });
    }
    let ranking = rank(&silent, &topics(&["wait"]), &options()).unwrap();
    assert!(ranking.signals.is_empty());
    assert_eq!(ranking.unranked[0].n_mentions, Some(100));

    let mut alike = people(200, &[(0.5, 0.0)], 1);
    let one = Respondent {
        outcome: Some(5.0),
        answer: None,
        weight: 1.0,
        customer: 0,
        has_words: true,
        month: None,
        mentions: Vec::new(),
    };
    alike = (0..alike.len()).fold(Respondents::default(), |mut all, i| {
        all.push(&Respondent {
            mentions: alike.mentions(i).to_vec(),
            ..one.clone()
        });
        all
    });
    assert!(
        rank(&alike, &topics(&["wait"]), &options())
            .unwrap()
            .drivers
            .is_none()
    );
}

#[test]
fn a_segment_that_explains_the_difference_is_held_constant() {
    // Business customers mention the wait more often and are less satisfied anyhow.
    let mut random = generator(17, 0);
    let mut respondents = Respondents::default();
    let mut codes = Vec::new();
    for i in 0..4_000 {
        let business = i % 2 == 0;
        codes.push(Some(u32::from(business)));
        let waits = draw::uniform(&mut random) < if business { 0.5 } else { 0.1 };
        let base = if business { -40.0 } else { 40.0 };
        respondents.push(&Respondent {
            outcome: Some(base + 20.0 * draw::normal(&mut random)),
            answer: None,
            weight: 1.0,
            customer: i,
            has_words: true,
            month: None,
            mentions: if waits {
                vec![Mention {
                    topic: 0,
                    tone: Tone::Negative,
                }]
            } else {
                Vec::new()
            },
        });
    }
    let naive = rank(&respondents, &topics(&["wait"]), &options()).unwrap();
    assert_eq!(naive.signals[0].verdict, Verdict::Gain);
    respondents.controls = vec![Control {
        name: "segment".to_owned(),
        levels: vec!["consumer".to_owned(), "business".to_owned()],
        codes,
    }];
    let held = rank(&respondents, &topics(&["wait"]), &options()).unwrap();
    assert!(held.signals.is_empty(), "{held:?}");
    assert_eq!(held.unranked[0].reason, UnrankedReason::NoModel);
    assert!(naive.signals[0].effect_negative.estimate < -25.0);
}

/// People of whom those of each group mention the topics of that group badly and all answer the same.
fn groups(planted: &[(usize, &[u32], f64)], others: usize) -> Respondents {
    let mut random = generator(11, 0);
    let mut respondents = Respondents::default();
    let mut push = |mentions: &[u32], outcome: f64| {
        respondents.push(&Respondent {
            outcome: Some(outcome),
            answer: None,
            weight: 1.0,
            customer: as_u32(respondents.len()),
            has_words: true,
            month: None,
            mentions: mentions
                .iter()
                .map(|&topic| Mention {
                    topic,
                    tone: Tone::Negative,
                })
                .collect(),
        });
    };
    for &(n, mentions, outcome) in planted {
        (0..n).for_each(|_| push(mentions, outcome));
    }
    for _ in 0..others {
        push(&[], 60.0 + 40.0 * draw::normal(&mut random));
    }
    respondents
}

#[test]
fn a_complaint_of_which_everybody_gives_the_worst_score_is_no_less_a_gain() {
    let respondents = groups(&[(351, &[0], -100.0), (234, &[1], -100.0)], 3_000);
    let hc3 = Options {
        intervals: super::IntervalMethod::Hc3,
        ..options()
    };
    for options in [options(), hc3] {
        let ranking = rank(&respondents, &topics(&["bill", "transfer"]), &options).unwrap();
        assert_eq!(names(&ranking), ["bill", "transfer"]);
        for signal in &ranking.signals {
            assert_eq!(signal.verdict, Verdict::Gain);
            assert!(signal.effect_test.unwrap().p_value.get() < 1e-6);
        }
    }
}

#[test]
fn of_topics_that_are_always_mentioned_together_none_is_ranked() {
    // Waiting is mentioned by exactly those who mention that nothing was solved; bills stand alone.
    let respondents = groups(
        &[(85, &[0, 1], -100.0), (90, &[2], -80.0), (91, &[2], -100.0)],
        1_000,
    );
    let ranking = rank(
        &respondents,
        &topics(&["solved", "wait", "bill"]),
        &options(),
    )
    .unwrap();
    assert_eq!(names(&ranking), ["bill"]);
    let mut aside: Vec<(&str, UnrankedReason)> = ranking
        .unranked
        .iter()
        .map(|topic| (topic.topic.id.as_str(), topic.reason))
        .collect();
    aside.sort_by_key(|(id, _)| *id);
    let collinear = |id| (id, UnrankedReason::Collinear);
    assert_eq!(aside, [collinear("solved"), collinear("wait")]);
}

/// Respondents who say each of these lists, so many times, and score around the number beside it.
fn saying(planted: &[(usize, &[Mention], f64)], spread: f64) -> Respondents {
    let mut respondents = Respondents::default();
    for (n, mentions, outcome) in planted {
        for _ in 0..*n {
            let customer = as_u32(respondents.len());
            respondents.push(&Respondent {
                outcome: Some(outcome + spread * f64::from(customer % 5)),
                answer: None,
                weight: 1.0,
                customer,
                has_words: true,
                month: None,
                mentions: mentions.to_vec(),
            });
        }
    }
    respondents
}

fn mention(topic: u32, tone: Tone) -> Mention {
    Mention { topic, tone }
}

#[test]
fn a_topic_that_is_praised_with_another_only_is_ranked_without_its_contribution() {
    // Whoever praises transfers praises everything, and nobody else does.
    for (ids, transfers) in [(["transfers", "all"], 0), (["all", "transfers"], 1)] {
        let praise = [mention(0, Tone::Positive), mention(1, Tone::Positive)];
        let complaint = [mention(transfers, Tone::Negative)];
        let groups: [(usize, &[Mention], f64); 3] = [
            (60, &praise, 60.0),
            (80, &complaint, -80.0),
            (400, &[], 10.0),
        ];
        let respondents = saying(&groups, 5.0);
        for intervals in [IntervalMethod::Hc3, IntervalMethod::Bootstrap] {
            let options = Options {
                intervals,
                ..options()
            };
            let ranking = rank(&respondents, &topics(&ids), &options).unwrap();
            assert_eq!(names(&ranking), ["transfers"]);
            let signal = &ranking.signals[0];
            assert_eq!(signal.verdict, Verdict::Gain);
            assert!((signal.effect_negative.estimate + 90.0).abs() < 1.0);
            assert_eq!((signal.contribution, signal.effect_positive), (None, None));
            assert_eq!(ranking.unranked.len(), 1);
        }
    }
}

#[test]
fn topics_that_one_respondent_tells_apart_are_shown_with_that_reason() {
    let both = [mention(0, Tone::Negative), mention(1, Tone::Negative)];
    let (one, bill) = ([mention(0, Tone::Negative)], [mention(2, Tone::Negative)]);
    let groups: [(usize, &[Mention], f64); 4] = [
        (60, &both, -80.0),
        (1, &one, -40.0),
        (90, &bill, -70.0),
        (400, &[], 10.0),
    ];
    let topics = topics(&["solved", "wait", "bill"]);
    for intervals in [IntervalMethod::Hc3, IntervalMethod::Bootstrap] {
        let options = Options {
            intervals,
            ..options()
        };
        let ranking = rank(&saying(&groups, 5.0), &topics, &options).unwrap();
        assert_eq!(names(&ranking), ["bill"]);
        let reasons: Vec<_> = ranking.unranked.iter().map(|topic| topic.reason).collect();
        assert_eq!(reasons, [UnrankedReason::NoInterval; 2]);
    }
}

#[test]
fn gains_without_importance_are_those_of_the_whole_ranking() {
    let (spoken, topics) = (
        people(800, &[(0.2, 30.0), (0.1, 20.0), (0.3, 0.0)], 8),
        topics(&["wait", "price", "staff"]),
    );
    for respondents in [with_silent(&spoken, 200), spoken] {
        for intervals in [IntervalMethod::Hc3, IntervalMethod::Bootstrap] {
            let options = Options {
                intervals,
                ..options()
            };
            let whole = rank(&respondents, &topics, &options).unwrap();
            let expected: Vec<RankedGain> = (whole.signals.into_iter().zip(whole.shares))
                .map(|(signal, share)| RankedGain::of(signal, share))
                .collect();
            assert!(!expected.is_empty());
            let found = rank_gains(&respondents, &topics, &options).unwrap();
            assert_eq!(found, expected);
        }
    }
}
