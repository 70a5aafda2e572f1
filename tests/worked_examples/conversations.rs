use super::{Figures, level, number, percent};
use signaal::conversations::{
    Behaviour, Case, ContactReason, ConversationReading, Course, Judgement, Options, Untold,
    agreement, summarise,
};
use signaal::record::Span;
use signaal::units::Polarity;

fn course(start: f64, end: f64) -> Course {
    Course {
        start: Polarity::new(start).unwrap(),
        end: Polarity::new(end).unwrap(),
        lowest: Polarity::new(start).unwrap(),
        lowest_turn: 0,
        n_readable: 4,
        n_turns: 4,
    }
}

/// A conversation of a customer of its own, with or without apologies, that changes by this much.
fn case(number: u64, apologises: bool, change: f64) -> Case {
    let span = Span {
        part: 0,
        start: 0,
        end: 1,
    };
    Case {
        cluster: number,
        outcome: None,
        reading: ConversationReading {
            tones: Vec::new(),
            course: Ok(course(0.0, change)),
            reason: Err::<ContactReason, _>(Untold::NoTopic),
            behaviours: Ok(if apologises {
                vec![(Behaviour::Apologises, span)]
            } else {
                Vec::new()
            }),
        },
    }
}

pub(super) fn figures() -> Figures {
    let options = Options { level: level() };
    let of = |cases: &[Case]| summarise(cases, options).dimensions[1].shown;
    let shares: Vec<Case> = (0..120).map(|at| case(at, at < 30, 0.0)).collect();
    let swing = |at: u64| if at.is_multiple_of(2) { 0.1 } else { -0.1 };
    let compared: Vec<Case> = (0..40)
        .map(|at| case(at, at < 20, swing(at) + if at < 20 { 0.4 } else { -0.1 }))
        .collect();
    let kinds = [
        (true, true, 20),
        (true, false, 5),
        (false, true, 10),
        (false, false, 15),
    ];
    let judgements: Vec<Judgement> = kinds
        .into_iter()
        .flat_map(|(is_labelled, is_found, n)| std::iter::repeat_n((is_labelled, is_found), n))
        .zip(0..)
        .map(|((is_labelled, is_found), wording)| Judgement {
            is_labelled,
            is_found,
            wording,
        })
        .collect();
    let kappa = agreement(&judgements, level(), 1).kappa.unwrap();
    Figures::from([
        (
            "conversation_change",
            vec![number(course(-0.5, 0.3).change())],
        ),
        ("behaviour_share", percent(of(&shares).share.unwrap())),
        (
            "behaviour_difference",
            vec![number(of(&compared).change.unwrap().difference.estimate)],
        ),
        ("behaviour_kappa", vec![number(kappa.estimate)]),
    ])
}
