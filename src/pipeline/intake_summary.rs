use super::Error;
use super::ingest::summary_of;
use crate::findings::{FileSummary, IntakeSummary, JoinSummary, LearnedFile};
use crate::store::{IngestedFile, Store};
use std::collections::BTreeMap;

/// What was read, rejected and redacted, file by file, with how many records of each file the archive holds now:
/// a row of a later file may have taken the place of one, and a forgotten customer none.
///
/// # Errors
///
/// [`Error::Store`] when the index cannot be read.
pub(super) fn intake_summary(
    store: &Store,
    learned: &[LearnedFile],
    join: JoinSummary,
) -> Result<IntakeSummary, Error> {
    let files = store.manifest().map_or(&[][..], |manifest| &manifest.files);
    let n_held = store.n_documents_by_file()?;
    let summary = |file: &IngestedFile| FileSummary {
        n_stored: n_held
            .get(&(file.source.clone(), file.file.clone()))
            .copied()
            .unwrap_or(0),
        ..summary_of(file)
    };
    let mut rejections: BTreeMap<&str, u64> = BTreeMap::new();
    let mut redactions: BTreeMap<&str, u64> = BTreeMap::new();
    for file in files {
        for (reason, n) in &file.rejections {
            *rejections.entry(reason).or_default() += n;
        }
        for (kind, n) in &file.redactions {
            *redactions.entry(kind).or_default() += n;
        }
    }
    Ok(IntakeSummary {
        files: files.iter().map(summary).collect(),
        rejections: most_first(rejections),
        redactions: most_first(redactions),
        models: store
            .manifest()
            .map_or_else(Vec::new, |manifest| manifest.models.clone()),
        learned: learned.to_vec(),
        n_forgotten: files.iter().map(|file| file.n_forgotten).sum(),
        join,
    })
}

/// Names and counts, most frequent first, then by name.
pub(super) fn most_first(counts: BTreeMap<&str, u64>) -> Vec<(String, u64)> {
    let mut sorted: Vec<(String, u64)> = counts
        .into_iter()
        .map(|(name, n)| (name.to_owned(), n))
        .collect();
    sorted.sort_by(|(a, n_a), (b, n_b)| n_b.cmp(n_a).then(a.cmp(b)));
    sorted
}
