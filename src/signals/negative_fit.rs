//! The model that segments are compared with.

use super::model::{Counts, or_too_little};
use super::patterns::Patterns;
use super::plan::Plan;
use super::{Error, Options, Respondents, Topic};
use crate::drivers::{self, Design};

/// Effects of negative mentions, and what the model says of everybody.
#[derive(Debug)]
pub(super) struct NegativeFit {
    /// Per topic; `None` where it has no column.
    pub(super) effects: Vec<Option<f64>>,
    plan: Plan,
    slopes: Vec<f64>,
    at_zero: f64,
    /// What each list of mentions adds to the outcome.
    said: Vec<f64>,
}

impl NegativeFit {
    /// What is left of the outcome of respondent `i`, one of those that were fitted; NaN without an outcome.
    pub(super) fn residual(&self, respondents: &Respondents, i: usize) -> f64 {
        let said = self.said[respondents.saying(i)];
        let columns = self.plan.control_columns(respondents, i);
        let said = columns.fold(said, |said, column| said + self.slopes[column]);
        respondents.outcome(i).unwrap_or(f64::NAN) - self.at_zero - said
    }
}

/// Fits all columns without weights for the silent, for what is left of the outcome.
///
/// # Errors
///
/// As [`fit_topics`](super::model::fit_topics).
pub(super) fn fit_negative(
    respondents: &Respondents,
    patterns: &Patterns,
    topics: &[Topic],
    counts: &[Counts],
    options: &Options,
) -> Result<Option<NegativeFit>, Error> {
    let Some(plan) = Plan::new(respondents, topics, counts, None, options) else {
        return Ok(None);
    };
    let rows = plan.counted_rows(respondents, patterns, None, |i| respondents.weight(i));
    let fitted = Design::new(rows.compressed(), plan.names.clone(), plan.groups.clone())
        .and_then(|design| drivers::point_fit(&design));
    let Some(fit) = or_too_little(fitted)? else {
        return Ok(None);
    };
    let slopes: Vec<f64> = fit
        .columns
        .iter()
        .map(|column| column.coefficient.unwrap_or(0.0))
        .collect();
    let held: f64 = fit
        .columns
        .iter()
        .zip(&slopes)
        .map(|(c, slope)| slope * c.mean)
        .sum();
    let at_zero = fit.mean_outcome - held;
    let mut effects = vec![None; topics.len()];
    for columns in &plan.topics {
        let column = columns.negative.map(|column| fit.columns[column]);
        effects[columns.topic] = column.and_then(|column| column.coefficient);
    }
    let mut x = Vec::new();
    let said = respondents.sayings().iter().map(|mentions| {
        x.clear();
        plan.entries(mentions, None, &mut x);
        let added = x.iter().map(|&(column, value)| slopes[column] * value);
        added.sum::<f64>()
    });
    Ok(Some(NegativeFit {
        effects,
        said: said.collect(),
        at_zero,
        slopes,
        plan,
    }))
}
