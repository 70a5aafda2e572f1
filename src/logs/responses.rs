use super::responses_row::RowReading;
use crate::intake::table::{self, Table};
use crate::intake::{Decimal, Error, Rejection, TimeReading};
use crate::service_levels::experience::{Delivery, Question, Response};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How a table of answers becomes responses.
#[derive(Debug, Clone)]
pub struct ResponseSpec {
    /// The questions, each with its column and declared scale.
    pub questions: Vec<Question>,
    /// Codes that mean "no answer": of every question, or of one column.
    pub missing: Vec<(Option<String>, String)>,
    /// Columns that answers may be grouped by.
    pub keys: Vec<String>,
    /// Where a column is not named as usual.
    pub columns: BTreeMap<ResponseColumn, String>,
    /// How times are written.
    pub times: TimeReading,
    /// How decimals are written; a point or a comma if absent, a cell at a time.
    pub decimal: Option<Decimal>,
}

/// A column that a table of answers may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResponseColumn {
    /// Id of the response.
    Response,
    /// Id of the contact.
    Contact,
    /// Id of the ticket.
    Ticket,
    /// Id of the customer.
    Customer,
    /// When the contact was over.
    ContactAt,
    /// When the answer was sent in.
    SubmittedAt,
    /// Whether all was answered: yes, partial, no.
    Complete,
    /// What became of the invitation: delivered, bounced, `opted_out`, `held_back`.
    Invited,
    /// Customer or employee.
    Respondent,
    /// Relationship, process, channel or contact.
    Scope,
    /// Minutes lost.
    LostTime,
    /// Weight of the respondent.
    Weight,
}

/// What a table of answers holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Responses {
    /// Rows that could be read, in the order of the file, invitations without an answer included.
    pub responses: Vec<Response>,
    /// What became of the invitation of each of these; `None` where the table does not say.
    pub deliveries: Vec<Option<Delivery>>,
    /// Rows that could not be read.
    pub rejections: Vec<Rejection>,
    /// How the file was laid out, for people to check.
    pub layout: table::Layout,
    /// Columns that were not read.
    pub unread: Vec<String>,
}

impl ResponseColumn {
    /// All, in the order of help texts.
    pub const ALL: [Self; 12] = [
        Self::Response,
        Self::Contact,
        Self::Ticket,
        Self::Customer,
        Self::ContactAt,
        Self::SubmittedAt,
        Self::Complete,
        Self::Invited,
        Self::Respondent,
        Self::Scope,
        Self::LostTime,
        Self::Weight,
    ];

    /// The usual name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Response => "response_id",
            Self::Contact => "contact_id",
            Self::Ticket => "ticket_id",
            Self::Customer => "customer_id",
            Self::ContactAt => "contact_at",
            Self::SubmittedAt => "submitted_at",
            Self::Complete => "complete",
            Self::Invited => "invited",
            Self::Respondent => "respondent_type",
            Self::Scope => "survey_scope",
            Self::LostTime => "lost_time_min",
            Self::Weight => "weight",
        }
    }
}

impl ResponseSpec {
    /// A spec with these questions and nothing else declared.
    pub fn new(questions: Vec<Question>) -> Self {
        Self {
            questions,
            missing: Vec::new(),
            keys: Vec::new(),
            columns: BTreeMap::new(),
            times: TimeReading::default(),
            decimal: None,
        }
    }

    /// The name of a column in this table.
    pub(super) fn column(&self, column: ResponseColumn) -> &str {
        self.columns
            .get(&column)
            .map_or(column.as_str(), String::as_str)
    }

    /// Columns without which the table is another than was declared.
    fn required(&self) -> BTreeSet<&str> {
        let questions = self.questions.iter().map(|one| &*one.column);
        let keys = self.keys.iter().map(String::as_str);
        let named = self.columns.values().map(String::as_str);
        questions.chain(keys).chain(named).collect()
    }
}

/// Reads a table of answers. A row with an answer outside its scale, a word that is not known or a
/// time that cannot be read is a rejection with its place; the others go on.
///
/// # Errors
///
/// When the file cannot be read at all, or a column that was named is not there.
pub fn read_responses(
    path: &Path,
    options: &table::Options,
    spec: &ResponseSpec,
) -> Result<Responses, Error> {
    let mut table = table::open(path, options)?;
    require(&mut table, path, &spec.required())?;
    // A field of JSON lines may first appear further on.
    for column in ResponseColumn::ALL {
        if table.column(spec.column(column)).is_none() {
            table.expect_column(spec.column(column));
        }
    }
    let mut reading = RowReading::new(spec, &table, options);
    let mut responses = Vec::new();
    let mut deliveries = Vec::new();
    let mut rejections = Vec::new();
    while let Some(row) = table.next_row() {
        match row {
            Ok(row) => match reading.read(row) {
                Ok((response, delivery)) => {
                    responses.push(response);
                    deliveries.push(delivery);
                }
                Err(rejection) => rejections.push(*rejection),
            },
            Err(rejection) => rejections.push(rejection),
        }
    }
    let known: BTreeSet<&str> = ResponseColumn::ALL
        .into_iter()
        .map(|column| spec.column(column))
        .chain(spec.required())
        .collect();
    let unread = table.columns().iter();
    let unread = unread.filter(|column| !known.contains(column.as_str()));
    Ok(Responses {
        responses,
        deliveries,
        rejections,
        unread: unread.cloned().collect(),
        layout: table.layout(),
    })
}

/// Refuses a table that lacks columns; JSON lines may bring them further on.
pub(super) fn require(
    table: &mut Table,
    path: &Path,
    required: &BTreeSet<&str>,
) -> Result<(), Error> {
    let missing: Vec<String> = required
        .iter()
        .filter(|column| table.column(column).is_none())
        .map(|column| (*column).to_owned())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::MissingColumns {
        path: path.to_path_buf(),
        missing,
        present: table.columns().to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Best, Scale, ScaleKind};
    use crate::service_levels::experience::{Completeness, Respondent, Scope};
    use jiff::tz::TimeZone;
    use std::fs;

    fn spec() -> ResponseSpec {
        let nps = Scale::new(0.0, 10.0, Best::High, ScaleKind::Nps).unwrap();
        let csat = Scale::new(1.0, 5.0, Best::Low, ScaleKind::Csat).unwrap();
        ResponseSpec {
            missing: vec![
                (None, "99".to_owned()),
                (Some("tevreden".to_owned()), "9".to_owned()),
            ],
            keys: vec!["kanaal".to_owned()],
            columns: [(ResponseColumn::SubmittedAt, "ingevuld".to_owned())].into(),
            times: TimeReading {
                time_zone: TimeZone::get("Europe/Amsterdam").ok(),
                format: None,
            },
            decimal: None,
            ..ResponseSpec::new(vec![
                Question::new("nps", "nps", nps),
                Question::new("csat", "tevreden", csat),
            ])
        }
    }

    fn read(text: &str, spec: &ResponseSpec) -> Result<Responses, Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("answers.csv");
        fs::write(&path, text).unwrap();
        read_responses(&path, &table::Options::default(), spec)
    }

    const HEADER: &str = "response_id;contact_id;ingevuld;nps;tevreden;kanaal;respondent_type;survey_scope;lost_time_min;weight;invited;other\n";

    #[test]
    fn a_row_becomes_a_response() {
        let text = format!(
            "{HEADER}R1;C1;05-01-2025 14:51;8;9;mail;Medewerker;proces;12,5;1,08;delivered;x\n"
        );
        let found = read(&text, &spec()).unwrap();
        assert!(found.rejections.is_empty(), "{:?}", found.rejections);
        let response = &found.responses[0];
        assert_eq!(response.submitted_at, "2025-01-05T13:51:00Z".parse().ok());
        assert_eq!(
            response.scores.len(),
            1,
            "9 is no answer to the second question"
        );
        assert!((response.scores["nps"] - 8.0).abs() < 1e-12);
        assert_eq!(response.respondent, Respondent::Employee);
        assert_eq!(response.scope, Some(Scope::Process));
        assert_eq!(response.lost_time_min, Some(12.5));
        assert!((response.weight - 1.08).abs() < 1e-12);
        assert_eq!(&*response.keys["kanaal"], "mail");
        assert_eq!(response.completeness, Completeness::Complete);
        assert_eq!(found.deliveries, [Some(Delivery::Delivered)]);
        assert_eq!(found.unread, ["other"]);
    }

    #[test]
    fn a_bad_row_is_placed_and_the_others_go_on() {
        let rows = [
            "R1;C1;05-01-2025;11;2;mail;;;;;;",
            "R2;C1;05-01-2025;acht;2;mail;;;;;;",
            "R3;C1;31-31-2025;8;2;mail;;;;;;",
            "R4;C1;05-01-2025;8;2;mail;robot;;;;;",
            "R5;C1;05-01-2025;8;2;mail;;;;0;;",
            "R6;C1;05-01-2025;8;2;mail;;;-3;;;",
            "R7;C1;05-01-2025;8;2;mail;;;;;;",
        ];
        let found = read(&format!("{HEADER}{}\n", rows.join("\n")), &spec()).unwrap();
        let told: Vec<_> = found
            .rejections
            .iter()
            .map(|one| (one.origin.row, one.column.as_deref(), one.fault.reason()))
            .collect();
        assert_eq!(
            told,
            [
                (2, Some("nps"), "outside_scale"),
                (3, Some("nps"), "not_a_number"),
                (4, Some("ingevuld"), "bad_timestamp"),
                (5, Some("respondent_type"), "unknown_word"),
                (6, Some("weight"), "not_positive"),
                (7, Some("lost_time_min"), "outside_scale"),
            ]
        );
        assert_eq!(found.responses.len(), 1);
    }

    #[test]
    fn a_row_without_any_answer_is_an_invitation() {
        let text = format!("{HEADER};C1;;;;mail;;;;;opted out;\n;C2;;99;9;mail;;;;;;\n");
        let found = read(&text, &spec()).unwrap();
        let unanswered = |one: &Response| one.completeness == Completeness::Unanswered;
        assert!(found.responses.iter().all(unanswered));
        assert_eq!(found.deliveries, [Some(Delivery::OptedOut), None]);
        assert_ne!(found.responses[0].id, found.responses[1].id);
    }

    #[test]
    fn a_column_that_was_named_has_to_be_there() {
        let refused = read("nps;kanaal\n8;mail\n", &spec());
        let Err(Error::MissingColumns { missing, .. }) = refused else {
            panic!("two columns are missing");
        };
        assert_eq!(missing, ["ingevuld", "tevreden"]);
    }

    #[test]
    fn an_answer_is_judged_by_the_scale_of_its_day() {
        let change = "2025-07-01T00:00:00Z".parse().ok();
        let mut spec = spec();
        let ten = Scale::new(1.0, 10.0, Best::High, ScaleKind::Csat).unwrap();
        spec.questions[1].until = change;
        spec.questions.push(Question {
            from: change,
            ..Question::new("csat", "tevreden", ten)
        });
        let rows = [
            "R1;C1;05-01-2025;8;7;m;;;;;;",
            "R2;C2;05-08-2025;8;7;m;;;;;;",
        ];
        let found = read(&format!("{HEADER}{}\n", rows.join("\n")), &spec).unwrap();
        assert_eq!(found.rejections.len(), 1);
        assert_eq!(found.rejections[0].origin.row, 2);
        assert!((found.responses[0].scores["tevreden"] - 7.0).abs() < 1e-12);
    }
}
