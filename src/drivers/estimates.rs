use super::checks::check_enough_rows;
use super::fit::doubt;
use super::regression::Regression;
use super::sandwich::standard_errors;
use super::{Design, Error, Estimate, Options};

/// Coefficients with their robust doubt, one per column of the design; `None` for a column that was left
/// out of the regression.
pub(super) fn estimates(
    design: &Design,
    regression: &Regression,
    options: &Options,
) -> Result<Vec<Option<Estimate>>, Error> {
    let (n, k) = (design.n_observations(), regression.n_parameters());
    check_enough_rows(n, k)?;
    let (kind, errors) = standard_errors(design, regression, options.standard_errors);
    let freedom = kind.degrees_of_freedom(design, k);
    let mut estimates = vec![None; design.columns().len()];
    for &column in regression.factor.kept() {
        let value = regression.coefficient(design, column);
        let error = errors[column + 1].filter(|&error| error > 0.0);
        let doubt = error.map(|error| doubt(value, error, freedom, options.level));
        estimates[column] = Some(Estimate {
            value,
            doubt: doubt.transpose()?,
        });
    }
    Ok(estimates)
}
