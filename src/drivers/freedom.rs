#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::Design;
use super::regression::Regression;
use crate::stats::{Symmetric, compute_in_order};
use crate::units::as_u32;

/// Profiles looked at in one task; results do not depend on it.
const PROFILES_PER_TASK: usize = 1 << 13;

/// The inverse of the cross-products of (1, columns), in stored units.
pub(super) struct Bread {
    matrix: Symmetric,
    /// All of it, row after row.
    full: Vec<f64>,
}

/// What rows with the same predictors share.
#[derive(Default)]
pub(super) struct Profile {
    /// The constant and the predictors.
    pub(super) vector: Vec<(u32, f64)>,
    /// How far a unit of weighted residual moves each slope.
    pub(super) influence: Vec<f64>,
    /// Leverage per unit of weight.
    pub(super) distance: f64,
}

impl Bread {
    pub(super) fn new(regression: &Regression) -> Self {
        let matrix = regression.inverse();
        let order = matrix.order();
        let row = |row: usize| (0..order).map(move |column| (row, column));
        let places = (0..order).flat_map(row);
        let full = places.map(|(row, column)| matrix.get(row, column));
        Self {
            full: full.collect(),
            matrix,
        }
    }

    pub(super) fn profile(&self, entries: &[(u32, f64)], columns: &[usize]) -> Profile {
        let mut profile = Profile::default();
        self.put_profile(entries, columns, &mut profile);
        profile
    }

    /// Leverage per unit of weight of each profile of a design.
    pub(super) fn distances(&self, design: &Design) -> Vec<f64> {
        let n = design.n_profiles();
        let parts = compute_in_order(n.div_ceil(PROFILES_PER_TASK), |task| {
            let profiles = design.profiles().skip(task * PROFILES_PER_TASK);
            let profiles = profiles.take(PROFILES_PER_TASK);
            let mut vector = Vec::new();
            let distances = profiles.map(|(entries, _)| {
                put_vector(entries, &mut vector);
                self.distance(&vector)
            });
            distances.collect::<Vec<f64>>()
        });
        parts.concat()
    }

    fn distance(&self, vector: &[(u32, f64)]) -> f64 {
        self.quadratic(vector).max(0.0)
    }

    /// [`Self::profile`] in the memory of an earlier one.
    pub(super) fn put_profile(
        &self,
        entries: &[(u32, f64)],
        columns: &[usize],
        profile: &mut Profile,
    ) {
        put_vector(entries, &mut profile.vector);
        let distance = self.distance(&profile.vector);
        self.put_profile_at(entries, distance, columns, profile);
    }

    /// [`Self::put_profile`] of predictors whose distance is known.
    pub(super) fn put_profile_at(
        &self,
        entries: &[(u32, f64)],
        distance: f64,
        columns: &[usize],
        profile: &mut Profile,
    ) {
        put_vector(entries, &mut profile.vector);
        profile.distance = distance;
        // Entry by entry over all columns at once, so that one instruction serves several.
        profile.influence.clear();
        profile.influence.resize(columns.len(), -0.0);
        for &(other, value) in &profile.vector {
            let row = &self.full[other as usize * self.matrix.order()..];
            for (influence, &column) in profile.influence.iter_mut().zip(columns) {
                *influence += value * row[column + 1];
            }
        }
    }

    /// The row of a column, over the constant and the columns.
    pub(super) fn row(&self, column: usize) -> Vec<f64> {
        let order = self.matrix.order();
        (0..order)
            .map(|other| self.matrix.get(column + 1, other))
            .collect()
    }

    pub(super) fn quadratic(&self, vector: &[(u32, f64)]) -> f64 {
        self.matrix.quadratic(vector)
    }
}

/// The constant and the predictors.
fn put_vector(entries: &[(u32, f64)], vector: &mut Vec<(u32, f64)>) {
    vector.clear();
    vector.push((0, 1.0));
    let shifted = |&(column, value): &(u32, f64)| (as_u32(column as usize + 1), value);
    vector.extend(entries.iter().map(shifted));
}

/// What one unit, or `count` equal ones, adds to the variance of a slope if errors are homoscedastic.
#[derive(Debug, Clone, Copy)]
pub(super) struct UnitScore {
    pub(super) count: f64,
    /// Variance it would add if residuals were errors.
    pub(super) size: f64,
    /// The part of it that fitting takes away.
    pub(super) leverage: f64,
}

/// The trace of M = Σ v v′ and of M², from which a variance has its degrees of freedom.
///
/// v of unit g is (I − H)c, with c what turns its residuals into its score. So v′v of units g and h is
/// δ·size − t′At with t = X′c and A the bread: sums of sizes and of t t′ are all that is needed.
#[derive(Debug, Clone)]
pub(super) struct Freedom {
    trace: f64,
    own_squares: f64,
    directions: Symmetric,
}

impl Freedom {
    pub(super) fn add(&mut self, unit: UnitScore) {
        self.trace += unit.count * unit.size * (1.0 - unit.leverage);
        self.own_squares += unit.count * unit.size * unit.size * (1.0 - 2.0 * unit.leverage);
    }

    pub(super) fn add_direction(&mut self, direction: &[(u32, f64)], weight: f64) {
        self.directions.add_outer(direction, weight);
    }

    /// (tr M)²/tr M² (Satterthwaite 1946).
    pub(super) fn satterthwaite(&self, bread: &Bread) -> f64 {
        let order = self.directions.order();
        let (a, t) = (bread.matrix.to_full(), self.directions.to_full());
        let product = a.dot(&t);
        let crossed: f64 = (0..order)
            .map(|i| {
                (0..order)
                    .map(|j| product[[i, j]] * product[[j, i]])
                    .sum::<f64>()
            })
            .sum();
        let squares = self.own_squares + crossed;
        if squares > 0.0 {
            self.trace * self.trace / squares
        } else {
            0.0
        }
    }
}

/// Slopes beside one another, so that one instruction serves several.
const LANES: usize = 8;

/// [`Freedom`] of several slopes of which the same units are scored: the same sums to the last bit, in less time.
pub(super) struct Freedoms {
    order: usize,
    traces: Vec<f64>,
    own_squares: Vec<f64>,
    /// Per block of slopes the packed sums of directions.
    blocks: Vec<Vec<[f64; LANES]>>,
    weights: Vec<f64>,
}

/// A unit of weighted residual as all slopes see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scored {
    pub(super) count: f64,
    pub(super) weight: f64,
    pub(super) leverage: f64,
    /// What its residual is divided by.
    pub(super) divisor: f64,
}

impl Freedoms {
    pub(super) fn new(order: usize, n_slopes: usize) -> Self {
        let n_blocks = n_slopes.div_ceil(LANES);
        Self {
            order,
            traces: vec![0.0; n_slopes],
            own_squares: vec![0.0; n_slopes],
            blocks: vec![vec![[0.0; LANES]; order * (order + 1) / 2]; n_blocks],
            weights: vec![0.0; n_blocks * LANES],
        }
    }

    /// Adds a unit with the predictors of `profile`, of which the slopes are those that the sums are of.
    pub(super) fn add(&mut self, profile: &Profile, unit: &Scored) {
        let Scored {
            count,
            weight,
            leverage,
            divisor,
        } = *unit;
        let sums = self.traces.iter_mut().zip(&mut self.own_squares);
        for (((trace, own_squares), u), direction) in
            sums.zip(&profile.influence).zip(&mut self.weights)
        {
            let size = weight * (u / divisor).powi(2);
            *trace += count * size * (1.0 - leverage);
            *own_squares += count * size * size * (1.0 - 2.0 * leverage);
            *direction = count * (weight * u / divisor).powi(2);
        }
        let (weights, _) = self.weights.as_chunks::<LANES>();
        for (block, weights) in self.blocks.iter_mut().zip(weights) {
            add_directions(block, self.order, &profile.vector, weights);
        }
    }

    /// The sums of one slope.
    pub(super) fn of(&self, slope: usize) -> Freedom {
        let block = &self.blocks[slope / LANES];
        let mut directions = Symmetric::zeros(self.order);
        let mut packed = block.iter().map(|lanes| lanes[slope % LANES]);
        for row in 0..self.order {
            for (column, sum) in (row..self.order).zip(&mut packed) {
                directions.set(row, column, sum);
            }
        }
        Freedom {
            trace: self.traces[slope],
            own_squares: self.own_squares[slope],
            directions,
        }
    }
}

/// Adds the outer product of a sparse vector of ascending places to packed sums, with a weight per lane.
fn add_directions(
    sums: &mut [[f64; LANES]],
    order: usize,
    vector: &[(u32, f64)],
    weights: &[f64; LANES],
) {
    for (at, &(row, value)) in vector.iter().enumerate() {
        let row = row as usize;
        let scaled = weights.map(|weight| weight * value);
        let start = row * (2 * order - row + 1) / 2;
        let target = &mut sums[start..start + order - row];
        for &(column, other) in &vector[at..] {
            let sums = &mut target[column as usize - row];
            for (sum, scaled) in sums.iter_mut().zip(&scaled) {
                *sum += scaled * other;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::draw::uniform;
    use crate::stats::generator;

    #[test]
    fn slopes_beside_one_another_have_the_sums_of_each_alone_to_the_last_bit() {
        let (order, n_slopes) = (5, LANES + 3);
        let mut source = generator(4, 0);
        let mut together = Freedoms::new(order, n_slopes);
        let none = Freedom {
            trace: 0.0,
            own_squares: 0.0,
            directions: Symmetric::zeros(order),
        };
        let mut alone = vec![none; n_slopes];
        for unit in 0..60_u32 {
            let mut number = || uniform(&mut source);
            let places = [0, 1 + unit % 2, 3 + unit % 2];
            let profile = Profile {
                vector: places.map(|at| (at, number() - 0.5)).to_vec(),
                influence: (0..n_slopes).map(|_| number() - 0.5).collect(),
                distance: 0.0,
            };
            let (count, weight, leverage) = (1.0 + f64::from(unit % 3), number(), number() / 2.0);
            let divisor = 1.0 - leverage;
            let scored = Scored {
                count,
                weight,
                leverage,
                divisor,
            };
            together.add(&profile, &scored);
            for (one, u) in alone.iter_mut().zip(&profile.influence) {
                one.add(UnitScore {
                    count,
                    size: weight * (u / divisor).powi(2),
                    leverage,
                });
                one.add_direction(&profile.vector, count * (weight * u / divisor).powi(2));
            }
        }
        for (slope, alone) in alone.iter().enumerate() {
            let found = together.of(slope);
            assert_eq!(found.trace.to_bits(), alone.trace.to_bits());
            assert_eq!(found.own_squares.to_bits(), alone.own_squares.to_bits());
            assert_eq!(found.directions, alone.directions);
        }
    }
}
