use crate::stats::draw;
use crate::units::as_f64;
use rand_chacha::ChaCha8Rng;

/// Days in a year, leap years included.
const DAYS_PER_YEAR: f64 = 365.25;

/// Fewer days than this say nothing of a year.
const LEAST_DAYS: u32 = 28;

/// Contacts about a topic that the archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactCount {
    /// How many.
    pub n: u64,
    /// Days from the first to the last contact of any topic, both included.
    pub n_days: u32,
}

impl ContactCount {
    /// Contacts a year at this pace; `None` where four weeks are not covered.
    pub fn per_year(self) -> Option<f64> {
        Some(self.n_contacts() * self.years()?)
    }

    /// A draw of that pace: counts vary as those of a Poisson process, Gamma(n) in the Bayesian reading
    /// with the improper prior 1/rate.
    pub(super) fn drawn(self, random: &mut ChaCha8Rng) -> Option<f64> {
        let n = usize::try_from(self.n).unwrap_or(usize::MAX);
        Some(draw::gamma(random, n) * self.years()?)
    }

    fn n_contacts(self) -> f64 {
        as_f64(usize::try_from(self.n).unwrap_or(usize::MAX))
    }

    /// Factor from the days counted to a year.
    fn years(self) -> Option<f64> {
        (self.n_days >= LEAST_DAYS).then(|| DAYS_PER_YEAR / f64::from(self.n_days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::generator;

    #[test]
    fn a_pace_is_carried_to_a_year_from_four_weeks_on() {
        let count = |n, n_days| ContactCount { n, n_days };
        assert_eq!(count(10, 27).per_year(), None);
        let per_year = count(100, 73).per_year().unwrap();
        assert!((per_year - 100.0 * 365.25 / 73.0).abs() < 1e-9);
    }

    #[test]
    fn draws_scatter_as_counts_do() {
        let count = ContactCount {
            n: 400,
            n_days: 365,
        };
        let mut random = generator(5, 0);
        let drawn: Vec<f64> = (0..4_000)
            .filter_map(|_| count.drawn(&mut random))
            .collect();
        let n = as_f64(drawn.len());
        let mean = drawn.iter().sum::<f64>() / n;
        let variance = drawn
            .iter()
            .map(|value| (value - mean).powi(2))
            .sum::<f64>()
            / n;
        // Gamma(400): mean 400, variance 400, each times 365.25/365.
        assert!((mean - 400.3).abs() < 4.0 * (400.0 / n).sqrt(), "{mean}");
        assert!(
            (variance / 400.5 - 1.0).abs() < 4.0 * (2.0 / n).sqrt(),
            "{variance}"
        );
        assert_eq!(
            ContactCount { n: 0, n_days: 365 }.drawn(&mut random),
            Some(0.0)
        );
    }
}
