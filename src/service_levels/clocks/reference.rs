//! Clocks as a person would run them with a watch: minute by minute, one counter a clock. Slow and plain,
//! to hold the fast ones to.

use crate::service_levels::policies::{Metric, ReopenPolicy, Target};
use crate::service_levels::tickets::{Author, EventKind, Status, TicketEvent};
use jiff::Timestamp;

/// A clock of the watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Watched {
    pub(super) start: Timestamp,
    pub(super) fulfilled_at: Option<Timestamp>,
    pub(super) is_cancelled: bool,
    pub(super) business: i64,
    pub(super) calendar: i64,
    /// The first minute at which the business time was that of the target.
    pub(super) reached_at: Option<Timestamp>,
}

/// Whether it is between nine and five of a weekday in Amsterdam's summer, two hours ahead of UTC.
pub(super) fn is_office_hour(second: i64) -> bool {
    let local = second + 2 * 3600;
    // The first day of Unix time was a Thursday.
    let weekday = (local.div_euclid(86_400) + 3).rem_euclid(7);
    let hour = local.rem_euclid(86_400) / 3600;
    weekday < 5 && (9..17).contains(&hour)
}

/// Runs one target over events at whole minutes, at the end of which the report is made.
pub(super) fn watch(events: &[TicketEvent], target: &Target, as_of: Timestamp) -> Vec<Watched> {
    let created = events[0].at.as_second();
    let mut watch = Watch {
        target,
        status: Status::New,
        is_merged: false,
        n_done: 0,
        is_replied: false,
        wrote_when_done: false,
        clocks: Vec::new(),
        running: None,
        done: Vec::new(),
    };
    let mut team = None;
    for second in (created..=as_of.as_second()).step_by(60) {
        let now = Timestamp::from_second(second).unwrap();
        let update: Vec<&TicketEvent> = events.iter().filter(|event| event.at == now).collect();
        if !watch.is_merged {
            watch.minute(now, &update, &mut team, second == created);
        }
        if second < as_of.as_second() {
            watch.tick(second);
        }
    }
    watch.clocks
}

struct Watch<'a> {
    target: &'a Target,
    status: Status,
    is_merged: bool,
    n_done: u32,
    is_replied: bool,
    wrote_when_done: bool,
    clocks: Vec<Watched>,
    /// Which of them is on.
    running: Option<usize>,
    /// Minutes since the ticket was solved.
    done: Vec<i64>,
}

impl Watch<'_> {
    fn start(&mut self, now: Timestamp) {
        self.running = Some(self.clocks.len());
        self.clocks.push(Watched {
            start: now,
            fulfilled_at: None,
            is_cancelled: false,
            business: 0,
            calendar: 0,
            reached_at: None,
        });
    }

    fn fulfil(&mut self, now: Timestamp) {
        if let Some(idx) = self.running.take() {
            self.clocks[idx].fulfilled_at = Some(now);
        }
    }

    fn cancel(&mut self) {
        if let Some(idx) = self.running.take() {
            self.clocks[idx].is_cancelled = true;
        }
    }

    /// Takes away a wait that ended in the minute in which it began.
    fn cancel_wait(&mut self, now: Timestamp) {
        let idx = self.running;
        self.cancel();
        if idx.is_some_and(|idx| self.clocks[idx].start == now) {
            self.clocks.pop();
        }
    }

    fn minute(
        &mut self,
        now: Timestamp,
        update: &[&TicketEvent],
        team: &mut Option<String>,
        is_first: bool,
    ) {
        let before = self.status;
        let is_of = |kind: &EventKind| update.iter().any(|event| event.kind == *kind);
        let customer_wrote = is_of(&EventKind::CustomerMessage);
        let merges = is_of(&EventKind::Merged);
        let told = update.iter().rev().find_map(|event| match event.kind {
            EventKind::Status(status) => Some(status),
            _ => None,
        });
        if !merges {
            self.status = match told {
                Some(status) => status,
                None if before == Status::Pending && customer_wrote => Status::Open,
                None => before,
            };
        }
        let solves = self.status.is_done() && !before.is_done();
        let reopens = !self.status.is_done() && before.is_done();
        let team_before = team.clone();
        for event in update {
            if let EventKind::Field(field) = &event.kind
                && &*field.name == "team"
            {
                *team = (!field.value.is_empty()).then(|| field.value.to_string());
            }
        }
        match self.target.metric {
            Metric::FirstReplyTime => {
                if is_first {
                    self.start(now);
                }
                for event in update {
                    if answers(event) {
                        self.fulfil(now);
                    }
                }
                if solves || merges {
                    self.cancel();
                }
            }
            Metric::NextReplyTime => self.next_reply(now, update, [solves, reopens, merges]),
            Metric::PeriodicUpdateTime | Metric::PausableUpdateTime => {
                let may_arm = !before.is_done() || reopens;
                for _ in update.iter().filter(|event| answers(event)) {
                    let is_new = self
                        .running
                        .is_some_and(|idx| self.clocks[idx].start == now);
                    if !is_new {
                        self.fulfil(now);
                        if may_arm {
                            self.start(now);
                        }
                    }
                }
                if solves || merges {
                    self.cancel_wait(now);
                }
            }
            Metric::RequesterWaitTime | Metric::AgentWorkTime | Metric::TotalResolutionTime => {
                self.resolution(now, is_first, solves, reopens);
                if merges {
                    self.cancel();
                }
            }
            Metric::OwnershipTime => {
                let changes = *team != team_before;
                if merges {
                    self.cancel();
                } else if changes || solves {
                    self.fulfil(now);
                }
                let begins = changes || reopens;
                if begins && !merges && !self.status.is_done() && team.is_some() {
                    self.start(now);
                }
            }
        }
        self.n_done += u32::from(solves);
        self.is_merged |= merges;
    }

    fn next_reply(&mut self, now: Timestamp, update: &[&TicketEvent], happens: [bool; 3]) {
        let [solves, reopens, merges] = happens;
        let was_done = self.status.is_done() && !solves;
        let mut at_reopening = false;
        if reopens && self.wrote_when_done {
            self.start(now);
            at_reopening = true;
        }
        if reopens {
            self.wrote_when_done = false;
        }
        for event in update {
            if answers(event) {
                self.is_replied = true;
                self.wrote_when_done = false;
                if at_reopening && self.running.is_some() {
                    self.cancel_wait(now);
                    at_reopening = false;
                }
                self.fulfil(now);
            }
            if event.kind == EventKind::CustomerMessage {
                if was_done {
                    self.wrote_when_done = true;
                } else if self.running.is_none() && (self.is_replied || self.n_done > 0) {
                    self.start(now);
                }
            }
        }
        if solves || merges {
            self.cancel_wait(now);
        }
    }

    fn resolution(&mut self, now: Timestamp, is_first: bool, solves: bool, reopens: bool) {
        if is_first {
            self.start(now);
        }
        if solves {
            self.fulfil(now);
        }
        if reopens {
            match self.target.reopen {
                ReopenPolicy::FirstCloseFinal => {}
                ReopenPolicy::NewCycle => self.start(now),
                ReopenPolicy::ResumeExcludingClosed | ReopenPolicy::ResumeIncludingClosed => {
                    self.clocks[0].fulfilled_at = None;
                    self.running = Some(0);
                    let done = std::mem::take(&mut self.done);
                    if self.target.reopen == ReopenPolicy::ResumeIncludingClosed {
                        for second in done {
                            self.count(0, second);
                        }
                    }
                }
            }
        }
    }

    /// Lets the clock that is on run for a minute.
    fn tick(&mut self, second: i64) {
        let counts = match self.target.metric {
            Metric::AgentWorkTime => matches!(self.status, Status::New | Status::Open),
            Metric::RequesterWaitTime | Metric::PausableUpdateTime => {
                matches!(self.status, Status::New | Status::Open | Status::OnHold)
            }
            _ => true,
        };
        if self.status.is_done() {
            self.done.push(second);
        }
        if let Some(idx) = self.running.filter(|_| counts) {
            self.count(idx, second);
        }
    }

    fn count(&mut self, idx: usize, second: i64) {
        let clock = &mut self.clocks[idx];
        clock.calendar += 60;
        if is_office_hour(second) {
            clock.business += 60;
            if clock.business == self.target.target.0 {
                clock.reached_at = Timestamp::from_second(second + 60).ok();
            }
        }
    }
}

fn answers(event: &TicketEvent) -> bool {
    event.kind == EventKind::PublicReply && event.author == Author::Agent
}
