use super::caution::{ranking_caveats, signal_caveats};
use super::gain::{WithWords, gain, replicated_gains, top_shares};
use super::gate::standing;
use super::model::{Counts, Model, TopicColumns, count, fit_topics};
use super::summary::summary;
use super::trend::trends;
use super::unranked::{Fitted, unranked};
use super::{
    Caveat, DriverSummary, EffectTest, Options, RankingSummary, Respondents, Signal, TopicName,
    UnrankedTopic, Verdict,
};
use crate::drivers::{self, JointTest};
use crate::stats;
use crate::units::{Interval, InvalidInterval, Probability, Share};

/// A topic that respondents may mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Identifier and names.
    pub name: TopicName,
    /// Whether it can be picked up; general praise or complaint cannot.
    pub is_driver: bool,
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
}

/// Ranks topics by expected gain: the outcome points won if the stated part φ of negative mentions
/// disappeared, −φ·b·q, with b the coefficient of a negative mention among those who wrote or said
/// something and q the weighted share of all respondents with an outcome who mention it badly.
///
/// The interval and P(top 3) come from one joint Bayesian bootstrap in which b and q vary together.
/// A signal is called a gain where its interval lies above zero and its test stands among those of all
/// ranked topics: that of [`drivers::driver_tests`], which keeps its level where few mention a topic
/// and scores are skewed. Where topics add nothing to the controls in cross-validated R², nothing is ranked.
///
/// # Errors
///
/// [`Error`] when the model cannot be computed; too little data is no error but an empty ranking.
///
/// # References
///
/// The what-if of a linear model; Rubin (1981), *Annals of Statistics* 9, p. 130, for the bootstrap;
/// Benjamini and Hochberg (1995) for the tests.
pub fn rank(
    respondents: &Respondents,
    topics: &[Topic],
    options: &Options,
) -> Result<Ranking, Error> {
    let counts = count(respondents, topics.len());
    let model = fit_topics(respondents, topics, &counts, options)?;
    let with_words = WithWords::of(respondents, options);
    let explaining = model.as_ref().filter(|model| {
        let added = model.fit.explained.r2_cross_validated_drivers;
        added.is_some_and(|r2| r2 > 0.0)
    });
    let ranked: Vec<TopicColumns> = explaining.map_or_else(Vec::new, |model| {
        let has_effect = |columns: &&TopicColumns| {
            counts[columns.topic].n_negative_scored >= options.min_mentions
                && columns
                    .negative
                    .is_some_and(|column| model.fit.columns[column].resampled.is_some())
        };
        model.topics.iter().filter(has_effect).copied().collect()
    });
    let mut ranking = Ranking {
        drivers: model.as_ref().map(|model| summary(model, &with_words, options)),
        summary: RankingSummary {
            fraction_removed: options.fraction_removed,
            min_mentions: options.min_mentions,
            formula: "gain = - fraction removed x effect of a negative mention x share of respondents with one".to_owned(),
        },
        signals: Vec::new(),
        unranked: Vec::new(),
        caveats: Vec::new(),
    };
    if let Some(model) = explaining {
        ranking.signals = Signals {
            respondents,
            topics,
            counts: &counts,
            model,
            with_words: &with_words,
            options,
        }
        .of(&ranked)?;
    }
    let fitted = match explaining {
        _ if !(0..respondents.len()).any(|i| respondents.outcome(i).is_some()) => {
            Fitted::WithoutOutcome
        }
        Some(_) => Fitted::Explaining,
        None => Fitted::Unexplained,
    };
    ranking.unranked = unranked(topics, &counts, &ranked, fitted, options);
    ranking.caveats = ranking_caveats(respondents, &ranking);
    Ok(ranking)
}

/// Everything that a signal is made from.
struct Signals<'a> {
    respondents: &'a Respondents,
    topics: &'a [Topic],
    counts: &'a [Counts],
    model: &'a Model,
    with_words: &'a WithWords,
    options: &'a Options,
}

impl Signals<'_> {
    /// The signals of `ranked`, first the largest gain.
    fn of(&self, ranked: &[TopicColumns]) -> Result<Vec<Signal>, Error> {
        let gains = replicated_gains(self.model, ranked, self.with_words, self.options);
        let p_top3 = top_shares(&gains, 3);
        let stands = self.standing(ranked);
        let trends = trends(self.respondents, self.topics.len(), self.options.min_cell);
        let mut signals = Vec::new();
        for (at, columns) in ranked.iter().enumerate() {
            let drawn: Vec<f64> = gains.iter().map(|replicate| replicate[at]).collect();
            if let Some(mut signal) = self.signal(columns, drawn)? {
                signal.p_top3 = p_top3[at];
                signal.trend.clone_from(&trends[columns.topic]);
                if signal.verdict == Verdict::Gain && !stands[at] {
                    signal.verdict = Verdict::CannotTell;
                }
                signals.push(signal);
            }
        }
        signals.sort_by(|a, b| {
            (b.gain.estimate.total_cmp(&a.gain.estimate)).then(a.topic.id.cmp(&b.topic.id))
        });
        for (rank, signal) in signals.iter_mut().enumerate() {
            signal.rank = rank + 1;
        }
        Ok(signals)
    }

    /// Which effects of negative mentions stand among all of them.
    fn standing(&self, ranked: &[TopicColumns]) -> Vec<bool> {
        standing(ranked.iter().map(|columns| self.test(columns.topic)))
    }

    /// The test of the negative mentions of a topic.
    fn test(&self, topic: usize) -> Option<&JointTest> {
        let at = self.group(topic)?;
        self.model.tests[at].as_ref()
    }

    /// Place of a topic among those of the model.
    fn group(&self, topic: usize) -> Option<usize> {
        let mut known = self.model.topics.iter();
        known.position(|columns| columns.topic == topic)
    }

    /// One signal, without rank; `None` where a part of it has no interval.
    fn signal(&self, columns: &TopicColumns, drawn: Vec<f64>) -> Result<Option<Signal>, Error> {
        let fit = &self.model.fit;
        let count = self.counts[columns.topic];
        let group = self.group(columns.topic);
        let driver = fit
            .drivers
            .iter()
            .find(|driver| Some(driver.group) == group);
        let (Some(negative), Some(driver)) = (columns.negative, driver) else {
            return Ok(None);
        };
        let negative = &fit.columns[negative];
        let (Some(effect), Some(contribution)) = (negative.resampled, driver.contribution_interval)
        else {
            return Ok(None);
        };
        let share = negative.mean * self.with_words.share;
        let estimate = gain(effect.estimate, share, self.options);
        let gain = stats::percentile_interval(drawn, estimate, self.options.level)?;
        Ok(Some(Signal {
            rank: 0,
            topic: self.topics[columns.topic].name.clone(),
            n_mentions: count.n_mentions,
            n_negative: count.n_negative,
            n_positive: count.n_positive,
            n_negative_scored: count.n_negative_scored,
            share_negative: share,
            gain,
            contribution,
            effect_negative: effect,
            effect_test: self.test(columns.topic).map(|test| EffectTest {
                p_value: test.p_value,
                degrees_of_freedom: test.degrees_of_freedom,
            }),
            effect_positive: columns
                .positive
                .and_then(|column| fit.columns[column].resampled),
            unadjusted_impact: unadjusted_impact(self.respondents, columns.topic),
            importance: Share::saturating(driver.share),
            p_top3: Probability::MIN,
            verdict: verdict(&gain),
            quotes: Vec::new(),
            trend: Vec::new(),
            caveats: signal_caveats(&count, negative, driver, self.options),
        }))
    }
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

/// Mean of all minus mean of those without the topic, in outcome points.
fn unadjusted_impact(respondents: &Respondents, topic: usize) -> Option<f64> {
    let (mut all, mut all_weight) = (0.0, 0.0);
    let (mut without, mut without_weight) = (0.0, 0.0);
    for i in respondents.modelled() {
        let (Some(outcome), weight) = (respondents.outcome(i), respondents.weight(i)) else {
            continue;
        };
        all += weight * outcome;
        all_weight += weight;
        let mentions = respondents.mentions(i);
        if !mentions
            .iter()
            .any(|mention| mention.topic as usize == topic)
        {
            without += weight * outcome;
            without_weight += weight;
        }
    }
    (without_weight > 0.0).then(|| all / all_weight - without / without_weight)
}
