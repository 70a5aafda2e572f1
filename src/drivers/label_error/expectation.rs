use super::corrected::{is_label, stored_value, unstored};
use super::logistic::{Cases, fit_logistic, logistic};
use super::{Interactions, LeftReason, Treatment};
use crate::drivers::{Design, Role};
use crate::units::{as_f64, as_u32};
use std::collections::BTreeMap;
use std::ops::Range;

/// What the calibration of one topic is learned from, and how.
pub(super) struct Topic {
    /// Its column in the design.
    pub(super) column: usize,
    /// Columns whose product with the own label is a predictor too.
    partners: Vec<usize>,
    /// Validated rows: row of the design, place in `cases`, and the truth.
    rows: Vec<(usize, usize, bool)>,
    /// Predictors of the profiles that have validated rows.
    predictors: Vec<Vec<(u32, f64)>>,
    n_validated: usize,
    n_columns: usize,
    pub(super) treatment: Treatment,
}

/// Predictors as stored, and the rows that share them.
pub(super) type Profile<'a> = (&'a [(u32, f64)], Range<usize>);

impl Topic {
    /// Collects validated rows; `truth` is per row of the design.
    pub(super) fn new(
        design: &Design,
        profiles: &[Profile<'_>],
        column: usize,
        truth: &[Option<bool>],
        min_cases: usize,
        interactions: Interactions,
    ) -> Result<Self, LeftReason> {
        if design.is_constant(column) {
            return Err(LeftReason::Constant);
        }
        let mut counts = [[0usize; 2]; 2];
        let mut rows = Vec::new();
        let mut validated: Vec<&[(u32, f64)]> = Vec::new();
        // Own label, other label: validated observations in each of the four combinations.
        let mut together: BTreeMap<usize, [[usize; 2]; 2]> = label_columns(design, profiles)
            .into_iter()
            .filter(|&other| other != column)
            .map(|other| (other, [[0; 2]; 2]))
            .collect();
        for (entries, members) in profiles {
            let label = |at| is_held(design, entries, at);
            let own = label(column);
            let mut is_new = true;
            for row in members.clone() {
                let Some(is_true) = truth[row] else {
                    continue;
                };
                let n = design.count()[row];
                counts[usize::from(own)][usize::from(is_true)] += n;
                for (&other, cells) in &mut together {
                    cells[usize::from(own)][usize::from(label(other))] += n;
                }
                if std::mem::replace(&mut is_new, false) {
                    validated.push(entries);
                }
                rows.push((row, validated.len() - 1, is_true));
            }
        }
        let [[tn, fn_], [fp, tp]] = counts;
        let (n_true, n_false) = (tp + fn_, tn + fp);
        if n_true < min_cases.max(1) || n_false < min_cases.max(1) {
            return Err(LeftReason::TooFewCases { n_true, n_false });
        }
        let partners: Vec<usize> = match interactions {
            Interactions::None => Vec::new(),
            Interactions::OwnWithOthers { min_cell } => together
                .into_iter()
                .filter(|(_, cells)| cells.iter().flatten().all(|&n| n >= min_cell.max(1)))
                .map(|(other, _)| other)
                .collect(),
        };
        let mut topic = Self {
            column,
            treatment: Treatment::Calibrated {
                n_validated: n_true + n_false,
                n_true_positives: tp,
                n_false_positives: fp,
                n_false_negatives: fn_,
                n_interactions: partners.len(),
            },
            partners,
            rows,
            predictors: Vec::new(),
            n_validated: n_true + n_false,
            n_columns: design.columns().len(),
        };
        topic.predictors = validated
            .into_iter()
            .map(|entries| topic.predictors_of(entries))
            .collect();
        Ok(topic)
    }

    /// Number of coefficients.
    pub(super) fn n_terms(&self) -> usize {
        1 + self.n_columns + self.partners.len()
    }

    /// The constant, all stored columns, and products of the own label.
    fn predictors_of(&self, entries: &[(u32, f64)]) -> Vec<(u32, f64)> {
        let mut predictors = vec![(0, 1.0)];
        predictors.extend(entries.iter().map(|&(column, value)| (column + 1, value)));
        let own = stored_value(entries, self.column);
        if own.abs() > 0.0 {
            for (at, &partner) in self.partners.iter().enumerate() {
                let product = own * stored_value(entries, partner);
                if product.abs() > 0.0 {
                    predictors.push((as_u32(1 + self.n_columns + at), product));
                }
            }
        }
        predictors
    }

    /// Learns the calibration with a mass per row of the design; `None` without convergence.
    pub(super) fn learn(&self, masses: &[f64], start: &[f64], ridge: f64) -> Option<Vec<f64>> {
        let mut cases: Vec<Cases> = self
            .predictors
            .iter()
            .map(|predictors| Cases {
                predictors: predictors.clone(),
                n_true: 0.0,
                n_false: 0.0,
            })
            .collect();
        // Masses sum to the number of observations, so that the ridge weighs the same in every draw.
        let total: f64 = self.rows.iter().map(|&(row, ..)| masses[row]).sum();
        let scale = as_f64(self.n_validated) / total;
        for &(row, case, is_true) in &self.rows {
            let mass = masses[row] * scale;
            if is_true {
                cases[case].n_true += mass;
            } else {
                cases[case].n_false += mass;
            }
        }
        fit_logistic(&cases, start, ridge)
    }

    /// What the labels of a profile lead to expect of the truth.
    pub(super) fn expect(&self, entries: &[(u32, f64)], coefficients: &[f64]) -> f64 {
        let own = stored_value(entries, self.column);
        let columns = entries
            .iter()
            .map(|&(column, value)| coefficients[column as usize + 1] * value);
        let mut linear = coefficients[0] + columns.sum::<f64>();
        if own.abs() > 0.0 {
            for (at, &partner) in self.partners.iter().enumerate() {
                let product = own * stored_value(entries, partner);
                linear += coefficients[1 + self.n_columns + at] * product;
            }
        }
        logistic(linear)
    }
}

fn is_held(design: &Design, entries: &[(u32, f64)], column: usize) -> bool {
    unstored(design, column, stored_value(entries, column)) > 0.5
}

/// Driver columns that hold nothing but 0 and 1, both of them.
fn label_columns(design: &Design, profiles: &[Profile<'_>]) -> Vec<usize> {
    design
        .columns_with(Role::Driver)
        .into_iter()
        .filter(|&column| {
            !design.is_constant(column)
                && profiles.iter().all(|(entries, _)| {
                    is_label(unstored(design, column, stored_value(entries, column)))
                })
        })
        .collect()
}
