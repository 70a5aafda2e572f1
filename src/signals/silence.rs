//! Respondents who answered and wrote nothing: who they are, and who stands for them.

use super::Respondents;
use crate::drivers::{self, Comment, Selection};
use crate::units::{Interval, Probability, as_u32, as_u64};
use std::collections::BTreeMap;

/// Up to so many different answers each is a band of its own; NPS has eleven.
const MOST_BANDS: usize = 11;

/// Who answered without a word, and the weights of those who wrote.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SilenceSummary {
    /// Respondents with an outcome.
    pub n_with_score: u64,
    /// Of these, without words.
    pub n_silent: u64,
    /// Their weighted share, 0 to 1.
    pub share_silent: f64,
    /// Mean outcome of those who wrote less that of the silent, in outcome points: below zero the
    /// dissatisfied write more often. `None` where one side has fewer than two respondents.
    pub gap: Option<Interval>,
    /// Test whether writing depends on answer and controls; `None` with a single cell.
    pub p_dependence: Option<Probability>,
    /// Cells of answer and controls within which everybody is taken to write equally often.
    pub n_cells: usize,
    /// Effective number of those who wrote, before and after weighting.
    pub n_effective: (f64, f64),
    /// Largest weight; the mean is 1.
    pub largest_weight: f64,
    /// Those who wrote whose weight was cut.
    pub n_capped: u64,
}

impl SilenceSummary {
    /// What the weights rest on.
    pub(super) fn of(selection: &Selection, share_with_words: f64) -> Self {
        Self {
            n_with_score: as_u64(selection.n_respondents),
            n_silent: as_u64(selection.n_respondents - selection.n_commenters),
            share_silent: 1.0 - share_with_words,
            gap: selection.scores.gap,
            p_dependence: selection.dependence.map(|found| found.p_value),
            n_cells: selection.cells.len(),
            n_effective: (selection.n_effective_before, selection.n_effective_after),
            largest_weight: selection.weights.iter().copied().fold(0.0, f64::max),
            n_capped: as_u64(selection.n_capped),
        }
    }
}

/// Everybody with an outcome, as the weights want to know them, in the order of the respondents.
///
/// A segment is a combination of the values of all controls; a band an answer as it was given, or a
/// tenth of them where there are many.
pub(super) fn everybody(respondents: &Respondents) -> Vec<drivers::Respondent> {
    let scored: Vec<(usize, f64)> = (0..respondents.len())
        .filter_map(|i| Some((i, respondents.outcome(i)?)))
        .collect();
    let segment_of = |i: usize| -> Vec<Option<u32>> {
        let controls = respondents.controls.iter();
        controls.map(|control| control.codes[i]).collect()
    };
    let mut segments: BTreeMap<Vec<Option<u32>>, u32> = BTreeMap::new();
    for &(i, _) in &scored {
        let next = as_u32(segments.len());
        segments.entry(segment_of(i)).or_insert(next);
    }
    let answers: Vec<f64> = scored
        .iter()
        .map(|&(i, outcome)| respondents.answer(i).unwrap_or(outcome))
        .collect();
    let bands = bands(&answers);
    scored
        .iter()
        .zip(bands)
        .map(|(&(i, score), band)| drivers::Respondent {
            segment: segments[&segment_of(i)],
            band,
            score,
            weight: respondents.weight(i),
            cluster: Some(respondents.customer(i)),
            comment: if respondents.has_words(i) {
                Comment::Given
            } else {
                Comment::Absent
            },
        })
        .collect()
}

/// Band of each answer, ascending.
fn bands(answers: &[f64]) -> Vec<u32> {
    let mut ordered = answers.to_vec();
    ordered.sort_unstable_by(f64::total_cmp);
    let mut different = ordered.clone();
    different.dedup();
    let bounds: Vec<f64> = if different.len() <= MOST_BANDS {
        different
    } else {
        let mut bounds: Vec<f64> = (0..10)
            .map(|tenth| ordered[tenth * ordered.len() / 10])
            .collect();
        bounds.dedup();
        bounds
    };
    answers
        .iter()
        .map(|answer| as_u32(bounds.partition_point(|bound| bound <= answer)))
        .collect()
}

/// Part of the weight of all respondents with an outcome that lies with those who wrote.
pub(super) fn share_with_words(respondents: &Respondents) -> f64 {
    let (mut words, mut all) = (0.0, 0.0);
    for i in (0..respondents.len()).filter(|&i| respondents.outcome(i).is_some()) {
        all += respondents.weight(i);
        if respondents.has_words(i) {
            words += respondents.weight(i);
        }
    }
    if all > 0.0 { words / all } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_answers_are_bands_of_their_own_and_many_are_tenths() {
        assert_eq!(bands(&[3.0, 1.0, 3.0, 2.0]), [3, 1, 3, 2]);
        let many: Vec<f64> = (0..200).map(f64::from).collect();
        let bands = bands(&many);
        assert_eq!((bands[0], bands[19], bands[20], bands[199]), (1, 1, 2, 10));
        assert!(bands.is_sorted());
    }
}
