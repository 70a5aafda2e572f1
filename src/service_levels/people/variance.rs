use super::case_mix::{CaseMix, count, factor, left_over};
use crate::stats::{Symmetric, f_upper_p};
use crate::units::{Probability, as_f64};

/// How much scores differ within and between people, once the kind of contacts is taken out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variances {
    /// Variance of a score within one person's contacts.
    pub within: f64,
    /// Variance between people; 0 says that none was found, not that there is none.
    pub between: f64,
    /// Probability of differences at least as large between people who are all the same.
    pub p_value: Probability,
}

impl Variances {
    /// Contacts at which a difference is drawn halfway to zero: within over between; `None` where
    /// every difference is drawn to zero.
    pub fn k(&self) -> Option<f64> {
        (self.between > 0.0).then(|| self.within / self.between)
    }

    /// The part of a difference over `n` contacts that is kept.
    pub fn kept(&self, n: f64) -> f64 {
        self.k().map_or(0.0, |k| n / (n + k))
    }
}

/// Variances by the method of fitting constants: sums of squares of the mix alone and of the mix with
/// one mean per person, set equal to their expectations. `None` where people or contacts are too few, or
/// scores do not differ.
///
/// # References
///
/// Henderson (1953), *Biometrics* 9, p. 226, method 3; Searle, Casella & `McCulloch` (1992), *Variance
/// Components*, §5.5.
pub(super) fn variances(mix: &CaseMix, groups: &[Vec<usize>]) -> Option<Variances> {
    let groups: Vec<&Vec<usize>> = groups.iter().filter(|rows| !rows.is_empty()).collect();
    let p = mix.n_columns;
    let n_groups = groups.len();
    if n_groups < 2 {
        return None;
    }
    let whole = mix.moments(groups.iter().flat_map(|rows| rows.iter().copied()));
    let centred = whole.centred();
    let (squares, rank) = left_over(&centred);
    let factor = factor(&centred, p);
    let means = whole.means();
    let n = whole.weight();
    let mut within = Symmetric::zeros(p + 1);
    let mut trace = n;
    for rows in groups {
        let own = mix.moments(rows.iter().copied());
        within.add(&own.centred());
        let mut away: Vec<f64> = own.means().iter().zip(&means).map(|(a, b)| a - b).collect();
        away[p] = 0.0;
        let solved = factor.solve(&away);
        let leverage: f64 = solved.iter().zip(&away).map(|(a, b)| a * b).sum();
        trace -= count(rows).powi(2) * (1.0 / n + leverage);
    }
    let (squares_within, rank_within) = left_over(&within);
    let freedom = n - as_f64(n_groups) - as_f64(rank_within);
    let added = as_f64(n_groups) + as_f64(rank_within) - 1.0 - as_f64(rank);
    // Where every kind of contact is one person's, nothing is left to tell them apart by.
    if freedom < 1.0 || added < 1.0 || trace <= 1e-9 * n {
        return None;
    }
    let variance = squares_within / freedom;
    if variance <= 1e-12 * centred.get(p, p).max(f64::MIN_POSITIVE) {
        return None;
    }
    let between = variance.mul_add(-added, squares - squares_within) / trace;
    let ratio = ((squares - squares_within) / added / variance).max(0.0);
    Some(Variances {
        within: variance,
        between: between.max(0.0),
        p_value: f_upper_p(ratio, added, freedom).ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One-way analysis of variance of three groups, by hand: means 2, 4, 6 of 3, grand mean 4, squares
    /// within 6 on 6, between 24 on 2; F = 12, within 1, between (12 − 1)/3.
    #[test]
    fn without_a_mix_it_is_the_analysis_of_variance() {
        let response = vec![1.0, 2.0, 3.0, 3.0, 4.0, 5.0, 5.0, 6.0, 7.0];
        let mix = CaseMix {
            rows: vec![Vec::new(); 9],
            n_columns: 0,
            response,
        };
        let groups = [vec![0, 1, 2], vec![3, 4, 5], vec![6, 7, 8]];
        let got = variances(&mix, &groups).unwrap();
        assert!((got.within - 1.0).abs() < 1e-12);
        assert!((got.between - 11.0 / 3.0).abs() < 1e-12);
        // pf(12, 2, 6, lower.tail = FALSE) = (1 + 2·12/6)^(−3).
        assert!((got.p_value.get() - 0.008).abs() < 1e-9);
        assert!((got.kept(3.0) - 11.0 / 12.0).abs() < 1e-12);
    }

    #[test]
    fn scores_that_do_not_differ_and_single_people_have_no_variances() {
        let mix = CaseMix {
            rows: vec![Vec::new(); 4],
            n_columns: 0,
            response: vec![3.0; 4],
        };
        assert!(variances(&mix, &[vec![0, 1], vec![2, 3]]).is_none());
        assert!(variances(&mix, &[vec![0, 1, 2, 3]]).is_none());
    }
}
