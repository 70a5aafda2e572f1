use super::Error;
use super::learned::learned_file;
use super::read_learned;
use super::shaping::{Shaping, hash_of};
use crate::classify::sentiment::SentimentModel;
use crate::classify::topics::{EncoderSource, LearnedModel};
use crate::classify::{Classifier, Taxonomy};
use crate::config::{Project, Source};
use crate::findings::LearnedFile;
use crate::privacy::{Door, Key};
use crate::stats::compute_both;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// The contact-centre taxonomy that is always there.
const BUILT_IN_TAXONOMY: &str = include_str!("../../data/taxonomy/cx.toml");

/// The models that texts are to be read with.
pub struct Models<'m> {
    /// What reads sentiment, unless what was learnt does.
    pub sentiment: SentimentModel,
    /// Files of models that were learnt; where two are of one kind, the last reads.
    pub learned: &'m [PathBuf],
    /// Gives the encoders that learnt models name.
    pub encoders: &'m EncoderSource<'m>,
}

/// What a run needs beside its settings: the door of privacy and the reader of texts.
#[derive(Debug)]
pub struct Assets {
    /// Redactor and key.
    pub door: Door,
    /// Language, sentiment and topics.
    pub classifier: Classifier,
    /// Learnt files that the classifier reads with.
    pub learned: Vec<LearnedFile>,
    /// Tells keys apart without telling the key.
    pub key_fingerprint: String,
    /// SHA-256 of everything that shapes every document: taxonomy, model, redaction.
    pub settings_sha256: String,
    /// The same, told apart; `records` is the redaction alone, a mapping comes with each source.
    shaping: Shaping,
}

impl Assets {
    /// Sets up what `project` asks for, under `key`, to be read with `models`.
    ///
    /// # Errors
    ///
    /// [`Error::Taxonomy`] with everything that is wrong with the taxonomy, and those of [`Models::classifier`].
    pub fn of(project: &Project, key: Key, models: &Models<'_>) -> Result<Self, Error> {
        let key_fingerprint = key.fingerprint();
        let (taxonomy, door) = compute_both(
            || read_taxonomy(project.taxonomy.as_deref()),
            || Door::new(&project.privacy.redaction, key),
        );
        let taxonomy = taxonomy?;
        let canned_text = project.privacy.canned_text.clone();
        let (classifier, learned) = models.with_files(taxonomy, canned_text)?;
        let shaping = Shaping {
            records: hash_of(&[&format!("{:?}", project.privacy.redaction)]),
            asides: hash_of(&[&format!("{:?}", project.privacy.canned_text)]),
            reading: hash_of(&[classifier.taxonomy().hash(), &classifier.card().sha256]),
        };
        Ok(Self {
            door,
            classifier,
            learned,
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

impl fmt::Debug for Models<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Models")
            .field("sentiment", &self.sentiment)
            .field("learned", &self.learned)
            .finish_non_exhaustive()
    }
}

impl Models<'_> {
    /// Reads with these beside `taxonomy`; `canned_text` are phrases that mark disclaimers and the like.
    ///
    /// # Errors
    ///
    /// As [`read_learned`].
    pub fn classifier(
        &self,
        taxonomy: Taxonomy,
        canned_text: Vec<String>,
    ) -> Result<Classifier, Error> {
        let read = self.with_files(taxonomy, canned_text)?;
        Ok(read.0)
    }

    /// The same, with the learnt files that it reads with.
    fn with_files(
        &self,
        taxonomy: Taxonomy,
        canned_text: Vec<String>,
    ) -> Result<(Classifier, Vec<LearnedFile>), Error> {
        let sentiment = self.sentiment.clone();
        let mut classifier = Classifier::of(sentiment, taxonomy, canned_text);
        let mut topics = None;
        let [mut of_topics, mut of_sentiment] = [None, None];
        for path in self.learned {
            let model = read_learned(path, self.encoders)?;
            let file = learned_file(path, &model);
            match model {
                LearnedModel::Topics(model) => {
                    topics = Some(model);
                    of_topics = Some(file);
                }
                LearnedModel::Sentiment(model) => {
                    classifier = classifier.with_sentiment(model);
                    of_sentiment = Some(file);
                }
            }
        }
        let classifier = match topics {
            Some(model) => classifier.with_topics(model),
            None => classifier,
        };
        Ok((
            classifier,
            of_topics.into_iter().chain(of_sentiment).collect(),
        ))
    }
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
