use super::compact::{Happening, Statement};
use crate::intake::Fault;
use crate::service_levels::tickets::Status;

/// What a row of one row a ticket says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Told {
    file: u8,
    row: u32,
    /// When the row was last written, where a column says so; 0 otherwise.
    updated: u64,
    created: i64,
    first_reply: Option<i64>,
    solved: Option<i64>,
    closed: Option<i64>,
    fields: u32,
}

/// Keeps of several rows of one ticket the one that says most, and says how many went.
///
/// That is the one written last, by a column that says when; without such a column the one with the
/// latest instant. It has to agree with the others: a creation or first reply does not change, and
/// nothing that happened is taken back. Only a row that was written later by its own account may move
/// the solution, as when a ticket was reopened.
///
/// # Errors
///
/// [`Fault::RepeatedTicket`] with two rows that contradict each other.
pub(super) fn keep_latest(statements: &mut Vec<Statement>) -> Result<u64, Fault> {
    let mut rows: Vec<Told> = Vec::new();
    statements.sort_by_key(|s| (s.file, s.row, s.part));
    for of_row in statements.chunk_by(|a, b| (a.file, a.row) == (b.file, b.row)) {
        rows.extend(told(of_row));
    }
    // The first of rows that say the same.
    let Some(latest) = rows.iter().rev().copied().max_by_key(Told::age) else {
        return Ok(0);
    };
    for other in rows.iter().filter(|other| **other != latest) {
        if let Some(what) = latest.contradicts(other) {
            let rows = [latest.row.min(other.row), latest.row.max(other.row)];
            return Err(Fault::RepeatedTicket {
                rows: rows.map(u64::from),
                what,
            });
        }
    }
    statements.retain(|s| (s.file, s.row) == (latest.file, latest.row));
    for statement in statements {
        statement.seq = 0;
    }
    Ok(rows.len() as u64 - 1)
}

fn told(of_row: &[Statement]) -> Option<Told> {
    let at = |what| of_row.iter().find(|s| s.what == what).map(|s| s.at);
    let created = of_row.iter().find(|s| s.what == Happening::Created)?;
    Some(Told {
        file: created.file,
        row: created.row,
        updated: created.seq,
        created: created.at,
        first_reply: at(Happening::PublicReply),
        solved: at(Happening::Status(Status::Solved)),
        closed: at(Happening::Status(Status::Closed)),
        fields: created.snapshot,
    })
}

impl Told {
    fn instants(&self) -> [Option<i64>; 4] {
        [
            Some(self.created),
            self.first_reply,
            self.solved,
            self.closed,
        ]
    }

    /// How much later a row was written than others of its ticket.
    fn age(&self) -> (u64, Option<i64>, usize) {
        let instants = self.instants();
        let n_told = instants.iter().flatten().count();
        (self.updated, instants.into_iter().max().flatten(), n_told)
    }

    /// In what a later row cannot have come from an earlier one.
    fn contradicts(&self, earlier: &Self) -> Option<&'static str> {
        let is_written_later = self.updated > earlier.updated;
        let changes = |now: Option<i64>, then: Option<i64>| then.is_some() && now != then;
        if self.created != earlier.created {
            Some("created")
        } else if changes(self.first_reply, earlier.first_reply) {
            Some("first_reply")
        } else if !is_written_later && changes(self.solved, earlier.solved) {
            Some("solved")
        } else if !is_written_later && changes(self.closed, earlier.closed) {
            Some("closed")
        } else if self.fields != earlier.fields && self.age() == earlier.age() {
            Some("fields")
        } else {
            None
        }
    }
}

/// An instant as a place in order, above 0.
pub(super) fn place_of(microsecond: i64) -> u64 {
    (microsecond.cast_unsigned() ^ (1 << 63)).max(1)
}

#[cfg(test)]
mod tests {
    use crate::logs::{Options, Order, Preset, tickets};
    use std::fs;

    /// Reads rows and shows the instants of each ticket, or what is wrong with it.
    fn read(header: &str, rows: &[&str], order: Order) -> (Vec<String>, u64) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tickets.csv");
        fs::write(&path, format!("{header}\n{}\n", rows.join("\n"))).unwrap();
        let mut read = tickets(&path, &Options::of(Some(Preset::PerTicket), order)).unwrap();
        let shown = read.by_ref().map(|one| match one {
            Ok(ticket) => ticket
                .log
                .events()
                .iter()
                .map(|event| event.at.strftime("%H:%M").to_string())
                .collect::<Vec<_>>()
                .join(" "),
            Err(rejection) => rejection.fault.expected().into_owned(),
        });
        let shown = shown.collect();
        (shown, read.account().n_superseded)
    }

    const HEADER: &str = "ticket,created,first_reply,solved,closed,priority";

    fn check(rows: &[&str], expected: &str, n_superseded: u64) {
        for order in [Order::Any, Order::ByTicket] {
            let (shown, n) = read(HEADER, rows, order);
            assert_eq!(
                (shown, n),
                (vec![expected.to_owned()], n_superseded),
                "{rows:?}"
            );
        }
        let mut turned = rows.to_vec();
        turned.reverse();
        if n_superseded > 0 {
            let (shown, n) = read(HEADER, &turned, Order::Any);
            assert_eq!(
                (shown, n),
                (vec![expected.to_owned()], n_superseded),
                "{turned:?}"
            );
        }
    }

    #[test]
    fn of_several_rows_the_one_that_says_most_counts() {
        check(
            &[
                "a,2026-06-01T09:00Z,,,,low",
                "a,2026-06-01T09:00Z,2026-06-01T10:00Z,,,high",
                "a,2026-06-01T09:00Z,2026-06-01T10:00Z,2026-06-01T11:00Z,,high",
            ],
            "09:00 09:00 10:00 11:00",
            2,
        );
        // The same but for a text that is no field.
        let (shown, n) = read(
            "ticket,created,solved,comment",
            &[
                "a,2026-06-01T09:00Z,2026-06-01T11:00Z,x",
                "a,2026-06-01T09:00Z,2026-06-01T11:00Z,y",
            ],
            Order::Any,
        );
        assert_eq!((shown, n), (vec!["09:00 11:00".to_owned()], 1));
    }

    #[test]
    fn rows_that_contradict_each_other_reject_their_ticket_and_are_named() {
        let rejected = |rows: [u64; 2], what: &str| {
            format!(
                "one row a ticket, or rows of which the last says more: rows {} and {} differ in {what}",
                rows[0] + 1,
                rows[1] + 1
            )
        };
        for (first, second, what) in [
            (
                "2026-06-01T09:00Z,,,,low",
                "2026-06-01T09:01Z,,,,low",
                "created",
            ),
            (
                "2026-06-01T09:00Z,2026-06-01T10:00Z,,,low",
                "2026-06-01T09:00Z,2026-06-01T10:30Z,,,low",
                "first_reply",
            ),
            (
                "2026-06-01T09:00Z,2026-06-01T10:00Z,,,low",
                "2026-06-01T09:00Z,,2026-06-01T12:00Z,,low",
                "first_reply",
            ),
            (
                "2026-06-01T09:00Z,,2026-06-01T11:00Z,,low",
                "2026-06-01T09:00Z,,2026-06-01T12:00Z,,low",
                "solved",
            ),
            (
                "2026-06-01T09:00Z,,,,low",
                "2026-06-01T09:00Z,,,,high",
                "fields",
            ),
        ] {
            let rows = [&*format!("a,{first}"), &*format!("a,{second}")];
            check(&rows, &rejected([1, 2], what), 0);
        }
        // A third row that is like neither does not hide which two differ.
        check(
            &[
                "a,2026-06-01T09:00Z,,,,low",
                "a,2026-06-01T09:00Z,,2026-06-01T11:00Z,,low",
                "a,2026-06-01T09:00Z,,2026-06-01T12:00Z,,low",
            ],
            &rejected([2, 3], "solved"),
            0,
        );
    }

    #[test]
    fn a_row_that_was_written_later_may_move_the_solution_but_not_the_creation() {
        let header = "ticket,created,solved,updated_at,priority";
        let reopened = [
            "a,2026-06-01T09:00Z,2026-06-01T11:00Z,2026-06-01T11:00Z,low",
            "a,2026-06-01T09:00Z,,2026-06-02T08:00Z,high",
            "a,2026-06-01T09:00Z,2026-06-01T10:00Z,2026-06-01T10:00Z,low",
        ];
        let (shown, n) = read(header, &reopened, Order::Any);
        assert_eq!((shown, n), (vec!["09:00 09:00".to_owned()], 2));
        let moved = [
            "a,2026-06-01T09:00Z,,2026-06-01T11:00Z,low",
            "a,2026-06-01T09:30Z,,2026-06-02T08:00Z,low",
        ];
        let (shown, n) = read(header, &moved, Order::Any);
        assert!(
            shown[0].ends_with("rows 2 and 3 differ in created"),
            "{shown:?}"
        );
        assert_eq!(n, 0);
    }
}
