use super::stage::staged;
use super::{Error, IssueTypes};
use crate::intake::Rejection;
use crate::logs::{Ticket, Tickets};
use crate::service_levels::attainment::CohortBy;
use crate::service_levels::calendar::{Schedules, Window};
use crate::service_levels::clocks::{
    self, Openings, TicketResult, awaiting, evaluate, needs, unseen, withhold_unseen,
};
use crate::service_levels::policies::{self, AgreementKind, Metric, Policy, PolicyBook};
use crate::service_levels::tickets::{EventKind, Evidence, Need, Status, TicketLog, field};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Name of the field by which an answer finds a ticket that it does not name.
const CONTACT: &str = "contact";

/// No ticket is expected to be older than this; one that is has a wrong date.
const OLDEST_DAYS: i64 = 30 * 366;

/// No clock looks further ahead for the instant at which it is due.
const HORIZON_DAYS: i64 = 2 * 366;

/// Policies with the windows of their schedules, ready to hold tickets against at one instant.
#[derive(Debug)]
pub struct Agreements {
    book: PolicyBook,
    openings: Openings,
    as_of: Timestamp,
    /// What the source of the tickets shows.
    shows: Evidence,
    /// An earlier instant, at which tickets are judged too.
    earlier: Option<Timestamp>,
}

/// Why agreements cannot be held against anything.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AgreementsError {
    /// Policies contradict each other.
    #[error(transparent)]
    Policies(#[from] policies::Error),
    /// A target counts time of a schedule that is not there.
    #[error(transparent)]
    Clocks(#[from] clocks::Error),
}

/// A ticket with its verdicts.
#[derive(Debug)]
pub struct Judged {
    /// What the clocks say.
    pub result: TicketResult,
    /// The value that each field of the ticket took first: by these tickets are grouped.
    pub fields: BTreeMap<Arc<str>, Arc<str>>,
    /// Every priority that the ticket had.
    pub priorities: BTreeSet<Arc<str>>,
    /// All values that its field `contact` took: the contacts that it is about.
    pub contacts: BTreeSet<Arc<str>>,
    /// Rows of this ticket that were rejected.
    pub n_lost_rows: u32,
    /// The source's own verdict, for comparison; never obeyed.
    pub made_sla: Option<bool>,
    /// What the clocks said at an earlier instant, by the data of today, where that was asked.
    pub earlier: Option<TicketResult>,
}

/// What came of one ticket, or of a row that is none.
#[derive(Debug)]
pub enum Outcome {
    /// Its verdicts.
    Judged(Box<Judged>),
    /// The row or ticket cannot be used.
    Rejected(Rejection),
    /// Its dates lie outside everything that opening hours are known for.
    OutOfTime(clocks::Error),
}

/// The tickets of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CohortPeriod {
    /// By what a ticket belongs to it.
    pub by: CohortBy,
    /// From when to when.
    pub window: Window,
}

impl Judged {
    /// Whether the ticket belongs to a period.
    pub fn is_of(&self, period: CohortPeriod) -> bool {
        period.has(&self.result)
    }

    /// The values of some fields by which tickets are grouped.
    pub fn group(&self, by: &[String]) -> Vec<Arc<str>> {
        by.iter()
            .map(|name| self.fields.get(name.as_str()).cloned())
            .map(Option::unwrap_or_default)
            .collect()
    }
}

impl CohortPeriod {
    /// Whether a ticket that stands so belongs to it.
    pub fn has(&self, result: &TicketResult) -> bool {
        let at = match self.by {
            CohortBy::Created => Some(result.created_at),
            CohortBy::Solved => {
                let is_done = result.status.is_some_and(Status::is_done);
                result.last_solved_at.filter(|_| is_done)
            }
        };
        at.is_some_and(|at| self.window.start <= at && at < self.window.end)
    }
}

impl Agreements {
    /// Puts policies in order and opens the windows of all schedules: thirty years back, two ahead.
    ///
    /// # Errors
    ///
    /// [`AgreementsError`] when policies contradict each other or a schedule is not there.
    pub fn new(
        policies: Vec<Policy>,
        schedules: &Schedules,
        as_of: Timestamp,
    ) -> Result<Self, AgreementsError> {
        let days = |n: i64| SignedDuration::from_hours(24 * n);
        let start = as_of.saturating_sub(days(OLDEST_DAYS));
        let end = as_of.saturating_add(days(HORIZON_DAYS));
        let covers = Window {
            start: start.unwrap_or(Timestamp::MIN),
            end: end.unwrap_or(Timestamp::MAX),
        };
        let book = PolicyBook::new(policies)?;
        let openings = Openings {
            by_schedule: schedules.openings(covers),
            covers,
        };
        openings.check(&book)?;
        Ok(Self {
            book,
            openings,
            as_of,
            shows: Evidence::ALL,
            earlier: None,
        })
    }

    /// The same for tickets of a source that shows no more than this: what it does not show is in no
    /// verdict.
    #[must_use]
    pub fn seen_in(self, shows: Evidence) -> Self {
        Self { shows, ..self }
    }

    /// Lets tickets be judged at an earlier instant too.
    pub fn look_back_to(&mut self, earlier: Timestamp) {
        self.earlier = Some(earlier);
    }

    /// What the promises have to see.
    pub fn wanted(&self) -> Evidence {
        let targets = self.policies().iter().flat_map(|policy| &policy.targets);
        targets.fold(Evidence::default(), |all, target| all.or(needs(target)))
    }

    /// What is promised and cannot be told from the source, with what is missing.
    pub fn unseen(&self) -> BTreeMap<Metric, Vec<Need>> {
        unseen(self.policies(), self.shows)
    }

    /// What is promised and waits for something that no event of a whole log tells of, with what.
    pub fn awaiting(&self, never: &[Need]) -> BTreeMap<Metric, Vec<Need>> {
        awaiting(self.policies(), never)
    }

    /// Windows of the schedules.
    pub fn openings(&self) -> &Openings {
        &self.openings
    }

    /// The policies.
    pub fn policies(&self) -> &[Policy] {
        self.book.policies()
    }

    /// The instant of the report.
    pub fn as_of(&self) -> Timestamp {
        self.as_of
    }

    fn at(&self, ticket: &Ticket, at: Timestamp) -> Option<TicketResult> {
        let mut result = evaluate(&ticket.log, &self.book, &self.openings, at).ok()?;
        withhold_unseen(&mut result, &self.book, self.shows);
        Some(result)
    }

    /// Whether some policy asks what kind of problem a ticket is about.
    pub fn asks_for_issue_type(&self) -> bool {
        let kinds = AgreementKind::ALL.into_iter();
        kinds
            .into_iter()
            .any(|kind| self.book.asks_for(kind, field::ISSUE_TYPE))
    }

    fn judge(&self, ticket: &Ticket) -> Outcome {
        match evaluate(&ticket.log, &self.book, &self.openings, self.as_of) {
            Ok(mut result) => {
                withhold_unseen(&mut result, &self.book, self.shows);
                Outcome::Judged(Box::new(Judged {
                    result,
                    fields: first_values(&ticket.log, self.as_of),
                    contacts: every_value(&ticket.log, CONTACT, self.as_of),
                    priorities: every_value(&ticket.log, field::PRIORITY, self.as_of),
                    n_lost_rows: ticket.n_lost_rows,
                    made_sla: ticket.made_sla,
                    earlier: self.earlier.and_then(|at| self.at(ticket, at)),
                }))
            }
            Err(error) => Outcome::OutOfTime(error),
        }
    }
}

/// Lets the clocks run over tickets, in parallel, and hands the results over in their order. Tickets
/// without an issue type get the topics that `issue_types` know of.
///
/// # Errors
///
/// The first error of `hand_over`, and of the reading of topics.
pub fn judge<E: From<Error>>(
    tickets: &mut Tickets,
    agreements: &Agreements,
    issue_types: &IssueTypes,
    mut hand_over: impl FnMut(Outcome) -> Result<(), E>,
) -> Result<(), E> {
    staged(
        tickets,
        |mut chunk| -> Result<Vec<Outcome>, Error> {
            let mut tickets: Vec<&mut Ticket> = chunk.iter_mut().flatten().collect();
            issue_types.add_to(&mut tickets, agreements)?;
            let outcomes = chunk.into_iter().map(|ticket| match ticket {
                Ok(ticket) => agreements.judge(&ticket),
                Err(rejection) => Outcome::Rejected(rejection),
            });
            Ok(outcomes.collect())
        },
        |outcomes| outcomes?.into_iter().try_for_each(&mut hand_over),
    )
}

fn first_values(log: &TicketLog, as_of: Timestamp) -> BTreeMap<Arc<str>, Arc<str>> {
    let mut fields = BTreeMap::new();
    for event in log.events().iter().take_while(|event| event.at <= as_of) {
        if let EventKind::Field(field) = &event.kind
            && !field.value.is_empty()
        {
            let name = Arc::clone(&field.name);
            fields
                .entry(name)
                .or_insert_with(|| Arc::clone(&field.value));
        }
    }
    fields
}

/// All values that a field took until then.
fn every_value(log: &TicketLog, name: &str, as_of: Timestamp) -> BTreeSet<Arc<str>> {
    let events = log.events().iter().take_while(|event| event.at <= as_of);
    let values = events.filter_map(|event| match &event.kind {
        EventKind::Field(field) if *field.name == *name => Some(&field.value),
        _ => None,
    });
    values.filter(|value| !value.is_empty()).cloned().collect()
}
