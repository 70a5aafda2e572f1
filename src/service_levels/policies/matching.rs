use super::condition::{Doubt, IssueType, matched};
use super::policy::{AgreementKind, Policy};
use super::priority::is_same_priority;
use super::target::{Metric, Target};
use crate::service_levels::tickets::{Attributes, Status};
use crate::units::Seconds;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Policies that were checked and stand in order of trial.
///
/// Of several versions of one policy, the newest that is valid at an instant is tried alone: a new
/// version replaces the old one from its first day, whether or not the old one was closed.
#[derive(Debug, Clone)]
pub struct PolicyBook {
    policies: Vec<Policy>,
    trials: BTreeMap<AgreementKind, Trials>,
    /// Places of all versions of each policy.
    versions: BTreeMap<Arc<str>, Vec<usize>>,
}

/// The policies of one kind.
#[derive(Debug, Clone, Default)]
struct Trials {
    /// Places in the list of policies, by position, then newest version first.
    order: Vec<usize>,
    /// Names of fields that some condition asks for.
    fields: BTreeSet<Arc<str>>,
}

/// The policy that applies, and those that lost to it.
#[derive(Debug, Clone)]
pub struct Choice<'a> {
    /// The first that matched.
    pub policy: &'a Policy,
    /// Others that matched too, in order of trial.
    pub also_matched: Vec<Arc<str>>,
    /// The issue type that its conditions were held against, where they ask for one.
    pub issue_type: Option<IssueType>,
}

/// Why policies make no book.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// One version of a policy stands twice.
    #[error("policy {id} version {version} stands twice")]
    RepeatedVersion {
        /// The policy.
        id: Arc<str>,
        /// Its version.
        version: u32,
    },
    /// Versions of one policy are promises of different sorts.
    #[error("policy {id} is of kind {} in one version and {} in another", .kinds[0].as_str(), .kinds[1].as_str())]
    KindChanged {
        /// The policy.
        id: Arc<str>,
        /// What it is in its versions.
        kinds: [AgreementKind; 2],
    },
    /// Two policies of one kind share a position, so that neither is tried first.
    #[error("{} policies {first} and {second} share position {position}", .kind.as_str())]
    SharedPosition {
        /// What sort of promise.
        kind: AgreementKind,
        /// The position.
        position: u32,
        /// A policy on it.
        first: Arc<str>,
        /// The other.
        second: Arc<str>,
    },
    /// A target that no ticket can keep.
    #[error("policy {id} promises {} in {} seconds, expected more than 0", .metric.as_str(), .target.0)]
    NotPositive {
        /// The policy.
        id: Arc<str>,
        /// What is timed.
        metric: Metric,
        /// The target, or the internal one.
        target: Seconds,
    },
    /// An internal target that is no stricter than the promise.
    #[error(
        "policy {id} has for {} an internal target of {} seconds, expected less than {}",
        .metric.as_str(), .internal.0, .target.0
    )]
    InternalNotStricter {
        /// The policy.
        id: Arc<str>,
        /// What is timed.
        metric: Metric,
        /// The internal target.
        internal: Seconds,
        /// The promise.
        target: Seconds,
    },
    /// Two targets for the same tickets.
    #[error("policy {id} has two targets of {} for the same priority and team", .metric.as_str())]
    RepeatedTarget {
        /// The policy.
        id: Arc<str>,
        /// What is timed.
        metric: Metric,
    },
    /// A clock that runs in no status of an open ticket is always in time.
    #[error("policy {id} counts {} in no status of an open ticket", .metric.as_str())]
    NeverCounts {
        /// The policy.
        id: Arc<str>,
        /// What is timed.
        metric: Metric,
    },
}

impl PolicyBook {
    /// Checks policies and puts them in order of trial.
    ///
    /// # Errors
    ///
    /// [`Error`] at the first policy, in the order given, whose promise cannot be judged.
    pub fn new(policies: Vec<Policy>) -> Result<Self, Error> {
        let mut of_id: BTreeMap<&str, &Policy> = BTreeMap::new();
        let mut versions = BTreeSet::new();
        let mut positions: BTreeMap<(AgreementKind, u32), &Policy> = BTreeMap::new();
        for policy in &policies {
            if !versions.insert((&policy.id, policy.version)) {
                return Err(Error::RepeatedVersion {
                    id: Arc::clone(&policy.id),
                    version: policy.version,
                });
            }
            let first = of_id.entry(&policy.id).or_insert(policy);
            if first.kind != policy.kind {
                return Err(Error::KindChanged {
                    id: Arc::clone(&policy.id),
                    kinds: [first.kind, policy.kind],
                });
            }
            let other = positions
                .entry((policy.kind, policy.position))
                .or_insert(policy);
            if other.id != policy.id {
                return Err(Error::SharedPosition {
                    kind: policy.kind,
                    position: policy.position,
                    first: Arc::clone(&other.id),
                    second: Arc::clone(&policy.id),
                });
            }
            check_targets(policy)?;
        }
        let mut trials: BTreeMap<AgreementKind, Trials> = BTreeMap::new();
        for (idx, policy) in policies.iter().enumerate() {
            let of_kind = trials.entry(policy.kind).or_default();
            of_kind.order.push(idx);
            let conditions = policy.conditions.all.iter().chain(&policy.conditions.any);
            of_kind
                .fields
                .extend(conditions.map(|condition| Arc::clone(&condition.field)));
        }
        for of_kind in trials.values_mut() {
            of_kind.order.sort_by_key(|&idx| {
                let policy = &policies[idx];
                (policy.position, std::cmp::Reverse(policy.version))
            });
        }
        let mut places: BTreeMap<Arc<str>, Vec<usize>> = BTreeMap::new();
        for (idx, policy) in policies.iter().enumerate() {
            places.entry(Arc::clone(&policy.id)).or_default().push(idx);
        }
        Ok(Self {
            policies,
            trials,
            versions: places,
        })
    }

    /// All, in the order given.
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }

    /// The first policy by position that matches, among versions valid at an instant.
    pub fn choose(
        &self,
        kind: AgreementKind,
        attributes: &Attributes,
        at: Timestamp,
    ) -> Option<Choice<'_>> {
        self.choose_beside(kind, attributes, at, None)
    }

    /// As [`Self::choose`] for a ticket that is held against a policy already: of that policy the
    /// attached version alone is tried, valid or not, so that a ticket never changes version.
    pub(crate) fn choose_beside<'a>(
        &'a self,
        kind: AgreementKind,
        attributes: &Attributes,
        at: Timestamp,
        attached: Option<&'a Policy>,
    ) -> Option<Choice<'a>> {
        let mut matching = self
            .tried(kind, at, attached)
            .filter_map(|policy| Some((policy, matched(policy, attributes, Doubt::Counts)?)));
        let (policy, held) = matching.next()?;
        Some(Choice {
            policy,
            issue_type: held.issue_type,
            also_matched: matching.map(|(loser, _)| Arc::clone(&loser.id)).collect(),
        })
    }

    /// The first policy that would go before the chosen one if the precision of a topic that it asks
    /// for had been measured, with that topic.
    pub(crate) fn unmeasured<'a>(
        &'a self,
        kind: AgreementKind,
        attributes: &Attributes,
        at: Timestamp,
        attached: Option<&'a Policy>,
    ) -> Option<(&'a Policy, Arc<str>)> {
        for policy in self.tried(kind, at, attached) {
            if matched(policy, attributes, Doubt::Counts).is_some() {
                return None;
            }
            let held = matched(policy, attributes, Doubt::Forgiven);
            if let Some(issue_type) = held.and_then(|held| held.issue_type) {
                return Some((policy, issue_type.value));
            }
        }
        None
    }

    /// Policies of a kind in order of trial: the version in force, or the one that is attached.
    fn tried<'a>(
        &'a self,
        kind: AgreementKind,
        at: Timestamp,
        attached: Option<&'a Policy>,
    ) -> impl Iterator<Item = &'a Policy> {
        let order = self.trials.get(&kind).map(|trials| trials.order.as_slice());
        order
            .unwrap_or_default()
            .iter()
            .map(|&idx| &self.policies[idx])
            .filter(move |policy| match attached {
                Some(held) if held.id == policy.id => held.version == policy.version,
                _ => is_valid(policy, at) && !self.is_replaced(policy, at),
            })
    }

    /// Whether there are policies of a kind.
    pub(crate) fn has(&self, kind: AgreementKind) -> bool {
        self.trials.contains_key(&kind)
    }

    /// Whether some policy of a kind asks for a field.
    pub(crate) fn asks_for(&self, kind: AgreementKind, field: &str) -> bool {
        self.trials
            .get(&kind)
            .is_some_and(|trials| trials.fields.contains(field))
    }

    /// Whether a newer version of a policy is valid too.
    fn is_replaced(&self, policy: &Policy, at: Timestamp) -> bool {
        let versions = self.versions.get(&policy.id).map_or(&[][..], Vec::as_slice);
        versions
            .iter()
            .map(|&idx| &self.policies[idx])
            .any(|other| other.version > policy.version && is_valid(other, at))
    }
}

impl Policy {
    /// The target that holds for a metric, given priority and team of a ticket.
    ///
    /// A target for the team goes before one for all teams, then a target for the priority before one
    /// for all. Names are compared without regard to case, known priorities by what they mean.
    pub fn target_for(
        &self,
        metric: Metric,
        priority: Option<&str>,
        team: Option<&str>,
    ) -> Option<&Target> {
        let fits = |wanted: &Option<Arc<str>>, value: Option<&str>| match (wanted, value) {
            (None, _) => true,
            (Some(wanted), Some(value)) => is_same_word(wanted, value),
            (Some(_), None) => false,
        };
        let priority = priority.or(self.default_priority.as_deref());
        let means = |target: &Target| match (&target.priority, priority) {
            (Some(wanted), Some(value)) => is_same_priority(wanted, value),
            (wanted, value) => fits(wanted, value),
        };
        self.targets
            .iter()
            .filter(|target| target.metric == metric)
            .filter(|target| means(target) && fits(&target.team, team))
            .min_by_key(|target| {
                let (no_team, no_priority) = (target.team.is_none(), target.priority.is_none());
                // Of two words for one priority the one that the ticket has itself.
                (no_team, no_priority, !fits(&target.priority, priority))
            })
    }
}

impl Policy {
    /// Place of a target that was taken from this policy.
    pub(crate) fn place_of(&self, target: &Target) -> usize {
        let mut targets = self.targets.iter();
        targets
            .position(|one| std::ptr::eq(one, target))
            .unwrap_or_default()
    }
}

/// Whether two words are the same but for case.
pub(crate) fn is_same_word(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        return a.eq_ignore_ascii_case(b);
    }
    a.chars()
        .flat_map(char::to_lowercase)
        .eq(b.chars().flat_map(char::to_lowercase))
}

fn check_targets(policy: &Policy) -> Result<(), Error> {
    let id = || Arc::clone(&policy.id);
    for (idx, target) in policy.targets.iter().enumerate() {
        let metric = target.metric;
        for seconds in [Some(target.target), target.internal_target] {
            if let Some(target) = seconds.filter(|seconds| seconds.0 <= 0) {
                let id = id();
                return Err(Error::NotPositive { id, metric, target });
            }
        }
        if let Some(internal) = target.internal_target.filter(|i| *i >= target.target) {
            return Err(Error::InternalNotStricter {
                id: id(),
                metric,
                internal,
                target: target.target,
            });
        }
        let runs = |statuses: &Vec<Status>| statuses.iter().any(|status| !status.is_done());
        if target.counted_statuses.as_ref().is_some_and(|s| !runs(s)) {
            return Err(Error::NeverCounts { id: id(), metric });
        }
        let is_same = |a: &Option<Arc<str>>, b: &Option<Arc<str>>| match (a, b) {
            (None, None) => true,
            (Some(a), Some(b)) => is_same_word(a, b),
            _ => false,
        };
        if policy.targets[..idx].iter().any(|other| {
            other.metric == metric
                && is_same(&other.priority, &target.priority)
                && is_same(&other.team, &target.team)
        }) {
            return Err(Error::RepeatedTarget { id: id(), metric });
        }
    }
    Ok(())
}

fn is_valid(policy: &Policy, at: Timestamp) -> bool {
    policy.valid_from.is_none_or(|from| from <= at) && policy.valid_to.is_none_or(|to| at < to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service_levels::policies::{
        Condition, Conditions, Hours, OnPolicyChange, Period, ReopenPolicy, Test,
    };
    use crate::service_levels::tickets::FieldValue;

    fn target(seconds: i64) -> Target {
        Target {
            metric: Metric::AgentWorkTime,
            priority: None,
            team: None,
            target: Seconds(seconds),
            internal_target: None,
            attainment: None,
            internal_attainment: None,
            hours: Hours::Calendar,
            shown_schedule: None,
            counted_statuses: None,
            reopen: ReopenPolicy::NewCycle,
            on_policy_change: OnPolicyChange::Ignore,
            warn: None,
            bot_reply_counts: false,
        }
    }

    fn policy(id: &str, version: u32, position: u32, targets: &[Target]) -> Policy {
        Policy {
            id: Arc::from(id),
            version,
            kind: AgreementKind::Sla,
            position,
            title: String::from(id),
            conditions: Conditions::default(),
            default_priority: None,
            targets: targets.to_vec(),
            legally_binding: true,
            contract: None,
            owner: None,
            period: Some(Period::Month),
            review_by: None,
            valid_from: None,
            valid_to: None,
        }
    }

    fn check(policies: &[Policy], expected: &str) {
        let fault = PolicyBook::new(policies.to_vec()).unwrap_err();
        assert_eq!(fault.to_string(), expected);
    }

    #[test]
    fn t_pol_02_two_policies_on_one_position_are_an_error() {
        let (a, b) = (policy("A", 1, 10, &[]), policy("B", 1, 10, &[]));
        check(
            &[a.clone(), b.clone()],
            "sla policies A and B share position 10",
        );
        let ola = Policy {
            kind: AgreementKind::Ola,
            ..b
        };
        let newer = policy("A", 2, 10, &[]);
        assert!(PolicyBook::new(vec![a, ola, newer]).is_ok());
    }

    #[test]
    fn ids_and_versions_stand_once_and_keep_their_kind() {
        let a = policy("A", 1, 10, &[]);
        check(&[a.clone(), a.clone()], "policy A version 1 stands twice");
        let ola = Policy {
            version: 2,
            kind: AgreementKind::Ola,
            ..a.clone()
        };
        check(
            &[a, ola],
            "policy A is of kind sla in one version and ola in another",
        );
    }

    #[test]
    fn t_sla_11_targets_of_zero_or_less_are_an_error() {
        for seconds in [0, -60] {
            let expected = format!(
                "policy A promises agent_work_time in {seconds} seconds, expected more than 0"
            );
            check(&[policy("A", 1, 1, &[target(seconds)])], &expected);
        }
        let internal = Target {
            internal_target: Some(Seconds(0)),
            ..target(60)
        };
        let expected = "policy A promises agent_work_time in 0 seconds, expected more than 0";
        check(&[policy("A", 1, 1, &[internal])], expected);
    }

    #[test]
    fn t_pol_09_an_internal_target_is_stricter_than_the_promise() {
        let with = |internal| Target {
            internal_target: Some(Seconds(internal)),
            ..target(60)
        };
        let expected = "policy A has for agent_work_time an internal target of 60 seconds, \
                        expected less than 60";
        check(&[policy("A", 1, 1, &[with(60)])], expected);
        assert!(PolicyBook::new(vec![policy("A", 1, 1, &[with(59)])]).is_ok());
    }

    #[test]
    fn two_targets_for_the_same_tickets_or_a_clock_that_never_runs_are_an_error() {
        let urgent = |word: &str| Target {
            priority: Some(Arc::from(word)),
            ..target(60)
        };
        let expected = "policy A has two targets of agent_work_time for the same priority and team";
        check(
            &[policy("A", 1, 1, &[urgent("Urgent"), urgent("urgent")])],
            expected,
        );
        let stopped = Target {
            counted_statuses: Some(vec![Status::Solved]),
            ..target(60)
        };
        let expected = "policy A counts agent_work_time in no status of an open ticket";
        check(&[policy("A", 1, 1, &[stopped])], expected);
    }

    #[test]
    fn conditions_are_all_of_all_and_one_of_any() {
        let condition = |field: &str, test| Condition {
            field: Arc::from(field),
            test,
            min_confidence: None,
        };
        let one_of = |word: &str| Test::IsOneOf(vec![Arc::from(word)]);
        let mut narrow = policy("A", 1, 1, &[]);
        narrow.conditions = Conditions {
            all: vec![
                condition("segment", Test::IsNoneOf(vec![Arc::from("bronze")])),
                condition("blocked", Test::IsAbsent),
            ],
            any: vec![
                condition("channel", one_of("PHONE")),
                condition("contract", Test::IsPresent),
            ],
        };
        let book = PolicyBook::new(vec![narrow]).unwrap();
        for (fields, expected) in [
            (&[("segment", "Gold"), ("channel", "phone")][..], true),
            (&[("segment", "Gold"), ("contract", "C1")], true),
            (&[("segment", "Gold"), ("channel", "mail")], false),
            (&[("segment", "Bronze"), ("channel", "phone")], false),
            (&[("channel", "phone")], false),
            (
                &[
                    ("segment", "Gold"),
                    ("channel", "phone"),
                    ("blocked", "yes"),
                ],
                false,
            ),
        ] {
            let mut attributes = Attributes::default();
            for (name, value) in fields {
                attributes.set(&FieldValue {
                    name: Arc::from(*name),
                    value: Arc::from(*value),
                    confidence: None,
                });
            }
            let choice = book.choose(AgreementKind::Sla, &attributes, Timestamp::UNIX_EPOCH);
            assert_eq!(choice.is_some(), expected, "{fields:?}");
        }
    }

    #[test]
    fn words_are_compared_without_regard_to_case_in_any_script() {
        assert!(is_same_word("Élève", "éLÈVE"));
        assert!(!is_same_word("urgent", "urgente"));
    }
}
