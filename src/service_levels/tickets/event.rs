use super::topic::ReadTopic;
use jiff::Timestamp;
use std::sync::Arc;

/// Names of the fields that clocks and routes look at themselves. Policies may ask for any other.
pub mod field {
    /// How urgent a ticket is.
    pub const PRIORITY: &str = "priority";
    /// The team that owns a ticket.
    pub const TEAM: &str = "team";
    /// The agent that owns a ticket.
    pub const AGENT: &str = "agent";
    /// The kind of problem, from an agent or from the topic model.
    pub const ISSUE_TYPE: &str = "issue_type";
    /// Phone, e-mail, chat …
    pub const CHANNEL: &str = "channel";
    /// The segment of the customer.
    pub const SEGMENT: &str = "segment";
}

/// One thing that happened to a ticket.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketEvent {
    /// When, to the second: clocks count whole seconds.
    pub at: Timestamp,
    /// Place in the source among events of one instant.
    pub seq: u64,
    /// In which part it was done, at that time: an agent who left since was one then.
    pub author: Author,
    /// What happened.
    pub kind: EventKind,
    /// What its words come to, where it has words.
    pub gist: Gist,
}

/// What the words of an event come to. The words themselves are not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Gist {
    /// There are none, or nobody read them.
    #[default]
    Unread,
    /// Thanks, and nothing else.
    Thanks,
    /// More than thanks.
    More,
}

/// In which part somebody acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Author {
    /// The customer, by any way in: mail, portal, phone.
    Customer,
    /// Somebody of the organisation.
    Agent,
    /// A program that answers.
    Bot,
    /// The ticket system itself.
    System,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// The ticket was opened. When an agent opened it with a public message, that message does not
    /// answer anybody.
    Created,
    /// The status changed.
    Status(Status),
    /// A field took a value: priority, segment, team …
    Field(FieldValue),
    /// A message that the customer can read.
    PublicReply,
    /// A message that the customer cannot read.
    PrivateNote,
    /// The customer wrote or spoke.
    CustomerMessage,
    /// The ticket went up in another one; its clocks are cancelled.
    Merged,
    /// The source says that this policy applies from here on. Kept for comparison, never obeyed.
    PolicyApplied(Arc<str>),
    /// A survey was sent.
    SurveySent,
    /// Topics were read in the customer's words. They stand in for an issue type that nobody gave.
    TopicsRead(Arc<[ReadTopic]>),
}

/// A field with the value it took.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldValue {
    /// Name, lower case: see [`field`].
    pub name: Arc<str>,
    /// The value from here on; empty when it was cleared.
    pub value: Arc<str>,
    /// How sure the topic model was of it; `None` when a person set it.
    pub confidence: Option<f64>,
}

/// Where a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Nobody looked at it yet.
    New,
    /// The organisation is to act.
    Open,
    /// The customer is to act.
    Pending,
    /// Somebody outside is to act.
    OnHold,
    /// Solved; may be reopened.
    Solved,
    /// Closed.
    Closed,
}

impl Status {
    /// All, in the order of a ticket's life.
    pub const ALL: [Self; 6] = [
        Self::New,
        Self::Open,
        Self::Pending,
        Self::OnHold,
        Self::Solved,
        Self::Closed,
    ];

    /// Name in files, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Open => "open",
            Self::Pending => "pending",
            Self::OnHold => "on_hold",
            Self::Solved => "solved",
            Self::Closed => "closed",
        }
    }

    /// Whether the work is done: solved or closed.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Solved | Self::Closed)
    }
}
