#![expect(
    clippy::suboptimal_flops,
    reason = "plain code to hold the other against reads as printed"
)]

use super::*;
use crate::stats::draw::normal;
use crate::stats::generator;
use proptest::prelude::*;

/// A line through unequal steps and weights, with noise of a fixed seed.
fn series(n: usize, related: f64, seed: u64) -> Vec<SerialPoint> {
    let mut source = generator(seed, 0);
    let mut error = normal(&mut source) / (1.0 - related * related).sqrt();
    let mut points = Vec::new();
    for i in 0..n {
        let step = i64::try_from(i).unwrap();
        let after = if i >= n / 2 { 1.0 } else { 0.0 };
        points.push(SerialPoint {
            step,
            columns: vec![1.0, as_f64(i), after],
            value: error,
            weight: 1.0 + as_f64(i % 3),
        });
        error = related * error + normal(&mut source);
    }
    points
}

/// Newey and West's covariance by its definition: sums over lags of products of scores.
fn by_definition(points: &[SerialPoint], fit: &SerialFit) -> Vec<Vec<f64>> {
    let (n, k) = (points.len(), 3);
    let scores: Vec<Vec<f64>> = points
        .iter()
        .map(|p| {
            let e = p.value - dot(&p.columns, &fit.coefficients);
            p.columns.iter().map(|c| p.weight * c * e).collect()
        })
        .collect();
    let mut filling = vec![vec![0.0; k]; k];
    for (a, row) in filling.iter_mut().enumerate() {
        for (b, cell) in row.iter_mut().enumerate() {
            *cell += scores.iter().map(|s| s[a] * s[b]).sum::<f64>();
            for lag in 1..=usize::try_from(fit.n_lags).unwrap() {
                let weight =
                    1.0 - as_f64(lag) / (as_f64(usize::try_from(fit.n_lags).unwrap()) + 1.0);
                for t in lag..n {
                    *cell += weight
                        * (scores[t][a] * scores[t - lag][b] + scores[t - lag][a] * scores[t][b]);
                }
            }
        }
    }
    let mut moments = Symmetric::zeros(k);
    for p in points {
        moments.add_dense_outer(&p.columns, p.weight);
    }
    let inverse = Factor::new(&moments, &[0, 1, 2], 0.0).inverse();
    let bread: Vec<Vec<f64>> = (0..k)
        .map(|i| (0..k).map(|j| inverse.get(i, j)).collect())
        .collect();
    sandwich(&bread, &filling, as_f64(n) / as_f64(n - k))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_newey_west_covariance_is_its_definition(seed in 0_u64..1000, n in 12_usize..60) {
        let points = series(n, 0.3, seed);
        let fit = serial_regression(&points).unwrap().unwrap();
        let expected = by_definition(&points, &fit);
        for (row, expected) in fit.newey_west.iter().zip(&expected) {
            for (got, expected) in row.iter().zip(expected) {
                prop_assert!((got - expected).abs() <= 1e-9 * expected.abs().max(1e-9));
            }
        }
    }
}

/// Without correlation the autoregressive covariance is that of ordinary least squares.
#[test]
fn errors_that_do_not_hang_together_give_the_ordinary_covariance() {
    let mut points = series(20, 0.0, 4);
    // Alternating residuals: their correlation is below zero, so none is assumed.
    for (i, point) in points.iter_mut().enumerate() {
        point.weight = 1.0;
        point.value = if i % 2 == 0 { 1.0 } else { -1.0 };
    }
    let fit = serial_regression(&points).unwrap().unwrap();
    assert!(fit.residual_autocorrelation < -0.5);
    assert!(fit.estimated_autocorrelation.abs() < 1e-15);
    assert!((fit.autocorrelation - 0.3 / 20.0_f64.sqrt()).abs() < 1e-12);
    let residual = |p: &SerialPoint| p.value - dot(&p.columns, &fit.coefficients);
    let variance = points.iter().map(|p| residual(p).powi(2)).sum::<f64>() / 17.0;
    let mut moments = Symmetric::zeros(3);
    for p in &points {
        moments.add_dense_outer(&p.columns, 1.0);
    }
    let inverse = Factor::new(&moments, &[0, 1, 2], 0.0).inverse();
    let bread: Vec<Vec<f64>> = (0..3)
        .map(|i| (0..3).map(|j| inverse.get(i, j)).collect())
        .collect();
    let x: Vec<Vec<f64>> = points.iter().map(|p| p.columns.clone()).collect();
    let steps: Vec<i64> = points.iter().map(|p| p.step).collect();
    let series = Series {
        x: &x,
        steps: &steps,
        projected: x.iter().map(|row| times(&bread, row)).collect(),
    };
    let (trace, freedom) = series.freedom(0.0);
    assert!((trace - 17.0).abs() < 1e-9 && (freedom - 17.0).abs() < 1e-9);
    let at_zero = sandwich(&bread, &series.spread(0.0), variance);
    let expected = variance * inverse.get(2, 2);
    assert!((at_zero[2][2] / expected - 1.0).abs() < 1e-9);
    // With the surcharge errors are larger, by little.
    let ratio = fit.autoregressive[2][2] / expected;
    assert!(ratio > 1.0 && ratio < 1.3, "{ratio}");
}

/// The expectation of the residuals' correlation, by traces of whole matrices.
#[test]
fn the_correction_of_the_autocorrelation_is_its_definition() {
    // Of these draws, the first whose correlation lies inside the bounds.
    let mut draws = (0..50).map(|seed| series(15, 0.6, seed));
    let inside = |points: &Vec<SerialPoint>| {
        let fit = serial_regression(points).unwrap().unwrap();
        (0.05..0.9).contains(&fit.estimated_autocorrelation)
    };
    let points = draws.find(inside).unwrap();
    let fit = serial_regression(&points).unwrap().unwrap();
    let related = fit.estimated_autocorrelation;
    let n = points.len();
    let x: Vec<Vec<f64>> = points
        .iter()
        .map(|p| p.columns.iter().map(|c| c * p.weight.sqrt()).collect())
        .collect();
    let mut moments = Symmetric::zeros(3);
    for row in &x {
        moments.add_dense_outer(row, 1.0);
    }
    let inverse = Factor::new(&moments, &[0, 1, 2], 0.0).inverse();
    let product = |a: &[Vec<f64>], b: &[Vec<f64>]| -> Vec<Vec<f64>> {
        (0..n)
            .map(|i| {
                (0..n)
                    .map(|j| (0..n).map(|l| a[i][l] * b[l][j]).sum())
                    .collect()
            })
            .collect()
    };
    let matrix = |of: &dyn Fn(usize, usize) -> f64| -> Vec<Vec<f64>> {
        (0..n).map(|i| (0..n).map(|j| of(i, j)).collect()).collect()
    };
    let m = matrix(&|i, j| {
        let hat: f64 = (0..3)
            .flat_map(|a| (0..3).map(move |b| (a, b)))
            .map(|(a, b)| x[i][a] * inverse.get(a, b) * x[j][b])
            .sum();
        f64::from(u8::from(i == j)) - hat
    });
    let v = matrix(&|i, j| related.powi(i32::try_from(i.abs_diff(j)).unwrap()));
    let s = matrix(&|i, j| if i.abs_diff(j) == 1 { 0.5 } else { 0.0 });
    let trace = |a: &[Vec<f64>]| -> f64 { (0..n).map(|i| a[i][i]).sum() };
    let mv = product(&m, &v);
    let expected = trace(&product(&product(&product(&m, &s), &m), &v)) / trace(&mv);
    assert!((expected - fit.residual_autocorrelation).abs() < 1e-9);
    let freedom = trace(&mv).powi(2) / trace(&product(&mv, &mv));
    assert!(fit.degrees_of_freedom < freedom && fit.degrees_of_freedom > 0.8 * freedom);
}

#[test]
fn columns_that_overlap_and_points_without_weight_are_told() {
    let mut points = series(10, 0.0, 1);
    for point in &mut points {
        point.columns[2] = 2.0 * point.columns[1];
    }
    assert_eq!(serial_regression(&points).unwrap(), None);
    assert_eq!(serial_regression(&series(3, 0.0, 1)).unwrap(), None);
    points[4].weight = 0.0;
    assert!(serial_regression(&points).is_err());
    points[4].weight = 1.0;
    points[4].columns.pop();
    assert!(serial_regression(&points).is_err());
}

#[test]
fn a_week_that_is_missing_is_a_gap_and_no_neighbour() {
    let mut points = series(24, 0.5, 3);
    let whole = serial_regression(&points).unwrap().unwrap();
    points.remove(10);
    let gap = serial_regression(&points).unwrap().unwrap();
    for point in &mut points[10..] {
        point.step -= 1;
    }
    let closed = serial_regression(&points).unwrap().unwrap();
    assert!((gap.residual_autocorrelation - closed.residual_autocorrelation).abs() > 1e-9);
    assert!((whole.coefficients[0] - gap.coefficients[0]).abs() < 1.0);
}
