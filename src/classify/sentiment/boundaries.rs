use std::ops::Range;

/// How many ways there are for a piece to lie from a thing; see [`Boundaries::crossing`].
pub(super) const N_CROSSINGS: usize = 7;
/// The way of a piece that nothing parts from the thing.
pub(super) const BESIDE: usize = N_CROSSINGS / 2;

/// Words that set what follows against what came before.
const STRONG: &[&str] = &[
    "but",
    "however",
    "although",
    "though",
    "while",
    "whereas",
    "yet",
    "except",
    "unfortunately",
    "sadly",
    "despite",
    "nevertheless",
    "otherwise",
    "maar",
    "echter",
    "hoewel",
    "ofschoon",
    "terwijl",
    "helaas",
    "jammer",
    "ondanks",
    "behalve",
];
/// Words that add something.
const WEAK: &[&str] = &["and", "or", "with", "en", "of", "met"];

/// Where a sentence turns to something else: words and signs, by the byte at which they stand.
///
/// `models/e5/tuning/boundaries.py` computes the same; both change together, with the head that learnt from
/// them. Finer than [`crate::language::clauses`]: the head learnt how much each kind of boundary parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Boundaries {
    weak: Vec<usize>,
    strong: Vec<usize>,
}

impl Boundaries {
    /// Those of a sentence.
    pub(super) fn of(text: &str) -> Self {
        let mut found = Self::default();
        let mut word: Option<usize> = None;
        let mut before = ' ';
        for (at, sign) in text.char_indices().chain([(text.len(), ' ')]) {
            if sign.is_alphabetic() {
                word.get_or_insert(at);
            } else {
                if let Some(start) = word.take() {
                    found.add_word(start, &text[start..at].to_lowercase());
                }
                match sign {
                    '.' | '!' | '?' | ';' | ':' => found.strong.push(at),
                    ',' | '(' | ')' | '–' | '—' => found.weak.push(at),
                    '-' if matches!(before, ' ' | '-') => found.weak.push(at),
                    _ => {}
                }
            }
            before = sign;
        }
        found
    }

    fn add_word(&mut self, start: usize, word: &str) {
        if STRONG.contains(&word) {
            self.strong.push(start);
        } else if WEAK.contains(&word) {
            self.weak.push(start);
        }
    }

    /// What lies between a piece and a thing: [`BESIDE`] where nothing does, or the piece stands for no byte;
    /// one more for a weak boundary, two for several, three for a strong one, counted down before the thing.
    pub(super) fn crossing(&self, piece: &Range<usize>, thing: &Range<usize>) -> usize {
        if piece.is_empty() {
            BESIDE
        } else if piece.end <= thing.start {
            BESIDE - self.between(piece.start..thing.start)
        } else if piece.start >= thing.end {
            BESIDE + self.between(thing.end..piece.end)
        } else {
            BESIDE
        }
    }

    fn between(&self, range: Range<usize>) -> usize {
        let count = |of: &[usize]| {
            of.partition_point(|&at| at < range.end) - of.partition_point(|&at| at < range.start)
        };
        if count(&self.strong) > 0 {
            3
        } else {
            count(&self.weak).min(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_contrast_and_signs_are_found_by_their_bytes() {
        // The same sentence as in `test_tuning.py`.
        let text = "Het café - echt goed, maar de bediening (en de wijn) was 3.5 waard; HELAAS";
        let found = Boundaries::of(text);
        assert_eq!(found.weak, [10, 21, 41, 42, 52]);
        assert_eq!(found.strong, [23, 59, 67, 69]);
    }

    #[test]
    fn a_piece_is_parted_from_the_thing_by_what_stands_between() {
        let text = "soup, bread and wine but tea";
        let found = Boundaries::of(text);
        let bread = 6..11;
        let of = |piece: Range<usize>| found.crossing(&piece, &bread);
        assert_eq!(of(0..4), BESIDE - 1, "soup, behind one comma");
        assert_eq!(of(6..11), BESIDE);
        assert_eq!(of(12..15), BESIDE + 1, "a word of its own parts too");
        assert_eq!(of(16..20), BESIDE + 1);
        assert_eq!(of(25..28), BESIDE + 3);
        assert_eq!(of(0..0), BESIDE, "marks stand for no byte");
        assert_eq!(found.crossing(&(16..20), &(0..4)), BESIDE + 2);
    }
}
