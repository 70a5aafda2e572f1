use super::target::Target;
use jiff::Timestamp;
use jiff::civil::Date;
use std::sync::Arc;

/// One version of an agreement or internal goal.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Name in outputs.
    pub id: Arc<str>,
    /// Version, from 1.
    pub version: u32,
    /// What sort of promise it is.
    pub kind: AgreementKind,
    /// Order of trial: the lowest that matches wins. Unique among policies of one kind.
    pub position: u32,
    /// What it is called.
    pub title: String,
    /// When it applies.
    pub conditions: Conditions,
    /// Priority of tickets that have none; without it those tickets have no SLA by this policy.
    pub default_priority: Option<Arc<str>>,
    /// What is promised.
    pub targets: Vec<Target>,
    /// Whether a breach has legal consequences.
    pub legally_binding: bool,
    /// The contract it belongs to.
    pub contract: Option<Arc<str>>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Over which stretches the share of cases in time is judged.
    pub period: Option<Period>,
    /// When it is to be looked at again.
    pub review_by: Option<Date>,
    /// First instant at which this version attaches to tickets.
    pub valid_from: Option<Timestamp>,
    /// First instant at which it no longer does.
    pub valid_to: Option<Timestamp>,
}

/// What sort of promise a policy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgreementKind {
    /// Service level agreement: to the customer.
    Sla,
    /// Operational level agreement: between teams of the organisation.
    Ola,
    /// Underpinning contract: of a supplier.
    Underpinning,
    /// Experience level agreement: judged by answers of customers, not by clocks.
    Xla,
    /// Internal goal without a promise.
    Internal,
}

impl AgreementKind {
    /// Name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sla => "sla",
            Self::Ola => "ola",
            Self::Underpinning => "underpinning",
            Self::Xla => "xla",
            Self::Internal => "internal",
        }
    }

    /// All, in the order of tables.
    pub const ALL: [Self; 5] = [
        Self::Sla,
        Self::Ola,
        Self::Underpinning,
        Self::Xla,
        Self::Internal,
    ];

    /// Whether customers may see it: a promise to them, not one among teams, of a supplier or a goal
    /// of the organisation.
    pub fn is_made_to_customers(self) -> bool {
        matches!(self, Self::Sla | Self::Xla)
    }
}

/// A stretch of the calendar over which promises are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// Three months from January, April, July or October.
    Quarter,
    /// A year.
    Year,
}

impl Period {
    /// All, shortest first.
    pub const ALL: [Self; 4] = [Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// Name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

/// When a policy applies: all of `all` and, if there is one, any of `any`. Without either, always.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Conditions {
    /// Each must hold.
    pub all: Vec<Condition>,
    /// One must hold, if there are any.
    pub any: Vec<Condition>,
}

/// A demand on one field of a ticket at the moment the policy is chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// Name of the field.
    pub field: Arc<str>,
    /// What is asked.
    pub test: Test,
    /// Least confidence of a value that the topic model gave; a less sure one does not match.
    pub min_confidence: Option<f64>,
}

/// What is asked of a field. Words are compared without regard to case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// The value is one of these.
    IsOneOf(Vec<Arc<str>>),
    /// There is a value and it is none of these.
    IsNoneOf(Vec<Arc<str>>),
    /// There is a value.
    IsPresent,
    /// There is none.
    IsAbsent,
}
