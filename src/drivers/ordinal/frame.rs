use super::Options;
use super::cells::{Cells, Profiles, null_log_likelihood_of};
use super::likelihood::{Likelihood, Link};
use crate::drivers::checks::check_enough_rows;
use crate::drivers::regression::Regression;
use crate::drivers::{Design, Error, Role};
use crate::stats::{Ascent, AscentEnd, maximize};
use crate::units::{as_f64, as_u32};

/// A design read as a categorical outcome, with the columns that can be told apart.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub(super) design: &'a Design,
    pub(super) regression: Regression,
    /// Codes that occur, ascending; a class is a position in this list.
    pub(super) codes: Vec<usize>,
    /// Points per class.
    pub(super) points: Vec<f64>,
    /// Class per row.
    pub(super) class: Vec<usize>,
    /// Weight of one observation per row; the mean over observations is 1.
    pub(super) weight: Vec<f64>,
    /// Columns of the design that are in the model, ascending. A place is a position in this list.
    pub(super) kept: Vec<usize>,
    /// Predictors by place, one per profile of the design.
    pub(super) profiles: Profiles,
    /// Places per driver group, in the order of the groups.
    pub(super) drivers: Vec<Vec<usize>>,
}

/// Bound on g'I⁻¹g in a fit that is reported, far below what can be seen in its last digit.
pub(super) const PRECISE: f64 = 1e-16;

impl<'a> Frame<'a> {
    pub(super) fn new(design: &'a Design, options: &Options) -> Result<Self, Error> {
        options.check()?;
        let (codes, class) = classes(design, options.points.len())?;
        let regression = Regression::new(design, &design.sample_moments());
        let mut kept = regression.factor.kept().to_vec();
        kept.sort_unstable();
        let n_observations = design.n_observations();
        let n_parameters = kept.len() + codes.len() - 1;
        check_enough_rows(n_observations, n_parameters)?;
        let masses = design.weight().iter().zip(design.count());
        let total: f64 = masses.map(|(weight, &count)| weight * as_f64(count)).sum();
        let mean = total / as_f64(n_observations);
        let places: Vec<Option<usize>> = (0..design.columns().len())
            .map(|column| kept.binary_search(&column).ok())
            .collect();
        let profiles = profiles(design, kept.len(), &places);
        let drivers = design
            .groups_with(Role::Driver)
            .into_iter()
            .map(|group| {
                let columns = design.groups()[group].columns.iter();
                columns.filter_map(|&column| places[column]).collect()
            })
            .collect();
        Ok(Self {
            design,
            regression,
            points: codes.iter().map(|&code| options.points[code]).collect(),
            codes,
            class,
            weight: design.weight().iter().map(|weight| weight / mean).collect(),
            kept,
            profiles,
            drivers,
        })
    }

    pub(super) fn n_classes(&self) -> usize {
        self.codes.len()
    }

    /// Cells with a mass per row that the caller chooses, `(n_rows,)`.
    pub(super) fn cells(&self, masses: &[f64]) -> Cells<'_> {
        let n_classes = self.n_classes();
        let mut of_cells = vec![0.0; self.profiles.len() * n_classes];
        for (profile, (_, rows)) in self.design.profiles().enumerate() {
            for row in rows {
                of_cells[profile * n_classes + self.class[row]] += masses[row];
            }
        }
        Cells::new(&self.profiles, n_classes, of_cells)
    }

    /// Cells of the observations as they are.
    pub(super) fn sample_cells(&self) -> Cells<'_> {
        let counts = self.design.count().iter();
        let masses: Vec<f64> = counts
            .zip(&self.weight)
            .map(|(&count, weight)| as_f64(count) * weight)
            .collect();
        self.cells(&masses)
    }

    /// Names of columns by place.
    pub(super) fn name(&self, place: usize) -> String {
        self.design.columns()[self.kept[place]].clone()
    }
}

/// The predictors of a design's profiles, with the columns that have a place.
pub(super) fn profiles(design: &Design, n_columns: usize, places: &[Option<usize>]) -> Profiles {
    let mut profiles = Profiles::new(n_columns);
    for (entries, _) in design.profiles() {
        let placed = entries
            .iter()
            .filter_map(|&(column, x)| places[column as usize].map(|at| (as_u32(at), x)));
        profiles.push(placed);
    }
    profiles
}

/// Codes that occur and the class of each row.
fn classes(design: &Design, n_categories: usize) -> Result<(Vec<usize>, Vec<usize>), Error> {
    let last = n_categories - 1;
    let mut found = vec![false; n_categories];
    let mut code_of = Vec::with_capacity(design.n_rows());
    for (row, y) in design.y().iter().enumerate() {
        let value = design.y_origin() + y;
        let nearest = value.round();
        // The design keeps outcomes about their mean: a code comes back up to rounding.
        let is_whole = (value - nearest).abs() <= 1e-9 * (1.0 + nearest.abs());
        if !is_whole || nearest < 0.0 || nearest > as_f64(last) {
            return Err(Error::Category { row, value, last });
        }
        let code = crate::units::as_count(nearest);
        found[code] = true;
        code_of.push(code);
    }
    let codes: Vec<usize> = (0..n_categories).filter(|&code| found[code]).collect();
    let mut class_of = vec![0; n_categories];
    for (class, &code) in codes.iter().enumerate() {
        class_of[code] = class;
    }
    let class = code_of.into_iter().map(|code| class_of[code]).collect();
    Ok((codes, class))
}

/// Log-likelihood without any column, from the shares of the classes.
pub(super) fn null_log_likelihood(cells: &Cells<'_>) -> f64 {
    null_log_likelihood_of(cells, cells)
}

/// Fits cells from no effect at all. `name` gives the name of a column.
pub(super) fn climb(
    link: Link,
    cells: &Cells<'_>,
    name: impl Fn(usize) -> String,
) -> Result<Ascent, Error> {
    let likelihood = Likelihood { link, cells };
    let start = link.start(cells);
    let Some(ascent) = maximize(&likelihood, start, PRECISE) else {
        return Err(Error::NoMaximum { n_steps: 0 });
    };
    match &ascent.end {
        AscentEnd::Converged => Ok(ascent),
        AscentEnd::Stalled => Err(Error::NoMaximum {
            n_steps: ascent.n_steps,
        }),
        AscentEnd::Unbounded { direction } => Err(Error::Separation {
            columns: separating(link, &likelihood, direction)
                .into_iter()
                .map(name)
                .collect(),
        }),
    }
}

/// Columns that a separating direction needs.
fn separating(link: Link, likelihood: &Likelihood<'_>, direction: &[f64]) -> Vec<usize> {
    let q = likelihood.cells.n_columns();
    let n_equations = link.n_equations(likelihood.cells.n_classes);
    let takes_part = |column: &usize| {
        (0..n_equations).any(|k| direction[link.slope(q, k, *column)].abs() > 1e-6)
    };
    (0..q).filter(takes_part).collect()
}
