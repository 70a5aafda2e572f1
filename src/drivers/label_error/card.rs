#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::corrected::{
    Pair, Solution, check_topics, is_label, side_by_side, stored_value, unstored,
};
use super::{CorrectedFit, CorrectionOptions, LeftReason, Treatment};
use crate::drivers::options::Purpose;
use crate::drivers::regression::{REPLICATE_TOLERANCE, Regression};
use crate::drivers::reweight::reweighted_moments;
use crate::drivers::{Design, Error};
use crate::stats::draw::{gamma, normal};
use crate::stats::{Moments, resample};
use crate::units::as_f64;
use rand_chacha::ChaCha8Rng;

/// What a model card states about one topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelCard {
    /// The column of the topic's labels.
    pub column: usize,
    /// How often labels were right and wrong on the card's test set.
    pub counts: CardCounts,
}

/// How often labels were right and wrong on a test set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardCounts {
    /// All four numbers, so sensitivity and specificity are known.
    Complete {
        /// True mentions that were labelled.
        true_positives: usize,
        /// True mentions that were not.
        false_negatives: usize,
        /// Labels without a mention.
        false_positives: usize,
        /// Neither mention nor label.
        true_negatives: usize,
    },
    /// Enough for precision and recall only. The share of labels in the rows replaces the missing
    /// number, which takes the precision of the card for that of the rows: true only where the topic
    /// is as frequent as on the card.
    WithoutTrueNegatives {
        /// True mentions that were labelled.
        true_positives: usize,
        /// True mentions that were not.
        false_negatives: usize,
        /// Labels without a mention.
        false_positives: usize,
    },
}

/// Corrects a driver model with the rates of a model card.
///
/// With errors that depend on nothing but the truth of their own topic, labels `L` of the truth `T`
/// have E\[L\] = (1 − sp) + κE\[T\], κ = se + sp − 1; a covariance of labels with anything else is κ
/// times that of the truth, and one of two labelled topics κκ'. Means and covariances are corrected
/// accordingly, the variance of a topic becomes q(1 − q) of its corrected share q, and the model is
/// solved with these. Columns without a card are taken for true.
///
/// With the covariances of the truth goes its R² and LMG: [`CorrectedFit::importance`]. [`calibrated_fit`](super::calibrated_fit)
/// has none, as expectations of the truth vary less than the truth.
///
/// In every replicate the rows get exponential weights and the rates are drawn from their posterior
/// under Jeffreys' prior. The rates stand in a denominator, so a small test set overshoots a little on
/// average (by 1.5 % with 120 true mentions, 3 % with 36, in the reference simulation); intervals
/// cover all the same. A replicate fails when its corrected share does not lie between 0 and 1,
/// a rate is no better than chance, or its moments are not positive definite.
///
/// # Errors
///
/// [`Error::Uncorrectable`] for a card of a column that is no driver or has two, [`Error::Label`] for
/// a value other than 0 and 1, [`Error::CorrectedMoments`] when no population has the corrected
/// moments, [`Error::FailedReplicates`] when more than half of the replicates fail, and
/// [`Error::Option`]. A topic whose rates allow no correction is left as it is:
/// [`Treatment::Left`].
///
/// # Examples
///
/// ```
/// use signaal::drivers::{
///     CardCounts, CorrectionOptions, Design, Group, ModelCard, Role, Row, Rows, card_fit,
/// };
///
/// let mut rows = Rows::new(1);
/// for i in 0..200 {
///     let labelled = i % 4 == 0;
///     let x = if labelled { vec![(0, 1.0)] } else { vec![] };
///     rows.push(Row::new(&x, if labelled { -3.0 } else { 0.0 } + f64::from(i % 3)));
/// }
/// let group = Group { name: "wait".to_owned(), columns: vec![0], role: Role::Driver };
/// let design = Design::new(rows.compressed(), vec!["wait".to_owned()], vec![group])?;
/// let counts = CardCounts::Complete {
///     true_positives: 90,
///     false_negatives: 10,
///     false_positives: 30,
///     true_negatives: 870,
/// };
/// let card = ModelCard { column: 0, counts };
/// let fit = card_fit(&design, &[card], &CorrectionOptions::default())?;
/// let coefficient = fit.columns[0].coefficient.unwrap();
/// assert!(coefficient.corrected.estimate < coefficient.naive.estimate);
/// # Ok::<(), signaal::drivers::Error>(())
/// ```
///
/// # References
///
/// Fuller (1987), *Measurement Error Models*, chapter 2; Buonaccorsi (2010), *Measurement Error*,
/// chapters 3 and 5; Rogan & Gladen (1978), *American Journal of Epidemiology* 107, p. 71, for the
/// share.
pub fn card_fit(
    design: &Design,
    cards: &[ModelCard],
    options: &CorrectionOptions,
) -> Result<CorrectedFit, Error> {
    card_fit_resampled(design, cards, options, |generator| {
        reweighted_moments(design, generator)
    })
}

/// [`card_fit`] with replicates whose moments come from elsewhere.
pub(in crate::drivers) fn card_fit_resampled(
    design: &Design,
    cards: &[ModelCard],
    options: &CorrectionOptions,
    moments: impl Fn(&mut ChaCha8Rng) -> Moments + Sync + Send,
) -> Result<CorrectedFit, Error> {
    options.check()?;
    check_topics(design, cards.iter().map(|card| card.column))?;
    check_labels(design, cards)?;
    let sample = design.sample_moments();
    let naive = Regression::new(design, &sample);
    let mut treatments = vec![Treatment::Exact; design.columns().len()];
    let (mut usable, mut rates) = (Vec::new(), Vec::new());
    for card in cards {
        let share = naive.mean(design, card.column);
        let is_constant = design.is_constant(card.column);
        treatments[card.column] = match card.counts.treatment(share, is_constant) {
            Ok(rate) => {
                usable.push(*card);
                rates.push(rate);
                Treatment::Rates {
                    sensitivity: rate.sensitivity,
                    specificity: 1.0 - rate.false_alarms,
                }
            }
            Err(reason) => Treatment::Left(reason),
        };
    }
    let kept = naive.factor.kept();
    let point = Pair {
        naive: Solution::of(design, &naive),
        corrected: corrected(design, &sample, &usable, &rates, kept).ok_or(
            Error::CorrectedMoments {
                n_columns: kept.len(),
            },
        )?,
    };
    let seed = Purpose::Corrections.seed(options.seed);
    let draws = resample(options.n_replicates, seed, |_, generator| {
        let moments = moments(generator);
        let naive = Regression::solve(&moments, kept, REPLICATE_TOLERANCE);
        // All cards are drawn before any fails, so that what one replicate draws hangs on its number
        // only.
        let rates: Vec<Option<Rates>> = usable
            .iter()
            .map(|card| card.counts.draw(naive.mean(design, card.column), generator))
            .collect();
        let rates = rates.into_iter().collect::<Option<Vec<Rates>>>()?;
        Some(Pair {
            naive: Solution::of(design, &naive),
            corrected: corrected(design, &moments, &usable, &rates, kept)?,
        })
    });
    side_by_side(design, &naive, &point, draws, &treatments, options.level)
}

fn check_labels(design: &Design, cards: &[ModelCard]) -> Result<(), Error> {
    for (entries, rows) in design.profiles() {
        for card in cards {
            let column = card.column;
            let value = unstored(design, column, stored_value(entries, column));
            if !is_label(value) {
                return Err(Error::Label {
                    row: rows.start,
                    column: design.columns()[column].clone(),
                    value,
                });
            }
        }
    }
    Ok(())
}

/// How labels come about: with these chances from a mention and from none.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rates {
    sensitivity: f64,
    false_alarms: f64,
}

impl Rates {
    /// Sensitivity plus specificity minus 1.
    fn youden(self) -> f64 {
        self.sensitivity - self.false_alarms
    }

    /// Share of true mentions behind a share of labels.
    fn share(self, labelled: f64) -> f64 {
        (labelled - self.false_alarms) / self.youden()
    }

    fn check(self, labelled: f64) -> Result<Self, LeftReason> {
        let youden = self.youden();
        // Negated, so that NaN is refused too.
        if youden.is_nan() || youden <= 0.0 {
            return Err(LeftReason::Uninformative { youden });
        }
        let share = self.share(labelled);
        if share > 0.0 && share < 1.0 {
            Ok(self)
        } else {
            Err(LeftReason::ImpossibleShare { share })
        }
    }
}

impl CardCounts {
    /// The rates as counted, for the share of rows that is labelled.
    fn treatment(self, labelled: f64, is_constant: bool) -> Result<Rates, LeftReason> {
        if is_constant {
            return Err(LeftReason::Constant);
        }
        let (counts, is_defined) = match self {
            Self::Complete {
                true_positives: tp,
                false_negatives: fn_,
                false_positives: fp,
                true_negatives: tn,
            } => ([tp, fn_, fp, tn], tp + fn_ > 0 && fp + tn > 0),
            Self::WithoutTrueNegatives {
                true_positives: tp,
                false_negatives: fn_,
                false_positives: fp,
            } => ([tp, fn_, fp, 0], tp > 0),
        };
        if !is_defined {
            return Err(LeftReason::NoRate);
        }
        self.rates(counts.map(as_f64), labelled)
    }

    /// Rates drawn from the posterior of the counts under Jeffreys' prior of a half each.
    fn draw(self, labelled: f64, generator: &mut ChaCha8Rng) -> Option<Rates> {
        let counts = match self {
            Self::Complete {
                true_positives,
                false_negatives,
                false_positives,
                true_negatives,
            } => [
                true_positives,
                false_negatives,
                false_positives,
                true_negatives,
            ],
            Self::WithoutTrueNegatives {
                true_positives,
                false_negatives,
                false_positives,
            } => [true_positives, false_negatives, false_positives, 0],
        };
        // Gamma draws divided by their sum are a Dirichlet draw; half a squared normal draw is gamma
        // with shape a half.
        let drawn = counts.map(|count| gamma(generator, count) + 0.5 * normal(generator).powi(2));
        self.rates(drawn, labelled).ok()
    }

    /// Rates from (true positives, false negatives, false positives, true negatives).
    fn rates(self, [tp, fn_, fp, tn]: [f64; 4], labelled: f64) -> Result<Rates, LeftReason> {
        let sensitivity = tp / (tp + fn_);
        let false_alarms = match self {
            Self::Complete { .. } => fp / (fp + tn),
            Self::WithoutTrueNegatives { .. } => {
                let precision = tp / (tp + fp);
                let share = labelled * precision / sensitivity;
                if share >= 1.0 {
                    return Err(LeftReason::ImpossibleShare { share });
                }
                labelled * (1.0 - precision) / (1.0 - share)
            }
        };
        Rates {
            sensitivity,
            false_alarms,
        }
        .check(labelled)
    }
}

/// The fit on corrected moments; `None` when they are not those of any population.
fn corrected(
    design: &Design,
    moments: &Moments,
    cards: &[ModelCard],
    rates: &[Rates],
    kept: &[usize],
) -> Option<Solution> {
    let p = design.columns().len();
    let (mut centred, mut means) = (moments.centred(), moments.means());
    let weight = moments.weight();
    let mut reliability = vec![1.0; p + 1];
    let mut shares = vec![None; p + 1];
    for (card, rate) in cards.iter().zip(rates) {
        let column = card.column;
        let share = rate.share(unstored(design, column, means[column]));
        reliability[column] = rate.youden();
        shares[column] = Some(share);
        means[column] = (share - design.origin(column)) / design.scale(column);
    }
    for row in 0..=p {
        for column in row..=p {
            let value = match shares[row].filter(|_| row == column) {
                Some(share) => weight * share * (1.0 - share) / design.scale(row).powi(2),
                None => centred.get(row, column) / (reliability[row] * reliability[column]),
            };
            centred.set(row, column, value);
        }
    }
    let regression = Regression::of_centred(&centred, means, weight, kept, REPLICATE_TOLERANCE);
    let solution = Solution::of_corrected(design, &regression)?;
    Some(solution.with_shares(design, &regression))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{driver, names, without_replicates};
    use crate::drivers::{Row, Rows, fit};
    use crate::stats::draw::uniform;
    use crate::stats::generator;

    /// Two topics that go together; with labels of these chances, or the truth for 1 and 0.
    fn design(sensitivity: f64, false_alarms: f64) -> Design {
        let (mut truth, mut luck) = (generator(8, 0), generator(8, 1));
        let mut rows = Rows::new(2);
        for _ in 0..20_000 {
            let first = uniform(&mut truth) < 0.3;
            let second = uniform(&mut truth) < if first { 0.6 } else { 0.2 };
            let noise = 4.0 * uniform(&mut truth);
            let y = noise - 3.0 * f64::from(u8::from(first)) - f64::from(u8::from(second));
            let labelled = [first, second].map(|is_there| {
                let chance = if is_there { sensitivity } else { false_alarms };
                uniform(&mut luck) < chance
            });
            let x: Vec<(usize, f64)> = (0..2)
                .filter(|&at| labelled[at])
                .map(|at| (at, 1.0))
                .collect();
            rows.push(Row::new(&x, y));
        }
        let groups = vec![driver("a", &[0]), driver("b", &[1])];
        Design::new(rows.compressed(), names(2), groups).unwrap()
    }

    fn cards(true_positives: usize, false_positives: usize) -> Vec<ModelCard> {
        let counts = CardCounts::Complete {
            true_positives,
            false_negatives: 10_000 - true_positives,
            false_positives,
            true_negatives: 10_000 - false_positives,
        };
        (0..2).map(|column| ModelCard { column, counts }).collect()
    }

    #[test]
    fn importance_is_that_of_the_truth() {
        let options = CorrectionOptions {
            n_replicates: 200,
            ..CorrectionOptions::default()
        };
        let truth = fit(&design(1.0, 0.0), &without_replicates()).unwrap();
        let noisy = card_fit(&design(0.8, 0.1), &cards(8000, 1000), &options).unwrap();
        let found = noisy.importance.unwrap();
        assert!((found.r2.estimate - truth.explained.r2).abs() < 0.03);
        let sum: f64 = found.shares.iter().map(|share| share.estimate).sum();
        assert!((sum - found.r2.estimate).abs() < 1e-12);
        for (share, truth) in found.shares.iter().zip(&truth.importance.shares) {
            assert!(
                share.low < *truth && *truth < share.high,
                "{share:?} {truth}"
            );
        }
        // Without the correction most of it is lost.
        let naive = fit(&design(0.8, 0.1), &without_replicates()).unwrap();
        assert!(naive.explained.r2 < 0.75 * truth.explained.r2);
    }
}
