use super::{Figures, level, number, percent};
use jiff::civil::date;
use signaal::actions::{
    AcceptedSignal, Action, Bet, EffectVerdict, Entry, ImpactModel, Interrupted, Reading, Realised,
    Register, hit_rate, use_of_input,
};
use signaal::record::TopicId;
use signaal::units::Interval;

fn interval() -> Interval {
    Interval::new(-0.1, 0.0, 0.1, level()).unwrap()
}

fn judged(bet: Bet) -> Realised {
    Realised {
        id: "A1".to_owned(),
        reading: Ok(Reading {
            topic: Interrupted {
                n_before: 12,
                n_after: 12,
                before: 0.1,
                after: 0.1,
                expected: 0.1,
                effect: interval(),
                reduction: None,
                newey_west_error: 0.05,
                autocorrelation: 0.0,
                degrees_of_freedom: 22.0,
                trend: None,
            },
            compared: None,
            outcome: None,
            verdict: EffectVerdict::CannotTell,
            gain: None,
            bet: Some(bet),
        }),
    }
}

fn register() -> Register {
    let mut register = Register::default();
    let accepted = |topic: &str| AcceptedSignal {
        topic: TopicId::new(topic),
        on: date(2026, 1, 1),
    };
    let entry = Entry::Accepted(accepted("waits"));
    register.take(entry).unwrap();
    for (id, topic) in [("A1", "a"), ("A2", "b"), ("A3", "c")] {
        let action = Action {
            id: id.to_owned(),
            topic: TopicId::new(topic),
            owner: "team".to_owned(),
            what: "mend".to_owned(),
            decided_on: date(2026, 1, 2),
            due_on: date(2026, 2, 1),
            model: ImpactModel::Trend,
            evidence: None,
            override_reason: Some("example".to_owned()),
            changes: Vec::new(),
        };
        register.take(Entry::Action(Box::new(action))).unwrap();
    }
    register
}

pub(super) fn figures() -> Figures {
    let rate = hit_rate(&[judged(Bet::Kept), judged(Bet::Missed)], level()).unwrap();
    let used = use_of_input(&register(), date(2026, 3, 1));
    let part = |n: u64| f64::from(u32::try_from(n).unwrap());
    Figures::from([
        ("hit_rate", percent(rate.rate.unwrap())),
        (
            "use_of_input",
            vec![number(100.0 * part(used.n_used) / part(used.n_accepted))],
        ),
    ])
}
