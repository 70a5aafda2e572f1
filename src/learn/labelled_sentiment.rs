//! Sentiment learnt from an analyst's own labels.
//!
//! The words of the texts are learnt beside the vector of the encoder, which knows the polarity of words
//! that were never labelled; temperature and least confidence come from held-out folds.

use super::Error;
use super::quality::{Quality, judge};
use super::sentiment::Class;
use super::sentiment::{least_confidence, temperature};
use super::text::{Regularisation, fit, folds, prepare};
use super::topics::{REGULARISATION, by_language};
use crate::classify::sentiment::{N_CLASSES, softmax};
use crate::classify::text_head::{Memory, TextHead};
use crate::classify::topics::{LearnedSentiment, Origins};
use crate::encode::{Encoder, Passage};
use crate::stats::compute_in_order;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A text with the sentiment that an analyst saw in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JudgedText<'a> {
    /// What was said.
    pub passage: Passage<'a>,
    /// Negative, neutral or positive.
    pub class: Class,
    /// Texts of one group stand in the same fold.
    pub group: u64,
}

/// Settings of the learning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Seed of folds and of the order of the texts.
    pub seed: u64,
    /// Folds on which the model is calibrated and its errors are counted.
    pub n_folds: usize,
    /// Fewest texts of a class.
    pub least_examples: usize,
    /// Accuracy on held-out texts that verdicts other than "unclear" must reach.
    pub least_accuracy: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 20_261_122,
            n_folds: 5,
            least_examples: 8,
            least_accuracy: 0.88,
        }
    }
}

/// What was learnt.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model; its confusion on held-out folds stands in it.
    pub model: LearnedSentiment,
    /// Quality on held-out folds, calibrated on the same.
    pub held_out: Quality,
}

/// The vector knows more of sentiment than of topics.
const WITH: Regularisation = Regularisation {
    cost: 3.0,
    vector: 1.0,
    ..REGULARISATION
};

/// Learns sentiment from judged texts.
///
/// # Errors
///
/// [`Error::TooFewOfClass`] when a class has too few texts, and when the encoder fails.
pub fn train(
    texts: &[JudgedText<'_>],
    encoder: Arc<dyn Encoder>,
    options: &Options,
) -> Result<Trained, Error> {
    for class in Class::ALL {
        let n = texts.iter().filter(|text| text.class == class).count();
        if n < options.least_examples {
            return Err(Error::TooFewOfClass {
                class: class.as_str(),
                n,
                least: options.least_examples,
            });
        }
    }
    let n_folds = options.n_folds.clamp(2, 20);
    let passages: Vec<(Passage<'_>, Option<&str>)> =
        texts.iter().map(|text| (text.passage, None)).collect();
    let prepared = prepare(&passages, &*encoder)?;
    let of_text: Vec<[usize; 1]> = texts.iter().map(|text| [text.class.index()]).collect();
    let labels: Vec<&[usize]> = of_text.iter().map(<[usize; 1]>::as_slice).collect();
    let groups: Vec<u64> = texts.iter().map(|text| text.group).collect();
    let weights = vec![1.0; texts.len()];
    let folds = folds(&labels, &groups, N_CLASSES, n_folds, options.seed);
    let all: Vec<usize> = (0..texts.len()).collect();
    let mut heads = compute_in_order(n_folds + 1, |fold| {
        let chosen = if fold < n_folds {
            folds.learnt(fold)
        } else {
            all.clone()
        };
        let seed = options.seed;
        let parts = fit(
            &prepared, &chosen, &labels, &weights, N_CLASSES, &WITH, seed,
        );
        TextHead::new(parts)
    });
    let Some(head) = heads.pop() else {
        return Err(Error::NothingHeldOut {
            n_examples: texts.len(),
        });
    };
    let mut logits = vec![([0.0; N_CLASSES], [0.0; N_CLASSES]); texts.len()];
    for (fold, head) in heads.iter().enumerate() {
        let mut memory = Memory::default();
        for text in folds.held_out(fold) {
            let vector = prepared.vector(text);
            let (out, target) = &mut logits[text];
            head.logits(&texts[text].passage, None, vector, &mut memory, out);
            target[texts[text].class.index()] = 1.0;
        }
    }
    let temperature = temperature(&logits);
    let least = least_confidence(&logits, temperature, options.least_accuracy);
    let probabilities: Vec<[f32; N_CLASSES]> = logits
        .iter()
        .map(|(logits, _)| softmax(logits.map(|logit| logit / temperature)))
        .collect();
    let truths: Vec<Class> = texts.iter().map(|text| text.class).collect();
    let mut confusion = [[0; N_CLASSES]; N_CLASSES];
    for (probabilities, truth) in probabilities.iter().zip(&truths) {
        confusion[truth.index()][Class::likeliest(*probabilities).index()] += 1;
    }
    let card = encoder.card();
    let origins = Origins {
        encoder: card.name.clone(),
        encoder_sha256: card.sha256.clone(),
        n_texts: texts.len(),
        n_by_language: by_language(texts.iter().map(|text| text.passage.language())),
        n_folds,
        is_grouped: groups.iter().collect::<BTreeSet<_>>().len() < texts.len(),
        n_corrected: 0,
        seed: options.seed,
    };
    Ok(Trained {
        model: LearnedSentiment::new(encoder, head, origins, [temperature, least], confusion)?,
        held_out: judge(&probabilities, &truths, least, options.seed),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::sentiment::SentimentModel;
    use crate::classify::topics::LearnedModel;
    use crate::encode::CompactEncoder;
    use crate::record::{LanguageTag, SentimentLabel};

    #[test]
    fn words_of_the_trade_get_the_sentiment_that_the_analyst_gave_them() {
        let words = [
            ("flabbert", Class::Negative),
            ("snorrel", Class::Neutral),
            ("kwibbel", Class::Positive),
        ];
        let rows: Vec<(String, Class, u64)> = (0..120_u64)
            .map(|i| {
                let (word, class) = words[usize::try_from(i % 3).unwrap()];
                (format!("de {word} van zaal {}", i % 17), class, i)
            })
            .collect();
        let texts: Vec<JudgedText<'_>> = rows
            .iter()
            .map(|(text, class, group)| JudgedText {
                passage: Passage::of_own_words(text, LanguageTag::Nl),
                class: *class,
                group: *group,
            })
            .collect();
        let encoder: Arc<dyn Encoder> = Arc::new(CompactEncoder::bundled().unwrap());
        let trained = train(&texts, Arc::clone(&encoder), &Options::default()).unwrap();
        assert!(trained.held_out.accuracy.estimate > 0.95);
        let open = |_: &str| Some(Ok(Arc::clone(&encoder)));
        let bytes = trained.model.to_bytes();
        let LearnedModel::Sentiment(model) = LearnedModel::from_bytes(&bytes, &open).unwrap()
        else {
            panic!("a sentiment was written");
        };
        assert_eq!(model.to_bytes(), bytes);
        let model = SentimentModel::learned(model);
        let passage = Passage::of_own_words("wat een kwibbel", LanguageTag::Nl);
        let read = model.read(&[passage]).unwrap()[0];
        assert_eq!(read.label, SentimentLabel::Positive);
        assert!(matches!(
            train(&texts[..6], encoder, &Options::default()),
            Err(Error::TooFewOfClass { n: 2, .. })
        ));
    }
}
