use jiff::ToSpan;
use jiff::civil::Date;

/// How long one period of a series is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Pace {
    /// A day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months, the first from January.
    Quarter,
}

impl Pace {
    /// The word for it in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }

    /// First day of the period in which `day` lies.
    pub fn start(self, day: Date) -> Date {
        let back = |days: i8| day.saturating_sub(i64::from(days).days());
        match self {
            Self::Day => day,
            Self::Week => back(day.weekday().to_monday_zero_offset()),
            Self::Month => back(day.day() - 1),
            Self::Quarter => {
                let months = i64::from((day.month() - 1) % 3);
                back(day.day() - 1).saturating_sub(months.months())
            }
        }
    }

    /// First day of the period after the one that begins on `start`.
    pub fn next(self, start: Date) -> Date {
        start.saturating_add(match self {
            Self::Day => 1.day(),
            Self::Week => 1.week(),
            Self::Month => 1.month(),
            Self::Quarter => 3.months(),
        })
    }

    /// First days of all periods from that of `first` to that of `last`, both included.
    pub fn starts(self, first: Date, last: Date) -> Vec<Date> {
        let mut starts = Vec::new();
        let mut start = self.start(first);
        while start <= last {
            starts.push(start);
            let next = self.next(start);
            if next <= start {
                // The end of the calendar.
                break;
            }
            start = next;
        }
        starts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_lies_in_its_week_month_and_quarter() {
        let check = |pace: Pace, expected: Date, after: Date| {
            let start = pace.start(date(2026, 2, 25));
            assert_eq!((start, pace.next(start)), (expected, after), "{pace:?}");
        };
        check(Pace::Day, date(2026, 2, 25), date(2026, 2, 26));
        check(Pace::Week, date(2026, 2, 23), date(2026, 3, 2));
        check(Pace::Month, date(2026, 2, 1), date(2026, 3, 1));
        check(Pace::Quarter, date(2026, 1, 1), date(2026, 4, 1));
    }

    #[test]
    fn every_period_between_two_days_is_there() {
        let starts = Pace::Month.starts(date(2025, 11, 30), date(2026, 1, 1));
        assert_eq!(
            starts,
            [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1)]
        );
        assert!(
            Pace::Day
                .starts(date(2026, 1, 2), date(2026, 1, 1))
                .is_empty()
        );
        assert_eq!(Pace::Day.starts(Date::MAX, Date::MAX), [Date::MAX]);
    }
}
