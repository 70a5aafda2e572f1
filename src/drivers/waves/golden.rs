//! Numbers of R 4.2.2 with sandwich 3.0.2: `tests/golden/waves_models.R`.

#![expect(
    clippy::suboptimal_flops,
    reason = "the formula of the data reads as in the script"
)]

use super::*;
use crate::drivers::fixtures::{control, driver, without_replicates};
use crate::drivers::{Design, Fit, Row, Rows, StandardErrorChoice, fit};
use crate::stats::{JointTest, WelchTest, t_margin};
use crate::units::{Interval, as_f64, as_u32};

/// The data of the script: two topics and a control by formula.
fn rows(which: usize, n: usize, clustered: bool) -> Rows {
    let mut rows = Rows::new(3);
    for i in 0..n {
        let held = |yes: bool| if yes { 1.0 } else { 0.0 };
        let a = held((7 * i + 3 * which) % 10 < 3 + which);
        let b = held((i * i + which) % 7 < 2);
        let c = as_f64((11 * i + 5 * which) % 13) / 4.0;
        let noise = as_f64((37 * i * i + 11 * i + which) % 101) / 25.0 - 2.0;
        let later = as_f64(which);
        let level = 7.0 + later / 4.0 - (2.0 + later / 2.0) * a + 1.5 * b + 0.3 * c;
        rows.push(Row {
            cluster: clustered.then(|| as_u32(i % 9)),
            ..Row::new(&[(0, a), (1, b), (2, c)], level + noise * (1.0 + a / 2.0))
        });
    }
    rows
}

fn model(which: usize, n: usize, clustered: bool) -> (Design, Fit) {
    let names = ["a", "b", "c"].map(str::to_owned).to_vec();
    let groups = vec![driver("a", &[0]), driver("b", &[1]), control("c", &[2])];
    let design = Design::new(rows(which, n, clustered).compressed(), names, groups).unwrap();
    let fit = fit(&design, &without_replicates()).unwrap();
    (design, fit)
}

fn close(got: f64, expected: f64) {
    let band = 1e-10 * expected.abs().max(1e-2);
    assert!((got - expected).abs() <= band, "{got} is not {expected}");
}

fn check_welch(test: &WelchTest, expected: [f64; 4]) {
    let got = [
        test.interval.estimate,
        test.standard_error,
        test.degrees_of_freedom,
        test.p_value.get(),
    ];
    for (got, expected) in got.into_iter().zip(expected) {
        close(got, expected);
    }
}

fn check_joint(test: &JointTest, [statistic, degrees, p_value]: [f64; 3]) {
    close(test.statistic, statistic);
    close(test.degrees_of_freedom, degrees);
    close(test.p_value.get(), p_value);
}

fn compared(clustered: bool) -> PeriodComparison {
    let ((one, one_fit), (other, other_fit)) = (model(0, 90, clustered), model(1, 120, clustered));
    let period = |design, fit| Period {
        design,
        fit,
        definition: "score",
    };
    let (first, second) = (period(&one, &one_fit), period(&other, &other_fit));
    compare_periods(&first, &second, &Levels::default()).unwrap()
}

#[test]
fn the_covariance_is_that_of_r() {
    let check = |clustered, expected: [[f64; 3]; 3]| {
        let (design, _) = model(0, 90, clustered);
        let covariance =
            crate::drivers::robust_covariance(&design, StandardErrorChoice::Automatic).unwrap();
        for (row, line) in expected.iter().enumerate() {
            for (column, &value) in line.iter().enumerate() {
                close(covariance.matrix.get(row + 1, column + 1), value);
            }
        }
    };
    check(
        false,
        [
            [
                0.145_351_976_837_351,
                0.011_555_837_929_035,
                -0.011_298_347_781_144,
            ],
            [
                0.011_555_837_929_035,
                0.088_647_703_589_842_8,
                -0.014_079_094_215_286_9,
            ],
            [
                -0.011_298_347_781_144,
                -0.014_079_094_215_286_9,
                0.025_306_367_529_355_3,
            ],
        ],
    );
    check(
        true,
        [
            [
                0.162_513_409_130_614,
                0.022_203_380_947_708_9,
                0.006_812_397_719_501_91,
            ],
            [
                0.022_203_380_947_708_9,
                0.093_010_020_797_821_3,
                -0.035_542_656_134_836_23,
            ],
            [
                0.006_812_397_719_501_91,
                -0.035_542_656_134_836_23,
                0.025_332_028_425_069_06,
            ],
        ],
    );
}

#[test]
fn the_change_is_divided_as_by_r() {
    let ((one, one_fit), (other, other_fit)) = (model(0, 90, false), model(1, 120, false));
    let period = |design, fit| Period {
        design,
        fit,
        definition: "score",
    };
    let parts = decompose_change(
        &period(&one, &one_fit),
        &period(&other, &other_fit),
        Levels::default().interval,
    )
    .unwrap();
    close(parts.change.value, -0.603_291_666_666_666_3);
    close(parts.drivers[0].share.value, -0.230_986_000_392_719_4);
    close(parts.drivers[0].rate.value, -0.472_107_696_551_797);
    close(parts.drivers[1].share.value, -0.434_172_640_150_981_6);
    close(parts.drivers[1].rate.value, 0.210_155_954_790_447_5);
    close(
        parts.controls[0].composition.value,
        -0.011_828_158_770_329_8,
    );
    close(parts.constant.value, 0.335_646_874_408_719_4);
    assert!(parts.borrowed.is_empty() && parts.change.interval.is_none());
}

#[test]
fn changes_of_coefficients_and_means_are_tested_as_by_r() {
    let hc3 = compared(false);
    let expected = [
        [
            -1.348_879_133_005_13,
            0.462_496_396_376_768,
            159.882_400_919_233,
            0.004_048_883_892_452_61,
        ],
        [
            0.734_525_667_228_749,
            0.478_463_986_059_639,
            200.781_918_666_072,
            0.126_315_267_135_627,
        ],
        [
            0.037_506_359_754_690_2,
            0.205_713_166_465_903,
            180.135_820_967_18,
            0.855_533_819_018_712,
        ],
    ];
    for (column, expected) in hc3.columns.iter().zip(expected) {
        check_welch(&column.test.unwrap(), expected);
    }
    check_joint(
        hc3.all_drivers.test.as_ref().unwrap(),
        [
            11.978_760_266_925_6,
            186.476_877_388_408,
            3.104_674_485_838_48e-3,
        ],
    );
    // The statistic is also that of one stacked regression with interactions.
    check_joint(
        hc3.all_columns.test.as_ref().unwrap(),
        [
            12.011_984_075_722,
            184.442_550_006_825,
            9.107_563_940_892_09e-3,
        ],
    );
    check_welch(
        hc3.mean_outcome.as_ref().unwrap(),
        [
            -0.603_291_666_666_666,
            0.256_774_318_191_969,
            207.485_752_320_771,
            0.019_738_008_942_066_8,
        ],
    );
    // 0.004 · 2 and 0.126: one of two drivers stands.
    let standing: Vec<bool> = hc3.drivers.iter().map(|driver| driver.stands).collect();
    assert_eq!(standing, [true, false]);

    let cr1 = compared(true);
    check_welch(
        &cr1.columns[0].test.unwrap(),
        [
            -1.348_879_133_005_13,
            0.535_224_077_613_176,
            15.715_227_971_265_3,
            0.022_950_913_306_676_8,
        ],
    );
    check_joint(
        cr1.all_drivers.test.as_ref().unwrap(),
        [
            12.352_246_279_587_6,
            14.409_634_802_788_95,
            0.014_389_353_722_130_9,
        ],
    );
    check_joint(
        cr1.all_columns.test.as_ref().unwrap(),
        [
            16.531_519_741_064_08,
            13.630_807_993_611_84,
            0.017_222_311_110_513_9,
        ],
    );
}

#[test]
fn a_frozen_model_measures_and_drifts_as_in_r() {
    let ((one, one_fit), (other, _)) = (model(0, 90, false), model(1, 120, false));
    let label = Label {
        name: "drivers".to_owned(),
        version: "1".to_owned(),
        date: CalendarDay::new(2026, 1, 31).unwrap(),
        definition: "score".to_owned(),
    };
    let frozen = freeze(&one, &one_fit, label).unwrap();
    let levels = Levels::default();
    let now = apply(&frozen, &other, "score", levels.interval).unwrap();
    // The quantile of t is found by bisection to nine digits.
    let check_error = |interval: Option<Interval>, degrees: f64, expected: f64| {
        let interval = interval.unwrap();
        let margin = t_margin(levels.interval, degrees).unwrap();
        let error = (interval.high - interval.low) / 2.0 / margin;
        assert!(
            (error / expected - 1.0).abs() < 1e-8,
            "{error} is not {expected}"
        );
    };
    close(now.expected.value, 6.969_660_919_497_03);
    close(now.expected.frozen, one_fit.mean_outcome);
    check_error(
        now.expected.with_coefficients,
        131.983_384_195_66,
        0.191_261_676_270_871,
    );
    let a = now.contributions[0];
    close(a.value, -0.654_168_174_969_850_4);
    close(a.frozen, one_fit.drivers[0].contribution);
    check_error(a.held_fixed, 119.0, 0.073_444_885_968_436_3);
    check_error(
        a.with_coefficients,
        125.636_269_108_332,
        0.169_264_489_982_077,
    );
    assert_eq!(now.columns[0].n_mentions, 48);
    close(now.surprise.value, now.realised - now.expected.value);

    let report = test_drift(&frozen, &other, "score", &levels).unwrap();
    check_welch(
        report.mean_shift.as_ref().unwrap(),
        [
            -0.094_285_919_497_029_2,
            0.215_201_611_402_084,
            175.635_154_831_988_2,
            0.661_831_641_727_505_9,
        ],
    );
    let calibration = report.calibration.unwrap();
    close(calibration.intercept, -4.892_521_973_585_89);
    close(calibration.slope, 1.688_446_125_215_3);
    close(calibration.slope_error, 0.211_920_363_956_239);
    close(calibration.slope_without_drift, 0.925_064_041_426_556);
    check_joint(
        &calibration.test,
        [
            14.799_134_145_568_9,
            166.280_691_124_071,
            8.691_683_173_490_94e-4,
        ],
    );
    check_welch(
        &report.columns[0].test.unwrap(),
        [
            -1.331_536_057_020_43,
            0.464_504_308_208_53,
            158.384_880_143_110_8,
            0.004_713_941_872_574_02,
        ],
    );
    check_welch(
        &report.columns[1].test.unwrap(),
        [
            0.655_630_650_296_264,
            0.539_844_697_341_446,
            198.115_509_835_142,
            0.226_010_032_348_843,
        ],
    );
    assert_eq!(
        report.drift,
        Drift::Shown(vec![DriftSign::Calibration, DriftSign::Columns])
    );
    close(report.p_value.get(), 3.0 * 8.691_683_173_490_94e-4);
    assert!(report.columns[0].stands && !report.columns[1].stands);
}

#[test]
fn heterogeneity_of_three_segments_is_that_of_r() {
    let segments = [(0, 90), (1, 120), (3, 100)].map(|(which, n)| {
        let (design, _) = model(which, n, false);
        Segment::new(format!("segment {which}"), design)
    });
    let settings = SegmentOptions::default();
    let found = compare_segments(&segments, &without_replicates(), &settings).unwrap();
    let expected = [
        [
            9.613_795_070_856_1,
            0.008_173_177_397_054_45,
            0.791_965_609_287_54,
            0.353_504_079_415_948,
        ],
        [
            2.646_763_173_928_11,
            0.266_233_486_354_406,
            0.244_360_047_131_923,
            0.036_119_991_364_104_8,
        ],
    ];
    for (column, expected) in found.columns.iter().zip(expected) {
        let across = column.heterogeneity.unwrap();
        let got = [
            across.q,
            across.p_value.get(),
            across.i_squared,
            across.variance_between,
        ];
        for (got, expected) in got.into_iter().zip(expected) {
            close(got, expected);
        }
    }
}
