use super::Error;
use super::Preset;
use super::columns::plain;
use super::words::{self, Kind};
use crate::intake::table;
use crate::service_levels::tickets::{Author, Status};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How to read an export. The default detects the layout and knows the usual words in English and Dutch.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The layout; by what the input looks like when not given.
    pub preset: Option<Preset>,
    /// Names of columns by what they mean: `ticket`, `at`, `event`, `author`, `old`, `new`, `seq`,
    /// `field`, `public`, `confidence`; with one row a ticket `created`, `first_reply`, `solved`,
    /// `closed`. Any other meaning is a field of that name.
    pub columns: BTreeMap<String, String>,
    /// Zone of times without offset. Without it such rows are rejected; tables of Zendesk are in UTC.
    pub source_tz: Option<TimeZone>,
    /// `strptime` format of times that are not written in a usual form.
    pub date_format: Option<String>,
    /// The source's own words for statuses.
    pub statuses: BTreeMap<String, Status>,
    /// The source's own words for events.
    pub kinds: BTreeMap<String, Kind>,
    /// The source's own words for the part in which somebody acted.
    pub authors: BTreeMap<String, Author>,
    /// Column with the words of customers: in a log of events those of messages, which are read for thanks and not
    /// kept; elsewhere those of the opening. The first of each ticket are handed over for topics.
    pub text: Option<String>,
    /// Which other columns are fields of the ticket.
    pub fields: Fields,
    /// Whether rows of a ticket stand together.
    pub order: Order,
    /// Where events are put aside when there are many, as numbers without words; in memory if `None`.
    pub spill_folder: Option<PathBuf>,
    /// How files are opened, and what they are called in rejections.
    pub table: table::Options,
}

/// Which columns without another meaning are fields whose changes are followed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Fields {
    /// All but those that hold text or names of people; with `ServiceNow` the usual ones.
    #[default]
    Usual,
    /// These only.
    Only(Vec<String>),
}

/// Whether rows of a ticket stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Anywhere. Tickets come out by id. Half a million rows are kept in memory, at 48 bytes each; more
    /// are put aside in [`Options::spill_folder`]. Each word is kept once, so memory grows with the
    /// number of tickets by their ids, and not with what happened to them.
    #[default]
    Any,
    /// Together: one ticket is kept at a time, and eight bytes of each that ended. Tickets come out
    /// as they stand; rows of a ticket that had ended are rejected.
    ByTicket,
}

impl Order {
    /// Reads `any` or `by-ticket`.
    ///
    /// # Errors
    ///
    /// [`Error::BadOption`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        match plain(text).as_str() {
            "any" => Ok(Self::Any),
            "by_ticket" => Ok(Self::ByTicket),
            _ => Err(bad("order", text, "any or by-ticket")),
        }
    }
}

impl Options {
    /// Everything detected but the layout and the order.
    pub fn of(preset: Option<Preset>, order: Order) -> Self {
        Self {
            preset,
            order,
            ..Self::default()
        }
    }

    /// Takes over columns written as `ticket=Zaaknummer,at=Tijdstip`.
    ///
    /// # Errors
    ///
    /// [`Error::BadOption`] where a part is no pair.
    pub fn map_columns(&mut self, text: &str) -> Result<(), Error> {
        for (meaning, column) in pairs("columns", text)? {
            self.columns.insert(plain(meaning), column.to_owned());
        }
        Ok(())
    }

    /// Takes over statuses written as `wacht op klant=pending,bij leverancier=on_hold`.
    ///
    /// # Errors
    ///
    /// [`Error::BadOption`] where a part is no pair or its right side no status.
    pub fn map_statuses(&mut self, text: &str) -> Result<(), Error> {
        for (word, status) in pairs("status map", text)? {
            let status = words::status(&plain(status))
                .ok_or_else(|| bad("status map", status, words::STATUSES))?;
            self.statuses.insert(plain(word), status);
        }
        Ok(())
    }

    /// Takes over kinds of events written as `terugbelnotitie=private_note`.
    ///
    /// # Errors
    ///
    /// [`Error::BadOption`] where a part is no pair or its right side no kind.
    pub fn map_kinds(&mut self, text: &str) -> Result<(), Error> {
        for (word, kind) in pairs("kind map", text)? {
            let kind =
                words::kind(&plain(kind)).ok_or_else(|| bad("kind map", kind, words::KINDS))?;
            self.kinds.insert(plain(word), kind);
        }
        Ok(())
    }

    /// Takes over parts of people written as `backoffice=agent,robbie=bot`.
    ///
    /// # Errors
    ///
    /// [`Error::BadOption`] where a part is no pair or its right side no role.
    pub fn map_authors(&mut self, text: &str) -> Result<(), Error> {
        for (word, author) in pairs("role map", text)? {
            let author = words::author(&plain(author))
                .ok_or_else(|| bad("role map", author, words::AUTHORS))?;
            self.authors.insert(plain(word), author);
        }
        Ok(())
    }

    /// Sets the zone of times without offset by its IANA name.
    ///
    /// # Errors
    ///
    /// [`Error::BadOption`] for a name that is not in the tz database.
    pub fn set_source_tz(&mut self, name: &str) -> Result<(), Error> {
        let zone = TimeZone::get(name.trim())
            .map_err(|_| bad("time zone", name, "an IANA name such as Europe/Amsterdam"))?;
        self.source_tz = Some(zone);
        Ok(())
    }

    /// Sets the columns that are fields, written as `team,priority`.
    ///
    /// # Errors
    ///
    /// [`Error::BadOption`] when there is none.
    pub fn set_fields(&mut self, text: &str) -> Result<(), Error> {
        let names: Vec<String> = split(text).map(str::to_owned).collect();
        if names.is_empty() {
            return Err(bad("fields", text, "names of columns, with commas between"));
        }
        self.fields = Fields::Only(names);
        Ok(())
    }
}

fn bad(option: &'static str, value: &str, expected: &str) -> Error {
    Error::BadOption {
        option,
        value: value.to_owned(),
        expected: expected.to_owned(),
    }
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

fn pairs<'a>(option: &'static str, text: &'a str) -> Result<Vec<(&'a str, &'a str)>, Error> {
    split(text)
        .map(|part| {
            part.split_once('=')
                .map(|(left, right)| (left.trim(), right.trim()))
                .filter(|(left, right)| !left.is_empty() && !right.is_empty())
                .ok_or_else(|| bad(option, part, "pairs such as a=b, with commas between"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_source_are_taken_over_without_regard_to_case_and_hyphens() {
        let mut options = Options::default();
        options
            .map_statuses("Wacht op klant=pending, Bij-Leverancier = On Hold")
            .unwrap();
        assert_eq!(options.statuses["wacht_op_klant"], Status::Pending);
        assert_eq!(options.statuses["bij_leverancier"], Status::OnHold);
        options.map_columns("ticket=Zaak nr,at=Tijd").unwrap();
        assert_eq!(options.columns["ticket"], "Zaak nr");
    }

    #[test]
    fn what_cannot_be_understood_says_what_can() {
        let mut options = Options::default();
        let error = options.map_statuses("wacht=slapend").unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("use slapend as status map: expected {}", words::STATUSES)
        );
        assert!(options.map_columns("ticket").is_err());
        assert!(options.set_source_tz("Europe/Nergens").is_err());
        assert!(options.set_source_tz("Europe/Kiev").is_ok());
        assert!(Order::parse("sorted").is_err());
        assert!(Preset::parse("freshdesk").is_err());
        assert_eq!(Preset::parse("Per ticket").unwrap(), Preset::PerTicket);
        assert_eq!(Order::parse("by-ticket").unwrap(), Order::ByTicket);
    }
}
