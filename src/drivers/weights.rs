use super::{Error, Rows};

/// What the analysis weight of an observation means.
///
/// All three give the same coefficients, means and shares; they differ in the number of observations,
/// in standard errors and in what is resampled: with frequency weights each of the w observations gets a
/// draw of its own, else the row gets one, which multiplies its weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WeightKind {
    /// How many of the population an observation stands for: the inverse of its chance to be asked or to
    /// answer. n is the number of observations, n effective (Σw)²/Σw²; by default errors are linearised
    /// when the weights differ. Only ratios of weights matter.
    #[default]
    Sampling,
    /// How many observations a row stands for. It must be whole; n = Σw, and every result is that of the
    /// row written down so many times: [`Design`](super::Design) multiplies the counts.
    Frequency,
    /// One over the variance of the observation, for example the number of ratings behind a mean. n and
    /// n effective are the number of observations; [`StandardErrorChoice::Classical`](super::StandardErrorChoice::Classical)
    /// gives the errors of weighted least squares, the default HC3 does not rely on the weights. Means
    /// and contributions are weighted by precision too.
    Precision,
}

/// Largest count that a number of observations may reach: above it `f64` skips whole numbers.
const MOST: f64 = 9_007_199_254_740_992.0;

/// Turns frequency weights into counts.
pub(super) fn counted(mut rows: Rows) -> Result<Rows, Error> {
    for row in 0..rows.len() {
        let weight = rows.weight[row];
        let refusal = Error::FrequencyWeight { row, weight };
        if weight.fract() > 0.0 || weight > MOST {
            return Err(refusal);
        }
        let times = crate::units::as_count(weight);
        rows.count[row] = rows.count[row].checked_mul(times).ok_or(refusal)?;
        rows.weight[row] = 1.0;
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use crate::drivers::fixtures::{
        DRAWN_EFFECTS, DRAWN_SHARES, bayesian, drawn_groups, names, random_rows,
    };
    use crate::drivers::{Design, Error, Rows, WeightKind, fit};
    use crate::units::as_f64;

    fn rows() -> Rows {
        let mut rows = random_rows(200, &DRAWN_SHARES, &DRAWN_EFFECTS, 12);
        rows.weight = (0..200).map(|row| as_f64(1 + row % 3)).collect();
        rows
    }

    fn design(rows: Rows, weights: WeightKind) -> Result<Design, Error> {
        Design::with_weights(rows, names(6), drawn_groups(), weights)
    }

    #[test]
    fn frequency_weights_give_every_result_of_repeated_rows() {
        let weighted = rows();
        let mut repeated = Rows::new(6);
        for row in 0..weighted.len() {
            for _ in 0..=row % 3 {
                let x: Vec<(usize, f64)> = weighted
                    .entries(row)
                    .iter()
                    .map(|&(column, value)| (column as usize, value))
                    .collect();
                repeated.push(crate::drivers::Row {
                    cluster: weighted.cluster[row],
                    ..crate::drivers::Row::new(&x, weighted.y[row])
                });
            }
        }
        // Merged, so that both draw the same weights for the same observations.
        let frequency = Design::with_weights(
            {
                let mut rows = super::counted(weighted.clone()).unwrap();
                rows = rows.compressed();
                rows
            },
            names(6),
            drawn_groups(),
            WeightKind::Frequency,
        )
        .unwrap();
        let repeated = design(repeated.compressed(), WeightKind::Sampling).unwrap();
        let options = bayesian(30);
        assert_eq!(
            fit(&frequency, &options).unwrap(),
            fit(&repeated, &options).unwrap()
        );
        // Without merging the sums are in another order and the draws are others.
        let direct = design(weighted, WeightKind::Frequency).unwrap();
        assert_eq!(direct.n_observations(), repeated.n_observations());
        assert!((direct.n_effective() / as_f64(direct.n_observations()) - 1.0).abs() < 1e-15);
        let (a, b) = (
            fit(&direct, &options).unwrap(),
            fit(&repeated, &options).unwrap(),
        );
        for (a, b) in a.columns.iter().zip(&b.columns) {
            let (a, b) = (a.estimate.unwrap(), b.estimate.unwrap());
            assert!((a.value - b.value).abs() < 1e-11 * (1.0 + b.value.abs()));
            let errors = [a, b].map(|estimate| estimate.doubt.unwrap().standard_error);
            assert!((errors[0] / errors[1] - 1.0).abs() < 1e-10);
        }
        assert!((a.explained.r2_adjusted - b.explained.r2_adjusted).abs() < 1e-12);
    }

    #[test]
    fn a_broken_frequency_is_refused() {
        for weight in [1.5, 0.25, 1e16] {
            let mut rows = rows();
            rows.weight[7] = weight;
            let error = design(rows, WeightKind::Frequency).unwrap_err();
            assert_eq!(error, Error::FrequencyWeight { row: 7, weight });
        }
    }

    #[test]
    fn only_sampling_weights_lower_the_effective_number() {
        let sampling = design(rows(), WeightKind::Sampling).unwrap();
        let precision = design(rows(), WeightKind::Precision).unwrap();
        assert!(sampling.n_effective() < 190.0);
        assert!((precision.n_effective() - 200.0).abs() < 1e-12);
        assert_eq!(precision.n_observations(), 200);
    }
}
