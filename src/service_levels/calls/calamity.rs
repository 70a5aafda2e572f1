use super::call::Call;
use jiff::Timestamp;
use std::sync::Arc;

/// A declared incident: figures are given with and without the contacts that came during it. The
/// figure with all of them stays the one of the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calamity {
    /// First instant.
    pub from: Timestamp,
    /// First instant after it.
    pub to: Timestamp,
    /// Which contacts it touched.
    pub scope: CalamityScope,
}

/// Which contacts an incident touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalamityScope {
    /// All.
    Everything,
    /// Those of one queue.
    Queue(Arc<str>),
    /// Those of one channel.
    Channel(Arc<str>),
}

impl Calamity {
    /// Whether a contact came during the incident.
    pub fn covers(&self, call: &Call) -> bool {
        let is_during = self.from <= call.offered_at && call.offered_at < self.to;
        is_during
            && match &self.scope {
                CalamityScope::Everything => true,
                CalamityScope::Queue(queue) => call.queue.as_ref() == Some(queue),
                CalamityScope::Channel(channel) => call.channel.as_ref() == Some(channel),
            }
    }
}
