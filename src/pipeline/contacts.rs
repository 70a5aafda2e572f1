use super::join::{first_answer, spoken};
use crate::record::ScoreName;
use crate::store::Columns;
use std::borrow::Cow;
use std::ops::Range;

/// The rows of the columns by contact, in the order of the first row of each; a record that names no contact
/// stands alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Contacts {
    /// Rows of one contact after another, ascending within each.
    rows: Vec<usize>,
    /// Where each contact ends in `rows`; empty where each has one row.
    ends: Vec<usize>,
}

impl Contacts {
    /// All rows.
    pub(super) fn of(columns: &Columns) -> Self {
        let n = columns.n_documents();
        let first = &columns.first_of_contact;
        if first.is_empty() {
            return Self {
                rows: (0..n).collect(),
                ends: Vec::new(),
            };
        }
        // Counted first, then placed: rows come in order, so those of a contact do too.
        let mut place = vec![0; n];
        let mut ends = Vec::new();
        for (row, &head) in first.iter().enumerate() {
            let head = head as usize;
            if head == row {
                place[row] = ends.len();
                ends.push(0);
            }
            ends[place[head]] += 1;
        }
        let mut next = Vec::with_capacity(ends.len());
        let mut total = 0;
        for end in &mut ends {
            next.push(total);
            total += *end;
            *end = total;
        }
        let mut rows = vec![0; n];
        for (row, &head) in first.iter().enumerate() {
            let at = &mut next[place[head as usize]];
            rows[*at] = row;
            *at += 1;
        }
        Self { rows, ends }
    }

    /// Rows of each contact.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[usize]> {
        self.part(0..self.len())
    }

    /// Rows of each of some contacts, one behind the other.
    pub(super) fn part(&self, part: Range<usize>) -> impl Iterator<Item = &[usize]> {
        let end_of = |at: usize| self.ends.get(at).map_or(at + 1, |&end| end);
        let mut start = part.start.checked_sub(1).map_or(0, end_of);
        part.map(move |at| {
            let end = end_of(at);
            let contact = &self.rows[start..end];
            start = end;
            contact
        })
    }

    /// Number of contacts.
    pub(super) fn len(&self) -> usize {
        if self.are_single() {
            self.rows.len()
        } else {
            self.ends.len()
        }
    }

    /// Whether each has one row.
    fn are_single(&self) -> bool {
        self.ends.is_empty()
    }

    /// Every row, ascending.
    pub(super) fn sorted_rows(&self) -> Cow<'_, [usize]> {
        if self.rows.is_sorted() {
            return Cow::Borrowed(&self.rows);
        }
        let mut rows = self.rows.clone();
        rows.sort_unstable();
        Cow::Owned(rows)
    }

    /// Keeps the contacts for which `keep` says so.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&[usize]) -> bool) {
        let (mut rows, mut ends) = (Vec::new(), Vec::new());
        for contact in self.iter() {
            if keep(contact) {
                rows.extend_from_slice(contact);
                if !self.are_single() {
                    ends.push(rows.len());
                }
            }
        }
        *self = Self { rows, ends };
    }

    /// Deals the contacts over parts: that of place `part_of(contact)`, or none.
    pub(super) fn dealt(
        &self,
        n_parts: usize,
        part_of: impl Fn(&[usize]) -> Option<usize>,
    ) -> Vec<Self> {
        let none = Self {
            rows: Vec::new(),
            ends: Vec::new(),
        };
        let mut parts = vec![none; n_parts];
        for contact in self.iter() {
            if let Some(part) = part_of(contact).and_then(|at| parts.get_mut(at)) {
                part.rows.extend_from_slice(contact);
                if !self.are_single() {
                    part.ends.push(part.rows.len());
                }
            }
        }
        parts
    }
}

/// The instant by which a contact falls into a period: that of its answer, else of its first dated
/// record; in seconds since 1970.
pub(super) fn instant(
    columns: &Columns,
    contact: &[usize],
    outcome: Option<&ScoreName>,
) -> Option<i64> {
    let spoken = spoken(columns, contact);
    let answers = outcome.and_then(|name| columns.scores.get(name));
    let lead = first_answer(columns, &spoken, answers).or_else(|| spoken.first().copied())?;
    date_of(columns, lead, &spoken)
}

/// Rows of a contact in the order in which its fields are looked up: the record with the answer, then those that
/// speak, then all.
pub(super) fn lead_first(
    columns: &Columns,
    contact: &[usize],
    outcome: Option<&ScoreName>,
) -> impl Iterator<Item = usize> {
    let spoken = spoken(columns, contact);
    let answers = outcome.and_then(|name| columns.scores.get(name));
    let lead = first_answer(columns, &spoken, answers);
    let order = lead.into_iter().chain(spoken.into_owned());
    order.chain(contact.iter().copied())
}

/// The instant of the record that leads, else of the first dated one.
pub(super) fn date_of(columns: &Columns, lead: usize, rows: &[usize]) -> Option<i64> {
    std::iter::once(lead)
        .chain(rows.iter().copied())
        .find_map(|row| columns.at[row])
}

/// A customer, or a respondent without one: numbers that count up from 0.
#[derive(Debug, Default)]
pub(super) struct Owners {
    known: std::collections::HashMap<u64, u32, std::hash::BuildHasherDefault<Pseudonymous>>,
    n: u32,
}

impl Owners {
    /// The number of `customer`; of nobody a number of its own.
    pub(super) fn number(&mut self, customer: Option<u64>) -> u32 {
        let fresh = self.n;
        let number = match customer {
            None => fresh,
            Some(customer) => *self.known.entry(customer).or_insert(fresh),
        };
        self.n += u32::from(number == fresh);
        number
    }

    /// The number here of each of `behind`, as if they had come behind those of here.
    pub(super) fn numbers_of(&mut self, behind: &Self) -> Vec<u32> {
        let mut names = vec![None; behind.n as usize];
        for (&customer, &number) in &behind.known {
            names[number as usize] = Some(customer);
        }
        names.into_iter().map(|name| self.number(name)).collect()
    }
}

/// Pseudonyms come out of a keyed hash; hashing them again buys nothing.
#[derive(Debug, Default)]
pub(super) struct Pseudonymous(u64);

impl std::hash::Hasher for Pseudonymous {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    /// Contacts as a map from their name makes them.
    fn plain(contacts: &[Option<u64>]) -> Vec<Vec<usize>> {
        let mut place = BTreeMap::new();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (row, contact) in contacts.iter().enumerate() {
            match contact {
                None => groups.push(vec![row]),
                Some(contact) => {
                    let at = *place.entry(*contact).or_insert_with(|| {
                        groups.push(Vec::new());
                        groups.len() - 1
                    });
                    groups[at].push(row);
                }
            }
        }
        groups
    }

    proptest! {
        #[test]
        fn counting_finds_the_contacts_that_a_map_finds(
            contacts in proptest::collection::vec(proptest::option::of(0_u64..6), 0..40),
        ) {
            let columns = crate::pipeline::join::columns_of_contacts(&contacts);
            let found: Vec<Vec<usize>> =
                Contacts::of(&columns).iter().map(<[usize]>::to_vec).collect();
            prop_assert_eq!(found, plain(&contacts));
        }
    }

    #[test]
    fn a_customer_has_one_number_and_nobody_has_another_one_each_time() {
        let mut owners = Owners::default();
        let numbers = [Some(7), None, Some(8), Some(7), None].map(|who| owners.number(who));
        assert_eq!(numbers, [0, 1, 2, 0, 3]);
        let mut behind = Owners::default();
        let numbers = [None, Some(8), Some(9), Some(7), Some(8)].map(|who| behind.number(who));
        assert_eq!(numbers, [0, 1, 2, 3, 1]);
        assert_eq!(owners.numbers_of(&behind), [4, 2, 5, 0]);
    }
}
