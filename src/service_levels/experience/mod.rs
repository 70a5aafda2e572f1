//! What customers and employees thought of it: indicators with their intervals, targets for them,
//! composites, baselines and the worth of a survey.
//!
//! Every figure carries its interval and n, a verdict rests on the interval and not on the figure, and
//! fewer than [`FLOOR`] answers have no figure at all. There is no target and no baseline unless one is
//! handed in. Answers of customers and of employees, and answers on different scales, are never
//! averaged together.

mod attainment;
mod baseline;
mod by_customer;
mod composite;
mod difference;
mod error;
mod estimate;
mod fatigue;
mod indicator;
mod invitation;
mod measurement;
mod question;
mod representation;
mod rescale;
mod response;
mod selection;
mod sentiment;
mod stratum;
mod target_check;

#[cfg(test)]
mod behaviour;
#[cfg(test)]
mod golden;
mod withheld;

pub use attainment::{Direction, Impact, Part, Target, Verdict, verdict};
pub use baseline::{Baseline, BaselineRow, Change, Definition, Unlike};
pub use by_customer::by_customer;
pub use composite::{COVERAGE, Component, Composite, Outcome, composite};
pub use difference::{TwoShares, difference, two_shares};
pub use error::Error;
pub use estimate::{Answer, Estimate, FLOOR, LostTime, lost_time, mean, net_promoter, top_box};
pub use fatigue::{Fatigue, FatigueSettings, Wave, fatigue};
pub use indicator::Measure;
pub use invitation::{
    Delivery, FollowUp, Frequency, Invitation, LoopClosure, Quarantine, Reply, ResponseRate,
    SurveyKind, loop_closure, response_rate, too_soon,
};
pub use measurement::{Caveat, CompositeRow, Experience, Judged, Row, Settings, Value, measure};
pub use question::{Question, Source};
pub use representation::{Representation, Shift, representation};
pub use response::{Completeness, Respondent, Response, Scope};
pub use selection::{Account, Counted, LateAnswers, select};
pub use sentiment::{Checks, SentimentIndex, Tone, corrected_index, index_as_read};
pub use stratum::{Period, Respondents, Stratum};
