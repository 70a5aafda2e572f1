//! Cases of issue types that the topic model gives.

use super::fixtures::{Story, at, calendar, created, policy, when};
use super::{KeptOut, NoSla, SlaStanding, TicketFlag, TicketResult, Why};
use crate::service_levels::policies::{
    AgreementKind, IssueType, IssueTypeBasis, Metric, Policy, PolicyBook, Test,
};
use crate::service_levels::tickets::{Precision, ReadTopic};
use proptest::prelude::*;
use std::sync::Arc;

fn read(topic: &str, checked: Option<(u64, u64)>) -> ReadTopic {
    ReadTopic {
        topic: Arc::from(topic),
        precision: checked.and_then(|(n_right, n)| Precision::new(n_right, n)),
    }
}

/// Two policies: outages within 2 hours where that is sure to 0.8, all else within 8 hours.
fn outages_first() -> [Policy; 2] {
    let within = |hours| [calendar(Metric::AgentWorkTime, hours)];
    let mut outages = when(
        "issue_type",
        &["outage", "storing"],
        policy("outages", AgreementKind::Sla, 1, &within("2h")),
    );
    outages.conditions.all[0].min_confidence = Some(0.8);
    [
        outages,
        policy("rest", AgreementKind::Sla, 2, &within("8h")),
    ]
}

/// The story held against policies when topics were read in what the customer wrote at an instant.
fn judged(story: &Story, readings: &[(&str, &[ReadTopic])], policies: &[Policy]) -> TicketResult {
    let mut log = story.log();
    for (when, topics) in readings {
        log.read_topics(at(when), topics.to_vec().into());
    }
    let book = PolicyBook::new(policies.to_vec()).unwrap();
    super::evaluate(&log, &book, &super::fixtures::OPENINGS, at("Mon 12:00")).unwrap()
}

fn policy_of(result: &TicketResult) -> &str {
    &result.instances[0].policy.id
}

fn issue_types(result: &TicketResult) -> Vec<String> {
    let why = result.instances[0].why.iter();
    why.filter(|why| matches!(why, Why::IssueType(_) | Why::KeptOut(_)))
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_topic_stands_in_for_an_issue_type_that_nobody_gave_and_the_row_says_how_sure_it_is() {
    let story = created("Mon 09:00");
    let sure = [read("outage", Some((41, 50)))];
    let result = judged(&story, &[("Mon 09:00", &sure)], &outages_first());
    assert_eq!(policy_of(&result), "outages");
    assert_eq!(
        issue_types(&result),
        [
            "issue type outage from the topic model, confidence 0.82: 41 of 50 checked labels were right"
        ]
    );
    let unsure = [read("outage", Some((39, 50)))];
    let result = judged(&story, &[("Mon 09:00", &unsure)], &outages_first());
    assert_eq!((policy_of(&result), result.flags.len()), ("rest", 0));
}

#[test]
fn without_a_measured_precision_a_condition_on_confidence_is_not_met_and_that_is_said() {
    let story = created("Mon 09:00");
    let kept_out = KeptOut {
        policy: "outages".into(),
        topic: "outage".into(),
    };
    // Nine checked labels are none.
    for checked in [None, Some((9, 9))] {
        let unmeasured = [read("outage", checked)];
        let result = judged(&story, &[("Mon 09:00", &unmeasured)], &outages_first());
        assert_eq!(policy_of(&result), "rest");
        assert_eq!(
            issue_types(&result),
            [
                "policy outages asks how sure issue type outage is: no measured precision, so it does not match"
            ]
        );
        assert_eq!(
            result.flags,
            [TicketFlag::NoMeasuredPrecision(kept_out.clone())]
        );
    }
    // A policy that does not ask takes the topic as it is.
    let mut policies = outages_first();
    policies[0].conditions.all[0].min_confidence = None;
    let result = judged(&story, &[("Mon 09:00", &[read("outage", None)])], &policies);
    assert_eq!(
        issue_types(&result),
        ["issue type outage from the topic model, no measured precision"]
    );
}

#[test]
fn what_an_agent_gives_goes_before_every_topic() {
    let outage = [read("outage", Some((50, 50)))];
    let story = created("Mon 09:00").field("Mon 09:00", "issue_type", "billing");
    let result = judged(&story, &[("Mon 09:00", &outage)], &outages_first());
    assert_eq!(policy_of(&result), "rest");
    // The agent says so later: until then the topic stands, from then on the agent.
    let story = created("Mon 09:00").field("Mon 11:00", "issue_type", "Storing");
    let result = judged(&story, &[("Mon 09:00", &outage)], &outages_first());
    assert_eq!(policy_of(&result), "outages");
    assert_eq!(result.attached.len(), 1);
    let result = judged(&story, &[], &outages_first());
    assert_eq!(issue_types(&result), ["issue type Storing from the agent"]);
}

#[test]
fn any_one_of_several_topics_must_meet_all_that_a_policy_asks() {
    let [outages, rest] = outages_first();
    let mut both = outages.clone();
    let mut second = both.conditions.all[0].clone();
    second.test = Test::IsOneOf(vec!["billing".into()]);
    both.conditions.all.push(second);
    let topics = [
        read("billing", Some((50, 50))),
        read("outage", Some((48, 50))),
    ];
    let story = created("Mon 09:00");
    let result = judged(&story, &[("Mon 09:00", &topics)], &[outages, rest.clone()]);
    assert_eq!(policy_of(&result), "outages");
    let result = judged(&story, &[("Mon 09:00", &topics)], &[both, rest]);
    assert_eq!(policy_of(&result), "rest", "no topic is both");
}

#[test]
fn t_pol_10_topics_of_later_words_are_shown_and_change_nothing() {
    let story = created("Mon 09:00");
    let (first, later) = ([read("outage", Some((50, 50)))], [read("billing", None)]);
    let readings: [(&str, &[ReadTopic]); 2] = [("Mon 09:00", &first), ("Mon 11:00", &later)];
    let result = judged(&story, &readings, &outages_first());
    assert_eq!(policy_of(&result), "outages");
    let changed = TicketFlag::ModelChanged {
        field: "issue_type".into(),
        held: "outage".into(),
        later: "billing".into(),
    };
    assert_eq!(result.flags, [changed]);
}

#[test]
fn words_before_the_creation_count_from_the_creation() {
    let story = created("Mon 09:00");
    let outage = [read("outage", Some((50, 50)))];
    let result = judged(&story, &[("Mon 08:00", &outage)], &outages_first());
    assert_eq!(policy_of(&result), "outages");
    assert_eq!(result.created_at, at("Mon 09:00"));
    let only_outages = &outages_first()[..1];
    let result = judged(&story, &[], only_outages);
    let none = SlaStanding::None {
        reason: NoSla::NoPolicy,
    };
    assert_eq!(result.sla, none);
}

proptest! {
    /// One topic is what a column with its share of right labels as confidence would be.
    #[test]
    fn one_measured_topic_chooses_as_a_column_with_its_confidence_does(
        n_right in 0u64..=50, outage in any::<bool>()
    ) {
        let word = if outage { "outage" } else { "billing" };
        let precision = Precision::new(n_right, 50).unwrap();
        let by_topic = judged(
            &created("Mon 09:00"),
            &[("Mon 09:00", &[read(word, Some((n_right, 50)))])],
            &outages_first(),
        );
        let column = created("Mon 09:00").model(
            "Mon 09:00", "issue_type", word, precision.share().get()
        );
        let by_column = judged(&column, &[], &outages_first());
        prop_assert_eq!(policy_of(&by_topic), policy_of(&by_column));
        let same = by_topic.instances.iter().zip(&by_column.instances);
        for (topic, column) in same {
            prop_assert_eq!(topic.due_at, column.due_at);
        }
    }
}

#[test]
fn an_issue_type_says_whom_it_is_from() {
    let of = |basis| {
        Why::IssueType(IssueType {
            value: "outage".into(),
            basis,
        })
        .to_string()
    };
    assert_eq!(
        of(IssueTypeBasis::SourceModel { confidence: 0.7 }),
        "issue type outage from the model of the source, confidence 0.7"
    );
}
