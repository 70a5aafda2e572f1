//! ONNX Runtime, opened while the program runs.

use super::Error;
use super::network::{INPUT, LARGEST, OUTPUT, STATES};
use super::pool::first_free;
use ort::environment::Environment;
use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;
use ort::value::TensorRef;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// The library knows one environment per process, so it cannot be an argument: the first library
/// that is opened stays, and a second one is not looked at.
static ENVIRONMENT: Mutex<Option<Environment>> = Mutex::new(None);

/// Sessions of one model, as many as can be computed at once.
///
/// The library wants a session for itself while it computes, so that each stands behind a lock; who
/// comes takes the first that is free. Which one computes does not show: all hold the same numbers.
#[derive(Debug)]
pub(super) struct Runtime {
    sessions: Vec<Mutex<Session>>,
    width: usize,
}

impl Runtime {
    /// Opens `library` and hands it the model, once per session.
    pub(super) fn open(
        library: &Path,
        model: &[u8],
        width: usize,
        n_sessions: usize,
    ) -> Result<Self, Error> {
        let environment = environment(library)?;
        let sessions = (0..n_sessions.max(1))
            .map(|_| session(&environment, model).map(Mutex::new))
            .collect::<Result<_, _>>()?;
        Ok(Self { sessions, width })
    }

    /// The mean vectors of texts of equal length: (texts, pieces, width) in, (texts, width) out.
    pub(super) fn means(&self, rows: &[f32], n_texts: usize) -> Result<Vec<f32>, Error> {
        self.computed(rows, n_texts, OUTPUT, n_texts * self.width)
    }

    /// The states of the pieces of one text: (pieces, width) in, (pieces, width) out.
    pub(super) fn states(&self, rows: &[f32]) -> Result<Vec<f32>, Error> {
        self.computed(rows, 1, STATES, rows.len())
    }

    /// The largest activation of each of `n_columns` columns in one text: (pieces, width) in.
    pub(super) fn largest(&self, rows: &[f32], n_columns: usize) -> Result<Vec<f32>, Error> {
        self.computed(rows, 1, LARGEST, n_columns)
    }

    fn computed(
        &self,
        rows: &[f32],
        n_texts: usize,
        output: &str,
        n_expected: usize,
    ) -> Result<Vec<f32>, Error> {
        let n_pieces = rows.len() / (n_texts * self.width).max(1);
        let failed = |error: ort::Error| Error::Runtime {
            step: "compute",
            reason: error.to_string(),
        };
        let input =
            TensorRef::from_array_view(([n_texts, n_pieces, self.width], rows)).map_err(failed)?;
        let mut session = first_free(&self.sessions).ok_or_else(|| Error::Runtime {
            step: "compute",
            reason: "no session".to_owned(),
        })?;
        let outputs = session.run(ort::inputs![INPUT => input]).map_err(failed)?;
        let numbers = outputs
            .get(output)
            .ok_or_else(|| Error::Runtime {
                step: "compute",
                reason: format!("no output {output}"),
            })?
            .try_extract_tensor::<f32>()
            .map_err(failed)?
            .1
            .to_vec();
        if numbers.len() == n_expected && numbers.iter().all(|number| number.is_finite()) {
            return Ok(numbers);
        }
        Err(Error::Runtime {
            step: "compute",
            reason: format!(
                "{} numbers in {output} for {n_texts} texts, not all finite or not {n_expected} of them",
                numbers.len()
            ),
        })
    }
}

fn environment(library: &Path) -> Result<Environment, Error> {
    // Told by its whole path: a bare name would be looked for beside the program and on the system.
    let path = library.canonicalize().map_err(|_| Error::NoLibrary {
        path: library.to_owned(),
    })?;
    let mut known = ENVIRONMENT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = &*known {
        return Ok(environment.clone());
    }
    let refused = |reason: String| Error::Library {
        path: path.clone(),
        reason,
    };
    let environment = ort::init_from(&path)
        .map_err(|error| refused(error.to_string()))?
        .with_name("signaal")
        .with_telemetry(false)
        .build()
        .map_err(|error| refused(error.to_string()))?;
    *known = Some(environment.clone());
    Ok(environment)
}

/// One thread per session: sessions beside each other scale better than threads within one, and the
/// sums of a product do not depend on how many threads shared it.
fn session(environment: &Environment, model: &[u8]) -> Result<Session, Error> {
    let refused = |reason: String| Error::Runtime {
        step: "take the model",
        reason,
    };
    let builder = Session::builder(environment)
        .map_err(|error| refused(error.to_string()))?
        .with_optimization_level(GraphOptimizationLevel::Level3)
        .map_err(|error| refused(error.to_string()))?
        .with_intra_threads(1)
        .map_err(|error| refused(error.to_string()))?
        .with_inter_threads(1)
        .map_err(|error| refused(error.to_string()))?
        .with_memory_pattern(false);
    builder
        .map_err(|error| refused(error.to_string()))?
        .commit_from_memory(model)
        .map_err(|error| refused(error.to_string()))
}
