use super::intake_summary::most_first;
use crate::findings::CorpusSummary;
use crate::record::{LanguageTag, RecordKind, SentimentLabel};
use crate::store::Columns;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// What `rows` are: kinds, languages, how they are meant, and when.
pub(super) fn corpus(columns: &Columns, rows: &[usize], zone: &TimeZone) -> CorpusSummary {
    let mut kinds = Tally::default();
    let mut languages = Tally::default();
    let mut sentiments = Tally::default();
    let (mut n_with_words, mut n_without_topic, mut n_undated) = (0, 0, 0);
    let mut instants: Option<(i64, i64)> = None;
    let mentions = &columns.mentions;
    let lists = (0..mentions.n_lists()).map(|list| mentions.list(list).next().is_none());
    let is_empty: Vec<bool> = lists.collect();
    for &row in rows {
        kinds.add(columns.kind[row]);
        match (columns.at[row], &mut instants) {
            (None, _) => n_undated += 1,
            (Some(at), None) => instants = Some((at, at)),
            (Some(at), Some((first, last))) => {
                *first = at.min(*first);
                *last = at.max(*last);
            }
        }
        if columns.has_words[row] {
            n_with_words += 1;
            languages.add(columns.language[row]);
            sentiments.add(columns.sentiment[row].unwrap_or(SentimentLabel::Unclear));
            n_without_topic += u64::from(is_empty[mentions.list_of[row] as usize]);
        }
    }
    let date = |seconds: i64| {
        let at = Timestamp::from_second(seconds).ok()?;
        Some(at.to_zoned(zone.clone()).date().to_string())
    };
    CorpusSummary {
        kinds: most_first(kinds.named(RecordKind::as_str)),
        languages: most_first(languages.named(LanguageTag::as_str)),
        sentiments: most_first(sentiments.named(SentimentLabel::as_str)),
        n_with_words,
        n_without_topic,
        dates: instants.and_then(|(first, last)| date(first).zip(date(last))),
        n_undated,
    }
}

/// How often each of a few values occurs.
#[derive(Debug)]
struct Tally<T>(Vec<(T, u64)>);

impl<T> Default for Tally<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: PartialEq + Copy> Tally<T> {
    fn add(&mut self, value: T) {
        match self.0.iter_mut().find(|(known, _)| *known == value) {
            Some((_, n)) => *n += 1,
            None => self.0.push((value, 1)),
        }
    }

    fn named(self, name: impl Fn(T) -> &'static str) -> BTreeMap<&'static str, u64> {
        self.0
            .into_iter()
            .map(|(value, n)| (name(value), n))
            .collect()
    }
}
