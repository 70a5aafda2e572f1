use crate::classify::text_head::{Item, each_feature, each_item, question_key};
use crate::encode::{Encoder, Error as EncodeError, Passage, Tokens};
use ndarray::Array2;
use std::collections::BTreeSet;

/// Passages encoded at a time.
const BATCH: usize = 512;

/// Texts as they are learnt from: looked up once, whatever is learnt of them.
#[derive(Debug)]
pub(in crate::learn) struct Prepared {
    /// Features of the distinct items of each text, and its question.
    pub(super) features: Vec<TextFeatures>,
    /// (texts, width).
    pub(super) vectors: Array2<f32>,
}

/// Features of one text.
#[derive(Debug, Default)]
pub(super) struct TextFeatures {
    /// Keys of the features of its distinct items, one item after the other.
    pub(super) keys: Vec<u64>,
    /// What each of them is.
    pub(super) kinds: Vec<Kind>,
    /// Key of the question it answers.
    pub(super) question: Option<u64>,
}

/// What a feature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Pair,
    Run,
}

impl Prepared {
    /// Vector of a text.
    pub(in crate::learn) fn vector(&self, text: usize) -> &[f32] {
        let width = self.vectors.ncols();
        let cells = self.vectors.as_slice().unwrap_or_default();
        cells
            .get(text * width..(text + 1) * width)
            .unwrap_or_default()
    }
}

/// Looks texts up and encodes them.
///
/// # Errors
///
/// When the encoder fails.
pub(in crate::learn) fn prepare(
    passages: &[(Passage<'_>, Option<&str>)],
    encoder: &dyn Encoder,
) -> Result<Prepared, EncodeError> {
    let mut tokens = Tokens::default();
    let features = passages
        .iter()
        .map(|(passage, question)| {
            tokens.read(passage.text());
            let mut features = of_items(&tokens);
            features.question = question.map(question_key);
            features
        })
        .collect();
    let mut vectors = Array2::zeros((passages.len(), encoder.card().width));
    for (batch, mut rows) in passages
        .chunks(BATCH)
        .zip(vectors.axis_chunks_iter_mut(ndarray::Axis(0), BATCH))
    {
        let batch: Vec<Passage<'_>> = batch.iter().map(|(passage, _)| *passage).collect();
        rows.assign(&encoder.encode(&batch)?);
    }
    Ok(Prepared { features, vectors })
}

fn of_items(tokens: &Tokens) -> TextFeatures {
    let mut features = TextFeatures::default();
    let mut seen: BTreeSet<(bool, u64)> = BTreeSet::new();
    each_item(tokens, |item| {
        let id = match item {
            Item::Word { hash, .. } => (true, hash),
            Item::Pair { hash } => (false, hash),
        };
        if !seen.insert(id) {
            return;
        }
        let mut kind = if id.0 { Kind::Word } else { Kind::Pair };
        each_feature(item, |key| {
            features.keys.push(key);
            features.kinds.push(kind);
            kind = Kind::Run;
        });
    });
    features
}
