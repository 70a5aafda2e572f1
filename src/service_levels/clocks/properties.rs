//! What holds for every ticket, and the plain clocks that the fast ones agree with.

use super::evaluate::evaluate;
use super::fixtures::{OPENINGS, at, policy, set, target};
use super::reference::watch;
use super::{Instance, State, TicketResult};
use crate::service_levels::policies::{
    AgreementKind, Metric, Policy, PolicyBook, ReopenPolicy, Target,
};
use crate::service_levels::tickets::{Author, EventKind, Gist, Status, TicketEvent, TicketLog};
use crate::units::Seconds;
use jiff::{SignedDuration, Timestamp};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::sample::Index;
use proptest::{prop_assert, prop_assert_eq, proptest};
use std::sync::Arc;

/// Minutes from Friday noon to Wednesday.
const HORIZON: i64 = 5 * 24 * 60;

fn minute(n: i64) -> Timestamp {
    at("Fri 12:00") + SignedDuration::from_mins(n)
}

/// Anything that may happen to a ticket; statuses and messages more often than the rest.
fn happening() -> impl Strategy<Value = (Author, EventKind)> {
    (0..20u32).prop_map(|choice| match choice {
        0..=2 => (Author::Agent, EventKind::Status(Status::Open)),
        3..=5 => (Author::Agent, EventKind::Status(Status::Pending)),
        6 => (Author::Agent, EventKind::Status(Status::OnHold)),
        7..=8 => (Author::Agent, EventKind::Status(Status::Solved)),
        9 => (Author::System, EventKind::Status(Status::Closed)),
        10..=12 => (Author::Agent, EventKind::PublicReply),
        13..=15 => (Author::Customer, EventKind::CustomerMessage),
        16 => (Author::Bot, EventKind::PublicReply),
        17 => (Author::Agent, set("team", "A", None)),
        18 => (Author::Agent, set("team", "B", None)),
        _ => (Author::System, EventKind::Merged),
    })
}

/// Events of a ticket in order of time, with a few in one minute.
fn events() -> impl Strategy<Value = Vec<TicketEvent>> {
    let one = (0..HORIZON / 7, happening());
    vec(one, 0..14).prop_map(|mut told| {
        told.sort_by_key(|(when, _)| *when);
        let first = (0, (Author::Customer, EventKind::Created));
        let all = std::iter::once(first).chain(told);
        all.enumerate()
            .map(|(seq, (when, (author, kind)))| TicketEvent {
                at: minute(7 * when),
                seq: u64::try_from(seq).unwrap(),
                author,
                kind,
                gist: Gist::Unread,
            })
            .collect()
    })
}

/// An SLA with a target for every metric.
fn policies(reopen: ReopenPolicy, within: i64) -> Vec<Policy> {
    let targets: Vec<Target> = Metric::ALL
        .into_iter()
        .map(|metric| Target {
            reopen,
            target: Seconds(within),
            ..target(metric, "1h")
        })
        .collect();
    vec![policy("P1", AgreementKind::Sla, 1, &targets)]
}

fn judged(events: &[TicketEvent], policies: &[Policy], as_of: Timestamp) -> TicketResult {
    let log = TicketLog::new(Arc::from("T1"), events.to_vec()).unwrap();
    let book = PolicyBook::new(policies.to_vec()).unwrap();
    evaluate(&log, &book, &OPENINGS, as_of).unwrap()
}

fn of(result: &TicketResult, metric: Metric) -> Vec<&Instance> {
    let instances = result.instances.iter();
    instances.filter(|i| i.metric == metric).collect()
}

proptest! {
    #[test]
    fn clocks_agree_with_those_of_a_watch(
        events in events(),
        reopen in (0..4usize).prop_map(|idx| ReopenPolicy::ALL[idx]),
        within in 1..1200i64,
        as_of in 0..HORIZON,
    ) {
        let as_of = minute(as_of);
        let policies = policies(reopen, within * 60);
        let result = judged(&events, &policies, as_of);
        for target in &policies[0].targets {
            let fast = of(&result, target.metric);
            let plain = watch(&events, target, as_of);
            let shown = format!("{:?} {fast:#?} {plain:#?}", target.metric);
            prop_assert_eq!(fast.len(), plain.len(), "{}", shown);
            for (fast, plain) in fast.into_iter().zip(plain) {
                prop_assert_eq!(fast.activated_at, plain.start, "{}", shown);
                prop_assert_eq!(fast.fulfilled_at, plain.fulfilled_at, "{}", shown);
                prop_assert_eq!(fast.elapsed_business.0, plain.business, "{}", shown);
                prop_assert_eq!(fast.elapsed_calendar.0, plain.calendar, "{}", shown);
                let is_over = plain.business > target.target.0;
                prop_assert_eq!(fast.state == State::Breached, is_over, "{}", shown);
                let is_cancelled = plain.is_cancelled && !is_over;
                prop_assert_eq!(fast.state == State::Cancelled, is_cancelled, "{}", shown);
                prop_assert_eq!(fast.breached_at, plain.reached_at.filter(|_| is_over), "{}", shown);
                if is_over {
                    prop_assert_eq!(fast.due_at, plain.reached_at, "{}", shown);
                }
            }
        }
    }

    /// A running clock is missed at its due instant if nothing else happens: not a second earlier.
    #[test]
    fn an_open_clock_is_missed_a_second_after_it_is_due(
        events in events(),
        within in 1..1200i64,
        as_of in 0..HORIZON,
    ) {
        let as_of = minute(as_of);
        let until: Vec<TicketEvent> = events.into_iter().filter(|e| e.at <= as_of).collect();
        let policies = policies(ReopenPolicy::ResumeExcludingClosed, within * 60);
        let result = judged(&until, &policies, as_of);
        for (idx, instance) in result.instances.iter().enumerate() {
            if !matches!(instance.state, State::OpenOnTrack | State::OpenAtRisk) {
                continue;
            }
            let due = instance.due_at.unwrap();
            // At six the time may be up since five, without a second too many.
            let then = judged(&until, &policies, due.max(as_of));
            prop_assert_eq!(then.instances[idx].elapsed_business, instance.target);
            prop_assert!(then.instances[idx].state != State::Breached);
            // The next second of office hours is the first too late; at five that is a night away.
            let late = judged(&until, &policies, due.max(as_of) + SignedDuration::from_hours(65));
            prop_assert_eq!(late.instances[idx].state, State::Breached);
            prop_assert_eq!(late.instances[idx].breached_at, Some(due));
        }
    }

    #[test]
    fn shuffled_and_doubled_events_give_the_same_result(
        events in events(),
        swaps in vec((any::<Index>(), any::<Index>()), 0..40),
        doubled in vec(any::<Index>(), 0..6),
    ) {
        let policies = policies(ReopenPolicy::NewCycle, 3600);
        let once = judged(&events, &policies, minute(HORIZON));
        let mut mixed = events.clone();
        mixed.extend(doubled.iter().map(|idx| events[idx.index(events.len())].clone()));
        let n = mixed.len();
        for (a, b) in swaps {
            mixed.swap(a.index(n), b.index(n));
        }
        let twice = judged(&mixed, &policies, minute(HORIZON));
        prop_assert_eq!(once.instances, twice.instances);
        prop_assert_eq!(once.statuses, twice.statuses);
        prop_assert_eq!(once.legs, twice.legs);
    }

    #[test]
    fn time_counted_never_falls_and_a_breach_stays_while_a_clock_is_on(
        events in events(),
        within in 1..1200i64,
        first in 0..HORIZON,
        later in 0..HORIZON,
    ) {
        let policies = policies(ReopenPolicy::ResumeExcludingClosed, within * 60);
        let before = judged(&events, &policies, minute(first));
        let after = judged(&events, &policies, minute(first + later));
        for metric in Metric::ALL {
            for (early, late) in of(&before, metric).into_iter().zip(of(&after, metric)) {
                prop_assert_eq!(early.activated_at, late.activated_at);
                prop_assert!(early.elapsed_business <= late.elapsed_business);
                prop_assert!(early.elapsed_calendar <= late.elapsed_calendar);
                prop_assert!(early.elapsed_business <= early.elapsed_calendar);
                prop_assert!(early.elapsed_calendar <= early.waited_calendar);
                let stays = early.state != State::Breached || late.state == State::Breached;
                prop_assert!(stays, "{early:?} {late:?}");
            }
        }
    }

    #[test]
    fn notes_and_surveys_change_no_clock(
        events in events(),
        noted in vec((0..HORIZON, 0..2u32), 0..8),
    ) {
        let policies = policies(ReopenPolicy::ResumeIncludingClosed, 7200);
        let without = judged(&events, &policies, minute(HORIZON));
        let mut with = events;
        with.extend(noted.into_iter().map(|(when, kind)| TicketEvent {
            at: minute(when),
            seq: u64::MAX,
            author: Author::Agent,
            kind: if kind == 0 { EventKind::PrivateNote } else { EventKind::SurveySent },
            gist: Gist::Unread,
        }));
        let with = judged(&with, &policies, minute(HORIZON));
        prop_assert_eq!(without.instances, with.instances);
        prop_assert_eq!(without.sla, with.sla);
    }

    #[test]
    fn times_in_statuses_add_up(events in events(), as_of in 0..HORIZON) {
        let as_of = minute(as_of);
        let policies = policies(ReopenPolicy::ResumeExcludingClosed, 3600);
        let result = judged(&events, &policies, as_of);
        let end = result.merged_at.unwrap_or(as_of);
        let all: i64 = Status::ALL.into_iter().map(|status| result.time_in(status).0).sum();
        prop_assert_eq!(all, end.as_second() - result.created_at.as_second());
        let elapsed = |metric| of(&result, metric)[0].elapsed_calendar.0;
        let time_in = |status| result.time_in(status).0;
        let work = elapsed(Metric::AgentWorkTime);
        let wait = elapsed(Metric::RequesterWaitTime);
        prop_assert_eq!(work, time_in(Status::New) + time_in(Status::Open));
        prop_assert_eq!(wait, work + time_in(Status::OnHold));
        prop_assert_eq!(elapsed(Metric::TotalResolutionTime), wait + time_in(Status::Pending));
    }
}
