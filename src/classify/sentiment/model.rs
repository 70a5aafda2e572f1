use super::{Error, SentimentHead};
use crate::encode::{CompactEncoder, Encoder, Passage};
use crate::record::{LanguageTag, ModelCard, Sentiment, SentimentLabel};
use crate::units::{Polarity, Probability};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

const BUNDLED_HEAD: &[u8] = include_bytes!("../../../models/compact/sentiment.bin");

/// An encoder with the sentiment head that was trained on its vectors.
#[derive(Clone)]
pub struct SentimentModel {
    encoder: Arc<dyn Encoder>,
    head: SentimentHead,
}

impl SentimentModel {
    /// The compact model that is inside the binary.
    ///
    /// # Errors
    ///
    /// [`Error`] when the weights in the binary are damaged or do not belong together.
    pub fn bundled() -> Result<Self, Error> {
        Self::new(
            Arc::new(CompactEncoder::bundled()?),
            SentimentHead::from_bytes(BUNDLED_HEAD)?,
        )
    }

    /// Joins a head to the encoder it was trained with.
    ///
    /// # Errors
    ///
    /// [`Error::ForeignEncoder`] or [`Error::Width`] when it was trained with another one.
    pub fn new(encoder: Arc<dyn Encoder>, head: SentimentHead) -> Result<Self, Error> {
        let card = encoder.card();
        if card.sha256 != head.encoder_sha256() {
            return Err(Error::ForeignEncoder {
                expected: head.encoder_sha256().to_owned(),
                got: card.sha256.clone(),
            });
        }
        if card.width != head.width() {
            return Err(Error::Width {
                expected: head.width(),
                got: card.width,
            });
        }
        Ok(Self { encoder, head })
    }

    /// What the encoder is, for the manifest of a run.
    pub fn card(&self) -> &ModelCard {
        self.encoder.card()
    }

    /// Reads each passage, in order.
    ///
    /// A passage without words, or in a language that is not read, is unclear.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`] when the encoder fails; the compact one never does.
    pub fn read(&self, passages: &[Passage<'_>]) -> Result<Vec<Sentiment>, Error> {
        let vectors = self.encoder.encode(passages)?;
        Ok(vectors
            .rows()
            .into_iter()
            .zip(passages)
            .map(|(vector, passage)| {
                if is_readable(passage) {
                    self.head.read(&vector)
                } else {
                    unread()
                }
            })
            .collect())
    }

    /// Probabilities of negative, neutral and positive of each passage, in order, for evaluation.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`] when the encoder fails.
    pub fn probabilities(&self, passages: &[Passage<'_>]) -> Result<Vec<[f32; 3]>, Error> {
        let vectors = self.encoder.encode(passages)?;
        Ok(vectors
            .rows()
            .into_iter()
            .map(|vector| self.head.probabilities(&vector))
            .collect())
    }

    /// Below this probability of the likeliest class the verdict is "unclear".
    pub fn least_confidence(&self) -> f32 {
        self.head.least_confidence()
    }

    /// Reads how the thing at byte `span` is spoken of: in its clause or, where the clause leans to
    /// neither side, in its sentence; without either, in the whole passage.
    ///
    /// `clauses` and `sentences` are ranges of bytes in the passage.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`] when a range does not lie on character boundaries or the encoder fails.
    pub fn read_mention(
        &self,
        passage: Passage<'_>,
        span: &Range<usize>,
        clauses: &[Range<usize>],
        sentences: &[Range<usize>],
    ) -> Result<Sentiment, Error> {
        let around = |ranges: &[Range<usize>]| {
            ranges
                .iter()
                .find(|range| range.start <= span.start && span.end <= range.end)
                .map_or(Ok(passage), |range| passage.part(range.clone()))
        };
        let readings = self.read(&[around(clauses)?, around(sentences)?])?;
        Ok(match readings.as_slice() {
            [clause, sentence] if leans_to_neither_side(clause) => *sentence,
            [clause, ..] => *clause,
            [] => unread(),
        })
    }
}

impl fmt::Debug for SentimentModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentimentModel")
            .field("encoder", self.encoder.card())
            .field("width", &self.head.width())
            .finish()
    }
}

fn is_readable(passage: &Passage<'_>) -> bool {
    passage.language() != LanguageTag::Other && !passage.text().trim().is_empty()
}

/// An unclear clause may still lean: "maar de pizza was koud" must not take over the praise before it.
fn leans_to_neither_side(clause: &Sentiment) -> bool {
    const LEAST_LEAN: f64 = 0.25;
    clause.label == SentimentLabel::Unclear && clause.polarity.get().abs() < LEAST_LEAN
}

/// No verdict: every class as likely as the others.
fn unread() -> Sentiment {
    Sentiment {
        label: SentimentLabel::Unclear,
        polarity: Polarity::saturating(0.0),
        confidence: Probability::saturating(1.0 / 3.0),
    }
}
