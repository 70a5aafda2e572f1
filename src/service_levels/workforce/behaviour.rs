use super::{
    AgentState, AgentTimeOptions, AgentTimes, CannotPlan, OTHER_REASONS, StaffingOptions, Stretch,
    agent_times, agents_at_work, staffing_plan,
};
use crate::disclosure::Floor;
use crate::service_levels::calls::{
    Attribution, Call, CallOptions, Comparison, Disposition, FlowOuts, Formula, IntervalLength,
    IntervalRow, Intervals, Rule, Scope, TransferAbandon, overview,
};
use crate::service_levels::people::{AgentAccess, Consent, Governance};
use crate::units::Probability;
use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn minute(minute: i64) -> Timestamp {
    // Monday 2 March 2026, 08:00 UTC.
    Timestamp::from_second(1_772_438_400 + 60 * minute).unwrap()
}

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

fn stretch(agent: &str, state: AgentState, start: i64, end: Option<i64>) -> Stretch {
    Stretch {
        agent: agent.into(),
        team: Some("north".into()),
        queue: None,
        state,
        reason: state.as_str().into(),
        start: minute(start),
        end: end.map(minute),
        row: 0,
    }
}

fn options() -> AgentTimeOptions {
    AgentTimeOptions {
        from: minute(-10_000),
        to: minute(10_000),
        longest: SignedDuration::from_hours(16),
        floor: Floor::LEAST,
        in_calls: None,
    }
}

/// The same day for agents `0..n`.
fn crew(n: usize, of: impl Fn(&str) -> Vec<Stretch>) -> Vec<Stretch> {
    (0..n).flat_map(|at| of(&format!("a{at}"))).collect()
}

fn times(stretches: &[Stretch]) -> AgentTimes {
    agent_times(stretches, &options(), None)
}

use AgentState::{Available, Hold, NotReady, Paid, Ringing, SignedIn, Talk, WrapUp};

#[test]
fn states_add_up_to_the_time_signed_in() {
    let log = crew(5, |agent| {
        vec![
            stretch(agent, SignedIn, 0, Some(60)),
            stretch(agent, Available, 0, Some(10)),
            stretch(agent, Ringing, 10, Some(11)),
            stretch(agent, Talk, 11, Some(20)),
            stretch(agent, Hold, 20, Some(22)),
            stretch(agent, Talk, 22, Some(25)),
            stretch(agent, WrapUp, 25, Some(30)),
            stretch(agent, NotReady, 30, Some(45)),
            stretch(agent, Paid, -5, Some(75)),
        ]
    });
    let found = times(&log);
    let whole = found.whole.content().unwrap();
    assert_eq!(whole.n_agents, 5);
    assert_eq!(whole.signed_in(), minutes(5 * 60));
    assert_eq!(whole.unaccounted, minutes(5 * 15));
    assert_eq!(whole.time.handling(), minutes(5 * 19));
    assert_eq!(whole.n_conversations, 5, "talk after hold is the same one");
    assert_eq!(whole.paid, Some(minutes(5 * 80)));
    assert!((whole.time.occupancy().unwrap() - 19.0 / 29.0).abs() < 1e-12);
    assert!((whole.utilisation().unwrap() - 29.0 / 80.0).abs() < 1e-12);
    assert!((whole.wrap_up.unwrap().mean_s - 300.0).abs() < 1e-9);
    assert_eq!(found.teams.len(), 1);
    assert_eq!(found.account.n_stretches, 45);
    assert_eq!(found.agents, None, "nobody is seen without access");
}

#[test]
fn time_that_is_told_twice_counts_once() {
    let log = crew(5, |agent| {
        vec![
            stretch(agent, Available, 0, Some(60)),
            // Inside: the state that began last counts, then the earlier one goes on.
            stretch(agent, Talk, 10, Some(20)),
            // Across: it is cut by the one that began later.
            stretch(agent, NotReady, 50, Some(70)),
            // The same again.
            stretch(agent, Talk, 10, Some(20)),
        ]
    });
    let found = times(&log);
    let time = found.whole.content().unwrap().time;
    assert_eq!(time.signed_in(), minutes(5 * 70));
    assert_eq!(time.talk, minutes(5 * 10));
    assert_eq!(time.available, minutes(5 * 40));
    assert_eq!(time.not_ready, minutes(5 * 20));
    assert_eq!(found.account.n_repeated, 5);
    assert_eq!(found.account.overlapped, minutes(5 * 20));
}

#[test]
fn a_log_of_changes_ends_each_state_with_the_next_and_a_forgotten_sign_out_is_left_out() {
    let log = crew(5, |agent| {
        vec![
            stretch(agent, Available, 0, None),
            stretch(agent, Talk, 10, None),
            stretch(agent, Available, 15, None),
            // The next row is of the day after.
            stretch(agent, NotReady, 30, None),
            stretch(agent, Available, 1440, None),
            stretch(agent, SignedIn, 0, None),
        ]
    });
    let cut = AgentTimeOptions {
        to: minute(1450),
        ..options()
    };
    let found = agent_times(&log, &cut, None);
    let time = found.whole.content().unwrap().time;
    assert_eq!(time.talk, minutes(5 * 5));
    assert_eq!(time.available, minutes(5 * (10 + 15 + 10)));
    assert_eq!(time.not_ready, SignedDuration::ZERO);
    assert_eq!(found.account.n_too_long, 5);
    assert_eq!(found.account.n_end_inferred, 30);
}

#[test]
fn a_team_of_few_is_hidden_and_so_is_what_would_give_it_away() {
    let of = |team: &str, n: usize| -> Vec<Stretch> {
        let mut log = crew(n, |agent| vec![stretch(agent, Talk, 0, Some(30))]);
        for one in &mut log {
            one.agent = format!("{team}{}", one.agent).into();
            one.team = Some(team.into());
        }
        log
    };
    let log: Vec<Stretch> = [of("big", 9), of("mid", 6), of("small", 2)].concat();
    let found = times(&log);
    let shown: Vec<(&str, bool)> = found
        .teams
        .iter()
        .map(|one| (one.of("team").unwrap(), one.content().is_some()))
        .collect();
    assert_eq!(shown, [("big", true), ("mid", false), ("small", false)]);
    assert!(found.whole.content().is_some());
    assert_eq!(times(&of("tiny", 4)).whole.content(), None);
}

#[test]
fn who_is_in_two_teams_raises_the_floor() {
    let mut log = crew(5, |agent| vec![stretch(agent, Talk, 0, Some(30))]);
    assert!(times(&log).teams[0].content().is_some());
    let mut other = stretch("a0", Talk, 40, Some(50));
    other.team = Some("south".into());
    log.push(other);
    let found = times(&log);
    assert!(found.teams.iter().all(|one| one.content().is_none()));
}

#[test]
fn a_queue_has_an_occupancy_only_where_waiting_for_work_has_a_queue() {
    let with_queue = |all: bool| {
        let mut log = crew(5, |agent| {
            vec![
                stretch(agent, Talk, 0, Some(30)),
                stretch(agent, Available, 30, Some(40)),
            ]
        });
        for one in &mut log {
            if all || one.state == Talk {
                one.queue = Some("bills".into());
            }
        }
        times(&log)
    };
    assert!(with_queue(true).available_has_queue);
    let found = with_queue(false);
    assert!(!found.available_has_queue);
    let queue = found.queues[0].content().unwrap();
    assert_eq!(queue.time.talk, minutes(5 * 30));
}

#[test]
fn a_reason_of_few_agents_stands_with_others() {
    let log: Vec<Stretch> = (0..9)
        .flat_map(|at| {
            let agent = format!("a{at}");
            let reason = |text: &str, start| Stretch {
                reason: text.into(),
                ..stretch(&agent, NotReady, start, Some(start + 10))
            };
            let mut own = vec![reason("break", 0)];
            if at < 6 {
                own.push(reason("training", 20));
            }
            if at == 8 {
                own.push(reason("union", 40));
            }
            own
        })
        .collect();
    let found = times(&log);
    let whole = found.whole.content().unwrap();
    let told: Vec<(&str, i64)> = whole
        .not_ready
        .iter()
        .map(|(reason, length)| (&**reason, length.as_mins()))
        .collect();
    assert_eq!(told, [("break", 90), (OTHER_REASONS, 70)]);
}

fn access() -> AgentAccess {
    let governance = Governance {
        or_consent: Some(Consent {
            date: date(2026, 1, 1),
            reference: "OR 1".to_owned(),
            scope: vec!["coaching".to_owned()],
            expires: date(2026, 12, 31),
        }),
        dpia_reference: Some("D 1".to_owned()),
        purposes: vec!["coaching".to_owned()],
        ..Governance::default()
    };
    AgentAccess::check(Some(&governance), date(2026, 6, 1)).unwrap()
}

#[test]
fn an_agent_with_few_conversations_is_silent() {
    let mut log: Vec<Stretch> = (0..10)
        .map(|at| stretch("busy", Talk, 10 * at, Some(10 * at + 5)))
        .collect();
    log.push(stretch("new", Talk, 0, Some(5)));
    let options = AgentTimeOptions {
        in_calls: Some(BTreeMap::from([("busy".into(), minutes(48))])),
        ..options()
    };
    let found = agent_times(&log, &options, Some(&access()));
    let agents = found.agents.unwrap();
    let busy = agents[0].spent.as_ref().unwrap();
    assert_eq!((&*agents[0].agent, busy.n_conversations), ("busy", 10));
    assert_eq!(busy.in_calls, Some(minutes(48)));
    assert!((busy.handle_per_conversation_s().unwrap() - 300.0).abs() < 1e-9);
    assert_eq!((&*agents[1].agent, &agents[1].spent), ("new", &None));
}

fn state_of(at: u8) -> AgentState {
    [SignedIn, Talk, Hold, WrapUp, Available, Ringing, NotReady][usize::from(at % 7)]
}

proptest! {
    #[test]
    fn every_minute_is_in_the_state_that_began_last(
        spans in proptest::collection::vec((0_u8..7, 0_i64..60, 1_i64..30), 0..12),
        rotation in 0_usize..12,
    ) {
        let mut log: Vec<Stretch> = spans
            .iter()
            .enumerate()
            .map(|(row, &(state, start, length))| Stretch {
                row: row as u64,
                ..stretch("a", state_of(state), start, Some(start + length))
            })
            .collect();
        // Plain: minute by minute, the best of all that hold.
        let mut plain: BTreeMap<AgentState, i64> = BTreeMap::new();
        for at in 0..100 {
            let holding = log.iter().filter(|one| {
                one.start <= minute(at) && one.end.unwrap() > minute(at)
            });
            let best = holding.max_by_key(|one| {
                (one.state != SignedIn, one.start, std::cmp::Reverse(one.end), one.row)
            });
            if let Some(best) = best {
                *plain.entry(best.state).or_default() += 1;
            }
        }
        let n = log.len().max(1);
        log.rotate_left(rotation % n);
        let crew: Vec<Stretch> = (0..5)
            .flat_map(|at| log.iter().map(move |one| Stretch {
                agent: format!("a{at}").into(),
                ..one.clone()
            }))
            .collect();
        let found = times(&crew);
        let Some(whole) = found.whole.content() else {
            prop_assert!(log.is_empty());
            return Ok(());
        };
        let time = whole.time;
        for (state, got) in [
            (Talk, time.talk), (Hold, time.hold), (WrapUp, time.wrap_up),
            (Available, time.available), (Ringing, time.ringing),
            (NotReady, time.not_ready), (SignedIn, whole.unaccounted),
        ] {
            let expected = plain.get(&state).copied().unwrap_or(0);
            prop_assert_eq!(got, minutes(5 * expected), "{:?}", state);
        }
    }
}

fn call(number: usize, offered_s: i64, wait_s: i64) -> Call {
    let at = minute(0)
        .checked_add(SignedDuration::from_secs(offered_s))
        .unwrap();
    Call {
        wait: Some(SignedDuration::from_secs(wait_s)),
        talk: Some(SignedDuration::from_secs(240)),
        ..Call::offered(number.to_string().into(), at, Disposition::Answered)
    }
}

fn intervals() -> Intervals {
    Intervals {
        length: IntervalLength::Half,
        zone: TimeZone::UTC,
    }
}

fn rows(calls: &[Call]) -> Vec<IntervalRow> {
    let options = CallOptions {
        rule: Rule::new(
            SignedDuration::from_secs(20),
            Comparison::AtMost,
            SignedDuration::from_secs(5),
            FlowOuts::Ignored,
        )
        .unwrap(),
        formulas: vec![Formula::AbandonsNegative],
        scope: Scope::Snapshot,
        as_of: minute(100_000),
        groupings: Vec::new(),
        intervals: Some(intervals()),
        attribution: Attribution::Start,
        longest_wait: None,
        longest_talk: None,
        queue_limit: None,
        floor: Floor::LEAST,
        agent_floor: Floor::AGENT,
        rings: None,
        repeat_window: SignedDuration::from_hours(168),
        not_first_line: BTreeSet::new(),
        transfer_abandon: TransferAbandon::default(),
        calamities: Vec::new(),
        opening: None,
        target: None,
        level: Probability::new(0.95).unwrap(),
    };
    overview(calls, &options).intervals
}

fn plan_options() -> StaffingOptions {
    StaffingOptions {
        intervals: intervals(),
        threshold: SignedDuration::from_secs(20),
        target: Probability::new(0.8).unwrap(),
        least_contacts: 20,
        level: Probability::new(0.95).unwrap(),
    }
}

#[test]
fn the_plan_of_the_worked_example_asks_for_54_agents() {
    // 360 calls of 240 s in half an hour: Erlang C, 80 % within 20 s.
    let calls: Vec<Call> = (0..360)
        .map(|at| {
            let wait = if at < 288 { 10 } else { 60 };
            call(at, i64::try_from(at).unwrap() * 5, wait)
        })
        .collect();
    let plan = staffing_plan(&rows(&calls), &BTreeMap::new(), &plan_options());
    let [row] = plan.rows.as_slice() else {
        panic!("{plan:?}")
    };
    assert_eq!(row.needed.unwrap().n_agents, 54);
    assert_eq!((row.weekday, row.minute_of_day, row.n_days), (1, 480, 1));
    assert!((row.realised.share().unwrap() - 0.8).abs() < 1e-12);
    assert_eq!(row.at_work, None);
    assert_eq!(plan.compared, None);

    let staffed = BTreeMap::from([(minute(0), 54.5)]);
    let plan = staffing_plan(&rows(&calls), &staffed, &plan_options());
    let compared = plan.compared.unwrap();
    assert!((compared.computed.0 - 0.8172).abs() < 5e-5, "{compared:?}");
    assert!(compared.computed.1 > compared.computed.0);
    assert_eq!((compared.n_intervals, compared.n_overloaded), (1, 0));
    assert_eq!(compared.realised.denominator, 360);
    // More work than agents: the queue grows, and nobody is in time by the formula.
    let few = BTreeMap::from([(minute(0), 40.0)]);
    let compared = staffing_plan(&rows(&calls), &few, &plan_options())
        .compared
        .unwrap();
    assert_eq!((compared.n_overloaded, compared.computed), (1, (0.0, 0.0)));
}

#[test]
fn quiet_days_count_and_few_contacts_have_no_plan() {
    // 24 calls on a Monday, 1 in another half hour of the Monday after.
    let mut calls: Vec<Call> = (0..24).map(|at| call(at, 60, 5)).collect();
    calls.push(call(99, 7 * 86_400 + 3600, 5));
    let plan = staffing_plan(&rows(&calls), &BTreeMap::new(), &plan_options());
    assert_eq!((plan.n_days, plan.n_days_without), (2, 6));
    assert_eq!(plan.rows[0].n_days, 2);
    assert!((plan.rows[0].arrivals - 12.0).abs() < 1e-12);
    assert!(plan.rows[0].needed.is_ok());
    assert_eq!(plan.rows[1].needed, Err(CannotPlan::FewContacts));
    assert!(plan.rows[1].aht_is_overall);
    let mut silent = calls;
    for call in &mut silent {
        call.talk = None;
    }
    let plan = staffing_plan(&rows(&silent), &BTreeMap::new(), &plan_options());
    assert_eq!(plan.rows[0].needed, Err(CannotPlan::NoHandleTime));
}

#[test]
fn agents_at_work_are_those_who_can_take_a_contact() {
    let log = [
        stretch("a", Available, 0, Some(45)),
        stretch("b", Talk, 15, Some(30)),
        stretch("c", NotReady, 0, Some(30)),
    ];
    let longest = SignedDuration::from_hours(16);
    let found = agents_at_work(&log, &intervals(), longest, minute(1000), None);
    let expected = BTreeMap::from([(minute(0), 1.5), (minute(30), 0.5)]);
    assert_eq!(found, expected);
    let none = agents_at_work(&log, &intervals(), longest, minute(1000), Some("bills"));
    assert!(none.is_empty());
}
