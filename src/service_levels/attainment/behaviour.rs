//! What came of promises, on cases whose answer is known.

use super::fixtures::{HOUR, at, case, clock, policy, share};
use super::*;
use crate::service_levels::calendar::{Opening, Window};
use crate::service_levels::clocks::{Instance, State};
use crate::units::Seconds;
use std::collections::BTreeSet;
use std::sync::Arc;

fn clocks(counts: &[(usize, i64, State)]) -> Vec<Instance> {
    counts
        .iter()
        .flat_map(|(n, hours, state)| (0..*n).map(move |_| (*hours, *state)))
        .enumerate()
        .map(|(idx, (hours, state))| clock(&format!("T{idx}"), hours, state))
        .collect()
}

fn one_row(instances: &[Instance]) -> Row {
    let cases: Vec<Case<'_>> = instances.iter().map(case).collect();
    let policies = [policy()];
    let promises = Promises::new(&policies);
    let mut found = attain(&cases, [], &promises, Grain::Metric, share(0.95));
    assert_eq!(found.rows.len(), 1);
    found.rows.remove(0)
}

/// 190 of 200 in time: 95.0 % with the Wilson interval 91.0 to 97.3, and a contract of 95 % is met.
#[test]
fn a_contract_is_judged_by_the_plain_share() {
    let row = one_row(&clocks(&[(190, 2, State::Met), (10, 5, State::Breached)]));
    let interval = row.share.unwrap();
    assert!((interval.estimate - 0.95).abs() < 1e-12);
    assert!((interval.low - 0.910).abs() < 5e-4 && (interval.high - 0.973).abs() < 5e-4);
    assert_eq!(row.standing, Standing::Met);
    let row = one_row(&clocks(&[(189, 2, State::Met), (11, 5, State::Breached)]));
    assert_eq!(row.standing, Standing::NotMet);
}

#[test]
fn what_is_not_decided_is_counted_apart() {
    let mut instances = clocks(&[
        (3, 2, State::Met),
        (1, 6, State::Breached),
        (2, 1, State::OpenOnTrack),
        (1, 3, State::OpenAtRisk),
        (4, 2, State::Paused),
        (5, 2, State::Cancelled),
    ]);
    let mut open = clock("late", 5, State::Breached);
    (open.fulfilled_at, open.ended_at) = (None, None);
    instances.push(open);
    let row = one_row(&instances);
    assert_eq!((row.n_met, row.n_breached, row.n_breached_open), (3, 2, 1));
    assert_eq!((row.n_on_track, row.n_at_risk), (2, 1));
    assert_eq!((row.n_paused, row.n_cancelled, row.n_tickets), (4, 5, 5));
    assert!((row.share.unwrap().estimate - 0.6).abs() < 1e-12);
    let nothing = one_row(&clocks(&[(2, 1, State::Paused)]));
    assert_eq!(nothing.share, None);
    assert_eq!(nothing.standing, Standing::NothingDecided);
}

#[test]
fn tickets_without_a_promise_are_in_no_share_but_counted() {
    let instances = clocks(&[(1, 2, State::Met)]);
    let cases: Vec<Case<'_>> = instances.iter().map(case).collect();
    let free: Group = vec!["free".into()];
    let policies = [policy()];
    let found = attain(
        &cases,
        [&free, &free],
        &Promises::new(&policies),
        Grain::Metric,
        share(0.95),
    );
    assert_eq!(found.without_promise[&free], 2);
    assert_eq!(found.rows[0].n_met, 1);
}

/// 2 h and 3 h are inside the internal 3 h, 4 h keeps the promise only.
#[test]
fn the_internal_goal_stands_beside_the_promise() {
    let row = one_row(&clocks(&[
        (6, 2, State::Met),
        (2, 3, State::Met),
        (1, 4, State::Met),
        (1, 5, State::Breached),
        (1, 1, State::OpenOnTrack),
    ]));
    let internal = row.internal.unwrap();
    assert_eq!((row.n_met, row.n_breached), (9, 1));
    assert_eq!(
        (internal.n_met, internal.n_missed, internal.n_open),
        (8, 2, 1)
    );
    assert_eq!(internal.standing, Standing::NotMet);
    assert!((row.exceeded.unwrap().estimate - 0.8).abs() < 1e-12);
    let slack = row.slack_use.unwrap();
    assert_eq!(slack.n, 10);
    assert!((slack.mean - 0.2).abs() < 1e-12 && slack.median.abs() < 1e-12);
    let half = one_row(&[Instance {
        elapsed_business: Seconds(3 * HOUR + HOUR / 2),
        ..clock("T", 3, State::Met)
    }]);
    assert!((half.slack_use.unwrap().mean - 0.5).abs() < 1e-12);
}

#[test]
fn shares_that_differ_are_not_judged_together() {
    let instances = [clock("a", 2, State::Met), {
        let mut other = clock("b", 2, State::Met);
        other.target = Seconds(8 * HOUR);
        other.target_idx = 1;
        other
    }];
    let cases: Vec<Case<'_>> = instances.iter().map(case).collect();
    let mut promised = policy();
    let mut slow = promised.targets[0].clone();
    slow.target = Seconds(8 * HOUR);
    slow.priority = Some("low".into());
    slow.attainment = Some(share(0.8));
    promised.targets.push(slow);
    let policies = [promised];
    let promises = Promises::new(&policies);
    let standings = |grain| -> Vec<Standing> {
        let found = attain(&cases, [], &promises, grain, share(0.95));
        found.rows.iter().map(|row| row.standing).collect()
    };
    assert_eq!(standings(Grain::Metric), [Standing::SharesDiffer]);
    assert_eq!(standings(Grain::Target), [Standing::Met, Standing::Met]);
    let nothing = Promises::default();
    let found = attain(&cases, [], &nothing, Grain::Metric, share(0.95));
    assert_eq!(found.rows[0].standing, Standing::NothingAgreed);
}

#[test]
fn clocks_of_one_ticket_tell_less_than_those_of_many() {
    let many = clocks(&[(80, 2, State::Met), (20, 5, State::Breached)]);
    let mut few = many.clone();
    for (idx, instance) in few.iter_mut().enumerate() {
        instance.ticket = format!("T{}", idx / 10).into();
    }
    let (wide, narrow) = (one_row(&few), one_row(&many));
    assert_eq!((wide.n_tickets, narrow.n_tickets), (10, 100));
    let width = |row: &Row| row.share.map(|share| share.high - share.low).unwrap();
    assert!(width(&wide) > 2.0 * width(&narrow));
    let mut agreeing = clocks(&[(10, 2, State::Met)]);
    for instance in &mut agreeing {
        instance.ticket = "T".into();
    }
    assert!(one_row(&agreeing).share.unwrap().low < 0.25);
}

#[test]
fn breaches_have_their_size_and_fall_on_customers() {
    let instances = clocks(&[
        (4, 2, State::Met),
        (1, 5, State::Breached),
        (2, 7, State::Breached),
    ]);
    let mut cases: Vec<Case<'_>> = instances.iter().map(case).collect();
    for (case, customer) in cases.iter_mut().zip(["a", "a", "b", "c", "b", "b"]) {
        case.customer = Some(customer.into());
    }
    let policies = [policy()];
    let promises = Promises::new(&policies);
    let found = attain(&cases, [], &promises, Grain::Metric, share(0.95));
    let overrun = found.rows[0].overrun.unwrap();
    assert_eq!((overrun.n, overrun.total), (3, Seconds(7 * HOUR)));
    assert!((overrun.median_s - 10_800.0).abs() < 1e-9);
    assert!((overrun.p90_s - 10_800.0).abs() < 1e-9);
    assert_eq!(overrun.longest, Seconds(3 * HOUR));
    let repeats = found.rows[0].repeats;
    assert_eq!((repeats.n_customers, repeats.n_with_breach), (3, 1));
    assert_eq!((repeats.n_with_repeat, repeats.n_unknown), (1, 1));
}

#[test]
fn work_is_ordered_by_time_left_then_tier() {
    let due = |ticket, second| {
        let mut instance = clock(ticket, 3, State::OpenAtRisk);
        instance.due_at = Some(at(second));
        instance
    };
    let mut late = clock("late", 5, State::Breached);
    (late.fulfilled_at, late.ended_at) = (None, None);
    // Merged, or solved without the reply that was promised: late for good, and nobody's work.
    let mut merged = clock("merged", 5, State::Breached);
    merged.fulfilled_at = None;
    let instances = [
        merged,
        due("c", 200),
        due("b", 100),
        due("a", 100),
        late,
        clock("paused", 3, State::Paused),
        clock("done", 5, State::Breached),
    ];
    let mut cases: Vec<Case<'_>> = instances.iter().map(case).collect();
    cases[2].tier = Some(1);
    cases[3].tier = Some(2);
    let order = |urgency, as_of| -> Vec<(String, i64)> {
        work_list(&cases, urgency, at(as_of))
            .iter()
            .map(|item| (item.case.instance.ticket.to_string(), item.time_left.0))
            .collect()
    };
    let found = order(Urgency::AtRisk, 40);
    let expected = [("b", 60), ("a", 60), ("c", 160)];
    assert_eq!(
        found,
        expected.map(|(ticket, left)| (ticket.to_owned(), left))
    );
    let all = order(Urgency::Running, 5 * HOUR);
    assert_eq!(all.len(), 4);
    assert!(all[0].1 < 0 && all[0].0 == "late");
    // Due at a close that has passed, and not late before work is taken up again.
    assert!(all[1..].iter().all(|(_, left)| *left == 0));
}

#[test]
fn a_registered_breach_stays_and_is_registered_once() {
    let policies = [policy()];
    let promises = Promises::new(&policies);
    let late = clock("T1", 5, State::Breached);
    let fine = clock("T2", 2, State::Met);
    let first = register(&[], [&late, &fine], &promises, at(9 * HOUR));
    assert_eq!(first.len(), 1);
    let entry = &first[0];
    assert_eq!(entry.contract.as_deref(), Some("C-1"));
    assert_eq!(
        (entry.elapsed, entry.target),
        (Seconds(5 * HOUR), Seconds(4 * HOUR))
    );
    assert_eq!(entry.evidence, ["started 1970-01-01T00:00:00Z: created"]);
    assert!(register(&first, [&late, &late], &promises, at(10 * HOUR)).is_empty());

    let mut second_cycle = clock("T1", 1, State::Met);
    second_cycle.instance = 2;
    let mut third_cycle = clock("T1", 6, State::Breached);
    third_cycle.instance = 3;
    let later = register(
        &first,
        [&late, &second_cycle, &third_cycle],
        &promises,
        at(99 * HOUR),
    );
    assert_eq!(later.len(), 1);
    assert_eq!(later[0].key.instance, 3);
    let twice = register(&[], [&late, &late], &promises, at(9 * HOUR));
    assert_eq!(twice.len(), 1);

    let mut loose = policy();
    loose.legally_binding = false;
    let policies = [loose];
    let found = register(&[], [&late], &Promises::new(&policies), at(9 * HOUR));
    assert!(found.is_empty());
}

fn legs(hours: &[(&str, i64)]) -> Vec<(Arc<str>, Window)> {
    let mut start = 0;
    hours
        .iter()
        .map(|(team, hours)| {
            let window = Window {
                start: at(start),
                end: at(start + hours * HOUR),
            };
            start += hours * HOUR;
            (Arc::from(*team), window)
        })
        .collect()
}

fn hours_window(from: i64, to: i64) -> Window {
    Window {
        start: at(from * HOUR),
        end: at(to * HOUR),
    }
}

/// 3 h, 1 h and 6 h under agreements of 4 h each, 8 h promised.
#[test]
fn the_team_that_exceeded_its_agreement_has_the_overrun() {
    let opening = Opening::always(hours_window(0, 100));
    let running = Running {
        window: hours_window(0, 10),
        pauses: &[],
        opening: &opening,
    };
    let times = leg_times(
        &legs(&[("one", 3), ("two", 1), ("three", 6)]),
        &running,
        |_, _| Some(Seconds(4 * HOUR)),
    );
    let found = attribute(&times, Seconds(8 * HOUR)).unwrap();
    assert_eq!(found.overrun, Seconds(2 * HOUR));
    assert_eq!(found.rule, Rule::ExcessOverAgreement);
    let shares: Vec<f64> = found.legs.iter().map(|leg| leg.share).collect();
    assert_eq!(shares, [0.0, 0.0, 1.0]);
    let teams = overrun_by_team([&found]);
    assert_eq!(teams[&Some("three".into())].n_breaches, 1);
    assert_eq!(teams[&Some("one".into())].n_breaches, 0);
    assert!((teams[&Some("three".into())].overrun_s - 7200.0).abs() < 1e-9);
    assert_eq!(attribute(&times, Seconds(10 * HOUR)), None);
}

#[test]
fn without_an_excess_the_time_after_the_due_instant_is_shared() {
    let time = |team: &str, hours: i64, agreed: Option<i64>| LegTime {
        team: Some(team.into()),
        elapsed: Seconds(hours * HOUR),
        agreed: agreed.map(|hours| Seconds(hours * HOUR)),
    };
    let shares = |legs: &[LegTime]| {
        let found = attribute(legs, Seconds(8 * HOUR)).unwrap();
        let sum: f64 = found.legs.iter().map(|leg| leg.share).sum();
        assert!((sum - 1.0).abs() < 1e-12);
        let shares: Vec<f64> = found.legs.iter().map(|leg| leg.share).collect();
        (found.rule, shares)
    };
    let kept = [
        time("a", 4, Some(4)),
        time("b", 5, Some(5)),
        time("c", 3, Some(4)),
    ];
    assert_eq!(shares(&kept), (Rule::TimeAfterDue, vec![0.0, 0.25, 0.75]));
    let unknown = [time("a", 7, None), time("b", 5, Some(4))];
    assert_eq!(shares(&unknown), (Rule::TimeAfterDue, vec![0.0, 1.0]));
    // Back and forth is two legs of one team.
    let back = [
        time("a", 5, Some(4)),
        time("b", 1, Some(4)),
        time("a", 7, Some(4)),
    ];
    assert_eq!(
        shares(&back),
        (Rule::ExcessOverAgreement, vec![0.25, 0.0, 0.75])
    );
}

/// Legs, gaps and pauses add up to the running time, in opening hours.
#[test]
fn legs_add_up_to_the_running_time() {
    let opening = Opening::new(
        [hours_window(0, 4), hours_window(10, 20)],
        hours_window(0, 100),
    );
    let pauses = [hours_window(2, 3), hours_window(12, 14)];
    let running = Running {
        window: hours_window(1, 18),
        pauses: &pauses,
        opening: &opening,
    };
    let owned = [
        (Arc::from("before"), hours_window(0, 1)),
        (Arc::from("a"), hours_window(1, 6)),
        (Arc::from("b"), hours_window(11, 30)),
        (Arc::from("after"), hours_window(40, 50)),
    ];
    let times = leg_times(&owned, &running, |_, _| None);
    let found: Vec<(Option<&str>, i64)> = times
        .iter()
        .map(|time| (time.team.as_deref(), time.elapsed.0 / HOUR))
        .collect();
    assert_eq!(found, [(Some("a"), 2), (None, 1), (Some("b"), 5)]);
}

#[test]
fn a_promise_that_is_kept_and_does_not_help_is_listed() {
    let instances = clocks(&[(100, 2, State::Met)]);
    let cases: Vec<Case<'_>> = instances.iter().map(case).collect();
    let policies = [policy()];
    let promises = Promises::new(&policies);
    let rows = attain(&cases, [], &promises, Grain::Metric, share(0.95)).rows;
    let heard = |n: usize, n_complaints: usize| -> Vec<Heard> {
        (0..n)
            .map(|idx| Heard {
                policy: "p".into(),
                group: vec!["business".into()],
                is_complaint_of_slowness: idx < n_complaints,
                is_in_time: Some(true),
                elapsed_business: Seconds(2 * HOUR),
                elapsed_calendar: Seconds(66 * HOUR),
            })
            .collect()
    };
    let rule = ReviewRule {
        complaints: share(0.2),
        level: share(0.95),
    };
    let reasons = |n, n_complaints, not_met: &BTreeSet<(Arc<str>, Group)>| {
        let found = review(&rows, &heard(n, n_complaints), not_met, &rule);
        assert_eq!(found.len(), 1);
        found[0].reasons.clone()
    };
    let none = BTreeSet::new();
    assert_eq!(reasons(60, 30, &none), [ReviewReason::Complaints]);
    assert_eq!(reasons(60, 15, &none), [], "25 % of 60 may well be 20 %");
    assert_eq!(
        reasons(4, 4, &none),
        [],
        "four customers are too few to show"
    );
    let not_met = [(Arc::from("p"), vec![Arc::from("business")])].into();
    assert_eq!(reasons(60, 0, &not_met), [ReviewReason::ExperienceNotMet]);

    let slow = slow_against_elapsed(&heard(60, 30));
    assert_eq!(slow.len(), 2);
    assert!(slow[1].is_complaint_of_slowness && slow[1].is_in_time == Some(true));
    assert_eq!(slow[1].median_calendar_s, Some(237_600.0));
    assert_eq!(
        slow_against_elapsed(&heard(4, 0))[0].median_business_s,
        None
    );

    let late = clocks(&[(50, 2, State::Met), (50, 9, State::Breached)]);
    let cases: Vec<Case<'_>> = late.iter().map(case).collect();
    let rows = attain(&cases, [], &promises, Grain::Metric, share(0.95)).rows;
    let found = review(&rows, &heard(60, 60), &not_met, &rule);
    assert_eq!(found[0].standing, Standing::NotMet);
    assert!(found[0].reasons.is_empty(), "keep the promise first");
}

fn life(created: i64, solved: Option<i64>, elapsed: i64) -> TicketLife {
    TicketLife {
        ticket: format!("T{created}").into(),
        group: Group::new(),
        created_at: at(created * HOUR),
        solved_at: solved.map(|hour| at(hour * HOUR)),
        merged_at: None,
        is_paused: false,
        elapsed: Seconds(elapsed * HOUR),
    }
}

#[test]
fn open_work_is_counted_by_age() {
    let mut lives = vec![
        life(0, None, 50),
        life(30, None, 20),
        life(49, None, 1),
        life(10, Some(20), 10),
        life(10, Some(60), 50),
        life(70, None, 0),
    ];
    lives[1].is_paused = true;
    let found = backlog(&lives, at(50 * HOUR), &[Seconds(HOUR), Seconds(24 * HOUR)]);
    assert_eq!((found.n_open, found.n_paused), (4, 1));
    assert_eq!(found.oldest, Some(Seconds(50 * HOUR)));
    let bands: Vec<_> = found
        .bands
        .iter()
        .map(|band| (band.n_open, band.n_paused))
        .collect();
    assert_eq!(bands, [(0, 0), (2, 1), (2, 0)]);
    assert_eq!(found.bands[2].to, None);
}

/// Durations 1, 2, 2+, 3, 5+: the median is 3, and 2 among those that are solved.
#[test]
fn open_tickets_count_in_the_time_to_resolution() {
    let lives = [
        life(0, Some(1), 1),
        life(0, Some(2), 2),
        life(3, None, 2),
        life(0, Some(3), 3),
        life(0, None, 5),
    ];
    let all = time_to_resolution(&lives, share(0.95)).unwrap();
    let hours = |seconds: f64| seconds / 3600.0;
    assert_eq!(all.median().estimate.map(hours), Some(3.0));
    assert_eq!(all.n_censored, 2);
    let solved = cohort(&lives, hours_window(0, 5), CohortBy::Solved);
    assert_eq!((solved.members.len(), solved.n_open), (3, 0));
    let closed_only = time_to_resolution(solved.members, share(0.95)).unwrap();
    assert_eq!(closed_only.median().estimate.map(hours), Some(2.0));
    let created = cohort(&lives, hours_window(0, 1), CohortBy::Created);
    assert_eq!((created.members.len(), created.n_open), (4, 1));
}
