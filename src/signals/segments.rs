#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::model::{Counts, NegativeFit, count, fit_negative};
use super::patterns::Patterns;
use super::{Control, Error, IntervalMethod, Options, Respondents, Silence, Topic, TopicName};
use crate::stats;
use crate::units::{Interval, Probability, as_u32};
use std::cmp::Reverse;

/// Most segments with a row of their own, the largest; all others share one.
const MOST_SEGMENTS: usize = 20;

/// Most topics compared, those with the most negative mentions with a score.
const MOST_TOPICS: usize = 8;

/// Fewest respondents with and without a negative mention for an effect of a segment's own.
const LEAST_FOR_EFFECT: u64 = 10;

/// Part of the topics called different between segments that may be so by chance, on average.
const FALSE_DISCOVERIES: f64 = 0.05;

/// The negative mentions of topics beside one another in the segments of one field.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentComparison {
    /// Segments with a row of their own, largest first, then the row of all others, where there are any.
    pub segments: Vec<Segment>,
    /// Segments that share the row of all others.
    pub n_others: usize,
    /// Respondents with words and an outcome that have a segment.
    pub n: u64,
    /// Topics compared, most negative mentions first.
    pub topics: Vec<SegmentTopic>,
}

/// One segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Value of the field; `None` for all others together.
    pub value: Option<String>,
    /// Respondents with words and an outcome.
    pub n: u64,
    /// The outcome that all of them gave, where they gave the same.
    pub all_answered: Option<f64>,
    /// Weighted mean outcome in outcome points, with Student's t interval; `None` where all are equal.
    pub mean: Option<Interval>,
}

/// One topic over the segments.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentTopic {
    /// The topic.
    pub topic: TopicName,
    /// Effect of a negative mention in outcome points over all segments, segment and other topics held.
    pub effect: f64,
    /// Share of those who wrote with a negative mention.
    pub share: f64,
    /// Respondents with one.
    pub n_negative: u64,
    /// Whether the effect differs between segments; `None` where fewer than two have one.
    pub heterogeneity: Option<Heterogeneity>,
    /// Per segment, in the order of the segments.
    pub cells: Vec<SegmentCell>,
}

/// Cochran's test that an effect is the same in all segments.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heterogeneity {
    /// Squared distances from the precision-weighted mean, in variances.
    pub q: f64,
    /// Segments with an effect, less one.
    pub degrees_of_freedom: usize,
    /// Probability of a Q at least as large if the effect were the same everywhere.
    pub p_value: Probability,
    /// Part of the spread that is not chance, 0 to 1.
    pub i_squared: f64,
    /// Whether it stands when all topics compared are looked at together (Benjamini & Hochberg 1995).
    pub is_discovery: bool,
}

/// One topic in one segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SegmentCell {
    /// Respondents with a negative mention.
    pub n_negative: u64,
    /// Their share of the segment, with Wilson's interval for the effective number.
    pub share: Interval,
    /// The segment's own effect, other topics held; `None` with too few on either side.
    pub effect: Option<Interval>,
    /// The effect drawn towards that of all segments as far as its own says little; `None` with fewer than
    /// three segments that have one.
    pub pooled: Option<Interval>,
}

/// Compares the negative mentions of topics over the values of one field.
///
/// One model of all respondents holds the segment and the other topics: r = y − what it says of all columns
/// but the topic's. The effect in a segment is the mean of r with a negative mention less that without,
/// within the segment; so other topics are taken to cost the same everywhere. Its variance is the larger of
/// the two groups' own and that of one residual variance everywhere, as few mentions easily have none. The
/// effects are compared by Cochran's Q and drawn together by the normal hierarchical model
/// ([`stats::random_effects`]).
///
/// Shares and effects are those of respondents who wrote, without weights for the silent.
///
/// `Ok(None)` where there is nothing to fit.
///
/// # Errors
///
/// [`Error`] when the model cannot be computed.
///
/// # References
///
/// Partial residuals: Frisch & Waugh (1933); Welch (1947) for two variances; Cochran (1954); Gelman et al.
/// (2013), *Bayesian Data Analysis*, §5.4.
pub fn compare_segments(
    respondents: &mut Respondents,
    field: &Control,
    topics: &[Topic],
    options: &Options,
) -> Result<Option<SegmentComparison>, Error> {
    let rows = Rows::of(respondents, field);
    respondents.controls.push(rows.control(field));
    let options = Options {
        silence: Silence::NotMentioning,
        intervals: IntervalMethod::Hc3,
        card: None,
        ..options.clone()
    };
    let counts = count(respondents, topics.len());
    let patterns = Patterns::of(respondents);
    let fit = fit_negative(respondents, &patterns, topics, &counts, &options);
    respondents.controls.pop();
    let Some(fit) = fit? else { return Ok(None) };
    let compared = most_mentioned(&counts, &fit, options.min_mentions);
    let sums = Sums::of(respondents, &rows, &fit, &compared);
    let mut found = Vec::new();
    for (at, &topic) in compared.iter().enumerate() {
        found.push(sums.topic(at, &topics[topic].name, fit.effects[topic], &options)?);
    }
    let tested: Vec<Probability> = found
        .iter()
        .filter_map(|topic| topic.heterogeneity.map(|test| test.p_value))
        .collect();
    let stands = stats::discoveries(&tested, Probability::saturating(FALSE_DISCOVERIES));
    let tests = found
        .iter_mut()
        .filter_map(|topic| topic.heterogeneity.as_mut());
    for (test, stands) in tests.zip(stands) {
        test.is_discovery = stands;
    }
    Ok(Some(SegmentComparison {
        n: sums.whole.iter().map(|whole| whole.n).sum(),
        n_others: rows.n_others,
        segments: sums.segments(&rows, field, options.level),
        topics: found,
    }))
}

/// The topics with the most negative mentions that the model has an effect of.
fn most_mentioned(counts: &[Counts], fit: &NegativeFit, least: u64) -> Vec<usize> {
    let mut topics: Vec<usize> = (0..counts.len())
        .filter(|&topic| fit.effects[topic].is_some() && counts[topic].n_negative_scored >= least)
        .collect();
    topics.sort_by_key(|&topic| (Reverse(counts[topic].n_negative_scored), topic));
    topics.truncate(MOST_TOPICS);
    topics
}

/// Which respondent stands in which row of the comparison.
struct Rows {
    /// Codes of the segments with a row of their own.
    own: Vec<u32>,
    n_others: usize,
    /// Row per respondent.
    of: Vec<Option<u32>>,
}

impl Rows {
    fn of(respondents: &Respondents, field: &Control) -> Self {
        let mut n_of = vec![0_u64; field.levels.len()];
        for i in respondents.modelled() {
            if let Some(code) = field.codes[i] {
                n_of[code as usize] += 1;
            }
        }
        let mut codes: Vec<usize> = (0..n_of.len()).filter(|&code| n_of[code] > 0).collect();
        codes.sort_by_key(|&code| (Reverse(n_of[code]), code));
        let mut row_of = vec![None; n_of.len()];
        let own: Vec<u32> = codes
            .iter()
            .take(MOST_SEGMENTS)
            .map(|&code| as_u32(code))
            .collect();
        for (place, &code) in codes.iter().enumerate() {
            row_of[code] = Some(as_u32(place.min(own.len())));
        }
        let of = field.codes.iter().map(|code| row_of[(*code)? as usize]);
        Self {
            of: of.collect(),
            n_others: codes.len() - own.len(),
            own,
        }
    }

    fn n(&self) -> usize {
        self.own.len() + usize::from(self.n_others > 0)
    }

    /// The field with the small segments as one value.
    fn control(&self, field: &Control) -> Control {
        let names = self
            .own
            .iter()
            .map(|&code| field.levels[code as usize].clone());
        Control {
            name: field.name.clone(),
            levels: names.chain((self.n_others > 0).then(String::new)).collect(),
            codes: self.of.clone(),
        }
    }
}

/// Weights, squares of weights and moments of residuals.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    n: u64,
    weight: f64,
    weight_squares: f64,
    residual: f64,
    residual_squares: f64,
    y: f64,
    y_squares: f64,
    lowest: f64,
    highest: f64,
}

impl Sum {
    fn add(&mut self, weight: f64, residual: f64, y: f64) {
        if self.n == 0 {
            (self.lowest, self.highest) = (y, y);
        }
        self.n += 1;
        self.weight += weight;
        self.weight_squares += weight * weight;
        self.residual += weight * residual;
        self.residual_squares += weight * residual * residual;
        self.y += weight * y;
        self.y_squares += weight * y * y;
        self.lowest = self.lowest.min(y);
        self.highest = self.highest.max(y);
    }

    fn less(&self, part: &Self) -> Self {
        Self {
            n: self.n - part.n,
            weight: self.weight - part.weight,
            weight_squares: self.weight_squares - part.weight_squares,
            residual: self.residual - part.residual,
            residual_squares: self.residual_squares - part.residual_squares,
            ..*self
        }
    }

    fn n_effective(&self) -> f64 {
        self.weight * self.weight / self.weight_squares
    }

    fn mean_residual(&self) -> f64 {
        self.residual / self.weight
    }

    /// Variance of the mean residual, its own and under the variance of everybody, the larger.
    fn variance(&self, of_everybody: f64) -> f64 {
        let mean = self.mean_residual();
        let spread = (self.residual_squares / self.weight - mean * mean).max(0.0);
        let n = self.n_effective();
        (spread / (n - 1.0)).max(of_everybody / n)
    }

    fn mean_outcome(&self, level: Probability) -> Option<Interval> {
        let (mean, n) = (self.y / self.weight, self.n_effective());
        let deviation = ((self.y_squares / self.weight - mean * mean) / (n - 1.0)).sqrt();
        let margin = stats::t_margin(level, n - 1.0).ok()? * deviation;
        let is_told = self.lowest < self.highest && margin.is_finite() && margin > 0.0;
        is_told.then(|| Interval::new(mean - margin, mean, mean + margin, level).ok())?
    }
}

/// Sums per row of the comparison, and per topic of those with a negative mention.
struct Sums {
    whole: Vec<Sum>,
    /// `[topic][row]`.
    negative: Vec<Vec<Sum>>,
    /// Residual variance of everybody.
    variance: f64,
}

impl Sums {
    fn of(respondents: &Respondents, rows: &Rows, fit: &NegativeFit, compared: &[usize]) -> Self {
        let place = |topic: u32| compared.iter().position(|&known| known == topic as usize);
        let mut whole = vec![Sum::default(); rows.n()];
        let mut negative = vec![vec![Sum::default(); rows.n()]; compared.len()];
        let (mut squares, mut total) = (0.0, 0.0);
        for (i, residual) in respondents.modelled().zip(&fit.residuals) {
            let (Some(row), Some(y)) = (rows.of[i], respondents.outcome(i)) else {
                continue;
            };
            let (row, weight) = (row as usize, respondents.weight(i));
            whole[row].add(weight, *residual, y);
            squares += weight * residual * residual;
            total += weight;
            for mention in respondents.mentions(i) {
                if let Some(at) = place(mention.topic).filter(|_| mention.tone.is_negative()) {
                    negative[at][row].add(weight, *residual, y);
                }
            }
        }
        Self {
            whole,
            negative,
            variance: squares / total,
        }
    }

    fn segments(&self, rows: &Rows, field: &Control, level: Probability) -> Vec<Segment> {
        let values = rows
            .own
            .iter()
            .map(|&code| Some(field.levels[code as usize].clone()));
        let values = values.chain((rows.n_others > 0).then_some(None));
        values
            .zip(&self.whole)
            .map(|(value, whole)| Segment {
                value,
                n: whole.n,
                all_answered: (whole.lowest >= whole.highest).then_some(whole.lowest),
                mean: whole.mean_outcome(level),
            })
            .collect()
    }

    fn topic(
        &self,
        at: usize,
        name: &TopicName,
        effect: Option<f64>,
        options: &Options,
    ) -> Result<SegmentTopic, Error> {
        let effect = effect.unwrap_or_default();
        let negative = &self.negative[at];
        let own: Vec<Option<(f64, f64)>> = self
            .whole
            .iter()
            .zip(negative)
            .map(|(whole, with)| self.own_effect(effect, whole, with))
            .collect();
        let known: Vec<(f64, f64)> = own.iter().flatten().copied().collect();
        let compared = (known.len() >= 2)
            .then(|| stats::random_effects(&known, options.level))
            .transpose()?;
        let pooled = compared.as_ref().and_then(|found| found.pooled.as_ref());
        let mut pooled = pooled.map_or(&[][..], |pooled| &pooled.shrunk).iter();
        let margin = stats::normal_margin(options.level);
        let mut cells = Vec::new();
        for ((whole, with), own) in self.whole.iter().zip(negative).zip(&own) {
            let share = with.weight / whole.weight;
            cells.push(SegmentCell {
                n_negative: with.n,
                share: stats::wilson_interval(whole.n_effective(), share.min(1.0), options.level)?,
                effect: own
                    .map(|(value, variance)| {
                        let reach = margin * variance.sqrt();
                        Interval::new(value - reach, value, value + reach, options.level)
                    })
                    .transpose()?,
                pooled: own.and_then(|_| pooled.next().copied()),
            });
        }
        let weight = |sums: &[Sum]| sums.iter().map(|sum| sum.weight).sum::<f64>();
        Ok(SegmentTopic {
            topic: name.clone(),
            effect,
            share: weight(negative) / weight(&self.whole),
            n_negative: negative.iter().map(|sum| sum.n).sum(),
            heterogeneity: compared.map(|found| Heterogeneity {
                q: found.q,
                degrees_of_freedom: found.degrees_of_freedom,
                p_value: found.p_value,
                i_squared: found.i_squared,
                is_discovery: false,
            }),
            cells,
        })
    }

    /// Effect and variance in one segment; `None` with too few on either side.
    fn own_effect(&self, effect: f64, whole: &Sum, with: &Sum) -> Option<(f64, f64)> {
        let without = whole.less(with);
        if with.n < LEAST_FOR_EFFECT || without.n < LEAST_FOR_EFFECT {
            return None;
        }
        let value = effect + with.mean_residual() - without.mean_residual();
        let variance = with.variance(self.variance) + without.variance(self.variance);
        (value.is_finite() && variance.is_finite() && variance > 0.0).then_some((value, variance))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::TopicId;
    use crate::signals::{Mention, Respondent, Tone};
    use crate::stats::{draw, generator};

    /// Waiting costs 20 points, in the first of `n_segments` segments `first`; the bill 10 everywhere.
    fn people_of(n: u32, n_segments: u32, first: f64, seed: u64) -> (Respondents, Control) {
        let mut random = generator(seed, 0);
        let mut respondents = Respondents::default();
        let mut codes = Vec::new();
        for i in 0..n {
            let code = i % n_segments;
            let wait = draw::uniform(&mut random) < 0.2;
            let bill = draw::uniform(&mut random) < 0.1;
            let cost = if code == 0 { first } else { 20.0 };
            let mut outcome = 10.0 * f64::from(code % 3) + 25.0 * draw::normal(&mut random);
            outcome -= cost * f64::from(u8::from(wait)) + 10.0 * f64::from(u8::from(bill));
            let said = [wait, bill];
            respondents.push(&Respondent {
                outcome: Some(outcome),
                answer: None,
                weight: 1.0,
                customer: i,
                has_words: true,
                month: None,
                mentions: (0..2)
                    .filter(|&topic| said[topic])
                    .map(|topic| Mention {
                        topic: as_u32(topic),
                        tone: Tone::Negative,
                    })
                    .collect(),
            });
            codes.push(Some(code));
        }
        let levels = (0..n_segments).map(|code| format!("s{code}")).collect();
        let name = "segment".to_owned();
        (
            respondents,
            Control {
                name,
                levels,
                codes,
            },
        )
    }

    fn compared(mut people: (Respondents, Control)) -> SegmentComparison {
        let topics = ["wait", "bill"].map(|id| Topic {
            name: TopicName {
                id: TopicId::new(id),
                nl: id.to_owned(),
                en: id.to_owned(),
            },
            is_driver: true,
        });
        let field = people.1.clone();
        compare_segments(&mut people.0, &field, &topics, &Options::default())
            .unwrap()
            .unwrap()
    }

    #[test]
    fn an_effect_that_differs_in_one_segment_is_found_and_the_even_one_is_not() {
        let found = compared(people_of(8_000, 5, 60.0, 3));
        let (wait, bill) = (&found.topics[0], &found.topics[1]);
        assert!(wait.heterogeneity.unwrap().is_discovery);
        assert!(!bill.heterogeneity.unwrap().is_discovery, "{bill:?}");
        let first = found
            .segments
            .iter()
            .position(|s| s.value.as_deref() == Some("s0"))
            .unwrap();
        assert!(
            wait.cells[first].effect.unwrap().contains(-60.0),
            "{wait:?}"
        );
        assert!(wait.cells[first].share.contains(0.2));
    }

    #[test]
    fn an_effect_within_a_segment_is_the_difference_of_partial_residuals() {
        // With one segment it is that of the model: residuals have mean zero with and without a mention.
        let found = compared(people_of(3_000, 1, 20.0, 4));
        let wait = &found.topics[0];
        let own = wait.cells[0].effect.unwrap().estimate;
        assert!((own - wait.effect).abs() < 1e-9, "{own} {}", wait.effect);
        assert!(wait.heterogeneity.is_none() && wait.cells[0].pooled.is_none());
    }

    #[test]
    fn what_is_the_same_everywhere_is_called_different_as_rarely_as_stated() {
        let mut n_below = 0;
        for seed in 0..200 {
            let found = compared(people_of(1_200, 6, 20.0, 100 + seed));
            n_below += u32::from(found.topics[0].heterogeneity.unwrap().p_value.get() < 0.05);
        }
        // 10 expected; three standard errors are 9. The larger variance makes it rather fewer.
        assert!(n_below <= 19, "{n_below}");
    }

    #[test]
    fn ten_thousand_segments_are_twenty_rows_and_one_of_all_others() {
        let found = compared(people_of(30_000, 10_000, 20.0, 5));
        assert_eq!((found.segments.len(), found.n_others), (21, 9_980));
        assert_eq!(
            found.segments.iter().map(|segment| segment.n).sum::<u64>(),
            30_000
        );
        let wait = &found.topics[0];
        assert!(wait.cells[0].effect.is_none() && wait.cells[20].effect.is_some());
    }

    #[test]
    fn small_segments_are_drawn_to_the_others_further_than_large_ones() {
        let (respondents, mut field) = people_of(6_000, 4, 20.0, 6);
        // Most of the last segment moves to the second, so that it is small.
        for (i, code) in field.codes.iter_mut().enumerate() {
            if *code == Some(3) && i % 20 != 3 {
                *code = Some(1);
            }
        }
        let found = compared((respondents, field));
        let width = |interval: Interval| interval.high - interval.low;
        for cell in &found.topics[0].cells {
            let (own, pooled) = (cell.effect.unwrap(), cell.pooled.unwrap());
            assert!(width(pooled) < width(own), "{cell:?}");
        }
        assert_eq!(found.n, 6_000);
    }
}
