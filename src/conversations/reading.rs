use super::Behaviour;
use super::course::{Course, course, tones};
use super::reason::{ContactReason, reason};
use super::rules::Rules;
use super::untold::Untold;
use crate::language;
use crate::privacy::CleanTurn;
use crate::record::{LanguageTag, Reading, Span, Speaker, TopicId};
use crate::units::as_u32;

/// What was read in one conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct ConversationReading {
    /// Polarity of each turn of the customer that could be read, by position of the turn.
    pub tones: Vec<Option<f64>>,
    /// The course of the customer's sentiment.
    pub course: Result<Course, Untold>,
    /// Why the customer got in touch.
    pub reason: Result<ContactReason, Untold>,
    /// What agents did, in the order of the turns.
    pub behaviours: Result<Vec<(Behaviour, Span)>, Untold>,
}

impl ConversationReading {
    /// Whether an agent did this; `None` where that cannot be told.
    pub fn shows(&self, behaviour: Behaviour) -> Option<bool> {
        let found = self.behaviours.as_ref().ok()?;
        Some(found.iter().any(|(one, _)| *one == behaviour))
    }
}

/// Reads how a conversation went and what was done in it.
///
/// `reading` is what the classifier read in it; `is_reason` says which topics can be a reason for contact. A turn of
/// which nobody knows who spoke is neither the customer's nor an agent's, and a machine is no agent.
pub fn read(
    turns: &[CleanTurn],
    reading: &Reading,
    rules: &Rules,
    is_reason: impl Fn(&TopicId) -> bool,
) -> ConversationReading {
    let of = |speaker: Speaker| -> Vec<usize> {
        let spoken = turns.iter().enumerate();
        let spoken = spoken
            .filter(|(_, turn)| turn.speaker == speaker && !turn.text.as_str().trim().is_empty());
        spoken.map(|(place, _)| place).collect()
    };
    let (customers, agents) = (of(Speaker::Customer), of(Speaker::Agent));
    let nobody = |otherwise: Untold| {
        if of(Speaker::Unknown).is_empty() {
            otherwise
        } else {
            Untold::NoRoles
        }
    };
    let tones = tones(turns.len(), &customers, reading);
    let customer_side = if customers.is_empty() {
        Err(nobody(Untold::NoCustomer))
    } else if reading.language.tag == LanguageTag::Other {
        Err(Untold::OtherLanguage)
    } else {
        Ok(())
    };
    ConversationReading {
        course: customer_side.and_then(|()| course(&tones, customers.len())),
        reason: customer_side.and_then(|()| reason(turns, &customers, reading, is_reason)),
        behaviours: if agents.is_empty() {
            Err(nobody(Untold::NoAgent))
        } else {
            behaviours(turns, &agents, reading, rules)
        },
        tones,
    }
}

fn behaviours(
    turns: &[CleanTurn],
    agents: &[usize],
    reading: &Reading,
    rules: &Rules,
) -> Result<Vec<(Behaviour, Span)>, Untold> {
    let texts = agents.iter().filter_map(|&place| turns.get(place));
    // An agent may answer in another language than the customer writes.
    let own = language::identify_parts(texts.map(|turn| turn.text.as_str())).tag;
    let language = match (own, reading.language.tag) {
        (LanguageTag::Unknown, customers) => customers,
        (own, _) => own,
    };
    if language == LanguageTag::Other {
        return Err(Untold::OtherLanguage);
    }
    let mut found = Vec::new();
    for &place in agents {
        let Some(turn) = turns.get(place) else {
            continue;
        };
        for shown in rules.shown(turn.text.as_str(), language) {
            let span = Span {
                part: as_u32(place),
                start: as_u32(shown.span.start),
                end: as_u32(shown.span.end),
            };
            found.push((shown.behaviour, span));
        }
    }
    found.sort_unstable_by_key(|(behaviour, span)| (*span, *behaviour));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversations::fixture::{dialogue, read_dialogue};
    use Speaker::{Agent, Bot, Customer, Unknown};

    fn check(
        turns: &[(Speaker, &str)],
        course: Option<Untold>,
        reason: Option<Untold>,
        behaviours: Option<Untold>,
    ) -> ConversationReading {
        let found = read_dialogue(&dialogue(turns));
        assert_eq!(found.course.as_ref().err(), course.as_ref(), "{turns:?}");
        assert_eq!(found.reason.as_ref().err(), reason.as_ref(), "{turns:?}");
        assert_eq!(
            found.behaviours.as_ref().err(),
            behaviours.as_ref(),
            "{turns:?}"
        );
        found
    }

    const CALL: [(Speaker, &str); 6] = [
        (Agent, "Goedemorgen, waarmee kan ik u helpen?"),
        (
            Customer,
            "Mijn factuur klopt niet, ik vind het echt verschrikkelijk slecht.",
        ),
        (Agent, "Wat vervelend voor u. Mijn excuses daarvoor."),
        (Customer, "Ik ben hier heel boos over, waardeloos."),
        (Agent, "Ik stuur u vandaag een nieuwe factuur."),
        (Customer, "Dank u wel, heel fijn en snel geholpen!"),
    ];

    #[test]
    fn a_conversation_has_a_course_a_reason_and_behaviours_with_their_words() {
        let found = check(&CALL, None, None, None);
        let course = found.course.unwrap();
        assert!(course.start.get() < 0.0 && course.end.get() > 0.0);
        assert_eq!(course.n_turns, 3);
        assert!(course.lowest_turn == 1 || course.lowest_turn == 3);
        let reason = found.reason.unwrap();
        assert_eq!(
            (reason.topic.as_str(), reason.span.part),
            ("price.invoice", 1)
        );
        let shown: Vec<(Behaviour, u32)> = found
            .behaviours
            .unwrap()
            .into_iter()
            .map(|(behaviour, span)| (behaviour, span.part))
            .collect();
        assert!(shown.contains(&(Behaviour::Acknowledges, 2)));
        assert!(shown.contains(&(Behaviour::Apologises, 2)));
        assert!(shown.contains(&(Behaviour::NextStep, 4)));
        assert!(found.tones[0].is_none() && found.tones[2].is_none());
    }

    #[test]
    fn without_roles_nothing_can_be_told() {
        let turns = CALL.map(|(_, text)| (Unknown, text));
        let no_roles = Some(Untold::NoRoles);
        check(&turns, no_roles, no_roles, no_roles);
    }

    #[test]
    fn with_agents_alone_their_behaviours_are_told_and_no_course() {
        let turns: Vec<_> = CALL.into_iter().filter(|turn| turn.0 == Agent).collect();
        let nobody = Some(Untold::NoCustomer);
        let found = check(&turns, nobody, nobody, None);
        assert_eq!(found.shows(Behaviour::Apologises), Some(true));
        assert_eq!(found.shows(Behaviour::Blames), Some(false));
    }

    #[test]
    fn a_machine_is_no_agent_and_a_customer_alone_has_a_course() {
        let turns = CALL.map(|(who, text)| (if who == Agent { Bot } else { who }, text));
        let found = check(&turns, None, None, Some(Untold::NoAgent));
        assert_eq!(found.shows(Behaviour::Apologises), None);
    }

    #[test]
    fn a_third_language_is_flagged_on_both_sides() {
        let turns = [
            (
                Agent,
                "Guten Morgen, wie kann ich Ihnen heute weiterhelfen, mein Herr?",
            ),
            (
                Customer,
                "Ich habe seit Montag keine Verbindung mehr und bin sehr verärgert darüber.",
            ),
            (
                Agent,
                "Das tut mir sehr leid, ich werde mich sofort darum kümmern.",
            ),
            (
                Customer,
                "Vielen Dank, das ist sehr freundlich von Ihnen gewesen.",
            ),
        ];
        let other = Some(Untold::OtherLanguage);
        check(&turns, other, other, other);
    }

    #[test]
    fn nothing_at_all_and_blank_turns_are_no_conversation() {
        let nobody = Some(Untold::NoCustomer);
        check(&[], nobody, nobody, Some(Untold::NoAgent));
        let blank = [(Customer, "  "), (Agent, "")];
        check(&blank, nobody, nobody, Some(Untold::NoAgent));
    }

    #[test]
    fn too_little_words_have_no_course_and_no_reason() {
        let turns = [(Customer, "Ja."), (Agent, "Goedemiddag, met de winkel.")];
        check(
            &turns,
            Some(Untold::TooFewTurns),
            Some(Untold::NoTopic),
            None,
        );
    }

    #[test]
    fn a_topic_named_late_is_no_reason() {
        let turns = [
            (Customer, "Goedemorgen, u spreekt met mevrouw Jansen."),
            (Customer, "Ik heb een vraag voor u vandaag."),
            (Customer, "Ik weet niet of u mij kunt helpen."),
            (Customer, "Mijn factuur klopt namelijk helemaal niet."),
        ];
        let found = read_dialogue(&dialogue(&turns));
        assert_eq!(found.reason, Err(Untold::NoTopic));
    }
}
