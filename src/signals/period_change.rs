use crate::units::{Interval, InvalidInterval};

/// The change between two independent estimates, from their intervals: later less earlier.
///
/// Each bound is as far from the change as the two distances that could bring it there, squared and added
/// (MOVER), so intervals that are not symmetric stay so. The level is that of `now`.
///
/// # Errors
///
/// [`InvalidInterval`] where a bound is not finite.
///
/// # References
///
/// Zou & Donner (2008), *Statistics in Medicine* 27, p. 1693.
pub fn change_between(before: &Interval, now: &Interval) -> Result<Interval, InvalidInterval> {
    let down = (now.estimate - now.low).hypot(before.high - before.estimate);
    let up = (now.high - now.estimate).hypot(before.estimate - before.low);
    let change = now.estimate - before.estimate;
    Interval::new(change - down, change, change + up, now.level)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{draw, generator, normal_margin};
    use crate::units::Probability;

    fn interval(low: f64, estimate: f64, high: f64) -> Interval {
        Interval::new(low, estimate, high, Probability::saturating(0.95)).unwrap()
    }

    #[test]
    fn variances_of_symmetric_intervals_add_up_and_bounds_change_places_with_the_periods() {
        let (before, now) = (interval(1.0, 4.0, 7.0), interval(6.0, 10.0, 14.0));
        let change = change_between(&before, &now).unwrap();
        assert!((change.estimate - 6.0).abs() < 1e-12);
        assert!((change.low - 1.0).abs() < 1e-12 && (change.high - 11.0).abs() < 1e-12);
        let skewed = interval(3.0, 4.0, 9.0);
        let forth = change_between(&skewed, &now).unwrap();
        let back = change_between(&now, &skewed).unwrap();
        assert!((forth.low + back.high).abs() < 1e-12 && (forth.high + back.low).abs() < 1e-12);
    }

    #[test]
    fn the_interval_of_a_change_covers_it_as_often_as_stated() {
        let mut random = generator(11, 0);
        let margin = normal_margin(Probability::saturating(0.95));
        let n = 2_000;
        let mut n_covered = 0_u32;
        for _ in 0..n {
            let mut drawn = |mean: f64, deviation: f64| {
                let value = deviation.mul_add(draw::normal(&mut random), mean);
                let reach = margin * deviation;
                interval(value - reach, value, value + reach)
            };
            let change = change_between(&drawn(5.0, 1.0), &drawn(3.0, 2.5)).unwrap();
            n_covered += u32::from(change.contains(-2.0));
        }
        // Four standard errors of a share of 0.95.
        let band = 4.0 * (0.95 * 0.05 / f64::from(n)).sqrt();
        let covered = f64::from(n_covered) / f64::from(n);
        assert!((covered - 0.95).abs() < band, "{covered}");
    }
}
