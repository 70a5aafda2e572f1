//! Random draws that give the same result on every machine.

use crate::units::as_u64;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What a generator is for; each purpose has a sequence of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Task {
    Customer = 1,
    Text = 2,
    Ticket = 3,
    Call = 4,
    Stream = 5,
    Truth = 6,
    Dirt = 7,
    Orphan = 8,
    Wave = 9,
    Unit = 10,
    Checked = 11,
    Telephone = 12,
    Caller = 13,
    Unsaid = 20,
    Labelled = 21,
}

/// A generator for one task and one item of it.
///
/// Draws use integer and basic floating-point arithmetic only. `ln` and `exp` differ in the last bit
/// between C libraries, and the sampling algorithms of `rand` may change between its versions.
#[derive(Debug)]
pub(crate) struct Dice {
    rng: ChaCha8Rng,
}

impl Dice {
    /// The generator of item `number` of `task` under `seed`.
    pub(crate) fn new(seed: u64, task: Task, number: usize) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8] = task as u8;
        key[16..24].copy_from_slice(&as_u64(number).to_le_bytes());
        Self {
            rng: ChaCha8Rng::from_seed(key),
        }
    }

    /// A whole number from 0 up to, not including, `n`; 0 when `n` is 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let scaled = (u128::from(self.rng.next_u64()) * u128::from(as_u64(n))) >> 64;
        usize::try_from(scaled).unwrap_or_default()
    }

    /// A decimal digit.
    pub(crate) fn digit(&mut self) -> u8 {
        u8::try_from(self.below(10)).unwrap_or_default()
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = usize::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.below(width)).unwrap_or_default()
    }

    /// A number in [0, 1), uniform.
    pub(crate) fn unit(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit exactly")]
        let bits = (self.rng.next_u64() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }

    /// True with probability `p`.
    pub(crate) fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// A draw with mean 0 and standard deviation 1, near normal: twelve uniforms less six
    /// (Irwin–Hall), so that no logarithm is needed.
    pub(crate) fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// One of `items`; `None` when there is none.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }

    /// One of a fixed, not empty list.
    pub(crate) fn one_of<T: Copy, const N: usize>(&mut self, items: &[T; N]) -> T {
        const { assert!(N > 0, "nothing to choose from") }
        items[self.below(N)]
    }

    /// The value of one pair, with probability in proportion to its weight.
    pub(crate) fn weighted<T: Copy, const N: usize>(&mut self, items: &[(T, f64); N]) -> T {
        const { assert!(N > 0, "nothing to choose from") }
        let total: f64 = items.iter().map(|(_, weight)| weight).sum();
        let mut left = self.unit() * total;
        for (value, weight) in items {
            left -= weight;
            if left < 0.0 {
                return *value;
            }
        }
        items[N - 1].0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::as_f64;

    #[test]
    fn tasks_and_numbers_have_sequences_of_their_own() {
        let draw = |seed, task, number| Dice::new(seed, task, number).below(1 << 40);
        assert_eq!(draw(1, Task::Text, 3), draw(1, Task::Text, 3));
        assert_ne!(draw(1, Task::Text, 3), draw(2, Task::Text, 3));
        assert_ne!(draw(1, Task::Text, 3), draw(1, Task::Text, 4));
        assert_ne!(draw(1, Task::Text, 3), draw(1, Task::Call, 3));
    }

    #[test]
    fn the_bell_has_mean_zero_and_deviation_one() {
        let mut dice = Dice::new(5, Task::Truth, 0);
        let n = 40_000;
        let draws: Vec<f64> = (0..n).map(|_| dice.bell()).collect();
        let mean = draws.iter().sum::<f64>() / as_f64(n);
        let variance = draws.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / as_f64(n - 1);
        assert!(mean.abs() < 4.0 / as_f64(n).sqrt(), "mean {mean}");
        // Excess kurtosis of twelve uniforms is −0.1, so the variance of the variance is 1.9 / n.
        assert!(
            (variance - 1.0).abs() < 4.0 * (1.9 / as_f64(n)).sqrt(),
            "variance {variance}"
        );
    }

    #[test]
    fn weights_are_shares() {
        let mut dice = Dice::new(5, Task::Truth, 1);
        let n = 20_000;
        let hits = (0..n)
            .filter(|_| dice.weighted(&[("a", 3.0), ("b", 1.0)]) == "b")
            .count();
        let share = as_f64(hits) / as_f64(n);
        assert!(
            (share - 0.25).abs() < 4.0 * (0.25 * 0.75 / as_f64(n)).sqrt(),
            "share {share}"
        );
    }

    #[test]
    fn an_empty_list_gives_nothing() {
        assert_eq!(Dice::new(1, Task::Text, 0).pick::<u8>(&[]), None);
        assert_eq!(Dice::new(1, Task::Text, 0).below(0), 0);
    }
}
