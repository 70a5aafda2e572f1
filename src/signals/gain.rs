use super::model::Drawn;
use super::plan::TopicColumns;
use super::{IntervalMethod, Options, Respondents};
use crate::stats::{draw, resample};
use crate::units::{Probability, as_count, as_f64};
use std::cmp::Ordering;

/// Keeps the draws of this file apart from those of the driver model, which uses the bare seed.
const SEED: u64 = 0x6a09_e667_f3bc_c908;

/// What a share among those who wrote is worth among all with an outcome.
#[derive(Debug)]
pub(super) struct Reach {
    /// Weighted part of respondents with an outcome who also wrote or said something, 0 to 1.
    pub(super) with_words: f64,
    /// What shares are multiplied by.
    pub(super) factor: f64,
    /// Variance of the factor.
    pub(super) variance: f64,
    /// The factor in each replicate; empty without replicates.
    drawn: Vec<f64>,
}

impl Reach {
    /// Those who wrote carry weights that let them stand for all.
    pub(super) fn everybody(with_words: f64, options: &Options) -> Self {
        Self {
            with_words,
            factor: 1.0,
            variance: 0.0,
            drawn: vec![1.0; options.n_replicates],
        }
    }

    /// Who wrote nothing mentions nothing. Counts those who wrote, and draws their part anew for every
    /// replicate of the Bayesian bootstrap.
    ///
    /// Under exponential weights the weight of those with words is independent of how it is spread
    /// among them, so drawing the two totals beside the replicates of the model is the joint
    /// bootstrap of both. Totals are Gamma with the effective number as shape (Rubin 1981).
    pub(super) fn of_written(respondents: &Respondents, options: &Options) -> Self {
        let (mut words, mut silent) = (Total::default(), Total::default());
        for i in (0..respondents.len()).filter(|&i| respondents.outcome(i).is_some()) {
            let total = if respondents.has_words(i) {
                &mut words
            } else {
                &mut silent
            };
            total.add(respondents.weight(i));
        }
        let part = |words: f64, silent: f64| words / (words + silent);
        let share = part(words.weight, silent.weight);
        let is_split = silent.weight > 0.0 && words.weight > 0.0;
        // That of a ratio of two independent totals whose relative variances are one over their numbers.
        let variance = if is_split {
            let relative = 1.0 / words.n_effective() + 1.0 / silent.n_effective();
            (share * (1.0 - share)).powi(2) * relative
        } else {
            0.0
        };
        let drawn = if options.intervals == IntervalMethod::Hc3 {
            Vec::new()
        } else if is_split {
            resample(options.n_replicates, options.seed ^ SEED, |_, random| {
                let mut draw = |total: &Total| {
                    let shape = as_count(total.n_effective()).max(1);
                    draw::gamma(random, shape) * total.weight / as_f64(shape)
                };
                part(draw(&words), draw(&silent))
            })
        } else {
            vec![1.0; options.n_replicates]
        };
        Self {
            with_words: share,
            factor: share,
            variance,
            drawn,
        }
    }
}

#[derive(Debug, Default)]
struct Total {
    weight: f64,
    squares: f64,
}

impl Total {
    fn add(&mut self, weight: f64) {
        self.weight += weight;
        self.squares += weight * weight;
    }

    /// (Σw)²/Σw² (Kish 1965).
    fn n_effective(&self) -> f64 {
        self.weight * self.weight / self.squares
    }
}

/// Outcome points of all respondents won if the stated part of negative mentions disappeared.
pub(super) fn gain(effect: f64, share_of_all: f64, fraction_removed: f64) -> f64 {
    -fraction_removed * effect * share_of_all
}

/// Gain of each ranked topic in each replicate; effect and shares vary together.
pub(super) fn replicated_gains(
    drawn: &Drawn,
    ranked: &[TopicColumns],
    reach: &Reach,
) -> Vec<Vec<f64>> {
    let n_replicates = drawn.coefficients.first().map_or(0, Vec::len);
    (0..n_replicates.min(reach.drawn.len()))
        .map(|replicate| {
            let of_column = |column: usize, fraction| {
                let share = drawn.shares[column][replicate] * reach.drawn[replicate];
                gain(drawn.coefficients[column][replicate], share, fraction)
            };
            let of_topic = |columns: &TopicColumns| {
                let fraction = columns.fraction_removed;
                columns
                    .negative
                    .map_or(0.0, |column| of_column(column, fraction))
            };
            ranked.iter().map(of_topic).collect()
        })
        .collect()
}

/// Share of all with an outcome that a column holds in each replicate.
pub(super) fn replicated_shares(drawn: &Drawn, column: usize, reach: &Reach) -> Vec<f64> {
    let shares = drawn.shares[column].iter().zip(&reach.drawn);
    shares.map(|(share, reach)| share * reach).collect()
}

/// Per item the part of replicates in which it is among the `k` largest; items that tie for the last places
/// share them.
pub(super) fn top_shares(replicates: &[Vec<f64>], k: usize) -> Vec<Probability> {
    let n_items = replicates.first().map_or(0, Vec::len);
    let mut n_top = vec![0.0; n_items];
    let mut sorted: Vec<f64> = Vec::with_capacity(n_items);
    for gains in replicates {
        sorted.clone_from(gains);
        sorted.sort_unstable_by(|a, b| b.total_cmp(a));
        let Some(least) = k.checked_sub(1).and_then(|last| sorted.get(last)).copied() else {
            // Fewer items than places: everybody has one.
            for n in &mut n_top {
                *n += f64::from(u8::from(k > 0));
            }
            continue;
        };
        let n_above = sorted
            .iter()
            .take_while(|gain| gain.total_cmp(&least).is_gt())
            .count();
        let n_equal = gains
            .iter()
            .filter(|gain| gain.total_cmp(&least).is_eq())
            .count();
        let shared = as_f64(k - n_above) / as_f64(n_equal);
        for (n, gain) in n_top.iter_mut().zip(gains) {
            *n += match gain.total_cmp(&least) {
                Ordering::Greater => 1.0,
                Ordering::Equal => shared,
                Ordering::Less => 0.0,
            };
        }
    }
    n_top
        .into_iter()
        .map(|n| Probability::saturating(n / as_f64(replicates.len().max(1))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::Respondent;

    #[test]
    fn the_largest_gain_is_always_in_the_top() {
        let replicates = vec![vec![3.0, 1.0, 2.0], vec![3.0, 2.0, 1.0]];
        let shares: Vec<f64> = top_shares(&replicates, 2).iter().map(|p| p.get()).collect();
        assert_eq!(shares, [1.0, 0.5, 0.5]);
    }

    #[test]
    fn those_who_tie_share_the_places_that_are_left() {
        let shares = |k| -> Vec<f64> {
            let replicates = [vec![0.0, 2.0, 2.0, 2.0], vec![0.0, 1.0, 3.0, 1.0]];
            top_shares(&replicates, k).iter().map(|p| p.get()).collect()
        };
        let third = 1.0_f64 / 3.0;
        assert_eq!(
            shares(1),
            [0.0, third / 2.0, third.midpoint(1.0), third / 2.0]
        );
        assert_eq!(shares(3), [0.0, 1.0, 1.0, 1.0]);
        assert_eq!(shares(9), [1.0; 4]);
        assert_eq!(shares(0), [0.0; 4]);
    }

    #[test]
    fn the_part_with_words_is_drawn_about_its_value() {
        let mut respondents = Respondents::default();
        for i in 0..400 {
            respondents.push(&Respondent {
                outcome: Some(0.0),
                answer: None,
                weight: 1.0,
                customer: i,
                has_words: i % 4 != 0,
                month: None,
                mentions: Vec::new(),
            });
        }
        let reach = Reach::of_written(&respondents, &Options::default());
        assert!((reach.factor - 0.75).abs() < 1e-12);
        let n = as_f64(reach.drawn.len());
        let mean = reach.drawn.iter().sum::<f64>() / n;
        let variance = reach
            .drawn
            .iter()
            .map(|d| (d - mean) * (d - mean))
            .sum::<f64>()
            / (n - 1.0);
        // Beta(300, 100): variance p(1 − p)/(n + 1); four standard errors of 1000 draws.
        let expected = 0.75 * 0.25 / 401.0;
        assert!((mean - 0.75).abs() < 4.0 * (expected / n).sqrt());
        assert!((variance / expected - 1.0).abs() < 4.0 * (2.0 / n).sqrt());
    }
}
