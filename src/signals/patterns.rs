use super::Respondents;
use super::numbered::{Numbered, Pairs};
use crate::stats::compute_both;
use crate::units::as_u32;

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
    /// Whether it is one respondent who shares a customer with another.
    pub(super) is_alone: Vec<bool>,
}

/// Whether answers of one outcome, such as a 9 and a 10 of NPS, are different patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answers {
    /// They are: weights for the silent go by the answer.
    Apart,
    /// They are not: nothing looks at more than the outcome.
    Together,
}

impl Patterns {
    /// Counts the respondents of the model; patterns stand in the order of their first respondents.
    pub(super) fn of(respondents: &Respondents, answers: Answers) -> Self {
        let (shared, kinds) = compute_both(
            || shared_customers(respondents),
            || Kinds::of(respondents, answers),
        );
        // Two shards of lists of mentions: nothing depends on how many there are.
        let shard = |odd: usize| Self::of_shard(respondents, odd, &shared, &kinds);
        let (even, odd) = compute_both(|| shard(0), || shard(1));
        even.merged(&odd)
    }

    /// Those whose list of mentions has an even number, or an odd one.
    fn of_shard(respondents: &Respondents, odd: usize, shared: &[Share], kinds: &Kinds) -> Self {
        let n_sayings = respondents.sayings().len() / 2 + 1;
        let mut pairs = Pairs::new(kinds.n, n_sayings, respondents.len());
        let mut places: Vec<u32> = Vec::new();
        let mut found = Self {
            first: Vec::new(),
            count: Vec::new(),
            is_alone: Vec::new(),
        };
        for (i, saying) in respondents.saying_of_each() {
            if saying % 2 != odd {
                continue;
            }
            let standing = standing(respondents, i, shared);
            match standing {
                Standing::Outside => continue,
                Standing::Alone => {}
                Standing::Counted => {
                    let pattern = pairs.number(kinds.of[i], as_u32(saying / 2));
                    if let Some(&place) = places.get(pattern as usize) {
                        found.count[place as usize] += 1;
                        continue;
                    }
                    places.push(as_u32(found.first.len()));
                }
            }
            found.first.push(i);
            found.count.push(1);
            found.is_alone.push(standing == Standing::Alone);
        }
        found
    }

    /// The patterns of both, in the order of their first respondents.
    fn merged(&self, other: &Self) -> Self {
        let n = self.first.len() + other.first.len();
        let mut merged = Self {
            first: Vec::with_capacity(n),
            count: Vec::with_capacity(n),
            is_alone: Vec::with_capacity(n),
        };
        let (mut at, mut beside) = (0, 0);
        while at + beside < n {
            let is_first = match (self.first.get(at), other.first.get(beside)) {
                (Some(own), Some(others)) => own < others,
                (own, _) => own.is_some(),
            };
            let (from, place) = if is_first {
                (self, &mut at)
            } else {
                (other, &mut beside)
            };
            merged.first.push(from.first[*place]);
            merged.count.push(from.count[*place]);
            merged.is_alone.push(from.is_alone[*place]);
            *place += 1;
        }
        merged
    }
}

/// What equal respondents share beside their mentions, as a number.
struct Kinds {
    /// Per respondent.
    of: Vec<u32>,
    n: usize,
}

impl Kinds {
    fn of(respondents: &Respondents, answers: Answers) -> Self {
        let mut different = Numbered::default();
        let bits = |value: Option<f64>| value.map_or(u64::MAX, f64::to_bits);
        let of_stance: Vec<u32> = respondents
            .stances()
            .map(|(outcome, answer, weight)| {
                let answer = (answers == Answers::Apart).then(|| bits(answer));
                different.number((bits(outcome), weight.to_bits(), answer))
            })
            .collect();
        let kinds = (0..respondents.len()).map(|i| of_stance[respondents.stance(i)]);
        let mut found = Self {
            of: kinds.collect(),
            n: different.values().len(),
        };
        for control in &respondents.controls {
            // No value is one more.
            let mut pairs = Pairs::new(found.n, control.levels.len() + 1, found.of.len());
            for (kind, code) in found.of.iter_mut().zip(&control.codes) {
                *kind = pairs.number(*kind, code.map_or(0, |code| code + 1));
            }
            found.n = pairs.n();
        }
        found
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
    } else if shared.get(respondents.customer(i) as usize) == Some(&Share::Several) {
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

/// Per customer; nothing where none has several.
fn shared_customers(respondents: &Respondents) -> Vec<Share> {
    let customers = || respondents.modelled().map(|i| respondents.customer(i));
    if customers().is_sorted_by(|a, b| a < b) {
        return Vec::new();
    }
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
    }
}
