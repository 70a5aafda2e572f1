use crate::stats::draw::shuffle;
use crate::stats::generator;

/// Rows of a sparse matrix.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Where each row begins; one more than rows.
    pub(super) starts: Vec<usize>,
    pub(super) columns: Vec<u32>,
    pub(super) values: Vec<f32>,
}

/// How much an error costs, of the examples without and with a label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cost {
    /// Of an example without the label.
    pub(super) absent: f32,
    /// Of an example with it.
    pub(super) present: f32,
}

/// When the descent ends.
const MOST_EPOCHS: u64 = 12;
/// Largest change of a dual variable, as a part of its cost, at which the descent has ended.
const TOLERANCE: f32 = 0.01;
/// Steps for one dual variable, and how near to its optimum is near enough, as a part of its cost.
const MOST_STEPS: usize = 12;
const CLOSE: f32 = 1e-3;

/// Logistic regressions of all labels at once by coordinate descent in the dual: the weights minimise
/// ½ Σ w²/v + Σ C log(1 + exp(−y w·x)) for each label, where v is the prior variance of a weight.
///
/// One example at a time changes the weights of every label: at the optimum its dual variable is
/// α = C σ(−y w·x), and it is brought there while all others stand still; w = v Σ α y x. Labels
/// do not depend on each other; they are done together because their weights lie side by side.
///
/// # Shapes
///
/// `is_labelled` is (rows, labels), `weights` of the examples (rows,), `variances` (columns, labels);
/// returns (columns, labels).
///
/// # References
///
/// Yu, Huang & Lin (2011), *Machine Learning* 85, p. 41.
pub(super) fn descend(
    rows: &Rows,
    is_labelled: &[bool],
    weights: &[f32],
    costs: &[Cost],
    variances: &[f32],
    seed: u64,
) -> Vec<f32> {
    let n_labels = costs.len();
    let n_rows = weights.len();
    let squares = squares(rows, variances, n_labels);
    let mut cells = vec![0.0_f32; variances.len()];
    let mut duals = vec![0.0_f32; n_rows * n_labels];
    let mut order: Vec<usize> = (0..n_rows).collect();
    let mut generator = generator(seed, 0);
    let mut scores = vec![0.0_f32; n_labels];
    for _ in 0..MOST_EPOCHS {
        shuffle(&mut generator, &mut order);
        let mut largest = 0.0_f32;
        for &row in &order {
            let range = rows.starts[row]..rows.starts[row + 1];
            let (columns, values) = (&rows.columns[range.clone()], &rows.values[range]);
            scores.fill(0.0);
            for (&column, &value) in columns.iter().zip(values) {
                let first = column as usize * n_labels;
                for (score, cell) in scores.iter_mut().zip(&cells[first..first + n_labels]) {
                    *score += value * cell;
                }
            }
            let first = row * n_labels;
            let mut change = 0.0_f32;
            for (label, score) in scores.iter_mut().enumerate() {
                let (sign, cost) = if is_labelled[first + label] {
                    (1.0, costs[label].present * weights[row])
                } else {
                    (-1.0, costs[label].absent * weights[row])
                };
                let dual = &mut duals[first + label];
                let square = squares[first + label];
                let step = towards_optimum(*dual, sign * *score, square, cost);
                *dual += step;
                *score = sign * step;
                change = change.max(step.abs() / cost);
            }
            largest = largest.max(change);
            if change < TOLERANCE * 1e-2 {
                continue;
            }
            for (&column, &value) in columns.iter().zip(values) {
                let first = column as usize * n_labels;
                let variances = &variances[first..first + n_labels];
                let cells = &mut cells[first..first + n_labels];
                for ((cell, variance), step) in cells.iter_mut().zip(variances).zip(&scores) {
                    *cell += value * variance * step;
                }
            }
        }
        if largest < TOLERANCE {
            break;
        }
    }
    cells
}

/// What a dual variable of a row moves its own margin by: Σ v x².
///
/// # Shapes
///
/// (rows, labels).
fn squares(rows: &Rows, variances: &[f32], n_labels: usize) -> Vec<f32> {
    let n_rows = rows.starts.len() - 1;
    let mut squares = vec![0.0_f32; n_rows * n_labels];
    for (row, squares) in squares.chunks_exact_mut(n_labels.max(1)).enumerate() {
        for at in rows.starts[row]..rows.starts[row + 1] {
            let (first, value) = (rows.columns[at] as usize * n_labels, rows.values[at]);
            let variances = &variances[first..first + n_labels];
            for (square, variance) in squares.iter_mut().zip(variances) {
                *square += value * value * variance;
            }
        }
    }
    squares
}

/// The change of a dual variable that brings it to C σ(−margin), which moves with it.
///
/// What is too much rises with the change, from below zero to above it within 0 and C, so there is one
/// such change; a step of Newton that leaves what is known to hold it is replaced by halving.
fn towards_optimum(dual: f32, margin: f32, square: f32, cost: f32) -> f32 {
    let (mut low, mut high) = (-dual, cost - dual);
    let mut step = 0.0_f32;
    for _ in 0..MOST_STEPS {
        let share = 1.0 / (1.0 + square.mul_add(step, margin).exp());
        let excess = cost.mul_add(-share, dual + step);
        if excess.abs() < CLOSE * cost {
            break;
        }
        if excess > 0.0 {
            high = step;
        } else {
            low = step;
        }
        let slope = (cost * square * share).mul_add(1.0 - share, 1.0);
        let next = step - excess / slope;
        // On the bound itself it would come back to where it was.
        step = if low < next && next < high {
            next
        } else {
            f32::midpoint(low, high)
        };
    }
    step
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows with two features and a constant, labels by their sum.
    fn problem(n: usize) -> (Rows, Vec<bool>) {
        let mut rows = Rows {
            starts: vec![0],
            ..Rows::default()
        };
        let mut labels = Vec::new();
        let mut generator = generator(5, 1);
        for _ in 0..n {
            #[expect(clippy::cast_possible_truncation, reason = "draws of size one")]
            let mut draw = || crate::stats::draw::normal(&mut generator) as f32;
            let (a, b, noise) = (draw(), draw(), draw());
            rows.columns.extend([0, 1, 2]);
            rows.values.extend([a, b, 1.0]);
            rows.starts.push(rows.columns.len());
            labels.extend([a + b + noise > 0.5, a - noise > 1.0]);
        }
        (rows, labels)
    }

    #[test]
    fn the_slope_of_the_loss_is_nearly_zero_where_the_descent_ends() {
        let n = 400;
        let (rows, labels) = problem(n);
        let costs = [
            Cost {
                absent: 1.0,
                present: 1.0,
            },
            Cost {
                absent: 0.5,
                present: 2.0,
            },
        ];
        let variances = [1.0, 0.5, 2.0, 0.1, 1.0, 1.0];
        let cells = descend(&rows, &labels, &vec![1.0; n], &costs, &variances, 1);
        for (label, cost) in costs.iter().enumerate() {
            let mut slope = [0.0_f32; 3];
            for (column, slope) in slope.iter_mut().enumerate() {
                *slope = cells[column * 2 + label] / variances[column * 2 + label];
            }
            for row in 0..n {
                let values = &rows.values[row * 3..row * 3 + 3];
                let score: f32 = (0..3).map(|i| values[i] * cells[i * 2 + label]).sum();
                let (sign, cost) = if labels[row * 2 + label] {
                    (1.0, cost.present)
                } else {
                    (-1.0, cost.absent)
                };
                let pull = cost * sign / (1.0 + (sign * score).exp());
                for (slope, value) in slope.iter_mut().zip(values) {
                    *slope -= pull * value;
                }
            }
            assert!(slope.iter().all(|slope| slope.abs() < 1.5), "{slope:?}");
        }
    }

    #[test]
    fn a_prior_variance_is_the_square_of_a_factor_of_its_column() {
        let (rows, labels) = problem(200);
        let costs = [Cost {
            absent: 1.0,
            present: 2.0,
        }; 2];
        let factors = [0.2_f32, 3.0, 1.0];
        // A factor of a column for every label, folded into the weights after the descent.
        let scaled = Rows {
            starts: rows.starts.clone(),
            columns: rows.columns.clone(),
            values: rows
                .values
                .iter()
                .zip(&rows.columns)
                .map(|(value, &column)| value * factors[column as usize])
                .collect(),
        };
        let plain = descend(&scaled, &labels, &[1.0; 200], &costs, &[1.0; 6], 4);
        let variances = factors.map(|factor| [factor * factor; 2]);
        let got = descend(
            &rows,
            &labels,
            &[1.0; 200],
            &costs,
            variances.as_flattened(),
            4,
        );
        for (at, (got, plain)) in got.iter().zip(&plain).enumerate() {
            let expected = plain * factors[at / 2];
            assert!((got - expected).abs() < 1e-3, "{at}: {got} {expected}");
        }
    }

    #[test]
    fn a_dual_variable_comes_to_its_optimum_from_anywhere() {
        for cost in [0.1_f32, 1.0, 30.0] {
            for margin in [-20.0, -7.0, 0.0, 3.0, 40.0] {
                for dual in [0.0, 0.3 * cost, cost] {
                    let step = towards_optimum(dual, margin, 11.0, cost);
                    let share = 1.0 / (1.0 + 11.0_f32.mul_add(step, margin).exp());
                    let excess = cost.mul_add(-share, dual + step);
                    assert!(
                        excess.abs() < 0.02 * cost,
                        "{cost} {margin} {dual}: {excess}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_same_rows_give_the_same_weights() {
        let (rows, labels) = problem(60);
        let cost = Cost {
            absent: 1.0,
            present: 1.0,
        };
        let run = || descend(&rows, &labels, &[1.0; 60], &[cost; 2], &[1.0; 6], 9);
        assert_eq!(run(), run());
    }
}
