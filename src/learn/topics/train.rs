use super::LabelledText;
use super::held_out::{HeldOut, decided};
use super::hierarchy::{Hierarchy, Refusal};
use super::quality::{TopicsQuality, judge};
use crate::classify::text_head::{Memory, TextHead};
use crate::classify::topics::TopicModelParts;
use crate::classify::topics::{Choice, LabelCounts, LearnedTopic, Origins, TopicModel};
use crate::encode::{CompactEncoder, Encoder, Passage};
use crate::learn::Error;
use crate::learn::text::{LogCountRatio, Prepared, Regularisation, fit, folds, prepare};
use crate::record::LanguageTag;
use crate::stats::compute_in_order;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Settings of the learning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Seed of folds and of the order of the texts.
    pub seed: u64,
    /// Folds on which thresholds are chosen and errors counted.
    pub n_folds: usize,
    /// Fewest texts with a label, and fewest without it.
    pub least_examples: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 20_261_122,
            n_folds: 5,
            least_examples: 8,
        }
    }
}

/// What was learnt, and what was not.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model; the error of each topic stands in it.
    pub model: TopicModel,
    /// Labels that were not learnt.
    pub refused: Vec<Refusal>,
    /// Quality on held-out folds, thresholds of each fold chosen on the others.
    pub held_out: TopicsQuality,
    /// Texts on which errors were counted: corrected ones where there are enough, else all.
    pub n_counted: usize,
}

/// Fewest corrected texts on which errors are counted alone.
const ENOUGH_CORRECTED: usize = 100;

/// How the weights are held back; chosen on two of five folds of development data in coarse steps.
pub(in crate::learn) const REGULARISATION: Regularisation = Regularisation {
    cost: 10.0,
    levelling: 0.3,
    pairs: 1.0,
    runs: 0.5,
    vector: 0.25,
    least_spread: 0.1,
    question: 0.5,
    least_texts: 2,
    ratio: LogCountRatio::LEFT_OUT,
};

/// The same where a text may have several labels: words go by the ratio of their counts.
///
/// Where it has one at most the ratio loses (banking77: 4 to 7 points), and all words are alike. Chosen in
/// coarse steps on other folds than those of the tables in `models/README.md`.
const SEVERAL_LABELS: Regularisation = Regularisation {
    cost: 2.5,
    ratio: LogCountRatio {
        smoothing: 1.0,
        bounds: [0.2, 3.0],
    },
    ..REGULARISATION
};

/// The same for a vector that knows words in their context: it weighs as much as the words, and its columns are
/// small, as it has length one; ratios of counts were not tried beside it.
const WITH_CONTEXT: Regularisation = Regularisation {
    vector: 1.0,
    least_spread: 0.005,
    ..REGULARISATION
};

/// How the weights are held back beside the vectors of this encoder.
fn held_back(encoder: &dyn Encoder, choice: Choice) -> Regularisation {
    match choice {
        _ if encoder.card().name != CompactEncoder::NAME => WITH_CONTEXT,
        Choice::Any => SEVERAL_LABELS,
        Choice::One => REGULARISATION,
    }
}

/// Learns topics from labelled texts.
///
/// Weights come from all texts; calibration, thresholds and the counts of errors from folds that were
/// held out, whole groups together. Texts in a third language are left to the caller to leave out.
///
/// # Errors
///
/// [`Error::NoTopics`] when no label can be learnt, and when the encoder fails.
pub fn train(
    texts: &[LabelledText<'_>],
    encoder: Arc<dyn Encoder>,
    options: &Options,
) -> Result<Trained, Error> {
    let hierarchy = Hierarchy::of(texts, options.least_examples.max(2));
    let n_labels = hierarchy.names.len();
    if n_labels == 0 {
        return Err(Error::NoTopics {
            refused: hierarchy.refused,
            n_texts: texts.len(),
        });
    }
    let n_folds = options.n_folds.clamp(2, 20);
    let choice = choice(&hierarchy);
    let passages: Vec<(Passage<'_>, Option<&str>)> = texts
        .iter()
        .map(|text| (text.passage, text.question))
        .collect();
    let prepared = prepare(&passages, &*encoder)?;
    let with = held_back(&*encoder, choice);
    let labels: Vec<&[usize]> = hierarchy.of_text.iter().map(Vec::as_slice).collect();
    let groups: Vec<u64> = texts.iter().map(|text| text.group).collect();
    let weights: Vec<f32> = texts.iter().map(|text| text.weight).collect();
    let folds = folds(&labels, &groups, n_labels, n_folds, options.seed);
    let learn = |chosen: &[usize]| {
        let fitted = fit(
            &prepared,
            chosen,
            &labels,
            &weights,
            n_labels,
            &with,
            options.seed,
        );
        TextHead::new(fitted)
    };
    // The last task learns from everything, the others without one fold each.
    let all: Vec<usize> = (0..texts.len()).collect();
    let mut heads = compute_in_order(n_folds + 1, |fold| {
        learn(&if fold < n_folds {
            folds.learnt(fold)
        } else {
            all.clone()
        })
    });
    let Some(head) = heads.pop() else {
        return Err(Error::NothingHeldOut {
            n_examples: texts.len(),
        });
    };
    let logits = logits(&heads, &folds.of_example, &passages, &prepared, n_labels);
    let held_out = HeldOut {
        logits: &logits,
        labels: &hierarchy.of_text,
        folds: &folds.of_example,
        n_labels,
    };
    let n_corrected = texts.iter().filter(|text| text.is_corrected).count();
    let by_corrected = n_corrected >= ENOUGH_CORRECTED;
    let topics = undecided(&hierarchy);
    let (counts, found) = held_out.counts(&topics, choice, n_folds, &|text| {
        !by_corrected || texts[text].is_corrected
    });
    let mut topics = decided(&topics, &held_out.decisions(choice, None));
    for (topic, counts) in topics.iter_mut().zip(counts) {
        topic.held_out = counts;
    }
    let counted: Vec<usize> = all
        .iter()
        .copied()
        .filter(|&text| !by_corrected || texts[text].is_corrected)
        .collect();
    let pick = |of: &[Vec<usize>]| -> Vec<Vec<usize>> {
        counted.iter().map(|&text| of[text].clone()).collect()
    };
    let groups: Vec<u64> = counted.iter().map(|&text| groups[text]).collect();
    let quality = judge(
        &pick(&found),
        &pick(&hierarchy.of_text),
        &groups,
        n_labels,
        options.seed,
    );
    let origins = origins(texts, &*encoder, options, n_folds);
    let parts = TopicModelParts {
        topics,
        choice,
        head,
        origins,
    };
    Ok(Trained {
        model: TopicModel::new(encoder, parts)?,
        refused: hierarchy.refused,
        held_out: quality,
        n_counted: counted.len(),
    })
}

/// The topics before anything is decided of them.
fn undecided(hierarchy: &Hierarchy) -> Vec<LearnedTopic> {
    let names = hierarchy.names.iter().zip(&hierarchy.parents);
    names
        .zip(&hierarchy.counts)
        .map(|((name, parent), n_examples)| LearnedTopic {
            name: name.clone(),
            parent: *parent,
            n_examples: *n_examples,
            slope: 1.0,
            offset: 0.0,
            threshold: 0.5,
            held_out: LabelCounts::default(),
        })
        .collect()
}

fn origins(
    texts: &[LabelledText<'_>],
    encoder: &dyn Encoder,
    options: &Options,
    n_folds: usize,
) -> Origins {
    let card = encoder.card();
    let groups: BTreeSet<u64> = texts.iter().map(|text| text.group).collect();
    Origins {
        encoder: card.name.clone(),
        encoder_sha256: card.sha256.clone(),
        n_texts: texts.len(),
        n_by_language: by_language(texts.iter().map(|text| text.passage.language())),
        n_folds,
        is_grouped: groups.len() < texts.len(),
        n_corrected: texts.iter().filter(|text| text.is_corrected).count(),
        seed: options.seed,
    }
}

/// Texts in Dutch, in English, and the rest.
pub(in crate::learn) fn by_language(languages: impl Iterator<Item = LanguageTag>) -> [usize; 3] {
    let mut n = [0; 3];
    for language in languages {
        n[match language {
            LanguageTag::Nl => 0,
            LanguageTag::En => 1,
            LanguageTag::Other | LanguageTag::Unknown => 2,
        }] += 1;
    }
    n
}

/// One topic a text where that is how the texts were labelled.
fn choice(hierarchy: &Hierarchy) -> Choice {
    let is_flat = hierarchy.parents.iter().all(Option::is_none);
    let is_single = hierarchy.of_text.iter().all(|labels| labels.len() <= 1);
    if is_flat && is_single && hierarchy.names.len() > 1 {
        Choice::One
    } else {
        Choice::Any
    }
}

/// Logits of every text by the head that was learnt without its fold.
fn logits(
    heads: &[TextHead],
    folds: &[usize],
    passages: &[(Passage<'_>, Option<&str>)],
    prepared: &Prepared,
    n_labels: usize,
) -> Vec<f32> {
    let mut logits = vec![0.0; passages.len() * n_labels];
    for (fold, head) in heads.iter().enumerate() {
        let mut memory = Memory::default();
        let rows = logits.chunks_exact_mut(n_labels).enumerate();
        for (text, out) in rows.filter(|(text, _)| folds[*text] == fold) {
            let (passage, question) = &passages[text];
            let vector = prepared.vector(text);
            head.logits(passage, *question, vector, &mut memory, out);
        }
    }
    logits
}
