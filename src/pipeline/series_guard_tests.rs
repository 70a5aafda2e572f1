use super::*;
use crate::units::{Interval, Probability};
use jiff::civil::date;

fn line(segment: Option<usize>, topic: Option<usize>, n: usize) -> Line {
    let level = Interval::new(-1.0, 0.0, 1.0, Probability::saturating(0.95)).unwrap();
    let crowd = Crowd { n, all_gave: None };
    let day = date(2026, 1, 1);
    let point = Point {
        from: day,
        to: day,
        epoch: 0,
        n: n as u64,
        n_written: n as u64,
        volume: Some(n as u64),
        share_negative: Some(level),
        polarity: Some(0.0),
        n_scored: Some(n as u64),
        outcome: Some(level),
        few_speak: false,
        few_speak_badly: false,
        people: PointPeople {
            written: crowd,
            toned: crowd,
            scored: crowd,
            scored_rest: Crowd::default(),
            spoke: crowd,
            spoke_badly: crowd,
        },
    };
    Line {
        segment,
        topic,
        points: vec![point],
    }
}

/// Which outcomes are shown.
fn shown(mut lines: Vec<Line>) -> Vec<bool> {
    hide_few(&mut lines, Floor::AGENT);
    let outcomes = lines.iter().map(|line| line.points[0].outcome.is_some());
    outcomes.collect()
}

#[test]
fn a_small_segment_does_not_follow_from_the_others_and_the_whole() {
    let of = |sizes: &[usize]| {
        let total = line(None, None, sizes.iter().sum());
        let segments = sizes.iter().enumerate();
        let segments = segments.map(|(at, &n)| line(Some(at), None, n));
        shown([total].into_iter().chain(segments).collect())
    };
    // The smallest other segment goes with it.
    assert_eq!(of(&[60, 30, 4]), [true, true, false, false]);
    // Two that are enough together keep each other.
    assert_eq!(of(&[60, 30, 4, 8]), [true, true, true, false, false]);
    assert_eq!(of(&[60, 30]), [true; 3]);
    assert_eq!(of(&[60, 0]), [true; 3]);
}

#[test]
fn those_who_do_not_speak_of_a_topic_are_not_told_by_those_who_do() {
    let lines = |n| vec![line(None, None, 50), line(None, Some(3), n)];
    assert_eq!(shown(lines(46)), [true, false]);
    assert_eq!(shown(lines(30)), [true, true]);
    let mut few = lines(46);
    hide_few(&mut few, Floor::AGENT);
    // The share is of everybody, however many speak of the topic.
    assert!(few[1].points[0].share_negative.is_some());
    assert_eq!(few[1].points[0].volume, Some(46));
}

#[test]
fn others_who_all_answer_alike_are_not_told_by_those_who_speak_of_a_topic() {
    let lines = |rest: Crowd| {
        let mut topic = line(None, Some(3), 30);
        topic.points[0].people.scored_rest = rest;
        vec![line(None, None, 60), topic]
    };
    let rest = |n, all_gave| Crowd { n, all_gave };
    assert_eq!(shown(lines(rest(30, None))), [true, true]);
    assert_eq!(shown(lines(rest(30, Some(0.0)))), [true, false]);
    // Thirty answers of four who speak of it elsewhere.
    assert_eq!(shown(lines(rest(4, None))), [true, false]);
}

#[test]
fn a_share_of_which_all_are_negative_is_not_told_nor_is_what_it_would_follow_from() {
    let alike = |all_gave| Crowd { n: 20, all_gave };
    let shares = |all_gave| {
        let mut lines = vec![line(None, Some(3), 80)];
        lines.extend([(0, 40), (1, 20), (2, 20)].map(|(at, n)| line(Some(at), Some(3), n)));
        lines[2].points[0].people.written = alike(all_gave);
        hide_few(&mut lines, Floor::AGENT);
        let found = lines.iter().map(|line| &line.points[0]);
        let found: Vec<(bool, bool)> = found
            .map(|point| (point.share_negative.is_some(), point.volume.is_some()))
            .collect();
        found
    };
    assert_eq!(shares(None), [(true, true); 4]);
    // Nobody complains: that says nothing of anyone.
    assert_eq!(shares(Some(0.0)), [(true, true); 4]);
    let hidden = shares(Some(1.0));
    assert_eq!(hidden[2], (false, false));
    assert!(
        hidden.iter().filter(|one| !one.0).count() >= 2,
        "{hidden:?}"
    );
}

#[test]
fn a_tone_that_all_share_and_the_number_of_a_hidden_outcome_are_not_told() {
    let mut lines = vec![line(None, None, 60), line(None, Some(3), 30)];
    lines[1].points[0].people.toned.all_gave = Some(-1.0);
    lines[1].points[0].people.scored.all_gave = Some(0.0);
    hide_few(&mut lines, Floor::AGENT);
    let topic = &lines[1].points[0];
    assert_eq!(
        (topic.polarity, topic.outcome, topic.n_scored),
        (None, None, None)
    );
    assert_eq!(lines[0].points[0].n_scored, Some(60));
}

#[test]
fn what_few_speak_of_is_not_counted() {
    let mut lines = vec![line(None, None, 4), line(None, Some(3), 2)];
    hide_few(&mut lines, Floor::AGENT);
    assert_eq!(lines[0].points[0].volume, Some(4));
    assert_eq!(
        (lines[1].points[0].volume, lines[1].points[0].n_scored),
        (None, None)
    );
    assert!(!lines[1].points[0].few_speak && !lines[1].points[0].few_speak_badly);
}

/// What is told of a topic, of periods in which so many speak of it and so many badly.
fn points(periods: &[(usize, usize)]) -> Vec<Point> {
    let mut lines = vec![line(None, None, 80), line(None, Some(3), 80)];
    let (everything, topic) = (lines[0].points[0].clone(), lines[1].points[0].clone());
    lines[0].points = vec![everything; periods.len()];
    let points = periods.iter().map(|&(spoke, badly)| {
        let mut point = topic.clone();
        point.people.spoke.n = spoke;
        point.people.spoke_badly = Crowd {
            n: badly,
            all_gave: (badly == spoke && badly > 0).then_some(1.0),
        };
        point
    });
    lines[1].points = points.collect();
    hide_few(&mut lines, Floor::AGENT);
    assert!(lines[0].points.iter().all(|point| point.volume.is_some()));
    lines.remove(1).points
}

/// Which volumes and which shares are.
fn told(periods: &[(usize, usize)]) -> (Vec<bool>, Vec<bool>) {
    let points = points(periods).into_iter();
    points
        .map(|point| (point.volume.is_some(), point.share_negative.is_some()))
        .unzip()
}

#[test]
fn how_many_speak_of_a_topic_and_badly_is_not_told_of_few_of_many_who_wrote() {
    // Nobody is a number that tells of no one; several periods of few keep each other.
    assert_eq!(
        told(&[(8, 5), (6, 6), (4, 4), (5, 5), (0, 0), (40, 20), (40, 0)]),
        (
            vec![false, false, false, false, true, true, true],
            vec![false, false, false, false, true, true, true]
        )
    );
    // Three of fewer than ten that are 24 together are six or more each.
    assert_eq!(
        told(&[(8, 8), (9, 9), (7, 7), (40, 20), (60, 30)]).1,
        [false, false, false, false, true]
    );
    // All eighteen who speak of it do so badly, and nine of thirty: of 27 both would follow, as 18 is the most that it can be.
    assert_eq!(
        told(&[(18, 18), (30, 9), (60, 40), (60, 50)]).1,
        [false, false, false, true]
    );
    // All who speak of it do so badly.
    let (volumes, shares) = told(&[(20, 20), (9, 9), (6, 3), (4, 2), (5, 1), (40, 20)]);
    assert_eq!(volumes, [true, false, false, false, false, true]);
    assert_eq!(shares, [false, false, false, false, false, true]);
}

#[test]
fn a_period_of_few_does_not_follow_from_the_others_and_all_periods() {
    assert_eq!(
        told(&[(3, 3), (60, 30), (20, 18)]),
        (vec![false, true, false], vec![false, true, false])
    );
    assert_eq!(
        told(&[(30, 4), (60, 30), (20, 17)]),
        (vec![true; 3], vec![false, true, false])
    );
    // Of eleven who are one and ten, or nine and two, one would be told.
    assert_eq!(told(&[(1, 0), (10, 0), (60, 0)]).0, [false; 3]);
    // What is not said to be of few would be ten or more, so that ten and ten leave one: it is not said of any.
    let periods = [(1, 0), (10, 0), (10, 0), (60, 0), (70, 0)];
    assert_eq!(told(&periods).0, [false, false, false, true, true]);
    assert!(points(&periods).iter().all(|point| !point.few_speak));
    // Three of fewer than ten that are 27 are nine each.
    assert_eq!(
        told(&[(9, 0), (9, 0), (9, 0), (60, 0), (70, 0)]).0,
        [false, false, false, false, true]
    );
}

#[test]
fn how_many_of_a_small_segment_speak_of_a_topic_does_not_follow_from_the_others() {
    let mut lines = vec![line(None, Some(3), 74)];
    lines.extend([40, 30, 4].map(|n| line(Some(n), Some(3), n)));
    for line in &mut lines {
        line.points[0].people.written.n = 200;
    }
    hide_few(&mut lines, Floor::AGENT);
    let volumes: Vec<bool> = (lines.iter())
        .map(|line| line.points[0].volume.is_some())
        .collect();
    assert_eq!(volumes, [true, true, false, false]);
    let few = lines.iter().map(|line| line.points[0].few_speak);
    assert_eq!(few.collect::<Vec<bool>>(), [false, false, false, true]);
}

#[test]
fn a_small_segment_is_not_called_few_where_that_would_tell_how_many() {
    let few = |sizes: [usize; 3]| {
        let mut lines = vec![line(None, Some(3), sizes.iter().sum())];
        lines.extend((0..3).map(|at| line(Some(at), Some(3), sizes[at])));
        for line in &mut lines {
            line.points[0].people.written.n = 200;
        }
        hide_few(&mut lines, Floor::AGENT);
        let points = lines.iter().map(|line| &line.points[0]);
        let told = points.map(|point| (point.volume.is_some(), point.few_speak));
        told.skip(1).collect::<Vec<(bool, bool)>>()
    };
    let (told, few_of, other) = ((true, false), (false, true), (false, false));
    assert_eq!(few([40, 10, 1]), [told, other, other]);
    assert_eq!(few([40, 30, 1]), [told, other, few_of]);
}

#[test]
fn a_period_that_is_hidden_of_everybody_is_hidden_of_each_segment() {
    let mut lines = vec![line(None, Some(3), 200)];
    lines.extend([100, 100].map(|n| line(Some(n), Some(3), n)));
    for (at, line) in lines.iter_mut().enumerate() {
        let segment = line.points[0].clone();
        let parts = if at == 0 { 2 } else { 1 };
        line.points = [4, 20, 30]
            .map(|n| (n * parts, segment.clone()))
            .into_iter()
            .map(|(n, mut point)| {
                point.people.spoke.n = n;
                point.people.spoke_badly.n = 0;
                point
            })
            .collect();
    }
    hide_few(&mut lines, Floor::AGENT);
    for line in &lines {
        let volumes: Vec<bool> = line
            .points
            .iter()
            .map(|point| point.volume.is_some())
            .collect();
        assert_eq!(volumes, [false, false, true], "{:?}", line.segment);
    }
}
