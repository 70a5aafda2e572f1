use super::clock_time::ClockInterval;
use super::schedule::ScheduleVersion;
use jiff::civil::{Date, Weekday};

const DAY_S: i64 = 86_400;

/// Two intervals of a schedule that share time. They are joined, so that no time counts twice; the
/// second is most likely a slip of the pen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DoubleHours {
    /// Where the second one stands.
    pub day: HoursDay,
    /// The one that starts first.
    pub first: ClockInterval,
    /// The one that starts before the first has ended.
    pub second: ClockInterval,
}

/// A day that hours are declared for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoursDay {
    /// Every such day of the week.
    Weekly(Weekday),
    /// One date.
    Date(Date),
}

impl ScheduleVersion {
    /// Every pair of neighbouring intervals that share time, of the week and around each shift.
    pub fn double_hours(&self) -> Vec<DoubleHours> {
        let mut found = Vec::new();
        let mut day = Weekday::Monday;
        for _ in 0..7 {
            let before = self.weekly.on(day.previous());
            double(
                before,
                self.weekly.on(day),
                HoursDay::Weekly(day),
                &mut found,
            );
            day = day.next();
        }
        for (date, hours) in &self.shifts {
            if let Ok(yesterday) = date.yesterday() {
                double(
                    self.hours_on(yesterday),
                    hours,
                    HoursDay::Date(*date),
                    &mut found,
                );
            }
            // A night that a shift adds can run into hours of a day that has none of its own.
            if let Ok(tomorrow) = date.tomorrow()
                && !self.shifts.contains_key(&tomorrow)
            {
                let mut beside = Vec::new();
                let day = HoursDay::Date(tomorrow);
                double(hours, self.hours_on(tomorrow), day, &mut beside);
                found.extend(
                    beside
                        .into_iter()
                        .filter(|pair| hours.contains(&pair.first)),
                );
            }
        }
        found
    }
}

/// Notes each interval of `today` that starts before one of `yesterday` or `today` has ended.
fn double(
    yesterday: &[ClockInterval],
    today: &[ClockInterval],
    day: HoursDay,
    found: &mut Vec<DoubleHours>,
) {
    let nights = yesterday.iter().map(|interval| {
        let (start, end) = interval.seconds();
        (start - DAY_S, end - DAY_S, *interval)
    });
    let days = today.iter().map(|interval| {
        let (start, end) = interval.seconds();
        (start, end, *interval)
    });
    let mut all: Vec<_> = nights.chain(days).collect();
    all.sort_unstable();
    let mut longest: Option<(i64, ClockInterval)> = None;
    for (start, end, second) in all {
        if let Some((until, first)) = longest
            && start < until
            && start >= 0
        {
            found.push(DoubleHours { day, first, second });
        }
        if longest.is_none_or(|(until, _)| until < end) {
            longest = Some((end, second));
        }
    }
}
