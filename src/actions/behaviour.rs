#![expect(clippy::suboptimal_flops, reason = "planted figures read as printed")]

use super::*;
use crate::record::TopicId;
use crate::service_levels::experience::Definition;
use crate::signals::Verdict;
use crate::stats::draw::{normal, uniform};
use crate::stats::generator;
use crate::units::{Interval, Probability, as_f64};
use jiff::civil::{Date, date};

fn level() -> Probability {
    Probability::saturating(0.95)
}

fn action(id: &str, topic: &str, decided_on: Date) -> Action {
    Action {
        id: id.to_owned(),
        topic: TopicId::new(topic),
        owner: "contact centre".to_owned(),
        what: "call back".to_owned(),
        decided_on,
        due_on: date(2025, 12, 31),
        model: ImpactModel::Level,
        evidence: Some(Evidence {
            period: None,
            filter: None,
            taxonomy: "t".to_owned(),
            verdict: Verdict::Gain,
            n_mentions: 300,
            n_negative_scored: 200,
            share_negative: 0.1,
            gain: Interval::new(0.6, 1.0, 1.4, level()).unwrap(),
            fraction_removed: 0.5,
            documents: Vec::new(),
        }),
        override_reason: None,
        changes: Vec::new(),
    }
}

fn became(id: &str, status: Status, on: Date) -> Entry {
    Entry::Status {
        id: id.to_owned(),
        change: StatusChange {
            status,
            on,
            noted_on: date(2025, 12, 1),
        },
    }
}

fn register(entries: Vec<Entry>) -> Result<Register, Error> {
    let mut register = Register::default();
    for entry in entries {
        register.take(entry)?;
    }
    Ok(register)
}

fn decided(id: &str, topic: &str, on: Date) -> Entry {
    Entry::Action(Box::new(action(id, topic, on)))
}

#[test]
fn clocks_out_of_order_are_refused() {
    let day = |d| date(2025, 3, d);
    let check = |entries: Vec<Entry>, words: &str| {
        let mut all = vec![decided("A1", "wait", day(10))];
        all.extend(entries);
        let said = register(all).unwrap_err().to_string();
        assert!(said.contains(words), "{said}");
    };
    check(
        vec![became("A1", Status::Started, day(9))],
        "it was accepted on 2025-03-10",
    );
    check(
        vec![became("A1", Status::Done, day(12))],
        "is accepted, it cannot become done",
    );
    check(
        vec![
            became("A1", Status::Started, day(12)),
            became("A1", Status::Done, day(11)),
        ],
        "it was started on 2025-03-12",
    );
    check(
        vec![
            became("A1", Status::Started, day(12)),
            became("A1", Status::Dropped, day(13)),
            became("A1", Status::Done, day(14)),
        ],
        "is dropped, it cannot become done",
    );
    check(
        vec![became("A1", Status::Started, date(2025, 12, 2))],
        "after 2025-12-01, on which it is noted",
    );
    check(vec![became("A2", Status::Started, day(12))], "no action A2");
    check(vec![decided("A1", "wait", day(11))], "an action A1 already");
    let mut late = action("A2", "wait", day(10));
    late.due_on = day(9);
    check(vec![Entry::Action(Box::new(late))], "before it was decided");
    let mut nobody = action("A2", "wait", day(10));
    nobody.owner = " ".to_owned();
    check(vec![Entry::Action(Box::new(nobody))], "A2 has no owner");
}

#[test]
fn what_is_refused_leaves_the_register_as_it_was() {
    let mut register = register(vec![decided("A1", "wait", date(2025, 3, 1))]).unwrap();
    let before = register.clone();
    assert!(
        register
            .take(became("A1", Status::Done, date(2025, 3, 2)))
            .is_err()
    );
    assert_eq!(register, before);
    assert_eq!(register.next_id(), "A2");
}

#[test]
fn use_of_input_counts_signals_once_and_ages_the_rest() {
    let accept = |topic: &str, on| {
        Entry::Accepted(AcceptedSignal {
            topic: TopicId::new(topic),
            on,
        })
    };
    let register = register(vec![
        accept("wait", date(2025, 1, 1)),
        accept("invoice", date(2025, 2, 1)),
        accept("invoice", date(2025, 2, 20)),
        decided("A1", "wait", date(2025, 2, 1)),
        decided("A2", "wait", date(2025, 2, 2)),
        decided("A3", "outage", date(2025, 2, 3)),
        became("A3", Status::Dropped, date(2025, 2, 10)),
        accept("later", date(2025, 3, 2)),
    ])
    .unwrap();
    let used = use_of_input(&register, date(2025, 3, 1));
    assert_eq!((used.n_accepted, used.n_used), (3, 1));
    let unused: Vec<(&str, i32)> = used
        .unused
        .iter()
        .map(|one| (one.topic.as_str(), one.age_days))
        .collect();
    assert_eq!(unused, [("invoice", 28), ("outage", 26)]);
    // Before it was dropped, the signal was acted on.
    let earlier = use_of_input(&register, date(2025, 2, 9));
    assert_eq!((earlier.n_accepted, earlier.n_used), (3, 2));
}

/// Weekly figures around `share`, whose errors hang together; `effect` is added from week `n_before`.
fn series(n_before: usize, n_after: usize, effect: f64, related: f64, seed: u64) -> Vec<WeekPoint> {
    let mut source = generator(seed, 1);
    let mut error = normal(&mut source) / (1.0 - related * related).sqrt();
    let mut points = Vec::new();
    let first = week_of(date(2025, 1, 6));
    for i in 0..n_before + n_after {
        let added = if i < n_before { 0.0 } else { effect };
        points.push(WeekPoint {
            week: first + i64::try_from(i).unwrap(),
            value: 0.02_f64.mul_add(error, 0.1 + added),
            weight: 100.0,
        });
        error = related.mul_add(error, normal(&mut source));
    }
    points
}

/// The change at the beginning of week `n_before`.
fn at(n_before: usize) -> Moment {
    let days = 7 * i64::try_from(n_before).unwrap();
    let day = date(2025, 1, 6)
        .checked_add(jiff::Span::new().days(days))
        .unwrap();
    Moment {
        from: day,
        until: day,
    }
}

/// How often the interval of the effect leaves out `truth`.
fn misses(model: ImpactModel, related: f64, effect: f64, n: u64) -> f64 {
    let missed = (0..n).filter(|seed| {
        let points = series(16, 16, effect, related, *seed);
        let fit = interrupted(&points, at(16), model, level())
            .unwrap()
            .unwrap();
        !fit.effect.contains(effect)
    });
    as_f64(missed.count()) / as_f64(usize::try_from(n).unwrap())
}

#[test]
fn an_action_without_effect_is_seldom_told_to_have_one() {
    // At most 7% stated; four standard errors of 150 draws on top.
    let most = 0.07 + 4.0 * (0.07_f64 * 0.93 / 150.0).sqrt();
    for model in [ImpactModel::Level, ImpactModel::Trend] {
        for related in [0.0, 0.3] {
            let share = misses(model, related, 0.0, 150);
            assert!(share <= most, "{model:?} {related}: {share}");
        }
    }
}

#[test]
fn a_planted_effect_lies_in_its_interval() {
    let most = 0.07 + 4.0 * (0.07_f64 * 0.93 / 150.0).sqrt();
    let share = misses(ImpactModel::Level, 0.3, -0.05, 150);
    assert!(share <= most, "{share}");
}

#[test]
fn weeks_of_the_change_are_left_out_and_few_weeks_tell_nothing() {
    let points = series(16, 16, -0.05, 0.0, 7);
    // From Wednesday of week 15 to Tuesday of week 17: weeks 15 to 17 are neither before nor after.
    let moment = Moment {
        from: date(2025, 4, 23),
        until: date(2025, 5, 6),
    };
    assert_eq!(week_of(moment.from) - points[0].week, 15);
    let fit = interrupted(&points, moment, ImpactModel::Level, level())
        .unwrap()
        .unwrap();
    assert_eq!((fit.n_before, fit.n_after), (15, 14));
    let short = interrupted(&points, at(25), ImpactModel::Level, level()).unwrap();
    assert_eq!(
        short,
        Err(TooShort {
            n_before: 25,
            n_after: 7
        })
    );
}

#[test]
fn a_trend_that_went_on_is_no_effect_of_the_trend_model() {
    let mut points = series(26, 26, 0.0, 0.0, 2);
    for (point, i) in points.iter_mut().zip(0_i32..) {
        point.value -= 0.003 * f64::from(i);
    }
    let by = |model| {
        interrupted(&points, at(26), model, level())
            .unwrap()
            .unwrap()
    };
    assert!(
        by(ImpactModel::Level).effect.high < 0.0,
        "fooled, as stated"
    );
    let trend = by(ImpactModel::Trend);
    assert!(trend.effect.contains(0.0), "{trend:?}");
    let lines = trend.trend.unwrap();
    assert!((lines.slope.estimate + 0.003).abs() < 0.0015, "{lines:?}");
}

#[test]
fn without_noise_the_reduction_is_the_planted_part() {
    let mut points = series(16, 16, 0.0, 0.0, 1);
    for (i, point) in points.iter_mut().enumerate() {
        let wiggle = if i % 2 == 0 { 1e-4 } else { -1e-4 };
        point.value = wiggle + if i < 16 { 0.1 } else { 0.04 };
    }
    let fit = interrupted(&points, at(16), ImpactModel::Level, level())
        .unwrap()
        .unwrap();
    let reduction = fit.reduction.unwrap();
    assert!((reduction.estimate - 0.6).abs() < 1e-6, "{fit:?}");
    assert!((fit.effect.estimate + 0.06).abs() < 1e-9);
}

/// Respondents of 40 weeks and 5 topics; topic 0 halves from week 20, all fall by `shared` then.
fn weekly(shared: f64) -> Weekly {
    let mut source = generator(11, 0);
    let first = week_of(date(2025, 1, 6));
    let mut weeks = Vec::new();
    for i in 0..40 {
        let mut week = Week::empty(first + i, 5);
        week.n_written = 200;
        for topic in 0..5 {
            let own = if topic == 0 && i >= 20 && shared >= 1.0 {
                0.5
            } else {
                1.0
            };
            let all = if i >= 20 { shared } else { 1.0 };
            let p = 0.12 * own * all;
            let n = (0..200).filter(|_| uniform(&mut source) < p).count();
            week.n_negative[topic] = n.try_into().unwrap();
        }
        (week.n_scored, week.weight, week.weight_squared) = (200, 200.0, 200.0);
        week.outcome = 200.0 * (20.0 + 5.0 * normal(&mut source));
        weeks.push(week);
    }
    Weekly { weeks, n_topics: 5 }
}

fn finished() -> Action {
    let mut done = action("A1", "wait", date(2025, 5, 1));
    let change = |status, on| StatusChange {
        status,
        on,
        noted_on: date(2025, 12, 1),
    };
    done.changes = vec![
        change(Status::Started, date(2025, 5, 19)),
        change(Status::Done, date(2025, 5, 26)),
    ];
    done
}

#[test]
fn an_action_that_halves_its_topic_keeps_its_prediction() {
    let found = realised(&finished(), &weekly(1.0), Some(0), &[1, 2, 3, 4], level()).unwrap();
    let reading = found.reading.as_ref().unwrap();
    assert_eq!(reading.verdict, EffectVerdict::Improved);
    let gain = reading.gain.unwrap();
    assert!(gain.contains(1.0) && gain.low > 0.0, "{gain:?}");
    assert_eq!(reading.bet, Some(Bet::Kept));
    let outcome = reading.outcome.unwrap().effect;
    assert!(outcome.contains(0.0), "{outcome:?}");
    let rate = hit_rate(&[found], level()).unwrap();
    assert_eq!((rate.n_kept, rate.n_missed), (1, 0));
    assert!(rate.rate.unwrap().low < 0.3, "one prediction tells little");
}

#[test]
fn a_fall_that_all_topics_share_is_not_called_an_effect() {
    let weekly = weekly(0.6);
    let alone = realised(&finished(), &weekly, Some(0), &[], level()).unwrap();
    assert_eq!(alone.reading.unwrap().verdict, EffectVerdict::Improved);
    let beside = realised(&finished(), &weekly, Some(0), &[1, 2, 3, 4], level()).unwrap();
    assert_eq!(beside.reading.unwrap().verdict, EffectVerdict::CannotTell);
}

#[test]
fn what_is_not_in_force_or_unknown_is_not_read() {
    let weekly = weekly(1.0);
    let of = |action: &Action, topic| realised(action, &weekly, topic, &[], level()).unwrap();
    let waiting = action("A1", "wait", date(2025, 5, 1));
    assert_eq!(
        of(&waiting, Some(0)).reading,
        Err(Unread::NotInForce(Status::Accepted))
    );
    assert_eq!(of(&finished(), None).reading, Err(Unread::NoTopic));
    let rate = hit_rate(&[of(&waiting, Some(0))], level()).unwrap();
    assert_eq!((rate.n_unjudged, rate.rate), (1, None));
}

fn frozen(lines: &[&str], n_negative: u64) -> Baseline {
    use crate::service_levels::experience::Definition;
    use crate::stats::wilson_interval;
    let share = as_f64(usize::try_from(n_negative).unwrap()) / 200.0;
    Baseline {
        frozen_on: date(2025, 4, 1),
        period: None,
        definition: Definition {
            lines: lines.iter().map(ToString::to_string).collect(),
        },
        level: level(),
        n_written: 200,
        outcome: None,
        topics: vec![TopicFigures {
            topic: TopicId::new("wait"),
            n_mentions: n_negative,
            n_negative,
            share_negative: wilson_interval(200.0, share, level()).unwrap(),
            outcome: None,
        }],
        withheld: Vec::new(),
    }
}

#[test]
fn figures_of_another_definition_are_refused_by_name() {
    let before = frozen(&["model a", "taxonomy 1"], 40);
    let same = compare(&frozen(&["model a", "taxonomy 1"], 20), &before, 10).unwrap();
    let change = same.topics[0].share_negative.unwrap();
    assert!((change.estimate + 0.1).abs() < 1e-12 && change.high < 0.0);
    let unlike = compare(&frozen(&["model a", "taxonomy 2"], 20), &before, 10).unwrap_err();
    assert_eq!(
        (unlike.only_before, unlike.only_now),
        (vec!["taxonomy 1".to_owned()], vec!["taxonomy 2".to_owned()])
    );
}

#[test]
fn an_action_that_is_under_way_is_not_judged() {
    let mut begun = finished();
    begun.changes.pop();
    let found = realised(&begun, &weekly(1.0), Some(0), &[1, 2, 3, 4], level()).unwrap();
    assert_eq!(found.reading, Err(Unread::NotInForce(Status::Started)));
}

#[test]
fn a_register_of_an_earlier_day_knows_nothing_of_later_ones() {
    let register = Register {
        accepted: Vec::new(),
        actions: vec![finished()],
    };
    let status = |day| register.on(day).actions.first().map(Action::status);
    assert_eq!(status(date(2025, 4, 30)), None);
    assert_eq!(status(date(2025, 5, 18)), Some(Status::Accepted));
    assert_eq!(status(date(2025, 5, 20)), Some(Status::Started));
    assert_eq!(status(date(2025, 5, 26)), Some(Status::Done));
}

#[test]
fn two_actions_on_one_topic_are_not_both_paid_its_fall() {
    let mut second = finished();
    second.id = "A2".to_owned();
    let both = Register {
        accepted: Vec::new(),
        actions: vec![finished(), second],
    };
    assert_eq!(both.shares_topic(&both.actions[0]), Some("A2"));
    let mut given_up = both.clone();
    given_up.actions[1].changes.clear();
    assert_eq!(given_up.shares_topic(&given_up.actions[0]), None);
}

#[test]
fn a_topic_that_nobody_mentions_any_more_is_none_of_all() {
    // 60 of 400, then 0 of 400: Newcombe (1998), method 10, by hand from Wilson's limits.
    let of = |n_negative: f64| {
        crate::stats::wilson_interval(400.0, n_negative / 400.0, level()).unwrap()
    };
    let figures = |topics| Baseline {
        frozen_on: date(2025, 4, 1),
        period: None,
        definition: Definition { lines: Vec::new() },
        level: level(),
        n_written: 400,
        outcome: None,
        topics,
        withheld: Vec::new(),
    };
    let before = figures(vec![TopicFigures {
        topic: TopicId::new("wait"),
        n_mentions: 60,
        n_negative: 60,
        share_negative: of(60.0),
        outcome: None,
    }]);
    let found = compare(&figures(Vec::new()), &before, 10).unwrap();
    let change = found.topics[0].share_negative.unwrap();
    assert!((change.estimate + 0.15).abs() < 1e-12);
    let (then, now) = (of(60.0), of(0.0));
    // Nobody cannot become fewer: only the doubt of then counts on this side.
    let low = -0.15 - (then.high - 0.15);
    assert!((change.low - low).abs() < 1e-9, "{change:?} {low}");
    assert!(change.high < 0.0 && now.high > 0.0);
    assert_eq!(found.topics[0].now.as_ref().unwrap().n_negative, 0);
}

#[test]
fn what_few_mention_is_withheld_on_its_side_and_is_not_nobody() {
    let lines = ["taxonomy 1"];
    let (many, few) = (frozen(&lines, 40), frozen(&lines, 3));
    let none = Baseline {
        topics: Vec::new(),
        ..many.clone()
    };
    let told_of_few = Baseline {
        withheld: vec![TopicId::new("wait")],
        ..none.clone()
    };
    // A file of an earlier version holds the three; one of now names the topic alone.
    for now in [few, told_of_few] {
        let found = compare(&now, &many, 10).unwrap();
        let topic = &found.topics[0];
        assert!(topic.is_withheld && topic.now.is_none() && topic.share_negative.is_none());
        assert_eq!(topic.before.as_ref().map(|then| then.n_mentions), Some(40));
    }
    let found = compare(&none, &many, 10).unwrap();
    assert!(!found.topics[0].is_withheld && found.topics[0].share_negative.is_some());
}
