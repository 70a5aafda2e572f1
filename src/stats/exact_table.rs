use crate::units::{Probability, as_f64};

/// P-value of Fisher's exact test, two-sided: how often a table of two by two with these margins is
/// at most as likely as this one when rows and columns are independent.
///
/// `first` and `second` hold how many of each group have it, and how many there are.
///
/// # References
///
/// Fisher (1935), *Journal of the Royal Statistical Society* 98, p. 39; two-sided by the sum of small
/// probabilities, Agresti (2013), *Categorical Data Analysis*, §3.5.1.
pub fn exact_table_p(first: (usize, usize), second: (usize, usize)) -> Probability {
    let (n_first, n_second) = (first.1, second.1);
    let n_held = first.0 + second.0;
    let n = n_first + n_second;
    let mut log_factorials = vec![0.0; n + 1];
    for k in 1..=n {
        log_factorials[k] = log_factorials[k - 1] + as_f64(k).ln();
    }
    let choose = |n: usize, k: usize| log_factorials[n] - log_factorials[k] - log_factorials[n - k];
    let likelihood = |held: usize| choose(n_first, held) + choose(n_second, n_held - held);
    let all = n_held.saturating_sub(n_second)..=n_held.min(n_first);
    let this = likelihood(first.0);
    let whole = choose(n, n_held);
    // Tables that are as likely by definition differ in the last bits.
    let slack = 1e-9;
    let sum: f64 = all
        .map(likelihood)
        .filter(|one| *one <= this + slack)
        .map(|one| (one - whole).exp())
        .sum();
    Probability::saturating(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(first: (usize, usize), second: (usize, usize), expected: f64) {
        let p = exact_table_p(first, second).get();
        assert!((p - expected).abs() < 1e-9, "{p}");
    }

    #[test]
    fn the_lady_tasting_tea_has_the_p_of_the_textbook() {
        // C(4,3)·C(4,1)/C(8,4) = 16/70 and twice the tails: (1 + 16 + 16 + 1)/70.
        check((3, 4), (1, 4), 34.0 / 70.0);
        check((4, 4), (0, 4), 2.0 / 70.0);
    }

    #[test]
    fn all_of_a_few_against_a_third_of_many_is_no_chance() {
        // Product of (70 − i)/(200 − i) over i from 0 to 9: the other tail is longer.
        let all: f64 = (0..10_u8)
            .map(|i| (70.0 - f64::from(i)) / (200.0 - f64::from(i)))
            .product();
        check((60, 190), (10, 10), all);
        assert!((all - 1.8e-5).abs() < 1e-6, "{all}");
    }

    #[test]
    fn groups_that_are_alike_have_a_p_of_one() {
        check((0, 10), (0, 20), 1.0);
        check((5, 10), (10, 20), 1.0);
        check((0, 0), (3, 7), 1.0);
    }

    #[test]
    fn it_is_the_sum_over_all_tables() {
        // By counting: 12 drawn of 30 of which 7 are marked, 6 of them in the draw.
        let choose = |n: u32, k: u32| -> f64 {
            (0..k)
                .map(|i| f64::from(n - i) / f64::from(i + 1))
                .product()
        };
        let chance = |held: u32| choose(12, held) * choose(18, 7 - held) / choose(30, 7);
        let small: f64 = (0..=7)
            .map(chance)
            .filter(|one| *one <= chance(6) * (1.0 + 1e-9))
            .sum();
        check((6, 12), (1, 18), small);
    }
}
