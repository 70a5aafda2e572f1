use crate::cli::args::{Classify, InputFormat, Lang};
use crate::cli::exit;
use crate::cli::model_choice;
use crate::cli::output;
use crate::encode::Error as EncodeError;
use crate::intake::{Format, table};
use crate::pipeline::{ClassifyColumns, ClassifyCounts, Models, classify_table, read_taxonomy};
use crate::privacy::{Options, Redactor};
use crate::record::LanguageTag;
use anyhow::Context;
use std::fs::File;
use std::io::{self, BufWriter, Write};

/// Reads language, sentiment and topics of a table's texts.
pub(in crate::cli) fn run(args: &Classify) -> anyhow::Result<u8> {
    let Classify {
        file,
        text,
        id,
        question,
        taxonomy,
        model,
        lang,
        input_format,
        out,
        quarantine,
    } = args;
    let mut inputs = vec![Some(file.as_path()), taxonomy.as_deref()];
    let learned = model_choice::learned(model);
    inputs.extend(learned.iter().map(|path| Some(path.as_path())));
    output::refuse_overwrite(&inputs, &[out.as_deref(), quarantine.as_deref()])?;
    let taxonomy = read_taxonomy(taxonomy.as_deref())?;
    let engine = model_choice::engine(model.engine, model.precision, &model.place);
    let models = Models {
        sentiment: model_choice::sentiment(model)?,
        learned: &learned,
        encoders: &|name| match &engine {
            Ok(engine) => model_choice::encoder_among(name, &model.place, engine.clone()),
            Err(error) => Some(Err(EncodeError::Backend {
                reason: error.to_string(),
            })),
        },
    };
    let classifier = models.classifier(taxonomy, Vec::new())?;
    let redactor = Redactor::new(&Options::default());
    let options = table::Options {
        file: file.to_string_lossy().into(),
        format: input_format.map(|format| match format {
            InputFormat::Csv => Format::Csv,
            InputFormat::Jsonl => Format::Jsonl,
        }),
        ..table::Options::default()
    };
    let mut table = if file.as_os_str() == "-" {
        table::open_reader(Box::new(io::stdin()), &options)
    } else {
        table::open(file, &options)
    }
    .with_context(|| format!("read {}", file.display()))?;
    let mut sink = output::open(out.as_deref())?;
    let mut rejected: Box<dyn Write> = match quarantine {
        Some(path) => Box::new(BufWriter::new(
            File::create(path).with_context(|| format!("create {}", path.display()))?,
        )),
        None => Box::new(io::sink()),
    };
    let counts = classify_table(
        &mut table,
        &ClassifyColumns {
            text: text.clone(),
            id: id.clone(),
            question: question.clone(),
            language: lang.map(|lang| match lang {
                Lang::Nl => LanguageTag::Nl,
                Lang::En => LanguageTag::En,
            }),
        },
        &redactor,
        &classifier,
        &mut sink,
        &mut rejected,
    )
    .with_context(|| {
        format!(
            "classify {} to {}",
            file.display(),
            output::name(out.as_deref())
        )
    })?;
    sink.flush()
        .with_context(|| format!("write {}", output::name(out.as_deref())))?;
    rejected.flush().context("write the quarantine file")?;
    if counts == ClassifyCounts::default() {
        tracing::warn!("{} has no rows", file.display());
    }
    if counts.n_rejected > 0 {
        tracing::warn!(
            n = counts.n_rejected,
            "rows could not be read; --quarantine FILE notes their places"
        );
    }
    Ok(exit::DONE)
}
