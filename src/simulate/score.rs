//! From the latent judgement to the scores on the form.

use crate::simulate::contact::{Experience, Experiences};
use crate::simulate::topic::{Mention, N_TOPICS, TOPICS, Tone};

/// Points the experiences add to the latent judgement, without those of `removed`.
pub(crate) fn experienced(experiences: &Experiences, removed: Option<Mention>) -> f64 {
    (0..N_TOPICS)
        .filter_map(|topic| {
            let tone = match experiences[topic] {
                Experience::Nothing => return None,
                Experience::Bad => Tone::Negative,
                Experience::Good => Tone::Positive,
            };
            if removed == Some(Mention { topic, tone }) {
                return None;
            }
            Some(match tone {
                Tone::Negative => TOPICS[topic].negative,
                Tone::Positive => TOPICS[topic].positive,
            })
        })
        .sum()
}

/// The recommendation score, 0 to 10, of a latent judgement.
pub(crate) fn recommendation(latent: f64) -> i64 {
    step(latent, 0, 10)
}

/// Nearest whole number within the scale.
pub(crate) fn step(latent: f64, low: i64, high: i64) -> i64 {
    (low..high)
        .find(|value| latent < midpoint(*value))
        .unwrap_or(high)
}

fn midpoint(value: i64) -> f64 {
    f64::from(i32::try_from(value).unwrap_or_default()) + 0.5
}

/// Net promoter recode: −100, 0 or 100 (0–6, 7–8, 9–10).
pub(crate) fn recode(score: i64) -> f64 {
    match score {
        ..=6 => -100.0,
        7..=8 => 0.0,
        _ => 100.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_round_and_stay_on_the_scale() {
        for (latent, expected) in [
            (-3.0, 0),
            (0.49, 0),
            (0.5, 1),
            (6.4, 6),
            (9.6, 10),
            (14.0, 10),
        ] {
            assert_eq!(recommendation(latent), expected, "{latent}");
        }
    }

    #[test]
    fn a_removed_experience_takes_its_points_with_it() {
        let mut experiences = [Experience::Nothing; N_TOPICS];
        experiences[3] = Experience::Bad;
        experiences[5] = Experience::Good;
        let whole = experienced(&experiences, None);
        assert!((whole - (TOPICS[3].negative + TOPICS[5].positive)).abs() < 1e-12);
        let bad = Mention {
            topic: 3,
            tone: Tone::Negative,
        };
        let without = experienced(&experiences, Some(bad));
        assert!((without - TOPICS[5].positive).abs() < 1e-12);
        let other_tone = Mention {
            topic: 3,
            tone: Tone::Positive,
        };
        assert!((experienced(&experiences, Some(other_tone)) - whole).abs() < 1e-12);
    }
}
