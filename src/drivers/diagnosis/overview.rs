use crate::drivers::Design;
use crate::drivers::regression::Regression;
use crate::stats::eigen;
use crate::units::as_f64;

/// What a reader must know about the data behind a fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// Number of observations.
    pub n_observations: usize,
    /// Effective number of observations, (Σw)²/Σw².
    pub n_effective: f64,
    /// Number of independent units: clusters, and observations outside them.
    pub n_units: usize,
    /// Number of estimated parameters, the constant included.
    pub n_parameters: usize,
    /// Root of the largest over the smallest eigenvalue of the correlations of the columns kept;
    /// above 30 some coefficients are hardly determined (Belsley, Kuh & Welsch 1980, §3.2).
    pub condition: f64,
    /// The two columns kept that overlap most, by correlation; `None` with fewer than two.
    pub strongest_overlap: Option<Overlap>,
    /// Columns that were left out of the model.
    pub dropped: Vec<Dropped>,
    /// Columns kept that help to determine one that was left out. Their coefficients are no effects of their own:
    /// another order of columns gives others, and says the same of every observation.
    pub entangled: Vec<usize>,
}

/// Parts of a column below this, both in standard deviations, are rounding: columns left out are determined up
/// to the root of the rank tolerance, 1e-5.
const NO_PART: f64 = 1e-4;

impl Diagnosis {
    /// Observations per estimated parameter.
    pub fn rows_per_parameter(&self) -> f64 {
        as_f64(self.n_observations) / as_f64(self.n_parameters)
    }
}

/// Two columns and their correlation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overlap {
    /// Index of the first column.
    pub first: usize,
    /// Index of the second column.
    pub second: usize,
    /// Their weighted correlation (φ for two columns of 0 and 1).
    pub correlation: f64,
}

/// A column that is not in the model, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dropped {
    /// Index of the column.
    pub column: usize,
    /// Why it was left out.
    pub reason: DropReason,
}

/// Why a column was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DropReason {
    /// It has one value only.
    Constant,
    /// Controls and earlier columns determine it.
    Collinear,
}

/// What was counted of the observations behind a fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::drivers) struct Counted {
    pub(in crate::drivers) observations: usize,
    pub(in crate::drivers) effective: f64,
    pub(in crate::drivers) units: usize,
}

pub(in crate::drivers) fn diagnose(design: &Design, regression: &Regression) -> Diagnosis {
    let counted = Counted {
        observations: design.n_observations(),
        effective: design.n_effective(),
        units: design.n_units(),
    };
    diagnose_moments(regression, counted, |column| design.is_constant(column))
}

/// [`diagnose`] where there are no rows.
pub(in crate::drivers) fn diagnose_moments(
    regression: &Regression,
    counted: Counted,
    is_constant: impl Fn(usize) -> bool,
) -> Diagnosis {
    let kept = regression.factor.kept();
    let values = eigen(&regression.correlation.selected(kept)).values;
    let condition = match (values.first(), values.last()) {
        (Some(largest), Some(smallest)) => (largest / smallest.max(f64::MIN_POSITIVE)).sqrt(),
        _ => 1.0,
    };
    let mut dropped: Vec<Dropped> = regression
        .factor
        .dropped()
        .iter()
        .map(|&column| Dropped {
            column,
            reason: if is_constant(column) {
                DropReason::Constant
            } else {
                DropReason::Collinear
            },
        })
        .collect();
    dropped.sort_unstable_by_key(|dropped| dropped.column);
    let entangled = entangled(regression, &dropped);
    Diagnosis {
        n_observations: counted.observations,
        n_effective: counted.effective,
        n_units: counted.units,
        n_parameters: regression.n_parameters(),
        condition,
        strongest_overlap: strongest_overlap(regression),
        dropped,
        entangled,
    }
}

/// A linear combination of coefficients can be told only where it is zero on what the columns do not tell
/// apart; a single one, where its column has no part in any that was left out.
fn entangled(regression: &Regression, dropped: &[Dropped]) -> Vec<usize> {
    let order = regression.correlation.order();
    let mut has_part = vec![false; order];
    for one in dropped
        .iter()
        .filter(|one| one.reason == DropReason::Collinear)
    {
        let with: Vec<f64> = (0..order)
            .map(|other| regression.correlation.get(other, one.column))
            .collect();
        for (flag, part) in has_part.iter_mut().zip(regression.factor.solve(&with)) {
            *flag |= part.abs() > NO_PART;
        }
    }
    (0..order).filter(|&column| has_part[column]).collect()
}

fn strongest_overlap(regression: &Regression) -> Option<Overlap> {
    let mut kept = regression.factor.kept().to_vec();
    kept.sort_unstable();
    let mut strongest: Option<Overlap> = None;
    for (at, &first) in kept.iter().enumerate() {
        for &second in &kept[at + 1..] {
            let correlation = regression.correlation.get(first, second);
            if strongest.is_none_or(|found| correlation.abs() > found.correlation.abs()) {
                strongest = Some(Overlap {
                    first,
                    second,
                    correlation,
                });
            }
        }
    }
    strongest
}
