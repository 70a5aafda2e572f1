use super::estimates::estimates;
use super::regression::{REPLICATE_TOLERANCE, Regression};
use super::reweight::reweighted;
use super::{Design, Error, Estimate, Options, Role};
use crate::stats::{RANK_TOLERANCE, percentile_interval};
use crate::units::{Interval, as_f64};

/// What the controls change about the drivers.
#[derive(Debug, Clone, PartialEq)]
pub struct Confounding {
    /// One entry per column of a driver group, ascending by column.
    pub columns: Vec<ColumnConfounding>,
    /// Number of replicates behind the intervals of the changes.
    pub n_replicates: usize,
    /// Number of observations.
    pub n_observations: usize,
}

/// One driver column with and without the controls.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnConfounding {
    /// Index of the column.
    pub column: usize,
    /// Coefficient beside the controls; `None` when the column was left out.
    pub with_controls: Option<Estimate>,
    /// Coefficient in the model of the drivers alone; `None` when the column was left out.
    pub without_controls: Option<Estimate>,
    /// `None` unless both were estimated.
    pub change: Option<Shift>,
}

/// The coefficient with controls less that without.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// The change with its percentile interval over replicates.
    pub interval: Interval,
    /// Standard deviation of the change over replicates.
    pub standard_error: f64,
}

/// Compares the driver coefficients of the model with its controls and without them.
///
/// Both models are fitted to the same replicates under the same weights, so that the interval of the
/// change knows that they share their data; comparing the two intervals by eye would not.
///
/// A large change says that customers who differ in the controls differ in this driver too. A small one
/// says nothing about causes that are not among the controls. A control that lies between driver and
/// outcome takes away part of the effect and is no confounder: only its subject tells.
///
/// # Errors
///
/// [`Error::NoColumnsWithRole`] without controls or without drivers, [`Error::Option`] when resampling is
/// off, [`Error::TooFewRows`] without degrees of freedom.
///
/// # References
///
/// Clogg, Petkova & Haritou (1995), *American Journal of Sociology* 100, p. 1261, for the question; Rubin
/// (1981) for the replicates.
pub fn with_and_without_controls(design: &Design, options: &Options) -> Result<Confounding, Error> {
    options.check()?;
    let n_replicates = options.resampling.n_replicates()?;
    let drivers = design.columns_with(Role::Driver);
    for (role, columns) in [
        ("control", design.columns_with(Role::Control)),
        ("driver", drivers.clone()),
    ] {
        if columns.is_empty() {
            return Err(Error::NoColumnsWithRole { role });
        }
    }
    let moments = design.sample_moments();
    let whole = Regression::new(design, &moments);
    let alone = Regression::solve(&moments, &drivers, RANK_TOLERANCE);
    let with_controls = estimates(design, &whole, options)?;
    let without_controls = estimates(design, &alone, options)?;

    let draws: Vec<Vec<f64>> = reweighted(design, n_replicates, options.seed, |moments| {
        let whole = Regression::solve(moments, whole.factor.kept(), REPLICATE_TOLERANCE);
        let alone = Regression::solve(moments, alone.factor.kept(), REPLICATE_TOLERANCE);
        let change =
            |&column: &usize| whole.coefficient(design, column) - alone.coefficient(design, column);
        drivers.iter().map(change).collect()
    });
    let columns = drivers.iter().enumerate().map(|(at, &column)| {
        let (with_controls, without_controls) = (with_controls[column], without_controls[column]);
        let change = match (with_controls, without_controls) {
            (Some(with), Some(without)) => {
                let changes = draws.iter().map(|draw| draw[at]).collect();
                Some(change(changes, with.value - without.value, options)?)
            }
            _ => None,
        };
        Ok(ColumnConfounding {
            column,
            with_controls,
            without_controls,
            change,
        })
    });
    Ok(Confounding {
        columns: columns.collect::<Result<_, Error>>()?,
        n_replicates,
        n_observations: design.n_observations(),
    })
}

fn change(changes: Vec<f64>, value: f64, options: &Options) -> Result<Shift, Error> {
    let n = as_f64(changes.len());
    let mean = changes.iter().sum::<f64>() / n;
    let squares: f64 = changes.iter().map(|change| (change - mean).powi(2)).sum();
    Ok(Shift {
        interval: percentile_interval(changes, value, options.level)?,
        standard_error: (squares / (n - 1.0)).sqrt(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{bayesian, control, driver, names, without_replicates};
    use crate::drivers::{Row, Rows, fit};
    use crate::stats::draw::{normal, uniform};
    use crate::stats::generator;

    /// The control raises both the driver and the outcome; column 1 is a driver it has no part in.
    fn confounded(n: usize, seed: u64) -> Rows {
        let mut source = generator(seed, 0);
        let mut rows = Rows::new(3);
        for _ in 0..n {
            let age = normal(&mut source);
            let waiting = 0.5f64.mul_add(age, normal(&mut source));
            let staff = if uniform(&mut source) < 0.3 { 1.0 } else { 0.0 };
            let y = 1.0f64.mul_add(waiting, 2.0 * age) - staff + normal(&mut source);
            rows.push(Row::new(&[(0, waiting), (1, staff), (2, age)], y));
        }
        rows
    }

    fn design(rows: Rows) -> Design {
        let groups = vec![driver("d", &[0, 1]), control("age", &[2])];
        Design::new(rows, names(3), groups).unwrap()
    }

    #[test]
    fn the_change_has_the_size_that_theory_gives_it() {
        let found =
            with_and_without_controls(&design(confounded(2000, 1)), &bayesian(200)).unwrap();
        // Leaving out age moves the slope of waiting by 2 · cov(waiting, age)/var(waiting) = 0.8.
        let change = found.columns[0].change.unwrap();
        let band = 4.0 * change.standard_error;
        assert!((change.interval.estimate + 0.8).abs() < band, "{change:?}");
        assert!(change.interval.high < 0.0);
        let other = found.columns[1].change.unwrap();
        assert!(other.interval.estimate.abs() < 4.0 * other.standard_error);
    }

    #[test]
    fn the_coefficients_are_those_of_the_two_fits() {
        let rows = confounded(300, 2);
        let found = with_and_without_controls(&design(rows.clone()), &bayesian(20)).unwrap();
        let whole = fit(&design(rows.clone()), &without_replicates()).unwrap();
        let mut alone = Rows::new(2);
        for row in 0..rows.len() {
            let x: Vec<(usize, f64)> = rows
                .entries(row)
                .iter()
                .filter(|entry| entry.0 < 2)
                .map(|&(column, value)| (column as usize, value))
                .collect();
            alone.push(Row::new(&x, rows.y[row]));
        }
        let alone = Design::new(alone, names(2), vec![driver("d", &[0, 1])]).unwrap();
        let alone = fit(&alone, &without_replicates()).unwrap();
        for column in 0..2 {
            let found = &found.columns[column];
            for (got, expected) in [
                (found.with_controls, whole.columns[column].estimate),
                (found.without_controls, alone.columns[column].estimate),
            ] {
                let (got, expected) = (got.unwrap(), expected.unwrap());
                assert!((got.value - expected.value).abs() < 1e-12);
                let (got, expected) = (got.doubt.unwrap(), expected.doubt.unwrap());
                let ratio = got.standard_error / expected.standard_error;
                assert!((ratio - 1.0).abs() < 1e-11);
                assert!((got.interval.low - expected.interval.low).abs() < 1e-10);
            }
        }
    }

    #[test]
    fn the_interval_of_a_change_covers_it_as_often_as_it_says() {
        let n_sets = 100;
        let mut n_covered = 0usize;
        for set in 0..n_sets {
            let found =
                with_and_without_controls(&design(confounded(100, 100 + set)), &bayesian(100))
                    .unwrap();
            n_covered += usize::from(found.columns[0].change.unwrap().interval.contains(-0.8));
        }
        let n = as_f64(100);
        let band = 4.0 * (0.95 * 0.05 / n).sqrt();
        assert!((as_f64(n_covered) / n - 0.95).abs() < band, "{n_covered}");
    }

    #[test]
    fn without_controls_or_replicates_there_is_nothing_to_compare() {
        let rows = confounded(50, 3);
        let groups = vec![driver("d", &[0, 1, 2])];
        let all_drivers = Design::new(rows.clone(), names(3), groups).unwrap();
        let refused = with_and_without_controls(&all_drivers, &bayesian(20)).unwrap_err();
        assert_eq!(refused, Error::NoColumnsWithRole { role: "control" });
        let refused = with_and_without_controls(&design(rows), &without_replicates()).unwrap_err();
        assert_eq!(refused.to_string(), "option n_replicates cannot be 0");
    }

    #[test]
    fn a_driver_that_copies_a_control_has_no_change() {
        let mut rows = Rows::new(3);
        let mut source = generator(5, 0);
        for _ in 0..60 {
            let (a, b) = (normal(&mut source), normal(&mut source));
            let y = a - b + normal(&mut source);
            rows.push(Row::new(&[(0, a), (1, b), (2, a)], y));
        }
        let found = with_and_without_controls(&design(rows), &bayesian(20)).unwrap();
        assert!(found.columns[0].with_controls.is_none());
        assert!(found.columns[0].without_controls.is_some());
        assert!(found.columns[0].change.is_none());
        assert!(found.columns[1].change.is_some());
    }
}
