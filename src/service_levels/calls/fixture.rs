//! Calls for tests.

use super::*;
use crate::disclosure::Floor;
use crate::units::Probability;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// An instant, as ISO 8601.
pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Whole seconds.
pub(super) fn s(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

/// A contact that was answered after `wait_s` and spoken with for `talk_s`.
pub(super) fn answered(id: &str, offered_at: Timestamp, wait_s: i64, talk_s: i64) -> Call {
    Call {
        wait: Some(s(wait_s)),
        talk: Some(s(talk_s)),
        ..Call::offered(id.into(), offered_at, Disposition::Answered)
    }
}

/// A contact that was given up after `wait_s`.
pub(super) fn abandoned(id: &str, offered_at: Timestamp, wait_s: i64) -> Call {
    Call {
        wait: Some(s(wait_s)),
        ..Call::offered(id.into(), offered_at, Disposition::Abandoned)
    }
}

/// Within 20 s, at most; gone within 5 s is short.
pub(super) fn rule() -> Rule {
    Rule::new(s(20), Comparison::AtMost, s(5), FlowOuts::Ignored).unwrap()
}

/// All formulas over everything until `as_of`.
pub(super) fn options(as_of: &str) -> CallOptions<'static> {
    CallOptions {
        rule: rule(),
        formulas: Formula::ALL.to_vec(),
        scope: Scope::Snapshot,
        as_of: at(as_of),
        groupings: Vec::new(),
        intervals: None,
        attribution: Attribution::default(),
        longest_wait: None,
        longest_talk: None,
        queue_limit: None,
        rings: None,
        repeat_window: SignedDuration::from_hours(7 * 24),
        not_first_line: BTreeSet::new(),
        transfer_abandon: TransferAbandon::default(),
        calamities: Vec::new(),
        opening: None,
        floor: Floor::LEAST,
        agent_floor: Floor::AGENT,
        target: None,
        level: Probability::saturating(0.95),
    }
}

/// Tables by one field each.
pub(super) fn by(dimensions: &[Dimension]) -> Vec<Grouping> {
    let dimensions = dimensions.iter();
    dimensions
        .map(|dimension| Grouping {
            dimensions: vec![*dimension],
        })
        .collect()
}
