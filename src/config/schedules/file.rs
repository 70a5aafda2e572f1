use super::holiday_set::{HolidaySets, read_holiday_sets};
use super::remarks::remarks_on;
use super::version::{Declared, read_version};
use crate::config::problem::{Error, Problem, Problems, SettingsFile};
use crate::config::section::Section;
use crate::config::settings::{parse_settings, read_settings};
use crate::service_levels::calendar::{Schedule, Schedules};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Something in a file that can be used all the same but is most likely not meant.
pub type Warning = Problem;

/// Reads a file of schedules and holiday sets.
///
/// # Errors
///
/// [`Error::Unreadable`] when the file cannot be read, [`Error::Wrong`] with every problem in it.
pub fn read_schedules(path: &Path) -> Result<(Schedules, Vec<Warning>), Error> {
    let text = read_settings(SettingsFile::Schedules, path)?;
    parse_schedules(&text, path)
}

/// Reads schedules and holiday sets from the text of a file; `path` is named in errors.
///
/// # Errors
///
/// [`Error::Wrong`] with everything that is wrong, in the order of the file.
pub fn parse_schedules(text: &str, path: &Path) -> Result<(Schedules, Vec<Warning>), Error> {
    let mut warnings = Problems::new(text);
    let schedules = parse_settings((SettingsFile::Schedules, path), text, |root, problems| {
        let mut sets = read_holiday_sets(root, problems, &mut warnings);
        let schedules = read_all(root, &mut sets, problems, &mut warnings);
        sets.warn_of_unused(&mut warnings);
        Some(schedules)
    })?;
    Ok((schedules, warnings.into_found()))
}

fn read_all(
    root: &mut Section<'_, '_>,
    sets: &mut HolidaySets,
    problems: &mut Problems<'_>,
    warnings: &mut Problems<'_>,
) -> Schedules {
    let sections = root.sections("schedule", problems);
    if sections.is_empty() {
        problems.note_with_hint(
            0,
            "schedule",
            "no schedule is declared",
            Some("add [[schedule]] with schedule_id, time_zone and weekly".to_owned()),
        );
    }
    let mut by_id: BTreeMap<Arc<str>, Vec<Declared>> = BTreeMap::new();
    for mut section in sections {
        if let Some(declared) = read_version(&mut section, sets, problems, warnings) {
            by_id
                .entry(Arc::clone(&declared.schedule_id))
                .or_default()
                .push(declared);
        }
        section.finish(problems);
    }
    let mut schedules = Schedules::default();
    // A version that could not be read leaves gaps that are no fault of the others.
    let can_be_judged = problems.len() == 0;
    for (id, declared) in by_id {
        let versions = declared.iter().map(|one| one.version.clone()).collect();
        match Schedule::new(id, versions) {
            Ok(schedule) => {
                remarks_on(&schedule, &declared, warnings);
                schedules.insert(schedule);
            }
            Err(error) if can_be_judged => {
                let place = declared
                    .iter()
                    .rfind(|one| Some(one.version.version) == error.version());
                let (at, key) = place.map_or((0, "schedule"), |one| (one.at, one.key.as_str()));
                problems.note_with_hint(at, key, error.to_string(), hint_of(&error));
            }
            Err(_) => {}
        }
    }
    schedules
}

fn hint_of(error: &crate::service_levels::calendar::ScheduleError) -> Option<String> {
    use crate::service_levels::calendar::ScheduleError as E;
    let hint = match error {
        E::Empty { .. } => {
            "add weekly = [{ weekday = \"mon-fri\", start = \"09:00\", end = \"17:00\" }]"
        }
        E::NeverValid { .. } => {
            "valid_to is the first date on which the version no longer holds, after valid_from"
        }
        E::Overlapping { .. } => "end the one with valid_to on the date on which the next begins",
        E::SameNumber { .. } => "number the versions of a schedule 1, 2, 3 …",
        _ => return None,
    };
    Some(hint.to_owned())
}
