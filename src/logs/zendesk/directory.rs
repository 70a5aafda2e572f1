use super::tables::{Sheet, is_true, utc};
use crate::intake::{Fault, Rejection, TimeReading};
use crate::logs::Error;
use crate::logs::options::Options;
use crate::logs::words;
use crate::service_levels::tickets::Author;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// Who is who: people with what they were when, groups with their names, tickets with their people.
#[derive(Debug, Default)]
pub(super) struct Directory {
    users: HashMap<String, User>,
    groups: HashMap<String, String>,
    tickets: HashMap<String, Parties>,
    merged: HashSet<String>,
    /// Rows of tables that only say who is who.
    pub(super) rejections: Vec<Rejection>,
}

/// A user, deleted ones included: what they did, they did as what they were.
#[derive(Debug, Default)]
struct User {
    /// By the table of users: as it is now.
    present: Option<Author>,
    /// Changes in order of time: when, from what, to what.
    changes: Vec<(i64, Author, Author)>,
}

/// The people of a ticket.
#[derive(Debug, Default, Clone)]
pub(super) struct Parties {
    requester: String,
    assignee: String,
    /// When the ticket was created, in microseconds.
    pub(super) created: Option<i64>,
}

impl Directory {
    /// Reads the tables that say who is who.
    pub(super) fn read(folder: &Path, options: &Options) -> Result<Self, Error> {
        let times = utc(options);
        let mut directory = Self::default();
        if let Some(mut sheet) = Sheet::open(folder, "user", options, &["id", "role"], &[])? {
            let cells = sheet.columns();
            while let Some(row) = sheet.table.next_row() {
                let row = match row {
                    Ok(row) => row,
                    Err(rejection) => {
                        directory.rejections.push(rejection);
                        continue;
                    }
                };
                let user = User {
                    present: part(cells.get(row, "role")),
                    changes: Vec::new(),
                };
                directory
                    .users
                    .insert(cells.get(row, "id").to_owned(), user);
            }
        }
        directory.changes(folder, options, &times)?;
        if let Some(mut sheet) = Sheet::open(folder, "group", options, &["id", "name"], &[])? {
            let cells = sheet.columns();
            while let Some(row) = sheet.table.next_row() {
                let row = match row {
                    Ok(row) => row,
                    Err(rejection) => {
                        directory.rejections.push(rejection);
                        continue;
                    }
                };
                let (id, name) = (cells.get(row, "id"), cells.get(row, "name"));
                directory.groups.insert(id.to_owned(), name.to_owned());
            }
        }
        directory.tickets(folder, options, &times)?;
        Ok(directory)
    }

    /// Changes of role, from the audit log.
    fn changes(
        &mut self,
        folder: &Path,
        options: &Options,
        times: &TimeReading,
    ) -> Result<(), Error> {
        let columns = [
            "source_type",
            "source_id",
            "change_description",
            "created_at",
        ];
        let Some(mut sheet) = Sheet::open(folder, "audit_log", options, &columns, &[])? else {
            return Ok(());
        };
        let cells = sheet.columns();
        while let Some(row) = sheet.table.next_row() {
            let row = match row {
                Ok(row) => row,
                Err(rejection) => {
                    self.rejections.push(rejection);
                    continue;
                }
            };
            if cells.get(row, "source_type") != "user" {
                continue;
            }
            let change = role_change(cells.get(row, "change_description"));
            let at = times.parse(cells.get(row, "created_at"));
            if let (Some((from, to)), Ok(at)) = (change, at) {
                let id = cells.get(row, "source_id").to_owned();
                let user = self.users.entry(id).or_default();
                user.changes.push((at.as_microsecond(), from, to));
            }
        }
        for user in self.users.values_mut() {
            user.changes.sort_by_key(|(at, _, _)| *at);
        }
        Ok(())
    }

    fn tickets(
        &mut self,
        folder: &Path,
        options: &Options,
        times: &TimeReading,
    ) -> Result<(), Error> {
        let optional = [
            "requester_id",
            "assignee_id",
            "merged_ticket_ids",
            "created_at",
        ];
        let mut sheet = Sheet::need(folder, "ticket", options, &["id"], &optional)?;
        let cells = sheet.columns();
        while let Some(row) = sheet.table.next_row() {
            // What is wrong with a ticket comes out when it is read for its events.
            let Ok(row) = row else { continue };
            let created = times.parse(cells.get(row, "created_at")).ok();
            let parties = Parties {
                requester: cells.get(row, "requester_id").to_owned(),
                assignee: cells.get(row, "assignee_id").to_owned(),
                created: created.map(jiff::Timestamp::as_microsecond),
            };
            let merged = cells.get(row, "merged_ticket_ids");
            let numbers = merged.split(|sign: char| !sign.is_ascii_digit());
            self.merged
                .extend(numbers.filter(|id| !id.is_empty()).map(str::to_owned));
            let id = cells.get(row, "id").to_owned();
            self.tickets.insert(id, parties);
        }
        Ok(())
    }

    /// What a user was at an instant; somebody who is in no table is what the ticket makes of him.
    pub(super) fn author(&self, user: &str, ticket: &str, at: i64) -> Option<Author> {
        if let Some(known) = self.users.get(user).and_then(|user| user.part(at)) {
            return Some(known);
        }
        let parties = self.tickets.get(ticket)?;
        if user.is_empty() {
            None
        } else if user == parties.requester {
            Some(Author::Customer)
        } else {
            (user == parties.assignee).then_some(Author::Agent)
        }
    }

    pub(super) fn ticket(&self, id: &str) -> Option<&Parties> {
        self.tickets.get(id)
    }

    pub(super) fn is_merged(&self, ticket: &str) -> bool {
        self.merged.contains(ticket)
    }

    /// The name of a group, or its id.
    pub(super) fn group<'g>(&'g self, id: &'g str) -> &'g str {
        self.groups.get(id).map_or(id, String::as_str)
    }

    /// The fault of a user in none of these tables.
    pub(super) fn unknown() -> Fault {
        Fault::UnknownRole {
            known: Cow::Borrowed("somebody in the table user, or the requester or assignee"),
        }
    }
}

impl User {
    fn part(&self, at: i64) -> Option<Author> {
        let before = self.changes.iter().rev().find(|change| change.0 <= at);
        match (before, self.changes.first()) {
            (Some((_, _, to)), _) => Some(*to),
            (None, Some((_, from, _))) => Some(*from),
            (None, None) => self.present,
        }
    }
}

/// `Support role changed from Admin to not set`, among changes of other products. Without a role
/// somebody is an end user.
fn role_change(description: &str) -> Option<(Author, Author)> {
    let lower = description.to_lowercase().replace("\\n", "\n");
    lower.lines().find_map(|line| {
        let rest = line
            .trim_start_matches('\\')
            .trim()
            .strip_prefix("support ")
            .unwrap_or(line.trim());
        let (from, to) = rest
            .strip_prefix("role changed from ")?
            .split_once(" to ")?;
        Some((part(from)?, part(to)?))
    })
}

/// Roles of the product and those that its customers made themselves: who has one is staff.
fn part(role: &str) -> Option<Author> {
    let word = crate::logs::columns::plain(role);
    match word.as_str() {
        "" => None,
        "not_set" => Some(Author::Customer),
        word => words::author(word).or(Some(Author::Agent)),
    }
}

/// Whether the row was deleted from the table it was copied from.
pub(super) fn is_gone(cell: &str) -> bool {
    is_true(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_those_of_the_time() {
        let user = User {
            present: Some(Author::Customer),
            changes: vec![(100, Author::Agent, Author::Customer)],
        };
        assert_eq!(user.part(99), Some(Author::Agent));
        assert_eq!(user.part(100), Some(Author::Customer));
    }

    #[test]
    fn a_change_of_the_support_role_is_found_among_others() {
        let check = |text: &str, expected| assert_eq!(role_change(text), expected, "{text}");
        check(
            "Guide role changed from not set to Admin\\nSupport role changed from Staff to not set",
            Some((Author::Agent, Author::Customer)),
        );
        check(
            "Guide role changed from A to B\\\\nSupport role changed from not set to Team leader\\\\nx",
            Some((Author::Customer, Author::Agent)),
        );
        check("Guide role changed from not set to Admin", None);
        check(
            "Role changed from end-user to agent",
            Some((Author::Customer, Author::Agent)),
        );
    }
}
