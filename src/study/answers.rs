use super::Error;
use super::column::is_no_answer;
use super::wave_error::WaveError;
use crate::intake::{Fault, Rejection, table};
use crate::record::{Origin, SourceName};
use std::path::Path;
use std::sync::Arc;

/// The columns of a table that a study needs, as text, with the place of every row.
#[derive(Debug)]
pub(super) struct Answers {
    file: Arc<str>,
    source: SourceName,
    columns: Vec<TextColumn>,
    places: Vec<Place>,
    /// Rows that could not be read.
    pub(super) rejections: Vec<Rejection>,
}

#[derive(Debug)]
struct TextColumn {
    name: String,
    text: String,
    ends: Vec<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    row: u64,
    byte: Option<u64>,
    hash: [u8; 32],
}

/// Names a column and what it is needed for.
pub(super) type Need<'a> = (&'a str, &'static str);

impl Answers {
    /// Reads the needed columns of a table.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownColumn`] for a name that the table does not have, [`Error::NoRows`].
    pub(super) fn read(
        table: &mut table::Table,
        path: &Path,
        options: &table::Options,
        needs: &[Need<'_>],
    ) -> Result<Self, Error> {
        let mut names: Vec<Need<'_>> = Vec::new();
        for &(name, role) in needs {
            if !names.iter().any(|(known, _)| *known == name) {
                names.push((name, role));
            }
        }
        // Columns of JSON lines are known as rows go by, so they are looked for at the end.
        let known_at_once = !table.columns().is_empty();
        if known_at_once {
            check_names(table.columns(), &names)?;
        }
        let mut answers = Self {
            file: Arc::clone(&options.file),
            source: options.source.clone(),
            columns: names
                .iter()
                .map(|(name, _)| TextColumn {
                    name: (*name).to_owned(),
                    text: String::new(),
                    ends: Vec::new(),
                })
                .collect(),
            places: Vec::new(),
            rejections: Vec::new(),
        };
        let mut positions: Vec<Option<usize>> = vec![None; names.len()];
        loop {
            let row = match table.next_row() {
                None => break,
                Some(Err(rejection)) => {
                    answers.rejections.push(rejection);
                    continue;
                }
                Some(Ok(row)) => row.clone(),
            };
            for (position, (name, _)) in positions.iter_mut().zip(&names) {
                if position.is_none() {
                    *position = table.column(name);
                }
            }
            for (column, position) in answers.columns.iter_mut().zip(&positions) {
                column
                    .text
                    .push_str(position.map_or("", |position| row.cell(position)).trim());
                column.ends.push(column.text.len());
            }
            answers.places.push(Place {
                row: row.number,
                byte: row.byte,
                hash: row.hash(),
            });
        }
        if answers.places.is_empty() {
            return Err(Error::NoRows {
                path: path.to_path_buf(),
            });
        }
        if !known_at_once {
            check_names(table.columns(), &names)?;
        }
        Ok(answers)
    }

    /// The rows that have this text in a column. Rows that could not be read stay: nobody knows theirs.
    ///
    /// # Errors
    ///
    /// [`WaveError::NoSuchWave`] when no row has it.
    pub(super) fn only(self, name: &str, value: &str) -> Result<Self, WaveError> {
        let picked: Vec<bool> = self.cells(name).map(|cell| cell == value).collect();
        if !picked.contains(&true) {
            let mut known: Vec<String> = Vec::new();
            for cell in self.cells(name) {
                let cell: String = cell.chars().take(40).collect();
                if known.len() <= 20 && !known.contains(&cell) {
                    known.push(cell);
                }
            }
            if known.len() > 20 {
                "and others".clone_into(&mut known[20]);
            }
            return Err(WaveError::NoSuchWave {
                column: name.to_owned(),
                value: value.to_owned(),
                known: known.join(", "),
            });
        }
        let columns = self.columns.iter().map(|column| {
            let mut kept = TextColumn {
                name: column.name.clone(),
                text: String::new(),
                ends: Vec::new(),
            };
            for (cell, _) in self.cells(&column.name).zip(&picked).filter(|one| *one.1) {
                kept.text.push_str(cell);
                kept.ends.push(kept.text.len());
            }
            kept
        });
        let columns = columns.collect();
        let places = self.places.iter().zip(&picked).filter(|one| *one.1);
        Ok(Self {
            places: places.map(|(place, _)| *place).collect(),
            columns,
            file: self.file,
            source: self.source,
            rejections: self.rejections,
        })
    }

    /// Number of rows that could be read.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The cells of a column in file order; empty for a name that was not asked for.
    pub(super) fn cells(&self, name: &str) -> impl Iterator<Item = &str> {
        self.columns
            .iter()
            .filter(move |column| column.name == name)
            .flat_map(|column| {
                let starts = std::iter::once(0).chain(column.ends.iter().copied());
                starts
                    .zip(&column.ends)
                    .map(|(start, &end)| &column.text[start..end])
            })
    }

    /// Row of the file, from 1, the header not counted.
    pub(super) fn file_row(&self, row: usize) -> u64 {
        self.places[row].row
    }

    /// Empties the cells of a column in the rows of `which`; returns for each row whether there was an
    /// answer to be taken away.
    pub(super) fn blank(&mut self, name: &str, which: &[bool]) -> Vec<bool> {
        let mut held = vec![false; which.len()];
        for column in self.columns.iter_mut().filter(|one| one.name == name) {
            let (mut text, mut start) = (String::new(), 0);
            for (row, end) in column.ends.iter_mut().enumerate() {
                let cell = &column.text[start..*end];
                start = *end;
                if which[row] {
                    held[row] = !is_no_answer(cell);
                } else {
                    text.push_str(cell);
                }
                *end = text.len();
            }
            column.text = text;
        }
        held
    }

    /// The place of a row, as a rejection.
    pub(super) fn reject(&self, row: usize, column: &str, fault: Fault) -> Rejection {
        let place = self.places[row];
        Rejection {
            origin: Origin {
                source: self.source.clone(),
                file: Arc::clone(&self.file),
                row: place.row,
                byte: place.byte,
            },
            column: Some(column.to_owned()),
            fault,
            row_hash: crate::intake::hex(&place.hash),
        }
    }
}

fn check_names(columns: &[String], names: &[Need<'_>]) -> Result<(), Error> {
    for (name, role) in names {
        if !columns.iter().any(|column| column == name) {
            return Err(Error::UnknownColumn {
                name: (*name).to_owned(),
                nearest: nearest(columns, name),
                role,
                known: listed(columns),
            });
        }
    }
    Ok(())
}

/// A name that differs in case or blanks only.
pub(super) fn nearest(columns: &[String], name: &str) -> Option<String> {
    let bare = |text: &str| -> String {
        text.chars()
            .filter(|letter| letter.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    columns
        .iter()
        .find(|column| bare(column) == bare(name))
        .cloned()
}

/// The names for a message: no more than forty of them, none longer than forty letters, because a
/// file without a header has data there.
fn listed(columns: &[String]) -> String {
    let short = |name: &String| name.chars().take(40).collect::<String>();
    let mut list: Vec<String> = columns.iter().take(40).map(short).collect();
    if columns.len() > 40 {
        list.push(format!("and {} more", columns.len() - 40));
    }
    list.join(", ")
}
