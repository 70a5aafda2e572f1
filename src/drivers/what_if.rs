use super::scale::TheoreticalScale;
use super::{Design, Error, Fit, Replicates, Role};
use crate::stats::percentile_interval;
use crate::units::{Interval, Probability};

/// What is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lever {
    /// One column of the design.
    Column(usize),
    /// All columns of one group of the design.
    Group(usize),
}

/// How it is changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// This part of the mentions no longer happens. For columns from 0 to 1.
    RemoveMentions {
        /// The part, 1 for all.
        fraction: Probability,
    },
    /// The mean of each column moves by this much, as far as its scale allows.
    ShiftMean {
        /// Units of the column.
        by: f64,
        /// The ends of the column's scale.
        scale: TheoreticalScale,
    },
    /// The mean of each column moves to this value.
    MoveMeanTo {
        /// The value, on the scale.
        target: f64,
        /// The ends of the column's scale.
        scale: TheoreticalScale,
    },
}

/// What must hold for a computed change to be a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assumption {
    /// That the columns move the outcome as strongly as they go along with it.
    CausalAssociation,
}

impl Assumption {
    /// The sentence to print beside every figure that rests on the assumption.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::CausalAssociation => {
                "the mean outcome would change by this much if the association were causal \
                 and everything else stayed as it is"
            }
        }
    }
}

/// An end of a scale at which a change had to stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// The mean of a column reached the end of its scale.
    Column {
        /// Index of the column.
        column: usize,
        /// The end.
        end: f64,
    },
    /// The mean outcome reached the end of its scale; a straight line has left its range.
    Outcome {
        /// The end.
        end: f64,
    },
}

/// How the mean outcome would change, were the association causal.
#[derive(Debug, Clone, PartialEq)]
pub struct WhatIf {
    /// Mean outcome as it is.
    pub mean_before: f64,
    /// Mean outcome after the change, within its scale.
    pub mean_after: f64,
    /// After minus before.
    pub difference: f64,
    /// Percentile interval of the difference, with coefficients, means and shares drawn together;
    /// `None` without replicates.
    pub interval: Option<Interval>,
    /// Where the change of the means of the data had to stop.
    pub limits: Vec<Limit>,
    /// Columns of the lever without coefficient, which count as without effect.
    pub left_out: Vec<usize>,
    /// What the figure rests on.
    pub assumption: Assumption,
}

/// Computes by how much the mean outcome would change: Σ coefficient · change of the column's mean.
///
/// Removing the part φ of the mentions of a column gives −φ · coefficient · mean. Everything is
/// linear: twice the change has twice the effect until an end of a scale is reached.
///
/// # Errors
///
/// [`Error::OutsideScale`] when the data or a target leave their scale, [`Error::NotMention`] when
/// mentions are removed from a column that is not from 0 to 1, [`Error::LeftOut`] when no column of
/// the lever has a coefficient, [`Error::Index`] for a lever that does not exist, [`Error::Shape`]
/// when the fit is not of this design, [`Error::Number`] for a shift that is not finite.
///
/// # Examples
///
/// ```
/// use signaal::drivers::{
///     Change, Design, Group, Lever, Options, Role, Row, Rows, TheoreticalScale, fit, what_if,
/// };
/// use signaal::units::Probability;
///
/// let mut rows = Rows::new(1);
/// for (waited, y) in [(1.0, 2.0), (1.0, 4.0), (0.0, 8.0), (0.0, 6.0)] {
///     rows.push(Row::new(&[(0, waited)], y));
/// }
/// let groups = vec![Group { name: "waiting".to_owned(), columns: vec![0], role: Role::Driver }];
/// let design = Design::new(rows, vec!["waiting".to_owned()], groups)?;
/// let fit = fit(&design, &Options::default())?;
/// let half = Change::RemoveMentions { fraction: Probability::saturating(0.5) };
/// let outcome = TheoreticalScale::new(0.0, 10.0)?;
/// let result = what_if(&design, &fit, Lever::Column(0), half, outcome, Probability::saturating(0.9))?;
/// // Half of a share of ½, at −4 per mention.
/// assert!((result.difference - 1.0).abs() < 1e-9);
/// # Ok::<(), signaal::drivers::Error>(())
/// ```
pub fn what_if(
    design: &Design,
    fit: &Fit,
    lever: Lever,
    change: Change,
    outcome: TheoreticalScale,
    level: Probability,
) -> Result<WhatIf, Error> {
    check_fit(design, fit)?;
    outcome.check_outcome(design)?;
    let columns = columns_of(design, lever)?;
    for &column in &columns {
        check_change(design, column, change)?;
    }
    let has_coefficient = |column: &usize| fit.columns[*column].estimate.is_some();
    let (moved, left_out): (Vec<usize>, Vec<usize>) =
        columns.iter().copied().partition(has_coefficient);
    if moved.is_empty() {
        let column = columns.first().map(|&c| design.columns()[c].clone());
        return Err(Error::LeftOut {
            column: column.unwrap_or_default(),
        });
    }

    let mut limits = Vec::new();
    let mut before_ends = fit.mean_outcome;
    for &column in &moved {
        let mean = fit.columns[column].mean;
        let coefficient = fit.columns[column].estimate.map_or(0.0, |e| e.value);
        before_ends += coefficient * (change.moved_mean(mean) - mean);
        if let Some(end) = change.reached_end(mean) {
            limits.push(Limit::Column { column, end });
        }
    }
    let mean_after = outcome.clamped(before_ends);
    if (mean_after - before_ends).abs() > 1e-12 * outcome.span().abs() {
        limits.push(Limit::Outcome { end: mean_after });
    }
    let difference = mean_after - fit.mean_outcome;
    let interval = fit
        .replicates
        .as_ref()
        .map(|drawn| {
            let means = mean_outcomes(design, drawn);
            let differences = means.iter().enumerate().map(|(i, mean)| {
                let effect: f64 = moved
                    .iter()
                    .map(|&column| {
                        let at = drawn.means[[i, column]];
                        drawn.coefficients[[i, column]] * (change.moved_mean(at) - at)
                    })
                    .sum();
                outcome.clamped(mean + effect) - mean
            });
            percentile_interval(differences.collect(), difference, level)
        })
        .transpose()?;
    Ok(WhatIf {
        mean_before: fit.mean_outcome,
        mean_after,
        difference,
        interval,
        limits,
        left_out,
        assumption: Assumption::CausalAssociation,
    })
}

impl Change {
    fn moved_mean(self, mean: f64) -> f64 {
        match self {
            Self::RemoveMentions { fraction } => (1.0 - fraction.get()) * mean,
            Self::ShiftMean { by, scale } => scale.clamped(mean + by),
            Self::MoveMeanTo { target, .. } => target,
        }
    }

    /// The end of the scale that the mean could not pass.
    fn reached_end(self, mean: f64) -> Option<f64> {
        match self {
            Self::ShiftMean { by, scale } => {
                let end = scale.clamped(mean + by);
                let rounding = 1e-12 * scale.span().abs();
                ((mean + by - end).abs() > rounding).then_some(end)
            }
            Self::RemoveMentions { .. } | Self::MoveMeanTo { .. } => None,
        }
    }
}

/// Refuses a fit of another design.
pub(super) fn check_fit(design: &Design, fit: &Fit) -> Result<(), Error> {
    if fit.columns.len() == design.columns().len() {
        Ok(())
    } else {
        Err(Error::Shape {
            what: "the list of fitted columns",
            got: fit.columns.len(),
            expected: design.columns().len(),
        })
    }
}

/// The mean outcome of every replicate.
fn mean_outcomes(design: &Design, drawn: &Replicates) -> Vec<f64> {
    let drivers = design.columns_with(Role::Driver);
    drawn
        .intercepts
        .iter()
        .enumerate()
        .map(|(i, intercept)| {
            let contributed: f64 = drivers
                .iter()
                .map(|&column| drawn.coefficients[[i, column]] * drawn.means[[i, column]])
                .sum();
            intercept + contributed
        })
        .collect()
}

fn columns_of(design: &Design, lever: Lever) -> Result<Vec<usize>, Error> {
    let (what, got, n) = match lever {
        Lever::Column(column) => ("column", column, design.columns().len()),
        Lever::Group(group) => ("group", group, design.groups().len()),
    };
    if got >= n {
        return Err(Error::Index { what, got, n });
    }
    Ok(match lever {
        Lever::Column(column) => vec![column],
        Lever::Group(group) => design.groups()[group].columns.clone(),
    })
}

fn check_change(design: &Design, column: usize, change: Change) -> Result<(), Error> {
    match change {
        Change::RemoveMentions { .. } => {
            let (least, largest) = super::scale::observed_range(design, column)?;
            let wrong = [least, largest]
                .into_iter()
                .find(|value| !(-1e-9..=1.0 + 1e-9).contains(value));
            match wrong {
                None => Ok(()),
                Some(value) => Err(Error::NotMention {
                    column: design.columns()[column].clone(),
                    value,
                }),
            }
        }
        Change::ShiftMean { by, scale } => {
            if !by.is_finite() {
                let what = "a shift of a mean";
                return Err(Error::Number { what, value: by });
            }
            scale.check_column(design, column)
        }
        Change::MoveMeanTo { target, scale } => {
            scale.check("the target of a mean", target)?;
            scale.check_column(design, column)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{
        DRAWN_EFFECTS, DRAWN_SHARES, bayesian, drawn_groups, names, random_rows, single_groups,
        without_replicates,
    };
    use crate::drivers::{Row, Rows, fit};
    use crate::units::as_f64;

    fn scale(worst: f64, best: f64) -> TheoreticalScale {
        TheoreticalScale::new(worst, best).unwrap()
    }

    fn level() -> Probability {
        Probability::saturating(0.95)
    }

    fn remove(fraction: f64) -> Change {
        Change::RemoveMentions {
            fraction: Probability::saturating(fraction),
        }
    }

    #[test]
    fn removing_mentions_takes_their_part_of_the_contribution() {
        let rows = random_rows(500, &DRAWN_SHARES, &DRAWN_EFFECTS, 2);
        let design = Design::new(rows, names(6), drawn_groups()).unwrap();
        let fit = fit(&design, &bayesian(60)).unwrap();
        let outcome = scale(-100.0, 100.0);
        let run = |lever, change| what_if(&design, &fit, lever, change, outcome, level()).unwrap();
        let column = &fit.columns[0];
        let half = run(Lever::Column(0), remove(0.5));
        let expected = -0.5 * column.estimate.unwrap().value * column.mean;
        assert!((half.difference - expected).abs() < 1e-12 * expected.abs());
        assert!(half.limits.is_empty() && half.left_out.is_empty());
        // Linear: all mentions are twice half of them, with twice the interval.
        let all = run(Lever::Column(0), remove(1.0));
        assert!((all.difference / half.difference - 2.0).abs() < 1e-12);
        let (one, two) = (half.interval.unwrap(), all.interval.unwrap());
        assert!((two.high / one.high - 2.0).abs() < 1e-12);
        // Without its mentions a group has contributed nothing, replicate by replicate.
        let group = run(Lever::Group(0), remove(1.0));
        let driver = &fit.drivers[0];
        assert!((group.difference + driver.contribution).abs() < 1e-12);
        let (got, whole) = (
            group.interval.unwrap(),
            driver.contribution_interval.unwrap(),
        );
        assert!((got.low + whole.high).abs() < 1e-9 && (got.high + whole.low).abs() < 1e-9);
        assert_eq!(group.assumption, Assumption::CausalAssociation);
        assert!(
            group
                .assumption
                .sentence()
                .contains("if the association were causal")
        );
        let nothing = run(Lever::Column(0), remove(0.0));
        assert!(nothing.difference.abs() < 1e-15);
    }

    /// Outcome 20 per point of a rating from 1 to 5, plus a little.
    fn rated() -> Design {
        let mut rows = Rows::new(1);
        for i in 0..40usize {
            let rating = as_f64(1 + i % 4);
            let luck = if i % 8 < 4 { 0.5 } else { -0.5 };
            rows.push(Row::new(&[(0, rating)], 20.0f64.mul_add(rating, luck)));
        }
        Design::new(rows, names(1), single_groups(1)).unwrap()
    }

    #[test]
    fn a_rating_moves_as_far_as_its_scale_and_the_outcome_allow() {
        let design = rated();
        let fit = fit(&design, &bayesian(60)).unwrap();
        let stars = scale(1.0, 5.0);
        let run = |change, outcome| {
            what_if(&design, &fit, Lever::Column(0), change, outcome, level()).unwrap()
        };
        let wide = scale(0.0, 200.0);
        // The mean is 2.5: half a point up is worth 10.
        let by = |by| Change::ShiftMean { by, scale: stars };
        let up = run(by(0.5), wide);
        assert!((up.difference - 10.0).abs() < 1e-9 && up.limits.is_empty());
        let far = run(by(4.0), wide);
        assert!((far.difference - 50.0).abs() < 1e-9);
        assert_eq!(
            far.limits,
            vec![Limit::Column {
                column: 0,
                end: 5.0
            }]
        );
        let down = run(by(-4.0), wide);
        assert!((down.difference + 30.0).abs() < 1e-9);
        let target = Change::MoveMeanTo {
            target: 5.0,
            scale: stars,
        };
        assert!((run(target, wide).difference - 50.0).abs() < 1e-9);
        let narrow = run(target, scale(0.0, 90.0));
        assert!((narrow.mean_after - 90.0).abs() < 1e-12);
        assert!((narrow.difference - 40.0).abs() < 1e-9);
        assert_eq!(narrow.limits, vec![Limit::Outcome { end: 90.0 }]);
        let interval = narrow.interval.unwrap();
        assert!(interval.high <= 90.0 - 40.0 && interval.low >= 90.0 - 65.0);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let design = rated();
        let fit = fit(&design, &without_replicates()).unwrap();
        let (stars, wide) = (scale(1.0, 5.0), scale(0.0, 200.0));
        let run = |lever, change, outcome| what_if(&design, &fit, lever, change, outcome, level());
        let column = Lever::Column(0);
        assert!(matches!(
            run(column, remove(0.5), wide),
            Err(Error::NotMention { value, .. }) if value > 1.0
        ));
        let shift = |by, scale| Change::ShiftMean { by, scale };
        assert!(matches!(
            run(column, shift(1.0, scale(1.0, 3.0)), wide),
            Err(Error::OutsideScale { .. })
        ));
        assert!(run(column, shift(f64::NAN, stars), wide).is_err());
        assert!(run(column, shift(1.0, stars), scale(0.0, 10.0)).is_err());
        let target = Change::MoveMeanTo {
            target: 6.0,
            scale: stars,
        };
        assert!(run(column, target, wide).is_err());
        for lever in [Lever::Column(1), Lever::Group(1)] {
            assert!(matches!(
                run(lever, shift(1.0, stars), wide),
                Err(Error::Index { got: 1, n: 1, .. })
            ));
        }
        let fine = run(column, shift(1.0, stars), wide).unwrap();
        assert_eq!(fine.interval, None);
    }

    #[test]
    fn a_column_without_coefficient_is_no_lever_alone() {
        let mut rows = Rows::new(3);
        for i in 0..30usize {
            let x = if i % 3 == 0 {
                &[(0, 1.0), (1, 1.0)][..]
            } else {
                &[]
            };
            rows.push(Row::new(x, as_f64(i % 5)));
        }
        let mut groups = single_groups(2);
        groups[1].columns = vec![1, 2];
        groups[0].columns = vec![0];
        let design = Design::new(rows, names(3), groups).unwrap();
        let fit = fit(&design, &bayesian(20)).unwrap();
        let run = |lever| what_if(&design, &fit, lever, remove(1.0), scale(0.0, 10.0), level());
        assert_eq!(
            run(Lever::Column(1)).unwrap_err(),
            Error::LeftOut {
                column: "x1".to_owned()
            }
        );
        assert!(matches!(run(Lever::Group(1)), Err(Error::LeftOut { .. })));
        assert!(run(Lever::Group(0)).is_ok());
    }
}
