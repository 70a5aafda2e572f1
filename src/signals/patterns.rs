use super::Respondents;
use crate::stats::compute_in_order;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Respondents of the model that say and answer the same, counted: a model of a million respondents has some
/// ten thousand different rows.
///
/// Respondents are the same when outcome, weight, controls and mentions are, where asked for the answer behind the
/// outcome too, and neither has a customer with another respondent in the model; any weight that depends on these
/// only is one number per pattern. Who shares a customer with another stands alone.
#[derive(Debug)]
pub(super) struct Patterns {
    /// First respondent of each pattern.
    pub(super) first: Vec<usize>,
    /// How many respondents it stands for.
    pub(super) count: Vec<usize>,
}

/// Whether answers of one outcome, such as a 9 and a 10 of NPS, are different patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answers {
    /// They are: weights for the silent go by the answer.
    Apart,
    /// They are not: nothing looks at more than the outcome.
    Together,
}

/// Respondents looked at in one task, on any thread; the result does not depend on it.
const PART: usize = 1 << 16;

/// Tasks that count, each the patterns of its own keys: nothing is counted twice, so nothing has to be put together again.
const N_SHARDS: usize = 4;

/// The key of those who are counted in no pattern.
const NOT_COUNTED: u64 = 0;

impl Patterns {
    /// Counts the respondents of the model; patterns stand in the order of their first respondents.
    pub(super) fn of(respondents: &Respondents, answers: Answers) -> Self {
        let shared = shared_customers(respondents);
        let n = respondents.len();
        let keys = compute_in_order(n.div_ceil(PART), |part| {
            let range = part * PART..n.min((part + 1) * PART);
            let of = |i| match standing(respondents, i, &shared) {
                Standing::Counted => key(respondents, i, answers).max(1),
                Standing::Alone | Standing::Outside => NOT_COUNTED,
            };
            range.map(of).collect::<Vec<u64>>()
        });
        let shards = compute_in_order(N_SHARDS, |shard| {
            let mut counted = Counted::default();
            for (i, &key) in keys.iter().flatten().enumerate() {
                if key != NOT_COUNTED && shard_of(key) == shard {
                    let same = |one, other| are_same(respondents, one, other, answers);
                    counted.add(key, i, same);
                }
            }
            counted
        });
        // By first respondent: a list as long as all of them takes less than to sort.
        let mut counts = vec![0; n];
        for shard in &shards {
            for (&first, &count) in shard.first.iter().zip(&shard.count) {
                counts[first] = count;
            }
        }
        let mut found = Self {
            first: Vec::new(),
            count: Vec::new(),
        };
        for (i, counted) in counts.into_iter().enumerate() {
            let is_alone = || standing(respondents, i, &shared) == Standing::Alone;
            if counted > 0 || is_alone() {
                found.first.push(i);
                found.count.push(counted.max(1));
            }
        }
        found
    }
}

fn shard_of(key: u64) -> usize {
    // The last bits choose the place in a table; these are others.
    usize::try_from(key >> 40 & 0xffff).unwrap_or_default() % N_SHARDS
}

/// Patterns of some keys.
#[derive(Debug, Default)]
struct Counted {
    first: Vec<usize>,
    count: Vec<usize>,
    places: HashMap<u64, usize, BuildHasherDefault<Mixed>>,
}

impl Counted {
    /// Adds respondent `i`; those of before whom `are_same` finds the same have the same `key`.
    fn add(&mut self, mut key: u64, i: usize, are_same: impl Fn(usize, usize) -> bool) {
        loop {
            let next = self.first.len();
            let place = *self.places.entry(key).or_insert(next);
            if place == next {
                self.first.push(i);
                self.count.push(1);
                return;
            }
            if are_same(self.first[place], i) {
                self.count[place] += 1;
                return;
            }
            // Two patterns of one key: the next place is tried, for both the same one.
            key = key.wrapping_add(1);
        }
    }
}

/// How a respondent is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// The model does not see them.
    Outside,
    /// As one of a pattern.
    Counted,
    /// Alone, as others of the model are of the same customer.
    Alone,
}

fn standing(respondents: &Respondents, i: usize, shared: &[Share]) -> Standing {
    if !respondents.is_modelled(i) {
        Standing::Outside
    } else if shared[respondents.customer(i) as usize] == Share::Several {
        Standing::Alone
    } else {
        Standing::Counted
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

/// What equal respondents share and others do not, beside their mentions; as many numbers for everybody.
fn words(respondents: &Respondents, i: usize, answers: Answers) -> impl Iterator<Item = u64> {
    let number = |value: Option<f64>| value.map_or(u64::MAX, f64::to_bits);
    let answer = (answers == Answers::Apart).then(|| number(respondents.answer(i)));
    let controls = respondents.controls.iter();
    let controls = controls.map(move |control| control.codes[i].map_or(u64::MAX, u64::from));
    [
        number(respondents.outcome(i)),
        respondents.weight(i).to_bits(),
    ]
    .into_iter()
    .chain(answer)
    .chain(controls)
}

fn are_same(respondents: &Respondents, one: usize, other: usize, answers: Answers) -> bool {
    respondents.mentions(one) == respondents.mentions(other)
        && words(respondents, one, answers).eq(words(respondents, other, answers))
}

/// A number that equal respondents share; others mostly do not.
fn key(respondents: &Respondents, i: usize, answers: Answers) -> u64 {
    let mut mixed = Mixed::default();
    words(respondents, i, answers).for_each(|word| mixed.write_u64(word));
    for mention in respondents.mentions(i) {
        mixed.write_u64(u64::from(mention.topic) << 2 | mention.tone as u64);
    }
    mixed.0
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
        let one = (
            0_u8..3,
            0_u32..4,
            0_u32..3,
            0_u32..12,
            any::<bool>(),
            0_u8..2,
        );
        proptest::collection::vec(one, 0..60).prop_map(|lines| {
            let mut respondents = Respondents::default();
            for (score, topic, tone, customer, has_words, answer) in lines {
                let tone = [Tone::Negative, Tone::Positive, Tone::Both][tone as usize];
                let mentions = (topic > 0).then_some(Mention { topic, tone });
                respondents.push(&Respondent {
                    outcome: (score < 2).then(|| f64::from(score)),
                    answer: Some(f64::from(answer)),
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

    /// Patterns as a map of whole respondents counts them: the first of each, and how many.
    fn plain(respondents: &Respondents, answers: Answers) -> Vec<(usize, usize)> {
        let mut of_customer: BTreeMap<u32, usize> = BTreeMap::new();
        for i in respondents.modelled() {
            *of_customer.entry(respondents.customer(i)).or_default() += 1;
        }
        let mut known: BTreeMap<_, (usize, usize)> = BTreeMap::new();
        for i in respondents.modelled() {
            let alone = of_customer[&respondents.customer(i)] > 1;
            let bits = |value: Option<f64>| value.map(f64::to_bits);
            let answer = (answers == Answers::Apart).then(|| bits(respondents.answer(i)));
            let said = respondents.mentions(i).to_vec();
            let key = (
                bits(respondents.outcome(i)),
                answer,
                said,
                alone.then_some(i),
            );
            known.entry(key).or_insert((i, 0)).1 += 1;
        }
        let mut found: Vec<(usize, usize)> = known.into_values().collect();
        found.sort_unstable();
        found
    }

    proptest! {
        #[test]
        fn patterns_are_what_a_map_of_whole_respondents_counts(respondents in any_respondents()) {
            for answers in [Answers::Apart, Answers::Together] {
                let patterns = Patterns::of(&respondents, answers);
                let found: Vec<_> = patterns.first.into_iter().zip(patterns.count).collect();
                prop_assert_eq!(found, plain(&respondents, answers));
            }
        }

        #[test]
        fn keys_that_patterns_share_keep_them_apart(
            patterns in proptest::collection::vec(0_u64..5, 0..60),
        ) {
            let mut counted = Counted::default();
            for (i, pattern) in patterns.iter().enumerate() {
                counted.add(pattern % 2, i, |one, other| patterns[one] == patterns[other]);
            }
            let mut plain: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
            for (i, pattern) in patterns.iter().enumerate() {
                plain.entry(*pattern).or_insert((i, 0)).1 += 1;
            }
            let mut plain: Vec<_> = plain.into_values().collect();
            plain.sort_unstable();
            let found: Vec<_> = counted.first.into_iter().zip(counted.count).collect();
            prop_assert_eq!(found, plain);
        }
    }
}
