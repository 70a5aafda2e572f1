#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use crate::stats::{Factor, Symmetric};

/// Cases that share their predictors: weight of those that are true, and of those that are not.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cases {
    /// Predictors as (index, value), ascending; index 0 is the constant, which is 1.
    pub(super) predictors: Vec<(u32, f64)>,
    pub(super) n_true: f64,
    pub(super) n_false: f64,
}

/// More steps than Newton's method needs from any start; it doubles its digits near the end.
pub(super) const MAX_STEPS: usize = 60;
/// A step this small changes no digit that is left after the next one.
const SMALL_STEP: f64 = 1e-8;
/// Halvings of a step before the search for a better likelihood is given up.
const MAX_HALVINGS: usize = 40;

/// The chance of a linear predictor.
pub(super) fn logistic(linear: f64) -> f64 {
    1.0 / (1.0 + (-linear).exp())
}

/// Fits a logistic regression by Newton's method, with a ridge on everything but the constant.
///
/// The ridge `½·ridge·Σ coefficient²` keeps coefficients finite where a combination of labels is
/// always, or never, true. The constant is free, so expected and true numbers sum to the same.
/// `None` when it did not converge, for example because no case is true.
///
/// # References
///
/// le Cessie & van Houwelingen (1992), *Applied Statistics* 41, p. 191.
pub(super) fn fit_logistic(cases: &[Cases], start: &[f64], ridge: f64) -> Option<Vec<f64>> {
    let n_terms = start.len();
    let sequence: Vec<usize> = (0..n_terms).collect();
    let mut coefficients = start.to_vec();
    let mut likelihood = log_likelihood(cases, &coefficients, ridge);
    for _ in 0..MAX_STEPS {
        let mut gradient: Vec<f64> = coefficients.iter().map(|c| -ridge * c).collect();
        gradient[0] = 0.0;
        let mut information = Symmetric::zeros(n_terms);
        for index in 1..n_terms {
            information.set(index, index, ridge);
        }
        for case in cases {
            let chance = logistic(linear(&case.predictors, &coefficients));
            let n = case.n_true + case.n_false;
            information.add_outer(&case.predictors, n * chance * (1.0 - chance));
            for &(index, value) in &case.predictors {
                gradient[index as usize] += value * (case.n_true - n * chance);
            }
        }
        let step = Factor::new(&information, &sequence, 1e-14).solve(&gradient);
        let largest = step.iter().fold(0.0f64, |largest, s| largest.max(s.abs()));
        if !largest.is_finite() {
            return None;
        }
        let (mut length, mut n_halvings) = (1.0, 0);
        loop {
            let tried: Vec<f64> = coefficients
                .iter()
                .zip(&step)
                .map(|(c, s)| c + length * s)
                .collect();
            let reached = log_likelihood(cases, &tried, ridge);
            // Near the top rounding decides, so a small step is taken as it is.
            if reached >= likelihood || largest < 1e-4 {
                coefficients = tried;
                likelihood = reached;
                break;
            }
            n_halvings += 1;
            if n_halvings > MAX_HALVINGS {
                return None;
            }
            length *= 0.5;
        }
        if largest <= SMALL_STEP {
            return Some(coefficients);
        }
    }
    None
}

fn linear(predictors: &[(u32, f64)], coefficients: &[f64]) -> f64 {
    predictors
        .iter()
        .map(|&(index, value)| value * coefficients[index as usize])
        .sum()
}

fn log_likelihood(cases: &[Cases], coefficients: &[f64], ridge: f64) -> f64 {
    let penalty: f64 = coefficients[1..].iter().map(|c| 0.5 * ridge * c * c).sum();
    let gained: f64 = cases
        .iter()
        .map(|case| {
            let linear = linear(&case.predictors, coefficients);
            // ln(1 + exp(linear)) without overflow.
            let normaliser = linear.max(0.0) + (-linear.abs()).exp().ln_1p();
            case.n_true * linear - (case.n_true + case.n_false) * normaliser
        })
        .sum();
    gained - penalty
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(x: &[f64], n_true: f64, n_false: f64) -> Cases {
        let predictors = std::iter::once((0, 1.0))
            .chain((1..).zip(x.iter().copied()).filter(|(_, v)| v.abs() > 0.0))
            .collect();
        Cases {
            predictors,
            n_true,
            n_false,
        }
    }

    #[test]
    fn a_saturated_model_gives_the_log_odds() {
        let cases = [case(&[0.0], 3.0, 12.0), case(&[1.0], 8.0, 2.0)];
        let fitted = fit_logistic(&cases, &[0.0; 2], 0.0).unwrap();
        assert!((fitted[0] - 0.25f64.ln()).abs() < 1e-12);
        assert!((fitted[1] - 16f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn a_ridge_keeps_separated_cases_finite_and_the_sum_right() {
        let cases = [case(&[0.0], 0.0, 30.0), case(&[1.0], 5.0, 0.0)];
        let fitted = fit_logistic(&cases, &[0.0; 2], 0.04).unwrap();
        assert!(fitted[1] > 3.0 && fitted[1] < 20.0);
        let expected = 30.0 * logistic(fitted[0]) + 5.0 * logistic(fitted[0] + fitted[1]);
        assert!((expected - 5.0).abs() < 1e-9);
        // The slope stands where the ridge pulls as hard as the cases.
        let pull = 5.0 - 5.0 * logistic(fitted[0] + fitted[1]);
        assert!((pull - 0.04 * fitted[1]).abs() < 1e-9);
    }

    #[test]
    fn a_distant_start_and_equal_columns_do_no_harm() {
        let cases = [case(&[0.0, 0.0], 3.0, 12.0), case(&[1.0, 1.0], 8.0, 2.0)];
        let fitted = fit_logistic(&cases, &[5.0, -20.0, 3.0], 1e-6).unwrap();
        assert!((fitted[1] - fitted[2]).abs() < 1e-6);
        assert!((fitted[1] + fitted[2] - 16f64.ln()).abs() < 1e-4);
    }

    #[test]
    fn cases_that_are_all_false_do_not_converge() {
        assert!(fit_logistic(&[case(&[], 0.0, 9.0)], &[0.0], 0.04).is_none());
    }
}
