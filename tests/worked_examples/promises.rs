use super::{Figures, level, number, percent, word};
use jiff::Timestamp;
use signaal::service_levels::attainment::{
    Case, Grain, LegTime, Promises, Row, TicketLife, attain, attribute, resolution,
};
use signaal::service_levels::clocks::{Instance, PolicyRef, State};
use signaal::service_levels::policies::{
    AgreementKind, Conditions, Hours, Metric, OnPolicyChange, Policy, ReopenPolicy, Target,
};
use signaal::units::{Probability, Seconds};

const HOUR: i64 = 3600;

/// 95 % within 4 hours, 3 internally.
fn policy() -> Policy {
    Policy {
        id: "p".into(),
        version: 1,
        kind: AgreementKind::Sla,
        position: 1,
        title: String::new(),
        conditions: Conditions::default(),
        default_priority: None,
        targets: vec![Target {
            metric: Metric::FirstReplyTime,
            priority: None,
            team: None,
            target: Seconds(4 * HOUR),
            internal_target: Some(Seconds(3 * HOUR)),
            attainment: Probability::new(0.95).ok(),
            internal_attainment: None,
            shown_schedule: None,
            hours: Hours::Calendar,
            counted_statuses: None,
            reopen: ReopenPolicy::FirstCloseFinal,
            on_policy_change: OnPolicyChange::Retroactive,
            warn: None,
            bot_reply_counts: false,
        }],
        legally_binding: false,
        contract: None,
        owner: None,
        period: None,
        review_by: None,
        valid_from: None,
        valid_to: None,
    }
}

/// A ticket that was replied to after these hours.
fn replied(ticket: usize, hours: i64) -> Instance {
    let elapsed = Seconds(hours * HOUR);
    let start = Timestamp::UNIX_EPOCH;
    let is_late = hours > 4;
    Instance {
        ticket: ticket.to_string().into(),
        policy: PolicyRef {
            id: "p".into(),
            version: 1,
            kind: AgreementKind::Sla,
        },
        metric: Metric::FirstReplyTime,
        instance: 1,
        team: None,
        activated_at: start,
        fulfilled_at: Timestamp::from_second(elapsed.0).ok(),
        ended_at: Timestamp::from_second(elapsed.0).ok(),
        target_idx: 0,
        pauses: Vec::new(),
        elapsed_business: elapsed,
        elapsed_shown: None,
        elapsed_calendar: elapsed,
        waited_calendar: elapsed,
        target: Seconds(4 * HOUR),
        internal_target: Some(Seconds(3 * HOUR)),
        due_at: Timestamp::from_second(4 * HOUR).ok(),
        state: if is_late { State::Breached } else { State::Met },
        breached_at: None,
        breached_on_attach: false,
        also_matched: Vec::new(),
        why: Vec::new(),
    }
}

/// Tickets replied to after hours, by number of tickets.
fn row(counts: &[(usize, i64)]) -> Row {
    let hours = counts
        .iter()
        .flat_map(|(n, hours)| std::iter::repeat_n(*hours, *n));
    let instances: Vec<Instance> = hours
        .enumerate()
        .map(|(ticket, hours)| replied(ticket, hours))
        .collect();
    let cases: Vec<Case<'_>> = instances
        .iter()
        .map(|instance| Case {
            instance,
            group: Vec::new(),
            customer: None,
            tier: None,
        })
        .collect();
    let policies = [policy()];
    let promises = Promises::new(&policies);
    attain(&cases, [], &promises, Grain::Metric, level())
        .rows
        .remove(0)
}

fn leg(team: &str, hours: i64) -> LegTime {
    LegTime {
        team: Some(team.into()),
        elapsed: Seconds(hours * HOUR),
        agreed: Some(Seconds(4 * HOUR)),
    }
}

fn life(days: i64, is_solved: bool) -> TicketLife {
    let end = Timestamp::from_second(days * 24 * HOUR).unwrap();
    TicketLife {
        ticket: days.to_string().into(),
        group: Vec::new(),
        created_at: Timestamp::UNIX_EPOCH,
        solved_at: is_solved.then_some(end),
        merged_at: None,
        is_paused: false,
        elapsed: Seconds(days * 24 * HOUR),
    }
}

/// Figures of promises about time.
pub(super) fn figures() -> Figures {
    let kept = row(&[(190, 2), (10, 5)]);
    let mut attainment = percent(kept.share.unwrap());
    attainment.push(word(kept.standing.as_str()));

    let ten = row(&[(6, 2), (2, 3), (1, 4), (1, 5)]);
    let slack = ten.slack_use.unwrap();
    let over = row(&[(1, 5), (2, 7)]).overrun.unwrap();
    let seconds = |seconds: Seconds| f64::from(u32::try_from(seconds.0).unwrap());
    let hour = seconds(Seconds(HOUR));

    let legs = [leg("a", 3), leg("b", 1), leg("c", 6)];
    let shared = attribute(&legs, Seconds(8 * HOUR)).unwrap();

    let lives = [
        life(1, true),
        life(2, true),
        life(2, false),
        life(3, true),
        life(5, false),
    ];
    let solved = resolution(&lives, level()).unwrap();
    let day = 24.0 * hour;
    Figures::from([
        ("attainment", attainment),
        (
            "exceeded",
            vec![number(100.0 * ten.exceeded.unwrap().estimate)],
        ),
        ("slack_used", vec![number(slack.mean), number(slack.median)]),
        (
            "overrun",
            vec![
                number(over.median_s / hour),
                number(seconds(over.longest) / hour),
                number(seconds(over.total) / hour),
            ],
        ),
        (
            "overrun_by_team",
            vec![
                number(seconds(shared.overrun) / hour),
                number(100.0 * shared.legs[2].share),
            ],
        ),
        (
            "resolution",
            vec![
                number(solved.median.estimate.unwrap() / day),
                number(solved.median_of_solved_s.unwrap() / day),
            ],
        ),
    ])
}
