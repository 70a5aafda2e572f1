use std::collections::BTreeMap;

/// Different rows of predictors, sparse, in stored units.
#[derive(Debug, Clone)]
pub(super) struct Profiles {
    n_columns: usize,
    starts: Vec<usize>,
    entries: Vec<(u32, f64)>,
}

impl Profiles {
    pub(super) fn new(n_columns: usize) -> Self {
        Self {
            n_columns,
            starts: vec![0],
            entries: Vec::new(),
        }
    }

    /// Adds a profile; columns ascend.
    pub(super) fn push(&mut self, entries: impl Iterator<Item = (u32, f64)>) {
        self.entries.extend(entries);
        self.starts.push(self.entries.len());
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn get(&self, profile: usize) -> &[(u32, f64)] {
        &self.entries[self.starts[profile]..self.starts[profile + 1]]
    }
}

/// Profiles with the weight of each class that was observed with them.
#[derive(Debug, Clone)]
pub(super) struct Cells<'a> {
    pub(super) profiles: &'a Profiles,
    pub(super) n_classes: usize,
    /// `(n_profiles, n_classes)`, row after row.
    masses: Vec<f64>,
    /// Weight per class.
    totals: Vec<f64>,
}

impl<'a> Cells<'a> {
    /// Takes over the masses, `(n_profiles, n_classes)` row after row.
    pub(super) fn new(profiles: &'a Profiles, n_classes: usize, masses: Vec<f64>) -> Self {
        let mut totals = vec![0.0; n_classes];
        for of_profile in masses.chunks_exact(n_classes) {
            for (total, mass) in totals.iter_mut().zip(of_profile) {
                *total += mass;
            }
        }
        Self {
            profiles,
            n_classes,
            masses,
            totals,
        }
    }

    pub(super) fn n_columns(&self) -> usize {
        self.profiles.n_columns
    }

    pub(super) fn totals(&self) -> &[f64] {
        &self.totals
    }

    /// The same masses on other predictors of the same profiles.
    pub(super) fn on<'b>(&self, profiles: &'b Profiles) -> Cells<'b> {
        Cells::new(profiles, self.n_classes, self.masses.clone())
    }

    /// Predictors and masses per class, profile after profile.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&[(u32, f64)], &[f64])> {
        let masses = self.masses.chunks_exact(self.n_classes);
        masses
            .enumerate()
            .map(|(profile, masses)| (self.profiles.get(profile), masses))
    }

    /// Two classes: up to `cut`, and above it.
    pub(super) fn cut_above(&self, cut: usize) -> Self {
        let halves = self.masses.chunks_exact(self.n_classes).flat_map(|masses| {
            let (low, high) = masses.split_at(cut + 1);
            [low.iter().sum(), high.iter().sum()]
        });
        Self::new(self.profiles, 2, halves.collect())
    }

    /// Keeps some columns, in their order, and merges the profiles that then are the same.
    pub(super) fn restricted(&self, columns: &[usize]) -> (Profiles, Vec<f64>) {
        let mut place = vec![None; self.n_columns()];
        for (at, &column) in columns.iter().enumerate() {
            place[column] = Some(crate::units::as_u32(at));
        }
        let mut merged: BTreeMap<Vec<(u32, u64)>, Vec<f64>> = BTreeMap::new();
        for (entries, masses) in self.iter() {
            let key = entries
                .iter()
                .filter_map(|&(column, value)| {
                    place[column as usize].map(|at| (at, value.to_bits()))
                })
                .collect();
            let sums = merged
                .entry(key)
                .or_insert_with(|| vec![0.0; self.n_classes]);
            for (sum, mass) in sums.iter_mut().zip(masses) {
                *sum += mass;
            }
        }
        let mut profiles = Profiles::new(columns.len());
        let mut masses = Vec::with_capacity(merged.len() * self.n_classes);
        for (key, sums) in merged {
            let entries = key.into_iter();
            profiles.push(entries.map(|(column, bits)| (column, f64::from_bits(bits))));
            masses.extend(sums);
        }
        (profiles, masses)
    }
}

/// Log-likelihood of cells under the shares of the classes in other cells.
pub(super) fn null_log_likelihood_of(shares: &Cells<'_>, of: &Cells<'_>) -> f64 {
    let sum: f64 = shares.totals().iter().sum();
    let pairs = shares.totals().iter().zip(of.totals());
    pairs.map(|(share, mass)| mass * (share / sum).ln()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_that_are_the_same_without_a_column_are_merged() {
        let mut profiles = Profiles::new(3);
        profiles.push([(0, 1.0), (1, 1.0)].into_iter());
        profiles.push([(1, 1.0), (2, -0.5)].into_iter());
        profiles.push([(1, 1.0)].into_iter());
        let cells = Cells::new(&profiles, 2, vec![1.0, 2.0, 4.0, 8.0, 16.0, 32.0]);
        assert_eq!(cells.totals(), [21.0, 42.0]);
        let (fewer, masses) = cells.restricted(&[1, 2]);
        assert_eq!(fewer.len(), 2);
        assert_eq!(fewer.get(0), [(0, 1.0)]);
        assert_eq!(fewer.get(1), [(0, 1.0), (1, -0.5)]);
        assert_eq!(masses, [17.0, 34.0, 4.0, 8.0]);
    }
}
