//! Identities, refusals and degenerate data.

#![expect(
    clippy::suboptimal_flops,
    reason = "a made outcome reads as its formula"
)]

use super::*;
use crate::drivers::fixtures::{
    bayesian, control, driver, names, random_rows, single_groups, without_replicates,
};
use crate::drivers::{Design, Error, Fit, Group, Options, Row, Rows, fit};
use crate::stats::draw::{normal, uniform};
use crate::stats::generator;
use crate::units::{Probability, as_f64, as_u32};
use proptest::prelude::*;

fn level() -> Probability {
    Probability::new(0.95).unwrap()
}

fn model(rows: Rows, groups: Vec<Group>, options: &Options) -> (Design, Fit) {
    let names = names(rows.n_columns);
    let design = Design::new(rows.compressed(), names, groups).unwrap();
    let fit = fit(&design, options).unwrap();
    (design, fit)
}

fn period(model: &(Design, Fit)) -> Period<'_> {
    Period {
        design: &model.0,
        fit: &model.1,
        definition: "score",
    }
}

fn three_groups() -> Vec<Group> {
    vec![driver("a", &[0, 2]), control("b", &[1]), driver("c", &[3])]
}

fn all_amounts(parts: &Decomposition) -> Vec<Amount> {
    let drivers = parts.drivers.iter().flat_map(|d| [d.share, d.rate]);
    let controls = parts.controls.iter().map(|c| c.composition);
    std::iter::once(parts.constant)
        .chain(drivers)
        .chain(controls)
        .collect()
}

fn check_sum(parts: &Decomposition) {
    let amounts = all_amounts(parts);
    let sum: f64 = amounts.iter().map(|amount| amount.value).sum();
    let size: f64 = amounts.iter().map(|amount| amount.value.abs()).sum();
    assert!((sum - parts.change.value).abs() <= 1e-9 * size.min(1.0).max(parts.change.value.abs()));
    for driver in &parts.drivers {
        let total = driver.share.value + driver.rate.value;
        assert!((total - driver.total.value).abs() <= 1e-12 * (1.0 + total.abs()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_divided_change_sums_to_the_change_and_swapping_periods_swaps_signs(
        seed in 0u64..10_000,
        shares in prop::collection::vec(0.05..0.95f64, 8),
        effects in prop::collection::vec(-5.0..5.0f64, 8),
    ) {
        let options = bayesian(11);
        let rows = |half: usize, n| {
            let part = 4 * half..4 * half + 4;
            random_rows(n, &shares[part.clone()], &effects[part], seed + half as u64)
        };
        let one = model(rows(0, 80), three_groups(), &options);
        let other = model(rows(1, 120), three_groups(), &options);
        let parts = decompose_change(&period(&one), &period(&other), level()).unwrap();
        check_sum(&parts);
        let swapped = decompose_change(&period(&other), &period(&one), level()).unwrap();
        let pairs = all_amounts(&parts).into_iter().zip(all_amounts(&swapped));
        for (amount, mirror) in pairs.chain([(parts.change, swapped.change)]) {
            prop_assert!((amount.value + mirror.value).abs() <= 1e-12 * (1.0 + amount.value.abs()));
            let (interval, mirror) = (amount.interval.unwrap(), mirror.interval.unwrap());
            prop_assert!((interval.low + mirror.high).abs() <= 1e-11 * (1.0 + interval.low.abs()));
            prop_assert!((interval.high + mirror.low).abs() <= 1e-11 * (1.0 + interval.high.abs()));
        }
        // A driver adds the change of its contribution.
        for (at, driver) in parts.drivers.iter().enumerate() {
            let change = other.1.drivers[at].contribution - one.1.drivers[at].contribution;
            prop_assert!((driver.total.value - change).abs() <= 1e-10);
        }
    }
}

#[test]
fn the_place_of_a_control_on_its_scale_changes_no_term() {
    let parts = |shift: f64| {
        let rows = |seed, later: f64| {
            let mut source = generator(seed, 0);
            let mut rows = Rows::new(2);
            for _ in 0..60 {
                let held = f64::from(u8::from(uniform(&mut source) < 0.4));
                let age = uniform(&mut source) + later;
                let y = normal(&mut source) - 2.0 * held + (1.0 + later) * age;
                rows.push(Row::new(&[(0, held), (1, age + shift)], y));
            }
            rows
        };
        let groups = || vec![driver("a", &[0]), control("age", &[1])];
        let one = model(rows(1, 0.0), groups(), &without_replicates());
        let other = model(rows(2, 0.5), groups(), &without_replicates());
        decompose_change(&period(&one), &period(&other), level()).unwrap()
    };
    for (here, there) in all_amounts(&parts(0.0))
        .iter()
        .zip(all_amounts(&parts(40.0)))
    {
        assert!((here.value - there.value).abs() < 1e-10);
    }
}

/// Rows of two topics and a third that copies one of them or is never mentioned.
fn rows_with(third: impl Fn(usize, f64) -> f64, seed: u64) -> Rows {
    let mut source = generator(seed, 0);
    let mut rows = Rows::new(3);
    for i in 0..90 {
        let a = f64::from(u8::from(uniform(&mut source) < 0.4));
        let b = f64::from(u8::from(uniform(&mut source) < 0.3));
        let c = third(i, a);
        let y = normal(&mut source) - 2.0 * a + b - 1.5 * c;
        rows.push(Row::new(&[(0, a), (1, b), (2, c)], y));
    }
    rows
}

#[test]
fn a_topic_without_mentions_in_one_period_borrows_its_coefficient() {
    let options = bayesian(30);
    let sometimes = |i: usize, _: f64| f64::from(u8::from(i % 4 == 1));
    for constant in [0.0, 1.0] {
        let one = model(rows_with(|_, _| constant, 3), single_groups(3), &options);
        let other = model(rows_with(sometimes, 4), single_groups(3), &options);
        let parts = decompose_change(&period(&one), &period(&other), level()).unwrap();
        check_sum(&parts);
        let coefficient = other.1.columns[2].estimate.unwrap().value;
        let new = parts.drivers[2];
        assert!(new.rate.value.abs() < 1e-12 && new.rate.interval.unwrap().high.abs() < 1e-12);
        let mean = other.1.columns[2].mean;
        assert!((new.share.value - coefficient * (mean - constant)).abs() < 1e-12);
        assert_eq!(
            parts.borrowed,
            [Borrowed {
                column: 2,
                from: Some(WhichPeriod::Second)
            }]
        );
        let compared = compare_periods(&period(&one), &period(&other), &Levels::default()).unwrap();
        assert!(compared.columns[2].test.is_none() && compared.columns[2].first.is_none());
        assert!(compared.drivers[2].coefficients.test.is_err() && !compared.drivers[2].stands);
        assert_eq!(compared.all_columns.test.as_ref().unwrap().n_tested, 2);
        assert_eq!(
            compared.all_columns.left_out,
            [LeftOut::NoCoefficient { column: 2 }]
        );
    }
}

#[test]
fn periods_that_cannot_be_compared_are_refused_with_their_difference() {
    let options = without_replicates();
    let sometimes = |i: usize, _: f64| f64::from(u8::from(i % 4 == 1));
    let one = model(rows_with(sometimes, 3), single_groups(3), &options);
    let check = |second: &Period<'_>, expected: &str| {
        let error = decompose_change(&period(&one), second, level()).unwrap_err();
        assert_eq!(error.to_string(), expected);
        let error = compare_periods(&period(&one), second, &Levels::default()).unwrap_err();
        assert_eq!(error.to_string(), expected);
    };
    let copied = model(rows_with(|_, a| a, 4), single_groups(3), &options);
    check(
        &period(&copied),
        "in the second period only, other columns determine column 'x2'",
    );
    let fewer = model(
        random_rows(60, &[0.3, 0.4], &[1.0, 1.0], 1),
        single_groups(2),
        &options,
    );
    check(
        &period(&fewer),
        "column 2 is 'x2' in one model and 'nothing' in the other",
    );
    let regrouped = vec![driver("g0", &[0]), driver("g1", &[1]), control("g2", &[2])];
    let other = model(rows_with(sometimes, 4), regrouped, &options);
    check(
        &period(&other),
        "group 2 is 'g2 Driver [2]' in one model and 'g2 Control [2]' in the other",
    );
    let stars = Period {
        definition: "stars of 5",
        ..period(&one)
    };
    check(
        &stars,
        "the outcome is 'score' in one model and 'stars of 5' in the other",
    );
    let mixed = Period {
        fit: &fewer.1,
        ..period(&one)
    };
    check(
        &mixed,
        "the list of fitted columns has length 2, expected 3",
    );
}

#[test]
fn equal_periods_differ_in_nothing() {
    let one = model(
        random_rows(200, &[0.3, 0.1, 0.5, 0.2], &[1.0, -1.0, 0.5, 2.0], 8),
        three_groups(),
        &bayesian(40),
    );
    let compared = compare_periods(&period(&one), &period(&one), &Levels::default()).unwrap();
    assert!(compared.all_columns.test.unwrap().statistic.abs() < 1e-12);
    assert!(compared.drivers.iter().all(|driver| !driver.stands));
    for driver in &compared.drivers {
        let interval = driver.share.difference.interval.unwrap();
        assert!(interval.contains(0.0) && interval.low < 0.0 && interval.high > 0.0);
    }
    let frozen = freeze(&one.0, &one.1, label("2026")).unwrap();
    // On its own rows a model expects what it found.
    let now = apply(&frozen, &one.0, "score", level()).unwrap();
    assert!(now.surprise.value.abs() < 1e-12);
    assert!((now.expected.value - one.1.mean_outcome).abs() < 1e-12);
    for (got, driver) in now.contributions.iter().zip(&one.1.drivers) {
        assert!((got.value - driver.contribution).abs() < 1e-12);
        let (fixed, whole) = (got.held_fixed.unwrap(), got.with_coefficients.unwrap());
        assert!(fixed.high - fixed.low < whole.high - whole.low);
    }
    let report = test_drift(&frozen, &one.0, "score", &Levels::default()).unwrap();
    assert_eq!(report.drift, Drift::NotShown);
    assert!((report.calibration.unwrap().slope - 1.0).abs() < 1e-10);
}

fn label(version: &str) -> Label {
    Label {
        name: "drivers".to_owned(),
        version: version.to_owned(),
        date: CalendarDay::new(2026, 1, 31).unwrap(),
        definition: "score".to_owned(),
    }
}

#[test]
fn a_frozen_model_refuses_other_outcomes_and_columns_and_knows_its_age() {
    let shares = [0.3, 0.1, 0.5, 0.2];
    let one = model(
        random_rows(100, &shares, &[1.0; 4], 8),
        three_groups(),
        &without_replicates(),
    );
    let frozen = freeze(&one.0, &one.1, label("1")).unwrap();
    assert!(matches!(
        apply(&frozen, &one.0, "stars", level()),
        Err(Error::OutcomeDefinition { .. })
    ));
    let other = model(
        random_rows(100, &shares, &[1.0; 4], 9),
        single_groups(4),
        &without_replicates(),
    );
    assert!(matches!(
        test_drift(&frozen, &other.0, "score", &Levels::default()),
        Err(Error::ModelsDiffer {
            what: "group",
            position: 0,
            ..
        })
    ));
    assert!(
        freeze(
            &one.0,
            &model(
                rows_with(|_, a| a, 1),
                single_groups(3),
                &without_replicates()
            )
            .1,
            label("1")
        )
        .is_err()
    );
    let today = CalendarDay::new(2026, 3, 1).unwrap();
    assert_eq!(frozen.age_days(today), Ok(29));
}

#[test]
fn topics_that_are_new_silent_or_uncertain_are_said_to_be() {
    let options = without_replicates();
    let sometimes = |i: usize, _: f64| f64::from(u8::from(i % 4 == 1));
    // New: the frozen model has never seen the third topic.
    let old = model(rows_with(|_, _| 0.0, 3), single_groups(3), &options);
    let new = model(rows_with(sometimes, 4), single_groups(3), &options);
    let frozen = freeze(&old.0, &old.1, label("1")).unwrap();
    let now = apply(&frozen, &new.0, "score", level()).unwrap();
    assert!(now.columns[2].is_unknown_to_model && now.columns[2].n_mentions == 23);
    assert!(now.contributions[2].value.abs() < 1e-15);
    assert!(now.contributions[2].held_fixed.is_none());
    let report = test_drift(&frozen, &new.0, "score", &Levels::default()).unwrap();
    assert!(report.columns[2].stands, "its effect is in the residuals");
    // Silent: nobody mentions it now; its share keeps an interval.
    let frozen = freeze(&new.0, &new.1, label("1")).unwrap();
    let now = apply(&frozen, &old.0, "score", level()).unwrap();
    assert_eq!(now.columns[2].n_mentions, 0);
    assert!(now.columns[2].interval.unwrap().high > 0.01);
    let report = test_drift(&frozen, &old.0, "score", &Levels::default()).unwrap();
    assert!(report.columns[2].test.is_none() && !report.columns[2].stands);
    // Uncertain: one mention leaves a coefficient without doubt, and drift without answer.
    let once = model(
        rows_with(|i, _| f64::from(u8::from(i == 5)), 5),
        single_groups(3),
        &options,
    );
    let frozen = freeze(&once.0, &once.1, label("1")).unwrap();
    assert_eq!(
        test_drift(&frozen, &new.0, "score", &Levels::default()).unwrap_err(),
        Error::UnknownDoubt {
            column: "x2".to_owned()
        }
    );
    let now = apply(&frozen, &new.0, "score", level()).unwrap();
    assert!(now.contributions[2].with_coefficients.is_none());
    assert!(now.contributions[2].held_fixed.is_some());
    assert!(now.contributions[0].with_coefficients.is_some());
    assert!(now.expected.with_coefficients.is_none());
    let compared = compare_periods(&period(&once), &period(&new), &Levels::default()).unwrap();
    assert_eq!(
        compared.all_drivers.left_out,
        [LeftOut::NoDoubt { column: 2 }]
    );
}

#[test]
fn one_cluster_or_too_few_give_errors_and_no_numbers() {
    let clustered = |n_clusters: usize, seed| {
        let mut rows = rows_with(|i, _| f64::from(u8::from(i % 4 == 1)), seed);
        for (row, cluster) in rows.cluster.iter_mut().enumerate() {
            *cluster = Some(as_u32(row % n_clusters));
        }
        model(rows, single_groups(3), &without_replicates())
    };
    let (single, few) = (clustered(1, 1), clustered(2, 2));
    let compared = compare_periods(&period(&single), &period(&few), &Levels::default()).unwrap();
    assert!(compared.mean_outcome.is_err());
    assert!(compared.columns.iter().all(|column| column.test.is_none()));
    assert!(compared.all_columns.test.is_err());
    // Two clusters each: three slopes cannot be judged together.
    let compared = compare_periods(&period(&few), &period(&few), &Levels::default()).unwrap();
    assert!(compared.all_columns.test.is_err());
    let frozen = freeze(&single.0, &single.1, label("1")).unwrap();
    assert!(matches!(
        test_drift(&frozen, &few.0, "score", &Levels::default()),
        Err(Error::UnknownDoubt { .. })
    ));
    let now = apply(&frozen, &single.0, "score", level()).unwrap();
    assert!(now.realised_interval.is_none() && now.surprise.held_fixed.is_none());
}

#[test]
fn merged_rows_weights_and_scales_change_no_result() {
    let rows = |seed| random_rows(300, &[0.3, 0.1, 0.5, 0.2], &[1.0, -1.0, 0.5, 2.0], seed);
    let scaled = |seed| {
        let plain = rows(seed);
        let mut scaled = Rows::new(4);
        for row in 0..plain.len() {
            let x: Vec<(usize, f64)> = plain
                .entries(row)
                .iter()
                .map(|&(column, value)| (column as usize, value * 1e6))
                .collect();
            scaled.push(Row {
                weight: plain.weight[row] * 1e-3,
                cluster: plain.cluster[row],
                ..Row::new(&x, plain.y[row] + 1e4)
            });
        }
        scaled
    };
    let options = without_replicates();
    let unmerged = |rows: Rows| {
        let design = Design::new(rows, names(4), three_groups()).unwrap();
        let fit = fit(&design, &options).unwrap();
        (design, fit)
    };
    let plain = (
        model(rows(1), three_groups(), &options),
        model(rows(2), three_groups(), &options),
    );
    let other = (unmerged(scaled(1)), unmerged(scaled(2)));
    let levels = Levels::default();
    let results = |pair: &((Design, Fit), (Design, Fit))| {
        let compared = compare_periods(&period(&pair.0), &period(&pair.1), &levels).unwrap();
        let frozen = freeze(&pair.0.0, &pair.0.1, label("1")).unwrap();
        let report = test_drift(&frozen, &pair.1.0, "score", &levels).unwrap();
        let mut values = vec![
            compared.all_columns.test.unwrap().statistic,
            compared.mean_outcome.unwrap().p_value.get(),
            report.mean_shift.unwrap().p_value.get(),
            report.calibration.unwrap().test.statistic,
        ];
        values.extend(report.columns.iter().map(|c| c.test.unwrap().p_value.get()));
        values
    };
    for (got, expected) in results(&other).iter().zip(results(&plain)) {
        assert!(
            (got / expected - 1.0).abs() < 1e-6,
            "{got} is not {expected}"
        );
    }
}

#[test]
fn segments_too_small_or_without_variation_are_reported() {
    let mut rows = Rows::new(2);
    let mut codes = Vec::new();
    let mut source = generator(3, 0);
    for row in 0..400 {
        // Segment 3 has eleven rows, segment 4 always the same outcome, segment 5 no row at all.
        let code = if row < 11 {
            3
        } else if row < 60 {
            4
        } else {
            row % 3
        };
        let a = f64::from(u8::from(uniform(&mut source) < 0.4));
        let b = f64::from(u8::from(uniform(&mut source) < 0.3));
        let effect = [-2.0, -2.0, 2.0, 0.0, 0.0][code];
        let y = if code == 4 {
            7.0
        } else {
            normal(&mut source) + effect * a + b
        };
        rows.push(Row::new(&[(0, a), (1, b)], y));
        codes.push(code);
    }
    let labels: Vec<String> = (0..6).map(|code| format!("s{code}")).collect();
    let split =
        |codes: &[usize]| split_into_segments(&rows, codes, &labels, &names(2), &single_groups(2));
    let segments = split(&codes).unwrap();
    let settings = SegmentOptions::default();
    let found = compare_segments(&segments, &without_replicates(), &settings).unwrap();
    assert_eq!(found.segments.len(), 6);
    let total: usize = found.segments.iter().map(|s| s.n_observations).sum();
    assert_eq!(total, 400);
    assert_eq!(
        found.segments[3].state,
        SegmentState::TooSmall {
            least_observations: 30
        }
    );
    assert!(matches!(
        found.segments[4].state,
        SegmentState::Failed(Error::ConstantOutcome { .. })
    ));
    assert!(matches!(
        found.segments[5].state,
        SegmentState::TooSmall { .. }
    ));
    let (a, b) = (&found.columns[0], &found.columns[1]);
    let across = a.heterogeneity.unwrap();
    assert!(across.stands && across.n_segments == 3 && across.i_squared > 0.9);
    assert!(!b.heterogeneity.unwrap().stands);
    assert_eq!(a.cells.len(), 6);
    assert!(a.cells[3].estimate.is_none() && a.cells[3].n_mentions.is_some());
    let mean = across.mean.unwrap().estimate;
    for cell in &a.cells[..3] {
        let (own, shrunk) = (cell.estimate.unwrap().value, cell.shrunk.unwrap().estimate);
        assert!((shrunk - mean).abs() < (own - mean).abs());
    }
    // A small number of mentions shows a coefficient and pools nothing.
    let strict = SegmentOptions {
        least_mentions: 400,
        ..settings
    };
    let found = compare_segments(&segments, &without_replicates(), &strict).unwrap();
    assert!(found.columns[0].heterogeneity.is_none());
    assert!(
        found.columns[0].cells[0].estimate.is_some() && found.columns[0].cells[0].shrunk.is_none()
    );

    assert!(matches!(
        split(&codes[1..]),
        Err(Error::Shape {
            got: 399,
            expected: 400,
            ..
        })
    ));
    codes[7] = 6;
    assert_eq!(
        split(&codes).unwrap_err(),
        Error::UnknownSegment {
            row: 7,
            code: 6,
            n_segments: 6
        }
    );
    let twice = vec![segments[0].clone(), segments[0].clone()];
    assert!(matches!(
        compare_segments(&twice, &without_replicates(), &settings),
        Err(Error::DuplicateName { .. })
    ));
    let none = compare_segments(&segments[4..], &without_replicates(), &settings).unwrap();
    assert!(none.columns.is_empty() && none.segments.len() == 2);
}

#[test]
fn a_segment_has_the_fit_of_its_own_rows() {
    let rows = random_rows(200, &[0.3, 0.6, 0.5, 0.2], &[1.0, -1.0, 0.5, 2.0], 4);
    let codes: Vec<usize> = (0..200).map(|row| row % 2).collect();
    let labels = ["even", "odd"].map(str::to_owned);
    let columns = names(4);
    let segments = split_into_segments(&rows, &codes, &labels, &columns, &three_groups()).unwrap();
    let settings = SegmentOptions::default();
    let found = compare_segments(&segments, &without_replicates(), &settings).unwrap();
    let mut even = Rows::new(4);
    let mut held = [0; 4];
    for row in (0..200).step_by(2) {
        even.push_from(&rows, row);
        for &(column, _) in rows.entries(row) {
            held[column as usize] += 1;
        }
    }
    let alone = model(even, three_groups(), &without_replicates());
    let SegmentState::Fitted(fitted) = &found.segments[0].state else {
        panic!("{:?}", found.segments[0].state);
    };
    assert_eq!(**fitted, alone.1);
    // Columns 0, 2 and 3 are of drivers; two segments are compared and not pooled.
    assert_eq!(
        found
            .columns
            .iter()
            .map(|c| (c.column, c.group))
            .collect::<Vec<_>>(),
        [(0, 0), (2, 0), (3, 2)]
    );
    for column in &found.columns {
        let cell = column.cells[0];
        assert_eq!(cell.n_mentions, Some(held[column.column]));
        assert_eq!(cell.estimate, alone.1.columns[column.column].estimate);
        assert!(cell.shrunk.is_none() && column.heterogeneity.unwrap().mean.is_none());
    }
    assert!((as_f64(held[1]) / 100.0 - 0.6).abs() < 0.3);
}
