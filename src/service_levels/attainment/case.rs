use crate::service_levels::clocks::Instance;
use crate::units::Seconds;
use jiff::SignedDuration;
use std::sync::Arc;

/// Values of the keys by which results are told apart, in the caller's order: segment, channel …
pub type Group = Vec<Arc<str>>;

/// A clock with what is known of its ticket.
#[derive(Debug, Clone)]
pub struct Case<'a> {
    /// The clock.
    pub instance: &'a Instance,
    /// Where it is counted.
    pub group: Group,
    /// Whose ticket it is, if known.
    pub customer: Option<Arc<str>>,
    /// Rank of the customer's segment, 1 first; without one it stands behind all others.
    pub tier: Option<u32>,
}

/// The time that a promise is held against: inside the schedule, which is all time without one.
pub fn elapsed(instance: &Instance) -> Seconds {
    instance.elapsed_business
}

/// Seconds as a number for statistics; exact, as they are far fewer than 2⁵³.
pub(super) fn in_seconds(seconds: Seconds) -> f64 {
    SignedDuration::from_secs(seconds.0).as_secs_f64()
}
