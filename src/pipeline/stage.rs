use rayon::prelude::*;

/// Items in one piece of work. It is fixed, so that nothing depends on the number of threads.
pub(super) const CHUNK: usize = 256;

/// Pieces of work read ahead at a time.
const CHUNKS_AHEAD: usize = 16;

/// Threads were set before; they can be set once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("threads were set before")]
pub struct PoolTaken;

/// Sets the number of threads for everything that follows.
///
/// # Errors
///
/// [`PoolTaken`] when work has begun or threads were set before.
pub fn set_threads(n_threads: usize) -> Result<(), PoolTaken> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(n_threads)
        .build_global()
        .map_err(|_| PoolTaken)
}

/// Reads items, works on chunks of them in parallel and hands the results over in order.
///
/// Reading and handing over stay on the calling thread. While one batch of chunks is worked on, the
/// one before is handed over and the one after read; memory holds three batches, whatever the
/// length of the input.
///
/// # Errors
///
/// The first error of `hand_over`, after which nothing more is read.
pub(super) fn staged<T, U, E>(
    mut items: impl Iterator<Item = T>,
    work: impl Fn(Vec<T>) -> U + Sync,
    mut hand_over: impl FnMut(U) -> Result<(), E>,
) -> Result<(), E>
where
    T: Send,
    U: Send,
{
    let mut batch = read_batch(&mut items);
    let mut done: Vec<U> = Vec::new();
    while !batch.is_empty() {
        let mut results: Vec<U> = Vec::new();
        let next = rayon::in_place_scope(|scope| {
            let (results, work) = (&mut results, &work);
            scope.spawn(move |_| *results = batch.into_par_iter().map(work).collect());
            done.drain(..).try_for_each(&mut hand_over)?;
            Ok(read_batch(&mut items))
        })?;
        (batch, done) = (next, results);
    }
    done.into_iter().try_for_each(hand_over)
}

fn read_batch<T>(items: &mut impl Iterator<Item = T>) -> Vec<Vec<T>> {
    let mut chunks = Vec::with_capacity(CHUNKS_AHEAD);
    while chunks.len() < CHUNKS_AHEAD {
        let chunk: Vec<T> = items.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            break;
        }
        chunks.push(chunk);
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items_on_any_number_of_threads() {
        for n_threads in [1, 2, 8] {
            let pool = rayon::ThreadPoolBuilder::new()
                .num_threads(n_threads)
                .build()
                .unwrap();
            let seen = pool.install(|| {
                let mut seen = Vec::new();
                let done: Result<(), ()> = staged(
                    0..20_000_u32,
                    |chunk| chunk.into_iter().map(|n| n * 2).collect::<Vec<_>>(),
                    |doubled| {
                        seen.extend(doubled);
                        Ok(())
                    },
                );
                done.unwrap();
                seen
            });
            assert!(seen.iter().copied().eq((0..20_000).map(|n| n * 2)));
        }
    }

    #[test]
    fn an_error_ends_the_reading() {
        let mut n_handed = 0;
        let result = staged(
            0..100_000_u32,
            |chunk| chunk.len(),
            |_| {
                n_handed += 1;
                if n_handed == 3 { Err("full") } else { Ok(()) }
            },
        );
        assert_eq!(result, Err("full"));
        assert_eq!(n_handed, 3);
    }
}
