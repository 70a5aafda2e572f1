use super::LearnedError;
use super::file::Origins;
use crate::classify::sentiment::{N_CLASSES, softmax};
use crate::classify::text_head::{Memories, TextHead};
use crate::encode::{Encoder, Passage};
use ndarray::ArrayView2;
use std::fmt;
use std::sync::Arc;

/// Sentiment that was learnt from labels: negative, neutral and positive.
#[derive(Clone)]
pub struct LearnedSentiment {
    encoder: Arc<dyn Encoder>,
    head: TextHead,
    origins: Origins,
    temperature: f32,
    least_confidence: f32,
    confusion: [[usize; N_CLASSES]; N_CLASSES],
    sha256: String,
    memories: Arc<Memories>,
}

impl LearnedSentiment {
    /// Joins what was learnt to the encoder it was learnt with; `calibration` is the temperature of the
    /// logits and the least confidence of a verdict, `confusion` counts held-out texts by true class
    /// and verdict.
    ///
    /// # Errors
    ///
    /// [`LearnedError::ForeignEncoder`] and [`LearnedError::Unsound`].
    pub(crate) fn new(
        encoder: Arc<dyn Encoder>,
        head: TextHead,
        origins: Origins,
        calibration: [f32; 2],
        confusion: [[usize; N_CLASSES]; N_CLASSES],
    ) -> Result<Self, LearnedError> {
        let bytes = super::file::sentiment_to_bytes(&head, &origins, calibration, &confusion);
        let sha256 = super::file::digest(&bytes);
        Self::with_digest(encoder, head, origins, calibration, confusion, sha256)
    }

    pub(super) fn with_digest(
        encoder: Arc<dyn Encoder>,
        head: TextHead,
        origins: Origins,
        [temperature, least_confidence]: [f32; 2],
        confusion: [[usize; N_CLASSES]; N_CLASSES],
        sha256: String,
    ) -> Result<Self, LearnedError> {
        origins.check(encoder.card())?;
        if head.n_outputs() != N_CLASSES || head.width() != encoder.card().width {
            return Err(LearnedError::Unsound { part: "head" });
        }
        let is_positive = |number: f32| number.is_finite() && number > 0.0;
        if !is_positive(temperature) || !(0.0..=1.0).contains(&least_confidence) {
            return Err(LearnedError::Unsound {
                part: "calibration",
            });
        }
        Ok(Self {
            encoder,
            head,
            origins,
            temperature,
            least_confidence,
            confusion,
            sha256,
            memories: Arc::default(),
        })
    }

    /// What the model was learnt from, and with.
    pub fn origins(&self) -> &Origins {
        &self.origins
    }

    /// Held-out texts by true class and verdict: negative, neutral, positive.
    pub fn confusion(&self) -> &[[usize; N_CLASSES]; N_CLASSES] {
        &self.confusion
    }

    /// Below this probability of the likeliest class the verdict is "unclear".
    pub fn least_confidence(&self) -> f32 {
        self.least_confidence
    }

    /// SHA-256 of the model file, lower-case hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The model as a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let calibration = [self.temperature, self.least_confidence];
        super::file::sentiment_to_bytes(&self.head, &self.origins, calibration, &self.confusion)
    }

    /// The encoder whose vectors it reads.
    pub(crate) fn encoder(&self) -> &Arc<dyn Encoder> {
        &self.encoder
    }

    /// Probabilities of the classes in each passage, in order.
    ///
    /// # Shapes
    ///
    /// `vectors` is (passages, width).
    pub(crate) fn probabilities(
        &self,
        passages: &[Passage<'_>],
        vectors: &ArrayView2<'_, f32>,
    ) -> Vec<[f32; N_CLASSES]> {
        let mut memory = self.memories.take();
        let rows = passages.iter().zip(vectors.rows());
        let probabilities = rows
            .map(|(passage, vector)| {
                let mut logits = [0.0; N_CLASSES];
                let vector = vector.as_slice().unwrap_or_default();
                self.head
                    .logits(passage, None, vector, &mut memory, &mut logits);
                softmax(logits.map(|logit| logit / self.temperature))
            })
            .collect();
        self.memories.keep(memory);
        probabilities
    }
}

impl fmt::Debug for LearnedSentiment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LearnedSentiment")
            .field("encoder", self.encoder.card())
            .field("sha256", &self.sha256)
            .finish_non_exhaustive()
    }
}
