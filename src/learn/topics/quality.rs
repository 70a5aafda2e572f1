use crate::classify::topics::LabelCounts;
use crate::learn::quality::{share_if_any, share_of};
use crate::stats::draw::below;
use crate::stats::{percentile_interval, resample};
use crate::units::{Interval, Probability, as_f64};
use std::collections::BTreeMap;

/// Nominal coverage of every interval of this file.
const LEVEL: f64 = 0.95;
const N_RESAMPLES: usize = 500;
const N_BINS: usize = 10;

/// Quality of topics found, against labels.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicsQuality {
    /// Texts judged.
    pub n: usize,
    /// Groups of texts that were redrawn together for the intervals.
    pub n_groups: usize,
    /// F1 of all decisions together; bootstrap 95 % over groups.
    pub micro_f1: Interval,
    /// Unweighted mean of the F1 of the topics that occur or were found; bootstrap 95 % over groups.
    pub macro_f1: Interval,
    /// Share of texts whose topics are exactly those of the labels; Wilson 95 %.
    pub exact: Interval,
    /// Per topic.
    pub topics: Vec<TopicQuality>,
    /// "None of these" as an outcome of its own.
    pub none: TopicQuality,
    /// Topics found where another one was there, most often first: at most 30.
    pub mistaken: Vec<Mistaken>,
}

/// Quality of one topic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TopicQuality {
    /// How often it was found and was there.
    pub counts: LabelCounts,
    /// Share of its findings that are right; Wilson 95 %, `None` without findings.
    pub precision: Option<Interval>,
    /// Share of its texts that are found; Wilson 95 %, `None` without texts.
    pub recall: Option<Interval>,
}

/// A topic that was there and missed while another was found that was not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mistaken {
    /// The topic that was there.
    pub truth: usize,
    /// The one that was found.
    pub found: usize,
    /// Texts.
    pub n: usize,
}

/// Decisions of about equal probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CalibrationBin {
    /// Decisions.
    pub n: usize,
    /// Mean probability.
    pub mean: f64,
    /// Share of them that are there; Wilson 95 %.
    pub share: Interval,
}

/// Compares the topics found in texts with those of their labels.
///
/// # Shapes
///
/// One entry per text in `found`, `truths` (positions of topics in ascending order) and `groups`.
pub fn judge(
    found: &[Vec<usize>],
    truths: &[Vec<usize>],
    groups: &[u64],
    n_topics: usize,
    seed: u64,
) -> TopicsQuality {
    let of_text: Vec<Vec<(usize, Outcome)>> = found
        .iter()
        .zip(truths)
        .map(|(found, truth)| outcomes(found, truth))
        .collect();
    let mut members: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (text, &group) in groups.iter().enumerate() {
        members.entry(group).or_default().push(text);
    }
    let clusters: Vec<Vec<(usize, Outcome)>> = members
        .into_values()
        .map(|texts| {
            texts
                .iter()
                .flat_map(|&text| of_text[text].clone())
                .collect()
        })
        .collect();
    let all: Vec<&[(usize, Outcome)]> = clusters.iter().map(Vec::as_slice).collect();
    let sums = Sums::of(&all, n_topics);
    let (micro, macro_) = (sums.micro_f1(), sums.macro_f1());
    let replicates = resample(N_RESAMPLES, seed, |_, generator| {
        let drawn: Vec<&[(usize, Outcome)]> = (0..clusters.len())
            .map(|_| clusters[below(generator, clusters.len())].as_slice())
            .collect();
        let sums = Sums::of(&drawn, n_topics);
        (sums.micro_f1(), sums.macro_f1())
    });
    let (of_micro, of_macro): (Vec<f64>, Vec<f64>) = replicates.into_iter().unzip();
    let counts = sums.counts(found.len());
    let mut none = LabelCounts::default();
    for (found, truth) in found.iter().zip(truths) {
        none.add(found.is_empty(), truth.is_empty());
    }
    let n_exact = found.iter().zip(truths).filter(|(a, b)| a == b).count();
    TopicsQuality {
        n: found.len(),
        n_groups: clusters.len(),
        micro_f1: interval(of_micro, micro, clusters.len()),
        macro_f1: interval(of_macro, macro_, clusters.len()),
        exact: share_of(n_exact, found.len()),
        topics: counts.into_iter().map(TopicQuality::of).collect(),
        none: TopicQuality::of(none),
        mistaken: mistaken(found, truths),
    }
}

/// How far probabilities are those of the labels: ten bins of equal width, and the mean distance of
/// probability and share over all decisions (expected calibration error).
pub fn calibration_table(decisions: &[(f32, bool)]) -> (Vec<CalibrationBin>, f64) {
    let mut bins = [(0_usize, 0.0_f64, 0_usize); N_BINS];
    for &(probability, is_there) in decisions {
        let probability = f64::from(probability);
        let bin = (1..N_BINS)
            .filter(|&edge| probability * as_f64(N_BINS) >= as_f64(edge))
            .count();
        bins[bin].0 += 1;
        bins[bin].1 += probability;
        bins[bin].2 += usize::from(is_there);
    }
    let distance: f64 = bins
        .iter()
        .map(|&(_, sum, n_there)| (sum - as_f64(n_there)).abs())
        .sum();
    let table = bins
        .iter()
        .map(|&(n, sum, n_there)| CalibrationBin {
            n,
            mean: sum / as_f64(n.max(1)),
            share: share_of(n_there, n),
        })
        .collect();
    (table, distance / as_f64(decisions.len().max(1)))
}

/// What became of one topic in one text; neither found nor there is not listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Right,
    Wrong,
    Missed,
}

fn outcomes(found: &[usize], truth: &[usize]) -> Vec<(usize, Outcome)> {
    let right_or_wrong = found.iter().map(|topic| {
        let is_there = truth.binary_search(topic).is_ok();
        (
            *topic,
            if is_there {
                Outcome::Right
            } else {
                Outcome::Wrong
            },
        )
    });
    let missed = truth
        .iter()
        .filter(|topic| found.binary_search(topic).is_err());
    right_or_wrong
        .chain(missed.map(|topic| (*topic, Outcome::Missed)))
        .collect()
}

/// Right, wrong and missed findings per topic.
struct Sums(Vec<[usize; 3]>);

impl Sums {
    fn of(clusters: &[&[(usize, Outcome)]], n_topics: usize) -> Self {
        let mut sums = vec![[0; 3]; n_topics];
        for (topic, outcome) in clusters.iter().copied().flatten() {
            sums[*topic][match outcome {
                Outcome::Right => 0,
                Outcome::Wrong => 1,
                Outcome::Missed => 2,
            }] += 1;
        }
        Self(sums)
    }

    fn micro_f1(&self) -> f64 {
        let mut all = [0; 3];
        for sums in &self.0 {
            for (all, n) in all.iter_mut().zip(sums) {
                *all += n;
            }
        }
        f1(all)
    }

    fn macro_f1(&self) -> f64 {
        let present: Vec<f64> = self
            .0
            .iter()
            .filter(|sums| sums.iter().any(|&n| n > 0))
            .map(|&sums| f1(sums))
            .collect();
        present.iter().sum::<f64>() / as_f64(present.len().max(1))
    }

    fn counts(&self, n_texts: usize) -> Vec<LabelCounts> {
        let of_topic = self.0.iter().map(|&[right, wrong, missed]| LabelCounts {
            true_positives: right,
            false_positives: wrong,
            false_negatives: missed,
            true_negatives: n_texts - right - wrong - missed,
        });
        of_topic.collect()
    }
}

fn f1([right, wrong, missed]: [usize; 3]) -> f64 {
    as_f64(2 * right) / as_f64((2 * right + wrong + missed).max(1))
}

impl TopicQuality {
    fn of(counts: LabelCounts) -> Self {
        Self {
            precision: share_if_any(counts.true_positives, counts.n_found()),
            recall: share_if_any(counts.true_positives, counts.support()),
            counts,
        }
    }
}

/// The interval of redrawn figures; anything is possible where there is one group at most.
fn interval(replicates: Vec<f64>, estimate: f64, n_groups: usize) -> Interval {
    let level = Probability::saturating(LEVEL);
    let unknown = Interval {
        low: 0.0,
        estimate,
        high: 1.0,
        level,
    };
    if n_groups < 2 {
        return unknown;
    }
    percentile_interval(replicates, estimate, level).unwrap_or(unknown)
}

fn mistaken(found: &[Vec<usize>], truths: &[Vec<usize>]) -> Vec<Mistaken> {
    const MOST: usize = 30;
    let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (found, truth) in found.iter().zip(truths) {
        for missed in truth.iter().filter(|topic| !found.contains(topic)) {
            for wrong in found.iter().filter(|topic| !truth.contains(topic)) {
                *pairs.entry((*missed, *wrong)).or_default() += 1;
            }
        }
    }
    let mut pairs: Vec<Mistaken> = pairs
        .into_iter()
        .map(|((truth, found), n)| Mistaken { truth, found, n })
        .collect();
    pairs.sort_by_key(|pair| (std::cmp::Reverse(pair.n), pair.truth, pair.found));
    pairs.truncate(MOST);
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_those_of_their_definitions() {
        let found = [vec![0], vec![0, 1], vec![], vec![2]];
        let truths = [vec![0], vec![1], vec![], vec![1]];
        let quality = judge(&found, &truths, &[1, 2, 3, 4], 4, 1);
        // Right 2, wrong 2, missed 1.
        assert!((quality.micro_f1.estimate - 4.0 / 7.0).abs() < 1e-12);
        // Topic 0: 2/3, topic 1: 2/3, topic 2: 0; topic 3 does not occur.
        assert!((quality.macro_f1.estimate - 4.0 / 9.0).abs() < 1e-12);
        assert!((quality.exact.estimate - 0.5).abs() < 1e-12);
        assert_eq!(quality.topics[1].counts.support(), 2);
        assert_eq!(quality.none.counts.true_positives, 1);
        let expected = Mistaken {
            truth: 1,
            found: 2,
            n: 1,
        };
        assert_eq!(quality.mistaken, [expected]);
        assert!(quality.micro_f1.contains(quality.micro_f1.estimate));
    }

    #[test]
    fn one_group_tells_nothing_of_others() {
        let found = vec![vec![0]; 20];
        let quality = judge(&found, &found, &[7; 20], 1, 1);
        assert!(quality.micro_f1.contains(0.1));
    }

    #[test]
    fn calibration_is_the_mean_distance_over_the_bins() {
        let decisions = [(0.95, true), (0.95, false), (0.05, false), (0.05, false)];
        let (table, error) = calibration_table(&decisions);
        assert_eq!((table[9].n, table[0].n), (2, 2));
        assert!((error - 0.25).abs() < 1e-6, "{error}");
    }
}
