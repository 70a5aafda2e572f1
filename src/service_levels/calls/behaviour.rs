//! Cases of contact centres, one a test.

use super::fixture::{abandoned, answered, at, by, options, s};
use super::*;
use crate::disclosure::Reason;
use crate::service_levels::calendar::{Opening, Window};
use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use std::sync::Arc;

const END: &str = "2026-03-31T00:00:00Z";

fn in_queue(call: Call, queue: &str) -> Call {
    Call {
        queue: Some(queue.into()),
        ..call
    }
}

fn of_customer(call: Call, customer: &str, topic: &str) -> Call {
    Call {
        customer: Some(customer.into()),
        topic: Some(topic.into()),
        ..call
    }
}

fn noon() -> Timestamp {
    at("2026-03-02T12:00:00Z")
}

fn amsterdam(length: IntervalLength) -> Intervals {
    Intervals {
        length,
        zone: TimeZone::get("Europe/Amsterdam").unwrap(),
    }
}

#[test]
fn a_call_that_is_passed_on_is_a_contact_of_both_queues_and_one_of_the_customer() {
    let first = in_queue(answered("1", noon(), 10, 100), "A");
    let second = Call {
        transferred_from: Some("1".into()),
        ..in_queue(answered("2", at("2026-03-02T12:01:50Z"), 25, 200), "B")
    };
    let mut options = options(END);
    options.groupings = by(&[Dimension::Queue]);
    let found = overview(&[first, second], &options);
    let figures: Vec<&Figures> = found.tables[0].cells.iter().map(|c| &c.figures).collect();
    assert_eq!(figures[0].counts.answered, 1);
    assert_eq!(figures[0].transfers.unwrap().numerator, 1);
    assert_eq!(figures[1].counts.offered(), 1);
    assert_eq!(figures[1].transfers.unwrap().numerator, 0);
    assert_eq!(figures[1].waits.longest.unwrap().wait, s(25));
    assert_eq!((found.journeys.n, found.journeys.n_legs), (1, 2));
    assert!((found.journeys.wait.unwrap().mean_s - 35.0).abs() < 1e-12);
}

#[test]
fn giving_up_after_a_transfer_is_abandoned_by_choice() {
    let first = answered("1", noon(), 10, 100);
    let second = Call {
        transferred_from: Some("1".into()),
        ..abandoned("2", at("2026-03-02T12:02:00Z"), 40)
    };
    let calls = [first, second];
    let n = |choice| journeys(&calls, at(END), choice).n_abandoned;
    assert_eq!(n(TransferAbandon::NeverAnswered), 0);
    assert_eq!(n(TransferAbandon::AnyLeg), 1);
    assert_eq!(
        overview(&calls, &options(END))
            .whole
            .figures
            .counts
            .abandoned,
        1
    );
}

#[test]
fn a_log_of_transfers_that_bites_its_tail_ends() {
    let leg = |id: &str, from: &str| Call {
        transferred_from: Some(from.into()),
        ..answered(id, noon(), 1, 1)
    };
    let found = journeys(
        &[leg("1", "2"), leg("2", "1"), leg("3", "9")],
        at(END),
        TransferAbandon::AnyLeg,
    );
    assert_eq!((found.n_legs, found.n_without_origin), (3, 1));
}

#[test]
fn a_conference_is_one_contact_of_the_queue_and_work_of_each_agent() {
    let part = |agent: &str, talk_s| Segment {
        agent: agent.into(),
        talk: s(talk_s),
        hold: s(0),
        wrap_up: s(30),
    };
    let call = Call {
        wrap_up: Some(s(30)),
        segments: vec![part("x", 300), part("y", 200)],
        ..answered("1", noon(), 10, 300)
    };
    let by_agent = handle_time_by_agent(std::slice::from_ref(&call));
    assert_eq!(by_agent[&Arc::from("x")], s(330));
    assert_eq!(by_agent[&Arc::from("y")], s(230));
    let handle = overview(&[call], &options(END))
        .whole
        .figures
        .handling
        .handle
        .unwrap();
    assert_eq!(handle.n, 1);
    assert!((handle.mean_s - 330.0).abs() < 1e-12);
}

#[test]
fn what_cannot_have_happened_is_refused() {
    let check = |call: Call, expected| assert_eq!(call.check(), expected);
    let good = answered("1", noon(), 10, 100);
    check(good.clone(), Ok(()));
    check(
        answered("1", noon(), -1, 100),
        Err(CallFault::Negative { field: "wait" }),
    );
    check(
        answered("1", noon(), 1, -100),
        Err(CallFault::Negative { field: "talk" }),
    );
    check(
        Call {
            wait: None,
            ..good.clone()
        },
        Err(CallFault::AnsweredWithoutWait),
    );
    let ended = |text| Call {
        ended_at: Some(at(text)),
        ..good.clone()
    };
    check(ended("2026-03-02T12:00:09Z"), Ok(()));
    check(ended("2026-03-02T12:00:05Z"), Err(CallFault::EndedTooEarly));
    check(ended("2026-03-02T11:59:59Z"), Err(CallFault::EndedTooEarly));
    let talked = Call {
        talk: Some(s(5)),
        ..abandoned("1", noon(), 3)
    };
    check(talked, Err(CallFault::HandledWithoutAnswer));
    let silent = Call {
        talk: Some(s(0)),
        ..abandoned("1", noon(), 3)
    };
    check(silent, Ok(()));
}

#[test]
fn what_goes_on_at_the_instant_of_the_report_is_open() {
    let call = answered("1", noon(), 60, 600);
    let at_instant = |text| {
        overview(std::slice::from_ref(&call), &options(text))
            .whole
            .figures
    };
    assert_eq!(at_instant("2026-03-02T11:59:59Z").counts, Counts::default());
    assert_eq!(at_instant("2026-03-02T12:00:59Z").counts.waiting, 1);
    let talking = at_instant("2026-03-02T12:05:00Z");
    assert_eq!(talking.counts.answered, 1);
    assert_eq!(talking.handling.n_in_progress, 1);
    assert_eq!(talking.handling.handle, None);
    assert_eq!(
        at_instant("2026-03-02T12:11:00Z")
            .handling
            .handle
            .unwrap()
            .n,
        1
    );
}

#[test]
fn a_long_call_is_counted_where_the_attribution_says_and_the_total_stays() {
    let call = Call {
        wrap_up: Some(s(60)),
        ..answered("1", at("2026-03-02T12:14:50Z"), 20, 45 * 60)
    };
    let rows = |attribution| {
        let mut options = options(END);
        options.intervals = Some(amsterdam(IntervalLength::Half));
        options.attribution = attribution;
        overview(std::slice::from_ref(&call), &options).intervals
    };
    let handled_at = |attribution: Attribution| {
        let rows = rows(attribution);
        let total: usize = rows.iter().map(|row| row.n_handled).sum();
        assert_eq!(total, 1, "{attribution:?}");
        let row = rows.iter().find(|row| row.n_handled == 1).unwrap();
        assert!((row.aht_s().unwrap() - 2760.0).abs() < 1e-9);
        row.start
    };
    assert_eq!(handled_at(Attribution::Start), at("2026-03-02T12:00:00Z"));
    assert_eq!(
        handled_at(Attribution::Answered),
        at("2026-03-02T12:00:00Z")
    );
    assert_eq!(
        handled_at(Attribution::EndOfWrapUp),
        at("2026-03-02T13:00:00Z")
    );
}

/// 002-02.
#[test]
fn the_days_on_which_the_clock_moves_have_92_and_100_quarters() {
    let quarters = |day| amsterdam(IntervalLength::Quarter).starts_of_day(day).len();
    assert_eq!(quarters(date(2026, 3, 29)), 92);
    assert_eq!(quarters(date(2026, 10, 25)), 100);
    assert_eq!(quarters(date(2026, 6, 1)), 96);
    assert_eq!(
        amsterdam(IntervalLength::Half)
            .starts_of_day(date(2026, 3, 29))
            .len(),
        46
    );
}

/// 002-02: a contact in every minute of the two days.
#[test]
fn volumes_by_interval_add_up_to_the_raw_count() {
    for (day, minutes) in [(date(2026, 3, 29), 23 * 60), (date(2026, 10, 25), 25 * 60)] {
        let intervals = amsterdam(IntervalLength::Quarter);
        let start = intervals.starts_of_day(day)[0];
        let calls: Vec<Call> = (0..minutes)
            .map(|minute| {
                let offered_at = start + SignedDuration::from_mins(minute);
                answered(&minute.to_string(), offered_at, 5, 60)
            })
            .collect();
        let mut options = options("2026-12-01T00:00:00Z");
        options.intervals = Some(intervals.clone());
        let found = overview(&calls, &options);
        let by_week: usize = found.volume.iter().map(|row| row.n_inbound).sum();
        let by_interval: usize = found.intervals.iter().map(|row| row.counts.inbound()).sum();
        assert_eq!((by_week, by_interval), (calls.len(), calls.len()));
        let starts: Vec<_> = found.intervals.iter().map(|row| row.start).collect();
        // The last contacts end on the next day.
        assert!(starts.starts_with(&intervals.starts_of_day(day)));
        assert!(found.volume.iter().all(|row| row.weekday == 7));
    }
}

/// 002-13.
#[test]
fn an_incident_changes_the_figure_beside_that_of_the_contract() {
    let late = answered("1", noon(), 500, 60);
    let good = answered("2", at("2026-03-03T12:00:00Z"), 5, 60);
    let mut asked = options(END);
    let plain = overview(&[late.clone(), good.clone()], &asked)
        .whole
        .figures;
    asked.calamities = vec![Calamity {
        from: at("2026-03-02T00:00:00Z"),
        to: at("2026-03-03T00:00:00Z"),
        scope: CalamityScope::Everything,
    }];
    let found = overview(&[late, good], &asked);
    assert_eq!(found.whole.figures, plain);
    let calm = found.whole.without_calamities.unwrap();
    assert_eq!(calm.counts.answered, 1);
    assert_eq!(calm.service_levels[0].attained.share(), Some(1.0));
    assert!(
        found
            .cautions
            .contains(&CallCaution::CalamitiesDeclared { n: 1 })
    );
}

#[test]
fn an_incident_of_one_queue_leaves_the_others_alone() {
    let calamity = Calamity {
        from: noon(),
        to: at(END),
        scope: CalamityScope::Queue("A".into()),
    };
    assert!(calamity.covers(&in_queue(answered("1", noon(), 1, 1), "A")));
    assert!(!calamity.covers(&in_queue(answered("1", noon(), 1, 1), "B")));
    assert!(!calamity.covers(&in_queue(answered("1", at(END), 1, 1), "A")));
}

/// 002-14.
#[test]
fn contacts_out_of_hours_stand_apart() {
    let window = |from: &str, to: &str| Window {
        start: at(from),
        end: at(to),
    };
    let covers = window("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z");
    let opening = Opening::new(
        [window("2026-03-02T08:00:00Z", "2026-03-02T16:00:00Z")],
        covers,
    );
    let mut options = options(END);
    options.opening = Some(&opening);
    let early = abandoned("1", at("2026-03-02T07:59:59Z"), 100);
    let first = answered("2", at("2026-03-02T08:00:00Z"), 10, 60);
    let late = answered("3", at("2026-03-02T16:00:00Z"), 10, 60);
    let counts = overview(&[early, first, late], &options)
        .whole
        .figures
        .counts;
    assert_eq!(
        (counts.out_of_hours, counts.offered(), counts.abandoned),
        (2, 1, 0)
    );
}

/// 000-01.
#[test]
fn the_fourth_ring_begins_after_fifteen_seconds() {
    let count = |ms| rings(SignedDuration::from_millis(ms), s(5));
    assert_eq!(count(14_900), Some(3));
    assert_eq!(count(15_000), Some(3));
    assert_eq!(count(15_100), Some(4));
    assert_eq!(count(0), Some(0));
    assert_eq!(rings(s(5), s(0)), None);
    let ringing = |id: &str, ms| Call {
        ring: Some(SignedDuration::from_millis(ms)),
        ..answered(id, noon(), 20, 60)
    };
    let mut options = options(END);
    options.rings = Some(RingTarget {
        cycle: s(5),
        most: 3,
    });
    let calls = [
        ringing("1", 14_900),
        ringing("2", 15_100),
        answered("3", noon(), 20, 60),
    ];
    let kept = overview(&calls, &options).whole.figures.rings.unwrap();
    assert_eq!((kept.numerator, kept.denominator), (1, 2));
}

/// 002-18.
#[test]
fn who_still_waits_can_be_over_the_maximum_already() {
    let waiting = Call::offered("3".into(), at("2026-03-02T12:00:00Z"), Disposition::Waiting);
    let calls = [
        answered("1", noon(), 60, 60),
        abandoned("2", noon(), 61),
        waiting,
    ];
    let mut options = options("2026-03-02T12:10:00Z");
    options.longest_wait = Some(s(60));
    options.longest_talk = Some(s(59));
    let figures = overview(&calls, &options).whole.figures;
    let over = figures.waits.over_maximum.unwrap();
    assert_eq!((over.n, over.n_over), (3, 2));
    assert_eq!(figures.handling.talk_over_maximum.unwrap().n_over, 1);
    // The wait of who gave up is no speed of an answer.
    assert!((figures.waits.answered.unwrap().mean_s - 60.0).abs() < 1e-12);
    assert!((figures.waits.abandoned.unwrap().mean_s - 61.0).abs() < 1e-12);
}

#[test]
fn figures_of_an_agent_know_no_abandoned_contacts() {
    let mut options = options(END);
    options.groupings = by(&[Dimension::Agent]);
    let call = Call {
        agent: Some("x".into()),
        ..answered("1", noon(), 5, 60)
    };
    let found = overview(&[call], &options);
    let figures = &found.tables[0].cells[0].figures;
    assert_eq!((figures.abandonment, figures.queue_length), (None, None));
    for level in &figures.service_levels {
        let is_told = level.formula == Formula::AnsweredOnly;
        assert_eq!(level.attained != Attained::NotPerAgent, is_told);
    }
}

/// 002-20.
#[test]
fn a_customer_who_comes_back_was_not_helped_at_once() {
    let call = |id: &str, customer, topic, offered_at| {
        of_customer(answered(id, at(offered_at), 5, 60), customer, topic)
    };
    let calls = [
        // Comes back on the last second of the seventh day, by another channel.
        call("1", "p", "bill", "2026-03-02T12:00:00Z"),
        Call {
            channel: Some("chat".into()),
            ..call("2", "p", "bill", "2026-03-09T12:00:00Z")
        },
        // Comes back for something else.
        call("3", "q", "bill", "2026-03-02T12:00:00Z"),
        call("4", "q", "move", "2026-03-03T12:00:00Z"),
        // Comes back and gives up.
        call("5", "r", "bill", "2026-03-05T12:00:00Z"),
        of_customer(abandoned("6", at("2026-03-05T13:00:00Z"), 30), "r", "bill"),
        // Nobody knows yet.
        call("7", "s", "bill", "2026-03-28T12:00:00Z"),
        // Nobody knows who.
        answered("8", noon(), 5, 60),
    ];
    let found = overview(&calls, &options(END)).whole.figures.first_contact;
    let no_repeat = found.no_repeat.unwrap();
    assert_eq!((no_repeat.numerator, no_repeat.denominator), (2, 4));
    assert_eq!(
        (found.n_repeats, found.n_too_young, found.n_unknown),
        (1, 1, 1)
    );
}

#[test]
fn a_leg_of_a_transfer_is_no_return_of_the_customer() {
    let first = of_customer(answered("1", noon(), 5, 60), "p", "bill");
    let second = Call {
        transferred_from: Some("1".into()),
        ..of_customer(
            answered("2", at("2026-03-02T12:02:00Z"), 5, 60),
            "p",
            "bill",
        )
    };
    let found = overview(&[first, second], &options(END))
        .whole
        .figures
        .first_contact;
    let no_repeat = found.no_repeat.unwrap();
    assert_eq!((no_repeat.numerator, no_repeat.denominator), (1, 1));
}

#[test]
fn surveys_and_notes_of_agents_are_other_definitions() {
    let call = |id: &str, helped, resolved, topic: &str| Call {
        helped_at_once: helped,
        resolved,
        topic: Some(topic.into()),
        ..answered(id, noon(), 5, 60)
    };
    let calls = [
        call("1", Some(true), Some(true), "bill"),
        call("2", Some(false), Some(true), "bill"),
        call("3", None, Some(false), "fault"),
        call("4", None, None, "bill"),
    ];
    let mut options = options(END);
    options.not_first_line.insert("fault".into());
    let found = overview(&calls, &options).whole.figures.first_contact;
    let pair = |p: Proportion| (p.numerator, p.denominator);
    // Two answers are too few to tell.
    assert_eq!(found.survey, Survey::Suppressed(Reason::BelowFloor));
    assert_eq!(pair(found.resolved_first), (2, 3));
    assert_eq!(pair(found.resolved_first_net.unwrap()), (2, 2));
    assert_eq!(found.no_repeat, None);
}

#[test]
fn a_part_that_only_some_contacts_have_makes_the_others_unknown() {
    let with = Call {
        wrap_up: Some(s(30)),
        ..answered("1", noon(), 5, 60)
    };
    let without = answered("2", noon(), 5, 600);
    let found = overview(&[with, without], &options(END));
    let handling = found.whole.figures.handling;
    assert_eq!((handling.handle.unwrap().n, handling.n_unknown), (1, 1));
    assert!((handling.handle.unwrap().mean_s - 90.0).abs() < 1e-12);
    assert!(found.cautions.contains(&CallCaution::NoHold));
    assert!(!found.cautions.contains(&CallCaution::NoWrapUp));
    // A log that does not tell transfers has no rate of them, which is not a rate of nil.
    assert_eq!(found.whole.figures.transfers, None);
}

prop_compose! {
    fn any_call()(
        id in 0_u32..1_000_000,
        offered in 0_i64..86_400,
        wait in prop::option::of(0_i64..200),
        talk in 0_i64..600,
        kind in 0_usize..7,
        queue in prop::option::of(0_u8..3),
    ) -> Call {
        let disposition = Disposition::ALL[kind];
        let is_answered = disposition == Disposition::Answered;
        Call {
            queue: queue.map(|queue| queue.to_string().into()),
            wait: wait.map(s).or(is_answered.then(|| s(7))),
            talk: is_answered.then(|| s(talk)),
            ..Call::offered(id.to_string().into(), noon() + s(offered), disposition)
        }
    }
}

proptest! {
    /// 002-06, and the order of a log makes no difference.
    #[test]
    fn cells_add_up_to_the_whole_in_any_order(
        mut calls in prop::collection::vec(any_call(), 0..60),
        as_of in 0_i64..90_000,
    ) {
        let mut options = options(END);
        options.as_of = noon() + s(as_of);
        options.groupings = by(&[Dimension::Queue]);
        calls.sort_by(|a, b| a.contact.cmp(&b.contact));
        calls.dedup_by(|a, b| a.contact == b.contact);
        let found = overview(&calls, &options);
        let whole = found.whole.figures.counts;
        prop_assert_eq!(whole.offered(), whole.answered + whole.abandoned + whole.flow_out + whole.waiting);
        let mut sum = Counts::default();
        for cell in &found.tables[0].cells {
            let counts = cell.figures.counts;
            sum.answered += counts.answered;
            sum.abandoned += counts.abandoned;
            sum.flow_out += counts.flow_out;
            sum.waiting += counts.waiting;
        }
        prop_assert_eq!(sum.offered(), whole.offered());
        let known = calls.iter().filter(|call| call.offered_at <= options.as_of).count();
        prop_assert_eq!(whole.inbound(), known);
        calls.reverse();
        prop_assert_eq!(overview(&calls, &options), found);
    }

    #[test]
    fn a_service_level_lies_between_its_bounds(
        calls in prop::collection::vec(any_call(), 0..60),
        invented in prop::collection::vec(0_i64..60, 60),
    ) {
        let options = options(END);
        let open = overview(&calls, &options).whole.figures.service_levels;
        let told: Vec<Call> = calls.iter().zip(invented).map(|(call, wait)| Call {
            wait: call.wait.or(Some(s(wait))),
            ..call.clone()
        }).collect();
        let told = overview(&told, &options).whole.figures.service_levels;
        for (open, told) in open.iter().zip(&told) {
            if let Attained::Between { lowest, highest, .. } = open.attained
                && let (Some(low), Some(high), Some(share)) = (lowest.share(), highest.share(), told.attained.share())
            {
                prop_assert!(low <= share + 1e-12 && share <= high + 1e-12, "{low} {share} {high}");
            }
        }
    }
}
