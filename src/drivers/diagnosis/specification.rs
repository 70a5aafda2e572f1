use super::TestResult;
use crate::drivers::regression::Regression;
use crate::drivers::sandwich::{fitted, fitted_at_zero};
use crate::drivers::{Design, Error};
use crate::stats::{Mass, Moments, RANK_TOLERANCE, chi_squared_upper_p, f_upper_p};
use crate::units::{as_f64, as_u32};

/// Whether squared residuals follow the columns: Breusch & Pagan, studentised by Koenker.
///
/// The statistic is n R² of squared residuals on all columns, with the effective number of
/// observations for n and the weights in that regression too; chi-squared with as many degrees of
/// freedom as columns. Without weights this is the test as published. `None` without columns or when
/// the squared residuals do not vary.
///
/// # References
///
/// Koenker (1981), *Journal of Econometrics* 17, p. 107.
pub(super) fn breusch_pagan(
    design: &Design,
    regression: &Regression,
) -> Result<Option<TestResult>, Error> {
    let mean_square = mean_squared_residual(design, regression);
    let mut moments = Moments::new(design.columns().len());
    let at_zero = fitted_at_zero(regression);
    for (entries, rows) in design.profiles() {
        let at = fitted(regression, at_zero, entries);
        let mut mass = Mass::default();
        for row in rows {
            let weight = design.weight()[row] * as_f64(design.count()[row]);
            // About 1, so that centring cancels no digits.
            mass.add(weight, (design.y()[row] - at).powi(2) / mean_square - 1.0);
        }
        moments.add(entries, mass);
    }
    let auxiliary = Regression::solve(&moments, regression.factor.kept(), RANK_TOLERANCE);
    let n_columns = auxiliary.factor.kept().len();
    let p = design.columns().len();
    if n_columns == 0 || auxiliary.roots[p] <= 0.0 {
        return Ok(None);
    }
    let statistic = design.n_effective() * auxiliary.r2;
    let degrees_of_freedom = as_f64(n_columns);
    Ok(Some(TestResult {
        statistic,
        degrees_of_freedom,
        denominator: None,
        p_value: chi_squared_upper_p(statistic, degrees_of_freedom)?,
    }))
}

fn mean_squared_residual(design: &Design, regression: &Regression) -> f64 {
    let p = design.columns().len();
    (1.0 - regression.r2) * regression.roots[p].powi(2) / regression.weight
}

/// Whether squares and cubes of the fitted values add to the model: Ramsey's RESET.
///
/// An F test with the powers that are not determined by the columns, two at most, and the effective
/// number of observations. `None` when the powers add no column, as with topics so few that the model
/// has one parameter per profile, or when no degrees of freedom are left.
///
/// # References
///
/// Ramsey (1969), *JRSS B* 31, p. 350; Thursby & Schmidt (1977), *JASA* 72, p. 635, for powers of the
/// fitted values.
pub(super) fn reset(design: &Design, regression: &Regression) -> Result<Option<TestResult>, Error> {
    let p = design.columns().len();
    let spread = regression.r2.max(0.0).sqrt() * regression.roots[p] / regression.weight.sqrt();
    if spread <= 0.0 {
        return Ok(None);
    }
    let mut moments = Moments::new(p + 2);
    let mut extended: Vec<(u32, f64)> = Vec::new();
    let at_zero = fitted_at_zero(regression);
    for (entries, rows) in design.profiles() {
        // Powers about the mean and in standard deviations span the same space as plain ones.
        let at = (fitted(regression, at_zero, entries) - regression.y_mean) / spread;
        extended.clear();
        extended.extend_from_slice(entries);
        extended.push((as_u32(p), at * at));
        extended.push((as_u32(p + 1), at * at * at));
        let mut mass = Mass::default();
        for row in rows {
            let weight = design.weight()[row] * as_f64(design.count()[row]);
            mass.add(weight, design.y()[row]);
        }
        moments.add(&extended, mass);
    }
    let kept = regression.factor.kept();
    let mut sequence = kept.to_vec();
    sequence.extend([p, p + 1]);
    let wide = Regression::solve(&moments, &sequence, RANK_TOLERANCE);
    let added = wide.factor.kept().len().saturating_sub(kept.len());
    let left = design.n_effective() - as_f64(wide.n_parameters());
    let unexplained = 1.0 - wide.r2;
    if added == 0 || left <= 0.0 || unexplained <= RANK_TOLERANCE {
        return Ok(None);
    }
    let numerator = as_f64(added);
    let gain = (wide.r2 - regression.r2).max(0.0);
    let statistic = (gain / numerator) / (unexplained / left);
    Ok(Some(TestResult {
        statistic,
        degrees_of_freedom: numerator,
        denominator: Some(left),
        p_value: f_upper_p(statistic, numerator, left)?,
    }))
}
