use super::row::Row;
use std::collections::{HashMap, HashSet};

/// Cells of a row that come in any order, and the columns they make.
///
/// Used for formats whose rows name their own fields. A field that was not seen before becomes a
/// new column at the end; it is reported, not dropped.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    names: Vec<String>,
    index: HashMap<String, usize>,
    cells: Vec<String>,
    limit: usize,
}

/// More columns than the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMany;

impl Slots {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            ..Self::default()
        }
    }

    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    pub(crate) fn clear(&mut self) {
        for cell in &mut self.cells {
            cell.clear();
        }
    }

    /// The cell of a column, made when it is new.
    pub(crate) fn cell(&mut self, name: &str) -> Result<&mut String, TooMany> {
        let at = match self.index.get(name) {
            Some(&at) => at,
            None if self.names.len() >= self.limit => return Err(TooMany),
            None => {
                let at = self.names.len();
                self.names.push(name.to_owned());
                self.index.insert(name.to_owned(), at);
                self.cells.push(String::new());
                at
            }
        };
        Ok(&mut self.cells[at])
    }

    pub(crate) fn write(&self, row: &mut Row) {
        for cell in &self.cells {
            row.push(cell);
        }
    }
}

/// Column names as they are shown and mapped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Header {
    pub(crate) columns: Vec<String>,
    pub(crate) repeated: Vec<RepeatedColumn>,
}

/// A name that stands in a header more than once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatedColumn {
    /// The name; asked for, it is the first of the columns.
    pub name: String,
    /// What a later column with that name is called instead.
    pub called: String,
    /// Place of the later column, from 1.
    pub place: usize,
}

/// Names trimmed, a nameless column by its place, a repeated one with its place behind it.
pub(crate) fn distinct(names: Vec<String>) -> Header {
    let mut seen = HashSet::new();
    let mut header = Header::default();
    for (at, name) in names.into_iter().enumerate() {
        let place = at + 1;
        let mut name = match name.trim() {
            "" => format!("column_{place}"),
            name => name.to_owned(),
        };
        if !seen.insert(name.clone()) {
            let called = format!("{name}_{place}");
            header.repeated.push(RepeatedColumn {
                name,
                called: called.clone(),
                place,
            });
            seen.insert(called.clone());
            name = called;
        }
        header.columns.push(name);
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nameless_and_repeated_columns_get_their_place() {
        let names = [" id ", "", "score", "score"].map(str::to_owned).to_vec();
        let header = distinct(names);
        assert_eq!(header.columns, ["id", "column_2", "score", "score_4"]);
        let again = &header.repeated[0];
        assert_eq!((again.name.as_str(), again.place), ("score", 4));
        assert_eq!(header.repeated.len(), 1);
    }
}
