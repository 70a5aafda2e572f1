//! Cases of reopening and of teams, by their names in the specification.

use super::fixtures::{
    Story, all_shown, at, created, for_team, policy, seconds, shown, sla, target, when,
};
use super::{LegEnding, TicketFlag, Why};
use crate::service_levels::policies::{AgreementKind, Metric, ReopenPolicy, Target};
use crate::service_levels::tickets::{Author, EventKind, Gist, Status};
use jiff::SignedDuration;

fn reopening(reopen: ReopenPolicy, within: &str) -> Target {
    Target {
        reopen,
        ..target(Metric::TotalResolutionTime, within)
    }
}

#[test]
fn t_reo_01_reopening_does_four_things() {
    let story = created("Mon 09:00")
        .solved("Mon 11:00")
        .reopened("Wed 09:00")
        .solved("Wed 12:00");
    for (reopen, expected) in [
        (
            ReopenPolicy::FirstCloseFinal,
            &["met 2:00:00 due Mon 13:00"][..],
        ),
        (
            ReopenPolicy::ResumeExcludingClosed,
            &["breached 5:00:00 due Wed 11:00"],
        ),
        (
            ReopenPolicy::ResumeIncludingClosed,
            &["breached 19:00:00 due Mon 13:00"],
        ),
        (
            ReopenPolicy::NewCycle,
            &["met 2:00:00 due Mon 13:00", "met 3:00:00 due Wed 13:00"],
        ),
    ] {
        let result = story.judged(&[sla(&[reopening(reopen, "4h")])], "Fri 10:00");
        assert_eq!(all_shown(&result), expected, "{reopen:?}");
        assert_eq!(result.n_reopened, 1);
        assert_eq!(result.first_solved_at, Some(at("Mon 11:00")));
        assert_eq!(result.last_solved_at, Some(at("Wed 12:00")));
    }
    // Between solving and reopening, all four say the same.
    for reopen in ReopenPolicy::ALL {
        let result = story.judged(&[sla(&[reopening(reopen, "4h")])], "Tue 10:00");
        assert_eq!(
            all_shown(&result),
            ["met 2:00:00 due Mon 13:00"],
            "{reopen:?}"
        );
    }
}

#[test]
fn t_reo_03_thanks_that_reopen_a_ticket_are_flagged_and_change_no_verdict() {
    let story = |gist| {
        let told = created("Mon 09:00").solved("Mon 11:00");
        let reopened = told.says("Wed 09:00", gist).event(
            at("Wed 09:00"),
            Author::System,
            EventKind::Status(Status::Open),
        );
        reopened.solved("Wed 12:00")
    };
    for reopen in ReopenPolicy::ALL {
        let judged = |gist| story(gist).judged(&[sla(&[reopening(reopen, "4h")])], "Fri 10:00");
        let (thanks, more) = (judged(Gist::Thanks), judged(Gist::More));
        assert_eq!(all_shown(&thanks), all_shown(&more), "{reopen:?}");
        assert_eq!(thanks.thanked_at().collect::<Vec<_>>(), [at("Wed 09:00")]);
        assert_eq!(
            thanks.flags,
            [TicketFlag::ReopenedByThanks {
                at: at("Wed 09:00")
            }]
        );
        assert_eq!((more.flags, more.n_reopened_read), (vec![], 1));
        let unread = judged(Gist::Unread);
        assert_eq!((unread.flags, unread.n_reopened_read), (vec![], 0));
    }
    let cycles = sla(&[reopening(ReopenPolicy::NewCycle, "4h")]);
    let result = story(Gist::Thanks).judged(&[cycles], "Fri 10:00");
    let thanked = |why: &Why| {
        *why == Why::Thanked {
            at: at("Wed 09:00"),
        }
    };
    let cycles = result.instances.iter();
    let of_cycle: Vec<bool> = cycles.map(|one| one.why.iter().any(thanked)).collect();
    assert_eq!(of_cycle, [false, true]);
}

#[test]
fn t_reo_03_what_else_was_written_or_who_reopened_decides_whether_it_was_thanks() {
    let open = EventKind::Status(Status::Open);
    let solved = || created("Mon 09:00").solved("Mon 11:00");
    let n_thanked = |story: Story| {
        let result = story.judged(&[sla(&[target(Metric::AgentWorkTime, "4h")])], "Fri 10:00");
        assert_eq!(result.n_reopened, 1);
        result.thanked_at().count()
    };
    let by = |story: Story, when: &str, author| story.event(at(when), author, open.clone());
    let thanks = |when: &str| solved().says(when, Gist::Thanks);
    assert_eq!(
        n_thanked(by(thanks("Wed 09:00"), "Wed 09:00", Author::Customer)),
        1
    );
    // An agent reopened it: that is another matter than the mail.
    assert_eq!(
        n_thanked(by(thanks("Wed 09:00"), "Wed 09:00", Author::Agent)),
        0
    );
    // A complaint beside the thanks.
    let both = thanks("Wed 09:00").says("Wed 09:00", Gist::More);
    assert_eq!(n_thanked(by(both, "Wed 09:00", Author::System)), 0);
    // Mail is taken in by rounds; two minutes are another occasion.
    assert_eq!(
        n_thanked(by(thanks("Wed 09:00"), "Wed 09:01", Author::System)),
        1
    );
    assert_eq!(
        n_thanked(by(thanks("Wed 09:00"), "Wed 09:02", Author::System)),
        0
    );
    // Thanks for the solution are sent after it.
    let before = created("Mon 09:00")
        .says("Mon 11:00", Gist::Thanks)
        .solved("Mon 11:00");
    let soon = at("Mon 11:00")
        .saturating_add(SignedDuration::from_secs(30))
        .unwrap();
    assert_eq!(
        n_thanked(before.event(soon, Author::System, open.clone())),
        0
    );
    // The message may stand a second behind what it caused.
    let late = at("Wed 09:00")
        .saturating_add(SignedDuration::from_secs(1))
        .unwrap();
    let mut told = by(solved(), "Wed 09:00", Author::System);
    told = told.event(late, Author::Customer, EventKind::CustomerMessage);
    told.events[3].gist = Gist::Thanks;
    assert_eq!(n_thanked(told), 1);
}

#[test]
fn t_reo_02_closed_and_reopened_is_as_solved_and_reopened() {
    let told = |status| {
        created("Mon 09:00")
            .status("Mon 11:00", status)
            .reopened("Wed 09:00")
            .status("Wed 12:00", status)
    };
    for reopen in ReopenPolicy::ALL {
        let judged = |status| told(status).judged(&[sla(&[reopening(reopen, "4h")])], "Fri 10:00");
        let (closed, solved) = (judged(Status::Closed), judged(Status::Solved));
        assert_eq!(closed.instances, solved.instances);
        let flags =
            ["Mon 11:00", "Wed 12:00"].map(|when| TicketFlag::ClosedWithoutSolved { at: at(when) });
        assert_eq!(closed.flags, flags);
    }
    let both = created("Mon 09:00")
        .solved("Mon 11:00")
        .status("Mon 12:00", Status::Closed);
    let result = both.judged(&[sla(&[target(Metric::AgentWorkTime, "4h")])], "Fri 10:00");
    assert_eq!(
        (all_shown(&result), result.flags),
        (vec![String::from("met 2:00:00 due Mon 13:00")], vec![])
    );
}

#[test]
fn t_reo_03_reopened_by_a_message_is_counted_not_dropped() {
    let story = created("Mon 09:00")
        .solved("Mon 11:00")
        .customer("Mon 12:00")
        .reopened("Mon 12:00");
    let result = story.judged(
        &[sla(&[reopening(ReopenPolicy::NewCycle, "4h")])],
        "Mon 13:00",
    );
    let expected = [
        "met 2:00:00 due Mon 13:00",
        "open_on_track 1:00:00 due Mon 16:00",
    ];
    assert_eq!(
        (all_shown(&result), result.n_reopened),
        (expected.map(String::from).to_vec(), 1)
    );
}

#[test]
fn t_reo_04_a_report_of_before_the_reopening_stays_as_it_was() {
    let policies = [sla(&[reopening(ReopenPolicy::ResumeExcludingClosed, "4h")])];
    let story = created("Mon 09:00").solved("Mon 11:00");
    let frozen = story.judged(&policies, "Tue 10:00");
    let later = story.reopened("Wed 09:00").judged(&policies, "Tue 10:00");
    assert_eq!(frozen.instances, later.instances);
}

#[test]
fn t_reo_05_a_breach_stays_although_a_later_cycle_is_in_time() {
    let story = created("Mon 09:00")
        .solved("Mon 14:00")
        .reopened("Wed 09:00")
        .solved("Wed 10:00");
    let result = story.judged(
        &[sla(&[reopening(ReopenPolicy::NewCycle, "4h")])],
        "Fri 10:00",
    );
    let expected = [
        "breached 5:00:00 due Mon 13:00",
        "met 1:00:00 due Wed 13:00",
    ];
    assert_eq!(all_shown(&result), expected);
    assert_eq!(result.instances[0].breached_at, Some(at("Mon 13:00")));
}

#[test]
fn t_tra_03_three_teams_and_one_promise() {
    let story = created("Mon 09:00")
        .team("Mon 09:00", "first line")
        .team("Mon 12:00", "network")
        .team("Mon 13:00", "field service")
        .solved("Tue 11:00");
    let ola = policy(
        "O1",
        AgreementKind::Ola,
        1,
        &[target(Metric::OwnershipTime, "4h")],
    );
    let promise = sla(&[target(Metric::TotalResolutionTime, "8h")]);
    let result = story.judged(&[promise, ola], "Fri 10:00");
    let expected = [
        "breached 10:00:00 due Mon 17:00",
        "met 3:00:00 due Mon 13:00",
        "met 1:00:00 due Mon 16:00",
        "breached 6:00:00 due Mon 17:00",
    ];
    assert_eq!(all_shown(&result), expected);
    let teams: Vec<_> = result.instances.iter().map(|i| i.team.as_deref()).collect();
    assert_eq!(
        teams,
        [
            None,
            Some("first line"),
            Some("network"),
            Some("field service")
        ]
    );
    assert_eq!(result.n_hops, 2);
}

#[test]
fn t_tra_04_a_ticket_that_comes_back_starts_the_team_anew() {
    let story = created("Mon 09:00")
        .team("Mon 09:00", "A")
        .team("Mon 10:00", "B")
        .team("Mon 12:00", "A")
        .note("Mon 12:30")
        .solved("Mon 13:00")
        .reopened("Tue 09:00");
    let of = |team, within| for_team(team, target(Metric::OwnershipTime, within));
    let ola = policy("O1", AgreementKind::Ola, 1, &[of("a", "4h"), of("B", "1h")]);
    let result = story.judged(&[ola], "Tue 11:00");
    let expected = [
        "met 1:00:00 due Mon 13:00",
        "breached 2:00:00 due Mon 11:00",
        "met 1:00:00 due Mon 16:00",
        "open_on_track 2:00:00 due Tue 13:00",
    ];
    assert_eq!(all_shown(&result), expected);
    assert_eq!(result.n_hops, 2);
    let legs = result
        .legs
        .iter()
        .map(|leg| (&*leg.team, leg.duration(), leg.ending, leg.is_misroute()));
    let expected = [
        ("A", seconds("1h"), LegEnding::HandedOver, true),
        ("B", seconds("2h"), LegEnding::HandedOver, true),
        ("A", seconds("1h"), LegEnding::Solved, false),
        ("A", seconds("2h"), LegEnding::Open, false),
    ];
    assert_eq!(legs.collect::<Vec<_>>(), expected);
}

#[test]
fn t_tra_05_who_changed_team_or_left_was_an_agent_then() {
    // The part of an author stands in the event; what became of him later is in no log of the ticket.
    let story = created("Mon 09:00")
        .team("Mon 09:00", "A")
        .field("Mon 09:00", "agent", "a17")
        .reply("Mon 10:00")
        .field("Mon 11:00", "agent", "")
        .team("Mon 11:00", "B");
    let ola = policy(
        "O1",
        AgreementKind::Ola,
        1,
        &[target(Metric::OwnershipTime, "4h")],
    );
    let result = story.judged(
        &[sla(&[target(Metric::FirstReplyTime, "2h")]), ola],
        "Mon 12:00",
    );
    assert_eq!(shown(&result.instances[0]), "met 1:00:00 due Mon 11:00");
    let legs: Vec<_> = result
        .legs
        .iter()
        .map(|leg| (&*leg.team, leg.n_replies))
        .collect();
    assert_eq!(legs, [("A", 1), ("B", 0)]);
}

#[test]
fn a_supplier_is_held_to_its_own_contract_beside_the_promise() {
    let targets = [target(Metric::OwnershipTime, "2h")];
    let contract = policy("U1", AgreementKind::Underpinning, 1, &targets);
    let contract = when("team", &["Supplier"], contract);
    let goal = policy(
        "I1",
        AgreementKind::Internal,
        1,
        &[target(Metric::AgentWorkTime, "3h")],
    );
    let story = created("Mon 09:00")
        .team("Mon 10:00", "supplier")
        .team("Mon 13:00", "A")
        .solved("Mon 14:00");
    let promise = sla(&[target(Metric::AgentWorkTime, "8h")]);
    let result = story.judged(&[contract, goal, promise], "Fri 10:00");
    let expected = [
        "met 5:00:00 due Mon 17:00",
        "breached 5:00:00 due Mon 12:00",
        "breached 3:00:00 due Mon 12:00",
    ];
    assert_eq!(all_shown(&result), expected);
}
