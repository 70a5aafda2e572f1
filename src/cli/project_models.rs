//! The models that a project names: told apart at once, opened when they first read.

use super::key::variable;
use super::model_args::{Engine, ModelPlace};
use super::model_choice::{self, AUTO, COMPACT, head_in, is_learned, is_name, judged_by};
use crate::classify::sentiment::SentimentModel;
use crate::classify::topics::EncoderSource;
use crate::classify::{Classifier, Taxonomy};
use crate::config::Project;
use crate::encode::transformer::ModelFolder;
use crate::encode::{Encoder, Error as EncodeError, Passage};
use crate::pipeline::{self, Assets, Models};
use crate::privacy::Key;
use crate::record::LanguageTag;
use crate::weights::{E5, model_folder};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What reads the texts of a project.
pub(super) struct ProjectModels {
    sentiment: SentimentModel,
    /// Files of `signaal learn`.
    learned: Vec<PathBuf>,
    place: ModelPlace,
    /// Transformers that something reads with, by folder: each is opened once, whatever reads with it.
    transformers: RefCell<BTreeMap<PathBuf, Arc<dyn Encoder>>>,
}

impl ProjectModels {
    /// Finds what `[classify]` names, and reads of a transformer what tells it from others; weights and library
    /// are opened when a text is read.
    ///
    /// # Errors
    ///
    /// When a model is not installed, is damaged, has no sentiment head, or two are to read sentiment.
    pub(super) fn of(project: &Project) -> anyhow::Result<Self> {
        let settings = &project.classify;
        let place = ModelPlace {
            models: settings.models.clone(),
            runtime: variable("ORT_DYLIB_PATH")
                .map(PathBuf::from)
                .or_else(|| settings.runtime.clone()),
        };
        let named = settings.model.iter();
        let named: Vec<PathBuf> = named.map(|name| found(name, project, &place)).collect();
        let mut transformers = BTreeMap::new();
        let sentiment = match model_choice::one_reader(&named, &place)? {
            None => SentimentModel::bundled()?,
            Some(name) if name == Path::new(COMPACT) => SentimentModel::bundled()?,
            Some(name) => {
                let folder = if is_name(name) {
                    model_folder(&model_choice::models(&place)?, E5)
                } else {
                    name.to_owned()
                };
                let engine = model_choice::engine(Engine::Onnx, None, &place)?;
                let encoder: Arc<dyn Encoder> = Arc::new(model_choice::deferred(&folder, engine)?);
                transformers.insert(folder.clone(), Arc::clone(&encoder));
                let head = ModelFolder::sentiment_head_of(&folder)?;
                let strong = judged_by(encoder, head_in(&folder, head.as_deref())?, &folder)?;
                if name == Path::new(AUTO) {
                    SentimentModel::cascade(strong)?
                } else {
                    strong
                }
            }
        };
        Ok(Self {
            sentiment,
            learned: named.into_iter().filter(|path| is_learned(path)).collect(),
            place,
            transformers: RefCell::new(transformers),
        })
    }

    /// Sets up what `project` asks for, under `key`.
    ///
    /// # Errors
    ///
    /// Those of [`Assets::of`].
    pub(super) fn assets(&self, project: &Project, key: Key) -> Result<Assets, pipeline::Error> {
        let encoders = |name: &str| self.encoder(name);
        Assets::of(project, key, &self.models(&encoders))
    }

    /// What reads beside `taxonomy`, when every transformer that it needs has read a sentence.
    ///
    /// # Errors
    ///
    /// When a learnt model cannot be used, or a transformer or its library cannot be opened.
    pub(super) fn tried(&self, taxonomy: Taxonomy) -> anyhow::Result<Classifier> {
        let encoders = |name: &str| self.encoder(name);
        let classifier = self.models(&encoders).classifier(taxonomy, Vec::new())?;
        for transformer in self.transformers.borrow().values() {
            transformer.encode(&[Passage::of_own_words("Goed.", LanguageTag::Nl)])?;
        }
        Ok(classifier)
    }

    fn models<'m>(&'m self, encoders: &'m EncoderSource<'m>) -> Models<'m> {
        Models {
            sentiment: self.sentiment.clone(),
            learned: &self.learned,
            encoders,
        }
    }

    /// The encoder of this name that a learnt model asks for.
    fn encoder(&self, name: &str) -> Option<Result<Arc<dyn Encoder>, EncodeError>> {
        let folder = model_choice::models(&self.place).map(|models| model_folder(&models, name));
        let mut transformers = self.transformers.borrow_mut();
        if let Ok(known) = &folder
            && let Some(known) = transformers.get(known)
        {
            return Some(Ok(Arc::clone(known)));
        }
        let found = model_choice::encoder_of(name, &self.place)?;
        if let (Ok(folder), Ok(encoder), false) = (folder, &found, name == COMPACT) {
            transformers.insert(folder, Arc::clone(encoder));
        }
        Some(found)
    }
}

/// A model as a project writes it: a name, a path beside the project file, or a folder among the models.
fn found(name: &str, project: &Project, place: &ModelPlace) -> PathBuf {
    if is_name(Path::new(name)) {
        return PathBuf::from(name);
    }
    let path = project.within(name);
    if !path.exists()
        && Path::new(name).components().count() == 1
        && let Ok(models) = model_choice::models(place)
        && model_folder(&models, name).is_dir()
    {
        return model_folder(&models, name);
    }
    path
}
