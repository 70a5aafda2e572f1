use super::{Figures, level, number};
use signaal::record::TopicId;
use signaal::signals::priority::{Judgement, Priority, Stakes, TopicStakes, Weighting, prioritise};
use signaal::signals::{Options, Ranking, RankingSummary, Signal, Silence, TopicName, Verdict};
use signaal::units::{Interval, Probability, Share};
use std::collections::BTreeMap;

fn interval(estimate: f64) -> Interval {
    Interval::new(estimate, estimate, estimate, level()).unwrap()
}

/// A ranking of one topic whose gain is known.
fn ranking(gain: f64) -> Ranking {
    Ranking {
        drivers: None,
        summary: RankingSummary {
            fraction_removed: 0.5,
            min_mentions: 30,
            silence: Silence::NotMentioning,
            formula: String::new(),
        },
        signals: vec![Signal {
            rank: 1,
            topic: TopicName {
                id: TopicId::new("wait"),
                nl: String::new(),
                en: String::new(),
            },
            about: None,
            n_mentions: 100,
            n_negative: 100,
            n_positive: 0,
            n_negative_scored: 100,
            share_negative: 0.1,
            share_negative_written: 0.1,
            fraction_removed: 0.5,
            gain: interval(gain),
            gain_written: interval(gain),
            as_read: None,
            contribution: Some(interval(0.0)),
            effect_negative: interval(-40.0),
            effect_test: None,
            effect_positive: None,
            unadjusted_impact: None,
            importance: Share::saturating(0.1),
            p_best: Probability::MAX,
            p_top3: Probability::MAX,
            verdict: Verdict::Gain,
            quotes: Vec::new(),
            trend: Vec::new(),
            caveats: Vec::new(),
        }],
        unranked: Vec::new(),
        caveats: Vec::new(),
        shares: Vec::new(),
        groups: Vec::new(),
        draws: vec![vec![gain]; 10],
    }
}

fn known(value: f64) -> Judgement {
    Judgement::new(value, value, value).unwrap()
}

fn prioritised(stakes: &Stakes) -> Priority {
    let found = prioritise(&ranking(2.0), &BTreeMap::new(), stakes, &Options::default()).unwrap();
    found.items[0].clone()
}

/// Figures of priorities.
pub(super) fn figures() -> Figures {
    let stakes = |stated: TopicStakes| Stakes {
        weighting: Weighting::Value,
        value_per_point: Some(known(60_000.0)),
        cost_per_hour: Some(known(38.0)),
        topics: BTreeMap::from([(TopicId::new("wait"), stated)]),
        ..Stakes::default()
    };
    let effort = TopicStakes {
        effort: Some(Judgement::new(20_000.0, 30_000.0, 50_000.0).unwrap()),
        ..TopicStakes::default()
    };
    let contacts = TopicStakes {
        contacts_per_year: Some(known(3_000.0)),
        avoidable: Some(known(0.4)),
        handle_time_s: Some(known(420.0)),
        ..TopicStakes::default()
    };
    let score = prioritised(&stakes(effort)).score.unwrap();
    let savings = prioritised(&stakes(contacts)).savings.unwrap();
    Figures::from([
        ("priority", vec![number(score.estimate)]),
        ("savings", vec![number(savings.estimate)]),
    ])
}
