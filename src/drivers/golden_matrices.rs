//! Published numbers that need correlations only, so that they are checked in every clone.
//!
//! `swiss`, `attitude` and `mtcars` are data sets of R; their correlations and R's own fits come from
//! `tests/golden/bootstrap_matrices.R`. Shares are those of relaimpo 2.2-7 or as printed by the
//! published sources that each test names.

use super::fixtures::{control, driver, single_groups};
use super::{CorrelationFit, Correlations, Dropped, Error, Group, Options, fit_correlations};
use crate::units::as_f64;
use ndarray::{Array2, array};

fn correlations(matrix: &Array2<f64>, n: Option<usize>) -> Correlations {
    let last = matrix.nrows() - 1;
    let names: Vec<String> = (0..=last).map(|j| format!("v{j}")).collect();
    Correlations::new(names, &format!("v{last}"), matrix, n).unwrap()
}

fn fitted(matrix: &Array2<f64>, groups: &[Group], n: Option<usize>) -> CorrelationFit {
    fit_correlations(&correlations(matrix, n), groups, &Options::default()).unwrap()
}

fn single(matrix: &Array2<f64>) -> CorrelationFit {
    fitted(matrix, &single_groups(matrix.nrows() - 1), None)
}

fn check(got: &[f64], expected: &[f64], band: f64) {
    assert_eq!(got.len(), expected.len());
    for (value, expected) in got.iter().zip(expected) {
        assert!(
            (value - expected).abs() <= band,
            "{got:?} is not {expected}"
        );
    }
}

fn coefficients(fit: &CorrelationFit) -> Vec<f64> {
    fit.columns.iter().map(|c| c.coefficient.unwrap()).collect()
}

/// Half the tenth digit behind the point, and what R's printing of a matrix leaves.
const TEN_DIGITS: f64 = 5.1e-11;

/// Agriculture, Examination, Education, Catholic, Infant.Mortality; Fertility.
fn swiss() -> Array2<f64> {
    let (a, b, c, d, e) = (
        -0.686_542_208_617_136_6,
        -0.639_522_518_948_320_1,
        0.401_095_053_048_739_8,
        -0.060_858_608_416_581_604,
        0.353_079_183_619_974_7,
    );
    let (f, g, h, i) = (
        0.698_415_296_288_483,
        -0.572_741_806_064_166_6,
        -0.114_021_596_482_033_55,
        -0.645_882_706_457_287_5,
    );
    let (j, k, l) = (
        -0.153_858_917_090_914_8,
        -0.099_321_845_821_345_66,
        -0.663_788_857_035_069_1,
    );
    let (m, n, o) = (
        0.175_495_907_596_622_92,
        0.463_684_700_651_793_9,
        0.416_556_031_434_982_7,
    );
    array![
        [1.0, a, b, c, d, e],
        [a, 1.0, f, g, h, i],
        [b, f, 1.0, j, k, l],
        [c, g, j, 1.0, m, n],
        [d, h, k, m, 1.0, o],
        [e, i, l, n, o, 1.0]
    ]
}

#[test]
fn swiss_correlations_give_the_numbers_of_relaimpo() {
    let fit = single(&swiss());
    check(&[fit.r2], &[0.706_735_001_6], TEN_DIGITS);
    let shares = [
        0.057_091_220_8,
        0.171_173_028_9,
        0.260_134_678_6,
        0.105_570_150_4,
        0.112_765_922_9,
    ];
    check(&fit.importance.shares, &shares, TEN_DIGITS);
    let relative = [
        0.048_416_895_8,
        0.154_708_249_8,
        0.271_964_104_6,
        0.114_680_030_0,
        0.116_965_721_4,
    ];
    check(&fit.relative_weights.unwrap(), &relative, 1.01e-10);

    let mut groups = single_groups(5);
    groups[0] = control("rural", &[0]);
    let held = fitted(&swiss(), &groups, None);
    let shares = [
        0.143_214_386_2,
        0.237_371_037_3,
        0.088_689_062_4,
        0.112_795_605_8,
    ];
    check(&held.importance.shares, &shares, TEN_DIGITS);
    check(
        &[held.importance.r2_divided],
        &[0.582_070_091_7],
        TEN_DIGITS,
    );
    assert_eq!(held.relative_weights, None);
    assert_eq!(held.drivers, [1, 2, 3, 4]);

    let grouped = [
        driver("farm", &[0]),
        driver("school", &[1, 2]),
        driver("faith", &[3]),
        driver("infants", &[4]),
    ];
    let grouped = fitted(&swiss(), &grouped, None);
    let shares = [
        0.073_846_808_88,
        // relaimpo prints 0.39817898877.
        0.398_178_988_77,
        0.115_737_539_64,
        0.118_971_664_30,
    ];
    check(&grouped.importance.shares, &shares, TEN_DIGITS);
    let school = relative[1] + relative[2];
    let got = grouped.relative_weights.unwrap();
    check(
        &got,
        &[relative[0], school, relative[3], relative[4]],
        2.01e-10,
    );
}

#[test]
fn swiss_correlations_with_a_number_of_observations_give_the_tests_of_r() {
    let fit = fitted(&swiss(), &single_groups(5), Some(47));
    let slopes = [
        -0.312_921_282_499_920_46,
        -0.164_778_222_539_347_43,
        -0.670_400_780_106_074_5,
        0.347_600_028_144_218_9,
        0.251_135_976_298_710_6,
    ];
    check(&coefficients(&fit), &slopes, 1e-12);
    let errors = [
        0.127_819_918_891_544_34,
        0.162_140_552_996_622_75,
        0.140_885_145_254_398_63,
        0.117_712_064_556_935_36,
        0.089_005_805_375_740_11,
    ];
    let p = [
        0.018_727_154_385_175_426,
        0.315_461_723_143_726_84,
        2.430_604_590_737_906e-5,
        0.005_190_078_545_165_899,
        0.007_335_715_320_601_56,
    ];
    let low = [
        -0.571_058_845_539_887_7,
        -0.492_227_712_286_048_1,
        -0.954_924_103_073_916_8,
        0.109_875_691_056_247_84,
        0.071_385_105_735_272_26,
    ];
    let vif = [
        2.284_129_377_597_294_4,
        3.675_419_575_544_338_6,
        2.774_942_781_126_951_4,
        1.937_160_380_263_125_6,
        1.107_542_225_556_953_8,
    ];
    for (j, column) in fit.columns.iter().enumerate() {
        let doubt = column.doubt.unwrap();
        check(&[doubt.standard_error], &[errors[j]], 1e-12);
        check(&[doubt.p_value.get()], &[p[j]], 1e-10 * p[j].max(1e-3));
        check(&[doubt.interval.low], &[low[j]], 1e-10);
        check(&[column.vif.unwrap()], &[vif[j]], 1e-11);
        // Agriculture: negative beside the others, positive alone.
        assert_eq!(column.signs_differ(), j == 0);
    }
    check(
        &[fit.r2_adjusted.unwrap()],
        &[0.670_970_977_396_716_3],
        1e-12,
    );
    let first = [
        0.124_664_909_905_747_81,
        0.417_164_470_500_590_63,
        0.440_615_646_723_923_34,
        0.215_003_501_618_543_73,
        0.173_518_927_324_862_3,
    ];
    check(&fit.importance.first, &first, 1e-12);
    let last = [
        0.042_869_607_125_493_925,
        0.007_387_418_515_124_366_5,
        0.161_962_693_077_335_8,
        0.062_372_625_827_423_644,
        0.056_945_258_732_497_23,
    ];
    check(&fit.importance.last, &last, 1e-12);
}

#[test]
fn weighted_swiss_correlations_give_the_shares_of_relaimpo() {
    let lower: [&[f64]; 6] = [
        &[],
        &[-0.858_903_189_462_234_5],
        &[-0.664_552_928_387_213_9, 0.714_489_049_872_276],
        &[
            0.518_587_539_725_126_1,
            -0.565_663_623_797_938_1,
            -0.106_697_710_545_348_6,
        ],
        &[
            -0.130_833_690_931_378_53,
            0.098_566_147_120_710_17,
            -0.027_729_167_088_632_375,
            -0.105_858_838_232_126_4,
        ],
        &[
            0.513_491_536_723_795_2,
            -0.614_397_378_493_201_6,
            -0.773_304_369_572_209_4,
            0.299_555_931_465_544_2,
            0.215_882_696_438_052_22,
        ],
    ];
    let fit = single(&mirrored(&lower));
    check(&[fit.r2], &[0.710_971_288_9], TEN_DIGITS);
    let shares = [
        0.088_972_579_8,
        0.142_197_853_1,
        0.375_765_324_8,
        0.052_059_637_3,
        0.051_975_894_0,
    ];
    check(&fit.importance.shares, &shares, TEN_DIGITS);
}

/// A correlation matrix from what stands below its diagonal.
fn mirrored(lower: &[&[f64]]) -> Array2<f64> {
    Array2::from_shape_fn((lower.len(), lower.len()), |(i, j)| match i.cmp(&j) {
        std::cmp::Ordering::Greater => lower[i][j],
        std::cmp::Ordering::Less => lower[j][i],
        std::cmp::Ordering::Equal => 1.0,
    })
}

#[test]
fn attitude_correlations_give_the_published_dominance() {
    // complaints, privileges, learning, raises, critical, advance; rating: R's `attitude`, as dominanceAnalysis prints it.
    let lower: [&[f64]; 7] = [
        &[],
        &[0.558_288_200_727_029_3],
        &[0.596_735_806_267_436_2, 0.493_330_965_641_802_45],
        &[
            0.669_197_480_598_073_9,
            0.445_477_938_072_245_1,
            0.640_314_372_822_134_4,
        ],
        &[
            0.187_714_271_224_676_54,
            0.147_233_135_976_633_57,
            0.115_965_246_489_753_44,
            0.376_882_965_169_378_5,
        ],
        &[
            0.224_579_552_888_946_65,
            0.343_293_433_839_614_97,
            0.531_619_788_141_277_3,
            0.574_186_160_521_000_9,
            0.283_343_174_035_316_84,
        ],
        &[
            0.825_417_569_542_146,
            0.426_116_870_100_264_4,
            0.623_678_164_500_211,
            0.590_138_994_877_686_1,
            0.156_439_151_607_237_84,
            0.155_086_252_601_193_6,
        ],
    ];
    let fit = fitted(&mirrored(&lower), &single_groups(6), Some(30));
    let shares = [
        0.370_816, 0.050_904, 0.155_766, 0.120_345, 0.006_589, 0.028_182,
    ];
    check(&fit.importance.shares, &shares, 5.1e-7);
    let relative = [
        0.362_760, 0.056_002, 0.163_611, 0.121_780, 0.008_255, 0.020_193,
    ];
    check(fit.relative_weights.as_ref().unwrap(), &relative, 5.1e-7);
    check(&[fit.r2], &[0.732_601_992_531_149], 1e-12);
    check(
        &[fit.r2_adjusted.unwrap()],
        &[0.662_845_990_582_753_1],
        1e-12,
    );
    check(
        &fit.importance.first,
        &[0.681, 0.182, 0.389, 0.348, 0.024, 0.024],
        5.1e-4,
    );
    check(
        &fit.importance.last,
        &[0.169, 0.003, 0.042, 0.002, 0.001, 0.017],
        5.1e-4,
    );
    let p: Vec<f64> = fit
        .columns
        .iter()
        .map(|c| c.doubt.unwrap().p_value.get())
        .collect();
    let expected = [
        0.000_902_867_884_012,
        0.595_593_920_508_045,
        0.069_925_345_948_888,
        0.715_480_088_438_794,
        0.796_334_264_210_065,
        0.235_577_048_628_941,
    ];
    check(&p, &expected, 1e-10);
}

#[test]
fn mtcars_correlations_give_the_published_shares_and_weights() {
    // am, vs, cyl; mpg (domir), and cyl, disp, hp, gear; mpg (rwa).
    let lower: [&[f64]; 4] = [
        &[],
        &[0.168_345_124_585_358_6],
        &[-0.522_607_046_900_675_4, -0.810_811_796_083_005_2],
        &[
            0.599_832_429_454_648,
            0.664_038_919_127_592_8,
            -0.852_161_959_426_613_2,
        ],
    ];
    let fit = single(&mirrored(&lower));
    check(&[fit.r2], &[0.761_977_3], 5.1e-8);
    check(
        &fit.importance.shares,
        &[0.177_489_2, 0.202_703_2, 0.381_784_9],
        5.1e-8,
    );
    check(
        &fit.importance.first,
        &[0.359_798_9, 0.440_947_7, 0.726_180_0],
        5.1e-8,
    );
    let last = [0.033_684_441, 0.002_963_748, 0.075_894_823];
    check(&fit.importance.last, &last, 5.1e-10);
    let lower: [&[f64]; 5] = [
        &[],
        &[0.902_032_872_146_998_9],
        &[0.832_447_452_721_819_6, 0.790_948_586_369_806_5],
        &[
            -0.492_686_599_389_471_3,
            -0.555_569_198_562_482_5,
            -0.125_704_258_225_474_15,
        ],
        &[
            -0.852_161_959_426_613_2,
            -0.847_551_379_262_478_8,
            -0.776_168_371_826_586_5,
            0.480_284_757_338_842_1,
        ],
    ];
    let fit = single(&mirrored(&lower));
    check(&[fit.r2], &[0.779_189_6], 5.1e-8);
    let shares = [0.247_052, 0.243_500, 0.210_913, 0.077_725];
    check(&fit.importance.shares, &shares, 5.1e-7);
    let relative = [0.228_479_7, 0.222_146_9, 0.232_174_4, 0.096_388_6];
    check(&fit.relative_weights.unwrap(), &relative, 5.1e-8);
}

#[test]
fn correlations_printed_in_papers_give_their_printed_results() {
    // Azen & Budescu (2003).
    let azen = array![
        [1.0, 0.8, 0.1, 0.3, 0.6],
        [0.8, 1.0, 0.1, 0.1, 0.3],
        [0.1, 0.1, 1.0, 0.5, 0.4],
        [0.3, 0.1, 0.5, 1.0, 0.5],
        [0.6, 0.3, 0.4, 0.5, 1.0]
    ];
    let fit = single(&azen);
    check(&[fit.r2], &[0.584_353], 5.1e-7);
    check(
        &fit.importance.shares,
        &[0.292_176, 0.075_861, 0.094_911, 0.121_404],
        5.1e-7,
    );
    check(&fit.importance.first, &[0.36, 0.09, 0.16, 0.25], 1e-12);
    check(&fit.importance.last, &[0.246, 0.071, 0.061, 0.010], 5.1e-4);
    let relative = [0.290_759, 0.076_120, 0.097_606, 0.119_868];
    check(&fit.relative_weights.unwrap(), &relative, 5.1e-7);
    // Tests of dominanceAnalysis: SES, IQ and need for achievement explain grade points.
    let grades = array![
        [1.0, 0.30, 0.41, 0.33],
        [0.30, 1.0, 0.16, 0.57],
        [0.41, 0.16, 1.0, 0.50],
        [0.33, 0.57, 0.50, 1.0]
    ];
    let fit = single(&grades);
    check(&coefficients(&fit), &[0.009, 0.501, 0.416], 5.1e-4);
    check(
        &fit.importance.shares,
        &[0.044_082, 0.265_895, 0.186_496],
        5.1e-7,
    );
    check(&fit.importance.first, &[0.1089, 0.3249, 0.25], 1e-12);
    let last = [0.000_065_487_09, 0.227_691_2, 0.143_792_2];
    check(&fit.importance.last, &last, 5.1e-8);
    check(
        &fit.relative_weights.unwrap(),
        &[0.040_535, 0.267_933, 0.188_006],
        5.1e-7,
    );
    let grouped = [driver("background", &[0, 1]), driver("need", &[2])];
    let fit = fitted(&grades, &grouped, None);
    check(&fit.importance.first, &[0.352_681_3, 0.25], 5.1e-8);
    check(&[fit.r2], &[0.496_473_5], 5.1e-8);
}

#[test]
fn two_outcomes_have_their_published_joint_r2_when_fitted_one_after_the_other() {
    // na, ss, SAT, PPVT, Raven (Timm 1975; Azen & Budescu 2006). The residual covariance of two
    // outcomes is a product of the part each leaves: the first, and the second with the first held.
    let timm = array![
        [
            1.000_000_0,
            0.795_137_7,
            0.261_716_8,
            0.672_005_3,
            0.339_027_8
        ],
        [
            0.795_137_7,
            1.000_000_0,
            0.334_103_7,
            0.587_633_7,
            0.340_420_6
        ],
        [
            0.261_716_8,
            0.334_103_7,
            1.000_000_0,
            0.370_316_2,
            0.211_415_3
        ],
        [
            0.672_005_3,
            0.587_633_7,
            0.370_316_2,
            1.000_000_0,
            0.354_807_7
        ],
        [
            0.339_027_8,
            0.340_420_6,
            0.211_415_3,
            0.354_807_7,
            1.000_000_0
        ]
    ];
    let left = |columns: &[usize], outcome: usize| -> f64 {
        if columns.is_empty() {
            return 1.0;
        }
        let order: Vec<usize> = columns.iter().copied().chain([outcome]).collect();
        let chosen = Array2::from_shape_fn((order.len(), order.len()), |(i, j)| {
            timm[[order[i], order[j]]]
        });
        1.0 - single(&chosen).r2
    };
    let joint = |subset: usize| -> f64 {
        let mut columns: Vec<usize> = (0..3)
            .filter(|j| subset >> j & 1 == 1)
            .map(|j| j + 2)
            .collect();
        let first = left(&columns, 0);
        columns.push(0);
        let second = left(&columns, 1);
        1.0 - first * second / timm[[0, 1]].mul_add(-timm[[0, 1]], 1.0)
    };
    check(&[joint(7)], &[0.494], 5.1e-4);
    for (j, expected) in [0.0583, 0.3705, 0.0654].into_iter().enumerate() {
        let without = (0..8usize).filter(|subset| subset >> j & 1 == 0);
        let share: f64 = without
            .map(|subset| {
                let orders = if subset.is_power_of_two() { 6.0 } else { 3.0 };
                (joint(subset | 1 << j) - joint(subset)) / orders
            })
            .sum();
        check(&[share], &[expected], 5.1e-5);
    }
}

#[test]
fn degenerate_correlations_give_what_is_defined() {
    // The second column is the first: it is left out, the shares are equal, and no weights exist.
    let twin = array![[1.0, 1.0, 0.6], [1.0, 1.0, 0.6], [0.6, 0.6, 1.0]];
    let fit = fitted(&twin, &single_groups(2), Some(10));
    let expected = Dropped {
        column: 1,
        reason: super::DropReason::Collinear,
    };
    assert_eq!(fit.dropped, [expected]);
    check(&fit.importance.shares, &[0.18, 0.18], 1e-12);
    check(&fit.importance.last, &[0.0, 0.0], 1e-12);
    assert!(fit.columns[1].coefficient.is_none() && fit.columns[1].doubt.is_none());
    assert_eq!(fit.relative_weights, None);
    // A perfect fit has no doubt, and too few observations are an error.
    let perfect = array![[1.0, 0.0, 0.6], [0.0, 1.0, 0.8], [0.6, 0.8, 1.0]];
    let fit = fitted(&perfect, &single_groups(2), Some(10));
    check(&[fit.r2], &[1.0], 1e-12);
    assert!(fit.columns.iter().all(|column| column.doubt.is_none()));
    let few = correlations(&perfect, Some(3));
    let error = fit_correlations(&few, &single_groups(2), &Options::default()).unwrap_err();
    assert_eq!(
        error,
        Error::TooFewRows {
            n_observations: 3,
            n_parameters: 3
        }
    );
    // Without predictors that correlate nothing is explained.
    let none = Array2::eye(4);
    let fit = fitted(&none, &single_groups(3), Some(100));
    check(&fit.importance.shares, &[0.0; 3], 1e-15);
    check(
        &[fit.r2_adjusted.unwrap()],
        &[1.0 - 99.0 / as_f64(96)],
        1e-12,
    );
}
