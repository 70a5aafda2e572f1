use crate::units::{Probability, as_f64};

/// Which of several tests stand, so that at most the part `rate` of those that do is false on average.
///
/// Tests may be independent or positively dependent. An empty list stays empty.
///
/// # References
///
/// Benjamini and Hochberg (1995), *Journal of the Royal Statistical Society B* 57, p. 293, procedure (1).
pub fn discoveries(p_values: &[Probability], rate: Probability) -> Vec<bool> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by_key(|&test| p_values[test]);
    let stands = |place: usize| {
        let bound = rate.get() * as_f64(place + 1) / as_f64(p_values.len());
        p_values[order[place]].get() <= bound
    };
    let n_standing = (0..order.len())
        .rev()
        .find(|&place| stands(place))
        .map_or(0, |last| last + 1);
    let mut found = vec![false; p_values.len()];
    for &test in &order[..n_standing] {
        found[test] = true;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(p_values: &[f64], expected: &[bool]) {
        let p_values: Vec<Probability> = p_values
            .iter()
            .map(|&p| Probability::new(p).unwrap())
            .collect();
        assert_eq!(
            discoveries(&p_values, Probability::saturating(0.05)),
            expected
        );
    }

    /// The example of Benjamini and Hochberg (1995), section 4.1: 15 tests of which four stand.
    #[test]
    fn the_published_example_has_four_discoveries() {
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let expected: Vec<bool> = (0..15).map(|test| test < 4).collect();
        check(&p, &expected);
    }

    #[test]
    fn a_test_above_its_own_bound_stands_with_a_later_one_below_its_own() {
        check(&[0.04, 0.03, 0.05], &[true, true, true]);
        check(&[0.06], &[false]);
        check(&[], &[]);
    }
}
