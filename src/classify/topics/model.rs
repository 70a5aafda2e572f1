use super::LearnedError;
use super::file::Origins;
use crate::classify::text_head::{Memories, Memory, TextHead};
use crate::encode::{Encoder, Passage};
use crate::record::LanguageTag;
use ndarray::{Array2, ArrayView2};
use std::fmt;
use std::mem;
use std::sync::Arc;

/// Topics that were learnt from labels, with the encoder whose vectors they were learnt on.
#[derive(Clone)]
pub struct TopicModel {
    pub(super) encoder: Arc<dyn Encoder>,
    pub(super) parts: TopicModelParts,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub(super) sha256: String,
    memories: Arc<Memories>,
}

/// What training makes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TopicModelParts {
    pub(crate) topics: Vec<LearnedTopic>,
    pub(crate) choice: Choice,
    pub(crate) head: TextHead,
    pub(crate) origins: Origins,
}

/// A topic that was learnt.
#[derive(Debug, Clone, PartialEq)]
pub struct LearnedTopic {
    /// The label, as the analyst wrote it; `parent/child` has the parent before it.
    pub name: String,
    /// Position of the parent, which a mention of this topic implies.
    pub parent: Option<usize>,
    /// Texts with the label.
    pub n_examples: usize,
    /// Factor of the logit in the calibrated log-odds.
    pub slope: f32,
    /// Constant of the calibrated log-odds.
    pub offset: f32,
    /// Least probability of a mention.
    pub threshold: f32,
    /// How often it was right on texts that were held out while the rest was learnt.
    pub held_out: LabelCounts,
}

/// How often a topic was found and was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LabelCounts {
    /// Found and there.
    pub true_positives: usize,
    /// Found and not there.
    pub false_positives: usize,
    /// There and not found.
    pub false_negatives: usize,
    /// Neither.
    pub true_negatives: usize,
}

/// How many topics a text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Any number: each topic that reaches its threshold.
    Any,
    /// One at most: the likeliest, where it reaches its threshold.
    One,
}

impl LabelCounts {
    /// Counts one text.
    pub fn add(&mut self, is_found: bool, is_there: bool) {
        match (is_found, is_there) {
            (true, true) => self.true_positives += 1,
            (true, false) => self.false_positives += 1,
            (false, true) => self.false_negatives += 1,
            (false, false) => self.true_negatives += 1,
        }
    }

    /// Texts with the topic.
    pub fn support(&self) -> usize {
        self.true_positives + self.false_negatives
    }

    /// Texts in which it was found.
    pub fn n_found(&self) -> usize {
        self.true_positives + self.false_positives
    }

    /// Harmonic mean of precision and recall; `None` where it was neither found nor there.
    pub fn f1(&self) -> Option<f64> {
        let whole = self.support() + self.n_found();
        let shared = crate::units::as_f64(2 * self.true_positives);
        (whole > 0).then(|| shared / crate::units::as_f64(whole))
    }
}

impl LearnedTopic {
    /// Calibrated probability of a logit.
    pub fn probability(&self, logit: f32) -> f32 {
        let odds = self.slope.mul_add(logit, self.offset);
        1.0 / (1.0 + (-odds).exp())
    }
}

impl TopicModel {
    /// Joins what was learnt to the encoder it was learnt with.
    ///
    /// # Errors
    ///
    /// [`LearnedError::ForeignEncoder`] and [`LearnedError::Unsound`].
    pub(crate) fn new(
        encoder: Arc<dyn Encoder>,
        parts: TopicModelParts,
    ) -> Result<Self, LearnedError> {
        let bytes = super::file::topics_to_bytes(&parts);
        Self::with_digest(encoder, parts, super::file::digest(&bytes))
    }

    pub(super) fn with_digest(
        encoder: Arc<dyn Encoder>,
        parts: TopicModelParts,
        sha256: String,
    ) -> Result<Self, LearnedError> {
        parts.origins.check(encoder.card())?;
        let n = parts.topics.len();
        let is_tree = parts
            .topics
            .iter()
            .enumerate()
            .all(|(at, topic)| topic.parent.is_none_or(|parent| parent < at));
        if parts.head.n_outputs() != n || !is_tree {
            return Err(LearnedError::Unsound { part: "topics" });
        }
        if parts.head.width() != encoder.card().width {
            return Err(LearnedError::Unsound { part: "width" });
        }
        Ok(Self {
            encoder,
            parts,
            sha256,
            memories: Arc::default(),
        })
    }

    /// The topics, parents before their children.
    pub fn topics(&self) -> &[LearnedTopic] {
        &self.parts.topics
    }

    /// How many topics a text has.
    pub fn choice(&self) -> Choice {
        self.parts.choice
    }

    /// What the model was learnt from, and with.
    pub fn origins(&self) -> &Origins {
        &self.parts.origins
    }

    /// Words, pairs and runs of characters that it knows.
    pub fn n_features(&self) -> usize {
        self.parts.head.n_features()
    }

    /// SHA-256 of the model file, lower-case hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The model as a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        super::file::topics_to_bytes(&self.parts)
    }

    /// The encoder whose vectors it reads.
    pub(crate) fn encoder(&self) -> &dyn Encoder {
        &*self.encoder
    }

    /// Calibrated probability of each topic in each passage, with the question it answers.
    ///
    /// A passage without words, or in a language that is not read, has none of the topics.
    ///
    /// # Shapes
    ///
    /// (passages, topics).
    ///
    /// # Errors
    ///
    /// When the encoder fails; the compact one never does.
    pub fn probabilities(
        &self,
        passages: &[(Passage<'_>, Option<&str>)],
    ) -> Result<Array2<f32>, LearnedError> {
        let texts: Vec<Passage<'_>> = passages.iter().map(|(passage, _)| *passage).collect();
        let vectors = self.encoder.encode(&texts)?;
        let mut reading = self.reading(&vectors);
        let mut probabilities = Array2::zeros((passages.len(), self.parts.topics.len()));
        for (at, (passage, question)) in passages.iter().enumerate() {
            let found = reading.of(at, passage, *question);
            for (cell, found) in probabilities.row_mut(at).iter_mut().zip(found) {
                *cell = *found;
            }
        }
        Ok(probabilities)
    }

    /// Begins to read passages with these vectors.
    pub(crate) fn reading<'m>(&'m self, vectors: &'m Array2<f32>) -> TopicReading<'m> {
        TopicReading {
            model: self,
            vectors: vectors.view(),
            memory: self.memories.take(),
            logits: vec![0.0; self.parts.topics.len()],
        }
    }

    /// The topics that these probabilities amount to, in order, parents of found topics included.
    pub fn choose(&self, probabilities: &[f32]) -> Vec<usize> {
        choose(&self.parts.topics, self.parts.choice, probabilities)
    }
}

/// The topics that probabilities amount to; see [`TopicModel::choose`].
pub(crate) fn choose(topics: &[LearnedTopic], choice: Choice, probabilities: &[f32]) -> Vec<usize> {
    let reaches = |at: &usize| probabilities[*at] >= topics[*at].threshold;
    let mut is_found = vec![false; topics.len()];
    match choice {
        Choice::Any => {
            for at in (0..topics.len()).filter(reaches) {
                is_found[at] = true;
            }
        }
        Choice::One => {
            let likeliest = (0..topics.len()).max_by(|&a, &b| {
                let by_size = probabilities[a].total_cmp(&probabilities[b]);
                by_size.then(b.cmp(&a))
            });
            if let Some(at) = likeliest.filter(reaches) {
                is_found[at] = true;
            }
        }
    }
    // Parents stand before their children, so one pass from the end reaches every ancestor.
    for at in (0..topics.len()).rev() {
        if let Some(parent) = topics[at].parent.filter(|_| is_found[at]) {
            is_found[parent] = true;
        }
    }
    (0..topics.len()).filter(|&at| is_found[at]).collect()
}

/// Passages while they are read, with what is remembered of their words.
pub(crate) struct TopicReading<'m> {
    model: &'m TopicModel,
    vectors: ArrayView2<'m, f32>,
    memory: Memory,
    logits: Vec<f32>,
}

impl TopicReading<'_> {
    /// Probabilities of the topics in a passage whose vector stands in row `at`.
    pub(crate) fn of(
        &mut self,
        at: usize,
        passage: &Passage<'_>,
        question: Option<&str>,
    ) -> &[f32] {
        let topics = &self.model.parts.topics;
        if !is_read(passage) {
            self.logits.fill(0.0);
            return &self.logits;
        }
        self.read(at, passage, question);
        for (logit, topic) in self.logits.iter_mut().zip(topics) {
            *logit = topic.probability(*logit);
        }
        &self.logits
    }

    /// Appends the probabilities of some of the topics in that passage to `out`.
    pub(crate) fn of_some(
        &mut self,
        at: usize,
        passage: &Passage<'_>,
        question: Option<&str>,
        some: &[usize],
        out: &mut Vec<f32>,
    ) {
        if !is_read(passage) {
            out.extend(some.iter().map(|_| 0.0));
            return;
        }
        self.read(at, passage, question);
        let topics = &self.model.parts.topics;
        let probability = |&topic: &usize| topics[topic].probability(self.logits[topic]);
        out.extend(some.iter().map(probability));
    }

    fn read(&mut self, at: usize, passage: &Passage<'_>, question: Option<&str>) {
        let vector = self.vectors.row(at);
        let row = vector.as_slice().unwrap_or_default();
        let head = &self.model.parts.head;
        head.logits(passage, question, row, &mut self.memory, &mut self.logits);
    }
}

fn is_read(passage: &Passage<'_>) -> bool {
    passage.language() != LanguageTag::Other && !passage.text().trim().is_empty()
}

impl Drop for TopicReading<'_> {
    fn drop(&mut self) {
        self.model.memories.keep(mem::take(&mut self.memory));
    }
}

impl fmt::Debug for TopicModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TopicModel")
            .field("encoder", self.encoder.card())
            .field("n_topics", &self.parts.topics.len())
            .field("sha256", &self.sha256)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
impl LearnedTopic {
    /// One of eight texts, for tests.
    pub(crate) fn example(name: &str, parent: Option<usize>) -> Self {
        Self {
            name: name.to_owned(),
            parent,
            n_examples: 8,
            slope: 1.0,
            offset: 0.0,
            threshold: 0.5,
            held_out: LabelCounts::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_implies_its_parents_and_nothing_found_is_an_outcome() {
        let topics = [
            LearnedTopic::example("a", None),
            LearnedTopic::example("a/b", Some(0)),
            LearnedTopic::example("a/b/c", Some(1)),
        ];
        assert_eq!(choose(&topics, Choice::Any, &[0.1, 0.2, 0.9]), [0, 1, 2]);
        assert_eq!(choose(&topics, Choice::Any, &[0.1, 0.6, 0.3]), [0, 1]);
        assert!(choose(&topics, Choice::Any, &[0.1, 0.2, 0.3]).is_empty());
    }

    #[test]
    fn where_texts_have_one_topic_the_likeliest_is_chosen() {
        let topics = [
            LearnedTopic::example("a", None),
            LearnedTopic::example("b", None),
        ];
        assert_eq!(choose(&topics, Choice::One, &[0.7, 0.9]), [1]);
        assert_eq!(choose(&topics, Choice::One, &[0.7, 0.7]), [0]);
        assert!(choose(&topics, Choice::One, &[0.2, 0.4]).is_empty());
    }

    #[test]
    fn counts_tell_what_was_found_and_what_was_there() {
        let mut counts = LabelCounts::default();
        for (is_found, is_there) in [(true, true), (true, false), (false, true), (false, false)] {
            counts.add(is_found, is_there);
        }
        assert_eq!((counts.support(), counts.n_found()), (2, 2));
        assert_eq!(counts.f1(), Some(0.5));
        assert_eq!(LabelCounts::default().f1(), None);
    }
}
