use signaal::record::LanguageTag;
use signaal::themes::{Collection, Discovery, FoldedText, Options, Spoken, Theme, discover};
use std::collections::BTreeSet;

/// Found again from this part of both.
const FOUND: (f64, f64) = (0.5, 0.25);

/// A key per document, spread as keyed ids are.
pub(crate) fn key_of(number: usize) -> u128 {
    let number = u128::try_from(number).unwrap_or(0) + 1;
    number
        .wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c834)
        .rotate_left(41)
}

/// Themes of documents, each with its explained and unexplained sentences.
pub(crate) fn themes_of(documents: &[(LanguageTag, Spoken<'_>)]) -> (Collection, Discovery) {
    let mut collection = Collection::default();
    for (number, (language, spoken)) in documents.iter().enumerate() {
        collection.push(key_of(number), &FoldedText::of(spoken, *language));
    }
    let discovery = discover(&collection, &Options::default());
    (collection, discovery)
}

/// How a theme covers the documents of what was taken away.
pub(crate) struct Cover<'a> {
    pub(crate) theme: &'a Theme,
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    /// Part of the documents that any theme holds that is mostly of what was taken away.
    pub(crate) recall_of_all: f64,
}

impl Cover<'_> {
    pub(crate) fn is_found(&self) -> bool {
        self.precision >= FOUND.0 && self.recall_of_all >= FOUND.1
    }
}

/// The theme that covers `truth` best (by the harmonic mean of precision and recall).
pub(crate) fn best<'a>(discovery: &'a Discovery, truth: &BTreeSet<u32>) -> Option<Cover<'a>> {
    let of = |theme: &Theme| {
        let both = theme
            .documents
            .iter()
            .filter(|at| truth.contains(at))
            .count();
        (ratio(both, theme.documents.len()), ratio(both, truth.len()))
    };
    let covered: BTreeSet<u32> = discovery
        .themes
        .iter()
        .filter(|theme| of(theme).0 >= FOUND.0)
        .flat_map(|theme| theme.documents.iter().copied())
        .filter(|at| truth.contains(at))
        .collect();
    let themes = discovery.themes.iter().map(|theme| {
        let (precision, recall) = of(theme);
        Cover {
            theme,
            precision,
            recall,
            recall_of_all: ratio(covered.len(), truth.len()),
        }
    });
    themes.max_by(|a, b| harmonic(a).total_cmp(&harmonic(b)))
}

fn harmonic(cover: &Cover<'_>) -> f64 {
    let sum = cover.precision + cover.recall;
    if sum > 0.0 {
        2.0 * cover.precision * cover.recall / sum
    } else {
        0.0
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of documents")]
pub(crate) fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}
