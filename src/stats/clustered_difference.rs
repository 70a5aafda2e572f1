/// Sums, cluster by cluster, for the doubt of a difference between two means that share clusters.
///
/// The variance is the sum over clusters of the square of what they move the difference by, each side of it over
/// √(1 − their part of the side), the bias-reduced ("CR2") variance; where no cluster stands on both sides, that of two
/// means. Its degrees of freedom are Satterthwaite's where the values of a cluster are wholly alike: per side
/// (Σh²)²/Σh⁴ − 1 over the parts h of clusters, and of both sides together Welch's; but where clusters stand on both sides
/// never more than those of one mean of differences, (Σk²)²/Σk⁴ − 1 with k² the sum of what either side adds.
///
/// # References
///
/// Bell & `McCaffrey` (2002), *Survey Methodology* 28, p. 169; Pustejovsky & Tipton (2018), *Journal of Business & Economic
/// Statistics* 36, p. 672; Kish (1965), *Survey Sampling*, §11.7, for effective numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ClusteredDifference {
    part_squares: [f64; 2],
    part_fourths: [f64; 2],
    /// Σ of products of squared parts of either side.
    part_products: f64,
    own_squares: [f64; 2],
    variance: f64,
    n_clusters: [u64; 2],
}

impl ClusteredDifference {
    /// Adds a cluster: its parts of the weight of either side, and what it moves the mean of either side by.
    pub fn add(&mut self, parts: [f64; 2], mut moved: [f64; 2]) {
        for at in 0..2 {
            if parts[at] > 0.0 {
                self.n_clusters[at] += 1;
                // A side of one cluster has no variance; there are too few for a difference.
                moved[at] /= (1.0 - parts[at]).max(f64::MIN_POSITIVE).sqrt();
                self.part_squares[at] += parts[at] * parts[at];
                self.part_fourths[at] += parts[at].powi(4);
                self.own_squares[at] += moved[at] * moved[at];
            }
        }
        self.part_products += (parts[0] * parts[1]).powi(2);
        self.variance += (moved[0] - moved[1]).powi(2);
    }

    /// Variance of the difference.
    pub fn variance(&self) -> f64 {
        self.variance
    }

    /// Degrees of freedom of that variance; not a number where neither side varies.
    pub fn degrees_of_freedom(&self) -> f64 {
        let spread = (0..2).map(|at| {
            self.own_squares[at].powi(2)
                / (self.part_squares[at].powi(2) / self.part_fourths[at] - 1.0)
        });
        let whole = (self.own_squares[0] + self.own_squares[1]).powi(2);
        let apart = whole / spread.sum::<f64>();
        // Variance between the clusters of either side.
        let [first, second] = [0, 1].map(|at| self.own_squares[at] / self.part_squares[at]);
        let fourths = [first * first, second * second, 2.0 * first * second]
            .into_iter()
            .zip([
                self.part_fourths[0],
                self.part_fourths[1],
                self.part_products,
            ]);
        let paired = whole / fourths.map(|(a, b)| a * b).sum::<f64>() - 1.0;
        apart.min(paired)
    }

    /// Clusters on either side.
    pub fn n_clusters(&self) -> [u64; 2] {
        self.n_clusters
    }

    /// Clusters of equal size that would say as much, on either side: 1/Σh².
    pub fn n_effective_clusters(&self) -> [f64; 2] {
        self.part_squares.map(f64::recip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_of_one_value_give_the_variance_and_degrees_of_freedom_of_welch() {
        let sides: [&[f64]; 2] = [&[3.0, -1.0, 2.0, 5.0, 4.5], &[-4.0, 0.0, 1.0, -2.0]];
        let mut found = ClusteredDifference::default();
        let (mut variance, mut quotient) = (0.0, 0.0);
        for (at, (side, n)) in sides.into_iter().zip([5.0, 4.0]).enumerate() {
            let mean = side.iter().sum::<f64>() / n;
            let mut squares = 0.0;
            for value in side {
                let (mut parts, mut moved) = ([0.0; 2], [0.0; 2]);
                (parts[at], moved[at]) = (1.0 / n, (value - mean) / n);
                found.add(parts, moved);
                squares += (value - mean).powi(2);
            }
            let own = squares / (n - 1.0) / n;
            variance += own;
            quotient += own * own / (n - 1.0);
        }
        assert!((found.variance() - variance).abs() < 1e-12);
        assert!((found.degrees_of_freedom() - variance * variance / quotient).abs() < 1e-9);
        assert_eq!(found.n_clusters(), [5, 4]);
        let effective = found.n_effective_clusters();
        assert!((effective[0] - 5.0).abs() < 1e-12 && (effective[1] - 4.0).abs() < 1e-12);
    }

    #[test]
    fn clusters_on_both_sides_count_once() {
        let pairs = [
            (3.0, 2.5),
            (-1.0, 0.0),
            (2.0, 2.0),
            (5.0, 3.0),
            (4.5, 6.0),
            (0.5, -1.5),
        ];
        let n = 6.0;
        let means = pairs.iter().fold((0.0, 0.0), |sums, pair| {
            (sums.0 + pair.0 / n, sums.1 + pair.1 / n)
        });
        let mut found = ClusteredDifference::default();
        for (a, b) in pairs {
            found.add([1.0 / n; 2], [(a - means.0) / n, (b - means.1) / n]);
        }
        // The paired t test.
        let difference = means.0 - means.1;
        let squares = pairs.map(|(a, b)| (a - b - difference).powi(2));
        let variance = squares.iter().sum::<f64>() / (n - 1.0) / n;
        assert!((found.variance() - variance).abs() < 1e-12);
        assert!((found.degrees_of_freedom() - (n - 1.0)).abs() < 1e-9);
    }
}
