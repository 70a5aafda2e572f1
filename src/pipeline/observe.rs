use super::analyse::known_facet;
use super::contacts::instant;
use super::join::{JoinOptions, join, spoken};
use super::populations::refuse_mixed;
use super::{Error, Selection};
use crate::config::Project;
use crate::record::{SentimentLabel, TopicId};
use crate::signals::{Dated, Observed, Tone};
use crate::store::{Columns, Store};
use crate::units::as_f64;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Respondents of `selection` with the day on which they spoke, told apart by the field `by`.
///
/// # Errors
///
/// [`Error::UnknownField`] for a field that no record has, [`Error::Query`] for a wrong filter.
pub(super) fn observe(
    project: &Project,
    store: &Store,
    topics: &[TopicId],
    selection: &Selection,
    by: Option<&str>,
) -> Result<Observed, Error> {
    let columns = store.columns()?;
    let zone = project.time_zone.clone().unwrap_or(TimeZone::UTC);
    let outcome = project
        .outcome
        .as_ref()
        .and_then(|name| project.scores.get_key_value(name));
    let name = outcome.map(|(name, _)| name);
    let mut contacts =
        super::selection::selected_contacts(store, &columns, selection, name, &zone)?;
    contacts.retain(|contact| !spoken(&columns, contact).is_empty());
    refuse_mixed(project, &columns, &contacts, by)?;
    let joined = join(
        &columns,
        &contacts,
        &JoinOptions {
            outcome,
            topics,
            zone: &zone,
            controls: &[],
        },
    );
    let column = match by {
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
                day: instant(&columns, contact, name).and_then(|at| day(at, &zone)),
                tone,
                polarity,
                segment: column.and_then(|column| {
                    let mut codes = contact.iter().map(|&row| column.codes[row]);
                    let code = codes.find(|&code| code != crate::store::Categorical::NONE)?;
                    Some(code as usize)
                }),
            }
        })
        .collect();
    Ok(Observed {
        respondents: joined.respondents,
        dated,
        segments: column.map_or_else(Vec::new, |column| {
            column.values.iter().map(ToString::to_string).collect()
        }),
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
