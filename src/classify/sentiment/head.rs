use super::Error;
use crate::encode::Error as EncodeError;
use crate::encode::{open, seal};
use crate::record::{Sentiment, SentimentLabel};
use crate::units::{Polarity, Probability};
use ndarray::{Array2, ArrayView1};

const MAGIC: [u8; 8] = *b"SGNLSEN\0";
const VERSION: u32 = 1;
const KIND: &str = "sentiment head";
/// Negative, neutral, positive.
pub(crate) const N_CLASSES: usize = 3;

/// A calibrated linear head: vector of a passage to probabilities of negative, neutral and positive.
#[derive(Debug, Clone, PartialEq)]
pub struct SentimentHead {
    /// SHA-256 of the encoder whose vectors it reads. lower-case hexadecimal.
    encoder_sha256: String,
    /// (3, width).
    weights: Array2<f32>,
    bias: [f32; N_CLASSES],
    /// Logits are divided by it; fitted on held-out texts.
    temperature: f32,
    /// Below this probability of the likeliest class the verdict is "unclear".
    least_confidence: f32,
}

impl SentimentHead {
    /// Takes trained weights.
    ///
    /// # Shapes
    ///
    /// `weights` is (3, width): negative, neutral, positive.
    ///
    /// # Errors
    ///
    /// [`Error::Width`] when there are not three rows.
    pub fn new(
        encoder_sha256: String,
        weights: Array2<f32>,
        bias: [f32; N_CLASSES],
    ) -> Result<Self, Error> {
        if weights.nrows() != N_CLASSES {
            return Err(Error::Width {
                expected: N_CLASSES,
                got: weights.nrows(),
            });
        }
        Ok(Self {
            encoder_sha256,
            weights,
            bias,
            temperature: 1.0,
            least_confidence: 0.0,
        })
    }

    /// The same head with other confidence: temperature of the logits and least confidence of a verdict.
    #[must_use]
    pub fn calibrated(self, temperature: f32, least_confidence: f32) -> Self {
        Self {
            temperature,
            least_confidence,
            ..self
        }
    }

    /// The same head before calibration, to whose logits `share` times the calibrated ones of `adviser` are
    /// added; the adviser reads the last columns of the vectors.
    ///
    /// # Errors
    ///
    /// [`Error::Width`] when the adviser reads more columns than there are.
    pub(crate) fn advised_by(mut self, adviser: &Self, share: f32) -> Result<Self, Error> {
        let first = self
            .width()
            .checked_sub(adviser.width())
            .ok_or(Error::Width {
                expected: self.width(),
                got: adviser.width(),
            })?;
        let share = share / adviser.temperature;
        for (mut own, other) in self
            .weights
            .rows_mut()
            .into_iter()
            .zip(adviser.weights.rows())
        {
            for (own, other) in own.iter_mut().skip(first).zip(other) {
                *own = share.mul_add(*other, *own);
            }
        }
        for (bias, other) in self.bias.iter_mut().zip(adviser.bias) {
            *bias = share.mul_add(other, *bias);
        }
        Ok(self)
    }

    /// SHA-256 of the encoder whose vectors it reads.
    pub fn encoder_sha256(&self) -> &str {
        &self.encoder_sha256
    }

    /// Width of the vectors that it reads.
    pub fn width(&self) -> usize {
        self.weights.ncols()
    }

    /// Below this probability of the likeliest class the verdict is "unclear".
    pub fn least_confidence(&self) -> f32 {
        self.least_confidence
    }

    /// Probabilities of negative, neutral and positive; they sum to one.
    ///
    /// # Shapes
    ///
    /// `vector` is (width,).
    pub fn probabilities(&self, vector: &ArrayView1<'_, f32>) -> [f32; N_CLASSES] {
        let logits = self.logits(vector);
        softmax(logits.map(|logit| logit / self.temperature))
    }

    /// Logits before the temperature.
    pub(crate) fn logits(&self, vector: &ArrayView1<'_, f32>) -> [f32; N_CLASSES] {
        let mut logits = self.bias;
        for (logit, weights) in logits.iter_mut().zip(self.weights.rows()) {
            *logit += weights
                .iter()
                .zip(vector)
                .map(|(weight, value)| weight * value)
                .sum::<f32>();
        }
        logits
    }

    /// The verdict on one vector.
    pub fn read(&self, vector: &ArrayView1<'_, f32>) -> Sentiment {
        verdict(self.probabilities(vector), self.least_confidence)
    }

    /// The head as a file: magic, version, SHA-256 of the rest, digest of the encoder, numbers.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut content = Vec::new();
        content.extend(self.encoder_sha256.as_bytes());
        content.extend(self.temperature.to_le_bytes());
        content.extend(self.least_confidence.to_le_bytes());
        for number in self.bias.iter().chain(&self.weights) {
            content.extend(number.to_le_bytes());
        }
        seal(MAGIC, VERSION, &content)
    }

    /// Reads the file back.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`] when it is another kind of file, another version, damaged or cut off.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        const DIGITS: usize = 64;
        let content = open(bytes, MAGIC, VERSION, KIND)?;
        let wrong_length = || EncodeError::Length {
            kind: KIND,
            got: content.len(),
            expected: DIGITS + 4 * (2 + 2 * N_CLASSES),
        };
        let (digits, numbers) = content.split_at_checked(DIGITS).ok_or_else(wrong_length)?;
        let numbers: Vec<f32> = numbers
            .chunks_exact(4)
            .map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
            .collect();
        let [temperature, least_confidence, a, b, c, weights @ ..] = numbers.as_slice() else {
            return Err(wrong_length().into());
        };
        let width = weights.len() / N_CLASSES;
        let weights = Array2::from_shape_vec((N_CLASSES, width), weights.to_vec())
            .map_err(|_| wrong_length())?;
        let head = Self::new(
            String::from_utf8_lossy(digits).into_owned(),
            weights,
            [*a, *b, *c],
        )?;
        Ok(head.calibrated(*temperature, *least_confidence))
    }
}

/// The verdict that probabilities of negative, neutral and positive amount to.
pub(super) fn verdict(probabilities: [f32; N_CLASSES], least_confidence: f32) -> Sentiment {
    let [negative, neutral, positive] = probabilities;
    let confidence = negative.max(neutral).max(positive);
    let label = if confidence < least_confidence {
        SentimentLabel::Unclear
    } else if positive >= confidence {
        SentimentLabel::Positive
    } else if negative >= confidence {
        SentimentLabel::Negative
    } else {
        SentimentLabel::Neutral
    };
    Sentiment {
        label,
        polarity: Polarity::saturating(f64::from(positive) - f64::from(negative)),
        confidence: Probability::saturating(f64::from(confidence)),
    }
}

/// Probabilities from logits.
pub(crate) fn softmax(logits: [f32; N_CLASSES]) -> [f32; N_CLASSES] {
    let highest = logits.into_iter().fold(f32::NEG_INFINITY, f32::max);
    let powers = logits.map(|logit| (logit - highest).exp());
    let sum: f32 = powers.iter().sum();
    powers.map(|power| power / sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn head() -> SentimentHead {
        let weights = array![[-1.0, 0.0], [0.0, 0.0], [1.0, 0.0]];
        SentimentHead::new("0".repeat(64), weights, [0.0, 0.1, 0.0])
            .unwrap()
            .calibrated(2.0, 0.5)
    }

    #[test]
    fn a_head_survives_its_file_and_a_damaged_one_is_refused() {
        let mut bytes = head().to_bytes();
        assert_eq!(SentimentHead::from_bytes(&bytes), Ok(head()));
        bytes[60] ^= 1;
        assert!(matches!(
            SentimentHead::from_bytes(&bytes),
            Err(Error::Encode(EncodeError::Digest { .. }))
        ));
    }

    #[test]
    fn low_confidence_is_unclear_and_keeps_its_polarity() {
        let sure = head().read(&array![6.0, 0.0].view());
        assert_eq!(sure.label, SentimentLabel::Positive);
        let unsure = head().read(&array![0.2, 0.0].view());
        assert_eq!(unsure.label, SentimentLabel::Unclear);
        assert!(unsure.polarity.get() > 0.0);
    }

    proptest::proptest! {
        #[test]
        fn probabilities_sum_to_one(a in -80.0_f32..80.0, b in -80.0_f32..80.0, c in -80.0_f32..80.0) {
            let sum: f32 = softmax([a, b, c]).iter().sum();
            proptest::prop_assert!((sum - 1.0).abs() < 1e-5);
        }
    }
}
