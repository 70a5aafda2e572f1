//! Numbers computed by other programs or printed elsewhere.
//!
//! `swiss`: R 4.2.2, relaimpo 2.2-7 and survey; the data are not part of the project and the checks
//! are skipped where they are missing. The rest needs correlation matrices only.

use super::fixtures::{
    control, driver, rows_with_correlation, shared_table, single_groups, without_replicates,
};
use super::{
    Design, Fit, Group, Options, Row, Rows, StandardErrorChoice, StandardErrors, fit,
    relative_weights,
};
use ndarray::{Array2, array};

const ORDER: [&str; 6] = [
    "Fertility",
    "Agriculture",
    "Examination",
    "Education",
    "Catholic",
    "Infant.Mortality",
];

/// Weight and cluster of each row of `swiss`.
type Units = fn(usize) -> (f64, Option<u32>);

fn swiss(units: Units, groups: Vec<Group>) -> Option<Design> {
    let (header, table) = shared_table("r_swiss.csv.gz")?;
    assert_eq!(header, ORDER);
    let mut rows = Rows::new(5);
    for (at, values) in table.rows().into_iter().enumerate() {
        let x: Vec<(usize, f64)> = values.iter().skip(1).copied().enumerate().collect();
        let (weight, cluster) = units(at);
        rows.push(Row {
            weight,
            cluster,
            ..Row::new(&x, values[0])
        });
    }
    let names = ORDER[1..].iter().map(|&name| name.to_owned()).collect();
    Some(Design::new(rows, names, groups).unwrap())
}

fn plain(_: usize) -> (f64, Option<u32>) {
    (1.0, None)
}

fn weighted(row: usize) -> (f64, Option<u32>) {
    (crate::units::as_f64(row + 1), None)
}

fn clustered(row: usize) -> (f64, Option<u32>) {
    (1.0, Some(crate::units::as_u32(row % 6)))
}

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

/// Expected figures carry ten digits: half the last of these.
const TEN_DIGITS: f64 = 5e-10;
const NINE_DIGITS: f64 = 5e-9;

fn errors(fit: &Fit) -> Vec<f64> {
    std::iter::once(Some(fit.intercept))
        .chain(fit.columns.iter().map(|column| column.estimate))
        .map(|estimate| estimate.unwrap().doubt.unwrap().standard_error)
        .collect()
}

#[test]
fn swiss_has_the_shares_of_relaimpo() {
    let Some(design) = swiss(plain, single_groups(5)) else {
        return;
    };
    let fit = fit(&design, &without_replicates()).unwrap();
    check([fit.explained.r2], &[0.706_735_001_6], TEN_DIGITS);
    let expected = [
        0.057_091_220_8,
        0.171_173_028_9,
        0.260_134_678_6,
        0.105_570_150_4,
        0.112_765_922_9,
    ];
    check(fit.importance.shares.clone(), &expected, 2e-9);
    let sum: f64 = fit.importance.shares.iter().sum();
    assert!((sum - fit.explained.r2).abs() <= 1e-10 * sum);
    let signs: Vec<bool> = fit
        .columns
        .iter()
        .map(super::ColumnFit::signs_differ)
        .collect();
    // Agriculture: negative beside the others, positive alone.
    assert_eq!(signs, [true, false, false, false, false]);
}

#[test]
fn swiss_with_weights_has_the_shares_of_relaimpo_and_the_fit_of_survey() {
    let Some(design) = swiss(weighted, single_groups(5)) else {
        return;
    };
    let fit = fit(&design, &without_replicates()).unwrap();
    check([fit.explained.r2], &[0.710_971_288_9], TEN_DIGITS);
    let shares = [
        0.088_972_579_8,
        0.142_197_853_1,
        0.375_765_324_8,
        0.052_059_637_3,
        0.051_975_894_0,
    ];
    check(fit.importance.shares.clone(), &shares, 2e-9);
    let coefficients = [
        61.043_812_509_4,
        -0.116_575_583_3,
        -0.027_043_337_7,
        -0.942_641_934_2,
        0.106_574_745_0,
        1.016_749_955_7,
    ];
    let got = std::iter::once(fit.intercept.value)
        .chain(fit.columns.iter().map(|c| c.estimate.unwrap().value));
    check(got, &coefficients, 2e-9);

    // Weights that differ between rows are linearised by default.
    assert_eq!(
        fit.standard_errors,
        StandardErrors::Linearised { n_units: 47 }
    );
    let expected = [
        14.094_863_956_3,
        0.077_328_322_7,
        0.311_022_322_6,
        0.162_493_101_5,
        0.032_785_429_3,
        0.428_253_256_7,
    ];
    check(errors(&fit), &expected, 2e-9);
    let p_value = fit.columns[3].estimate.unwrap().doubt.unwrap().p_value;
    check([p_value.get()], &[0.002_304_266_528_423_561_5], 1e-8);

    let in_clusters: Units = |row| (weighted(row).0, clustered(row).1);
    let options = Options {
        standard_errors: StandardErrorChoice::Linearised,
        ..without_replicates()
    };
    let fit = super::fit(&swiss(in_clusters, single_groups(5)).unwrap(), &options).unwrap();
    let expected = [
        17.643_146_378_534_777,
        0.065_258_835_440_958_26,
        0.273_741_401_465_259_1,
        0.119_079_657_898_396_07,
        0.011_387_579_397_478_939,
        0.444_430_768_945_709_5,
    ];
    check(errors(&fit), &expected, 1e-10);
}

#[test]
fn swiss_with_a_control_shares_what_the_control_leaves() {
    let mut groups = single_groups(5);
    groups[0] = control("rural", &[0]);
    let Some(design) = swiss(plain, groups) else {
        return;
    };
    let fit = fit(&design, &without_replicates()).unwrap();
    let expected = [
        0.143_214_386_2,
        0.237_371_037_3,
        0.088_689_062_4,
        0.112_795_605_8,
    ];
    check(fit.importance.shares.clone(), &expected, 2e-9);
    check([fit.importance.r2_divided], &[0.582_070_091_7], TEN_DIGITS);
    check([fit.importance.r2_controls], &[0.124_664_909_9], TEN_DIGITS);
}

#[test]
fn swiss_with_a_group_gives_it_one_share() {
    let groups = vec![
        driver("farm", &[0]),
        driver("school", &[1, 2]),
        driver("faith", &[3]),
        driver("infants", &[4]),
    ];
    let Some(design) = swiss(plain, groups) else {
        return;
    };
    let fit = fit(&design, &without_replicates()).unwrap();
    let expected = [
        0.073_846_808_9,
        0.398_178_988_9,
        0.115_737_539_6,
        0.118_971_664_3,
    ];
    check(fit.importance.shares, &expected, TEN_DIGITS);
}

#[test]
fn swiss_has_the_robust_errors_of_r() {
    let Some(design) = swiss(plain, single_groups(5)) else {
        return;
    };
    let hc3 = fit(&design, &without_replicates()).unwrap();
    assert_eq!(hc3.standard_errors, StandardErrors::Hc3);
    let expected = [
        11.517_417_1,
        0.071_596_806_9,
        0.273_378_343,
        0.210_120_415,
        0.032_756_195_1,
        0.458_734_715,
    ];
    check(errors(&hc3), &expected, NINE_DIGITS);

    let design = swiss(clustered, single_groups(5)).unwrap();
    let cr1 = fit(&design, &without_replicates()).unwrap();
    assert_eq!(cr1.standard_errors, StandardErrors::Cr1 { n_clusters: 6 });
    let expected = [
        12.469_784_6,
        0.077_147_925_5,
        0.203_287_546,
        0.109_439_601,
        0.020_789_267_7,
        0.341_156_692,
    ];
    check(errors(&cr1), &expected, NINE_DIGITS);
}

#[test]
fn swiss_has_the_relative_weights_of_relaimpo() {
    let Some(design) = swiss(plain, single_groups(5)) else {
        return;
    };
    let expected = [
        0.048_416_895_81,
        0.154_708_249_81,
        0.271_964_104_65,
        0.114_680_030_00,
        0.116_965_721_42,
    ];
    check(relative_weights(&design).unwrap(), &expected, TEN_DIGITS);
}

#[test]
fn attitude_and_mtcars_have_their_published_shares() {
    // `attitude` as dominanceAnalysis prints it, `mtcars` as domir and rwa do; six or seven digits.
    let cases: [(&str, &str, &[&str], &[f64]); 2] = [
        (
            "r_attitude.csv.gz",
            "rating",
            &[
                "complaints",
                "learning",
                "raises",
                "privileges",
                "advance",
                "critical",
            ],
            &[
                0.370_816, 0.155_766, 0.120_345, 0.050_904, 0.028_182, 0.006_589,
            ],
        ),
        (
            "r_mtcars.csv.gz",
            "mpg",
            &["am", "vs", "cyl"],
            &[0.177_489_2, 0.202_703_2, 0.381_784_9],
        ),
    ];
    for (file, outcome, predictors, expected) in cases {
        let Some((header, table)) = shared_table(file) else {
            return;
        };
        let column = |name: &str| header.iter().position(|h| h == name).unwrap();
        let x = Array2::from_shape_fn((table.nrows(), predictors.len()), |(row, j)| {
            table[[row, column(predictors[j])]]
        });
        let y = table.column(column(outcome)).to_owned();
        let design = super::fixtures::dense_design(&x, &y, single_groups(predictors.len()));
        let fit = fit(&design, &without_replicates()).unwrap();
        for (got, expected) in fit.importance.shares.iter().zip(expected) {
            assert!((got - expected).abs() <= 5.1e-7, "{got} is not {expected}");
        }
    }
}

/// Shares, and slopes in standard deviations, of rows with exactly these correlations.
fn check_correlations(
    correlation: &Array2<f64>,
    groups: Vec<Group>,
    shares: &[f64],
    slopes: &[f64],
    half_digit: f64,
) -> Fit {
    let p = correlation.nrows() - 1;
    let names = super::fixtures::names(p);
    let design = Design::new(rows_with_correlation(correlation), names, groups).unwrap();
    let fit = fit(&design, &without_replicates()).unwrap();
    for (got, expected) in fit.importance.shares.iter().zip(shares) {
        assert!(
            (got - expected).abs() <= half_digit,
            "{got} is not {expected}"
        );
    }
    for (column, expected) in fit.columns.iter().zip(slopes) {
        let got = column.estimate.unwrap().value;
        assert!((got - expected).abs() <= 5e-4, "{got} is not {expected}");
    }
    fit
}

#[test]
fn a_suppressor_is_flagged_and_keeps_a_positive_share() {
    let correlation = array![[1.0, 0.7, 0.5], [0.7, 1.0, 0.1], [0.5, 0.1, 1.0]];
    let fit = check_correlations(
        &correlation,
        single_groups(2),
        &[0.306_27, 0.066_27],
        &[0.8431, -0.4902],
        5e-6,
    );
    assert!(!fit.columns[0].signs_differ());
    assert!(fit.columns[1].signs_differ());
}

#[test]
fn published_correlations_give_their_published_fit() {
    // Tests of dominanceAnalysis: SES, IQ and need for achievement explain grade points.
    let correlation = array![
        [1.0, 0.30, 0.41, 0.33],
        [0.30, 1.0, 0.16, 0.57],
        [0.41, 0.16, 1.0, 0.50],
        [0.33, 0.57, 0.50, 1.0]
    ];
    let slopes = [0.009, 0.501, 0.416];
    let shares = [0.044_082, 0.265_895, 0.186_496];
    let fit = check_correlations(&correlation, single_groups(3), &shares, &slopes, 5e-7);
    assert!((fit.explained.r2 - 0.496_473_5).abs() <= 5e-8);
    // With two groups a share is the mean of entering first and last.
    let grouped = vec![driver("background", &[0, 1]), driver("need", &[2])];
    let (first, last) = (0.352_681_3, 0.496_473_5 - 0.25);
    let expected = [
        f64::midpoint(first, last),
        0.496_473_5 - f64::midpoint(first, last),
    ];
    check_correlations(&correlation, grouped, &expected, &slopes, 1e-7);
    // With IQ always in, the other two share what it leaves.
    let held = vec![
        driver("status", &[0]),
        control("iq", &[1]),
        driver("need", &[2]),
    ];
    let (iq, with_status, with_need, all) = (0.3249, 0.352_681_3, 0.496_408_0, 0.496_473_5);
    let expected = [
        f64::midpoint(with_status - iq, all - with_need),
        f64::midpoint(with_need - iq, all - with_status),
    ];
    let fit = check_correlations(&correlation, held, &expected, &slopes, 1e-7);
    assert!((fit.importance.r2_controls - iq).abs() < 1e-12);
    // Azen & Budescu (2003).
    let azen = array![
        [1.0, 0.8, 0.1, 0.3, 0.6],
        [0.8, 1.0, 0.1, 0.1, 0.3],
        [0.1, 0.1, 1.0, 0.5, 0.4],
        [0.3, 0.1, 0.5, 1.0, 0.5],
        [0.6, 0.3, 0.4, 0.5, 1.0]
    ];
    let shares = [0.292_176, 0.075_861, 0.094_911, 0.121_404];
    let fit = check_correlations(&azen, single_groups(4), &shares, &[], 5e-7);
    assert!((fit.explained.r2 - 0.584_353).abs() <= 5e-7);
}
