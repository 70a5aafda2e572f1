//! Cases of counting and pausing, by their names in the specification.

use super::fixtures::{
    OPENINGS, Story, all_shown, at, calendar, created, created_by, openings_without, seconds,
    shown, sla, target,
};
use super::{EndedBy, Error, State, TicketFlag, TicketResult, Why, evaluate};
use crate::service_levels::policies::{Hours, Metric, PolicyBook, Target};
use crate::service_levels::tickets::{Author, EventKind, Status};
use crate::units::Seconds;
use jiff::civil::date;
use std::sync::Arc;

fn check(story: &Story, target: Target, as_of: &str, expected: &[&str]) {
    assert_eq!(all_shown(&story.judged(&[sla(&[target])], as_of)), expected);
}

#[test]
fn t_sla_01_four_hours_from_friday_afternoon_end_on_monday() {
    let four = target(Metric::AgentWorkTime, "4h");
    let open = ["open_on_track 1:00:00 due +1 Mon 12:00"];
    check(&created("Fri 16:00"), four, "Sat 12:00", &open);
}

#[test]
fn t_sla_02_calendar_hours_do_not_stop() {
    let day = calendar(Metric::AgentWorkTime, "24h");
    check(
        &created("Fri 15:00"),
        day,
        "Fri 16:00",
        &["open_on_track 1:00:00 due Sat 15:00"],
    );
}

#[test]
fn t_sla_09_opened_and_solved_on_saturday_keeps_its_row() {
    let story = created("Sat 10:00").reply("Sat 10:30").solved("Sat 11:00");
    let targets = [
        target(Metric::FirstReplyTime, "1h"),
        target(Metric::RequesterWaitTime, "4h"),
        target(Metric::TotalResolutionTime, "8h"),
    ];
    let result = story.judged(&[sla(&targets)], "+1 Wed 12:00");
    let expected = [
        "met 0:00:00 due +1 Mon 10:00",
        "met 0:00:00 due +1 Mon 13:00",
        "met 0:00:00 due +1 Mon 17:00",
    ];
    assert_eq!(all_shown(&result), expected);
    assert_eq!(result.instances[1].elapsed_calendar, seconds("1h"));
}

#[test]
fn t_sla_11_a_schedule_without_hours_is_never_due_and_two_years_are_the_horizon() {
    let never = Target {
        hours: Hours::Business {
            schedule: Arc::from("never"),
        },
        ..target(Metric::AgentWorkTime, "1h")
    };
    check(
        &created("Mon 10:00"),
        never,
        "Fri 10:00",
        &["open_on_track 0:00:00 due none"],
    );
    let three_years = calendar(Metric::AgentWorkTime, "26280h");
    let open = ["open_on_track 2:00:00 due none"];
    check(&created("Mon 10:00"), three_years, "Mon 12:00", &open);
}

#[test]
fn t_sla_12_exactly_the_target_is_met_and_a_second_more_is_breached() {
    let work = || target(Metric::AgentWorkTime, "2h");
    for (solved, expected) in [
        ("Mon 11:59:59", "met 1:59:59 due Mon 12:00"),
        ("Mon 12:00", "met 2:00:00 due Mon 12:00"),
        ("Mon 12:00:01", "breached 2:00:01 due Mon 12:00"),
    ] {
        check(
            &created("Mon 10:00").solved(solved),
            work(),
            "Fri 10:00",
            &[expected],
        );
    }
    for (as_of, expected) in [
        ("Mon 12:00", "open_on_track 2:00:00 due Mon 12:00"),
        ("Mon 12:00:01", "breached 2:00:01 due Mon 12:00"),
    ] {
        check(&created("Mon 10:00"), work(), as_of, &[expected]);
    }
}

#[test]
fn t_sla_15_a_calendar_target_beside_a_business_one_ignores_the_schedule() {
    let targets = [
        target(Metric::AgentWorkTime, "24h"),
        calendar(Metric::TotalResolutionTime, "24h"),
    ];
    let result = created("Fri 16:00").judged(&[sla(&targets)], "+1 Mon 10:00");
    let expected = [
        "open_on_track 2:00:00 due +1 Wed 16:00",
        "breached 66:00:00 due Sat 16:00",
    ];
    assert_eq!(all_shown(&result), expected);
    let elapsed = result
        .instances
        .iter()
        .map(|i| (i.elapsed_business, i.elapsed_calendar));
    let both = [
        (seconds("2h"), seconds("66h")),
        (seconds("66h"), seconds("66h")),
    ];
    assert_eq!(elapsed.collect::<Vec<_>>(), both);
}

#[test]
fn a_schedule_beside_a_calendar_target_is_shown_and_decides_nothing() {
    let shown = Target {
        shown_schedule: Some(Arc::from("S1")),
        ..calendar(Metric::TotalResolutionTime, "24h")
    };
    let judged = |target| created("Fri 16:00").judged(&[sla(&[target])], "+1 Mon 10:00");
    let plain = judged(calendar(Metric::TotalResolutionTime, "24h"));
    let beside = judged(shown);
    assert_eq!(all_shown(&beside), all_shown(&plain));
    let both = |result: &TicketResult| {
        let only = &result.instances[0];
        (only.elapsed_in_schedule(), only.elapsed_calendar)
    };
    assert_eq!(both(&plain), (seconds("66h"), seconds("66h")));
    assert_eq!(both(&beside), (seconds("2h"), seconds("66h")));
    assert_eq!(
        beside.instances[0].breached_at,
        plain.instances[0].breached_at
    );
}

#[test]
fn t_pau_01_a_pause_moves_the_due_instant_by_its_office_hours() {
    let story = created("Mon 10:00").pending("Mon 12:00", "Tue 14:00");
    let result = story.judged(&[sla(&[target(Metric::AgentWorkTime, "8h")])], "Tue 15:00");
    assert_eq!(all_shown(&result), ["open_on_track 3:00:00 due Wed 12:00"]);
    let paused = Why::Paused {
        n_pauses: 1,
        business: seconds("10h"),
    };
    assert!(result.instances[0].why.contains(&paused));
}

#[test]
fn t_pau_02_a_pause_outside_office_hours_moves_nothing() {
    let story = created("Fri 16:00").pending("Fri 18:00", "Sun 22:00");
    let four = target(Metric::AgentWorkTime, "4h");
    check(
        &story,
        four,
        "+1 Mon 09:00",
        &["open_on_track 1:00:00 due +1 Mon 12:00"],
    );
}

#[test]
fn t_pau_03_a_paused_clock_is_frozen_and_never_becomes_breached() {
    let story = created("Mon 10:00").status("Mon 11:00", Status::Pending);
    let two = || target(Metric::AgentWorkTime, "2h");
    check(&story, two(), "Mon 11:00", &["paused 1:00:00 due none"]);
    check(&story, two(), "+4 Fri 11:00", &["paused 1:00:00 due none"]);
    let late = created("Mon 10:00").status("Mon 13:00", Status::Pending);
    check(
        &late,
        two(),
        "+4 Fri 11:00",
        &["breached 3:00:00 due Mon 12:00"],
    );
}

#[test]
fn t_pau_04_short_pauses_and_two_in_one_minute_keep_their_seconds() {
    let story = created("Mon 10:00")
        .pending("Mon 11:00:05", "Mon 11:00:15")
        .pending("Mon 11:00:20", "Mon 11:00:50")
        .solved("Mon 11:01");
    let one = target(Metric::AgentWorkTime, "1h");
    check(
        &story,
        one,
        "Fri 10:00",
        &["breached 1:00:20 due Mon 11:00"],
    );
}

#[test]
fn t_pau_05_a_holiday_inside_a_pause_is_not_subtracted_twice() {
    let openings = openings_without(&[date(2026, 6, 16)]);
    let story = created("Mon 16:00").pending("Mon 16:30", "Wed 10:00");
    let policies = [sla(&[target(Metric::AgentWorkTime, "4h")])];
    let result = story.judged_by(&policies, &openings, "Wed 10:00");
    assert_eq!(all_shown(&result), ["open_on_track 0:30:00 due Wed 13:30"]);
}

#[test]
fn t_pau_07_a_first_reply_does_not_pause_unless_its_statuses_say_so() {
    let story = created("Mon 10:00")
        .pending("Mon 11:00", "Mon 13:00")
        .reply("Mon 14:00");
    let first = target(Metric::FirstReplyTime, "3h");
    check(
        &story,
        first.clone(),
        "Fri 10:00",
        &["breached 4:00:00 due Mon 13:00"],
    );
    let pausing = Target {
        counted_statuses: Some(vec![Status::New, Status::Open]),
        ..first
    };
    check(&story, pausing, "Fri 10:00", &["met 2:00:00 due Mon 15:00"]);
}

#[test]
fn t_pau_08_a_message_by_any_way_in_ends_pending_and_starts_a_next_reply() {
    let story = created("Mon 09:00")
        .reply("Mon 10:00")
        .status("Mon 10:00", Status::Pending)
        .customer("Mon 12:00");
    let targets = [
        target(Metric::NextReplyTime, "2h"),
        target(Metric::AgentWorkTime, "8h"),
    ];
    let result = story.judged(&[sla(&targets)], "Mon 13:00");
    let expected = [
        "open_on_track 1:00:00 due Mon 14:00",
        "open_on_track 2:00:00 due Tue 11:00",
    ];
    assert_eq!(all_shown(&result), expected);
    let at = at("Mon 12:00");
    assert_eq!(result.flags, [TicketFlag::PendingEndedByMessage { at }]);
    // Where the source says so itself, there is nothing to flag.
    let said = story.clone().status("Mon 12:00", Status::Open);
    assert_eq!(said.judged(&[sla(&targets)], "Mon 13:00").flags, []);
}

#[test]
fn metrics_run_in_their_own_statuses() {
    let story = created("Mon 09:00")
        .status("Mon 10:00", Status::Open)
        .status("Mon 12:00", Status::Pending)
        .status("Mon 15:00", Status::OnHold)
        .solved("Tue 09:00");
    for (metric, expected) in [
        (Metric::AgentWorkTime, "met 3:00:00 due Tue 14:00"),
        (Metric::RequesterWaitTime, "met 5:00:00 due Tue 12:00"),
        (Metric::TotalResolutionTime, "met 8:00:00 due Mon 17:00"),
    ] {
        check(&story, target(metric, "8h"), "Fri 10:00", &[expected]);
    }
}

#[test]
fn the_wait_of_the_customer_includes_pauses_and_weekends() {
    let story = created("Fri 16:00")
        .pending("+1 Mon 09:30", "+1 Mon 10:30")
        .solved("+1 Mon 11:00");
    let result = story.judged(
        &[sla(&[target(Metric::AgentWorkTime, "4h")])],
        "+1 Fri 10:00",
    );
    let instance = &result.instances[0];
    assert_eq!(instance.elapsed_business, seconds("2h"));
    assert_eq!(instance.elapsed_calendar, seconds("66h"));
    assert_eq!(instance.waited_calendar, seconds("67h"));
    assert_eq!(result.time_in(Status::Pending), seconds("1h"));
}

#[test]
fn at_risk_is_less_left_than_the_warning_in_time_that_counts() {
    let warned = || Target {
        warn: Some(seconds("1h")),
        ..target(Metric::AgentWorkTime, "4h")
    };
    let story = created("Mon 16:00");
    check(
        &story,
        warned(),
        "Tue 11:00",
        &["open_on_track 3:00:00 due Tue 12:00"],
    );
    check(
        &story,
        warned(),
        "Tue 11:00:01",
        &["open_at_risk 3:00:01 due Tue 12:00"],
    );
    check(
        &story,
        warned(),
        "Tue 12:00",
        &["open_at_risk 4:00:00 due Tue 12:00"],
    );
}

#[test]
fn t_dat_10_the_reply_of_a_program_counts_only_where_the_target_says_so() {
    let story = created("Mon 09:00").bot("Mon 09:00:05").reply("Mon 11:00");
    let first = target(Metric::FirstReplyTime, "1h");
    check(
        &story,
        first.clone(),
        "Fri 10:00",
        &["breached 2:00:00 due Mon 10:00"],
    );
    let counting = Target {
        bot_reply_counts: true,
        ..first
    };
    check(
        &story,
        counting,
        "Fri 10:00",
        &["met 0:00:05 due Mon 10:00"],
    );
}

#[test]
fn notes_and_replies_of_the_system_answer_nobody() {
    let system = EventKind::PublicReply;
    let story = created("Mon 09:00")
        .note("Mon 09:10")
        .event(at("Mon 09:20"), Author::System, system)
        .reply("Mon 09:30");
    let first = target(Metric::FirstReplyTime, "1h");
    check(&story, first, "Fri 10:00", &["met 0:30:00 due Mon 10:00"]);
}

#[test]
fn an_agent_who_opens_a_ticket_with_a_message_answers_with_the_second() {
    let first = || target(Metric::FirstReplyTime, "4h");
    let opened = created_by("Mon 09:00", Author::Agent)
        .reply("Mon 09:00:01")
        .reply("Mon 11:00");
    check(
        &opened,
        first(),
        "Fri 10:00",
        &["met 2:00:00 due Mon 13:00"],
    );
    let noted = created_by("Mon 09:00", Author::Agent)
        .note("Mon 09:00")
        .reply("Mon 10:00");
    check(&noted, first(), "Fri 10:00", &["met 1:00:00 due Mon 13:00"]);
    let answered = created("Mon 09:00").reply("Mon 09:00").reply("Mon 11:00");
    check(
        &answered,
        first(),
        "Fri 10:00",
        &["met 0:00:00 due Mon 13:00"],
    );
}

#[test]
fn a_first_reply_that_never_came_is_cancelled_by_solving_unless_it_was_late() {
    let first = || target(Metric::FirstReplyTime, "2h");
    let early = created("Mon 09:00").solved("Mon 10:00");
    check(
        &early,
        first(),
        "Fri 10:00",
        &["cancelled 1:00:00 due none"],
    );
    let late = created("Mon 09:00").solved("Mon 12:00");
    check(
        &late,
        first(),
        "Fri 10:00",
        &["breached 3:00:00 due Mon 11:00"],
    );
    let in_one_update = created("Mon 09:00").solved("Mon 10:00").reply("Mon 10:00");
    check(
        &in_one_update,
        first(),
        "Fri 10:00",
        &["met 1:00:00 due Mon 11:00"],
    );
}

#[test]
fn next_replies_run_from_the_oldest_unanswered_message() {
    let story = created("Mon 09:00")
        .customer("Mon 09:15")
        .reply("Mon 10:00")
        .customer("Mon 11:00")
        .customer("Mon 12:00")
        .reply("Mon 13:00")
        .reply("Mon 14:00")
        .customer("Mon 15:00")
        .solved("Mon 15:30")
        .customer("Mon 16:00");
    let expected = ["met 2:00:00 due Mon 14:00", "cancelled 0:30:00 due none"];
    let next = || target(Metric::NextReplyTime, "3h");
    check(&story, next(), "Fri 10:00", &expected);
    // The message to the solved ticket waits for a reply once the ticket is opened again.
    let again = story.reopened("Tue 09:00").reply("Tue 10:00");
    let expected = [expected[0], expected[1], "met 1:00:00 due Tue 12:00"];
    check(&again, next(), "Fri 10:00", &expected);
    let numbers = again.judged(&[sla(&[next()])], "Fri 10:00");
    let numbers: Vec<u32> = numbers.instances.iter().map(|i| i.instance).collect();
    assert_eq!(numbers, [1, 2, 3]);
}

#[test]
fn updates_run_from_reply_to_reply_and_pause_where_they_may() {
    let story = created("Mon 09:00")
        .reply("Mon 10:00")
        .pending("Mon 11:00", "Mon 13:00")
        .reply("Mon 14:00")
        .reply("Mon 15:00")
        .solved("Mon 15:00");
    let periodic = [
        "breached 4:00:00 due Mon 13:00",
        "met 1:00:00 due Mon 17:00",
    ];
    check(
        &story,
        target(Metric::PeriodicUpdateTime, "3h"),
        "Fri 10:00",
        &periodic,
    );
    let pausable = ["met 2:00:00 due Mon 15:00", "met 1:00:00 due Mon 17:00"];
    check(
        &story,
        target(Metric::PausableUpdateTime, "3h"),
        "Fri 10:00",
        &pausable,
    );
}

#[test]
fn t_pol_08_an_update_is_never_due_before_the_first_reply() {
    let targets = [
        target(Metric::FirstReplyTime, "4h"),
        target(Metric::PeriodicUpdateTime, "1h"),
    ];
    let story = created("Mon 09:00");
    let result = story.judged(&[sla(&targets)], "Mon 12:00");
    assert_eq!(all_shown(&result), ["open_on_track 3:00:00 due Mon 13:00"]);
    let result = story
        .reply("Mon 12:00")
        .judged(&[sla(&targets)], "Mon 12:30");
    let expected = [
        "met 3:00:00 due Mon 13:00",
        "open_on_track 0:30:00 due Mon 13:00",
    ];
    assert_eq!(all_shown(&result), expected);
}

#[test]
fn merging_cancels_what_is_in_time_and_leaves_what_is_late() {
    let story = created("Mon 09:00")
        .merged("Mon 12:00")
        .solved("Mon 12:00")
        .reply("Mon 13:00");
    let targets = [
        target(Metric::FirstReplyTime, "2h"),
        target(Metric::AgentWorkTime, "4h"),
    ];
    let result = story.judged(&[sla(&targets)], "Fri 10:00");
    let expected = [
        "breached 3:00:00 due Mon 11:00",
        "cancelled 3:00:00 due none",
    ];
    assert_eq!(all_shown(&result), expected);
    assert_eq!(result.merged_at, Some(at("Mon 12:00")));
    assert_eq!(result.flags, [TicketFlag::EventsAfterMerge { n: 1 }]);
    let solved_before = created("Mon 09:00").solved("Mon 10:00").merged("Mon 12:00");
    let result = solved_before.judged(&[sla(&targets[1..])], "Fri 10:00");
    assert_eq!(shown(&result.instances[0]), "met 1:00:00 due Mon 13:00");
}

#[test]
fn t_dat_05_an_earlier_report_can_be_made_again() {
    let story = created("Mon 09:00").reply("Mon 10:00").solved("Mon 15:00");
    let policies = [sla(&[target(Metric::AgentWorkTime, "8h")])];
    let result = story.judged(&policies, "Mon 12:00");
    assert_eq!(all_shown(&result), ["open_on_track 3:00:00 due Mon 17:00"]);
    assert_eq!(result.flags, [TicketFlag::EventsAfterAsOf { n: 1 }]);
    assert_eq!(result.instances[0].state, State::OpenOnTrack);
    let before = story.judged(&policies, "Mon 08:00");
    assert_eq!((before.status, before.instances.len()), (None, 0));
}

#[test]
fn a_verdict_is_told_step_by_step() {
    let story = created("Mon 10:00")
        .pending("Mon 12:00", "Tue 14:00")
        .solved("Thu 10:00");
    let result = story.judged(&[sla(&[target(Metric::AgentWorkTime, "8h")])], "Fri 10:00");
    let why: Vec<String> = result.instances[0]
        .why
        .iter()
        .map(ToString::to_string)
        .collect();
    let expected = [
        "policy P1 version 1 (position 10) matched",
        "agent_work_time within 8:00:00 of business time (S1)",
        "started 2026-06-15T08:00:00Z: created",
        "stood still 10:00:00 of the time that counts, in 1 pause",
        "ended 2026-06-18T08:00:00Z: solved",
        "time was up 2026-06-17T10:00:00Z; over by 6:00:00",
    ];
    assert_eq!(why, expected);
}

#[test]
fn a_missing_schedule_and_a_ticket_before_the_hours_known_are_errors() {
    let unknown = Target {
        hours: Hours::Business {
            schedule: Arc::from("S2"),
        },
        ..target(Metric::AgentWorkTime, "1h")
    };
    let book = PolicyBook::new(vec![sla(&[unknown])]).unwrap();
    let fault = Error::NoSchedule {
        policy: Arc::from("P1"),
        metric: Metric::AgentWorkTime,
        schedule: Arc::from("S2"),
    };
    assert_eq!(OPENINGS.check(&book), Err(fault.clone()));
    let log = created("Mon 10:00").log();
    assert_eq!(
        evaluate(&log, &book, &OPENINGS, at("Tue 10:00")),
        Err(fault)
    );
    let mut short = OPENINGS.clone();
    short.covers.start = at("Tue 10:00");
    let result = evaluate(&log, &book, &short, at("Wed 10:00"));
    assert!(matches!(result, Err(Error::NotCovered { .. })));
}

#[test]
fn an_end_names_what_ended_it() {
    let story = created("Mon 10:00").reply("Mon 11:00");
    let result = story.judged(&[sla(&[target(Metric::FirstReplyTime, "8h")])], "Fri 10:00");
    let ended = Why::Ended {
        at: at("Mon 11:00"),
        by: EndedBy::Reply,
    };
    assert!(result.instances[0].why.contains(&ended));
    assert_eq!(result.instances[0].waited_calendar, Seconds(3600));
}
