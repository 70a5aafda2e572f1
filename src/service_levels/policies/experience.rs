use super::policy::{Conditions, Period};
use crate::record::Best;
use crate::service_levels::experience::Part;
use jiff::Timestamp;
use jiff::civil::Date;
use std::sync::Arc;

/// One version of an experience level agreement: judged by answers of customers, not by clocks.
#[derive(Debug, Clone, PartialEq)]
pub struct XlaPolicy {
    /// Name in outputs.
    pub id: Arc<str>,
    /// Version, from 1.
    pub version: u32,
    /// Order of trial: the lowest that matches wins. Unique among experience level agreements.
    pub position: u32,
    /// What it is called.
    pub title: String,
    /// When it applies.
    pub conditions: Conditions,
    /// Whether missing it has legal consequences.
    pub legally_binding: bool,
    /// The contract it belongs to.
    pub contract: Option<Arc<str>>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// When it is to be looked at again.
    pub review_by: Option<Date>,
    /// First instant at which this version attaches to tickets.
    pub valid_from: Option<Timestamp>,
    /// First instant at which it no longer does.
    pub valid_to: Option<Timestamp>,
    /// What is promised.
    pub targets: Vec<XlaTarget>,
}

/// One promised experience.
#[derive(Debug, Clone, PartialEq)]
pub struct XlaTarget {
    /// What is asked of customers, or read from what they say.
    pub indicator: Indicator,
    /// Whether it tells of the outcome or of the way there.
    pub part: Part,
    /// Weight in a composite, above 0; none for equal weights within halves that count the same.
    pub weight: Option<f64>,
    /// The scale of answers. Without one, an indicator that needs it cannot be judged.
    pub scale: Option<AnswerScale>,
    /// The goal, in the unit of [`Indicator::unit`].
    pub target: f64,
    /// The answer from which a customer counts as satisfied, on the scale.
    pub satisfied_from: Option<f64>,
    /// The answer from which a customer counts as dissatisfied, towards the bad end.
    pub negative_from: Option<f64>,
    /// Fewest answers that carry a verdict, as declared.
    pub min_n: Option<usize>,
    /// Over which stretches it is judged.
    pub period: Option<Period>,
    /// The touchpoint at which it is measured; all if absent.
    pub touchpoint: Option<Arc<str>>,
}

impl XlaTarget {
    /// Fewest answers that carry a verdict where none is declared.
    pub const DEFAULT_MIN_N: usize = 30;
    /// No declaration goes below this many answers: a person could be told from the rest.
    pub const FLOOR_N: usize = 5;

    /// Fewest answers that carry a verdict.
    pub fn min_n(&self) -> usize {
        self.min_n.unwrap_or(Self::DEFAULT_MIN_N).max(Self::FLOOR_N)
    }

    /// What the goal is counted in.
    pub fn unit(&self) -> Unit {
        self.indicator.unit(self.satisfied_from)
    }
}

/// The scale of answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AnswerScale {
    /// Lowest answer.
    pub low: f64,
    /// Highest answer.
    pub high: f64,
    /// Which end is good.
    pub best: Best,
}

/// What is measured of an experience.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Indicator {
    /// Share of customers who are satisfied.
    Csat,
    /// How easy it was: the mean, or the share from [`XlaTarget::satisfied_from`] on.
    Ces,
    /// Promoters minus detractors, in points.
    Nps,
    /// Mean of a school mark.
    SchoolMark,
    /// Positive minus negative texts, in points.
    Sentiment,
    /// Mean of the minutes that a customer says to have lost.
    LostTime,
    /// Share of customers who say that one contact was enough.
    FcrSurvey,
    /// Weighted mean of the others, 0 to 100.
    Composite,
}

/// What a goal is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A share, 0 to 1; in files percent.
    Share,
    /// Points, −100 to 100.
    NetPoints,
    /// Points, 0 to 100.
    Points,
    /// A mark on the scale of answers.
    Mark,
    /// Minutes; fewer are better.
    Minutes,
}

impl Indicator {
    /// All, in the order of tables.
    pub const ALL: [Self; 8] = [
        Self::Csat,
        Self::Ces,
        Self::Nps,
        Self::SchoolMark,
        Self::Sentiment,
        Self::LostTime,
        Self::FcrSurvey,
        Self::Composite,
    ];

    /// Name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csat => "csat",
            Self::Ces => "ces",
            Self::Nps => "nps",
            Self::SchoolMark => "school_mark",
            Self::Sentiment => "sentiment",
            Self::LostTime => "lost_time",
            Self::FcrSurvey => "fcr_survey",
            Self::Composite => "composite",
        }
    }

    /// What a goal of it is counted in.
    pub fn unit(self, satisfied_from: Option<f64>) -> Unit {
        match self {
            Self::Csat | Self::FcrSurvey => Unit::Share,
            Self::Ces if satisfied_from.is_some() => Unit::Share,
            Self::Ces | Self::SchoolMark => Unit::Mark,
            Self::Nps | Self::Sentiment => Unit::NetPoints,
            Self::Composite => Unit::Points,
            Self::LostTime => Unit::Minutes,
        }
    }

    /// Whether an answer means nothing without the ends of its scale and which one is good. The
    /// scale of the others is part of their definition.
    pub fn needs_scale(self) -> bool {
        matches!(self, Self::Csat | Self::Ces | Self::SchoolMark)
    }
}
