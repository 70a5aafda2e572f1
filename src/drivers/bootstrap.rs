use super::importance::exact_shares;
use super::options::Purpose;
use super::regression::{REPLICATE_TOLERANCE, Regression};
use super::{Design, Error, Role};
use crate::stats::draw::{exponential, gamma};
use crate::stats::{Moments, resample};
use crate::units::as_f64;
use ndarray::{Array1, Array2};
use rand_chacha::ChaCha8Rng;

/// Joint replicates of the whole model: gains, ranks and differences come from the same draws.
#[derive(Debug, Clone, PartialEq)]
pub struct Replicates {
    /// Coefficients, `(n_replicates, p)`; 0 for a column that was left out of the model.
    pub coefficients: Array2<f64>,
    /// Weighted means of the columns, `(n_replicates, p)`.
    pub means: Array2<f64>,
    /// Constants, `(n_replicates,)`; the constant plus Σ coefficient · mean over driver columns is
    /// the mean outcome of the replicate.
    pub intercepts: Array1<f64>,
    /// Shares of R², `(n_replicates, n_drivers)`; `None` when there are more driver groups than
    /// the limit in [`Resampling`](super::Resampling).
    pub shares: Option<Array2<f64>>,
    /// Replicates in which a column of the model was determined by others and got coefficient 0.
    /// Exponential weights never remove an observation, so anything but 0 says that the fit itself
    /// hangs by a thread.
    pub n_degenerate: usize,
}

/// Draws the replicates of a fit; columns left out of the fit stay out.
pub(super) fn replicates(
    design: &Design,
    kept: &[usize],
    n_replicates: usize,
    importance_limit: usize,
    seed: u64,
) -> Result<Replicates, Error> {
    let p = design.columns().len();
    let n_drivers = design.groups_with(Role::Driver).len();
    let with_shares = n_drivers <= importance_limit;
    let seed = Purpose::Replicates.seed(seed);
    let draws = resample(n_replicates, seed, |_, generator| {
        let moments = reweighted_moments(design, generator);
        let regression = Regression::solve(&moments, kept, REPLICATE_TOLERANCE);
        let shares = with_shares
            .then(|| exact_shares(design, &regression.correlation))
            .transpose()?;
        let columns = 0..p;
        Ok(Replicate {
            coefficients: columns
                .clone()
                .map(|column| regression.coefficient(design, column))
                .collect(),
            means: columns
                .map(|column| regression.mean(design, column))
                .collect(),
            intercept: regression.intercept(design),
            shares,
            is_degenerate: !regression.factor.dropped().is_empty(),
        })
    })
    .into_iter()
    .collect::<Result<Vec<Replicate>, Error>>()?;

    let table = |width: usize, of: fn(&Replicate, usize) -> f64| {
        Array2::from_shape_fn((n_replicates, width), |(i, j)| of(&draws[i], j))
    };
    Ok(Replicates {
        coefficients: table(p, |draw, j| draw.coefficients[j]),
        means: table(p, |draw, j| draw.means[j]),
        n_degenerate: draws.iter().filter(|draw| draw.is_degenerate).count(),
        intercepts: draws.iter().map(|draw| draw.intercept).collect(),
        shares: with_shares.then(|| {
            table(n_drivers, |draw, j| {
                draw.shares.as_ref().map_or(f64::NAN, |shares| shares[j])
            })
        }),
    })
}

struct Replicate {
    coefficients: Vec<f64>,
    means: Vec<f64>,
    intercept: f64,
    shares: Option<Vec<f64>>,
    is_degenerate: bool,
}

fn reweighted_moments(design: &Design, generator: &mut ChaCha8Rng) -> Moments {
    let masses = exponential_masses(design, generator);
    design.moments(|row| masses[row])
}

/// The mass of every row under exponential weights: one draw per cluster, and one per observation
/// outside them.
///
/// `count` observations with the same values have weights that sum to a gamma draw.
pub(super) fn exponential_masses(design: &Design, generator: &mut ChaCha8Rng) -> Vec<f64> {
    let of_cluster: Vec<f64> = (0..design.n_clusters())
        .map(|_| exponential(generator))
        .collect();
    let (weight, count, cluster) = (design.weight(), design.count(), design.cluster());
    (0..design.n_rows())
        .map(|row| {
            let factor = match cluster[row] {
                Some(cluster) => as_f64(count[row]) * of_cluster[cluster as usize],
                None => gamma(generator, count[row]),
            };
            weight[row] * factor
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{
        DRAWN_EFFECTS as EFFECTS, DRAWN_SHARES as SHARES, bayesian, drawn_groups as groups, names,
        random_rows, single_groups,
    };
    use crate::drivers::{Options, Row, Rows, fit};
    use crate::stats::draw::{normal, uniform};
    use crate::stats::generator;
    use crate::units::{Probability, as_u32};

    fn assert_close(got: f64, expected: f64, relative: f64) {
        let band = relative * (1.0 + expected.abs());
        assert!((got - expected).abs() <= band, "{got} is not {expected}");
    }

    #[test]
    fn without_noise_every_replicate_finds_the_effects_and_its_own_constant() {
        let noisy = random_rows(300, &SHARES, &EFFECTS, 6);
        let mut exact = noisy.clone();
        for (row, y) in exact.y.iter_mut().enumerate() {
            let held = noisy.entries(row).iter();
            *y = 4.0
                + held
                    .map(|&(column, _)| EFFECTS[column as usize])
                    .sum::<f64>();
        }
        let fit = fit(
            &Design::new(exact, names(6), groups()).unwrap(),
            &bayesian(40),
        )
        .unwrap();
        assert!((fit.explained.r2 - 1.0).abs() < 1e-12);
        let replicates = fit.replicates.unwrap();
        for i in 0..40 {
            for (j, effect) in EFFECTS.iter().enumerate() {
                assert_close(replicates.coefficients[[i, j]], *effect, 1e-11);
            }
            // Column 5 is a control: the constant holds it at the mean of the replicate.
            let constant = EFFECTS[5].mul_add(replicates.means[[i, 5]], 4.0);
            assert_close(replicates.intercepts[i], constant, 1e-11);
        }
    }

    #[test]
    fn three_mentions_in_two_thousand_rows_survive_every_replicate() {
        let mut source = generator(17, 0);
        let mut rows = Rows::new(3);
        for row in 0..2000 {
            let mut x = vec![];
            for (column, held) in [
                row % 700 == 3,
                uniform(&mut source) < 0.2,
                uniform(&mut source) < 0.1,
            ]
            .into_iter()
            .enumerate()
            {
                if held {
                    x.push((column, 1.0));
                }
            }
            rows.push(Row::new(&x, normal(&mut source).round() - as_f64(x.len())));
        }
        let design = Design::new(rows.compressed(), names(3), single_groups(3)).unwrap();
        let fit = fit(&design, &bayesian(1000)).unwrap();
        let replicates = fit.replicates.unwrap();
        assert_eq!(replicates.coefficients.dim(), (1000, 3));
        assert_eq!(replicates.n_degenerate, 0);
        assert!(
            replicates
                .coefficients
                .iter()
                .all(|b| b.is_finite() && b.abs() > 0.0)
        );
        assert!(replicates.means.iter().all(|&q| q > 0.0 && q < 1.0));
        assert!(
            replicates
                .shares
                .unwrap()
                .iter()
                .all(|share| share.is_finite())
        );
        let interval = fit.columns[0].resampled.unwrap();
        assert!(interval.high - interval.low > 0.1);
        assert!(fit.columns[0].estimate.unwrap().doubt.is_some());
    }

    /// Replicates of the mean of one column: under exponential weights its variance is known exactly.
    fn check_spread(rows: Rows, n_units: usize) {
        let design = Design::new(rows, names(1), single_groups(1)).unwrap();
        let fit = fit(&design, &bayesian(4000)).unwrap();
        let q = fit.columns[0].mean;
        let means = fit.replicates.unwrap().means;
        let n = as_f64(means.len());
        let variance = means.iter().map(|m| (m - q).powi(2)).sum::<f64>() / n;
        // A Dirichlet mean of 0 and 1 (Rubin 1981): q(1 − q)/(units + 1); the variance of draws that
        // are nearly normal has relative standard error √(2/n).
        let expected = q * (1.0 - q) / as_f64(n_units + 1);
        let band = 4.0 * (2.0 / n).sqrt() * 1.1;
        assert!(
            (variance / expected - 1.0).abs() < band,
            "{variance} is not {expected}"
        );
    }

    #[test]
    fn replicates_spread_as_theory_says_for_rows_patterns_and_clusters() {
        let rows = |n_units: usize, copies: usize, clustered: bool| {
            let mut rows = Rows::new(1);
            for unit in 0..n_units {
                for _ in 0..copies {
                    let x = [(0, if unit % 4 == 0 { 1.0 } else { 0.0 })];
                    rows.push(Row {
                        cluster: clustered.then(|| as_u32(unit)),
                        ..Row::new(&x, as_f64(unit % 3))
                    });
                }
            }
            rows
        };
        check_spread(rows(120, 1, false), 120);
        check_spread(rows(120, 1, false).compressed(), 120);
        check_spread(rows(60, 5, true), 60);
        check_spread(rows(60, 5, true).compressed(), 60);
        check_spread(rows(120, 1, true).compressed(), 120);
    }

    #[test]
    fn resampled_intervals_of_contributions_cover_the_truth_as_often_as_they_say() {
        let (n_sets, shares, effects) = (150, [0.3, 0.15], [-2.0, 1.0]);
        // Mentions, weights and noise are independent given the mood, whose mean is ½: a mean
        // contribution is share · effect.
        let mut n_covered = [0usize; 2];
        for set in 0..n_sets {
            let mut rows = random_rows(250, &shares, &effects, 5000 + set);
            rows.cluster = vec![None; rows.len()];
            let design = Design::new(rows.compressed(), names(2), single_groups(2)).unwrap();
            let options = Options {
                level: Probability::new(0.9).unwrap(),
                seed: set,
                ..bayesian(150)
            };
            for (at, driver) in fit(&design, &options).unwrap().drivers.iter().enumerate() {
                let truth = shares[at] * effects[at];
                let interval = driver.contribution_interval.unwrap();
                n_covered[at] += usize::from(interval.contains(truth));
            }
        }
        // 150 replicates place each bound within a percent or so; the band is four standard errors.
        let n = as_f64(150);
        let band = 4.0 * (0.9 * 0.1 / n).sqrt();
        for covered in n_covered {
            assert!((as_f64(covered) / n - 0.9).abs() < band, "{covered}");
        }
    }
}
