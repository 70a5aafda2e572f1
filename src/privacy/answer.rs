use super::PiiKind;
use super::cues::Cue;
use super::detector::{Evidence, Match};
use super::reference::date;
use super::words;

/// So many turns an open question stands: "klantnummer?" – "even kijken hoor" – "DK6141592".
const TURNS_OPEN: u8 = 2;

/// Fewest digits of a number that answers a question for one.
const FEWEST_DIGITS: usize = 4;

/// What earlier turns asked for: an answer needs no cue of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Asked {
    /// Turns for which a question for a date of birth still stands.
    birth_date: u8,
    /// Turns for which a question for a customer or order number still stands.
    reference: u8,
}

impl Asked {
    /// Whether nothing was asked.
    pub(super) fn is_nothing(self) -> bool {
        self == Self::default()
    }

    /// What stands open after a turn with this evidence.
    #[must_use]
    pub(super) fn after(self, turn: &Evidence<'_>) -> Self {
        let open = |asked: bool, before: u8| {
            if asked {
                TURNS_OPEN
            } else {
                before.saturating_sub(1)
            }
        };
        Self {
            birth_date: open(turn.has_any(&[Cue::Birth]), self.birth_date),
            reference: open(turn.has_any(&[Cue::Reference, Cue::Order]), self.reference),
        }
    }

    /// Adds what answers: dates where a date of birth was asked for, long numbers and codes where
    /// a number was.
    pub(super) fn find(self, text: &str, found: &mut Vec<Match>) {
        let mut at = 0;
        while let Some(length) = text[at..].find(|c: char| c.is_alphanumeric()) {
            let start = at + length;
            if words::glued_before(text, start) {
                at = start + text[start..].chars().next().map_or(1, char::len_utf8);
                continue;
            }
            let end = start
                + text[start..]
                    .find(|c: char| !c.is_alphanumeric() && c != '-')
                    .unwrap_or(text.len() - start);
            if let Some(end) = date(text, start).filter(|_| self.birth_date > 0) {
                found.push(Match::mask(PiiKind::BirthDate, start..end));
                at = end;
                continue;
            }
            let n_digits = text[start..end].bytes().filter(u8::is_ascii_digit).count();
            let is_number = n_digits >= FEWEST_DIGITS && date(text, start).is_none();
            if self.reference > 0 && is_number {
                found.push(Match::mask(PiiKind::Reference, start..end));
            }
            at = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::privacy::{Options, RedactionSession, Redactor};
    use crate::record::RawText;

    fn check(turns: &[(&str, &str)]) {
        let redactor = Redactor::new(&Options::default());
        let mut session = RedactionSession::default();
        for (turn, expected) in turns {
            let redacted = redactor.redact_in(&RawText::new(*turn), &mut session);
            assert_eq!(redacted.as_str(), *expected);
        }
    }

    #[test]
    fn a_date_that_answers_the_question_for_a_date_of_birth_is_masked() {
        check(&[
            ("En uw geboortedatum?", "En uw geboortedatum?"),
            ("12-03-1971", "[BIRTHDATE_1]"),
        ]);
        check(&[
            (
                "Can I have your date of birth?",
                "Can I have your date of birth?",
            ),
            ("Sure, it's 3 May 1984.", "Sure, it's [BIRTHDATE_1]."),
        ]);
        check(&[
            ("Wanneer was de monteur er?", "Wanneer was de monteur er?"),
            ("Op 12-03-2025", "Op 12-03-2025"),
        ]);
    }

    #[test]
    fn a_number_that_answers_the_question_for_one_is_masked_for_two_turns() {
        check(&[
            ("Mag ik uw klantnummer?", "Mag ik uw klantnummer?"),
            ("Even kijken hoor.", "Even kijken hoor."),
            ("Ja, DK6141592.", "Ja, [REFERENCE_1]."),
            ("Ik betaal 1250 kilobit", "Ik betaal 1250 kilobit"),
        ]);
    }
}
