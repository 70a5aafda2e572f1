use super::Error;
use crate::record::ScaleKind;
use crate::stats::{NetShare, weighted_mean};
use crate::units::{Interval, Probability};

/// The level of the outcome: NPS, or the mean in outcome points, with its interval.
///
/// `None` with fewer than two answers, or where all answers of a mean are equal: one value says
/// nothing about its own doubt.
///
/// # Errors
///
/// [`Error::Stats`] for answers or weights that are not finite.
///
/// # References
///
/// NPS: adjusted Wald interval (Rocks 2016), which has a width even when all agree.
/// Means: Student's t on the effective number.
pub fn outcome_level(
    answers: &[(f64, f64)],
    kind: ScaleKind,
    level: Probability,
) -> Result<Option<Interval>, Error> {
    if answers.len() < 2 {
        return Ok(None);
    }
    let mean = weighted_mean(answers.iter().copied())?;
    if kind != ScaleKind::Nps {
        return Ok(mean
            .interval(level)
            .ok()
            .filter(|interval| interval.low < interval.high));
    }
    let share_of = |wanted: f64| {
        let weight: f64 = answers
            .iter()
            .filter(|(points, _)| points.total_cmp(&wanted).is_eq())
            .map(|(_, weight)| weight)
            .sum();
        weight / mean.weight
    };
    let net = NetShare::new(mean.n_effective, share_of(100.0), share_of(-100.0))?;
    Ok(Some(net.interval(level).scaled(100.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Golden value (adjusted Wald, Rocks 2016): 25 promoters and 10 detractors of 50.
    #[test]
    fn nps_has_its_adjusted_wald_interval() {
        let mut answers = vec![(100.0, 1.0); 25];
        answers.extend(vec![(-100.0, 1.0); 10]);
        answers.extend(vec![(0.0, 1.0); 15]);
        let level = Probability::saturating(0.95);
        let nps = outcome_level(&answers, ScaleKind::Nps, level)
            .unwrap()
            .unwrap();
        assert!((nps.estimate - 30.0).abs() < 1e-9);
        assert!((nps.low - 7.299_49).abs() < 5e-6, "{nps:?}");
        assert!((nps.high - 49.304_28).abs() < 5e-6, "{nps:?}");
    }

    #[test]
    fn a_single_answer_has_no_level() {
        let level = Probability::saturating(0.95);
        assert_eq!(
            outcome_level(&[(4.0, 1.0)], ScaleKind::Stars, level),
            Ok(None)
        );
        assert_eq!(
            outcome_level(&[(4.0, 1.0); 3], ScaleKind::Stars, level),
            Ok(None)
        );
    }
}
