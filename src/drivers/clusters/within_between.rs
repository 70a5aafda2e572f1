use super::sums::{ClusterSums, NO_VARIATION};
use crate::drivers::checks::check_enough_rows;
use crate::drivers::{
    Design, Error, Estimate, Group, Role, Row, Rows, StandardErrorChoice, StandardErrors,
    covariance::covariance, fit::doubt, regression::Regression, sandwich::standard_errors,
};
use crate::stats::{Factor, RANK_TOLERANCE, Symmetric, f_upper_p};
use crate::units::{Probability, as_f64};

/// Effects of the columns within clusters and between them, fitted together.
#[derive(Debug, Clone, PartialEq)]
pub struct WithinBetween {
    /// One entry per column of the design.
    pub columns: Vec<ColumnSplit>,
    /// Whether the effects within and between differ for the drivers taken together; `None` when no
    /// driver has both effects, or there are no more clusters than such drivers.
    pub difference_of_drivers: Option<ContextTest>,
    /// Which standard errors the estimates carry.
    pub standard_errors: StandardErrors,
    /// Number of observations.
    pub n_observations: usize,
}

/// One column, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnSplit {
    /// Outcome points per unit of the column above the mean of the cluster: the same agent on other
    /// calls. Differences between clusters, known or not, play no part in it.
    pub within: Part,
    /// Outcome points per unit of the cluster's mean: agents with more of it against agents with less.
    pub between: Part,
    /// Between less within (the contextual effect): what belongs to the cluster and not to the single
    /// observation. `None` unless both were estimated.
    pub difference: Option<Estimate>,
    /// Part of the column's squares about its mean that lies between clusters, 0 to 1.
    pub share_between: f64,
}

/// One of the two effects of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part {
    /// The column does not vary this way.
    Invariant,
    /// Other columns, or too few clusters, leave nothing of it.
    Determined,
    /// The effect.
    Estimated(Estimate),
}

impl Part {
    /// The estimate, if there is one.
    pub fn estimate(&self) -> Option<Estimate> {
        match self {
            Self::Estimated(estimate) => Some(*estimate),
            Self::Invariant | Self::Determined => None,
        }
    }
}

/// A test of several coefficients at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContextTest {
    /// Wald statistic over the number of coefficients, corrected for the number of clusters.
    pub f_statistic: f64,
    /// Number of coefficients.
    pub numerator: usize,
    /// Clusters less coefficients.
    pub denominator: usize,
    /// Probability of so large a statistic if all were zero.
    pub p_value: Probability,
}

/// Where the parts of a column stand in the second design.
#[derive(Debug, Clone, Copy)]
struct Places {
    within: Option<usize>,
    between: Option<usize>,
}

/// Splits the effect of every column into one within clusters and one between them.
///
/// Each column is replaced by its deviation from the mean of the cluster and by that mean; the parts
/// are uncorrelated. Controls are split too. An observation outside clusters is a cluster of its own:
/// it tells of the effect between only. The joint test uses (G − q)/(q(G − 1)) times Wald's statistic
/// against F(q, G − q), which keeps its level better with few clusters than Wald's test; for one
/// coefficient it is the square of t with G − 1 degrees of freedom.
///
/// The effect between rests on as many observations as there are clusters. The mean of a small cluster
/// is a noisy measure of its own level, which draws the effect between towards that within
/// (Lüdtke et al. 2008, *Psychological Methods* 13, p. 203).
///
/// Takes memory for two numbers per observation and column.
///
/// # Errors
///
/// [`Error::TooFewClusters`], [`Error::NoReplication`] or [`Error::TooFewRows`] when the data cannot
/// tell clusters from observations; [`Error::NoColumns`] when no column varies.
///
/// # References
///
/// Mundlak (1978), *Econometrica* 46, p. 69; Bell & Jones (2015), *Political Science Research and
/// Methods* 3, p. 133; Liang & Zeger (1986) for the errors; Pustejovsky & Tipton (2018), *Journal of
/// Business & Economic Statistics* 36, p. 672, for the joint test with its degrees of freedom.
pub fn within_between(design: &Design, level: Probability) -> Result<WithinBetween, Error> {
    let sums = ClusterSums::new(design)?;
    let p = design.columns().len();
    let squares = sums.outer_sum(|w| w);
    let mut places = Vec::with_capacity(p);
    let mut n_parts = 0;
    let mut take = |varies: bool| {
        varies.then(|| {
            n_parts += 1;
            n_parts - 1
        })
    };
    let mut shares = Vec::with_capacity(p);
    for at in 1..=p {
        let weight = squares.get(0, 0);
        let between = squares.get(at, at) - squares.get(0, at).powi(2) / weight;
        let within = sums.within.get(at, at);
        let total = squares.get(at, at) + within;
        places.push(Places {
            within: take(within > NO_VARIATION * total),
            // Sums about the origin leave rounding of this size where all means are the same.
            between: take(between > ROUNDING * total),
        });
        let about_mean = between.max(0.0) + within;
        shares.push(if about_mean > 0.0 {
            between.max(0.0) / about_mean
        } else {
            0.0
        });
    }
    let split = second_design(design, &sums, &places, n_parts)?;
    let regression = Regression::new(&split, &split.sample_moments());
    let (n, k) = (split.n_observations(), regression.n_parameters());
    check_enough_rows(n, k)?;
    let (standard_errors, errors) = standard_errors(&split, &regression, StandardErrorChoice::Cr1);
    let slopes: Vec<usize> = (1..=split.columns().len()).collect();
    let covariance = covariance(&split, &regression, StandardErrorChoice::Cr1)?;
    let covariance = covariance.matrix.selected(&slopes);
    let freedom = as_f64(sums.n_clusters) - 1.0;
    let estimate = |value: f64, error: Option<f64>| -> Result<Estimate, Error> {
        let error = error.filter(|&error| error > 0.0);
        let doubt = error.map(|error| doubt(value, error, freedom, level));
        Ok(Estimate {
            value,
            doubt: doubt.transpose()?,
        })
    };
    let part = |place: Option<usize>| -> Result<Part, Error> {
        match place {
            None => Ok(Part::Invariant),
            Some(at) if !regression.factor.kept().contains(&at) => Ok(Part::Determined),
            Some(at) => {
                let value = regression.coefficient(&split, at);
                Ok(Part::Estimated(estimate(value, errors[at + 1])?))
            }
        }
    };
    let mut columns = Vec::with_capacity(p);
    let mut pairs = vec![None; p];
    for (column, place) in places.iter().enumerate() {
        let (within, between) = (part(place.within)?, part(place.between)?);
        let difference = match (within.estimate(), between.estimate(), place) {
            (
                Some(within),
                Some(between),
                &Places {
                    within: Some(i),
                    between: Some(j),
                },
            ) => {
                let variance = of_differences(&covariance, (i, j), (i, j));
                let known = within.doubt.is_some() && between.doubt.is_some();
                if known {
                    pairs[column] = Some((i, j, between.value - within.value));
                }
                let error = known.then(|| variance.max(0.0).sqrt());
                Some(estimate(between.value - within.value, error)?)
            }
            _ => None,
        };
        columns.push(ColumnSplit {
            within,
            between,
            difference,
            share_between: shares[column],
        });
    }
    let drivers = design.columns_with(Role::Driver);
    let pairs: Vec<(usize, usize, f64)> = drivers.iter().filter_map(|&c| pairs[c]).collect();
    Ok(WithinBetween {
        columns,
        difference_of_drivers: joint_test(&pairs, &covariance, sums.n_clusters)?,
        standard_errors,
        n_observations: n,
    })
}

/// Squares between clusters below this part of the squares about the origin are rounding.
const ROUNDING: f64 = 1e-13;

/// The design of deviations and means, every group in two parts.
fn second_design(
    design: &Design,
    sums: &ClusterSums,
    places: &[Places],
    n_parts: usize,
) -> Result<Design, Error> {
    if n_parts == 0 {
        return Err(Error::NoColumns);
    }
    let mut rows = Rows::new(n_parts);
    let mut stored = vec![0.0; places.len()];
    let mut entries = Vec::with_capacity(n_parts);
    for (own, range) in design.profiles() {
        for &(column, value) in own {
            stored[column as usize] = value;
        }
        for row in range {
            let cluster = design.cluster()[row].map(|cluster| &sums.clusters[cluster as usize]);
            entries.clear();
            for (column, place) in places.iter().enumerate() {
                let value = stored[column];
                let mean = cluster.map_or(value, |cluster| cluster.mean[column + 1]);
                let scale = design.scale(column);
                if let Some(at) = place.within {
                    entries.push((at, scale * (value - mean)));
                }
                if let Some(at) = place.between {
                    entries.push((at, scale.mul_add(mean, design.origin(column))));
                }
            }
            rows.push(Row {
                x: &entries,
                y: design.y()[row],
                weight: design.weight()[row],
                count: design.count()[row],
                cluster: cluster.map(|cluster| cluster.id),
            });
        }
        for &(column, _) in own {
            stored[column as usize] = 0.0;
        }
    }
    let mut names = vec![String::new(); n_parts];
    for (column, place) in places.iter().enumerate() {
        // Numbers keep names different whatever the caller calls the columns.
        for (kind, at) in [("within", place.within), ("between", place.between)] {
            if let Some(at) = at {
                names[at] = format!("{kind} {column}");
            }
        }
    }
    let mut groups = Vec::new();
    for (at, group) in design.groups().iter().enumerate() {
        let columns: Vec<usize> = group
            .columns
            .iter()
            .flat_map(|&column| [places[column].within, places[column].between])
            .flatten()
            .collect();
        if !columns.is_empty() {
            groups.push(Group {
                name: at.to_string(),
                columns,
                role: group.role,
            });
        }
    }
    Design::new(rows, names, groups)
}

/// Covariance of the differences of two pairs of slopes, second less first.
fn of_differences(covariance: &Symmetric, (i, j): (usize, usize), (k, l): (usize, usize)) -> f64 {
    covariance.get(j, l) - covariance.get(j, k) - covariance.get(i, l) + covariance.get(i, k)
}

/// Wald's test that all differences are zero, in the form of Hotelling's T².
fn joint_test(
    pairs: &[(usize, usize, f64)],
    covariance: &Symmetric,
    n_clusters: usize,
) -> Result<Option<ContextTest>, Error> {
    let q = pairs.len();
    if q == 0 || n_clusters <= q {
        return Ok(None);
    }
    let mut matrix = Symmetric::zeros(q);
    for (a, &(i, j, _)) in pairs.iter().enumerate() {
        for (b, &(k, l, _)) in pairs.iter().enumerate() {
            matrix.set(a, b, of_differences(covariance, (i, j), (k, l)));
        }
    }
    let (correlation, roots) = matrix.standardized();
    let sequence: Vec<usize> = (0..q).collect();
    let factor = Factor::new(&correlation, &sequence, RANK_TOLERANCE);
    if !factor.dropped().is_empty() {
        return Ok(None);
    }
    let standardized: Vec<f64> = pairs
        .iter()
        .zip(&roots)
        .map(|(pair, root)| pair.2 / root)
        .collect();
    let solved = factor.solve(&standardized);
    let wald: f64 = solved.iter().zip(&standardized).map(|(a, b)| a * b).sum();
    let (g, numerator) = (as_f64(n_clusters), as_f64(q));
    let f_statistic = wald * (g - numerator) / (numerator * (g - 1.0));
    Ok(Some(ContextTest {
        f_statistic,
        numerator: q,
        denominator: n_clusters - q,
        p_value: f_upper_p(f_statistic, numerator, g - numerator)?,
    }))
}
