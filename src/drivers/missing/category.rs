use super::chain::Predictors;
use super::logistic::DrawnLogistic;
use crate::stats::draw::uniform;
use rand_chacha::ChaCha8Rng;

/// Draws a category for every recipient from a multinomial logit.
///
/// Every category is set against the most frequent one in a logistic regression of its own, which
/// estimates the coefficients of the multinomial logit consistently (Begg & Gray). A joint fit was
/// rejected because it has (K − 1)(p + 1) parameters at once and is slow and fragile for rare
/// categories; what is lost is the correlation of coefficients of different categories, so that
/// drawn coefficients spread slightly too much. Matching on codes was rejected because codes have no
/// order, and a sequence of logistic regressions because each step mixes categories and draws
/// their effects towards each other. Categories nobody was observed in are never drawn. With two
/// categories this is plain logistic regression.
///
/// # References
///
/// Begg & Gray (1984), *Biometrika* 71, p. 11; Rubin (1987), p. 169, for the draw.
pub(super) fn drawn_categories(
    predictors: &Predictors<'_>,
    codes: &[usize],
    observed: &[usize],
    missing: &[usize],
    generator: &mut ChaCha8Rng,
) -> Vec<usize> {
    let categories = by_frequency(codes, observed);
    let Some((&reference, others)) = categories.split_first() else {
        return Vec::new();
    };
    let models: Vec<(usize, DrawnLogistic)> = others
        .iter()
        .map(|&category| {
            let rows: Vec<(usize, bool)> = observed
                .iter()
                .filter(|&&row| codes[row] == category || codes[row] == reference)
                .map(|&row| (row, codes[row] == category))
                .collect();
            (category, DrawnLogistic::new(predictors, &rows, generator))
        })
        .collect();
    let mut x = Vec::new();
    missing
        .iter()
        .map(|&row| {
            predictors.read(row, &mut x);
            let logits: Vec<f64> = models.iter().map(|(_, model)| model.logit(&x)).collect();
            // Relative to the largest, so that no exponential overflows; the reference has logit 0.
            let largest = logits.iter().copied().fold(0.0, f64::max);
            let of_reference = (-largest).exp();
            let odds: Vec<f64> = logits.iter().map(|logit| (logit - largest).exp()).collect();
            let mut left = uniform(generator) * (of_reference + odds.iter().sum::<f64>());
            for ((category, _), odds) in models.iter().zip(&odds) {
                left -= odds;
                if left <= 0.0 {
                    return *category;
                }
            }
            reference
        })
        .collect()
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
