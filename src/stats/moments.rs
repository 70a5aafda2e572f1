use super::Symmetric;
use super::symmetric::eliminate_first;

/// The weight and the response that rows with the same predictors share.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Mass {
    /// Sum of the weights.
    pub weight: f64,
    /// Weighted sum of the response.
    pub response: f64,
    /// Weighted sum of the squared response.
    pub response_squared: f64,
}

impl Mass {
    /// Adds one row.
    pub fn add(&mut self, weight: f64, response: f64) {
        let weighted = weight * response;
        self.weight += weight;
        self.response += weighted;
        self.response_squared += weighted * response;
    }
}

/// Weighted first and second moments of predictors and a response, gathered in one pass.
///
/// Rows may be sparse, and rows that differ in the response only are added at once. Sums are
/// taken about zero: the caller shifts each variable to an origin near its values, so that
/// centring does not cancel digits.
#[derive(Debug, Clone, PartialEq)]
pub struct Moments {
    /// Cross-products of (1, predictors, response).
    cross: Symmetric,
}

impl Moments {
    /// Empty moments of some predictors and a response.
    pub fn new(n_predictors: usize) -> Self {
        Self {
            cross: Symmetric::zeros(n_predictors + 2),
        }
    }

    /// Takes over cross-products of (1, predictors, response), for example those of generalised
    /// least squares.
    ///
    /// # Panics
    ///
    /// When the matrix has no place for the constant and the response.
    pub fn of_cross_products(cross: Symmetric) -> Self {
        assert!(
            cross.order() >= 2,
            "order {} holds no response",
            cross.order()
        );
        Self { cross }
    }

    /// Number of predictors.
    pub fn n_predictors(&self) -> usize {
        self.cross.order() - 2
    }

    /// Adds rows that share their predictors, given as (index, value) in ascending order.
    ///
    /// # Panics
    ///
    /// When an index is not below the number of predictors or the indices do not ascend.
    pub fn add(&mut self, predictors: &[(u32, f64)], mass: Mass) {
        let n = self.n_predictors();
        let constant = self.cross.row_mut(0);
        constant[0] += mass.weight;
        constant[n + 1] += mass.response;
        for &(column, value) in predictors {
            constant[column as usize + 1] += mass.weight * value;
        }
        for (at, &(row, value)) in predictors.iter().enumerate() {
            let row = row as usize;
            let scaled = mass.weight * value;
            let target = self.cross.row_mut(row + 1);
            for &(column, other) in &predictors[at..] {
                target[column as usize - row] += scaled * other;
            }
            target[n - row] += mass.response * value;
        }
        self.cross.row_mut(n + 1)[0] += mass.response_squared;
    }

    /// Adds the moments of other rows.
    ///
    /// # Panics
    ///
    /// When the numbers of predictors differ.
    pub fn merge(&mut self, other: &Self) {
        self.cross.add(&other.cross);
    }

    /// Adds the moments of other rows with all their weights times a factor; below zero it takes
    /// that part of rows that were added away.
    ///
    /// # Panics
    ///
    /// When the numbers of predictors differ.
    pub fn merge_scaled(&mut self, other: &Self, factor: f64) {
        self.cross.add_scaled(&other.cross, factor);
    }

    /// The moments of some predictors, in this order, and the response.
    ///
    /// # Panics
    ///
    /// When there is no predictor of such an index.
    #[must_use]
    pub fn selected(&self, predictors: &[usize]) -> Self {
        let last = self.cross.order() - 1;
        let chosen = predictors.iter().map(|&predictor| {
            assert!(predictor + 1 < last, "no predictor {predictor}");
            predictor + 1
        });
        let indices: Vec<usize> = std::iter::once(0).chain(chosen).chain([last]).collect();
        Self {
            cross: self.cross.selected(&indices),
        }
    }

    /// Sum of the weights.
    pub fn weight(&self) -> f64 {
        self.cross.get(0, 0)
    }

    /// Weighted means: the predictors, then the response; length `n_predictors + 1`.
    pub fn means(&self) -> Vec<f64> {
        let weight = self.weight();
        (1..self.cross.order())
            .map(|index| self.cross.get(0, index) / weight)
            .collect()
    }

    /// Weighted cross-products about the means, predictors first, response last.
    ///
    /// # Shapes
    ///
    /// `(n_predictors + 1, n_predictors + 1)`. Not divided by a weight: a weighted covariance
    /// needs a denominator that depends on what the weights mean.
    pub fn centred(&self) -> Symmetric {
        let mut centred = Symmetric::zeros(self.cross.order() - 1);
        let order = self.cross.order();
        eliminate_first(self.cross.packed(), order, 0.0, centred.packed_mut());
        centred
    }

    /// Weighted sum of squares of `response − constant − Σ coefficient · predictor`.
    ///
    /// # Panics
    ///
    /// When there are fewer coefficients than predictors.
    pub fn squared_error(&self, constant: f64, coefficients: &[f64]) -> f64 {
        let n = self.n_predictors();
        let mut direction = vec![-constant];
        direction.extend(coefficients[..n].iter().map(|b| -b));
        direction.push(1.0);
        let product = self.cross.times(&direction);
        product.iter().zip(&direction).map(|(a, b)| a * b).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_equal_their_definition() {
        let rows = [
            ([1.0, 0.0], 3.0, 2.0),
            ([0.5, -1.0], 1.0, 1.0),
            ([0.0, 2.0], -2.0, 0.5),
        ];
        let mut moments = Moments::new(2);
        for (x, y, w) in rows {
            let mut mass = Mass::default();
            mass.add(w, y);
            moments.add(&[(0, x[0]), (1, x[1])], mass);
        }
        let total = 3.5;
        let value = |row: &([f64; 2], f64, f64), j: usize| if j < 2 { row.0[j] } else { row.1 };
        let mean = |j: usize| rows.iter().map(|r| r.2 * value(r, j)).sum::<f64>() / total;
        let means = moments.means();
        let centred = moments.centred();
        for (i, got) in means.iter().enumerate() {
            assert!((got - mean(i)).abs() < 1e-14);
            for j in 0..3 {
                let expected: f64 = rows
                    .iter()
                    .map(|r| r.2 * (value(r, i) - mean(i)) * (value(r, j) - mean(j)))
                    .sum();
                assert!((centred.get(i, j) - expected).abs() < 1e-13);
            }
        }
        let expected: f64 = rows
            .iter()
            .map(|(x, y, w)| {
                let slopes = 0.7f64.mul_add(x[0], -0.1 * x[1]);
                w * (y - 0.2 - slopes).powi(2)
            })
            .sum();
        assert!((moments.squared_error(0.2, &[0.7, -0.1]) - expected).abs() < 1e-12);
    }
}
