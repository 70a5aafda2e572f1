//! What the model promises on any data: identities, invariances, determinism and honest doubt.

use super::fixtures::{
    DRAWN_EFFECTS as EFFECTS, DRAWN_SHARES as SHARES, bayesian, control, dense_design,
    drawn_groups as groups, driver, names, random_rows, single_groups, without_replicates,
};
use super::{
    Design, DropReason, Dropped, Error, Fit, ImportanceMethod, Options, Resampling, Row, Rows, fit,
    relative_weights, relative_weights_by_group,
};
use crate::stats::draw::{normal, uniform};
use crate::stats::generator;
use crate::stats::tests::on_threads;
use crate::units::{as_f64, as_u32};
use ndarray::{Array1, Array2};
use proptest::prelude::*;

fn design(n: usize, seed: u64) -> Design {
    let rows = random_rows(n, &SHARES, &EFFECTS, seed);
    Design::new(rows, names(6), groups()).unwrap()
}

fn contributions(fit: &Fit) -> f64 {
    fit.drivers.iter().map(|driver| driver.contribution).sum()
}

fn assert_close(got: f64, expected: f64, relative: f64) {
    let band = relative * (1.0 + expected.abs());
    assert!((got - expected).abs() <= band, "{got} is not {expected}");
}

fn assert_same_fit(one: &Fit, other: &Fit, relative: f64) {
    assert_close(one.mean_outcome, other.mean_outcome, relative);
    assert_close(one.intercept.value, other.intercept.value, relative);
    assert_close(one.explained.r2, other.explained.r2, relative);
    for (a, b) in one.columns.iter().zip(&other.columns) {
        let (a, b) = (a.estimate.unwrap(), b.estimate.unwrap());
        assert_close(a.value, b.value, relative);
        let errors = [a, b].map(|e| e.doubt.unwrap().standard_error);
        assert_close(errors[0], errors[1], relative);
    }
    for (a, b) in one.drivers.iter().zip(&other.drivers) {
        assert_close(a.contribution, b.contribution, relative);
        assert_close(a.share, b.share, relative);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_mean_outcome_is_the_constant_plus_the_contributions(seed in any::<u64>()) {
        let fit = fit(&design(200, seed), &without_replicates()).unwrap();
        assert_close(fit.intercept.value + contributions(&fit), fit.mean_outcome, 1e-12);
    }

    #[test]
    fn shares_sum_to_what_is_divided_and_ignore_order_and_scale(seed in any::<u64>()) {
        let mut source = generator(seed, 0);
        let x = Array2::from_shape_fn((60, 4), |_| normal(&mut source) + 5.0);
        let y = Array1::from_shape_fn(60, |i| x[[i, 0]] - x[[i, 2]] + normal(&mut source));
        let options = without_replicates();
        let plain = fit(&dense_design(&x, &y, single_groups(4)), &options).unwrap();
        let sum: f64 = plain.importance.shares.iter().sum();
        prop_assert!((sum - plain.explained.r2).abs() <= 1e-10 * plain.explained.r2);
        prop_assert!(plain.importance.shares.iter().all(|&share| share >= -1e-12));

        let factors = [1e-8, 1e6, -3.0, 1.0];
        let moved = Array2::from_shape_fn((60, 4), |(i, j)| x[[i, 3 - j]] * factors[3 - j]);
        let other = fit(&dense_design(&moved, &y, single_groups(4)), &options).unwrap();
        for (j, factor) in factors.iter().enumerate() {
            assert_close(other.importance.shares[3 - j], plain.importance.shares[j], 1e-10);
            let scaled = other.columns[3 - j].estimate.unwrap().value * factor;
            assert_close(scaled, plain.columns[j].estimate.unwrap().value, 1e-9);
        }
    }

    #[test]
    fn equal_columns_get_equal_shares_and_the_later_is_reported(seed in any::<u64>()) {
        let mut source = generator(seed, 0);
        let half = Array2::from_shape_fn((40, 2), |_| normal(&mut source));
        let x = Array2::from_shape_fn((40, 3), |(i, j)| if j == 2 { 7.0 * half[[i, 0]] } else { half[[i, j]] });
        let y = Array1::from_shape_fn(40, |i| x[[i, 0]] + x[[i, 1]] + normal(&mut source));
        let fit = fit(&dense_design(&x, &y, single_groups(3)), &without_replicates()).unwrap();
        assert_close(fit.importance.shares[0], fit.importance.shares[2], 1e-10);
        prop_assert_eq!(&fit.diagnosis.dropped, &vec![Dropped { column: 2, reason: DropReason::Collinear }]);
        prop_assert!(fit.columns[2].estimate.is_none());
        let sum: f64 = fit.importance.shares.iter().sum();
        assert_close(sum, fit.explained.r2, 1e-10);
    }
}

#[test]
fn merging_identical_rows_changes_no_result() {
    for clustered in [false, true] {
        let mut rows = random_rows(500, &SHARES, &EFFECTS, 8);
        if !clustered {
            rows.cluster = vec![None; rows.len()];
        }
        let merged = rows.clone().compressed();
        assert!(merged.len() < 450);
        let options = without_replicates();
        let whole = fit(&Design::new(rows, names(6), groups()).unwrap(), &options).unwrap();
        let small = fit(&Design::new(merged, names(6), groups()).unwrap(), &options).unwrap();
        assert_same_fit(&small, &whole, 1e-11);
        assert_eq!(small.diagnosis.n_observations, 500);
        assert_eq!(small.diagnosis.n_units, whole.diagnosis.n_units);
        assert_close(
            small.diagnosis.n_effective,
            whole.diagnosis.n_effective,
            1e-12,
        );
    }
}

#[test]
fn a_mostly_full_column_gives_the_fit_of_its_complement() {
    let rows = random_rows(300, &SHARES, &EFFECTS, 4);
    let mut complement = Rows::new(6);
    for row in 0..rows.len() {
        let x: Vec<(usize, f64)> = (0..6)
            .map(|j| {
                let held = rows
                    .entries(row)
                    .iter()
                    .any(|&(column, _)| column as usize == j);
                (j, if held == (j == 3) { 0.0 } else { 1.0 })
            })
            .collect();
        complement.push(Row {
            weight: rows.weight[row],
            cluster: rows.cluster[row],
            ..Row::new(&x, rows.y[row])
        });
    }
    let options = without_replicates();
    let plain = fit(&Design::new(rows, names(6), groups()).unwrap(), &options).unwrap();
    let flipped = fit(
        &Design::new(complement, names(6), groups()).unwrap(),
        &options,
    )
    .unwrap();
    for j in 0..6 {
        let sign = if j == 3 { -1.0 } else { 1.0 };
        let (a, b) = (
            plain.columns[j].estimate.unwrap(),
            flipped.columns[j].estimate.unwrap(),
        );
        assert_close(b.value, sign * a.value, 1e-11);
        assert_close(
            b.doubt.unwrap().standard_error,
            a.doubt.unwrap().standard_error,
            1e-11,
        );
    }
}

#[test]
fn a_constant_column_and_a_control_copy_are_reported() {
    let mut rows = Rows::new(4);
    let mut source = generator(3, 0);
    for _ in 0..50 {
        let held = if uniform(&mut source) < 0.4 { 1.0 } else { 0.0 };
        let x = [(0, held), (1, 3.5), (2, held), (3, normal(&mut source))];
        rows.push(Row::new(&x, held + normal(&mut source)));
    }
    let groups = vec![
        driver("a", &[0, 1]),
        control("copy", &[2]),
        driver("b", &[3]),
    ];
    let fit = fit(&Design::new(rows, names(4), groups).unwrap(), &bayesian(20)).unwrap();
    let expected = [
        Dropped {
            column: 0,
            reason: DropReason::Collinear,
        },
        Dropped {
            column: 1,
            reason: DropReason::Constant,
        },
    ];
    assert_eq!(fit.diagnosis.dropped, expected);
    assert_eq!(fit.diagnosis.n_parameters, 3);
    assert!((fit.columns[1].mean - 3.5).abs() < 1e-15);
    assert!(fit.importance.shares[0].abs() < 1e-12);
    assert!(fit.columns[0].resampled.is_none() && fit.columns[3].resampled.is_some());
}

/// Whether the first topic and the other column have a standard error and intervals, when the first rows mention
/// the topic with these outcomes and customers.
fn check_doubt(mentions: &[(f64, Option<u32>)], expected: bool) {
    let mut source = generator(9, 0);
    let mut rows = Rows::new(2);
    for row in 0..40 {
        let mention = mentions.get(row);
        let (x, y) = match mention {
            Some(&(y, _)) => (vec![(0, 1.0), (1, 0.5)], y),
            None => (vec![(1, normal(&mut source))], normal(&mut source)),
        };
        rows.push(Row {
            cluster: mention.and_then(|mention| mention.1),
            ..Row::new(&x, y)
        });
    }
    for rows in [rows.clone(), rows.compressed()] {
        let design = Design::new(rows, names(2), single_groups(2)).unwrap();
        let fit = fit(&design, &bayesian(20)).unwrap();
        let told = |column: usize| {
            let interval = fit.drivers[column].contribution_interval;
            let intervals = [fit.columns[column].resampled, interval];
            let doubt = fit.columns[column].estimate.unwrap().doubt;
            assert!(intervals.iter().all(|one| one.is_some() == doubt.is_some()));
            doubt.is_some()
        };
        assert_eq!(told(0), expected, "{mentions:?}");
        assert!(told(1));
    }
}

#[test]
fn a_topic_of_one_observation_one_customer_or_one_outcome_has_no_standard_error() {
    check_doubt(&[(1.3, None)], false);
    check_doubt(&[(1.3, None), (1.3, None), (1.3, None)], false);
    check_doubt(&[(1.3, Some(7)), (0.2, Some(7)), (0.1, Some(7))], false);
    check_doubt(&[(1.3, None), (0.2, None)], true);
    check_doubt(&[(1.3, Some(7)), (0.2, Some(7)), (0.1, Some(8))], true);
    check_doubt(&[(1.3, Some(7)), (0.2, Some(7)), (0.1, None)], true);
}

#[test]
fn results_are_the_same_on_one_two_and_eight_threads() {
    let rows = random_rows(400, &[0.2; 16], &[0.7; 16], 12);
    let design = Design::new(rows, names(16), single_groups(16)).unwrap();
    let run = |n_threads: usize, exact_limit: usize| {
        let options = Options {
            exact_limit,
            n_orderings: 200,
            ..bayesian(60)
        };
        on_threads(n_threads, || {
            format!("{:?}", fit(&design, &options).unwrap())
        })
    };
    for exact_limit in [16, 5] {
        let one = run(1, exact_limit);
        assert_eq!(one, run(2, exact_limit));
        assert_eq!(one, run(8, exact_limit));
    }
}

#[test]
fn sampled_importance_says_so_and_agrees_with_exact() {
    let rows = random_rows(
        600,
        &[0.2; 8],
        &[1.0, 0.0, 2.0, -1.0, 0.3, 0.0, 0.0, 1.5],
        5,
    );
    let design = Design::new(rows, names(8), single_groups(8)).unwrap();
    let exact = fit(&design, &without_replicates()).unwrap().importance;
    assert!(matches!(exact.method, ImportanceMethod::Exact { .. }));
    let options = Options {
        exact_limit: 7,
        n_orderings: 400,
        ..without_replicates()
    };
    let sampled = fit(&design, &options).unwrap().importance;
    let ImportanceMethod::Sampled {
        n_orderings,
        standard_errors,
    } = sampled.method
    else {
        panic!("expected sampling");
    };
    assert_eq!(n_orderings, 400);
    for (j, error) in standard_errors.iter().enumerate() {
        let difference = (sampled.shares[j] - exact.shares[j]).abs();
        assert!(difference <= 4.0 * error.max(1e-12));
    }
}

#[test]
fn first_and_last_gains_are_the_ends_of_the_levels_and_do_not_need_all_subsets() {
    let design = design(300, 7);
    let exact = fit(&design, &without_replicates()).unwrap().importance;
    let ImportanceMethod::Exact { by_level } = &exact.method else {
        panic!("expected all subsets");
    };
    for driver in 0..3 {
        assert_close(exact.first[driver], by_level[[driver, 0]], 1e-13);
        assert_close(exact.last[driver], by_level[[driver, 2]], 1e-13);
    }
    let options = Options {
        exact_limit: 2,
        n_orderings: 8,
        ..without_replicates()
    };
    let sampled = fit(&design, &options).unwrap().importance;
    assert_eq!(sampled.first, exact.first);
    assert_eq!(sampled.last, exact.last);
}

#[test]
fn relative_weights_of_a_group_are_the_sum_over_its_columns() {
    let rows = random_rows(300, &SHARES, &EFFECTS, 3);
    let grouped = vec![
        driver("a", &[4, 0]),
        driver("b", &[1, 2, 3]),
        driver("c", &[5]),
    ];
    let design = Design::new(rows, names(6), grouped).unwrap();
    let alone = relative_weights(&design).unwrap();
    let got = relative_weights_by_group(&design).unwrap();
    let expected = [
        alone[4] + alone[0],
        alone[1] + alone[2] + alone[3],
        alone[5],
    ];
    for (got, expected) in got.iter().zip(expected) {
        assert_close(*got, expected, 1e-14);
    }
    let held = self::design(50, 1);
    let refused = relative_weights_by_group(&held).unwrap_err();
    assert!(matches!(refused, Error::AlwaysUnsupported { .. }));
}

#[test]
fn without_effects_the_test_keeps_its_level_and_nothing_is_predicted() {
    let (n_sets, p) = (150, 5);
    let (mut n_rejected, mut n_tested, mut n_useful) = (0, 0, 0);
    for set in 0..n_sets {
        let rows = random_rows(400, &[0.3, 0.15, 0.1, 0.2, 0.06], &[0.0; 5], 1000 + set);
        let mut rows = rows;
        rows.cluster = vec![None; rows.len()];
        let design = Design::new(rows, names(p), single_groups(p)).unwrap();
        let fit = fit(&design, &without_replicates()).unwrap();
        for column in &fit.columns {
            let doubt = column.estimate.unwrap().doubt.unwrap();
            n_tested += 1;
            n_rejected += usize::from(doubt.p_value.get() < 0.05);
        }
        n_useful += usize::from(fit.explained.r2_cross_validated.unwrap() > 0.0);
    }
    let n = as_f64(n_tested);
    let rate = as_f64(n_rejected) / n;
    assert!(
        (rate - 0.05).abs() < 4.0 * (0.05 * 0.95 / n).sqrt(),
        "{rate}"
    );
    // The cross-validated R² is below zero in most samples without effects.
    assert!(n_useful < 40, "{n_useful}");
}

#[test]
fn cross_validated_r2_lies_below_r2_where_there_are_effects() {
    let fit = fit(&design(800, 2), &without_replicates()).unwrap();
    let explained = fit.explained;
    let validated = explained.r2_cross_validated.unwrap();
    assert!(explained.r2_adjusted < explained.r2);
    assert!(validated < explained.r2 && validated > explained.r2 - 0.1);
    assert!(explained.r2 > 0.2);
}

#[test]
fn validation_never_fits_on_other_rows_of_a_held_out_customer() {
    // Every customer has a level of their own and a column that names them: known rows of a
    // customer predict the others perfectly, other customers predict nothing.
    let n_customers = 40;
    let mut source = generator(31, 0);
    let mut told = Rows::new(n_customers - 1);
    for customer in 0..n_customers {
        let level = normal(&mut source);
        let x = [(customer, 1.0)];
        let x = if customer < n_customers - 1 {
            &x[..]
        } else {
            &[]
        };
        for _ in 0..6 {
            told.push(Row {
                cluster: Some(as_u32(customer)),
                ..Row::new(x, 0.01f64.mul_add(normal(&mut source), level))
            });
        }
    }
    let mut untold = told.clone();
    untold.cluster = vec![None; untold.len()];
    let [by_customer, by_row] = [told, untold].map(|rows| {
        let all: Vec<usize> = (0..n_customers - 1).collect();
        let design = Design::new(rows, names(n_customers - 1), vec![driver("who", &all)]);
        let fit = fit(&design.unwrap(), &without_replicates()).unwrap();
        fit.explained.r2_cross_validated.unwrap()
    });
    assert!(by_row > 0.99, "{by_row}");
    assert!(by_customer <= 0.0, "{by_customer}");
}

#[test]
fn planted_effects_are_found_within_four_standard_errors() {
    let fit = fit(&design(5000, 77), &bayesian(200)).unwrap();
    for (column, effect) in fit.columns.iter().zip(EFFECTS) {
        let estimate = column.estimate.unwrap();
        let error = estimate.doubt.unwrap().standard_error;
        assert!((estimate.value - effect).abs() < 4.0 * error);
        // Two roads to the same doubt: robust errors and replicates.
        let resampled = column.resampled.unwrap();
        let width = (resampled.high - resampled.low) / (2.0 * 1.96 * error);
        assert!((0.75..1.3).contains(&width), "{width}");
    }
}

#[test]
fn impossible_requests_are_refused() {
    let check = |options: Options, expected: &str| {
        assert_eq!(
            fit(&design(50, 1), &options).unwrap_err().to_string(),
            expected
        );
    };
    let good = without_replicates;
    check(
        Options {
            n_folds: 1,
            ..good()
        },
        "option n_folds cannot be 1",
    );
    check(
        Options {
            exact_limit: 40,
            ..good()
        },
        "option exact_limit cannot be 40",
    );
    check(
        Options {
            n_orderings: 2,
            ..good()
        },
        "option n_orderings cannot be 2",
    );
    let resampling = Resampling::Bayesian {
        n_replicates: 1,
        importance_limit: 3,
    };
    check(
        Options {
            resampling,
            ..good()
        },
        "option n_replicates cannot be 1",
    );
    let x = Array2::from_shape_fn((3, 2), |(i, j)| as_f64((i + j) % 3));
    let y = Array1::from(vec![1.0, 2.0, 5.0]);
    let few = fit(&dense_design(&x, &y, single_groups(2)), &good()).unwrap_err();
    let expected = Error::TooFewRows {
        n_observations: 3,
        n_parameters: 3,
    };
    assert_eq!(few, expected);
    let controlled = super::relative_weights(&design(50, 1)).unwrap_err();
    assert!(matches!(controlled, Error::AlwaysUnsupported { .. }));
}
