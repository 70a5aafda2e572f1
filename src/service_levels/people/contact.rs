use crate::privacy::RedactedText;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A contact with the customer's score.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// What a coach finds it by; no customer's id.
    pub id: Arc<str>,
    /// Who handled it, in order of time.
    pub handlers: Vec<Handler>,
    /// The customer's score in points, more is better.
    pub score: f64,
    /// Values of each column that is held constant.
    pub mix: Vec<Vec<Arc<str>>>,
    /// Topics and labelled behaviours.
    pub labels: BTreeSet<Arc<str>>,
    /// Measured behaviours, in the order of [`Contacts::behaviours`]; more is better.
    pub behaviours: Vec<Option<f64>>,
    /// The day of the contact.
    pub day: Option<Date>,
    /// What the customer wrote or said.
    pub text: Option<RedactedText>,
}

/// One who handled a contact.
#[derive(Debug, Clone, PartialEq)]
pub struct Handler {
    /// The agent.
    pub agent: Arc<str>,
    /// The agent's team at that time.
    pub team: Option<Arc<str>>,
    /// How long they spoke.
    pub talk_s: Option<f64>,
}

/// Contacts that are compared.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Contacts {
    /// The contacts, each with at least one handler.
    pub contacts: Vec<Contact>,
    /// Names of the columns that are held constant.
    pub mix: Vec<Arc<str>>,
    /// Names of the measured behaviours.
    pub behaviours: Vec<Arc<str>>,
}

/// Whose a contact is that several agents handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Attribution {
    /// The one who handled it last.
    #[default]
    LastHandler,
    /// The one who spoke longest; the last where that is not known.
    LongestTalk,
    /// Everybody's, in equal parts.
    AllEqual,
}

impl Attribution {
    /// Name for machines, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LastHandler => "last_handler",
            Self::LongestTalk => "longest_talk",
            Self::AllEqual => "all_equal",
        }
    }

    /// The part of a contact that is each handler's: handlers with a part, and it.
    pub(super) fn parts(self, contact: &Contact) -> Vec<(&Handler, f64)> {
        let handlers = &contact.handlers;
        let last = handlers.last().map(|handler| (handler, 1.0));
        match self {
            Self::LastHandler => last.into_iter().collect(),
            Self::LongestTalk => {
                let talk = |handler: &Handler| handler.talk_s.filter(|s| s.is_finite());
                if handlers.iter().any(|handler| talk(handler).is_none()) {
                    return last.into_iter().collect();
                }
                let longest = handlers.iter().max_by(|a, b| {
                    let seconds = |one| talk(one).unwrap_or(0.0);
                    seconds(a).total_cmp(&seconds(b))
                });
                longest.map(|handler| (handler, 1.0)).into_iter().collect()
            }
            Self::AllEqual => {
                let part = 1.0 / crate::units::as_f64(handlers.len().max(1));
                handlers.iter().map(|handler| (handler, part)).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(attribution: Attribution, talk: [Option<f64>; 3], expected: &[(&str, f64)]) {
        let handlers = ["a", "b", "c"].into_iter().zip(talk);
        let contact = Contact {
            id: "1".into(),
            handlers: handlers
                .map(|(agent, talk_s)| Handler {
                    agent: agent.into(),
                    team: None,
                    talk_s,
                })
                .collect(),
            score: 1.0,
            mix: Vec::new(),
            labels: BTreeSet::new(),
            behaviours: Vec::new(),
            day: None,
            text: None,
        };
        let parts = attribution.parts(&contact);
        let got: Vec<(&str, f64)> = parts
            .iter()
            .map(|(one, part)| (&*one.agent, *part))
            .collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn a_transferred_contact_is_the_last_handlers_unless_asked_otherwise() {
        let talk = [Some(10.0), Some(90.0), Some(5.0)];
        check(Attribution::default(), talk, &[("c", 1.0)]);
        check(Attribution::LongestTalk, talk, &[("b", 1.0)]);
        check(
            Attribution::LongestTalk,
            [Some(10.0), None, None],
            &[("c", 1.0)],
        );
        let third = 1.0 / 3.0;
        check(
            Attribution::AllEqual,
            talk,
            &[("a", third), ("b", third), ("c", third)],
        );
    }
}
