//! What must hold whatever the data.

use super::fixtures::{
    FIVE, NPS, Units, crafted, crafted_groups, crafted_rows, dense, housing, housing_groups,
    housing_rows, without_replicates,
};
use super::{
    Fit, Options, StandardErrors, UnitStep, brant_test, dominance, multinomial, proportional_odds,
};
use crate::drivers::fixtures::{
    DRAWN_EFFECTS, DRAWN_SHARES, control, drawn_groups, names, random_rows, single_groups,
};
use crate::drivers::{Design, DropReason, Row, Rows};
use crate::stats::tests::on_threads;
use crate::units::{Probability, as_f64, as_u32};
use proptest::prelude::*;

const SEVEN: [f64; 7] = [0.0, 5.0, 10.0, 30.0, 50.0, 80.0, 100.0];

/// Six topics with weights and clusters, one held by most rows, one a control; seven categories.
fn drawn_rows(n: usize, seed: u64) -> Rows {
    let effects = DRAWN_EFFECTS.map(|effect| 0.6 * effect);
    let mut rows = random_rows(n, &DRAWN_SHARES, &effects, seed);
    for y in &mut rows.y {
        *y = (*y + 3.0).clamp(0.0, 6.0);
    }
    rows
}

fn drawn(rows: Rows) -> Design {
    Design::new(rows, names(6), drawn_groups()).unwrap()
}

/// Every number of a fit that a reader may see.
fn numbers(fit: &Fit) -> Vec<f64> {
    let estimates = fit.columns.iter().map(|column| column.estimate.unwrap());
    let mut all = Vec::new();
    for estimate in fit.thresholds.iter().copied().chain(estimates) {
        all.push(estimate.value);
        all.push(estimate.doubt.unwrap().standard_error);
        all.push(estimate.doubt.unwrap().p_value.get());
    }
    all.extend(fit.columns.iter().map(|c| c.unit_effect.unwrap().points));
    all.extend(fit.drivers.iter().map(|driver| driver.contribution));
    all.extend(fit.drivers.iter().map(|driver| driver.share));
    all.extend([fit.quality.log_likelihood, fit.quality.mcfadden_r2]);
    all.extend([fit.mean_points.observed, fit.mean_points.predicted]);
    all
}

fn assert_same(a: &[f64], b: &[f64], relative: f64) {
    assert_eq!(a.len(), b.len());
    for (x, y) in a.iter().zip(b) {
        let band = relative * (1.0 + y.abs());
        assert!((x - y).abs() <= band, "{x} is not {y}");
    }
}

/// Probabilities of all categories, by differences of distribution functions.
fn plain_probabilities(fit: &Fit, x: &[f64]) -> Vec<f64> {
    let slopes = fit.columns.iter().map(|c| c.estimate.unwrap().value);
    let eta: f64 = slopes.zip(x).map(|(b, x)| b * x).sum();
    let mut below = 0.0;
    let mut probabilities = Vec::new();
    for threshold in &fit.thresholds {
        let up_to = 1.0 / (1.0 + (eta - threshold.value).exp());
        probabilities.push(up_to - below);
        below = up_to;
    }
    probabilities.push(1.0 - below);
    probabilities
}

/// Whether all who have a topic, or all who lack it, chose one end of the scale.
fn separates(rows: &Rows) -> bool {
    (0..6).any(|column| {
        [0.0, 6.0].into_iter().any(|end| {
            let away = |held: bool| {
                (0..rows.len()).any(|row| {
                    (dense(rows, row)[column] > 0.5) == held && (rows.y[row] - end).abs() > 0.5
                })
            };
            !away(true) || !away(false)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_figure_equals_its_plain_definition(seed in 0u64..1000) {
        let rows = drawn_rows(300, seed);
        if separates(&rows) {
            return Ok(());
        }
        let fit = proportional_odds(&drawn(rows.clone()), &without_replicates(&SEVEN)).unwrap();
        let mean_of = |points: &dyn Fn(usize) -> f64| {
            let mass = |row: usize| rows.weight[row] * as_f64(rows.count[row]);
            let total: f64 = (0..rows.len()).map(mass).sum();
            (0..rows.len()).map(|row| mass(row) * points(row)).sum::<f64>() / total
        };
        let predicted = |x: &[f64]| -> f64 {
            let probabilities = plain_probabilities(&fit, x);
            probabilities.iter().zip(&fit.categories).map(|(p, &code)| p * SEVEN[code]).sum()
        };
        let class = |row: usize| fit.categories.iter().position(|&c| (as_f64(c) - rows.y[row]).abs() < 0.5).unwrap();
        let likelihood = 300.0 * mean_of(&|row| plain_probabilities(&fit, &dense(&rows, row))[class(row)].ln());
        prop_assert!((likelihood / fit.quality.log_likelihood - 1.0).abs() < 1e-12);
        let base = mean_of(&|row| predicted(&dense(&rows, row)));
        prop_assert!((base - fit.mean_points.predicted).abs() < 1e-10);
        for driver in &fit.drivers {
            let columns = &drawn_groups()[driver.group].columns;
            let without = mean_of(&|row| {
                let mut x = dense(&rows, row);
                for &column in columns {
                    x[column] = 0.0;
                }
                predicted(&x)
            });
            prop_assert!((driver.contribution - (base - without)).abs() < 1e-10);
            let share = mean_of(&|row| {
                let x = dense(&rows, row);
                f64::from(u8::from(columns.iter().any(|&column| x[column].abs() > 0.0)))
            });
            prop_assert!((driver.share - share).abs() < 1e-12);
        }
        for (column, fitted) in fit.columns.iter().enumerate() {
            let at = |value: f64| mean_of(&|row| {
                let mut x = dense(&rows, row);
                x[column] = value;
                predicted(&x)
            });
            let effect = fitted.unit_effect.unwrap();
            prop_assert_eq!(effect.step, UnitStep::Presence);
            prop_assert!((effect.points - (at(1.0) - at(0.0))).abs() < 1e-10);
        }
    }

    #[test]
    fn order_and_merging_of_rows_change_nothing(seed in 0u64..1000) {
        let rows = drawn_rows(250, seed);
        if separates(&rows) {
            return Ok(());
        }
        let mut reversed = Rows::new(6);
        for row in (0..rows.len()).rev() {
            let x: Vec<(usize, f64)> = rows.entries(row).iter().map(|&(j, v)| (j as usize, v)).collect();
            reversed.push(Row { x: &x, y: rows.y[row], weight: rows.weight[row], count: 1, cluster: rows.cluster[row] });
        }
        let options = without_replicates(&SEVEN);
        let run = |rows: Rows| numbers(&proportional_odds(&drawn(rows), &options).unwrap());
        let first = run(rows.clone());
        assert_same(&run(reversed), &first, 1e-10);
        assert_same(&run(rows.compressed()), &first, 1e-10);
    }
}

#[test]
fn a_column_in_other_units_has_the_same_effects() {
    let options = without_replicates(&FIVE);
    let plain = proportional_odds(&crafted(Units::Both), &options).unwrap();
    for scale in [1e-8, 1e6] {
        let mut rows = Rows::new(3);
        let original = crafted_rows(Units::Both);
        for row in 0..original.len() {
            let x = dense(&original, row);
            let x = [(0, x[0]), (1, x[1]), (2, scale * x[2])];
            rows.push(Row {
                x: &x,
                y: original.y[row],
                weight: 7.0 * original.weight[row],
                count: 1,
                cluster: original.cluster[row],
            });
        }
        let design = Design::new(rows, names(3), crafted_groups()).unwrap();
        let scaled = proportional_odds(&design, &options).unwrap();
        let (own, other) = (&plain.columns[2], &scaled.columns[2]);
        let (own, other) = (own.estimate.unwrap(), other.estimate.unwrap());
        assert_same(&[other.value * scale], &[own.value], 1e-10);
        let error = other.doubt.unwrap().standard_error * scale;
        assert_same(&[error], &[own.doubt.unwrap().standard_error], 1e-10);
        let contributions = |fit: &Fit| -> Vec<f64> {
            let drivers = fit.drivers.iter();
            drivers.map(|driver| driver.contribution).collect()
        };
        assert_same(&contributions(&scaled), &contributions(&plain), 1e-10);
        assert_same(
            &[scaled.quality.log_likelihood],
            &[plain.quality.log_likelihood],
            1e-12,
        );
    }
}

#[test]
fn shifting_all_points_moves_the_mean_and_no_contribution() {
    let shifted: Vec<f64> = NPS.iter().map(|points| points + 40.0).collect();
    for model in [0, 1] {
        let run = |points: &[f64]| {
            let options = without_replicates(points);
            if model == 0 {
                let fit = proportional_odds(&housing(), &options).unwrap();
                (fit.mean_points, fit.drivers)
            } else {
                let fit = multinomial(&housing(), &options).unwrap();
                (fit.mean_points, fit.drivers)
            }
        };
        let ((mean, drivers), (mean_shifted, drivers_shifted)) = (run(&NPS), run(&shifted));
        assert!((mean_shifted.predicted - mean.predicted - 40.0).abs() < 1e-11);
        assert!((mean_shifted.observed - mean.observed - 40.0).abs() < 1e-11);
        for (a, b) in drivers.iter().zip(&drivers_shifted) {
            assert!((a.contribution - b.contribution).abs() < 1e-11);
        }
    }
}

#[test]
fn categories_that_nobody_chose_are_left_out() {
    let mut rows = housing_rows();
    for y in &mut rows.y {
        *y = [1.0, 4.0, 9.0][crate::units::as_count(*y)];
    }
    let design = Design::new(rows, names(6), housing_groups()).unwrap();
    let mut points = vec![999.0; 11];
    (points[1], points[4], points[9]) = (-100.0, 0.0, 100.0);
    let sparse = proportional_odds(&design, &without_replicates(&points)).unwrap();
    let full = proportional_odds(&housing(), &without_replicates(&NPS)).unwrap();
    assert_eq!(sparse.categories, [1, 4, 9]);
    assert_eq!(numbers(&sparse), numbers(&full));
}

#[test]
fn columns_without_information_are_left_out_and_reported() {
    let mut rows = Rows::new(4);
    let original = crafted_rows(Units::Plain);
    for row in 0..original.len() {
        let x = dense(&original, row);
        rows.push(Row::new(
            &[(0, x[0]), (1, x[1]), (2, 3.3), (3, 2.0 * x[0])],
            original.y[row],
        ));
    }
    let design = Design::new(rows, names(4), single_groups(4)).unwrap();
    let fit = proportional_odds(&design, &without_replicates(&FIVE)).unwrap();
    let dropped = &fit.diagnosis.dropped;
    let reasons: Vec<_> = dropped.iter().map(|d| (d.column, d.reason)).collect();
    assert_eq!(
        reasons,
        [(2, DropReason::Constant), (3, DropReason::Collinear)]
    );
    assert!(fit.columns[3].estimate.is_none() && fit.columns[3].unit_effect.is_none());
    // Of two equal columns each has the same share of R², whichever the model shows.
    let importance = dominance(&design, &without_replicates(&FIVE)).unwrap();
    assert!((importance.shares[0] - importance.shares[3]).abs() < 1e-12);
    assert!(importance.shares[2].abs() < 1e-12 && importance.shares[0] > 0.005);
    assert!((importance.r2_divided - fit.quality.mcfadden_r2).abs() < 1e-12);
    assert_eq!(fit.standard_errors, StandardErrors::ModelBased);
}

#[test]
fn controls_are_always_in_and_get_no_share() {
    let mut groups = housing_groups();
    groups[1] = control("kind", &[2, 3, 4]);
    let design = Design::new(housing_rows(), names(6), groups).unwrap();
    let importance = dominance(&design, &without_replicates(&NPS)).unwrap();
    // Subset values as ordinal::clm has them, tests/golden/ordinal_housing.out.
    let r2 = |kind: f64, with: f64| with - kind;
    let (kind, both) = (0.014_819_656_417_368_5, 0.042_594_499_477_114_4);
    let (contact, all) = (0.016_851_515_343_841_4, 0.046_515_213_611_919_5);
    let influence = 0.5 * (r2(kind, both) + r2(contact, all));
    assert!((importance.r2_controls - kind).abs() < 1e-13);
    assert!((importance.shares[0] - influence).abs() < 1e-13);
    let sum: f64 = importance.shares.iter().sum();
    assert!((sum - (all - kind)).abs() < 1e-13);
    let fit = proportional_odds(&design, &without_replicates(&NPS)).unwrap();
    let groups: Vec<usize> = fit.drivers.iter().map(|driver| driver.group).collect();
    assert_eq!(groups, [0, 2]);
}

#[test]
fn replicates_are_the_same_on_any_number_of_threads_and_spread_as_the_errors_say() {
    let options = Options {
        n_replicates: 250,
        ..Options::new(SEVEN.to_vec())
    };
    let design = drawn(drawn_rows(900, 3).compressed());
    let run = |n| on_threads(n, || proportional_odds(&design, &options).unwrap());
    let fit = run(1);
    assert_eq!(fit, run(2));
    assert_eq!(fit, run(8));
    let drawn = fit.replicates.as_ref().unwrap();
    assert_eq!(drawn.n_not_converged, 0);
    for (at, column) in fit.columns.iter().enumerate() {
        let values = drawn.coefficients.column(at);
        let mean = values.sum() / 250.0;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / 249.0;
        let error = column.estimate.unwrap().doubt.unwrap().standard_error;
        // The spread of 250 draws has a relative error of 1/√500; the sandwich is one itself.
        let ratio = variance.sqrt() / error;
        assert!((ratio - 1.0).abs() < 4.0 / 500f64.sqrt(), "{ratio}");
        assert!(
            column
                .resampled
                .unwrap()
                .contains(column.estimate.unwrap().value)
        );
    }
    for driver in &fit.drivers {
        let interval = driver.interval.unwrap();
        assert!(interval.contains(driver.contribution));
        let half = Probability::saturating(0.5);
        let gone = driver.interval_without(half).unwrap();
        assert_same(
            &[gone.low, gone.high],
            &[-0.5 * interval.high, -0.5 * interval.low],
            1e-14,
        );
        assert_same(
            &[driver.change_without(half)],
            &[-0.5 * driver.contribution],
            1e-14,
        );
    }
    // The mean of a replicate minus a contribution is the mean without the group: on the scale.
    for (mean, row) in drawn.mean_points.iter().zip(drawn.contributions.rows()) {
        assert!(row.iter().all(|c| (0.0..=100.0).contains(&(mean - c))));
    }
    let multinomial = multinomial(
        &housing(),
        &Options {
            n_replicates: 20,
            ..Options::new(NPS.to_vec())
        },
    );
    let drawn = multinomial.unwrap().replicates.unwrap();
    assert_eq!(drawn.coefficients.dim(), (20, 12));
    assert_eq!((drawn.constants.dim(), drawn.n_not_converged), ((20, 2), 0));
}

#[test]
fn a_topic_with_three_mentions_survives_every_replicate() {
    let mut rows = Rows::new(2);
    for i in 0..2000 {
        let mut x = Vec::new();
        if i % 700 == 3 {
            x.push((0, 1.0));
        }
        if i % 6 == 1 {
            x.push((1, 1.0));
        }
        // Mentions at rows 3, 703 and 1,403 fall into categories 1, 4 and 2.
        let y = if i % 6 == 1 {
            i * i % 4
        } else {
            i * 31 / 7 % 5
        };
        rows.push(Row::new(&x, as_f64(y)));
    }
    let design = Design::new(rows.compressed(), names(2), single_groups(2)).unwrap();
    let options = Options::new(FIVE.to_vec());
    let fit = proportional_odds(&design, &options).unwrap();
    let drawn = fit.replicates.unwrap();
    assert_eq!(drawn.n_not_converged, 0);
    assert!(
        drawn
            .coefficients
            .iter()
            .all(|b| b.is_finite() && b.abs() < 60.0)
    );
    let interval = fit.columns[0].resampled.unwrap();
    let doubt = fit.columns[0].estimate.unwrap().doubt.unwrap();
    // Replicates only reshuffle what three people said; the errors of the model know more.
    assert!(interval.high - interval.low > 0.3);
    assert!(2.0 * doubt.standard_error > interval.high - interval.low);
}

#[test]
fn one_cluster_and_a_column_of_one_cluster_have_no_error() {
    let mut rows = crafted_rows(Units::Plain);
    rows.cluster = vec![Some(4); rows.len()];
    let design = Design::new(rows, names(3), crafted_groups()).unwrap();
    let fit = proportional_odds(&design, &without_replicates(&FIVE)).unwrap();
    assert!(
        fit.columns
            .iter()
            .all(|c| c.estimate.unwrap().doubt.is_none())
    );
    assert!(fit.thresholds.iter().all(|t| t.doubt.is_none()));

    let mut rows = Rows::new(3);
    let original = crafted_rows(Units::Plain);
    for row in 0..original.len() {
        let x = dense(&original, row);
        let cluster = row / 10;
        let only = f64::from(u8::from(cluster == 6));
        rows.push(Row {
            cluster: Some(as_u32(cluster)),
            ..Row::new(&[(0, x[0]), (1, x[1]), (2, only)], original.y[row])
        });
    }
    let design = Design::new(rows, names(3), crafted_groups()).unwrap();
    let fit = proportional_odds(&design, &without_replicates(&FIVE)).unwrap();
    let doubts = fit
        .columns
        .iter()
        .map(|c| c.estimate.unwrap().doubt.is_some());
    assert_eq!(doubts.collect::<Vec<bool>>(), [true, true, false]);
}

#[test]
fn brants_test_finds_an_effect_on_one_cut_only_and_names_cuts_without_fit() {
    let mut rows = Rows::new(2);
    for i in 0..1200 {
        let flag = i % 2;
        let u = as_f64(i * 769 % 1200) / 1200.0;
        // Column 0 moves the highest cut only; column 1 moves none.
        let highest = if flag == 1 { 0.45 } else { 0.75 };
        let y = u8::from(u > 0.2) + u8::from(u > 0.4) + u8::from(u > highest);
        let x = [(0, as_f64(flag)), (1, as_f64(i / 2 % 2))];
        rows.push(Row::new(&x, f64::from(y)));
    }
    let design = Design::new(rows.clone(), names(2), single_groups(2)).unwrap();
    let options = without_replicates(&[0.0, 1.0, 2.0, 3.0]);
    let test = brant_test(&design, &options).unwrap();
    assert!(test.overall.unwrap().p_value.get() < 1e-10);
    assert!(test.columns[0].test.unwrap().p_value.get() < 1e-10);
    assert!(test.columns[1].test.unwrap().p_value.get() > 0.5);
    assert_eq!(test.cuts.len(), 3);
    // A third column that never occurs with the lowest category: as a flag it is too rare there, as
    // a number it separates.
    for height in [1.0, 2.0] {
        let mut extended = Rows::new(3);
        for row in 0..rows.len() {
            let x = dense(&rows, row);
            let held = rows.y[row] > 0.5 && row % 9 < 4;
            let third = if held { height } else { 0.0 };
            extended.push(Row::new(&[(0, x[0]), (1, x[1]), (2, third)], rows.y[row]));
        }
        let design = Design::new(extended, names(3), single_groups(3)).unwrap();
        let test = brant_test(&design, &options).unwrap();
        let left_out = if height < 1.5 {
            &test.sparse_cuts
        } else {
            &test.separated_cuts
        };
        assert_eq!(left_out, &[0]);
        let codes: Vec<usize> = test.cuts.iter().map(|cut| cut.code).collect();
        assert_eq!(codes, [1, 2]);
        assert_eq!(test.overall.unwrap().degrees_of_freedom, 3);
    }
    // Where points do not change there is nothing to compare.
    let equal = without_replicates(&[0.0, 0.0, 2.0, 3.0]);
    let codes: Vec<usize> = brant_test(
        &Design::new(rows, names(2), single_groups(2)).unwrap(),
        &equal,
    )
    .unwrap()
    .cuts
    .iter()
    .map(|cut| cut.code)
    .collect();
    assert_eq!(codes, [1, 2]);
}
