#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::chain::Predictors;
use crate::stats::draw::{below, gamma, normal};
use crate::stats::{Factor, Mass, Moments};
use crate::units::{as_f64, as_u32};
use rand_chacha::ChaCha8Rng;

/// Added to the variance of each predictor, as a part of it.
const RIDGE: f64 = 1e-5;

/// A predictor with less than this part of its variance to itself is left out: 2e-5 is what the ridge
/// leaves to a copy of another.
const NO_VARIANCE_OF_ITS_OWN: f64 = 3e-5;

/// A constant and slopes.
#[derive(Debug)]
struct Line {
    constant: f64,
    slopes: Vec<f64>,
}

impl Line {
    fn at(&self, x: &[f64]) -> f64 {
        let moved: f64 = self.slopes.iter().zip(x).map(|(b, x)| b * x).sum();
        self.constant + moved
    }
}

/// Finds for every recipient a donor with a similar prediction: predictive mean matching.
///
/// Type 1: donors are predicted with the estimated coefficients and recipients with coefficients
/// drawn from their posterior, so that recipients of equal predictors do not share one set of donors
/// over imputations. Of the `n_donors` nearest one is drawn; ties are broken at random.
///
/// # References
///
/// Little (1988), *Journal of Business & Economic Statistics* 6, p. 291; Rubin (1987), p. 167, for the
/// draw; Morris, White & Royston (2014), *BMC Medical Research Methodology* 14:75, for five donors
/// and for type 1; Schenker & Taylor (1996), *Computational Statistics & Data Analysis* 22, p. 429,
/// for drawing among neighbours.
pub(super) fn matched_donors(
    predictors: &Predictors<'_>,
    target: &[f64],
    observed: &[usize],
    missing: &[usize],
    n_donors: usize,
    generator: &mut ChaCha8Rng,
) -> Vec<usize> {
    let (estimated, drawn) = lines(predictors, target, observed, generator);
    let mut x = Vec::new();
    let mut donors: Vec<(f64, usize)> = observed
        .iter()
        .map(|&row| {
            predictors.read(row, &mut x);
            (estimated.at(&x), row)
        })
        .collect();
    donors.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    missing
        .iter()
        .map(|&row| {
            predictors.read(row, &mut x);
            let rank = below(generator, n_donors.min(donors.len()));
            neighbour(&donors, drawn.at(&x), rank, generator)
        })
        .collect()
}

/// The estimated line and one drawn from its posterior under a flat prior.
fn lines(
    predictors: &Predictors<'_>,
    target: &[f64],
    observed: &[usize],
    generator: &mut ChaCha8Rng,
) -> (Line, Line) {
    let k = predictors.len();
    let mut moments = Moments::new(k);
    let mut x = Vec::new();
    let mut entries: Vec<(u32, f64)> = Vec::with_capacity(k);
    for &row in observed {
        predictors.read(row, &mut x);
        entries.clear();
        entries.extend(x.iter().enumerate().map(|(j, &value)| (as_u32(j), value)));
        let mut mass = Mass::default();
        mass.add(1.0, target[row]);
        moments.add(&entries, mass);
    }
    let means = moments.means();
    let products = moments.centred();
    let mut ridged = products.clone();
    for j in 0..k {
        ridged.set(j, j, products.get(j, j) * (1.0 + RIDGE));
    }
    let sequence: Vec<usize> = (0..k).collect();
    let factor = Factor::new(&ridged, &sequence, NO_VARIANCE_OF_ITS_OWN);
    let with_target: Vec<f64> = (0..=k).map(|j| products.get(j, k)).collect();
    let mut slopes = factor.solve(&with_target);
    let mut direction: Vec<f64> = slopes[..k].iter().map(|b| -b).collect();
    direction.push(1.0);
    let product = products.times(&direction);
    let left: f64 = product.iter().zip(&direction).map(|(a, b)| a * b).sum();

    let n = observed.len();
    let n_free = n.saturating_sub(factor.kept().len() + 1).max(1);
    let spread = (left.max(0.0) / chi_squared(generator, n_free)).sqrt();
    let draws: Vec<f64> = factor.kept().iter().map(|_| normal(generator)).collect();
    let level = means[k] + spread * normal(generator) / as_f64(n).sqrt();
    let mut drawn: Vec<f64> = factor
        .spread(&draws)
        .iter()
        .zip(&slopes)
        .map(|(z, b)| b + spread * z)
        .collect();
    slopes.truncate(k);
    drawn.truncate(k);
    let line = |level: f64, slopes: Vec<f64>| {
        let at_means: f64 = slopes.iter().zip(&means).map(|(b, m)| b * m).sum();
        Line {
            constant: level - at_means,
            slopes,
        }
    };
    (line(means[k], slopes), line(level, drawn))
}

fn chi_squared(generator: &mut ChaCha8Rng, degrees_of_freedom: usize) -> f64 {
    let even = 2.0 * gamma(generator, degrees_of_freedom / 2);
    if degrees_of_freedom % 2 == 1 {
        even + normal(generator).powi(2)
    } else {
        even
    }
}

/// The row whose prediction is the `rank`-th nearest, from 0; rows at the same distance stand in
/// random order.
fn neighbour(
    donors: &[(f64, usize)],
    target: f64,
    rank: usize,
    generator: &mut ChaCha8Rng,
) -> usize {
    let mut right = donors.partition_point(|donor| donor.0 < target);
    let mut left = right;
    let mut to_pass = rank;
    loop {
        let distance_left = (left > 0).then(|| target - donors[left - 1].0);
        let distance_right = donors.get(right).map(|donor| donor.0 - target);
        let goes_left = match (distance_left, distance_right) {
            (Some(near), Some(far)) => near < far,
            (near, _) => near.is_some(),
        };
        // Rows with the same predictors have the same prediction, to the bit.
        let (start, end) = if goes_left {
            let value = donors[left - 1].0;
            let start = donors[..left].partition_point(|donor| donor.0.total_cmp(&value).is_lt());
            let block = (start, left);
            left = start;
            block
        } else {
            let Some(&(value, _)) = donors.get(right) else {
                // Fewer donors than the rank: never asked for, as the rank is below their number.
                return donors.first().map_or(0, |donor| donor.1);
            };
            let length = donors[right..].partition_point(|donor| donor.0.total_cmp(&value).is_le());
            let block = (right, right + length);
            right += length;
            block
        };
        if to_pass < end - start {
            return donors[start + below(generator, end - start)].1;
        }
        to_pass -= end - start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::generator;

    #[test]
    fn neighbours_are_ranked_by_distance_and_ties_drawn_evenly() {
        let donors: Vec<(f64, usize)> = [0.0, 1.0, 2.0, 2.0, 2.0, 5.0, 9.0]
            .into_iter()
            .zip(10..)
            .collect();
        let mut source = generator(1, 0);
        let mut row = |target, rank| neighbour(&donors, target, rank, &mut source);
        assert_eq!(row(5.4, 0), 15);
        assert_eq!(row(-3.0, 1), 11);
        assert_eq!(row(50.0, 6), 10);
        assert_eq!(row(8.0, 1), 15);
        let mut hits = [0usize; 3];
        let n = 6000;
        for _ in 0..n {
            hits[row(2.1, 1) - 12] += 1;
        }
        let band = 4.0 * (as_f64(n) * (1.0 / 3.0) * (2.0 / 3.0)).sqrt();
        assert!(
            hits.iter()
                .all(|&hit| (as_f64(hit) - as_f64(n) / 3.0).abs() < band)
        );
    }

    #[test]
    fn drawn_lines_spread_as_the_posterior_says() {
        // One predictor: the slope has variance σ²/Sxx, the fit's own; the estimate is that of least squares.
        let mut source = generator(8, 0);
        let n = 60;
        let x: Vec<f64> = (0..n).map(|_| normal(&mut source)).collect();
        let y: Vec<f64> = x
            .iter()
            .map(|x| 1.0 + 2.0 * x + normal(&mut source))
            .collect();
        let columns = vec![x.clone()];
        let predictors = Predictors::new(&columns, vec![0]);
        let rows: Vec<usize> = (0..n).collect();
        let draws: Vec<(f64, f64)> = (0..2000)
            .map(|_| {
                let (estimated, drawn) = lines(&predictors, &y, &rows, &mut source);
                (estimated.slopes[0], drawn.slopes[0])
            })
            .collect();
        let mean = |v: &[f64]| v.iter().sum::<f64>() / as_f64(v.len());
        let (mx, my) = (mean(&x), mean(&y));
        let sxx: f64 = x.iter().map(|x| (x - mx).powi(2)).sum();
        let sxy: f64 = x.iter().zip(&y).map(|(x, y)| (x - mx) * (y - my)).sum();
        let slope = sxy / (sxx * (1.0 + RIDGE));
        assert!((draws[0].0 - slope).abs() < 1e-12);
        let left: f64 = x
            .iter()
            .zip(&y)
            .map(|(x, y)| (y - my - slope * (x - mx)).powi(2))
            .sum();
        // E[1/χ²_df] = 1/(df − 2), with df = n − 2.
        let expected = left / (as_f64(n) - 4.0) / sxx;
        let drawn: Vec<f64> = draws.iter().map(|draw| draw.1).collect();
        let centre = mean(&drawn);
        let variance = mean(
            &drawn
                .iter()
                .map(|b| (b - centre).powi(2))
                .collect::<Vec<_>>(),
        );
        let n_draws = as_f64(drawn.len());
        assert!((centre - slope).abs() < 4.0 * (expected / n_draws).sqrt());
        // The draws are Student's t with 58 degrees of freedom; √(2/n) · 1.1 covers its tails.
        assert!((variance / expected - 1.0).abs() < 4.0 * 1.1 * (2.0 / n_draws).sqrt());
    }
}
