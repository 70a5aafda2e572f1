//! A project, opened: settings, key, assets and index.

use super::args::Lang;
use super::key;
use crate::config::Project;
use crate::pipeline::{self, Assets, Period};
use crate::privacy::Key;
use crate::record::LanguageTag;
use crate::report::Language;
use crate::store::Store;
use jiff::Timestamp;
use std::path::Path;

/// The command was used wrongly; the text says how.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub(super) struct Misuse {
    what: String,
    /// What to try.
    pub(super) hint: Option<String>,
}

impl Misuse {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: None,
        }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }
}

/// What a command needs the key of pseudonyms for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyUse {
    /// Taking records in: a key is made where there is none.
    Take,
    /// Asking for the pseudonym of a person: only the key of before will do.
    Match,
    /// Reading what was taken in: no pseudonym is made, and no file either.
    Spare,
}

/// A project with its key and assets.
pub(super) struct Session {
    pub(super) project: Project,
    pub(super) key: Key,
    pub(super) assets: Assets,
}

impl Session {
    /// Loads the project file and everything it asks for.
    ///
    /// # Errors
    ///
    /// When the project file, the key or the taxonomy cannot be used.
    pub(super) fn open(file: &Path, key_use: KeyUse) -> anyhow::Result<Self> {
        let project = Project::load(file)?;
        let text = if key_use == KeyUse::Spare {
            key::draw()?
        } else {
            let path = key::locate(project.privacy.key_file.as_deref(), &project.name)?;
            key::read(&path, key_use)?
        };
        let key = Key::from_hex(&text)?;
        let assets = Assets::of(&project, key.clone())?;
        Ok(Self {
            project,
            key,
            assets,
        })
    }

    /// Opens the index of the last run.
    ///
    /// # Errors
    ///
    /// When nothing has been taken in yet, or the index cannot be read.
    pub(super) fn store(&self) -> anyhow::Result<Store> {
        let folder = self.project.index_folder();
        match Store::open(&folder) {
            Err(crate::store::Error::NotAnIndex { .. }) => {
                Err(pipeline::Error::NothingTakenIn { path: folder }.into())
            }
            Err(error) => Err(pipeline::Error::from(error).into()),
            // Made by a first run, or a rebuild, that was stopped before it committed.
            Ok(store) if store.manifest().is_none() => {
                Err(pipeline::Error::NothingTakenIn { path: folder }.into())
            }
            Ok(store) => Ok(store),
        }
    }

    /// Language of texts for people.
    pub(super) fn language(&self, asked: Option<Lang>) -> Language {
        match (asked, self.project.language) {
            (Some(lang), _) => lang.into(),
            (None, LanguageTag::Nl) => Language::Nl,
            (None, _) => Language::En,
        }
    }
}

/// The instant against which retention is judged: what was asked for, or now.
///
/// # Errors
///
/// [`Misuse`] when the text is neither an instant nor a date.
pub(super) fn as_of(asked: Option<&str>) -> anyhow::Result<Timestamp> {
    let Some(text) = asked else {
        return Ok(now());
    };
    if let Ok(instant) = text.parse() {
        return Ok(instant);
    }
    let date: jiff::civil::Date = text.parse().map_err(|_| {
        Misuse::new(format!(
            "--as-of \"{text}\" is neither a date nor an instant"
        ))
        .hint("write 2026-03-31 or 2026-03-31T12:00:00Z")
    })?;
    Ok(date.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command line is the door to the clock"
)]
pub(super) fn now() -> Timestamp {
    Timestamp::now()
}

/// A period, where one was asked for.
///
/// # Errors
///
/// When it cannot be read.
pub(super) fn period(asked: Option<&str>) -> anyhow::Result<Option<Period>> {
    Ok(asked.map(Period::parse).transpose()?)
}
