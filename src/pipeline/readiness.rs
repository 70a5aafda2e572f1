use super::Error;
use super::analyse::needed;
use super::contacts::Contacts;
use super::join::{JoinOptions, join};
use crate::config::Project;
use crate::record::RecordKind;
use crate::service_levels::readiness::{Archive, StaffRecords};
use crate::store::Store;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// What the index tells of the readiness to measure.
///
/// # Errors
///
/// Those of the index.
pub fn archive_facts(project: &Project, store: &Store) -> Result<Archive, Error> {
    let columns = store.chosen_columns(&needed(project, None))?;
    let zone = project.time_zone.clone().unwrap_or(TimeZone::UTC);
    let outcome = project.outcome.as_ref();
    let joined = join(
        &columns,
        &Contacts::of(&columns),
        &JoinOptions {
            outcome: outcome.and_then(|name| project.scores.get_key_value(name)),
            topics: &[],
            zone: &zone,
            controls: &[],
        },
    );
    let day = |seconds: i64| -> Option<Date> {
        let at = Timestamp::from_second(seconds).ok()?;
        Some(at.to_zoned(zone.clone()).date())
    };
    let dated = || columns.at.iter().flatten().copied();
    let dates = dated().min().zip(dated().max());
    let with_words = || (0..columns.n_documents()).filter(|&row| columns.has_words[row]);
    let speaks = |row: &usize| columns.mentions.of(*row).next().is_some();
    let summary = joined.summary;
    let count = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    Ok(Archive {
        dates: dates.and_then(|(first, last)| day(first).zip(day(last))),
        n_joined: count(summary.n_matched),
        // Those that name no contact find nothing, and are responses all the same.
        n_survey_responses: columns
            .kind
            .iter()
            .filter(|kind| **kind == RecordKind::Survey)
            .count(),
        n_answers: (0..joined.respondents.len())
            .filter(|&i| joined.respondents.answer(i).is_some())
            .count(),
        n_with_topic: with_words().filter(speaks).count(),
        n_with_words: with_words().count(),
    })
}

/// Whether the records of a project tell of the work of staff.
pub fn staff_records(project: &Project) -> StaffRecords {
    let mut kinds = project.sources.iter().map(|source| source.spec.kind);
    let tells = kinds.any(|kind| matches!(kind, RecordKind::Transcript | RecordKind::Event));
    let names_persons = !project.privacy.redaction.pseudonymous_facets.is_empty();
    if tells || names_persons || project.service_levels.is_some() {
        StaffRecords::Held
    } else {
        StaffRecords::None
    }
}
