use super::{Design, Error, Replicates, Role};
use crate::units::{Probability, as_count, as_f64};
use ndarray::Array2;

/// Where drivers stand among each other, with how sure that is.
///
/// Ranks come from joint replicates, so that drivers which rise and fall together are compared as they
/// do. Replicates of nearly equal drivers are too sure of their order, as a replicate adds its own noise to
/// that of the sample (Hall & Miller 2009, *Annals of Statistics* 37, p. 3929): read "cannot be told
/// apart" as a finding and a rank as a hint.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// Positions of the drivers, largest key first; equal keys in the order they were given.
    pub order: Vec<usize>,
    /// One per driver, in the order they were given.
    pub drivers: Vec<Rank>,
    /// Probability that driver `i` has one of the first `k + 1` places, `(n_drivers, n_drivers)`: rows
    /// are drivers, columns are `k`. Equal keys share their places.
    pub top: Array2<f64>,
    /// Probability that driver `i` stands above driver `j`, `(n_drivers, n_drivers)`; equal keys
    /// count half, as does the diagonal.
    pub above: Array2<f64>,
    /// Longest runs of neighbours in `order` in which no pair can be told apart. Runs may overlap, as a
    /// driver may be like both its neighbours while these differ. Drivers that differ from all others
    /// have a run of their own.
    pub alike: Vec<Vec<usize>>,
}

/// The rank of one driver, 1 for the largest key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rank {
    /// Rank of the estimate; equal keys share the mean of their places.
    pub rank: f64,
    /// Lower end of the percentile interval of its rank, rounded down to a place.
    pub best: usize,
    /// Upper end, rounded up.
    pub worst: usize,
    /// Nominal coverage of the interval.
    pub level: Probability,
}

/// Ranks drivers by any key, largest first, over joint replicates of it.
///
/// Two drivers can be told apart when one stands above the other in more than `certainty` of the
/// replicates, 0.95 by custom.
///
/// # Shapes
///
/// `estimates` is `(n_drivers,)`, `replicates` is `(n_replicates, n_drivers)`: for example
/// [`Replicates::shares`], or magnitudes of [`contributions`].
///
/// # Errors
///
/// [`Error::Shape`] when the numbers of drivers differ, [`Error::NoReplicates`] without rows or
/// columns, [`Error::Number`] for a key that is not finite or a certainty below one half.
///
/// # References
///
/// Goldstein & Spiegelhalter (1996), *JRSS A* 159, p. 385, for intervals of ranks.
pub fn rank_drivers(
    estimates: &[f64],
    replicates: &Array2<f64>,
    level: Probability,
    certainty: Probability,
) -> Result<Ranking, Error> {
    let (n_replicates, n) = replicates.dim();
    if n != estimates.len() {
        return Err(Error::Shape {
            what: "the list of keys to rank",
            got: estimates.len(),
            expected: n,
        });
    }
    if n == 0 || n_replicates == 0 {
        return Err(Error::NoReplicates);
    }
    let wrong = estimates
        .iter()
        .chain(replicates)
        .find(|key| !key.is_finite());
    if let Some(&value) = wrong {
        return Err(Error::Number {
            what: "a key to rank",
            value,
        });
    }
    if certainty.get() < 0.5 {
        return Err(Error::Number {
            what: "the certainty of an order",
            value: certainty.get(),
        });
    }

    let mut ranks = vec![Vec::with_capacity(n_replicates); n];
    let mut top = Array2::zeros((n, n));
    let mut above = Array2::zeros((n, n));
    let mut keys = Vec::with_capacity(n);
    for replicate in replicates.rows() {
        keys.clear();
        keys.extend(replicate.iter().copied());
        for driver in 0..n {
            let (mut n_above, mut n_equal) = (0, 0);
            for other in 0..n {
                match keys[other].total_cmp(&keys[driver]) {
                    _ if other == driver => above[[driver, other]] += 0.5,
                    _ if is_equal(keys[other], keys[driver]) => {
                        n_equal += 1;
                        above[[driver, other]] += 0.5;
                    }
                    std::cmp::Ordering::Greater => n_above += 1,
                    _ => above[[driver, other]] += 1.0,
                }
            }
            ranks[driver].push(middle_rank(n_above, n_equal));
            // Places n_above to n_above + n_equal are shared evenly.
            for k in n_above..n {
                let places = as_f64((k - n_above + 1).min(n_equal + 1));
                top[[driver, k]] += places / as_f64(n_equal + 1);
            }
        }
    }
    top /= as_f64(n_replicates);
    above /= as_f64(n_replicates);
    let drivers = ranks
        .into_iter()
        .zip(estimates)
        .map(|(ranks, key)| {
            let n_above = estimates.iter().filter(|other| *other > key).count();
            let n_equal = estimates
                .iter()
                .filter(|other| is_equal(**other, *key))
                .count()
                - 1;
            rank(ranks, middle_rank(n_above, n_equal), level)
        })
        .collect();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| estimates[b].total_cmp(&estimates[a]));
    Ok(Ranking {
        alike: alike(&order, &above, certainty),
        order,
        drivers,
        top,
        above,
    })
}

/// The contribution of every driver group to the mean outcome in every replicate: signed, Σ coefficient ·
/// mean over its columns.
///
/// # Shapes
///
/// `(n_replicates, n_drivers)`, drivers in the order of the design.
///
/// # Errors
///
/// [`Error::Shape`] when the replicates are not of this design.
pub fn contributions(design: &Design, replicates: &Replicates) -> Result<Array2<f64>, Error> {
    let (n_replicates, p) = replicates.coefficients.dim();
    if p != design.columns().len() {
        return Err(Error::Shape {
            what: "the replicated columns",
            got: p,
            expected: design.columns().len(),
        });
    }
    let groups = design.groups_with(Role::Driver);
    Ok(Array2::from_shape_fn(
        (n_replicates, groups.len()),
        |(i, at)| {
            design.groups()[groups[at]]
                .columns
                .iter()
                .map(|&column| replicates.coefficients[[i, column]] * replicates.means[[i, column]])
                .sum()
        },
    ))
}

fn is_equal(a: f64, b: f64) -> bool {
    (a - b).abs() <= 0.0
}

fn middle_rank(n_above: usize, n_equal: usize) -> f64 {
    as_f64(1 + n_above) + as_f64(n_equal) / 2.0
}

fn rank(mut ranks: Vec<f64>, rank: f64, level: Probability) -> Rank {
    ranks.sort_unstable_by(f64::total_cmp);
    let tail = 0.5 * (1.0 - level.get());
    let last = ranks.len() - 1;
    // Order statistics that leave out at most the tail, rounded outwards: ranks are whole places.
    let skipped = as_count((tail * as_f64(ranks.len())).floor()).min(last);
    Rank {
        rank,
        best: as_count(ranks[skipped].floor()),
        worst: as_count(ranks[last - skipped].ceil()),
        level,
    }
}

fn alike(order: &[usize], above: &Array2<f64>, certainty: Probability) -> Vec<Vec<usize>> {
    let differ = |a: usize, b: usize| above[[a, b]].max(above[[b, a]]) > certainty.get();
    let mut runs: Vec<Vec<usize>> = Vec::new();
    let mut covered = 0;
    for start in 0..order.len() {
        let mut end = start + 1;
        while end < order.len()
            && order[start..end]
                .iter()
                .all(|&earlier| !differ(earlier, order[end]))
        {
            end += 1;
        }
        if end > covered {
            runs.push(order[start..end].to_vec());
            covered = end;
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fit;
    use crate::drivers::fixtures::{bayesian, names, random_rows, single_groups};
    use crate::stats::draw::normal;
    use crate::stats::generator;
    use ndarray::array;
    use proptest::prelude::*;

    fn p(value: f64) -> Probability {
        Probability::new(value).unwrap()
    }

    #[test]
    fn ranks_follow_the_keys_of_each_replicate() {
        let drawn = array![
            [3.0, 2.0, 1.0],
            [3.0, 1.0, 2.0],
            [3.0, 2.0, 1.0],
            [2.0, 3.0, 1.0]
        ];
        let ranking = rank_drivers(&[3.0, 2.0, 1.0], &drawn, p(0.95), p(0.95)).unwrap();
        assert_eq!(ranking.order, vec![0, 1, 2]);
        let places: Vec<(usize, usize)> = ranking
            .drivers
            .iter()
            .map(|one| (one.best, one.worst))
            .collect();
        assert_eq!(places, vec![(1, 2), (1, 3), (2, 3)]);
        assert_eq!(
            ranking.above,
            array![[0.5, 0.75, 1.0], [0.25, 0.5, 0.75], [0.0, 0.25, 0.5]]
        );
        assert_eq!(
            ranking.top,
            array![[0.75, 1.0, 1.0], [0.25, 0.75, 1.0], [0.0, 0.25, 1.0]]
        );
        // The first and the last differ, each is like the one in the middle.
        assert_eq!(ranking.alike, vec![vec![0, 1], vec![1, 2]]);
    }

    #[test]
    fn equal_drivers_share_their_places() {
        let drawn = array![[1.0, 1.0, 5.0], [2.0, 2.0, 7.0]];
        let ranking = rank_drivers(&[1.0, 1.0, 6.0], &drawn, p(0.9), p(0.95)).unwrap();
        assert_eq!(ranking.order, vec![2, 0, 1]);
        assert!((ranking.drivers[0].rank - 2.5).abs() < 1e-15);
        assert_eq!((ranking.drivers[0].best, ranking.drivers[0].worst), (2, 3));
        assert!((ranking.top[[0, 1]] - 0.5).abs() < 1e-15);
        assert!((ranking.above[[0, 1]] - 0.5).abs() < 1e-15);
        assert_eq!(ranking.alike, vec![vec![2], vec![0, 1]]);
    }

    #[test]
    fn the_interval_of_a_rank_leaves_out_at_most_its_tails() {
        let mut source = generator(2, 0);
        let drawn = Array2::from_shape_fn((1000, 10), |(_, j)| as_f64(j) + normal(&mut source));
        let estimates: Vec<f64> = (0..10).map(as_f64).collect();
        let ranking = rank_drivers(&estimates, &drawn, p(0.9), p(0.95)).unwrap();
        for (j, rank) in ranking.drivers.iter().enumerate() {
            // Places outside the interval, counted from the probabilities of the first places.
            let before = if rank.best > 1 {
                ranking.top[[j, rank.best - 2]]
            } else {
                0.0
            };
            let after = 1.0 - ranking.top[[j, rank.worst - 1]];
            assert!(
                before <= 0.05 + 1e-12 && after <= 0.05 + 1e-12,
                "{before} {after}"
            );
        }
    }

    #[test]
    fn contributions_of_a_fit_are_ranked_by_magnitude() {
        let rows = random_rows(900, &[0.3, 0.3, 0.3], &[-3.0, 0.0, 1.5], 21);
        let design = Design::new(rows, names(3), single_groups(3)).unwrap();
        let fit = fit(&design, &bayesian(100)).unwrap();
        let drawn = contributions(&design, fit.replicates.as_ref().unwrap()).unwrap();
        let estimates: Vec<f64> = fit
            .drivers
            .iter()
            .map(|one| one.contribution.abs())
            .collect();
        let ranking = rank_drivers(&estimates, &drawn.mapv(f64::abs), p(0.95), p(0.95)).unwrap();
        assert_eq!(ranking.order, vec![0, 2, 1]);
        assert_eq!(ranking.alike.len(), 3);
        // Percentile intervals of the fit rest on the same replicates.
        let mean = drawn.column(0).sum() / 100.0;
        assert!(fit.drivers[0].contribution_interval.unwrap().contains(mean));
    }

    #[test]
    fn what_cannot_be_ranked_is_refused() {
        let drawn = array![[1.0, f64::NAN]];
        assert!(rank_drivers(&[1.0, 2.0], &drawn, p(0.9), p(0.95)).is_err());
        assert!(rank_drivers(&[1.0], &drawn, p(0.9), p(0.95)).is_err());
        let none = Array2::zeros((0, 2));
        let error = rank_drivers(&[1.0, 2.0], &none, p(0.9), p(0.95)).unwrap_err();
        assert_eq!(error, Error::NoReplicates);
        assert!(rank_drivers(&[1.0, 2.0], &array![[1.0, 2.0]], p(0.9), p(0.4)).is_err());
    }

    proptest! {
        #[test]
        fn probabilities_are_those_of_one_order_of_all(
            values in prop::collection::vec(0u8..6, 40),
        ) {
            // Ten replicates of four drivers, with ties.
            let drawn = Array2::from_shape_fn((10, 4), |(i, j)| f64::from(values[4 * i + j]));
            let estimates = drawn.row(0).to_vec();
            let ranking = rank_drivers(&estimates, &drawn, p(0.8), p(0.9)).unwrap();
            for i in 0..4 {
                for j in 0..4 {
                    let both = ranking.above[[i, j]] + ranking.above[[j, i]];
                    prop_assert!((both - 1.0).abs() < 1e-12);
                }
                // Of k + 1 places k + 1 are taken.
                let taken = ranking.top.column(i).sum();
                prop_assert!((taken - as_f64(i + 1)).abs() < 1e-12);
                prop_assert!((ranking.top[[i, 3]] - 1.0).abs() < 1e-12);
                let rank = ranking.drivers[i];
                prop_assert!(rank.best <= rank.worst && rank.worst <= 4 && rank.best >= 1);
            }
            let mut seen: Vec<usize> = ranking.alike.concat();
            seen.sort_unstable();
            seen.dedup();
            prop_assert_eq!(seen, vec![0, 1, 2, 3]);
        }
    }
}
