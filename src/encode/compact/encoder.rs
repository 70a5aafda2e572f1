use super::features::{FEATURE_NAMES, N_FEATURES, features};
use super::ngrams::{Block, Row, rows};
use super::table::{EmbeddingTable, hexadecimal};
use super::words::WordSums;
use crate::encode::lexicon::SOURCES;
use crate::encode::tokens::Tokens;
use crate::encode::{Encoder, Error, Passage};
use crate::record::ModelCard;
use ndarray::Array2;
use sha2::{Digest, Sha256};
use std::sync::Arc;

const BUNDLED: &[u8] = include_bytes!("../../../models/compact/weights.bin");

/// Hashed n-grams in a quantised table, pooled, with the lexicon block appended.
///
/// # Shapes
///
/// Columns: the width of the table, then one per lexicon feature.
#[derive(Debug, Clone)]
pub struct CompactEncoder {
    card: ModelCard,
    table: EmbeddingTable,
}

/// What the encoder looks up for one passage.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Analysis {
    /// Rows of the n-grams and the block they are in; `None` for a language without block.
    pub(crate) block: Option<Block>,
    /// See `block`.
    pub(crate) rows: Vec<Row>,
    /// The lexicon block.
    pub(crate) features: [f32; N_FEATURES],
}

impl CompactEncoder {
    /// Its name.
    pub const NAME: &'static str = "compact";

    /// The encoder whose weights are inside the binary.
    ///
    /// # Errors
    ///
    /// [`Error`] when the weights in the binary are damaged.
    pub fn bundled() -> Result<Self, Error> {
        Self::from_bytes(BUNDLED)
    }

    /// The encoder whose weights are inside the binary, if that is the one of this name.
    pub fn of_name(name: &str) -> Option<Result<Arc<dyn Encoder>, Error>> {
        (name == Self::NAME).then(|| {
            let encoder: Arc<dyn Encoder> = Arc::new(Self::bundled()?);
            Ok(encoder)
        })
    }

    /// Reads weights as [`CompactEncoder::to_bytes`] wrote them.
    ///
    /// # Errors
    ///
    /// [`Error`] when the bytes are of another kind or version, damaged or cut off.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        EmbeddingTable::from_bytes(bytes).map(Self::new)
    }

    /// An encoder with this table and the lexicons of this version.
    pub(crate) fn new(table: EmbeddingTable) -> Self {
        let mut digest = Sha256::new();
        digest.update(table.to_bytes());
        for text in SOURCES.iter().chain(&FEATURE_NAMES) {
            digest.update(text.as_bytes());
        }
        let card = ModelCard {
            name: Self::NAME.to_owned(),
            version: "2".to_owned(),
            sha256: hexadecimal(&digest.finalize()),
            licence: "MIT OR Apache-2.0".to_owned(),
            width: table.width() + N_FEATURES,
        };
        Self { card, table }
    }

    /// The column of [`Encoder::encode`] that holds this lexicon feature, such as "balance".
    pub fn column(&self, feature: &str) -> Option<usize> {
        let position = FEATURE_NAMES.iter().position(|name| *name == feature)?;
        Some(self.table.width() + position)
    }

    /// The weights as a file: magic, version, SHA-256, content.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.table.to_bytes()
    }
}

impl Encoder for CompactEncoder {
    /// `sha256` covers table, lexicons and feature names: a change of any is another encoder.
    fn card(&self) -> &ModelCard {
        &self.card
    }

    fn encode(&self, passages: &[Passage<'_>]) -> Result<Array2<f32>, Error> {
        let mut vectors = Array2::zeros((passages.len(), self.card.width));
        let mut tokens = Tokens::default();
        let mut words = WordSums::default();
        for (mut vector, passage) in vectors.rows_mut().into_iter().zip(passages) {
            tokens.read(passage.text());
            let lexical = features(&tokens, passage.language(), passage.question());
            if let Some(vector) = vector.as_slice_mut() {
                let (pooled, rest) = vector.split_at_mut(self.table.width());
                words.pool(&self.table, &tokens, passage.language(), pooled);
                rest.copy_from_slice(&lexical);
            }
        }
        Ok(vectors)
    }
}

impl Analysis {
    /// Looks a passage up, for training.
    pub(crate) fn of(passage: &Passage<'_>) -> Self {
        let mut tokens = Tokens::default();
        tokens.read(passage.text());
        let mut found = Vec::new();
        let block = rows(&tokens, passage.language(), &mut found);
        Self {
            block,
            rows: found,
            features: features(&tokens, passage.language(), passage.question()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::conformance;
    use crate::record::LanguageTag;

    #[test]
    fn the_bundled_encoder_keeps_the_contract() {
        conformance::check(&CompactEncoder::bundled().unwrap());
    }

    #[test]
    fn the_same_words_in_another_language_have_another_vector() {
        let encoder = CompactEncoder::bundled().unwrap();
        let text = "winkel personeel bezorging";
        let passages = [LanguageTag::Nl, LanguageTag::En]
            .map(|language| Passage::of_own_words(text, language));
        let vectors = encoder.encode(&passages).unwrap();
        let width = encoder.table.width();
        let pooled = |row: usize| {
            vectors
                .row(row)
                .iter()
                .take(width)
                .copied()
                .collect::<Vec<_>>()
        };
        assert_ne!(pooled(0), pooled(1));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            let encoder = CompactEncoder::bundled().unwrap();
            let passage = Passage::of_own_words(&text, LanguageTag::Nl);
            let vector = encoder.encode(&[passage]).unwrap();
            proptest::prop_assert!(vector.iter().all(|value| value.is_finite()));
        }
    }
}
