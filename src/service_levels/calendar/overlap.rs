use super::clock_time::ClockInterval;
use super::opening::Opening;
use crate::units::Seconds;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// How long one is open within a customer's own day, such as 08:00–20:00 by the customer's clock.
///
/// Clocks are not changed everywhere on the same weekend, so the answer can differ by week.
pub fn overlap(opening: &Opening, customer: &TimeZone, hours: ClockInterval, day: Date) -> Seconds {
    hours.on(day, customer).map_or(Seconds(0), |window| {
        opening.between(window.start, window.end)
    })
}
