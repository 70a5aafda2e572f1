use crate::classify::topics::choose;
use crate::classify::topics::{Choice, LabelCounts, LearnedTopic};
use crate::units::as_f64;

/// Logits of texts that were held out while the rest was learnt.
pub(super) struct HeldOut<'a> {
    /// (texts, labels), row-major.
    pub(super) logits: &'a [f32],
    /// Labels of each text.
    pub(super) labels: &'a [Vec<usize>],
    /// Fold of each text.
    pub(super) folds: &'a [usize],
    pub(super) n_labels: usize,
}

/// From logits to topics: calibration and threshold of each label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Decision {
    pub(super) slope: f32,
    pub(super) offset: f32,
    /// Least probability.
    pub(super) threshold: f32,
}

/// So many texts with a label weigh as much in its threshold as the threshold of all labels together.
///
/// The threshold that is best for ten texts is that of chance.
const PRIOR_THRESHOLD: f64 = 100.0;
/// So much information holds calibration to slope 1 and offset 0.
const PRIOR_SLOPE: f64 = 5.0;
const PRIOR_OFFSET: f64 = 1.0;
/// Slope below which a label's logits would say nothing or the opposite.
const LEAST_SLOPE: f64 = 0.05;

impl HeldOut<'_> {
    fn logit(&self, text: usize, label: usize) -> f32 {
        self.logits[text * self.n_labels + label]
    }

    fn is_labelled(&self, text: usize, label: usize) -> bool {
        self.labels[text].binary_search(&label).is_ok()
    }

    /// Decisions of every label, learnt from the texts outside fold `without` (from all where absent).
    pub(super) fn decisions(&self, choice: Choice, without: Option<usize>) -> Vec<Decision> {
        let texts: Vec<usize> = (0..self.labels.len())
            .filter(|&text| Some(self.folds[text]) != without)
            .collect();
        match choice {
            Choice::Any => self.decisions_of_any(&texts),
            Choice::One => self.decisions_of_one(&texts),
        }
    }

    fn decisions_of_any(&self, texts: &[usize]) -> Vec<Decision> {
        let mut pooled: Vec<(f32, bool)> = Vec::new();
        let of_label: Vec<Vec<(f32, bool)>> = (0..self.n_labels)
            .map(|label| {
                let pairs: Vec<(f32, bool)> = texts
                    .iter()
                    .map(|&text| (self.logit(text, label), self.is_labelled(text, label)))
                    .collect();
                pooled.extend(&pairs);
                pairs
            })
            .collect();
        let common = best_threshold(&mut pooled).unwrap_or(0.0);
        of_label
            .into_iter()
            .map(|mut pairs| {
                let n = as_f64(pairs.iter().filter(|(_, is_labelled)| *is_labelled).count());
                let own = best_threshold(&mut pairs).unwrap_or(common);
                let share = n / (n + PRIOR_THRESHOLD);
                let logit = share.mul_add(own - common, common);
                Decision::of(calibration(&pairs), logit)
            })
            .collect()
    }

    /// One calibration and one threshold for all labels, so that the likeliest is that of the highest logit.
    fn decisions_of_one(&self, texts: &[usize]) -> Vec<Decision> {
        let mut pooled = Vec::new();
        let mut chosen = Vec::new();
        for &text in texts {
            let likeliest = (0..self.n_labels).max_by(|&a, &b| {
                let by_size = self.logit(text, a).total_cmp(&self.logit(text, b));
                by_size.then(b.cmp(&a))
            });
            for label in 0..self.n_labels {
                let pair = (self.logit(text, label), self.is_labelled(text, label));
                pooled.push(pair);
                if Some(label) == likeliest {
                    chosen.push(pair);
                }
            }
        }
        // Where every text has a topic, refusing one can only lose.
        let has_silent = texts.iter().any(|&text| self.labels[text].is_empty());
        let threshold = if has_silent {
            best_threshold(&mut chosen).unwrap_or(0.0)
        } else {
            f64::from(f32::MIN) / 4.0
        };
        vec![Decision::of(calibration(&pooled), threshold); self.n_labels]
    }

    /// Counts, per label, of what is found in each text by decisions learnt from the other folds.
    pub(super) fn counts(
        &self,
        topics: &[LearnedTopic],
        choice: Choice,
        n_folds: usize,
        is_counted: &dyn Fn(usize) -> bool,
    ) -> (Vec<LabelCounts>, Vec<Vec<usize>>) {
        let mut counts = vec![LabelCounts::default(); self.n_labels];
        let mut found = vec![Vec::new(); self.labels.len()];
        for fold in 0..n_folds {
            let decided = decided(topics, &self.decisions(choice, Some(fold)));
            for text in (0..self.labels.len()).filter(|&text| self.folds[text] == fold) {
                let first = text * self.n_labels;
                let probabilities: Vec<f32> = self.logits[first..first + self.n_labels]
                    .iter()
                    .zip(&decided)
                    .map(|(logit, topic)| topic.probability(*logit))
                    .collect();
                found[text] = choose(&decided, choice, &probabilities);
                if is_counted(text) {
                    for (label, counts) in counts.iter_mut().enumerate() {
                        let is_found = found[text].binary_search(&label).is_ok();
                        counts.add(is_found, self.is_labelled(text, label));
                    }
                }
            }
        }
        (counts, found)
    }
}

/// The topics with these decisions.
pub(super) fn decided(topics: &[LearnedTopic], decisions: &[Decision]) -> Vec<LearnedTopic> {
    topics
        .iter()
        .zip(decisions)
        .map(|(topic, decision)| LearnedTopic {
            slope: decision.slope,
            offset: decision.offset,
            threshold: decision.threshold,
            ..topic.clone()
        })
        .collect()
}

impl Decision {
    fn of((slope, offset): (f64, f64), logit: f64) -> Self {
        let odds = slope.mul_add(logit, offset);
        #[expect(clippy::cast_possible_truncation, reason = "numbers of f32 size")]
        let narrow = |number: f64| number as f32;
        Self {
            slope: narrow(slope),
            offset: narrow(offset),
            threshold: narrow(1.0 / (1.0 + (-odds).exp())),
        }
    }
}

/// The logit above which a label is best given: that of the highest F1, half way to the next text.
///
/// One more miss is counted than there is, so that a single text at the top does not set the threshold.
fn best_threshold(pairs: &mut [(f32, bool)]) -> Option<f64> {
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let n_labelled = as_f64(pairs.iter().filter(|(_, is_labelled)| *is_labelled).count());
    let mut best: Option<(f64, f64)> = None;
    let mut n_right = 0.0;
    for (n_given, pair) in (1_usize..).zip(pairs.windows(2)) {
        n_right += if pair[0].1 { 1.0 } else { 0.0 };
        let f1 = 2.0 * n_right / (n_labelled + as_f64(n_given) + 1.0);
        if best.is_none_or(|(highest, _)| f1 > highest) && n_right > 0.0 {
            best = Some((
                f1,
                f64::midpoint(f64::from(pair[0].0), f64::from(pair[1].0)),
            ));
        }
    }
    best.map(|(_, logit)| logit)
}

/// Slope and offset that make log-odds of logits (Platt 1999), held to 1 and 0 by a little prior
/// information.
fn calibration(pairs: &[(f32, bool)]) -> (f64, f64) {
    let (mut slope, mut offset) = (1.0_f64, 0.0_f64);
    for _ in 0..30 {
        let mut gradient = [-PRIOR_SLOPE * (slope - 1.0), -PRIOR_OFFSET * offset];
        let mut information = [PRIOR_SLOPE, 0.0, PRIOR_OFFSET];
        for &(logit, is_labelled) in pairs {
            let logit = f64::from(logit);
            let probability = 1.0 / (1.0 + (-slope.mul_add(logit, offset)).exp());
            let excess = if is_labelled { 1.0 } else { 0.0 } - probability;
            let weight = probability * (1.0 - probability);
            gradient[0] += excess * logit;
            gradient[1] += excess;
            information[0] += weight * logit * logit;
            information[1] += weight * logit;
            information[2] += weight;
        }
        let [a, b, c] = information;
        let determinant = a.mul_add(c, -(b * b));
        if determinant <= 0.0 {
            break;
        }
        let step = [
            c.mul_add(gradient[0], -(b * gradient[1])) / determinant,
            a.mul_add(gradient[1], -(b * gradient[0])) / determinant,
        ];
        slope = (slope + step[0].clamp(-2.0, 2.0)).max(LEAST_SLOPE);
        offset += step[1].clamp(-4.0, 4.0);
        if step[0].abs() + step[1].abs() < 1e-9 {
            break;
        }
    }
    (slope, offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_is_that_of_the_highest_f1() {
        let mut pairs = [
            (3.0, true),
            (2.0, true),
            (1.5, true),
            (1.0, false),
            (0.5, true),
            (0.0, false),
            (-1.0, false),
        ];
        let best = best_threshold(&mut pairs).unwrap();
        assert!((best - 0.25).abs() < 1e-9, "{best}");
        assert_eq!(best_threshold(&mut [(1.0, false), (0.0, false)]), None);
    }

    #[test]
    fn logits_that_claim_too_much_are_damped() {
        // Of texts with logit 4 three in four are labelled, of those with −4 one in four.
        let pairs: Vec<(f32, bool)> = (0..4000)
            .map(|i| {
                let is_high = i % 2 == 0;
                (
                    if is_high { 4.0 } else { -4.0 },
                    (i / 2 % 4 == 0) != is_high,
                )
            })
            .collect();
        let (slope, offset) = calibration(&pairs);
        assert!((slope - 3.0_f64.ln() / 4.0).abs() < 0.01, "{slope}");
        assert!(offset.abs() < 0.05, "{offset}");
    }
}
