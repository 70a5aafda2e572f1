//! Proportional odds: `logit P(class ≤ k) = θ_k − x'β`.
//!
//! Parameters: one slope per column, then the thresholds, one fewer than there are classes.
//!
//! With F the logistic function, `F(a) − F(b) = F(a) (1 − F(b)) (1 − e^(b−a))`, so the log-likelihood is
//! a sum over cuts of logistic terms plus a term in the gaps between thresholds alone:
//! `Σ n_k log F(t_k) + n_{k+1} log(1 − F(t_k)) + Σ N_k log(1 − e^−(θ_k − θ_{k−1}))`, where
//! `t_k = θ_k − x'β`.
//! This has no difference of nearly equal numbers and costs one exponential per cut and profile.
//! It is concave (Pratt 1981, *JASA* 76, p. 103).

#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::cells::Cells;
use crate::stats::{Derivatives, Symmetric};
use crate::units::as_u32;

/// The logistic function at `t` and its complement, each without cancellation.
pub(super) fn logistic(t: f64) -> (f64, f64) {
    let e = (-t.abs()).exp();
    let (large, small) = (1.0 / (1.0 + e), e / (1.0 + e));
    if t >= 0.0 {
        (large, small)
    } else {
        (small, large)
    }
}

/// Thresholds that give the classes their shares, with all slopes 0.
pub(super) fn start(cells: &Cells<'_>) -> Vec<f64> {
    let mut start = vec![0.0; cells.n_columns()];
    let totals = cells.totals();
    for cut in 1..totals.len() {
        let (low, high) = totals.split_at(cut);
        start.push((low.iter().sum::<f64>() / high.iter().sum::<f64>()).ln());
    }
    start
}

pub(super) fn derivatives(cells: &Cells<'_>, at: &[f64]) -> Option<Derivatives> {
    let q = cells.n_columns();
    let (slopes, thresholds) = at.split_at(q);
    let n_cuts = thresholds.len();
    let mut value = 0.0;
    let mut gradient = vec![0.0; at.len()];
    let mut information = Symmetric::zeros(at.len());
    let mut of_cuts = vec![0.0; n_cuts];
    let mut cross = vec![0.0; n_cuts * q];

    for (entries, masses) in cells.iter() {
        let eta: f64 = entries.iter().map(|&(j, x)| slopes[j as usize] * x).sum();
        let (mut pull, mut weight) = (0.0, 0.0);
        for cut in 0..n_cuts {
            let (low, high) = (masses[cut], masses[cut + 1]);
            let mass = low + high;
            if mass <= 0.0 {
                continue;
            }
            let t = thresholds[cut] - eta;
            let e = (-t.abs()).exp();
            let (large, small) = (1.0 / (1.0 + e), e / (1.0 + e));
            let (below, above) = if t >= 0.0 {
                (large, small)
            } else {
                (small, large)
            };
            value += low * t.min(0.0) + high * (-t).min(0.0) - mass * e.ln_1p();
            let score = low * above - high * below;
            let curvature = mass * large * small;
            gradient[q + cut] += score;
            of_cuts[cut] += curvature;
            for &(column, x) in entries {
                cross[cut * q + column as usize] -= curvature * x;
            }
            pull -= score;
            weight += curvature;
        }
        for &(column, x) in entries {
            gradient[column as usize] += pull * x;
        }
        information.add_outer(entries, weight);
    }
    for cut in 0..n_cuts {
        information.set(q + cut, q + cut, of_cuts[cut]);
        for column in 0..q {
            information.set(column, q + cut, cross[cut * q + column]);
        }
    }
    for class in 1..n_cuts {
        let gap = thresholds[class] - thresholds[class - 1];
        if gap.is_nan() || gap <= 0.0 {
            return None;
        }
        let mass = cells.totals()[class];
        let rise = 1.0 / gap.exp_m1();
        let bend = mass * rise * (1.0 + rise);
        value += mass * (-(-gap).exp_m1()).ln();
        let (low, high) = (q + class - 1, q + class);
        gradient[high] += mass * rise;
        gradient[low] -= mass * rise;
        information.set(high, high, information.get(high, high) + bend);
        information.set(low, low, information.get(low, low) + bend);
        information.set(low, high, information.get(low, high) - bend);
    }
    value.is_finite().then_some(Derivatives {
        value,
        gradient,
        information,
    })
}

/// First derivatives of the log-probability of a class, ascending and without zeros of x.
pub(super) fn score(
    at: &[f64],
    n_columns: usize,
    entries: &[(u32, f64)],
    class: usize,
    into: &mut Vec<(u32, f64)>,
) {
    let (slopes, thresholds) = at.split_at(n_columns);
    let eta: f64 = entries.iter().map(|&(j, x)| slopes[j as usize] * x).sum();
    let n_cuts = thresholds.len();
    let rise = if class > 0 && class < n_cuts {
        1.0 / (thresholds[class] - thresholds[class - 1]).exp_m1()
    } else {
        0.0
    };
    let lower = (class > 0).then(|| -logistic(thresholds[class - 1] - eta).0 - rise);
    let upper = (class < n_cuts).then(|| logistic(thresholds[class] - eta).1 + rise);
    let pull = -(lower.unwrap_or(0.0) + upper.unwrap_or(0.0));
    into.clear();
    into.extend(entries.iter().map(|&(column, x)| (column, pull * x)));
    if let Some(lower) = lower {
        into.push((as_u32(n_columns + class - 1), lower));
    }
    if let Some(upper) = upper {
        into.push((as_u32(n_columns + class), upper));
    }
}

/// How far each observed class gains, at least and at most, by a step in this direction.
pub(super) fn margins(cells: &Cells<'_>, direction: &[f64]) -> (f64, f64) {
    let (slopes, thresholds) = direction.split_at(cells.n_columns());
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    let mut see = |margin: f64| (least, most) = (least.min(margin), most.max(margin));
    for (entries, masses) in cells.iter() {
        let eta: f64 = entries.iter().map(|&(j, x)| slopes[j as usize] * x).sum();
        for class in (0..masses.len()).filter(|&class| masses[class] > 0.0) {
            if let Some(threshold) = thresholds.get(class) {
                see(threshold - eta);
            }
            if class > 0 {
                see(eta - thresholds[class - 1]);
            }
        }
    }
    (least, most)
}
