#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::importance::exact_shares;
use super::inverse::Inverse;
use super::options::Purpose;
use super::parts::moments_of_parts;
use super::regression::{REPLICATE_TOLERANCE, Regression};
use super::sandwich::{fitted, fitted_at_zero};
use super::{Design, Error, Role};
use crate::stats::{acceleration, acceleration_of, compute_in_order};
use crate::units::as_f64;

/// Parts of the units whose influence on the shares is taken.
const N_PARTS: usize = 200;

/// By how much of its weight a part is moved up and down: the error of the slope is its square, the
/// rounding of shares stays below a millionth of the difference.
const STEP: f64 = 0.01;

/// How skewed the influence of single units on the estimates is: what `BCa` intervals need beside
/// replicates.
///
/// `None` for an estimate on which no unit has influence, as in a fit without residuals.
#[derive(Debug, Clone, PartialEq)]
pub struct Accelerations {
    /// Per column of the design; `None` too for a column that was left out.
    pub coefficients: Vec<Option<f64>>,
    /// Per driver group.
    pub contributions: Vec<Option<f64>>,
    /// Per driver group; `None` where shares were not resampled.
    pub shares: Option<Vec<Option<f64>>>,
}

/// Accelerations over units: clusters, and observations outside them.
///
/// For coefficients and contributions from their exact empirical influence: with centred x, residual e
/// and C the weighted cross-products, that of a row on the slopes is C⁻¹ x w e, on a mean w x / Σw; those
/// of the rows of a cluster are added. For shares from the slope between
/// moments in which the weight of a part of the units is a hundredth higher and lower, for each of at most
/// 200 random parts; with up to 200 units that is the infinitesimal jackknife. More units than parts leave
/// an error of √15/(6·200) = 0.003 or so in the acceleration, less than 10,000 replicates could show.
/// Leaving parts out instead was tried: near a share of zero what is left is curvature, not slope.
///
/// # References
///
/// Efron (1987), *JASA* 82, p. 171, §7; Davison & Hinkley (1997), *Bootstrap Methods*, §2.7 and §5.3.
pub(super) fn accelerations(
    design: &Design,
    regression: &Regression,
    with_shares: bool,
    seed: u64,
) -> Result<Accelerations, Error> {
    let (coefficients, contributions) = analytic(design, regression);
    let shares = with_shares
        .then(|| of_shares(design, regression, seed))
        .transpose()?;
    Ok(Accelerations {
        coefficients,
        contributions,
        shares,
    })
}

/// The influence of rows on the slopes and contributions, and the sums over units of its powers.
struct Influence<'a> {
    regression: &'a Regression,
    inverse: Inverse,
    /// Per driver group its columns.
    members: Vec<Vec<usize>>,
    /// Means in stored units, origin included.
    means: Vec<f64>,
    squares: Vec<f64>,
    cubes: Vec<f64>,
}

fn analytic(design: &Design, regression: &Regression) -> (Vec<Option<f64>>, Vec<Option<f64>>) {
    let p = design.columns().len();
    let members: Vec<Vec<usize>> = design
        .groups_with(Role::Driver)
        .into_iter()
        .map(|group| design.groups()[group].columns.clone())
        .collect();
    let width = p + members.len();
    let mut influence = Influence {
        regression,
        inverse: Inverse::new(design, regression),
        members,
        means: (0..p)
            .map(|column| regression.mean(design, column) / design.scale(column))
            .collect(),
        squares: vec![0.0; width],
        cubes: vec![0.0; width],
    };
    let mut of_row = vec![0.0; width];
    let mut of_clusters = vec![0.0; width * design.n_clusters()];
    let at_zero = fitted_at_zero(regression);
    for (entries, rows) in design.profiles() {
        let level = fitted(regression, at_zero, entries);
        let moved = influence.direction(entries);
        for row in rows {
            let (weight, count) = (design.weight()[row], as_f64(design.count()[row]));
            influence.of_row(
                &moved,
                weight,
                design.y()[row] - level,
                entries,
                &mut of_row,
            );
            match design.cluster()[row] {
                None => influence.add(&of_row, count),
                Some(cluster) => {
                    let start = cluster as usize * width;
                    let sums = &mut of_clusters[start..start + width];
                    for (sum, value) in sums.iter_mut().zip(&of_row) {
                        *sum += count * value;
                    }
                }
            }
        }
    }
    for sums in of_clusters.chunks_exact(width.max(1)) {
        influence.add(sums, 1.0);
    }
    let mut values: Vec<Option<f64>> = influence
        .squares
        .iter()
        .zip(&influence.cubes)
        .map(|(&squares, &cubes)| acceleration_of(squares, cubes))
        .collect();
    let contributions = values.split_off(p);
    (values, contributions)
}

impl Influence<'_> {
    /// C⁻¹ (x − mean).
    fn direction(&self, entries: &[(u32, f64)]) -> Vec<f64> {
        let mut moved: Vec<f64> = self.inverse.at_means.iter().map(|value| -value).collect();
        for &(column, value) in entries {
            for (at, moved) in moved.iter_mut().enumerate() {
                *moved += value * self.inverse.of_columns.get(at, column as usize);
            }
        }
        moved
    }

    fn of_row(
        &self,
        moved: &[f64],
        weight: f64,
        residual: f64,
        entries: &[(u32, f64)],
        out: &mut [f64],
    ) {
        let p = moved.len();
        for (out, moved) in out.iter_mut().zip(moved) {
            *out = weight * residual * moved;
        }
        for (at, members) in self.members.iter().enumerate() {
            out[p + at] = members
                .iter()
                .map(|&column| {
                    let held: f64 = entries
                        .iter()
                        .filter(|entry| entry.0 as usize == column)
                        .map(|entry| entry.1)
                        .sum();
                    let of_mean =
                        weight * (held - self.regression.means[column]) / self.regression.weight;
                    out[column] * self.means[column] + self.regression.slopes[column] * of_mean
                })
                .sum();
        }
    }

    fn add(&mut self, influences: &[f64], times: f64) {
        for (at, influence) in influences.iter().enumerate() {
            let square = influence * influence;
            self.squares[at] += times * square;
            self.cubes[at] += times * square * influence;
        }
    }
}

/// Accelerations of the shares: each part of the units is weighted a little up and down.
fn of_shares(
    design: &Design,
    regression: &Regression,
    seed: u64,
) -> Result<Vec<Option<f64>>, Error> {
    let n_parts = design.n_units().min(N_PARTS);
    let whole = design.sample_moments();
    let parts = moments_of_parts(design, n_parts, Purpose::Jackknife.seed(seed), 0);
    let influences = compute_in_order(n_parts, |part| {
        let shares = |step: f64| {
            let mut moved = whole.clone();
            moved.merge_scaled(&parts[part], step);
            let fit = Regression::solve(&moved, regression.factor.kept(), REPLICATE_TOLERANCE);
            exact_shares(design, &fit.correlation)
        };
        let (up, down) = (shares(STEP)?, shares(-STEP)?);
        Ok(up.iter().zip(down).map(|(up, down)| up - down).collect())
    })
    .into_iter()
    .collect::<Result<Vec<Vec<f64>>, Error>>()?;
    let n_drivers = design.groups_with(Role::Driver).len();
    Ok((0..n_drivers)
        .map(|driver| acceleration(influences.iter().map(|of_part| of_part[driver])))
        .collect())
}

#[cfg(test)]
mod tests {
    use crate::drivers::fixtures::{
        DRAWN_EFFECTS, DRAWN_SHARES, bayesian, drawn_groups, names, random_rows, single_groups,
        without_replicates,
    };
    use crate::drivers::{Design, Fit, Options, Quantity, Row, Rows, fit};
    use crate::stats::draw::{normal, uniform};
    use crate::stats::tests::on_threads;
    use crate::stats::{IntervalKind, acceleration, generator};
    use crate::units::{Probability, as_f64};

    fn with_bca(n_replicates: usize) -> Options {
        Options {
            intervals: IntervalKind::Bca,
            ..bayesian(n_replicates)
        }
    }

    fn design(rows: Rows) -> Design {
        Design::new(rows, names(6), drawn_groups()).unwrap()
    }

    /// Rows, and per unit which rows it has.
    fn rows_and_units() -> (Rows, Vec<Vec<usize>>) {
        let rows = random_rows(90, &DRAWN_SHARES, &DRAWN_EFFECTS, 21);
        let mut units: Vec<Vec<usize>> = Vec::new();
        for row in 0..rows.len() {
            let same = |unit: &Vec<usize>| rows.cluster[unit[0]] == rows.cluster[row];
            match units.iter_mut().find(|unit| same(unit)) {
                Some(unit) if rows.cluster[row].is_some() => unit.push(row),
                _ => units.push(vec![row]),
            }
        }
        (rows, units)
    }

    /// Coefficients of the six columns, then contribution and share of each driver.
    fn numbers(fit: &Fit) -> Vec<f64> {
        let coefficients = fit.columns.iter().map(|c| c.estimate.unwrap().value);
        let drivers = fit.drivers.iter().flat_map(|d| [d.contribution, d.share]);
        coefficients.chain(drivers).collect()
    }

    #[test]
    fn accelerations_are_those_of_weights_moved_a_little() {
        let (rows, units) = rows_and_units();
        assert!(units.iter().any(|unit| unit.len() == 3));
        let step = 1e-4;
        let influences: Vec<Vec<f64>> = units
            .iter()
            .map(|unit| {
                let moved = |by: f64| {
                    let mut rows = rows.clone();
                    for &row in unit {
                        rows.weight[row] *= 1.0 + by;
                    }
                    numbers(&fit(&design(rows), &without_replicates()).unwrap())
                };
                let pairs = moved(step).into_iter().zip(moved(-step));
                pairs.map(|(up, down)| up - down).collect()
            })
            .collect();
        let fit = fit(&design(rows.compressed()), &with_bca(4)).unwrap();
        let got = fit.accelerations.unwrap();
        let shares = got.shares.unwrap();
        let of_drivers = got
            .contributions
            .iter()
            .zip(&shares)
            .flat_map(|(c, s)| [*c, *s]);
        for (at, got) in got
            .coefficients
            .iter()
            .copied()
            .chain(of_drivers)
            .enumerate()
        {
            let expected = acceleration(influences.iter().map(|of_unit| of_unit[at])).unwrap();
            // The slopes of shares are taken over a longer step.
            let is_share = at > 6 && at % 2 == 1;
            let band = if is_share { 1e-4 } else { 1e-6 };
            let got = got.unwrap();
            assert!(
                (got - expected).abs() < band,
                "{at}: {got} is not {expected}"
            );
        }
    }

    #[test]
    fn bca_intervals_are_the_same_on_any_number_of_threads() {
        let design = design(random_rows(400, &DRAWN_SHARES, &DRAWN_EFFECTS, 2));
        let run = |n_threads| on_threads(n_threads, || fit(&design, &with_bca(60)).unwrap());
        let one = run(1);
        assert_eq!(one, run(2));
        assert_eq!(one, run(8));
    }

    #[test]
    fn both_kinds_of_interval_are_had_from_one_fit() {
        let design = design(random_rows(300, &DRAWN_SHARES, &DRAWN_EFFECTS, 5).compressed());
        let bca = fit(&design, &with_bca(300)).unwrap();
        let plain = fit(&design, &bayesian(300)).unwrap();
        assert!(bca.percentile_instead.is_empty());
        let level = Probability::saturating(0.95);
        let of = |fit: &Fit, quantity, kind| {
            let found = fit.resampled_interval(quantity, kind, level).unwrap();
            found.unwrap().interval
        };
        for driver in 0..3 {
            let quantity = Quantity::Share(driver);
            let percentile = of(&bca, quantity, IntervalKind::Percentile);
            assert_eq!(Some(percentile), plain.drivers[driver].share_interval);
            let moved = of(&bca, quantity, IntervalKind::Bca);
            assert_eq!(Some(moved), bca.drivers[driver].share_interval);
            assert!((moved.low - percentile.low).abs() > 0.0);
        }
        let refused = plain.resampled_interval(Quantity::Coefficient(0), IntervalKind::Bca, level);
        assert_eq!(refused.unwrap_err(), crate::drivers::Error::NoAccelerations);
    }

    #[test]
    fn rare_and_equal_columns_have_intervals() {
        // Three mentions in 2,000 rows, and a copy of the second column.
        let mut source = generator(17, 0);
        let mut rows = Rows::new(4);
        for row in 0..2000 {
            let rare = if row % 700 == 3 { 1.0 } else { 0.0 };
            let common = if uniform(&mut source) < 0.2 { 1.0 } else { 0.0 };
            let x = [(0, rare), (1, common), (2, common), (3, as_f64(row % 3))];
            rows.push(Row::new(&x, normal(&mut source).round() - common - rare));
        }
        let design = Design::new(rows.compressed(), names(4), single_groups(4)).unwrap();
        let fit = fit(&design, &with_bca(300)).unwrap();
        assert!(fit.columns[0].resampled.is_some() && fit.columns[2].resampled.is_none());
        let known = fit.accelerations.as_ref().unwrap();
        assert!(known.coefficients[0].is_some() && known.coefficients[2].is_none());
        let shares = known.shares.as_ref().unwrap();
        assert!((shares[1].unwrap() - shares[2].unwrap()).abs() < 1e-9);
        let intervals = [1, 2].map(|driver| fit.drivers[driver].share_interval.unwrap());
        assert!((intervals[0].low - intervals[1].low).abs() < 1e-9);
        assert!((intervals[0].high - intervals[1].high).abs() < 1e-9);
    }

    #[test]
    fn a_share_below_all_its_replicates_falls_back_and_says_so() {
        // Column 1 has next to no correlation with the outcome: every replicate has more.
        let mut rows = Rows::new(2);
        for i in 0..240usize {
            let (a, b) = (as_f64(i % 2), as_f64((i / 2) % 3));
            let noise = as_f64((i / 6) % 5) - 2.0;
            rows.push(Row::new(&[(0, a), (1, b)], 2.0f64.mul_add(a, noise)));
        }
        let design = Design::new(rows, names(2), single_groups(2)).unwrap();
        let fit = fit(&design, &with_bca(200)).unwrap();
        assert!(fit.drivers[1].share < 1e-12);
        assert_eq!(fit.percentile_instead, [Quantity::Share(1)]);
        assert!(fit.drivers[1].share_interval.is_some());
    }

    #[test]
    fn intervals_of_shares_cover_the_truth_as_often_as_they_say() {
        // Independent topics: a share is effect² q(1 − q) over the variance; rounding adds 1/12.
        let (n_sets, shares, effects) = (80, [0.4, 0.25, 0.5], [3.0, -2.0, 1.5]);
        let parts: Vec<f64> = shares
            .iter()
            .zip(effects)
            .map(|(q, effect): (&f64, f64)| effect * effect * q * (1.0 - q))
            .collect();
        let variance = parts.iter().sum::<f64>() + 4.0 + 1.0 / 12.0;
        let mut n_covered = [[0usize; 3]; 2];
        for set in 0..n_sets {
            let mut source = generator(600 + set, 0);
            let mut rows = Rows::new(3);
            for _ in 0..300 {
                let x: Vec<(usize, f64)> = (0..3)
                    .filter(|&j| uniform(&mut source) < shares[j])
                    .map(|j| (j, 1.0))
                    .collect();
                let level: f64 = x.iter().map(|&(j, _)| effects[j]).sum();
                rows.push(Row::new(
                    &x,
                    2.0f64.mul_add(normal(&mut source), level).round(),
                ));
            }
            let design = Design::new(rows.compressed(), names(3), single_groups(3)).unwrap();
            let options = Options {
                seed: set,
                ..with_bca(150)
            };
            let fit = fit(&design, &options).unwrap();
            for (at, kind) in [IntervalKind::Percentile, IntervalKind::Bca]
                .into_iter()
                .enumerate()
            {
                for (driver, part) in parts.iter().enumerate() {
                    let level = Probability::saturating(0.9);
                    let quantity = Quantity::Share(driver);
                    let found = fit.resampled_interval(quantity, kind, level).unwrap();
                    let interval = found.unwrap().interval;
                    n_covered[at][driver] += usize::from(interval.contains(part / variance));
                }
            }
        }
        let n = as_f64(80);
        let band = 4.0 * (0.9 * 0.1 / n).sqrt();
        for covered in n_covered.into_iter().flatten() {
            assert!((as_f64(covered) / n - 0.9).abs() < band, "{n_covered:?}");
        }
    }
}
