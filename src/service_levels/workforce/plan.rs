use super::state::{AgentState, Stretch};
use super::timeline::{Bounds, Timeline};
use crate::service_levels::calls::{
    IntervalRow, Intervals, Proportion, Staffing, agents_needed, erlang_c,
};
use crate::units::{Probability, as_count, as_f64};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a staffing plan is made for.
#[derive(Debug, Clone, PartialEq)]
pub struct StaffingOptions {
    /// The intervals and the clock of the centre.
    pub intervals: Intervals,
    /// Time within which contacts are to be answered: that by which the overview counted them.
    pub threshold: SignedDuration,
    /// The share that is to be.
    pub target: Probability,
    /// Fewest contacts of an interval of the week for a plan of it.
    pub least_contacts: usize,
    /// Level of intervals of the realised share.
    pub level: Probability,
}

/// What a queue asks for, by time of the week.
#[derive(Debug, Clone, PartialEq)]
pub struct StaffingPlan {
    /// Intervals of the week in which contacts came, in order.
    pub rows: Vec<StaffingRow>,
    /// Days of the log on which contacts came; other days count as closed.
    pub n_days: usize,
    /// Days between the first and the last of them without a contact.
    pub n_days_without: usize,
    /// Handle time over the whole log, in seconds; `None` where no contact tells it.
    pub aht_s: Option<f64>,
    /// Contacts in intervals whose staffing is known: realised share, and what Erlang C says of it.
    pub compared: Option<Compared>,
}

/// Realised and computed service level of the same intervals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// Intervals of the log.
    pub n_intervals: usize,
    /// Intervals in which there were no more agents than work, so that nothing is computed.
    pub n_overloaded: usize,
    /// Contacts answered in time, of those offered in all of these intervals.
    pub realised: Proportion,
    /// What Erlang C says of the same contacts with the agents that were there, rounded down and up; an
    /// overloaded interval counts as nobody in time.
    pub computed: (f64, f64),
}

/// One interval of the week.
#[derive(Debug, Clone, PartialEq)]
pub struct StaffingRow {
    /// 1 Monday to 7 Sunday.
    pub weekday: i8,
    /// Minutes since midnight by the local clock.
    pub minute_of_day: i64,
    /// Days of the log on which this interval was.
    pub n_days: usize,
    /// Contacts offered in it, over all of them.
    pub n_offered: usize,
    /// Contacts in an interval, on average.
    pub arrivals: f64,
    /// Handle time that is used, in seconds.
    pub aht_s: Option<f64>,
    /// Whether that is of the whole log, as too few contacts of this interval tell theirs.
    pub aht_is_overall: bool,
    /// Agents that reach the target by Erlang C, or why there is no answer.
    pub needed: Result<Staffing, CannotPlan>,
    /// Share answered in time, abandoned ones missed, with whoever was there.
    pub realised: Proportion,
    /// Agents at work on average, where a log of states tells.
    pub at_work: Option<f64>,
}

/// Why there is no number of agents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CannotPlan {
    /// Too few contacts came.
    FewContacts,
    /// No contact tells how long the work took.
    NoHandleTime,
    /// No number of agents reaches the target.
    OutOfReach,
}

impl CannotPlan {
    /// Name in files, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FewContacts => "few_contacts",
            Self::NoHandleTime => "no_handle_time",
            Self::OutOfReach => "out_of_reach",
        }
    }
}

/// Day of the week and minute of the day.
type TimeOfWeek = (i8, i64);

/// What came in an interval of the week.
#[derive(Debug, Clone, Copy, Default)]
struct Load {
    n_offered: usize,
    n_in_time: usize,
    n_handled: usize,
    handle: SignedDuration,
    at_work_s: f64,
    n_staffed: usize,
}

/// Agents needed per interval of the week, from the intervals of an overview of calls.
///
/// Arrivals are averaged over the days on which the centre had contacts, intervals without any
/// included. `at_work` holds agents at work per interval, by [`agents_at_work`].
///
/// # References
///
/// Erlang (1917), by [`erlang_c`]; its assumptions are printed with the plan.
pub fn staffing_plan(
    rows: &[IntervalRow],
    at_work: &BTreeMap<Timestamp, f64>,
    options: &StaffingOptions,
) -> StaffingPlan {
    let zone = &options.intervals.zone;
    let time_of_week = |at: Timestamp| -> (TimeOfWeek, Date) {
        let local = zone.to_datetime(at);
        let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
        (
            (local.weekday().to_monday_one_offset(), minute),
            local.date(),
        )
    };
    let mut loads: BTreeMap<TimeOfWeek, Load> = BTreeMap::new();
    let mut dates: BTreeSet<Date> = BTreeSet::new();
    for row in rows {
        let n_offered = row.counts.offered();
        let (time, date) = time_of_week(row.start);
        if n_offered > 0 {
            dates.insert(date);
        }
        let load = loads.entry(time).or_default();
        load.n_offered += n_offered;
        load.n_in_time += row.counts.answered_in_time;
        load.n_handled += row.n_handled;
        load.handle = load.handle.saturating_add(row.handle);
    }
    let mut n_days: BTreeMap<TimeOfWeek, usize> = BTreeMap::new();
    for &date in &dates {
        for start in options.intervals.starts_of_day(date) {
            let (time, _) = time_of_week(start);
            *n_days.entry(time).or_default() += 1;
            if let (Some(load), Some(agents)) = (loads.get_mut(&time), at_work.get(&start)) {
                load.at_work_s += agents;
                load.n_staffed += 1;
            }
        }
    }
    let whole_load = loads.values().fold(Load::default(), |sum, load| Load {
        n_handled: sum.n_handled + load.n_handled,
        handle: sum.handle.saturating_add(load.handle),
        ..sum
    });
    let aht_s = mean_s(&whole_load);
    let planned = loads
        .iter()
        .filter(|(_, load)| load.n_offered > 0)
        .map(|(&time, load)| {
            let n_days = n_days.get(&time).copied().unwrap_or(0);
            planned(time, load, n_days, aht_s, options)
        });
    let span = dates.first().zip(dates.last());
    let n_all = span.map_or(0, |(first, last)| {
        usize::try_from((*last - *first).get_days()).unwrap_or(0) + 1
    });
    StaffingPlan {
        rows: planned.collect(),
        n_days: dates.len(),
        n_days_without: n_all.saturating_sub(dates.len()),
        aht_s,
        compared: compared(rows, at_work, aht_s, options),
    }
}

fn mean_s(load: &Load) -> Option<f64> {
    (load.n_handled > 0).then(|| load.handle.as_secs_f64() / as_f64(load.n_handled))
}

fn planned(
    (weekday, minute_of_day): TimeOfWeek,
    load: &Load,
    n_days: usize,
    overall_s: Option<f64>,
    options: &StaffingOptions,
) -> StaffingRow {
    let is_own = load.n_handled >= options.least_contacts;
    let aht_s = mean_s(load).filter(|_| is_own).or(overall_s);
    let arrivals = as_f64(load.n_offered) / as_f64(n_days.max(1));
    let needed = if load.n_offered < options.least_contacts {
        Err(CannotPlan::FewContacts)
    } else {
        aht_s
            .filter(|aht_s| *aht_s > 0.0)
            .ok_or(CannotPlan::NoHandleTime)
            .and_then(|aht_s| {
                let rate = arrivals / seconds_of(options);
                let threshold_s = options.threshold.as_secs_f64();
                agents_needed(rate, aht_s, threshold_s, options.target.get())
                    .ok_or(CannotPlan::OutOfReach)
            })
    };
    StaffingRow {
        weekday,
        minute_of_day,
        n_days,
        n_offered: load.n_offered,
        arrivals,
        aht_s,
        aht_is_overall: !is_own,
        needed,
        realised: Proportion::new(load.n_in_time, load.n_offered, options.level),
        at_work: (load.n_staffed > 0).then(|| load.at_work_s / as_f64(load.n_staffed)),
    }
}

fn seconds_of(options: &StaffingOptions) -> f64 {
    SignedDuration::from_mins(options.intervals.length.minutes()).as_secs_f64()
}

/// Erlang C for each interval with the agents who were there, beside what came of it.
fn compared(
    rows: &[IntervalRow],
    at_work: &BTreeMap<Timestamp, f64>,
    aht_s: Option<f64>,
    options: &StaffingOptions,
) -> Option<Compared> {
    let aht_s = aht_s?;
    let threshold_s = options.threshold.as_secs_f64();
    let (mut n_intervals, mut n_overloaded, mut n_offered, mut n_in_time) = (0, 0, 0, 0);
    let (mut low, mut high) = (0.0, 0.0);
    for row in rows {
        let offered = row.counts.offered();
        let Some(agents) = at_work.get(&row.start).filter(|_| offered > 0) else {
            continue;
        };
        n_intervals += 1;
        n_offered += offered;
        n_in_time += row.counts.answered_in_time;
        let n = as_f64(offered);
        let share = |agents: f64| {
            let found = erlang_c(
                n / seconds_of(options),
                aht_s,
                as_count(agents),
                threshold_s,
            );
            found.map(|found| found.service_level)
        };
        let (below, above) = (share(agents.floor()), share(agents.ceil()));
        n_overloaded += usize::from(above.is_none());
        low += n * below.unwrap_or(0.0);
        high += n * above.unwrap_or(0.0);
    }
    (n_offered > 0).then(|| Compared {
        n_intervals,
        n_overloaded,
        realised: Proportion::new(n_in_time, n_offered, options.level),
        computed: (low / as_f64(n_offered), high / as_f64(n_offered)),
    })
}

/// Agents at work per interval: time in conversation, on hold, in after-contact work, ringing or
/// available, divided by the length of the interval. Of `queue` only the states that carry it.
pub fn agents_at_work(
    stretches: &[Stretch],
    intervals: &Intervals,
    longest: SignedDuration,
    to: Timestamp,
    queue: Option<&str>,
) -> BTreeMap<Timestamp, f64> {
    let mut by_agent: BTreeMap<&Arc<str>, Vec<&Stretch>> = BTreeMap::new();
    for stretch in stretches {
        by_agent.entry(&stretch.agent).or_default().push(stretch);
    }
    let bounds = Bounds {
        from: Timestamp::MIN,
        to,
        longest,
    };
    let step = SignedDuration::from_mins(intervals.length.minutes());
    let mut at_work: BTreeMap<Timestamp, SignedDuration> = BTreeMap::new();
    for stretches in by_agent.into_values() {
        for piece in Timeline::of(stretches, bounds).pieces {
            let is_at_work = matches!(
                piece.of.state,
                AgentState::Talk
                    | AgentState::Hold
                    | AgentState::WrapUp
                    | AgentState::Ringing
                    | AgentState::Available
            );
            let is_here = queue.is_none() || piece.of.queue.as_deref() == queue;
            if !is_at_work || !is_here {
                continue;
            }
            let mut at = piece.start;
            while at < piece.end {
                let start = intervals.start_of(at);
                let Ok(next) = start.checked_add(step) else {
                    break;
                };
                let end = next.min(piece.end);
                let sum = at_work.entry(start).or_default();
                *sum = sum.saturating_add(end.duration_since(at));
                at = end;
            }
        }
    }
    let length_s = step.as_secs_f64();
    at_work
        .into_iter()
        .map(|(start, sum)| (start, sum.as_secs_f64() / length_s))
        .collect()
}
