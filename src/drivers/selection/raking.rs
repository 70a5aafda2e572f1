use super::patterns::Patterns;
use super::weights::effective;
use crate::drivers::Error;
use crate::units::as_f64;

/// One way of dividing the population, with the shares that are known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Margin {
    /// Name, for errors.
    pub name: String,
    /// Category of each row, an index into the targets; `(n_rows,)`.
    pub codes: Vec<usize>,
    /// Share of the population in each category, above 0; together 1.
    pub targets: Vec<f64>,
}

/// How weights are raked.
#[derive(Debug, Clone, PartialEq)]
pub struct RakingOptions {
    /// How far an achieved share may be from its target.
    pub tolerance: f64,
    /// Number of rounds over all margins after which to give up.
    pub max_iterations: usize,
    /// How small and large a weight may get; `None` for no bounds.
    pub bounds: Option<WeightBounds>,
}

impl Default for RakingOptions {
    /// Shares to 1e-10, at most 1,000 rounds, no bounds.
    fn default() -> Self {
        Self {
            tolerance: 1e-10,
            max_iterations: 1000,
            bounds: None,
        }
    }
}

/// How small and large a weight may get, in units of the mean weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightBounds {
    /// Smallest weight, 0 or more and below 1.
    pub low: f64,
    /// Largest weight, above 1.
    pub high: f64,
}

/// Weights that meet all margins.
#[derive(Debug, Clone, PartialEq)]
pub struct Raking {
    /// One weight per row, mean 1.
    pub weights: Vec<f64>,
    /// Effective number of rows, (Σw)²/Σw².
    pub n_effective: f64,
    /// Rows per effective row, nΣw²/(Σw)²: what the weights cost (Kish 1965, §11.7). An upper bound
    /// of the loss for outcomes that the margins explain.
    pub design_effect: f64,
    /// The margins as met.
    pub margins: Vec<RakedMargin>,
    /// Number of rows at the lower or the upper bound.
    pub n_at_bounds: usize,
    /// Rounds over all margins.
    pub n_iterations: usize,
    /// Largest distance of an achieved share from its target.
    pub largest_difference: f64,
}

/// One margin before and after raking.
#[derive(Debug, Clone, PartialEq)]
pub struct RakedMargin {
    /// Name.
    pub name: String,
    /// Shares under the base weights.
    pub before: Vec<f64>,
    /// Shares under the new weights.
    pub achieved: Vec<f64>,
    /// Shares asked for, divided by their sum.
    pub targets: Vec<f64>,
    /// What the targets summed to; when this is not exactly 1 they were divided by it.
    pub target_sum: f64,
}

/// How far targets may sum from 1 and still be taken for shares that were rounded.
const ROUNDING: f64 = 1e-6;

/// Finds the weights nearest to base weights that meet all margins, by raking.
///
/// Each round multiplies the weights of every category of every margin by the factor that meets its
/// target. Without bounds this is iterative proportional fitting. With bounds the factor is the one
/// that meets the target after weights beyond a bound are set to it, which is exact (no trimming
/// after the fact that breaks the margins again): the result is the truncated exponential calibration
/// of Deville & Särndal, with bounds on the weight in units of the mean.
///
/// # Shapes
///
/// `base` and the codes of every margin are `(n_rows,)`.
///
/// # Errors
///
/// - [`Error::NoRows`], [`Error::NoColumns`] without margins, [`Error::Shape`], [`Error::Weight`];
/// - [`Error::Target`] for a share that is not above 0 (a weight of 0 is a row to leave out),
///   [`Error::TargetSum`] when shares do not sum to 1 within 1e-6;
/// - [`Error::UnknownCategory`] for a code without target, [`Error::EmptyCategory`] for a target
///   without rows;
/// - [`Error::Bounds`] when the bounds exclude a target, [`Error::Setting`] for bounds or a tolerance
///   that cannot be;
/// - [`Error::NotConverged`], for example when margins contradict each other.
///
/// # Examples
///
/// ```
/// use signaal::drivers::{Margin, RakingOptions, rake};
///
/// let age = Margin {
///     name: "age".to_owned(),
///     codes: vec![0, 0, 0, 1],
///     targets: vec![0.5, 0.5],
/// };
/// let raking = rake(&[1.0; 4], &[age], &RakingOptions::default())?;
/// assert!((raking.weights[3] - 2.0).abs() < 1e-12);
/// assert!((raking.n_effective - 3.0).abs() < 1e-12);
/// # Ok::<(), signaal::drivers::Error>(())
/// ```
///
/// # References
///
/// Deming & Stephan (1940), *Annals of Mathematical Statistics* 11, p. 427; Deville & Särndal (1992),
/// *Journal of the American Statistical Association* 87, p. 376, cases 2 and 7 for raking as
/// calibration and its bounds; Deville, Särndal & Sautory (1993), the same journal 88, p. 1013.
pub fn rake(base: &[f64], margins: &[Margin], options: &RakingOptions) -> Result<Raking, Error> {
    check(base, margins, options)?;
    let mut raked = Vec::with_capacity(margins.len());
    let total: f64 = base.iter().sum();
    for margin in margins {
        let target_sum: f64 = margin.targets.iter().sum();
        let mut before = vec![0.0; margin.targets.len()];
        for (&code, weight) in margin.codes.iter().zip(base) {
            before[code] += weight / total;
        }
        raked.push(RakedMargin {
            name: margin.name.clone(),
            achieved: before.clone(),
            before,
            targets: margin.targets.iter().map(|t| t / target_sum).collect(),
            target_sum,
        });
    }
    let mut patterns = Patterns::new(base, margins, options.bounds);
    check_reachable(&patterns, &raked, options.bounds)?;

    let n = as_f64(base.len());
    let (mut n_iterations, mut largest_difference) = (0, f64::INFINITY);
    while largest_difference > options.tolerance {
        if n_iterations == options.max_iterations {
            return Err(Error::NotConverged {
                what: "raking",
                distance: largest_difference,
                n_iterations,
            });
        }
        n_iterations += 1;
        for (at, margin) in raked.iter().enumerate() {
            patterns.meet(at, margin.targets.iter().map(|share| share * n));
        }
        largest_difference = 0.0;
        for (at, margin) in raked.iter_mut().enumerate() {
            margin.achieved = patterns.shares(at, margin.targets.len());
            for (got, target) in margin.achieved.iter().zip(&margin.targets) {
                let difference = (got - target).abs();
                // Factors beyond the range of numbers give NaN, which counts as far away.
                let far = if difference.is_nan() {
                    f64::INFINITY
                } else {
                    difference
                };
                largest_difference = far.max(largest_difference);
            }
        }
    }
    let weights = patterns.weights();
    let n_effective = effective(weights.iter().copied());
    Ok(Raking {
        n_at_bounds: options.bounds.map_or(0, |bounds| {
            weights
                .iter()
                .filter(|&&weight| weight <= bounds.low || weight >= bounds.high)
                .count()
        }),
        weights,
        n_effective,
        design_effect: n / n_effective,
        margins: raked,
        n_iterations,
        largest_difference,
    })
}

fn check(base: &[f64], margins: &[Margin], options: &RakingOptions) -> Result<(), Error> {
    let refuse = |setting, value| Err(Error::Setting { setting, value });
    if !(options.tolerance.is_finite() && options.tolerance > 0.0) {
        return refuse("tolerance", options.tolerance);
    }
    if let Some(WeightBounds { low, high }) = options.bounds {
        if !(0.0..1.0).contains(&low) {
            return refuse("the lower bound", low);
        }
        if !(high.is_finite() && high > 1.0) {
            return refuse("the upper bound", high);
        }
    }
    if base.is_empty() {
        return Err(Error::NoRows);
    }
    if margins.is_empty() {
        return Err(Error::NoColumns);
    }
    for (row, &value) in base.iter().enumerate() {
        if !(value.is_finite() && value > 0.0) {
            return Err(Error::Weight { row, value });
        }
    }
    margins
        .iter()
        .try_for_each(|margin| check_margin(margin, base.len()))
}

fn check_margin(margin: &Margin, n_rows: usize) -> Result<(), Error> {
    let name = || margin.name.clone();
    if margin.codes.len() != n_rows {
        return Err(Error::Shape {
            what: "the codes of a margin",
            got: margin.codes.len(),
            expected: n_rows,
        });
    }
    for (category, &value) in margin.targets.iter().enumerate() {
        if !(value.is_finite() && value > 0.0) {
            return Err(Error::Target {
                margin: name(),
                category,
                value,
            });
        }
    }
    let sum: f64 = margin.targets.iter().sum();
    if (sum - 1.0).abs() > ROUNDING {
        return Err(Error::TargetSum {
            margin: name(),
            sum,
        });
    }
    let n_targets = margin.targets.len();
    let mut is_held = vec![false; n_targets];
    for (row, &category) in margin.codes.iter().enumerate() {
        let Some(held) = is_held.get_mut(category) else {
            return Err(Error::UnknownCategory {
                margin: name(),
                row,
                category,
                n_targets,
            });
        };
        *held = true;
    }
    match is_held.iter().position(|&held| !held) {
        Some(category) => Err(Error::EmptyCategory {
            margin: name(),
            category,
            target: margin.targets[category],
        }),
        None => Ok(()),
    }
}

/// Refuses bounds that exclude the target of a single category; together they may still exclude it.
fn check_reachable(
    patterns: &Patterns,
    margins: &[RakedMargin],
    bounds: Option<WeightBounds>,
) -> Result<(), Error> {
    let Some(bounds) = bounds else {
        return Ok(());
    };
    for (at, margin) in margins.iter().enumerate() {
        let parts = patterns.parts(at, margin.targets.len());
        for (category, (&target, part)) in margin.targets.iter().zip(parts).enumerate() {
            let (low, high) = (bounds.low * part, bounds.high * part);
            if target < low || target > high {
                return Err(Error::Bounds {
                    margin: margin.name.clone(),
                    category,
                    target,
                    low,
                    high,
                });
            }
        }
    }
    Ok(())
}
