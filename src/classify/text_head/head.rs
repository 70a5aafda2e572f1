use super::items::{Item, each_feature, each_item, question_key};
use super::memory::{KnownWord, Memory};
use super::{Reader, Vocabulary, Writer};
use crate::encode::Passage;

/// Largest absolute value of a rounded weight.
const LARGEST: f32 = 32_767.0;

/// A linear head with several outputs: logits from the words of a text, its question and its vector.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TextHead {
    vocabulary: Vocabulary,
    n_outputs: usize,
    /// (features, outputs), row-major; times `scales`.
    weights: Vec<i16>,
    scales: Vec<f32>,
    /// (width, outputs), row-major, so that one number of a vector meets its weights side by side.
    dense: Vec<f32>,
    width: usize,
    bias: Vec<f32>,
}

/// Weights as they were learnt.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HeadParts {
    /// Features and what they weigh.
    pub(crate) vocabulary: Vocabulary,
    /// (features, outputs), row-major: for features of value one.
    pub(crate) weights: Vec<f32>,
    /// (outputs, width), row-major.
    pub(crate) dense: Vec<f32>,
    /// One per output.
    pub(crate) bias: Vec<f32>,
}

impl TextHead {
    /// Rounds learnt weights to 16 bits, one scale per output.
    pub(crate) fn new(parts: HeadParts) -> Self {
        let HeadParts {
            vocabulary,
            weights,
            dense,
            bias,
        } = parts;
        let n_outputs = bias.len();
        let mut scales = vec![f32::MIN_POSITIVE; n_outputs];
        for row in weights.chunks_exact(n_outputs.max(1)) {
            for (scale, weight) in scales.iter_mut().zip(row) {
                *scale = scale.max(weight.abs() / LARGEST);
            }
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "clamped to the range of i16"
        )]
        let weights = weights
            .chunks_exact(n_outputs.max(1))
            .flat_map(|row| row.iter().zip(&scales))
            .map(|(weight, scale)| (weight / scale).round().clamp(-LARGEST, LARGEST) as i16)
            .collect();
        let width = dense.len() / n_outputs.max(1);
        Self {
            vocabulary,
            n_outputs,
            weights,
            scales,
            dense: transposed(&dense, n_outputs, width),
            width,
            bias,
        }
    }

    /// Number of outputs.
    pub(crate) fn n_outputs(&self) -> usize {
        self.n_outputs
    }

    /// Number of features in the vocabulary.
    pub(crate) fn n_features(&self) -> usize {
        self.vocabulary.len()
    }

    /// Width of the vectors that it reads.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Writes the logits of a passage to `out`.
    ///
    /// # Shapes
    ///
    /// `vector` is (width,), `out` (outputs,).
    pub(crate) fn logits(
        &self,
        passage: &Passage<'_>,
        question: Option<&str>,
        vector: &[f32],
        memory: &mut Memory,
        out: &mut [f32],
    ) {
        let length = self.sum_words(passage.text(), memory);
        let share = if length > 0.0 { 1.0 / length } else { 0.0 };
        out.copy_from_slice(&self.bias);
        let asked = question.and_then(|text| self.vocabulary.place(question_key(text)));
        let asked = asked.map(|place| self.row(place));
        for (output, logit) in out.iter_mut().enumerate() {
            *logit += number(memory.total[output]) * self.scales[output] * share;
            if let Some(row) = asked {
                *logit += f32::from(row[output]) * self.scales[output];
            }
        }
        memory.dense.clear();
        memory.dense.resize(self.n_outputs, 0.0);
        let rows = self.dense.chunks_exact(self.n_outputs.max(1));
        for (weights, number) in rows.zip(vector) {
            for (sum, weight) in memory.dense.iter_mut().zip(weights) {
                *sum += weight * number;
            }
        }
        for (logit, sum) in out.iter_mut().zip(&memory.dense) {
            *logit += sum;
        }
    }

    /// Sums the weights of the items of a text, each counted once, and returns the length of the text.
    fn sum_words(&self, text: &str, memory: &mut Memory) -> f32 {
        let mut tokens = std::mem::take(&mut memory.tokens);
        tokens.read(text);
        memory.text += 1;
        memory.total.clear();
        memory.total.resize(self.n_outputs, 0);
        memory.pairs.resize(self.vocabulary.len(), 0);
        let mut square = 0.0;
        each_item(&tokens, |item| match item {
            Item::Word { hash, .. } => {
                let place = self.place_of(item, hash, memory);
                let word = &mut memory.words[place];
                if word.text == memory.text {
                    return;
                }
                word.text = memory.text;
                square += word.square;
                let first = place * self.n_outputs;
                let sums = &memory.sums[first..first + self.n_outputs];
                for (total, sum) in memory.total.iter_mut().zip(sums) {
                    *total = total.saturating_add(*sum);
                }
            }
            Item::Pair { hash } => {
                let Some(place) = self.vocabulary.place(hash) else {
                    return;
                };
                let last = &mut memory.pairs[place as usize];
                if *last == memory.text {
                    return;
                }
                *last = memory.text;
                let value = self.vocabulary.value(place);
                square += value * value;
                for (total, weight) in memory.total.iter_mut().zip(self.row(place)) {
                    *total = total.saturating_add(i32::from(*weight));
                }
            }
        });
        memory.tokens = tokens;
        square.sqrt()
    }

    /// Where the sums of a word stand; they are made when the word is met first.
    fn place_of(&self, item: Item<'_>, hash: u64, memory: &mut Memory) -> usize {
        if let Some(&place) = memory.places.get(&hash) {
            return place;
        }
        let place = memory.words.len();
        let first = memory.sums.len();
        memory.sums.resize(first + self.n_outputs, 0);
        let mut square = 0.0;
        each_feature(item, |key| {
            if let Some(found) = self.vocabulary.place(key) {
                let value = self.vocabulary.value(found);
                square += value * value;
                for (sum, weight) in memory.sums[first..].iter_mut().zip(self.row(found)) {
                    *sum += i32::from(*weight);
                }
            }
        });
        memory.words.push(KnownWord { square, text: 0 });
        memory.places.insert(hash, place);
        place
    }

    fn row(&self, place: u32) -> &[i16] {
        let first = place as usize * self.n_outputs;
        &self.weights[first..first + self.n_outputs]
    }

    /// Appends the head to a file.
    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.count(self.n_outputs);
        writer.count(self.width);
        writer.count(self.vocabulary.len());
        writer.keys(self.vocabulary.keys());
        writer.numbers(self.vocabulary.values());
        writer.numbers(&self.scales);
        writer.small_numbers(&self.weights);
        writer.numbers(&transposed(&self.dense, self.width, self.n_outputs));
        writer.numbers(&self.bias);
    }

    /// Reads a head back; `None` where the file breaks off or does not hold together.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let n_outputs = reader.count()?;
        let width = reader.count()?;
        let n_features = reader.count()?;
        let keys = reader.keys(n_features)?;
        let values = reader.numbers(n_features)?;
        let scales = reader.numbers(n_outputs)?;
        let weights = reader.small_numbers(n_features.checked_mul(n_outputs)?)?;
        let dense = reader.numbers(n_outputs.checked_mul(width)?)?;
        let bias = reader.numbers(n_outputs)?;
        let finite = |numbers: &[f32]| numbers.iter().all(|number| number.is_finite());
        let is_sound = keys.is_sorted_by(|a, b| a < b)
            && [&values, &scales, &dense, &bias]
                .into_iter()
                .all(|numbers| finite(numbers));
        is_sound.then(|| Self {
            vocabulary: Vocabulary::new(keys, values),
            n_outputs,
            weights,
            scales,
            dense: transposed(&dense, n_outputs, width),
            width,
            bias,
        })
    }
}

/// A row-major matrix with its rows as columns.
fn transposed(matrix: &[f32], n_rows: usize, n_columns: usize) -> Vec<f32> {
    let at = |column: usize| (0..n_rows).map(move |row| matrix[row * n_columns + column]);
    (0..n_columns).flat_map(at).collect()
}

/// A sum as a number; the last bits of a large one are below the rounding of the weights.
#[expect(clippy::cast_precision_loss, reason = "sums are rounded anyway")]
fn number(sum: i32) -> f32 {
    sum as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::Tokens;
    use crate::record::LanguageTag;
    use std::collections::{BTreeMap, BTreeSet};

    /// A head over the features of some texts whose weights are all different.
    fn head(texts: &[&str]) -> TextHead {
        let mut keys = BTreeSet::from([question_key("Why?")]);
        let mut tokens = Tokens::default();
        for text in texts {
            tokens.read(text);
            each_item(&tokens, |item| {
                each_feature(item, |key| {
                    keys.insert(key);
                });
            });
        }
        let keys: Vec<u64> = keys.into_iter().collect();
        let spread = |key: &u64| f32::from((key % 251) as u8) / 100.0;
        TextHead::new(HeadParts {
            weights: keys
                .iter()
                .flat_map(|key| [spread(key) - 1.0, 1.0])
                .collect(),
            vocabulary: Vocabulary::new(keys.clone(), keys.iter().map(spread).collect()),
            dense: vec![0.5, 0.0, 0.0, -0.5],
            bias: vec![0.25, -0.25],
        })
    }

    /// The definition, without memory.
    fn plain(head: &TextHead, text: &str, question: Option<&str>, vector: &[f32]) -> Vec<f64> {
        let mut tokens = Tokens::default();
        tokens.read(text);
        let mut items: BTreeMap<(bool, u64), Vec<u32>> = BTreeMap::new();
        each_item(&tokens, |item| {
            let id = match item {
                Item::Word { hash, .. } => (true, hash),
                Item::Pair { hash } => (false, hash),
            };
            let mut places = Vec::new();
            each_feature(item, |key| places.extend(head.vocabulary.place(key)));
            items.insert(id, places);
        });
        let places: Vec<u32> = items.into_values().flatten().collect();
        let value = |place: &u32| f64::from(head.vocabulary.value(*place)).powi(2);
        let length = places.iter().map(value).sum::<f64>().sqrt();
        (0..head.n_outputs)
            .map(|output| {
                let weight = |place: &u32| {
                    f64::from(head.row(*place)[output]) * f64::from(head.scales[output])
                };
                let sum: f64 = places.iter().map(weight).sum();
                let words = if length > 0.0 { sum / length } else { 0.0 };
                let asked = question.and_then(|text| head.vocabulary.place(question_key(text)));
                let dense: f32 = (0..2).map(|i| head.dense[i * 2 + output] * vector[i]).sum();
                let rest = f64::from(dense + head.bias[output]);
                words + asked.map_or(0.0, |place| weight(&place)) + rest
            })
            .collect()
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]
        #[test]
        fn what_is_remembered_of_words_changes_no_logit(
            texts in proptest::collection::vec("((niet|goed|te laat|:\\)|9|é|\\PC)[ .]){0,20}", 1..8),
        ) {
            let known: Vec<&str> = texts.iter().step_by(2).map(String::as_str).collect();
            let head = head(&known);
            let mut memory = Memory::default();
            for (n, text) in texts.iter().enumerate() {
                let vector = [1.0, number(i32::try_from(n).unwrap())];
                let question = (n % 2 == 0).then_some("why?");
                let passage = Passage::of_own_words(text, LanguageTag::Nl);
                let mut got = [0.0; 2];
                head.logits(&passage, question, &vector, &mut memory, &mut got);
                for (got, expected) in got.iter().zip(plain(&head, text, question, &vector)) {
                    proptest::prop_assert!((f64::from(*got) - expected).abs() < 1e-4, "{got} {expected}");
                }
            }
        }
    }

    #[test]
    fn a_head_survives_its_file() {
        let head = head(&["te laat", "heel goed"]);
        let mut writer = Writer::default();
        head.write(&mut writer);
        let bytes = writer.finish();
        assert_eq!(TextHead::read(&mut Reader::new(&bytes)), Some(head));
        assert_eq!(
            TextHead::read(&mut Reader::new(&bytes[..bytes.len() - 1])),
            None
        );
    }
}
