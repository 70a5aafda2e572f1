use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One answer to a survey.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Its id, as the source writes it; the place in the file where there is none.
    pub id: Arc<str>,
    /// The contact it is about.
    pub contact: Option<Arc<str>>,
    /// The ticket it is about.
    pub ticket: Option<Arc<str>>,
    /// Who gave it; who gives several counts once where few people could be told apart.
    pub customer: Option<Arc<str>>,
    /// When that contact was over.
    pub contact_at: Option<Timestamp>,
    /// When it was sent in.
    pub submitted_at: Option<Timestamp>,
    /// How much of it was answered.
    pub completeness: Completeness,
    /// Who answered.
    pub respondent: Respondent,
    /// What it was asked about.
    pub scope: Option<Scope>,
    /// Answers by column, on the scale of that column; declared missing codes have been removed.
    pub scores: BTreeMap<Arc<str>, f64>,
    /// Minutes lost, by the respondent's own account.
    pub lost_time_min: Option<f64>,
    /// Weight of the respondent, above zero.
    pub weight: f64,
    /// Values of the columns that one may group by.
    pub keys: BTreeMap<Arc<str>, Arc<str>>,
}

/// How much of a survey was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Completeness {
    /// All that was asked.
    Complete,
    /// A part of it.
    Partial,
    /// Nothing: an invitation without an answer.
    Unanswered,
}

/// Who answers. Customers and employees are two populations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Respondent {
    /// A customer.
    Customer,
    /// An employee.
    Employee,
}

impl Respondent {
    /// Name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Employee => "employee",
        }
    }
}

/// What a survey is about, widest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The relationship as a whole.
    Relationship,
    /// A process from end to end.
    Process,
    /// A channel.
    Channel,
    /// One contact.
    Contact,
}

impl Scope {
    /// Name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Relationship => "relationship",
            Self::Process => "process",
            Self::Channel => "channel",
            Self::Contact => "contact",
        }
    }
}
