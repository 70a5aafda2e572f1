use super::instance::PolicyRef;
use super::result::{Attached, KeptOut, NoSla, SlaStanding, TicketFlag};
use crate::service_levels::policies::{
    AgreementKind, Choice, IssueType, Metric, Policy, PolicyBook, Target,
};
use crate::service_levels::tickets::{
    Attributes, EventKind, FieldValue, ReadTopic, TicketEvent, field,
};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;

/// Which policy of one kind held a ticket, from creation on.
#[derive(Debug)]
pub(super) struct Attachments<'a> {
    pub(super) kind: AgreementKind,
    /// In order of time; the first stands at the creation.
    pub(super) entries: Vec<Attachment<'a>>,
}

/// A policy with what chooses among its targets, from an instant on.
#[derive(Debug)]
pub(super) struct Attachment<'a> {
    pub(super) at: Timestamp,
    pub(super) choice: Option<Choice<'a>>,
    pub(super) priority: Option<Arc<str>>,
    pub(super) team: Option<Arc<str>>,
    pub(super) kept_out: Option<KeptOut>,
}

/// What was promised for one metric at one instant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms<'t> {
    pub(super) policy: &'t Policy,
    pub(super) target: &'t Target,
    pub(super) also_matched: &'t [Arc<str>],
    pub(super) issue_type: Option<&'t IssueType>,
    pub(super) kept_out: Option<&'t KeptOut>,
}

impl Attachment<'_> {
    /// What it promises for a metric.
    pub(super) fn terms(&self, metric: Metric) -> Option<Terms<'_>> {
        let choice = self.choice.as_ref()?;
        let (priority, team) = (self.priority.as_deref(), self.team.as_deref());
        let target = choice.policy.target_for(metric, priority, team)?;
        Some(Terms {
            policy: choice.policy,
            target,
            also_matched: &choice.also_matched,
            issue_type: choice.issue_type.as_ref(),
            kept_out: self.kept_out.as_ref(),
        })
    }
}

impl Terms<'_> {
    pub(super) fn is_same_target(&self, other: &Self) -> bool {
        std::ptr::eq(self.target, other.target)
    }
}

impl Attachments<'_> {
    /// The last entry that stands at an instant.
    pub(super) fn at(&self, at: Timestamp) -> usize {
        let n_until = self.entries.partition_point(|entry| entry.at <= at);
        n_until.saturating_sub(1)
    }

    /// The terms at an instant, else the first after it: those that will count from then on.
    pub(super) fn terms_at_or_after(&self, metric: Metric, at: Timestamp) -> Option<Terms<'_>> {
        let entries = self.entries.get(self.at(at)..)?;
        entries.iter().find_map(|entry| entry.terms(metric))
    }

    /// Whether some policy that held the ticket times a metric.
    pub(super) fn has(&self, metric: Metric) -> bool {
        let of_metric = |policy: &Policy| policy.targets.iter().any(|t| t.metric == metric);
        let choices = self.entries.iter().filter_map(|e| e.choice.as_ref());
        choices.map(|choice| choice.policy).any(of_metric)
    }

    /// Whether some target held the ticket, or why none did.
    pub(super) fn standing(&self) -> SlaStanding {
        let applies = |entry: &Attachment<'_>| {
            Metric::ALL
                .into_iter()
                .any(|metric| entry.terms(metric).is_some())
        };
        if self.entries.iter().any(applies) {
            return SlaStanding::Applied;
        }
        let mut matched = self.entries.iter().rev();
        let last = matched.find_map(|entry| Some((entry, entry.choice.as_ref()?.policy)));
        let reason = match last {
            None => NoSla::NoPolicy,
            Some((entry, policy)) => {
                let id = Arc::clone(&policy.id);
                if entry.priority.is_none() && policy.default_priority.is_none() {
                    NoSla::NoPriority { policy: id }
                } else {
                    let priority = entry.priority.as_ref().or(policy.default_priority.as_ref());
                    NoSla::NoTarget {
                        policy: id,
                        priority: priority.cloned(),
                    }
                }
            }
        };
        SlaStanding::None { reason }
    }

    /// The policies in order of attachment, each once in a row.
    pub(super) fn attached(&self) -> impl Iterator<Item = Attached> {
        let mut last: Option<Option<&Policy>> = None;
        self.entries.iter().filter_map(move |entry| {
            let policy = entry.choice.as_ref().map(|choice| choice.policy);
            let is_same = last.is_some_and(|last| match (last, policy) {
                (None, None) => true,
                (Some(a), Some(b)) => std::ptr::eq(a, b),
                _ => false,
            });
            last = Some(policy);
            (!is_same).then(|| Attached {
                at: entry.at,
                kind: self.kind,
                policy: policy.map(policy_ref),
            })
        })
    }

    /// The policy that held the ticket at an instant.
    fn policy_at(&self, at: Timestamp) -> Option<&Policy> {
        let entry = self.entries.get(self.at(at))?;
        entry.choice.as_ref().map(|choice| choice.policy)
    }
}

pub(super) fn policy_ref(policy: &Policy) -> PolicyRef {
    PolicyRef {
        id: Arc::clone(&policy.id),
        version: policy.version,
        kind: policy.kind,
    }
}

/// Chooses policies of several kinds over the life of a ticket, from its fields as of each instant.
///
/// The choice at creation knows the fields of the first second too, as sources write them a little
/// later. After that a field that some condition asks for lets policies be chosen anew, one that chooses
/// the target (priority, team) does so among those of the policy.
///
/// A value of the topic model stands until a person changes it: what the model says later is shown in
/// `flags`, never obeyed.
pub(super) fn attach<'a>(
    events: &[TicketEvent],
    end: Timestamp,
    book: &'a PolicyBook,
    kinds: &[AgreementKind],
    flags: &mut Vec<TicketFlag>,
) -> Vec<Attachments<'a>> {
    let mut over_time: Vec<Attachments<'a>> = kinds
        .iter()
        .filter(|kind| book.has(**kind))
        .map(|&kind| Attachments {
            kind,
            entries: Vec::with_capacity(2),
        })
        .collect();
    let Some(created) = events.first().map(|event| event.at) else {
        return over_time;
    };
    let settled = created.saturating_add(SignedDuration::from_secs(1));
    let settled = settled.unwrap_or(created);
    let n_settled = events.partition_point(|event| event.at <= settled && event.at <= end);
    let mut attributes = Attributes::default();
    for event in &events[..n_settled] {
        take(event, &mut attributes, over_time.as_slice(), book, flags);
    }
    for of_kind in &mut over_time {
        let choice = book.choose(of_kind.kind, &attributes, created);
        let kept_out = book.unmeasured(of_kind.kind, &attributes, created, None);
        of_kind.entries.push(Attachment {
            kept_out: note_kept_out(kept_out, flags),
            ..attachment(created, choice, &attributes)
        });
    }
    for update in events[n_settled..].chunk_by(|a, b| a.at == b.at) {
        if update[0].at > end {
            break;
        }
        let mut n_taken = 0;
        for event in update {
            let is_new = take(event, &mut attributes, over_time.as_slice(), book, flags);
            n_taken += usize::from(is_new);
        }
        if n_taken == 0 {
            continue;
        }
        for of_kind in &mut over_time {
            of_kind.go_on(update, &attributes, book, flags);
        }
    }
    over_time
}

impl<'a> Attachments<'a> {
    /// Adds an entry where fields that choose policy or target changed.
    fn go_on(
        &mut self,
        update: &[TicketEvent],
        attributes: &Attributes,
        book: &'a PolicyBook,
        flags: &mut Vec<TicketFlag>,
    ) {
        let (Some(last), Some(first)) = (self.entries.last(), update.first()) else {
            return;
        };
        let at = first.at;
        let held = last.choice.as_ref();
        let mut fields = update.iter().filter_map(field_of);
        let (choice, kept_out) = if fields.any(|name| book.asks_for(self.kind, name)) {
            let policy = held.map(|choice| choice.policy);
            let kept_out = book.unmeasured(self.kind, attributes, at, policy);
            let choice = book.choose_beside(self.kind, attributes, at, policy);
            (choice, note_kept_out(kept_out, flags))
        } else {
            (held.cloned(), last.kept_out.clone())
        };
        let is_same_policy = match (held, &choice) {
            (None, None) => true,
            (Some(a), Some(b)) => std::ptr::eq(a.policy, b.policy),
            _ => false,
        };
        let is_same = is_same_policy
            && last.priority.as_ref() == attributes.value(field::PRIORITY)
            && last.team.as_ref() == attributes.value(field::TEAM);
        if !is_same {
            self.entries.push(Attachment {
                kept_out,
                ..attachment(at, choice, attributes)
            });
        }
    }
}

fn attachment<'a>(
    at: Timestamp,
    choice: Option<Choice<'a>>,
    attributes: &Attributes,
) -> Attachment<'a> {
    Attachment {
        at,
        choice,
        priority: attributes.value(field::PRIORITY).cloned(),
        team: attributes.value(field::TEAM).cloned(),
        kept_out: None,
    }
}

/// The field that an event tells something of.
fn field_of(event: &TicketEvent) -> Option<&str> {
    match &event.kind {
        EventKind::Field(value) => Some(&value.name),
        EventKind::TopicsRead(_) => Some(field::ISSUE_TYPE),
        _ => None,
    }
}

/// Notes a policy that asks how sure a topic is, which nobody can tell.
fn note_kept_out(
    kept_out: Option<(&Policy, Arc<str>)>,
    flags: &mut Vec<TicketFlag>,
) -> Option<KeptOut> {
    let (policy, topic) = kept_out?;
    let kept_out = KeptOut {
        policy: Arc::clone(&policy.id),
        topic,
    };
    let flag = TicketFlag::NoMeasuredPrecision(kept_out.clone());
    if !flags.contains(&flag) {
        flags.push(flag);
    }
    Some(kept_out)
}

/// Takes over what an event says of a field. Says whether anything changed.
fn take(
    event: &TicketEvent,
    attributes: &mut Attributes,
    over_time: &[Attachments<'_>],
    book: &PolicyBook,
    flags: &mut Vec<TicketFlag>,
) -> bool {
    match &event.kind {
        EventKind::Field(value) => take_value(value, attributes, over_time, book, flags),
        EventKind::TopicsRead(topics) => take_topics(topics, attributes, over_time, book, flags),
        _ => false,
    }
}

/// The first topics that are read stand, as does the first value of a model.
fn take_topics(
    topics: &Arc<[ReadTopic]>,
    attributes: &mut Attributes,
    over_time: &[Attachments<'_>],
    book: &PolicyBook,
    flags: &mut Vec<TicketFlag>,
) -> bool {
    if topics.is_empty() || **topics == *attributes.topics() {
        return false;
    }
    if attributes.topics().is_empty() {
        attributes.set_topics(topics);
        return true;
    }
    let asked = |of_kind: &Attachments<'_>| book.asks_for(of_kind.kind, field::ISSUE_TYPE);
    if attributes.get(field::ISSUE_TYPE).is_none() && over_time.iter().any(asked) {
        flags.push(TicketFlag::ModelChanged {
            field: Arc::from(field::ISSUE_TYPE),
            held: names(attributes.topics()),
            later: names(topics),
        });
    }
    false
}

fn names(topics: &[ReadTopic]) -> Arc<str> {
    let names: Vec<&str> = topics.iter().map(|read| &*read.topic).collect();
    names.join(", ").into()
}

/// Takes a value over unless a model changes one that stands. Says whether it did.
fn take_value(
    value: &FieldValue,
    attributes: &mut Attributes,
    over_time: &[Attachments<'_>],
    book: &PolicyBook,
    flags: &mut Vec<TicketFlag>,
) -> bool {
    match attributes.get(&value.name) {
        Some(held) if held.value == value.value && held.confidence == value.confidence => false,
        Some(held) if value.confidence.is_some() => {
            let asked = |of_kind: &Attachments<'_>| book.asks_for(of_kind.kind, &value.name);
            if held.value != value.value && over_time.iter().any(asked) {
                flags.push(TicketFlag::ModelChanged {
                    field: Arc::clone(&value.name),
                    held: Arc::clone(&held.value),
                    later: Arc::clone(&value.value),
                });
            }
            false
        }
        _ => {
            attributes.set(value);
            true
        }
    }
}

/// Notes where the source applied another policy to a customer's promise than the one that matched.
pub(super) fn compare_with_source(
    events: &[TicketEvent],
    end: Timestamp,
    sla: &Attachments<'_>,
    flags: &mut Vec<TicketFlag>,
) {
    for event in events.iter().take_while(|event| event.at <= end) {
        let EventKind::PolicyApplied(source) = &event.kind else {
            continue;
        };
        let matched = sla.policy_at(event.at);
        let is_it = |policy: &Policy| policy.id == *source || policy.title == **source;
        if !matched.is_some_and(is_it) {
            flags.push(TicketFlag::SourcePolicyDiffers {
                at: event.at,
                source: Arc::clone(source),
                matched: matched.map(|policy| Arc::clone(&policy.id)),
            });
        }
    }
}
