use super::*;
use crate::record::{Best, Scale, ScaleKind};
use crate::units::Seconds;
use jiff::Timestamp;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

fn response(id: usize, csat: f64) -> Response {
    Response {
        id: format!("R{id}").into(),
        contact: Some(format!("C{id}").into()),
        ticket: None,
        customer: None,
        contact_at: Some("2026-03-01T12:00:00Z".parse().unwrap()),
        submitted_at: Some("2026-03-02T12:00:00Z".parse().unwrap()),
        completeness: Completeness::Complete,
        respondent: Respondent::Customer,
        scope: None,
        scores: [(Arc::from("csat"), csat)].into(),
        lost_time_min: None,
        weight: 1.0,
        keys: BTreeMap::new(),
    }
}

/// `good` answers of 5, then `bad` ones of 1.
fn survey(good: usize, bad: usize) -> Vec<Response> {
    (0..good + bad)
        .map(|at| response(at, if at < good { 5.0 } else { 1.0 }))
        .collect()
}

fn csat() -> Question {
    let scale = Scale::new(1.0, 5.0, Best::High, ScaleKind::Csat).unwrap();
    Question::new("csat", "csat", scale)
}

fn target(value: f64) -> Target {
    Target {
        id: "csat".into(),
        indicator: "csat".into(),
        measure: Some(Measure::TopBox),
        part: Part::Experience,
        weight: None,
        scale: None,
        value,
        direction: Direction::AtLeast,
        min_n: None,
        only: BTreeMap::new(),
        except: Vec::new(),
    }
}

fn measured(responses: &[Response], targets: &[Target]) -> Experience {
    measure(responses, &[csat()], targets, &Settings::default()).unwrap()
}

fn verdict_of(good: usize, bad: usize, value: f64) -> Verdict {
    measured(&survey(good, bad), &[target(value)]).rows[0].judged[0].verdict
}

#[test]
fn a_verdict_rests_on_the_interval() {
    assert_eq!(verdict_of(90, 10, 0.8), Verdict::Met);
    assert_eq!(verdict_of(39, 21, 0.8), Verdict::NotMet);
    assert_eq!(verdict_of(80, 20, 0.8), Verdict::Inconclusive);
    assert_eq!(verdict_of(0, 29, 0.8), Verdict::Suppressed);
    assert_eq!(verdict_of(0, 30, 0.8), Verdict::NotMet);
}

#[test]
fn fewer_than_five_answers_have_no_figure() {
    let few = measured(&survey(2, 2), &[target(0.8)]);
    assert!(matches!(few.rows[0].value, Value::Withheld { n: None, .. }));
    assert_eq!(few.rows[0].judged[0].verdict, Verdict::Suppressed);
    assert_eq!(few.rows[0].judged[0].impact, None);
    let settings = Settings {
        min_n: 4,
        ..Settings::default()
    };
    let refused = measure(&survey(9, 9), &[csat()], &[], &settings);
    assert_eq!(refused, Err(Error::Floor { got: 4, floor: 5 }));
}

#[test]
fn what_would_give_away_a_few_is_withheld_and_what_all_gave_is_too() {
    let mut responses = survey(20, 20);
    for (at, response) in responses.iter_mut().enumerate() {
        // Three of 40 in `c`; nine in `b`; the rest in `a`.
        let channel = match at {
            18..21 => "c",
            9..18 => "b",
            _ => "a",
        };
        response.keys.insert("channel".into(), channel.into());
    }
    let settings = Settings {
        by: vec!["channel".into()],
        ..Settings::default()
    };
    let found = measure(&responses, &[csat()], &[target(0.8)], &settings).unwrap();
    let shown: Vec<_> = found
        .rows
        .iter()
        .filter(|row| row.measure == Measure::TopBox)
        .map(|row| match row.value {
            Value::Withheld { reason, n } => (&*row.stratum.keys[0], Some(reason.as_str()), n),
            value => (
                &*row.stratum.keys[0],
                None,
                value.estimate().map(|one| one.n),
            ),
        })
        .collect();
    // Everybody in `b` gave a 5, and `b` would be the rest beside `a` and the total.
    assert_eq!(
        shown,
        [
            ("a", None, Some(28)),
            ("b", Some("remainder"), None),
            ("c", Some("below_floor"), None),
        ]
    );
    let equal = measured(&survey(40, 0), &[target(0.8)]);
    let row = &equal.rows[0];
    assert!(matches!(row.value, Value::Withheld { n: Some(40), .. }));
    assert_eq!(row.judged[0].verdict, Verdict::Met);
    assert_eq!(row.judged[0].impact, None);
}

#[test]
fn without_a_target_there_is_a_figure_and_no_verdict() {
    let found = measured(&survey(40, 20), &[]);
    assert!(found.targets.is_empty() && found.composites.is_empty());
    assert!(found.rows.iter().all(|row| row.judged.is_empty()));
    assert_eq!(found.rows.len(), 2, "the share and the mean");
}

#[test]
fn identical_marks_prove_nothing() {
    let scale = Scale::new(1.0, 10.0, Best::High, ScaleKind::SchoolMark).unwrap();
    let mark = Question::new("mark", "csat", scale);
    let of_mark = Target {
        indicator: "mark".into(),
        measure: None,
        ..target(3.0)
    };
    let found = measure(&survey(40, 0), &[mark], &[of_mark], &Settings::default()).unwrap();
    assert_eq!(found.rows[0].judged[0].verdict, Verdict::Inconclusive);
    assert_eq!(found.rows[0].caveats, [Caveat::NoSpread]);
}

#[test]
fn customers_and_employees_and_scopes_stay_apart() {
    let mut responses = survey(20, 20);
    for (at, response) in responses.iter_mut().enumerate() {
        if at % 2 == 0 {
            response.respondent = Respondent::Employee;
        } else if at % 4 == 1 {
            response.scope = Some(Scope::Process);
        } else {
            response.scope = Some(Scope::Contact);
        }
    }
    assert_eq!(measured(&responses, &[]).rows.len(), 3 * 2);
    let together = Settings {
        respondents: Respondents::Together,
        ..Settings::default()
    };
    let pooled = measure(&responses, &[csat()], &[], &together).unwrap();
    let ns: Vec<_> = pooled
        .rows
        .iter()
        .filter_map(|row| Some(row.value.estimate()?.n))
        .collect();
    assert_eq!(
        ns,
        [20, 20, 10, 10, 10, 10],
        "scopes are never put together"
    );
}

#[test]
fn t_dat_07_the_first_complete_response_of_a_contact_counts() {
    let at = |text: &str| -> Option<Timestamp> { text.parse().ok() };
    let mut responses = survey(1, 3);
    for response in &mut responses {
        response.contact = Some("C".into());
    }
    responses[0].submitted_at = at("2026-03-05T12:00:00Z");
    responses[1].submitted_at = at("2026-03-04T12:00:00Z");
    responses[1].completeness = Completeness::Partial;
    responses[2].submitted_at = at("2026-03-06T12:00:00Z");
    responses[3].id = responses[2].id.clone();
    let counted = select(&responses, Seconds(30 * 86_400), LateAnswers::LeftOut);
    assert_eq!(counted.responses, [0]);
    assert_eq!(
        (counted.account.n_further, counted.account.n_repeated),
        (2, 1)
    );
    let gone = Account {
        n_counted: counted.responses.len(),
        ..counted.account
    };
    assert_eq!(
        gone.n_read,
        gone.n_counted + gone.n_further + gone.n_repeated
    );
}

#[test]
fn t_dat_08_a_late_answer_is_left_out_and_told_unless_asked_for() {
    let mut responses = survey(3, 0);
    responses[0].submitted_at = "2026-03-31T12:00:00Z".parse().ok();
    responses[1].submitted_at = "2026-03-31T12:00:01Z".parse().ok();
    responses[2].submitted_at = "2026-02-28T12:00:00Z".parse().ok();
    let month = Seconds(30 * 86_400);
    let counted = select(&responses, month, LateAnswers::LeftOut);
    assert_eq!(counted.responses, [0], "exactly 30 days is in time");
    assert_eq!(
        (counted.account.n_late, counted.account.n_before_contact),
        (1, 1)
    );
    let counted = select(&responses, month, LateAnswers::Counted);
    assert_eq!(counted.responses, [0, 1]);
}

#[test]
fn t_dat_07_a_response_without_contact_counts_and_is_told() {
    let mut responses = survey(2, 0);
    responses[0].contact = None;
    responses[1].contact = None;
    let account = select(&responses, Seconds(0), LateAnswers::LeftOut).account;
    assert_eq!(
        (account.n_counted, account.n_without_contact),
        (0, 0),
        "late both"
    );
    let account = select(&responses, Seconds(1 << 30), LateAnswers::LeftOut).account;
    assert_eq!((account.n_counted, account.n_without_contact), (2, 2));
}

#[test]
fn t_dat_09_a_changed_scale_breaks_the_series() {
    let change: Timestamp = "2026-03-02T00:00:00Z".parse().unwrap();
    let mut responses = survey(60, 0);
    for (at, response) in responses.iter_mut().enumerate() {
        if at < 30 {
            response.submitted_at = "2026-03-01T18:00:00Z".parse().ok();
            response.scores.insert("csat".into(), [4.0, 5.0][at % 2]);
        } else {
            response.scores.insert("csat".into(), [8.0, 9.0][at % 2]);
        }
    }
    let before = Question {
        until: Some(change),
        ..csat()
    };
    let ten = Scale::new(1.0, 10.0, Best::High, ScaleKind::Csat).unwrap();
    let after = Question {
        from: Some(change),
        satisfied_from: Some(8.0),
        ..Question::new("csat", "csat", ten)
    };
    let found = measure(&responses, &[before, after], &[], &Settings::default()).unwrap();
    assert_eq!(found.broken, [Arc::from("csat")]);
    let told: Vec<_> = found
        .rows
        .iter()
        .map(|row| (row.scale.unwrap().high(), row.value.estimate().unwrap().n))
        .collect();
    assert_eq!(told, [(5.0, 30), (5.0, 30), (10.0, 30), (10.0, 30)]);
    let is_told = |row: &Row| row.caveats.contains(&Caveat::ScaleChanged);
    assert!(found.rows.iter().all(is_told));
}

#[test]
fn a_target_that_no_figure_can_answer_is_refused() {
    let refused = |target: Target| {
        measure(&survey(40, 0), &[csat()], &[target], &Settings::default()).unwrap_err()
    };
    let wrong = [
        Target {
            indicator: "nps".into(),
            ..target(0.8)
        },
        Target {
            measure: Some(Measure::Net),
            ..target(0.8)
        },
        Target {
            direction: Direction::AtMost,
            ..target(0.8)
        },
        target(80.0),
        Target {
            only: [("channel".into(), "phone".into())].into(),
            ..target(0.8)
        },
        Target {
            min_n: Some(3),
            ..target(0.8)
        },
        Target {
            indicator: "composite".into(),
            direction: Direction::AtMost,
            ..target(0.8)
        },
    ];
    let codes: Vec<Error> = wrong.into_iter().map(refused).collect();
    assert!(matches!(codes[0], Error::UnknownIndicator { .. }));
    assert!(matches!(codes[1], Error::NoSuchMeasure { .. }));
    assert!(matches!(codes[2], Error::WrongEnd { .. }));
    assert!(matches!(codes[3], Error::OutOfReach { .. }));
    assert!(matches!(codes[4], Error::UnknownKey { .. }));
    assert!(matches!(codes[5], Error::Floor { .. }));
    assert!(matches!(codes[6], Error::WrongEnd { .. }));
}

#[test]
fn a_touchpoint_can_have_a_target_of_its_own() {
    let mut responses = survey(80, 0);
    for (at, response) in responses.iter_mut().enumerate() {
        let touchpoint = if at % 2 == 0 { "delivery" } else { "invoice" };
        response.keys.insert("touchpoint".into(), touchpoint.into());
    }
    let own = Target {
        only: [("touchpoint".into(), "delivery".into())].into(),
        ..target(0.8)
    };
    let settings = Settings {
        by: vec!["touchpoint".into()],
        ..Settings::default()
    };
    let found = measure(&responses, &[csat()], &[own], &settings).unwrap();
    let judged: Vec<_> = found
        .rows
        .iter()
        .filter(|row| row.measure == Measure::TopBox)
        .map(|row| (&*row.stratum.keys[0], row.judged.len()))
        .collect();
    assert_eq!(judged, [("delivery", 1), ("invoice", 0)]);
}

#[test]
fn a_composite_of_questions_shows_both_halves() {
    let solved = Question {
        satisfied_from: Some(1.0),
        ..Question::new(
            "solved",
            "solved",
            Scale::new(0.0, 1.0, Best::High, ScaleKind::Other).unwrap(),
        )
    };
    let mut responses = survey(60, 40);
    for (at, response) in responses.iter_mut().enumerate() {
        response
            .scores
            .insert("solved".into(), f64::from(u8::from(at % 10 > 0)));
    }
    let outcome = Target {
        id: "solved".into(),
        indicator: "solved".into(),
        part: Part::Outcome,
        ..target(0.7)
    };
    let composite = Target {
        id: "whole".into(),
        indicator: "composite".into(),
        measure: None,
        ..target(60.0)
    };
    let targets = [target(0.8), outcome, composite];
    let found = measure(
        &responses,
        &[csat(), solved],
        &targets,
        &Settings::default(),
    )
    .unwrap();
    let row = &found.composites[0];
    let Outcome::Published(made) = &row.outcome else {
        panic!("both halves have a figure");
    };
    assert!((made.score.estimate - 75.0).abs() < 1e-9);
    assert!((made.outcome.unwrap().estimate - 90.0).abs() < 1e-9);
    assert!((made.experience.unwrap().estimate - 60.0).abs() < 1e-9);
    assert_eq!(row.judged[0].verdict, Verdict::Met);
}

#[test]
fn a_baseline_gives_the_change_and_refuses_other_definitions() {
    let day = jiff::civil::date(2026, 1, 31);
    let baseline = Baseline::freeze(&measured(&survey(48, 32), &[]), day);
    let mut later = measured(&survey(56, 14), &[target(0.7)]);
    later.against(&baseline).unwrap();
    let change = later.rows[0].change.unwrap();
    // Newcombe (1998), table II, example (a).
    assert!((change.difference.low - 0.0524).abs() <= 5e-5);
    assert!((change.difference.high - 0.3339).abs() <= 5e-5);
    assert_eq!(change.n_before, 80);
    let mut other = csat();
    other.satisfied_from = Some(5.0);
    let mut changed = measure(&survey(50, 50), &[other], &[], &Settings::default()).unwrap();
    let unlike = changed.against(&baseline).unwrap_err();
    assert_eq!((unlike.only_before.len(), unlike.only_now.len()), (1, 1));
    assert!(unlike.only_now[0].contains("satisfied 5"), "{unlike}");
    assert!(changed.rows.iter().all(|row| row.change.is_none()));
}

#[test]
fn readings_without_checks_have_no_verdict() {
    let tone = Question::tone("sentiment", "csat");
    let mut responses = survey(100, 0);
    for (at, response) in responses.iter_mut().enumerate() {
        let value = if at % 4 == 0 { -1.0 } else { 1.0 };
        response.scores.insert("csat".into(), value);
    }
    let of_tone = Target {
        indicator: "sentiment".into(),
        measure: None,
        ..target(10.0)
    };
    let judge = |checks| {
        let settings = Settings {
            checks,
            ..Settings::default()
        };
        let targets = std::slice::from_ref(&of_tone);
        measure(&responses, std::slice::from_ref(&tone), targets, &settings).unwrap()
    };
    let blind = judge(None);
    assert_eq!(blind.rows[0].caveats, [Caveat::NotCorrected]);
    assert_eq!(blind.rows[0].judged[0].verdict, Verdict::Inconclusive);
    let checked = judge(Some(Checks {
        counts: [[90, 5, 5], [5, 90, 5], [5, 5, 90]],
    }));
    assert_eq!(checked.rows[0].judged[0].verdict, Verdict::Met);
    assert!(checked.rows[0].caveats.is_empty());
}

#[test]
fn invitations_that_did_not_arrive_are_no_refusals() {
    let mut invitations: Vec<_> = (0..100)
        .map(|at| {
            let reply = match at {
                0..20 => Reply::Complete,
                20..30 => Reply::Partial,
                _ => Reply::None,
            };
            (Delivery::Delivered, reply)
        })
        .collect();
    invitations.push((Delivery::Bounced, Reply::None));
    let level = Settings::default().level;
    let rate = response_rate(invitations, level).unwrap();
    assert!((rate.complete.unwrap().estimate - 0.2).abs() < 1e-12);
    assert!((rate.complete_or_partial.unwrap().estimate - 0.3).abs() < 1e-12);
    assert_eq!((rate.n_delivered, rate.n_bounced), (100, 1));
    assert_eq!(response_rate([], level).unwrap().complete, None);
}

#[test]
fn a_relational_invitation_goes_before_a_transactional_one() {
    let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let day = |n: i64| start + jiff::SignedDuration::from_hours(24 * n);
    let invitation = |at: i64, kind| Invitation {
        id: at.to_string().into(),
        recipient: Some("K".into()),
        kind,
        sent_at: day(at),
        delivery: Delivery::Delivered,
        reply: Reply::None,
    };
    let sent = [
        invitation(0, SurveyKind::Transactional),
        invitation(10, SurveyKind::Relational),
        invitation(99, SurveyKind::Transactional),
        invitation(189, SurveyKind::Relational),
        invitation(370, SurveyKind::Transactional),
    ];
    let found = too_soon(&sent, &Frequency::default());
    let told: Vec<_> = found
        .iter()
        .map(|one| (&*one.invitation, &*one.previous, one.required.0 / 86_400))
        .collect();
    assert_eq!(told, [("99", "10", 90), ("189", "10", 180)]);
}

#[test]
fn a_loop_is_closed_in_open_hours_and_a_young_one_is_pending() {
    use crate::service_levels::calendar::{Opening, Window};
    let at = |second: i64| Timestamp::from_second(second).unwrap();
    let opening = Opening::new(
        [
            Window {
                start: at(0),
                end: at(100),
            },
            Window {
                start: at(1000),
                end: at(1100),
            },
        ],
        Window {
            start: at(0),
            end: at(2000),
        },
    );
    let follow_ups = [
        (0, Some(50)),
        (90, Some(1020)),
        (0, Some(1090)),
        (1050, None),
        (0, None),
    ]
    .map(|(opened, closed): (i64, Option<i64>)| FollowUp {
        opened_at: at(opened),
        closed_at: closed.map(at),
    });
    let level = Settings::default().level;
    let closed = loop_closure(&follow_ups, &opening, Seconds(60), at(1100), level).unwrap();
    assert_eq!(
        (closed.n_in_time, closed.n_missed, closed.n_pending),
        (2, 2, 1)
    );
    assert_eq!(closed.times_to_close, [30, 50, 190].map(Seconds));
}

proptest! {
    #[test]
    fn the_order_of_rows_changes_no_figure(
        values in proptest::collection::vec((1..=5u8, 0..9u8, 0..30i64), 5..60),
        seed in any::<u64>(),
    ) {
        let made: Vec<Response> = values
            .iter()
            .enumerate()
            .map(|(at, (value, contact, hours))| Response {
                contact: Some(format!("C{contact}").into()),
                // Distinct instants: the file's order decides between equal ones.
                submitted_at: Timestamp::from_second(
                    1_772_452_800 + hours * 3600 + i64::try_from(at).unwrap(),
                ).ok(),
                ..response(at, f64::from(*value))
            })
            .collect();
        let mut shuffled = made.clone();
        let mut source = crate::stats::generator(seed, 0);
        crate::stats::draw::shuffle(&mut source, &mut shuffled);
        let figures = |responses: &[Response]| -> Vec<_> {
            measured(responses, &[target(0.8)])
                .rows
                .iter()
                .map(|row| {
                    let of = row.value.estimate();
                    // Sums in another order differ in their last bits.
                    let figure = of.map(|one| (one.interval.estimate * 1e9).round().to_bits());
                    (of.map(|one| one.n), figure, row.judged.clone().pop().map(|one| one.verdict))
                })
                .collect()
        };
        prop_assert_eq!(figures(&made), figures(&shuffled));
    }

    #[test]
    fn a_verdict_never_contradicts_the_figure(good in 0..80usize, bad in 0..80usize, value in 0.01..0.99f64) {
        let estimate = top_box(
            &survey(good, bad)
                .iter()
                .enumerate()
                .map(|(response_idx, one)| Answer { response_idx, value: one.scores["csat"], weight: 1.0 })
                .collect::<Vec<_>>(),
            &csat(),
            Settings::default().level,
        );
        if let Ok(estimate) = estimate {
            match verdict(&estimate, value, Direction::AtLeast, 30) {
                Verdict::Met => prop_assert!(estimate.interval.estimate >= value),
                Verdict::NotMet => prop_assert!(estimate.interval.estimate < value),
                Verdict::Suppressed => prop_assert!(good + bad < 30),
                Verdict::Inconclusive => prop_assert!(estimate.interval.contains(value)),
            }
        }
    }
}
