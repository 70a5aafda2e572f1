use super::*;
use crate::drivers::fixtures::{control, driver, names, single_groups};
use crate::drivers::reference::{net, person, population_slopes};
use crate::drivers::{Design, Error, Row, Rows};
use crate::stats::draw::uniform;
use crate::stats::generator;
use crate::stats::tests::on_threads;
use crate::units::{Probability, as_f64};
use rand_chacha::ChaCha8Rng;

/// Share of true mentions of waiting, sensitivity and false alarms at precision and recall of 0.8.
const SHARE: f64 = 0.12;
const SENSITIVITY: f64 = 0.8;
const FALSE_ALARMS: f64 = SHARE * SENSITIVITY * 0.25 / (1.0 - SHARE);

fn labelled(truth: bool, source: &mut ChaCha8Rng) -> bool {
    uniform(source) < if truth { SENSITIVITY } else { FALSE_ALARMS }
}

/// The reference simulation with labels of waiting that are right 80 percent of the time.
struct Noisy {
    rows: Rows,
    /// Truth of waiting for everybody.
    truth: Vec<bool>,
}

fn noisy(n: usize, seed: u64) -> Noisy {
    let mut source = generator(seed, 1);
    let mut noisy = Noisy {
        rows: Rows::new(4),
        truth: Vec::with_capacity(n),
    };
    for _ in 0..n {
        let (mut x, score) = person(&mut source);
        let waits = x.first().is_some_and(|&(topic, _)| topic == 0);
        x.retain(|&(topic, _)| topic != 0);
        if labelled(waits, &mut source) {
            x.push((0, 1.0));
        }
        noisy.rows.push(Row::new(&x, net(score)));
        noisy.truth.push(waits);
    }
    noisy
}

impl Noisy {
    fn calibrated(&self, n_validated: usize, options: &CalibrationOptions) -> CorrectedFit {
        let truth = self.truth.iter().enumerate();
        let validation = Validation {
            column: 0,
            truth: truth
                .map(|(row, &t)| (row < n_validated).then_some(t))
                .collect(),
        };
        calibrated_fit(
            &self.rows,
            names(4),
            single_groups(4),
            &[validation],
            options,
        )
        .unwrap()
    }

    fn design(&self) -> Design {
        Design::new(self.rows.clone().compressed(), names(4), single_groups(4)).unwrap()
    }
}

/// A card from a test set of this size, drawn on its own.
fn card(n: usize, seed: u64, is_complete: bool) -> ModelCard {
    let mut source = generator(seed, 2);
    let mut n_of = [[0usize; 2]; 2];
    for _ in 0..n {
        let truth = uniform(&mut source) < SHARE;
        n_of[usize::from(truth)][usize::from(labelled(truth, &mut source))] += 1;
    }
    let [
        [true_negatives, false_positives],
        [false_negatives, true_positives],
    ] = n_of;
    let counts = if is_complete {
        CardCounts::Complete {
            true_positives,
            false_negatives,
            false_positives,
            true_negatives,
        }
    } else {
        CardCounts::WithoutTrueNegatives {
            true_positives,
            false_negatives,
            false_positives,
        }
    };
    ModelCard { column: 0, counts }
}

fn correction(n_replicates: usize, seed: u64) -> CorrectionOptions {
    CorrectionOptions {
        seed,
        n_replicates,
        ..CorrectionOptions::default()
    }
}

fn calibration(n_replicates: usize, seed: u64) -> CalibrationOptions {
    CalibrationOptions {
        correction: correction(n_replicates, seed),
        ..CalibrationOptions::default()
    }
}

/// Standard deviation of a corrected coefficient over its replicates.
fn deviation(fit: &CorrectedFit, column: usize) -> f64 {
    let values = fit.replicates.coefficients.column(column);
    let n = as_f64(values.len());
    let mean = values.sum() / n;
    (values.iter().map(|b| (b - mean).powi(2)).sum::<f64>() / n).sqrt()
}

/// The corrected fit finds the truth where the naive one does not.
fn check_repair(fit: &CorrectedFit) {
    let truth = population_slopes();
    for (j, &truth) in truth.iter().enumerate() {
        let got = fit.columns[j].coefficient.unwrap();
        let band = 4.0 * deviation(fit, j);
        let off = (got.corrected.estimate - truth).abs();
        assert!(off < band, "{} is not {truth}", got.corrected.estimate);
        if j < 2 {
            // Waiting shrinks and its neighbour, which has no effect, takes over part of it.
            assert!(
                (got.naive.estimate - truth).abs() > band,
                "{}",
                got.naive.estimate
            );
            assert!(!got.naive.contains(truth) && !got.change.contains(0.0));
        }
    }
    let share = fit.columns[0].mean.corrected;
    assert!(share.contains(SHARE), "{share:?}");
    // Identity: constant plus contributions is the mean outcome, in every replicate too.
    let contributed: f64 = fit
        .columns
        .iter()
        .map(|column| column.contribution.unwrap().corrected.estimate)
        .sum();
    let total = fit.intercept.corrected.estimate + contributed;
    assert!((total - fit.mean_outcome).abs() < 1e-9);
    let drawn = &fit.replicates;
    for i in 0..drawn.intercepts.len() {
        let sum = |b: &ndarray::Array2<f64>, q: &ndarray::Array2<f64>| -> f64 {
            (0..4).map(|j| b[[i, j]] * q[[i, j]]).sum()
        };
        let naive = drawn.naive_intercepts[i] + sum(&drawn.naive_coefficients, &drawn.naive_means);
        let corrected = drawn.intercepts[i] + sum(&drawn.coefficients, &drawn.means);
        assert!((naive - corrected).abs() < 1e-8);
    }
    assert_eq!(fit.n_failed, 0);
}

#[test]
fn calibration_on_a_thousand_rows_undoes_the_leak() {
    let fit = noisy(30_000, 3).calibrated(1000, &calibration(100, 1));
    check_repair(&fit);
    let Treatment::Calibrated {
        n_validated,
        n_interactions,
        ..
    } = fit.columns[0].treatment
    else {
        panic!("{:?}", fit.columns[0].treatment);
    };
    assert_eq!((n_validated, n_interactions), (1000, 3));
    assert_eq!(fit.columns[1].treatment, Treatment::Exact);
}

#[test]
fn a_model_card_undoes_the_leak() {
    let noisy = noisy(30_000, 4);
    for is_complete in [true, false] {
        let card = card(2000, 5, is_complete);
        check_repair(&card_fit(&noisy.design(), &[card], &correction(100, 2)).unwrap());
    }
}

/// Share of intervals that hold the truth, for the topic with errors and its neighbour.
fn check_coverage(fits: impl Fn(u64) -> CorrectedFit) {
    let (n_sets, level, truth) = (60, 0.9, population_slopes());
    let mut n_covered = [0usize; 2];
    for set in 0..n_sets {
        let fit = fits(set);
        for (j, covered) in n_covered.iter_mut().enumerate() {
            let interval = fit.columns[j].coefficient.unwrap().corrected;
            *covered += usize::from(interval.contains(truth[j]));
        }
    }
    let n = 60.0f64;
    // Sixty replicates place each bound within some percent.
    let band = 4.0 * (level * (1.0 - level) / n).sqrt();
    for covered in n_covered {
        assert!((as_f64(covered) / n - level).abs() < band, "{n_covered:?}");
    }
}

fn ninety(n_replicates: usize, seed: u64) -> CorrectionOptions {
    CorrectionOptions {
        level: Probability::saturating(0.9),
        ..correction(n_replicates, seed)
    }
}

#[test]
fn intervals_of_calibrated_coefficients_cover_the_truth() {
    check_coverage(|set| {
        let options = CalibrationOptions {
            correction: ninety(60, set),
            ..CalibrationOptions::default()
        };
        noisy(3000, 100 + set).calibrated(500, &options)
    });
}

#[test]
fn intervals_of_card_corrected_coefficients_cover_the_truth() {
    check_coverage(|set| {
        let noisy = noisy(3000, 200 + set);
        let card = card(1000, 200 + set, set % 2 == 0);
        card_fit(&noisy.design(), &[card], &ninety(60, set)).unwrap()
    });
}

#[test]
fn known_truth_everywhere_gives_the_fit_on_the_truth() {
    let noisy = noisy(2000, 7);
    let fit = noisy.calibrated(2000, &calibration(2, 1));
    let mut rows = Rows::new(4);
    for (row, &waits) in noisy.truth.iter().enumerate() {
        let mut x: Vec<(usize, f64)> = noisy
            .rows
            .entries(row)
            .iter()
            .map(|&(column, value)| (column as usize, value))
            .filter(|&(column, _)| column != 0)
            .collect();
        if waits {
            x.push((0, 1.0));
        }
        rows.push(Row::new(&x, noisy.rows.y[row]));
    }
    let design = Design::new(rows.compressed(), names(4), single_groups(4)).unwrap();
    let on_truth = card_fit(&design, &[], &correction(2, 1)).unwrap();
    for (got, expected) in fit.columns.iter().zip(&on_truth.columns) {
        let (got, expected) = (got.coefficient.unwrap(), expected.coefficient.unwrap());
        let difference = got.corrected.estimate - expected.naive.estimate;
        assert!(difference.abs() < 1e-9);
        // Without a card nothing is corrected.
        assert!((expected.change.estimate).abs() < 1e-12);
    }
}

#[test]
fn a_row_of_which_only_some_topics_are_validated_keeps_expectations() {
    // Two topics that occur together and whose labels err; truth of the first is known for a third of
    // the rows and of both for another third.
    let (n, mut source) = (24_000, generator(12, 0));
    let mut rows = Rows::new(2);
    let mut truths = [Vec::new(), Vec::new()];
    for row in 0..n {
        let first = uniform(&mut source) < 0.3;
        let second = uniform(&mut source) < if first { 0.8 } else { 0.1 };
        let mut x = Vec::new();
        for (column, truth) in [first, second].into_iter().enumerate() {
            if uniform(&mut source) < if truth { 0.8 } else { 0.1 } {
                x.push((column, 1.0));
            }
        }
        let level = if second { 4.0 } else { 0.0 };
        rows.push(Row::new(&x, level + (uniform(&mut source) * 4.0).floor()));
        truths[0].push((row % 3 != 0).then_some(first));
        truths[1].push((row % 3 == 1).then_some(second));
    }
    let validations: Vec<Validation> = truths
        .into_iter()
        .enumerate()
        .map(|(column, truth)| Validation { column, truth })
        .collect();
    let fit = calibrated_fit(
        &rows,
        names(2),
        single_groups(2),
        &validations,
        &calibration(40, 1),
    )
    .unwrap();
    for (column, truth) in [0.0, 4.0].into_iter().enumerate() {
        let got = fit.columns[column].coefficient.unwrap().corrected.estimate;
        let band = 4.0 * deviation(&fit, column);
        assert!(
            (got - truth).abs() < band,
            "{got} is not {truth}, band {band}"
        );
    }
}

#[test]
fn corrections_do_not_depend_on_threads_or_on_the_order_of_rows() {
    let noisy = noisy(1500, 8);
    let run = |n| on_threads(n, || noisy.calibrated(400, &calibration(20, 5)));
    assert_eq!(run(1), run(3));
    let mut rows = Rows::new(4);
    let mut validation = Validation {
        column: 0,
        truth: Vec::new(),
    };
    for row in (0..1500).rev() {
        let x: Vec<(usize, f64)> = noisy
            .rows
            .entries(row)
            .iter()
            .map(|&(column, value)| (column as usize, value))
            .collect();
        rows.push(Row::new(&x, noisy.rows.y[row]));
        validation
            .truth
            .push((row < 400).then_some(noisy.truth[row]));
    }
    let options = calibration(20, 5);
    let reversed = calibrated_fit(&rows, names(4), single_groups(4), &[validation], &options);
    assert_eq!(reversed.unwrap(), run(1));
    let design = noisy.design();
    let card = card(500, 9, true);
    let run = |n| {
        on_threads(n, || {
            card_fit(&design, &[card], &correction(20, 5)).unwrap()
        })
    };
    assert_eq!(run(1), run(3));
}

#[test]
fn topics_that_cannot_be_corrected_are_left_and_say_why() {
    let noisy = noisy(1500, 8);
    let counts = |tp, fn_, fp, tn| CardCounts::Complete {
        true_positives: tp,
        false_negatives: fn_,
        false_positives: fp,
        true_negatives: tn,
    };
    let with = |counts| {
        let fit = card_fit(
            &noisy.design(),
            &[ModelCard { column: 0, counts }],
            &correction(5, 1),
        )
        .unwrap();
        let change = fit.columns[0].coefficient.unwrap().change.estimate;
        assert!(change.abs() < 1e-12);
        match fit.columns[0].treatment {
            Treatment::Left(reason) => reason,
            other => panic!("{other:?}"),
        }
    };
    assert!(
        matches!(with(counts(5, 5, 50, 50)), LeftReason::Uninformative { youden } if youden.abs() < 1e-12)
    );
    assert!(matches!(with(counts(0, 0, 5, 5)), LeftReason::NoRate));
    // Half of all rows would be labelled by mistake alone.
    assert!(
        matches!(with(counts(9, 1, 50, 50)), LeftReason::ImpossibleShare { share } if share < 0.0)
    );
    let without = CardCounts::WithoutTrueNegatives {
        true_positives: 0,
        false_negatives: 3,
        false_positives: 2,
    };
    assert!(matches!(with(without), LeftReason::NoRate));

    let fit = noisy.calibrated(12, &calibration(5, 1));
    assert!(matches!(
        fit.columns[0].treatment,
        Treatment::Left(LeftReason::TooFewCases { n_true: 0..=4, .. })
    ));
}

#[test]
fn input_that_cannot_be_corrected_is_refused() {
    let noisy = noisy(300, 2);
    let design = noisy.design();
    let card = card(500, 9, true);
    let twice = card_fit(&design, &[card, card], &correction(5, 1)).unwrap_err();
    assert_eq!(twice, Error::Uncorrectable { column: 0 });
    let unknown = ModelCard { column: 9, ..card };
    let unknown = card_fit(&design, &[unknown], &correction(5, 1)).unwrap_err();
    assert_eq!(unknown, Error::Uncorrectable { column: 9 });
    assert!(card_fit(&design, &[card], &correction(1, 1)).is_err());

    let mut rows = Rows::new(2);
    for i in 0..30 {
        rows.push(Row::new(
            &[(0, f64::from(i % 3)), (1, f64::from(i % 2))],
            f64::from(i % 7),
        ));
    }
    let groups = vec![driver("a", &[0]), control("b", &[1])];
    let design = Design::new(rows.clone(), names(2), groups.clone()).unwrap();
    let three_states = card_fit(&design, &[card], &correction(5, 1)).unwrap_err();
    assert!(
        matches!(three_states, Error::Label { value, .. } if (value - 2.0).abs() < 1e-9 || (value - 1.0).abs() > 1e-9)
    );
    let of_control = ModelCard { column: 1, ..card };
    let of_control = card_fit(&design, &[of_control], &correction(5, 1)).unwrap_err();
    assert_eq!(of_control, Error::Uncorrectable { column: 1 });

    let validation = Validation {
        column: 0,
        truth: vec![Some(true); 29],
    };
    let options = calibration(5, 1);
    let short = calibrated_fit(
        &rows,
        names(2),
        groups.clone(),
        std::slice::from_ref(&validation),
        &options,
    );
    assert!(matches!(
        short,
        Err(Error::Shape {
            got: 29,
            expected: 30,
            ..
        })
    ));
    let validation = Validation {
        truth: vec![Some(true); 30],
        ..validation
    };
    let three_states = calibrated_fit(&rows, names(2), groups, &[validation], &options);
    assert!(matches!(three_states, Err(Error::Label { row: 2, .. })));
}

#[test]
fn rates_that_leave_no_population_are_an_error() {
    // Two topics whose labels always occur together: with these rates the truths would correlate by
    // more than 1.
    let mut rows = Rows::new(2);
    for i in 0..400 {
        let x: &[(usize, f64)] = if i % 4 == 0 {
            &[(0, 1.0), (1, 1.0)]
        } else {
            &[]
        };
        let x = if i == 1 { &[(0, 1.0)] } else { x };
        rows.push(Row::new(x, f64::from(i % 5)));
    }
    let design = Design::new(rows.compressed(), names(2), single_groups(2)).unwrap();
    let counts = CardCounts::Complete {
        true_positives: 80,
        false_negatives: 20,
        false_positives: 10,
        true_negatives: 90,
    };
    let cards = [0, 1].map(|column| ModelCard { column, counts });
    assert_eq!(
        card_fit(&design, &cards, &correction(5, 1)).unwrap_err(),
        Error::CorrectedMoments { n_columns: 2 }
    );
}
