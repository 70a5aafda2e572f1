//! The data folder: tables of labelled texts, each redacted as it is read.

use flate2::read::MultiGzDecoder;
use signaal::privacy::{Options, RedactedText, Redactor};
use signaal::record::RawText;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A folder of tables, `NAME.csv.gz` each.
pub(crate) struct Folder {
    path: PathBuf,
    redactor: Redactor,
}

/// One row of a table, by column.
pub(crate) struct Row {
    table: String,
    fields: BTreeMap<String, String>,
}

impl Folder {
    /// The folder that the command line names first, or the one beside the repository.
    ///
    /// # Errors
    ///
    /// When one of `tables` is not there; the message names all that are missing.
    pub(crate) fn from_arguments(tables: &[&str]) -> Result<Self, Box<dyn Error>> {
        let path = std::env::args_os().nth(1).map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data"),
            PathBuf::from,
        );
        let folder = Self {
            path,
            redactor: Redactor::new(&Options::default()),
        };
        let missing: Vec<&str> = tables
            .iter()
            .filter(|table| !folder.file(table).is_file())
            .copied()
            .collect();
        if missing.is_empty() {
            return Ok(folder);
        }
        let (missing, folder) = (missing.join(".csv.gz, "), folder.path.display());
        Err(format!(
            "missing in {folder}: {missing}.csv.gz; hint: give the data folder as first argument"
        )
        .into())
    }

    /// All rows of a table, in the order of the file.
    ///
    /// # Errors
    ///
    /// When the file is not a compressed table in UTF-8.
    pub(crate) fn rows(&self, table: &str) -> Result<Vec<Row>, Box<dyn Error>> {
        let path = self.file(table);
        let file = File::open(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(MultiGzDecoder::new(file));
        let columns = reader.headers()?.clone();
        reader
            .records()
            .map(|record| {
                let record = record?;
                let fields = columns.iter().zip(&record);
                Ok(Row {
                    table: table.to_owned(),
                    fields: fields
                        .map(|(column, field)| (column.to_owned(), field.to_owned()))
                        .collect(),
                })
            })
            .collect()
    }

    /// A text without personal data, as the engine would keep it.
    pub(crate) fn redact(&self, text: &str) -> RedactedText {
        self.redactor.redact(&RawText::new(text))
    }

    fn file(&self, table: &str) -> PathBuf {
        self.path.join(format!("{table}.csv.gz"))
    }
}

impl Row {
    /// The field of a column.
    ///
    /// # Errors
    ///
    /// When the table has no such column.
    pub(crate) fn field(&self, column: &str) -> Result<&str, Box<dyn Error>> {
        let field = self.fields.get(column).map(String::as_str);
        field.ok_or_else(|| format!("{} has no column {column}", self.table).into())
    }
}
