//! Text in the making, with invisible marks around what its truth is about.
//!
//! A sentence on a topic, a name, a phone number: each is wrapped in characters of Unicode's
//! private use area. The marks travel with the text through capitals, typing errors and mail
//! quoting, and [`finish`] turns them into byte spans of what the reader sees. Keeping offsets by hand
//! through all these steps was the alternative.

use crate::simulate::topic::{Mention, N_TOPICS, Tone};
use std::ops::Range;

/// A kind of invented personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum PiiKind {
    Name,
    AgentName,
    Phone,
    Email,
    Iban,
    Address,
    Postcode,
    CustomerNumber,
    BirthDate,
}

impl PiiKind {
    const ALL: [Self; 9] = [
        Self::Name,
        Self::AgentName,
        Self::Phone,
        Self::Email,
        Self::Iban,
        Self::Address,
        Self::Postcode,
        Self::CustomerNumber,
        Self::BirthDate,
    ];

    /// Lower-case name, as in the truth files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::AgentName => "agent_name",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Iban => "iban",
            Self::Address => "address",
            Self::Postcode => "postcode",
            Self::CustomerNumber => "customer_number",
            Self::BirthDate => "birth_date",
        }
    }
}

/// What a stretch of text is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    Topic(Mention),
    Pii(PiiKind),
}

/// A text as the reader sees it, and what its parts are about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Finished {
    pub(crate) text: String,
    /// Byte spans in `text`, in order of their end.
    pub(crate) marks: Vec<(Mark, Range<usize>)>,
}

const CLOSE: char = '\u{E000}';
const FIRST_TOPIC: u32 = 0xE100;
const FIRST_PII: u32 = 0xE200;

/// `text` wrapped in `mark`.
pub(crate) fn wrap(mark: Mark, text: &str) -> String {
    let opening = match mark {
        Mark::Topic(mention) => {
            let tone = usize::from(mention.tone == Tone::Positive);
            FIRST_TOPIC + crate::units::as_u32(mention.topic * 2 + tone)
        }
        Mark::Pii(kind) => FIRST_PII + kind as u32,
    };
    let opening = char::from_u32(opening).unwrap_or(CLOSE);
    format!("{opening}{text}{CLOSE}")
}

/// Whether `c` is a mark and not part of what the reader sees.
pub(crate) fn is_mark(c: char) -> bool {
    ('\u{E000}'..='\u{E2FF}').contains(&c)
}

/// Whether `c` opens personal data, which must be typed without errors to count.
pub(crate) fn opens_pii(c: char) -> bool {
    matches!(meaning(c), Some(Mark::Pii(_)))
}

/// Whether `c` closes the most recent mark.
pub(crate) fn closes(c: char) -> bool {
    c == CLOSE
}

/// Takes the marks out of `draft` and says where they stood.
pub(crate) fn finish(draft: &str) -> Finished {
    let mut finished = Finished {
        text: String::with_capacity(draft.len()),
        marks: Vec::new(),
    };
    let mut open = Vec::new();
    for c in draft.chars() {
        if closes(c) {
            if let Some((mark, start)) = open.pop() {
                finished.marks.push((mark, start..finished.text.len()));
            }
        } else if let Some(mark) = meaning(c) {
            open.push((mark, finished.text.len()));
        } else {
            finished.text.push(c);
        }
    }
    finished
}

fn meaning(c: char) -> Option<Mark> {
    let code = u32::from(c);
    if let Some(offset) = code.checked_sub(FIRST_PII) {
        let kind = PiiKind::ALL.get(usize::try_from(offset).ok()?)?;
        return Some(Mark::Pii(*kind));
    }
    let offset = usize::try_from(code.checked_sub(FIRST_TOPIC)?).ok()?;
    let tone = if offset % 2 == 1 {
        Tone::Positive
    } else {
        Tone::Negative
    };
    (offset / 2 < N_TOPICS).then_some(Mark::Topic(Mention {
        topic: offset / 2,
        tone,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_marks_become_byte_spans() {
        let mention = Mention {
            topic: N_TOPICS - 1,
            tone: Tone::Positive,
        };
        let name = wrap(Mark::Pii(PiiKind::AgentName), "Zoë");
        let draft = format!(
            "é {}!",
            wrap(Mark::Topic(mention), &format!("{name} was top"))
        );
        let finished = finish(&draft);
        assert_eq!(finished.text, "é Zoë was top!");
        assert_eq!(
            finished.marks,
            vec![
                (Mark::Pii(PiiKind::AgentName), 3..7),
                (Mark::Topic(mention), 3..15)
            ]
        );
    }

    #[test]
    fn every_kind_and_topic_comes_back() {
        for kind in PiiKind::ALL {
            let finished = finish(&wrap(Mark::Pii(kind), "x"));
            assert_eq!(finished.marks, vec![(Mark::Pii(kind), 0..1)]);
        }
        for topic in 0..N_TOPICS {
            for tone in [Tone::Negative, Tone::Positive] {
                let mark = Mark::Topic(Mention { topic, tone });
                assert_eq!(finish(&wrap(mark, "x")).marks, vec![(mark, 0..1)]);
            }
        }
    }
}
