use crate::service_levels::experience::{Completeness, Respondent, Response, Scope};
use crate::units::Seconds;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is done with an answer that came long after its contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LateAnswers {
    /// It is left out, and counted as late.
    #[default]
    LeftOut,
    /// It counts as any other.
    Counted,
}

/// Which responses count, and what became of the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Positions of the responses that count, in the order of the source.
    pub responses: Vec<usize>,
    /// What became of all.
    pub account: Account,
}

/// What became of the rows of a survey. Nothing is dropped without a number here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Account {
    /// Rows.
    pub n_read: usize,
    /// Invitations without any answer.
    pub n_unanswered: usize,
    /// Rows with the id of a row before them.
    pub n_repeated: usize,
    /// Answers that came too long after their contact.
    pub n_late: usize,
    /// Answers dated before the end of their contact.
    pub n_before_contact: usize,
    /// Further answers about a contact that has one that counts.
    pub n_further: usize,
    /// Responses that count.
    pub n_counted: usize,
    /// Of these, ones that belong to no contact or ticket.
    pub n_without_contact: usize,
    /// Of these, ones that were not answered to the end.
    pub n_partial: usize,
}

/// Chooses one response per contact, respondent and scope: the first complete one, or the first where
/// none is complete.
///
/// A response without contact stands for itself. `late_after` is the time from the end of the
/// contact; where that end or the time of the answer is not known, an answer cannot be late.
pub fn select(responses: &[Response], late_after: Seconds, late: LateAnswers) -> Counted {
    let mut account = Account {
        n_read: responses.len(),
        ..Account::default()
    };
    let mut seen: BTreeSet<&Arc<str>> = BTreeSet::new();
    let mut chosen: BTreeMap<About<'_>, usize> = BTreeMap::new();
    let mut counted = Vec::new();
    for (idx, response) in responses.iter().enumerate() {
        if response.completeness == Completeness::Unanswered {
            account.n_unanswered += 1;
            continue;
        }
        if !seen.insert(&response.id) {
            account.n_repeated += 1;
            continue;
        }
        match (response.submitted_at, response.contact_at) {
            (Some(submitted), Some(contact)) if submitted < contact => {
                account.n_before_contact += 1;
                continue;
            }
            (Some(submitted), Some(contact))
                if submitted.as_second() - contact.as_second() > late_after.0 =>
            {
                account.n_late += 1;
                if late == LateAnswers::LeftOut {
                    continue;
                }
            }
            _ => {}
        }
        let Some(about) = About::of(response) else {
            account.n_without_contact += 1;
            counted.push(idx);
            continue;
        };
        chosen
            .entry(about)
            .and_modify(|first| {
                account.n_further += 1;
                if rank(responses, idx) < rank(responses, *first) {
                    *first = idx;
                }
            })
            .or_insert(idx);
    }
    counted.extend(chosen.into_values());
    counted.sort_unstable();
    account.n_counted = counted.len();
    account.n_partial = counted
        .iter()
        .filter(|idx| responses[**idx].completeness == Completeness::Partial)
        .count();
    Counted {
        responses: counted,
        account,
    }
}

/// What a response is about, and whose it is: a customer and an employee may both speak of one contact.
type AboutKey<'a> = (&'a Arc<str>, Respondent, Option<Scope>);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum About<'a> {
    Contact(AboutKey<'a>),
    Ticket(AboutKey<'a>),
}

impl<'a> About<'a> {
    fn of(response: &'a Response) -> Option<Self> {
        let key = |id| (id, response.respondent, response.scope);
        match (&response.contact, &response.ticket) {
            (Some(contact), _) => Some(Self::Contact(key(contact))),
            (None, Some(ticket)) => Some(Self::Ticket(key(ticket))),
            (None, None) => None,
        }
    }
}

/// Complete before partial, then earlier before later, undated last, then the order of the source.
fn rank(responses: &[Response], idx: usize) -> (Completeness, bool, i64, usize) {
    let response = &responses[idx];
    let second = response.submitted_at.map(jiff::Timestamp::as_second);
    (
        response.completeness,
        second.is_none(),
        second.unwrap_or_default(),
        idx,
    )
}
