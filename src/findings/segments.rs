use super::FrozenModelUse;
use crate::disclosure::Reason;
use crate::record::{About, Best};
use crate::signals::{Heterogeneity, Segment, SegmentCell, TopicName};
use crate::units::Probability;
use jiff::civil::Date;

/// Something that small numbers of people may keep from being shown, with the reason why.
pub type Guarded<T> = Result<T, Reason>;

/// The topics of an archive beside one another in the segments of one field, as far as few people allow.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentFindings {
    /// Name of the project.
    pub project: String,
    /// The field.
    pub field: String,
    /// Which end of the scale of the outcome is good; `None` without an outcome. Where it is the low end, points are mirrored.
    pub best: Option<Best>,
    /// What the shown topics are about; everything where nothing is asked for.
    pub about: Vec<Option<About>>,
    /// The frozen driver model that stands beside, where the project names one.
    pub frozen_model: FrozenModelUse,
    /// Day of the last change of scale or question; answers before it are left out.
    pub since: Option<Date>,
    /// Fewest people that a cell stands for.
    pub floor: usize,
    /// Nominal coverage of every interval.
    pub level: Probability,
    /// Segments with a row of their own that is shown.
    pub n_shown: usize,
    /// Segments that share the row of all others.
    pub n_pooled: usize,
    /// Segments with a row of their own that is hidden.
    pub n_hidden: usize,
    /// Respondents with words, an outcome and a segment.
    pub n: Guarded<u64>,
    /// Rows, largest first; the row of all others has no value.
    pub segments: Vec<SegmentRow>,
    /// Topics, most negative mentions first.
    pub topics: Vec<SegmentTopicRow>,
}

/// A segment, or all others together.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentRow {
    /// Value of the field; `None` for all others together.
    pub value: Option<String>,
    /// What it is.
    pub segment: Guarded<Segment>,
}

/// A topic over the segments.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentTopicRow {
    /// The topic.
    pub topic: TopicName,
    /// What holds of all segments together.
    pub whole: Guarded<TopicOverSegments>,
    /// Whether the effect differs between segments; `None` where fewer than two have one. Hidden with the
    /// pooled effects where a cell that it rests on is: the effect of that cell would follow.
    pub heterogeneity: Guarded<Option<Heterogeneity>>,
    /// Per segment, in the order of the segments.
    pub cells: Vec<Guarded<SegmentCell>>,
}

/// A topic in all segments together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TopicOverSegments {
    /// Effect of a negative mention in outcome points, segment and other topics held.
    pub effect: f64,
    /// Share with a negative mention.
    pub share: f64,
    /// Respondents with one.
    pub n_negative: u64,
}
