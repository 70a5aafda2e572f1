use super::verdicts::{Agreements, CohortPeriod, Judged};
use crate::findings::{Note, Reopenings, ServiceLevels, SourceVerdicts, WorkLine};
use crate::service_levels::attainment::{
    Attaining, Attribution, Case, Grain, Group, Length, Promises, Running, TeamOverrun, TicketLife,
    Urgency, add_overrun, attribute, backlog, leg_times, resolution_of, work_list,
};
use crate::service_levels::calendar::{Opening, Window, time_zone_database};
use crate::service_levels::clocks::{Instance, SlaStanding, State, TicketFlag, TicketResult};
use crate::service_levels::policies::{
    AgreementKind, Hours, Metric, PolicyFile, ReopenPolicy, Route, Target, route_coverage,
};
use crate::service_levels::tickets::{Need, Status};
use crate::units::{Probability, Seconds, as_u64};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Ages at which bands of the backlog begin, in days.
const AGE_EDGES_DAYS: [i64; 5] = [1, 3, 7, 14, 30];

/// Name of the field that says whose ticket it is.
const CUSTOMER: &str = "customer";

/// Keeps of judged tickets what their summary needs: the clocks of open ones, and of those that ended
/// how long they took.
#[derive(Debug)]
pub struct Gathering {
    by: Vec<String>,
    period: Option<CohortPeriod>,
    attaining: Attaining,
    n_tickets: u64,
    n_clocks: u64,
    /// Clocks that have not ended.
    running: Vec<Instance>,
    without_promise: BTreeMap<String, u64>,
    /// Open tickets.
    open: Vec<TicketLife>,
    /// How long each ticket took, or has been open.
    lengths: Vec<Length>,
    overruns: BTreeMap<Option<Arc<str>>, TeamOverrun>,
    reopenings: Reopenings,
    routes: BTreeMap<Vec<Arc<str>>, usize>,
    notes: BTreeMap<Note, u64>,
    source: SourceVerdicts,
    level: Probability,
}

impl Gathering {
    /// Nothing yet; attainment will be told apart by the fields `by`, with intervals of `level`. Tickets
    /// outside the `period` are left out.
    pub fn new(by: Vec<String>, period: Option<CohortPeriod>, level: Probability) -> Self {
        Self {
            by,
            period,
            attaining: Attaining::new(Grain::Metric),
            n_tickets: 0,
            n_clocks: 0,
            running: Vec::new(),
            without_promise: BTreeMap::new(),
            open: Vec::new(),
            lengths: Vec::new(),
            overruns: BTreeMap::new(),
            reopenings: Reopenings::default(),
            routes: BTreeMap::new(),
            notes: BTreeMap::new(),
            source: SourceVerdicts::default(),
            level,
        }
    }

    /// Takes a ticket in.
    pub fn take(&mut self, judged: &Judged, agreements: &Agreements) {
        if self.period.is_some_and(|period| !judged.is_of(period)) {
            return;
        }
        let result = &judged.result;
        let group: Group = judged.group(&self.by);
        if result.status.is_none() {
            return;
        }
        self.note(judged);
        if let SlaStanding::None { reason } = &result.sla {
            *self.without_promise.entry(reason.to_string()).or_insert(0) += 1;
            self.attaining.add_without_promise(&group);
        }
        self.compare(judged);
        self.reopenings.n += u64::from(result.n_reopened);
        self.reopenings.n_read += u64::from(result.n_reopened_read);
        let thanked = result
            .thanked_at()
            .map(|at| (Arc::clone(&result.ticket), at));
        self.reopenings.thanked.extend(thanked);
        for instance in &result.instances {
            if let Some(attribution) = attribution(instance, result, agreements) {
                add_overrun(&attribution, &mut self.overruns);
            }
        }
        let route: Vec<Arc<str>> = result
            .legs
            .iter()
            .map(|leg| Arc::clone(&leg.team))
            .collect();
        if !route.is_empty() {
            *self.routes.entry(route).or_insert(0) += 1;
        }
        let life = life(result, agreements);
        self.lengths.push(Length::of(&life));
        if life.solved_at.is_none() && life.merged_at.is_none() {
            self.open.push(life);
        }
        self.n_tickets += 1;
        self.n_clocks += as_u64(result.instances.len());
        let promises = Promises::new(agreements.policies());
        let customer = judged.fields.get(CUSTOMER).cloned();
        for instance in &result.instances {
            let case = Case {
                instance,
                group: group.clone(),
                customer: customer.clone(),
                tier: None,
            };
            self.attaining.add(&case, &promises);
            if instance.ended_at.is_none() {
                self.running.push(Instance {
                    why: Vec::new(),
                    pauses: Vec::new(),
                    also_matched: Vec::new(),
                    ..instance.clone()
                });
            }
        }
    }

    /// The summary, with the `n_work` most urgent of the running cases; no event of the log is any of
    /// `never_seen`.
    pub fn finish(
        self,
        agreements: &Agreements,
        policies: &PolicyFile,
        never_seen: &[Need],
        n_work: usize,
    ) -> ServiceLevels {
        let as_of = agreements.as_of();
        let cases: Vec<Case<'_>> = self
            .running
            .iter()
            .map(|instance| Case {
                instance,
                group: Group::new(),
                customer: None,
                tier: None,
            })
            .collect();
        let running = work_list(&cases, Urgency::Running, as_of);
        let n_of = |state| {
            let of_state = running
                .iter()
                .filter(|item| item.case.instance.state == state);
            as_u64(of_state.count())
        };
        let edges = AGE_EDGES_DAYS.map(|days| Seconds(days * 86_400));
        let routes: Vec<Route> = self
            .routes
            .iter()
            .map(|(teams, n)| Route {
                policy: None,
                teams: teams.clone(),
                n_tickets: Some(*n),
            })
            .collect();
        let has_ola = policies
            .policies
            .iter()
            .any(|policy| policy.kind == AgreementKind::Ola);
        ServiceLevels {
            as_of,
            time_zone_database: time_zone_database(),
            cohort: self.period.map(|period| (period.by, period.window)),
            by: self.by,
            n_tickets: self.n_tickets,
            n_clocks: self.n_clocks,
            without_promise: self.without_promise,
            overrun_by_team: self.overruns,
            coverage: has_ola.then(|| route_coverage(policies, &routes)),
            n_at_risk: n_of(State::OpenAtRisk),
            n_over: n_of(State::Breached),
            work: running
                .iter()
                .take(n_work)
                .map(|item| work_line(item.case.instance, item.time_left))
                .collect(),
            attainment: self.attaining.finish(self.level).rows,
            backlog: backlog(&self.open, as_of, &edges),
            resolution: resolution_of(&self.lengths, self.level),
            source: (self.source.n > 0).then_some(self.source),
            notes: self.notes,
            unseen: agreements.unseen(),
            awaiting: agreements.awaiting(never_seen),
            reopenings: self.reopenings,
        }
    }

    fn note(&mut self, judged: &Judged) {
        let mut notes: Vec<Note> = judged.result.flags.iter().map(note_of).collect();
        if judged.n_lost_rows > 0 {
            notes.push(Note::LostRows);
        }
        notes.sort_unstable();
        notes.dedup();
        for note in notes {
            *self.notes.entry(note).or_insert(0) += 1;
        }
    }

    /// Counts on how many tickets the source's verdict is ours: all promises kept, or one broken.
    fn compare(&mut self, judged: &Judged) {
        let Some(source) = judged.made_sla else {
            return;
        };
        let mut ours: Option<bool> = None;
        for instance in &judged.result.instances {
            let met = match instance.state {
                State::Met => true,
                State::Breached => false,
                _ => continue,
            };
            if instance.policy.kind == AgreementKind::Sla {
                ours = Some(ours.unwrap_or(true) && met);
            }
        }
        if let Some(ours) = ours {
            self.source.n += 1;
            self.source.n_agree += u64::from(ours == source);
        }
    }
}

fn note_of(flag: &TicketFlag) -> Note {
    match flag {
        TicketFlag::EventsAfterAsOf { .. } => Note::EventsAfterAsOf,
        TicketFlag::RepeatedEvents { .. } => Note::RepeatedEvents,
        TicketFlag::EventsAfterMerge { .. } => Note::EventsAfterMerge,
        TicketFlag::ClosedWithoutSolved { .. } => Note::ClosedWithoutSolved,
        TicketFlag::PendingEndedByMessage { .. } => Note::PendingEndedByMessage,
        TicketFlag::ModelChanged { .. } => Note::ModelChanged,
        TicketFlag::SourcePolicyDiffers { .. } => Note::SourcePolicyDiffers,
        TicketFlag::ReopenedByThanks { .. } => Note::ReopenedByThanks,
        TicketFlag::NoMeasuredPrecision(_) => Note::NoMeasuredPrecision,
        TicketFlag::BreachLiftedByChange { .. } => Note::BreachLiftedByChange,
    }
}

/// Whose legs made a promise to the customer late. Only the time to the solution is shared out: a
/// reply is late by whoever had to give it.
fn attribution(
    instance: &Instance,
    result: &TicketResult,
    agreements: &Agreements,
) -> Option<Attribution> {
    let is_late_solution = instance.state == State::Breached
        && instance.policy.kind == AgreementKind::Sla
        && instance.metric.is_of_resolution();
    if !is_late_solution || result.legs.is_empty() {
        return None;
    }
    let target = target_of(instance, agreements)?;
    let always;
    let opening = match &target.hours {
        Hours::Business { schedule } => agreements.openings().by_schedule.get(schedule)?,
        Hours::Calendar => {
            always = Opening::always(agreements.openings().covers);
            &always
        }
    };
    let mut pauses = instance.pauses.clone();
    if target.reopen != ReopenPolicy::ResumeIncludingClosed {
        let done = result.statuses.iter().filter(|span| span.status.is_done());
        pauses.extend(done.map(|span| span.window));
    }
    let running = Running {
        window: Window {
            start: instance.activated_at,
            end: instance.ended_at.unwrap_or(agreements.as_of()),
        },
        pauses: &pauses,
        opening,
    };
    let legs: Vec<(Arc<str>, Window)> = result
        .legs
        .iter()
        .map(|leg| (Arc::clone(&leg.team), leg.window()))
        .collect();
    // An agreement of a team speaks of this leg only, and can be set beside the promise only where both
    // count the same hours.
    let agreed = |team: &str, leg: Window| {
        let mut owned = result.instances.iter().filter(|owned| {
            owned.policy.kind == AgreementKind::Ola
                && owned.metric == Metric::OwnershipTime
                && owned.team.as_deref() == Some(team)
                && owned.activated_at == leg.start
        });
        let owned = owned.next()?;
        let is_same_time = target_of(owned, agreements)?.hours == target.hours;
        is_same_time.then_some(owned.target)
    };
    attribute(&leg_times(&legs, &running, agreed), instance.target)
}

/// The target that a clock was held against.
fn target_of<'a>(instance: &Instance, agreements: &'a Agreements) -> Option<&'a Target> {
    let policy = agreements.policies().iter().find(|policy| {
        policy.id == instance.policy.id && policy.version == instance.policy.version
    })?;
    policy.targets.get(instance.target_idx)
}

fn life(result: &TicketResult, agreements: &Agreements) -> TicketLife {
    let is_done = result.status.is_some_and(Status::is_done);
    let solved_at = result.last_solved_at.filter(|_| is_done);
    let paused = [
        Status::Pending,
        Status::OnHold,
        Status::Solved,
        Status::Closed,
    ];
    let end = solved_at.or(result.merged_at).unwrap_or(agreements.as_of());
    let waited: i64 = result
        .statuses
        .iter()
        .filter(|span| !paused.contains(&span.status))
        .map(|span| {
            let until = span.window.end.min(end);
            (until.as_second() - span.window.start.as_second()).max(0)
        })
        .sum();
    TicketLife {
        ticket: Arc::clone(&result.ticket),
        group: Group::new(),
        created_at: result.created_at,
        solved_at,
        merged_at: result.merged_at,
        is_paused: matches!(result.status, Some(Status::Pending | Status::OnHold)),
        elapsed: Seconds(waited),
    }
}

fn work_line(instance: &Instance, time_left: Seconds) -> WorkLine {
    WorkLine {
        ticket: Arc::clone(&instance.ticket),
        policy: Arc::clone(&instance.policy.id),
        kind: instance.policy.kind,
        metric: instance.metric,
        team: instance.team.clone(),
        state: instance.state,
        due_at: instance.due_at,
        time_left,
    }
}
