//! Two actions: one that worked, one of which nothing can be said yet.

use super::{ActionReport, Names};
use crate::actions::{
    AcceptedSignal, Action, Bet, EffectVerdict, Entry, Evidence, ImpactModel, Interrupted, Reading,
    Realised, Register, TooShort, Trend, Unread, hit_rate, use_of_input,
};
use crate::record::{RecordId, TopicId};
use crate::signals::{TopicName, Verdict};
use crate::units::{Interval, Probability};
use jiff::civil::date;

pub(in crate::report) fn interval(low: f64, estimate: f64, high: f64) -> Interval {
    Interval::new(low, estimate, high, Probability::saturating(0.95)).unwrap()
}

fn series() -> Interrupted {
    Interrupted {
        n_before: 13,
        n_after: 13,
        before: 0.078,
        after: 0.041,
        expected: 0.078,
        effect: interval(-0.055, -0.037, -0.019),
        reduction: Some(interval(0.25, 0.47, 0.7)),
        newey_west_error: 0.008,
        autocorrelation: 0.0,
        degrees_of_freedom: 24.0,
        trend: Some(Trend {
            slope: interval(-0.002, -0.001, 0.0),
            level_change: interval(-0.06, -0.02, 0.02),
            slope_change: interval(-0.002, 0.0, 0.002),
            effect: interval(-0.06, -0.02, 0.02),
        }),
    }
}

fn action(id: &str, topic: &str) -> Action {
    Action {
        id: id.to_owned(),
        topic: TopicId::new(topic),
        owner: "contact centre".to_owned(),
        what: "call-back service".to_owned(),
        decided_on: date(2025, 3, 17),
        due_on: date(2025, 4, 1),
        model: ImpactModel::Level,
        evidence: Some(Evidence {
            period: Some("..2025-02".to_owned()),
            filter: None,
            taxonomy: "ab".repeat(32),
            verdict: Verdict::Gain,
            n_mentions: 120,
            n_negative_scored: 90,
            share_negative: 0.08,
            gain: interval(0.5, 1.0, 1.5),
            fraction_removed: 0.5,
            documents: vec![RecordId(1)],
        }),
        override_reason: None,
        changes: Vec::new(),
    }
}

/// Calls `see` with a report on both.
pub(in crate::report) fn with_report(see: impl Fn(&ActionReport<'_>)) {
    let mut register = Register::default();
    let mut doubtful = action("A2", "price.invoice");
    doubtful.evidence = None;
    doubtful.override_reason = Some("the board wants it".to_owned());
    doubtful.topic = TopicId::new("access.phone-wait");
    for entry in [
        Entry::Accepted(AcceptedSignal {
            topic: TopicId::new("product.quality"),
            on: date(2025, 3, 1),
        }),
        Entry::Action(Box::new(action("A1", "access.phone-wait"))),
        Entry::Action(Box::new(doubtful)),
    ] {
        register.take(entry).unwrap();
    }
    let effects = [
        Realised {
            id: "A1".to_owned(),
            reading: Ok(Reading {
                topic: series(),
                compared: Some(interval(-0.06, -0.04, -0.02)),
                outcome: Some(series()),
                verdict: EffectVerdict::Improved,
                gain: Some(interval(0.4, 0.94, 1.5)),
                bet: Some(Bet::Kept),
            }),
        },
        Realised {
            id: "A2".to_owned(),
            reading: Err(Unread::TooShort(TooShort {
                n_before: 3,
                n_after: 14,
            })),
        },
    ];
    let names: Names = [("access.phone-wait", "Waiting on the phone")]
        .map(|(id, en)| {
            let id = TopicId::new(id);
            let name = TopicName {
                id: id.clone(),
                nl: "Wachten aan de telefoon".to_owned(),
                en: en.to_owned(),
            };
            (id, name)
        })
        .into();
    let used = use_of_input(&register, date(2025, 7, 1));
    let rate = hit_rate(&effects, Probability::saturating(0.95)).unwrap();
    see(&ActionReport {
        as_of: date(2025, 7, 1),
        register: &register,
        use_of_input: &used,
        effects: Some((&effects, &rate)),
        names: &names,
    });
}
