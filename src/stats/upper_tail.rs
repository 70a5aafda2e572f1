//! Exact upper tails of overdispersed counts, with mean and variance given.

#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::Error;
use crate::units::{Probability, as_f64};
use statrs::function::gamma::ln_gamma;

/// Less extra variance than this part of the plain one is none: rounding would decide otherwise.
const PLAIN: f64 = 1e-9;

/// Terms below this part of the sum so far no longer change it.
const NEGLIGIBLE: f64 = 1e-17;

/// Smaller terms are lost to rounding: a subnormal number times a ratio can stay what it is for ever.
const LOST: f64 = f64::MIN_POSITIVE;

/// The probability that a negative binomial count of this mean and variance is at least `count`;
/// that of a Poisson count where the variance is not above the mean.
///
/// # Errors
///
/// [`Error::Value`] for a mean that is not positive or a variance that is not finite.
///
/// # References
///
/// Hilbe (2011), *Negative Binomial Regression*, chapter 8: size = mean² / (variance − mean).
pub fn negative_binomial_upper_p(
    count: usize,
    mean: f64,
    variance: f64,
) -> Result<Probability, Error> {
    check(mean, variance)?;
    let extra = variance - mean;
    let y = as_f64(count);
    if extra <= PLAIN * mean {
        let at = y * mean.ln() - mean - ln_gamma(y + 1.0);
        return Ok(tail(count, None, mean, at, |y| mean / (y + 1.0)));
    }
    let size = mean * mean / extra;
    let odds = mean / (size + mean);
    let at = ln_gamma(y + size) - ln_gamma(size) - ln_gamma(y + 1.0)
        + size * (-odds).ln_1p()
        + y * odds.ln();
    Ok(tail(count, None, mean, at, |y| {
        (y + size) / (y + 1.0) * odds
    }))
}

/// The probability that a beta-binomial count out of `n`, of this mean and variance, is at least
/// `count`; that of a binomial count where the variance is not above the binomial one.
///
/// # Errors
///
/// [`Error::Value`] for a mean outside (0, `n`) or a variance that is not finite.
///
/// # References
///
/// Skellam (1948), *Journal of the Royal Statistical Society B* 10, p. 257: variance =
/// n π (1 − π) (1 + (n − 1) ρ), with ρ the correlation of two answers of one batch.
pub fn beta_binomial_upper_p(
    count: usize,
    n: usize,
    mean: f64,
    variance: f64,
) -> Result<Probability, Error> {
    check(mean, variance)?;
    let (y, size) = (as_f64(count), as_f64(n));
    if mean >= size {
        return Err(Error::Value {
            what: "the mean of a part",
            value: mean,
        });
    }
    if count > n {
        return Ok(Probability::MIN);
    }
    let share = mean / size;
    let plain = mean * (1.0 - share);
    let ways = ln_gamma(size + 1.0) - ln_gamma(y + 1.0) - ln_gamma(size - y + 1.0);
    let correlation = if n > 1 {
        ((variance / plain - 1.0) / (size - 1.0)).min(MOST_ALIKE)
    } else {
        0.0
    };
    if correlation <= PLAIN / size {
        let at = ways + y * share.ln() + (size - y) * (-share).ln_1p();
        let odds = share / (1.0 - share);
        return Ok(tail(count, Some(n), mean, at, |y| {
            (size - y) / (y + 1.0) * odds
        }));
    }
    let strength = 1.0 / correlation - 1.0;
    let (a, b) = (share * strength, (1.0 - share) * strength);
    let at = ways + ln_beta(y + a, size - y + b) - ln_beta(a, b);
    Ok(tail(count, Some(n), mean, at, |y| {
        (size - y) / (y + 1.0) * (y + a) / (size - y - 1.0 + b)
    }))
}

/// Answers of one batch are never quite the same.
const MOST_ALIKE: f64 = 0.999;

fn check(mean: f64, variance: f64) -> Result<(), Error> {
    let faults = [
        ("the mean of a count", mean, mean > 0.0 && mean.is_finite()),
        ("the variance of a count", variance, variance.is_finite()),
    ];
    match faults.into_iter().find(|(_, _, is_right)| !is_right) {
        Some((what, value, _)) => Err(Error::Value { what, value }),
        None => Ok(()),
    }
}

fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// Sums from `count` away from the mean: upwards beyond it, else all that lies below, taken from one.
///
/// `log_at` is the logarithm of the probability of `count`, `ratio(y)` that of y + 1 over that of y.
fn tail(
    count: usize,
    most: Option<usize>,
    mean: f64,
    log_at: f64,
    ratio: impl Fn(f64) -> f64,
) -> Probability {
    let mut term = log_at.exp();
    let mut sum = 0.0;
    if as_f64(count) > mean {
        let mut y = count;
        loop {
            sum += term;
            if most == Some(y) {
                break;
            }
            term *= ratio(as_f64(y));
            y += 1;
            if term <= LOST.max(sum * NEGLIGIBLE) {
                break;
            }
        }
        return Probability::saturating(sum);
    }
    for y in (0..count).rev() {
        term /= ratio(as_f64(y));
        sum += term;
        if term <= LOST.max(sum * NEGLIGIBLE) {
            break;
        }
    }
    Probability::saturating(1.0 - sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(got: Probability, expected: f64) {
        assert!(
            (got.get() - expected).abs() < 1e-12 + 1e-9 * expected,
            "{got:?} is not {expected:e}"
        );
    }

    #[test]
    fn small_cases_agree_with_their_definition() {
        // Poisson(2): P(Y >= 3) = 1 - e^-2 (1 + 2 + 2).
        near(
            negative_binomial_upper_p(3, 2.0, 2.0).unwrap(),
            1.0 - 5.0 * (-2.0f64).exp(),
        );
        // Size 1 is geometric: mean 2 has variance 6, P(Y >= y) = (2/3)^y.
        near(
            negative_binomial_upper_p(4, 2.0, 6.0).unwrap(),
            (2.0f64 / 3.0).powi(4),
        );
        // Binomial(3, 1/2).
        near(beta_binomial_upper_p(2, 3, 1.5, 0.75).unwrap(), 0.5);
        // a = b = 1 is uniform on 0..=n: mean 5 of 10 has variance 10.
        near(beta_binomial_upper_p(8, 10, 5.0, 10.0).unwrap(), 3.0 / 11.0);
        near(beta_binomial_upper_p(0, 10, 5.0, 10.0).unwrap(), 1.0);
        near(beta_binomial_upper_p(11, 10, 5.0, 10.0).unwrap(), 0.0);
    }

    #[test]
    fn means_that_cannot_be_are_refused() {
        assert!(negative_binomial_upper_p(1, 0.0, 1.0).is_err());
        assert!(negative_binomial_upper_p(1, 1.0, f64::NAN).is_err());
        assert!(beta_binomial_upper_p(1, 3, 3.0, 1.0).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn probabilities_of_all_counts_sum_to_one_and_have_the_mean(
            n in 1_usize..60, share in 0.01..0.99_f64, spread in 1.0..4.0_f64,
        ) {
            let mean = as_f64(n) * share;
            let variance = mean * (1.0 - share) * spread;
            // The mean of a count is the sum of its upper tails.
            let sum: f64 = (1..=n)
                .map(|y| beta_binomial_upper_p(y, n, mean, variance).unwrap().get())
                .sum();
            prop_assert!((sum - mean).abs() < 1e-7, "{sum} {mean}");
            let sum: f64 = (1..1_200)
                .map(|y| negative_binomial_upper_p(y, mean, mean * spread).unwrap().get())
                .sum();
            prop_assert!((sum - mean).abs() < 1e-6, "{sum} {mean}");
        }
    }
}
