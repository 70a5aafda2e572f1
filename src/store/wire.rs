//! The stored form of a document: one byte string.
//!
//! Numbers are variable-length (LEB128, signed ones zigzagged), floats their eight bytes, texts a
//! length and UTF-8. A self-describing format was rejected: JSON rounds floats on the way back
//! and is twice the size, and field names in each document buy nothing under one schema version.

use super::document::{Document, KINDS, LABELS, LANGUAGES, code_of};
use crate::privacy::{CleanBody, CleanRecord, CleanTurn, RedactedText};
use crate::record::{
    EventDetail, LanguageGuess, Origin, Pseudonym, Reading, RecordId, Score, ScoreName,
    SentenceReading, Sentiment, SourceName, Span, Speaker, TopicId, TopicMention,
};
use crate::units::{Polarity, Probability, Seconds, as_u64};
use jiff::Timestamp;
use std::sync::Arc;

/// First byte of every stored document; raised with `FORMAT_VERSION` when the layout changes.
const LAYOUT: u8 = 1;

/// A stored document cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a stored document is malformed at byte {byte}")]
pub(super) struct Malformed {
    /// Where reading stopped.
    pub(super) byte: usize,
}

const SPEAKERS: [Speaker; 4] = [
    Speaker::Customer,
    Speaker::Agent,
    Speaker::Bot,
    Speaker::Unknown,
];

/// The bytes of `document`.
pub(super) fn encode(document: &Document) -> Vec<u8> {
    let Document { record, reading } = document;
    let mut out = Output(Vec::with_capacity(320));
    out.byte(LAYOUT);
    out.record(record);
    out.reading(reading);
    out.0
}

/// The document in `bytes`.
///
/// # Errors
///
/// [`Malformed`] where the bytes are not what [`encode`] writes.
pub(super) fn decode(bytes: &[u8]) -> Result<Document, Malformed> {
    let mut input = Input { bytes, at: 0 };
    if input.byte()? != LAYOUT {
        return Err(Malformed { byte: 0 });
    }
    let record = input.record()?;
    let reading = input.reading()?;
    if input.at == bytes.len() {
        Ok(Document { record, reading })
    } else {
        Err(input.fault())
    }
}

struct Output(Vec<u8>);

impl Output {
    fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    #[expect(clippy::cast_possible_truncation, reason = "seven bits at a time")]
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push((number as u8) | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    #[expect(clippy::cast_sign_loss, reason = "zigzag keeps every bit")]
    fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    fn float(&mut self, number: f64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn key(&mut self, key: u128) {
        self.0.extend_from_slice(&key.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(as_u64(text.len()));
        self.0.extend_from_slice(text.as_bytes());
    }

    fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.byte(value.is_some().into());
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn list<T>(&mut self, values: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.number(as_u64(values.len()));
        for value in values {
            write(self, value);
        }
    }

    fn record(&mut self, record: &CleanRecord) {
        let CleanRecord {
            id,
            kind,
            origin,
            at,
            body,
            customer,
            contact,
            ticket,
            question,
            weight,
            scores,
            facets,
        } = record;
        self.key(id.0);
        self.byte(code_of(&KINDS, kind));
        self.text(origin.source.as_str());
        self.text(&origin.file);
        self.number(origin.row);
        self.option(origin.byte, Self::number);
        self.option(*at, |out, at| {
            out.signed(at.as_second());
            out.signed(at.subsec_nanosecond().into());
        });
        self.body(body);
        for key in [customer, contact, ticket] {
            self.option(*key, |out, key| out.key(key.0));
        }
        self.option(question.as_deref(), Self::text);
        self.option(*weight, Self::float);
        self.list(scores, |out, score| {
            out.text(score.name.as_str());
            out.float(score.value);
        });
        self.list(facets, |out, (name, value)| {
            out.text(name);
            out.text(value);
        });
    }

    fn body(&mut self, body: &CleanBody) {
        match body {
            CleanBody::Nothing => self.byte(0),
            CleanBody::Message(text) => {
                self.byte(1);
                self.text(text.as_str());
            }
            CleanBody::Dialogue(turns) => {
                self.byte(2);
                self.list(turns, |out, turn| {
                    out.byte(code_of(&SPEAKERS, &turn.speaker));
                    out.option(turn.at, |out, at| out.signed(at.0));
                    out.text(turn.text.as_str());
                });
            }
            CleanBody::Event(EventDetail { name, old, new }) => {
                self.byte(3);
                self.text(name);
                self.option(old.as_deref(), Self::text);
                self.option(new.as_deref(), Self::text);
            }
        }
    }

    fn reading(&mut self, reading: &Reading) {
        let Reading {
            language,
            sentiment,
            sentences,
            topics,
        } = reading;
        self.byte(code_of(&LANGUAGES, &language.tag));
        self.float(language.confidence.get());
        self.option(*sentiment, Self::sentiment);
        self.list(sentences, |out, sentence| {
            out.span(sentence.span);
            out.sentiment(sentence.sentiment);
        });
        self.list(topics, |out, mention| {
            out.text(mention.topic.as_str());
            out.float(mention.confidence.get());
            out.sentiment(mention.sentiment);
            out.list(&mention.spans, |out, span| out.span(*span));
        });
    }

    fn sentiment(&mut self, sentiment: Sentiment) {
        self.byte(code_of(&LABELS, &sentiment.label));
        self.float(sentiment.polarity.get());
        self.float(sentiment.confidence.get());
    }

    fn span(&mut self, span: Span) {
        self.number(span.part.into());
        self.number(span.start.into());
        self.number(span.end.into());
    }
}

struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    fn fault(&self) -> Malformed {
        Malformed { byte: self.at }
    }

    fn take(&mut self, n_bytes: usize) -> Result<&'a [u8], Malformed> {
        let end = self.at.checked_add(n_bytes).ok_or_else(|| self.fault())?;
        let taken = self.bytes.get(self.at..end).ok_or_else(|| self.fault())?;
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let fault = self.fault();
        self.take(N)?.try_into().map_err(|_| fault)
    }

    fn byte(&mut self) -> Result<u8, Malformed> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn number(&mut self) -> Result<u64, Malformed> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(self.fault())
    }

    fn small(&mut self) -> Result<u32, Malformed> {
        let number = self.number()?;
        number.try_into().map_err(|_| self.fault())
    }

    #[expect(clippy::cast_possible_wrap, reason = "zigzag keeps every bit")]
    fn signed(&mut self) -> Result<i64, Malformed> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn float(&mut self) -> Result<f64, Malformed> {
        self.array().map(f64::from_le_bytes)
    }

    fn key(&mut self) -> Result<u128, Malformed> {
        self.array().map(u128::from_le_bytes)
    }

    fn text(&mut self) -> Result<&'a str, Malformed> {
        let fault = self.fault();
        let n_bytes = usize::try_from(self.number()?).map_err(|_| fault)?;
        std::str::from_utf8(self.take(n_bytes)?).map_err(|_| fault)
    }

    fn shared(&mut self) -> Result<Arc<str>, Malformed> {
        self.text().map(Arc::from)
    }

    fn redacted(&mut self) -> Result<RedactedText, Malformed> {
        self.text()
            .map(|text| RedactedText::read_back_by_store(text.to_owned()))
    }

    fn option<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Malformed>,
    ) -> Result<Option<T>, Malformed> {
        match self.byte()? {
            0 => Ok(None),
            1 => read(self).map(Some),
            _ => Err(self.fault()),
        }
    }

    fn list<T>(
        &mut self,
        mut read: impl FnMut(&mut Self) -> Result<T, Malformed>,
    ) -> Result<Vec<T>, Malformed> {
        // No capacity up front: a malformed length must not allocate.
        let n_values = self.number()?;
        (0..n_values).map(|_| read(self)).collect()
    }

    fn coded<T: Copy>(&mut self, list: &[T]) -> Result<T, Malformed> {
        let code = usize::from(self.byte()?);
        list.get(code).copied().ok_or_else(|| self.fault())
    }

    fn record(&mut self) -> Result<CleanRecord, Malformed> {
        Ok(CleanRecord {
            id: RecordId(self.key()?),
            kind: self.coded(&KINDS)?,
            origin: Origin {
                source: SourceName::new(self.text()?),
                file: self.shared()?,
                row: self.number()?,
                byte: self.option(Self::number)?,
            },
            at: self.option(Self::instant)?,
            body: self.body()?,
            customer: self.option(Self::key)?.map(Pseudonym),
            contact: self.option(Self::key)?.map(Pseudonym),
            ticket: self.option(Self::key)?.map(Pseudonym),
            question: self.option(Self::shared)?,
            weight: self.option(Self::float)?,
            scores: self.list(|input| {
                Ok(Score {
                    name: ScoreName::new(input.text()?),
                    value: input.float()?,
                })
            })?,
            facets: self.list(|input| Ok((input.shared()?, input.shared()?)))?,
        })
    }

    fn instant(&mut self) -> Result<Timestamp, Malformed> {
        let second = self.signed()?;
        let nanosecond = i32::try_from(self.signed()?).map_err(|_| self.fault())?;
        Timestamp::new(second, nanosecond).map_err(|_| self.fault())
    }

    fn body(&mut self) -> Result<CleanBody, Malformed> {
        match self.byte()? {
            0 => Ok(CleanBody::Nothing),
            1 => self.redacted().map(CleanBody::Message),
            2 => self.list(Self::turn).map(CleanBody::Dialogue),
            3 => Ok(CleanBody::Event(EventDetail {
                name: self.shared()?,
                old: self.option(Self::shared)?,
                new: self.option(Self::shared)?,
            })),
            _ => Err(self.fault()),
        }
    }

    fn turn(&mut self) -> Result<CleanTurn, Malformed> {
        Ok(CleanTurn {
            speaker: self.coded(&SPEAKERS)?,
            at: self.option(Self::signed)?.map(Seconds),
            text: self.redacted()?,
        })
    }

    fn reading(&mut self) -> Result<Reading, Malformed> {
        Ok(Reading {
            language: LanguageGuess {
                tag: self.coded(&LANGUAGES)?,
                confidence: self.probability()?,
            },
            sentiment: self.option(Self::sentiment)?,
            sentences: self.list(|input| {
                Ok(SentenceReading {
                    span: input.span()?,
                    sentiment: input.sentiment()?,
                })
            })?,
            topics: self.list(|input| {
                Ok(TopicMention {
                    topic: TopicId::new(input.text()?),
                    confidence: input.probability()?,
                    sentiment: input.sentiment()?,
                    spans: input.list(Self::span)?,
                })
            })?,
        })
    }

    fn probability(&mut self) -> Result<Probability, Malformed> {
        let value = self.float()?;
        Probability::new(value).map_err(|_| self.fault())
    }

    fn sentiment(&mut self) -> Result<Sentiment, Malformed> {
        let label = self.coded(&LABELS)?;
        let polarity = self.float()?;
        Ok(Sentiment {
            label,
            polarity: Polarity::new(polarity).map_err(|_| self.fault())?,
            confidence: self.probability()?,
        })
    }

    fn span(&mut self) -> Result<Span, Malformed> {
        Ok(Span {
            part: self.small()?,
            start: self.small()?,
            end: self.small()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{any_document, message};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_document_survives_the_wire(document in any_document()) {
            prop_assert_eq!(decode(&encode(&document)), Ok(document));
        }

        #[test]
        fn bytes_that_were_cut_off_or_changed_never_panic(
            document in any_document(), cut in 0_usize..400, at in 0_usize..400, byte in any::<u8>(),
        ) {
            let mut bytes = encode(&document);
            let cut = cut.min(bytes.len() - 1);
            prop_assert!(decode(&bytes[..cut]).is_err());
            let at = at.min(bytes.len() - 1);
            bytes[at] = byte;
            let _ = decode(&bytes);
        }
    }

    #[test]
    fn a_layout_of_another_version_is_refused() {
        let mut bytes = encode(&message(1, "goed"));
        bytes[0] = LAYOUT + 1;
        assert_eq!(decode(&bytes), Err(Malformed { byte: 0 }));
    }
}
