use super::card::Expectations;
use super::gain::Reach;
use super::gate::{negative_tests, widened};
use super::plan::{Plan, TopicColumns};
use super::silence::{SilenceSummary, everybody, share_with_words};
use super::{EffectTest, Error, LabelCard, Options, Respondents, Silence, Topic};
use crate::drivers::{self, Design, Fit, Group, Resampling, Rows, SelectionOptions};
use crate::record::TopicId;
use crate::units::as_u64;

/// Fewest respondents with a mention of one tone for it to get a column.
///
/// Below it the coefficient says more about single respondents than about the topic; the column is
/// left out and the topic stays unranked.
pub(super) const LEAST_PER_COLUMN: u64 = 10;

/// Up to this many topics the LMG importance is exact; 25 groups take seconds, 30 a minute.
const EXACT_IMPORTANCE: usize = 25;

/// Up to this many topics the LMG importance is resampled too.
const RESAMPLED_IMPORTANCE: usize = 10;

/// Respondents counted per topic.
#[expect(
    clippy::struct_field_names,
    reason = "counts are named n_ throughout the house"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub(super) n_mentions: u64,
    pub(super) n_negative: u64,
    pub(super) n_positive: u64,
    pub(super) n_negative_scored: u64,
    pub(super) n_positive_scored: u64,
    pub(super) n_toneless_scored: u64,
}

/// Counts respondents with words, per topic.
pub(super) fn count(respondents: &Respondents, n_topics: usize) -> Vec<Counts> {
    let mut counts = vec![Counts::default(); n_topics];
    for i in (0..respondents.len()).filter(|&i| respondents.has_words(i)) {
        let scored = u64::from(respondents.outcome(i).is_some());
        for mention in respondents.mentions(i) {
            let count = &mut counts[mention.topic as usize];
            let negative = u64::from(mention.tone.is_negative());
            let positive = u64::from(mention.tone.is_positive());
            count.n_mentions += 1;
            count.n_negative += negative;
            count.n_positive += positive;
            count.n_negative_scored += negative * scored;
            count.n_positive_scored += positive * scored;
            count.n_toneless_scored += (1 - negative.max(positive)) * scored;
        }
    }
    counts
}

/// Which labels a model is fitted on.
#[derive(Debug, Clone, Copy)]
pub(super) enum Labels<'c> {
    /// As they were read.
    Read,
    /// Replaced by what checked comments lead to expect.
    Expected(&'c LabelCard),
}

/// So many draws of the checked comments share the replicates among them.
const CARD_DRAWS: usize = 40;

/// Keeps the draws of checked comments apart from all others.
const CARD_SEED: u64 = 0xbb67_ae85_84ca_a73b;

/// The fitted driver model of topics.
#[derive(Debug)]
pub(super) struct Model {
    pub(super) fit: Fit,
    /// Topics in the order of their groups in the design.
    pub(super) topics: Vec<TopicColumns>,
    /// Test of the negative column of each topic; `None` where there is none or the data cannot tell.
    pub(super) tests: Vec<Option<EffectTest>>,
    pub(super) column_names: Vec<String>,
    pub(super) control_names: Vec<String>,
    /// Weighted mean of each column, among those who wrote with their weights.
    pub(super) shares: Vec<f64>,
    /// The same without weights for the silent, of all with an outcome: who wrote nothing holds nothing.
    pub(super) shares_written: Vec<f64>,
    pub(super) drawn: Drawn,
    /// What of a share counts for all with an outcome.
    pub(super) reach: Reach,
    pub(super) silence: Option<SilenceSummary>,
    /// Weight of each respondent in the model; 0 for those outside.
    pub(super) weights: Vec<f64>,
    /// Whether expectations stand in for labels, per topic of the ranking.
    pub(super) corrected: Vec<bool>,
}

/// Coefficients and shares that vary together; `[column][replicate]`.
#[derive(Debug)]
pub(super) struct Drawn {
    pub(super) coefficients: Vec<Vec<f64>>,
    pub(super) shares: Vec<Vec<f64>>,
}

/// Fits outcome points on negative, positive and toneless mentions, controls held.
///
/// `Ok(None)` where there is nothing to fit: no topic with enough mentions, one value of the outcome,
/// or fewer respondents than columns.
///
/// # Errors
///
/// [`Error::Drivers`] when the model cannot be computed for another reason.
pub(super) fn fit_topics(
    respondents: &Respondents,
    topics: &[Topic],
    counts: &[Counts],
    labels: Labels<'_>,
    options: &Options,
) -> Result<Option<Model>, Error> {
    let ids: Vec<&TopicId> = topics.iter().map(|topic| &topic.name.id).collect();
    let expectations = match labels {
        Labels::Read => None,
        Labels::Expected(card) => Some(Expectations::learn(card, &ids)),
    };
    let expectations = expectations.as_ref();
    let Some(plan) = Plan::new(respondents, topics, counts, expectations, options) else {
        return Ok(None);
    };
    let fitting = Fitting::new(respondents, &plan, options);
    let Some((fit, selection)) = fitting.fit(expectations, &driver_options(options))? else {
        return Ok(None);
    };
    let weights = fitting.weights(selection.as_ref());
    let rows = plan.rows(respondents, expectations, |_, i| weights[i]);
    let found = negative_tests(rows.compressed(), &plan.names, &plan.topics)?;
    let unfound = plan.unfound(expectations);
    let share_with_words = share_with_words(respondents);
    let drawn = match labels {
        Labels::Read => Drawn::of(&fit, &unfound),
        Labels::Expected(card) => fitting.drawn(card, &ids)?,
    };
    let mut tests = Vec::new();
    for (columns, found) in plan.topics.iter().zip(found) {
        let effect = columns
            .negative
            .and_then(|column| Some((column, fit.columns[column].estimate?.value)));
        tests.push(match (labels, found, effect) {
            (Labels::Expected(_), Some(test), Some((column, effect))) => {
                Some(widened(test, effect, &drawn.coefficients[column])?)
            }
            (_, found, _) => found,
        });
    }
    Ok(Some(Model {
        tests,
        shares: fit
            .columns
            .iter()
            .zip(&unfound)
            .map(|(c, u)| c.mean + u)
            .collect(),
        shares_written: fitting.shares_written(expectations, &unfound, share_with_words),
        drawn,
        reach: match &selection {
            Some(_) => Reach::everybody(share_with_words, options),
            None => Reach::of_written(respondents, options),
        },
        silence: selection
            .as_ref()
            .map(|selection| SilenceSummary::of(selection, share_with_words)),
        weights,
        corrected: (0..topics.len())
            .map(|topic| expectations.is_some_and(|known| known.covers(topic)))
            .collect(),
        fit,
        topics: plan.topics,
        column_names: plan.names,
        control_names: plan.control_names,
    }))
}

fn driver_options(options: &Options) -> drivers::Options {
    drivers::Options {
        level: options.level,
        seed: options.seed,
        exact_limit: EXACT_IMPORTANCE,
        resampling: Resampling::Bayesian {
            n_replicates: options.n_replicates,
            importance_limit: RESAMPLED_IMPORTANCE,
        },
        ..drivers::Options::default()
    }
}

impl Drawn {
    fn of(fit: &Fit, unfound: &[f64]) -> Self {
        let mut drawn = Self::none(unfound.len());
        if let Some(replicates) = &fit.replicates {
            for (column, unfound) in unfound.iter().enumerate() {
                drawn.coefficients[column] = replicates.coefficients.column(column).to_vec();
                drawn.shares[column] = replicates.means.column(column).to_vec();
                for share in &mut drawn.shares[column] {
                    *share += unfound;
                }
            }
        }
        drawn
    }

    fn none(n_columns: usize) -> Self {
        Self {
            coefficients: vec![Vec::new(); n_columns],
            shares: vec![Vec::new(); n_columns],
        }
    }

    fn append(&mut self, other: Self) {
        for (all, more) in [
            (&mut self.coefficients, other.coefficients),
            (&mut self.shares, other.shares),
        ] {
            for (all, more) in all.iter_mut().zip(more) {
                all.extend(more);
            }
        }
    }
}

/// What one fit after another has in common.
struct Fitting<'a> {
    respondents: &'a Respondents,
    plan: &'a Plan,
    options: &'a Options,
    /// Everybody with an outcome, where some are silent and those who wrote stand for them.
    everybody: Option<Vec<drivers::Respondent>>,
}

impl<'a> Fitting<'a> {
    fn new(respondents: &'a Respondents, plan: &'a Plan, options: &'a Options) -> Self {
        let is_silent = |i| respondents.outcome(i).is_some() && !respondents.has_words(i);
        let represented = options.silence == Silence::Represented
            && (0..respondents.len()).any(is_silent)
            && respondents.modelled().next().is_some();
        Self {
            respondents,
            plan,
            options,
            everybody: represented.then(|| everybody(respondents)),
        }
    }

    /// `None` where there is too little to fit.
    fn fit(
        &self,
        expectations: Option<&Expectations>,
        options: &drivers::Options,
    ) -> Result<Option<(Fit, Option<drivers::Selection>)>, Error> {
        let (names, groups) = (self.plan.names.clone(), self.plan.groups.clone());
        let base = |_, i| self.respondents.weight(i);
        let rows = self.plan.rows(self.respondents, expectations, base);
        let fitted = match &self.everybody {
            Some(everybody) => {
                let selection = SelectionOptions {
                    level: options.level,
                    ..SelectionOptions::default()
                };
                drivers::fit_selected(&rows, names, groups, everybody, &selection, options)
                    .map(|found| (found.fit, Some(found.selection)))
            }
            None => fit(rows, names, groups, options).map(|fit| (fit, None)),
        };
        match fitted {
            Ok(fitted) => Ok(Some(fitted)),
            Err(
                drivers::Error::NoRows
                | drivers::Error::ConstantOutcome { .. }
                | drivers::Error::TooFewRows { .. },
            ) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Weight of each respondent in the model.
    fn weights(&self, selection: Option<&drivers::Selection>) -> Vec<f64> {
        let mut weights = vec![0.0; self.respondents.len()];
        for (row, i) in self.respondents.modelled().enumerate() {
            let factor = selection.map_or(1.0, |selection| selection.weights[row]);
            weights[i] = self.respondents.weight(i) * factor;
        }
        weights
    }

    /// Replicates in which the checked comments vary too: each draw of them serves a part.
    fn drawn(&self, card: &LabelCard, ids: &[&TopicId]) -> Result<Drawn, Error> {
        let n_draws = CARD_DRAWS.min(self.options.n_replicates / 2).max(1);
        let mut drawn = Drawn::none(self.plan.names.len());
        for draw in 0..n_draws {
            let number = as_u64(draw);
            let expectations = Expectations::draw(card, ids, self.options.seed ^ CARD_SEED, number);
            let n_replicates = self.options.n_replicates / n_draws
                + usize::from(draw < self.options.n_replicates % n_draws);
            let options = drivers::Options {
                seed: self
                    .options
                    .seed
                    .wrapping_add(CARD_SEED.rotate_left(7).wrapping_mul(number + 1)),
                n_folds: 2,
                exact_limit: 0,
                n_orderings: 4,
                resampling: Resampling::Bayesian {
                    n_replicates: n_replicates.max(2),
                    importance_limit: 0,
                },
                ..driver_options(self.options)
            };
            if let Some((fit, _)) = self.fit(Some(&expectations), &options)? {
                drawn.append(Drawn::of(&fit, &self.plan.unfound(Some(&expectations))));
            }
        }
        Ok(drawn)
    }

    /// Share of all with an outcome who wrote what each column holds.
    fn shares_written(
        &self,
        expectations: Option<&Expectations>,
        unfound: &[f64],
        share_with_words: f64,
    ) -> Vec<f64> {
        let mut sums = vec![0.0; unfound.len()];
        let (mut x, mut weight) = (Vec::new(), 0.0);
        for i in self.respondents.modelled() {
            x.clear();
            self.plan.entries(self.respondents, i, expectations, &mut x);
            weight += self.respondents.weight(i);
            for &(column, value) in &x {
                sums[column] += value * self.respondents.weight(i);
            }
        }
        sums.iter()
            .zip(unfound)
            .map(|(sum, unfound)| (sum / weight + unfound) * share_with_words)
            .collect()
    }
}

fn fit(
    rows: Rows,
    names: Vec<String>,
    groups: Vec<Group>,
    options: &drivers::Options,
) -> Result<Fit, drivers::Error> {
    drivers::fit(&Design::new(rows.compressed(), names, groups)?, options)
}
