use super::compact::{Statement, instant};
use crate::record::RawText;
use jiff::Timestamp;
use std::collections::HashMap;

/// What the customer of a ticket wrote first, as it came in.
#[derive(Debug, Clone, PartialEq)]
pub struct FirstWords {
    /// When.
    pub at: Timestamp,
    /// The words.
    pub text: RawText,
}

/// The first words of each ticket whose rows are being read: one text a ticket.
#[derive(Debug, Default)]
pub(super) struct FirstWordsOf {
    /// Time, place in the source and row of the words, by ticket: these put rows in order.
    of_ticket: HashMap<u32, ((i64, u64, u32), RawText)>,
}

impl FirstWordsOf {
    /// Takes in what stands beside a statement of the customer; an empty cell says nothing.
    pub(super) fn hear(&mut self, statement: &Statement, cell: &str) {
        if cell.trim().is_empty() {
            return;
        }
        let order = (statement.at, statement.seq, statement.row);
        let known = self.of_ticket.get(&statement.ticket);
        if known.is_none_or(|(first, _)| order < *first) {
            let words = (order, RawText::new(cell));
            self.of_ticket.insert(statement.ticket, words);
        }
    }

    /// The first words of a ticket, which are handed over once.
    pub(super) fn take(&mut self, ticket: u32) -> Option<FirstWords> {
        let ((at, _, _), text) = self.of_ticket.remove(&ticket)?;
        Some(FirstWords {
            at: instant(at),
            text,
        })
    }

    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.of_ticket.clear();
    }
}

#[cfg(test)]
mod tests {
    use crate::logs::{Error, Options, Order, Preset, Ticket, tickets};
    use crate::record::RawText;
    use std::fs;

    fn read(text: &str, preset: Preset, order: Order) -> Result<Vec<Ticket>, Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.csv");
        fs::write(&path, text).unwrap();
        let options = Options {
            text: Some("Omschrijving".to_owned()),
            source_tz: Some(jiff::tz::TimeZone::UTC),
            ..Options::of(Some(preset), order)
        };
        Ok(tickets(&path, &options)?.filter_map(Result::ok).collect())
    }

    fn check(text: &str, preset: Preset, expected: &[(&str, &str)]) {
        for order in [Order::Any, Order::ByTicket] {
            let found: Vec<(String, RawText)> = read(text, preset, order)
                .unwrap()
                .into_iter()
                .filter_map(|ticket| {
                    let words = ticket.first_words?;
                    Some((words.at.to_string(), words.text))
                })
                .collect();
            let expected: Vec<(String, RawText)> = expected
                .iter()
                .map(|(at, text)| ((*at).to_owned(), RawText::new(*text)))
                .collect();
            assert_eq!(found, expected, "{order:?}");
        }
    }

    #[test]
    fn the_first_words_are_those_of_the_customer_that_come_first_in_time() {
        let text = "ticket,at,event,author,Omschrijving\n\
                    a,2026-01-05T11:00:00Z,message,customer,later\n\
                    a,2026-01-05T10:30:00Z,message,agent,of the agent\n\
                    a,2026-01-05T10:00:00Z,created,,\n\
                    a,2026-01-05T10:10:00Z,private_note,agent,a note\n\
                    a,2026-01-05T10:05:00Z,message,customer,first\n\
                    b,2026-01-05T10:00:00Z,created,agent,typed by an agent\n\
                    c,2026-01-05T10:00:00Z,created,,on opening\n";
        let expected = [
            ("2026-01-05T10:05:00Z", "first"),
            ("2026-01-05T10:00:00Z", "on opening"),
        ];
        check(text, Preset::Events, &expected);
    }

    #[test]
    fn a_row_of_a_ticket_or_incident_holds_the_words_of_its_opening() {
        check(
            "ticket,created,Omschrijving\na,2026-01-05T10:00:00Z,help\n",
            Preset::PerTicket,
            &[("2026-01-05T10:00:00Z", "help")],
        );
        check(
            "number,incident_state,opened_at,sys_updated_at,sys_mod_count,Omschrijving\n\
             a,New,5/1/2026 10:00,5/1/2026 10:30,0,help\n\
             a,Resolved,5/1/2026 10:00,5/1/2026 11:30,1,solved it\n",
            Preset::ServiceNow,
            &[("2026-01-05T10:00:00Z", "help")],
        );
    }

    #[test]
    fn the_column_of_words_is_no_field_and_has_to_be_there() {
        let text = "ticket,created,Omschrijving\na,2026-01-05T10:00:00Z,help\n";
        let ticket = read(text, Preset::PerTicket, Order::Any).unwrap().remove(0);
        let told = format!("{:?}", ticket.log);
        assert!(!told.contains("omschrijving"), "{told}");
        let without = "ticket,created\na,2026-01-05T10:00:00Z\n";
        let error = read(without, Preset::PerTicket, Order::Any).unwrap_err();
        assert!(error.to_string().contains("Omschrijving"), "{error}");
    }
}
