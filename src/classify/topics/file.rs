use super::LearnedError;
use super::model::{Choice, LabelCounts, LearnedTopic, TopicModel, TopicModelParts};
use super::sentiment::LearnedSentiment;
use crate::classify::text_head::{Reader, TextHead, Writer};
use crate::encode::{Encoder, Error as EncodeError, hexadecimal, open, seal};
use crate::record::ModelCard;
use sha2::{Digest, Sha256};
use std::sync::Arc;

const MAGIC: [u8; 8] = *b"SGNLLRN\0";
const VERSION: u32 = 1;
const KIND: &str = "learnt model";
const TOPICS: &str = "topics";
const SENTIMENT: &str = "sentiment";

/// What a model was learnt from, and with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origins {
    /// Name of the encoder.
    pub encoder: String,
    /// SHA-256 of the encoder, lower-case hexadecimal.
    pub encoder_sha256: String,
    /// Texts learnt from.
    pub n_texts: usize,
    /// Texts of them in Dutch, in English, and in a language that was not told.
    pub n_by_language: [usize; 3],
    /// Folds on which errors were counted and thresholds chosen.
    pub n_folds: usize,
    /// Whether texts of one group stood in the same fold.
    pub is_grouped: bool,
    /// Texts drawn at random whose labels an analyst corrected or confirmed.
    pub n_corrected: usize,
    /// Seed of folds and of the order of the texts.
    pub seed: u64,
}

/// Gives the encoder of a name; `None` where there is none.
pub type EncoderSource<'s> = dyn Fn(&str) -> Option<Result<Arc<dyn Encoder>, EncodeError>> + 's;

/// A model file, read.
#[derive(Debug, Clone)]
pub enum LearnedModel {
    /// Topics.
    Topics(TopicModel),
    /// Sentiment.
    Sentiment(LearnedSentiment),
}

impl Origins {
    /// Refuses an encoder other than that of the training.
    pub(super) fn check(&self, card: &ModelCard) -> Result<(), LearnedError> {
        if card.sha256 == self.encoder_sha256 {
            return Ok(());
        }
        Err(LearnedError::ForeignEncoder {
            expected: self.encoder_sha256.clone(),
            got: card.sha256.clone(),
        })
    }

    fn write(&self, writer: &mut Writer) {
        writer.text(&self.encoder);
        writer.text(&self.encoder_sha256);
        writer.count(self.n_texts);
        for n in self.n_by_language {
            writer.count(n);
        }
        writer.count(self.n_folds);
        writer.count(usize::from(self.is_grouped));
        writer.count(self.n_corrected);
        writer.keys(&[self.seed]);
    }

    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            encoder: reader.text()?,
            encoder_sha256: reader.text()?,
            n_texts: reader.count()?,
            n_by_language: [reader.count()?, reader.count()?, reader.count()?],
            n_folds: reader.count()?,
            is_grouped: reader.count()? == 1,
            n_corrected: reader.count()?,
            seed: reader.keys(1)?.first().copied()?,
        })
    }
}

impl LearnedModel {
    /// Reads a model file; `encoder` gives the encoder of a name.
    ///
    /// # Errors
    ///
    /// [`LearnedError`] when the file is of another kind or version, damaged, cut off or does not hold
    /// together, or when the encoder it was learnt with is not the one at hand.
    pub fn from_bytes(bytes: &[u8], encoder: &EncoderSource<'_>) -> Result<Self, LearnedError> {
        let content = open(bytes, MAGIC, VERSION, KIND)?;
        let unsound = |part| LearnedError::Unsound { part };
        let mut reader = Reader::new(content);
        let kind = reader.text().ok_or(unsound("kind"))?;
        let origins = Origins::read(&mut reader).ok_or(unsound("origins"))?;
        let encoder = encoder(&origins.encoder).ok_or_else(|| LearnedError::UnknownEncoder {
            name: origins.encoder.clone(),
        })??;
        let model = match kind.as_str() {
            TOPICS => {
                let parts = read_topics(&mut reader, origins).ok_or(unsound("topics"))?;
                Self::Topics(TopicModel::with_digest(encoder, parts, digest(bytes))?)
            }
            SENTIMENT => {
                let n = reader.numbers(2).ok_or(unsound("calibration"))?;
                let counts = read_confusion(&mut reader).ok_or(unsound("confusion"))?;
                let head = TextHead::read(&mut reader).ok_or(unsound("head"))?;
                Self::Sentiment(LearnedSentiment::with_digest(
                    encoder,
                    head,
                    origins,
                    [n[0], n[1]],
                    counts,
                    digest(bytes),
                )?)
            }
            _ => return Err(unsound("kind")),
        };
        if !reader.is_at_end() {
            return Err(unsound("end"));
        }
        Ok(model)
    }

    /// What the model was learnt from, and with.
    pub fn origins(&self) -> &Origins {
        match self {
            Self::Topics(model) => model.origins(),
            Self::Sentiment(model) => model.origins(),
        }
    }
}

/// SHA-256 of a model file.
pub(super) fn digest(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// A topic model as a file.
pub(super) fn topics_to_bytes(parts: &TopicModelParts) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.text(TOPICS);
    parts.origins.write(&mut writer);
    writer.count(match parts.choice {
        Choice::Any => 0,
        Choice::One => 1,
    });
    writer.count(parts.topics.len());
    for topic in &parts.topics {
        writer.text(&topic.name);
        writer.count(topic.parent.map_or(0, |parent| parent + 1));
        writer.count(topic.n_examples);
        writer.numbers(&[topic.slope, topic.offset, topic.threshold]);
        let counts = &topic.held_out;
        for n in [
            counts.true_positives,
            counts.false_positives,
            counts.false_negatives,
            counts.true_negatives,
        ] {
            writer.count(n);
        }
    }
    parts.head.write(&mut writer);
    seal(MAGIC, VERSION, &writer.finish())
}

fn read_topics(reader: &mut Reader<'_>, origins: Origins) -> Option<TopicModelParts> {
    let choice = match reader.count()? {
        0 => Choice::Any,
        1 => Choice::One,
        _ => return None,
    };
    let n = reader.count()?;
    let mut topics = Vec::new();
    for _ in 0..n {
        let name = reader.text()?;
        let parent = reader.count()?.checked_sub(1);
        let n_examples = reader.count()?;
        let numbers = reader.numbers(3)?;
        topics.push(LearnedTopic {
            name,
            parent,
            n_examples,
            slope: numbers[0],
            offset: numbers[1],
            threshold: numbers[2],
            held_out: LabelCounts {
                true_positives: reader.count()?,
                false_positives: reader.count()?,
                false_negatives: reader.count()?,
                true_negatives: reader.count()?,
            },
        });
    }
    Some(TopicModelParts {
        topics,
        choice,
        head: TextHead::read(reader)?,
        origins,
    })
}

/// A learnt sentiment as a file.
pub(super) fn sentiment_to_bytes(
    head: &TextHead,
    origins: &Origins,
    calibration: [f32; 2],
    confusion: &[[usize; 3]; 3],
) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.text(SENTIMENT);
    origins.write(&mut writer);
    writer.numbers(&calibration);
    for &n in confusion.iter().flatten() {
        writer.count(n);
    }
    head.write(&mut writer);
    seal(MAGIC, VERSION, &writer.finish())
}

fn read_confusion(reader: &mut Reader<'_>) -> Option<[[usize; 3]; 3]> {
    let mut confusion = [[0; 3]; 3];
    for cell in confusion.iter_mut().flatten() {
        *cell = reader.count()?;
    }
    Some(confusion)
}
