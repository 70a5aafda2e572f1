#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::model::{Counts, count};
use super::negative_fit::{NegativeFit, fit_negative};
use super::patterns::{Answers, Patterns};
use super::segment_clusters::Said;
use super::segment_sums::{Sum, Sums};
use super::{
    Control, Error, IntervalMethod, Options, Respondents, Silence, Topic, TopicName, outcome_level,
};
use crate::record::ScaleKind;
use crate::stats;
use crate::units::{Interval, Probability, as_f64, as_u32};
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
    /// The answers per segment; empty where no customer answered more than once.
    pub said: Vec<Vec<Said>>,
}

/// One segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Value of the field; `None` for all others together.
    pub value: Option<String>,
    /// Respondents with words and an outcome.
    pub n: u64,
    /// Customers among them, and respondents without one.
    pub n_customers: u64,
    /// The outcome that all of them gave, where they gave the same.
    pub all_answered: Option<f64>,
    /// NPS, or weighted mean outcome in outcome points, with its interval; `None` where all of a mean are equal.
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

/// Welch's test that an effect is the same in all segments.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heterogeneity {
    /// Squared distances from the precision-weighted mean, in variances.
    pub q: f64,
    /// Segments with an effect, less one.
    pub degrees_of_freedom: usize,
    /// Probability of a difference at least as large if the effect were the same everywhere, by Welch's F: its
    /// variances are estimates, and the chi-squared distribution of Q takes them for known.
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
    /// Their share of the segment, with Wilson's interval for the effective number that customers leave.
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
/// within the segment; so other topics are taken to cost the same everywhere. Its variance is the largest of
/// the two groups' own, that of one residual variance everywhere, as few mentions easily have none, and that
/// between customers, where some answered more than once. The effects are compared by Welch's F with the degrees
/// of freedom that so many mentions leave, and drawn together by the normal hierarchical model
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
/// Partial residuals: Frisch & Waugh (1933); Welch (1947), *Biometrika* 34, p. 28, for two variances and Welch
/// (1951), *Biometrika* 38, p. 330, for several; Cochran (1954) for Q; Gelman et al. (2013), *Bayesian Data
/// Analysis*, §5.4.
pub fn compare_segments(
    respondents: &mut Respondents,
    field: &Control,
    topics: &[Topic],
    kind: ScaleKind,
    options: &Options,
) -> Result<Option<SegmentComparison>, Error> {
    let (rows, control) = Rows::of(respondents, field);
    respondents.controls.push(control);
    let options = Options {
        silence: Silence::NotMentioning,
        intervals: IntervalMethod::Hc3,
        card: None,
        ..options.clone()
    };
    let (counts, patterns) = stats::compute_both(
        || count(respondents, topics.len()),
        || Patterns::of(respondents, Answers::Together),
    );
    let fit = fit_negative(respondents, &patterns, topics, &counts, &options);
    drop(patterns);
    let fit = fit.map(|fit| {
        let fit = fit?;
        let compared = most_mentioned(&counts, &fit, options.min_mentions);
        let sums = Sums::of(respondents, &rows.n_of, &fit, &compared);
        Some((fit, compared, sums))
    });
    respondents.controls.pop();
    let Some((fit, compared, sums)) = fit? else {
        return Ok(None);
    };
    let topic = |at: usize| {
        let topic = compared[at];
        sums.topic(at, &topics[topic].name, fit.effects[topic], &options)
    };
    let (segments, found) = stats::compute_both(
        || sums.segments(&rows, field, kind, options.level),
        || stats::compute_in_order(compared.len(), topic),
    );
    let (segments, found) = (segments?, found.into_iter().collect::<Result<Vec<_>, _>>());
    let mut found = found?;
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
        segments,
        topics: found,
        said: sums.said,
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

/// The rows of the comparison.
struct Rows {
    /// Codes of the segments with a row of their own.
    own: Vec<u32>,
    n_others: usize,
    /// Respondents of the model in each row.
    n_of: Vec<usize>,
}

impl Rows {
    /// The rows, and the field with the small segments as one value: of each respondent the row.
    fn of(respondents: &Respondents, field: &Control) -> (Self, Control) {
        let mut n_of = vec![0_usize; field.levels.len()];
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
        let n_others = codes.len() - own.len();
        let mut n_of_row = vec![0; own.len() + usize::from(n_others > 0)];
        for (place, &code) in codes.iter().enumerate() {
            let row = place.min(own.len());
            row_of[code] = Some(as_u32(row));
            n_of_row[row] += n_of[code];
        }
        let names = own.iter().map(|&code| field.levels[code as usize].clone());
        let of = field.codes.iter().map(|code| row_of[(*code)? as usize]);
        let control = Control {
            name: field.name.clone(),
            levels: names.chain((n_others > 0).then(String::new)).collect(),
            codes: of.collect(),
        };
        let rows = Self {
            own,
            n_others,
            n_of: n_of_row,
        };
        (rows, control)
    }
}

/// An effect of a segment's own.
#[derive(Debug, Clone, Copy)]
struct OwnEffect {
    value: f64,
    variance: f64,
    /// By Welch and Satterthwaite.
    degrees_of_freedom: f64,
}

/// Probability of effects so different if they were the same: F of k − 1 and (k² − 1)/(3Λ) degrees of freedom, with
/// Λ = Σ (1 − wᵢ/W)²/νᵢ over weights wᵢ = 1/variance.
///
/// # References
///
/// Welch (1951), equations 26 and 28.
fn welch_p(known: &[OwnEffect]) -> Result<Probability, stats::Error> {
    let k = as_f64(known.len());
    let weight = |one: &OwnEffect| 1.0 / one.variance;
    let total: f64 = known.iter().map(weight).sum();
    let mean = known.iter().map(|one| weight(one) * one.value).sum::<f64>() / total;
    let q: f64 = known
        .iter()
        .map(|one| weight(one) * (one.value - mean).powi(2))
        .sum();
    let lambda: f64 = known
        .iter()
        .map(|one| (1.0 - weight(one) / total).powi(2) / one.degrees_of_freedom)
        .sum();
    let spread = k * k - 1.0;
    let f = q / (k - 1.0) / (1.0 + 2.0 * (k - 2.0) * lambda / spread);
    stats::f_upper_p(f, k - 1.0, spread / (3.0 * lambda))
}

impl Sums {
    fn segments(
        &self,
        rows: &Rows,
        field: &Control,
        kind: ScaleKind,
        level: Probability,
    ) -> Result<Vec<Segment>, Error> {
        let values = rows
            .own
            .iter()
            .map(|&code| Some(field.levels[code as usize].clone()));
        let values = values.chain((rows.n_others > 0).then_some(None));
        values
            .zip(self.whole.iter().zip(&self.answers).zip(&self.n_customers))
            .map(|(value, ((whole, answers), &n_customers))| {
                Ok(Segment {
                    value,
                    n: whole.n,
                    n_customers,
                    all_answered: (whole.lowest >= whole.highest).then_some(whole.lowest),
                    mean: outcome_level(answers, kind, level)?,
                })
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
        let rows = 0..self.whole.len();
        let own: Vec<Option<OwnEffect>> =
            rows.map(|row| self.own_effect(effect, row, at)).collect();
        let known: Vec<OwnEffect> = own.iter().flatten().copied().collect();
        let pairs: Vec<(f64, f64)> = known.iter().map(|one| (one.value, one.variance)).collect();
        let compared = (known.len() >= 2)
            .then(|| stats::random_effects(&pairs, options.level))
            .transpose()?;
        let p_value = (known.len() >= 2).then(|| welch_p(&known)).transpose()?;
        let pooled = compared.as_ref().and_then(|found| found.pooled.as_ref());
        let mut pooled = pooled.map_or(&[][..], |pooled| &pooled.shrunk).iter();
        let mut cells = Vec::new();
        for (row, ((whole, with), own)) in self.whole.iter().zip(negative).zip(&own).enumerate() {
            let share = with.weight / whole.weight;
            cells.push(SegmentCell {
                n_negative: with.n,
                share: match &self.members {
                    Some(members) => members[row].share(at, options.level)?,
                    None => {
                        stats::wilson_interval(whole.n_effective(), share.min(1.0), options.level)?
                    }
                },
                effect: own
                    .map(|own| -> Result<Interval, Error> {
                        let margin = stats::t_margin(options.level, own.degrees_of_freedom)?;
                        let (value, reach) = (own.value, margin * own.variance.sqrt());
                        Ok(Interval::new(
                            value - reach,
                            value,
                            value + reach,
                            options.level,
                        )?)
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
            heterogeneity: compared.zip(p_value).map(|(found, p_value)| Heterogeneity {
                q: found.q,
                degrees_of_freedom: found.degrees_of_freedom,
                p_value,
                i_squared: found.i_squared,
                is_discovery: false,
            }),
            cells,
        })
    }

    /// Effect and variance in one segment; `None` with too few people on either side.
    fn own_effect(&self, effect: f64, row: usize, topic: usize) -> Option<OwnEffect> {
        let (whole, with) = (&self.whole[row], &self.negative[topic][row]);
        let without = whole.less(with);
        let [n_with, n_without] = [with.n_effective(), without.n_effective()];
        let parts = [
            with.variance(self.variance),
            without.variance(self.variance),
        ];
        let mut variance = parts[0] + parts[1];
        let spread = parts[0].powi(2) / (n_with - 1.0) + parts[1].powi(2) / (n_without - 1.0);
        let mut degrees_of_freedom = variance * variance / spread;
        let mut people = [with.n, without.n];
        if let Some(members) = &self.members {
            let means = [with.mean_residual(), without.mean_residual()];
            let between = members[row].between(topic, means);
            variance = variance.max(between.variance());
            degrees_of_freedom = degrees_of_freedom.min(between.degrees_of_freedom());
            people = between.n_clusters();
        }
        if people.iter().any(|&n| n < LEAST_FOR_EFFECT) {
            return None;
        }
        let value = effect + with.mean_residual() - without.mean_residual();
        let is_told = value.is_finite() && variance.is_finite() && degrees_of_freedom > 0.0;
        (is_told && variance > 0.0).then_some(OwnEffect {
            value,
            variance,
            degrees_of_freedom,
        })
    }
}
