use crate::record::{RecordKind, TopicId};
use crate::signals::priority::ContactCount;
use crate::store::Columns;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Contacts that somebody handled, by the topics they speak of, among `rows`.
///
/// Those are the dated records of `sources`, or transcripts where none are named. Days run from the first
/// to the last of them, whatever they speak of.
pub(super) fn count_contacts(
    columns: &Columns,
    rows: &[usize],
    sources: &[String],
    zone: &TimeZone,
) -> BTreeMap<TopicId, ContactCount> {
    let is_contact = |row: usize| match sources {
        [] => columns.kind[row] == RecordKind::Transcript,
        named => columns
            .source
            .get(row)
            .is_some_and(|source| named.iter().any(|name| name == source)),
    };
    let mut n_of = vec![0_u64; columns.mentions.topics.len()];
    let mut span: Option<(i64, i64)> = None;
    for &row in rows.iter().filter(|&&row| is_contact(row)) {
        let Some(at) = columns.at[row] else {
            continue;
        };
        span = Some(span.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
        let mut codes: Vec<u32> = columns.mentions.of(row).map(|(code, _)| code).collect();
        codes.dedup();
        for code in codes {
            n_of[code as usize] += 1;
        }
    }
    let n_days = span.and_then(|span| days(span, zone)).unwrap_or(0);
    let topics = columns.mentions.topics.iter().cloned();
    topics
        .zip(n_of)
        .map(|(topic, n)| (topic, ContactCount { n, n_days }))
        .collect()
}

/// Days that two instants touch and enclose.
fn days((first, last): (i64, i64), zone: &TimeZone) -> Option<u32> {
    let date = |seconds| {
        let at = Timestamp::from_second(seconds).ok()?;
        Some(at.to_zoned(zone.clone()).date())
    };
    let between = date(first)?.until(date(last)?).ok()?;
    u32::try_from(between.get_days() + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_end_days_count_in_the_zone_of_the_project() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_second();
        let of = |first, last| days((at(first), at(last)), &zone);
        assert_eq!(of("2026-01-01T12:00:00Z", "2026-01-01T13:00:00Z"), Some(1));
        // Half past midnight in Amsterdam.
        assert_eq!(of("2026-01-01T12:00:00Z", "2026-01-27T23:30:00Z"), Some(28));
    }
}
