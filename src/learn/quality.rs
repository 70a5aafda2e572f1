//! How good a sentiment model is, with intervals.

use super::sentiment::Class;
use crate::stats::draw::below;
use crate::stats::{percentile_interval, resample, wilson_interval};
use crate::units::{Interval, Probability, as_f64};

/// Nominal coverage of every interval of this file.
const LEVEL: f64 = 0.95;
const N_RESAMPLES: usize = 500;
const N_BINS: usize = 10;

/// Quality of verdicts against known classes.
#[derive(Debug, Clone, PartialEq)]
pub struct Quality {
    /// Texts judged.
    pub n: usize,
    /// Share of right verdicts, "unclear" resolved to the likeliest class; Wilson 95 %.
    pub accuracy: Interval,
    /// Unweighted mean of the F1 of the classes that occur; bootstrap 95 %.
    pub macro_f1: Interval,
    /// Per class: negative, neutral, positive.
    pub classes: [ClassQuality; 3],
    /// Expected calibration error: mean distance of confidence and accuracy over ten bins.
    pub calibration_error: f64,
    /// Share of texts with a verdict other than "unclear".
    pub coverage: f64,
    /// Share of right verdicts among these; Wilson 95 %.
    pub accuracy_of_clear: Interval,
}

/// Quality of one class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassQuality {
    /// Share of its verdicts that are right; Wilson 95 %, `None` without verdicts.
    pub precision: Option<Interval>,
    /// Share of its texts that are found; Wilson 95 %, `None` without texts.
    pub recall: Option<Interval>,
    /// Harmonic mean of both; `None` without either.
    pub f1: Option<f64>,
    /// Texts of this class.
    pub support: usize,
}

/// Compares probabilities with the classes that the texts should have.
///
/// # Shapes
///
/// `probabilities` of negative, neutral and positive, one row per truth. Below `least_confidence` a
/// verdict is "unclear"; `seed` is that of the bootstrap.
pub fn judge(
    probabilities: &[[f32; 3]],
    truths: &[Class],
    least_confidence: f32,
    seed: u64,
) -> Quality {
    let pairs: Vec<(Class, Class)> = probabilities
        .iter()
        .map(|&probabilities| Class::likeliest(probabilities))
        .zip(truths.iter().copied())
        .collect();
    let confidence: Vec<f32> = probabilities
        .iter()
        .map(|probabilities| probabilities.iter().copied().fold(0.0, f32::max))
        .collect();
    let n = pairs.len();
    let is_right = |index: usize| pairs[index].0 == pairs[index].1;
    let n_right = (0..n).filter(|&index| is_right(index)).count();
    let clear: Vec<usize> = (0..n)
        .filter(|&index| confidence[index] >= least_confidence)
        .collect();
    let n_clear_right = clear.iter().filter(|&&index| is_right(index)).count();
    let table = Confusion::of(pairs.iter().copied());
    Quality {
        n,
        accuracy: share_of(n_right, n),
        macro_f1: bootstrap_macro_f1(&pairs, table.macro_f1(), seed),
        classes: Class::ALL.map(|class| table.quality(class)),
        calibration_error: calibration_error(&confidence, &is_right),
        coverage: as_f64(clear.len()) / as_f64(n.max(1)),
        accuracy_of_clear: share_of(n_clear_right, clear.len()),
    }
}

/// Area under the curve: probability that a positive text scores higher than a negative one, ties half.
///
/// `None` when one side is empty.
pub fn area_under_curve(scores: &[f64], is_positive: &[bool]) -> Option<f64> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    let n_positive = is_positive.iter().filter(|&&positive| positive).count();
    let n_negative = is_positive.len() - n_positive;
    if n_positive == 0 || n_negative == 0 {
        return None;
    }
    let mut rank_sum = 0.0;
    let mut from = 0;
    while from < order.len() {
        let tied = order[from..]
            .iter()
            .take_while(|&&index| scores[index].total_cmp(&scores[order[from]]).is_eq())
            .count();
        let mean_rank = as_f64(from) + f64::midpoint(as_f64(tied), 1.0);
        let positives = order[from..from + tied]
            .iter()
            .filter(|&&index| is_positive[index])
            .count();
        rank_sum += mean_rank * as_f64(positives);
        from += tied;
    }
    let least = as_f64(n_positive) * (as_f64(n_positive) + 1.0) / 2.0;
    Some((rank_sum - least) / (as_f64(n_positive) * as_f64(n_negative)))
}

/// The 95 % Wilson interval of a share of counted things; 0 to 1 where nothing was counted.
pub fn share_of(n_right: usize, n: usize) -> Interval {
    let share = as_f64(n_right) / as_f64(n.max(1));
    let level = Probability::saturating(LEVEL);
    wilson_interval(as_f64(n), share, level).unwrap_or_else(|_| unknown(share))
}

/// Texts by true class and verdict.
struct Confusion([[usize; 3]; 3]);

impl Confusion {
    fn of(pairs: impl Iterator<Item = (Class, Class)>) -> Self {
        let mut table = [[0; 3]; 3];
        for (got, truth) in pairs {
            table[truth.index()][got.index()] += 1;
        }
        Self(table)
    }

    fn support(&self, class: Class) -> usize {
        self.0[class.index()].iter().sum()
    }

    fn n_verdicts(&self, class: Class) -> usize {
        self.0.iter().map(|row| row[class.index()]).sum()
    }

    fn n_right(&self, class: Class) -> usize {
        self.0[class.index()][class.index()]
    }

    fn f1(&self, class: Class) -> Option<f64> {
        let whole = self.support(class) + self.n_verdicts(class);
        (whole > 0).then(|| as_f64(2 * self.n_right(class)) / as_f64(whole))
    }

    fn quality(&self, class: Class) -> ClassQuality {
        let n_right = self.n_right(class);
        ClassQuality {
            precision: share_if_any(n_right, self.n_verdicts(class)),
            recall: share_if_any(n_right, self.support(class)),
            f1: self.f1(class),
            support: self.support(class),
        }
    }

    fn macro_f1(&self) -> f64 {
        let present = Class::ALL.into_iter().filter(|&one| self.support(one) > 0);
        let f1: Vec<f64> = present.filter_map(|class| self.f1(class)).collect();
        f1.iter().sum::<f64>() / as_f64(f1.len().max(1))
    }
}

/// [`share_of`] where anything was counted.
pub fn share_if_any(n_right: usize, n: usize) -> Option<Interval> {
    (n > 0).then(|| share_of(n_right, n))
}

fn bootstrap_macro_f1(pairs: &[(Class, Class)], estimate: f64, seed: u64) -> Interval {
    if pairs.is_empty() {
        return unknown(estimate);
    }
    let replicates = resample(N_RESAMPLES, seed, |_, generator| {
        let drawn = (0..pairs.len()).map(|_| pairs[below(generator, pairs.len())]);
        Confusion::of(drawn).macro_f1()
    });
    let level = Probability::saturating(LEVEL);
    percentile_interval(replicates, estimate, level).unwrap_or_else(|_| unknown(estimate))
}

/// Nothing was judged, so any share is possible.
fn unknown(estimate: f64) -> Interval {
    Interval {
        low: 0.0,
        estimate,
        high: 1.0,
        level: Probability::saturating(LEVEL),
    }
}

fn calibration_error(confidence: &[f32], is_right: &dyn Fn(usize) -> bool) -> f64 {
    let mut bins = [(0_usize, 0.0_f64); N_BINS];
    for (index, &confidence) in confidence.iter().enumerate() {
        let confidence = f64::from(confidence);
        let bin = (1..N_BINS)
            .filter(|&edge| confidence * as_f64(N_BINS) >= as_f64(edge))
            .count();
        bins[bin].0 += usize::from(is_right(index));
        bins[bin].1 += confidence;
    }
    bins.iter()
        .map(|&(right, confidence)| (as_f64(right) - confidence).abs())
        .sum::<f64>()
        / as_f64(confidence.len().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_counts_ties_half() {
        let scores = [0.1, 0.5, 0.5, 0.9];
        let area = area_under_curve(&scores, &[false, false, true, true]).unwrap();
        assert!((area - 0.875).abs() < 1e-12, "{area}");
        assert_eq!(area_under_curve(&scores, &[true; 4]), None);
    }

    #[test]
    fn precision_recall_and_coverage_are_counted() {
        let negative = [0.8, 0.1, 0.1];
        let probabilities = [negative, negative, [0.1, 0.1, 0.8], [0.40, 0.25, 0.35]];
        let truths = [
            Class::Negative,
            Class::Neutral,
            Class::Positive,
            Class::Positive,
        ];
        let quality = judge(&probabilities, &truths, 0.5, 1);
        assert!((quality.accuracy.estimate - 0.5).abs() < 1e-12);
        assert!((quality.coverage - 0.75).abs() < 1e-12);
        assert!((quality.accuracy_of_clear.estimate - 2.0 / 3.0).abs() < 1e-12);
        let [negative, neutral, positive] = quality.classes;
        let precision = negative.precision.unwrap();
        assert!((precision.estimate - 1.0 / 3.0).abs() < 1e-12);
        assert!(precision.low > 0.05 && precision.high < 0.8);
        assert!((negative.recall.unwrap().estimate - 1.0).abs() < 1e-12);
        assert_eq!((neutral.precision, neutral.f1), (None, Some(0.0)));
        assert!((positive.recall.unwrap().estimate - 0.5).abs() < 1e-12);
        assert!(quality.macro_f1.contains(quality.macro_f1.estimate));
    }

    #[test]
    fn nothing_judged_is_nothing_known() {
        let quality = judge(&[], &[], 0.5, 1);
        assert_eq!(quality.n, 0);
        assert!(quality.accuracy.contains(0.0) && quality.accuracy.contains(1.0));
        assert!(quality.macro_f1.contains(0.0) && quality.macro_f1.contains(1.0));
    }
}
