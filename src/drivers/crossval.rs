use super::options::Purpose;
use super::parts::moments_of_parts;
use super::regression::Regression;
use super::{Design, Role};
use crate::stats::{Moments, RANK_TOLERANCE};

/// R² on rows that were not fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct CrossValidated {
    /// Of controls and drivers.
    pub(super) whole: f64,
    /// Of the controls alone; 0 without controls, up to rounding.
    pub(super) controls: f64,
}

/// R² on rows that were not fitted, units (clusters) kept together.
///
/// Units are dealt over `n_folds` parts of equal size in seeded random order. The reference is the
/// mean of the fitted parts, so that a model without value scores about zero or below. Both models
/// are judged on the same parts, so that their difference is what the drivers add.
///
/// `None` when there are fewer units than folds.
pub(super) fn cross_validated(
    design: &Design,
    n_folds: usize,
    seed: u64,
) -> Option<CrossValidated> {
    if design.n_units() < n_folds {
        return None;
    }
    let parts = moments_of_parts(design, n_folds, Purpose::Folds.seed(seed));
    let controls = design.columns_with(Role::Control);
    let mut whole = controls.clone();
    whole.extend(design.columns_with(Role::Driver));
    Some(CrossValidated {
        whole: held_out_r2(&parts, &whole, design.columns().len()),
        controls: held_out_r2(&parts, &controls, design.columns().len()),
    })
}

fn held_out_r2(parts: &[Moments], sequence: &[usize], n_columns: usize) -> f64 {
    let (mut model_error, mut mean_error) = (0.0, 0.0);
    for (fold, held_out) in parts.iter().enumerate() {
        let mut training = Moments::new(n_columns);
        for (other, part) in parts.iter().enumerate() {
            if other != fold {
                training.merge(part);
            }
        }
        let fit = Regression::solve(&training, sequence, RANK_TOLERANCE);
        let explained: f64 = fit.slopes.iter().zip(&fit.means).map(|(b, m)| b * m).sum();
        model_error += held_out.squared_error(fit.y_mean - explained, &fit.slopes);
        mean_error += held_out.squared_error(fit.y_mean, &vec![0.0; fit.slopes.len()]);
    }
    1.0 - model_error / mean_error
}
