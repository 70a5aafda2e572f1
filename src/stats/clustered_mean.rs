use super::mean::{WeightedMean, weighted_mean};
use super::quantile::t_margin;
use super::{Error, wilson_interval};
use crate::units::{Interval, Probability, as_f64};

/// A value of one unit of a cluster: one of the answers of a customer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusteredValue {
    /// The value.
    pub value: f64,
    /// Its weight, positive.
    pub weight: f64,
    /// The cluster; values of different clusters are independent.
    pub cluster: u32,
}

/// A weighted mean whose doubt is that of clusters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusteredMean {
    /// The mean, with the doubt it would have if every value were independent.
    pub plain: WeightedMean,
    /// Standard error of the mean; that of `plain` where no cluster has two values, and never smaller than it.
    pub standard_error: f64,
    /// Number of clusters.
    pub n_clusters: usize,
    /// Effective number of clusters, (ΣW)²/ΣW² over their weights; that of values where no cluster has two.
    pub n_effective_clusters: f64,
    /// Degrees of freedom of the error: Satterthwaite's where the values of a cluster are wholly alike; one less than the
    /// effective number of values where no cluster has two.
    pub degrees_of_freedom: f64,
}

/// With fewer effective clusters the doubt cannot be told from the data.
const LEAST_CLUSTERS: f64 = 2.0;

/// The mean of values of which some stem from one cluster.
///
/// The variance is Σ u²/(1 − h) over clusters, with u the sum of w(x − mean)/Σw of a cluster and h its part of
/// the weight: the bias-reduced ("CR2") cluster-robust variance of a regression on a constant, which for clusters
/// of one size is the usual variance of a mean of their means. Answers that repel each other within
/// clusters are not believed to make the mean surer than independent ones.
///
/// Its degrees of freedom are 2 E²/Var of that variance, for means of clusters that are independent and equally spread:
/// (tr A)²/tr A² with A the matrix of the quadratic form, (I − 1h′)′ diag(h²/(1 − h)) (I − 1h′). Equal clusters give one less
/// than there are; three very large ones beside many small ones give about two.
///
/// # Errors
///
/// As [`weighted_mean`].
///
/// # References
///
/// Bell & `McCaffrey` (2002), *Survey Methodology* 28, p. 169; Kish (1965), *Survey Sampling*, §11.7, for effective
/// numbers; Satterthwaite (1946), *Biometrics Bulletin* 2, p. 110.
pub fn clustered_mean(
    values: impl IntoIterator<Item = ClusteredValue, IntoIter: Clone>,
) -> Result<ClusteredMean, Error> {
    let values = values.into_iter();
    // Where clusters ascend no two values share one: those of customers who answered once do, and summing takes longer.
    let (mut is_single, mut before) = (true, None);
    let pairs = values.clone().map(|one| {
        is_single &= before.is_none_or(|before| before < one.cluster);
        before = Some(one.cluster);
        (one.value, one.weight)
    });
    let plain = weighted_mean(pairs)?;
    let clusters = if is_single {
        Vec::new()
    } else {
        sums(values, plain.mean)
    };
    let n_clusters = if is_single { plain.n } else { clusters.len() };
    if n_clusters == plain.n {
        return Ok(ClusteredMean {
            plain,
            standard_error: plain.standard_error,
            n_clusters,
            n_effective_clusters: plain.n_effective,
            degrees_of_freedom: plain.n_effective - 1.0,
        });
    }
    let mut variance = 0.0;
    let mut parts = Parts::default();
    for cluster in clusters {
        let part = cluster.weight / plain.weight;
        if n_clusters > 1 {
            variance += (cluster.off / plain.weight).powi(2) / (1.0 - part);
        }
        parts.add(part);
    }
    Ok(ClusteredMean {
        plain,
        standard_error: variance.sqrt().max(plain.standard_error),
        n_clusters,
        n_effective_clusters: parts.squares.recip(),
        degrees_of_freedom: parts.degrees_of_freedom(),
    })
}

/// Sums over the parts h of clusters in the weight, with d = h²/(1 − h).
#[derive(Debug, Clone, Copy, Default)]
struct Parts {
    /// Σ h².
    squares: f64,
    /// Σ d.
    d: f64,
    /// Σ d².
    d_squares: f64,
    /// Σ d h.
    d_h: f64,
    /// Σ d² h.
    d_squares_h: f64,
    /// Σ d h².
    d_h_squares: f64,
}

impl Parts {
    fn add(&mut self, h: f64) {
        let d = h * h / (1.0 - h);
        self.squares += h * h;
        self.d += d;
        self.d_squares += d * d;
        self.d_h += d * h;
        self.d_squares_h += d * d * h;
        self.d_h_squares += d * h * h;
    }

    /// (tr A)²/tr A², written out for A = diag(d) − d h′ − h d′ + (Σd) h h′.
    #[expect(
        clippy::suboptimal_flops,
        reason = "the trace of a square, as it is written out"
    )]
    fn degrees_of_freedom(&self) -> f64 {
        let Self {
            squares,
            d,
            d_squares,
            d_h,
            d_squares_h,
            d_h_squares,
        } = *self;
        let trace = d - 2.0 * d_h + d * squares;
        let diagonal = d_squares - 4.0 * d_squares_h + 2.0 * d * d_h_squares;
        let rest = 2.0 * (d_squares * squares + d_h * d_h) + (d * squares).powi(2)
            - 4.0 * d * d_h * squares;
        trace * trace / (diagonal + rest)
    }
}

/// What the values of a cluster sum to.
#[derive(Debug, Clone, Copy, Default)]
struct Cluster {
    weight: f64,
    /// Weighted distances from the mean.
    off: f64,
}

impl Cluster {
    fn add(&mut self, one: ClusteredValue, mean: f64) {
        self.weight += one.weight;
        self.off += one.weight * (one.value - mean);
    }
}

/// The sums of clusters, in their order. Dense numbers, as those of customers are, need no sorting: a million values cost
/// milliseconds.
fn sums(values: impl Iterator<Item = ClusteredValue> + Clone, mean: f64) -> Vec<Cluster> {
    let (mut most, mut n) = (0, 0);
    for one in values.clone() {
        most = usize::try_from(one.cluster).unwrap_or(usize::MAX).max(most);
        n += 1;
    }
    if most / SPARSE < n {
        let mut clusters = vec![Cluster::default(); most + 1];
        for one in values {
            if let Some(cluster) = usize::try_from(one.cluster)
                .ok()
                .and_then(|at| clusters.get_mut(at))
            {
                cluster.add(one, mean);
            }
        }
        // Weights are positive: what has none was not there.
        clusters.retain(|cluster| cluster.weight > 0.0);
        return clusters;
    }
    let mut values: Vec<ClusteredValue> = values.collect();
    values.sort_by_key(|one| one.cluster);
    let of_one = |values: &[ClusteredValue]| {
        let mut cluster = Cluster::default();
        for one in values {
            cluster.add(*one, mean);
        }
        cluster
    };
    let clusters = values.chunk_by(|a, b| a.cluster == b.cluster);
    clusters.map(of_one).collect()
}

/// Numbers of which fewer than one in so many is a cluster are sparse.
const SPARSE: usize = 8;

impl ClusteredMean {
    /// Whether some cluster has several values.
    pub fn is_clustered(&self) -> bool {
        self.n_clusters < self.plain.n
    }

    /// The interval of Student's t; `None` with fewer than two effective clusters.
    ///
    /// # Errors
    ///
    /// [`Error::Value`] when the quantile cannot be computed.
    pub fn interval(&self, level: Probability) -> Result<Option<Interval>, Error> {
        if self.is_clustered() && self.n_effective_clusters < LEAST_CLUSTERS {
            return Ok(None);
        }
        let margin = t_margin(level, self.degrees_of_freedom)? * self.standard_error;
        let mean = self.plain.mean;
        Ok(Some(Interval {
            low: mean - margin,
            estimate: mean,
            high: mean + margin,
            level,
        }))
    }

    /// How many independent values would tell as much of a share, for intervals of shares; at least 1.
    ///
    /// The effective number of values over the design effect, times (t of n − 1 / t of the clusters less one)². Where all
    /// values agree there is no design effect to see, and clusters count.
    ///
    /// # Errors
    ///
    /// [`Error::Value`] when a quantile cannot be computed.
    ///
    /// # References
    ///
    /// Korn & Graubard (1998), *Survey Methodology* 24, p. 193.
    pub fn effective_size(&self, level: Probability) -> Result<f64, Error> {
        if !self.is_clustered() {
            return Ok(self.plain.n_effective);
        }
        if self.n_effective_clusters < LEAST_CLUSTERS {
            return Ok(1.0);
        }
        if self.plain.standard_error <= 0.0 {
            return Ok(self.n_effective_clusters);
        }
        let design = (self.standard_error / self.plain.standard_error).powi(2);
        let of_values = t_margin(level, as_f64(self.plain.n) - 1.0)?;
        let of_clusters = t_margin(level, self.degrees_of_freedom)?;
        let size = self.plain.n_effective / design * (of_values / of_clusters).powi(2);
        Ok(size.max(1.0))
    }
}

/// The score interval of the share of weight whose value is not zero, for the effective size that clusters leave.
///
/// # Errors
///
/// [`Error::Value`] for weights that are not positive and finite, or without any value.
pub fn clustered_share(
    values: impl IntoIterator<Item = ClusteredValue, IntoIter: Clone>,
    level: Probability,
) -> Result<Interval, Error> {
    let values = values.into_iter();
    let mut first = values.clone();
    if let (Some(only), None) = (first.next(), first.next()) {
        return wilson_interval(1.0, only.value, level);
    }
    let found = clustered_mean(values)?;
    // Weighted shares may leave 0 to 1 by rounding.
    let share = found.plain.mean.clamp(0.0, 1.0);
    wilson_interval(found.effective_size(level)?, share, level)
}

#[cfg(test)]
#[expect(
    clippy::suboptimal_flops,
    reason = "tests state formulas as they are written"
)]
mod tests {
    use super::*;
    use crate::stats::{draw, generator};
    use crate::units::{as_count, as_u32};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn level() -> Probability {
        Probability::saturating(0.95)
    }

    fn values(of: &[(f64, u32)]) -> Vec<ClusteredValue> {
        of.iter()
            .map(|&(value, cluster)| ClusteredValue {
                value,
                weight: 1.0,
                cluster,
            })
            .collect()
    }

    #[test]
    fn without_repetition_it_is_the_plain_mean() {
        let found = clustered_mean(values(&[(2.0, 0), (4.0, 3), (4.0, 1), (7.0, 2)])).unwrap();
        assert!(!found.is_clustered());
        let interval = found.interval(level()).unwrap().unwrap();
        assert_eq!(interval, found.plain.interval(level()).unwrap());
        assert!((found.effective_size(level()).unwrap() - 4.0).abs() < 1e-12);
    }

    /// By hand: clusters (1, 2, 3), (6), (4, 8); mean 4; sums of residuals −6, 2, 4; parts 1/2, 1/6, 1/3.
    #[test]
    fn three_clusters_agree_with_the_formula_by_hand() {
        let of = [(1.0, 0), (6.0, 1), (2.0, 0), (4.0, 2), (3.0, 0), (8.0, 2)];
        let found = clustered_mean(values(&of)).unwrap();
        assert!((found.plain.mean - 4.0).abs() < 1e-12);
        let variance: f64 = (36.0 * 2.0 + 4.0 * 6.0 / 5.0 + 16.0 * 1.5) / 36.0;
        assert!((found.standard_error - variance.sqrt()).abs() < 1e-12);
        assert!((found.n_effective_clusters - 36.0 / 14.0).abs() < 1e-12);
    }

    #[test]
    fn far_numbers_of_clusters_give_what_near_ones_do() {
        let of = |far: u32| {
            let of = [(1.0, 0), (6.0, 1), (2.0, 0), (4.0, 2), (3.0, 0), (8.0, 2)];
            clustered_mean(values(&of.map(|(value, cluster)| (value, cluster * far)))).unwrap()
        };
        assert_eq!(of(1), of(100_000));
    }

    #[test]
    fn one_customer_says_nothing_of_others() {
        let found = clustered_mean(values(&[(1.0, 5), (2.0, 5), (3.0, 5)])).unwrap();
        assert_eq!(found.interval(level()), Ok(None));
        assert!((found.effective_size(level()).unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_share_on_which_all_agree_is_as_sure_as_its_clusters_are_many() {
        let of: Vec<(f64, u32)> = (0..40).map(|at| (1.0, at / 4)).collect();
        let share = clustered_share(values(&of), level()).unwrap();
        let of_ten = wilson_interval(10.0, 1.0, level()).unwrap();
        assert!((share.low - of_ten.low).abs() < 1e-12 && share.high >= 1.0);
    }

    #[test]
    fn degrees_of_freedom_agree_with_the_matrix_of_the_quadratic_form() {
        let sizes = [7.0, 1.0, 4.0, 2.0, 2.0];
        let total: f64 = sizes.iter().sum();
        let h = sizes.map(|size| size / total);
        let d = h.map(|h| h * h / (1.0 - h));
        let n = h.len();
        let residual = |row: usize, column: usize| f64::from(u8::from(row == column)) - h[column];
        let a = |i: usize, j: usize| -> f64 {
            (0..n)
                .map(|at| residual(at, i) * d[at] * residual(at, j))
                .sum()
        };
        let trace: f64 = (0..n).map(|i| a(i, i)).sum();
        let of_square: f64 = (0..n)
            .flat_map(|i| (0..n).map(move |j| (i, j)))
            .map(|(i, j)| a(i, j).powi(2))
            .sum();
        let mut parts = Parts::default();
        for h in h {
            parts.add(h);
        }
        assert!((parts.degrees_of_freedom() - trace * trace / of_square).abs() < 1e-12);
        let mut equal = Parts::default();
        for h in [0.125; 8] {
            equal.add(h);
        }
        assert!((equal.degrees_of_freedom() - 7.0).abs() < 1e-12);
    }

    /// Parts of 2,000 archives whose interval misses the mean, where customers are so many answers large and a part
    /// `between` of the variance lies between them.
    fn missed(between: f64, size: impl Fn(u32, f64) -> u32) -> f64 {
        let (mut n_missed, n_archives) = (0, 2_000);
        for seed in 0..n_archives {
            let mut random = generator(seed, 3);
            let mut of = Vec::new();
            for customer in 0..40 {
                let mood = between.sqrt() * draw::normal(&mut random);
                for _ in 0..size(customer, draw::uniform(&mut random)) {
                    let own = (1.0 - between).sqrt() * draw::normal(&mut random);
                    of.push((mood + own, customer));
                }
            }
            let interval = clustered_mean(values(&of)).unwrap().interval(level());
            n_missed += u32::from(!interval.unwrap().unwrap().contains(0.0));
        }
        f64::from(n_missed) / 2_000.0
    }

    #[test]
    fn customers_of_any_size_keep_the_stated_coverage() {
        // Four standard errors of a part of 2,000 are 0.0195.
        let equal = missed(0.8, |_, _| 5);
        assert!((0.030..=0.070).contains(&equal), "{equal}");
        let unequal = missed(0.8, |_, u| 1 + as_u32(as_count((u * u * u * 30.0).floor())));
        assert!((0.030..=0.070).contains(&unequal), "{unequal}");
        // With one degree of freedom less than the effective clusters 8 of 100 miss.
        let giants = missed(0.8, |customer, _| if customer < 3 { 100 } else { 1 });
        assert!((0.015..=0.070).contains(&giants), "{giants}");
        // Customers whose answers hang together less are on the safe side: the errors reckon with more.
        let loose = missed(0.1, |customer, _| if customer < 3 { 100 } else { 1 });
        assert!(loose <= 0.070, "{loose}");
    }

    /// Sums of clusters as a map makes them.
    fn plain_sums(values: &[ClusteredValue], mean: f64) -> Vec<(f64, f64)> {
        let mut clusters: BTreeMap<u32, Cluster> = BTreeMap::new();
        for one in values {
            clusters.entry(one.cluster).or_default().add(*one, mean);
        }
        let clusters = clusters.into_values();
        clusters.map(|one| (one.weight, one.off)).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn clusters_near_and_far_sum_up_as_in_a_map(
            of in prop::collection::vec((0_u8..=10, 0_u32..30), 1..60),
            far in prop::sample::select(vec![1_u32, 1_000]),
        ) {
            let of: Vec<(f64, u32)> = of.iter().map(|&(value, at)| (f64::from(value), at * far)).collect();
            let values = values(&of);
            let found = sums(values.iter().copied(), 4.2);
            let found: Vec<(f64, f64)> = found.iter().map(|one| (one.weight, one.off)).collect();
            prop_assert_eq!(found, plain_sums(&values, 4.2));
        }

        #[test]
        fn values_in_the_order_of_their_clusters_have_the_mean_of_any_other_order_of_clusters(
            of in prop::collection::vec((0_u8..=10, 1_u32..4), 3..40),
        ) {
            let mut last = 0;
            let mut next = |(value, step): &(u8, u32)| {
                last += step;
                (f64::from(*value), last)
            };
            let ascending: Vec<(f64, u32)> = of.iter().map(&mut next).collect();
            let falling: Vec<(f64, u32)> = ascending.iter().map(|&(value, at)| (value, 1_000 - at)).collect();
            let found = clustered_mean(values(&ascending)).unwrap();
            prop_assert_eq!(found, clustered_mean(values(&falling)).unwrap());
            prop_assert!(!found.is_clustered());
        }

        #[test]
        fn answers_given_twice_make_nothing_surer(
            once in prop::collection::vec(0_u8..=10, 3..60),
            times in 2_usize..6,
        ) {
            let once: Vec<(f64, u32)> = (0..).zip(&once).map(|(at, value)| (f64::from(*value), at)).collect();
            let often: Vec<(f64, u32)> = (0..times).flat_map(|_| once.iter().copied()).collect();
            let (one, many) = (clustered_mean(values(&once)).unwrap(), clustered_mean(values(&often)).unwrap());
            let (a, b) = (one.interval(level()).unwrap().unwrap(), many.interval(level()).unwrap().unwrap());
            prop_assert!((a.low - b.low).abs() < 1e-9 && (a.high - b.high).abs() < 1e-9, "{a:?} {b:?}");
            prop_assert!(many.effective_size(level()).unwrap() <= one.effective_size(level()).unwrap() + 1e-9);
            let high = |of: &[(f64, u32)]| {
                let of: Vec<_> = of.iter().map(|&(value, cluster)| (f64::from(u8::from(value > 5.0)), cluster)).collect();
                clustered_share(values(&of), level()).unwrap()
            };
            let (a, b) = (high(&once), high(&often));
            prop_assert!(b.low <= a.low + 1e-9 && a.high <= b.high + 1e-9, "{a:?} {b:?}");
        }
    }
}
