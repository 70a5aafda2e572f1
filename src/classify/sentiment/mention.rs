use super::boundaries::{BESIDE, Boundaries, N_CROSSINGS};
use super::{Error, N_CLASSES, softmax};
use crate::encode::{Error as EncodeError, PieceStates, open};
use ndarray::{Array1, Array2, ArrayView1, Axis, Slice};
use std::ops::Range;

const MAGIC: [u8; 8] = *b"SGNLMEN\0";
const VERSION: u32 = 2;
const KIND: &str = "mention head";
/// Characters of a SHA-256 in hexadecimal.
const DIGITS: usize = 64;
/// Numbers that say how large the tables are.
const N_SIZES: usize = 5;

/// Reads how one thing in a sentence is spoken of, from the states of the sentence's pieces.
///
/// The pieces of the thing ask all pieces of the sentence which of them speak of it (scaled dot-product
/// attention, with terms for the distance in pieces and for the boundaries between); what these answer, the
/// thing itself, the mean of the sentence and that of the pieces that no boundary parts from the thing go
/// through one layer of rectified units to negative, neutral and positive.
///
/// # References
///
/// Vaswani et al. 2017, *Attention Is All You Need*, § 3.2. Shaw et al. 2018, *Self-Attention with Relative
/// Position Representations* (here a number per head and distance). Genest & Zidek 1986, *Combining
/// Probability Distributions*, § 3 (the logarithmic pool with the reading of the clause).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct MentionHead {
    encoder_sha256: String,
    n_heads: usize,
    /// Distances beyond it count as it.
    reach: usize,
    /// Weight of the reading of the clause in the pool.
    share: f32,
    /// The pool's logits are divided by it; fitted on held-out things.
    temperature: f32,
    /// (heads × depth, width), as the two after it.
    query: Array2<f32>,
    query_bias: Array1<f32>,
    key: Array2<f32>,
    value: Array2<f32>,
    value_bias: Array1<f32>,
    /// (heads, 2 × reach + 1): from the farthest before the thing to the farthest behind it.
    near: Array2<f32>,
    /// (heads, ways to lie from the thing); see [`Boundaries::crossing`].
    across: Array2<f32>,
    /// (units, width).
    thing: Array2<f32>,
    /// (units, width).
    sentence: Array2<f32>,
    /// (units, width).
    part: Array2<f32>,
    /// (units, heads × depth).
    answers: Array2<f32>,
    units_bias: Array1<f32>,
    /// (3, units).
    classes: Array2<f32>,
    classes_bias: Array1<f32>,
}

impl MentionHead {
    /// Reads the file that `models/e5/tuning/mentions.py` writes.
    ///
    /// # Errors
    ///
    /// [`Error::Encode`] when it is another kind of file, another version, damaged or cut off.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let content = open(bytes, MAGIC, VERSION, KIND)?;
        let wrong_length = |expected: usize| EncodeError::Length {
            kind: KIND,
            got: content.len(),
            expected,
        };
        let least = DIGITS + 4 * (N_SIZES + 2);
        let (digits, rest) = content
            .split_at_checked(DIGITS)
            .ok_or_else(|| wrong_length(least))?;
        let (sizes, numbers) = rest
            .split_at_checked(4 * N_SIZES)
            .ok_or_else(|| wrong_length(least))?;
        let sizes: Vec<usize> = sizes
            .chunks_exact(4)
            .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
            .filter_map(|size| usize::try_from(size).ok())
            .filter(|size| (1..=1 << 16).contains(size))
            .collect();
        let &[width, n_heads, depth, n_units, reach] = sizes.as_slice() else {
            return Err(wrong_length(least).into());
        };
        let inner = n_heads * depth;
        let mut numbers = Numbers {
            rest: numbers
                .chunks_exact(4)
                .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])),
        };
        let (Some(share), Some(temperature)) = (numbers.rest.next(), numbers.rest.next()) else {
            return Err(wrong_length(least).into());
        };
        let read = (|| {
            Some(Self {
                encoder_sha256: String::from_utf8_lossy(digits).into_owned(),
                n_heads,
                reach,
                share,
                temperature,
                query: numbers.table(inner, width)?,
                query_bias: numbers.vector(inner)?,
                key: numbers.table(inner, width)?,
                value: numbers.table(inner, width)?,
                value_bias: numbers.vector(inner)?,
                near: numbers.table(n_heads, 2 * reach + 1)?,
                across: numbers.table(n_heads, N_CROSSINGS)?,
                thing: numbers.table(n_units, width)?,
                sentence: numbers.table(n_units, width)?,
                part: numbers.table(n_units, width)?,
                answers: numbers.table(n_units, inner)?,
                units_bias: numbers.vector(n_units)?,
                classes: numbers.table(N_CLASSES, n_units)?,
                classes_bias: numbers.vector(N_CLASSES)?,
            })
        })();
        let expected = least
            + 4 * (inner * (3 * width + 2 + n_units)
                + n_heads * (2 * reach + 1 + N_CROSSINGS)
                + n_units * (3 * width + 1 + N_CLASSES)
                + N_CLASSES);
        match (read, numbers.rest.next()) {
            (Some(head), None) if content.len() == expected => Ok(head),
            _ => Err(wrong_length(expected).into()),
        }
    }

    /// SHA-256 of the encoder whose states it reads.
    pub(super) fn encoder_sha256(&self) -> &str {
        &self.encoder_sha256
    }

    /// Probabilities of negative, neutral and positive for the thing at bytes `span` of `text`, the sentence, pooled
    /// with those of `beside`; `None` where no piece stands for a byte of it.
    pub(super) fn probabilities(
        &self,
        text: &str,
        states: &PieceStates,
        span: &Range<usize>,
        beside: [f32; N_CLASSES],
    ) -> Option<[f32; N_CLASSES]> {
        let mut pooled = self.logits(text, states, span)?;
        for (logit, probability) in pooled.iter_mut().zip(beside) {
            // A class that the other reading excludes outright may still be brought back.
            let logarithm = probability.max(1e-4).ln();
            *logit = self.share.mul_add(logarithm, *logit) / self.temperature;
        }
        Some(softmax(pooled))
    }

    fn logits(
        &self,
        text: &str,
        states: &PieceStates,
        span: &Range<usize>,
    ) -> Option<[f32; N_CLASSES]> {
        let is_own = |piece: &Range<usize>| {
            !piece.is_empty() && piece.start < span.end && span.start < piece.end
        };
        let own: Vec<usize> = (0..states.spans.len())
            .filter(|&piece| is_own(&states.spans[piece]))
            .collect();
        let (&first, &last) = (own.first()?, own.last()?);
        if states.states.ncols() != self.key.ncols() {
            return None;
        }
        let boundaries = Boundaries::of(text);
        let pieces = states.spans[first].start..states.spans[last].end;
        let crossings: Vec<usize> = (states.spans.iter())
            .map(|piece| boundaries.crossing(piece, &pieces))
            .collect();
        let beside: Vec<usize> = (0..crossings.len())
            .filter(|&piece| crossings[piece] == BESIDE)
            .collect();
        let mean_of = |rows: &[usize]| states.states.select(Axis(0), rows).mean_axis(Axis(0));
        let (thing, part) = (mean_of(&own)?, mean_of(&beside)?);
        let sentence = states.states.mean_axis(Axis(0))?;
        let query = self.query.dot(&thing) + &self.query_bias;
        let keys = states.states.dot(&self.key.t());
        let values = states.states.dot(&self.value.t()) + &self.value_bias;

        let depth = query.len() / self.n_heads;
        let scale = f32::from(u16::try_from(depth).unwrap_or(u16::MAX)).sqrt();
        let mut answers = Array1::zeros(query.len());
        for head in 0..self.n_heads {
            let columns = Slice::from(head * depth..(head + 1) * depth);
            let asked = query.slice_axis(Axis(0), columns);
            let scores: Vec<f32> = keys
                .rows()
                .into_iter()
                .enumerate()
                .map(|(piece, key)| {
                    let near = self.near[[head, self.column(piece, first, last)]];
                    let across = self.across[[head, crossings[piece]]];
                    key.slice_axis(Axis(0), columns).dot(&asked) / scale + near + across
                })
                .collect();
            let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let weights: Array1<f32> = scores.iter().map(|score| (score - highest).exp()).collect();
            let sum = weights.sum();
            let of_head = values.slice_axis(Axis(1), columns);
            answers
                .slice_axis_mut(Axis(0), columns)
                .assign(&(weights.dot(&of_head) / sum));
        }
        let units = self.thing.dot(&thing)
            + self.sentence.dot(&sentence)
            + self.part.dot(&part)
            + self.answers.dot(&answers)
            + &self.units_bias;
        let logits = self.classes.dot(&units.mapv(|unit| unit.max(0.0))) + &self.classes_bias;
        as_classes(&logits.view())
    }

    /// Column of [`Self::near`] for a piece, where the thing runs from piece `first` to `last`.
    fn column(&self, piece: usize, first: usize, last: usize) -> usize {
        let before = first.saturating_sub(piece).min(self.reach);
        let behind = piece.saturating_sub(last).min(self.reach);
        self.reach + behind - before
    }
}

fn as_classes(logits: &ArrayView1<'_, f32>) -> Option<[f32; N_CLASSES]> {
    logits.to_vec().try_into().ok()
}

/// The numbers of a file, table by table.
struct Numbers<I> {
    rest: I,
}

impl<I: Iterator<Item = f32>> Numbers<I> {
    fn vector(&mut self, length: usize) -> Option<Array1<f32>> {
        let taken: Vec<f32> = self.rest.by_ref().take(length).collect();
        (taken.len() == length).then(|| Array1::from_vec(taken))
    }

    fn table(&mut self, n_rows: usize, n_columns: usize) -> Option<Array2<f32>> {
        let taken = self.vector(n_rows * n_columns)?;
        taken.into_shape_with_order((n_rows, n_columns)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::seal;
    use ndarray::array;

    /// A head of width 2 with one unit per class that reads what is asked, and asks what is near.
    fn file(share: f32) -> Vec<u8> {
        file_with(share, [0.0; N_CROSSINGS])
    }

    fn file_with(share: f32, across: [f32; N_CROSSINGS]) -> Vec<u8> {
        let mut content = vec![b'0'; DIGITS];
        for size in [2_u32, 1, 2, 2, 2] {
            content.extend(size.to_le_bytes());
        }
        let zeros = |n| vec![0.0_f32; n];
        let numbers = [
            vec![share, 1.0],
            zeros(4 + 2), // the query is nothing, so that distance alone decides
            zeros(4),     // keys
            vec![1.0, 0.0, 0.0, 1.0], // values are the states
            zeros(2),     //
            vec![-9.0, -9.0, 0.0, 9.0, -9.0], // the next piece answers
            across.to_vec(),
            zeros(4),                 // the thing itself
            zeros(4),                 // the sentence
            zeros(4),                 // its part
            vec![1.0, 0.0, 0.0, 1.0], // answers
            zeros(2),                 //
            vec![9.0, 0.0, 0.0, 0.0, 0.0, 9.0],
            zeros(3),
        ];
        content.extend(numbers.iter().flatten().flat_map(|n| n.to_le_bytes()));
        seal(MAGIC, VERSION, &content)
    }

    const TEXT: &str = "a bad, b good";

    /// Of [`TEXT`]: a state of the first column is negative, of the second positive.
    fn states() -> PieceStates {
        PieceStates {
            states: array![[0.0, 0.0], [0.0, 0.0], [1.0, 0.0], [0.0, 0.0], [0.0, 1.0]],
            spans: vec![0..0, 0..1, 2..5, 7..8, 9..13],
        }
    }

    #[test]
    fn each_thing_is_read_from_what_stands_behind_it() {
        let head = MentionHead::from_bytes(&file(0.0)).unwrap();
        let even = [1.0 / 3.0; N_CLASSES];
        let [negative, _, positive] = head.probabilities(TEXT, &states(), &(0..1), even).unwrap();
        assert!(negative > 0.9 && positive < 0.1, "{negative} {positive}");
        let [negative, _, positive] = head.probabilities(TEXT, &states(), &(7..8), even).unwrap();
        assert!(positive > 0.9 && negative < 0.1, "{negative} {positive}");
    }

    #[test]
    fn what_a_boundary_parts_from_the_thing_may_count_for_less() {
        // Whatever lies behind a comma is left out: the next piece of "bad" is no longer asked.
        let mut across = [0.0; N_CROSSINGS];
        across[BESIDE + 1..].fill(-99.0);
        let even = [1.0 / 3.0; N_CLASSES];
        let of = |across| {
            let head = MentionHead::from_bytes(&file_with(0.0, across)).unwrap();
            head.probabilities("a bad, good", &joined(), &(2..5), even)
                .unwrap()
        };
        assert!(of([0.0; N_CROSSINGS])[2] > 0.9);
        assert!(of(across)[2] < 0.5);
    }

    fn joined() -> PieceStates {
        PieceStates {
            states: array![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]],
            spans: vec![0..1, 2..5, 7..11],
        }
    }

    #[test]
    fn a_thing_without_a_piece_is_not_read() {
        let head = MentionHead::from_bytes(&file(0.0)).unwrap();
        let beside = [1.0, 0.0, 0.0];
        assert_eq!(head.probabilities(TEXT, &states(), &(5..7), beside), None);
    }

    #[test]
    fn the_reading_of_the_clause_has_its_share() {
        let clause = [0.001, 0.001, 0.998];
        let of = |share| {
            let head = MentionHead::from_bytes(&file(share)).unwrap();
            head.probabilities(TEXT, &states(), &(0..1), clause)
                .unwrap()
        };
        assert!(of(0.0)[0] > 0.9);
        assert!(of(3.0)[2] > 0.9);
    }

    /// States of a sentence of our own as e5 gives them in bytes, 384 numbers a piece, and what plain arithmetic in
    /// double precision, written apart from this, reads in them with the tables of the file.
    #[test]
    fn the_head_that_ships_reads_a_sentence_as_plain_arithmetic_does() {
        let text = "The soup was cold, but the staff were friendly.";
        let ends = [
            (0, 0),
            (0, 0),
            (0, 0),
            (0, 0),
            (0, 3),
            (3, 8),
            (8, 12),
            (12, 17),
            (17, 18),
            (18, 22),
            (22, 26),
            (26, 32),
            (32, 37),
            (37, 46),
            (46, 47),
            (0, 0),
        ];
        let numbers = include_bytes!("../../../models/e5/mention_states.bin").chunks_exact(4);
        let numbers = numbers.map(|four| f32::from_le_bytes(four.try_into().unwrap()));
        let states = PieceStates {
            states: Array2::from_shape_vec((ends.len(), 384), numbers.collect()).unwrap(),
            spans: ends.iter().map(|&(start, end)| start..end).collect(),
        };
        let head = include_bytes!("../../../models/e5/mention.bin");
        let head = MentionHead::from_bytes(head).unwrap();
        let golden = [
            (
                4..8,
                [1.0 / 3.0; N_CLASSES],
                [0.598_179, 0.208_608, 0.193_213],
            ),
            (4..8, [0.7, 0.2, 0.1], [0.702_557, 0.169_456, 0.127_987]),
            (
                27..32,
                [1.0 / 3.0; N_CLASSES],
                [0.036_888, 0.092_616, 0.870_496],
            ),
            (27..32, [0.7, 0.2, 0.1], [0.062_321, 0.108_221, 0.829_458]),
        ];
        for (thing, beside, expected) in golden {
            let read = head.probabilities(text, &states, &thing, beside).unwrap();
            for (class, probability) in read.into_iter().enumerate() {
                let off = (probability - expected[class]).abs();
                assert!(off < 1e-4, "{thing:?}, class {class}: {probability}");
            }
        }
    }

    #[test]
    fn a_head_that_is_damaged_or_cut_off_is_refused() {
        let mut bytes = file(0.6);
        bytes[80] ^= 1;
        assert!(MentionHead::from_bytes(&bytes).is_err());
        let whole = file(0.6);
        let short = seal(MAGIC, VERSION, &whole[44..whole.len() - 4]);
        let said = MentionHead::from_bytes(&short).unwrap_err();
        assert!(
            matches!(said, Error::Encode(EncodeError::Length { .. })),
            "{said:?}"
        );
    }
}
