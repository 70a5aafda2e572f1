use crate::intake::hash::hex;
use sha2::{Digest, Sha256};

/// One row of cells. It is a buffer: reading the next row into it keeps its memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Row as a spreadsheet program shows it, from 1: the header and blank rows count, rows over several lines are
    /// one. In JSON lines the line, in Parquet the record.
    pub number: u64,
    /// Byte at which it begins in the decompressed file, where the format has one.
    pub byte: Option<u64>,
    text: String,
    ends: Vec<usize>,
    raw: Vec<u8>,
}

impl Row {
    /// The cell in a column; empty where the row is shorter.
    pub fn cell(&self, column: usize) -> &str {
        let Some(&end) = self.ends.get(column) else {
            return "";
        };
        let start = match column {
            0 => 0,
            _ => self.ends[column - 1],
        };
        &self.text[start..end]
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no cell at all.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The cells in order.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|column| self.cell(column))
    }

    /// SHA-256 of the row: of its bytes in a text file, of its cells otherwise.
    pub fn hash(&self) -> [u8; 32] {
        if self.raw.is_empty() {
            let mut hasher = Sha256::new();
            for cell in self.cells() {
                hasher.update((cell.len() as u64).to_le_bytes());
                hasher.update(cell.as_bytes());
            }
            hasher.finalize().into()
        } else {
            Sha256::digest(&self.raw).into()
        }
    }

    /// [`Self::hash`] as lower-case hexadecimal.
    pub fn hash_hex(&self) -> String {
        hex(&self.hash())
    }

    /// Lines of the file that the row covers.
    pub(crate) fn raw_lines(&self) -> usize {
        memchr::memchr_iter(b'\n', &self.raw).count() + 1
    }

    pub(crate) fn begin(&mut self, number: u64, byte: Option<u64>, raw: &[u8]) {
        self.number = number;
        self.byte = byte;
        self.text.clear();
        self.ends.clear();
        self.raw.clear();
        self.raw.extend_from_slice(raw);
    }

    /// Adds to the cell that is not ended yet.
    pub(crate) fn extend(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(crate) fn end_cell(&mut self) {
        self.ends.push(self.text.len());
    }

    pub(crate) fn push(&mut self, cell: &str) {
        self.extend(cell);
        self.end_cell();
    }
}
