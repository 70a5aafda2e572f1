use super::dutch::MESSAGES;
use crate::report::Language;
use crate::report::words::either;
use std::fmt::Write;

/// Something wrong or remarkable at a place of a file, as reading it says in English.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// Line in the file, 1-based.
    pub line: usize,
    /// Key that it concerns.
    pub key: &'a str,
    /// What is wrong.
    pub text: &'a str,
    /// What to try.
    pub hint: Option<&'a str>,
}

/// The message with its place, and below it what to try.
pub fn message(message: &Message<'_>, language: Language) -> String {
    let mut told = format!(
        "{} {}: {}: {}",
        either(language, "regel", "line"),
        message.line,
        message.key,
        message_words(message.text, language)
    );
    if let Some(hint) = message.hint {
        let _ = write!(told, "\n  hint: {}", message_words(hint, language));
    }
    told
}

/// A text in Dutch where one is known of it, else as it is: a message of the reader of TOML itself has
/// no Dutch.
pub fn message_words(text: &str, language: Language) -> String {
    match language {
        Language::En => text.to_owned(),
        Language::Nl => {
            let known = MESSAGES.iter();
            let found = known
                .filter_map(|(english, dutch)| Some((dutch, slots(english, text)?)))
                // Of several that fit, the one that leaves least to its slots says most.
                .min_by_key(|(_, slots)| slots.iter().map(|slot| slot.len()).sum::<usize>());
            found.map_or_else(|| text.to_owned(), |(dutch, slots)| filled(dutch, &slots))
        }
    }
}

/// What stands in the slots `{}` of a pattern; `None` where the text is another.
fn slots<'t>(pattern: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let mut pieces = pattern.split("{}");
    let mut rest = text.strip_prefix(pieces.next()?)?;
    let mut found = Vec::new();
    let mut pieces = pieces.peekable();
    while let Some(piece) = pieces.next() {
        let end = if pieces.peek().is_none() {
            rest.strip_suffix(piece)?.len()
        } else {
            rest.find(piece)?
        };
        found.push(&rest[..end]);
        rest = &rest[end + piece.len()..];
    }
    rest.is_empty().then_some(found)
}

/// A Dutch pattern with its slots filled in order; a slot that is a text of its own is put in Dutch too.
fn filled(pattern: &str, slots: &[&str]) -> String {
    let mut told = String::new();
    let mut slots = slots.iter();
    for (at, piece) in pattern.split("{}").enumerate() {
        if at > 0 {
            let slot = slots.next().copied().unwrap_or_default();
            told.push_str(&message_words(slot, Language::Nl));
        }
        told.push_str(piece);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dutch(text: &str) -> String {
        message_words(text, Language::Nl)
    }

    #[test]
    fn a_message_keeps_its_values() {
        assert_eq!(
            dutch("unknown time zone \"Europe/Amsterdm\""),
            "onbekende tijdzone \"Europe/Amsterdm\""
        );
        assert_eq!(
            dutch("schedule office: nothing is open in 2026: every working day is a holiday"),
            "openingstijden office: in 2026 is niets open: elke werkdag is een vrije dag"
        );
        assert_eq!(
            dutch("schedule s: 12:00–18:00 on Monday begins before 09:00–13:00 has ended"),
            "openingstijden s: 12:00–18:00 op maandag begint voor 09:00–13:00 voorbij is"
        );
        assert_eq!(dutch("missing"), "ontbreekt");
    }

    #[test]
    fn what_has_no_dutch_stays_as_it_is() {
        assert_eq!(dutch("invalid basic string"), "invalid basic string");
    }

    #[test]
    fn every_pattern_has_as_many_slots_in_both_languages() {
        for (english, dutch) in MESSAGES {
            let n = |text: &str| text.matches("{}").count();
            assert_eq!(n(english), n(dutch), "{english}");
            assert_ne!(english, dutch);
        }
    }
}
