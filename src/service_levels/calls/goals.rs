use super::call::Call;
use super::formula::{Attained, Comparison, FlowOuts, Formula, Rule, RuleFault};
use super::overview::{CallOptions, overview};
use super::queue_length::QueueLength;
use super::waits::Excess;
use crate::service_levels::policies::{QueueScope, ServiceLevelTarget};
use jiff::SignedDuration;

/// A goal for a queue or channel beside what came of it in the contacts of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// What was declared.
    pub target: ServiceLevelTarget,
    /// Contacts offered to the queue or channel.
    pub n_offered: usize,
    /// The figure by the formula of the goal.
    pub attained: Attained,
    /// Whether the share is reached; `None` where that cannot be told.
    pub share_is_met: Option<bool>,
    /// Abandoned contacts of which nobody knows how long they waited: a limit can have been passed unseen.
    pub n_waits_unknown: usize,
    /// Contacts over the longest wait, where one is declared.
    pub over_max_wait: Option<Excess>,
    /// The length of the queue, where one is declared and the report has a length in time.
    pub queue_length: Option<QueueLength>,
}

impl Goal {
    /// Whether nobody waited too long; `None` without a limit or a known wait.
    pub fn max_wait_is_met(&self) -> Option<bool> {
        let excess = self.over_max_wait.filter(|excess| excess.n > 0)?;
        self.told(excess.n_over == 0)
    }

    /// Whether the queue was never too long; `None` without a limit or a known length.
    pub fn max_queue_is_met(&self) -> Option<bool> {
        let limit = self.target.max_queue_length?;
        self.told(self.queue_length?.max <= limit)
    }

    /// That a limit was passed is sure; that it was kept only where all waits are known.
    fn told(&self, is_met: bool) -> Option<bool> {
        (!is_met || self.n_waits_unknown == 0).then_some(is_met)
    }
}

/// Holds goals against the contacts in scope, each by its own threshold and formula: as contracts
/// read, without an interval, and with the contacts of incidents.
///
/// # Errors
///
/// [`RuleFault`] for the first goal whose thresholds make no rule.
pub fn goals(
    calls: &[Call],
    targets: &[ServiceLevelTarget],
    options: &CallOptions<'_>,
) -> Result<Vec<Goal>, RuleFault> {
    targets
        .iter()
        .map(|target| goal(calls, target, options))
        .collect()
}

fn goal(
    calls: &[Call],
    target: &ServiceLevelTarget,
    options: &CallOptions<'_>,
) -> Result<Goal, RuleFault> {
    let is_of = |call: &&Call| match &target.scope {
        QueueScope::Queue(queue) => call.queue.as_ref() == Some(queue),
        QueueScope::Channel(channel) => call.channel.as_ref() == Some(channel),
    };
    let own: Vec<Call> = calls.iter().filter(is_of).cloned().collect();
    let asked = CallOptions {
        rule: rule(target)?,
        formulas: vec![formula(target)],
        groupings: Vec::new(),
        intervals: None,
        calamities: Vec::new(),
        longest_wait: target.max_wait.map(|wait| seconds(wait.0)),
        queue_limit: target.max_queue_length,
        rings: None,
        ..options.clone()
    };
    let figures = overview(&own, &asked).whole.figures;
    let attained = figures
        .service_levels
        .into_iter()
        .next()
        .map_or(Attained::NotPerAgent, |level| level.attained);
    Ok(Goal {
        n_offered: figures.counts.offered(),
        n_waits_unknown: figures.counts.abandoned_wait_unknown,
        share_is_met: attained.meets(target.share),
        attained,
        over_max_wait: figures.waits.over_maximum,
        queue_length: figures
            .queue_length
            .filter(|_| target.max_queue_length.is_some()),
        target: target.clone(),
    })
}

fn rule(target: &ServiceLevelTarget) -> Result<Rule, RuleFault> {
    Rule::new(
        seconds(target.threshold.0),
        if target.threshold_inclusive {
            Comparison::AtMost
        } else {
            Comparison::Below
        },
        seconds(target.short_abandon.0),
        if target.counts_flow_outs {
            FlowOuts::Counted
        } else {
            FlowOuts::Ignored
        },
    )
}

/// The formula by its name; the reader of the file admits no other names.
fn formula(target: &ServiceLevelTarget) -> Formula {
    let named = Formula::ALL
        .into_iter()
        .find(|one| one.as_str() == &*target.formula);
    named.unwrap_or(Formula::OfferedExclShort)
}

fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service_levels::calls::fixture::{abandoned, answered, options};
    use crate::units::{Probability, Seconds};

    fn target(queue: &str, threshold: i64) -> ServiceLevelTarget {
        ServiceLevelTarget {
            id: "g".into(),
            scope: QueueScope::Queue(queue.into()),
            threshold: Seconds(threshold),
            share: Probability::saturating(0.75),
            formula: "answered_only".into(),
            counts_flow_outs: false,
            short_abandon: Seconds(5),
            threshold_inclusive: true,
            max_wait: Some(Seconds(60)),
            max_queue_length: None,
            period: None,
            owner: None,
        }
    }

    #[test]
    fn a_limit_is_not_met_where_waits_are_unknown() {
        let noon = "2026-03-02T12:00:00Z".parse().unwrap();
        let of_a = |call: Call, wait| Call {
            queue: Some("a".into()),
            wait,
            ..call
        };
        let short = of_a(answered("1", noon, 10, 60), Some(seconds(10)));
        let unknown = of_a(abandoned("2", noon, 5), None);
        let long = of_a(answered("3", noon, 90, 60), Some(seconds(90)));
        let is_met = |calls: &[Call]| {
            let options = options("2026-03-03T00:00:00Z");
            goals(calls, &[target("a", 30)], &options).unwrap()[0].max_wait_is_met()
        };
        assert_eq!(is_met(std::slice::from_ref(&short)), Some(true));
        assert_eq!(is_met(&[short.clone(), unknown.clone()]), None);
        assert_eq!(is_met(&[short, unknown, long]), Some(false));
    }

    #[test]
    fn each_goal_is_held_against_its_own_queue_by_its_own_threshold() {
        let noon = "2026-03-02T12:00:00Z".parse().unwrap();
        let call = |id: &str, queue: &str, wait| Call {
            queue: Some(queue.into()),
            ..answered(id, noon, wait, 60)
        };
        let calls = [
            call("1", "a", 10),
            call("2", "a", 25),
            call("3", "a", 30),
            call("4", "a", 31),
            call("5", "b", 90),
        ];
        let asked = [
            target("a", 30),
            target("a", 20),
            target("b", 30),
            target("c", 30),
        ];
        let found = goals(&calls, &asked, &options("2026-03-03T00:00:00Z")).unwrap();
        let verdicts: Vec<_> = found
            .iter()
            .map(|goal| (goal.n_offered, goal.share_is_met, goal.max_wait_is_met()))
            .collect();
        assert_eq!(
            verdicts,
            [
                (4, Some(true), Some(true)),
                (4, Some(false), Some(true)),
                (1, Some(false), Some(false)),
                (0, None, None),
            ]
        );
    }
}
