//! Time of the clocks: a million ticket events through all metrics of three agreements.
//!
//! `cargo bench --bench clocks` prints one table: seconds, events a second and peak memory of one thread and
//! of two. Tickets are made outside the timed part, one after another from their number, so that memory is
//! that of the tickets under way and not of the history.

#![expect(clippy::unwrap_used, reason = "a bench stops at the first fault")]
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use jiff::{Timestamp, ToSpan};
use signaal::service_levels::calendar::{Opening, Window};
use signaal::service_levels::clocks::{Openings, evaluate};
use signaal::service_levels::policies::{
    AgreementKind, Condition, Conditions, Hours, Metric, OnPolicyChange, Policy, PolicyBook,
    ReopenPolicy, Target, Test,
};
use signaal::service_levels::tickets::{
    Author, EventKind, FieldValue, Status, TicketEvent, TicketLog, field,
};
use signaal::stats::draw::below;
use signaal::stats::generator;
use signaal::units::Seconds;
use std::sync::Arc;
use std::time::{Duration, Instant};

const N_EVENTS: usize = 1_000_000;

/// What one thread did.
#[derive(Default)]
struct Done {
    n_events: usize,
    n_tickets: usize,
    n_instances: usize,
    reading: Duration,
    running: Duration,
}

fn main() {
    // `cargo test` may start benches too, without this flag of `cargo bench`: nothing to measure then.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let book = PolicyBook::new(policies()).unwrap();
    let openings = openings();
    println!("threads  tickets   events    clocks   log s  clocks s  wall s  events/s  peak MiB");
    for n_threads in [1, 2] {
        let start = Instant::now();
        let done = std::thread::scope(|scope| {
            let all: Vec<_> = (0..n_threads)
                .map(|thread| {
                    scope.spawn({
                        let (book, openings) = (&book, &openings);
                        move || work(thread, n_threads, book, openings)
                    })
                })
                .collect();
            all.into_iter().map(|worker| worker.join().unwrap()).fold(
                Done::default(),
                |all, one| Done {
                    n_events: all.n_events + one.n_events,
                    n_tickets: all.n_tickets + one.n_tickets,
                    n_instances: all.n_instances + one.n_instances,
                    reading: all.reading.max(one.reading),
                    running: all.running.max(one.running),
                },
            )
        });
        let engine = done.reading + done.running;
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = done.n_events as f64 / engine.as_secs_f64();
        println!(
            "{n_threads:>7} {:>8} {:>8} {:>9} {:>7.2} {:>9.2} {:>7.2} {rate:>9.0} {:>9}",
            done.n_tickets,
            done.n_events,
            done.n_instances,
            done.reading.as_secs_f64(),
            done.running.as_secs_f64(),
            start.elapsed().as_secs_f64(),
            peak_mib(),
        );
    }
}

/// Every `step`-th ticket until the share of this thread is done.
fn work(first: u64, step: u64, book: &PolicyBook, openings: &Openings) -> Done {
    let as_of = second(365 * 86_400);
    let share = N_EVENTS / usize::try_from(step).unwrap();
    let mut done = Done::default();
    let mut number = first;
    while done.n_events < share {
        let events = ticket(number);
        done.n_events += events.len();
        done.n_tickets += 1;
        let id: Arc<str> = Arc::from(format!("T{number}"));
        let before = Instant::now();
        let log = TicketLog::new(id, events).unwrap();
        let between = Instant::now();
        let result = evaluate(&log, book, openings, as_of).unwrap();
        done.running += between.elapsed();
        done.reading += between - before;
        done.n_instances += result.instances.len();
        number += step;
    }
    done
}

/// Seconds after the first of January 2026.
fn second(n: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + n).unwrap()
}

/// A ticket of the year: fields at creation, then messages, replies, statuses, teams and a priority that is
/// raised now and then; solved in the end and now and then reopened. About a dozen events.
fn ticket(number: u64) -> Vec<TicketEvent> {
    let mut source = generator(1, number);
    let mut draw = |n: u64| i64::try_from(below(&mut source, usize::try_from(n).unwrap())).unwrap();
    let mut now = draw(350 * 86_400);
    let mut events = Vec::with_capacity(16);
    let mut tell = |at: i64, author, kind| {
        let seq = u64::try_from(events.len()).unwrap();
        events.push(TicketEvent {
            at: second(at),
            seq,
            author,
            kind,
            gist: signaal::service_levels::tickets::Gist::Unread,
        });
    };
    let set = |name: &str, value: &str| {
        EventKind::Field(FieldValue {
            name: Arc::from(name),
            value: Arc::from(value),
            confidence: None,
        })
    };
    tell(now, Author::Customer, EventKind::Created);
    tell(
        now,
        Author::System,
        set(field::SEGMENT, ["gold", "other"][usize::from(draw(4) > 0)]),
    );
    tell(
        now,
        Author::System,
        set(
            field::PRIORITY,
            ["urgent", "normal"][usize::from(draw(5) > 0)],
        ),
    );
    tell(now, Author::System, set(field::TEAM, "first line"));
    for _ in 0..4 + draw(6) {
        now += 60 + draw(40_000);
        match draw(10) {
            0..=2 => tell(now, Author::Agent, EventKind::PublicReply),
            3..=4 => tell(now, Author::Customer, EventKind::CustomerMessage),
            5 => tell(now, Author::Agent, EventKind::Status(Status::Pending)),
            6 => tell(now, Author::Agent, EventKind::Status(Status::Open)),
            7 => tell(now, Author::Agent, EventKind::Status(Status::OnHold)),
            8 => tell(
                now,
                Author::Agent,
                set(
                    field::TEAM,
                    ["network", "field service"][usize::from(draw(2) > 0)],
                ),
            ),
            _ => tell(now, Author::Agent, set(field::PRIORITY, "urgent")),
        }
    }
    now += 60 + draw(40_000);
    tell(now, Author::Agent, EventKind::PublicReply);
    tell(now, Author::Agent, EventKind::Status(Status::Solved));
    if draw(10) == 0 {
        now += draw(200_000);
        tell(now, Author::Customer, EventKind::CustomerMessage);
        tell(now, Author::System, EventKind::Status(Status::Open));
    }
    events
}

/// All metrics for customers by priority, beside agreements with teams and a supplier.
fn policies() -> Vec<Policy> {
    let promise = |metric, hours: i64, priority: Option<&str>| Target {
        metric,
        priority: priority.map(Arc::from),
        team: None,
        target: Seconds(hours * 3600),
        internal_target: Some(Seconds(hours * 1800)),
        attainment: None,
        internal_attainment: None,
        hours: Hours::Business {
            schedule: Arc::from("office"),
        },
        shown_schedule: None,
        counted_statuses: None,
        reopen: ReopenPolicy::ResumeExcludingClosed,
        on_policy_change: OnPolicyChange::Retroactive,
        warn: Some(Seconds(3600)),
        bot_reply_counts: false,
    };
    let all = |hours: i64| {
        let metrics = Metric::ALL
            .into_iter()
            .filter(|m| *m != Metric::OwnershipTime);
        metrics
            .flat_map(|m| {
                [
                    promise(m, hours, Some("urgent")),
                    promise(m, 2 * hours, None),
                ]
            })
            .collect()
    };
    let policy = |id: &str, kind, position, targets| Policy {
        id: Arc::from(id),
        version: 1,
        kind,
        position,
        title: String::from(id),
        conditions: Conditions::default(),
        default_priority: None,
        targets,
        legally_binding: true,
        contract: None,
        owner: None,
        period: None,
        review_by: None,
        valid_from: None,
        valid_to: None,
    };
    let ownership = || vec![promise(Metric::OwnershipTime, 4, None)];
    let mut gold = policy("gold", AgreementKind::Sla, 10, all(4));
    gold.conditions.all.push(Condition {
        field: Arc::from(field::SEGMENT),
        test: Test::IsOneOf(vec![Arc::from("gold")]),
        min_confidence: None,
    });
    vec![
        gold,
        policy("everybody", AgreementKind::Sla, 20, all(8)),
        policy("teams", AgreementKind::Ola, 10, ownership()),
        policy("supplier", AgreementKind::Underpinning, 10, ownership()),
    ]
}

/// Monday to Friday nine to five in Amsterdam, from 2026 to two years after its end.
fn openings() -> Openings {
    let first = jiff::civil::date(2026, 1, 1);
    let instant = |day: jiff::civil::Date, hour: i8| {
        let zoned = day.at(hour, 0, 0, 0).in_tz("Europe/Amsterdam").unwrap();
        zoned.timestamp()
    };
    let covers = Window {
        start: second(-86_400),
        end: second(3 * 365 * 86_400),
    };
    let windows = first
        .series(1.day())
        .take(3 * 365)
        .filter(|day| day.weekday().to_monday_zero_offset() < 5)
        .map(|day| Window {
            start: instant(day, 9),
            end: instant(day, 17),
        });
    Openings {
        by_schedule: [(Arc::from("office"), Opening::new(windows, covers))].into(),
        covers,
    }
}

/// Largest resident memory of the process so far, as Linux tells it.
fn peak_mib() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.map_or_else(|| String::from("unknown"), |kib| (kib / 1024).to_string())
}
