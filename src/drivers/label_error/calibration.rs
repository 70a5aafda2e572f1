use super::corrected::{Pair, Solution, check_topics, is_label, side_by_side, stored_value};
use super::expectation::{Profile, Topic};
use super::logistic::MAX_STEPS;
use super::{CorrectedFit, CorrectionOptions, Treatment};
use crate::drivers::options::Purpose;
use crate::drivers::regression::{REPLICATE_TOLERANCE, Regression};
use crate::drivers::reweight::{cluster_factors, factor};
use crate::drivers::{Design, Error, Group, Rows};
use crate::stats::{Mass, Moments, resample};
use crate::units::{as_f64, as_u32};
use rand_chacha::ChaCha8Rng;
use std::collections::{BTreeMap, BTreeSet};

/// True labels of one topic, where somebody looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validation {
    /// The column of the topic's labels.
    pub column: usize,
    /// Per row, whether the topic is truly mentioned; `None` where nobody looked. `(n_rows,)`.
    pub truth: Vec<Option<bool>>,
}

/// How labels are calibrated.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibrationOptions {
    /// How the correction is resampled.
    pub correction: CorrectionOptions,
    /// Weight of the ridge on the coefficients of a calibration, above 0. The default of 0.04 is a
    /// normal prior with standard deviation 5 on the logit: no more than a guard for combinations that
    /// were always, or never, true. With few validated rows per topic a larger one steadies.
    pub ridge: f64,
    /// Which products of labels enter a calibration.
    pub interactions: Interactions,
    /// Topics with fewer validated observations that are true, or that are not, are left uncorrected.
    pub min_cases: usize,
}

impl Default for CalibrationOptions {
    /// Ridge 0.04, products with at least 5 observations in each cell, 5 cases, default resampling.
    fn default() -> Self {
        Self {
            correction: CorrectionOptions::default(),
            ridge: 0.04,
            interactions: Interactions::OwnWithOthers { min_cell: 5 },
            min_cases: 5,
        }
    }
}

/// Which products of labels enter a calibration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interactions {
    /// None: enough when errors of different topics do not depend on each other.
    None,
    /// The topic's own label with every other one, so that it may be worth more, or less, beside that.
    OwnWithOthers {
        /// Validated observations that each of the four combinations needs; at least 1.
        min_cell: usize,
    },
}

/// Corrects a driver model with a sample of rows whose true labels are known.
///
/// A logistic regression of the truth on all columns of the model (own label, other labels, controls,
/// products of labels) is learned from the validated rows for each topic, and what it leads to expect
/// replaces the label. The outcome takes no part: with it, the expectation would carry the error it
/// is to remove. Where all corrected topics of a row are validated, the true labels are used, which
/// is as unbiased and more precise; a row of which only some are known keeps expectations for all,
/// because one topic's truth says more of another's than its label, and a mixture would be biased.
///
/// In every replicate one set of exponential weights drives the calibrations and the model.
///
/// Validated rows must be a random sample, of all rows or within groups that the columns tell apart
/// (such as rows with a rare label); not one chosen by the outcome.
///
/// # Shapes
///
/// `rows` and every truth are `(n_rows,)`.
///
/// # Errors
///
/// Those of [`Design::new`]; [`Error::Uncorrectable`] for a topic that is no driver or is named twice,
/// [`Error::Shape`] for a truth of another length, [`Error::Label`] for a label other than 0 and 1,
/// [`Error::Setting`] for the ridge and [`Error::Option`], [`Error::NotConverged`] and
/// [`Error::CorrectedMoments`] when the rows themselves have no corrected model,
/// [`Error::FailedReplicates`] when more than half of the replicates have none. A topic with too few
/// cases is left as it is: [`Treatment::Left`].
///
/// # References
///
/// Carroll et al. (2006), chapter 4; Rosner, Spiegelman & Willett (1990), *American Journal of
/// Epidemiology* 132, p. 734, for the validated subsample; its bootstrap in Carroll et al., §4.6.
pub fn calibrated_fit(
    rows: &Rows,
    columns: Vec<String>,
    groups: Vec<Group>,
    validations: &[Validation],
    options: &CalibrationOptions,
) -> Result<CorrectedFit, Error> {
    options.correction.check()?;
    if !(options.ridge.is_finite() && options.ridge > 0.0) {
        return Err(Error::Setting {
            setting: "ridge",
            value: options.ridge,
        });
    }
    check_truths(rows, validations)?;
    let (merged, truths) = merged_with_truths(rows, validations);
    let design = Design::new(merged, columns, groups)?;
    check_topics(&design, validations.iter().map(|v| v.column))?;
    check_labels(rows, &design, validations)?;
    let calibration = Calibration::new(&design, validations, &truths, options);
    calibration.fit(options)
}

fn check_truths(rows: &Rows, validations: &[Validation]) -> Result<(), Error> {
    for validation in validations {
        if validation.truth.len() != rows.len() {
            return Err(Error::Shape {
                what: "the truth of a topic",
                got: validation.truth.len(),
                expected: rows.len(),
            });
        }
    }
    Ok(())
}

fn check_labels(rows: &Rows, design: &Design, validations: &[Validation]) -> Result<(), Error> {
    for row in 0..rows.len() {
        for &Validation { column, .. } in validations {
            let value = stored_value(rows.entries(row), column);
            if !is_label(value) {
                return Err(Error::Label {
                    row,
                    column: design.columns()[column].clone(),
                    value,
                });
            }
        }
    }
    Ok(())
}

/// True labels of one row, one per validation.
type Truths = Vec<Option<bool>>;

/// Merges rows that are equal in truth too; returns the truth of each.
fn merged_with_truths(rows: &Rows, validations: &[Validation]) -> (Rows, Vec<Truths>) {
    let of_row: Vec<Truths> = (0..rows.len())
        .map(|row| validations.iter().map(|v| v.truth[row]).collect())
        .collect();
    // Numbered in their own order, so that the order of the rows decides nothing.
    let of_key: Vec<Truths> = of_row
        .iter()
        .cloned()
        .collect::<BTreeSet<Truths>>()
        .into_iter()
        .collect();
    let keys: Vec<usize> = of_row
        .iter()
        .filter_map(|truths| of_key.binary_search(truths).ok())
        .collect();
    let mut rows = rows.clone();
    rows.dissolve_single_clusters();
    let (merged, keys) = rows.merged_by(&keys);
    let truths = keys.into_iter().map(|key| of_key[key].clone()).collect();
    (merged, truths)
}

/// Rows of one profile that get the same corrected columns.
struct Block {
    profile: usize,
    /// True labels of the corrected topics, where all are known.
    truth: Option<Vec<bool>>,
}

struct Calibration<'a> {
    design: &'a Design,
    profiles: Vec<Profile<'a>>,
    topics: Vec<Topic>,
    treatments: Vec<Treatment>,
    blocks: Vec<Block>,
    block_of_row: Vec<usize>,
}

impl<'a> Calibration<'a> {
    fn new(
        design: &'a Design,
        validations: &[Validation],
        truths: &[Truths],
        options: &CalibrationOptions,
    ) -> Self {
        let profiles: Vec<_> = design.profiles().collect();
        let mut treatments = vec![Treatment::Exact; design.columns().len()];
        let (mut topics, mut corrected) = (Vec::new(), Vec::new());
        for (at, validation) in validations.iter().enumerate() {
            let truth: Truths = truths.iter().map(|truths| truths[at]).collect();
            let topic = Topic::new(
                design,
                &profiles,
                validation.column,
                &truth,
                options.min_cases,
                options.interactions,
            );
            treatments[validation.column] = match topic {
                Ok(topic) => {
                    let treatment = topic.treatment;
                    topics.push(topic);
                    corrected.push(at);
                    treatment
                }
                Err(reason) => Treatment::Left(reason),
            };
        }
        let (blocks, block_of_row) = blocks(&profiles, truths, &corrected);
        Self {
            design,
            profiles,
            topics,
            treatments,
            blocks,
            block_of_row,
        }
    }

    fn fit(&self, options: &CalibrationOptions) -> Result<CorrectedFit, Error> {
        let design = self.design;
        let ridge = options.ridge;
        let masses: Vec<f64> = (0..design.n_rows())
            .map(|row| design.weight()[row] * as_f64(design.count()[row]))
            .collect();
        let naive = Regression::new(design, &design.moments(|row| masses[row]));
        let kept = naive.factor.kept();
        let starts: Vec<Vec<f64>> = self.topics.iter().map(|t| vec![0.0; t.n_terms()]).collect();
        let learned = self
            .learn(&masses, &starts, ridge)
            .ok_or(Error::NotConverged {
                what: "a calibration of labels",
                distance: f64::INFINITY,
                n_iterations: MAX_STEPS,
            })?;
        let point = Pair {
            naive: Solution::of(design, &naive),
            corrected: self
                .corrected(&masses, &learned, kept)
                .ok_or(Error::CorrectedMoments {
                    n_columns: kept.len(),
                })?,
        };
        let CorrectionOptions {
            level,
            seed,
            n_replicates,
        } = options.correction;
        let draws = resample(
            n_replicates,
            Purpose::Corrections.seed(seed),
            |_, generator| {
                let masses = reweighted(design, generator);
                let naive = Regression::solve(
                    &design.moments(|row| masses[row]),
                    kept,
                    REPLICATE_TOLERANCE,
                );
                let learned = self.learn(&masses, &learned, ridge)?;
                Some(Pair {
                    naive: Solution::of(design, &naive),
                    corrected: self.corrected(&masses, &learned, kept)?,
                })
            },
        );
        side_by_side(design, &naive, &point, draws, &self.treatments, level)
    }

    /// Coefficients of each topic's calibration.
    fn learn(&self, masses: &[f64], starts: &[Vec<f64>], ridge: f64) -> Option<Vec<Vec<f64>>> {
        let learned = self.topics.iter().zip(starts);
        learned
            .map(|(topic, start)| topic.learn(masses, start, ridge))
            .collect()
    }

    /// The model with expectations, or the truth, in place of labels.
    fn corrected(&self, masses: &[f64], learned: &[Vec<f64>], kept: &[usize]) -> Option<Solution> {
        let design = self.design;
        let p = design.columns().len();
        let mut mass_of = vec![Mass::default(); self.blocks.len()];
        for (row, &block) in self.block_of_row.iter().enumerate() {
            mass_of[block].add(masses[row], design.y()[row]);
        }
        let mut moments = Moments::new(p);
        let mut values = vec![0.0; p];
        let mut stored = Vec::with_capacity(p);
        for (block, mass) in self.blocks.iter().zip(mass_of) {
            let entries = self.profiles[block.profile].0;
            values.fill(0.0);
            for &(column, value) in entries {
                values[column as usize] = value;
            }
            for (at, topic) in self.topics.iter().enumerate() {
                let expected = match &block.truth {
                    Some(truth) => f64::from(u8::from(truth[at])),
                    None => topic.expect(entries, &learned[at]),
                };
                let column = topic.column;
                values[column] = (expected - design.origin(column)) / design.scale(column);
            }
            stored.clear();
            stored.extend(
                values
                    .iter()
                    .enumerate()
                    .filter(|(_, value)| value.abs() > 0.0)
                    .map(|(column, &value)| (as_u32(column), value)),
            );
            moments.add(&stored, mass);
        }
        let regression = Regression::solve(&moments, kept, REPLICATE_TOLERANCE);
        Solution::of_corrected(design, &regression)
    }
}

/// Divides the rows of each profile by what is known of their truth.
fn blocks(
    profiles: &[Profile<'_>],
    truths: &[Truths],
    corrected: &[usize],
) -> (Vec<Block>, Vec<usize>) {
    let mut blocks: Vec<Block> = Vec::new();
    let mut block_of_row = vec![0; truths.len()];
    for (profile, (_, rows)) in profiles.iter().enumerate() {
        let mut numbers: BTreeMap<Option<Vec<bool>>, usize> = BTreeMap::new();
        for row in rows.clone() {
            let truth: Option<Vec<bool>> = corrected.iter().map(|&at| truths[row][at]).collect();
            block_of_row[row] = *numbers.entry(truth).or_insert_with_key(|truth| {
                blocks.push(Block {
                    profile,
                    truth: truth.clone(),
                });
                blocks.len() - 1
            });
        }
    }
    (blocks, block_of_row)
}

/// Masses of the rows under exponential weights, one per cluster or observation.
fn reweighted(design: &Design, generator: &mut ChaCha8Rng) -> Vec<f64> {
    let of_cluster = cluster_factors(design.n_clusters(), generator);
    (0..design.n_rows())
        .map(|row| {
            let (count, cluster) = (design.count()[row], design.cluster()[row]);
            design.weight()[row] * factor(count, cluster, &of_cluster, generator)
        })
        .collect()
}
