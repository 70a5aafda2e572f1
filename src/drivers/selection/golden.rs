//! Numbers of R's `survey`, from `tests/golden/bias_selection.R`.

use super::*;
use crate::drivers::fixtures::{names, single_groups, without_replicates};
use crate::drivers::{Row, Rows};
use crate::units::{as_f64, as_u32};

const FIFTEEN_DIGITS: f64 = 1e-10;

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

pub(super) fn margins() -> Vec<Margin> {
    let margin = |name: &str, code: fn(usize) -> usize, targets: &[f64]| Margin {
        name: name.to_owned(),
        codes: (0..60).map(code).collect(),
        targets: targets.to_vec(),
    };
    vec![
        margin("age", |i| i % 3, &[0.5, 0.3, 0.2]),
        margin("region", |i| (i * i + i / 7) % 4, &[0.1, 0.2, 0.3, 0.4]),
    ]
}

fn precise() -> RakingOptions {
    RakingOptions {
        tolerance: 1e-14,
        ..RakingOptions::default()
    }
}

#[test]
fn raking_gives_the_weights_of_survey() {
    let raking = rake(&[1.0; 60], &margins(), &precise()).unwrap();
    let expected = [
        0.490_445_872_743_431,
        0.787_864_151_889_744,
        0.188_374_957_330_877,
        1.278_608_844_734_126,
        0.302_207_139_555_004,
        0.491_099_833_754_079,
    ];
    check(raking.weights[..6].to_vec(), &expected, FIFTEEN_DIGITS);
    check(
        [raking.design_effect],
        &[1.541_147_351_690_96],
        FIFTEEN_DIGITS,
    );

    let base: Vec<f64> = (0..60).map(|i| 1.0 + as_f64(i % 5) / 4.0).collect();
    let raking = rake(&base, &margins(), &precise()).unwrap();
    let expected = [
        0.337_193_962_427_981,
        0.674_614_811_684_929,
        0.210_471_398_915_079,
        1.483_995_332_872_761,
        0.429_201_428_058_416,
        0.352_871_452_545_953,
    ];
    check(raking.weights[..6].to_vec(), &expected, FIFTEEN_DIGITS);
    check(
        [raking.design_effect],
        &[1.640_831_875_841_31],
        FIFTEEN_DIGITS,
    );
}

#[test]
fn bounded_raking_gives_the_truncated_calibration_of_survey() {
    let options = RakingOptions {
        bounds: Some(WeightBounds {
            low: 0.2,
            high: 2.5,
        }),
        ..precise()
    };
    let raking = rake(&[1.0; 60], &margins(), &options).unwrap();
    let expected = [
        0.530_701_761_056_553,
        0.693_061_051_732_194,
        0.2,
        1.417_929_302_257_884,
        0.259_398_490_522_970,
        0.427_621_856_356_376,
    ];
    // survey met the margins to 3e-14 of the population.
    check(raking.weights[..6].to_vec(), &expected, FIFTEEN_DIGITS);
    check(
        [raking.design_effect],
        &[1.527_135_825_483_16],
        FIFTEEN_DIGITS,
    );
    assert_eq!(raking.n_at_bounds, 9);
}

/// The 300 respondents of the script, and a row for each of them who commented.
fn survey() -> (Vec<Respondent>, Rows) {
    let mut respondents = Vec::new();
    let mut rows = Rows::new(2);
    for i in 0..300 {
        let score = (i * 7 + i / 11) % 11;
        let band = match score {
            ..=6 => 0,
            7..=8 => 1,
            _ => 2,
        };
        let given = (i * i + 3 * i + score) % 7 < if band == 0 { 5 } else { 3 };
        let comment = if given {
            Comment::Given
        } else {
            Comment::Absent
        };
        respondents.push(Respondent {
            segment: as_u32((i / 5) % 2),
            band,
            weight: 1.0 + as_f64(i % 4) / 2.0,
            ..Respondent::new(as_f64(score), comment)
        });
        if given {
            let x = [
                (0, f64::from(u8::from(i % 3 == 0))),
                (1, f64::from(u8::from((i + score) % 5 == 1))),
            ];
            let z = match band {
                0 => -100.0,
                1 => 0.0,
                _ => 100.0,
            };
            rows.push(Row::new(&x, z));
        }
    }
    (respondents, rows)
}

#[test]
fn selection_weights_give_the_figures_of_r() {
    let (respondents, rows) = survey();
    let options = SelectionOptions {
        min_commenters: 1,
        cap: Cap::Off,
        ..SelectionOptions::default()
    };
    let fitted = fit_selected(
        &rows,
        names(2),
        single_groups(2),
        &respondents,
        &options,
        &without_replicates(),
    )
    .unwrap();
    let selection = &fitted.selection;
    let counts: Vec<(usize, usize)> = selection
        .cells
        .iter()
        .map(|cell| (cell.n_respondents, cell.n_commenters))
        .collect();
    let expected = [(97, 67), (26, 7), (27, 15), (94, 69), (29, 8), (27, 17)];
    assert_eq!(counts, expected);
    let dependence = selection.dependence.unwrap();
    assert_eq!(dependence.degrees_of_freedom, 5);
    check(
        [dependence.chi_square],
        &[35.417_552_160_795_5],
        FIFTEEN_DIGITS,
    );
    check([dependence.p_value.get()], &[1.241_839_752_732_53e-6], 1e-8);
    let rates = [
        0.682_242_990_654_206,
        0.268_817_204_301_075,
        0.552_083_333_333_333,
        0.737_752_161_383_285,
        0.287_128_712_871_287,
        0.586_956_521_739_130,
    ];
    let cells = selection.cells.iter();
    check(
        cells.clone().map(|c| c.rate.estimate),
        &rates,
        FIFTEEN_DIGITS,
    );
    let weights = [
        0.887_827_788_649_707,
        2.253_257_142_857_143,
        1.097_142_857_142_857,
        0.821_026_785_714_286,
        2.109_556_650_246_306,
        1.031_957_671_957_672,
    ];
    check(cells.map(|cell| cell.weight), &weights, FIFTEEN_DIGITS);
    let n_effective = [selection.n_effective_before, selection.n_effective_after];
    check(
        n_effective,
        &[165.777_049_180_328, 145.500_926_067_766],
        FIFTEEN_DIGITS,
    );
    let scores = selection.scores;
    let means = [scores.everybody, scores.commenters, scores.reweighted];
    let expected = [
        4.989_523_809_523_81,
        4.555_031_446_540_88,
        5.068_850_924_364_46,
    ];
    check(means, &expected, FIFTEEN_DIGITS);
    let coefficients = std::iter::once(fitted.fit.intercept.value)
        .chain(fitted.fit.columns.iter().map(|c| c.estimate.unwrap().value));
    let expected = [
        -46.011_037_784_907_785,
        0.640_996_815_811_674,
        0.469_924_713_251_24,
    ];
    check(coefficients, &expected, FIFTEEN_DIGITS);
}
