#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::gain::{Reach, gain, replicated_gains, replicated_shares};
use super::model::Drawn;
use super::plan::TopicColumns;
use super::{Error, Options};
use crate::drivers::JointCovariance;
use crate::stats::{self, Symmetric, draw, generator};
use crate::units::{Interval, Probability, as_u64};

/// Keeps the draws of this file apart from all others.
const SEED: u64 = 0x3c6e_f372_fe94_f82b;

/// Which part of a variance is rounding: below it two gains are taken to move as one.
const NO_VARIANCE: f64 = 1e-12;

/// Where the doubt about effects, shares and gains comes from.
#[derive(Debug)]
pub(super) enum Doubt {
    /// Replicates of all of them together.
    Drawn(Drawn),
    /// Their robust covariance.
    Linear(Linear),
}

/// A fit with the robust covariance of its coefficients and shares.
#[derive(Debug)]
pub(super) struct Linear {
    pub(super) covariance: JointCovariance,
    /// Per column; 0 where it was left out.
    pub(super) coefficients: Vec<f64>,
    /// Per column the share among those who wrote.
    pub(super) shares: Vec<f64>,
    /// Per column the degrees of freedom of its interval.
    pub(super) degrees_of_freedom: Vec<f64>,
}

/// The slopes of a figure by coefficients and shares, as (place in the covariance, slope), and by the part of
/// all respondents who wrote.
#[derive(Debug)]
struct Gradient {
    entries: Vec<(usize, f64)>,
    by_reach: f64,
}

impl Doubt {
    /// Deviation of the coefficient of a column.
    pub(super) fn deviation(&self, column: usize) -> f64 {
        match self {
            Self::Drawn(drawn) => deviation(&drawn.coefficients[column]),
            Self::Linear(linear) => linear.covariance.matrix.get(column, column).sqrt(),
        }
    }

    /// The interval of a coefficient; `None` where the data cannot tell.
    pub(super) fn effect(
        &self,
        column: usize,
        estimate: f64,
        level: Probability,
    ) -> Result<Option<Interval>, Error> {
        match self {
            Self::Drawn(drawn) => {
                let drawn = drawn.coefficients[column].clone();
                Ok(Some(stats::percentile_interval(drawn, estimate, level)?))
            }
            Self::Linear(linear) => {
                let gradient = Gradient {
                    entries: vec![(column, 1.0)],
                    by_reach: 0.0,
                };
                linear.interval(estimate, &gradient, 0.0, column, level)
            }
        }
    }

    /// The interval of the share of all with an outcome that a column holds; `None` where the data cannot tell.
    pub(super) fn share(
        &self,
        column: usize,
        estimate: f64,
        reach: &Reach,
        level: Probability,
    ) -> Result<Option<Interval>, Error> {
        match self {
            Self::Drawn(drawn) => {
                let drawn = replicated_shares(drawn, column, reach);
                Ok(Some(stats::percentile_interval(drawn, estimate, level)?))
            }
            Self::Linear(linear) => {
                let p = linear.coefficients.len();
                let gradient = Gradient {
                    entries: vec![(p + column, reach.factor)],
                    by_reach: linear.shares[column],
                };
                linear.interval(estimate, &gradient, reach.variance, column, level)
            }
        }
    }

    /// The interval of a topic's gain; `None` where the data cannot tell.
    pub(super) fn gain(
        &self,
        columns: &TopicColumns,
        estimate: f64,
        reach: &Reach,
        options: &Options,
    ) -> Result<Option<Interval>, Error> {
        match self {
            Self::Drawn(drawn) => {
                let drawn = replicated_gains(drawn, &[*columns], reach);
                let drawn = drawn.into_iter().flatten().collect();
                Ok(Some(stats::percentile_interval(
                    drawn,
                    estimate,
                    options.level,
                )?))
            }
            Self::Linear(linear) => {
                let Some(column) = columns.negative else {
                    return Ok(None);
                };
                let gradient = linear.of_gain(column, columns.fraction_removed, reach);
                linear.interval(estimate, &gradient, reach.variance, column, options.level)
            }
        }
    }

    /// The interval of Σ coefficient · share over the columns of a topic; the estimate alone as both ends
    /// never comes out: `None` where the data cannot tell.
    pub(super) fn contribution(
        &self,
        columns: &[usize],
        estimate: f64,
        level: Probability,
    ) -> Result<Option<Interval>, Error> {
        match self {
            Self::Drawn(drawn) => {
                let n_replicates = drawn.coefficients.first().map_or(0, Vec::len);
                let sums = (0..n_replicates)
                    .map(|replicate| {
                        let parts = columns.iter().map(|&column| {
                            drawn.coefficients[column][replicate] * drawn.shares[column][replicate]
                        });
                        parts.sum()
                    })
                    .collect();
                Ok(Some(stats::percentile_interval(sums, estimate, level)?))
            }
            Self::Linear(linear) => {
                let gradient = Gradient {
                    entries: columns
                        .iter()
                        .flat_map(|&column| linear.of_product(column, 1.0))
                        .collect(),
                    by_reach: 0.0,
                };
                // Of several columns the one that tells least decides how far to trust the normal.
                let freedom = |column: &usize| linear.degrees_of_freedom[*column];
                let by_freedom = |a: &&usize, b: &&usize| freedom(a).total_cmp(&freedom(b));
                let Some(&weakest) = columns.iter().min_by(by_freedom) else {
                    return Ok(None);
                };
                linear.interval(estimate, &gradient, 0.0, weakest, level)
            }
        }
    }

    /// The gain of each ranked topic in each draw; they vary together.
    pub(super) fn gains(
        &self,
        ranked: &[TopicColumns],
        reach: &Reach,
        options: &Options,
    ) -> Vec<Vec<f64>> {
        match self {
            Self::Drawn(drawn) => replicated_gains(drawn, ranked, reach),
            Self::Linear(linear) => linear.drawn_gains(ranked, reach, options),
        }
    }
}

impl Linear {
    /// Slopes of `factor` · coefficient · share.
    fn of_product(&self, column: usize, factor: f64) -> [(usize, f64); 2] {
        let p = self.coefficients.len();
        [
            (column, factor * self.shares[column]),
            (p + column, factor * self.coefficients[column]),
        ]
    }

    /// The gain is −φ b q r: slopes −φ q r by b, −φ b r by q, −φ b q by r.
    fn of_gain(&self, column: usize, fraction_removed: f64, reach: &Reach) -> Gradient {
        let (b, q) = (self.coefficients[column], self.shares[column]);
        Gradient {
            entries: self
                .of_product(column, -fraction_removed * reach.factor)
                .to_vec(),
            by_reach: gain(b, q, fraction_removed),
        }
    }

    fn covariance(&self, a: &Gradient, b: &Gradient, of_reach: f64) -> f64 {
        self.covariance.of(&a.entries, &b.entries) + a.by_reach * b.by_reach * of_reach
    }

    fn interval(
        &self,
        estimate: f64,
        gradient: &Gradient,
        of_reach: f64,
        column: usize,
        level: Probability,
    ) -> Result<Option<Interval>, Error> {
        let deviation = self.covariance(gradient, gradient, of_reach).sqrt();
        if !(deviation.is_finite() && deviation > 0.0) {
            return Ok(None);
        }
        let margin = stats::t_margin(level, self.degrees_of_freedom[column])? * deviation;
        let (low, high) = (estimate - margin, estimate + margin);
        Ok(Some(Interval::new(low, estimate, high, level)?))
    }

    /// Draws of all gains from their joint normal distribution.
    fn drawn_gains(
        &self,
        ranked: &[TopicColumns],
        reach: &Reach,
        options: &Options,
    ) -> Vec<Vec<f64>> {
        let of_topic = |topic: &TopicColumns| {
            let column = topic.negative?;
            Some(self.of_gain(column, topic.fraction_removed, reach))
        };
        let gradients: Vec<Gradient> = ranked.iter().filter_map(of_topic).collect();
        let mut covariance = Symmetric::zeros(gradients.len());
        for (row, a) in gradients.iter().enumerate() {
            for (column, b) in gradients.iter().enumerate().skip(row) {
                covariance.set(row, column, self.covariance(a, b, reach.variance));
            }
        }
        let means: Vec<f64> = gradients
            .iter()
            .map(|gradient| gradient.by_reach * reach.factor)
            .collect();
        drawn(&means, &covariance, options)
    }
}

/// Draws from a normal distribution, by the roots of the eigenvalues of the correlations.
fn drawn(means: &[f64], covariance: &Symmetric, options: &Options) -> Vec<Vec<f64>> {
    let (correlation, deviations) = covariance.standardized();
    let eigen = stats::eigen(&correlation);
    let roots: Vec<f64> = eigen
        .values
        .iter()
        .map(|&value| {
            if value > NO_VARIANCE {
                value.sqrt()
            } else {
                0.0
            }
        })
        .collect();
    (0..options.n_replicates)
        .map(|number| {
            let mut random = generator(options.seed ^ SEED, as_u64(number));
            let z: Vec<f64> = roots
                .iter()
                .map(|root| root * draw::normal(&mut random))
                .collect();
            let of = |(at, mean): (usize, &f64)| {
                let turned = eigen.vectors.row(at);
                let moved: f64 = turned.iter().zip(&z).map(|(v, z)| v * z).sum();
                mean + deviations[at] * moved
            };
            means.iter().enumerate().map(of).collect()
        })
        .collect()
}

fn deviation(drawn: &[f64]) -> f64 {
    let n = crate::units::as_f64(drawn.len());
    let mean = drawn.iter().sum::<f64>() / n;
    let squares: f64 = drawn.iter().map(|b| (b - mean) * (b - mean)).sum();
    (squares / (n - 1.0)).sqrt()
}
