//! Which signal to pick up first when the organisation's side counts too.
//!
//! [`Stakes`] are what an organisation states: what an outcome point is worth, what a contact costs,
//! what an improvement takes. [`prioritise`] sets them beside the gains of customers, draw by draw, so
//! that the doubt of both goes into one ranking; [`Weighting`] is the formula, and it is printed.

mod caution;
mod contacts;
mod front;
mod judgement;
mod prioritise;
mod ranks;
mod score;
mod stakes;

#[cfg(test)]
mod behaviour;

pub use caution::PriorityCaveat;
pub use contacts::ContactCount;
pub use judgement::{Judgement, NotAJudgement};
pub use prioritise::{Priorities, Priority, prioritise};
pub use score::{ScoreUnit, Weighting};
pub use stakes::{Stakes, TopicStakes};
