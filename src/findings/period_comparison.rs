use super::FrozenModelUse;
use crate::record::Best;
use crate::signals::TopicName;
use crate::units::{Interval, Probability};
use jiff::civil::Date;

/// The ranking of one period beside that of an earlier or later one.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodComparison {
    /// Name of the project.
    pub project: String,
    /// Nominal coverage of every interval.
    pub level: Probability,
    /// Which end of the scale of the outcome is good; `None` without an outcome. Where it is the low end, points are mirrored.
    pub best: Option<Best>,
    /// The frozen driver model that stands beside, where the project names one.
    pub frozen_model: FrozenModelUse,
    /// First and last day of the archive; `None` where no record has a date.
    pub archive: Option<(Date, Date)>,
    /// The period compared with.
    pub before: PeriodSide,
    /// The period asked for.
    pub now: PeriodSide,
    /// Change of the mean outcome; `None` where either period has none.
    pub mean: Option<Interval>,
    /// Customers with records in both periods, for whom the two are not independent as intervals take them.
    pub n_customers_in_both: u64,
    /// Topics ranked in either period: those of `now` in their order, then the others.
    pub topics: Vec<TopicChange>,
}

/// One of two periods.
#[derive(Debug, Clone, PartialEq)]
pub struct PeriodSide {
    /// Which days, first and last.
    pub period: String,
    /// How many days it has; `None` where an end is open.
    pub n_days: Option<u64>,
    /// How many of its days lie in the archive.
    pub n_days_in_archive: u64,
    /// Respondents with an outcome.
    pub n: u64,
    /// Their mean outcome in outcome points; `None` where too few answered to show it.
    pub mean: Option<Interval>,
}

/// One topic in two periods.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicChange {
    /// The topic.
    pub topic: TopicName,
    /// In the period compared with; `None` where it was not ranked.
    pub before: Option<RankedTopic>,
    /// In the period asked for; `None` where it is not ranked.
    pub now: Option<RankedTopic>,
    /// Change of the expected gain; `None` where either period has none.
    pub gain: Option<Interval>,
    /// Change of the share with a negative mention; `None` where either period has none.
    pub share: Option<Interval>,
}

/// A ranked topic in one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankedTopic {
    /// From 1, the largest gain.
    pub rank: usize,
    /// Respondents with a negative mention.
    pub n_negative: u64,
    /// Share of respondents with one; `None` where the data cannot tell.
    pub share: Option<Interval>,
    /// Expected gain in outcome points.
    pub gain: Interval,
}
