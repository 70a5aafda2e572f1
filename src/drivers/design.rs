use super::checks::{check_groups, check_rows};
use super::origin::{centred_outcome, origins, scales};
use super::rows::compare_entries;
use super::weights::counted;
use super::{Error, ProductColumn, Row, Rows, WeightKind};
use crate::stats::{Mass, Moments};
use crate::units::{as_f64, as_u32};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Columns that belong together, for example the negative and the positive mention of one topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Name, different from those of other groups.
    pub name: String,
    /// Indices of its columns.
    pub columns: Vec<usize>,
    /// What the group is in the model for.
    pub role: Role,
}

/// What a group is in the model for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A driver: it competes for a share of R² and contributes to the mean outcome.
    Driver,
    /// A control: always in the model, centred, without share or contribution.
    Control,
}

/// A checked design: finite numbers, positive weights, every column in exactly one group.
///
/// # Shapes
///
/// `n_rows` rows that stand for `n_observations` observations, `p` columns in groups.
///
/// Columns are stored about an origin and in units of their largest distance from it. The origin is
/// the value held by more than half of the observations, else the mean. Either way the variance
/// about the origin is at most three times the variance, so centring cancels no digits; and a
/// column that is mostly zero (or mostly one) stays sparse.
#[derive(Debug, Clone)]
pub struct Design {
    columns: Vec<String>,
    groups: Vec<Group>,
    products: Vec<ProductColumn>,
    /// Different predictor rows in a row, each followed by the rows that share it.
    profiles: Vec<Profile>,
    entries: Vec<(u32, f64)>,
    /// Outcome about its mean.
    y: Vec<f64>,
    y_origin: f64,
    weight_kind: WeightKind,
    weight: Vec<f64>,
    count: Vec<usize>,
    /// Renumbered from 0.
    cluster: Vec<Option<u32>>,
    /// The number each cluster was given by the caller.
    cluster_ids: Vec<u32>,
    origins: Vec<f64>,
    /// 0 for a constant column.
    scales: Vec<f64>,
}

/// Neighbouring rows with the same predictors.
#[derive(Debug, Clone)]
struct Profile {
    first_entry: usize,
    first_row: usize,
}

impl Design {
    /// Checks rows, columns and groups; weights are sampling weights.
    ///
    /// # Errors
    ///
    /// An [`Error`] that names the first fault: no rows or columns, a number that is not finite, a
    /// weight or count that is not positive, a constant outcome, names given twice, or groups that
    /// overlap, are empty, name unknown columns or leave a column out.
    pub fn new(rows: Rows, columns: Vec<String>, groups: Vec<Group>) -> Result<Self, Error> {
        Self::with_weights(rows, columns, groups, WeightKind::Sampling)
    }

    /// Checks rows, columns and groups; weights mean what the caller says.
    ///
    /// # Errors
    ///
    /// As [`Self::new`], and [`Error::FrequencyWeight`] for a frequency that is not whole.
    pub fn with_weights(
        rows: Rows,
        columns: Vec<String>,
        groups: Vec<Group>,
        weights: WeightKind,
    ) -> Result<Self, Error> {
        check_rows(&rows, &columns)?;
        check_groups(&columns, &groups)?;
        let mut rows = match weights {
            WeightKind::Frequency => counted(rows)?,
            WeightKind::Sampling | WeightKind::Precision => rows,
        };
        let (y_origin, y) = centred_outcome(&rows)?;
        let origins = origins(&rows);
        let scales = scales(&rows, &origins);
        let mut design = Self {
            columns,
            groups,
            products: Vec::new(),
            profiles: Vec::new(),
            entries: Vec::new(),
            y,
            y_origin,
            weight_kind: weights,
            weight: Vec::new(),
            count: Vec::new(),
            cluster: Vec::new(),
            cluster_ids: Vec::new(),
            origins,
            scales,
        };
        design.store_profiles(&mut rows);
        design.number_clusters(&rows.cluster);
        design.weight = rows.weight;
        design.count = rows.count;
        Ok(design)
    }

    /// The same rows and columns in other groups.
    ///
    /// # Errors
    ///
    /// An [`Error`] for groups that overlap, are empty, name unknown columns or leave a column out.
    pub fn with_groups(self, groups: Vec<Group>) -> Result<Self, Error> {
        check_groups(&self.columns, &groups)?;
        Ok(Self { groups, ..self })
    }

    /// Names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The groups.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The columns that are products of two others.
    pub fn products(&self) -> &[ProductColumn] {
        &self.products
    }

    pub(super) fn set_products(&mut self, products: Vec<ProductColumn>) {
        self.products = products;
    }

    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.y.len()
    }

    /// Number of observations: the sum of the counts.
    pub fn n_observations(&self) -> usize {
        self.count.iter().sum()
    }

    /// What the weights mean.
    pub fn weight_kind(&self) -> WeightKind {
        self.weight_kind
    }

    /// Effective number of observations: (Σw)²/Σw² with sampling weights (Kish 1965, §11.7), else the
    /// number of observations.
    pub fn n_effective(&self) -> f64 {
        if self.weight_kind != WeightKind::Sampling {
            return as_f64(self.n_observations());
        }
        let (mut sum, mut squares) = (0.0, 0.0);
        for (weight, &count) in self.weight.iter().zip(&self.count) {
            sum += weight * as_f64(count);
            squares += weight * weight * as_f64(count);
        }
        sum * sum / squares
    }

    /// Number of independent units: clusters, and observations outside clusters.
    pub fn n_units(&self) -> usize {
        let outside: usize = self
            .cluster
            .iter()
            .zip(&self.count)
            .filter(|(cluster, _)| cluster.is_none())
            .map(|(_, count)| count)
            .sum();
        outside + self.n_clusters()
    }

    /// Whether some rows belong to clusters.
    pub fn is_clustered(&self) -> bool {
        !self.cluster_ids.is_empty()
    }

    /// Whether observations have different weights.
    pub(super) fn is_weighted(&self) -> bool {
        let first = self.weight.first();
        let differs = |weight: &f64| first.is_some_and(|first| (weight - first).abs() > 0.0);
        self.weight.iter().any(differs)
    }

    pub(super) fn n_clusters(&self) -> usize {
        self.cluster_ids.len()
    }

    /// The caller's number of each cluster, by the number it has here.
    pub(super) fn cluster_ids(&self) -> &[u32] {
        &self.cluster_ids
    }

    /// Indices of the groups with this role.
    pub(super) fn groups_with(&self, role: Role) -> Vec<usize> {
        (0..self.groups.len())
            .filter(|&group| self.groups[group].role == role)
            .collect()
    }

    /// Indices of the columns of all groups with this role, ascending.
    pub(super) fn columns_with(&self, role: Role) -> Vec<usize> {
        let mut columns: Vec<usize> = self
            .groups
            .iter()
            .filter(|group| group.role == role)
            .flat_map(|group| group.columns.iter().copied())
            .collect();
        columns.sort_unstable();
        columns
    }

    pub(super) fn is_constant(&self, column: usize) -> bool {
        self.scales[column] <= 0.0
    }

    pub(super) fn origin(&self, column: usize) -> f64 {
        self.origins[column]
    }

    /// Original units per stored unit; 1 for a constant column, of which nothing is stored.
    pub(super) fn scale(&self, column: usize) -> f64 {
        if self.is_constant(column) {
            1.0
        } else {
            self.scales[column]
        }
    }

    pub(super) fn y_origin(&self) -> f64 {
        self.y_origin
    }

    pub(super) fn y(&self) -> &[f64] {
        &self.y
    }

    pub(super) fn weight(&self) -> &[f64] {
        &self.weight
    }

    pub(super) fn count(&self) -> &[usize] {
        &self.count
    }

    pub(super) fn cluster(&self) -> &[Option<u32>] {
        &self.cluster
    }

    /// How many runs of rows share their predictors.
    pub(super) fn n_profiles(&self) -> usize {
        self.profiles.len()
    }

    /// Runs of rows that share their predictors, with those predictors as stored.
    pub(super) fn profiles(&self) -> impl Iterator<Item = (&[(u32, f64)], std::ops::Range<usize>)> {
        self.profiles.iter().enumerate().map(|(at, profile)| {
            let next = self.profiles.get(at + 1);
            let last_entry = next.map_or(self.entries.len(), |next| next.first_entry);
            let last_row = next.map_or(self.y.len(), |next| next.first_row);
            (
                &self.entries[profile.first_entry..last_entry],
                profile.first_row..last_row,
            )
        })
    }

    /// Moments in stored units with a mass per row that the caller chooses; asked in row order.
    pub(super) fn moments(&self, mut total_weight: impl FnMut(usize) -> f64) -> Moments {
        let mut moments = Moments::new(self.columns.len());
        for (entries, rows) in self.profiles() {
            let mut mass = Mass::default();
            for row in rows {
                mass.add(total_weight(row), self.y[row]);
            }
            moments.add(entries, mass);
        }
        moments
    }

    /// Moments of the observations as they are.
    pub(super) fn sample_moments(&self) -> Moments {
        self.moments(|row| self.weight[row] * as_f64(self.count[row]))
    }

    /// Whether a row of the design holds these predictors, this outcome and this weight; clusters are not
    /// looked at, and of frequency weights the row of a design has none.
    ///
    /// Numbers have to be those of the row that the design was made of, to the last bit, and columns have
    /// to ascend.
    pub fn holds(&self, row: usize, other: &Row<'_>) -> bool {
        let is_same = |a: f64, b: f64| a.total_cmp(&b) == Ordering::Equal;
        let outcome = other.y - self.y_origin;
        if !is_same(self.y[row], outcome) || !is_same(self.weight[row], other.weight) {
            return false;
        }
        let at = self.profiles.partition_point(|one| one.first_row <= row);
        let Some(profile) = at.checked_sub(1).map(|at| &self.profiles[at]) else {
            return false;
        };
        let end = self.profiles.get(at);
        let end = end.map_or(self.entries.len(), |next| next.first_entry);
        let mut entries = self.entries[profile.first_entry..end].iter().peekable();
        let mut values = other.x.iter().peekable();
        (0..self.columns.len()).all(|column| {
            let value = values.next_if(|(named, _)| *named == column);
            let stored = self.stored(column, value.map_or(0.0, |(_, value)| *value));
            let held = entries.next_if(|(named, _)| *named as usize == column);
            match held {
                Some((_, held)) => is_same(*held, stored),
                None => stored.abs() <= 0.0,
            }
        })
    }

    /// Takes the predictors out of the rows, in their own memory where no row grows by what is stored.
    fn store_profiles(&mut self, rows: &mut Rows) {
        let is_full = |column: usize| self.origins[column].abs() > 0.0 && !self.is_constant(column);
        let n_full = (0..self.columns.len()).filter(|&at| is_full(at)).count();
        let grows = (0..rows.len()).any(|row| {
            let entries = rows.entries(row).iter();
            entries
                .filter(|(column, _)| is_full(*column as usize))
                .count()
                < n_full
        });
        if grows {
            self.copy_profiles(rows);
        } else {
            self.move_profiles(rows);
        }
    }

    /// Every full column has an entry in every row, so that none is added and what is stored never
    /// overtakes what is read.
    fn move_profiles(&mut self, rows: &mut Rows) {
        let is_new = |row: &usize| {
            *row == 0
                || compare_entries(rows.entries(*row - 1), rows.entries(*row)) != Ordering::Equal
        };
        let firsts: Vec<u32> = (0..rows.len()).filter(is_new).map(as_u32).collect();
        let (starts, mut entries) = rows.take_entries();
        self.profiles.reserve_exact(firsts.len());
        let mut end = 0;
        for first_row in firsts.into_iter().map(|row| row as usize) {
            self.profiles.push(Profile {
                first_entry: end,
                first_row,
            });
            for at in starts[first_row]..starts[first_row + 1] {
                let (column, value) = entries[at];
                let stored = self.stored(column as usize, value);
                if stored.abs() > 0.0 {
                    entries[end] = (column, stored);
                    end += 1;
                }
            }
        }
        entries.truncate(end);
        entries.shrink_to_fit();
        self.entries = entries;
    }

    fn copy_profiles(&mut self, rows: &Rows) {
        let p = self.columns.len();
        // A column is full when absence of an entry does not mean its origin.
        let full: Vec<u32> = (0..p)
            .filter(|&column| self.origins[column].abs() > 0.0 && !self.is_constant(column))
            .map(as_u32)
            .collect();
        let mut before: Option<usize> = None;
        for row in 0..rows.len() {
            let entries = rows.entries(row);
            let same = before.is_some_and(|earlier| {
                compare_entries(rows.entries(earlier), entries) == Ordering::Equal
            });
            if same {
                continue;
            }
            before = Some(row);
            self.profiles.push(Profile {
                first_entry: self.entries.len(),
                first_row: row,
            });
            let mut missing = full.iter().peekable();
            for &(column, value) in entries {
                while let Some(&&earlier) = missing.peek().filter(|&&&at| at <= column) {
                    missing.next();
                    if earlier < column {
                        self.store(earlier, 0.0);
                    }
                }
                self.store(column, value);
            }
            for &column in missing {
                self.store(column, 0.0);
            }
        }
    }

    fn store(&mut self, column: u32, value: f64) {
        let stored = self.stored(column as usize, value);
        if stored.abs() > 0.0 {
            self.entries.push((column, stored));
        }
    }

    /// A value in stored units; 0 in a constant column, of which nothing is stored.
    fn stored(&self, column: usize, value: f64) -> f64 {
        if self.is_constant(column) {
            return 0.0;
        }
        (value - self.origins[column]) / self.scales[column]
    }

    fn number_clusters(&mut self, clusters: &[Option<u32>]) {
        let mut numbers: BTreeMap<u32, u32> = BTreeMap::new();
        for id in clusters.iter().flatten() {
            let next = as_u32(numbers.len());
            numbers.entry(*id).or_insert_with(|| {
                self.cluster_ids.push(*id);
                next
            });
        }
        self.cluster = clusters
            .iter()
            .map(|id| id.and_then(|id| numbers.get(&id).copied()))
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{driver, names};
    use ndarray::array;

    fn rows() -> Rows {
        let x = array![[1.0, 5.0], [0.0, 5.5], [0.0, 5.0], [1.0, 5.0]];
        Rows::from_dense(&x, &array![1.0, 2.0, 4.0, 3.0]).unwrap()
    }

    #[test]
    fn a_mostly_constant_column_is_stored_sparsely() {
        let design = Design::new(rows(), names(2), vec![driver("a", &[0, 1])]).unwrap();
        assert!((design.origin(1) - 5.0).abs() < 1e-15);
        assert!((design.scale(1) - 0.5).abs() < 1e-15);
        // Row 1 is the only one away from 5.0 in column 1; rows 0 and 3 hold a 1 in column 0.
        assert_eq!(design.entries.len(), 3);
        let moments = design.moments(|_| 1.0);
        let means = moments.means();
        let mean = design.scale(1).mul_add(means[1], design.origin(1));
        assert!((mean - 5.125).abs() < 1e-15);
        assert!((means[0] - 0.5).abs() < 1e-15);
    }

    #[test]
    fn a_row_is_known_by_its_numbers() {
        let x = array![[1.0, 5.0], [0.0, 5.5], [0.0, 5.0], [2.0, 4.0]];
        let y = array![1.0, 2.0, 4.0, 3.0];
        let rows = Rows::from_dense(&x, &y).unwrap();
        let design = Design::new(rows, names(2), vec![driver("a", &[0, 1])]).unwrap();
        for row in 0..4 {
            let entries = [(0, x[[row, 0]]), (1, x[[row, 1]])];
            let places = (0..4).filter(|&at| design.holds(at, &Row::new(&entries, y[row])));
            assert_eq!(places.collect::<Vec<_>>(), [row]);
            let other = Row::new(&entries[..1], y[row]);
            assert!((0..4).all(|at| !design.holds(at, &other)));
        }
    }

    #[test]
    fn predictors_are_stored_alike_in_their_own_memory_and_in_a_copy() {
        // No zero anywhere: nothing has to be added.
        let x = array![[1.0, 5.0], [3.0, 5.5], [3.0, 5.5], [2.0, 4.0], [9.0, 1.0]];
        let mut rows = Rows::from_dense(&x, &array![1.0, 2.0, 4.0, 3.0, 0.5]).unwrap();
        let design = Design::new(rows.clone(), names(2), vec![driver("a", &[0, 1])]).unwrap();
        let mut copied = design.clone();
        (copied.profiles, copied.entries) = (Vec::new(), Vec::new());
        copied.copy_profiles(&rows);
        assert_eq!(design.entries, copied.entries);
        let places = |design: &Design| -> Vec<(usize, usize)> {
            let profiles = design.profiles.iter();
            profiles
                .map(|one| (one.first_entry, one.first_row))
                .collect()
        };
        assert_eq!(places(&design), places(&copied));
        let mut moved = design.clone();
        (moved.profiles, moved.entries) = (Vec::new(), Vec::new());
        moved.move_profiles(&mut rows);
        assert_eq!(moved.entries, copied.entries);
    }

    #[test]
    fn a_column_without_variation_is_constant_wherever_it_lies() {
        let x = array![[3.3, 0.0, 1.0], [3.3, 0.0, 2.0], [3.3, 0.0, 3.0]];
        let rows = Rows::from_dense(&x, &array![1.0, 2.0, 4.0]).unwrap();
        let design = Design::new(rows, names(3), vec![driver("a", &[0, 1, 2])]).unwrap();
        assert!(design.is_constant(0) && design.is_constant(1) && !design.is_constant(2));
    }
}
