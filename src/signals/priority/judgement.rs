use crate::units::Share;

/// What somebody states of a quantity that was not measured: lowest, likely and highest value.
///
/// It is drawn from a triangular distribution; its expectation is the mean of the three.
///
/// # References
///
/// Johnson (1997), *Journal of the Royal Statistical Society D* 46, p. 387.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    low: f64,
    likely: f64,
    high: f64,
}

/// The three values are not finite, negative, or in the wrong order.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error(
    "expected lowest, likely and highest value in that order and none below 0, found {low}, {likely}, {high}"
)]
pub struct NotAJudgement {
    /// Lowest value offered.
    pub low: f64,
    /// Likely value offered.
    pub likely: f64,
    /// Highest value offered.
    pub high: f64,
}

impl Judgement {
    /// Lowest, likely and highest value; all three equal for what is known.
    ///
    /// # Errors
    ///
    /// [`NotAJudgement`] where they are not finite, negative or out of order.
    pub fn new(low: f64, likely: f64, high: f64) -> Result<Self, NotAJudgement> {
        let ordered = 0.0 <= low && low <= likely && likely <= high && high.is_finite();
        if ordered {
            Ok(Self { low, likely, high })
        } else {
            Err(NotAJudgement { low, likely, high })
        }
    }

    /// Lowest, likely and highest value.
    pub fn values(self) -> [f64; 3] {
        [self.low, self.likely, self.high]
    }

    /// Expectation of the triangular distribution.
    pub fn mean(self) -> f64 {
        (self.low + self.likely + self.high) / 3.0
    }

    /// The same of a part.
    #[must_use]
    pub fn scaled(self, share: Share) -> Self {
        let factor = share.get();
        Self {
            low: factor * self.low,
            likely: factor * self.likely,
            high: factor * self.high,
        }
    }

    /// The value below which the quantity falls with probability `uniform`.
    pub(super) fn drawn(self, uniform: f64) -> f64 {
        let (range, rise) = (self.high - self.low, self.likely - self.low);
        if range <= 0.0 {
            return self.likely;
        }
        if uniform * range < rise {
            self.low + (uniform * range * rise).sqrt()
        } else {
            self.high - ((1.0 - uniform) * range * (self.high - self.likely)).sqrt()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::as_f64;

    #[test]
    fn disorder_and_negative_values_are_refused() {
        assert!(Judgement::new(2.0, 1.0, 3.0).is_err());
        assert!(Judgement::new(-1.0, 1.0, 3.0).is_err());
        assert!(Judgement::new(0.0, f64::NAN, 3.0).is_err());
        assert!(Judgement::new(0.0, 1.0, f64::INFINITY).is_err());
    }

    #[test]
    fn draws_have_the_mean_of_the_three_values_and_stay_inside() {
        let judgement = Judgement::new(1.0, 2.0, 6.0).unwrap();
        let n = 20_000;
        let drawn: Vec<f64> = (0..n)
            .map(|i| judgement.drawn((as_f64(i) + 0.5) / as_f64(n)))
            .collect();
        assert!(drawn.iter().all(|value| (1.0..=6.0).contains(value)));
        assert!(drawn.windows(2).all(|pair| pair[0] <= pair[1]));
        let mean = drawn.iter().sum::<f64>() / as_f64(n);
        assert!((mean - 3.0).abs() < 1e-4, "{mean}");
        // Variance of the triangular distribution: (a² + b² + c² − ab − ac − bc)/18.
        let variance = drawn
            .iter()
            .map(|value| (value - mean).powi(2))
            .sum::<f64>()
            / as_f64(n);
        assert!((variance - (1.0 + 4.0 + 36.0 - 2.0 - 6.0 - 12.0) / 18.0).abs() < 1e-3);
    }

    #[test]
    fn what_is_known_does_not_vary() {
        let known = Judgement::new(4.0, 4.0, 4.0).unwrap();
        assert_eq!(
            [0.0, 0.3, 1.0].map(|u| known.drawn(u).to_bits()),
            [4.0_f64.to_bits(); 3]
        );
    }
}
