use super::weights::{CellMass, cell_factors};
use super::{Comment, Respondent, Selection, SelectionOptions, selection_weights};
use crate::drivers::fit::fit_resampled;
use crate::drivers::joint_covariance::{
    ClassRow, ClassWeight, Classes, SilentRow, joint_covariance_in_classes,
};
use crate::drivers::label_error::card_fit_resampled;
use crate::drivers::reweight::{cluster_factors, factor};
use crate::drivers::{
    CorrectedFit, CorrectionOptions, Design, Error, Fit, Group, JointCovariance, ModelCard,
    Options, Resampling, Rows, fit,
};
use crate::stats::Moments;
use crate::units::{as_f64, as_u32};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// A driver model of all respondents, fitted on those who commented.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectedFit {
    /// The weighted fit. Its replicates, and every interval made of them, estimate the weights anew;
    /// robust standard errors and their intervals take the weights as known.
    pub fit: Fit,
    /// The weights and what they rest on.
    pub selection: Selection,
}

/// Fits commenters weighted by the inverse of how often people like them comment.
///
/// In every replicate commenters and silent respondents get exponential weights together (one per
/// cluster, which may hold both), shares of commenters and weights are computed anew from these, and
/// the model is fitted with both. Which cells were united stays as it is in the data.
///
/// # Shapes
///
/// `rows` is `(n_commenters,)`, one row per respondent with a comment in the order of the respondents.
/// Its weights, counts and clusters are not used: those of the respondents are.
///
/// # Errors
///
/// Those of [`selection_weights`], [`Design::new`] and [`fit()`](crate::drivers::fit()), and
/// [`Error::Shape`] when there is not one row per commenter.
///
/// # References
///
/// Why the weights are estimated anew: Efron & Tibshirani (1993), *An Introduction to the Bootstrap*,
/// chapter 8; exponential weights: Rubin (1981). Taking estimated weights as known mostly overstates
/// the doubt (Lunceford & Davidian 2004, *Statistics in Medicine* 23, p. 2937), but not always.
pub fn fit_selected(
    rows: &Rows,
    columns: Vec<String>,
    groups: Vec<Group>,
    respondents: &[Respondent],
    selection: &SelectionOptions,
    options: &Options,
) -> Result<SelectedFit, Error> {
    let (design, sample, weights) = prepared(rows, columns, groups, respondents, selection)?;
    let fit = fit_resampled(&design, options, |generator| {
        sample.reweighted_moments(&design, selection.cap, generator)
    })?;
    Ok(SelectedFit {
        fit,
        selection: weights,
    })
}

/// [`fit_selected`] with the joint covariance of coefficients and means in place of replicates.
///
/// A weight is the mass of a cell over that of its commenters, so everybody in the cell moves it: a
/// commenter of base weight d adds (1 − ω) d/n to the cell's summed scores beside their own, a silent
/// respondent d/n, with n the base weight of the cell's commenters and ω the weight. A weight that was cut
/// counts as known.
///
/// # Shapes
///
/// As in [`fit_selected`].
///
/// # Errors
///
/// Those of [`fit_selected`].
///
/// # References
///
/// Linearisation of weighting classes: Särndal, Swensson & Wretman (1992), *Model Assisted Survey
/// Sampling*, §15.6; Deville (1999), *Survey Methodology* 25, p. 193.
pub fn fit_selected_linearised(
    rows: &Rows,
    columns: Vec<String>,
    groups: Vec<Group>,
    respondents: &[Respondent],
    selection: &SelectionOptions,
    options: &Options,
) -> Result<(SelectedFit, JointCovariance), Error> {
    let (design, sample, weights) = prepared(rows, columns, groups, respondents, selection)?;
    let options = Options {
        resampling: Resampling::Off,
        ..options.clone()
    };
    let fitted = fit(&design, &options)?;
    let covariance = sample.joint_covariance(&design, &weights)?;
    let found = SelectedFit {
        fit: fitted,
        selection: weights,
    };
    Ok((found, covariance))
}

/// A driver model of all respondents, with and without its correction for label error.
#[derive(Debug, Clone, PartialEq)]
pub struct SelectedCorrectedFit {
    /// The weighted fit; naive figures have the weights too.
    pub fit: CorrectedFit,
    /// The weights and what they rest on.
    pub selection: Selection,
}

/// Repairs both who comments and what labels get wrong: [`fit_selected`] with
/// [`card_fit`](crate::drivers::card_fit).
///
/// Every replicate draws respondents, weights and rates together. Weights that depend on the outcome
/// change nothing about the correction, as long as errors do not depend on the outcome given the
/// truth.
///
/// # Shapes
///
/// As in [`fit_selected`].
///
/// # Errors
///
/// Those of [`fit_selected`] and [`card_fit`](crate::drivers::card_fit).
pub fn card_fit_selected(
    rows: &Rows,
    columns: Vec<String>,
    groups: Vec<Group>,
    respondents: &[Respondent],
    selection: &SelectionOptions,
    cards: &[ModelCard],
    options: &CorrectionOptions,
) -> Result<SelectedCorrectedFit, Error> {
    let (design, sample, weights) = prepared(rows, columns, groups, respondents, selection)?;
    let fit = card_fit_resampled(&design, cards, options, |generator| {
        sample.reweighted_moments(&design, selection.cap, generator)
    })?;
    Ok(SelectedCorrectedFit {
        fit,
        selection: weights,
    })
}

fn prepared(
    rows: &Rows,
    columns: Vec<String>,
    groups: Vec<Group>,
    respondents: &[Respondent],
    options: &SelectionOptions,
) -> Result<(Design, Sample, Selection), Error> {
    let selection = selection_weights(respondents, options)?;
    if rows.len() != selection.n_commenters {
        return Err(Error::Shape {
            what: "the rows of commenters",
            got: rows.len(),
            expected: selection.n_commenters,
        });
    }
    let (design, sample) = Sample::new(rows, respondents, &selection, columns, groups)?;
    Ok((design, sample, selection))
}

/// Equal respondents, counted.
struct Bundle {
    cell: usize,
    base: f64,
    count: usize,
    cluster: Option<u32>,
}

/// Everybody who is resampled.
struct Sample {
    n_cells: usize,
    n_clusters: usize,
    /// One per row of the design.
    commenters: Vec<Bundle>,
    silent: Vec<Bundle>,
}

impl Sample {
    fn new(
        rows: &Rows,
        respondents: &[Respondent],
        selection: &Selection,
        columns: Vec<String>,
        groups: Vec<Group>,
    ) -> Result<(Design, Self), Error> {
        let (clusters, n_clusters) = numbered_clusters(respondents);
        let mut base_rows = rows.clone();
        let mut cells = Vec::with_capacity(rows.len());
        let mut silent: BTreeMap<(usize, u64, Option<u32>), usize> = BTreeMap::new();
        for (at, respondent) in respondents.iter().enumerate() {
            let cell = selection.cell_of[at];
            match respondent.comment {
                Comment::Given => {
                    let row = cells.len();
                    base_rows.weight[row] = respondent.weight;
                    base_rows.count[row] = 1;
                    base_rows.cluster[row] = clusters[at];
                    cells.push(cell);
                }
                Comment::Absent => {
                    // Positive numbers stand in the order of their bits.
                    let key = (cell, respondent.weight.to_bits(), clusters[at]);
                    *silent.entry(key).or_default() += 1;
                }
            }
        }
        let (mut merged, cells) = base_rows.merged_by(&cells);
        let commenters = (0..merged.len())
            .map(|row| Bundle {
                cell: cells[row],
                base: merged.weight[row],
                count: merged.count[row],
                cluster: merged.cluster[row],
            })
            .collect();
        for (weight, &cell) in merged.weight.iter_mut().zip(&cells) {
            *weight *= selection.cells[cell].weight;
        }
        let silent = silent
            .into_iter()
            .map(|((cell, bits, cluster), count)| Bundle {
                cell,
                base: f64::from_bits(bits),
                count,
                cluster,
            })
            .collect();
        let sample = Self {
            n_cells: selection.cells.len(),
            n_clusters,
            commenters,
            silent,
        };
        Ok((Design::new(merged, columns, groups)?, sample))
    }

    fn joint_covariance(
        &self,
        design: &Design,
        selection: &Selection,
    ) -> Result<JointCovariance, Error> {
        let mut masses = vec![CellMass::default(); self.n_cells];
        for (bundles, given) in [(&self.commenters, true), (&self.silent, false)] {
            for bundle in bundles {
                masses[bundle.cell].add(as_f64(bundle.count) * bundle.base, given);
            }
        }
        // Scores carry the weight ω·κ, κ bringing the mean to 1, so those of a class are taken back by ω.
        let weights: Vec<ClassWeight> = masses
            .iter()
            .zip(&selection.cells)
            .map(|(mass, cell)| {
                if cell.is_capped {
                    return ClassWeight::default();
                }
                let factor = mass.all / mass.commenters;
                ClassWeight {
                    of_commenter: (1.0 - factor) / (factor * mass.commenters),
                    of_silent: 1.0 / (factor * mass.commenters),
                }
            })
            .collect();
        let rows: Vec<ClassRow> = self
            .commenters
            .iter()
            .map(|bundle| ClassRow {
                class: bundle.cell,
                base: bundle.base,
            })
            .collect();
        let n_in_design = as_u32(design.n_clusters());
        let numbers: BTreeMap<u32, u32> = (0..)
            .zip(design.cluster_ids())
            .map(|(number, &id)| (id, number))
            .collect();
        let silent: Vec<SilentRow> = self
            .silent
            .iter()
            .map(|bundle| SilentRow {
                class: bundle.cell,
                base: bundle.base,
                count: bundle.count,
                // Clusters without a commenter come after those of the design.
                cluster: bundle.cluster.map(|id| {
                    numbers
                        .get(&id)
                        .copied()
                        .unwrap_or_else(|| n_in_design + id)
                }),
            })
            .collect();
        joint_covariance_in_classes(
            design,
            &Classes {
                weights: &weights,
                rows: &rows,
                silent: &silent,
            },
        )
    }

    fn reweighted_moments(
        &self,
        design: &Design,
        cap: super::Cap,
        generator: &mut ChaCha8Rng,
    ) -> Moments {
        let of_cluster = cluster_factors(self.n_clusters, generator);
        let mut draw = |bundle: &Bundle| {
            bundle.base * factor(bundle.count, bundle.cluster, &of_cluster, generator)
        };
        let mut masses = vec![CellMass::default(); self.n_cells];
        let mut of_row = Vec::with_capacity(self.commenters.len());
        for bundle in &self.commenters {
            let mass = draw(bundle);
            masses[bundle.cell].add(mass, true);
            of_row.push(mass);
        }
        for bundle in &self.silent {
            masses[bundle.cell].add(draw(bundle), false);
        }
        let factors = cell_factors(&masses, cap).of_cell;
        design.moments(|row| of_row[row] * factors[self.commenters[row].cell])
    }
}

/// Clusters numbered from 0, without those of a single respondent; and how many there are.
fn numbered_clusters(respondents: &[Respondent]) -> (Vec<Option<u32>>, usize) {
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for cluster in respondents.iter().filter_map(|r| r.cluster) {
        *sizes.entry(cluster).or_default() += 1;
    }
    let numbers: BTreeMap<u32, u32> = sizes
        .iter()
        .filter(|&(_, &size)| size > 1)
        .enumerate()
        .map(|(number, (&cluster, _))| (cluster, as_u32(number)))
        .collect();
    let clusters = respondents
        .iter()
        .map(|respondent| respondent.cluster.and_then(|id| numbers.get(&id).copied()))
        .collect();
    (clusters, numbers.len())
}
