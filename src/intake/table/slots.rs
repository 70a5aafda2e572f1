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

/// Column names as they are shown and mapped: trimmed, a nameless one by its place, a repeated one
/// with its place behind it.
pub(crate) fn distinct(names: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    names
        .into_iter()
        .enumerate()
        .map(|(at, name)| {
            let name = match name.trim() {
                "" => format!("column_{}", at + 1),
                name => name.to_owned(),
            };
            if seen.insert(name.clone()) {
                return name;
            }
            let name = format!("{name}_{}", at + 1);
            seen.insert(name.clone());
            name
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nameless_and_repeated_columns_get_their_place() {
        let names = [" id ", "", "score", "score"].map(str::to_owned).to_vec();
        assert_eq!(distinct(names), ["id", "column_2", "score", "score_4"]);
    }
}
