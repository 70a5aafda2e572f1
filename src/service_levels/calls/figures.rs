use super::call::Disposition;
use super::counts::Counts;
use super::first_contact::{FirstContact, IssueKey, Place};
use super::formula::{Attained, FlowOuts, Formula, ServiceLevel, service_level};
use super::handling::{Handling, Recorded};
use super::overview::CallOptions;
use super::proportion::Proportion;
use super::queue_length::{QueueLength, queue_length};
use super::satisfaction::Satisfaction;
use super::seen::Seen;
use super::waits::Waits;
use crate::service_levels::calendar::Window;

/// Everything that is said of one set of contacts.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// How many came, and what came of them.
    pub counts: Counts,
    /// The service level by each formula asked for, in that order.
    pub service_levels: Vec<ServiceLevel>,
    /// How long customers waited.
    pub waits: Waits,
    /// Who gave up; `None` per agent, as nobody had answered yet.
    pub abandonment: Option<Abandonment>,
    /// How long the work took.
    pub handling: Handling,
    /// Contacts passed on, out of those answered; `None` where the log does not tell.
    pub transfers: Option<Proportion>,
    /// Answered before the phone rang too often, where asked and told.
    pub rings: Option<Proportion>,
    /// First-contact resolution.
    pub first_contact: FirstContact,
    /// What customers gave.
    pub satisfaction: Satisfaction,
    /// How many stood in the queue; `None` per agent.
    pub queue_length: Option<QueueLength>,
}

/// Who gave up, out of all offered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Abandonment {
    /// `B / offered`.
    pub all: Proportion,
    /// `(B − B_s) / (offered − B_s)`: who gave up at once is left out on both sides.
    pub excluding_short: Attained,
    /// `(B − B_s) / offered`: who gave up at once counts as offered only.
    pub short_out_of_numerator: Attained,
}

/// Whose figures they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Of a queue, a channel, everything: offered contacts have one.
    Queue,
    /// Of an agent: only answered contacts have one.
    Agent,
}

/// What figures need to know beside the contacts themselves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) options: &'a CallOptions<'a>,
    pub(super) recorded: Recorded,
    pub(super) issue: IssueKey,
    /// The stretch over which the length of a queue is taken.
    pub(super) window: Window,
}

impl Figures {
    /// Figures of the contacts in scope; `neighbours` are those before and after it that could have
    /// stood in the queue at the same time.
    pub(super) fn of(
        contacts: &[(&Seen<'_>, Place)],
        neighbours: &[&Seen<'_>],
        side: Side,
        ground: &Ground<'_>,
    ) -> Self {
        let options = ground.options;
        let level = options.level;
        let seen: Vec<&Seen<'_>> = contacts.iter().map(|(one, _)| *one).collect();
        let counts = Counts::of(seen.iter().copied(), &options.rule);
        let answered = || seen.iter().filter(|one| one.is_answered());
        let flow_outs = options.rule.flow_outs();
        let n_passed_on = answered().filter(|one| one.transferred_out).count();
        let stays = neighbours.iter().filter_map(|one| stay(one));
        Self {
            counts,
            service_levels: options
                .formulas
                .iter()
                .map(|formula| of_side(&counts, *formula, flow_outs, side, options))
                .collect(),
            waits: Waits::of(&seen, options.longest_wait),
            abandonment: (side == Side::Queue).then(|| Abandonment::of(&counts, options)),
            handling: Handling::of(&seen, ground.recorded, options.longest_talk),
            transfers: ground
                .recorded
                .transfers
                .then(|| Proportion::new(n_passed_on, counts.answered, level)),
            rings: options.rings.and_then(|target| target.kept(&seen, level)),
            first_contact: FirstContact::of(
                contacts,
                ground.issue,
                options.repeat_window,
                &options.not_first_line,
                level,
            ),
            satisfaction: Satisfaction::of(answered().filter_map(|one| one.call.score), level),
            queue_length: match side {
                Side::Queue => queue_length(stays, ground.window, options.queue_limit),
                Side::Agent => None,
            },
        }
    }
}

fn of_side(
    counts: &Counts,
    formula: Formula,
    flow_outs: FlowOuts,
    side: Side,
    options: &CallOptions<'_>,
) -> ServiceLevel {
    if side == Side::Agent && formula != Formula::AnsweredOnly {
        return ServiceLevel {
            formula,
            flow_outs,
            attained: Attained::NotPerAgent,
        };
    }
    service_level(counts, formula, flow_outs, options.level)
}

impl Abandonment {
    fn of(counts: &Counts, options: &CallOptions<'_>) -> Self {
        let (abandoned, offered) = (counts.abandoned, counts.offered());
        let n_unknown = counts.abandoned_wait_unknown;
        let excluding =
            |short: usize| Proportion::new(abandoned - short, offered - short, options.level);
        let out_of_numerator =
            |short: usize| Proportion::new(abandoned - short, offered, options.level);
        // The more contacts gave up at once, the lower the rate.
        let told = |rate: &dyn Fn(usize) -> Proportion| {
            let short = counts.abandoned_short;
            if n_unknown == 0 {
                Attained::Share(rate(short))
            } else {
                Attained::Between {
                    lowest: rate(short + n_unknown),
                    highest: rate(short),
                    n_unknown,
                }
            }
        };
        Self {
            all: Proportion::new(abandoned, offered, options.level),
            excluding_short: told(&excluding),
            short_out_of_numerator: told(&out_of_numerator),
        }
    }
}

/// When a contact stood in the queue.
fn stay(one: &Seen<'_>) -> Option<Window> {
    use Disposition::{Abandoned, Answered, FlowOut, Waiting};
    let queued = matches!(one.disposition, Answered | Abandoned | FlowOut | Waiting);
    let start = one.call.offered_at;
    let end = start.checked_add(one.waited?).ok()?;
    (one.is_inbound() && queued).then_some(Window { start, end })
}
