use super::counts::Counts;
use super::formula::{Formula, Rule, ServiceLevel, service_level};
use super::handling::{Attribution, Recorded};
use super::seen::Seen;
use crate::units::{Probability, as_f64};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Intervals of the day by the clock of the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intervals {
    /// How long they are.
    pub length: IntervalLength,
    /// The zone of the centre.
    pub zone: TimeZone,
}

/// How long an interval is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IntervalLength {
    /// 15 minutes.
    Quarter,
    /// 30 minutes.
    Half,
}

impl IntervalLength {
    /// Minutes.
    pub fn minutes(self) -> i64 {
        match self {
            Self::Quarter => 15,
            Self::Half => 30,
        }
    }
}

/// How many contacts came at a time of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeRow {
    /// The channel.
    pub channel: Option<Arc<str>>,
    /// 1 Monday to 7 Sunday.
    pub weekday: i8,
    /// Minutes since midnight by the local clock at which the interval begins. Where the clock is put
    /// back, the two intervals of one reading stand together.
    pub minute_of_day: i64,
    /// Inbound contacts, whatever came of them.
    pub n_inbound: usize,
    /// Those offered in opening hours.
    pub n_offered: usize,
}

/// One interval of one day.
#[derive(Debug, Clone, PartialEq)]
pub struct IntervalRow {
    /// When it began.
    pub start: Timestamp,
    /// Contacts that were offered in it.
    pub counts: Counts,
    /// Their service levels.
    pub service_levels: Vec<ServiceLevel>,
    /// Contacts whose work is counted to it by the attribution.
    pub n_handled: usize,
    /// Their handle time together.
    pub handle: SignedDuration,
}

/// Channel, weekday, minute of the day.
type TimeOfWeek = (Option<Arc<str>>, i8, i64);

impl IntervalRow {
    /// Average handle time, in seconds.
    pub fn aht_s(&self) -> Option<f64> {
        (self.n_handled > 0).then(|| self.handle.as_secs_f64() / as_f64(self.n_handled))
    }
}

impl Intervals {
    /// When the interval of an instant began.
    pub fn start_of(&self, at: Timestamp) -> Timestamp {
        let local = self.zone.to_datetime(at);
        let minute = i64::from(local.minute()) % self.length.minutes();
        let since = SignedDuration::new(
            minute * 60 + i64::from(local.second()),
            local.subsec_nanosecond(),
        );
        at.checked_sub(since).unwrap_or(at)
    }

    /// The intervals of a day: 92 or 100 quarters where the clock is put forward or back.
    pub fn starts_of_day(&self, date: Date) -> Vec<Timestamp> {
        let midnight = |date: Date| Some(date.to_zoned(self.zone.clone()).ok()?.timestamp());
        let next = date.tomorrow().ok().and_then(midnight);
        let Some((start, end)) = midnight(date).zip(next) else {
            return Vec::new();
        };
        let step = SignedDuration::from_mins(self.length.minutes());
        let after = |at: &Timestamp| at.checked_add(step).ok();
        std::iter::successors(Some(start), after)
            .take_while(|at| *at < end)
            .collect()
    }

    /// Contacts by channel and time of the week, in that order; times without contacts have no row.
    pub(super) fn volume(&self, seen: &[&Seen<'_>]) -> Vec<VolumeRow> {
        let mut rows: BTreeMap<TimeOfWeek, (usize, usize)> = BTreeMap::new();
        for one in seen.iter().filter(|one| one.is_inbound()) {
            let local = self.zone.to_datetime(self.start_of(one.call.offered_at));
            let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
            let weekday = local.weekday().to_monday_one_offset();
            let key = (one.call.channel.clone(), weekday, minute);
            let row = rows.entry(key).or_default();
            row.0 += 1;
            let is_offered = Counts::is_offered(one);
            row.1 += usize::from(is_offered);
        }
        let row = |((channel, weekday, minute_of_day), (n_inbound, n_offered))| VolumeRow {
            channel,
            weekday,
            minute_of_day,
            n_inbound,
            n_offered,
        };
        rows.into_iter().map(row).collect()
    }

    /// Intervals in which a contact was offered or work counted, in order of time.
    pub(super) fn rows(
        &self,
        seen: &[&Seen<'_>],
        recorded: Recorded,
        attribution: Attribution,
        rule: &Rule,
        formulas: &[Formula],
        level: Probability,
    ) -> Vec<IntervalRow> {
        let mut offered: BTreeMap<Timestamp, Vec<&Seen<'_>>> = BTreeMap::new();
        let mut handled: BTreeMap<Timestamp, (usize, SignedDuration)> = BTreeMap::new();
        for one in seen {
            let start = self.start_of(one.call.offered_at);
            offered.entry(start).or_default().push(one);
            let time = recorded.handle_time(one.call);
            let counted = time.zip(attribution.instant(one.call));
            if let Some((time, at)) = counted
                && one.is_answered()
                && one.is_finished
            {
                let start = self.start_of(at);
                offered.entry(start).or_default();
                let sum = handled.entry(start).or_default();
                *sum = (sum.0 + 1, sum.1.saturating_add(time));
            }
        }
        let row = |(start, contacts): (Timestamp, Vec<&Seen<'_>>)| {
            let counts = Counts::of(contacts, rule);
            let (n_handled, handle) = handled.get(&start).copied().unwrap_or_default();
            let service_levels = formulas.iter();
            IntervalRow {
                start,
                counts,
                service_levels: service_levels
                    .map(|formula| service_level(&counts, *formula, rule.flow_outs(), level))
                    .collect(),
                n_handled,
                handle,
            }
        };
        offered.into_iter().map(row).collect()
    }
}
