use super::*;
use std::ops::Range;

fn figures(n: usize, n_scored: usize) -> GroupFigures {
    GroupFigures {
        n: n as u64,
        n_negative: 0,
        n_positive: 0,
        n_scored: Some(n_scored as u64),
        all_answered: None,
        score: Interval::new(0.0, 1.0, 2.0, crate::units::Probability::saturating(0.95)).ok(),
    }
}

/// `n` respondents, of whom those of a range stand in each row.
fn standing(rows: &[Range<usize>], n: usize, overlap: Overlap) -> Standing {
    let mut memberships = Memberships {
        groups: vec![Vec::new()],
        of: Vec::new(),
    };
    for i in 0..n {
        let stands_in = (0..rows.len()).filter(|&row| rows[row].contains(&i));
        let stands_in: Vec<usize> = stands_in.collect();
        let known = memberships
            .groups
            .iter()
            .position(|known| *known == stands_in);
        memberships
            .of
            .push(as_u32(known.unwrap_or(memberships.groups.len())));
        if known.is_none() {
            memberships.groups.push(stands_in);
        }
    }
    Standing {
        n_rows: rows.len(),
        rows: memberships,
        all: vec![true; n],
        overlap,
    }
}

/// Rows as ranges of the first `n` respondents, of whom those of `scored` gave a score.
fn look(
    rows: &[Range<usize>],
    overlap: Overlap,
    n: usize,
    scored: impl Fn(usize) -> Option<f64>,
    customer: impl Fn(usize) -> usize,
) -> Vec<Guarded<GroupFigures>> {
    let customers: Vec<u32> = (0..n).map(|i| as_u32(customer(i))).collect();
    let behind = Behind::of(&customers);
    let standing = standing(rows, n, overlap);
    let found = rows.iter().map(|row| {
        let n_scored = row.clone().filter(|&i| scored(i).is_some()).count();
        figures(row.len(), n_scored)
    });
    let floor = Floor::new(10).unwrap();
    let found = found.collect();
    guarded(found, |one| one, &standing, (&behind, &scored), floor)
}

fn has_score(found: &[Guarded<GroupFigures>]) -> Vec<Result<bool, Reason>> {
    let score = |one: &Guarded<GroupFigures>| match one {
        Ok(figures) => {
            let is_told = figures.score.is_some();
            assert_eq!(
                figures.n_scored.is_some(),
                is_told,
                "a number beside a hidden score"
            );
            Ok(is_told)
        }
        Err(reason) => Err(*reason),
    };
    found.iter().map(score).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred")]
fn mixed(i: usize) -> f64 {
    (i % 7) as f64
}

#[test]
fn few_people_have_no_row_and_few_answers_no_score() {
    // Of the third row six answered, of the others all.
    let answer = |i: usize| (!(100..154).contains(&i)).then(|| mixed(i));
    let rows = [200..390, 0..4, 100..160, 0..0, 0..395];
    let found = has_score(&look(&rows, Overlap::Likely, 400, answer, |i| i));
    assert_eq!(found[0], Ok(true));
    assert_eq!(found[1], Err(Reason::BelowFloor));
    assert_eq!(found[2], Ok(false));
    assert_eq!(found[3].map(|_| ()), Ok(()), "nobody is no person");
    assert!(found[4].is_err(), "five would follow as the rest");
}

#[test]
fn a_row_in_which_all_speak_alike_is_not_told() {
    let alike = |n_negative, n_positive| {
        let row = GroupFigures {
            n_negative,
            n_positive,
            ..figures(60, 60)
        };
        let customers: Vec<u32> = (0..400).collect();
        let behind = Behind::of(&customers);
        let standing = standing(std::slice::from_ref(&(0..60)), 400, Overlap::Likely);
        let floor = Floor::new(10).unwrap();
        let score = |i| Some(mixed(i));
        guarded(vec![row], |one| one, &standing, (&behind, score), floor)
            .remove(0)
            .map(|_| ())
    };
    assert_eq!(alike(60, 0), Err(Reason::Attribute));
    assert_eq!(alike(3, 60), Err(Reason::Attribute));
    assert_eq!((alike(59, 0), alike(0, 0)), (Ok(()), Ok(())));
}

#[test]
fn a_score_of_few_does_not_follow_from_the_other_rows_and_all() {
    // A hundred, six of sixty and a hundred and twenty gave a score: together the whole.
    let answer = |i: usize| (!(100..154).contains(&i)).then(|| mixed(i));
    let rows = [0..100, 100..160, 160..280];
    for overlap in [Overlap::None, Overlap::Likely] {
        let found = has_score(&look(&rows, overlap, 280, answer, |i| i));
        assert_eq!(found, [Ok(false), Ok(false), Ok(true)], "{overlap:?}");
    }
    let all = look(&rows, Overlap::None, 280, |i| Some(mixed(i)), |i| i);
    assert_eq!(has_score(&all), [Ok(true); 3]);
}

#[test]
fn a_row_of_one_answer_does_not_follow_from_the_other_rows_and_all() {
    let answer = |i: usize| {
        Some(if (100..160).contains(&i) {
            0.0
        } else {
            mixed(i)
        })
    };
    let found = look(
        &[0..100, 100..160, 160..280],
        Overlap::None,
        280,
        answer,
        |i| i,
    );
    assert_eq!(has_score(&found), [Ok(false), Ok(false), Ok(true)]);
    // Nor do others who all answered alike.
    let found = look(&[0..100, 160..280], Overlap::Likely, 280, answer, |i| i);
    assert!(has_score(&found).contains(&Ok(false)));
}

#[test]
fn a_customer_counts_once() {
    let customer = |i: usize| {
        if (100..160).contains(&i) {
            100 + i % 4
        } else {
            i
        }
    };
    let rows = [0..100, 100..160, 160..280];
    let found = look(&rows, Overlap::None, 280, |i| Some(mixed(i)), customer);
    let found = has_score(&found);
    assert!(found[0].is_err() && found[1].is_err());
    assert_eq!(found[2], Ok(true));
}

#[test]
fn the_only_small_stage_takes_another_with_it() {
    let rows = [0..200, 200..204, 204..264];
    let found = look(&rows, Overlap::None, 264, |i| Some(mixed(i)), |i| i);
    assert!(found[0].is_ok() && found[1].is_err() && found[2].is_err());
}

fn settings(topics: [&str; 2]) -> JourneySettings {
    let stage = |id: &str, topic: &str| StageSettings {
        id: id.to_owned(),
        nl: id.to_owned(),
        en: id.to_owned(),
        topics: vec![topic.to_owned()],
        values: Vec::new(),
    };
    JourneySettings {
        field: None,
        lines: crate::signals::journey::MomentLines::default(),
        stages: vec![stage("one", topics[0]), stage("two", topics[1])],
    }
}

#[test]
fn a_topic_stands_for_those_below_it_and_in_one_stage() {
    let taxonomy = crate::pipeline::read_taxonomy(None).unwrap();
    let found = stages_of(&settings(["access", "price.*"]), &taxonomy).unwrap();
    assert_eq!(found[0].len(), 8, "access and its seven topics");
    assert_eq!(found[1].len(), 5);
    let error = |topics| {
        stages_of(&settings(topics), &taxonomy)
            .unwrap_err()
            .to_string()
    };
    assert!(error(["access", "acess.*"]).contains("acess.*"));
    let twice = error(["access", "access.menu"]);
    assert!(twice.contains("access.menu") && twice.contains("one") && twice.contains("two"));
}
