//! Examinations against R, against refits, and at the edges.

use super::{Examination, Finding, OutcomeScale, examine};
use crate::drivers::fixtures::{control, driver, names, random_rows, single_groups};
use crate::drivers::{Design, Error, Row, Rows};
use crate::units::as_f64;

/// The rows of `tests/golden/diagnosis.R`, with weights and counts by row number from 1.
fn made_rows(weight: fn(usize) -> f64, count: fn(usize) -> usize) -> Rows {
    let mut rows = Rows::new(3);
    for i in 1..=40 {
        let at = as_f64(i);
        let x1 = at.sin();
        let x2 = (3.0 * (2.0 * at).cos()).round();
        let x3 = if i % 3 == 0 { 1.0 } else { 0.0 };
        let noise = 0.8f64.mul_add(x1, 1.0) * 7.0f64.mul_add(at, 1.0).sin();
        let level = 0.5f64.mul_add(-x2, 2.0f64.mul_add(x1, 1.0)) + x3;
        let jump = if i == 13 { 7.0 } else { 0.0 };
        rows.push(Row {
            weight: weight(i),
            count: count(i),
            ..Row::new(
                &[(0, x1), (1, x2), (2, x3)],
                (0.2 * x2).mul_add(x2, level + noise + jump),
            )
        });
    }
    rows
}

fn examined(rows: Rows) -> Examination {
    // A control changes nothing about residuals.
    let groups = vec![driver("a", &[0, 2]), control("b", &[1])];
    let design = Design::new(rows, names(3), groups).unwrap();
    examine(&design, OutcomeScale::Observed).unwrap()
}

fn assert_close(got: f64, expected: f64) {
    assert!(
        (got - expected).abs() <= 1e-10 * expected.abs(),
        "{got} is not {expected}"
    );
}

/// What R prints for one fit.
struct Expected {
    /// Row from 0, Cook's distance, leverage, studentised residual.
    largest: &'static [(usize, f64, f64, f64)],
    n_above: usize,
    n_high_leverage: usize,
    /// Coefficient, without the first row, DFBETAS; x1 to x3.
    changes: [[f64; 3]; 3],
    /// p-value and its correction for the first outlier.
    outlier: (f64, f64),
    n_beyond: usize,
    vif: [f64; 3],
    koenker: (f64, f64),
    reset: (f64, f64, f64),
}

fn check(rows: Rows, expected: &Expected) {
    let got = examined(rows);
    let influence = got.influence.as_ref().unwrap();
    for (got, expected) in influence.largest.iter().zip(expected.largest) {
        assert_eq!(got.row, expected.0);
        assert_close(got.cooks_distance, expected.1);
        assert_close(got.leverage, expected.2);
        assert_close(got.studentised, expected.3);
    }
    assert_eq!(influence.largest.len(), 10);
    assert_eq!(influence.n_above, expected.n_above);
    assert_eq!(influence.n_high_leverage, expected.n_high_leverage);
    for (got, expected) in influence.without_the_largest.iter().zip(&expected.changes) {
        assert_close(got.coefficient, expected[0]);
        assert_close(got.without, expected[1]);
        assert_close(got.standardised, expected[2]);
    }
    let outliers = got.outliers.as_ref().unwrap();
    let first = outliers.largest[0];
    assert_close(first.p_value.get(), expected.outlier.0);
    assert_close(first.corrected.get(), expected.outlier.1);
    assert_eq!(outliers.n_beyond, expected.n_beyond);
    for (got, expected) in got.variance_inflation.iter().zip(expected.vif) {
        assert_close(got.unwrap(), expected);
    }
    let koenker = got.heteroscedasticity.unwrap();
    assert_close(koenker.statistic, expected.koenker.0);
    assert_close(koenker.p_value.get(), expected.koenker.1);
    assert_close(koenker.degrees_of_freedom, 3.0);
    let reset = got.functional_form.unwrap();
    assert_close(reset.statistic, expected.reset.0);
    assert_close(reset.denominator.unwrap(), expected.reset.1);
    assert_close(reset.p_value.get(), expected.reset.2);
}

// tests/golden/diagnosis.R, R 4.2.2 and car 3.1.1.
#[test]
fn a_plain_fit_has_the_diagnostics_of_r() {
    check(
        made_rows(|_| 1.0, |_| 1),
        &Expected {
            largest: &[
                (
                    12,
                    0.243_439_477_511_208,
                    0.061_918_241_797_376_3,
                    4.929_685_648_195_822,
                ),
                (
                    14,
                    0.061_830_740_787_451_5,
                    0.097_842_749_928_364_8,
                    -1.538_516_184_106_495,
                ),
                (
                    39,
                    0.060_575_221_877_402_2,
                    0.060_803_396_768_794_2,
                    -2.015_170_402_697_112,
                ),
                (
                    26,
                    0.051_372_680_289_907_9,
                    0.127_386_910_978_397_6,
                    1.193_406_619_495_535_5,
                ),
            ],
            n_above: 1,
            n_high_leverage: 0,
            changes: [
                [
                    2.027_583_809_027_896,
                    1.915_315_287_102_601,
                    0.440_533_615_052_438,
                ],
                [
                    -0.454_675_401_239_024,
                    -0.513_225_565_776_305,
                    0.686_660_956_000_516,
                ],
                [
                    0.820_063_137_436_38,
                    0.986_180_792_563_064,
                    -0.421_237_862_749_459,
                ],
            ],
            outlier: (1.983_559_773_727_97e-5, 7.934_239_094_911_9e-4),
            n_beyond: 1,
            vif: [
                1.001_372_112_960_91,
                1.035_223_831_010_5,
                1.034_093_615_745_81,
            ],
            koenker: (2.483_582_262_701_29, 0.478_265_444_226_744),
            reset: (1.764_775_145_510_1, 34.0, 0.186_549_660_594_81),
        },
    );
}

#[test]
fn a_weighted_fit_has_the_diagnostics_of_r() {
    check(
        made_rows(|i| 1.0 + as_f64(i % 4) / 2.0, |_| 1),
        &Expected {
            largest: &[
                (
                    12,
                    0.201_606_716_006_722_6,
                    0.054_594_917_227_020_3,
                    4.709_660_548_600_173,
                ),
                (
                    14,
                    0.135_115_316_300_786,
                    0.126_609_352_585_062,
                    -2.010_835_564_852_691,
                ),
                (
                    26,
                    0.118_722_713_070_032,
                    0.167_788_129_458_771,
                    1.565_343_447_351_532,
                ),
                (
                    18,
                    0.059_112_013_097_490_8,
                    0.114_442_385_213_344_2,
                    1.368_964_154_399_200_6,
                ),
            ],
            n_above: 3,
            n_high_leverage: 3,
            changes: [
                [
                    2.017_588_126_715_848,
                    1.907_539_441_462_414,
                    0.438_401_716_676_753,
                ],
                [
                    -0.450_039_727_967_516,
                    -0.498_807_050_155_005,
                    0.593_594_649_594_689,
                ],
                [
                    0.855_413_783_091_28,
                    1.021_909_980_597_691,
                    -0.438_691_345_506_202,
                ],
            ],
            outlier: (3.844_072_029_910_43e-5, 1.537_628_811_964_17e-3),
            n_beyond: 1,
            vif: [
                1.011_434_220_738_81,
                1.030_404_680_779_6,
                1.037_087_134_684_2,
            ],
            koenker: (1.772_222_900_412_529, 0.620_998_117_065_147),
            reset: (
                1.993_705_966_785_39,
                30.296_296_296_296_298,
                0.153_663_577_609_614,
            ),
        },
    );
}

#[test]
fn a_row_that_counts_three_times_has_the_diagnostics_of_three_rows() {
    check(
        made_rows(|_| 1.0, |i| if i % 3 == 1 { 3 } else { 1 }),
        &Expected {
            // R names row 13 three times and then row 15.
            largest: &[
                (
                    12,
                    0.077_496_389_308_904,
                    0.028_893_050_053_985_6,
                    3.500_026_826_432_211,
                ),
                (
                    14,
                    0.055_205_135_016_139_8,
                    0.092_754_849_576_733,
                    -1.483_367_722_208_444,
                ),
            ],
            n_above: 3,
            n_high_leverage: 10,
            changes: [
                [
                    2.205_345_007_018_471,
                    2.127_681_131_192_569,
                    0.268_889_651_009_653,
                ],
                [
                    -0.324_214_768_971_091,
                    -0.350_323_093_047_272,
                    0.273_698_080_113_463,
                ],
                [
                    0.978_794_524_128_154,
                    1.036_660_680_699_756,
                    -0.118_275_647_282_094,
                ],
            ],
            outlier: (8.600_714_883_030_64e-4, 5.848_486_120_460_83e-2),
            n_beyond: 0,
            vif: [
                1.008_183_869_918_1,
                1.100_061_420_498_41,
                1.092_644_419_396_32,
            ],
            koenker: (3.880_687_614_385_486, 0.274_639_275_732_628),
            reset: (7.829_392_850_048_83, 62.0, 9.294_668_702_651_01e-4),
        },
    );
}

#[test]
fn ends_of_the_scale_are_counted_at_given_or_observed_values() {
    let design = Design::new(made_rows(|_| 1.0, |_| 1), names(3), single_groups(3)).unwrap();
    let bounded = OutcomeScale::Bounds {
        minimum: -100.0,
        maximum: 4.0,
    };
    let ends = examine(&design, bounded).unwrap().ceiling_and_floor;
    assert!(ends.share_at_minimum.abs() < 1e-15 && (ends.share_at_maximum - 0.225).abs() < 1e-12);
    let ends = examine(&design, OutcomeScale::Observed)
        .unwrap()
        .ceiling_and_floor;
    assert!((ends.share_at_minimum - 0.025).abs() < 1e-12);
    let upside_down = OutcomeScale::Bounds {
        minimum: 4.0,
        maximum: 4.0,
    };
    assert!(matches!(
        examine(&design, upside_down),
        Err(Error::Scale { .. })
    ));
}

#[test]
fn merging_identical_rows_changes_no_figure() {
    let mut rows = random_rows(300, &[0.3, 0.1, 0.6], &[-2.0, 1.0, 0.5], 77);
    rows.cluster.fill(None);
    let merged = rows.clone().compressed();
    assert!(merged.len() < rows.len());
    let (one, other) = (examined(rows), examined(merged));
    let same = |a: f64, b: f64| assert!((a / b - 1.0).abs() < 1e-9, "{a} is not {b}");
    let (a, b) = (one.influence.unwrap(), other.influence.unwrap());
    same(a.largest[0].cooks_distance, b.largest[0].cooks_distance);
    assert_eq!(
        (a.n_above, a.n_high_leverage),
        (b.n_above, b.n_high_leverage)
    );
    same(
        one.heteroscedasticity.unwrap().statistic,
        other.heteroscedasticity.unwrap().statistic,
    );
    same(
        one.functional_form.unwrap().statistic,
        other.functional_form.unwrap().statistic,
    );
    let (a, b) = (one.outliers.unwrap(), other.outliers.unwrap());
    same(
        a.largest[0].studentised.abs(),
        b.largest[0].studentised.abs(),
    );
    let (a, b) = (one.ceiling_and_floor, other.ceiling_and_floor);
    assert!((a.share_at_maximum - b.share_at_maximum).abs() < 1e-12);
}

#[test]
fn degenerate_designs_are_examined_without_numbers_that_mean_nothing() {
    let exact = |columns: usize| {
        let mut rows = Rows::new(columns);
        for i in 0..12 {
            let x: Vec<(usize, f64)> = (0..columns).map(|j| (j, as_f64(i % (j + 2)))).collect();
            rows.push(Row::new(&x, 3.0f64.mul_add(as_f64(i % 2), 1.0)));
        }
        Design::new(rows, names(columns), single_groups(columns)).unwrap()
    };
    // The outcome is a line of the first column.
    let fitted = examine(&exact(3), OutcomeScale::Observed).unwrap();
    assert!(fitted.influence.is_none() && fitted.heteroscedasticity.is_none());
    // One topic of 0 and 1: no power of the fitted value is new.
    let mut rows = Rows::new(3);
    for i in 0..30 {
        let held = if i < 8 { 1.0 } else { 0.0 };
        // Column 1 is held by one row, which is fitted exactly; column 2 repeats the first.
        let alone = if i == 20 { 1.0 } else { 0.0 };
        rows.push(Row::new(
            &[(0, held), (1, alone), (2, held)],
            as_f64(i * i % 11),
        ));
    }
    let design = Design::new(rows, names(3), single_groups(3)).unwrap();
    let examination = examine(&design, OutcomeScale::Observed).unwrap();
    let influence = examination.influence.as_ref().unwrap();
    assert_eq!(influence.n_fitted_exactly, 1);
    assert!(influence.largest.iter().all(|row| row.row != 20));
    assert!(
        influence
            .largest
            .iter()
            .all(|row| row.cooks_distance.is_finite())
    );
    assert_eq!(influence.without_the_largest.len(), 2);
    assert!(examination.functional_form.is_none());
    assert_eq!(examination.variance_inflation[2], None);
    let few = Design::new(
        Rows::from_dense(&ndarray::array![[1.0], [0.0]], &ndarray::array![1.0, 2.0]).unwrap(),
        names(1),
        single_groups(1),
    )
    .unwrap();
    assert!(matches!(
        examine(&few, OutcomeScale::Observed),
        Err(Error::TooFewRows { .. })
    ));
}

#[test]
fn a_row_beside_which_all_others_are_fitted_exactly_is_infinitely_far() {
    let mut rows = Rows::new(2);
    for i in 0..12 {
        let (a, b) = (as_f64(i % 4) * 0.1, as_f64(i % 3) * 0.7);
        let off = if i == 5 { 0.3 } else { 0.0 };
        rows.push(Row::new(&[(0, a), (1, b)], 3.0f64.mul_add(a, b) + off));
    }
    let design = Design::new(rows, names(2), single_groups(2)).unwrap();
    let examination = examine(&design, OutcomeScale::Observed).unwrap();
    let far = examination.influence.unwrap();
    let row = far.largest.iter().find(|row| row.row == 5).unwrap();
    assert!(row.studentised.is_infinite(), "{}", row.studentised);
}

#[test]
fn what_lies_beyond_its_threshold_is_named() {
    let mut rows = Rows::new(2);
    for i in 0..40 {
        let at = as_f64(i);
        let x = at.sin();
        let nearly = 0.05f64.mul_add((7.0 * at).cos(), x);
        let y = 0.3f64.mul_add((11.0 * at).sin(), 2.0f64.mul_add(x, -nearly));
        rows.push(Row::new(&[(0, x), (1, nearly)], y.clamp(-1.0, 0.5)));
    }
    rows.push(Row::new(&[(0, 6.0), (1, 2.0)], 90.0));
    let design = Design::new(rows, names(2), single_groups(2)).unwrap();
    let findings = examine(
        &design,
        OutcomeScale::Bounds {
            minimum: -1.0,
            maximum: 0.5,
        },
    )
    .unwrap()
    .findings();
    let named = |of: fn(&Finding) -> bool| findings.iter().any(of);
    assert!(named(|f| matches!(
        f,
        Finding::InfluentialRow { row: 40, .. }
    )));
    assert!(named(|f| matches!(
        f,
        Finding::CoefficientHangsOnRow { row: 40, .. }
    )));
    assert!(
        named(|f| matches!(f, Finding::Outliers { n: 1 })),
        "{findings:?}"
    );
    assert!(named(|f| matches!(f, Finding::Ceiling { .. })));
    assert!(named(|f| matches!(
        f,
        Finding::Overlap {
            first: 0,
            second: 1,
            ..
        }
    )));
    assert!(!named(|f| matches!(f, Finding::FewRows { .. })));
}

#[test]
fn under_the_assumptions_the_tests_keep_their_level_even_with_sampling_weights() {
    use crate::stats::draw::{exponential, normal};
    use crate::stats::generator;
    let n_sets = 300;
    let (mut n_variance, mut n_form) = (0, 0);
    for set in 0..n_sets {
        let mut source = generator(99, set);
        let mut rows = Rows::new(2);
        for _ in 0..120 {
            let x = [(0, normal(&mut source)), (1, normal(&mut source))];
            rows.push(Row {
                weight: 0.3 + exponential(&mut source),
                ..Row::new(&x, x[0].1 + normal(&mut source))
            });
        }
        let design = Design::new(rows, names(2), single_groups(2)).unwrap();
        let examination = examine(&design, OutcomeScale::Observed).unwrap();
        n_variance += usize::from(examination.heteroscedasticity.unwrap().p_value.get() < 0.05);
        n_form += usize::from(examination.functional_form.unwrap().p_value.get() < 0.05);
    }
    let n = 300.0f64;
    let band = 4.0 * (0.05 * 0.95 / n).sqrt();
    for rejected in [n_variance, n_form] {
        assert!((as_f64(rejected) / n - 0.05).abs() < band, "{rejected}");
    }
}
