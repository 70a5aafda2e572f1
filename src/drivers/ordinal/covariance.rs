use super::frame::Frame;
use super::likelihood::Link;
use crate::drivers::{Doubt, Error, Estimate};
use crate::stats::{Ascent, Factor, Symmetric, normal_margin, normal_two_sided_p};
use crate::units::{Interval, Probability, as_f64};

/// Which standard errors the estimates of a categorical model carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandardErrors {
    /// From the curvature of the log-likelihood: all weights are equal and there are no clusters.
    /// Counts are observations.
    ModelBased,
    /// A⁻¹BA⁻¹ · n/(n − 1), because observations have weights of their own.
    ///
    /// Binder (1983), *International Statistical Review* 51, p. 279; the factor is that of R's
    /// `survey` for independent observations.
    Robust,
    /// A⁻¹BA⁻¹ · G/(G − 1) with scores summed per cluster.
    ///
    /// Liang & Zeger (1986), *Biometrika* 73, p. 13.
    Clustered {
        /// Number of clusters, observations outside clusters included.
        n_clusters: usize,
    },
}

/// Covariances of the parameters in stored units.
#[derive(Debug, Clone)]
pub(super) struct Covariance {
    pub(super) kind: StandardErrors,
    matrix: Symmetric,
    /// Parameters of which the data cannot tell an error.
    undefined: Vec<bool>,
}

/// Squared scores below this part of what they could be are rounding: 1e-10 in scores.
const NO_SCORE: f64 = 1e-20;

impl StandardErrors {
    pub(super) fn of(frame: &Frame<'_>) -> Self {
        if frame.design.is_clustered() {
            let n_clusters = frame.design.n_units();
            return Self::Clustered { n_clusters };
        }
        // The mean weight is 1.
        if frame
            .weight
            .iter()
            .all(|weight| (weight - 1.0).abs() < 1e-9)
        {
            Self::ModelBased
        } else {
            Self::Robust
        }
    }

    /// What the sum of squared scores is multiplied with; infinite for one cluster alone.
    pub(super) fn factor(self, frame: &Frame<'_>) -> f64 {
        let n = match self {
            Self::ModelBased => return 1.0,
            Self::Robust => as_f64(frame.design.n_observations()),
            Self::Clustered { n_clusters } => as_f64(n_clusters),
        };
        n / (n - 1.0)
    }
}

pub(super) fn covariance(frame: &Frame<'_>, link: Link, ascent: &Ascent) -> Covariance {
    let order = ascent.parameters.len();
    let sequence: Vec<usize> = (0..order).collect();
    let inverse = Factor::new(&ascent.derivatives.information, &sequence, 0.0).inverse();
    let kind = StandardErrors::of(frame);
    if kind == StandardErrors::ModelBased {
        return Covariance {
            kind,
            matrix: inverse,
            undefined: vec![false; order],
        };
    }
    let q = frame.kept.len();
    let meat = meat(frame, order, |entries, row, into| {
        link.score(&ascent.parameters, q, entries, frame.class[row], into);
    });
    let undefined = without_score(frame, link, &meat);
    let columns: Vec<Vec<f64>> = sequence
        .iter()
        .map(|&parameter| {
            (0..order)
                .map(|row| inverse.get(row, parameter))
                .collect::<Vec<f64>>()
        })
        .collect();
    let factor = kind.factor(frame);
    let mut matrix = Symmetric::zeros(order);
    for column in 0..order {
        let product = meat.times(&columns[column]);
        for (row, left) in columns.iter().enumerate().take(column + 1) {
            let value: f64 = left.iter().zip(&product).map(|(a, b)| a * b).sum();
            matrix.set(row, column, factor * value);
        }
    }
    Covariance {
        kind,
        matrix,
        undefined,
    }
}

/// A row in a cluster: the cluster, the row and its weighted score.
type Member = (u32, usize, Vec<(u32, f64)>);

/// Σ over units of U U' with U = Σ w · score, a unit being a cluster or an observation outside one.
///
/// `score` writes the ascending entries of the score of a row, given its profile's predictors.
pub(super) fn meat(
    frame: &Frame<'_>,
    order: usize,
    score: impl Fn(&[(u32, f64)], usize, &mut Vec<(u32, f64)>),
) -> Symmetric {
    let design = frame.design;
    let mut meat = Symmetric::zeros(order);
    let mut vector = Vec::new();
    let mut members: Vec<Member> = Vec::new();
    for (profile, (_, rows)) in design.profiles().enumerate() {
        let entries = frame.profiles.get(profile);
        for row in rows {
            score(entries, row, &mut vector);
            let (weight, count) = (frame.weight[row], as_f64(design.count()[row]));
            match design.cluster()[row] {
                None => meat.add_outer(&vector, count * weight * weight),
                Some(cluster) => {
                    let scaled = vector.iter().map(|&(at, v)| (at, v * weight * count));
                    members.push((cluster, row, scaled.collect()));
                }
            }
        }
    }
    members.sort_by_key(|member| (member.0, member.1));
    let mut sums = vec![0.0; order];
    let mut touched: Vec<u32> = Vec::new();
    for cluster in members.chunk_by(|a, b| a.0 == b.0) {
        touched.clear();
        for &(at, value) in cluster.iter().flat_map(|member| &member.2) {
            touched.push(at);
            sums[at as usize] += value;
        }
        touched.sort_unstable();
        touched.dedup();
        vector.clear();
        vector.extend(touched.iter().map(|&at| (at, sums[at as usize])));
        meat.add_outer(&vector, 1.0);
        for &at in &touched {
            sums[at as usize] = 0.0;
        }
    }
    meat
}

/// Slopes whose rows leave no scores to judge them by, as those of a column that one cluster has.
fn without_score(frame: &Frame<'_>, link: Link, meat: &Symmetric) -> Vec<bool> {
    let q = frame.kept.len();
    let mut exposure = vec![0.0; q];
    for (profile, (_, rows)) in frame.design.profiles().enumerate() {
        let squares: f64 = rows
            .map(|row| as_f64(frame.design.count()[row]) * frame.weight[row].powi(2))
            .sum();
        for &(column, x) in frame.profiles.get(profile) {
            exposure[column as usize] += squares * x * x;
        }
    }
    let mut undefined = vec![false; meat.order()];
    for equation in 0..link.n_equations(frame.n_classes()) {
        for (column, exposure) in exposure.iter().enumerate() {
            let at = link.slope(q, equation, column);
            undefined[at] = meat.get(at, at) <= NO_SCORE * exposure;
        }
    }
    undefined
}

impl Covariance {
    /// A slope per unit of the data.
    pub(super) fn slope(
        &self,
        frame: &Frame<'_>,
        at: usize,
        place: usize,
        parameters: &[f64],
        level: Probability,
    ) -> Result<Estimate, Error> {
        let per_unit = 1.0 / frame.design.scale(frame.kept[place]);
        let error = self.matrix.get(at, at).sqrt() * per_unit;
        let defined = !self.undefined[at];
        estimate(parameters[at] * per_unit, defined.then_some(error), level)
    }

    /// A threshold or constant at 0 of all columns in the units of the data; without doubt as soon
    /// as one slope is.
    pub(super) fn constant(
        &self,
        frame: &Frame<'_>,
        link: Link,
        at: usize,
        parameters: &[f64],
        level: Probability,
    ) -> Result<Estimate, Error> {
        let combination = constant_combination(frame, link, at);
        let value = combination
            .iter()
            .map(|&(parameter, factor)| parameters[parameter as usize] * factor)
            .sum();
        let error = self.matrix.quadratic(&combination).sqrt();
        let defined = !self.undefined.contains(&true);
        estimate(value, defined.then_some(error), level)
    }
}

/// The constant of the data's units as a combination of parameters in stored units.
///
/// Columns are stored as v = (x − o)/s, so that x'β = Σ b v + Σ b o/s with β = b/s: thresholds rise
/// by the last sum and constants fall by it.
pub(super) fn constant_combination(frame: &Frame<'_>, link: Link, at: usize) -> Vec<(u32, f64)> {
    let q = frame.kept.len();
    let (equation, sign) = match link {
        Link::Cumulative => (0, 1.0),
        Link::Baseline => (at, -1.0),
    };
    let mut combination: Vec<(u32, f64)> = (0..q)
        .map(|place| {
            let parameter = link.slope(q, equation, place);
            (crate::units::as_u32(parameter), sign * frame.shift(place))
        })
        .filter(|entry| entry.1.abs() > 0.0)
        .collect();
    combination.push((crate::units::as_u32(link.constant(q, at)), 1.0));
    combination
}

fn estimate(value: f64, error: Option<f64>, level: Probability) -> Result<Estimate, Error> {
    let doubt = error
        .filter(|error| error.is_finite() && *error > 0.0)
        .map(|standard_error| -> Result<Doubt, Error> {
            let margin = normal_margin(level) * standard_error;
            Ok(Doubt {
                standard_error,
                interval: Interval::new(value - margin, value, value + margin, level)?,
                p_value: normal_two_sided_p(value / standard_error)?,
            })
        })
        .transpose()?;
    Ok(Estimate { value, doubt })
}
