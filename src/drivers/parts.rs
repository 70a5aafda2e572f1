use super::Design;
use crate::stats::draw::shuffle;
use crate::stats::{Mass, Moments, generator};
use crate::units::as_f64;
use std::collections::BTreeMap;

/// Units dealt at random over parts of equal size. A cluster goes to one part; copies of a row outside clusters
/// are dealt one by one.
pub(super) struct Deal<'a> {
    design: &'a Design,
    /// Part per cluster, then per observation outside clusters.
    parts: Vec<usize>,
    n_dealt: usize,
}

impl<'a> Deal<'a> {
    /// `task` numbers the dealings of one seed.
    pub(super) fn new(design: &'a Design, n_parts: usize, seed: u64, task: u64) -> Self {
        let mut parts: Vec<usize> = (0..design.n_units()).map(|unit| unit % n_parts).collect();
        shuffle(&mut generator(seed, task), &mut parts);
        Self {
            n_dealt: design.n_clusters(),
            design,
            parts,
        }
    }

    /// The parts to which the copies of a row go, with how many; asked once per row, in row order.
    pub(super) fn next(&mut self, row: usize) -> BTreeMap<usize, usize> {
        let count = self.design.count()[row];
        if let Some(cluster) = self.design.cluster()[row] {
            return BTreeMap::from([(self.parts[cluster as usize], count)]);
        }
        let mut copies: BTreeMap<usize, usize> = BTreeMap::new();
        for &part in &self.parts[self.n_dealt..self.n_dealt + count] {
            *copies.entry(part).or_default() += 1;
        }
        self.n_dealt += count;
        copies
    }
}

/// The moments of parts of equal size into which the units are dealt at random, in one pass.
///
/// `task` numbers the dealings of one seed.
pub(super) fn moments_of_parts(
    design: &Design,
    n_parts: usize,
    seed: u64,
    task: u64,
) -> Vec<Moments> {
    let mut deal = Deal::new(design, n_parts, seed, task);
    let mut parts = vec![Moments::new(design.columns().len()); n_parts];
    let mut masses: BTreeMap<usize, Mass> = BTreeMap::new();
    for (entries, rows) in design.profiles() {
        masses.clear();
        for row in rows {
            let (weight, y) = (design.weight()[row], design.y()[row]);
            for (part, copies) in deal.next(row) {
                let mass = masses.entry(part).or_default();
                mass.add(weight * as_f64(copies), y);
            }
        }
        for (&part, &mass) in &masses {
            parts[part].add(entries, mass);
        }
    }
    parts
}
