use super::matching::is_same_word;
use super::policy::{Condition, Policy, Test};
use crate::service_levels::tickets::field;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Words for one priority, in English and Dutch. Words of different rows are different priorities, also
/// where another organisation would call them the same.
const SAME: [&[&str]; 6] = [
    &["low", "laag"],
    &["normal", "normaal"],
    &["medium", "gemiddeld"],
    &["high", "hoog"],
    &["urgent", "dringend"],
    &["critical", "kritiek"],
];

/// Whether a value of a field is the one that was asked for: by letters, without regard to case, and
/// for a priority by what it means in Dutch and English.
pub(super) fn is_same_value(name: &str, wanted: &str, value: &str) -> bool {
    is_same_word(wanted, value) || name == field::PRIORITY && is_same_priority(wanted, value)
}

/// Whether two words name one priority.
pub(super) fn is_same_priority(a: &str, b: &str) -> bool {
    is_same_word(a, b) || SAME.iter().any(|words| has(words, a) && has(words, b))
}

/// The word by which a value is compared: of a known priority the English one, in lower case.
pub(super) fn plain_value(name: &str, value: &str) -> String {
    let known = SAME.iter().find(|words| has(words, value));
    match known.filter(|_| name == field::PRIORITY) {
        Some(words) => words[0].to_owned(),
        None => value.to_lowercase(),
    }
}

fn has(words: &[&str], word: &str) -> bool {
    words.iter().any(|known| is_same_word(known, word))
}

/// Policies that ask for priorities of which no ticket has any, with what they ask for. Empty where
/// tickets carry no priority at all: then there is nothing to compare with.
pub fn unmet_priorities(
    policies: &[Policy],
    present: &BTreeSet<Arc<str>>,
) -> Vec<(Arc<str>, Vec<Arc<str>>)> {
    if present.is_empty() {
        return Vec::new();
    }
    let is_present = |wanted: &Arc<str>| {
        let mut present = present.iter();
        present.any(|value| is_same_priority(wanted, value))
    };
    let mut unmet = Vec::new();
    for policy in policies {
        let mut asked: Vec<Arc<str>> = Vec::new();
        let conditions = policy.conditions.all.iter().chain(&policy.conditions.any);
        for condition in conditions.filter(|one| &*one.field == field::PRIORITY) {
            let Condition {
                test: Test::IsOneOf(words),
                ..
            } = condition
            else {
                continue;
            };
            if !words.iter().any(is_present) {
                asked.extend(words.iter().cloned());
            }
        }
        let targets = policy.targets.iter();
        let of_targets: BTreeSet<&Arc<str>> = targets
            .filter_map(|target| target.priority.as_ref())
            .collect();
        if !of_targets.is_empty() && !of_targets.iter().any(|word| is_present(word)) {
            asked.extend(of_targets.into_iter().cloned());
        }
        asked.sort_unstable();
        asked.dedup();
        if !asked.is_empty() {
            unmet.push((Arc::clone(&policy.id), asked));
        }
    }
    unmet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_priority_means_the_same_in_both_languages_and_other_words_are_letters() {
        for (a, b) in [
            ("hoog", "High"),
            ("Kritiek", "critical"),
            ("dringend", "urgent"),
            ("LAAG", "low"),
            ("normal", "normaal"),
        ] {
            assert!(
                is_same_value("priority", a, b) && is_same_value("priority", b, a),
                "{a} {b}"
            );
            assert!(!is_same_value("segment", a, b), "{a} {b}");
            assert_eq!(plain_value("priority", a), plain_value("priority", b));
        }
        for (a, b) in [
            ("hoog", "low"),
            ("urgent", "critical"),
            ("normal", "medium"),
            ("p1", "high"),
            ("spoed", "urgent"),
        ] {
            assert!(!is_same_value("priority", a, b), "{a} {b}");
        }
        assert!(is_same_value("priority", "P1", "p1"));
    }
}
