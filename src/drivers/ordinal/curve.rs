#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::cumulative::logistic;
use crate::units::{as_count, as_f64};

/// Distance between nodes of the table. With cubic Hermite interpolation the error is at most
/// h⁴/384 · max|f⁗| ≤ 2e-11 of the range of the points, as |F⁗| ≤ 1/8 for the logistic function.
const STEP: f64 = 1.0 / 64.0;

/// So far outside the thresholds the logistic function is 0 or 1 to the last digit.
const REACH: f64 = 40.0;

/// Mean predicted points as a function of the linear predictor of a proportional-odds model, tabulated:
/// all contributions and effects of a replicate are differences of this one curve.
pub(super) struct Curve {
    low: f64,
    /// Value and slope (times the step) at each node.
    nodes: Vec<(f64, f64)>,
}

impl Curve {
    /// Tabulates the curve of these thresholds and points per category.
    pub(super) fn new(thresholds: &[f64], points: &[f64]) -> Self {
        let lowest = thresholds.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = thresholds.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let low = lowest - REACH;
        let n = as_count((highest - lowest + 2.0 * REACH) / STEP) + 2;
        let rises: Vec<(f64, f64)> = thresholds
            .iter()
            .zip(points.windows(2))
            .map(|(&threshold, pair)| (threshold, pair[1] - pair[0]))
            .filter(|(_, rise)| rise.abs() > 0.0)
            .collect();
        let nodes = (0..n).map(|node| {
            let at = low + as_f64(node) * STEP;
            let (mut value, mut slope) = (points[0], 0.0);
            for &(threshold, rise) in &rises {
                let (below, above) = logistic(at - threshold);
                value += rise * below;
                slope += rise * below * above;
            }
            (value, slope * STEP)
        });
        Self {
            low,
            nodes: nodes.collect(),
        }
    }

    /// The value at a linear predictor.
    pub(super) fn at(&self, predictor: f64) -> f64 {
        let place = ((predictor - self.low) / STEP).clamp(0.0, as_f64(self.nodes.len() - 2));
        let node = as_count(place.floor());
        let t = (place - as_f64(node)).min(1.0);
        let ((v0, d0), (v1, d1)) = (self.nodes[node], self.nodes[node + 1]);
        let (c2, c3) = (3.0 * (v1 - v0) - 2.0 * d0 - d1, 2.0 * (v0 - v1) + d0 + d1);
        v0 + t * (d0 + t * (c2 + t * c3))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::draw::uniform;
    use crate::stats::generator;

    #[test]
    fn the_table_is_the_curve_to_eleven_digits() {
        let (thresholds, points) = ([-2.3, -2.29, 0.4, 7.0], [-100.0, 0.0, 0.0, 20.0, 100.0]);
        let curve = Curve::new(&thresholds, &points);
        let mut source = generator(4, 0);
        for i in 0..4000 {
            let at = match i {
                0 => -1e9,
                1 => 1e9,
                _ => 120.0 * (uniform(&mut source) - 0.5),
            };
            let rises = thresholds.iter().zip(points.windows(2));
            let exact: f64 = points[0]
                + rises
                    .map(|(threshold, pair)| (pair[1] - pair[0]) * logistic(at - threshold).0)
                    .sum::<f64>();
            let error = (curve.at(at) - exact).abs();
            assert!(error < 1e-8, "{error} at {at}");
        }
    }
}
