use crate::drivers::Error;
use crate::stats::{self, normal_margin, t_margin, t_two_sided_p};
use crate::units::{Interval, Probability, as_f64};

/// One quantity, estimated on every completed table and pooled by Rubin's rules.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rubin {
    /// Mean of the estimates.
    pub value: f64,
    /// Mean of their variances: the doubt that a complete table would have.
    pub within: f64,
    /// Variance of the estimates over imputations: what the holes add, up to a factor.
    pub between: f64,
    /// `within + (1 + 1/m) between`.
    pub total: f64,
    /// Degrees of freedom of Barnard & Rubin; infinite when nothing is missing and the complete table
    /// has infinitely many.
    pub degrees_of_freedom: f64,
    /// Part of the information that is missing, between 0 and 1.
    pub fraction_missing: f64,
}

/// A pooled coefficient with its doubt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PooledEstimate {
    /// Mean over imputations.
    pub value: f64,
    /// Root of the total variance; `None` when a completed table could not tell its own.
    pub standard_error: Option<f64>,
    /// Interval of Student's t with the pooled degrees of freedom.
    pub interval: Option<Interval>,
    /// Probability of a coefficient at least this far from zero if there were no effect.
    pub p_value: Option<Probability>,
    /// The parts of the variance; `None` when there is no standard error.
    pub rubin: Option<Rubin>,
}

/// R², pooled on the scale of Fisher's z of its root.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PooledR2 {
    /// Pooled R².
    pub value: f64,
    /// Its interval; `None` when a completed table is explained fully or has fewer than four rows.
    pub interval: Option<Interval>,
    /// Part of the information that is missing; `None` with the interval.
    pub fraction_missing: Option<f64>,
}

/// Pools estimates of one quantity and their variances over completed tables.
///
/// The degrees of freedom are those of Barnard & Rubin: with c complete degrees of freedom and
/// γ = (1 + 1/m) between/total they are 1/(1/a + 1/b) of a = (m − 1)/γ² and
/// b = (1 − γ) c (c + 1)/(c + 3), and stay below c even without holes. The fraction of missing
/// information is (r + 2/(ν + 3))/(r + 1) with ν these degrees of freedom and
/// r = (1 + 1/m) between/within.
///
/// # Errors
///
/// [`Error::Statistic`] with fewer than two estimates, lists of different length, numbers that are
/// not finite, negative variances, no variance at all, or complete degrees of freedom not above 0.
///
/// # References
///
/// Rubin (1987), *Multiple Imputation for Nonresponse in Surveys*, §3.1; Barnard & Rubin (1999),
/// *Biometrika* 86, p. 948; van Buuren (2018), *Flexible Imputation of Missing Data*, eq. 2.26 for the
/// fraction of missing information.
pub fn pool(
    estimates: &[f64],
    variances: &[f64],
    complete_degrees_of_freedom: f64,
) -> Result<Rubin, Error> {
    let m = estimates.len();
    if m != variances.len() {
        return Err(stats::Error::Shape {
            what: "the list of variances",
            got: variances.len(),
            expected: m,
        }
        .into());
    }
    let refuse = |what, value| Err(stats::Error::Value { what, value }.into());
    if m < 2 {
        return refuse("the number of imputations to pool", as_f64(m));
    }
    if let Some(&value) = estimates.iter().find(|q| !q.is_finite()) {
        return refuse("an estimate to pool", value);
    }
    if let Some(&value) = variances.iter().find(|u| !(u.is_finite() && **u >= 0.0)) {
        return refuse("a variance to pool", value);
    }
    if complete_degrees_of_freedom.is_nan() || complete_degrees_of_freedom <= 0.0 {
        return refuse("the degrees of freedom", complete_degrees_of_freedom);
    }
    let m = as_f64(m);
    let value = estimates.iter().sum::<f64>() / m;
    let within = variances.iter().sum::<f64>() / m;
    let between = estimates.iter().map(|q| (q - value).powi(2)).sum::<f64>() / (m - 1.0);
    let added = (1.0 + 1.0 / m) * between;
    let total = within + added;
    if total <= 0.0 {
        return refuse("the total variance", total);
    }
    let degrees_of_freedom = barnard_rubin(m, added / total, complete_degrees_of_freedom);
    // Divided by `within` on both sides, so that no variance within is no division by zero.
    let fraction_missing = (added + within * 2.0 / (degrees_of_freedom + 3.0)) / total;
    Ok(Rubin {
        value,
        within,
        between,
        total,
        degrees_of_freedom,
        fraction_missing: fraction_missing.min(1.0),
    })
}

/// Degrees of freedom from those of the imputations and those of the rows, each with what the other
/// leaves: the harmonic rule 1/ν = 1/a + 1/b.
fn barnard_rubin(m: f64, gamma: f64, complete: f64) -> f64 {
    let of_imputations = if gamma > 0.0 {
        (m - 1.0) / (gamma * gamma)
    } else {
        f64::INFINITY
    };
    let of_rows = if complete.is_finite() {
        (1.0 - gamma) * complete * (complete + 1.0) / (complete + 3.0)
    } else {
        f64::INFINITY
    };
    let (less, more) = (of_imputations.min(of_rows), of_imputations.max(of_rows));
    if more.is_infinite() {
        return less;
    }
    // With γ = 1 the rows leave nothing; a usable number is kept.
    (less / (1.0 + less / more)).max(f64::MIN_POSITIVE)
}

impl Rubin {
    /// Half the width of the interval, in standard errors.
    fn margin(&self, level: Probability) -> Result<f64, Error> {
        if self.degrees_of_freedom.is_finite() {
            Ok(t_margin(level, self.degrees_of_freedom)?)
        } else {
            Ok(normal_margin(level))
        }
    }
}

impl PooledEstimate {
    /// Pools coefficients and their standard errors; an error of `None` anywhere leaves the doubt open.
    pub(super) fn new(
        estimates: &[f64],
        errors: &[Option<f64>],
        complete_degrees_of_freedom: f64,
        level: Probability,
    ) -> Result<Self, Error> {
        let value = estimates.iter().sum::<f64>() / as_f64(estimates.len());
        let variances: Option<Vec<f64>> = errors.iter().map(|e| e.map(|e| e * e)).collect();
        let Some(variances) = variances else {
            return Ok(Self {
                value,
                standard_error: None,
                interval: None,
                p_value: None,
                rubin: None,
            });
        };
        let rubin = pool(estimates, &variances, complete_degrees_of_freedom)?;
        let standard_error = rubin.total.sqrt();
        let margin = rubin.margin(level)? * standard_error;
        // Beyond a million degrees of freedom Student's t is normal to all printed digits.
        let p_value = t_two_sided_p(value / standard_error, rubin.degrees_of_freedom.min(1e6))?;
        Ok(Self {
            value,
            standard_error: Some(standard_error),
            interval: Some(Interval::new(value - margin, value, value + margin, level)?),
            p_value: Some(p_value),
            rubin: Some(rubin),
        })
    }
}

/// Pools R² over completed tables.
///
/// The root of each R² is taken to Fisher's z, which is nearly normal with variance 1/(n − 3); the z
/// are pooled by Rubin's rules and taken back. The interval uses the normal quantile and begins at 0
/// at the lowest. Averaging R² itself would ignore that its distribution is skewed.
///
/// # Errors
///
/// [`Error::Statistic`] with fewer than two values or one outside 0 to 1.
///
/// # References
///
/// Harel (2009), *Journal of Applied Statistics* 36, p. 1109.
pub fn pool_r2(r2: &[f64], n: f64, level: Probability) -> Result<PooledR2, Error> {
    // Rounding may leave the R² of a model without any effect just below zero.
    let refused = r2
        .iter()
        .find(|value| !(-1e-9..=1.0 + 1e-9).contains(*value));
    if let Some(&value) = refused {
        return Err(stats::Error::Value {
            what: "an R² to pool",
            value,
        }
        .into());
    }
    let z: Vec<f64> = r2.iter().map(|r2| r2.max(0.0).sqrt().atanh()).collect();
    // 1 − R² below 1e-12 is rounding of a model that leaves nothing.
    let is_full = r2.iter().any(|&value| value > 1.0 - 1e-12);
    if is_full || n <= 3.0 || r2.is_empty() {
        return Ok(PooledR2 {
            value: r2.iter().sum::<f64>() / as_f64(r2.len().max(1)),
            interval: None,
            fraction_missing: None,
        });
    }
    let rubin = pool(&z, &vec![1.0 / (n - 3.0); z.len()], f64::INFINITY)?;
    let margin = normal_margin(level) * rubin.total.sqrt();
    let back = |z: f64| z.max(0.0).tanh().powi(2);
    let value = back(rubin.value);
    Ok(PooledR2 {
        value,
        interval: Some(Interval::new(
            back(rubin.value - margin),
            value,
            back(rubin.value + margin),
            level,
        )?),
        fraction_missing: Some(rubin.fraction_missing),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level() -> Probability {
        Probability::new(0.95).unwrap()
    }

    fn assert_close(got: f64, expected: f64, relative: f64) {
        assert!(
            (got - expected).abs() <= relative * expected.abs(),
            "{got} is not {expected}"
        );
    }

    /// Mean, within, between, total, degrees of freedom, fraction missing; then low, high and p.
    fn check(
        estimates: &[f64],
        errors: &[f64],
        complete: f64,
        expected: [f64; 6],
        doubt: [f64; 3],
    ) {
        let variances: Vec<f64> = errors.iter().map(|e| e * e).collect();
        let got = pool(estimates, &variances, complete).unwrap();
        let values = [
            got.value,
            got.within,
            got.between,
            got.total,
            got.degrees_of_freedom,
            got.fraction_missing,
        ];
        for (got, expected) in values.into_iter().zip(expected) {
            assert_close(got, expected, 1e-12);
        }
        let errors: Vec<Option<f64>> = errors.iter().copied().map(Some).collect();
        let pooled = PooledEstimate::new(estimates, &errors, complete, level()).unwrap();
        let interval = pooled.interval.unwrap();
        assert_close(interval.low, doubt[0], 1e-9);
        assert_close(interval.high, doubt[1], 1e-9);
        assert_close(pooled.p_value.unwrap().get(), doubt[2], 1e-9);
    }

    // tests/golden/missing_pooling.R, mice 3.15.0.
    #[test]
    fn given_estimates_are_pooled_as_mice_pools_them() {
        let wave =
            |m: usize, of: fn(f64) -> f64| -> Vec<f64> { (1..=m).map(|i| of(as_f64(i))).collect() };
        let (five, five_errors) = (
            wave(5, |i| 1.0 + i.sin() / 3.0),
            wave(5, |i| 0.4 + i.cos() / 20.0),
        );
        check(
            &five,
            &five_errors,
            40.0,
            [
                1.011_744_109_981_492,
                0.151_089_904_365_15,
                0.084_469_146_707_115_1,
                0.252_452_880_413_688_1,
                11.888_813_398_173_447,
                0.481_906_712_846_883,
            ],
            [
                -0.084_130_217_903_673_4,
                2.107_618_437_866_657,
                0.067_250_524_749_171_8,
            ],
        );
        check(
            &five,
            &five_errors,
            f64::INFINITY,
            [
                1.011_744_109_981_492,
                0.151_089_904_365_15,
                0.084_469_146_707_115_1,
                0.252_452_880_413_688_1,
                24.812_009_891_425_06,
                0.444_550_520_980_929_8,
            ],
            [
                -0.023_462_330_210_859_9,
                2.046_950_550_173_843_6,
                0.055_014_564_246_170_7,
            ],
        );
        check(
            &wave(20, |i| -2.0 + (3.0 * i).sin() / 10.0),
            &wave(20, |i| 0.3 + i.cos() / 30.0),
            1234.0,
            [
                -2.000_415_888_896_45,
                9.107_865_708_910_98e-2,
                5.823_364_396_357_48e-3,
                9.719_318_970_528_51e-2,
                930.680_104_311_466,
                6.491_842_381_298_5e-2,
            ],
            [
                -2.612_246_455_927_2,
                -1.388_585_321_865_71,
                2.216_333_184_598_23e-10,
            ],
        );
        check(
            &[0.3, 0.9],
            &[0.5, 0.4],
            7.0,
            [
                0.6,
                0.205,
                0.18,
                0.475,
                1.357_099_660_053_79,
                0.766_524_828_556_27,
            ],
            [
                -4.216_995_692_124_74,
                5.416_995_692_124_74,
                0.510_639_146_427_33,
            ],
        );
    }

    // tests/golden/missing_pooling.R, by formula.
    #[test]
    fn r2_is_pooled_on_the_scale_of_fisher() {
        let r2: Vec<f64> = (1..=5).map(|i| 0.4 + f64::from(i).sin() / 20.0).collect();
        let pooled = pool_r2(&r2, 120.0, level()).unwrap();
        let interval = pooled.interval.unwrap();
        assert_close(pooled.value, 0.402_079_130_172_784, 1e-12);
        assert_close(interval.low, 0.234_801_713_402_622, 1e-9);
        assert_close(interval.high, 0.558_942_054_218_002, 1e-9);
        let full = pool_r2(&[1.0, 1.0], 50.0, level()).unwrap();
        assert!((full.value - 1.0).abs() < 1e-15 && full.interval.is_none());
        let nothing = pool_r2(&[0.0, -1e-12], 50.0, level()).unwrap();
        assert!(nothing.value.abs() < 1e-9 && nothing.interval.unwrap().low.abs() < 1e-15);
        assert!(pool_r2(&[0.2, 1.2], 50.0, level()).is_err());
        assert!(pool_r2(&[0.2], 50.0, level()).is_err());
    }

    #[test]
    fn without_holes_the_variance_is_that_of_the_fit() {
        let same = pool(&[2.0; 4], &[0.25; 4], 30.0).unwrap();
        assert!((same.total - 0.25).abs() < 1e-15 && same.between.abs() < 1e-15);
        assert_close(same.degrees_of_freedom, 30.0 * 31.0 / 33.0, 1e-12);
        let endless = pool(&[2.0; 4], &[0.25; 4], f64::INFINITY).unwrap();
        assert!(endless.degrees_of_freedom.is_infinite() && endless.fraction_missing.abs() < 1e-15);
        let estimate = PooledEstimate::new(&[2.0; 4], &[Some(0.5); 4], f64::INFINITY, level());
        let low = estimate.unwrap().interval.unwrap().low;
        assert_close(low, 2.0 - 1.959_963_984_540_054 / 2.0, 1e-9);
    }

    #[test]
    fn what_cannot_be_pooled_is_refused_or_left_open() {
        assert!(pool(&[1.0], &[1.0], 5.0).is_err());
        assert!(pool(&[1.0, 2.0], &[1.0], 5.0).is_err());
        assert!(pool(&[1.0, f64::NAN], &[1.0, 1.0], 5.0).is_err());
        assert!(pool(&[1.0, 2.0], &[1.0, -1.0], 5.0).is_err());
        assert!(pool(&[1.0, 2.0], &[1.0, 1.0], 0.0).is_err());
        assert!(pool(&[1.0, 1.0], &[0.0, 0.0], 5.0).is_err());
        // No variance within: everything is missing, and the interval is as wide as can be.
        let all_between = pool(&[1.0, 2.0], &[0.0, 0.0], 5.0).unwrap();
        assert!((all_between.fraction_missing - 1.0).abs() < 1e-12);
        let open = PooledEstimate::new(&[1.0, 2.0], &[Some(0.1), None], 5.0, level()).unwrap();
        assert!((open.value - 1.5).abs() < 1e-15 && open.standard_error.is_none());
    }
}
