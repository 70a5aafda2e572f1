//! Invitations over time: who answers, who hears back, and whom to ask next.
//!
//! [`survey_loop`] measures the loop from invitation to answer to closure; [`plan_invitations`] draws
//! whom to invite, and nobody who was asked a short time ago.

mod planner;
mod survey_loop;
mod trend;

pub use planner::{
    Candidate, Ineligible, InvitationPlan, Invitee, PlanGap, PlanSettings, SurveyPlan,
    plan_invitations,
};
pub use survey_loop::{
    Closing, Closure, Invited, LoopSettings, NextResponse, PeriodRate, SurveyLoop, survey_loop,
};
pub use trend::{Trend, response_trend};

#[cfg(test)]
mod behaviour;
