use super::effects::{Effects, Precision, UnitStep, effects};
use super::frame::Frame;
use super::likelihood::{Likelihood, Link};
use crate::drivers::options::Purpose;
use crate::drivers::reweight::replicate_masses;
use crate::stats::{AscentEnd, approach, maximize, resample};
use ndarray::{Array1, Array2};

/// Joint replicates of a categorical model: contributions, ranks and differences come from the same
/// draws.
///
/// Every unit gets an exponential weight, a unit being a cluster or an observation outside clusters
/// (Rubin 1981, *Annals of Statistics* 9, p. 130), and the whole model is fitted again.
///
/// What few units have is reshuffled only, never doubted: a column of three observations gets an
/// interval about a quarter as wide as that of its standard error. Below some 30 observations trust
/// the standard error.
#[derive(Debug, Clone, PartialEq)]
pub struct Replicates {
    /// Slopes per unit of the data, `(n_replicates, n_equations · p)`, equation after equation; 0 for
    /// a column that was left out. Proportional odds has one equation, a multinomial model one for
    /// every category but the first.
    pub coefficients: Array2<f64>,
    /// Thresholds, or constants of a multinomial model, `(n_replicates, n_classes − 1)`.
    pub constants: Array2<f64>,
    /// Mean predicted points, `(n_replicates,)`.
    pub mean_points: Array1<f64>,
    /// Contributions of the driver groups, `(n_replicates, n_drivers)`.
    pub contributions: Array2<f64>,
    /// Effects per unit, `(n_replicates, p)`; 0 for a column that was left out.
    pub unit_effects: Array2<f64>,
    /// Replicates in which the maximum of the likelihood was not reached; they hold the last point.
    /// Exponential weights never separate categories that the data do not, so anything but 0 says
    /// that the fit itself hangs by a thread.
    pub n_not_converged: usize,
}

/// Bound on g'I⁻¹g in a replicate: one step further the error is some 1e-8 standard errors.
const QUICK: f64 = 1e-8;

/// Draws the replicates of a fit, each starting from it.
pub(super) fn replicates(
    frame: &Frame<'_>,
    link: Link,
    steps: &[UnitStep],
    start: &[f64],
    n_replicates: usize,
    seed: u64,
) -> Replicates {
    let seed = Purpose::Replicates.seed(seed);
    let draws = resample(n_replicates, seed, |_, generator| {
        let masses = replicate_masses(frame.design, generator);
        let cells = frame.cells(&masses);
        let likelihood = Likelihood {
            link,
            cells: &cells,
        };
        // A few steps from the fit as a rule; what needs more, or does not arrive, climbs with care.
        let (parameters, converged) = if let Some(found) = approach(&likelihood, start, QUICK) {
            (found, true)
        } else {
            let ascent = maximize(&likelihood, start.to_vec(), QUICK);
            let converged = ascent
                .as_ref()
                .is_some_and(|ascent| ascent.end == AscentEnd::Converged);
            let parameters = ascent.map_or_else(|| start.to_vec(), |ascent| ascent.parameters);
            (parameters, converged)
        };
        let effects = effects(
            frame,
            &cells,
            steps,
            link,
            &parameters,
            Precision::Tabulated,
        );
        (parameters, effects, converged)
    });

    let p = frame.design.columns().len();
    let q = frame.kept.len();
    let n_equations = link.n_equations(frame.n_classes());
    let mut coefficients = Array2::zeros((n_replicates, n_equations * p));
    let mut unit_effects = Array2::zeros((n_replicates, p));
    let mut constants = Array2::zeros((n_replicates, frame.n_classes() - 1));
    let combinations: Vec<Vec<(u32, f64)>> = (0..frame.n_classes() - 1)
        .map(|at| super::covariance::constant_combination(frame, link, at))
        .collect();
    for (i, (parameters, effects, _)) in draws.iter().enumerate() {
        for (place, &column) in frame.kept.iter().enumerate() {
            unit_effects[[i, column]] = effects.units[place];
            for equation in 0..n_equations {
                let slope = parameters[link.slope(q, equation, place)];
                coefficients[[i, equation * p + column]] = slope / frame.design.scale(column);
            }
        }
        for (at, combination) in combinations.iter().enumerate() {
            constants[[i, at]] = combination
                .iter()
                .map(|&(parameter, factor)| parameters[parameter as usize] * factor)
                .sum();
        }
    }
    let table = |width, of: fn(&Effects, usize) -> f64| {
        Array2::from_shape_fn((n_replicates, width), |(i, j)| of(&draws[i].1, j))
    };
    Replicates {
        coefficients,
        constants,
        mean_points: draws.iter().map(|draw| draw.1.mean).collect(),
        contributions: table(frame.drivers.len(), |draw, j| draw.contributions[j]),
        unit_effects,
        n_not_converged: draws.iter().filter(|draw| !draw.2).count(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{names, single_groups};
    use crate::drivers::ordinal::Options;
    use crate::drivers::ordinal::frame::climb;
    use crate::drivers::{Design, Row, Rows};
    use crate::stats::draw::normal;
    use crate::stats::generator;

    #[test]
    fn the_quick_way_of_a_replicate_is_the_careful_one() {
        let mut source = generator(9, 0);
        let mut rows = Rows::new(2);
        for _ in 0..1200 {
            let x = [(0, normal(&mut source)), (1, normal(&mut source))];
            let mood = 0.8f64.mul_add(x[0].1, normal(&mut source)) + 1.5;
            rows.push(Row::new(&x, mood.round().clamp(0.0, 3.0)));
        }
        let design = Design::new(rows, names(2), single_groups(2)).unwrap();
        let options = Options::new(vec![-100.0, -20.0, 20.0, 100.0]);
        let frame = Frame::new(&design, &options).unwrap();
        let link = Link::Cumulative;
        let steps = frame.steps();
        let start = climb(link, &frame.sample_cells(), |place| frame.name(place)).unwrap();
        for replicate in 0..20 {
            let masses = replicate_masses(&design, &mut generator(3, replicate));
            let cells = frame.cells(&masses);
            let likelihood = Likelihood {
                link,
                cells: &cells,
            };
            let quick = approach(&likelihood, &start.parameters, QUICK).unwrap();
            let careful = maximize(&likelihood, start.parameters.clone(), 1e-18).unwrap();
            for (a, b) in quick.iter().zip(&careful.parameters) {
                assert!((a - b).abs() < 1e-7, "{a} is not {b}");
            }
            let of = |at: &[f64], precision| effects(&frame, &cells, &steps, link, at, precision);
            let fast = of(&quick, Precision::Tabulated);
            let slow = of(&careful.parameters, Precision::Exact);
            let pairs = fast.contributions.iter().zip(&slow.contributions);
            for (a, b) in pairs.chain(fast.units.iter().zip(&slow.units)) {
                assert!((a - b).abs() < 1e-5, "{a} is not {b}");
            }
        }
    }
}
