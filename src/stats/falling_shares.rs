/// Successes among trials.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trials {
    /// How many there were, above 0.
    pub n: f64,
    /// How many succeeded.
    pub successes: f64,
}

impl Trials {
    /// The share that succeeded.
    pub fn share(&self) -> f64 {
        self.successes / self.n
    }
}

/// Joins neighbours until no share is larger than the one before: the falling shares under which the
/// successes are most likely. Returns each block with the number of cells that it joins.
///
/// # References
///
/// Ayer, Brunk, Ewing, Reid & Silverman (1955); Barlow, Bartholomew, Bremner & Brunk (1972), the
/// pool-adjacent-violators algorithm.
pub fn falling_shares(cells: &[Trials]) -> Vec<(Trials, usize)> {
    let mut blocks: Vec<(Trials, usize)> = Vec::with_capacity(cells.len());
    for cell in cells {
        let mut block = (*cell, 1);
        while let Some((before, n_before)) = blocks.last() {
            // Compared crosswise, so that equal shares of unequal sizes are equal.
            if block.0.successes * before.n < before.successes * block.0.n {
                break;
            }
            block.0.n += before.n;
            block.0.successes += before.successes;
            block.1 += n_before;
            blocks.pop();
        }
        blocks.push(block);
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(counts: &[(u8, u8)]) -> Vec<Trials> {
        counts
            .iter()
            .map(|(n, successes)| Trials {
                n: f64::from(*n),
                successes: f64::from(*successes),
            })
            .collect()
    }

    #[test]
    fn a_rise_is_levelled_out() {
        let blocks = falling_shares(&cells(&[(10, 9), (10, 5), (10, 7), (10, 2)]));
        let found: Vec<_> = blocks.iter().map(|(b, n)| (b.share(), *n)).collect();
        let expected = [(0.9, 1), (0.6, 2), (0.2, 1)];
        for ((share, n), (expected, m)) in found.iter().zip(expected) {
            assert!((share - expected).abs() < 1e-12);
            assert_eq!(*n, m);
        }
        assert!(falling_shares(&[]).is_empty());
    }

    proptest! {
        /// The max-min formula: the fit at a cell is the least, over starts up to it, of the largest
        /// mean of a run from that start to an end at or after it.
        #[test]
        fn pooling_agrees_with_the_min_max_formula(
            counts in prop::collection::vec((1_u8..20, 0_u8..=100), 1..12)
        ) {
            let counts: Vec<(u8, u8)> =
                counts.into_iter().map(|(n, percent)| (n, n * (percent / 10) / 10)).collect();
            let cells = cells(&counts);
            let mut fitted = Vec::new();
            for (block, n) in falling_shares(&cells) {
                fitted.extend(std::iter::repeat_n(block.share(), n));
            }
            prop_assert_eq!(fitted.len(), cells.len());
            for (at, fit) in fitted.iter().enumerate() {
                let mean = |from: usize, to: usize| {
                    let run = &cells[from..=to];
                    run.iter().map(|c| c.successes).sum::<f64>() / run.iter().map(|c| c.n).sum::<f64>()
                };
                let plain = (0..=at)
                    .map(|from| (at..cells.len()).map(|to| mean(from, to)).fold(f64::MIN, f64::max))
                    .fold(f64::MAX, f64::min);
                prop_assert!((fit - plain).abs() < 1e-9, "{} {}", fit, plain);
            }
        }
    }
}
