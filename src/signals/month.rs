use std::fmt;

/// A calendar month, the period of every trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month {
    /// Months since January of year 0.
    index: i32,
}

impl Month {
    /// The month `month` (1 to 12) of `year`.
    pub fn new(year: i16, month: i8) -> Self {
        Self {
            index: i32::from(year) * 12 + i32::from(month) - 1,
        }
    }

    /// The month after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self {
            index: self.index + 1,
        }
    }

    /// How many months it comes after `first`; 0 for an earlier one.
    pub fn months_since(self, first: Self) -> usize {
        usize::try_from(self.index - first.index).unwrap_or(0)
    }

    /// All months from this one to `last`, both included.
    pub fn to(self, last: Self) -> impl Iterator<Item = Self> {
        (self.index..=last.index).map(|index| Self { index })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{:02}",
            self.index.div_euclid(12),
            self.index.rem_euclid(12) + 1
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_run_over_the_year_end() {
        let months: Vec<String> = Month::new(2025, 11)
            .to(Month::new(2026, 2))
            .map(|month| month.to_string())
            .collect();
        assert_eq!(months, ["2025-11", "2025-12", "2026-01", "2026-02"]);
        assert_eq!(Month::new(2025, 12).next(), Month::new(2026, 1));
    }
}
