use jiff::Timestamp;
use std::sync::Arc;

/// A stretch of time of one agent, as a log of states tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The agent.
    pub agent: Arc<str>,
    /// The team in which the agent was.
    pub team: Option<Arc<str>>,
    /// The queue for which it was, where the log tells.
    pub queue: Option<Arc<str>>,
    /// What the agent did.
    pub state: AgentState,
    /// What the log calls it: break, meeting, training.
    pub reason: Arc<str>,
    /// When it began.
    pub start: Timestamp,
    /// When it ended; `None` where the log does not say.
    pub end: Option<Timestamp>,
    /// Place in the file, for stretches that say different things of one time.
    pub row: u64,
}

/// What an agent did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgentState {
    /// In conversation.
    Talk,
    /// With a customer on hold.
    Hold,
    /// After-contact work.
    WrapUp,
    /// Ready, and no contact came.
    Available,
    /// A contact was offered and not yet taken.
    Ringing,
    /// Signed in and not ready: break, meeting, training.
    NotReady,
    /// Signed in, whatever else; other states lie inside it.
    SignedIn,
    /// Paid by the roster, whether signed in or not; lies beside the other states.
    Paid,
}

impl AgentState {
    /// Name in files, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Talk => "talk",
            Self::Hold => "hold",
            Self::WrapUp => "wrap_up",
            Self::Available => "available",
            Self::Ringing => "ringing",
            Self::NotReady => "not_ready",
            Self::SignedIn => "signed_in",
            Self::Paid => "paid",
        }
    }
}
