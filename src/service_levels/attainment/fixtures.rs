//! Clocks and policies for tests.

use super::case::Case;
use crate::service_levels::clocks::{Instance, PolicyRef, StartedBy, State, Why};
use crate::service_levels::policies::{
    AgreementKind, Conditions, Hours, Metric, OnPolicyChange, Policy, ReopenPolicy, Target,
};
use crate::units::{Probability, Seconds};
use jiff::Timestamp;

pub(super) const HOUR: i64 = 3600;

pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

pub(super) fn share(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

/// A clock that ran `hours` of 4 promised, 3 internally, from the first second on.
pub(super) fn clock(ticket: &str, hours: i64, state: State) -> Instance {
    let is_over = hours > 4;
    let is_done = matches!(state, State::Met | State::Breached | State::Cancelled);
    Instance {
        ticket: ticket.into(),
        policy: PolicyRef {
            id: "p".into(),
            version: 1,
            kind: AgreementKind::Sla,
        },
        metric: Metric::FirstReplyTime,
        instance: 1,
        team: None,
        activated_at: at(0),
        fulfilled_at: is_done.then(|| at(hours * HOUR)),
        ended_at: is_done.then(|| at(hours * HOUR)),
        target_idx: 0,
        pauses: Vec::new(),
        elapsed_business: Seconds(hours * HOUR),
        elapsed_shown: None,
        elapsed_calendar: Seconds(hours * HOUR),
        waited_calendar: Seconds(hours * HOUR),
        target: Seconds(4 * HOUR),
        internal_target: Some(Seconds(3 * HOUR)),
        due_at: Some(at(4 * HOUR)),
        state,
        breached_at: is_over.then(|| at(4 * HOUR)),
        breached_on_attach: false,
        also_matched: Vec::new(),
        why: vec![Why::Started {
            at: at(0),
            by: StartedBy::Created,
        }],
    }
}

/// The policy of [`clock`]: 95 % within 4 hours.
pub(super) fn policy() -> Policy {
    Policy {
        id: "p".into(),
        version: 1,
        kind: AgreementKind::Sla,
        position: 1,
        title: "p".to_owned(),
        conditions: Conditions::default(),
        default_priority: None,
        targets: vec![Target {
            metric: Metric::FirstReplyTime,
            priority: None,
            team: None,
            target: Seconds(4 * HOUR),
            internal_target: Some(Seconds(3 * HOUR)),
            attainment: Some(share(0.95)),
            internal_attainment: Some(share(0.9)),
            hours: Hours::Calendar,
            shown_schedule: None,
            counted_statuses: None,
            reopen: ReopenPolicy::FirstCloseFinal,
            on_policy_change: OnPolicyChange::Retroactive,
            warn: None,
            bot_reply_counts: false,
        }],
        legally_binding: true,
        contract: Some("C-1".into()),
        owner: None,
        period: None,
        review_by: None,
        valid_from: None,
        valid_to: None,
    }
}

pub(super) fn case(instance: &Instance) -> Case<'_> {
    Case {
        instance,
        group: vec!["business".into()],
        customer: None,
        tier: None,
    }
}
