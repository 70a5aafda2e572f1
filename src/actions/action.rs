use crate::record::{RecordId, TopicId};
use crate::signals::Verdict;
use crate::units::Interval;
use jiff::civil::Date;

/// What somebody does about a signal.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// Its name in the register, such as `A3`.
    pub id: String,
    /// The signal it is about.
    pub topic: TopicId,
    /// Who sees to it: a role or a team.
    pub owner: String,
    /// What is done.
    pub what: String,
    /// The day on which it was decided.
    pub decided_on: Date,
    /// The day by which it is to be done.
    pub due_on: Date,
    /// How the effect is expected to come, settled before it can be seen.
    pub model: ImpactModel,
    /// What the ranking said on that day; `None` for an action without any.
    pub evidence: Option<Evidence>,
    /// Why it was taken although the evidence does not carry it.
    pub override_reason: Option<String>,
    /// What became of it, in order of time.
    pub changes: Vec<StatusChange>,
}

/// How an effect is expected to come: chosen with the action, never after a look at the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImpactModel {
    /// Another level at once; without the action it would have stayed as it was.
    Level,
    /// Another level or slope; without the action the trend before would have gone on.
    Trend,
}

/// What a ranking said of a signal when an action was decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The period that was ranked; `None` for all of the archive.
    pub period: Option<String>,
    /// The filter; `None` for all of it.
    pub filter: Option<String>,
    /// Hash of the taxonomy that topics were read with.
    pub taxonomy: String,
    /// What the ranking could tell.
    pub verdict: Verdict,
    /// Respondents who mention the topic.
    pub n_mentions: u64,
    /// Respondents with a negative mention and an outcome: those that the estimate rests on.
    pub n_negative_scored: u64,
    /// Share of respondents with a negative mention, as in the ranking.
    pub share_negative: f64,
    /// Expected gain: the prediction.
    pub gain: Interval,
    /// The part of the causes that the gain takes away.
    pub fraction_removed: f64,
    /// Documents that show it.
    pub documents: Vec<RecordId>,
}

/// How an action stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Decided.
    Accepted,
    /// Under way.
    Started,
    /// In force.
    Done,
    /// Given up.
    Dropped,
}

/// A step in the life of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusChange {
    /// What it became.
    pub status: Status,
    /// On which day.
    pub on: Date,
    /// The day on which that was written down.
    pub noted_on: Date,
}

/// A signal that people took up as one to be seen to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedSignal {
    /// Its topic.
    pub topic: TopicId,
    /// On which day.
    pub on: Date,
}

/// A line of the register.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A signal was accepted.
    Accepted(AcceptedSignal),
    /// An action was decided.
    Action(Box<Action>),
    /// An action changed.
    Status {
        /// Which one.
        id: String,
        /// How.
        change: StatusChange,
    },
}

impl ImpactModel {
    /// Its name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Trend => "trend",
        }
    }
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Accepted, Self::Started, Self::Done, Self::Dropped];

    /// Its name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Started => "started",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }
}

impl Action {
    /// How it stands.
    pub fn status(&self) -> Status {
        self.changes
            .last()
            .map_or(Status::Accepted, |change| change.status)
    }

    /// The day on which it became `status`, if it did.
    pub fn day_of(&self, status: Status) -> Option<Date> {
        if status == Status::Accepted {
            return Some(self.decided_on);
        }
        let mut changes = self.changes.iter();
        Some(changes.find(|change| change.status == status)?.on)
    }

    /// Whether its day has passed without it being done or dropped.
    pub fn is_overdue(&self, on: Date) -> bool {
        on > self.due_on && !matches!(self.status(), Status::Done | Status::Dropped)
    }
}
