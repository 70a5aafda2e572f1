use super::Options;
use super::cells::Cells;
use super::frame::{Frame, climb, null_log_likelihood, profiles};
use super::likelihood::{Likelihood, Link};
use crate::drivers::{Design, Error, Importance, ImportanceMethod, Role};
use crate::stats::{self, Concave, Factor, RANK_TOLERANCE, SubsetSums, approach, compute_in_order};

/// Most driver groups whose subsets are all fitted: 4,096 fits.
pub const MAX_DRIVERS: usize = 12;

/// Divides `McFadden`'s R² of the proportional-odds model over the driver groups by Shapley's rule
/// (general dominance), controls always in.
///
/// Every subset of groups is fitted anew, on the profiles that are different in its columns, from where a
/// subset with one group less arrived. R² in
/// the result is `McFadden`'s throughout. A share is not an effect: a group without effect gets one by
/// occurring together with others.
///
/// # Errors
///
/// [`Error::Statistic`] above [`MAX_DRIVERS`] groups; otherwise as for
/// [`proportional_odds`](super::proportional_odds).
///
/// # References
///
/// Azen & Traxel (2009), *Journal of Educational and Behavioral Statistics* 34, p. 319, for logistic
/// models; Luchman (2014), *Organizational Research Methods* 17, p. 452, for ordered categories.
pub fn dominance(design: &Design, options: &Options) -> Result<Importance, Error> {
    let frame = Frame::new(design, options)?;
    let groups = design.groups_with(Role::Driver);
    if groups.len() > MAX_DRIVERS {
        return Err(Error::Statistic(stats::Error::TooManyGroups {
            n_groups: groups.len(),
            limit: MAX_DRIVERS,
        }));
    }
    // All columns, with those that the whole model leaves out because others determine them.
    let places: Vec<Option<usize>> = (0..design.columns().len()).map(Some).collect();
    let profiles = profiles(design, places.len(), &places);
    let cells = frame.sample_cells().on(&profiles);
    let null = null_log_likelihood(&cells);
    let controls = design.columns_with(Role::Control);
    let columns_of = |subset: usize| -> Vec<usize> {
        let members = groups.iter().enumerate();
        let chosen = members.filter(|(bit, _)| subset >> bit & 1 == 1);
        let columns = chosen.flat_map(|(_, &group)| &design.groups()[group].columns);
        controls.iter().chain(columns).copied().collect()
    };
    // Subsets of one size after those of the size below: each starts where the one without its last group
    // arrived.
    let mut fitted = vec![Subset::default(); 1 << groups.len()];
    for size in 0..=groups.len() {
        let of_size: Vec<usize> = (0..fitted.len())
            .filter(|subset| subset.count_ones() as usize == size)
            .collect();
        let found = compute_in_order(of_size.len(), |at| {
            let subset = of_size[at];
            let before = subset
                .checked_ilog2()
                .map(|last| &fitted[subset ^ (1 << last)]);
            Subset::fit(&frame, &cells, &columns_of(subset), before)
        });
        for (subset, found) in of_size.into_iter().zip(found) {
            fitted[subset] = found?;
        }
    }
    let values: Vec<f64> = fitted
        .iter()
        .map(|subset| 1.0 - subset.log_likelihood / null)
        .collect();
    let r2_controls = values[0];
    let gains: Vec<f64> = values.iter().map(|r2| r2 - r2_controls).collect();
    let sums = SubsetSums::from_values(groups.len(), &gains)?;
    let shares = sums.shapley();
    let all = gains.len() - 1;
    Ok(Importance {
        first: (0..groups.len()).map(|group| gains[1 << group]).collect(),
        last: (0..groups.len())
            .map(|group| gains[all] - gains[all & !(1 << group)])
            .collect(),
        n_allowed_orderings: None,
        method: ImportanceMethod::Exact {
            by_level: sums.by_level(),
        },
        r2_controls,
        r2_divided: sums.explained(),
        shares,
    })
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
