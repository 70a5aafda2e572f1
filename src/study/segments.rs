use super::Error;
use super::change::levels;
use super::layout::Layout;
use super::linear::{merged, options};
use super::prepared::Prepared;
use super::question::{Question, Settings};
use super::wave_error::WaveError;
use crate::drivers::waves::{
    ColumnAcross, Segment, SegmentComparison, SegmentOptions, SegmentState, compare_segments,
};
use crate::drivers::{self, Design, Options, Resampling, Role, Rows};
use crate::units::Probability;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Most segments that are compared.
const MAX_SEGMENTS: usize = 10_000;

/// The drivers of an outcome in segments of the same table.
#[derive(Debug, Clone)]
pub struct SegmentTable {
    /// Column that says the segment.
    pub by: String,
    /// The segments, largest first; those of equal size by name.
    pub segments: Vec<SegmentSummary>,
    /// Complete rows without an answer in the column; in no segment.
    pub n_without: usize,
    /// Per driver column its coefficients over the segments, in the order of [`Self::segments`].
    pub columns: Vec<ColumnOver>,
    /// Segments with fewer answers are not modelled.
    pub least_observations: usize,
    /// Coefficients that rest on fewer answers away from zero have no part in tests and pooling.
    pub least_mentions: usize,
    /// Part of the tests that stand without cause, on average.
    pub false_discoveries: Probability,
    /// Clusters with answers in several segments, which tests take to be independent.
    pub n_clusters_across: usize,
    /// Whether clusters are declared.
    pub is_clustered: bool,
}

/// One segment.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentSummary {
    /// Its name in the table.
    pub name: String,
    /// Complete rows.
    pub n: usize,
    /// Mean outcome; `None` without a model.
    pub mean_outcome: Option<f64>,
    /// R² of its model; `None` without a model.
    pub r2: Option<f64>,
    /// Whether there is a model, or why there is none.
    pub standing: SegmentStanding,
}

/// Whether a segment has a model.
#[derive(Debug, Clone, PartialEq)]
pub enum SegmentStanding {
    /// It has.
    Modelled,
    /// Too few answers.
    TooSmall {
        /// From how many answers it would have one.
        least: usize,
    },
    /// Other columns determine this one here and not elsewhere, so that coefficients mean something else:
    /// nobody has the category that others are compared to, for example.
    OtherMeaning {
        /// The column.
        column: String,
    },
    /// The model cannot be fitted.
    Impossible(drivers::Error),
}

/// One driver column over all segments.
#[derive(Debug, Clone)]
pub struct ColumnOver {
    /// Its driver.
    pub driver: String,
    /// Its name.
    pub name: String,
    /// The category to which it is compared, if it is one.
    pub reference: Option<String>,
    /// Coefficients and test.
    pub across: ColumnAcross,
}

/// Compares the drivers over the segments that a column says.
///
/// Nothing is resampled and importance is not asked for, so that ten thousand segments take seconds.
pub(super) fn segments(
    prepared: &Prepared,
    by: &str,
    question: &Question,
    settings: &Settings,
) -> Result<SegmentTable, Error> {
    let words = prepared.words(by, question)?;
    let layout = Layout::of(&prepared.sheet);
    let reader = layout.reader(prepared)?;
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut parts: Vec<(String, Rows)> = Vec::new();
    let mut n_without = 0;
    for &row in &prepared.complete.sheet_row {
        let Some(word) = words[row].as_deref() else {
            n_without += 1;
            continue;
        };
        let place = *places.entry(word).or_insert_with(|| {
            parts.push((word.to_owned(), reader.none()));
            parts.len() - 1
        });
        reader.push(&mut parts[place].1, row);
    }
    if parts.len() > MAX_SEGMENTS {
        return Err(WaveError::TooManySegments {
            column: by.to_owned(),
            n: parts.len(),
            limit: MAX_SEGMENTS,
        }
        .into());
    }
    parts.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
    let names = layout.names();
    let dealt: Vec<Segment> = parts
        .into_iter()
        .map(|(name, rows)| {
            let n_rows = rows.len();
            let design = merged(rows, settings.weight_kind).and_then(|rows| {
                let (names, groups) = (names.clone(), layout.groups.clone());
                Design::with_weights(rows, names, groups, settings.weight_kind)
            });
            Segment {
                name,
                n_observations: design.as_ref().map_or(n_rows, Design::n_observations),
                design,
            }
        })
        .collect();
    let chosen = SegmentOptions {
        levels: levels(settings),
        ..SegmentOptions::default()
    };
    // Importance and cross-validation of segments are shown nowhere: as little of them as there can be.
    let without_importance = Options {
        resampling: Resampling::Off,
        exact_limit: 4,
        n_orderings: 4,
        n_folds: 2,
        ..options(settings)
    };
    let compared = compare_segments(&dealt, &without_importance, &chosen);
    let SegmentComparison { segments, columns } = compared.map_err(|source| Error::Drivers {
        outcome: question.outcome.clone(),
        source,
    })?;
    Ok(SegmentTable {
        by: by.to_owned(),
        segments: segments.into_iter().map(summary).collect(),
        n_without,
        columns: columns
            .into_iter()
            .map(|across| ColumnOver {
                driver: layout.groups[across.group].name.clone(),
                name: names[across.column].clone(),
                reference: layout.columns[across.column].reference.clone(),
                across,
            })
            .collect(),
        least_observations: chosen.least_observations.max(names.len() + 2),
        least_mentions: chosen.least_mentions,
        false_discoveries: chosen.levels.false_discoveries,
        n_clusters_across: clusters_across(prepared, &words),
        is_clustered: question.cluster.is_some(),
    })
}

/// Refuses a column of segments that is something else already.
pub(super) fn check(by: &str, question: &Question) -> Result<(), Error> {
    let drivers = question.predictors().into_iter();
    let mut roles: Vec<(String, &'static str)> = drivers
        .filter(|(_, role)| *role == Role::Driver)
        .map(|(name, _)| (name, "a driver"))
        .collect();
    roles.push((question.outcome.clone(), "the outcome"));
    roles.extend(question.cluster.clone().map(|name| (name, "clusters")));
    match roles.into_iter().find(|(name, _)| name == by) {
        Some((name, first)) => Err(Error::TwoRoles {
            name,
            first,
            second: "segments",
        }),
        None => Ok(()),
    }
}

fn summary(segment: crate::drivers::waves::SegmentFit) -> SegmentSummary {
    let (mean_outcome, r2, standing) = match segment.state {
        SegmentState::Fitted(fit) => (
            Some(fit.mean_outcome),
            Some(fit.explained.r2),
            SegmentStanding::Modelled,
        ),
        SegmentState::TooSmall { least_observations } => (
            None,
            None,
            SegmentStanding::TooSmall {
                least: least_observations,
            },
        ),
        SegmentState::Failed(drivers::Error::LeftOut { column }) => {
            (None, None, SegmentStanding::OtherMeaning { column })
        }
        SegmentState::Failed(error) => (None, None, SegmentStanding::Impossible(error)),
    };
    SegmentSummary {
        name: segment.name,
        n: segment.n_observations,
        mean_outcome,
        r2,
        standing,
    }
}

fn clusters_across(prepared: &Prepared, words: &[Option<String>]) -> usize {
    let mut seen: BTreeMap<u32, &str> = BTreeMap::new();
    let mut across = BTreeSet::new();
    for &row in &prepared.complete.sheet_row {
        if let (Some(cluster), Some(word)) = (prepared.sheet.cluster[row], words[row].as_deref()) {
            let first = *seen.entry(cluster).or_insert(word);
            if first != word {
                across.insert(cluster);
            }
        }
    }
    across.len()
}
