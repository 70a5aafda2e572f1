use super::Error;
use crate::stats::{compute_both, compute_in_order, sort_by_order};
use crate::units::as_u32;
use ndarray::{Array1, Array2};
use std::cmp::Ordering;

/// One row to be added to [`Rows`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// Predictors that are not zero, as (column, value) in any order.
    pub x: &'a [(usize, f64)],
    /// The outcome.
    pub y: f64,
    /// Analysis weight of one observation, above 0.
    pub weight: f64,
    /// How many identical observations the row stands for.
    pub count: usize,
    /// Which rows belong together, for example those of one customer. They are resampled together.
    /// `None`: every observation stands for itself.
    pub cluster: Option<u32>,
}

impl<'a> Row<'a> {
    /// One observation of weight 1 that belongs to no cluster.
    pub fn new(x: &'a [(usize, f64)], y: f64) -> Self {
        Self {
            x,
            y,
            weight: 1.0,
            count: 1,
            cluster: None,
        }
    }
}

/// Observations to be modelled; only the predictors that are not zero are kept.
///
/// Nothing is checked here: [`Design::new`](super::Design::new) does, so that every fault is
/// reported in one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    pub(super) n_columns: usize,
    /// Where each row's entries begin, and the end of the last; length `n_rows + 1`.
    starts: Vec<usize>,
    /// Column and value, columns ascending within a row.
    entries: Vec<(u32, f64)>,
    pub(super) y: Vec<f64>,
    pub(super) weight: Vec<f64>,
    pub(super) count: Vec<usize>,
    pub(super) cluster: Vec<Option<u32>>,
}

impl Rows {
    /// No rows yet, of this many columns.
    pub fn new(n_columns: usize) -> Self {
        Self {
            n_columns,
            starts: vec![0],
            entries: Vec::new(),
            y: Vec::new(),
            weight: Vec::new(),
            count: Vec::new(),
            cluster: Vec::new(),
        }
    }

    /// No rows yet, with room for so many full ones.
    pub fn with_capacity(n_columns: usize, n_rows: usize) -> Self {
        let mut rows = Self::new(n_columns);
        rows.starts.reserve_exact(n_rows);
        rows.entries.reserve_exact(n_rows.saturating_mul(n_columns));
        rows.y.reserve_exact(n_rows);
        rows.weight.reserve_exact(n_rows);
        rows.count.reserve_exact(n_rows);
        rows.cluster.reserve_exact(n_rows);
        rows
    }

    /// Takes over a full matrix, every row with weight 1 and no cluster.
    ///
    /// # Shapes
    ///
    /// `x` is `(n_rows, n_columns)`, `y` is `(n_rows,)`.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] when the numbers of rows differ.
    pub fn from_dense(x: &Array2<f64>, y: &Array1<f64>) -> Result<Self, Error> {
        if x.nrows() != y.len() {
            return Err(Error::Shape {
                what: "the outcome",
                got: y.len(),
                expected: x.nrows(),
            });
        }
        let mut rows = Self::new(x.ncols());
        for (values, &y) in x.rows().into_iter().zip(y) {
            let entries: Vec<(usize, f64)> = values.iter().copied().enumerate().collect();
            rows.push(Row::new(&entries, y));
        }
        Ok(rows)
    }

    /// Adds a row.
    pub fn push(&mut self, row: Row<'_>) {
        let start = self.entries.len();
        self.entries.extend(
            row.x
                .iter()
                .filter(|(_, value)| value.abs() > 0.0 || value.is_nan())
                .map(|&(column, value)| (as_u32(column), value)),
        );
        self.entries[start..].sort_unstable_by_key(|&(column, _)| column);
        self.starts.push(self.entries.len());
        self.y.push(row.y);
        self.weight.push(row.weight);
        self.count.push(row.count);
        self.cluster.push(row.cluster);
    }

    /// The same rows with other outcomes.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] when there are not as many outcomes as rows.
    pub fn with_outcomes(self, y: Vec<f64>) -> Result<Self, Error> {
        if y.len() != self.len() {
            return Err(Error::Shape {
                what: "the outcome",
                got: y.len(),
                expected: self.len(),
            });
        }
        Ok(Self { y, ..self })
    }

    /// The same rows with other weights.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] when there are not as many weights as rows.
    pub fn with_weights(self, weight: Vec<f64>) -> Result<Self, Error> {
        if weight.len() != self.len() {
            return Err(Error::Shape {
                what: "the weights",
                got: weight.len(),
                expected: self.len(),
            });
        }
        Ok(Self { weight, ..self })
    }

    /// Number of rows; a row may stand for several observations.
    pub fn len(&self) -> usize {
        self.y.len()
    }

    /// Number of observations: the sum of the counts.
    pub fn n_observations(&self) -> usize {
        self.count.iter().sum()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.y.is_empty()
    }

    /// Takes weights for numbers of observations: rows that stand for that many.
    ///
    /// Ask for this before [`Self::compressed`], which takes a cluster of one observation for none.
    ///
    /// # Errors
    ///
    /// [`Error::FrequencyWeight`] for a weight that is no whole number.
    pub fn counted(self) -> Result<Self, Error> {
        super::weights::counted(self)
    }

    /// Merges identical rows into one that counts them, in an order that does not depend on theirs.
    ///
    /// Rows are identical when predictors, outcome, weight and cluster are. A cluster of a single
    /// observation is no cluster, so its row merges with others. Every result of the model stays the
    /// same up to rounding; resampling becomes as cheap as there are different rows.
    #[must_use]
    pub fn compressed(mut self) -> Self {
        self.dissolve_single_clusters();
        if (1..self.len()).all(|row| self.compare(row - 1, row).is_lt()) {
            return self;
        }
        let keys = vec![0; self.len()];
        self.merged_by(&keys).0
    }

    /// Merges rows that are identical and have the same key; returns the key of each merged row.
    ///
    /// A key is what a caller knows of a row beyond the model, such as the cell that its weight is
    /// estimated in. Clusters stay as they are. `keys` is `(n_rows,)`.
    pub(super) fn merged_by(&self, keys: &[usize]) -> (Self, Vec<usize>) {
        let compare = |a: usize, b: usize| self.compare(a, b).then_with(|| keys[a].cmp(&keys[b]));
        let fronts = Fronts::of(self);
        let mut sequence = compute_in_order(self.len(), |row| {
            (fronts.front(self.entries(row)), ascending(self.y[row]), row)
        });
        // Fronts decide nearly always, without a look at the rows; where the whole row is in its front, so does
        // the outcome.
        sort_by_order(&mut sequence, |a, b| {
            let by_rows = || {
                if fronts.is_whole(a.0) {
                    let by_rest = || self.compare_rest(a.2, b.2).then(keys[a.2].cmp(&keys[b.2]));
                    a.1.cmp(&b.1).then_with(by_rest)
                } else {
                    compare(a.2, b.2)
                }
            };
            (a.0.cmp(&b.0)).then_with(by_rows).then(a.2.cmp(&b.2))
        });
        // The first of each run of equal rows, and how many observations all of them are.
        let (mut firsts, mut counts) = (Vec::with_capacity(self.len()), Vec::new());
        let mut before = None;
        for (front, outcome, row) in sequence {
            let is_same = |(a, b, earlier)| {
                (a, b) == (front, outcome) && compare(earlier, row) == Ordering::Equal
            };
            let same = counts.last_mut().filter(|_| before.is_some_and(is_same));
            if let Some(count) = same {
                *count += self.count[row];
            } else {
                firsts.push(row);
                counts.push(self.count[row]);
            }
            before = Some((front, outcome, row));
        }
        let merged = self.picked(&firsts, counts);
        (merged, firsts.into_iter().map(|row| keys[row]).collect())
    }

    /// Some rows, with other counts.
    fn picked(&self, rows: &[usize], count: Vec<usize>) -> Self {
        let ((starts, entries), (y, weight, cluster)) = compute_both(
            || {
                let sizes = rows.iter().map(|&row| self.entries(row).len());
                let mut entries = Vec::with_capacity(sizes.sum());
                let mut starts = Vec::with_capacity(rows.len() + 1);
                starts.push(0);
                for &row in rows {
                    entries.extend_from_slice(self.entries(row));
                    starts.push(entries.len());
                }
                (starts, entries)
            },
            || {
                (
                    rows.iter().map(|&row| self.y[row]).collect(),
                    rows.iter().map(|&row| self.weight[row]).collect(),
                    rows.iter().map(|&row| self.cluster[row]).collect(),
                )
            },
        );
        Self {
            n_columns: self.n_columns,
            starts,
            entries,
            y,
            weight,
            count,
            cluster,
        }
    }

    /// Adds all rows of other rows with the same columns.
    pub fn append(&mut self, behind: &Self) {
        let start = self.entries.len();
        let starts = behind.starts.iter().skip(1);
        self.starts.extend(starts.map(|one| start + one));
        self.entries.extend_from_slice(&behind.entries);
        self.y.extend_from_slice(&behind.y);
        self.weight.extend_from_slice(&behind.weight);
        self.count.extend_from_slice(&behind.count);
        self.cluster.extend_from_slice(&behind.cluster);
    }

    /// Adds a row of other rows with the same columns.
    pub(super) fn push_from(&mut self, other: &Self, row: usize) {
        self.entries.extend_from_slice(other.entries(row));
        self.starts.push(self.entries.len());
        self.y.push(other.y[row]);
        self.weight.push(other.weight[row]);
        self.count.push(other.count[row]);
        self.cluster.push(other.cluster[row]);
    }

    pub(super) fn entries(&self, row: usize) -> &[(u32, f64)] {
        &self.entries[self.starts[row]..self.starts[row + 1]]
    }

    /// Lets go of all predictors: where each row's begin, and the predictors.
    pub(super) fn take_entries(&mut self) -> (Vec<usize>, Vec<(u32, f64)>) {
        (
            std::mem::take(&mut self.starts),
            std::mem::take(&mut self.entries),
        )
    }

    /// Takes a cluster of a single observation for no cluster.
    pub(super) fn dissolve_single_clusters(&mut self) {
        let clusters = self.cluster.iter().zip(&self.count);
        let mut named: Vec<(u32, usize)> = clusters
            .filter_map(|(cluster, count)| Some(((*cluster)?, *count)))
            .collect();
        named.sort_unstable();
        let is_single = |cluster: &[(u32, usize)]| matches!(cluster, [(_, 1)]);
        let single: Vec<u32> = named
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|cluster| is_single(cluster))
            .map(|cluster| cluster[0].0)
            .collect();
        for cluster in &mut self.cluster {
            if cluster.is_some_and(|id| single.binary_search(&id).is_ok()) {
                *cluster = None;
            }
        }
    }

    /// Predictors first, so that rows which share them become neighbours.
    fn compare(&self, a: usize, b: usize) -> Ordering {
        compare_entries(self.entries(a), self.entries(b))
            .then_with(|| self.y[a].total_cmp(&self.y[b]))
            .then_with(|| self.compare_rest(a, b))
    }

    /// What tells rows of equal predictors and outcomes apart.
    fn compare_rest(&self, a: usize, b: usize) -> Ordering {
        (self.weight[a].total_cmp(&self.weight[b]))
            .then_with(|| self.cluster[a].cmp(&self.cluster[b]))
    }
}

/// How the first entries of a row become a number that stands in the order of the rows.
struct Fronts {
    /// The one value that all entries have, so that columns alone tell rows apart.
    is_one_value: bool,
    /// Bits of a column and the end.
    width: u32,
}

impl Fronts {
    fn of(rows: &Rows) -> Self {
        let first = rows.entries.first().map(|entry| entry.1.to_bits());
        let is_first = |entry: &(u32, f64)| Some(entry.1.to_bits()) == first;
        Self {
            is_one_value: rows.entries.iter().all(is_first),
            width: usize::BITS - rows.n_columns.leading_zeros(),
        }
    }

    /// Columns from 1 with 0 after the last, or the first column and its value.
    fn front(&self, entries: &[(u32, f64)]) -> u128 {
        if !self.is_one_value {
            return entries.first().map_or(0, |&(column, value)| {
                (u128::from(column) + 1) << 64 | u128::from(ascending(value))
            });
        }
        let places = u128::BITS / self.width.max(1);
        (0..places as usize).fold(0, |front, place| {
            let column = entries
                .get(place)
                .map_or(0, |entry| u128::from(entry.0) + 1);
            front << self.width | column
        })
    }

    /// Whether nothing of the row is left out of its front.
    fn is_whole(&self, front: u128) -> bool {
        // The last place is 0 where a row has fewer entries than places.
        front == 0 || self.is_one_value && front & ((1 << self.width) - 1) == 0
    }
}

/// Bits of a number that stand in the order of [`f64::total_cmp`].
fn ascending(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 0 {
        bits | 1 << 63
    } else {
        !bits
    }
}

pub(super) fn compare_entries(a: &[(u32, f64)], b: &[(u32, f64)]) -> Ordering {
    let mut shorter = a.iter().zip(b).map(|((column, value), (other, against))| {
        column.cmp(other).then_with(|| value.total_cmp(against))
    });
    shorter
        .find(|order| order.is_ne())
        .unwrap_or_else(|| a.len().cmp(&b.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn push(rows: &mut Rows, x: &[(usize, f64)], y: f64, cluster: Option<u32>) {
        rows.push(Row {
            cluster,
            ..Row::new(x, y)
        });
    }

    #[test]
    fn identical_rows_are_counted_whatever_their_order() {
        let mut rows = Rows::new(3);
        push(&mut rows, &[(2, 1.0), (0, 1.0)], 9.0, None);
        push(&mut rows, &[(1, 1.0)], 9.0, None);
        push(&mut rows, &[(0, 1.0), (1, 0.0), (2, 1.0)], 9.0, None);
        let mut reversed = Rows::new(3);
        for row in [2, 1, 0] {
            let x: Vec<(usize, f64)> = rows
                .entries(row)
                .iter()
                .map(|&(column, value)| (column as usize, value))
                .collect();
            push(&mut reversed, &x, rows.y[row], None);
        }
        let merged = rows.compressed();
        assert_eq!(merged.len(), 2);
        assert_eq!(merged.count.iter().sum::<usize>(), 3);
        assert_eq!(merged, reversed.compressed());
    }

    proptest! {
        #[test]
        fn rows_merge_in_the_order_of_a_plain_comparison(
            lines in proptest::collection::vec(
                (proptest::collection::btree_map(0_usize..70, 0_u8..3, 0..30), -2_i8..3, 0_usize..2),
                0..40,
            ),
            is_one_value in any::<bool>(),
        ) {
            let mut rows = Rows::new(70);
            for (entries, y, _) in &lines {
                let value = |of: u8| if is_one_value { 1.0 } else { [1.0, -2.0, 0.5][of as usize] };
                let x: Vec<(usize, f64)> = entries.iter().map(|(&at, &of)| (at, value(of))).collect();
                push(&mut rows, &x, f64::from(*y), None);
            }
            let keys: Vec<usize> = lines.iter().map(|line| line.2).collect();
            let mut plain: Vec<usize> = (0..rows.len()).collect();
            let compare = |a: usize, b: usize| rows.compare(a, b).then(keys[a].cmp(&keys[b]));
            plain.sort_by(|&a, &b| compare(a, b));
            plain.dedup_by(|a, b| compare(*a, *b).is_eq());
            let (merged, merged_keys) = rows.merged_by(&keys);
            prop_assert_eq!(merged.count.iter().sum::<usize>(), rows.len());
            prop_assert_eq!(merged.len(), plain.len());
            for (at, &row) in plain.iter().enumerate() {
                prop_assert_eq!(merged.entries(at), rows.entries(row));
                prop_assert_eq!((merged.y[at], merged_keys[at]), (rows.y[row], keys[row]));
            }
        }
    }

    #[test]
    fn rows_of_one_customer_merge_with_their_own_only() {
        let mut rows = Rows::new(1);
        for cluster in [Some(1), Some(1), Some(2), None, Some(3), Some(3)] {
            push(&mut rows, &[(0, 1.0)], 5.0, cluster);
        }
        let merged = rows.compressed();
        // Customer 2 has one row only and joins the rows without a customer.
        assert_eq!(merged.cluster, vec![None, Some(1), Some(3)]);
        assert_eq!(merged.count, vec![2, 2, 2]);
    }
}
