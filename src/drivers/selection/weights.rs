#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::cells::form_cells;
use crate::drivers::Error;
use crate::stats::{chi_squared_upper_p, normal_margin, weighted_mean, wilson_interval};
use crate::units::{Interval, Probability, as_f64};

/// One person who answered the survey, with or without a comment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Respondent {
    /// Code of the segment, any numbers.
    pub segment: u32,
    /// Code of the score band, ascending with the score, so that neighbours are next to each other.
    pub band: u32,
    /// The score, known of everybody.
    pub score: f64,
    /// Base weight, above 0, for example of a sampling design.
    pub weight: f64,
    /// Which respondents belong together, for example one customer's. They are resampled together.
    pub cluster: Option<u32>,
    /// Whether there is a comment.
    pub comment: Comment,
}

impl Respondent {
    /// A respondent of weight 1 in segment 0 and band 0, in no cluster.
    pub fn new(score: f64, comment: Comment) -> Self {
        Self {
            segment: 0,
            band: 0,
            score,
            weight: 1.0,
            cluster: None,
            comment,
        }
    }
}

/// Whether a respondent wrote or said something beside the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comment {
    /// There is a comment, with or without a given topic.
    Given,
    /// There is none: every topic is unknown, not absent.
    Absent,
}

/// How weights against selective commenting are made.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectionOptions {
    /// Cells with fewer commenters are united with others; at least 1.
    pub min_commenters: usize,
    /// How far a weight may go.
    pub cap: Cap,
    /// Level of all intervals.
    pub level: Probability,
}

impl Default for SelectionOptions {
    /// 20 commenters, capped at five times the mean weight, level 0.95.
    fn default() -> Self {
        Self {
            min_commenters: 20,
            cap: Cap::TimesMean(5.0),
            level: Probability::saturating(0.95),
        }
    }
}

/// How far a weight may go, before all are brought to a mean of 1.
///
/// A cap trades a bounded bias for variance (Potter 1990); the weights below it are not raised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cap {
    /// As far as it goes.
    Off,
    /// A multiple of the mean weight of the commenters, at least 1.
    TimesMean(f64),
    /// The smallest weight that at least this share of the commenters does not exceed.
    Percentile(Probability),
}

/// Weights that let commenters stand for all respondents, with what they rest on.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// The cells, after uniting small ones.
    pub cells: Vec<SelectionCell>,
    /// Cell of each respondent.
    pub cell_of: Vec<usize>,
    /// One weight per commenter, in the order of the respondents, to multiply the base weight with;
    /// mean 1 over the commenters with their base weights.
    pub weights: Vec<f64>,
    /// Number of respondents.
    pub n_respondents: usize,
    /// Number of them who commented.
    pub n_commenters: usize,
    /// Number of (segment, band) pairs that occur; more than there are cells when some were united.
    pub n_pairs: usize,
    /// Number of commenters whose weight was cut.
    pub n_capped: usize,
    /// Effective number of commenters with their base weights, (Σw)²/Σw² (Kish 1965, §11.7).
    pub n_effective_before: f64,
    /// The same with base weight times weight.
    pub n_effective_after: f64,
    /// Whether commenting depends on the cell; `None` with a single cell or nobody silent.
    pub dependence: Option<Dependence>,
    /// Whether commenters score differently.
    pub scores: MeanScores,
}

/// Respondents whose inclination to comment is taken to be the same.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectionCell {
    /// The (segment, band) pairs in the cell, ascending.
    pub members: Vec<(u32, u32)>,
    /// Number of respondents.
    pub n_respondents: usize,
    /// Number of them who commented.
    pub n_commenters: usize,
    /// Share that commented, with base weights; Wilson's interval for the effective number.
    pub rate: Interval,
    /// Weight of its commenters, as in [`Selection::weights`].
    pub weight: f64,
    /// Whether the weight was cut.
    pub is_capped: bool,
}

/// Pearson's test of commented by cell, on numbers of respondents.
///
/// It takes respondents for independent: with clusters the probability is too small.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dependence {
    /// Σ (observed − expected)²/expected.
    pub chi_square: f64,
    /// Number of cells less one.
    pub degrees_of_freedom: usize,
    /// Probability of at least this statistic if commenting were the same everywhere.
    pub p_value: Probability,
    /// Cramér's V, 0 (none) to 1: √(χ²/n).
    pub strength: f64,
}

/// Mean scores of respondents, with base weights.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanScores {
    /// Of everybody.
    pub everybody: f64,
    /// Of those who commented.
    pub commenters: f64,
    /// Of those who commented with base weight times weight. What still differs from `everybody` lies
    /// within cells or was cut by the cap.
    pub reweighted: f64,
    /// Commenters minus silent respondents, with a normal interval; below 0 the dissatisfied comment
    /// more. `None` when one side has fewer than two respondents, or one that carries all weight.
    pub gap: Option<Interval>,
}

/// Weighs commenters by the inverse of the share that comments in their cell.
///
/// A cell is a segment and a score band. The share is estimated with base weights. Cells with fewer
/// than [`min_commenters`](SelectionOptions::min_commenters) are united by a fixed rule:
///
/// 1. Segments with too few commenters become one segment; while that has too few, the segment with
///    the fewest commenters joins it.
/// 2. Within a segment the band with the fewest commenters (the lower one of equals) joins the
///    neighbour that has fewer (the lower one of equals), until every band has enough or one is left.
///
/// Weights make a model of commenters one of respondents if commenting depends on what is in the cell
/// only: given score band and segment, those who would mention a topic comment as often as others.
///
/// # Shapes
///
/// `respondents` is `(n_respondents,)`; the weights are `(n_commenters,)`.
///
/// # Errors
///
/// [`Error::NoRows`], [`Error::NoCommenters`], [`Error::Outcome`] for a score that is not finite,
/// [`Error::Weight`], [`Error::Option`] or [`Error::Setting`] for options that cannot be.
///
/// # Examples
///
/// ```
/// use signaal::drivers::{Comment, Respondent, SelectionOptions, selection_weights};
///
/// // Of 60 dissatisfied 30 comment, of 60 satisfied 20.
/// let respondents: Vec<Respondent> = (0..120)
///     .map(|i| Respondent {
///         band: i / 60,
///         ..Respondent::new(
///             if i < 60 { 4.0 } else { 9.0 },
///             if i % 60 < 30 - i / 60 * 10 { Comment::Given } else { Comment::Absent },
///         )
///     })
///     .collect();
/// let selection = selection_weights(&respondents, &SelectionOptions::default())?;
/// // One over a half and one over a third, brought to a mean of 1.
/// assert!((selection.weights[49] / selection.weights[0] - 1.5).abs() < 1e-12);
/// assert!((selection.scores.reweighted - 6.5).abs() < 1e-12);
/// # Ok::<(), signaal::drivers::Error>(())
/// ```
///
/// # References
///
/// Weighting classes: Oh & Scheuren (1983); Little & Rubin (2020), *Statistical Analysis with Missing
/// Data*, §3.3. Caps: Potter (1990), *Proceedings of the Survey Research Methods Section*, p. 225.
pub fn selection_weights(
    respondents: &[Respondent],
    options: &SelectionOptions,
) -> Result<Selection, Error> {
    check(respondents, options)?;
    let formed = form_cells(respondents, options.min_commenters);
    let n_cells = formed.members.len();
    let mut counts = vec![[0usize; 2]; n_cells];
    let mut masses = vec![CellMass::default(); n_cells];
    let mut squares = vec![0.0; n_cells];
    for (respondent, &cell) in respondents.iter().zip(&formed.of_respondent) {
        let given = respondent.comment == Comment::Given;
        counts[cell][0] += 1;
        counts[cell][1] += usize::from(given);
        masses[cell].add(respondent.weight, given);
        squares[cell] += respondent.weight * respondent.weight;
    }
    let factors = cell_factors(&masses, options.cap);
    let mut cells = Vec::with_capacity(n_cells);
    for (cell, members) in formed.members.into_iter().enumerate() {
        let all = masses[cell].all;
        let rate = (masses[cell].commenters / all).min(1.0);
        cells.push(SelectionCell {
            members,
            n_respondents: counts[cell][0],
            n_commenters: counts[cell][1],
            rate: wilson_interval(all * all / squares[cell], rate, options.level)?,
            weight: factors.of_cell[cell],
            is_capped: factors.is_capped[cell],
        });
    }
    let commenters = || {
        respondents
            .iter()
            .zip(&formed.of_respondent)
            .filter(|(respondent, _)| respondent.comment == Comment::Given)
    };
    let weights: Vec<f64> = commenters().map(|(_, &cell)| cells[cell].weight).collect();
    let scores = mean_scores(respondents, &weights, options.level)?;
    Ok(Selection {
        n_respondents: respondents.len(),
        n_commenters: weights.len(),
        n_pairs: cells.iter().map(|cell| cell.members.len()).sum(),
        n_capped: cells
            .iter()
            .filter(|cell| cell.is_capped)
            .map(|cell| cell.n_commenters)
            .sum(),
        n_effective_before: effective(commenters().map(|(respondent, _)| respondent.weight)),
        n_effective_after: effective(
            commenters()
                .zip(&weights)
                .map(|((respondent, _), weight)| respondent.weight * weight),
        ),
        dependence: dependence(&counts)?,
        scores,
        cells,
        cell_of: formed.of_respondent,
        weights,
    })
}

fn check(respondents: &[Respondent], options: &SelectionOptions) -> Result<(), Error> {
    if options.min_commenters == 0 {
        let (option, value) = ("min_commenters", 0);
        return Err(Error::Option { option, value });
    }
    if let Cap::TimesMean(value) = options.cap
        && !(value.is_finite() && value >= 1.0)
    {
        let setting = "cap";
        return Err(Error::Setting { setting, value });
    }
    if respondents.is_empty() {
        return Err(Error::NoRows);
    }
    for (row, respondent) in respondents.iter().enumerate() {
        let (score, weight) = (respondent.score, respondent.weight);
        if !score.is_finite() {
            return Err(Error::Outcome { row, value: score });
        }
        if !(weight.is_finite() && weight > 0.0) {
            return Err(Error::Weight { row, value: weight });
        }
    }
    if respondents.iter().all(|r| r.comment == Comment::Absent) {
        return Err(Error::NoCommenters {
            n_respondents: respondents.len(),
        });
    }
    Ok(())
}

/// Weight of respondents in a cell: of all, and of those who commented.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CellMass {
    pub(super) all: f64,
    pub(super) commenters: f64,
}

impl CellMass {
    pub(super) fn add(&mut self, weight: f64, given: bool) {
        self.all += weight;
        if given {
            self.commenters += weight;
        }
    }
}

/// Weights per cell with mean 1 over the commenters, and which of them were cut.
pub(super) struct CellFactors {
    pub(super) of_cell: Vec<f64>,
    is_capped: Vec<bool>,
}

/// One over the share that comments, capped.
pub(super) fn cell_factors(masses: &[CellMass], cap: Cap) -> CellFactors {
    let mut of_cell: Vec<f64> = masses
        .iter()
        .map(|mass| mass.all / mass.commenters)
        .collect();
    let total: f64 = masses.iter().map(|mass| mass.commenters).sum();
    let mean = |of_cell: &[f64]| {
        let sums = of_cell.iter().zip(masses);
        sums.map(|(f, mass)| f * mass.commenters).sum::<f64>() / total
    };
    let limit = match cap {
        Cap::Off => f64::INFINITY,
        Cap::TimesMean(factor) => factor * mean(&of_cell),
        Cap::Percentile(share) => {
            let mut ordered: Vec<(f64, f64)> = of_cell
                .iter()
                .zip(masses)
                .map(|(&factor, mass)| (factor, mass.commenters))
                .collect();
            ordered.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut reached = 0.0;
            // Sums of shares reach a round percentile up to rounding.
            let aim = share.get() * total * (1.0 - 1e-12);
            let at = ordered.iter().find(|(_, mass)| {
                reached += mass;
                reached >= aim
            });
            at.map_or(f64::INFINITY, |&(factor, _)| factor)
        }
    };
    let is_capped = of_cell.iter().map(|&factor| factor > limit).collect();
    for factor in &mut of_cell {
        *factor = factor.min(limit);
    }
    let mean = mean(&of_cell);
    for factor in &mut of_cell {
        *factor /= mean;
    }
    CellFactors { of_cell, is_capped }
}

/// Kish's effective number.
pub(super) fn effective(weights: impl Iterator<Item = f64>) -> f64 {
    let (sum, squares) = weights.fold((0.0, 0.0), |(sum, squares), weight| {
        (sum + weight, squares + weight * weight)
    });
    sum * sum / squares
}

/// Pearson's statistic for numbers of (all, commenters) per cell.
fn dependence(counts: &[[usize; 2]]) -> Result<Option<Dependence>, Error> {
    let all: usize = counts.iter().map(|count| count[0]).sum();
    let given: usize = counts.iter().map(|count| count[1]).sum();
    if counts.len() < 2 || given == all {
        return Ok(None);
    }
    let rate = as_f64(given) / as_f64(all);
    // Both states of a cell deviate by the same number.
    let chi_square: f64 = counts
        .iter()
        .map(|count| {
            let n = as_f64(count[0]);
            (as_f64(count[1]) - n * rate).powi(2) / (n * rate * (1.0 - rate))
        })
        .sum();
    let degrees_of_freedom = counts.len() - 1;
    Ok(Some(Dependence {
        chi_square,
        degrees_of_freedom,
        p_value: chi_squared_upper_p(chi_square, as_f64(degrees_of_freedom))?,
        strength: (chi_square / as_f64(all)).sqrt(),
    }))
}

fn mean_scores(
    respondents: &[Respondent],
    weights: &[f64],
    level: Probability,
) -> Result<MeanScores, Error> {
    let of = |comment: Comment| {
        respondents
            .iter()
            .filter(move |respondent| respondent.comment == comment)
            .map(|respondent| (respondent.score, respondent.weight))
    };
    let mean = |pairs: &mut dyn Iterator<Item = (f64, f64)>| {
        let (sum, total) = pairs.fold((0.0, 0.0), |(sum, total), (score, weight)| {
            (sum + score * weight, total + weight)
        });
        sum / total
    };
    let gap = match (
        weighted_mean(of(Comment::Given)),
        weighted_mean(of(Comment::Absent)),
    ) {
        (Ok(given), Ok(absent)) => {
            let margin = normal_margin(level) * given.standard_error.hypot(absent.standard_error);
            let gap = given.mean - absent.mean;
            margin
                .is_finite()
                .then(|| Interval::new(gap - margin, gap, gap + margin, level))
                .transpose()?
        }
        _ => None,
    };
    let mut all = respondents.iter().map(|r| (r.score, r.weight));
    let mut reweighted = of(Comment::Given)
        .zip(weights)
        .map(|((score, base), weight)| (score, base * weight));
    Ok(MeanScores {
        everybody: mean(&mut all),
        commenters: mean(&mut of(Comment::Given)),
        reweighted: mean(&mut reweighted),
        gap,
    })
}
