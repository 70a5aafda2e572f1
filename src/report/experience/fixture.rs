//! A survey and tickets whose figures are known.

use crate::record::{Best, Scale, ScaleKind};
use crate::service_levels::experience::{
    Completeness, Direction, Experience, Part, Question, Respondent, Response, Settings, Target,
    measure,
};
use crate::service_levels::watermelon::{self, SlaOutcome, TicketExperience};
use crate::units::Probability;
use std::collections::BTreeMap;
use std::sync::Arc;

fn question() -> Question {
    let scale = Scale::new(1.0, 5.0, Best::High, ScaleKind::Csat).unwrap();
    Question::new("csat", "csat", scale)
}

fn target() -> Target {
    Target {
        id: "csat".into(),
        indicator: "csat".into(),
        measure: None,
        part: Part::Experience,
        weight: None,
        scale: None,
        value: 0.8,
        direction: Direction::AtLeast,
        min_n: None,
        only: BTreeMap::new(),
        except: Vec::new(),
    }
}

/// 39 of 60 satisfied by phone, three answers by mail and by chat each, target 80 percent.
pub(in crate::report) fn experience() -> Experience {
    let responses: Vec<Response> = (0..66)
        .map(|at| Response {
            id: at.to_string().into(),
            contact: Some(at.to_string().into()),
            ticket: None,
            customer: None,
            contact_at: None,
            submitted_at: None,
            completeness: Completeness::Complete,
            respondent: Respondent::Customer,
            scope: None,
            scores: [(
                Arc::from("csat"),
                // Of those by mail and chat not all gave the same.
                if at < 39 || at == 60 || at == 63 {
                    5.0
                } else {
                    1.0
                },
            )]
            .into(),
            lost_time_min: None,
            weight: 1.0,
            keys: [(
                Arc::from("channel"),
                Arc::from(match at {
                    0..60 => "phone",
                    60..63 => "mail",
                    _ => "chat",
                }),
            )]
            .into(),
        })
        .collect();
    let settings = Settings {
        by: vec!["channel".into()],
        ..Settings::default()
    };
    measure(&responses, &[question()], &[target()], &settings).unwrap()
}

pub(in crate::report) fn settings() -> watermelon::Settings {
    watermelon::Settings {
        target: Some(target()),
        contract: Probability::new(0.95).ok(),
        by: vec!["policy".into()],
        ..watermelon::Settings::new(question())
    }
}

/// 190 of 200 in time; of those in time 60 answered, 39 of them satisfied.
pub(in crate::report) fn tickets() -> Vec<TicketExperience> {
    (0..200)
        .map(|at| TicketExperience {
            ticket: at.to_string().into(),
            sla: if at < 190 {
                SlaOutcome::Met
            } else {
                SlaOutcome::Breached
            },
            response: match at {
                0..39 => Some(5.0),
                39..60 => Some(1.0),
                _ => None,
            },
            negative_text: None,
            answer: None,
            giver: None,
            keys: [(Arc::from("policy"), Arc::from("gold"))].into(),
            waited_calendar: Some(crate::units::Seconds(7200)),
            crossed_weekend: Some(at % 2 == 0),
        })
        .collect()
}
