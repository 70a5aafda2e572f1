use crate::drivers::Error;
use crate::units::Probability;

/// How a categorical outcome is modelled.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// What each category is worth, `(n_categories,)`: the outcome codes are 0 up to its length.
    pub points: Vec<f64>,
    /// Level of all intervals.
    pub level: Probability,
    /// Number of joint replicates; 0 for none, else at least 2, and 1,000 or more for an interval.
    pub n_replicates: usize,
    /// Seed of the replicates. The same seed gives every unit the weights that
    /// [`fit`](crate::drivers::fit()) gives it.
    pub seed: u64,
}

impl Options {
    /// These points, level 0.95, 1,000 replicates, seed 1.
    pub fn new(points: Vec<f64>) -> Self {
        Self {
            points,
            level: Probability::saturating(0.95),
            n_replicates: 1000,
            seed: 1,
        }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let refuse = |option, value| Err(Error::Option { option, value });
        if self.points.len() < 2 {
            return refuse("points", self.points.len());
        }
        if self.n_replicates == 1 {
            return refuse("n_replicates", 1);
        }
        match self.points.iter().position(|value| !value.is_finite()) {
            Some(category) => Err(Error::Points {
                category,
                value: self.points[category],
            }),
            None => Ok(()),
        }
    }
}
