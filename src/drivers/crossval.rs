use super::options::Purpose;
use super::parts::moments_of_parts;
use super::regression::Regression;
use super::{Design, Role};
use crate::stats::{Moments, RANK_TOLERANCE, compute_in_order};
use crate::units::{as_f64, as_u64};

/// R² on rows that were not fitted, over several random dealings of the units into parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CrossValidated {
    /// Of controls and drivers: the mean over dealings.
    pub whole: f64,
    /// What the drivers add to the controls: the mean over dealings.
    pub drivers: f64,
    /// Standard deviation of what the drivers add over dealings: how far one dealing may be off by luck.
    pub spread: f64,
    /// Number of dealings.
    pub n_dealings: usize,
    /// Dealings in which the drivers added something.
    pub n_positive: usize,
}

/// What held-out rows say of the drivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldOut {
    /// They add something, however the rows are dealt.
    Something,
    /// They add nothing, however the rows are dealt.
    Nothing,
    /// That hangs on how the rows are dealt.
    CannotTell,
}

impl CrossValidated {
    /// What several dealings say: R² of the whole and what drivers add, one pair per dealing.
    pub(super) fn of(dealt: &[(f64, f64)]) -> Self {
        let n = as_f64(dealt.len());
        let mean = |of: fn(&(f64, f64)) -> f64| dealt.iter().map(of).sum::<f64>() / n;
        let drivers = mean(|one| one.1);
        let squares: f64 = dealt.iter().map(|one| (one.1 - drivers).powi(2)).sum();
        Self {
            whole: mean(|one| one.0),
            drivers,
            spread: (squares / (n - 1.0)).sqrt(),
            n_dealings: dealt.len(),
            n_positive: dealt.iter().filter(|one| one.1 > 0.0).count(),
        }
    }

    /// Whether the drivers explain rows that were not fitted.
    ///
    /// The sign must not hang on the dealing: it counts when at least nine of ten dealings have it.
    pub fn verdict(&self) -> HeldOut {
        let n_negative = self.n_dealings - self.n_positive;
        if 10 * self.n_positive >= 9 * self.n_dealings {
            HeldOut::Something
        } else if 10 * n_negative >= 9 * self.n_dealings {
            HeldOut::Nothing
        } else {
            HeldOut::CannotTell
        }
    }
}

/// Rows that are dealt in all, about: few rows are dealt often, for luck shrinks as rows grow.
const DEALT: usize = 400_000;

/// Least and most dealings.
const DEALINGS: (usize, usize) = (3, 10);

/// How often so many rows are dealt.
pub(super) fn n_dealings(n_rows: usize) -> usize {
    (DEALT / n_rows.max(1)).clamp(DEALINGS.0, DEALINGS.1)
}

/// R² on rows that were not fitted, units (clusters) kept together.
///
/// Units are dealt over `n_folds` parts of equal size in seeded random order, several times. The reference is
/// the mean of the fitted parts, so that a model without value scores about zero or below. Both models
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
    let n_dealings = n_dealings(design.n_rows());
    let controls = design.columns_with(Role::Control);
    let mut whole = controls.clone();
    whole.extend(design.columns_with(Role::Driver));
    let n_columns = design.columns().len();
    let dealt = compute_in_order(n_dealings, |dealing| {
        let seed = Purpose::Folds.seed(seed);
        let parts = moments_of_parts(design, n_folds, seed, as_u64(dealing));
        let of_controls = held_out_r2(&parts, &controls, n_columns);
        let of_all = held_out_r2(&parts, &whole, n_columns);
        (of_all, of_all - of_controls)
    });
    Some(CrossValidated::of(&dealt))
}

pub(super) fn held_out_r2(parts: &[Moments], sequence: &[usize], n_columns: usize) -> f64 {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{names, single_groups};
    use crate::drivers::{Row, Rows};
    use crate::stats::draw::normal;
    use crate::stats::generator;

    fn found(effect: f64, n: usize) -> CrossValidated {
        let mut source = generator(31, 0);
        let mut rows = Rows::new(2);
        for _ in 0..n {
            let x = [(0, normal(&mut source)), (1, normal(&mut source))];
            rows.push(Row::new(&x, effect.mul_add(x[0].1, normal(&mut source))));
        }
        let design = Design::new(rows, names(2), single_groups(2)).unwrap();
        cross_validated(&design, 5, 1).unwrap()
    }

    #[test]
    fn an_effect_is_seen_in_every_dealing_and_none_in_none() {
        let strong = found(0.7, 300);
        assert_eq!(strong.n_dealings, 10);
        assert_eq!(strong.verdict(), HeldOut::Something);
        assert!(strong.spread > 0.0 && strong.spread < 0.05);
        assert!((strong.whole - strong.drivers).abs() < 1e-12);
        let one = |positive| CrossValidated {
            n_positive: positive,
            ..strong
        };
        assert_eq!(one(0).verdict(), HeldOut::Nothing);
        assert_eq!(one(1).verdict(), HeldOut::Nothing);
        assert_eq!(one(5).verdict(), HeldOut::CannotTell);
        assert_eq!(one(9).verdict(), HeldOut::Something);
        assert!(found(0.0, 300).verdict() != HeldOut::Something);
    }

    #[test]
    fn many_rows_are_dealt_less_often() {
        assert_eq!(found(0.1, 60_000).n_dealings, 6);
    }
}
