use super::{JoinedAnswers, ServiceLevels};
use crate::disclosure::Reason;
use crate::service_levels::attainment::{ReviewRow, SlowRow};
use crate::service_levels::calls::ServiceLevel;
use crate::service_levels::experience::{Direction, Estimate, Measure, Verdict};
use crate::service_levels::policies::{Indicator, ServiceLevelTarget};
use crate::service_levels::watermelon::{
    Cell, Settings, TicketQuadrant, TopicRow, WordsAsEvidence,
};
use crate::signals::TopicName;
use crate::units::{Probability, Seconds};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What came of the promises of a project, and what its customers thought of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceLevelFindings {
    /// What came of the clocks. Tickets are pseudonyms here, so no running case is listed.
    pub levels: ServiceLevels,
    /// Where the instant of the report comes from.
    pub instant: ReportInstant,
    /// What became of the events.
    pub events: EventAccount,
    /// Goals of queues, where a log of calls is declared.
    pub queues: Option<QueueFindings>,
    /// Promises that answers of customers judge.
    pub xla: Vec<XlaLevel>,
    /// Promises of experience that cannot be judged from these answers.
    pub unjudged_xla: Vec<UnjudgedXla>,
    /// Promises beside experience; `None` where no answer can be told to be negative.
    pub experience: Option<ExperienceFindings>,
}

/// Where the instant of a report comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportInstant {
    /// It was asked for.
    Asked,
    /// The last event, so that the same input gives the same report.
    LastEvent,
}

/// What became of the events of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventAccount {
    /// Events of tickets.
    pub n_events: u64,
    /// Events without a ticket or without an instant.
    pub n_placeless: u64,
    /// Events and tickets that cannot be used, by reason.
    pub unusable: BTreeMap<&'static str, u64>,
    /// Tickets outside all opening hours that are known.
    pub n_out_of_time: u64,
}

/// What came of the goals of queues.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueFindings {
    /// Rows of the log.
    pub n_rows: u64,
    /// Rows that are no call.
    pub n_rejected: u64,
    /// One row per goal, in the order of the file of policies.
    pub rows: Vec<QueueLevel>,
}

/// What came of one goal of a queue or channel.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueLevel {
    /// The goal.
    pub goal: ServiceLevelTarget,
    /// Contacts offered to it.
    pub n_offered: usize,
    /// Contacts answered.
    pub n_answered: usize,
    /// Contacts answered within the threshold.
    pub n_in_time: usize,
    /// The share by the formula of the goal.
    pub level: ServiceLevel,
    /// Whether the share is reached, as contracts read; `None` where the log does not tell.
    pub is_met: Option<bool>,
    /// The longest that anybody waited.
    pub longest_wait: Option<Seconds>,
}

/// What came of one promised experience.
#[derive(Debug, Clone, PartialEq)]
pub struct XlaLevel {
    /// The policy.
    pub policy: Arc<str>,
    /// What is measured.
    pub indicator: Indicator,
    /// The score that it is measured by.
    pub score: String,
    /// What is computed of its answers.
    pub measure: Measure,
    /// The goal.
    pub goal: f64,
    /// Which side of it is good.
    pub direction: Direction,
    /// The figure; `None` where it is not told.
    pub estimate: Option<Estimate>,
    /// Why it is not told: too few answers, or few would follow from it and the other promises.
    pub hidden: Option<Reason>,
    /// How it stands.
    pub verdict: Verdict,
}

/// A promised experience that cannot be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnjudgedXla {
    /// The policy.
    pub policy: Arc<str>,
    /// What is promised.
    pub indicator: Indicator,
    /// Why not.
    pub why: WhyUnjudged,
}

/// Why a promised experience cannot be judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyUnjudged {
    /// No declared score is of its kind and on its scale.
    NoScore,
    /// It is promised of a touchpoint, which no record names.
    Touchpoint,
    /// It is promised to those with some value of this field, which no record has.
    NoField(Arc<str>),
    /// It asks how surely a model read this field, which records do not tell.
    Confidence(Arc<str>),
    /// It is promised to those to whom this policy before it is not, which cannot be told.
    ComesAfter(Arc<str>),
    /// It is promised of single agents, which takes a governance file.
    Agent,
}

impl WhyUnjudged {
    /// Name for machines, in `snake_case`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NoScore => "no_score",
            Self::Touchpoint => "touchpoint",
            Self::NoField(_) => "no_field",
            Self::Confidence(_) => "confidence",
            Self::ComesAfter(_) => "comes_after",
            Self::Agent => "agent",
        }
    }

    /// The field that is in the way.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::NoField(field) | Self::Confidence(field) => Some(field),
            Self::NoScore | Self::Touchpoint | Self::ComesAfter(_) | Self::Agent => None,
        }
    }
}

/// Promises about time beside what customers thought.
#[derive(Debug, Clone, PartialEq)]
pub struct ExperienceFindings {
    /// The score whose answers are read.
    pub outcome: String,
    /// How cells were made and judged.
    pub settings: Settings,
    /// All tickets together.
    pub whole: Cell,
    /// By policy and the declared fields.
    pub cells: Vec<Cell>,
    /// Tickets by their place in the two by two; places that may not be told are missing.
    pub tickets: BTreeMap<TicketQuadrant, u64>,
    /// What became of answers on their way to tickets.
    pub answers: JoinedAnswers,
    /// Answers that stand beside more than one ticket, because they are of one contact.
    pub n_shared_answers: u64,
    /// What words say where there is no answer; `None` where they are not asked for, or there are none.
    pub words: Option<WordsAsEvidence>,
    /// Topics among customers whose promises were kept.
    pub topics: Vec<WatermelonTopic>,
    /// Unhappy customers who wrote although their promises were kept, and the others who wrote.
    pub n_writers: Option<(usize, usize)>,
    /// Topics that are complaints of slowness; empty where the taxonomy has none.
    pub slow_topics: Vec<TopicName>,
    /// Promises that are kept beside what customers say of slowness.
    pub review: Vec<ReviewRow>,
    /// Share of complaints of slowness that is too much, where it is declared.
    pub complaints: Option<Probability>,
    /// Complaints of slowness beside the time that it took.
    pub slow: Vec<SlowRow>,
}

/// A topic among customers whose promises were kept.
#[derive(Debug, Clone, PartialEq)]
pub struct WatermelonTopic {
    /// The topic.
    pub name: TopicName,
    /// How often it is spoken ill of.
    pub row: TopicRow,
}
