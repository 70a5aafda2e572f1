use crate::drivers::Error;
use std::fmt;

/// From this age on a model may be fitted anew without a reason.
const LEAST_DAYS: i64 = 365;

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CalendarDay {
    year: i32,
    month: u8,
    day: u8,
}

impl CalendarDay {
    /// Checks that the calendar has this day; years 0 to 9999.
    ///
    /// # Errors
    ///
    /// [`Error::Date`] when it has not.
    pub fn new(year: i32, month: u8, day: u8) -> Result<Self, Error> {
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let n_days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if is_leap => 29,
            2 => 28,
            _ => 0,
        };
        if (0..=9999).contains(&year) && (1..=n_days).contains(&day) {
            Ok(Self { year, month, day })
        } else {
            Err(Error::Date { year, month, day })
        }
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// The month, from 1.
    pub fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub fn day(self) -> u8 {
        self.day
    }

    /// Days since 1 January 1970; negative before.
    ///
    /// Years begin in March, so that the leap day is the last of its year.
    pub fn days_since_epoch(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let month_from_march = (month + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        365 * year + leap_days + day_of_year - 719_468
    }

    /// Days from an earlier day to this one; negative when that day is later.
    pub fn days_after(self, earlier: Self) -> i64 {
        self.days_since_epoch() - earlier.days_since_epoch()
    }
}

impl fmt::Display for CalendarDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Leave to fit a new driver model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refit {
    /// Age of the frozen model.
    pub age_days: i64,
    /// Why it is replaced before its time; `None` when it is old enough.
    pub reason: Option<String>,
}

/// Says whether a frozen model may be replaced: after a year, or earlier for a stated reason.
///
/// # Errors
///
/// [`Error::RefitTooSoon`] within 365 days without a reason (blanks are none), [`Error::FrozenAhead`]
/// when the model is dated after today.
///
/// # Examples
///
/// ```
/// use signaal::drivers::waves::{CalendarDay, may_refit};
///
/// let frozen = CalendarDay::new(2026, 3, 1)?;
/// let today = CalendarDay::new(2026, 11, 21)?;
/// assert!(may_refit(frozen, today, None).is_err());
/// assert_eq!(may_refit(frozen, today, Some("new contact channel"))?.age_days, 265);
/// # Ok::<(), signaal::drivers::Error>(())
/// ```
pub fn may_refit(
    frozen: CalendarDay,
    today: CalendarDay,
    reason: Option<&str>,
) -> Result<Refit, Error> {
    let age_days = age(frozen, today)?;
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    if age_days >= LEAST_DAYS {
        return Ok(Refit {
            age_days,
            reason: None,
        });
    }
    let Some(reason) = reason else {
        return Err(Error::RefitTooSoon {
            age_days,
            least_days: LEAST_DAYS,
        });
    };
    Ok(Refit {
        age_days,
        reason: Some(reason.to_owned()),
    })
}

/// Age in days of a model on the day of its use.
pub(super) fn age(frozen: CalendarDay, today: CalendarDay) -> Result<i64, Error> {
    let days = today.days_after(frozen);
    if days < 0 {
        return Err(Error::FrozenAhead { days: -days });
    }
    Ok(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u8, day: u8) -> CalendarDay {
        CalendarDay::new(year, month, day).unwrap()
    }

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        // `date -u -d DAY +%s` divided by 86 400.
        for (date, expected) in [
            (day(1970, 1, 1), 0),
            (day(1969, 12, 31), -1),
            (day(2000, 2, 29), 11_016),
            (day(2000, 3, 1), 11_017),
            (day(2026, 11, 21), 20_778),
            (day(1900, 3, 1), -25_508),
        ] {
            assert_eq!(date.days_since_epoch(), expected, "{date}");
        }
        let mut before = day(1999, 12, 31).days_since_epoch();
        for year in 2000..2009 {
            for month in 1..=12 {
                for number in 1..=31 {
                    if let Ok(date) = CalendarDay::new(year, month, number) {
                        assert_eq!(date.days_since_epoch(), before + 1, "{date}");
                        before += 1;
                    }
                }
            }
        }
    }

    #[test]
    fn days_that_no_calendar_has_are_refused() {
        for (year, month, number) in [
            (2026, 2, 29),
            (1900, 2, 29),
            (2026, 13, 1),
            (2026, 0, 1),
            (2026, 4, 31),
            (2026, 4, 0),
            (-1, 1, 1),
        ] {
            assert!(CalendarDay::new(year, month, number).is_err());
        }
        assert_eq!(day(2024, 2, 29).to_string(), "2024-02-29");
    }

    #[test]
    fn a_young_model_is_replaced_for_a_reason_only() {
        let frozen = day(2025, 11, 21);
        assert_eq!(
            may_refit(frozen, day(2026, 11, 20), Some(" \t")),
            Err(Error::RefitTooSoon {
                age_days: 364,
                least_days: 365
            })
        );
        let early = may_refit(frozen, day(2026, 11, 20), Some(" merger ")).unwrap();
        assert_eq!(early.reason.as_deref(), Some("merger"));
        let due = may_refit(frozen, day(2026, 11, 21), None).unwrap();
        assert_eq!((due.age_days, due.reason), (365, None));
        assert_eq!(
            may_refit(frozen, day(2025, 11, 20), Some("merger")),
            Err(Error::FrozenAhead { days: 1 })
        );
    }
}
