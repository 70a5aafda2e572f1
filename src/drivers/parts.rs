use super::Design;
use crate::stats::draw::shuffle;
use crate::stats::{Mass, Moments, generator};
use crate::units::{as_f64, as_u32};

/// Units dealt at random over parts of equal size. A cluster goes to one part; copies of a row outside clusters
/// are dealt one by one.
pub(super) struct Deal<'a> {
    design: &'a Design,
    /// Part per cluster, then per observation outside clusters.
    parts: Vec<u32>,
    n_dealt: usize,
    /// Copies of the row at hand, per part.
    copies: Vec<usize>,
}

impl<'a> Deal<'a> {
    /// `task` numbers the dealings of one seed.
    pub(super) fn new(design: &'a Design, n_parts: usize, seed: u64, task: u64) -> Self {
        let part = |unit: usize| as_u32(unit % n_parts);
        let mut parts: Vec<u32> = (0..design.n_units()).map(part).collect();
        shuffle(&mut generator(seed, task), &mut parts);
        Self {
            n_dealt: design.n_clusters(),
            design,
            parts,
            copies: vec![0; n_parts],
        }
    }

    /// The parts to which the copies of a row go, ascending, with how many; asked once per row, in row order.
    pub(super) fn next(&mut self, row: usize) -> impl Iterator<Item = (usize, usize)> {
        let count = self.design.count()[row];
        self.copies.fill(0);
        if let Some(cluster) = self.design.cluster()[row] {
            self.copies[self.parts[cluster as usize] as usize] = count;
        } else {
            for &part in &self.parts[self.n_dealt..self.n_dealt + count] {
                self.copies[part as usize] += 1;
            }
            self.n_dealt += count;
        }
        let copies = self.copies.iter().copied().enumerate();
        copies.filter(|(_, copies)| *copies > 0)
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
    let mut masses = vec![Mass::default(); n_parts];
    for (entries, rows) in design.profiles() {
        masses.fill(Mass::default());
        for row in rows {
            let (weight, y) = (design.weight()[row], design.y()[row]);
            for (part, copies) in deal.next(row) {
                masses[part].add(weight * as_f64(copies), y);
            }
        }
        for (part, &mass) in parts.iter_mut().zip(&masses) {
            if mass.weight > 0.0 {
                part.add(entries, mass);
            }
        }
    }
    parts
}
