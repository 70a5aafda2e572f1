use crate::stats;

/// Why people cannot be compared.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No contact has both a handler and a score.
    #[error("compare people: no contact has both a handler and a score")]
    NoContacts,
    /// No contact is of this team, or the name is that of another.
    #[error("no contact is of team {team:?}")]
    NoSuchTeam {
        /// The team that was asked for.
        team: String,
    },
    /// No contact is of this agent in what may be seen.
    #[error("no contact is of agent {agent:?} in the teams that are asked for")]
    NoSuchAgent {
        /// The agent that was asked for.
        agent: String,
    },
    /// Numbers that no statistics can be made of.
    #[error("compare people")]
    Stats(#[from] stats::Error),
}
