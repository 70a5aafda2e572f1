use super::dual::Rows;
use crate::units::as_f64;

/// How far words are let go by what their counts tell of a label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::learn) struct LogCountRatio {
    /// Added to the count of every column, with the label and without it.
    pub(in crate::learn) smoothing: f64,
    /// Least and largest scale of a column, as a part of the root mean square over columns; both 1 leave all alike.
    pub(in crate::learn) bounds: [f64; 2],
}

/// Texts as rows, and which of them have which label.
#[derive(Debug, Clone, Copy)]
pub(super) struct Examples<'a> {
    pub(super) rows: &'a Rows,
    /// (rows, labels), row-major.
    pub(super) is_labelled: &'a [bool],
    /// One per row.
    pub(super) weights: &'a [f32],
    pub(super) n_labels: usize,
}

impl LogCountRatio {
    /// All columns alike.
    pub(in crate::learn) const LEFT_OUT: Self = Self {
        smoothing: 1.0,
        bounds: [1.0, 1.0],
    };

    /// Prior variances of the weights of all columns: for words the square of |r| over its root mean square, within
    /// the bounds, where r is the logarithm of the ratio of a word's share among all words of texts with
    /// the label to that among words of the other texts; 1 for the columns after the words.
    ///
    /// To descend with these variances is to scale each word's column by |r| for each label and to fold the scale into
    /// the weight afterwards; the sign of r makes no difference to a linear head.
    ///
    /// # Shapes
    ///
    /// (columns, labels), row-major; words are the first `n_words` columns.
    ///
    /// # References
    ///
    /// Wang & Manning (2012), ACL, vol. 2, p. 91, equation 2 (of presences).
    pub(super) fn variances(
        &self,
        texts: Examples<'_>,
        n_words: usize,
        n_columns: usize,
    ) -> Vec<f32> {
        let n_labels = texts.n_labels;
        let mut variances = vec![1.0_f32; n_columns * n_labels];
        let [least, largest] = self.bounds;
        if least >= largest {
            return variances;
        }
        let (with, all) = counts(texts, n_words);
        let added = self.smoothing * as_f64(n_words);
        let n_all: f64 = all.iter().sum();
        for label in 0..n_labels {
            let of_label = || with.iter().skip(label).step_by(n_labels);
            let n_with: f64 = of_label().sum();
            let constant = (added + n_with).ln() - (added + n_all - n_with).ln();
            let ratios: Vec<f64> = of_label()
                .zip(&all)
                .map(|(with, all)| {
                    (self.smoothing + with).ln() - (self.smoothing + all - with).ln() - constant
                })
                .collect();
            let square: f64 = ratios.iter().map(|ratio| ratio * ratio).sum();
            let spread = (square / as_f64(n_words.max(1))).sqrt();
            let cells = variances.iter_mut().skip(label).step_by(n_labels);
            for (cell, ratio) in cells.zip(ratios) {
                // Where no word tells anything all are alike.
                let scale = if spread > 0.0 {
                    ratio.abs() / spread
                } else {
                    1.0
                };
                #[expect(clippy::cast_possible_truncation, reason = "within small bounds")]
                let variance = scale.clamp(least, largest).powi(2) as f32;
                *cell = variance;
            }
        }
        variances
    }
}

/// Weight of the texts in which each word stands: those with each label (words, labels), and all (words,).
fn counts(texts: Examples<'_>, n_words: usize) -> (Vec<f64>, Vec<f64>) {
    let n_labels = texts.n_labels;
    let mut with = vec![0.0; n_words * n_labels];
    let mut all = vec![0.0; n_words];
    for (row, &weight) in texts.weights.iter().enumerate() {
        let is_labelled = &texts.is_labelled[row * n_labels..(row + 1) * n_labels];
        let range = texts.rows.starts[row]..texts.rows.starts[row + 1];
        let columns = texts.rows.columns[range]
            .iter()
            .map(|&column| column as usize);
        for word in columns.filter(|&column| column < n_words) {
            all[word] += f64::from(weight);
            let cells = &mut with[word * n_labels..(word + 1) * n_labels];
            for (cell, _) in cells.iter_mut().zip(is_labelled).filter(|(_, is)| **is) {
                *cell += f64::from(weight);
            }
        }
    }
    (with, all)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATIO: LogCountRatio = LogCountRatio {
        smoothing: 1.0,
        bounds: [0.2, 3.0],
    };

    /// Four texts, two with the label, of three words and a constant: the first stands in those with
    /// the label, the second in the others, the third in all.
    fn rows() -> Rows {
        Rows {
            starts: vec![0, 3, 6, 9, 12],
            columns: vec![0, 2, 3, 0, 2, 3, 1, 2, 3, 1, 2, 3],
            values: vec![0.5; 12],
        }
    }

    fn check(ratio: LogCountRatio, weights: [f32; 4], expected: [f64; 4]) {
        let texts = Examples {
            rows: &rows(),
            is_labelled: &[true, true, false, false],
            weights: &weights,
            n_labels: 1,
        };
        let got = ratio.variances(texts, 3, 4);
        assert_eq!(got.len(), 4);
        for (got, expected) in got.iter().zip(expected) {
            assert!(
                (f64::from(*got) - expected).abs() < 1e-6,
                "{got} {expected}"
            );
        }
    }

    #[test]
    fn a_word_goes_as_far_as_the_logarithm_of_the_ratio_of_its_counts() {
        // Smoothed counts are 3, 1, 3 of 7 with the label and 1, 3, 3 of 7 without it, so r is ln 3, −ln 3 and 0,
        // its mean square ⅔ ln² 3.
        check(RATIO, [1.0; 4], [1.5, 1.5, 0.04, 1.0]);
        // A text that counts twice: 4, 1, 4 of 9 and 1, 3, 3 of 7.
        let r = [28.0_f64 / 9.0, 7.0 / 27.0, 28.0 / 27.0].map(f64::ln);
        let mean = r.iter().map(|r| r * r).sum::<f64>() / 3.0;
        let [a, b, _] = r.map(|r| r * r / mean);
        check(RATIO, [2.0, 1.0, 1.0, 1.0], [a, b, 0.04, 1.0]);
    }

    #[test]
    fn bounds_hold_and_without_the_ratio_all_words_are_alike() {
        let bounds = |bounds| LogCountRatio { bounds, ..RATIO };
        check(bounds([0.5, 1.1]), [1.0; 4], [1.21, 1.21, 0.25, 1.0]);
        check(LogCountRatio::LEFT_OUT, [1.0; 4], [1.0; 4]);
    }
}
