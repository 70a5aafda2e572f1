use super::contacts::Contacts;
use crate::disclosure::Givers;
use crate::store::Columns;
use std::collections::HashMap;

/// Who gave the answer of each row, and the numbers of customers.
pub(super) struct Customers {
    numbers: HashMap<u64, usize>,
    /// Number of the customer by row of an answer; rows of which nobody knows are missing.
    pub(super) of_rows: Givers,
}

impl Customers {
    /// Finds the customer of every row with a score: its own, else that of its contact.
    pub(super) fn of(columns: &Columns, contacts: &Contacts) -> Self {
        let mut found = Self {
            numbers: HashMap::new(),
            of_rows: Givers::new(),
        };
        let has_score = |row: usize| columns.scores.values().any(|scores| !scores[row].is_nan());
        for contact in contacts.iter() {
            let of_contact = contact.iter().find_map(|&row| columns.customer[row]);
            for &row in contact.iter().filter(|row| has_score(**row)) {
                if let Some(customer) = columns.customer[row].or(of_contact) {
                    let number = found.number(customer);
                    found.of_rows.insert(row, number);
                }
            }
        }
        found
    }

    /// The number of a customer.
    pub(super) fn number(&mut self, customer: u64) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(customer).or_insert(next)
    }
}
