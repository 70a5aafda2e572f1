use super::Respondents;

/// Per topic the mean of all minus the mean of those without it, in outcome points.
pub(super) fn unadjusted_impacts(
    respondents: &Respondents,
    weights: &[f64],
    n_topics: usize,
) -> Vec<Option<f64>> {
    let answers = || {
        respondents.modelled().filter_map(|i| {
            let outcome = respondents.outcome(i)?;
            Some((respondents.saying(i), outcome, weights[i]))
        })
    };
    // Sums of whole numbers are the same in any order, so those of a list of mentions are taken together.
    let is_whole = |number: f64| number.abs() <= LARGEST_TERM && number.fract() == 0.0;
    if answers().all(|(_, outcome, weight)| is_whole(weight) && is_whole(weight * outcome)) {
        let mut sums = vec![(0.0, 0.0); respondents.sayings().len()];
        for (saying, outcome, weight) in answers() {
            sums[saying].0 += weight * outcome;
            sums[saying].1 += weight;
        }
        impacts(respondents, sums.into_iter().enumerate(), n_topics)
    } else {
        let terms = answers().map(|(saying, outcome, weight)| (saying, (weight * outcome, weight)));
        impacts(respondents, terms, n_topics)
    }
}

/// Sums of billions of such terms are whole numbers that a float holds.
const LARGEST_TERM: f64 = 1_048_576.0;

/// [`unadjusted_impacts`] of the weighted outcomes and weights of lists of mentions.
fn impacts(
    respondents: &Respondents,
    terms: impl Iterator<Item = (usize, (f64, f64))>,
    n_topics: usize,
) -> Vec<Option<f64>> {
    let (mut all, mut all_weight) = (0.0, 0.0);
    let mut without = vec![(0.0, 0.0); n_topics];
    let mut kept = Vec::new();
    for (saying, (weighted, weight)) in terms {
        all += weighted;
        all_weight += weight;
        // All sums move, and those of the topics mentioned go back: few are.
        let mentioned = || {
            let mentions = respondents.sayings().get(saying).iter();
            mentions.map(|mention| mention.topic as usize)
        };
        kept.clear();
        kept.extend(mentioned().map(|topic| without[topic]));
        for (sum, total) in &mut without {
            *sum += weighted;
            *total += weight;
        }
        for (topic, &before) in mentioned().zip(&kept) {
            without[topic] = before;
        }
    }
    let impact = |&(sum, total): &(f64, f64)| (total > 0.0).then(|| all / all_weight - sum / total);
    without.iter().map(impact).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::{Mention, Respondent, Tone};
    use proptest::prelude::*;

    /// Means of all and of those who do not mention a topic, respondent by respondent.
    fn plain(respondents: &Respondents, weights: &[f64], topic: u32) -> Option<f64> {
        let mean = |keep: &dyn Fn(usize) -> bool| {
            let (mut sum, mut total) = (0.0, 0.0);
            for i in respondents.modelled().filter(|&i| keep(i)) {
                sum += weights[i] * respondents.outcome(i).unwrap();
                total += weights[i];
            }
            (total > 0.0).then(|| sum / total)
        };
        let without = |i: usize| respondents.mentions(i).iter().all(|one| one.topic != topic);
        Some(mean(&|_| true)? - mean(&without)?)
    }

    proptest! {
        #[test]
        fn impacts_are_those_of_a_look_at_every_respondent_to_the_last_bit(
            said in prop::collection::vec((prop::option::of(-2_i8..3), 0_u32..4, any::<bool>()), 0..40),
            unit in prop::sample::select(vec![1.0, 0.3]),
        ) {
            let mut respondents = Respondents::default();
            for (at, &(outcome, topic, has_words)) in said.iter().enumerate() {
                let tone = Tone::Negative;
                respondents.push(&Respondent {
                    outcome: outcome.map(|outcome| f64::from(outcome) * 50.0 * unit),
                    answer: None,
                    weight: unit,
                    customer: crate::units::as_u32(at),
                    has_words,
                    month: None,
                    mentions: (topic > 0).then_some(Mention { topic, tone }).into_iter().collect(),
                });
            }
            let weights: Vec<f64> = (0..said.len()).map(|i| respondents.weight(i)).collect();
            let bits = |found: Vec<Option<f64>>| {
                found.into_iter().map(|one| one.map(f64::to_bits)).collect::<Vec<_>>()
            };
            let expected = (0..4).map(|topic| plain(&respondents, &weights, topic)).collect();
            let found = unadjusted_impacts(&respondents, &weights, 4);
            prop_assert_eq!(bits(found), bits(expected));
        }
    }
}
