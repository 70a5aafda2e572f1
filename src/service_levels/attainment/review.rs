use super::attained::Row;
use super::case::{Group, in_seconds};
use super::parts::Standing;
use crate::stats::{quantile, wilson_interval};
use crate::units::{Interval, Probability, Seconds, as_f64};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// No share of fewer tickets is shown: persons could be told from it.
const FLOOR: usize = 5;

/// A ticket of which it is known what the customer said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// The policy that it was held against.
    pub policy: Arc<str>,
    /// Where it is counted.
    pub group: Group,
    /// Whether the customer complained of slowness.
    pub is_complaint_of_slowness: bool,
    /// Whether the promise was kept; `None` when that is not decided.
    pub is_in_time: Option<bool>,
    /// How long it took inside opening hours.
    pub elapsed_business: Seconds,
    /// How long it took by the clock on the wall, as the customer knew it.
    pub elapsed_calendar: Seconds,
}

/// When promises are to be looked at again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReviewRule {
    /// Share of customers who complain of slowness that is too much.
    pub complaints: Probability,
    /// Coverage of the intervals.
    pub level: Probability,
}

/// Why a promise is to be looked at again although it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReviewReason {
    /// Surely too many complain of slowness.
    Complaints,
    /// The promised experience is not met.
    ExperienceNotMet,
}

/// A promise in one group beside what customers say.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewRow {
    /// Id of the policy.
    pub policy: Arc<str>,
    /// Which tickets.
    pub group: Group,
    /// Whether all shares of the policy are reached there.
    pub standing: Standing,
    /// Tickets whose customer was heard.
    pub n_heard: usize,
    /// Share of them that complain of slowness; `None` for fewer than five.
    pub complaints: Option<Interval>,
    /// Why to look at it again; empty when there is no reason.
    pub reasons: Vec<ReviewReason>,
}

/// Complaints of slowness beside the time that tickets took.
#[derive(Debug, Clone, PartialEq)]
pub struct SlowRow {
    /// Whether the customers complained.
    pub is_complaint_of_slowness: bool,
    /// Whether the promise was kept; `None` for tickets of which that is not decided.
    pub is_in_time: Option<bool>,
    /// Tickets.
    pub n: usize,
    /// Median time inside opening hours, in seconds; `None` for fewer than five.
    pub median_business_s: Option<f64>,
    /// Median time by the clock on the wall, in seconds; `None` for fewer than five.
    pub median_calendar_s: Option<f64>,
}

/// Finds promises that are kept and do not help: customers complain of slowness all the same, or the
/// promised experience is not met.
///
/// `not_met` are the policies and groups whose experience is surely below its goal. Complaints count
/// when the lower bound of their share lies above the rule's: a handful is no reason.
pub fn review(
    rows: &[Row],
    heard: &[Heard],
    not_met: &BTreeSet<(Arc<str>, Group)>,
    rule: &ReviewRule,
) -> Vec<ReviewRow> {
    let mut cells: BTreeMap<(Arc<str>, Group), Vec<Standing>> = BTreeMap::new();
    for row in rows {
        cells
            .entry((Arc::clone(&row.policy), row.group.clone()))
            .or_default()
            .push(row.standing);
    }
    let mut voices: BTreeMap<(&Arc<str>, &Group), (usize, usize)> = BTreeMap::new();
    for ticket in heard {
        let (n, n_complaints) = voices.entry((&ticket.policy, &ticket.group)).or_default();
        *n += 1;
        *n_complaints += usize::from(ticket.is_complaint_of_slowness);
    }
    cells
        .into_iter()
        .map(|(cell, standings)| {
            let (n_heard, n_complaints) =
                voices.get(&(&cell.0, &cell.1)).copied().unwrap_or_default();
            let complaints = share_of(n_complaints, n_heard, rule.level);
            let standing = together(&standings);
            let mut reasons = Vec::new();
            if standing == Standing::Met {
                if complaints.is_some_and(|share| share.low > rule.complaints.get()) {
                    reasons.push(ReviewReason::Complaints);
                }
                if not_met.contains(&cell) {
                    reasons.push(ReviewReason::ExperienceNotMet);
                }
            }
            ReviewRow {
                policy: cell.0,
                group: cell.1,
                standing,
                n_heard,
                complaints,
                reasons,
            }
        })
        .collect()
}

/// One share that is not reached spoils it; those without a verdict say nothing.
fn together(standings: &[Standing]) -> Standing {
    let has = |standing| standings.contains(&standing);
    if has(Standing::NotMet) {
        Standing::NotMet
    } else if has(Standing::SharesDiffer) {
        Standing::SharesDiffer
    } else if has(Standing::Met) {
        Standing::Met
    } else if has(Standing::NothingAgreed) {
        Standing::NothingAgreed
    } else if has(Standing::CannotTell) {
        Standing::CannotTell
    } else {
        Standing::NothingDecided
    }
}

fn share_of(n_good: usize, n: usize, level: Probability) -> Option<Interval> {
    if n < FLOOR {
        return None;
    }
    wilson_interval(as_f64(n), as_f64(n_good) / as_f64(n), level).ok()
}

/// Sets complaints of slowness beside the time that those tickets took, and whether it was promised:
/// complaints about tickets in time ask for another promise, the others for keeping it.
pub fn slow_against_elapsed(heard: &[Heard]) -> Vec<SlowRow> {
    let mut cells: BTreeMap<(bool, Option<bool>), Vec<&Heard>> = BTreeMap::new();
    for ticket in heard {
        cells
            .entry((ticket.is_complaint_of_slowness, ticket.is_in_time))
            .or_default()
            .push(ticket);
    }
    cells
        .into_iter()
        .map(|((is_complaint_of_slowness, is_in_time), tickets)| {
            let median = |time: fn(&Heard) -> Seconds| {
                let mut times: Vec<f64> = tickets
                    .iter()
                    .map(|ticket| in_seconds(time(ticket)))
                    .collect();
                times.sort_unstable_by(f64::total_cmp);
                quantile(&times, Probability::saturating(0.5)).filter(|_| times.len() >= FLOOR)
            };
            SlowRow {
                is_complaint_of_slowness,
                is_in_time,
                n: tickets.len(),
                median_business_s: median(|ticket| ticket.elapsed_business),
                median_calendar_s: median(|ticket| ticket.elapsed_calendar),
            }
        })
        .collect()
}
