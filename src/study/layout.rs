use super::prepared::Prepared;
use super::sheet::{Sheet, SheetColumn};
use super::wave_error::WaveError;
use crate::drivers::{Group, Row, Rows};
use std::collections::BTreeSet;

/// Columns of a model that several tables share: by name and category, not by place.
///
/// Dummies of a table stand in the order in which its words appear, and the first word is what others
/// are compared to. Two tables put side by side need one order and one reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) columns: Vec<LayoutColumn>,
    pub(super) groups: Vec<Group>,
}

/// One column of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LayoutColumn {
    /// Name, with `=word` behind it for a category.
    pub(super) name: String,
    /// Column of the table that it is made of.
    pub(super) of: String,
    /// The category, if it is one.
    pub(super) word: Option<String>,
    /// The category to which it is compared.
    pub(super) reference: Option<String>,
}

/// A column of a table as its sheet holds it.
struct Source<'a> {
    of: &'a str,
    /// Columns of the sheet.
    columns: Vec<usize>,
    /// Categories, the reference first; empty for numbers.
    words: Vec<&'a str>,
}

impl Source<'_> {
    fn kind(&self) -> &'static str {
        if self.words.is_empty() {
            "numbers"
        } else {
            "categories"
        }
    }

    /// The category in a row of the sheet: its place among the words.
    fn word(&self, sheet: &Sheet, row: usize) -> Option<usize> {
        let is_one = |column: &usize| sheet.columns[*column].value(row).is_some_and(|v| v > 0.5);
        sheet.columns[*self.columns.first()?].value(row)?;
        if self.words.len() == 1 {
            return Some(0);
        }
        Some(self.columns.iter().position(is_one).map_or(0, |at| at + 1))
    }
}

fn word_of(column: &SheetColumn) -> Option<&str> {
    column.reference.as_ref()?;
    column.name.strip_prefix(&column.of)?.strip_prefix('=')
}

/// The columns of the table, in the order of the sheet.
fn sources(sheet: &Sheet) -> Vec<Source<'_>> {
    let mut sources: Vec<Source<'_>> = Vec::new();
    for (at, column) in sheet.columns.iter().enumerate() {
        let word = word_of(column);
        let reference = column.reference.as_deref();
        match sources.last_mut().filter(|source| source.of == column.of) {
            Some(source) => {
                source.columns.push(at);
                source.words.extend(word);
            }
            None => sources.push(Source {
                of: &column.of,
                columns: vec![at],
                // A column of one word is compared to itself.
                words: reference
                    .into_iter()
                    .chain(word.filter(|word| Some(*word) != reference))
                    .collect(),
            }),
        }
    }
    sources
}

impl Layout {
    /// The columns of one table.
    pub(super) fn of(sheet: &Sheet) -> Self {
        Self {
            columns: sheet
                .columns
                .iter()
                .map(|column| LayoutColumn {
                    name: column.name.clone(),
                    of: column.of.clone(),
                    word: word_of(column).map(str::to_owned),
                    reference: column.reference.clone(),
                })
                .collect(),
            groups: sheet.groups.clone(),
        }
    }

    /// The columns of two tables that were read with one question: all categories of both, those of the
    /// later first, each compared to one that both use.
    ///
    /// # Errors
    ///
    /// [`WaveError::Kind`], [`WaveError::NoCommonCategory`].
    pub(super) fn common(later: &Prepared, earlier: &Prepared) -> Result<Self, WaveError> {
        let (in_later, in_earlier) = (sources(&later.sheet), sources(&earlier.sheet));
        let mut columns = Vec::new();
        for one in &in_later {
            let Some(other) = in_earlier.iter().find(|other| other.of == one.of) else {
                continue;
            };
            if one.kind() != other.kind() {
                return Err(WaveError::Kind {
                    column: one.of.to_owned(),
                    first: one.kind(),
                    first_wave: later.label.clone(),
                    second: other.kind(),
                    second_wave: earlier.label.clone(),
                });
            }
            if one.words.is_empty() {
                columns.push(LayoutColumn {
                    name: one.of.to_owned(),
                    of: one.of.to_owned(),
                    word: None,
                    reference: None,
                });
                continue;
            }
            let mut words = one.words.clone();
            words.extend(other.words.iter().filter(|word| !one.words.contains(word)));
            let used = [used(one, later), used(other, earlier)];
            let in_both = |word: &&&str| used.iter().all(|used| used.contains(**word));
            let Some(&reference) = words.iter().find(in_both) else {
                return Err(WaveError::NoCommonCategory {
                    column: one.of.to_owned(),
                    first: one.words.join(", "),
                    second: other.words.join(", "),
                });
            };
            columns.extend(dummies(one.of, &words, reference));
        }
        Ok(Self {
            groups: groups(&later.sheet, &columns),
            columns,
        })
    }

    /// Names of the columns.
    pub(super) fn names(&self) -> Vec<String> {
        self.columns
            .iter()
            .map(|column| column.name.clone())
            .collect()
    }

    /// How rows of a sheet become rows of this layout.
    ///
    /// # Errors
    ///
    /// [`WaveError::Kind`] and [`WaveError::UnknownCategory`] when the table does not fit the layout;
    /// a category that no complete row uses is no fault.
    pub(super) fn reader<'a>(&self, prepared: &'a Prepared) -> Result<Reader<'a>, WaveError> {
        let mut parts = Vec::new();
        for source in sources(&prepared.sheet) {
            let wanted: Vec<usize> = (0..self.columns.len())
                .filter(|&at| self.columns[at].of == source.of)
                .collect();
            let Some(&first) = wanted.first() else {
                continue;
            };
            let reference = self.columns[first].reference.as_deref();
            if reference.is_some() == source.words.is_empty() {
                let kind = if reference.is_some() {
                    "categories"
                } else {
                    "numbers"
                };
                return Err(WaveError::Kind {
                    column: source.of.to_owned(),
                    first: source.kind(),
                    first_wave: prepared.label.clone(),
                    second: kind,
                    second_wave: "the model".to_owned(),
                });
            }
            let mut places: Vec<Option<usize>> = Vec::new();
            for &word in &source.words {
                let is_it = |at: &&usize| self.columns[**at].word.as_deref() == Some(word);
                let place = wanted.iter().find(is_it).copied();
                if place.is_none() && reference != Some(word) {
                    let rows = prepared.complete.sheet_row.iter();
                    let uses = |row: &&usize| {
                        let at = source.word(&prepared.sheet, **row);
                        at.is_some_and(|at| source.words[at] == word)
                    };
                    let n = rows.filter(uses).count();
                    if n > 0 {
                        let known = wanted
                            .iter()
                            .filter_map(|&at| self.columns[at].word.as_deref());
                        let known: Vec<&str> = reference.into_iter().chain(known).collect();
                        return Err(WaveError::UnknownCategory {
                            column: source.of.to_owned(),
                            word: word.to_owned(),
                            n,
                            known: known.join(", "),
                        });
                    }
                }
                places.push(place);
            }
            if source.words.is_empty() {
                places.push(Some(first));
            }
            parts.push((source, places));
        }
        Ok(Reader {
            sheet: &prepared.sheet,
            n_columns: self.columns.len(),
            parts,
        })
    }
}

/// Writes rows of a sheet down as a layout has them.
pub(super) struct Reader<'a> {
    sheet: &'a Sheet,
    n_columns: usize,
    /// A column of the table, and per word (or for its numbers) the column of the layout; none for the
    /// reference.
    parts: Vec<(Source<'a>, Vec<Option<usize>>)>,
}

impl Reader<'_> {
    /// No rows yet.
    pub(super) fn none(&self) -> Rows {
        Rows::new(self.n_columns)
    }

    /// Adds a row of the sheet; it must be complete.
    pub(super) fn push(&self, rows: &mut Rows, row: usize) {
        let mut entries = Vec::with_capacity(self.parts.len());
        for (source, places) in &self.parts {
            if source.words.is_empty() {
                let value = self.sheet.columns[source.columns[0]].value(row);
                entries.extend(places[0].zip(value));
            } else if let Some(word) = source.word(self.sheet, row) {
                entries.extend(places[word].map(|place| (place, 1.0)));
            }
        }
        rows.push(Row {
            x: &entries,
            y: self.sheet.y[row],
            weight: self.sheet.weight[row],
            count: self.sheet.n_like(row),
            cluster: self.sheet.cluster[row],
        });
    }

    /// Those rows of a sheet.
    pub(super) fn rows(&self, picked: &[usize]) -> Rows {
        let mut rows = self.none();
        for &row in picked {
            self.push(&mut rows, row);
        }
        rows
    }
}

/// Categories that complete rows use.
fn used<'a>(source: &Source<'a>, prepared: &Prepared) -> BTreeSet<&'a str> {
    let rows = prepared.complete.sheet_row.iter();
    rows.filter_map(|&row| source.word(&prepared.sheet, row))
        .map(|word| source.words[word])
        .collect()
}

fn dummies(of: &str, words: &[&str], reference: &str) -> Vec<LayoutColumn> {
    let alone = words.len() == 1;
    words
        .iter()
        .filter(|word| alone || **word != reference)
        .map(|word| LayoutColumn {
            name: format!("{of}={word}"),
            of: of.to_owned(),
            word: Some((*word).to_owned()),
            reference: Some(reference.to_owned()),
        })
        .collect()
}

/// The groups of a sheet over other columns of the same table.
fn groups(sheet: &Sheet, columns: &[LayoutColumn]) -> Vec<Group> {
    sheet
        .groups
        .iter()
        .map(|group| {
            let mut of: Vec<&str> = Vec::new();
            for &column in &group.columns {
                let name = sheet.columns[column].of.as_str();
                if !of.contains(&name) {
                    of.push(name);
                }
            }
            let of_name = |name: &str| -> Vec<usize> {
                (0..columns.len())
                    .filter(|&at| columns[at].of == name)
                    .collect()
            };
            Group {
                name: group.name.clone(),
                columns: of.into_iter().flat_map(of_name).collect(),
                role: group.role,
            }
        })
        .collect()
}
