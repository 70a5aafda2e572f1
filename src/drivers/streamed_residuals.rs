use super::freedom::{Bread, Profile};
use super::inverse::Inverse;
use super::joint_test::{Covariances, Sums, Testing};
use super::regression::Regression;
use super::sandwich::{Meat, SampledUnits, Sandwich, fitted, fitted_at_zero, scaled, unit_factor};
use super::score_sums::{Divisor, Residual, ScoreSums};
use super::significance::tests_of_groups;
use super::streamed_rows::Solved;
use super::{DriverTest, Error, Group, Options, Origin, Role, StandardErrors, StreamedRows};
use crate::units::{Probability, as_f64};
use std::collections::BTreeMap;

/// The residuals of observations that go by a second time, summed for robust errors and tests.
///
/// Leverages and residuals are known once the model is, so the observations of a [`StreamedRows`] are read
/// again and summed here: HC3 or linearised errors and the tests of [`driver_tests`](super::driver_tests), in
/// memory that does not hang on their number. There are no clusters; what needs single rows is not to be had.
///
/// # Examples
///
/// ```
/// use signaal::drivers::{
///     Group, Options, Origin, Resampling, Role, StandardErrors, StreamedResiduals, StreamedRows, WeightKind,
/// };
///
/// let groups = vec![Group { name: "waiting".into(), columns: vec![0], role: Role::Driver }];
/// let names = vec!["waiting".to_owned()];
/// let options = Options { resampling: Resampling::Off, ..Options::default() };
/// let origin = Origin { columns: vec![0.0], outcome: 7.0 };
/// let answers = || (0..100).map(|i| (f64::from(i % 4 / 3), f64::from(i % 5)));
/// let mut rows = StreamedRows::new(origin, WeightKind::Sampling, &options)?;
/// for (waiting, luck) in answers() {
///     rows.push(&[(0, waiting)], 8.0 - 3.0 * waiting + luck, 1.0)?;
/// }
/// let mut residuals = StreamedResiduals::new(&rows, &names, &groups, &[0], &options)?;
/// for (waiting, luck) in answers() {
///     residuals.push(&[(0, waiting)], 8.0 - 3.0 * waiting + luck, 1.0)?;
/// }
/// let fitted = rows.fit_robust(&names, &groups, &[0], &options, &residuals)?;
/// assert_eq!(fitted.fit.standard_errors, StandardErrors::Hc3);
/// # Ok::<(), signaal::drivers::Error>(())
/// ```
///
/// # References
///
/// HC3: `MacKinnon` & White (1985). Linearisation: Binder (1983).
pub struct StreamedResiduals {
    kind: StandardErrors,
    /// In stored units: columns about their origins, in units of their largest distance from them.
    regression: Regression,
    /// The fitted outcome where every column is zero.
    at_zero: f64,
    inverse: Inverse,
    bread: Bread,
    origin: Origin,
    scales: Vec<f64>,
    /// Per column, in the units of the data.
    means: Vec<f64>,
    hc3: ScoreSums,
    linearised: Option<ScoreSums>,
    exposure: Vec<f64>,
    /// Sets of columns that are tested, one after another.
    sets: Vec<Vec<usize>>,
    /// Their columns.
    tested: Vec<usize>,
    sums: Sums,
    pub(super) n_rows: usize,
    chosen: Vec<usize>,
    /// Predictors of the observation at hand.
    values: Vec<f64>,
    entries: Vec<(u32, f64)>,
    profile: Profile,
}

impl StreamedResiduals {
    /// No residuals yet, of the model that [`StreamedRows::fit_robust`] is to fit.
    ///
    /// # Errors
    ///
    /// [`Error::RowsNeeded`] for errors that are summed by cluster, and for classical ones, which need no second
    /// pass; else as [`StreamedRows::fit`].
    pub fn new(
        rows: &StreamedRows,
        columns: &[String],
        groups: &[Group],
        chosen: &[usize],
        options: &Options,
    ) -> Result<Self, Error> {
        let Solved { regression, .. } = rows.solved(columns, groups, chosen)?;
        let n = rows.n_rows();
        let kind = options.standard_errors.resolved_for(&SampledUnits {
            n_units: n,
            n_clusters: 0,
            has_sampling_weights: rows.has_sampling_weights(),
        });
        let linearised = match kind {
            StandardErrors::Hc3 => None,
            StandardErrors::Linearised { .. } => Some(ScoreSums::new(columns.len(), Divisor::One)),
            StandardErrors::Cr1 { .. } | StandardErrors::Classical => {
                return Err(Error::RowsNeeded);
            }
        };
        let origin = rows.origin_of(chosen);
        let scales = rows.scales(chosen);
        let means: Vec<f64> = origin
            .columns
            .iter()
            .zip(&regression.means)
            .map(|(origin, mean)| origin + mean)
            .collect();
        let regression = in_stored_units(regression, &scales);
        let mut is_driver = vec![false; columns.len()];
        let drivers = || groups.iter().filter(|group| group.role == Role::Driver);
        for &column in drivers().flat_map(|group| &group.columns) {
            is_driver[column] = true;
        }
        let sets: Vec<Vec<usize>> = drivers()
            .flat_map(|group| sets(group, &regression))
            .collect();
        let as_slices: Vec<&[usize]> = sets.iter().map(Vec::as_slice).collect();
        Ok(Self {
            kind,
            inverse: Inverse::of(&regression, is_driver),
            bread: Bread::new(&regression),
            origin,
            scales,
            means,
            hc3: ScoreSums::new(columns.len(), Divisor::OneLessLeverage),
            linearised,
            exposure: vec![0.0; columns.len()],
            sums: Sums::new(columns.len(), &as_slices),
            tested: sets.concat(),
            sets,
            n_rows: 0,
            chosen: chosen.to_vec(),
            values: vec![0.0; rows.n_columns()],
            entries: Vec::with_capacity(columns.len()),
            profile: Profile::default(),
            at_zero: fitted_at_zero(&regression),
            regression,
        })
    }

    /// Adds an observation, as [`StreamedRows::push`] did.
    ///
    /// # Errors
    ///
    /// As [`StreamedRows::push`].
    pub fn push(&mut self, x: &[(usize, f64)], y: f64, weight: f64) -> Result<(), Error> {
        super::streamed_rows::check(self.n_rows, x, y, weight)?;
        self.values.fill(0.0);
        for &(column, value) in x {
            let n_columns = self.values.len();
            let Some(place) = self.values.get_mut(column) else {
                return Err(Error::Entry {
                    row: self.n_rows,
                    column,
                    n_columns,
                });
            };
            *place = value;
        }
        self.entries.clear();
        for (column, &at) in (0_u32..).zip(&self.chosen) {
            let place = column as usize;
            let moved = (self.values[at] - self.origin.columns[place]) / self.scales[place];
            if moved.abs() > 0.0 {
                self.entries.push((column, moved));
            }
        }
        let one = Residual {
            weight,
            count: 1.0,
            rest: y - self.origin.outcome - fitted(&self.regression, self.at_zero, &self.entries),
        };
        let whole = self.regression.weight;
        for sums in std::iter::once(&mut self.hc3).chain(&mut self.linearised) {
            sums.add_profile(&self.inverse, whole, &self.entries, std::iter::once(one));
        }
        for &(column, value) in &self.entries {
            self.exposure[column as usize] += weight * weight * value * value;
        }
        let profile = &mut self.profile;
        self.bread.put_profile(&self.entries, &self.tested, profile);
        self.sums.turn_to(profile);
        self.sums.add_alone(profile, one);
        self.n_rows += 1;
        Ok(())
    }

    pub(super) fn kind(&self) -> StandardErrors {
        self.kind
    }

    /// Standard errors in the units of the data: the constant, then every column.
    pub(super) fn errors(&self) -> Vec<Option<f64>> {
        match (&self.linearised, self.kind) {
            (Some(sums), StandardErrors::Linearised { n_units }) => {
                self.errors_of(sums, unit_factor(n_units))
            }
            _ => self.errors_of(&self.hc3, 1.0),
        }
    }

    fn errors_of(&self, sums: &ScoreSums, factor: f64) -> Vec<Option<f64>> {
        let meat = Meat {
            cross: scaled(&sums.meat, factor),
            undefined: sums.undefined.clone(),
            exposure: self.exposure.clone(),
        };
        let units = |column: usize| (self.scales[column], self.means[column]);
        Sandwich::of(self.kind, meat, &self.regression, &self.inverse, units).errors()
    }

    /// The tests of [`driver_tests`](super::driver_tests), once all observations have gone by.
    ///
    /// # Errors
    ///
    /// An invalid number of degrees of freedom, which the model rules out.
    pub fn tests(&self, groups: &[Group], rate: Probability) -> Result<Vec<DriverTest>, Error> {
        let n = as_f64(self.n_rows);
        let as_slices: Vec<&[usize]> = self.sets.iter().map(Vec::as_slice).collect();
        let found = self.sums.covariances(&as_slices, &self.regression, n);
        let found: BTreeMap<&[usize], Option<Covariances>> =
            as_slices.into_iter().zip(found).collect();
        let n_left = n - as_f64(self.regression.n_parameters());
        let testing = Testing {
            regression: &self.regression,
            bread: &self.bread,
            n_left,
            ceiling: n_left,
            covariances: |sets: &[&[usize]]| {
                let of_set = |set: &&[usize]| found.get(set).cloned().flatten();
                sets.iter().map(of_set).collect()
            },
        };
        tests_of_groups(&testing, groups, &self.errors_of(&self.hc3, 1.0), rate)
    }
}

impl std::fmt::Debug for StreamedResiduals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StreamedResiduals")
            .field("kind", &self.kind)
            .field("n_rows", &self.n_rows)
            .finish_non_exhaustive()
    }
}

/// The sets of a group's columns that may be tested: each that is in the model, and all together.
fn sets(group: &Group, regression: &Regression) -> Vec<Vec<usize>> {
    let kept = regression.factor.kept();
    let is_kept = |column: &&usize| kept.contains(column);
    let columns: Vec<usize> = group.columns.iter().filter(is_kept).copied().collect();
    let mut sets: Vec<Vec<usize>> = columns.iter().map(|&column| vec![column]).collect();
    if columns.len() > 1 {
        sets.push(columns);
    }
    sets
}

/// The regression of columns that are measured in units of `scales`.
fn in_stored_units(mut regression: Regression, scales: &[f64]) -> Regression {
    for (column, scale) in scales.iter().enumerate() {
        regression.slopes[column] *= scale;
        regression.means[column] /= scale;
        regression.roots[column] /= scale;
    }
    regression
}
