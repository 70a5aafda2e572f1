use super::labelled::{labelled_text, learned, nothing_labelled, open, read};
use super::learn::{learn_topics, show_topics};
use crate::classify::topics::{LearnedModel, TopicModel};
use crate::cli::exit;
use crate::cli::learn_args::{Label, LabelVerb, LabelledTable};
use crate::cli::model_args::ModelPlace;
use crate::cli::output;
use crate::cli::session::Misuse;
use crate::encode::Passage;
use crate::learn::topics::{LabelledText, Suggestion, Why, judge, positions, suggest, words_of};
use crate::pipeline::{LabelledRow, labels_of};
use crate::report::table::{Cell, Column, ColumnKind, Format, Schema, Writer};
use anyhow::Context;
use std::collections::BTreeMap;
use std::path::Path;

/// Suggests texts to label, or learns again with corrected labels.
pub(in crate::cli) fn run(args: &Label) -> anyhow::Result<u8> {
    match &args.verb {
        LabelVerb::Suggest {
            data,
            labels,
            model,
            n,
            place,
            seed,
            out,
        } => {
            output::refuse_overwrite(
                &[Some(model), Some(&data.file)],
                &[out.as_deref(), data.quarantine.as_deref()],
            )?;
            let model = topic_model(model, place)?;
            let read = read(data, labels.as_deref())?;
            let known: Vec<LabelledText<'_>> = read.rows.iter().filter_map(labelled_text).collect();
            let fresh: Vec<&LabelledRow> = read
                .rows
                .iter()
                .filter(|row| row.labels.is_none())
                .collect();
            let passages: Vec<(Passage<'_>, Option<&str>)> = fresh
                .iter()
                .map(|row| (row.passage(), row.question.as_deref()))
                .collect();
            let suggested = suggest(&passages, &model, &words_of(&known), *n, *seed)?;
            write_suggestions(&suggested, &fresh, &model, out.as_deref())
        }
        LabelVerb::Correct {
            before,
            corrections,
            data,
            labels,
            how,
            min_examples,
        } => {
            output::refuse_overwrite(
                &[Some(corrections), Some(&data.file)],
                &[Some(&how.out), data.quarantine.as_deref()],
            )?;
            let before = topic_model(before, &how.place)?;
            let corrected = read_corrections(corrections, data)?;
            let read = read(data, Some(labels))?;
            let mut rows: Vec<(LabelledRow, Option<&Correction>)> = read
                .rows
                .into_iter()
                .map(|row| {
                    let correction = corrected.get(&row.id);
                    let labels = correction
                        .map(|one| one.labels.clone())
                        .or(row.labels.clone());
                    (LabelledRow { labels, ..row }, correction)
                })
                .collect();
            rows.retain(|(row, _)| row.labels.is_some());
            if rows.is_empty() {
                return Err(nothing_labelled(labels));
            }
            let n_used = rows
                .iter()
                .filter(|(_, correction)| correction.is_some())
                .count();
            if n_used < corrected.len() {
                let n = corrected.len() - n_used;
                tracing::warn!(
                    n,
                    "corrections name rows that {} does not have",
                    data.file.display()
                );
            }
            say_how_right(&before, &rows)?;
            let texts: Vec<LabelledText<'_>> = rows
                .iter()
                .filter_map(|(row, correction)| {
                    let text = labelled_text(row)?;
                    Some(LabelledText {
                        weight: if correction.is_some() {
                            WEIGHT_OF_CORRECTED
                        } else {
                            1.0
                        },
                        is_corrected: correction.is_some_and(|one| one.is_random),
                        ..text
                    })
                })
                .collect();
            let trained = learn_topics(&texts, how, *min_examples)?;
            show_topics(&trained, how)
        }
    }
}

/// A label that was looked at twice counts as much as two that were not.
const WEIGHT_OF_CORRECTED: f32 = 2.0;

/// What an analyst made of one row.
struct Correction {
    labels: Vec<String>,
    /// Whether the row was drawn at random, so that it may tell how often readings are right.
    is_random: bool,
}

fn topic_model(path: &Path, place: &ModelPlace) -> anyhow::Result<TopicModel> {
    match learned(path, place)? {
        LearnedModel::Topics(model) => Ok(model),
        LearnedModel::Sentiment(_) => Err(Misuse::new(format!(
            "{} holds sentiment, not topics",
            path.display()
        ))
        .hint("name a model that `signaal learn topics` wrote")
        .into()),
    }
}

/// Corrections by id; rows without labels were not looked at.
fn read_corrections(
    path: &Path,
    data: &LabelledTable,
) -> anyhow::Result<BTreeMap<String, Correction>> {
    let mut table = open(path)?;
    for name in ["id", "labels"] {
        if table.column(name).is_none() {
            return Err(Misuse::new(format!("{} has no column \"{name}\"", path.display()))
                .hint("corrections have the columns id and labels, as `signaal label suggest` writes them")
                .into());
        }
    }
    let mut corrections = BTreeMap::new();
    let mut n_rejected = 0_usize;
    let mut has_reason = false;
    while let Some(row) = table.next_row() {
        let Ok(row) = row.cloned() else {
            n_rejected += 1;
            continue;
        };
        let cell = |name: &str| {
            let column = table.column(name);
            column
                .map(|column| row.cell(column).trim())
                .unwrap_or_default()
        };
        has_reason |= table.column("why").is_some();
        let (id, given) = (plain(cell("id")), plain(cell("labels")));
        if id.is_empty() || given.is_empty() {
            continue;
        }
        let why = cell("why");
        let correction = Correction {
            labels: labels_of(given, data.separator.as_deref(), &data.none),
            is_random: why.is_empty() || why == Why::Random.as_str(),
        };
        corrections.insert(id.to_owned(), correction);
    }
    if n_rejected > 0 {
        tracing::warn!(
            n = n_rejected,
            "rows of {} could not be read",
            path.display()
        );
    }
    if corrections.is_empty() {
        return Err(Misuse::new(format!("{} corrects no row", path.display()))
            .hint(
                "write labels beside the id; the word of --none where none of the topics is there",
            )
            .into());
    }
    if !has_reason {
        tracing::warn!(
            "no column \"why\": corrections are taken for a random sample; chosen ones make the counted errors wrong"
        );
    }
    Ok(corrections)
}

/// Says how often the model of before was right where the labels were looked at again.
fn say_how_right(
    before: &TopicModel,
    rows: &[(LabelledRow, Option<&Correction>)],
) -> anyhow::Result<()> {
    let checked: Vec<&LabelledRow> = rows
        .iter()
        .filter(|(_, correction)| correction.is_some_and(|one| one.is_random))
        .map(|(row, _)| row)
        .collect();
    if checked.is_empty() {
        tracing::warn!(
            "no correction was drawn at random: they do not tell how often the model is wrong"
        );
        return Ok(());
    }
    let passages: Vec<(Passage<'_>, Option<&str>)> = checked
        .iter()
        .map(|row| (row.passage(), row.question.as_deref()))
        .collect();
    let names: Vec<&str> = before
        .topics()
        .iter()
        .map(|topic| topic.name.as_str())
        .collect();
    let found: Vec<Vec<usize>> = before
        .probabilities(&passages)?
        .rows()
        .into_iter()
        .map(|row| before.choose(&row.to_vec()))
        .collect();
    let truths: Vec<Vec<usize>> = checked
        .iter()
        .map(|row| {
            let labels: Vec<&str> = row.labels.iter().flatten().map(String::as_str).collect();
            positions(&names, &labels)
        })
        .collect();
    let groups: Vec<u64> = checked.iter().map(|row| row.group).collect();
    let quality = judge(&found, &truths, &groups, names.len(), before.origins().seed);
    tracing::info!(
        n = quality.n,
        micro_f1 = quality.micro_f1.estimate,
        low = quality.micro_f1.low,
        high = quality.micro_f1.high,
        "the model of before on corrected texts drawn at random; kind where it was learnt from them"
    );
    Ok(())
}

fn write_suggestions(
    suggested: &[Suggestion],
    rows: &[&LabelledRow],
    model: &TopicModel,
    out: Option<&Path>,
) -> anyhow::Result<u8> {
    let text = |name: &str| Column::new(name, ColumnKind::Text);
    let schema = Schema::new(vec![
        text("id"),
        Column::new("row", ColumnKind::Integer),
        text("why"),
        text("topic"),
        Column::new("probability", ColumnKind::Float),
        text("text"),
        text("labels"),
    ])?;
    let mut writer = Writer::create(Format::Csv, output::open(out)?, &schema)?;
    let named = |topic: usize| Cell::from(model.topics()[topic].name.as_str());
    for suggestion in suggested {
        let row = rows[suggestion.text];
        let (topic, probability) = match suggestion.why {
            Why::Random | Why::Unfamiliar { .. } => (Cell::Empty, Cell::Empty),
            Why::Uncertain { topic, probability } | Why::RareTopic { topic, probability } => {
                (named(topic), Cell::Float(f64::from(probability)))
            }
        };
        writer
            .write(&[vec![
                Cell::from(row.id.as_str()),
                Cell::count(row.row),
                Cell::from(suggestion.why.as_str()),
                topic,
                probability,
                Cell::from(row.text.as_str()),
                Cell::Empty,
            ]])
            .with_context(|| format!("write {}", output::name(out)))?;
    }
    writer
        .finish()
        .with_context(|| format!("write {}", output::name(out)))?;
    if suggested.is_empty() {
        tracing::warn!("every text with words has a label already");
    }
    Ok(exit::DONE)
}

/// A cell as it was before a spreadsheet's formula was made harmless in it.
fn plain(cell: &str) -> &str {
    let rest = cell.strip_prefix('\'');
    rest.filter(|rest| rest.starts_with(['=', '+', '-', '@']))
        .unwrap_or(cell)
}
