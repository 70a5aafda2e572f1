use super::calibrate::{least_confidence, temperature};
use super::descent::{Prepared, Weights, descend};
use super::members::joined;
use super::{Class, Example, Provenance};
use crate::classify::sentiment::{
    Error as SentimentError, N_CLASSES, SentimentHead, SentimentModel,
};
use crate::encode::{Analysis, CompactEncoder, EmbeddingTable, Encoder, N_FEATURES, Passage};
use crate::learn::Error;
use crate::learn::quality::{Quality, judge};
use crate::record::LanguageTag;
use crate::stats::compute_in_order;
use crate::units::as_u64;
use ndarray::Array2;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Settings of the training.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Seed of the order of examples, of the first weights and of the split.
    pub seed: u64,
    /// Models that are trained, each in an order of its own, and joined: their mean reads steadier than one.
    pub n_members: usize,
    /// Numbers per n-gram vector of a member; the joined model has one per class.
    pub width: usize,
    /// Passes over the examples.
    pub n_epochs: usize,
    /// First step of Adagrad.
    pub learning_rate: f32,
    /// Squared gradients that a row must gather before its steps shrink: rare n-grams move little.
    pub inertia: f32,
    /// Pull of n-gram vectors towards zero.
    pub shrinkage_rows: f32,
    /// Pull of the head's weights towards zero.
    pub shrinkage_head: f32,
    /// Share of steps without n-grams.
    pub blank_rate: f32,
    /// How far classes are levelled: 0 leaves their counts, 1 makes them weigh the same.
    pub levelling: f64,
    /// One in how many groups is held out.
    pub held_out_one_in: u64,
    /// Accuracy on held-out texts that verdicts other than "unclear" must reach.
    pub least_accuracy: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 20_261_121,
            n_members: 8,
            width: 8,
            n_epochs: 4,
            learning_rate: 0.1,
            inertia: 1.0,
            shrinkage_rows: 1e-3,
            shrinkage_head: 1e-4,
            blank_rate: 0.5,
            levelling: 0.5,
            held_out_one_in: 10,
            least_accuracy: 0.88,
        }
    }
}

/// A trained model and how it did on examples it had not seen.
#[derive(Debug, Clone)]
pub struct Trained {
    /// Encoder with head.
    pub model: SentimentModel,
    /// File of the encoder: `models/compact/weights.bin`.
    pub weights: Vec<u8>,
    /// File of the head: `models/compact/sentiment.bin`.
    pub head: Vec<u8>,
    /// Quality on the held-out collected examples, after calibration on the same.
    pub held_out: Quality,
    /// Examples learnt from.
    pub n_learnt: usize,
}

/// Learns encoder and head from examples, rounds the table to bytes, and calibrates on held-out groups.
///
/// # Errors
///
/// [`Error::MissingClass`] or [`Error::NothingHeldOut`] when there is too little to learn from.
pub fn train(examples: &[Example<'_>], options: &Options) -> Result<Trained, Error> {
    let (held_out, learnt): (Vec<&Example<'_>>, Vec<&Example<'_>>) = examples
        .iter()
        .partition(|example| is_held_out(example, options));
    if held_out.is_empty() {
        return Err(Error::NothingHeldOut {
            n_examples: examples.len(),
        });
    }
    let level = levels(&learnt, options.levelling)?;
    let prepared: Vec<Prepared> = learnt
        .iter()
        .map(|example| Prepared {
            analysis: Analysis::of(&example.passage),
            target: example.target,
            weight: example.weight * level[&example.passage.language()][example.class().index()],
            moves_head: example.provenance != Provenance::Made,
        })
        .collect();
    let members = compute_in_order(options.n_members, |member| {
        descend(&prepared, options, as_u64(member))
    });
    let weights = joined(&members, options.width);
    let encoder = CompactEncoder::new(EmbeddingTable::quantise(&weights.table, N_CLASSES));
    let head = head_of(&weights, &encoder)?;
    let head = calibrate(head, &encoder, &held_out, options)?;

    let (weights, head_file) = (encoder.to_bytes(), head.to_bytes());
    let model = SentimentModel::new(Arc::new(encoder), head)?;
    let passages: Vec<Passage<'_>> = held_out.iter().map(|example| example.passage).collect();
    let truths: Vec<Class> = held_out.iter().map(|example| example.class()).collect();
    let held_out = judge(
        &model.probabilities(&passages)?,
        &truths,
        model.least_confidence(),
        options.seed,
    );
    Ok(Trained {
        model,
        weights,
        head: head_file,
        held_out,
        n_learnt: learnt.len(),
    })
}

/// Whole groups are held out, chosen by a hash of group and seed: the order of examples is no matter.
pub(super) fn is_held_out(example: &Example<'_>, options: &Options) -> bool {
    let mixed = (example.group ^ options.seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    let is_chosen = (mixed ^ (mixed >> 32)).is_multiple_of(options.held_out_one_in.max(2));
    is_chosen && example.provenance == Provenance::Collected
}

/// Factor per language and class that levels unequal counts, with mean 1 over the examples of a language.
///
/// Within a language, because the share of complaints in the Dutch texts must not be learnt as a
/// property of Dutch words. The classes of all languages together must be complete.
pub(super) fn levels(
    learnt: &[&Example<'_>],
    levelling: f64,
) -> Result<BTreeMap<LanguageTag, [f32; 3]>, Error> {
    let mut masses: BTreeMap<LanguageTag, [f64; 3]> = BTreeMap::new();
    for example in learnt {
        let mass = masses.entry(example.passage.language()).or_default();
        mass[example.class().index()] += f64::from(example.weight);
    }
    for class in Class::ALL {
        if masses.values().all(|mass| mass[class.index()] <= 0.0) {
            return Err(Error::MissingClass {
                class: class.as_str(),
            });
        }
    }
    let level = |mass: [f64; 3]| {
        let total: f64 = mass.iter().sum();
        let factor = mass.map(|mass| {
            if mass > 0.0 {
                (total / (3.0 * mass)).powf(levelling)
            } else {
                0.0
            }
        });
        let mean = factor.iter().zip(&mass).map(|(a, b)| a * b).sum::<f64>() / total;
        #[expect(clippy::cast_possible_truncation, reason = "factors near one")]
        factor.map(|factor| (factor / mean) as f32)
    };
    Ok(masses
        .into_iter()
        .map(|(language, mass)| (language, level(mass)))
        .collect())
}

fn head_of(weights: &Weights, encoder: &CompactEncoder) -> Result<SentimentHead, Error> {
    let n_columns = N_CLASSES + N_FEATURES;
    let cells = Array2::from_shape_fn((N_CLASSES, n_columns), |(class, column)| {
        weights.head[class * n_columns + column]
    });
    Ok(SentimentHead::new(
        encoder.card().sha256.clone(),
        cells,
        weights.bias,
    )?)
}

fn calibrate(
    head: SentimentHead,
    encoder: &CompactEncoder,
    held_out: &[&Example<'_>],
    options: &Options,
) -> Result<SentimentHead, Error> {
    let passages: Vec<Passage<'_>> = held_out.iter().map(|example| example.passage).collect();
    let vectors = encoder.encode(&passages).map_err(SentimentError::from)?;
    let logits: Vec<([f32; 3], [f32; 3])> = vectors
        .rows()
        .into_iter()
        .zip(held_out)
        .map(|(vector, example)| (head.logits(&vector), example.target))
        .collect();
    let temperature = temperature(&logits);
    let least = least_confidence(&logits, temperature, options.least_accuracy);
    Ok(head.calibrated(temperature, least))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::SentimentLabel;
    use crate::units::as_f64;

    /// Words that no lexicon knows, each with one class: only the n-grams can learn them.
    fn examples() -> Vec<(String, Class, u64)> {
        let words = [
            ("flabbert", Class::Negative),
            ("snorrel", Class::Neutral),
            ("kwibbel", Class::Positive),
        ];
        (0..240_u64)
            .map(|i| {
                let (word, class) = words[usize::try_from(i % 3).unwrap()];
                (format!("de {word} van zaal {}", i % 17), class, i)
            })
            .collect()
    }

    fn trained() -> Trained {
        let texts = examples();
        let examples: Vec<Example<'_>> = texts
            .iter()
            .map(|(text, class, group)| {
                Example::labelled(Passage::of_own_words(text, LanguageTag::Nl), *class, *group)
            })
            .collect();
        train(
            &examples,
            &Options {
                n_epochs: 8,
                ..Options::default()
            },
        )
        .unwrap()
    }

    #[test]
    fn it_learns_words_that_no_lexicon_knows_and_keeps_them_out_of_other_languages() {
        let trained = trained();
        assert!(
            trained.held_out.accuracy.estimate > 0.95,
            "{:?}",
            trained.held_out
        );
        let read = |text: &str, language| {
            let passage = Passage::of_own_words(text, language);
            trained.model.read(&[passage]).unwrap()[0]
        };
        let dutch = read("een kwibbel", LanguageTag::Nl);
        assert_eq!(dutch.label, SentimentLabel::Positive);
        let english = read("een kwibbel", LanguageTag::En);
        assert!(english.polarity.get().abs() < 0.3, "{english:?}");
    }

    #[test]
    fn the_same_examples_give_the_same_bytes() {
        let (one, two) = (trained(), trained());
        assert_eq!(one.weights, two.weights);
        assert_eq!(one.head, two.head);
    }

    #[test]
    fn a_head_and_a_foreign_encoder_are_not_joined() {
        let trained = trained();
        let head = SentimentHead::from_bytes(&trained.head).unwrap();
        let foreign = CompactEncoder::new(EmbeddingTable::quantise(
            &vec![0.5; EmbeddingTable::n_cells(8)],
            8,
        ));
        assert!(matches!(
            SentimentModel::new(Arc::new(foreign), head),
            Err(SentimentError::ForeignEncoder { .. })
        ));
    }

    #[test]
    fn groups_stand_on_one_side_of_the_split() {
        let options = Options::default();
        let example = |group| {
            let passage = Passage::of_own_words("x", LanguageTag::Nl);
            Example::labelled(passage, Class::Neutral, group)
        };
        let n_held_out = (0..10_000)
            .filter(|&group| is_held_out(&example(group), &options))
            .count();
        assert!((850..1150).contains(&n_held_out), "{n_held_out}");
        assert!(
            (0..10_000).all(|group| !is_held_out(&example(group).from(Provenance::Made), &options))
        );
        assert!((as_f64(n_held_out) / 10_000.0 - 0.1).abs() < 0.015);
    }

    #[test]
    fn a_missing_class_is_an_error() {
        let passage = Passage::of_own_words("goed", LanguageTag::Nl);
        let examples: Vec<Example<'_>> = (0..100)
            .map(|group| Example::labelled(passage, Class::Positive, group))
            .collect();
        assert_eq!(
            train(&examples, &Options::default()).unwrap_err(),
            Error::MissingClass { class: "negative" }
        );
    }
}
