use super::{CompositeMode, PathModel};
use crate::stats::{Factor, RANK_TOLERANCE, Symmetric};
use ndarray::Array2;

/// Path coefficients as they would be without measurement error, if the indicators of every
/// construct of mode A reflect one common factor.
///
/// # References
///
/// Dijkstra & Henseler (2015), *MIS Quarterly* 39, pp. 297–316.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsistentPaths {
    /// Path coefficients, `(n_constructs, n_constructs)`, row = effect, column = cause; 0 without path.
    pub coefficients: Array2<f64>,
    /// R² of each construct; `None` for one without causes.
    pub r2: Vec<Option<f64>>,
    /// Loadings on the common factor, `(n_indicators,)`; those of composites stay as they are.
    pub loadings: Vec<f64>,
    /// Reliability used for each construct: `rho_a` in mode A, otherwise 1.
    pub reliabilities: Vec<f64>,
    /// Correlations of the constructs after the correction, `(n_constructs, n_constructs)`.
    pub correlations: Array2<f64>,
}

/// Why the correction for measurement error gives no admissible model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Inadmissible {
    /// No construct of mode A has two indicators or more: there is nothing to correct.
    NothingToCorrect,
    /// A reliability is not defined or not in (0, 1].
    Reliability {
        /// Index of the construct.
        construct: usize,
        /// The reliability; `None`: not defined.
        value: Option<f64>,
    },
    /// The corrected correlations cannot be those of any variables: two constructs are not told
    /// apart.
    Correlations,
}

pub(super) fn consistent_paths(
    model: &PathModel,
    composites: &Symmetric,
    rho_a: &[Option<f64>],
    weights: &[f64],
    loadings: &[f64],
) -> Result<ConsistentPaths, Inadmissible> {
    let n = model.constructs().len();
    let corrected = |construct: usize| {
        model.block(construct).len() > 1 && model.constructs()[construct].mode == CompositeMode::A
    };
    if !(0..n).any(corrected) {
        return Err(Inadmissible::NothingToCorrect);
    }
    let mut reliabilities = vec![1.0; n];
    let mut on_factor = loadings.to_vec();
    for construct in (0..n).filter(|&construct| corrected(construct)) {
        let value = rho_a[construct];
        let Some(rho) = value.filter(|&rho| rho > 0.0 && rho <= 1.0) else {
            return Err(Inadmissible::Reliability { construct, value });
        };
        reliabilities[construct] = rho;
        let block = model.block(construct);
        let squares: f64 = weights[block.clone()]
            .iter()
            .map(|weight| weight * weight)
            .sum();
        for at in block {
            on_factor[at] = weights[at] * rho.sqrt() / squares;
        }
    }
    let mut correlations = Symmetric::zeros(n);
    for row in 0..n {
        correlations.set(row, row, 1.0);
        for column in row + 1..n {
            let root = (reliabilities[row] * reliabilities[column]).sqrt();
            correlations.set(row, column, composites.get(row, column) / root);
        }
    }
    let all: Vec<usize> = (0..n).collect();
    if !Factor::new(&correlations, &all, RANK_TOLERANCE)
        .dropped()
        .is_empty()
    {
        return Err(Inadmissible::Correlations);
    }
    let mut coefficients = Array2::zeros((n, n));
    let mut r2 = vec![None; n];
    for construct in 0..n {
        let causes = model.causes(construct);
        if causes.is_empty() {
            continue;
        }
        let right: Vec<f64> = (0..n).map(|at| correlations.get(construct, at)).collect();
        let solved = Factor::new(&correlations, &causes, RANK_TOLERANCE).solve(&right);
        r2[construct] = Some(causes.iter().map(|&at| solved[at] * right[at]).sum());
        for cause in causes {
            coefficients[[construct, cause]] = solved[cause];
        }
    }
    Ok(ConsistentPaths {
        coefficients,
        r2,
        loadings: on_factor,
        reliabilities,
        correlations: correlations.to_full(),
    })
}
