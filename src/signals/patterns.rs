use super::Respondents;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Respondents of the model that say and answer the same, counted: a model of a million respondents has some
/// ten thousand different rows.
///
/// Respondents are the same when outcome, answer, weight, controls and mentions are and neither has a
/// customer with another respondent in the model; any weight that depends on these only is one number per
/// pattern. Who shares a customer with another stands alone.
#[derive(Debug)]
pub(super) struct Patterns {
    /// First respondent of each pattern.
    pub(super) first: Vec<usize>,
    /// How many respondents it stands for.
    pub(super) count: Vec<usize>,
}

impl Patterns {
    /// Counts the respondents of the model.
    pub(super) fn of(respondents: &Respondents) -> Self {
        let shared = shared_customers(respondents);
        let mut patterns = Self {
            first: Vec::new(),
            count: Vec::new(),
        };
        let mut known: HashMap<u64, usize, BuildHasherDefault<Mixed>> = HashMap::default();
        for i in respondents.modelled() {
            if shared[respondents.customer(i) as usize] == Share::Several {
                patterns.first.push(i);
                patterns.count.push(1);
                continue;
            }
            let mut key = key(respondents, i);
            loop {
                let next = patterns.first.len();
                let place = *known.entry(key).or_insert(next);
                if place == next {
                    patterns.first.push(i);
                    patterns.count.push(1);
                    break;
                }
                if is_same(respondents, patterns.first[place], i) {
                    patterns.count[place] += 1;
                    break;
                }
                // Two patterns of one key: the next place is tried, for both the same one.
                key = key.wrapping_add(1);
            }
        }
        patterns
    }
}

/// How many respondents of the model a customer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Share {
    None,
    One,
    Several,
}

fn shared_customers(respondents: &Respondents) -> Vec<Share> {
    let customers = || respondents.modelled().map(|i| respondents.customer(i));
    let n = customers().max().map_or(0, |last| last as usize + 1);
    let mut shares = vec![Share::None; n];
    for customer in customers() {
        let share = &mut shares[customer as usize];
        *share = match share {
            Share::None => Share::One,
            Share::One | Share::Several => Share::Several,
        };
    }
    shares
}

/// A number that equal respondents share; others mostly do not.
fn key(respondents: &Respondents, i: usize) -> u64 {
    let mut mixed = Mixed::default();
    let number = |value: Option<f64>| value.map_or(u64::MAX, f64::to_bits);
    mixed.write_u64(number(respondents.outcome(i)));
    mixed.write_u64(number(respondents.answer(i)));
    mixed.write_u64(respondents.weight(i).to_bits());
    for control in &respondents.controls {
        mixed.write_u64(control.codes[i].map_or(u64::MAX, u64::from));
    }
    for mention in respondents.mentions(i) {
        mixed.write_u64(u64::from(mention.topic) << 2 | mention.tone as u64);
    }
    mixed.0
}

fn is_same(respondents: &Respondents, a: usize, b: usize) -> bool {
    let bits = |value: Option<f64>| value.map(f64::to_bits);
    bits(respondents.outcome(a)) == bits(respondents.outcome(b))
        && bits(respondents.answer(a)) == bits(respondents.answer(b))
        && respondents.weight(a).to_bits() == respondents.weight(b).to_bits()
        && respondents.mentions(a) == respondents.mentions(b)
        && respondents
            .controls
            .iter()
            .all(|control| control.codes[a] == control.codes[b])
}

/// Multiply and rotate: keys are compared in the end, so speed is all that is asked.
#[derive(Debug, Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        let mixed = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 29;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::{Mention, Respondent, Tone};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn any_respondents() -> impl Strategy<Value = Respondents> {
        let one = (0_u8..3, 0_u32..4, 0_u32..3, 0_u32..12, any::<bool>());
        proptest::collection::vec(one, 0..60).prop_map(|lines| {
            let mut respondents = Respondents::default();
            for (score, topic, tone, customer, has_words) in lines {
                let tone = [Tone::Negative, Tone::Positive, Tone::Both][tone as usize];
                let mentions = (topic > 0).then_some(Mention { topic, tone });
                respondents.push(&Respondent {
                    outcome: (score < 2).then(|| f64::from(score)),
                    answer: None,
                    weight: 1.0,
                    customer,
                    has_words,
                    month: None,
                    mentions: mentions.into_iter().collect(),
                });
            }
            respondents
        })
    }

    proptest! {
        #[test]
        fn patterns_are_what_a_map_of_whole_respondents_counts(respondents in any_respondents()) {
            let mut of_customer: BTreeMap<u32, usize> = BTreeMap::new();
            for i in respondents.modelled() {
                *of_customer.entry(respondents.customer(i)).or_default() += 1;
            }
            let mut plain: BTreeMap<_, usize> = BTreeMap::new();
            for i in respondents.modelled() {
                let alone = of_customer[&respondents.customer(i)] > 1;
                let score = respondents.outcome(i).map(f64::to_bits);
                let key = (score, respondents.mentions(i).to_vec(), alone.then_some(i));
                *plain.entry(key).or_default() += 1;
            }
            let patterns = Patterns::of(&respondents);
            let mut found: Vec<usize> = patterns.count.clone();
            let mut expected: Vec<usize> = plain.into_values().collect();
            found.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(found, expected);
            prop_assert_eq!(patterns.count.iter().sum::<usize>(), respondents.modelled().count());
        }
    }
}
