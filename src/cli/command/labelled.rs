use crate::classify::topics::LearnedModel;
use crate::cli::args::Lang;
use crate::cli::learn_args::LabelledTable;
use crate::cli::model_args::ModelPlace;
use crate::cli::model_choice;
use crate::cli::session::Misuse;
use crate::encode::Encoder;
use crate::intake::table;
use crate::learn::sentiment::Class;
use crate::learn::topics::LabelledText;
use crate::pipeline::write_rejection;
use crate::pipeline::{LabelColumns, LabelledRow, LabelledRows, read_labelled, read_learned};
use crate::privacy::{Options, Redactor};
use crate::record::LanguageTag;
use crate::report::Language;
use anyhow::Context;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;

/// Reads a table of labelled texts and says, on standard error, what was left out.
pub(super) fn read(data: &LabelledTable, labels: Option<&str>) -> anyhow::Result<LabelledRows> {
    let columns = LabelColumns {
        text: data.text.clone(),
        labels: labels.map(str::to_owned),
        separator: data.separator.clone(),
        group: data.group.clone(),
        question: data.question.clone(),
        id: data.id.clone(),
        none: data.none.clone(),
        language: data.text_lang.map(|lang| match lang {
            Lang::Nl => LanguageTag::Nl,
            Lang::En => LanguageTag::En,
        }),
    };
    let mut table = open(&data.file)?;
    let redactor = Redactor::new(&Options::default());
    let read = read_labelled(&mut table, &columns, &redactor)
        .with_context(|| format!("read {}", data.file.display()))?;
    if let Some(path) = &data.quarantine {
        let mut file = BufWriter::new(
            File::create(path).with_context(|| format!("create {}", path.display()))?,
        );
        for rejection in &read.rejections {
            write_rejection(&mut file, rejection)
                .with_context(|| format!("write {}", path.display()))?;
        }
        file.flush()
            .with_context(|| format!("write {}", path.display()))?;
    }
    warn(&read, data, labels.is_some());
    Ok(read)
}

/// Opens a table whatever its format.
pub(super) fn open(file: &Path) -> anyhow::Result<table::Table> {
    let options = table::Options {
        file: file.to_string_lossy().into(),
        ..table::Options::default()
    };
    table::open(file, &options).with_context(|| format!("read {}", file.display()))
}

fn warn(read: &LabelledRows, data: &LabelledTable, has_labels: bool) {
    if !read.rejections.is_empty() {
        tracing::warn!(
            n = read.rejections.len(),
            "rows could not be read; --quarantine FILE notes their places"
        );
    }
    if read.n_empty > 0 {
        tracing::info!(n = read.n_empty, "rows without text were left out");
    }
    if let Some(first) = read.foreign.first() {
        tracing::warn!(
            n = read.foreign.len(),
            first_row = first,
            "texts are neither Dutch nor English and were left out"
        );
    }
    if has_labels && read.n_unlabelled > 0 {
        tracing::info!(n = read.n_unlabelled, "rows have no label");
    }
    if !read.has_separator {
        tracing::warn!(
            "the separator \"{}\" stands in no cell: each cell was taken for one label",
            data.separator.as_deref().unwrap_or_default()
        );
    }
}

/// A row as a text to learn topics from; `None` where nobody labelled it.
pub(super) fn labelled_text(row: &LabelledRow) -> Option<LabelledText<'_>> {
    let labels = row.labels.as_ref()?;
    Some(LabelledText {
        passage: row.passage(),
        question: row.question.as_deref(),
        labels: labels.iter().map(String::as_str).collect(),
        group: row.group,
        weight: 1.0,
        is_corrected: false,
    })
}

/// The class that a label names.
pub(super) fn class(label: &str) -> Option<Class> {
    match label.trim().to_lowercase().as_str() {
        "negative" | "negatief" | "neg" | "-" | "-1" | "−1" => Some(Class::Negative),
        "neutral" | "neutraal" | "mixed" | "gemengd" | "neu" | "0" => Some(Class::Neutral),
        "positive" | "positief" | "pos" | "+" | "1" | "+1" => Some(Class::Positive),
        _ => None,
    }
}

/// The encoder of this name, among the models of `place`.
pub(super) fn encoder(name: &str, place: &ModelPlace) -> anyhow::Result<Arc<dyn Encoder>> {
    let found = model_choice::encoder_of(name, place);
    let found = found.ok_or_else(|| Misuse::new(format!("no encoder \"{name}\" is at hand")))?;
    Ok(found?)
}

/// What `signaal learn` wrote, on its encoder among the models of `place`.
pub(super) fn learned(path: &Path, place: &ModelPlace) -> anyhow::Result<LearnedModel> {
    if !path.exists() && model_choice::is_name(path) {
        let name = path.display();
        return Err(Misuse::new(format!("{name} is no file that was learnt from labels"))
            .hint("`signaal learn topics … --out FILE` learns one, on --model compact or e5; name that file")
            .into());
    }
    let encoder = |name: &str| model_choice::encoder_of(name, place);
    Ok(read_learned(path, &encoder)?)
}

/// Language of texts for people.
pub(super) fn language(lang: Option<Lang>) -> Language {
    lang.map_or(Language::En, Into::into)
}

/// Refuses a table in which nothing is labelled.
pub(super) fn nothing_labelled(column: &str) -> anyhow::Error {
    Misuse::new(format!("no row has a label in column \"{column}\""))
        .hint("name the column that holds the labels; an empty cell is a row that nobody labelled")
        .into()
}
