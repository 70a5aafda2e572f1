use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// One contact as one queue saw it. A call that is passed on is a contact of each queue: the later
/// one names the earlier in `transferred_from`.
///
/// Durations are exact, not rounded to seconds: 30.000 s is within 30 s and 30.001 s is not.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Id in the source.
    pub contact: Arc<str>,
    /// Whose contact it is, opaque; never printed.
    pub customer: Option<Arc<str>>,
    /// Phone, chat, mail …
    pub channel: Option<Arc<str>>,
    /// Who began it.
    pub direction: Direction,
    /// The queue it stood in.
    pub queue: Option<Arc<str>>,
    /// The team that took it.
    pub team: Option<Arc<str>>,
    /// The agent who took it.
    pub agent: Option<Arc<str>>,
    /// What it was about.
    pub topic: Option<Arc<str>>,
    /// When it entered the queue.
    pub offered_at: Timestamp,
    /// Time in the queue, until it was answered, given up or sent elsewhere.
    pub wait: Option<SignedDuration>,
    /// The part of the wait in which a phone rang.
    pub ring: Option<SignedDuration>,
    /// Time in conversation, time on hold not counted.
    pub talk: Option<SignedDuration>,
    /// Time on hold.
    pub hold: Option<SignedDuration>,
    /// After-contact work: end of the conversation until the agent is ready again.
    pub wrap_up: Option<SignedDuration>,
    /// When the conversation, or the wait without one, ended.
    pub ended_at: Option<Timestamp>,
    /// What came of it.
    pub disposition: Disposition,
    /// The contact that was passed on and became this one.
    pub transferred_from: Option<Arc<str>>,
    /// Whether it was passed on, where the source tells.
    pub transferred_out: Option<bool>,
    /// Whether the agent noted it as resolved.
    pub resolved: Option<bool>,
    /// What the customer answered to "were you helped at once?".
    pub helped_at_once: Option<bool>,
    /// What the customer gave.
    pub score: Option<f64>,
    /// Who took part when it was more than one agent, by turns or at once.
    pub segments: Vec<Segment>,
}

/// Who began a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The customer.
    Inbound,
    /// The organisation. Not offered to a queue, so in no service level.
    Outbound,
}

/// What came of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Disposition {
    /// An agent answered.
    Answered,
    /// The customer gave up in the queue.
    Abandoned,
    /// The queue sent it elsewhere.
    FlowOut,
    /// The customer asked to be called back; not abandoned.
    Callback,
    /// The customer left a message.
    Voicemail,
    /// Still in the queue.
    Waiting,
    /// It came when the centre was closed.
    OutOfHours,
}

impl Disposition {
    /// All, in the order of tables.
    pub const ALL: [Self; 7] = [
        Self::Answered,
        Self::Abandoned,
        Self::FlowOut,
        Self::Waiting,
        Self::Callback,
        Self::Voicemail,
        Self::OutOfHours,
    ];

    /// Name in files, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Abandoned => "abandoned",
            Self::FlowOut => "flow_out",
            Self::Callback => "callback",
            Self::Voicemail => "voicemail",
            Self::Waiting => "waiting",
            Self::OutOfHours => "out_of_hours",
        }
    }
}

/// The part of one agent in a contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The agent.
    pub agent: Arc<str>,
    /// Time in conversation.
    pub talk: SignedDuration,
    /// Time on hold.
    pub hold: SignedDuration,
    /// After-contact work.
    pub wrap_up: SignedDuration,
}

/// Why a row is no call. Such a row is counted and never averaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallFault {
    /// A duration is below zero: answered before it was offered, ended before it was answered …
    #[error("{field} is below zero")]
    Negative {
        /// The duration.
        field: &'static str,
    },
    /// It was answered, and how long that took is not told.
    #[error("answered without a wait")]
    AnsweredWithoutWait,
    /// It ended before it was offered, answered or given up.
    #[error("ended too early")]
    EndedTooEarly,
    /// It was given up, sent elsewhere or still waits, and there was talk, hold or wrap-up.
    #[error("handled without an answer")]
    HandledWithoutAnswer,
}

impl Call {
    /// A contact that was offered and of which nothing else is known.
    pub fn offered(contact: Arc<str>, offered_at: Timestamp, disposition: Disposition) -> Self {
        Self {
            contact,
            customer: None,
            channel: None,
            direction: Direction::Inbound,
            queue: None,
            team: None,
            agent: None,
            topic: None,
            offered_at,
            wait: None,
            ring: None,
            talk: None,
            hold: None,
            wrap_up: None,
            ended_at: None,
            disposition,
            transferred_from: None,
            transferred_out: None,
            resolved: None,
            helped_at_once: None,
            score: None,
            segments: Vec::new(),
        }
    }

    /// When it left the queue, where the wait is known.
    pub fn left_queue_at(&self) -> Option<Timestamp> {
        self.offered_at.checked_add(self.wait?).ok()
    }

    /// When an agent answered.
    pub fn answered_at(&self) -> Option<Timestamp> {
        if self.disposition == Disposition::Answered {
            self.left_queue_at()
        } else {
            None
        }
    }

    /// When the conversation ended: as noted, else the answer plus talk and hold.
    pub fn conversation_ended_at(&self) -> Option<Timestamp> {
        let computed = || {
            let spoken = self.talk?.checked_add(self.hold.unwrap_or_default())?;
            self.answered_at()?.checked_add(spoken).ok()
        };
        self.ended_at.or_else(computed)
    }

    /// When the agent was ready again.
    pub fn wrap_up_ended_at(&self) -> Option<Timestamp> {
        let ended = self.conversation_ended_at()?;
        ended.checked_add(self.wrap_up.unwrap_or_default()).ok()
    }

    /// The last instant that the log tells of it.
    pub fn last_seen_at(&self) -> Timestamp {
        let ends = [self.left_queue_at(), self.wrap_up_ended_at()];
        ends.into_iter().flatten().fold(self.offered_at, Ord::max)
    }

    /// Refuses what cannot have happened.
    ///
    /// # Errors
    ///
    /// [`CallFault`], the first that is found.
    pub fn check(&self) -> Result<(), CallFault> {
        let durations = [
            ("wait", self.wait),
            ("ring", self.ring),
            ("talk", self.talk),
            ("hold", self.hold),
            ("wrap-up", self.wrap_up),
        ];
        for (field, duration) in durations {
            if duration.is_some_and(|duration| duration.is_negative()) {
                return Err(CallFault::Negative { field });
            }
        }
        let is_answered = self.disposition == Disposition::Answered;
        if is_answered && self.wait.is_none() && self.direction == Direction::Inbound {
            return Err(CallFault::AnsweredWithoutWait);
        }
        let handled = [self.talk, self.hold, self.wrap_up];
        let is_handled = handled.into_iter().flatten().any(|time| !time.is_zero());
        // Who asked to be called back may have been spoken with in the same row.
        let is_unspoken = matches!(
            self.disposition,
            Disposition::Abandoned | Disposition::FlowOut | Disposition::Waiting
        );
        if is_unspoken && is_handled && self.direction == Direction::Inbound {
            return Err(CallFault::HandledWithoutAnswer);
        }
        let earliest = self.left_queue_at().unwrap_or(self.offered_at);
        // Sources round instants and durations apart: a second is no contradiction.
        let is_early = |ended: Timestamp| {
            earliest.duration_since(ended) > SignedDuration::from_secs(1) || ended < self.offered_at
        };
        if self.ended_at.is_some_and(is_early) {
            return Err(CallFault::EndedTooEarly);
        }
        Ok(())
    }
}
