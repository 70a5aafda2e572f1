use super::{Division, Moved, OfTopic, Side, Undivided, WhichPeriod};
use crate::drivers::waves::{Amount, Decomposition, Period, decompose_change};
use crate::drivers::{
    self, Comment, Design, Fit, Resampling, Row, Rows, SelectionOptions, fit_selected,
};
use crate::record::ScaleKind;
use crate::signals::model::{Counts, count};
use crate::signals::plan::{Plan, TopicColumns};
use crate::signals::silence::everybody;
use crate::signals::{Error, Options, Respondents, Silence, Topic, outcome_level};
use crate::stats::{ClusteredValue, t_margin, weighted_mean};
use crate::units::{Interval, as_f64, as_u64};
use std::collections::{BTreeMap, BTreeSet};

/// Divides the change of the outcome from respondents of the first period to those of the second.
///
/// `period_of` says in which period each respondent answered. Both periods get a model with the same columns:
/// those of topics with enough mentions in both together, so that a topic with one respondent in a period has no
/// part of its own. Who wrote stands for the silent as in the ranking; readings are taken for true.
///
/// # Errors
///
/// [`Error::Drivers`] and [`Error::Stats`] when a model cannot be computed; too little data is no error.
///
/// # References
///
/// Kitagawa (1955), Oaxaca (1973), Blinder (1973): [`decompose_change`].
pub fn divide_change(
    respondents: &Respondents,
    period_of: &[WhichPeriod],
    topics: &[Topic],
    kind: ScaleKind,
    options: &Options,
) -> Result<Moved, Error> {
    let pair = Pair {
        respondents,
        period_of,
        options,
    };
    let sides = [pair.side(PERIODS[0], kind)?, pair.side(PERIODS[1], kind)?];
    let customers = PERIODS.map(|period| -> BTreeSet<u32> {
        let scored = pair.scored(period);
        scored.map(|(i, _)| respondents.customer(i)).collect()
    });
    Ok(Moved {
        n_in_both: as_u64(customers[0].intersection(&customers[1]).count()),
        divided: pair.divide(topics, &sides)?,
        sides,
    })
}

/// Changes that differ by less than this part are the same: weights are found by iteration.
const SAME_CHANGE: f64 = 1e-3;

const PERIODS: [WhichPeriod; 2] = [WhichPeriod::First, WhichPeriod::Second];

/// Respondents of two periods.
struct Pair<'a> {
    respondents: &'a Respondents,
    period_of: &'a [WhichPeriod],
    options: &'a Options,
}

/// The rows of one period and their model.
struct Modelled {
    design: Design,
    fit: Fit,
}

impl Pair<'_> {
    /// Respondents of a period with an outcome, and that outcome.
    fn scored(&self, period: WhichPeriod) -> impl Iterator<Item = (usize, f64)> {
        (0..self.respondents.len())
            .filter(move |&i| self.period_of[i] == period)
            .filter_map(|i| Some((i, self.respondents.outcome(i)?)))
    }

    fn answers(&self, period: WhichPeriod) -> Vec<ClusteredValue> {
        self.scored(period)
            .map(|(i, outcome)| self.respondents.of_customer(i, outcome))
            .collect()
    }

    fn side(&self, period: WhichPeriod, kind: ScaleKind) -> Result<Side, Error> {
        let answers = self.answers(period);
        let n_scored = as_u64(answers.len());
        let wrote = |&(i, _): &(usize, f64)| self.respondents.has_words(i);
        Ok(Side {
            n_scored,
            n_written: as_u64(self.scored(period).filter(wrote).count()),
            level: if n_scored < self.options.min_cell {
                None
            } else {
                outcome_level(&answers, kind, self.options.level)?
            },
        })
    }

    fn divide(
        &self,
        topics: &[Topic],
        sides: &[Side; 2],
    ) -> Result<Result<Division, Undivided>, Error> {
        let n_needed = self.options.min_cell.max(2);
        for (period, side) in PERIODS.into_iter().zip(sides) {
            if side.n_scored < n_needed {
                return Ok(Err(Undivided::TooFewAnswers {
                    period,
                    n: side.n_scored,
                    n_needed,
                }));
            }
        }
        let counts = count(self.respondents, topics.len());
        let Some(plan) = Plan::new(self.respondents, topics, &counts, None, self.options) else {
            return Ok(Err(Undivided::NoTopic));
        };
        let models = match (
            self.model(&plan, PERIODS[0])?,
            self.model(&plan, PERIODS[1])?,
        ) {
            (Ok(first), Ok(second)) => [first, second],
            (Err(why), _) | (_, Err(why)) => return Ok(Err(why)),
        };
        // Respondents come from one archive and one declared scale: they share their definition.
        let [first, second] = models.each_ref().map(|model| Period {
            design: &model.design,
            fit: &model.fit,
            definition: "",
        });
        match decompose_change(&first, &second, self.options.level) {
            Ok(parts) => Ok(Ok(self.arranged(&plan, &models, &parts)?)),
            Err(drivers::Error::CollinearInOnePeriod { column, period }) => {
                Ok(Err(Undivided::Inseparable {
                    column,
                    period: if period == "first" {
                        WhichPeriod::First
                    } else {
                        WhichPeriod::Second
                    },
                }))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Fits those of a period who wrote, standing for the silent of the period where there are any.
    fn model(
        &self,
        plan: &Plan,
        period: WhichPeriod,
    ) -> Result<Result<Modelled, Undivided>, Error> {
        let options = drivers::Options {
            level: self.options.level,
            seed: self.options.seed,
            // Shares of R² are not asked for.
            n_folds: 2,
            exact_limit: 0,
            n_orderings: 4,
            resampling: Resampling::Bayesian {
                n_replicates: self.options.n_replicates,
                importance_limit: 0,
            },
            ..drivers::Options::default()
        };
        let (names, groups) = (plan.names.clone(), plan.groups.clone());
        let rows = self.rows(plan, period, &[]);
        // Cells of answers are those of both periods, so that a cell means the same in each.
        let everybody: Vec<drivers::Respondent> = everybody(self.respondents)
            .into_iter()
            .zip((0..self.respondents.len()).filter(|&i| self.respondents.outcome(i).is_some()))
            .filter(|(_, i)| self.period_of[*i] == period)
            .map(|(respondent, _)| respondent)
            .collect();
        let has_silent = everybody.iter().any(|one| one.comment == Comment::Absent);
        let fitted =
            if self.options.silence == Silence::Represented && has_silent && !rows.is_empty() {
                let selection = SelectionOptions {
                    level: self.options.level,
                    ..SelectionOptions::default()
                };
                fit_selected(
                    &rows,
                    names.clone(),
                    groups.clone(),
                    &everybody,
                    &selection,
                    &options,
                )
                .and_then(|found| {
                    let rows = self.rows(plan, period, &found.selection.weights);
                    let design = Design::new(rows, names, groups)?;
                    Ok(Modelled {
                        design,
                        fit: found.fit,
                    })
                })
            } else {
                Design::new(rows.compressed(), names, groups).and_then(|design| {
                    let fit = drivers::fit(&design, &options)?;
                    Ok(Modelled { design, fit })
                })
            };
        match fitted {
            Ok(model) => Ok(Ok(model)),
            Err(drivers::Error::NoRows | drivers::Error::TooFewRows { .. }) => {
                Ok(Err(Undivided::TooFewWritten { period }))
            }
            Err(drivers::Error::ConstantOutcome { .. }) => Ok(Err(Undivided::OneAnswer { period })),
            Err(error) => Err(error.into()),
        }
    }

    /// One row per respondent of a period with words and an outcome, `factors` times their weight.
    fn rows(&self, plan: &Plan, period: WhichPeriod, factors: &[f64]) -> Rows {
        let mut rows = Rows::new(plan.names.len());
        let mut x = Vec::new();
        for (i, outcome) in self.scored(period) {
            if !self.respondents.has_words(i) {
                continue;
            }
            x.clear();
            plan.all_entries(self.respondents, i, None, &mut x);
            let factor = factors.get(rows.len()).copied().unwrap_or(1.0);
            rows.push(Row {
                x: &x,
                y: outcome,
                weight: self.respondents.weight(i) * factor,
                count: 1,
                cluster: Some(self.respondents.customer(i)),
            });
        }
        rows
    }

    /// The parts by topic, and what weights do not make good of the silent.
    fn arranged(
        &self,
        plan: &Plan,
        models: &[Modelled; 2],
        parts: &Decomposition,
    ) -> Result<Division, Error> {
        let counts = PERIODS.map(|period| self.negative_mentions(period, plan));
        let mut topics: Vec<OfTopic> = plan
            .topics
            .iter()
            .enumerate()
            // Groups of topics come first in the plan, in the order of its topics.
            .filter_map(|(group, columns)| of_topic(group, columns, models, parts, &counts))
            .collect();
        topics.sort_by(|a, b| {
            let (a, b) = (a.total.value.abs(), b.total.value.abs());
            b.total_cmp(&a)
        });
        let controls = parts
            .controls
            .iter()
            .filter(|shift| shift.group >= plan.topics.len())
            .map(|shift| {
                let name = &plan.groups[shift.group].name;
                let name = name.strip_prefix("control ").unwrap_or(name);
                (name.to_owned(), shift.composition)
            })
            .collect();
        let mean = |period| {
            let answers = self.answers(period);
            let pairs = answers.iter().map(|one| (one.value, one.weight));
            Ok::<f64, Error>(weighted_mean(pairs)?.mean)
        };
        let means = [mean(PERIODS[0])?, mean(PERIODS[1])?];
        let value = means[1] - means[0];
        let silent = value - parts.change.value;
        // Where weights do not make the silent good, what is divided is the change of those who wrote; the doubt
        // of everybody's is another.
        let is_of_all = silent.abs() <= SAME_CHANGE * (1.0 + value.abs());
        let interval = if is_of_all {
            let shifted = |one: Interval| {
                Interval::new(one.low + silent, value, one.high + silent, one.level)
            };
            parts.change.interval.map(shifted).transpose()?
        } else {
            Some(self.doubt_of_change(value, means)?)
        };
        Ok(Division {
            change: Amount { value, interval },
            topics,
            controls,
            rest: parts.constant,
            silent,
        })
    }

    /// The interval of the difference between the weighted means of all who answered, by customer, who may stand
    /// in both periods: Student's t on Σ u² · g/(g − 1), with u what a customer moves the difference by.
    fn doubt_of_change(&self, value: f64, means: [f64; 2]) -> Result<Interval, Error> {
        let mut moved: BTreeMap<u32, f64> = BTreeMap::new();
        for (at, period) in PERIODS.into_iter().enumerate() {
            let weight: f64 = self.answers(period).iter().map(|one| one.weight).sum();
            let sign = if at == 0 { -1.0 } else { 1.0 };
            for (i, outcome) in self.scored(period) {
                let part = self.respondents.weight(i) * (outcome - means[at]) / weight;
                *moved.entry(self.respondents.customer(i)).or_default() += sign * part;
            }
        }
        let n = as_f64(moved.len());
        let squares: f64 = moved.values().map(|moved| moved * moved).sum();
        let deviation = (squares * n / (n - 1.0)).sqrt();
        let margin = t_margin(self.options.level, n - 1.0)? * deviation;
        let level = self.options.level;
        Ok(Interval::new(value - margin, value, value + margin, level)?)
    }

    /// Respondents of a period with words and an outcome who mention each topic of the plan badly.
    fn negative_mentions(&self, period: WhichPeriod, plan: &Plan) -> Vec<Counts> {
        let n_topics = plan.topics.iter().map(|columns| columns.topic + 1).max();
        let mut counts = vec![Counts::default(); n_topics.unwrap_or(0)];
        for (i, _) in self.scored(period) {
            if !self.respondents.has_words(i) {
                continue;
            }
            for mention in self.respondents.mentions(i) {
                if let Some(count) = counts.get_mut(mention.topic as usize) {
                    count.n_negative_scored += u64::from(mention.tone.is_negative());
                }
            }
        }
        counts
    }
}

fn of_topic(
    group: usize,
    columns: &TopicColumns,
    models: &[Modelled; 2],
    parts: &Decomposition,
    counts: &[Vec<Counts>; 2],
) -> Option<OfTopic> {
    let is_borrowed = |column: usize| parts.borrowed.iter().any(|one| one.column == column);
    let fitted = |column: usize| models.each_ref().map(|model| &model.fit.columns[column]);
    let driver = parts.drivers.iter().find(|shift| shift.group == group);
    let held = parts.controls.iter().find(|shift| shift.group == group);
    let (volume, rate, total) = match (driver, held) {
        (Some(shift), _) => (shift.share, Some(shift.rate), shift.total),
        (None, Some(shift)) => (shift.composition, None, shift.composition),
        (None, None) => return None,
    };
    Some(OfTopic {
        topic: columns.topic,
        n_negative: counts
            .each_ref()
            .map(|of| of[columns.topic].n_negative_scored),
        share_negative: columns
            .negative
            .map(|column| fitted(column).map(|one| one.mean)),
        effect_negative: columns.negative.map_or([None; 2], |column| {
            fitted(column).map(|one| one.estimate.map(|estimate| estimate.value))
        }),
        volume,
        rate,
        total,
        is_borrowed: columns.all().any(is_borrowed),
    })
}
