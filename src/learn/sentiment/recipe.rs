use super::train::is_held_out;
use super::{
    Adviser, Block, Example, FrozenOptions, Options, Provenance, Trained, TrainedHead, train,
    train_head,
};
use crate::classify::sentiment::SentimentHead;
use crate::encode::{Encoder, N_FEATURES, Passage};
use crate::learn::Error;
use crate::learn::blend::{Blend, blends};
use crate::learn::remarks::{Remark, remarks, turned_remarks};
use crate::record::LanguageTag;
use std::sync::Arc;

/// How the compact model is made: what is added to collected examples, and the settings of the training.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// Settings of the training.
    pub options: Options,
    /// Remarks made from the Dutch grammar.
    pub n_remarks_nl: usize,
    /// Remarks made from the English grammar.
    pub n_remarks_en: usize,
    /// Weight of a made Dutch remark.
    pub remark_weight_nl: f32,
    /// Weight of a made English remark.
    pub remark_weight_en: f32,
    /// Remarks that a negation, a contrast or an idiom turns, in each language.
    pub n_turned: usize,
    /// Weight of a turned remark.
    pub turned_weight: f32,
    /// Longer texts put together from collected English examples.
    pub n_blends: usize,
    /// Weight of a longer text.
    pub blend_weight: f32,
}

/// Sentences of everyday language, without known sentiment, that keep made remarks company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fillers<'a> {
    /// Dutch sentences.
    pub nl: &'a [&'a str],
    /// English sentences.
    pub en: &'a [&'a str],
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            options: Options::default(),
            n_remarks_nl: 6_000,
            n_remarks_en: 5_000,
            remark_weight_nl: 0.2,
            remark_weight_en: 0.2,
            n_turned: 9_000,
            turned_weight: 0.12,
            n_blends: 10_000,
            blend_weight: 0.5,
        }
    }
}

/// Trains the compact model on collected and distilled examples, made remarks and longer texts.
///
/// English remarks also move the head, because what is neutral in a conversation (a question, an
/// order number) is hardly met in the collected surveys; Dutch ones teach Dutch n-grams alone, and turned
/// ones the n-grams of their language. Longer texts are put together from examples that are not held out.
///
/// # Errors
///
/// As [`train`]; [`Error::Grammar`] when a grammar in the binary cannot be read.
pub fn train_compact(
    examples: &[Example<'_>],
    fillers: Fillers<'_>,
    recipe: &Recipe,
) -> Result<Trained, Error> {
    let seed = recipe.options.seed;
    let dutch = remarks(LanguageTag::Nl, recipe.n_remarks_nl, fillers.nl, seed)?;
    let english = remarks(LanguageTag::En, recipe.n_remarks_en, fillers.en, seed)?;
    let turned = [LanguageTag::Nl, LanguageTag::En]
        .into_iter()
        .map(|language| Ok((language, turned_remarks(language, recipe.n_turned, seed)?)))
        .collect::<Result<Vec<_>, Error>>()?;
    let longer = longer(examples, recipe.n_blends, &recipe.options);

    let mut all = examples.to_vec();
    all.extend(dutch.iter().map(|remark| {
        let weight = recipe.remark_weight_nl;
        made_example(remark, LanguageTag::Nl, weight, Provenance::Made)
    }));
    all.extend(english.iter().map(|remark| {
        let weight = recipe.remark_weight_en;
        made_example(remark, LanguageTag::En, weight, Provenance::Derived)
    }));
    for (language, remarks) in &turned {
        all.extend(
            remarks.iter().map(|remark| {
                made_example(remark, *language, recipe.turned_weight, Provenance::Made)
            }),
        );
    }
    all.extend(
        longer
            .iter()
            .map(|blend| blended(blend, recipe.blend_weight)),
    );
    train(&all, &recipe.options)
}

/// How a head on the vectors of an encoder that stays as it is is made.
#[derive(Debug, Clone, PartialEq)]
pub struct HeadRecipe {
    /// Settings of the training.
    pub options: FrozenOptions,
    /// Remarks made from the English grammar.
    pub n_remarks: usize,
    /// Weight of a made remark.
    pub remark_weight: f32,
    /// Longer texts put together from collected English examples.
    pub n_blends: usize,
    /// Weight of a longer text.
    pub blend_weight: f32,
}

impl HeadRecipe {
    /// The recipe of the shipped head for vectors whose first `n_contextual` columns are the transformer's and
    /// whose others are those of the compact encoder, whose own head advises.
    ///
    /// The pull is strong: a head that may move further fits English better and reads Dutch worse. The
    /// lexicon block is pulled less, because its columns mean the same in both languages. Dutch remarks move
    /// the border between the sides in Dutch reviews, and the compact model, which judges them by Dutch
    /// words of its own, needs no more of them: there are none.
    pub fn new(n_contextual: usize, compact: SentimentHead) -> Self {
        let block = |n_columns, pull| Block { n_columns, pull };
        Self {
            options: FrozenOptions {
                split: Options::default(),
                blocks: vec![
                    block(n_contextual, Some(0.1)),
                    block(compact.width().saturating_sub(N_FEATURES), None),
                    block(N_FEATURES, Some(0.01)),
                ],
                adviser: Some(Adviser {
                    head: compact,
                    share: 0.6,
                }),
            },
            n_remarks: 1_000,
            remark_weight: 0.3,
            n_blends: 1_000,
            blend_weight: 0.5,
        }
    }
}

/// Trains a head on collected examples, made English remarks and longer texts.
///
/// Made remarks teach the head what is neutral in a conversation: a question, an order number.
///
/// # Errors
///
/// As [`train_head`]; [`Error::Grammar`] when a grammar in the binary cannot be read.
pub fn train_on_frozen(
    encoder: Arc<dyn Encoder>,
    examples: &[Example<'_>],
    recipe: &HeadRecipe,
) -> Result<TrainedHead, Error> {
    let options = &recipe.options;
    let english = remarks(LanguageTag::En, recipe.n_remarks, &[], options.split.seed)?;
    let longer = longer(examples, recipe.n_blends, &options.split);
    let mut all = examples.to_vec();
    all.extend(english.iter().map(|remark| {
        let weight = recipe.remark_weight;
        made_example(remark, LanguageTag::En, weight, Provenance::Derived)
    }));
    all.extend(
        longer
            .iter()
            .map(|blend| blended(blend, recipe.blend_weight)),
    );
    train_head(encoder, &all, options)
}

/// Longer texts of the collected examples that are not held out.
fn longer(examples: &[Example<'_>], n: usize, options: &Options) -> Vec<Blend> {
    let sources: Vec<Example<'_>> = examples
        .iter()
        .filter(|example| example.provenance == Provenance::Collected)
        .filter(|example| !is_held_out(example, options))
        .copied()
        .collect();
    blends(&sources, LanguageTag::En, n, options.seed)
}

fn blended(blend: &Blend, weight: f32) -> Example<'_> {
    Example {
        passage: Passage::of_own_words(&blend.text, blend.language),
        target: blend.target,
        group: 0,
        weight,
        provenance: Provenance::Derived,
    }
}

fn made_example(
    remark: &Remark,
    language: LanguageTag,
    weight: f32,
    provenance: Provenance,
) -> Example<'_> {
    let passage = Passage::of_own_words(&remark.text, language);
    let example = Example::labelled(passage, remark.class, 0);
    example.weighing(weight).from(provenance)
}
