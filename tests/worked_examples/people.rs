use super::{Figures, level, number, word};
use signaal::disclosure::{
    Cell, Floor, Givers, People, Verdict, suppress, suppress_answers, suppress_people,
};
use signaal::service_levels::people::{
    Attribution, Contact, Contacts, Handler, Settings, Variances, scorecards_of_teams,
};
use signaal::units::Probability;
use std::collections::BTreeSet;

fn contacts() -> Contacts {
    let mut contacts = Vec::new();
    // Scores of a kind lie one point on both sides of their mean.
    for (team, kind, n, mean) in [
        ("elsewhere", "bill", 40, 3.0),
        ("elsewhere", "question", 40, 5.0),
        ("asked", "bill", 15, 3.5),
        ("asked", "question", 5, 5.5),
    ] {
        for at in 0..n {
            let away = match at % 2 {
                _ if n % 2 == 1 && at == n - 1 => 0.0,
                0 => -1.0,
                _ => 1.0,
            };
            contacts.push(Contact {
                id: format!("{team}{kind}{at}").into(),
                handlers: vec![Handler {
                    agent: team.into(),
                    team: Some(team.into()),
                    talk_s: None,
                }],
                score: mean + away,
                mix: vec![vec![kind.into()]],
                labels: BTreeSet::new(),
                behaviours: Vec::new(),
                day: None,
                text: None,
            });
        }
    }
    Contacts {
        contacts,
        mix: vec!["topic".into()],
        behaviours: Vec::new(),
    }
}

/// Figures of teams and of small groups.
pub(super) fn figures() -> Figures {
    let settings = Settings {
        floor: Floor::LEAST,
        attribution: Attribution::LastHandler,
        level: level(),
        team: None,
        n_examples: 0,
        seed: 1,
    };
    let cards = scorecards_of_teams(&contacts(), &settings).unwrap();
    let asked = cards
        .teams
        .iter()
        .find(|card| card.of("team") == Some("asked"))
        .unwrap();
    let difference = asked.content().unwrap().difference.unwrap();

    let variances = Variances {
        within: 1.2,
        between: 0.04,
        p_value: Probability::MIN,
    };
    let kept = variances.kept(60.0);

    let siblings = [8, 7, 2, 1, 5].into_iter().zip(["a", "b", "c", "d", "e"]);
    let cells: Vec<Cell> = siblings
        .map(|(n, name)| Cell::new([("topic", name)], n))
        .collect();
    let verdicts = suppress(&cells, Floor::LEAST);
    let said = |verdict: Verdict| match verdict {
        Verdict::Shown => word("shown"),
        Verdict::Banded => word("banded"),
        Verdict::Suppressed(reason) => word(reason.as_str()),
    };
    let words = verdicts.into_iter().map(said);
    let figure = |n: usize, fineness| People {
        answers: (0..n)
            .map(|at| (at, f64::from(u8::try_from(at % 5).unwrap())))
            .collect(),
        fineness,
        ..People::default()
    };
    let promises = suppress_people(&[figure(60, 1), figure(58, 2)], Floor::LEAST);
    let givers: Givers = (0..12).map(|at| (at, at % 4)).collect();
    let repeated = suppress_answers(&[figure(12, 1)], &givers, Floor::LEAST);
    let joint = promises.into_iter().chain(repeated).map(said);
    Figures::from([
        ("expected", vec![number(difference.expected)]),
        ("difference", vec![number(difference.raw.estimate)]),
        ("shrinkage", vec![number(kept), number(-0.3 * kept)]),
        ("suppression", words.collect()),
        ("joint_disclosure", joint.collect()),
    ])
}
