//! Odd data: labels held by most, rare labels, equal columns, rows that are counted.

use super::*;
use crate::drivers::fixtures::{names, single_groups};
use crate::drivers::{Design, Error, Row, Rows};
use crate::stats::draw::uniform;
use crate::stats::generator;
use crate::units::as_f64;

const N: usize = 1200;

fn options() -> CorrectionOptions {
    CorrectionOptions {
        n_replicates: 20,
        ..CorrectionOptions::default()
    }
}

/// Two labels with errors, and the truth of both; of the first the complement on demand.
fn table(is_flipped: bool, copies: usize, in_one_row: bool) -> (Rows, Vec<Validation>) {
    let mut source = generator(31, 0);
    let mut rows = Rows::new(2);
    let mut validations = [0, 1].map(|column| Validation {
        column,
        truth: Vec::new(),
    });
    for row in 0..N {
        let truth = [uniform(&mut source) < 0.3, uniform(&mut source) < 0.2];
        let label = truth.map(|held| held ^ (uniform(&mut source) < 0.1));
        let noise = (uniform(&mut source) * 5.0).floor();
        let y = noise + truth.map(|held| if held { 3.0 } else { 0.0 })[0];
        let held = [label[0] ^ is_flipped, label[1]];
        let x = held.map(|held| f64::from(u8::from(held)));
        for _ in 0..if in_one_row { 1 } else { copies } {
            rows.push(Row {
                count: if in_one_row { copies } else { 1 },
                ..Row::new(&[(0, x[0]), (1, x[1])], y)
            });
            let known = row < 500;
            validations[0]
                .truth
                .push(known.then_some(truth[0] ^ is_flipped));
            validations[1].truth.push(known.then_some(truth[1]));
        }
    }
    (rows, validations.to_vec())
}

fn calibrated(table: &(Rows, Vec<Validation>)) -> CorrectedFit {
    let options = CalibrationOptions {
        correction: options(),
        ..CalibrationOptions::default()
    };
    calibrated_fit(&table.0, names(2), single_groups(2), &table.1, &options).unwrap()
}

fn carded(rows: Rows, counts: [[usize; 4]; 2]) -> Result<CorrectedFit, Error> {
    let design = Design::new(rows.compressed(), names(2), single_groups(2)).unwrap();
    let cards = [0, 1].map(|column| {
        let [
            true_positives,
            false_negatives,
            false_positives,
            true_negatives,
        ] = counts[column];
        ModelCard {
            column,
            counts: CardCounts::Complete {
                true_positives,
                false_negatives,
                false_positives,
                true_negatives,
            },
        }
    });
    card_fit(&design, &cards, &options())
}

fn estimates(fit: &CorrectedFit) -> Vec<f64> {
    let columns = fit.columns.iter();
    columns
        .flat_map(|column| {
            let coefficient = column.coefficient.unwrap();
            [
                coefficient.corrected.estimate,
                column.mean.corrected.estimate,
            ]
        })
        .collect()
}

/// The complement of a label has the opposite coefficient, and nothing else changes.
fn check_complement(plain: &CorrectedFit, flipped: &CorrectedFit) {
    let (plain, flipped) = (estimates(plain), estimates(flipped));
    let expected = [-plain[0], 1.0 - plain[1], plain[2], plain[3]];
    for (got, expected) in flipped.iter().zip(expected) {
        assert!((got - expected).abs() < 1e-9, "{got} is not {expected}");
    }
}

#[test]
fn a_label_that_most_rows_hold_is_corrected_as_its_complement() {
    let (plain, flipped) = (table(false, 1, false), table(true, 1, false));
    check_complement(&calibrated(&plain), &calibrated(&flipped));
    let second = [90, 10, 40, 360];
    check_complement(
        &carded(plain.0, [[95, 11, 22, 203], second]).unwrap(),
        &carded(flipped.0, [[203, 22, 11, 95], second]).unwrap(),
    );
}

#[test]
fn a_row_that_counts_three_times_is_three_rows() {
    let (counted, repeated) = (table(false, 3, true), table(false, 3, false));
    assert_eq!(calibrated(&counted), calibrated(&repeated));
    let counts = [[95, 11, 22, 203]; 2];
    assert_eq!(carded(counted.0, counts), carded(repeated.0, counts));
}

/// Three labels in 2,000 rows, and one that is frequent.
fn rare() -> Rows {
    let mut rows = Rows::new(2);
    for i in 0..2000 {
        let mut x = Vec::new();
        if i % 700 == 3 {
            x.push((0, 1.0));
        }
        if i % 5 == 0 {
            x.push((1, 1.0));
        }
        rows.push(Row::new(&x, as_f64((i * 7) % 11)));
    }
    rows
}

#[test]
fn three_labels_in_two_thousand_rows_are_left_or_corrected_but_never_break() {
    // More false alarms than labels.
    let frequent = [90, 10, 10, 890];
    let left = carded(rare(), [[50, 10, 2, 938], frequent]).unwrap();
    assert!(matches!(
        left.columns[0].treatment,
        Treatment::Left(LeftReason::ImpossibleShare { share }) if share < 0.0
    ));
    assert!(matches!(left.columns[1].treatment, Treatment::Rates { .. }));
    // No false alarm on the card: the estimate stands, but in many draws some false alarms explain
    // all three labels. These replicates are counted.
    let corrected = carded(rare(), [[50, 10, 0, 2000], frequent]).unwrap();
    assert!(corrected.n_failed > 0 || corrected.columns[0].mean.corrected.high > 0.0);
    assert_eq!(
        corrected.replicates.means.nrows() + corrected.n_failed,
        corrected.n_replicates
    );
    let hopeless = carded(rare(), [[50, 10, 0, 60], frequent]);
    assert!(matches!(
        hopeless,
        Err(Error::FailedReplicates {
            n_replicates: 20,
            ..
        })
    ));
}

#[test]
fn of_two_equal_columns_one_is_left_out_before_and_after() {
    let mut rows = Rows::new(2);
    for i in 0..300 {
        let x: &[(usize, f64)] = if i % 3 == 0 {
            &[(0, 1.0), (1, 1.0)]
        } else {
            &[]
        };
        rows.push(Row::new(x, as_f64(i % 7)));
    }
    let fit = carded(rows.clone(), [[90, 10, 10, 90]; 2]).unwrap();
    assert!(fit.columns[0].coefficient.is_some() && fit.columns[1].coefficient.is_none());
    let truth = |_| (0..300).map(|i| (i < 150).then_some(i % 3 == 0)).collect();
    let validations = [0, 1].map(|column| Validation {
        column,
        truth: truth(column),
    });
    let fit = calibrated(&(rows, validations.to_vec()));
    assert!(fit.columns[1].coefficient.is_none() && fit.columns[1].contribution.is_none());
}

#[test]
fn an_outcome_of_huge_scale_scales_the_figures() {
    let (rows, validations) = table(false, 1, false);
    let mut huge = rows.clone();
    for y in &mut huge.y {
        *y *= 1e12;
    }
    let (plain, huge) = (
        calibrated(&(rows, validations.clone())),
        calibrated(&(huge, validations)),
    );
    let pairs = plain.replicates.coefficients.iter();
    for (plain, huge) in pairs.zip(&huge.replicates.coefficients) {
        assert!((huge / 1e12 - plain).abs() < 1e-9 * (1.0 + plain.abs()));
    }
}
