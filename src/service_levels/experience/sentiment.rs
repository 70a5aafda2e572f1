use super::estimate::{effective, share};
use crate::service_levels::experience::Error;
use crate::service_levels::experience::{Answer, Estimate};
use crate::stats::{NetShare, draw, percentile_interval, resample};
use crate::units::{Interval, Probability, as_count, as_f64};

/// Tone of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// Negative.
    Negative,
    /// Neither, or both.
    Neutral,
    /// Positive.
    Positive,
}

/// Texts that people checked: how often each true tone was read as each tone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Checks {
    /// `counts[truth][reading]`, in the order of [`Tone`].
    pub counts: [[usize; 3]; 3],
}

/// The sentiment index with what is known of the classifier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SentimentIndex {
    /// The index in points, −100 to 100.
    pub estimate: Estimate,
    /// The index of the readings as they came.
    pub as_read: f64,
    /// Mean over the tones of the classifier's F1, where it was checked.
    pub macro_f1: Option<f64>,
    /// Checked texts.
    pub n_checked: usize,
}

/// Replicates of the bootstrap.
const N_REPLICATES: usize = 2000;

/// Least checked texts of each true tone.
const LEAST_CHECKS: usize = 5;

/// Readings that differ less than this between true tones tell nothing apart.
const LEAST_PIVOT: f64 = 0.01;

impl Checks {
    /// Notes a checked text.
    pub fn note(&mut self, truth: Tone, reading: Tone) {
        self.counts[position(truth)][position(reading)] += 1;
    }

    /// Checked texts.
    pub fn n(&self) -> usize {
        self.counts.iter().flatten().sum()
    }

    /// Mean over the tones of 2·hits / (texts of the tone + readings of the tone).
    pub fn macro_f1(&self) -> Option<f64> {
        let f1 = |tone: usize| {
            let of_truth: usize = self.counts[tone].iter().sum();
            let of_reading: usize = self.counts.iter().map(|row| row[tone]).sum();
            let all = of_truth + of_reading;
            (all > 0).then(|| 2.0 * as_f64(self.counts[tone][tone]) / as_f64(all))
        };
        let each: Option<Vec<f64>> = (0..3).map(f1).collect();
        each.map(|each| each.iter().sum::<f64>() / 3.0)
    }
}

/// The index of the readings as they came, for want of checked texts: the classifier's errors are in it,
/// and the interval does not know of them.
///
/// # Errors
///
/// [`Error::Statistic`] without answers.
pub fn index_as_read(answers: &[Answer], level: Probability) -> Result<SentimentIndex, Error> {
    let n_effective = effective(answers);
    let [negative, _, positive] = shares(answers);
    let net = NetShare::new(n_effective, positive, negative)?;
    Ok(SentimentIndex {
        estimate: Estimate {
            interval: net.interval(level).scaled(100.0),
            n: answers.len(),
            n_effective,
        },
        as_read: 100.0 * net.net(),
        macro_f1: None,
        n_checked: 0,
    })
}

/// The index corrected for the classifier's errors: true shares are those whose readings, by the
/// checked texts, would be the ones at hand (q = Cᵀp solved for p, shares below zero set to zero).
///
/// The interval is that of 2000 joint Bayesian-bootstrap replicates of readings and checks.
/// The classifier must err on these texts as it did on the checked ones.
///
/// # Errors
///
/// [`Error::Unseparated`] when a tone has fewer than five checked texts or the readings of two tones
/// are alike; [`Error::Statistic`] without answers.
///
/// # References
///
/// Buonaccorsi (2010), *Measurement Error*, §2.3, for the correction; Rubin (1981), *Annals of
/// Statistics* 9, p. 130, for the replicates.
pub fn corrected_index(
    answers: &[Answer],
    checks: &Checks,
    level: Probability,
    seed: u64,
) -> Result<SentimentIndex, Error> {
    let read = index_as_read(answers, level)?;
    let checked = checks.counts.map(|row| row.iter().sum::<usize>());
    if checked.iter().any(|n| *n < LEAST_CHECKS) {
        return Err(Error::Unseparated {
            why: "a tone has fewer than five checked texts",
        });
    }
    let unseparated = Error::Unseparated {
        why: "two tones are read alike",
    };
    let rates = checks.counts.map(|row| normalised(row.map(as_f64)));
    let index = corrected(shares(answers), rates).ok_or_else(|| unseparated.clone())?;
    let n = read.estimate.n_effective;
    let readings = shares(answers).map(|share| as_count(share * n));
    let replicates: Vec<f64> = resample(N_REPLICATES, seed, |_, source| {
        let mut dirichlet = |counts: [usize; 3]| {
            normalised(counts.map(|count| match count {
                0 => 0.0,
                count => draw::gamma(source, count),
            }))
        };
        let q = dirichlet(readings);
        let rates = checks.counts.map(&mut dirichlet);
        corrected(q, rates)
    })
    .into_iter()
    .flatten()
    .collect();
    // A classifier that some replicates cannot invert is too near to telling nothing.
    if replicates.len() * 20 < N_REPLICATES * 19 {
        return Err(unseparated);
    }
    let interval =
        percentile_interval(replicates, index, level).map_err(|_| unseparated.clone())?;
    Ok(SentimentIndex {
        estimate: Estimate {
            interval: Interval {
                low: interval.low.min(index),
                high: interval.high.max(index),
                ..interval
            },
            ..read.estimate
        },
        macro_f1: checks.macro_f1(),
        n_checked: checks.n(),
        ..read
    })
}

fn position(tone: Tone) -> usize {
    match tone {
        Tone::Negative => 0,
        Tone::Neutral => 1,
        Tone::Positive => 2,
    }
}

fn shares(answers: &[Answer]) -> [f64; 3] {
    let negative = share(answers, |answer| answer.value < 0.0);
    let positive = share(answers, |answer| answer.value > 0.0);
    [negative, (1.0 - negative - positive).max(0.0), positive]
}

fn normalised(row: [f64; 3]) -> [f64; 3] {
    let sum: f64 = row.iter().sum();
    row.map(|x| x / sum)
}

/// 100·(positive − negative) of the true shares; `None` when readings of two tones are alike.
fn corrected(q: [f64; 3], rates: [[f64; 3]; 3]) -> Option<f64> {
    // One equation per reading: Σ over truths of rates[truth][reading]·p[truth] = q[reading].
    let mut rows: [[f64; 4]; 3] = [0, 1, 2].map(|r| [rates[0][r], rates[1][r], rates[2][r], q[r]]);
    for step in 0..3 {
        let pivot =
            (step..3).max_by(|a, b| rows[*a][step].abs().total_cmp(&rows[*b][step].abs()))?;
        rows.swap(step, pivot);
        if rows[step][step].abs() < LEAST_PIVOT {
            return None;
        }
        let head = rows[step];
        for row in rows.iter_mut().skip(step + 1) {
            let factor = row[step] / head[step];
            for (x, y) in row.iter_mut().zip(head) {
                *x -= factor * y;
            }
        }
    }
    let mut p = [0.0; 3];
    for step in (0..3).rev() {
        let known: f64 = (step + 1..3).map(|at| rows[step][at] * p[at]).sum();
        p[step] = (rows[step][3] - known) / rows[step][step];
    }
    let p = normalised(p.map(|share| share.max(0.0)));
    Some(100.0 * (p[2] - p[0]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(negative: usize, neutral: usize, positive: usize) -> Vec<Answer> {
        [(negative, -1.0), (neutral, 0.0), (positive, 1.0)]
            .into_iter()
            .flat_map(|(n, value)| std::iter::repeat_n(value, n))
            .enumerate()
            .map(|(response_idx, value)| Answer {
                response_idx,
                value,
                weight: 1.0,
            })
            .collect()
    }

    fn level() -> Probability {
        Probability::new(0.95).unwrap()
    }

    #[test]
    fn known_errors_are_taken_out() {
        // Truth 50, 30, 20 percent; read by these rates 44, 28, 28 percent.
        let checks = Checks {
            counts: [[80, 10, 10], [10, 70, 20], [5, 10, 85]],
        };
        let texts = answers(440, 280, 280);
        let index = corrected_index(&texts, &checks, level(), 1).unwrap();
        assert!((index.as_read + 16.0).abs() < 1e-9);
        assert!((index.estimate.interval.estimate + 30.0).abs() < 1e-9);
        assert!(index.estimate.interval.contains(-30.0));
        let read = index_as_read(&texts, level()).unwrap().estimate.interval;
        let width = |interval: &Interval| interval.high - interval.low;
        assert!(
            width(&index.estimate.interval) > width(&read),
            "checks add doubt"
        );
    }

    #[test]
    fn a_perfect_classifier_changes_nothing() {
        let checks = Checks {
            counts: [[50, 0, 0], [0, 50, 0], [0, 0, 50]],
        };
        let index = corrected_index(&answers(30, 20, 50), &checks, level(), 7).unwrap();
        assert!((index.estimate.interval.estimate - 20.0).abs() < 1e-9);
        assert!((index.macro_f1.unwrap() - 1.0).abs() < 1e-12);
        // The usual interval of 20 at n = 100 is 3.1 to 36.9.
        assert!((index.estimate.interval.low - 3.0).abs() < 2.0, "{index:?}");
    }

    #[test]
    fn readings_that_tell_nothing_apart_are_refused() {
        let alike = Checks {
            counts: [[40, 30, 30], [40, 30, 30], [5, 10, 85]],
        };
        let few = Checks {
            counts: [[40, 3, 3], [1, 1, 1], [5, 10, 85]],
        };
        for checks in [alike, few] {
            let refused = corrected_index(&answers(30, 20, 50), &checks, level(), 7);
            assert!(matches!(refused, Err(Error::Unseparated { .. })));
        }
    }

    #[test]
    fn macro_f1_is_the_mean_over_tones() {
        let mut checks = Checks::default();
        assert_eq!(checks.macro_f1(), None);
        for tone in [Tone::Negative, Tone::Neutral, Tone::Positive] {
            checks.note(tone, tone);
        }
        checks.note(Tone::Negative, Tone::Positive);
        // F1 2/3, 1 and 2/3.
        assert!((checks.macro_f1().unwrap() - 7.0 / 9.0).abs() < 1e-12);
    }
}
