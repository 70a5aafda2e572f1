use super::cascade::Cascade;
use super::mention::MentionHead;
use super::{Error, N_CLASSES, SentimentHead};
use crate::classify::topics::LearnedSentiment;
use crate::encode::{CompactEncoder, Encoder, Passage, hexadecimal};
use crate::record::{LanguageTag, ModelCard, Sentiment, SentimentLabel};
use crate::units::{Polarity, Probability};
use ndarray::{Array2, ArrayView2};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

const BUNDLED_HEAD: &[u8] = include_bytes!("../../../models/compact/sentiment.bin");
/// Fits one encoder, which it names; with others it is left aside.
const BUNDLED_MENTION_HEAD: &[u8] = include_bytes!("../../../models/e5/mention.bin");

/// An encoder with the sentiment head that was trained on its vectors.
#[derive(Clone)]
pub struct SentimentModel {
    encoder: Arc<dyn Encoder>,
    head: Head,
    /// Reads single things, where the encoder knows pieces in context.
    mentions: Option<Arc<MentionHead>>,
    card: ModelCard,
}

/// A thing that a sentence speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Thing {
    /// Position of the passage that is the sentence.
    pub(crate) sentence: usize,
    /// Bytes of the sentence that name the thing.
    pub(crate) span: Range<usize>,
    /// Position of the passage that is its clause, where that is not the whole sentence.
    pub(crate) clause: Option<usize>,
}

/// What judges the vectors.
#[derive(Clone)]
enum Head {
    Trained(SentimentHead),
    /// Reads the words too.
    Learned(Box<LearnedSentiment>),
    /// Asks another model where it is in doubt.
    Cascade(Box<Cascade>),
}

impl SentimentModel {
    /// The compact model that is inside the binary.
    ///
    /// # Errors
    ///
    /// [`Error`] when the weights in the binary are damaged or do not belong together.
    pub fn bundled() -> Result<Self, Error> {
        let encoder = CompactEncoder::bundled()?;
        let card = encoder.card().clone();
        let head = SentimentHead::from_bytes(BUNDLED_HEAD)?;
        let model = Self::new(Arc::new(encoder), head)?;
        // Encoder and head ship together: the digest of the one stands for both.
        Ok(Self { card, ..model })
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
        let mentions = MentionHead::from_bytes(BUNDLED_MENTION_HEAD)?;
        let mentions = (mentions.encoder_sha256() == card.sha256).then(|| Arc::new(mentions));
        // What was read with other heads is read again.
        let mut digest = Sha256::new();
        digest.update(&card.sha256);
        digest.update(head.to_bytes());
        if mentions.is_some() {
            digest.update(BUNDLED_MENTION_HEAD);
        }
        let card = ModelCard {
            sha256: hexadecimal(&digest.finalize()),
            ..card.clone()
        };
        Ok(Self {
            encoder,
            head: Head::Trained(head),
            mentions,
            card,
        })
    }

    /// Judges by what was learnt from an analyst's labels.
    pub fn learned(model: LearnedSentiment) -> Self {
        let encoder = Arc::clone(model.encoder());
        let card = ModelCard {
            name: format!("{}, learnt", encoder.card().name),
            sha256: model.sha256().to_owned(),
            ..encoder.card().clone()
        };
        Self {
            encoder,
            head: Head::Learned(Box::new(model)),
            mentions: None,
            card,
        }
    }

    /// Reads with the compact model, and again with `strong` what the compact one calls unclear.
    ///
    /// # Errors
    ///
    /// [`Error`] when the weights in the binary are damaged or do not belong together.
    pub fn cascade(strong: Self) -> Result<Self, Error> {
        let encoder = CompactEncoder::bundled()?;
        let cascade = Cascade::new(SentimentHead::from_bytes(BUNDLED_HEAD)?, strong);
        let card = cascade.card();
        Ok(Self {
            encoder: Arc::new(encoder),
            head: Head::Cascade(Box::new(cascade)),
            mentions: None,
            card,
        })
    }

    /// What the model is, for the manifest of a run: the encoder, or what was learnt from labels.
    pub fn card(&self) -> &ModelCard {
        &self.card
    }

    /// The encoder whose vectors it judges.
    pub(crate) fn encoder(&self) -> &dyn Encoder {
        &*self.encoder
    }

    /// Reads each passage, in order.
    ///
    /// A passage without words, or in a language that is not read, is unclear.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`] when the encoder fails; the compact one never does.
    pub fn read(&self, passages: &[Passage<'_>]) -> Result<Vec<Sentiment>, Error> {
        let vectors = self.encode(passages)?;
        self.read_vectors(passages, &vectors.view())
    }

    /// Vectors of the passages.
    pub(crate) fn encode(&self, passages: &[Passage<'_>]) -> Result<Array2<f32>, Error> {
        Ok(self.encoder.encode(passages)?)
    }

    /// Reads passages whose vectors are at hand; see [`SentimentModel::read`].
    ///
    /// # Shapes
    ///
    /// `vectors` is (passages, width).
    ///
    /// # Errors
    ///
    /// As [`SentimentModel::read`].
    pub(crate) fn read_vectors(
        &self,
        passages: &[Passage<'_>],
        vectors: &ArrayView2<'_, f32>,
    ) -> Result<Vec<Sentiment>, Error> {
        let least = self.least_confidence();
        Ok(self
            .judged(passages, vectors)?
            .into_iter()
            .zip(passages)
            .map(|(probabilities, passage)| {
                if is_readable(passage) {
                    super::head::verdict(probabilities, least)
                } else {
                    unread()
                }
            })
            .collect())
    }

    fn judged(
        &self,
        passages: &[Passage<'_>],
        vectors: &ArrayView2<'_, f32>,
    ) -> Result<Vec<[f32; N_CLASSES]>, Error> {
        Ok(match &self.head {
            Head::Trained(head) => vectors
                .rows()
                .into_iter()
                .map(|vector| head.probabilities(&vector))
                .collect(),
            Head::Learned(model) => model.probabilities(passages, vectors),
            Head::Cascade(cascade) => return cascade.probabilities(passages, vectors),
        })
    }

    /// Probabilities of negative, neutral and positive of each passage, in order, for evaluation.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`] when the encoder fails.
    pub fn probabilities(&self, passages: &[Passage<'_>]) -> Result<Vec<[f32; 3]>, Error> {
        let vectors = self.encode(passages)?;
        self.judged(passages, &vectors.view())
    }

    /// Below this probability of the likeliest class the verdict is "unclear".
    pub fn least_confidence(&self) -> f32 {
        match &self.head {
            Head::Trained(head) => head.least_confidence(),
            Head::Learned(model) => model.least_confidence(),
            Head::Cascade(cascade) => cascade.least_confidence(),
        }
    }

    /// Whether it reads single things.
    pub(crate) fn reads_things(&self) -> bool {
        self.mentions.is_some()
    }

    /// Reads how each thing is spoken of; `None` where this model reads no single things, or where the
    /// encoder sees no piece of it.
    ///
    /// The passages are those that were read, `vectors` theirs: what the clause says (or the sentence,
    /// where the clause leans to neither side) is pooled with what the head for mentions says.
    ///
    /// # Errors
    ///
    /// As [`SentimentModel::read`].
    pub(crate) fn read_things<'t>(
        &self,
        passages: &[Passage<'_>],
        vectors: &ArrayView2<'_, f32>,
        things: impl Iterator<Item = &'t Thing> + Clone,
    ) -> Result<Vec<Option<Sentiment>>, Error> {
        let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
        let readable = things.clone().map(|thing| thing.sentence);
        for sentence in readable.filter(|&sentence| is_readable(&passages[sentence])) {
            let next = numbers.len();
            numbers.entry(sentence).or_insert(next);
        }
        let nothing = things.clone().map(|_| None).collect();
        let (Some(head), false) = (&self.mentions, numbers.is_empty()) else {
            return Ok(nothing);
        };
        let mut sentences: Vec<(usize, usize)> = numbers.iter().map(|(&at, &n)| (n, at)).collect();
        sentences.sort_unstable();
        let sentences: Vec<Passage<'_>> = sentences.iter().map(|&(_, at)| passages[at]).collect();
        let Some(states) = self.encoder.states(&sentences)? else {
            return Ok(nothing);
        };
        let judged = self.judged(passages, vectors)?;
        let least = self.least_confidence();
        Ok(things
            .map(|thing| {
                let states = &states[*numbers.get(&thing.sentence)?];
                let leans = |&clause: &usize| {
                    !leans_to_neither_side(&super::head::verdict(judged[clause], least))
                };
                let beside = judged[thing.clause.filter(leans).unwrap_or(thing.sentence)];
                let text = passages[thing.sentence].text();
                let pooled = head.probabilities(text, states, &thing.span, beside)?;
                Some(super::head::verdict(pooled, least))
            })
            .collect())
    }

    /// Reads how the thing at byte `span` is spoken of: by the head for mentions where the model has one, else in its clause or, where the clause leans to
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
            let holds = |range: &&Range<usize>| range.start <= span.start && span.end <= range.end;
            let whole = 0..passage.text().len();
            ranges.iter().find(holds).cloned().unwrap_or(whole)
        };
        let sentence = around(sentences);
        let passages = [
            passage.part(around(clauses))?,
            passage.part(sentence.clone())?,
        ];
        let vectors = self.encode(&passages)?;
        let thing = Thing {
            sentence: 1,
            span: span.start.saturating_sub(sentence.start)
                ..span.end.saturating_sub(sentence.start),
            clause: Some(0),
        };
        let things = std::iter::once(&thing);
        if let [Some(own)] = self.read_things(&passages, &vectors.view(), things)?[..] {
            return Ok(own);
        }
        let readings = self.read_vectors(&passages, &vectors.view())?;
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
            .field("card", &self.card)
            .finish_non_exhaustive()
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
