use super::error::Error;
use crate::intake::{Decimal, Fault, Rejection, TimeReading, table};
use crate::record::{Origin, RawText, Scale};
use crate::service_levels::people::{Handler, refuse_emotion};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Which column holds what.
#[derive(Debug, Clone)]
pub struct ContactColumns {
    /// Agents, in the order in which they handled the contact.
    pub agent: String,
    /// The customer's score.
    pub score: String,
    /// The scale of the score.
    pub scale: Scale,
    /// Teams: one, or one per agent.
    pub team: Option<String>,
    /// Seconds that each agent spoke.
    pub talk: Option<String>,
    /// What is held constant.
    pub case_mix: Vec<String>,
    /// Seconds that the customer waited: held constant in classes.
    pub wait: Option<String>,
    /// Topics and labelled behaviours.
    pub topics: Option<String>,
    /// Measured behaviours, more is better.
    pub behaviours: Vec<String>,
    /// What the customer wrote.
    pub text: Option<String>,
    /// What a coach finds the contact by; the row number if absent.
    pub contact: Option<String>,
    /// The day of the contact.
    pub date: Option<String>,
    /// What stands between several agents or topics in a cell.
    pub separator: String,
    /// How decimals are written.
    pub decimal: Decimal,
    /// Codes that mean "no answer", for all columns of numbers or for one.
    pub missing_codes: Vec<(Option<String>, String)>,
}

/// A contact as it was read: words and id not yet redacted.
#[derive(Debug, Clone)]
pub struct ReadContact {
    /// Row of the table, from 1.
    pub row: u64,
    /// What a coach finds it by.
    pub id: Option<RawText>,
    /// Who handled it.
    pub handlers: Vec<Handler>,
    /// The score in points, more is better.
    pub score: f64,
    /// Values per held column.
    pub mix: Vec<Vec<Arc<str>>>,
    /// Topics and labelled behaviours.
    pub labels: BTreeSet<Arc<str>>,
    /// Measured behaviours.
    pub behaviours: Vec<Option<f64>>,
    /// The day.
    pub day: Option<Date>,
    /// What the customer wrote.
    pub text: Option<RawText>,
}

/// What became of a table.
#[derive(Debug, Clone, Default)]
pub struct ReadContacts {
    /// Contacts with a score and a handler.
    pub contacts: Vec<ReadContact>,
    /// Contacts without a score: nobody answered.
    pub n_without_score: usize,
    /// Contacts without a handler.
    pub n_without_agent: usize,
    /// Rows that cannot be used.
    pub rejections: Vec<Rejection>,
}

/// Upper ends of the classes of waits, in seconds: those around which service levels are agreed.
const WAITS: [(f64, &str); 5] = [
    (20.0, "to 20 s"),
    (60.0, "to 1 min"),
    (120.0, "to 2 min"),
    (300.0, "to 5 min"),
    (f64::INFINITY, "over 5 min"),
];

/// Reads contacts with their scores.
///
/// # Errors
///
/// [`Error::NoColumn`]; [`Error::Forbidden`] for columns that look like emotion or voice of agents.
pub fn read_contacts(
    table: &mut table::Table,
    options: &table::Options,
    columns: &ContactColumns,
) -> Result<ReadContacts, Error> {
    for (name, role) in columns.named() {
        // What the customer wrote is text; everything else could be a measure of the agent.
        if columns.text.as_ref() != Some(name) {
            refuse_emotion(name)?;
        }
        if !table.columns().is_empty() {
            check(table, name, role)?;
        }
    }
    let mut read = ReadContacts::default();
    let mut n_rows = 0usize;
    loop {
        let row = match table.next_row() {
            None => break,
            Some(Err(rejection)) => {
                read.rejections.push(rejection);
                continue;
            }
            Some(Ok(row)) => row.clone(),
        };
        n_rows += 1;
        let cell = |name: &str| table.column(name).map_or("", |at| row.cell(at)).trim();
        match columns.contact(row.number, cell) {
            Ok(Some(contact)) if contact.handlers.is_empty() => read.n_without_agent += 1,
            Ok(Some(contact)) => read.contacts.push(contact),
            Ok(None) => read.n_without_score += 1,
            Err((column, fault)) => read.rejections.push(Rejection {
                origin: Origin {
                    source: options.source.clone(),
                    file: Arc::clone(&options.file),
                    row: row.number,
                    byte: row.byte,
                },
                column: Some(column.to_owned()),
                fault,
                row_hash: row.hash_hex(),
            }),
        }
    }
    // Columns of JSON lines are known once rows have gone by.
    if n_rows > 0 {
        for (name, role) in columns.named() {
            check(table, name, role)?;
        }
    }
    Ok(read)
}

fn check(table: &table::Table, name: &str, role: &'static str) -> Result<(), Error> {
    if table.column(name).is_some() {
        return Ok(());
    }
    let short = |name: &String| name.chars().take(40).collect::<String>();
    let known: Vec<String> = table.columns().iter().take(40).map(short).collect();
    Err(Error::NoColumn {
        name: name.to_owned(),
        role,
        known: known.join(", "),
    })
}

impl ContactColumns {
    fn named(&self) -> Vec<(&String, &'static str)> {
        let mut named = vec![(&self.agent, "agents"), (&self.score, "the score")];
        let optional = [
            (&self.team, "teams"),
            (&self.talk, "talk time"),
            (&self.wait, "waits"),
            (&self.topics, "topics"),
            (&self.text, "text"),
            (&self.contact, "contacts"),
            (&self.date, "dates"),
        ];
        for (name, role) in optional {
            named.extend(name.as_ref().map(|name| (name, role)));
        }
        named.extend(self.case_mix.iter().map(|name| (name, "what is held")));
        named.extend(self.behaviours.iter().map(|name| (name, "behaviours")));
        named
    }

    /// A row as a contact; `None` without a score.
    fn contact<'t>(
        &self,
        row: u64,
        cell: impl Fn(&str) -> &'t str,
    ) -> Result<Option<ReadContact>, (&str, Fault)> {
        let Some(score) = self.number(&self.score, cell(&self.score))? else {
            return Ok(None);
        };
        if !self.scale.contains(score) {
            let fault = Fault::OutsideScale {
                low: self.scale.low(),
                high: self.scale.high(),
            };
            return Err((&self.score, fault));
        }
        let mut mix: Vec<Vec<Arc<str>>> = Vec::new();
        for name in &self.case_mix {
            let parts = if self.topics.as_ref() == Some(name) {
                self.parts(cell(name))
            } else {
                vec![cell(name).into()]
            };
            mix.push(parts);
        }
        if let Some(name) = &self.wait {
            let wait = self.number(name, cell(name))?;
            let class = wait.map_or("unknown", |wait| class_of(wait));
            mix.push(vec![class.into()]);
        }
        let mut behaviours = Vec::new();
        for name in &self.behaviours {
            behaviours.push(self.number(name, cell(name))?);
        }
        let text = self.text.as_deref().map(|name| RawText::new(cell(name)));
        let id = self.contact.as_deref().map(|name| RawText::new(cell(name)));
        let topics = self.topics.as_deref().map(|name| self.parts(cell(name)));
        Ok(Some(ReadContact {
            row,
            id: id.filter(|id| !id.is_blank()),
            handlers: self.handlers(&cell)?,
            score: self.scale.outcome_points(score),
            mix,
            labels: topics.into_iter().flatten().collect(),
            behaviours,
            day: self.day(&cell)?,
            text: text.filter(|text| !text.is_blank()),
        }))
    }

    fn handlers<'t>(&self, cell: &impl Fn(&str) -> &'t str) -> Result<Vec<Handler>, (&str, Fault)> {
        let agents = self.parts(cell(&self.agent));
        let teams = self.team.as_deref().map(|name| self.parts(cell(name)));
        let teams = teams.unwrap_or_default();
        let mut talk = Vec::new();
        if let Some(name) = &self.talk {
            for part in self.parts(cell(name)) {
                talk.push(self.number(name, &part)?);
            }
        }
        let handlers = agents.into_iter().enumerate().map(|(at, agent)| Handler {
            agent,
            team: teams.get(at).or(teams.last()).cloned(),
            talk_s: talk.get(at).copied().flatten(),
        });
        Ok(handlers.collect())
    }

    fn day<'t>(&self, cell: &impl Fn(&str) -> &'t str) -> Result<Option<Date>, (&str, Fault)> {
        let Some(name) = &self.date else {
            return Ok(None);
        };
        if cell(name).is_empty() {
            return Ok(None);
        }
        // Of a date without a zone only the day is used, and weeks are all that is shown.
        let reading = TimeReading {
            time_zone: Some(TimeZone::UTC),
            format: None,
        };
        let at = reading
            .parse(cell(name))
            .map_err(|fault| (name.as_str(), fault))?;
        Ok(Some(at.to_zoned(TimeZone::UTC).date()))
    }

    fn parts(&self, cell: &str) -> Vec<Arc<str>> {
        let parts = cell.split(self.separator.as_str()).map(str::trim);
        parts
            .filter(|part| !part.is_empty())
            .map(Arc::from)
            .collect()
    }

    fn number<'n>(&self, name: &'n str, cell: &str) -> Result<Option<f64>, (&'n str, Fault)> {
        const NO_ANSWER: [&str; 6] = ["", "na", "n/a", "null", ".", "-"];
        let is_code = self.missing_codes.iter().any(|(column, code)| {
            column.as_deref().is_none_or(|column| column == name) && code == cell
        });
        if is_code || NO_ANSWER.iter().any(|word| cell.eq_ignore_ascii_case(word)) {
            return Ok(None);
        }
        let number = self.decimal.parse(cell);
        number.map(Some).ok_or((name, Fault::NotANumber))
    }
}

fn class_of(wait: f64) -> &'static str {
    let class = WAITS.iter().find(|(end, _)| wait <= *end);
    class.map_or("unknown", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Best, ScaleKind};

    fn read(text: &'static str) -> Result<ReadContacts, Error> {
        let options = table::Options::default();
        let mut table = table::open_reader(Box::new(text.as_bytes()), &options).unwrap();
        let columns = ContactColumns {
            agent: "agent".to_owned(),
            score: "score".to_owned(),
            scale: Scale::new(1.0, 5.0, Best::High, ScaleKind::Other).unwrap(),
            team: Some("team".to_owned()),
            talk: None,
            case_mix: vec!["topic".to_owned()],
            wait: Some("wait".to_owned()),
            topics: Some("topic".to_owned()),
            behaviours: Vec::new(),
            text: None,
            contact: None,
            date: None,
            separator: ";".to_owned(),
            decimal: Decimal::Point,
            missing_codes: vec![(Some("score".to_owned()), "99".to_owned())],
        };
        read_contacts(&mut table, &options, &columns)
    }

    #[test]
    fn rows_become_contacts_and_bad_ones_rejections() {
        let read = read(
            "agent,team,score,topic,wait\nAn;Bo,north;south,4,bill;price,30\nAn,north,,bill,1\nAn,north,7,bill,1\nAn,north,99,bill,1\n,north,3,bill,1\nAn,north,x,bill,2\n",
        );
        let read = read.unwrap();
        assert_eq!((read.n_without_score, read.n_without_agent), (2, 1));
        let rows: Vec<u64> = read.rejections.iter().map(|one| one.origin.row).collect();
        assert_eq!(rows, [4, 7]);
        let [contact] = read.contacts.as_slice() else {
            panic!("one contact: {:?}", read.contacts)
        };
        assert_eq!(contact.handlers[1].team.as_deref(), Some("south"));
        let topics: Vec<Arc<str>> = vec!["bill".into(), "price".into()];
        assert_eq!(contact.mix, [topics, vec!["to 1 min".into()]]);
    }

    #[test]
    fn columns_that_are_missing_or_look_like_emotion_are_refused() {
        assert!(matches!(
            read("agent,score\nAn,4\n"),
            Err(Error::NoColumn { .. })
        ));
        let mut columns = vec!["agent_mood".to_owned()];
        assert!(columns.drain(..).all(|name| refuse_emotion(&name).is_err()));
    }
}
