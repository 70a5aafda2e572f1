use super::{Error, Rows};
use crate::units::as_f64;
use std::cmp::Ordering;

/// The weighted mean of the outcome and the outcomes about it.
pub(super) fn centred_outcome(rows: &Rows) -> Result<(f64, Vec<f64>), Error> {
    let first = rows.y[0];
    if rows
        .y
        .iter()
        .all(|y| y.total_cmp(&first) == Ordering::Equal)
    {
        return Err(Error::ConstantOutcome {
            n_rows: rows.n_observations(),
            value: first,
        });
    }
    let (mut weight, mut sum) = (0.0, 0.0);
    for (row, y) in rows.y.iter().enumerate() {
        let mass = rows.weight[row] * as_f64(rows.count[row]);
        weight += mass;
        sum += mass * (y - first);
    }
    let mean = first + sum / weight;
    Ok((mean, rows.y.iter().map(|y| y - mean).collect()))
}

/// Per column the value of more than half of the observations, else the mean.
pub(super) fn origins(rows: &Rows) -> Vec<f64> {
    let n: usize = rows.count.iter().sum();
    let mut present = vec![0usize; rows.n_columns];
    for row in 0..rows.len() {
        for &(column, _) in rows.entries(row) {
            present[column as usize] += rows.count[row];
        }
    }
    // Most columns are mostly zero, and nothing more is to be known of them.
    if present.iter().all(|present| 2 * present <= n) {
        return vec![0.0; rows.n_columns];
    }
    // Zero needs no second look; other majorities are found by Boyer & Moore's vote, then counted.
    let mut votes = vec![(0.0f64, 0usize); rows.n_columns];
    let mut sums = vec![0.0; rows.n_columns];
    for row in 0..rows.len() {
        for &(column, value) in rows.entries(row) {
            let count = rows.count[row];
            let (candidate, lead) = &mut votes[column as usize];
            if candidate.total_cmp(&value) == Ordering::Equal {
                *lead += count;
            } else if *lead < count {
                (*candidate, *lead) = (value, count - *lead);
            } else {
                *lead -= count;
            }
            sums[column as usize] += value * as_f64(count);
        }
    }
    let mut supporters = vec![0usize; rows.n_columns];
    for row in 0..rows.len() {
        for &(column, value) in rows.entries(row) {
            if votes[column as usize].0.total_cmp(&value) == Ordering::Equal {
                supporters[column as usize] += rows.count[row];
            }
        }
    }
    (0..rows.n_columns)
        .map(|column| {
            if 2 * present[column] <= n {
                0.0
            } else if 2 * supporters[column] > n {
                votes[column].0
            } else {
                sums[column] / as_f64(n)
            }
        })
        .collect()
}

/// Per column the largest distance from its origin; 0 exactly when the column is constant.
pub(super) fn scales(rows: &Rows, origins: &[f64]) -> Vec<f64> {
    let mut scales = vec![0.0f64; rows.n_columns];
    let mut n_present = vec![0usize; rows.n_columns];
    for row in 0..rows.len() {
        for &(column, value) in rows.entries(row) {
            let at = column as usize;
            scales[at] = scales[at].max((value - origins[at]).abs());
            n_present[at] += 1;
        }
    }
    for (column, scale) in scales.iter_mut().enumerate() {
        if n_present[column] < rows.len() {
            *scale = scale.max(origins[column].abs());
        }
    }
    scales
}
