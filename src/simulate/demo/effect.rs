//! What each topic truly does to the net promoter score, by counterfactual simulation.
//!
//! For every simulated response that mentions a topic the score is computed again with the same
//! contentment and chance but without that one experience. The mean change is the planted effect
//! among those who mention it (Rubin 1974: the effect on the treated), known here because both
//! outcomes are.

use crate::simulate::contact::{Contact, Period, Words};
use crate::simulate::customer::Customer;
use crate::simulate::dice::{Dice, Task};
use crate::simulate::score::{experienced, recode, recommendation};
use crate::simulate::topic::{Mention, N_TOPICS, TOPICS, Tone};
use crate::units::as_f64;

/// What a large sample says about one topic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Effect {
    /// Mean change of the recode by a mention of a bad experience; at most 0.
    pub(crate) negative: f64,
    /// Standard error of `negative`.
    pub(crate) negative_error: f64,
    /// Mean change of the recode by a mention of a good experience; at least 0.
    pub(crate) positive: f64,
    /// Share of all respondents with a negative mention.
    pub(crate) share: f64,
    /// Share of those who comment with a negative mention.
    pub(crate) share_of_comments: f64,
    /// Mean recode of comments with a negative mention less that of the others: what a comparison
    /// without adjustment would report.
    pub(crate) unadjusted: f64,
    /// Points won if half of the negative mentions disappeared: −0.5 × `negative` × `share`.
    pub(crate) gain: f64,
    /// The same had everybody written.
    pub(crate) all: All,
}

/// What a topic does among all respondents, those included who wrote nothing: what they would have
/// mentioned is drawn as for the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct All {
    /// Mean change of the recode by a bad experience that is mentioned or would have been.
    pub(crate) negative: f64,
    /// Share of all respondents with such a mention.
    pub(crate) share: f64,
    /// Points won if half of the experiences behind them had not happened.
    pub(crate) gain: f64,
}

/// The planted truth of a period.
#[derive(Debug, Clone)]
pub(crate) struct Effects {
    /// Number of responses simulated.
    pub(crate) n: usize,
    /// Net promoter score of them all.
    pub(crate) nps: f64,
    /// One per topic, in the order of the table.
    pub(crate) topics: Vec<Effect>,
    /// Share of comments with a negative mention, per topic and month (24, `n_months`).
    pub(crate) monthly: Vec<Vec<f64>>,
}

/// Sums over the sample, per topic.
#[derive(Clone, Default)]
struct Sums {
    n_negative: usize,
    change: f64,
    change_squared: f64,
    n_positive: usize,
    change_positive: f64,
    recode: f64,
    monthly: Vec<usize>,
    /// Negative mentions and their change, of the silent too.
    n_of_all: usize,
    change_of_all: f64,
}

/// Simulates `n` responses and measures every topic.
pub(crate) fn measure(seed: u64, period: Period, n: usize) -> Effects {
    let mut sums = vec![
        Sums {
            monthly: vec![0; period.n_months],
            ..Sums::default()
        };
        N_TOPICS
    ];
    let mut n_comments = 0;
    let mut comments_per_month = vec![0_usize; period.n_months];
    let (mut recode_all, mut recode_comments) = (0.0, 0.0);
    let (mut number, mut done) = (0, 0);
    while done < n {
        let mut dice = Dice::new(seed, Task::Truth, number);
        number += 1;
        let customer = Customer::draw(&mut dice);
        for _ in 0..customer.n_contacts {
            let contact = Contact::draw(&customer, period, &mut dice);
            done += 1;
            let actual = recode(contact.score);
            recode_all += actual;
            let change = |mention: Mention| {
                let without = experienced(&contact.experiences, Some(mention));
                actual - recode(recommendation(contact.before + without))
            };
            let Words::Comment(_, mentions) = &contact.words else {
                let mut dice = Dice::new(seed, Task::Unsaid, done);
                for mention in contact.unsaid(customer.register, &mut dice) {
                    add_to_all(&mut sums[mention.topic], mention, change(mention));
                }
                continue;
            };
            n_comments += 1;
            recode_comments += actual;
            comments_per_month[contact.month] += 1;
            for mention in mentions {
                let (sums, change) = (&mut sums[mention.topic], change(*mention));
                add(sums, *mention, &contact, actual, change);
                add_to_all(sums, *mention, change);
            }
        }
    }
    let topics = sums
        .iter()
        .map(|topic| effect(topic, done, n_comments, recode_comments))
        .collect();
    let monthly = sums
        .iter()
        .map(|topic| {
            let months = topic.monthly.iter().zip(&comments_per_month);
            months
                .map(|(mentions, comments)| ratio(as_f64(*mentions), *comments))
                .collect()
        })
        .collect();
    Effects {
        n: done,
        nps: ratio(recode_all, done),
        topics,
        monthly,
    }
}

fn add(sums: &mut Sums, mention: Mention, contact: &Contact, actual: f64, change: f64) {
    match mention.tone {
        Tone::Negative => {
            sums.n_negative += 1;
            sums.change += change;
            sums.change_squared += change * change;
            sums.recode += actual;
            sums.monthly[contact.month] += 1;
        }
        Tone::Positive => {
            sums.n_positive += 1;
            sums.change_positive += change;
        }
    }
}

fn add_to_all(sums: &mut Sums, mention: Mention, change: f64) {
    if mention.tone == Tone::Negative {
        sums.n_of_all += 1;
        sums.change_of_all += change;
    }
}

fn effect(sums: &Sums, n: usize, n_comments: usize, recode_comments: f64) -> Effect {
    let negative = ratio(sums.change, sums.n_negative);
    let mean_square = ratio(sums.change_squared, sums.n_negative);
    let variance = negative.mul_add(-negative, mean_square);
    let share = ratio(as_f64(sums.n_negative), n);
    let with = ratio(sums.recode, sums.n_negative);
    let without = ratio(recode_comments - sums.recode, n_comments - sums.n_negative);
    Effect {
        negative,
        negative_error: ratio(variance.max(0.0), sums.n_negative).sqrt(),
        positive: ratio(sums.change_positive, sums.n_positive),
        share,
        share_of_comments: ratio(as_f64(sums.n_negative), n_comments),
        unadjusted: with - without,
        gain: -0.5 * negative * share,
        all: All {
            negative: ratio(sums.change_of_all, sums.n_of_all),
            share: ratio(as_f64(sums.n_of_all), n),
            gain: -0.5 * ratio(sums.change_of_all, n),
        },
    }
}

/// Topics from the largest gain to the smallest; ties keep the order of the table.
pub(crate) fn by_gain(effects: &Effects) -> Vec<usize> {
    let mut order: Vec<usize> = (0..TOPICS.len()).collect();
    order.sort_by(|a, b| effects.topics[*b].gain.total_cmp(&effects.topics[*a].gain));
    order
}

fn ratio(sum: f64, n: usize) -> f64 {
    if n == 0 { 0.0 } else { sum / as_f64(n) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::topic::position;
    use jiff::civil::date;
    use std::sync::LazyLock;

    /// Drawn once for all tests here.
    static SAMPLE: LazyLock<Effects> = LazyLock::new(|| {
        let period = Period {
            first: date(2025, 1, 1),
            n_months: 6,
        };
        measure(3, period, 20_000)
    });

    #[test]
    fn the_menu_does_nothing_and_looks_guilty() {
        let effects = &*SAMPLE;
        let menu = effects.topics[position("wait.menu").unwrap()];
        assert!(
            menu.negative.abs() < 1e-12 && menu.gain.abs() < 1e-12,
            "{menu:?}"
        );
        assert!(menu.unadjusted < -15.0, "{menu:?}");
    }

    #[test]
    fn every_other_topic_hurts_and_helps() {
        let effects = &*SAMPLE;
        for (topic, effect) in TOPICS.iter().zip(&effects.topics) {
            assert!(
                effect.negative <= 0.0 && effect.positive >= 0.0,
                "{}",
                topic.id
            );
            if topic.negative < 0.0 {
                assert!(
                    effect.negative < -2.0 * effect.negative_error,
                    "{} {effect:?}",
                    topic.id
                );
                assert!(effect.gain > 0.0, "{}", topic.id);
            }
        }
    }

    #[test]
    fn the_silent_had_the_same_experiences() {
        let effects = &*SAMPLE;
        for (topic, effect) in TOPICS.iter().zip(&effects.topics) {
            let all = effect.all;
            assert!(all.share > 1.3 * effect.share, "{} {effect:?}", topic.id);
            let product = -0.5 * all.negative * all.share;
            assert!((all.gain - product).abs() < 1e-12);
            assert!(all.gain >= effect.gain, "{} {effect:?}", topic.id);
        }
    }

    #[test]
    fn waiting_falls_and_the_chatbot_rises_half_way() {
        let effects = &*SAMPLE;
        let monthly = |id| &effects.monthly[position(id).unwrap()];
        let waiting = monthly("wait.phone");
        let before = waiting[..3].iter().sum::<f64>();
        let after = waiting[3..].iter().sum::<f64>();
        assert!(after < 0.7 * before, "{waiting:?}");
        let chatbot = monthly("digital.chatbot");
        assert!(chatbot[5] > 3.0 * chatbot[0], "{chatbot:?}");
    }

    #[test]
    fn the_rank_follows_the_gain() {
        let effects = &*SAMPLE;
        let order = by_gain(effects);
        assert!(
            order
                .windows(2)
                .all(|pair| effects.topics[pair[0]].gain >= effects.topics[pair[1]].gain)
        );
        assert_eq!(TOPICS[order[N_TOPICS - 1]].id, "wait.menu");
    }
}
