//! What of a series by segment may be shown, so that no figure of few people is told by itself or by subtraction.

use super::period_counts::{Behind, CountVerdict, HiddenCounts};
use super::withheld_counts::withhold_counts;
use crate::disclosure::{Cell, Floor, Verdict, suppress};
use crate::signals::series::{Crowd, Line, Point, PointPeople};
use std::collections::BTreeSet;

/// Which means of a period are not told.
#[derive(Debug, Clone, Copy, Default)]
struct HiddenMeans {
    polarity: bool,
    outcome: bool,
}

/// Which figure of a point.
#[derive(Clone, Copy)]
struct Figure<H> {
    people: fn(&PointPeople) -> Crowd,
    /// Those of the segment who do not speak of the topic, where it is known who they are.
    rest: fn(&PointPeople) -> Option<Crowd>,
    hide: fn(&mut H, Option<usize>),
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

/// The share of negative mentions is one of all who wrote, whatever the topic. A figure on which all agree is hidden as that of
/// few people is.
const COUNTS: [Figure<HiddenCounts>; 3] = [
    // How many speak of a topic.
    Figure {
        people: |people| people.spoke,
        rest: |_| None,
        hide: |hidden, topic| hidden.volume.withhold_if(topic.is_some()),
        of_topic: OfTopic::Same,
        tells: |_| false,
    },
    // The share of all who wrote is a count of those who speak badly of a topic.
    Figure {
        people: |people| people.spoke_badly,
        rest: |_| None,
        hide: |hidden, topic| hidden.share.withhold_if(topic.is_some()),
        of_topic: OfTopic::Same,
        tells: |_| true,
    },
    Figure {
        people: |people| people.written,
        rest: |_| None,
        hide: |hidden, topic| {
            hidden.volume.withhold_if(topic.is_some());
            hidden.share = CountVerdict::Withheld;
        },
        of_topic: OfTopic::Same,
        // That nobody complains is what most topics look like; that everybody does says it of each.
        tells: |share| share > 0.0,
    },
];

/// Polarity and outcome of a topic are of those who speak of it.
const MEANS: [Figure<HiddenMeans>; 2] = [
    Figure {
        people: |people| people.toned,
        rest: |_| None,
        hide: |hidden, _| hidden.polarity = true,
        of_topic: OfTopic::Part,
        tells: |_| true,
    },
    Figure {
        people: |people| people.scored,
        rest: |people| Some(people.scored_rest),
        hide: |hidden, _| hidden.outcome = true,
        of_topic: OfTopic::Part,
        tells: |_| true,
    },
];

/// Name of the dimension of segments.
const SEGMENT: &str = "segment";

/// Hides figures of few people, and those from which with the others and the whole such a figure could be computed,
/// period by period.
///
/// The lines of the whole are among them, as readers can ask for those; every respondent stands in one segment, and in
/// each segment the line of everything comes before those of topics. Counts of respondents and of those with words stay.
pub(super) fn hide_few(lines: &mut [Line], floor: Floor) {
    let behind: Vec<Behind> = lines.iter().map(Behind::of).collect();
    let counts = hidden_counts(&behind, floor);
    let means = hidden(&behind, &MEANS, floor);
    for (line, (counts, means)) in lines.iter_mut().zip(counts.into_iter().zip(means)) {
        for (point, (counts, means)) in line.points.iter_mut().zip(counts.into_iter().zip(means)) {
            hide(point, counts, means);
        }
    }
}

fn hide(point: &mut Point, counts: HiddenCounts, means: HiddenMeans) {
    if counts.volume != CountVerdict::Told {
        (point.volume, point.n_scored) = (None, None);
    }
    if counts.share != CountVerdict::Told {
        point.share_negative = None;
    }
    point.few_speak = counts.volume == CountVerdict::Few;
    point.few_speak_badly = counts.share == CountVerdict::Few;
    if means.polarity {
        point.polarity = None;
    }
    if means.outcome {
        (point.outcome, point.n_scored) = (None, None);
    }
}

/// Which counts of these lines are not told, per line and period: how many speak of the topic, and how many badly.
///
/// `rank` tells how many there are in all periods together.
pub(super) fn hidden_counts(lines: &[Behind], floor: Floor) -> Vec<Vec<HiddenCounts>> {
    let mut hidden = hidden(lines, &COUNTS, floor);
    withhold_counts(lines, floor, &mut hidden);
    hidden
}

/// What of these figures is hidden, per line and period.
fn hidden<H: Copy + Default>(lines: &[Behind], figures: &[Figure<H>], floor: Floor) -> Vec<Vec<H>> {
    let n_periods = lines.iter().map(|line| line.periods.len()).min();
    let mut found = vec![Vec::new(); lines.len()];
    for at in 0..n_periods.unwrap_or_default() {
        let mut hidden = vec![H::default(); lines.len()];
        for &figure in figures {
            let is_hidden = match figure.of_topic {
                OfTopic::Part => hidden_of_parts(lines, at, figure, floor),
                OfTopic::Same => hidden_by_topic(lines, at, figure, floor),
            };
            for (place, _) in is_hidden.into_iter().enumerate().filter(|(_, is)| *is) {
                (figure.hide)(&mut hidden[place], lines[place].topic);
            }
        }
        for (periods, hidden) in found.iter_mut().zip(hidden) {
            periods.push(hidden);
        }
    }
    found
}

/// Of each line whether a figure of one period is hidden, where everybody of a segment stands behind each topic: every topic is
/// a table of its own.
fn hidden_by_topic<H: Copy>(
    lines: &[Behind],
    at: usize,
    figure: Figure<H>,
    floor: Floor,
) -> Vec<bool> {
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
fn hidden_of_parts<H: Copy>(
    lines: &[Behind],
    at: usize,
    figure: Figure<H>,
    floor: Floor,
) -> Vec<bool> {
    let crowds = crowds(lines, at, figure);
    let names = lines.iter().map(|line| {
        let segment = line.segment.map(|segment| segment.to_string());
        (segment, line.topic.map(|topic| format!("topic {topic}")))
    });
    let names: Vec<(Option<String>, Option<String>)> = names.collect();
    let rest = |line: usize| (figure.rest)(&lines[line].periods[at]);
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
fn crowds<H: Copy>(lines: &[Behind], at: usize, figure: Figure<H>) -> Vec<Crowd> {
    let own = |line: &Behind| (figure.people)(&line.periods[at]);
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
#[path = "series_guard_tests.rs"]
mod tests;
