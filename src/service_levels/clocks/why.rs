use super::result::KeptOut;
use crate::service_levels::policies::{
    Hours, IssueType, IssueTypeBasis, Metric, OnPolicyChange, ReopenPolicy,
};
use crate::service_levels::tickets::Need;
use crate::units::Seconds;
use jiff::Timestamp;
use std::fmt;
use std::sync::Arc;

/// One step on the way to a verdict, for people. Shown in English by its `Display`.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// A policy was chosen.
    Matched {
        /// The policy.
        policy: Arc<str>,
        /// Its version.
        version: u32,
        /// Its place in the order of trial.
        position: u32,
        /// Others that matched.
        also_matched: Vec<Arc<str>>,
    },
    /// Its conditions were held against an issue type.
    IssueType(IssueType),
    /// A policy before it asks how sure a topic is, and nobody measured that.
    KeptOut(KeptOut),
    /// It promised something.
    Promised {
        /// What is timed.
        metric: Metric,
        /// How long it may take.
        target: Seconds,
        /// Which time counts.
        hours: Hours,
        /// The priority that the target is for, if it is for one.
        priority: Option<Arc<str>>,
    },
    /// The clock started.
    Started {
        /// When.
        at: Timestamp,
        /// At what.
        by: StartedBy,
    },
    /// Another policy or target took the clock over, or one took it up for the first time.
    Changed {
        /// When.
        at: Timestamp,
        /// The policy that it was held against before; `None` for the first.
        from: Option<Arc<str>>,
        /// What that did to the clock.
        effect: OnPolicyChange,
    },
    /// The clock stood still while the ticket was open.
    Paused {
        /// In how many stretches.
        n_pauses: usize,
        /// Time of the schedule that did not count.
        business: Seconds,
    },
    /// The ticket was solved and opened again while the clock was on it.
    Reopened {
        /// How often.
        n_times: usize,
        /// What that does to the clock.
        effect: ReopenPolicy,
    },
    /// A message of thanks opened the ticket while the clock was on it, or started the clock.
    Thanked {
        /// When.
        at: Timestamp,
    },
    /// The file cannot tell how the promise stands.
    Unseen {
        /// What the clock has to see and the file does not show.
        needs: Vec<Need>,
    },
    /// The clock ended.
    Ended {
        /// When.
        at: Timestamp,
        /// At what.
        by: EndedBy,
    },
    /// The promise was missed.
    Missed {
        /// When the time was up.
        at: Timestamp,
        /// By how much, up to now.
        over: Seconds,
    },
}

/// What starts a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StartedBy {
    /// The ticket was created.
    Created,
    /// The customer wrote.
    CustomerMessage,
    /// A public reply, after which the next update is waited for.
    Reply,
    /// The ticket was opened again.
    Reopened,
    /// A team got the ticket.
    TeamAssigned,
    /// Another policy took over and starts from zero.
    PolicyChange,
}

/// What ends a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndedBy {
    /// A public reply.
    Reply,
    /// The ticket was solved or closed.
    Solved,
    /// The ticket was solved or closed without the reply that was waited for.
    SolvedWithoutReply,
    /// Another team got the ticket, or none.
    HandedOver,
    /// The ticket went up in another one.
    Merged,
    /// The policy applied no longer, or another one started its own clock.
    PolicyChange,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Matched {
                policy,
                version,
                position,
                also_matched,
            } => {
                write!(
                    f,
                    "policy {policy} version {version} (position {position}) matched"
                )?;
                for (idx, loser) in also_matched.iter().enumerate() {
                    f.write_str(if idx == 0 { "; also matched: " } else { ", " })?;
                    f.write_str(loser)?;
                }
                Ok(())
            }
            Self::IssueType(IssueType { value, basis }) => match basis {
                IssueTypeBasis::Agent => write!(f, "issue type {value} from the agent"),
                IssueTypeBasis::SourceModel { confidence } => {
                    write!(
                        f,
                        "issue type {value} from the model of the source, confidence {confidence}"
                    )
                }
                IssueTypeBasis::Topic {
                    precision: Some(precision),
                } => write!(
                    f,
                    "issue type {value} from the topic model, confidence {:.2}: {} of {} checked labels were right",
                    precision.share().get(),
                    precision.n_right(),
                    precision.n()
                ),
                IssueTypeBasis::Topic { precision: None } => write!(
                    f,
                    "issue type {value} from the topic model, no measured precision"
                ),
            },
            Self::KeptOut(kept_out) => write!(f, "{kept_out}"),
            Self::Promised {
                metric,
                target,
                hours,
                priority,
            } => {
                write!(f, "{} within {}", metric.as_str(), clock(*target))?;
                match hours {
                    Hours::Calendar => f.write_str(" of calendar time")?,
                    Hours::Business { schedule } => write!(f, " of business time ({schedule})")?,
                }
                match priority {
                    Some(priority) => write!(f, " for priority {priority}"),
                    None => Ok(()),
                }
            }
            Self::Started { at, by } => write!(f, "started {at}: {}", by.as_str()),
            Self::Changed { at, from, effect } => {
                write!(f, "policy or target changed {at}")?;
                match from {
                    Some(from) => write!(f, " (before: {from})")?,
                    None => f.write_str(" (before: none)")?,
                }
                f.write_str(match effect {
                    OnPolicyChange::Retroactive => ": counts from the start, pauses kept",
                    OnPolicyChange::Restart => ": starts again from zero",
                    OnPolicyChange::Ignore => ": the first target stays",
                })
            }
            Self::Paused { n_pauses, business } => {
                write!(
                    f,
                    "stood still {} of the time that counts, in {n_pauses} ",
                    clock(*business)
                )?;
                f.write_str(if *n_pauses == 1 { "pause" } else { "pauses" })
            }
            Self::Reopened { n_times, effect } => {
                write!(f, "reopened {n_times} ")?;
                f.write_str(if *n_times == 1 { "time: " } else { "times: " })?;
                f.write_str(effect.as_str())
            }
            Self::Thanked { at } => {
                write!(
                    f,
                    "reopened {at} by a message of thanks, which counts as any other"
                )
            }
            Self::Unseen { needs } => {
                f.write_str("cannot be told: the file shows no ")?;
                for (idx, need) in needs.iter().enumerate() {
                    f.write_str(if idx == 0 { "" } else { " and no " })?;
                    f.write_str(&need.as_str().replace('_', " "))?;
                }
                Ok(())
            }
            Self::Ended { at, by } => write!(f, "ended {at}: {}", by.as_str()),
            Self::Missed { at, over } => write!(f, "time was up {at}; over by {}", clock(*over)),
        }
    }
}

impl StartedBy {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::CustomerMessage => "message of the customer",
            Self::Reply => "public reply",
            Self::Reopened => "reopened",
            Self::TeamAssigned => "assigned to the team",
            Self::PolicyChange => "change of policy",
        }
    }
}

impl EndedBy {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reply => "public reply",
            Self::Solved => "solved",
            Self::SolvedWithoutReply => "solved without the reply",
            Self::HandedOver => "handed over",
            Self::Merged => "merged into another ticket",
            Self::PolicyChange => "change of policy",
        }
    }
}

/// Hours, minutes and seconds: `10:00:00`.
fn clock(seconds: Seconds) -> String {
    let sign = if seconds.0 < 0 { "-" } else { "" };
    let all = seconds.0.unsigned_abs();
    format!("{sign}{}:{:02}:{:02}", all / 3600, all / 60 % 60, all % 60)
}
