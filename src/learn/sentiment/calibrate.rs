use crate::classify::sentiment::{N_CLASSES, softmax};
use crate::learn::sentiment::Class;

/// The temperature that makes held-out targets likeliest (Guo et al. 2017), by golden section.
///
/// The loss is convex in the inverse temperature, so the section finds its one minimum.
pub(in crate::learn) fn temperature(held_out: &[([f32; N_CLASSES], [f32; N_CLASSES])]) -> f32 {
    const GOLDEN: f32 = 0.618_034;
    let (mut low, mut high) = (0.05_f32, 5.0_f32);
    for _ in 0..48 {
        let left = GOLDEN.mul_add(low - high, high);
        let right = GOLDEN.mul_add(high - low, low);
        if loss(held_out, left) < loss(held_out, right) {
            high = right;
        } else {
            low = left;
        }
    }
    2.0 / (low + high)
}

/// Mean cross-entropy at an inverse temperature.
fn loss(held_out: &[([f32; N_CLASSES], [f32; N_CLASSES])], inverse: f32) -> f64 {
    held_out
        .iter()
        .map(|(logits, target)| {
            let probabilities = softmax(logits.map(|logit| logit * inverse));
            probabilities
                .iter()
                .zip(target)
                .map(|(probability, target)| {
                    -f64::from(*target) * f64::from(probability.max(1e-7)).ln()
                })
                .sum::<f64>()
        })
        .sum()
}

/// The lowest confidence at which verdicts reach `least_accuracy`; "unclear" below it.
///
/// Verdicts of equal confidence are kept or dropped together. Never above 0.9: where even the surest
/// verdicts miss the target, silence would hide the fault instead of mending it.
pub(in crate::learn) fn least_confidence(
    held_out: &[([f32; N_CLASSES], [f32; N_CLASSES])],
    temperature: f32,
    least_accuracy: f64,
) -> f32 {
    let verdicts: Vec<(f32, bool)> = held_out
        .iter()
        .map(|(logits, target)| {
            let probabilities = softmax(logits.map(|logit| logit / temperature));
            let confidence = probabilities.into_iter().fold(0.0, f32::max);
            let right = Class::likeliest(probabilities) == Class::likeliest(*target);
            (confidence, right)
        })
        .collect();
    let candidates = (34_u8..=90).map(|percent| f32::from(percent) / 100.0);
    for candidate in candidates {
        let kept = verdicts
            .iter()
            .filter(|(confidence, _)| *confidence >= candidate);
        let (n_kept, n_right) = kept.fold((0_u32, 0_u32), |(n, right), (_, is_right)| {
            (n + 1, right + u32::from(*is_right))
        });
        if f64::from(n_right) >= least_accuracy * f64::from(n_kept) {
            return candidate;
        }
    }
    0.9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overconfident_logits_get_a_temperature_above_one() {
        // Right three times out of four with logits that claim nearly always.
        let held_out: Vec<_> = (0..400)
            .map(|i| {
                let target = if i % 4 == 0 {
                    [1.0, 0.0, 0.0]
                } else {
                    [0.0, 0.0, 1.0]
                };
                ([0.0, -80.0, 6.0], target)
            })
            .collect();
        let temperature = temperature(&held_out);
        // Two classes in play: log-odds of 3 to 1 are ln 3.
        assert!(
            (temperature - 6.0 / 3.0_f32.ln()).abs() < 0.05,
            "{temperature}"
        );
    }

    #[test]
    fn the_threshold_drops_verdicts_that_are_guesses() {
        let sure = ([0.0, 0.0, 5.0], [0.0, 0.0, 1.0]);
        let guess = ([0.0, 0.0, 0.5], [1.0, 0.0, 0.0]);
        let held_out = [sure, sure, sure, guess];
        let threshold = least_confidence(&held_out, 1.0, 0.9);
        assert!((0.45..0.6).contains(&threshold), "{threshold}");
        assert!(least_confidence(&held_out, 1.0, 0.7) < 0.35);
    }
}
