use super::instance::State;
use super::result::TicketResult;
use super::running::Counted;
use super::why::Why;
use crate::service_levels::policies::{AgreementKind, Metric, Policy, PolicyBook, Target};
use crate::service_levels::tickets::{Evidence, Need};
use std::collections::BTreeMap;

/// What a clock has to see to give a verdict.
///
/// Without replies every first reply would look late, without pauses every wait too long, and without
/// changes of team the last team would answer for all: such verdicts are about the file, not about the
/// work.
pub fn needs(target: &Target) -> Evidence {
    let metric = target.metric;
    let mut needs: Evidence = match metric {
        Metric::FirstReplyTime | Metric::PeriodicUpdateTime | Metric::PausableUpdateTime => {
            [Need::Replies].into_iter().collect()
        }
        Metric::NextReplyTime => [Need::Replies, Need::CustomerMessages]
            .into_iter()
            .collect(),
        Metric::RequesterWaitTime | Metric::AgentWorkTime | Metric::TotalResolutionTime => {
            [Need::Solutions].into_iter().collect()
        }
        Metric::OwnershipTime => [Need::Solutions, Need::TeamChanges].into_iter().collect(),
    };
    // A clock that stands still in some status has to see when.
    if Counted::of(target).stands_still() {
        needs.insert(Need::StatusChanges);
    }
    needs
}

/// What is promised by metrics that a source cannot show, with what is missing.
///
/// Experience is judged by answers and needs no events.
pub fn unseen(policies: &[Policy], evidence: Evidence) -> BTreeMap<Metric, Vec<Need>> {
    let mut missing: BTreeMap<Metric, Vec<Need>> = BTreeMap::new();
    let timed = policies
        .iter()
        .filter(|policy| policy.kind != AgreementKind::Xla);
    for target in timed.flat_map(|policy| &policy.targets) {
        let lacking = lacking(target, evidence);
        if !lacking.is_empty() {
            let of_metric = missing.entry(target.metric).or_default();
            of_metric.extend(lacking);
            of_metric.sort_unstable();
            of_metric.dedup();
        }
    }
    missing
}

/// Metrics that are promised and wait for something of which no event of a whole log tells, with what.
///
/// They are judged, as a log of events has words for it; but a reader should know.
pub fn awaiting(policies: &[Policy], never: &[Need]) -> BTreeMap<Metric, Vec<Need>> {
    let all = Need::ALL.into_iter();
    unseen(policies, all.filter(|need| !never.contains(need)).collect())
}

/// Takes the verdict from clocks that would need to see what the source does not show.
pub fn withhold_unseen(result: &mut TicketResult, book: &PolicyBook, evidence: Evidence) {
    if evidence == Evidence::ALL {
        return;
    }
    for instance in &mut result.instances {
        let policy = book.policies().iter().find(|policy| {
            policy.id == instance.policy.id && policy.version == instance.policy.version
        });
        let target = policy.and_then(|policy| policy.targets.get(instance.target_idx));
        let needs = target.map_or_else(Vec::new, |target| lacking(target, evidence));
        if needs.is_empty() {
            continue;
        }
        instance.state = State::CannotTell;
        (instance.due_at, instance.breached_at) = (None, None);
        instance.breached_on_attach = false;
        instance
            .why
            .retain(|why| !matches!(why, Why::Missed { .. }));
        instance.why.push(Why::Unseen { needs });
    }
}

fn lacking(target: &Target, evidence: Evidence) -> Vec<Need> {
    let needs = needs(target);
    let is_lacking = |need: &Need| needs.has(*need) && !evidence.has(*need);
    Need::ALL.into_iter().filter(is_lacking).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service_levels::clocks::fixtures::{created, sla, target};
    use crate::service_levels::tickets::Status;

    fn evidence(needs: &[Need]) -> Evidence {
        needs.iter().copied().collect()
    }

    #[test]
    fn each_metric_needs_what_starts_stops_and_ends_its_clock() {
        use Need::{CustomerMessages, Replies, Solutions, StatusChanges, TeamChanges};
        for (metric, expected) in [
            (Metric::FirstReplyTime, &[Replies][..]),
            (Metric::NextReplyTime, &[Replies, CustomerMessages]),
            (Metric::PeriodicUpdateTime, &[Replies]),
            (Metric::PausableUpdateTime, &[Replies, StatusChanges]),
            (Metric::RequesterWaitTime, &[Solutions, StatusChanges]),
            (Metric::AgentWorkTime, &[Solutions, StatusChanges]),
            (Metric::TotalResolutionTime, &[Solutions]),
            (Metric::OwnershipTime, &[Solutions, TeamChanges]),
        ] {
            assert_eq!(
                needs(&target(metric, "4h")),
                evidence(expected),
                "{metric:?}"
            );
        }
        let pausing = Target {
            counted_statuses: Some(vec![Status::New, Status::Open]),
            ..target(Metric::FirstReplyTime, "4h")
        };
        assert_eq!(needs(&pausing), evidence(&[Replies, StatusChanges]));
    }

    #[test]
    fn what_the_file_does_not_show_is_never_a_breach() {
        let policy = sla(&Metric::ALL.map(|metric| target(metric, "1h")));
        let told = created("Mon 09:00")
            .team("Mon 09:00", "a")
            .customer("Tue 10:00");
        let late = told
            .solved("Wed 09:00")
            .judged(std::slice::from_ref(&policy), "Fri 10:00");
        let book = PolicyBook::new(vec![policy.clone()]).unwrap();
        let lacking = |need: Need| {
            let mut result = late.clone();
            let others = Need::ALL.into_iter().filter(|other| *other != need);
            let others: Evidence = others.collect();
            withhold_unseen(&mut result, &book, others);
            let untold = result.instances.iter().filter(|one| {
                assert_eq!(
                    one.state == State::CannotTell,
                    unseen(std::slice::from_ref(&policy), others).contains_key(&one.metric)
                );
                one.state == State::CannotTell
            });
            untold
                .inspect(|one| {
                    assert_eq!((one.due_at, one.breached_at), (None, None));
                    assert_eq!(one.why.last(), Some(&Why::Unseen { needs: vec![need] }));
                })
                .map(|one| one.metric.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(lacking(Need::Replies), ["first_reply_time"]);
        assert_eq!(
            lacking(Need::StatusChanges),
            ["requester_wait_time", "agent_work_time"]
        );
        assert_eq!(lacking(Need::TeamChanges), ["ownership_time"]);
        assert_eq!(lacking(Need::Solutions).len(), 4);
        assert_eq!(lacking(Need::CustomerMessages), [""; 0]);
        let waiting = awaiting(std::slice::from_ref(&policy), &[Need::CustomerMessages]);
        let only = [(Metric::NextReplyTime, vec![Need::CustomerMessages])];
        assert_eq!(waiting, only.into_iter().collect());
        let mut whole = late.clone();
        withhold_unseen(&mut whole, &book, Evidence::ALL);
        assert_eq!(whole, late);
    }
}
