use crate::findings::{LearnedFile, LearnedReading};
use crate::record::ModelCard;
use serde_json::{Value, json};

/// A model that read sentiment.
pub(super) fn model_value(card: &ModelCard) -> Value {
    json!({"name": card.name, "version": card.version, "sha256": card.sha256})
}

/// A learnt file that read the texts.
pub(super) fn learned_value(file: &LearnedFile) -> Value {
    let (reads, micro_f1, n_held_out) = match file.reads {
        LearnedReading::Sentiment => ("sentiment", None, None),
        LearnedReading::Topics {
            micro_f1,
            n_held_out,
        } => ("topics", micro_f1, Some(n_held_out)),
    };
    json!({
        "file": file.name,
        "reads": reads,
        "sha256": file.sha256,
        "n_texts": file.n_texts,
        "micro_f1": micro_f1,
        "n_held_out": n_held_out,
    })
}
