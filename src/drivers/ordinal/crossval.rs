use super::Options;
use super::cells::{Cells, null_log_likelihood_of};
use super::frame::{Frame, climb};
use super::likelihood::{Likelihood, Link};
use crate::drivers::crossval::n_dealings;
use crate::drivers::options::Purpose;
use crate::drivers::parts::Deal;
use crate::drivers::{CrossValidated, Design, Error, Role};
use crate::stats::{Concave, Factor, RANK_TOLERANCE, approach, compute_in_order};
use crate::units::{as_f64, as_u64};

/// Parts into which the units are dealt.
const N_FOLDS: usize = 5;

/// Bound on g'I⁻¹g before the last step, which squares the error.
const NEAR: f64 = 1e-9;

/// `McFadden`'s R² of the proportional-odds model on rows that were not fitted: 1 − log score of the model over
/// that of the shares of the answers, both learned on the other parts.
///
/// Units are dealt as for [`fit`](crate::drivers::fit()). An answer that does not occur in the fitted parts counts
/// as its neighbour, for the model and for the shares alike: else one rare answer would make the score infinite.
///
/// `None` where there are fewer units than parts, and where the model cannot be fitted without one of the parts,
/// for instance because columns then separate the answers: that is no verdict.
///
/// # Errors
///
/// As [`proportional_odds`](super::proportional_odds).
///
/// # References
///
/// The logarithmic score: Good (1952), *JRSS B* 14, p. 107. `McFadden` (1974), in *Frontiers in Econometrics*.
pub fn held_out(design: &Design, options: &Options) -> Result<Option<CrossValidated>, Error> {
    let frame = Frame::new(design, options)?;
    if design.n_units() < N_FOLDS {
        return Ok(None);
    }
    let controls = design.columns_with(Role::Control);
    let factor = Factor::new(&frame.regression.correlation, &controls, RANK_TOLERANCE);
    let mut controls: Vec<usize> = factor
        .kept()
        .iter()
        .filter_map(|column| frame.kept.binary_search(column).ok())
        .collect();
    controls.sort_unstable();
    let cells = frame.sample_cells();
    let start = climb(Link::Cumulative, &cells, |place| frame.name(place))?.parameters;
    let n_dealings = n_dealings(frame.profiles.len());
    let dealt = compute_in_order(n_dealings, |dealing| {
        let seed = Purpose::Folds.seed(options.seed);
        let parts = masses_of_parts(&frame, seed, as_u64(dealing));
        let mut sums = Scores::default();
        for held in 0..N_FOLDS {
            let (fitted, held) = apart(&parts, held);
            sums.add(&frame, &controls, &fitted, &held, &start)?;
        }
        let whole = 1.0 - sums.whole / sums.null;
        Some((whole, whole - (1.0 - sums.controls / sums.null)))
    });
    let dealt: Option<Vec<(f64, f64)>> = dealt.into_iter().collect();
    Ok(dealt.map(|dealt| CrossValidated::of(&dealt)))
}

/// Log scores on rows that were not fitted.
#[derive(Debug, Default)]
struct Scores {
    whole: f64,
    controls: f64,
    null: f64,
}

impl Scores {
    /// Adds those of one part; `None` where a model cannot be fitted without it.
    fn add(
        &mut self,
        frame: &Frame<'_>,
        controls: &[usize],
        fitted: &[f64],
        held: &[f64],
        start: &[f64],
    ) -> Option<()> {
        let n_classes = frame.n_classes();
        let mut present = vec![false; n_classes];
        for of_profile in fitted.chunks_exact(n_classes) {
            for (is_there, &mass) in present.iter_mut().zip(of_profile) {
                *is_there |= mass > 0.0;
            }
        }
        let (fitted, held) = (joined(fitted, &present), joined(held, &present));
        let n_classes = present.iter().filter(|&&is_there| is_there).count();
        if n_classes < 2 {
            return None;
        }
        let fitted = Cells::new(&frame.profiles, n_classes, fitted);
        let held = Cells::new(&frame.profiles, n_classes, held);
        let near = (n_classes == frame.n_classes()).then_some(start);
        self.whole += log_score(&fitted, &held, near)?;
        let null = null_log_likelihood_of(&fitted, &held);
        self.null += null;
        self.controls += if controls.is_empty() {
            null
        } else {
            let restrict = |cells: &Cells<'_>| cells.restricted(controls);
            let ((of_fitted, fitted), (of_held, held)) = (restrict(&fitted), restrict(&held));
            let fitted = Cells::new(&of_fitted, n_classes, fitted);
            log_score(&fitted, &Cells::new(&of_held, n_classes, held), None)?
        };
        Some(())
    }
}

/// Log-likelihood of held cells under a model of fitted ones.
fn log_score(fitted: &Cells<'_>, held: &Cells<'_>, near: Option<&[f64]>) -> Option<f64> {
    let link = Link::Cumulative;
    let likelihood = Likelihood {
        link,
        cells: fitted,
    };
    let found = near.and_then(|start| approach(&likelihood, start, NEAR));
    let parameters = match found {
        Some(found) => found,
        None => {
            climb(link, fitted, |place| place.to_string())
                .ok()?
                .parameters
        }
    };
    let likelihood = Likelihood { link, cells: held };
    Some(likelihood.derivatives(&parameters)?.value)
}

/// Masses of cells per part, each `(n_profiles, n_classes)`.
fn masses_of_parts(frame: &Frame<'_>, seed: u64, task: u64) -> Vec<Vec<f64>> {
    let n_classes = frame.n_classes();
    let n_cells = frame.profiles.len() * n_classes;
    let mut parts = vec![vec![0.0; n_cells]; N_FOLDS];
    let mut deal = Deal::new(frame.design, N_FOLDS, seed, task);
    for (profile, (_, rows)) in frame.design.profiles().enumerate() {
        for row in rows {
            let cell = profile * n_classes + frame.class[row];
            for (part, copies) in deal.next(row) {
                parts[part][cell] += frame.weight[row] * as_f64(copies);
            }
        }
    }
    parts
}

/// The sum of the other parts, and one part.
fn apart(parts: &[Vec<f64>], held: usize) -> (Vec<f64>, Vec<f64>) {
    let mut fitted = vec![0.0; parts[held].len()];
    for (_, part) in parts.iter().enumerate().filter(|one| one.0 != held) {
        for (sum, mass) in fitted.iter_mut().zip(part) {
            *sum += mass;
        }
    }
    (fitted, parts[held].clone())
}

/// Masses with the classes that are not present joined to the next lower one, or where there is none the lowest.
fn joined(masses: &[f64], present: &[bool]) -> Vec<f64> {
    let mut place = Vec::with_capacity(present.len());
    let mut n = 0_usize;
    for &is_there in present {
        n += usize::from(is_there);
        place.push(n.saturating_sub(1));
    }
    let of_profiles = masses.chunks_exact(present.len());
    of_profiles
        .flat_map(|of_profile| {
            let mut sums = vec![0.0; n];
            for (&at, mass) in place.iter().zip(of_profile) {
                sums[at] += mass;
            }
            sums
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{control, driver, names};
    use crate::drivers::{HeldOut, Row, Rows};
    use crate::stats::draw::normal;
    use crate::stats::generator;

    /// Two columns and an answer of 0 to 3 that the first may move.
    fn design(effect: f64, n: usize, with_control: bool) -> Design {
        let mut source = generator(11, 0);
        let mut rows = Rows::new(2);
        for _ in 0..n {
            let x = [(0, normal(&mut source)), (1, normal(&mut source))];
            let mood = 1.5 + effect.mul_add(x[0].1, normal(&mut source));
            rows.push(Row::new(&x, mood.round().clamp(0.0, 3.0)));
        }
        let first = if with_control {
            control("a", &[0])
        } else {
            driver("a", &[0])
        };
        Design::new(rows, names(2), vec![first, driver("b", &[1])]).unwrap()
    }

    fn found(design: &Design) -> Option<CrossValidated> {
        let options = Options::new(vec![0.0, 1.0, 2.0, 3.0]);
        held_out(design, &options).unwrap()
    }

    #[test]
    fn an_effect_is_seen_on_rows_that_were_not_fitted() {
        let strong = found(&design(1.0, 400, false)).unwrap();
        assert_eq!(strong.verdict(), HeldOut::Something);
        assert!(strong.whole > 0.1 && (strong.whole - strong.drivers).abs() < 1e-12);
        let none = found(&design(0.0, 400, false)).unwrap();
        assert_ne!(none.verdict(), HeldOut::Something);
        assert!(none.whole < 0.005);
    }

    #[test]
    fn what_controls_explain_is_not_the_drivers_merit() {
        let held = found(&design(1.0, 400, true)).unwrap();
        assert!(held.whole > 0.1 && held.drivers < 0.005);
    }

    #[test]
    fn a_score_is_that_of_the_definition() {
        let design = design(0.7, 60, false);
        let options = Options::new(vec![0.0, 1.0, 2.0, 3.0]);
        let frame = Frame::new(&design, &options).unwrap();
        let parts = masses_of_parts(&frame, 3, 0);
        let total: f64 = parts.iter().flatten().sum();
        assert!((total - 60.0).abs() < 1e-9);
        let (fitted, held) = apart(&parts, 2);
        let fitted = Cells::new(&frame.profiles, 4, fitted);
        let held = Cells::new(&frame.profiles, 4, held);
        let score = log_score(&fitted, &held, None).unwrap();
        let at = climb(Link::Cumulative, &fitted, |_| String::new()).unwrap();
        let (slopes, thresholds) = at.parameters.split_at(2);
        let below = |cut: usize, eta: f64| match cut {
            0 => 0.0,
            4 => 1.0,
            _ => 1.0 / (1.0 + (eta - thresholds[cut - 1]).exp()),
        };
        let mut expected = 0.0;
        for (entries, masses) in held.iter() {
            let eta: f64 = entries.iter().map(|&(j, x)| slopes[j as usize] * x).sum();
            for (class, mass) in masses.iter().enumerate() {
                expected += mass * (below(class + 1, eta) - below(class, eta)).ln();
            }
        }
        assert!((score - expected).abs() < 1e-9, "{score} {expected}");
    }

    #[test]
    fn a_rare_answer_makes_no_infinite_score() {
        assert_eq!(
            joined(&[1.0, 2.0, 4.0, 8.0], &[false, true, false, true]),
            [7.0, 8.0]
        );
        let mut source = generator(2, 0);
        let mut rows = Rows::new(1);
        for row in 0..200 {
            let x = normal(&mut source);
            let answer = if row == 0 {
                2.0
            } else {
                f64::from(u8::from(x + normal(&mut source) > 0.0))
            };
            rows.push(Row::new(&[(0, x)], answer));
        }
        let design = Design::new(rows, names(1), vec![driver("a", &[0])]).unwrap();
        let held = found(&design).unwrap();
        assert!(held.whole.is_finite() && held.verdict() == HeldOut::Something);
    }
}
