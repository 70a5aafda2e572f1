use super::Error;
use super::columns::{EVENT, plain};
use super::per_ticket::{CREATED, SOLVED};
use std::collections::BTreeMap;
use std::fmt;

/// How an export is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Preset {
    /// One row an event.
    Events,
    /// One row a ticket, with a column for each instant.
    PerTicket,
    /// A folder of tables as ETL programs take them from Zendesk.
    Zendesk,
    /// One row an update of an incident, as audit logs of `ServiceNow` have it.
    ServiceNow,
}

impl Preset {
    /// All, in the order of documentation.
    pub const ALL: [Self; 4] = [
        Self::Events,
        Self::PerTicket,
        Self::Zendesk,
        Self::ServiceNow,
    ];

    /// Name in files and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::PerTicket => "per-ticket",
            Self::Zendesk => "zendesk",
            Self::ServiceNow => "servicenow",
        }
    }

    /// Reads a name.
    ///
    /// # Errors
    ///
    /// [`Error::BadOption`] with the names there are.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let wanted = plain(text).replace('_', "");
        Self::ALL
            .into_iter()
            .find(|preset| preset.as_str().replace('-', "") == wanted)
            .ok_or_else(|| Error::BadOption {
                option: "preset",
                value: text.to_owned(),
                expected: "events, per-ticket, zendesk or servicenow".to_owned(),
            })
    }

    /// What a table with these columns looks like, where some of them were given a meaning.
    pub(super) fn of_columns(columns: &[String], mapping: &BTreeMap<String, String>) -> Self {
        let names: Vec<String> = columns.iter().map(|name| plain(name)).collect();
        let has = |aliases: &[&str]| names.iter().any(|name| aliases.contains(&name.as_str()));
        let is_mapped = |meanings: &[&str]| {
            let mut mapped = mapping.keys();
            mapped.any(|meaning| meanings.contains(&meaning.as_str()))
        };
        if has(&["incident_state"]) && has(&["sys_updated_at", "sys_updated_on"]) {
            Self::ServiceNow
        } else if is_mapped(&["event"]) {
            Self::Events
        } else if is_mapped(&["created", "first_reply", "solved", "closed"])
            || has(SOLVED)
            || (has(CREATED) && !has(EVENT))
        {
            Self::PerTicket
        } else {
            Self::Events
        }
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
