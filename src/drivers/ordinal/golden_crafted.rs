//! Numbers computed by other programs on rows made by a formula, with weights and clusters: R 4.2.2
//! with ordinal, sandwich and survey. The script is `tests/golden/ordinal_housing.R`.

use super::fixtures::{
    FIVE, FULL, Units, check, crafted, crafted_in_two, error, errors, multinomial_errors,
    multinomial_values, points, slopes, without_replicates,
};
use super::{Fit, StandardErrors, UnitStep, brant_test, multinomial, proportional_odds};
use crate::drivers::Estimate;

#[test]
fn a_column_far_from_zero_has_the_fit_of_clm() {
    let fit = proportional_odds(&crafted(Units::Plain), &without_replicates(&FIVE)).unwrap();
    check(
        slopes(&fit),
        &[
            -1.158_372_131_243_3,
            0.967_934_374_751_074,
            0.167_364_515_909_943,
        ],
        FULL,
    );
    check(
        fit.thresholds.iter().map(|t| t.value),
        &[
            2.689_045_497_284_16,
            3.909_918_430_539_85,
            4.774_023_835_621_09,
            5.981_659_223_706_03,
        ],
        FULL,
    );
    check(
        errors(&fit),
        &[
            0.797_164_969_374_52,
            0.809_710_025_171_652,
            0.820_075_025_459_266,
            0.836_678_285_943_359,
            0.199_001_504_472_41,
            0.203_577_690_587_342,
            0.032_057_369_077_571_7,
        ],
        FULL,
    );
    check([fit.quality.log_likelihood], &[-598.586_894_753_261], 1e-12);
}

#[test]
fn weights_and_clusters_have_the_sandwich_of_the_definition() {
    let fit = proportional_odds(&crafted(Units::Weighted), &without_replicates(&FIVE)).unwrap();
    assert_eq!(fit.standard_errors, StandardErrors::Robust);
    check(
        slopes(&fit),
        &[
            -1.142_190_157_383_77,
            0.927_367_206_325_173,
            0.160_071_806_752_330,
        ],
        FULL,
    );
    let robust = [
        0.881_884_969_910_575,
        0.901_606_469_920_613,
        0.916_256_920_283_837,
        0.935_325_692_252_922,
        0.220_878_546_142_901,
        0.227_209_172_075_710,
        0.035_663_463_581_361,
    ];
    check(errors(&fit), &robust, FULL);
    // survey::svyolr differentiates numerically.
    let survey = [
        0.881_931_9,
        0.901_650_2,
        0.916_301_2,
        0.935_376_0,
        0.220_878_5,
    ];
    check(errors(&fit).into_iter().take(5), &survey, 1e-4);
    check([fit.quality.log_likelihood], &[-599.531_301_778_492], 1e-12);
    assert_eq!(fit.quality.aic, None);
    check(
        points(&fit),
        &[
            32.164_266_904_349_4,
            -5.797_121_844_672_53,
            30.994_318_544_759_9,
        ],
        FULL,
    );
    let step = fit.columns[2].unit_effect.unwrap();
    assert_eq!(step.step, UnitStep::OneMore);
    check([step.points], &[2.576_589_058_586_8], FULL);

    let fit = proportional_odds(&crafted(Units::Both), &without_replicates(&FIVE)).unwrap();
    assert_eq!(
        fit.standard_errors,
        StandardErrors::Clustered { n_clusters: 40 }
    );
    check(
        errors(&fit),
        &[
            0.966_794_966_929_7,
            1.003_330_772_989_35,
            1.024_107_367_192_55,
            0.986_760_668_305_083,
            0.230_480_708_676_655,
            0.179_315_089_097_523,
            0.038_616_576_650_811_7,
        ],
        FULL,
    );
}

/// Intercept, then slopes.
fn logistic(fit: &Fit) -> (Vec<f64>, Vec<f64>) {
    let all: Vec<Estimate> = std::iter::once(fit.intercept())
        .chain(fit.columns.iter().map(|column| column.estimate))
        .map(Option::unwrap)
        .collect();
    let values = all.iter().map(|estimate| estimate.value).collect();
    (values, all.iter().map(error).collect())
}

#[test]
fn two_categories_have_the_logistic_regression_of_glm_survey_and_sandwich() {
    let run = |units| {
        let fit = proportional_odds(&crafted_in_two(units), &without_replicates(&[0.0, 1.0]));
        fit.unwrap()
    };
    let plain = run(Units::Plain);
    let (values, errors) = logistic(&plain);
    let coefficients = [
        -4.188_852_265_191_21,
        -1.230_237_337_946_44,
        0.785_366_309_632_971,
        0.180_695_602_213_145,
    ];
    check(values, &coefficients, FULL);
    check(
        errors,
        &[
            0.964_673_203_585_902,
            0.233_933_885_169_156,
            0.245_485_622_580_494,
            0.038_645_624_597_095_2,
        ],
        FULL,
    );
    check(
        [plain.quality.log_likelihood],
        &[-246.460_253_771_372],
        1e-12,
    );
    let (values, errors) = logistic(&run(Units::Weighted));
    check(
        values,
        &[
            -4.256_166_896_563_1,
            -1.145_139_100_819_62,
            0.780_289_502_774_657,
            0.181_063_235_135_755,
        ],
        FULL,
    );
    // svyglm; sandwich() · n/(n − 1) agrees to eleven digits.
    check(
        errors,
        &[
            1.053_328_788_653_47,
            0.261_627_800_493_751,
            0.252_512_065_676_002,
            0.042_291_813_621_037_9,
        ],
        FULL,
    );
    // vcovCL of type HC0 with G/(G − 1).
    let (_, errors) = logistic(&run(Units::Both));
    check(
        errors,
        &[
            1.053_938_895_143_29,
            0.288_982_212_797_62,
            0.200_221_949_963_163,
            0.040_824_438_764_498_6,
        ],
        1e-9,
    );
    let (values, errors) = logistic(&run(Units::Clustered));
    check(values, &coefficients, FULL);
    check(
        errors,
        &[
            0.953_382_634_576_259,
            0.277_652_213_194_793,
            0.185_955_846_992_006,
            0.036_075_532_646_703_1,
        ],
        1e-9,
    );
}

#[test]
fn crafted_rows_have_the_multinomial_model_and_brants_test_of_the_definition() {
    let fit = multinomial(&crafted(Units::Plain), &without_replicates(&FIVE)).unwrap();
    let expected = [
        -2.490_040_692_152_47,
        -0.230_176_307_598_843,
        0.137_402_173_125_752,
        0.106_755_896_149_893,
        -5.254_334_312_505_02,
        -0.746_866_064_229_563,
        0.125_642_875_335_931,
        0.214_094_255_361_357,
        -5.429_389_516_623_12,
        -1.710_837_651_535_01,
        0.859_062_271_349_325,
        0.225_120_574_202_467,
        -7.671_446_597_066_56,
        -1.901_688_094_906_14,
        1.713_531_591_165_04,
        0.291_343_795_000_852,
    ];
    check(multinomial_values(&fit), &expected, 1e-9);
    check([fit.quality.log_likelihood], &[-593.235_809_742_598], 1e-12);
    let fit = multinomial(&crafted(Units::Both), &without_replicates(&FIVE)).unwrap();
    let clustered = [
        1.331_964_045_831_41,
        0.302_985_333_845_115,
        0.348_677_132_881_692,
        0.053_472_078_677_624_6,
        1.647_149_251_456_06,
        0.348_434_031_626_617,
        0.437_342_018_709_069,
        0.064_109_357_954_054_4,
    ];
    check(
        multinomial_errors(&fit).into_iter().take(8),
        &clustered,
        1e-9,
    );

    let test = brant_test(&crafted(Units::Plain), &without_replicates(&FIVE)).unwrap();
    check(
        [test.overall.unwrap().statistic],
        &[11.301_575_282_106_6],
        1e-9,
    );
    assert_eq!(test.overall.unwrap().degrees_of_freedom, 9);
    check(
        test.columns.iter().map(|c| c.test.unwrap().statistic),
        &[
            3.810_552_829_769_59,
            5.905_806_596_104_08,
            1.189_180_776_547_19,
        ],
        1e-9,
    );

    // With stacked scores: weights, then weights and clusters.
    for (units, statistic) in [
        (Units::Weighted, 10.960_058_065_884_5),
        (Units::Both, 21.578_455_138_354_4),
    ] {
        let test = brant_test(&crafted(units), &without_replicates(&FIVE)).unwrap();
        check([test.overall.unwrap().statistic], &[statistic], 1e-9);
    }
}
