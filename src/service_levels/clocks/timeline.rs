use super::reopening::Reopenings;
use super::result::{Leg, LegEnding, StatusSpan, TicketFlag};
use crate::service_levels::calendar::Window;
use crate::service_levels::tickets::{Author, EventKind, Status, TicketEvent, field};
use jiff::Timestamp;
use std::sync::Arc;

/// What the log of a ticket says up to an instant, in the form that clocks need.
///
/// What happened in one second is one update: sources write a reply, its status and its fields as
/// separate events of one instant, in any order. So the last status of a second is the one that counts,
/// a reply in the second of solving answers, and one in the second of reopening does so too.
#[derive(Debug)]
pub(super) struct Timeline {
    pub(super) created: Timestamp,
    /// The merge or the report.
    pub(super) end: Timestamp,
    pub(super) merged_at: Option<Timestamp>,
    /// Never empty; only the last may have no length.
    pub(super) statuses: Vec<StatusSpan>,
    pub(super) turns: Vec<Turn>,
    pub(super) legs: Vec<Leg>,
    pub(super) n_hops: u32,
    /// Reopenings of which it is known what the customer wrote.
    pub(super) n_reopened_read: u32,
    /// When the ticket was reopened by a message of thanks.
    pub(super) thanked_at: Vec<Timestamp>,
    pub(super) flags: Vec<TicketFlag>,
}

/// Something that starts or ends a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) at: Timestamp,
    pub(super) kind: TurnKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TurnKind {
    Reopened,
    CustomerMessage,
    AgentReply,
    BotReply,
    Done,
    Merged,
}

impl Timeline {
    /// Reads events in order of time, the first of which is the creation. Stops at a merge.
    pub(super) fn read(events: &[TicketEvent], as_of: Timestamp) -> Self {
        let created = events.first().map_or(as_of, |event| event.at);
        let opener = events.first().map_or(Author::System, |event| event.author);
        let mut reading = Reading {
            opener,
            done: false,
            owner: None,
            n_messages: 0,
            reopenings: Reopenings::default(),
            timeline: Self {
                created,
                end: as_of,
                merged_at: None,
                statuses: vec![status_from(Status::New, created)],
                turns: Vec::new(),
                legs: Vec::new(),
                n_hops: 0,
                n_reopened_read: 0,
                thanked_at: Vec::new(),
                flags: Vec::new(),
            },
        };
        let mut n_read = 0;
        for update in events.chunk_by(|a, b| a.at == b.at) {
            reading.update(update);
            n_read += update.len();
            if reading.timeline.merged_at.is_some() {
                break;
            }
        }
        let mut timeline = reading.timeline;
        timeline.n_reopened_read = reading.reopenings.n_read();
        timeline.thanked_at = reading.reopenings.thanked_at();
        let thanked = timeline.thanked_at.iter();
        let thanked = thanked.map(|&at| TicketFlag::ReopenedByThanks { at });
        timeline.flags.extend(thanked);
        if n_read < events.len() {
            let n = events.len() - n_read;
            timeline.flags.push(TicketFlag::EventsAfterMerge { n });
        }
        let end = timeline.end;
        if let Some(last) = timeline.statuses.last_mut() {
            last.window.end = end;
        }
        if let Some(leg) = timeline.open_leg() {
            leg.end = end;
        }
        timeline
    }

    /// How the ticket stands.
    pub(super) fn status(&self) -> Status {
        self.statuses.last().map_or(Status::New, |span| span.status)
    }

    /// Instants of turns of one kind.
    pub(super) fn turns_of(&self, kind: TurnKind) -> impl DoubleEndedIterator<Item = Timestamp> {
        let of_kind = move |turn: &&Turn| turn.kind == kind;
        self.turns.iter().filter(of_kind).map(|turn| turn.at)
    }

    fn open_leg(&mut self) -> Option<&mut Leg> {
        let last = self.legs.last_mut();
        last.filter(|leg| leg.ending == LegEnding::Open)
    }
}

/// Where the reading of a log stands.
struct Reading {
    opener: Author,
    done: bool,
    owner: Option<Arc<str>>,
    n_messages: u32,
    reopenings: Reopenings,
    timeline: Timeline,
}

impl Reading {
    fn update(&mut self, update: &[TicketEvent]) {
        let Some(at) = update.first().map(|event| event.at) else {
            return;
        };
        let before = self.timeline.status();
        let mut status = None;
        let (mut is_merged, mut customer_wrote) = (false, false);
        let (mut n_replies, mut n_notes) = (0, 0);
        let first_message = self.timeline.turns.len();
        for event in update {
            match &event.kind {
                EventKind::Status(new) => status = Some(*new),
                EventKind::Field(value) if &*value.name == field::TEAM => {
                    self.owner = (!value.value.is_empty()).then(|| Arc::clone(&value.value));
                }
                EventKind::Merged => is_merged = true,
                EventKind::PrivateNote => n_notes += u32::from(event.author == Author::Agent),
                EventKind::CustomerMessage | EventKind::PublicReply => {
                    if let Some(kind) = self.message(event) {
                        customer_wrote |= kind == TurnKind::CustomerMessage;
                        n_replies += u32::from(kind == TurnKind::AgentReply);
                        self.timeline.turns.push(Turn { at, kind });
                    }
                }
                EventKind::Created
                | EventKind::Field(_)
                | EventKind::PolicyApplied(_)
                | EventKind::SurveySent
                | EventKind::TopicsRead(_) => {}
            }
        }
        let ends_pending = customer_wrote && before == Status::Pending && status.is_none();
        if ends_pending {
            let flag = TicketFlag::PendingEndedByMessage { at };
            self.timeline.flags.push(flag);
            status = Some(Status::Open);
        }
        // The status that comes with a merge is that of the merge, not a solution.
        let after = status.filter(|_| !is_merged).unwrap_or(before);
        let was_done = std::mem::replace(&mut self.done, after.is_done());
        self.reopenings.hear(update);
        if was_done && !self.done {
            self.reopenings.reopened(update);
            let kind = TurnKind::Reopened;
            self.timeline.turns.insert(first_message, Turn { at, kind });
        }
        if !was_done && self.done {
            self.reopenings.solved();
            let kind = TurnKind::Done;
            self.timeline.turns.push(Turn { at, kind });
            if after == Status::Closed {
                let flag = TicketFlag::ClosedWithoutSolved { at };
                self.timeline.flags.push(flag);
            }
        }
        if after != before {
            self.change_status(after, at);
        }
        if is_merged {
            let kind = TurnKind::Merged;
            self.timeline.turns.push(Turn { at, kind });
            self.timeline.merged_at = Some(at);
            self.timeline.end = at;
        }
        let acts = Acts {
            n_replies,
            n_notes,
            changes_status: after != before,
        };
        self.pass_on(at, &acts);
    }

    /// What a message is to the clocks; `None` for nothing.
    fn message(&mut self, event: &TicketEvent) -> Option<TurnKind> {
        if event.kind == EventKind::CustomerMessage || event.author == Author::Customer {
            return Some(TurnKind::CustomerMessage);
        }
        match event.author {
            Author::Agent => {
                // With a message at the creation an agent opens a ticket; it answers nobody. Sources
                // write it up to a second later.
                self.n_messages += 1;
                let age = event.at.as_second() - self.timeline.created.as_second();
                let opens = self.opener == Author::Agent && self.n_messages == 1 && age <= 1;
                (!opens).then_some(TurnKind::AgentReply)
            }
            Author::Bot => Some(TurnKind::BotReply),
            Author::Customer | Author::System => None,
        }
    }

    fn change_status(&mut self, status: Status, at: Timestamp) {
        let statuses = &mut self.timeline.statuses;
        if let Some(last) = statuses.last_mut() {
            last.window.end = at;
            if last.window.start == at {
                statuses.pop();
            }
        }
        statuses.push(status_from(status, at));
    }

    /// Ends the leg of a team that has the open ticket no longer and starts that of the one that has.
    fn pass_on(&mut self, at: Timestamp, acts: &Acts) {
        let ending = match (self.timeline.merged_at, self.done) {
            (Some(_), _) => LegEnding::Merged,
            (None, true) => LegEnding::Solved,
            (None, false) => LegEnding::HandedOver,
        };
        let owner = self.owner.clone().filter(|_| !self.done);
        let had_leg = match self.timeline.open_leg() {
            Some(leg) => {
                acts.add_to(leg);
                if ending == LegEnding::HandedOver && owner.as_ref() == Some(&leg.team) {
                    return;
                }
                leg.end = at;
                leg.ending = ending;
                true
            }
            None => false,
        };
        let Some(team) = owner.filter(|_| ending == LegEnding::HandedOver) else {
            return;
        };
        let last_team = self.timeline.legs.last().map(|leg| &leg.team);
        self.timeline.n_hops += u32::from(last_team.is_some_and(|last| *last != team));
        let mut leg = Leg {
            team,
            start: at,
            end: at,
            ending: LegEnding::Open,
            n_replies: 0,
            n_notes: 0,
            n_status_changes: 0,
        };
        // What came with an assignment was done by the team before, if there was one.
        if !had_leg {
            acts.add_to(&mut leg);
        }
        self.timeline.legs.push(leg);
    }
}

/// What was done to a ticket in one update.
struct Acts {
    n_replies: u32,
    n_notes: u32,
    changes_status: bool,
}

impl Acts {
    fn add_to(&self, leg: &mut Leg) {
        leg.n_replies += self.n_replies;
        leg.n_notes += self.n_notes;
        leg.n_status_changes += u32::from(self.changes_status);
    }
}

fn status_from(status: Status, start: Timestamp) -> StatusSpan {
    StatusSpan {
        status,
        window: Window { start, end: start },
    }
}
