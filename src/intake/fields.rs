use super::Decimal;
use super::Fault;
use super::Row;
use super::TimeReading;
use super::blank::Blank;
use super::column_words::is_blank;
use super::mapping::{Blame, Place};
use super::profile::Counts;
use super::spec::{Many, ScoreSpec, SourceSpec};
use crate::record::{RawId, Score, ScoreName};
use jiff::Timestamp;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// Fields that a row has whatever it holds.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) at: Option<Timestamp>,
    pub(super) customer: Option<RawId>,
    pub(super) contact: Option<RawId>,
    pub(super) ticket: Option<RawId>,
    pub(super) question: Option<Arc<str>>,
    pub(super) weight: Option<f64>,
    pub(super) scores: Vec<Score>,
    pub(super) facets: Vec<(Arc<str>, Arc<str>)>,
}

/// Reads the fields of a row.
#[derive(Debug)]
pub(super) struct FieldMapping {
    times: TimeReading,
    until: Option<Timestamp>,
    unknown: Blank,
    decimal: Decimal,
    at: Option<Place>,
    time_of_day: Option<Place>,
    customer: Option<Place>,
    contact: Option<Place>,
    ticket: Option<Place>,
    question: Option<(Place, Words)>,
    weight: Option<Place>,
    scores: Vec<ScoreColumn>,
    facets: Vec<(Arc<str>, Place, Words)>,
    constants: Vec<(Arc<str>, Arc<str>)>,
}

impl FieldMapping {
    pub(super) fn new(spec: &SourceSpec, find: &dyn Fn(&str) -> Option<Place>) -> Self {
        let place = |column: &Option<String>| column.as_deref().and_then(find);
        let columns = &spec.columns;
        let mut facets: Vec<(Arc<str>, Place, Words)> = columns
            .facets
            .iter()
            .filter_map(|(name, column)| {
                Some((Arc::from(name.as_str()), find(column)?, Words::default()))
            })
            .collect();
        facets.sort_by(|a, b| a.0.cmp(&b.0));
        Self {
            times: spec.times.clone(),
            until: spec.until,
            unknown: Blank::new(&spec.unknown),
            decimal: spec.decimal,
            at: place(&columns.at),
            time_of_day: place(&columns.time_of_day),
            customer: place(&columns.customer),
            contact: place(&columns.contact),
            ticket: place(&columns.ticket),
            question: place(&columns.question).map(|place| (place, Words::default())),
            weight: place(&columns.weight),
            scores: columns
                .scores
                .iter()
                .filter_map(|score| {
                    Some(ScoreColumn::new(score, find(&score.column)?, spec.decimal))
                })
                .collect(),
            facets,
            constants: columns
                .constants
                .iter()
                .map(|(name, value)| (Arc::from(name.as_str()), Arc::from(value.as_str())))
                .collect(),
        }
    }

    pub(super) fn read(&mut self, row: &Row, counts: &mut Counts) -> Result<Fields, Blame> {
        let mut doubtful = 0;
        let mut id = |place: &Option<Place>| {
            let cell = place.as_ref()?.cell(row);
            if self.unknown.is(cell) {
                return None;
            }
            doubtful += u64::from(is_blank(cell));
            Some(RawId::new(cell))
        };
        let mut fields = Fields {
            at: self.time(row)?,
            customer: id(&self.customer),
            contact: id(&self.contact),
            ticket: id(&self.ticket),
            weight: self.weight(row)?,
            ..Fields::default()
        };
        counts.doubtful_ids += doubtful;
        let mut missing = 0;
        for score in &self.scores {
            match score
                .read(row, self.decimal)
                .map_err(|fault| score.place.blame(fault))?
            {
                Some(value) => fields.scores.push(Score {
                    name: score.name.clone(),
                    value,
                }),
                None => missing += 1,
            }
        }
        counts.missing_scores += missing;
        for (name, place, words) in &mut self.facets {
            let cell = place.cell(row);
            if !self.unknown.is(cell) {
                fields.facets.push((Arc::clone(name), words.share(cell)));
            }
        }
        for (name, value) in &self.constants {
            if let Err(at) = fields.facets.binary_search_by(|have| have.0.cmp(name)) {
                fields
                    .facets
                    .insert(at, (Arc::clone(name), Arc::clone(value)));
            }
        }
        if let Some((place, words)) = &mut self.question {
            let cell = place.cell(row);
            fields.question = (!self.unknown.is(cell)).then(|| words.share(cell));
        }
        counts.without_time += u64::from(self.at.is_some() && fields.at.is_none());
        Ok(fields)
    }

    fn time(&self, row: &Row) -> Result<Option<Timestamp>, Blame> {
        let Some(place) = &self.at else {
            return Ok(None);
        };
        let date = place.cell(row);
        if self.unknown.is_date(date) {
            return Ok(None);
        }
        let time = self
            .time_of_day
            .as_ref()
            .map_or("", |place| place.cell(row));
        let read = if time.is_empty() {
            self.times.parse(date)
        } else {
            self.times.parse(&format!("{date} {time}"))
        };
        let at = read.map_err(|fault| place.blame(fault))?;
        if self.until.is_some_and(|until| at > until) {
            return Err(place.blame(Fault::AfterToday));
        }
        Ok(Some(at))
    }

    fn weight(&self, row: &Row) -> Result<Option<f64>, Blame> {
        let Some(place) = &self.weight else {
            return Ok(None);
        };
        let cell = place.cell(row);
        if cell.is_empty() {
            return Err(place.blame(Fault::MissingValue));
        }
        match self.decimal.parse(cell) {
            Some(weight) if weight > 0.0 => Ok(Some(weight)),
            Some(_) => Err(place.blame(Fault::NotPositive)),
            None => Err(place.blame(Fault::NotANumber)),
        }
    }
}

#[derive(Debug)]
struct ScoreColumn {
    place: Place,
    name: ScoreName,
    scale: crate::record::Scale,
    missing_words: Vec<String>,
    missing_numbers: Vec<f64>,
    many: Many,
}

impl ScoreColumn {
    fn new(spec: &ScoreSpec, place: Place, decimal: Decimal) -> Self {
        Self {
            place,
            name: spec.name.clone(),
            scale: spec.scale,
            missing_words: spec
                .missing
                .iter()
                .map(|code| code.trim().to_lowercase())
                .collect(),
            missing_numbers: spec
                .missing
                .iter()
                .filter_map(|code| decimal.parse(code))
                .collect(),
            many: spec.many,
        }
    }

    fn read(&self, row: &Row, decimal: Decimal) -> Result<Option<f64>, Fault> {
        let cell = self.place.cell(row);
        if cell.is_empty() {
            return Ok(None);
        }
        if let Some(value) = decimal.parse(cell) {
            return self.check(value);
        }
        if self.missing_words.contains(&cell.to_lowercase()) {
            return Ok(None);
        }
        match (self.many, serde_json::from_str(cell)) {
            (Many::Mean, Ok(Value::Array(items))) => self.mean(&items),
            _ => Err(Fault::NotANumber),
        }
    }

    fn mean(&self, items: &[Value]) -> Result<Option<f64>, Fault> {
        let (mut sum, mut n) = (0.0, 0.0);
        for item in items {
            let value = item.as_f64().ok_or(Fault::NotANumber)?;
            if let Some(value) = self.check(value)? {
                sum += value;
                n += 1.0;
            }
        }
        Ok((n > 0.0).then(|| sum / n))
    }

    fn check(&self, value: f64) -> Result<Option<f64>, Fault> {
        let equal = |code: &f64| code.total_cmp(&value).is_eq();
        if self.missing_numbers.iter().any(equal) {
            Ok(None)
        } else if self.scale.contains(value) {
            Ok(Some(value))
        } else {
            Err(Fault::OutsideScale {
                low: self.scale.low(),
                high: self.scale.high(),
            })
        }
    }
}

/// Words of a column that come again and again, kept once. Bounded: a column of unique values is
/// not kept.
#[derive(Debug, Default)]
pub(super) struct Words(HashMap<Box<str>, Arc<str>>);

const KEPT_WORDS: usize = 4096;

impl Words {
    pub(super) fn share(&mut self, word: &str) -> Arc<str> {
        if let Some(shared) = self.0.get(word) {
            return Arc::clone(shared);
        }
        let shared: Arc<str> = Arc::from(word);
        if self.0.len() < KEPT_WORDS {
            self.0.insert(Box::from(word), Arc::clone(&shared));
        }
        shared
    }
}
