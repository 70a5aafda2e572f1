use super::{Figures, level, number, word};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use signaal::disclosure::Floor;
use signaal::service_levels::calendar::Window;
use signaal::service_levels::calls::{
    AgentTime, Attribution, Call, CallOptions, CallOverview, Comparison, Disposition, FlowOuts,
    Formula, IntervalLength, Intervals, Rule, Scope, TransferAbandon, agents_needed, overview,
    queue_length,
};
use std::collections::BTreeSet;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn s(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

fn call(number: usize, offered_at: &str, wait_s: i64, disposition: Disposition) -> Call {
    Call {
        wait: Some(s(wait_s)),
        ..Call::offered(number.to_string().into(), at(offered_at), disposition)
    }
}

fn options(as_of: &str) -> CallOptions<'static> {
    CallOptions {
        rule: Rule::new(s(20), Comparison::AtMost, s(5), FlowOuts::Ignored).unwrap(),
        formulas: Formula::ALL.to_vec(),
        scope: Scope::Snapshot,
        as_of: at(as_of),
        groupings: Vec::new(),
        intervals: None,
        attribution: Attribution::default(),
        longest_wait: None,
        longest_talk: None,
        queue_limit: None,
        floor: Floor::LEAST,
        agent_floor: Floor::AGENT,
        rings: None,
        repeat_window: SignedDuration::from_hours(7 * 24),
        not_first_line: BTreeSet::new(),
        transfer_abandon: TransferAbandon::default(),
        calamities: Vec::new(),
        opening: None,
        target: None,
        level: level(),
    }
}

const NINE: &str = "2026-03-02T09:00:00Z";
const NEXT_DAY: &str = "2026-03-03T00:00:00Z";

fn compared() -> CallOverview {
    let mut calls = Vec::new();
    for number in 0..1000 {
        let wait = if number < 860 { 20 } else { 21 };
        calls.push(call(number, NINE, wait, Disposition::Answered));
    }
    for number in 0..60 {
        let wait = match number {
            0..10 => 5,
            10..20 => 6,
            _ => 40,
        };
        calls.push(call(2000 + number, NINE, wait, Disposition::Abandoned));
    }
    overview(&calls, &options(NEXT_DAY))
}

/// The half hour of a call of 45 minutes from five past nine.
fn half_hour(attribution: Attribution) -> String {
    let long = Call {
        talk: Some(SignedDuration::from_mins(45)),
        ..call(1, "2026-03-02T09:05:00Z", 0, Disposition::Answered)
    };
    let options = CallOptions {
        attribution,
        intervals: Some(Intervals {
            length: IntervalLength::Half,
            zone: TimeZone::UTC,
        }),
        ..options(NEXT_DAY)
    };
    let found = overview(&[long], &options);
    let row = found
        .intervals
        .iter()
        .find(|row| row.n_handled > 0)
        .unwrap();
    row.start.strftime("%H:%M").to_string()
}

fn first_contact(figures: &mut Figures) {
    let of = |number: usize, customer: &str, day: &str| Call {
        customer: Some(customer.into()),
        ..call(
            number,
            &format!("2026-03-{day}T09:00:00Z"),
            10,
            Disposition::Answered,
        )
    };
    let calls = [
        of(1, "a", "01"),
        of(2, "b", "01"),
        of(3, "b", "04"),
        of(4, "c", "29"),
    ];
    let found = overview(&calls, &options("2026-03-31T00:00:00Z"));
    let no_repeat = found.whole.figures.first_contact.no_repeat.unwrap();
    figures.insert(
        "fcr_no_repeat",
        vec![number(100.0 * no_repeat.share().unwrap())],
    );

    let answered = |number: usize| call(number, NINE, 10, Disposition::Answered);
    let asked: Vec<Call> = (0..10)
        .map(|number| Call {
            helped_at_once: (number < 8).then_some(number < 6),
            transferred_out: Some(number < 2),
            ..answered(number)
        })
        .collect();
    let found = overview(&asked, &options("2026-03-31T00:00:00Z"));
    let survey = found.whole.figures.first_contact.survey;
    figures.insert(
        "fcr_survey",
        vec![number(100.0 * survey.share().unwrap().share().unwrap())],
    );
    let eight = overview(&asked[..8], &options(NEXT_DAY)).whole.figures;
    let passed_on = eight.transfers.unwrap();
    figures.insert(
        "transfer_rate",
        vec![number(100.0 * passed_on.share().unwrap())],
    );

    let noted: Vec<Call> = (0..5)
        .map(|number| Call {
            resolved: Some(number < 4),
            transferred_out: Some(number == 0),
            ..answered(number)
        })
        .collect();
    let found = overview(&noted, &options(NEXT_DAY));
    let resolved = found.whole.figures.first_contact.resolved_first;
    figures.insert(
        "fcr_resolved_first",
        vec![number(100.0 * resolved.share().unwrap())],
    );
}

/// Figures of a contact centre.
pub(super) fn figures() -> Figures {
    let mut figures = Figures::new();
    let compared = compared().whole.figures;
    for level in &compared.service_levels {
        let share = level.attained.share().unwrap();
        figures.insert(level.formula.as_str(), vec![number(100.0 * share)]);
    }
    let gave_up = compared.abandonment.unwrap();
    let shares = [
        gave_up.all.share(),
        gave_up.excluding_short.share(),
        gave_up.short_out_of_numerator.share(),
    ];
    figures.insert(
        "abandonment",
        shares.map(|share| number(100.0 * share.unwrap())).into(),
    );

    let waited = [
        call(1, NINE, 10, Disposition::Answered),
        call(2, NINE, 20, Disposition::Answered),
        call(3, NINE, 60, Disposition::Answered),
        call(4, NINE, 90, Disposition::Abandoned),
        Call::offered("5".into(), at(NINE), Disposition::Waiting),
    ];
    let waits = overview(&waited, &options("2026-03-02T09:02:00Z"))
        .whole
        .figures
        .waits;
    let longest = waits.longest.unwrap();
    figures.insert("asa", vec![number(waits.answered.unwrap().mean_s)]);
    figures.insert(
        "longest_wait",
        vec![
            number(longest.wait.as_secs_f64()),
            word(longest.disposition.as_str()),
        ],
    );

    let handled = [(180, 0, 30), (240, 20, 45)].map(|(talk, hold, wrap_up)| Call {
        talk: Some(s(talk)),
        hold: Some(s(hold)),
        wrap_up: Some(s(wrap_up)),
        ..call(1, NINE, 10, Disposition::Answered)
    });
    let handling = overview(&handled, &options(NEXT_DAY))
        .whole
        .figures
        .handling;
    figures.insert(
        "aht",
        vec![
            number(handling.handle.unwrap().mean_s),
            word(half_hour(Attribution::Start)),
            word(half_hour(Attribution::EndOfWrapUp)),
        ],
    );
    figures.insert("acw", vec![number(handling.wrap_up.unwrap().mean_s)]);

    let minutes = SignedDuration::from_mins;
    let time = AgentTime {
        talk: minutes(240),
        hold: minutes(20),
        wrap_up: minutes(40),
        available: minutes(90),
        ringing: minutes(10),
        not_ready: minutes(80),
    };
    let occupancies = [
        time.occupancy(),
        time.occupancy_of_ready_time(),
        time.occupancy_of_signed_in_time(),
    ];
    figures.insert(
        "occupancy",
        occupancies
            .map(|share| number(100.0 * share.unwrap()))
            .into(),
    );
    let used = time.utilisation(minutes(500)).unwrap();
    figures.insert("utilisation", vec![number(100.0 * used)]);
    let needed = agents_needed(0.2, 240.0, 20.0, 0.8).unwrap();
    let n_agents = f64::from(u32::try_from(needed.n_agents).unwrap());
    figures.insert(
        "staffing",
        vec![number(n_agents), number(100.0 * needed.service_level)],
    );
    first_contact(&mut figures);

    let stay = |start: &str, end: &str| Window {
        start: at(&format!("2026-03-02T{start}:00Z")),
        end: at(&format!("2026-03-02T{end}:00Z")),
    };
    let stays = [stay("09:00", "09:10"), stay("09:05", "09:15")];
    let length = queue_length(stays, stay("09:00", "09:20"), None).unwrap();
    let most = f64::from(u32::try_from(length.max).unwrap());
    figures.insert("queue_length", vec![number(most), number(length.mean)]);
    figures
}
