//! The iteration that finds the outer weights, on the correlation matrix alone.

use super::{CompositeMode, InnerScheme, PathError, PathModel, PathOptions};
use crate::stats::{Factor, Symmetric};
use ndarray::Array2;

/// Correlations at or below this are rounding.
const NOTHING: f64 = 1e-12;

/// Weights that have settled, scaled to composites of variance 1.
#[derive(Debug, Clone)]
pub(super) struct OuterWeights {
    pub(super) weights: Vec<f64>,
    pub(super) n_iterations: usize,
}

/// Finds the outer weights.
///
/// All constructs are updated at once from the weights of the round before. `start` saves rounds;
/// without it all weights begin equal.
///
/// # References
///
/// Lohmöller (1989), *Latent Variable Path Modeling with Partial Least Squares*, chapter 2;
/// Tenenhaus et al. (2005), *Computational Statistics & Data Analysis* 48, pp. 159–205.
pub(super) fn outer_weights(
    model: &PathModel,
    correlation: &Symmetric,
    options: &PathOptions,
    start: Option<&[f64]>,
    rank_tolerance: f64,
) -> Result<OuterWeights, PathError> {
    let factors = block_factors(model, correlation, rank_tolerance)?;
    let mut weights = match start {
        Some(start) => normalised_start(model, correlation, start)?,
        None => normalised_start(model, correlation, &vec![1.0; correlation.order()])?,
    };
    let mut change = f64::INFINITY;
    for round in 1..=options.max_iterations {
        let cross = cross_loadings(model, correlation, &weights);
        let composites = composite_correlations(model, &weights, &cross);
        let inner = inner_weights(model, &composites, options.scheme, rank_tolerance)?;
        let mut next = weights.clone();
        for (construct, of_construct) in model.constructs().iter().enumerate() {
            if of_construct.mode == CompositeMode::Equal || model.block(construct).len() == 1 {
                continue;
            }
            let target = neighbour_correlations(model, construct, &cross, &composites, &inner)?;
            let block = model.block(construct);
            match &factors[construct] {
                Some(factor) => {
                    let mut right = vec![0.0; correlation.order()];
                    right[block.clone()].copy_from_slice(&target);
                    next[block.clone()].copy_from_slice(&factor.solve(&right)[block.clone()]);
                }
                None => next[block.clone()].copy_from_slice(&target),
            }
            if !normalise(&mut next, block, correlation) {
                return Err(PathError::Unrelated {
                    construct: model.name(construct),
                });
            }
        }
        let pairs = next.iter().zip(&weights);
        change = pairs
            .map(|(new, old)| (new - old).abs())
            .fold(0.0, f64::max);
        weights = next;
        if change <= options.tolerance {
            return Ok(OuterWeights {
                weights,
                n_iterations: round,
            });
        }
    }
    Err(PathError::NotConverged {
        n_iterations: options.max_iterations,
        change,
    })
}

/// Correlation of every indicator with every composite, `(n_indicators, n_constructs)`.
pub(super) fn cross_loadings(
    model: &PathModel,
    correlation: &Symmetric,
    weights: &[f64],
) -> Array2<f64> {
    let shape = (correlation.order(), model.constructs().len());
    Array2::from_shape_fn(shape, |(indicator, construct)| {
        let block = model.block(construct);
        block
            .map(|at| weights[at] * correlation.get(indicator, at))
            .sum()
    })
}

/// Correlation of every composite with every other, `(n_constructs, n_constructs)`.
pub(super) fn composite_correlations(
    model: &PathModel,
    weights: &[f64],
    cross: &Array2<f64>,
) -> Symmetric {
    let n = model.constructs().len();
    let mut composites = Symmetric::zeros(n);
    for row in 0..n {
        composites.set(row, row, 1.0);
        for column in row + 1..n {
            let block = model.block(row);
            let value = block.map(|at| weights[at] * cross[[at, column]]).sum();
            composites.set(row, column, value);
        }
    }
    composites
}

/// Regression weights need a factor of each block of mode B; the others get none.
fn block_factors(
    model: &PathModel,
    correlation: &Symmetric,
    rank_tolerance: f64,
) -> Result<Vec<Option<Factor>>, PathError> {
    let factor = |construct: usize| {
        let block: Vec<usize> = model.block(construct).collect();
        if model.constructs()[construct].mode != CompositeMode::B || block.len() == 1 {
            return Ok(None);
        }
        let factor = Factor::new(correlation, &block, rank_tolerance);
        match factor.dropped().first() {
            None => Ok(Some(factor)),
            Some(&indicator) => Err(PathError::DependentIndicators {
                construct: model.name(construct),
                indicator: model.indicators()[indicator].clone(),
            }),
        }
    };
    (0..model.constructs().len()).map(factor).collect()
}

fn normalised_start(
    model: &PathModel,
    correlation: &Symmetric,
    start: &[f64],
) -> Result<Vec<f64>, PathError> {
    let mut weights = start.to_vec();
    for (construct, of_construct) in model.constructs().iter().enumerate() {
        let block = model.block(construct);
        if normalise(&mut weights, block.clone(), correlation) {
            continue;
        }
        if of_construct.mode == CompositeMode::Equal {
            return Err(PathError::ConstantSum {
                construct: model.name(construct),
            });
        }
        // Indicators that cancel out, such as x and −x: the first alone is a start as good as any.
        weights[block.clone()].fill(0.0);
        weights[block.start] = 1.0;
    }
    Ok(weights)
}

/// Scales a block of weights to a composite of variance 1; `false` where the composite does not vary.
fn normalise(weights: &mut [f64], block: std::ops::Range<usize>, correlation: &Symmetric) -> bool {
    let largest = weights[block.clone()]
        .iter()
        .fold(0.0, |largest: f64, weight| largest.max(weight.abs()));
    if largest <= 0.0 || !largest.is_finite() {
        return false;
    }
    for weight in &mut weights[block.clone()] {
        *weight /= largest;
    }
    let mut variance = 0.0;
    for row in block.clone() {
        for column in block.clone() {
            variance += weights[row] * weights[column] * correlation.get(row, column);
        }
    }
    if variance <= NOTHING {
        return false;
    }
    let root = variance.sqrt();
    for weight in &mut weights[block] {
        *weight /= root;
    }
    true
}

/// Weights of the neighbours of each construct, `(n_constructs, n_constructs)`, 0 where there is no
/// path.
fn inner_weights(
    model: &PathModel,
    composites: &Symmetric,
    scheme: InnerScheme,
    rank_tolerance: f64,
) -> Result<Array2<f64>, PathError> {
    let n = model.constructs().len();
    let mut inner = Array2::zeros((n, n));
    for construct in 0..n {
        let causes = model.causes(construct);
        let effects = model.effects(construct);
        let neighbours = causes.iter().chain(&effects);
        let largest = neighbours
            .clone()
            .map(|&other| composites.get(construct, other).abs())
            .fold(0.0, f64::max);
        if largest <= NOTHING {
            return Err(PathError::Unrelated {
                construct: model.name(construct),
            });
        }
        for &other in neighbours {
            let value = composites.get(construct, other);
            inner[[construct, other]] = match scheme {
                InnerScheme::Path | InnerScheme::Factorial => value,
                InnerScheme::Centroid if value.abs() <= NOTHING => 0.0,
                InnerScheme::Centroid => value.signum(),
            };
        }
        if scheme == InnerScheme::Path && causes.len() > 1 {
            let right: Vec<f64> = (0..n).map(|at| composites.get(construct, at)).collect();
            let solved = Factor::new(composites, &causes, rank_tolerance).solve(&right);
            for cause in causes {
                inner[[construct, cause]] = solved[cause];
            }
        }
    }
    Ok(inner)
}

/// Correlation of a construct's indicators with the weighted sum of its neighbours.
fn neighbour_correlations(
    model: &PathModel,
    construct: usize,
    cross: &Array2<f64>,
    composites: &Symmetric,
    inner: &Array2<f64>,
) -> Result<Vec<f64>, PathError> {
    let of_construct = inner.row(construct);
    let variance: f64 = of_construct
        .iter()
        .zip(composites.times(&of_construct.to_vec()))
        .map(|(weight, product)| weight * product)
        .sum();
    let root = variance.max(f64::MIN_POSITIVE).sqrt();
    let target: Vec<f64> = model
        .block(construct)
        .map(|at| cross.row(at).dot(&of_construct) / root)
        .collect();
    if variance <= NOTHING * NOTHING || target.iter().all(|value| value.abs() <= NOTHING) {
        return Err(PathError::Unrelated {
            construct: model.name(construct),
        });
    }
    Ok(target)
}
