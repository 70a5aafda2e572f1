use super::{
    Candidate, Closure, Ineligible, Invited, LoopSettings, PlanGap, PlanSettings, SurveyPlan,
    plan_invitations, response_trend, survey_loop,
};
use crate::service_levels::calendar::{Opening, Window};
use crate::service_levels::experience::{
    Delivery, FatigueSettings, Frequency, Invitation, Period, Reply, SurveyKind, too_soon,
};
use crate::units::{Probability, Seconds};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

const DAY: i64 = 86_400;

/// Days after 1 January 2026, 12:00 UTC.
fn day(days: i64) -> Timestamp {
    Timestamp::from_second(1_767_268_800 + days * DAY).unwrap()
}

fn level() -> Probability {
    Probability::new(0.95).unwrap()
}

fn settings(as_of: i64) -> LoopSettings {
    LoopSettings {
        period: Period::Month,
        zone: TimeZone::UTC,
        as_of: day(as_of),
        frequency: Frequency::default(),
        close_within: Some(Seconds(2 * DAY)),
        opening: Opening::always(Window {
            start: day(-100),
            end: day(1000),
        }),
        fatigue: None,
        least: 5,
        level: level(),
    }
}

fn invited(id: &str, recipient: &str, sent: i64, answered: Option<i64>) -> Invited {
    Invited {
        invitation: Invitation {
            id: id.into(),
            recipient: Some(recipient.into()),
            kind: SurveyKind::Transactional,
            sent_at: day(sent),
            delivery: Delivery::Delivered,
            reply: if answered.is_some() {
                Reply::Complete
            } else {
                Reply::None
            },
        },
        responded_at: answered.map(day),
        asks_follow_up: answered.is_some(),
    }
}

fn closure(id: &str, at: i64) -> Closure {
    Closure {
        invitation: id.into(),
        closed_at: Some(day(at)),
        outcome: Some("called".into()),
        owner: None,
    }
}

#[test]
fn a_missed_period_is_shown_and_not_interpolated() {
    let log = [
        invited("a", "x", 0, Some(1)),
        invited("b", "y", 5, None),
        // Nothing in February; April is closed at the report, May has just begun.
        invited("c", "z", 65, Some(66)),
    ];
    let found = survey_loop(&log, &[], &settings(122)).unwrap();
    let told: Vec<(&str, usize, bool)> = found
        .periods
        .iter()
        .map(|one| (&*one.period, one.n_delivered, one.rate.is_some()))
        .collect();
    assert_eq!(
        told,
        [
            ("2026-01", 2, true),
            ("2026-02", 0, false),
            ("2026-03", 1, true),
            ("2026-04", 0, false),
        ]
    );
    assert_eq!(found.trend, None, "three cases have no trend");
    // As it stood on 2 January: one answer, two invitations of the three not yet sent.
    let early = survey_loop(&log, &[], &settings(0)).unwrap();
    assert_eq!((early.n_later, early.rate.n_delivered), (2, 1));
    assert!(early.rate.complete.unwrap().estimate.abs() < 1e-12);
}

#[test]
fn closing_is_counted_with_those_still_open() {
    // The worked example of survival: 1, 2, 2+, 3, 5+ days; closed by hand.
    let log: Vec<Invited> = [(9, 0), (8, 1), (8, 2), (7, 3), (5, 4)]
        .iter()
        .map(|(answered, at)| invited(&at.to_string(), &format!("r{at}"), 0, Some(*answered)))
        .collect();
    let closures = [
        closure("0", 10),
        closure("1", 10),
        closure("3", 10),
        closure("nobody", 3),
        closure("4", 4),
    ];
    let found = survey_loop(&log, &closures, &settings(10)).unwrap();
    let closing = found.closing.unwrap();
    assert_eq!((closing.n_asked, closing.n_closed), (5, 3));
    assert_eq!(closing.median_s.estimate, Some(3.0 * 86_400.0));
    let in_time = closing.in_time.unwrap();
    assert_eq!(
        (in_time.n_in_time, in_time.n_missed, in_time.n_pending),
        (2, 2, 1)
    );
    assert_eq!(closing.outcomes["called"], 3);
    assert_eq!((found.n_unmatched, found.n_before_answer), (1, 1));
}

#[test]
fn who_heard_back_before_the_next_invitation_is_set_beside_who_did_not() {
    let mut log = Vec::new();
    let mut closures = Vec::new();
    for at in 0..20 {
        let who = format!("r{at}");
        let first = format!("{at}a");
        log.push(invited(&first, &who, 0, Some(1)));
        // The first ten hear back in time, one of them only after the next invitation.
        if at < 10 {
            closures.push(closure(&first, if at == 9 { 101 } else { 5 }));
        }
        let answers = at < 8 || at == 15;
        log.push(invited(
            &format!("{at}b"),
            &who,
            100,
            answers.then_some(102),
        ));
    }
    let found = survey_loop(&log, &closures, &settings(200)).unwrap();
    assert_eq!((found.next.closed, found.next.open), ((8, 9), (1, 11)));
    let difference = found.next.difference.unwrap().difference;
    assert!((difference.estimate - (8.0 / 9.0 - 1.0 / 11.0)).abs() < 1e-12);
    assert!(difference.low > 0.0);
    let strict = LoopSettings {
        least: 30,
        ..settings(200)
    };
    let found = survey_loop(&log, &closures, &strict).unwrap();
    assert_eq!(found.next.difference, None);
}

#[test]
fn a_trend_is_the_weighted_slope_and_a_gap_keeps_its_place() {
    // 40, 30 and 10 of 100 at places 0, 1, 3.
    let periods = [(40, 100), (30, 100), (0, 0), (10, 100)];
    let found = response_trend(&periods, level()).unwrap();
    let slope = {
        let (x, y) = ([0.0, 1.0, 3.0], [0.4, 0.3, 0.1]);
        let mean = 4.0 / 3.0;
        let top: f64 = x.iter().zip(y).map(|(x, y)| (x - mean) * y).sum();
        let bottom: f64 = x.iter().map(|x| (x - mean) * (x - mean)).sum();
        top / bottom
    };
    assert!((found.per_period.estimate - slope).abs() < 1e-12);
    assert!(found.p < 0.001 && found.n_periods == 3);
    assert_eq!(response_trend(&periods[..2], level()), None);
    assert_eq!(response_trend(&[(1, 90), (1, 90), (1, 90)], level()), None);
}

#[test]
fn falling_response_is_an_alarm_where_that_was_asked_for() {
    let mut log = Vec::new();
    for (month, answers) in [(0, 30), (31, 10), (60, 8)] {
        for at in 0..60 {
            let id = format!("{month}-{at}");
            let answered = (at < answers).then_some(month + 1);
            log.push(invited(&id, &id, month, answered));
        }
    }
    let alarm = LoopSettings {
        fatigue: Some(FatigueSettings {
            least_fall: 0.05,
            p: 0.05,
            n_periods: 2,
            level: level(),
        }),
        ..settings(80)
    };
    let found = survey_loop(&log, &[], &alarm).unwrap().fatigue.unwrap();
    let alarms: Vec<bool> = found.iter().map(|one| one.is_alarm).collect();
    assert_eq!(alarms, [false, true]);
    assert_eq!(survey_loop(&log, &[], &settings(80)).unwrap().fatigue, None);
}

fn plan() -> SurveyPlan {
    SurveyPlan {
        survey: "service".into(),
        kind: SurveyKind::Transactional,
        follow_up_owner: Some("team lead".to_owned()),
        close_within: Some(Seconds(2 * DAY)),
        baseline: Some("2026-01".to_owned()),
        frequency: Frequency::default(),
        contact_at_most: Some(Seconds(14 * DAY)),
    }
}

fn candidate(who: &str, contact: &str, at: i64) -> Candidate {
    Candidate {
        recipient: who.into(),
        contact: Some(contact.into()),
        contact_at: Some(day(at)),
        has_opted_out: false,
    }
}

fn drawn(n: usize) -> PlanSettings {
    PlanSettings {
        n,
        seed: 7,
        send_at: day(100),
    }
}

#[test]
fn a_plan_says_what_it_lacks() {
    assert_eq!(plan().gaps(), []);
    let bare = SurveyPlan {
        follow_up_owner: Some(" ".to_owned()),
        close_within: None,
        baseline: None,
        ..plan()
    };
    let all = [
        PlanGap::FollowUpOwner,
        PlanGap::CloseWithin,
        PlanGap::Baseline,
    ];
    assert_eq!(bare.gaps(), all);
}

#[test]
fn each_is_asked_once_about_the_latest_contact_and_never_too_soon() {
    let candidates = [
        candidate("a", "c1", 95),
        candidate("a", "c2", 97),
        candidate("b", "c3", 60),
        candidate("c", "c4", 98),
        candidate("d", "c5", 99),
        candidate("e", "c6", 101),
        Candidate {
            has_opted_out: true,
            ..candidate("f", "c7", 99)
        },
    ];
    let sent = |who: &str, at: i64, delivery: Delivery| Invitation {
        delivery,
        ..invited("old", who, at, None).invitation
    };
    let history = [
        sent("c", 30, Delivery::Delivered),
        sent("d", 30, Delivery::Bounced),
        sent("a", 5, Delivery::Delivered),
    ];
    let found = plan_invitations(&plan(), &candidates, &history, &drawn(10));
    let who: Vec<(&str, Option<&str>)> = found
        .invitees
        .iter()
        .map(|one| (&*one.candidate.recipient, one.candidate.contact.as_deref()))
        .collect();
    assert_eq!(who, [("a", Some("c2")), ("d", Some("c5"))]);
    let n = |why: Ineligible| found.n_ineligible.get(&why).copied();
    assert_eq!(n(Ineligible::AnotherContact), Some(1));
    assert_eq!(n(Ineligible::OldContact), Some(1));
    assert_eq!(n(Ineligible::Quarantine), Some(1));
    assert_eq!(n(Ineligible::FutureContact), Some(1));
    assert_eq!(n(Ineligible::OptedOut), Some(1));
}

proptest! {
    #[test]
    fn nobody_is_invited_twice_inside_the_quarantine_whatever_was_sent(
        past in proptest::collection::vec((0_u8..12, 0_i64..100, proptest::bool::ANY), 0..40),
        n in 0_usize..15,
        seed in 0_u64..100,
        rotation in 0_usize..12,
    ) {
        let mut candidates: Vec<Candidate> =
            (0..12).map(|at| candidate(&format!("r{at}"), "c", 99)).collect();
        let history: Vec<Invitation> = past
            .iter()
            .enumerate()
            .map(|(at, &(who, sent, is_relational))| Invitation {
                kind: if is_relational { SurveyKind::Relational } else { SurveyKind::Transactional },
                ..invited(&format!("i{at}"), &format!("r{who}"), sent, None).invitation
            })
            .collect();
        let settings = PlanSettings { n, seed, send_at: day(100) };
        let found = plan_invitations(&plan(), &candidates, &history, &settings);
        prop_assert!(found.invitees.len() == n.min(found.n_eligible));
        let mut all = history.clone();
        all.extend(found.invitees.iter().map(|one| Invitation {
            id: one.invitation.clone(),
            recipient: Some(one.candidate.recipient.clone()),
            kind: SurveyKind::Transactional,
            sent_at: day(100),
            delivery: Delivery::Delivered,
            reply: Reply::None,
        }));
        let soon = too_soon(&all, &Frequency::default());
        for one in &found.invitees {
            prop_assert!(soon.iter().all(|quarantine| quarantine.invitation != one.invitation));
        }
        candidates.rotate_left(rotation);
        prop_assert_eq!(plan_invitations(&plan(), &candidates, &history, &settings), found);
    }
}

#[test]
fn who_was_asked_yesterday_has_not_refused() {
    // Twenty a day for 24 weeks, of whom six answer, 0 to 13 days later.
    let log: Vec<Invited> = (0..168)
        .flat_map(|sent| (0..20).map(move |i| (sent, i)))
        .map(|(sent, i)| {
            let answered = (i < 6).then_some(sent + (sent + 5 * i) % 14);
            let name = format!("{sent}-{i}");
            let seen = answered.filter(|at| *at <= 168);
            invited(&name, &name, sent, seen)
        })
        .collect();
    let alarm = LoopSettings {
        period: Period::Week,
        fatigue: Some(FatigueSettings {
            least_fall: 0.05,
            p: 0.05,
            n_periods: 2,
            level: level(),
        }),
        ..settings(168)
    };
    let found = survey_loop(&log, &[], &alarm).unwrap();
    let waves = found.fatigue.unwrap();
    assert!(waves.iter().all(|wave| !wave.is_alarm && !wave.has_fallen));
    let n_open = found.periods.iter().filter(|one| one.is_open).count();
    assert!((2..=3).contains(&n_open), "{n_open}");
    assert!(found.trend.unwrap().per_period.contains(0.0));
}
