use super::case::Case;
use crate::service_levels::clocks::State;
use crate::units::Seconds;
use jiff::Timestamp;

/// Which open cases are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// Those that will be breached soon.
    AtRisk,
    /// All that run, breached ones included.
    Running,
}

/// An open case with the time that is left.
#[derive(Debug, Clone)]
pub struct WorkItem<'a> {
    /// The case.
    pub case: &'a Case<'a>,
    /// By the clock on the wall, until the promise is missed; below zero since it was.
    pub time_left: Seconds,
}

/// Open cases in the order in which to take them up: least time left first, then the higher tier, then
/// by ticket, policy and metric.
///
/// Paused cases are left out: nothing is due while the clock stands still.
pub fn work_list<'a>(
    cases: &'a [Case<'a>],
    urgency: Urgency,
    as_of: Timestamp,
) -> Vec<WorkItem<'a>> {
    let mut items: Vec<WorkItem<'a>> = cases
        .iter()
        .filter(|case| case.instance.ended_at.is_none())
        .filter(|case| match case.instance.state {
            State::OpenAtRisk => true,
            State::OpenOnTrack | State::Breached => urgency == Urgency::Running,
            State::Met | State::Paused | State::Cancelled | State::CannotTell => false,
        })
        .filter_map(|case| {
            let due = case.instance.due_at.or(case.instance.breached_at)?;
            let left = Seconds(due.as_second() - as_of.as_second());
            Some(WorkItem {
                case,
                time_left: match case.instance.state {
                    State::Breached => left,
                    // Due at a close that has passed: nothing is missed before work is taken up again.
                    _ => Seconds(left.0.max(0)),
                },
            })
        })
        .collect();
    items.sort_by(|a, b| key(a).cmp(&key(b)));
    items
}

fn key<'a>(item: &WorkItem<'a>) -> impl Ord + use<'a> {
    let case = item.case;
    let instance = case.instance;
    (
        item.time_left,
        case.tier.unwrap_or(u32::MAX),
        &instance.ticket,
        instance.policy.kind,
        instance.metric,
        instance.instance,
    )
}
