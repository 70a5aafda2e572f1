use super::ngrams::{Block, Lookup, Row, each_lookup, word_rows};
use super::table::EmbeddingTable;
use crate::encode::tokens::Tokens;
use crate::record::LanguageTag;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Pools texts and remembers, for every word met, the sum of all its rows.
///
/// A few hundred words make up most of any batch of texts. Sums are of whole numbers, so adding a
/// word's sum gives to the last bit what adding its rows one by one gives.
#[derive(Debug, Default)]
pub(super) struct WordSums {
    /// Place in `words` by hash of the word; one map per block.
    places: [HashMap<u64, usize, BuildHasherDefault<Hashed>>; Block::COUNT],
    n_rows: Vec<usize>,
    /// (words met, width), row-major.
    sums: Vec<i32>,
    rows: Vec<Row>,
    sum: Vec<i32>,
}

impl WordSums {
    /// Writes the pooled vector of a text to `out`; leaves it as it is in a language without block.
    pub(super) fn pool(
        &mut self,
        table: &EmbeddingTable,
        tokens: &Tokens,
        language: LanguageTag,
        out: &mut [f32],
    ) {
        let Some(block) = Block::of(language) else {
            return;
        };
        let width = table.width();
        let mut sum = std::mem::take(&mut self.sum);
        sum.clear();
        sum.resize(width, 0);
        let mut n_rows = 0;
        each_lookup(tokens, |lookup| match lookup {
            Lookup::Sign(row) => {
                table.add(block, row, &mut sum);
                n_rows += 1;
            }
            Lookup::Word { hash, text, pair } => {
                let place = self.place(table, block, hash, text);
                let word = &self.sums[place * width..(place + 1) * width];
                for (sum, value) in sum.iter_mut().zip(word) {
                    *sum += value;
                }
                table.add(block, pair, &mut sum);
                n_rows += self.n_rows[place] + 1;
            }
        });
        table.scaled(&sum, n_rows, out);
        self.sum = sum;
    }

    /// Where the sum of a word stands; it is made when the word is met first.
    fn place(&mut self, table: &EmbeddingTable, block: Block, hash: u64, text: &str) -> usize {
        let places = &mut self.places[block.index()];
        *places.entry(hash).or_insert_with(|| {
            self.rows.clear();
            word_rows(hash, text, &mut self.rows);
            let first = self.sums.len();
            self.sums.resize(first + table.width(), 0);
            for &row in &self.rows {
                table.add(block, row, &mut self.sums[first..]);
            }
            self.n_rows.push(self.rows.len());
            self.n_rows.len() - 1
        })
    }
}

/// Tokens carry their hash; hashing it again buys nothing.
#[derive(Debug, Default)]
pub(crate) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(self.0.rotate_left(8) ^ u64::from(byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::compact::ngrams::rows;

    const WIDTH: usize = 4;

    /// A table of which every row is another.
    fn table() -> EmbeddingTable {
        let cells: Vec<f32> = (0_u32..)
            .take(EmbeddingTable::n_cells(WIDTH))
            .map(|n| {
                let mixed = n.wrapping_mul(0x9e37_79b9).to_le_bytes();
                f32::from(i16::from(mixed[3]) - 128)
            })
            .collect();
        EmbeddingTable::quantise(&cells, WIDTH)
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
        #[test]
        fn a_word_met_again_counts_as_its_rows_one_by_one(
            texts in proptest::collection::vec("(niet |goed |:\\) |9 |é|\\PC){0,30}", 1..8),
        ) {
            let table = table();
            let mut words = WordSums::default();
            let mut tokens = Tokens::default();
            for (text, language) in texts
                .iter()
                .zip([LanguageTag::Nl, LanguageTag::En].into_iter().cycle())
            {
                tokens.read(text);
                let mut expected = [0.0; WIDTH];
                let mut found = Vec::new();
                let block = rows(&tokens, language, &mut found).unwrap();
                table.pool(block, &found, &mut Vec::new(), &mut expected);
                let mut got = [0.0; WIDTH];
                words.pool(&table, &tokens, language, &mut got);
                proptest::prop_assert_eq!(got.map(f32::to_bits), expected.map(f32::to_bits));
            }
        }
    }
}
