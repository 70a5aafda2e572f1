use super::columns::Finder;
use super::compact::Gathered;
use super::error::Error;
use super::events::EventRows;
use super::options::Options;
use super::preset::Preset;
use super::sources::Meaning;
use super::tickets::Tickets;
use crate::intake::Row;
use crate::record::{Origin, SourceName};
use crate::units::as_u32;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Columns of an event in an archive, before its fields.
const FIXED: [(&str, &str); 5] = [
    ("ticket", "ticket"),
    ("at", "at"),
    ("event", "event"),
    ("old", "old"),
    ("new", "new"),
];

/// An event as an archive keeps it.
#[derive(Debug, Clone, Copy)]
pub struct RecordedEvent<'a> {
    /// The ticket, or its pseudonym.
    pub ticket: &'a str,
    /// When.
    pub at: Timestamp,
    /// What happened, in the words of the source.
    pub name: &'a str,
    /// Value before, if any.
    pub old: Option<&'a str>,
    /// Value after, if any.
    pub new: Option<&'a str>,
    /// Where it stood in the source: this puts events of one instant in order.
    pub origin: &'a Origin,
}

/// Gathers events of an archive, in whatever order they come, and makes tickets of them.
///
/// The words for what happened, and the rules for ties, repeats and missing rows, are those of a file
/// of events: the same events give the same logs.
pub struct Recorded {
    rows: EventRows,
    row: Row,
    fields: Vec<Arc<str>>,
    gathered: Gathered,
    /// File and row of each event, in the order in which they came.
    places: Vec<(u32, u64)>,
    files: BTreeMap<(SourceName, Arc<str>), u32>,
}

impl Recorded {
    /// Nothing yet; events will carry these fields.
    ///
    /// # Errors
    ///
    /// [`Error`] when `options` name a column that is none of the fields.
    pub fn new(fields: Vec<Arc<str>>, options: &Options) -> Result<Self, Error> {
        let columns: Vec<String> = FIXED
            .iter()
            .map(|(_, column)| (*column).to_owned())
            .chain(fields.iter().map(ToString::to_string))
            .collect();
        let mut mapping = options.columns.clone();
        let fixed = FIXED.map(|(meaning, column)| (meaning.to_owned(), column.to_owned()));
        mapping.extend(fixed);
        let mut gathered = Gathered::default();
        let mut finder = Finder::new(Path::new("-"), Preset::Events, &columns, &mapping);
        Ok(Self {
            rows: EventRows::new(&mut finder, options, &mut gathered)?,
            row: Row::default(),
            fields,
            gathered,
            places: Vec::new(),
            files: BTreeMap::new(),
        })
    }

    /// Takes an event in, with the value of each field by its name; what cannot be understood is
    /// counted as a lost row of its ticket.
    pub fn take<'f>(&mut self, event: &RecordedEvent<'_>, value: impl Fn(&str) -> Option<&'f str>) {
        let number = u64::from(as_u32(self.places.len()));
        let file = (event.origin.source.clone(), Arc::clone(&event.origin.file));
        let fresh = as_u32(self.files.len());
        let file = *self.files.entry(file).or_insert(fresh);
        self.places.push((file, event.origin.row));
        self.row.begin(number, None, &[]);
        self.row.push(event.ticket);
        self.row.push(&event.at.to_string());
        self.row.push(event.name);
        self.row.push(event.old.unwrap_or_default());
        self.row.push(event.new.unwrap_or_default());
        for field in &self.fields {
            self.row.push(value(field).unwrap_or_default());
        }
        self.gathered.account.n_rows += 1;
        if let Err((_, fault)) = self.rows.read(&self.row, &mut self.gathered) {
            let ticket = self.gathered.tickets.id(event.ticket);
            *self.gathered.lost.entry(ticket).or_insert(0) += 1;
            let reason = fault.reason();
            *self.gathered.account.rejected.entry(reason).or_insert(0) += 1;
        }
    }

    /// The tickets, by id. Their rows are numbered as the events stood in their files, file by file.
    pub fn tickets(mut self) -> Tickets {
        // Codes of files were given as events came; their names are in order.
        let mut in_order = vec![0_u32; self.files.len()];
        for (place, code) in (0..).zip(self.files.values()) {
            in_order[*code as usize] = place;
        }
        let key = |&at: &usize| {
            let (file, row) = self.places[at];
            (in_order[file as usize], row)
        };
        let mut order: Vec<usize> = (0..self.places.len()).collect();
        order.sort_by_key(key);
        let mut rows = vec![0_u32; order.len()];
        for (row, at) in (1..).zip(order) {
            rows[at] = row;
        }
        for statement in &mut self.gathered.statements {
            statement.row = rows[statement.row as usize];
        }
        let origin = Origin {
            source: SourceName::new("archive"),
            file: Arc::from("-"),
            row: 0,
            byte: None,
        };
        Tickets::of(self.gathered, origin)
    }
}

impl std::fmt::Debug for Recorded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recorded")
            .field("fields", &self.fields)
            .field("n_events", &self.places.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::{Order, Ticket, tickets};
    use std::fs;

    const ROWS: [[&str; 6]; 8] = [
        ["b", "2026-01-05T10:00:00Z", "aangemaakt", "", "", "team 1"],
        ["a", "2026-01-05T09:00:00Z", "created", "", "open", "team 1"],
        ["a", "2026-01-05T09:30:00Z", "antwoord", "", "", "team 1"],
        [
            "a",
            "2026-01-05T09:30:00Z",
            "status",
            "open",
            "wacht op klant",
            "team 1",
        ],
        [
            "a",
            "2026-01-05T09:30:00Z",
            "status",
            "wacht op klant",
            "open",
            "team 2",
        ],
        ["a", "2026-01-05T09:30:00Z", "antwoord", "", "", "team 1"],
        ["b", "2026-01-05T11:00:00Z", "geknipoogd", "", "", "team 1"],
        ["b", "2026-01-05T12:00:00Z", "opgelost", "", "", "team 1"],
    ];

    fn from_file() -> Vec<Ticket> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.csv");
        let rows: Vec<String> = ROWS.iter().map(|row| row.join(",")).collect();
        let text = format!("ticket,at,event,old,new,team\n{}\n", rows.join("\n"));
        fs::write(&path, text).unwrap();
        let read = tickets(&path, &Options::of(None, Order::Any)).unwrap();
        read.filter_map(Result::ok).collect()
    }

    fn from_archive(order: impl Iterator<Item = usize>) -> Vec<Ticket> {
        let mut recorded = Recorded::new(vec![Arc::from("team")], &Options::default()).unwrap();
        for at in order {
            let [ticket, instant, name, old, new, team] = ROWS[at];
            let origin = Origin {
                source: SourceName::new("s"),
                file: Arc::from("events.csv"),
                row: 1 + u64::try_from(at).unwrap(),
                byte: None,
            };
            let event = RecordedEvent {
                ticket,
                at: instant.parse().unwrap(),
                name,
                old: Some(old),
                new: Some(new),
                origin: &origin,
            };
            recorded.take(&event, |field| (field == "team").then_some(team));
        }
        recorded.tickets().filter_map(Result::ok).collect()
    }

    #[test]
    fn an_archive_gives_the_logs_that_the_file_gives_in_whatever_order_it_is_read() {
        let logs = |tickets: Vec<Ticket>| -> Vec<_> {
            let parts = tickets.into_iter().map(|one| (one.log, one.n_lost_rows));
            parts.collect()
        };
        let expected = logs(from_file());
        assert_eq!(expected.len(), 2);
        assert_eq!(expected[1].1, 1, "an unknown word costs its ticket a row");
        assert_eq!(logs(from_archive(0..ROWS.len())), expected);
        assert_eq!(logs(from_archive((0..ROWS.len()).rev())), expected);
    }
}
