use super::ticket::TicketExperience;
use crate::disclosure::{Givers, People};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Figures of the same customers that stand elsewhere in a report.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Known {
    /// The answers behind them, numbered as in [`TicketExperience::answer`].
    pub figures: Vec<People>,
    /// Who gave the answers behind them, numbered as in [`TicketExperience::giver`].
    pub givers: Givers,
}

/// Tickets as numbers, one per answer where that is known, and who they are of.
pub(super) struct Numbered<'a> {
    numbers: BTreeMap<&'a Arc<str>, usize>,
    pub(super) givers: Givers,
}

impl<'a> Numbered<'a> {
    /// Numbers tickets, each name once. An answer that stands beside several tickets is that of the first;
    /// beside the others it counts as one more answer of the same customer.
    pub(super) fn new(tickets: &'a [TicketExperience], known: &Known) -> Self {
        let elsewhere = known
            .figures
            .iter()
            .flat_map(|figure| figure.answers.keys());
        let given = tickets.iter().filter_map(|ticket| ticket.answer.as_ref());
        let mut next = elsewhere.chain(given).max().map_or(0, |last| last + 1);
        let mut givers = known.givers.clone();
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        let mut numbers: BTreeMap<&Arc<str>, usize> = BTreeMap::new();
        for ticket in tickets {
            if numbers.contains_key(&ticket.ticket) {
                continue;
            }
            let own = ticket.answer.filter(|answer| taken.insert(*answer));
            let number = own.unwrap_or_else(|| {
                next += 1;
                next - 1
            });
            numbers.insert(&ticket.ticket, number);
            if let Some(giver) = ticket.giver {
                givers.entry(number).or_insert(giver);
            }
        }
        Self { numbers, givers }
    }

    pub(super) fn number(&self, ticket: &TicketExperience) -> Option<usize> {
        self.numbers.get(&ticket.ticket).copied()
    }
}
