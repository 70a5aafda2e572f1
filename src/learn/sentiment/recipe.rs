use super::train::is_held_out;
use super::{Example, Options, Provenance, Trained, train};
use crate::encode::Passage;
use crate::learn::Error;
use crate::learn::blend::blends;
use crate::learn::remarks::{Remark, remarks};
use crate::record::LanguageTag;

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
            remark_weight_nl: 0.1,
            remark_weight_en: 0.2,
            n_blends: 10_000,
            blend_weight: 0.5,
        }
    }
}

/// Trains the compact model on collected examples, made remarks and longer texts.
///
/// English remarks also move the head, because what is neutral in a conversation (a question, an
/// order number) is hardly met in the collected surveys; Dutch ones teach Dutch n-grams alone.
/// Longer texts are put together from examples that are not held out.
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
    let sources: Vec<Example<'_>> = examples
        .iter()
        .filter(|example| example.provenance == Provenance::Collected)
        .filter(|example| !is_held_out(example, &recipe.options))
        .copied()
        .collect();
    let longer = blends(&sources, LanguageTag::En, recipe.n_blends, seed);

    let mut all = examples.to_vec();
    all.extend(dutch.iter().map(|remark| {
        let weight = recipe.remark_weight_nl;
        made_example(remark, LanguageTag::Nl, weight, Provenance::Made)
    }));
    all.extend(english.iter().map(|remark| {
        let weight = recipe.remark_weight_en;
        made_example(remark, LanguageTag::En, weight, Provenance::Derived)
    }));
    all.extend(longer.iter().map(|blend| Example {
        passage: Passage::of_own_words(&blend.text, blend.language),
        target: blend.target,
        group: 0,
        weight: recipe.blend_weight,
        provenance: Provenance::Derived,
    }));
    train(&all, &recipe.options)
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
