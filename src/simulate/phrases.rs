//! The book of building blocks of one language, and how a block becomes text.

use crate::simulate::dice::Dice;
use crate::simulate::language::Language;
use crate::simulate::topic::{Mention, N_TOPICS, Tone, position};
use std::collections::BTreeMap;

/// How much of a sentence a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A fragment without a verb: "lange wachttijd".
    Short,
    /// A main clause that can stand alone or follow "maar".
    Clause,
    /// Some sentences that tell what happened.
    Story,
    /// What should be better.
    Wish,
}

/// The way someone writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Register {
    Plain,
    Terse,
    Storyteller,
    Angry,
    Formal,
    Informal,
}

impl Register {
    /// The sign of this register in the files, if it has blocks of its own.
    fn sign(self) -> Option<char> {
        match self {
            Self::Angry => Some('!'),
            Self::Informal => Some('~'),
            Self::Formal => Some('^'),
            Self::Plain | Self::Terse | Self::Storyteller => None,
        }
    }
}

#[derive(Debug)]
struct TopicLine {
    form: Form,
    sign: Option<char>,
    text: &'static str,
}

/// All building blocks of one language.
#[derive(Debug)]
pub(crate) struct Book {
    sections: BTreeMap<&'static str, Vec<&'static str>>,
    /// Two entries per topic: negative, positive.
    topics: Vec<Vec<TopicLine>>,
}

impl Book {
    /// Reads the blocks of `language`, which are part of the program.
    pub(crate) fn new(language: Language) -> Self {
        let (frame, calls, topics) = match language {
            Language::Dutch => (
                include_str!("../../data/simulate/frame.nl.txt"),
                include_str!("../../data/simulate/calls.nl.txt"),
                include_str!("../../data/simulate/topics.nl.txt"),
            ),
            Language::English => (
                include_str!("../../data/simulate/frame.en.txt"),
                include_str!("../../data/simulate/calls.en.txt"),
                include_str!("../../data/simulate/topics.en.txt"),
            ),
        };
        let mut sections = read_sections(frame);
        sections.append(&mut read_sections(calls));
        let mut by_topic: Vec<Vec<TopicLine>> = (0..2 * N_TOPICS).map(|_| Vec::new()).collect();
        for (name, lines) in read_sections(topics) {
            if let Some(mention) = read_mention(name) {
                by_topic[place(mention)].extend(lines.into_iter().filter_map(read_topic_line));
            }
        }
        Self {
            sections,
            topics: by_topic,
        }
    }

    /// The blocks of a section; none if there is no such section.
    pub(crate) fn lines(&self, section: &str) -> &[&'static str] {
        self.sections.get(section).map_or(&[], Vec::as_slice)
    }

    /// A block of `section`, in three of five cases from the part of it that fits `register`.
    pub(crate) fn line(
        &self,
        section: &str,
        register: Register,
        dice: &mut Dice,
    ) -> Option<&'static str> {
        if let Some(sign) = register.sign()
            && dice.chance(0.6)
            && let Some(line) = dice.pick(self.lines(&format!("{section} {sign}")))
        {
            return Some(line);
        }
        dice.pick(self.lines(section)).copied()
    }

    /// A block for a mention; a clause where the wanted form is missing.
    pub(crate) fn phrase(
        &self,
        mention: Mention,
        form: Form,
        register: Register,
        dice: &mut Dice,
    ) -> Option<&'static str> {
        let lines = &self.topics[place(mention)];
        let sign = register.sign();
        let own: Vec<_> = lines
            .iter()
            .filter(|line| line.form == form && line.sign.is_some() && line.sign == sign)
            .collect();
        if !own.is_empty() && dice.chance(0.35) {
            return dice.pick(&own).map(|line| line.text);
        }
        let general: Vec<_> = lines
            .iter()
            .filter(|line| line.form == form && line.sign.is_none())
            .collect();
        match dice.pick(&general) {
            Some(line) => Some(line.text),
            None if form == Form::Clause => None,
            None => self.phrase(mention, Form::Clause, register, dice),
        }
    }
}

fn place(mention: Mention) -> usize {
    mention.topic * 2 + usize::from(mention.tone == Tone::Positive)
}

fn read_sections(text: &'static str) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut sections: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut current = "";
    for line in text.lines() {
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            current = name;
        } else if !line.is_empty() && !line.starts_with("# ") {
            sections.entry(current).or_default().push(line);
        }
    }
    sections
}

fn read_mention(name: &str) -> Option<Mention> {
    let (id, tone) = name.split_once(' ')?;
    let tone = match tone {
        "-" => Tone::Negative,
        "+" => Tone::Positive,
        _ => return None,
    };
    Some(Mention {
        topic: position(id)?,
        tone,
    })
}

fn read_topic_line(line: &'static str) -> Option<TopicLine> {
    let (head, text) = line.split_once(' ')?;
    let mut signs = head.chars();
    let form = match signs.next()? {
        's' => Form::Short,
        'c' => Form::Clause,
        't' => Form::Story,
        'w' => Form::Wish,
        _ => return None,
    };
    Some(TopicLine {
        form,
        sign: signs.next(),
        text,
    })
}

/// Chooses among `<a|b>` and fills every `{slot}` of `template` by `fill`.
pub(crate) fn expand(
    template: &str,
    dice: &mut Dice,
    fill: &mut dyn FnMut(&str, &mut Dice) -> String,
) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find(['<', '{']) {
        text.push_str(&rest[..at]);
        let opening = &rest[at..=at];
        let after = &rest[at + 1..];
        let closing = if opening == "<" { '>' } else { '}' };
        let Some(end) = after.find(closing) else {
            text.push_str(&rest[at..]);
            return text;
        };
        let inner = &after[..end];
        if opening == "<" {
            let options: Vec<&str> = inner.split('|').collect();
            let chosen = dice.pick(&options).copied().unwrap_or_default();
            text.push_str(&expand(chosen, dice, fill));
        } else {
            text.push_str(&fill(inner, dice));
        }
        rest = &after[end + 1..];
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::dice::Task;
    use crate::simulate::topic::TOPICS;

    #[test]
    fn every_topic_has_enough_to_say_in_both_languages() {
        for language in [Language::Dutch, Language::English] {
            let book = Book::new(language);
            for (topic, row) in TOPICS.iter().enumerate() {
                for (tone, least) in [(Tone::Negative, 12), (Tone::Positive, 6)] {
                    let lines = &book.topics[place(Mention { topic, tone })];
                    assert!(lines.len() >= least, "{} {tone:?} {language:?}", row.id);
                    for form in [Form::Short, Form::Clause, Form::Story] {
                        assert!(
                            lines
                                .iter()
                                .any(|line| line.form == form && line.sign.is_none()),
                            "{} {tone:?} {language:?} has no {form:?}",
                            row.id
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn no_topic_section_is_lost_by_a_misspelt_name() {
        for text in [
            include_str!("../../data/simulate/topics.nl.txt"),
            include_str!("../../data/simulate/topics.en.txt"),
        ] {
            for (name, lines) in read_sections(text) {
                assert!(read_mention(name).is_some(), "{name}");
                for line in lines {
                    let line = read_topic_line(line).expect("a form before the text");
                    assert!(line.sign.is_none_or(|sign| "!~^".contains(sign)), "{name}");
                }
            }
        }
    }

    #[test]
    fn joints_keep_their_last_blank() {
        for language in [Language::Dutch, Language::English] {
            let book = Book::new(language);
            for section in ["and", "but", "but -"] {
                assert!(!book.lines(section).is_empty());
                for joint in book.lines(section) {
                    assert!(joint.ends_with(' '), "{section} {joint:?}");
                }
            }
        }
    }

    #[test]
    fn choices_and_slots_are_filled() {
        let mut dice = Dice::new(1, Task::Text, 0);
        let text = expand("a <b{x}|b{x}> {y}.", &mut dice, &mut |slot, _| {
            slot.to_uppercase()
        });
        assert_eq!(text, "a bX Y.");
    }

    #[test]
    fn an_open_bracket_without_its_partner_stays() {
        let mut dice = Dice::new(1, Task::Text, 0);
        assert_eq!(
            expand("a < b", &mut dice, &mut |_, _| String::new()),
            "a < b"
        );
    }
}
