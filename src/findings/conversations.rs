use super::Guarded;
use crate::conversations::{Behaviour, CourseSummary, DimensionSummary, Untold};
use crate::disclosure::Reason;
use crate::privacy::RedactedText;
use crate::record::{Best, LanguageTag, RecordId, ScaleKind, ScoreName, Span, Speaker};
use crate::signals::TopicName;
use crate::units::Probability;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How the conversations of an archive went and what was done in them, as far as few people allow. Experimental.
#[derive(Debug, Clone, PartialEq)]
pub struct ConversationFindings {
    /// Name of the project.
    pub project: String,
    /// Nominal coverage of every interval.
    pub level: Probability,
    /// The score whose points are compared, if the project declares one.
    pub outcome: Option<(ScoreName, ScaleKind)>,
    /// Which end of its scale is good; `None` without an outcome. Where it is the low end, points are mirrored.
    pub best: Option<Best>,
    /// The last declared change of scale or question that parts the answers: none before it counts.
    pub since: Option<Date>,
    /// Conversations.
    pub n: usize,
    /// Of these, conversations with an answer to the outcome beside them.
    pub n_with_outcome: usize,
    /// Agents who are known by a pseudonym or name.
    pub n_agents: usize,
    /// Conversations of which the agent is not known.
    pub n_without_agent: usize,
    /// Conversations of which the course cannot be told, by why.
    pub course_untold: BTreeMap<Untold, usize>,
    /// Conversations of which the reason cannot be told, by why.
    pub reason_untold: BTreeMap<Untold, usize>,
    /// Conversations of which behaviours cannot be told, by why.
    pub behaviours_untold: BTreeMap<Untold, usize>,
    /// Conversations by reason for contact, most frequent first.
    pub reasons: Vec<(TopicName, Guarded<usize>)>,
    /// The course of the customers' sentiment.
    pub course: Guarded<CourseSummary>,
    /// What agents did, by dimension.
    pub dimensions: Result<Vec<DimensionSummary>, WithheldBehaviours>,
    /// Names of the behaviours.
    pub names: BTreeMap<Behaviour, TopicName>,
}

/// Why nothing of what agents did is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithheldBehaviours {
    /// Too few customers.
    FewCustomers(Reason),
    /// So few agents that the figures would be of single ones.
    FewAgents {
        /// Fewest agents that figures stand for.
        least: usize,
    },
}

/// One conversation, turn by turn. Experimental.
#[derive(Debug, Clone, PartialEq)]
pub struct ConversationShown {
    /// Which one.
    pub id: RecordId,
    /// Language of the customer.
    pub language: LanguageTag,
    /// The turns.
    pub turns: Vec<TurnShown>,
    /// Polarity at the start, the end and the lowest point with its turn.
    pub course: Result<crate::conversations::Course, Untold>,
    /// The reason for contact, with the words that show it.
    pub reason: Result<(TopicName, Span), Untold>,
    /// Why behaviours cannot be told; `None` where they can.
    pub behaviours_untold: Option<Untold>,
    /// Names of the behaviours.
    pub names: BTreeMap<Behaviour, TopicName>,
}

/// One turn of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct TurnShown {
    /// Who spoke.
    pub speaker: Speaker,
    /// What was said, redacted.
    pub text: RedactedText,
    /// Polarity, of a customer's turn that could be read.
    pub tone: Option<f64>,
    /// What the agent did in it, with the bytes that show it.
    pub behaviours: Vec<(Behaviour, Span)>,
}
