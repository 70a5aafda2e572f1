use super::Window;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use std::fmt;
use std::str::FromStr;

/// Seconds of a day whose clock is not set.
const DAY_S: u32 = 86_400;

/// What a wall clock shows, 00:00 to 24:00, to the second.
///
/// 24:00 is the end of a day, the same instant as 00:00 of the next: a day that ended at 23:59 would
/// lose a minute every night.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockTime(u32);

/// A text or number that is no time of a wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no time of day, expected 00:00 to 24:00")]
pub struct NoClockTime;

impl ClockTime {
    /// 00:00.
    pub const MIDNIGHT: Self = Self(0);
    /// 24:00.
    pub const END_OF_DAY: Self = Self(DAY_S);

    /// Checks hour, minute and second; 24:00:00 is the last time there is.
    ///
    /// # Errors
    ///
    /// [`NoClockTime`].
    pub fn new(hour: u32, minute: u32, second: u32) -> Result<Self, NoClockTime> {
        let in_range = hour <= 24 && minute < 60 && second < 60;
        let seconds = hour.saturating_mul(3_600) + minute.min(60) * 60 + second.min(60);
        if in_range && seconds <= DAY_S {
            Ok(Self(seconds))
        } else {
            Err(NoClockTime)
        }
    }

    /// Seconds that the clock shows since 00:00.
    pub fn seconds(self) -> i64 {
        i64::from(self.0)
    }

    /// The instant at which a clock in `zone` shows this on `date`; `None` beyond the years that
    /// can be counted in.
    ///
    /// A time that the clock skips is taken as much later as it skips; of a time that it shows twice
    /// the first counts (RFC 5545, 3.3.5; jiff calls it "compatible"). Whether either is summer time
    /// is never asked.
    pub fn on(self, date: Date, zone: &TimeZone) -> Option<Timestamp> {
        let (date, seconds) = if self == Self::END_OF_DAY {
            (date.tomorrow().ok()?, 0)
        } else {
            (date, self.0)
        };
        let part = |number: u32| i8::try_from(number).ok();
        let time = Time::new(
            part(seconds / 3_600)?,
            part(seconds / 60 % 60)?,
            part(seconds % 60)?,
            0,
        )
        .ok()?;
        zone.to_ambiguous_timestamp(date.to_datetime(time))
            .compatible()
            .ok()
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 3_600, self.0 / 60 % 60)?;
        match self.0 % 60 {
            0 => Ok(()),
            second => write!(f, ":{second:02}"),
        }
    }
}

impl FromStr for ClockTime {
    type Err = NoClockTime;

    /// Reads `9:00`, `09:00` and `09:00:00`.
    fn from_str(text: &str) -> Result<Self, NoClockTime> {
        let mut parts = text.split(':').map(|part| {
            let is_number =
                (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            is_number
                .then(|| part.parse().ok())
                .flatten()
                .ok_or(NoClockTime)
        });
        let hour = parts.next().ok_or(NoClockTime)??;
        let minute = parts.next().ok_or(NoClockTime)??;
        let second = parts.next().unwrap_or(Ok(0))?;
        if parts.next().is_some() {
            return Err(NoClockTime);
        }
        Self::new(hour, minute, second)
    }
}

/// A part of a day by the wall clock, half-open. One that ends at or before its start ends on the
/// next day, and belongs to the day on which it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClockInterval {
    start: ClockTime,
    end: ClockTime,
}

/// Two times that make no interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoClockInterval {
    /// Start and end are equal: nothing, or a whole day? Not guessed.
    #[error("starts and ends at {at}, which is either nothing or a whole day")]
    Equal {
        /// The time.
        at: ClockTime,
    },
    /// It starts at 24:00.
    #[error("starts at 24:00, which is only an end")]
    StartsAtEndOfDay,
}

impl ClockInterval {
    /// Checks the two times.
    ///
    /// # Errors
    ///
    /// [`NoClockInterval`] when they are equal or the start is 24:00.
    pub fn new(start: ClockTime, end: ClockTime) -> Result<Self, NoClockInterval> {
        if start == ClockTime::END_OF_DAY {
            Err(NoClockInterval::StartsAtEndOfDay)
        } else if start == end {
            Err(NoClockInterval::Equal { at: start })
        } else {
            Ok(Self { start, end })
        }
    }

    /// When it starts.
    pub fn start(self) -> ClockTime {
        self.start
    }

    /// When it ends, that day or the next.
    pub fn end(self) -> ClockTime {
        self.end
    }

    /// Whether it ends on the day after the one it starts on, 24:00 not counted as that.
    pub fn is_overnight(self) -> bool {
        self.end < self.start
    }

    /// Seconds by the wall clock from 00:00 of its day to start and end, the end above 24 hours when
    /// it lies on the next day.
    pub(super) fn seconds(self) -> (i64, i64) {
        let next_day = if self.is_overnight() {
            i64::from(DAY_S)
        } else {
            0
        };
        (self.start.seconds(), self.end.seconds() + next_day)
    }

    /// The window of the interval that starts on `date`.
    ///
    /// It is empty or turned round where both ends lie so near a skipped hour that the start is
    /// moved behind the end; [`super::Opening::new`] drops such windows.
    pub fn on(self, date: Date, zone: &TimeZone) -> Option<Window> {
        let end = if self.is_overnight() {
            let next = date.tomorrow().ok()?;
            // A night before a day that never was ends with its evening.
            match whole_day(next, zone) {
                Some(_) => self.end.on(next, zone)?,
                None => ClockTime::END_OF_DAY.on(date, zone)?,
            }
        } else {
            self.end.on(date, zone)?
        };
        Some(Window {
            start: self.start.on(date, zone)?,
            end,
        })
    }
}

impl fmt::Display for ClockInterval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", self.start, self.end)
    }
}

/// A local date from 00:00 to 24:00, however long it lasts. A day that a zone left out, as it changed
/// sides of the date line, is none and has no hours.
pub(super) fn whole_day(date: Date, zone: &TimeZone) -> Option<Window> {
    let day = Window {
        start: ClockTime::MIDNIGHT.on(date, zone)?,
        end: ClockTime::END_OF_DAY.on(date, zone)?,
    };
    (day.start < day.end).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_are_read_and_written() {
        let check = |text: &str, expected: Option<&str>| {
            let read: Option<String> = text.parse::<ClockTime>().ok().map(|time| time.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        };
        check("9:00", Some("09:00"));
        check("09:05:07", Some("09:05:07"));
        check("24:00", Some("24:00"));
        check("24:01", None);
        check("23:60", None);
        check("9", None);
        check("+9:00", None);
        check("09:00:00:00", None);
        check("", None);
    }

    #[test]
    fn an_interval_needs_two_times() {
        let time = |text: &str| text.parse::<ClockTime>().unwrap();
        let check = |start, end| ClockInterval::new(time(start), time(end));
        assert!(check("22:00", "06:00").unwrap().is_overnight());
        assert!(!check("00:00", "24:00").unwrap().is_overnight());
        assert!(check("09:00", "09:00").is_err());
        assert!(check("24:00", "06:00").is_err());
    }
}
