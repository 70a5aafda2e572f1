use super::estimate::{Answer, Estimate};
use super::indicator::Measure;
use super::{Error, Question};
use crate::stats::{ClusteredValue, NetShare, clustered_mean, wilson_interval};
use crate::units::{Interval, Probability};

/// The figure with an interval for answers of which some are of one customer, and how many customers they are of.
///
/// `giver` says whose the answer of a row is, where that is known. Where everybody answered once the figure is returned as it
/// is; else its interval is that for as many answers as those of these customers are worth, and of a mean that of Student's
/// t over customers. Where hardly more than one customer answered nothing is known: the widest interval there is.
///
/// # Errors
///
/// [`Error::Statistic`] without answers.
///
/// # References
///
/// [`clustered_mean`].
pub fn by_customer(
    plain: Estimate,
    measure: Measure,
    question: &Question,
    answers: &[Answer],
    giver: &dyn Fn(usize) -> Option<u32>,
    level: Probability,
) -> Result<(Estimate, usize), Error> {
    let value = |answer: &Answer| match measure {
        Measure::TopBox if question.is_satisfied(answer.value) == Some(true) => 1.0,
        Measure::TopBox => 0.0,
        Measure::Net => question.scale.outcome_points(answer.value),
        Measure::Mean | Measure::Sentiment | Measure::LostTime => answer.value,
    };
    // Whose is not known answered alone: numbers from the end are no customer's.
    let alone = (0..u32::MAX).rev();
    let values = answers
        .iter()
        .zip(alone)
        .map(|(answer, alone)| ClusteredValue {
            value: value(answer),
            weight: answer.weight,
            cluster: giver(answer.response_idx).unwrap_or(alone),
        });
    let mean = clustered_mean(values)?;
    if !mean.is_clustered() {
        return Ok((plain, plain.n));
    }
    let n_effective = mean.effective_size(level)?;
    let interval = match measure {
        Measure::TopBox => wilson_interval(n_effective, plain.interval.estimate, level)?,
        Measure::Net => {
            let points = |one: &Answer| question.scale.outcome_points(one.value);
            let up = share_of(answers, |one| points(one) > 0.0);
            let down = share_of(answers, |one| points(one) < 0.0);
            NetShare::new(n_effective, up, down)?
                .interval(level)
                .scaled(100.0)
        }
        Measure::Mean | Measure::Sentiment | Measure::LostTime => {
            let (low, high) = (question.scale.low(), question.scale.high());
            let known = mean.interval(level)?;
            Interval {
                low: known.map_or(low, |known| known.low.max(low)),
                high: known.map_or(high, |known| known.high.min(high)),
                ..plain.interval
            }
        }
    };
    let estimate = Estimate {
        interval,
        n_effective,
        ..plain
    };
    Ok((estimate, mean.n_clusters))
}

/// Weighted part of the answers that are `meant`.
fn share_of(answers: &[Answer], meant: impl Fn(&Answer) -> bool) -> f64 {
    let weight = |one: &Answer| one.weight;
    let of_meant: f64 = answers.iter().filter(|one| meant(one)).map(weight).sum();
    of_meant / answers.iter().map(weight).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Best, Scale, ScaleKind};
    use crate::service_levels::experience::{Direction, Verdict, net_promoter, verdict};

    /// Sixty customers of whom each says one thing twelve times: as sure as sixty answers, not as 720.
    #[test]
    fn answers_of_one_customer_are_worth_little_more_than_one() {
        let scale = Scale::new(0.0, 10.0, Best::High, ScaleKind::Nps).unwrap();
        let question = Question::new("nps", "nps", scale);
        let level = Probability::saturating(0.95);
        let value = |customer: usize| if customer % 20 < 13 { 10.0 } else { 2.0 };
        let answers: Vec<Answer> = (0..720)
            .map(|row| Answer {
                response_idx: row,
                value: value(row / 12),
                weight: 1.0,
            })
            .collect();
        let plain = net_promoter(&answers, level).unwrap();
        let judged = |giver: &dyn Fn(usize) -> Option<u32>| {
            by_customer(plain, Measure::Net, &question, &answers, giver, level).unwrap()
        };
        assert_eq!(judged(&|_| None), (plain, 720));
        let (by_customer, n) = judged(&|row| u32::try_from(row / 12).ok());
        assert_eq!(n, 60);
        let once: Vec<Answer> = answers.iter().step_by(12).copied().collect();
        let once = net_promoter(&once, level).unwrap();
        let width = |one: &Estimate| one.interval.high - one.interval.low;
        assert!((width(&by_customer) / width(&once) - 1.0).abs() < 0.05);
        let verdict = |one: &Estimate| verdict(one, 20.0, Direction::AtLeast, 30);
        assert_eq!(verdict(&plain), Verdict::Met);
        assert_eq!(verdict(&by_customer), Verdict::Inconclusive);
    }
}
