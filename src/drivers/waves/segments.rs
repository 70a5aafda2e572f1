use super::levels::Levels;
use super::period::same_columns;
use super::rows_of::n_mentions;
use super::split::Segment;
use crate::drivers::{DropReason, Error, Estimate, Fit, Options, Role, fit};
use crate::stats::random_effects;
use crate::units::{Interval, Probability};
use std::collections::BTreeSet;

/// How segments are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentOptions {
    /// Levels of intervals and tests.
    pub levels: Levels,
    /// A segment with fewer observations is reported as too small. Whatever stands here, a segment
    /// needs two more observations than columns.
    pub least_observations: usize,
    /// A coefficient with fewer mentions in a segment is shown, but has no part in the test of
    /// heterogeneity and in pooling: its robust error may be far too small by chance. With six
    /// segments of about six mentions each the test at 5 percent rejected 12 percent of equal
    /// coefficients; with this limit at 10 it rejected 3 to 7 percent in seven such trials.
    pub least_mentions: usize,
}

impl Default for SegmentOptions {
    /// Default levels, 30 observations, 10 mentions.
    fn default() -> Self {
        Self {
            levels: Levels::default(),
            least_observations: 30,
            least_mentions: 10,
        }
    }
}

/// The same model in several segments.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentComparison {
    /// One entry per segment, in the order given.
    pub segments: Vec<SegmentFit>,
    /// One entry per column of the driver groups, ascending; empty when no segment has a design.
    pub columns: Vec<ColumnAcross>,
}

/// One segment of the comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentFit {
    /// Its name.
    pub name: String,
    /// Its number of observations.
    pub n_observations: usize,
    /// Its fit, or why there is none.
    pub state: SegmentState,
}

/// What became of a segment.
#[derive(Debug, Clone, PartialEq)]
pub enum SegmentState {
    /// The model was fitted.
    Fitted(Box<Fit>),
    /// Too few observations to fit.
    TooSmall {
        /// Number of observations from which the segment would be fitted.
        least_observations: usize,
    },
    /// The rows of the segment cannot be modelled.
    Failed(Error),
}

/// One column of a driver over all segments.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnAcross {
    /// Index of the column.
    pub column: usize,
    /// Index of its group.
    pub group: usize,
    /// One cell per segment, in the order given.
    pub cells: Vec<SegmentCell>,
    /// Whether coefficients differ; `None` with fewer than two that have part.
    pub heterogeneity: Option<Heterogeneity>,
}

/// One column in one segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SegmentCell {
    /// The coefficient of the segment's own model; `None` without fit or where the column was left
    /// out of it.
    pub estimate: Option<Estimate>,
    /// Number of observations in which the column is not zero; `None` without a design.
    pub n_mentions: Option<usize>,
    /// Weighted mean of the column; `None` without fit.
    pub mean: Option<f64>,
    /// The coefficient drawn towards the mean of the segments; `None` where it has no part in pooling,
    /// and with two segments, which say next to nothing of the spread between them.
    pub shrunk: Option<Interval>,
}

/// How the coefficients of a column spread over segments.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heterogeneity {
    /// Number of segments with part in it.
    pub n_segments: usize,
    /// Cochran's Q.
    pub q: f64,
    /// Segments minus one.
    pub degrees_of_freedom: usize,
    /// Probability of a Q at least as large if all coefficients were truly the same.
    pub p_value: Probability,
    /// Whether that test stands among those of all columns (Benjamini and Hochberg).
    pub stands: bool,
    /// Part of the spread that is not doubt, 0 to 1.
    pub i_squared: f64,
    /// Variance of true coefficients between segments, by `DerSimonian` and Laird.
    pub variance_between: f64,
    /// Mean coefficient over segments, each counting as one draw; `None` with two segments.
    pub mean: Option<Interval>,
}

/// Fits the model in every segment, tests per column whether coefficients differ, and pools them
/// partly.
///
/// A segment in which other columns determine one that they do not determine in every segment has no
/// part ([`Error::LeftOut`]): its coefficients mean something else.
///
/// Segments are taken to be independent: a customer must not be in two of them. Q takes the robust
/// errors as known, which makes it reject somewhat too often in small segments.
///
/// # Errors
///
/// [`Error::DuplicateName`] for two segments of one name, [`Error::ModelsDiffer`] when designs have
/// other columns or groups, [`Error::Option`] for an option that cannot be. What goes wrong within a
/// segment is in its [`SegmentState`].
///
/// # References
///
/// See [`random_effects`].
pub fn compare_segments(
    segments: &[Segment],
    options: &Options,
    settings: &SegmentOptions,
) -> Result<SegmentComparison, Error> {
    options.check()?;
    let mut names = BTreeSet::new();
    for segment in segments {
        if !names.insert(&segment.name) {
            return Err(Error::DuplicateName {
                name: segment.name.clone(),
            });
        }
    }
    let Some(model) = segments.iter().find_map(|s| s.design.as_ref().ok()) else {
        return Ok(SegmentComparison {
            segments: segments
                .iter()
                .map(|segment| fit_segment(segment, options, settings))
                .collect(),
            columns: Vec::new(),
        });
    };
    for design in segments.iter().filter_map(|s| s.design.as_ref().ok()) {
        same_columns(
            (model.columns(), model.groups()),
            (design.columns(), design.groups()),
        )?;
    }
    let mut fits: Vec<SegmentFit> = segments
        .iter()
        .map(|segment| fit_segment(segment, options, settings))
        .collect();
    refuse_other_meanings(&mut fits, model.columns());
    let mentions: Vec<Option<Vec<usize>>> = segments
        .iter()
        .map(|segment| segment.design.as_ref().ok().map(n_mentions))
        .collect();
    let mut columns = Vec::new();
    for column in model.columns_with(Role::Driver) {
        let group = model
            .groups()
            .iter()
            .position(|group| group.columns.contains(&column))
            .unwrap_or_default();
        let mut cells: Vec<SegmentCell> = fits
            .iter()
            .zip(&mentions)
            .map(|(segment, mentions)| {
                let fitted = match &segment.state {
                    SegmentState::Fitted(fit) => Some(&fit.columns[column]),
                    SegmentState::TooSmall { .. } | SegmentState::Failed(_) => None,
                };
                SegmentCell {
                    estimate: fitted.and_then(|fitted| fitted.estimate),
                    n_mentions: mentions.as_ref().map(|mentions| mentions[column]),
                    mean: fitted.map(|fitted| fitted.mean),
                    shrunk: None,
                }
            })
            .collect();
        let heterogeneity = pool(&mut cells, settings)?;
        columns.push(ColumnAcross {
            column,
            group,
            cells,
            heterogeneity,
        });
    }
    let p_values: Vec<_> = columns
        .iter()
        .map(|column| Some(column.heterogeneity?.p_value))
        .collect();
    for (column, stands) in columns.iter_mut().zip(settings.levels.standing(&p_values)) {
        if let Some(heterogeneity) = &mut column.heterogeneity {
            heterogeneity.stands = stands;
        }
    }
    Ok(SegmentComparison {
        segments: fits,
        columns,
    })
}

fn fit_segment(segment: &Segment, options: &Options, settings: &SegmentOptions) -> SegmentFit {
    let n_columns = segment.design.as_ref().map_or(0, |d| d.columns().len());
    let least_observations = settings.least_observations.max(n_columns + 2);
    let state = if segment.n_observations < least_observations {
        SegmentState::TooSmall { least_observations }
    } else {
        let fitted = segment.design.as_ref().map_err(Clone::clone);
        match fitted.and_then(|design| fit(design, options)) {
            Ok(fit) => SegmentState::Fitted(Box::new(fit)),
            Err(error) => SegmentState::Failed(error),
        }
    };
    SegmentFit {
        name: segment.name.clone(),
        n_observations: segment.n_observations,
        state,
    }
}

/// Takes out segments in which other columns determine one that they do not determine everywhere: the
/// coefficients of those others then mean something else. So it is where nobody has the category that
/// others are compared to.
fn refuse_other_meanings(fits: &mut [SegmentFit], columns: &[String]) {
    let determined = |segment: &SegmentFit| -> Option<BTreeSet<usize>> {
        let SegmentState::Fitted(fit) = &segment.state else {
            return None;
        };
        let dropped = fit.diagnosis.dropped.iter();
        let collinear = dropped.filter(|dropped| dropped.reason == DropReason::Collinear);
        Some(collinear.map(|dropped| dropped.column).collect())
    };
    let sets: Vec<Option<BTreeSet<usize>>> = fits.iter().map(determined).collect();
    let everywhere = sets
        .iter()
        .flatten()
        .cloned()
        .reduce(|all, set| &all & &set);
    let everywhere = everywhere.unwrap_or_default();
    for (segment, set) in fits.iter_mut().zip(sets) {
        let other = set.and_then(|set| (&set - &everywhere).first().copied());
        if let Some(column) = other {
            segment.state = SegmentState::Failed(Error::LeftOut {
                column: columns[column].clone(),
            });
        }
    }
}

/// Tests and pools the cells of one column, and writes the shrunk coefficients into them.
fn pool(
    cells: &mut [SegmentCell],
    settings: &SegmentOptions,
) -> Result<Option<Heterogeneity>, Error> {
    let (mut places, mut estimates) = (Vec::new(), Vec::new());
    for (place, cell) in cells.iter().enumerate() {
        let enough = cell.n_mentions >= Some(settings.least_mentions);
        if let Some(estimate) = cell.estimate.filter(|_| enough)
            && let Some(doubt) = estimate.doubt
        {
            places.push(place);
            estimates.push((estimate.value, doubt.standard_error.powi(2)));
        }
    }
    if estimates.len() < 2 {
        return Ok(None);
    }
    let pooled = random_effects(&estimates, settings.levels.interval)?;
    let mean = pooled.pooled.as_ref().map(|pooled| pooled.mean);
    let shrunk = pooled.pooled.into_iter().flat_map(|pooled| pooled.shrunk);
    for (place, shrunk) in places.into_iter().zip(shrunk) {
        cells[place].shrunk = Some(shrunk);
    }
    Ok(Some(Heterogeneity {
        n_segments: estimates.len(),
        q: pooled.q,
        degrees_of_freedom: pooled.degrees_of_freedom,
        p_value: pooled.p_value,
        stands: false,
        i_squared: pooled.i_squared,
        variance_between: pooled.variance_between,
        mean,
    }))
}
