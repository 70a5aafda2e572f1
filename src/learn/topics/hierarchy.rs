use super::LabelledText;
use std::collections::{BTreeMap, BTreeSet};

/// Labels that are learnt, with their parents, and those that are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hierarchy {
    /// Labels in ascending order, parents before their children.
    pub(super) names: Vec<String>,
    /// Position of the parent of each.
    pub(super) parents: Vec<Option<usize>>,
    /// Texts with each, by the label itself or by one below it.
    pub(super) counts: Vec<usize>,
    /// Labels of each text, in ascending order, implied ones included.
    pub(super) of_text: Vec<Vec<usize>>,
    pub(super) refused: Vec<Refusal>,
}

/// A label that was not learnt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The label.
    pub label: String,
    /// Texts with it.
    pub n: usize,
    /// Why not.
    pub reason: RefusalReason,
}

/// Why a label was not learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalReason {
    /// Fewer texts than asked for.
    TooFew {
        /// Fewest texts with a label.
        least: usize,
    },
    /// Hardly a text is without it, so nothing tells when it is absent.
    NearlyEverywhere {
        /// Texts without it.
        n_without: usize,
    },
}

impl Hierarchy {
    /// Counts labels and takes those that enough texts have, and enough have not.
    pub(super) fn of(texts: &[LabelledText<'_>], least: usize) -> Self {
        let parents = parents(texts);
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let implied: Vec<Vec<String>> = texts
            .iter()
            .map(|text| {
                let mut all: Vec<String> = text
                    .labels
                    .iter()
                    .flat_map(|label| {
                        let mut line = with_parents(label);
                        let own = line.pop();
                        line.retain(|above| parents.contains(above));
                        line.into_iter().chain(own)
                    })
                    .collect();
                all.sort();
                all.dedup();
                for label in &all {
                    *counts.entry(label.clone()).or_default() += 1;
                }
                all
            })
            .collect();
        let mut refused = Vec::new();
        let mut kept: BTreeMap<&str, usize> = BTreeMap::new();
        for (label, &n) in &counts {
            let n_without = texts.len() - n;
            let reason = if n < least {
                RefusalReason::TooFew { least }
            } else if n_without < least {
                RefusalReason::NearlyEverywhere { n_without }
            } else {
                kept.insert(label, kept.len());
                continue;
            };
            refused.push(Refusal {
                label: label.clone(),
                n,
                reason,
            });
        }
        Self {
            parents: kept
                .keys()
                .map(|label| parent_among(label, &kept))
                .collect(),
            counts: kept.keys().map(|label| counts[*label]).collect(),
            of_text: implied
                .iter()
                .map(|labels| labels.iter().filter_map(|label| kept.get(label.as_str())))
                .map(|found| found.copied().collect())
                .collect(),
            names: kept.keys().map(|label| (*label).to_owned()).collect(),
            refused,
        }
    }
}

/// What stands before a `/` and is a parent: some text has it as a label, or more labels than one stand below it. Else the
/// `/` is a sign of an ordinary label, such as "care/treatment".
fn parents(texts: &[LabelledText<'_>]) -> BTreeSet<String> {
    let mut written: BTreeSet<String> = BTreeSet::new();
    let mut children: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for label in texts.iter().flat_map(|text| &text.labels) {
        let line = with_parents(label);
        for (parent, child) in line.iter().zip(line.iter().skip(1)) {
            let below = children.entry(parent.clone()).or_default();
            below.insert(child.clone());
        }
        written.extend(line.into_iter().next_back());
    }
    children
        .into_iter()
        .filter(|(parent, below)| below.len() > 1 || written.contains(parent))
        .map(|(parent, _)| parent)
        .collect()
}

/// `a/b/c` as `a`, `a/b` and `a/b/c`, without white space about the parts.
pub(super) fn with_parents(label: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for part in label
        .split('/')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        let next = match all.last() {
            Some(parent) => format!("{parent}/{part}"),
            None => part.to_owned(),
        };
        all.push(next);
    }
    all
}

/// Nearest parent that is learnt.
fn parent_among(label: &str, kept: &BTreeMap<&str, usize>) -> Option<usize> {
    let mut rest = label;
    while let Some((parent, _)) = rest.rsplit_once('/') {
        if let Some(&position) = kept.get(parent) {
            return Some(position);
        }
        rest = parent;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::Passage;
    use crate::record::LanguageTag;

    #[test]
    fn a_stroke_in_an_ordinary_label_makes_no_parent() {
        let labels = [
            "Impact of treatment/care",
            "Interaction with family/carers",
            "a/b/c",
            "a/b/d",
        ];
        let texts: Vec<LabelledText<'_>> = (0..40)
            .map(|i| LabelledText {
                passage: Passage::of_own_words("x", LanguageTag::En),
                question: None,
                labels: vec![labels[i % 4]],
                group: 0,
                weight: 1.0,
                is_corrected: false,
            })
            .collect();
        let hierarchy = Hierarchy::of(&texts, 8);
        let expected = [labels[0], labels[1], "a/b", "a/b/c", "a/b/d"];
        assert_eq!(hierarchy.names, expected);
        assert_eq!(hierarchy.parents, [None, None, None, Some(2), Some(2)]);
        assert_eq!(hierarchy.counts, [10, 10, 20, 10, 10]);
        assert_eq!(hierarchy.of_text[0], [0], "counted once");
    }

    #[test]
    fn a_child_implies_its_parent_and_rare_labels_are_refused_by_name() {
        let texts: Vec<LabelledText<'_>> = (0..30)
            .map(|i| LabelledText {
                passage: Passage::of_own_words("x", LanguageTag::En),
                question: None,
                labels: match i {
                    0..=9 => vec!["staff / manner"],
                    10..=14 => vec!["staff/skill"],
                    15..=17 => vec!["rare"],
                    _ => vec![],
                },
                group: i,
                weight: 1.0,
                is_corrected: false,
            })
            .collect();
        let hierarchy = Hierarchy::of(&texts, 8);
        assert_eq!(hierarchy.names, ["staff", "staff/manner"]);
        assert_eq!(hierarchy.parents, [None, Some(0)]);
        assert_eq!(hierarchy.counts, [15, 10]);
        assert_eq!(hierarchy.of_text[0], [0, 1]);
        assert_eq!(hierarchy.of_text[12], [0]);
        assert!(hierarchy.of_text[16].is_empty());
        let refused: Vec<(&str, usize)> = hierarchy
            .refused
            .iter()
            .map(|refusal| (refusal.label.as_str(), refusal.n))
            .collect();
        assert_eq!(refused, [("rare", 3), ("staff/skill", 5)]);
        let [first, second] = ["staff/manner", "staff"].map(|label| {
            let of_text = |_: usize| LabelledText {
                labels: vec![label],
                ..texts[0].clone()
            };
            (0..10).map(of_text).collect::<Vec<_>>()
        });
        let with_own = [first, second, texts[20..].to_vec()].concat();
        let hierarchy = Hierarchy::of(&with_own, 8);
        assert_eq!(hierarchy.names, ["staff", "staff/manner"]);
        let everywhere = Hierarchy::of(&texts[..10], 8);
        assert!(matches!(
            everywhere.refused[0].reason,
            RefusalReason::NearlyEverywhere { n_without: 0 }
        ));
    }
}
