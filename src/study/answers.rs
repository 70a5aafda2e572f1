use super::Error;
use super::column::is_no_answer;
use super::merging::{Keeping, Merging, Taken};
use super::text_column::TextColumn;
use super::wave_error::WaveError;
use crate::intake::table::RepeatedColumn;
use crate::intake::{Fault, Rejection, table};
use crate::record::Origin;
use crate::units::as_u64;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The columns of a table that a study needs, each cell as it was written, with the place of every row.
#[derive(Debug)]
pub(super) struct Answers {
    path: PathBuf,
    options: table::Options,
    columns: Vec<TextColumn>,
    /// Rows kept; each stands for one row of the file or, where equal rows were merged, for several.
    n_rows: usize,
    /// Rows of the file that each of the first rows stands for; the others stand for themselves.
    n_like: Vec<u32>,
    /// Rows that are counted with an earlier one.
    n_merged: usize,
    /// Whether reading ended early, because too many rows would have been kept.
    is_cut: bool,
    /// Where numbers of rows jump: a row, and its number in the file; between them they run on.
    jumps: Vec<(usize, u64)>,
    /// Byte and hash of every row, for what cannot be read a second time.
    seals: Option<Vec<Seal>>,
    /// Names of needed columns that stand in the header more than once.
    pub(super) repeated: Vec<RepeatedColumn>,
    /// Rows that could not be read.
    pub(super) rejections: Vec<Rejection>,
}

type Seal = (Option<u64>, [u8; 32]);

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
        keeping: Keeping,
    ) -> Result<Self, Error> {
        let names = different(needs);
        // Columns of JSON lines are known as rows go by, so they are looked for at the end.
        let known_at_once = !table.columns().is_empty();
        if known_at_once {
            check_names(table.columns(), &names)?;
        }
        let is_file =
            options.piped.is_some() || std::fs::metadata(path).is_ok_and(|found| found.is_file());
        let mut answers = Self {
            path: path.to_path_buf(),
            options: options.clone(),
            columns: names
                .iter()
                .map(|(name, _)| TextColumn::new(name))
                .collect(),
            n_rows: 0,
            n_like: Vec::new(),
            n_merged: 0,
            is_cut: false,
            jumps: Vec::new(),
            seals: (!is_file).then(Vec::new),
            repeated: table.layout().repeated,
            rejections: Vec::new(),
        };
        let is_needed = |one: &RepeatedColumn| names.iter().any(|(name, _)| *name == one.name);
        answers.repeated.retain(is_needed);
        let mut positions: Vec<Option<usize>> =
            names.iter().map(|(name, _)| table.column(name)).collect();
        // What cannot be read a second time cannot be asked which rows were merged.
        let mut merging = (keeping != Keeping::EveryRow && is_file).then(Merging::default);
        let most = match keeping {
            Keeping::FewRows { most } if is_file => most,
            Keeping::EveryRow | Keeping::DifferentRows | Keeping::FewRows { .. } => usize::MAX,
        };
        let mut expected = 0;
        loop {
            if answers.n_rows > most {
                answers.is_cut = true;
                break;
            }
            let is_late = positions.iter().any(Option::is_none);
            let row = match table.next_row() {
                None => break,
                Some(Err(rejection)) => {
                    answers.rejections.push(rejection);
                    continue;
                }
                Some(Ok(row)) => row,
            };
            if is_late {
                // The row may have brought a column.
                let row = row.clone();
                for (position, (name, _)) in positions.iter_mut().zip(&names) {
                    *position = position.or_else(|| table.column(name));
                }
                answers.take(&row, &positions, &mut merging, &mut expected);
            } else {
                answers.take(row, &positions, &mut merging, &mut expected);
            }
        }
        if let Some(merging) = merging {
            answers.n_like = merging.into_counts();
        }
        answers.columns.iter_mut().for_each(TextColumn::finish);
        if answers.n_rows == 0 {
            return Err(Error::NoRows {
                path: path.to_path_buf(),
            });
        }
        if !known_at_once {
            check_names(table.columns(), &names)?;
        }
        Ok(answers)
    }

    fn take(
        &mut self,
        row: &table::Row,
        positions: &[Option<usize>],
        merging: &mut Option<Merging>,
        expected: &mut u64,
    ) {
        let cells = || needed(row, positions);
        let taken = merging.as_mut().map_or(Taken::Refused, |merging| {
            merging.take(&mut self.columns, cells())
        });
        match taken {
            Taken::Counted => {
                self.n_merged += 1;
                return;
            }
            Taken::Added => {}
            Taken::Refused => {
                if let Some(merging) = merging.take() {
                    self.n_like = merging.into_counts();
                }
                for (column, cell) in self.columns.iter_mut().zip(cells()) {
                    column.push(cell);
                }
            }
        }
        if row.number != *expected {
            self.jumps.push((self.n_rows, row.number));
        }
        *expected = row.number + 1;
        if let Some(seals) = &mut self.seals {
            seals.push((row.byte, row.hash()));
        }
        self.n_rows += 1;
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
        let rows: Vec<usize> = (0..self.n_rows).filter(|&row| picked[row]).collect();
        let mut jumps = Vec::new();
        let mut expected = 0;
        for (place, &row) in rows.iter().enumerate() {
            let number = self.file_row(row);
            if number != expected {
                jumps.push((place, number));
            }
            expected = number + 1;
        }
        let seals = self.seals.as_ref();
        Ok(Self {
            columns: self.columns.iter().map(|one| one.only(&picked)).collect(),
            n_rows: rows.len(),
            n_like: Vec::new(),
            n_merged: 0,
            is_cut: self.is_cut,
            jumps,
            seals: seals.map(|seals| rows.iter().map(|&row| seals[row]).collect()),
            path: self.path,
            options: self.options,
            repeated: self.repeated,
            rejections: self.rejections,
        })
    }

    /// Lets go of the cells of columns that nobody will ask for again.
    pub(super) fn keep(&mut self, is_needed: impl Fn(&str) -> bool) {
        self.columns.retain(|column| is_needed(&column.name));
    }

    /// Number of rows kept.
    pub(super) fn len(&self) -> usize {
        self.n_rows
    }

    /// Number of rows that could be read.
    pub(super) fn n_read(&self) -> usize {
        self.n_rows + self.n_merged
    }

    /// Whether reading ended early, because too many rows would have been kept.
    pub(super) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Whether some rows stand for several of the file.
    pub(super) fn are_merged(&self) -> bool {
        self.n_merged > 0
    }

    /// Rows of the file that a row stands for.
    pub(super) fn n_like(&self, row: usize) -> usize {
        self.n_like.get(row).map_or(1, |&n| n as usize)
    }

    /// A column; `None` for a name that was not asked for.
    pub(super) fn column(&self, name: &str) -> Option<&TextColumn> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The cells of a column in file order; empty for a name that was not asked for.
    pub(super) fn cells(&self, name: &str) -> impl Iterator<Item = Cow<'_, str>> {
        let column = self.column(name).into_iter();
        column.flat_map(|column| (0..self.n_rows).map(|row| column.cell(row)))
    }

    /// Row of the file, as a spreadsheet program shows it; the first of those that a row stands for.
    pub(super) fn file_row(&self, row: usize) -> u64 {
        let at = self.jumps.partition_point(|jump| jump.0 <= row);
        let (from, number) = match at {
            0 => (0, 1),
            _ => self.jumps[at - 1],
        };
        number + as_u64(row - from)
    }

    /// Empties the cells of a column in the rows of `which`; returns for each row whether there was an
    /// answer to be taken away.
    pub(super) fn blank(&mut self, name: &str, which: &[bool]) -> Vec<bool> {
        let mut held = vec![false; which.len()];
        for column in self.columns.iter_mut().filter(|one| one.name == name) {
            for row in (0..which.len()).filter(|&row| which[row]) {
                held[row] = !is_no_answer(&column.cell(row));
                column.empty(row);
            }
        }
        held
    }

    /// The place of a row, as a rejection; [`Self::sealed`] adds byte and hash.
    pub(super) fn reject(&self, row: usize, column: &str, fault: Fault) -> Rejection {
        let seal = self.seals.as_ref().map(|seals| seals[row]);
        Rejection {
            origin: Origin {
                source: self.options.source.clone(),
                file: Arc::clone(&self.options.file),
                row: self.file_row(row),
                byte: seal.and_then(|seal| seal.0),
            },
            column: Some(column.to_owned()),
            fault,
            row_hash: seal.map_or_else(String::new, |seal| crate::intake::hex(&seal.1)),
        }
    }

    /// A rejection for every row of the file that a rejected row stands for, by a second look at the file.
    fn unmerged(&self, rejections: Vec<Rejection>) -> Vec<Rejection> {
        let (mut sealed, bare): (Vec<Rejection>, Vec<Rejection>) = rejections
            .into_iter()
            .partition(|one| !one.row_hash.is_empty());
        let Ok(mut table) = table::open(&self.path, &self.options) else {
            sealed.extend(bare);
            return sealed;
        };
        let mut by_cells: HashMap<Vec<String>, &Rejection> = HashMap::new();
        for one in &bare {
            let row = self.row_at(one.origin.row);
            let cells = self
                .columns
                .iter()
                .map(|column| column.cell(row).into_owned());
            by_cells.insert(cells.collect(), one);
        }
        let mut positions: Vec<Option<usize>> = vec![None; self.columns.len()];
        loop {
            let row = match table.next_row() {
                None => break,
                Some(Err(_)) => continue,
                Some(Ok(row)) => row.clone(),
            };
            for (position, column) in positions.iter_mut().zip(&self.columns) {
                *position = position.or_else(|| table.column(&column.name));
            }
            let cells: Vec<String> = needed(&row, &positions).map(str::to_owned).collect();
            if let Some(&one) = by_cells.get(&cells) {
                let mut one = one.clone();
                one.origin.row = row.number;
                one.origin.byte = row.byte;
                one.row_hash = row.hash_hex();
                sealed.push(one);
            }
        }
        sealed
    }

    /// The row kept whose first row of the file has this number.
    fn row_at(&self, number: u64) -> usize {
        let (mut low, mut high) = (0, self.n_rows);
        while high - low > 1 {
            let middle = low.midpoint(high);
            if self.file_row(middle) <= number {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The rejections with byte and hash of their rows, which are looked up in the file again: keeping
    /// them for all rows would take more memory than the answers do. A file that has gone since leaves
    /// them without. Of merged rows each gets its own.
    pub(super) fn sealed(&self, mut rejections: Vec<Rejection>) -> Vec<Rejection> {
        let lacks = |one: &&mut Rejection| one.row_hash.is_empty();
        if self.are_merged() && rejections.iter().any(|one| one.row_hash.is_empty()) {
            return self.unmerged(rejections);
        }
        let mut lacking: BTreeMap<u64, Vec<&mut Rejection>> = BTreeMap::new();
        for one in rejections.iter_mut().filter(lacks) {
            lacking.entry(one.origin.row).or_default().push(one);
        }
        if lacking.is_empty() {
            return rejections;
        }
        if let Ok(mut table) = table::open(&self.path, &self.options) {
            while let Some(row) = table.next_row() {
                let Ok(row) = row else { continue };
                for one in lacking.remove(&row.number).into_iter().flatten() {
                    one.origin.byte = row.byte;
                    one.row_hash = row.hash_hex();
                }
                if lacking.is_empty() {
                    break;
                }
            }
        }
        rejections
    }
}

/// Every name once, with the first of what it is needed for.
pub(super) fn different<'a>(needs: &[Need<'a>]) -> Vec<Need<'a>> {
    let mut names: Vec<Need<'a>> = Vec::new();
    for &(name, role) in needs {
        if !names.iter().any(|(known, _)| *known == name) {
            names.push((name, role));
        }
    }
    names
}

/// Cells of the needed columns of a row, blanks around them taken off.
pub(super) fn needed<'a>(
    row: &'a table::Row,
    positions: &'a [Option<usize>],
) -> impl Iterator<Item = &'a str> {
    let cell = |position: usize| row.cell(position).trim();
    positions
        .iter()
        .map(move |position| position.map_or("", cell))
}

/// Refuses a name that the table does not have.
pub(super) fn check_names(columns: &[String], names: &[Need<'_>]) -> Result<(), Error> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    fn piped(text: &str) -> Answers {
        read(text, Keeping::EveryRow)
    }

    fn read(text: &str, keeping: Keeping) -> Answers {
        let options = table::Options {
            piped: Some(table::Piped(text.as_bytes().into())),
            ..table::Options::default()
        };
        let path = Path::new("-");
        let mut table = table::open(path, &options).unwrap();
        let needs = [("a", "a driver"), ("y", "the outcome")];
        Answers::read(&mut table, path, &options, &needs, keeping).unwrap()
    }

    #[test]
    fn a_pipe_is_read_and_its_rows_keep_their_numbers() {
        let answers = piped("a,b,y\n1,x,2\n3,x\n5,x,6\n7,x,8\n");
        assert_eq!(answers.len(), 3);
        assert_eq!(answers.rejections.len(), 1);
        let numbers: Vec<u64> = (0..3).map(|row| answers.file_row(row)).collect();
        assert_eq!(numbers, [2, 4, 5]);
        assert_eq!(answers.cells("y").collect::<Vec<_>>(), ["2", "6", "8"]);
        assert_eq!(answers.cells("b").count(), 0);
    }

    #[test]
    fn a_rejected_row_gets_its_byte_and_hash_from_a_second_look() {
        let answers = piped("a,b,y\n1,x,2\n5,x,six\n");
        let bare = answers.reject(1, "y", Fault::NotANumber);
        assert!(bare.row_hash.is_empty());
        let sealed = answers.sealed(vec![bare]);
        assert_eq!(sealed[0].origin.byte, Some(12));
        let expected = crate::intake::hex(&Sha256::digest(b"5,x,six"));
        assert_eq!(sealed[0].row_hash, expected);
    }

    #[test]
    fn every_row_that_a_refused_one_stands_for_is_told() {
        let text = "a,b,y\n1,x,2\n5,x,six\n1,y,2\n5,z, six\n1,x,3\n";
        let answers = read(text, Keeping::DifferentRows);
        assert_eq!((answers.len(), answers.n_read()), (3, 5));
        let counts: Vec<usize> = (0..3).map(|row| answers.n_like(row)).collect();
        assert_eq!(counts, [2, 2, 1]);
        let firsts: Vec<u64> = (0..3).map(|row| answers.file_row(row)).collect();
        assert_eq!(firsts, [2, 3, 6]);
        let bare = answers.reject(1, "y", Fault::NotANumber);
        let sealed = answers.sealed(vec![bare]);
        let rows: Vec<u64> = sealed.iter().map(|one| one.origin.row).collect();
        assert_eq!(rows, [3, 5]);
        let expected = crate::intake::hex(&Sha256::digest(b"5,z, six"));
        assert_eq!(sealed[1].row_hash, expected);
    }

    #[test]
    fn a_name_that_stands_twice_is_told_where_it_is_needed() {
        let answers = piped("a,b,b,a,y\n1,2,3,4,5\n");
        let told: Vec<(&str, &str, usize)> = answers
            .repeated
            .iter()
            .map(|one| (one.name.as_str(), one.called.as_str(), one.place))
            .collect();
        assert_eq!(told, [("a", "a_4", 4)]);
        assert_eq!(answers.cells("a").collect::<Vec<_>>(), ["1"]);
    }
}
