//! Several trained members as one model that gives the mean of their logits.

use super::descent::{Weights, single};
use crate::classify::sentiment::N_CLASSES;
use crate::encode::N_FEATURES;

/// One model with the mean logits of the members: exactly, as a member's logits are linear in its n-gram vectors.
///
/// What a row of n-grams adds to the logits of a member is `head · row`; the vector of the row here is the mean of
/// that over members, one number per class, and the head passes it on.
///
/// # Shapes
///
/// Members have tables of `width` numbers per row; the result has [`N_CLASSES`].
pub(super) fn joined(members: &[Weights], width: usize) -> Weights {
    let n_rows = members.first().map_or(0, |first| first.table.len() / width);
    let n_columns = N_CLASSES + N_FEATURES;
    let mut joined = Weights {
        table: vec![0.0; n_rows * N_CLASSES],
        head: vec![0.0; N_CLASSES * n_columns],
        bias: [0.0; N_CLASSES],
    };
    let share = 1.0 / single(members.len());
    for member in members {
        let head: Vec<&[f32]> = member.head.chunks_exact(width + N_FEATURES).collect();
        let rows = member.table.chunks_exact(width);
        for (sums, row) in joined.table.chunks_exact_mut(N_CLASSES).zip(rows) {
            for (sum, head) in sums.iter_mut().zip(&head) {
                let logit: f32 = row
                    .iter()
                    .zip(*head)
                    .map(|(cell, weight)| cell * weight)
                    .sum();
                *sum += logit * share;
            }
        }
        for (sums, head) in joined.head.chunks_exact_mut(n_columns).zip(&head) {
            for (sum, weight) in sums[N_CLASSES..].iter_mut().zip(&head[width..]) {
                *sum += weight * share;
            }
        }
        for (sum, bias) in joined.bias.iter_mut().zip(member.bias) {
            *sum += bias * share;
        }
    }
    for class in 0..N_CLASSES {
        joined.head[class * n_columns + class] = 1.0;
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A member of two rows, width 2, whose numbers are told apart by `salt`.
    fn member(salt: f32) -> Weights {
        let numbers = |n: u8, step: f32| {
            (0..n)
                .map(|i| f32::from(i).mul_add(step, salt).sin())
                .collect()
        };
        let n_head = u8::try_from(N_CLASSES * (2 + N_FEATURES)).unwrap();
        Weights {
            table: numbers(4, 1.3),
            head: numbers(n_head, 0.7),
            bias: [salt, -salt, 0.5 * salt],
        }
    }

    /// Logits of a text of both rows with features 1, 0.5, 0, …, written out.
    fn logits(weights: &Weights, width: usize) -> [f32; N_CLASSES] {
        let mut columns: Vec<f32> = (0..width)
            .map(|column| (weights.table[column] + weights.table[width + column]) / 2.0_f32.sqrt())
            .collect();
        columns.resize(width + N_FEATURES, 0.0);
        columns[width] = 1.0;
        columns[width + 1] = 0.5;
        std::array::from_fn(|class| {
            let head = &weights.head[class * columns.len()..(class + 1) * columns.len()];
            weights.bias[class] + head.iter().zip(&columns).map(|(a, b)| a * b).sum::<f32>()
        })
    }

    #[test]
    fn the_joined_model_gives_the_mean_of_the_members_logits() {
        let members = [member(0.1), member(0.9), member(2.2)];
        let found = logits(&joined(&members, 2), N_CLASSES);
        for (class, found) in found.into_iter().enumerate() {
            let of_members = members.iter().map(|member| logits(member, 2)[class]);
            let expected = of_members.sum::<f32>() / 3.0;
            assert!(
                (found - expected).abs() < 1e-5,
                "{class}: {found} {expected}"
            );
        }
    }
}
