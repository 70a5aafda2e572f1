use super::answers::is_about;
use super::contacts::Contacts;
use super::voices::About;
use crate::record::RecordKind;
use crate::service_levels::clocks::TicketResult;
use crate::store::Columns;
use crate::units::Probability;
use jiff::Timestamp;
use std::collections::HashMap;

/// Words of surveys and remarks, by what they are about.
///
/// Those of a conversation are left out: who asks for help is often unhappy before anybody has done
/// anything. As with answers, words that name a ticket are about that one alone, and others about every
/// ticket of their contact.
#[derive(Debug, Default)]
pub(super) struct WordsOf {
    by_ticket: HashMap<u64, Vec<usize>>,
    by_contact: HashMap<u64, Vec<usize>>,
}

impl WordsOf {
    /// Finds the records with words up to an instant, in order of time.
    pub(super) fn find(columns: &Columns, contacts: &Contacts, until: Option<Timestamp>) -> Self {
        let is_remark = |row: &usize| {
            let kind = columns.kind[*row];
            columns.has_words[*row]
                && matches!(kind, RecordKind::Survey | RecordKind::Feedback)
                && !columns.polarity[*row].is_nan()
        };
        let mut rows: Vec<usize> = contacts
            .iter()
            .flatten()
            .copied()
            .filter(is_remark)
            .collect();
        rows.sort_by_key(|&row| (columns.at[row].is_none(), columns.at[row], row));
        let mut words = Self::default();
        for row in rows {
            if instant(columns, row)
                .zip(until)
                .is_some_and(|(at, until)| at > until)
            {
                continue;
            }
            let place = match (columns.ticket[row], columns.contact[row]) {
                (Some(ticket), _) => words.by_ticket.entry(ticket).or_default(),
                (None, Some(contact)) => words.by_contact.entry(contact).or_default(),
                (None, None) => continue,
            };
            place.push(row);
        }
        words
    }

    /// How sure the first words about a ticket are negative, those that name it before others.
    ///
    /// The index keeps P(positive) − P(negative). P(negative) is at least the opposite of that, which is what
    /// is taken: words count as negative only where they surely are by the reading.
    pub(super) fn of(
        &self,
        columns: &Columns,
        ticket: &TicketResult,
        about: &About<'_>,
    ) -> Option<Probability> {
        let named = about.ticket.and_then(|code| self.by_ticket.get(&code));
        let contacts = about.contacts.into_iter().flatten();
        let of_contacts = contacts.filter_map(|contact| self.by_contact.get(contact));
        let mut of_contacts: Vec<usize> = of_contacts.flatten().copied().collect();
        of_contacts.sort_by_key(|&row| (columns.at[row].is_none(), columns.at[row], row));
        let rows = named.into_iter().flatten().copied().chain(of_contacts);
        let mut rows = rows.filter(|&row| is_about(instant(columns, row), ticket));
        rows.next()
            .map(|row| Probability::saturating(-columns.polarity[row]))
    }
}

fn instant(columns: &Columns, row: usize) -> Option<Timestamp> {
    columns.at[row].and_then(|at| Timestamp::from_second(at).ok())
}
