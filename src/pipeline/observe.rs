use super::analyse::{known_facet, topics};
use super::contacts::{instant, lead_first};
use super::join::{JoinOptions, join, spoken};
use super::populations::{purposes, refuse_mixed};
use super::selection::selected_contacts;
use super::{Assets, Error, Period, Selection};
use crate::config::Project;
use crate::record::{Scale, ScoreName, SentimentLabel, TopicId};
use crate::signals::{Dated, Observed, Tone, TopicName};
use crate::store::{Columns, Store};
use crate::units::as_f64;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Who is asked for, and what is asked of them.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    /// Which part of the archive.
    pub(super) selection: &'a Selection,
    /// Only who spoke in one of these; all with none.
    pub(super) periods: &'a [Period],
    /// A field whose values are told apart.
    pub(super) by: Option<&'a str>,
    /// Fields held constant.
    pub(super) controls: &'a [String],
}

/// The respondents of a selection, each with the day of its answer.
pub(super) struct People<'a> {
    /// The respondents, when and how they spoke, and their segments.
    pub(super) observed: Observed,
    /// The answer of each to the outcome question, as given.
    pub(super) answers: Vec<Option<f64>>,
    /// Topics, in the order in which respondents number them.
    pub(super) topics: Vec<TopicName>,
    /// Whether each topic may be a driver.
    pub(super) drivers: Vec<bool>,
    /// What the answers were asked for, by name.
    pub(super) purposes: Vec<String>,
    /// The score to explain, and its scale.
    pub(super) outcome: Option<(&'a ScoreName, &'a Scale)>,
}

/// Turns the part of the archive that is wanted into respondents with the day on which they spoke.
///
/// A contact of events alone makes no respondent.
///
/// # Errors
///
/// [`Error::UnknownField`] for a field that no record has, [`Error::Query`] for a wrong filter,
/// [`Error::MixedPopulations`] for people who are not alike.
pub(super) fn observe<'a>(
    project: &'a Project,
    assets: &Assets,
    store: &Store,
    wanted: &Wanted<'_>,
) -> Result<People<'a>, Error> {
    let columns = store.columns()?;
    let zone = project.time_zone.clone().unwrap_or(TimeZone::UTC);
    let name = project.outcome.as_ref();
    let outcome = name.and_then(|name| project.scores.get_key_value(name));
    let mut contacts = selected_contacts(store, &columns, wanted.selection, name, &zone)?;
    let day = |contact: &[usize]| instant(&columns, contact, name).and_then(|at| day(at, &zone));
    contacts.retain(|contact| {
        let is_inside = wanted.periods.is_empty()
            || day(contact).is_some_and(|day| wanted.periods.iter().any(|one| one.holds(day)));
        is_inside && !spoken(&columns, contact).is_empty()
    });
    refuse_mixed(project, &columns, &contacts, wanted.by)?;
    let (topics, drivers): (Vec<TopicName>, Vec<bool>) = topics(assets)
        .into_iter()
        .map(|topic| (topic.name, topic.is_driver))
        .unzip();
    let ids: Vec<TopicId> = topics.iter().map(|name| name.id.clone()).collect();
    let joined = join(
        &columns,
        &contacts,
        &JoinOptions {
            outcome,
            topics: &ids,
            zone: &zone,
            controls: wanted.controls,
        },
    );
    let column = match wanted.by {
        None => None,
        Some("source") => Some(&columns.source),
        Some("question") => Some(&columns.question),
        Some(name) => Some(known_facet(store, &columns, name)?),
    };
    let dated = contacts
        .iter()
        .map(|contact| {
            let (tone, polarity) = spoke(&columns, contact);
            Dated {
                day: day(contact),
                tone,
                polarity,
                segment: column.and_then(|column| {
                    let mut codes =
                        lead_first(&columns, contact, name).map(|row| column.codes[row]);
                    let code = codes.find(|&code| code != crate::store::Categorical::NONE)?;
                    Some(code as usize)
                }),
            }
        })
        .collect();
    let respondents = &joined.respondents;
    let answers = (0..respondents.len()).map(|i| respondents.answer(i));
    Ok(People {
        answers: answers.collect(),
        observed: Observed {
            respondents: joined.respondents,
            dated,
            segments: column.map_or_else(Vec::new, |column| {
                column.values.iter().map(ToString::to_string).collect()
            }),
        },
        purposes: purposes(project, &columns, &contacts),
        topics,
        drivers,
        outcome,
    })
}

fn day(seconds: i64, zone: &TimeZone) -> Option<Date> {
    let at = Timestamp::from_second(seconds).ok()?;
    Some(at.to_zoned(zone.clone()).date())
}

/// How a contact speaks on the whole: the tones of its records together, and their mean polarity.
fn spoke(columns: &Columns, contact: &[usize]) -> (Option<Tone>, Option<f64>) {
    let mut whole: Option<Tone> = None;
    let (mut sum, mut n) = (0.0, 0_usize);
    for &row in contact.iter().filter(|&&row| columns.has_words[row]) {
        let tone = match columns.sentiment[row] {
            Some(SentimentLabel::Negative) => Tone::Negative,
            Some(SentimentLabel::Positive) => Tone::Positive,
            Some(SentimentLabel::Neutral) => Tone::Neutral,
            Some(SentimentLabel::Unclear) | None => continue,
        };
        whole = Some(whole.map_or(tone, |known| known.with(tone)));
        if columns.polarity[row].is_finite() {
            sum += columns.polarity[row];
            n += 1;
        }
    }
    (whole, (n > 0).then(|| sum / as_f64(n)))
}
