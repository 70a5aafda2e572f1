use super::consistent::consistent_paths;
use super::data::{IndicatorMoments, adjusted};
use super::outer::{composite_correlations, cross_loadings, outer_weights};
use super::quality::{heterotrait_ratios, indicator_inflation, reliability};
use super::{ConsistentPaths, Inadmissible, PathError, PathModel, PathOptions, Reliability};
use crate::stats::{Factor, Symmetric};
use ndarray::Array2;

/// An unexplained part of the variance at or below this makes f² meaningless.
const ALL_EXPLAINED: f64 = 1e-12;

/// Everything a path model says about one set of weighted rows: the data themselves or a replicate.
///
/// Indicators and composites are standardised; the standard deviation divides by the sum of weights,
/// so that a row given twice equals a row of twice the weight.
///
/// The sign of a composite is that which makes the sum of its loadings positive; where that sum is
/// zero, the first loading that is not. In a replicate it is the sign nearer to the loadings of the
/// data.
#[derive(Debug, Clone, PartialEq)]
pub struct PathEstimates {
    /// Weighted means of the indicators, `(n_indicators,)`.
    pub means: Vec<f64>,
    /// Standard deviations of the indicators, `(n_indicators,)`.
    pub deviations: Vec<f64>,
    /// Outer weights for standardised indicators, `(n_indicators,)`; they give a composite of
    /// variance 1.
    pub weights: Vec<f64>,
    /// Correlation of each indicator with each composite, `(n_indicators, n_constructs)`.
    pub cross_loadings: Array2<f64>,
    /// Correlation of each indicator with its own composite, `(n_indicators,)`. The square is the
    /// communality.
    pub loadings: Vec<f64>,
    /// Correlations of the composites, `(n_constructs, n_constructs)`.
    pub correlations: Array2<f64>,
    /// Path coefficients, `(n_constructs, n_constructs)`, row = effect, column = cause; 0 without path.
    pub coefficients: Array2<f64>,
    /// Effects through other constructs, shape as the coefficients.
    pub indirect: Array2<f64>,
    /// Coefficients plus indirect effects: (I − B)⁻¹ − I.
    pub total: Array2<f64>,
    /// R² of each construct; `None` for one without causes.
    pub r2: Vec<Option<f64>>,
    /// R² corrected for the number of causes.
    pub r2_adjusted: Vec<Option<f64>>,
    /// Cohen's f² of each path, in the order of [`PathModel::paths`]: the gain in R² over what stays
    /// unexplained. `None` when nothing does.
    pub f2: Vec<Option<f64>>,
    /// Variance inflation of the cause of each path among all causes of the same effect.
    pub path_inflation: Vec<f64>,
    /// Variance inflation of each indicator within its construct; `None` for a single indicator and
    /// for one determined by the others.
    pub indicator_inflation: Vec<Option<f64>>,
    /// Agreement among indicators; `None` for a single indicator, for mode B, which does not ask
    /// for agreement, and for indicators that cancel each other out.
    pub reliability: Vec<Option<Reliability>>,
    /// Heterotrait–monotrait ratio, `(n_constructs, n_constructs)`, `None` on the diagonal and where
    /// a construct has no reliability or indicators that do not correlate positively on average.
    /// Constructs that are related negatively have a negative ratio: the size counts.
    pub heterotrait: Array2<Option<f64>>,
    /// Paths corrected for measurement error, or why there are none.
    pub consistent: Result<ConsistentPaths, Inadmissible>,
    /// Rounds until the weights had settled.
    pub n_iterations: usize,
}

/// Where an estimation starts and which signs it takes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reference<'a> {
    /// From equal weights; signs by the sum of loadings.
    None,
    /// From the weights of the data; signs by their loadings.
    Data(&'a PathEstimates),
}

impl PathEstimates {
    pub(super) fn new(
        model: &PathModel,
        moments: &IndicatorMoments,
        n_rows: usize,
        options: &PathOptions,
        reference: Reference<'_>,
        rank_tolerance: f64,
    ) -> Result<Self, PathError> {
        let correlation = &moments.correlation;
        let start = match reference {
            Reference::None => None,
            Reference::Data(estimates) => Some(estimates.weights.as_slice()),
        };
        let settled = outer_weights(model, correlation, options, start, rank_tolerance)?;
        let weights = signed(model, correlation, settled.weights, reference);
        let cross_loadings = cross_loadings(model, correlation, &weights);
        let composites = composite_correlations(model, &weights, &cross_loadings);
        let owners = model.owners();
        let loadings: Vec<f64> = owners
            .iter()
            .enumerate()
            .map(|(at, &construct)| cross_loadings[[at, construct]])
            .collect();
        let inner = inner_model(model, &composites, rank_tolerance)?;
        let (indirect, total) = effects(model, &inner.coefficients);
        let reliability: Vec<Option<Reliability>> = (0..model.constructs().len())
            .map(|construct| reliability(model, construct, correlation, &weights, &loadings))
            .collect();
        let rho_a: Vec<Option<f64>> = reliability
            .iter()
            .map(|reliability| reliability.and_then(|reliability| reliability.rho_a))
            .collect();
        let r2_adjusted = inner.r2.iter().enumerate().map(|(construct, r2)| {
            let n_causes = model.causes(construct).len();
            r2.map(|r2| adjusted(r2, n_rows, n_causes))
        });
        Ok(Self {
            means: moments.means.clone(),
            deviations: moments.deviations.clone(),
            consistent: consistent_paths(model, &composites, &rho_a, &weights, &loadings),
            weights,
            cross_loadings,
            loadings,
            correlations: composites.to_full(),
            coefficients: inner.coefficients,
            indirect,
            total,
            r2_adjusted: r2_adjusted.collect(),
            r2: inner.r2,
            f2: inner.f2,
            path_inflation: inner.inflation,
            indicator_inflation: indicator_inflation(model, correlation),
            reliability,
            heterotrait: heterotrait_ratios(model, correlation),
            n_iterations: settled.n_iterations,
        })
    }

    /// Weights for indicators on their own scale that sum to 1 within each construct,
    /// `(n_indicators,)`: the composite is then a weighted mean of the answers. `None` for the
    /// indicators of a construct whose weights cancel out.
    pub fn unstandardised_weights(&self, model: &PathModel) -> Vec<Option<f64>> {
        let raw: Vec<f64> = self
            .weights
            .iter()
            .zip(&self.deviations)
            .map(|(weight, deviation)| weight / deviation)
            .collect();
        let mut shares = Vec::with_capacity(raw.len());
        for construct in 0..model.constructs().len() {
            let block = &raw[model.block(construct)];
            shares.extend(normalised_to_one(block));
        }
        shares
    }
}

/// Parts of the sum; `None` when the sum is lost in rounding beside its terms.
pub(super) fn normalised_to_one(values: &[f64]) -> Vec<Option<f64>> {
    let sum: f64 = values.iter().sum();
    let size: f64 = values.iter().map(|value| value.abs()).sum();
    values
        .iter()
        .map(|value| (sum.abs() > 1e-12 * size).then(|| value / sum))
        .collect()
}

/// Gives each composite its sign.
fn signed(
    model: &PathModel,
    correlation: &Symmetric,
    mut weights: Vec<f64>,
    reference: Reference<'_>,
) -> Vec<f64> {
    let cross = cross_loadings(model, correlation, &weights);
    for construct in 0..model.constructs().len() {
        let block = model.block(construct);
        let own = |at: usize| cross[[at, construct]];
        let direction: f64 = match reference {
            Reference::None => block.clone().map(own).sum(),
            Reference::Data(data) => block.clone().map(|at| own(at) * data.loadings[at]).sum(),
        };
        let size: f64 = block.clone().map(|at| own(at).abs()).sum();
        let direction = if direction.abs() <= 1e-9 * size {
            block.clone().map(own).find(|loading| loading.abs() > 1e-9)
        } else {
            Some(direction)
        };
        if direction.is_some_and(|direction| direction < 0.0) {
            for weight in &mut weights[block] {
                *weight = -*weight;
            }
        }
    }
    weights
}

struct InnerModel {
    coefficients: Array2<f64>,
    r2: Vec<Option<f64>>,
    f2: Vec<Option<f64>>,
    inflation: Vec<f64>,
}

/// Regresses each composite on its causes.
fn inner_model(
    model: &PathModel,
    composites: &Symmetric,
    rank_tolerance: f64,
) -> Result<InnerModel, PathError> {
    let n = model.constructs().len();
    let mut inner = InnerModel {
        coefficients: Array2::zeros((n, n)),
        r2: vec![None; n],
        f2: vec![None; model.paths().len()],
        inflation: vec![1.0; model.paths().len()],
    };
    for effect in 0..n {
        let causes = model.causes(effect);
        if causes.is_empty() {
            continue;
        }
        let right: Vec<f64> = (0..n).map(|at| composites.get(effect, at)).collect();
        let factor = Factor::new(composites, &causes, rank_tolerance);
        if let Some(&cause) = factor.dropped().first() {
            return Err(PathError::DependentConstructs {
                effect: model.name(effect),
                cause: model.name(cause),
            });
        }
        let solved = factor.solve(&right);
        let inverse = factor.inverse();
        let explained: f64 = causes.iter().map(|&at| solved[at] * right[at]).sum();
        // Rounding may carry a perfect fit over 1.
        let explained = explained.clamp(0.0, 1.0);
        inner.r2[effect] = Some(explained);
        for (at, path) in model.paths().iter().enumerate() {
            if path.to == effect {
                let coefficient = solved[path.from];
                let inflation = inverse.get(path.from, path.from);
                inner.coefficients[[effect, path.from]] = coefficient;
                inner.inflation[at] = inflation;
                // The loss of R² without one predictor is b² / its diagonal of the inverse.
                let gain = coefficient * coefficient / inflation;
                let unexplained = 1.0 - explained;
                inner.f2[at] = (unexplained > ALL_EXPLAINED).then(|| gain / unexplained);
            }
        }
    }
    Ok(inner)
}

/// Indirect and total effects by substitution, causes first.
fn effects(model: &PathModel, coefficients: &Array2<f64>) -> (Array2<f64>, Array2<f64>) {
    let mut indirect = Array2::zeros(coefficients.dim());
    let mut total: Array2<f64> = Array2::zeros(coefficients.dim());
    for &effect in model.order() {
        for cause in 0..model.constructs().len() {
            let through: f64 = model
                .causes(effect)
                .into_iter()
                .map(|between| coefficients[[effect, between]] * total[[between, cause]])
                .sum();
            indirect[[effect, cause]] = through;
            total[[effect, cause]] = coefficients[[effect, cause]] + through;
        }
    }
    (indirect, total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::paths::data::Ratings;
    use crate::drivers::paths::fixtures::{ratings, satisfaction_model, without_replicates};
    use crate::drivers::paths::{CompositeMode, PathData};
    use crate::stats::RANK_TOLERANCE;

    #[test]
    fn turned_composites_are_turned_back_by_their_loadings_or_those_of_the_data() {
        // Settling rarely turns a composite that started in the right direction, so the rule is
        // tried on weights that were turned by hand.
        let mut table = ratings(60);
        table.column_mut(0).mapv_inplace(|value| 11.0 - value);
        let model = satisfaction_model([CompositeMode::A; 5]);
        let ratings = Ratings::new(&model, &PathData::new(&table)).unwrap();
        let moments = ratings.sample_moments(&model).unwrap();
        let options = without_replicates();
        let data = PathEstimates::new(
            &model,
            &moments,
            60,
            &options,
            Reference::None,
            RANK_TOLERANCE,
        );
        let data = data.unwrap();
        let turn = |weights: &[f64], block: std::ops::Range<usize>| {
            let mut turned = weights.to_vec();
            for weight in &mut turned[block] {
                *weight = -*weight;
            }
            turned
        };
        for construct in 0..5 {
            let turned = turn(&data.weights, model.block(construct));
            let back = signed(
                &model,
                &moments.correlation,
                turned.clone(),
                Reference::None,
            );
            assert_eq!(back, data.weights);
            let back = signed(&model, &moments.correlation, turned, Reference::Data(&data));
            assert_eq!(back, data.weights);
        }
        // Data that point against the sum of loadings win over it.
        let mut opposite = data.clone();
        opposite.loadings = turn(&data.loadings, model.block(0));
        let kept = signed(
            &model,
            &moments.correlation,
            data.weights.clone(),
            Reference::Data(&opposite),
        );
        assert_eq!(kept, turn(&data.weights, model.block(0)));
    }
}
