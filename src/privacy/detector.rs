use super::PiiKind;
use super::cues::{Cue, CueFinder, Hit};
use super::numbers::{self, Group};
use std::fmt;
use std::ops::Range;

/// Finds personal data of one sort.
///
/// A detector is asked only when [`Detector::may_find`] holds for the evidence of the text, which
/// must be cheap: for most texts it is all that happens. Matches are whole characters of
/// `evidence.text`, not empty, in any order; they may overlap those of other detectors.
pub(super) trait Detector: fmt::Debug + Send + Sync {
    /// Whether the text can hold anything for this detector.
    fn may_find(&self, evidence: &Evidence<'_>) -> bool;

    /// Adds what it finds to `found`.
    fn find(&self, evidence: &Evidence<'_>, found: &mut Vec<Match>);
}

/// Something found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    /// Where it stands.
    pub(super) span: Range<usize>,
    /// What it is.
    pub(super) kind: PiiKind,
    /// What is to happen.
    pub(super) verdict: Verdict,
}

impl Match {
    /// Something to be replaced.
    pub(super) fn mask(kind: PiiKind, span: Range<usize>) -> Self {
        Self {
            span,
            kind,
            verdict: Verdict::Mask,
        }
    }

    /// Something that looks like personal data and is none; nothing inside it is replaced.
    pub(super) fn keep(kind: PiiKind, span: Range<usize>) -> Self {
        Self {
            span,
            kind,
            verdict: Verdict::Keep,
        }
    }
}

/// What is to happen to a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is replaced.
    Mask,
    /// It stays, whole.
    Keep,
}

/// What one cheap pass over a text tells all detectors.
#[derive(Debug)]
pub(super) struct Evidence<'t> {
    /// The text itself.
    pub(super) text: &'t str,
    /// Number of ASCII digits.
    pub(super) n_digits: usize,
    /// Number of colons.
    pub(super) n_colons: usize,
    /// Whether there is an `@`.
    pub(super) has_at_sign: bool,
    /// Groups of digits; empty when there are too few digits for any number.
    pub(super) groups: Vec<Group>,
    /// Cues in order.
    pub(super) hits: Vec<Hit>,
    seen: u32,
}

/// Fewer digits than this are no personal number.
const FEWEST_DIGITS: usize = 2;

impl<'t> Evidence<'t> {
    /// Looks `text` over.
    pub(super) fn gather(text: &'t str, cues: &CueFinder) -> Self {
        let mut n_digits = 0;
        let mut n_colons = 0;
        let mut n_at_signs = 0;
        for byte in text.bytes() {
            n_digits += usize::from(byte.is_ascii_digit());
            n_colons += usize::from(byte == b':');
            n_at_signs += usize::from(byte == b'@');
        }
        let hits = cues.find(text);
        let seen = hits.iter().fold(0, |seen, hit| seen | bit(hit.cue));
        let groups = if n_digits >= FEWEST_DIGITS {
            numbers::groups(text)
        } else {
            Vec::new()
        };
        Self {
            text,
            n_digits,
            n_colons,
            has_at_sign: n_at_signs > 0,
            groups,
            hits,
            seen,
        }
    }

    /// Whether any of `cues` was seen.
    pub(super) fn has_any(&self, cues: &[Cue]) -> bool {
        cues.iter().any(|&cue| self.seen & bit(cue) != 0)
    }

    /// The places of one cue, in order.
    pub(super) fn places(&self, cue: Cue) -> impl Iterator<Item = &Range<usize>> {
        self.hits
            .iter()
            .filter(move |hit| hit.cue == cue)
            .map(|hit| &hit.span)
    }

    /// Whether `cue` ends at most `n_bytes` before `at`.
    pub(super) fn follows(&self, cue: Cue, at: usize, n_bytes: usize) -> bool {
        self.seen & bit(cue) != 0
            && self
                .places(cue)
                .any(|span| span.end <= at && at - span.end <= n_bytes)
    }
}

fn bit(cue: Cue) -> u32 {
    1 << (cue as u32)
}
