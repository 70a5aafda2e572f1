//! What the commands that study one table share.

use crate::cli::session::Misuse;
use crate::cli::table_args::{Cells, DecimalMark, Reading};
use crate::intake::{Decimal, Rejection, table};
use crate::pipeline::write_rejection;
use crate::study::{CellReading, Question};
use crate::units::Probability;
use anyhow::Context;
use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::Path;

/// Where a table stands and which sheet of it is read.
pub(super) fn options(path: &Path, reading: &Reading) -> table::Options {
    table::Options {
        file: path.to_string_lossy().into(),
        sheet: reading.sheet.clone(),
        ..table::Options::default()
    }
}

/// The same, where `-` is standard input. What comes through it is kept: a study looks at its table more
/// than once.
pub(super) fn options_or_piped(path: &Path, reading: &Reading) -> anyhow::Result<table::Options> {
    let mut options = options(path, reading);
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        let mut input = std::io::stdin().lock();
        input
            .read_to_end(&mut bytes)
            .context("read standard input")?;
        options.piped = Some(table::Piped(bytes.into()));
    }
    Ok(options)
}

/// How its cells are read.
pub(super) fn cells(asked: &Cells) -> CellReading {
    CellReading {
        decimal: asked.decimal.map(|mark| match mark {
            DecimalMark::Point => Decimal::Point,
            DecimalMark::Comma => Decimal::Comma,
        }),
        missing_codes: missing_codes(&asked.missing_codes),
        ..CellReading::default()
    }
}

/// The level of intervals.
pub(super) fn level(level: f64) -> anyhow::Result<Probability> {
    Probability::new(level)
        .ok()
        .filter(|level| level.get() > 0.0 && level.get() < 1.0)
        .ok_or_else(|| {
            Misuse::new(format!("{level} is no level of an interval"))
                .hint("a level lies between 0 and 1, as --level 0.95")
                .into()
        })
}

/// How many replicates; `usual` is what the message proposes.
pub(super) fn replicates(n: u32, usual: u32) -> anyhow::Result<usize> {
    if n == 1 {
        return Err(Misuse::new("one replicate has no spread")
            .hint(format!("--bootstrap {usual}, or 0 for none"))
            .into());
    }
    Ok(n as usize)
}

/// What the file of a picture is to hold, by its ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Picture {
    /// Tables and drawing.
    Page,
    /// The drawing alone.
    Drawing,
}

impl Picture {
    /// Refuses other endings than `.html` and `.svg`; `stem` is the name that the message proposes.
    pub(super) fn of(path: &Path, stem: &str) -> anyhow::Result<Self> {
        Self::by_ending(path).ok_or_else(|| {
            Misuse::new(format!("{} is neither .html nor .svg", path.display()))
                .hint(format!("name the plot {stem}.html or {stem}.svg"))
                .into()
        })
    }

    /// Writes the picture to its file.
    pub(super) fn write(
        self,
        path: &Path,
        page: impl FnOnce() -> String,
        drawing: impl FnOnce() -> String,
    ) -> anyhow::Result<()> {
        let drawn = match self {
            Self::Page => page(),
            Self::Drawing => drawing(),
        };
        fs::write(path, drawn).with_context(|| format!("write {}", path.display()))
    }

    /// `None` for other endings.
    pub(super) fn by_ending(path: &Path) -> Option<Self> {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("html" | "htm") => Some(Self::Page),
            Some("svg") => Some(Self::Drawing),
            _ => None,
        }
    }
}

/// `99` for every driver or indicator, `Age=-1` for one column.
fn missing_codes(lists: &[String]) -> Vec<(Option<String>, String)> {
    lists
        .iter()
        .flat_map(|list| Question::names(list))
        .map(|text| match text.split_once('=') {
            Some((column, code)) => (Some(column.trim().to_owned()), code.trim().to_owned()),
            None => (None, text),
        })
        .collect()
}

/// Notes where bad rows stand, and says how many there are.
pub(super) fn quarantine(rejections: &[Rejection], path: Option<&Path>) -> anyhow::Result<()> {
    if let Some(path) = path {
        let failed = || format!("write {}", path.display());
        let mut sink = BufWriter::new(File::create(path).with_context(failed)?);
        for rejection in rejections {
            write_rejection(&mut sink, rejection).with_context(failed)?;
        }
        sink.flush().with_context(failed)?;
    }
    if let Some(first) = rejections.first() {
        let hint = match path {
            Some(path) => format!("their places stand in {}", path.display()),
            None => "--quarantine FILE notes their places".to_owned(),
        };
        tracing::warn!(
            n = rejections.len(),
            first = %first,
            "rows cannot be used; {hint}"
        );
    }
    Ok(())
}
