//! What is summed is held to what is kept.

use super::fixtures::{control, driver, names};
use super::{
    Design, DriverTest, Error, Estimate, Fit, Group, Options, Origin, Resampling, Row, Rows,
    StandardErrorChoice, StandardErrors, StreamedResiduals, StreamedRows, WeightKind, driver_tests,
    fit,
};
use crate::stats::draw::{below, normal};
use crate::stats::generator;
use crate::units::{Probability, as_f64};

fn robust(choice: StandardErrorChoice) -> Options {
    Options {
        standard_errors: choice,
        ..options()
    }
}

fn options() -> Options {
    Options {
        resampling: Resampling::Off,
        standard_errors: StandardErrorChoice::Classical,
        ..Options::default()
    }
}

/// Predictors, outcome and weight.
type Observed = (Vec<(usize, f64)>, f64, f64);

/// Ratings, a mention, a constant, a copy, a column far from zero; outcome and weight.
fn observations(n: usize) -> Vec<Observed> {
    let mut source = generator(5, 0);
    (0..n)
        .map(|_| {
            let rating = as_f64(1 + below(&mut source, 5));
            let mention = as_f64(below(&mut source, 4) / 3);
            let far = 1e6 + normal(&mut source);
            let x = [rating, mention, 7.0, rating, far, normal(&mut source)];
            let of_far = 0.2f64.mul_add(far, normal(&mut source));
            let y = (-2.0f64).mul_add(mention, 0.5f64.mul_add(rating, of_far));
            let weight = 0.5 + as_f64(below(&mut source, 3));
            let entries = (0..6).zip(x).filter(|one| one.1.abs() > 0.0).collect();
            (entries, y, weight)
        })
        .collect()
}

fn groups() -> Vec<Group> {
    vec![
        driver("rating", &[0]),
        driver("both", &[1, 2]),
        driver("copy", &[3]),
        driver("far", &[4]),
        control("held", &[5]),
    ]
}

fn streamed(rows: &[Observed], weights: WeightKind) -> StreamedRows {
    streamed_with(rows, weights, 1e6, &options())
}

/// With the origin of the fifth column `far` from zero.
fn streamed_with(
    rows: &[Observed],
    weights: WeightKind,
    far: f64,
    options: &Options,
) -> StreamedRows {
    let origin = Origin {
        columns: vec![2.0, 0.0, 0.0, 0.0, far, 0.0],
        outcome: 0.2 * far,
    };
    let mut streamed = StreamedRows::new(origin, weights, options).unwrap();
    for (x, y, weight) in rows {
        streamed.push(x, *y, *weight).unwrap();
    }
    streamed
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * (1.0 + b.abs()), "{a} is not {b}");
}

#[test]
fn sums_give_the_fit_of_the_rows() {
    for weights in [WeightKind::Sampling, WeightKind::Precision] {
        let observed = observations(3000);
        let mut rows = Rows::new(6);
        for (x, y, weight) in &observed {
            rows.push(Row {
                weight: *weight,
                ..Row::new(x, *y)
            });
        }
        let design = Design::with_weights(rows, names(6), groups(), weights).unwrap();
        let kept = fit(&design, &options()).unwrap();
        let found = streamed(&observed, weights)
            .fit(&names(6), &groups(), &[0, 1, 2, 3, 4, 5], &options())
            .unwrap();
        close(found.fit.mean_outcome, kept.mean_outcome);
        close(found.fit.explained.r2, kept.explained.r2);
        close(found.fit.explained.r2_adjusted, kept.explained.r2_adjusted);
        close(found.fit.diagnosis.n_effective, kept.diagnosis.n_effective);
        assert_eq!(found.fit.diagnosis.dropped, kept.diagnosis.dropped);
        let estimates = |fit: &Fit| -> Vec<Option<Estimate>> {
            let columns = fit.columns.iter().map(|column| column.estimate);
            std::iter::once(Some(fit.intercept))
                .chain(columns)
                .collect()
        };
        for (a, b) in estimates(&found.fit).into_iter().zip(estimates(&kept)) {
            assert_eq!(a.is_some(), b.is_some());
            let Some((a, b)) = a.zip(b) else { continue };
            close(a.value, b.value);
            let (a, b) = (a.doubt.unwrap(), b.doubt.unwrap());
            close(a.standard_error, b.standard_error);
            close(a.p_value.get(), b.p_value.get());
        }
        for (a, b) in found.fit.drivers.iter().zip(&kept.drivers) {
            close(a.share, b.share);
            close(a.contribution, b.contribution);
        }
        // One column alone: F is the square of t.
        let of_rating = kept.columns[0].estimate.unwrap().doubt.unwrap();
        close(found.p_values[0].unwrap().get(), of_rating.p_value.get());
        assert_eq!(found.p_values[2], None);
        let (a, b) = (found.fit.explained, kept.explained);
        let spread = b.held_out.unwrap().spread;
        let difference = a.r2_cross_validated.unwrap() - b.r2_cross_validated.unwrap();
        // Other dealings, so not the same; both means stray by the spread of one over few dealings.
        assert!(difference.abs() < 8.0 * spread, "{difference}, {spread}");
    }
}

/// What rows that are kept say, and what two passes over them say.
fn both_ways(
    observed: &[Observed],
    weights: WeightKind,
    groups: &[Group],
    far: f64,
    options: &Options,
) -> ((Fit, Vec<DriverTest>), (Fit, Vec<DriverTest>)) {
    let mut rows = Rows::new(6);
    for (x, y, weight) in observed {
        rows.push(Row {
            weight: *weight,
            ..Row::new(x, *y)
        });
    }
    let design = Design::with_weights(rows.compressed(), names(6), groups.to_vec(), weights);
    let design = design.unwrap();
    let rate = Probability::saturating(0.05);
    let kept = fit(&design, options).unwrap();
    let chosen = [0, 1, 2, 3, 4, 5];
    let sums = streamed_with(observed, weights, far, options);
    let residuals = StreamedResiduals::new(&sums, &names(6), groups, &chosen, options);
    let mut residuals = residuals.unwrap();
    for (x, y, weight) in observed {
        residuals.push(x, *y, *weight).unwrap();
    }
    let found = sums.fit_robust(&names(6), groups, &chosen, options, &residuals);
    let tests = residuals.tests(groups, rate).unwrap();
    (
        (kept, driver_tests(&design, rate).unwrap()),
        (found.unwrap().fit, tests),
    )
}

fn exact(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-12 * b.abs(), "{a} is not {b}");
}

#[test]
fn two_passes_give_the_robust_errors_and_tests_of_the_rows_to_twelve_digits() {
    for choice in [
        StandardErrorChoice::Automatic,
        StandardErrorChoice::Hc3,
        StandardErrorChoice::Linearised,
    ] {
        // Without the column far from zero, whose own digits are fewer.
        let mut observed = observations(3000);
        for one in &mut observed {
            for entry in one.0.iter_mut().filter(|entry| entry.0 == 4) {
                entry.1 -= 1e6;
            }
            one.1 -= 2e5;
        }
        let options = robust(choice);
        let (kept, found) = both_ways(&observed, WeightKind::Sampling, &groups(), 0.0, &options);
        assert_eq!(found.0.standard_errors, kept.0.standard_errors);
        let linearised = StandardErrors::Linearised { n_units: 3000 };
        let is_linearised = choice != StandardErrorChoice::Hc3;
        assert_eq!(found.0.standard_errors == linearised, is_linearised);
        let estimates = |fit: &Fit| -> Vec<Option<Estimate>> {
            let columns = fit.columns.iter().map(|column| column.estimate);
            std::iter::once(Some(fit.intercept))
                .chain(columns)
                .collect()
        };
        for (a, b) in estimates(&found.0).into_iter().zip(estimates(&kept.0)) {
            assert_eq!(a.is_some(), b.is_some());
            let Some((a, b)) = a.zip(b) else { continue };
            // A coefficient near zero has the digits of the outcome, which spreads by about one.
            let difference = a.value - b.value;
            assert!(
                difference.abs() <= 1e-12 * (1.0 + b.value.abs()),
                "{difference}"
            );
            exact(
                a.doubt.unwrap().standard_error,
                b.doubt.unwrap().standard_error,
            );
        }
        assert_eq!(found.1.len(), kept.1.len());
        for (a, b) in found.1.iter().zip(&kept.1) {
            assert_eq!((a.group, a.is_discovery), (b.group, b.is_discovery));
            assert_eq!(a.test.is_some(), b.test.is_some());
            let Some((a, b)) = a.test.as_ref().zip(b.test.as_ref()) else {
                continue;
            };
            assert_eq!(a.columns, b.columns);
            close(a.wald, b.wald);
            close(a.degrees_of_freedom, b.degrees_of_freedom);
            close(a.p_value.get(), b.p_value.get());
        }
    }
}

#[test]
fn what_hangs_on_one_observation_has_no_error_in_two_passes_either() {
    let mut observed = observations(400);
    let alone = |one: &mut Observed, value: f64| {
        one.0.retain(|entry| entry.0 != 1);
        if value.abs() > 0.0 {
            one.0.insert(1, (1, value));
        }
    };
    for (row, one) in observed.iter_mut().enumerate() {
        alone(one, if row == 17 { 1.0 } else { 0.0 });
    }
    let groups = [
        driver("rating", &[0]),
        driver("alone", &[1]),
        driver("rest", &[2, 3, 5]),
        driver("far", &[4]),
    ];
    let options = robust(StandardErrorChoice::Hc3);
    let (kept, found) = both_ways(&observed, WeightKind::Precision, &groups, 1e6, &options);
    for (fit, tests) in [&kept, &found] {
        assert_eq!(fit.columns[1].estimate.unwrap().doubt, None);
        assert_eq!(fit.intercept.doubt, None);
        assert_eq!(tests[1].test, None);
        assert!(tests[0].test.is_some());
    }
    for (a, b) in found.1.iter().zip(&kept.1) {
        let p = |test: &DriverTest| test.test.as_ref().map(|test| test.p_value.get());
        close(p(a).unwrap_or(-1.0), p(b).unwrap_or(-1.0));
    }
}

#[test]
fn a_second_pass_over_other_rows_is_refused() {
    let observed = observations(100);
    let options = robust(StandardErrorChoice::Hc3);
    let sums = streamed_with(&observed, WeightKind::Sampling, 1e6, &options);
    let chosen = [0, 1, 2, 3, 4, 5];
    let residuals = StreamedResiduals::new(&sums, &names(6), &groups(), &chosen, &options);
    let mut residuals = residuals.unwrap();
    for (x, y, weight) in &observed[1..] {
        residuals.push(x, *y, *weight).unwrap();
    }
    let refused = sums.fit_robust(&names(6), &groups(), &chosen, &options, &residuals);
    assert!(matches!(
        refused,
        Err(Error::Shape {
            got: 99,
            expected: 100,
            ..
        })
    ));
    assert!(residuals.push(&[(0, f64::NAN)], 1.0, 1.0).is_err());
    assert!(residuals.push(&[(6, 1.0)], 1.0, 1.0).is_err());
}

#[test]
fn some_columns_may_be_chosen_when_all_rows_are_in() {
    let observed = observations(500);
    let streamed = streamed(&observed, WeightKind::Sampling);
    let chosen = streamed
        .fit(
            &names(2),
            &[driver("m", &[0]), driver("r", &[1])],
            &[1, 0],
            &options(),
        )
        .unwrap();
    let mut rows = Rows::new(2);
    for (x, y, weight) in &observed {
        let value = |column| {
            x.iter()
                .find(|one| one.0 == column)
                .map_or(0.0, |one| one.1)
        };
        rows.push(Row {
            weight: *weight,
            ..Row::new(&[(0, value(1)), (1, value(0))], *y)
        });
    }
    let groups = vec![driver("m", &[0]), driver("r", &[1])];
    let kept = fit(&Design::new(rows, names(2), groups).unwrap(), &options()).unwrap();
    for (a, b) in chosen.fit.columns.iter().zip(&kept.columns) {
        close(a.estimate.unwrap().value, b.estimate.unwrap().value);
    }
}

#[test]
fn noise_explains_nothing_on_rows_that_were_not_fitted() {
    let mut observed = observations(4000);
    let mut source = generator(9, 0);
    for one in &mut observed {
        one.1 = normal(&mut source);
    }
    let found = streamed(&observed, WeightKind::Precision)
        .fit(&names(6), &groups(), &[0, 1, 2, 3, 4, 5], &options())
        .unwrap();
    assert!(found.fit.explained.r2_cross_validated.unwrap() < 0.001);
}

#[test]
fn what_sums_cannot_give_is_refused() {
    let origin = || Origin {
        columns: vec![0.0],
        outcome: 0.0,
    };
    let with = |options: Options, weights| StreamedRows::new(origin(), weights, &options).err();
    let by_cluster = robust(StandardErrorChoice::Cr1);
    let resampled = Options {
        resampling: Options::default().resampling,
        ..options()
    };
    let kind = WeightKind::Sampling;
    assert_eq!(with(by_cluster, kind), Some(Error::RowsNeeded));
    assert_eq!(with(resampled, kind), Some(Error::RowsNeeded));
    assert_eq!(
        with(options(), WeightKind::Frequency),
        Some(Error::RowsNeeded)
    );
    let mut rows = StreamedRows::new(origin(), kind, &options()).unwrap();
    let groups = [driver("a", &[0])];
    let nothing = rows.fit(&names(1), &groups, &[0], &options()).err();
    assert_eq!(nothing, Some(Error::NoRows));
    for (x, y, weight) in [
        (f64::NAN, 1.0, 1.0),
        (1.0, f64::INFINITY, 1.0),
        (1.0, 1.0, 0.0),
        (1.0, 1.0, -1.0),
    ] {
        assert!(rows.push(&[(0, x)], y, weight).is_err());
    }
    assert!(rows.push(&[(1, 1.0)], 1.0, 1.0).is_err());
    rows.push(&[(0, 1.0)], 4.0, 1.0).unwrap();
    rows.push(&[], 4.0, 1.0).unwrap();
    let constant = rows.fit(&names(1), &groups, &[0], &options()).err();
    assert!(matches!(constant, Some(Error::ConstantOutcome { .. })));
    rows.push(&[], 5.0, 1.0).unwrap();
    assert!(rows.fit(&names(1), &groups, &[0], &options()).is_ok());
}
