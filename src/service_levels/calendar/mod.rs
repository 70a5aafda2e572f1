//! When work is done: schedules by local clocks, windows of opening hours in UTC, and time counted
//! inside them.
//!
//! A [`Schedule`] says what clocks show in a time zone; [`Schedule::opening`] turns it into an
//! [`Opening`], sorted windows in UTC, and every elapsed time is a sum of physical seconds inside
//! those. Nothing downstream of the windows knows of zones, so no offset of one day can be applied to
//! another. Clock edges that a change of the clock skips or repeats are placed in one way only
//! ([`ClockTime::on`]).

mod clock_time;
mod easter;
mod holidays;
mod opening;
mod overlap;
mod overlapping;
mod schedule;
mod schedules;
mod skipped_edges;
mod tz_database;
mod windows;

pub use clock_time::{ClockInterval, ClockTime, NoClockInterval, NoClockTime};
pub use easter::easter_sunday;
pub use holidays::{GoodFriday, Holiday, HolidayName, HolidayRules, HolidaySet, LiberationDay};
pub use opening::{Opening, Window};
pub use overlap::overlap;
pub use overlapping::{DoubleHours, HoursDay};
pub use schedule::{OvernightHolidays, Schedule, ScheduleError, ScheduleVersion, WeeklyHours};
pub use schedules::Schedules;
pub use skipped_edges::{Left, SkippedEdge};
pub use tz_database::time_zone_database;

#[cfg(test)]
mod behaviour;
#[cfg(test)]
#[rustfmt::skip] // a table: one case a line
mod cases;
