use super::case_mix::{CaseMix, Expectation, mean_of};
use super::error::Error;
use super::variance::{Variances, variances};
use crate::stats::{normal_margin, random_effects};
use crate::units::{Interval, Probability};

/// How the scores of one person or team differ from what their contacts let expect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Contacts that others have the like of; the rest cannot be compared.
    pub n_compared: usize,
    /// Mean expectation, from the contacts of all others.
    pub expected: f64,
    /// Observed minus expected, with the interval of this one alone.
    pub raw: Interval,
    /// Observed minus expected, drawn towards zero by n/(n + k), with an interval that also carries the
    /// doubt about how much people differ at all.
    pub shrunk: Interval,
    /// What may be said of it.
    pub standing: Standing,
}

/// What may be said of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Above what was expected, beyond chance.
    Above,
    /// Below what was expected, beyond chance.
    Below,
    /// Not to be told from chance.
    Indistinct,
}

/// Contacts of one person or team.
#[derive(Debug, Clone, Default)]
pub(super) struct Group {
    /// Rows with the part that is theirs.
    pub(super) rows: Vec<(usize, f64)>,
}

impl Group {
    pub(super) fn places(&self) -> Vec<usize> {
        self.rows.iter().map(|row| row.0).collect()
    }
}

/// Compares every group with what the contacts of all others let expect of its contacts.
///
/// The model of expectation is linear in the values of the mix, has no term for people, and leaves out
/// the contacts of the one it is for: otherwise a person with many contacts would be held against
/// themselves. Expectation and observation then are independent, and their variances add up.
///
/// The interval of a shrunk difference is that of `stats::random_effects`, which does not take the
/// variance between people as known; with two groups, which say too little of it, it is the raw one.
pub(super) fn compare(
    mix: &CaseMix,
    groups: &[Group],
    level: Probability,
) -> Result<(Option<Variances>, Vec<Option<Difference>>), Error> {
    let nothing = vec![None; groups.len()];
    let owned = main_groups(groups, mix.rows.len());
    let Some(variances) = variances(mix, &owned) else {
        return Ok((None, nothing));
    };
    let whole = mix.moments(0..mix.rows.len());
    let raw: Vec<Option<(Raw, f64)>> = groups
        .iter()
        .map(|group| {
            let mut others = whole.clone();
            others.merge_scaled(&mix.moments(group.places()), -1.0);
            let raw = raw_difference(mix, group, &Expectation::fit(&others)?)?;
            let variance = raw.doubt * variances.within;
            Some((raw, variance))
        })
        .collect();
    let known: Vec<(f64, f64)> = raw
        .iter()
        .flatten()
        .map(|(raw, variance)| (raw.difference, *variance))
        .collect();
    let pooled = if known.len() > 2 {
        random_effects(&known, level)?.pooled
    } else {
        None
    };
    let mut pooled = pooled.into_iter().flat_map(|pooled| pooled.shrunk);
    let margin = normal_margin(level);
    let are_told_apart = variances.p_value.get() <= 1.0 - level.get();
    let differences = raw.into_iter().map(|one| {
        let (one, variance) = one?;
        let reach = margin * variance.sqrt();
        let raw = Interval {
            low: one.difference - reach,
            estimate: one.difference,
            high: one.difference + reach,
            level,
        };
        let estimate = one.difference * variances.kept(one.weight);
        let around = pooled.next().unwrap_or(raw);
        let shrunk = Interval {
            low: around.low.min(estimate),
            estimate,
            high: around.high.max(estimate),
            level,
        };
        let standing = match (are_told_apart, shrunk.contains(0.0)) {
            (true, false) if estimate > 0.0 => Standing::Above,
            (true, false) => Standing::Below,
            _ => Standing::Indistinct,
        };
        Some(Difference {
            n_compared: one.n,
            expected: one.expected,
            raw,
            shrunk,
            standing,
        })
    });
    Ok((Some(variances), differences.collect()))
}

/// A difference before anything is said of its doubt.
struct Raw {
    n: usize,
    weight: f64,
    difference: f64,
    expected: f64,
    /// Variance, in variances of one contact.
    doubt: f64,
}

fn raw_difference(mix: &CaseMix, group: &Group, expectation: &Expectation) -> Option<Raw> {
    let (mut weight, mut squares, mut observed, mut expected) = (0.0, 0.0, 0.0, 0.0);
    let mut away = vec![0.0; mix.n_columns + 1];
    let mut n = 0;
    for &(row, part) in &group.rows {
        let Some(value) = expectation.of(&mix.rows[row]) else {
            continue;
        };
        n += 1;
        weight += part;
        squares += part * part;
        observed += part * mix.response[row];
        expected += part * value;
        for (sum, one) in away.iter_mut().zip(expectation.away(&mix.rows[row])) {
            *sum += part * one;
        }
    }
    // With less than half of the contacts compared the rest would decide.
    if n == 0 || 2 * n < group.rows.len() {
        return None;
    }
    Some(Raw {
        n,
        weight,
        difference: (observed - expected) / weight,
        expected: expected / weight,
        doubt: squares / (weight * weight) + expectation.doubt(&mean_of(&away, weight)),
    })
}

/// Every row under the one group that has the largest part of it, the first of equals.
fn main_groups(groups: &[Group], n_rows: usize) -> Vec<Vec<usize>> {
    let mut best: Vec<Option<(usize, f64)>> = vec![None; n_rows];
    for (at, group) in groups.iter().enumerate() {
        for &(row, part) in &group.rows {
            if best[row].is_none_or(|(_, most)| part > most) {
                best[row] = Some((at, part));
            }
        }
    }
    let mut owned = vec![Vec::new(); groups.len()];
    for (row, best) in best.into_iter().enumerate() {
        if let Some((at, _)) = best {
            owned[at].push(row);
        }
    }
    owned
}
