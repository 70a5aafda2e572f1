use super::freedom::Bread;
use super::joint_test::satterthwaite;
use super::regression::Regression;
use super::sandwich::{StandardErrorChoice, StandardErrors, standard_errors};
use super::{Design, Error};
use crate::stats::{normal_margin, t_margin};
use crate::units::{Probability, as_f64};

/// By how much the margin of an interval over replicates falls short, per column of the design; 1 for a
/// column whose doubt is not known.
///
/// Exponential weights give the spread of the plain sandwich (HC0, over clusters CR0), which takes residuals
/// for errors. A residual is smaller than its error by the leverage of its row, and few mentions leave few
/// degrees of freedom, so such an interval is too narrow even with endless replicates. The factor is
/// the error that allows for leverage (HC3, with clusters CR1) over the plain one, times the quantile of
/// Student's t with Satterthwaite's degrees of freedom over the normal one.
///
/// # References
///
/// Hesterberg (2015), *The American Statistician* 69, p. 371, "expanded" percentile intervals for a mean;
/// `MacKinnon` & White (1985) for HC3; Bell & `McCaffrey` (2002) for the degrees of freedom.
pub(super) fn expansions(
    design: &Design,
    regression: &Regression,
    level: Probability,
) -> Result<Vec<f64>, Error> {
    let choice = if design.is_clustered() {
        StandardErrorChoice::Cr1
    } else {
        StandardErrorChoice::Hc3
    };
    let (_, careful) = standard_errors(design, regression, choice);
    let (kind, plain) = standard_errors(design, regression, StandardErrorChoice::Linearised);
    let shrink = match kind {
        StandardErrors::Linearised { n_units } => {
            ((as_f64(n_units) - 1.0) / as_f64(n_units)).sqrt()
        }
        StandardErrors::Hc3 | StandardErrors::Cr1 { .. } | StandardErrors::Classical => 1.0,
    };
    let bread = Bread::new(regression);
    let mut factors = vec![1.0; design.columns().len()];
    for &column in regression.factor.kept() {
        let errors = careful[column + 1].zip(plain[column + 1]);
        let Some((careful, plain)) = errors.filter(|errors| errors.1 > 0.0) else {
            continue;
        };
        let Some(nu) = satterthwaite(design, regression, &bread, column) else {
            continue;
        };
        let quantiles = t_margin(level, nu)? / normal_margin(level);
        factors[column] = (careful / (plain * shrink) * quantiles).max(1.0);
    }
    Ok(factors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{driver, names};
    use crate::drivers::{Row, Rows};

    #[test]
    fn two_means_have_the_expansion_of_their_definition() {
        // A column of 0 and 1: the slope is a difference of two means, of m and n − m observations. Leverages
        // are 1/m and 1/(n − m), so that all can be written down.
        let (m, n) = (6usize, 40usize);
        let mut rows = Rows::new(1);
        let mut squares = [0.0, 0.0];
        for i in 0..n {
            let is_one = i < m;
            let size = as_f64(if is_one { m } else { n - m });
            // Alternating residuals of ± 1 sum to zero in both halves.
            let y = if i % 2 == 0 { 1.0 } else { -1.0 };
            squares[usize::from(is_one)] += 1.0 / (size * size);
            let x = [(0, f64::from(u8::from(is_one)))];
            rows.push(Row::new(&x, 3.0f64.mul_add(x[0].1, y)));
        }
        let design = Design::new(rows, names(1), vec![driver("a", &[0])]).unwrap();
        let regression = Regression::new(&design, &design.sample_moments());
        let level = Probability::new(0.95).unwrap();
        let got = expansions(&design, &regression, level).unwrap()[0];
        let shrink = |size: usize| (1.0 - 1.0 / as_f64(size)).powi(2);
        let plain = (squares[0] + squares[1]).sqrt();
        let careful = (squares[0] / shrink(n - m) + squares[1] / shrink(m)).sqrt();
        // Variance of a mean of m with weights 1/(1 − h)²: each half has size − 1 degrees of freedom.
        let part = |size: usize, square: f64| (square / shrink(size)) * (1.0 - 1.0 / as_f64(size));
        let parts = [part(n - m, squares[0]), part(m, squares[1])];
        let nu = (parts[0] + parts[1]).powi(2)
            / (parts[0].powi(2) / as_f64(n - m - 1) + parts[1].powi(2) / as_f64(m - 1));
        let expected = careful / plain * t_margin(level, nu).unwrap() / normal_margin(level);
        assert!(
            (got / expected - 1.0).abs() < 1e-9,
            "{got} is not {expected}"
        );
        assert!(got > 1.3);
    }
}
