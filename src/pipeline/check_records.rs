use super::check::{FileCheck, RejectedRows};
use super::check_settings::Seen;
use crate::config::{Project, Source};
use crate::intake::Reader;
use crate::record::{Body, RawId, Record, ScoreName};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Counts what the rows of the files of a project hold.
///
/// Of rows of one source with one id the last one read counts, where the first one stood.
pub(super) struct Tally {
    /// By source, where its rows have ids.
    held: Vec<Option<HashMap<RawId, Held>>>,
    /// What settings are held against.
    pub(super) seen: Seen,
    /// Field of the journey.
    field: Option<String>,
    /// By source, the zone in which its dates are written.
    zones: Vec<TimeZone>,
}

/// Days from which programs count: those of Unix and of spreadsheets.
const ZERO_DAYS: [Date; 4] = [
    date(1899, 12, 30),
    date(1899, 12, 31),
    date(1900, 1, 1),
    date(1970, 1, 1),
];

/// What one id stands for so far.
struct Held {
    /// Position of the file in which it stood first.
    file: usize,
    content: Content,
}

/// What a row adds to the counts of its file.
struct Content {
    has_words: bool,
    scores: Box<[ScoreName]>,
}

impl Tally {
    pub(super) fn new(project: &Project) -> Self {
        let held = |source: &Source| source.has_ids().then(HashMap::new);
        let zone = |source: &Source| source.spec.times.time_zone.clone().unwrap_or(TimeZone::UTC);
        let journey = project.journey.as_ref();
        Self {
            held: project.sources.iter().map(held).collect(),
            seen: Seen::default(),
            field: journey.and_then(|journey| journey.field.clone()),
            zones: project.sources.iter().map(zone).collect(),
        }
    }

    /// Reads a file of the source at `source` into the last of `files`.
    pub(super) fn read(&mut self, reader: &mut Reader, files: &mut [FileCheck], source: usize) {
        let Some(last) = files.len().checked_sub(1) else {
            return;
        };
        for row in &mut *reader {
            match row {
                Ok(record) => {
                    files[last].note_date(record.at, &self.zones[source]);
                    self.note(&record, &files[last].source);
                    self.count(record, files, last, source);
                }
                Err(rejection) => {
                    let column = rejection.column.clone().unwrap_or_default();
                    let reason = rejection.fault.reason().to_owned();
                    let rows = files[last].rejections.entry((column, reason));
                    let rows = rows.or_insert_with(|| RejectedRows {
                        n: 0,
                        first_row: rejection.origin.row,
                        expected: rejection.fault.expected().into_owned(),
                    });
                    rows.n += 1;
                }
            }
        }
        files[last].n_read = reader.n_read();
    }

    fn count(&mut self, record: Record, files: &mut [FileCheck], file: usize, source: usize) {
        let content = Content {
            has_words: match &record.body {
                Body::Message(text) => !text.is_blank(),
                Body::Dialogue(turns) => turns.iter().any(|turn| !turn.text.is_blank()),
                Body::Nothing | Body::Event(_) => false,
            },
            scores: record.scores.into_iter().map(|score| score.name).collect(),
        };
        let Some(held) = &mut self.held[source] else {
            files[file].n_records += 1;
            content.add_to(&mut files[file]);
            return;
        };
        match held.entry(record.key) {
            Entry::Vacant(place) => {
                files[file].n_records += 1;
                content.add_to(&mut files[file]);
                place.insert(Held { file, content });
            }
            Entry::Occupied(mut place) => {
                let before = place.get_mut();
                files[file].n_replaced += 1;
                before.content.take_from(&mut files[before.file]);
                content.add_to(&mut files[before.file]);
                before.content = content;
            }
        }
    }

    /// Notes the fields of a record, and its value of the journey.
    fn note(&mut self, record: &Record, source: &str) {
        let field = self.field.as_deref();
        let own = match field {
            Some("source") => Some(source),
            Some("question") => record.question.as_deref(),
            _ => None,
        };
        let facets = record.facets.iter();
        let of_facet = facets.filter(|(name, _)| Some(&**name) == field);
        for value in own.into_iter().chain(of_facet.map(|(_, value)| &**value)) {
            if !self.seen.of_journey.contains(value) {
                self.seen.of_journey.insert(value.to_owned());
            }
        }
        for (name, _) in &record.facets {
            if !self.seen.facets.contains(&**name) {
                self.seen.facets.insert(name.to_string());
            }
        }
    }
}

impl Content {
    fn add_to(&self, file: &mut FileCheck) {
        file.n_with_words += u64::from(self.has_words);
        for name in &self.scores {
            *file.n_scores.entry(name.clone()).or_default() += 1;
        }
    }

    fn take_from(&self, file: &mut FileCheck) {
        file.n_with_words -= u64::from(self.has_words);
        for name in &self.scores {
            if let Some(n) = file.n_scores.get_mut(name) {
                *n -= 1;
            }
        }
    }
}

impl FileCheck {
    /// Widens the dates of the file, and counts days from which programs count, as they stand in `zone` or in UTC.
    fn note_date(&mut self, at: Option<Timestamp>, zone: &TimeZone) {
        let Some(at) = at else {
            return;
        };
        let (first, last) = self.dated.unwrap_or((at, at));
        self.dated = Some((first.min(at), last.max(at)));
        // A time that carries its offset is mostly written in UTC, whatever the zone of the source.
        let days = [zone, &TimeZone::UTC].map(|zone| zone.to_datetime(at).date());
        if let Some(day) = days.into_iter().find(|day| ZERO_DAYS.contains(day)) {
            *self.zero_days.entry(day).or_default() += 1;
        }
    }
}
