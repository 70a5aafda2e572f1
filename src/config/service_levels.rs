use super::problem::Problems;
use super::section::Section;
use crate::record::Scale;
use crate::units::Probability;
use jiff::tz::TimeZone;
use std::path::{Path, PathBuf};

/// The promises about time that a run holds tickets against, and how it tells results apart.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceLevelSettings {
    /// File of policies.
    pub policies: PathBuf,
    /// File of schedules; without one, promises count every second.
    pub schedules: Option<PathBuf>,
    /// Log of the telephone exchange, for goals of queues.
    pub calls: Option<PathBuf>,
    /// Zone of times in that log that carry none.
    pub source_tz: Option<TimeZone>,
    /// Fields of tickets by which results are told apart.
    pub by: Vec<String>,
    /// The least bad answer to the outcome that counts as negative; the usual one of its kind if absent.
    pub negative: Option<f64>,
    /// How sure words have to be read as negative to stand in for an answer that is not there; no words do if
    /// absent.
    pub negative_text: Option<Probability>,
    /// Topics that are complaints of slowness; the usual ones of waiting if empty.
    pub slow_topics: Vec<String>,
    /// Share of customers complaining of slowness from which on a kept promise is to be looked at again;
    /// there is no usual one.
    pub complaints: Option<Probability>,
}

/// Reads `[service_levels]`; paths are relative to `folder`, answers are those of `outcome`.
pub(super) fn read_service_levels(
    section: &mut Section<'_, '_>,
    folder: &Path,
    outcome: Option<&Scale>,
    problems: &mut Problems<'_>,
) -> Option<ServiceLevelSettings> {
    let within = |path: String| super::project::within(folder, &path);
    let policies = section.required_text("policies", "\"policies.toml\"", problems);
    let mut path = |key| section.text(key, problems).map(within);
    let (schedules, calls) = (path("schedules"), path("calls"));
    let source_tz = read_zone(section, problems);
    Some(ServiceLevelSettings {
        schedules,
        calls,
        source_tz,
        by: section.texts("by", problems),
        slow_topics: section.texts("slow_topics", problems),
        negative: read_negative(section, outcome, problems),
        complaints: read_complaints(section, problems),
        negative_text: read_negative_text(section, problems),
        policies: within(policies?),
    })
}

fn read_zone(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> Option<TimeZone> {
    let name = section.text("source_tz", problems)?;
    let zone = TimeZone::get(&name).ok();
    if zone.is_none() {
        problems.note_with_hint(
            section.at_key("source_tz"),
            section.key("source_tz"),
            format!("unknown time zone \"{name}\""),
            Some("use an IANA name such as Europe/Amsterdam".to_owned()),
        );
    }
    zone
}

fn read_negative(
    section: &mut Section<'_, '_>,
    outcome: Option<&Scale>,
    problems: &mut Problems<'_>,
) -> Option<f64> {
    let negative = section.number("negative", problems)?;
    let expected = match outcome {
        Some(scale) if (scale.low()..=scale.high()).contains(&negative) => return Some(negative),
        Some(scale) => format!(
            "expected an answer from {} to {}",
            scale.low(),
            scale.high()
        ),
        None => "there is no outcome whose answers it could be about".to_owned(),
    };
    problems.note(
        section.at_key("negative"),
        section.key("negative"),
        expected,
    );
    None
}

/// Below one half another tone may be likelier.
fn read_negative_text(
    section: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
) -> Option<Probability> {
    let least = section.number("negative_text", problems)?;
    let read = Probability::new(least).ok().filter(|_| least > 0.5);
    if read.is_none() {
        problems.note_with_hint(
            section.at_key("negative_text"),
            section.key("negative_text"),
            "expected a probability above 0.5 and up to 1",
            Some("0.8 is usual; leave it out, and words stand in for no answer".to_owned()),
        );
    }
    read
}

fn read_complaints(
    section: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
) -> Option<Probability> {
    let share = section.number("complaints", problems)?;
    let read = Probability::new(share).ok();
    if read.is_none() {
        problems.note(
            section.at_key("complaints"),
            section.key("complaints"),
            "expected a share from 0 to 1",
        );
    }
    read
}
