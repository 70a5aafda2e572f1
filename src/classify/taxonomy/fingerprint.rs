use super::source::{Draft, Effect, Language, What};
use super::tree::Tree;
use crate::record::About;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// SHA-256 of all that decides what is found and how it is named.
///
/// Every text is preceded by its length, so that no two contents give the same bytes.
pub(super) fn fingerprint(draft: &Draft, tree: &Tree) -> String {
    let mut content = Content::default();
    content.texts(&["taxonomy 1", &draft.version, &draft.name]);
    let mut order: Vec<usize> = (0..draft.topics.len()).collect();
    order.sort_by_key(|&position| &draft.topics[position].id);
    for position in order {
        let topic = &draft.topics[position];
        let parent = tree.parents[position].map_or("", |parent| draft.topics[parent].id.as_str());
        let about = topic.about.map_or("", About::as_str);
        let driver = match topic.driver {
            None => "",
            Some(true) => "driver",
            Some(false) => "no driver",
        };
        let complaint = match topic.complaint {
            None => "",
            Some(true) => "complaint",
            Some(false) => "no complaint",
        };
        content.texts(&[
            &topic.id,
            parent,
            &topic.name_nl,
            &topic.name_en,
            about,
            driver,
            complaint,
        ]);
        let mut rules: Vec<String> = topic
            .rules
            .iter()
            .map(|rule| {
                let language = match rule.language {
                    Language::Nl => "nl",
                    Language::En => "en",
                };
                let (kind, text) = match &rule.what {
                    What::Phrase(text) => ("phrase", text),
                    What::Pattern(text) => ("pattern", text),
                };
                match rule.effect {
                    Effect::Mention(confidence) => {
                        format!("{language} {kind} mention {confidence} {text}")
                    }
                    Effect::Cancel(within) => format!("{language} {kind} cancel {within} {text}"),
                }
            })
            .collect();
        rules.sort();
        for rule in &rules {
            content.texts(&[rule]);
        }
    }
    content.hash()
}

#[derive(Default)]
struct Content(Sha256);

impl Content {
    fn texts(&mut self, texts: &[&str]) {
        for text in texts {
            self.0
                .update(crate::units::as_u64(text.len()).to_le_bytes());
            self.0.update(text.as_bytes());
        }
    }

    fn hash(self) -> String {
        self.0
            .finalize()
            .iter()
            .fold(String::new(), |mut hex, byte| {
                // Writing to a string cannot fail.
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }
}
