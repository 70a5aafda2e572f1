#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::quantile::{t_margin, t_two_sided_p};
use super::{Error, Factor, RANK_TOLERANCE, Symmetric, eigen, f_upper_p};
use crate::units::{Interval, Probability, as_f64};

/// A sum or difference of independent estimates with its test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WelchTest {
    /// The value with its interval of Student's t.
    pub interval: Interval,
    /// Root of the sum of the variances.
    pub standard_error: f64,
    /// Degrees of freedom by Welch and Satterthwaite; not whole in general.
    pub degrees_of_freedom: f64,
    /// Probability of a value at least this far from zero if the truth were zero.
    pub p_value: Probability,
}

/// Tests a value that is made of independent estimates, each with (variance, degrees of freedom).
///
/// # Errors
///
/// [`Error::Value`] when the variances sum to zero or are not finite, or degrees of freedom are not
/// positive.
///
/// # References
///
/// Welch (1938), *Biometrika* 29, p. 350; Satterthwaite (1946), *Biometrics Bulletin* 2, p. 110.
pub fn welch_test(
    value: f64,
    parts: &[(f64, f64)],
    level: Probability,
) -> Result<WelchTest, Error> {
    let variance: f64 = parts.iter().map(|part| part.0).sum();
    if !(variance.is_finite() && variance > 0.0 && value.is_finite()) {
        return Err(Error::Value {
            what: "the variance of a tested value",
            value: variance,
        });
    }
    let mut spread = 0.0;
    for &(part, degrees) in parts {
        if !(degrees.is_finite() && degrees > 0.0) {
            return Err(Error::Value {
                what: "the degrees of freedom",
                value: degrees,
            });
        }
        spread += (part / variance).powi(2) / degrees;
    }
    let (standard_error, degrees_of_freedom) = (variance.sqrt(), 1.0 / spread);
    let margin = t_margin(level, degrees_of_freedom)? * standard_error;
    Ok(WelchTest {
        interval: Interval {
            low: value - margin,
            estimate: value,
            high: value + margin,
            level,
        },
        standard_error,
        degrees_of_freedom,
        p_value: t_two_sided_p(value / standard_error, degrees_of_freedom)?,
    })
}

/// A test that several values are all zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JointTest {
    /// Wald's statistic: values' · covariance⁻¹ · values.
    pub statistic: f64,
    /// Number of values tested.
    pub n_tested: usize,
    /// The statistic as a value of Fisher's F with `n_tested` and `degrees_of_freedom`.
    pub f: f64,
    /// Degrees of freedom of the denominator.
    pub degrees_of_freedom: f64,
    /// Probability of a statistic at least as large if all values were truly zero.
    pub p_value: Probability,
}

/// Tests that values are all zero, where their covariance is a sum of independently estimated parts,
/// each with its degrees of freedom.
///
/// With degrees of freedom ν for the whole, statistic · (ν − q + 1)/(ν q) is compared with F of q and
/// ν − q + 1. For one value this is Welch's test, for one part Hotelling's.
///
/// # Errors
///
/// [`Error::Singular`] when the covariance has not full rank, [`Error::Value`] when values or
/// degrees of freedom leave nothing to judge by, [`Error::Shape`] without values or when a part has
/// another size.
///
/// # References
///
/// Krishnamoorthy & Yu (2004), *Statistics & Probability Letters* 66, p. 161, for ν, which does not
/// depend on the units of the values.
pub fn joint_test(values: &[f64], parts: &[(Symmetric, f64)]) -> Result<JointTest, Error> {
    let q = values.len();
    let mut whole = Symmetric::zeros(q);
    for (part, _) in parts {
        if part.order() != q || q == 0 {
            return Err(Error::Shape {
                what: "a covariance",
                got: part.order(),
                expected: q.max(1),
            });
        }
        whole.add(part);
    }
    let (correlation, roots) = whole.standardized();
    let sequence: Vec<usize> = (0..q).collect();
    let factor = Factor::new(&correlation, &sequence, RANK_TOLERANCE);
    if factor.kept().len() < q {
        return Err(Error::Singular {
            smallest: eigen(&correlation).values.last().copied().unwrap_or(0.0),
        });
    }
    let scaled: Vec<f64> = values.iter().zip(&roots).map(|(v, r)| v / r).collect();
    let statistic: f64 = factor
        .solve(&scaled)
        .iter()
        .zip(&scaled)
        .map(|(a, b)| a * b)
        .sum();
    let mut spread = 0.0;
    for (part, degrees) in parts {
        let (trace, trace_of_square) = traces(&factor, part, &roots);
        spread += (trace_of_square + trace * trace) / degrees;
    }
    let count = as_f64(q);
    let degrees = (count + count * count) / spread;
    let degrees_of_freedom = degrees - count + 1.0;
    let f = statistic * degrees_of_freedom / (degrees * count);
    Ok(JointTest {
        statistic,
        n_tested: q,
        f,
        degrees_of_freedom,
        p_value: f_upper_p(f, count, degrees_of_freedom)?,
    })
}

/// The traces of covariance⁻¹ · part and of its square.
fn traces(factor: &Factor, part: &Symmetric, roots: &[f64]) -> (f64, f64) {
    let q = roots.len();
    let columns: Vec<Vec<f64>> = (0..q)
        .map(|column| {
            let scaled: Vec<f64> = (0..q)
                .map(|row| part.get(row, column) / (roots[row] * roots[column]))
                .collect();
            factor.solve(&scaled)
        })
        .collect();
    let trace = (0..q).map(|i| columns[i][i]).sum();
    let products = (0..q).flat_map(|i| (0..q).map(move |j| (i, j)));
    let of_square = products.map(|(i, j)| columns[i][j] * columns[j][i]).sum();
    (trace, of_square)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn level() -> Probability {
        Probability::new(0.95).unwrap()
    }

    fn close(got: f64, expected: f64) {
        assert!(
            (got - expected).abs() <= 1e-9 * expected.abs(),
            "{got} is not {expected}"
        );
    }

    /// t.test(c(2, 4, 4, 7), c(1, 2, 2)) in `tests/golden/waves_stats.R`.
    #[test]
    fn a_difference_of_two_means_has_the_test_of_welch() {
        let first = 12.75 / 3.0 / 4.0;
        let second = (2.0 / 3.0) / 2.0 / 3.0;
        let test = welch_test(4.25 - 5.0 / 3.0, &[(first, 3.0), (second, 2.0)], level()).unwrap();
        close(test.degrees_of_freedom, 3.601_185_222_544_445);
        close(test.p_value.get(), 0.082_769_280_029_340_7);
        close(test.interval.high, 5.727_183_969_574_82);
        assert!(welch_test(1.0, &[(0.0, 3.0)], level()).is_err());
        assert!(welch_test(1.0, &[(1.0, 0.0)], level()).is_err());
    }

    /// `tests/golden/waves_stats.R`.
    #[test]
    fn several_values_have_the_test_of_krishnamoorthy_and_yu() {
        let first = array![[1.0, 0.3, 0.1], [0.3, 2.0, -0.4], [0.1, -0.4, 0.5]];
        let second = array![[0.5, -0.1, 0.0], [-0.1, 0.4, 0.2], [0.0, 0.2, 3.0]];
        let parts = [
            (Symmetric::from_full(&first).unwrap(), 12.0),
            (Symmetric::from_full(&second).unwrap(), 40.0),
        ];
        let test = joint_test(&[1.5, -2.0, 3.0], &parts).unwrap();
        close(test.statistic, 5.641_170_763_260_03);
        close(test.degrees_of_freedom, 29.263_293_498_973_03);
        close(test.p_value.get(), 0.176_614_427_829_58);
    }

    #[test]
    fn one_value_gives_the_test_of_welch_and_one_part_that_of_hotelling() {
        let part = |variance: f64| Symmetric::from_full(&array![[variance]]).unwrap();
        let joint = joint_test(&[3.0], &[(part(1.2), 9.0), (part(0.7), 4.0)]).unwrap();
        let welch = welch_test(3.0, &[(1.2, 9.0), (0.7, 4.0)], level()).unwrap();
        close(joint.degrees_of_freedom, welch.degrees_of_freedom);
        close(joint.p_value.get(), welch.p_value.get());
        let matrix = Symmetric::from_full(&array![[2.0, 0.5], [0.5, 1.0]]).unwrap();
        let hotelling = joint_test(&[1.0, 2.0], &[(matrix, 10.0)]).unwrap();
        close(hotelling.degrees_of_freedom, 9.0);
        close(hotelling.f, hotelling.statistic * 9.0 / 20.0);
    }

    #[test]
    fn a_covariance_without_full_rank_or_degrees_is_refused() {
        let matrix = Symmetric::from_full(&array![[1.0, 1.0], [1.0, 1.0]]).unwrap();
        assert!(matches!(
            joint_test(&[1.0, 2.0], &[(matrix, 10.0)]),
            Err(Error::Singular { .. })
        ));
        let matrix = Symmetric::from_full(&array![[1.0, 0.0], [0.0, 1.0]]).unwrap();
        assert!(joint_test(&[1.0, 2.0], &[(matrix.clone(), 1.0)]).is_err());
        assert!(joint_test(&[1.0], &[(matrix, 9.0)]).is_err());
        assert!(joint_test(&[], &[]).is_err());
    }
}
