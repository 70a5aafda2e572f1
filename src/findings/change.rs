use crate::record::{Best, ScaleKind, ScoreName};
use crate::signals::TopicName;
use crate::signals::change::Moved;
use crate::units::Probability;

/// Why the outcome moved, with the names of what is meant.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeFindings {
    /// Name of the project.
    pub project: String,
    /// The score whose level moved.
    pub outcome: ScoreName,
    /// Its kind of scale.
    pub kind: ScaleKind,
    /// Which end of its scale is good. Where it is the low end, points are mirrored.
    pub best: Best,
    /// The periods as they were asked for.
    pub periods: [String; 2],
    /// The query that chose documents, if any.
    pub filter: Option<String>,
    /// Nominal coverage of every interval.
    pub level: Probability,
    /// Least number of negative mentions, in both periods together, for a topic to have a rate.
    pub min_mentions: u64,
    /// Topics, which parts name by position.
    pub topics: Vec<TopicName>,
    /// What was found.
    pub moved: Moved,
}
