//! Whole pooled fits: against the complete table, on data with known truth, and at the edges.
//!
//! On the 150 tables of 300 rows of `tests/golden/missing_simulation.R` with holes that follow the
//! outcome (10 imputations, 5 rounds), the mean error of the five coefficients was −0.007, 0.001,
//! 0.033, 0.049 and 0.006 here, −0.007, 0.002, 0.033, 0.054 and −0.004 with mice 3.15.0 and 0.001,
//! −0.006, 0.034, 0.048 and −0.003 before holes were made; coverage of 95 % intervals 0.953 to 0.980
//! here and 0.947 to 0.967 there; complete cases were off by −0.079, −0.158, 0.210, −0.037 and −0.008.

#![expect(
    clippy::suboptimal_flops,
    reason = "the outcome of the made rows reads as printed"
)]

use super::{
    Caveat, Imputation, IncompleteTable, Kind, PooledOptions, Steps, Variable, complete_cases,
    impute, pooled_fit,
};
use crate::drivers::fixtures::{bayesian, names, single_groups, without_replicates};
use crate::drivers::{Design, Error, Interaction, fit};
use crate::stats::draw::{normal, uniform};
use crate::stats::generator;
use crate::stats::tests::on_threads;
use crate::units::as_f64;
use ndarray::Array2;

const RATING: Kind = Kind::Rating {
    minimum: 1.0,
    maximum: 7.0,
    steps: Steps::Whole,
};

/// A rating, a number, a topic of 0 and 1 and a channel of three; y = 2 + 0.5 rating + number − topic
/// + 0.8 second channel + noise.
const EFFECTS: [f64; 5] = [0.5, 1.0, -1.0, 0.8, 0.0];

fn made_table(n: usize, seed: u64) -> IncompleteTable {
    let mut source = generator(seed, 0);
    let mut cells = Array2::from_elem((n, 5), None);
    let mut outcome = Vec::with_capacity(n);
    for row in 0..n {
        let mood = normal(&mut source);
        let rating = (4.0 + 1.2 * mood + 0.9 * normal(&mut source))
            .round()
            .clamp(1.0, 7.0);
        let number = 0.5 * mood + normal(&mut source);
        let topic = f64::from(uniform(&mut source) < 1.0 / (1.0 + (0.4 + 0.8 * mood).exp()));
        let channel = uniform(&mut source) + 0.1 * topic;
        let second = f64::from(channel < 0.35);
        let third = f64::from(channel > 0.75);
        let x = [rating, number, topic, second, third];
        for (column, value) in x.into_iter().enumerate() {
            cells[[row, column]] = Some(value);
        }
        let level: f64 = x.iter().zip(EFFECTS).map(|(x, b)| x * b).sum();
        outcome.push(Some(2.0 + level + 1.5 * normal(&mut source)));
    }
    let variable = |name: &str, columns: &[usize], kind| Variable {
        name: name.to_owned(),
        columns: columns.to_vec(),
        kind,
    };
    IncompleteTable {
        columns: names(5),
        variables: vec![
            variable("rating", &[0], RATING),
            variable("number", &[1], Kind::Continuous),
            variable("topic", &[2], Kind::Binary),
            variable("channel", &[3, 4], Kind::Dummies),
        ],
        cells,
        outcome,
        weights: vec![],
        clusters: vec![],
    }
}

/// Removes cells at random; what depends on the outcome leaves complete cases biased.
fn remove(table: &mut IncompleteTable, by_outcome: bool, share: f64, seed: u64) {
    let mut source = generator(seed, 1);
    for row in 0..table.outcome.len() {
        let y = table.outcome[row].unwrap_or(0.0);
        for columns in [&[0][..], &[2], &[3, 4]] {
            // The outcome has mean 4.0 and standard deviation 2.2 or so.
            let chance = if by_outcome {
                share * (2.0 / (1.0 + (-1.5 * (y - 4.0)).exp()))
            } else {
                share
            };
            if uniform(&mut source) < chance {
                for &column in columns {
                    table.cells[[row, column]] = None;
                }
            }
        }
    }
}

fn few(n_imputations: usize, n_iterations: usize, seed: u64) -> PooledOptions {
    PooledOptions {
        imputation: Imputation {
            n_imputations,
            n_iterations,
            seed,
            ..Imputation::default()
        },
        fit: without_replicates(),
        interactions: vec![],
    }
}

#[test]
fn without_holes_the_pooled_fit_is_the_fit() {
    let table = made_table(150, 3);
    let pooled = pooled_fit(&table, &single_groups(5), &few(3, 2, 1)).unwrap();
    let rows = complete_cases(&table).unwrap().rows;
    let single = fit(
        &Design::new(rows, names(5), single_groups(5)).unwrap(),
        &without_replicates(),
    )
    .unwrap();
    for (pooled, single) in pooled.columns.iter().zip(&single.columns) {
        let (pooled, single) = (pooled.estimate.unwrap(), single.estimate.unwrap());
        assert!((pooled.value - single.value).abs() < 1e-12);
        let error = single.doubt.unwrap().standard_error;
        assert!((pooled.standard_error.unwrap() / error - 1.0).abs() < 1e-12);
    }
    assert!((pooled.explained.r2.value / single.explained.r2 - 1.0).abs() < 1e-12);
    assert!(pooled.imputed.is_empty() && pooled.caveats.is_empty());
}

#[test]
fn identities_hold_after_pooling_and_ranges_hold_their_mean() {
    let mut table = made_table(200, 5);
    remove(&mut table, true, 0.2, 6);
    table.outcome[7] = None;
    let options = PooledOptions {
        fit: bayesian(40),
        ..few(6, 4, 2)
    };
    let pooled = pooled_fit(&table, &single_groups(5), &options).unwrap();
    let contributed: f64 = pooled.drivers.iter().map(|d| d.contribution).sum();
    assert!((pooled.intercept.value + contributed - pooled.mean_outcome).abs() < 1e-9);
    let shares: f64 = pooled.drivers.iter().map(|d| d.share).sum();
    assert!((shares / pooled.explained.mean_r2 - 1.0).abs() < 1e-12);
    for driver in &pooled.drivers {
        let range = driver.share_range;
        assert!(range.lowest <= driver.share && driver.share <= range.highest);
        assert!(
            driver
                .contribution_interval
                .unwrap()
                .contains(driver.contribution)
        );
        assert!(driver.share_interval.unwrap().low < driver.share_interval.unwrap().high);
    }
    // 40 replicates over 6 imputations: 7 each.
    let replicates = pooled.replicates.as_ref().unwrap();
    assert_eq!(replicates.coefficients.dim(), (42, 5));
    assert_eq!(replicates.shares.as_ref().unwrap().dim(), (42, 5));
    assert_eq!(replicates.intercepts.len(), 42);
    assert_eq!(pooled.fits.len(), 6);
    assert!(pooled.caveats.contains(&Caveat::AssumedMissingAtRandom));
    assert!(
        pooled
            .caveats
            .contains(&Caveat::RowsWithoutOutcome { n: 1 })
    );
    assert_eq!(pooled.loss.n_without_outcome, 1);
    assert_eq!(pooled.imputed.len(), 4);
}

#[test]
fn results_are_the_same_on_one_two_and_eight_threads() {
    let mut table = made_table(80, 9);
    remove(&mut table, false, 0.25, 10);
    let options = PooledOptions {
        fit: bayesian(10),
        ..few(5, 3, 4)
    };
    let run = |n| {
        on_threads(n, || {
            format!(
                "{:?}",
                pooled_fit(&table, &single_groups(5), &options).unwrap()
            )
        })
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(8));
    let other = PooledOptions {
        imputation: Imputation {
            seed: 5,
            ..options.imputation
        },
        ..options.clone()
    };
    let other = pooled_fit(&table, &single_groups(5), &other).unwrap();
    assert_ne!(one, format!("{other:?}"));
}

#[test]
fn observed_cells_stay_and_filled_cells_are_values_of_their_kind() {
    let mut table = made_table(120, 21);
    remove(&mut table, true, 0.3, 22);
    table.outcome[3] = None;
    let imputed = impute(&table, &few(3, 3, 1).imputation).unwrap();
    assert_eq!(imputed.rows.len(), 119);
    for completed in &imputed.tables {
        for (at, &row) in imputed.rows.iter().enumerate() {
            for column in 0..5 {
                let value = completed[[at, column]];
                if let Some(observed) = table.cells[[row, column]] {
                    assert!((value - observed).abs() <= 0.0);
                }
            }
            let rating = completed[[at, 0]];
            assert!((1.0..=7.0).contains(&rating) && rating.fract().abs() <= 0.0);
            let dummies = completed[[at, 3]] + completed[[at, 4]];
            assert!((dummies * (dummies - 1.0)).abs() <= 0.0);
        }
    }
    assert_ne!(imputed.tables[0], imputed.tables[1]);
}

/// What happened over the sets to the coefficient of one column.
#[derive(Default)]
struct Outcome {
    n_covered: usize,
    errors: Vec<f64>,
    errors_of_complete_cases: Vec<f64>,
}

/// The mean and four times its standard error.
fn mean_and_band(values: &[f64]) -> (f64, f64) {
    let n = as_f64(values.len());
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, 4.0 * (variance / n).sqrt())
}

/// Fits 60 tables with holes and checks bias and coverage of every coefficient.
fn simulate(by_outcome: bool, share: f64) -> Vec<Outcome> {
    let n_sets = 60;
    let mut outcomes: Vec<Outcome> = EFFECTS.iter().map(|_| Outcome::default()).collect();
    for set in 0..n_sets {
        let mut table = made_table(150, 7000 + set);
        remove(&mut table, by_outcome, share, 8000 + set);
        let pooled = pooled_fit(&table, &single_groups(5), &few(4, 3, set)).unwrap();
        let rows = complete_cases(&table).unwrap().rows;
        let design = Design::new(rows, names(5), single_groups(5)).unwrap();
        let complete = fit(&design, &without_replicates()).unwrap();
        for (j, outcome) in outcomes.iter_mut().enumerate() {
            let estimate = pooled.columns[j].estimate.unwrap();
            let covers = estimate.interval.unwrap().contains(EFFECTS[j]);
            outcome.n_covered += usize::from(covers);
            outcome.errors.push(estimate.value - EFFECTS[j]);
            let of_complete = complete.columns[j].estimate.unwrap().value;
            outcome
                .errors_of_complete_cases
                .push(of_complete - EFFECTS[j]);
        }
    }
    for outcome in &outcomes {
        let n = as_f64(outcome.errors.len());
        let coverage = as_f64(outcome.n_covered) / n;
        assert!((coverage - 0.95).abs() < 4.0 * (0.95 * 0.05 / n).sqrt());
        let (bias, band) = mean_and_band(&outcome.errors);
        assert!(bias.abs() < band, "{bias} is not within {band}");
    }
    outcomes
}

#[test]
fn holes_completely_at_random_leave_no_bias_and_the_promised_coverage() {
    simulate(false, 0.2);
}

#[test]
fn holes_that_follow_the_outcome_bias_complete_cases_and_not_the_pooled_fit() {
    // Rows with a high outcome are lost: what raises it seems to raise it less.
    let outcomes = simulate(true, 0.3);
    let (bias, band) = mean_and_band(&outcomes[1].errors_of_complete_cases);
    assert!(bias < -band, "{bias} is within {band}");
}

#[test]
fn degenerate_tables_give_finite_numbers_or_typed_errors() {
    // Two equal columns, a constant, more columns than rows allow, three observed values, huge units.
    let mut table = made_table(60, 31);
    for row in 0..60 {
        table.cells[[row, 1]] = Some(4e12);
        if row >= 3 {
            table.cells[[row, 0]] = None;
        }
        table.cells[[row, 2]] = (row % 7 > 0).then_some(0.0);
        table.outcome[row] = table.outcome[row].map(|y| 1e9 * y);
    }
    let pooled = pooled_fit(&table, &single_groups(5), &few(4, 4, 1)).unwrap();
    assert!(pooled.columns[1].estimate.is_none() && pooled.columns[1].n_dropped == 4);
    assert!(pooled.columns[2].estimate.is_none());
    assert!(pooled.drivers.iter().all(|driver| driver.share.is_finite()));
    let mostly = |caveat: &Caveat| matches!(caveat, Caveat::MostlyMissing { column: 0, .. });
    let little = |caveat: &Caveat| matches!(caveat, Caveat::FewCompleteRows { .. });
    assert!(pooled.caveats.iter().any(mostly) && pooled.caveats.iter().any(little));

    let constant = IncompleteTable {
        outcome: vec![Some(1.0); 60],
        ..table.clone()
    };
    let refused = pooled_fit(&constant, &single_groups(5), &few(2, 1, 1)).unwrap_err();
    assert!(matches!(refused, Error::ConstantOutcome { .. }));
    for imputation in [
        few(1, 1, 1).imputation,
        few(2, 0, 1).imputation,
        Imputation {
            n_donors: 0,
            ..Imputation::default()
        },
    ] {
        let options = PooledOptions {
            imputation,
            ..few(2, 1, 1)
        };
        let refused = pooled_fit(&table, &single_groups(5), &options).unwrap_err();
        assert!(matches!(refused, Error::Option { .. }));
    }
}

#[test]
fn weights_clusters_and_products_go_through_to_the_fit() {
    let mut table = made_table(90, 41);
    remove(&mut table, false, 0.15, 42);
    table.weights = (0..90).map(|row| as_f64(1 + row % 3)).collect();
    table.clusters = (0..90).map(|row| Some(row / 3)).collect();
    let options = PooledOptions {
        interactions: vec![Interaction {
            first: 0,
            second: 2,
        }],
        fit: bayesian(8),
        ..few(4, 2, 1)
    };
    let pooled = pooled_fit(&table, &single_groups(5), &options).unwrap();
    assert_eq!(pooled.columns.len(), 6);
    let (product, drawn) = (&pooled.drivers[5], pooled.replicates.as_ref().unwrap());
    let mean = drawn.coefficients[[0, 5]] * drawn.means[[0, 5]];
    let interval = product.contribution_interval.unwrap();
    assert!(interval.low - 1e-9 <= mean.max(interval.low) && interval.low < interval.high);
    assert!(pooled.caveats.contains(&Caveat::ClustersNotImputed));
    assert!(pooled.caveats.contains(&Caveat::ProductsOfImputed));
    let rubin = pooled.columns[1].estimate.unwrap().rubin.unwrap();
    assert!(rubin.degrees_of_freedom < 29.0);
}
