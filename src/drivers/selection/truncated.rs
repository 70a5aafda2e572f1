#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

/// The factor by which weights sum to a target once they are held within bounds.
///
/// `weights` are (weight, how often). The sum is a rising, piecewise straight function of the factor
/// with a bend where a weight meets a bound, so the factor is found exactly by walking the bends. A
/// target outside what the bounds allow gives the factor that comes nearest.
pub(super) fn factor_to_meet(weights: &[(f64, f64)], low: f64, high: f64, target: f64) -> f64 {
    // At each bend the constant part and the slope of the sum change.
    let mut bends: Vec<(f64, f64, f64)> = Vec::with_capacity(2 * weights.len());
    let (mut constant, mut slope) = (0.0, 0.0);
    for &(weight, count) in weights {
        if low > 0.0 {
            constant += low * count;
            bends.push((low / weight, -low * count, weight * count));
        } else {
            slope += weight * count;
        }
        if high.is_finite() {
            bends.push((high / weight, high * count, -weight * count));
        }
    }
    bends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut reached = 0.0;
    for (bend, constant_change, slope_change) in bends {
        if constant + slope * bend >= target {
            return within(constant, slope, target, reached, bend);
        }
        reached = bend;
        constant += constant_change;
        slope += slope_change;
    }
    // Beyond the last bend: straight without an upper bound, flat with one.
    if high.is_finite() {
        reached
    } else {
        (target - constant) / slope
    }
}

/// Solves one straight piece; what rounding puts outside of it is brought back.
fn within(constant: f64, slope: f64, target: f64, from: f64, to: f64) -> f64 {
    let factor = (target - constant) / slope;
    if factor.is_nan() {
        to
    } else {
        // Not `clamp`, which panics at bounds that weights beyond the range of numbers make NaN.
        factor.max(from).min(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sum(weights: &[(f64, f64)], low: f64, high: f64, factor: f64) -> f64 {
        weights
            .iter()
            .map(|&(weight, count)| (weight * factor).clamp(low, high) * count)
            .sum()
    }

    proptest! {
        #[test]
        fn the_factor_meets_every_target_between_the_bounds(
            weights in prop::collection::vec((0.01..10.0f64, 1.0..9.0f64), 1..12),
            low in prop_oneof![Just(0.0), 0.1..0.9f64],
            high in prop_oneof![Just(f64::INFINITY), 1.1..5.0f64],
            position in 0.01..0.99f64,
        ) {
            let n: f64 = weights.iter().map(|(_, count)| count).sum();
            let top = if high.is_finite() { high } else { 7.0 };
            let target = n * (low + position * (top - low));
            let factor = factor_to_meet(&weights, low, high, target);
            let got = sum(&weights, low, high, factor);
            prop_assert!((got - target).abs() <= 1e-11 * target, "{got} is not {target}");
        }
    }

    #[test]
    fn a_target_beyond_the_bounds_gives_the_nearest_sum() {
        let weights = [(1.0, 2.0), (3.0, 1.0)];
        assert!(
            (sum(&weights, 0.5, 2.0, factor_to_meet(&weights, 0.5, 2.0, 9.0)) - 6.0).abs() < 1e-12
        );
        assert!(
            (sum(&weights, 0.5, 2.0, factor_to_meet(&weights, 0.5, 2.0, 0.1)) - 1.5).abs() < 1e-12
        );
    }
}
