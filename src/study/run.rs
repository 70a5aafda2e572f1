use super::categorical;
use super::change::change;
use super::correction::gaps_lost;
use super::findings::Study;
use super::frozen::{Freezing, FrozenFile};
use super::linear;
use super::merging::Keeping;
use super::prepared::Prepared;
use super::question::{ModelKind, Question, Settings};
use super::streamed::{self, Way};
use super::wave_error::WaveError;
use super::{Error, segments};
use crate::intake::{Rejection, table};
use std::path::{Path, PathBuf};

/// What a study is put beside.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The wave with which this one is compared.
    pub earlier: Option<Earlier>,
    /// Column of segments.
    pub by: Option<String>,
    /// Where the model is to be frozen.
    pub freezing: Option<Freezing>,
}

/// Where the earlier wave is.
#[derive(Debug, Clone)]
pub enum Earlier {
    /// In a table of its own, with the same columns.
    Table {
        /// The file.
        path: PathBuf,
        /// How it is opened.
        options: table::Options,
    },
    /// In the same table, told apart by a column.
    SameTable {
        /// The column.
        column: String,
        /// Its text in rows of this wave.
        now: String,
        /// Its text in rows of the earlier wave.
        before: String,
    },
}

/// A study and what came with it.
#[derive(Debug)]
pub struct Studied {
    /// The findings.
    pub study: Study,
    /// The model to be written, where one was to be frozen.
    pub frozen: Option<FrozenFile>,
    /// The places of rows that could not be used because something is wrong with them.
    pub rejections: Vec<Rejection>,
}

/// Studies what moves the outcome of a table, and puts it beside an earlier wave and segments.
///
/// Rows with gaps are counted in [`Study::account`].
///
/// # Errors
///
/// What is wrong with the question, the file or the model, each with a [hint](Error::hint).
pub fn study(
    path: &Path,
    options: &table::Options,
    question: &Question,
    settings: &Settings,
    beside: &Beside,
) -> Result<Studied, Error> {
    let before = beside
        .freezing
        .as_ref()
        .map(Freezing::allowed)
        .transpose()?;
    let question = &with_columns_of(question, beside)?;
    let (only, only_before) = match &beside.earlier {
        Some(Earlier::SameTable {
            column,
            now,
            before,
        }) => {
            if now == before {
                return Err(WaveError::SameWave { wave: now.clone() }.into());
            }
            (
                Some((column.as_str(), now.as_str())),
                Some((column.as_str(), before.as_str())),
            )
        }
        _ => (None, None),
    };
    let keeping = beside.keeping(question);
    let mut few = None;
    if keeping == Keeping::DifferentRows {
        match read_few(path, options, question, settings, MOST_ROWS)? {
            Read::Studied(studied) => return Ok(*studied),
            Read::Kept(prepared) => few = Some(*prepared),
            Read::Not => {}
        }
    }
    let prepared = match few {
        Some(prepared) => prepared,
        None => Prepared::read_only(path, options, question, only, keeping)?,
    };
    if settings.model != ModelKind::Linear {
        beside.refuse_for_categorical()?;
        let study = categorical::study(&prepared, question, settings)?;
        return Ok(Studied {
            study,
            frozen: None,
            rejections: prepared.into_rejections(),
        });
    }
    let fitted = linear::fit_complete(&prepared, question, settings)?;
    let mut study = linear::findings(&prepared, question, settings, &fitted)?;
    study.corrected.gaps = gaps_lost(&prepared.sheet);
    let earlier = match &beside.earlier {
        None => None,
        Some(earlier) => {
            let (from, options) = match earlier {
                Earlier::SameTable { .. } => (path, options),
                Earlier::Table { path, options } => (path.as_path(), options),
            };
            if only_before.is_none() && from == path {
                let wave = options.file.to_string();
                return Err(WaveError::SameWave { wave }.into());
            }
            let read = Prepared::read_only(from, options, question, only_before, Keeping::EveryRow);
            Some(read.map_err(|source| Error::Earlier {
                wave: only_before.map_or(options.file.to_string(), |only| only.1.to_owned()),
                source: Box::new(source),
            })?)
        }
    };
    if let Some(earlier) = &earlier {
        study.change = Some(change(&prepared, earlier, question, settings, &fitted)?);
    }
    if let Some(by) = &beside.by {
        study.segments = Some(segments::segments(&prepared, by, question, settings)?);
    }
    study.only = only.map(|(column, value)| (column.to_owned(), value.to_owned()));
    let frozen = match &beside.freezing {
        Some(freezing) => {
            Some(freezing.freeze(before.flatten(), &prepared, question, settings, &fitted)?)
        }
        None => None,
    };
    let mut rejections = prepared.into_rejections();
    if let Some(earlier) = earlier {
        rejections.extend(earlier.into_rejections());
    }
    Ok(Studied {
        study,
        frozen,
        rejections,
    })
}

/// Most different rows that are kept where a second reading of the file gives the same errors: with eight
/// ratings some forty megabytes.
const MOST_ROWS: usize = 1 << 19;

/// What came of reading a table with as few rows in memory as the question allows.
pub(super) enum Read {
    /// It was studied without keeping a row.
    Studied(Box<Studied>),
    /// Few enough rows were kept.
    Kept(Box<Prepared>),
    /// Nothing yet: the question needs rows, or the table can be read once only.
    Not,
}

/// Studies a table of more than `most` different rows, or of any number where sums suffice, without keeping a
/// row; keeps the rows of other tables.
pub(super) fn read_few(
    path: &Path,
    options: &table::Options,
    question: &Question,
    settings: &Settings,
    most: usize,
) -> Result<Read, Error> {
    let Some(way) = streamed::way(question, settings) else {
        return Ok(Read::Not);
    };
    if way == Way::Residuals
        && let Some(prepared) = Prepared::read_few(path, options, question, most)?
    {
        return Ok(Read::Kept(Box::new(prepared)));
    }
    let studied = streamed::study(path, options, question, settings)?;
    Ok(studied.map_or(Read::Not, |studied| Read::Studied(Box::new(studied))))
}

impl Beside {
    /// Equal rows are kept once where nothing tells them apart.
    fn keeping(&self, question: &Question) -> Keeping {
        let needs_rows = question.cluster.is_some()
            || self.earlier.is_some()
            || self.by.is_some()
            || self.freezing.is_some();
        if needs_rows {
            Keeping::EveryRow
        } else {
            Keeping::DifferentRows
        }
    }

    /// Waves, segments and frozen models are those of linear models.
    fn refuse_for_categorical(&self) -> Result<(), Error> {
        let asked = [
            (self.earlier.is_some(), "a comparison of waves"),
            (self.by.is_some(), "segments"),
            (self.freezing.is_some(), "a frozen model"),
        ];
        match asked.into_iter().find(|(is_asked, _)| *is_asked) {
            None => Ok(()),
            Some((_, what)) => Err(Error::Combination {
                what,
                with: "a model of ordered answers",
            }),
        }
    }
}

/// The question with the columns that only comparisons need.
fn with_columns_of(question: &Question, beside: &Beside) -> Result<Question, Error> {
    let mut question = question.clone();
    if let Some(Earlier::SameTable { column, .. }) = &beside.earlier {
        question.others.push((column.clone(), "waves"));
    }
    if let Some(by) = &beside.by {
        segments::check(by, &question)?;
        question.others.push((by.clone(), "segments"));
    }
    Ok(question)
}
