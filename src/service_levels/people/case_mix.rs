use super::contact::Contacts;
use crate::stats::{Factor, Mass, Moments, Symmetric};
use crate::units::as_f64;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Values of a held column with fewer contacts count as one, "other".
const LEAST_CONTACTS: usize = 5;

/// A column with less than this of its own, as a part of its variance, is known from the others.
const TOLERANCE: f64 = 1e-9;

/// A contact whose mix leaves more than this unexplained is like none of the others.
const UNKNOWN: f64 = 1e-6;

/// What kind of contacts there are, as columns of 0 and 1, and a response.
#[derive(Debug)]
pub(super) struct CaseMix {
    /// Columns that are 1, per contact.
    pub(super) rows: Vec<Vec<(u32, f64)>>,
    pub(super) n_columns: usize,
    pub(super) response: Vec<f64>,
}

/// What the contacts of others let expect.
#[derive(Debug)]
pub(super) struct Expectation {
    mean: f64,
    means: Vec<f64>,
    slopes: Vec<f64>,
    factor: Factor,
    /// Per column that follows from others: how.
    follows: Vec<(usize, Vec<f64>)>,
    n: f64,
}

impl CaseMix {
    /// Columns for the values of what is held constant.
    pub(super) fn new(contacts: &Contacts, which: &[usize], response: Vec<f64>) -> Self {
        let mut counts: BTreeMap<(usize, &Arc<str>), usize> = BTreeMap::new();
        for &at in which {
            for (column, values) in contacts.contacts[at].mix.iter().enumerate() {
                for value in values {
                    *counts.entry((column, value)).or_default() += 1;
                }
            }
        }
        let mut columns: BTreeMap<(usize, Option<&Arc<str>>), u32> = BTreeMap::new();
        let is_common = |key: &(usize, &Arc<str>)| counts[key] >= LEAST_CONTACTS;
        let name = |key: (usize, &'_ Arc<str>)| (key.0, is_common(&key));
        let mut rows = Vec::new();
        for &at in which {
            let mut row: Vec<(u32, f64)> = Vec::new();
            for (column, values) in contacts.contacts[at].mix.iter().enumerate() {
                for value in values {
                    let (column, common) = name((column, value));
                    let key = (column, common.then_some(value));
                    let next = u32::try_from(columns.len()).unwrap_or(u32::MAX);
                    let place = *columns.entry(key).or_insert(next);
                    if row.iter().all(|(known, _)| *known != place) {
                        row.push((place, 1.0));
                    }
                }
            }
            row.sort_unstable_by_key(|entry| entry.0);
            rows.push(row);
        }
        Self {
            rows,
            n_columns: columns.len(),
            response,
        }
    }

    /// Moments of some of the contacts.
    pub(super) fn moments(&self, rows: impl IntoIterator<Item = usize>) -> Moments {
        let mut moments = Moments::new(self.n_columns);
        for row in rows {
            let mut mass = Mass::default();
            mass.add(1.0, self.response[row]);
            moments.add(&self.rows[row], mass);
        }
        moments
    }
}

impl Expectation {
    /// Fits the response on the mix; `None` without contacts.
    pub(super) fn fit(moments: &Moments) -> Option<Self> {
        if moments.weight() < 0.5 {
            return None;
        }
        let centred = moments.centred();
        let p = moments.n_predictors();
        let mut means = moments.means();
        let mean = means.pop().unwrap_or(0.0);
        let factor = factor(&centred, p);
        let column = |j: usize| -> Vec<f64> { (0..=p).map(|i| centred.get(i, j)).collect() };
        let slopes = factor.solve(&column(p));
        let dropped = factor.dropped().iter();
        let follows = dropped.map(|&j| (j, factor.solve(&column(j)))).collect();
        Some(Self {
            mean,
            means,
            slopes,
            factor,
            follows,
            n: moments.weight(),
        })
    }

    /// What is expected of a contact; `None` where no other contact tells.
    pub(super) fn of(&self, row: &[(u32, f64)]) -> Option<f64> {
        let away = self.away(row);
        let is_unknown = self.follows.iter().any(|(column, how)| {
            let followed: f64 = how.iter().zip(&away).map(|(a, b)| a * b).sum();
            (away[*column] - followed).abs() > UNKNOWN
        });
        let moved: f64 = self.slopes.iter().zip(&away).map(|(a, b)| a * b).sum();
        (!is_unknown).then_some(self.mean + moved)
    }

    /// Distance of a contact from the mean mix, the response's place 0.
    pub(super) fn away(&self, row: &[(u32, f64)]) -> Vec<f64> {
        let mut away: Vec<f64> = self.means.iter().map(|mean| -mean).collect();
        for &(column, value) in row {
            away[column as usize] += value;
        }
        away.push(0.0);
        away
    }

    /// Variance of a mean expectation at this mean distance, in variances of one contact.
    pub(super) fn doubt(&self, away: &[f64]) -> f64 {
        let solved = self.factor.solve(away);
        let leverage: f64 = solved.iter().zip(away).map(|(a, b)| a * b).sum();
        1.0 / self.n + leverage.max(0.0)
    }
}

/// Factor of the predictors, the response left out.
pub(super) fn factor(centred: &Symmetric, n_predictors: usize) -> Factor {
    let sequence: Vec<usize> = (0..n_predictors).collect();
    Factor::new(centred, &sequence, TOLERANCE)
}

/// What the predictors leave of the sum of squares of the response, and their rank.
pub(super) fn left_over(centred: &Symmetric) -> (f64, usize) {
    let p = centred.order() - 1;
    let factor = factor(centred, p);
    let cross: Vec<f64> = (0..=p).map(|i| centred.get(i, p)).collect();
    let slopes = factor.solve(&cross);
    let explained: f64 = slopes[..p].iter().zip(&cross).map(|(a, b)| a * b).sum();
    (
        (centred.get(p, p) - explained).max(0.0),
        factor.kept().len(),
    )
}

/// Mean of distances.
pub(super) fn mean_of(sum: &[f64], weight: f64) -> Vec<f64> {
    sum.iter().map(|value| value / weight).collect()
}

/// Number of rows as a float, for sums of weights.
pub(super) fn count(rows: &[usize]) -> f64 {
    as_f64(rows.len())
}
