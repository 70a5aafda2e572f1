use crate::drivers::{Design, DropReason, Error, Fit, Group};
use crate::stats::percentile_interval;
use crate::units::{Interval, Probability};

/// A fitted model of one period, with what is needed to compare it.
///
/// Periods are taken to be independent: a customer who answers in both makes differences more or
/// less certain than stated, which is for the caller to say.
#[derive(Debug, Clone, Copy)]
pub struct Period<'a> {
    /// The rows that were fitted.
    pub design: &'a Design,
    /// Their fit.
    pub fit: &'a Fit,
    /// What the outcome is: question, scale and direction, in words that are the same exactly when
    /// the outcomes can be compared.
    pub definition: &'a str,
}

/// One of two periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichPeriod {
    /// The earlier.
    First,
    /// The later.
    Second,
}

impl WhichPeriod {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
        }
    }
}

/// Whether a column has a coefficient in both periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    InBoth,
    Only(WhichPeriod),
    InNeither,
}

/// Refuses periods that cannot be compared; says per column in which of them it has a coefficient.
pub(super) fn comparable(first: &Period<'_>, second: &Period<'_>) -> Result<Vec<Known>, Error> {
    for period in [first, second] {
        belongs(period.fit, period.design)?;
    }
    same_definition(first.definition, second.definition)?;
    same_columns(
        (first.design.columns(), first.design.groups()),
        (second.design.columns(), second.design.groups()),
    )?;
    (0..first.design.columns().len())
        .map(|column| {
            let reason = |period: &Period<'_>| {
                let mut dropped = period.fit.diagnosis.dropped.iter();
                dropped
                    .find(|dropped| dropped.column == column)
                    .map(|dropped| dropped.reason)
            };
            let overlaps = |reason| reason == Some(DropReason::Collinear);
            let (one, other) = (reason(first), reason(second));
            if overlaps(one) != overlaps(other) {
                let period = if overlaps(one) {
                    WhichPeriod::First
                } else {
                    WhichPeriod::Second
                };
                return Err(Error::CollinearInOnePeriod {
                    column: first.design.columns()[column].clone(),
                    period: period.word(),
                });
            }
            Ok(match (one, other) {
                (None, None) => Known::InBoth,
                (None, Some(_)) => Known::Only(WhichPeriod::First),
                (Some(_), None) => Known::Only(WhichPeriod::Second),
                (Some(_), Some(_)) => Known::InNeither,
            })
        })
        .collect()
}

/// Refuses a fit of another design, as far as their sizes tell.
pub(super) fn belongs(fit: &Fit, design: &Design) -> Result<(), Error> {
    let refuse = |what, got, expected| {
        Err(Error::Shape {
            what,
            got,
            expected,
        })
    };
    if fit.columns.len() != design.columns().len() {
        return refuse(
            "the list of fitted columns",
            fit.columns.len(),
            design.columns().len(),
        );
    }
    if fit.diagnosis.n_observations != design.n_observations() {
        return refuse(
            "the list of fitted observations",
            fit.diagnosis.n_observations,
            design.n_observations(),
        );
    }
    Ok(())
}

pub(super) fn same_definition(first: &str, second: &str) -> Result<(), Error> {
    if first == second {
        return Ok(());
    }
    Err(Error::OutcomeDefinition {
        first: first.to_owned(),
        second: second.to_owned(),
    })
}

/// Refuses models with other columns or groups, naming the first difference.
pub(super) fn same_columns(
    first: (&[String], &[Group]),
    second: (&[String], &[Group]),
) -> Result<(), Error> {
    let name = |columns: &[String], at| columns.get(at).cloned();
    differ("column", first.0.len(), second.0.len(), |at| {
        (name(first.0, at), name(second.0, at))
    })?;
    let describe = |groups: &[Group], at: usize| {
        let group = groups.get(at)?;
        Some(format!(
            "{} {:?} {:?}",
            group.name, group.role, group.columns
        ))
    };
    differ("group", first.1.len(), second.1.len(), |at| {
        (describe(first.1, at), describe(second.1, at))
    })
}

fn differ(
    what: &'static str,
    n_first: usize,
    n_second: usize,
    at: impl Fn(usize) -> (Option<String>, Option<String>),
) -> Result<(), Error> {
    let different = (0..n_first.max(n_second)).find_map(|position| {
        let (first, second) = at(position);
        (first != second).then_some((position, first, second))
    });
    let Some((position, first, second)) = different else {
        return Ok(());
    };
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "nothing".to_owned());
    Err(Error::ModelsDiffer {
        what,
        position,
        first: or_none(first),
        second: or_none(second),
    })
}

/// Pairs replicates of two fits so that the two of a pair are independent.
///
/// Replicate `i` of every fit with the same seed draws from the same stream, and rows are sorted by
/// their predictors: pairing `i` with `i` would make the two models move together and intervals of
/// their difference far too narrow. The mirror image, first with last, pairs different streams
/// (except the middle one of an odd number) and is the same when the periods are swapped.
pub(super) fn mirrored(n_first: usize, n_second: usize) -> impl Iterator<Item = (usize, usize)> {
    let n = n_first.min(n_second);
    (0..n).map(move |i| (i, n - 1 - i))
}

/// The percentile interval of a difference over paired replicates.
pub(super) fn difference_interval(
    first: &[f64],
    second: &[f64],
    estimate: f64,
    level: Probability,
) -> Result<Interval, Error> {
    let differences = mirrored(first.len(), second.len())
        .map(|(i, j)| second[j] - first[i])
        .collect();
    Ok(percentile_interval(differences, estimate, level)?)
}
