use super::Design;
use crate::stats::draw::shuffle;
use crate::stats::{Mass, Moments, generator};
use crate::units::as_f64;
use std::collections::BTreeMap;

/// The moments of parts of equal size into which the units are dealt at random, in one pass.
///
/// `task` numbers the dealings of one seed. A cluster goes to one part; copies of a row outside clusters are dealt one by one.
pub(super) fn moments_of_parts(
    design: &Design,
    n_parts: usize,
    seed: u64,
    task: u64,
) -> Vec<Moments> {
    let mut deal: Vec<usize> = (0..design.n_units()).map(|unit| unit % n_parts).collect();
    shuffle(&mut generator(seed, task), &mut deal);
    let (of_clusters, of_others) = deal.split_at(design.n_clusters());
    let mut others = of_others.iter();
    let mut parts = vec![Moments::new(design.columns().len()); n_parts];
    let mut masses: BTreeMap<usize, Mass> = BTreeMap::new();
    for (entries, rows) in design.profiles() {
        masses.clear();
        for row in rows {
            let (weight, y, count) = (design.weight()[row], design.y()[row], design.count()[row]);
            let mut add = |part: usize, copies: usize| {
                let mass = masses.entry(part).or_default();
                mass.add(weight * as_f64(copies), y);
            };
            if let Some(cluster) = design.cluster()[row] {
                add(of_clusters[cluster as usize], count);
                continue;
            }
            let mut copies: BTreeMap<usize, usize> = BTreeMap::new();
            for &part in others.by_ref().take(count) {
                *copies.entry(part).or_default() += 1;
            }
            for (part, copies) in copies {
                add(part, copies);
            }
        }
        for (&part, &mass) in &masses {
            parts[part].add(entries, mass);
        }
    }
    parts
}
