use super::Design;
use super::options::Purpose;
use crate::stats::draw::{exponential, gamma};
use crate::stats::{Moments, MomentsBatch, compute_in_order, generator};
use crate::units::{as_f64, as_u64};
use ndarray::{Array2, Axis, Slice};
use rand_chacha::ChaCha8Rng;

/// Most replicates whose moments are one matrix product.
const BLOCK: usize = 64;

/// Fewest replicates of a block, below which forming the products costs more than it saves.
const LEAST_BLOCK: usize = 8;

/// Blocks wanted, so that up to this many threads have work.
const N_BLOCKS: usize = 16;

/// Rows per matrix product, and the numbers that their products may fill (4 MiB).
const CHUNK: usize = 512;
const LEAST_CHUNK: usize = 16;
const CHUNK_NUMBERS: usize = 1 << 19;

/// Numbers that the weights of clusters may fill in one block (32 MiB).
const CLUSTER_NUMBERS: usize = 1 << 22;

/// What adding one sparse row costs beside its products, in products; measured.
const SPARSE_ROW: usize = 12;

/// Products of a matrix product in the time of one of a sparse row; measured, 6 to 10.
const PRODUCT_GAIN: usize = 8;

/// How the moments of replicates are gathered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Path {
    /// Row after row, at the cost of the entries that are not at their origin.
    Sparse,
    /// As matrix products over all columns.
    Dense,
}

/// Computes a result from the moments of every replicate, in order.
///
/// In replicate `i` every cluster and every observation outside clusters has an exponential weight
/// from stream `i` of the seed, drawn in row order. Full rows are gathered by matrix products, sparse
/// rows one by one; which is cheaper is estimated from the number of products, so it depends on the
/// design only. Both give the same moments up to the order of summation.
///
/// Memory is that of the results, plus per thread at most 4 MiB of products, their weights and 32 MiB
/// of cluster weights (more only above half a million clusters).
pub(super) fn reweighted<T: Send>(
    design: &Design,
    n_replicates: usize,
    seed: u64,
    result: impl Fn(&Moments) -> T + Sync + Send,
) -> Vec<T> {
    by_path(cheaper(design), design, n_replicates, seed, result)
}

fn by_path<T: Send>(
    path: Path,
    design: &Design,
    n_replicates: usize,
    seed: u64,
    result: impl Fn(&Moments) -> T + Sync + Send,
) -> Vec<T> {
    let seed = Purpose::Replicates.seed(seed);
    let draws = |replicate| Draws::new(design, generator(seed, as_u64(replicate)));
    match path {
        Path::Sparse => compute_in_order(n_replicates, |replicate| {
            let mut draws = draws(replicate);
            result(&design.moments(|row| draws.next(row)))
        }),
        Path::Dense => {
            let block = block_size(design, n_replicates);
            let blocks = compute_in_order(n_replicates.div_ceil(block), |at| {
                let of_block = at * block..((at + 1) * block).min(n_replicates);
                let mut draws: Vec<Draws<'_>> = of_block.map(draws).collect();
                let moments = dense_moments(design, &mut draws);
                moments.iter().map(&result).collect::<Vec<T>>()
            });
            blocks.into_iter().flatten().collect()
        }
    }
}

/// The mass of every row in one replicate; with stream `i` of the seed of a fit's replicates, those of
/// its replicate `i`.
pub(super) fn replicate_masses(design: &Design, generator: &mut ChaCha8Rng) -> Vec<f64> {
    let mut draws = Draws::new(design, generator.clone());
    (0..design.n_rows()).map(|row| draws.next(row)).collect()
}

/// The path with the smaller number of steps.
fn cheaper(design: &Design) -> Path {
    let n_products = MomentsBatch::n_products(design.columns().len());
    let dense = design.n_rows() * n_products / PRODUCT_GAIN;
    let sparse: usize = design
        .profiles()
        .map(|(entries, _)| (entries.len() + 1) * (entries.len() + 2) / 2 + SPARSE_ROW)
        .sum();
    if dense < sparse {
        Path::Dense
    } else {
        Path::Sparse
    }
}

/// Replicates per block: a function of the task, never of the threads.
fn block_size(design: &Design, n_replicates: usize) -> usize {
    let for_clusters = CLUSTER_NUMBERS / design.n_clusters().max(1);
    n_replicates
        .div_ceil(N_BLOCKS)
        .min(for_clusters)
        .clamp(LEAST_BLOCK, BLOCK)
}

fn dense_moments(design: &Design, draws: &mut [Draws<'_>]) -> Vec<Moments> {
    let p = design.columns().len();
    let n_products = MomentsBatch::n_products(p);
    let chunk = (CHUNK_NUMBERS / n_products).clamp(LEAST_CHUNK, CHUNK);
    let mut batch = MomentsBatch::new(p, draws.len());
    let mut products = Array2::<f64>::zeros((chunk, n_products));
    let mut weights = Array2::<f64>::zeros((draws.len(), chunk));
    let mut variables = vec![0.0; p + 2];
    variables[0] = 1.0;
    let mut flush = |products: &Array2<f64>, first: usize, n: usize| {
        for (draws, mut weights) in draws.iter_mut().zip(weights.rows_mut()) {
            for (at, weight) in weights.iter_mut().take(n).enumerate() {
                *weight = draws.next(first + at);
            }
        }
        batch.add(
            &weights.slice_axis(Axis(1), Slice::from(..n)),
            &products.slice_axis(Axis(0), Slice::from(..n)),
        );
    };
    let (mut first, mut n) = (0, 0);
    for (entries, rows) in design.profiles() {
        for &(column, value) in entries {
            variables[column as usize + 1] = value;
        }
        for row in rows {
            variables[p + 1] = design.y()[row];
            if let Some(out) = products.row_mut(n).as_slice_mut() {
                MomentsBatch::products(&variables, out);
            }
            n += 1;
            if n == chunk {
                flush(&products, first, n);
                first += n;
                n = 0;
            }
        }
        for &(column, _) in entries {
            variables[column as usize + 1] = 0.0;
        }
    }
    if n > 0 {
        flush(&products, first, n);
    }
    batch.into_moments()
}

/// The weights of one replicate, asked for in row order.
struct Draws<'a> {
    design: &'a Design,
    generator: ChaCha8Rng,
    of_cluster: Vec<f64>,
}

impl<'a> Draws<'a> {
    fn new(design: &'a Design, mut generator: ChaCha8Rng) -> Self {
        let of_cluster = (0..design.n_clusters())
            .map(|_| exponential(&mut generator))
            .collect();
        Self {
            design,
            generator,
            of_cluster,
        }
    }

    /// The mass of a row: the sum of the draws of its observations, or that of its cluster for each,
    /// times the analysis weight.
    fn next(&mut self, row: usize) -> f64 {
        let count = self.design.count()[row];
        let factor = match self.design.cluster()[row] {
            Some(cluster) => as_f64(count) * self.of_cluster[cluster as usize],
            None => gamma(&mut self.generator, count),
        };
        self.design.weight()[row] * factor
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{
        DRAWN_EFFECTS, DRAWN_SHARES, dense_design, drawn_groups, names, random_rows, single_groups,
    };
    use crate::stats::draw::normal;
    use crate::stats::tests::on_threads;
    use ndarray::Array1;

    fn drawn(merged: bool) -> Design {
        let rows = random_rows(700, &DRAWN_SHARES, &DRAWN_EFFECTS, 3);
        let rows = if merged { rows.compressed() } else { rows };
        Design::new(rows, names(6), drawn_groups()).unwrap()
    }

    fn full(n: usize, p: usize) -> Design {
        let mut source = generator(8, 0);
        let x = Array2::from_shape_fn((n, p), |_| normal(&mut source) + 3.0);
        let y = Array1::from_shape_fn(n, |i| x[[i, 0]] + normal(&mut source));
        dense_design(&x, &y, single_groups(p))
    }

    #[test]
    fn both_paths_give_the_same_moments() {
        for design in [drawn(false), drawn(true), full(600, 4)] {
            let moments = |path| by_path(path, &design, 21, 5, Moments::clone);
            let pairs = moments(Path::Sparse).into_iter().zip(moments(Path::Dense));
            for (sparse, dense) in pairs {
                assert!((dense.weight() / sparse.weight() - 1.0).abs() < 1e-12);
                let (a, b) = (sparse.centred(), dense.centred());
                for i in 0..a.order() {
                    for j in i..a.order() {
                        let size = (a.get(i, i) * a.get(j, j)).sqrt();
                        assert!((a.get(i, j) - b.get(i, j)).abs() < 1e-12 * size);
                    }
                }
            }
        }
    }

    #[test]
    fn full_rows_go_by_products_and_sparse_rows_one_by_one() {
        assert_eq!(cheaper(&full(50, 4)), Path::Dense);
        assert_eq!(cheaper(&full(50, 12)), Path::Dense);
        let rare = random_rows(300, &[0.05; 20], &[1.0; 20], 2);
        let rare = Design::new(rare, names(20), single_groups(20)).unwrap();
        assert_eq!(cheaper(&rare), Path::Sparse);
    }

    #[test]
    fn products_are_the_same_on_any_number_of_threads() {
        let design = full(530, 3);
        let run = |n_threads| {
            on_threads(n_threads, || {
                by_path(Path::Dense, &design, 70, 1, Moments::clone)
            })
        };
        let one = run(1);
        assert_eq!(one, run(2));
        assert_eq!(one, run(8));
    }
}
