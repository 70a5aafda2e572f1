use std::collections::BTreeSet;

/// Which cells say nothing: empty ones, and those that are declared to.
#[derive(Debug)]
pub(super) struct Blank {
    /// Trimmed and in small letters.
    texts: BTreeSet<String>,
    longest: usize,
}

impl Blank {
    pub(super) fn new(texts: &[String]) -> Self {
        let texts: BTreeSet<String> = texts
            .iter()
            .map(|text| text.trim().to_lowercase())
            .collect();
        let longest = texts.iter().map(String::len).max().unwrap_or(0);
        Self { texts, longest }
    }

    /// Whether a cell says nothing; without case and surrounding space.
    pub(super) fn is(&self, cell: &str) -> bool {
        let cell = cell.trim();
        // Small letters can be shorter or longer, but never by more than this; it saves long texts.
        cell.is_empty()
            || (cell.len() <= 3 * self.longest && self.texts.contains(&cell.to_lowercase()))
    }

    /// As [`Self::is`], of a date, or of a date with a time of day behind it.
    pub(super) fn is_date(&self, cell: &str) -> bool {
        let day = cell.trim().split([' ', 'T']).next().unwrap_or_default();
        self.is(cell) || self.is(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_declared_text_says_nothing_whatever_its_case() {
        let blank = Blank::new(&[" N.v.t. ".to_owned(), "1970-01-01".to_owned()]);
        for cell in ["", "  ", "n.v.t.", "N.V.T. ", "1970-01-01"] {
            assert!(blank.is(cell), "{cell:?}");
        }
        for cell in ["n.v.t. hier", "1970-01-01 00:00", "0"] {
            assert!(!blank.is(cell), "{cell:?}");
        }
    }

    #[test]
    fn the_time_of_day_of_a_day_that_says_nothing_says_nothing() {
        let blank = Blank::new(&["1970-01-01".to_owned()]);
        for cell in ["1970-01-01", "1970-01-01 00:00:00", "1970-01-01T00:00:00Z"] {
            assert!(blank.is_date(cell), "{cell:?}");
        }
        assert!(!blank.is_date("1970-01-02 00:00"));
    }
}
