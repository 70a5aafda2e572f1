use crate::findings::{EventIntake, ServiceLevels};
use crate::service_levels::attainment::Restatement;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// All that one report on tickets holds.
#[derive(Debug, Clone, Copy)]
pub struct SlaReport<'a> {
    /// What came of the promises.
    pub levels: &'a ServiceLevels,
    /// What became of the rows.
    pub intake: &'a EventIntake,
    /// Where the clock of times for people hangs.
    pub zone: &'a TimeZone,
    /// Rows of single agents that are not told.
    pub withheld: Option<Withheld>,
    /// Where the figures are those of a frozen period: since when, and what became of them.
    pub frozen: Option<&'a FrozenFigures>,
}

/// Since when figures are frozen, and what today's data would make of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenFigures {
    /// Number of the revision, from 1.
    pub revision: u32,
    /// When it was frozen.
    pub frozen_at: String,
    /// Why it replaced the one before.
    pub reason: Option<String>,
    /// What its figures rest on.
    pub definitions_sha256: String,
    /// The instant of today's report.
    pub now: Timestamp,
    /// Clocks that stand otherwise today.
    pub restatements: Vec<Restatement>,
}

/// Rows of single agents that too few cases stand behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Withheld {
    /// How many rows.
    pub n_rows: usize,
    /// Fewest decided cases behind a row that is told.
    pub floor: usize,
}

/// An instant on the clock of a zone, with its offset; seconds only where there are any.
pub(super) fn clock(at: Timestamp, zone: &TimeZone) -> String {
    let at = at.to_zoned(zone.clone());
    let form = if at.second() == 0 {
        "%Y-%m-%d %H:%M %:z"
    } else {
        "%Y-%m-%d %H:%M:%S %:z"
    };
    at.strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_stand_on_the_clock_of_the_zone_with_its_offset() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let shown = |at: &str| clock(at.parse().unwrap(), &zone);
        assert_eq!(shown("2026-06-15T12:00:00Z"), "2026-06-15 14:00 +02:00");
        assert_eq!(shown("2026-01-15T12:00:07Z"), "2026-01-15 13:00:07 +01:00");
    }
}
