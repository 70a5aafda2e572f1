use super::{Error, N_CLASSES, SentimentHead, SentimentModel};
use crate::encode::{Passage, hexadecimal};
use crate::record::ModelCard;
use ndarray::ArrayView2;
use sha2::{Digest, Sha256};

/// A quick head, and a strong model for what the quick one calls unclear.
///
/// The border is the least confidence of the quick head: it was chosen on held-out texts so that verdicts
/// above it are as often right as the strong model's. What that costs and gains stands in `models/README.md`.
#[derive(Debug, Clone)]
pub(super) struct Cascade {
    first: SentimentHead,
    strong: SentimentModel,
}

impl Cascade {
    /// Takes the word of `first` where it is clear.
    pub(super) fn new(first: SentimentHead, strong: SentimentModel) -> Self {
        Self { first, strong }
    }

    /// Both models.
    pub(super) fn card(&self) -> ModelCard {
        let strong = self.strong.card();
        let mut digest = Sha256::new();
        digest.update(self.first.to_bytes());
        digest.update(&strong.sha256);
        ModelCard {
            name: format!("auto, compact and {}", strong.name),
            sha256: hexadecimal(&digest.finalize()),
            width: self.first.width(),
            ..strong.clone()
        }
    }

    /// Below this probability of the likeliest class the verdict is "unclear": that of the strong model.
    pub(super) fn least_confidence(&self) -> f32 {
        self.strong.least_confidence()
    }

    /// From this probability on the first model is taken at its word: where it calls its verdict clear, and
    /// the strong one would not call it unclear.
    fn sure(&self) -> f32 {
        let least = self.first.least_confidence();
        least.max(self.strong.least_confidence())
    }

    /// Probabilities of negative, neutral and positive of each passage, in order.
    ///
    /// # Shapes
    ///
    /// `vectors` is (passages, width) of the first model.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`] when the strong encoder fails.
    pub(super) fn probabilities(
        &self,
        passages: &[Passage<'_>],
        vectors: &ArrayView2<'_, f32>,
    ) -> Result<Vec<[f32; N_CLASSES]>, Error> {
        let mut probabilities: Vec<[f32; N_CLASSES]> = vectors
            .rows()
            .into_iter()
            .map(|vector| self.first.probabilities(&vector))
            .collect();
        let sure = self.sure();
        let is_doubtful = |row: &[f32; N_CLASSES]| row.iter().all(|&value| value < sure);
        let doubtful: Vec<usize> = (0..passages.len())
            .filter(|&number| is_doubtful(&probabilities[number]))
            .collect();
        if doubtful.is_empty() {
            return Ok(probabilities);
        }
        let again: Vec<Passage<'_>> = doubtful.iter().map(|&number| passages[number]).collect();
        for (number, judged) in doubtful.into_iter().zip(self.strong.probabilities(&again)?) {
            probabilities[number] = judged;
        }
        Ok(probabilities)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::{CompactEncoder, Encoder};
    use crate::record::LanguageTag;
    use ndarray::Array2;
    use std::sync::Arc;

    /// A model that calls everything positive, whatever is said.
    fn cheerful() -> SentimentModel {
        let encoder = Arc::new(CompactEncoder::bundled().unwrap());
        let card = encoder.card().clone();
        let weights = Array2::zeros((N_CLASSES, card.width));
        let head = SentimentHead::new(card.sha256, weights, [0.0, 0.0, 9.0]).unwrap();
        SentimentModel::new(encoder, head.calibrated(1.0, 0.5)).unwrap()
    }

    #[test]
    fn what_the_quick_model_is_sure_of_is_its_own_and_the_rest_is_asked_again() {
        let texts = [
            "Wat een waardeloze klantenservice zeg, verschrikkelijk",
            "Mijn nummer staat op de factuur",
            "Levertijd was prima maar het scherm zat vol krassen",
            "Heel vriendelijk geholpen, super!",
        ];
        let passages = texts.map(|text| Passage::of_own_words(text, LanguageTag::Nl));
        let quick = SentimentModel::bundled().unwrap();
        let alone = quick.probabilities(&passages).unwrap();
        let both = SentimentModel::cascade(cheerful()).unwrap();
        let together = both.probabilities(&passages).unwrap();
        let (mut n_kept, mut n_asked) = (0, 0);
        for (alone, together) in alone.iter().zip(&together) {
            if alone.iter().any(|&value| value >= quick.least_confidence()) {
                assert_eq!(alone.map(f32::to_bits), together.map(f32::to_bits));
                n_kept += 1;
            } else {
                assert!(together[2] > 0.99, "{together:?}");
                n_asked += 1;
            }
        }
        assert!(n_kept > 0 && n_asked > 0, "{alone:?}");
        assert_ne!(both.card().sha256, quick.card().sha256);
    }
}
