//! Cases of policies and data, by their names in the specification.

use super::fixtures::{
    Story, all_shown, at, calendar, created, for_priority, local, policy, seconds, set, sla,
    target, when,
};
use super::{NoSla, SlaStanding, State, TicketFlag};
use crate::service_levels::policies::{AgreementKind, Metric, OnPolicyChange, Policy, Target};
use crate::service_levels::tickets::{Author, EventKind, Gist, Status, TicketEvent, TicketLog};
use std::sync::Arc;

fn on_change(on_policy_change: OnPolicyChange, target: Target) -> Target {
    Target {
        on_policy_change,
        ..target
    }
}

/// Urgent tickets within 2 hours, normal ones within 8.
fn by_priority(on_policy_change: OnPolicyChange) -> Policy {
    let of = |priority, within| {
        let target = target(Metric::AgentWorkTime, within);
        on_change(on_policy_change, for_priority(priority, target))
    };
    sla(&[of("urgent", "2h"), of("normal", "8h")])
}

fn reason(story: &Story, policies: &[Policy]) -> Option<NoSla> {
    match story.judged(policies, "Fri 10:00").sla {
        SlaStanding::Applied => None,
        SlaStanding::None { reason } => Some(reason),
    }
}

#[test]
fn t_pau_06_pauses_survive_a_change_of_priority_while_pending() {
    let story = created("Mon 09:00")
        .priority("Mon 09:00", "normal")
        .status("Mon 10:00", Status::Pending)
        .priority("Mon 12:00", "Urgent")
        .status("Mon 14:00", Status::Open);
    let result = story.judged(&[by_priority(OnPolicyChange::Retroactive)], "Mon 14:30");
    assert_eq!(all_shown(&result), ["open_on_track 1:30:00 due Mon 15:00"]);
    assert_eq!(result.instances[0].pauses.len(), 1);
    let other = [
        when(
            "priority",
            &["urgent"],
            policy(
                "P0",
                AgreementKind::Sla,
                1,
                &[target(Metric::AgentWorkTime, "3h")],
            ),
        ),
        by_priority(OnPolicyChange::Retroactive),
    ];
    let result = story.judged(&other, "Mon 14:30");
    assert_eq!(all_shown(&result), ["open_on_track 1:30:00 due Mon 16:00"]);
    assert_eq!(&*result.instances[0].policy.id, "P0");
}

#[test]
fn t_pol_01_the_lowest_position_wins_and_the_losers_are_named() {
    let policies = [
        policy(
            "P3",
            AgreementKind::Sla,
            30,
            &[target(Metric::AgentWorkTime, "8h")],
        ),
        policy(
            "P1",
            AgreementKind::Sla,
            10,
            &[target(Metric::AgentWorkTime, "4h")],
        ),
        when(
            "segment",
            &["gold"],
            policy("P2", AgreementKind::Sla, 5, &[]),
        ),
    ];
    let result = created("Mon 09:00").judged(&policies, "Mon 10:00");
    let instance = &result.instances[0];
    assert_eq!(
        (&*instance.policy.id, instance.target),
        ("P1", seconds("4h"))
    );
    assert_eq!(instance.also_matched, [Arc::from("P3")]);
    assert_eq!(
        instance.why[0].to_string(),
        "policy P1 version 1 (position 10) matched; also matched: P3"
    );
}

#[test]
fn t_pol_03_without_a_policy_there_is_no_sla() {
    let gold = when(
        "segment",
        &["gold"],
        sla(&[target(Metric::AgentWorkTime, "8h")]),
    );
    let silver = created("Mon 09:00").field("Mon 09:00", "segment", "silver");
    assert_eq!(
        reason(&silver, std::slice::from_ref(&gold)),
        Some(NoSla::NoPolicy)
    );
    let written = created("Mon 09:00").field("Mon 09:00", "segment", "GOLD");
    assert_eq!(reason(&written, &[gold]), None);
    assert_eq!(reason(&written, &[]), Some(NoSla::NoPolicy));
}

#[test]
fn t_pol_04_a_ticket_without_priority_needs_a_default() {
    let strict = by_priority(OnPolicyChange::Retroactive);
    let id = Arc::clone(&strict.id);
    let without = created("Mon 09:00");
    assert_eq!(
        reason(&without, std::slice::from_ref(&strict)),
        Some(NoSla::NoPriority {
            policy: Arc::clone(&id)
        })
    );
    let low = created("Mon 09:00").priority("Mon 09:00", "low");
    let no_target = NoSla::NoTarget {
        policy: id,
        priority: Some(Arc::from("low")),
    };
    assert_eq!(reason(&low, std::slice::from_ref(&strict)), Some(no_target));
    let kind = Policy {
        default_priority: Some(Arc::from("Normal")),
        ..strict.clone()
    };
    let result = without.judged(&[kind], "Mon 10:00");
    assert_eq!(all_shown(&result), ["open_on_track 1:00:00 due Mon 17:00"]);
    let mut open_to_all = strict;
    open_to_all
        .targets
        .push(target(Metric::AgentWorkTime, "16h"));
    let result = without.judged(&[open_to_all], "Mon 10:00");
    assert_eq!(all_shown(&result), ["open_on_track 1:00:00 due Tue 17:00"]);
}

#[test]
fn t_pol_05_a_raised_priority_counts_from_the_start() {
    let story = created("Mon 09:00")
        .priority("Mon 09:00", "normal")
        .priority("Mon 12:00", "urgent");
    let result = story.judged(&[by_priority(OnPolicyChange::Retroactive)], "Mon 13:00");
    assert_eq!(all_shown(&result), ["breached 4:00:00 due Mon 11:00"]);
    let instance = &result.instances[0];
    assert!(instance.breached_on_attach);
    assert_eq!(instance.breached_at, Some(at("Mon 12:00")));
    assert_eq!(instance.activated_at, at("Mon 09:00"));

    let result = story.judged(&[by_priority(OnPolicyChange::Restart)], "Mon 13:00");
    let expected = [
        "cancelled 3:00:00 due none",
        "open_on_track 1:00:00 due Mon 14:00",
    ];
    assert_eq!(all_shown(&result), expected);
    assert_eq!(result.instances[1].activated_at, at("Mon 12:00"));

    let result = story.judged(&[by_priority(OnPolicyChange::Ignore)], "Mon 13:00");
    assert_eq!(all_shown(&result), ["open_on_track 4:00:00 due Mon 17:00"]);
}

#[test]
fn a_lowered_priority_does_not_hide_that_the_stricter_target_was_missed() {
    let story = created("Mon 09:00")
        .priority("Mon 09:00", "urgent")
        .priority("Mon 12:00", "normal");
    let result = story.judged(&[by_priority(OnPolicyChange::Retroactive)], "Mon 13:00");
    assert_eq!(all_shown(&result), ["open_on_track 4:00:00 due Mon 17:00"]);
    let lifted = TicketFlag::BreachLiftedByChange {
        metric: Metric::AgentWorkTime,
        policy: Arc::from("P1"),
        at: at("Mon 12:00"),
    };
    assert_eq!(result.flags, [lifted]);
    let result = story.judged(&[by_priority(OnPolicyChange::Restart)], "Mon 13:00");
    let expected = [
        "breached 3:00:00 due Mon 11:00",
        "open_on_track 1:00:00 due Tue 12:00",
    ];
    assert_eq!(all_shown(&result), expected);
}

#[test]
fn a_policy_that_no_longer_matches_cancels_its_clock() {
    let gold = when(
        "segment",
        &["gold"],
        sla(&[target(Metric::AgentWorkTime, "4h")]),
    );
    let story = created("Mon 09:00")
        .field("Mon 09:00", "segment", "gold")
        .field("Mon 11:00", "segment", "");
    let result = story.judged(&[gold], "Fri 10:00");
    assert_eq!(all_shown(&result), ["cancelled 2:00:00 due none"]);
    assert_eq!(result.attached.len(), 2);
}

#[test]
fn fields_filled_in_with_the_solution_attach_and_changed_ones_come_too_late() {
    let story = created("Mon 09:00")
        .solved("Mon 12:00")
        .priority("Mon 12:00", "urgent");
    let result = story.judged(&[by_priority(OnPolicyChange::Retroactive)], "Fri 10:00");
    assert_eq!(all_shown(&result), ["breached 3:00:00 due Mon 11:00"]);
    let changed = created("Mon 09:00")
        .priority("Mon 09:00", "normal")
        .solved("Mon 12:00")
        .priority("Mon 12:00", "urgent");
    let result = changed.judged(&[by_priority(OnPolicyChange::Retroactive)], "Fri 10:00");
    assert_eq!(all_shown(&result), ["met 3:00:00 due Mon 17:00"]);
}

#[test]
fn t_pol_06_a_ticket_keeps_the_version_in_force_when_it_attached() {
    let first = sla(&[target(Metric::AgentWorkTime, "8h")]);
    let second = Policy {
        version: 2,
        valid_from: Some(at("Tue 00:00")),
        ..sla(&[target(Metric::AgentWorkTime, "4h")])
    };
    let closed = Policy {
        valid_to: Some(at("Tue 00:00")),
        ..first.clone()
    };
    for first in [first, closed] {
        let other = when(
            "segment",
            &["gold"],
            policy("P9", AgreementKind::Sla, 99, &[]),
        );
        let policies = [first, second.clone(), other];
        let version = |story: &Story| {
            let result = story.judged(&policies, "Wed 10:00");
            assert_eq!(result.instances.len(), 1);
            result.instances[0].policy.version
        };
        let old = created("Mon 16:00");
        assert_eq!(version(&old), 1);
        // A field that policies ask for lets them be tried again, but not the new version.
        assert_eq!(version(&old.field("Tue 10:00", "segment", "gold")), 1);
        assert_eq!(version(&created("Tue 00:00")), 2);
    }
}

#[test]
fn t_pol_07_two_changes_of_one_day_count_by_their_instants() {
    let story = created("Mon 09:00")
        .priority("Mon 09:00", "normal")
        .priority("Mon 10:00", "urgent")
        .priority("Mon 11:30", "normal");
    let judged = |as_of| {
        let result = story.judged(&[by_priority(OnPolicyChange::Retroactive)], as_of);
        result.instances[0].due_at.map(local)
    };
    assert_eq!(judged("Mon 09:30").as_deref(), Some("Mon 17:00"));
    assert_eq!(judged("Mon 10:30").as_deref(), Some("Mon 11:00"));
    assert_eq!(judged("Mon 12:00").as_deref(), Some("Mon 17:00"));
}

#[test]
fn t_pol_10_what_the_topic_model_says_later_changes_no_policy() {
    let targets = |within| [target(Metric::AgentWorkTime, within)];
    let policies = [
        when(
            "issue_type",
            &["outage"],
            policy("P1", AgreementKind::Sla, 1, &targets("2h")),
        ),
        policy("P2", AgreementKind::Sla, 2, &targets("8h")),
    ];
    let story = created("Mon 09:00")
        .model("Mon 09:00", "issue_type", "billing", 0.8)
        .model("Mon 10:00", "issue_type", "outage", 0.9);
    let result = story.judged(&policies, "Mon 11:00");
    assert_eq!(all_shown(&result), ["open_on_track 2:00:00 due Mon 17:00"]);
    let changed = TicketFlag::ModelChanged {
        field: Arc::from("issue_type"),
        held: Arc::from("billing"),
        later: Arc::from("outage"),
    };
    assert_eq!(result.flags, [changed]);
    // A person may change it.
    let result = story
        .field("Mon 10:30", "issue_type", "Outage")
        .judged(&policies, "Mon 11:00");
    assert_eq!(all_shown(&result), ["open_on_track 2:00:00 due Mon 11:00"]);
}

#[test]
fn a_value_that_the_model_is_not_sure_of_matches_nothing() {
    let mut narrow = when(
        "issue_type",
        &["outage"],
        sla(&[target(Metric::AgentWorkTime, "2h")]),
    );
    narrow.conditions.all[0].min_confidence = Some(0.7);
    let said =
        |confidence| created("Mon 09:00").model("Mon 09:00", "issue_type", "outage", confidence);
    assert_eq!(
        reason(&said(0.69), std::slice::from_ref(&narrow)),
        Some(NoSla::NoPolicy)
    );
    assert_eq!(reason(&said(0.7), std::slice::from_ref(&narrow)), None);
    assert_eq!(
        reason(
            &created("Mon 09:00").field("Mon 09:00", "issue_type", "outage"),
            &[narrow]
        ),
        None
    );
}

#[test]
fn t_dat_02_events_out_of_order_or_twice_make_the_same_log() {
    let story = created("Mon 09:00")
        .priority("Mon 09:00", "normal")
        .reply("Mon 10:00")
        .solved("Mon 10:00")
        .reopened("Mon 11:00");
    let policies = [by_priority(OnPolicyChange::Retroactive)];
    let once = story.judged(&policies, "Mon 12:00");
    let mut mixed = story.clone();
    mixed.events.reverse();
    mixed.events.extend(story.events.clone());
    let twice = mixed.judged(&policies, "Mon 12:00");
    assert_eq!(
        (&twice.instances, &twice.statuses),
        (&once.instances, &once.statuses)
    );
    assert_eq!(twice.flags, [TicketFlag::RepeatedEvents { n: 5 }]);
}

#[test]
fn t_dat_03_fields_written_within_a_second_of_creation_belong_to_it() {
    let story = created("Mon 09:00").priority("Mon 09:00:01", "urgent");
    let result = story.judged(&[by_priority(OnPolicyChange::Restart)], "Mon 10:00");
    assert_eq!(all_shown(&result), ["open_on_track 1:00:00 due Mon 11:00"]);
    assert_eq!(result.instances[0].activated_at, at("Mon 09:00"));
    // Milliseconds order what the seconds leave open.
    let milliseconds = |text: &str| text.parse::<jiff::Timestamp>().unwrap();
    let mut events = created("Mon 09:00").events;
    for (seq, when, value) in [
        (2, "2026-06-15T08:00:00.100Z", "urgent"),
        (1, "2026-06-15T08:00:00.900Z", "normal"),
    ] {
        events.push(TicketEvent {
            at: milliseconds(when),
            seq,
            author: Author::Agent,
            kind: set("priority", value, None),
            gist: Gist::Unread,
        });
    }
    let log = TicketLog::new(Arc::from("T1"), events).unwrap();
    let last = log.events().last().unwrap();
    assert_eq!(last.kind, set("priority", "normal", None));
    assert_eq!(last.at, at("Mon 10:00"));
}

#[test]
fn a_policy_named_by_the_source_is_compared_never_obeyed() {
    let applied = |story: Story, name: &str| {
        story.event(
            at("Mon 09:00"),
            Author::System,
            EventKind::PolicyApplied(Arc::from(name)),
        )
    };
    let policies = [sla(&[calendar(Metric::AgentWorkTime, "8h")])];
    let same = applied(created("Mon 09:00"), "P1").judged(&policies, "Mon 10:00");
    assert_eq!(same.flags, []);
    let other = applied(created("Mon 09:00"), "P7").judged(&policies, "Mon 10:00");
    assert_eq!(other.instances, same.instances);
    assert_eq!(other.instances[0].state, State::OpenOnTrack);
    let differs = TicketFlag::SourcePolicyDiffers {
        at: at("Mon 09:00"),
        source: Arc::from("P7"),
        matched: Some(Arc::from("P1")),
    };
    assert_eq!(other.flags, [differs]);
}
