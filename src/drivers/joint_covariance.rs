use super::checks::check_enough_rows;
use super::freedom::Bread;
use super::inverse::{FULL_LEVERAGE, Inverse};
use super::regression::Regression;
use super::sandwich::{fitted, fitted_at_zero};
use super::{Design, Error};
use crate::stats::Symmetric;
use crate::units::{as_f64, as_u32};
use std::collections::BTreeMap;

/// The robust covariance of coefficients and means of columns together.
///
/// It is what a product of the two, such as a contribution b·q, needs: who mentions a topic moves its
/// share and its effect at once.
#[derive(Debug, Clone, PartialEq)]
pub struct JointCovariance {
    /// In the units of the data, `(2p, 2p)`: the coefficients, then the means. Zero in the rows of the
    /// coefficient of a column that was left out.
    pub matrix: Symmetric,
}

impl JointCovariance {
    /// Covariance of two smooth functions of the coefficients and means, from their gradients: the
    /// slopes by coefficient and mean, as (place, slope).
    ///
    /// # References
    ///
    /// The delta method, e.g. van der Vaart (1998), *Asymptotic Statistics*, theorem 3.1.
    pub fn of(&self, a: &[(usize, f64)], b: &[(usize, f64)]) -> f64 {
        a.iter()
            .map(|&(row, left)| {
                let row = b
                    .iter()
                    .map(|&(column, right)| right * self.matrix.get(row, column));
                left * row.sum::<f64>()
            })
            .sum()
    }

    /// Number of columns.
    pub fn n_columns(&self) -> usize {
        self.matrix.order() / 2
    }
}

/// The covariance of the coefficients and means that [`fit()`](super::fit()) finds.
///
/// Every unit (a cluster, or an observation outside clusters) has an influence on each: C⁻¹(x − m) w e on the
/// coefficients, w (x − m)/W on the means, with C the weighted centred cross-products, m the means, e the
/// residual and W = Σw. The covariance is the sum of their outer products over units. Without clusters e is
/// divided by one minus the leverage (HC3); with clusters the sum is multiplied by G/(G − 1)·(n − 1)/(n − k)
/// (CR1). So the coefficients' part is that of [`robust_covariance`](super::robust_covariance).
///
/// # Errors
///
/// [`Error::TooFewRows`] without degrees of freedom.
///
/// # References
///
/// Influence functions: Hampel (1974), *JASA* 69, p. 383; Deville (1999), *Survey Methodology* 25, p. 193,
/// for means and coefficients together. HC3: `MacKinnon` & White (1985). CR1: Liang & Zeger (1986).
pub fn joint_covariance(design: &Design) -> Result<JointCovariance, Error> {
    let mut covariance = Accumulated::new(design, 0)?;
    covariance.add_rows(None);
    Ok(covariance.finish(None))
}

/// A weighting class: what its estimated weight adds to the influence of everybody in it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ClassWeight {
    /// Influence of a unit of base weight who is in the model, in scores of the class.
    pub(super) of_commenter: f64,
    /// The same of one who is not.
    pub(super) of_silent: f64,
}

/// A row of the design in its class.
#[derive(Debug, Clone, Copy)]
pub(super) struct ClassRow {
    pub(super) class: usize,
    pub(super) base: f64,
}

/// People outside the model who move the weights of those in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct SilentRow {
    pub(super) class: usize,
    pub(super) base: f64,
    pub(super) count: usize,
    /// As numbered by the design; numbers beyond its own are clusters with nobody of the model.
    pub(super) cluster: Option<u32>,
}

/// Classes with the rows of the design in each, and silent people.
pub(super) struct Classes<'a> {
    pub(super) weights: &'a [ClassWeight],
    pub(super) rows: &'a [ClassRow],
    pub(super) silent: &'a [SilentRow],
}

/// [`joint_covariance`] of a design whose weights are estimated in classes.
pub(super) fn joint_covariance_in_classes(
    design: &Design,
    classes: &Classes<'_>,
) -> Result<JointCovariance, Error> {
    let mut covariance = Accumulated::new(design, classes.weights.len())?;
    covariance.add_rows(Some(classes));
    Ok(covariance.finish(Some(classes)))
}

/// Scores of units and the sum of their outer products.
///
/// A score has the places of (1, x) times the weighted residual, then of (1, x) times the weight, then one
/// per class: how much of the class's summed scores the unit moves by moving its weight. Most are zero.
struct Accumulated<'a> {
    design: &'a Design,
    regression: Regression,
    bread: Bread,
    /// Places of (1, x).
    order: usize,
    meat: Symmetric,
    /// Summed scores of each class without the correction for leverage.
    of_class: Vec<Vec<f64>>,
    clusters: BTreeMap<u32, BTreeMap<u32, f64>>,
}

impl<'a> Accumulated<'a> {
    fn new(design: &'a Design, n_classes: usize) -> Result<Self, Error> {
        let regression = Regression::new(design, &design.sample_moments());
        let (n, k) = (design.n_observations(), regression.n_parameters());
        check_enough_rows(n, k)?;
        let order = design.columns().len() + 1;
        Ok(Self {
            bread: Bread::new(&regression),
            meat: Symmetric::zeros(2 * order + n_classes),
            of_class: vec![vec![0.0; 2 * order]; n_classes],
            clusters: BTreeMap::new(),
            design,
            regression,
            order,
        })
    }

    fn add_rows(&mut self, classes: Option<&Classes<'_>>) {
        let inverse = Inverse::new(self.design, &self.regression);
        let is_clustered = self.design.is_clustered();
        let mut score = Vec::new();
        let at_zero = fitted_at_zero(&self.regression);
        for (entries, rows) in self.design.profiles() {
            let distance = inverse.distance(entries) + 1.0 / self.regression.weight;
            let level = fitted(&self.regression, at_zero, entries);
            // Without classes all rows of a profile outside clusters go by one 2 by 2 matrix.
            let mut products = [0.0; 3];
            for row in rows {
                let weight = self.design.weight()[row];
                let count = as_f64(self.design.count()[row]);
                let residual = weight * (self.design.y()[row] - level);
                let leverage = weight * distance;
                let adjusted = if is_clustered {
                    residual
                } else if leverage > FULL_LEVERAGE {
                    0.0
                } else {
                    residual / (1.0 - leverage)
                };
                let class = classes.map(|classes| (classes.rows[row], classes.weights));
                if let Some((place, _)) = class {
                    let sums = &mut self.of_class[place.class];
                    add_scores(sums, self.order, entries, count * residual, count * weight);
                }
                let own = class.map(|(place, weights)| {
                    let share = place.base * weights[place.class].of_commenter;
                    (as_u32(2 * self.order + place.class), share)
                });
                match self.design.cluster()[row] {
                    None if own.is_none() => {
                        products[0] += count * adjusted * adjusted;
                        products[1] += count * adjusted * weight;
                        products[2] += count * weight * weight;
                    }
                    None => {
                        put_score(&mut score, self.order, entries, adjusted, weight);
                        score.extend(own);
                        self.meat.add_outer(&score, count);
                    }
                    Some(cluster) => {
                        put_score(&mut score, self.order, entries, adjusted, weight);
                        score.extend(own);
                        let sums = self.clusters.entry(cluster).or_default();
                        for &(place, value) in &score {
                            *sums.entry(place).or_default() += count * value;
                        }
                    }
                }
            }
            self.add_products(entries, products, &mut score);
        }
    }

    /// Adds [a v; w v] [a v; w v]′ summed over rows with one v = (1, x), from Σa², Σaw and Σw².
    fn add_products(
        &mut self,
        entries: &[(u32, f64)],
        sums: [f64; 3],
        score: &mut Vec<(u32, f64)>,
    ) {
        let [squares, crossed, weights] = sums;
        if weights <= 0.0 {
            return;
        }
        let along = weights.sqrt();
        put_score(score, self.order, entries, crossed / along, along);
        self.meat.add_outer(score, 1.0);
        let left = (squares - crossed * crossed / weights).max(0.0).sqrt();
        put_score(score, self.order, entries, left, 0.0);
        self.meat.add_outer(score, 1.0);
    }

    fn add_silent(&mut self, classes: &Classes<'_>) {
        for row in classes.silent {
            let place = as_u32(2 * self.order + row.class);
            let share = row.base * classes.weights[row.class].of_silent;
            match row.cluster {
                None => self.meat.add_outer(&[(place, share)], as_f64(row.count)),
                Some(cluster) => {
                    let sums = self.clusters.entry(cluster).or_default();
                    *sums.entry(place).or_default() += as_f64(row.count) * share;
                }
            }
        }
    }

    fn finish(mut self, classes: Option<&Classes<'_>>) -> JointCovariance {
        if let Some(classes) = classes {
            self.add_silent(classes);
        }
        for sums in std::mem::take(&mut self.clusters).into_values() {
            let score: Vec<(u32, f64)> = sums.into_iter().collect();
            self.meat.add_outer(&score, 1.0);
        }
        let n = as_f64(self.design.n_observations());
        let factor = if self.design.is_clustered() {
            let units = as_f64(self.design.n_units());
            let residual = n - as_f64(self.regression.n_parameters());
            units / (units - 1.0) * (n - 1.0) / residual
        } else {
            1.0
        };
        let maps = self.maps();
        let products: Vec<Vec<f64>> = maps.iter().map(|map| self.meat.times(map)).collect();
        let mut matrix = Symmetric::zeros(maps.len());
        for (row, product) in products.iter().enumerate() {
            for (column, map) in maps.iter().enumerate().skip(row) {
                let sum: f64 = product.iter().zip(map).map(|(a, b)| a * b).sum();
                matrix.set(row, column, factor * sum);
            }
        }
        JointCovariance { matrix }
    }

    /// How each coefficient and each mean, in the units of the data, moves with a score.
    fn maps(&self) -> Vec<Vec<f64>> {
        let p = self.order - 1;
        let width = self.meat.order();
        let mut maps = vec![vec![0.0; width]; 2 * p];
        for &column in self.regression.factor.kept() {
            let scale = self.design.scale(column);
            let row = self.bread.row(column);
            for (target, value) in maps[column].iter_mut().zip(row) {
                *target = value / scale;
            }
        }
        for column in 0..p {
            let scale = self.design.scale(column) / self.regression.weight;
            let map = &mut maps[p + column];
            map[self.order] = -self.regression.means[column] * scale;
            map[self.order + column + 1] = scale;
        }
        for map in &mut maps {
            for (class, sums) in self.of_class.iter().enumerate() {
                let own = sums.iter().zip(&map[..2 * self.order]);
                let moved: f64 = own.map(|(a, b)| a * b).sum();
                map[2 * self.order + class] = moved;
            }
        }
        maps
    }
}

/// Writes the score [residual (1, x); weight (1, x)].
fn put_score(
    score: &mut Vec<(u32, f64)>,
    order: usize,
    entries: &[(u32, f64)],
    residual: f64,
    weight: f64,
) {
    score.clear();
    score.push((0, residual));
    score.extend(
        entries
            .iter()
            .map(|&(at, value)| (at + 1, residual * value)),
    );
    let second = as_u32(order);
    score.push((second, weight));
    score.extend(
        entries
            .iter()
            .map(|&(at, value)| (second + at + 1, weight * value)),
    );
}

fn add_scores(sums: &mut [f64], order: usize, entries: &[(u32, f64)], residual: f64, weight: f64) {
    sums[0] += residual;
    sums[order] += weight;
    for &(at, value) in entries {
        sums[at as usize + 1] += residual * value;
        sums[order + at as usize + 1] += weight * value;
    }
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::suboptimal_flops,
        reason = "tests state formulas as they are written"
    )]
    use super::*;
    use crate::drivers::fixtures::{names, single_groups};
    use crate::drivers::{
        Comment, Options, Replicates, Resampling, Respondent, Row, Rows, SelectionOptions,
        StandardErrorChoice, fit, fit_selected, fit_selected_linearised, robust_covariance,
    };
    use crate::stats::{draw, generator};

    /// Which rows share a customer.
    #[derive(Clone, Copy)]
    enum Customers {
        Alone,
        OfThree,
    }

    /// Two topics that often come together, the first costs 30 points, residuals differ by topic.
    fn people(n: u32, customers: Customers) -> (Rows, Vec<Respondent>) {
        let mut random = generator(11, 0);
        let mut rows = Rows::new(2);
        let mut everybody = Vec::new();
        let mut mood = 0.0;
        for i in 0..n {
            if i % 3 == 0 || matches!(customers, Customers::Alone) {
                mood = draw::normal(&mut random);
            }
            let first = draw::uniform(&mut random) < if mood < -0.3 { 0.4 } else { 0.1 };
            let second = draw::uniform(&mut random) < if first { 0.5 } else { 0.15 };
            let noise = draw::normal(&mut random) * if first { 30.0 } else { 15.0 };
            let y = 20.0 * mood + noise - if first { 30.0 } else { 0.0 };
            let band = u32::from(y > -10.0) + u32::from(y > 10.0);
            let cluster = matches!(customers, Customers::OfThree).then_some(i / 3);
            let given = draw::uniform(&mut random) < [0.8, 0.5, 0.4][band as usize];
            let mut x = Vec::new();
            x.extend(first.then_some((0, 1.0)));
            x.extend(second.then_some((1, 1.0)));
            everybody.push(Respondent {
                band,
                cluster,
                ..Respondent::new(
                    y,
                    if given {
                        Comment::Given
                    } else {
                        Comment::Absent
                    },
                )
            });
            if given {
                rows.push(Row {
                    cluster,
                    ..Row::new(&x, y)
                });
            }
        }
        (rows, everybody)
    }

    fn resampled() -> Options {
        Options {
            resampling: Resampling::Bayesian {
                n_replicates: 3000,
                importance_limit: 0,
            },
            ..Options::default()
        }
    }

    fn covariance_of(replicates: &Replicates) -> Symmetric {
        let columns: Vec<Vec<f64>> = [&replicates.coefficients, &replicates.means]
            .iter()
            .flat_map(|table| table.columns().into_iter().map(|one| one.to_vec()))
            .collect();
        let n = as_f64(columns[0].len());
        let mean = |values: &[f64]| values.iter().sum::<f64>() / n;
        let mut matrix = Symmetric::zeros(columns.len());
        for (i, a) in columns.iter().enumerate() {
            for (j, b) in columns.iter().enumerate().skip(i) {
                let (at_a, at_b) = (mean(a), mean(b));
                let sum: f64 = a.iter().zip(b).map(|(a, b)| (a - at_a) * (b - at_b)).sum();
                matrix.set(i, j, sum / (n - 1.0));
            }
        }
        matrix
    }

    /// Deviations within 6 percent of one another, correlations within 0.07: 3,000 replicates say no more.
    fn agree(found: &JointCovariance, drawn: &Symmetric) {
        let deviation = |matrix: &Symmetric, at: usize| matrix.get(at, at).sqrt();
        for i in 0..4 {
            let ratio = deviation(&found.matrix, i) / deviation(drawn, i);
            assert!((ratio - 1.0).abs() < 0.06, "{i}: {ratio}");
            for j in 0..i {
                let correlation = |matrix: &Symmetric| {
                    matrix.get(i, j) / deviation(matrix, i) / deviation(matrix, j)
                };
                let (one, other) = (correlation(&found.matrix), correlation(drawn));
                assert!((one - other).abs() < 0.07, "{i} {j}: {one} {other}");
            }
        }
    }

    #[test]
    fn coefficients_and_means_vary_together_as_in_the_bootstrap() {
        for customers in [Customers::Alone, Customers::OfThree] {
            let (rows, _) = people(4_000, customers);
            let design = Design::new(rows.compressed(), names(2), single_groups(2)).unwrap();
            let drawn = fit(&design, &resampled()).unwrap().replicates.unwrap();
            agree(&joint_covariance(&design).unwrap(), &covariance_of(&drawn));
        }
    }

    #[test]
    fn estimated_weights_count_as_in_a_bootstrap_that_estimates_them_anew() {
        for customers in [Customers::Alone, Customers::OfThree] {
            let (rows, everybody) = people(6_000, customers);
            let options = SelectionOptions::default();
            let (columns, groups) = (names(2), single_groups(2));
            let drawn = fit_selected(
                &rows,
                columns.clone(),
                groups.clone(),
                &everybody,
                &options,
                &resampled(),
            )
            .unwrap();
            let (found, covariance) =
                fit_selected_linearised(&rows, columns, groups, &everybody, &options, &resampled())
                    .unwrap();
            assert_eq!(found.fit.columns[0].estimate, drawn.fit.columns[0].estimate);
            agree(&covariance, &covariance_of(&drawn.fit.replicates.unwrap()));
        }
    }

    #[test]
    fn the_part_of_the_coefficients_is_the_robust_covariance() {
        for (customers, choice) in [
            (Customers::Alone, StandardErrorChoice::Hc3),
            (Customers::OfThree, StandardErrorChoice::Cr1),
        ] {
            let (rows, _) = people(600, customers);
            let design = Design::new(rows, names(2), single_groups(2)).unwrap();
            let joint = joint_covariance(&design).unwrap();
            let robust = robust_covariance(&design, choice).unwrap();
            for i in 0..2 {
                for j in 0..2 {
                    let (a, b) = (joint.matrix.get(i, j), robust.matrix.get(i + 1, j + 1));
                    assert!((a / b - 1.0).abs() < 1e-9, "{i} {j}: {a} {b}");
                }
            }
        }
    }
}
