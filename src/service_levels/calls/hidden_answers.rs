//! What customers answered is not told where few did, or all the same.

use super::fixture::{answered, at, by, options};
use super::*;
use crate::disclosure::Reason;
use jiff::Timestamp;

const END: &str = "2026-03-31T00:00:00Z";

fn in_queue(call: Call, queue: &str) -> Call {
    Call {
        queue: Some(queue.into()),
        ..call
    }
}

fn noon() -> Timestamp {
    at("2026-03-02T12:00:00Z")
}

#[test]
fn few_scores_are_hidden_in_every_table() {
    let scored = |id: usize, queue: &str, score| Call {
        score: Some(score),
        ..in_queue(answered(&id.to_string(), noon(), 5, 60), queue)
    };
    let mut calls: Vec<Call> = (0..8)
        .map(|id| scored(id, "A", if id < 4 { 3.0 } else { 5.0 }))
        .collect();
    calls.extend((10..13).map(|id| scored(id, "B", 1.0)));
    let mut options = options(END);
    options.groupings = by(&[Dimension::Queue]);
    let found = overview(&calls, &options);
    // The whole less A would give B away, so A is hidden too.
    for cell in &found.tables[0].cells {
        assert!(matches!(
            cell.figures.satisfaction,
            Satisfaction::Suppressed(_)
        ));
    }
    assert!(matches!(
        found.whole.figures.satisfaction,
        Satisfaction::Mean { n: 11, .. }
    ));
    // A second table overlaps the first: it has no means, however many scores.
    options.groupings = by(&[Dimension::Team, Dimension::Queue]);
    let found = overview(&calls, &options);
    let satisfaction = |table: usize| found.tables[table].cells[0].figures.satisfaction;
    assert!(matches!(satisfaction(0), Satisfaction::Mean { n: 11, .. }));
    assert_eq!(
        satisfaction(1),
        Satisfaction::Suppressed(Reason::Differencing)
    );
}

#[test]
fn the_answer_of_one_customer_is_in_no_survey() {
    let asked = |id: usize, queue: &str, helped| Call {
        helped_at_once: helped,
        ..in_queue(answered(&id.to_string(), noon(), 5, 60), queue)
    };
    let mut calls: Vec<Call> = (0..8).map(|id| asked(id, "A", Some(id < 4))).collect();
    let survey = |calls: &[Call]| {
        let mut options = options(END);
        options.groupings = by(&[Dimension::Queue]);
        let found = overview(calls, &options);
        let rows = found.tables[0].cells.iter();
        let rows: Vec<Survey> = rows.map(|row| row.figures.first_contact.survey).collect();
        (found.whole.figures.first_contact.survey, rows)
    };
    let (whole, rows) = survey(&calls);
    assert_eq!(
        whole.share().map(|one| (one.numerator, one.denominator)),
        Some((4, 8))
    );
    assert_eq!(rows[0], whole);
    // One customer of another queue: neither that row nor the one that would give it away is shown.
    calls.push(asked(9, "B", Some(true)));
    let (_, rows) = survey(&calls);
    assert!(
        rows.iter().all(|row| matches!(row, Survey::Suppressed(_))),
        "{rows:?}"
    );
    let (whole, _) = survey(&calls[8..]);
    assert_eq!(whole, Survey::Suppressed(Reason::BelowFloor));
}

#[test]
fn equal_scores_of_a_queue_do_not_follow_from_the_rest() {
    let scored = |id: usize, queue: &str, score: usize| Call {
        score: Some(crate::units::as_f64(score)),
        ..in_queue(answered(&id.to_string(), noon(), 5, 60), queue)
    };
    let mut calls: Vec<Call> = (0..6).map(|id| scored(id, "A", 1)).collect();
    calls.extend((10..18).map(|id| scored(id, "B", id % 3 + 2)));
    let mut options = options(END);
    options.groupings = by(&[Dimension::Queue]);
    let found = overview(&calls, &options);
    let of = |cell: &Cell| matches!(cell.figures.satisfaction, Satisfaction::Mean { .. });
    let rows = &found.tables[0].cells;
    assert!(!of(&rows[0]), "all of A gave 1");
    // The mean of all and that of B together would give A.
    assert!(
        !(of(&found.whole) && of(&rows[1])),
        "{:?}",
        found.whole.figures.satisfaction
    );
}
