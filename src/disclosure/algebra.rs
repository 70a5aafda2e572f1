//! Row reduction over the integers modulo a prime.
//!
//! Sums of a table have coefficients −1, 0 and 1, and what follows from them is a question of rank. In
//! floating point that question has a tolerance; here it is exact but for ranks that differ modulo
//! 2⁶¹ − 1, which takes a determinant divisible by it.

/// The prime 2⁶¹ − 1.
const PRIME: u64 = (1 << 61) - 1;

/// Rows of which the first columns are reduced: each row has a column of its own, where it is 1 and
/// every other row is 0.
#[derive(Debug)]
pub(super) struct Reduced {
    /// The rows, in the order of their own columns.
    pub(super) rows: Vec<Vec<u64>>,
    /// The own column of each row.
    pub(super) own: Vec<usize>,
    /// What is left of the rows that have nothing in the first columns.
    pub(super) rest: Vec<Vec<u64>>,
}

/// Reduces the first `n_columns` of each row.
pub(super) fn reduce(mut rows: Vec<Vec<u64>>, n_columns: usize) -> Reduced {
    let mut own = Vec::new();
    for column in 0..n_columns {
        let done = own.len();
        let Some(found) = (done..rows.len()).find(|&row| rows[row][column] != 0) else {
            continue;
        };
        rows.swap(done, found);
        let scale = inverse(rows[done][column]);
        for value in &mut rows[done] {
            *value = multiply(*value, scale);
        }
        let pivot = rows[done].clone();
        for (at, row) in rows.iter_mut().enumerate() {
            let factor = row[column];
            if at == done || factor == 0 {
                continue;
            }
            for (value, &above) in row.iter_mut().zip(&pivot) {
                if above != 0 {
                    *value = subtract(*value, multiply(factor, above));
                }
            }
        }
        own.push(column);
    }
    let rest = rows.split_off(own.len());
    Reduced { rows, own, rest }
}

/// −1.
pub(super) const MINUS_ONE: u64 = PRIME - 1;

pub(super) fn add(a: u64, b: u64) -> u64 {
    let sum = a + b;
    if sum >= PRIME { sum - PRIME } else { sum }
}

pub(super) fn negate(a: u64) -> u64 {
    if a == 0 { 0 } else { PRIME - a }
}

fn subtract(a: u64, b: u64) -> u64 {
    add(a, negate(b))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a remainder of a 61-bit prime has 61 bits"
)]
fn multiply(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64
}

/// Fermat: a to the power of p − 2.
fn inverse(a: u64) -> u64 {
    let (mut power, mut exponent, mut result) = (a, PRIME - 2, 1);
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = multiply(result, power);
        }
        power = multiply(power, power);
        exponent >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reduced_row_has_a_column_of_its_own() {
        // x + y = 3, x − y = 1, so x = 2 and y = 1; the third row follows from them.
        let rows = vec![vec![1, 1, 3], vec![1, MINUS_ONE, 1], vec![2, 0, 4]];
        let reduced = reduce(rows, 2);
        assert_eq!(reduced.rows, [[1, 0, 2], [0, 1, 1]]);
        assert_eq!(reduced.own, [0, 1]);
        assert_eq!(reduced.rest, [[0, 0, 0]]);
        assert_eq!(multiply(7, inverse(7)), 1);
    }
}
