use super::case::in_seconds;
use crate::service_levels::calendar::{Opening, Window};
use crate::units::Seconds;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The time that a clock ran while one team owned the ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegTime {
    /// The team; `None` while nobody owned it.
    pub team: Option<Arc<str>>,
    /// How long the clock ran meanwhile.
    pub elapsed: Seconds,
    /// How long the team may own a ticket, by its own agreement.
    pub agreed: Option<Seconds>,
}

/// When a clock ran.
#[derive(Debug, Clone, Copy)]
pub struct Running<'a> {
    /// From its start to its end, or to the instant of the report.
    pub window: Window,
    /// Stretches in which it stood still.
    pub pauses: &'a [Window],
    /// The time that counts.
    pub opening: &'a Opening,
}

/// Whose legs made a promise late.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// By how much the promise was missed; once, however many legs there were.
    pub overrun: Seconds,
    /// By which rule it was shared out.
    pub rule: Rule,
    /// One per leg, in order; shares add up to 1.
    pub legs: Vec<LegShare>,
}

/// By which rule an overrun is shared out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// In proportion to the time by which each leg exceeded the team's agreement.
    ExcessOverAgreement,
    /// In proportion to the time that each leg took after the promise was missed.
    TimeAfterDue,
}

/// One leg's part in an overrun.
#[derive(Debug, Clone, PartialEq)]
pub struct LegShare {
    /// The leg.
    pub leg: LegTime,
    /// Its share, 0 to 1.
    pub share: f64,
}

/// What one team contributed to overruns.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct TeamOverrun {
    /// Breached promises in which it has a part.
    pub n_breaches: usize,
    /// Its part of the overruns, in seconds.
    pub overrun_s: f64,
}

/// Cuts the running time of a clock into legs, gaps between legs included, so that they add up to it.
///
/// `legs` are teams with the stretches in which they owned the ticket, in order; `agreed` says how long
/// a team may own it in such a stretch, in the time that `running` counts. Where two overlap, the
/// time belongs to the later one.
pub fn leg_times(
    legs: &[(Arc<str>, Window)],
    running: &Running<'_>,
    agreed: impl Fn(&str, Window) -> Option<Seconds>,
) -> Vec<LegTime> {
    let mut times: Vec<LegTime> = Vec::new();
    let mut add = |leg: Option<&(Arc<str>, Window)>, from: Timestamp, to: Timestamp| {
        let elapsed = running.between(from, to);
        if leg.is_some() || elapsed.0 > 0 {
            times.push(LegTime {
                team: leg.map(|(team, _)| Arc::clone(team)),
                elapsed,
                agreed: leg.and_then(|(team, window)| agreed(team, *window)),
            });
        }
    };
    let end = running.window.end;
    let mut at = running.window.start;
    for (idx, leg) in legs.iter().enumerate() {
        let (_, window) = leg;
        let next = legs.get(idx + 1).map_or(end, |(_, next)| next.start);
        let start = window.start.clamp(at, end);
        let stop = window.end.min(next).clamp(start, end);
        add(None, at, start);
        if window.end > running.window.start && window.start < end {
            add(Some(leg), start, stop);
        }
        at = stop;
    }
    add(None, at, end);
    times
}

impl Running<'_> {
    /// Counted time between two instants, pauses taken out.
    fn between(&self, from: Timestamp, to: Timestamp) -> Seconds {
        let whole = self.opening.between(from, to);
        let paused: i64 = self
            .pauses
            .iter()
            .map(|pause| {
                self.opening
                    .between(pause.start.max(from), pause.end.min(to))
                    .0
            })
            .sum();
        Seconds(whole.0 - paused)
    }
}

/// Shares an overrun out over the legs of a ticket; `None` when the promise was kept.
///
/// The rule is: in proportion to the time by which each leg exceeded its own agreement. Where no leg
/// did, or where a leg that took time has no agreement, so that its excess is not known, it is in
/// proportion to the time after the instant at which the promise was missed. Rejected: in proportion to
/// all time, which blames a team that kept its agreement for the haste of nobody; all to the last team,
/// which finds the ticket late already.
///
/// The customer was kept waiting once, whoever did it: this is a table beside the breaches, and counts
/// none.
pub fn attribute(legs: &[LegTime], target: Seconds) -> Option<Attribution> {
    let overrun = Seconds(legs.iter().map(|leg| leg.elapsed.0).sum::<i64>() - target.0);
    if overrun.0 <= 0 {
        return None;
    }
    let excess: Option<Vec<i64>> = legs
        .iter()
        .map(|leg| match leg.agreed {
            Some(agreed) => Some((leg.elapsed.0 - agreed.0).max(0)),
            None => (leg.elapsed.0 == 0).then_some(0),
        })
        .collect();
    let (rule, parts) = match excess {
        Some(excess) if excess.iter().any(|part| *part > 0) => (Rule::ExcessOverAgreement, excess),
        _ => (Rule::TimeAfterDue, after_due(legs, target)),
    };
    let whole = in_seconds(Seconds(parts.iter().sum()));
    Some(Attribution {
        overrun,
        rule,
        legs: legs
            .iter()
            .zip(parts)
            .map(|(leg, part)| LegShare {
                leg: leg.clone(),
                share: in_seconds(Seconds(part)) / whole,
            })
            .collect(),
    })
}

/// The time of each leg after the target was used up.
fn after_due(legs: &[LegTime], target: Seconds) -> Vec<i64> {
    legs.iter()
        .scan(target.0, |left, leg| {
            let in_time = leg.elapsed.0.min(*left);
            *left -= in_time;
            Some(leg.elapsed.0 - in_time)
        })
        .collect()
}

/// Adds up the parts of teams in overruns; `None` is time in which nobody owned the ticket.
pub fn overrun_by_team<'a>(
    attributions: impl IntoIterator<Item = &'a Attribution>,
) -> BTreeMap<Option<Arc<str>>, TeamOverrun> {
    let mut teams: BTreeMap<Option<Arc<str>>, TeamOverrun> = BTreeMap::new();
    for attribution in attributions {
        add_overrun(attribution, &mut teams);
    }
    teams
}

/// Adds the parts of teams in one overrun, as [`overrun_by_team`] does.
pub fn add_overrun(attribution: &Attribution, teams: &mut BTreeMap<Option<Arc<str>>, TeamOverrun>) {
    let mut parts: BTreeMap<&Option<Arc<str>>, f64> = BTreeMap::new();
    for leg in &attribution.legs {
        *parts.entry(&leg.leg.team).or_default() += leg.share;
    }
    for (team, share) in parts {
        let sum = teams.entry(team.clone()).or_default();
        sum.n_breaches += usize::from(share > 0.0);
        sum.overrun_s += share * in_seconds(attribution.overrun);
    }
}
