//! Designs that several test files need.

use super::{Design, Group, Options, Resampling, Role, Row, Rows};
use crate::development_data;
use crate::stats::draw::{below, normal, uniform};
use crate::stats::{Factor, Symmetric, generator};
use crate::units::as_u32;
use ndarray::{Array1, Array2};
use std::io::Read;

pub(super) fn driver(name: &str, columns: &[usize]) -> Group {
    Group {
        name: name.to_owned(),
        columns: columns.to_vec(),
        role: Role::Driver,
    }
}

pub(super) fn control(name: &str, columns: &[usize]) -> Group {
    Group {
        role: Role::Control,
        ..driver(name, columns)
    }
}

/// One driver group per column.
pub(super) fn single_groups(p: usize) -> Vec<Group> {
    (0..p).map(|j| driver(&format!("g{j}"), &[j])).collect()
}

pub(super) fn names(p: usize) -> Vec<String> {
    (0..p).map(|j| format!("x{j}")).collect()
}

pub(super) fn without_replicates() -> Options {
    Options {
        resampling: Resampling::Off,
        ..Options::default()
    }
}

pub(super) fn bayesian(n_replicates: usize) -> Options {
    Options {
        resampling: Resampling::Bayesian {
            n_replicates,
            importance_limit: 12,
        },
        ..Options::default()
    }
}

/// A table with a header, from the shared data folder; `None` where that is missing. A word in it is
/// read as NaN, which a design refuses.
pub(super) fn shared_table(name: &str) -> Option<(Vec<String>, Array2<f64>)> {
    let path = development_data::file(name)?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    let rows: Vec<Vec<f64>> = reader
        .records()
        .map(|record| {
            record
                .unwrap()
                .iter()
                .map(|v| v.parse().unwrap_or(f64::NAN))
                .collect()
        })
        .collect();
    let shape = (rows.len(), rows[0].len());
    let values = rows.into_iter().flatten().collect();
    Some((header, Array2::from_shape_vec(shape, values).unwrap()))
}

/// Rows whose sample correlations are exactly those asked for, response last.
///
/// Columns of an 8 by 8 Hadamard matrix are uncorrelated with mean zero; the Cholesky factor of the
/// correlations mixes them.
pub(super) fn rows_with_correlation(correlation: &Array2<f64>) -> Rows {
    let order = correlation.nrows();
    assert!(order < 8);
    let matrix = Symmetric::from_full(correlation).unwrap();
    let sequence: Vec<usize> = (0..order).collect();
    assert!(Factor::new(&matrix, &sequence, 1e-12).dropped().is_empty());
    let mut lower = Array2::<f64>::zeros((order, order));
    for i in 0..order {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| lower[[i, k]] * lower[[j, k]]).sum();
            let rest = correlation[[i, j]] - known;
            lower[[i, j]] = if i == j {
                rest.sqrt()
            } else {
                rest / lower[[j, j]]
            };
        }
    }
    let hadamard = |row: usize, column: usize| {
        if (row & (column + 1)).count_ones().is_multiple_of(2) {
            1.0
        } else {
            -1.0
        }
    };
    // Sixteen rows, so that there are degrees of freedom.
    let data = Array2::from_shape_fn((16, order), |(row, i)| {
        (0..=i)
            .map(|k| lower[[i, k]] * hadamard(row % 8, k))
            .sum::<f64>()
    });
    let y = data.column(order - 1).to_owned();
    let x = Array2::from_shape_fn((16, order - 1), |(row, j)| data[[row, j]]);
    Rows::from_dense(&x, &y).unwrap()
}

/// Shares of six topics for [`random_rows`]; one is held by most rows.
pub(super) const DRAWN_SHARES: [f64; 6] = [0.3, 0.2, 0.1, 0.6, 0.05, 0.4];
/// Their effects on the outcome.
pub(super) const DRAWN_EFFECTS: [f64; 6] = [-3.0, 1.0, 0.0, 2.0, -5.0, 0.5];

/// Groups over these six topics, one of them a control.
pub(super) fn drawn_groups() -> Vec<Group> {
    vec![
        driver("a", &[0, 1]),
        driver("b", &[2]),
        driver("c", &[4, 3]),
        control("segment", &[5]),
    ]
}

/// Random topics of 0 and 1 with the given shares, some columns correlated, effects and noise.
pub(super) fn random_rows(n: usize, shares: &[f64], effects: &[f64], seed: u64) -> Rows {
    let mut source = generator(seed, 0);
    let mut rows = Rows::new(shares.len());
    for row in 0..n {
        let mood = uniform(&mut source);
        let x: Vec<(usize, f64)> = shares
            .iter()
            .enumerate()
            .filter(|(_, share)| uniform(&mut source) < **share * (0.5 + mood))
            .map(|(column, _)| (column, 1.0))
            .collect();
        let level: f64 = x.iter().map(|&(column, _)| effects[column]).sum();
        rows.push(Row {
            weight: [0.5, 1.0, 2.0][below(&mut source, 3)],
            cluster: (row % 3 == 0).then(|| as_u32(row / 9)),
            ..Row::new(&x, 2.0f64.mul_add(normal(&mut source), level).round())
        });
    }
    rows
}

pub(super) fn dense_design(x: &Array2<f64>, y: &Array1<f64>, groups: Vec<Group>) -> Design {
    let rows = Rows::from_dense(x, y).unwrap();
    Design::new(rows, names(x.ncols()), groups).unwrap()
}

/// The 60 rows of `tests/golden/asymmetry_drivers.R`: topics a, b and c, with outcome
/// 50 + `effects` of a and b + a rest.
pub(super) fn formula_rows(
    effects: [f64; 2],
    weight: fn(usize) -> f64,
    cluster: fn(usize) -> Option<u32>,
) -> Rows {
    let mut rows = Rows::new(3);
    for i in 0..60usize {
        let has = [
            (7 * i + i * i) % 10 < 3,
            (3 * i + i * i * i) % 11 < 4,
            (i * i + 5) % 13 < 5,
        ];
        let x: Vec<(usize, f64)> = (0..3).filter(|&j| has[j]).map(|j| (j, 1.0)).collect();
        let level: f64 = (0..2).filter(|&j| has[j]).map(|j| effects[j]).sum();
        let rest = f64::from(as_u32((3 * i * i + 11 * i) % 17));
        rows.push(Row {
            weight: weight(i),
            cluster: cluster(i),
            ..Row::new(&x, 50.0 + level + rest)
        });
    }
    rows
}

/// Weights 1 to 4 of [`formula_rows`].
pub(super) fn formula_weight(i: usize) -> f64 {
    f64::from(as_u32(1 + i % 4))
}

/// Twelve clusters of [`formula_rows`].
#[expect(
    clippy::unnecessary_wraps,
    reason = "it stands beside rows without cluster"
)]
pub(super) fn formula_cluster(i: usize) -> Option<u32> {
    Some(as_u32(i % 12))
}
