//! Unlabelled texts with what a stronger model reads in them, and the training on these and on lessons.

use crate::folder::Folder;
use crate::lessons::Lessons;
use crate::sample::Sample;
use crate::soft_labels::{SoftLabels, file};
use crate::unlabelled::{Unlabelled, unlabelled};
use signaal::encode::Passage;
use signaal::learn::sentiment::{
    Class, Example, Fillers, Provenance, Recipe, Trained, train_compact,
};
use signaal::record::LanguageTag;
use std::error::Error;

/// Of a Dutch text, which teaches Dutch n-grams alone: what the head makes of them comes from people.
const WEIGHT_NL: f32 = 0.7;
/// Of an English text, which teaches the head too, beside people's labels of English texts.
const WEIGHT_EN: f32 = 0.3;

/// A text and the probabilities that the stronger model gives to negative, neutral and positive.
pub(crate) struct Distilled {
    text: Unlabelled,
    target: [f32; 3],
}

/// The unlabelled texts that `soft_labels.bin` knows, and how many it does not.
///
/// # Errors
///
/// When a table or the file cannot be read.
pub(crate) fn distilled(folder: &Folder) -> Result<(Vec<Distilled>, usize), Box<dyn Error>> {
    let labels = SoftLabels::read(&file())?;
    let texts = unlabelled(folder)?;
    let n_texts = texts.len();
    let known: Vec<Distilled> = texts
        .into_iter()
        .filter_map(|text| {
            let target = labels.of(text.text.as_str(), text.language)?;
            Some(Distilled { text, target })
        })
        .collect();
    let n_unknown = n_texts - known.len();
    Ok((known, n_unknown))
}

/// Trains the compact model on the lessons that `is_learnt` lets through and on distilled texts, by the recipe
/// of the bundled model.
///
/// # Errors
///
/// As [`train_compact`].
pub(crate) fn train(
    lessons: &Lessons,
    distilled: &[Distilled],
    is_learnt: impl Fn(&Sample) -> bool,
) -> Result<Trained, Box<dyn Error>> {
    let learnt = lessons.samples.iter().filter(|sample| is_learnt(sample));
    let mut examples: Vec<Example<'_>> = learnt.map(Sample::example).collect::<Result<_, _>>()?;
    examples.extend(distilled.iter().map(Distilled::example));
    let (nl, en) = lessons.fillers();
    let fillers = Fillers { nl: &nl, en: &en };
    Ok(train_compact(&examples, fillers, &Recipe::default())?)
}

impl Distilled {
    fn example(&self) -> Example<'_> {
        let language = self.text.language;
        let (weight, provenance) = match language {
            LanguageTag::Nl => (WEIGHT_NL, Provenance::Made),
            _ => (WEIGHT_EN, Provenance::Derived),
        };
        let passage = Passage::new(&self.text.text, language);
        Example {
            target: self.target,
            ..Example::labelled(passage, Class::likeliest(self.target), 0)
        }
        .weighing(weight)
        .from(provenance)
    }
}
