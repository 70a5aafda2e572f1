//! Categorical designs that several test files need.

use super::{Fit, MultinomialFit, Options};
use crate::drivers::fixtures::{driver, names};
use crate::drivers::{Design, Estimate, Group, Row, Rows};
use crate::units::{as_f64, as_u32};

/// Points of the three classes of NPS.
pub(super) const NPS: [f64; 3] = [-100.0, 0.0, 100.0];

/// Points of the five categories of [`crafted`].
pub(super) const FIVE: [f64; 5] = [0.0, 10.0, 25.0, 50.0, 100.0];

pub(super) fn without_replicates(points: &[f64]) -> Options {
    Options {
        n_replicates: 0,
        ..Options::new(points.to_vec())
    }
}

pub(super) fn check(got: impl IntoIterator<Item = f64>, expected: &[f64], relative: f64) {
    let got: Vec<f64> = got.into_iter().collect();
    assert_eq!(got.len(), expected.len(), "{got:?}");
    for (value, expected) in got.iter().zip(expected) {
        let band = relative * expected.abs();
        assert!(
            (value - expected).abs() <= band,
            "{value} is not {expected} in {got:?}"
        );
    }
}

/// Counts of low, medium and high satisfaction of 1,681 Copenhagen tenants (Madsen 1976; Cox & Snell
/// 1984, as `housing` in R's MASS): influence low, medium, high within tower, apartment, atrium,
/// terrace within contact low, high.
#[rustfmt::skip]
const HOUSING: [[usize; 3]; 24] = [
    [21, 21, 28], [34, 22, 36], [10, 11, 36], [61, 23, 17], [43, 35, 40], [26, 18, 54],
    [13, 9, 10], [8, 8, 12], [6, 7, 9], [18, 6, 7], [15, 13, 13], [7, 5, 11],
    [14, 19, 37], [17, 23, 40], [3, 5, 23], [78, 46, 43], [48, 45, 86], [15, 25, 62],
    [20, 23, 20], [10, 22, 24], [7, 10, 21], [57, 23, 13], [31, 21, 13], [5, 6, 13],
];

pub(super) fn housing_rows() -> Rows {
    let mut rows = Rows::new(6);
    for (at, counts) in HOUSING.iter().enumerate() {
        let (influence, kind, contact) = (at % 3, at / 3 % 4, at / 12);
        let mut x = Vec::new();
        if influence > 0 {
            x.push((influence - 1, 1.0));
        }
        if kind > 0 {
            x.push((1 + kind, 1.0));
        }
        if contact > 0 {
            x.push((5, 1.0));
        }
        for (category, &count) in counts.iter().enumerate() {
            rows.push(Row {
                count,
                ..Row::new(&x, as_f64(category))
            });
        }
    }
    rows
}

pub(super) fn housing_groups() -> Vec<Group> {
    vec![
        driver("influence", &[0, 1]),
        driver("kind", &[2, 3, 4]),
        driver("contact", &[5]),
    ]
}

pub(super) fn housing() -> Design {
    Design::new(housing_rows(), names(6), housing_groups()).unwrap()
}

/// What each row of [`crafted`] carries beside its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Units {
    Plain,
    Weighted,
    Clustered,
    Both,
}

/// 400 rows by the formula of `tests/golden/ordinal_housing.R`: two columns of 0 and 1, one of
/// numbers from 20 to 30, five categories.
pub(super) fn crafted_rows(units: Units) -> Rows {
    let part = |x: f64| x - x.floor();
    let mut rows = Rows::new(3);
    for i in 0..400 {
        let at = as_f64(i);
        let x1 = f64::from(u8::from(i % 3 == 0));
        let x2 = f64::from(u8::from(i % 7 < 2));
        let x3 = 10.0f64.mul_add(part(at * 0.754_877_666_246_692_7), 20.0);
        let u = part((at + 0.5) * 0.618_033_988_749_895);
        let effects = [
            -1.2 * x1,
            0.8 * x2,
            0.15 * (x3 - 25.0),
            (u / (1.0 - u)).ln(),
        ];
        let latent: f64 = effects.iter().sum();
        let cuts = [-1.5, -0.4, 0.5, 1.8];
        let y = cuts.iter().filter(|&&cut| latent > cut).count();
        let weighted = matches!(units, Units::Weighted | Units::Both);
        let clustered = matches!(units, Units::Clustered | Units::Both);
        rows.push(Row {
            weight: if weighted {
                0.4f64.mul_add(as_f64(i % 5), 0.5)
            } else {
                1.0
            },
            cluster: clustered.then(|| as_u32(i / 4 % 40)),
            ..Row::new(&[(0, x1), (1, x2), (2, x3)], as_f64(y))
        });
    }
    rows
}

pub(super) fn crafted_groups() -> Vec<Group> {
    vec![driver("a", &[0]), driver("b", &[1, 2])]
}

pub(super) fn crafted(units: Units) -> Design {
    Design::new(crafted_rows(units), names(3), crafted_groups()).unwrap()
}

/// The crafted rows in two categories: above 1 or not.
pub(super) fn crafted_in_two(units: Units) -> Design {
    let mut rows = crafted_rows(units);
    for y in &mut rows.y {
        *y = f64::from(u8::from(*y > 1.5));
    }
    Design::new(rows, names(3), crafted_groups()).unwrap()
}

/// Counts of scores 0 to 10 per profile wait + 2 staff + 4 price + 8 praise of the simulated 200,000
/// customers of `tests/golden/ordinal_simulation.R`.
#[rustfmt::skip]
const SIMULATION: [[usize; 11]; 16] = [
    [1932, 1309, 1990, 1960, 2822, 5265, 6683, 9359, 20159, 33242, 43532],
    [900, 576, 794, 743, 885, 1431, 1290, 1404, 1929, 1799, 1214],
    [88, 53, 84, 77, 120, 252, 285, 394, 843, 1345, 1839],
    [602, 382, 520, 479, 553, 914, 881, 925, 1400, 1169, 844],
    [260, 143, 237, 245, 289, 551, 580, 664, 1226, 1387, 1122],
    [123, 68, 65, 51, 53, 92, 60, 65, 70, 44, 38],
    [8, 5, 10, 11, 12, 21, 20, 24, 43, 60, 56],
    [78, 36, 39, 45, 40, 51, 30, 41, 40, 33, 19],
    [198, 117, 188, 188, 294, 583, 757, 1158, 2975, 7148, 18586],
    [13, 15, 18, 17, 22, 46, 66, 51, 132, 197, 174],
    [10, 5, 7, 10, 9, 26, 22, 49, 137, 302, 777],
    [6, 6, 12, 11, 25, 32, 38, 42, 91, 103, 115],
    [19, 11, 22, 23, 39, 74, 99, 130, 240, 423, 591],
    [1, 1, 2, 2, 4, 3, 2, 6, 4, 8, 7],
    [1, 0, 2, 2, 3, 4, 1, 5, 13, 18, 20],
    [1, 0, 1, 1, 2, 2, 2, 2, 2, 5, 2],
];

/// NPS points of scores 0 to 10.
pub(super) const SCORE_POINTS: [f64; 11] = [
    -100.0, -100.0, -100.0, -100.0, -100.0, -100.0, -100.0, 0.0, 0.0, 100.0, 100.0,
];

pub(super) fn simulation() -> Design {
    let mut rows = Rows::new(4);
    for (profile, counts) in SIMULATION.iter().enumerate() {
        let x: Vec<(usize, f64)> = (0..4)
            .filter(|topic| profile >> topic & 1 == 1)
            .map(|topic| (topic, 1.0))
            .collect();
        for (score, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            rows.push(Row {
                count,
                ..Row::new(&x, as_f64(score))
            });
        }
    }
    let groups = ["wait", "staff", "price", "praise"];
    let groups = groups.iter().enumerate();
    let groups = groups.map(|(at, name)| driver(name, &[at])).collect();
    Design::new(rows, names(4), groups).unwrap()
}

/// Fifteen printed digits, less what the other program's stopping rule leaves.
pub(super) const FULL: f64 = 1e-10;

pub(super) fn error(estimate: &Estimate) -> f64 {
    estimate.doubt.unwrap().standard_error
}

pub(super) fn slopes(fit: &Fit) -> Vec<f64> {
    let columns = fit.columns.iter();
    columns.map(|c| c.estimate.unwrap().value).collect()
}

/// Thresholds, then slopes.
pub(super) fn errors(fit: &Fit) -> Vec<f64> {
    let slopes = fit.columns.iter().map(|c| error(&c.estimate.unwrap()));
    fit.thresholds.iter().map(error).chain(slopes).collect()
}

/// Mean predicted points, then contributions.
pub(super) fn points(fit: &Fit) -> Vec<f64> {
    let contributions = fit.drivers.iter().map(|driver| driver.contribution);
    std::iter::once(fit.mean_points.predicted)
        .chain(contributions)
        .collect()
}

pub(super) fn multinomial_errors(fit: &MultinomialFit) -> Vec<f64> {
    let mut all = Vec::new();
    for (at, intercept) in fit.intercepts.iter().enumerate() {
        all.push(error(intercept));
        all.extend(fit.columns.iter().map(|c| error(&c.estimates[at])));
    }
    all
}

pub(super) fn multinomial_values(fit: &MultinomialFit) -> Vec<f64> {
    let mut all = Vec::new();
    for (at, intercept) in fit.intercepts.iter().enumerate() {
        all.push(intercept.value);
        all.extend(fit.columns.iter().map(|c| c.estimates[at].value));
    }
    all
}

/// Values of a row, every column.
pub(super) fn dense(rows: &Rows, row: usize) -> Vec<f64> {
    let mut x = vec![0.0; rows.n_columns];
    for &(column, value) in rows.entries(row) {
        x[column as usize] = value;
    }
    x
}
