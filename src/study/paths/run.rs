use super::caution::cautions;
use super::findings::{NoMap, PathMap, PathResult, PathStudy};
use super::ratings::RatingTable;
use super::{IndicatorScale, PathDrawing};
use crate::drivers;
use crate::drivers::paths::{
    Effect, Measured, PathData, PathFit, PathModel, PathOptions, RatingScale, Sign,
    check_prediction, fit_paths,
};
use crate::intake::{Rejection, table};
use crate::study::{Aside, CellReading, Error};
use std::path::Path;

/// What is asked of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct PathQuestion {
    /// The model.
    pub drawing: PathDrawing,
    /// The construct to look at, instead of the one in the file of the model.
    pub target: Option<String>,
    /// Column of weights.
    pub weights: Option<String>,
    /// Column that says which rows belong together.
    pub cluster: Option<String>,
    /// How the cells are to be read.
    pub cells: CellReading,
    /// Whether to predict rows that were left out of the fit.
    pub with_prediction: bool,
}

/// Parts into which the rows are divided for prediction, and how often.
const FOLDS: usize = 10;
const REPEATS: usize = 10;

impl PathQuestion {
    /// Columns that are needed, with what for.
    pub(super) fn needs(&self) -> Vec<(&str, &'static str)> {
        let indicators = self.drawing.model.indicators().iter();
        let mut needs: Vec<(&str, &'static str)> = indicators
            .map(|name| (name.as_str(), "an indicator"))
            .collect();
        needs.extend(self.weights.iter().map(|name| (name.as_str(), "weights")));
        needs.extend(self.cluster.iter().map(|name| (name.as_str(), "clusters")));
        needs
    }

    /// The declared scale of an indicator.
    pub(super) fn scale_of(&self, indicator: &str) -> Option<IndicatorScale> {
        let names = self.drawing.model.indicators();
        let at = names.iter().position(|name| name == indicator)?;
        self.drawing.scales[at]
    }

    fn check(&self) -> Result<(), Error> {
        let indicators = self.drawing.model.indicators();
        if let Some(name) = self.weights.iter().find(|name| indicators.contains(name)) {
            return Err(Error::TwoRoles {
                name: name.clone(),
                first: "an indicator",
                second: "weights",
            });
        }
        Ok(())
    }

    /// The construct to look at: named, or the only one that leads nowhere.
    fn target(&self) -> Result<Result<usize, NoMap>, drivers::Error> {
        let model = &self.drawing.model;
        if let Some(name) = self.target.as_ref().or(self.drawing.target.as_ref()) {
            return Ok(Ok(model.position(name)?));
        }
        let n = model.constructs().len();
        let ends: Vec<usize> = (0..n).filter(|&at| model.effects(at).is_empty()).collect();
        Ok(match ends[..] {
            [only] => Ok(only),
            _ => Err(NoMap::NoTarget {
                candidates: ends.into_iter().map(|at| name(model, at)).collect(),
            }),
        })
    }
}

/// Fits a path model to a table of answers.
///
/// Returns the findings and the places of rows that could not be used because something is wrong with
/// them; rows with gaps are counted in [`PathStudy::account`].
///
/// # Errors
///
/// What is wrong with the question, the table or the model, each with a [hint](Error::hint).
pub fn study_paths(
    path: &Path,
    options: &table::Options,
    question: &PathQuestion,
    settings: &PathOptions,
) -> Result<(PathStudy, Vec<Rejection>), Error> {
    question.check()?;
    let failed = |source| Error::Paths { source };
    let target = question.target().map_err(failed)?;
    let table = RatingTable::read(path, options, question)?;
    let model = &question.drawing.model;
    let data = PathData {
        indicators: table.values.view(),
        weights: table.weights.as_deref(),
        clusters: table.clusters.as_deref(),
    };
    let fit = fit_paths(model, &data, settings).map_err(failed)?;
    let prediction = match &target {
        Ok(target) if question.with_prediction => {
            let folds = FOLDS.min(fit.n_units);
            let target = name(model, *target);
            match check_prediction(model, &data, settings, &target, folds, REPEATS) {
                Ok(check) => Aside::Computed(check),
                Err(error) => Aside::Impossible(error),
            }
        }
        _ => Aside::Absent,
    };
    let effects = fit.effects().map_err(failed)?;
    let mut study = PathStudy {
        question: question.clone(),
        options: settings.clone(),
        file: options.file.to_string(),
        account: table.account,
        paths: drawn(model, &effects),
        effects,
        constructs: fit.constructs().map_err(failed)?,
        indicators: fit.indicators().map_err(failed)?,
        pairs: fit.pairs().map_err(failed)?,
        map: map(&fit, question, target.clone()).map_err(failed)?,
        target: target.ok(),
        fit,
        prediction,
        cautions: Vec::new(),
    };
    study.cautions = cautions(&study);
    Ok((study, table.rejections))
}

fn name(model: &PathModel, construct: usize) -> String {
    model.constructs()[construct].name.clone()
}

/// The paths in the order in which they were drawn, each with its own sign.
fn drawn(model: &PathModel, effects: &[Effect]) -> Vec<PathResult> {
    let paths = model.paths().iter();
    paths
        .filter_map(|path| {
            let mut of_pair = effects.iter();
            let effect = *of_pair.find(|one| one.from == path.from && one.to == path.to)?;
            let sign = match (effect.sign, effect.direct?) {
                (Sign::NotTested, _) | (_, Measured { interval: None, .. }) => Sign::NotTested,
                (
                    _,
                    Measured {
                        interval: Some(interval),
                        ..
                    },
                ) => {
                    if interval.low > 0.0 {
                        Sign::Positive
                    } else if interval.high < 0.0 {
                        Sign::Negative
                    } else {
                        Sign::Unclear
                    }
                }
            };
            Some(PathResult { effect, sign })
        })
        .collect()
}

/// The map needs a scale for the indicators of the target and of all that leads to it; others get a
/// stand-in that the map does not look at.
fn map(
    fit: &PathFit,
    question: &PathQuestion,
    target: Result<usize, NoMap>,
) -> Result<PathMap, drivers::Error> {
    let target = match target {
        Ok(target) => target,
        Err(reason) => return Ok(PathMap::Refused(reason)),
    };
    let model = &fit.model;
    let mut on_map = model.ancestors(target);
    if on_map.is_empty() {
        return Ok(PathMap::Refused(NoMap::NotExplained {
            target: name(model, target),
        }));
    }
    on_map.push(target);
    let scales = &question.drawing.scales;
    let mut missing: Vec<usize> = on_map
        .iter()
        .flat_map(|&construct| model.block(construct))
        .filter(|&indicator| scales[indicator].is_none())
        .collect();
    missing.sort_unstable();
    if !missing.is_empty() {
        let names = missing.into_iter().map(|at| model.indicators()[at].clone());
        return Ok(PathMap::Refused(NoMap::NoScale {
            indicators: names.collect(),
        }));
    }
    let ratings: Vec<RatingScale> = scales
        .iter()
        .zip(&fit.ranges)
        .map(|(declared, &(low, high))| {
            let observed = RatingScale {
                worst: low,
                best: high,
            };
            declared.map_or(observed, |declared| declared.rating())
        })
        .collect();
    let target = name(model, target);
    Ok(PathMap::Drawn(
        fit.importance_performance(&target, &ratings)?,
    ))
}
