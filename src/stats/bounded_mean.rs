use crate::units::Interval;

/// The interval of a mean on a scale with two ends, which cannot leave the scale; `None` for a mean that lies on an end or
/// beyond.
///
/// `symmetric` is the usual interval of the mean. Its margin is carried to the logit of the mean's place on the scale, the
/// delta method with derivative 1/(s(1 − s)), and the bounds are carried back. Far from both ends both intervals agree.
///
/// # References
///
/// Brown, Cai & `DasGupta` (2001), *Statistical Science* 16, p. 107, for a share; a mean on a scale from `low` to `high` is
/// `low` plus its width times the mean of places from 0 to 1.
pub fn interval_on_scale(symmetric: &Interval, low: f64, high: f64) -> Option<Interval> {
    let width = high - low;
    let place = (symmetric.estimate - low) / width;
    if !(place > 0.0 && place < 1.0) {
        return None;
    }
    let margin = (symmetric.high - symmetric.low) / 2.0 / width / (place * (1.0 - place));
    let odds = place / (1.0 - place);
    let bound = |off: f64| width.mul_add(1.0 / (1.0 + (-off).exp() / odds), low);
    Some(Interval {
        low: bound(-margin),
        high: bound(margin),
        ..*symmetric
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{draw, generator, weighted_mean};
    use crate::units::Probability;
    use proptest::prelude::*;

    fn around(estimate: f64, margin: f64) -> Interval {
        let level = Probability::saturating(0.95);
        Interval::new(estimate - margin, estimate, estimate + margin, level).unwrap()
    }

    /// By hand: 9 of 10, margin 1.959964·√(0.09/10): logit 2.197225 ± 2.066018, so 0.532773 to 0.986112.
    #[test]
    fn a_share_of_nine_in_ten_has_the_logit_interval_of_the_textbook() {
        let margin = 1.959_963_984_540_054 * (0.09_f64 / 10.0).sqrt();
        let found = interval_on_scale(&around(0.9, margin), 0.0, 1.0).unwrap();
        let expected = |sign: f64| 1.0 / (1.0 + (-(9.0_f64.ln() + sign * margin / 0.09)).exp());
        assert!((found.low - expected(-1.0)).abs() < 1e-12 && (found.low - 0.532_773).abs() < 1e-4);
        assert!(
            (found.high - expected(1.0)).abs() < 1e-12 && (found.high - 0.986_112).abs() < 1e-4
        );
    }

    #[test]
    fn a_mean_on_an_end_or_beyond_has_none() {
        for estimate in [100.0, 100.5, -100.0, f64::NAN] {
            let of = Interval {
                estimate,
                ..around(0.0, 5.0)
            };
            assert_eq!(interval_on_scale(&of, -100.0, 100.0), None);
        }
    }

    /// NPS of 25 answers where 85 of 100 promote and 5 detract: Student's interval leaves the scale, this one does not,
    /// and holds the truth about as often as it says.
    #[test]
    fn a_high_nps_of_few_answers_keeps_the_stated_coverage() {
        let (mut n_held, mut n_left_scale, mut n_told) = (0_u32, 0_u32, 0_u32);
        for seed in 0..4_000 {
            let mut random = generator(seed, 11);
            let answers: Vec<f64> = (0..25)
                .map(|_| match draw::uniform(&mut random) {
                    u if u < 0.85 => 100.0,
                    u if u < 0.95 => 0.0,
                    _ => -100.0,
                })
                .collect();
            let mean = weighted_mean(answers.into_iter().map(|x| (x, 1.0))).unwrap();
            let plain = mean.interval(Probability::saturating(0.95)).unwrap();
            n_left_scale += u32::from(plain.high > 100.0);
            let Some(found) = interval_on_scale(&plain, -100.0, 100.0) else {
                continue;
            };
            assert!(-100.0 <= found.low && found.high <= 100.0);
            n_told += 1;
            n_held += u32::from(found.contains(80.0));
        }
        let coverage = f64::from(n_held) / f64::from(n_told);
        assert!(n_left_scale > 500, "{n_left_scale}");
        // The logit interval of few answers is on the safe side.
        assert!((0.93..=0.99).contains(&coverage), "{coverage} of {n_told}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_stays_on_the_scale_around_the_mean_and_agrees_where_the_ends_are_far(
            estimate in -99.0_f64..99.0,
            margin in 0.001_f64..300.0,
        ) {
            let plain = around(estimate, margin);
            let found = interval_on_scale(&plain, -100.0, 100.0).unwrap();
            prop_assert!(-100.0 <= found.low && found.low <= estimate && estimate <= found.high && found.high <= 100.0);
            let far = interval_on_scale(&plain, -1e7, 1e7).unwrap();
            prop_assert!((far.low - plain.low).abs() < 0.02 && (far.high - plain.high).abs() < 0.02);
        }
    }
}
