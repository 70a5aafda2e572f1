use super::Error;
use super::read_learned;
use super::shaping::{Shaping, hash_of};
use crate::classify::topics::{EncoderSource, LearnedModel};
use crate::classify::{Classifier, Taxonomy};
use crate::config::{Project, Source};
use crate::privacy::{Door, Key};
use std::fs;
use std::path::{Path, PathBuf};

/// The contact-centre taxonomy that is always there.
const BUILT_IN_TAXONOMY: &str = include_str!("../../data/taxonomy/cx.toml");

/// What a run needs beside its settings: the door of privacy and the reader of texts.
#[derive(Debug)]
pub struct Assets {
    /// Redactor and key.
    pub door: Door,
    /// Language, sentiment and topics.
    pub classifier: Classifier,
    /// Tells keys apart without telling the key.
    pub key_fingerprint: String,
    /// SHA-256 of everything that shapes every document: taxonomy, model, redaction.
    pub settings_sha256: String,
    /// The same, told apart; `records` is the redaction alone, a mapping comes with each source.
    shaping: Shaping,
}

impl Assets {
    /// Sets up what `project` asks for, under `key`; `encoders` gives those that learnt models name.
    ///
    /// # Errors
    ///
    /// [`Error::Taxonomy`] with everything that is wrong with the taxonomy.
    pub fn of(project: &Project, key: Key, encoders: &EncoderSource<'_>) -> Result<Self, Error> {
        let taxonomy = read_taxonomy(project.taxonomy.as_deref())?;
        let key_fingerprint = key.fingerprint();
        let classifier = Classifier::new(taxonomy, project.privacy.canned_text.clone())?;
        let classifier = with_learned(classifier, &project.models, encoders)?;
        let shaping = Shaping {
            records: hash_of(&[&format!("{:?}", project.privacy.redaction)]),
            asides: hash_of(&[&format!("{:?}", project.privacy.canned_text)]),
            reading: hash_of(&[classifier.taxonomy().hash(), &classifier.card().sha256]),
        };
        Ok(Self {
            door: Door::new(&project.privacy.redaction, key),
            classifier,
            key_fingerprint,
            settings_sha256: hash_of(&[&shaping.to_string()]),
            shaping,
        })
    }

    /// Ids of the topics of the taxonomy.
    pub fn topic_ids(&self) -> impl Iterator<Item = String> {
        let topics = self.classifier.taxonomy().topics().iter();
        topics.map(|topic| topic.id.to_string())
    }

    /// Hashes of everything that shapes the documents of `source`.
    pub(super) fn settings_of(&self, source: &Source) -> Shaping {
        Shaping {
            // Debug prints every field of the mapping, so a changed mapping is a changed hash.
            records: hash_of(&[&self.shaping.records, &format!("{:?}", source.spec)]),
            ..self.shaping.clone()
        }
    }

    /// Hashes of what reads the stored texts of any source; `records` is of no source.
    pub(super) fn shaping(&self) -> &Shaping {
        &self.shaping
    }
}

/// Reads with models that were learnt too; where two are of one kind, the last.
///
/// # Errors
///
/// As [`read_learned`].
pub fn with_learned(
    classifier: Classifier,
    models: &[PathBuf],
    encoders: &EncoderSource<'_>,
) -> Result<Classifier, Error> {
    let mut topics = None;
    let mut sentiment = None;
    for path in models {
        match read_learned(path, encoders)? {
            LearnedModel::Topics(model) => topics = Some(model),
            LearnedModel::Sentiment(model) => sentiment = Some(model),
        }
    }
    let classifier = match topics {
        Some(model) => classifier.with_topics(model),
        None => classifier,
    };
    Ok(match sentiment {
        Some(model) => classifier.with_sentiment(model),
        None => classifier,
    })
}

/// Reads a taxonomy file, or the built-in taxonomy.
///
/// # Errors
///
/// [`Error::Unreadable`] and [`Error::Taxonomy`].
pub fn read_taxonomy(path: Option<&Path>) -> Result<Taxonomy, Error> {
    let (text, path) = match path {
        None => (BUILT_IN_TAXONOMY.to_owned(), Path::new("built-in")),
        Some(path) => (
            fs::read_to_string(path).map_err(|source| Error::Unreadable {
                path: path.to_path_buf(),
                source,
            })?,
            path,
        ),
    };
    Taxonomy::from_toml(&text).map_err(|source| Error::Taxonomy {
        path: path.to_path_buf(),
        source,
    })
}
