use crate::record::{Best, ScaleKind, ScoreName};
use crate::signals::series::Line;
use crate::signals::{Pace, TopicName};
use crate::units::Probability;
use jiff::civil::Date;

/// What was said and answered, period by period, with the names of what is meant.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesFindings {
    /// Name of the project.
    pub project: String,
    /// Length of a period.
    pub every: Pace,
    /// The score whose level is given, if the project declares one.
    pub outcome: Option<(ScoreName, ScaleKind)>,
    /// Which end of its scale is good; `None` without an outcome. Where it is the low end, points are mirrored.
    pub best: Option<Best>,
    /// Days inside the series on which the scale or question of that score changed.
    pub changes: Vec<Date>,
    /// The field whose values are told apart.
    pub by: Option<String>,
    /// Values of that field, which lines name by position.
    pub segments: Vec<String>,
    /// Values of that field left out, because fewer respondents have them than may be shown.
    pub n_small_segments: usize,
    /// Topics, which lines name by position.
    pub topics: Vec<TopicName>,
    /// Nominal coverage of every interval.
    pub level: Probability,
    /// Fewest people that a figure is given of.
    pub min_cell: u64,
    /// Respondents without a day.
    pub n_undated: usize,
    /// One per segment and topic, that of all first.
    pub lines: Vec<Line>,
}
