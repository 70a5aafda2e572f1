//! Numbers of R, from `tests/golden/bias_label_error.R`.

use super::logistic::{Cases, fit_logistic};
use super::*;
use crate::drivers::fixtures::{control, driver, names};
use crate::drivers::{Design, Group, Row, Rows};
use crate::units::{as_f64, as_u32};

/// The 400 rows of the script: two topics with errors, one without, a control.
struct Table {
    rows: Rows,
    truths: [Vec<bool>; 2],
    validated: Vec<bool>,
}

fn table() -> Table {
    let mut table = Table {
        rows: Rows::new(4),
        truths: [Vec::new(), Vec::new()],
        validated: Vec::new(),
    };
    for i in 0..400usize {
        let value = |holds: bool| f64::from(u8::from(holds));
        let first = (i * 7 + i / 13) % 5 == 0;
        let second = (i * 11 + i / 17) % 6 == 0 || (first && i % 2 == 0);
        let k = as_f64(i % 10) / 10.0;
        let x3 = value((i + i / 3) % 4 == 1);
        let x = [
            (0, value(first ^ ((i * i * 31 + i * 7) % 101 < 14))),
            (1, value(second ^ ((i * i * 57 + i * 3) % 103 < 12))),
            (2, x3),
            (3, k),
        ];
        let effects = 2.0f64.mul_add(x3, 1.5f64.mul_add(value(second), -4.0 * value(first)));
        let y = 3.0f64.mul_add(k, 10.0 + effects) + as_f64((i * 37) % 29) / 7.0;
        table.rows.push(Row {
            weight: 1.0 + as_f64(i % 3) / 2.0,
            ..Row::new(&x, y)
        });
        table.truths[0].push(first);
        table.truths[1].push(second);
        table.validated.push((i * i * 43 + i) % 107 < 53);
    }
    table
}

fn groups() -> Vec<Group> {
    let single = |at: usize| driver(&format!("g{at}"), &[at]);
    vec![single(0), single(1), single(2), control("k", &[3])]
}

fn check(got: impl IntoIterator<Item = f64>, expected: &[f64], relative: f64) {
    let got: Vec<f64> = got.into_iter().collect();
    assert_eq!(got.len(), expected.len());
    for (value, expected) in got.iter().zip(expected) {
        let band = relative * expected.abs();
        assert!(
            (value - expected).abs() <= band,
            "{value} is not {expected}"
        );
    }
}

/// Constant and coefficients, corrected or not.
fn coefficients(fit: &CorrectedFit, of: fn(&Revision) -> f64) -> Vec<f64> {
    let columns = fit.columns.iter().map(|c| of(&c.coefficient.unwrap()));
    std::iter::once(of(&fit.intercept)).chain(columns).collect()
}

const NAIVE: [f64; 5] = [
    13.253_667_513_784_546,
    -1.509_913_519_934_614,
    0.376_899_821_479_822,
    2.020_158_310_534_537,
    2.917_260_722_599_324,
];

#[test]
fn a_calibration_is_the_logistic_regression_of_glm() {
    let table = table();
    let cases: Vec<Cases> = (0..400)
        .filter(|&row| table.validated[row])
        .map(|row| {
            let mut x = [0.0; 4];
            for &(column, value) in table.rows.entries(row) {
                x[column as usize] = value;
            }
            let all = [1.0, x[0], x[1], x[2], x[3], x[0] * x[1], x[0] * x[2]];
            let predictors = all.into_iter().enumerate();
            let (weight, truth) = (table.rows.weight[row], table.truths[0][row]);
            Cases {
                predictors: predictors.map(|(at, v)| (as_u32(at), v)).collect(),
                n_true: if truth { weight } else { 0.0 },
                n_false: if truth { 0.0 } else { weight },
            }
        })
        .collect();
    let expected = [
        -3.651_697_892_598_6,
        3.068_137_799_169_913,
        0.455_844_978_106_343_5,
        -0.002_736_487_125_718_53,
        0.747_225_111_426_978,
        0.618_828_150_084_465,
        -0.652_540_809_784_47,
    ];
    check(
        fit_logistic(&cases, &[0.0; 7], 0.0).unwrap(),
        &expected,
        1e-10,
    );
}

#[test]
fn calibrated_coefficients_are_those_of_glm_and_lm() {
    let table = table();
    let validations: Vec<Validation> = (0..2)
        .map(|column| Validation {
            column,
            truth: (0..400)
                .map(|row| table.validated[row].then_some(table.truths[column][row]))
                .collect(),
        })
        .collect();
    let options = CalibrationOptions {
        // glm has no ridge.
        ridge: 1e-10,
        interactions: Interactions::OwnWithOthers { min_cell: 1 },
        correction: CorrectionOptions {
            n_replicates: 2,
            ..CorrectionOptions::default()
        },
        ..CalibrationOptions::default()
    };
    let fit = calibrated_fit(&table.rows, names(4), groups(), &validations, &options).unwrap();
    check(coefficients(&fit, |r| r.naive.estimate), &NAIVE, 1e-10);
    let expected = [
        13.269_805_582_701_96,
        -3.691_894_607_288_82,
        1.538_615_560_511_27,
        1.891_645_936_744_52,
        3.160_303_348_313_23,
    ];
    // What is left of the ridge.
    check(
        coefficients(&fit, |r| r.corrected.estimate),
        &expected,
        1e-9,
    );
    let means = fit.columns[..2].iter().map(|c| c.mean.corrected.estimate);
    check(means, &[0.185_376_357_207_505, 0.239_161_782_544_722], 1e-9);
}

#[test]
fn corrected_moments_give_the_coefficients_of_the_matrix_formula() {
    let design = Design::new(table().rows, names(4), groups()).unwrap();
    let options = CorrectionOptions {
        n_replicates: 40,
        ..CorrectionOptions::default()
    };
    let complete = [[90, 10, 30, 470], [80, 15, 40, 440]];
    let cards = |with_negatives: bool| {
        complete
            .iter()
            .enumerate()
            .map(move |(column, n)| ModelCard {
                column,
                counts: if with_negatives {
                    CardCounts::Complete {
                        true_positives: n[0],
                        false_negatives: n[1],
                        false_positives: n[2],
                        true_negatives: n[3],
                    }
                } else {
                    CardCounts::WithoutTrueNegatives {
                        true_positives: n[0],
                        false_negatives: n[1],
                        false_positives: n[2],
                    }
                },
            })
    };
    let fit = |with_negatives| {
        let cards: Vec<ModelCard> = cards(with_negatives).collect();
        card_fit(&design, &cards, &options).unwrap()
    };
    let means = |fit: &CorrectedFit| {
        let columns = fit.columns[..2].iter();
        columns
            .map(|c| c.mean.corrected.estimate)
            .collect::<Vec<f64>>()
    };
    let complete = fit(true);
    check(coefficients(&complete, |r| r.naive.estimate), &NAIVE, 1e-10);
    let expected = [
        13.267_327_707_779_971,
        -1.975_049_291_591_484,
        0.709_106_676_286_4,
        2.015_961_695_623_832,
        2.851_697_432_163_934,
    ];
    check(
        coefficients(&complete, |r| r.corrected.estimate),
        &expected,
        1e-10,
    );
    check(
        means(&complete),
        &[0.297_926_843_798_403, 0.328_746_980_865_558],
        1e-10,
    );

    let without = fit(false);
    let expected = [
        13.255_516_620_187_443,
        -2.465_856_988_415_547,
        1.117_549_535_612_397,
        2.014_864_645_434_141,
        2.799_160_600_167_688,
    ];
    check(
        coefficients(&without, |r| r.corrected.estimate),
        &expected,
        1e-10,
    );
    check(
        means(&without),
        &[0.258_548_790_658_882, 0.263_448_707_256_047],
        1e-10,
    );
    let Treatment::Rates { specificity, .. } = without.columns[1].treatment else {
        panic!("{:?}", without.columns[1].treatment);
    };
    check([1.0 - specificity], &[0.150_601_556_970_984], 1e-10);
}
