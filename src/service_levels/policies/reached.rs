use crate::units::{Probability, as_f64};

/// Whether `n_good` of `n` cases reach an agreed share, as contracts read: by the plain share, without
/// its interval. No cases reach nothing.
///
/// Agreed percentages become shares by a division that rounds, so that 118 of 125 would fall short of
/// 94.4 percent by the last bit of the quotient; no count of cases comes as close as the slack.
pub fn reaches(n_good: usize, n: usize, share: Probability) -> bool {
    const ROUNDING: f64 = 1e-9;
    n > 0 && as_f64(n_good) / as_f64(n) >= share.get() - ROUNDING
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Percent become shares in the ways that files and options do.
    fn shares(percent: f64) -> [Probability; 2] {
        [percent / 100.0, percent * 0.01].map(|share| Probability::new(share).unwrap())
    }

    #[test]
    fn exactly_the_agreed_percentage_is_reached() {
        for (n_good, n, percent) in [(118, 125, 94.4), (999, 1000, 99.9), (19, 20, 95.0)] {
            for share in shares(percent) {
                assert!(reaches(n_good, n, share), "{n_good} of {n}, {percent}");
                assert!(!reaches(n_good - 1, n, share));
            }
        }
    }

    #[test]
    fn one_case_of_ten_million_short_is_not_reached() {
        let [share, _] = shares(99.9);
        assert!(reaches(9_990_000, 10_000_000, share));
        assert!(!reaches(9_989_999, 10_000_000, share));
        assert!(!reaches(0, 0, Probability::MIN));
    }

    #[test]
    fn every_percentage_with_one_decimal_is_reached_by_its_own_count() {
        for tenths in 0..=1000_u16 {
            for share in shares(f64::from(tenths) / 10.0) {
                assert!(reaches(usize::from(tenths), 1000, share), "{tenths}");
            }
        }
    }
}
