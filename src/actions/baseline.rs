use crate::record::TopicId;
use crate::service_levels::experience::{Definition, Unlike, difference};
use crate::stats::wilson_interval;
use crate::units::{Interval, Probability, as_f64};
use jiff::civil::Date;

/// Figures of signals and outcome that later ones are set beside.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// The day on which they were frozen.
    pub frozen_on: Date,
    /// The period they are of, as it was asked for; `None` for all of the archive.
    pub period: Option<String>,
    /// Of what they are figures: taxonomy, model, scale, mapping, selection.
    pub definition: Definition,
    /// Level of the intervals.
    pub level: Probability,
    /// Respondents with words.
    pub n_written: u64,
    /// The outcome; `None` where nobody gave one.
    pub outcome: Option<OutcomeFigure>,
    /// Topics that are mentioned, by identifier.
    pub topics: Vec<TopicFigures>,
    /// Topics whose figures would be of few people, by identifier: nothing is told of them.
    pub withheld: Vec<TopicId>,
}

impl Baseline {
    /// Withholds the topics that fewer than `least` respondents mention or speak badly of, or all who mention them: files
    /// of before held them.
    #[must_use]
    pub fn without_few(mut self, least: u64) -> Self {
        let (told, few) = (self.topics.into_iter())
            .partition(|one| !one.is_few((one.n_mentions, one.n_negative), least));
        self.topics = told;
        let few: Vec<TopicFigures> = few;
        self.withheld.extend(few.into_iter().map(|one| one.topic));
        self.withheld.sort();
        self
    }
}

/// A level of the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutcomeFigure {
    /// Respondents with an outcome.
    pub n: u64,
    /// NPS or mean.
    pub level: Interval,
}

/// What is said of a topic.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicFigures {
    /// The topic.
    pub topic: TopicId,
    /// Respondents who mention it.
    pub n_mentions: u64,
    /// Of these, those who speak ill of it.
    pub n_negative: u64,
    /// Share of respondents with words who speak ill of it.
    pub share_negative: Interval,
    /// Outcome of those who mention it; `None` where too few gave one.
    pub outcome: Option<OutcomeFigure>,
}

impl TopicFigures {
    /// Whether the figures would tell of few people, where so many mention the topic and so many of them speak badly of it;
    /// that nobody does tells of no one.
    pub fn is_few(&self, (n_mention, n_badly): (u64, u64), least: u64) -> bool {
        n_mention < least
            || (1..least).contains(&n_badly)
            || (self.n_negative > 0 && self.n_negative == self.n_mentions)
    }
}

/// Figures beside a baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Now less then; `None` where either has none.
    pub outcome: Option<Interval>,
    /// Topics of either, by identifier.
    pub topics: Vec<TopicChange>,
}

/// What changed of a topic.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicChange {
    /// The topic.
    pub topic: TopicId,
    /// Then; 0 of everybody where nobody mentioned it, `None` where nobody
    /// wrote, or too few to tell.
    pub before: Option<TopicFigures>,
    /// Now; likewise.
    pub now: Option<TopicFigures>,
    /// Share of negative mentions, now less then; `None` where either is missing.
    pub share_negative: Option<Interval>,
    /// Outcome of those who mention it, now less then.
    pub outcome: Option<Interval>,
}

/// A topic that the taxonomy has and nobody mentions: none of those who wrote.
fn nobody(baseline: &Baseline, topic: &TopicId) -> Option<TopicFigures> {
    let n = usize::try_from(baseline.n_written).ok()?;
    Some(TopicFigures {
        topic: topic.clone(),
        n_mentions: 0,
        n_negative: 0,
        share_negative: wilson_interval(as_f64(n), 0.0, baseline.level).ok()?,
        outcome: None,
    })
}

/// Sets figures beside those of a baseline. The two are taken to be of different respondents.
///
/// # Errors
///
/// [`Unlike`] when the baseline is of something else; it names what changed.
pub fn compare(now: &Baseline, before: &Baseline) -> Result<Comparison, Unlike> {
    now.definition.like(&before.definition)?;
    let of = |baseline: &Baseline, topic: &TopicId| {
        if baseline.withheld.contains(topic) {
            return None;
        }
        let mut topics = baseline.topics.iter();
        let told = topics.find(|one| one.topic == *topic).cloned();
        told.or_else(|| nobody(baseline, topic))
    };
    let mut topics: Vec<TopicId> = now
        .topics
        .iter()
        .chain(&before.topics)
        .map(|one| &one.topic)
        .chain(now.withheld.iter().chain(&before.withheld))
        .cloned()
        .collect();
    topics.sort();
    topics.dedup();
    let levels = |now: Option<OutcomeFigure>, before: Option<OutcomeFigure>| {
        now.zip(before)
            .map(|(now, before)| difference(&now.level, &before.level))
    };
    Ok(Comparison {
        outcome: levels(now.outcome, before.outcome),
        topics: topics
            .into_iter()
            .map(|topic| {
                let (now, before) = (of(now, &topic), of(before, &topic));
                let pair = now.as_ref().zip(before.as_ref());
                let share = |one: &TopicFigures| one.share_negative;
                let outcome = |one: &Option<TopicFigures>| one.as_ref().and_then(|one| one.outcome);
                TopicChange {
                    topic,
                    share_negative: pair
                        .map(|(now, before)| difference(&share(now), &share(before))),
                    outcome: levels(outcome(&now), outcome(&before)),
                    before,
                    now,
                }
            })
            .collect(),
    })
}
