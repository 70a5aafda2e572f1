use crate::units::as_f64;

/// A stretch of numbers with round ends and round ticks.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Scale {
    low: f64,
    high: f64,
    ticks: Vec<f64>,
    decimals: usize,
}

impl Scale {
    /// A scale that covers `low` to `high` with about `n_steps` round steps; its ends are ticks.
    pub(in crate::report) fn covering(low: f64, high: f64, n_steps: usize) -> Self {
        let (low, high) = widened(low, high);
        let (step, decimals) = round_step((high - low) / as_f64(n_steps.max(1)));
        let first = (low / step + 1e-9).floor();
        let last = (high / step - 1e-9).ceil();
        let mut ticks = Vec::new();
        let mut index = first;
        while index <= last {
            ticks.push(index * step);
            index += 1.0;
        }
        Self {
            low: first * step,
            high: last * step,
            ticks,
            decimals,
        }
    }

    /// A scale from exactly `low` to `high`, with the round ticks that lie inside.
    pub(in crate::report) fn exactly(low: f64, high: f64, n_steps: usize) -> Self {
        let (low, high) = widened(low, high);
        let mut scale = Self::covering(low, high, n_steps);
        scale.ticks.retain(|tick| (low..=high).contains(tick));
        scale.low = low;
        scale.high = high;
        scale
    }

    /// Where `value` stands: 0 at the low end, 1 at the high end; beyond them it stays at the end,
    /// and what is not a number stands at the low end.
    pub(in crate::report) fn position(&self, value: f64) -> f64 {
        if value.is_nan() {
            return 0.0;
        }
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// Whether `value` lies on the scale.
    #[cfg(test)]
    pub(in crate::report) fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }

    /// Lower end.
    #[cfg(test)]
    pub(in crate::report) fn low(&self) -> f64 {
        self.low
    }

    /// Upper end.
    pub(in crate::report) fn high(&self) -> f64 {
        self.high
    }

    /// Round numbers from low to high.
    pub(in crate::report) fn ticks(&self) -> &[f64] {
        &self.ticks
    }

    /// Decimals that the ticks need.
    pub(in crate::report) fn decimals(&self) -> usize {
        self.decimals
    }
}

/// A stretch that is finite and longer than nothing.
fn widened(low: f64, high: f64) -> (f64, f64) {
    let low = if low.is_finite() { low } else { 0.0 };
    let high = if high.is_finite() { high } else { low };
    let (low, high) = (low.min(high), low.max(high));
    let least = 1e-9_f64.max(low.abs().max(high.abs()) * 1e-9);
    if high - low > least {
        (low, high)
    } else {
        (low - 0.5, high + 0.5)
    }
}

/// The smallest of 1, 2, 5 times a power of ten that is not below `least`, and its decimals.
fn round_step(least: f64) -> (f64, usize) {
    let power = least.log10().floor();
    let unit = 10_f64.powf(power);
    let (factor, carries) = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|factor| factor * unit >= least * (1.0 - 1e-9))
        .map_or((1.0, 1.0), |factor| (factor, 0.0));
    let power = power + carries;
    let decimals = (0..9).find(|&n| power + as_f64(n) >= 0.0).unwrap_or(9);
    (factor * 10_f64.powf(power), decimals)
}

/// A position as a percentage of the width or height.
pub(super) fn percent(position: f64) -> String {
    format!("{:.2}%", position * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ticks_are_round_and_cover_the_numbers() {
        let check = |low, high, n, expected: &[f64], decimals| {
            let scale = Scale::covering(low, high, n);
            assert_eq!(scale.ticks().len(), expected.len(), "{scale:?}");
            for (tick, wanted) in scale.ticks().iter().zip(expected) {
                assert!((tick - wanted).abs() < 1e-9, "{scale:?}");
            }
            assert_eq!(scale.decimals(), decimals);
        };
        check(-1.2, 4.4, 6, &[-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0], 0);
        check(0.0, 10.0, 5, &[0.0, 2.0, 4.0, 6.0, 8.0, 10.0], 0);
        check(0.0, 0.03, 3, &[0.0, 0.01, 0.02, 0.03], 2);
        check(0.0, 96.0, 4, &[0.0, 50.0, 100.0], 0);
        check(7.0, 7.0, 4, &[6.5, 7.0, 7.5], 1);
    }

    #[test]
    fn what_is_not_a_number_still_gives_a_scale() {
        let scale = Scale::covering(f64::NAN, f64::INFINITY, 4);
        assert!(scale.ticks().iter().all(|tick| tick.is_finite()));
        assert!(scale.high() > scale.low());
    }

    proptest! {
        #[test]
        fn every_scale_covers_its_numbers_with_few_ticks(a in -1e6..1e6_f64, b in -1e6..1e6_f64, n in 1_usize..10) {
            let scale = Scale::covering(a, b, n);
            prop_assert!(scale.ticks().len() >= 2 && scale.ticks().len() <= 2 * n + 3);
            let slack = (scale.high() - scale.low()) * 1e-6;
            prop_assert!(scale.low() <= a.min(b) + slack && scale.high() >= a.max(b) - slack);
            for tick in scale.ticks() {
                prop_assert!((0.0..=1.0).contains(&scale.position(*tick)));
            }
        }
    }
}
