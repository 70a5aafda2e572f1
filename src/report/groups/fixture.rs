//! Hand-made groups for the tests of this room.

use crate::disclosure::Reason;
use crate::findings::{
    BegunAction, FrozenModelUse, Further, JourneyFindings, StageRow, SubjectRow,
    ValueWithoutRecords,
};
use crate::record::{About, TopicId};
use crate::report::fixture::interval;
use crate::signals::journey::{Moment, MomentLines, StageFigures};
use crate::signals::{GroupFigures, TopicName};
use jiff::civil::date;

fn topic(id: &str, nl: &str, en: &str) -> TopicName {
    TopicName {
        id: TopicId::new(id),
        nl: nl.to_owned(),
        en: en.to_owned(),
    }
}

/// Two kinds of opinions, four stages of which one is hidden, and an action that was begun.
pub(in crate::report) fn further() -> Further {
    let group = |n: u64, score| GroupFigures {
        n,
        n_negative: n / 3,
        n_positive: n / 5,
        n_scored: Some(n),
        all_answered: None,
        score,
    };
    let stage = |id: &str, nl: &str, en: &str, figures| StageRow {
        id: id.to_owned(),
        nl: nl.to_owned(),
        en: en.to_owned(),
        topics: vec![TopicId::new(format!("{id}.one"))],
        values: vec![id.to_owned()],
        figures,
        rounded_to: None,
    };
    let subject = |about, n: u64| SubjectRow {
        about,
        topics: vec![TopicId::new("contact.phone")],
        figures: Ok(group(n, Some(interval(-30.0, -25.0, -20.0)))),
        rounded_to: None,
        contribution: Some(interval(-9.0, -7.5, -6.0)),
    };
    let journey = JourneyFindings {
        field: Some("stage".to_owned()),
        lines: MomentLines {
            strong_points: Some(20.0),
            many: Some(0.1),
        },
        n: 3_000,
        n_nowhere: Some(1_240),
        floor: 10,
        is_uncorrected: true,
        stages: vec![
            stage(
                "order",
                "Bestellen",
                "Ordering",
                Ok(StageFigures {
                    group: group(900, Some(interval(-14.0, -8.0, -2.0))),
                    share: Some(interval(0.284, 0.3, 0.317)),
                    contribution: Some(interval(-5.0, -3.8, -2.6)),
                    link: Some(interval(-48.0, -41.0, -34.0)),
                    moment: Moment::Yes,
                }),
            ),
            stage(
                "delivery",
                "Levering <&>",
                "Delivery <&>",
                Ok(StageFigures {
                    group: group(400, Some(interval(1.0, 8.0, 15.0))),
                    share: Some(interval(0.12, 0.133, 0.146)),
                    contribution: Some(interval(-0.9, -0.2, 0.5)),
                    link: Some(interval(-30.0, -19.0, -8.0)),
                    moment: Moment::CannotTell,
                }),
            ),
            stage(
                "use",
                "Gebruik",
                "Use",
                Ok(StageFigures {
                    group: group(60, None),
                    share: Some(interval(0.0155, 0.02, 0.0256)),
                    contribution: None,
                    link: None,
                    moment: Moment::No,
                }),
            ),
            stage("leave", "Opzeggen", "Leaving", Err(Reason::BelowFloor)),
        ],
        unplaced_values: vec!["other".to_owned()],
        values_without_records: vec![ValueWithoutRecords {
            value: "leaving".to_owned(),
            nearest: Some("leave".to_owned()),
        }],
        unplaced_topics: vec![topic("store.parking", "Parkeren", "Parking")],
    };
    Further {
        subjects: vec![subject(Some(About::Contact), 1_200), subject(None, 90)],
        journey: Some(journey),
        frozen_model: FrozenModelUse::NotNamed,
        begun: vec![BegunAction {
            id: "A1".to_owned(),
            topic: topic("contact.phone", "Telefoon", "Telephone"),
            what: "Call-back <service> & \"more\"".to_owned(),
            on: date(2026, 3, 31),
        }],
    }
}
