//! Standard errors of R on rows made by a formula, so that they are checked in every clone.
//!
//! `tests/golden/bootstrap_matrices.R`: survey 4.1-1, sandwich 3.0-2 and `lm` of R 4.2.2.

use super::fixtures::{single_groups, without_replicates};
use super::{
    Design, Fit, Options, Row, Rows, StandardErrorChoice, StandardErrors, WeightKind, fit,
};
use crate::units::{as_f64, as_u32};

/// Thirty rows of three columns; weights 1 to 4, eight clusters where asked for.
fn rows(clustered: bool) -> Rows {
    let mut rows = Rows::new(3);
    for i in 0..30usize {
        let (a, b) = (as_f64(i % 5), as_f64((i * i) % 7));
        let c = if i % 4 == 1 { 1.0 } else { 0.0 };
        let effects = [2.0 * a, -b, 3.0 * c, as_f64((7 * i) % 11) / 2.0];
        rows.push(Row {
            weight: as_f64(1 + i % 4),
            cluster: clustered.then(|| as_u32((3 * i) % 8)),
            ..Row::new(&[(0, a), (1, b), (2, c)], effects.iter().sum())
        });
    }
    rows
}

fn fitted(clustered: bool, weights: WeightKind, choice: StandardErrorChoice) -> Fit {
    let names = ["a", "b", "c"].map(str::to_owned).to_vec();
    let design = Design::with_weights(rows(clustered), names, single_groups(3), weights).unwrap();
    let options = Options {
        standard_errors: choice,
        ..without_replicates()
    };
    fit(&design, &options).unwrap()
}

fn check(fit: &Fit, used: StandardErrors, expected: [f64; 4]) {
    assert_eq!(fit.standard_errors, used);
    let got = std::iter::once(fit.intercept).chain(fit.columns.iter().map(|c| c.estimate.unwrap()));
    for (estimate, expected) in got.zip(expected) {
        let error = estimate.doubt.unwrap().standard_error;
        assert!(
            (error / expected - 1.0).abs() < 1e-10,
            "{error} is not {expected}"
        );
    }
}

fn p_values(fit: &Fit) -> Vec<f64> {
    let doubts = fit
        .columns
        .iter()
        .map(|c| c.estimate.unwrap().doubt.unwrap());
    doubts.map(|doubt| doubt.p_value.get()).collect()
}

#[test]
fn every_choice_of_standard_error_is_that_of_r() {
    use StandardErrorChoice::{Automatic, Classical, Cr1, Hc3, Linearised};
    use WeightKind::{Precision, Sampling};
    let linearised = [
        0.659_899_577_529_126_4,
        0.224_864_729_422_492_91,
        0.199_517_226_208_499,
        0.635_850_866_752_877_5,
    ];
    let hc3 = [
        0.762_903_002_436_676_5,
        0.276_584_260_212_33,
        0.248_452_838_029_595_9,
        0.751_508_060_691_295_5,
    ];
    let cr1 = [
        0.369_323_467_811_384_14,
        0.097_404_950_513_916_57,
        0.154_178_278_585_163_34,
        1.107_453_343_291_004_8,
    ];
    let classical = [
        0.687_414_169_913_47,
        0.228_970_756_591_124_34,
        0.219_337_681_144_157_8,
        0.743_900_979_403_77,
    ];
    let in_clusters = [
        0.349_699_152_513_043_45,
        0.092_229_255_961_301_38,
        0.145_985_885_155_521_55,
        1.048_607_871_824_667_4,
    ];
    let units = |n_units| StandardErrors::Linearised { n_units };
    for choice in [Automatic, Linearised] {
        let fit = fitted(false, Sampling, choice);
        check(&fit, units(30), linearised);
        // n − k degrees of freedom as survey prints them.
        let expected = [
            5.495_577_762_898_9e-10,
            5.416_849_756_608_8e-6,
            5.146_507_368_908e-6,
        ];
        for (got, expected) in p_values(&fit).iter().zip(expected) {
            assert!(
                (got / expected - 1.0).abs() < 1e-6,
                "{got} is not {expected}"
            );
        }
    }
    check(&fitted(true, Sampling, Linearised), units(8), in_clusters);
    for choice in [Automatic, Cr1] {
        check(
            &fitted(true, Sampling, choice),
            StandardErrors::Cr1 { n_clusters: 8 },
            cr1,
        );
    }
    check(
        &fitted(false, Precision, Automatic),
        StandardErrors::Hc3,
        hc3,
    );
    check(&fitted(false, Sampling, Hc3), StandardErrors::Hc3, hc3);
    let fit = fitted(false, Precision, Classical);
    check(&fit, StandardErrors::Classical, classical);
    let expected = [
        7.942_787_716_371e-10,
        2.085_658_740_545_98e-5,
        4.549_751_421_291_99e-5,
    ];
    for (got, expected) in p_values(&fit).iter().zip(expected) {
        assert!(
            (got / expected - 1.0).abs() < 1e-6,
            "{got} is not {expected}"
        );
    }
}

#[test]
fn frequency_weights_give_the_errors_of_repeated_rows_in_r() {
    let classical = [
        0.421_969_060_373_179_1,
        0.140_553_656_355_170_53,
        0.134_640_394_783_370_14,
        0.456_643_477_874_787,
    ];
    let hc3 = [
        0.413_870_829_400_951_3,
        0.143_465_417_121_864_06,
        0.126_749_007_211_445,
        0.446_267_461_437_102_33,
    ];
    let fit = fitted(false, WeightKind::Frequency, StandardErrorChoice::Classical);
    check(&fit, StandardErrors::Classical, classical);
    assert_eq!(fit.diagnosis.n_observations, 73);
    assert!((fit.explained.r2_adjusted - 0.820_240_507_140_203_6).abs() < 1e-12);
    // Frequencies are no reason to linearise.
    let fit = fitted(false, WeightKind::Frequency, StandardErrorChoice::Automatic);
    check(&fit, StandardErrors::Hc3, hc3);
}
