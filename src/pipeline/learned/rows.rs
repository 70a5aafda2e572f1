use crate::encode::{Passage, QuestionKind, hash_of};
use crate::intake::{Rejection, table};
use crate::language;
use crate::pipeline::{Error, presentable};
use crate::privacy::{RedactedText, Redactor};
use crate::record::{LanguageTag, RawText};

/// Which columns of a table hold what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelColumns {
    /// Column that holds the text.
    pub text: String,
    /// Column that holds the labels; rows without are read too, as texts that nobody labelled.
    pub labels: Option<String>,
    /// What stands between labels; one label a row where absent.
    pub separator: Option<String>,
    /// Column whose equal values keep rows together (a respondent).
    pub group: Option<String>,
    /// Column that holds the question that was asked.
    pub question: Option<String>,
    /// Column that names the row; the row number if absent.
    pub id: Option<String>,
    /// Label that stands for "none of the topics".
    pub none: String,
    /// Language of all texts, instead of identifying it.
    pub language: Option<LanguageTag>,
}

/// A row that can be learnt from or judged.
#[derive(Debug, Clone)]
pub struct LabelledRow {
    /// 1-based row of data.
    pub row: u64,
    /// What names the row.
    pub id: String,
    /// What was said, redacted.
    pub text: RedactedText,
    /// Its language.
    pub language: LanguageTag,
    /// The question it answers.
    pub question: Option<String>,
    /// Labels, empty for "none of the topics"; `None` where nobody labelled the row.
    pub labels: Option<Vec<String>>,
    /// Rows of one group have the same number.
    pub group: u64,
}

/// The rows of a table, and what was left out.
#[derive(Debug, Clone, Default)]
pub struct LabelledRows {
    /// Rows with text in a language that is read.
    pub rows: Vec<LabelledRow>,
    /// Rows that cannot be read: their places.
    pub rejections: Vec<Rejection>,
    /// Rows without text.
    pub n_empty: usize,
    /// Row numbers of texts in a third language, which are not read.
    pub foreign: Vec<u64>,
    /// Rows with text that nobody labelled; they are among `rows`.
    pub n_unlabelled: usize,
    /// Whether the separator stood in any cell; true where none was given.
    pub has_separator: bool,
}

impl LabelledRow {
    /// The text as a passage to read.
    pub fn passage(&self) -> Passage<'_> {
        let question = self
            .question
            .as_deref()
            .map_or(QuestionKind::Open, QuestionKind::read);
        Passage::new(&self.text, self.language).answering(question)
    }
}

/// Reads a table of texts with labels; every text is redacted before anything else is done with it.
///
/// # Errors
///
/// [`Error::UnknownColumn`] when a named column is absent.
pub fn read_labelled(
    table: &mut table::Table,
    columns: &LabelColumns,
    redactor: &Redactor,
) -> Result<LabelledRows, Error> {
    let named = [
        Some(&columns.text),
        columns.labels.as_ref(),
        columns.group.as_ref(),
        columns.question.as_ref(),
        columns.id.as_ref(),
    ];
    for name in named.into_iter().flatten() {
        if table.column(name).is_none() && !table.columns().is_empty() {
            return Err(Error::UnknownColumn {
                name: name.clone(),
                known: presentable::columns(table.columns(), redactor).join(", "),
            });
        }
    }
    let mut read = LabelledRows {
        has_separator: columns.separator.is_none(),
        ..LabelledRows::default()
    };
    while let Some(row) = table.next_row() {
        let row = match row {
            Ok(row) => row.clone(),
            Err(rejection) => {
                read.rejections.push(rejection);
                continue;
            }
        };
        let cell = |name: &str| {
            let column = table.column(name);
            column.map(|column| row.cell(column)).unwrap_or_default()
        };
        let text = cell(&columns.text);
        if text.trim().is_empty() {
            read.n_empty += 1;
            continue;
        }
        let text = redactor.redact(&RawText::new(text.to_owned()));
        let language = columns
            .language
            .unwrap_or_else(|| language::identify(&text).tag);
        if language == LanguageTag::Other {
            read.foreign.push(row.number);
            continue;
        }
        let given = columns
            .labels
            .as_deref()
            .map(cell)
            .unwrap_or_default()
            .trim();
        let separator = columns.separator.as_deref();
        read.has_separator |= separator.is_some_and(|separator| given.contains(separator));
        let labels = (!given.is_empty()).then(|| labels_of(given, separator, &columns.none));
        read.n_unlabelled += usize::from(labels.is_none());
        let group = columns.group.as_deref().map(cell).unwrap_or_default();
        read.rows.push(LabelledRow {
            row: row.number,
            id: columns
                .id
                .as_deref()
                .map_or_else(|| row.number.to_string(), |name| cell(name).to_owned()),
            language,
            question: columns
                .question
                .as_deref()
                .map(|name| cell(name).to_owned()),
            labels,
            // A row without group is a group of its own.
            group: if group.is_empty() {
                hash_of(format!("row {}", row.number).as_bytes())
            } else {
                hash_of(format!("group {group}").as_bytes())
            },
            text,
        });
    }
    Ok(read)
}

/// The labels of a cell, each once, without the one that stands for none.
pub fn labels_of(cell: &str, separator: Option<&str>, none: &str) -> Vec<String> {
    let mut labels: Vec<String> = match separator {
        Some(separator) if !separator.is_empty() => cell.split(separator).collect(),
        _ => vec![cell],
    }
    .into_iter()
    .map(|label| label.trim().to_owned())
    .filter(|label| !label.is_empty() && !label.eq_ignore_ascii_case(none))
    .collect();
    labels.sort();
    labels.dedup();
    labels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::Options;
    use std::io::Cursor;

    fn read(csv: &'static str, separator: Option<&str>) -> LabelledRows {
        let options = table::Options::default();
        let mut table = table::open_reader(Box::new(Cursor::new(csv)), &options).unwrap();
        let columns = LabelColumns {
            text: "text".to_owned(),
            labels: Some("labels".to_owned()),
            separator: separator.map(str::to_owned),
            group: Some("who".to_owned()),
            question: None,
            id: None,
            none: "none".to_owned(),
            language: None,
        };
        read_labelled(&mut table, &columns, &Redactor::new(&Options::default())).unwrap()
    }

    const TABLE: &str = "who,text,labels\n\
        a,The coffee was cold and the staff were rude,coffee|staff|coffee\n\
        a,Nothing to say about this at all,none\n\
        b,,coffee\n\
        c,I could not find a place to park my car,\n\
        d,Das Essen war leider kalt und die Bedienung unfreundlich,coffee\n";

    #[test]
    fn rows_are_labelled_unlabelled_empty_or_of_a_third_language() {
        let read = read(TABLE, Some("|"));
        assert_eq!(
            (read.rows.len(), read.n_empty, read.n_unlabelled),
            (3, 1, 1)
        );
        assert_eq!(read.foreign, [6]);
        let labels: Vec<Option<usize>> = read
            .rows
            .iter()
            .map(|row| row.labels.as_ref().map(Vec::len))
            .collect();
        assert_eq!(labels, [Some(2), Some(0), None]);
        assert_eq!(read.rows[0].group, read.rows[1].group);
        assert_ne!(read.rows[0].group, read.rows[2].group);
        assert!(read.has_separator);
    }

    #[test]
    fn a_separator_that_never_occurs_is_noticed() {
        assert!(!read(TABLE, Some(";")).has_separator);
        assert!(read(TABLE, None).has_separator);
    }
}
