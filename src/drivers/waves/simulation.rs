//! How often tests reject and intervals hold, where nothing changed and where something did.

use super::*;
use crate::drivers::fixtures::{bayesian, control, driver, names, random_rows, without_replicates};
use crate::drivers::{Design, Fit, Group, Options, Rows, StandardErrorChoice, fit};
use crate::units::{Probability, as_f64, as_u64};

const SHARES: [f64; 4] = [0.3, 0.15, 0.5, 0.4];
const EFFECTS: [f64; 4] = [-2.0, 1.0, 0.5, 1.0];
/// The first driver weighs more than in [`EFFECTS`].
const CHANGED: [f64; 4] = [-3.8, 1.0, 0.5, 1.0];
/// In release builds 3,000 sets gave rates from 0.040 to 0.055 for every test below, and from 0.051 to
/// 0.067 with the linearised errors that are the default for these weights.
const N_SETS: usize = 150;

fn groups() -> Vec<Group> {
    vec![
        driver("a", &[0]),
        driver("b", &[1, 2]),
        control("segment", &[3]),
    ]
}

fn drawn(n: usize, effects: &[f64; 4], seed: usize) -> Rows {
    let mut rows = random_rows(n, &SHARES, effects, as_u64(seed));
    rows.cluster = vec![None; rows.len()];
    rows
}

fn model(rows: Rows, options: &Options) -> (Design, Fit) {
    let design = Design::new(rows.compressed(), names(4), groups()).unwrap();
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

/// Whether a rate lies within four standard errors of what it should be.
fn check_rate(what: &str, n_hits: usize, n_sets: usize, rate: f64) {
    let n = as_f64(n_sets);
    let band = 4.0 * (rate * (1.0 - rate) / n).sqrt();
    let got = as_f64(n_hits) / n;
    assert!((got - rate).abs() < band, "{what}: {got} within {band}");
}

fn rejects(p_value: Probability) -> usize {
    usize::from(p_value.get() <= 0.05)
}

fn careful() -> Options {
    Options {
        standard_errors: StandardErrorChoice::Hc3,
        ..without_replicates()
    }
}

fn change(later: &[f64; 4], set: usize) -> PeriodComparison {
    let options = careful();
    let one = model(drawn(150, &EFFECTS, 2 * set), &options);
    let other = model(drawn(250, later, 2 * set + 1), &options);
    compare_periods(&period(&one), &period(&other), &Levels::default()).unwrap()
}

#[test]
fn tests_of_change_reject_as_often_as_they_say_where_nothing_changed() {
    let mut n_rejected = [0; 5];
    for set in 0..N_SETS {
        let found = change(&EFFECTS, set);
        let group = found.drivers[1].coefficients.test.as_ref().unwrap();
        let p_values = [
            found.mean_outcome.unwrap().p_value,
            found.columns[0].test.unwrap().p_value,
            group.p_value,
            found.all_columns.test.unwrap().p_value,
        ];
        for (count, p_value) in n_rejected.iter_mut().zip(p_values) {
            *count += rejects(p_value);
        }
        n_rejected[4] += usize::from(found.drivers.iter().any(|driver| driver.stands));
    }
    let tests = ["mean", "column", "group", "all columns", "any driver"];
    for (what, n_hits) in tests.into_iter().zip(n_rejected) {
        check_rate(what, n_hits, N_SETS, 0.05);
    }
}

#[test]
fn a_changed_coefficient_is_found_and_named() {
    let n_sets = 40;
    let (mut n_whole, mut n_right, mut n_wrong) = (0, 0, 0);
    for set in 0..n_sets {
        let found = change(&CHANGED, set);
        n_whole += rejects(found.all_columns.test.unwrap().p_value);
        n_right += usize::from(found.drivers[0].stands);
        n_wrong += usize::from(found.drivers[1].stands);
    }
    // Three standard errors away on average: nearly always found.
    assert!(n_whole > 24 && n_right > 28, "{n_whole} and {n_right}");
    assert!(n_wrong < 10, "{n_wrong}");
}

fn drift(later: &[f64; 4], n_old: usize, set: usize) -> DriftReport {
    let options = careful();
    let (old, fit) = model(drawn(n_old, &EFFECTS, 2 * set), &options);
    let frozen = freeze(&old, &fit, label()).unwrap();
    let rows = drawn(200, later, 2 * set + 1).compressed();
    let new = Design::new(rows, names(4), groups()).unwrap();
    test_drift(&frozen, &new, "score", &Levels::default()).unwrap()
}

fn label() -> Label {
    Label {
        name: "drivers".to_owned(),
        version: "1".to_owned(),
        date: CalendarDay::new(2026, 1, 31).unwrap(),
        definition: "score".to_owned(),
    }
}

#[test]
fn drift_is_shown_as_often_as_stated_where_nothing_drifts() {
    let mut n_rejected = [0; 4];
    let mut n_shown = 0;
    for set in 0..N_SETS {
        // As few old rows as new ones: without the doubt of the frozen coefficients the mean shift
        // alone would reject one time in six.
        let found = drift(&EFFECTS, 200, set);
        let p_values = [
            found.mean_shift.unwrap().p_value,
            found.calibration.unwrap().test.p_value,
            found.columns[0].test.unwrap().p_value,
            found.columns_p_value.unwrap(),
        ];
        for (count, p_value) in n_rejected.iter_mut().zip(p_values) {
            *count += rejects(p_value);
        }
        n_shown += usize::from(found.drift != Drift::NotShown);
    }
    let tests = ["mean shift", "calibration", "column", "columns"];
    for (what, n_hits) in tests.into_iter().zip(n_rejected) {
        check_rate(what, n_hits, N_SETS, 0.05);
    }
    check_rate("verdict", n_shown, N_SETS, 0.05);
}

#[test]
fn a_driver_that_weighs_more_is_drift() {
    let n_sets = 25;
    let (mut n_shown, mut n_named) = (0, 0);
    for set in 0..n_sets {
        let found = drift(&CHANGED, 400, set);
        n_shown += usize::from(found.drift != Drift::NotShown);
        n_named += usize::from(found.columns[0].stands);
    }
    assert!(n_shown > 15 && n_named > 15, "{n_shown} and {n_named}");
}

#[test]
fn intervals_of_a_divided_change_hold_the_truth_though_both_fits_have_one_seed() {
    let (n_sets, mut n_held) = (80, [0; 2]);
    let options = Options {
        level: Probability::new(0.9).unwrap(),
        ..bayesian(80)
    };
    for set in 0..n_sets {
        let one = model(drawn(150, &EFFECTS, 2 * set), &options);
        let other = model(drawn(150, &CHANGED, 2 * set + 1), &options);
        let parts = decompose_change(&period(&one), &period(&other), options.level).unwrap();
        // Shares do not change: mentions of the first topic have probability 0.3 in both.
        let truths = [0.0, 0.3 * (CHANGED[0] - EFFECTS[0])];
        let first = parts.drivers[0];
        for ((count, amount), truth) in n_held.iter_mut().zip([first.share, first.rate]).zip(truths)
        {
            *count += usize::from(amount.interval.unwrap().contains(truth));
        }
    }
    for (what, n_hits) in ["share", "rate"].into_iter().zip(n_held) {
        check_rate(what, n_hits, n_sets, 0.9);
    }
}
