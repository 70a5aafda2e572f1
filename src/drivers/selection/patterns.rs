use super::truncated::factor_to_meet;
use super::{Margin, WeightBounds};
use crate::units::as_f64;
use std::collections::BTreeMap;

/// Rows with the same categories and the same base weight, weighed as one.
///
/// They get the same weight in the end, so a round costs as much as there are different rows.
pub(super) struct Patterns {
    /// Pattern of each row.
    of_row: Vec<usize>,
    /// Number of rows per pattern.
    counts: Vec<f64>,
    /// Category per margin of each pattern, `[margin][pattern]`.
    codes: Vec<Vec<usize>>,
    /// Base weight times all factors so far, before bounds.
    unbounded: Vec<f64>,
    low: f64,
    high: f64,
}

impl Patterns {
    pub(super) fn new(base: &[f64], margins: &[Margin], bounds: Option<WeightBounds>) -> Self {
        let n = as_f64(base.len());
        // Largest first, so that a sum of huge weights stays finite.
        let largest = base.iter().copied().fold(0.0, f64::max);
        let mean = base.iter().map(|weight| weight / largest).sum::<f64>() / n;
        let mut numbers: BTreeMap<(Vec<usize>, u64), usize> = BTreeMap::new();
        let mut patterns = Self {
            of_row: Vec::with_capacity(base.len()),
            counts: Vec::new(),
            codes: vec![Vec::new(); margins.len()],
            unbounded: Vec::new(),
            low: bounds.map_or(0.0, |bounds| bounds.low),
            high: bounds.map_or(f64::INFINITY, |bounds| bounds.high),
        };
        for (row, &weight) in base.iter().enumerate() {
            let key: Vec<usize> = margins.iter().map(|margin| margin.codes[row]).collect();
            let next = numbers.len();
            let number = *numbers
                .entry((key.clone(), weight.to_bits()))
                .or_insert(next);
            if number == next {
                patterns.counts.push(0.0);
                patterns.unbounded.push(weight / largest / mean);
                for (codes, code) in patterns.codes.iter_mut().zip(key) {
                    codes.push(code);
                }
            }
            patterns.counts[number] += 1.0;
            patterns.of_row.push(number);
        }
        patterns
    }

    /// Multiplies the weights of each category of a margin so that they sum to its target.
    pub(super) fn meet(&mut self, margin: usize, targets: impl Iterator<Item = f64>) {
        let mut members: Vec<Vec<usize>> = Vec::new();
        let targets: Vec<f64> = targets.collect();
        members.resize(targets.len(), Vec::new());
        for (pattern, &code) in self.codes[margin].iter().enumerate() {
            members[code].push(pattern);
        }
        for (members, target) in members.iter().zip(targets) {
            let weights: Vec<(f64, f64)> = members
                .iter()
                .map(|&pattern| (self.unbounded[pattern], self.counts[pattern]))
                .collect();
            let factor = factor_to_meet(&weights, self.low, self.high, target);
            for &pattern in members {
                self.unbounded[pattern] *= factor;
            }
        }
    }

    /// Share of the weight in each category of a margin.
    pub(super) fn shares(&self, margin: usize, n_categories: usize) -> Vec<f64> {
        let mut shares = vec![0.0; n_categories];
        let mut total = 0.0;
        for (pattern, &code) in self.codes[margin].iter().enumerate() {
            let weight = self.weight(pattern) * self.counts[pattern];
            shares[code] += weight;
            total += weight;
        }
        for share in &mut shares {
            *share /= total;
        }
        shares
    }

    /// Share of the rows in each category of a margin.
    pub(super) fn parts(&self, margin: usize, n_categories: usize) -> Vec<f64> {
        let n = as_f64(self.of_row.len());
        let mut parts = vec![0.0; n_categories];
        for (&code, count) in self.codes[margin].iter().zip(&self.counts) {
            parts[code] += count / n;
        }
        parts
    }

    /// The weight of each row.
    pub(super) fn weights(&self) -> Vec<f64> {
        let of_row = self.of_row.iter();
        of_row.map(|&pattern| self.weight(pattern)).collect()
    }

    fn weight(&self, pattern: usize) -> f64 {
        self.unbounded[pattern].clamp(self.low, self.high)
    }
}
