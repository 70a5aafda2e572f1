use super::rules::{Taxonomy, Topic, TopicOrigin};
use crate::record::TopicId;
use crate::units::as_u64;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// What stands before the identifier of every learnt topic, so that it is never one of a taxonomy file.
const PREFIX: &str = "learned.";

impl Taxonomy {
    /// The same topics, and behind them those that were learnt: labels with the position of their
    /// parent among them. `sha256` is that of their model and enters [`Taxonomy::hash`].
    #[must_use]
    pub(crate) fn with_learned(self, labels: &[(&str, Option<usize>)], sha256: &str) -> Self {
        let n_written = self.topics().len();
        let ids = identifiers(labels.iter().map(|(label, _)| *label));
        let mut topics: Vec<Topic> = Vec::with_capacity(labels.len());
        let mut ancestors: Vec<Vec<usize>> = Vec::with_capacity(labels.len());
        for ((label, parent), id) in labels.iter().zip(ids) {
            let parent = parent.filter(|parent| *parent < topics.len());
            // Without a parent a `/` is a sign of the label.
            let below = parent.and_then(|parent| label.strip_prefix(labels[parent].0));
            let name = below.map_or(*label, |below| below.trim_start_matches('/'));
            let name = name.trim();
            let above = parent.map(|parent| {
                let rest = ancestors[parent].iter().copied();
                std::iter::once(n_written + parent).chain(rest).collect()
            });
            let above: Vec<usize> = above.unwrap_or_default();
            topics.push(Topic {
                id: TopicId::new(id),
                name_nl: name.to_owned(),
                name_en: name.to_owned(),
                parent: parent.map(|parent| n_written + parent),
                depth: above.len(),
                about: None,
                driver: true,
                complaint: false,
                origin: TopicOrigin::Learned,
            });
            ancestors.push(above);
        }
        let mut digest = Sha256::new();
        for text in [self.hash(), sha256] {
            digest.update(as_u64(text.len()).to_le_bytes());
            digest.update(text.as_bytes());
        }
        let hash = digest
            .finalize()
            .iter()
            .fold(String::new(), |mut hex, byte| {
                // Writing to a string cannot fail.
                let _ = write!(hex, "{byte:02x}");
                hex
            });
        self.extended(topics, ancestors, hash)
    }
}

/// An identifier for each label: its letters and digits in lower case, a dot before a child's part.
fn identifiers<'l>(labels: impl Iterator<Item = &'l str>) -> Vec<String> {
    let mut taken = BTreeSet::new();
    labels
        .map(|label| {
            let parts: Vec<String> = label.split('/').map(part).collect();
            let plain = format!("{PREFIX}{}", parts.join("."));
            let mut id = plain.clone();
            let mut n = 1_u32;
            while !taken.insert(id.clone()) {
                n += 1;
                id = format!("{plain}-{n}");
            }
            id
        })
        .collect()
}

fn part(text: &str) -> String {
    let mut id = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            id.push(letter);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    let id = id.trim_end_matches('-');
    if id.is_empty() {
        "topic".to_owned()
    } else {
        id.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::LanguageTag;

    const WRITTEN: &str = r#"
        version = "1"
        name = "shop"
        [[topic]]
        id = "delivery"
        name.nl = "Bezorging"
        name.en = "Delivery"
        phrases.en = ["delivery"]
    "#;

    #[test]
    fn learnt_topics_stand_behind_the_written_ones_and_are_told_apart() {
        let written = Taxonomy::from_toml(WRITTEN).unwrap();
        let before = written.hash().to_owned();
        let labels = [
            ("Staff", None),
            ("Staff/manner & tone", Some(0)),
            ("delivery", None),
            ("Interaction with family/carers", None),
        ];
        let taxonomy = written.with_learned(&labels, "abc");
        let ids: Vec<&str> = taxonomy
            .topics()
            .iter()
            .map(|topic| topic.id.as_str())
            .collect();
        let expected = [
            "delivery",
            "learned.staff",
            "learned.staff.manner-tone",
            "learned.delivery",
            "learned.interaction-with-family.carers",
        ];
        assert_eq!(ids, expected);
        assert_eq!(taxonomy.ancestors(2), [1]);
        assert_eq!(taxonomy.topics()[2].name_en, "manner & tone");
        assert_eq!(
            taxonomy.topics()[4].name_nl,
            "Interaction with family/carers"
        );
        assert_eq!(taxonomy.topics()[0].origin, TopicOrigin::Written);
        assert_eq!(taxonomy.topics()[3].origin, TopicOrigin::Learned);
        assert_ne!(taxonomy.hash(), before);
        assert_eq!(taxonomy.find("late delivery", LanguageTag::En).len(), 1);
    }

    #[test]
    fn labels_that_look_alike_keep_identifiers_of_their_own() {
        let ids = identifiers(["Te laat", "te-laat", "!!", "??"].into_iter());
        let expected = [
            "learned.te-laat",
            "learned.te-laat-2",
            "learned.topic",
            "learned.topic-2",
        ];
        assert_eq!(ids, expected);
    }
}
