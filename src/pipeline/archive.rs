use super::Error;
use crate::findings::EventAccount;
use crate::logs::{Options, Recorded, RecordedEvent, Tickets};
use crate::privacy::CleanBody;
use crate::record::RecordKind;
use crate::store::{Columns, Store};
use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Name of the field that says whose ticket it is.
const CUSTOMER: &str = "customer";

/// The tickets of an archive, made again of its events: what was forgotten or has expired is not there.
pub(super) struct Archive {
    /// Tickets by pseudonym.
    pub(super) tickets: Tickets,
    /// The contacts of each ticket.
    pub(super) contacts: HashMap<Arc<str>, BTreeSet<u64>>,
    /// The code of each ticket in the columns.
    pub(super) codes: HashMap<Arc<str>, u64>,
    /// The code of the customer of each ticket, where that is known.
    pub(super) customers: HashMap<Arc<str>, u64>,
    /// What became of the events; the tickets say the rest.
    pub(super) account: EventAccount,
    /// The last event.
    pub(super) last: Option<Timestamp>,
}

/// Reads the events among `rows`, which ascend, of the index.
///
/// Events are kept as statements of 48 bytes, not as documents.
pub(super) fn archive(store: &Store, columns: &Columns, rows: &[usize]) -> Result<Archive, Error> {
    let is_event = |row: &&usize| columns.kind[**row] == RecordKind::Event;
    let rows: Vec<usize> = rows.iter().filter(is_event).copied().collect();
    let ids: Vec<_> = rows.iter().map(|&row| columns.ids[row]).collect();
    let mut recorded = Recorded::new(fields(columns, &rows), &Options::default())?;
    let mut contacts: HashMap<Arc<str>, BTreeSet<u64>> = HashMap::new();
    let mut codes: HashMap<Arc<str>, u64> = HashMap::new();
    let mut customers: HashMap<Arc<str>, u64> = HashMap::new();
    let mut account = EventAccount::default();
    let mut last: Option<Timestamp> = None;
    let mut next = rows.iter();
    store.each_of(&ids, |document| -> Result<(), Error> {
        let record = document.record;
        let Some(&row) = next.next() else {
            return Ok(());
        };
        let (Some(ticket), Some(at), CleanBody::Event(event)) =
            (record.ticket, record.at, &record.body)
        else {
            account.n_placeless += 1;
            return Ok(());
        };
        account.n_events += 1;
        last = last.max(Some(at));
        let ticket = ticket.to_string();
        let customer = record.customer.map(|customer| customer.to_string());
        recorded.take(
            &RecordedEvent {
                ticket: &ticket,
                at,
                name: &event.name,
                old: event.old.as_deref(),
                new: event.new.as_deref(),
                origin: &record.origin,
            },
            |field| {
                if field == CUSTOMER && customer.is_some() {
                    return customer.as_deref();
                }
                let mut facets = record.facets.iter();
                let (_, value) = facets.find(|(name, _)| **name == *field)?;
                Some(&**value)
            },
        );
        let ticket: Arc<str> = Arc::from(ticket);
        if let Some(code) = columns.ticket[row] {
            codes.entry(Arc::clone(&ticket)).or_insert(code);
        }
        if let Some(code) = columns.customer[row] {
            customers.entry(Arc::clone(&ticket)).or_insert(code);
        }
        if let Some(contact) = columns.contact[row] {
            contacts.entry(ticket).or_default().insert(contact);
        }
        Ok(())
    })?;
    Ok(Archive {
        tickets: recorded.tickets(),
        contacts,
        codes,
        customers,
        account,
        last,
    })
}

/// Facets that any event carries, and whose ticket it is.
fn fields(columns: &Columns, rows: &[usize]) -> Vec<Arc<str>> {
    let facets = columns.facets.iter();
    let used = facets.filter(|(_, facet)| rows.iter().any(|&row| facet.get(row).is_some()));
    let mut fields: BTreeSet<Arc<str>> = used.map(|(name, _)| Arc::clone(name)).collect();
    if rows.iter().any(|&row| columns.customer[row].is_some()) {
        fields.insert(Arc::from(CUSTOMER));
    }
    fields.into_iter().collect()
}
