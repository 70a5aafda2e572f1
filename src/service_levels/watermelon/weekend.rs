use super::ticket::{SlaOutcome, TicketExperience};
use crate::disclosure::Verdict;
use crate::service_levels::experience::{Error, FLOOR};
use crate::service_levels::watermelon::Settings;
use crate::stats::wilson_interval;
use crate::units::{Interval, Seconds, as_f64};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;

/// Negative answers of tickets with one outcome, by whether the customer waited over a weekend.
#[derive(Debug, Clone, PartialEq)]
pub struct WeekendRow {
    /// How their promises came out.
    pub sla: SlaOutcome,
    /// Whether a whole Sunday lay in the wait.
    pub crossed_weekend: bool,
    /// Tickets.
    pub n: usize,
    /// Tickets with an answer; `None` where that may not be told.
    pub n_responded: Option<usize>,
    /// Share of negative answers; `None` with fewer than five answers, and where it may not be told.
    pub negative: Option<Interval>,
    /// Middle of the waits by the clock on the wall, of the tickets with an answer.
    pub median_wait: Option<Seconds>,
}

/// Whether a wait held the whole of a Sunday by the clock of this zone: from Friday to Monday, or from
/// Saturday, but not from Sunday itself.
pub fn crosses_weekend(from: Timestamp, to: Timestamp, zone: &TimeZone) -> bool {
    let first = zone.to_datetime(from);
    let days = first.date().weekday().until(Weekday::Sunday);
    // A wait that begins in the course of Sunday looks to the next one.
    let is_within_sunday = days == 0 && first.time() != jiff::civil::Time::midnight();
    let days = if is_within_sunday { 7 } else { i64::from(days) };
    let monday = first.date().checked_add((days + 1).days());
    let over = monday.map(|monday| {
        zone.to_ambiguous_timestamp(monday.at(0, 0, 0, 0))
            .compatible()
    });
    matches!(over, Ok(Ok(over)) if over <= to)
}

/// Tickets by outcome of the SLA and by whether the wait held a weekend.
pub(super) type Groups<'a> = BTreeMap<(SlaOutcome, bool), Vec<&'a TicketExperience>>;

/// Divides the tickets whose wait is known.
pub(super) fn by_weekend(tickets: &[TicketExperience]) -> Groups<'_> {
    let mut groups = Groups::new();
    for ticket in tickets {
        if let Some(crossed) = ticket.crossed_weekend {
            let key = (ticket.sla, crossed);
            groups.entry(key).or_default().push(ticket);
        }
    }
    groups
}

/// Sets negative answers of customers who waited over a weekend beside those who did not, by outcome of
/// the SLA: a wait of two office hours may be a whole weekend to the customer. `verdicts` say which rows
/// are told.
///
/// # Errors
///
/// [`Error::Statistic`] never for counts made here; it is passed on from the interval.
pub(super) fn weekend(
    groups: Groups<'_>,
    verdicts: &[Verdict],
    settings: &Settings,
) -> Result<Vec<WeekendRow>, Error> {
    let groups = groups.into_iter().zip(verdicts);
    groups
        .map(|(((sla, crossed_weekend), tickets), verdict)| {
            let answered: Vec<(bool, Option<Seconds>)> = tickets
                .iter()
                .filter_map(|ticket| {
                    let negative = settings.question.is_negative(ticket.response?)?;
                    Some((negative, ticket.waited_calendar))
                })
                .collect();
            let n = answered.len();
            let is_shown = *verdict == Verdict::Shown && n > 0;
            let n_negative = answered.iter().filter(|(negative, _)| *negative).count();
            let negative = if is_shown && n >= FLOOR {
                let share = as_f64(n_negative) / as_f64(n);
                Some(wilson_interval(as_f64(n), share, settings.level)?)
            } else {
                None
            };
            let mut waits: Vec<Seconds> = answered.iter().filter_map(|(_, wait)| *wait).collect();
            waits.sort_unstable();
            let middle = waits.get(waits.len().saturating_sub(1) / 2).copied();
            Ok(WeekendRow {
                sla,
                crossed_weekend,
                n: tickets.len(),
                n_responded: is_shown.then_some(n),
                negative,
                median_wait: middle.filter(|_| is_shown && waits.len() >= FLOOR),
            })
        })
        .collect()
}
