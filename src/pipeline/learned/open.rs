use crate::classify::topics::{EncoderSource, LabelCounts, LearnedModel};
use crate::findings::{LearnedFile, LearnedReading};
use crate::pipeline::Error;
use std::fs;
use std::path::Path;

/// Reads a file that `learn` wrote; `encoders` gives the encoder it was learnt with.
///
/// # Errors
///
/// [`Error::Unreadable`], and [`Error::LearnedModel`] for a file that is no such model, is damaged, or
/// was learnt with an encoder that is not at hand.
pub fn read_learned(path: &Path, encoders: &EncoderSource<'_>) -> Result<LearnedModel, Error> {
    let bytes = fs::read(path).map_err(|source| Error::Unreadable {
        path: path.to_path_buf(),
        source,
    })?;
    LearnedModel::from_bytes(&bytes, encoders).map_err(|source| Error::LearnedModel {
        path: path.to_path_buf(),
        source,
    })
}

/// A learnt model as findings name it: by the name of its file, without folder.
pub(in crate::pipeline) fn learned_file(path: &Path, model: &LearnedModel) -> LearnedFile {
    let name = path.file_name().unwrap_or(path.as_os_str());
    let (sha256, reads) = match model {
        LearnedModel::Sentiment(model) => (model.sha256(), LearnedReading::Sentiment),
        LearnedModel::Topics(model) => {
            let mut all = LabelCounts::default();
            for topic in model.topics() {
                all.true_positives += topic.held_out.true_positives;
                all.false_positives += topic.held_out.false_positives;
                all.false_negatives += topic.held_out.false_negatives;
            }
            let of_one = model.topics().first().map(|topic| topic.held_out);
            let n_held_out = of_one.map_or(0, |counts| {
                let found_or_there = counts.n_found() + counts.false_negatives;
                found_or_there + counts.true_negatives
            });
            let reads = LearnedReading::Topics {
                micro_f1: all.f1(),
                n_held_out,
            };
            (model.sha256(), reads)
        }
    };
    LearnedFile {
        name: name.to_string_lossy().into_owned(),
        sha256: sha256.to_owned(),
        n_texts: model.origins().n_texts,
        reads,
    }
}
