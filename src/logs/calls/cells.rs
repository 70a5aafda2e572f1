use super::field::{Field, folded};
use super::words;
use crate::intake::{Decimal, Fault, LocalTime, Row, TimeReading};
use jiff::{SignedDuration, Timestamp};
use std::cell::Cell;

/// What is wrong with which field.
pub(super) type Wrong = (Field, Fault);

/// The cells of one row by field.
pub(super) struct Cells<'a> {
    pub(super) row: &'a Row,
    /// Place of the column of each field, by its place in [`Field::ALL`].
    pub(super) slots: &'a [Option<usize>],
    pub(super) times: &'a TimeReading,
    pub(super) decimal: Decimal,
    /// Times of the row that the clock showed twice, or jumped over.
    pub(super) doubts: Cell<Doubts>,
}

/// Local times that do not tell one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Doubts {
    pub(super) n_repeated: usize,
    pub(super) n_skipped: usize,
}

impl<'a> Cells<'a> {
    /// The text of a field; `None` without a column, and for an empty cell.
    pub(super) fn text(&self, field: Field) -> Option<&'a str> {
        let slot = Field::ALL.iter().position(|one| *one == field)?;
        let column = (*self.slots.get(slot)?)?;
        Some(self.row.cell(column).trim()).filter(|text| !text.is_empty())
    }

    pub(super) fn instant(&self, field: Field) -> Result<Option<Timestamp>, Wrong> {
        let read = |text| self.time(text).map_err(|fault| (field, fault));
        self.text(field).map(read).transpose()
    }

    fn time(&self, text: &str) -> Result<Timestamp, Fault> {
        let (at, local) = self.times.read(text)?;
        let mut doubts = self.doubts.get();
        match local {
            LocalTime::Once => {}
            LocalTime::Repeated => doubts.n_repeated += 1,
            LocalTime::Skipped => doubts.n_skipped += 1,
        }
        self.doubts.set(doubts);
        Ok(at)
    }

    /// When the contact came: one column, or day and time apart.
    pub(super) fn offered_at(&self) -> Result<Timestamp, Wrong> {
        let (field, text) = match (self.text(Field::OfferedAt), self.text(Field::Date)) {
            (Some(text), _) => (Field::OfferedAt, text.to_owned()),
            (None, Some(date)) => {
                let time = self.text(Field::Time);
                let time = time.ok_or((Field::Time, Fault::MissingValue))?;
                (Field::Date, format!("{date} {time}"))
            }
            (None, None) => return Err((Field::OfferedAt, Fault::MissingValue)),
        };
        self.time(&text).map_err(|fault| (field, fault))
    }

    /// Seconds, or hours, minutes and seconds.
    pub(super) fn duration(&self, field: Field) -> Result<Option<SignedDuration>, Wrong> {
        let Some(text) = self.text(field) else {
            return Ok(None);
        };
        let seconds = self.decimal.parse(text);
        let duration = match seconds {
            Some(seconds) => SignedDuration::try_from_secs_f64(seconds).ok(),
            None => clock(text),
        };
        match duration {
            Some(duration) if duration.is_negative() => Err((field, Fault::Negative)),
            Some(duration) => Ok(Some(duration)),
            None => Err((field, Fault::NotANumber)),
        }
    }

    pub(super) fn number(&self, field: Field) -> Result<Option<f64>, Wrong> {
        let read = |text| self.decimal.parse(text).ok_or((field, Fault::NotANumber));
        self.text(field).map(read).transpose()
    }

    pub(super) fn yes_or_no(&self, field: Field) -> Result<Option<bool>, Wrong> {
        self.word(field, words::KNOWN_ANSWERS, words::yes_or_no)
    }

    pub(super) fn word<T>(
        &self,
        field: Field,
        expected: &'static str,
        read: fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Wrong> {
        let fault = || (field, Fault::UnknownWord { known: expected });
        let read = |text| read(&folded(text)).ok_or_else(fault);
        self.text(field).map(read).transpose()
    }
}

/// `1:02:03`. Two parts are not read: they can be hours and minutes as well as minutes and seconds.
fn clock(text: &str) -> Option<SignedDuration> {
    let mut parts = text.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_clock = [hours, minutes, seconds].into_iter().all(is_digits) && parts.next().is_none();
    if !is_clock {
        return None;
    }
    let hours: i64 = hours.parse().ok().filter(|hours| *hours < 10_000)?;
    let sixty = |part: &str| part.parse::<i64>().ok().filter(|part| *part < 60);
    Some(SignedDuration::from_secs(
        hours * 3600 + sixty(minutes)? * 60 + sixty(seconds)?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_minutes_and_seconds_are_read_and_two_parts_are_not() {
        let check = |text, seconds: Option<i64>| {
            assert_eq!(
                clock(text),
                seconds.map(SignedDuration::from_secs),
                "{text}"
            );
        };
        check("00:02:23", Some(143));
        check("1:00:00", Some(3600));
        check("02:23", None);
        check("00:61:00", None);
        check("-1:00:00", None);
        check("1:2:3:4", None);
    }
}
