use super::Options;
use super::cells::Cells;
use super::frame::{Frame, climb, null_log_likelihood, profiles};
use super::likelihood::Link;
use crate::drivers::{Design, Error, Importance, ImportanceMethod, Role};
use crate::stats::{self, Factor, RANK_TOLERANCE, SubsetSums, compute_in_order};

/// Most driver groups whose subsets are all fitted: 4,096 fits.
pub const MAX_DRIVERS: usize = 12;

/// Divides `McFadden`'s R² of the proportional-odds model over the driver groups by Shapley's rule
/// (general dominance), controls always in.
///
/// Every subset of groups is fitted anew, on the profiles that are different in its columns. R² in
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
    let values = compute_in_order(1 << groups.len(), |subset| {
        let mut columns = controls.clone();
        for (bit, &group) in groups.iter().enumerate() {
            if subset >> bit & 1 == 1 {
                columns.extend(&design.groups()[group].columns);
            }
        }
        Ok(1.0 - log_likelihood(&frame, &cells, &columns)? / null)
    })
    .into_iter()
    .collect::<Result<Vec<f64>, Error>>()?;
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

/// Log-likelihood of some columns of the design, without those that others among them determine.
///
/// Rank is judged anew: a column that another group makes superfluous counts where that is absent.
fn log_likelihood(frame: &Frame<'_>, cells: &Cells<'_>, columns: &[usize]) -> Result<f64, Error> {
    let factor = Factor::new(&frame.regression.correlation, columns, RANK_TOLERANCE);
    let mut kept = factor.kept().to_vec();
    if kept.is_empty() {
        return Ok(null_log_likelihood(cells));
    }
    kept.sort_unstable();
    let (profiles, masses) = cells.restricted(&kept);
    let restricted = Cells::new(&profiles, cells.n_classes, masses);
    let name = |at: usize| frame.design.columns()[kept[at]].clone();
    let ascent = climb(Link::Cumulative, &restricted, name)?;
    Ok(ascent.derivatives.value)
}
