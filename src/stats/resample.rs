use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use std::cmp::Ordering;

/// The random generator of one task of a run.
///
/// Tasks of one seed have streams of their own that never meet, whatever thread they run on.
pub fn generator(seed: u64, task: u64) -> ChaCha8Rng {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(task);
    generator
}

/// Computes `n` replicates in parallel; replicate `i` gets [`generator`]`(seed, i)`.
///
/// The results stand in the order of the replicates, so they are the same on any number of
/// threads as long as `replicate` is a function of its arguments.
pub fn resample<T: Send>(
    n: usize,
    seed: u64,
    replicate: impl Fn(usize, &mut ChaCha8Rng) -> T + Sync + Send,
) -> Vec<T> {
    compute_in_order(n, |task| {
        replicate(task, &mut generator(seed, crate::units::as_u64(task)))
    })
}

/// Computes `n` tasks in parallel and returns their results in order.
pub fn compute_in_order<T: Send>(n: usize, task: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
    (0..n).into_par_iter().map(task).collect()
}

/// Sorts by an order without ties, on all threads.
pub fn sort_by_order<T: Send>(values: &mut [T], order: impl Fn(&T, &T) -> Ordering + Sync) {
    values.par_sort_unstable_by(order);
}

/// Computes two different things, at the same time where there is a thread for it.
pub fn compute_both<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    rayon::join(one, other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::draw::uniform;
    use crate::stats::tests::on_threads;

    #[test]
    fn replicates_are_the_same_on_any_number_of_threads() {
        let run = |n_threads| {
            on_threads(n_threads, || {
                resample(500, 3, |i, source| (i, uniform(source).to_bits()))
            })
        };
        let one = run(1);
        assert_eq!(one, run(2));
        assert_eq!(one, run(8));
        assert_eq!(one[7], (7, uniform(&mut generator(3, 7)).to_bits()));
        assert_ne!(one[0].1, one[1].1);
    }
}
