//! Teams and agents: how customers' scores differ from what their contacts let expect, how sure, and
//! what to speak of in a coaching talk.
//!
//! Nothing about one agent is computed without an [`AgentAccess`], which only a governance file with the
//! consent of the works council and a data protection impact assessment gives. Customers' scores, topics
//! and labelled behaviours enter; the emotion of agents never does, and columns that look like it are
//! refused ([`refuse_emotion`]). Nobody is ranked.

mod access;
mod case_mix;
mod comparison;
mod contact;
mod emotion;
mod error;
mod scorecard;
mod session;
mod sheet;
mod variance;

pub use access::{AgentAccess, Consent, Governance, Missing, Refusal};
pub use comparison::{Difference, Standing};
pub use contact::{Attribution, Contact, Contacts, Handler};
pub use emotion::{ForbiddenColumn, refuse_emotion};
pub use error::Error;
pub use scorecard::{
    Level, Scorecard, Scorecards, Settings, scorecards_of_agents, scorecards_of_teams,
};
pub use session::{BeforeAfter, Change, before_and_after};
pub use sheet::{Example, Point, Sheet, SheetContent, coaching_sheet};
pub use variance::Variances;

#[cfg(test)]
mod behaviour;
#[cfg(test)]
mod fixtures;
