//! The reference simulation: four topics of known effect on a score from 0 to 10.

use super::fixtures::{names, single_groups, without_replicates};
use super::{Design, Fit, Row, Rows, fit};
use crate::stats::draw::uniform;
use rand_chacha::ChaCha8Rng;

/// Effects of waiting, staff, price and praise on the logit of the score; staff has none.
const SLOPES: [f64; 4] = [-1.6, 0.0, -0.9, 1.0];
/// Chances of a score below 1, 2, …, 10 without any topic.
const BELOW: [f64; 10] = [0.03, 0.05, 0.08, 0.11, 0.15, 0.22, 0.30, 0.40, 0.58, 0.80];
/// A constant of 1.2 on the logit, less 0.48, as in the reference simulation.
const CONSTANT: f64 = 0.72;

/// Points for the net score.
pub(super) fn net(score: usize) -> f64 {
    match score {
        ..=6 => -100.0,
        7..=8 => 0.0,
        _ => 100.0,
    }
}

fn logit_of(x: &[(usize, f64)]) -> f64 {
    CONSTANT
        + x.iter()
            .map(|&(topic, held)| SLOPES[topic] * held)
            .sum::<f64>()
}

/// The exact slopes in the population: every combination of topics and score with its probability.
pub(super) fn population_slopes() -> Vec<f64> {
    let mut rows = Rows::new(4);
    for pattern in 0..16usize {
        let held = |topic: usize| pattern >> topic & 1 == 1;
        let staff = if held(0) { 0.4 } else { 0.04 };
        let praise = if held(0) { 0.05 } else { 0.2 };
        let mut chance = 1.0;
        let mut x = Vec::new();
        for (topic, share) in [0.12, staff, 0.05, praise].into_iter().enumerate() {
            chance *= if held(topic) { share } else { 1.0 - share };
            if held(topic) {
                x.push((topic, 1.0));
            }
        }
        let at_most = |score: usize| {
            BELOW.get(score).map_or(1.0, |p| {
                1.0 / (1.0 + (logit_of(&x) - (p / (1.0 - p)).ln()).exp())
            })
        };
        for score in 0..=10usize {
            let below = score.checked_sub(1).map_or(0.0, at_most);
            rows.push(Row {
                weight: chance * (at_most(score) - below),
                ..Row::new(&x, net(score))
            });
        }
    }
    let design = Design::new(rows, names(4), single_groups(4)).unwrap();
    slopes(&fit(&design, &without_replicates()).unwrap())
}

/// The coefficients of a fit that left out no column.
pub(super) fn slopes(fit: &Fit) -> Vec<f64> {
    fit.columns
        .iter()
        .map(|c| c.estimate.unwrap().value)
        .collect()
}

/// A person drawn at random: the topics mentioned, and the score.
pub(super) fn person(source: &mut ChaCha8Rng) -> (Vec<(usize, f64)>, usize) {
    let mut chance = |share: f64| uniform(source) < share;
    let waits = chance(0.12);
    let held = [
        waits,
        chance(if waits { 0.4 } else { 0.04 }),
        chance(0.05),
        chance(if waits { 0.05 } else { 0.2 }),
    ];
    let x: Vec<(usize, f64)> = (0..4).filter(|&j| held[j]).map(|j| (j, 1.0)).collect();
    let u = uniform(source);
    let latent = logit_of(&x) + (u / (1.0 - u)).ln();
    let score = BELOW
        .iter()
        .filter(|&p| (p / (1.0 - p)).ln() <= latent)
        .count();
    (x, score)
}
