//! What of a series by segment may be shown, so that no figure of few people is told by itself or by subtraction.

use crate::disclosure::{Cell, Floor, Verdict, suppress};
use crate::signals::series::{Crowd, Line, Point, PointPeople};
use std::collections::BTreeSet;

/// Which figure of a point.
#[derive(Clone, Copy)]
struct Figure {
    people: fn(&PointPeople) -> Crowd,
    /// Those of the segment who do not speak of the topic, where it is known who they are.
    rest: fn(&PointPeople) -> Option<Crowd>,
    hide: fn(&mut Point, Option<usize>),
    /// Those who speak of a topic are a part of everybody, or everybody stands behind the figure of a topic too.
    of_topic: OfTopic,
    /// Whether a value that all gave says of each of them what they said.
    tells: fn(f64) -> bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum OfTopic {
    Part,
    Same,
}

/// The share of negative mentions is one of all who wrote, whatever the topic; polarity and outcome of a topic are of
/// those who speak of it. A figure on which all agree is hidden as that of few people is.
const FIGURES: [Figure; 5] = [
    // How many speak of a topic.
    Figure {
        people: |people| people.spoke,
        rest: |_| None,
        hide: |point, topic| {
            if topic.is_some() {
                hide_volume(point);
            }
        },
        of_topic: OfTopic::Same,
        tells: |_| false,
    },
    // The share of all who wrote is a count of those who speak badly of a topic.
    Figure {
        people: |people| people.spoke_badly,
        rest: |_| None,
        hide: |point, topic| {
            if topic.is_some() {
                point.share_negative = None;
            }
        },
        of_topic: OfTopic::Same,
        tells: |_| true,
    },
    Figure {
        people: |people| people.written,
        rest: |_| None,
        hide: |point, topic| {
            point.share_negative = None;
            if topic.is_some() {
                hide_volume(point);
            }
        },
        of_topic: OfTopic::Same,
        // That nobody complains is what most topics look like; that everybody does says it of each.
        tells: |share| share > 0.0,
    },
    Figure {
        people: |people| people.toned,
        rest: |_| None,
        hide: |point, _| point.polarity = None,
        of_topic: OfTopic::Part,
        tells: |_| true,
    },
    Figure {
        people: |people| people.scored,
        rest: |people| Some(people.scored_rest),
        hide: |point, _| (point.outcome, point.n_scored) = (None, None),
        of_topic: OfTopic::Part,
        tells: |_| true,
    },
];

fn hide_volume(point: &mut Point) {
    (point.volume, point.n_scored) = (None, None);
}

/// Name of the dimension of segments.
const SEGMENT: &str = "segment";

/// Hides figures of few people, and those from which with the others and the whole such a figure could be computed,
/// period by period.
///
/// The lines of the whole are among them, as readers can ask for those; every respondent stands in one segment, and in
/// each segment the line of everything comes before those of topics. Counts of respondents and of those with words stay.
pub(super) fn hide_few(lines: &mut [Line], floor: Floor) {
    let n_points = lines.iter().map(|line| line.points.len()).min();
    for at in 0..n_points.unwrap_or_default() {
        for figure in FIGURES {
            let hidden = match figure.of_topic {
                OfTopic::Part => hidden(lines, at, figure, floor),
                OfTopic::Same => hidden_by_topic(lines, at, figure, floor),
            };
            for (line, is_hidden) in lines.iter_mut().zip(hidden) {
                if is_hidden {
                    (figure.hide)(&mut line.points[at], line.topic);
                }
            }
        }
    }
    let topics: BTreeSet<usize> = lines.iter().filter_map(|line| line.topic).collect();
    for topic in topics {
        let told = |point: &Point| (point.people.spoke.n, point.volume.is_some());
        hide_periods(lines, topic, floor, told, hide_volume);
        let told = |point: &Point| (point.people.spoke_badly.n, point.share_negative.is_some());
        hide_periods(lines, topic, floor, told, |point| {
            point.share_negative = None;
        });
    }
    // Where few wrote, not even whether somebody speaks of the topic is told.
    let is_few = |point: &Point, n: usize| {
        point.people.written.n >= floor.people() && (1..floor.people()).contains(&n)
    };
    for line in lines.iter_mut().filter(|line| line.topic.is_some()) {
        for point in &mut line.points {
            let people = point.people;
            point.few_speak = point.volume.is_none() && is_few(point, people.spoke.n);
            point.few_speak_badly =
                point.share_negative.is_none() && is_few(point, people.spoke_badly.n);
        }
    }
}

/// Hides a count of further periods of a topic, those of the fewest people first, as `rank` tells how many there are in all
/// periods: then two or more are hidden, of twice the floor together, so that each may be any number below it. What is hidden
/// of everybody is hidden of each segment, as these add up to it.
///
/// `told` is how many people a count is of, and whether it is shown; a zero tells of no one.
fn hide_periods(
    lines: &mut [Line],
    topic: usize,
    floor: Floor,
    told: impl Fn(&Point) -> (usize, bool),
    hide: fn(&mut Point),
) {
    let is_of_topic = |line: &&mut Line| line.topic == Some(topic);
    let Some(whole) =
        (lines.iter()).find(|line| line.topic == Some(topic) && line.segment.is_none())
    else {
        return;
    };
    let counted = whole.points.iter().map(&told).enumerate();
    let counted = counted.filter(|&(_, (n, _))| n > 0);
    let (mut shown, mut hidden): (Vec<_>, Vec<_>) =
        counted.partition(|&(_, (_, is_shown))| is_shown);
    if hidden.is_empty() {
        return;
    }
    shown.sort_by_key(|&(_, (n, _))| n);
    for period in shown {
        let n_hidden: usize = hidden.iter().map(|&(_, (n, _))| n).sum();
        if hidden.len() > 1 && n_hidden >= 2 * floor.people() {
            break;
        }
        hidden.push(period);
    }
    for line in lines.iter_mut().filter(is_of_topic) {
        for &(at, _) in &hidden {
            let point = &mut line.points[at];
            if told(point).0 > 0 {
                hide(point);
            }
        }
    }
}

/// Of each line whether a figure of one period is hidden, where everybody of a segment stands behind each topic: every topic is
/// a table of its own.
fn hidden_by_topic(lines: &[Line], at: usize, figure: Figure, floor: Floor) -> Vec<bool> {
    let crowds = crowds(lines, at, figure);
    let topics: BTreeSet<Option<usize>> = lines.iter().map(|line| line.topic).collect();
    let mut hidden = vec![false; lines.len()];
    for topic in topics {
        let of_topic = (0..lines.len()).filter(|&line| lines[line].topic == topic);
        let of_topic: Vec<usize> = of_topic.collect();
        let cells = of_topic.iter().map(|&line| {
            let segment = lines[line].segment.map(|segment| segment.to_string());
            let own = segment.as_deref().map(|name| (SEGMENT, name));
            Cell::new(own, crowds[line].n).answered(crowds[line].all_gave)
        });
        let cells: Vec<Cell> = cells.collect();
        for (line, verdict) in of_topic.into_iter().zip(suppress(&cells, floor)) {
            hidden[line] = verdict != Verdict::Shown;
        }
    }
    hidden
}

/// Of each line whether a figure of one period is hidden, where those who speak of a topic are a part of everybody.
fn hidden(lines: &[Line], at: usize, figure: Figure, floor: Floor) -> Vec<bool> {
    let crowds = crowds(lines, at, figure);
    let names = lines.iter().map(|line| {
        let segment = line.segment.map(|segment| segment.to_string());
        (segment, line.topic.map(|topic| format!("topic {topic}")))
    });
    let names: Vec<(Option<String>, Option<String>)> = names.collect();
    let rest = |line: usize| (figure.rest)(&lines[line].points[at].people);
    let mut cells = Vec::new();
    // Per line its cell, and that of those of the segment who do not speak of the topic.
    let mut places: Vec<(usize, Option<usize>)> = Vec::new();
    let mut whole = 0;
    for (line, (segment, topic)) in names.iter().enumerate() {
        let own = segment.as_deref().map(|name| (SEGMENT, name));
        let cell = |said: Option<(&str, &str)>, n| Cell::new(own.into_iter().chain(said), n);
        let (n, all_gave) = (crowds[line].n, crowds[line].all_gave);
        match topic.as_deref() {
            None => {
                whole = line;
                places.push((cells.len(), None));
                cells.push(cell(None, n).answered(all_gave));
            }
            Some(topic) => {
                places.push((cells.len(), Some(cells.len() + 1)));
                cells.push(cell(Some((topic, "yes")), n).answered(all_gave));
                let left = crowds[whole].n.saturating_sub(n);
                let all_gave = rest(line).and_then(|rest| rest.all_gave);
                cells.push(cell(Some((topic, "no")), left).answered(all_gave));
            }
        }
    }
    let verdicts = suppress(&cells, floor);
    let is_shown = |cell: usize| verdicts[cell] == Verdict::Shown;
    let is_hidden = |(own, rest): (usize, Option<usize>)| {
        !is_shown(own) || rest.is_some_and(|rest| !is_shown(rest))
    };
    // Where customers stand on both sides the difference is not how many the others are.
    let are_few = |line: usize| {
        let is_of_topic = lines[line].topic.is_some();
        rest(line).is_some_and(|rest| is_of_topic && (1..floor.people()).contains(&rest.n))
    };
    let places = places.into_iter().enumerate();
    places
        .map(|(line, place)| is_hidden(place) || are_few(line))
        .collect()
}

/// Who stands behind a figure of each line. The whole is as many as its segments together: a customer in two of them is
/// behind the figure of either.
fn crowds(lines: &[Line], at: usize, figure: Figure) -> Vec<Crowd> {
    let own = |line: &Line| (figure.people)(&line.points[at].people);
    lines
        .iter()
        .map(|line| {
            let parts = lines.iter().filter(|part| {
                line.segment.is_none() && part.segment.is_some() && part.topic == line.topic
            });
            let n: usize = parts.map(|part| own(part).n).sum();
            let whole = own(line);
            Crowd {
                n: n.max(whole.n),
                all_gave: whole.all_gave.filter(|value| (figure.tells)(*value)),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
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

    /// Which volumes and which shares of a topic are shown, of periods in which so many speak of it and so many badly.
    fn told(periods: &[(usize, usize)]) -> (Vec<bool>, Vec<bool>) {
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
        let points = lines[1].points.iter();
        points
            .map(|point| (point.volume.is_some(), point.share_negative.is_some()))
            .unzip()
    }

    #[test]
    fn how_many_speak_of_a_topic_and_badly_is_not_told_of_few_of_many_who_wrote() {
        // Nobody is a number that tells of no one; several periods of few keep each other.
        assert_eq!(
            told(&[(8, 4), (9, 9), (7, 7), (0, 0), (40, 20), (40, 0)]),
            (
                vec![false, false, false, true, true, true],
                vec![false, false, false, true, true, true]
            )
        );
        // All who speak of it do so badly.
        let (volumes, shares) = told(&[(20, 20), (9, 9), (8, 3), (7, 2), (40, 20)]);
        assert_eq!(volumes, [true, false, false, false, true]);
        assert_eq!(shares, [false, false, false, false, true]);
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
}
