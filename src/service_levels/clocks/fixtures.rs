//! Tickets and policies of tests, in few words.

use super::evaluate::{Openings, evaluate};
use super::instance::Instance;
use super::result::TicketResult;
use crate::service_levels::calendar::{Opening, Window};
use crate::service_levels::policies::{
    AgreementKind, Condition, Conditions, Hours, Metric, OnPolicyChange, Policy, PolicyBook,
    ReopenPolicy, Target, Test,
};
use crate::service_levels::tickets::{
    Author, EventKind, FieldValue, Gist, Status, TicketEvent, TicketLog, field,
};
use crate::units::Seconds;
use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::sync::{Arc, LazyLock};

/// Monday of the week that tests tell of.
pub(super) const MONDAY: Date = date(2026, 6, 15);

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

fn amsterdam() -> TimeZone {
    TimeZone::get("Europe/Amsterdam").unwrap()
}

/// An instant in Amsterdam: `Mon 10:00`, `Mon 10:00:30`, or `+1 Mon 10:00` a week later.
pub(super) fn at(text: &str) -> Timestamp {
    let (week, text) = match text.strip_prefix('+') {
        Some(rest) => (rest[..1].parse().unwrap(), &rest[2..]),
        None => (0, text),
    };
    let day = DAYS.iter().position(|day| *day == &text[..3]).unwrap();
    let day = MONDAY + (7 * week + i64::try_from(day).unwrap()).days();
    let time: jiff::civil::Time = text[4..].parse().unwrap();
    let zoned = day.to_datetime(time).to_zoned(amsterdam()).unwrap();
    zoned.timestamp()
}

/// As [`at`] reads it.
pub(super) fn local(at: Timestamp) -> String {
    let zoned = at.to_zoned(amsterdam());
    let days = (zoned.date() - MONDAY).get_days();
    let day = DAYS[usize::try_from(days.rem_euclid(7)).unwrap()];
    let week = match days.div_euclid(7) {
        0 => String::new(),
        week => format!("+{week} "),
    };
    let seconds = if zoned.second() == 0 {
        "%H:%M"
    } else {
        "%H:%M:%S"
    };
    format!("{week}{day} {}", zoned.strftime(seconds))
}

/// Mon–Fri 09–17 in Amsterdam as `S1` without the days named, an empty schedule as `never`.
pub(super) fn openings_without(closed: &[Date]) -> Openings {
    let zone = amsterdam();
    let instant = |day: Date, hour| day.at(hour, 0, 0, 0).to_zoned(zone.clone()).unwrap();
    let covers = Window {
        start: instant(date(2026, 1, 1), 0).timestamp(),
        end: instant(date(2028, 6, 22), 0).timestamp(),
    };
    let windows = date(2026, 1, 1)
        .series(1.day())
        .take_while(|day| *day < date(2028, 7, 1))
        .filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
        .filter(|day| !closed.contains(day))
        .map(|day| Window {
            start: instant(day, 9).timestamp(),
            end: instant(day, 17).timestamp(),
        });
    Openings {
        by_schedule: [
            (Arc::from("S1"), Opening::new(windows, covers)),
            (Arc::from("never"), Opening::new([], covers)),
        ]
        .into(),
        covers,
    }
}

pub(super) static OPENINGS: LazyLock<Openings> = LazyLock::new(|| openings_without(&[]));

/// What happened to a ticket.
#[derive(Debug, Clone)]
pub(super) struct Story {
    pub(super) events: Vec<TicketEvent>,
}

/// A ticket of a customer.
pub(super) fn created(when: &str) -> Story {
    created_by(when, Author::Customer)
}

pub(super) fn created_by(when: &str, author: Author) -> Story {
    Story { events: Vec::new() }.event(at(when), author, EventKind::Created)
}

impl Story {
    pub(super) fn event(mut self, at: Timestamp, author: Author, kind: EventKind) -> Self {
        self.events.push(TicketEvent {
            at,
            seq: u64::try_from(self.events.len()).unwrap(),
            author,
            kind,
            gist: Gist::Unread,
        });
        self
    }

    pub(super) fn status(self, when: &str, status: Status) -> Self {
        self.event(at(when), Author::Agent, EventKind::Status(status))
    }

    pub(super) fn pending(self, from: &str, until: &str) -> Self {
        self.status(from, Status::Pending)
            .status(until, Status::Open)
    }

    pub(super) fn solved(self, when: &str) -> Self {
        self.status(when, Status::Solved)
    }

    pub(super) fn reopened(self, when: &str) -> Self {
        self.status(when, Status::Open)
    }

    pub(super) fn reply(self, when: &str) -> Self {
        self.event(at(when), Author::Agent, EventKind::PublicReply)
    }

    pub(super) fn bot(self, when: &str) -> Self {
        self.event(at(when), Author::Bot, EventKind::PublicReply)
    }

    pub(super) fn note(self, when: &str) -> Self {
        self.event(at(when), Author::Agent, EventKind::PrivateNote)
    }

    pub(super) fn customer(self, when: &str) -> Self {
        self.event(at(when), Author::Customer, EventKind::CustomerMessage)
    }

    /// A message of the customer of which the words were read.
    pub(super) fn says(self, when: &str, gist: Gist) -> Self {
        let mut told = self.customer(when);
        if let Some(event) = told.events.last_mut() {
            event.gist = gist;
        }
        told
    }

    pub(super) fn merged(self, when: &str) -> Self {
        self.event(at(when), Author::System, EventKind::Merged)
    }

    pub(super) fn field(self, when: &str, name: &str, value: &str) -> Self {
        self.event(at(when), Author::Agent, set(name, value, None))
    }

    pub(super) fn model(self, when: &str, name: &str, value: &str, confidence: f64) -> Self {
        self.event(at(when), Author::System, set(name, value, Some(confidence)))
    }

    pub(super) fn priority(self, when: &str, value: &str) -> Self {
        self.field(when, field::PRIORITY, value)
    }

    pub(super) fn team(self, when: &str, value: &str) -> Self {
        self.field(when, field::TEAM, value)
    }

    pub(super) fn log(&self) -> TicketLog {
        TicketLog::new(Arc::from("T1"), self.events.clone()).unwrap()
    }

    /// What the clocks say at an instant.
    pub(super) fn judged(&self, policies: &[Policy], as_of: &str) -> TicketResult {
        self.judged_by(policies, &OPENINGS, as_of)
    }

    pub(super) fn judged_by(
        &self,
        policies: &[Policy],
        openings: &Openings,
        as_of: &str,
    ) -> TicketResult {
        let book = PolicyBook::new(policies.to_vec()).unwrap();
        evaluate(&self.log(), &book, openings, at(as_of)).unwrap()
    }
}

pub(super) fn set(name: &str, value: &str, confidence: Option<f64>) -> EventKind {
    EventKind::Field(FieldValue {
        name: Arc::from(name),
        value: Arc::from(value),
        confidence,
    })
}

/// `2h`, `90m`, `30s`.
pub(super) fn seconds(text: &str) -> Seconds {
    let (number, unit) = text.split_at(text.len() - 1);
    let factor = match unit {
        "h" => 3600,
        "m" => 60,
        _ => 1,
    };
    Seconds(number.parse::<i64>().unwrap() * factor)
}

/// A target in office hours.
pub(super) fn target(metric: Metric, within: &str) -> Target {
    Target {
        metric,
        priority: None,
        team: None,
        target: seconds(within),
        internal_target: None,
        attainment: None,
        internal_attainment: None,
        hours: Hours::Business {
            schedule: Arc::from("S1"),
        },
        shown_schedule: None,
        counted_statuses: None,
        reopen: ReopenPolicy::ResumeExcludingClosed,
        on_policy_change: OnPolicyChange::Retroactive,
        warn: None,
        bot_reply_counts: false,
    }
}

pub(super) fn calendar(metric: Metric, within: &str) -> Target {
    Target {
        hours: Hours::Calendar,
        ..target(metric, within)
    }
}

pub(super) fn for_priority(priority: &str, target: Target) -> Target {
    Target {
        priority: Some(Arc::from(priority)),
        ..target
    }
}

pub(super) fn for_team(team: &str, target: Target) -> Target {
    Target {
        team: Some(Arc::from(team)),
        ..target
    }
}

/// An SLA for all tickets.
pub(super) fn sla(targets: &[Target]) -> Policy {
    policy("P1", AgreementKind::Sla, 10, targets)
}

pub(super) fn policy(id: &str, kind: AgreementKind, position: u32, targets: &[Target]) -> Policy {
    Policy {
        id: Arc::from(id),
        version: 1,
        kind,
        position,
        title: String::from(id),
        conditions: Conditions::default(),
        default_priority: None,
        targets: targets.to_vec(),
        legally_binding: false,
        contract: None,
        owner: None,
        period: None,
        review_by: None,
        valid_from: None,
        valid_to: None,
    }
}

/// A policy for tickets with a field of one of these values.
pub(super) fn when(field: &str, values: &[&str], policy: Policy) -> Policy {
    let values = values.iter().map(|value| Arc::from(*value)).collect();
    let condition = Condition {
        field: Arc::from(field),
        test: Test::IsOneOf(values),
        min_confidence: None,
    };
    Policy {
        conditions: Conditions {
            all: vec![condition],
            any: Vec::new(),
        },
        ..policy
    }
}

/// State, business time and due instant: `met 2:00:00 due Tue 10:00`.
pub(super) fn shown(instance: &Instance) -> String {
    let elapsed = instance.elapsed_business.0;
    let (h, m, s) = (elapsed / 3600, elapsed / 60 % 60, elapsed % 60);
    let due = instance.due_at.map_or_else(|| String::from("none"), local);
    format!("{} {h}:{m:02}:{s:02} due {due}", instance.state.as_str())
}

/// All clocks as [`shown`].
pub(super) fn all_shown(result: &TicketResult) -> Vec<String> {
    result.instances.iter().map(shown).collect()
}
