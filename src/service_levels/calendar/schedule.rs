use super::clock_time::ClockInterval;
use super::holidays::{Holiday, HolidaySet};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// When work is done, by local clocks, in versions that follow each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    id: Arc<str>,
    /// In the order of their dates; none hold on the same day.
    versions: Vec<ScheduleVersion>,
}

/// The hours of a schedule for as long as they hold.
#[derive(Debug, Clone, PartialEq)]
pub struct ScheduleVersion {
    /// Number in outputs, from 1.
    pub version: u32,
    /// Zone of the clocks.
    pub time_zone: TimeZone,
    /// Hours that return every week.
    pub weekly: WeeklyHours,
    /// Days off.
    pub holidays: Arc<HolidaySet>,
    /// What a day off does to hours that run past midnight.
    pub overnight: OvernightHolidays,
    /// Hours of single dates in place of the weekly ones, also where the date is a holiday; an empty
    /// list closes the date.
    pub shifts: BTreeMap<Date, Vec<ClockInterval>>,
    /// Stretches that are cut out of whatever hours there are.
    pub breaks: BTreeMap<Date, Vec<ClockInterval>>,
    /// First local date on which it holds.
    pub valid_from: Option<Date>,
    /// First local date on which it no longer does.
    pub valid_to: Option<Date>,
}

/// Hours of each day of the week. An overnight interval belongs to the day on which it starts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WeeklyHours([Vec<ClockInterval>; 7]);

/// What a day off does to hours that run past midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum OvernightHolidays {
    /// The day is closed from 00:00 to 24:00: a night that ends on it loses its morning, a night that
    /// starts on it keeps the next one.
    #[default]
    ByCalendarDay,
    /// All hours that start on the day are off, as long as they last, and no others.
    ByStartDay,
}

/// Why versions make no schedule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ScheduleError {
    /// There is no version.
    #[error("schedule {id} has no version")]
    NoVersion {
        /// Of which schedule.
        id: Arc<str>,
    },
    /// A version is never open.
    #[error("version {version} of schedule {id} has neither weekly hours nor shifts")]
    Empty {
        /// Of which schedule.
        id: Arc<str>,
        /// Which version.
        version: u32,
    },
    /// A version ends before it begins.
    #[error(
        "version {version} of schedule {id} holds from {valid_from} to {valid_to}, which is no day at all"
    )]
    NeverValid {
        /// Of which schedule.
        id: Arc<str>,
        /// Which version.
        version: u32,
        /// First date on which it holds.
        valid_from: Date,
        /// First date on which it does not.
        valid_to: Date,
    },
    /// Two versions hold on the same date.
    #[error("versions {first} and {second} of schedule {id} both hold on {date}")]
    Overlapping {
        /// Of which schedule.
        id: Arc<str>,
        /// One version.
        first: u32,
        /// The other.
        second: u32,
        /// First date on which both do.
        date: Date,
    },
    /// Two versions have the same number.
    #[error("schedule {id} has version {version} twice")]
    SameNumber {
        /// Of which schedule.
        id: Arc<str>,
        /// The number.
        version: u32,
    },
}

impl ScheduleError {
    /// The version at fault; the later of two.
    pub fn version(&self) -> Option<u32> {
        match self {
            Self::NoVersion { .. } => None,
            Self::Empty { version, .. }
            | Self::NeverValid { version, .. }
            | Self::SameNumber { version, .. }
            | Self::Overlapping {
                second: version, ..
            } => Some(*version),
        }
    }
}

impl Schedule {
    /// Orders versions by date and checks that they can stand together.
    ///
    /// # Errors
    ///
    /// [`ScheduleError`] for the first thing that is wrong.
    pub fn new(
        id: impl Into<Arc<str>>,
        mut versions: Vec<ScheduleVersion>,
    ) -> Result<Self, ScheduleError> {
        let id = id.into();
        if versions.is_empty() {
            return Err(ScheduleError::NoVersion { id });
        }
        versions.sort_by_key(|version| (version.valid_from, version.version));
        for version in &versions {
            check_version(&id, version)?;
        }
        for (at, later) in versions.iter().enumerate() {
            for earlier in &versions[..at] {
                check_pair(&id, earlier, later)?;
            }
        }
        Ok(Self { id, versions })
    }

    /// Name in files.
    pub fn id(&self) -> &Arc<str> {
        &self.id
    }

    /// Versions in the order of their dates.
    pub fn versions(&self) -> &[ScheduleVersion] {
        &self.versions
    }

    /// The version that holds on a local date.
    pub fn version_on(&self, date: Date) -> Option<&ScheduleVersion> {
        self.versions.iter().find(|version| version.holds_on(date))
    }

    /// Holidays from `from` up to, but not on, `to`, by the version that holds on each date.
    pub fn holidays(&self, from: Date, to: Date) -> Vec<Holiday> {
        self.versions
            .iter()
            .flat_map(|version| {
                let (first, end) = version.valid_within(from, to);
                version.holidays.between(first, end)
            })
            .collect()
    }
}

fn check_version(id: &Arc<str>, version: &ScheduleVersion) -> Result<(), ScheduleError> {
    if version.weekly.is_empty() && version.shifts.values().all(Vec::is_empty) {
        return Err(ScheduleError::Empty {
            id: Arc::clone(id),
            version: version.version,
        });
    }
    match (version.valid_from, version.valid_to) {
        (Some(valid_from), Some(valid_to)) if valid_to <= valid_from => {
            Err(ScheduleError::NeverValid {
                id: Arc::clone(id),
                version: version.version,
                valid_from,
                valid_to,
            })
        }
        _ => Ok(()),
    }
}

/// `earlier` does not begin after `later`.
fn check_pair(
    id: &Arc<str>,
    earlier: &ScheduleVersion,
    later: &ScheduleVersion,
) -> Result<(), ScheduleError> {
    if earlier.version == later.version {
        return Err(ScheduleError::SameNumber {
            id: Arc::clone(id),
            version: later.version,
        });
    }
    let begins = later.valid_from.unwrap_or(Date::MIN);
    if earlier.valid_to.is_none_or(|end| begins < end) {
        return Err(ScheduleError::Overlapping {
            id: Arc::clone(id),
            first: earlier.version,
            second: later.version,
            date: begins,
        });
    }
    Ok(())
}

impl ScheduleVersion {
    /// Weekly hours in a zone, without holidays, that always hold.
    pub fn weekly(time_zone: TimeZone, weekly: WeeklyHours) -> Self {
        Self {
            version: 1,
            time_zone,
            weekly,
            holidays: Arc::new(HolidaySet::of("none", super::HolidayRules::None)),
            overnight: OvernightHolidays::default(),
            shifts: BTreeMap::new(),
            breaks: BTreeMap::new(),
            valid_from: None,
            valid_to: None,
        }
    }

    /// Whether it holds on a local date.
    pub fn holds_on(&self, date: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= date) && self.valid_to.is_none_or(|to| date < to)
    }

    /// Hours that start on a date, by shift or by week, holidays not considered.
    pub fn hours_on(&self, date: Date) -> &[ClockInterval] {
        self.shifts
            .get(&date)
            .map_or_else(|| self.weekly.on(date.weekday()), Vec::as_slice)
    }

    /// The part of `[from, to)` in which it holds; empty ones end before they begin.
    pub(super) fn valid_within(&self, from: Date, to: Date) -> (Date, Date) {
        (
            self.valid_from.map_or(from, |valid| valid.max(from)),
            self.valid_to.map_or(to, |valid| valid.min(to)),
        )
    }
}

impl WeeklyHours {
    /// Adds an interval to a day.
    pub fn add(&mut self, day: Weekday, interval: ClockInterval) {
        let hours = &mut self.0[position(day)];
        hours.push(interval);
        hours.sort_unstable();
    }

    /// Adds an interval to several days.
    #[must_use]
    pub fn with(mut self, days: &[Weekday], interval: ClockInterval) -> Self {
        for day in days {
            self.add(*day, interval);
        }
        self
    }

    /// Hours that start on a day of the week, in order.
    pub fn on(&self, day: Weekday) -> &[ClockInterval] {
        &self.0[position(day)]
    }

    /// Whether no day has hours.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }
}

/// Monday first.
fn position(day: Weekday) -> usize {
    usize::from(day.to_monday_zero_offset().unsigned_abs())
}
