//! Longer texts made of labelled short ones.

use super::sentiment::{Class, Example};
use crate::encode::QuestionKind;
use crate::record::LanguageTag;
use crate::stats::draw::below;
use crate::stats::generator;

/// Number of the random stream: training, remarks and blends of one seed have streams of their own.
const STREAM: u64 = 3;

/// A text made of several examples, with the mean of their targets.
#[derive(Debug, Clone, PartialEq)]
pub struct Blend {
    /// The texts of the parts, one after the other.
    pub text: String,
    /// Their language.
    pub language: LanguageTag,
    /// Probabilities of negative, neutral and positive.
    pub target: [f32; 3],
}

/// Makes `n` texts of two to six examples of one language each.
///
/// Reviews are longer than answers to a survey and hold a black word in a song of praise. In two of
/// three blends one class leads (its parts are drawn first and the rest at random), in one of three all
/// parts are drawn at random. Answers to a question are left out: they do not stand by themselves.
pub fn blends(examples: &[Example<'_>], language: LanguageTag, n: usize, seed: u64) -> Vec<Blend> {
    let mut generator = generator(seed, STREAM);
    let usable: Vec<&Example<'_>> = examples
        .iter()
        .filter(|example| example.passage.language() == language && example.weight >= 0.5)
        .filter(|example| example.passage.question() == QuestionKind::Open)
        .collect();
    let by_class: Vec<Vec<&Example<'_>>> = Class::ALL
        .iter()
        .map(|&class| {
            let of_class = usable.iter().filter(|example| example.class() == class);
            of_class.copied().collect()
        })
        .collect();
    (0..n)
        .map(|number| {
            let n_parts = 2 + below(&mut generator, 5);
            let n_leading = if number % 3 == 0 { 0 } else { n_parts * 3 / 4 };
            let leading = if number % 2 == 0 { 0 } else { 2 };
            let mut blend = Blend {
                text: String::new(),
                language,
                target: [0.0; 3],
            };
            let share = 1.0 / f32::from(u8::try_from(n_parts).unwrap_or(u8::MAX));
            for part in 0..n_parts {
                let from = if part < n_leading {
                    &by_class[leading]
                } else {
                    &usable
                };
                let Some(example) = from.get(below(&mut generator, from.len())) else {
                    continue;
                };
                if !blend.text.is_empty() {
                    blend.text.push(if blend.text.ends_with(['.', '!', '?']) {
                        ' '
                    } else {
                        '\n'
                    });
                }
                blend.text.push_str(example.passage.text().trim());
                for (sum, target) in blend.target.iter_mut().zip(example.target) {
                    *sum += target * share;
                }
            }
            blend
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::Passage;

    #[test]
    fn a_blend_has_the_mean_target_and_one_language() {
        let example = |text, language, class| {
            Example::labelled(Passage::of_own_words(text, language), class, 0)
        };
        let examples = [
            example("Goed.", LanguageTag::Nl, Class::Positive),
            example("Slecht", LanguageTag::Nl, Class::Negative),
            example("Fine", LanguageTag::En, Class::Positive),
        ];
        let made = blends(&examples, LanguageTag::Nl, 60, 3);
        assert_eq!(made.len(), 60);
        for blend in &made {
            let (goed, slecht) = (
                blend.text.matches("Goed").count(),
                blend.text.matches("Slecht").count(),
            );
            let share = f32::from(u8::try_from(goed).unwrap())
                / f32::from(u8::try_from(goed + slecht).unwrap());
            assert!((blend.target[2] - share).abs() < 1e-5, "{blend:?}");
            assert!(!blend.text.contains("Fine"));
        }
        assert_eq!(made, blends(&examples, LanguageTag::Nl, 60, 3));
    }
}
