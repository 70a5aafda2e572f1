use crate::drivers::{Design, Error};
use crate::stats::Symmetric;
use crate::units::{as_f64, as_u32};

/// A column whose deviations from its cluster means are this small a part of its squares does not vary
/// within clusters: 1e-12 in the column itself.
pub(in crate::drivers) const NO_VARIATION: f64 = 1e-24;

/// What a design tells about its clusters, in the design's stored units.
///
/// A vector below is (1, columns, outcome), of order `p + 2`. An observation outside clusters is a
/// cluster of its own. Weights are scaled to mean 1.
#[derive(Debug, Clone)]
pub(in crate::drivers) struct ClusterSums {
    /// Cross-products about the cluster means; the row of the constant is zero.
    pub(in crate::drivers) within: Symmetric,
    /// Clusters of the design, in its numbering.
    pub(in crate::drivers) clusters: Vec<Cluster>,
    /// All clusters, those of single observations outside included, by weight.
    pub(super) blocks: Vec<Block>,
    /// Number of all clusters.
    pub(in crate::drivers) n_clusters: usize,
    /// Number of observations.
    pub(in crate::drivers) n_observations: usize,
    /// Σ over observations of the logarithm of the weight.
    pub(super) log_weights: f64,
}

/// One cluster of a design.
#[derive(Debug, Clone)]
pub(in crate::drivers) struct Cluster {
    /// The caller's number.
    pub(in crate::drivers) id: u32,
    /// Number of observations.
    pub(in crate::drivers) n_observations: usize,
    /// Sum of the weights.
    pub(in crate::drivers) weight: f64,
    /// Weighted mean of (1, columns, outcome).
    pub(in crate::drivers) mean: Vec<f64>,
}

/// Clusters of the same weight.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// Sum of the weights in each.
    pub(super) weight: f64,
    /// How many there are.
    pub(super) n_clusters: f64,
    pub(super) means: Means,
}

/// The means z of the clusters of a block.
#[derive(Debug, Clone)]
pub(super) enum Means {
    /// One by one, each with the number of clusters it stands for: less than a matrix to keep.
    Few(Vec<(Vec<(u32, f64)>, f64)>),
    /// Σ z z'.
    Many(Symmetric),
}

impl Block {
    /// Adds a multiple of Σ z z'.
    pub(super) fn add_to(&self, target: &mut Symmetric, factor: f64) {
        match &self.means {
            Means::Few(means) => {
                for (mean, number) in means {
                    target.add_outer(mean, factor * number);
                }
            }
            Means::Many(outer) => target.add_scaled(outer, factor),
        }
    }
}

/// A mean of (1, columns, outcome), the weight behind it and how many clusters have both.
struct Unit {
    weight: f64,
    n_clusters: f64,
    mean: Vec<(u32, f64)>,
}

/// A row of a cluster: the cluster, the row and its entries.
struct Member<'a> {
    cluster: u32,
    row: usize,
    entries: &'a [(u32, f64)],
}

impl ClusterSums {
    /// Gathers the sums.
    ///
    /// # Errors
    ///
    /// [`Error::TooFewClusters`] with fewer than two clusters, [`Error::NoReplication`] when every
    /// cluster holds a single observation.
    pub(in crate::drivers) fn new(design: &Design) -> Result<Self, Error> {
        let (n_clusters, n_observations) = (design.n_units(), design.n_observations());
        if !design.is_clustered() || n_clusters < 2 {
            return Err(Error::TooFewClusters {
                n_clusters: if design.is_clustered() { n_clusters } else { 0 },
                least: 2,
            });
        }
        if n_observations == n_clusters {
            return Err(Error::NoReplication { n_clusters });
        }
        let total: f64 = masses(design).sum();
        let scale = as_f64(n_observations) / total;
        let order = design.columns().len() + 2;

        let mut log_weights = 0.0;
        let mut members = Vec::new();
        let mut units = Vec::new();
        for (entries, rows) in design.profiles() {
            for row in rows {
                let (weight, count) = (scale * design.weight()[row], as_f64(design.count()[row]));
                log_weights += count * weight.ln();
                match design.cluster()[row] {
                    Some(cluster) => members.push(Member {
                        cluster,
                        row,
                        entries,
                    }),
                    None => units.push(Unit {
                        weight,
                        n_clusters: count,
                        mean: with_constant_and_outcome(entries, design.y()[row], order),
                    }),
                }
            }
        }
        members.sort_by_key(|member| member.cluster);
        let mut within = Symmetric::zeros(order);
        let clusters: Vec<Cluster> = members
            .chunk_by(|a, b| a.cluster == b.cluster)
            .map(|members| gather(design, members, scale, &mut within))
            .collect();
        units.extend(clusters.iter().map(|cluster| {
            Unit {
                weight: cluster.weight,
                n_clusters: 1.0,
                mean: (0u32..)
                    .zip(cluster.mean.iter().copied())
                    .filter(|(_, value)| value.abs() > 0.0)
                    .collect(),
            }
        }));
        Ok(Self {
            within,
            clusters,
            blocks: blocks(units, order),
            n_clusters,
            n_observations,
            log_weights,
        })
    }

    /// Σ f(weight) over all clusters.
    pub(super) fn sum_over(&self, f: impl Fn(f64) -> f64) -> f64 {
        self.blocks
            .iter()
            .map(|block| block.n_clusters * f(block.weight))
            .sum()
    }

    /// Σ f(weight) z z' over all clusters.
    pub(super) fn outer_sum(&self, f: impl Fn(f64) -> f64) -> Symmetric {
        let mut sum = Symmetric::zeros(self.within.order());
        for block in &self.blocks {
            block.add_to(&mut sum, f(block.weight));
        }
        sum
    }
}

/// Weight times count of each row.
fn masses(design: &Design) -> impl Iterator<Item = f64> {
    let rows = design.weight().iter().zip(design.count());
    rows.map(|(weight, &count)| weight * as_f64(count))
}

fn with_constant_and_outcome(entries: &[(u32, f64)], y: f64, order: usize) -> Vec<(u32, f64)> {
    let mut vector = Vec::with_capacity(entries.len() + 2);
    vector.push((0, 1.0));
    vector.extend(entries.iter().map(|&(column, value)| (column + 1, value)));
    vector.push((as_u32(order - 1), y));
    vector
}

/// Means of one cluster; its deviations from them are added to `within`.
fn gather(design: &Design, members: &[Member<'_>], scale: f64, within: &mut Symmetric) -> Cluster {
    let order = within.order();
    let mass = |row: usize| scale * design.weight()[row] * as_f64(design.count()[row]);
    let mut mean = vec![0.0; order];
    let (mut weight, mut n_observations) = (0.0, 0);
    // Columns that no row of the cluster holds are zero throughout and cost nothing.
    let mut touched = vec![as_u32(order - 1)];
    for member in members {
        let mass = mass(member.row);
        weight += mass;
        n_observations += design.count()[member.row];
        mean[order - 1] += mass * design.y()[member.row];
        for &(column, value) in member.entries {
            mean[column as usize + 1] += mass * value;
            touched.push(column + 1);
        }
    }
    touched.sort_unstable();
    touched.dedup();
    for &at in &touched {
        mean[at as usize] /= weight;
    }
    let mut deviation: Vec<(u32, f64)> = Vec::with_capacity(touched.len());
    for member in members {
        deviation.clear();
        let mut entries = member.entries.iter().peekable();
        for &at in &touched {
            let value = if at as usize == order - 1 {
                design.y()[member.row]
            } else {
                entries
                    .next_if(|entry| entry.0 + 1 == at)
                    .map_or(0.0, |entry| entry.1)
            };
            deviation.push((at, value - mean[at as usize]));
        }
        within.add_outer(&deviation, mass(member.row));
    }
    mean[0] = 1.0;
    Cluster {
        id: design.cluster_ids()[members[0].cluster as usize],
        n_observations,
        weight,
        mean,
    }
}

/// Units of the same weight together, lightest first.
fn blocks(mut units: Vec<Unit>, order: usize) -> Vec<Block> {
    units.sort_by(|a, b| a.weight.total_cmp(&b.weight));
    units
        .chunk_by(|a, b| a.weight.total_cmp(&b.weight).is_eq())
        .map(|units| {
            let means = if units.len() > order {
                let mut outer = Symmetric::zeros(order);
                for unit in units {
                    outer.add_outer(&unit.mean, unit.n_clusters);
                }
                Means::Many(outer)
            } else {
                let each = units.iter();
                Means::Few(each.map(|u| (u.mean.clone(), u.n_clusters)).collect())
            };
            Block {
                weight: units[0].weight,
                n_clusters: units.iter().map(|unit| unit.n_clusters).sum(),
                means,
            }
        })
        .collect()
}
