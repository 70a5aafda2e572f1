use super::{Factor, Symmetric};

/// A concave function that Newton's method climbs, for example a log-likelihood.
pub trait Concave {
    /// Value, gradient and curvature at a point; `None` outside the domain.
    fn derivatives(&self, at: &[f64]) -> Option<Derivatives>;

    /// Whether the function rises, or stays level, however far one goes in this direction.
    ///
    /// Asked only where Newton's steps do not get shorter. Levels everywhere do not count: a function
    /// without a maximum has a direction in which it rises for ever.
    fn rises_without_end(&self, direction: &[f64]) -> bool;
}

/// Value, gradient and curvature of a function at a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Derivatives {
    /// The value.
    pub value: f64,
    /// First derivatives, one per parameter.
    pub gradient: Vec<f64>,
    /// Second derivatives times −1, `(n_parameters, n_parameters)`: the observed information of a
    /// log-likelihood.
    pub information: Symmetric,
}

/// Where a climb ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Ascent {
    /// The last point.
    pub parameters: Vec<f64>,
    /// Value, gradient and curvature there.
    pub derivatives: Derivatives,
    /// Number of steps taken.
    pub n_steps: usize,
    /// Why it ended.
    pub end: AscentEnd,
}

/// Why a climb ended.
#[derive(Debug, Clone, PartialEq)]
pub enum AscentEnd {
    /// At the maximum.
    Converged,
    /// There is no maximum: the function rises for ever in this direction.
    Unbounded {
        /// The direction; its largest entry is 1 in size.
        direction: Vec<f64>,
    },
    /// No maximum was found, and no proof that there is none.
    Stalled,
}

/// Most steps of one climb; without a maximum one needs about 40, else fewer than 15.
const MAX_STEPS: usize = 100;

/// Shortest part of a step that is tried.
const SHORTEST: f64 = 1e-12;

/// A pivot below this part of its diagonal entry has no curvature of its own left.
const FLAT: f64 = 1e-15;

/// Within one standard error of a maximum a step leaves far less than this part of the squared
/// distance; without a maximum an exponential tail leaves 1/e = 0.37 of it at every step.
const SLOW_RATE: f64 = 0.15;

/// That many slow steps in a row are no accident and the proof is tried.
const SLOW_STEPS: usize = 3;

/// Climbs from `start` to the maximum by Newton's method with step halving.
///
/// `tolerance` bounds g'I⁻¹g, the squared distance to the maximum in standard errors; one more full
/// step is taken below it, which squares the error that is left. `None` when `start` is outside the
/// domain.
///
/// A function without a maximum, as the likelihood of separated classes, shows by steps that do not
/// get shorter while the value hardly rises. The step, then the point itself, are offered to
/// [`Concave::rises_without_end`], whose answer is a proof; a coefficient is never called infinite
/// because it is large.
///
/// # Panics
///
/// When the function returns derivatives of another length than `start`.
///
/// # References
///
/// Boyd & Vandenberghe (2004), *Convex Optimization*, §9.5; Rockafellar (1970), *Convex Analysis*,
/// §8, for directions of recession; Albert & Anderson (1984), *Biometrika* 71, p. 1, for separation.
pub fn maximize(function: &impl Concave, start: Vec<f64>, tolerance: f64) -> Option<Ascent> {
    let sequence: Vec<usize> = (0..start.len()).collect();
    let mut at = start;
    let mut here = function.derivatives(&at)?;
    let mut before = f64::INFINITY;
    let mut n_slow = 0;
    for n_steps in 0..MAX_STEPS {
        let factor = Factor::new(&here.information, &sequence, FLAT);
        let step = factor.solve(&here.gradient);
        let distance = dot(&step, &here.gradient);
        let is_slow = distance < 1.0 && distance > SLOW_RATE * before;
        n_slow = if is_slow { n_slow + 1 } else { 0 };
        if n_slow >= SLOW_STEPS || !factor.dropped().is_empty() {
            let directions = [with_largest_one(&step), with_largest_one(&at)];
            let endless = |direction: &Vec<f64>| function.rises_without_end(direction);
            if let Some(direction) = directions.into_iter().find(endless) {
                let end = AscentEnd::Unbounded { direction };
                return Some(ended(at, here, n_steps, end));
            }
        }
        let near = distance <= tolerance;
        // At rounding level the distance no longer shrinks; that is arrival, not slowness.
        let arrived = near && (n_slow < SLOW_STEPS || distance < f64::EPSILON * tolerance);
        let Some((next, there, part)) = advance(function, &at, &here, &step, distance) else {
            let end = if arrived && factor.dropped().is_empty() {
                AscentEnd::Converged
            } else {
                AscentEnd::Stalled
            };
            return Some(ended(at, here, n_steps, end));
        };
        (at, here) = (next, there);
        before = if part < 1.0 { f64::INFINITY } else { distance };
        if arrived && factor.dropped().is_empty() {
            return Some(ended(at, here, n_steps + 1, AscentEnd::Converged));
        }
    }
    Some(ended(at, here, MAX_STEPS, AscentEnd::Stalled))
}

/// Steps that [`approach`] takes at most.
const FEW_STEPS: usize = 6;

/// The maximum from a start that lies near it, by full Newton steps; `None` where these do not arrive
/// quickly.
///
/// Below `tolerance`, as in [`maximize`], a last step is taken and not looked at again: it squares the error,
/// so that looking would only cost another pass.
///
/// # Panics
///
/// When the function returns derivatives of another length than `start`.
pub fn approach(function: &impl Concave, start: &[f64], tolerance: f64) -> Option<Vec<f64>> {
    let sequence: Vec<usize> = (0..start.len()).collect();
    let mut at = start.to_vec();
    let mut before = f64::INFINITY;
    for _ in 0..FEW_STEPS {
        let here = function.derivatives(&at)?;
        let factor = Factor::new(&here.information, &sequence, FLAT);
        if !factor.dropped().is_empty() {
            return None;
        }
        let step = factor.solve(&here.gradient);
        let distance = dot(&step, &here.gradient);
        let is_nearer = distance.is_finite() && distance <= SLOW_RATE * before;
        if !is_nearer {
            return None;
        }
        for (x, d) in at.iter_mut().zip(&step) {
            *x += d;
        }
        if distance <= tolerance {
            return Some(at);
        }
        before = distance;
    }
    None
}

/// The longest of the step, its half, its quarter … that climbs as it should.
fn advance(
    function: &impl Concave,
    at: &[f64],
    here: &Derivatives,
    step: &[f64],
    distance: f64,
) -> Option<(Vec<f64>, Derivatives, f64)> {
    let mut part = 1.0;
    while part > SHORTEST {
        let next: Vec<f64> = at.iter().zip(step).map(|(x, d)| x + part * d).collect();
        if let Some(there) = function.derivatives(&next) {
            // A value is a sum of many terms: it may fall by their rounding near the maximum.
            let rounding = 1e-12 * here.value.abs();
            let least = (1e-4 * part).mul_add(distance, here.value);
            if there.value >= least - rounding {
                return Some((next, there, part));
            }
        }
        part *= 0.5;
    }
    None
}

fn ended(parameters: Vec<f64>, derivatives: Derivatives, n_steps: usize, end: AscentEnd) -> Ascent {
    Ascent {
        parameters,
        derivatives,
        n_steps,
        end,
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn with_largest_one(direction: &[f64]) -> Vec<f64> {
    let largest = direction.iter().fold(0.0f64, |m, v| m.max(v.abs()));
    if largest > 0.0 {
        direction.iter().map(|v| v / largest).collect()
    } else {
        direction.to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Σ weight · log F(x · b) over signed points: a logistic likelihood without constant.
    struct Logistic(Vec<([f64; 2], f64)>);

    impl Logistic {
        fn of(points: &[[f64; 2]]) -> Self {
            Self(points.iter().map(|&x| (x, 1.0)).collect())
        }
    }

    impl Concave for Logistic {
        fn derivatives(&self, at: &[f64]) -> Option<Derivatives> {
            let mut sum = Derivatives {
                value: 0.0,
                gradient: vec![0.0; 2],
                information: Symmetric::zeros(2),
            };
            for (x, weight) in &self.0 {
                let t = dot(x, at);
                let above = 1.0 / (1.0 + t.exp());
                let rest = weight * above;
                sum.value -= weight * (-t).exp().ln_1p();
                for (g, x) in sum.gradient.iter_mut().zip(x) {
                    *g += rest * x;
                }
                sum.information
                    .add_outer(&[(0, x[0]), (1, x[1])], rest * (1.0 - above));
            }
            Some(sum)
        }

        fn rises_without_end(&self, direction: &[f64]) -> bool {
            let margins = self.0.iter().map(|(x, _)| dot(x, direction));
            let (mut least, mut most) = (f64::INFINITY, 0.0f64);
            for margin in margins {
                (least, most) = (least.min(margin), most.max(margin));
            }
            least > -1e-8 && most > 1e-3
        }
    }

    #[test]
    fn a_maximum_is_found_to_the_last_digits() {
        // Two wins and one loss per column: log 2, whatever the start.
        let points = [
            [1.0, 0.0],
            [1.0, 0.0],
            [-1.0, 0.0],
            [0.0, 1.0],
            [0.0, -1.0],
            [0.0, -1.0],
        ];
        let function = Logistic::of(&points);
        for start in [vec![0.0, 0.0], vec![6.0, -9.0]] {
            let ascent = maximize(&function, start, 1e-16).unwrap();
            assert_eq!(ascent.end, AscentEnd::Converged);
            let log2 = std::f64::consts::LN_2;
            assert!((ascent.parameters[0] - log2).abs() < 1e-14);
            assert!((ascent.parameters[1] + log2).abs() < 1e-14);
            assert!(ascent.n_steps < 15);
        }
    }

    #[test]
    fn a_near_start_arrives_where_a_careful_climb_does() {
        let points = [[1.0, 0.0], [1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]];
        let function = Logistic::of(&points);
        let found = approach(&function, &[0.5, 0.2], 1e-8).unwrap();
        let climbed = maximize(&function, vec![0.5, 0.2], 1e-16).unwrap();
        for (a, b) in found.iter().zip(&climbed.parameters) {
            assert!((a - b).abs() < 1e-8);
        }
        // Too far for full steps, and no maximum at all.
        assert_eq!(approach(&function, &[9.0, -9.0], 1e-8), None);
        let separated = Logistic::of(&[[1.0, 0.0], [0.0, 1.0], [0.0, -1.0]]);
        assert_eq!(approach(&separated, &[0.0, 0.0], 1e-8), None);
    }

    #[test]
    fn a_function_without_maximum_gives_the_direction_in_which_it_rises() {
        let points = [[1.0, 0.0], [1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, 2.0]];
        let ascent = maximize(&Logistic::of(&points), vec![0.0, 0.0], 1e-16).unwrap();
        let AscentEnd::Unbounded { direction } = ascent.end else {
            panic!("{ascent:?}");
        };
        assert!((direction[1] - 1.0).abs() < 1e-12 && direction[0].abs() < 1e-7);
    }

    #[test]
    fn a_large_but_finite_maximum_is_not_called_infinite() {
        // One loss in a million.
        let mut function = Logistic::of(&[[1.0, 0.0], [-1.0, 0.0], [0.0, -1.0]]);
        function.0.push(([0.0, 1.0], 999_999.0));
        let ascent = maximize(&function, vec![0.0, 0.0], 1e-16).unwrap();
        assert_eq!(ascent.end, AscentEnd::Converged);
        assert!((ascent.parameters[1] - 999_999f64.ln()).abs() < 1e-9);
    }

    #[test]
    fn a_start_outside_the_domain_has_no_ascent() {
        struct Nowhere;
        impl Concave for Nowhere {
            fn derivatives(&self, _: &[f64]) -> Option<Derivatives> {
                None
            }
            fn rises_without_end(&self, _: &[f64]) -> bool {
                false
            }
        }
        assert_eq!(maximize(&Nowhere, vec![0.0], 1e-10), None);
    }
}
