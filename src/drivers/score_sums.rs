use super::inverse::{FULL_LEVERAGE, Inverse};
use super::sandwich::with_constant;
use crate::stats::Symmetric;

/// What the residual of an observation is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Divisor {
    /// One minus leverage, as HC3 does.
    OneLessLeverage,
    /// Nothing, as linearisation does.
    One,
}

/// An observation, or `count` equal ones, as its sums see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Residual {
    pub(super) weight: f64,
    pub(super) count: f64,
    /// What the model leaves of its outcome.
    pub(super) rest: f64,
}

/// Σ a² (1, x)(1, x)' over observations that belong to no cluster, with a = w e or w e / (1 − h).
pub(super) struct ScoreSums {
    pub(super) meat: Symmetric,
    /// The columns that hang on one observation.
    pub(super) undefined: Vec<bool>,
    divisor: Divisor,
    vector: Vec<(u32, f64)>,
}

impl ScoreSums {
    pub(super) fn new(n_columns: usize, divisor: Divisor) -> Self {
        Self {
            meat: Symmetric::zeros(n_columns + 1),
            undefined: vec![false; n_columns],
            divisor,
            vector: Vec::new(),
        }
    }

    /// Adds observations with the same predictors, `entries`; `whole` is the weight of all observations.
    pub(super) fn add_profile(
        &mut self,
        inverse: &Inverse,
        whole: f64,
        entries: &[(u32, f64)],
        observations: impl Iterator<Item = Residual>,
    ) {
        let distance = match self.divisor {
            Divisor::OneLessLeverage => inverse.distance(entries) + 1.0 / whole,
            Divisor::One => 0.0,
        };
        let mut total = 0.0;
        for one in observations {
            let leverage = one.weight * distance;
            if leverage > FULL_LEVERAGE {
                self.mark_influenced(inverse, entries, one.weight);
            } else {
                let adjusted = one.weight * one.rest / (1.0 - leverage);
                total += one.count * adjusted * adjusted;
            }
        }
        with_constant(&mut self.vector, entries);
        self.meat.add_outer(&self.vector, total);
    }

    /// Marks the columns whose slope moves with this observation alone.
    fn mark_influenced(&mut self, inverse: &Inverse, entries: &[(u32, f64)], weight: f64) {
        for (column, flag) in self.undefined.iter_mut().enumerate() {
            let influence: f64 = entries
                .iter()
                .map(|&(other, value)| value * inverse.of_columns.get(column, other as usize))
                .sum::<f64>()
                - inverse.at_means[column];
            // In stored units columns reach to 1: a slope that takes over a visible part of the
            // observation's residual hangs on it.
            *flag |= (influence * weight).abs() > 1e-6;
        }
    }
}
