use super::caution::{ranking_caveats, signal_caveats};
use super::gain::{gain, top_shares};
use super::gate::standing;
use super::impacts::unadjusted_impacts;
use super::importance::Importance;
use super::model::{Counts, Labels, Model, count, fit_topics, represents_the_silent};
use super::patterns::{Answers, Patterns};
use super::plan::TopicColumns;
use super::summary::summary;
use super::trend::trends;
use super::unranked::{Fitted, unranked};
use super::{
    AsRead, Caveat, DriverSummary, EffectTest, Options, RankingSummary, Respondents, Signal,
    Silence, TopicName, TrendPoint, UnrankedTopic, Verdict,
};
use crate::drivers;
use crate::record::About;
use crate::stats;
use crate::units::{Interval, InvalidInterval, Probability, Share};

/// A topic that respondents may mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Identifier and names.
    pub name: TopicName,
    /// Whether it can be picked up; general praise or complaint cannot.
    pub is_driver: bool,
    /// What mentions of it are about; `None` where the taxonomy does not say.
    pub about: Option<About>,
}

/// Ranked signals and how they were made. Signals carry no quotes yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// How the driver model stands; `None` where none could be fitted.
    pub drivers: Option<DriverSummary>,
    /// How the ranking was made.
    pub summary: RankingSummary,
    /// Signals, first the largest expected gain.
    pub signals: Vec<Signal>,
    /// Topics shown but not ranked, most mentioned first.
    pub unranked: Vec<UnrankedTopic>,
    /// What to keep in mind about the whole.
    pub caveats: Vec<Caveat>,
    /// Gains of `signals`, in their order, in each draw: they vary together.
    pub draws: Vec<Vec<f64>>,
    /// Interval of the share with a negative mention of each of `signals`; `None` where the data cannot tell.
    pub shares: Vec<Option<Interval>>,
    /// Adjusted contribution of the topics of each asked group together; `None` where the data cannot tell.
    pub groups: Vec<Option<Interval>>,
}

/// Why signals cannot be ranked.
#[derive(Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The driver model cannot be computed.
    #[error("fit the driver model")]
    Drivers(#[from] drivers::Error),
    /// A statistic cannot be computed.
    #[error("compute a statistic")]
    Stats(#[from] stats::Error),
    /// An interval makes no sense.
    #[error("form an interval")]
    Interval(#[from] InvalidInterval),
    /// Priorities add amounts to gains, and no outcome point has a value.
    #[error("the weighting of priorities needs what an outcome point is worth")]
    NoValuePerPoint,
}

/// Ranks topics by expected gain: the outcome points won if the stated part φ of the causes of negative
/// mentions disappeared, −φ·b·q, with b the coefficient of a negative mention and q the share of all
/// respondents with an outcome who would mention it badly had all written ([`Silence::Represented`]: those who
/// wrote are weighted to stand for the silent), or who did ([`Silence::NotMentioning`]).
///
/// With a [`LabelCard`](super::LabelCard) readings are replaced by what checked comments lead to expect
/// of the truth, in b and q alike. The interval and P(top 3) come from one joint distribution in
/// which b, q, weights and checked comments vary together: a Bayesian bootstrap, or on request
/// ([`IntervalMethod::Hc3`](super::IntervalMethod)) the normal one of their robust covariance.
///
/// A signal is called a gain where its interval lies above zero and its test stands among those of all
/// ranked topics: that of [`drivers::driver_tests`], which keeps its level where few mention a topic
/// and scores are skewed. Where topics add nothing to the controls in cross-validated R², nothing is
/// ranked.
///
/// # Errors
///
/// [`Error`] when the model cannot be computed; too little data is no error but an empty ranking.
///
/// # References
///
/// The what-if of a linear model; Rubin (1981), *Annals of Statistics* 9, p. 130, for the bootstrap;
/// Benjamini and Hochberg (1995) for the tests; Little & Rubin (2020), *Statistical Analysis with
/// Missing Data*, §3.3, for the weights; Carroll et al. (2006), chapter 4, for the correction.
///
/// [`Silence::Represented`]: super::Silence::Represented
/// [`Silence::NotMentioning`]: super::Silence::NotMentioning
pub fn rank(
    respondents: &Respondents,
    topics: &[Topic],
    options: &Options,
) -> Result<Ranking, Error> {
    rank_with_groups(respondents, topics, &[], options)
}

/// Ranks as [`rank`] does, and adds up the contributions of `groups` of topics, given by their positions:
/// contributions are parts of one mean, so those of a group are one figure, with an interval in which effects and
/// shares of all its topics vary together.
///
/// # Errors
///
/// As [`rank`].
pub fn rank_with_groups(
    respondents: &Respondents,
    topics: &[Topic],
    groups: &[Vec<usize>],
    options: &Options,
) -> Result<Ranking, Error> {
    let fits = Fits::of(respondents, topics, Importance::Divided, options)?;
    let Fits {
        counts,
        model,
        as_read,
    } = &fits;
    let explaining = fits.explaining();
    let ranked = fits.ranked(options);
    let mut ranking = Ranking {
        drivers: model.as_ref().map(|model| summary(model, options)),
        summary: RankingSummary {
            fraction_removed: options.fraction_removed,
            min_mentions: options.min_mentions,
            silence: match model.as_ref().and_then(|model| model.silence) {
                Some(_) => Silence::Represented,
                None => Silence::NotMentioning,
            },
            formula: "gain = - fraction removed x effect of a negative mention x share of respondents with one".to_owned(),
        },
        signals: Vec::new(),
        unranked: Vec::new(),
        caveats: Vec::new(),
        draws: Vec::new(),
        shares: Vec::new(),
        groups: vec![None; groups.len()],
    };
    if let Some(model) = explaining {
        let (impacts, trends) = stats::compute_both(
            || unadjusted_impacts(respondents, &model.weights, topics.len()),
            || trends(respondents, topics.len(), options.min_cell),
        );
        let signals = Signals {
            topics,
            counts,
            model,
            as_read: as_read.as_ref(),
            options,
            impacts,
            trends,
        };
        (ranking.signals, ranking.draws) = signals.of(&ranked)?;
        ranking.shares = signals.shares(&ranking.signals)?;
        let together = groups.iter().map(|group| signals.together(group));
        ranking.groups = together.collect::<Result<_, _>>()?;
    }
    let fitted = match explaining {
        _ if !(0..respondents.len()).any(|i| respondents.outcome(i).is_some()) => {
            Fitted::WithoutOutcome
        }
        Some(_) => Fitted::Explaining,
        None => Fitted::Unexplained,
    };
    ranking.unranked = unranked(
        topics,
        (respondents, counts),
        (&ranking.signals, explaining),
        fitted,
        options,
    );
    ranking.caveats = ranking_caveats(respondents, &ranking);
    Ok(ranking)
}

/// A ranked topic with what is compared between rankings.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedGain {
    /// The topic.
    pub topic: TopicName,
    /// Its place, from 1.
    pub rank: usize,
    /// Respondents who speak badly of it.
    pub n_negative: u64,
    /// Interval of the share of respondents who do; `None` where the data cannot tell.
    pub share: Option<Interval>,
    /// The gain.
    pub gain: Interval,
}

impl RankedGain {
    /// The gain of a signal with the interval of its share.
    pub(super) fn of(signal: Signal, share: Option<Interval>) -> Self {
        Self {
            topic: signal.topic,
            rank: signal.rank,
            n_negative: signal.n_negative,
            share,
            gain: signal.gain,
        }
    }
}

/// The gains that [`rank`] finds, in its order, without what takes longest of all else: importance, months and
/// unadjusted impacts.
///
/// # Errors
///
/// As [`rank`].
pub fn rank_gains(
    respondents: &Respondents,
    topics: &[Topic],
    options: &Options,
) -> Result<Vec<RankedGain>, Error> {
    let fits = Fits::of(respondents, topics, Importance::LeftOut, options)?;
    let Some(model) = fits.explaining() else {
        return Ok(Vec::new());
    };
    let signals = Signals {
        topics,
        counts: &fits.counts,
        model,
        as_read: fits.as_read.as_ref(),
        options,
        impacts: vec![None; topics.len()],
        trends: vec![Vec::new(); topics.len()],
    };
    let (ranked, _) = signals.of(&fits.ranked(options))?;
    let shares = signals.shares(&ranked)?;
    let gains = ranked.into_iter().zip(shares);
    Ok(gains
        .map(|(signal, share)| RankedGain::of(signal, share))
        .collect())
}

/// What was fitted.
struct Fits {
    counts: Vec<Counts>,
    /// `None` where there is too little to fit.
    model: Option<Model>,
    /// The model with readings taken for true, where `model` corrects them.
    as_read: Option<Model>,
}

impl Fits {
    fn of(
        respondents: &Respondents,
        topics: &[Topic],
        importance: Importance,
        options: &Options,
    ) -> Result<Self, Error> {
        let (counts, patterns) = stats::compute_both(
            || count(respondents, topics.len()),
            || Patterns::of(respondents, answers_told(respondents, options)),
        );
        let people = (respondents, &patterns);
        let fitted = |labels| fit_topics(people, topics, &counts, (labels, importance), options);
        let as_read = fitted(Labels::Read)?;
        let (model, as_read) = match &options.card {
            Some(card) => (fitted(Labels::Expected(card))?, as_read),
            None => (as_read, None),
        };
        Ok(Self {
            counts,
            model,
            as_read,
        })
    }

    /// The model, where topics add to the controls on respondents who were not fitted.
    fn explaining(&self) -> Option<&Model> {
        self.model.as_ref().filter(|model| {
            let added = model.fit.explained.r2_cross_validated_drivers;
            added.is_some_and(|r2| r2 > 0.0)
        })
    }

    /// The topics that are ranked.
    fn ranked(&self, options: &Options) -> Vec<TopicColumns> {
        self.explaining().map_or_else(Vec::new, |model| {
            let tested = model.topics.iter().zip(&model.tests);
            let has_effect = |(columns, test): &(&TopicColumns, &Option<EffectTest>)| {
                self.counts[columns.topic].n_negative_scored >= options.min_mentions
                    // Without a test the effect hangs on one respondent, and its interval would be too narrow.
                    && test.is_some()
                    && columns
                        .negative
                        .is_some_and(|column| model.has_own_effect(column))
            };
            let ranked = tested.filter(has_effect);
            ranked.map(|(columns, _)| *columns).collect()
        })
    }
}

/// Weights for the silent go by the answer; without them nothing of the model looks at it.
fn answers_told(respondents: &Respondents, options: &Options) -> Answers {
    if represents_the_silent(respondents, options) {
        Answers::Apart
    } else {
        Answers::Together
    }
}

/// Everything that a signal is made from.
struct Signals<'a> {
    topics: &'a [Topic],
    counts: &'a [Counts],
    model: &'a Model,
    /// The model with readings taken for true, where `model` corrects them.
    as_read: Option<&'a Model>,
    options: &'a Options,
    /// Unadjusted impact of each topic.
    impacts: Vec<Option<f64>>,
    /// Months of each topic.
    trends: Vec<Vec<TrendPoint>>,
}

/// Effect, share and gain of a topic's negative mentions.
struct Figures {
    effect: Interval,
    share: f64,
    gain: Interval,
}

impl Signals<'_> {
    /// The signals of `ranked`, first the largest gain, with their gains in each replicate.
    fn of(&self, ranked: &[TopicColumns]) -> Result<(Vec<Signal>, Vec<Vec<f64>>), Error> {
        let model = self.model;
        let gains = (model.doubt).gains(ranked, &model.reach, self.options);
        let (p_best, p_top3) = (top_shares(&gains, 1), top_shares(&gains, 3));
        let tests = ranked.iter().map(|columns| self.test(columns.topic));
        let stands = standing(tests);
        let mut signals = Vec::new();
        for (at, columns) in ranked.iter().enumerate() {
            if let Some(mut signal) = self.signal(columns)? {
                signal.p_best = p_best[at];
                signal.p_top3 = p_top3[at];
                signal.trend.clone_from(&self.trends[columns.topic]);
                if signal.verdict == Verdict::Gain && !stands[at] {
                    signal.verdict = Verdict::CannotTell;
                }
                signals.push((at, signal));
            }
        }
        signals.sort_by(|(_, a), (_, b)| {
            (b.gain.estimate.total_cmp(&a.gain.estimate)).then(a.topic.id.cmp(&b.topic.id))
        });
        for (rank, (_, signal)) in signals.iter_mut().enumerate() {
            signal.rank = rank + 1;
        }
        let in_order = |gains: &Vec<f64>| signals.iter().map(|(at, _)| gains[*at]).collect();
        let draws = gains.iter().map(in_order).collect();
        let signals = signals.into_iter().map(|(_, signal)| signal).collect();
        Ok((signals, draws))
    }

    /// The interval of the share with a negative mention, per signal.
    fn shares(&self, signals: &[Signal]) -> Result<Vec<Option<Interval>>, Error> {
        let model = self.model;
        let share = |signal: &Signal| {
            let topics = model.topics.iter();
            let mut columns =
                topics.filter(|columns| self.topics[columns.topic].name.id == signal.topic.id);
            let Some(column) = columns.next().and_then(|columns| columns.negative) else {
                return Ok(None);
            };
            let (share, level) = (signal.share_negative, self.options.level);
            (model.doubt).share(column, share, &model.reach, level)
        };
        signals.iter().map(share).collect()
    }

    /// The test of the negative mentions of a topic.
    fn test(&self, topic: usize) -> Option<&EffectTest> {
        self.model.tests[group(self.model, topic)?].as_ref()
    }

    /// One signal, without rank; `None` where its effect or its gain has no interval.
    fn signal(&self, columns: &TopicColumns) -> Result<Option<Signal>, Error> {
        let (model, count) = (self.model, self.counts[columns.topic]);
        let group = group(model, columns.topic);
        let mut drivers = model.fit.drivers.iter();
        let driver = drivers.find(|driver| Some(driver.group) == group);
        let figures = self.figures(model, columns)?;
        let contribution = self.contribution(columns)?;
        let (Some(negative), Some(driver), Some(figures)) = (columns.negative, driver, figures)
        else {
            return Ok(None);
        };
        let written = (model.shares_written.as_ref()).map_or(figures.share, |of| of[negative]);
        let floor = if figures.share > 0.0 {
            written / figures.share
        } else {
            1.0
        };
        let as_read = self
            .as_read
            .and_then(|read| Some((read, self::columns(read, columns.topic)?)))
            .map(|(read, columns)| self.figures(read, columns))
            .transpose()?
            .flatten();
        Ok(Some(Signal {
            rank: 0,
            topic: self.topics[columns.topic].name.clone(),
            about: self.topics[columns.topic].about,
            n_mentions: count.n_mentions,
            n_negative: count.n_negative,
            n_positive: count.n_positive,
            n_negative_scored: count.n_negative_scored,
            share_negative: figures.share,
            share_negative_written: written,
            fraction_removed: columns.fraction_removed,
            gain: figures.gain,
            gain_written: figures.gain.scaled(floor),
            as_read: as_read.map(|read| AsRead {
                gain: read.gain,
                effect_negative: read.effect,
                share_negative: read.share,
            }),
            contribution,
            effect_negative: figures.effect,
            effect_test: self.test(columns.topic).copied(),
            effect_positive: columns
                .positive
                .filter(|&column| model.has_own_doubt(column))
                .map(|column| self.effect(model, column))
                .transpose()?
                .flatten(),
            unadjusted_impact: self.impacts[columns.topic],
            importance: Share::saturating(driver.share),
            p_best: Probability::MIN,
            p_top3: Probability::MIN,
            verdict: verdict(&figures.gain),
            quotes: Vec::new(),
            trend: Vec::new(),
            caveats: signal_caveats(
                &count,
                (
                    &model.fit.columns[negative],
                    model.fit.diagnosis.n_observations,
                ),
                driver,
                self.options,
            ),
        }))
    }

    /// `None` where the effect has no interval.
    fn figures(&self, model: &Model, columns: &TopicColumns) -> Result<Option<Figures>, Error> {
        let Some(column) = columns.negative else {
            return Ok(None);
        };
        let Some(effect) = self.effect(model, column)? else {
            return Ok(None);
        };
        let share = model.shares[column] * model.reach.factor;
        let estimate = gain(effect.estimate, share, columns.fraction_removed);
        let gain = (model.doubt).gain(columns, estimate, &model.reach, self.options)?;
        Ok(gain.map(|gain| Figures {
            effect,
            share,
            gain,
        }))
    }

    /// The coefficient of a column; `None` where it has no effect of its own.
    fn effect(&self, model: &Model, column: usize) -> Result<Option<Interval>, Error> {
        let estimate = model.fit.columns[column].estimate;
        let Some(estimate) = estimate.filter(|_| model.has_own_effect(column)) else {
            return Ok(None);
        };
        (model.doubt).effect(column, estimate.value, self.options.level)
    }

    /// What all mentions of a topic add to the mean outcome; `None` where it has no interval.
    fn contribution(&self, columns: &TopicColumns) -> Result<Option<Interval>, Error> {
        let of_topic: Vec<usize> = columns.all().collect();
        self.sum(&of_topic)
    }

    /// What all mentions of several topics add to the mean outcome.
    fn together(&self, topics: &[usize]) -> Result<Option<Interval>, Error> {
        let known = self.model.topics.iter();
        let of_group = known.filter(|columns| topics.contains(&columns.topic));
        let columns: Vec<usize> = of_group.flat_map(TopicColumns::all).collect();
        if columns.is_empty() {
            return Ok(None);
        }
        self.sum(&columns)
    }

    /// What columns add to the mean outcome; `None` where one that is mentioned has no effect of its own, as the sum would
    /// hang on which of several columns that say the same was left out, or on one respondent.
    fn sum(&self, columns: &[usize]) -> Result<Option<Interval>, Error> {
        let model = self.model;
        let added = columns.iter().map(|&column| {
            let share = model.shares[column];
            match model.fit.columns[column].estimate {
                _ if share == 0.0 => Some(0.0),
                Some(estimate) if model.has_own_doubt(column) => Some(estimate.value * share),
                _ => None,
            }
        });
        let Some(estimate) = added.sum::<Option<f64>>() else {
            return Ok(None);
        };
        (model.doubt).contribution(columns, estimate, self.options.level)
    }
}

/// Place of a topic among those of a model.
fn group(model: &Model, topic: usize) -> Option<usize> {
    let mut known = model.topics.iter();
    known.position(|columns| columns.topic == topic)
}

/// Columns of a topic in a model.
fn columns(model: &Model, topic: usize) -> Option<&TopicColumns> {
    group(model, topic).map(|at| &model.topics[at])
}

fn verdict(gain: &Interval) -> Verdict {
    if gain.low > 0.0 {
        Verdict::Gain
    } else if gain.high < 0.0 {
        Verdict::Contrary
    } else {
        Verdict::CannotTell
    }
}
