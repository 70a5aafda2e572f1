use super::*;
use crate::conversations::Untold;
use crate::units::Probability;

/// A hundred conversations, of which `who` tells customer and agent.
fn people(who: impl Fn(usize) -> (usize, Option<usize>)) -> Participants {
    let who: Vec<(usize, Option<usize>)> = (0..100).map(who).collect();
    let customers = who.iter().map(|one| one.0).enumerate();
    let agents = who.iter().map(|one| one.1).enumerate();
    let agents = agents.filter_map(|(place, agent)| Some((place, agent?)));
    let agents: Givers = agents.map(|(place, agent)| (place, agent + 1)).collect();
    let supposed = (0..100).map(|place| (place, agents.get(&place).copied().unwrap_or(0)));
    Participants {
        customers: customers.collect(),
        floor: Floor::new(10).unwrap(),
        supposed: supposed.collect(),
        agents,
    }
}

fn told(people: &Participants, parts: &[BTreeSet<usize>]) -> Vec<bool> {
    people.may_show(&(0..100).collect(), parts)
}

#[test]
fn ten_calls_of_one_customer_are_one_customer() {
    let ten: BTreeSet<usize> = (0..10).collect();
    let of_one = people(|at| (if at < 10 { 0 } else { at }, Some(at % 10)));
    assert_eq!(told(&of_one, std::slice::from_ref(&ten)), [false]);
    let of_ten = people(|at| (at, Some(at % 10)));
    assert_eq!(told(&of_ten, &[ten]), [true]);
}

#[test]
fn a_few_conversations_are_hidden_on_either_side_and_none_is_not() {
    let people = people(|at| (at, Some(at % 10)));
    assert_eq!(told(&people, &[(0..4).collect()]), [false]);
    assert_eq!(told(&people, &[(0..96).collect()]), [false]);
    assert_eq!(told(&people, &[BTreeSet::new()]), [true]);
    assert_eq!(told(&people, &[(0..100).collect()]), [true]);
}

#[test]
fn what_follows_from_all_less_one_is_not_of_few_either() {
    let people = people(|at| (at, Some(at % 10)));
    // 52 do anything, 50 do one thing: two do only the other.
    let parts = [(0..52).collect(), (0..50).collect()];
    let shown = told(&people, &parts);
    assert!(!(shown[0] && shown[1]), "{shown:?}");
}

#[test]
fn figures_of_few_known_agents_are_hidden_and_without_any_known_they_are_not() {
    let half: BTreeSet<usize> = (0..50).collect();
    let of_one = people(|at| (at, Some(if at < 50 { 0 } else { at % 10 })));
    assert_eq!(told(&of_one, std::slice::from_ref(&half)), [false]);
    let of_nobody = people(|at| (at, (at >= 50).then_some(at % 10)));
    assert_eq!(told(&of_nobody, std::slice::from_ref(&half)), [false]);
    assert!(!of_nobody.has_agents(&half));
    let unknown = people(|at| (at, None));
    assert_eq!(told(&unknown, &[half]), [true]);
}

#[test]
fn an_occurrence_of_few_has_neither_count_nor_share_nor_difference() {
    let span = Span {
        part: 0,
        start: 0,
        end: 1,
    };
    let case = |at: u32| Case {
        cluster: u64::from(at % 10),
        outcome: Some(f64::from(at % 7)),
        reading: ConversationReading {
            tones: Vec::new(),
            course: Err(Untold::TooFewTurns),
            reason: Err(Untold::NoTopic),
            behaviours: Ok(match at {
                0..50 => vec![(Behaviour::Apologises, span)],
                50..54 => vec![(Behaviour::Blames, span)],
                _ => Vec::new(),
            }),
        },
    };
    let cases: Vec<Case> = (0..100).map(case).collect();
    let level = Probability::new(0.95).unwrap();
    let all = summarise(&cases, Options { level }).dimensions;
    let people = people(|at| (at, Some(at % 10)));
    let found = without_few(all, &cases, &people);
    let empathy = &found[1];
    assert_eq!(empathy.shown.n_shown, Some(50));
    assert!(empathy.shown.share.is_some() && empathy.shown.outcome.is_some());
    assert_eq!(empathy.failed.n_shown, None);
    assert_eq!((empathy.failed.share, empathy.failed.outcome), (None, None));
    let of = |meant| empathy.behaviours.iter().find(|one| one.0 == meant);
    assert_eq!(of(Behaviour::Blames).unwrap().1.n_shown, None);
    assert_eq!(of(Behaviour::ThanksPatience).unwrap().1.n_shown, Some(0));
}

#[test]
fn answers_before_a_change_of_scale_do_not_count() {
    let day = |day| jiff::civil::date(2025, 3, day);
    let answered = |day| Answered {
        points: Some(3.0),
        day,
    };
    assert_eq!(answered(None).since(None), Some(3.0));
    assert_eq!(answered(Some(day(9))).since(Some(day(10))), None);
    assert_eq!(answered(Some(day(10))).since(Some(day(10))), Some(3.0));
    assert_eq!(answered(None).since(Some(day(10))), None);
}
