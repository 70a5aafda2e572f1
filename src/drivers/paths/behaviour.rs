//! What must hold for any path model: definitions, symmetries, and what happens to bad data.

use super::fixtures::{pair, ratings, satisfaction_model, without_replicates};
use super::golden::printed;
use super::{
    CompositeMode, Construct, Inadmissible, InnerScheme, PathCaveat, PathData, PathError, PathFit,
    PathModel, PathOptions, fit_paths,
};
use crate::drivers::Error;
use crate::units::as_f64;
use ndarray::{Array2, Axis, concatenate};
use proptest::prelude::*;

const MIXED: [CompositeMode; 5] = [
    CompositeMode::A,
    CompositeMode::B,
    CompositeMode::A,
    CompositeMode::Equal,
    CompositeMode::A,
];

const DEFINITIONS: &str = "modes definitions";

fn precise(model: &PathModel, table: &Array2<f64>) -> PathFit {
    let options = PathOptions {
        tolerance: 1e-14,
        ..without_replicates()
    };
    fit_paths(model, &PathData::new(table), &options).unwrap()
}

fn assert_close<'a>(
    got: impl IntoIterator<Item = &'a f64>,
    expected: impl IntoIterator<Item = &'a f64>,
    band: f64,
) {
    let (got, expected): (Vec<_>, Vec<_>) =
        (got.into_iter().collect(), expected.into_iter().collect());
    assert_eq!(got.len(), expected.len());
    for (got, expected) in got.into_iter().zip(expected) {
        assert!((got - expected).abs() <= band, "{got} is not {expected}");
    }
}

fn ends(table: &Array2<f64>) -> Array2<f64> {
    table.select(Axis(1), &[0, 1, 2, 3, 13, 14, 15])
}

#[test]
fn mode_b_on_both_sides_is_the_first_canonical_correlation() {
    let table = ends(&ratings(250));
    let fit = precise(&pair(4, 3, CompositeMode::B), &table);
    let expected = printed(DEFINITIONS, "canonical");
    assert_close(&[fit.estimates.coefficients[[1, 0]]], &expected, 1e-12);
    let loadings = printed(DEFINITIONS, "canonical_loadings");
    assert_close(&fit.estimates.loadings[..4], &loadings, 1e-9);
}

#[test]
fn mode_a_on_both_sides_is_the_first_interbattery_component() {
    let table = ends(&ratings(250));
    let fit = precise(&pair(4, 3, CompositeMode::A), &table);
    let expected = printed(DEFINITIONS, "interbattery");
    assert_close(&[fit.estimates.coefficients[[1, 0]]], &expected, 1e-12);
    // R divides by n − 1, which cancels in standardised weights.
    let weights = printed(DEFINITIONS, "interbattery_weights");
    assert_close(&fit.estimates.weights[..4], &weights, 1e-9);
}

fn single_model() -> PathModel {
    let names = ["image", "expectation", "value", "satisfaction", "loyalty"];
    let constructs = names.map(|name| Construct::single(name, &format!("{name} item")));
    PathModel::new(constructs.to_vec(), &super::fixtures::PATHS).unwrap()
}

#[test]
fn single_indicators_are_ordinary_path_analysis() {
    let table = ratings(250).select(Axis(1), &[0, 4, 7, 10, 13]);
    for scheme in [InnerScheme::Path, InnerScheme::Centroid] {
        let options = PathOptions {
            scheme,
            ..without_replicates()
        };
        let fit = fit_paths(&single_model(), &PathData::new(&table), &options).unwrap();
        let estimates = &fit.estimates;
        assert_eq!(estimates.n_iterations, 1);
        assert_close(&estimates.weights, &[1.0; 5], 1e-14);
        let coefficients = estimates.coefficients.iter();
        let coefficients = coefficients.filter(|coefficient| coefficient.abs() > 0.0);
        assert_close(coefficients, &printed(DEFINITIONS, "single_paths"), 1e-12);
        let r2: Vec<f64> = estimates.r2.iter().copied().flatten().collect();
        assert_close(&r2, &printed(DEFINITIONS, "single_r2"), 1e-12);
        let adjusted: Vec<f64> = estimates.r2_adjusted.iter().copied().flatten().collect();
        assert_close(
            &adjusted,
            &printed(DEFINITIONS, "single_r2_adjusted"),
            1e-12,
        );
        assert_eq!(estimates.consistent, Err(Inadmissible::NothingToCorrect));
        assert!(estimates.reliability.iter().all(Option::is_none));
    }
}

#[test]
fn scores_are_what_the_estimates_say() {
    let table = ratings(250);
    let fit = precise(&satisfaction_model(MIXED), &table);
    let scores = fit.standardised_scores(&table).unwrap();
    let product = scores.t().dot(&scores) / 250.0;
    assert_close(&product, &fit.estimates.correlations, 1e-12);
    let raw = fit.scores(&table).unwrap();
    for construct in 0..5 {
        // Both are the same composite: one is a straight line of the other.
        let value = |row: usize| raw[[row, construct]].unwrap();
        let slope = (value(1) - value(0)) / (scores[[1, construct]] - scores[[0, construct]]);
        for row in 0..250 {
            let expected = slope * (scores[[row, construct]] - scores[[0, construct]]);
            assert!((value(row) - value(0) - expected).abs() < 1e-9);
        }
    }
    let narrow = table.select(Axis(1), &[0, 1]);
    assert!(fit.scores(&narrow).is_err());
}

/// Standardised results of two fits are the same up to the sign that each indicator is given.
fn assert_same(one: &PathFit, other: &PathFit, signs: &[f64]) {
    let turned: Vec<f64> = signs
        .iter()
        .zip(&other.estimates.weights)
        .map(|(s, w)| s * w)
        .collect();
    let model = &one.model;
    let mut of_construct = Vec::new();
    for construct in 0..model.constructs().len() {
        // A turned indicator may turn the sum of loadings, and with it the construct.
        let block = model.block(construct);
        let first = one.estimates.weights[block.start] * turned[block.start];
        of_construct.push(first.signum());
        for at in block {
            let expected = one.estimates.weights[at];
            let got = first.signum() * turned[at];
            assert!((got - expected).abs() < 1e-8, "{got} is not {expected}");
        }
    }
    for ((to, from), expected) in one.estimates.coefficients.indexed_iter() {
        let got = of_construct[to] * of_construct[from] * other.estimates.coefficients[[to, from]];
        assert!((got - expected).abs() < 1e-8);
    }
    let r2 = |fit: &PathFit| {
        fit.estimates
            .r2
            .iter()
            .copied()
            .flatten()
            .collect::<Vec<f64>>()
    };
    assert_close(&r2(one), &r2(other), 1e-8);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn scales_and_places_of_indicators_change_nothing_standardised(
        exponents in proptest::collection::vec(-100i32..100, 16),
        shifts in proptest::collection::vec(-3.0f64..3.0, 16),
    ) {
        let table = ratings(100);
        let mut changed = table.clone();
        for (at, mut column) in changed.columns_mut().into_iter().enumerate() {
            let scale = 10f64.powi(exponents[at]);
            column.mapv_inplace(|value| scale * (value + shifts[at]));
        }
        let model = satisfaction_model(MIXED);
        let (one, other) = (precise(&model, &table), precise(&model, &changed));
        assert_same(&one, &other, &[1.0; 16]);
        for (at, exponent) in exponents.iter().enumerate() {
            let ratio = other.estimates.deviations[at] / one.estimates.deviations[at];
            prop_assert!((ratio / 10f64.powi(*exponent) - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn a_turned_indicator_turns_its_weight(turned in 0usize..10, scheme in 0usize..3) {
        let table = ratings(100);
        let mut changed = table.clone();
        changed.column_mut(turned).mapv_inplace(|value| 11.0 - value);
        let mut signs = [1.0; 16];
        signs[turned] = -1.0;
        let schemes = [InnerScheme::Path, InnerScheme::Factorial, InnerScheme::Centroid];
        let options = PathOptions { scheme: schemes[scheme], ..without_replicates() };
        let model = satisfaction_model(MIXED);
        let fit = |table: &Array2<f64>| {
            fit_paths(&model, &PathData::new(table), &options).unwrap()
        };
        assert_same(&fit(&table), &fit(&changed), &signs);
    }

    #[test]
    fn the_order_of_rows_and_their_repetition_change_nothing(step in 1usize..99) {
        // 101 is prime: any step visits every row.
        let table = ratings(101);
        let order: Vec<usize> = (0..101).map(|at| at * step % 101).collect();
        let model = satisfaction_model(MIXED);
        let one = precise(&model, &table);
        assert_same(&one, &precise(&model, &table.select(Axis(0), &order)), &[1.0; 16]);
        let twice = concatenate![Axis(0), table, table];
        let twice = precise(&model, &twice);
        assert_same(&one, &twice, &[1.0; 16]);
        assert_close(&one.estimates.deviations, &twice.estimates.deviations, 1e-12);
    }
}

#[test]
fn the_order_of_constructs_and_paths_changes_nothing() {
    let table = ratings(100);
    let model = satisfaction_model(MIXED);
    let one = precise(&model, &table);
    let mut constructs = model.constructs().to_vec();
    constructs.reverse();
    let mut paths = super::fixtures::PATHS.to_vec();
    paths.rotate_left(3);
    let turned = PathModel::new(constructs, &paths).unwrap();
    let columns: Vec<usize> = [13..16, 10..13, 7..10, 4..7, 0..4]
        .into_iter()
        .flatten()
        .collect();
    let other = precise(&turned, &table.select(Axis(1), &columns));
    for to in 0..5 {
        for from in 0..5 {
            let (a, b) = (
                one.estimates.total[[to, from]],
                other.estimates.total[[4 - to, 4 - from]],
            );
            assert!((a - b).abs() < 1e-10);
        }
    }
}

#[test]
fn a_weight_of_two_is_a_row_given_twice() {
    let table = ratings(80);
    let weights: Vec<f64> = (0..80)
        .map(|row| if row < 30 { 2.0 } else { 1.0 })
        .collect();
    let model = satisfaction_model(MIXED);
    let data = PathData {
        weights: Some(&weights),
        ..PathData::new(&table)
    };
    let options = PathOptions {
        tolerance: 1e-14,
        ..without_replicates()
    };
    let weighted = fit_paths(&model, &data, &options).unwrap();
    let order: Vec<usize> = (0..80).chain(0..30).collect();
    let repeated = precise(&model, &table.select(Axis(0), &order));
    assert_same(&weighted, &repeated, &[1.0; 16]);
    assert_close(&weighted.estimates.means, &repeated.estimates.means, 1e-12);
}

#[test]
fn total_effects_solve_their_equation() {
    let fit = precise(&satisfaction_model(MIXED), &ratings(100));
    let (b, total) = (&fit.estimates.coefficients, &fit.estimates.total);
    // T = (I − B)⁻¹ − I says that (I − B)(T + I) = I.
    let unit = Array2::<f64>::eye(5);
    let product = (&unit - b).dot(&(total + &unit));
    assert_close(&product, &unit, 1e-14);
    assert_close(&(b + &fit.estimates.indirect), total, 1e-15);
}

fn refuse(model: &PathModel, table: &Array2<f64>) -> String {
    let data = PathData::new(table);
    fit_paths(model, &data, &without_replicates())
        .unwrap_err()
        .to_string()
}

#[test]
fn data_that_cannot_be_used_are_refused_by_name() {
    let model = satisfaction_model(MIXED);
    let table = ratings(60);
    let with = |column: usize, of: fn(f64, usize) -> f64| {
        let mut changed = table.clone();
        for (row, value) in changed.column_mut(column).iter_mut().enumerate() {
            *value = of(*value, row);
        }
        changed
    };
    let check = |table: &Array2<f64>, expected: &str| assert_eq!(refuse(&model, table), expected);
    check(
        &with(2, |_, _| 7.0),
        "indicator 'image3' of construct 'image' is 7 in every row",
    );
    check(
        &with(2, |_, row| 1e-15f64.mul_add(as_f64(row % 2), 0.1)),
        "indicator 'image3' of construct 'image' is 0.1 in every row",
    );
    check(
        &with(9, |value, row| if row == 4 { f64::NAN } else { value }),
        "row 4, column 'value3' holds NaN, not a finite number",
    );
    let mut copied = table.clone();
    copied.column_mut(6).assign(&(&table.column(4) * 3.0 - 2.0));
    check(
        &copied,
        "indicator 'expectation3' of construct 'expectation' is determined by those before it",
    );
    let mut opposite = table.clone();
    for (to, from, sign) in [(11, 10, -0.5), (12, 10, -0.5)] {
        opposite
            .column_mut(to)
            .assign(&(&table.column(from) * sign));
    }
    // Standardised, the two copies together outweigh the original: their sum varies.
    assert!(fit_paths(&model, &PathData::new(&opposite), &without_replicates()).is_ok());
    check(
        &table.select(Axis(1), &[0]),
        "a row of indicators has length 1, expected 16",
    );
    check(&table.select(Axis(0), &[]), "no rows to model");
    check(
        &table.select(Axis(0), &[0, 1, 2]),
        "3 observations for 4 parameters",
    );
    let weights = vec![-1.0; 60];
    let data = PathData {
        weights: Some(&weights),
        ..PathData::new(&table)
    };
    let error = fit_paths(&model, &data, &without_replicates()).unwrap_err();
    assert_eq!(
        error,
        Error::Weight {
            row: 0,
            value: -1.0
        }
    );
}

#[test]
fn fewer_rows_than_indicators_are_enough_where_weights_are_correlations() {
    let table = ratings(9);
    let fit = precise(&satisfaction_model([CompositeMode::A; 5]), &table);
    assert!(
        fit.estimates
            .weights
            .iter()
            .all(|weight| weight.is_finite())
    );
    let model = satisfaction_model([CompositeMode::B; 5]);
    assert!(fit_paths(&model, &PathData::new(&table), &without_replicates()).is_ok());
    assert_eq!(
        refuse(&model, &table.select(Axis(0), &[0, 1, 2, 3, 4])),
        "5 observations for 5 parameters"
    );
}

#[test]
fn copies_in_mode_a_share_their_weight() {
    let table = ratings(100);
    let copied = table.select(Axis(1), &[0, 0, 13]);
    let fit = precise(&pair(2, 1, CompositeMode::A), &copied);
    assert_close(&fit.estimates.weights, &[0.5, 0.5, 1.0], 1e-12);
    assert_eq!(fit.estimates.indicator_inflation, [None, None, None]);
    let reliability = fit.estimates.reliability[0].unwrap();
    assert!((reliability.alpha - 1.0).abs() < 1e-12);
}

#[test]
fn indicators_that_cancel_out_start_from_the_first() {
    let table = ratings(100);
    let mut changed = table.select(Axis(1), &[0, 0, 13]);
    changed.column_mut(1).mapv_inplace(|value| 11.0 - value);
    let fit = precise(&pair(2, 1, CompositeMode::A), &changed);
    assert_close(&fit.estimates.weights, &[0.5, -0.5, 1.0], 1e-12);
    assert!(
        fit.caveats
            .contains(&PathCaveat::ReversedIndicator { indicator: 1 })
    );
    assert_eq!(
        refuse(&pair(2, 1, CompositeMode::Equal), &changed),
        "the sum of the indicators of construct 'x' does not vary"
    );
    // Alpha of items that cancel out has no lower bound, so there is none.
    assert_eq!(fit.estimates.reliability[0], None);
    assert_eq!(fit.estimates.unstandardised_weights(&fit.model)[0], None);
}

#[test]
fn a_construct_without_any_correlation_is_refused() {
    let table = Array2::from_shape_fn((16, 3), |(row, column)| as_f64(row >> column & 1));
    assert_eq!(
        refuse(&pair(2, 1, CompositeMode::A), &table),
        "construct 'x' is uncorrelated with all its neighbours"
    );
}

#[test]
fn causes_that_determine_each_other_are_refused() {
    let table = ratings(60);
    let constructs = ["a", "b", "c"].map(|name| Construct::single(name, &format!("{name} item")));
    let model = PathModel::new(constructs.to_vec(), &[("a", "c"), ("b", "c")]).unwrap();
    assert_eq!(
        refuse(&model, &table.select(Axis(1), &[0, 0, 5])),
        "construct 'b' is determined by the others that lead to 'c'"
    );
}

#[test]
fn weights_that_do_not_settle_are_refused() {
    let options = PathOptions {
        max_iterations: 2,
        ..without_replicates()
    };
    let table = ratings(60);
    let model = satisfaction_model(MIXED);
    let error = fit_paths(&model, &PathData::new(&table), &options).unwrap_err();
    let Error::Paths(PathError::NotConverged {
        n_iterations,
        change,
    }) = error
    else {
        panic!("{error}");
    };
    assert!(n_iterations == 2 && change > options.tolerance);
    for (options, expected) in [
        (
            PathOptions {
                max_iterations: 0,
                ..without_replicates()
            },
            "option max_iterations cannot be 0",
        ),
        (
            PathOptions {
                n_replicates: 1,
                ..without_replicates()
            },
            "option n_replicates cannot be 1",
        ),
        (
            PathOptions {
                tolerance: f64::NAN,
                ..without_replicates()
            },
            "a statistic of the model is not defined",
        ),
    ] {
        let error = fit_paths(&model, &PathData::new(&table), &options).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
}
