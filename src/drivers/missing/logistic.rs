#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::chain::Predictors;
use crate::stats::draw::normal;
use crate::stats::{Factor, Symmetric};
use crate::units::{as_f64, as_u32};
use rand_chacha::ChaCha8Rng;

/// Steps of Newton's method at most; with the added rows a handful is enough.
const MAX_STEPS: usize = 30;

/// A step that gains less than this part of the log likelihood is the last.
const NO_GAIN: f64 = 1e-10;

/// A predictor with less than this part of its variance to itself is left out.
const NO_VARIANCE_OF_ITS_OWN: f64 = 1e-7;

/// A logistic regression, drawn from the normal approximation to its posterior.
#[derive(Debug)]
pub(super) struct DrawnLogistic {
    /// Constant, then slopes; 0 for a predictor that was left out.
    coefficients: Vec<f64>,
}

/// One row of the regression: predictors after a leading 1, whether it is a success, its weight.
struct Rows {
    width: usize,
    x: Vec<f64>,
    y: Vec<f64>,
    weight: Vec<f64>,
}

impl DrawnLogistic {
    /// Fits the regression to some rows and draws coefficients.
    ///
    /// Rows are added that pull predictions weakly towards one half: for every predictor one success
    /// and one failure at a standard deviation either side of its mean, together of the weight of
    /// one observation per parameter. A predictor that separates successes from failures then has a
    /// finite coefficient with a large but honest error.
    ///
    /// # References
    ///
    /// Rubin (1987), p. 169, for the draw; White, Daniel & Royston (2010), *Computational Statistics &
    /// Data Analysis* 54, p. 2267, for the added rows.
    pub(super) fn new(
        predictors: &Predictors<'_>,
        rows: &[(usize, bool)],
        generator: &mut ChaCha8Rng,
    ) -> Self {
        let data = Rows::new(predictors, rows);
        let width = data.width;
        let mut coefficients = vec![0.0; width];
        let (mut likelihood, mut slope, mut curvature) = data.derivatives(&coefficients);
        let sequence: Vec<usize> = (0..width).collect();
        let kept = Factor::new(&curvature, &sequence, NO_VARIANCE_OF_ITS_OWN)
            .kept()
            .to_vec();
        for _ in 0..MAX_STEPS {
            let step = Factor::new(&curvature, &kept, 0.0).solve(&slope);
            let mut share = 1.0;
            let mut gained = 0.0;
            // Halve a step that goes too far; ten halvings without gain mean the top is reached.
            for _ in 0..10 {
                let moved: Vec<f64> = coefficients
                    .iter()
                    .zip(&step)
                    .map(|(b, s)| b + share * s)
                    .collect();
                let (new, new_slope, new_curvature) = data.derivatives(&moved);
                if new >= likelihood {
                    gained = new - likelihood;
                    coefficients = moved;
                    (likelihood, slope, curvature) = (new, new_slope, new_curvature);
                    break;
                }
                share *= 0.5;
            }
            if gained <= NO_GAIN * likelihood.abs() {
                break;
            }
        }
        let factor = Factor::new(&curvature, &kept, 0.0);
        let draws: Vec<f64> = factor.kept().iter().map(|_| normal(generator)).collect();
        for (coefficient, moved) in coefficients.iter_mut().zip(factor.spread(&draws)) {
            *coefficient += moved;
        }
        Self { coefficients }
    }

    /// The logarithm of the odds of a success.
    pub(super) fn logit(&self, x: &[f64]) -> f64 {
        let moved: f64 = self.coefficients[1..]
            .iter()
            .zip(x)
            .map(|(b, x)| b * x)
            .sum();
        self.coefficients[0] + moved
    }
}

fn logistic(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

impl Rows {
    fn new(predictors: &Predictors<'_>, rows: &[(usize, bool)]) -> Self {
        let k = predictors.len();
        let mut data = Self {
            width: k + 1,
            x: Vec::with_capacity((rows.len() + 4 * k) * (k + 1)),
            y: Vec::new(),
            weight: Vec::new(),
        };
        let (mut sums, mut squares) = (vec![0.0; k], vec![0.0; k]);
        let mut x = Vec::new();
        for &(row, is_success) in rows {
            predictors.read(row, &mut x);
            for ((sum, square), value) in sums.iter_mut().zip(&mut squares).zip(&x) {
                *sum += value;
                *square += value * value;
            }
            data.push(&x, is_success, 1.0);
        }
        let n = as_f64(rows.len());
        let mut centre: Vec<f64> = sums.iter().map(|sum| sum / n).collect();
        let weight = as_f64(k + 1) / as_f64(4 * k);
        for j in 0..k {
            // Predictors are standardised, so that the difference of squares cancels no digits.
            let mean = centre[j];
            let deviation = (squares[j] / n - mean * mean).max(0.0).sqrt();
            for shifted in [mean - deviation, mean + deviation] {
                centre[j] = shifted;
                data.push(&centre, false, weight);
                data.push(&centre, true, weight);
            }
            centre[j] = mean;
        }
        data
    }

    fn push(&mut self, x: &[f64], is_success: bool, weight: f64) {
        self.x.push(1.0);
        self.x.extend_from_slice(x);
        self.y.push(f64::from(u8::from(is_success)));
        self.weight.push(weight);
    }

    /// Log likelihood, its gradient and minus its second derivatives.
    fn derivatives(&self, coefficients: &[f64]) -> (f64, Vec<f64>, Symmetric) {
        let mut likelihood = 0.0;
        let mut gradient = vec![0.0; self.width];
        let mut curvature = Symmetric::zeros(self.width);
        let mut entries: Vec<(u32, f64)> = Vec::with_capacity(self.width);
        for (at, x) in self.x.chunks_exact(self.width).enumerate() {
            let logit: f64 = x.iter().zip(coefficients).map(|(x, b)| x * b).sum();
            let (y, weight) = (self.y[at], self.weight[at]);
            // ln(1 + e^l) without overflow.
            likelihood += weight * (y * logit - logit.max(0.0) - (-logit.abs()).exp().ln_1p());
            let p = logistic(logit);
            for (slope, x) in gradient.iter_mut().zip(x) {
                *slope += weight * (y - p) * x;
            }
            entries.clear();
            entries.extend(x.iter().enumerate().map(|(j, &value)| (as_u32(j), value)));
            curvature.add_outer(&entries, weight * p * (1.0 - p));
        }
        (likelihood, gradient, curvature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::draw::uniform;
    use crate::stats::generator;

    #[test]
    fn draws_centre_on_the_fit_and_spread_by_its_information() {
        // glm(y ~ x, family = binomial) without predictors of use: the constant is the logit of the share.
        let mut source = generator(2, 0);
        let n = 2000;
        let x: Vec<f64> = (0..n).map(|_| normal(&mut source)).collect();
        let rows: Vec<(usize, bool)> = (0..n)
            .map(|row| (row, uniform(&mut source) < logistic(-1.0 + 0.8 * x[row])))
            .collect();
        let columns = vec![x];
        let predictors = Predictors::new(&columns, vec![0]);
        let draws: Vec<Vec<f64>> = (0..60)
            .map(|_| DrawnLogistic::new(&predictors, &rows, &mut source).coefficients)
            .collect();
        for (at, truth) in [-1.0, 0.8].into_iter().enumerate() {
            let mean = draws.iter().map(|draw| draw[at]).sum::<f64>() / 60.0;
            let variance = draws
                .iter()
                .map(|draw| (draw[at] - mean).powi(2))
                .sum::<f64>()
                / 59.0;
            // Information of about n p (1 − p) = 350 and 310 gives errors near 0.055.
            assert!((mean - truth).abs() < 4.0 * 0.06, "{mean}");
            let band = 4.0 * (2.0f64 / 59.0).sqrt();
            assert!((variance / 0.055f64.powi(2) - 1.0).abs() < band + 0.2);
        }
    }

    #[test]
    fn separation_and_copies_leave_finite_coefficients() {
        let x: Vec<f64> = (0..40).map(|row| as_f64(row) / 10.0 - 2.0).collect();
        let rows: Vec<(usize, bool)> = (0..40).map(|row| (row, row >= 20)).collect();
        let columns = vec![x.clone(), x, vec![3.0; 40]];
        let predictors = Predictors::new(&columns, vec![0, 1, 2]);
        let mut source = generator(6, 0);
        for _ in 0..20 {
            let drawn = DrawnLogistic::new(&predictors, &rows, &mut source);
            assert!(drawn.coefficients.iter().all(|b| b.abs() < 50.0));
            assert!(drawn.logit(&[1.9, 1.9, 3.0]) > drawn.logit(&[-2.0, -2.0, 3.0]));
        }
    }
}
