//! Reads and writes `model.safetensors`: a length, a header of JSON, numbers.

use super::Error;
use half::f16;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a row of signed bytes is multiplied with stands in the tensor of this name, one number a row.
const SCALE_SUFFIX: &str = ".scale";
const LONGEST_HEADER_BYTES: u64 = 100 << 20;

/// The tensors of a file, by name, as they stand in it.
#[derive(Debug, Default)]
pub struct Tensors {
    bytes: Vec<u8>,
    entries: BTreeMap<String, Entry>,
}

/// In what a tensor's numbers are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Single precision.
    F32,
    /// Half precision.
    F16,
    /// Signed bytes, with one scale per row in a tensor of the same name and `.scale`.
    I8,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    dtype: Kind,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

/// A table of numbers that are widened when a row is asked for.
#[derive(Debug, Clone)]
pub struct Table {
    n_rows: usize,
    width: usize,
    cells: Cells,
}

#[derive(Debug, Clone)]
enum Cells {
    Single(Vec<f32>),
    Half(Vec<f16>),
    /// Bytes and the scale of each row.
    Bytes(Vec<i8>, Vec<f32>),
}

impl Tensors {
    /// Reads a whole file.
    ///
    /// # Errors
    ///
    /// [`Error::Weights`] when it is cut off, no such file, or holds numbers of another kind.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Error> {
        let broken = |reason: &str| Error::Weights {
            reason: reason.to_owned(),
        };
        let (length, rest) = bytes
            .split_first_chunk::<8>()
            .ok_or_else(|| broken("the file is shorter than its header"))?;
        let length = u64::from_le_bytes(*length);
        if length > LONGEST_HEADER_BYTES {
            return Err(broken(
                "the file does not begin with the length of a header",
            ));
        }
        let header = usize::try_from(length)
            .ok()
            .and_then(|length| rest.get(..length))
            .ok_or_else(|| broken("the file is shorter than its header"))?;
        let mut header: BTreeMap<String, serde_json::Value> = serde_json::from_slice(header)
            .map_err(|error| Error::Weights {
                reason: format!("the header is not JSON: {error}"),
            })?;
        header.remove("__metadata__");
        let start = 8 + usize::try_from(length).unwrap_or(usize::MAX);
        let n_bytes = bytes.len() - start;
        let mut entries = BTreeMap::new();
        for (name, entry) in header {
            let entry: Entry = serde_json::from_value(entry).map_err(|error| Error::Weights {
                reason: format!("tensor {name}: {error}; F32, F16 and I8 are read"),
            })?;
            let [from, to] = entry.data_offsets;
            let n_cells = entry
                .shape
                .iter()
                .try_fold(1_usize, |product, &side| product.checked_mul(side));
            let expected = n_cells.and_then(|n_cells| n_cells.checked_mul(entry.dtype.n_bytes()));
            if from > to || to > n_bytes || expected != Some(to - from) {
                return Err(Error::Weights {
                    reason: format!("tensor {name} does not lie within the file"),
                });
            }
            let data_offsets = [start + from, start + to];
            entries.insert(
                name,
                Entry {
                    data_offsets,
                    ..entry
                },
            );
        }
        Ok(Self { bytes, entries })
    }

    /// The table of this name and shape.
    ///
    /// # Errors
    ///
    /// [`Error::Tensor`] when it is missing or has another shape.
    pub fn table(&self, name: &str, n_rows: usize, width: usize) -> Result<Table, Error> {
        let entry = self.entry(name, &[n_rows, width])?;
        let bytes = self.bytes_of(entry);
        let cells = match entry.dtype {
            Kind::F32 => Cells::Single(singles(bytes)),
            Kind::F16 => Cells::Half(
                bytes
                    .chunks_exact(2)
                    .map(|pair| f16::from_le_bytes([pair[0], pair[1]]))
                    .collect(),
            ),
            Kind::I8 => Cells::Bytes(
                bytes
                    .iter()
                    .map(|&byte| i8::from_le_bytes([byte]))
                    .collect(),
                self.vector(&format!("{name}{SCALE_SUFFIX}"), n_rows)?,
            ),
        };
        Ok(Table {
            n_rows,
            width,
            cells,
        })
    }

    /// The vector of this name and length, as single precision.
    ///
    /// # Errors
    ///
    /// [`Error::Tensor`] when it is missing, has another length or consists of bytes.
    pub fn vector(&self, name: &str, length: usize) -> Result<Vec<f32>, Error> {
        let entry = self.entry(name, &[length])?;
        let bytes = self.bytes_of(entry);
        match entry.dtype {
            Kind::F32 => Ok(singles(bytes)),
            Kind::F16 => Ok(bytes
                .chunks_exact(2)
                .map(|pair| f16::from_le_bytes([pair[0], pair[1]]).to_f32())
                .collect()),
            Kind::I8 => Err(Error::Tensor {
                name: name.to_owned(),
                got: "I8".to_owned(),
                expected: "F32 or F16".to_owned(),
            }),
        }
    }

    /// Names of all tensors.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    fn entry(&self, name: &str, shape: &[usize]) -> Result<&Entry, Error> {
        let expected = format!("shape {shape:?}");
        match self.entries.get(name) {
            Some(entry) if entry.shape == shape => Ok(entry),
            Some(entry) => Err(Error::Tensor {
                name: name.to_owned(),
                got: format!("shape {:?}", entry.shape),
                expected,
            }),
            None => Err(Error::Tensor {
                name: name.to_owned(),
                got: "missing".to_owned(),
                expected,
            }),
        }
    }

    fn bytes_of(&self, entry: &Entry) -> &[u8] {
        let [from, to] = entry.data_offsets;
        &self.bytes[from..to]
    }
}

impl Table {
    /// Rows.
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Numbers per row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Adds row `row` to `sum`; nothing where there is no such row.
    pub fn add_row(&self, row: usize, sum: &mut [f32]) {
        if row >= self.n_rows {
            return;
        }
        let cells = row * self.width..(row + 1) * self.width;
        match &self.cells {
            Cells::Single(all) => {
                for (sum, cell) in sum.iter_mut().zip(&all[cells]) {
                    *sum += cell;
                }
            }
            Cells::Half(all) => {
                for (sum, cell) in sum.iter_mut().zip(&all[cells]) {
                    *sum += cell.to_f32();
                }
            }
            Cells::Bytes(all, scales) => {
                for (sum, cell) in sum.iter_mut().zip(&all[cells]) {
                    *sum = f32::from(*cell).mul_add(scales[row], *sum);
                }
            }
        }
    }

    /// Whether every number, as it will be used, is one.
    pub fn is_finite(&self) -> bool {
        match &self.cells {
            Cells::Single(all) => all.iter().all(|cell| cell.is_finite()),
            Cells::Half(all) => all.iter().all(|cell| cell.is_finite()),
            Cells::Bytes(_, scales) => scales.iter().all(|scale| scale.is_finite()),
        }
    }

    /// All rows, one after the other, as single precision.
    pub fn to_singles(&self) -> Vec<f32> {
        let mut all = vec![0.0; self.n_rows * self.width];
        for (row, sum) in all.chunks_exact_mut(self.width.max(1)).enumerate() {
            self.add_row(row, sum);
        }
        all
    }

    /// The rows of these numbers, in this order, kept as they are.
    ///
    /// A number beyond the table is left out.
    #[must_use]
    pub fn rows(&self, rows: &[usize]) -> Self {
        let rows: Vec<usize> = rows
            .iter()
            .copied()
            .filter(|&row| row < self.n_rows)
            .collect();
        let picked = |row: usize| row * self.width..(row + 1) * self.width;
        let cells = match &self.cells {
            Cells::Single(all) => Cells::Single(
                rows.iter()
                    .flat_map(|&row| &all[picked(row)])
                    .copied()
                    .collect(),
            ),
            Cells::Half(all) => Cells::Half(
                rows.iter()
                    .flat_map(|&row| &all[picked(row)])
                    .copied()
                    .collect(),
            ),
            Cells::Bytes(all, scales) => Cells::Bytes(
                rows.iter()
                    .flat_map(|&row| &all[picked(row)])
                    .copied()
                    .collect(),
                rows.iter().map(|&row| scales[row]).collect(),
            ),
        };
        Self {
            n_rows: rows.len(),
            width: self.width,
            cells,
        }
    }
}

impl Kind {
    fn n_bytes(self) -> usize {
        match self {
            Self::F32 => 4,
            Self::F16 => 2,
            Self::I8 => 1,
        }
    }
}

/// Puts tensors together to a file.
#[derive(Debug, Default)]
pub struct TensorWriter {
    entries: BTreeMap<String, Entry>,
    content: Vec<u8>,
}

impl TensorWriter {
    /// Adds numbers of this shape, written as `kind`: a table by its rows, a vector as one row.
    ///
    /// # Panics
    ///
    /// When `cells` does not fill `shape`.
    pub fn add(&mut self, name: &str, shape: &[usize], cells: &[f32], kind: Kind) {
        assert_eq!(shape.iter().product::<usize>(), cells.len(), "{name}");
        let from = self.content.len();
        match kind {
            Kind::F32 => {
                for cell in cells {
                    self.content.extend(cell.to_le_bytes());
                }
            }
            Kind::F16 => {
                for cell in cells {
                    self.content.extend(f16::from_f32(*cell).to_le_bytes());
                }
            }
            Kind::I8 => {
                let width = shape.last().copied().unwrap_or(1).max(1);
                let mut scales = Vec::with_capacity(cells.len() / width);
                for row in cells.chunks_exact(width) {
                    let (bytes, scale) = row_to_bytes(row);
                    self.content
                        .extend(bytes.iter().map(|byte| byte.to_le_bytes()[0]));
                    scales.push(scale);
                }
                self.enter(name, shape, kind, from);
                let n_rows = scales.len();
                self.add(
                    &format!("{name}{SCALE_SUFFIX}"),
                    &[n_rows],
                    &scales,
                    Kind::F32,
                );
                return;
            }
        }
        self.enter(name, shape, kind, from);
    }

    fn enter(&mut self, name: &str, shape: &[usize], kind: Kind, from: usize) {
        let entry = Entry {
            dtype: kind,
            shape: shape.to_vec(),
            data_offsets: [from, self.content.len()],
        };
        self.entries.insert(name.to_owned(), entry);
    }

    /// The file.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Names, kinds and whole numbers: nothing in it can fail to be written.
        let mut header = serde_json::to_vec(&self.entries).unwrap_or_default();
        header.resize(header.len().next_multiple_of(8), b' ');
        let mut bytes = Vec::with_capacity(8 + header.len() + self.content.len());
        bytes.extend(
            u64::try_from(header.len())
                .unwrap_or(u64::MAX)
                .to_le_bytes(),
        );
        bytes.extend(header);
        bytes.extend(&self.content);
        bytes
    }
}

/// Signed bytes and their scale: the largest becomes ±127.
pub(crate) fn row_to_bytes(row: &[f32]) -> (Vec<i8>, f32) {
    let largest = row
        .iter()
        .fold(0.0_f32, |largest, cell| largest.max(cell.abs()));
    if largest <= 0.0 {
        return (vec![0; row.len()], 1.0);
    }
    let scale = largest / 127.0;
    let bytes = row
        .iter()
        .map(|cell| {
            #[expect(clippy::cast_possible_truncation, reason = "clamped to −127 to 127")]
            let byte = (cell / scale).round().clamp(-127.0, 127.0) as i8;
            byte
        })
        .collect();
    (bytes, scale)
}

fn singles(bytes: &[u8]) -> Vec<f32> {
    bytes
        .chunks_exact(4)
        .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(kind: Kind) -> Vec<u8> {
        let mut writer = TensorWriter::default();
        writer.add("table", &[2, 3], &[1.0, -0.5, 0.25, 0.0, 2.0, -4.0], kind);
        writer.add("vector", &[2], &[0.5, -0.5], Kind::F32);
        writer.to_bytes()
    }

    #[test]
    fn a_table_survives_its_file_in_every_kind() {
        for (kind, tolerance) in [(Kind::F32, 0.0), (Kind::F16, 0.0), (Kind::I8, 0.5 / 127.0)] {
            let tensors = Tensors::from_bytes(written(kind)).unwrap();
            let table = tensors.table("table", 2, 3).unwrap();
            let expected = [1.0, -0.5, 0.25, 0.0, 2.0, -4.0];
            for (row, (got, expected)) in table.to_singles().iter().zip(expected).enumerate() {
                let largest = if row < 3 { 1.0 } else { 4.0 };
                assert!(
                    (got - expected).abs() <= tolerance * largest,
                    "{kind:?} {got}"
                );
            }
            assert_eq!(tensors.vector("vector", 2).unwrap(), [0.5, -0.5]);
            let last = table.rows(&[1, 7]);
            assert_eq!(last.n_rows(), 1);
            assert!((last.to_singles()[2] + 4.0).abs() < 1e-6);
        }
    }

    #[test]
    fn a_file_that_is_cut_off_is_refused_at_every_length() {
        let whole = written(Kind::I8);
        for length in 0..whole.len() {
            let cut = whole[..length].to_vec();
            assert!(
                matches!(Tensors::from_bytes(cut), Err(Error::Weights { .. })),
                "{length} of {} bytes",
                whole.len()
            );
        }
    }

    #[test]
    fn a_wrong_shape_or_name_says_what_is_there() {
        let tensors = Tensors::from_bytes(written(Kind::F32)).unwrap();
        assert_eq!(
            tensors.table("table", 3, 2).unwrap_err().to_string(),
            "tensor table: shape [2, 3], expected shape [3, 2]"
        );
        assert_eq!(
            tensors.vector("chair", 1).unwrap_err().to_string(),
            "tensor chair: missing, expected shape [1]"
        );
    }

    #[test]
    fn numbers_of_another_kind_are_refused() {
        let mut bytes = written(Kind::F32);
        let at = bytes
            .windows(3)
            .position(|window| window == b"F32")
            .unwrap();
        bytes[at..at + 3].copy_from_slice(b"F64");
        let error = Tensors::from_bytes(bytes).unwrap_err().to_string();
        assert!(error.contains("F32, F16 and I8 are read"), "{error}");
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(0_u8.., 0..200)) {
            let _ = Tensors::from_bytes(bytes);
        }
    }
}
