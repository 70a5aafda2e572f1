//! What priorities do with sides that are known.

#![expect(
    clippy::suboptimal_flops,
    reason = "tests state formulas as they are written"
)]

use super::{
    ContactCount, Judgement, Priorities, PriorityCaveat, ScoreUnit, Stakes, TopicStakes, Weighting,
    prioritise,
};
use crate::record::TopicId;
use crate::signals::fixture::{planted_people, topic};
use crate::signals::{
    Error, Mention, Options, Ranking, Respondent, Respondents, Tone, Topic, TopicName, rank,
};
use crate::stats::{draw, generator};
use crate::units::{Share, as_u32};
use std::collections::BTreeMap;

const TOPICS: [&str; 3] = ["wait", "price", "staff"];

/// Half of the causes away wins 2, 1.5 and 0 points.
fn ranking() -> Ranking {
    let planted = [(0.2, 20.0), (0.1, 30.0), (0.1, 0.0)];
    let respondents = planted_people(4_000, |noise| 10.0 * noise, &planted, 4);
    let topics = TOPICS.map(topic);
    rank(&respondents, &topics, &options()).unwrap()
}

fn options() -> Options {
    Options {
        n_replicates: 400,
        ..Options::default()
    }
}

fn known(value: f64) -> Judgement {
    Judgement::new(value, value, value).unwrap()
}

fn stakes(weighting: Weighting, topics: &[(&str, TopicStakes)]) -> Stakes {
    Stakes {
        weighting,
        currency: "€".to_owned(),
        value_per_point: Some(known(1_000.0)),
        cost_per_hour: Some(known(36.0)),
        handle_time_s: Some(known(600.0)),
        topics: topics
            .iter()
            .map(|(id, stated)| (TopicId::new(*id), stated.clone()))
            .collect(),
        ..Stakes::default()
    }
}

fn effort(amount: f64) -> TopicStakes {
    TopicStakes {
        effort: Some(known(amount)),
        ..TopicStakes::default()
    }
}

fn prioritised(stakes: &Stakes, contacts: &BTreeMap<TopicId, ContactCount>) -> Priorities {
    prioritise(&ranking(), contacts, stakes, &options()).unwrap()
}

fn order(priorities: &Priorities) -> Vec<&str> {
    let ids = priorities.items.iter().map(|item| item.topic.id.as_str());
    ids.collect()
}

#[test]
fn the_default_is_gain_times_value_less_effort() {
    let stated = [
        ("wait", effort(1_500.0)),
        ("price", effort(100.0)),
        ("staff", effort(0.0)),
    ];
    let found = prioritised(&stakes(Weighting::Value, &stated), &BTreeMap::new());
    assert_eq!(order(&found), ["price", "wait", "staff"]);
    assert_eq!(found.unit, ScoreUnit::Currency);
    for item in &found.items {
        let effort = item.effort.map_or(0.0, Judgement::mean);
        let by_hand = item.gain.estimate * 1_000.0 - effort;
        assert!((item.score.unwrap().estimate - by_hand).abs() < 1e-9);
        // With a known value and effort the interval is that of the gain, moved and stretched.
        let low = item.gain.low * 1_000.0 - effort;
        assert!((item.score.unwrap().low - low).abs() < 1e-6, "{item:?}");
    }
    let sum = |p: fn(&super::Priority) -> f64| found.items.iter().map(p).sum::<f64>();
    assert!((sum(|item| item.p_best.unwrap().get()) - 1.0).abs() < 1e-9);
    assert!((sum(|item| item.p_top3.unwrap().get()) - 3.0).abs() < 1e-9);
}

#[test]
fn what_is_not_known_to_cost_is_not_taken_for_free() {
    let stated = [("wait", effort(1_500.0)), ("price", effort(100.0))];
    let found = prioritised(&stakes(Weighting::Value, &stated), &BTreeMap::new());
    assert_eq!(order(&found), ["price", "wait", "staff"]);
    assert_eq!(found.items[2].score, None);
    assert!(
        found
            .caveats
            .contains(&PriorityCaveat::EffortUnknown { n: 1 })
    );
    let none = prioritised(&stakes(Weighting::Value, &[]), &BTreeMap::new());
    assert!(none.items.iter().all(|item| item.score.is_some()));
}

#[test]
fn topics_that_are_not_asked_for_are_not_counted_as_unknown() {
    let stated = [("wait", effort(1_500.0)), ("price", effort(100.0))];
    let found = prioritised(&stakes(Weighting::Value, &stated), &BTreeMap::new());
    let unknown = |found: &Priorities| {
        let mut caveats = found.caveats.iter();
        caveats.any(|one| matches!(one, PriorityCaveat::EffortUnknown { .. }))
    };
    let mut kept = found.clone();
    kept.keep_topics(|topic| topic.id.as_str() != "staff");
    assert_eq!(order(&kept), ["price", "wait"]);
    assert!(unknown(&found) && !unknown(&kept));
    let mut staff = found.clone();
    staff.keep_topics(|topic| topic.id.as_str() == "staff");
    assert!(
        staff
            .caveats
            .contains(&PriorityCaveat::EffortUnknown { n: 1 })
    );
}

#[test]
fn without_statements_priorities_are_the_ranking() {
    let found = prioritised(&Stakes::default(), &BTreeMap::new());
    let ranking = ranking();
    let ranked: Vec<&str> = ranking
        .signals
        .iter()
        .map(|signal| signal.topic.id.as_str())
        .collect();
    assert_eq!(order(&found), ranked);
    assert_eq!(found.unit, ScoreUnit::Points);
    for (item, signal) in found.items.iter().zip(&ranking.signals) {
        assert_eq!(item.score, Some(signal.gain));
        assert_eq!(item.p_best, Some(signal.p_best));
        assert_eq!(item.p_top3, Some(signal.p_top3));
        assert_eq!(item.on_front, None);
    }
}

#[test]
fn contacts_that_would_not_come_are_money() {
    let stated = TopicStakes {
        avoidable: Some(Judgement::new(0.2, 0.4, 0.6).unwrap()),
        ..TopicStakes::default()
    };
    let contacts = BTreeMap::from([(
        TopicId::new("wait"),
        ContactCount {
            n: 500,
            n_days: 146,
        },
    )]);
    let found = prioritised(
        &stakes(Weighting::ValueAndSavings, &[("wait", stated)]),
        &contacts,
    );
    let wait = &found.items[0];
    let per_year = 500.0 * 365.25 / 146.0;
    assert!((wait.contacts.unwrap().estimate - per_year).abs() < 1e-9);
    // 0.4 of them, ten minutes at 36 an hour: 6 each.
    assert!((wait.savings.unwrap().estimate - per_year * 0.4 * 6.0).abs() < 1e-9);
    assert!(wait.savings.unwrap().low < wait.savings.unwrap().high);
    let by_hand = wait.gain.estimate * 1_000.0 + wait.savings.unwrap().estimate;
    assert!((wait.score.unwrap().estimate - by_hand).abs() < 1e-9);
    assert_eq!(wait.on_front, Some(true));
}

#[test]
fn few_days_of_contacts_are_not_carried_to_a_year() {
    let stated = TopicStakes {
        avoidable: Some(known(0.5)),
        ..TopicStakes::default()
    };
    let contacts = BTreeMap::from([(TopicId::new("wait"), ContactCount { n: 50, n_days: 20 })]);
    let found = prioritised(
        &stakes(Weighting::ValueAndSavings, &[("wait", stated)]),
        &contacts,
    );
    assert_eq!(found.items[0].savings, None);
    assert!(found.caveats.contains(&PriorityCaveat::TooFewDays));
}

#[test]
fn who_is_beaten_on_both_sides_is_not_on_the_front() {
    let stated = [
        ("wait", effort(10.0)),
        ("price", effort(50.0)),
        ("staff", effort(5.0)),
    ];
    let found = prioritised(&stakes(Weighting::Customer, &stated), &BTreeMap::new());
    let of = |id: &str| {
        found
            .items
            .iter()
            .find(|item| item.topic.id.as_str() == id)
            .unwrap()
    };
    assert_eq!(of("price").on_front, Some(false));
    assert_eq!(of("price").beaten_by, Some(TopicId::new("wait")));
    assert_eq!(
        (of("wait").on_front, of("staff").on_front),
        (Some(true), Some(true))
    );
    assert!(of("price").p_front.unwrap() < of("wait").p_front.unwrap());
}

#[test]
fn a_weighting_that_needs_the_organisation_leaves_out_what_it_states_nothing_of() {
    let known_both = |amount| TopicStakes {
        contacts_per_year: Some(known(100.0)),
        avoidable: Some(known(0.5)),
        ..effort(amount)
    };
    let stated = [("wait", known_both(10.0)), ("price", known_both(5.0))];
    let balanced = Weighting::Balanced {
        customer: 0.5,
        organisation: 0.5,
    };
    let found = prioritised(&stakes(balanced, &stated), &BTreeMap::new());
    let staff = found.items.last().unwrap();
    assert_eq!(
        (staff.topic.id.as_str(), staff.rank, staff.score),
        ("staff", None, None)
    );
    assert!(
        found
            .caveats
            .contains(&PriorityCaveat::EffortUnknown { n: 1 })
    );
    assert_eq!(found.unit, ScoreUnit::Standardised);
}

#[test]
fn amounts_are_not_added_to_points() {
    let stakes = Stakes {
        value_per_point: None,
        ..stakes(Weighting::ValueAndSavings, &[])
    };
    let refused = prioritise(&ranking(), &BTreeMap::new(), &stakes, &options());
    assert_eq!(refused.unwrap_err(), Error::NoValuePerPoint);
}

#[test]
fn an_improvement_may_take_away_more_of_one_topic() {
    let mut stated = options();
    stated
        .fraction_removed_of
        .insert(TopicId::new("price"), 1.0);
    let mut respondents = Respondents::default();
    let mut random = generator(9, 0);
    for i in 0..2_000 {
        let negative = draw::uniform(&mut random) < 0.2;
        respondents.push(&Respondent {
            outcome: Some(draw::normal(&mut random) - if negative { 5.0 } else { 0.0 }),
            answer: None,
            weight: 1.0,
            customer: as_u32(i),
            has_words: true,
            month: None,
            mentions: negative
                .then_some(Mention {
                    topic: 0,
                    tone: Tone::Negative,
                })
                .into_iter()
                .collect(),
        });
    }
    let topics = [Topic {
        name: TopicName {
            id: TopicId::new("price"),
            nl: String::new(),
            en: String::new(),
        },
        is_driver: true,
        about: None,
    }];
    let half = rank(&respondents, &topics, &options()).unwrap().signals[0].clone();
    let whole = rank(&respondents, &topics, &stated).unwrap().signals[0].clone();
    assert!((whole.gain.estimate - 2.0 * half.gain.estimate).abs() < 1e-9);
    assert_eq!((half.fraction_removed, whole.fraction_removed), (0.5, 1.0));
}

#[test]
fn a_price_that_is_unsure_is_the_same_price_for_every_topic() {
    let contacts = |n: f64| TopicStakes {
        contacts_per_year: Some(known(n)),
        avoidable: Some(known(1.0)),
        ..TopicStakes::default()
    };
    let stated = [("wait", contacts(1_000.0)), ("price", contacts(990.0))];
    let stakes = Stakes {
        cost_per_hour: Some(Judgement::new(1.0, 30.0, 100.0).unwrap()),
        handle_time_s: Some(Judgement::new(60.0, 600.0, 3_600.0).unwrap()),
        ..stakes(Weighting::Organisation, &stated)
    };
    let found = prioritised(&stakes, &BTreeMap::new());
    let best = &found.items[0];
    assert_eq!(best.topic.id.as_str(), "wait");
    // 1 000 contacts cost more than 990 at any price.
    assert_eq!(
        best.p_best.map(|p| p.get().to_bits()),
        Some(1.0_f64.to_bits())
    );
    let savings = best.savings.unwrap();
    assert!(savings.low < 0.5 * savings.estimate, "{savings:?}");
}

#[test]
fn savings_that_are_not_known_are_not_zero() {
    let stated = [("wait", effort(8_000.0)), ("price", effort(15_000.0))];
    for weighting in [
        Weighting::Organisation,
        Weighting::ValueAndSavings,
        Weighting::Strategic,
    ] {
        let found = prioritised(&stakes(weighting, &stated), &BTreeMap::new());
        assert!(found.items.iter().all(|item| item.score.is_none()));
        let unknown = PriorityCaveat::SavingsUnknown { n: 3 };
        assert!(found.caveats.contains(&unknown), "{:?}", found.caveats);
    }
    let saving = TopicStakes {
        contacts_per_year: Some(known(100.0)),
        avoidable: Some(known(0.5)),
        ..effort(10.0)
    };
    let stated = [("wait", saving), ("price", effort(1.0))];
    let found = prioritised(&stakes(Weighting::Organisation, &stated), &BTreeMap::new());
    let scored: Vec<bool> = found
        .items
        .iter()
        .map(|item| item.score.is_some())
        .collect();
    assert_eq!(
        (found.items[0].topic.id.as_str(), scored),
        ("wait", vec![true, false, false])
    );
    let placed: Vec<bool> = found
        .items
        .iter()
        .map(|item| item.on_front.is_some())
        .collect();
    assert_eq!(placed, [true, false, false]);
}

#[test]
fn what_is_stated_of_all_respondents_is_brought_down_to_a_part_of_them() {
    let stated = [(
        "wait",
        TopicStakes {
            contacts_per_year: Some(known(3_000.0)),
            avoidable: Some(known(0.1)),
            ..effort(500.0)
        },
    )];
    let whole = stakes(Weighting::ValueAndSavings, &stated);
    let part = whole.of_part(Share::saturating(0.25));
    let [whole, part] = [whole, part].map(|stakes| prioritised(&stakes, &BTreeMap::new()));
    let (whole_wait, part_wait) = (&whole.items[0], &part.items[0]);
    let quarter = |of: fn(&super::Priority) -> f64| (of(part_wait) - 0.25 * of(whole_wait)).abs();
    assert!(quarter(|item| item.value.unwrap().estimate) < 1e-9);
    assert!(quarter(|item| item.contacts.unwrap().high) < 1e-9);
    assert!(quarter(|item| item.savings.unwrap().estimate) < 1e-9);
    // An improvement is paid once, however few it is looked at for.
    assert_eq!(part_wait.effort, whole_wait.effort);
    let by_hand = part_wait.value.unwrap().estimate + part_wait.savings.unwrap().estimate - 500.0;
    assert!((part_wait.score.unwrap().estimate - by_hand).abs() < 1e-9);
    let of_a_part = PriorityCaveat::OfAPart {
        share: Share::saturating(0.25),
    };
    assert!(part.caveats.contains(&of_a_part) && !whole.caveats.contains(&of_a_part));
}

#[test]
fn an_archive_without_handled_contacts_is_not_called_too_short() {
    let contacts = BTreeMap::from([(TopicId::new("wait"), ContactCount { n: 0, n_days: 0 })]);
    let found = prioritised(&stakes(Weighting::Value, &[]), &contacts);
    assert!(found.caveats.contains(&PriorityCaveat::NoContacts));
    assert!(!found.caveats.contains(&PriorityCaveat::TooFewDays));
}
