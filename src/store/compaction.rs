use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::indexer::{LogMergePolicy, MergePolicy};
use tantivy::{IndexWriter, TantivyError};

/// More segments than this slow down opening, search and columns.
const MAX_SEGMENTS: usize = 24;

/// A segment with a larger share of deleted documents is rewritten.
const MAX_DELETED: f32 = 0.25;

/// Merges small segments and those full of deleted documents, and waits for it.
pub(super) fn compact(writer: &mut IndexWriter) -> Result<(), TantivyError> {
    let mut policy = LogMergePolicy::default();
    policy.set_min_num_segments(MAX_SEGMENTS);
    policy.set_del_docs_ratio_before_merge(MAX_DELETED);
    let segments = writer.index().searchable_segment_metas()?;
    for candidate in policy.compute_merge_candidates(&segments) {
        writer.merge(&candidate.0).wait()?;
    }
    Ok(())
}

/// Rewrites every segment that has a deleted document, one by one, and waits for it.
pub(super) fn expunge(writer: &mut IndexWriter) -> Result<(), TantivyError> {
    let doomed: Vec<SegmentId> = writer
        .index()
        .searchable_segment_metas()?
        .iter()
        .filter(|segment| segment.has_deletes())
        .map(SegmentMeta::id)
        .collect();
    for segment in doomed {
        writer.merge(&[segment]).wait()?;
    }
    Ok(())
}
