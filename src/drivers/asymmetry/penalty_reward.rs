use crate::drivers::scale::n_present;
use crate::drivers::what_if::check_fit;
use crate::drivers::{Design, Error, Estimate, Fit, Replicates};
use crate::stats::percentile_interval;
use crate::units::{Interval, Probability};

/// The two columns of an attribute; both 0 or 1 and in the units of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute {
    /// Column of its negative mention or low mark.
    pub negative: usize,
    /// Column of its positive mention or high mark.
    pub positive: usize,
}

impl Attribute {
    /// The columns of attribute `at` of [`cut_ratings`](super::cut_ratings).
    pub fn of_cuts(at: usize) -> Self {
        Self {
            negative: 2 * at,
            positive: 2 * at + 1,
        }
    }
}

/// How attributes are classified.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AsymmetryOptions {
    /// An asymmetry within this distance of 0 is none, above 0 and below 1.
    pub band: f64,
    /// With fewer negative or positive observations there is no class.
    pub min_mentions: usize,
    /// Level of the intervals.
    pub level: Probability,
}

impl Default for AsymmetryOptions {
    /// Band 0.2, 30 mentions, level 0.95.
    ///
    /// Cut-offs of the asymmetry are conventions without consensus (Albayrak & Caber 2013). The default is
    /// wide enough that a straight-line effect on a rating of 1 to 5 stays in it, whose asymmetry is −1/7
    /// under the usual cuts (see [`RatingCuts`](super::RatingCuts)); a band of 0.1 would call it basic.
    fn default() -> Self {
        Self {
            band: 0.2,
            min_mentions: 30,
            level: Probability::saturating(0.95),
        }
    }
}

/// What an attribute is for customers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum AsymmetryClass {
    /// It can only disappoint: the interval of the asymmetry lies below the band.
    Basic,
    /// It works both ways alike: the interval lies in the band.
    Performance,
    /// It can only delight: the interval lies above the band.
    Excitement,
    /// The data do not tell.
    Unclassified(Unclassified),
}

/// Why an attribute has no class; the first that applies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unclassified {
    /// A column is not in the model.
    LeftOut {
        /// Index of the column.
        column: usize,
    },
    /// Too few observations have the mention.
    TooFewMentions {
        /// Negative ones.
        n_negative: usize,
        /// Positive ones.
        n_positive: usize,
    },
    /// Negative mentions go with a higher outcome, so there is no penalty.
    NoPenalty,
    /// Positive mentions go with a lower outcome, so there is no reward.
    NoReward,
    /// Replicates are needed for the interval of a ratio.
    NoReplicates,
    /// The interval of the range holds zero, so the interval of the asymmetry has no ends.
    NoRange,
    /// The interval of the asymmetry crosses an edge of the band.
    CrossesBand,
}

/// Penalty and reward of an attribute and how they compare.
#[derive(Debug, Clone, PartialEq)]
pub struct PenaltyReward {
    /// The attribute's columns.
    pub attribute: Attribute,
    /// Outcome points with a negative mention, everything else held; `None` when left out. Its sign
    /// should be negative.
    pub penalty: Option<Estimate>,
    /// Outcome points with a positive mention, everything else held; `None` when left out.
    pub reward: Option<Estimate>,
    /// Number of observations with a negative mention.
    pub n_negative: usize,
    /// Number of observations with a positive mention.
    pub n_positive: usize,
    /// Reward minus penalty: the outcome points between the worst and the best.
    pub range: Option<f64>,
    /// Percentile interval of the range.
    pub range_interval: Option<Interval>,
    /// Satisfaction-generating potential, reward over range; `None` without penalty and reward.
    pub satisfaction: Option<f64>,
    /// Dissatisfaction-generating potential, −penalty over range.
    pub dissatisfaction: Option<f64>,
    /// Satisfaction minus dissatisfaction, −1 to 1; `None` without penalty and reward.
    pub asymmetry: Option<f64>,
    /// Percentile interval over joint replicates. Beyond −1 or 1 it says that penalty or reward may have
    /// the wrong sign. `None` where the range may be zero: any asymmetry is then possible.
    pub asymmetry_interval: Option<Interval>,
    /// The class.
    pub class: AsymmetryClass,
}

/// Compares penalty and reward of an attribute: asymmetry (r + p)/(r − p).
///
/// Coefficients are in outcome points per mention, not standardised: a standardised coefficient of a rare
/// mention is small because it is rare.
///
/// The interval of the asymmetry is that of a ratio. Where the interval of the range includes zero the ratio
/// has no bounds, as in Fieller's theorem, and none are given.
///
/// # Errors
///
/// [`Error::Shape`] when the fit is not of this design, [`Error::Index`] for an unknown column,
/// [`Error::Number`] for a band that is not between 0 and 1.
///
/// # References
///
/// Brandt (1987), *Review of Business* 9, p. 7, for penalties and rewards; `Mikulić` & `Prebežac` (2008), *Managing
/// Service Quality* 18, p. 559, for range and asymmetry; Fieller (1954), *JRSS B* 16, p. 175.
pub fn penalty_reward(
    design: &Design,
    fit: &Fit,
    attribute: Attribute,
    options: &AsymmetryOptions,
) -> Result<PenaltyReward, Error> {
    check_fit(design, fit)?;
    if !(options.band > 0.0 && options.band < 1.0) {
        return Err(Error::Number {
            what: "the band of asymmetry",
            value: options.band,
        });
    }
    for got in [attribute.negative, attribute.positive] {
        let n = design.columns().len();
        if got >= n {
            let what = "column";
            return Err(Error::Index { what, got, n });
        }
    }
    let penalty = fit.columns[attribute.negative].estimate;
    let reward = fit.columns[attribute.positive].estimate;
    let values = penalty.zip(reward).map(|(p, r)| (p.value, r.value));
    let range = values.map(|(p, r)| r - p);
    // Only a penalty and a reward divide a range into parts.
    let parts = values.filter(|(p, r)| *p <= 0.0 && *r >= 0.0 && r - p > 0.0);
    let range_interval = match (range, fit.replicates.as_ref()) {
        (Some(range), Some(drawn)) => {
            let ranges = pairs(drawn, attribute).map(|(p, r)| r - p).collect();
            Some(percentile_interval(ranges, range, options.level)?)
        }
        _ => None,
    };
    let asymmetry = parts.map(|(p, r)| (r + p) / (r - p));
    let has_range = range_interval.is_some_and(|interval| interval.low > 0.0);
    let asymmetry_interval = match (asymmetry, fit.replicates.as_ref()) {
        (Some(asymmetry), Some(drawn)) if has_range => {
            let ratios = pairs(drawn, attribute)
                .map(|(p, r)| (r + p) / (r - p))
                .filter(|ratio| ratio.is_finite())
                .collect();
            Some(percentile_interval(ratios, asymmetry, options.level)?)
        }
        _ => None,
    };
    let mut result = PenaltyReward {
        attribute,
        penalty,
        reward,
        n_negative: n_present(design, attribute.negative),
        n_positive: n_present(design, attribute.positive),
        range,
        range_interval,
        satisfaction: parts.map(|(p, r)| r / (r - p)),
        dissatisfaction: parts.map(|(p, r)| -p / (r - p)),
        asymmetry,
        asymmetry_interval,
        class: AsymmetryClass::Unclassified(Unclassified::NoReplicates),
    };
    result.class = classify(&result, fit, options);
    Ok(result)
}

/// Penalty and reward of every replicate.
fn pairs(drawn: &Replicates, attribute: Attribute) -> impl Iterator<Item = (f64, f64)> {
    let negative = drawn.coefficients.column(attribute.negative);
    let positive = drawn.coefficients.column(attribute.positive);
    negative
        .into_iter()
        .copied()
        .zip(positive.into_iter().copied())
}

fn classify(found: &PenaltyReward, fit: &Fit, options: &AsymmetryOptions) -> AsymmetryClass {
    let column = if found.penalty.is_none() {
        found.attribute.negative
    } else {
        found.attribute.positive
    };
    let reason = match (found.penalty, found.reward) {
        (Some(penalty), Some(reward)) => {
            if found.n_negative.min(found.n_positive) < options.min_mentions {
                Unclassified::TooFewMentions {
                    n_negative: found.n_negative,
                    n_positive: found.n_positive,
                }
            } else if penalty.value > 0.0 {
                Unclassified::NoPenalty
            } else if reward.value < 0.0 {
                Unclassified::NoReward
            } else if fit.replicates.is_none() {
                Unclassified::NoReplicates
            } else if let Some(interval) = found.asymmetry_interval {
                if interval.high < -options.band {
                    return AsymmetryClass::Basic;
                } else if interval.low > options.band {
                    return AsymmetryClass::Excitement;
                } else if interval.low > -options.band && interval.high < options.band {
                    return AsymmetryClass::Performance;
                }
                Unclassified::CrossesBand
            } else {
                Unclassified::NoRange
            }
        }
        _ => Unclassified::LeftOut { column },
    };
    AsymmetryClass::Unclassified(reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{bayesian, driver, names, without_replicates};
    use crate::drivers::{Options, RatingCuts, Row, Rows, cut_ratings, fit};
    use crate::stats::draw::{normal, uniform};
    use crate::stats::generator;
    use crate::units::as_f64;
    use ndarray::Array2;

    const A: Attribute = Attribute {
        negative: 0,
        positive: 1,
    };
    const B: Attribute = Attribute {
        negative: 2,
        positive: 3,
    };

    fn near(got: Option<f64>, expected: f64) {
        let got = got.unwrap();
        assert!((got - expected).abs() < 1e-9, "{got} is not {expected}");
    }

    fn run(rows: Rows, options: &Options, attribute: Attribute) -> PenaltyReward {
        let groups = vec![driver("a", &[0, 1]), driver("b", &[2, 3])];
        let design = Design::new(rows, names(4), groups).unwrap();
        let fit = fit(&design, options).unwrap();
        penalty_reward(&design, &fit, attribute, &AsymmetryOptions::default()).unwrap()
    }

    /// `shared/golden/golden2.R`: all nine combinations of two attributes, no noise; R 4.2.2.
    fn exact() -> Rows {
        let mut rows = Rows::new(4);
        for a in [(0, -30.0), (4, 0.0), (1, 10.0)] {
            for b in [(2, -5.0), (4, 0.0), (3, 15.0)] {
                let x: Vec<(usize, f64)> = [a.0, b.0]
                    .into_iter()
                    .filter(|&column| column < 4)
                    .map(|column| (column, 1.0))
                    .collect();
                rows.push(Row {
                    count: 12,
                    ..Row::new(&x, 50.0 + a.1 + b.1)
                });
            }
        }
        rows
    }

    #[test]
    fn published_penalties_and_rewards_have_their_asymmetry() {
        let a = run(exact(), &bayesian(50), A);
        near(a.penalty.map(|e| e.value), -30.0);
        near(a.reward.map(|e| e.value), 10.0);
        near(a.range, 40.0);
        near(a.satisfaction, 0.25);
        near(a.dissatisfaction, 0.75);
        near(a.asymmetry, -0.5);
        // Without noise every replicate finds the same.
        let interval = a.asymmetry_interval.unwrap();
        assert!(interval.high - interval.low < 1e-9);
        assert_eq!(a.class, AsymmetryClass::Basic);
        let b = run(exact(), &bayesian(50), B);
        near(b.satisfaction, 0.75);
        near(b.dissatisfaction, 0.25);
        near(b.asymmetry, 0.5);
        assert_eq!(b.class, AsymmetryClass::Excitement);
        assert_eq!((b.n_negative, b.n_positive), (36, 36));
    }

    /// `tests/golden/asymmetry_drivers.R`: ratings made by formula, `lm` on their marks.
    #[test]
    fn cut_ratings_have_the_penalties_of_r() {
        let rating = |i: usize, at: usize| {
            as_f64(if at == 0 {
                1 + (i * i + 2 * i) % 5
            } else {
                1 + (3 * i * i * i + i) % 7 % 5
            })
        };
        let ratings = Array2::from_shape_fn((60, 2), |(i, at)| rating(i, at));
        let outcome: Vec<f64> = (0..60)
            .map(|i| {
                let square = 3.0 * rating(i, 0) * rating(i, 0);
                let rest = as_f64(40 + 5 * i % 9);
                4.0f64.mul_add(-rating(i, 1), square + rest)
            })
            .collect();
        let cuts = [RatingCuts::of_whole_scale(1, 5).unwrap(); 2];
        let labels = ["a".to_owned(), "b".to_owned()];
        let (rows, columns, groups) = cut_ratings(&ratings, &outcome, &labels, &cuts).unwrap();
        let design = Design::new(rows, columns, groups).unwrap();
        let fit = fit(&design, &bayesian(50)).unwrap();
        let options = AsymmetryOptions {
            min_mentions: 1,
            ..AsymmetryOptions::default()
        };
        let find = |at| penalty_reward(&design, &fit, Attribute::of_cuts(at), &options).unwrap();
        let a = find(0);
        near(a.penalty.map(|e| e.value), -45.071_776_410_342_224);
        near(a.reward.map(|e| e.value), 26.913_879_470_328_048);
        near(a.range, 71.985_655_880_670_26);
        near(a.satisfaction, 0.373_878_367_031_105);
        near(a.dissatisfaction, 0.626_121_632_968_895);
        near(a.asymmetry, -0.252_243_265_937_790);
        // The second rating lowers the outcome: low marks have no penalty.
        let b = find(1);
        near(b.penalty.map(|e| e.value), 10.277_366_151_785_342);
        near(b.reward.map(|e| e.value), -5.756_080_204_278_133);
        assert_eq!(
            (b.asymmetry, b.satisfaction, b.asymmetry_interval),
            (None, None, None)
        );
        assert_eq!(
            b.class,
            AsymmetryClass::Unclassified(Unclassified::NoPenalty)
        );
    }

    /// Mentions of two attributes with noise.
    fn noisy(seed: u64, n: usize, effects: [f64; 4], shares: [f64; 2]) -> Rows {
        let mut source = generator(seed, 0);
        let mut rows = Rows::new(4);
        for _ in 0..n {
            let mut x = Vec::new();
            for (at, share) in shares.into_iter().enumerate() {
                let draw = uniform(&mut source);
                if draw < share {
                    x.push((2 * at, 1.0));
                } else if draw < 2.0 * share {
                    x.push((2 * at + 1, 1.0));
                }
            }
            let level: f64 = x.iter().map(|&(column, _)| effects[column]).sum();
            rows.push(Row::new(&x, 10.0f64.mul_add(normal(&mut source), level)));
        }
        rows
    }

    #[test]
    fn only_a_clear_interval_gives_a_class() {
        let class = |effects, n| run(noisy(1, n, effects, [0.2, 0.2]), &bayesian(200), A).class;
        assert_eq!(class([-30.0, 1.0, 0.0, 0.0], 600), AsymmetryClass::Basic);
        assert_eq!(
            class([-30.0, 30.0, 0.0, 0.0], 600),
            AsymmetryClass::Performance
        );
        assert_eq!(
            class([-1.0, 30.0, 0.0, 0.0], 600),
            AsymmetryClass::Excitement
        );
        // Asymmetry −0.2 stands on the edge of the band.
        let edge = class([-12.0, 8.0, 0.0, 0.0], 600);
        assert_eq!(
            edge,
            AsymmetryClass::Unclassified(Unclassified::CrossesBand)
        );
        let wrong = class([-5.0, -20.0, 0.0, 0.0], 600);
        assert_eq!(wrong, AsymmetryClass::Unclassified(Unclassified::NoReward));
        let rare = class([-30.0, 1.0, 0.0, 0.0], 100);
        assert!(matches!(
            rare,
            AsymmetryClass::Unclassified(Unclassified::TooFewMentions { .. })
        ));
    }

    #[test]
    fn a_range_that_may_be_zero_has_no_asymmetry_interval() {
        // No effect at all; a set in which penalty and reward happen to have their signs.
        let found = (0..40)
            .map(|seed| run(noisy(seed, 300, [0.0; 4], [0.2, 0.2]), &bayesian(60), A))
            .filter(|found| found.asymmetry.is_some())
            .find(|found| found.range_interval.unwrap().low <= 0.0)
            .unwrap();
        assert_eq!(found.asymmetry_interval, None);
        assert_eq!(
            found.class,
            AsymmetryClass::Unclassified(Unclassified::NoRange)
        );
    }

    #[test]
    fn without_replicates_or_column_there_is_no_class() {
        let found = run(exact(), &without_replicates(), A);
        assert_eq!(
            found.class,
            AsymmetryClass::Unclassified(Unclassified::NoReplicates)
        );
        let mut rows = Rows::new(4);
        for i in 0..200usize {
            let x = if i % 2 == 0 {
                &[(0, 1.0)][..]
            } else {
                &[(2, 1.0)]
            };
            rows.push(Row::new(x, as_f64(i % 7)));
        }
        let found = run(rows, &bayesian(20), A);
        let reason = Unclassified::LeftOut { column: 1 };
        assert_eq!(found.class, AsymmetryClass::Unclassified(reason));
        assert_eq!((found.range, found.asymmetry), (None, None));
    }

    #[test]
    fn an_impossible_band_or_column_is_refused() {
        let groups = vec![driver("a", &[0, 1]), driver("b", &[2, 3])];
        let design = Design::new(exact(), names(4), groups).unwrap();
        let fit = fit(&design, &without_replicates()).unwrap();
        let with = |band| AsymmetryOptions {
            band,
            ..AsymmetryOptions::default()
        };
        for band in [0.0, 1.0, f64::NAN] {
            assert!(penalty_reward(&design, &fit, A, &with(band)).is_err());
        }
        let beyond = Attribute {
            negative: 0,
            positive: 4,
        };
        assert!(penalty_reward(&design, &fit, beyond, &with(0.1)).is_err());
    }
}
