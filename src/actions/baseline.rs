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
    /// Topics that so few customers mention that nothing is said of them, by identifier.
    pub withheld: Vec<TopicId>,
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
    /// Then; 0 of everybody where nobody mentioned it, `None` where nobody wrote or few mention it.
    pub before: Option<TopicFigures>,
    /// Now; likewise.
    pub now: Option<TopicFigures>,
    /// Share of negative mentions, now less then; `None` where either is missing.
    pub share_negative: Option<Interval>,
    /// Outcome of those who mention it, now less then.
    pub outcome: Option<Interval>,
    /// Few mention it, then or now: a side without figures is withheld, not nobody.
    pub is_withheld: bool,
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
/// What fewer than `least` mention is withheld on its side: a baseline that was frozen by an earlier version holds it.
///
/// # Errors
///
/// [`Unlike`] when the baseline is of something else; it names what changed.
pub fn compare(now: &Baseline, before: &Baseline, least: u64) -> Result<Comparison, Unlike> {
    now.definition.like(&before.definition)?;
    let is_few = |figures: &TopicFigures| (1..least).contains(&figures.n_mentions);
    let of = |baseline: &Baseline, topic: &TopicId| {
        if baseline.withheld.contains(topic) {
            return None;
        }
        match baseline.topics.iter().find(|one| one.topic == *topic) {
            Some(figures) => Some(figures.clone()).filter(|figures| !is_few(figures)),
            None => nobody(baseline, topic),
        }
    };
    let is_withheld = |baseline: &Baseline, topic: &TopicId| {
        let mut few = baseline.topics.iter().filter(|one| is_few(one));
        baseline.withheld.contains(topic) || few.any(|one| one.topic == *topic)
    };
    let sides = [now, before];
    let told = sides.iter().flat_map(|side| &side.topics);
    let mut topics: Vec<TopicId> = told
        .map(|one| &one.topic)
        .chain(sides.iter().flat_map(|side| &side.withheld))
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
                let is_withheld = sides.iter().any(|side| is_withheld(side, &topic));
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
                    is_withheld,
                }
            })
            .collect(),
    })
}
