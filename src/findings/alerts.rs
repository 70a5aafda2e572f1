use crate::signals::TopicName;
use crate::signals::alerts::Alerts;
use jiff::civil::Date;

/// What rose lately, with the names of what is meant.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertFindings {
    /// Name of the project.
    pub project: String,
    /// Last day that was looked at; `None` where no record has a date.
    pub as_of: Option<Date>,
    /// Where that day comes from.
    pub look_day: LookDay,
    /// The field whose values are told apart.
    pub by: Option<String>,
    /// Values of that field, which alarms name by position.
    pub segments: Vec<String>,
    /// Topics, which alarms name by position.
    pub topics: Vec<TopicName>,
    /// What was found.
    pub found: Alerts,
}

/// Where the last day of a look comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookDay {
    /// It was asked for.
    Asked,
    /// It was asked for, and was not over when it was looked at.
    AskedNotOver,
    /// The last dated record with words falls on it.
    LastWords,
    /// The day before that of the look, which has words and was not over.
    LastWholeDay,
}
