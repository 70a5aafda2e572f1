use super::caution::PriorityCaveat;
use super::front::{beaten_by, front};
use super::ranks::{front_shares, standing};
use super::score::Parts;
use super::stakes::Common;
use super::{ContactCount, Judgement, ScoreUnit, Stakes, TopicStakes, Weighting};
use crate::record::TopicId;
use crate::signals::{Error, Options, Ranking, Signal, TopicName, Verdict};
use crate::stats::draw::uniform;
use crate::stats::{compute_in_order, generator, percentile_interval};
use crate::units::{Interval, Probability, Share, as_u64};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// Keeps the draws of what is stated apart from all others.
const SEED: u64 = 0x510e_527f_ade6_82d1;

/// Signals in the order in which an organisation would pick them up.
#[derive(Debug, Clone, PartialEq)]
pub struct Priorities {
    /// The formula of the score.
    pub weighting: Weighting,
    /// What the score is counted in.
    pub unit: ScoreUnit,
    /// Sign of the currency, as printed.
    pub currency: String,
    /// What one outcome point is worth a year.
    pub value_per_point: Option<Judgement>,
    /// What an hour of handling costs.
    pub cost_per_hour: Option<Judgement>,
    /// Topics with a score first, the largest expected one in front; then those without.
    pub items: Vec<Priority>,
    /// What to keep in mind.
    pub caveats: Vec<PriorityCaveat>,
}

impl Priorities {
    /// Leaves out the topics that are not asked for, and counts of the others what has no score; ranks stay those among all.
    pub fn keep_topics(&mut self, is_kept: impl Fn(&TopicName) -> bool) {
        self.items.retain(|item| is_kept(&item.topic));
        let n_without = |has: fn(&Priority) -> bool| {
            let items = self.items.iter();
            items.filter(|item| !has(item)).count()
        };
        let n_effort = n_without(|item| item.effort.is_some());
        let n_savings = n_without(|item| item.savings.is_some());
        self.caveats.retain_mut(|caveat| match caveat {
            PriorityCaveat::EffortUnknown { n } => {
                *n = n_effort;
                n_effort > 0
            }
            PriorityCaveat::SavingsUnknown { n } => {
                *n = n_savings;
                n_savings > 0
            }
            PriorityCaveat::Stated
            | PriorityCaveat::TooFewDays
            | PriorityCaveat::NoContacts
            | PriorityCaveat::OfAPart { .. }
            | PriorityCaveat::NoGain => true,
        });
    }
}

/// One signal with both of its sides. Amounts are of one year.
#[derive(Debug, Clone, PartialEq)]
pub struct Priority {
    /// 1 for the largest expected score; `None` without a score.
    pub rank: Option<usize>,
    /// Which topic.
    pub topic: TopicName,
    /// Who would take it up.
    pub owner: Option<String>,
    /// Whether the data can tell that customers gain.
    pub verdict: Verdict,
    /// Part of negative mentions that the improvement is stated to take away.
    pub fraction_removed: f64,
    /// Outcome points won.
    pub gain: Interval,
    /// What they are worth; `None` where a point has no value.
    pub value: Option<Interval>,
    /// Contacts a year about the topic; `None` where neither stated nor countable.
    pub contacts: Option<Interval>,
    /// Contacts a year that would not come.
    pub avoided: Option<Interval>,
    /// What those save; `None` where time, price, part or number is missing.
    pub savings: Option<Interval>,
    /// What the improvement costs in its first year.
    pub effort: Option<Judgement>,
    /// How much it fits the course of the organisation.
    pub strategic_weight: Option<f64>,
    /// The score by the formula; `None` where it needs what nobody stated.
    pub score: Option<Interval>,
    /// Part of the draws in which its score is the largest.
    pub p_best: Option<Probability>,
    /// Part of the draws in which its score is among the three largest.
    pub p_top3: Option<Probability>,
    /// Whether no other topic is as good for customers and for the organisation and better for one.
    pub on_front: Option<bool>,
    /// Part of the draws in which that holds.
    pub p_front: Option<Probability>,
    /// A topic that is better on both sides, where one is.
    pub beaten_by: Option<TopicId>,
}

/// Sets what the organisation states beside the gains of customers.
///
/// Draw *i* takes the gains of replicate *i*, which vary together, and draws what is stated from triangular
/// distributions and counts of contacts from their own; what holds for all topics is drawn once for all of them, and both sides are
/// independent of each other. The expected
/// score is the formula at the expectations of its parts, its interval the percentiles of the draws. Where
/// the formula takes effort off and some topics state it, those that do not have no score, and where it adds
/// savings, those whose savings are not known: free or worthless and unknown would look alike. Topics whose gain the data cannot tell keep their verdict beside their rank.
///
/// # Errors
///
/// [`Error::NoValuePerPoint`] where the weighting adds amounts to gains and no point has a value;
/// [`Error::Interval`] where draws are not finite.
///
/// # References
///
/// Cost of contacts: contacts × handle time × price of time. Pareto (1906) for the front: no other
/// topic is as good on both sides and better on one.
pub fn prioritise(
    ranking: &Ranking,
    contacts: &BTreeMap<TopicId, ContactCount>,
    stakes: &Stakes,
    options: &Options,
) -> Result<Priorities, Error> {
    if stakes.weighting.needs_value() && stakes.value_per_point.is_none() {
        return Err(Error::NoValuePerPoint);
    }
    let unstated = TopicStakes::default();
    let topics: Vec<Topic<'_>> = ranking
        .signals
        .iter()
        .map(|signal| Topic {
            signal,
            stated: stakes.topics.get(&signal.topic.id).unwrap_or(&unstated),
            counted: contacts.get(&signal.topic.id).copied(),
            stakes,
        })
        .collect();
    let usual = stakes.common(Judgement::mean);
    let expected: Vec<Drawn> = topics.iter().map(|topic| topic.expected(&usual)).collect();
    let drawn: Vec<Vec<Drawn>> = compute_in_order(ranking.draws.len(), |replicate| {
        let mut random = generator(options.seed ^ SEED, as_u64(replicate));
        let common = stakes.common(|judgement| judgement.drawn(uniform(&mut random)));
        let gains = &ranking.draws[replicate];
        topics
            .iter()
            .zip(gains)
            .map(|(topic, &gain)| topic.drawn(gain, &common, &mut random))
            .collect()
    });
    let mut items = topics
        .iter()
        .enumerate()
        .map(|(at, topic)| {
            topic.priority(
                &expected[at],
                &|| drawn.iter().map(move |all| &all[at]),
                options,
            )
        })
        .collect::<Result<Vec<Priority>, Error>>()?;
    score(&mut items, &topics, &expected, &drawn, options)?;
    place_on_front(&mut items, &topics, &expected, &drawn);
    items.sort_by(|a, b| {
        let estimate =
            |item: &Priority| item.score.map_or(f64::NEG_INFINITY, |score| score.estimate);
        (b.score.is_some().cmp(&a.score.is_some()))
            .then(estimate(b).total_cmp(&estimate(a)))
            .then(a.topic.id.cmp(&b.topic.id))
    });
    for (rank, item) in items
        .iter_mut()
        .filter(|item| item.score.is_some())
        .enumerate()
    {
        item.rank = Some(rank + 1);
    }
    Ok(Priorities {
        weighting: stakes.weighting,
        unit: stakes.weighting.unit(stakes.value_per_point.is_some()),
        currency: stakes.currency.clone(),
        value_per_point: stakes.value_per_point,
        cost_per_hour: stakes.cost_per_hour,
        caveats: caveats(&items, &topics, contacts, stakes),
        items,
    })
}

/// A signal beside what is stated of its topic.
struct Topic<'a> {
    signal: &'a Signal,
    stated: &'a TopicStakes,
    counted: Option<ContactCount>,
    stakes: &'a Stakes,
}

/// Everything of a topic that can vary, at its expectation or in one draw.
struct Drawn {
    parts: Parts,
    contacts: Option<f64>,
    avoided: Option<f64>,
    savings: Option<f64>,
}

impl Topic<'_> {
    fn expected(&self, common: &Common) -> Drawn {
        let counted = self.counted.and_then(ContactCount::per_year);
        let contacts = self
            .stated
            .contacts_per_year
            .map(Judgement::mean)
            .or(counted);
        let gain = self.signal.gain.estimate;
        self.at(gain, common, contacts, &mut Judgement::mean)
    }

    fn drawn(&self, gain: f64, common: &Common, random: &mut ChaCha8Rng) -> Drawn {
        let contacts = match (self.stated.contacts_per_year, self.counted) {
            (Some(stated), _) => Some(stated.drawn(uniform(random))),
            (None, Some(counted)) => counted.drawn(random),
            (None, None) => None,
        };
        self.at(gain, common, contacts, &mut |judgement| {
            judgement.drawn(uniform(random))
        })
    }

    /// All parts, each judgement on the topic taken by `take`.
    fn at(
        &self,
        gain: f64,
        common: &Common,
        contacts: Option<f64>,
        take: &mut dyn FnMut(Judgement) -> f64,
    ) -> Drawn {
        let avoidable = self.stated.avoidable.map(&mut *take);
        let avoided = contacts
            .zip(avoidable)
            .map(|(contacts, part)| contacts * part);
        let price = self.stated.handling(common, &mut *take);
        let savings = avoided.zip(price).map(|(contacts, price)| contacts * price);
        Drawn {
            parts: Parts {
                gain,
                value: common.value_per_point.map(|value| gain * value),
                savings: savings.unwrap_or(0.0),
                effort: self.stated.effort.map_or(0.0, take),
                strategic_weight: self.stated.strategic_weight.unwrap_or(1.0),
            },
            contacts,
            avoided,
            savings,
        }
    }

    /// Both sides, without score and front.
    fn priority<'d, I: Iterator<Item = &'d Drawn>>(
        &self,
        expected: &Drawn,
        drawn: &dyn Fn() -> I,
        options: &Options,
    ) -> Result<Priority, Error> {
        let interval = |part: &dyn Fn(&Drawn) -> Option<f64>| -> Result<Option<Interval>, Error> {
            let Some(estimate) = part(expected) else {
                return Ok(None);
            };
            let values = drawn().filter_map(part).collect();
            Ok(Some(percentile_interval(values, estimate, options.level)?))
        };
        Ok(Priority {
            rank: None,
            topic: self.signal.topic.clone(),
            owner: self.stated.owner.clone(),
            verdict: self.signal.verdict,
            fraction_removed: self.signal.fraction_removed,
            gain: self.signal.gain,
            value: interval(&|drawn| drawn.parts.value)?,
            contacts: interval(&|drawn| drawn.contacts)?,
            avoided: interval(&|drawn| drawn.avoided)?,
            savings: interval(&|drawn| drawn.savings)?,
            effort: self.stated.effort,
            strategic_weight: self.stated.strategic_weight,
            score: None,
            p_best: None,
            p_top3: None,
            on_front: None,
            p_front: None,
            beaten_by: None,
        })
    }
}

/// Gives a score to each topic that can have one; topics without are in no comparison.
fn score(
    items: &mut [Priority],
    topics: &[Topic<'_>],
    expected: &[Drawn],
    drawn: &[Vec<Drawn>],
    options: &Options,
) -> Result<(), Error> {
    let Some(stakes) = topics.first().map(|topic| topic.stakes) else {
        return Ok(());
    };
    let weighting = stakes.weighting;
    let needs_effort = needs_effort(topics, stakes);
    let is_comparable = |topic: &Topic<'_>, expected: &Drawn| {
        (!needs_effort || topic.stated.effort.is_some())
            && (!weighting.adds_savings() || expected.savings.is_some())
    };
    let scored: Vec<usize> = (0..topics.len())
        .filter(|&at| is_comparable(&topics[at], &expected[at]))
        .collect();
    let parts = |all: &[Drawn]| -> Vec<Parts> { scored.iter().map(|&at| all[at].parts).collect() };
    let estimates = weighting.scores(&parts(expected));
    let scores: Vec<Vec<f64>> = drawn
        .iter()
        .map(|all| weighting.scores(&parts(all)))
        .collect();
    let standing = standing(&scores);
    for (place, &at) in scored.iter().enumerate() {
        let values = scores.iter().map(|scores| scores[place]).collect();
        let interval = percentile_interval(values, estimates[place], options.level)?;
        items[at].score = Some(interval);
        items[at].p_best = Some(standing.p_best[place]);
        items[at].p_top3 = Some(standing.p_top3[place]);
    }
    Ok(())
}

/// Whether a topic without a stated effort has no score.
fn needs_effort(topics: &[Topic<'_>], stakes: &Stakes) -> bool {
    stakes
        .weighting
        .takes_off_effort(stakes.value_per_point.is_some())
        && topics.iter().any(|topic| topic.stated.effort.is_some())
}

/// Says which topics no other beats on both sides, among those whose two sides are known: of the organisation's
/// side all that is known of any.
fn place_on_front(
    items: &mut [Priority],
    topics: &[Topic<'_>],
    expected: &[Drawn],
    drawn: &[Vec<Drawn>],
) {
    let has_effort = |at: usize| topics[at].stated.effort.is_some();
    let has_savings = |at: usize| expected[at].savings.is_some();
    let any_effort = (0..topics.len()).any(has_effort);
    let any_savings = (0..topics.len()).any(has_savings);
    let placed: Vec<usize> = (0..topics.len())
        .filter(|&at| any_effort || has_savings(at))
        .filter(|&at| (!any_effort || has_effort(at)) && (!any_savings || has_savings(at)))
        .collect();
    let sides = |all: &[Drawn]| -> Vec<(f64, f64)> {
        let side = |&at: &usize| (all[at].parts.gain, all[at].parts.organisation());
        placed.iter().map(side).collect()
    };
    let points = sides(expected);
    let drawn: Vec<Vec<(f64, f64)>> = drawn.iter().map(|all| sides(all)).collect();
    let shares = front_shares(&drawn);
    for (place, on_front) in front(&points).into_iter().enumerate() {
        let item = &mut items[placed[place]];
        item.on_front = Some(on_front);
        item.p_front = Some(shares[place]);
        item.beaten_by =
            beaten_by(&points, place).map(|other| topics[placed[other]].signal.topic.id.clone());
    }
}

fn caveats(
    items: &[Priority],
    topics: &[Topic<'_>],
    contacts: &BTreeMap<TopicId, ContactCount>,
    stakes: &Stakes,
) -> Vec<PriorityCaveat> {
    let mut caveats = vec![PriorityCaveat::Stated];
    if stakes.share < Share::MAX {
        caveats.push(PriorityCaveat::OfAPart {
            share: stakes.share,
        });
    }
    let is_gain = |item: &Priority| item.verdict == Verdict::Gain;
    if !items.is_empty() && !items.iter().any(is_gain) {
        caveats.push(PriorityCaveat::NoGain);
    }
    let without_effort = items.iter().filter(|item| item.effort.is_none()).count();
    if needs_effort(topics, stakes) && without_effort > 0 {
        caveats.push(PriorityCaveat::EffortUnknown { n: without_effort });
    }
    let without_savings = items.iter().filter(|item| item.savings.is_none()).count();
    if stakes.weighting.adds_savings() && without_savings > 0 {
        caveats.push(PriorityCaveat::SavingsUnknown { n: without_savings });
    }
    let any_counted = topics
        .iter()
        .any(|topic| topic.stated.contacts_per_year.is_none());
    if !contacts.is_empty() && contacts.values().all(|count| count.n_days == 0) {
        if any_counted {
            caveats.push(PriorityCaveat::NoContacts);
        }
    } else if contacts.values().any(|count| count.per_year().is_none()) {
        caveats.push(PriorityCaveat::TooFewDays);
    }
    caveats
}
