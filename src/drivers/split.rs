use super::options::Purpose;
use super::{Design, Error, Estimate, Fit, Options, Role, Row, Rows, fit};
use crate::stats::draw::shuffle;
use crate::stats::{discoveries, generator, kendall_tau_b};
use crate::units::{Probability, as_count, as_f64};

/// One design in two parts that share no unit.
#[derive(Debug, Clone)]
pub struct SplitSample {
    /// The part to look for drivers in.
    pub first: Design,
    /// The part to confirm them on.
    pub second: Design,
}

/// What the second part of a sample says about drivers found on the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirmation {
    /// One entry per column of a driver group, ascending by column.
    pub columns: Vec<ColumnConfirmation>,
    /// Agreement of both parts on the order of the driver coefficients (Kendall's τ-b); `None` with fewer
    /// than two columns estimated in both, or nothing to order.
    pub coefficient_agreement: Option<f64>,
    /// Agreement of both parts on the order of the shares of R² (Kendall's τ-b); `None` with fewer than
    /// two driver groups, or nothing to order.
    pub share_agreement: Option<f64>,
    /// The fit on the first part.
    pub first: Fit,
    /// The fit on the second part.
    pub second: Fit,
}

/// One driver column on both parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnConfirmation {
    /// Index of the column.
    pub column: usize,
    /// On the first part; `None` when it was left out there.
    pub first: Option<Estimate>,
    /// On the second part; `None` when it was left out there.
    pub second: Option<Estimate>,
    /// What follows.
    pub verdict: Verdict,
}

/// What two parts of a sample say about a driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The first part does not find it: nothing to confirm.
    NotFound,
    /// The second part finds it too, with the same sign.
    Confirmed,
    /// The second part does not find it. That it has no effect does not follow.
    NotConfirmed,
    /// The second part finds it with the other sign.
    Reversed,
    /// The first part finds it, the second cannot judge it: the column was left out or has no standard
    /// error there.
    Untestable,
}

/// Deals the units of a design over two parts at random.
///
/// A unit is a cluster, or an observation outside clusters; copies of a counted row are dealt one by one.
/// The first part gets `share` of the units, to the nearest whole number.
///
/// # Errors
///
/// [`Error::EmptyPart`] when a part would have no unit, and the errors of [`Design::new`], above all
/// [`Error::ConstantOutcome`] for a part in which the outcome does not vary.
pub fn split_sample(design: &Design, share: Probability, seed: u64) -> Result<SplitSample, Error> {
    let n_units = design.n_units();
    let n_first = as_count(share.get() * as_f64(n_units));
    if n_first == 0 || n_first >= n_units {
        return Err(Error::EmptyPart {
            n_units,
            share: share.get(),
        });
    }
    let mut is_first: Vec<bool> = (0..n_units).map(|unit| unit < n_first).collect();
    shuffle(&mut generator(Purpose::Split.seed(seed), 0), &mut is_first);
    let (of_clusters, of_others) = is_first.split_at(design.n_clusters());
    let mut others = of_others.iter();
    let n_in_first: Vec<usize> = (0..design.n_rows())
        .map(|row| {
            let count = design.count()[row];
            match design.cluster()[row] {
                Some(cluster) if of_clusters[cluster as usize] => count,
                Some(_) => 0,
                None => others.by_ref().take(count).filter(|&&first| first).count(),
            }
        })
        .collect();
    let part = |copies: &dyn Fn(usize) -> usize| {
        let rows = rows_with(design, copies);
        let (columns, groups) = (design.columns().to_vec(), design.groups().to_vec());
        Design::with_weights(rows, columns, groups, design.weight_kind())
    };
    Ok(SplitSample {
        first: part(&|row| n_in_first[row])?,
        second: part(&|row| design.count()[row] - n_in_first[row])?,
    })
}

/// The rows of a design in the units of the data, with another number of copies each.
///
/// A value is as it was given up to rounding.
fn rows_with(design: &Design, copies: &dyn Fn(usize) -> usize) -> Rows {
    let p = design.columns().len();
    let mut rows = Rows::new(p);
    let mut entries: Vec<(usize, f64)> = Vec::with_capacity(p);
    for (stored, range) in design.profiles() {
        entries.clear();
        let mut stored = stored.iter().peekable();
        for column in 0..p {
            let own = stored.next_if(|entry| entry.0 as usize == column);
            let value = own.map_or(0.0, |entry| entry.1);
            let value = design.scale(column).mul_add(value, design.origin(column));
            if value.abs() > 0.0 {
                entries.push((column, value));
            }
        }
        for row in range.filter(|&row| copies(row) > 0) {
            rows.push(Row {
                x: &entries,
                y: design.y_origin() + design.y()[row],
                weight: design.weight()[row],
                count: copies(row),
                cluster: design.cluster()[row].map(|at| design.cluster_ids()[at as usize]),
            });
        }
    }
    rows
}

/// Looks for drivers on one part of a design and confirms them on the other.
///
/// A driver is found when its test on the first part stands after Benjamini and Hochberg's correction
/// over all driver columns, and confirmed when its test on the second part stands after the same
/// correction over those found, with the same sign; the rate of false ones is one minus the level of the
/// options. The intervals in the estimates are not corrected.
///
/// Estimates of found drivers on the first part are too large on average, because they were picked for
/// being large; those on the second part are not. What was chosen on all the data, for example the list
/// of themes, is not made honest by this: choose it on the first part too, from
/// [`split_sample`] with the same share and seed.
///
/// # Errors
///
/// Those of [`split_sample`] and of [`fit()`] on either part.
///
/// # Examples
///
/// ```
/// use signaal::drivers::{Design, Group, Options, Role, Row, Rows, Verdict, confirm};
/// use signaal::units::Probability;
///
/// let mut rows = Rows::new(1);
/// for i in 0..200 {
///     let waiting = f64::from(i % 10);
///     rows.push(Row::new(&[(0, waiting)], 9.0 - waiting + f64::from(i % 7) / 7.0));
/// }
/// let driver = Group { name: "waiting".to_owned(), columns: vec![0], role: Role::Driver };
/// let design = Design::new(rows, vec!["waiting".to_owned()], vec![driver])?;
/// let found = confirm(&design, &Options::default(), Probability::saturating(0.5), 1)?;
///
/// assert_eq!(found.columns[0].verdict, Verdict::Confirmed);
/// # Ok::<(), signaal::drivers::Error>(())
/// ```
///
/// # References
///
/// Cox (1975), *Biometrika* 62, p. 441; Egami et al. (2022), *Science Advances* 8, eabg2652, for text;
/// Benjamini & Hochberg (1995).
pub fn confirm(
    design: &Design,
    options: &Options,
    share: Probability,
    seed: u64,
) -> Result<Confirmation, Error> {
    let parts = split_sample(design, share, seed)?;
    let (first, second) = (fit(&parts.first, options)?, fit(&parts.second, options)?);
    let rate = Probability::saturating(1.0 - options.level.get());
    let columns = design.columns_with(Role::Driver);

    let tested = |fit: &Fit, columns: &[usize]| -> Vec<(usize, Probability)> {
        let doubt = |&column: &usize| fit.columns[column].estimate.and_then(|e| e.doubt);
        let tests = columns.iter().map(|column| (*column, doubt(column)));
        tests
            .filter_map(|(column, doubt)| Some((column, doubt?.p_value)))
            .collect()
    };
    let standing = |tests: &[(usize, Probability)]| -> Vec<usize> {
        let p_values: Vec<Probability> = tests.iter().map(|test| test.1).collect();
        let stands = discoveries(&p_values, rate);
        let both = tests.iter().zip(stands);
        both.filter(|(_, stands)| *stands)
            .map(|(test, _)| test.0)
            .collect()
    };
    let found = standing(&tested(&first, &columns));
    let retested = tested(&second, &found);
    let stands_again = standing(&retested);
    let verdict = |column: usize| -> Verdict {
        if !found.contains(&column) {
            Verdict::NotFound
        } else if !retested.iter().any(|test| test.0 == column) {
            Verdict::Untestable
        } else if !stands_again.contains(&column) {
            Verdict::NotConfirmed
        } else {
            let value = |fit: &Fit| fit.columns[column].estimate.map_or(0.0, |e| e.value);
            if value(&first) * value(&second) > 0.0 {
                Verdict::Confirmed
            } else {
                Verdict::Reversed
            }
        }
    };
    let columns: Vec<ColumnConfirmation> = columns
        .iter()
        .map(|&column| ColumnConfirmation {
            column,
            first: first.columns[column].estimate,
            second: second.columns[column].estimate,
            verdict: verdict(column),
        })
        .collect();
    let (on_first, on_second): (Vec<f64>, Vec<f64>) = columns
        .iter()
        .filter_map(|column| Some((column.first?.value, column.second?.value)))
        .unzip();
    let shares = |fit: &Fit| -> Vec<f64> { fit.drivers.iter().map(|d| d.share).collect() };
    Ok(Confirmation {
        coefficient_agreement: kendall_tau_b(&on_first, &on_second)?,
        share_agreement: kendall_tau_b(&shares(&first), &shares(&second))?,
        columns,
        first,
        second,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{
        DRAWN_EFFECTS, DRAWN_SHARES, names, random_rows, single_groups, without_replicates,
    };
    use crate::stats::draw::normal;
    use std::collections::BTreeSet;

    fn half() -> Probability {
        Probability::saturating(0.5)
    }

    fn design(rows: Rows) -> Design {
        let p = rows.n_columns;
        Design::new(rows, names(p), single_groups(p)).unwrap()
    }

    #[test]
    fn every_observation_lands_in_one_part_and_clusters_stay_whole() {
        let whole = design(random_rows(400, &DRAWN_SHARES, &DRAWN_EFFECTS, 3).compressed());
        let parts = split_sample(&whole, Probability::saturating(0.3), 9).unwrap();
        let (a, b) = (&parts.first, &parts.second);
        assert_eq!(
            a.n_observations() + b.n_observations(),
            whole.n_observations()
        );
        assert_eq!(a.n_units() + b.n_units(), whole.n_units());
        assert_eq!(a.n_units(), as_count(0.3 * as_f64(whole.n_units())));
        let ids = |part: &Design| -> BTreeSet<u32> { part.cluster_ids().iter().copied().collect() };
        assert!(ids(a).is_disjoint(&ids(b)));
        // The sums of both parts are those of the whole.
        let sum = |d: &Design, f: &dyn Fn(usize) -> f64| -> f64 {
            let masses = d.weight().iter().zip(d.count());
            let rows = masses
                .enumerate()
                .map(|(row, (w, &n))| w * as_f64(n) * f(row));
            rows.sum()
        };
        let y = |d: &Design| sum(d, &|row| d.y_origin() + d.y()[row]);
        assert!((y(a) + y(b) - y(&whole)).abs() < 1e-9);
        for column in 0..6 {
            let total = |d: &Design| {
                let moments = d.sample_moments();
                moments.weight()
                    * d.scale(column)
                        .mul_add(moments.means()[column], d.origin(column))
            };
            assert!((total(a) + total(b) - total(&whole)).abs() < 1e-9);
        }
    }

    #[test]
    fn copies_in_a_cluster_go_together_and_others_one_by_one() {
        let mut rows = Rows::new(1);
        for unit in 0..40u32 {
            for outcome in 0..2u32 {
                rows.push(Row {
                    count: 4,
                    cluster: (unit < 20).then_some(unit),
                    ..Row::new(&[(0, f64::from(unit % 3))], f64::from(outcome))
                });
            }
        }
        let parts = split_sample(&design(rows), half(), 3).unwrap();
        let mut is_divided = false;
        for part in [&parts.first, &parts.second] {
            for (cluster, &count) in part.cluster().iter().zip(part.count()) {
                assert!(cluster.is_none() || count == 4);
                is_divided |= count < 4;
            }
        }
        assert!(is_divided);
        assert_eq!(parts.first.n_units(), 90);
    }

    #[test]
    fn the_deal_hangs_on_the_seed_and_nothing_else() {
        let whole = design(random_rows(200, &DRAWN_SHARES, &DRAWN_EFFECTS, 4).compressed());
        let rows = |seed: u64| {
            split_sample(&whole, half(), seed)
                .unwrap()
                .first
                .y()
                .to_vec()
        };
        assert_eq!(rows(1), rows(1));
        assert_ne!(rows(1), rows(2));
    }

    #[test]
    fn a_share_that_leaves_a_part_empty_is_refused() {
        let whole = design(random_rows(50, &DRAWN_SHARES, &DRAWN_EFFECTS, 5));
        for share in [0.0, 1.0, 1e-4] {
            let refused = split_sample(&whole, Probability::saturating(share), 1).unwrap_err();
            assert!(matches!(refused, Error::EmptyPart { .. }));
        }
    }

    #[test]
    fn strong_drivers_are_confirmed_and_the_parts_agree_on_their_order() {
        let whole = design(random_rows(3000, &DRAWN_SHARES, &DRAWN_EFFECTS, 6));
        let found = confirm(&whole, &without_replicates(), half(), 2).unwrap();
        for (column, effect) in DRAWN_EFFECTS.iter().enumerate() {
            let entry = found.columns[column];
            assert_eq!(entry.column, column);
            if effect.abs() > 0.9 {
                assert_eq!(entry.verdict, Verdict::Confirmed, "column {column}");
            }
        }
        assert!(found.coefficient_agreement.unwrap() > 0.8);
        assert!(found.share_agreement.unwrap() > 0.5);
    }

    #[test]
    fn drivers_without_effect_are_seldom_found_and_hardly_ever_confirmed() {
        let (n_sets, p) = (200, 5);
        let (mut n_with_found, mut n_confirmed) = (0usize, 0usize);
        for set in 0..n_sets {
            let mut source = generator(700 + set, 0);
            let mut rows = Rows::new(p);
            for _ in 0..80 {
                let x: Vec<(usize, f64)> = (0..p).map(|j| (j, normal(&mut source))).collect();
                rows.push(Row::new(&x, normal(&mut source)));
            }
            let found = confirm(&design(rows), &without_replicates(), half(), set).unwrap();
            let verdicts = || found.columns.iter().map(|column| column.verdict);
            n_with_found += usize::from(verdicts().any(|v| v != Verdict::NotFound));
            n_confirmed += verdicts().filter(|v| *v == Verdict::Confirmed).count();
        }
        // With no effect at all the rate of false discoveries is that of any discovery, 5 %.
        let n = as_f64(200);
        let band = 4.0 * (0.05 * 0.95 / n).sqrt();
        assert!(as_f64(n_with_found) / n < 0.05 + band, "{n_with_found}");
        assert!(n_confirmed <= 2, "{n_confirmed}");
    }

    #[test]
    fn a_driver_that_turns_round_between_the_parts_is_called_reversed() {
        let mut source = generator(31, 0);
        let mut rows = Rows::new(1);
        for _ in 0..200 {
            rows.push(Row::new(&[(0, normal(&mut source))], normal(&mut source)));
        }
        let parts = split_sample(&design(rows.clone()), half(), 8).unwrap();
        // The deal does not look at outcomes, so outcomes may be made to follow it.
        let first: BTreeSet<u64> = parts
            .first
            .profiles()
            .map(|(stored, _)| key(&parts.first, stored[0].1))
            .collect();
        let whole = design(rows.clone());
        for (row, (stored, _)) in whole.profiles().enumerate() {
            let x = rows.entries(row)[0].1;
            let sign = if first.contains(&key(&whole, stored[0].1)) {
                1.0
            } else {
                -1.0
            };
            rows.y[row] = sign * x + 0.1 * rows.y[row];
        }
        let found = confirm(&design(rows), &without_replicates(), half(), 8).unwrap();
        assert_eq!(found.columns[0].verdict, Verdict::Reversed);
    }

    /// A value to twelve digits, as a key.
    fn key(design: &Design, stored: f64) -> u64 {
        let value = design.scale(0).mul_add(stored, design.origin(0));
        ((value * 1e9).round() / 1e9).to_bits()
    }
}
