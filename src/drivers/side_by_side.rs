use super::ranking::contributions;
use super::what_if::check_fit;
use super::{
    Change, Design, Error, Fit, Impact, Impacts, Lever, Options, Role, TheoreticalScale, WhatIf,
    unadjusted_impacts, what_if,
};
use crate::stats::percentile_interval;
use crate::units::{Interval, Probability};

/// The three figures of one driver group that are easily mistaken for each other.
#[derive(Debug, Clone, PartialEq)]
pub struct SideBySide {
    /// Index of the group in the design.
    pub group: usize,
    /// Mean outcome minus that of the observations with none of its columns, nothing held; `None` when
    /// nobody or everybody has one.
    pub unadjusted: Option<Impact>,
    /// What it adds to the mean outcome, everything else held; contributions and the constant add up to
    /// the mean.
    pub contribution: f64,
    /// Percentile interval of the contribution; `None` without replicates.
    pub contribution_interval: Option<Interval>,
    /// Contribution minus unadjusted impact, from joint replicates: what goes along with the other
    /// columns rather than with this group. `None` without replicates or impact.
    pub gap: Option<Interval>,
    /// The change of the mean outcome if nobody had any of its columns, were the association causal;
    /// `None` when no column is in the model.
    pub what_if: Option<WhatIf>,
}

/// Puts unadjusted impact, adjusted contribution and what-if of every driver group side by side.
///
/// All columns of driver groups must hold 0 and 1. With the options of the fit, all replicates are
/// drawn from the same weights.
///
/// # Errors
///
/// [`Error::NotMention`] when a column holds anything but 0 and 1, [`Error::OutsideScale`] when the
/// outcome leaves its scale, [`Error::Shape`] when the fit is not of this design or has another number of
/// replicates than the options ask for.
pub fn side_by_side(
    design: &Design,
    fit: &Fit,
    outcome: TheoreticalScale,
    options: &Options,
) -> Result<Vec<SideBySide>, Error> {
    check_fit(design, fit)?;
    let groups = design.groups_with(Role::Driver);
    let topics: Vec<Vec<usize>> = groups
        .iter()
        .map(|&group| design.groups()[group].columns.clone())
        .collect();
    let Impacts {
        impacts,
        replicates,
    } = unadjusted_impacts(design, &topics, options)?;
    let drawn = match (&fit.replicates, replicates) {
        (Some(of_fit), Some(of_impacts)) => {
            let adjusted = contributions(design, of_fit)?;
            if adjusted.nrows() != of_impacts.nrows() {
                return Err(Error::Shape {
                    what: "the list of replicates",
                    got: adjusted.nrows(),
                    expected: of_impacts.nrows(),
                });
            }
            Some(adjusted - of_impacts)
        }
        _ => None,
    };
    let all = Change::RemoveMentions {
        fraction: Probability::MAX,
    };
    groups
        .into_iter()
        .zip(impacts)
        .enumerate()
        .map(|(at, (group, unadjusted))| {
            let driver = &fit.drivers[at];
            let gap = match (&unadjusted, &drawn) {
                (Some(impact), Some(gaps)) => Some(percentile_interval(
                    gaps.column(at).to_vec(),
                    driver.contribution - impact.value,
                    options.level,
                )?),
                _ => None,
            };
            let changed = what_if(
                design,
                fit,
                Lever::Group(group),
                all,
                outcome,
                options.level,
            );
            Ok(SideBySide {
                group,
                unadjusted,
                contribution: driver.contribution,
                contribution_interval: driver.contribution_interval,
                gap,
                what_if: match changed {
                    Ok(changed) => Some(changed),
                    Err(Error::LeftOut { .. }) => None,
                    Err(error) => return Err(error),
                },
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{
        DRAWN_EFFECTS, DRAWN_SHARES, bayesian, drawn_groups, names, random_rows,
    };
    use crate::drivers::{fit, probe_comparisons};
    use crate::stats::tests::on_threads;

    #[test]
    fn contributions_add_up_to_the_mean_and_impacts_do_not() {
        let rows = random_rows(600, &DRAWN_SHARES, &DRAWN_EFFECTS, 4);
        let design = Design::new(rows, names(6), drawn_groups()).unwrap();
        let options = bayesian(80);
        let fit = fit(&design, &options).unwrap();
        let outcome = TheoreticalScale::new(-100.0, 100.0).unwrap();
        let found = side_by_side(&design, &fit, outcome, &options).unwrap();
        let added: f64 = found.iter().map(|one| one.contribution).sum();
        assert!((fit.intercept.value + added - fit.mean_outcome).abs() < 1e-9);
        let impacts: f64 = found.iter().map(|one| one.unadjusted.unwrap().value).sum();
        assert!((fit.intercept.value + impacts - fit.mean_outcome).abs() > 0.1);
        for one in &found {
            let removed = one.what_if.as_ref().unwrap();
            assert!((removed.difference + one.contribution).abs() < 1e-9);
            let gap = one.gap.unwrap();
            let apart = one.contribution - one.unadjusted.unwrap().value;
            assert!((gap.estimate - apart).abs() < 1e-12 && gap.contains(apart));
            // Drawn together, the gap is steadier than either of its ends.
            let width = one.contribution_interval.unwrap();
            assert!(gap.high - gap.low < 2.0 * (width.high - width.low));
        }
    }
    #[test]
    fn every_figure_is_the_same_on_any_number_of_threads() {
        let rows = random_rows(300, &DRAWN_SHARES, &DRAWN_EFFECTS, 7);
        let design = Design::new(rows, names(6), drawn_groups()).unwrap();
        let outcome = TheoreticalScale::new(-100.0, 100.0).unwrap();
        let run = |n_threads| {
            on_threads(n_threads, || {
                let options = bayesian(40);
                let fit = fit(&design, &options).unwrap();
                (
                    side_by_side(&design, &fit, outcome, &options).unwrap(),
                    probe_comparisons(&design, &options).unwrap(),
                )
            })
        };
        let one = run(1);
        assert_eq!(one, run(2));
        assert_eq!(one, run(8));
    }
}
