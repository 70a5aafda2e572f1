//! Draws from the distributions that resampling needs, written out so that a release of a random crate
//! cannot change a published number.

#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use rand::Rng;

/// Largest shape for which a product of uniforms is used: 8 factors of at least 2⁻⁵² stay normal.
const MAX_PRODUCT: usize = 8;

/// Draws uniformly from (0, 1]; never 0, so that a logarithm of it is finite.
pub fn uniform<R: Rng + ?Sized>(generator: &mut R) -> f64 {
    // 52 random bits as the fraction of a number in [1, 2).
    2.0 - f64::from_bits(0x3ff0_0000_0000_0000 | (generator.next_u64() >> 12))
}

/// Draws uniformly from `0..n`; 0 when `n` is 0.
///
/// Lemire's multiplication without the rejection step: for n below 2³² no value is favoured by
/// more than 2⁻³².
pub fn below<R: Rng + ?Sized>(generator: &mut R, n: usize) -> usize {
    let product = u128::from(generator.next_u64()) * (n as u128);
    usize::try_from(product >> 64).unwrap_or(0)
}

/// Puts a list in random order (Fisher–Yates).
pub fn shuffle<T, R: Rng + ?Sized>(generator: &mut R, list: &mut [T]) {
    for last in (1..list.len()).rev() {
        list.swap(last, below(generator, last + 1));
    }
}

/// Draws from the exponential distribution with mean 1.
pub fn exponential<R: Rng + ?Sized>(generator: &mut R) -> f64 {
    -uniform(generator).ln()
}

/// Draws from the gamma distribution with this whole shape and scale 1: the sum of `shape`
/// exponential draws, at the cost of about one.
///
/// # References
///
/// Marsaglia & Tsang (2000), *ACM Transactions on Mathematical Software* 26, p. 363, for larger
/// shapes.
pub fn gamma<R: Rng + ?Sized>(generator: &mut R, shape: usize) -> f64 {
    if shape <= MAX_PRODUCT {
        let product: f64 = (0..shape).map(|_| uniform(generator)).product();
        return -product.ln();
    }
    let d = crate::units::as_f64(shape) - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let z = normal(generator);
        let v = (1.0 + c * z).powi(3);
        if v > 0.0 {
            let bound = 0.5 * z * z + d * (1.0 - v + v.ln());
            if uniform(generator).ln() < bound {
                return d * v;
            }
        }
    }
}

/// Draws from the standard normal distribution (Marsaglia's polar method).
pub fn normal<R: Rng + ?Sized>(generator: &mut R) -> f64 {
    loop {
        let x = 2.0 * uniform(generator) - 1.0;
        let y = 2.0 * uniform(generator) - 1.0;
        let square = x * x + y * y;
        if square < 1.0 && square > 0.0 {
            return x * (-2.0 * square.ln() / square).sqrt();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::generator;
    use crate::units::as_f64;

    /// Mean and variance of draws lie within four standard errors of theirs.
    fn check(mean: f64, variance: f64, fourth: f64, mut draw: impl FnMut() -> f64) {
        let n = 200_000;
        let draws: Vec<f64> = (0..n).map(|_| draw()).collect();
        let n = as_f64(n);
        let got: f64 = draws.iter().sum::<f64>() / n;
        assert!((got - mean).abs() < 4.0 * (variance / n).sqrt(), "{got}");
        let spread: f64 = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
        let band = 4.0 * ((fourth - variance * variance) / n).sqrt();
        assert!((spread - variance).abs() < band, "{spread}");
    }

    #[test]
    fn draws_have_the_moments_of_their_distribution() {
        let mut source = generator(11, 0);
        check(1.0, 1.0, 9.0, || exponential(&mut source));
        check(0.0, 1.0, 3.0, || normal(&mut source));
        check(0.5, 1.0 / 12.0, 1.0 / 80.0, || uniform(&mut source));
        for shape in [1, 3, 8, 9, 40] {
            let k = as_f64(shape);
            check(k, k, 3.0 * k * k + 6.0 * k, || gamma(&mut source, shape));
        }
    }

    #[test]
    fn every_position_is_equally_likely_after_a_shuffle() {
        let mut source = generator(5, 1);
        let mut hits = [0usize; 5];
        let n = 50_000;
        for _ in 0..n {
            let mut list = [0, 1, 2, 3, 4];
            shuffle(&mut source, &mut list);
            hits[list.iter().position(|&x| x == 0).unwrap()] += 1;
        }
        let band = 4.0 * (as_f64(n) * 0.2 * 0.8).sqrt();
        for hit in hits {
            assert!((as_f64(hit) - as_f64(n) * 0.2).abs() < band);
        }
        assert_eq!(below(&mut source, 0), 0);
    }
}
