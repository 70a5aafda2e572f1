use super::proportion::Proportion;
use super::seen::Seen;
use super::survey::Survey;
use crate::units::Probability;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// First-contact resolution by three definitions, which are three numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct FirstContact {
    /// How long a customer has to stay away.
    pub window: SignedDuration,
    /// What makes two contacts of one customer the same issue.
    pub issue: IssueKey,
    /// `no_repeat`: first contacts after which the customer did not come back for the same issue, by
    /// any channel, within the window; only those older than the window. `None` where the log does
    /// not tell customers.
    ///
    /// # References
    ///
    /// `CallCentreHelper`, "First Contact Resolution", example of 7 days.
    pub no_repeat: Option<Proportion>,
    /// First contacts younger than the window: nobody knows yet.
    pub n_too_young: usize,
    /// Answered contacts that followed an earlier one within the window.
    pub n_repeats: usize,
    /// Answered contacts of nobody knows whom, or about nobody knows what.
    pub n_unknown: usize,
    /// `survey`: "yes" out of all who answered whether they were helped at once.
    pub survey: Survey,
    /// `resolved_first`: contacts noted as resolved, not passed on, and not followed by another
    /// within the window where customers are known; out of all with such a note.
    pub resolved_first: Proportion,
    /// As `resolved_first`, without topics that cannot be solved at the first line, where such are
    /// declared.
    pub resolved_first_net: Option<Proportion>,
}

/// What makes two contacts of one customer the same issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IssueKey {
    /// The same topic.
    Topic,
    /// Anything: the log tells no topics, so every further contact counts as a return.
    Anything,
}

impl IssueKey {
    /// Name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Topic => "topic",
            Self::Anything => "anything",
        }
    }
}

/// Where a contact stands among those of its customer for its issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Not an answered inbound contact, or a leg of one that was passed on.
    None,
    /// Whose it is, or what about, is not known.
    Unknown,
    /// An answered one stands before it within the window.
    Repeat,
    /// The first, and younger than the window.
    TooYoung,
    /// The first, and the customer stayed away.
    Only,
    /// The first, and the customer came back, whether or not anybody answered then.
    Returned,
}

/// The place of each contact, in their order.
pub(super) fn places(
    seen: &[Seen<'_>],
    issue: IssueKey,
    window: SignedDuration,
    as_of: Timestamp,
) -> Vec<Place> {
    let mut places = vec![Place::None; seen.len()];
    let mut by_issue: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (idx, one) in seen.iter().enumerate() {
        if !one.is_inbound() || one.call.transferred_from.is_some() {
            continue;
        }
        let topic = match issue {
            IssueKey::Topic => one.call.topic.as_deref(),
            IssueKey::Anything => Some(""),
        };
        match one.call.customer.as_deref().zip(topic) {
            Some(key) => by_issue.entry(key).or_default().push(idx),
            None if one.is_answered() => places[idx] = Place::Unknown,
            None => {}
        }
    }
    for contacts in by_issue.values_mut() {
        contacts.sort_by_key(|idx| (seen[*idx].call.offered_at, &seen[*idx].call.contact));
        let mut last_answered: Option<Timestamp> = None;
        for (at, idx) in contacts.iter().enumerate() {
            let offered_at = seen[*idx].call.offered_at;
            if !seen[*idx].is_answered() {
                continue;
            }
            let is_repeat =
                last_answered.is_some_and(|earlier| offered_at.duration_since(earlier) <= window);
            last_answered = Some(offered_at);
            let returns = contacts.get(at + 1).map(|next| seen[*next].call.offered_at);
            places[*idx] = if is_repeat {
                Place::Repeat
            } else if as_of.duration_since(offered_at) < window {
                Place::TooYoung
            } else if returns.is_some_and(|later| later.duration_since(offered_at) <= window) {
                Place::Returned
            } else {
                Place::Only
            };
        }
    }
    places
}

impl FirstContact {
    pub(super) fn of(
        contacts: &[(&Seen<'_>, Place)],
        issue: IssueKey,
        window: SignedDuration,
        not_first_line: &BTreeSet<Arc<str>>,
        level: Probability,
    ) -> Self {
        let n = |wanted: Place| {
            contacts
                .iter()
                .filter(|(_, place)| *place == wanted)
                .count()
        };
        let (n_only, n_returned) = (n(Place::Only), n(Place::Returned));
        let knows_customers = contacts
            .iter()
            .any(|(_, place)| !matches!(place, Place::None | Place::Unknown));
        let asked = || {
            let answers = contacts.iter();
            answers.filter_map(|(one, _)| one.is_answered().then_some(one.call.helped_at_once?))
        };
        let resolved = |is_counted: &dyn Fn(&Seen<'_>) -> bool| {
            let mut of = (0, 0);
            for (one, place) in contacts {
                let judged = matches!(place, Place::Unknown | Place::Only | Place::Returned);
                if let Some(is_resolved) = one.call.resolved
                    && judged
                    && is_counted(one)
                {
                    let at_once = is_resolved && !one.transferred_out && *place != Place::Returned;
                    of.0 += usize::from(at_once);
                    of.1 += 1;
                }
            }
            Proportion::new(of.0, of.1, level)
        };
        let is_first_line = |one: &Seen<'_>| {
            let topic = one.call.topic.as_ref();
            topic.is_none_or(|topic| !not_first_line.contains(topic))
        };
        Self {
            window,
            issue,
            no_repeat: knows_customers.then(|| Proportion::new(n_only, n_only + n_returned, level)),
            n_too_young: n(Place::TooYoung),
            n_repeats: n(Place::Repeat),
            n_unknown: n(Place::Unknown),
            survey: Survey::of(asked().filter(|yes| *yes).count(), asked().count(), level),
            resolved_first: resolved(&|_| true),
            resolved_first_net: (!not_first_line.is_empty()).then(|| resolved(&is_first_line)),
        }
    }
}
