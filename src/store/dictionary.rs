use super::columns::Categorical;
use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use tantivy::columnar::StrColumn;

/// The terms of one column over all segments: sorted, each once, with the way from a segment's
/// ordinals to them.
pub(super) struct Dictionary {
    /// Every term, sorted.
    pub(super) terms: Vec<String>,
    /// For each segment, the place in `terms` of each of its ordinals.
    pub(super) places: Vec<Vec<u32>>,
}

impl Dictionary {
    /// Merges the dictionaries of `columns`, one per segment, `None` where it has none.
    pub(super) fn merge(columns: &[Option<StrColumn>]) -> io::Result<Self> {
        let mut lists = Vec::with_capacity(columns.len());
        let mut merged = BTreeMap::new();
        for column in columns {
            let mut list = Vec::new();
            if let Some(column) = column {
                let mut stream = column.dictionary().stream()?;
                while stream.advance() {
                    let term = std::str::from_utf8(stream.key())
                        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
                    let term: Arc<str> = Arc::from(term);
                    merged.insert(Arc::clone(&term), 0);
                    list.push(term);
                }
            }
            lists.push(list);
        }
        for (place, (_, known)) in merged.iter_mut().enumerate() {
            *known = crate::units::as_u32(place);
        }
        let places = lists
            .iter()
            .map(|list| list.iter().map(|term| merged[term]).collect())
            .collect();
        let terms = merged.into_keys().map(|term| term.to_string()).collect();
        Ok(Self { terms, places })
    }
}

/// Drops values that no row has, such as those of deleted documents, and closes the gaps.
pub(super) fn without_unused(column: Categorical) -> Categorical {
    let Categorical { values, mut codes } = column;
    let mut places = used(values.len(), &codes);
    let values = keep_used(values, &mut places);
    renumber(&mut codes, &places);
    Categorical { values, codes }
}

/// For each of `n_values` values `Some` place-holder where a code names it.
pub(super) fn used(n_values: usize, codes: &[u32]) -> Vec<Option<u32>> {
    let mut places = vec![None; n_values];
    for &code in codes {
        if let Some(place) = places.get_mut(code as usize) {
            *place = Some(0);
        }
    }
    places
}

/// Keeps the used values and numbers their places.
pub(super) fn keep_used<T>(values: Vec<T>, places: &mut [Option<u32>]) -> Vec<T> {
    let mut kept = Vec::new();
    for (value, place) in values.into_iter().zip(places) {
        if place.is_some() {
            *place = Some(crate::units::as_u32(kept.len()));
            kept.push(value);
        }
    }
    kept
}

/// Replaces each code by its new place; [`Categorical::NONE`] stays.
fn renumber(codes: &mut [u32], places: &[Option<u32>]) {
    for code in codes {
        let place = places.get(*code as usize).copied().flatten();
        *code = place.unwrap_or(Categorical::NONE);
    }
}
