//! Numbers computed by R 4.2.2 with lme4 1.1-31 and sandwich 3.0-2: `tests/golden/clusters_lmm.R`.
//!
//! The root of the restricted score was found there with dense matrices to 15 digits; lme4, asked for
//! its criterion, coefficients, errors and effects at that place, gave the same. Where lme4 searches by
//! itself it stops some 1e-8 short, so that its own optimum is no reference for ten digits.

#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as in the script"
)]

use super::{Standing, StandingOptions, intraclass, mixed_model, standings, within_between};
use crate::drivers::{
    Design, Row, Rows,
    fixtures::{driver, names, shared_table, single_groups},
};
use crate::stats::normal_margin;
use crate::units::{Probability, as_f64, as_u32};

struct Golden {
    lambda: f64,
    residual: f64,
    between: f64,
    residual_error: f64,
    between_error: f64,
    criterion: f64,
    coefficients: &'static [f64],
    errors: &'static [f64],
    freedom: &'static [f64],
    effects: &'static [f64],
    conditional: &'static [f64],
    profile: &'static [f64],
}

const THREE_COLUMNS: Golden = Golden {
    lambda: 1.658_575_331_325_25,
    residual: 0.758_275_220_344_495,
    between: 1.257_656_574_818_6,
    residual_error: 0.114_848_248_806_971,
    between_error: 0.591_593_253_272_776,
    criterion: 296.020_421_177_951,
    coefficients: &[
        5.037_795_238_412_72,
        0.577_207_371_816_852,
        -1.178_162_341_358_91,
        0.518_532_292_732_639,
    ],
    errors: &[
        0.324_394_199_180_453,
        0.122_166_907_368_421,
        0.218_586_027_569_212,
        0.462_059_860_825_38,
    ],
    freedom: &[
        12.002_289_012_088,
        90.442_835_130_196_9,
        87.576_671_412_972_8,
        11.502_828_700_936,
    ],
    effects: &[
        -0.401_641_521_715_85,
        -0.381_623_960_096_463,
        1.634_875_605_579_36,
        -0.691_708_564_351_531,
        1.034_225_997_200_07,
        -1.658_686_381_140_67,
        0.804_731_149_785_887,
        -1.262_564_872_700_35,
        1.542_959_541_899_57,
        -0.960_613_052_944_787,
        0.297_372_438_556_664,
        -0.080_659_831_429_120_1,
        -0.143_614_455_223_5,
        0.266_947_906_580_772,
    ],
    conditional: &[
        0.473_056_587_864_928,
        0.473_056_587_864_928,
        0.291_316_350_318_536,
        0.210_460_883_930_499,
        0.164_737_612_681_146,
        0.135_335_550_151_936,
        0.114_839_253_845_265,
        0.099_734_643_151_489,
        0.088_141_537_445_191_4,
        0.078_962_925_902_232_7,
        0.071_515_649_765_815_4,
        0.060_166_595_812_162_2,
        0.048_598_267_229_850_8,
        0.036_804_247_133_870_8,
    ],
    profile: &[
        0.387_333_057_348_611,
        0.623_858_692_955_855,
        0.826_907_328_483_825,
    ],
};

const CONSTANT_ONLY: Golden = Golden {
    lambda: 1.050_615_287_074_7,
    residual: 1.169_351_106_251_74,
    between: 1.228_538_148_185_78,
    residual_error: 0.174_927_594_080_982,
    between_error: 0.586_499_171_961_345,
    criterion: 334.941_595_820_854,
    coefficients: &[4.817_291_085_333_79],
    errors: &[0.328_492_080_936_413],
    freedom: &[12.539_611_399_953_7],
    effects: &[
        0.087_735_784_650_221_8,
        -0.561_643_490_804_194,
        1.407_994_578_502_52,
        -0.743_849_195_014_371,
        1.238_877_754_761_57,
        -1.244_536_883_741_24,
        0.153_755_866_308_625,
        -1.517_746_681_388_25,
        1.939_391_201_217_46,
        -0.595_996_482_052_218,
        0.080_806_414_810_791_3,
        -0.298_115_443_757_57,
        -0.460_329_807_480_229,
        0.513_656_383_986_866,
    ],
    conditional: &[
        0.599_107_085_531_558,
        0.599_107_085_531_558,
        0.396_145_374_815_526,
        0.295_901_675_844_866,
        0.236_145_569_023_137,
        0.196_469_395_645_953,
        0.168_207_831_720_2,
        0.147_054_465_054_42,
        0.130_627_144_961_126,
        0.117_501_193_827_117,
        0.106_772_277_579_346,
        0.090_284_671_785_784_1,
        0.073_305_169_691_611,
        0.055_811_424_873_585_3,
    ],
    profile: &[
        0.276_156_765_118_555,
        0.512_341_487_794_842,
        0.751_082_279_423_777,
    ],
};

const WEIGHTED: Golden = Golden {
    lambda: 1.863_096_857_386_94,
    residual: 0.731_636_958_674_846,
    between: 1.363_110_518_455_24,
    residual_error: 0.110_822_503_649_032,
    between_error: 0.633_646_044_853_186,
    criterion: 305.916_496_743_458,
    coefficients: &[
        4.958_979_635_018_07,
        0.546_170_196_101_549,
        -1.111_340_032_687_82,
        0.464_576_197_776_057,
    ],
    errors: &[
        0.335_617_327_735_317,
        0.124_406_571_058_673,
        0.219_124_031_220_582,
        0.477_214_632_906_321,
    ],
    freedom: &[
        12.010_380_313_683_2,
        90.788_117_833_981_6,
        87.847_873_355_154_8,
        11.494_005_194_429_5,
    ],
    effects: &[
        -0.314_086_249_015_909,
        -0.409_101_488_706_554,
        1.652_484_684_730_89,
        -0.856_853_192_110_11,
        1.013_030_328_390_7,
        -1.799_390_719_322_7,
        0.906_974_928_748_396,
        -1.446_679_600_273_08,
        1.581_697_911_313_57,
        -0.837_473_527_022_405,
        0.280_848_358_475,
        -0.034_901_130_931_415_9,
        -0.023_126_442_995_891_5,
        0.286_576_138_719_345,
    ],
    conditional: &[
        0.549_232_652_095_39,
        0.422_962_649_127_503,
        0.289_739_111_443_435,
        0.177_759_056_447_338,
        0.162_097_008_103_483,
        0.148_971_391_950_831,
        0.112_525_052_474_91,
        0.100_260_520_002_616,
        0.086_172_171_967_354_1,
        0.075_555_332_723_887_6,
        0.069_820_510_460_274,
        0.058_684_745_101_064_7,
        0.045_595_103_332_410_9,
        0.035_827_832_160_346_3,
    ],
    profile: &[
        0.419_834_086_816_157,
        0.650_727_848_266_835,
        0.841_637_300_630_665,
    ],
};

const SWISS: Golden = Golden {
    lambda: 0.059_031_721_924_869_4,
    residual: 48.758_130_541_636_9,
    between: 2.878_276_403_710_39,
    residual_error: 11.490_769_277_461_7,
    between_error: 6.165_817_402_401_23,
    criterion: 322.924_258_897_445,
    coefficients: &[
        65.521_238_188_306_6,
        -0.173_761_900_704_686,
        -0.237_846_689_390_382,
        -0.867_810_357_638_387,
        0.105_127_028_829_485,
        1.129_730_445_738_23,
    ],
    errors: &[
        10.666_769_002_905_7,
        0.069_111_393_779_085_5,
        0.248_074_112_392_173,
        0.178_839_867_452_541,
        0.034_404_450_909_544_9,
        0.379_260_244_317_965,
    ],
    freedom: &[
        40.892_719_153_101_6,
        38.564_641_874_023_8,
        36.878_658_581_692_6,
        36.870_787_716_716_6,
        36.434_096_279_899_2,
        40.579_589_760_093_7,
    ],
    effects: &[
        1.351_691_798_319_05,
        0.511_341_842_203_09,
        0.479_963_357_306_591,
        -1.075_338_419_807_25,
        -0.404_229_091_370_426,
        -0.863_429_486_651_09,
    ],
    conditional: &[
        1.955_013_769_912_39,
        1.955_013_769_912_39,
        1.955_013_769_912_39,
        1.955_013_769_912_39,
        1.955_013_769_912_39,
        2.036_676_682_645_07,
    ],
    profile: &[0.0, 0.055_741_221_629_862_8, 0.461_174_363_766_974],
};

const SPLIT: [f64; 6] = [
    0.573_953_456_781_984,
    0.563_085_315_645_154,
    -1.156_058_536_751_82,
    -1.596_589_868_383_01,
    0.660_516_684_354_92,
    0.047_401_167_542_745,
];
const SPLIT_ERRORS: [f64; 6] = [
    0.123_341_248_203_421,
    0.991_199_146_477_767,
    0.193_967_397_718_939,
    5.021_448_808_373_4,
    0.317_829_763_447_538,
    0.029_309_619_352_838,
];
const DIFFERENCES: [f64; 4] = [
    -0.010_868_141_136_829_5,
    -0.440_531_331_631_19,
    1.025_633_827_247_04,
    5.052_747_254_491_48,
];
const WALD: [f64; 3] = [
    0.008_194_181_379_964_43,
    0.003_781_929_867_675_89,
    0.996_226_399_540_987,
];
const ANOVA: [f64; 5] = [
    7.060_492_905_153_1,
    6.994_765_314_971_98,
    0.459_183_971_231_673,
    0.254_224_018_616_506,
    0.715_427_472_161_672,
];
const DESIGN_EFFECTS: [f64; 2] = [3.782_881_199_809_58, 5.689_917_842_094_37];
const P_OF_F: [f64; 1] = [0.000_000_003_912_528_905_531_86];
/// Cluster, observed, its error, shrunken, its error, reliability.
const STANDINGS: [(u32, f64, f64, f64, f64, f64); 3] = [
    (
        1,
        4.161_428_019_688_97,
        0.873_140_618_948_994,
        4.403_588_574_069_66,
        0.742_665_336_744_596,
        0.623_858_692_955_855,
    ),
    (
        5,
        5.995_346_811_011_26,
        0.569_843_033_360_686,
        5.839_456_092_985_56,
        0.560_995_325_502_356,
        0.869_012_243_899_009,
    ),
    (
        14,
        5.080_225_508_606_68,
        0.391_117_143_189_96,
        5.072_178_002_366_27,
        0.390_638_970_726_989,
        0.970_735_852_798_941,
    ),
];

const SIZES: [usize; 14] = [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20];

fn level() -> Probability {
    Probability::saturating(0.95)
}

/// The data of the script: four columns, of which the first `p` are used.
fn formula_rows(p: usize, weighted: bool) -> Rows {
    let mut rows = Rows::new(p);
    let mut i = 0;
    for (cluster, size) in SIZES.into_iter().enumerate() {
        for k in 1..=size {
            i += 1;
            let (i, j) = (as_f64(i), as_f64(cluster + 1));
            let x = [
                (1.7 * i).sin() + 0.4 * (2.1 * j).cos(),
                if (i * 7.0) % 5.0 < 0.5 { 1.0 } else { 0.0 },
                (1.3 * j).cos(),
                as_f64(k) - 0.5 * as_f64(size + 1),
            ];
            let noise = 1.5 * (2.9 * j).sin() + 1.2 * (3.1 * i + 0.37 * i * i).cos();
            let y = 5.0 + 0.8 * x[0] - 1.1 * x[1] + 0.5 * x[2] + 0.05 * x[3] + noise;
            let entries: Vec<(usize, f64)> = x[..p].iter().copied().enumerate().collect();
            rows.push(Row {
                weight: if weighted { 0.5 + (i % 4.0) / 2.0 } else { 1.0 },
                cluster: Some(as_u32(cluster + 1)),
                ..Row::new(&entries, y)
            });
        }
    }
    rows
}

fn design(rows: Rows) -> Design {
    let p = rows.n_columns;
    Design::new(rows, names(p), single_groups(p)).unwrap()
}

fn check(got: f64, expected: f64, relative: f64) {
    let band = relative * expected.abs();
    assert!((got - expected).abs() <= band, "{got} is not {expected}");
}

fn check_model(design: &Design, golden: &Golden) {
    let model = mixed_model(design, level()).unwrap();
    check(model.cluster_variance.value, golden.between, 1e-10);
    check(model.residual_variance.value, golden.residual, 1e-10);
    let ratio = model.cluster_variance.value / model.residual_variance.value;
    check(ratio, golden.lambda, 1e-10);
    check(
        model.cluster_variance.standard_error,
        golden.between_error,
        1e-10,
    );
    check(
        model.residual_variance.standard_error,
        golden.residual_error,
        1e-10,
    );
    check(model.restricted_deviance, golden.criterion, 1e-12);
    let effects: Vec<_> = std::iter::once(model.intercept)
        .chain(model.columns.iter().map(|column| column.unwrap()))
        .take(golden.coefficients.len())
        .collect();
    for (at, effect) in effects.iter().enumerate() {
        check(effect.estimate.value, golden.coefficients[at], 1e-10);
        let doubt = effect.estimate.doubt.unwrap();
        check(doubt.standard_error, golden.errors[at], 1e-10);
        check(effect.degrees_of_freedom, golden.freedom[at], 1e-9);
    }
    // The bounds are roots of a difference of deviances, good to half their digits at worst.
    let interval = model.intraclass;
    for (got, expected) in [interval.low, interval.estimate, interval.high]
        .into_iter()
        .zip(golden.profile)
    {
        check(got, *expected, 1e-9);
    }
    let options = StandingOptions {
        minimum_n: 1,
        ..StandingOptions::default()
    };
    let n = golden.effects.len();
    // Clusters carry numbers from 0 in `swiss`, from 1 elsewhere.
    let first = usize::from(n != 6);
    let ids: Vec<u32> = (first..first + n).map(as_u32).collect();
    let found = standings(design, &ids, &options).unwrap();
    for (at, cluster) in found.clusters.iter().enumerate() {
        let Standing::Estimated(adjusted) = cluster.standing else {
            panic!("cluster {} has no value", cluster.cluster);
        };
        check(adjusted.effect.estimate, golden.effects[at], 1e-9);
        check(
            adjusted.conditional_error.powi(2),
            golden.conditional[at],
            1e-10,
        );
    }
}

#[test]
fn a_mixed_model_has_the_numbers_of_lme4() {
    check_model(&design(formula_rows(3, false)), &THREE_COLUMNS);
}

#[test]
fn a_mixed_model_with_weights_has_the_numbers_of_lme4() {
    check_model(&design(formula_rows(3, true)), &WEIGHTED);
}

#[test]
fn swiss_in_six_clusters_has_the_numbers_of_lme4() {
    let Some((_, table)) = shared_table("r_swiss.csv.gz") else {
        return;
    };
    let mut rows = Rows::new(5);
    for (at, values) in table.rows().into_iter().enumerate() {
        let x: Vec<(usize, f64)> = values.iter().skip(1).copied().enumerate().collect();
        rows.push(Row {
            cluster: Some(as_u32(at % 6)),
            ..Row::new(&x, values[0])
        });
    }
    check_model(&design(rows), &SWISS);
}

#[test]
fn the_intraclass_correlation_has_the_numbers_of_r() {
    let found = intraclass(&design(formula_rows(1, false)), level()).unwrap();
    check(found.sizes.typical, ANOVA[0], 1e-12);
    check(found.f_statistic, ANOVA[1], 1e-10);
    check(found.by_anova.estimate, ANOVA[2], 1e-10);
    check(found.by_anova.low, ANOVA[3], 1e-10);
    check(found.by_anova.high, ANOVA[4], 1e-10);
    check(found.design_effect.estimate, DESIGN_EFFECTS[0], 1e-10);
    check(
        found.design_effect_of_mean.estimate,
        DESIGN_EFFECTS[1],
        1e-10,
    );
    check(found.p_value.get(), P_OF_F[0], 1e-8);
    let likelihood = found.by_likelihood;
    for (got, expected) in [likelihood.low, likelihood.estimate, likelihood.high]
        .into_iter()
        .zip(CONSTANT_ONLY.profile)
    {
        check(got, *expected, 1e-9);
    }
    let sizes = found.sizes;
    assert_eq!((sizes.n_clusters, sizes.least, sizes.most), (14, 1, 20));
    check(sizes.median, 6.5, 1e-15);
}

#[test]
fn standings_have_the_errors_of_prasad_and_rao() {
    let options = StandingOptions {
        minimum_n: 1,
        ..StandingOptions::default()
    };
    let design = design(formula_rows(3, false));
    let found = standings(&design, &[1, 5, 14], &options).unwrap();
    let margin = normal_margin(level());
    for (cluster, expected) in found.clusters.iter().zip(STANDINGS) {
        let Standing::Estimated(adjusted) = cluster.standing else {
            panic!("cluster {} has no value", cluster.cluster);
        };
        assert_eq!(cluster.cluster, expected.0);
        check(adjusted.observed.estimate, expected.1, 1e-10);
        check(
            (adjusted.observed.high - adjusted.observed.low) / (2.0 * margin),
            expected.2,
            1e-10,
        );
        check(adjusted.shrunken.estimate, expected.3, 1e-10);
        check(
            (adjusted.shrunken.high - adjusted.shrunken.low) / (2.0 * margin),
            expected.4,
            1e-10,
        );
        check(adjusted.reliability, expected.5, 1e-10);
    }
}

#[test]
fn within_and_between_have_the_numbers_of_r() {
    let rows = formula_rows(4, false);
    let groups = vec![driver("first", &[0, 1]), driver("others", &[2, 3])];
    let design = Design::new(rows, names(4), groups).unwrap();
    let found = within_between(&design, level()).unwrap();
    let parts = [
        found.columns[0].within,
        found.columns[0].between,
        found.columns[1].within,
        found.columns[1].between,
        found.columns[2].between,
        found.columns[3].within,
    ];
    for (at, part) in parts.iter().enumerate() {
        let estimate = part.estimate().unwrap();
        check(estimate.value, SPLIT[at], 1e-10);
        check(
            estimate.doubt.unwrap().standard_error,
            SPLIT_ERRORS[at],
            1e-10,
        );
    }
    assert_eq!(found.columns[2].within, super::Part::Invariant);
    assert_eq!(found.columns[3].between, super::Part::Invariant);
    for at in 0..2 {
        let difference = found.columns[at].difference.unwrap();
        check(difference.value, DIFFERENCES[at], 1e-9);
        check(
            difference.doubt.unwrap().standard_error,
            DIFFERENCES[at + 2],
            1e-10,
        );
    }
    assert_eq!(found.columns[2].difference, None);
    let test = found.difference_of_drivers.unwrap();
    check(test.f_statistic, WALD[1], 1e-8);
    check(test.p_value.get(), WALD[2], 1e-10);
    assert_eq!((test.numerator, test.denominator), (2, 12));
}
