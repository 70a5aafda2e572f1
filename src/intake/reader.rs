use super::Error;
use super::calls::Calls;
use super::mapping::{Outcome, Place, RowMapping};
use super::profile::{Counts, FileProfile};
use super::spec::{Conversation, Need, SourceSpec};
use super::table::{self, Format, Input, Layout, Table};
use super::transcript::TranscriptFile;
use crate::record::RecordKind;
use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Opens one file of a source. `file` is its name in records and keys: relative to the project, so
/// that keys are the same on every machine.
///
/// # Errors
///
/// When the file cannot be read at all, when a mapped column is missing without which rows mean
/// nothing, or when the mapping contradicts itself.
pub fn open(path: &Path, file: Arc<str>, spec: &SourceSpec) -> Result<Reader, Error> {
    check_mapping(spec)?;
    let mapped = spec.columns.mapped();
    let format = match spec.format {
        Some(format) => format,
        None => match Format::sniff(&Input::open(path)?.sample, path) {
            // Text with columns mapped is a table, whatever its extension.
            Format::Dialogue if !mapped.is_empty() => Format::Csv,
            format => format,
        },
    };
    if format.is_transcript() {
        return open_transcript(path, file, spec, format);
    }
    let options = table::Options {
        source: spec.name.clone(),
        file: Arc::clone(&file),
        format: Some(format),
        delimiter: spec.delimiter,
        encoding: spec.encoding,
        sheet: spec.sheet.clone(),
        header_row: spec.header_row,
        limits: spec.limits,
        piped: None,
    };
    let mut table = table::open(path, &options)?;
    let present: BTreeSet<&str> = table.columns().iter().map(String::as_str).collect();
    let absent = |need| {
        let names: BTreeSet<&str> = mapped
            .iter()
            .filter(|(column, needed)| *needed == need && !present.contains(column))
            .map(|(column, _)| *column)
            .collect();
        names.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let required = absent(Need::Required);
    if !required.is_empty() {
        return Err(Error::MissingColumns {
            path: path.to_path_buf(),
            missing: required,
            present: table.columns().to_vec(),
        });
    }
    let missing = absent(Need::Optional);
    // A field of JSON lines may first appear further on.
    for column in &missing {
        table.expect_column(column);
    }
    let find = |name: &str| {
        table.column(name).map(|at| Place {
            at,
            name: name.to_owned(),
        })
    };
    let rows = match Calls::new(spec, Arc::clone(&file), &find) {
        Some(calls) => Engine::Turns(Box::new(calls)),
        None => Engine::Rows(Box::new(RowMapping::new(spec, Arc::clone(&file), &find))),
    };
    let mut reader = Reader {
        mapped: mapped
            .iter()
            .map(|(column, _)| (*column).to_owned())
            .collect(),
        profile: FileProfile {
            file,
            layout: table.layout(),
            columns: Vec::new(),
            unmapped: Vec::new(),
            missing,
            counts: Counts::default(),
        },
        engine: rows,
        table: Some(table),
        pending: VecDeque::new(),
    };
    reader.name_columns();
    Ok(reader)
}

fn check_mapping(spec: &SourceSpec) -> Result<(), Error> {
    let columns = &spec.columns;
    let detail = if columns.event.is_some() && columns.conversation.is_some() {
        "a row cannot be an event and a part of a conversation"
    } else if columns.event.is_some() && !columns.texts.is_empty() {
        "a row cannot be an event and a text: declare two sources"
    } else if columns.conversation.is_some() && !columns.texts.is_empty() {
        "a row cannot be a conversation and a text: declare two sources"
    } else if columns.id.is_some()
        && matches!(columns.conversation, Some(Conversation::RowPerTurn { .. }))
    {
        "where rows are turns, the conversation column is the id"
    } else if columns.event.is_none() && spec.kind == RecordKind::Event {
        "events need a column with the name of the step"
    } else if columns.time_of_day.is_some() && columns.at.is_none() {
        "a time of day needs a column with the date"
    } else {
        return Ok(());
    };
    Err(Error::Mapping {
        source_name: spec.name.to_string(),
        detail,
    })
}

fn open_transcript(
    path: &Path,
    file: Arc<str>,
    spec: &SourceSpec,
    format: Format,
) -> Result<Reader, Error> {
    if let Some((column, _)) = spec.columns.mapped().first() {
        return Err(Error::MissingColumns {
            path: path.to_path_buf(),
            missing: vec![(*column).to_owned()],
            present: Vec::new(),
        });
    }
    let input = Input::open(path)?;
    if input.sample.is_empty() {
        return Err(Error::Empty {
            path: path.to_path_buf(),
        });
    }
    let layout = Layout::new(format, input.gzipped);
    let name = path.to_string_lossy();
    let transcript = TranscriptFile::new(input, format, Arc::clone(&file), &name, spec);
    Ok(Reader {
        engine: Engine::Transcript(Box::new(transcript)),
        table: None,
        pending: VecDeque::new(),
        mapped: BTreeSet::new(),
        profile: FileProfile {
            file,
            layout,
            columns: Vec::new(),
            unmapped: Vec::new(),
            missing: Vec::new(),
            counts: Counts::default(),
        },
    })
}

/// Records and rejections of one file, in file order.
pub struct Reader {
    engine: Engine,
    table: Option<Table>,
    pending: VecDeque<Outcome>,
    mapped: BTreeSet<String>,
    profile: FileProfile,
}

enum Engine {
    Rows(Box<RowMapping>),
    Turns(Box<Calls>),
    Transcript(Box<TranscriptFile>),
}

impl Reader {
    /// What was found in the file so far. Columns of JSON lines and counts grow while reading, and
    /// the encoding of a file that begins in ASCII may become known.
    pub fn profile(&self) -> &FileProfile {
        &self.profile
    }

    /// Rows read so far, or conversations where several rows or lines are one.
    pub fn n_read(&self) -> u64 {
        let counts = &self.profile.counts;
        match self.engine {
            Engine::Rows(_) => counts.rows,
            Engine::Turns(_) | Engine::Transcript(_) => counts.records + counts.rejected,
        }
    }

    fn name_columns(&mut self) {
        let Some(table) = &self.table else { return };
        self.profile.layout = table.layout();
        if self.profile.columns.len() + self.profile.missing.len() == table.columns().len() {
            return;
        }
        self.profile.columns = table
            .columns()
            .iter()
            .filter(|column| !self.profile.missing.contains(column))
            .cloned()
            .collect();
        self.profile.unmapped = self
            .profile
            .columns
            .iter()
            .filter(|column| !self.mapped.contains(*column))
            .cloned()
            .collect();
    }

    /// Reads on until something is pending; `false` at the end of the file.
    fn advance(&mut self) -> bool {
        let counts = &mut self.profile.counts;
        if let Engine::Transcript(transcript) = &mut self.engine {
            let outcome = transcript.next(counts);
            self.profile.layout.encoding = Some(transcript.encoding());
            self.pending.extend(outcome);
            return !self.pending.is_empty();
        }
        let Some(table) = &mut self.table else {
            return false;
        };
        match table.next_row() {
            Some(Ok(row)) => {
                counts.rows += 1;
                match &mut self.engine {
                    Engine::Rows(mapping) => mapping.map(row, counts, &mut self.pending),
                    Engine::Turns(calls) => calls.add(row, counts, &mut self.pending),
                    Engine::Transcript(_) => {}
                }
                true
            }
            Some(Err(rejection)) => {
                counts.rows += 1;
                self.pending.push_back(Err(rejection));
                true
            }
            None => {
                if let Engine::Turns(calls) = &mut self.engine {
                    calls.finish(&mut self.pending);
                }
                self.name_columns();
                self.table = None;
                !self.pending.is_empty()
            }
        }
    }
}

impl Iterator for Reader {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        loop {
            if let Some(outcome) = self.pending.pop_front() {
                match &outcome {
                    Ok(_) => self.profile.counts.records += 1,
                    Err(_) => self.profile.counts.rejected += 1,
                }
                return Some(outcome);
            }
            if !self.advance() {
                return None;
            }
        }
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "reader_tests.rs"]
mod tests;
