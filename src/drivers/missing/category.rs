use super::chain::Predictors;
use super::logistic::DrawnLogistic;
use crate::stats::draw::uniform;
use rand_chacha::ChaCha8Rng;

/// Draws a category for every recipient from a sequence of logistic regressions.
///
/// The most frequent category is set against all others, then the second among these, and so on.
/// The likelihood of the categories is the product of those of the steps, so each is fitted and
/// drawn by itself. A multinomial logit was rejected because one fit has (K − 1)(p + 1) parameters
/// at once and is slow and fragile for rare categories; matching on codes because codes have no
/// order. Categories nobody was observed in are never drawn. With two categories this is plain
/// logistic regression.
///
/// # References
///
/// Fienberg (1980), *The Analysis of Cross-Classified Categorical Data*, §6.6: continuation ratios;
/// Rubin (1987), p. 171, for the logistic sequence in imputation.
pub(super) fn drawn_categories(
    predictors: &Predictors<'_>,
    codes: &[usize],
    observed: &[usize],
    missing: &[usize],
    generator: &mut ChaCha8Rng,
) -> Vec<usize> {
    let categories = by_frequency(codes, observed);
    let Some((&last, others)) = categories.split_last() else {
        return Vec::new();
    };
    let mut drawn = vec![last; missing.len()];
    let mut open: Vec<usize> = (0..missing.len()).collect();
    let mut left: Vec<usize> = observed.to_vec();
    let mut x = Vec::new();
    for &category in others {
        let rows: Vec<(usize, bool)> = left
            .iter()
            .map(|&row| (row, codes[row] == category))
            .collect();
        let model = DrawnLogistic::new(predictors, &rows, generator);
        open.retain(|&at| {
            predictors.read(missing[at], &mut x);
            let is_it = uniform(generator) <= model.probability(&x);
            if is_it {
                drawn[at] = category;
            }
            !is_it
        });
        left.retain(|&row| codes[row] != category);
    }
    drawn
}

/// Observed categories, the most frequent first.
fn by_frequency(codes: &[usize], observed: &[usize]) -> Vec<usize> {
    let n_codes = observed.iter().map(|&row| codes[row] + 1).max();
    let mut counts = vec![0usize; n_codes.unwrap_or(0)];
    for &row in observed {
        counts[codes[row]] += 1;
    }
    let mut categories: Vec<usize> = (0..counts.len()).filter(|&c| counts[c] > 0).collect();
    categories.sort_by_key(|&category| (std::cmp::Reverse(counts[category]), category));
    categories
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::generator;
    use crate::units::as_f64;

    #[test]
    fn categories_are_drawn_with_their_conditional_shares() {
        // Shares of three categories for x = 0 and x = 1; category 2 of four never occurs.
        let shares = [[0.5, 0.3, 0.0, 0.2], [0.1, 0.3, 0.0, 0.6]];
        let mut source = generator(12, 0);
        let n = 4000;
        let (mut x, mut codes) = (vec![], vec![]);
        for row in 0..2 * n {
            let at = row % 2;
            let u = uniform(&mut source);
            let mut sum = 0.0;
            let code = shares[at].iter().position(|share| {
                sum += share;
                u <= sum
            });
            x.push(as_f64(at));
            codes.push(code.unwrap_or(3));
        }
        let (observed, missing): (Vec<usize>, Vec<usize>) = (0..2 * n).partition(|&row| row < n);
        let columns = vec![x];
        let predictors = Predictors::new(&columns, vec![0]);
        let drawn = drawn_categories(&predictors, &codes, &observed, &missing, &mut source);
        for (at, shares) in shares.iter().enumerate() {
            for (category, share) in shares.iter().enumerate() {
                let hits = missing
                    .iter()
                    .zip(&drawn)
                    .filter(|&(&row, &code)| row % 2 == at && code == category)
                    .count();
                let got = as_f64(hits) / 2000.0;
                // Sampling of 2,000 observed, of 2,000 drawn, and of the coefficients.
                let band = 4.0 * (share * (1.0 - share) * 3.0 / 2000.0).sqrt();
                assert!((got - share).abs() <= band, "{got} is not {share}");
            }
        }
    }
}
