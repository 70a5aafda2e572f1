use super::Error;
use super::Preset;
use crate::intake::{Fault, Row};
use crate::service_levels::tickets::field;
use std::collections::BTreeMap;
use std::path::Path;

/// A word without regard to case, spaces, hyphens and other signs: `Wacht op klant` is `wacht_op_klant`.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_alphanumeric() {
            plain.extend(letter.to_lowercase());
        } else if !plain.is_empty() && !plain.ends_with('_') {
            plain.push('_');
        }
    }
    plain.truncate(plain.trim_end_matches('_').len());
    plain
}

pub(super) const TICKET: &[&str] = &[
    "ticket_id",
    "ticket",
    "ticketnummer",
    "ticket_number",
    "zaaknummer",
    "zaak_id",
    "case_id",
    "case",
    "issue_id",
    "incident_id",
    "incident",
    "number",
    "conversation_id",
    "id",
];
pub(super) const AT: &[&str] = &[
    "ts",
    "timestamp",
    "at",
    "time",
    "datetime",
    "date_time",
    "event_time",
    "event_at",
    "occurred_at",
    "created_at",
    "tijdstip",
    "datumtijd",
    "datum_tijd",
    "tijd",
    "datum",
];
pub(super) const EVENT: &[&str] = &[
    "kind",
    "event",
    "event_type",
    "activity",
    "action",
    "gebeurtenis",
    "actie",
    "type",
];
pub(super) const AUTHOR: &[&str] = &[
    "actor_role_at_event",
    "actor_role",
    "author_role",
    "role",
    "author",
    "rol",
    "auteur",
];
pub(super) const OLD: &[&str] = &[
    "old",
    "old_value",
    "previous",
    "previous_value",
    "from",
    "oud",
    "oude_waarde",
    "van",
];
pub(super) const NEW: &[&str] = &[
    "new",
    "new_value",
    "value",
    "to",
    "nieuw",
    "nieuwe_waarde",
    "naar",
];
pub(super) const SEQ: &[&str] = &[
    "seq",
    "sequence",
    "sequence_number",
    "event_seq",
    "volgnummer",
];
pub(super) const FIELD: &[&str] = &["field", "field_name", "veld", "veldnaam"];
pub(super) const PUBLIC: &[&str] = &["is_public", "public", "openbaar"];
pub(super) const CONFIDENCE: &[&str] = &["confidence", "issue_type_confidence", "zekerheid"];
pub(super) const STATUS: &[&str] = &["status", "ticket_status", "state"];

/// Columns that say who acted and not what: known, and no field.
const ACTORS: &[&str] = &["actor_id", "author_id", "user_id", "actor", "event_id"];

/// Columns that hold text or say who somebody is. They are no field unless they are asked for.
const PERSONAL: &[&str] = &[
    "subject",
    "description",
    "body",
    "comment",
    "comments",
    "text",
    "message",
    "note",
    "notes",
    "onderwerp",
    "omschrijving",
    "tekst",
    "bericht",
    "notitie",
    "opmerking",
    "name",
    "naam",
    "customer_name",
    "klantnaam",
    "email",
    "e_mail",
    "mail",
    "phone",
    "telefoon",
    "telefoonnummer",
    "address",
    "adres",
];

/// The name that clocks and policies know a field by.
pub fn field_name(column: &str) -> String {
    let name = plain(column);
    let known = match name.as_str() {
        "prioriteit" | "ticket_priority" => field::PRIORITY,
        "group" | "groep" | "assignment_group" | "assigned_team" | "afdeling" => field::TEAM,
        "agent_id" | "assignee" | "assignee_id" | "assigned_to" | "behandelaar" => field::AGENT,
        "kanaal" | "via_channel" | "ticket_channel" => field::CHANNEL,
        "klantsegment" | "customer_segment" => field::SEGMENT,
        "category" | "categorie" | "ticket_type" => field::ISSUE_TYPE,
        "customer_id" | "klant_id" | "klantnummer" | "caller_id" | "requester_id" => "customer",
        "contact_id" => "contact",
        _ => return name,
    };
    known.to_owned()
}

/// A column.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) at: usize,
    pub(super) name: String,
}

/// A fault with its column.
pub(super) type Blame = (Option<String>, Fault);

impl Place {
    pub(super) fn cell<'r>(&self, row: &'r Row) -> &'r str {
        row.cell(self.at).trim()
    }

    pub(super) fn blame(&self, fault: Fault) -> Blame {
        (Some(self.name.clone()), fault)
    }

    /// The cell, which must hold something.
    pub(super) fn needed<'r>(&self, row: &'r Row) -> Result<&'r str, Blame> {
        match self.cell(row) {
            "" => Err(self.blame(Fault::MissingValue)),
            cell => Ok(cell),
        }
    }
}

/// Fields with their columns, and the names of columns that are none.
pub(super) type FieldColumns = (Vec<(String, Place)>, Vec<String>);

/// Gives columns their meaning, each one meaning at most.
#[derive(Debug)]
pub(super) struct Finder<'a> {
    path: &'a Path,
    preset: Preset,
    columns: &'a [String],
    plain: Vec<String>,
    taken: Vec<bool>,
    mapping: &'a BTreeMap<String, String>,
    mapped: Vec<&'a str>,
    missing: Vec<&'static str>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(
        path: &'a Path,
        preset: Preset,
        columns: &'a [String],
        mapping: &'a BTreeMap<String, String>,
    ) -> Self {
        Self {
            path,
            preset,
            columns,
            plain: columns.iter().map(|name| plain(name)).collect(),
            taken: vec![false; columns.len()],
            mapping,
            mapped: Vec::new(),
            missing: Vec::new(),
        }
    }

    /// The column declared to have a meaning, else the first alias that is there and free.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownColumn`] when the declared one is not there.
    pub(super) fn take(
        &mut self,
        meaning: &'static str,
        aliases: &[&str],
    ) -> Result<Option<Place>, Error> {
        if let Some(column) = self.mapping.get(meaning) {
            self.mapped.push(meaning);
            return self.declared(meaning, column).map(Some);
        }
        let declared = |at: usize| self.mapping.values().any(|name| *name == self.columns[at]);
        let found = aliases.iter().find_map(|alias| {
            (0..self.columns.len())
                .find(|&at| self.plain[at] == *alias && !self.taken[at] && !declared(at))
        });
        Ok(found.map(|at| self.place(at)))
    }

    /// As [`Self::take`]; an absent column is remembered for [`Self::finish`].
    pub(super) fn need(&mut self, meaning: &'static str, aliases: &[&str]) -> Result<Place, Error> {
        let found = self.take(meaning, aliases)?;
        if found.is_none() {
            self.missing.push(meaning);
        }
        Ok(found.unwrap_or(Place {
            at: 0,
            name: String::new(),
        }))
    }

    /// Says what was needed and is not there.
    ///
    /// # Errors
    ///
    /// [`Error::MissingColumns`].
    pub(super) fn finish(&self) -> Result<(), Error> {
        if self.missing.is_empty() {
            return Ok(());
        }
        Err(Error::MissingColumns {
            path: self.path.to_path_buf(),
            preset: self.preset,
            missing: self.missing.clone(),
            present: self.columns.to_vec(),
        })
    }

    /// Columns that were declared as fields or are named in `only`; without it all that are left
    /// and can be a field. The rest comes second.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownColumn`] when a declared or named one is not there.
    pub(super) fn fields(&mut self, only: Option<&[String]>) -> Result<FieldColumns, Error> {
        let mut fields = Vec::new();
        let declared: Vec<(&String, &String)> = self
            .mapping
            .iter()
            .filter(|(meaning, _)| !self.mapped.contains(&meaning.as_str()))
            .collect();
        for (meaning, column) in declared {
            let place = self.declared(meaning, column)?;
            fields.push((meaning.clone(), place));
        }
        if let Some(only) = only {
            for column in only {
                let place = self.declared("field", column)?;
                fields.push((field_name(column), place));
            }
            return Ok((fields, Vec::new()));
        }
        let mut left_out = Vec::new();
        for at in 0..self.columns.len() {
            let name = self.plain[at].as_str();
            if self.taken[at] || ACTORS.contains(&name) {
                continue;
            }
            if PERSONAL.contains(&name) || name.is_empty() {
                left_out.push(self.columns[at].clone());
                continue;
            }
            let mut field = field_name(name);
            if fields.iter().any(|(have, _)| *have == field) {
                name.clone_into(&mut field);
            }
            let place = self.place(at);
            fields.push((field, place));
        }
        Ok((fields, left_out))
    }

    /// The column of the customer's words, where one is named.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownColumn`] when it is not there.
    pub(super) fn words(&mut self, column: Option<&str>) -> Result<Option<Place>, Error> {
        column
            .map(|column| self.declared("text", column))
            .transpose()
    }

    fn declared(&mut self, meaning: &str, column: &str) -> Result<Place, Error> {
        let wanted = plain(column);
        let exact = self.columns.iter().position(|name| name == column);
        let found = exact.or_else(|| self.plain.iter().position(|name| *name == wanted));
        match found {
            Some(at) => Ok(self.place(at)),
            None => Err(Error::UnknownColumn {
                path: self.path.to_path_buf(),
                meaning: meaning.to_owned(),
                column: column.to_owned(),
                present: self.columns.to_vec(),
            }),
        }
    }

    fn place(&mut self, at: usize) -> Place {
        self.taken[at] = true;
        Place {
            at,
            name: self.columns[at].clone(),
        }
    }
}
