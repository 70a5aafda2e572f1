//! Numbers computed by other programs: R 4.2.2 with ordinal, nnet, sandwich and survey.
//!
//! The scripts are `tests/golden/ordinal_housing.R` and `tests/golden/ordinal_simulation.R`. R's
//! `MASS::polr` stops early by default: its slopes of `housing` are off by up to 3e-7 and its
//! `McFadden` R² by 3e-8, and `domir` repeats that. `ordinal::clm` iterates to the end, as polr does
//! when told to (the script shows both).

use super::fixtures::{
    FULL, NPS, SCORE_POINTS, check, error, errors, housing, multinomial_errors, multinomial_values,
    points, simulation, slopes, without_replicates,
};
use super::{StandardErrors, UnitStep, brant_test, dominance, multinomial, proportional_odds};
use crate::drivers::ImportanceMethod;

#[test]
fn housing_has_the_proportional_odds_of_clm() {
    let fit = proportional_odds(&housing(), &without_replicates(&NPS)).unwrap();
    check(
        slopes(&fit),
        &[
            0.566_393_737_905_927,
            1.288_819_110_372_26,
            -0.572_350_002_041_979,
            -0.366_186_370_688_950,
            -1.091_014_658_969_6,
            0.360_284_004_569_130,
        ],
        FULL,
    );
    check(
        fit.thresholds.iter().map(|t| t.value),
        &[-0.496_135_138_197_093, 0.690_708_259_263_148],
        FULL,
    );
    check(
        errors(&fit),
        &[
            0.124_847_242_877_451,
            0.125_471_937_849_649,
            0.104_652_781_364_007,
            0.127_156_144_567_739,
            0.119_238_008_596_592,
            0.155_173_332_018_792,
            0.151_486_018_560_96,
            0.095_535_795_002_371_2,
        ],
        FULL,
    );
    let quality = fit.quality;
    check(
        [
            quality.log_likelihood,
            quality.null_log_likelihood,
            quality.mcfadden_r2,
            quality.aic.unwrap(),
        ],
        &[
            -1_739.574_649_529_47,
            -1_824.438_810_522_82,
            0.046_515_213_611_919_5,
            3_495.149_299_058_95,
        ],
        1e-12,
    );
    assert_eq!(fit.standard_errors, StandardErrors::ModelBased);
    assert_eq!(fit.categories, [0, 1, 2]);

    // Printed by MASS::polr, seven digits; it stops up to 3e-7 before the maximum.
    let printed = [
        0.566_393_7,
        1.288_819_1,
        -0.572_350_1,
        -0.366_186_6,
        -1.091_014_9,
        0.360_284_1,
    ];
    for (got, printed) in slopes(&fit).iter().zip(printed) {
        assert!((got - printed).abs() < 4e-7);
    }
    assert!((quality.log_likelihood + 1_739.574_65).abs() <= 5e-6);
}

#[test]
fn housing_has_the_prediction_of_its_definition() {
    let fit = proportional_odds(&housing(), &without_replicates(&NPS)).unwrap();
    check(
        points(&fit),
        &[
            6.047_098_908_607_98,
            22.955_738_722_218,
            -21.035_903_904_098_4,
            8.892_151_285_451_14,
        ],
        FULL,
    );
    check(
        fit.columns.iter().map(|c| c.unit_effect.unwrap().points),
        &[
            23.884_279_401_398_3,
            53.382_271_716_626_9,
            -24.147_448_830_252_1,
            -15.586_650_279_230_2,
            -46.197_828_562_879_5,
            15.382_311_607_665_3,
        ],
        FULL,
    );
    let mut steps = fit.columns.iter().map(|c| c.unit_effect.unwrap().step);
    assert!(steps.all(|step| step == UnitStep::Presence));
}

#[test]
fn housing_has_the_dominance_of_its_definition() {
    let importance = dominance(&housing(), &without_replicates(&NPS)).unwrap();
    check(
        importance.shares.clone(),
        &[
            0.029_200_687_324_208_5,
            0.014_988_628_882_265_3,
            0.002_325_897_405_445_6,
        ],
        1e-11,
    );
    check([importance.r2_divided], &[0.046_515_213_611_919_5], 1e-12);
    assert!(importance.r2_controls.abs() < 1e-15);
    // Printed by domir, which lets polr stop early in the model without columns.
    let printed = [0.029_200_687_771, 0.014_988_629_365, 0.002_325_897_922];
    for (got, printed) in importance.shares.iter().zip(printed) {
        assert!((got - printed).abs() < 6e-10);
    }
    let ImportanceMethod::Exact { by_level } = importance.method else {
        panic!("every subset of three groups is fitted");
    };
    let printed = [
        [0.028_902_617_512_4, 0.029_035_747_58, 0.029_663_698_223],
        [0.014_819_657_912_7, 0.014_823_689_17, 0.015_322_541_011],
        [0.000_896_021_831_9, 0.002_160_957_73, 0.003_920_714_205],
    ];
    for (got, printed) in by_level.iter().zip(printed.as_flattened()) {
        assert!((got - printed).abs() < 2e-9, "{got} is not {printed}");
    }
}

#[test]
fn housing_has_the_multinomial_model_of_nnet() {
    let fit = multinomial(&housing(), &without_replicates(&NPS)).unwrap();
    let polished = [
        -0.419_228_741_179_258,
        0.446_395_892_821_583,
        0.664_935_327_711_437,
        -0.435_688_699_088_006,
        0.131_370_302_469_821,
        -0.666_570_457_635_314,
        0.360_851_882_643_292,
        -0.138_742_758_995_362,
        0.734_863_219_262_883,
        1.612_631_066_117_86,
        -0.735_631_740_100_151,
        -0.407_978_086_327_931,
        -1.412_327_684_207_21,
        0.481_827_002_622_119,
    ];
    check(multinomial_values(&fit), &polished, FULL);
    // As nnet prints them, before the script polishes them.
    let nnet = [
        -0.419_228_7,
        0.446_395_9,
        0.664_935_3,
        -0.435_688_7,
        0.131_370_3,
        -0.666_570_4,
        0.360_851_9,
    ];
    for (got, nnet) in multinomial_values(&fit).iter().zip(nnet) {
        assert!((got - nnet).abs() < 1.1e-7);
    }
    check(
        multinomial_errors(&fit),
        &[
            0.172_934_532_849_832,
            0.141_557_310_271_145,
            0.186_337_524_841_630,
            0.172_532_867_487_839,
            0.223_106_712_144_935,
            0.206_253_329_228_166,
            0.132_397_552_667_150,
            0.159_229_568_467_300,
            0.136_937_975_874_708,
            0.167_131_709_557_612,
            0.155_271_430_411_459,
            0.211_496_621_679_088,
            0.200_149_438_491_627,
            0.124_137_065_397_058,
        ],
        FULL,
    );
    check(
        [fit.quality.log_likelihood],
        &[-1_735.041_933_170_56],
        1e-12,
    );
    let contributions = fit.drivers.iter().map(|driver| driver.contribution);
    check(
        std::iter::once(fit.mean_points.predicted).chain(contributions),
        &[
            6.008_328_375_966_69,
            22.954_407_019_072_9,
            -20.885_848_996_021_5,
            9.168_778_560_918_75,
        ],
        FULL,
    );
    assert!((fit.mean_points.observed - fit.mean_points.predicted).abs() < 1e-11);
}

#[test]
fn housing_passes_brants_test_with_its_printed_statistics() {
    let test = brant_test(&housing(), &without_replicates(&NPS)).unwrap();
    let overall = test.overall.unwrap();
    check([overall.statistic], &[8.534_494_001_269_13], FULL);
    assert_eq!(overall.degrees_of_freedom, 6);
    check([overall.p_value.get()], &[0.201_499_390_043_429], FULL);
    check(
        test.columns.iter().map(|c| c.test.unwrap().statistic),
        &[
            0.317_338_264_288_043,
            0.196_504_474_481_981,
            0.468_151_854_327_939,
            2.804_752_341_855_33,
            0.031_225_975_537_718_9,
            1.285_940_335_352_08,
        ],
        1e-9,
    );
    assert!(test.separated_cuts.is_empty());
}

#[test]
fn the_simulation_gives_back_its_effects_and_contributions() {
    let fit = proportional_odds(&simulation(), &without_replicates(&SCORE_POINTS)).unwrap();
    check(
        slopes(&fit),
        &[
            -1.593_373_812_112_31,
            0.007_097_313_399_698,
            -0.916_674_990_305_790,
            0.983_411_351_106_063,
        ],
        1e-9,
    );
    // True effects lie within three standard errors.
    for (column, truth) in fit.columns.iter().zip([-1.6, 0.0, -0.9, 1.0]) {
        let estimate = column.estimate.unwrap();
        assert!((estimate.value - truth).abs() < 3.0 * error(&estimate));
    }
    check(
        points(&fit),
        &[
            37.985_667_610_764_5,
            -8.307_041_832_221_92,
            0.023_380_697_671_129,
            -1.829_079_695_993_29,
            5.696_321_041_154_56,
        ],
        1e-9,
    );
    // The R simulation prints −8.22, 0.02, −1.89, 5.71 for the first 20,000 rows: their profiles, by definition.
    let first = [
        12_808, 1_291, 552, 846, 697, 76, 19, 48, 3_214, 76, 135, 45, 185, 2, 5, 1,
    ];
    let (beta, theta) = (slopes(&fit), fit.thresholds.clone());
    let predicted = |profile: usize| {
        let held = (0..4).filter(|topic| profile >> topic & 1 == 1);
        let eta: f64 = held.map(|topic| beta[topic]).sum();
        let below = |cut: usize| 1.0 / (1.0 + (eta - theta[cut].value).exp());
        100.0 * (1.0 - below(8) - below(6))
    };
    for (topic, printed) in [-8.217, 0.023, -1.892, 5.711].into_iter().enumerate() {
        let sum: f64 = first
            .iter()
            .enumerate()
            .map(|(profile, &n)| {
                f64::from(n) * (predicted(profile) - predicted(profile & !(1 << topic)))
            })
            .sum();
        assert!((sum / 20_000.0 - printed).abs() <= 5e-4, "{sum}");
    }
}
