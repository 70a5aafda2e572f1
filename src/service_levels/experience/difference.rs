use crate::service_levels::experience::Error;
use crate::stats::{normal_two_sided_p, wilson_interval};
use crate::units::{Interval, Probability, as_f64};

/// Later less earlier, of two independent estimates that each carry their own interval.
///
/// The variances are recovered from the limits themselves, so the interval of the difference inherits
/// that they need not lie evenly around the estimate. For two Wilson intervals this is Newcombe's hybrid
/// score interval.
///
/// # References
///
/// Zou & Donner (2008), *Statistics in Medicine* 27, p. 1693; Newcombe (1998), *Statistics in
/// Medicine* 17, p. 873, method 10.
pub fn difference(later: &Interval, earlier: &Interval) -> Interval {
    let estimate = later.estimate - earlier.estimate;
    let below = |of: &Interval| (of.estimate - of.low).max(0.0);
    let above = |of: &Interval| (of.high - of.estimate).max(0.0);
    Interval {
        low: estimate - below(later).hypot(above(earlier)),
        estimate,
        high: estimate + above(later).hypot(below(earlier)),
        level: later.level,
    }
}

/// Two shares of independent groups, set against each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoShares {
    /// The first share with its Wilson interval.
    pub first: Interval,
    /// The second share with its Wilson interval.
    pub second: Interval,
    /// Second less first, with Newcombe's interval.
    pub difference: Interval,
    /// The difference in standard errors of the pooled share; `None` where all or none hold.
    pub z: Option<f64>,
    /// Two-sided p of that; `None` also where fewer than five cases are expected in a cell, as the
    /// normal curve is no guide there.
    pub p: Option<f64>,
}

/// Compares `held` of `n` in two groups by the pooled z test.
///
/// # Errors
///
/// [`Error::Statistic`] when a group is empty or more hold than there are.
///
/// # References
///
/// Fleiss, Levin & Paik (2003), *Statistical Methods for Rates and Proportions*, §3.1, without the
/// correction for continuity.
pub fn two_shares(
    (held_first, n_first): (usize, usize),
    (held_second, n_second): (usize, usize),
    level: Probability,
) -> Result<TwoShares, Error> {
    let (n1, n2) = (as_f64(n_first), as_f64(n_second));
    let (p1, p2) = (as_f64(held_first) / n1, as_f64(held_second) / n2);
    let first = wilson_interval(n1, p1, level)?;
    let second = wilson_interval(n2, p2, level)?;
    let pooled = as_f64(held_first + held_second) / (n1 + n2);
    let standard_error = (pooled * (1.0 - pooled) * (1.0 / n1 + 1.0 / n2)).sqrt();
    let z = (standard_error > 0.0).then(|| (p2 - p1) / standard_error);
    let least_expected = n1.min(n2) * pooled.min(1.0 - pooled);
    let p = match z {
        Some(z) if least_expected >= 5.0 => Some(normal_two_sided_p(z)?.get()),
        _ => None,
    };
    Ok(TwoShares {
        first,
        second,
        difference: difference(&second, &first),
        z,
        p,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level() -> Probability {
        Probability::new(0.95).unwrap()
    }

    #[test]
    fn the_difference_of_two_shares_has_newcombes_interval() {
        // Newcombe (1998), table II, example (a), method 10: 56/70 - 48/80 = 0.2000, 0.0524 to 0.3339.
        let two = two_shares((48, 80), (56, 70), level()).unwrap();
        assert!((two.difference.estimate - 0.2).abs() < 1e-12);
        assert!((two.difference.low - 0.0524).abs() <= 5e-5);
        assert!((two.difference.high - 0.3339).abs() <= 5e-5);
        // Example (c): 9/10 - 3/10, 0.1705 to 0.8090.
        let few = two_shares((3, 10), (9, 10), level()).unwrap();
        assert!((few.difference.low - 0.1705).abs() <= 5e-5);
        assert!((few.difference.high - 0.8090).abs() <= 5e-5);
        assert_eq!(few.p, None, "four expected in a cell");
    }

    #[test]
    fn the_pooled_test_agrees_with_its_definition() {
        // prop.test(c(30, 50), c(100, 100), correct = FALSE) in R: X-squared = 8.3333.
        let two = two_shares((30, 100), (50, 100), level()).unwrap();
        let z = two.z.unwrap();
        assert!((z * z / (25.0 / 3.0) - 1.0).abs() < 1e-12);
        assert!((two.p.unwrap() - 0.003_892).abs() < 5e-7);
        assert!(two_shares((0, 0), (1, 2), level()).is_err());
        assert_eq!(two_shares((0, 9), (0, 5), level()).unwrap().z, None);
    }
}
