use super::bootstrap::replicates;
use super::checks::check_enough_rows;
use super::importance::exact_shares;
use super::options::Purpose;
use super::regression::Regression;
use super::{Design, Error, Group, Options, Resampling, Role, Row, Rows};
use crate::stats::draw::normal;
use crate::stats::{generator, percentile_interval};
use crate::units::Interval;
use std::collections::{BTreeMap, BTreeSet};

/// How far a group's share of R² lies above that of pure noise with as many columns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProbeComparison {
    /// Index of the group in the design.
    pub group: usize,
    /// The group's part of R² with the probes in the model.
    pub share: f64,
    /// The part of R² of its probe.
    pub probe_share: f64,
    /// Share minus probe share with its percentile interval over joint replicates.
    pub difference: Interval,
}

impl ProbeComparison {
    /// Whether the whole interval lies above zero.
    pub fn is_above_noise(&self) -> bool {
        self.difference.low > 0.0
    }
}

/// Compares every driver group with columns of random numbers: a second opinion on the size of shares.
///
/// For each number of columns that a group has, a probe with as many normal columns joins the model,
/// since noise in two columns explains twice as much. Observations that are the same get numbers of
/// their own, so merged rows are taken apart.
///
/// It answers whether a **share** is above noise, not whether there is an effect: a topic without
/// effect passes when it occurs together with one that has an effect. Decide by
/// [`driver_tests`](super::driver_tests). The answer hangs on the numbers that the seed draws; close
/// calls change with it.
///
/// # Errors
///
/// [`Error::NoReplicates`] without resampling, [`Error::TooManyDrivers`] when groups and probes exceed
/// the importance limit, [`Error::TooFewRows`] without degrees of freedom, [`Error::Option`] for an
/// option that cannot be.
///
/// # References
///
/// Tonidandel, `LeBreton` & Johnson (2009), *Psychological Methods* 14, p. 387; there with relative weights
/// and one probe, here with LMG shares and exponential weights.
pub fn probe_comparisons(
    design: &Design,
    options: &Options,
) -> Result<Vec<ProbeComparison>, Error> {
    options.check()?;
    let Resampling::Bayesian {
        n_replicates,
        importance_limit,
    } = options.resampling
    else {
        return Err(Error::NoReplicates);
    };
    let groups = design.groups_with(Role::Driver);
    let sizes: BTreeSet<usize> = groups
        .iter()
        .map(|&group| design.groups()[group].columns.len())
        .collect();
    let n_drivers = groups.len() + sizes.len();
    if n_drivers > importance_limit {
        return Err(Error::TooManyDrivers {
            n_drivers,
            limit: importance_limit,
        });
    }
    let probed = with_probes(design, &sizes, options.seed)?;
    let regression = Regression::new(&probed, &probed.sample_moments());
    let (n, k) = (probed.n_observations(), regression.n_parameters());
    check_enough_rows(n, k)?;
    let shares = exact_shares(&probed, &regression.correlation)?;
    let kept = regression.factor.kept();
    let drawn = replicates(&probed, kept, n_replicates, importance_limit, options.seed)?
        .shares
        .ok_or(Error::NoReplicates)?;
    // Probes follow the driver groups in order of their size.
    let probe_of: BTreeMap<usize, usize> = sizes.into_iter().zip(groups.len()..).collect();
    groups
        .into_iter()
        .enumerate()
        .map(|(at, group)| {
            let size = design.groups()[group].columns.len();
            let probe = probe_of[&size];
            let differences = (0..n_replicates)
                .map(|i| drawn[[i, at]] - drawn[[i, probe]])
                .collect();
            let difference = shares[at] - shares[probe];
            Ok(ProbeComparison {
                group,
                share: shares[at],
                probe_share: shares[probe],
                difference: percentile_interval(differences, difference, options.level)?,
            })
        })
        .collect()
}

/// The design with one row per observation and a group of normal columns for each size.
fn with_probes(design: &Design, sizes: &BTreeSet<usize>, seed: u64) -> Result<Design, Error> {
    let p = design.columns().len();
    let n_probes: usize = sizes.iter().sum();
    let mut names = design.columns().to_vec();
    // A name of a data column does not begin with a control character.
    names.extend((0..n_probes).map(|at| format!("\u{1f}probe {at}")));
    let mut groups = design.groups().to_vec();
    let mut first = p;
    for &size in sizes {
        groups.push(Group {
            name: format!("\u{1f}probe of {size}"),
            columns: (first..first + size).collect(),
            role: Role::Driver,
        });
        first += size;
    }
    let mut source = generator(Purpose::Probe.seed(seed), 0);
    let mut rows = Rows::new(p + n_probes);
    let mut x: Vec<(usize, f64)> = Vec::new();
    for (entries, members) in design.profiles() {
        let mut values: Vec<f64> = (0..p).map(|column| design.origin(column)).collect();
        for &(column, stored) in entries {
            let column = column as usize;
            values[column] += design.scale(column) * stored;
        }
        for row in members {
            for _ in 0..design.count()[row] {
                x.clear();
                x.extend(values.iter().copied().enumerate());
                x.extend((p..p + n_probes).map(|column| (column, normal(&mut source))));
                rows.push(Row {
                    weight: design.weight()[row],
                    cluster: design.cluster()[row],
                    ..Row::new(&x, design.y_origin() + design.y()[row])
                });
            }
        }
    }
    Design::new(rows, names, groups)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{
        DRAWN_EFFECTS, DRAWN_SHARES, bayesian, drawn_groups, names, random_rows, without_replicates,
    };

    #[test]
    fn strong_groups_rise_above_noise_of_their_own_size() {
        let rows = random_rows(800, &DRAWN_SHARES, &DRAWN_EFFECTS, 3).compressed();
        let design = Design::new(rows, names(6), drawn_groups()).unwrap();
        let found = probe_comparisons(&design, &bayesian(100)).unwrap();
        let above: Vec<bool> = found.iter().map(ProbeComparison::is_above_noise).collect();
        assert_eq!(above, vec![true, false, true]);
        // Groups of two columns share a probe, the single column has its own.
        assert_eq!(
            found[0].probe_share.to_bits(),
            found[2].probe_share.to_bits()
        );
        assert_ne!(
            found[0].probe_share.to_bits(),
            found[1].probe_share.to_bits()
        );
        assert_eq!(found, probe_comparisons(&design, &bayesian(100)).unwrap());
    }

    #[test]
    fn a_comparison_needs_replicates_and_room_for_the_probes() {
        let rows = random_rows(100, &DRAWN_SHARES, &DRAWN_EFFECTS, 3);
        let design = Design::new(rows, names(6), drawn_groups()).unwrap();
        let error = probe_comparisons(&design, &without_replicates()).unwrap_err();
        assert_eq!(error, Error::NoReplicates);
        let narrow = Options {
            resampling: Resampling::Bayesian {
                n_replicates: 20,
                importance_limit: 4,
            },
            ..Options::default()
        };
        let error = probe_comparisons(&design, &narrow).unwrap_err();
        assert_eq!(
            error,
            Error::TooManyDrivers {
                n_drivers: 5,
                limit: 4
            }
        );
    }
}
