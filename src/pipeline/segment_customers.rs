//! Customers behind the segments of a field and the topics in them, where some answered more than once.

use crate::disclosure::{Floor, Givers, People, Reason, Verdict, suppress_further};
use crate::findings::{Guarded, SegmentRow, TopicOverSegments};
use crate::signals::{Said, SegmentCell};
use crate::units::as_f64;
use std::collections::BTreeMap;

/// What is told of one topic.
pub(super) struct OfTopic<'a> {
    /// Its place in the comparison.
    pub at: usize,
    pub whole: &'a mut Guarded<TopicOverSegments>,
    /// Per segment.
    pub cells: &'a mut [Guarded<SegmentCell>],
}

/// Hides further what few customers stand behind, or follows from what is shown: many answers of one customer are one
/// person. `said` holds the answers per segment, and is empty where nobody answered twice.
pub(super) fn hide_few_customers(
    said: &[Vec<Said>],
    n: &mut Guarded<u64>,
    segments: &mut [SegmentRow],
    topic: Option<OfTopic<'_>>,
    floor: Floor,
) {
    let mut n_of: BTreeMap<u32, usize> = BTreeMap::new();
    for answer in said.iter().flatten() {
        *n_of.entry(answer.customer).or_default() += 1;
    }
    let mut givers = Givers::new();
    for (at, answer) in said.iter().flatten().enumerate() {
        let often = n_of.get(&answer.customer).filter(|n| **n > 1);
        if let (Some(_), Ok(customer)) = (often, usize::try_from(answer.customer)) {
            givers.insert(at, customer);
        }
    }
    if givers.is_empty() {
        return;
    }
    let mut figures = parts(said, |_| true);
    let mut reasons: Vec<Option<Reason>> = vec![n.as_ref().err().copied()];
    reasons.extend(
        segments
            .iter()
            .map(|row| row.segment.as_ref().err().copied()),
    );
    if let Some(topic) = &topic {
        let of_topic = parts(said, |answer| answer.is_of(topic.at));
        figures.extend(of_topic.into_iter().map(|figure| People {
            fineness: figure.fineness + 1,
            ..figure
        }));
        reasons.push(topic.whole.as_ref().err().copied());
        reasons.extend(topic.cells.iter().map(|cell| cell.as_ref().err().copied()));
    }
    let judged = reasons
        .into_iter()
        .map(|reason| reason.map_or(Verdict::Shown, Verdict::Suppressed))
        .collect();
    let further = suppress_further(judged, figures, Vec::new(), &givers, floor);
    let mut reasons = further.into_iter().map(Verdict::reason);
    hide(n, reasons.next().flatten());
    for row in segments {
        hide(&mut row.segment, reasons.next().flatten());
    }
    if let Some(topic) = topic {
        hide(topic.whole, reasons.next().flatten());
        for cell in topic.cells {
            hide(cell, reasons.next().flatten());
        }
    }
}

/// The answers of all segments, then of each; each counts as another, as only how many people gave them matters here.
fn parts(said: &[Vec<Said>], is_in: impl Fn(Said) -> bool) -> Vec<People> {
    let mut whole = People::default();
    let mut parts = Vec::new();
    let mut at = 0;
    for segment in said {
        let mut part = People {
            fineness: 1,
            ..People::default()
        };
        for answer in segment {
            if is_in(*answer) {
                part.answers.insert(at, as_f64(at));
            }
            at += 1;
        }
        whole.answers.extend(&part.answers);
        parts.push(part);
    }
    parts.insert(0, whole);
    parts
}

fn hide<T>(shown: &mut Guarded<T>, reason: Option<Reason>) {
    if let (true, Some(reason)) = (shown.is_ok(), reason) {
        *shown = Err(reason);
    }
}
