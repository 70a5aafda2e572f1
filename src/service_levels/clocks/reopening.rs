use crate::service_levels::tickets::{Author, EventKind, Gist, TicketEvent};
use crate::units::as_u32;
use jiff::Timestamp;

/// So many seconds before a reopening the message may have come that caused it: programs take mail in
/// by rounds.
const BEFORE_S: i64 = 60;

/// So many seconds after a reopening a source may write the message that caused it.
const AFTER_S: i64 = 1;

/// What the customer wrote when a ticket was opened again.
///
/// A reopening is by thanks when all that the customer wrote from a minute before it to a second after
/// it is thanks and nothing else, and no agent reopened the ticket. Messages without words say nothing;
/// what was written before the ticket was solved does not count.
#[derive(Debug, Default)]
pub(super) struct Reopenings {
    /// What the customer wrote lately, since the ticket was solved.
    lately: Vec<(Timestamp, Gist)>,
    found: Vec<(Timestamp, Vec<Gist>)>,
}

impl Reopenings {
    /// Takes in what happened at one instant.
    pub(super) fn hear(&mut self, update: &[TicketEvent]) {
        let Some(at) = update.first().map(|event| event.at) else {
            return;
        };
        let seconds = |since: Timestamp| at.as_second() - since.as_second();
        let read = update.iter().filter_map(read_of_customer);
        if let Some((reopened, gists)) = self.found.last_mut()
            && seconds(*reopened) <= AFTER_S
        {
            gists.extend(read.clone());
        }
        self.lately.retain(|(sent, _)| seconds(*sent) <= BEFORE_S);
        self.lately.extend(read.map(|gist| (at, gist)));
    }

    /// The ticket was opened again with this update, which was heard.
    pub(super) fn reopened(&mut self, update: &[TicketEvent]) {
        let is_status = |event: &&TicketEvent| matches!(event.kind, EventKind::Status(_));
        let Some(status) = update.iter().rfind(is_status) else {
            return;
        };
        let gists = self.lately.drain(..).map(|(_, gist)| gist);
        if status.author != Author::Agent {
            self.found.push((status.at, gists.collect()));
        }
    }

    /// The ticket was solved: what was written before has had its answer.
    pub(super) fn solved(&mut self) {
        self.lately.clear();
    }

    /// Reopenings of which it is known what the customer wrote.
    pub(super) fn n_read(&self) -> u32 {
        let read = self.found.iter().filter(|(_, gists)| !gists.is_empty());
        as_u32(read.count())
    }

    /// When the ticket was reopened by thanks.
    pub(super) fn thanked_at(&self) -> Vec<Timestamp> {
        let is_thanks =
            |gists: &[Gist]| !gists.is_empty() && gists.iter().all(|gist| *gist == Gist::Thanks);
        let thanks = self.found.iter().filter(|(_, gists)| is_thanks(gists));
        thanks.map(|(at, _)| *at).collect()
    }
}

/// What the words of the customer come to, where an event has words of theirs.
fn read_of_customer(event: &TicketEvent) -> Option<Gist> {
    let is_theirs = match event.kind {
        EventKind::CustomerMessage => true,
        EventKind::PublicReply => event.author == Author::Customer,
        // A row that says at once that and by which words the ticket was reopened.
        EventKind::Status(_) => matches!(event.author, Author::Customer | Author::System),
        _ => false,
    };
    (is_theirs && event.gist != Gist::Unread).then_some(event.gist)
}
