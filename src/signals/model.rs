use super::card::Expectations;
use super::doubt::{Doubt, Linear};
use super::gain::Reach;
use super::gate::{negative_groups, negative_tests, widened};
use super::importance::{Importance, without_importance};
use super::patterns::Patterns;
use super::plan::{Plan, TopicColumns};
use super::silence::{SilenceSummary, everybody, share_with_words};
use super::{EffectTest, Error, IntervalMethod, LabelCard, Options, Respondents, Silence, Topic};
use crate::drivers::{
    self, Design, Fit, Group, JointCovariance, Resampling, Rows, SelectionOptions,
};
use crate::record::TopicId;
use crate::stats::compute_both;
use crate::units::{as_f64, as_u64};

/// Fewest respondents with a mention of one tone for it to get a column.
///
/// Below it the coefficient says more about single respondents than about the topic; the column is
/// left out and the topic stays unranked.
pub(super) const LEAST_PER_COLUMN: u64 = 10;

/// Up to this many topics the LMG importance is exact; 25 groups take seconds, 30 a minute.
const EXACT_IMPORTANCE: usize = 25;

/// The same for an answer within half a second, where each topic more takes twice as long; and orderings for more topics than
/// that.
const QUICK_EXACT_IMPORTANCE: usize = 22;
const QUICK_ORDERINGS: usize = 1024;

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
    // How many with words have each list of mentions, without and with an outcome.
    let mut n_of = vec![[0_u64; 2]; respondents.sayings().len()];
    for i in (0..respondents.len()).filter(|&i| respondents.has_words(i)) {
        n_of[respondents.saying(i)][usize::from(respondents.is_modelled(i))] += 1;
    }
    let mut counts = vec![Counts::default(); n_topics];
    for (saying, [unscored, scored]) in respondents.sayings().iter().zip(n_of) {
        for mention in saying {
            let count = &mut counts[mention.topic as usize];
            let negative = u64::from(mention.tone.is_negative());
            let positive = u64::from(mention.tone.is_positive());
            let n = unscored + scored;
            count.n_mentions += n;
            count.n_negative += negative * n;
            count.n_positive += positive * n;
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
    /// The same without weights for the silent, of all with an outcome: who wrote nothing holds nothing. `None` where
    /// nobody stands for the silent.
    pub(super) shares_written: Option<Vec<f64>>,
    pub(super) doubt: Doubt,
    /// What of a share counts for all with an outcome.
    pub(super) reach: Reach,
    pub(super) silence: Option<SilenceSummary>,
    /// Weight of each respondent in the model; 0 for those outside.
    pub(super) weights: Vec<f64>,
    /// Whether expectations stand in for labels, per topic of the ranking.
    pub(super) corrected: Vec<bool>,
}

impl Model {
    /// Whether the data tell the effect of a column apart from that of all others, be it by a single respondent.
    pub(super) fn has_own_effect(&self, column: usize) -> bool {
        self.fit.columns[column].estimate.is_some()
            && !self.fit.diagnosis.entangled.contains(&column)
    }

    /// Whether they do, and tell how sure it is.
    pub(super) fn has_own_doubt(&self, column: usize) -> bool {
        let estimate = self.fit.columns[column].estimate;
        self.has_own_effect(column) && estimate.is_some_and(|estimate| estimate.doubt.is_some())
    }
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
    (respondents, patterns): (&Respondents, &Patterns),
    topics: &[Topic],
    counts: &[Counts],
    (labels, importance): (Labels<'_>, Importance),
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
    let fitting = Fitting::new(respondents, patterns, &plan, options);
    let Some(Fitted {
        fit,
        selection,
        covariance,
        design,
    }) = fitting.fit(expectations, &importance.asked(driver_options(options)))?
    else {
        return Ok(None);
    };
    let weights = fitting.weights(selection.as_ref());
    let groups = negative_groups(&plan.names, &plan.topics);
    let tested = if let Some(design) = design {
        design.with_groups(groups)?
    } else {
        let rows = plan.counted_rows(respondents, patterns, expectations, |i| weights[i]);
        Design::new(rows.compressed(), plan.names.clone(), groups)?
    };
    let (found, (share_with_words, reach)) = compute_both(
        || negative_tests(&tested, &plan.topics),
        || {
            let share_with_words = share_with_words(respondents);
            let reach = match &selection {
                Some(_) => Reach::everybody(share_with_words, options),
                None => Reach::of_written(respondents, options),
            };
            (share_with_words, reach)
        },
    );
    let found = found?;
    drop(tested);
    let unfound = plan.unfound(expectations);
    let shares: Vec<f64> = (fit.columns.iter().zip(&unfound))
        .map(|(column, unfound)| column.mean + unfound)
        .collect();
    let doubt = match (covariance, labels) {
        (None, Labels::Read) => Doubt::Drawn(Drawn::of(&fit, &unfound)),
        (None, Labels::Expected(card)) => Doubt::Drawn(fitting.drawn(card, &ids)?),
        (Some(mut covariance), labels) => {
            if let Labels::Expected(card) = labels {
                fitting.add_checks(card, &ids, &mut covariance)?;
            }
            let mut degrees_of_freedom = vec![as_f64(fit.diagnosis.n_units) - 1.0; shares.len()];
            for (columns, found) in plan.topics.iter().zip(&found) {
                if let (Some(column), Some(test)) = (columns.negative, found) {
                    degrees_of_freedom[column] = test.degrees_of_freedom;
                }
            }
            Doubt::Linear(Linear {
                covariance,
                coefficients: coefficients(&fit),
                shares: shares.clone(),
                degrees_of_freedom,
            })
        }
    };
    let mut tests = Vec::new();
    for (columns, found) in plan.topics.iter().zip(found) {
        let effect = columns
            .negative
            .and_then(|column| Some((column, fit.columns[column].estimate?.value)));
        tests.push(match (labels, found, effect) {
            (Labels::Expected(_), Some(test), Some((column, effect))) => {
                Some(widened(test, effect, doubt.deviation(column))?)
            }
            (_, found, _) => found,
        });
    }
    Ok(Some(Model {
        tests,
        shares,
        shares_written: selection
            .is_some()
            .then(|| fitting.shares_written(expectations, &unfound, share_with_words)),
        doubt,
        reach,
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

/// What was found; `None` where there is too little to fit.
pub(super) fn or_too_little<T>(found: Result<T, drivers::Error>) -> Result<Option<T>, Error> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(
            drivers::Error::NoRows
            | drivers::Error::ConstantOutcome { .. }
            | drivers::Error::TooFewRows { .. },
        ) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn driver_options(options: &Options) -> drivers::Options {
    let by_default = drivers::Options::default();
    let (exact_limit, n_orderings) = match options.intervals {
        IntervalMethod::Bootstrap => (EXACT_IMPORTANCE, by_default.n_orderings),
        IntervalMethod::Hc3 => (QUICK_EXACT_IMPORTANCE, QUICK_ORDERINGS),
    };
    drivers::Options {
        level: options.level,
        seed: options.seed,
        exact_limit,
        n_orderings,
        resampling: Resampling::Bayesian {
            n_replicates: options.n_replicates,
            importance_limit: RESAMPLED_IMPORTANCE,
        },
        ..by_default
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

/// Whether those who wrote stand for somebody who answered without a word.
pub(super) fn represents_the_silent(respondents: &Respondents, options: &Options) -> bool {
    let is_silent = |i| respondents.outcome(i).is_some() && !respondents.has_words(i);
    options.silence == Silence::Represented
        && (0..respondents.len()).any(is_silent)
        && respondents.modelled().next().is_some()
}

/// What one fit after another has in common.
struct Fitting<'a> {
    respondents: &'a Respondents,
    patterns: &'a Patterns,
    plan: &'a Plan,
    options: &'a Options,
    /// Everybody with an outcome, where some are silent and those who wrote stand for them.
    everybody: Option<Vec<drivers::Respondent>>,
}

impl<'a> Fitting<'a> {
    fn new(
        respondents: &'a Respondents,
        patterns: &'a Patterns,
        plan: &'a Plan,
        options: &'a Options,
    ) -> Self {
        let represented = represents_the_silent(respondents, options);
        Self {
            respondents,
            patterns,
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
    ) -> Result<Option<Fitted>, Error> {
        let (names, groups) = (self.plan.names.clone(), self.plan.groups.clone());
        let fitted = if let Some(everybody) = &self.everybody {
            let base = |_, i| self.respondents.weight(i);
            let rows = self.plan.rows(self.respondents, expectations, base);
            let selection = SelectionOptions {
                level: options.level,
                ..SelectionOptions::default()
            };
            match self.options.intervals {
                IntervalMethod::Bootstrap => {
                    drivers::fit_selected(&rows, names, groups, everybody, &selection, options)
                        .map(|found| (found, None))
                }
                IntervalMethod::Hc3 => drivers::fit_selected_linearised(
                    &rows, names, groups, everybody, &selection, options,
                )
                .map(|(found, covariance)| (found, Some(covariance))),
            }
            .map(|(found, covariance)| Fitted {
                fit: found.fit,
                selection: Some(found.selection),
                covariance,
                design: None,
            })
        } else {
            let base = |i| self.respondents.weight(i);
            let (respondents, patterns) = (self.respondents, self.patterns);
            let rows = self
                .plan
                .counted_rows(respondents, patterns, expectations, base);
            fit(rows, names, groups, self.options.intervals, options)
        };
        or_too_little(fitted)
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
                resampling: Resampling::Bayesian {
                    n_replicates: n_replicates.max(2),
                    importance_limit: 0,
                },
                ..without_importance(&driver_options(self.options))
            };
            if let Some(Fitted { fit, .. }) = self.fit(Some(&expectations), &options)? {
                drawn.append(Drawn::of(&fit, &self.plan.unfound(Some(&expectations))));
            }
        }
        Ok(drawn)
    }

    /// Adds what the fits of several draws of the checked comments differ by to the covariance.
    ///
    /// # References
    ///
    /// The law of total covariance; Rubin (1987), *Multiple Imputation for Nonresponse in Surveys*, §3.1.
    fn add_checks(
        &self,
        card: &LabelCard,
        ids: &[&TopicId],
        covariance: &mut JointCovariance,
    ) -> Result<(), Error> {
        let options = drivers::Options {
            n_folds: 2,
            ..without_importance(&driver_options(self.options))
        };
        let mut points: Vec<Vec<f64>> = Vec::new();
        for draw in 0..CARD_DRAWS {
            let seed = self.options.seed ^ CARD_SEED;
            let expectations = Expectations::draw(card, ids, seed, as_u64(draw));
            let Some(Fitted { fit, .. }) = self.fit(Some(&expectations), &options)? else {
                continue;
            };
            let unfound = self.plan.unfound(Some(&expectations));
            let shares = fit.columns.iter().zip(&unfound).map(|(c, u)| c.mean + u);
            points.push(coefficients(&fit).into_iter().chain(shares).collect());
        }
        let n = as_f64(points.len());
        for row in 0..covariance.matrix.order() {
            let mean = |at: usize| points.iter().map(|point| point[at]).sum::<f64>() / n;
            let of_row = mean(row);
            for column in row..covariance.matrix.order() {
                let of_column = mean(column);
                let products = points
                    .iter()
                    .map(|point| (point[row] - of_row) * (point[column] - of_column));
                let between = products.sum::<f64>() / (n - 1.0).max(1.0);
                let within = covariance.matrix.get(row, column);
                covariance.matrix.set(row, column, within + between);
            }
        }
        Ok(())
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
            let mentions = self.respondents.mentions(i);
            self.plan.entries(mentions, expectations, &mut x);
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

/// A fit and what goes with it.
struct Fitted {
    fit: Fit,
    /// The weights of those who wrote, where they stand for the silent.
    selection: Option<drivers::Selection>,
    /// `None` with replicates.
    covariance: Option<JointCovariance>,
    /// What was fitted, without weights for the silent.
    design: Option<Design>,
}

fn fit(
    rows: Rows,
    names: Vec<String>,
    groups: Vec<Group>,
    intervals: IntervalMethod,
    options: &drivers::Options,
) -> Result<Fitted, drivers::Error> {
    let design = Design::new(rows.compressed(), names, groups)?;
    let (fit, covariance) = match intervals {
        IntervalMethod::Bootstrap => (drivers::fit(&design, options)?, None),
        IntervalMethod::Hc3 => {
            let options = drivers::Options {
                resampling: Resampling::Off,
                ..options.clone()
            };
            let (fit, covariance) = compute_both(
                || drivers::fit(&design, &options),
                || drivers::joint_covariance(&design),
            );
            (fit?, Some(covariance?))
        }
    };
    Ok(Fitted {
        fit,
        selection: None,
        covariance,
        design: Some(design),
    })
}

fn coefficients(fit: &Fit) -> Vec<f64> {
    let columns = fit.columns.iter();
    columns
        .map(|column| column.estimate.map_or(0.0, |estimate| estimate.value))
        .collect()
}
