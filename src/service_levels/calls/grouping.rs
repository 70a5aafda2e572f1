use super::call::Call;
use std::sync::Arc;

/// A field by which contacts are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// The queue.
    Queue,
    /// Phone, chat, mail …
    Channel,
    /// The team.
    Team,
    /// The agent: only where the works council agreed.
    Agent,
    /// What it was about.
    Topic,
}

impl Dimension {
    /// All, in the order of help texts.
    pub const ALL: [Self; 5] = [
        Self::Queue,
        Self::Channel,
        Self::Team,
        Self::Agent,
        Self::Topic,
    ];

    /// Name in files and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Channel => "channel",
            Self::Team => "team",
            Self::Agent => "agent",
            Self::Topic => "topic",
        }
    }

    /// What a contact has there.
    pub fn value(self, call: &Call) -> Option<&Arc<str>> {
        match self {
            Self::Queue => call.queue.as_ref(),
            Self::Channel => call.channel.as_ref(),
            Self::Team => call.team.as_ref(),
            Self::Agent => call.agent.as_ref(),
            Self::Topic => call.topic.as_ref(),
        }
    }
}

/// Fields that make the rows of one table together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouping {
    /// The fields, at least one.
    pub dimensions: Vec<Dimension>,
}

impl Grouping {
    /// The row to which a contact belongs.
    pub fn key(&self, call: &Call) -> Vec<Option<Arc<str>>> {
        let values = self.dimensions.iter();
        values
            .map(|dimension| dimension.value(call).cloned())
            .collect()
    }

    /// Whether rows are of agents.
    pub fn is_by_agent(&self) -> bool {
        self.dimensions.contains(&Dimension::Agent)
    }
}
