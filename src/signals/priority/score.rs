use crate::units::as_f64;

/// The formula by which priorities are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Weighting {
    /// Gain of customers × value of a point − effort; the gain itself where a point has no value.
    #[default]
    Value,
    /// The same plus what avoided contacts save.
    ValueAndSavings,
    /// Strategic weight × (value + savings) − effort.
    Strategic,
    /// Gain of customers alone.
    Customer,
    /// Savings − effort alone.
    Organisation,
    /// Weighted sum of both sides, each standardised over the topics.
    Balanced {
        /// Weight of the gain of customers.
        customer: f64,
        /// Weight of savings − effort.
        organisation: f64,
    },
}

/// What a score is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScoreUnit {
    /// Points of the outcome.
    Points,
    /// Currency a year.
    Currency,
    /// Standard deviations between topics.
    Standardised,
}

/// The parts of one topic's score, expected or drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Parts {
    /// Outcome points won.
    pub(super) gain: f64,
    /// What they are worth; `None` where a point has no value.
    pub(super) value: Option<f64>,
    /// What avoided contacts save; 0 where it is not known, which is then in no score.
    pub(super) savings: f64,
    /// What the improvement costs; 0 where nobody states an effort.
    pub(super) effort: f64,
    /// 1 where it is not stated.
    pub(super) strategic_weight: f64,
}

impl Parts {
    /// The organisation's side: savings less effort.
    pub(super) fn organisation(&self) -> f64 {
        self.savings - self.effort
    }
}

impl Weighting {
    /// What the score is counted in; `has_value` where a point of the outcome has one.
    pub fn unit(self, has_value: bool) -> ScoreUnit {
        match self {
            Self::Value | Self::ValueAndSavings | Self::Strategic if has_value => {
                ScoreUnit::Currency
            }
            Self::Value | Self::Customer => ScoreUnit::Points,
            Self::ValueAndSavings | Self::Strategic | Self::Organisation => ScoreUnit::Currency,
            Self::Balanced { .. } => ScoreUnit::Standardised,
        }
    }

    /// Whether savings are part of the score: where they are not known there is none, as unknown is not zero.
    pub(super) fn adds_savings(self) -> bool {
        match self {
            Self::Value | Self::Customer => false,
            Self::ValueAndSavings
            | Self::Strategic
            | Self::Organisation
            | Self::Balanced { .. } => true,
        }
    }

    /// Whether effort is taken off; `has_value` where a point of the outcome has one.
    pub(super) fn takes_off_effort(self, has_value: bool) -> bool {
        match self {
            Self::Value => has_value,
            Self::Customer => false,
            Self::ValueAndSavings
            | Self::Strategic
            | Self::Organisation
            | Self::Balanced { .. } => true,
        }
    }

    /// Whether the formula makes no sense where a point of the outcome has no value.
    pub fn needs_value(self) -> bool {
        matches!(self, Self::ValueAndSavings | Self::Strategic)
    }

    /// Scores of topics that are compared with each other.
    pub(super) fn scores(self, topics: &[Parts]) -> Vec<f64> {
        let each = |score: &dyn Fn(&Parts) -> f64| topics.iter().map(score).collect();
        match self {
            Self::Value => {
                each(&|topic| topic.value.map_or(topic.gain, |value| value - topic.effort))
            }
            Self::ValueAndSavings => {
                each(&|topic| topic.value.unwrap_or(0.0) + topic.organisation())
            }
            Self::Strategic => each(&|topic| {
                let worth = topic.value.unwrap_or(0.0) + topic.savings;
                topic.strategic_weight.mul_add(worth, -topic.effort)
            }),
            Self::Customer => each(&|topic| topic.gain),
            Self::Organisation => each(&Parts::organisation),
            Self::Balanced {
                customer,
                organisation,
            } => {
                let gains = standardised(topics.iter().map(|topic| topic.gain));
                let sides = standardised(topics.iter().map(Parts::organisation));
                let both = gains.into_iter().zip(sides);
                both.map(|(gain, side)| customer.mul_add(gain, organisation * side))
                    .collect()
            }
        }
    }
}

/// Distances from the mean in standard deviations over the topics (population); 0 where all are alike.
fn standardised(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let values: Vec<f64> = values.collect();
    let n = as_f64(values.len().max(1));
    let mean = values.iter().sum::<f64>() / n;
    let square = |value: &f64| (value - mean) * (value - mean);
    let deviation = (values.iter().map(square).sum::<f64>() / n).sqrt();
    values
        .iter()
        .map(|value| {
            if deviation > 0.0 {
                (value - mean) / deviation
            } else {
                0.0
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOPICS: [Parts; 2] = [
        Parts {
            gain: 2.0,
            value: Some(200.0),
            savings: 30.0,
            effort: 50.0,
            strategic_weight: 1.0,
        },
        Parts {
            gain: 1.0,
            value: Some(100.0),
            savings: 80.0,
            effort: 10.0,
            strategic_weight: 2.0,
        },
    ];

    #[test]
    fn each_weighting_follows_its_formula() {
        let scores = |weighting: Weighting| weighting.scores(&TOPICS);
        assert_eq!(scores(Weighting::Value), [150.0, 90.0]);
        assert_eq!(scores(Weighting::ValueAndSavings), [180.0, 170.0]);
        assert_eq!(scores(Weighting::Strategic), [180.0, 350.0]);
        assert_eq!(scores(Weighting::Customer), [2.0, 1.0]);
        assert_eq!(scores(Weighting::Organisation), [-20.0, 70.0]);
        let balanced = Weighting::Balanced {
            customer: 0.75,
            organisation: 0.25,
        };
        assert_eq!(scores(balanced), [0.5, -0.5]);
    }

    #[test]
    fn without_a_value_of_a_point_the_gain_itself_counts() {
        let topics = TOPICS.map(|topic| Parts {
            value: None,
            ..topic
        });
        assert_eq!(Weighting::Value.scores(&topics), [2.0, 1.0]);
        assert_eq!(Weighting::Value.unit(false), ScoreUnit::Points);
        assert_eq!(Weighting::Value.unit(true), ScoreUnit::Currency);
    }

    #[test]
    fn topics_that_are_all_alike_are_not_told_apart() {
        let balanced = Weighting::Balanced {
            customer: 1.0,
            organisation: 1.0,
        };
        assert_eq!(balanced.scores(&[TOPICS[0], TOPICS[0]]), [0.0, 0.0]);
    }
}
