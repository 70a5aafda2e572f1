use super::checks::{check_enough_rows, check_groups};
use super::crossval::{CrossValidated, held_out_r2};
use super::diagnosis::{Counted, diagnose_moments};
use super::fit::{doubt, drivers};
use super::importance::{Layout, divide, relative_weights_of_groups};
use super::options::Purpose;
use super::regression::Regression;
use super::{
    ColumnFit, Error, Estimate, Explained, Fit, Group, Options, Resampling, Role,
    StandardErrorChoice, StandardErrors, StreamedResiduals, WeightKind,
};
use crate::stats::draw::below;
use crate::stats::{Factor, Mass, Moments, RANK_TOLERANCE, Symmetric, f_upper_p, generator};
use crate::units::{Probability, as_f64};
use rand_chacha::ChaCha8Rng;

/// Dealings of the observations into parts, for R² on rows that were not fitted.
const N_DEALINGS: usize = 3;

/// Observations summed as they go by: a fit in one pass, in memory that does not hang on their number.
///
/// What needs single rows is not to be had: replicates, influential rows. Errors are classical, which takes
/// observations as independent and the rest of the outcome as of one variance; robust ones need a second pass
/// over the same observations, see [`StreamedResiduals`].
///
/// # Examples
///
/// ```
/// use signaal::drivers::{Group, Options, Origin, Resampling, Role, StandardErrorChoice, StreamedRows, WeightKind};
///
/// let groups = vec![Group { name: "waiting".into(), columns: vec![0], role: Role::Driver }];
/// let options = Options {
///     resampling: Resampling::Off,
///     standard_errors: StandardErrorChoice::Classical,
///     ..Options::default()
/// };
/// let origin = Origin { columns: vec![0.0], outcome: 7.0 };
/// let mut rows = StreamedRows::new(origin, WeightKind::Sampling, &options)?;
/// for i in 0..100 {
///     let waiting = f64::from(i % 4 / 3);
///     rows.push(&[(0, waiting)], 8.0 - 3.0 * waiting + f64::from(i % 5), 1.0)?;
/// }
/// let fitted = rows.fit(&["waiting".into()], &groups, &[0], &options)?;
/// let slope = fitted.fit.columns[0].estimate.map(|estimate| estimate.value);
/// assert!(slope.is_some_and(|slope| (slope + 3.0).abs() < 0.1));
/// # Ok::<(), signaal::drivers::Error>(())
/// ```
///
/// # References
///
/// Sums about an origin near the values: Chan, Golub & `LeVeque` (1983), *The American Statistician* 37, p. 242.
#[derive(Debug, Clone)]
pub struct StreamedRows {
    origin: Origin,
    weights: WeightKind,
    n_folds: usize,
    /// Moments of the observations by their parts in all dealings.
    cells: Vec<Moments>,
    deal: ChaCha8Rng,
    n_rows: usize,
    squared_weights: f64,
    /// The weight of the first observation, and whether another differs from it.
    first_weight: Option<f64>,
    is_weighted: bool,
    /// Least and largest value of every column, then of the outcome.
    ends: Vec<(f64, f64)>,
    entries: Vec<(u32, f64)>,
}

/// Values near which columns and outcome lie; the nearer, the fewer digits centring takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// One per column.
    pub columns: Vec<f64>,
    /// Of the outcome.
    pub outcome: f64,
}

/// A fit of [`StreamedRows`] with what else their sums determine.
#[derive(Debug, Clone)]
pub struct StreamedFit {
    /// The fit, without replicates; its errors are classical where no residuals were summed.
    pub fit: Fit,
    /// Johnson's relative weights per driver group; `None` with controls or where columns overlap fully.
    pub relative_weights: Option<Vec<f64>>,
    /// Classical F test that all coefficients of a driver group are zero; `None` where none is in the model.
    pub p_values: Vec<Option<Probability>>,
}

impl StreamedRows {
    /// No observations yet.
    ///
    /// # Errors
    ///
    /// [`Error::RowsNeeded`] for replicates, errors that are summed by cluster and frequency weights, whose
    /// rows would have to be dealt one by one; [`Error::Option`] for an option that cannot be.
    pub fn new(origin: Origin, weights: WeightKind, options: &Options) -> Result<Self, Error> {
        options.check()?;
        if options.resampling != Resampling::Off
            || options.standard_errors == StandardErrorChoice::Cr1
            || weights == WeightKind::Frequency
        {
            return Err(Error::RowsNeeded);
        }
        let n_columns = origin.columns.len();
        let n_cells = (0..N_DEALINGS).fold(1, |cells, _| cells * options.n_folds);
        Ok(Self {
            cells: vec![Moments::new(n_columns); n_cells],
            deal: generator(Purpose::Folds.seed(options.seed), 0),
            weights,
            n_folds: options.n_folds,
            n_rows: 0,
            squared_weights: 0.0,
            first_weight: None,
            is_weighted: false,
            ends: vec![(f64::INFINITY, f64::NEG_INFINITY); n_columns + 1],
            entries: Vec::with_capacity(n_columns),
            origin,
        })
    }

    /// Adds an observation; a column that `x` does not name is zero in it, and columns ascend.
    ///
    /// # Errors
    ///
    /// [`Error::Entry`] for a column that there is not or that does not ascend, [`Error::Outcome`],
    /// [`Error::Weight`] and [`Error::Predictor`] for numbers that a model cannot use.
    pub fn push(&mut self, x: &[(usize, f64)], y: f64, weight: f64) -> Result<(), Error> {
        let row = self.n_rows;
        let n_columns = self.origin.columns.len();
        check(row, x, y, weight)?;
        self.entries.clear();
        let mut named = x.iter().peekable();
        for (column, origin) in (0_u32..).zip(&self.origin.columns) {
            let at = column as usize;
            let value = named.next_if(|one| one.0 == at).map_or(0.0, |one| one.1);
            let ends = &mut self.ends[at];
            *ends = (ends.0.min(value), ends.1.max(value));
            let moved = value - origin;
            if moved.abs() > 0.0 {
                self.entries.push((column, moved));
            }
        }
        if let Some(&(column, _)) = named.next() {
            return Err(Error::Entry {
                row,
                column,
                n_columns,
            });
        }
        let ends = &mut self.ends[n_columns];
        *ends = (ends.0.min(y), ends.1.max(y));
        let mut mass = Mass::default();
        mass.add(weight, y - self.origin.outcome);
        let cell = below(&mut self.deal, self.cells.len());
        self.cells[cell].add(&self.entries, mass);
        self.n_rows += 1;
        self.squared_weights += weight * weight;
        let first = *self.first_weight.get_or_insert(weight);
        self.is_weighted |= (weight - first).abs() > 0.0;
        Ok(())
    }

    /// Fits the outcome on some of the columns: those of `chosen`, which get the names of `columns` and are
    /// what `groups` count. Errors are classical.
    ///
    /// # Errors
    ///
    /// [`Error::NoRows`], [`Error::ConstantOutcome`], [`Error::TooFewRows`], and what is wrong with the groups.
    pub fn fit(
        &self,
        columns: &[String],
        groups: &[Group],
        chosen: &[usize],
        options: &Options,
    ) -> Result<StreamedFit, Error> {
        let solved = self.solved(columns, groups, chosen)?;
        self.fit_solved(&solved, None, groups, options)
    }

    /// [`Self::fit`] with the robust errors of residuals that were summed in a second pass.
    ///
    /// # Errors
    ///
    /// As [`Self::fit`]; [`Error::Shape`] where the second pass had more or fewer observations.
    pub fn fit_robust(
        &self,
        columns: &[String],
        groups: &[Group],
        chosen: &[usize],
        options: &Options,
        residuals: &StreamedResiduals,
    ) -> Result<StreamedFit, Error> {
        if residuals.n_rows != self.n_rows {
            return Err(Error::Shape {
                what: "the second pass",
                got: residuals.n_rows,
                expected: self.n_rows,
            });
        }
        let solved = self.solved(columns, groups, chosen)?;
        self.fit_solved(&solved, Some(residuals), groups, options)
    }

    /// The regression on some of the columns, about the origin.
    pub(super) fn solved(
        &self,
        columns: &[String],
        groups: &[Group],
        chosen: &[usize],
    ) -> Result<Solved, Error> {
        check_groups(columns, groups)?;
        self.check_outcome()?;
        let layout = Layout::new(groups);
        let is_constant = chosen
            .iter()
            .map(|&column| self.ends[column].0 >= self.ends[column].1)
            .collect::<Vec<bool>>();
        let mut sequence = layout.controls.clone();
        sequence.extend(&layout.drivers);
        let cells: Vec<Moments> = self.cells.iter().map(|one| one.selected(chosen)).collect();
        let whole = sum_of(&cells, columns.len());
        let centred = without(&whole.centred(), |column| is_constant[column]);
        let (means, weight) = (whole.means(), whole.weight());
        let regression = Regression::of_centred(&centred, means, weight, &sequence, RANK_TOLERANCE);
        check_enough_rows(self.n_rows, regression.n_parameters())?;
        Ok(Solved {
            origin: self.origin_of(chosen),
            residual: as_f64(self.n_rows - regression.n_parameters()),
            inverse: regression.factor.inverse(),
            regression,
            layout,
            cells,
            is_constant,
        })
    }

    fn fit_solved(
        &self,
        solved: &Solved,
        residuals: Option<&StreamedResiduals>,
        groups: &[Group],
        options: &Options,
    ) -> Result<StreamedFit, Error> {
        let regression = &solved.regression;
        let layout = &solved.layout;
        let (n, k) = (self.n_rows, regression.n_parameters());
        let robust = residuals.map(StreamedResiduals::errors);
        let robust = robust.as_deref();
        let columns_fit = (0..solved.is_constant.len())
            .map(|column| solved.column(column, robust, options.level))
            .collect::<Result<Vec<ColumnFit>, Error>>()?;
        let importance = divide(layout, &regression.correlation, options)?;
        let is_constant = |column: usize| solved.is_constant[column];
        let validated = self.cross_validated(&solved.cells, layout, is_constant);
        let counted = Counted {
            observations: n,
            effective: self.n_effective(regression.weight),
            units: n,
        };
        let diagnosis = diagnose_moments(regression, counted, is_constant);
        Ok(StreamedFit {
            relative_weights: relative_weights_of_groups(groups, &regression.correlation).ok(),
            p_values: solved.group_tests(groups)?,
            fit: Fit {
                mean_outcome: self.origin.outcome + regression.y_mean,
                intercept: solved.intercept(&layout.drivers, robust, options.level)?,
                drivers: drivers(groups, &columns_fit, &importance),
                columns: columns_fit,
                explained: Explained {
                    r2: regression.r2,
                    r2_adjusted: 1.0 - (1.0 - regression.r2) * as_f64(n - 1) / as_f64(n - k),
                    r2_cross_validated: validated.map(|found| found.whole),
                    r2_cross_validated_drivers: validated.map(|found| found.drivers),
                    held_out: validated,
                },
                importance,
                standard_errors: residuals
                    .map_or(StandardErrors::Classical, StreamedResiduals::kind),
                replicates: None,
                accelerations: None,
                percentile_instead: Vec::new(),
                diagnosis,
            },
        })
    }

    /// Number of observations.
    pub(super) fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Number of columns that observations name.
    pub(super) fn n_columns(&self) -> usize {
        self.origin.columns.len()
    }

    /// Whether the weights are those of a sample and differ.
    pub(super) fn has_sampling_weights(&self) -> bool {
        self.weights == WeightKind::Sampling && self.is_weighted
    }

    /// The origin of some of the columns.
    pub(super) fn origin_of(&self, chosen: &[usize]) -> Origin {
        let columns = chosen.iter().map(|&column| self.origin.columns[column]);
        Origin {
            columns: columns.collect(),
            outcome: self.origin.outcome,
        }
    }

    /// Largest distance of each of these columns from its origin; 1 for a column that is its origin everywhere.
    pub(super) fn scales(&self, chosen: &[usize]) -> Vec<f64> {
        let scale = |&column: &usize| {
            let ((least, largest), origin) = (self.ends[column], self.origin.columns[column]);
            let distance = (least - origin).abs().max((largest - origin).abs());
            if distance > 0.0 { distance } else { 1.0 }
        };
        chosen.iter().map(scale).collect()
    }

    fn check_outcome(&self) -> Result<(), Error> {
        if self.n_rows == 0 {
            return Err(Error::NoRows);
        }
        match self.ends.last() {
            Some(&(least, largest)) if least >= largest => Err(Error::ConstantOutcome {
                n_rows: self.n_rows,
                value: least,
            }),
            _ => Ok(()),
        }
    }

    fn n_effective(&self, weight: f64) -> f64 {
        match self.weights {
            WeightKind::Sampling => weight * weight / self.squared_weights,
            WeightKind::Frequency | WeightKind::Precision => as_f64(self.n_rows),
        }
    }

    /// As [`cross_validated`](super::crossval::cross_validated) does, but each row draws its part, so that parts
    /// are of about the same size only, and a row that counts several observations stays whole.
    fn cross_validated(
        &self,
        cells: &[Moments],
        layout: &Layout,
        is_constant: impl Fn(usize) -> bool,
    ) -> Option<CrossValidated> {
        let n_columns = layout.controls.len() + layout.drivers.len();
        let varies = |columns: &[usize]| -> Vec<usize> {
            let varying = columns
                .iter()
                .copied()
                .filter(|&column| !is_constant(column));
            varying.collect()
        };
        let controls = varies(&layout.controls);
        let all = [controls.clone(), varies(&layout.drivers)].concat();
        let mut dealt = Vec::with_capacity(N_DEALINGS);
        for dealing in 0..N_DEALINGS {
            let parts: Vec<Moments> = (0..self.n_folds)
                .map(|part| {
                    let is_of = |cell: usize| self.part(cell, dealing) == part;
                    let of_part = (0..cells.len()).filter(|&cell| is_of(cell));
                    let of_part: Vec<&Moments> = of_part.map(|cell| &cells[cell]).collect();
                    sum_of(of_part, n_columns)
                })
                .collect();
            if parts.iter().any(|part| part.weight() <= 0.0) {
                return None;
            }
            let of_controls = held_out_r2(&parts, &controls, n_columns);
            let of_all = held_out_r2(&parts, &all, n_columns);
            dealt.push((of_all, of_all - of_controls));
        }
        Some(CrossValidated::of(&dealt))
    }

    /// The part of a dealing that a cell belongs to: a digit of its number.
    fn part(&self, cell: usize, dealing: usize) -> usize {
        (0..dealing).fold(cell, |rest, _| rest / self.n_folds) % self.n_folds
    }
}

fn sum_of<'a>(cells: impl IntoIterator<Item = &'a Moments>, n_columns: usize) -> Moments {
    let mut sum = Moments::new(n_columns);
    for cell in cells {
        sum.merge(cell);
    }
    sum
}

/// Cross-products with those of constant columns, which are rounding, set to zero.
fn without(centred: &Symmetric, is_constant: impl Fn(usize) -> bool) -> Symmetric {
    let mut kept = centred.clone();
    let order = kept.order();
    for column in (0..order - 1).filter(|&column| is_constant(column)) {
        for other in 0..order {
            kept.set(column, other, 0.0);
        }
    }
    kept
}

/// Refuses an observation that a model cannot use.
pub(super) fn check(row: usize, x: &[(usize, f64)], y: f64, weight: f64) -> Result<(), Error> {
    if !y.is_finite() {
        return Err(Error::Outcome { row, value: y });
    }
    if !(weight.is_finite() && weight > 0.0) {
        return Err(Error::Weight { row, value: weight });
    }
    match x.iter().find(|one| !one.1.is_finite()) {
        None => Ok(()),
        Some(&(column, value)) => Err(Error::Predictor {
            row,
            column: column.to_string(),
            value,
        }),
    }
}

/// How far a coefficient spreads.
#[derive(Debug, Clone, Copy)]
enum Spread {
    /// Its variance where observations are independent and the rest of the outcome has one variance.
    Classical(f64),
    /// Its standard error by residuals, where these tell it.
    Robust(Option<f64>),
}

impl Spread {
    /// By the residuals where they were summed: `at` is a place among their errors.
    fn of(robust: Option<&[Option<f64>]>, at: usize, variance: f64) -> Self {
        robust.map_or(Self::Classical(variance), |errors| Self::Robust(errors[at]))
    }
}

/// A solved regression about an origin.
pub(super) struct Solved {
    pub(super) regression: Regression,
    /// Of the columns of the regression.
    origin: Origin,
    /// Degrees of freedom that are left.
    residual: f64,
    /// Inverse of the correlations of the columns that were kept.
    inverse: Symmetric,
    layout: Layout,
    cells: Vec<Moments>,
    is_constant: Vec<bool>,
}

impl Solved {
    fn is_kept(&self, column: usize) -> bool {
        self.regression.factor.kept().contains(&column)
    }

    fn mean(&self, column: usize) -> f64 {
        self.origin.columns[column] + self.regression.means[column]
    }

    /// Variance of the rest of the outcome, per unit of weight.
    fn variance(&self) -> f64 {
        let roots = &self.regression.roots;
        let squares = roots[roots.len() - 1].powi(2);
        squares * (1.0 - self.regression.r2).max(0.0) / self.residual
    }

    /// Covariance of two coefficients over the variance of the rest.
    fn unscaled(&self, one: usize, other: usize) -> f64 {
        let roots = &self.regression.roots;
        self.inverse.get(one, other) / (roots[one] * roots[other])
    }

    fn estimate(&self, value: f64, spread: Spread, level: Probability) -> Result<Estimate, Error> {
        let variance = match spread {
            Spread::Classical(variance) => variance,
            Spread::Robust(error) => {
                let doubt = error
                    .filter(|&error| error > 0.0)
                    .map(|error| doubt(value, error, self.residual, level))
                    .transpose()?;
                return Ok(Estimate { value, doubt });
            }
        };
        // What is left of a perfect fit is rounding.
        let is_perfect = 1.0 - self.regression.r2 <= super::sandwich::NO_RESIDUAL.sqrt();
        let doubt = (!is_perfect && variance > 0.0)
            .then(|| doubt(value, variance.sqrt(), self.residual, level))
            .transpose()?;
        Ok(Estimate { value, doubt })
    }

    fn column(
        &self,
        column: usize,
        robust: Option<&[Option<f64>]>,
        level: Probability,
    ) -> Result<ColumnFit, Error> {
        let regression = &self.regression;
        let kept = self.is_kept(column);
        let estimate = kept.then(|| {
            let variance = self.variance() * self.unscaled(column, column);
            let spread = Spread::of(robust, column + 1, variance);
            self.estimate(regression.slopes[column], spread, level)
        });
        Ok(ColumnFit {
            estimate: estimate.transpose()?,
            resampled: None,
            mean: self.mean(column),
            marginal: regression
                .correlation
                .get(column, regression.roots.len() - 1),
            vif: kept.then(|| self.inverse.get(column, column)),
        })
    }

    /// The mean outcome less what drivers contribute; its variance is s²(1/W + m′C⁻¹m) with m the means of
    /// the drivers, as the mean outcome and the slopes are uncorrelated.
    fn intercept(
        &self,
        drivers: &[usize],
        robust: Option<&[Option<f64>]>,
        level: Probability,
    ) -> Result<Estimate, Error> {
        let kept: Vec<usize> = drivers
            .iter()
            .copied()
            .filter(|&column| self.is_kept(column))
            .collect();
        let slopes = &self.regression.slopes;
        let contributed: f64 = kept.iter().map(|&at| slopes[at] * self.mean(at)).sum();
        let mut spread = 1.0 / self.regression.weight;
        for &one in &kept {
            for &other in &kept {
                spread += self.mean(one) * self.mean(other) * self.unscaled(one, other);
            }
        }
        let value = self.origin.outcome + self.regression.y_mean - contributed;
        let spread = Spread::of(robust, 0, self.variance() * spread);
        self.estimate(value, spread, level)
    }

    /// F = b′C⁻¹b / (g s²) with g and n − k degrees of freedom.
    fn group_tests(&self, groups: &[Group]) -> Result<Vec<Option<Probability>>, Error> {
        let mut tests = Vec::new();
        for group in groups.iter().filter(|group| group.role == Role::Driver) {
            let kept: Vec<usize> = group
                .columns
                .iter()
                .copied()
                .filter(|&column| self.is_kept(column))
                .collect();
            let is_perfect = 1.0 - self.regression.r2 <= super::sandwich::NO_RESIDUAL.sqrt();
            if kept.is_empty() || is_perfect {
                tests.push(None);
                continue;
            }
            let roots = &self.regression.roots;
            let standardized: Vec<f64> = kept
                .iter()
                .map(|&at| self.regression.slopes[at] * roots[at])
                .collect();
            let order: Vec<usize> = (0..kept.len()).collect();
            let covariance = self.inverse.selected(&kept);
            let solved = Factor::new(&covariance, &order, RANK_TOLERANCE).solve(&standardized);
            let wald: f64 = solved.iter().zip(&standardized).map(|(a, b)| a * b).sum();
            let g = as_f64(kept.len());
            let f = wald / (g * self.variance());
            tests.push(Some(f_upper_p(f, g, self.residual)?));
        }
        Ok(tests)
    }
}
