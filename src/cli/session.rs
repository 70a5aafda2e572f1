//! A project, opened: settings, key, assets and index.

use super::args::Lang;
use super::key;
use super::project_models::ProjectModels;
use crate::config::Project;
use crate::intake::date_alone;
use crate::pipeline::{self, Assets, Period, Selection};
use crate::privacy::Key;
use crate::record::LanguageTag;
use crate::report::Language;
use crate::store::Store;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
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
    pub(super) models: ProjectModels,
}

impl Session {
    /// Loads the project file and everything it asks for.
    ///
    /// # Errors
    ///
    /// When the project file, the key or the taxonomy cannot be used.
    pub(super) fn open(file: &Path, key_use: KeyUse) -> anyhow::Result<Self> {
        let project = Project::load(file)?;
        // Before a key is made: a project that cannot be read with leaves nothing behind.
        let models = ProjectModels::of(&project)?;
        let key = key_of(&project, key_use)?;
        let assets = models.assets(&project, key.clone())?;
        Ok(Self {
            project,
            key,
            assets,
            models,
        })
    }

    /// Opens the index of the last run, for figures and words of it.
    ///
    /// # Errors
    ///
    /// When nothing has been taken in yet, the index cannot be read, or it holds what other settings read.
    pub(super) fn store(&self) -> anyhow::Result<Store> {
        let store = self.store_as_it_stands()?;
        let kept = pipeline::refuse_other_settings(&self.project, &self.assets, &store)?;
        if let Some(first) = kept.first() {
            tracing::warn!(
                n_files = kept.len(),
                first,
                "taken in under another mapping and no longer there: their records stand as they were"
            );
        }
        Ok(store.with_topics(self.assets.topic_ids()))
    }

    /// Opens the index of the last run, whatever settings it was read with: to read it again.
    ///
    /// # Errors
    ///
    /// When nothing has been taken in yet, or the index cannot be read.
    pub(super) fn store_as_it_stands(&self) -> anyhow::Result<Store> {
        archive_of(&self.project)
    }

    /// Zone of days.
    pub(super) fn zone(&self) -> TimeZone {
        self.project.time_zone.clone().unwrap_or(TimeZone::UTC)
    }

    /// The day of now, in that zone.
    pub(super) fn today(&self) -> Date {
        now().to_zoned(self.zone()).date()
    }

    /// Warns where no record matches what was asked for, with what there is: a typo looks like silence.
    ///
    /// # Errors
    ///
    /// When the filter or the index cannot be read.
    pub(super) fn say_if_nothing_matches(
        &self,
        store: &Store,
        selection: &Selection,
    ) -> anyhow::Result<()> {
        if let Some(said) = pipeline::why_nothing_matches(store, selection, &self.zone())? {
            tracing::warn!("no record matches: {said}");
        }
        Ok(())
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

/// The key of pseudonyms of a project.
///
/// # Errors
///
/// When the key cannot be read, found or made.
pub(super) fn key_of(project: &Project, key_use: KeyUse) -> anyhow::Result<Key> {
    let text = if key_use == KeyUse::Spare {
        key::draw()?
    } else {
        let path = key::locate(project.privacy.key_file.as_deref(), &project.name)?;
        key::read(&path, key_use)?
    };
    Ok(Key::from_hex(&text)?)
}

/// The index of the last run, whatever settings it was read with; no model is asked for.
///
/// # Errors
///
/// When nothing has been taken in yet, or the index cannot be read.
pub(super) fn archive_of(project: &Project) -> anyhow::Result<Store> {
    let folder = project.index_folder();
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

/// A moment as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// A date alone.
    Day(Date),
    /// A time with its zone or offset.
    Instant(Timestamp),
    /// A time of which nobody knows the zone.
    Local(DateTime),
}

impl Moment {
    /// Reads what was typed, all of it: a time of day is never dropped.
    ///
    /// # Errors
    ///
    /// [`Misuse`] when the text is none of the three.
    pub(super) fn of(flag: &str, text: &str) -> Result<Self, Misuse> {
        let text = text.trim();
        if let Ok(instant) = text.parse() {
            return Ok(Self::Instant(instant));
        }
        if let Ok(zoned) = text.parse::<Zoned>() {
            return Ok(Self::Instant(zoned.timestamp()));
        }
        if let Some(date) = date_alone(text) {
            return Ok(Self::Day(date));
        }
        let local = text.parse().map(Self::Local);
        local.map_err(|_| {
            Misuse::new(format!(
                "{flag} \"{text}\" is neither a date nor an instant"
            ))
            .hint(MOMENTS)
        })
    }
}

/// How moments are written.
const MOMENTS: &str = "write 2026-03-31, 2026-03-31T12:00:00Z or 2026-03-31T12:00:00+02:00";

/// The date that stands behind a flag.
///
/// # Errors
///
/// [`Misuse`] when the text is no date alone.
pub(super) fn date_flag(flag: &str, text: &str) -> anyhow::Result<Date> {
    date_alone(text).ok_or_else(|| {
        Misuse::new(format!("{flag} \"{text}\" is no date"))
            .hint("write 2026-03-31")
            .into()
    })
}

/// A time without a zone where nobody said in which zone it is.
pub(super) fn without_zone(flag: &str, text: &str) -> Misuse {
    Misuse::new(format!("{flag} \"{text}\" has a time of day but no zone")).hint(MOMENTS)
}

/// The instant against which retention is judged: what was asked for, or now. A date is its first
/// moment in UTC.
///
/// # Errors
///
/// [`Misuse`] when the text is neither an instant nor a date.
pub(super) fn as_of(asked: Option<&str>) -> anyhow::Result<Timestamp> {
    let Some(text) = asked else {
        return Ok(now());
    };
    match Moment::of("--as-of", text)? {
        Moment::Instant(instant) => Ok(instant),
        Moment::Day(date) => Ok(date.to_zoned(TimeZone::UTC)?.timestamp()),
        Moment::Local(_) => Err(without_zone("--as-of", text).into()),
    }
}

/// As [`as_of`], with a date as its first moment in a zone.
///
/// # Errors
///
/// [`Misuse`] when the text is neither an instant nor a date.
pub(super) fn as_of_in(asked: Option<&str>, zone: &TimeZone) -> anyhow::Result<Timestamp> {
    match asked.map(|text| Moment::of("--as-of", text)).transpose()? {
        Some(Moment::Day(date)) => Ok(date.to_zoned(zone.clone())?.timestamp()),
        _ => as_of(asked),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_never_dropped() {
        let at = |text: &str| as_of(Some(text)).map(|at| at.to_string()).ok();
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(at(text).as_deref(), expected, "{text}");
        };
        check("2026-06-17", Some("2026-06-17T00:00:00Z"));
        check("2026-06-17T18:00:00Z", Some("2026-06-17T18:00:00Z"));
        check("2026-06-17 18:00+02:00", Some("2026-06-17T16:00:00Z"));
        check(
            "2026-06-17T18:00[Europe/Amsterdam]",
            Some("2026-06-17T16:00:00Z"),
        );
        check("2026-06-17 18:00", None);
        check("2026-06-17T18:00:00", None);
        check("2026-06-17 gisteren", None);
        check("2026-06-31", None);
        check("", None);
    }
}
