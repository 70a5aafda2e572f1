use super::Respondents;
use crate::stats::compute_in_order;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

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

/// Respondents counted at a time, on any thread; the result does not depend on it.
const PART: usize = 1 << 17;

impl Patterns {
    /// Counts the respondents of the model; patterns stand in the order of their first respondents.
    pub(super) fn of(respondents: &Respondents, answers: Answers) -> Self {
        let shared = shared_customers(respondents);
        let n = respondents.len();
        let mut parts = compute_in_order(n.div_ceil(PART), |part| {
            let range = part * PART..n.min((part + 1) * PART);
            Counted::of(respondents, range, &shared, answers)
        })
        .into_iter();
        let mut whole = parts.next().unwrap_or_default();
        for part in parts {
            whole.append(&part);
        }
        Self {
            first: whole.first,
            count: whole.count,
        }
    }
}

/// Patterns of some respondents, each with what makes it the pattern it is.
#[derive(Debug, Default)]
struct Counted {
    first: Vec<usize>,
    count: Vec<usize>,
    /// Where the words of each pattern end; those who stand alone have none.
    ends: Vec<usize>,
    words: Vec<u64>,
    places: HashMap<u64, usize, BuildHasherDefault<Mixed>>,
}

impl Counted {
    fn of(
        respondents: &Respondents,
        range: Range<usize>,
        shared: &[Share],
        answers: Answers,
    ) -> Self {
        let mut counted = Self::default();
        let mut words = Vec::new();
        for i in respondents.modelled_in(range) {
            words.clear();
            if shared[respondents.customer(i) as usize] != Share::Several {
                put_words(respondents, i, answers, &mut words);
            }
            counted.add(i, 1, &words);
        }
        counted
    }

    /// Adds the patterns of later respondents.
    fn append(&mut self, later: &Self) {
        let mut start = 0;
        for ((&first, &count), &end) in later.first.iter().zip(&later.count).zip(&later.ends) {
            self.add(first, count, &later.words[start..end]);
            start = end;
        }
    }

    /// Adds `count` respondents, the first of them `i`; without words they stand alone.
    fn add(&mut self, i: usize, count: usize, words: &[u64]) {
        if !words.is_empty() {
            let mut key = key(words);
            loop {
                let next = self.first.len();
                let place = *self.places.entry(key).or_insert(next);
                if place == next {
                    break;
                }
                if self.words_of(place) == words {
                    self.count[place] += count;
                    return;
                }
                // Two patterns of one key: the next place is tried, for both the same one.
                key = key.wrapping_add(1);
            }
        }
        self.first.push(i);
        self.count.push(count);
        self.words.extend_from_slice(words);
        self.ends.push(self.words.len());
    }

    fn words_of(&self, place: usize) -> &[u64] {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.words[start..self.ends[place]]
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

/// Writes what equal respondents share and others do not, number after number; never nothing.
fn put_words(respondents: &Respondents, i: usize, answers: Answers, words: &mut Vec<u64>) {
    let number = |value: Option<f64>| value.map_or(u64::MAX, f64::to_bits);
    words.push(number(respondents.outcome(i)));
    words.push(respondents.weight(i).to_bits());
    if answers == Answers::Apart {
        words.push(number(respondents.answer(i)));
    }
    let controls = respondents.controls.iter();
    words.extend(controls.map(|control| control.codes[i].map_or(u64::MAX, u64::from)));
    let mentions = respondents.mentions(i).iter();
    words.extend(mentions.map(|mention| u64::from(mention.topic) << 2 | mention.tone as u64));
}

/// A number that equal words share; others mostly do not.
fn key(words: &[u64]) -> u64 {
    let mut mixed = Mixed::default();
    for &word in words {
        mixed.write_u64(word);
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
        fn parts_counted_apart_are_the_whole(
            respondents in any_respondents(),
            cut in 0_usize..60,
        ) {
            let cut = cut.min(respondents.len());
            let shared = shared_customers(&respondents);
            let of = |range| Counted::of(&respondents, range, &shared, Answers::Apart);
            let mut parts = of(0..cut);
            parts.append(&of(cut..respondents.len()));
            let whole = of(0..respondents.len());
            prop_assert_eq!((parts.first, parts.count), (whole.first, whole.count));
        }
    }
}
