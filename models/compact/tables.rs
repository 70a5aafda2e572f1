//! Prints what a sentiment model was worth, one row of a table per set.

use crate::sample::Sample;
use signaal::classify::sentiment::SentimentModel;
use signaal::encode::Passage;
use signaal::learn::quality::{Quality, area_under_curve, judge, share_of};
use signaal::learn::sentiment::Class;
use signaal::units::{Interval, as_f64};
use std::error::Error;

pub(crate) const SEED_OF_BOOTSTRAP: u64 = 1;

/// Quality of the verdicts on texts of known class.
pub(crate) fn quality(
    model: &SentimentModel,
    samples: &[Sample],
) -> Result<Quality, Box<dyn Error>> {
    let truths: Vec<Class> = samples.iter().map(|sample| sample.class).collect();
    let probabilities = probabilities(model, samples)?;
    let least = model.least_confidence();
    Ok(judge(&probabilities, &truths, least, SEED_OF_BOOTSTRAP))
}

/// One row: accuracy, macro-F1, calibration, coverage, classes.
pub(crate) fn print_quality(name: &str, quality: &Quality) {
    let classes = quality
        .classes
        .map(|class| [class.precision, class.recall].map(shown).join("/"));
    println!(
        "| {name} | {} | {} | {} | {:.3} | {:.2} → {:.3} | {} |",
        quality.n,
        written(&quality.accuracy),
        written(&quality.macro_f1),
        quality.calibration_error,
        quality.coverage,
        quality.accuracy_of_clear.estimate,
        classes.join(" · "),
    );
}

/// One row: what is read in reviews with so many stars.
pub(crate) fn print_stars(
    n_stars: usize,
    model: &SentimentModel,
    samples: &[Sample],
) -> Result<(), Box<dyn Error>> {
    let probabilities = probabilities(model, samples)?;
    let n = as_f64(samples.len());
    let share = |class| {
        let read = probabilities.iter().copied().map(Class::likeliest);
        as_f64(read.filter(|read| *read == class).count()) / n
    };
    let [negative, neutral, positive] = Class::ALL.map(share);
    let n_unclear = probabilities
        .iter()
        .filter(|row| row.iter().all(|value| *value < model.least_confidence()))
        .count();
    println!(
        "| {n_stars} | {} | {:.2} | {negative:.2} | {neutral:.2} | {positive:.2} | {:.2} |",
        samples.len(),
        polarity(&probabilities).iter().sum::<f64>() / n,
        as_f64(n_unclear) / n,
    );
    Ok(())
}

/// Texts that praise or blame, and which of the two.
pub(crate) struct Sides {
    pub(crate) samples: Vec<Sample>,
    is_positive: Vec<bool>,
}

impl Sides {
    /// The texts of `samples` that are of one side.
    pub(crate) fn of(samples: &[Sample]) -> Self {
        let kept = samples
            .iter()
            .filter(|sample| sample.class != Class::Neutral);
        let samples: Vec<Sample> = kept.cloned().collect();
        let is_positive = samples
            .iter()
            .map(|sample| sample.class == Class::Positive)
            .collect();
        Self {
            samples,
            is_positive,
        }
    }

    /// Share of sides that the sign of the scores tells.
    pub(crate) fn accuracy(&self, scores: &[f64]) -> Interval {
        let sides = scores
            .iter()
            .map(|score| *score > 0.0)
            .zip(&self.is_positive);
        let n_right = sides.filter(|(got, truth)| got == *truth).count();
        share_of(n_right, self.samples.len())
    }

    /// Area under the curve of the scores.
    pub(crate) fn area(&self, scores: &[f64]) -> f64 {
        area_under_curve(scores, &self.is_positive).unwrap_or(f64::NAN)
    }
}

/// Positive less negative.
pub(crate) fn polarity(probabilities: &[[f32; 3]]) -> Vec<f64> {
    probabilities
        .iter()
        .map(|[negative, _, positive]| f64::from(positive - negative))
        .collect()
}

/// Probabilities of negative, neutral and positive.
pub(crate) fn probabilities(
    model: &SentimentModel,
    samples: &[Sample],
) -> Result<Vec<[f32; 3]>, Box<dyn Error>> {
    Ok(model.probabilities(&passages(samples)?)?)
}

/// What a model reads.
pub(crate) fn passages(samples: &[Sample]) -> Result<Vec<Passage<'_>>, Box<dyn Error>> {
    let passages: Result<_, _> = samples.iter().map(Sample::passage).collect();
    Ok(passages?)
}

/// A number with its interval.
/// In two decimals, and a dash where nothing was counted.
fn shown(share: Option<Interval>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.2}", share.estimate))
}

pub(crate) fn written(interval: &Interval) -> String {
    format!(
        "{:.3} [{:.3}, {:.3}]",
        interval.estimate, interval.low, interval.high
    )
}
