use super::category::drawn_categories;
use super::convergence::{ImputedColumn, imputed_columns};
use super::linear::matched_donors;
use super::table::Checked;
use super::{IncompleteTable, Kind};
use crate::drivers::Error;
use crate::drivers::options::Purpose;
use crate::stats::draw::below;
use crate::stats::resample;
use crate::units::as_f64;
use ndarray::Array2;
use rand_chacha::ChaCha8Rng;

/// How holes are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imputation {
    /// Number of completed tables, at least 2. One per percent of missing information is advised
    /// (White, Royston & Wood 2011, *Statistics in Medicine* 30, p. 377).
    pub n_imputations: usize,
    /// Number of rounds over the incomplete variables, at least 1.
    pub n_iterations: usize,
    /// Number of nearest rows of which one gives its value, at least 1.
    pub n_donors: usize,
    /// Seed; imputation i draws from stream i.
    pub seed: u64,
}

impl Default for Imputation {
    /// 20 tables, 10 rounds, 5 donors.
    fn default() -> Self {
        Self {
            n_imputations: 20,
            n_iterations: 10,
            n_donors: 5,
            seed: 1,
        }
    }
}

impl Imputation {
    pub(super) fn check(&self) -> Result<(), Error> {
        for (option, value, least) in [
            ("n_imputations", self.n_imputations, 2),
            ("n_iterations", self.n_iterations, 1),
            ("n_donors", self.n_donors, 1),
        ] {
            if value < least {
                return Err(Error::Option { option, value });
            }
        }
        Ok(())
    }

    pub(super) fn purposed_seed(&self) -> u64 {
        Purpose::Imputation.seed(self.seed)
    }
}

/// Completed tables, for models other than that of [`pooled_fit`](super::pooled_fit).
#[derive(Debug, Clone, PartialEq)]
pub struct Imputed {
    /// Positions in the table of the rows with an outcome.
    pub rows: Vec<usize>,
    /// Their cells, `(rows.len(), p)` each, with every hole filled; one table per imputation.
    pub tables: Vec<Array2<f64>>,
    /// One entry per column with holes.
    pub columns: Vec<ImputedColumn>,
}

/// Fills the holes of a table several times by chained equations.
///
/// Holes start with observed values at random. Then variable after variable, the one with the fewest
/// holes first, is regressed on all other columns, the outcome and the weights where they vary, and its
/// holes are filled anew: [`Kind::Continuous`] and [`Kind::Rating`] by predictive mean matching,
/// [`Kind::Binary`] and [`Kind::Dummies`] by logistic regression, in both cases with coefficients
/// drawn from their posterior. After the last round the table is complete.
///
/// Cost: per imputation, round and incomplete variable one regression, n p²/2 operations, for 0/1
/// several. All completed tables are held; [`pooled_fit`](super::pooled_fit) holds one per thread.
///
/// # Errors
///
/// The first fault of the table; [`Error::Option`] for an option that cannot be.
///
/// # References
///
/// van Buuren & Groothuis-Oudshoorn (2011), *Journal of Statistical Software* 45(3), §2; van Buuren
/// (2018), *Flexible Imputation of Missing Data*, §4.5.
pub fn impute(table: &IncompleteTable, imputation: &Imputation) -> Result<Imputed, Error> {
    imputation.check()?;
    let checked = Checked::new(table)?;
    let seed = imputation.purposed_seed();
    let completed = resample(imputation.n_imputations, seed, |_, generator| {
        complete(&checked, imputation, generator)
    });
    let traces: Vec<&Trace> = completed.iter().map(|(_, trace)| trace).collect();
    let columns = imputed_columns(&checked, &traces, imputation.n_iterations);
    let shape = (checked.n_rows(), table.columns.len());
    Ok(Imputed {
        tables: completed
            .iter()
            .map(|(values, _)| Array2::from_shape_fn(shape, |(row, column)| values[column][row]))
            .collect(),
        rows: checked.rows,
        columns,
    })
}

/// Means of the imputed values by round, for every column with holes in ascending order.
pub(super) type Trace = Vec<Vec<f64>>;

/// One completed table, column by column, and the course of its imputed values.
pub(super) fn complete(
    checked: &Checked<'_>,
    imputation: &Imputation,
    generator: &mut ChaCha8Rng,
) -> (Vec<Vec<f64>>, Trace) {
    let mut chain = Chain::new(checked);
    for variable in chain.visits.clone() {
        chain.fill_at_random(variable, generator);
    }
    let incomplete = incomplete_columns(checked);
    let mut trace = vec![Vec::with_capacity(imputation.n_iterations); incomplete.len()];
    for _ in 0..imputation.n_iterations {
        for variable in chain.visits.clone() {
            chain.fill(variable, imputation.n_donors, generator);
        }
        for (course, &(column, variable)) in trace.iter_mut().zip(&incomplete) {
            let missing = &checked.missing[variable];
            let sum: f64 = missing.iter().map(|&row| chain.values[column][row]).sum();
            course.push(sum / as_f64(missing.len()));
        }
    }
    (chain.values, trace)
}

/// Columns with holes, each with its variable.
pub(super) fn incomplete_columns(checked: &Checked<'_>) -> Vec<(usize, usize)> {
    checked
        .owners()
        .into_iter()
        .enumerate()
        .filter(|&(_, variable)| !checked.missing[variable].is_empty())
        .collect()
}

/// Some columns of a table, read row by row.
#[derive(Debug)]
pub(super) struct Predictors<'a> {
    columns: &'a [Vec<f64>],
    chosen: Vec<usize>,
}

impl<'a> Predictors<'a> {
    pub(super) fn new(columns: &'a [Vec<f64>], chosen: Vec<usize>) -> Self {
        Self { columns, chosen }
    }

    pub(super) fn len(&self) -> usize {
        self.chosen.len()
    }

    pub(super) fn read(&self, row: usize, x: &mut Vec<f64>) {
        x.clear();
        x.extend(self.chosen.iter().map(|&column| self.columns[column][row]));
    }
}

/// One table on its way to being complete.
struct Chain<'a> {
    checked: &'a Checked<'a>,
    /// Incomplete variables, the fewest holes first.
    visits: Vec<usize>,
    /// Present values, `(p, n)`.
    values: Vec<Vec<f64>>,
    /// The same about the mean and in standard deviations of the observed values, then the outcome
    /// and, where they vary, the weights.
    standard: Vec<Vec<f64>>,
    /// Mean and standard deviation per column.
    scales: Vec<(f64, f64)>,
}

impl<'a> Chain<'a> {
    fn new(checked: &'a Checked<'a>) -> Self {
        let n_missing = |variable: usize| checked.missing[variable].len();
        let mut visits: Vec<usize> = (0..checked.missing.len())
            .filter(|&variable| n_missing(variable) > 0)
            .collect();
        visits.sort_by_key(|&variable| (n_missing(variable), variable));
        let values = checked.values.clone();
        let owners = checked.owners();
        let scales: Vec<(f64, f64)> = values
            .iter()
            .zip(owners)
            .map(|(column, owner)| scale(checked.observed[owner].iter().map(|&row| column[row])))
            .collect();
        let mut standard: Vec<Vec<f64>> = values
            .iter()
            .zip(&scales)
            .map(|(column, &scale)| column.iter().map(|&v| standardised(v, scale)).collect())
            .collect();
        standard.push(standardised_all(&checked.outcome));
        let weights: Vec<f64> = (0..checked.n_rows()).map(|at| checked.weight(at)).collect();
        if weights.iter().any(|w| w.total_cmp(&weights[0]).is_ne()) {
            standard.push(standardised_all(&weights));
        }
        Self {
            checked,
            visits,
            values,
            standard,
            scales,
        }
    }

    fn fill_at_random(&mut self, variable: usize, generator: &mut ChaCha8Rng) {
        let checked = self.checked;
        let observed = &checked.observed[variable];
        for &row in &checked.missing[variable] {
            let donor = observed[below(generator, observed.len())];
            self.copy(variable, donor, row);
        }
    }

    fn fill(&mut self, variable: usize, n_donors: usize, generator: &mut ChaCha8Rng) {
        let checked = self.checked;
        let (observed, missing) = (&checked.observed[variable], &checked.missing[variable]);
        let own = &checked.table.variables[variable];
        let others = (0..self.standard.len())
            .filter(|column| !own.columns.contains(column))
            .collect();
        let predictors = Predictors::new(&self.standard, others);
        match own.kind {
            Kind::Continuous | Kind::Rating { .. } => {
                let target = &self.standard[own.columns[0]];
                let donors =
                    matched_donors(&predictors, target, observed, missing, n_donors, generator);
                for (&row, donor) in missing.iter().zip(donors) {
                    self.copy(variable, donor, row);
                }
            }
            Kind::Binary | Kind::Dummies => {
                let codes = self.codes(&own.columns);
                let drawn = drawn_categories(&predictors, &codes, observed, missing, generator);
                for (&row, category) in missing.iter().zip(drawn) {
                    for (at, &column) in own.columns.iter().enumerate() {
                        let value = if category == at + 1 { 1.0 } else { 0.0 };
                        self.set(column, row, value);
                    }
                }
            }
        }
    }

    /// The category of every row: 0 where all dummies are 0, else one more than the place of the 1.
    fn codes(&self, columns: &[usize]) -> Vec<usize> {
        (0..self.checked.n_rows())
            .map(|row| {
                let held = columns
                    .iter()
                    .position(|&column| self.values[column][row] > 0.5);
                held.map_or(0, |at| at + 1)
            })
            .collect()
    }

    fn copy(&mut self, variable: usize, from: usize, to: usize) {
        let checked = self.checked;
        for &column in &checked.table.variables[variable].columns {
            self.set(column, to, self.values[column][from]);
        }
    }

    fn set(&mut self, column: usize, row: usize, value: f64) {
        self.values[column][row] = value;
        self.standard[column][row] = standardised(value, self.scales[column]);
    }
}

/// Mean and standard deviation; 1 for a constant.
fn scale(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let n = as_f64(values.clone().count());
    let mean = values.clone().map(|value| value / n).sum::<f64>();
    let largest = values.clone().map(|v| (v - mean).abs()).fold(0.0, f64::max);
    if largest <= 0.0 {
        return (mean, 1.0);
    }
    // Squares of parts of the largest distance stay in range whatever the unit.
    let squares: f64 = values.map(|v| ((v - mean) / largest).powi(2)).sum();
    (mean, largest * (squares / n).sqrt())
}

fn standardised(value: f64, (mean, deviation): (f64, f64)) -> f64 {
    (value - mean) / deviation
}

fn standardised_all(values: &[f64]) -> Vec<f64> {
    let scale = scale(values.iter().copied());
    values.iter().map(|&v| standardised(v, scale)).collect()
}
