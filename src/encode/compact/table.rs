use super::ngrams::{Block, Row};
use crate::encode::Error;
use sha2::{Digest, Sha256};

const MAGIC: [u8; 8] = *b"SGNLENC\0";
const VERSION: u32 = 1;
const KIND: &str = "compact encoder";
/// Rows of one block: every value of [`Row`].
const N_ROWS: usize = 1 << 16;
/// Magic, version, digest, width, scale.
const HEADER: usize = 8 + 4 + 32 + 4 + 4;

/// Vectors of n-grams, one block of 65 536 rows per language, each number one signed byte.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EmbeddingTable {
    width: usize,
    scale: f32,
    /// (blocks × 65 536, width), row-major.
    cells: Vec<i8>,
}

impl EmbeddingTable {
    /// Rounds trained vectors to bytes.
    ///
    /// The scale is set by the root mean square of the cells that are in use, so that a few outliers
    /// do not cost all others their precision; the outliers are cut off.
    ///
    /// # Shapes
    ///
    /// `cells` is (2 × 65 536, width), row-major.
    pub(crate) fn quantise(cells: &[f32], width: usize) -> Self {
        const CUT_OFF: f32 = 5.0;
        let used = cells.iter().filter(|cell| cell.abs() > 1e-6);
        let (sum, n) = used.fold((0.0_f64, 0_u32), |(sum, n), &cell| {
            (f64::from(cell).mul_add(f64::from(cell), sum), n + 1)
        });
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a root mean square of f32 fits f32"
        )]
        let spread = (sum / f64::from(n.max(1))).sqrt() as f32;
        let scale = (spread * CUT_OFF / 127.0).max(f32::MIN_POSITIVE);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "clamped to the range of i8"
        )]
        let cells = cells
            .iter()
            .map(|cell| (cell / scale).round().clamp(-127.0, 127.0) as i8)
            .collect();
        Self {
            width,
            scale,
            cells,
        }
    }

    /// Numbers per row.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// Number of cells of a table of this width.
    pub(crate) fn n_cells(width: usize) -> usize {
        Block::COUNT * N_ROWS * width
    }

    /// Position of a row's first cell.
    pub(crate) fn first_cell(block: Block, row: Row, width: usize) -> usize {
        (block.index() * N_ROWS + usize::from(row)) * width
    }

    /// What the sum of `n` rows is divided by.
    ///
    /// The square root, not `n`: long texts may say more than short ones, but not `n` times more.
    pub(crate) fn divisor(n_rows: usize) -> f32 {
        f32::from(u16::try_from(n_rows).unwrap_or(u16::MAX))
            .max(1.0)
            .sqrt()
    }

    /// Writes the pooled vector of `rows` to `out`, which has the width of the table: the plain
    /// definition, beside which `WordSums` is held.
    #[cfg(test)]
    pub(crate) fn pool(&self, block: Block, rows: &[Row], sums: &mut Vec<i32>, out: &mut [f32]) {
        sums.clear();
        sums.resize(self.width, 0);
        for &row in rows {
            self.add(block, row, sums);
        }
        self.scaled(sums, rows.len(), out);
    }

    /// Adds a row to `sums`, which has the width of the table.
    pub(super) fn add(&self, block: Block, row: Row, sums: &mut [i32]) {
        let first = Self::first_cell(block, row, self.width);
        let cells = &self.cells[first..first + self.width];
        for (sum, &cell) in sums.iter_mut().zip(cells) {
            *sum += i32::from(cell);
        }
    }

    /// Writes the pooled vector of `n_rows` rows with these sums to `out`.
    pub(super) fn scaled(&self, sums: &[i32], n_rows: usize, out: &mut [f32]) {
        let factor = self.scale / Self::divisor(n_rows);
        for (value, &sum) in out.iter_mut().zip(sums) {
            #[expect(clippy::cast_precision_loss, reason = "sums of bytes stay below 2^24")]
            let sum = sum as f32;
            *value = sum * factor;
        }
    }

    /// The file: magic, version, SHA-256 of the rest, width, scale, cells.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let width = u32::try_from(self.width).unwrap_or(u32::MAX);
        let mut content = Vec::with_capacity(8 + self.cells.len());
        content.extend(width.to_le_bytes());
        content.extend(self.scale.to_le_bytes());
        content.extend(self.cells.iter().map(|cell| cell.cast_unsigned()));
        seal(MAGIC, VERSION, &content)
    }

    /// Reads the file back.
    ///
    /// # Errors
    ///
    /// [`Error`] when it is another kind of file, another version, damaged or cut off.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let content = open(bytes, MAGIC, VERSION, KIND)?;
        let wrong_length = |expected: usize| Error::Length {
            kind: KIND,
            got: bytes.len(),
            expected,
        };
        let (width, rest) = content.split_first_chunk().ok_or(wrong_length(HEADER))?;
        let (scale, cells) = rest.split_first_chunk().ok_or(wrong_length(HEADER))?;
        let width = usize::try_from(u32::from_le_bytes(*width)).unwrap_or(usize::MAX);
        let n_cells = Block::COUNT.saturating_mul(N_ROWS).saturating_mul(width);
        if cells.len() != n_cells {
            return Err(wrong_length(HEADER.saturating_add(n_cells)));
        }
        Ok(Self {
            width,
            scale: f32::from_le_bytes(*scale),
            cells: cells.iter().map(|cell| cell.cast_signed()).collect(),
        })
    }
}

/// Puts magic, version and digest before `content`.
pub(crate) fn seal(magic: [u8; 8], version: u32, content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(44 + content.len());
    bytes.extend(magic);
    bytes.extend(version.to_le_bytes());
    bytes.extend(Sha256::digest(content));
    bytes.extend(content);
    bytes
}

/// Checks magic, version and digest and returns the content.
///
/// # Errors
///
/// [`Error::Magic`], [`Error::Version`], [`Error::Length`] or [`Error::Digest`].
pub(crate) fn open<'a>(
    bytes: &'a [u8],
    magic: [u8; 8],
    version: u32,
    kind: &'static str,
) -> Result<&'a [u8], Error> {
    let rest = bytes
        .strip_prefix(magic.as_slice())
        .ok_or(Error::Magic { expected: kind })?;
    let too_short = Error::Length {
        kind,
        got: bytes.len(),
        expected: 44,
    };
    let (got, rest) = rest.split_first_chunk().ok_or(too_short.clone())?;
    let got = u32::from_le_bytes(*got);
    if got != version {
        return Err(Error::Version {
            kind,
            got,
            expected: version,
        });
    }
    let (expected, content) = rest.split_first_chunk::<32>().ok_or(too_short)?;
    let digest = Sha256::digest(content);
    if digest.as_slice() != expected {
        return Err(Error::Digest {
            kind,
            got: hexadecimal(&digest),
            expected: hexadecimal(expected),
        });
    }
    Ok(content)
}

/// Lower-case hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| DIGITS[usize::from(digit)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> EmbeddingTable {
        let cells: Vec<f32> = (0..EmbeddingTable::n_cells(2))
            .map(|cell| if cell % 7 == 0 { 0.25 } else { -0.125 })
            .collect();
        EmbeddingTable::quantise(&cells, 2)
    }

    #[test]
    fn a_table_survives_its_file() {
        let table = table();
        assert_eq!(EmbeddingTable::from_bytes(&table.to_bytes()), Ok(table));
    }

    #[test]
    fn a_damaged_file_is_refused_by_its_digest() {
        let mut bytes = table().to_bytes();
        *bytes.last_mut().unwrap() ^= 1;
        let error = EmbeddingTable::from_bytes(&bytes).unwrap_err();
        assert!(matches!(error, Error::Digest { .. }), "{error}");
    }

    #[test]
    fn a_cut_or_foreign_or_newer_file_is_refused_by_name() {
        let bytes = table().to_bytes();
        assert!(matches!(
            EmbeddingTable::from_bytes(&bytes[..20]),
            Err(Error::Length { .. })
        ));
        assert!(matches!(
            EmbeddingTable::from_bytes(b"PK"),
            Err(Error::Magic { .. })
        ));
        let mut newer = bytes.clone();
        newer[8] = 2;
        assert!(matches!(
            EmbeddingTable::from_bytes(&newer),
            Err(Error::Version {
                got: 2,
                expected: 1,
                ..
            })
        ));
        let short = seal(MAGIC, VERSION, &bytes[44..1000]);
        assert!(matches!(
            EmbeddingTable::from_bytes(&short),
            Err(Error::Length { .. })
        ));
    }

    #[test]
    fn rounding_to_bytes_keeps_values_within_half_a_step() {
        let table = table();
        let mut out = [0.0; 2];
        table.pool(Block::Dutch, &[0], &mut Vec::new(), &mut out);
        assert!((out[0] - 0.25).abs() <= table.scale / 2.0, "{out:?}");
        assert!((out[1] + 0.125).abs() <= table.scale / 2.0, "{out:?}");
    }
}
