use std::collections::BTreeSet;

/// Which cells say nothing: empty ones, and those that are declared to.
#[derive(Debug)]
pub(super) struct Blank {
    /// Trimmed and in small letters, none empty.
    texts: BTreeSet<String>,
    longest: usize,
}

impl Blank {
    pub(super) fn new(texts: &[String]) -> Self {
        let texts: BTreeSet<String> = texts
            .iter()
            .map(|text| text.trim().to_lowercase())
            .filter(|text| !text.is_empty())
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
        if self.is(cell) {
            return true;
        }
        if self.texts.is_empty() {
            return false;
        }
        let cell = cell.trim().to_lowercase();
        let mut days = self.texts.iter().filter(|text| !is_code(text));
        days.any(|day| {
            let behind = cell.strip_prefix(day.as_str());
            behind.is_some_and(is_time_behind)
        })
    }
}

/// Whether a text is a number too short for a day: a date such as `1 3 2024` may begin with it.
fn is_code(text: &str) -> bool {
    text.len() < 8 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether what follows a date begins as a time of day does, parted from it as readers of dates take it.
fn is_time_behind(rest: &str) -> bool {
    let time = rest.trim_start_matches(['t', ',', ' ']);
    time.len() < rest.len() && time.starts_with(|letter: char| letter.is_ascii_digit())
}

#[cfg(test)]
#[path = "blank_tests.rs"]
mod tests;
