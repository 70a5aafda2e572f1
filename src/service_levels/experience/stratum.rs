use crate::service_levels::experience::{Respondent, Response, Scope};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// A calendar period, in the zone of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// A week by ISO 8601: Monday to Sunday, `2026-W12`.
    Week,
    /// A month, `2026-03`.
    Month,
    /// A quarter, `2026-Q1`.
    Quarter,
}

/// Whether two populations are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Respondents {
    /// Customers and employees have figures of their own.
    #[default]
    Apart,
    /// All in one figure, because that was asked for.
    Together,
}

/// A group of responses that has figures of its own. Ordered as tables are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stratum {
    /// Whose answers; `None` where populations were put together.
    pub respondent: Option<Respondent>,
    /// What they were asked about; `None` where the source does not say.
    pub scope: Option<Scope>,
    /// Values of the keys, in the order they were asked for; empty where a response has none.
    pub keys: Vec<Arc<str>>,
    /// The period; `None` where answers are not divided by time, or have none.
    pub period: Option<Arc<str>>,
}

impl Period {
    /// Name in files and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }

    /// Name of the period that holds an instant; names sort by time.
    pub fn name(self, at: Timestamp, zone: &TimeZone) -> String {
        let date = zone.to_datetime(at).date();
        match self {
            Self::Week => {
                let week = date.iso_week_date();
                format!("{}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{}-{:02}", date.year(), date.month()),
            Self::Quarter => format!("{}-Q{}", date.year(), (date.month() + 2) / 3),
        }
    }
}

impl Stratum {
    /// The group of a response.
    pub(super) fn of(
        response: &Response,
        by: &[Arc<str>],
        respondents: Respondents,
        period: Option<Arc<str>>,
    ) -> Self {
        Self {
            respondent: match respondents {
                Respondents::Apart => Some(response.respondent),
                Respondents::Together => None,
            },
            scope: response.scope,
            keys: by
                .iter()
                .map(|key| response.keys.get(key).cloned().unwrap_or_default())
                .collect(),
            period,
        }
    }

    /// The same group over all time.
    #[must_use]
    pub fn over_all_time(&self) -> Self {
        Self {
            period: None,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_that_of_the_local_day() {
        let amsterdam = TimeZone::get("Europe/Amsterdam").unwrap();
        let at: Timestamp = "2025-12-31T23:30:00Z".parse().unwrap();
        assert_eq!(Period::Month.name(at, &amsterdam), "2026-01");
        assert_eq!(Period::Month.name(at, &TimeZone::UTC), "2025-12");
        assert_eq!(Period::Week.name(at, &amsterdam), "2026-W01");
        assert_eq!(Period::Quarter.name(at, &amsterdam), "2026-Q1");
        let end: Timestamp = "2027-01-03T12:00:00Z".parse().unwrap();
        assert_eq!(Period::Week.name(end, &amsterdam), "2026-W53");
    }
}
