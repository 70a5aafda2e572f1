use super::{Figures, number};
use jiff::civil::date;
use signaal::record::{ScaleKind, TopicId};
use signaal::signals::change::{Division, WhichPeriod, divide_change};
use signaal::signals::series::{Calendar, line};
use signaal::signals::{
    Dated, Mention, Observed, Options, Respondent, Respondents, Tone, Topic, TopicName,
};

/// The parts of a change between two hundred respondents each, of whom so many percent mention the topic badly;
/// half of all are a point above and half a point below what is expected of them.
fn parts(level: [f64; 2], percent: [u32; 2], cost: [f64; 2]) -> Division {
    let (mut respondents, mut period_of) = (Respondents::default(), Vec::new());
    for (at, which) in [WhichPeriod::First, WhichPeriod::Second]
        .into_iter()
        .enumerate()
    {
        for i in 0..200_u32 {
            let mentions = i / 2 < percent[at];
            let off = if i % 2 == 0 { 1.0 } else { -1.0 };
            let lost = if mentions { cost[at] } else { 0.0 };
            let outcome = level[at] + off - lost;
            respondents.push(&Respondent {
                outcome: Some(outcome),
                answer: Some(outcome),
                weight: 1.0,
                customer: 200 * u32::try_from(at).unwrap() + i,
                has_words: true,
                month: None,
                mentions: mentions
                    .then_some(Mention {
                        topic: 0,
                        tone: Tone::Negative,
                    })
                    .into_iter()
                    .collect(),
            });
            period_of.push(which);
        }
    }
    let topic = Topic {
        name: TopicName {
            id: TopicId::new("wait"),
            nl: String::new(),
            en: String::new(),
        },
        is_driver: true,
        about: None,
    };
    let options = Options {
        n_replicates: 20,
        ..Options::default()
    };
    let moved = divide_change(
        &respondents,
        &period_of,
        &[topic],
        ScaleKind::Other,
        &options,
    );
    moved.unwrap().divided.unwrap()
}

/// The negative share of thirty respondents, ten of whom speak badly of the topic, in percent.
fn january() -> f64 {
    let mut observed = Observed::default();
    for i in 0..30 {
        let tone = if i < 10 {
            Tone::Negative
        } else {
            Tone::Neutral
        };
        observed.respondents.push(&Respondent {
            outcome: None,
            answer: None,
            weight: 1.0,
            customer: i,
            has_words: true,
            month: None,
            mentions: vec![Mention { topic: 0, tone }],
        });
        observed.dated.push(Dated {
            day: Some(date(2026, 1, 15)),
            tone: Some(tone),
            ..Dated::default()
        });
    }
    let calendar = Calendar {
        starts: vec![date(2026, 1, 1)],
        end: date(2026, 1, 31),
        changes: Vec::new(),
    };
    let options = Options::default();
    let which = (None, Some(0));
    let line = line(&observed, which, &calendar, ScaleKind::Other, &options).unwrap();
    100.0 * line.points[0].share_negative.unwrap().estimate
}

/// Figures of the worked examples on changes.
pub(super) fn figures() -> Figures {
    let volume = parts([30.0, 30.0], [10, 30], [40.0, 40.0]);
    let rate = parts([30.0, 30.0], [20, 20], [20.0, 50.0]);
    let whole = parts([34.0, 32.0], [10, 30], [40.0, 40.0]);
    Figures::from([
        ("volume_effect", vec![number(volume.topics[0].volume.value)]),
        (
            "rate_effect",
            vec![number(rate.topics[0].rate.unwrap().value)],
        ),
        ("period_negative_share", vec![number(january())]),
        ("baseline_effect", vec![number(whole.rest.value)]),
    ])
}
