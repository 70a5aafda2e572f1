use crate::disclosure::Floor;
use crate::service_levels::attainment::ToleranceRule;
use crate::service_levels::experience::{Question, Target};
use crate::units::Probability;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How tickets and answers are set beside each other. None of it says what was promised: without a
/// contract or an XLA a cell has no quadrant.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The question whose answers count, with its threshold of what is negative.
    pub question: Question,
    /// The XLA on it, if there is one.
    pub target: Option<Target>,
    /// Share of cases that a contract wants in time, by policy.
    pub contracts: BTreeMap<Arc<str>, Probability>,
    /// The same for policies that are not named there.
    pub contract: Option<Probability>,
    /// Keys that make up a cell.
    pub by: Vec<Arc<str>>,
    /// Level of intervals.
    pub level: Probability,
    /// Least answers for a verdict; at least five.
    pub min_n: usize,
    /// How sure a text must be read as negative.
    pub least_negative: Probability,
    /// Smallest ratio of negative answers, met to breached, of an SLA that still counts as one that
    /// matters: "no sign" is only said when the interval excludes this. At 0.8 that is an effect of a
    /// fifth.
    pub least_ratio: f64,
    /// Level of the test on response, as a p.
    pub bias_p: f64,
    /// Fewest answers behind a figure that is told; higher for figures of one employee.
    pub floor: Floor,
    /// Which curve of waiting is asked for, if one is.
    pub tolerance: Option<ToleranceRule>,
}

/// The key whose value is the policy.
pub(super) const POLICY: &str = "policy";

impl Settings {
    /// The usual settings for a question: cells by policy, segment, channel and period, 95 percent
    /// intervals, 30 answers.
    pub fn new(question: Question) -> Self {
        Self {
            question,
            target: None,
            contracts: BTreeMap::new(),
            contract: None,
            by: [POLICY, "segment", "channel", "period"]
                .map(Arc::from)
                .to_vec(),
            level: Probability::saturating(0.95),
            min_n: 30,
            least_negative: Probability::saturating(0.8),
            least_ratio: 0.8,
            bias_p: 0.05,
            floor: Floor::LEAST,
            tolerance: None,
        }
    }
}
