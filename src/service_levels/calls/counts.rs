use super::call::Disposition;
use super::formula::Rule;
use super::seen::Seen;

/// How many contacts came, and what came of them.
///
/// `offered` is answered + abandoned + flow-out + still waiting; callbacks, messages and contacts
/// out of hours stand apart, and outbound contacts too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Answered by an agent.
    pub answered: usize,
    /// Given up in the queue.
    pub abandoned: usize,
    /// Sent elsewhere by the queue.
    pub flow_out: usize,
    /// Still in the queue at the instant of the report.
    pub waiting: usize,
    /// Asked to be called back.
    pub callback: usize,
    /// Left a message.
    pub voicemail: usize,
    /// Came when the centre was closed.
    pub out_of_hours: usize,
    /// Begun by the organisation.
    pub outbound: usize,
    /// Answered within the threshold.
    pub answered_in_time: usize,
    /// Abandoned within the threshold, as far as waits are known.
    pub abandoned_in_time: usize,
    /// Abandoned within the short threshold, as far as waits are known.
    pub abandoned_short: usize,
    /// Abandoned after a wait that the log does not tell.
    pub abandoned_wait_unknown: usize,
    /// Still waiting, and over the threshold already.
    pub waiting_over: usize,
}

impl Counts {
    pub(super) fn of<'a>(seen: impl IntoIterator<Item = &'a Seen<'a>>, rule: &Rule) -> Self {
        let mut counts = Self::default();
        for one in seen {
            counts.add(one, rule);
        }
        counts
    }

    /// Contacts offered to a queue in opening hours: answered, abandoned, sent elsewhere, waiting.
    pub fn offered(&self) -> usize {
        self.answered + self.abandoned + self.flow_out + self.waiting
    }

    /// All inbound contacts.
    pub fn inbound(&self) -> usize {
        self.offered() + self.callback + self.voicemail + self.out_of_hours
    }

    /// Whether a contact is one of [`Self::offered`].
    pub(super) fn is_offered(seen: &Seen<'_>) -> bool {
        use Disposition::{Abandoned, Answered, FlowOut, Waiting};
        seen.is_inbound() && matches!(seen.disposition, Answered | Abandoned | FlowOut | Waiting)
    }

    fn add(&mut self, seen: &Seen<'_>, rule: &Rule) {
        if !seen.is_inbound() {
            self.outbound += 1;
            return;
        }
        let is_in_time = seen.waited.is_some_and(|wait| rule.is_in_time(wait));
        match seen.disposition {
            Disposition::Answered => {
                self.answered += 1;
                self.answered_in_time += usize::from(is_in_time);
            }
            Disposition::Abandoned => {
                self.abandoned += 1;
                self.abandoned_in_time += usize::from(is_in_time);
                let is_short = seen.waited.is_some_and(|wait| rule.is_short(wait));
                self.abandoned_short += usize::from(is_short);
                self.abandoned_wait_unknown += usize::from(seen.waited.is_none());
            }
            Disposition::Waiting => {
                self.waiting += 1;
                self.waiting_over += usize::from(!is_in_time);
            }
            Disposition::FlowOut => self.flow_out += 1,
            Disposition::Callback => self.callback += 1,
            Disposition::Voicemail => self.voicemail += 1,
            Disposition::OutOfHours => self.out_of_hours += 1,
        }
    }
}
