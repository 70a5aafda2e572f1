use super::Error;
use jiff::tz::Offset;
use jiff::{Timestamp, Zoned};
use std::collections::BTreeSet;
use std::fmt;

/// What a column holds. Every column may have empty cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// Text.
    Text,
    /// Whole numbers, 64 bits, signed.
    Integer,
    /// Numbers; what is not finite is written as an empty cell.
    Float,
    /// True or false.
    Boolean,
    /// An instant with its offset, to the millisecond.
    Timestamp,
    /// Several texts; joined by `|` in CSV and XLSX.
    TextList,
}

impl fmt::Display for ColumnKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Integer => "an integer",
            Self::Float => "a float",
            Self::Boolean => "a boolean",
            Self::Timestamp => "a timestamp",
            Self::TextList => "a list of texts",
        })
    }
}

/// One column: name and kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Name, as in the header.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
}

impl Column {
    /// A column.
    pub fn new(name: impl Into<String>, kind: ColumnKind) -> Self {
        Self {
            name: name.into(),
            kind,
        }
    }
}

/// Columns in order, with distinct names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    columns: Vec<Column>,
}

impl Schema {
    /// Checks the names.
    ///
    /// # Errors
    ///
    /// [`Error::ColumnName`] when a name is empty or occurs twice.
    pub fn new(columns: Vec<Column>) -> Result<Self, Error> {
        let mut seen = BTreeSet::new();
        for column in &columns {
            if column.name.is_empty() || !seen.insert(column.name.as_str()) {
                return Err(Error::ColumnName {
                    column: column.name.clone(),
                });
            }
        }
        Ok(Self { columns })
    }

    /// The columns.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// Checks that `row`, the `number`-th of the table, fits.
    pub(super) fn check(&self, row: &[Cell], number: u64) -> Result<(), Error> {
        if row.len() != self.columns.len() {
            return Err(Error::RowWidth {
                row: number,
                got: row.len(),
                expected: self.columns.len(),
            });
        }
        for (cell, column) in row.iter().zip(&self.columns) {
            if let Some(got) = cell.kind().filter(|&got| got != column.kind) {
                return Err(Error::CellKind {
                    row: number,
                    column: column.name.clone(),
                    got,
                    expected: column.kind,
                });
            }
        }
        Ok(())
    }
}

/// Cells in the order of the columns.
pub type Row = Vec<Cell>;

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No value; fits every column.
    Empty,
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// True or false.
    Boolean(bool),
    /// An instant, on the clock of a zone; what is finer than a millisecond is cut off.
    Timestamp(Zoned),
    /// Several texts.
    TextList(Vec<String>),
}

impl Cell {
    /// A count; beyond 2⁶³ it stays at the largest integer, which no count of ours reaches.
    pub fn count(n: u64) -> Self {
        Self::Integer(i64::try_from(n).unwrap_or(i64::MAX))
    }

    fn kind(&self) -> Option<ColumnKind> {
        match self {
            Self::Empty => None,
            Self::Text(_) => Some(ColumnKind::Text),
            Self::Integer(_) => Some(ColumnKind::Integer),
            Self::Float(_) => Some(ColumnKind::Float),
            Self::Boolean(_) => Some(ColumnKind::Boolean),
            Self::Timestamp(_) => Some(ColumnKind::Timestamp),
            Self::TextList(_) => Some(ColumnKind::TextList),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Option<f64>> for Cell {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Empty, Self::Float)
    }
}

/// The texts of a list in one cell.
pub(super) fn joined(texts: &[String]) -> String {
    texts.join("|")
}

/// An instant as RFC 3339 with milliseconds, for example `2026-03-01T09:30:00.000Z` in UTC and
/// `2026-03-01T10:30:00.000+01:00` elsewhere.
pub(super) fn instant(at: &Zoned) -> String {
    // Truncated before it is printed, as the printer would round to the nearest millisecond.
    let whole = at.timestamp();
    let whole = Timestamp::from_millisecond(whole.as_millisecond()).unwrap_or(whole);
    if at.offset() == Offset::UTC {
        return format!("{whole:.3}");
    }
    let local = whole.to_zoned(at.time_zone().clone());
    local.strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}

/// What the clock of the zone shows at an instant, for workbooks: they know no zones.
pub(super) fn on_the_clock(at: &Zoned) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3f").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    #[test]
    fn names_must_differ() {
        let of = |names: &[&str]| {
            Schema::new(
                names
                    .iter()
                    .map(|name| Column::new(*name, ColumnKind::Text))
                    .collect(),
            )
        };
        assert!(of(&["a", "b"]).is_ok());
        assert!(matches!(of(&["a", "a"]), Err(Error::ColumnName { column }) if column == "a"));
        assert!(matches!(of(&[""]), Err(Error::ColumnName { .. })));
    }

    #[test]
    fn an_instant_shows_the_day_of_its_zone() {
        let at: Timestamp = "2025-04-20T22:00:00.125Z".parse().unwrap();
        let at = at.to_zoned(TimeZone::get("Europe/Amsterdam").unwrap());
        assert_eq!(instant(&at), "2025-04-21T00:00:00.125+02:00");
        assert_eq!(on_the_clock(&at), "2025-04-21T00:00:00.125");
    }

    #[test]
    fn an_instant_is_cut_to_the_millisecond() {
        let check = |text: &str, expected: &str| {
            let at: Timestamp = text.parse().unwrap();
            assert_eq!(instant(&at.to_zoned(TimeZone::UTC)), expected);
        };
        check("2026-03-01T09:30:00Z", "2026-03-01T09:30:00.000Z");
        check("2026-03-01T09:30:00.9999Z", "2026-03-01T09:30:00.999Z");
        check("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z");
    }
}
