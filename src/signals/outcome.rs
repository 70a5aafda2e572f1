use super::Error;
use crate::record::ScaleKind;
use crate::stats::{ClusteredValue, NetShare, clustered_mean};
use crate::units::{Interval, Probability};

/// The level of the outcome: NPS, or the mean in outcome points, with its interval.
///
/// Each answer names its customer: the answers of one customer are not independent, and ten of them tell little
/// more than one. `None` with fewer than two answers, with answers of one customer (or hardly of another), or where
/// all answers of a mean are equal: one value says nothing about its own doubt.
///
/// # Errors
///
/// [`Error::Stats`] for answers or weights that are not finite.
///
/// # References
///
/// NPS: adjusted Wald interval (Rocks 2016), which has a width even when all agree.
/// Means: Student's t on the effective number. Customers with several answers: [`clustered_mean`].
pub fn outcome_level(
    answers: &[ClusteredValue],
    kind: ScaleKind,
    level: Probability,
) -> Result<Option<Interval>, Error> {
    if answers.len() < 2 {
        return Ok(None);
    }
    let mean = clustered_mean(answers.iter().copied())?;
    let interval = mean.interval(level).ok().flatten();
    if kind != ScaleKind::Nps {
        return Ok(interval.filter(|interval| interval.low < interval.high));
    }
    if mean.is_clustered() && interval.is_none() {
        return Ok(None);
    }
    // Both in one pass, in which nobody adds what changes no sum.
    let (mut best, mut worst) = (-0.0, -0.0);
    for answer in answers {
        let weight_of = |wanted: f64| {
            let is_wanted = answer.value.to_bits() == wanted.to_bits();
            if is_wanted { answer.weight } else { -0.0 }
        };
        best += weight_of(100.0);
        worst += weight_of(-100.0);
    }
    let whole = mean.plain.weight;
    let net = NetShare::new(mean.effective_size(level)?, best / whole, worst / whole)?;
    Ok(Some(net.interval(level).scaled(100.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level() -> Probability {
        Probability::saturating(0.95)
    }

    /// Answers with the customers who gave them, each `times` over.
    fn answers(of: impl IntoIterator<Item = (f64, u32)>, times: usize) -> Vec<ClusteredValue> {
        let once: Vec<ClusteredValue> = of
            .into_iter()
            .map(|(value, cluster)| ClusteredValue {
                value,
                weight: 1.0,
                cluster,
            })
            .collect();
        (0..times).flat_map(|_| once.iter().copied()).collect()
    }

    /// 25 promoters and 10 detractors of 50, each a customer.
    fn fifty() -> impl Iterator<Item = (f64, u32)> {
        (0..50).map(|at| {
            let points = if at < 25 { 100.0 } else { 0.0 };
            (if at >= 40 { -100.0 } else { points }, at)
        })
    }

    /// Golden value (adjusted Wald, Rocks 2016): 25 promoters and 10 detractors of 50.
    #[test]
    fn nps_has_its_adjusted_wald_interval() {
        let nps = outcome_level(&answers(fifty(), 1), ScaleKind::Nps, level());
        let nps = nps.unwrap().unwrap();
        assert!((nps.estimate - 30.0).abs() < 1e-9);
        assert!((nps.low - 7.299_49).abs() < 5e-6, "{nps:?}");
        assert!((nps.high - 49.304_28).abs() < 5e-6, "{nps:?}");
    }

    #[test]
    fn a_single_answer_has_no_level() {
        for of in [vec![(4.0, 0)], vec![(4.0, 0), (4.0, 1), (4.0, 2)]] {
            let found = outcome_level(&answers(of, 1), ScaleKind::Stars, level());
            assert_eq!(found, Ok(None));
        }
    }

    #[test]
    fn answers_that_customers_gave_twice_narrow_no_interval() {
        for kind in [ScaleKind::Nps, ScaleKind::Other] {
            let level_of = |times| outcome_level(&answers(fifty(), times), kind, level());
            let (once, twice) = (level_of(1).unwrap().unwrap(), level_of(2).unwrap().unwrap());
            assert!((once.estimate - twice.estimate).abs() < 1e-9);
            let width = |interval: Interval| interval.high - interval.low;
            assert!(width(twice) >= width(once) - 1e-9, "{once:?} {twice:?}");
            // Not wider than the customers ask for either.
            assert!(width(twice) < 1.05 * width(once), "{once:?} {twice:?}");
        }
    }

    #[test]
    fn one_customer_is_no_level_of_anything() {
        for kind in [ScaleKind::Nps, ScaleKind::Other] {
            let of_one = answers((0..30).map(|at| (f64::from(at % 3) * 50.0, 7)), 1);
            assert_eq!(outcome_level(&of_one, kind, level()), Ok(None));
        }
    }
}
