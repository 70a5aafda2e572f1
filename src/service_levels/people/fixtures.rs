use super::{AgentAccess, Attribution, Consent, Contact, Contacts, Governance, Handler, Settings};
use crate::disclosure::Floor;
use crate::units::Probability;
use jiff::civil::date;
use std::collections::BTreeSet;

pub(super) fn access() -> AgentAccess {
    let governance = Governance {
        or_consent: Some(Consent {
            date: date(2026, 1, 1),
            reference: "OR 2026-3".to_owned(),
            scope: vec!["coaching".to_owned()],
            expires: date(2026, 12, 31),
        }),
        dpia_reference: Some("DPIA-7".to_owned()),
        purposes: vec!["coaching".to_owned()],
        ..Governance::default()
    };
    AgentAccess::check(Some(&governance), date(2026, 6, 1)).unwrap()
}

pub(super) fn settings() -> Settings {
    Settings {
        floor: Floor::LEAST,
        attribution: Attribution::LastHandler,
        level: Probability::new(0.95).unwrap(),
        team: None,
        n_examples: 5,
        seed: 1,
    }
}

pub(super) fn contact(at: usize, team: &str, agent: &str, topic: &str, score: f64) -> Contact {
    Contact {
        id: format!("c{at}").as_str().into(),
        handlers: vec![Handler {
            agent: agent.into(),
            team: Some(team.into()),
            talk_s: None,
        }],
        score,
        mix: vec![vec![topic.into()]],
        labels: BTreeSet::from([topic.into()]),
        behaviours: Vec::new(),
        day: None,
        text: None,
    }
}

pub(super) fn of(contacts: Vec<Contact>) -> Contacts {
    Contacts {
        contacts,
        mix: vec!["topic".into()],
        behaviours: Vec::new(),
    }
}
