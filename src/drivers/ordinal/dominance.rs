use super::Options;
use super::cells::Cells;
use super::frame::{Frame, climb, null_log_likelihood, profiles};
use super::likelihood::{Likelihood, Link};
use crate::drivers::options::Purpose;
use crate::drivers::{Design, Error, Importance, ImportanceMethod, Role};
use crate::stats::draw::shuffle;
use crate::stats::{
    Concave, Factor, RANK_TOLERANCE, SubsetSums, approach, compute_in_order, resample,
};
use crate::units::as_f64;

/// Most driver groups whose subsets are all fitted: 4,096 fits.
pub const MAX_EXACT_DRIVERS: usize = 12;

/// Pairs of orderings above that: some thousand fits at fifteen groups.
const N_PAIRS: usize = 48;

/// Divides `McFadden`'s R² of the proportional-odds model over the driver groups by Shapley's rule
/// (general dominance), controls always in.
///
/// Up to [`MAX_EXACT_DRIVERS`] groups every subset of groups is fitted anew, on the profiles that are different in
/// its columns, from where a subset with one group less arrived. Above that groups enter in random orders, each
/// forwards and backwards, and the result carries the Monte-Carlo error; the parts still sum to R² exactly. R² in
/// the result is `McFadden`'s throughout. A share is not an effect: a group without effect gets one by
/// occurring together with others.
///
/// # Errors
///
/// As for [`proportional_odds`](super::proportional_odds).
///
/// # References
///
/// Azen & Traxel (2009), *Journal of Educational and Behavioral Statistics* 34, p. 319, for logistic
/// models; Luchman (2014), *Organizational Research Methods* 17, p. 452, for ordered categories. Orders in
/// antithetic pairs: Mitchell, Cooper, Frank & Holmes (2022), JMLR 23, §3.2.
pub fn dominance(design: &Design, options: &Options) -> Result<Importance, Error> {
    let frame = Frame::new(design, options)?;
    // All columns, with those that the whole model leaves out because others determine them.
    let places: Vec<Option<usize>> = (0..design.columns().len()).map(Some).collect();
    let profiles = profiles(design, places.len(), &places);
    let cells = frame.sample_cells().on(&profiles);
    let ground = Ground {
        null: null_log_likelihood(&cells),
        frame: &frame,
        cells: &cells,
        controls: design.columns_with(Role::Control),
        groups: design.groups_with(Role::Driver),
    };
    if ground.groups.len() <= MAX_EXACT_DRIVERS {
        ground.exact()
    } else {
        ground.sampled(N_PAIRS, options.seed)
    }
}

/// What fits of subsets have in common.
struct Ground<'a> {
    frame: &'a Frame<'a>,
    cells: &'a Cells<'a>,
    /// Log-likelihood without any column.
    null: f64,
    controls: Vec<usize>,
    /// Driver groups of the design.
    groups: Vec<usize>,
}

impl Ground<'_> {
    /// Columns of the controls and of some driver groups.
    fn columns(&self, chosen: impl Iterator<Item = usize>) -> Vec<usize> {
        let of_group = |at: usize| &self.frame.design.groups()[self.groups[at]].columns;
        let columns = chosen.flat_map(of_group);
        self.controls.iter().chain(columns).copied().collect()
    }

    fn fit(
        &self,
        chosen: impl Iterator<Item = usize>,
        before: Option<&Subset>,
    ) -> Result<Subset, Error> {
        Subset::fit(self.frame, self.cells, &self.columns(chosen), before)
    }

    fn r2(&self, subset: &Subset) -> f64 {
        1.0 - subset.log_likelihood / self.null
    }

    fn exact(&self) -> Result<Importance, Error> {
        let n_groups = self.groups.len();
        // Subsets of one size after those of the size below: each starts where the one without its last group
        // arrived.
        let mut fitted = vec![Subset::default(); 1 << n_groups];
        for size in 0..=n_groups {
            let of_size: Vec<usize> = (0..fitted.len())
                .filter(|subset| subset.count_ones() as usize == size)
                .collect();
            let found = compute_in_order(of_size.len(), |at| {
                let subset = of_size[at];
                let before = subset
                    .checked_ilog2()
                    .map(|last| &fitted[subset ^ (1 << last)]);
                let members = (0..n_groups).filter(|bit| subset >> bit & 1 == 1);
                self.fit(members, before)
            });
            for (subset, found) in of_size.into_iter().zip(found) {
                fitted[subset] = found?;
            }
        }
        let values: Vec<f64> = fitted.iter().map(|subset| self.r2(subset)).collect();
        let r2_controls = values[0];
        let gains: Vec<f64> = values.iter().map(|r2| r2 - r2_controls).collect();
        let sums = SubsetSums::from_values(n_groups, &gains)?;
        let all = gains.len() - 1;
        Ok(Importance {
            first: (0..n_groups).map(|group| gains[1 << group]).collect(),
            last: (0..n_groups)
                .map(|group| gains[all] - gains[all & !(1 << group)])
                .collect(),
            n_allowed_orderings: None,
            method: ImportanceMethod::Exact {
                by_level: sums.by_level(),
            },
            r2_controls,
            r2_divided: sums.explained(),
            shares: sums.shapley(),
        })
    }

    /// Pairs of orderings, the second of each the first backwards.
    fn sampled(&self, n_pairs: usize, seed: u64) -> Result<Importance, Error> {
        let n_groups = self.groups.len();
        let empty = self.fit(std::iter::empty(), None)?;
        let all = self.fit(0..n_groups, None)?;
        let seed = Purpose::Orderings.seed(seed);
        let pairs = resample(n_pairs, seed, |_, generator| {
            let mut ordering: Vec<usize> = (0..n_groups).collect();
            shuffle(generator, &mut ordering);
            let mut gains = self.gains(&ordering, &empty, &all)?;
            ordering.reverse();
            let backwards = self.gains(&ordering, &empty, &all)?;
            for (gain, other) in gains.iter_mut().zip(backwards) {
                *gain = gain.midpoint(other);
            }
            Ok::<Vec<f64>, Error>(gains)
        });
        let pairs: Vec<Vec<f64>> = pairs.into_iter().collect::<Result<_, Error>>()?;
        let n = as_f64(n_pairs);
        let (mut shares, mut standard_errors) = (Vec::new(), Vec::new());
        for group in 0..n_groups {
            let mean = pairs.iter().map(|pair| pair[group]).sum::<f64>() / n;
            let scatter: f64 = pairs.iter().map(|pair| (pair[group] - mean).powi(2)).sum();
            shares.push(mean);
            standard_errors.push((scatter / (n - 1.0) / n).sqrt());
        }
        let alone = compute_in_order(n_groups, |group| {
            let first = self.fit(std::iter::once(group), Some(&empty))?;
            let others = (0..n_groups).filter(|&other| other != group);
            let without = self.fit(others, Some(&all))?;
            Ok::<(f64, f64), Error>((
                self.r2(&first) - self.r2(&empty),
                self.r2(&all) - self.r2(&without),
            ))
        });
        let alone: Vec<(f64, f64)> = alone.into_iter().collect::<Result<_, Error>>()?;
        Ok(Importance {
            first: alone.iter().map(|one| one.0).collect(),
            last: alone.iter().map(|one| one.1).collect(),
            n_allowed_orderings: None,
            method: ImportanceMethod::Sampled {
                n_orderings: 2 * n_pairs,
                standard_errors,
            },
            r2_controls: self.r2(&empty),
            r2_divided: self.r2(&all) - self.r2(&empty),
            shares,
        })
    }

    /// What each group adds to those before it.
    fn gains(&self, ordering: &[usize], empty: &Subset, all: &Subset) -> Result<Vec<f64>, Error> {
        let mut gains = vec![0.0; ordering.len()];
        let mut before = empty.clone();
        for (at, &group) in ordering.iter().enumerate() {
            let found = if at + 1 == ordering.len() {
                all.clone()
            } else {
                self.fit(ordering[..=at].iter().copied(), Some(&before))?
            };
            gains[group] = self.r2(&found) - self.r2(&before);
            before = found;
        }
        Ok(gains)
    }
}

/// Bound on g'I⁻¹g before the last step, which squares the error.
const NEAR: f64 = 1e-9;

/// The fit of some columns.
#[derive(Debug, Clone, Default)]
struct Subset {
    log_likelihood: f64,
    /// Columns of the design, ascending, with their slopes.
    slopes: Vec<(usize, f64)>,
    /// Empty where no column is in the model.
    thresholds: Vec<f64>,
}

impl Subset {
    /// Fits some columns of the design, without those that others among them determine.
    ///
    /// Rank is judged anew: a column that another group makes superfluous counts where that is absent.
    fn fit(
        frame: &Frame<'_>,
        cells: &Cells<'_>,
        columns: &[usize],
        before: Option<&Self>,
    ) -> Result<Self, Error> {
        let factor = Factor::new(&frame.regression.correlation, columns, RANK_TOLERANCE);
        let mut kept = factor.kept().to_vec();
        if kept.is_empty() {
            return Ok(Self {
                log_likelihood: null_log_likelihood(cells),
                ..Self::default()
            });
        }
        kept.sort_unstable();
        let (profiles, masses) = cells.restricted(&kept);
        let restricted = Cells::new(&profiles, cells.n_classes, masses);
        let near = before.and_then(|before| before.approached(&restricted, &kept));
        let (parameters, log_likelihood) = if let Some(found) = near {
            found
        } else {
            let name = |at: usize| frame.design.columns()[kept[at]].clone();
            let ascent = climb(Link::Cumulative, &restricted, name)?;
            (ascent.parameters, ascent.derivatives.value)
        };
        let (slopes, thresholds) = parameters.split_at(kept.len());
        Ok(Self {
            log_likelihood,
            slopes: kept.iter().copied().zip(slopes.iter().copied()).collect(),
            thresholds: thresholds.to_vec(),
        })
    }

    /// Parameters and log-likelihood of these columns, if full steps from this fit arrive.
    fn approached(&self, cells: &Cells<'_>, kept: &[usize]) -> Option<(Vec<f64>, f64)> {
        if self.thresholds.is_empty() {
            return None;
        }
        let slope = |column: &usize| {
            let at = self.slopes.binary_search_by_key(column, |slope| slope.0);
            at.map_or(0.0, |at| self.slopes[at].1)
        };
        let slopes = kept.iter().map(slope);
        let start: Vec<f64> = slopes.chain(self.thresholds.iter().copied()).collect();
        let likelihood = Likelihood {
            link: Link::Cumulative,
            cells,
        };
        let found = approach(&likelihood, &start, NEAR)?;
        let value = likelihood.derivatives(&found)?.value;
        Some((found, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{names, single_groups};
    use crate::drivers::{Row, Rows};
    use crate::stats::draw::normal;
    use crate::stats::generator;

    /// Correlated columns and an answer of 0 to 3.
    fn correlated(n_columns: usize) -> Design {
        let mut source = generator(4, 0);
        let mut rows = Rows::new(n_columns);
        for _ in 0..600 {
            let shared = normal(&mut source);
            let x: Vec<(usize, f64)> = (0..n_columns)
                .map(|column| (column, 0.5f64.mul_add(shared, normal(&mut source))))
                .collect();
            let mood = 1.5 + 0.7f64.mul_add(x[2].1, 1.4f64.mul_add(x[0].1, normal(&mut source)));
            rows.push(Row::new(&x, mood.round().clamp(0.0, 3.0)));
        }
        Design::new(rows, names(n_columns), single_groups(n_columns)).unwrap()
    }

    #[test]
    fn sampled_shares_lie_within_four_errors_of_exact_ones() {
        let design = correlated(5);
        let options = Options::new(vec![0.0, 1.0, 2.0, 3.0]);
        let frame = Frame::new(&design, &options).unwrap();
        let cells = frame.sample_cells();
        let ground = Ground {
            null: null_log_likelihood(&cells),
            frame: &frame,
            cells: &cells,
            controls: Vec::new(),
            groups: (0..5).collect(),
        };
        let (exact, sampled) = (ground.exact().unwrap(), ground.sampled(24, 1).unwrap());
        let ImportanceMethod::Sampled {
            standard_errors, ..
        } = &sampled.method
        else {
            panic!("not sampled");
        };
        for (group, &error) in standard_errors.iter().enumerate() {
            let difference = sampled.shares[group] - exact.shares[group];
            assert!(
                error > 0.0 && difference.abs() < 4.0 * error,
                "{difference} {error}"
            );
            assert!((sampled.first[group] - exact.first[group]).abs() < 1e-11);
            assert!((sampled.last[group] - exact.last[group]).abs() < 1e-11);
        }
        let sum: f64 = sampled.shares.iter().sum();
        assert!((sum - exact.r2_divided).abs() < 1e-11);
    }

    #[test]
    fn thirteen_groups_are_sampled_and_say_so() {
        let found = dominance(&correlated(13), &Options::new(vec![0.0, 1.0, 2.0, 3.0])).unwrap();
        assert!(matches!(
            found.method,
            ImportanceMethod::Sampled {
                n_orderings: 96,
                ..
            }
        ));
        let sum: f64 = found.shares.iter().sum();
        assert!((sum - found.r2_divided).abs() < 1e-11);
        assert!(found.shares[0] > found.shares[5]);
    }

    #[test]
    fn a_subset_started_near_arrives_where_one_from_nothing_does() {
        let mut source = generator(4, 0);
        let mut rows = Rows::new(4);
        for _ in 0..600 {
            let drawn: Vec<f64> = (0..4).map(|_| normal(&mut source)).collect();
            let x = [
                (0, drawn[0]),
                (1, 0.6f64.mul_add(drawn[0], drawn[1])),
                (2, drawn[2]),
                (3, drawn[3]),
            ];
            let mood =
                1.5 + 0.7f64.mul_add(drawn[2], 1.4f64.mul_add(drawn[0], normal(&mut source)));
            rows.push(Row::new(&x, mood.round().clamp(0.0, 3.0)));
        }
        let design = Design::new(rows, names(4), single_groups(4)).unwrap();
        let options = Options::new(vec![-100.0, -20.0, 20.0, 100.0]);
        let frame = Frame::new(&design, &options).unwrap();
        let cells = frame.sample_cells();
        let before = Subset::fit(&frame, &cells, &[0, 2], None).unwrap();
        let near = Subset::fit(&frame, &cells, &[0, 2, 1], Some(&before)).unwrap();
        let far = Subset::fit(&frame, &cells, &[0, 2, 1], None).unwrap();
        let (profiles, masses) = cells.restricted(&[0, 1, 2]);
        let restricted = Cells::new(&profiles, cells.n_classes, masses);
        assert!(before.approached(&restricted, &[0, 1, 2]).is_some());
        let difference = near.log_likelihood - far.log_likelihood;
        assert!(
            difference.abs() < 1e-11 * far.log_likelihood.abs(),
            "{difference}"
        );
        for (a, b) in near.slopes.iter().zip(&far.slopes) {
            assert!(a.0 == b.0 && (a.1 - b.1).abs() < 1e-8);
        }
    }
}
