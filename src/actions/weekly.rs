use super::WeekPoint;
use crate::units::as_f64;
use jiff::civil::{Date, date};

/// Weeks in which fewer respondents wrote are left out: a share of so few says nothing.
pub const LEAST_IN_WEEK: u64 = 10;

/// What was said in a week.
#[derive(Debug, Clone, PartialEq)]
pub struct Week {
    /// Weeks since that of 5 January 1970; see [`week_of`].
    pub number: i64,
    /// Respondents with words.
    pub n_written: u64,
    /// Of these, with a negative mention, per topic.
    pub n_negative: Vec<u64>,
    /// Weighted sum of outcomes.
    pub outcome: f64,
    /// Sum of their weights.
    pub weight: f64,
    /// Sum of the squares of their weights.
    pub weight_squared: f64,
    /// Respondents with an outcome.
    pub n_scored: u64,
}

/// Weeks in order of time; one in which nobody answered is not there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weekly {
    /// The weeks.
    pub weeks: Vec<Week>,
    /// Number of topics of each week.
    pub n_topics: usize,
}

/// The number of the week, from Monday to Sunday, in which a day lies.
pub fn week_of(day: Date) -> i64 {
    let days = (day - date(1970, 1, 5)).get_days();
    i64::from(days).div_euclid(7)
}

impl Week {
    /// A week in which nothing was said yet.
    pub fn empty(number: i64, n_topics: usize) -> Self {
        Self {
            number,
            n_written: 0,
            n_negative: vec![0; n_topics],
            outcome: 0.0,
            weight: 0.0,
            weight_squared: 0.0,
            n_scored: 0,
        }
    }
}

impl Weekly {
    /// The share of respondents with words who speak ill of `topic`, week by week.
    pub fn shares(&self, topic: usize) -> Vec<WeekPoint> {
        self.written(|week| count(week.n_negative.get(topic).copied().unwrap_or(0)))
    }

    /// Negative mentions of `topics` together per respondent with words, week by week.
    pub fn mentions(&self, topics: &[usize]) -> Vec<WeekPoint> {
        self.written(|week| {
            let counts = topics
                .iter()
                .filter_map(|&topic| week.n_negative.get(topic));
            count(counts.sum())
        })
    }

    /// The mean outcome, week by week, weighted by the effective number of answers.
    pub fn outcomes(&self) -> Vec<WeekPoint> {
        self.weeks
            .iter()
            .filter(|week| week.n_scored >= LEAST_IN_WEEK && week.weight > 0.0)
            .map(|week| WeekPoint {
                week: week.number,
                value: week.outcome / week.weight,
                weight: week.weight * week.weight / week.weight_squared,
            })
            .collect()
    }

    fn written(&self, sum: impl Fn(&Week) -> f64) -> Vec<WeekPoint> {
        self.weeks
            .iter()
            .filter(|week| week.n_written >= LEAST_IN_WEEK)
            .map(|week| WeekPoint {
                week: week.number,
                value: sum(week) / count(week.n_written),
                weight: count(week.n_written),
            })
            .collect()
    }
}

fn count(n: u64) -> f64 {
    as_f64(usize::try_from(n).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_runs_from_monday_to_sunday() {
        assert_eq!(week_of(date(1970, 1, 5)), 0);
        assert_eq!(week_of(date(1970, 1, 4)), -1);
        let monday = week_of(date(2025, 3, 31));
        assert_eq!(week_of(date(2025, 4, 6)), monday);
        assert_eq!(week_of(date(2025, 4, 7)), monday + 1);
    }

    #[test]
    fn weeks_of_few_are_left_out() {
        let mut few = Week::empty(0, 1);
        few.n_written = LEAST_IN_WEEK - 1;
        let mut enough = Week::empty(1, 1);
        (enough.n_written, enough.n_negative[0]) = (LEAST_IN_WEEK, 2);
        let weekly = Weekly {
            weeks: vec![few, enough],
            n_topics: 1,
        };
        let shares = weekly.shares(0);
        assert_eq!(shares.len(), 1);
        assert!((shares[0].value - 0.2).abs() < 1e-12 && shares[0].week == 1);
        assert!(weekly.outcomes().is_empty());
    }
}
