use super::wire;
use crate::drivers::WeightKind;
use crate::drivers::waves::{CalendarDay, Frozen, Label, freeze, may_refit};
use crate::intake::hex;
use crate::study::change::{definition, outcome_range, ranges};
use crate::study::layout::{Layout, LayoutColumn};
use crate::study::linear::Fitted;
use crate::study::prepared::Prepared;
use crate::study::wave_error::WaveError;
use crate::study::{Error, OutcomeScale, Question, Settings};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A request to freeze the model of a study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freezing {
    /// The file; its name is that of the model.
    pub path: PathBuf,
    /// The file of the model that this one comes in place of, where that is another file.
    pub in_place_of: Option<PathBuf>,
    /// The day.
    pub day: CalendarDay,
    /// Why a model of less than a year is replaced.
    pub reason: Option<String>,
}

/// A file of a frozen model.
#[derive(Debug, Clone, PartialEq)]
pub struct FrozenFile {
    /// The model that counts.
    pub model: FrozenModel,
    /// Models that this one came in place of, first to last.
    pub history: Vec<Replaced>,
}

/// A model that was replaced.
#[derive(Debug, Clone, PartialEq)]
pub struct Replaced {
    /// The model.
    pub model: FrozenModel,
    /// When.
    pub day: CalendarDay,
    /// Its age on that day.
    pub age_days: i64,
    /// Why, where that was said.
    pub reason: Option<String>,
}

/// A frozen model and how a wave is read for it.
#[derive(Debug, Clone, PartialEq)]
pub struct FrozenModel {
    /// The model.
    pub frozen: Frozen,
    /// Column that holds the outcome.
    pub outcome: String,
    /// What its answers mean.
    pub scale: OutcomeScale,
    /// Columns of the table per column of the model.
    pub(in crate::study) columns: Vec<LayoutColumn>,
    /// Column of weights.
    pub weights: Option<String>,
    /// What weights mean.
    pub weight_kind: WeightKind,
    /// Column that says which rows belong together.
    pub cluster: Option<String>,
    /// Codes that mean "no answer", per column or for every driver.
    pub missing_codes: Vec<(Option<String>, String)>,
    /// Lowest and highest value of columns of numbers, when the model was frozen.
    pub ranges: Vec<(String, (f64, f64))>,
    /// Lowest and highest outcome, when the model was frozen.
    pub outcome_range: (f64, f64),
    /// The table that was fitted.
    pub file: String,
}

impl FrozenModel {
    /// The column of the table that each column of the model is made of, with the value of it for which it is 1 where it is
    /// that of a category.
    pub fn sources(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let columns = self.columns.iter();
        columns.map(|column| (column.of.as_str(), column.word.as_deref()))
    }
}

impl Freezing {
    /// Says whether the file may be written: there is no model before it, all before it are a year old, or there is a reason.
    ///
    /// Returns the model that this one comes in place of, or else the one that stands there: another name makes no model older.
    ///
    /// # Errors
    ///
    /// What is wrong with the file that stands there, and
    /// [`RefitTooSoon`](crate::drivers::Error::RefitTooSoon).
    pub fn allowed(&self) -> Result<Option<FrozenFile>, Error> {
        let mut predecessor = None;
        for path in self.in_place_of.iter().chain([&self.path]) {
            match FrozenFile::read(path) {
                Ok(before) => {
                    self.leave(&before, path)?;
                    predecessor.get_or_insert(before);
                }
                Err(Error::Frozen { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(predecessor)
    }

    fn leave(&self, before: &FrozenFile, path: &Path) -> Result<i64, Error> {
        let label = &before.model.frozen.label;
        may_refit(label.date, self.day, self.reason.as_deref())
            .map(|refit| refit.age_days)
            .map_err(|source| Error::Clock {
                path: path.to_path_buf(),
                source,
            })
    }

    /// Freezes a fitted study; the model before it goes to the history.
    pub(in crate::study) fn freeze(
        &self,
        before: Option<FrozenFile>,
        prepared: &Prepared,
        question: &Question,
        settings: &Settings,
        fitted: &Fitted,
    ) -> Result<FrozenFile, Error> {
        let mut history = Vec::new();
        let mut name = self.name();
        if let Some(before) = before {
            let age_days = self.leave(&before, &self.path)?;
            name.clone_from(&before.model.frozen.label.name);
            history = before.history;
            history.push(Replaced {
                model: before.model,
                day: self.day,
                age_days,
                reason: self
                    .reason
                    .as_deref()
                    .map(|reason| reason.trim().to_owned())
                    .filter(|reason| !reason.is_empty()),
            });
        }
        let label = Label {
            name,
            version: (history.len() + 1).to_string(),
            date: self.day,
            definition: definition(question),
        };
        let frozen =
            freeze(&fitted.design, &fitted.fit, label).map_err(|source| Error::Drivers {
                outcome: question.outcome.clone(),
                source,
            })?;
        Ok(FrozenFile {
            model: FrozenModel {
                frozen,
                outcome: question.outcome.clone(),
                scale: question.scale.clone(),
                columns: Layout::of(&prepared.sheet).columns,
                weights: question.weights.clone(),
                weight_kind: settings.weight_kind,
                cluster: question.cluster.clone(),
                missing_codes: question.cells.missing_codes.clone(),
                ranges: ranges(prepared),
                outcome_range: outcome_range(prepared),
                file: prepared.file.clone(),
            },
            history,
        })
    }

    fn name(&self) -> String {
        let stem = self.path.file_stem().unwrap_or(self.path.as_os_str());
        stem.to_string_lossy().into_owned()
    }
}

impl FrozenFile {
    /// Reads a file and makes sure that nobody changed it.
    ///
    /// # Errors
    ///
    /// [`Error::Frozen`] when it cannot be read, [`WaveError::NotFrozen`], [`WaveError::Format`],
    /// [`WaveError::Edited`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(path).map_err(|source| Error::Frozen {
            path: path.to_path_buf(),
            source,
        })?;
        let seal = wire::seal(&text).map_err(|reason| WaveError::NotFrozen {
            path: path.to_path_buf(),
            reason,
        })?;
        if seal.version > wire::VERSION {
            return Err(WaveError::Format {
                path: path.to_path_buf(),
                found: seal.version,
                known: wire::VERSION,
            }
            .into());
        }
        if seal.sha256 != hash(&text, &seal.sha256) {
            return Err(WaveError::Edited {
                path: path.to_path_buf(),
            }
            .into());
        }
        let file = wire::read(&text).map_err(|reason| WaveError::NotFrozen {
            path: path.to_path_buf(),
            reason,
        })?;
        Ok(file)
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let text = wire::text(self);
        let sum = hash(&text, "");
        text.replacen("\"sha256\": \"\"", &format!("\"sha256\": \"{sum}\""), 1)
    }

    /// Writes the file, whole or not at all.
    ///
    /// # Errors
    ///
    /// [`Error::Frozen`] when it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let write = || -> io::Result<()> {
            let mut partial = path.as_os_str().to_owned();
            partial.push(".partial");
            let mut file = File::create(&partial)?;
            file.write_all(self.text().as_bytes())?;
            file.sync_all()?;
            fs::rename(&partial, path)
        };
        write().map_err(|source| Error::Frozen {
            path: path.to_path_buf(),
            source,
        })
    }
}

/// The sum of the content: what stands in the file without its own sum and without the blanks between
/// values, so that another indentation or another line end is no edit.
fn hash(text: &str, own: &str) -> String {
    let mut content = String::with_capacity(text.len());
    let (mut in_text, mut escaped) = (false, false);
    for letter in text.chars() {
        if in_text {
            content.push(letter);
            if escaped {
                escaped = false;
            } else if letter == '\\' {
                escaped = true;
            } else if letter == '"' {
                in_text = false;
            }
        } else if !letter.is_ascii_whitespace() {
            in_text = letter == '"';
            content.push(letter);
        }
    }
    let sealed = format!("\"sha256\":\"{own}\"");
    let open = content.replacen(&sealed, "\"sha256\":\"\"", 1);
    let sum: [u8; 32] = Sha256::digest(open.as_bytes()).into();
    hex(&sum)
}
