use super::state::{AgentState, Stretch};
use super::timeline::{Bounds, Piece, Timeline};
use crate::disclosure::{Cell, Floor, Released, release};
use crate::service_levels::calls::{AgentTime, Distribution};
use crate::service_levels::people::AgentAccess;
use crate::units::as_f64;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a log of states is added up by.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentTimeOptions {
    /// First instant.
    pub from: Timestamp,
    /// First instant after; a state without an end runs until here at most.
    pub to: Timestamp,
    /// No state lasts longer: somebody forgot to sign out, and nobody knows when the work ended.
    pub longest: SignedDuration,
    /// Fewest agents behind a figure of a team or queue.
    pub floor: Floor,
    /// Handle time of agents by a log of calls, where there is one beside this log.
    pub in_calls: Option<BTreeMap<Arc<str>, SignedDuration>>,
}

/// What reasons of few agents are called together.
pub const OTHER_REASONS: &str = "other_reasons";

/// Where the time of a group of agents went.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TimeSpent {
    /// Agents with time in it.
    pub n_agents: usize,
    /// Time per state. Together with [`Self::unaccounted`] it is the signed-in time.
    pub time: AgentTime,
    /// Time signed in that no state tells of.
    pub unaccounted: SignedDuration,
    /// Not ready, by what the log calls it; reasons of fewer agents than the floor are one, [`OTHER_REASONS`].
    pub not_ready: BTreeMap<Arc<str>, SignedDuration>,
    /// Time paid by the roster; `None` where the log has no roster.
    pub paid: Option<SignedDuration>,
    /// Conversations that began in it: talk that does not follow hold.
    pub n_conversations: usize,
    /// After-contact work, a stretch each.
    pub wrap_up: Option<Distribution>,
    /// Handle time of the same agents by the log of calls.
    pub in_calls: Option<SignedDuration>,
}

/// What one agent did; only with an [`AgentAccess`].
#[derive(Debug, Clone, PartialEq)]
pub struct AgentRow {
    /// The agent.
    pub agent: Arc<str>,
    /// Where the time went; `None` with fewer conversations than the floor of agents.
    pub spent: Option<TimeSpent>,
}

/// Where the time of agents went: together, by team, by queue and, where that is allowed, by agent.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentTimes {
    /// All agents.
    pub whole: Released<TimeSpent>,
    /// By team, in order of name; time of no team has the empty name.
    pub teams: Vec<Released<TimeSpent>>,
    /// By queue: only states that carry one.
    pub queues: Vec<Released<TimeSpent>>,
    /// By agent, in order of name; `None` without access.
    pub agents: Option<Vec<AgentRow>>,
    /// Whether all waiting for work carries a queue, so that a queue has an occupancy.
    pub available_has_queue: bool,
    /// What was done with the log.
    pub account: AgentTimesAccount,
    /// First and last instant of the time that is counted.
    pub span: Option<(Timestamp, Timestamp)>,
}

/// What was done with the stretches of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AgentTimesAccount {
    /// Stretches read.
    pub n_stretches: usize,
    /// The same stretch again; counted once.
    pub n_repeated: usize,
    /// Time told more than once; counted once.
    pub overlapped: SignedDuration,
    /// Stretches without an end that ended with the next one, or with the report.
    pub n_end_inferred: usize,
    /// Stretches left out because they lasted longer than anybody works.
    pub n_too_long: usize,
}

impl TimeSpent {
    /// All states, and what no state tells of.
    pub fn signed_in(&self) -> SignedDuration {
        self.time.signed_in().saturating_add(self.unaccounted)
    }

    /// Utilisation, where the log has a roster.
    pub fn utilisation(&self) -> Option<f64> {
        self.time.utilisation(self.paid?)
    }

    /// Handle time per conversation, in seconds.
    pub fn handle_per_conversation_s(&self) -> Option<f64> {
        let n = as_f64(self.n_conversations);
        (n > 0.0).then(|| self.time.handling().as_secs_f64() / n)
    }
}

/// Adds up a log of states.
///
/// Rows of teams and queues are judged as one table each, by the agents behind them; who was in several
/// teams counts in each, and the floor is higher by as many, so that no group that is hidden has fewer
/// people than the floor. Rows of agents are in order of name and never of a figure.
pub fn agent_times(
    stretches: &[Stretch],
    options: &AgentTimeOptions,
    access: Option<&AgentAccess>,
) -> AgentTimes {
    let mut by_agent: BTreeMap<&Arc<str>, Vec<&Stretch>> = BTreeMap::new();
    for stretch in stretches {
        by_agent.entry(&stretch.agent).or_default().push(stretch);
    }
    let bounds = Bounds {
        from: options.from,
        to: options.to,
        longest: options.longest,
    };
    let mut account = AgentTimesAccount {
        n_stretches: stretches.len(),
        ..AgentTimesAccount::default()
    };
    let mut timelines = Vec::with_capacity(by_agent.len());
    for (agent, stretches) in by_agent {
        let timeline = Timeline::of(stretches, bounds);
        account.n_repeated += timeline.n_repeated;
        account.overlapped = account.overlapped.saturating_add(timeline.overlapped);
        account.n_end_inferred += timeline.n_end_inferred;
        account.n_too_long += timeline.n_too_long;
        timelines.push((agent, timeline));
    }
    let has_roster = timelines.iter().any(|(_, one)| !one.paid.is_empty());
    let mut tables = Tables::new(options, has_roster);
    for (agent, timeline) in &timelines {
        tables.add(agent, timeline);
    }
    let pieces = || timelines.iter().flat_map(|(_, one)| &one.pieces);
    let available = || pieces().filter(|piece| piece.of.state == AgentState::Available);
    let span = pieces()
        .map(|piece| (piece.start, piece.end))
        .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let available_has_queue =
        available().count() > 0 && available().all(|piece| piece.of.queue.is_some());
    tables.finish(access, account, available_has_queue, span)
}

/// Sums of a group in the making.
#[derive(Debug, Clone, Default)]
struct Sums {
    agents: BTreeSet<Arc<str>>,
    spent: TimeSpent,
    wrap_ups: Vec<SignedDuration>,
    paid: SignedDuration,
    /// Who was not ready for which reason.
    reasons: BTreeMap<Arc<str>, BTreeSet<Arc<str>>>,
}

struct Tables<'a> {
    options: &'a AgentTimeOptions,
    has_roster: bool,
    whole: Sums,
    teams: BTreeMap<Arc<str>, Sums>,
    queues: BTreeMap<Arc<str>, Sums>,
    agents: BTreeMap<Arc<str>, Sums>,
}

impl<'a> Tables<'a> {
    fn new(options: &'a AgentTimeOptions, has_roster: bool) -> Self {
        Self {
            options,
            has_roster,
            whole: Sums::default(),
            teams: BTreeMap::new(),
            queues: BTreeMap::new(),
            agents: BTreeMap::new(),
        }
    }

    fn add(&mut self, agent: &Arc<str>, timeline: &Timeline<'_>) {
        let nobody: Arc<str> = "".into();
        let mut teams = timeline.pieces.iter().map(|one| &one.of.team);
        // A row without a team is of the agent's own, where there is one and no other.
        let first = teams.find_map(Option::as_ref);
        let is_one = |one: &Piece<'_>| one.of.team.is_none() || one.of.team.as_ref() == first;
        let own = first.filter(|_| timeline.pieces.iter().all(is_one));
        let team_of = |piece: &Piece<'_>| {
            let team = piece.of.team.as_ref().or(own);
            Arc::clone(team.unwrap_or(&nobody))
        };
        let mut before = None;
        for piece in &timeline.pieces {
            let is_conversation = piece.of.state == AgentState::Talk
                && piece.is_first
                && before != Some((AgentState::Hold, piece.start));
            let mut into = vec![
                &mut self.whole,
                self.teams.entry(team_of(piece)).or_default(),
                self.agents.entry(Arc::clone(agent)).or_default(),
            ];
            if let Some(queue) = &piece.of.queue {
                into.push(self.queues.entry(Arc::clone(queue)).or_default());
            }
            for sums in into {
                sums.add(agent, piece);
                sums.spent.n_conversations += usize::from(is_conversation);
            }
            before = Some((piece.of.state, piece.end));
        }
        for piece in &timeline.paid {
            let length = piece.end.duration_since(piece.start);
            let team = self.teams.entry(team_of(piece)).or_default();
            let own = self.agents.entry(Arc::clone(agent)).or_default();
            for sums in [&mut self.whole, team, own] {
                sums.agents.insert(Arc::clone(agent));
                sums.paid = sums.paid.saturating_add(length);
            }
        }
    }

    fn finish(
        self,
        access: Option<&AgentAccess>,
        account: AgentTimesAccount,
        available_has_queue: bool,
        span: Option<(Timestamp, Timestamp)>,
    ) -> AgentTimes {
        let (options, has_roster) = (self.options, self.has_roster);
        let spent = |mut sums: Sums| {
            sums.join_small_reasons(options.floor);
            sums.finish(options, has_roster)
        };
        let n_all = self.whole.agents.len();
        // Calls of an agent of two teams belong to neither of them for certain.
        let is_of_one_team = self
            .teams
            .values()
            .map(|one| one.agents.len())
            .sum::<usize>()
            == n_all;
        let (whole, teams) = judged(
            "team",
            (spent(self.whole.clone()), n_all),
            self.teams.into_iter().map(|(name, sums)| {
                let mut spent = spent(sums);
                spent.in_calls = spent.in_calls.filter(|_| is_of_one_team);
                (name, spent)
            }),
            options.floor,
        );
        // Queues have a total of their own, which is not shown: not all time has a queue.
        let of_queues = self.queues.values().flat_map(|sums| &sums.agents);
        let n_queues = of_queues.collect::<BTreeSet<_>>().len();
        let queues = self.queues.into_iter().map(|(name, mut sums)| {
            // A roster and a log of calls know no queue of this log.
            sums.paid = SignedDuration::ZERO;
            sums.join_small_reasons(options.floor);
            let mut spent = sums.finish(options, false);
            spent.in_calls = None;
            (name, spent)
        });
        let (_, queues) = judged(
            "queue",
            (TimeSpent::default(), n_queues),
            queues,
            options.floor,
        );
        let agents = access.map(|access| {
            let row = |(agent, sums): (Arc<str>, Sums)| {
                let spent = sums.finish(options, has_roster);
                let is_enough = spent.n_conversations >= access.floor().people();
                AgentRow {
                    agent,
                    spent: is_enough.then_some(spent),
                }
            };
            self.agents.into_iter().map(row).collect()
        });
        AgentTimes {
            whole,
            teams,
            queues,
            agents,
            available_has_queue,
            account,
            span,
        }
    }
}

/// A table with its total, judged together.
fn judged(
    dimension: &str,
    (whole, n_agents): (TimeSpent, usize),
    rows: impl Iterator<Item = (Arc<str>, TimeSpent)>,
    floor: Floor,
) -> (Released<TimeSpent>, Vec<Released<TimeSpent>>) {
    let rows: Vec<(Arc<str>, TimeSpent)> = rows.collect();
    let n_places: usize = rows.iter().map(|(_, spent)| spent.n_agents).sum();
    // Who is in two rows stands for one person and not for two.
    let raised = floor.people() + n_places.saturating_sub(n_agents);
    let raised = Floor::new(raised).unwrap_or(floor);
    let total = (Cell::new([], n_places.max(n_agents)), whole);
    let cells = rows.into_iter().map(|(name, spent)| {
        let cell = Cell::new([(dimension, &*name)], spent.n_agents);
        (cell, spent)
    });
    let mut released = release(std::iter::once(total).chain(cells).collect(), raised);
    let whole = released.remove(0);
    (whole, released)
}

impl Sums {
    fn add(&mut self, agent: &Arc<str>, piece: &Piece<'_>) {
        self.agents.insert(Arc::clone(agent));
        let length = piece.end.duration_since(piece.start);
        let spent = &mut self.spent;
        let time = &mut spent.time;
        let sum = match piece.of.state {
            AgentState::Talk => &mut time.talk,
            AgentState::Hold => &mut time.hold,
            AgentState::WrapUp => {
                self.wrap_ups.push(length);
                &mut time.wrap_up
            }
            AgentState::Available => &mut time.available,
            AgentState::Ringing => &mut time.ringing,
            AgentState::NotReady => {
                let reason = &piece.of.reason;
                let sum = spent.not_ready.entry(Arc::clone(reason)).or_default();
                *sum = sum.saturating_add(length);
                let who = self.reasons.entry(Arc::clone(reason)).or_default();
                who.insert(Arc::clone(agent));
                &mut time.not_ready
            }
            AgentState::SignedIn => &mut spent.unaccounted,
            // Paid time lies beside the states and is added apart.
            AgentState::Paid => return,
        };
        *sum = sum.saturating_add(length);
    }

    /// Puts reasons of fewer agents than the floor together, with the next smallest ones until they are
    /// enough: a reason that one agent has is a figure of that agent.
    fn join_small_reasons(&mut self, floor: Floor) {
        let mut by_size: Vec<(usize, Arc<str>)> = self
            .reasons
            .iter()
            .map(|(reason, who)| (who.len(), Arc::clone(reason)))
            .collect();
        by_size.sort();
        let mut joined: BTreeSet<Arc<str>> = BTreeSet::new();
        let mut length = SignedDuration::ZERO;
        for (n, reason) in by_size {
            let is_enough = joined.is_empty() || joined.len() >= floor.people();
            if n >= floor.people() && is_enough {
                break;
            }
            let own = self.spent.not_ready.remove(&reason).unwrap_or_default();
            length = length.saturating_add(own);
            joined.extend(self.reasons.remove(&reason).unwrap_or_default());
        }
        if !joined.is_empty() {
            let other: Arc<str> = OTHER_REASONS.into();
            let sum = self.spent.not_ready.entry(other).or_default();
            *sum = sum.saturating_add(length);
        }
    }

    fn finish(self, options: &AgentTimeOptions, has_roster: bool) -> TimeSpent {
        let in_calls = options.in_calls.as_ref().map(|by_agent| {
            let of_agents = self.agents.iter().filter_map(|agent| by_agent.get(agent));
            of_agents.fold(SignedDuration::ZERO, |sum, one| sum.saturating_add(*one))
        });
        TimeSpent {
            n_agents: self.agents.len(),
            paid: has_roster.then_some(self.paid),
            wrap_up: Distribution::of(self.wrap_ups),
            in_calls,
            ..self.spent
        }
    }
}
