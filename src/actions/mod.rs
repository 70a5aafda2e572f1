//! What was done about a signal, and did it work?
//!
//! A [`Register`] holds what people decided: which signals they accepted, what they do about them, with
//! the prediction of the ranking at that moment ([`weigh`]). [`realised`] holds each action against the
//! weeks before and after it, [`hit_rate`] the predictions against what came. [`Baseline`] freezes figures
//! with their definitions, so that later ones are only set beside figures of the same thing.

mod action;
mod baseline;
#[cfg(test)]
mod behaviour;
mod evidence;
mod hit_rate;
mod interrupted;
mod realised;
mod register;
mod use_of_input;
mod weekly;

pub use action::{AcceptedSignal, Action, Entry, Evidence, ImpactModel, Status, StatusChange};
pub use baseline::{Baseline, Comparison, OutcomeFigure, TopicChange, TopicFigures, compare};
pub use evidence::{Lack, Weighed, weigh};
pub use hit_rate::{HitRate, hit_rate};
pub use interrupted::{Interrupted, LEAST_WEEKS, Moment, TooShort, Trend, WeekPoint, interrupted};
pub use realised::{Bet, EffectVerdict, Reading, Realised, Unread, realised};
pub use register::{Error, Register};
pub use use_of_input::{UnusedSignal, UseOfInput, use_of_input};
pub use weekly::{LEAST_IN_WEEK, Week, Weekly, week_of};
