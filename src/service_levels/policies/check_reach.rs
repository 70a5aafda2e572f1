use super::check::{Findings, Head};
use super::reach::{Coverage, Reach};
use super::remark::Remark;
use std::sync::Arc;

/// Finds policies that no ticket can reach: contradictory conditions, and policies behind others that
/// take every ticket first.
///
/// "Never reached" is said only where it is proven: over all values that a field can take, over the
/// time in which versions are in force, and over several earlier policies together.
pub(super) fn check_reach(heads: &[Head<'_>], findings: &mut Findings) {
    let reaches: Vec<Reach> = heads
        .iter()
        .map(|head| Reach::new(head.conditions, head.valid_from, head.valid_to))
        .collect();
    for (head, reach) in heads.iter().zip(&reaches) {
        let is_never_valid = head
            .valid_to
            .is_some_and(|to| head.valid_from.is_some_and(|from| to <= from));
        if is_never_valid {
            findings.error(head, Remark::NeverValid);
            continue;
        }
        if reach.is_empty() {
            findings.error(head, Remark::NeverMatches);
            continue;
        }
        let rivals = heads
            .iter()
            .zip(&reaches)
            .filter(|(other, _)| other.kind == head.kind && other.id != head.id);
        for (other, other_reach) in rivals.clone() {
            if other.position == head.position && other.id < head.id && reach.meets(other_reach) {
                let tie = Remark::PositionTie {
                    position: head.position,
                    other: Arc::clone(other.id),
                };
                findings.error(head, tie);
            }
        }
        let earlier: Vec<_> = rivals
            .filter(|(other, other_reach)| {
                other.position < head.position && reach.meets(other_reach)
            })
            .collect();
        check_coverage(head, reach, &earlier, findings);
    }
}

fn check_coverage(
    head: &Head<'_>,
    reach: &Reach,
    earlier: &[(&Head<'_>, &Reach)],
    findings: &mut Findings,
) {
    let alone = earlier
        .iter()
        .find(|(_, other)| reach.covered_by([*other]) == Coverage::Whole);
    if let Some((other, _)) = alone {
        let hidden = Remark::HiddenBy {
            other: Arc::clone(other.id),
            position: other.position,
        };
        findings.warning(head, hidden);
        return;
    }
    match reach.covered_by(earlier.iter().map(|(_, other)| *other)) {
        Coverage::Whole => {
            let others = earlier.iter().map(|(other, _)| Arc::clone(other.id));
            let others = others.collect();
            findings.warning(head, Remark::HiddenByTogether { others });
        }
        Coverage::Unknown => findings.warning(head, Remark::ReachUnknown),
        Coverage::Part => {}
    }
}
